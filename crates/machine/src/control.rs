//! Returns, iteration, polls.

use object::iter;
use object::map::Kind;
use object::{Id, Value};

use crate::cont;
use crate::decode::handler;
use crate::frames::{self, invoke, invoke_method};
use crate::optable::op;
use crate::traits::{Machine, MachineExt, Step};

crate::helpers! {
    GET_ITER_HELPER ANY / FRESH |a| iter::get_iter(a[0]);
    /// The next value, or NotImplemented at the end (which no iterator yields to this helper: it is wrapped).
    NEXT_HELPER ANY |a| Ok(iter::next(a[0])?.unwrap_or_else(end_marker));
    CHECK_ITERATOR READS |a| {
        if object::class_of(a[0]).dunder(Id::__next__).is_none() {
            return object::raise_type!("iter() returned non-iterator of type '{}'", object::repr::type_name(a[0]));
        }
        Ok(a[0])
    };
}

/// A private object that stands for "exhausted" between `NEXT_HELPER` and its caller.
pub fn end_marker() -> Value {
    object::globals::end_marker()
}

/// RETURN_VALUE.
pub fn return_value<M: Machine>(m: &mut M) -> Step {
    let v = m.pop();
    frames::leave(m, v)
}

/// GET_ITER.
pub fn get_iter<M: Machine>(m: &mut M) -> Step {
    let v = m.peek(1);
    let map = m.map_of(v);
    if map.kind == Kind::Generator {
        return Step::Next;
    }
    if map.kind.is_data() {
        let r = m.helper(&GET_ITER_HELPER, &[v]);
        return m.replace(1, r);
    }
    if let Some(f) = map.class.dunder(Id::__iter__).filter(|f| object::map_of(*f).kind == Kind::Function) {
        return invoke_method(m, f, v, &[], cont::ITER);
    }
    let r = m.helper(&GET_ITER_HELPER, &[v]);
    m.replace(1, r)
}

/// The result of `__iter__`.
pub fn finish_iter<M: Machine>(m: &mut M, v: M::V) -> Step {
    let r = m.helper(&CHECK_ITERATOR, &[v]);
    m.replace(1, r)
}

/// FOR_ITER over anything but ranges, lists and tuples.
pub fn for_iter<M: Machine>(m: &mut M) -> Step {
    let it = m.peek(1);
    let map = m.map_of(it);
    if map.kind == Kind::Generator && crate::generator::may_inline(m, it) {
        let i = *m.inst();
        if i.handler == handler(op::FOR_ITER) {
            // SAFETY: instructions are only written under the GIL.
            unsafe { (*m.fr().pc.cast_mut()).handler = handler(op::FOR_ITER_GENERATOR) };
        }
        let none = m.none();
        return crate::generator::resume(m, it, none, cont::GEN_FOR);
    }
    if let Some(f) = map.class.dunder(Id::__next__).filter(|f| object::map_of(*f).kind == Kind::Function) {
        let f = m.k(f);
        return invoke(m, f, &[it], cont::NEXT);
    }
    match m.helper(&NEXT_HELPER, &[it]) {
        Ok(v) if m.is_word(v, end_marker()) => exhausted(m),
        Ok(v) => {
            m.push(v);
            Step::Next
        }
        Err(_) => Step::Raise,
    }
}

/// Leaves a `for` loop whose iterator is exhausted; the iterator stays on the stack.
pub fn exhausted<M: Machine>(m: &mut M) -> Step {
    debug_assert_eq!(m.inst().op, op::FOR_ITER);
    let target = m.arg();
    m.jump(target)
}

/// Looks around because the eval breaker asked for it, then goes on with the next instruction.
pub fn poll<M: Machine>(m: &mut M) -> Step {
    let r = m.poll();
    m.done(r)
}

/// Looks around at a loop edge: pc is already at the loop's header.
pub fn poll_edge<M: Machine>(m: &mut M) -> Step {
    match m.poll() {
        Ok(()) => Step::Resume,
        Err(_) => Step::Raise,
    }
}
