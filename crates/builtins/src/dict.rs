//! `dict`: its methods. Views and iterators are in `dictviews`.

use heap::{GcVec, Value};
use object::args::Effects;
use object::call::{call, call_method};
use object::class::Class;
use object::dict::hash_key;
use object::error::{self, exc};
use object::gc::{Object, ValueExt};
use object::map::{Kind, class_of, map_of};
use object::ops;
use object::{
    Dict, Gc, Id, List, Result, Row, Set, Str, Tuple, bool_value, native, none, not_implemented, raise_type,
    raise_value,
};

use crate::dictviews::{self, ITEMS, KEYS, VALUES};
use crate::seqtools::{TextBuilder, class_getitem};

/// The methods of `dict`.
pub fn init() {
    object::function::extend_class(
        Dict::class(),
        "dict() -> new empty dictionary\ndict(mapping) -> new dictionary initialized from a mapping object's\n    (key, value) pairs\n\
         dict(iterable) -> new dictionary initialized as if via:\n    d = {}\n    for k, v in iterable:\n        d[k] = v\n\
         dict(**kwargs) -> new dictionary initialized with the name=value pairs\n    in the keyword argument list.  For example:  dict(one=1, two=2)",
        &[METHODS, SPECIAL],
    );
    let mut c = Dict::class();
    c.native_new = Some(make);
}

static METHODS: &[Row] = &[
    Row::method("clear($self, /)", native(clear)).effects(Effects::WRITES).doc("Remove all items from the dict."),
    Row::method("copy($self, /)", native(copy)).effects(Effects::READS).doc("Return a shallow copy of the dict."),
    Row::class_method("fromkeys($type, iterable, value=None, /)", native(fromkeys))
        .doc("Create a new dictionary with keys from iterable and values set to value."),
    Row::method("get($self, key, default=None, /)", native(get)).doc("Return the value for key if key is in the dictionary, else default."),
    Row::method("items($self, /)", native(dictviews::view::<ITEMS>)).doc("Return a set-like object providing a view on the dict's items."),
    Row::method("keys($self, /)", native(dictviews::view::<KEYS>)).doc("Return a set-like object providing a view on the dict's keys."),
    Row::method("values($self, /)", native(dictviews::view::<VALUES>)).doc("Return an object providing a view on the dict's values."),
    Row::method("pop($self, key, default=<unrepresentable>, /)", native(pop)).doc(
        "D.pop(k[,d]) -> v, remove specified key and return the corresponding value.\n\n\
         If the key is not found, return the default if given; otherwise,\nraise a KeyError.",
    ),
    Row::method("popitem($self, /)", native(popitem)).doc(
        "Remove and return a (key, value) pair as a 2-tuple.\n\nPairs are returned in LIFO (last-in, first-out) order.\nRaises KeyError if the dict is empty.",
    ),
    Row::method("setdefault($self, key, default=None, /)", native(setdefault)).doc(
        "Insert key with a value of default if key is not in the dictionary.\n\nReturn the value for key if key is in the dictionary, else default.",
    ),
    Row::method("update($self, /, *args, **kwargs)", native(update)).shown("").doc(
        "D.update([E, ]**F) -> None.  Update D from mapping/iterable E and F.\n\
         If E is present and has a .keys() method, then does:  for k in E.keys(): D[k] = E[k]\n\
         If E is present and lacks a .keys() method, then does:  for k, v in E: D[k] = v\n\
         In either case, this is followed by: for k in F:  D[k] = F[k]",
    ),
    Row::class_method("__class_getitem__($type, object, /)", native(class_getitem)).doc("See PEP 585"),
];

static SPECIAL: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(new))
        .doc("Create and return a new object.  See help(type) for accurate signature."),
    Row::method("__init__($self, /, *args, **kwargs)", native(init_dict))
        .doc("Initialize self.  See help(type(self)) for accurate signature."),
    Row::constant("__hash__", native(none)),
    Row::method("__repr__($self, /)", native(repr)).doc("Return repr(self)."),
    Row::method("__len__($self, /)", native(len)).effects(Effects::READS).doc("Return len(self)."),
    Row::method("__getitem__($self, key, /)", native(getitem)).doc("Return self[key]."),
    Row::method("__setitem__($self, key, value, /)", native(setitem)).doc("Set self[key] to value."),
    Row::method("__delitem__($self, key, /)", native(delitem)).doc("Delete self[key]."),
    Row::method("__contains__($self, key, /)", native(contains))
        .doc("True if the dictionary has the specified key, else False."),
    Row::method("__iter__($self, /)", native(dictviews::iter_dict)).doc("Implement iter(self)."),
    Row::method("__reversed__($self, /)", native(dictviews::reversed_dict::<KEYS>))
        .doc("Return a reverse iterator over the dict keys."),
    Row::method("__or__($self, value, /)", native(or)).doc("Return self|value."),
    Row::method("__ror__($self, value, /)", native(ror)).doc("Return value|self."),
    Row::method("__ior__($self, value, /)", native(ior)).doc("Return self|=value."),
    Row::method("__eq__($self, value, /)", native(eq)).doc("Return self==value."),
    Row::method("__ne__($self, value, /)", native(ne)).doc("Return self!=value."),
    Row::method("__lt__($self, value, /)", native(unordered)).doc("Return self<value."),
    Row::method("__le__($self, value, /)", native(unordered)).doc("Return self<=value."),
    Row::method("__gt__($self, value, /)", native(unordered)).doc("Return self>value."),
    Row::method("__ge__($self, value, /)", native(unordered)).doc("Return self>=value."),
    Row::method("__sizeof__($self, /)", native(sizeof)).doc("Return the size of the dict in memory."),
];

/// `dict()` and `dict(mapping or iterable)`.
fn make(args: &[Value]) -> Result<Option<Value>> {
    match *args {
        [] => Ok(Some(Dict::new().value())),
        [from] => {
            let d = Dict::new();
            update_from(d, from)?;
            Ok(Some(d.value()))
        }
        _ => Ok(None),
    }
}

fn new(class: Gc<Class>, _args: Gc<Tuple>, _kwargs: Gc<Dict>) -> Gc<Dict> {
    Dict::new_in(class)
}

fn init_dict(this: Gc<Dict>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<()> {
    update_all(this, "dict", args, kwargs)
}

fn update(this: Gc<Dict>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<()> {
    update_all(this, "update", args, kwargs)
}

/// `d.update(*args, **kwargs)`; `name` is the function's in messages.
///
/// # Errors
/// `TypeError` for a wrong number of arguments; what updating raises.
pub fn update_all(this: Gc<Dict>, name: &str, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<()> {
    match args.as_slice() {
        [] => {}
        [arg] => update_from(this, *arg)?,
        more => return object::raise_type!("{} expected at most 1 argument, got {}", name, more.len()),
    }
    merge(this, kwargs)
}

/// Updates from a mapping or from an iterable of pairs.
///
/// # Errors
/// What reading the argument raises.
pub fn update_from(this: Gc<Dict>, arg: Value) -> Result<()> {
    if let Some(d) = arg.cast::<Dict>()
        && iterates_as_dict(arg)
    {
        return merge(this, d);
    }
    match object::attr::find_attr(arg, Id::keys.str())? {
        Some(keys) => {
            let keys = call(keys, &[])?;
            let keys = match error::catch(object::iter::get_iter(keys), &exc::TYPE_ERROR)? {
                Some(it) => object::iter::collect(it)?,
                None => {
                    let (whose, got) = (object::repr::type_name(arg), object::repr::type_name(keys));
                    return raise_type!("{whose}.keys() returned a non-iterable (type {got})");
                }
            };
            object::iter::for_each(List::new(keys).value(), |k| {
                let v = ops::getitem(arg, k)?;
                this.set(k, v)
            })
        }
        None => update_from_pairs(this, arg),
    }
}

/// Is this a dict whose class did not replace `__iter__`?
fn iterates_as_dict(v: Value) -> bool {
    map_of(v).kind == Kind::Dict || class_of(v).dunder(Id::__iter__) == Dict::class().dunder(Id::__iter__)
}

/// Copies all entries of `other`.
///
/// # Errors
/// What comparing raises; `RuntimeError` if comparing changes `other`.
pub fn merge(this: Gc<Dict>, other: Gc<Dict>) -> Result<()> {
    if this == other || other.is_empty() {
        return Ok(());
    }
    let fresh = this.is_empty();
    let n = other.len();
    let mut pos = 0;
    while let Some((k, v)) = other.next(&mut pos) {
        let h = other.entries[pos - 1].hash;
        if fresh {
            this.insert_new(k, h, v);
        } else {
            this.set_hashed(k, h, v)?;
            if other.len() != n {
                return object::runtime_error("dict mutated during update");
            }
        }
    }
    Ok(())
}

/// The items of one pair.
fn sequence_of(item: Value) -> Result<GcVec<Value>> {
    match error::catch(object::iter::get_iter(item), &exc::TYPE_ERROR)? {
        Some(it) => object::iter::collect(it),
        None => object::type_error("object is not iterable"),
    }
}

/// Notes on a `TypeError` which element of the update sequence it is about.
fn noted<T>(r: Result<T>, i: usize) -> Result<T> {
    if r.is_err() && error::pending_is(&exc::TYPE_ERROR) {
        let Some(e) = error::take_pending().cast::<error::BaseException>() else { return r };
        let text = format!("Cannot convert dictionary update sequence element #{i} to a sequence");
        call_method(e.value(), object::intern("add_note"), &[Str::new(&text).value()])?;
        return Err(error::set_pending(e));
    }
    r
}

fn update_from_pairs(this: Gc<Dict>, arg: Value) -> Result<()> {
    let mut i = 0;
    object::iter::for_each(arg, |item| {
        let pair = noted(sequence_of(item), i)?;
        let [k, v] = pair[..] else {
            return raise_value!("dictionary update sequence element #{} has length {}; 2 is required", i, pair.len());
        };
        i += 1;
        this.set(k, v)
    })
}

fn clear(this: Gc<Dict>) {
    this.clear();
}

fn copy(this: Gc<Dict>) -> Gc<Dict> {
    this.copy()
}

fn len(this: Gc<Dict>) -> usize {
    this.len()
}

fn sizeof(this: Gc<Dict>) -> usize {
    64 + 24 * this.entries.capacity() + 4 * this.entries.capacity().next_power_of_two()
}

fn get(this: Gc<Dict>, key: Value, default: Option<Value>) -> Result<Value> {
    Ok(this.get(key)?.or(default).unwrap_or_else(none))
}

fn contains(this: Gc<Dict>, key: Value) -> Result<bool> {
    Ok(this.get(key)?.is_some())
}

fn getitem(this: Gc<Dict>, key: Value) -> Result<Value> {
    if let Some(v) = this.get(key)? {
        return Ok(v);
    }
    if map_of(this.value()).kind != Kind::Dict
        && let Some(v) = object::call::call_dunder(this.value(), Id::__missing__, &[key])?
    {
        return Ok(v);
    }
    object::key_error(key)
}

fn setitem(this: Gc<Dict>, key: Value, value: Value) -> Result<()> {
    this.set(key, value)
}

fn delitem(this: Gc<Dict>, key: Value) -> Result<()> {
    match this.remove(key)? {
        Some(_) => Ok(()),
        None => object::key_error(key),
    }
}

fn pop(this: Gc<Dict>, key: Value, default: Option<Value>) -> Result<Value> {
    // An empty dict does not hash the key.
    let found = if this.is_empty() { None } else { this.remove(key)? };
    match found.or(default) {
        Some(v) => Ok(v),
        None => object::key_error(key),
    }
}

fn popitem(this: Gc<Dict>) -> Result<Value> {
    match this.pop_last() {
        Some((k, v)) => Ok(object::seq::tuple(&[k, v])),
        None => object::key_error(Str::new("popitem(): dictionary is empty").value()),
    }
}

fn setdefault(this: Gc<Dict>, key: Value, default: Option<Value>) -> Result<Value> {
    let h = hash_key(key)?;
    if let Some(v) = this.get_hashed(key, h)? {
        return Ok(v);
    }
    let v = default.unwrap_or_else(none);
    this.insert_new(key, h, v);
    Ok(v)
}

fn fromkeys(class: Gc<Class>, iterable: Value, value: Option<Value>) -> Result<Value> {
    let value = value.unwrap_or_else(none);
    let d = call(class.value(), &[])?;
    if let Some(exact) = d.cast_exact::<Dict>() {
        // The keys' hashes are known; a copy of the keys guards against changes while comparing.
        if let Some(s) = iterable.cast::<Set>().filter(|_| matches!(map_of(iterable).kind, Kind::Set | Kind::FrozenSet))
        {
            let mut pos = 0;
            while let Some((h, k)) = s.next(&mut pos) {
                exact.set_hashed(k, h, value)?;
            }
        } else {
            object::iter::for_each(iterable, |k| exact.set(k, value))?;
        }
        return Ok(d);
    }
    object::iter::for_each(iterable, |k| ops::setitem(d, k, value))?;
    Ok(d)
}

fn repr(this: Gc<Dict>) -> Result<Gc<Str>> {
    if this.is_empty() {
        return Ok(Str::new("{}"));
    }
    let Some(_guard) = object::state::enter_repr(this.value()) else { return Ok(Str::new("{...}")) };
    let mut out = TextBuilder::new("{");
    let mut pos = 0;
    let mut first = true;
    while let Some((k, v)) = this.next(&mut pos) {
        if !first {
            out.text(", ");
        }
        first = false;
        out.repr(k)?;
        out.text(": ");
        out.repr(v)?;
    }
    out.text("}");
    Ok(out.finish())
}

/// `a == b` of two dicts.
///
/// # Errors
/// What comparing raises.
pub fn equal(a: Gc<Dict>, b: Gc<Dict>) -> Result<bool> {
    if a.len() != b.len() {
        return Ok(false);
    }
    object::state::check_native_stack()?;
    let mut pos = 0;
    while let Some((k, v)) = a.next(&mut pos) {
        let h = a.entries[pos - 1].hash;
        let same = match b.get_hashed(k, h)? {
            Some(w) => ops::eq(v, w)?,
            None => false,
        };
        if !same {
            return Ok(false);
        }
    }
    Ok(true)
}

fn eq(this: Gc<Dict>, value: Value) -> Result<Value> {
    let Some(other) = value.cast::<Dict>() else { return Ok(not_implemented()) };
    Ok(bool_value(equal(this, other)?))
}

fn ne(this: Gc<Dict>, value: Value) -> Result<Value> {
    let Some(other) = value.cast::<Dict>() else { return Ok(not_implemented()) };
    Ok(bool_value(!equal(this, other)?))
}

fn unordered(_this: Gc<Dict>, _value: Value) -> Value {
    not_implemented()
}

fn or(this: Gc<Dict>, value: Value) -> Result<Value> {
    if !value.is::<Dict>() {
        return Ok(not_implemented());
    }
    let d = this.copy();
    update_from(d, value)?;
    Ok(d.value())
}

fn ror(this: Gc<Dict>, value: Value) -> Result<Value> {
    let Some(other) = value.cast::<Dict>() else { return Ok(not_implemented()) };
    let d = other.copy();
    update_from(d, this.value())?;
    Ok(d.value())
}

fn ior(this: Gc<Dict>, value: Value) -> Result<Gc<Dict>> {
    update_from(this, value)?;
    Ok(this)
}

/// `mapping.keys()` of anything, for natives that take mappings.
///
/// # Errors
/// What the method raises.
pub fn keys_of(mapping: Value) -> Result<Value> {
    call_method(mapping, Id::keys.str(), &[])
}
