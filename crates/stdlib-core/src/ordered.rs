//! `collections.OrderedDict`: a dict whose order can be changed at both ends. The order is the dict's own; see `head_gap`
//! in `object::dict` for why moving to the front is cheap.

use builtins::dictviews::{self, DictView, ITEMS, KEYS, VALUES};
use builtins::iters::itself;
use builtins::seqtools::{TextBuilder, builtin, get_dict, reduced, set_dict};
use heap::{Head, Value};
use object::call::{call, call_dunder, call_method};
use object::class::{Class, ClassBuilder, ClassCell, ClassFlags};
use object::gc::{Object, ValueExt};
use object::iter::next_result;
use object::map::class_of;
use object::ops::{self, BinOp};
use object::{Dict, Gc, Id, Module, Result, Row, Str, Tuple, bool_value, native, none, not_implemented, raise_type};

/// An ordered dict.
#[repr(C)]
pub struct OrderedDict {
    pub base: Dict,
}
object::object_type!(OrderedDict: Dict);

/// `odict_iterator`.
#[repr(C)]
pub struct OrderedIter {
    pub head: Head,
    dict: Option<Gc<Dict>>,
    pos: usize,
    what: usize,
    backwards: bool,
    size: usize,
    /// The dict's keys version, which must not change.
    version: u64,
}
object::object_type!(OrderedIter);

static VIEWS: [ClassCell; 3] = [const { ClassCell::new() }; 3];

/// Creates the classes and puts `OrderedDict` in `_collections`.
pub fn add_to(m: Gc<Module>) {
    let no = ClassFlags::NO_INSTANTIATE;
    let c = ClassBuilder::new::<OrderedDict>("collections.OrderedDict")
        .base(Dict::class())
        .flags(ClassFlags::BASETYPE | ClassFlags::HAS_DICT | ClassFlags::WEAKREF)
        .doc("Dictionary that remembers insertion order")
        .rows(&[ROWS])
        .build();
    let view = |path, what: usize, rows: &[&'static [Row]]| {
        let _ = ClassBuilder::untyped(path, DictView::LAYOUT)
            .cell(&VIEWS[what])
            .base(dictviews::VIEW[what].get())
            .flags(no)
            .rows(rows)
            .build();
    };
    view("odict_keys", KEYS, &[KEY_VIEW]);
    view("odict_values", VALUES, &[VALUE_VIEW]);
    view("odict_items", ITEMS, &[ITEM_VIEW]);
    let _ = ClassBuilder::new::<OrderedIter>("odict_iterator").flags(no).rows(&[ITER]).next_fn(advance).build();
    m.set("OrderedDict", c);
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(new)).doc("Create and return a new object.  See help(type) for accurate signature."),
    Row::method("__init__($self, /, *args, **kwargs)", native(init)).doc("Initialize self.  See help(type(self)) for accurate signature."),
    Row::class_method("fromkeys($type, /, iterable, value=None)", native(fromkeys))
        .doc("Create a new ordered dictionary with keys from iterable and values set to value."),
    Row::method("setdefault($self, /, key, default=None)", native(setdefault)).doc(
        "Insert key with a value of default if key is not in the dictionary.\n\nReturn the value for key if key is in the dictionary, else default.",
    ),
    Row::method("pop($self, /, key, default=<unrepresentable>)", native(pop)).doc(
        "od.pop(key[,default]) -> v, remove specified key and return the corresponding value.\n\n\
         If the key is not found, return the default if given; otherwise,\nraise a KeyError.",
    ),
    Row::method("popitem($self, /, last=True)", native(popitem)).doc(
        "Remove and return a (key, value) pair from the dictionary.\n\nPairs are returned in LIFO order if last is true or FIFO order if false.",
    ),
    Row::method("move_to_end($self, /, key, last=True)", native(move_to_end)).doc(
        "Move an existing element to the end (or beginning if last is false).\n\nRaise KeyError if the element does not exist.",
    ),
    Row::method("keys($self, /)", native(view::<KEYS>)),
    Row::method("values($self, /)", native(view::<VALUES>)),
    Row::method("items($self, /)", native(view::<ITEMS>)),
    Row::method("update($self, /, *args, **kwargs)", native(update)),
    Row::method("copy($self, /)", native(copy)).doc("od.copy() -> a shallow copy of od"),
    Row::method("__reduce__($self, /)", native(reduce)).doc("Return state information for pickling"),
    Row::method("__sizeof__($self, /)", native(sizeof)),
    Row::method("__repr__($self, /)", native(repr)).doc("Return repr(self)."),
    Row::method("__iter__($self, /)", native(iter_dict::<false>)).doc("Implement iter(self)."),
    Row::method("__reversed__($self, /)", native(iter_dict::<true>)).doc("od.__reversed__() <==> reversed(od)"),
    Row::method("__eq__($self, value, /)", native(eq)).doc("Return self==value."),
    Row::method("__ne__($self, value, /)", native(ne)).doc("Return self!=value."),
    Row::method("__or__($self, value, /)", native(or)).doc("Return self|value."),
    Row::method("__ror__($self, value, /)", native(ror)).doc("Return value|self."),
    Row::method("__ior__($self, value, /)", native(ior)).doc("Return self|=value."),
    Row::constant("__hash__", native(none)),
    Row::getset("__dict__", native(get_dict), native(set_dict)),
];

static KEY_VIEW: &[Row] = &[
    Row::method("__iter__($self, /)", native(iter_view::<KEYS, false>)).doc("Implement iter(self)."),
    Row::method("__reversed__($self, /)", native(iter_view::<KEYS, true>)),
];
static VALUE_VIEW: &[Row] = &[
    Row::method("__iter__($self, /)", native(iter_view::<VALUES, false>)).doc("Implement iter(self)."),
    Row::method("__reversed__($self, /)", native(iter_view::<VALUES, true>)),
];
static ITEM_VIEW: &[Row] = &[
    Row::method("__iter__($self, /)", native(iter_view::<ITEMS, false>)).doc("Implement iter(self)."),
    Row::method("__reversed__($self, /)", native(iter_view::<ITEMS, true>)),
];
static ITER: &[Row] = &[
    Row::method("__iter__($self, /)", native(itself::<OrderedIter>)).doc("Implement iter(self)."),
    Row::method("__next__($self, /)", native(iter_next)).doc("Implement next(self)."),
    Row::method("__reduce__($self, /)", native(iter_reduce)).doc("Return state information for pickling"),
];

fn new(class: Gc<Class>, _args: Gc<Tuple>, _kwargs: Gc<Dict>) -> Gc<OrderedDict> {
    OrderedDict { base: Dict::empty_layout() }.alloc_in(class)
}

/// The same object as a dict.
fn as_dict(d: Gc<OrderedDict>) -> Gc<Dict> {
    // SAFETY: the layout begins with Dict's.
    unsafe { d.cast() }
}

fn is_exact(d: Gc<OrderedDict>) -> bool {
    class_of(d.value()) == OrderedDict::class()
}

/// `d[key] = value`, through the class for subclasses.
fn store(d: Gc<OrderedDict>, key: Value, value: Value) -> Result<()> {
    if is_exact(d) { as_dict(d).set(key, value) } else { ops::setitem(d.value(), key, value) }
}

fn init(d: Gc<OrderedDict>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<()> {
    if args.as_slice().len() > 1 {
        return raise_type!("expected at most 1 arguments, got {}", args.as_slice().len());
    }
    update_all(d, args, kwargs)
}

fn update(d: Gc<OrderedDict>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<()> {
    if args.as_slice().len() > 1 {
        return raise_type!("update() takes at most 1 positional argument ({} given)", args.as_slice().len());
    }
    update_all(d, args, kwargs)
}

fn update_all(d: Gc<OrderedDict>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<()> {
    if let [other] = *args.as_slice() {
        update_from(d, other)?;
    }
    for (k, v) in kwargs.to_vec().iter() {
        store(d, *k, *v)?;
    }
    Ok(())
}

/// As `MutableMapping.update`: every item is stored through `__setitem__`.
fn update_from(d: Gc<OrderedDict>, other: Value) -> Result<()> {
    if let Some(o) = other.cast_exact::<Dict>() {
        for (k, v) in o.to_vec().iter() {
            store(d, *k, *v)?;
        }
        return Ok(());
    }
    if let Some(keys) = object::attr::find_attr(other, Id::keys.str())? {
        let keys = call(keys, &[])?;
        return object::iter::for_each(keys, |k| {
            let v = ops::getitem(other, k)?;
            store(d, k, v)
        });
    }
    let items = match object::attr::find_attr(other, Id::items.str())? {
        Some(items) => call(items, &[])?,
        None => other,
    };
    object::iter::for_each(items, |pair| {
        let pair = object::iter::collect(pair)?;
        match pair[..] {
            [k, v] => store(d, k, v),
            [] | [_] => object::raise_value!(
                "need more than {} value{} to unpack",
                pair.len(),
                if pair.len() == 1 { "" } else { "s" }
            ),
            _ => object::value_error("too many values to unpack (expected 2)"),
        }
    })
}

fn fromkeys(class: Gc<Class>, iterable: Value, value: Option<Value>) -> Result<Value> {
    let value = value.unwrap_or_else(none);
    let d = call(class.value(), &[])?;
    object::iter::for_each(iterable, |k| ops::setitem(d, k, value))?;
    Ok(d)
}

fn setdefault(d: Gc<OrderedDict>, key: Value, default: Option<Value>) -> Result<Value> {
    let default = default.unwrap_or_else(none);
    if is_exact(d) {
        if let Some(v) = as_dict(d).get(key)? {
            return Ok(v);
        }
        as_dict(d).set(key, default)?;
        return Ok(default);
    }
    if ops::contains(d.value(), key)? {
        return ops::getitem(d.value(), key);
    }
    ops::setitem(d.value(), key, default)?;
    Ok(default)
}

fn pop(d: Gc<OrderedDict>, key: Value, default: Option<Value>) -> Result<Value> {
    if is_exact(d) || class_of(d.value()).dunder(Id::__delitem__) == Dict::class().dunder(Id::__delitem__) {
        if let Some(v) = as_dict(d).remove(key)? {
            return Ok(v);
        }
    } else if ops::contains(d.value(), key)? {
        let v = ops::getitem(d.value(), key)?;
        ops::delitem(d.value(), key)?;
        return Ok(v);
    }
    if let Some(v) = default {
        return Ok(v);
    }
    match call_dunder(d.value(), Id::__missing__, &[key])? {
        Some(v) => Ok(v),
        None => object::key_error(key),
    }
}

fn popitem(d: Gc<OrderedDict>, last: Option<bool>) -> Result<Value> {
    let dict = as_dict(d);
    let found = if last.unwrap_or(true) {
        dict.pop_last()
    } else {
        let mut pos = 0;
        let first = dict.next(&mut pos);
        if first.is_some() {
            dict.remove_at(pos - 1);
        }
        first
    };
    match found {
        Some((k, v)) => Ok(object::seq::tuple(&[k, v])),
        None => object::key_error(Str::new("dictionary is empty").value()),
    }
}

fn move_to_end(d: Gc<OrderedDict>, key: Value, last: Option<bool>) -> Result<()> {
    let dict = as_dict(d);
    let h = object::dict::hash_key(key)?;
    let Some(i) = dict.find(key, h)? else { return object::key_error(key) };
    let last = last.unwrap_or(true);
    let (mut front, mut back) = (0, dict.entries.len());
    let (first_key, last_key) = (dict.next(&mut front), dict.next_back(&mut back));
    if (last && last_key.is_some() && back == i) || (!last && first_key.is_some() && front == i + 1) {
        return Ok(());
    }
    let k = dict.entries[i].key.expect("a found entry has a key");
    let v = dict.remove_at(i).expect("a found entry has a value");
    if last {
        dict.insert_new(k, h, v);
    } else {
        dict.insert_front(k, h, v);
    }
    Ok(())
}

fn view<const WHAT: usize>(d: Gc<OrderedDict>) -> Gc<DictView> {
    dictviews::view_in(VIEWS[WHAT].get(), as_dict(d))
}

fn copy(d: Gc<OrderedDict>) -> Result<Value> {
    let c = call(class_of(d.value()).value(), &[])?;
    if is_exact(d)
        && let Some(o) = c.cast::<OrderedDict>()
    {
        as_dict(o).update_from(as_dict(d))?;
        return Ok(c);
    }
    let keys = object::iter::collect(d.value())?;
    for k in &keys {
        let v = ops::getitem(d.value(), *k)?;
        ops::setitem(c, *k, v)?;
    }
    Ok(c)
}

fn reduce(d: Gc<OrderedDict>) -> Result<Value> {
    let state = call_dunder(d.value(), Id::__getstate__, &[])?.unwrap_or_else(none);
    let items = call_method(d.value(), Id::items.str(), &[])?;
    let it = object::iter::get_iter(items)?;
    Ok(object::seq::tuple(&[class_of(d.value()).value(), object::seq::tuple(&[]), state, none(), it]))
}

fn sizeof(d: Gc<OrderedDict>) -> usize {
    size_of::<OrderedDict>() + 28 * as_dict(d).entries.capacity()
}

fn repr(d: Gc<OrderedDict>) -> Result<Gc<Str>> {
    let name = class_of(d.value()).name;
    let mut out = TextBuilder::new("");
    if as_dict(d).is_empty() {
        out.str(name);
        out.text("()");
        return Ok(out.finish());
    }
    let Some(_guard) = object::state::enter_repr(d.value()) else { return Ok(Str::new("...")) };
    let dict = if is_exact(d) {
        as_dict(d).copy()
    } else {
        // A subclass may show other items.
        let items = call_method(d.value(), Id::items.str(), &[])?;
        let copy = Dict::new();
        builtins::dict::update_from(copy, object::List::new(object::iter::collect(items)?).value())?;
        copy
    };
    out.str(name);
    out.text("(");
    out.repr(dict.value())?;
    out.text(")");
    Ok(out.finish())
}

fn same_order(a: Gc<Dict>, b: Gc<Dict>) -> Result<bool> {
    let (va, vb) = (a.keys_version(), b.keys_version());
    let (mut i, mut j) = (0, 0);
    loop {
        match (a.next(&mut i), b.next(&mut j)) {
            (Some((x, _)), Some((y, _))) => {
                if !ops::eq(x, y)? {
                    return Ok(false);
                }
                if a.current_keys_version() != va || b.current_keys_version() != vb {
                    return object::runtime_error("OrderedDict mutated during iteration");
                }
            }
            (None, None) => return Ok(true),
            _ => return Ok(false),
        }
    }
}

fn equal(d: Gc<OrderedDict>, other: Value) -> Result<Option<bool>> {
    let Some(o) = other.cast::<Dict>() else { return Ok(None) };
    if !builtins::dict::equal(as_dict(d), o)? {
        return Ok(Some(false));
    }
    if other.is::<OrderedDict>() { same_order(as_dict(d), o).map(Some) } else { Ok(Some(true)) }
}

fn eq(d: Gc<OrderedDict>, other: Value) -> Result<Value> {
    Ok(equal(d, other)?.map_or_else(not_implemented, bool_value))
}

fn ne(d: Gc<OrderedDict>, other: Value) -> Result<Value> {
    Ok(equal(d, other)?.map_or_else(not_implemented, |b| bool_value(!b)))
}

fn or(d: Gc<OrderedDict>, other: Value) -> Result<Value> {
    merged(class_of(d.value()), d.value(), other)
}

fn ror(d: Gc<OrderedDict>, other: Value) -> Result<Value> {
    merged(class_of(d.value()), other, d.value())
}

fn merged(class: Gc<Class>, a: Value, b: Value) -> Result<Value> {
    if !a.is::<Dict>() || !b.is::<Dict>() {
        return Ok(not_implemented());
    }
    let c = call(class.value(), &[a])?;
    match c.cast::<OrderedDict>() {
        Some(o) => {
            update_from(o, b)?;
            Ok(c)
        }
        None => ops::binary_in_place(BinOp::Or, c, b),
    }
}

fn ior(d: Gc<OrderedDict>, other: Value) -> Result<Gc<OrderedDict>> {
    update_from(d, other)?;
    Ok(d)
}

fn iterator(dict: Gc<Dict>, what: usize, backwards: bool) -> Gc<OrderedIter> {
    let pos = if backwards { dict.entries.len() } else { 0 };
    OrderedIter {
        head: Head { map: std::ptr::null() },
        dict: Some(dict),
        pos,
        what,
        backwards,
        size: dict.len(),
        version: dict.keys_version(),
    }
    .alloc()
}

fn iter_dict<const BACKWARDS: bool>(d: Gc<OrderedDict>) -> Gc<OrderedIter> {
    iterator(as_dict(d), KEYS, BACKWARDS)
}

fn iter_view<const WHAT: usize, const BACKWARDS: bool>(v: Gc<DictView>) -> Gc<OrderedIter> {
    iterator(v.dict, WHAT, BACKWARDS)
}

fn advance(it: Value) -> Result<Option<Value>> {
    // SAFETY: a class's advance function gets its exact instances.
    let mut it: Gc<OrderedIter> = unsafe { it.cast_unchecked() };
    let Some(d) = it.dict else { return Ok(None) };
    if d.current_keys_version() != it.version {
        it.dict = None;
        return object::runtime_error("OrderedDict mutated during iteration");
    }
    if d.len() != it.size {
        it.dict = None;
        return object::runtime_error("OrderedDict changed size during iteration");
    }
    let found = if it.backwards { d.next_back(&mut it.pos) } else { d.next(&mut it.pos) };
    let Some((k, v)) = found else {
        it.dict = None;
        return Ok(None);
    };
    if it.what == KEYS {
        return Ok(Some(k));
    }
    // A subclass may compute its values.
    let exact = class_of(d.value()) == OrderedDict::class();
    let v = if exact { v } else { ops::getitem(d.value(), k)? };
    Ok(Some(if it.what == VALUES { v } else { object::seq::tuple(&[k, v]) }))
}

fn iter_next(it: Gc<OrderedIter>) -> Result<Value> {
    next_result(advance(it.value())?)
}

fn iter_reduce(it: Gc<OrderedIter>) -> Result<Value> {
    let copy = OrderedIter {
        head: Head { map: std::ptr::null() },
        dict: it.dict,
        pos: it.pos,
        what: it.what,
        backwards: it.backwards,
        size: it.size,
        version: it.version,
    }
    .alloc();
    let items = object::iter::collect(copy.value())?;
    Ok(reduced(builtin("iter")?, &[object::List::new(items).value()], None))
}
