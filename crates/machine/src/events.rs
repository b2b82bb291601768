//! Events: what the traced twin of an instruction does before the instruction itself.
//!
//! A frame that is observed runs the second instruction array of its code, whose handlers come here first. Events of
//! `sys.settrace` and `sys.setprofile` push a frame for the callback (`cont::EVENT`), so that a tracer is ordinary code to
//! the machine; when it returns, the same instruction is met again with the next step of its sequence, until nothing is
//! left to report and the original runs. The callbacks of `sys.monitoring`, and all events during unwinding, are called
//! natively.
//!
//! The order and the conditions are CPython 3.14's (`legacy_tracing.c`, `instrumentation.c`): there a profile function is
//! tool 6 and a trace function tool 7, and tools with higher numbers are told first.
//!
//! # Invariants
//! 1. `ThreadState::tracing` is positive while a callback runs; no events are fired then.
//! 2. `Frame::last_line` holds the index of the instruction executed before, or -1.
//! 3. A frame's `step` is zero unless an event of the instruction at pc is being delivered.

use heap::Value;
use object::code::Inst;
use object::error::{BaseException, exc, new_exception};
use object::frame::{Cont, Frame, FrameObject, flags};
use object::gc::ValueExt;
use object::state::observers;
use object::statics::StaticValue;
use object::{Gc, Id, Result, Tuple};

use crate::call_events;
use crate::cont;
use crate::frames;
use crate::monitoring::{self, CoMonitoring, Place, event};
use crate::optable::op;
use crate::traits::{Alias, Field, Machine, MachineExt, Step};

/// `Inst::flags`: the instruction begins a line.
pub const LINE_START: u16 = 1;
/// `Inst::flags`: the instruction has an event of its own for trace or profile functions.
pub const OWN_EVENT: u16 = 2;
/// `Inst::flags`: observers of single instructions are told of it. Not of RESUME, nor of what comes before the first one.
pub const COUNTED: u16 = 4;
/// `Inst::flags`: this FOR_ITER had a value from a generator while somebody observed.
pub const ITERATED: u16 = 8;
/// `Inst::flags`: a call, of which a profile function may hear.
pub const CALL_EVENT: u16 = 16;
/// `Inst::flags`: has no event, but whether the next line is a new one depends on it: it has no line, or another one than
/// the line's start, or stands behind a RESUME.
pub const NOTED: u16 = 32;

/// What an event's continuation remembers: bit 0 = a profile function; the rest is unused.
const PROFILE: u16 = 1;

/// Frame flag: line events were switched on by the callback of the frame's start. CPython then tells of line 0 too.
const LATE_LINES: u32 = 1 << 18;

/// The steps of the sequence.
const STEPS: u32 = 6;

/// Does the instruction have an event of its own for trace or profile functions? A backward jump has one only if it stays
/// in its line.
#[must_use]
pub fn has_own_event(o: u16) -> bool {
    matches!(o, op::RESUME | op::RETURN_VALUE | op::YIELD_VALUE | op::JUMP_BACKWARD | op::END_SEND)
}

/// Must the twin look for events when there are only trace and profile functions?
#[must_use]
pub fn concerns_functions(i: &Inst) -> bool {
    i.flags & (LINE_START | OWN_EVENT | CALL_EVENT | NOTED) != 0
}

/// The monitoring data of the running code, if some tool monitors it.
#[inline]
pub fn monitors<M: Machine>(m: &mut M) -> Option<Gc<CoMonitoring>> {
    let code = m.fr().code;
    if m.thread().observers & observers::MONITOR == 0 && code.instrumented == 0 {
        return None;
    }
    code.monitoring.and_then(|v| v.cast())
}

/// Reports what the instruction at pc has to report. `None`: nothing is left, run the instruction.
pub fn before<M: Machine>(m: &mut M) -> Option<Step> {
    let f = m.fr();
    let t = m.thread();
    if t.tracing == 0 && (t.observers | f.code.instrumented) != 0 {
        let c = monitors(m);
        let step = if c.is_none() && !opcodes_wanted(m) { for_functions(m) } else { for_everybody(m, c) };
        if step.is_some() {
            return step;
        }
    }
    f.step = 0;
    let i = m.inst();
    f.last_line = i.aux as i32;
    // A callback may have moved the frame to the plain instructions, or patched this twin: then that is what goes on.
    (i.handler != crate::decode::handler(op::TRACED)).then_some(Step::Resume)
}

/// The sequence of `fire_step`, as far as trace and profile functions are concerned.
fn for_functions<M: Machine>(m: &mut M) -> Option<Step> {
    let (f, i) = (m.fr(), m.inst());
    let (traced, profiled) = (m.thread().trace_func.is_some(), m.thread().profile_func.is_some());
    let calls = if profiled { CALL_EVENT } else { 0 };
    if i.flags & (LINE_START | OWN_EVENT | calls) == 0 {
        return None;
    }
    let step = f.step;
    if step == 0
        && traced
        && i.flags & LINE_START != 0
        && is_new_line(m, i.aux)
        && lines_wanted(m)
        && let Some(local) = local_trace(m)
    {
        f.step = 1;
        return Some(fire_plain(m, local, Id::line, 0, event::LINE));
    }
    if step <= 2 && traced && i.flags & OWN_EVENT != 0 {
        f.step = 3;
        match trace_own(m) {
            Ok(None) => {}
            Ok(step) => return step,
            Err(_) => {
                f.step = 0;
                return Some(Step::Raise);
            }
        }
    }
    if step <= 3 && profiled && i.flags & OWN_EVENT != 0 {
        f.step = 4;
        if let Some(step) = profile_own(m) {
            return Some(step);
        }
    }
    if step <= 5 && i.flags & calls != 0 { profile_call(m) } else { None }
}

/// A call of which the profile function, or a tool, wants to hear how it ends.
fn profile_call<M: Machine>(m: &mut M) -> Option<Step> {
    let (f, i) = (m.fr(), m.inst());
    f.step = STEPS;
    let s = call_events::observed_call(m)?;
    f.step = 0;
    f.last_line = i.aux as i32;
    Some(s)
}

/// The whole sequence.
fn for_everybody<M: Machine>(m: &mut M, c: Option<Gc<CoMonitoring>>) -> Option<Step> {
    let (f, i) = (m.fr(), m.inst());
    let mut step = f.step;
    while step < STEPS {
        f.step = step + 1;
        match fire_step(m, step, c) {
            Ok(None) => {}
            Ok(Some(s)) => return Some(s),
            Err(_) => {
                f.step = 0;
                return Some(Step::Raise);
            }
        }
        step += 1;
    }
    if let Some(c) = c
        && i.op == op::JUMP_BACKWARD
    {
        monitoring::settle(c, f.code);
    }
    None
}

fn fire_step<M: Machine>(m: &mut M, step: u32, c: Option<Gc<CoMonitoring>>) -> Result<Option<Step>> {
    let i = *m.inst();
    let trace = m.thread().trace_func.is_some();
    match step {
        0 => {
            if let Some(c) = c {
                branch_behind_for_iter(m, c)?;
            }
            if i.flags & LINE_START == 0 || !trace {
                return Ok(None);
            }
            let Some(local) = local_trace(m) else { return Ok(None) };
            let due = lines_wanted(m) && is_new_line(m, i.aux);
            Ok(due.then(|| fire_plain(m, local, Id::line, 0, event::LINE)))
        }
        1 => {
            if let Some(c) = c
                && i.flags & LINE_START != 0
                && let Some(s) = monitor_line(m, c)?
            {
                return Ok(Some(s));
            }
            if !trace || i.flags & COUNTED == 0 || !opcodes_wanted(m) {
                return Ok(None);
            }
            Ok(local_trace(m).map(|local| fire_plain(m, local, Id::opcode, 0, event::INSTRUCTION)))
        }
        2 => {
            if let Some(c) = c
                && i.flags & COUNTED != 0
            {
                monitor(m, c, event::INSTRUCTION, i.aux as usize, &[])?;
            }
            if trace { trace_own(m) } else { Ok(None) }
        }
        3 => Ok(profile_own(m)),
        4 => {
            if let Some(c) = c {
                let lines = c.wants(event::LINE);
                monitor_own(m, c)?;
                if i.op == op::RESUME && !lines && c.wants(event::LINE) {
                    m.fr().flags |= LATE_LINES;
                }
            }
            Ok(None)
        }
        5 if i.flags & CALL_EVENT != 0 || i.op == op::LOAD_SUPER_ATTR => Ok(profile_call(m)),
        _ => Ok(None),
    }
}

/// What a profile function hears of the instruction.
fn profile_own<M: Machine>(m: &mut M) -> Option<Step> {
    let f = m.thread().profile_func?;
    let i = *m.inst();
    match i.op {
        op::RESUME => Some(fire_plain(m, f, Id::call, PROFILE, start_event(i.arg))),
        op::RETURN_VALUE | op::YIELD_VALUE => {
            let v = m.peek(1);
            Some(fire(m, f, Id::return_, v, PROFILE, leave_event(i.op)))
        }
        _ => None,
    }
}

/// What a trace function hears of the instruction.
fn trace_own<M: Machine>(m: &mut M) -> Result<Option<Step>> {
    let i = *m.inst();
    if i.op == op::RESUME {
        let Some(f) = m.thread().trace_func else { return Ok(None) };
        return Ok(Some(fire_plain(m, f, Id::call, 0, start_event(i.arg))));
    }
    if i.flags & OWN_EVENT == 0 {
        return Ok(None);
    }
    let Some(local) = local_trace(m) else { return Ok(None) };
    Ok(match i.op {
        op::RETURN_VALUE | op::YIELD_VALUE => {
            let v = m.peek(1);
            Some(fire(m, local, Id::return_, v, 0, leave_event(i.op)))
        }
        op::JUMP_BACKWARD => {
            let same = line_at(m, i.aux) == line_at(m, i.arg);
            (same && lines_wanted(m)).then(|| fire_plain(m, local, Id::line, 0, event::JUMP))
        }
        op::END_SEND if sends_to_generator(m) => {
            // An exception that nobody raised, made anew each time.
            m.end_recording();
            let v = top_value(m);
            let e = stop_iteration_of(v);
            let arg = Tuple::from_slice(&[object::class_of(e.value()).value(), e.value(), object::none()]).value();
            let arg = m.k(arg);
            Some(fire(m, local, Id::exception, arg, 0, event::RAISE))
        }
        _ => None,
    })
}

fn start_event(arg: u32) -> usize {
    if arg & 3 == 0 { event::PY_START } else { event::PY_RESUME }
}

fn leave_event(o: u16) -> usize {
    if o == op::YIELD_VALUE { event::PY_YIELD } else { event::PY_RETURN }
}

fn sends_to_generator<M: Machine>(m: &mut M) -> bool {
    let receiver = m.peek(2);
    !M::is_null(receiver)
        && matches!(m.map_of(receiver).kind, object::map::Kind::Generator | object::map::Kind::Coroutine)
}

/// The StopIteration that a generator's return stands for.
pub(crate) fn stop_iteration_of(v: Value) -> Gc<BaseException> {
    let class = exc::STOP_ITERATION.get();
    if object::misc::is_none(v) { new_exception(class, &[]) } else { new_exception(class, &[v]) }
}

/// The byte offset at which an instruction begins, with its EXTENDED_ARGs.
fn start_offset<M: Machine>(m: &mut M, index: usize) -> i64 {
    let f = m.fr();
    // SAFETY: a running frame's code is decoded.
    let d = unsafe { &*f.code.decoded };
    let mut u = d.watched().traced.get(index).map_or(f.code.data.code.len() as u32 / 2, |i| i.unit) as usize;
    while u > 0 && d.index_of_unit[u - 1] as usize == index {
        u -= 1;
    }
    2 * u as i64
}

/// Fires an event of the instruction at pc with (code, offset, …), for the tools that have it on at index `at`.
pub(crate) fn monitor<M: Machine>(m: &mut M, c: Gc<CoMonitoring>, e: usize, at: usize, rest: &[Value]) -> Result<()> {
    if !c.wants(e) {
        return Ok(());
    }
    let tools = c.tools_at(e, at);
    if tools == 0 {
        return Ok(());
    }
    let code = m.fr().code;
    // SAFETY: a running frame's code is decoded.
    let unit = unsafe { (*code.decoded).watched().traced[at].unit };
    let offset = object::number::int(2 * i64::from(unit));
    let place = Place { code, event: e, index: at };
    match rest {
        [] => monitoring::fire(&place, tools, &[code.value(), offset]),
        [v] => monitoring::fire(&place, tools, &[code.value(), offset, *v]),
        _ => unreachable!("events of instructions have one argument at most"),
    }
}

fn monitor_line<M: Machine>(m: &mut M, c: Gc<CoMonitoring>) -> Result<Option<Step>> {
    let i = *m.inst();
    let tools = c.line_tools(i.aux as usize);
    if tools == 0 || !is_new_line(m, i.aux) {
        return Ok(None);
    }
    let code = m.fr().code;
    let line = line_at(m, i.aux);
    if line == 0 && m.fr().flags & LATE_LINES == 0 {
        // The line of an empty module.
        return Ok(None);
    }
    let line = object::number::int(i64::from(line));
    let place = Place { code, event: event::LINE, index: i.aux as usize };
    monitoring::fire(&place, tools, &[code.value(), line])?;
    Ok(jump_wanted(m).map(|target| jumped(m, target)))
}

/// A loop's iterator had a value: told before anything of the body's first instruction.
fn branch_behind_for_iter<M: Machine>(m: &mut M, c: Gc<CoMonitoring>) -> Result<()> {
    let i = *m.inst();
    if i.aux == 0 || !c.wants(event::BRANCH_LEFT) {
        return Ok(());
    }
    let code = m.fr().code;
    // SAFETY: a running frame's code is decoded.
    let source = unsafe { (*code.decoded).watched().traced[i.aux as usize - 1] };
    if source.op != op::FOR_ITER || i.op == op::NOT_TAKEN {
        return Ok(());
    }
    let to = object::number::int(start_offset(m, i.aux as usize));
    monitor(m, c, event::BRANCH_LEFT, source.aux as usize, &[to])
}

/// The tools' events of the instruction itself.
fn monitor_own<M: Machine>(m: &mut M, c: Gc<CoMonitoring>) -> Result<()> {
    let i = *m.inst();
    let at = i.aux as usize;
    match i.op {
        op::RESUME => monitor(m, c, start_event(i.arg), at, &[]),
        op::RETURN_VALUE | op::YIELD_VALUE => {
            let v = top_value(m);
            monitor(m, c, leave_event(i.op), at, &[v])
        }
        op::CALL | op::CALL_KW | op::CALL_FUNCTION_EX | op::LOAD_SUPER_ATTR => match c.tools_at(event::CALL, at) {
            0 => Ok(()),
            tools => call_events::call_event(m, tools),
        },
        op::JUMP_FORWARD | op::JUMP_BACKWARD => {
            let to = object::number::int(start_offset(m, i.arg as usize));
            monitor(m, c, event::JUMP, at, &[to])
        }
        op::END_SEND if c.wants(event::STOP_ITERATION) && sends_to_generator(m) => {
            let v = top_value(m);
            monitor(m, c, event::STOP_ITERATION, at, &[stop_iteration_of(v).value()])
        }
        _ => monitor_branch(m, c),
    }
}

fn monitor_branch<M: Machine>(m: &mut M, c: Gc<CoMonitoring>) -> Result<()> {
    if !c.wants(event::BRANCH_LEFT) && !c.wants(event::BRANCH_RIGHT) {
        return Ok(());
    }
    let i = *m.inst();
    // SAFETY: a running frame's code is decoded.
    let d = unsafe { &*m.fr().code.decoded };
    let Some((e, source)) = monitoring::branch_at(d, i.aux as usize) else { return Ok(()) };
    let to = match i.op {
        op::NOT_TAKEN | op::POP_ITER => 2 * (i64::from(i.unit) + 1),
        op::END_ASYNC_FOR => {
            let v = top_value(m);
            if !object::class_of(v).is_subclass_of(exc::STOP_ASYNC_ITERATION.get()) {
                return Ok(());
            }
            2 * (i64::from(i.unit) + 1)
        }
        op::POP_JUMP_IF_FALSE | op::POP_JUMP_IF_TRUE | op::POP_JUMP_IF_NONE | op::POP_JUMP_IF_NOT_NONE => {
            let v = top_value(m);
            let taken = match i.op {
                op::POP_JUMP_IF_FALSE => v == object::bool_value(false),
                op::POP_JUMP_IF_TRUE => v == object::bool_value(true),
                op::POP_JUMP_IF_NONE => object::misc::is_none(v),
                _ => !object::misc::is_none(v),
            };
            if !taken {
                return Ok(());
            }
            start_offset(m, i.arg as usize)
        }
        // The body of a loop: told already.
        _ => return Ok(()),
    };
    monitor(m, c, e, source, &[object::number::int(to)])
}

fn top_value<M: Machine>(m: &mut M) -> Value {
    let v = m.peek(1);
    m.promote(v)
}

const fn field(offset: usize) -> Field {
    Field { offset: offset as u32, alias: Alias::FrameObject, immutable: false }
}
const TRACE: Field = field(std::mem::offset_of!(FrameObject, trace));
const JUMP_TO: Field = field(std::mem::offset_of!(FrameObject, jump_to));
/// `f_trace_lines` of a frame object.
pub const TRACE_LINES: Field = field(std::mem::offset_of!(FrameObject, trace_lines));
/// `f_trace_opcodes`.
pub const TRACE_OPCODES: Field = field(std::mem::offset_of!(FrameObject, trace_opcodes));

/// The frame object of the running frame, for native code.
fn object_of<M: Machine>(m: &mut M) -> Gc<FrameObject> {
    let o = m.frame_object();
    // SAFETY: that is what the primitive gives.
    unsafe { m.promote(o).cast_unchecked() }
}

pub(crate) fn local_trace<M: Machine>(m: &mut M) -> Option<Value> {
    let o = m.known_frame_object()?;
    m.load_opt(o, TRACE).map(|f| m.promote(f))
}

fn is_on<M: Machine>(m: &mut M, flag: Field) -> bool {
    let Some(o) = m.known_frame_object() else { return false };
    let v = m.load(o, flag);
    m.is_word(v, object::bool_value(true))
}

fn lines_wanted<M: Machine>(m: &mut M) -> bool {
    is_on(m, TRACE_LINES)
}

/// Somebody who wants to hear of single instructions has left monitoring data with the code.
fn opcodes_wanted<M: Machine>(m: &mut M) -> bool {
    m.fr().code.monitoring.is_some() && is_on(m, TRACE_OPCODES)
}

fn line_at<M: Machine>(m: &mut M, index: u32) -> i32 {
    let f = m.fr();
    // SAFETY: a running frame's code is decoded.
    unsafe { (*f.code.decoded).watched().lines[index as usize] }
}

/// Does executing the instruction mean coming to another line (or to the first one)?
fn is_new_line<M: Machine>(m: &mut M, index: u32) -> bool {
    let f = m.fr();
    let Ok(previous) = usize::try_from(f.last_line) else { return true };
    // SAFETY: a running frame's code is decoded.
    let w = unsafe { (*f.code.decoded).watched() };
    w.lines[previous] != w.lines[index as usize] || w.traced[previous].op == op::RESUME
}

/// Brings a frame at a loop header into one of few equal states: what was executed before counts only as far as it
/// decides whether the header begins a new line.
pub fn settle_line<V>(f: &mut Frame<V>) {
    // SAFETY: a live frame's pc points into its code's instructions.
    let i = unsafe { &*f.pc };
    if f.flags & flags::TRACED == 0 {
        f.last_line = -1;
    } else if i.handler == crate::decode::handler(op::TRACED) {
        // SAFETY: a running frame's code is decoded.
        let w = unsafe { (*f.code.decoded).watched() };
        let before = usize::try_from(f.last_line).ok();
        let same = before.is_some_and(|b| w.lines[b] == w.lines[i.aux as usize] && w.traced[b].op != op::RESUME);
        f.last_line = if same { i.aux as i32 } else { -1 };
    }
}

static RETURN: StaticValue = StaticValue::new();

fn event_name(id: Id) -> Value {
    match id {
        Id::return_ => RETURN.get_or_set(|| object::intern("return").value()),
        _ => id.str().value(),
    }
}

/// Calls a callback for an event without an argument, by a frame.
fn fire_plain<M: Machine>(m: &mut M, f: Value, what: Id, which: u16, e: usize) -> Step {
    let none = m.none();
    fire(m, f, what, none, which, e)
}

/// Calls a callback for an event, by a frame.
fn fire<M: Machine>(m: &mut M, f: Value, what: Id, arg: M::V, which: u16, e: usize) -> Step {
    let frame = m.frame_object();
    let t = m.thread();
    t.tracing += 1;
    t.what_event = e as i32;
    let args = [frame, m.k(event_name(what)), arg];
    let f = m.k(f);
    frames::invoke(m, f, &args, cont::with(cont::EVENT, which))
}

/// The callback of an event returned.
pub fn returned<M: Machine>(m: &mut M, c: Cont, v: M::V) -> Step {
    let t = m.thread();
    t.tracing -= 1;
    t.what_event = -1;
    let jump = jump_wanted(m);
    if c.arg & PROFILE == 0 {
        let w = m.promote(v);
        if !object::misc::is_none(w) {
            let o = m.frame_object();
            let w = m.k(w);
            m.store(o, TRACE, w);
        }
    }
    if let Some(target) = jump {
        return jumped(m, target);
    }
    if m.inst().handler != crate::decode::handler(op::TRACED) {
        // The frame was moved to the plain instructions, or the twin was patched: the sequence ends here.
        m.fr().step = 0;
    }
    Step::Resume
}

/// Where the callback wants to go on, having assigned `f_lineno`. The setter changed pc and stack already.
fn jump_wanted<M: Machine>(m: &mut M) -> Option<u32> {
    let o = m.known_frame_object()?;
    let target = m.load_opt(o, JUMP_TO)?;
    Some(m.promote(target).as_small_int() as u32)
}

fn jumped<M: Machine>(m: &mut M, target: u32) -> Step {
    let o = m.frame_object();
    m.store(o, JUMP_TO, M::null());
    let f = m.fr();
    f.step = 0;
    // The target's line counts as the current one: no line event for it.
    f.last_line = target as i32;
    Step::Resume
}

/// The callback of an event raised: observation ends, and the exception goes on in the observed code.
pub fn raised<M: Machine>(m: &mut M, c: Cont) -> Step {
    let t = m.thread();
    t.tracing -= 1;
    t.what_event = -1;
    if c.arg & PROFILE == 0 {
        t.set_trace_func(None);
        let mut o = object_of(m);
        o.trace = None;
        o.jump_to = None;
    } else {
        t.set_profile_func(None);
    }
    m.fr().step = 0;
    Step::Raise
}

/// Does a trace or profile function observe the innermost frame right now?
pub(crate) fn observed<M: Machine>(m: &mut M) -> bool {
    let t = m.thread();
    t.observers & observers::LEGACY != 0 && t.tracing == 0 && m.fr().flags & flags::TRACED != 0
}

/// The tools that want an event that does not belong to an instruction.
pub(crate) fn tools_of<M: Machine>(m: &mut M, e: usize) -> u8 {
    let t = m.thread();
    if t.observers & observers::MONITOR == 0 || t.tracing > 0 { 0 } else { monitoring::global_tools(e) }
}

/// Calls a callback natively, with the pending exception put aside.
///
/// # Errors
/// What the callback raises; it is removed then, and its exception is the pending one.
pub(crate) fn fire_natively<M: Machine>(
    m: &mut M,
    f: Value,
    name: &str,
    arg: Value,
    profile: bool,
    e: usize,
) -> Result<()> {
    let frame = object_of(m);
    let before = m.thread().pending.take();
    let t = m.thread();
    t.tracing += 1;
    let outer = std::mem::replace(&mut t.what_event, e as i32);
    let r = object::call::call(f, &[frame.value(), object::intern(name).value(), arg]);
    let t = m.thread();
    t.tracing -= 1;
    t.what_event = outer;
    let mut frame = frame;
    match r {
        Ok(v) => {
            if !profile && !object::misc::is_none(v) {
                frame.trace = Some(v);
            }
            t.pending = before;
            Ok(())
        }
        Err(e) => {
            if profile {
                t.set_profile_func(None);
            } else {
                t.set_trace_func(None);
                frame.trace = None;
            }
            Err(e)
        }
    }
}

/// Tells the profile function about a call of a built-in function.
///
/// # Errors
/// What it raises.
pub fn fire_profile<M: Machine>(m: &mut M, name: &str, callee: Value) -> Result<()> {
    match m.thread().profile_func {
        Some(f) => fire_natively(m, f, name, callee, true, event::CALL),
        None => Ok(()),
    }
}

/// The instruction of a frame's own array that corresponds to one of either array of its code.
#[must_use]
pub fn same_place(pc: *const Inst, f: &object::frame::Frame<Value>) -> *const Inst {
    // SAFETY: the caller's pc is one of the code's instructions, and the code is decoded.
    unsafe {
        let d = &*f.code.decoded;
        let index = (*pc).aux as usize;
        if f.flags & flags::TRACED != 0 { &raw const d.watched().traced[index] } else { &raw const d.plain[index] }
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
        let was = f.flags & flags::TRACED != 0;
        f.pc = if traced { &raw const d.watched().traced[index] } else { &raw const d.plain[index] };
        f.flags = if traced { f.flags | flags::TRACED } else { f.flags & !flags::TRACED };
        if traced && !was {
            f.last_line = index as i32;
        }
    }
}
