//! `list.sort`: a stable, adaptive merge sort whose comparisons may raise.
//!
//! Keys of one simple class (ints, floats, strings) are compared without calling anything; then the standard library's
//! stable sort does the work. For everything else: natural runs, lengthened by binary insertion, merged in the order of
//! powersort (Munro and Wild, "Nearly-Optimal Mergesorts"). The standard sort is not used there because a Python
//! comparison may be inconsistent or raise.
//!
//! While sorting, the list is empty, as in CPython, so that code that looks at it cannot see a half-sorted state.

use heap::{GcItem, GcVec, Value};
use object::gc::ValueExt;
use object::ops::{self, CmpOp};
use object::{Gc, List, Result, Str, Tuple, call};

/// Something with a sort key: an item itself, or a (key, item) pair.
trait Keyed: GcItem {
    fn key(&self) -> Value;
}
impl Keyed for Value {
    #[inline(always)]
    fn key(&self) -> Value {
        *self
    }
}
impl Keyed for (Value, Value) {
    #[inline(always)]
    fn key(&self) -> Value {
        self.0
    }
}

/// Sorts the list in place.
///
/// # Errors
/// What the key function or the comparisons raise (the list then has all its items, in some order); `ValueError` if the
/// list was changed meanwhile.
pub fn sort(mut list: Gc<List>, key: Option<Value>, reverse: bool) -> Result<()> {
    let mut items = std::mem::replace(&mut list.items, GcVec::new());
    let sorted = match key {
        None => sort_keyed(&mut items, reverse),
        Some(key) => sort_by_key(&mut items, key, reverse),
    };
    // A list that was grown meanwhile has a buffer, even if it is empty again.
    let changed = list.items.capacity() != 0;
    list.items = items;
    sorted?;
    if changed {
        return object::value_error("list modified during sort");
    }
    Ok(())
}

fn sort_by_key(items: &mut GcVec<Value>, key: Value, reverse: bool) -> Result<()> {
    let mut pairs: GcVec<(Value, Value)> = GcVec::with_capacity(items.len());
    for i in 0..items.len() {
        let v = items[i];
        pairs.push((call::call(key, &[v])?, v));
    }
    let r = sort_keyed(&mut pairs, reverse);
    for (slot, p) in items.iter_mut().zip(&pairs) {
        *slot = p.1;
    }
    r
}

fn sort_keyed<T: Keyed>(v: &mut GcVec<T>, reverse: bool) -> Result<()> {
    if v.len() < 2 {
        return Ok(());
    }
    // Reversing before and after keeps equal items in their order.
    if reverse {
        v.reverse();
    }
    let r = if sort_simple(v) { Ok(()) } else { merge_sort(v) };
    if reverse {
        v.reverse();
    }
    r
}

/// Sorts if all keys are ints of one word, floats, or exact strings.
fn sort_simple<T: Keyed>(v: &mut GcVec<T>) -> bool {
    let first = v[0].key();
    if first.is_small_int() {
        if v.iter().all(|x| x.key().is_small_int()) {
            // The tag bit is the same in all words, so the words order as the numbers do.
            v.sort_by_key(|x| x.key().bits() as i64);
            return true;
        }
    } else if first.is_flonum() {
        if v.iter().all(|x| x.key().is_flonum()) {
            v.sort_by(|a, b| a.key().as_flonum().partial_cmp(&b.key().as_flonum()).expect("nan is no flonum"));
            return true;
        }
    } else if first.is_exact::<Str>() && v.iter().all(|x| x.key().is_exact::<Str>()) {
        // SAFETY (both): just tested.
        v.sort_by(|a, b| unsafe {
            a.key().cast_unchecked::<Str>().as_bytes().cmp(b.key().cast_unchecked::<Str>().as_bytes())
        });
        return true;
    }
    false
}

/// `a < b`.
#[inline]
fn less(a: Value, b: Value) -> Result<bool> {
    if let (Some(x), Some(y)) = (a.cast_exact::<Tuple>(), b.cast_exact::<Tuple>()) {
        let (x, y) = (x.as_slice(), y.as_slice());
        for (p, q) in x.iter().zip(y) {
            if !ops::eq(*p, *q)? {
                return ops::compare_bool(CmpOp::Lt, *p, *q);
            }
        }
        return Ok(x.len() < y.len());
    }
    ops::compare_bool(CmpOp::Lt, a, b)
}

/// A sorted stretch, and how deep the boundary after it lies in the merge tree.
#[derive(Clone, Copy)]
struct Run {
    start: usize,
    len: usize,
    power: u32,
}

fn merge_sort<T: Keyed>(v: &mut GcVec<T>) -> Result<()> {
    let n = v.len();
    let min_run = min_run(n);
    let mut runs: Vec<Run> = Vec::new();
    let mut temp: GcVec<T> = GcVec::new();
    let mut at = 0;
    while at < n {
        let natural = natural_run(v, at)?;
        let len = if natural < min_run { min_run.min(n - at) } else { natural };
        insert_binary(v, at, at + natural, at + len)?;
        if let Some(last) = runs.last().copied() {
            let power = node_power(last.start, last.len, len, n);
            while runs.len() > 1 && runs[runs.len() - 2].power > power {
                merge_last(v, &mut runs, &mut temp)?;
            }
            runs.last_mut().expect("not empty").power = power;
        }
        runs.push(Run { start: at, len, power: 0 });
        at += len;
    }
    while runs.len() > 1 {
        merge_last(v, &mut runs, &mut temp)?;
    }
    Ok(())
}

/// The shortest run worth merging: between 32 and 64, so that the number of runs is close to a power of two.
fn min_run(mut n: usize) -> usize {
    let mut odd = 0;
    while n >= 64 {
        odd |= n & 1;
        n >>= 1;
    }
    n + odd
}

/// The depth of the boundary between two neighbouring runs in the nearly optimal merge tree: the first binary digit in
/// which the runs' midpoints, as fractions of `n`, differ.
fn node_power(start: usize, len_a: usize, len_b: usize, n: usize) -> u32 {
    let a = (2 * start + len_a) as u128;
    let b = (2 * (start + len_a) + len_b) as u128;
    let n = 2 * n as u128;
    let fa = (a << 62) / n;
    let fb = (b << 62) / n;
    62 - (127 - (fa ^ fb).leading_zeros())
}

/// Where the stretch that does not descend ends, of which `v[..end]` belongs to it.
fn ascending_end<T: Keyed>(v: &GcVec<T>, mut end: usize) -> Result<usize> {
    while end < v.len() && !less(v[end].key(), v[end - 1].key())? {
        end += 1;
    }
    Ok(end)
}

/// Length of the run at `at`: the longest stretch that does not descend, or else one that does not ascend. The latter is
/// turned round, and its equal elements once more, so that they keep their order. The comparisons are those of CPython's
/// `count_run`, one by one, for programs can see them.
fn natural_run<T: Keyed>(v: &mut GcVec<T>, at: usize) -> Result<usize> {
    let n = v.len();
    let mut end = ascending_end(v, at + 1)?;
    if end >= n {
        return Ok(n - at);
    }
    if end - at > 1 {
        if less(v[at].key(), v[end - 1].key())? {
            return Ok(end - at);
        }
        // Equals only, and then something smaller.
        v[at..end].reverse();
    }
    end += 1;
    // Where the equals at the end begin.
    let mut equals = end - 1;
    while end < n {
        if less(v[end].key(), v[end - 1].key())? {
            v[equals..end].reverse();
            equals = end;
        } else if less(v[end - 1].key(), v[end].key())? {
            break;
        }
        end += 1;
    }
    v[equals..end].reverse();
    v[at..end].reverse();
    // Turned round it may go on.
    Ok(ascending_end(v, end)? - at)
}

/// Sorts `v[start..end]`, of which `v[start..sorted]` is sorted already.
fn insert_binary<T: Keyed>(v: &mut GcVec<T>, start: usize, sorted: usize, end: usize) -> Result<()> {
    for i in sorted..end {
        let x = v[i];
        let (mut lo, mut hi) = (start, i);
        while lo < hi {
            let mid = lo + (hi - lo) / 2;
            if less(x.key(), v[mid].key())? {
                hi = mid;
            } else {
                lo = mid + 1;
            }
        }
        v.copy_within(lo..i, lo + 1);
        v[lo] = x;
    }
    Ok(())
}

fn merge_last<T: Keyed>(v: &mut GcVec<T>, runs: &mut Vec<Run>, temp: &mut GcVec<T>) -> Result<()> {
    let b = runs.pop().expect("two runs");
    let a = runs.pop().expect("two runs");
    runs.push(Run { start: a.start, len: a.len + b.len, power: b.power });
    merge(v, a.start, b.start, b.start + b.len, temp)
}

/// Merges `v[a..mid]` and `v[mid..b]`. When a comparison raises, all items are still there.
fn merge<T: Keyed>(v: &mut GcVec<T>, a: usize, mid: usize, b: usize, temp: &mut GcVec<T>) -> Result<()> {
    // What is already in place at both ends need not move: found by galloping.
    let a = gallop_right(v, v[mid].key(), a, mid)?;
    if a == mid {
        return Ok(());
    }
    let b = gallop_left(v, v[mid - 1].key(), mid, b)?;
    temp.clear();
    temp.extend_from_slice(&v[a..mid]);
    let (mut i, mut j, mut out) = (0, mid, a);
    let mut result = Ok(());
    while i < temp.len() && j < b {
        match less(v[j].key(), temp[i].key()) {
            Ok(true) => {
                v[out] = v[j];
                j += 1;
            }
            Ok(false) => {
                v[out] = temp[i];
                i += 1;
            }
            Err(e) => {
                result = Err(e);
                break;
            }
        }
        out += 1;
    }
    let rest = temp.len() - i;
    v[out..out + rest].copy_from_slice(&temp[i..]);
    result
}

/// The first position in the sorted `v[from..to]` whose key is greater than `key`, sought from the front.
fn gallop_right<T: Keyed>(v: &GcVec<T>, key: Value, from: usize, to: usize) -> Result<usize> {
    let (mut lo, mut step) = (from, 1);
    while lo + step <= to && !less(key, v[lo + step - 1].key())? {
        lo += step;
        step *= 2;
    }
    let mut hi = (lo + step - 1).min(to);
    while lo < hi {
        let mid = lo + (hi - lo) / 2;
        if less(key, v[mid].key())? {
            hi = mid;
        } else {
            lo = mid + 1;
        }
    }
    Ok(lo)
}

/// The first position in the sorted `v[from..to]` whose key is not less than `key`, sought from the back.
fn gallop_left<T: Keyed>(v: &GcVec<T>, key: Value, from: usize, to: usize) -> Result<usize> {
    let (mut hi, mut step) = (to, 1);
    while hi >= from + step && !less(v[hi - step].key(), key)? {
        hi -= step;
        step *= 2;
    }
    let mut lo = if hi >= from + step { hi - step + 1 } else { from };
    while lo < hi {
        let mid = lo + (hi - lo) / 2;
        if less(v[mid].key(), key)? {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    Ok(lo)
}
