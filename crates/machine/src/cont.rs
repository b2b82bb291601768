//! Continuations: what happens with a callee's result when it is not simply pushed.
//!
//! `deliver` runs in the caller's frame, whose `pc` is still at the calling instruction and whose operands are still on
//! the stack; it ends the instruction. `raised` does the same for an exception.

use object::error::{exc, pending_is, take_pending};
use object::frame::Cont;
use object::gc::ValueExt;
use object::repr::type_name;
use object::{Id, Result, raise_type};

use crate::traits::{Machine, MachineExt, Step};
use crate::{arith, attr, control, frames, generator};

crate::helpers! {
    /// Tells an AttributeError what was looked for.
    ADD_CONTEXT FRESH |a| {
        let name = a[2].cast().expect("a name");
        object::error::add_context_to(a[0], a[1], name);
        Ok(object::none())
    };
}

const fn c(kind: u16) -> Cont {
    Cont { kind, arg: 0 }
}

/// Push the result and go on.
pub const PUSH: Cont = c(0);
/// `__init__` of a new instance, which is on the stack: the result must be None.
pub const INIT: Cont = c(1);
/// Drop the result.
pub const DISCARD: Cont = c(2);
/// A binary operator's method; `arg` = number of the try (0 or 1) and, above, whether it was the in-place method.
pub const BINARY: u16 = 3;
/// A comparison's method; `arg` = number of the try.
pub const COMPARE: u16 = 4;
/// `__getattribute__` or a property getter: AttributeError falls back to `__getattr__`. The object is on the stack.
pub const GETATTR: Cont = c(5);
/// The result replaces the top of the stack (an attribute; with the method form, an empty receiver follows).
pub const ATTR: Cont = c(6);
/// `__iter__`: the result must be an iterator and replaces the top.
pub const ITER: Cont = c(7);
/// `__next__` of a user iterator under FOR_ITER.
pub const NEXT: Cont = c(8);
/// A generator resumed by FOR_ITER.
pub const GEN_FOR: Cont = c(9);
/// A generator resumed by SEND.
pub const GEN_SEND: Cont = c(10);
/// `__contains__`: truth of the result, perhaps inverted, replaces two operands.
pub const CONTAINS: Cont = c(11);
/// `__bool__` (arg 0) or `__len__` (arg 1) under TO_BOOL.
pub const TO_BOOL: u16 = 12;
/// The result replaces `arg` operands.
pub const REPLACE: u16 = 13;
/// Drop the result and `arg` operands.
pub const DISCARD_N: u16 = 14;
/// A trace or profile function's result.
pub const EVENT: u16 = 15;
/// A call of a special method under SEND (`send` or `__next__` of a user's iterator).
pub const SEND_METHOD: Cont = c(16);

/// The continuation `kind` with an argument.
#[must_use]
pub const fn with(kind: u16, arg: u16) -> Cont {
    Cont { kind, arg }
}

fn check_init(r: heap::Value) -> Result<()> {
    if object::misc::is_none(r) {
        return Ok(());
    }
    raise_type!("__init__() should return None, not '{}'", type_name(r))
}

/// Ends the calling instruction with a result.
pub fn deliver<M: Machine>(m: &mut M, c: Cont, v: M::V) -> Step {
    match c {
        PUSH => {
            m.push(v);
            Step::Next
        }
        DISCARD => Step::Next,
        INIT => {
            if m.is_word(v, object::none()) {
                return Step::Next;
            }
            let w = m.promote(v);
            m.done(check_init(w))
        }
        GETATTR | ATTR => attr::finish(m, v),
        ITER => control::finish_iter(m, v),
        NEXT => {
            m.push(v);
            Step::Next
        }
        GEN_FOR => {
            if m.thread().observers != 0 && crate::exception_events::generator_exhausted(m, v).is_err() {
                return Step::Raise;
            }
            control::exhausted(m)
        }
        GEN_SEND => generator::send_returned(m, v),
        SEND_METHOD => {
            m.set_peek(1, v);
            Step::Next
        }
        CONTAINS => arith::finish_contains(m, v),
        Cont { kind: BINARY, arg } => arith::binary_result(m, arg, v),
        Cont { kind: COMPARE, arg } => arith::compare_result(m, arg, v),
        Cont { kind: TO_BOOL, arg } => arith::finish_to_bool(m, arg, v),
        Cont { kind: REPLACE, arg } => m.replace(arg as usize, Ok(v)),
        Cont { kind: DISCARD_N, arg } => {
            m.drop_n(arg as usize);
            Step::Next
        }
        Cont { kind: EVENT, .. } => crate::events::returned(m, c, v),
        _ => unreachable!("an unknown continuation {c:?}"),
    }
}

/// Tells an `AttributeError` of a hook which object, on the stack, and which name it is about.
fn attribute_context<M: Machine>(m: &mut M) {
    if pending_is(&exc::ATTRIBUTE_ERROR) {
        let (e, o) = (m.raised(), m.peek(1));
        let name = attr::name_of(m);
        let name = m.k(name.value());
        m.note(&ADD_CONTEXT, &[e, o, name]);
    }
}

/// Ends the calling instruction with an exception: `Step::Raise`, unless the continuation handles it.
pub fn raised<M: Machine>(m: &mut M, c: Cont) -> Step {
    match c {
        GETATTR if pending_is(&exc::ATTRIBUTE_ERROR) => {
            let o = m.peek(1);
            let class = m.map_of(o).class;
            let Some(f) = class.dunder(Id::__getattr__) else {
                attribute_context(m);
                return Step::Raise;
            };
            let _ = m.take_raised();
            let name = attr::name_of(m);
            let name = m.k(name.value());
            frames::invoke_method(m, f, o, &[name], ATTR)
        }
        ATTR => {
            attribute_context(m);
            Step::Raise
        }
        NEXT if pending_is(&exc::STOP_ITERATION) => {
            if crate::exception_events::stop_iteration_raised(m).is_err() {
                return Step::Raise;
            }
            let _ = m.take_raised();
            control::exhausted(m)
        }
        SEND_METHOD if pending_is(&exc::STOP_ITERATION) => {
            if crate::exception_events::stop_iteration_raised(m).is_err() {
                return Step::Raise;
            }
            m.end_recording();
            let v = m.k(generator::stop_value(take_pending()));
            generator::send_returned(m, v)
        }
        Cont { kind: EVENT, .. } => crate::events::raised(m, c),
        _ => Step::Raise,
    }
}
