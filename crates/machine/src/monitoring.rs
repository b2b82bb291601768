//! `sys.monitoring` (PEP 669): tools, their callbacks and events, and what is switched on at each instruction.
//!
//! # Terms
//! - A **tool** is one of six registered observers; an **event** is a number below [`EVENTS`]. Masks of tools have bit *n*
//!   for tool *n*.
//! - **Local** events (below [`LOCAL`]) happen at an instruction; a tool can have them in all code (`set_events`) or in one
//!   code object (`set_local_events`), and can disable each at a location.
//! - A traced twin is **patched** when its handler is the original's: the location then costs nothing.
//!
//! # Invariants
//! 1. Twins are made for trace and profile functions, and are changed only when tools or `f_trace_opcodes` come into play:
//!    for tools alone they are patched for what these want; for both every twin looks for events.
//! 2. A code object's [`CoMonitoring`] is up to date when its `version` equals the global one. Setting events brings the
//!    code of all running frames up to date, and `choose` that of frames to come.
//! 3. A twin keeps its event handler if it fires something itself, or if it may be executed just before an enabled line
//!    start: whether a line event is due depends on the instruction executed before.

use std::sync::atomic::{AtomicU32, Ordering};

use heap::Value;
use object::code::{Code, Decoded};
use object::gc::ValueExt;
use object::state::observers;
use object::{Gc, Object, Result, thread};

use crate::decode::handler;
use crate::events::{COUNTED, LINE_START, concerns_functions};
use crate::optable::op;

/// Event numbers of CPython 3.14.
#[allow(missing_docs)]
pub mod event {
    pub const PY_START: usize = 0;
    pub const PY_RESUME: usize = 1;
    pub const PY_RETURN: usize = 2;
    pub const PY_YIELD: usize = 3;
    pub const CALL: usize = 4;
    pub const LINE: usize = 5;
    pub const INSTRUCTION: usize = 6;
    pub const JUMP: usize = 7;
    pub const BRANCH_LEFT: usize = 8;
    pub const BRANCH_RIGHT: usize = 9;
    pub const STOP_ITERATION: usize = 10;
    pub const RAISE: usize = 11;
    pub const EXCEPTION_HANDLED: usize = 12;
    pub const PY_UNWIND: usize = 13;
    pub const PY_THROW: usize = 14;
    pub const RERAISE: usize = 15;
    pub const C_RETURN: usize = 16;
    pub const C_RAISE: usize = 17;
    pub const BRANCH: usize = 18;
}

/// The events' names, by number.
pub const NAMES: [&str; EVENTS] = [
    "PY_START",
    "PY_RESUME",
    "PY_RETURN",
    "PY_YIELD",
    "CALL",
    "LINE",
    "INSTRUCTION",
    "JUMP",
    "BRANCH_LEFT",
    "BRANCH_RIGHT",
    "STOP_ITERATION",
    "RAISE",
    "EXCEPTION_HANDLED",
    "PY_UNWIND",
    "PY_THROW",
    "RERAISE",
    "C_RETURN",
    "C_RAISE",
    "BRANCH",
];

/// How many events there are.
pub const EVENTS: usize = 19;
/// How many of them can be set by themselves.
pub const UNGROUPED: usize = 16;
/// How many of them belong to an instruction.
pub const LOCAL: usize = 11;
/// How many tools there are for users.
pub const TOOLS: usize = 6;

/// Where a location's events are disabled: index into a row of `CoMonitoring::disabled`.
#[allow(missing_docs)]
pub mod slot {
    pub const LINE: usize = 0;
    pub const INSTRUCTION: usize = 1;
    pub const OWN: usize = 2;
    pub const LEFT: usize = 3;
    pub const RIGHT: usize = 4;
    pub const COUNT: usize = 5;
}

/// Which traced twins of a code object look for events.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Twins {
    /// Those that concern trace and profile functions: as they are made.
    Functions,
    /// Those of which some tool wants to hear.
    Tools,
    All,
}

/// What monitoring adds to a code object.
#[repr(C)]
pub struct CoMonitoring {
    pub head: heap::Head,
    version: u32,
    restarts: u32,
    /// Each tool's local events.
    local: [u32; TOOLS],
    /// How often each tool had been cleared when its local events were set.
    clears: [u32; TOOLS],
    /// The tools that want each local event in this code.
    tools: [u8; LOCAL],
    /// By instruction: the tools that disabled it, by `slot`. Empty when nothing is disabled.
    disabled: Vec<[u8; slot::COUNT]>,
    /// For whom the twins are.
    twins: Twins,
    /// A frame of the code had `f_trace_opcodes` set.
    opcodes: bool,
    /// Some location was disabled since the twins were patched.
    dirty: bool,
    /// Some twin must look for events.
    active: bool,
}
object::object_type!(leaf CoMonitoring);

/// The state of `sys.monitoring`. The values lie in arrays that are roots.
pub struct State {
    pub names: [Option<Value>; TOOLS],
    pub callbacks: [[Option<Value>; EVENTS]; TOOLS],
    /// `DISABLE` and `MISSING`.
    pub markers: [Option<Value>; 2],
    /// Each tool's global events.
    pub global: [u32; TOOLS],
    /// The tool's branch events were registered by the old name, BRANCH: disabling one disables both.
    pub old_branch: [bool; TOOLS],
    /// How often each tool was cleared: older local events no longer count.
    clears: [u32; TOOLS],
}

static mut STATE: State = State {
    names: [None; TOOLS],
    callbacks: [[None; EVENTS]; TOOLS],
    markers: [None; 2],
    global: [0; TOOLS],
    old_branch: [false; TOOLS],
    clears: [0; TOOLS],
};

/// Changes with every change of events.
static VERSION: AtomicU32 = AtomicU32::new(1);
/// Counts `restart_events`.
static RESTARTS: AtomicU32 = AtomicU32::new(1);

/// The state, under the GIL.
#[must_use]
pub fn state() -> &'static mut State {
    // SAFETY: only the thread that holds the GIL gets here, and nobody keeps the reference across Python code.
    unsafe { &mut STATE }
}

/// Tells the collector about the state. Called once.
pub fn register_roots() {
    let s = state();
    heap::add_root(s.names.as_ptr(), TOOLS);
    heap::add_root(s.callbacks.as_ptr().cast(), TOOLS * EVENTS);
    heap::add_root(s.markers.as_ptr(), 2);
}

/// `sys.monitoring.MISSING`.
#[must_use]
pub fn missing() -> Value {
    state().markers[1].unwrap_or_else(object::none)
}

fn disable_marker() -> Option<Value> {
    state().markers[0]
}

/// The monitoring data of a code object, made on demand.
#[must_use]
pub fn data(mut code: Gc<Code>) -> Gc<CoMonitoring> {
    if let Some(c) = code.monitoring.and_then(|v| v.cast::<CoMonitoring>()) {
        return c;
    }
    let c = CoMonitoring {
        head: heap::Head { map: std::ptr::null() },
        version: 0,
        restarts: RESTARTS.load(Ordering::Relaxed),
        local: [0; TOOLS],
        clears: state().clears,
        tools: [0; LOCAL],
        disabled: Vec::new(),
        twins: Twins::Functions,
        opcodes: false,
        dirty: false,
        active: false,
    }
    .alloc();
    code.monitoring = Some(c.value());
    c
}

/// The tools whose global events include this one.
#[must_use]
pub fn global_tools(event: usize) -> u8 {
    tools_with(&state().global, event)
}

fn tools_with(sets: &[u32; TOOLS], event: usize) -> u8 {
    sets.iter().enumerate().fold(0, |mask, (t, set)| mask | ((set >> event & 1) as u8) << t)
}

/// Does a frame of this code that begins now need the traced instructions?
#[cold]
#[inline(never)]
#[must_use]
pub fn choose(observing: u32, code: Gc<Code>) -> bool {
    if observing & observers::LEGACY == 0 && observing & observers::MONITOR == 0 && code.instrumented == 0 {
        return false;
    }
    let legacy = observing & observers::LEGACY != 0;
    if legacy && observing & observers::MONITOR == 0 && code.monitoring.is_none() {
        return true;
    }
    let mut c = data(code);
    bring_up_to_date(&mut c, code);
    if legacy {
        let tools = observing & observers::MONITOR != 0 || code.instrumented != 0;
        let twins = if tools || c.opcodes { Twins::All } else { Twins::Functions };
        prepare(&mut c, code, twins);
        return true;
    }
    if legacy_anywhere() {
        prepare(&mut c, code, Twins::All);
    } else if c.twins != Twins::Tools || c.dirty {
        patch(&mut c, code);
    }
    c.active
}

fn legacy_anywhere() -> bool {
    // SAFETY: registered states are alive; their threads wait for the GIL.
    object::state::all_threads().iter().any(|t| unsafe { (**t).observers & observers::LEGACY != 0 })
}

fn bring_up_to_date(c: &mut Gc<CoMonitoring>, code: Gc<Code>) {
    let restarts = RESTARTS.load(Ordering::Relaxed);
    if c.restarts != restarts {
        c.restarts = restarts;
        c.disabled = Vec::new();
        c.dirty = true;
    }
    let version = VERSION.load(Ordering::Relaxed);
    if c.version == version {
        return;
    }
    c.version = version;
    c.dirty = true;
    if c.clears != state().clears {
        for tool in 0..TOOLS {
            if c.clears[tool] != state().clears[tool] {
                c.local[tool] = 0;
            }
        }
        c.clears = state().clears;
        set_instrumented(code, *c);
    }
    for event in 0..LOCAL {
        let tools = global_tools(event) | tools_with(&c.local, event);
        // A tool that gets an event anew has it enabled everywhere.
        let new = tools & !c.tools[event];
        if new != 0 && !c.disabled.is_empty() {
            enable(c, code, event, new);
        }
        c.tools[event] = tools;
    }
}

/// Forgets what the tools disabled of an event.
fn enable(c: &mut Gc<CoMonitoring>, code: Gc<Code>, event: usize, tools: u8) {
    let Some(d) = decoded(code) else { return };
    for (i, row) in c.disabled.iter_mut().enumerate() {
        let s = match event {
            event::LINE => slot::LINE,
            event::INSTRUCTION => slot::INSTRUCTION,
            event::BRANCH_LEFT => slot::LEFT,
            event::BRANCH_RIGHT => slot::RIGHT,
            _ if own_event(d, i) == Some(event) => slot::OWN,
            _ => continue,
        };
        row[s] &= !tools;
    }
}

fn decoded(code: Gc<Code>) -> Option<&'static mut Decoded> {
    // SAFETY: decoded instructions live as long as their code object, which its users hold.
    unsafe { code.decoded.as_mut() }
}

/// The event of an instruction's own that is not a branch.
fn own_event(d: &Decoded, i: usize) -> Option<usize> {
    let inst = &d.watched().traced[i];
    Some(match inst.op {
        op::RESUME if inst.arg & 3 == 0 => event::PY_START,
        op::RESUME => event::PY_RESUME,
        op::RETURN_VALUE => event::PY_RETURN,
        op::YIELD_VALUE => event::PY_YIELD,
        op::CALL | op::CALL_KW | op::CALL_FUNCTION_EX | op::LOAD_SUPER_ATTR => event::CALL,
        op::JUMP_FORWARD | op::JUMP_BACKWARD => event::JUMP,
        op::END_SEND => event::STOP_ITERATION,
        _ => return None,
    })
}

/// The branch event that a twin fires, with the index of the branch's source.
#[must_use]
pub fn branch_at(d: &Decoded, i: usize) -> Option<(usize, usize)> {
    let before = |k: u16| i > 0 && d.watched().traced[i - 1].op == k;
    match d.watched().traced[i].op {
        op::POP_JUMP_IF_FALSE | op::POP_JUMP_IF_TRUE | op::POP_JUMP_IF_NONE | op::POP_JUMP_IF_NOT_NONE => {
            Some((event::BRANCH_RIGHT, i))
        }
        op::NOT_TAKEN if i > 0 => Some((event::BRANCH_LEFT, i - 1)),
        op::POP_ITER if before(op::END_FOR) => {
            let source = d.watched().traced.iter().position(|x| x.op == op::FOR_ITER && x.arg as usize == i)?;
            Some((event::BRANCH_RIGHT, source))
        }
        op::END_ASYNC_FOR => Some((event::BRANCH_RIGHT, d.watched().traced[i].word)),
        _ if before(op::FOR_ITER) => Some((event::BRANCH_LEFT, i - 1)),
        _ => None,
    }
}

impl CoMonitoring {
    fn disabled_at(&self, i: usize, s: usize) -> u8 {
        self.disabled.get(i).map_or(0, |row| row[s])
    }

    /// The tools that want a line event at an instruction.
    #[must_use]
    pub fn line_tools(&self, i: usize) -> u8 {
        self.tools[event::LINE] & !self.disabled_at(i, slot::LINE)
    }

    /// The tools that want an event of the instruction at `i` (for branches: of the branch's source).
    #[must_use]
    pub fn tools_at(&self, event: usize, i: usize) -> u8 {
        let s = match event {
            event::INSTRUCTION => slot::INSTRUCTION,
            event::BRANCH_LEFT => slot::LEFT,
            event::BRANCH_RIGHT => slot::RIGHT,
            event::LINE => slot::LINE,
            _ => slot::OWN,
        };
        self.tools[event] & !self.disabled_at(i, s)
    }

    /// Does anybody want the event anywhere in the code?
    #[must_use]
    pub fn wants(&self, event: usize) -> bool {
        self.tools[event] != 0
    }

    fn disable(&mut self, n: usize, event: usize, i: usize, tool: usize, both: bool) {
        if self.disabled.is_empty() {
            self.disabled = vec![[0; slot::COUNT]; n];
        }
        let slots: &[usize] = match event {
            event::LINE => &[slot::LINE],
            event::INSTRUCTION => &[slot::INSTRUCTION],
            event::BRANCH_LEFT | event::BRANCH_RIGHT if both => &[slot::LEFT, slot::RIGHT],
            event::BRANCH_LEFT => &[slot::LEFT],
            event::BRANCH_RIGHT => &[slot::RIGHT],
            _ => &[slot::OWN],
        };
        for s in slots {
            self.disabled[i][*s] |= 1 << tool;
        }
        self.dirty = true;
    }

    fn fires(&self, d: &Decoded, i: usize) -> bool {
        if self.wants(event::LINE) && d.watched().traced[i].flags & LINE_START != 0 && self.line_tools(i) != 0 {
            return true;
        }
        if d.watched().traced[i].flags & COUNTED != 0
            && self.wants(event::INSTRUCTION)
            && self.tools_at(event::INSTRUCTION, i) != 0
        {
            return true;
        }
        if own_event(d, i).is_some_and(|e| self.tools_at(e, i) != 0) {
            return true;
        }
        (self.wants(event::BRANCH_LEFT) || self.wants(event::BRANCH_RIGHT))
            && branch_at(d, i).is_some_and(|(e, source)| self.tools_at(e, source) != 0)
    }
}

/// Goes on to the next instruction in sequence?
fn falls_through(o: u16) -> bool {
    !matches!(
        o,
        op::RETURN_VALUE
            | op::JUMP_FORWARD
            | op::JUMP_BACKWARD
            | op::JUMP_BACKWARD_NO_INTERRUPT
            | op::RAISE_VARARGS
            | op::RERAISE
    )
}

fn jumps(o: u16) -> bool {
    matches!(
        o,
        op::JUMP_FORWARD
            | op::JUMP_BACKWARD
            | op::JUMP_BACKWARD_NO_INTERRUPT
            | op::POP_JUMP_IF_FALSE
            | op::POP_JUMP_IF_TRUE
            | op::POP_JUMP_IF_NONE
            | op::POP_JUMP_IF_NOT_NONE
            | op::FOR_ITER
            | op::SEND
    )
}

/// Gives each twin the handler that it needs (invariant 3).
fn patch(c: &mut Gc<CoMonitoring>, code: Gc<Code>) {
    let Some(d) = decoded(code) else { return };
    let n = d.watched().traced.len();
    let lines = c.wants(event::LINE);
    let line_on = |i: usize| lines && i < n && d.watched().traced[i].flags & LINE_START != 0 && c.line_tools(i) != 0;
    let mut needed = vec![false; n];
    let mut active = false;
    for (i, needed) in needed.iter_mut().enumerate() {
        let inst = &d.watched().traced[i];
        let fires = c.fires(d, i);
        active |= fires;
        *needed = fires || falls_through(inst.op) && line_on(i + 1) || jumps(inst.op) && line_on(inst.arg as usize);
    }
    let events = handler(op::TRACED);
    for (inst, needed) in d.watched_mut().traced.iter_mut().zip(needed) {
        inst.handler = if needed { events } else { handler(inst.op) };
    }
    c.twins = Twins::Tools;
    c.dirty = false;
    c.active = active;
}

/// Lets the twins look for events for trace and profile functions, or all of them.
fn prepare(c: &mut Gc<CoMonitoring>, code: Gc<Code>, twins: Twins) {
    if c.twins == twins {
        return;
    }
    let Some(d) = decoded(code) else { return };
    let events = handler(op::TRACED);
    for inst in &mut d.watched_mut().traced {
        let needed = twins == Twins::All || concerns_functions(inst);
        inst.handler = if needed { events } else { handler(inst.op) };
    }
    c.twins = twins;
}

/// A frame of the code wants `opcode` events: from now on all twins look for events.
pub fn want_opcodes(code: Gc<Code>) {
    data(code).opcodes = true;
}

/// Patches again when locations were disabled: called where frames and loops begin.
pub fn settle(mut c: Gc<CoMonitoring>, code: Gc<Code>) {
    if c.dirty && !legacy_anywhere() {
        patch(&mut c, code);
    }
}

/// The events of tools changed: brings all running frames to the instructions that they need now.
pub fn events_changed() {
    VERSION.fetch_add(1, Ordering::Relaxed);
    object::state::set_monitored(state().global.iter().any(|s| *s != 0));
    update_frames();
}

/// All locations are enabled again (`restart_events`).
pub fn restart() {
    RESTARTS.fetch_add(1, Ordering::Relaxed);
    VERSION.fetch_add(1, Ordering::Relaxed);
    update_frames();
}

/// Brings all running frames to the instructions that they need now.
pub fn update_frames() {
    for t in object::state::all_threads() {
        // SAFETY: registered states are alive. The calling thread's registers are saved while native code runs, those of
        // other threads while they wait for the GIL.
        unsafe {
            let observing = (*t).observers;
            let mut f = (*t).frame;
            while !f.is_null() {
                // Also when nobody observes now: an event that comes back is a new one.
                let code = (*f).code;
                if let Some(mut c) = code.monitoring.and_then(|v| v.cast::<CoMonitoring>()) {
                    bring_up_to_date(&mut c, code);
                }
                let traced = choose(observing, code);
                crate::events::switch(f, traced);
                f = (*f).prev;
            }
        }
    }
}

/// Sets a tool's events for one code object.
pub fn set_local(code: Gc<Code>, tool: usize, events: u32) {
    if local_events(code, tool) == events {
        return;
    }
    let mut c = data(code);
    c.local[tool] = events;
    c.clears[tool] = state().clears[tool];
    c.version = 0;
    set_instrumented(code, c);
    // At once, so that events which are taken away and given again without a call between are enabled anew.
    bring_up_to_date(&mut c, code);
    update_frames();
}

/// Forgets all events of a tool, the local ones too.
pub fn clear_tool(tool: usize) {
    let s = state();
    s.global[tool] = 0;
    s.clears[tool] += 1;
    events_changed();
}

/// A tool's events for one code object.
#[must_use]
pub fn local_events(code: Gc<Code>, tool: usize) -> u32 {
    let Some(c) = code.monitoring.and_then(|v| v.cast::<CoMonitoring>()) else { return 0 };
    if c.clears[tool] == state().clears[tool] { c.local[tool] } else { 0 }
}

/// The index at which an event of the instruction at `i` is disabled; what callbacks are told about it follows the code
/// object in `args`.
pub struct Place {
    pub code: Gc<Code>,
    pub event: usize,
    pub index: usize,
}

/// Calls the callbacks of `tools` for an event, the highest tool first.
///
/// # Errors
/// What a callback raises; `ValueError` for disabling an event that can't be.
pub fn fire(place: &Place, tools: u8, args: &[Value]) -> Result<()> {
    let mut t = thread();
    for tool in (0..TOOLS).rev().filter(|n| tools >> n & 1 != 0) {
        let Some(f) = state().callbacks[tool][place.event] else { continue };
        let before = std::mem::replace(&mut t.what_event, place.event as i32);
        t.tracing += 1;
        let r = object::call::call(f, args);
        t.tracing -= 1;
        t.what_event = before;
        if Some(r?) == disable_marker() {
            disabled_by(place, tool)?;
        }
    }
    Ok(())
}

fn disabled_by(place: &Place, tool: usize) -> Result<()> {
    if place.event >= LOCAL {
        let s = state();
        s.callbacks[tool][place.event] = None;
        return object::raise_value!("Cannot disable {} events. Callback removed.", NAMES[place.event]);
    }
    let n = decoded(place.code).map_or(0, |d| d.watched().traced.len());
    let both = state().old_branch[tool];
    data(place.code).disable(n, place.event, place.index, tool, both);
    Ok(())
}

/// Notes whether some tool watches a code object by itself.
fn set_instrumented(mut code: Gc<Code>, c: Gc<CoMonitoring>) {
    code.instrumented = u32::from(c.local.iter().any(|s| *s != 0));
    if let Some(changed) = object::hooks::late().instrumented {
        changed();
    }
}
