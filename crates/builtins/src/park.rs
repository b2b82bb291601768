//! Waiting on a word (futex), so that signals interrupt the wait.

use std::sync::atomic::{AtomicU32, Ordering};

use object::Result;

use crate::syscall::{self, SignalWatch};

/// How a wait ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Woken {
    /// The word changed, or somebody woke the waiter.
    Woken,
    TimedOut,
    Interrupted,
}

/// The monotonic clock in nanoseconds.
pub fn now() -> i64 {
    let mut t = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the record is a local variable; this clock always exists.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut t) };
    t.tv_sec * 1_000_000_000 + t.tv_nsec
}

/// Waits while `word` holds `expected`, until the deadline (monotonic nanoseconds) if there is one. Call it without the GIL.
/// A signal that waits for its handler interrupts the wait before it begins.
fn wait(word: &AtomicU32, expected: u32, deadline: Option<i64>, watch: SignalWatch) -> Woken {
    if watch.is_tripped() {
        return Woken::Interrupted;
    }
    let until =
        deadline.map(|d| libc::timespec { tv_sec: d.div_euclid(1_000_000_000), tv_nsec: d.rem_euclid(1_000_000_000) });
    let until = until.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
    let flags = libc::FUTEX_WAIT_BITSET | libc::FUTEX_PRIVATE_FLAG;
    // SAFETY: the word outlives the call, the time is a local variable or null.
    let r = unsafe {
        libc::syscall(
            libc::SYS_futex,
            std::ptr::from_ref(word),
            flags,
            expected,
            until,
            std::ptr::null::<u32>(),
            u32::MAX,
        )
    };
    if r == 0 {
        return Woken::Woken;
    }
    match syscall::errno() {
        libc::ETIMEDOUT => Woken::TimedOut,
        libc::EINTR => Woken::Interrupted,
        _ => Woken::Woken,
    }
}

/// Wakes up to `n` waiters.
pub fn wake(word: &AtomicU32, n: i32) {
    // SAFETY: the word is only an address to the kernel.
    unsafe { libc::syscall(libc::SYS_futex, std::ptr::from_ref(word), libc::FUTEX_WAKE | libc::FUTEX_PRIVATE_FLAG, n) };
}

/// A mutual exclusion word: 0 free, 1 taken, 2 taken and perhaps waited for.
#[derive(Default)]
pub struct Word(AtomicU32);

impl Word {
    pub const fn new(taken: bool) -> Word {
        Word(AtomicU32::new(taken as u32))
    }
    pub fn is_taken(&self) -> bool {
        self.0.load(Ordering::Relaxed) != 0
    }
    pub fn try_take(&self) -> bool {
        self.0.compare_exchange(0, 1, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }
    /// Takes the word, waiting without the GIL; false when the deadline passed. Signal handlers run meanwhile.
    ///
    /// # Errors
    /// What a signal handler raises.
    pub fn take(&self, deadline: Option<i64>) -> Result<bool> {
        if self.try_take() {
            return Ok(true);
        }
        let watch = SignalWatch::new();
        loop {
            let end = heap::without_gil(|| {
                loop {
                    if self.0.swap(2, Ordering::Acquire) == 0 {
                        return None;
                    }
                    match wait(&self.0, 2, deadline, watch) {
                        Woken::Woken => {}
                        other => return Some(other),
                    }
                }
            });
            match end {
                None => return Ok(true),
                Some(Woken::TimedOut) => return Ok(self.try_take()),
                Some(_) => {
                    syscall::check_signals()?;
                    // Only the main thread runs handlers; others simply go on waiting.
                }
            }
        }
    }
    /// Frees the word and wakes one waiter.
    pub fn free(&self) {
        if self.0.swap(0, Ordering::Release) == 2 {
            wake(&self.0, 1);
        }
    }
    /// After a fork: free, whoever held it.
    pub fn reset(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

/// A flag that is set once and waited for.
#[derive(Default)]
pub struct Event(AtomicU32);

impl Event {
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Acquire) != 0
    }
    pub fn set(&self) {
        self.0.store(1, Ordering::Release);
        wake(&self.0, i32::MAX);
    }
    /// Waits without the GIL; false when the deadline passed.
    ///
    /// # Errors
    /// What a signal handler raises.
    pub fn wait(&self, deadline: Option<i64>) -> Result<bool> {
        let watch = SignalWatch::new();
        loop {
            if self.is_set() {
                return Ok(true);
            }
            match heap::without_gil(|| wait(&self.0, 0, deadline, watch)) {
                Woken::Woken => {}
                Woken::TimedOut => return Ok(self.is_set()),
                Woken::Interrupted => syscall::check_signals()?,
            }
        }
    }
}
