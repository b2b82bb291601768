//! Events of exceptions: raised, handled, thrown into a generator, leaving a frame. Their callbacks are called natively, with
//! the pending exception put aside.

use heap::Value;
use object::error::{BaseException, exc, pending_is};
use object::gc::ValueExt;
use object::state::observers;
use object::{Gc, Result, Tuple};

use crate::events::{
    ITERATED, LINE_START, fire_natively, local_trace, monitor, monitors, observed, stop_iteration_of, tools_of,
};
use crate::monitoring::{self, CoMonitoring, Place, event};
use crate::traits::{Machine, MachineExt};

/// Tells the tools about an exception, with the pending exception put aside.
fn monitor_exception<M: Machine>(m: &mut M, e: usize, unit: u32, x: Value) -> Result<()> {
    let tools = tools_of(m, e);
    if tools == 0 {
        return Ok(());
    }
    m.end_recording();
    let code = m.fr().code;
    let before = m.thread().pending.take();
    let offset = object::number::int(2 * i64::from(unit));
    let place = Place { code, event: e, index: 0 };
    monitoring::fire(&place, tools, &[code.value(), offset, x])?;
    m.thread().pending = before;
    Ok(())
}

/// An exception arrives in the innermost frame, or is raised again there. When a callback raises, the exception that is
/// pending afterwards is the callback's.
///
/// `unit` is what tools are told of the place, unless it is raised again.
pub fn exception<M: Machine>(m: &mut M, reraised: bool, unit: u32) {
    if m.thread().observers == 0 {
        return;
    }
    // Unwinding has written to frames and generators already.
    m.end_recording();
    let Some(e) = m.thread().pending else { return };
    let (kind, unit) = if reraised { (event::RERAISE, m.inst().unit) } else { (event::RAISE, unit) };
    if !reraised && trace_exception(m, e).is_err() {
        return;
    }
    let _ = monitor_exception(m, kind, unit, e);
}

/// The trace function's `exception` event.
fn trace_exception<M: Machine>(m: &mut M, e: Value) -> Result<()> {
    if !observed(m) || m.thread().trace_func.is_none() {
        return Ok(());
    }
    let Some(f) = local_trace(m) else { return Ok(()) };
    m.end_recording();
    let tb = e.cast::<BaseException>().and_then(|x| x.traceback).unwrap_or_else(object::none);
    let arg = Tuple::from_slice(&[object::class_of(e).value(), e, tb]).value();
    fire_natively(m, f, "exception", arg, false, event::RAISE)
}

/// A handler of the innermost frame takes the exception.
///
/// # Errors
/// What a callback raises.
pub fn handled<M: Machine>(m: &mut M, e: Value) -> Result<()> {
    let unit = m.inst().unit;
    monitor_exception(m, event::EXCEPTION_HANDLED, unit, e)
}

/// An iterator or an awaitable raised StopIteration, which ends a loop or a delegation here.
///
/// # Errors
/// What a callback raises; otherwise StopIteration is still pending.
pub fn stop_iteration_raised<M: Machine>(m: &mut M) -> Result<()> {
    if m.thread().observers == 0 {
        return Ok(());
    }
    debug_assert!(pending_is(&exc::STOP_ITERATION));
    let Some(e) = m.thread().pending else { return Ok(()) };
    let unit = m.inst().unit;
    trace_exception(m, e)?;
    monitor_exception(m, event::RAISE, unit, e)
}

/// A FOR_ITER got a value from a generator.
pub fn note_iteration<M: Machine>(m: &mut M) {
    // SAFETY: instructions are only written under the GIL, and nobody holds a reference to one across an instruction.
    unsafe { (*m.fr().pc.cast_mut()).flags |= ITERATED };
}

/// CPython's FOR_ITER leaves a loop over a generator by way of END_FOR, which tells STOP_ITERATION, once it is specialised:
/// after an iteration, and if nothing of FOR_ITER itself is observed. Gives the index of the END_FOR then.
fn specialised_end<M: Machine>(m: &mut M, c: Gc<CoMonitoring>) -> Option<usize> {
    let i = *m.inst();
    let at = i.aux as usize;
    let instrumented = c.tools_at(event::INSTRUCTION, at) != 0
        || i.flags & LINE_START != 0 && c.line_tools(at) != 0
        || c.tools_at(event::BRANCH_LEFT, at) | c.tools_at(event::BRANCH_RIGHT, at) != 0;
    let legacy = m.thread().observers & observers::LEGACY != 0;
    (i.flags & ITERATED != 0 && !instrumented && !legacy).then_some(i.arg as usize - 1)
}

/// Does nobody hear of it that the running generator returns `v` to the loop that runs over it?
pub fn ends_silently<M: Machine>(m: &mut M, v: M::V) -> bool {
    let (observed, tracing) = (m.thread().observers, m.thread().tracing);
    if observed == 0 || tracing > 0 {
        return true;
    }
    // SAFETY: a generator's frame that a loop resumed stands on the loop's frame.
    let code = unsafe { (*m.fr().prev).code };
    // CPython's generators end without an exception then.
    observed & observers::MONITOR == 0 && code.instrumented == 0 && m.is_word(v, object::none())
}

/// The generator that a loop runs over returned `v`, and somebody may want to hear of it.
///
/// # Errors
/// What a callback raises.
pub fn generator_exhausted<M: Machine>(m: &mut M, v: M::V) -> Result<()> {
    m.end_recording();
    let v = m.promote(v);
    if let Some(c) = monitors(m)
        && let Some(end) = specialised_end(m, c)
    {
        return monitor(m, c, event::STOP_ITERATION, end, &[stop_iteration_of(v).value()]);
    }
    if object::misc::is_none(v) {
        return Ok(());
    }
    let e = stop_iteration_of(v).value();
    let unit = m.inst().unit;
    trace_exception(m, e)?;
    monitor_exception(m, event::RAISE, unit, e)
}

/// An exception is thrown into the generator whose frame was just activated; it is pending.
pub fn thrown<M: Machine>(m: &mut M) {
    if m.thread().observers == 0 {
        return;
    }
    let Some(e) = m.thread().pending else { return };
    let unit = m.inst().unit + 1;
    if !observed(m) {
        let _ = monitor_exception(m, event::PY_THROW, unit, e);
        return;
    }
    // A suspended generator stands at the RESUME behind its yield, and is shown there; what handles the exception is
    // looked up for the yield.
    let at = m.fr().pc;
    // SAFETY: an instruction at which a generator can be entered is not the last one.
    unsafe { m.fr().pc = at.add(1) };
    tell_thrown(m, unit, e);
    m.fr().pc = at;
}

fn tell_thrown<M: Machine>(m: &mut M, unit: u32, e: object::Value) {
    if observed(m) {
        if let Some(f) = m.thread().trace_func
            && fire_natively(m, f, "call", object::none(), false, event::PY_THROW).is_err()
        {
            return;
        }
        if let Some(f) = m.thread().profile_func
            && fire_natively(m, f, "call", object::none(), true, event::PY_THROW).is_err()
        {
            return;
        }
    }
    let _ = monitor_exception(m, event::PY_THROW, unit, e);
}

/// The innermost frame is being left by an exception: the `return` events.
/// `unit` is what tools are told of the place.
pub fn unwinding<M: Machine>(m: &mut M, unit: u32) {
    if m.thread().observers == 0 {
        return;
    }
    let Some(e) = m.thread().pending else { return };
    if observed(m) && trace_unwinding(m).is_err() {
        return;
    }
    let _ = monitor_exception(m, event::PY_UNWIND, unit, e);
}

fn trace_unwinding<M: Machine>(m: &mut M) -> Result<()> {
    if m.thread().trace_func.is_some()
        && let Some(f) = local_trace(m)
    {
        fire_natively(m, f, "return", object::none(), false, event::PY_UNWIND)?;
    }
    if let Some(f) = m.thread().profile_func {
        fire_natively(m, f, "return", object::none(), true, event::PY_UNWIND)?;
    }
    Ok(())
}
