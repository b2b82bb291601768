//! The module `_bisect`.

use heap::Value;
use object::call::{call, call_method};
use object::gc::ValueExt;
use object::misc::not_none;
use object::ops::{self, CmpOp};
use object::{Gc, List, Module, Result, Row, intern, native, number};

/// Creates the module.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_bisect");
    m.set_doc("Bisection algorithms.");
    m.add_rows(ROWS);
    Ok(m)
}

static ROWS: &[Row] = &[
    Row::function("bisect_right($module, /, a, x, lo=0, hi=None, *, key=None)", native(bisect::<true>))
        .doc("Return the index where to insert item x in list a, assuming a is sorted."),
    Row::function("bisect_left($module, /, a, x, lo=0, hi=None, *, key=None)", native(bisect::<false>))
        .doc("Return the index where to insert item x in list a, assuming a is sorted."),
    Row::function("insort_right($module, /, a, x, lo=0, hi=None, *, key=None)", native(insort::<true>))
        .doc("Insert item x in list a, and keep it sorted assuming a is sorted."),
    Row::function("insort_left($module, /, a, x, lo=0, hi=None, *, key=None)", native(insort::<false>))
        .doc("Insert item x in list a, and keep it sorted assuming a is sorted."),
];

fn item(a: Value, i: usize) -> Result<Value> {
    if let Some(l) = a.cast_exact::<List>() {
        return match l.items.get(i) {
            Some(v) => Ok(*v),
            None => object::index_error("list index out of range"),
        };
    }
    ops::getitem(a, number::uint(i as u64))
}

fn search<const RIGHT: bool>(
    a: Value,
    x: Value,
    lo: Option<isize>,
    hi: Option<Value>,
    key: Option<Value>,
) -> Result<usize> {
    let lo = lo.unwrap_or(0);
    if lo < 0 {
        return object::value_error("lo must be non-negative");
    }
    let mut lo = lo as usize;
    let mut hi = match not_none(hi) {
        None => ops::len(a)?,
        Some(v) => match ops::to_isize(v)? {
            // As in CPython, -1 stands for the default.
            -1 => ops::len(a)?,
            h => h.max(0) as usize,
        },
    };
    while lo < hi {
        let mid = lo + (hi - lo) / 2;
        let mut v = item(a, mid)?;
        if let Some(k) = key {
            v = call(k, &[v])?;
        }
        let go_left = if RIGHT { ops::compare_bool(CmpOp::Lt, x, v)? } else { !ops::compare_bool(CmpOp::Lt, v, x)? };
        if go_left {
            hi = mid;
        } else {
            lo = mid + 1;
        }
    }
    Ok(lo)
}

fn bisect<const RIGHT: bool>(
    a: Value,
    x: Value,
    lo: Option<isize>,
    hi: Option<Value>,
    key: Option<Value>,
) -> Result<usize> {
    search::<RIGHT>(a, x, lo, hi, not_none(key))
}

fn insort<const RIGHT: bool>(
    a: Value,
    x: Value,
    lo: Option<isize>,
    hi: Option<Value>,
    key: Option<Value>,
) -> Result<()> {
    let key = not_none(key);
    let wanted = match key {
        Some(k) => call(k, &[x])?,
        None => x,
    };
    let i = search::<RIGHT>(a, wanted, lo, hi, key)?;
    if let Some(mut l) = a.cast_exact::<List>() {
        let at = i.min(l.items.len());
        l.items.insert(at, x);
        return Ok(());
    }
    call_method(a, intern("insert"), &[number::uint(i as u64), x]).map(drop)
}
