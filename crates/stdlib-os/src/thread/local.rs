//! `_local`: attributes that each thread sees its own values of.
//!
//! A thread's dicts of all local objects lie in `ThreadState::locals`, keyed by the object's identity. An entry carries a
//! weak cell of the object, so that another object at the same address later does not inherit its attributes.

use heap::{GcVec, Head, Value};
use object::class::{ClassBuilder, ClassFlags};
use object::gc::{Object, ValueExt};
use object::misc::{new_weak_cell, weak_target};
use object::{
    Class, Dict, Gc, Id, Result, Row, Str, Tuple, attr, class_of, native, number, raise_exc, raise_type, seq, thread,
};

/// `_thread._local`.
#[repr(C)]
pub struct Local {
    head: Head,
    args: Gc<Tuple>,
    kwargs: Gc<Dict>,
}
object::object_type!(Local);

fn local_new(class: Gc<Class>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Gc<Local>> {
    let no_init = class.dunder(Id::__init__) == object::boot::object_init();
    if no_init && (!args.as_slice().is_empty() || !kwargs.is_empty()) {
        return raise_type!("Initialization arguments are not supported");
    }
    let this = Local { head: Head { map: std::ptr::null() }, args, kwargs }.alloc_in(class);
    // The creating thread's dict exists at once: its `__init__` is called by `type.__call__`.
    let _ = add_dict(this)?;
    Ok(this)
}

fn table() -> Gc<Dict> {
    let mut t = thread();
    match t.locals.and_then(|d| d.cast::<Dict>()) {
        Some(d) => d,
        None => {
            let d = Dict::new();
            t.locals = Some(d.value());
            d
        }
    }
}

fn key(this: Gc<Local>) -> Value {
    number::uint(this.value().bits() as u64)
}

fn find_dict(this: Gc<Local>) -> Result<Option<Gc<Dict>>> {
    let Some(entry) = table().get(key(this))?.and_then(|e| e.cast::<Tuple>()) else { return Ok(None) };
    let [cell, dict] = entry.as_slice() else { return Ok(None) };
    Ok(if weak_target(*cell) == Some(this.value()) { dict.cast::<Dict>() } else { None })
}

fn add_dict(this: Gc<Local>) -> Result<Gc<Dict>> {
    let d = Dict::new();
    let table = table();
    if table.len() >= 64 && table.len().is_power_of_two() {
        let dead: GcVec<Value> = table
            .to_vec()
            .iter()
            .filter(|(_, e)| {
                e.cast::<Tuple>().is_none_or(|t| t.as_slice().first().is_none_or(|c| weak_target(*c).is_none()))
            })
            .map(|(k, _)| *k)
            .collect();
        for k in &dead {
            table.remove(*k)?;
        }
    }
    table.set(key(this), seq::tuple(&[new_weak_cell(this.value()), d.value()]))?;
    Ok(d)
}

/// This thread's dict; a thread's first access calls `__init__` again.
fn dict_of(this: Gc<Local>) -> Result<Gc<Dict>> {
    if let Some(d) = find_dict(this)? {
        return Ok(d);
    }
    let d = add_dict(this)?;
    let v = this.value();
    let init = class_of(v).dunder(Id::__init__).filter(|i| Some(*i) != object::boot::object_init());
    if let Some(init) = init {
        let bound = attr::descr_get(init, Some(v), class_of(v))?;
        if let Err(e) = object::call::call_ex(bound, this.args.as_slice(), Some(this.kwargs)) {
            let pending = object::error::take_pending();
            table().remove(key(this))?;
            let _ = e;
            return Err(object::error::restore_pending(pending));
        }
    }
    Ok(d)
}

fn getattribute(this: Gc<Local>, name: Gc<Str>) -> Result<Value> {
    let d = dict_of(this)?;
    let v = this.value();
    let name = object::strs::intern_str(name);
    if name == Id::__dict__.str() {
        return Ok(d.value());
    }
    let class = class_of(v);
    let found = class.lookup(name);
    if let Some(f) = found
        && attr::is_data_descriptor(f)
    {
        return attr::descr_get(f, Some(v), class);
    }
    if let Some(x) = d.get_str(name) {
        return Ok(x);
    }
    match found {
        Some(f) => attr::descr_get(f, Some(v), class),
        None => attr::no_attribute(v, name),
    }
}

fn store(this: Gc<Local>, name: Gc<Str>, value: Option<Value>) -> Result<()> {
    let d = dict_of(this)?;
    let v = this.value();
    let name = object::strs::intern_str(name);
    if name == Id::__dict__.str() {
        return raise_exc!(
            ATTRIBUTE_ERROR,
            "'{}' object attribute '__dict__' is read-only",
            object::repr::class_full_name(class_of(v))
        );
    }
    if class_of(v).lookup(name).is_some_and(attr::is_data_descriptor) {
        return attr::generic_setattr(v, name, value);
    }
    match value {
        Some(x) => d.set_str(name, x),
        None if d.remove_str(name).is_none() => return attr::no_attribute(v, name),
        None => {}
    }
    Ok(())
}
fn setattr(this: Gc<Local>, name: Gc<Str>, value: Value) -> Result<()> {
    store(this, name, Some(value))
}
fn delattr(this: Gc<Local>, name: Gc<Str>) -> Result<()> {
    store(this, name, None)
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, *args, **kwargs)", native(local_new)),
    Row::method("__getattribute__($self, name, /)", native(getattribute)),
    Row::method("__setattr__($self, name, value, /)", native(setattr)),
    Row::method("__delattr__($self, name, /)", native(delattr)),
];

/// Creates the class.
pub fn class() -> Gc<Class> {
    ClassBuilder::new::<Local>("_thread._local")
        .flags(ClassFlags::BASETYPE | ClassFlags::WEAKREF)
        .doc("Thread-local data")
        .rows(&[ROWS])
        .build()
}
