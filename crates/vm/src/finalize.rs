//! What a collection leaves to be done: finalizers (PEP 442) and weak reference callbacks; and reporting exceptions that
//! nobody can catch.

use heap::Value;
use object::gc::ValueExt;
use object::misc::WeakRef;
use object::{Id, Str, thread};

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
            report_unraisable(object::error::take_pending(), Some("Exception ignored while calling weakref callback"), f);
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
        report_unraisable(object::error::take_pending(), Some("Exception ignored while calling deallocator"), f);
    }
}

/// Hands an exception to `sys.unraisablehook`.
pub(crate) fn report_unraisable(e: Value, what: Option<&str>, obj: Value) {
    let msg = what.map_or_else(object::none, |w| Str::new(w).value());
    let tb = e.cast::<object::error::BaseException>().and_then(|x| x.traceback).unwrap_or_else(object::none);
    let args = [object::class_of(e).value(), e, tb, msg, obj];
    let shown = object::globals::sys_get("UnraisableHookArgs")
        .zip(object::globals::sys_get("unraisablehook"))
        .map(|(make, hook)| object::call::call(make, &[object::seq::tuple(&args)]).and_then(|a| object::call::call(hook, &[a])));
    if matches!(shown, Some(Ok(_))) {
        return;
    }
    if matches!(shown, Some(Err(_))) {
        let _ = object::error::take_pending();
    }
    let text = object::repr::str_of(e).map(|s| s.to_string()).unwrap_or_default();
    eprintln!("{}: {}: {text}", what.unwrap_or("Exception ignored"), object::repr::type_name(e));
}
