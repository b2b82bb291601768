//! `range` and its two iterators: one for numbers of a machine word, one for all others.

use heap::{Head, Value};
use num_traits::{Signed, Zero};
use object::class::{Class, ClassBuilder, ClassFlags};
use object::gc::{Object, ValueExt};
use object::misc::{Range, RangeIter};
use object::ops;
use object::{BigInt, Gc, Id, Result, Row, Slice, bool_value, native, none, not_implemented, number, raise_type};

use crate::seqtools;

/// The iterator of a range with numbers beyond a machine word.
#[repr(C)]
pub struct LongRangeIter {
    pub head: Head,
    next: Value,
    step: Value,
    /// Numbers still to come.
    left: Value,
}
object::object_type!(LongRangeIter);

/// The methods of `range`, and the iterators.
pub fn init() {
    object::function::extend_class(
        Range::class(),
        "range(stop) -> range object\nrange(start, stop[, step]) -> range object\n\n\
         Return an object that produces a sequence of integers from start (inclusive)\nto stop (exclusive) by step.  range(i, j) produces i, i+1, i+2, ..., j-1.\n\
         start defaults to 0, and stop is omitted!  range(4) produces 0, 1, 2, 3.\nThese are exactly the valid indices for a list of 4 elements.\n\
         When step is given, it specifies the increment (or decrement).",
        &[ROWS],
    );
    Range::class().native_new = Some(|args| of_arguments(args).map(|r| Some(r.value())));
    object::function::extend_class(RangeIter::class(), "", &[ITER]);
    let mut c = RangeIter::class();
    c.flags.0 |= ClassFlags::NO_INSTANTIATE;
    let _ = ClassBuilder::new::<LongRangeIter>("longrange_iterator")
        .flags(ClassFlags::NO_INSTANTIATE)
        .rows(&[LONG_ITER])
        .next_fn(long_advance)
        .build();
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, /, *args)", native(new))
        .doc("Create and return a new object.  See help(type) for accurate signature."),
    Row::member("start", native(start)),
    Row::member("stop", native(stop)),
    Row::member("step", native(step)),
    Row::method("count($self, object, /)", native(count))
        .doc("rangeobject.count(value) -> integer -- return number of occurrences of value"),
    Row::method("index($self, object, /)", native(index)).doc(
        "rangeobject.index(value) -> integer -- return index of value.\nRaise ValueError if the value is not present.",
    ),
    Row::method("__len__($self, /)", native(len)).doc("Return len(self)."),
    Row::method("__bool__($self, /)", native(truth)).doc("True if self else False"),
    Row::method("__getitem__($self, key, /)", native(getitem)).doc("Return self[key]."),
    Row::method("__contains__($self, key, /)", native(contains)).doc("Return bool(key in self)."),
    Row::method("__iter__($self, /)", native(iter)).doc("Implement iter(self)."),
    Row::method("__reversed__($self, /)", native(reversed)).doc("Return a reverse iterator."),
    Row::method("__repr__($self, /)", native(repr)).doc("Return repr(self)."),
    Row::method("__hash__($self, /)", native(hash)).doc("Return hash(self)."),
    Row::method("__reduce__($self, /)", native(reduce)),
    Row::method("__eq__($self, value, /)", native(eq)).doc("Return self==value."),
    Row::method("__ne__($self, value, /)", native(ne)).doc("Return self!=value."),
    Row::method("__lt__($self, value, /)", native(unordered)).doc("Return self<value."),
    Row::method("__le__($self, value, /)", native(unordered)).doc("Return self<=value."),
    Row::method("__gt__($self, value, /)", native(unordered)).doc("Return self>value."),
    Row::method("__ge__($self, value, /)", native(unordered)).doc("Return self>=value."),
];

static ITER: &[Row] = &[
    Row::method("__iter__($self, /)", native(iter_self::<RangeIter>)).doc("Implement iter(self)."),
    Row::method("__next__($self, /)", native(iter_next)).doc("Implement next(self)."),
    Row::method("__length_hint__($self, /)", native(iter_hint))
        .doc("Private method returning an estimate of len(list(it))."),
    Row::method("__reduce__($self, /)", native(iter_reduce)).doc("Return state information for pickling."),
    Row::method("__setstate__($self, object, /)", native(iter_setstate)).doc("Set state information for unpickling."),
];

static LONG_ITER: &[Row] = &[
    Row::method("__iter__($self, /)", native(iter_self::<LongRangeIter>)).doc("Implement iter(self)."),
    Row::method("__next__($self, /)", native(long_next)).doc("Implement next(self)."),
    Row::method("__length_hint__($self, /)", native(long_hint))
        .doc("Private method returning an estimate of len(list(it))."),
    Row::method("__reduce__($self, /)", native(long_reduce)).doc("Return state information for pickling."),
    Row::method("__setstate__($self, object, /)", native(long_setstate)).doc("Set state information for unpickling."),
];

fn iter_self<T: Object>(it: Gc<T>) -> Gc<T> {
    it
}

fn big_of(v: Value) -> BigInt {
    number::int_ref(v).map_or_else(BigInt::default, |r| r.to_big())
}

/// How many numbers lie in `start..stop` by `step`.
fn count_of(start: Value, stop: Value, step: Value) -> Value {
    if let (Some(a), Some(b), Some(s)) = (number::as_i64(start), number::as_i64(stop), number::as_i64(step)) {
        let (a, b, s) = (i128::from(a), i128::from(b), i128::from(s));
        let n = if s > 0 && a < b {
            (b - a - 1) / s + 1
        } else if s < 0 && a > b {
            (a - b - 1) / -s + 1
        } else {
            0
        };
        return match i64::try_from(n) {
            Ok(n) => number::int(n),
            Err(_) => number::big(BigInt::from(n)),
        };
    }
    let (a, b, s) = (big_of(start), big_of(stop), big_of(step));
    let (a, b, s) = if s.is_negative() { (b, a, -s) } else { (a, b, s) };
    if a >= b {
        return number::int(0);
    }
    number::big((b - a - 1) / s + 1)
}

/// A range of ints.
#[must_use]
pub fn make(start: Value, stop: Value, step: Value) -> Gc<Range> {
    Range { head: Head { map: std::ptr::null() }, start, stop, step, length: count_of(start, stop, step) }.alloc()
}

/// `start + i * step`.
fn number_at(start: Value, step: Value, i: Value) -> Value {
    if let (Some(a), Some(s), Some(i)) = (number::as_i64(start), number::as_i64(step), number::as_i64(i))
        && let Some(v) = s.checked_mul(i).and_then(|p| p.checked_add(a))
    {
        return number::int(v);
    }
    number::big(big_of(start) + big_of(step) * big_of(i))
}

/// An int of exactly that class: `True` becomes 1.
fn plain_index(v: Value) -> Result<Value> {
    let i = ops::index(v)?;
    Ok(if i.is_small_int() { i } else { number::big(big_of(i)) })
}

fn new(_class: Gc<Class>, args: Gc<object::Tuple>) -> Result<Gc<Range>> {
    of_arguments(args.as_slice())
}

fn of_arguments(args: &[Value]) -> Result<Gc<Range>> {
    let (start, stop, step) = match *args {
        [stop] => (number::int(0), plain_index(stop)?, number::int(1)),
        [start, stop] => (plain_index(start)?, plain_index(stop)?, number::int(1)),
        [start, stop, step] => {
            let (a, b, s) = (plain_index(start)?, plain_index(stop)?, plain_index(step)?);
            if s == number::int(0) {
                return object::value_error("range() arg 3 must not be zero");
            }
            (a, b, s)
        }
        [] => return object::type_error("range expected at least 1 argument, got 0"),
        ref more => return raise_type!("range expected at most 3 arguments, got {}", more.len()),
    };
    Ok(make(start, stop, step))
}

fn start(r: Gc<Range>) -> Value {
    r.start
}
fn stop(r: Gc<Range>) -> Value {
    r.stop
}
fn step(r: Gc<Range>) -> Value {
    r.step
}

fn len(r: Gc<Range>) -> Result<usize> {
    match number::as_i64(r.length) {
        Some(n) => Ok(n as usize),
        None => object::overflow_error("Python int too large to convert to C ssize_t"),
    }
}

fn truth(r: Gc<Range>) -> bool {
    r.length != number::int(0)
}

fn repr(r: Gc<Range>) -> Result<String> {
    let (a, b) = (object::repr::repr(r.start)?, object::repr::repr(r.stop)?);
    if r.step == number::int(1) {
        return Ok(format!("range({a}, {b})"));
    }
    Ok(format!("range({a}, {b}, {})", object::repr::repr(r.step)?))
}

fn getitem(r: Gc<Range>, key: Value) -> Result<Value> {
    if let Some(s) = key.cast::<Slice>() {
        return Ok(slice_of(r, s)?.value());
    }
    if !number::is_int(key) && object::class_of(key).dunder(Id::__index__).is_none() {
        return raise_type!("range indices must be integers or slices, not {}", object::repr::type_name(key));
    }
    let i = ops::index(key)?;
    if let (Some(i), Some(n)) = (number::as_i64(i), number::as_i64(r.length)) {
        let i = if i < 0 { i + n } else { i };
        if i < 0 || i >= n {
            return object::index_error("range object index out of range");
        }
        return Ok(number_at(r.start, r.step, number::int(i)));
    }
    let (i, n) = (big_of(i), big_of(r.length));
    let i = if i.is_negative() { i + &n } else { i };
    if i.is_negative() || i >= n {
        return object::index_error("range object index out of range");
    }
    Ok(number_at(r.start, r.step, number::big(i)))
}

fn slice_of(r: Gc<Range>, s: Gc<Slice>) -> Result<Gc<Range>> {
    let (start, stop, step) = crate::slice::long_indices(s, &big_of(r.length))?;
    let substart = number_at(r.start, r.step, number::big(start));
    let substop = number_at(r.start, r.step, number::big(stop));
    let substep = number::big(big_of(r.step) * step);
    Ok(make(substart, substop, substep))
}

/// The position of an int (of exactly that class or bool) in the range.
fn position(r: Gc<Range>, v: Value) -> Option<Value> {
    if let (Some(a), Some(b), Some(s), Some(x)) =
        (number::as_i64(r.start), number::as_i64(r.stop), number::as_i64(r.step), number::as_i64(v))
    {
        let inside = if s > 0 { a <= x && x < b } else { b < x && x <= a };
        let d = i128::from(x) - i128::from(a);
        if !inside || d % i128::from(s) != 0 {
            return None;
        }
        return Some(number::big(BigInt::from(d / i128::from(s))));
    }
    let (a, b, s, x) = (big_of(r.start), big_of(r.stop), big_of(r.step), big_of(v));
    let inside = if s.is_positive() { a <= x && x < b } else { b < x && x <= a };
    let d = x - a;
    if !inside || !(&d % &s).is_zero() {
        return None;
    }
    Some(number::big(d / s))
}

fn is_plain_int(v: Value) -> bool {
    v.is_small_int() || matches!(object::map_of(v).kind, object::map::Kind::Int | object::map::Kind::Bool)
}

fn contains(r: Gc<Range>, v: Value) -> Result<bool> {
    if is_plain_int(v) {
        return Ok(position(r, v).is_some());
    }
    let it = iter(r);
    while let Some(x) = object::iter::next(it)? {
        if ops::eq(x, v)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn count(r: Gc<Range>, v: Value) -> Result<usize> {
    if is_plain_int(v) {
        return Ok(usize::from(position(r, v).is_some()));
    }
    let it = iter(r);
    let mut n = 0;
    while let Some(x) = object::iter::next(it)? {
        n += usize::from(ops::eq(x, v)?);
    }
    Ok(n)
}

fn index(r: Gc<Range>, v: Value) -> Result<Value> {
    if is_plain_int(v) {
        if let Some(i) = position(r, v) {
            return Ok(i);
        }
        return object::value_error("range.index(x): x not in range");
    } else {
        let it = iter(r);
        let mut i = 0;
        while let Some(x) = object::iter::next(it)? {
            if ops::eq(x, v)? {
                return Ok(number::int(i));
            }
            i += 1;
        }
    }
    object::value_error("sequence.index(x): x not in sequence")
}

fn iterator(start: Value, step: Value, length: Value) -> Value {
    let head = || Head { map: std::ptr::null() };
    if start.is_small_int() && step.is_small_int() && length.is_small_int() {
        let (a, s, n) =
            (i128::from(start.as_small_int()), i128::from(step.as_small_int()), i128::from(length.as_small_int()));
        let end = a + s * n;
        if i128::from(Value::MIN_SMALL) <= end && end <= i128::from(Value::MAX_SMALL) {
            return RangeIter { head: head(), next: start, step, left: length }.alloc().value();
        }
    }
    LongRangeIter { head: head(), next: start, step, left: length }.alloc().value()
}

/// `iter(r)`.
#[must_use]
pub fn iter(r: Gc<Range>) -> Value {
    iterator(r.start, r.step, r.length)
}

fn reversed(r: Gc<Range>) -> Value {
    let last = number_at(r.start, r.step, number::big(big_of(r.length) - 1));
    iterator(last, number::big(-big_of(r.step)), r.length)
}

fn reduce(r: Gc<Range>) -> Value {
    seqtools::reduced(Range::class().value(), &[r.start, r.stop, r.step], None)
}

fn same_numbers(a: Gc<Range>, b: Gc<Range>) -> Result<bool> {
    if a == b {
        return Ok(true);
    }
    if !ops::eq(a.length, b.length)? {
        return Ok(false);
    }
    if a.length == number::int(0) {
        return Ok(true);
    }
    if !ops::eq(a.start, b.start)? {
        return Ok(false);
    }
    Ok(a.length == number::int(1) || ops::eq(a.step, b.step)?)
}

fn eq(r: Gc<Range>, other: Value) -> Result<Value> {
    let Some(o) = other.cast::<Range>() else { return Ok(not_implemented()) };
    Ok(bool_value(same_numbers(r, o)?))
}

fn ne(r: Gc<Range>, other: Value) -> Result<Value> {
    let Some(o) = other.cast::<Range>() else { return Ok(not_implemented()) };
    Ok(bool_value(!same_numbers(r, o)?))
}

fn unordered(_r: Gc<Range>, _other: Value) -> Value {
    not_implemented()
}

fn hash(r: Gc<Range>) -> Result<i64> {
    let one = number::int(1);
    let (start, step) = match r.length {
        n if n == number::int(0) => (none(), none()),
        n if n == one => (r.start, none()),
        _ => (r.start, r.step),
    };
    ops::hash(object::seq::tuple(&[r.length, start, step]))
}

fn iter_next(it: Gc<RangeIter>) -> Result<Value> {
    object::iter::next_result(object::iter::range_next(it))
}

fn iter_hint(it: Gc<RangeIter>) -> Value {
    it.left
}

fn reduce_iter(next: Value, step: Value, left: Value) -> Result<Value> {
    let stop = number_at(next, step, left);
    let r = make(next, stop, step);
    Ok(object::seq::tuple(&[seqtools::builtin("iter")?, object::seq::tuple(&[r.value()]), none()]))
}

fn iter_reduce(it: Gc<RangeIter>) -> Result<Value> {
    reduce_iter(it.next, it.step, it.left)
}

fn iter_setstate(mut it: Gc<RangeIter>, state: i64) {
    let n = state.clamp(0, it.left.as_small_int());
    it.next = number_at(it.next, it.step, number::int(n));
    it.left = number::int(it.left.as_small_int() - n);
}

fn long_advance(it: Value) -> Result<Option<Value>> {
    // SAFETY: a class's advance function gets its exact instances.
    let mut it: Gc<LongRangeIter> = unsafe { it.cast_unchecked() };
    if it.left == number::int(0) {
        return Ok(None);
    }
    let v = it.next;
    it.next = number::big(big_of(v) + big_of(it.step));
    it.left = number::big(big_of(it.left) - 1);
    Ok(Some(v))
}

fn long_next(it: Gc<LongRangeIter>) -> Result<Value> {
    object::iter::next_result(long_advance(it.value())?)
}

fn long_hint(it: Gc<LongRangeIter>) -> Value {
    it.left
}

fn long_reduce(it: Gc<LongRangeIter>) -> Result<Value> {
    reduce_iter(it.next, it.step, it.left)
}

fn long_setstate(mut it: Gc<LongRangeIter>, state: BigInt) {
    let n = state.max(BigInt::default()).min(big_of(it.left));
    it.next = number::big(big_of(it.next) + big_of(it.step) * &n);
    it.left = number::big(big_of(it.left) - n);
}
