//! `tuple`: its methods.

use heap::{GcVec, Head, Value};
use object::args::Effects;
use object::class::Class;
use object::gc::{Object, ValueExt};
use object::iter::TupleIter;
use object::ops::{self, CmpOp};
use object::{Gc, Result, Row, Slice, Str, Tuple, native, not_implemented, raise_type};

use crate::seqtools::{self, Bound, class_getitem};

/// The methods of `tuple`.
pub fn init() {
    object::function::extend_class(
        Tuple::class(),
        "Built-in immutable sequence.\n\nIf no argument is given, the constructor returns an empty tuple.\n\
         If iterable is specified the tuple is initialized from iterable's items.\n\nIf the argument is a tuple, the return value is the same object.",
        &[ROWS],
    );
    let mut c = Tuple::class();
    c.native_new = Some(make);
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, iterable=(), /)", native(new))
        .doc("Create and return a new object.  See help(type) for accurate signature."),
    Row::method("count($self, value, /)", native(count)).doc("Return number of occurrences of value."),
    Row::method("index($self, value, start=0, stop=sys.maxsize, /)", native(index))
        .doc("Return first index of value.\n\nRaises ValueError if the value is not present."),
    Row::class_method("__class_getitem__($type, object, /)", native(class_getitem)).doc("See PEP 585"),
    Row::method("__getnewargs__($self, /)", native(getnewargs)),
    Row::method("__repr__($self, /)", native(repr)).doc("Return repr(self)."),
    Row::method("__hash__($self, /)", native(hash)).doc("Return hash(self)."),
    Row::method("__len__($self, /)", native(len)).effects(Effects::PURE).doc("Return len(self)."),
    Row::method("__getitem__($self, key, /)", native(getitem)).doc("Return self[key]."),
    Row::method("__contains__($self, key, /)", native(contains)).doc("Return bool(key in self)."),
    Row::method("__iter__($self, /)", native(iter)).doc("Implement iter(self)."),
    Row::method("__add__($self, value, /)", native(add)).doc("Return self+value."),
    Row::method("__mul__($self, value, /)", native(mul)).doc("Return self*value."),
    Row::method("__rmul__($self, value, /)", native(mul)).doc("Return value*self."),
    Row::method("__eq__($self, value, /)", native(eq)).doc("Return self==value."),
    Row::method("__ne__($self, value, /)", native(ne)).doc("Return self!=value."),
    Row::method("__lt__($self, value, /)", native(lt)).doc("Return self<value."),
    Row::method("__le__($self, value, /)", native(le)).doc("Return self<=value."),
    Row::method("__gt__($self, value, /)", native(gt)).doc("Return self>value."),
    Row::method("__ge__($self, value, /)", native(ge)).doc("Return self>=value."),
    Row::method("__sizeof__($self, /)", native(sizeof)).doc("Return the size of the object in memory, in bytes."),
];

/// `tuple()` and `tuple(iterable)`.
fn make(args: &[Value]) -> Result<Option<Value>> {
    match *args {
        [] => Ok(Some(Tuple::empty().value())),
        [iterable] => Ok(Some(new(Tuple::class(), Some(iterable))?.value())),
        _ => Ok(None),
    }
}

fn new(class: Gc<Class>, iterable: Option<Value>) -> Result<Gc<Tuple>> {
    let Some(iterable) = iterable else { return Ok(Tuple::new_in(class, &[])) };
    if class == Tuple::class()
        && let Some(t) = iterable.cast_exact::<Tuple>()
    {
        return Ok(t);
    }
    if let Some(l) = iterable.cast_exact::<object::List>() {
        return Ok(Tuple::new_in(class, &l.items));
    }
    let items = object::iter::collect(iterable)?;
    Ok(Tuple::new_in(class, &items))
}

fn sizeof(this: Gc<Tuple>) -> usize {
    24 + 8 * this.as_slice().len()
}

fn getnewargs(this: Gc<Tuple>) -> Value {
    object::seq::tuple(&[Tuple::from_slice(this.as_slice()).value()])
}

fn len(this: Gc<Tuple>) -> usize {
    this.as_slice().len()
}

fn hash(this: Gc<Tuple>) -> Result<i64> {
    ops::hash_tuple(this)
}

fn iter(this: Gc<Tuple>) -> Gc<TupleIter> {
    TupleIter { head: Head { map: std::ptr::null() }, seq: Some(this.value()), index: object::number::int(0) }.alloc()
}

fn count(this: Gc<Tuple>, value: Value) -> Result<usize> {
    let items = this.as_slice();
    seqtools::count(value, |i| items.get(i).copied())
}

fn contains(this: Gc<Tuple>, key: Value) -> Result<bool> {
    let items = this.as_slice();
    Ok(seqtools::find(key, 0, usize::MAX, |i| items.get(i).copied())?.is_some())
}

fn index(this: Gc<Tuple>, value: Value, start: Option<Bound>, stop: Option<Bound>) -> Result<usize> {
    let items = this.as_slice();
    let (from, to) = seqtools::search_range(items.len(), start, stop);
    match seqtools::find(value, from, to, |i| items.get(i).copied())? {
        Some(i) => Ok(i),
        None => object::value_error("tuple.index(x): x not in tuple"),
    }
}

fn repr(this: Gc<Tuple>) -> Result<Gc<Str>> {
    let items = this.as_slice();
    if items.is_empty() {
        return Ok(Str::new("()"));
    }
    seqtools::repr_items(this.value(), "(", if items.len() == 1 { ",)" } else { ")" }, "(...)", |i| {
        items.get(i).copied()
    })
}

fn getitem(this: Gc<Tuple>, key: Value) -> Result<Value> {
    let items = this.as_slice();
    if let Some(s) = key.cast::<Slice>() {
        let (start, _, step, n) = s.indices(items.len())?;
        if step == 1 && n == items.len() && this.value().is_exact::<Tuple>() {
            return Ok(this.value());
        }
        if step == 1 {
            return Ok(object::seq::tuple(&items[start as usize..start as usize + n]));
        }
        return Ok(object::seq::tuple(&seqtools::take(items, start, step, n)));
    }
    let i = seqtools::subscript(key, "tuple")?;
    match seqtools::position(i, items.len()) {
        Some(i) => Ok(items[i]),
        None => object::index_error("tuple index out of range"),
    }
}

fn add(this: Gc<Tuple>, value: Value) -> Result<Value> {
    let Some(other) = value.cast::<Tuple>() else {
        return raise_type!("can only concatenate tuple (not \"{}\") to tuple", object::repr::type_name(value));
    };
    let (a, b) = (this.as_slice(), other.as_slice());
    if a.is_empty() && value.is_exact::<Tuple>() {
        return Ok(value);
    }
    if b.is_empty() && this.value().is_exact::<Tuple>() {
        return Ok(this.value());
    }
    let t = Tuple::build(a.len() + b.len(), |i| if i < a.len() { a[i] } else { b[i - a.len()] });
    Ok(t.value())
}

fn mul(this: Gc<Tuple>, value: Value) -> Result<Value> {
    let items = this.as_slice();
    let n = seqtools::repeat_count(value)?;
    if (n == 1 || items.is_empty()) && this.value().is_exact::<Tuple>() {
        return Ok(this.value());
    }
    let all: GcVec<Value> = seqtools::repeat(items, value)?;
    Ok(object::seq::tuple(&all))
}

fn eq(this: Gc<Tuple>, value: Value) -> Result<Value> {
    compare(CmpOp::Eq, this, value)
}
fn ne(this: Gc<Tuple>, value: Value) -> Result<Value> {
    compare(CmpOp::Ne, this, value)
}
fn lt(this: Gc<Tuple>, value: Value) -> Result<Value> {
    compare(CmpOp::Lt, this, value)
}
fn le(this: Gc<Tuple>, value: Value) -> Result<Value> {
    compare(CmpOp::Le, this, value)
}
fn gt(this: Gc<Tuple>, value: Value) -> Result<Value> {
    compare(CmpOp::Gt, this, value)
}
fn ge(this: Gc<Tuple>, value: Value) -> Result<Value> {
    compare(CmpOp::Ge, this, value)
}

fn compare(op: CmpOp, this: Gc<Tuple>, value: Value) -> Result<Value> {
    let Some(other) = value.cast::<Tuple>() else { return Ok(not_implemented()) };
    let (a, b) = (this.as_slice(), other.as_slice());
    // Unlike list's, tuple's comparison looks at the items before the lengths, even for `==`.
    let mut i = 0;
    while i < a.len() && i < b.len() {
        if !ops::eq(a[i], b[i])? {
            return match op {
                CmpOp::Eq => Ok(object::bool_value(false)),
                CmpOp::Ne => Ok(object::bool_value(true)),
                _ => ops::compare(op, a[i], b[i]),
            };
        }
        i += 1;
    }
    Ok(object::bool_value(op.holds(a.len().cmp(&b.len()))))
}
