//! Operations on exact instances of built-in classes, without looking anything up: what the general operators of `ops`
//! try first. Each gives `None` when the operands are not its business; the general way then decides.
//!
//! # Invariants
//! 1. A result equals what the general way would give: the built-in methods of exact classes cannot be replaced.
//! 2. No Python code runs, but for the comparison of a dict's keys.

use heap::{GcVec, Value};

use crate::dict::Dict;
use crate::error::Result;
use crate::gc::{Gc, ValueExt};
use crate::map::{Kind, map_of};
use crate::misc::{Slice, is_none};
use crate::number::{Float, float};
use crate::ops::{BinOp, CmpOp};
use crate::seq::{List, Tuple};
use crate::strs::Str;

/// A list, tuple, string… by a kind that was just read.
#[inline(always)]
fn the<T: crate::Object>(v: Value) -> Gc<T> {
    // SAFETY: the callers have tested the kind, which names the exact class.
    unsafe { v.cast_unchecked() }
}

/// The float that an exact float or a small int stands for; and whether it was a float.
#[inline(always)]
fn number(v: Value) -> Option<(f64, bool)> {
    if v.is_flonum() {
        return Some((v.as_flonum(), true));
    }
    if v.is_small_int() {
        return Some((v.as_small_int() as f64, false));
    }
    (map_of(v).kind == Kind::Float).then(|| (the::<Float>(v).value, true))
}

/// `a op b` for floats, a float with a small int, and two strings, lists or tuples that are added.
#[inline]
#[must_use]
pub fn binary(op: BinOp, a: Value, b: Value) -> Option<Value> {
    if let (Some((x, x_float)), Some((y, y_float))) = (number(a), number(b)) {
        if !x_float && !y_float {
            return None;
        }
        return match op {
            BinOp::Add => Some(float(x + y)),
            BinOp::Sub => Some(float(x - y)),
            BinOp::Mul => Some(float(x * y)),
            BinOp::TrueDiv if y != 0.0 => Some(float(x / y)),
            _ => None,
        };
    }
    if op != BinOp::Add || !a.is_ptr() || !b.is_ptr() {
        return None;
    }
    match (map_of(a).kind, map_of(b).kind) {
        (Kind::Str, Kind::Str) => Some(the::<Str>(a).concat(the(b)).value()),
        (Kind::List, Kind::List) => {
            let (x, y) = (the::<List>(a), the::<List>(b));
            let mut items = GcVec::with_capacity(x.items.len() + y.items.len());
            items.extend_from_slice(&x.items);
            items.extend_from_slice(&y.items);
            Some(List::new(items).value())
        }
        _ => None,
    }
}

/// `a cmp b` for strings, and for floats with each other or with small ints that a float holds exactly.
#[inline]
#[must_use]
pub fn compare(op: CmpOp, a: Value, b: Value) -> Option<bool> {
    if let (Some((x, x_float)), Some((y, y_float))) = (number(a), number(b)) {
        let exact = |v: Value, is_float: bool| is_float || v.as_small_int().unsigned_abs() <= 1 << 53;
        if (!x_float && !y_float) || !exact(a, x_float) || !exact(b, y_float) {
            return None;
        }
        return Some(match op {
            CmpOp::Lt => x < y,
            CmpOp::Le => x <= y,
            CmpOp::Eq => x == y,
            CmpOp::Ne => x != y,
            CmpOp::Gt => x > y,
            CmpOp::Ge => x >= y,
        });
    }
    if !a.is_ptr() || !b.is_ptr() || map_of(a).kind != Kind::Str || map_of(b).kind != Kind::Str {
        return None;
    }
    let (x, y) = (the::<Str>(a), the::<Str>(b));
    Some(match op {
        CmpOp::Eq => x.same_text(y),
        CmpOp::Ne => !x.same_text(y),
        // WTF-8 orders as its code points do.
        _ => op.holds(x.as_bytes().cmp(y.as_bytes())),
    })
}

/// The truth of an exact str, list, tuple, dict, set or float.
#[inline]
#[must_use]
pub fn truth(v: Value) -> Option<bool> {
    if v.is_flonum() {
        return Some(v.as_flonum() != 0.0);
    }
    Some(match map_of(v).kind {
        Kind::Str => the::<Str>(v).byte_len() != 0,
        Kind::List => !the::<List>(v).items.is_empty(),
        Kind::Tuple => !the::<Tuple>(v).as_slice().is_empty(),
        Kind::Dict => !the::<Dict>(v).is_empty(),
        _ => return None,
    })
}

/// The length of an exact str, list, tuple, dict or bytes.
#[inline]
#[must_use]
pub fn len(v: Value) -> Option<usize> {
    Some(match map_of(v).kind {
        Kind::Str => the::<Str>(v).char_len(),
        Kind::List => the::<List>(v).items.len(),
        Kind::Tuple => the::<Tuple>(v).as_slice().len(),
        Kind::Dict => the::<Dict>(v).len(),
        Kind::Bytes => the::<crate::Bytes>(v).as_slice().len(),
        _ => return None,
    })
}

/// `o[key]` of a dict (a plain one: it has no `__missing__`, and its key is hashed once), of a string or of bytes with an index in range, and slices of step 1.
///
/// # Errors
/// What hashing and comparing a dict's keys raises, and `KeyError`.
#[inline]
pub fn getitem(o: Value, key: Value) -> Result<Option<Value>> {
    if !o.is_ptr() {
        return Ok(None);
    }
    let kind = map_of(o).kind;
    if kind == Kind::Dict {
        return match the::<Dict>(o).get(key)? {
            Some(v) => Ok(Some(v)),
            None => crate::key_error(key),
        };
    }
    if key.is_small_int() {
        return Ok(index(kind, o, key.as_small_int()));
    }
    if key.is_ptr() && map_of(key).kind == Kind::Slice {
        let s = the::<Slice>(key);
        return Ok(match (is_none(s.step), kind) {
            (true, _) => slice(o, s.start, s.stop),
            (false, Kind::List) => backwards(the(o), &s),
            _ => None,
        });
    }
    Ok(None)
}

fn index(kind: Kind, o: Value, i: i64) -> Option<Value> {
    let at = |len: usize| {
        let i = if i < 0 { i + len as i64 } else { i };
        usize::try_from(i).ok().filter(|i| *i < len)
    };
    match kind {
        Kind::Str => {
            let s = the::<Str>(o);
            let i = at(s.char_len())?;
            Some(Str::from_char(s.nth(i)).value())
        }
        Kind::Bytes => {
            let b = the::<crate::Bytes>(o);
            let i = at(b.as_slice().len())?;
            Some(Value::small_int_unchecked(i64::from(b.as_slice()[i])))
        }
        _ => None,
    }
}

/// A bound of a slice, clamped to the length.
fn bound(v: Value, len: usize, default: usize) -> Option<usize> {
    if v.is_small_int() {
        let i = v.as_small_int();
        let i = if i < 0 { i + len as i64 } else { i };
        return Some(i.clamp(0, len as i64) as usize);
    }
    is_none(v).then_some(default)
}

/// `o[start:stop]` of a list, tuple or string.
#[inline]
#[must_use]
pub fn slice(o: Value, start: Value, stop: Value) -> Option<Value> {
    if !o.is_ptr() {
        return None;
    }
    let kind = map_of(o).kind;
    let len = match kind {
        Kind::List => the::<List>(o).items.len(),
        Kind::Tuple => the::<Tuple>(o).as_slice().len(),
        Kind::Str => the::<Str>(o).char_len(),
        _ => return None,
    };
    let from = bound(start, len, 0)?;
    let to = bound(stop, len, len)?.max(from);
    Some(match kind {
        Kind::List => List::from_slice(&the::<List>(o).items[from..to]).value(),
        Kind::Tuple if to - from == len => o,
        Kind::Tuple => crate::seq::tuple(&the::<Tuple>(o).as_slice()[from..to]),
        _ => the::<Str>(o).substring(from, to).value(),
    })
}

/// `list[start:stop:-1]`.
fn backwards(list: Gc<List>, s: &Slice) -> Option<Value> {
    if s.step != Value::small_int_unchecked(-1) {
        return None;
    }
    // Places are counted from behind the one before: from `first - 1` down to `last`.
    let len = list.items.len();
    let place = |v: Value, default: usize| {
        if !v.is_small_int() {
            return is_none(v).then_some(default);
        }
        let i = v.as_small_int();
        let i = if i < 0 { i + len as i64 } else { i };
        Some((i + 1).clamp(0, len as i64) as usize)
    };
    let (first, last) = (place(s.start, len)?, place(s.stop, 0)?);
    let mut items = GcVec::from(&list.items[last.min(first)..first]);
    items.as_mut_slice().reverse();
    Some(List::new(items).value())
}

/// `o[start:stop] = v` for two lists; whether it was done.
#[inline]
#[must_use]
pub fn set_slice(o: Value, start: Value, stop: Value, v: Value) -> bool {
    if !o.is_ptr() || !v.is_ptr() || o == v || map_of(o).kind != Kind::List || map_of(v).kind != Kind::List {
        return false;
    }
    let (mut list, items) = (the::<List>(o), the::<List>(v));
    let len = list.items.len();
    let (Some(from), Some(to)) = (bound(start, len, 0), bound(stop, len, len)) else { return false };
    let to = to.max(from);
    if to - from == items.items.len() {
        list.items.as_mut_slice()[from..to].copy_from_slice(&items.items);
    } else {
        list.items.splice_from_slice(from..to, &items.items);
    }
    true
}

/// `x op y` of small ints when the result is immediate too (a float for a true division), for the rarer operators.
#[must_use]
pub fn int_op_rare(op: BinOp, x: i64, y: i64) -> Option<Value> {
    match op {
        BinOp::FloorDiv if y != 0 => {
            Value::small_int(x.wrapping_div(y) - i64::from((x % y != 0) && ((x < 0) != (y < 0))))
        }
        BinOp::Mod if y != 0 => {
            let r = x.wrapping_rem(y);
            Value::small_int(if r != 0 && (r < 0) != (y < 0) { r + y } else { r })
        }
        BinOp::LShift if (0..62).contains(&y) && x.unsigned_abs().leading_zeros() as i64 > y + 2 => {
            Value::small_int(x << y)
        }
        BinOp::RShift if y >= 0 => Value::small_int(x >> y.min(63)),
        BinOp::TrueDiv if y != 0 && x.unsigned_abs() < 1 << 53 && y.unsigned_abs() < 1 << 53 => {
            Some(crate::number::float(x as f64 / y as f64))
        }
        _ => None,
    }
}
