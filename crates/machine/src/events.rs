//! Trace and profile events: what the traced twin of an instruction does before the instruction itself.
//!
//! A frame that is traced runs the second instruction array of its code, whose handlers come here first. Each event
//! pushes a frame for the callback (`cont::EVENT`), so that a tracer is ordinary code to the machine; when it returns, the
//! same instruction is met again with the next step of its sequence, until nothing is left to report and the original
//! runs. Events during unwinding are rare and call the callback natively.
//!
//! The order and the conditions are CPython 3.14's (`legacy_tracing.c`, `instrumentation.c`).
//!
//! # Invariants
//! 1. `ThreadState::tracing` is positive while a callback runs; no events are fired then.
//! 2. `Frame::last_line` holds the index of the instruction executed before, or -1.

use heap::Value;
use object::frame::{Cont, FrameObject, flags, frame_object};
use object::gc::ValueExt;
use object::{Gc, Id, Str, Tuple};

use crate::cont;
use crate::frames;
use crate::optable::op;
use crate::traits::{Machine, MachineExt, Step};

/// `Inst::flags`: the instruction begins a line.
pub const LINE_START: u16 = 1;

/// What an event's continuation remembers: bit 0 = a profile function; the rest is unused.
const PROFILE: u16 = 1;

/// Where the sequence of an instruction's events stands; in `Frame::flags`.
const STEP_SHIFT: u32 = 24;
const STEP_MASK: u32 = 7 << STEP_SHIFT;

/// The steps of the sequence.
const STEPS: u32 = 7;

/// Reports what the instruction at pc has to report. `None`: nothing is left, run the instruction.
pub fn before<M: Machine>(m: &mut M) -> Option<Step> {
    let f = m.fr();
    let mut step = (f.flags & STEP_MASK) >> STEP_SHIFT;
    let t = m.thread();
    if t.tracing == 0 && (t.trace_func.is_some() || t.profile_func.is_some()) {
        while step < STEPS {
            f.flags = f.flags & !STEP_MASK | (step + 1) << STEP_SHIFT;
            if let Some(s) = fire_step(m, step) {
                return Some(s);
            }
            step += 1;
        }
    }
    f.flags &= !STEP_MASK;
    f.last_line = m.inst().aux as i32;
    None
}

/// Skips what is left of the sequence: after a jump by `f_lineno`.
pub fn skip<M: Machine>(m: &mut M) {
    m.fr().flags |= STEPS << STEP_SHIFT;
}

fn fire_step<M: Machine>(m: &mut M, step: u32) -> Option<Step> {
    let i = *m.inst();
    let t = m.thread();
    let (trace, profile) = (t.trace_func, t.profile_func);
    match step {
        0 if i.op == op::RESUME => trace.map(|f| fire(m, f, Id::call, object::none(), 0)),
        1 if i.op == op::RESUME => profile.map(|f| fire(m, f, Id::call, object::none(), PROFILE)),
        2 if i.flags & LINE_START != 0 && trace.is_some() => {
            let local = local_trace(m)?;
            if !lines_wanted(m) || !is_new_line(m, i.aux) {
                return None;
            }
            Some(fire(m, local, Id::line, object::none(), 0))
        }
        3 if trace.is_some() => {
            let local = local_trace(m)?;
            let wanted = m.fr().object.is_some_and(|o| o.trace_opcodes);
            wanted.then(|| fire(m, local, Id::opcode, object::none(), 0))
        }
        4 if i.op == op::JUMP_BACKWARD && trace.is_some() => {
            let local = local_trace(m)?;
            let same = line_at(m, i.aux) == line_at(m, i.arg);
            (same && lines_wanted(m)).then(|| fire(m, local, Id::line, object::none(), 0))
        }
        5 if matches!(i.op, op::RETURN_VALUE | op::YIELD_VALUE) && trace.is_some() => {
            let local = local_trace(m)?;
            let v = top_value(m);
            Some(fire(m, local, Id::return_, v, 0))
        }
        6 if matches!(i.op, op::RETURN_VALUE | op::YIELD_VALUE) => {
            let v = top_value(m);
            profile.map(|f| fire(m, f, Id::return_, v, PROFILE))
        }
        _ => None,
    }
}

fn top_value<M: Machine>(m: &mut M) -> Value {
    let v = m.peek(1);
    m.promote(v)
}

/// The frame object of the running frame.
fn object_of<M: Machine>(m: &mut M) -> Gc<FrameObject> {
    // SAFETY: the innermost frame is live; frame objects belong to the interpreter's frames.
    unsafe { frame_object(m.frame().cast()) }
}

fn local_trace<M: Machine>(m: &mut M) -> Option<Value> {
    m.fr().object.and_then(|o| o.trace)
}

fn lines_wanted<M: Machine>(m: &mut M) -> bool {
    m.fr().object.is_some_and(|o| o.trace_lines)
}

fn line_at<M: Machine>(m: &mut M, index: u32) -> i32 {
    let f = m.fr();
    // SAFETY: a running frame's code is decoded.
    unsafe { (&*f.code.decoded).lines[index as usize] }
}

/// Does executing the instruction mean coming to another line (or to the first one)?
fn is_new_line<M: Machine>(m: &mut M, index: u32) -> bool {
    let previous = m.fr().last_line;
    if previous < 0 {
        return true;
    }
    let f = m.fr();
    // SAFETY: a running frame's code is decoded.
    let d = unsafe { &*f.code.decoded };
    d.lines[previous as usize] != d.lines[index as usize] || d.traced[previous as usize].op == op::RESUME
}

fn event_name(id: Id) -> Gc<Str> {
    match id {
        Id::return_ => object::intern("return"),
        _ => id.str(),
    }
}

/// Calls a callback for an event, by a frame.
fn fire<M: Machine>(m: &mut M, f: Value, event: Id, arg: Value, which: u16) -> Step {
    let frame = object_of(m);
    m.thread().tracing += 1;
    let args = [m.k(frame.value()), m.k(event_name(event).value()), m.k(arg)];
    let f = m.k(f);
    frames::invoke(m, f, &args, cont::with(cont::EVENT, which))
}

/// The callback of an event returned.
pub fn returned<M: Machine>(m: &mut M, c: Cont, v: M::V) -> Step {
    m.thread().tracing -= 1;
    if c.arg & PROFILE == 0 {
        let w = m.promote(v);
        if !object::misc::is_none(w) {
            object_of(m).trace = Some(w);
        }
    }
    let mut o = object_of(m);
    if o.jump_to >= 0 {
        // The callback assigned `f_lineno`: pc and stack were changed; nothing is reported for the target.
        o.jump_to = -1;
        skip(m);
    }
    Step::Resume
}

/// The callback of an event raised: observation ends, and the exception goes on in the observed code.
pub fn raised<M: Machine>(m: &mut M, c: Cont) -> Step {
    let t = m.thread();
    t.tracing -= 1;
    if c.arg & PROFILE == 0 {
        t.trace_func = None;
        object_of(m).trace = None;
    } else {
        t.profile_func = None;
    }
    m.fr().flags &= !STEP_MASK;
    Step::Raise
}

/// Is the innermost frame observed right now?
fn observed<M: Machine>(m: &mut M) -> bool {
    m.fr().flags & flags::TRACED != 0 && m.thread().tracing == 0
}

/// Calls a callback natively, with the pending exception put aside. Afterwards the callback's exception is pending if it
/// raised, else the one before.
fn fire_natively<M: Machine>(m: &mut M, f: Value, event: Id, arg: Value, profile: bool) {
    let frame = object_of(m);
    let before = m.thread().pending.take();
    m.thread().tracing += 1;
    let r = object::call::call(f, &[frame.value(), event_name(event).value(), arg]);
    let t = m.thread();
    t.tracing -= 1;
    match r {
        Ok(v) => {
            if !profile && !object::misc::is_none(v) {
                let mut frame = frame;
                frame.trace = Some(v);
            }
            t.pending = before;
        }
        Err(_) if profile => t.profile_func = None,
        Err(_) => {
            t.trace_func = None;
            let mut frame = frame;
            frame.trace = None;
        }
    }
}

/// An exception arrives in the innermost frame: the `exception` event.
pub fn exception<M: Machine>(m: &mut M) {
    if !observed(m) || m.thread().trace_func.is_none() {
        return;
    }
    let Some(f) = local_trace(m) else { return };
    let Some(e) = m.thread().pending else { return };
    let tb = e.cast::<object::error::BaseException>().and_then(|x| x.traceback).unwrap_or_else(object::none);
    let arg = Tuple::from_slice(&[object::class_of(e).value(), e, tb]).value();
    fire_natively(m, f, Id::exception, arg, false);
}

/// The innermost frame is being left by an exception: the `return` events.
pub fn unwinding<M: Machine>(m: &mut M) {
    if !observed(m) {
        return;
    }
    if m.thread().trace_func.is_some()
        && let Some(f) = local_trace(m)
    {
        fire_natively(m, f, Id::return_, object::none(), false);
    }
    if let Some(f) = m.thread().profile_func {
        fire_natively(m, f, Id::return_, object::none(), true);
    }
}

/// Is a profile function interested in calls of built-in functions from the innermost frame?
#[inline(always)]
pub fn profiles_natives<M: Machine>(m: &mut M) -> bool {
    m.thread().profile_func.is_some() && observed(m)
}

/// The `c_call`, `c_return` and `c_exception` events of a call of a built-in function.
pub fn native_event<M: Machine>(m: &mut M, event: &str, callee: Value) -> object::Result<()> {
    let Some(f) = m.thread().profile_func else { return Ok(()) };
    let frame = object_of(m);
    let before = m.thread().pending.take();
    m.thread().tracing += 1;
    let r = object::call::call(f, &[frame.value(), object::intern(event).value(), callee]);
    let t = m.thread();
    t.tracing -= 1;
    match r {
        Ok(_) => {
            t.pending = before;
            Ok(())
        }
        Err(e) => {
            t.profile_func = None;
            Err(e)
        }
    }
}

/// Moves a live frame to the traced (or back to the plain) instructions of its code.
///
/// # Safety
/// `f` is a live frame of the interpreter whose registers are saved.
pub unsafe fn switch(f: *mut object::frame::Frame<Value>, traced: bool) {
    // SAFETY: promised by the caller; both arrays have the same indices.
    unsafe {
        let f = &mut *f;
        let d = &*f.code.decoded;
        let index = (*f.pc).aux as usize;
        f.pc = if traced { &raw const d.traced[index] } else { &raw const d.plain[index] };
        f.flags = if traced { f.flags | flags::TRACED } else { f.flags & !flags::TRACED };
        if traced {
            f.last_line = index as i32;
        }
    }
}
