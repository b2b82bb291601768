//! Struct sequences: tuple subclasses whose items have names (`os.stat_result`, `time.struct_time`).
//!
//! The first `n_sequence_fields` values are the tuple's items; further values, and values of fields without a name in the
//! sequence, are only attributes. A struct sequence is a `Tuple` that is longer than it looks: the class remembers how many
//! items are visible, and its own `__len__`, iteration and indexing come from a tuple of just the visible ones; the hidden
//! values are instance attributes.

use heap::{GcVec, Head, Value};
use object::class::{ClassBuilder, ClassCell, ClassFlags};
use object::gc::{Object, ValueExt};
use object::{Class, Dict, Gc, Id, Result, Row, Str, Tuple, intern, native, none, raise_type};

/// One field: its name (empty for a position without a name) and what it is.
pub type Field = (&'static str, &'static str);

/// The description of a struct sequence type.
pub struct Desc {
    /// `module.name`.
    pub path: &'static str,
    pub doc: &'static str,
    /// All fields: the visible ones first.
    pub fields: &'static [Field],
    /// How many fields are items of the sequence.
    pub n_sequence: usize,
    pub cell: &'static ClassCell,
}

/// The descriptor of one field: an item of the tuple, or a hidden value.
#[repr(C)]
pub struct FieldGetter {
    head: Head,
    index: usize,
    hidden: bool,
    name: Gc<Str>,
}
object::object_type!(FieldGetter);

fn getter_get(this: Gc<FieldGetter>, instance: Value, _owner: Option<Value>) -> Result<Value> {
    let Some(t) = instance.cast::<Tuple>() else { return Ok(this.value()) };
    if this.hidden {
        return Ok(hidden_values(t).and_then(|h| h.as_slice().get(this.index).copied()).unwrap_or_else(none));
    }
    Ok(t.as_slice().get(this.index).copied().unwrap_or_else(none))
}
fn getter_set(_this: Gc<FieldGetter>, _instance: Value, _value: Value) -> Result<()> {
    object::raise_exc!(ATTRIBUTE_ERROR, "readonly attribute")
}
fn getter_delete(_this: Gc<FieldGetter>, _instance: Value) -> Result<()> {
    object::raise_exc!(ATTRIBUTE_ERROR, "readonly attribute")
}
fn getter_name(this: Gc<FieldGetter>) -> Gc<Str> {
    this.name
}

static GETTER_ROWS: &[Row] = &[
    Row::method("__get__($self, instance, owner=None, /)", native(getter_get)),
    Row::method("__set__($self, instance, value, /)", native(getter_set)),
    Row::method("__delete__($self, instance, /)", native(getter_delete)),
    Row::getter("__name__", native(getter_name)),
];

const HIDDEN: &str = "__hidden_fields__";

fn hidden_values(t: Gc<Tuple>) -> Option<Gc<Tuple>> {
    object::attr::instance_dict(t.value())?.get_text(HIDDEN)?.cast::<Tuple>()
}

fn count(c: Gc<Class>, name: &str) -> usize {
    c.lookup(intern(name)).and_then(object::number::as_i64).unwrap_or(0) as usize
}

fn seq_new(class: Gc<Class>, sequence: Value, dict: Option<Value>) -> Result<Value> {
    let (visible, total) = (count(class, "n_sequence_fields"), count(class, "n_fields"));
    let name = object::repr::class_full_name(class);
    let items = match object::error::catch(object::iter::collect(sequence), &object::error::exc::TYPE_ERROR)? {
        Some(items) => items,
        None => return raise_type!("constructor requires a sequence"),
    };
    let dict = match dict.map(|d| (d, d.cast::<Dict>())) {
        None => None,
        Some((_, Some(d))) => Some(d),
        Some((d, None)) if object::misc::is_none(d) => None,
        Some(_) => return raise_type!("{name}() takes a dict as second arg, if any"),
    };
    if items.len() < visible {
        let word = if visible == total { "" } else { "at least " };
        return raise_type!("{name}() takes an {word}{visible}-sequence ({}-sequence given)", items.len());
    }
    if items.len() > total {
        let word = if visible == total { "" } else { "at most " };
        return raise_type!("{name}() takes an {word}{total}-sequence ({}-sequence given)", items.len());
    }
    let mut all: GcVec<Value> = items;
    let names = field_names(class);
    let given = all.len();
    let mut used = 0;
    for i in given..total {
        let value = match (dict, names.as_slice().get(i).and_then(|n| n.cast::<Str>())) {
            (Some(d), Some(n)) => d.get_str(n),
            _ => None,
        };
        used += usize::from(value.is_some());
        all.push(value.unwrap_or_else(none));
    }
    if dict.is_some_and(|d| d.len() > used) {
        return raise_type!("{name}() got duplicate or unexpected field name(s)");
    }
    Ok(make_in(class, &all, visible).value())
}

fn field_names(class: Gc<Class>) -> Gc<Tuple> {
    class.lookup(intern("__field_names__")).and_then(|t| t.cast::<Tuple>()).unwrap_or_else(Tuple::empty)
}

fn make_in(class: Gc<Class>, values: &[Value], visible: usize) -> Gc<Tuple> {
    let t = Tuple::new_in(class, &values[..visible]);
    if values.len() > visible
        && let Some(d) = object::attr::instance_dict(t.value())
    {
        d.set_text(HIDDEN, object::seq::tuple(&values[visible..]));
    }
    t
}

/// A new instance with values for all fields (or just for the visible ones).
#[must_use]
pub fn make(desc: &Desc, values: &[Value]) -> Value {
    make_in(desc.cell.get(), values, desc.n_sequence).value()
}

fn all_values(this: Gc<Tuple>) -> GcVec<Value> {
    let mut v = GcVec::from(this.as_slice());
    if let Some(h) = hidden_values(this) {
        v.extend_from_slice(h.as_slice());
    }
    v
}

fn seq_repr(this: Gc<Tuple>) -> Result<Gc<Str>> {
    let class = object::class_of(this.value());
    let names = field_names(class);
    let mut out = rustpython_wtf8::Wtf8Buf::from(format!("{}(", object::repr::class_full_name(class)));
    for (i, v) in this.as_slice().iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        // As in CPython, positions without a name borrow those of the named fields that follow.
        let name = names
            .as_slice()
            .iter()
            .filter_map(|n| n.cast::<Str>())
            .nth(i)
            .map_or_else(|| "None".to_owned(), |n| n.to_string());
        out.push_str(&name);
        out.push_str("=");
        out.push_wtf8(object::repr::repr(*v)?.as_wtf8());
    }
    out.push_str(")");
    Ok(Str::from_buf(out))
}

fn seq_reduce(this: Gc<Tuple>) -> Value {
    let class = object::class_of(this.value());
    let names = field_names(class);
    let d = Dict::new();
    let visible = this.as_slice().len();
    if let Some(h) = hidden_values(this) {
        for (i, v) in h.as_slice().iter().enumerate() {
            if let Some(n) = names.as_slice().get(visible + i).and_then(|n| n.cast::<Str>()) {
                d.set_str(n, *v);
            }
        }
    }
    let args = object::seq::tuple(&[object::seq::tuple(this.as_slice()), d.value()]);
    object::seq::tuple(&[class.value(), args])
}

fn seq_replace(this: Gc<Tuple>, changes: Gc<Dict>) -> Result<Value> {
    let class = object::class_of(this.value());
    let names = field_names(class);
    if count(class, "n_unnamed_fields") > 0 {
        return raise_type!(
            "__replace__() is not supported for {} because it has unnamed field(s)",
            object::repr::class_full_name(class)
        );
    }
    let mut values = all_values(this);
    let left = changes.copy();
    for (i, v) in values.iter_mut().enumerate() {
        if let Some(n) = names.as_slice().get(i).and_then(|n| n.cast::<Str>())
            && let Some(new) = left.remove_str(n)
        {
            *v = new;
        }
    }
    if !left.is_empty() {
        let extra = object::List::new(left.to_vec().iter().map(|(k, _)| *k).collect());
        return raise_type!("Got unexpected field name(s): {}", object::repr::repr(extra.value())?);
    }
    Ok(make_in(class, &values, this.as_slice().len()).value())
}

/// Where there are hidden fields, the instance has attributes that users must not add to; those of a class derived in
/// Python have a dict of their own.
fn seq_setattr(this: Value, name: Gc<Str>, value: Option<Value>) -> Result<()> {
    let class = object::class_of(this);
    if class.flags.has(ClassFlags::HEAPTYPE) || class.lookup(name).is_some() {
        return object::attr::generic_setattr(this, name, value);
    }
    let t = object::repr::type_name(this);
    object::raise_exc!(
        ATTRIBUTE_ERROR,
        "'{t}' object has no attribute '{name}' and no __dict__ for setting new attributes"
    )
}

fn seq_set(this: Value, name: Value, value: Value) -> Result<()> {
    seq_setattr(this, crate::object_type::attribute_name(name)?, Some(value))
}

fn seq_delete(this: Value, name: Value) -> Result<()> {
    seq_setattr(this, crate::object_type::attribute_name(name)?, None)
}

static HIDDEN_ROWS: &[Row] = &[
    Row::method("__setattr__($self, name, value, /)", native(seq_set)),
    Row::method("__delattr__($self, name, /)", native(seq_delete)),
];

static ROWS: &[Row] = &[
    Row::new("__new__($type, sequence, dict={})", native(seq_new)),
    Row::method("__repr__($self, /)", native(seq_repr)),
    Row::method("__reduce__($self, /)", native(seq_reduce)),
    Row::method("__replace__($self, /, **changes)", native(seq_replace)),
];

/// Creates the class of a struct sequence, once.
#[must_use]
pub fn build(desc: &'static Desc) -> Gc<Class> {
    if let Some(c) = desc.cell.try_get() {
        return c;
    }
    if FieldGetter::cell().try_get().is_none() {
        let _ = ClassBuilder::new::<FieldGetter>("structseq_field").rows(&[GETTER_ROWS]).build();
    }
    let hides = desc.fields.len() > desc.n_sequence;
    let flags = ClassFlags::SEQUENCE | if hides { ClassFlags::HAS_DICT } else { 0 };
    let class = ClassBuilder::untyped(desc.path, Tuple::LAYOUT)
        .cell(desc.cell)
        .base(Tuple::class())
        .flags(flags)
        .doc(desc.doc)
        .rows(&[ROWS, if hides { HIDDEN_ROWS } else { &[] }])
        .build();
    let mut names = GcVec::new();
    let mut match_args = GcVec::new();
    let mut unnamed = 0;
    for (i, (name, _doc)) in desc.fields.iter().enumerate() {
        let hidden = i >= desc.n_sequence;
        if name.is_empty() {
            unnamed += 1;
            names.push(none());
            continue;
        }
        let index = if hidden { i - desc.n_sequence } else { i };
        let getter = FieldGetter { head: Head { map: std::ptr::null() }, index, hidden, name: intern(name) }.alloc();
        class.dict.set_str(intern(name), getter.value());
        names.push(intern(name).value());
        if !hidden {
            match_args.push(intern(name).value());
        }
    }
    let number = |n: usize| object::number::int(n as i64);
    class.dict.set_text("__field_names__", object::seq::tuple(&names));
    class.dict.set_str(Id::__match_args__.str(), object::seq::tuple(&match_args));
    class.dict.set_text("n_sequence_fields", number(desc.n_sequence));
    class.dict.set_text("n_fields", number(desc.fields.len()));
    class.dict.set_text("n_unnamed_fields", number(unnamed));
    class.modified();
    class
}
