//! Merging mappings, and describing callables in messages about `*` and `**` arguments.

use heap::Value;

use crate::dict::Dict;
use crate::error::Result;
use crate::gc::{Gc, Object, ValueExt};
use crate::ids::Id;
use crate::repr::{repr, str_of, type_name};
use crate::strs::Str;

/// Copies a mapping into a dict under construction. With `callee`, the dict holds keyword arguments of that callable:
/// duplicates are errors.
///
/// # Errors
/// `TypeError` for what is no mapping and for duplicates; what the mapping raises.
pub fn update(d: Gc<Dict>, other: Value, callee: Option<Value>) -> Result<()> {
    if let Some(o) = other.cast_exact::<Dict>() {
        if callee.is_none() {
            return d.update_from(o);
        }
        for (k, v) in o.to_vec().iter() {
            merge_one(d, *k, *v, callee)?;
        }
        return Ok(());
    }
    if callee.is_none()
        && let Some(o) = other.cast::<Dict>()
        && crate::class_of(other).dunder(Id::__iter__) == Dict::class().dunder(Id::__iter__)
    {
        return d.update_from(o);
    }
    let keys = match crate::attr::find_attr(other, Id::keys.str())? {
        Some(f) => crate::call::call(f, &[])?,
        None => {
            return match callee {
                Some(f) => crate::raise_type!(
                    "{} argument after ** must be a mapping, not {}",
                    describe_callable(f)?,
                    type_name(other)
                ),
                None => crate::raise_type!("'{}' object is not a mapping", type_name(other)),
            };
        }
    };
    crate::iter::for_each(keys, |k| {
        let v = crate::ops::getitem(other, k)?;
        merge_one(d, k, v, callee)
    })
}

fn merge_one(d: Gc<Dict>, k: Value, v: Value, callee: Option<Value>) -> Result<()> {
    if let Some(f) = callee {
        let Some(name) = k.cast::<Str>() else { return crate::type_error("keywords must be strings") };
        if d.get(k)?.is_some() {
            return crate::raise_type!("{} got multiple values for keyword argument '{}'", describe_callable(f)?, name);
        }
    }
    d.set(k, v)
}

/// `module.qualname()`, or `str(f)` for what has no name (`_PyObject_FunctionStr`).
///
/// # Errors
/// What looking up the names raises.
pub fn describe_callable(f: Value) -> Result<String> {
    let Some(q) = crate::attr::find_attr(f, Id::__qualname__.str())?.and_then(|q| q.cast::<Str>()) else {
        return Ok(str_of(f)?.to_string());
    };
    let module = crate::attr::find_attr(f, Id::__module__.str())?.and_then(|m| m.cast::<Str>());
    Ok(match module {
        Some(m) if m.as_bytes() != b"builtins" => format!("{m}.{q}()"),
        _ => format!("{q}()"),
    })
}

/// `ascii(v)`.
///
/// # Errors
/// What `repr` raises.
pub fn ascii(v: Value) -> Result<Gc<Str>> {
    let r = repr(v)?;
    if r.is_ascii() {
        return Ok(r);
    }
    let mut out = String::with_capacity(r.byte_len());
    for c in r.code_points() {
        match c {
            0..0x80 => out.push(c as u8 as char),
            0x80..0x100 => out.push_str(&format!("\\x{c:02x}")),
            0x100..0x10000 => out.push_str(&format!("\\u{c:04x}")),
            _ => out.push_str(&format!("\\U{c:08x}")),
        }
    }
    Ok(Str::new(&out))
}

/// The next value of any iterator, with `StopIteration` pending at its end.
///
/// # Errors
/// What the iterator raises.
pub fn next_or_stop(it: Value) -> Result<Value> {
    match crate::map::class_of(it).dunder(Id::__next__) {
        Some(m) => crate::call::call_method_value(m, it, &[], &[]),
        None => crate::raise_type!("'{}' object is not an iterator", type_name(it)),
    }
}
