//! `FrameLocalsProxy` (PEP 667): the local variables of a function frame as a mapping that reads and writes the frame.
//!
//! # Invariants
//! 1. A variable of the code lives in the frame's slot (or in the cell in that slot); any other key lives in
//!    `FrameObject::extra_locals`.
//! 2. Variables of inlined comprehensions (kind `HIDDEN`) can be read while they have a value, but are never written.

use front::code::kinds;
use heap::{GcVec, Head, Value};
use object::class::ClassFlags;
use object::frame::FrameObject;
use object::gc::ValueExt;
use object::repr::{repr, type_name};
use object::{
    Cell, Class, ClassBuilder, Dict, Gc, List, Object, Result, Row, Str, Tuple, bool_value, key_error, native, none,
    not_implemented, ops, raise_exc, raise_type, state, type_error, value_error,
};

/// The proxy.
#[repr(C)]
pub struct FrameLocalsProxy {
    pub head: Head,
    frame: Gc<FrameObject>,
}
object::object_type!(FrameLocalsProxy);

type Proxy = Gc<FrameLocalsProxy>;

/// A new proxy of a frame.
pub(crate) fn proxy(frame: Gc<FrameObject>) -> Proxy {
    FrameLocalsProxy { head: Head { map: std::ptr::null() }, frame }.alloc()
}

fn kind_of(f: Gc<FrameObject>, i: usize) -> u8 {
    f.code.data.localspluskinds.get(i).copied().unwrap_or(0)
}

/// The value of slot `i`, through its cell if it has one.
fn slot_value(f: Gc<FrameObject>, i: usize) -> Option<Value> {
    let raw = f.fast_slots().get(i).copied().flatten();
    let kind = kind_of(f, i);
    if kind & (kinds::CELL | kinds::FREE) == 0 {
        return raw;
    }
    match raw {
        Some(v) => v.cast_exact::<Cell>().map_or(Some(v), |c| c.content),
        // A generator that has not started still has its free variables in the function's closure only.
        None if kind & kinds::FREE != 0 => {
            let first_free = f.code.local_names.len() - f.code.n_free() as usize;
            let cell = f.func.closure.and_then(|c| c.as_slice().get(i.checked_sub(first_free)?).copied());
            cell.and_then(|c| c.cast_exact::<Cell>()).and_then(|c| c.content)
        }
        None => None,
    }
}

fn set_slot(f: Gc<FrameObject>, i: usize, v: Value) {
    let slots = f.fast_slots();
    let Some(slot) = slots.get_mut(i) else { return };
    if kind_of(f, i) & (kinds::CELL | kinds::FREE) != 0
        && let Some(mut c) = slot.and_then(|s| s.cast_exact::<Cell>())
    {
        c.content = Some(v);
        return;
    }
    *slot = Some(v);
    object::frame::note_variable_written();
}

/// The slots of a name that have a value (to read) or that may be assigned.
fn find(f: Gc<FrameObject>, key: Value, read: bool) -> Result<Option<usize>> {
    let Some(name) = key.cast::<Str>() else {
        // Any other key must still be hashable, as with a dict.
        ops::hash(key)?;
        return Ok(None);
    };
    let named = (0..f.code.local_names.len()).filter(|i| f.code.local_names[*i].same_text(name));
    for i in named {
        let usable = if read { slot_value(f, i).is_some() } else { kind_of(f, i) & kinds::HIDDEN == 0 };
        if usable {
            return Ok(Some(i));
        }
    }
    Ok(None)
}

fn extra(f: Gc<FrameObject>) -> Option<Gc<Dict>> {
    f.extra_locals.and_then(|e| e.cast::<Dict>())
}

fn lookup(this: Proxy, key: Value) -> Result<Option<Value>> {
    if let Some(i) = find(this.frame, key, true)? {
        return Ok(slot_value(this.frame, i));
    }
    match extra(this.frame) {
        Some(d) => d.get(key),
        None => Ok(None),
    }
}

fn store(this: Proxy, key: Value, v: Value) -> Result<()> {
    let mut f = this.frame;
    if let Some(i) = find(f, key, false)? {
        set_slot(f, i, v);
        return Ok(());
    }
    let d = extra(f).unwrap_or_else(Dict::new);
    f.extra_locals = Some(d.value());
    d.set(key, v)
}

/// The variables that have a value, then the extra keys.
fn items_of(this: Proxy) -> GcVec<(Value, Value)> {
    let f = this.frame;
    let mut out = GcVec::new();
    for i in 0..f.code.local_names.len() {
        if let Some(v) = slot_value(f, i) {
            out.push((f.code.local_names[i].value(), v));
        }
    }
    if let Some(d) = extra(f) {
        out.extend_from_slice(&d.to_vec());
    }
    out
}

/// A dict of the variables as they are now.
fn to_dict(this: Proxy) -> Result<Gc<Dict>> {
    let d = Dict::new();
    for (k, v) in items_of(this).iter() {
        d.set(*k, *v)?;
    }
    Ok(d)
}

/// What `locals()` returns for a frame's `f_locals`: a dict of its own where that is a proxy.
pub(crate) fn snapshot(locals: Value) -> Result<Value> {
    match locals.cast_exact::<FrameLocalsProxy>() {
        Some(p) => Ok(to_dict(p)?.value()),
        None => Ok(locals),
    }
}

fn proxy_new(_class: Gc<Class>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Proxy> {
    let [frame] = args.as_slice() else {
        return raise_type!("FrameLocalsProxy expected 1 argument, got {}", args.as_slice().len());
    };
    let Some(f) = frame.cast::<FrameObject>() else { return raise_type!("expect frame, not {}", type_name(*frame)) };
    if !kwargs.is_empty() {
        return type_error("FrameLocalsProxy takes no keyword arguments");
    }
    Ok(proxy(f))
}

fn getitem(this: Proxy, key: Value) -> Result<Value> {
    match lookup(this, key)? {
        Some(v) => Ok(v),
        None => {
            let shown = repr(key)?;
            raise_exc!(KEY_ERROR, "local variable '{}' is not defined", shown)
        }
    }
}

fn setitem(this: Proxy, key: Value, v: Value) -> Result<()> {
    store(this, key, v)
}

fn remove(this: Proxy, key: Value) -> Result<Option<Value>> {
    if find(this.frame, key, false)?.is_some() {
        return value_error("cannot remove local variables from FrameLocalsProxy");
    }
    match extra(this.frame) {
        Some(d) => d.remove(key),
        None => Ok(None),
    }
}

fn delitem(this: Proxy, key: Value) -> Result<()> {
    match remove(this, key)? {
        Some(_) => Ok(()),
        None => key_error(key),
    }
}

fn contains(this: Proxy, key: Value) -> Result<bool> {
    Ok(lookup(this, key)?.is_some())
}

fn len(this: Proxy) -> usize {
    items_of(this).len()
}

fn key_list(this: Proxy) -> Gc<List> {
    List::new(items_of(this).iter().map(|kv| kv.0).collect())
}

fn value_list(this: Proxy) -> Gc<List> {
    List::new(items_of(this).iter().map(|kv| kv.1).collect())
}

fn item_list(this: Proxy) -> Gc<List> {
    let mut out = GcVec::new();
    for (k, v) in items_of(this).iter() {
        out.push(object::seq::tuple(&[*k, *v]));
    }
    List::new(out)
}

fn iter(this: Proxy) -> Result<Value> {
    object::iter::get_iter(key_list(this).value())
}

fn reversed(this: Proxy) -> Gc<List> {
    let mut keys = key_list(this);
    keys.items.as_mut_slice().reverse();
    keys
}

fn get(this: Proxy, key: Value, default: Option<Value>) -> Result<Value> {
    Ok(lookup(this, key)?.or(default).unwrap_or_else(none))
}

fn setdefault(this: Proxy, key: Value, default: Option<Value>) -> Result<Value> {
    if let Some(v) = lookup(this, key)? {
        return Ok(v);
    }
    let v = default.unwrap_or_else(none);
    store(this, key, v)?;
    Ok(v)
}

fn pop(this: Proxy, key: Value, default: Option<Value>) -> Result<Value> {
    match remove(this, key)?.or(default) {
        Some(v) => Ok(v),
        None => key_error(key),
    }
}

/// The items of a dict or of another proxy; empty for anything else.
fn mapping_items(v: Value) -> Option<GcVec<(Value, Value)>> {
    match v.cast::<FrameLocalsProxy>() {
        Some(p) => Some(items_of(p)),
        None => v.cast::<Dict>().map(|d| d.to_vec()),
    }
}

fn update_from(this: Proxy, other: Value) -> Result<bool> {
    let Some(items) = mapping_items(other) else { return Ok(false) };
    for (k, v) in items.iter() {
        store(this, *k, *v)?;
    }
    Ok(true)
}

fn update(this: Proxy, other: Value) -> Result<()> {
    if update_from(this, other)? {
        Ok(())
    } else {
        type_error("update() argument must be dict or another FrameLocalsProxy")
    }
}

fn copy(this: Proxy) -> Result<Gc<Dict>> {
    to_dict(this)
}

/// `left | right` as a new dict; `NotImplemented` if either is neither a dict nor a proxy.
fn union(left: Value, right: Value) -> Result<Value> {
    let (Some(a), Some(b)) = (mapping_items(left), mapping_items(right)) else { return Ok(not_implemented()) };
    let d = Dict::new();
    for (k, v) in a.iter().chain(b.iter()) {
        d.set(*k, *v)?;
    }
    Ok(d.value())
}

fn or(this: Proxy, other: Value) -> Result<Value> {
    union(this.value(), other)
}

fn ror(this: Proxy, other: Value) -> Result<Value> {
    union(other, this.value())
}

fn ior(this: Proxy, other: Value) -> Result<Value> {
    Ok(if update_from(this, other)? { this.value() } else { not_implemented() })
}

fn equals(this: Proxy, other: Value) -> Result<Option<bool>> {
    if let Some(o) = other.cast::<FrameLocalsProxy>() {
        return Ok(Some(o.frame == this.frame));
    }
    if other.is::<Dict>() {
        return ops::eq(to_dict(this)?.value(), other).map(Some);
    }
    Ok(None)
}

fn eq(this: Proxy, other: Value) -> Result<Value> {
    Ok(equals(this, other)?.map_or_else(not_implemented, bool_value))
}

fn ne(this: Proxy, other: Value) -> Result<Value> {
    Ok(equals(this, other)?.map_or_else(not_implemented, |b| bool_value(!b)))
}

fn proxy_repr(this: Proxy) -> Result<Gc<Str>> {
    // Every access to `f_locals` makes a new proxy, so the frame stands for it in the guard against recursion.
    let Some(_guard) = state::enter_repr(this.frame.value()) else { return Ok(Str::new("{...}")) };
    repr(to_dict(this)?.value())
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, *args, **kwargs)", native(proxy_new)),
    Row::method("__repr__($self, /)", native(proxy_repr)),
    Row::method("__eq__($self, value, /)", native(eq)),
    Row::method("__ne__($self, value, /)", native(ne)),
    Row::constant("__hash__", native(none)),
    Row::method("__iter__($self, /)", native(iter)),
    Row::method("__reversed__($self, /)", native(reversed)),
    Row::method("__len__($self, /)", native(len)),
    Row::method("__getitem__($self, key, /)", native(getitem)),
    Row::method("__setitem__($self, key, value, /)", native(setitem)),
    Row::method("__delitem__($self, key, /)", native(delitem)),
    Row::method("__contains__($self, key, /)", native(contains)),
    Row::method("__or__($self, value, /)", native(or)),
    Row::method("__ror__($self, value, /)", native(ror)),
    Row::method("__ior__($self, value, /)", native(ior)),
    Row::method("update($self, other, /)", native(update)),
    Row::method("copy($self, /)", native(copy)),
    Row::method("keys($self, /)", native(key_list)),
    Row::method("values($self, /)", native(value_list)),
    Row::method("items($self, /)", native(item_list)),
    Row::method("get($self, key, default=None, /)", native(get)),
    Row::method("pop($self, key, default=None, /)", native(pop)),
    Row::method("setdefault($self, key, default=None, /)", native(setdefault)),
];

pub(super) fn init() {
    let _ = ClassBuilder::new::<FrameLocalsProxy>("FrameLocalsProxy").flags(ClassFlags::MAPPING).rows(&[ROWS]).build();
}
