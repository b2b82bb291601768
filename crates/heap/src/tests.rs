//! Tests that need a heap. Each test attaches its thread, so they take turns by the GIL.

mod basic;

use std::sync::Once;

/// Runs `f` on a thread that is attached to the heap.
pub(crate) fn with_heap(f: impl FnOnce()) {
    static INIT: Once = Once::new();
    INIT.call_once(|| {
        crate::init(None);
        crate::detach_thread();
    });
    crate::attach_thread();
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(f));
    crate::set_stress(0);
    crate::detach_thread();
    if let Err(panic) = result {
        std::panic::resume_unwind(panic);
    }
}
