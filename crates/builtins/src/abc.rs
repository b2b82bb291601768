//! The `_abc` module: abstract base classes with a registry and caches of weak references.

use heap::{GcVec, Head, Value};
use object::args::{Row, native};
use object::class::ClassFlags;
use object::error::Result;
use object::gc::{Object, ValueExt};
use object::misc::weak_target;
use object::{
    Class, ClassBuilder, Gc, Id, List, Module, Set, Str, Tuple, attr, class_of, intern, not_implemented, ops,
    raise_type, runtime_error,
};

use crate::util::head;
use crate::weakref::plain_reference;

/// A set of classes by identity, held weakly. Dead entries are dropped when the table grows.
#[repr(C)]
struct WeakClasses {
    slots: GcVec<Option<Value>>,
    used: usize,
}

impl WeakClasses {
    const fn new() -> WeakClasses {
        WeakClasses { slots: GcVec::new(), used: 0 }
    }

    fn start(&self, v: Value) -> usize {
        (v.bits() >> 4).wrapping_mul(0x9E37_79B9) & (self.slots.len() - 1)
    }

    fn contains(&self, v: Value) -> bool {
        if self.slots.is_empty() {
            return false;
        }
        let mut i = self.start(v);
        while let Some(w) = self.slots[i] {
            if weak_target(w) == Some(v) {
                return true;
            }
            i = (i + 1) & (self.slots.len() - 1);
        }
        false
    }

    fn add(&mut self, v: Value) {
        if self.contains(v) {
            return;
        }
        if (self.used + 1) * 2 > self.slots.len() {
            let live = self.members();
            let n = ((live.len() + 1) * 4).next_power_of_two().max(8);
            self.slots = GcVec::new();
            self.slots.resize(n, None);
            self.used = 0;
            for c in live.iter() {
                self.put(*c);
            }
        }
        self.put(v);
    }

    fn put(&mut self, v: Value) {
        let mut i = self.start(v);
        while self.slots[i].is_some() {
            i = (i + 1) & (self.slots.len() - 1);
        }
        self.slots[i] = Some(plain_reference(v).value());
        self.used += 1;
    }

    /// The classes that are alive.
    fn members(&self) -> GcVec<Value> {
        self.slots.iter().flatten().filter_map(|w| weak_target(*w)).collect()
    }

    /// As a Python set of weak references.
    fn to_set(&self) -> Result<Value> {
        let s = Set::new();
        for c in self.members().iter() {
            s.add(plain_reference(*c).value())?;
        }
        Ok(s.value())
    }

    fn clear(&mut self) {
        *self = WeakClasses::new();
    }
}

/// What an abstract base class keeps in `_abc_impl`.
#[repr(C)]
pub struct AbcData {
    head: Head,
    registry: WeakClasses,
    cache: WeakClasses,
    negative: WeakClasses,
    /// The invalidation counter when `negative` was last valid.
    negative_version: u64,
}
object::object_type!(AbcData);

/// Counts registrations: each makes all negative caches stale.
static mut COUNTER: u64 = 0;

fn counter() -> u64 {
    // SAFETY: under the GIL.
    unsafe { COUNTER }
}

static ROWS: &[Row] = &[
    Row::function("get_cache_token($module, /)", native(get_cache_token))
        .doc("Returns the current ABC cache token.\n\nThe token is an opaque object (supporting equality testing) identifying the\ncurrent version of the ABC cache for virtual subclasses. The token changes\nwith every call to register() on any ABC."),
    Row::function("_abc_init($module, self, /)", native(abc_init)).doc("Internal ABC helper for class set-up. Should be never used outside abc module."),
    Row::function("_abc_register($module, self, subclass, /)", native(abc_register)).doc("Internal ABC helper for subclasss registration. Should be never used outside abc module."),
    Row::function("_abc_instancecheck($module, self, instance, /)", native(abc_instancecheck))
        .doc("Internal ABC helper for instance checks. Should be never used outside abc module."),
    Row::function("_abc_subclasscheck($module, self, subclass, /)", native(abc_subclasscheck))
        .doc("Internal ABC helper for subclasss checks. Should be never used outside abc module."),
    Row::function("_get_dump($module, self, /)", native(get_dump))
        .doc("Internal ABC helper for cache and registry debugging.\n\nReturn shallow copies of registry, of both caches, and\nnegative cache version. Don't call this function directly,\ninstead use ABC._dump_registry() for a nice repr."),
    Row::function("_reset_registry($module, self, /)", native(reset_registry)).doc("Internal ABC helper to reset registry of a given class."),
    Row::function("_reset_caches($module, self, /)", native(reset_caches)).doc("Internal ABC helper to reset both caches of a given class."),
];

pub fn create() -> Result<Gc<Module>> {
    let _ = ClassBuilder::new::<AbcData>("_abc._abc_data").flags(ClassFlags::NO_INSTANTIATE).build();
    let m = Module::new("_abc");
    m.set_doc("Module contains faster C implementation of abc.ABCMeta");
    m.add_rows(ROWS);
    Ok(m)
}

fn get_cache_token() -> u64 {
    counter()
}

fn data_of(cls: Value) -> Result<Gc<AbcData>> {
    let v = attr::getattr(cls, Id::_abc_impl.str())?;
    match v.cast::<AbcData>() {
        Some(d) => Ok(d),
        None => object::type_error("_abc_impl is set to a wrong type"),
    }
}

fn is_abstract(v: Value) -> Result<bool> {
    match attr::find_attr(v, Id::__isabstractmethod__.str())? {
        Some(a) => ops::truth(a),
        None => Ok(false),
    }
}

/// Sets `__abstractmethods__` from the namespace and from the bases' abstract methods.
fn compute_abstract_methods(cls: Value) -> Result<()> {
    let abstracts = Set::new_frozen();
    let ns = attr::getattr(cls, Id::__dict__.str())?;
    let items = object::call::call_method(ns, Id::items.str(), &[])?;
    for item in object::iter::collect(items)?.iter() {
        let pair = object::iter::collect(*item)?;
        let [key, value] = pair.as_slice() else {
            return object::type_error("Iteration over mapping returned non-tuple");
        };
        if is_abstract(*value)? {
            abstracts.add(*key)?;
        }
    }
    let Some(bases) = attr::getattr(cls, Id::__bases__.str())?.cast::<Tuple>() else {
        return object::type_error("__bases__ is not tuple");
    };
    for b in bases.as_slice() {
        let Some(names) = attr::find_attr(*b, Id::__abstractmethods__.str())? else { continue };
        for n in object::iter::collect(names)?.iter() {
            let Some(name) = n.cast::<Str>() else {
                return raise_type!("attribute name must be string, not '{}'", object::repr::type_name(*n));
            };
            if let Some(v) = attr::find_attr(cls, name)?
                && is_abstract(v)?
            {
                abstracts.add(*n)?;
            }
        }
    }
    attr::setattr(cls, Id::__abstractmethods__.str(), Some(abstracts.value()))
}

const COLLECTION: u32 = ClassFlags::SEQUENCE | ClassFlags::MAPPING;

fn abc_init(cls: Value) -> Result<()> {
    compute_abstract_methods(cls)?;
    let data = AbcData {
        head: head(),
        registry: WeakClasses::new(),
        cache: WeakClasses::new(),
        negative: WeakClasses::new(),
        negative_version: counter(),
    }
    .alloc();
    attr::setattr(cls, Id::_abc_impl.str(), Some(data.value()))?;
    let Some(mut c) = cls.cast::<Class>() else { return Ok(()) };
    let key = intern("__abc_tpflags__");
    if let Some(v) = c.dict.get_str(key) {
        let bits = ops::to_i64(v)?;
        let wanted = if bits & 1 << 5 != 0 { ClassFlags::SEQUENCE } else { 0 }
            | if bits & 1 << 6 != 0 { ClassFlags::MAPPING } else { 0 };
        if wanted == COLLECTION {
            return object::type_error("__abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING");
        }
        c.flags.0 |= wanted;
        c.dict.remove_str(key);
        c.modified();
    }
    Ok(())
}

/// Gives a registered class and its subclasses the pattern-matching flag of the abstract base class.
fn set_collection_flag(mut c: Gc<Class>, flag: u32) {
    if c.flags.0 & COLLECTION == flag || c.is_immutable() {
        return;
    }
    c.flags.0 = c.flags.0 & !COLLECTION | flag;
    c.modified();
    for s in c.live_subclasses().iter() {
        set_collection_flag(*s, flag);
    }
}

fn abc_register(cls: Value, subclass: Value) -> Result<Value> {
    let Some(sub) = subclass.cast::<Class>() else { return object::type_error("Can only register classes") };
    if ops::issubclass(subclass, cls)? {
        return Ok(subclass);
    }
    if ops::issubclass(cls, subclass)? {
        return runtime_error("Refusing to create an inheritance cycle");
    }
    let mut data = data_of(cls)?;
    data.registry.add(subclass);
    // SAFETY: under the GIL.
    unsafe { COUNTER += 1 };
    if let Some(c) = cls.cast::<Class>()
        && c.flags.has(COLLECTION)
    {
        set_collection_flag(sub, c.flags.0 & COLLECTION);
    }
    Ok(subclass)
}

fn subclasscheck(cls: Value, sub: Value) -> Result<bool> {
    let r = object::call::call_method(cls, Id::__subclasscheck__.str(), &[sub])?;
    ops::truth(r)
}

fn abc_instancecheck(cls: Value, instance: Value) -> Result<bool> {
    let data = data_of(cls)?;
    let subclass = attr::getattr(instance, Id::__class__.str())?;
    if data.cache.contains(subclass) {
        return Ok(true);
    }
    let subtype = class_of(instance).value();
    if subtype == subclass {
        if data.negative_version == counter() && data.negative.contains(subclass) {
            return Ok(false);
        }
        return subclasscheck(cls, subclass);
    }
    Ok(subclasscheck(cls, subclass)? || subclasscheck(cls, subtype)?)
}

fn abc_subclasscheck(cls: Value, subclass: Value) -> Result<bool> {
    let Some(sub) = subclass.cast::<Class>() else { return object::type_error("issubclass() arg 1 must be a class") };
    object::state::check_native_stack()?;
    let mut data = data_of(cls)?;
    if data.cache.contains(subclass) {
        return Ok(true);
    }
    if data.negative_version < counter() {
        data.negative.clear();
        data.negative_version = counter();
    } else if data.negative.contains(subclass) {
        return Ok(false);
    }
    let hooked = object::call::call_method(cls, Id::__subclasshook__.str(), &[subclass])?;
    if hooked == object::bool_value(true) {
        data.cache.add(subclass);
        return Ok(true);
    }
    if hooked == object::bool_value(false) {
        data.negative.add(subclass);
        return Ok(false);
    }
    if hooked != not_implemented() {
        return object::error::assertion_error("__subclasshook__ must return either False, True, or NotImplemented");
    }
    if sub.mro.as_slice().contains(&cls) || registered(data, subclass)? || by_subclasses(cls, subclass)? {
        data.cache.add(subclass);
        return Ok(true);
    }
    data.negative.add(subclass);
    Ok(false)
}

/// Is it a subclass of a registered class?
fn registered(data: Gc<AbcData>, subclass: Value) -> Result<bool> {
    if data.registry.contains(subclass) {
        return Ok(true);
    }
    for c in data.registry.members().iter() {
        if ops::issubclass(subclass, *c)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Is it a subclass of a subclass (which may have registered it)?
fn by_subclasses(cls: Value, subclass: Value) -> Result<bool> {
    let subs = object::call::call_method(cls, Id::__subclasses__.str(), &[])?;
    let Some(subs) = subs.cast::<List>() else { return object::type_error("__subclasses__() must return a list") };
    let subs = subs.items.clone();
    for s in subs.iter() {
        if ops::issubclass(subclass, *s)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn get_dump(cls: Value) -> Result<Value> {
    let data = data_of(cls)?;
    Ok(object::seq::tuple(&[
        data.registry.to_set()?,
        data.cache.to_set()?,
        data.negative.to_set()?,
        object::number::uint(data.negative_version),
    ]))
}

fn reset_registry(cls: Value) -> Result<()> {
    data_of(cls)?.registry.clear();
    Ok(())
}

fn reset_caches(cls: Value) -> Result<()> {
    let mut data = data_of(cls)?;
    data.cache.clear();
    data.negative.clear();
    Ok(())
}
