//! Limits, switches and figures of the running interpreter.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use heap::Value;
use object::{
    Class, Gc, Id, Module, Result, Row, Str, Tuple, bool_value, native, none, number, raise_exc, raise_type, thread,
};

use super::info;
use crate::config;

static FINALIZING: AtomicBool = AtomicBool::new(false);

/// Says that the interpreter is shutting down.
pub fn set_finalizing() {
    FINALIZING.store(true, Ordering::Relaxed);
}

/// Is the interpreter shutting down?
#[must_use]
pub fn is_finalizing() -> bool {
    FINALIZING.load(Ordering::Relaxed)
}

fn getrecursionlimit() -> i64 {
    config::machine().map_or(1000, |m| (m.recursion_limit)())
}

fn setrecursionlimit(limit: i32) -> Result<()> {
    if limit < 1 {
        return object::value_error("recursion limit must be greater or equal than 1");
    }
    let depth = (0..).take_while(|n| object::state::nth_frame(*n).is_some()).count();
    if depth >= limit as usize {
        return raise_exc!(
            RECURSION_ERROR,
            "cannot set the recursion limit to {limit} at the recursion depth {depth}: the limit is too low"
        );
    }
    if let Some(m) = config::machine() {
        (m.set_recursion_limit)(i64::from(limit));
    }
    Ok(())
}

fn set_int_max_str_digits(maxdigits: i32) -> Result<()> {
    if maxdigits != 0 && maxdigits < 640 {
        return object::value_error("maxdigits must be >= 640 or 0 for unlimited");
    }
    number::set_max_str_digits(i64::from(maxdigits));
    Ok(())
}

fn get_int_max_str_digits() -> i64 {
    number::max_str_digits()
}

fn getswitchinterval() -> f64 {
    heap::switch_interval().as_secs_f64()
}

fn setswitchinterval(interval: f64) -> Result<()> {
    if interval <= 0.0 || interval.is_nan() {
        return object::value_error("switch interval must be strictly positive");
    }
    heap::set_switch_interval(Duration::try_from_secs_f64(interval).unwrap_or(Duration::MAX));
    Ok(())
}

/// The hook that an argument names: `None` takes it away.
fn hook_argument(v: Option<Value>, what: &str, old: Option<Value>) -> Result<Option<Value>> {
    match v {
        None => Ok(old),
        Some(v) if object::misc::is_none(v) => Ok(None),
        Some(v) if object::call::is_callable(v) => Ok(Some(v)),
        Some(v) => raise_type!("callable {what} expected, got {}", object::repr::type_name(v)),
    }
}

fn set_asyncgen_hooks(firstiter: Option<Value>, finalizer: Option<Value>) -> Result<()> {
    let finalizer = hook_argument(finalizer, "finalizer", thread().asyncgen_finalizer)?;
    let firstiter = hook_argument(firstiter, "firstiter", thread().asyncgen_firstiter)?;
    super::audit::audit("sys.set_asyncgen_hooks", &[])?;
    let mut t = thread();
    t.asyncgen_finalizer = finalizer;
    t.asyncgen_firstiter = firstiter;
    Ok(())
}

fn get_asyncgen_hooks() -> Value {
    let t = thread();
    info::asyncgen_hooks(t.asyncgen_firstiter, t.asyncgen_finalizer)
}

fn set_coroutine_origin_tracking_depth(depth: i32) -> Result<()> {
    match u32::try_from(depth) {
        Ok(d) => thread().coroutine_origin_depth = d,
        Err(_) => return object::value_error("depth must be >= 0"),
    }
    Ok(())
}

fn get_coroutine_origin_tracking_depth() -> i64 {
    i64::from(thread().coroutine_origin_depth)
}

/// Calls a function with tracing on, for a debugger that is itself inside a trace function.
fn call_tracing(func: Value, args: Gc<Tuple>) -> Result<Value> {
    let mut t = thread();
    let saved = std::mem::replace(&mut t.tracing, 0);
    let r = object::call::call(func, args.as_slice());
    thread().tracing = saved;
    r
}

/// The flags of `dlopen`, `RTLD_NOW` at first.
static DLOPEN_FLAGS: AtomicI64 = AtomicI64::new(libc::RTLD_NOW as i64);

fn getdlopenflags() -> i64 {
    DLOPEN_FLAGS.load(Ordering::Relaxed)
}

fn setdlopenflags(flags: i32) {
    DLOPEN_FLAGS.store(i64::from(flags), Ordering::Relaxed);
}

fn getallocatedblocks() -> usize {
    let mut n = 0;
    heap::for_each_object(&mut |_| n += 1);
    n
}

fn debugmallocstats() {
    let s = heap::stats();
    object::tell!(
        "live: {} bytes in {} cells\nallocated since: {} bytes\nheap: {} bytes\nexternal: {} bytes\n\
         collections: {}, {:?} in total, the longest {:?}",
        s.live_bytes,
        s.live_cells,
        s.allocated_since,
        s.heap_size,
        s.external_bytes,
        s.collections,
        s.total_pause,
        s.longest_pause
    );
}

fn get_cpu_count_config() -> i64 {
    config::get().cpu_count
}

fn yes() -> bool {
    true
}

fn no() -> bool {
    false
}

/// For a class that `dataclasses` replaces by one with slots.
fn clear_type_descriptors(class: Gc<Class>) -> Result<()> {
    if class.is_immutable() {
        return object::type_error("argument is immutable");
    }
    for name in [Id::__dict__.str(), Id::__weakref__.str()] {
        class.dict.remove_str(name);
    }
    class.modified();
    Ok(())
}

fn clear_internal_caches() {
    object::class::clear_method_cache();
}

fn clear_type_cache() -> Result<()> {
    object::hooks::warn(
        &object::error::exc::DEPRECATION_WARNING,
        "sys._clear_type_cache() is deprecated and may be removed in a future version of Python.  Use \
         sys._clear_internal_caches() instead.",
        1,
    )?;
    clear_internal_caches();
    Ok(())
}

fn activate_stack_trampoline(backend: Gc<Str>) -> Result<()> {
    if matches!(backend.as_bytes(), b"perf" | b"perf_jit") {
        return object::value_error("perf trampoline not available");
    }
    object::raise_value!("invalid backend: {backend}")
}

fn deactivate_stack_trampoline() {}

fn remote_exec(_pid: i64, _script: Value) -> Result<()> {
    object::runtime_error("Remote debugging is not enabled")
}

/// `sys._jit`: about CPython's own compiler, which is not here.
pub fn jit_module() -> Gc<Module> {
    static ROWS: &[Row] = &[
        Row::function("is_available($module, /)", native(no)).doc("Whether CPython's JIT compiler is built in."),
        Row::function("is_enabled($module, /)", native(no)).doc("Whether CPython's JIT compiler is enabled."),
        Row::function("is_active($module, /)", native(no))
            .doc("Whether the caller runs code of CPython's JIT compiler."),
    ];
    let m = Module::new("sys._jit");
    m.add_rows(ROWS);
    m
}

fn baserepl() -> Result<Value> {
    match config::machine() {
        Some(m) => (m.base_repl)().map(|()| none()),
        None => Ok(bool_value(false)),
    }
}

fn getunicodeinternedsize(_only_immortal: Option<bool>) -> usize {
    object::strs::interned_count()
}

pub static ROWS: &[Row] = &[
    Row::function("getunicodeinternedsize($module, /, *, _only_immortal=False)", native(getunicodeinternedsize))
        .doc("Return the number of elements of the unicode interned dictionary"),
    Row::function("getrecursionlimit($module, /)", native(getrecursionlimit)).doc("How deep Python calls may nest."),
    Row::function("setrecursionlimit($module, limit, /)", native(setrecursionlimit))
        .doc("Sets how deep Python calls may nest."),
    Row::function("set_int_max_str_digits($module, /, maxdigits)", native(set_int_max_str_digits))
        .doc("Sets the limit of digits in conversions between int and str."),
    Row::function("get_int_max_str_digits($module, /)", native(get_int_max_str_digits))
        .doc("The limit of digits in conversions between int and str."),
    Row::function("getswitchinterval($module, /)", native(getswitchinterval))
        .doc("Seconds after which a waiting thread asks for the interpreter."),
    Row::function("setswitchinterval($module, interval, /)", native(setswitchinterval))
        .doc("Sets the seconds after which a waiting thread asks for the interpreter."),
    Row::function(
        "set_asyncgen_hooks($module, firstiter=<unrepresentable>, finalizer=<unrepresentable>)",
        native(set_asyncgen_hooks),
    )
    .doc("Sets the hooks of asynchronous generators."),
    Row::function("get_asyncgen_hooks($module, /)", native(get_asyncgen_hooks))
        .doc("The hooks of asynchronous generators."),
    Row::function(
        "set_coroutine_origin_tracking_depth($module, /, depth)",
        native(set_coroutine_origin_tracking_depth),
    )
    .doc("How many frames cr_origin of new coroutines records; 0 for none."),
    Row::function("get_coroutine_origin_tracking_depth($module, /)", native(get_coroutine_origin_tracking_depth))
        .doc("How many frames cr_origin of new coroutines records."),
    Row::function("call_tracing($module, func, args, /)", native(call_tracing))
        .doc("Calls func(*args) with tracing switched on."),
    Row::function("getdlopenflags($module, /)", native(getdlopenflags)).doc("The flags of dlopen()."),
    Row::function("setdlopenflags($module, flags, /)", native(setdlopenflags)).doc("Sets the flags of dlopen()."),
    Row::function("getallocatedblocks($module, /)", native(getallocatedblocks)).doc("The number of objects."),
    Row::function("_debugmallocstats($module, /)", native(debugmallocstats)).doc("Prints figures about the heap."),
    Row::function("_get_cpu_count_config($module, /)", native(get_cpu_count_config))
        .doc("The number of processors that -X cpu_count gave, or -1."),
    Row::function("is_finalizing($module, /)", native(is_finalizing)).doc("Whether the interpreter is shutting down."),
    Row::function("_is_gil_enabled($module, /)", native(yes)).doc("Whether there is a global interpreter lock."),
    Row::function("is_remote_debug_enabled($module, /)", native(no)).doc("Whether other processes may debug this one."),
    Row::function("remote_exec($module, /, pid, script)", native(remote_exec)).doc("Runs a script in another process."),
    Row::function("_clear_internal_caches($module, /)", native(clear_internal_caches)).doc("Empties look-up caches."),
    Row::function("_clear_type_descriptors($module, type, /)", native(clear_type_descriptors))
        .doc("Removes the descriptors of __dict__ and __weakref__, which otherwise keep the class alive."),
    Row::function("_clear_type_cache($module, /)", native(clear_type_cache)).doc("Empties look-up caches."),
    Row::function("activate_stack_trampoline($module, backend, /)", native(activate_stack_trampoline))
        .doc("Turns on the trampolines of a profiler; there are none."),
    Row::function("deactivate_stack_trampoline($module, /)", native(deactivate_stack_trampoline))
        .doc("Turns off the trampolines of a profiler."),
    Row::function("is_stack_trampoline_active($module, /)", native(no)).doc("Whether trampolines are on."),
    Row::function("_baserepl($module, /)", native(baserepl)).doc("Runs the plain interactive prompt."),
];
