//! `_thread`: threads under the GIL, locks, thread-local data.
//!
//! A Python thread is an OS thread that is attached to the heap and has a `ThreadState`, which the VM makes
//! (`LateHooks::new_thread`). What outlives a thread and is shared without the GIL, its `Shared`, is reference counted.

mod handle;
mod local;
mod lock;

use std::sync::atomic::{AtomicUsize, Ordering};

use heap::Value;
use object::class::ClassCell;
use object::gc::ValueExt;
use object::{Gc, Module, Result, Row, Str, Tuple, intern, native, none, number, raise_type, raise_value};

use builtins::structseq::{self, Desc};

static EXCEPT_HOOK_CELL: ClassCell = ClassCell::new();
static EXCEPT_HOOK_ARGS: Desc = Desc {
    path: "_thread._ExceptHookArgs",
    doc: "ExceptHookArgs\n\nType used to pass arguments to threading.excepthook.",
    fields: &[
        ("exc_type", "Exception type"),
        ("exc_value", "Exception value"),
        ("exc_traceback", "Exception traceback"),
        ("thread", "Thread"),
    ],
    n_sequence: 4,
    cell: &EXCEPT_HOOK_CELL,
};

/// Threads started by Python code that have not ended.
static RUNNING: AtomicUsize = AtomicUsize::new(0);
static STACK_SIZE: AtomicUsize = AtomicUsize::new(0);

/// The calling thread's identifier (`threading.get_ident()`).
pub fn ident() -> u64 {
    // SAFETY: a plain call.
    unsafe { libc::pthread_self() as u64 }
}

/// The number of Python threads, the main thread included.
pub fn count_python_threads() -> usize {
    RUNNING.load(Ordering::Relaxed) + 1
}

fn get_ident() -> u64 {
    ident()
}
fn get_native_id() -> i32 {
    // SAFETY: a plain system call.
    unsafe { libc::gettid() }
}
fn count() -> usize {
    RUNNING.load(Ordering::Relaxed)
}

fn stack_size(size: Option<isize>) -> Result<usize> {
    let old = STACK_SIZE.load(Ordering::Relaxed);
    match size {
        None => {}
        Some(n) if n < 0 => return raise_value!("size must be 0 or a positive value"),
        Some(0) => STACK_SIZE.store(0, Ordering::Relaxed),
        Some(n) if n < 32768 => return raise_value!("size not valid: {n} bytes"),
        Some(n) => STACK_SIZE.store(n as usize, Ordering::Relaxed),
    }
    Ok(old)
}

/// The stack size of new threads.
fn thread_stack() -> usize {
    match STACK_SIZE.load(Ordering::Relaxed) {
        0 => 8 << 20,
        // Frames of native code are larger here than in CPython: a small wish must still leave room to run.
        n => n.max(512 << 10),
    }
}

fn exit() -> Result<()> {
    object::error::raise(&object::error::exc::SYSTEM_EXIT, &[])
}

fn interrupt_main(signum: Option<i32>) -> Result<()> {
    crate::signal::interrupt_main(signum.unwrap_or(libc::SIGINT))
}

fn main_thread_ident() -> u64 {
    handle::main_ident()
}
fn is_main_interpreter() -> bool {
    true
}
fn daemon_threads_allowed() -> bool {
    true
}

fn get_name() -> Result<Gc<Str>> {
    let mut buf = [0 as libc::c_char; 64];
    // SAFETY: the buffer is as long as said; the name is null-terminated.
    unsafe {
        match libc::pthread_getname_np(libc::pthread_self(), buf.as_mut_ptr(), buf.len()) {
            0 => Ok(builtins::fsname::decode(std::ffi::CStr::from_ptr(buf.as_ptr()).to_bytes())),
            e => object::error::os_error(e, None, None),
        }
    }
}

fn set_name(name: Gc<Str>) -> Result<()> {
    // The system takes 15 bytes, and CPython cuts within characters.
    let text = name.as_wtf8().to_string_lossy().into_owned();
    let bytes: Vec<u8> = text.bytes().take_while(|b| *b != 0).take(15).collect();
    let name = std::ffi::CString::new(bytes).unwrap_or_default();
    // SAFETY: the name is null-terminated.
    match unsafe { libc::pthread_setname_np(libc::pthread_self(), name.as_ptr()) } {
        0 => Ok(()),
        e => object::error::os_error(e, None, None),
    }
}

/// `threading.excepthook`'s default: prints the traceback.
fn excepthook(args: Value) -> Result<()> {
    if object::class_of(args) != EXCEPT_HOOK_CELL.get() {
        return raise_type!("_thread.excepthook argument type must be ExceptHookArgs");
    }
    let Some(t) = args.cast::<Tuple>() else { return Ok(()) };
    let [exc_type, exc_value, exc_tb, thread] = *t.as_slice() else { return Ok(()) };
    if exc_type == object::error::exc::SYSTEM_EXIT.get().value() {
        return Ok(());
    }
    let sys = object::import::import_module("sys")?;
    let mut file = object::attr::find_attr(sys, intern("stderr"))?.unwrap_or_else(none);
    if object::misc::is_none(file) {
        if object::misc::is_none(thread) {
            return Ok(());
        }
        // At shutdown sys.stderr may be gone: the thread remembers it.
        file = object::attr::getattr(thread, intern("_stderr"))?;
        if object::misc::is_none(file) {
            return Ok(());
        }
    }
    let name =
        if object::misc::is_none(thread) { None } else { object::attr::find_attr(thread, object::Id::name.str())? };
    let name = match name {
        Some(n) => object::repr::str_of(n)?.to_string_lossy(),
        None => ident().to_string(),
    };
    let write = |text: &str| object::call::call_method(file, object::Id::write.str(), &[Str::new(text).value()]);
    write(&format!("Exception in thread {name}:\n"))?;
    let traceback = object::import::import_module("traceback")?;
    let print = object::attr::getattr(traceback, intern("print_exception"))?;
    object::call::call_kw(print, &[exc_type, exc_value, exc_tb, file], &[object::Id::file.str().value()])?;
    object::call::call_method(file, object::Id::flush.str(), &[])?;
    Ok(())
}

fn allocate_lock() -> Gc<lock::Lock> {
    lock::new_lock()
}

static ROWS: &[Row] = &[
    Row::function("start_new_thread($module, function, args, kwargs={}, /)", native(handle::start_new_thread)).doc("Start a new thread and return its identifier."),
    Row::function("start_new($module, function, args, kwargs={}, /)", native(handle::start_new_thread)).doc("An obsolete synonym of start_new_thread()."),
    Row::function("start_joinable_thread($module, /, function, handle=None, daemon=True)", native(handle::start_joinable_thread)).doc("*For internal use only*: start a new thread."),
    Row::function("daemon_threads_allowed($module, /)", native(daemon_threads_allowed)).doc("Return True if daemon threads are allowed in the current interpreter,\nand False otherwise."),
    Row::function("allocate_lock($module, /)", native(allocate_lock)).doc("Create a new lock object. See help(type(threading.Lock())) for information about locks."),
    Row::function("allocate($module, /)", native(allocate_lock)).doc("An obsolete synonym of allocate_lock()."),
    Row::function("exit_thread($module, /)", native(exit)).doc("An obsolete synonym of exit()."),
    Row::function("exit($module, /)", native(exit)).doc("This is synonymous to ``raise SystemExit''.  It will cause the current\nthread to exit silently unless the exception is caught."),
    Row::function("interrupt_main($module, signum=signal.SIGINT, /)", native(interrupt_main)).doc("Simulate the arrival of the given signal in the main thread."),
    Row::function("get_ident($module, /)", native(get_ident)).doc("Return a non-zero integer that uniquely identifies the current thread\namongst other threads that exist simultaneously."),
    Row::function("get_native_id($module, /)", native(get_native_id)).doc("Return a non-negative integer identifying the thread as reported by the OS."),
    Row::function("_count($module, /)", native(count)).doc("Return the number of currently running Python threads, excluding the main thread."),
    Row::function("stack_size($module, size=0, /)", native(stack_size)).doc("Return the thread stack size used when creating new threads."),
    Row::function("_excepthook($module, args, /)", native(excepthook)).doc("Handle uncaught Thread.run() exception."),
    Row::function("_is_main_interpreter($module, /)", native(is_main_interpreter)).doc("Return True if the current interpreter is the main Python interpreter."),
    Row::function("_shutdown($module, /)", native(handle::shutdown)).doc("Wait for all non-daemon threads (other than the calling thread) to stop."),
    Row::function("_make_thread_handle($module, ident, /)", native(handle::make_handle)).doc("Internal only. Make a thread handle for threads not spawned by the _thread or threading module."),
    Row::function("_get_main_thread_ident($module, /)", native(main_thread_ident)).doc("Internal only. Return a non-zero integer that uniquely identifies the main thread\nof the main interpreter."),
    Row::function("set_name($module, /, name)", native(set_name)).doc("Set the name of the current thread."),
    Row::function("_get_name($module, /)", native(get_name)).doc("Get the name of the current thread."),
];

/// Creates the module.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_thread");
    m.set_doc("This module provides primitive operations to write multi-threaded programs.\nThe 'threading' module provides a more convenient interface.");
    m.add_rows(ROWS);
    let (lock, rlock) = lock::classes();
    m.set("lock", lock);
    m.set("LockType", lock);
    m.set("RLock", rlock);
    m.set("_local", local::class());
    m.set("_ThreadHandle", handle::class());
    m.set("_ExceptHookArgs", structseq::build(&EXCEPT_HOOK_ARGS));
    m.set("error", object::error::exc::RUNTIME_ERROR.get());
    m.set("TIMEOUT_MAX", number::float(lock::TIMEOUT_MAX));
    m.set("_NAME_MAXLEN", number::int(15));
    handle::note_main_thread();
    object::hooks::install_late(|h| h.after_fork_child = Some(after_fork_child));
    Ok(m)
}

/// The child of a fork has one thread.
fn after_fork_child() {
    RUNNING.store(0, Ordering::Relaxed);
    handle::after_fork_child();
    crate::signal::after_fork_child();
}
