//! Start-up: the first maps and classes, in the order that the circle `type` - `object` demands; then the core built-in
//! classes, still without methods. The `builtins` crate adds those with `extend_class`.

use heap::{Head, Value};

use crate::class::{Class, ClassBuilder, ClassFlags};
use crate::error;
use crate::frame::{self, FrameObject, Generator, Traceback};
use crate::function::{
    self, BoundMethod, Cell, ClassMethod, Function, GetSet, Member, NativeFn, Property, StaticMethod,
};
use crate::gc::{Gc, Object};
use crate::ids::Id;
use crate::iter::{ListIter, SeqIter, TupleIter};
use crate::map::{self, Kind, Map};
use crate::misc::{
    self, EllipsisType, Module, NoneType, NotImplementedType, OBJECT_LAYOUT, Range, RangeIter, Slice, WeakRef,
};
use crate::number::{self, Bool, Complex, Float, Int};
use crate::{ByteArray, Bytes, Dict, List, Set, Str, Tuple};

const BASE: u32 = ClassFlags::BASETYPE;
const WEAK: u32 = ClassFlags::WEAKREF;
const DICT: u32 = ClassFlags::HAS_DICT;
const SELF: u32 = ClassFlags::MATCH_SELF;

/// Builds the core of the object model. Runs once, on the main thread, after `heap::init` and `strs::set_hash_key`.
pub fn boot() {
    map::boot();
    first_classes();
    crate::strs::boot();
    crate::seq::boot_tuple();
    name_first_classes();
    crate::ids::init();
    for c in [misc::object_class(), Class::class(), Str::class(), Tuple::class(), Dict::class()] {
        let mut c = c;
        c.module_text = Some("builtins");
    }
    let mut first = heap::GcVec::new();
    for c in [Class::class(), Str::class(), Tuple::class(), Dict::class()] {
        first.push(c);
    }
    core_classes();
    for c in first.iter() {
        c.link_to_bases();
    }
    misc::boot_singletons();
    number::boot_bools();
    error::boot_classes();
    crate::excgroup::boot();
    crate::buffer::boot();
    map::set_immediate_maps(Int::class().instance_map, Float::class().instance_map);
}

/// object, type, str, tuple and dict need each other: they are made with dangling names, MROs and dicts first.
fn first_classes() {
    // SAFETY: everything that dangles here is patched below, before anything reads it; no collection can run, because
    // the heap is far below its first trigger and stress mode starts after boot.
    unsafe {
        let make = |layout: &'static crate::gc::Layout, flags: u32, kind: Kind| -> Gc<Class> {
            let size = Class::LAYOUT.size + 8 * 3;
            let p = heap::alloc(boot_shape(), size).cast::<Class>();
            let mut c: Gc<Class> = Gc::from_raw(p);
            c.layout = layout;
            c.flags = ClassFlags(flags | ClassFlags::IMMUTABLE);
            c.kind = kind;
            c.fixed = layout.size;
            c.version = crate::class::fresh_version();
            c.instance_map = Map::new_root(c, layout, kind, layout.size, flags & DICT != 0, 2);
            c
        };
        let object = make(&OBJECT_LAYOUT, BASE, Kind::Other);
        let type_ = make(Class::LAYOUT, BASE | WEAK, Kind::Class);
        let str_ = make(Str::LAYOUT, BASE | SELF, Kind::Str);
        let tuple = make(Tuple::LAYOUT, BASE | SELF | ClassFlags::SEQUENCE, Kind::Tuple);
        let dict = make(Dict::LAYOUT, BASE | SELF | ClassFlags::MAPPING, Kind::Dict);
        misc::OBJECT.set(object);
        Class::cell().set(type_);
        Str::cell().set(str_);
        Tuple::cell().set(tuple);
        Dict::cell().set(dict);
        // The tail buffers of growing strings need a map before the first string exists.
        crate::strs::boot_tail(make(crate::strs::tail_layout(), 0, Kind::Other));
        for mut c in [object, type_, str_, tuple, dict] {
            c.head = Head { map: type_.instance_map.as_ptr().cast() };
            c.dict = Dict::new();
        }
    }
}

/// A shape for the first class cells until the map of `type` exists.
fn boot_shape() -> *const heap::Shape {
    static mut SHAPE: *const heap::Shape = std::ptr::null();
    // SAFETY: boot is single-threaded; the shape is immortal and written before use.
    unsafe {
        if SHAPE.is_null() {
            let p = heap::alloc_immortal(size_of::<heap::Shape>()).cast::<heap::Shape>();
            p.write(heap::Shape { head: Head { map: p }, scan: heap::Scan::Words, drop: None, weak_slot: false });
            SHAPE = p;
        }
        SHAPE
    }
}

fn name_first_classes() {
    let object = misc::object_class();
    let named = [
        (object, "object"),
        (Class::class(), "type"),
        (Str::class(), "str"),
        (Tuple::class(), "tuple"),
        (Dict::class(), "dict"),
    ];
    for (mut c, name) in named {
        c.name = crate::strs::intern(name);
        c.qualname = c.name;
        if c == object {
            c.bases = Tuple::empty();
            c.mro = Tuple::from_slice(&[c.value()]);
            c.base = None;
        } else {
            c.bases = Tuple::from_slice(&[object.value()]);
            c.mro = Tuple::from_slice(&[c.value(), object.value()]);
            c.base = Some(object);
        }
    }
    let mut tail = crate::strs::tail_class();
    tail.name = crate::strs::intern("str_tail");
    tail.qualname = tail.name;
    tail.bases = Tuple::empty();
    tail.mro = Tuple::from_slice(&[tail.value()]);
    tail.dict = Dict::new();
    tail.head = Head { map: Class::class().instance_map.as_ptr().cast() };
}

fn core<T: Object>(path: &'static str, kind: Kind, flags: u32) -> Gc<Class> {
    ClassBuilder::new::<T>(path).kind(kind).flags(flags).build()
}

fn core_classes() {
    // Classes know their subclasses by weak references, so their class comes first.
    core::<WeakRef>("weakref.ReferenceType", Kind::Other, BASE);
    core::<NativeFn>("builtin_function_or_method", Kind::NativeFn, WEAK);
    let shared = |path, cell, kind| {
        let _ = ClassBuilder::untyped(path, NativeFn::LAYOUT)
            .cell(cell)
            .kind(kind)
            .flags(ClassFlags::METHOD_DESCRIPTOR)
            .build();
    };
    shared("method_descriptor", &function::METHOD_DESCR, Kind::MethodDescr);
    shared("wrapper_descriptor", &function::WRAPPER_DESCR, Kind::MethodDescr);
    shared("method-wrapper", &function::METHOD_WRAPPER, Kind::NativeFn);
    shared("classmethod_descriptor", &function::CLASSMETHOD_DESCR, Kind::Other);
    core::<Int>("int", Kind::Int, BASE | SELF);
    let _ = ClassBuilder::new::<Bool>("bool").base(Int::class()).kind(Kind::Bool).flags(SELF).build();
    core::<Float>("float", Kind::Float, BASE | SELF);
    core::<Complex>("complex", Kind::Complex, BASE);
    core::<Bytes>("bytes", Kind::Bytes, BASE | SELF);
    core::<ByteArray>("bytearray", Kind::ByteArray, BASE | SELF);
    core::<List>("list", Kind::List, BASE | SELF | ClassFlags::SEQUENCE);
    core::<Set>("set", Kind::Set, BASE | SELF | WEAK);
    let _ = ClassBuilder::untyped("frozenset", Set::LAYOUT)
        .cell(&crate::set::FROZENSET)
        .kind(Kind::FrozenSet)
        .flags(BASE | SELF | WEAK)
        .build();
    core::<NoneType>("NoneType", Kind::None, 0);
    core::<EllipsisType>("ellipsis", Kind::Other, 0);
    core::<NotImplementedType>("NotImplementedType", Kind::Other, 0);
    core::<Slice>("slice", Kind::Slice, 0);
    core::<Range>("range", Kind::Range, ClassFlags::SEQUENCE);
    core::<RangeIter>("range_iterator", Kind::RangeIter, 0);
    core::<ListIter>("list_iterator", Kind::ListIter, 0);
    core::<TupleIter>("tuple_iterator", Kind::TupleIter, 0);
    core::<SeqIter>("iterator", Kind::Other, 0);
    core::<Function>("function", Kind::Function, DICT | WEAK | ClassFlags::METHOD_DESCRIPTOR);
    core::<BoundMethod>("method", Kind::BoundMethod, WEAK);
    core::<Cell>("cell", Kind::Cell, 0);
    core::<GetSet>("getset_descriptor", Kind::Other, 0);
    core::<Member>("member_descriptor", Kind::Other, 0);
    core::<StaticMethod>("staticmethod", Kind::Other, BASE | DICT);
    core::<ClassMethod>("classmethod", Kind::Other, BASE | DICT);
    core::<Property>("property", Kind::Property, BASE);
    core::<Module>("module", Kind::Module, BASE | WEAK | DICT);
    core::<crate::code::Code>("code", Kind::Code, WEAK);
    core::<FrameObject>("frame", Kind::Frame, 0);
    core::<Traceback>("traceback", Kind::Other, 0);
    core::<Generator>("generator", Kind::Generator, WEAK);
    let gen_like = |path, cell, kind| {
        let _ = ClassBuilder::untyped(path, Generator::LAYOUT).cell(cell).kind(kind).flags(WEAK).build();
    };
    core::<crate::generator::AsyncGenWrapped>("async_generator_wrapped_value", Kind::Other, 0);
    gen_like("coroutine", &frame::COROUTINE, Kind::Coroutine);
    gen_like("async_generator", &frame::ASYNC_GENERATOR, Kind::AsyncGenerator);
}

static mut SPECIAL: [Option<Value>; 3] = [None; 3];
static mut GENERIC_ALIAS: Option<fn(Value, Value) -> Value> = None;

/// Remembers `type.__call__`, `object.__init__` and `object.__new__`, which the machine recognises. Called by `builtins`
/// once their rows are in place, with the function that makes `type[...]`.
pub fn remember_special_methods(generic_alias: fn(Value, Value) -> Value) {
    let object = misc::object_class();
    // SAFETY: start-up is single-threaded; statics live for ever.
    unsafe {
        SPECIAL = [Class::class().dunder(Id::__call__), object.dunder(Id::__init__), object.dunder(Id::__new__)];
        heap::add_root((&raw const SPECIAL).cast(), 3);
        GENERIC_ALIAS = Some(generic_alias);
    }
}

/// `type.__call__`.
#[inline]
#[must_use]
pub fn type_call() -> Option<Value> {
    // SAFETY: written at start-up only.
    unsafe { SPECIAL[0] }
}

/// `object.__init__`.
#[inline]
#[must_use]
pub fn object_init() -> Option<Value> {
    // SAFETY: written at start-up only.
    unsafe { SPECIAL[1] }
}

/// `object.__new__`.
#[inline]
#[must_use]
pub fn object_new() -> Option<Value> {
    // SAFETY: written at start-up only.
    unsafe { SPECIAL[2] }
}

/// `object.__init__` where calling it can have no effect: the class overrides `__new__`, which has seen the arguments.
#[must_use]
pub fn object_init_if_default(c: Gc<Class>) -> Option<Value> {
    if c.dunder(Id::__new__) == object_new() { None } else { object_init() }
}

/// `cls[key]` for `type` itself.
#[must_use]
pub fn generic_alias(origin: Value, key: Value) -> Value {
    // SAFETY: written at start-up only.
    unsafe { GENERIC_ALIAS }.map_or(origin, |f| f(origin, key))
}
