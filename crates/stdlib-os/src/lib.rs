//! Native modules that speak to the operating system: files, processes, clocks, signals, threads.
//!
//! # Invariants
//! 1. A system call that may block runs without the GIL, and is repeated after a signal (PEP 475): `builtins::syscall`.
//! 2. A signal handler of the C level touches atomics only; Python handlers run at polls, on the main thread.

pub mod errno;
pub mod faulthandler;
pub mod fcntl;
pub mod mmap;
pub mod multiprocessing;
pub mod posix;
pub mod resource;
pub mod select;
pub mod signal;
pub mod stat;
pub mod subprocess;
pub mod syslog;
pub mod termios;
pub mod thread;
pub mod time;
pub mod users;

use object::{Gc, Module, Result};

/// The native modules of this crate: name and creating function.
pub static MODULES: &[(&str, fn() -> Result<Gc<Module>>)] = &[
    ("posix", posix::create),
    ("errno", errno::create),
    ("faulthandler", faulthandler::create),
    ("time", time::create),
    ("_signal", signal::create),
    ("_thread", thread::create),
    ("_stat", stat::create),
    ("resource", resource::create),
    ("_posixsubprocess", subprocess::create),
    ("select", select::create),
    ("fcntl", fcntl::create),
    ("pwd", users::create_pwd),
    ("grp", users::create_grp),
    ("mmap", mmap::create),
    ("_multiprocessing", multiprocessing::create),
    ("_posixshmem", multiprocessing::create_posixshmem),
    ("termios", termios::create),
    ("syslog", syslog::create),
];

/// Runs the Python handlers of signals that arrived; for the VM's poll.
///
/// # Errors
/// What a handler raises.
pub fn run_pending_signals() -> Result<()> {
    signal::run_pending()
}
