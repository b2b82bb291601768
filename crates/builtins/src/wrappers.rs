//! `staticmethod` and `classmethod`.

use heap::Value;
use object::args::{Row, native};
use object::error::Result;
use object::function::{ClassMethod, StaticMethod, extend_class};
use object::gc::Object;
use object::misc::is_none;
use object::{BoundMethod, Class, Dict, Gc, Id, Tuple, attr, class_of, intern, none, ops};

use crate::type_new::set_dict;
use crate::util::head;

static STATIC: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(static_new)),
    Row::method("__init__($self, function, /)", native(static_init))
        .unpacks()
        .doc("Initialize self.  See help(type(self)) for accurate signature."),
    Row::method("__call__($self, /, *args, **kwargs)", native(static_call)).doc("Call self as a function."),
    Row::method("__get__($self, instance, owner=None, /)", native(static_get))
        .doc("Return an attribute of instance, which is of type owner."),
    Row::method("__repr__($self, /)", native(static_repr)).doc("Return repr(self)."),
    Row::member("__func__", native(static_func)),
    Row::member("__wrapped__", native(static_func)),
    Row::getter("__isabstractmethod__", native(static_abstract)),
    Row::getset("__dict__", native(dict), native(set_dict)),
    Row::getset("__annotations__", native(static_annotations), native(static_set_annotations)),
    Row::getset("__annotate__", native(static_annotate), native(static_set_annotate)),
    Row::class_method("__class_getitem__($type, object, /)", native(crate::generic_alias::class_getitem))
        .doc("See PEP 585"),
];

static CLASS: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(class_new)),
    Row::method("__init__($self, function, /)", native(class_init))
        .unpacks()
        .doc("Initialize self.  See help(type(self)) for accurate signature."),
    Row::method("__get__($self, instance, owner=None, /)", native(class_get))
        .doc("Return an attribute of instance, which is of type owner."),
    Row::method("__repr__($self, /)", native(class_repr)).doc("Return repr(self)."),
    Row::member("__func__", native(class_func)),
    Row::member("__wrapped__", native(class_func)),
    Row::getter("__isabstractmethod__", native(class_abstract)),
    Row::getset("__dict__", native(dict), native(set_dict)),
    Row::getset("__annotations__", native(class_annotations), native(class_set_annotations)),
    Row::getset("__annotate__", native(class_annotate), native(class_set_annotate)),
    Row::class_method("__class_getitem__($type, object, /)", native(crate::generic_alias::class_getitem))
        .doc("See PEP 585"),
];

pub fn init() {
    extend_class(
        StaticMethod::class(),
        "Convert a function to be a static method.\n\nA static method does not receive an implicit first argument.\nTo declare a static method, use this idiom:\n\n     class C:\n         @staticmethod\n         def f(arg1, arg2, argN):\n             ...\n\nIt can be called either on the class (e.g. C.f()) or on an instance\n(e.g. C().f()). Both the class and the instance are ignored, and\nneither is passed implicitly as the first argument to the method.\n\nStatic methods in Python are similar to those found in Java or C++.\nFor a more advanced concept, see the classmethod builtin.",
        &[STATIC],
    );
    extend_class(
        ClassMethod::class(),
        "Convert a function to be a class method.\n\nA class method receives the class as implicit first argument,\njust like an instance method receives the instance.\nTo declare a class method, use this idiom:\n\n  class C:\n      @classmethod\n      def f(cls, arg1, arg2, argN):\n          ...\n\nIt can be called either on the class (e.g. C.f()) or on an instance\n(e.g. C().f()).  The instance is ignored except for its class.\nIf a class method is called for a derived class, the derived class\nobject is passed as the implied first argument.\n\nClass methods are different than C++ or Java static methods.\nIf you want those, see the staticmethod builtin.",
        &[CLASS],
    );
}

/// Copies `__module__`, `__name__`, `__qualname__` and `__doc__` of the wrapped function, where it has them.
fn copy_metadata(wrapper: Value, wrapped: Value) -> Result<()> {
    for id in [Id::__module__, Id::__name__, Id::__qualname__, Id::__doc__] {
        if let Some(v) = attr::find_attr(wrapped, id.str())? {
            attr::setattr(wrapper, id.str(), Some(v))?;
        }
    }
    Ok(())
}

fn is_abstract(callable: Value) -> Result<bool> {
    match attr::find_attr(callable, Id::__isabstractmethod__.str())? {
        Some(v) => ops::truth(v),
        None => Ok(false),
    }
}

fn dict(this: Value) -> Result<Value> {
    match attr::instance_dict(this) {
        Some(d) => Ok(d.value()),
        None => attr::no_attribute(this, Id::__dict__.str()),
    }
}

/// An attribute of the wrapped function, kept in the wrapper's dict once asked for.
fn wrapped_attribute(this: Value, callable: Value, name: &str) -> Result<Value> {
    let name = intern(name);
    let Some(d) = attr::instance_dict(this) else { return attr::getattr(callable, name) };
    if let Some(v) = d.get_str(name) {
        return Ok(v);
    }
    let v = attr::getattr(callable, name)?;
    d.set_str(name, v);
    Ok(v)
}

fn set_wrapped_attribute(this: Value, name: &str, v: Option<Value>) -> Result<()> {
    let name = intern(name);
    let Some(d) = attr::instance_dict(this) else { return attr::no_attribute(this, name) };
    match v {
        Some(v) => d.set_str(name, v),
        None => {
            if d.remove_str(name).is_none() {
                return attr::no_attribute(this, name);
            }
        }
    }
    Ok(())
}

fn static_new(cls: Gc<Class>, _args: Gc<Tuple>, _kwargs: Gc<Dict>) -> Gc<StaticMethod> {
    StaticMethod { head: head(), callable: none() }.alloc_in(cls)
}

fn static_init(mut this: Gc<StaticMethod>, function: Value) -> Result<()> {
    this.callable = function;
    copy_metadata(this.value(), function)
}

fn static_call(this: Gc<StaticMethod>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Value> {
    object::call::call_ex(this.callable, args.as_slice(), Some(kwargs))
}

fn static_get(this: Gc<StaticMethod>, instance: Value, owner: Option<Value>) -> Result<Value> {
    crate::descriptors::get_arguments(instance, owner)?;
    Ok(this.callable)
}

fn static_repr(this: Gc<StaticMethod>) -> Result<String> {
    Ok(format!("<staticmethod({})>", object::repr::repr(this.callable)?))
}

fn static_func(this: Gc<StaticMethod>) -> Value {
    this.callable
}

fn static_abstract(this: Gc<StaticMethod>) -> Result<bool> {
    is_abstract(this.callable)
}

fn static_annotations(this: Gc<StaticMethod>) -> Result<Value> {
    wrapped_attribute(this.value(), this.callable, "__annotations__")
}

fn static_set_annotations(this: Value, v: Option<Value>) -> Result<()> {
    set_wrapped_attribute(this, "__annotations__", v)
}

fn static_annotate(this: Gc<StaticMethod>) -> Result<Value> {
    wrapped_attribute(this.value(), this.callable, "__annotate__")
}

fn static_set_annotate(this: Value, v: Option<Value>) -> Result<()> {
    set_wrapped_attribute(this, "__annotate__", v)
}

fn class_new(cls: Gc<Class>, _args: Gc<Tuple>, _kwargs: Gc<Dict>) -> Gc<ClassMethod> {
    ClassMethod { head: head(), callable: none() }.alloc_in(cls)
}

fn class_init(mut this: Gc<ClassMethod>, function: Value) -> Result<()> {
    this.callable = function;
    copy_metadata(this.value(), function)
}

fn class_get(this: Gc<ClassMethod>, instance: Value, owner: Option<Value>) -> Result<Value> {
    let owner = owner.filter(|o| !is_none(*o));
    if owner.is_none() && is_none(instance) {
        return object::type_error("__get__(None, None) is invalid");
    }
    let owner = owner.unwrap_or_else(|| class_of(instance).value());
    Ok(BoundMethod::new(this.callable, owner).value())
}

fn class_repr(this: Gc<ClassMethod>) -> Result<String> {
    Ok(format!("<classmethod({})>", object::repr::repr(this.callable)?))
}

fn class_func(this: Gc<ClassMethod>) -> Value {
    this.callable
}

fn class_abstract(this: Gc<ClassMethod>) -> Result<bool> {
    is_abstract(this.callable)
}

fn class_annotations(this: Gc<ClassMethod>) -> Result<Value> {
    wrapped_attribute(this.value(), this.callable, "__annotations__")
}

fn class_set_annotations(this: Value, v: Option<Value>) -> Result<()> {
    set_wrapped_attribute(this, "__annotations__", v)
}

fn class_annotate(this: Gc<ClassMethod>) -> Result<Value> {
    wrapped_attribute(this.value(), this.callable, "__annotate__")
}

fn class_set_annotate(this: Value, v: Option<Value>) -> Result<()> {
    set_wrapped_attribute(this, "__annotate__", v)
}
