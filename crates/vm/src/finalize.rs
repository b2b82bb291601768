//! What a collection leaves to be done: finalizers (PEP 442) and weak reference callbacks.

use heap::Value;
use object::gc::ValueExt;
use object::misc::WeakRef;
use object::{Id, thread};

/// Runs all queued finalizers and callbacks. What they raise is reported, not propagated.
pub(crate) fn run() {
    let before = thread().pending.take();
    while let Some(p) = heap::take_cleared() {
        let w = Value::from_ptr(p);
        let Some(mut r) = w.cast::<WeakRef>() else { continue };
        if let Some(f) = r.callback.take()
            && !object::misc::is_none(f)
            && object::call::call(f, &[w]).is_err()
        {
            let e = object::error::take_pending();
            stdlib_core::sys::hooks::unraisable_about(e, "Exception ignored while calling weakref callback", f);
        }
    }
    while let Some(p) = heap::take_finalizable() {
        finalize(Value::from_ptr(p));
    }
    thread().pending = before;
}

fn finalize(v: Value) {
    if object::frame::as_generator(v).is_some() {
        object::generator::finalize(v);
        return;
    }
    let Some(f) = object::class_of(v).dunder(Id::__del__) else { return };
    if object::call::call_method_value(f, v, &[], &[]).is_err() {
        let e = object::error::take_pending();
        stdlib_core::sys::hooks::unraisable_about(e, "Exception ignored while calling deallocator", f);
    }
}
