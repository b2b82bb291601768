//! The end of the interpreter, in CPython's order: wait for threads, call what `atexit` holds, flush the streams, run the
//! finalizers of what is still alive.
//!
//! CPython frees module after module and so runs finalizers as objects die. Here everything is left in place, and the
//! finalizers of all objects that still have one are called, the youngest first: what wraps a file was made after it, and
//! has to be flushed before it is closed.

use object::Object;
use object::class::ClassFlags;
use object::error::take_pending;
use object::{intern, none};
use stdlib_core::{atexit, sys};

/// Ends the interpreter. False when the standard streams could not be flushed.
#[must_use]
pub(crate) fn finalize() -> bool {
    wait_for_threads();
    jit::report();
    atexit::run_all();
    sys::limits::set_finalizing();
    heap::close_gil();
    let first = sys::stdio::flush_all();
    if programs_would_notice() {
        object::state::clear_dead_slots();
        heap::sanitize_stack();
        heap::collect();
        crate::finalize::run();
    }
    heap::queue_finalizers();
    crate::finalize::run();
    let second = sys::stdio::flush_all();
    first && second
}

/// Can the program tell whether garbage is found now, before the finalizers of what is still reachable run? Only by finalizers
/// of its own, by those of generators, which run its code, and by callbacks of weak references.
fn programs_would_notice() -> bool {
    builtins::weakref::has_callbacks()
        || heap::any_finalizer(|cell| {
            let class = object::class_of(heap::Value::from_ptr(cell));
            class.flags.has(ClassFlags::HEAPTYPE) || class == object::frame::Generator::class()
        })
}

/// `threading._shutdown()`: joins all threads that are no daemons.
fn wait_for_threads() {
    let Ok(Some(threading)) = object::import::find_module(intern("threading")) else { return };
    if object::misc::is_none(threading) {
        return;
    }
    if object::call::call_method(threading, intern("_shutdown"), &[]).is_err() {
        sys::hooks::unraisable(take_pending(), Some("Exception ignored on threading shutdown"), none());
    }
}
