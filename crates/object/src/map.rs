//! Maps (hidden classes): the first word of every object.
//!
//! A map names the class, the layout, and which instance attribute lives where. Instances of classes with a `__dict__`
//! have an *attribute area* at `attrs_offset`: one word for the overflow (or, in dict mode, for the dict), then
//! `inline_cap` slots. Attribute number `i` is inline slot `i`, or overflow slot `i - inline_cap`.
//!
//! # Invariants
//! 1. A map's attribute list never changes; storing a new attribute moves the instance to a successor map.
//! 2. Two instances with the same map have the same class, layout and attributes in the same order.
//! 3. In dict mode (`map.dict_mode`) the attributes live in a `Dict` in the first word of the area.

use heap::{GcVec, Head, Shape, Value};

use crate::class::{Class, fresh_version};
use crate::dict::Dict;
use crate::gc::{Gc, Layout, Object, ValueExt};
use crate::strs::Str;

/// Which built-in class an exact instance belongs to: a green number for dispatch on type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Kind {
    /// Any class without a row here, and every subclass.
    Other,
    Int,
    Bool,
    Float,
    Complex,
    Str,
    Bytes,
    ByteArray,
    Tuple,
    List,
    Dict,
    Set,
    FrozenSet,
    None,
    Slice,
    Range,
    Function,
    NativeFn,
    MethodDescr,
    BoundMethod,
    Class,
    Module,
    Cell,
    Generator,
    Coroutine,
    AsyncGenerator,
    ListIter,
    TupleIter,
    RangeIter,
    Property,
    Code,
    Frame,
}

impl Kind {
    /// Is it a built-in class of plain data, none of whose methods is Python's?
    #[inline(always)]
    #[must_use]
    pub fn is_data(self) -> bool {
        (Kind::Int as u8..=Kind::Range as u8).contains(&(self as u8))
    }
}

/// Attribute count beyond which an instance turns to dict mode.
pub const MAX_ATTRS: usize = 80;

/// A hidden class.
#[repr(C)]
pub struct Map {
    /// What the collector reads.
    pub shape: Shape,
    /// Unique among all maps and times: it changes whenever the class does. What was found out about attributes of
    /// objects with this map holds while it stays.
    pub stamp: u64,
    /// The instances' class.
    pub class: Gc<Class>,
    /// The exact built-in class, if it is one.
    pub kind: Kind,
    /// Do the attributes live in a dict?
    pub dict_mode: bool,
    /// The Rust struct that instances begin with.
    pub layout: &'static Layout,
    /// Bytes of an instance.
    pub size: usize,
    /// Byte offset of the attribute area; 0 when instances have no `__dict__`.
    pub attrs_offset: u32,
    /// Inline attribute slots.
    pub inline_cap: u32,
    /// Attribute names; the position is the attribute's number.
    pub names: GcVec<Gc<Str>>,
    /// Successor maps by the attribute that they add.
    pub transitions: GcVec<(Gc<Str>, Gc<Map>)>,
}

/// The overflow slots of an instance.
#[repr(C)]
pub struct Overflow {
    head: Head,
    cap: usize,
}

static mut MAP_MAP: *const Shape = std::ptr::null();
static mut OVERFLOW_MAP: *const Shape = std::ptr::null();
/// The map of small ints, then that of flonums.
static mut IMMEDIATE_MAPS: [*mut Map; 2] = [std::ptr::null_mut(); 2];

/// The map of any value.
#[inline(always)]
#[must_use]
pub fn map_of(v: Value) -> Gc<Map> {
    // SAFETY: a pointer value's first word is its map; the immediate maps are set at boot.
    unsafe {
        if v.is_ptr() {
            Gc::from_raw((*v.as_ptr::<Head>()).map as *mut Map)
        } else {
            // Without a branch the address would have to be chosen before an object's map can be read.
            std::hint::cold_path();
            Gc::from_raw(IMMEDIATE_MAPS[usize::from(!v.is_small_int())])
        }
    }
}

/// The class of any value (`type(v)`).
#[inline(always)]
#[must_use]
pub fn class_of(v: Value) -> Gc<Class> {
    map_of(v).class
}

/// Is a live cell an object that Python code may see? Maps, overflow areas, text buffers and the buffers of `GcVec`s are not.
#[must_use]
pub fn is_object(cell: *mut u8) -> bool {
    // SAFETY: the caller passes a live cell, whose first word points to a shape; the statics are set at boot.
    unsafe {
        let map = (*cell.cast::<Head>()).map;
        map != MAP_MAP
            && map != OVERFLOW_MAP
            && (*map).head.map == MAP_MAP
            && (*map.cast::<Map>()).class != crate::strs::tail_class()
    }
}

/// Is a live cell an object that refers to the same things for ever: text, a number, bytes, a tuple, a built-in function,
/// exactly of a built-in class?
#[must_use]
pub fn is_settled(cell: *mut u8) -> bool {
    if !is_object(cell) {
        return false;
    }
    let v = Value::from_ptr(cell);
    let map = map_of(v);
    if map.class.flags.has(crate::class::ClassFlags::HEAPTYPE) {
        return false;
    }
    match map.kind {
        Kind::Str => v.cast_exact::<Str>().is_some_and(|s| s.is_settled()),
        Kind::Tuple | Kind::NativeFn | Kind::MethodDescr => true,
        _ => matches!(map.shape.scan, heap::Scan::Leaf),
    }
}

/// Is a live cell the overflow area of an instance?
#[must_use]
pub fn is_overflow(cell: *mut u8) -> bool {
    // SAFETY: as in `is_object`.
    unsafe { (*cell.cast::<Head>()).map == OVERFLOW_MAP }
}

pub(crate) fn set_immediate_maps(int: Gc<Map>, float: Gc<Map>) {
    // SAFETY: boot is single-threaded.
    unsafe { IMMEDIATE_MAPS = [int.as_ptr(), float.as_ptr()] };
}

/// Creates the maps that maps and overflow areas have themselves.
pub(crate) fn boot() {
    // SAFETY: boot is single-threaded; the shapes are immortal and fully written before use.
    unsafe {
        let words = |_: ()| {
            let p = heap::alloc_immortal(size_of::<Shape>()).cast::<Shape>();
            p.write(Shape { head: Head { map: p }, scan: heap::Scan::Words, drop: None, weak_slot: false });
            p.cast_const()
        };
        MAP_MAP = words(());
        OVERFLOW_MAP = words(());
    }
}

impl Map {
    /// A root map (no attributes yet) for instances of `class`.
    #[must_use]
    pub fn new_root(
        class: Gc<Class>,
        layout: &'static Layout,
        kind: Kind,
        fixed: usize,
        with_dict: bool,
        inline_cap: u32,
    ) -> Gc<Map> {
        // A module's attributes live in the dict that its layout has: it is in dict mode from birth.
        let is_module = layout.extends(crate::misc::Module::LAYOUT);
        let with_dict = with_dict && !is_module;
        let attrs_offset = if is_module {
            std::mem::offset_of!(crate::misc::Module, dict) as u32
        } else if with_dict {
            fixed as u32
        } else {
            0
        };
        let size = fixed + if with_dict { 8 * (1 + inline_cap as usize) } else { 0 };
        // A leaf layout stays a leaf only while nothing is appended to it.
        let scan =
            if size > layout.size && matches!(layout.scan, heap::Scan::Leaf) { heap::Scan::Words } else { layout.scan };
        Map {
            shape: Shape {
                // SAFETY: boot created the map of maps before any class.
                head: Head { map: unsafe { MAP_MAP } },
                scan,
                drop: layout.drop,
                weak_slot: layout.weak_slot,
            },
            stamp: fresh_version(),
            class,
            layout,
            size,
            attrs_offset,
            inline_cap: if is_module { 0 } else { inline_cap },
            dict_mode: is_module,
            kind,
            names: GcVec::new(),
            transitions: GcVec::new(),
        }
        .put()
    }

    fn put(self) -> Gc<Map> {
        // SAFETY: MAP_MAP describes `Map`, whose every word may be scanned.
        unsafe { Gc::from_raw(heap::new(MAP_MAP, self)) }
    }

    fn successor(&self, names: GcVec<Gc<Str>>, dict_mode: bool) -> Gc<Map> {
        Map {
            shape: Shape {
                head: Head { map: self.shape.head.map },
                scan: self.shape.scan,
                drop: self.shape.drop,
                weak_slot: self.shape.weak_slot,
            },
            stamp: fresh_version(),
            class: self.class,
            layout: self.layout,
            size: self.size,
            attrs_offset: self.attrs_offset,
            inline_cap: self.inline_cap,
            dict_mode,
            kind: self.kind,
            names,
            transitions: GcVec::new(),
        }
        .put()
    }

    /// The number of an attribute, by interned name.
    #[inline]
    #[must_use]
    pub fn index_of(&self, name: Gc<Str>) -> Option<usize> {
        self.names.iter().position(|n| *n == name)
    }
}

impl Gc<Class> {
    /// Gives all maps of the class new stamps.
    pub(crate) fn restamp_maps(self) {
        let mut pending: GcVec<Gc<Map>> = GcVec::new();
        pending.push(self.instance_map);
        pending.extend_from_slice(&self.other_roots);
        pending.extend_from_slice(&self.dict_maps);
        while let Some(mut map) = pending.pop() {
            map.stamp = fresh_version();
            for (_, next) in map.transitions.iter() {
                pending.push(*next);
            }
        }
    }

    /// The root map of instances of this class whose cells were laid out by `like`: the class's own, or one with the
    /// other number of inline slots (the object changed its class, or the class changed its prediction).
    #[must_use]
    pub fn root_map(mut self, like: Gc<Map>) -> Gc<Map> {
        let fits = |m: Gc<Map>| m.inline_cap == like.inline_cap && m.size == like.size;
        if fits(self.instance_map) {
            return self.instance_map;
        }
        if let Some(m) = self.other_roots.iter().find(|m| fits(**m)) {
            return *m;
        }
        let mut m = self.instance_map.successor(GcVec::new(), false);
        m.inline_cap = like.inline_cap;
        m.size = like.size;
        self.other_roots.push(m);
        m
    }
}

/// Makes `obj` an instance of `class`, whose layout is compatible (`obj.__class__ = class`).
pub fn change_class(obj: Value, class: Gc<Class>) {
    let map = map_of(obj);
    let mut next = class.root_map(map);
    if map.dict_mode {
        next = if next.dict_mode { next } else { next.in_dict_mode() };
    } else {
        for name in map.names.iter() {
            next = next.with_attr(*name).expect("as many attributes as before");
        }
    }
    // SAFETY: the head of a live object is writable; `next` describes the same cell.
    unsafe { (*obj.as_ptr::<Head>()).map = next.as_ptr().cast() };
    if class.has_finalizer() && !map.class.has_finalizer() {
        heap::register_finalizer(obj.as_ptr());
    }
}

impl Gc<Map> {
    /// The map of an instance after it gained attribute `name`; `None` when it must turn to dict mode.
    pub fn with_attr(mut self, name: Gc<Str>) -> Option<Gc<Map>> {
        if let Some(t) = self.transitions.iter().find(|t| t.0 == name) {
            return Some(t.1);
        }
        if self.names.len() >= MAX_ATTRS {
            return None;
        }
        let mut names = self.names.clone();
        names.push(name);
        let next = self.successor(names, false);
        self.transitions.push((name, next));
        Some(next)
    }

    /// The map of instances of the same shape in dict mode.
    pub fn in_dict_mode(self) -> Gc<Map> {
        let mut class = self.class;
        let fits = |m: &&Gc<Map>| m.inline_cap == self.inline_cap && m.size == self.size;
        if let Some(m) = class.dict_maps.iter().find(fits) {
            return *m;
        }
        let m = self.successor(GcVec::new(), true);
        class.dict_maps.push(m);
        m
    }
}

/// Allocates an instance of `class`: map set, all fields zero.
#[must_use]
pub fn alloc_instance(class: Gc<Class>) -> *mut u8 {
    let map = class.instance_map;
    let p = heap::alloc(map.as_ptr().cast(), map.size);
    if class.has_finalizer() {
        heap::register_finalizer(p);
    }
    p
}

fn area(obj: Value, map: Gc<Map>) -> *mut Option<Value> {
    // SAFETY: maps with an attribute area describe objects that are large enough.
    unsafe { obj.as_ptr::<u8>().add(map.attrs_offset as usize).cast() }
}

/// The address of attribute number `i` of an instance that is not in dict mode.
#[inline]
#[must_use]
pub fn attr_slot(obj: Value, map: Gc<Map>, i: usize) -> *mut Option<Value> {
    let a = area(obj, map);
    let cap = map.inline_cap as usize;
    // SAFETY: attribute `i` exists, so its inline or overflow slot does (module invariant 2).
    unsafe {
        if i < cap {
            a.add(1 + i)
        } else {
            let o = (*a).unwrap_unchecked().as_ptr::<Overflow>();
            o.add(1).cast::<Option<Value>>().add(i - cap)
        }
    }
}

/// Byte offset, in the overflow cell, of an attribute that is not inline.
#[must_use]
pub fn overflow_offset(map: Gc<Map>, i: usize) -> usize {
    size_of::<Overflow>() + 8 * (i - map.inline_cap as usize)
}

/// The instance dict of an object in dict mode.
#[must_use]
pub fn dict_of_dict_mode(obj: Value, map: Gc<Map>) -> Gc<Dict> {
    debug_assert!(map.dict_mode);
    // SAFETY: module invariant 3.
    unsafe { Gc::from_raw((*area(obj, map)).unwrap_unchecked().as_ptr()) }
}

/// Stores a new attribute: makes room and moves the object to `next`, whose last name is the new attribute.
pub fn add_attr(obj: Value, map: Gc<Map>, next: Gc<Map>, value: Value) {
    let i = map.names.len();
    let cap = map.inline_cap as usize;
    if i >= cap {
        grow_overflow(obj, map, i - cap + 1);
    }
    // SAFETY: the slot exists now; the head of a live object is writable.
    unsafe {
        *attr_slot(obj, map, i) = Some(value);
        (*obj.as_ptr::<Head>()).map = next.as_ptr().cast();
    }
}

fn grow_overflow(obj: Value, map: Gc<Map>, need: usize) {
    let a = area(obj, map);
    // SAFETY: the first word of the area is the overflow cell or empty; the new cell has room for `cap` slots.
    unsafe {
        let old = (*a).map(|v| v.as_ptr::<Overflow>());
        let old_cap = old.map_or(0, |o| (*o).cap);
        if need <= old_cap {
            return;
        }
        let cap = need.max(old_cap * 2).max(4);
        let new = heap::alloc(OVERFLOW_MAP, size_of::<Overflow>() + 8 * cap).cast::<Overflow>();
        (*new).cap = cap;
        if let Some(o) = old {
            std::ptr::copy_nonoverlapping(o.add(1).cast::<Option<Value>>(), new.add(1).cast(), old_cap);
        }
        *a = Some(Value::from_ptr(new));
    }
}

/// Turns an instance to dict mode and returns its dict; the attributes keep their order.
pub fn to_dict_mode(obj: Value) -> Gc<Dict> {
    let map = map_of(obj);
    if map.dict_mode {
        return dict_of_dict_mode(obj, map);
    }
    let d = Dict::new();
    for (i, name) in map.names.iter().enumerate() {
        // SAFETY: attribute `i` exists.
        if let Some(v) = unsafe { *attr_slot(obj, map, i) } {
            d.set_str(*name, v);
        }
    }
    set_dict(obj, d);
    d
}

/// Makes `d` the instance dict (`obj.__dict__ = d`).
pub fn set_dict(obj: Value, d: Gc<Dict>) {
    let map = map_of(obj);
    let next = map.in_dict_mode();
    // SAFETY: the area's first word holds the dict in dict mode; stale inline slots are cleared so they retain nothing.
    unsafe {
        let a = area(obj, map);
        std::ptr::write_bytes(a, 0, 1 + map.inline_cap as usize);
        *a = Some(d.value());
        (*obj.as_ptr::<Head>()).map = next.as_ptr().cast();
    }
}

/// Removes attribute number `i` of an instance that is not in dict mode: the object moves to the map of the
/// remaining attributes.
pub fn remove_attr(obj: Value, i: usize) {
    let map = map_of(obj);
    let mut rest: GcVec<Value> = GcVec::new();
    for k in (0..map.names.len()).filter(|k| *k != i) {
        // SAFETY: attribute `k` exists and is set.
        rest.push(unsafe { (*attr_slot(obj, map, k)).unwrap_unchecked() });
    }
    let mut next = map.class.root_map(map);
    for (k, name) in map.names.iter().enumerate() {
        if k != i {
            next = next.with_attr(*name).expect("fewer attributes than before");
        }
    }
    // SAFETY: the last slot is no longer described by `next`; clearing it retains nothing.
    unsafe {
        *attr_slot(obj, map, map.names.len() - 1) = None;
        (*obj.as_ptr::<Head>()).map = next.as_ptr().cast();
    }
    for (k, v) in rest.iter().enumerate() {
        // SAFETY: `next` has one slot for each remaining value.
        unsafe { *attr_slot(obj, next, k) = Some(*v) };
    }
}

/// The exact map of a built-in type, for comparisons on hot paths.
#[inline(always)]
#[must_use]
pub fn exact_map<T: Object>() -> Gc<Map> {
    T::class().instance_map
}
