//! Classes: type objects, C3 linearisation, the version tag, look-up along the MRO with its caches.
//!
//! # Invariants
//! 1. `version` is unique among all classes and times: whenever the class or one of its bases changes, it gets a new
//!    one, so do the stamps of its maps, and its dunder cache is emptied. Caches keyed by a map's stamp or a class's
//!    version are therefore never stale.
//! 2. `mro[0]` is the class itself; `base` is the base whose layout the class extends.

use std::cell::UnsafeCell;

use heap::{GcVec, Head, Value};

use crate::args::Row;
use crate::dict::Dict;
use crate::error::Result;
use crate::gc::{Gc, Layout, Object, ValueExt};
use crate::ids::{DUNDERS, Id};
use crate::map::{Kind, Map, map_of};
use crate::seq::Tuple;
use crate::strs::Str;

/// Properties of a class; a set of bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ClassFlags(pub u32);

#[allow(missing_docs)]
impl ClassFlags {
    /// May be subclassed.
    pub const BASETYPE: u32 = 1;
    /// Its attributes can't be set (built-in classes).
    pub const IMMUTABLE: u32 = 2;
    /// Created by a class statement or `type()`.
    pub const HEAPTYPE: u32 = 4;
    /// Instances have a `__dict__`.
    pub const HAS_DICT: u32 = 8;
    /// Instances can be weakly referenced.
    pub const WEAKREF: u32 = 16;
    /// Abstract methods remain (`__abstractmethods__` is not empty).
    pub const ABSTRACT: u32 = 32;
    /// Matches sequence patterns.
    pub const SEQUENCE: u32 = 64;
    /// Matches mapping patterns.
    pub const MAPPING: u32 = 128;
    /// `cls()` is refused.
    pub const NO_INSTANTIATE: u32 = 256;
    /// Defines or inherits a Python-level `__del__`.
    pub const FINALIZER: u32 = 512;
    /// A class pattern's single positional sub-pattern matches the subject itself (int, str, list, …).
    pub const MATCH_SELF: u32 = 1024;
    /// Functions and the like: `type(x).__get__` binds without surprises, so method calls need no bound method.
    pub const METHOD_DESCRIPTOR: u32 = 2048;

    pub fn has(self, bits: u32) -> bool {
        self.0 & bits != 0
    }
}

/// A type object.
#[repr(C)]
pub struct Class {
    /// Its map; the map's class is the metaclass.
    pub head: Head,
    pub name: Gc<Str>,
    pub qualname: Gc<Str>,
    pub bases: Gc<Tuple>,
    pub mro: Gc<Tuple>,
    pub base: Option<Gc<Class>>,
    pub dict: Gc<Dict>,
    pub version: u64,
    pub layout: &'static Layout,
    pub flags: ClassFlags,
    pub kind: Kind,
    /// Bytes of instances before the attribute area: the layout plus `__slots__`.
    pub fixed: usize,
    /// The root map of new instances.
    pub instance_map: Gc<Map>,
    /// The maps of instances in dict mode, one for each size of cell.
    pub dict_maps: GcVec<Gc<Map>>,
    /// Root maps for instances with another number of inline slots (see `root_map`).
    pub other_roots: GcVec<Gc<Map>>,
    /// Words of look-up results by dunder number: 0 = not looked up yet, that of `absent` = not there.
    dunders: GcVec<usize>,
    /// Weak references to direct subclasses.
    pub subclasses: GcVec<Value>,
    /// Names of the members that `__slots__` of this very class added.
    pub slot_names: GcVec<Gc<Str>>,
    pub annotations: Option<Value>,
    /// How exact instances of a built-in iterator class advance, without a `StopIteration` at the end.
    pub native_next: Option<NativeNext>,
    /// How exact instances of a built-in class of callables are called, without collecting arguments first.
    pub native_call: Option<NativeCall>,
    /// Makes an exact instance from plain positional arguments, in one step.
    pub native_new: Option<NativeNew>,
    /// Docstring and module of a built-in class whose dict has descriptors under these names.
    pub doc_text: Option<&'static str>,
    pub module_text: Option<&'static str>,
}

crate::object_type!(Class);

/// Advances a built-in iterator: the next value, or nothing at the end.
pub type NativeNext = fn(Value) -> Result<Option<Value>>;

/// Calls a built-in callable object: positional arguments, then one value for each keyword name.
pub type NativeCall = fn(Value, &[Value], &[Value]) -> Result<Value>;

/// Makes an instance of a built-in class from positional arguments; nothing if these arguments need the long way.
pub type NativeNew = fn(&[Value]) -> Result<Option<Value>>;

/// A static place for a built-in class.
pub struct ClassCell(UnsafeCell<Option<Gc<Class>>>);

// SAFETY: written once during boot or module start under the GIL, read under the GIL.
unsafe impl Sync for ClassCell {}

impl ClassCell {
    #[must_use]
    pub const fn new() -> Self {
        ClassCell(UnsafeCell::new(None))
    }

    /// The class; it must have been set.
    #[inline(always)]
    pub fn get(&self) -> Gc<Class> {
        // SAFETY: see the Sync impl.
        match unsafe { *self.0.get() } {
            Some(c) => c,
            None => unset(),
        }
    }

    /// The class, if it has been set.
    pub fn try_get(&self) -> Option<Gc<Class>> {
        // SAFETY: see the Sync impl.
        unsafe { *self.0.get() }
    }

    /// Sets the class, which stays alive for ever.
    pub fn set(&self, c: Gc<Class>) {
        // SAFETY: see the Sync impl; the cell is static in practice, as `add_root` demands.
        unsafe {
            *self.0.get() = Some(c);
            heap::add_root(self.0.get().cast(), 1);
        }
    }
}

impl Default for ClassCell {
    fn default() -> Self {
        Self::new()
    }
}

#[cold]
fn unset() -> ! {
    panic!("a built-in class was used before its module registered it")
}

static mut NEXT_VERSION: u64 = 1;

/// A version tag that was never used before.
pub fn fresh_version() -> u64 {
    // SAFETY: under the GIL.
    unsafe {
        NEXT_VERSION += 1;
        NEXT_VERSION
    }
}

/// Marks "looked up and not there" in the dunder cache: an aligned low address, never an object.
fn absent() -> Value {
    // SAFETY: a non-zero word; it is compared, never followed.
    unsafe { Value::from_bits(8) }
}

const METHOD_CACHE: usize = 4096;
struct CacheRow {
    version: u64,
    name: usize,
    value: Option<Value>,
}
static mut CACHE: [CacheRow; METHOD_CACHE] = [const { CacheRow { version: 0, name: 0, value: None } }; METHOD_CACHE];

/// Empties the cache of look-ups along MROs. Its rows are never stale, so this only matters to those who measure.
pub fn clear_method_cache() {
    // SAFETY: under the GIL, as all uses of the cache.
    unsafe {
        for row in &mut CACHE {
            *row = CacheRow { version: 0, name: 0, value: None };
        }
    }
}

impl Class {
    /// The pointer that new exact instances carry as their map.
    #[inline(always)]
    #[must_use]
    pub fn map_ptr(&self) -> *const heap::Shape {
        self.instance_map.as_ptr().cast()
    }

    /// Must instances be registered for `__del__`?
    #[inline(always)]
    #[must_use]
    pub fn has_finalizer(&self) -> bool {
        self.flags.has(ClassFlags::FINALIZER)
    }

    /// Is the class immutable (built in)?
    #[must_use]
    pub fn is_immutable(&self) -> bool {
        self.flags.has(ClassFlags::IMMUTABLE)
    }

    /// Would CPython's cycle collector watch instances of this class?
    #[must_use]
    pub fn is_collected(&self) -> bool {
        use crate::gc::Object;
        let layout = self.layout;
        let alone = [crate::Str::LAYOUT, crate::Bytes::LAYOUT, crate::number::Int::LAYOUT, crate::misc::Range::LAYOUT];
        self.flags.has(ClassFlags::HEAPTYPE)
            || !(matches!(layout.scan, heap::Scan::Leaf)
                || layout.size <= size_of::<heap::Head>()
                || alone.iter().any(|l| layout.extends(l)))
    }

    /// `__name__`.
    #[must_use]
    pub fn name_text(&self) -> String {
        self.name.to_string_lossy()
    }
}

impl Gc<Class> {
    /// Is this class `other` or derived from it (by MRO, without hooks)?
    #[inline]
    #[must_use]
    pub fn is_subclass_of(self, other: Gc<Class>) -> bool {
        self == other || self.mro.as_slice().contains(&other.value())
    }

    /// Looks `name` up along the MRO: the first class dict that has it.
    #[must_use]
    pub fn lookup(self, name: Gc<Str>) -> Option<Value> {
        if !name.is_interned() {
            return self.lookup_uncached(name);
        }
        let key = name.as_ptr() as usize;
        let i = (self.version as usize).wrapping_mul(31).wrapping_add(key >> 4) & (METHOD_CACHE - 1);
        // SAFETY: the cache is only touched under the GIL. Values in rows of a current version are alive in a class dict.
        unsafe {
            let row = &mut CACHE[i];
            if row.version == self.version && row.name == key {
                return row.value;
            }
            let value = self.lookup_uncached(name);
            *row = CacheRow { version: self.version, name: key, value };
            value
        }
    }

    fn lookup_uncached(self, name: Gc<Str>) -> Option<Value> {
        for c in self.mro.as_slice() {
            // SAFETY: an MRO holds classes only.
            let c: Gc<Class> = unsafe { c.cast_unchecked() };
            if c.dict.str_keys {
                if let Some(v) = c.dict.get_str(name) {
                    return Some(v);
                }
                continue;
            }
            // A key that is no string may equal the name. What comparing raises is lost, as in CPython.
            match c.dict.get(name.value()) {
                Ok(Some(v)) => return Some(v),
                Ok(None) => {}
                Err(_) => {
                    let _ = crate::error::take_pending();
                }
            }
        }
        None
    }

    /// Which class of the MRO defines `name`, and its value.
    #[must_use]
    pub fn lookup_where(self, name: Gc<Str>) -> Option<(Gc<Class>, Value)> {
        self.mro.as_slice().iter().find_map(|c| {
            // SAFETY: an MRO holds classes only.
            let c: Gc<Class> = unsafe { c.cast_unchecked() };
            c.dict.get_str(name).map(|v| (c, v))
        })
    }

    /// What the class and its bases define for a dunder (unbound), cached.
    #[inline]
    #[must_use]
    pub fn dunder(mut self, id: Id) -> Option<Value> {
        debug_assert!((id as usize) < DUNDERS);
        if self.dunders.is_empty() {
            self.dunders.resize(DUNDERS, 0);
        }
        // SAFETY: zero, or the word of a value that a class dict keeps alive: classes forget these words when they change.
        match unsafe { Value::opt_from_bits(self.dunders[id as usize]) } {
            Some(v) if v == absent() => None,
            Some(v) => Some(v),
            None => {
                let found = self.lookup_uncached(id.str());
                self.dunders[id as usize] = found.unwrap_or_else(absent).bits();
                found
            }
        }
    }

    /// Tells caches that the class or one of its bases changed: new versions for it and all its subclasses.
    pub fn modified(mut self) {
        self.version = fresh_version();
        self.restamp_maps();
        self.dunders = GcVec::new();
        let del = self.lookup_uncached(Id::__del__.str()).is_some();
        if del {
            self.flags.0 |= ClassFlags::FINALIZER;
        }
        crate::hooks::class_modified(self);
        for s in self.live_subclasses().iter() {
            s.modified();
        }
    }

    /// The direct subclasses that are alive.
    #[must_use]
    pub fn live_subclasses(self) -> GcVec<Gc<Class>> {
        self.subclasses.iter().filter_map(|w| crate::misc::weak_target(*w)).filter_map(|v| v.cast::<Class>()).collect()
    }

    /// Stores a class attribute without asking descriptors or mutability, and bumps versions.
    pub fn set_attr_raw(self, name: Gc<Str>, value: Value) {
        let d = self.dict;
        d.set_str(name, value);
        self.modified();
    }

    /// Registers `self` with its bases.
    pub fn link_to_bases(self) {
        for b in self.bases.as_slice() {
            if let Some(mut b) = b.cast::<Class>() {
                let dead: bool = b.subclasses.iter().any(|w| crate::misc::weak_target(*w).is_none());
                if dead {
                    b.subclasses.retain(|w| crate::misc::weak_target(*w).is_some());
                }
                b.subclasses.push(crate::misc::new_weak_cell(self.value()));
            }
        }
    }
}

/// C3 linearisation of a class with these bases, without the class itself.
///
/// # Errors
/// `TypeError` when the bases cannot be ordered consistently.
pub fn c3_merge(bases: &[Value]) -> Result<GcVec<Value>> {
    let mut lists: GcVec<Gc<Tuple>> = GcVec::new();
    for b in bases {
        // SAFETY: the caller checked that bases are classes.
        let b: Gc<Class> = unsafe { b.cast_unchecked() };
        lists.push(b.mro);
    }
    lists.push(Tuple::from_slice(bases));
    let mut heads: GcVec<usize> = GcVec::new();
    heads.resize(lists.len(), 0);
    let mut out = GcVec::new();
    loop {
        let mut done = true;
        let mut pick = None;
        for i in 0..lists.len() {
            let Some(&c) = lists[i].as_slice().get(heads[i]) else { continue };
            done = false;
            let in_tail =
                (0..lists.len()).any(|j| lists[j].as_slice().get(heads[j] + 1..).is_some_and(|t| t.contains(&c)));
            if !in_tail {
                pick = Some(c);
                break;
            }
        }
        if done {
            return Ok(out);
        }
        let Some(c) = pick else {
            let names: Vec<String> = (0..lists.len())
                .filter_map(|i| lists[i].as_slice().get(heads[i]))
                .fold(Vec::new(), |mut seen: Vec<usize>, v| {
                    if !seen.contains(&v.bits()) {
                        seen.push(v.bits());
                    }
                    seen
                })
                .into_iter()
                // SAFETY: the bits came from class values just above.
                .map(|b| unsafe { Value::from_bits(b).cast_unchecked::<Class>() }.name_text())
                .collect();
            return crate::raise_type!(
                "Cannot create a consistent method resolution order (MRO) for bases {}",
                names.join(", ")
            );
        };
        out.push(c);
        for i in 0..lists.len() {
            if lists[i].as_slice().get(heads[i]) == Some(&c) {
                heads[i] += 1;
            }
        }
    }
}

/// Builds a built-in class.
pub struct ClassBuilder {
    name: &'static str,
    module: &'static str,
    base: Option<Gc<Class>>,
    layout: &'static Layout,
    cell: Option<&'static ClassCell>,
    flags: u32,
    kind: Kind,
    doc: Option<&'static str>,
    rows: Vec<&'static [Row]>,
    metaclass: Option<Gc<Class>>,
    native_next: Option<NativeNext>,
    native_call: Option<NativeCall>,
}

impl ClassBuilder {
    /// A class whose instances are `T`s. `path` is `module.name`; without a dot the module is builtins.
    #[must_use]
    pub fn new<T: Object>(path: &'static str) -> Self {
        let mut b = Self::untyped(path, T::LAYOUT);
        b.cell = Some(T::cell());
        b
    }

    /// A class that shares a layout with others (exceptions, iterators of one shape); `ClassCell` optional.
    #[must_use]
    pub fn untyped(path: &'static str, layout: &'static Layout) -> Self {
        let (module, name) = path.rsplit_once('.').unwrap_or(("builtins", path));
        ClassBuilder {
            name,
            module,
            base: None,
            layout,
            cell: None,
            flags: ClassFlags::IMMUTABLE,
            kind: Kind::Other,
            doc: None,
            rows: Vec::new(),
            metaclass: None,
            native_next: None,
            native_call: None,
        }
    }

    /// The class's place in a static cell, for untyped ones.
    #[must_use]
    pub fn cell(mut self, cell: &'static ClassCell) -> Self {
        self.cell = Some(cell);
        self
    }

    /// The base class; `object` when not given.
    #[must_use]
    pub fn base(mut self, base: Gc<Class>) -> Self {
        self.base = Some(base);
        self
    }

    /// Adds flags (`ClassFlags` constants).
    #[must_use]
    pub fn flags(mut self, bits: u32) -> Self {
        self.flags |= bits;
        self
    }

    /// Makes the class mutable, as CPython's heap types without `Py_TPFLAGS_IMMUTABLETYPE` are.
    #[must_use]
    pub fn mutable(mut self) -> Self {
        self.flags &= !ClassFlags::IMMUTABLE;
        self
    }

    /// The green number of exact instances.
    #[must_use]
    pub fn kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// The docstring.
    #[must_use]
    pub fn doc(mut self, doc: &'static str) -> Self {
        self.doc = Some(doc);
        self
    }

    /// The tables of methods, getters and constants.
    #[must_use]
    pub fn rows(mut self, rows: &[&'static [Row]]) -> Self {
        self.rows = rows.to_vec();
        self
    }

    /// A metaclass other than `type`.
    #[must_use]
    pub fn metaclass(mut self, m: Gc<Class>) -> Self {
        self.metaclass = Some(m);
        self
    }

    /// How exact instances advance, if they are iterators.
    #[must_use]
    pub fn next_fn(mut self, f: NativeNext) -> Self {
        self.native_next = Some(f);
        self
    }

    /// How exact instances are called, if they are callable.
    #[must_use]
    pub fn call_fn(mut self, f: NativeCall) -> Self {
        self.native_call = Some(f);
        self
    }

    /// Creates and registers the class.
    #[must_use]
    pub fn build(self) -> Gc<Class> {
        let base = self.base.unwrap_or_else(crate::misc::object_class);
        let inherited = base.flags.0
            & (ClassFlags::HAS_DICT
                | ClassFlags::WEAKREF
                | ClassFlags::SEQUENCE
                | ClassFlags::MAPPING
                | ClassFlags::MATCH_SELF);
        let bases = Tuple::from_slice(&[base.value()]);
        let class = raw_class(RawClass {
            metaclass: self.metaclass.unwrap_or_else(|| map_of(base.value()).class),
            name: crate::strs::intern(self.name),
            bases,
            base: Some(base),
            dict: Dict::new(),
            layout: self.layout,
            flags: self.flags | inherited,
            kind: self.kind,
            fixed: self.layout.size.max(base.fixed),
            inline_cap: 2,
        });
        if let Some(cell) = self.cell {
            cell.set(class);
        }
        let mut mro = GcVec::new();
        mro.push(class.value());
        mro.extend_from_slice(base.mro.as_slice());
        let mut c = class;
        c.mro = Tuple::from_slice(&mro);
        c.native_next = self.native_next;
        c.native_call = self.native_call;
        finish_builtin(class, self.module, self.doc, &self.rows);
        class
    }
}

/// Adds module, doc and rows to a freshly made built-in class.
pub(crate) fn finish_builtin(
    mut class: Gc<Class>,
    module: &'static str,
    doc: Option<&'static str>,
    rows: &[&'static [Row]],
) {
    let d = class.dict;
    for table in rows {
        for row in *table {
            crate::function::add_row(class, row);
        }
    }
    class.module_text = Some(module);
    // As in CPython, classes of `builtins` have no such entry of their own.
    if module != "builtins" && d.get_str(Id::__module__.str()).is_none() {
        d.set_str(Id::__module__.str(), crate::strs::intern(module).value());
    }
    class.doc_text = doc;
    // The very first classes are made before `None` exists; `builtins` gives them their docstrings.
    if d.get_str(Id::__doc__.str()).is_none()
        && let Some(doc) = doc.map(|t| Str::new(t).value()).or_else(crate::misc::none_once_booted)
    {
        d.set_str(Id::__doc__.str(), doc);
    }
    class.link_to_bases();
    class.modified();
}

/// What `raw_class` needs.
pub struct RawClass {
    pub metaclass: Gc<Class>,
    pub name: Gc<Str>,
    pub bases: Gc<Tuple>,
    pub base: Option<Gc<Class>>,
    pub dict: Gc<Dict>,
    pub layout: &'static Layout,
    pub flags: u32,
    pub kind: Kind,
    pub fixed: usize,
    pub inline_cap: u32,
}

/// Allocates a class object with its root map; the MRO is still just the bases tuple.
#[must_use]
pub fn raw_class(r: RawClass) -> Gc<Class> {
    let p = crate::map::alloc_instance(r.metaclass).cast::<Class>();
    // SAFETY: `p` is a zeroed cell at least as large as `Class` with its map set; every field is written here, before
    // anything can read it. `instance_map` is dangling only until the next statement.
    unsafe {
        let head = Head { map: (*p.cast::<Head>()).map };
        p.write(Class {
            head,
            name: r.name,
            qualname: r.name,
            bases: r.bases,
            mro: r.bases,
            base: r.base,
            dict: r.dict,
            version: fresh_version(),
            layout: r.layout,
            flags: ClassFlags(r.flags),
            kind: r.kind,
            fixed: r.fixed,
            instance_map: Gc::from_raw(p.cast()),
            dict_maps: GcVec::new(),
            other_roots: GcVec::new(),
            dunders: GcVec::new(),
            subclasses: GcVec::new(),
            slot_names: GcVec::new(),
            annotations: None,
            native_next: None,
            native_call: None,
            native_new: None,
            doc_text: None,
            module_text: None,
        });
        let mut class = Gc::from_raw(p);
        let with_dict = class.flags.has(ClassFlags::HAS_DICT);
        class.instance_map = Map::new_root(class, r.layout, r.kind, r.fixed, with_dict, r.inline_cap);
        class
    }
}
