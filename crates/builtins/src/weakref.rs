//! `weakref.ref`, and the `_weakref` module. Proxies are in `weak_proxy`.
//!
//! All weak references share the layout `WeakRef`, whose target the collector clears. References of the plain class
//! without a callback are shared: a table from target address to reference finds the one that exists. The table holds
//! no object: an entry counts only while a live reference with that very target lies at its address.

use std::sync::atomic::{AtomicBool, Ordering};

use std::collections::HashMap;

use heap::{GcVec, Value};
use object::args::{Row, native};
use object::class::ClassFlags;
use object::error::Result;
use object::function::extend_class;
use object::gc::{Object, ValueExt};
use object::map::map_of;
use object::misc::{WeakRef, is_none};
use object::ops::{self, CmpOp};
use object::{Class, Dict, Gc, Id, List, Module, Str, Tuple, attr, class_of, none, not_implemented, raise_type};

use crate::util::head;
use object::misc::not_none;

static ROWS: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(ref_new)),
    Row::method("__init__($self, object, callback=None, /)", native(ref_init))
        .doc("Initialize self.  See help(type(self)) for accurate signature."),
    Row::method("__call__($self, /)", native(ref_call)).doc("Call self as a function."),
    Row::method("__repr__($self, /)", native(ref_repr)).doc("Return repr(self)."),
    Row::method("__hash__($self, /)", native(ref_hash)).doc("Return hash(self)."),
    Row::method("__eq__($self, value, /)", native(ref_eq)).doc("Return self==value."),
    Row::method("__ne__($self, value, /)", native(ref_ne)).doc("Return self!=value."),
    Row::class_method("__class_getitem__($type, object, /)", native(crate::generic_alias::class_getitem))
        .doc("See PEP 585"),
    Row::member("__callback__", native(callback)),
];

pub fn init() {
    extend_class(WeakRef::class(), "", &[ROWS]);
}

static mut CANONICAL: Option<HashMap<usize, usize>> = None;

fn table() -> &'static mut HashMap<usize, usize> {
    // SAFETY: only touched under the GIL, and no reference outlives the statement that got it.
    unsafe { CANONICAL.get_or_insert_with(HashMap::new) }
}

/// The reference at an address of the table, if it still is a plain one for `target`.
fn valid(at: usize, target: usize) -> Option<Gc<WeakRef>> {
    let cell = heap::is_live_cell(at)?;
    if cell as usize != at {
        return None;
    }
    let v = Value::from_ptr(cell);
    // A buffer of the heap has no class; only cells whose map is exactly that of `weakref.ref` are looked at.
    // SAFETY: a live cell begins with its head.
    let map = unsafe { (*cell.cast::<heap::Head>()).map };
    if map != WeakRef::class().map_ptr() {
        return None;
    }
    let w = v.cast_exact::<WeakRef>()?;
    (w.callback.is_none() && w.target.is_some_and(|t| t.bits() == target)).then_some(w)
}

/// Can the value be weakly referenced?
#[must_use]
pub fn supports(v: Value) -> bool {
    v.is_ptr() && class_of(v).flags.has(ClassFlags::WEAKREF)
}

/// The shared plain reference to `target`, which supports weak references.
#[must_use]
pub fn plain_reference(target: Value) -> Gc<WeakRef> {
    let key = target.bits();
    if let Some(w) = table().get(&key).and_then(|at| valid(*at, key)) {
        return w;
    }
    let w = new_reference(WeakRef::class(), target, None);
    let t = table();
    if t.len() == t.capacity() {
        t.retain(|k, at| valid(*at, *k).is_some());
    }
    t.insert(key, w.as_ptr() as usize);
    w
}

/// A new reference object of any of the weak classes.
/// Was a callback ever given to a weak reference, by others than the import system? It has one for each module's lock, which
/// forgets the lock.
static CALLBACKS: AtomicBool = AtomicBool::new(false);

/// Was a callback ever given to a weak reference, by others than the import system? It has one for each module's lock, which
/// forgets the lock.
#[must_use]
pub fn has_callbacks() -> bool {
    CALLBACKS.load(Ordering::Relaxed)
}

fn is_import_systems(callback: Value) -> bool {
    let importlib = object::globals::IMPORTLIB.get().and_then(|m| m.cast::<object::Module>());
    let function = callback.cast::<object::Function>();
    function.is_some_and(|f| importlib.is_some_and(|m| m.dict == f.globals))
}

pub(crate) fn new_reference(class: Gc<Class>, target: Value, callback: Option<Value>) -> Gc<WeakRef> {
    if callback.is_some_and(|c| !is_import_systems(c)) {
        CALLBACKS.store(true, Ordering::Relaxed);
    }
    let w = WeakRef { head: head(), target: Some(target), callback, hash: 0, hashed: false }.alloc_in(class);
    heap::register_weak(w.as_ptr().cast());
    w
}

pub(crate) fn refuse<T>(target: Value) -> Result<T> {
    raise_type!("cannot create weak reference to '{}' object", object::repr::type_name(target))
}

fn ref_new(cls: Gc<Class>, args: Gc<Tuple>, _kwargs: Gc<Dict>) -> Result<Value> {
    let (target, callback) = match *args.as_slice() {
        [target] => (target, None),
        [target, callback] => (target, Some(callback)),
        [] => return object::type_error("__new__ expected at least 1 argument, got 0"),
        ref more => return raise_type!("__new__ expected at most 2 arguments, got {}", more.len()),
    };
    if !supports(target) {
        return refuse(target);
    }
    let callback = not_none(callback);
    if cls == WeakRef::class() && callback.is_none() {
        return Ok(plain_reference(target).value());
    }
    Ok(new_reference(cls, target, callback).value())
}

fn ref_init(_this: Value, _target: Value, _callback: Option<Value>) {}

fn ref_call(this: Gc<WeakRef>) -> Value {
    this.target.unwrap_or_else(none)
}

fn ref_repr(this: Gc<WeakRef>) -> Result<String> {
    let at = object::repr::id(this.value());
    let Some(target) = this.target else { return Ok(format!("<weakref at {at:#x}; dead>")) };
    let (class, id) = (object::repr::class_full_name(object::class_of(target)), object::repr::id(target));
    let name = attr::find_attr(target, Id::__name__.str())?.and_then(|n| n.cast::<Str>());
    Ok(match name {
        Some(n) => format!("<weakref at {at:#x}; to '{class}' at {id:#x} ({n})>"),
        None => format!("<weakref at {at:#x}; to '{class}' at {id:#x}>"),
    })
}

fn ref_hash(mut this: Gc<WeakRef>) -> Result<i64> {
    if this.hashed {
        return Ok(this.hash);
    }
    let Some(target) = this.target else { return object::type_error("weak object has gone away") };
    let h = ops::hash(target)?;
    this.hash = h;
    this.hashed = true;
    Ok(h)
}

fn compare(op: CmpOp, a: Value, b: Value) -> Result<Value> {
    let (Some(x), Some(y)) = (a.cast::<WeakRef>(), b.cast::<WeakRef>()) else { return Ok(not_implemented()) };
    match (x.target, y.target) {
        (Some(s), Some(t)) => ops::compare(op, s, t),
        _ => Ok(object::bool_value((a == b) == (op == CmpOp::Eq))),
    }
}

fn ref_eq(this: Value, other: Value) -> Result<Value> {
    compare(CmpOp::Eq, this, other)
}

fn ref_ne(this: Value, other: Value) -> Result<Value> {
    compare(CmpOp::Ne, this, other)
}

fn callback(this: Gc<WeakRef>) -> Option<Value> {
    this.callback
}

/// All living references to an object that Python code can see, oldest first, the plain one before all others.
fn references(target: Value) -> GcVec<Value> {
    let mut out: GcVec<Value> = GcVec::new();
    let mut plain = None;
    heap::for_each_weak_owner(&mut |p| {
        // SAFETY: an owner is a whole object whose map says what it is.
        let v = Value::from_ptr(p);
        if map_of(v).layout.extends(WeakRef::LAYOUT)
            && let Some(w) = v.cast::<WeakRef>()
            && w.target == Some(target)
        {
            let is_plain = class_of(v) == WeakRef::class() && w.callback.is_none();
            if !is_plain {
                out.push(v);
            } else if plain.is_none() && table().get(&target.bits()) == Some(&(p as usize)) {
                plain = Some(v);
            }
        }
    });
    if let Some(p) = plain {
        out.insert(0, p);
    }
    out
}

/// The first reference to an object (`obj.__weakref__`).
#[must_use]
pub fn first_reference(target: Value) -> Option<Value> {
    references(target).first().copied()
}

static MODULE: &[Row] = &[
    Row::function("getweakrefcount($module, object, /)", native(getweakrefcount)).doc("Return the number of weak references to 'object'."),
    Row::function("getweakrefs($module, object, /)", native(getweakrefs)).doc("Return a list of all weak reference objects pointing to 'object'."),
    Row::function("proxy($module, object, callback=None, /)", native(crate::weak_proxy::proxy))
        .doc("Create a proxy object that weakly references 'object'.\n\n'callback', if given, is called with a reference to the\nproxy when 'object' is about to be finalized."),
    Row::function("_remove_dead_weakref($module, dct, key, /)", native(remove_dead_weakref))
        .doc("Atomically remove key from dict if it points to a dead weakref."),
];

pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_weakref");
    m.set_doc("Weak-reference support module.");
    m.add_rows(MODULE);
    m.set("ref", WeakRef::class());
    m.set("ReferenceType", WeakRef::class());
    m.set("ProxyType", crate::weak_proxy::PROXY.get());
    m.set("CallableProxyType", crate::weak_proxy::CALLABLE_PROXY.get());
    Ok(m)
}

fn getweakrefcount(target: Value) -> usize {
    if supports(target) { references(target).len() } else { 0 }
}

fn getweakrefs(target: Value) -> Gc<List> {
    if supports(target) { List::new(references(target)) } else { List::new(GcVec::new()) }
}

fn remove_dead_weakref(dct: Gc<Dict>, key: Value) -> Result<()> {
    let Some(v) = dct.get(key)? else { return Ok(()) };
    let Some(w) = v.cast::<WeakRef>() else { return object::type_error("not a weakref") };
    if w.target.is_none_or(is_none) {
        dct.remove(key)?;
    }
    Ok(())
}
