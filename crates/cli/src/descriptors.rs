//! Standard streams that were closed before the process began.
//!
//! Rust's runtime opens `/dev/null` in place of a standard descriptor that is closed, before `main` runs. Python shows such
//! a stream as `None`, so what was closed is noted before the runtime begins, and is closed again by [`restore`].

use std::sync::atomic::{AtomicU8, Ordering};

/// A bit for each of the descriptors 0, 1 and 2 that was closed.
static CLOSED: AtomicU8 = AtomicU8::new(0);

extern "C" fn note() {
    for fd in 0..3 {
        // SAFETY: asking for the flags of any number is harmless, also before the runtime has begun.
        if unsafe { libc::fcntl(fd, libc::F_GETFD) } == -1 {
            CLOSED.fetch_or(1 << fd, Ordering::Relaxed);
        }
    }
}

// SAFETY: the sections hold pointers to functions that the loader calls before `main`; `note` needs nothing of the runtime.
#[used]
#[cfg_attr(target_os = "linux", unsafe(link_section = ".init_array"))]
#[cfg_attr(target_os = "macos", unsafe(link_section = "__DATA,__mod_init_func"))]
static NOTE: extern "C" fn() = note;

/// Closes again what was closed when the process began.
pub fn restore() {
    for fd in 0..3 {
        if CLOSED.load(Ordering::Relaxed) & (1 << fd) != 0 {
            // SAFETY: nothing but the runtime's stand-in uses the descriptor yet.
            unsafe { libc::close(fd) };
        }
    }
}
