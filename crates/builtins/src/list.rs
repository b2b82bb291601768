//! `list`: its methods. Sorting is in `listsort`.
//!
//! Invariant: no borrow of `items` is held while Python code may run; every loop that compares or calls re-reads the
//! length, because the list may change under it.

use heap::{GcVec, Head, Value};
use object::args::Effects;
use object::class::Class;
use object::gc::{Object, ValueExt};
use object::iter::ListIter;
use object::ops::{self, CmpOp};
use object::{Gc, List, Result, Row, Slice, Str, Tuple, native, none, not_implemented, raise_type, raise_value};

use crate::seqtools::{self, Bound, class_getitem};

/// The methods of `list`.
pub fn init() {
    object::function::extend_class(
        List::class(),
        "Built-in mutable sequence.\n\nIf no argument is given, the constructor creates a new empty list.\nThe argument must be an iterable if specified.",
        &[METHODS, SPECIAL],
    );
    let mut c = List::class();
    c.native_new = Some(make);
}

static METHODS: &[Row] = &[
    Row::method("append($self, object, /)", native(append)).effects(Effects::WRITES).doc("Append object to the end of the list."),
    Row::method("clear($self, /)", native(clear)).effects(Effects::WRITES).doc("Remove all items from list."),
    Row::method("copy($self, /)", native(copy)).effects(Effects::READS).doc("Return a shallow copy of the list."),
    Row::method("count($self, value, /)", native(count)).doc("Return number of occurrences of value."),
    Row::method("extend($self, iterable, /)", native(extend)).doc("Extend list by appending elements from the iterable."),
    Row::method("index($self, value, start=0, stop=sys.maxsize, /)", native(index))
        .doc("Return first index of value.\n\nRaises ValueError if the value is not present."),
    Row::method("insert($self, index, object, /)", native(insert)).doc("Insert object before index."),
    Row::method("pop($self, index=-1, /)", native(pop))
        .doc("Remove and return item at index (default last).\n\nRaises IndexError if list is empty or index is out of range."),
    Row::method("remove($self, value, /)", native(remove))
        .doc("Remove first occurrence of value.\n\nRaises ValueError if the value is not present."),
    Row::method("reverse($self, /)", native(reverse)).effects(Effects::WRITES).doc("Reverse *IN PLACE*."),
    Row::method("sort($self, /, *, key=None, reverse=False)", native(sort)).doc(
        "Sort the list in ascending order and return None.\n\nThe sort is in-place (i.e. the list itself is modified) and stable (i.e. the\n\
         order of two equal elements is maintained).\n\nIf a key function is given, apply it once to each list item and sort them,\n\
         ascending or descending, according to their function values.\n\nThe reverse flag can be set to sort in descending order.",
    ),
    Row::class_method("__class_getitem__($type, object, /)", native(class_getitem)).doc("See PEP 585"),
];

static SPECIAL: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(new))
        .doc("Create and return a new object.  See help(type) for accurate signature."),
    Row::method("__init__($self, iterable=(), /)", native(init_list))
        .doc("Initialize self.  See help(type(self)) for accurate signature."),
    Row::constant("__hash__", native(none)),
    Row::method("__repr__($self, /)", native(repr)).doc("Return repr(self)."),
    Row::method("__len__($self, /)", native(len)).effects(Effects::READS).doc("Return len(self)."),
    Row::method("__getitem__($self, index, /)", native(getitem)).doc("Return self[index]."),
    Row::method("__setitem__($self, key, value, /)", native(setitem)).doc("Set self[key] to value."),
    Row::method("__delitem__($self, key, /)", native(delitem)).doc("Delete self[key]."),
    Row::method("__contains__($self, key, /)", native(contains)).doc("Return bool(key in self)."),
    Row::method("__iter__($self, /)", native(iter)).doc("Implement iter(self)."),
    Row::method("__reversed__($self, /)", native(crate::iters::list_reversed))
        .doc("Return a reverse iterator over the list."),
    Row::method("__add__($self, value, /)", native(add)).doc("Return self+value."),
    Row::method("__iadd__($self, value, /)", native(iadd)).doc("Implement self+=value."),
    Row::method("__mul__($self, value, /)", native(mul)).doc("Return self*value."),
    Row::method("__rmul__($self, value, /)", native(mul)).doc("Return value*self."),
    Row::method("__imul__($self, value, /)", native(imul)).doc("Implement self*=value."),
    Row::method("__eq__($self, value, /)", native(eq)).doc("Return self==value."),
    Row::method("__ne__($self, value, /)", native(ne)).doc("Return self!=value."),
    Row::method("__lt__($self, value, /)", native(lt)).doc("Return self<value."),
    Row::method("__le__($self, value, /)", native(le)).doc("Return self<=value."),
    Row::method("__gt__($self, value, /)", native(gt)).doc("Return self>value."),
    Row::method("__ge__($self, value, /)", native(ge)).doc("Return self>=value."),
    Row::method("__sizeof__($self, /)", native(sizeof)).doc("Return the size of the list in memory, in bytes."),
];

/// `list()` and `list(iterable)`.
fn make(args: &[Value]) -> Result<Option<Value>> {
    match *args {
        [] => Ok(Some(List::new(GcVec::new()).value())),
        [iterable] => {
            let list = List::new(GcVec::new());
            extend(list, iterable)?;
            Ok(Some(list.value()))
        }
        _ => Ok(None),
    }
}

fn new(class: Gc<Class>, _args: Gc<Tuple>, _kwargs: Gc<object::Dict>) -> Gc<List> {
    List { head: Head { map: std::ptr::null() }, items: GcVec::new() }.alloc_in(class)
}

fn init_list(mut this: Gc<List>, iterable: Option<Value>) -> Result<()> {
    this.items = GcVec::new();
    iterable.map_or(Ok(()), |it| extend(this, it))
}

fn append(mut this: Gc<List>, object: Value) {
    this.items.push(object);
}

fn clear(mut this: Gc<List>) {
    this.items = GcVec::new();
}

fn copy(this: Gc<List>) -> Gc<List> {
    List::from_slice(&this.items)
}

fn len(this: Gc<List>) -> usize {
    this.items.len()
}

fn sizeof(this: Gc<List>) -> usize {
    40 + 8 * this.items.capacity()
}

fn iter(this: Gc<List>) -> Gc<ListIter> {
    ListIter { head: Head { map: std::ptr::null() }, seq: Some(this.value()), index: object::number::int(0) }.alloc()
}

fn count(this: Gc<List>, value: Value) -> Result<usize> {
    seqtools::count(value, |i| this.items.get(i).copied())
}

fn contains(this: Gc<List>, key: Value) -> Result<bool> {
    Ok(seqtools::find(key, 0, usize::MAX, |i| this.items.get(i).copied())?.is_some())
}

fn index(this: Gc<List>, value: Value, start: Option<Bound>, stop: Option<Bound>) -> Result<usize> {
    let (from, to) = seqtools::search_range(this.items.len(), start, stop);
    match seqtools::find(value, from, to, |i| this.items.get(i).copied())? {
        Some(i) => Ok(i),
        None => object::value_error("list.index(x): x not in list"),
    }
}

fn remove(mut this: Gc<List>, value: Value) -> Result<()> {
    match seqtools::find(value, 0, usize::MAX, |i| this.items.get(i).copied())? {
        Some(i) => {
            // The comparison may have shortened the list.
            if i < this.items.len() {
                this.items.remove(i);
            }
            Ok(())
        }
        None => object::value_error("list.remove(x): x not in list"),
    }
}

fn extend(mut this: Gc<List>, iterable: Value) -> Result<()> {
    if let Some(t) = iterable.cast_exact::<Tuple>() {
        this.items.extend_from_slice(t.as_slice());
        return Ok(());
    }
    if let Some(l) = iterable.cast_exact::<List>() {
        // `x.extend(x)` reads and writes the same buffer: copy first.
        let items = if l == this { l.items.clone() } else { GcVec::from(&l.items[..]) };
        this.items.extend_from_slice(&items);
        return Ok(());
    }
    if let Some(items) = seqtools::snapshot(iterable) {
        this.items.extend_from_slice(&items);
        return Ok(());
    }
    let it = object::iter::get_iter(iterable)?;
    let hint = object::iter::length_hint(iterable, 8)?;
    if hint < 1 << 20 {
        this.items.reserve(hint);
    }
    while let Some(v) = object::iter::next(it)? {
        this.items.push(v);
    }
    Ok(())
}

fn insert(mut this: Gc<List>, index: isize, object: Value) {
    let n = this.items.len() as isize;
    let i = if index < 0 { (index + n).max(0) } else { index.min(n) };
    this.items.insert(i as usize, object);
}

fn pop(mut this: Gc<List>, index: Option<isize>) -> Result<Value> {
    let n = this.items.len();
    if n == 0 {
        return object::index_error("pop from empty list");
    }
    let Some(i) = index else { return Ok(this.items.pop().expect("not empty")) };
    match seqtools::position(i, n) {
        Some(i) if i + 1 == n => Ok(this.items.pop().expect("not empty")),
        Some(i) => Ok(this.items.remove(i)),
        None => object::index_error("pop index out of range"),
    }
}

fn reverse(mut this: Gc<List>) {
    this.items.reverse();
}

fn sort(this: Gc<List>, key: Option<Value>, reverse: Option<Value>) -> Result<()> {
    let reverse = match reverse {
        Some(v) => ops::truth(v)?,
        None => false,
    };
    crate::listsort::sort(this, key.filter(|k| *k != none()), reverse)
}

fn repr(this: Gc<List>) -> Result<Gc<Str>> {
    if this.items.is_empty() {
        return Ok(Str::new("[]"));
    }
    seqtools::repr_items(this.value(), "[", "]", "[...]", |i| this.items.get(i).copied())
}

fn getitem(this: Gc<List>, index: Value) -> Result<Value> {
    if index.is_small_int() {
        let i = index.as_small_int();
        let i = if i < 0 { i + this.items.len() as i64 } else { i };
        return match this.items.get(i as usize) {
            Some(v) => Ok(*v),
            None => object::index_error("list index out of range"),
        };
    }
    if let Some(s) = index.cast::<Slice>() {
        let (start, _, step, n) = s.indices_of(|| this.items.len())?;
        return Ok(List::new(seqtools::take(&this.items, start, step, n)).value());
    }
    let i = seqtools::subscript(index, "list")?;
    match seqtools::position(i, this.items.len()) {
        Some(i) => Ok(this.items[i]),
        None => object::index_error("list index out of range"),
    }
}

fn setitem(mut this: Gc<List>, key: Value, value: Value) -> Result<()> {
    if let Some(s) = key.cast::<Slice>() {
        return assign_slice(this, s, value);
    }
    let i = seqtools::subscript(key, "list")?;
    match seqtools::position(i, this.items.len()) {
        Some(i) => {
            this.items[i] = value;
            Ok(())
        }
        None => object::index_error("list assignment index out of range"),
    }
}

fn assign_slice(mut this: Gc<List>, s: Gc<Slice>, value: Value) -> Result<()> {
    let items = seqtools::sequence(value, "must assign iterable to extended slice")?;
    // Collecting may have run code that changed the list, so the ends are computed afterwards.
    let (start, stop, step, n) = s.indices_of(|| this.items.len())?;
    if step == 1 {
        let (a, b) = (start as usize, stop.max(start) as usize);
        this.items.splice_from_slice(a..b, &items);
        return Ok(());
    }
    if items.len() != n {
        return raise_value!("attempt to assign sequence of size {} to extended slice of size {}", items.len(), n);
    }
    let mut at = start;
    for v in &items {
        this.items[at as usize] = *v;
        at = at.wrapping_add(step);
    }
    Ok(())
}

fn delitem(mut this: Gc<List>, key: Value) -> Result<()> {
    if let Some(s) = key.cast::<Slice>() {
        let (start, _, step, n) = s.indices_of(|| this.items.len())?;
        seqtools::delete_slice(&mut this.items, start, step, n);
        return Ok(());
    }
    let i = seqtools::subscript(key, "list")?;
    match seqtools::position(i, this.items.len()) {
        Some(i) => {
            this.items.remove(i);
            Ok(())
        }
        None => object::index_error("list assignment index out of range"),
    }
}

fn add(this: Gc<List>, value: Value) -> Result<Value> {
    let Some(other) = value.cast::<List>() else {
        return raise_type!("can only concatenate list (not \"{}\") to list", object::repr::type_name(value));
    };
    let mut items = GcVec::with_capacity(this.items.len() + other.items.len());
    items.extend_from_slice(&this.items);
    items.extend_from_slice(&other.items);
    Ok(List::new(items).value())
}

fn iadd(this: Gc<List>, value: Value) -> Result<Gc<List>> {
    extend(this, value)?;
    Ok(this)
}

fn mul(this: Gc<List>, value: Value) -> Result<Gc<List>> {
    Ok(List::new(seqtools::repeat(&this.items, value)?))
}

fn imul(mut this: Gc<List>, value: Value) -> Result<Gc<List>> {
    let items = seqtools::repeat(&this.items, value)?;
    this.items = items;
    Ok(this)
}

fn eq(this: Gc<List>, value: Value) -> Result<Value> {
    compare(CmpOp::Eq, this, value)
}
fn ne(this: Gc<List>, value: Value) -> Result<Value> {
    compare(CmpOp::Ne, this, value)
}
fn lt(this: Gc<List>, value: Value) -> Result<Value> {
    compare(CmpOp::Lt, this, value)
}
fn le(this: Gc<List>, value: Value) -> Result<Value> {
    compare(CmpOp::Le, this, value)
}
fn gt(this: Gc<List>, value: Value) -> Result<Value> {
    compare(CmpOp::Gt, this, value)
}
fn ge(this: Gc<List>, value: Value) -> Result<Value> {
    compare(CmpOp::Ge, this, value)
}

fn compare(op: CmpOp, this: Gc<List>, value: Value) -> Result<Value> {
    let Some(other) = value.cast::<List>() else { return Ok(not_implemented()) };
    seqtools::compare(
        op,
        || this.items.len(),
        |i| this.items.get(i).copied(),
        || other.items.len(),
        |i| other.items.get(i).copied(),
    )
}
