//! Unwinding: finding handlers, leaving frames, building tracebacks.

use object::error::BaseException;
use object::frame::{Frame, Traceback, flags, frame_object};
use object::gc::{Object, ValueExt};
use object::{Gc, Value};

use crate::cont;
use crate::frames;
use crate::optable::{cache_units, op};
use crate::traits::{Machine, MachineExt, Outcome, Step};

/// Frame flag: the exception in flight is raised again; its traceback has this frame already.
const RERAISED: u32 = 1 << 16;
/// Frame flag: a callback raised while a handler was being entered. Nobody is told, and no traceback entry is made.
const UNTOLD: u32 = 1 << 17;

/// Notes that the pending exception is being raised again in this frame.
pub fn mark_reraise<M: Machine>(m: &mut M) {
    m.fr().flags |= RERAISED;
}

/// Finds the handler of the pending exception: in this frame, or in a caller's.
pub fn unwind<M: Machine>(m: &mut M) -> Step {
    let mut from_callee = false;
    loop {
        let unit = if from_callee { m.inst().unit.saturating_sub(1) } else { last_unit(m) };
        let f = m.fr();
        let (reraised, untold) = (f.flags & RERAISED != 0, f.flags & UNTOLD != 0);
        f.flags &= !(RERAISED | UNTOLD);
        if !reraised && !untold {
            m.add_traceback();
        }
        if !untold {
            crate::exception_events::exception(m, reraised, unit);
        }
        if let Some(step) = handle_here(m) {
            return step;
        }
        if let Some(first) = reraised_unit(m) {
            // SAFETY: a running frame's code is decoded.
            let index = unsafe { (&(*m.fr().code.decoded).index_of_unit)[first as usize] };
            m.jump(index);
        }
        crate::exception_events::unwinding(m, unit);
        let f = frames::pop_activation(m);
        if f.flags & flags::ENTRY != 0 {
            m.set_outcome(Outcome::Raised);
            return Step::Exit;
        }
        let c = f.cont;
        let caller = m.fr();
        caller.sp = f.ret_sp;
        from_callee = c == cont::GEN_SEND || c == cont::PUSH && is_call(m.inst().op);
        match cont::raised(m, c) {
            Step::Raise => {}
            step => return step,
        }
    }
}

fn is_call(o: u16) -> bool {
    matches!(o, op::CALL | op::CALL_KW | op::CALL_FUNCTION_EX)
}

/// Where tools are told that the instruction failed: CPython takes the code unit before the next instruction, or, when the
/// exception comes out of a frame that its evaluation loop pushed, the one before this instruction.
fn last_unit<M: Machine>(m: &mut M) -> u32 {
    let unit = m.inst().unit;
    let opcode = m.fr().code.data.code[2 * unit as usize];
    unit + cache_units(opcode) as u32
}

/// Where the exception that a RERAISE with an operand raises again was raised first: that place lies on the stack, below
/// the exception, which is popped already. For observers and for the next handler the frame is there.
pub fn reraised_unit<M: Machine>(m: &mut M) -> Option<u32> {
    let i = *m.inst();
    if i.op != op::RERAISE || i.arg == 0 {
        return None;
    }
    let v = m.peek(i.arg as usize);
    if M::is_null(v) || !m.is_small_int(v) {
        return None;
    }
    Some((m.promote(v).as_small_int() / 2) as u32)
}

/// Jumps to this frame's handler, if it has one for the current instruction.
fn handle_here<M: Machine>(m: &mut M) -> Option<Step> {
    let f = m.fr();
    // SAFETY: a running frame's code is decoded.
    let (d, index) = unsafe { (&*f.code.decoded, (*f.pc).aux) };
    let h = handler_of(f, index)?;
    let unit = reraised_unit(m).unwrap_or_else(|| m.inst().unit);
    // SAFETY: the handler's depth is below the frame's stack size.
    unsafe { f.sp = f.slots.add(f.code.n_locals_plus as usize + h.depth as usize) };
    if h.push_lasti {
        let lasti = m.k(Value::small_int_unchecked(i64::from(unit) * 2));
        m.push(lasti);
    }
    let e = m.take_raised();
    m.push(e);
    // What ran last decides whether the handler's first line is a new one. An exception that was thrown into a generator
    // comes out of the RESUME behind its yield.
    let thrown = d.plain[index as usize].op == op::YIELD_VALUE;
    f.last_line = index as i32 + i32::from(thrown);
    let step = m.jump(h.target);
    if m.thread().observers != 0 && tell_handled(m, e) {
        // The handler has not begun: what covers the instruction before it counts, as in CPython.
        let f = m.fr();
        f.flags |= UNTOLD;
        if h.target > 0 {
            m.jump(h.target - 1);
        }
        return Some(Step::Raise);
    }
    Some(step)
}

/// Tells observers of the handler of an exception. Did one of them raise?
fn tell_handled<M: Machine>(m: &mut M, e: M::V) -> bool {
    m.end_recording();
    let e = m.promote(e);
    crate::exception_events::handled(m, e).is_err()
}

/// The handler of the innermost frame for an exception out of the instruction with this index.
#[must_use]
pub fn handler_of<V>(f: &Frame<V>, index: u32) -> Option<&'static object::code::Handler> {
    // SAFETY: a running frame's code is decoded, for good.
    let d = unsafe { &*f.code.decoded };
    d.handlers.iter().find(|h| h.start <= index && index < h.end)
}

/// Adds an entry for the frame to the pending exception's traceback.
///
/// # Safety
/// `f` is a live frame of this thread.
pub unsafe fn add_traceback(f: *mut Frame<Value>) {
    let t = object::thread();
    let Some(mut e) = t.pending.and_then(|e| e.cast::<BaseException>()) else { return };
    // SAFETY: promised by the caller.
    unsafe {
        if (*f).flags & flags::HIDDEN != 0 {
            return;
        }
        let unit = (*f).unit();
        let frame = frame_object(f);
        e.traceback = Some(new_traceback(e.traceback, frame, unit));
    }
}

/// A traceback entry.
#[must_use]
pub fn new_traceback(next: Option<Value>, frame: Gc<object::frame::FrameObject>, unit: u32) -> Value {
    Traceback { head: heap::Head { map: std::ptr::null() }, next, frame, unit, lineno: -1 }.alloc().value()
}
