//! The module `_collections`: `deque` and `OrderedDict` are in files of their own; here are `defaultdict`, the
//! attribute descriptor of named tuples, and the counting loop of `Counter`.

use builtins::seqtools::{TextBuilder, class_getitem};
use heap::{Head, Value};
use object::call::call;
use object::class::{Class, ClassBuilder, ClassFlags};
use object::gc::{Object, ValueExt};
use object::map::class_of;
use object::ops::{self, BinOp};
use object::{Dict, Gc, Id, Module, Result, Row, Str, Tuple, native, none, not_implemented, number, raise_type};

/// Creates the module.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_collections");
    m.set_doc("High performance data structures.\n- deque:        ordered collection accessible from endpoints only\n- defaultdict:  dict subclass with a default value factory");
    m.add_rows(ROWS);
    crate::deque::add_to(m);
    let d = ClassBuilder::new::<DefaultDict>("collections.defaultdict")
        .base(Dict::class())
        .flags(ClassFlags::BASETYPE)
        .doc(
            "defaultdict(default_factory=None, /, [...]) --> dict with default factory\n\n\
             The default factory is called without arguments to produce\na new value when a key is not present, in __getitem__ only.\n\
             A defaultdict compares equal to a dict with the same items.\nAll remaining arguments are treated the same as if they were\n\
             passed to the dict constructor, including keyword arguments.",
        )
        .rows(&[DEFAULTDICT])
        .build();
    m.set("defaultdict", d);
    crate::ordered::add_to(m);
    let t = ClassBuilder::new::<TupleGetter>("collections._tuplegetter").rows(&[TUPLEGETTER]).build();
    m.set("_tuplegetter", t);
    Ok(m)
}

static ROWS: &[Row] = &[Row::function("_count_elements($module, mapping, iterable, /)", native(count_elements))
    .doc("Count elements in the iterable, updating the mapping")];

/// `defaultdict`.
#[repr(C)]
pub struct DefaultDict {
    pub base: Dict,
    factory: Value,
}
object::object_type!(DefaultDict: Dict);

static DEFAULTDICT: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(new)).doc("Create and return a new object.  See help(type) for accurate signature."),
    Row::method("__init__($self, /, *args, **kwargs)", native(init)).doc("Initialize self.  See help(type(self)) for accurate signature."),
    Row::method("__missing__($self, key, /)", native(missing)).doc(
        "__missing__(key) # Called by __getitem__ for missing key; pseudo-code:\n  if self.default_factory is None: raise KeyError((key,))\n  self[key] = value = self.default_factory()\n  return value\n",
    ),
    Row::method("copy($self, /)", native(copy)).doc("D.copy() -> a shallow copy of D."),
    Row::method("__copy__($self, /)", native(copy)).doc("D.copy() -> a shallow copy of D."),
    Row::method("__reduce__($self, /)", native(reduce)).doc("Return state information for pickling."),
    Row::method("__repr__($self, /)", native(repr)).doc("Return repr(self)."),
    Row::method("__or__($self, value, /)", native(or)).doc("Return self|value."),
    Row::method("__ror__($self, value, /)", native(ror)).doc("Return value|self."),
    Row::getset("default_factory", native(factory), native(set_factory)).doc("Factory for default value called by __missing__()."),
    Row::class_method("__class_getitem__($type, item, /)", native(class_getitem)).doc("See PEP 585"),
];

fn new(class: Gc<Class>, _args: Gc<Tuple>, _kwargs: Gc<Dict>) -> Gc<DefaultDict> {
    DefaultDict { base: Dict::empty_layout(), factory: none() }.alloc_in(class)
}

/// The same object as a dict.
fn as_dict(d: Gc<DefaultDict>) -> Gc<Dict> {
    // SAFETY: the layout begins with Dict's.
    unsafe { d.cast() }
}

fn init(mut d: Gc<DefaultDict>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<()> {
    let mut rest = args;
    if let Some((first, others)) = args.as_slice().split_first() {
        if *first != none() && !object::call::is_callable(*first) {
            return object::type_error("first argument must be callable or None");
        }
        d.factory = *first;
        rest = Tuple::from_slice(others);
    }
    builtins::dict::update_all(as_dict(d), "dict", rest, kwargs)
}

fn missing(d: Gc<DefaultDict>, key: Value) -> Result<Value> {
    if d.factory == none() {
        return object::key_error(key);
    }
    let v = call(d.factory, &[])?;
    // Through the class, because a subclass may want to see the insertion.
    if object::map::map_of(d.value()).class == DefaultDict::class() {
        as_dict(d).set(key, v)?;
    } else {
        ops::setitem(d.value(), key, v)?;
    }
    Ok(v)
}

fn copy(d: Gc<DefaultDict>) -> Result<Value> {
    call(class_of(d.value()).value(), &[d.factory, d.value()])
}

fn reduce(d: Gc<DefaultDict>) -> Result<Value> {
    let args = if d.factory == none() { object::seq::tuple(&[]) } else { object::seq::tuple(&[d.factory]) };
    let items = object::call::call_method(d.value(), Id::items.str(), &[])?;
    let it = object::iter::get_iter(items)?;
    Ok(object::seq::tuple(&[class_of(d.value()).value(), args, none(), none(), it]))
}

fn repr(d: Gc<DefaultDict>) -> Result<Gc<Str>> {
    let base = Dict::class().dunder(Id::__repr__).expect("dict has a __repr__");
    let dict = object::call::call_method_value(base, d.value(), &[], &[])?;
    let factory = match object::state::enter_repr(d.factory) {
        Some(_guard) => object::repr::repr(d.factory)?,
        None => Str::new("..."),
    };
    let mut out = TextBuilder::new("");
    out.str(class_of(d.value()).name);
    out.text("(");
    out.str(factory);
    out.text(", ");
    out.str(object::repr::str_of(dict)?);
    out.text(")");
    Ok(out.finish())
}

fn or(d: Gc<DefaultDict>, other: Value) -> Result<Value> {
    if !other.is::<Dict>() {
        return Ok(not_implemented());
    }
    let c = copy(d)?;
    ops::binary_in_place(BinOp::Or, c, other)
}

fn ror(d: Gc<DefaultDict>, other: Value) -> Result<Value> {
    if !other.is::<Dict>() {
        return Ok(not_implemented());
    }
    let c = call(class_of(d.value()).value(), &[d.factory, other])?;
    ops::binary_in_place(BinOp::Or, c, d.value())
}

fn factory(d: Gc<DefaultDict>) -> Value {
    d.factory
}

fn set_factory(mut d: Gc<DefaultDict>, v: Option<Value>) {
    d.factory = v.unwrap_or_else(none);
}

/// The descriptor of a named tuple's field.
#[repr(C)]
pub struct TupleGetter {
    pub head: Head,
    index: usize,
    doc: Value,
}
object::object_type!(TupleGetter);

static TUPLEGETTER: &[Row] = &[
    Row::new("__new__($type, index, doc, /)", native(getter_new)),
    Row::method("__get__($self, instance, owner=None, /)", native(getter_get))
        .doc("Return an attribute of instance, which is of type owner."),
    Row::method("__set__($self, instance, value, /)", native(getter_set)).doc("Set an attribute of instance to value."),
    Row::method("__delete__($self, instance, /)", native(getter_delete)).doc("Delete an attribute of instance."),
    Row::method("__reduce__($self, /)", native(getter_reduce)),
    Row::method("__repr__($self, /)", native(getter_repr)).doc("Return repr(self)."),
    Row::getset("__doc__", native(getter_doc), native(getter_set_doc)),
];

fn getter_new(class: Gc<Class>, index: isize, doc: Value) -> Result<Gc<TupleGetter>> {
    Ok(TupleGetter { head: Head { map: std::ptr::null() }, index: index.max(0) as usize, doc }.alloc_in(class))
}

fn getter_get(g: Gc<TupleGetter>, instance: Value, _owner: Option<Value>) -> Result<Value> {
    let Some(t) = instance.cast::<Tuple>() else {
        if instance == none() {
            return Ok(g.value());
        }
        return raise_type!(
            "descriptor for index '{}' for tuple subclasses doesn't apply to '{}' object",
            g.index,
            object::repr::type_name(instance)
        );
    };
    match t.as_slice().get(g.index) {
        Some(v) => Ok(*v),
        None => object::index_error("tuple index out of range"),
    }
}

fn getter_set(_g: Gc<TupleGetter>, _instance: Value, _value: Value) -> Result<()> {
    object::raise_exc!(ATTRIBUTE_ERROR, "can't set attribute")
}

fn getter_delete(_g: Gc<TupleGetter>, _instance: Value) -> Result<()> {
    object::raise_exc!(ATTRIBUTE_ERROR, "can't delete attribute")
}

fn getter_reduce(g: Gc<TupleGetter>) -> Value {
    builtins::seqtools::reduced(class_of(g.value()).value(), &[number::uint(g.index as u64), g.doc], None)
}

fn getter_repr(g: Gc<TupleGetter>) -> Result<Gc<Str>> {
    let mut out = TextBuilder::new("");
    out.str(class_of(g.value()).name);
    out.text(&format!("({}, ", g.index));
    out.repr(g.doc)?;
    out.text(")");
    Ok(out.finish())
}

fn getter_doc(g: Gc<TupleGetter>) -> Value {
    g.doc
}

fn getter_set_doc(mut g: Gc<TupleGetter>, doc: Option<Value>) {
    g.doc = doc.unwrap_or_else(none);
}

fn count_elements(mapping: Value, iterable: Value) -> Result<()> {
    let class = class_of(mapping);
    let plain = Dict::class();
    let as_in_dict = |name: Gc<Str>| class.lookup(name) == plain.lookup(name);
    let one = number::int(1);
    if let Some(d) = mapping.cast::<Dict>().filter(|_| as_in_dict(Id::get.str()) && as_in_dict(Id::__setitem__.str())) {
        return object::iter::for_each(iterable, |k| {
            let h = object::dict::hash_key(k)?;
            let new = match d.get_hashed(k, h)? {
                None => one,
                Some(n) if n.is_small_int() => number::int(n.as_small_int() + 1),
                Some(n) => ops::binary(BinOp::Add, n, one)?,
            };
            d.set_hashed(k, h, new)
        });
    }
    let get = object::attr::getattr(mapping, Id::get.str())?;
    object::iter::for_each(iterable, |k| {
        let old = call(get, &[k, number::int(0)])?;
        let new = ops::binary(BinOp::Add, old, one)?;
        ops::setitem(mapping, k, new)
    })
}
