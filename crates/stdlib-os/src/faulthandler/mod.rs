//! `faulthandler`: dumps of Python's stacks when the process crashes, hangs, or is asked by a signal.

mod dump;
mod signals;

use std::cell::UnsafeCell;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use heap::{RootVec, Value};
use object::error::exc;
use object::misc::is_none;
use object::{Gc, Module, Result, Row, intern, native, number, raise_exc, raise_value};

use crate::signal::NSIG;
use builtins::pytime::{Round, nanos_of};
pub use dump::Sink;

/// What the module keeps: the files that handlers write to, so that they are not closed; and the watchdog.
struct State {
    files: Option<RootVec>,
    watchdog: Option<Watchdog>,
}
struct StateCell(UnsafeCell<State>);
// SAFETY: touched under the GIL only.
unsafe impl Sync for StateCell {}
static STATE: StateCell = StateCell(UnsafeCell::new(State { files: None, watchdog: None }));

fn state() -> &'static mut State {
    // SAFETY: under the GIL; no caller keeps the reference while Python code runs.
    unsafe { &mut *STATE.0.get() }
}

/// Slots of `State::files`: the fatal handlers' file, the watchdog's, then one for each signal.
const FATAL_FILE: usize = 0;
const WATCHDOG_FILE: usize = 1;
const FIRST_SIGNAL_FILE: usize = 2;

fn keep(slot: usize, file: Value) {
    let files = state().files.get_or_insert_with(|| {
        let mut v = RootVec::new();
        for _ in 0..FIRST_SIGNAL_FILE + NSIG as usize {
            v.push(object::none());
        }
        v
    });
    files[slot] = file;
}

/// The descriptor of a `file` argument, and the file.
fn descriptor(file: Option<Value>) -> Result<(i32, Value)> {
    let file = match file.filter(|f| !is_none(*f)) {
        Some(f) => f,
        None => match object::globals::sys_get("stderr") {
            None => return raise_exc!(RUNTIME_ERROR, "unable to get sys.stderr"),
            Some(f) if is_none(f) => return raise_exc!(RUNTIME_ERROR, "sys.stderr is None"),
            Some(f) => f,
        },
    };
    if number::is_int(file) {
        if number::as_bool(file).is_some() {
            object::hooks::warn(&exc::RUNTIME_WARNING, "bool is used as a file descriptor", 1)?;
        }
        return match number::as_i64(file).and_then(|n| i32::try_from(n).ok()).filter(|n| *n >= 0) {
            Some(n) => Ok((n, file)),
            None => raise_value!("file is not a valid file descriptor"),
        };
    }
    let fd = object::call::call_method(file, intern("fileno"), &[])?;
    let Some(fd) = number::as_i64(fd).and_then(|n| i32::try_from(n).ok()).filter(|n| *n >= 0) else {
        return raise_exc!(RUNTIME_ERROR, "file.fileno() is not a valid file descriptor");
    };
    // What the file holds back comes first; a file that cannot be flushed is written to all the same.
    if object::call::call_method(file, intern("flush"), &[]).is_err() {
        let _ = object::error::take_pending();
    }
    Ok((fd, file))
}

fn dump_traceback(file: Option<Value>, all_threads: Option<bool>) -> Result<()> {
    let (fd, _file) = descriptor(file)?;
    // SAFETY: under the GIL all threads stand still, or run native code.
    unsafe { dump::dump(Sink(fd), all_threads.unwrap_or(true)) };
    Ok(())
}

fn dump_c_stack(file: Option<Value>) -> Result<()> {
    let (fd, _file) = descriptor(file)?;
    Sink(fd).native_stack();
    Ok(())
}

fn system<T>(r: std::result::Result<T, i32>) -> Result<T> {
    r.or_else(|e| object::error::os_error(e, None, None))
}

fn enable(file: Option<Value>, all_threads: Option<bool>, c_stack: Option<bool>) -> Result<()> {
    let (fd, file) = descriptor(file)?;
    keep(FATAL_FILE, file);
    system(signals::enable(fd, all_threads.unwrap_or(true), c_stack.unwrap_or(true)))
}

fn disable() -> bool {
    let was_on = signals::disable();
    keep(FATAL_FILE, object::none());
    was_on
}

fn is_enabled() -> bool {
    signals::is_enabled()
}

fn check_signal(signum: i32) -> Result<()> {
    if signals::is_fatal(signum) {
        return raise_exc!(RUNTIME_ERROR, "signal {signum} cannot be registered, use enable() instead");
    }
    if (1..NSIG).contains(&signum) { Ok(()) } else { raise_value!("signal number out of range") }
}

fn register(signum: i32, file: Option<Value>, all_threads: Option<bool>, chain: Option<bool>) -> Result<()> {
    check_signal(signum)?;
    let (fd, file) = descriptor(file)?;
    system(signals::register(signum, fd, all_threads.unwrap_or(true), chain.unwrap_or(false)))?;
    keep(FIRST_SIGNAL_FILE + signum as usize, file);
    Ok(())
}

fn unregister(signum: i32) -> Result<bool> {
    check_signal(signum)?;
    let was_on = signals::unregister(signum);
    keep(FIRST_SIGNAL_FILE + signum as usize, object::none());
    Ok(was_on)
}

/// A thread that dumps all stacks when its time is over.
struct Watchdog {
    cancelled: Arc<(Mutex<bool>, Condvar)>,
    thread: JoinHandle<()>,
    /// A forked child has the record, not the thread.
    pid: i32,
}

fn own_pid() -> i32 {
    // SAFETY: a plain call.
    unsafe { libc::getpid() }
}

/// Waits; true when the watchdog was cancelled.
fn cancelled_within(cancelled: &(Mutex<bool>, Condvar), time: Duration) -> bool {
    let end = Instant::now() + time;
    let mut off = cancelled.0.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        let now = Instant::now();
        if *off || now >= end {
            return *off;
        }
        off = cancelled.1.wait_timeout(off, end - now).unwrap_or_else(PoisonError::into_inner).0;
    }
}

fn header(time: Duration) -> String {
    let (s, us) = (time.as_secs(), time.subsec_micros());
    let fraction = if us == 0 { String::new() } else { format!(".{us:06}") };
    format!("Timeout ({}:{:02}:{:02}{fraction})!\n", s / 3600, s / 60 % 60, s % 60)
}

fn dump_traceback_later(timeout: Value, repeat: Option<bool>, file: Option<Value>, exit: Option<bool>) -> Result<()> {
    let nanos = nanos_of(timeout, Round::Up)?;
    if nanos <= 0 {
        return raise_value!("timeout must be greater than 0");
    }
    let (fd, file) = descriptor(file)?;
    let (repeat, exit) = (repeat.unwrap_or(false), exit.unwrap_or(false));
    cancel_dump_traceback_later();
    keep(WATCHDOG_FILE, file);
    let time = Duration::from_nanos(nanos.unsigned_abs());
    let header = header(time);
    let cancelled = Arc::new((Mutex::new(false), Condvar::new()));
    let theirs = cancelled.clone();
    let watch = move || {
        while !cancelled_within(&theirs, time) {
            Sink(fd).text(&header);
            // SAFETY: the program asked for it, and takes the chance.
            unsafe { Sink(fd).all_stacks(std::ptr::null()) };
            if exit {
                // SAFETY: ends the process at once, which is what was asked for.
                unsafe { libc::_exit(1) };
            }
            if !repeat {
                break;
            }
        }
    };
    match std::thread::Builder::new().name("faulthandler".to_owned()).spawn(watch) {
        Ok(thread) => state().watchdog = Some(Watchdog { cancelled, thread, pid: own_pid() }),
        Err(_) => return raise_exc!(RUNTIME_ERROR, "unable to start watchdog thread"),
    }
    Ok(())
}

fn cancel_dump_traceback_later() {
    if let Some(w) = state().watchdog.take()
        && w.pid == own_pid()
    {
        *w.cancelled.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        w.cancelled.1.notify_all();
        // The thread takes no lock but its own: it ends soon.
        let _ = w.thread.join();
    }
    keep(WATCHDOG_FILE, object::none());
}

fn raise_signal(signum: i32) {
    // A crash that is provoked shall leave no core file behind.
    let none = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: sends this process a signal.
    unsafe {
        libc::setrlimit(libc::RLIMIT_CORE, &raw const none);
        libc::raise(signum);
    }
}
fn sigsegv(release_gil: Option<bool>) {
    if release_gil.unwrap_or(false) {
        heap::without_gil(|| raise_signal(libc::SIGSEGV));
    } else {
        raise_signal(libc::SIGSEGV);
    }
}
fn sigfpe() {
    raise_signal(libc::SIGFPE);
}
fn sigabrt() {
    raise_signal(libc::SIGABRT);
}
fn read_null() -> i32 {
    let none = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: none: the address is invalid on purpose, to test what the handlers do at a real fault.
    unsafe {
        libc::setrlimit(libc::RLIMIT_CORE, &raw const none);
        std::ptr::read_volatile(std::hint::black_box(std::ptr::without_provenance::<i32>(0)))
    }
}
#[inline(never)]
fn eat_stack(depth: u64) -> u64 {
    let room = std::hint::black_box([depth; 512]);
    if depth == u64::MAX { room[0] } else { eat_stack(depth + 1).wrapping_add(room[7]) }
}
fn stack_overflow() -> u64 {
    eat_stack(0)
}

static ROWS: &[Row] = &[
    Row::function("enable($module, /, file=sys.stderr, all_threads=True, c_stack=True)", native(enable)).doc("Enable the fault handler."),
    Row::function("disable($module, /)", native(disable)).doc("Disable the fault handler."),
    Row::function("is_enabled($module, /)", native(is_enabled)).doc("Check if the handler is enabled."),
    Row::function("dump_traceback($module, /, file=sys.stderr, all_threads=True)", native(dump_traceback)).doc("Dump the traceback of the current thread, or of all threads if all_threads is True, into file."),
    Row::function("dump_c_stack($module, /, file=sys.stderr)", native(dump_c_stack)).doc("Dump the C stack of the current thread."),
    Row::function("dump_traceback_later($module, /, timeout, repeat=False, file=sys.stderr, exit=False)", native(dump_traceback_later)).doc("Dump the traceback of all threads in timeout seconds,\nor each timeout seconds if repeat is True. If exit is True, call _exit(1)\nwhich is not safe."),
    Row::function("cancel_dump_traceback_later($module, /)", native(cancel_dump_traceback_later)).doc("Cancel the previous call to dump_traceback_later()."),
    Row::function("register($module, /, signum, file=sys.stderr, all_threads=True, chain=False)", native(register)).doc("Register a handler for the signal 'signum': dump the traceback of the current thread, or of all threads if all_threads is True, into file."),
    Row::function("unregister($module, signum, /)", native(unregister)).doc("Unregister the handler of the signal 'signum' registered by register()."),
    Row::function("_sigsegv($module, release_gil=False, /)", native(sigsegv)).doc("Raise a SIGSEGV signal."),
    Row::function("_sigfpe($module, /)", native(sigfpe)).doc("Raise a SIGFPE signal."),
    Row::function("_sigabrt($module, /)", native(sigabrt)).doc("Raise a SIGABRT signal."),
    Row::function("_read_null($module, /)", native(read_null)).doc("Read from NULL, raise a SIGSEGV or SIGBUS signal depending on the platform."),
    Row::function("_stack_overflow($module, /)", native(stack_overflow)).doc("Recursive call to raise a stack overflow."),
];

/// Creates the module.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("faulthandler");
    m.set_doc("faulthandler module.");
    m.add_rows(ROWS);
    Ok(m)
}
