//! The module `_functools`: `reduce`, `cmp_to_key`, `partial` with placeholders. The LRU cache is in `lru`.

use builtins::seqtools::{TextBuilder, class_getitem, get_dict, set_dict};
use heap::{GcVec, Head, Value};
use object::call::{call, call_kw};
use object::class::{Class, ClassBuilder, ClassFlags};
use object::error::{self, exc};
use object::gc::{Object, ValueExt};
use object::map::class_of;
use object::ops::{self, CmpOp};
use object::{Dict, Gc, Module, Result, Row, Str, Tuple, native, none, number};

/// Creates the module.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_functools");
    m.set_doc("Tools that operate on functions.");
    let _ = ClassBuilder::new::<PlaceholderType>("functools._PlaceholderType")
        .doc("The type of the Placeholder singleton.\n\nUsed as a placeholder for partial arguments.")
        .rows(&[PLACEHOLDER])
        .build();
    let _ = ClassBuilder::new::<KeyWrapper>("functools.KeyWrapper")
        .flags(ClassFlags::NO_INSTANTIATE)
        .call_fn(call_key)
        .rows(&[KEY])
        .build();
    let partial = ClassBuilder::new::<Partial>("functools.partial")
        .flags(ClassFlags::BASETYPE | ClassFlags::HAS_DICT | ClassFlags::WEAKREF | ClassFlags::METHOD_DESCRIPTOR)
        .mutable()
        .doc(
            "Create a new function with partial application of the given arguments and keywords.\n\n\
             partial(func, /, *args, **keywords)",
        )
        .call_fn(call_partial)
        .rows(&[PARTIAL])
        .build();
    m.add_rows(ROWS);
    m.set("partial", partial);
    m.set("Placeholder", placeholder());
    m.set("_PlaceholderType", PlaceholderType::class());
    crate::lru::add_to(m);
    Ok(m)
}

/// The class `functools.partial`, whose module may not have been imported yet.
///
/// # Errors
/// What importing raises.
pub fn partial_class() -> Result<Value> {
    if Partial::cell().try_get().is_none() {
        let import = builtins::seqtools::builtin("__import__")?;
        call(import, &[Str::new("_functools").value()])?;
    }
    Ok(Partial::class().value())
}

static ROWS: &[Row] = &[
    Row::function("reduce($module, function, iterable, /, initial=<functools._initial_missing>)", native(reduce)).doc(
        "Apply a function of two arguments cumulatively to the items of an iterable, from left to right.\n\n\
         This effectively reduces the iterable to a single value.  If initial is present,\nit is placed before the items of the iterable in the calculation, and serves as\n\
         a default when the iterable is empty.\n\nFor example, reduce(lambda x, y: x+y, [1, 2, 3, 4, 5])\ncalculates ((((1 + 2) + 3) + 4) + 5).",
    ),
    Row::function("cmp_to_key($module, /, mycmp)", native(cmp_to_key)).doc("Convert a cmp= function into a key= function."),
];

fn reduce(function: Value, iterable: Value, initial: Option<Value>) -> Result<Value> {
    let it = match error::catch(object::iter::get_iter(iterable), &exc::TYPE_ERROR)? {
        Some(it) => it,
        None => return object::type_error("reduce() arg 2 must support iteration"),
    };
    let first = match initial {
        Some(v) => Some(v),
        None => object::iter::next(it)?,
    };
    let Some(mut acc) = first else {
        return object::type_error("reduce() of empty iterable with no initial value");
    };
    while let Some(v) = object::iter::next(it)? {
        acc = call(function, &[acc, v])?;
    }
    Ok(acc)
}

/// An item wrapped by a comparison function.
#[repr(C)]
pub struct KeyWrapper {
    pub head: Head,
    cmp: Value,
    object: Option<Value>,
}
object::object_type!(KeyWrapper);

static KEY: &[Row] = &[
    Row::method("__call__($self, /, obj)", native(key_call)).doc("Call self as a function."),
    Row::getset("obj", native(key_obj), native(key_set_obj)).doc("Value wrapped by a key function."),
    Row::constant("__hash__", native(none)),
    Row::method("__eq__($self, value, /)", native(key_compare::<0>)).doc("Return self==value."),
    Row::method("__ne__($self, value, /)", native(key_compare::<1>)).doc("Return self!=value."),
    Row::method("__lt__($self, value, /)", native(key_compare::<2>)).doc("Return self<value."),
    Row::method("__le__($self, value, /)", native(key_compare::<3>)).doc("Return self<=value."),
    Row::method("__gt__($self, value, /)", native(key_compare::<4>)).doc("Return self>value."),
    Row::method("__ge__($self, value, /)", native(key_compare::<5>)).doc("Return self>=value."),
];

fn cmp_to_key(mycmp: Value) -> Gc<KeyWrapper> {
    KeyWrapper { head: Head { map: std::ptr::null() }, cmp: mycmp, object: None }.alloc()
}

fn key_call(k: Gc<KeyWrapper>, obj: Value) -> Gc<KeyWrapper> {
    KeyWrapper { head: Head { map: std::ptr::null() }, cmp: k.cmp, object: Some(obj) }.alloc()
}

fn call_key(k: Value, args: &[Value], kwnames: &[Value]) -> Result<Value> {
    if let ([obj], [], Some(k)) = (args, kwnames, k.cast::<KeyWrapper>()) {
        return Ok(key_call(k, *obj).value());
    }
    let m = class_of(k).dunder(object::Id::__call__).expect("the class has a row for it");
    object::call::call_method_value(m, k, args, kwnames)
}

fn key_obj(k: Gc<KeyWrapper>) -> Result<Value> {
    match k.object {
        Some(v) => Ok(v),
        None => object::raise_exc!(ATTRIBUTE_ERROR, "obj"),
    }
}

fn key_set_obj(mut k: Gc<KeyWrapper>, v: Option<Value>) {
    k.object = v;
}

fn key_compare<const OP: usize>(k: Gc<KeyWrapper>, other: Value) -> Result<Value> {
    const OPS: [CmpOp; 6] = [CmpOp::Eq, CmpOp::Ne, CmpOp::Lt, CmpOp::Le, CmpOp::Gt, CmpOp::Ge];
    let Some(o) = other.cast::<KeyWrapper>() else { return object::type_error("other argument must be K instance") };
    let (Some(x), Some(y)) = (k.object, o.object) else { return object::raise_exc!(ATTRIBUTE_ERROR, "object") };
    let r = call(k.cmp, &[x, y])?;
    if r.is_small_int() {
        return Ok(object::bool_value(OPS[OP].holds(r.as_small_int().cmp(&0))));
    }
    ops::compare(OPS[OP], r, number::int(0))
}

/// The type of `functools.Placeholder`.
#[repr(C)]
pub struct PlaceholderType {
    pub head: Head,
}
object::object_type!(PlaceholderType);

static PLACEHOLDER: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(placeholder_new)),
    Row::method("__repr__($self, /)", native(placeholder_repr)).doc("Return repr(self)."),
    Row::method("__reduce__($self, /)", native(placeholder_repr)),
];

static mut SENTINEL: Option<Value> = None;

/// The singleton.
fn placeholder() -> Value {
    // SAFETY: under the GIL; a root from its first use on.
    unsafe {
        if let Some(v) = SENTINEL {
            return v;
        }
        let v = PlaceholderType { head: Head { map: std::ptr::null() } }.alloc().value();
        heap::add_root(&raw const SENTINEL, 1);
        SENTINEL = Some(v);
        v
    }
}

fn placeholder_new(_class: Gc<Class>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Value> {
    if !args.as_slice().is_empty() || !kwargs.is_empty() {
        return object::type_error("_PlaceholderType takes no arguments");
    }
    Ok(placeholder())
}

fn placeholder_repr(_p: Gc<PlaceholderType>) -> &'static str {
    "Placeholder"
}

/// `partial`.
#[repr(C)]
pub struct Partial {
    pub head: Head,
    func: Value,
    args: Gc<Tuple>,
    kw: Gc<Dict>,
    /// How many of `args` are placeholders.
    gaps: usize,
}
object::object_type!(Partial);

static PARTIAL: &[Row] = &[
    Row::new("__new__($type, /, *args, **keywords)", native(partial_new))
        .doc("Create and return a new object.  See help(type) for accurate signature."),
    Row::method("__call__($self, /, *args, **kwargs)", native(partial_call)).doc("Call self as a function."),
    Row::method("__get__($self, instance, owner=None, /)", native(partial_get))
        .doc("Return an attribute of instance, which is of type owner."),
    Row::getter("func", native(partial_func)).doc("function object to use in future partial calls"),
    Row::getter("args", native(partial_args)).doc("tuple of arguments to future partial calls"),
    Row::getter("keywords", native(partial_keywords)).doc("dictionary of keyword arguments to future partial calls"),
    Row::getset("__dict__", native(get_dict), native(set_dict)),
    Row::method("__reduce__($self, /)", native(partial_reduce)),
    Row::method("__setstate__($self, state, /)", native(partial_setstate)),
    Row::method("__repr__($self, /)", native(partial_repr)).doc("Return repr(self)."),
    Row::class_method("__class_getitem__($type, item, /)", native(class_getitem)).doc("See PEP 585"),
];

fn count_gaps(args: &[Value]) -> usize {
    let p = placeholder();
    args.iter().filter(|a| **a == p).count()
}

/// Fills the placeholders of `args` with the first of `more`, and appends the rest.
fn fill(args: &[Value], gaps: usize, more: &[Value]) -> GcVec<Value> {
    let mut out = GcVec::with_capacity(args.len() + more.len());
    if gaps == 0 {
        out.extend_from_slice(args);
        out.extend_from_slice(more);
        return out;
    }
    let p = placeholder();
    let mut i = 0;
    for a in args {
        if *a == p && i < more.len() {
            out.push(more[i]);
            i += 1;
        } else {
            out.push(*a);
        }
    }
    out.extend_from_slice(&more[i..]);
    out
}

fn partial_new(class: Gc<Class>, args: Gc<Tuple>, kw: Gc<Dict>) -> Result<Gc<Partial>> {
    let Some((&func, more)) = args.as_slice().split_first() else {
        return object::type_error("type 'partial' takes at least one argument");
    };
    if !object::call::is_callable(func) {
        return object::type_error("the first argument must be callable");
    }
    let p = placeholder();
    if more.last() == Some(&p) {
        return object::type_error("trailing Placeholders are not allowed");
    }
    let mut pos = 0;
    while let Some((_, v)) = kw.next(&mut pos) {
        if v == p {
            return object::type_error("Placeholder cannot be passed as a keyword argument");
        }
    }
    // A partial of a partial is one partial, unless the inner one has attributes of its own.
    let inner = func.cast::<Partial>().filter(|_| {
        class_of(func).dunder(object::Id::__call__) == Partial::class().dunder(object::Id::__call__)
            && !has_attributes(func)
    });
    let (func, args, kw) = match inner {
        None => (func, Tuple::from_slice(more), kw),
        Some(inner) => {
            let all = fill(inner.args.as_slice(), inner.gaps, more);
            let merged = inner.kw.copy();
            builtins::dict::merge(merged, kw)?;
            (inner.func, Tuple::from_slice(&all), merged)
        }
    };
    Ok(Partial { head: Head { map: std::ptr::null() }, func, args, kw, gaps: count_gaps(args.as_slice()) }
        .alloc_in(class))
}

fn has_attributes(v: Value) -> bool {
    let map = object::map_of(v);
    map.dict_mode && object::attr::instance_dict(v).is_some_and(|d| !d.is_empty())
        || !map.dict_mode && !map.names.is_empty()
}

fn call_partial(p: Value, args: &[Value], kwnames: &[Value]) -> Result<Value> {
    // SAFETY: a class's call function gets its exact instances.
    let p: Gc<Partial> = unsafe { p.cast_unchecked() };
    let (pos, kwvalues) = args.split_at(args.len() - kwnames.len());
    if pos.len() < p.gaps {
        return object::raise_type!(
            "missing positional arguments in 'partial' call; expected at least {}, got {}",
            p.gaps,
            pos.len()
        );
    }
    let mut all = fill(p.args.as_slice(), p.gaps, pos);
    if p.kw.is_empty() {
        all.extend_from_slice(kwvalues);
        return call_kw(p.func, &all, kwnames);
    }
    // Keywords of the call replace those of the partial, in the partial's order.
    let kw = p.kw.copy();
    for (k, v) in kwnames.iter().zip(kwvalues) {
        kw.set(*k, *v)?;
    }
    let mut names: GcVec<Value> = GcVec::with_capacity(kw.len());
    for (k, v) in kw.to_vec().iter() {
        names.push(*k);
        all.push(*v);
    }
    call_kw(p.func, &all, &names)
}

fn partial_call(p: Gc<Partial>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Value> {
    let mut all: GcVec<Value> = GcVec::from(args.as_slice());
    let mut names: GcVec<Value> = GcVec::new();
    for (k, v) in kwargs.to_vec().iter() {
        names.push(*k);
        all.push(*v);
    }
    call_partial(p.value(), &all, &names)
}

fn partial_get(p: Gc<Partial>, instance: Value, _owner: Option<Value>) -> Value {
    if instance == none() {
        return p.value();
    }
    object::BoundMethod::new(p.value(), instance).value()
}

fn partial_func(p: Gc<Partial>) -> Value {
    p.func
}
fn partial_args(p: Gc<Partial>) -> Value {
    p.args.value()
}
fn partial_keywords(p: Gc<Partial>) -> Value {
    p.kw.value()
}

fn partial_reduce(p: Gc<Partial>) -> Value {
    let dict = if has_attributes(p.value()) {
        object::attr::instance_dict(p.value()).map_or_else(none, Gc::value)
    } else {
        none()
    };
    let state = object::seq::tuple(&[p.func, p.args.value(), p.kw.value(), dict]);
    object::seq::tuple(&[class_of(p.value()).value(), object::seq::tuple(&[p.func]), state])
}

fn partial_setstate(mut p: Gc<Partial>, state: Value) -> Result<()> {
    let parts = state.cast::<Tuple>().map_or(&[][..], |t| t.as_slice());
    let [func, args, kw, dict] = *parts else { return object::type_error("invalid partial state") };
    if !(dict == none() || dict.is::<Dict>()) {
        return object::type_error("invalid partial state");
    }
    let kw_dict = kw.cast::<Dict>();
    let (Some(args), true) =
        (args.cast::<Tuple>(), object::call::is_callable(func) && (kw == none() || kw_dict.is_some()))
    else {
        return object::type_error("invalid partial state");
    };
    if args.as_slice().last() == Some(&placeholder()) {
        return object::type_error("trailing Placeholders are not allowed");
    }
    p.func = func;
    p.args = if args.value().is_exact::<Tuple>() { args } else { Tuple::from_slice(args.as_slice()) };
    p.kw = match kw_dict {
        None => Dict::new(),
        Some(d) if kw.is_exact::<Dict>() => d,
        Some(d) => d.copy(),
    };
    p.gaps = count_gaps(p.args.as_slice());
    if let Some(d) = dict.cast::<Dict>() {
        object::map::set_dict(p.value(), d);
    } else if has_attributes(p.value()) {
        object::map::set_dict(p.value(), Dict::new());
    }
    Ok(())
}

fn partial_repr(p: Gc<Partial>) -> Result<Gc<Str>> {
    let Some(_guard) = object::state::enter_repr(p.value()) else { return Ok(Str::new("...")) };
    // What is shown may change the object meanwhile.
    let (func, args, kw) = (p.func, p.args, p.kw.to_vec());
    let mut out = TextBuilder::new(&object::repr::class_full_name(class_of(p.value())));
    out.text("(");
    out.repr(func)?;
    for v in args.as_slice() {
        out.text(", ");
        out.repr(*v)?;
    }
    for (k, v) in kw.iter() {
        out.text(", ");
        out.str(object::repr::str_of(*k)?);
        out.text("=");
        out.repr(*v)?;
    }
    out.text(")");
    Ok(out.finish())
}
