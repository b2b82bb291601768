//! `slice`.

use heap::{Head, Value};
use num_traits::{Signed, Zero};
use object::class::Class;
use object::gc::{Object, ValueExt};
use object::ops::{self, CmpOp};
use object::{BigInt, Gc, Id, Result, Row, Slice, native, none, not_implemented, number, raise_type};

/// The methods of `slice`.
pub fn init() {
    object::function::extend_class(
        Slice::class(),
        "slice(stop)\nslice(start, stop[, step])\n\nCreate a slice object.  This is used for extended slicing (e.g. a[0:10:2]).",
        &[ROWS],
    );
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, /, *args)", native(new)).doc("Create and return a new object.  See help(type) for accurate signature."),
    Row::member("start", native(start)),
    Row::member("stop", native(stop)),
    Row::member("step", native(step)),
    Row::method("indices($self, object, /)", native(indices)).doc(
        "S.indices(len) -> (start, stop, stride)\n\nAssuming a sequence of length len, calculate the start and stop\n\
         indices, and the stride length of the extended slice described by\nS. Out of bounds indices are clipped in a manner consistent with the\nhandling of normal slices.",
    ),
    Row::method("__repr__($self, /)", native(repr)).doc("Return repr(self)."),
    Row::method("__hash__($self, /)", native(hash)).doc("Return hash(self)."),
    Row::method("__reduce__($self, /)", native(reduce)).doc("Return state information for pickling."),
    Row::method("__eq__($self, value, /)", native(eq)).doc("Return self==value."),
    Row::method("__ne__($self, value, /)", native(ne)).doc("Return self!=value."),
    Row::method("__lt__($self, value, /)", native(lt)).doc("Return self<value."),
    Row::method("__le__($self, value, /)", native(le)).doc("Return self<=value."),
    Row::method("__gt__($self, value, /)", native(gt)).doc("Return self>value."),
    Row::method("__ge__($self, value, /)", native(ge)).doc("Return self>=value."),
];

fn new(_class: Gc<Class>, args: Gc<object::Tuple>) -> Result<Gc<Slice>> {
    let (start, stop, step) = match *args.as_slice() {
        [stop] => (none(), stop, none()),
        [start, stop] => (start, stop, none()),
        [start, stop, step] => (start, stop, step),
        [] => return object::type_error("slice expected at least 1 argument, got 0"),
        ref more => return raise_type!("slice expected at most 3 arguments, got {}", more.len()),
    };
    Ok(Slice { head: Head { map: std::ptr::null() }, start, stop, step }.alloc())
}

fn start(s: Gc<Slice>) -> Value {
    s.start
}
fn stop(s: Gc<Slice>) -> Value {
    s.stop
}
fn step(s: Gc<Slice>) -> Value {
    s.step
}

fn end(v: Value) -> Result<Option<BigInt>> {
    if v == none() {
        return Ok(None);
    }
    if !number::is_int(v) && object::class_of(v).dunder(Id::__index__).is_none() {
        return object::type_error("slice indices must be integers or None or have an __index__ method");
    }
    ops::to_bigint(v).map(Some)
}

/// Start, stop and step for a sequence of any length (`_PySlice_GetLongIndices`).
///
/// # Errors
/// `TypeError` for ends that are no indices, `ValueError` for step zero.
pub fn long_indices(s: Gc<Slice>, len: &BigInt) -> Result<(BigInt, BigInt, BigInt)> {
    let step = end(s.step)?.unwrap_or_else(|| BigInt::from(1));
    if step.is_zero() {
        return object::value_error("slice step cannot be zero");
    }
    let down = step.is_negative();
    let (lower, upper) = if down { (BigInt::from(-1), len - 1) } else { (BigInt::from(0), len.clone()) };
    let clip = |v: Option<BigInt>, default: &BigInt| match v {
        None => default.clone(),
        Some(i) if i.is_negative() => (i + len).max(lower.clone()),
        Some(i) => i.min(upper.clone()),
    };
    let start = clip(end(s.start)?, if down { &upper } else { &lower });
    let stop = clip(end(s.stop)?, if down { &lower } else { &upper });
    Ok((start, stop, step))
}

fn indices(s: Gc<Slice>, len: Value) -> Result<Value> {
    let len = ops::to_bigint(len)?;
    if len.is_negative() {
        return object::value_error("length should not be negative");
    }
    let (a, b, c) = long_indices(s, &len)?;
    let (a, b, c) = (number::big(a), number::big(b), number::big(c));
    Ok(object::seq::tuple(&[a, b, c]))
}

fn repr(s: Gc<Slice>) -> Result<Value> {
    let mut out = crate::seqtools::TextBuilder::new("slice(");
    out.repr(s.start)?;
    out.text(", ");
    out.repr(s.stop)?;
    out.text(", ");
    out.repr(s.step)?;
    out.text(")");
    Ok(out.finish().value())
}

fn as_tuple(s: Gc<Slice>) -> Value {
    object::seq::tuple(&[s.start, s.stop, s.step])
}

fn hash(s: Gc<Slice>) -> Result<i64> {
    // CPython leaves the length out of the hash of slices, unlike that of tuples.
    const PRIME_1: u64 = 11_400_714_785_074_694_791;
    const PRIME_2: u64 = 14_029_467_366_897_019_727;
    const PRIME_5: u64 = 2_870_177_450_012_600_261;
    let mut acc = PRIME_5;
    for v in [s.start, s.stop, s.step] {
        let lane = ops::hash(v)? as u64;
        acc = acc.wrapping_add(lane.wrapping_mul(PRIME_2)).rotate_left(31).wrapping_mul(PRIME_1);
    }
    Ok(if acc == u64::MAX { 1_546_275_796 } else { acc as i64 })
}

fn reduce(s: Gc<Slice>) -> Value {
    crate::seqtools::reduced(Slice::class().value(), &[s.start, s.stop, s.step], None)
}

fn compare(op: CmpOp, s: Gc<Slice>, other: Value) -> Result<Value> {
    let Some(o) = other.cast::<Slice>() else { return Ok(not_implemented()) };
    if s == o {
        return Ok(object::bool_value(matches!(op, CmpOp::Eq | CmpOp::Le | CmpOp::Ge)));
    }
    ops::compare(op, as_tuple(s), as_tuple(o))
}
fn eq(s: Gc<Slice>, other: Value) -> Result<Value> {
    compare(CmpOp::Eq, s, other)
}
fn ne(s: Gc<Slice>, other: Value) -> Result<Value> {
    compare(CmpOp::Ne, s, other)
}
fn lt(s: Gc<Slice>, other: Value) -> Result<Value> {
    compare(CmpOp::Lt, s, other)
}
fn le(s: Gc<Slice>, other: Value) -> Result<Value> {
    compare(CmpOp::Le, s, other)
}
fn gt(s: Gc<Slice>, other: Value) -> Result<Value> {
    compare(CmpOp::Gt, s, other)
}
fn ge(s: Gc<Slice>, other: Value) -> Result<Value> {
    compare(CmpOp::Ge, s, other)
}
