//! What `super` finds, and the messages of missing context manager methods.

use heap::Value;

use crate::class::Class;
use crate::error::Result;
use crate::gc::{Gc, ValueExt};
use crate::ids::Id;
use crate::map::{Kind, class_of, map_of};
use crate::repr::class_full_name;
use crate::strs::Str;

/// The class `super`, as a value; `None`'s before the builtins module exists.
#[must_use]
pub fn super_class() -> Value {
    crate::globals::SUPER.get().unwrap_or_else(crate::misc::none)
}

/// The function-like attribute that `super(class, self_).name` finds for a plain instance; NotImplemented when only a real
/// super object can decide.
///
/// # Errors
/// None; the result type is a helper's.
pub fn lookup(class: Value, self_: Value, name: Gc<Str>) -> Result<Value> {
    let nothing = Ok(crate::misc::not_implemented());
    let Some(c) = class.cast::<Class>() else { return nothing };
    let oc = class_of(self_);
    if self_.is::<Class>() || !oc.is_subclass_of(c) || name == Id::__class__.str() {
        return nothing;
    }
    let mro = oc.mro.as_slice();
    let Some(at) = mro.iter().position(|k| *k == class) else { return nothing };
    for k in &mro[at + 1..] {
        // SAFETY: an MRO holds classes only.
        let k: Gc<Class> = unsafe { k.cast_unchecked() };
        if let Some(d) = k.dict.get_str(name) {
            let plain = matches!(map_of(d).kind, Kind::Function | Kind::MethodDescr);
            return if plain { Ok(d) } else { nothing };
        }
    }
    nothing
}

/// The error of LOAD_SPECIAL for an object without the method.
///
/// # Errors
/// Always `TypeError`.
pub fn special_missing(obj: Value, which: i64) -> Result<Value> {
    let name = class_full_name(class_of(obj));
    let has = |id: Id| class_of(obj).dunder(id).is_some();
    let (method, protocol, part, other) = match which {
        0 => ("__enter__", "context manager", "", has(Id::__aenter__) && has(Id::__aexit__)),
        1 => ("__exit__", "context manager", "missed ", has(Id::__aenter__) && has(Id::__aexit__)),
        2 => ("__aenter__", "asynchronous context manager", "", has(Id::__enter__) && has(Id::__exit__)),
        _ => ("__aexit__", "asynchronous context manager", "missed ", has(Id::__enter__) && has(Id::__exit__)),
    };
    let shown = if part.is_empty() { format!("(no {method} method)") } else { format!("({part}{method} method)") };
    let shown = shown.replace("(no ", "(missed ");
    let hint = match (other, which) {
        (true, 0 | 1) => {
            " but it supports the asynchronous context manager protocol. Did you mean to use 'async with'?"
        }
        (true, _) => " but it supports the context manager protocol. Did you mean to use 'with'?",
        _ => "",
    };
    crate::raise_type!("'{}' object does not support the {} protocol {}{}", name, protocol, shown, hint)
}
