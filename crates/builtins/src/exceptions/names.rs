//! `ImportError`, `NameError` and `AttributeError`: exceptions that remember which name was not found.

use heap::Value;
use object::error::{AttributeExc, BaseException, ImportExc, NameExc, exc};
use object::function::extend_class;
use object::gc::ValueExt;
use object::{Dict, Gc, Result, Row, Str, Tuple, native, raise_type};

use super::{exc_str, fields, reduced, state_of};

fields! {
    ImportExc.msg => import_msg, set_import_msg;
    ImportExc.name => import_name, set_import_name;
    ImportExc.path => import_path, set_import_path;
    ImportExc.name_from => import_name_from, set_import_name_from;
    NameExc.name => name_name, set_name_name;
    AttributeExc.name => attr_name, set_attr_name;
    AttributeExc.obj => attr_obj, set_attr_obj;
}

/// Takes the known keyword arguments out of `kwargs`; anything else is an error of the class `class`.
fn take_keywords<const N: usize>(class: &str, kwargs: Gc<Dict>, names: [&str; N]) -> Result<[Option<Value>; N]> {
    let mut out = [None; N];
    for (k, v) in kwargs.to_vec().iter() {
        let text = k.cast::<Str>().map(|s| s.to_string_lossy()).unwrap_or_default();
        match names.iter().position(|n| *n == text) {
            Some(i) => out[i] = Some(*v),
            None => return raise_type!("{}() got an unexpected keyword argument '{}'", class, text),
        }
    }
    Ok(out)
}

fn import_init(mut this: Gc<ImportExc>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<()> {
    let [name, path, name_from] = take_keywords("ImportError", kwargs, ["name", "path", "name_from"])?;
    this.base.args = args;
    (this.name, this.path, this.name_from) = (name, path, name_from);
    this.msg = if let [only] = args.as_slice() { Some(*only) } else { None };
    Ok(())
}

fn import_str(this: Gc<ImportExc>) -> Result<Gc<Str>> {
    match this.msg.and_then(|m| m.cast_exact::<Str>()) {
        Some(m) => Ok(m),
        // SAFETY: the layout begins with BaseException.
        None => exc_str(unsafe { this.cast::<BaseException>() }),
    }
}

fn import_reduce(this: Gc<ImportExc>) -> Value {
    let extra = [("name", this.name), ("path", this.path), ("name_from", this.name_from)];
    let own = state_of(this.value());
    let state = if extra.iter().any(|(_, v)| v.is_some()) {
        let d = own.map_or_else(Dict::new, Gc::copy);
        for (k, v) in extra {
            if let Some(v) = v {
                d.set_text(k, v);
            }
        }
        Some(d.value())
    } else {
        own.map(Gc::value)
    };
    reduced(this.value(), this.base.args.value(), state)
}

fn name_init(mut this: Gc<NameExc>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<()> {
    let [name] = take_keywords("NameError", kwargs, ["name"])?;
    this.base.args = args;
    this.name = name;
    Ok(())
}

fn attr_init(mut this: Gc<AttributeExc>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<()> {
    let [name, obj] = take_keywords("AttributeError", kwargs, ["name", "obj"])?;
    this.base.args = args;
    (this.name, this.obj) = (name, obj);
    Ok(())
}

/// `obj` is left out: it may not be picklable, and a copy of it is another object.
fn attr_getstate(this: Gc<AttributeExc>) -> Value {
    let own = state_of(this.value());
    if own.is_none() && this.name.is_none() && this.base.args.as_slice().is_empty() {
        return object::none();
    }
    let d = own.map_or_else(Dict::new, Gc::copy);
    if let Some(n) = this.name {
        d.set_text("name", n);
    }
    if !this.base.args.as_slice().is_empty() {
        d.set_text("args", this.base.args.value());
    }
    d.value()
}

fn attr_reduce(this: Gc<AttributeExc>) -> Value {
    reduced(this.value(), this.base.args.value(), Some(attr_getstate(this)))
}

static IMPORT: &[Row] = &[
    Row::method("__init__($self, *args, **kwargs)", native(import_init)),
    Row::method("__str__($self, /)", native(import_str)),
    Row::method("__reduce__($self, /)", native(import_reduce)),
    Row::getset("msg", native(import_msg), native(set_import_msg)).doc("exception message"),
    Row::getset("name", native(import_name), native(set_import_name)).doc("module name"),
    Row::getset("path", native(import_path), native(set_import_path)).doc("module path"),
    Row::getset("name_from", native(import_name_from), native(set_import_name_from)).doc("name imported from module"),
];
static NAME: &[Row] = &[
    Row::method("__init__($self, *args, **kwargs)", native(name_init)),
    Row::getset("name", native(name_name), native(set_name_name)).doc("name"),
];
static ATTRIBUTE: &[Row] = &[
    Row::method("__init__($self, *args, **kwargs)", native(attr_init)),
    Row::method("__getstate__($self, /)", native(attr_getstate)),
    Row::method("__reduce__($self, /)", native(attr_reduce)),
    Row::getset("name", native(attr_name), native(set_attr_name)).doc("attribute name"),
    Row::getset("obj", native(attr_obj), native(set_attr_obj)).doc("object"),
];

pub(super) fn init() {
    extend_class(exc::IMPORT_ERROR.get(), "", &[IMPORT]);
    extend_class(exc::NAME_ERROR.get(), "", &[NAME]);
    extend_class(exc::ATTRIBUTE_ERROR.get(), "", &[ATTRIBUTE]);
}
