//! `property`.

use heap::Value;
use object::args::{Row, native};
use object::error::{Result, catch, exc};
use object::function::{Property, extend_class};
use object::gc::{Object, ValueExt};
use object::misc::is_none;
use object::{Class, Dict, Gc, Id, Tuple, attr, class_of, none, ops, raise_type};

use crate::util::head;
use object::misc::not_none;

static ROWS: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(property_new)),
    Row::method("__init__($self, fget=None, fset=None, fdel=None, doc=None)", native(property_init))
        .doc("Initialize self.  See help(type(self)) for accurate signature."),
    Row::method("__get__($self, instance, owner=None, /)", native(property_get))
        .doc("Return an attribute of instance, which is of type owner."),
    Row::method("__set__($self, instance, value, /)", native(property_set))
        .doc("Set an attribute of instance to value."),
    Row::method("__delete__($self, instance, /)", native(property_delete)).doc("Delete an attribute of instance."),
    Row::method("getter($self, object, /)", native(getter))
        .doc("Descriptor to obtain a copy of the property with a different getter."),
    Row::method("setter($self, object, /)", native(setter))
        .doc("Descriptor to obtain a copy of the property with a different setter."),
    Row::method("deleter($self, object, /)", native(deleter))
        .doc("Descriptor to obtain a copy of the property with a different deleter."),
    Row::method("__set_name__($self, /, *args)", native(set_name_of))
        .shown("($self, owner, name, /)")
        .doc("Method to set name of a property."),
    Row::member("fget", native(fget)),
    Row::member("fset", native(fset)),
    Row::member("fdel", native(fdel)),
    Row::getset("__doc__", native(doc), native(set_doc)),
    Row::getset("__name__", native(name), native(set_name)),
    Row::getter("__isabstractmethod__", native(is_abstract)),
];

pub fn init() {
    extend_class(
        Property::class(),
        "Property attribute.\n\n  fget\n    function to be used for getting an attribute value\n  fset\n    function to be used for setting an attribute value\n  fdel\n    function to be used for del'ing an attribute\n  doc\n    docstring\n\nTypical use is to define a managed attribute x:\n\nclass C(object):\n    def getx(self): return self._x\n    def setx(self, value): self._x = value\n    def delx(self): del self._x\n    x = property(getx, setx, delx, \"I'm the 'x' property.\")\n\nDecorators make defining new properties or modifying existing ones easy:\n\nclass C(object):\n    @property\n    def x(self):\n        \"I am the 'x' property.\"\n        return self._x\n    @x.setter\n    def x(self, value):\n        self._x = value\n    @x.deleter\n    def x(self):\n        del self._x",
        &[ROWS],
    );
}

fn property_new(cls: Gc<Class>, _args: Gc<Tuple>, _kwargs: Gc<Dict>) -> Gc<Property> {
    Property { head: head(), fget: None, fset: None, fdel: None, doc: None, name: None, getter_doc: false }
        .alloc_in(cls)
}

fn property_init(
    mut this: Gc<Property>,
    fget: Option<Value>,
    fset: Option<Value>,
    fdel: Option<Value>,
    doc: Option<Value>,
) -> Result<()> {
    this.fget = not_none(fget);
    this.fset = not_none(fset);
    this.fdel = not_none(fdel);
    this.doc = None;
    this.name = None;
    this.getter_doc = false;
    let mut text = not_none(doc);
    if text.is_none()
        && let Some(f) = this.fget
    {
        text = not_none(attr::find_attr(f, Id::__doc__.str())?);
        this.getter_doc = text.is_some();
    }
    if class_of(this.value()) == Property::class() {
        this.doc = text;
        return Ok(());
    }
    // A subclass keeps the docstring as an instance attribute, because its own `__doc__` hides ours.
    let stored = attr::setattr(this.value(), Id::__doc__.str(), Some(text.unwrap_or_else(none)));
    if this.getter_doc || text.is_none() { catch(stored, &exc::ATTRIBUTE_ERROR).map(|_| ()) } else { stored }
}

fn property_get(this: Gc<Property>, instance: Value, owner: Option<Value>) -> Result<Value> {
    crate::descriptors::get_arguments(instance, owner)?;
    if is_none(instance) {
        return Ok(this.value());
    }
    match this.fget {
        Some(f) => object::call::call(f, &[instance]),
        None => missing(this, instance, "getter"),
    }
}

fn property_set(this: Gc<Property>, instance: Value, value: Value) -> Result<()> {
    match this.fset {
        Some(f) => object::call::call(f, &[instance, value]).map(|_| ()),
        None => missing(this, instance, "setter"),
    }
}

fn property_delete(this: Gc<Property>, instance: Value) -> Result<()> {
    match this.fdel {
        Some(f) => object::call::call(f, &[instance]).map(|_| ()),
        None => missing(this, instance, "deleter"),
    }
}

fn missing<T>(this: Gc<Property>, instance: Value, what: &str) -> Result<T> {
    let owner = object::repr::class_qualname(class_of(instance));
    match find_name(this)? {
        Some(n) => object::raise_exc!(
            ATTRIBUTE_ERROR,
            "property {} of '{}' object has no {}",
            object::repr::repr(n)?,
            owner,
            what
        ),
        None => object::raise_exc!(ATTRIBUTE_ERROR, "property of '{}' object has no {}", owner, what),
    }
}

/// A copy with one function replaced.
fn copy(this: Gc<Property>, get: Option<Value>, set: Option<Value>, del: Option<Value>) -> Result<Value> {
    let get = not_none(get).or(this.fget);
    let set = not_none(set).or(this.fset);
    let del = not_none(del).or(this.fdel);
    let doc = if this.getter_doc && get.is_some() { None } else { this.doc };
    let or_none = |v: Option<Value>| v.unwrap_or_else(none);
    let new =
        object::call::call(class_of(this.value()).value(), &[or_none(get), or_none(set), or_none(del), or_none(doc)])?;
    if let Some(mut p) = new.cast::<Property>()
        && p.name.is_none()
    {
        p.name = this.name;
    }
    Ok(new)
}

fn getter(this: Gc<Property>, f: Value) -> Result<Value> {
    copy(this, Some(f), None, None)
}

fn setter(this: Gc<Property>, f: Value) -> Result<Value> {
    copy(this, None, Some(f), None)
}

fn deleter(this: Gc<Property>, f: Value) -> Result<Value> {
    copy(this, None, None, Some(f))
}

fn set_name_of(mut this: Gc<Property>, args: Gc<Tuple>) -> Result<()> {
    let [_, name] = args.as_slice() else {
        return raise_type!("__set_name__() takes 2 positional arguments but {} were given", args.as_slice().len());
    };
    this.name = Some(*name);
    Ok(())
}

fn fget(this: Gc<Property>) -> Option<Value> {
    this.fget
}

fn fset(this: Gc<Property>) -> Option<Value> {
    this.fset
}

fn fdel(this: Gc<Property>) -> Option<Value> {
    this.fdel
}

fn doc(this: Gc<Property>) -> Option<Value> {
    this.doc
}

fn set_doc(mut this: Gc<Property>, v: Option<Value>) {
    this.doc = v;
}

/// The name that was set, or the getter's.
fn find_name(this: Gc<Property>) -> Result<Option<Value>> {
    match (this.name, this.fget) {
        (Some(n), _) => Ok(Some(n)),
        (None, Some(f)) => attr::find_attr(f, Id::__name__.str()),
        (None, None) => Ok(None),
    }
}

fn name(this: Gc<Property>) -> Result<Value> {
    match find_name(this)? {
        Some(n) => Ok(n),
        None => attr::no_attribute(this.value(), Id::__name__.str()),
    }
}

fn set_name(mut this: Gc<Property>, v: Option<Value>) {
    this.name = v;
}

fn is_abstract(this: Gc<Property>) -> Result<bool> {
    for f in [this.fget, this.fset, this.fdel].into_iter().flatten() {
        if let Some(v) = attr::find_attr(f, Id::__isabstractmethod__.str())?
            && ops::truth(v)?
        {
            return Ok(true);
        }
    }
    Ok(false)
}
