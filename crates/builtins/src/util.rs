//! Small helpers that several files here share.

use heap::{Head, Value};
use object::class::Class;
use object::error::Result;
use object::gc::ValueExt;
use object::{Gc, raise_type};

/// A head for objects under construction; `alloc` overwrites it.
#[must_use]
pub fn head() -> Head {
    Head { map: std::ptr::null() }
}

/// A class argument.
///
/// # Errors
/// `TypeError` for anything else.
pub fn class_arg(v: Value) -> Result<Gc<Class>> {
    match v.cast::<Class>() {
        Some(c) => Ok(c),
        None => raise_type!("expected a class, got '{}'", object::repr::type_name(v)),
    }
}

/// Imports a top-level module.
///
/// # Errors
/// What the import raises.
pub fn import_module(name: &str) -> Result<Value> {
    (object::hooks::hooks().import)(object::intern(name), None, None, object::none(), 0)
}

/// A constant `None`, for rows like `__hash__ = None`.
#[must_use]
pub fn constant_none() -> Value {
    object::none()
}

/// The module name of the running Python function (`__name__` of its globals), for objects that record who made them.
#[must_use]
pub fn caller_module() -> Option<Value> {
    // SAFETY: a frame of the running thread; its function is a Function.
    object::state::nth_frame(0).and_then(|f| unsafe { (*f).function() }.module)
}

/// A name of the builtins module, as the running code sees it.
///
/// # Errors
/// `AttributeError` if it is not there.
pub fn builtin(name: &str) -> Result<Value> {
    // SAFETY: a frame of the running thread; its function is a Function.
    let builtins = object::state::nth_frame(0).map(|f| unsafe { (*f).function().builtins });
    let found = match builtins {
        Some(b) => b.get(object::intern(name).value())?,
        None => None,
    };
    match found {
        Some(v) => Ok(v),
        None => object::raise_exc!(ATTRIBUTE_ERROR, "{}", name),
    }
}

/// The setter of an attribute that CPython declares as a read-only member.
///
/// # Errors
/// Always.
pub fn readonly(_this: Value, _v: Option<Value>) -> Result<()> {
    object::raise_exc!(ATTRIBUTE_ERROR, "readonly attribute")
}
