//! `type`: its methods. Making classes is in `type_new`, the attributes of classes in `type_attrs`.

use heap::{GcVec, Value};
use object::args::{Row, native};
use object::class::Class;
use object::error::Result;
use object::gc::{Object, ValueExt};
use object::misc::is_none;
use object::{Dict, Gc, Id, List, Str, Tuple, attr, ops, raise_type};

use crate::object_type::{attribute_name, key_list, merge_class_names};
use crate::{type_attrs, type_new};

static ROWS: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(type_new::type_new))
        .doc("Create and return a new object.  See help(type) for accurate signature."),
    Row::method("__repr__($self, /)", native(type_repr)).doc("Return repr(self)."),
    Row::method("__call__($self, /, *args, **kwargs)", native(type_call)).doc("Call self as a function."),
    Row::method("__getattribute__($self, name, /)", native(type_getattribute)).doc("Return getattr(self, name)."),
    Row::method("__setattr__($self, name, value, /)", native(type_setattr))
        .doc("Implement setattr(self, name, value)."),
    Row::method("__delattr__($self, name, /)", native(type_delattr)).doc("Implement delattr(self, name)."),
    Row::method("__init__($self, /, *args, **kwargs)", native(type_init))
        .doc("Initialize self.  See help(type(self)) for accurate signature."),
    Row::method("__or__($self, value, /)", native(type_or)).doc("Return self|value."),
    Row::method("__ror__($self, value, /)", native(type_ror)).doc("Return value|self."),
    Row::method("mro($self, /)", native(type_mro)).doc("Return a type's method resolution order."),
    Row::method("__subclasses__($self, /)", native(type_subclasses)).doc("Return a list of immediate subclasses."),
    Row::class_method("__prepare__($cls, /, *bases, **kwds)", native(type_prepare))
        .shown("($cls, name, bases, /, **kwds)")
        .doc("Create the namespace for the class statement"),
    Row::method("__instancecheck__($self, instance, /)", native(type_instancecheck))
        .doc("Check if an object is an instance."),
    Row::method("__subclasscheck__($self, subclass, /)", native(type_subclasscheck))
        .doc("Check if a class is a subclass."),
    Row::method("__dir__($self, /)", native(type_dir)).doc("Specialized __dir__ implementation for types."),
    Row::method("__sizeof__($self, /)", native(type_sizeof)).doc("Return memory consumption of the type object."),
];

pub fn init() {
    object::function::extend_class(
        Class::class(),
        "type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type",
        &[ROWS, type_attrs::ROWS],
    );
    type_new::init();
    object::boot::remember_special_methods(crate::generic_alias::make);
}

fn type_repr(this: Gc<Class>) -> Result<String> {
    let module = type_attrs::module_of(this).and_then(|m| m.cast::<Str>());
    Ok(match module {
        Some(m) if m.as_bytes() != b"builtins" => format!("<class '{}.{}'>", m, this.qualname),
        _ if this.flags.has(object::class::ClassFlags::HEAPTYPE) => format!("<class '{}'>", this.name),
        _ => format!("<class '{}'>", this.qualname),
    })
}

fn type_call(this: Gc<Class>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Value> {
    if this == Class::class() && !matches!(args.as_slice().len(), 1 | 3) {
        return object::type_error("type() takes 1 or 3 arguments");
    }
    let mut all = GcVec::from(args.as_slice());
    let mut names = GcVec::new();
    for (k, v) in kwargs.to_vec().iter() {
        names.push(*k);
        all.push(*v);
    }
    object::call::call_class(this, &all, &names)
}

fn type_getattribute(this: Gc<Class>, name: Value) -> Result<Value> {
    let name = attribute_name(name)?;
    match attr::type_getattr(this.value(), name)? {
        Some(v) => Ok(v),
        None => attr::no_class_attribute(this.value(), name),
    }
}

fn type_setattr(this: Gc<Class>, name: Value, value: Value) -> Result<()> {
    attr::type_setattr(this.value(), attribute_name(name)?, Some(value))
}

fn type_delattr(this: Gc<Class>, name: Value) -> Result<()> {
    attr::type_setattr(this.value(), attribute_name(name)?, None)
}

fn type_init(_this: Gc<Class>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<()> {
    match args.as_slice().len() {
        1 if !kwargs.is_empty() => object::type_error("type.__init__() takes no keyword arguments"),
        1 | 3 => Ok(()),
        _ => object::type_error("type.__init__() takes 1 or 3 arguments"),
    }
}

fn type_or(this: Value, other: Value) -> Result<Value> {
    crate::union_type::union_or(this, other)
}

fn type_ror(this: Value, other: Value) -> Result<Value> {
    crate::union_type::union_or(other, this)
}

fn type_mro(this: Gc<Class>) -> Result<Gc<List>> {
    Ok(List::from_slice(type_new::default_mro(this)?.as_slice()))
}

fn type_subclasses(this: Gc<Class>) -> Gc<List> {
    List::new(this.live_subclasses().iter().map(|c| c.value()).collect())
}

fn type_prepare(_cls: Value, _bases: Gc<Tuple>, _kwds: Gc<Dict>) -> Gc<Dict> {
    Dict::new()
}

fn type_instancecheck(this: Gc<Class>, instance: Value) -> Result<bool> {
    ops::isinstance_plain(instance, this)
}

fn type_subclasscheck(this: Gc<Class>, subclass: Value) -> Result<bool> {
    ops::issubclass_plain(subclass, this.value())
}

fn type_dir(this: Gc<Class>) -> Result<Gc<List>> {
    let out = Dict::new();
    merge_class_names(out, this.value())?;
    Ok(key_list(out))
}

fn type_sizeof(this: Gc<Class>) -> usize {
    Class::LAYOUT.size + this.dict.len() * size_of::<object::dict::Entry>()
}

/// The name that `typing` and unions show for a class or other type expression: `module.qualname`, the bare name of a
/// builtin, `...`, or the repr.
///
/// # Errors
/// What attribute look-up or `repr` raise.
pub fn type_expression_repr(v: Value) -> Result<String> {
    if v == object::ellipsis() {
        return Ok("...".to_owned());
    }
    let is_alias =
        attr::find_attr(v, Id::__origin__.str())?.is_some() && attr::find_attr(v, Id::__args__.str())?.is_some();
    if !is_alias
        && let Some(q) = attr::find_attr(v, Id::__qualname__.str())?
        && let Some(m) = attr::find_attr(v, Id::__module__.str())?
        && !is_none(m)
    {
        let q = object::repr::str_of(q)?;
        return Ok(match m.cast::<Str>() {
            Some(s) if s.as_bytes() == b"builtins" => q.to_string_lossy(),
            _ => format!("{}.{}", object::repr::str_of(m)?, q),
        });
    }
    Ok(object::repr::repr(v)?.to_string_lossy())
}

/// Raises the error that CPython gives for attributes of `type` that cannot be deleted or set on a class.
///
/// # Errors
/// `TypeError` when the class is built in or `v` is empty.
pub(crate) fn check_settable(this: Gc<Class>, v: Option<Value>, name: &str) -> Result<Value> {
    if this.is_immutable() {
        return raise_type!("cannot set '{}' attribute of immutable type '{}'", name, this.name);
    }
    match v {
        Some(v) => Ok(v),
        None => raise_type!("cannot delete '{}' attribute of immutable type '{}'", name, this.name),
    }
}
