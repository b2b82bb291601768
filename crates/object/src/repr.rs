//! Names of types, and `repr`, `str` and `format` for native code.

use heap::Value;

use crate::call::call_method_value;
use crate::class::{Class, ClassFlags};
use crate::error::Result;
use crate::gc::{Gc, ValueExt};
use crate::ids::Id;
use crate::map::class_of;
use crate::strs::Str;

/// The name of a value's class as most messages show it.
#[must_use]
pub fn type_name(v: Value) -> String {
    tp_name(class_of(v))
}

/// `type(v).__name__`.
#[must_use]
pub fn short_type_name(v: Value) -> String {
    class_of(v).name_text()
}

/// `__qualname__` of a class.
#[must_use]
pub fn class_qualname(c: Gc<Class>) -> String {
    c.qualname.to_string_lossy()
}

/// `module.qualname`, without the module for builtins and for `__main__` (`PyType_GetFullyQualifiedName`).
#[must_use]
pub fn class_full_name(c: Gc<Class>) -> String {
    let module = module_name(c);
    match module {
        Some(m) if m.as_bytes() != b"builtins" && m.as_bytes() != b"__main__" => format!("{}.{}", m, c.qualname),
        _ => class_qualname(c),
    }
}

/// The name that CPython's C code knows a class by (`tp_name`): with the module for classes of native modules.
#[must_use]
pub fn tp_name(c: Gc<Class>) -> String {
    if is_heap_type(c) { c.name_text() } else { class_full_name(c) }
}

/// `__module__` of a class, if it is a string.
#[must_use]
pub fn module_name(c: Gc<Class>) -> Option<Gc<Str>> {
    let own = c.dict.get_str(Id::__module__.str());
    own.and_then(|m| m.cast::<Str>()).or_else(|| c.module_text.map(crate::strs::intern))
}

/// `repr(v)`.
///
/// # Errors
/// What `__repr__` raises; `TypeError` if it returns no string.
pub fn repr(v: Value) -> Result<Gc<Str>> {
    crate::state::check_native_stack()?;
    match class_of(v).dunder(Id::__repr__) {
        Some(m) => {
            let r = call_method_value(m, v, &[], &[])?;
            match r.cast::<Str>() {
                Some(s) => Ok(s),
                None => crate::raise_type!("__repr__ returned non-string (type {})", type_name(r)),
            }
        }
        None => Ok(default_repr(v)),
    }
}

/// `<module.Class object at 0x…>`.
#[must_use]
pub fn default_repr(v: Value) -> Gc<Str> {
    let c = class_of(v);
    let module = module_name(c);
    let name = match module {
        Some(m) if m.as_bytes() != b"builtins" => format!("{}.{}", m, c.qualname),
        _ => c.qualname.to_string(),
    };
    Str::new(&format!("<{name} object at {:#x}>", id(v)))
}

/// `str(v)`.
///
/// # Errors
/// What `__str__` raises; `TypeError` if it returns no string.
pub fn str_of(v: Value) -> Result<Gc<Str>> {
    if let Some(s) = v.cast_exact::<Str>() {
        return Ok(s);
    }
    crate::state::check_native_stack()?;
    match class_of(v).dunder(Id::__str__) {
        Some(m) => {
            let r = call_method_value(m, v, &[], &[])?;
            match r.cast::<Str>() {
                Some(s) => Ok(s),
                None => crate::raise_type!("__str__ returned non-string (type {})", type_name(r)),
            }
        }
        None => repr(v),
    }
}

/// `object.__str__`: what `__repr__` gives, unchecked.
///
/// # Errors
/// What `__repr__` raises.
pub fn unchecked_repr(v: Value) -> Result<Value> {
    match class_of(v).dunder(Id::__repr__) {
        Some(m) => call_method_value(m, v, &[], &[]),
        None => Ok(default_repr(v).value()),
    }
}

/// `format(v, spec)`.
///
/// # Errors
/// What `__format__` raises; `TypeError` if it returns no string.
pub fn format(v: Value, spec: Gc<Str>) -> Result<Gc<Str>> {
    if spec.byte_len() == 0 {
        if let Some(s) = v.cast_exact::<Str>() {
            return Ok(s);
        }
        if v.is_small_int() {
            return Ok(Str::new(&v.as_small_int().to_string()));
        }
    }
    match class_of(v).dunder(Id::__format__) {
        Some(m) => {
            let r = call_method_value(m, v, &[spec.value()], &[])?;
            match r.cast::<Str>() {
                Some(s) => Ok(s),
                None => crate::raise_type!("__format__ must return a str, not {}", type_name(r)),
            }
        }
        None => crate::raise_type!("Type {} doesn't define __format__", type_name(v)),
    }
}

/// `id(v)`: the address, or the word of an immediate.
#[must_use]
pub fn id(v: Value) -> usize {
    v.bits()
}

/// Is the class made by Python code?
#[must_use]
pub fn is_heap_type(c: Gc<Class>) -> bool {
    c.flags.has(ClassFlags::HEAPTYPE)
}
