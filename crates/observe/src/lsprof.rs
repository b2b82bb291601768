//! `_lsprof`: the engine of `cProfile`. A profiler is a tool of `sys.monitoring`; it counts calls and sums up their times,
//! by function and (with `subcalls`) by pair of caller and callee.
//!
//! # Terms
//! - An **entry** stands for a code object or for a built-in function; a **context** for a call that is going on.
//! - A call's **total** time includes what it called, its **inline** time does not.

use std::collections::HashMap;
use std::time::Instant;

use builtins::structseq::{Desc, build, make};
use heap::{GcVec, Head, Value};
use machine::monitoring::{clear_tool, event, events_changed, missing, state};
use object::class::ClassFlags;
use object::code::Code;
use object::gc::ValueExt;
use object::misc::is_none;
use object::{
    Class, ClassBuilder, ClassCell, Gc, List, Module, NativeFn, Object, Result, Row, Str, intern, native, none, number,
    raise_value,
};

/// `sys.monitoring.PROFILER_ID`.
const TOOL: usize = 2;

static ENTRY: ClassCell = ClassCell::new();
static SUBENTRY: ClassCell = ClassCell::new();
static ENTRY_DESC: Desc = Desc {
    path: "_lsprof.profiler_entry",
    doc: "",
    fields: &[
        ("code", "code object or built-in function name"),
        ("callcount", "how many times this was called"),
        ("reccallcount", "how many times called recursively"),
        ("totaltime", "total time in this entry"),
        ("inlinetime", "inline time in this entry (not in subcalls)"),
        ("calls", "details of the calls"),
    ],
    n_sequence: 6,
    cell: &ENTRY,
};
static SUBENTRY_DESC: Desc = Desc {
    path: "_lsprof.profiler_subentry",
    doc: "",
    fields: &[
        ("code", "called code object or built-in function name"),
        ("callcount", "how many times this is called"),
        ("reccallcount", "how many times this is called recursively"),
        ("totaltime", "total time spent in this call"),
        ("inlinetime", "inline time (not in further subcalls)"),
    ],
    n_sequence: 5,
    cell: &SUBENTRY,
};

/// Counts and times (in the timer's units) of an entry or of a pair of entries.
#[derive(Clone, Copy, Default)]
struct Sums {
    calls: u64,
    recursive: u64,
    total: f64,
    inline: f64,
    /// How many such calls are going on.
    depth: u32,
}

#[derive(Default)]
struct Entry {
    sums: Sums,
    callees: HashMap<usize, Sums>,
}

struct Context {
    entry: usize,
    start: f64,
    /// Time in calls that this call made.
    inner: f64,
}

/// `Profiler`.
#[repr(C)]
pub struct Profiler {
    head: Head,
    timer: Option<Value>,
    /// Seconds in a unit of the timer.
    unit: f64,
    subcalls: bool,
    builtins: bool,
    enabled: bool,
    /// The timer is running.
    in_timer: bool,
    /// Code objects, or what built-in functions are shown as, by entry.
    subjects: GcVec<Value>,
    entries: Vec<Entry>,
    /// Entries by the address of the code object or of the built-in function's description.
    index: HashMap<usize, usize>,
    stack: Vec<Context>,
    epoch: Instant,
}
object::object_type!(Profiler);

fn profiler_new(
    class: Gc<Class>,
    timer: Option<Value>,
    timeunit: Option<f64>,
    subcalls: Option<bool>,
    builtins: Option<bool>,
) -> Gc<Profiler> {
    let timer = timer.filter(|t| !is_none(*t));
    let default = if timer.is_some() { 1.0 } else { 1e-9 };
    let unit = timeunit.filter(|u| *u > 0.0 && timer.is_some()).unwrap_or(default);
    Profiler {
        head: Head { map: std::ptr::null() },
        timer,
        unit,
        subcalls: subcalls.unwrap_or(true),
        builtins: builtins.unwrap_or(true),
        enabled: false,
        in_timer: false,
        subjects: GcVec::new(),
        entries: Vec::new(),
        index: HashMap::new(),
        stack: Vec::new(),
        epoch: Instant::now(),
    }
    .alloc_in(class)
}

/// The time now, in the timer's units. What the timer raises is reported and makes the time 0.
fn now(mut this: Gc<Profiler>) -> f64 {
    let Some(f) = this.timer else { return this.epoch.elapsed().as_nanos() as f64 };
    let outer = std::mem::replace(&mut this.in_timer, true);
    let time = object::call::call(f, &[]).and_then(object::ops::to_f64);
    this.in_timer = outer;
    time.unwrap_or_else(|_| {
        let e = object::error::take_pending();
        let what = object::repr::repr(f).map_or_else(|_| String::from("?"), |r| r.to_string_lossy());
        let message = format!("Exception ignored while calling _lsprof timer {what}");
        (object::hooks::hooks().unraisable)(e, Some(&message), none());
        0.0
    })
}

/// The entry of a subject; `shown` makes what stands for it in the statistics.
fn entry_of(mut this: Gc<Profiler>, key: usize, shown: impl FnOnce() -> Result<Value>) -> Result<usize> {
    if let Some(i) = this.index.get(&key) {
        return Ok(*i);
    }
    let subject = shown()?;
    let i = this.entries.len();
    this.subjects.push(subject);
    this.entries.push(Entry::default());
    this.index.insert(key, i);
    Ok(i)
}

fn begin(mut this: Gc<Profiler>, entry: usize) {
    let start = now(this);
    if entry >= this.entries.len() {
        // The timer emptied the profiler.
        return;
    }
    this.entries[entry].sums.depth += 1;
    if this.subcalls
        && let Some(caller) = this.stack.last().map(|c| c.entry)
    {
        this.entries[caller].callees.entry(entry).or_default().depth += 1;
    }
    this.stack.push(Context { entry, start, inner: 0.0 });
}

fn add(s: &mut Sums, elapsed: f64, inline: f64) {
    s.depth = s.depth.saturating_sub(1);
    if s.depth == 0 {
        s.total += elapsed;
    } else {
        s.recursive += 1;
    }
    s.inline += inline;
    s.calls += 1;
}

/// The innermost call ended.
fn end(mut this: Gc<Profiler>) {
    if this.stack.is_empty() {
        return;
    }
    let end = now(this);
    let Some(c) = this.stack.pop() else { return };
    let elapsed = end - c.start;
    let inline = elapsed - c.inner;
    add(&mut this.entries[c.entry].sums, elapsed, inline);
    let Some(caller) = this.stack.last_mut() else { return };
    caller.inner += elapsed;
    let caller = caller.entry;
    if this.subcalls {
        add(this.entries[caller].callees.entry(c.entry).or_default(), elapsed, inline);
    }
}

fn py_start(this: Gc<Profiler>, code: Value, _offset: Value) -> Result<()> {
    let Some(c) = code.cast::<Code>() else { return Ok(()) };
    let entry = entry_of(this, c.value().bits(), || Ok(code))?;
    begin(this, entry);
    Ok(())
}

fn py_throw(this: Gc<Profiler>, code: Value, offset: Value, _exception: Value) -> Result<()> {
    py_start(this, code, offset)
}

fn py_return(this: Gc<Profiler>, _code: Value, _offset: Value, _value: Value) {
    end(this);
}

/// The built-in function that a call event is about, and how it is shown.
fn builtin_function(callable: Value, self_arg: Value) -> Result<Option<Gc<NativeFn>>> {
    let bound = if object::map_of(callable).kind == object::map::Kind::MethodDescr && self_arg != missing() {
        object::attr::descr_get(callable, Some(self_arg), object::class_of(self_arg))?
    } else {
        callable
    };
    Ok(bound.cast::<NativeFn>().filter(|_| object::map_of(bound).kind == object::map::Kind::NativeFn))
}

fn shown(f: Gc<NativeFn>) -> Result<Value> {
    if let Some(receiver) = f.bound
        && let Some(v) = object::class_of(receiver).lookup(f.name)
    {
        return Ok(object::repr::repr(v)?.value());
    }
    let module = f.module.and_then(|m| m.cast::<Str>());
    let name = match module {
        Some(m) => format!("<built-in method {}.{}>", m, f.name),
        None => format!("<built-in method {}>", f.name),
    };
    Ok(Str::new(&name).value())
}

fn c_call(this: Gc<Profiler>, _code: Value, _offset: Value, callable: Value, self_arg: Value) -> Result<()> {
    if !this.builtins {
        return Ok(());
    }
    let Some(f) = builtin_function(callable, self_arg)? else { return Ok(()) };
    let entry = entry_of(this, std::ptr::from_ref(f.row) as usize, || shown(f))?;
    begin(this, entry);
    Ok(())
}

fn c_return(this: Gc<Profiler>, _code: Value, _offset: Value, callable: Value, self_arg: Value) -> Result<()> {
    if this.builtins && builtin_function(callable, self_arg)?.is_some() {
        end(this);
    }
    Ok(())
}

const CALLBACKS: [(usize, &str); 9] = [
    (event::PY_START, "_pystart_callback"),
    (event::PY_RESUME, "_pystart_callback"),
    (event::PY_THROW, "_pythrow_callback"),
    (event::PY_RETURN, "_pyreturn_callback"),
    (event::PY_YIELD, "_pyreturn_callback"),
    (event::PY_UNWIND, "_pyreturn_callback"),
    (event::CALL, "_ccall_callback"),
    (event::C_RETURN, "_creturn_callback"),
    (event::C_RAISE, "_creturn_callback"),
];

fn enable(mut this: Gc<Profiler>, subcalls: Option<bool>, builtins: Option<bool>) -> Result<()> {
    this.subcalls = subcalls.unwrap_or(this.subcalls);
    this.builtins = builtins.unwrap_or(this.builtins);
    if state().names[TOOL].is_some() {
        return raise_value!("tool {TOOL} is already in use");
    }
    state().names[TOOL] = Some(intern("cProfile").value());
    let mut events = 0;
    for (e, name) in CALLBACKS {
        let f = object::attr::getattr(this.value(), intern(name))?;
        state().callbacks[TOOL][e] = Some(f);
        if e < event::C_RETURN {
            events |= 1 << e;
        }
    }
    state().global[TOOL] = events;
    this.enabled = true;
    events_changed();
    Ok(())
}

fn disable(mut this: Gc<Profiler>) -> Result<()> {
    if this.in_timer {
        return object::runtime_error("cannot disable profiler in external timer");
    }
    if !this.enabled {
        return Ok(());
    }
    this.enabled = false;
    let s = state();
    s.callbacks[TOOL] = [None; machine::monitoring::EVENTS];
    s.names[TOOL] = None;
    clear_tool(TOOL);
    while !this.stack.is_empty() {
        end(this);
    }
    Ok(())
}

fn clear(mut this: Gc<Profiler>) -> Result<()> {
    if this.in_timer {
        return object::runtime_error("cannot clear profiler in external timer");
    }
    this.subjects = GcVec::new();
    this.entries.clear();
    this.index.clear();
    this.stack.clear();
    Ok(())
}

fn row(desc: &Desc, subject: Value, s: Sums, unit: f64, calls: Option<Value>) -> Value {
    let mut values = GcVec::new();
    for v in [
        subject,
        number::int(s.calls as i64),
        number::int(s.recursive as i64),
        number::float(s.total * unit),
        number::float(s.inline * unit),
    ] {
        values.push(v);
    }
    if let Some(c) = calls {
        values.push(c);
    }
    make(desc, &values)
}

fn getstats(this: Gc<Profiler>) -> Value {
    let mut rows = GcVec::new();
    for i in 0..this.entries.len() {
        let e = &this.entries[i];
        if e.sums.calls == 0 {
            continue;
        }
        let mut calls = GcVec::new();
        for (callee, s) in e.callees.iter().filter(|(_, s)| s.calls > 0) {
            calls.push(row(&SUBENTRY_DESC, this.subjects[*callee], *s, this.unit, None));
        }
        let calls = if calls.is_empty() { none() } else { List::new(calls).value() };
        rows.push(row(&ENTRY_DESC, this.subjects[i], e.sums, this.unit, Some(calls)));
    }
    List::new(rows).value()
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, timer=None, timeunit=0.0, subcalls=True, builtins=True)", native(profiler_new)),
    Row::method("enable($self, subcalls=True, builtins=True)", native(enable))
        .doc("Start collecting profiling information."),
    Row::method("disable($self, /)", native(disable)).doc("Stop collecting profiling information."),
    Row::method("clear($self, /)", native(clear)).doc("Clear all profiling information collected so far."),
    Row::method("getstats($self, /)", native(getstats)).doc("list of profiler_entry objects."),
    Row::method("_pystart_callback($self, code, instruction_offset, /)", native(py_start)),
    Row::method("_pythrow_callback($self, code, instruction_offset, exception, /)", native(py_throw)),
    Row::method("_pyreturn_callback($self, code, instruction_offset, retval, /)", native(py_return)),
    Row::method("_ccall_callback($self, code, instruction_offset, callable, self_arg, /)", native(c_call)),
    Row::method("_creturn_callback($self, code, instruction_offset, callable, self_arg, /)", native(c_return)),
];

/// Creates the module.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_lsprof");
    m.set_doc("Fast profiler");
    let class = ClassBuilder::new::<Profiler>("_lsprof.Profiler")
        .flags(ClassFlags::BASETYPE | ClassFlags::HAS_DICT)
        .doc("Build a profiler object using the specified timer function.")
        .rows(&[ROWS])
        .build();
    m.set("Profiler", class.value());
    m.set("profiler_entry", build(&ENTRY_DESC).value());
    m.set("profiler_subentry", build(&SUBENTRY_DESC).value());
    Ok(m)
}
