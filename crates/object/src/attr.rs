//! Attributes: plans, and executing them.
//!
//! A *plan* says how to get or set an attribute of objects with a given map: it depends only on the map and on the class's
//! version, so inline caches keep it and traces treat it as a constant. Native code executes plans here; the machine
//! executes the common ones itself, by the same plan.

use heap::Value;

use crate::class::Class;
use crate::error::{Result, exc};
use crate::function::{
    BoundMethod, CLASSMETHOD_DESCR, ClassMethod, Function, GetSet, Member, NativeFn, Property, StaticMethod,
    bind_native,
};
use crate::gc::{Gc, Object, ValueExt};
use crate::ids::Id;
use crate::map::{self, Kind, Map, class_of, map_of};
use crate::misc::Module;
use crate::strs::Str;

/// How to load an attribute.
#[derive(Clone, Copy, Debug)]
pub enum Load {
    /// Instance attribute by number.
    Slot(usize),
    /// A slot of `__slots__`.
    Member(Gc<Member>),
    /// A function-like class attribute: bind it to the object.
    Method(Value),
    /// A plain class attribute.
    Class(Value),
    /// A property with a getter.
    Property(Gc<Property>),
    /// A computed attribute of a built-in class.
    GetSet(Gc<GetSet>),
    /// Any other descriptor: its `__get__` decides. The flag says whether it is a data descriptor.
    Descriptor(Value),
    /// The object is in dict mode: look there first, then use what the class has (not a data descriptor).
    Dict(Option<Value>),
    /// Not there.
    Missing,
}

/// How to store an attribute.
#[derive(Clone, Copy, Debug)]
pub enum Store {
    /// Existing instance attribute by number.
    Slot(usize),
    /// A new instance attribute: the object moves to this map.
    Add(Gc<Map>),
    /// The object must turn to (or is in) dict mode.
    Dict,
    Member(Gc<Member>),
    Property(Gc<Property>),
    GetSet(Gc<GetSet>),
    /// A descriptor with `__set__` or `__delete__`.
    Descriptor(Value),
    /// Nothing can be stored; the flag says that the class has an attribute of that name.
    Refused(bool),
}

/// Does the class of a class attribute make it a data descriptor?
#[must_use]
pub fn is_data_descriptor(d: Value) -> bool {
    let c = class_of(d);
    match map_of(d).kind {
        Kind::Function | Kind::MethodDescr | Kind::NativeFn | Kind::Int | Kind::Str | Kind::None => false,
        Kind::Property => true,
        _ => c.dunder(Id::__set__).is_some() || c.dunder(Id::__delete__).is_some(),
    }
}

fn class_plan(d: Value) -> Load {
    match map_of(d).kind {
        Kind::Function | Kind::MethodDescr => Load::Method(d),
        // SAFETY (for the casts below): the exact class was just tested.
        Kind::Property => unsafe { Load::Property(d.cast_unchecked()) },
        _ if d.is_exact::<GetSet>() => unsafe { Load::GetSet(d.cast_unchecked()) },
        _ if d.is_exact::<Member>() => {
            let m: Gc<Member> = unsafe { d.cast_unchecked() };
            m.computed.map_or(Load::Member(m), Load::GetSet)
        }
        _ if class_of(d).dunder(Id::__get__).is_some() => Load::Descriptor(d),
        _ => Load::Class(d),
    }
}

/// The plan of `object.__getattribute__` for objects with this map. `name` is interned.
#[must_use]
pub fn plan_load(map: Gc<Map>, name: Gc<Str>) -> Load {
    let found = map.class.lookup(name);
    if let Some(d) = found
        && is_data_descriptor(d)
        && class_of(d).dunder(Id::__get__).is_some()
    {
        return class_plan(d);
    }
    if map.attrs_offset != 0 {
        if map.dict_mode {
            return Load::Dict(found);
        }
        if let Some(i) = map.index_of(name) {
            return Load::Slot(i);
        }
    }
    found.map_or(Load::Missing, class_plan)
}

/// The plan of `object.__setattr__` for objects with this map. `name` is interned.
#[must_use]
pub fn plan_store(map: Gc<Map>, name: Gc<Str>) -> Store {
    let found = map.class.lookup(name);
    if let Some(d) = found
        && is_data_descriptor(d)
    {
        // SAFETY (for the casts below): the exact class was just tested.
        return match map_of(d).kind {
            Kind::Property => unsafe { Store::Property(d.cast_unchecked()) },
            _ if d.is_exact::<GetSet>() => unsafe { Store::GetSet(d.cast_unchecked()) },
            _ if d.is_exact::<Member>() => {
                let m: Gc<Member> = unsafe { d.cast_unchecked() };
                m.computed.map_or(Store::Member(m), Store::GetSet)
            }
            _ => Store::Descriptor(d),
        };
    }
    if map.attrs_offset == 0 {
        return Store::Refused(found.is_some());
    }
    if map.dict_mode {
        return Store::Dict;
    }
    if let Some(i) = map.index_of(name) {
        return Store::Slot(i);
    }
    map.with_attr(name).map_or(Store::Dict, Store::Add)
}

/// The address of a `__slots__` member.
#[inline]
#[must_use]
pub fn member_slot(obj: Value, m: Gc<Member>) -> *mut Option<Value> {
    // SAFETY: the member's offset lies within instances of its owner.
    unsafe { obj.as_ptr::<u8>().add(m.offset).cast() }
}

/// Which implementation of `__getattribute__` a class has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GetAttribute {
    /// `object.__getattribute__`.
    Generic,
    /// `type.__getattribute__`.
    Type,
    /// `module.__getattribute__`.
    Module,
    /// Anything else.
    Custom,
}

/// Which implementation of `__getattribute__` a class has.
#[must_use]
pub fn getattribute_of(c: Gc<Class>) -> GetAttribute {
    let Some(d) = c.dunder(Id::__getattribute__) else { return GetAttribute::Generic };
    let owner = d.cast::<NativeFn>().and_then(|n| n.owner);
    match owner {
        Some(o) if o == crate::misc::object_class() => GetAttribute::Generic,
        Some(o) if o == Class::class() => GetAttribute::Type,
        Some(o) if o == Module::class() => GetAttribute::Module,
        _ => GetAttribute::Custom,
    }
}

/// `getattr(obj, name)`.
///
/// # Errors
/// `AttributeError`, or what descriptors and hooks raise.
pub fn getattr(obj: Value, name: Gc<Str>) -> Result<Value> {
    let name = crate::strs::intern_str(name);
    let c = class_of(obj);
    let how = getattribute_of(c);
    let found = match how {
        GetAttribute::Generic => generic_getattr(obj, name),
        GetAttribute::Type => type_getattr(obj, name),
        GetAttribute::Module => module_getattr(obj, name),
        GetAttribute::Custom => {
            let m = c.dunder(Id::__getattribute__).expect("a custom implementation exists");
            crate::call::call_method_value(m, obj, &[name.value()], &[]).map(Some)
        }
    };
    if let Ok(Some(v)) = found {
        return Ok(v);
    }
    let Some(fallback) = c.dunder(Id::__getattr__) else {
        return match (found, how) {
            (Ok(_), GetAttribute::Type) => no_class_attribute(obj, name),
            (Ok(_), GetAttribute::Module) => no_module_attribute(obj, name),
            (Ok(_), _) => no_attribute(obj, name),
            (Err(e), GetAttribute::Custom) => {
                crate::error::add_attribute_context(obj, name);
                Err(e)
            }
            (Err(e), _) => Err(e),
        };
    };
    // An `AttributeError` of a descriptor, say of a property's function, counts as a missing attribute too.
    crate::error::catch(found, &exc::ATTRIBUTE_ERROR)?;
    crate::call::call_method_value(fallback, obj, &[name.value()], &[])
        .inspect_err(|_| crate::error::add_attribute_context(obj, name))
}

/// `getattr(obj, name, None)` in Rust: a missing attribute is `None`.
///
/// # Errors
/// What raises other than `AttributeError`.
pub fn find_attr(obj: Value, name: Gc<Str>) -> Result<Option<Value>> {
    let name = crate::strs::intern_str(name);
    let c = class_of(obj);
    if c.dunder(Id::__getattr__).is_none() {
        match getattribute_of(c) {
            GetAttribute::Generic => {
                return crate::error::catch(generic_getattr(obj, name), &exc::ATTRIBUTE_ERROR).map(Option::flatten);
            }
            GetAttribute::Type => {
                return crate::error::catch(type_getattr(obj, name), &exc::ATTRIBUTE_ERROR).map(Option::flatten);
            }
            _ => {}
        }
    }
    crate::error::catch(getattr(obj, name), &exc::ATTRIBUTE_ERROR)
}

/// `object.__getattribute__`; a missing attribute is `None`.
///
/// # Errors
/// What descriptors raise.
pub fn generic_getattr(obj: Value, name: Gc<Str>) -> Result<Option<Value>> {
    let map = map_of(obj);
    run_load(plan_load(map, name), obj, map, name)
}

/// Executes a load plan.
///
/// # Errors
/// What descriptors raise.
pub fn run_load(plan: Load, obj: Value, map: Gc<Map>, name: Gc<Str>) -> Result<Option<Value>> {
    match plan {
        // SAFETY: the plan belongs to the object's map.
        Load::Slot(i) => Ok(unsafe { *map::attr_slot(obj, map, i) }),
        // SAFETY: the member belongs to the object's class.
        Load::Member(m) => match unsafe { *member_slot(obj, m) } {
            Some(v) => Ok(Some(v)),
            None => Ok(None),
        },
        Load::Class(v) => Ok(Some(v)),
        Load::Dict(found) => {
            let dict = map::dict_of_dict_mode(obj, map);
            // A key that is no string may equal the name.
            let own = if dict.str_keys { dict.get_str(name) } else { dict.get(name.value())? };
            if own.is_some() {
                return Ok(own);
            }
            match found {
                Some(d) => run_load(class_plan(d), obj, map, name),
                None => Ok(None),
            }
        }
        Load::Method(d) | Load::Descriptor(d) => descr_get(d, Some(obj), map.class).map(Some),
        Load::Property(p) => descr_get(p.value(), Some(obj), map.class).map(Some),
        Load::GetSet(g) => run_getter(g, obj).map(Some),
        Load::Missing => Ok(None),
    }
}

/// Calls a built-in getter after checking the receiver.
///
/// # Errors
/// What the getter raises.
pub fn run_getter(g: Gc<GetSet>, obj: Value) -> Result<Value> {
    if !class_of(obj).is_subclass_of(g.owner) {
        return crate::raise_type!(
            "descriptor '{}' for '{}' objects doesn't apply to a '{}' object",
            g.name,
            crate::repr::tp_name(g.owner),
            crate::repr::type_name(obj)
        );
    }
    let arg = Some(obj);
    // SAFETY: a getter takes one argument.
    unsafe { (g.row.entry.raw)(&raw const arg, &g.func) }
}

/// Calls a built-in setter (`v` empty: delete) after checking the receiver.
///
/// # Errors
/// What the setter raises; `AttributeError` if there is none.
pub fn run_setter(g: Gc<GetSet>, obj: Value, v: Option<Value>) -> Result<()> {
    if !class_of(obj).is_subclass_of(g.owner) {
        return crate::raise_type!(
            "descriptor '{}' for '{}' objects doesn't apply to a '{}' object",
            g.name,
            crate::repr::tp_name(g.owner),
            crate::repr::type_name(obj)
        );
    }
    let Some(set) = g.row.setter else {
        return crate::attribute_error(
            obj,
            g.name.value(),
            &format!("attribute '{}' of '{}' objects is not writable", g.name, crate::repr::tp_name(g.owner)),
        );
    };
    let args = [Some(obj), v];
    // SAFETY: a setter takes two arguments.
    unsafe { (set.raw)(args.as_ptr(), &g.func) }.map(|_| ())
}

/// `descr.__get__(obj, owner)`, or the value itself if it is no descriptor.
///
/// # Errors
/// What the descriptor raises.
pub fn descr_get(d: Value, obj: Option<Value>, owner: Gc<Class>) -> Result<Value> {
    match map_of(d).kind {
        // SAFETY (for the casts below): the kind or the exact class was just tested.
        Kind::Function => Ok(obj.map_or(d, |o| BoundMethod::new(d, o).value())),
        Kind::MethodDescr => Ok(obj.map_or(d, |o| bind_native(unsafe { d.cast_unchecked::<NativeFn>() }, o).value())),
        Kind::NativeFn | Kind::Int | Kind::Str | Kind::None => Ok(d),
        Kind::Property => {
            let Some(o) = obj else { return Ok(d) };
            let p = unsafe { d.cast_unchecked::<Property>() };
            match p.fget {
                Some(f) if !crate::misc::is_none(f) => crate::call::call(f, &[o]),
                _ => property_error(p, o, "getter"),
            }
        }
        _ => descr_get_other(d, obj, owner),
    }
}

fn descr_get_other(d: Value, obj: Option<Value>, owner: Gc<Class>) -> Result<Value> {
    if let Some(s) = d.cast_exact::<StaticMethod>() {
        return Ok(s.callable);
    }
    if let Some(c) = d.cast_exact::<ClassMethod>() {
        return Ok(BoundMethod::new(c.callable, owner.value()).value());
    }
    if let Some(n) = d.cast::<NativeFn>()
        && n.map().class == CLASSMETHOD_DESCR.get()
    {
        return Ok(bind_native(n, owner.value()).value());
    }
    if let Some(g) = d.cast_exact::<GetSet>() {
        return obj.map_or(Ok(d), |o| run_getter(g, o));
    }
    if let Some(m) = d.cast_exact::<Member>() {
        let Some(o) = obj else { return Ok(d) };
        if let Some(g) = m.computed {
            return run_getter(g, o);
        }
        if !class_of(o).is_subclass_of(m.owner) {
            return crate::raise_type!(
                "descriptor '{}' for '{}' objects doesn't apply to a '{}' object",
                m.name,
                crate::repr::tp_name(m.owner),
                crate::repr::type_name(o)
            );
        }
        // SAFETY: the member belongs to the object's class.
        return match unsafe { *member_slot(o, m) } {
            Some(v) => Ok(v),
            None => no_attribute(o, m.name),
        };
    }
    match class_of(d).dunder(Id::__get__) {
        Some(get) => {
            let o = obj.unwrap_or_else(crate::misc::none);
            crate::call::call_method_value(get, d, &[o, owner.value()], &[])
        }
        None => Ok(d),
    }
}

/// `AttributeError: property 'x' of 'C' object has no setter`.
///
/// # Errors
/// Always.
#[cold]
pub fn property_error<T>(p: Gc<Property>, obj: Value, what: &str) -> Result<T> {
    let owner = crate::repr::class_qualname(class_of(obj));
    let name = p.name.or_else(|| p.fget.and_then(|f| f.cast::<Function>()).map(|f| f.name.value()));
    match name {
        Some(n) => {
            let shown = crate::repr::repr(n)?;
            crate::raise_exc!(ATTRIBUTE_ERROR, "property {} of '{}' object has no {}", shown, owner, what)
        }
        None => crate::raise_exc!(ATTRIBUTE_ERROR, "property of '{}' object has no {}", owner, what),
    }
}

/// `type.__getattribute__`; a missing attribute is `None`.
///
/// # Errors
/// What descriptors raise.
pub fn type_getattr(obj: Value, name: Gc<Str>) -> Result<Option<Value>> {
    // SAFETY: only classes have `type.__getattribute__`.
    let c: Gc<Class> = unsafe { obj.cast_unchecked() };
    let meta = class_of(obj);
    let meta_attr = meta.lookup(name);
    if let Some(d) = meta_attr
        && is_data_descriptor(d)
        && class_of(d).dunder(Id::__get__).is_some()
    {
        return descr_get(d, Some(obj), meta).map(Some);
    }
    if let Some(v) = c.lookup(name) {
        return descr_get(v, None, c).map(Some);
    }
    match meta_attr {
        Some(d) => descr_get(d, Some(obj), meta).map(Some),
        None => Ok(None),
    }
}

/// `object.__getattribute__` of a class or a module, called for once instead of their own: their dicts are what other
/// objects' attributes are. A missing attribute is `None`.
///
/// # Errors
/// What descriptors raise.
pub fn object_getattr(obj: Value, name: Gc<Str>) -> Result<Option<Value>> {
    let own = match (obj.cast::<Class>(), obj.cast::<Module>()) {
        (Some(c), _) => c.dict,
        (_, Some(m)) => m.dict,
        _ => return generic_getattr(obj, name),
    };
    match own.get_str(name) {
        Some(v) if !map_of(obj).class.lookup(name).is_some_and(is_data_descriptor) => Ok(Some(v)),
        _ => generic_getattr(obj, name),
    }
}

/// `module.__getattribute__` with the module's own `__getattr__` (PEP 562); a missing attribute is `None`.
///
/// # Errors
/// What descriptors and hooks raise.
pub fn module_getattr(obj: Value, name: Gc<Str>) -> Result<Option<Value>> {
    // SAFETY: only modules have `module.__getattribute__`.
    let m: Gc<Module> = unsafe { obj.cast_unchecked() };
    if let Some(v) = object_getattr(obj, name)? {
        return Ok(Some(v));
    }
    match m.dict.get_str(Id::__getattr__.str()) {
        Some(f) => crate::call::call(f, &[name.value()]).map(Some),
        None => Ok(None),
    }
}

/// `setattr(obj, name, v)`; `v` empty: `delattr`.
///
/// # Errors
/// `AttributeError`, or what descriptors and hooks raise.
pub fn setattr(obj: Value, name: Gc<Str>, v: Option<Value>) -> Result<()> {
    let name = crate::strs::intern_str(name);
    let c = class_of(obj);
    let (id, args): (Id, &[Value]) = match &v {
        Some(v) => (Id::__setattr__, &[name.value(), *v]),
        None => (Id::__delattr__, &[name.value()]),
    };
    let d = c.dunder(id);
    let owner = d.and_then(|d| d.cast::<NativeFn>()).and_then(|n| n.owner);
    match owner {
        Some(o) if o == crate::misc::object_class() => generic_setattr(obj, name, v),
        Some(o) if o == Class::class() => type_setattr(obj, name, v),
        _ => match d {
            Some(m) => crate::call::call_method_value(m, obj, args, &[]).map(|_| ()),
            None => generic_setattr(obj, name, v),
        },
    }
}

/// `object.__setattr__` and `object.__delattr__`.
///
/// # Errors
/// `AttributeError`, or what descriptors raise.
pub fn generic_setattr(obj: Value, name: Gc<Str>, v: Option<Value>) -> Result<()> {
    let map = map_of(obj);
    match plan_store(map, name) {
        Store::Slot(i) => match v {
            Some(v) => {
                // SAFETY: the plan belongs to the object's map.
                unsafe { *map::attr_slot(obj, map, i) = Some(v) };
                Ok(())
            }
            None => {
                map::remove_attr(obj, i);
                Ok(())
            }
        },
        Store::Add(next) => match v {
            Some(v) => {
                map::add_attr(obj, map, next, v);
                Ok(())
            }
            None => nothing_to_delete(obj, name),
        },
        Store::Dict => {
            if let Some(m) = obj.cast::<Module>() {
                return dict_store(obj, m.dict, name, v);
            }
            dict_store(obj, map::to_dict_mode(obj), name, v)
        }
        Store::Member(m) => member_set(m, obj, v),
        Store::GetSet(g) => run_setter(g, obj, v),
        Store::Property(p) => property_set(p, obj, v),
        Store::Descriptor(d) => descriptor_set(d, obj, v),
        Store::Refused(known) => refuse_store(obj, name, known, v.is_none()),
    }
}

fn dict_store(obj: Value, d: Gc<crate::Dict>, name: Gc<Str>, v: Option<Value>) -> Result<()> {
    match v {
        Some(v) => {
            d.set_str(name, v);
            Ok(())
        }
        None => match d.remove_str(name) {
            Some(_) => Ok(()),
            None if obj.is::<Module>() => no_module_attribute(obj, name),
            None => nothing_to_delete(obj, name),
        },
    }
}

/// Stores to (or deletes) a `__slots__` member.
///
/// # Errors
/// `AttributeError`; `TypeError` for a foreign object.
pub fn member_set(m: Gc<Member>, obj: Value, v: Option<Value>) -> Result<()> {
    if let Some(g) = m.computed {
        return run_setter(g, obj, v);
    }
    if !class_of(obj).is_subclass_of(m.owner) {
        return crate::raise_type!(
            "descriptor '{}' for '{}' objects doesn't apply to a '{}' object",
            m.name,
            crate::repr::tp_name(m.owner),
            crate::repr::type_name(obj)
        );
    }
    if m.readonly {
        return crate::raise_exc!(ATTRIBUTE_ERROR, "readonly attribute");
    }
    let slot = member_slot(obj, m);
    // SAFETY: the member belongs to the object's class.
    unsafe {
        if v.is_none() && (*slot).is_none() {
            return crate::attribute_error(obj, m.name.value(), &m.name.to_string());
        }
        *slot = v;
    }
    Ok(())
}

/// Runs a property's setter or deleter.
///
/// # Errors
/// What it raises; `AttributeError` if there is none.
pub fn property_set(p: Gc<Property>, obj: Value, v: Option<Value>) -> Result<()> {
    let (f, what) = if v.is_some() { (p.fset, "setter") } else { (p.fdel, "deleter") };
    match (f, v) {
        (Some(f), Some(v)) if !crate::misc::is_none(f) => crate::call::call(f, &[obj, v]).map(|_| ()),
        (Some(f), None) if !crate::misc::is_none(f) => crate::call::call(f, &[obj]).map(|_| ()),
        _ => property_error(p, obj, what),
    }
}

fn descriptor_set(d: Value, obj: Value, v: Option<Value>) -> Result<()> {
    let c = class_of(d);
    let r = match v {
        Some(v) => match c.dunder(Id::__set__) {
            Some(m) => crate::call::call_method_value(m, d, &[obj, v], &[]),
            None => return crate::raise_exc!(ATTRIBUTE_ERROR, "__set__"),
        },
        None => match c.dunder(Id::__delete__) {
            Some(m) => crate::call::call_method_value(m, d, &[obj], &[]),
            None => return crate::raise_exc!(ATTRIBUTE_ERROR, "__delete__"),
        },
    };
    r.map(|_| ())
}

#[cold]
fn refuse_store(obj: Value, name: Gc<Str>, known: bool, _delete: bool) -> Result<()> {
    let t = crate::repr::type_name(obj);
    let msg = if known {
        format!("'{t}' object attribute '{name}' is read-only")
    } else {
        format!("'{t}' object has no attribute '{name}' and no __dict__ for setting new attributes")
    };
    crate::attribute_error(obj, name.value(), &msg)
}

/// `type.__setattr__` and `type.__delattr__`.
///
/// # Errors
/// `TypeError` for built-in classes, `AttributeError`.
pub fn type_setattr(obj: Value, name: Gc<Str>, v: Option<Value>) -> Result<()> {
    // SAFETY: only classes have `type.__setattr__`.
    let mut c: Gc<Class> = unsafe { obj.cast_unchecked() };
    if c.is_immutable() {
        return crate::raise_type!(
            "cannot {} '{}' attribute of immutable type '{}'",
            if v.is_some() { "set" } else { "delete" },
            name,
            crate::repr::class_full_name(c)
        );
    }
    if let Some(d) = class_of(obj).lookup(name)
        && is_data_descriptor(d)
    {
        return match (d.cast_exact::<GetSet>(), d.cast_exact::<Property>()) {
            (Some(g), _) => run_setter(g, obj, v),
            (_, Some(p)) => property_set(p, obj, v),
            _ => descriptor_set(d, obj, v),
        };
    }
    match v {
        Some(v) => c.dict.set_str(name, v),
        None => {
            if c.dict.remove_str(name).is_none() {
                return crate::attribute_error(
                    obj,
                    name.value(),
                    &format!("type object '{}' has no attribute '{}'", crate::repr::tp_name(c), name),
                );
            }
        }
    }
    c.annotations = None;
    c.modified();
    Ok(())
}

/// `AttributeError: 'C' object has no attribute 'x'`.
///
/// # Errors
/// Always.
#[cold]
pub fn no_attribute<T>(obj: Value, name: Gc<Str>) -> Result<T> {
    crate::attribute_error(
        obj,
        name.value(),
        &format!("'{}' object has no attribute '{}'", crate::repr::type_name(obj), name),
    )
}

/// `AttributeError` of `del obj.name` where an instance could have the attribute but has not. As in CPython the exception
/// does not tell which object and name it is about, so that tracebacks suggest nothing.
#[cold]
fn nothing_to_delete(obj: Value, name: Gc<Str>) -> Result<()> {
    crate::raise_exc!(ATTRIBUTE_ERROR, "'{}' object has no attribute '{}'", crate::repr::type_name(obj), name)
}

/// `AttributeError` of a class: `type object 'C' has no attribute 'x'`.
///
/// # Errors
/// Always.
#[cold]
pub fn no_class_attribute<T>(obj: Value, name: Gc<Str>) -> Result<T> {
    // SAFETY: only classes get here.
    let c: Gc<Class> = unsafe { obj.cast_unchecked() };
    crate::attribute_error(
        obj,
        name.value(),
        &format!("type object '{}' has no attribute '{}'", crate::repr::tp_name(c), name),
    )
}

/// `AttributeError` of a module, with CPython's hints about partially initialised modules.
///
/// # Errors
/// Always.
#[cold]
pub fn no_module_attribute<T>(obj: Value, name: Gc<Str>) -> Result<T> {
    // SAFETY: only modules get here.
    let m: Gc<Module> = unsafe { obj.cast_unchecked() };
    let Some(mod_name) = m.dict.get_str(Id::__name__.str()).and_then(|v| v.cast::<Str>()) else {
        return crate::attribute_error(obj, name.value(), &format!("module has no attribute '{name}'"));
    };
    let spec = m.dict.get_str(Id::__spec__.str()).filter(|s| !crate::misc::is_none(*s));
    let msg = crate::import::missing_attribute(mod_name, spec, name)?;
    crate::attribute_error(obj, name.value(), &msg)
}

/// The instance `__dict__` of an object, made on demand; `None` if its class has none.
#[must_use]
pub fn instance_dict(obj: Value) -> Option<Gc<crate::Dict>> {
    if let Some(m) = obj.cast::<Module>() {
        return Some(m.dict);
    }
    let map = map_of(obj);
    if map.attrs_offset == 0 {
        return None;
    }
    Some(map::to_dict_mode(obj))
}
