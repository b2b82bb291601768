//! `object`: the special methods that every class inherits.

use heap::{GcVec, Value};
use object::args::{Row, native};
use object::attr;
use object::boot;
use object::class::{Class, ClassFlags};
use object::error::Result;
use object::gc::{Object, ValueExt};
use object::misc::{OBJECT_LAYOUT, is_none, object_class};
use object::ops;
use object::{
    Dict, Gc, Id, List, Module, NativeFn, Str, Tuple, bool_value, class_of, intern, map_of, none, not_implemented,
    raise_type,
};

use crate::util::{class_arg, import_module};

static ROWS: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(object_new)).doc("Create and return a new object.  See help(type) for accurate signature."),
    Row::method("__init__($self, /, *args, **kwargs)", native(object_init)).doc("Initialize self.  See help(type(self)) for accurate signature."),
    Row::method("__repr__($self, /)", native(object_repr)).doc("Return repr(self)."),
    Row::method("__str__($self, /)", native(object_str)).doc("Return str(self)."),
    Row::method("__format__($self, format_spec, /)", native(object_format))
        .doc("Default object formatter.\n\nReturn str(self) if format_spec is empty. Raise TypeError otherwise."),
    Row::method("__eq__($self, value, /)", native(object_eq)).doc("Return self==value."),
    Row::method("__ne__($self, value, /)", native(object_ne)).doc("Return self!=value."),
    Row::method("__lt__($self, value, /)", native(object_order)).doc("Return self<value."),
    Row::method("__le__($self, value, /)", native(object_order)).doc("Return self<=value."),
    Row::method("__gt__($self, value, /)", native(object_order)).doc("Return self>value."),
    Row::method("__ge__($self, value, /)", native(object_order)).doc("Return self>=value."),
    Row::method("__hash__($self, /)", native(object_hash)).doc("Return hash(self)."),
    Row::method("__getattribute__($self, name, /)", native(object_getattribute)).doc("Return getattr(self, name)."),
    Row::method("__setattr__($self, name, value, /)", native(object_setattr)).doc("Implement setattr(self, name, value)."),
    Row::method("__delattr__($self, name, /)", native(object_delattr)).doc("Implement delattr(self, name)."),
    Row::getset("__class__", native(get_class), native(set_class)).doc("the object's class"),
    Row::method("__dir__($self, /)", native(object_dir)).doc("Default dir() implementation."),
    Row::method("__reduce__($self, /)", native(object_reduce)).doc("Helper for pickle."),
    Row::method("__reduce_ex__($self, protocol, /)", native(object_reduce_ex)).doc("Helper for pickle."),
    Row::method("__getstate__($self, /)", native(object_getstate)).doc("Helper for pickle."),
    Row::method("__sizeof__($self, /)", native(object_sizeof)).doc("Size of object in memory, in bytes."),
    Row::class_method("__init_subclass__($type, /)", native(object_init_subclass)).doc(
        "This method is called when a class is subclassed.\n\nThe default implementation does nothing. It may be\noverridden to extend subclasses.",
    ),
    Row::class_method("__subclasshook__($type, object, /)", native(object_subclasshook)).doc(
        "Abstract classes can override this to customize issubclass().\n\nThis is invoked early on by abc.ABCMeta.__subclasscheck__().\nIt should return True, False or NotImplemented.  If it returns\nNotImplemented, the normal algorithm is used.  Otherwise, it\noverrides the normal algorithm (and the outcome is cached).",
    ),
];

pub fn init() {
    object::function::extend_class(
        object_class(),
        "The base class of the class hierarchy.\n\nWhen called, it accepts no arguments and returns a new featureless\ninstance that has no instance attributes and cannot be given any.\n",
        &[ROWS],
    );
}

fn object_new(cls: Gc<Class>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Value> {
    if !args.as_slice().is_empty() || !kwargs.is_empty() {
        if cls.dunder(Id::__new__) != boot::object_new() {
            return raise_type!("object.__new__() takes exactly one argument (the type to instantiate)");
        }
        if cls.dunder(Id::__init__) == boot::object_init() {
            return raise_type!("{}() takes no arguments", cls.name);
        }
    }
    if cls.flags.has(ClassFlags::NO_INSTANTIATE) {
        return raise_type!("cannot create '{}' instances", object::repr::tp_name(cls));
    }
    if cls.flags.has(ClassFlags::ABSTRACT) {
        return refuse_abstract(cls);
    }
    // SAFETY: the layout of `cls` is object's (checked by the caller of `__new__`): an all-zero cell with a map is whole.
    let obj: Gc<heap::Head> = unsafe { Gc::from_raw(object::map::alloc_instance(cls).cast()) };
    Ok(obj.value())
}

#[cold]
fn refuse_abstract(cls: Gc<Class>) -> Result<Value> {
    let Some(names) = cls.dict.get_str(Id::__abstractmethods__.str()) else {
        return object::attribute_error(cls.value(), Id::__abstractmethods__.str().value(), "__abstractmethods__");
    };
    let mut texts = Vec::new();
    object::iter::for_each(names, |n| {
        match n.cast::<Str>() {
            Some(s) => texts.push(s.to_string_lossy()),
            None => {
                return raise_type!(
                    "sequence item {}: expected str instance, {} found",
                    texts.len(),
                    object::repr::type_name(n)
                );
            }
        }
        Ok(())
    })?;
    texts.sort();
    let plural = if texts.len() == 1 { "" } else { "s" };
    raise_type!(
        "Can't instantiate abstract class {} without an implementation for abstract method{} '{}'",
        cls.name,
        plural,
        texts.join("', '")
    )
}

fn object_init(this: Value, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<()> {
    if !args.as_slice().is_empty() || !kwargs.is_empty() {
        let cls = class_of(this);
        if cls.dunder(Id::__init__) != boot::object_init() {
            return raise_type!("object.__init__() takes exactly one argument (the instance to initialize)");
        }
        if cls.dunder(Id::__new__) == boot::object_new() {
            return raise_type!("{}.__init__() takes exactly one argument (the instance to initialize)", cls.name);
        }
    }
    Ok(())
}

fn object_repr(this: Value) -> Gc<Str> {
    object::repr::default_repr(this)
}

fn object_str(this: Value) -> Result<Value> {
    object::repr::unchecked_repr(this)
}

fn object_format(this: Value, spec: Value) -> Result<Gc<Str>> {
    let Some(s) = spec.cast::<Str>() else {
        return raise_type!("__format__() argument must be str, not {}", object::repr::type_name(spec));
    };
    if s.byte_len() != 0 {
        return raise_type!("unsupported format string passed to {}.__format__", object::repr::type_name(this));
    }
    object::repr::str_of(this)
}

fn object_eq(this: Value, other: Value) -> Value {
    if this == other { bool_value(true) } else { not_implemented() }
}

fn object_ne(this: Value, other: Value) -> Result<Value> {
    let Some(r) = object::call::call_dunder(this, Id::__eq__, &[other])? else { return Ok(not_implemented()) };
    if r == not_implemented() {
        return Ok(r);
    }
    Ok(bool_value(!ops::truth(r)?))
}

fn object_order(_this: Value, _other: Value) -> Value {
    not_implemented()
}

fn object_hash(this: Value) -> i64 {
    ops::hash_identity(this)
}

/// The name of an attribute: any string, interned.
pub(crate) fn attribute_name(name: Value) -> Result<Gc<Str>> {
    match name.cast::<Str>() {
        Some(s) => Ok(object::strs::intern_str(s)),
        None => raise_type!("attribute name must be string, not '{}'", object::repr::type_name(name)),
    }
}

fn object_getattribute(this: Value, name: Value) -> Result<Value> {
    let name = attribute_name(name)?;
    match attr::object_getattr(this, name)? {
        Some(v) => Ok(v),
        None => attr::no_attribute(this, name),
    }
}

/// `object.__setattr__` must not get around the rules of classes (CPython's hackcheck).
fn refuse_class(this: Value, what: &str) -> Result<()> {
    if this.is::<Class>() {
        return raise_type!("can't apply this {} to {} object", what, object::repr::type_name(this));
    }
    Ok(())
}

fn object_setattr(this: Value, name: Value, value: Value) -> Result<()> {
    refuse_class(this, "__setattr__")?;
    attr::generic_setattr(this, attribute_name(name)?, Some(value))
}

fn object_delattr(this: Value, name: Value) -> Result<()> {
    refuse_class(this, "__delattr__")?;
    attr::generic_setattr(this, attribute_name(name)?, None)
}

fn get_class(this: Value) -> Gc<Class> {
    class_of(this)
}

fn set_class(this: Value, v: Option<Value>) -> Result<()> {
    let Some(v) = v else { return raise_type!("can't delete __class__ attribute") };
    let Some(new) = v.cast::<Class>() else {
        return raise_type!("__class__ must be set to a class, not '{}' object", object::repr::type_name(v));
    };
    let old = class_of(this);
    if new == old {
        return Ok(());
    }
    let modules = new.is_subclass_of(Module::class()) && old.is_subclass_of(Module::class());
    if !modules && (old.is_immutable() || new.is_immutable()) {
        return raise_type!("__class__ assignment only supported for mutable types or ModuleType subclasses");
    }
    if !compatible_layouts(old, new) {
        return raise_type!("__class__ assignment: '{}' object layout differs from '{}'", new.name, old.name);
    }
    object::map::change_class(this, new);
    Ok(())
}

const AREA_FLAGS: u32 = ClassFlags::HAS_DICT | ClassFlags::WEAKREF;

/// The nearest ancestor that adds something to its base's layout.
fn adding_class(mut c: Gc<Class>) -> Gc<Class> {
    while let Some(b) = c.base {
        let same = std::ptr::eq(b.layout, c.layout) && b.fixed == c.fixed && (b.flags.0 ^ c.flags.0) & AREA_FLAGS == 0;
        if !same {
            break;
        }
        c = b;
    }
    c
}

/// May an object of one class become an object of the other (`compatible_for_assignment`)?
pub(crate) fn compatible_layouts(old: Gc<Class>, new: Gc<Class>) -> bool {
    let (a, b) = (adding_class(old), adding_class(new));
    if a == b {
        return true;
    }
    if !std::ptr::eq(a.layout, b.layout)
        || a.fixed != b.fixed
        || (a.flags.0 ^ b.flags.0) & AREA_FLAGS != 0
        || a.base != b.base
    {
        return false;
    }
    let names = |c: Gc<Class>| {
        let mut n: Vec<String> = c.slot_names.iter().map(|s| s.to_string_lossy()).collect();
        n.sort();
        n
    };
    names(a) == names(b)
}

/// Adds the names in `cls.__dict__` and in those of its bases to `out` (`merge_class_dict`).
pub(crate) fn merge_class_names(out: Gc<Dict>, cls: Value) -> Result<()> {
    object::state::check_native_stack()?;
    if let Some(d) = attr::find_attr(cls, Id::__dict__.str())? {
        let keys = object::call::call_method(d, Id::keys.str(), &[])?;
        object::iter::for_each(keys, |k| out.set(k, none()))?;
    }
    if let Some(bases) = attr::find_attr(cls, Id::__bases__.str())? {
        let n = ops::len(bases)?;
        for i in 0..n {
            merge_class_names(out, ops::getitem(bases, object::number::int(i as i64))?)?;
        }
    }
    Ok(())
}

/// The keys of a dict as a list.
pub(crate) fn key_list(d: Gc<Dict>) -> Gc<List> {
    List::new(d.to_vec().iter().map(|kv| kv.0).collect())
}

fn object_dir(this: Value) -> Result<Gc<List>> {
    let out = match attr::find_attr(this, Id::__dict__.str())?.and_then(|d| d.cast::<Dict>()) {
        Some(d) => d.copy(),
        None => Dict::new(),
    };
    if let Some(cls) = attr::find_attr(this, Id::__class__.str())? {
        merge_class_names(out, cls)?;
    }
    Ok(key_list(out))
}

fn object_reduce(this: Value) -> Result<Value> {
    common_reduce(this, 0)
}

fn object_reduce_ex(this: Value, protocol: i32) -> Result<Value> {
    let class = attr::getattr(this, Id::__class__.str())?;
    if let Some(reduce) = attr::find_attr(this, Id::__reduce__.str())? {
        let of_class = attr::getattr(class, Id::__reduce__.str())?;
        let own = object_class().dict.get_str(Id::__reduce__.str());
        if Some(of_class) != own {
            return object::call::call(reduce, &[]);
        }
    }
    common_reduce(this, protocol)
}

fn common_reduce(this: Value, protocol: i32) -> Result<Value> {
    if protocol >= 2 {
        return reduce_newobj(this);
    }
    let copyreg = import_module("copyreg")?;
    object::call::call_method(copyreg, intern("_reduce_ex"), &[this, object::number::int(i64::from(protocol))])
}

/// What `__getnewargs_ex__` or `__getnewargs__` give: positional and keyword arguments for `__new__`.
fn new_arguments(this: Value) -> Result<(Option<Gc<Tuple>>, Option<Gc<Dict>>)> {
    let special = |id: Id| match class_of(this).lookup(id.str()) {
        Some(m) => object::call::call_method_value(m, this, &[], &[]).map(Some),
        None => Ok(None),
    };
    if let Some(r) = special(Id::__getnewargs_ex__)? {
        let Some(t) = r.cast::<Tuple>() else {
            return raise_type!("__getnewargs_ex__ should return a tuple, not '{}'", object::repr::type_name(r));
        };
        let [args, kwargs] = t.as_slice() else {
            return object::raise_value!(
                "__getnewargs_ex__ should return a tuple of length 2, not {}",
                t.as_slice().len()
            );
        };
        let Some(args) = args.cast::<Tuple>() else {
            return raise_type!(
                "first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '{}'",
                object::repr::type_name(*args)
            );
        };
        let Some(kwargs) = kwargs.cast::<Dict>() else {
            return raise_type!(
                "second item of the tuple returned by __getnewargs_ex__ must be a dict, not '{}'",
                object::repr::type_name(*kwargs)
            );
        };
        return Ok((Some(args), Some(kwargs)));
    }
    if let Some(r) = special(Id::__getnewargs__)? {
        let Some(args) = r.cast::<Tuple>() else {
            return raise_type!("__getnewargs__ should return a tuple, not '{}'", object::repr::type_name(r));
        };
        return Ok((Some(args), None));
    }
    Ok((None, None))
}

fn reduce_newobj(this: Value) -> Result<Value> {
    let cls = class_of(this);
    if cls.dunder(Id::__new__).is_none() || cls.flags.has(ClassFlags::NO_INSTANTIATE) {
        return raise_type!("cannot pickle '{}' object", object::repr::tp_name(cls));
    }
    let (args, kwargs) = new_arguments(this)?;
    let copyreg = import_module("copyreg")?;
    let (newobj, newargs) = match kwargs {
        Some(kw) if !kw.is_empty() => {
            let args = args.unwrap_or_else(Tuple::empty);
            (
                attr::getattr(copyreg, intern("__newobj_ex__"))?,
                Tuple::from_slice(&[cls.value(), args.value(), kw.value()]),
            )
        }
        _ => {
            let with_class = object::call::prepend(cls.value(), args.map_or(&[], |a| a.as_slice()));
            (attr::getattr(copyreg, intern("__newobj__"))?, Tuple::from_slice(&with_class))
        }
    };
    let required = args.is_none() && !this.is::<List>() && !this.is::<Dict>();
    let state = getstate(this, required)?;
    let list_items = if this.is::<List>() { object::iter::get_iter(this)? } else { none() };
    let dict_items = if this.is::<Dict>() {
        let items = object::call::call_method(this, Id::items.str(), &[])?;
        object::iter::get_iter(items)?
    } else {
        none()
    };
    Ok(object::seq::tuple(&[newobj, newargs.value(), state, list_items, dict_items]))
}

/// `obj.__getstate__()`; the default one learns whether the state must hold everything.
fn getstate(this: Value, required: bool) -> Result<Value> {
    let f = attr::getattr(this, Id::__getstate__.str())?;
    if let Some(n) = f.cast::<NativeFn>()
        && n.bound == Some(this)
        && n.owner == Some(object_class())
    {
        return default_state(this, required);
    }
    object::call::call(f, &[])
}

fn object_getstate(this: Value) -> Result<Value> {
    default_state(this, false)
}

/// The instance dict, or a pair of it and the values of `__slots__` (`object_getstate_default`).
fn default_state(this: Value, required: bool) -> Result<Value> {
    let cls = class_of(this);
    if required && !std::ptr::eq(cls.layout, &OBJECT_LAYOUT) {
        return raise_type!("cannot pickle '{}' object", object::repr::tp_name(cls));
    }
    // An instance dict that is empty is no state.
    let state = match attr::instance_dict(this) {
        Some(d) if !d.is_empty() => attr::getattr(this, Id::__dict__.str())?,
        _ => none(),
    };
    let names = match cls.dict.get_text("__slotnames__") {
        Some(n) if !is_none(n) => n,
        _ => {
            let copyreg = import_module("copyreg")?;
            object::call::call_method(copyreg, intern("_slotnames"), &[cls.value()])?
        }
    };
    if is_none(names) {
        return Ok(state);
    }
    let Some(names) = names.cast::<List>() else {
        return raise_type!("copyreg._slotnames didn't return a list or None");
    };
    let slots = Dict::new();
    let copy: GcVec<Value> = names.items.clone();
    for n in copy.iter() {
        if let Some(v) = attr::find_attr(this, attribute_name(*n)?)? {
            slots.set(*n, v)?;
        }
    }
    if slots.is_empty() { Ok(state) } else { Ok(object::seq::tuple(&[state, slots.value()])) }
}

fn object_sizeof(this: Value) -> usize {
    if this.is_ptr() { map_of(this).size } else { 24 }
}

fn object_init_subclass(cls: Value) -> Result<()> {
    class_arg(cls).map(|_| ())
}

fn object_subclasshook(_cls: Value, _object: Value) -> Value {
    not_implemented()
}
