//! `_signal`: handlers in Python, timers, signal sets.
//!
//! The C handler marks the signal, sets the main thread's breaker and writes to the wake-up descriptor. The main thread's
//! next poll calls `run_pending`, which calls the Python handlers.

use std::cell::UnsafeCell;
use std::mem::MaybeUninit;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};

use heap::{RootVec, Value};
use object::class::ClassCell;
use object::gc::ValueExt;
use object::state::breaker;
use object::{
    Gc, Module, Result, Row, Set, Str, native, none, number, ops, raise_exc, raise_type, raise_value, seq, thread,
};

use builtins::pytime::{Round, nanos_of};
use builtins::structseq::{self, Desc};
use builtins::syscall;

/// One more than the largest signal number.
pub const NSIG: i32 = 65;

static TRIPPED: [AtomicBool; NSIG as usize] = [const { AtomicBool::new(false) }; NSIG as usize];
static ANY: AtomicBool = AtomicBool::new(false);
static WAKEUP_FD: AtomicI32 = AtomicI32::new(-1);
static WARN_FULL: AtomicBool = AtomicBool::new(true);
/// The error number of a failed write to the wake-up descriptor, to be reported at the next poll.
static WAKEUP_ERROR: AtomicI32 = AtomicI32::new(0);

/// The Python handler of each signal: a callable, `SIG_DFL`, `SIG_IGN`, or `None` for a handler not set from Python.
struct Handlers(UnsafeCell<Option<RootVec>>);
// SAFETY: touched under the GIL only.
unsafe impl Sync for Handlers {}
static HANDLERS: Handlers = Handlers(UnsafeCell::new(None));

fn handlers() -> &'static mut RootVec {
    // SAFETY: under the GIL; callers do not keep the reference across calls into Python.
    unsafe { &mut *HANDLERS.0.get() }.get_or_insert_with(|| {
        let mut v = RootVec::new();
        for _ in 0..NSIG {
            v.push(none());
        }
        v
    })
}

static ITIMER_ERROR: ClassCell = ClassCell::new();
static SIGINFO_CELL: ClassCell = ClassCell::new();
static SIGINFO: Desc = Desc {
    path: "signal.struct_siginfo",
    doc: "struct_siginfo: Result from sigwaitinfo or sigtimedwait.\n\nThis object may be accessed either as a tuple of\n(si_signo, si_code, si_errno, si_pid, si_uid, si_status, si_band),\nor via the attributes si_signo, si_code, and so on.",
    fields: &[
        ("si_signo", "signal number"),
        ("si_code", "signal code"),
        ("si_errno", "errno associated with this signal"),
        ("si_pid", "sending process ID"),
        ("si_uid", "real user ID of sending process"),
        ("si_status", "exit value or signal"),
        ("si_band", "band event for SIGPOLL"),
    ],
    n_sequence: 7,
    cell: &SIGINFO_CELL,
};

/// Is this the process's main thread?
pub fn on_main_thread() -> bool {
    // SAFETY: plain system calls.
    unsafe { libc::gettid() == libc::getpid() }
}

/// Marks a signal as arrived. Async-signal-safe.
pub fn trip(signum: i32) {
    TRIPPED[signum as usize].store(true, Ordering::Relaxed);
    ANY.store(true, Ordering::SeqCst);
    if let Some(b) = object::hooks::late().main_breaker {
        b.fetch_or(breaker::SIGNAL, Ordering::SeqCst);
    }
    let fd = WAKEUP_FD.load(Ordering::Relaxed);
    if fd != -1 {
        let byte = signum as u8;
        // SAFETY: one byte of a local variable; write is async-signal-safe.
        let r = unsafe { libc::write(fd, (&raw const byte).cast(), 1) };
        if r < 0 {
            let e = syscall::errno();
            if WARN_FULL.load(Ordering::Relaxed) || (e != libc::EWOULDBLOCK && e != libc::EAGAIN) {
                WAKEUP_ERROR.store(e, Ordering::Relaxed);
            }
        }
    }
}

extern "C" fn c_handler(signum: libc::c_int) {
    // The interrupted code must not see errno change.
    let saved = syscall::errno();
    trip(signum);
    // SAFETY: errno is memory of this thread.
    unsafe { *libc::__errno_location() = saved };
}

/// Runs the Python handlers of signals that arrived, on the main thread.
///
/// # Errors
/// What a handler raises; the signals after it stay pending.
pub fn run_pending() -> Result<()> {
    // `trip` sets the breaker last. It is cleared first, and whether or not there is anything to do: it must not stay set
    // without a signal, or calls that block would count as interrupted for ever.
    let own = &raw const thread().breaker;
    let Some(main) = object::hooks::late().main_breaker.filter(|b| std::ptr::eq(*b, own)) else { return Ok(()) };
    main.fetch_and(!breaker::SIGNAL, Ordering::SeqCst);
    if !ANY.swap(false, Ordering::SeqCst) {
        return Ok(());
    }
    report_wakeup_error();
    for signum in 1..NSIG {
        if !TRIPPED[signum as usize].swap(false, Ordering::SeqCst) {
            continue;
        }
        let handler = handlers()[signum as usize];
        if object::misc::is_none(handler) || is_default_or_ignore(handler) {
            // The handler was reset between the signal's arrival and this poll.
            continue;
        }
        if let Err(e) = object::call::call(handler, &[number::int(i64::from(signum)), current_frame()]) {
            ANY.store(true, Ordering::SeqCst);
            main.fetch_or(breaker::SIGNAL, Ordering::SeqCst);
            return Err(e);
        }
    }
    Ok(())
}

fn report_wakeup_error() {
    let e = WAKEUP_ERROR.swap(0, Ordering::Relaxed);
    if e != 0 {
        let r: Result<()> = object::error::os_error(e, None, None);
        if r.is_err() {
            let exc = object::error::take_pending();
            (object::hooks::hooks().unraisable)(
                exc,
                Some("Exception ignored when trying to write to the signal wakeup fd"),
                none(),
            );
        }
    }
}

fn current_frame() -> Value {
    match object::state::nth_frame(0) {
        // SAFETY: the frame is the running thread's innermost.
        Some(f) => unsafe { object::frame::frame_object(f) }.value(),
        None => none(),
    }
}

fn is_default_or_ignore(v: Value) -> bool {
    number::as_i64(v).is_some_and(|i| i == libc::SIG_DFL as i64 || i == libc::SIG_IGN as i64)
}

fn set_os_handler(signum: i32, action: libc::sighandler_t) -> std::result::Result<(), i32> {
    // SAFETY: the record is plain data; the handler is async-signal-safe.
    unsafe {
        let mut a: libc::sigaction = std::mem::zeroed();
        a.sa_sigaction = action;
        libc::sigemptyset(&raw mut a.sa_mask);
        a.sa_flags = libc::SA_ONSTACK;
        if libc::sigaction(signum, &raw const a, std::ptr::null_mut()) == 0 { Ok(()) } else { Err(syscall::errno()) }
    }
}

fn os_handler(signum: i32) -> libc::sighandler_t {
    // SAFETY: the record is filled by the call.
    unsafe {
        let mut a: libc::sigaction = std::mem::zeroed();
        libc::sigaction(signum, std::ptr::null(), &raw mut a);
        a.sa_sigaction
    }
}

fn check_number(signum: i32) -> Result<()> {
    if (1..NSIG).contains(&signum) { Ok(()) } else { raise_value!("signal number out of range") }
}

fn signal(signum: i32, handler: Value) -> Result<Value> {
    if !on_main_thread() {
        return raise_value!("signal only works in main thread of the main interpreter");
    }
    check_number(signum)?;
    let int = |n: usize| number::int(n as i64);
    let action = if ops::eq(handler, int(libc::SIG_IGN))? {
        libc::SIG_IGN
    } else if ops::eq(handler, int(libc::SIG_DFL))? {
        libc::SIG_DFL
    } else if object::call::is_callable(handler) {
        c_handler as *const () as libc::sighandler_t
    } else {
        return raise_type!("signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object");
    };
    syscall::check_signals()?;
    if let Err(e) = set_os_handler(signum, action) {
        return object::error::os_error(e, None, None);
    }
    let old = handlers()[signum as usize];
    let stored = if action == libc::SIG_IGN || action == libc::SIG_DFL { int(action) } else { handler };
    set_handler(signum, stored);
    Ok(old)
}

fn set_handler(signum: i32, v: Value) {
    handlers()[signum as usize] = v;
}

fn getsignal(signum: i32) -> Result<Value> {
    check_number(signum)?;
    Ok(handlers()[signum as usize])
}

fn default_int_handler(_signum: i32, _frame: Value) -> Result<()> {
    object::error::raise(&object::error::exc::KEYBOARD_INTERRUPT, &[])
}

/// Simulates the arrival of a signal, as `_thread.interrupt_main` does. False if nothing handles it.
pub fn interrupt_main(signum: i32) -> Result<()> {
    check_number(signum)?;
    let h = handlers()[signum as usize];
    if !object::misc::is_none(h) && !is_default_or_ignore(h) {
        trip(signum);
    }
    Ok(())
}

fn raise_signal(signum: i32) -> Result<()> {
    // SAFETY: a plain call.
    let failed = heap::without_gil(|| unsafe { libc::raise(signum) }) != 0;
    if failed {
        return object::error::os_error(syscall::errno(), None, None);
    }
    syscall::check_signals()
}

fn strsignal(signum: i32) -> Result<Value> {
    check_number(signum)?;
    // SAFETY: the text is null-terminated and used at once.
    unsafe {
        let text = libc::strsignal(signum);
        if text.is_null() {
            return Ok(none());
        }
        let text = std::ffi::CStr::from_ptr(text).to_bytes();
        if text.starts_with(b"Unknown signal") {
            return Ok(none());
        }
        Ok(builtins::fsname::decode(text).value())
    }
}

fn siginterrupt(signum: i32, flag: i32) -> Result<()> {
    check_number(signum)?;
    // SAFETY: the record is filled by the first call.
    unsafe {
        let mut a: libc::sigaction = std::mem::zeroed();
        syscall::check(libc::sigaction(signum, std::ptr::null(), &raw mut a))?;
        if flag != 0 {
            a.sa_flags &= !libc::SA_RESTART;
        } else {
            a.sa_flags |= libc::SA_RESTART;
        }
        syscall::check(libc::sigaction(signum, &raw const a, std::ptr::null_mut())).map(drop)
    }
}

fn set_wakeup_fd(fd: Value, warn: Option<bool>) -> Result<i32> {
    let fd = syscall_fd(fd)?;
    if !on_main_thread() {
        return raise_value!("set_wakeup_fd only works in main thread of the main interpreter");
    }
    if fd != -1 {
        // SAFETY: the record is a local variable.
        unsafe {
            let mut s = MaybeUninit::<libc::stat>::zeroed();
            syscall::check(libc::fstat(fd, s.as_mut_ptr()))?;
            if syscall::check(libc::fcntl(fd, libc::F_GETFL))? & libc::O_NONBLOCK == 0 {
                return raise_value!("the fd {fd} must be in non-blocking mode");
            }
        }
    }
    WARN_FULL.store(warn.unwrap_or(true), Ordering::Relaxed);
    Ok(WAKEUP_FD.swap(fd, Ordering::Relaxed))
}

fn syscall_fd(v: Value) -> Result<i32> {
    let n = ops::to_i64(v)?;
    i32::try_from(n).or_else(|_| raise_exc!(OVERFLOW_ERROR, "Python int too large to convert to C int"))
}

fn alarm(seconds: i32) -> u32 {
    // SAFETY: a plain system call.
    unsafe { libc::alarm(seconds as u32) }
}

fn pause() -> Result<()> {
    // SAFETY: a plain system call. It only ever fails, when a signal came.
    let _ = syscall::blocking(|| unsafe { libc::pause() });
    syscall::check_signals()
}

fn timeval(v: Value) -> Result<libc::timeval> {
    let us = nanos_of(v, Round::Ceiling)?;
    let us = us.div_euclid(1000) + i64::from(us.rem_euclid(1000) != 0);
    Ok(libc::timeval { tv_sec: us.div_euclid(1_000_000), tv_usec: us.rem_euclid(1_000_000) })
}
fn itimer_value(t: &libc::itimerval) -> Value {
    let f = |t: libc::timeval| number::float(t.tv_sec as f64 + t.tv_usec as f64 / 1e6);
    seq::tuple(&[f(t.it_value), f(t.it_interval)])
}
fn itimer_error<T>() -> Result<T> {
    let e = syscall::errno();
    let text = std::io::Error::from_raw_os_error(e).to_string();
    let text = text.split(" (os error").next().unwrap_or_default().to_owned();
    let exc = object::call::call(ITIMER_ERROR.get().value(), &[number::int(i64::from(e)), Str::new(&text).value()])?;
    match exc.cast::<object::error::BaseException>() {
        Some(e) => Err(object::error::set_pending(e)),
        None => raise_type!("exceptions must derive from BaseException"),
    }
}

fn setitimer(which: i32, secs: Value, interval: Option<Value>) -> Result<Value> {
    let new = libc::itimerval {
        it_value: timeval(secs)?,
        it_interval: interval.map_or(Ok(libc::timeval { tv_sec: 0, tv_usec: 0 }), timeval)?,
    };
    let mut old = MaybeUninit::<libc::itimerval>::zeroed();
    // SAFETY: the records are local variables.
    unsafe {
        if libc::setitimer(which as libc::c_int, &raw const new, old.as_mut_ptr()) != 0 {
            return itimer_error();
        }
        Ok(itimer_value(&old.assume_init()))
    }
}
fn getitimer(which: i32) -> Result<Value> {
    let mut now = MaybeUninit::<libc::itimerval>::zeroed();
    // SAFETY: the record is a local variable.
    unsafe {
        if libc::getitimer(which as libc::c_int, now.as_mut_ptr()) != 0 {
            return itimer_error();
        }
        Ok(itimer_value(&now.assume_init()))
    }
}

/// The set of an iterable of signal numbers.
pub fn signal_set(v: Value) -> Result<libc::sigset_t> {
    let mut set = MaybeUninit::<libc::sigset_t>::zeroed();
    // SAFETY: the set is initialised by the call.
    unsafe { libc::sigemptyset(set.as_mut_ptr()) };
    object::iter::for_each(v, |v| {
        let n = ops::index(v)?;
        let n = number::as_i64(n).unwrap_or(-1);
        if !(1..i64::from(NSIG)).contains(&n) {
            return raise_value!("signal number {n} out of range [1; {}]", NSIG - 1);
        }
        // The C library refuses the signals that it reserves for itself; CPython ignores that with a warning-free return.
        // SAFETY: the set is initialised.
        unsafe { libc::sigaddset(set.as_mut_ptr(), n as i32) };
        Ok(())
    })?;
    // SAFETY: initialised.
    Ok(unsafe { set.assume_init() })
}

fn set_value(s: &libc::sigset_t) -> Result<Gc<Set>> {
    let out = Set::new();
    for n in 1..NSIG {
        // SAFETY: the set is initialised.
        if unsafe { libc::sigismember(s, n) } == 1 {
            out.add(number::int(i64::from(n)))?;
        }
    }
    Ok(out)
}

fn posix_result(r: i32) -> Result<()> {
    if r == 0 { Ok(()) } else { object::error::os_error(r, None, None) }
}

fn pthread_sigmask(how: i32, mask: Value) -> Result<Gc<Set>> {
    let mask = signal_set(mask)?;
    let mut old = MaybeUninit::<libc::sigset_t>::zeroed();
    // SAFETY: the sets are local variables.
    posix_result(unsafe { libc::pthread_sigmask(how, &raw const mask, old.as_mut_ptr()) })?;
    syscall::check_signals()?;
    // SAFETY: filled by the call.
    set_value(unsafe { old.assume_init_ref() })
}

fn pthread_kill(thread_id: Value, signum: i32) -> Result<()> {
    let id = ops::to_i64(thread_id)? as libc::pthread_t;
    // SAFETY: the identifier is that of a thread, as the function's documentation demands.
    posix_result(unsafe { libc::pthread_kill(id, signum) })?;
    syscall::check_signals()
}

fn sigpending() -> Result<Gc<Set>> {
    let mut s = MaybeUninit::<libc::sigset_t>::zeroed();
    // SAFETY: the set is filled by the call.
    unsafe {
        syscall::check(libc::sigpending(s.as_mut_ptr()))?;
        set_value(&s.assume_init())
    }
}

fn sigwait(sigset: Value) -> Result<i32> {
    let set = signal_set(sigset)?;
    let mut signum = 0;
    // SAFETY: set and number are local variables.
    posix_result(heap::without_gil(|| unsafe { libc::sigwait(&raw const set, &raw mut signum) }))?;
    Ok(signum)
}

fn siginfo_value(i: &libc::siginfo_t) -> Value {
    let n = |i: i64| number::int(i);
    // SAFETY: the union's fields are plain numbers, whichever is the valid one.
    let (pid, uid, status, band) = unsafe { (i.si_pid(), i.si_uid(), i.si_status(), 0i64) };
    structseq::make(
        &SIGINFO,
        &[
            n(i64::from(i.si_signo)),
            n(i64::from(i.si_code)),
            n(i64::from(i.si_errno)),
            n(i64::from(pid)),
            n(i64::from(uid)),
            n(i64::from(status)),
            n(band),
        ],
    )
}

fn sigwaitinfo(sigset: Value) -> Result<Value> {
    let set = signal_set(sigset)?;
    let mut info = MaybeUninit::<libc::siginfo_t>::zeroed();
    // SAFETY: set and record are local variables.
    syscall::call(|| unsafe { libc::sigwaitinfo(&raw const set, info.as_mut_ptr()) })?;
    // SAFETY: filled by the call.
    Ok(siginfo_value(unsafe { info.assume_init_ref() }))
}

fn sigtimedwait(sigset: Value, timeout: Value) -> Result<Value> {
    let ns = nanos_of(timeout, Round::Ceiling)?;
    if ns < 0 {
        return raise_value!("timeout must be non-negative");
    }
    let set = signal_set(sigset)?;
    let now = || crate::time::read_clock(libc::CLOCK_MONOTONIC).unwrap_or(0);
    let end = now().saturating_add(ns);
    let mut left = ns;
    let mut info = MaybeUninit::<libc::siginfo_t>::zeroed();
    loop {
        let t = libc::timespec { tv_sec: left / 1_000_000_000, tv_nsec: left % 1_000_000_000 };
        // SAFETY: set and records are local variables.
        match syscall::blocking(|| unsafe { libc::sigtimedwait(&raw const set, info.as_mut_ptr(), &raw const t) }) {
            // SAFETY: filled by the call.
            Ok(_) => return Ok(siginfo_value(unsafe { info.assume_init_ref() })),
            Err(libc::EAGAIN) => return Ok(none()),
            Err(libc::EINTR) => syscall::check_signals()?,
            Err(e) => return object::error::os_error(e, None, None),
        }
        left = end - now();
        if left < 0 {
            return Ok(none());
        }
    }
}

fn valid_signals() -> Result<Gc<Set>> {
    let mut s = MaybeUninit::<libc::sigset_t>::zeroed();
    // SAFETY: the set is filled by the call.
    unsafe {
        syscall::check(libc::sigfillset(s.as_mut_ptr()))?;
        set_value(&s.assume_init())
    }
}

fn pidfd_send_signal(pidfd: i32, signum: i32, siginfo: Option<Value>, flags: Option<i32>) -> Result<()> {
    if siginfo.is_some_and(|s| !object::misc::is_none(s)) {
        return raise_type!("siginfo must be None");
    }
    // SAFETY: a plain system call with a null record.
    syscall::check(unsafe { libc::syscall(libc::SYS_pidfd_send_signal, pidfd, signum, 0usize, flags.unwrap_or(0)) })
        .map(drop)
}

static ROWS: &[Row] = &[
    Row::function("signal($module, signalnum, handler, /)", native(signal)).doc("Set the action for the given signal."),
    Row::function("getsignal($module, signalnum, /)", native(getsignal))
        .doc("Return the current action for the given signal."),
    Row::function("default_int_handler($module, signalnum, frame, /)", native(default_int_handler))
        .doc("The default handler for SIGINT installed by Python."),
    Row::function("raise_signal($module, signalnum, /)", native(raise_signal))
        .doc("Send a signal to the executing process."),
    Row::function("strsignal($module, signalnum, /)", native(strsignal))
        .doc("Return the system description of the given signal."),
    Row::function("siginterrupt($module, signalnum, flag, /)", native(siginterrupt))
        .doc("Change system call restart behaviour."),
    Row::function("set_wakeup_fd($module, fd, /, *, warn_on_full_buffer=True)", native(set_wakeup_fd))
        .doc("Sets the fd to be written to (with the signal number) when a signal comes in."),
    Row::function("alarm($module, seconds, /)", native(alarm))
        .doc("Arrange for SIGALRM to arrive after the given number of seconds."),
    Row::function("pause($module, /)", native(pause)).doc("Wait until a signal arrives."),
    Row::function("setitimer($module, which, seconds, interval=0.0, /)", native(setitimer))
        .doc("Sets given itimer (one of ITIMER_REAL, ITIMER_VIRTUAL or ITIMER_PROF)."),
    Row::function("getitimer($module, which, /)", native(getitimer)).doc("Returns current value of given itimer."),
    Row::function("pthread_sigmask($module, how, mask, /)", native(pthread_sigmask))
        .doc("Fetch and/or change the signal mask of the calling thread."),
    Row::function("pthread_kill($module, thread_id, signalnum, /)", native(pthread_kill))
        .doc("Send a signal to a thread."),
    Row::function("sigpending($module, /)", native(sigpending)).doc("Examine pending signals."),
    Row::function("sigwait($module, sigset, /)", native(sigwait)).doc("Wait for a signal."),
    Row::function("sigwaitinfo($module, sigset, /)", native(sigwaitinfo))
        .doc("Wait synchronously until one of the signals in *sigset* is delivered."),
    Row::function("sigtimedwait($module, sigset, timeout, /)", native(sigtimedwait))
        .doc("Like sigwaitinfo(), but with a timeout."),
    Row::function("valid_signals($module, /)", native(valid_signals))
        .doc("Return a set of valid signal numbers on this platform."),
    Row::function("pidfd_send_signal($module, pidfd, signalnum, siginfo=None, flags=0, /)", native(pidfd_send_signal))
        .doc("Send a signal to a process referred to by a pid file descriptor."),
];

macro_rules! constants {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name as i64)),*] };
}
static CONSTANTS: &[(&str, i64)] = constants! {
    SIG_DFL SIG_IGN SIG_BLOCK SIG_UNBLOCK SIG_SETMASK ITIMER_REAL ITIMER_VIRTUAL ITIMER_PROF
    SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGIOT SIGABRT SIGFPE SIGKILL SIGBUS SIGSEGV SIGSYS SIGPIPE SIGALRM SIGTERM SIGUSR1 SIGUSR2
    SIGCHLD SIGPWR SIGIO SIGURG SIGWINCH SIGPOLL SIGSTOP SIGTSTP SIGCONT SIGTTIN SIGTTOU SIGVTALRM SIGPROF SIGXCPU SIGXFSZ SIGSTKFLT
};

/// Notes the handlers that the process started with, and makes SIGINT raise KeyboardInterrupt.
fn install(m: Gc<Module>) {
    for signum in 1..NSIG {
        let h = os_handler(signum);
        let v = if h == libc::SIG_DFL || h == libc::SIG_IGN { number::int(h as i64) } else { none() };
        set_handler(signum, v);
    }
    if os_handler(libc::SIGINT) == libc::SIG_DFL
        && let Some(handler) = m.dict.get_text("default_int_handler")
    {
        set_handler(libc::SIGINT, handler);
        let _ = set_os_handler(libc::SIGINT, c_handler as *const () as libc::sighandler_t);
    }
    // A write that exceeds the size limit or goes to a closed pipe is an error to the caller, not the process's end.
    for signum in [libc::SIGPIPE, libc::SIGXFSZ] {
        if set_os_handler(signum, libc::SIG_IGN).is_ok() {
            set_handler(signum, number::int(libc::SIG_IGN as i64));
        }
    }
}

/// Creates the module.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_signal");
    m.add_rows(ROWS);
    for (name, n) in CONSTANTS {
        m.set(name, number::int(*n));
    }
    m.set("SIGCLD", number::int(i64::from(libc::SIGCHLD)));
    m.set("SIGRTMIN", number::int(i64::from(libc::SIGRTMIN())));
    m.set("SIGRTMAX", number::int(i64::from(libc::SIGRTMAX())));
    m.set("NSIG", number::int(i64::from(NSIG)));
    m.set(
        "ItimerError",
        builtins::excclass::new("signal.ItimerError", object::error::exc::OS_ERROR.get(), &ITIMER_ERROR),
    );
    m.set("struct_siginfo", structseq::build(&SIGINFO));
    object::hooks::install_late(|h| {
        h.run_signals = Some(run_pending);
        if h.main_breaker.is_none() && on_main_thread() {
            // SAFETY: the main thread's state is never freed.
            h.main_breaker = Some(unsafe { &(*thread().as_ptr()).breaker });
        }
    });
    if on_main_thread() {
        install(m);
    }
    Ok(m)
}

/// The child of a fork starts without pending signals, and the thread that forked is its main thread.
pub fn after_fork_child() {
    object::hooks::install_late(|h| {
        // SAFETY: the state of a process's main thread is never freed.
        h.main_breaker = Some(unsafe { &(*thread().as_ptr()).breaker });
    });
    ANY.store(false, Ordering::SeqCst);
    for t in &TRIPPED {
        t.store(false, Ordering::Relaxed);
    }
}
