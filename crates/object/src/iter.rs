//! Iteration for native code, and the iterators of list, tuple and the old sequence protocol.

use heap::{GcVec, Head, Value};

use crate::call::{call_dunder, call_method_value};
use crate::error::{Result, exc};
use crate::gc::{Gc, Object, ValueExt};
use crate::hooks::Resumed;
use crate::ids::Id;
use crate::map::{Kind, class_of, map_of};
use crate::misc::RangeIter;
use crate::repr::type_name;
use crate::seq::{List, Tuple};

/// The iterator of a list or tuple, by index.
#[repr(C)]
pub struct ListIter {
    pub head: Head,
    /// The sequence; empty when exhausted.
    pub seq: Option<Value>,
    /// The next index (a small int, so that the machine can treat it as a value).
    pub index: Value,
}
crate::object_type!(ListIter);

/// The iterator of a tuple.
#[repr(C)]
pub struct TupleIter {
    pub head: Head,
    pub seq: Option<Value>,
    pub index: Value,
}
crate::object_type!(TupleIter);

/// `enumerate`.
#[repr(C)]
pub struct Enumerate {
    pub head: Head,
    pub it: Value,
    /// The next number: an int.
    pub index: Value,
}
crate::object_type!(Enumerate);

/// The iterator of an object with `__getitem__` only.
#[repr(C)]
pub struct SeqIter {
    pub head: Head,
    pub seq: Option<Value>,
    pub index: i64,
}
crate::object_type!(SeqIter);

/// `iter(v)`.
///
/// # Errors
/// `TypeError` for what is not iterable; what `__iter__` raises.
pub fn get_iter(v: Value) -> Result<Value> {
    let head = || Head { map: std::ptr::null() };
    match map_of(v).kind {
        Kind::List => return Ok(ListIter { head: head(), seq: Some(v), index: crate::number::int(0) }.alloc().value()),
        Kind::Tuple => {
            return Ok(TupleIter { head: head(), seq: Some(v), index: crate::number::int(0) }.alloc().value());
        }
        Kind::Generator | Kind::ListIter | Kind::TupleIter | Kind::RangeIter => return Ok(v),
        _ => {}
    }
    let c = class_of(v);
    match c.dunder(Id::__iter__) {
        Some(m) if crate::misc::is_none(m) => crate::raise_type!("'{}' object is not iterable", type_name(v)),
        Some(m) => {
            let it = call_method_value(m, v, &[], &[])?;
            if class_of(it).dunder(Id::__next__).is_none() {
                return crate::raise_type!("iter() returned non-iterator of type '{}'", type_name(it));
            }
            Ok(it)
        }
        // Of the built-in classes only those with a length are sequences: `int | str` and matches have items too.
        None if c.dunder(Id::__getitem__).is_some()
            && !v.is::<crate::Dict>()
            && (c.flags.has(crate::class::ClassFlags::HEAPTYPE) || c.dunder(Id::__len__).is_some()) =>
        {
            Ok(SeqIter { head: head(), seq: Some(v), index: 0 }.alloc().value())
        }
        None => crate::raise_type!("'{}' object is not iterable", type_name(v)),
    }
}

/// The next value of an iterator; `None` at the end.
///
/// # Errors
/// What the iterator raises other than `StopIteration`.
pub fn next(it: Value) -> Result<Option<Value>> {
    match map_of(it).kind {
        // SAFETY (for the casts below): the kind names the exact class.
        Kind::ListIter => return Ok(list_next(unsafe { it.cast_unchecked() })),
        Kind::TupleIter => return Ok(tuple_next(unsafe { it.cast_unchecked() })),
        Kind::RangeIter => return Ok(range_next(unsafe { it.cast_unchecked() })),
        Kind::Generator => {
            let g = unsafe { it.cast_unchecked() };
            return match crate::generator::send(g, crate::none())? {
                Resumed::Yielded(v) => Ok(Some(v)),
                Resumed::Returned(_) => Ok(None),
            };
        }
        _ => {}
    }
    if let Some(s) = it.cast_exact::<SeqIter>() {
        return seq_next(s);
    }
    let class = class_of(it);
    if let Some(f) = class.native_next {
        // A StopIteration from a function that the iterator calls ends it too.
        return match f(it) {
            Ok(v) => Ok(v),
            Err(e) => crate::error::catch(Err(e), &exc::STOP_ITERATION),
        };
    }
    match class.dunder(Id::__next__) {
        Some(m) => crate::error::catch(call_method_value(m, it, &[], &[]), &exc::STOP_ITERATION),
        None => crate::raise_type!("'{}' object is not an iterator", type_name(it)),
    }
}

/// The next item of a list iterator.
pub fn list_next(mut it: Gc<ListIter>) -> Option<Value> {
    // SAFETY: a list iterator's sequence is a list.
    let l: Gc<List> = unsafe { it.seq?.cast_unchecked() };
    let i = it.index.as_small_int();
    match l.items.get(i as usize) {
        Some(v) => {
            it.index = Value::small_int_unchecked(i + 1);
            Some(*v)
        }
        None => {
            it.seq = None;
            None
        }
    }
}

/// The next item of a tuple iterator.
pub fn tuple_next(mut it: Gc<TupleIter>) -> Option<Value> {
    // SAFETY: a tuple iterator's sequence is a tuple.
    let t: Gc<Tuple> = unsafe { it.seq?.cast_unchecked() };
    let i = it.index.as_small_int();
    match t.as_slice().get(i as usize) {
        Some(v) => {
            it.index = Value::small_int_unchecked(i + 1);
            Some(*v)
        }
        None => {
            it.seq = None;
            None
        }
    }
}

/// The next number of a range iterator.
pub fn range_next(mut it: Gc<RangeIter>) -> Option<Value> {
    let left = it.left.as_small_int();
    if left == 0 {
        return None;
    }
    let v = it.next;
    it.left = Value::small_int_unchecked(left - 1);
    if left > 1 {
        it.next = crate::number::int(v.as_small_int() + it.step.as_small_int());
    }
    Some(v)
}

fn seq_next(mut it: Gc<SeqIter>) -> Result<Option<Value>> {
    let Some(seq) = it.seq else { return Ok(None) };
    let i = it.index;
    let r = crate::ops::getitem(seq, crate::number::int(i));
    match r {
        Ok(v) => {
            it.index = i + 1;
            Ok(Some(v))
        }
        Err(e) => {
            if crate::error::pending_is(&exc::INDEX_ERROR) || crate::error::pending_is(&exc::STOP_ITERATION) {
                let _ = crate::error::take_pending();
                it.seq = None;
                return Ok(None);
            }
            Err(e)
        }
    }
}

/// The result of a native `__next__`: the value, or `StopIteration`.
///
/// # Errors
/// `StopIteration` when `v` is empty.
pub fn next_result(v: Option<Value>) -> Result<Value> {
    match v {
        Some(v) => Ok(v),
        None => crate::stop_iteration(None),
    }
}

/// Calls `f` with each value of an iterable.
///
/// # Errors
/// What iterating or `f` raise.
pub fn for_each(v: Value, mut f: impl FnMut(Value) -> Result<()>) -> Result<()> {
    if let Some(t) = v.cast_exact::<Tuple>() {
        return t.as_slice().iter().try_for_each(|x| f(*x));
    }
    let it = get_iter(v)?;
    while let Some(x) = next(it)? {
        f(x)?;
    }
    Ok(())
}

/// All values of an iterable.
///
/// # Errors
/// What iterating raises.
pub fn collect(v: Value) -> Result<GcVec<Value>> {
    if let Some(l) = v.cast_exact::<List>() {
        return Ok(l.items.clone());
    }
    if let Some(t) = v.cast_exact::<Tuple>() {
        return Ok(GcVec::from(t.as_slice()));
    }
    let mut out = GcVec::new();
    for_each(v, |x| {
        out.push(x);
        Ok(())
    })?;
    Ok(out)
}

/// `operator.length_hint(v, default)`.
///
/// # Errors
/// What `__len__` or `__length_hint__` raise other than `TypeError`.
pub fn length_hint(v: Value, default: usize) -> Result<usize> {
    if class_of(v).dunder(Id::__len__).is_some()
        && let Some(n) = crate::error::catch(crate::ops::len(v), &exc::TYPE_ERROR)?
    {
        return Ok(n);
    }
    let Some(r) = crate::error::catch(call_dunder(v, Id::__length_hint__, &[]), &exc::TYPE_ERROR)?.flatten() else {
        return Ok(default);
    };
    if r == crate::not_implemented() {
        return Ok(default);
    }
    match crate::number::as_i64(r) {
        Some(n) if n >= 0 => Ok(n as usize),
        Some(_) => crate::value_error("__length_hint__() should return >= 0"),
        None => crate::raise_type!("__length_hint__ must be an integer, not {}", type_name(r)),
    }
}
