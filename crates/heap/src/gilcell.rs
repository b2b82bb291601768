//! A static that only the holder of the GIL touches.

use std::cell::UnsafeCell;
#[cfg(debug_assertions)]
use std::sync::atomic::{AtomicBool, Ordering};

/// Shared state without a lock of its own: the GIL is its lock.
pub(crate) struct GilCell<T> {
    value: UnsafeCell<T>,
    #[cfg(debug_assertions)]
    borrowed: AtomicBool,
}

// SAFETY: by the crate's first invariant one thread at a time uses it, and the GIL's mutex orders their accesses.
unsafe impl<T> Sync for GilCell<T> {}

impl<T> GilCell<T> {
    pub(crate) const fn new(value: T) -> GilCell<T> {
        GilCell {
            value: UnsafeCell::new(value),
            #[cfg(debug_assertions)]
            borrowed: AtomicBool::new(false),
        }
    }

    /// Runs `f` on the content. `f` must not come back to the same cell (debug builds check it), so it calls no
    /// function that was handed in from outside.
    #[inline]
    pub(crate) fn with<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        #[cfg(debug_assertions)]
        let _guard = {
            assert!(!self.borrowed.swap(true, Ordering::Relaxed), "re-entered a part of the heap");
            Release(&self.borrowed)
        };
        // SAFETY: the GIL excludes other threads, and the rule above excludes a second borrow by this one.
        f(unsafe { &mut *self.value.get() })
    }
}

impl<T: Copy> GilCell<T> {
    #[inline]
    pub(crate) fn get(&self) -> T {
        self.with(|value| *value)
    }
}

/// Ends a debug build's borrow, also when a test's assertion unwinds through it.
#[cfg(debug_assertions)]
struct Release<'a>(&'a AtomicBool);

#[cfg(debug_assertions)]
impl Drop for Release<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}
