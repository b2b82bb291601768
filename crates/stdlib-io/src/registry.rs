//! The table of open writers. CPython's reference counts flush a forgotten file when its last reference goes; here the
//! collector would find it too late, so shutdown flushes what is still open.

use std::cell::UnsafeCell;

use heap::{GcVec, Value};
use object::misc::{new_weak_cell, weak_target};

/// Weak cells of streams.
struct Table(UnsafeCell<GcVec<Value>>);
// SAFETY: touched under the GIL only.
unsafe impl Sync for Table {}
static TABLE: Table = Table(UnsafeCell::new(GcVec::new()));

fn table() -> &'static mut GcVec<Value> {
    // SAFETY: under the GIL; callers do not keep the reference across calls into Python.
    unsafe { &mut *TABLE.0.get() }
}

/// Adds a stream that may hold unwritten data.
pub fn add(stream: Value) {
    let t = table();
    if t.capacity() == 0 {
        heap::add_root(TABLE.0.get().cast(), size_of::<GcVec<Value>>() / 8);
    }
    if t.len() >= 64 && t.len().is_power_of_two() {
        t.retain(|w| weak_target(*w).is_some());
    }
    let cell = new_weak_cell(stream);
    table().push(cell);
}

/// Flushes every stream that is still open, the newest first: text streams come after the buffers that they write to.
/// Errors are ignored, as nobody is left to hear of them. The VM calls this at shutdown.
pub fn flush_all() {
    let all: GcVec<Value> = table().iter().filter_map(|w| weak_target(*w)).collect();
    for stream in all.iter().rev() {
        let closed = object::attr::getattr(*stream, object::Id::closed.str()).and_then(object::ops::truth);
        let result = match closed {
            Ok(false) => crate::method(*stream, "flush", &[]).map(drop),
            Ok(true) => Ok(()),
            Err(e) => Err(e),
        };
        if result.is_err() {
            let _ = object::error::take_pending();
        }
    }
}
