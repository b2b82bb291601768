//! Observers: `sys.settrace`, `sys.setprofile` and their relatives. The events themselves are fired by `machine::events`.
//!
//! # Invariants
//! 1. Setting a function moves all live frames of the thread to the traced instructions of their code; frames pushed later
//!    choose them by themselves.

mod lineno;
mod lsprof;
mod monitoring;
mod stacks;

use heap::Value;
use machine::monitoring::update_frames;
use object::frame::FrameObject;
use object::misc::is_none;
use object::{Gc, Module, Result, Row, native, thread};

/// The native modules of this crate: name and creating function.
pub static MODULES: &[(&str, fn() -> Result<Gc<Module>>)] = &[("_lsprof", lsprof::create)];

static ROWS: &[Row] = &[
    Row::function("settrace($module, function, /)", native(settrace)).doc(
        "Set the global debug tracing function.\n\nIt will be called on each function call.  See the debugger chapter\nin the library manual.",
    ),
    Row::function("gettrace($module, /)", native(gettrace)).doc("Return the global debug tracing function set with sys.settrace."),
    Row::function("setprofile($module, function, /)", native(setprofile)).doc(
        "Set the profiling function.\n\nIt will be called on each function call and return.  See the profiler\nchapter in the library manual.",
    ),
    Row::function("getprofile($module, /)", native(getprofile)).doc("Return the profiling function set with sys.setprofile."),
    Row::function("_settraceallthreads($module, arg, /)", native(settrace_all)).doc("Set the global debug tracing function in all running threads."),
    Row::function("_setprofileallthreads($module, arg, /)", native(setprofile_all)).doc("Set the profiling function in all running threads."),
    Row::function("call_tracing($module, func, args, /)", native(call_tracing)).doc(
        "Call func(*args), while tracing is enabled.\n\nThe tracing state is saved, and restored afterwards.  This is intended\nto be called from a debugger from a checkpoint, to recursively debug\nsome other code.",
    ),
];

/// Adds the functions to the `sys` module and installs the hooks of frames.
pub fn install(sys: Gc<Module>) {
    sys.add_rows(ROWS);
    object::hooks::install_late(|late| {
        late.trace_changed = Some(trace_changed);
        late.set_lineno = Some(lineno::set_lineno);
    });
    monitoring::install(sys).expect("objects of the start-up cannot fail to be made");
}

fn function_of(f: Value) -> Option<Value> {
    (!is_none(f)).then_some(f)
}

fn settrace(function: Value) -> Result<()> {
    object::hooks::audit("sys.settrace", &[])?;
    let mut t = thread();
    t.set_trace_func(function_of(function));
    update_frames();
    Ok(())
}

fn gettrace() -> Option<Value> {
    thread().trace_func
}

fn setprofile(function: Value) -> Result<()> {
    object::hooks::audit("sys.setprofile", &[])?;
    let mut t = thread();
    t.set_profile_func(function_of(function));
    update_frames();
    Ok(())
}

fn getprofile() -> Option<Value> {
    thread().profile_func
}

fn settrace_all(arg: Value) {
    for t in object::state::all_threads() {
        // SAFETY: registered states are alive; their threads wait for the GIL.
        let t = unsafe { &mut *t };
        t.set_trace_func(function_of(arg));
    }
    update_frames();
}

fn setprofile_all(arg: Value) {
    for t in object::state::all_threads() {
        // SAFETY: as above.
        let t = unsafe { &mut *t };
        t.set_profile_func(function_of(arg));
    }
    update_frames();
}

fn call_tracing(func: Value, args: Gc<object::Tuple>) -> Result<Value> {
    let mut t = thread();
    let saved = t.tracing;
    let event = t.what_event;
    t.tracing = 0;
    let r = object::call::call(func, args.as_slice());
    t.tracing = saved;
    t.what_event = event;
    r
}

/// `f_trace` or `f_trace_opcodes` of a frame was assigned: a live frame must run traced instructions from now on.
fn trace_changed(o: Gc<FrameObject>) {
    let opcodes = o.trace_opcodes == object::bool_value(true);
    if opcodes {
        machine::monitoring::want_opcodes(o.code);
    }
    if !o.frame.is_null() && (o.trace.is_some() || opcodes) && thread().trace_func.is_some() {
        update_frames();
    }
}
