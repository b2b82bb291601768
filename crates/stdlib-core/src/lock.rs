//! A lock that the thread which holds it may take again: the import lock and the lock of the warning filters.
//!
//! Invariant: the inner mutex is held only for the moment of a change, so taking it never waits long; waiting for the
//! lock itself happens without the GIL.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use object::thread;

/// The lock. Its state is the owner and how many times it holds the lock.
pub struct RecursiveLock {
    state: Mutex<(u64, u32)>,
    free: Condvar,
}

/// This thread as an owner: zero means nobody.
fn me() -> u64 {
    thread().ident.wrapping_add(1)
}

impl RecursiveLock {
    #[must_use]
    pub const fn new() -> Self {
        RecursiveLock { state: Mutex::new((0, 0)), free: Condvar::new() }
    }

    fn state(&self) -> MutexGuard<'_, (u64, u32)> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn try_acquire(&self, me: u64) -> bool {
        let mut s = self.state();
        if s.1 != 0 && s.0 != me {
            return false;
        }
        *s = (me, s.1 + 1);
        true
    }

    /// Takes the lock, waiting for another thread if need be.
    pub fn acquire(&self) {
        let me = me();
        while !self.try_acquire(me) {
            heap::without_gil(|| {
                let s = self.state();
                if s.1 != 0 {
                    drop(self.free.wait_timeout(s, Duration::from_millis(50)));
                }
            });
        }
    }

    /// Releases the lock once. False if this thread does not hold it.
    #[must_use]
    pub fn release(&self) -> bool {
        let mut s = self.state();
        if s.1 == 0 || s.0 != me() {
            return false;
        }
        s.1 -= 1;
        if s.1 == 0 {
            self.free.notify_one();
        }
        true
    }

    /// Does any thread hold the lock?
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.state().1 != 0
    }

    /// Does this thread hold the lock?
    #[must_use]
    pub fn is_mine(&self) -> bool {
        let s = self.state();
        s.1 != 0 && s.0 == me()
    }

    /// In the child of a fork only the forking thread exists: what another one held is free.
    pub fn after_fork_child(&self) {
        let mut s = self.state();
        if s.0 != me() {
            *s = (0, 0);
        }
    }
}

impl Default for RecursiveLock {
    fn default() -> Self {
        Self::new()
    }
}
