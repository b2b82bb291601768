//! The module `builtins`: its functions, and the names of the built-in classes.
//!
//! Functions that look at the calling frame (`globals`, `locals`, `dir`, `vars`, `eval`, `exec`) find it as the thread's
//! innermost frame: built-in functions have no frame of their own.

mod build_class;
mod iteration;
mod numbers;
mod objects;
mod output;
mod run;

use object::error::{EXCEPTION_GROUP, exc};
use object::{Class, Gc, Module, Object, Result, Value, bool_value, ellipsis, globals, none, not_implemented};

/// The built-in classes that are public names, besides the exceptions.
const CLASSES: &[&str] = &[
    "bool",
    "bytearray",
    "bytes",
    "classmethod",
    "complex",
    "dict",
    "enumerate",
    "filter",
    "float",
    "frozenset",
    "int",
    "list",
    "map",
    "memoryview",
    "object",
    "property",
    "range",
    "reversed",
    "set",
    "slice",
    "staticmethod",
    "str",
    "super",
    "tuple",
    "type",
    "zip",
];

/// Enters the public built-in classes, which are found by name among the subclasses of `object`.
fn add_classes(m: Gc<Module>, class: Gc<Class>) {
    let name = class.name_text();
    let is_builtin = class.module_text == Some("builtins");
    if is_builtin && CLASSES.contains(&name.as_str()) {
        m.set(&name, class.value());
    }
    if class == Class::class() {
        m.set("type", class.value());
    }
    for sub in class.live_subclasses().iter() {
        add_classes(m, *sub);
    }
}

/// Makes the module.
///
/// # Errors
/// None of its own.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("builtins");
    m.set_doc(DOC);
    for rows in [objects::ROWS, numbers::ROWS, iteration::ROWS, output::ROWS, run::ROWS, build_class::ROWS] {
        m.add_rows(rows);
    }
    add_classes(m, object::misc::object_class());
    for (name, class) in object::error::all() {
        m.set(name, class.value());
    }
    m.set("ExceptionGroup", EXCEPTION_GROUP.get().value());
    m.set("EnvironmentError", exc::OS_ERROR.get().value());
    m.set("IOError", exc::OS_ERROR.get().value());
    let constants: [(&str, Value); 6] = [
        ("None", none()),
        ("True", bool_value(true)),
        ("False", bool_value(false)),
        ("Ellipsis", ellipsis()),
        ("NotImplemented", not_implemented()),
        ("__debug__", bool_value(true)),
    ];
    for (name, v) in constants {
        m.set(name, v);
    }
    if let (Some(all), Some(any)) = (m.dict.get_text("all"), m.dict.get_text("any")) {
        globals::ALL.set(all);
        globals::ANY.set(any);
    }
    Ok(m)
}

const DOC: &str = "Built-in functions, types, exceptions, and other objects.

This module provides direct access to all 'built-in'
identifiers of Python; for example, builtins.len is
the full name for the built-in function len().

This module is not normally accessed explicitly by most
applications, but can be useful in modules that provide
objects with the same name as a builtin, and in which
the built-in of that name is also needed.";
