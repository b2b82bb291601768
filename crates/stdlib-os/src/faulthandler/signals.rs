//! The handlers of `faulthandler`: of the signals that end a process, and of those that a program registers.
//!
//! # Invariants
//! 1. A handler reads atomics and its own table only, and writes with `dump`.
//! 2. A fatal handler runs once: it restores what was there before it writes anything.

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};

use super::dump::{self, Sink};
use crate::signal::NSIG;
use builtins::syscall;

/// The signals that end a process by a fault of its own.
const FATAL: [(i32, &str); 5] = [
    (libc::SIGBUS, "Bus error"),
    (libc::SIGILL, "Illegal instruction"),
    (libc::SIGFPE, "Floating-point exception"),
    (libc::SIGABRT, "Aborted"),
    (libc::SIGSEGV, "Segmentation fault"),
];

/// What a handler writes, and where.
struct Target {
    fd: AtomicI32,
    all_threads: AtomicBool,
    c_stack: AtomicBool,
    on: AtomicBool,
    chain: AtomicBool,
    previous: UnsafeCell<Option<libc::sigaction>>,
}
// SAFETY: `previous` is written before the handler is installed and read by handlers and under the GIL.
unsafe impl Sync for Target {}

impl Target {
    const fn new() -> Target {
        Target {
            fd: AtomicI32::new(-1),
            all_threads: AtomicBool::new(true),
            c_stack: AtomicBool::new(false),
            on: AtomicBool::new(false),
            chain: AtomicBool::new(false),
            previous: UnsafeCell::new(None),
        }
    }

    fn aim(&self, fd: i32, all_threads: bool) {
        self.fd.store(fd, Ordering::Relaxed);
        self.all_threads.store(all_threads, Ordering::Relaxed);
    }

    /// Puts back what handled the signal before.
    fn restore(&self, signum: i32) {
        // SAFETY: see the Sync impl.
        if let Some(a) = unsafe { *self.previous.get() } {
            // SAFETY: the record came from the system.
            unsafe { libc::sigaction(signum, &raw const a, std::ptr::null_mut()) };
        }
    }
}

/// Where all fatal handlers write.
static FATAL_TARGET: Target = Target::new();
static FATAL_PREVIOUS: [Target; FATAL.len()] = [const { Target::new() }; FATAL.len()];
static USER: [Target; NSIG as usize] = [const { Target::new() }; NSIG as usize];

fn install(signum: i32, handler: extern "C" fn(i32), flags: i32, target: &Target) -> Result<(), i32> {
    // SAFETY: the record is plain data; the handler keeps to the invariants.
    unsafe {
        let mut a: libc::sigaction = std::mem::zeroed();
        a.sa_sigaction = handler as *const () as libc::sighandler_t;
        libc::sigemptyset(&raw mut a.sa_mask);
        a.sa_flags = flags | libc::SA_ONSTACK;
        let mut old: libc::sigaction = std::mem::zeroed();
        if libc::sigaction(signum, &raw const a, &raw mut old) != 0 {
            return Err(syscall::errno());
        }
        if target.previous.get().read().is_none() {
            *target.previous.get() = Some(old);
        }
    }
    Ok(())
}

extern "C" fn fatal_handler(signum: i32) {
    let saved = syscall::errno();
    let Some(i) = FATAL.iter().position(|s| s.0 == signum) else { return };
    FATAL_PREVIOUS[i].restore(signum);
    let sink = Sink(FATAL_TARGET.fd.load(Ordering::Relaxed));
    sink.text("Fatal Python error: ");
    sink.text(FATAL[i].1);
    sink.text("\n\n");
    // SAFETY: the process is ending.
    unsafe { dump::dump(sink, FATAL_TARGET.all_threads.load(Ordering::Relaxed)) };
    if FATAL_TARGET.c_stack.load(Ordering::Relaxed) {
        sink.text("\n");
        sink.native_stack();
    }
    // SAFETY: sends this thread the signal again, for the handler before; errno belongs to this thread.
    unsafe {
        *libc::__errno_location() = saved;
        libc::raise(signum);
        // The run-time library's own handler of stack overflows answers a first signal that is none by stepping aside.
        let mut now: libc::sigaction = std::mem::zeroed();
        libc::sigaction(signum, std::ptr::null(), &raw mut now);
        if now.sa_sigaction == libc::SIG_DFL {
            libc::raise(signum);
        }
    }
}

/// Handles the fatal signals.
pub fn enable(fd: i32, all_threads: bool, c_stack: bool) -> Result<(), i32> {
    FATAL_TARGET.aim(fd, all_threads);
    FATAL_TARGET.c_stack.store(c_stack, Ordering::Relaxed);
    if FATAL_TARGET.on.swap(true, Ordering::Relaxed) {
        return Ok(());
    }
    give_signal_stack();
    for (i, (signum, _)) in FATAL.iter().enumerate() {
        install(*signum, fatal_handler, libc::SA_NODEFER, &FATAL_PREVIOUS[i])?;
    }
    Ok(())
}

/// A stack for handlers that is large enough for a dump, made once, for the thread that enables the handlers.
fn give_signal_stack() {
    const SIZE: usize = 128 * 1024;
    static GIVEN: AtomicBool = AtomicBool::new(false);
    if GIVEN.swap(true, Ordering::Relaxed) {
        return;
    }
    let room = Vec::leak(vec![0_u8; SIZE]);
    let stack = libc::stack_t { ss_sp: room.as_mut_ptr().cast(), ss_flags: 0, ss_size: SIZE };
    // SAFETY: the room is never freed.
    unsafe { libc::sigaltstack(&raw const stack, std::ptr::null_mut()) };
}

/// Handles the fatal signals no more. False if they were not handled.
pub fn disable() -> bool {
    if !FATAL_TARGET.on.swap(false, Ordering::Relaxed) {
        return false;
    }
    for (i, (signum, _)) in FATAL.iter().enumerate() {
        FATAL_PREVIOUS[i].restore(*signum);
        // SAFETY: under the GIL, and the handler is gone.
        unsafe { *FATAL_PREVIOUS[i].previous.get() = None };
    }
    true
}

/// Are the fatal signals handled?
pub fn is_enabled() -> bool {
    FATAL_TARGET.on.load(Ordering::Relaxed)
}

/// Is the signal one of the fatal ones?
pub fn is_fatal(signum: i32) -> bool {
    FATAL.iter().any(|s| s.0 == signum)
}

extern "C" fn user_handler(signum: i32) {
    let target = &USER[signum as usize];
    if !target.on.load(Ordering::Relaxed) {
        return;
    }
    let saved = syscall::errno();
    let sink = Sink(target.fd.load(Ordering::Relaxed));
    // SAFETY: the program asked for it, and takes the chance.
    unsafe { dump::dump(sink, target.all_threads.load(Ordering::Relaxed)) };
    // SAFETY: errno belongs to this thread, which gets the signal again for the handler before.
    unsafe {
        *libc::__errno_location() = saved;
        if target.chain.load(Ordering::Relaxed) {
            target.restore(signum);
            libc::raise(signum);
            let again = syscall::errno();
            let _ = install(signum, user_handler, libc::SA_NODEFER, target);
            *libc::__errno_location() = again;
        }
    }
}

/// Dumps at a signal.
pub fn register(signum: i32, fd: i32, all_threads: bool, chain: bool) -> Result<(), i32> {
    let target = &USER[signum as usize];
    target.aim(fd, all_threads);
    target.chain.store(chain, Ordering::Relaxed);
    if !target.on.swap(true, Ordering::Relaxed) {
        // Chaining raises the signal within its handler, and wants the system call to be interrupted as it would be.
        install(signum, user_handler, if chain { libc::SA_NODEFER } else { libc::SA_RESTART }, target)?;
    }
    Ok(())
}

/// Dumps at a signal no more. False if it was not registered.
pub fn unregister(signum: i32) -> bool {
    let target = &USER[signum as usize];
    if !target.on.swap(false, Ordering::Relaxed) {
        return false;
    }
    target.restore(signum);
    // SAFETY: under the GIL, and the handler is gone.
    unsafe { *target.previous.get() = None };
    true
}
