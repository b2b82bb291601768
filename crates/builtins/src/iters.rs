//! The methods of the iterators of list, tuple and the old sequence protocol; `list_reverseiterator`, `reversed` and
//! the iterator of `iter(callable, sentinel)`.

use heap::{Head, Value};
use object::call::{call, call_dunder};
use object::class::{Class, ClassBuilder, ClassFlags};
use object::error::{self, exc};
use object::gc::{Object, ValueExt};
use object::iter::{ListIter, SeqIter, TupleIter};
use object::map::class_of;
use object::{Gc, Id, List, Result, Row, Tuple, native, number, ops, raise_type};

use crate::seqtools::{builtin, reduced};

/// `list_reverseiterator`.
#[repr(C)]
pub struct ListReverseIter {
    pub head: Head,
    list: Option<Gc<List>>,
    /// The index of the next item.
    index: i64,
}
object::object_type!(ListReverseIter);

/// `reversed` of any sequence.
#[repr(C)]
pub struct Reversed {
    pub head: Head,
    seq: Option<Value>,
    index: i64,
}
object::object_type!(Reversed);

/// `callable_iterator`.
#[repr(C)]
pub struct CallIter {
    pub head: Head,
    /// Both are empty when exhausted.
    callable: Option<Value>,
    sentinel: Option<Value>,
}
object::object_type!(CallIter);

const NEXT: &str = "__next__($self, /)";
const ITER: &str = "__iter__($self, /)";
const HINT: &str = "__length_hint__($self, /)";
const REDUCE: &str = "__reduce__($self, /)";
const SETSTATE: &str = "__setstate__($self, object, /)";

/// Creates the classes and gives the core iterators their methods.
pub fn init() {
    object::function::extend_class(ListIter::class(), "", &[LIST_ITER]);
    object::function::extend_class(TupleIter::class(), "", &[TUPLE_ITER]);
    object::function::extend_class(SeqIter::class(), "", &[SEQ_ITER]);
    for mut c in [ListIter::class(), TupleIter::class(), SeqIter::class()] {
        c.flags.0 |= ClassFlags::NO_INSTANTIATE;
    }
    let no = ClassFlags::NO_INSTANTIATE;
    let _ = ClassBuilder::new::<ListReverseIter>("list_reverseiterator")
        .flags(no)
        .rows(&[LIST_REVERSE])
        .next_fn(list_reverse_advance)
        .build();
    let _ = ClassBuilder::new::<Reversed>("reversed")
        .flags(ClassFlags::BASETYPE)
        .doc("Return a reverse iterator over the values of the given sequence.")
        .rows(&[REVERSED])
        .next_fn(reversed_advance)
        .build();
    let _ =
        ClassBuilder::new::<CallIter>("callable_iterator").flags(no).rows(&[CALL_ITER]).next_fn(call_advance).build();
}

static LIST_ITER: &[Row] = &[
    Row::method(ITER, native(itself::<ListIter>)).doc("Implement iter(self)."),
    Row::method(NEXT, native(list_next)).doc("Implement next(self)."),
    Row::method(HINT, native(list_hint)).doc("Private method returning an estimate of len(list(it))."),
    Row::method(REDUCE, native(list_reduce)).doc("Return state information for pickling."),
    Row::method(SETSTATE, native(list_setstate)).doc("Set state information for unpickling."),
];
static TUPLE_ITER: &[Row] = &[
    Row::method(ITER, native(itself::<TupleIter>)).doc("Implement iter(self)."),
    Row::method(NEXT, native(tuple_next)).doc("Implement next(self)."),
    Row::method(HINT, native(tuple_hint)).doc("Private method returning an estimate of len(list(it))."),
    Row::method(REDUCE, native(tuple_reduce)).doc("Return state information for pickling."),
    Row::method(SETSTATE, native(tuple_setstate)).doc("Set state information for unpickling."),
];
static SEQ_ITER: &[Row] = &[
    Row::method(ITER, native(itself::<SeqIter>)).doc("Implement iter(self)."),
    Row::method(NEXT, native(seq_next)).doc("Implement next(self)."),
    Row::method(HINT, native(seq_hint)).doc("Private method returning an estimate of len(list(it))."),
    Row::method(REDUCE, native(seq_reduce)).doc("Return state information for pickling."),
    Row::method(SETSTATE, native(seq_setstate)).doc("Set state information for unpickling."),
];
static LIST_REVERSE: &[Row] = &[
    Row::method(ITER, native(itself::<ListReverseIter>)).doc("Implement iter(self)."),
    Row::method(NEXT, native(list_reverse_next)).doc("Implement next(self)."),
    Row::method(HINT, native(list_reverse_hint)).doc("Private method returning an estimate of len(list(it))."),
    Row::method(REDUCE, native(list_reverse_reduce)).doc("Return state information for pickling."),
    Row::method(SETSTATE, native(list_reverse_setstate)).doc("Set state information for unpickling."),
];
static REVERSED: &[Row] = &[
    Row::new("__new__($type, object, /)", native(reversed_new))
        .shown("(sequence, /)")
        .unpacks()
        .doc("Create and return a new object.  See help(type) for accurate signature."),
    Row::method(ITER, native(itself::<Reversed>)).doc("Implement iter(self)."),
    Row::method(NEXT, native(reversed_next)).doc("Implement next(self)."),
    Row::method(HINT, native(reversed_hint)).doc("Private method returning an estimate of len(list(it))."),
    Row::method(REDUCE, native(reversed_reduce)).doc("Return state information for pickling."),
    Row::method(SETSTATE, native(reversed_setstate)).doc("Set state information for unpickling."),
];
static CALL_ITER: &[Row] = &[
    Row::method(ITER, native(itself::<CallIter>)).doc("Implement iter(self)."),
    Row::method(NEXT, native(call_next)).doc("Implement next(self)."),
    Row::method(REDUCE, native(call_reduce)).doc("Return state information for pickling."),
];

/// `__iter__` of iterators.
pub fn itself<T: Object>(it: Gc<T>) -> Gc<T> {
    it
}

fn list_next(it: Gc<ListIter>) -> Result<Value> {
    object::iter::next_result(object::iter::list_next(it))
}

fn list_of(it: Gc<ListIter>) -> Option<Gc<List>> {
    it.seq.and_then(|s| s.cast::<List>())
}

fn list_hint(it: Gc<ListIter>) -> i64 {
    list_of(it).map_or(0, |l| (l.items.len() as i64 - it.index.as_small_int()).max(0))
}

fn list_reduce(it: Gc<ListIter>) -> Result<Value> {
    let iter = builtin("iter")?;
    Ok(match it.seq {
        Some(s) => reduced(iter, &[s], Some(it.index)),
        None => reduced(iter, &[List::from_slice(&[]).value()], None),
    })
}

fn list_setstate(mut it: Gc<ListIter>, state: i64) {
    if let Some(l) = list_of(it) {
        it.index = number::int(state.clamp(0, l.items.len() as i64));
    }
}

fn tuple_next(it: Gc<TupleIter>) -> Result<Value> {
    object::iter::next_result(object::iter::tuple_next(it))
}

fn tuple_of(it: Gc<TupleIter>) -> Option<Gc<Tuple>> {
    it.seq.and_then(|s| s.cast::<Tuple>())
}

fn tuple_hint(it: Gc<TupleIter>) -> i64 {
    tuple_of(it).map_or(0, |t| (t.as_slice().len() as i64 - it.index.as_small_int()).max(0))
}

fn tuple_reduce(it: Gc<TupleIter>) -> Result<Value> {
    let iter = builtin("iter")?;
    Ok(match it.seq {
        Some(s) => reduced(iter, &[s], Some(it.index)),
        None => reduced(iter, &[object::seq::tuple(&[])], None),
    })
}

fn tuple_setstate(mut it: Gc<TupleIter>, state: i64) {
    if let Some(t) = tuple_of(it) {
        it.index = number::int(state.clamp(0, t.as_slice().len() as i64));
    }
}

fn seq_next(it: Gc<SeqIter>) -> Result<Value> {
    object::iter::next_result(object::iter::next(it.value())?)
}

fn seq_hint(it: Gc<SeqIter>) -> Result<Value> {
    let Some(s) = it.seq else { return Ok(number::int(0)) };
    if class_of(s).dunder(Id::__len__).is_none() {
        return Ok(object::not_implemented());
    }
    Ok(number::int((ops::len(s)? as i64 - it.index).max(0)))
}

fn seq_reduce(it: Gc<SeqIter>) -> Result<Value> {
    let iter = builtin("iter")?;
    Ok(match it.seq {
        Some(s) => reduced(iter, &[s], Some(number::int(it.index))),
        None => reduced(iter, &[object::seq::tuple(&[])], None),
    })
}

fn seq_setstate(mut it: Gc<SeqIter>, state: i64) {
    if it.seq.is_some() {
        it.index = state.max(0);
    }
}

/// `list.__reversed__`.
#[must_use]
pub fn list_reversed(list: Gc<List>) -> Gc<ListReverseIter> {
    ListReverseIter { head: Head { map: std::ptr::null() }, list: Some(list), index: list.items.len() as i64 - 1 }
        .alloc()
}

fn list_reverse_advance(it: Value) -> Result<Option<Value>> {
    // SAFETY: a class's advance function gets its exact instances.
    let mut it: Gc<ListReverseIter> = unsafe { it.cast_unchecked() };
    let Some(l) = it.list else { return Ok(None) };
    match usize::try_from(it.index).ok().and_then(|i| l.items.get(i)) {
        Some(v) => {
            it.index -= 1;
            Ok(Some(*v))
        }
        None => {
            it.index = -1;
            it.list = None;
            Ok(None)
        }
    }
}

fn list_reverse_next(it: Gc<ListReverseIter>) -> Result<Value> {
    object::iter::next_result(list_reverse_advance(it.value())?)
}

fn list_reverse_hint(it: Gc<ListReverseIter>) -> i64 {
    match it.list {
        Some(l) if it.index < l.items.len() as i64 => it.index + 1,
        _ => 0,
    }
}

fn list_reverse_reduce(it: Gc<ListReverseIter>) -> Result<Value> {
    Ok(match it.list {
        Some(l) => reduced(builtin("reversed")?, &[l.value()], Some(number::int(it.index))),
        None => reduced(builtin("iter")?, &[List::from_slice(&[]).value()], None),
    })
}

fn list_reverse_setstate(mut it: Gc<ListReverseIter>, state: i64) {
    if let Some(l) = it.list {
        it.index = state.clamp(-1, l.items.len() as i64 - 1);
    }
}

fn reversed_new(class: Gc<Class>, object: Value) -> Result<Value> {
    let c = class_of(object);
    match c.dunder(Id::__reversed__) {
        Some(m) if object::misc::is_none(m) => {}
        Some(_) => return Ok(call_dunder(object, Id::__reversed__, &[])?.expect("just looked up")),
        None if c.dunder(Id::__getitem__).is_some()
            && c.dunder(Id::__len__).is_some()
            && !object.is::<object::Dict>() =>
        {
            let index = ops::len(object)? as i64 - 1;
            return Ok(Reversed { head: Head { map: std::ptr::null() }, seq: Some(object), index }
                .alloc_in(class)
                .value());
        }
        None => {}
    }
    raise_type!("'{}' object is not reversible", object::repr::type_name(object))
}

fn reversed_advance(it: Value) -> Result<Option<Value>> {
    // SAFETY: a class's advance function gets instances of it.
    let mut it: Gc<Reversed> = unsafe { it.cast_unchecked() };
    let Some(seq) = it.seq else { return Ok(None) };
    if it.index >= 0 {
        match ops::getitem(seq, number::int(it.index)) {
            Ok(v) => {
                it.index -= 1;
                return Ok(Some(v));
            }
            Err(_) if error::pending_is(&exc::INDEX_ERROR) || error::pending_is(&exc::STOP_ITERATION) => {
                let _ = error::take_pending();
            }
            Err(e) => return Err(e),
        }
    }
    it.index = -1;
    it.seq = None;
    Ok(None)
}

fn reversed_next(it: Gc<Reversed>) -> Result<Value> {
    object::iter::next_result(reversed_advance(it.value())?)
}

fn reversed_hint(it: Gc<Reversed>) -> Result<i64> {
    let Some(seq) = it.seq else { return Ok(0) };
    let n = ops::len(seq)? as i64;
    Ok(if n < it.index + 1 { 0 } else { it.index + 1 })
}

fn reversed_reduce(it: Gc<Reversed>) -> Value {
    let class = class_of(it.value()).value();
    match it.seq {
        Some(s) => reduced(class, &[s], Some(number::int(it.index))),
        None => reduced(class, &[object::seq::tuple(&[])], None),
    }
}

fn reversed_setstate(mut it: Gc<Reversed>, state: i64) -> Result<()> {
    if let Some(seq) = it.seq {
        it.index = state.clamp(-1, ops::len(seq)? as i64 - 1);
    }
    Ok(())
}

/// `iter(callable, sentinel)`.
#[must_use]
pub fn call_iter(callable: Value, sentinel: Value) -> Value {
    CallIter { head: Head { map: std::ptr::null() }, callable: Some(callable), sentinel: Some(sentinel) }
        .alloc()
        .value()
}

fn call_advance(it: Value) -> Result<Option<Value>> {
    // SAFETY: a class's advance function gets its exact instances.
    let mut it: Gc<CallIter> = unsafe { it.cast_unchecked() };
    let Some(f) = it.callable else { return Ok(None) };
    let Some(v) = error::catch(call(f, &[]), &exc::STOP_ITERATION)? else {
        it.callable = None;
        it.sentinel = None;
        return Ok(None);
    };
    // The call may have used the iterator up.
    let Some(sentinel) = it.sentinel else { return Ok(None) };
    if ops::eq(sentinel, v)? {
        it.callable = None;
        it.sentinel = None;
        return Ok(None);
    }
    Ok(Some(v))
}

fn call_next(it: Gc<CallIter>) -> Result<Value> {
    object::iter::next_result(call_advance(it.value())?)
}

fn call_reduce(it: Gc<CallIter>) -> Result<Value> {
    let iter = builtin("iter")?;
    Ok(match (it.callable, it.sentinel) {
        (Some(f), Some(s)) => reduced(iter, &[f, s], None),
        _ => reduced(iter, &[object::seq::tuple(&[])], None),
    })
}
