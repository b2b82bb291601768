//! Replacement templates: literal text between references to groups.

use object::gc::{Object, ValueExt};
use object::number;
use object::repr::type_name;
use object::{Gc, GcVec, List, Result, Str, Value, intern, none};

use super::{Pattern, Subject, piece};

/// A parsed replacement.
#[repr(C)]
pub struct Template {
    pub head: heap::Head,
    /// The text before the first reference.
    literal: Value,
    /// Group numbers (small ints), each followed by the literal after it.
    items: GcVec<Value>,
}
object::object_type!(Template);

/// How `sub` replaces.
pub enum Replacement {
    Literal(Value),
    Template(Gc<Template>),
    Function(Value),
}

/// `_sre.template(pattern, [literal, group, literal, …])`.
///
/// # Errors
/// `TypeError` for a list of another form.
pub fn build(_pattern: Gc<Pattern>, list: Gc<List>) -> Result<Value> {
    let n = list.items.len();
    if n.is_multiple_of(2) {
        return object::type_error("invalid template");
    }
    let mut items = GcVec::with_capacity(n);
    for i in 1..n {
        let v = list.items[i];
        if i % 2 == 1 && number::as_i64(v).is_none_or(|g| g < 0) {
            return object::type_error("invalid template");
        }
        items.push(v);
    }
    Ok(Template { head: heap::Head { map: std::ptr::null() }, literal: list.items[0], items }.alloc().value())
}

/// A template parsed by `re._compile_template`, which caches.
///
/// # Errors
/// What parsing raises.
pub fn compiled(p: Gc<Pattern>, repl: Value) -> Result<Replacement> {
    let module = builtins::text::builtin("__import__")?;
    let re = object::call::call(module, &[Str::new("re").value()])?;
    let t = object::call::call_method(re, intern("_compile_template"), &[p.value(), repl])?;
    match t.cast::<Template>() {
        Some(t) if t.items.is_empty() => Ok(Replacement::Literal(t.literal)),
        Some(t) => Ok(Replacement::Template(t)),
        None => object::raise_type!("expected a template, got {}", type_name(t)),
    }
}

impl Replacement {
    /// The replacement that an argument of `sub` means.
    ///
    /// # Errors
    /// What parsing raises.
    pub fn of(p: Gc<Pattern>, repl: Value) -> Result<Replacement> {
        if object::call::is_callable(repl) {
            return Ok(Replacement::Function(repl));
        }
        let literal = if let Some(s) = repl.cast::<Str>() {
            !s.as_bytes().contains(&b'\\')
        } else if object::buffer::has_buffer(repl) {
            !object::get_buffer(repl, false)?.as_slice().contains(&b'\\')
        } else {
            false
        };
        if literal { Ok(Replacement::Literal(repl)) } else { compiled(p, repl) }
    }
}

/// A template with groups filled in.
///
/// # Errors
/// `IndexError` for a group that the pattern does not have; `TypeError` for parts of the other kind.
pub fn expand(
    t: Gc<Template>,
    string: Value,
    s: &Subject,
    range: impl Fn(usize) -> Option<(usize, usize)>,
) -> Result<Value> {
    let mut out = GcVec::new();
    out.push(t.literal);
    for i in 0..t.items.len() {
        let v = t.items[i];
        if i % 2 == 1 {
            out.push(v);
        } else if let Some((a, b)) = range(number::as_i64(v).unwrap_or(0) as usize) {
            out.push(piece(string, s, a, b));
        }
    }
    join(s, &out)
}

/// Joins pieces of the subject's kind.
///
/// # Errors
/// `TypeError` for a piece of another kind.
pub fn join(s: &Subject, parts: &GcVec<Value>) -> Result<Value> {
    let mut bytes = Vec::new();
    let is_bytes = matches!(s, Subject::Bytes(_));
    for (i, v) in parts.iter().enumerate() {
        if *v == none() {
            continue;
        }
        match v.cast::<Str>() {
            Some(t) if !is_bytes => bytes.extend_from_slice(t.as_bytes()),
            None if is_bytes && object::buffer::has_buffer(*v) => {
                bytes.extend_from_slice(object::get_buffer(*v, false)?.as_slice())
            }
            _ if is_bytes => {
                return object::raise_type!(
                    "sequence item {}: expected a bytes-like object, {} found",
                    i,
                    type_name(*v)
                );
            }
            _ => return object::raise_type!("sequence item {}: expected str instance, {} found", i, type_name(*v)),
        }
    }
    if is_bytes {
        return Ok(object::Bytes::new(&bytes).value());
    }
    // SAFETY: pieces of WTF-8 cut at code point boundaries.
    Ok(unsafe { Str::from_bytes_unchecked(&bytes) }.value())
}
