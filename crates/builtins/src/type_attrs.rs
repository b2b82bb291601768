//! The attributes of classes: `__name__`, `__bases__`, `__doc__`, `__annotations__`, `__flags__` and the rest.

use heap::Value;
use object::args::{Row, native};
use object::class::{Class, ClassFlags};
use object::error::{BaseException, Result};
use object::gc::{Layout, Object, ValueExt};
use object::misc::is_none;
use object::{
    Bytes, Dict, Gc, Id, Int, List, NativeFn, Str, Tuple, attr, attribute_error, intern, none, ops, raise_type,
};

use crate::type_new;
use crate::type_type::check_settable;

pub(crate) static ROWS: &[Row] = &[
    Row::getter("__basicsize__", native(basicsize)),
    Row::getter("__itemsize__", native(itemsize)),
    Row::getter("__flags__", native(flags)),
    Row::getter("__weakrefoffset__", native(weakrefoffset)),
    Row::getter("__base__", native(base)),
    Row::getter("__dictoffset__", native(dictoffset)),
    Row::getset("__name__", native(name), native(set_name)),
    Row::getset("__qualname__", native(qualname), native(set_qualname)),
    Row::getset("__bases__", native(bases), native(set_bases)),
    Row::getter("__mro__", native(mro)),
    Row::getset("__module__", native(module), native(set_module)),
    Row::getset("__abstractmethods__", native(abstractmethods), native(set_abstractmethods)),
    Row::getter("__dict__", native(dict)),
    Row::getset("__doc__", native(doc), native(set_doc)),
    Row::getter("__text_signature__", native(text_signature)),
    Row::getset("__annotations__", native(annotations), native(set_annotations)),
    Row::getset("__annotate__", native(annotate), native(set_annotate)),
    Row::getset("__type_params__", native(type_params), native(set_type_params)),
];

fn basicsize(this: Gc<Class>) -> usize {
    this.fixed + if this.flags.has(ClassFlags::HAS_DICT) && !this.flags.has(ClassFlags::HEAPTYPE) { 8 } else { 0 }
}

fn itemsize(this: Gc<Class>) -> i64 {
    let sizes: [(&'static Layout, i64); 4] =
        [(Tuple::LAYOUT, 8), (Int::LAYOUT, 4), (Bytes::LAYOUT, 1), (Class::LAYOUT, 40)];
    sizes.iter().find(|(l, _)| this.layout.extends(l)).map_or(0, |(_, n)| *n)
}

fn weakrefoffset(this: Gc<Class>) -> i64 {
    match (this.flags.has(ClassFlags::WEAKREF), this.flags.has(ClassFlags::HEAPTYPE)) {
        (false, _) => 0,
        (true, true) => -32,
        (true, false) => this.fixed as i64,
    }
}

fn dictoffset(this: Gc<Class>) -> i64 {
    match (this.flags.has(ClassFlags::HAS_DICT), this.flags.has(ClassFlags::HEAPTYPE)) {
        _ if this == Class::class() => 264,
        (false, _) => 0,
        (true, true) => -1,
        (true, false) => this.fixed as i64,
    }
}

/// Does CPython make the class at run time (`Py_TPFLAGS_HEAPTYPE`)? It does so by now in all modules but a few; `copyreg`
/// looks for the nearest base class of the other kind.
fn is_made_at_run_time(this: Gc<Class>) -> bool {
    const STATIC_MODULES: [&str; 6] = ["builtins", "sys", "types", "weakref", "string.templatelib", "_contextvars"];
    const STATIC: [&str; 3] = ["collections.OrderedDict", "typing.Union", "typing.TypeAliasType"];
    let module = this.module_text.unwrap_or("builtins");
    this.flags.has(ClassFlags::HEAPTYPE)
        || !STATIC_MODULES.contains(&module) && !STATIC.contains(&object::repr::class_full_name(this).as_str())
}

/// Our flags as the bits of CPython's `tp_flags`.
fn flags(this: Gc<Class>) -> i64 {
    let f = this.flags;
    let pairs: [(bool, u32); 12] = [
        (f.has(ClassFlags::HAS_DICT) && f.has(ClassFlags::HEAPTYPE), 2),
        (f.has(ClassFlags::WEAKREF) && f.has(ClassFlags::HEAPTYPE), 3),
        (f.has(ClassFlags::HAS_DICT) && f.has(ClassFlags::HEAPTYPE), 4),
        (f.has(ClassFlags::SEQUENCE), 5),
        (f.has(ClassFlags::MAPPING), 6),
        (f.has(ClassFlags::NO_INSTANTIATE), 7),
        (f.has(ClassFlags::IMMUTABLE), 8),
        (is_made_at_run_time(this), 9),
        (f.has(ClassFlags::BASETYPE), 10),
        (f.has(ClassFlags::METHOD_DESCRIPTOR), 17),
        (f.has(ClassFlags::ABSTRACT), 20),
        (f.has(ClassFlags::MATCH_SELF), 22),
    ];
    let kinds: [(&'static Layout, u32); 8] = [
        (Int::LAYOUT, 24),
        (List::LAYOUT, 25),
        (Tuple::LAYOUT, 26),
        (Bytes::LAYOUT, 27),
        (Str::LAYOUT, 28),
        (Dict::LAYOUT, 29),
        (BaseException::LAYOUT, 30),
        (Class::LAYOUT, 31),
    ];
    const READY: i64 = 1 << 12;
    // Whether instances are subject to CPython's cycle collection: whether they can refer to anything.
    let gc = this.is_collected();
    let own = pairs.iter().filter(|(on, _)| *on).map(|(_, bit)| 1i64 << bit).sum::<i64>();
    let kind = kinds.iter().filter(|(l, _)| this.layout.extends(l)).map(|(_, bit)| 1i64 << bit).sum::<i64>();
    own | kind | READY | i64::from(gc) << 14
}

fn base(this: Gc<Class>) -> Option<Gc<Class>> {
    this.base
}

fn name(this: Gc<Class>) -> Gc<Str> {
    this.name
}

fn set_name(mut this: Gc<Class>, v: Option<Value>) -> Result<()> {
    let v = check_settable(this, v, "__name__")?;
    let Some(s) = v.cast::<Str>() else {
        return raise_type!("can only assign string to {}.__name__, not '{}'", this.name, object::repr::type_name(v));
    };
    if s.to_str().is_none() {
        return object::error::surrogates_not_allowed(s);
    }
    if s.as_bytes().contains(&0) {
        return object::value_error("type name must not contain null characters");
    }
    this.name = s;
    Ok(())
}

fn qualname(this: Gc<Class>) -> Gc<Str> {
    this.qualname
}

fn set_qualname(mut this: Gc<Class>, v: Option<Value>) -> Result<()> {
    let v = check_settable(this, v, "__qualname__")?;
    let Some(s) = v.cast::<Str>() else {
        return raise_type!(
            "can only assign string to {}.__qualname__, not '{}'",
            this.name,
            object::repr::type_name(v)
        );
    };
    this.qualname = s;
    Ok(())
}

fn bases(this: Gc<Class>) -> Gc<Tuple> {
    this.bases
}

fn set_bases(this: Gc<Class>, v: Option<Value>) -> Result<()> {
    let v = check_settable(this, v, "__bases__")?;
    type_new::set_bases(this, v)
}

/// The MRO; nothing while it is being computed for the first time.
fn mro(this: Gc<Class>) -> Option<Gc<Tuple>> {
    (!this.mro.as_slice().is_empty()).then_some(this.mro)
}

/// `cls.__module__` without hooks.
pub(crate) fn module_of(c: Gc<Class>) -> Option<Value> {
    match c.dict.get_str(Id::__module__.str()) {
        Some(d) if d.is::<Str>() || c.flags.has(ClassFlags::HEAPTYPE) => Some(d),
        // Nothing, or a descriptor for instances.
        _ if !c.flags.has(ClassFlags::HEAPTYPE) => Some(intern(c.module_text.unwrap_or("builtins")).value()),
        _ => None,
    }
}

fn module(this: Gc<Class>) -> Result<Value> {
    match module_of(this) {
        Some(m) => Ok(m),
        None => attribute_error(this.value(), Id::__module__.str().value(), "__module__"),
    }
}

fn set_module(this: Gc<Class>, v: Option<Value>) -> Result<()> {
    let v = check_settable(this, v, "__module__")?;
    this.dict.remove_str(Id::__firstlineno__.str());
    this.set_attr_raw(Id::__module__.str(), v);
    Ok(())
}

fn abstractmethods(this: Gc<Class>) -> Result<Value> {
    // `type` itself has this very getter in its dict, which is not what is asked for.
    let found = if this == Class::class() { None } else { this.dict.get_str(Id::__abstractmethods__.str()) };
    match found {
        Some(v) => Ok(v),
        None => attribute_error(this.value(), Id::__abstractmethods__.str().value(), "__abstractmethods__"),
    }
}

fn set_abstractmethods(mut this: Gc<Class>, v: Option<Value>) -> Result<()> {
    let key = Id::__abstractmethods__.str();
    let is_abstract = match v {
        Some(v) => {
            let abstract_now = ops::truth(v)?;
            this.dict.set_str(key, v);
            abstract_now
        }
        None => {
            if this.dict.remove_str(key).is_none() {
                return attribute_error(this.value(), key.value(), "__abstractmethods__");
            }
            false
        }
    };
    this.modified();
    if is_abstract {
        this.flags.0 |= ClassFlags::ABSTRACT;
    } else {
        this.flags.0 &= !ClassFlags::ABSTRACT;
    }
    Ok(())
}

pub(crate) fn dict(this: Gc<Class>) -> Value {
    crate::mapping_proxy::new(this.dict.value())
}

fn doc(this: Gc<Class>) -> Result<Value> {
    if !this.flags.has(ClassFlags::HEAPTYPE)
        && let Some(text) = this.doc_text
    {
        return Ok(Str::new(text).value());
    }
    match this.dict.get_str(Id::__doc__.str()) {
        Some(d) => attr::descr_get(d, None, this),
        None => Ok(none()),
    }
}

fn set_doc(this: Gc<Class>, v: Option<Value>) -> Result<()> {
    let v = check_settable(this, v, "__doc__")?;
    this.set_attr_raw(Id::__doc__.str(), v);
    Ok(())
}

/// The signature of a built-in class is the one of its `__new__` or `__init__`.
fn text_signature(this: Gc<Class>) -> Option<String> {
    if this.flags.has(ClassFlags::HEAPTYPE) {
        return None;
    }
    if this == object::misc::object_class() {
        return Some("()".to_owned());
    }
    [Id::__new__, Id::__init__]
        .iter()
        .find_map(|id| {
            let f = this.dict.get_str(id.str())?.cast::<NativeFn>()?;
            let text = match f.row.shown {
                // What is shown of the method itself, receiver and all.
                Some(shown) if shown.starts_with("($") => shown.trim_start_matches('(').trim_end_matches(')'),
                Some(shown) => return Some(shown.to_owned()),
                None => f.sig().text,
            };
            let rest = text.split_once(',').map_or("", |(_, r)| r.trim_start());
            let rest = rest.strip_prefix("/, ").unwrap_or(rest);
            (rest != "/" && !rest.starts_with("*args")).then(|| format!("({rest})"))
        })
        .filter(|text| !text.is_empty())
}

fn no_such(this: Gc<Class>, name: &'static str) -> Result<Value> {
    attribute_error(
        this.value(),
        intern(name).value(),
        &format!("type object '{}' has no attribute '{}'", object::repr::tp_name(this), name),
    )
}

/// The class's own annotations (PEP 649): set, cached, or computed now by `__annotate__`.
fn annotations(this: Gc<Class>) -> Result<Value> {
    if !this.flags.has(ClassFlags::HEAPTYPE) {
        return no_such(this, "__annotations__");
    }
    if let Some(a) = this.dict.get_str(Id::__annotations__.str()) {
        return attr::descr_get(a, None, this);
    }
    if let Some(a) = this.dict.get_text("__annotations_cache__") {
        return attr::descr_get(a, None, this);
    }
    let f = attr::getattr(this.value(), Id::__annotate__.str())?;
    let a = if object::call::is_callable(f) {
        let r = object::call::call(f, &[object::number::int(1)])?;
        if !r.is::<Dict>() {
            return raise_type!("__annotate__ returned non-dict of type '{}'", object::repr::type_name(r));
        }
        r
    } else {
        Dict::new().value()
    };
    this.set_attr_raw(intern("__annotations_cache__"), a);
    Ok(a)
}

fn set_annotations(this: Gc<Class>, v: Option<Value>) -> Result<()> {
    if this.is_immutable() {
        return raise_type!("cannot set '__annotations__' attribute of immutable type '{}'", this.name);
    }
    let d = this.dict;
    match v {
        Some(v) => {
            let key = if d.get_str(Id::__annotations__.str()).is_some() {
                Id::__annotations__.str()
            } else {
                intern("__annotations_cache__")
            };
            d.set_str(key, v);
        }
        None => {
            let removed =
                d.remove_str(Id::__annotations__.str()).or_else(|| d.remove_str(intern("__annotations_cache__")));
            if removed.is_none() {
                return attribute_error(this.value(), Id::__annotations__.str().value(), "__annotations__");
            }
        }
    }
    d.remove_str(Id::__annotate_func__.str());
    d.remove_str(Id::__annotate__.str());
    this.modified();
    Ok(())
}

fn annotate(this: Gc<Class>) -> Result<Value> {
    if !this.flags.has(ClassFlags::HEAPTYPE) {
        return no_such(this, "__annotate__");
    }
    for id in [Id::__annotate_func__, Id::__annotate__] {
        if let Some(f) = this.dict.get_str(id.str()) {
            return attr::descr_get(f, None, this);
        }
    }
    this.set_attr_raw(Id::__annotate_func__.str(), none());
    Ok(none())
}

fn set_annotate(this: Gc<Class>, v: Option<Value>) -> Result<()> {
    let Some(v) = v else { return object::type_error("cannot delete __annotate__ attribute") };
    if this.is_immutable() {
        return raise_type!("cannot set '__annotate__' attribute of immutable type '{}'", this.name);
    }
    if !is_none(v) && !object::call::is_callable(v) {
        return object::type_error("__annotate__ must be callable or None");
    }
    this.dict.set_str(Id::__annotate_func__.str(), v);
    if !is_none(v) {
        this.dict.remove_str(Id::__annotations__.str());
        this.dict.remove_str(intern("__annotations_cache__"));
    }
    this.modified();
    Ok(())
}

fn type_params(this: Gc<Class>) -> Value {
    match this.dict.get_str(Id::__type_params__.str()) {
        Some(v) if this.flags.has(ClassFlags::HEAPTYPE) => v,
        _ => Tuple::empty().value(),
    }
}

fn set_type_params(this: Gc<Class>, v: Option<Value>) -> Result<()> {
    let v = check_settable(this, v, "__type_params__")?;
    this.set_attr_raw(Id::__type_params__.str(), v);
    Ok(())
}
