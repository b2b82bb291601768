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

/// What was found for a class version, the class that the search began behind, and a name; the name 0 for nothing.
#[derive(Clone, Copy)]
struct Row {
    version: u64,
    start: usize,
    name: usize,
    found: Option<Value>,
}

const ROWS: usize = 256;
static mut CACHE: [Row; ROWS] = [const { Row { version: 0, start: 0, name: 0, found: None } }; ROWS];

/// The function-like attribute that `super(start, self).name` finds for a plain instance of `class`; `None` when only a
/// real super object can decide.
#[must_use]
pub fn lookup(start: Gc<Class>, class: Gc<Class>, name: Gc<Str>) -> Option<Value> {
    if !name.is_interned() {
        return search(start, class, name);
    }
    let key = (start.as_ptr() as usize, name.as_ptr() as usize);
    let row = (class.version as usize).wrapping_mul(31).wrapping_add(key.0 >> 6).wrapping_add(key.1 >> 4) % ROWS;
    // SAFETY: under the GIL. What a row of a current version names is alive: the class's MRO has it, and names of
    // instructions are interned for good.
    let row = unsafe { &mut CACHE[row] };
    if (row.version, row.start, row.name) == (class.version, key.0, key.1) {
        return row.found;
    }
    let found = search(start, class, name);
    *row = Row { version: class.version, start: key.0, name: key.1, found };
    found
}

fn search(start: Gc<Class>, class: Gc<Class>, name: Gc<Str>) -> Option<Value> {
    if !class.is_subclass_of(start) || name == Id::__class__.str() {
        return None;
    }
    let mro = class.mro.as_slice();
    let at = mro.iter().position(|k| *k == start.value())?;
    for k in &mro[at + 1..] {
        // SAFETY: an MRO holds classes only.
        let k: Gc<Class> = unsafe { k.cast_unchecked() };
        if let Some(d) = k.dict.get_str(name) {
            return matches!(map_of(d).kind, Kind::Function | Kind::MethodDescr).then_some(d);
        }
    }
    None
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
