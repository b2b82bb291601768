//! The module `array`: rows of numbers of one machine type. The types themselves are in `arrayitem`.

use builtins::iters::itself;
use builtins::seqtools::{self, Bound, TextBuilder, class_getitem};
use heap::{GcVec, Head, Value};
use object::buffer::{Buffer, Exports, get_buffer};
use object::call::call_method;
use object::class::{Class, ClassBuilder, ClassFlags};
use object::gc::{Object, ValueExt};
use object::map::class_of;
use object::ops::{self, CmpOp};
use object::{
    Bytes, Dict, Gc, Id, List, Module, Result, Row, Slice, Str, Tuple, intern, native, none, not_implemented, number,
    object_type, raise_type,
};

use crate::arrayitem::{ItemType, TYPES, item_type};

/// An array.
#[repr(C)]
pub struct Array {
    pub head: Head,
    pub data: GcVec<u8>,
    pub item: &'static ItemType,
    exports: Exports,
}
object_type!(Array);

/// `arrayiterator`.
#[repr(C)]
pub struct ArrayIter {
    pub head: Head,
    array: Option<Gc<Array>>,
    index: usize,
}
object_type!(ArrayIter);

/// Creates the module.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("array");
    m.set_doc("This module defines an object type which can efficiently represent\nan array of basic values: characters, integers, floating-point\nnumbers.  Arrays are sequence types and behave very much like lists,\nexcept that the type of objects stored in them is constrained.\n");
    let c = ClassBuilder::new::<Array>("array.array")
        .flags(ClassFlags::BASETYPE | ClassFlags::WEAKREF | ClassFlags::SEQUENCE)
        .doc("array(typecode [, initializer]) -> array\n\nReturn a new array whose items are restricted by typecode, and\ninitialized from the optional initializer value, which must be a list,\nstring or iterable over elements of the appropriate type.\n")
        .rows(&[METHODS, crate::arrayconv::ROWS, SPECIAL])
        .build();
    let _ = ClassBuilder::new::<ArrayIter>("array.arrayiterator")
        .flags(ClassFlags::NO_INSTANTIATE)
        .rows(&[ITER])
        .next_fn(advance)
        .build();
    object::buffer::register(Array::LAYOUT, export);
    // As in CPython the module makes its class a mutable sequence.
    let collections = builtins::util::import_module("collections.abc")?;
    let abc = object::attr::getattr(collections, object::intern("abc"))?;
    let sequence = object::attr::getattr(abc, object::intern("MutableSequence"))?;
    object::call::call_method(sequence, object::intern("register"), &[c.value()])?;
    m.set("array", c);
    m.set("ArrayType", c);
    m.add_rows(crate::arrayconv::FUNCTIONS);
    let codes: String = TYPES.iter().map(|t| t.code as char).collect();
    m.set("typecodes", Str::new(&codes));
    Ok(m)
}

static METHODS: &[Row] = &[
    Row::method("append($self, v, /)", native(append)).doc("Append new value v to the end of the array."),
    Row::method("clear($self, /)", native(clear)).doc("Remove all items from the array."),
    Row::method("__copy__($self, /)", native(copy)).doc("Return a copy of the array."),
    Row::method("__deepcopy__($self, unused, /)", native(deepcopy)).doc("Return a copy of the array."),
    Row::method("count($self, v, /)", native(count)).doc("Return number of occurrences of v in the array."),
    Row::method("extend($self, bb, /)", native(extend)).doc("Append items to the end of the array."),
    Row::method("index($self, v, start=0, stop=sys.maxsize, /)", native(index))
        .doc("Return index of first occurrence of v in the array.\n\nRaise ValueError if the value is not present."),
    Row::method("insert($self, i, v, /)", native(insert)).doc("Insert a new item v into the array before position i."),
    Row::method("pop($self, i=-1, /)", native(pop))
        .doc("Return the i-th element and delete it from the array.\n\ni defaults to -1."),
    Row::method("remove($self, v, /)", native(remove)).doc("Remove the first occurrence of v in the array."),
    Row::method("reverse($self, /)", native(reverse)).doc("Reverse the order of the items in the array."),
    Row::getter("itemsize", native(itemsize)).doc("the size, in bytes, of one array item"),
    Row::getter("typecode", native(typecode)).doc("the typecode character used to create the array"),
    Row::class_method("__class_getitem__($type, item, /)", native(class_getitem)).doc("See PEP 585"),
];

static SPECIAL: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(new))
        .doc("Create and return a new object.  See help(type) for accurate signature."),
    Row::constant("__hash__", native(none)),
    Row::method("__repr__($self, /)", native(repr)).doc("Return repr(self)."),
    Row::method("__len__($self, /)", native(length)).doc("Return len(self)."),
    Row::method("__getitem__($self, key, /)", native(getitem)).doc("Return self[key]."),
    Row::method("__setitem__($self, key, value, /)", native(setitem)).doc("Set self[key] to value."),
    Row::method("__delitem__($self, key, /)", native(delitem)).doc("Delete self[key]."),
    Row::method("__contains__($self, key, /)", native(contains)).doc("Return bool(key in self)."),
    Row::method("__iter__($self, /)", native(iter)).doc("Implement iter(self)."),
    Row::method("__add__($self, value, /)", native(add)).doc("Return self+value."),
    Row::method("__iadd__($self, value, /)", native(iadd)).doc("Implement self+=value."),
    Row::method("__mul__($self, value, /)", native(mul)).doc("Return self*value."),
    Row::method("__rmul__($self, value, /)", native(mul)).doc("Return value*self."),
    Row::method("__imul__($self, value, /)", native(imul)).doc("Implement self*=value."),
    Row::method("__sizeof__($self, /)", native(sizeof)).doc("Size of the array in memory, in bytes."),
    Row::method("__eq__($self, value, /)", native(compare::<{ CmpOp::Eq as usize }>)).doc("Return self==value."),
    Row::method("__ne__($self, value, /)", native(compare::<{ CmpOp::Ne as usize }>)).doc("Return self!=value."),
    Row::method("__lt__($self, value, /)", native(compare::<{ CmpOp::Lt as usize }>)).doc("Return self<value."),
    Row::method("__le__($self, value, /)", native(compare::<{ CmpOp::Le as usize }>)).doc("Return self<=value."),
    Row::method("__gt__($self, value, /)", native(compare::<{ CmpOp::Gt as usize }>)).doc("Return self>value."),
    Row::method("__ge__($self, value, /)", native(compare::<{ CmpOp::Ge as usize }>)).doc("Return self>=value."),
];

static ITER: &[Row] = &[
    Row::method("__iter__($self, /)", native(itself::<ArrayIter>)).doc("Implement iter(self)."),
    Row::method("__next__($self, /)", native(iter_next)).doc("Implement next(self)."),
    Row::method("__reduce__($self, /)", native(iter_reduce)).doc("Return state information for pickling."),
    Row::method("__setstate__($self, state, /)", native(iter_setstate)).doc("Set state information for unpickling."),
];

impl Array {
    /// Number of items.
    #[must_use]
    pub fn len(&self) -> usize {
        self.data.len() / self.item.size
    }

    /// Item `i`.
    #[must_use]
    pub fn get(&self, i: usize) -> Option<Value> {
        let size = self.item.size;
        self.data.get(i * size..(i + 1) * size).map(|b| (self.item.load)(b))
    }
}

/// An array of a class, with these bytes.
#[must_use]
pub fn with_data(class: Gc<Class>, item: &'static ItemType, data: GcVec<u8>) -> Gc<Array> {
    Array { head: Head { map: std::ptr::null() }, data, item, exports: Exports::new() }.alloc_in(class)
}

fn same_type(a: Gc<Array>, data: GcVec<u8>) -> Gc<Array> {
    with_data(Array::class(), a.item, data)
}

fn export(v: Value, _writable: bool) -> Result<Buffer> {
    let mut a = v.cast::<Array>().expect("registered for this layout");
    let export = a.exports.lock();
    let n = a.data.len();
    // SAFETY: the buffer neither moves nor shrinks while it is exported (`check_resize`), and the array owns it.
    let mut b = unsafe { Buffer::plain(v, a.data.as_mut_ptr(), n, false, export) };
    b.itemsize = a.item.size;
    b.format = std::borrow::Cow::Borrowed(a.item.format);
    Ok(b)
}

/// Fails if a buffer of the array is exported, so that its size cannot change.
///
/// # Errors
/// `BufferError`.
pub fn check_resize(a: Gc<Array>) -> Result<()> {
    if a.exports.any() {
        return object::error::buffer_error("cannot resize an array that is exporting buffers");
    }
    Ok(())
}

fn new(class: Gc<Class>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Gc<Array>> {
    if class == Array::class() && !kwargs.is_empty() {
        return object::type_error("array.array() takes no keyword arguments");
    }
    let (code, init) = match *args.as_slice() {
        [c] => (c, None),
        [c, i] => (c, Some(i)),
        [] => return object::type_error("array() takes at least 1 argument (0 given)"),
        ref more => return raise_type!("array() takes at most 2 arguments ({} given)", more.len()),
    };
    let Some(c) = code.cast::<Str>() else {
        return raise_type!("array() argument 1 must be a unicode character, not {}", object::repr::type_name(code));
    };
    if c.char_len() != 1 {
        return raise_type!("array() argument 1 must be a unicode character, not a string of length {}", c.char_len());
    }
    let Some(item) = item_type(c.nth(0)) else {
        return object::value_error("bad typecode (must be b, B, u, w, h, H, i, I, l, L, q, Q, f or d)");
    };
    if item.code == b'u' {
        object::hooks::warn(
            &object::error::exc::DEPRECATION_WARNING,
            "The 'u' type code is deprecated and will be removed in Python 3.16",
            1,
        )?;
    }
    let a = with_data(class, item, GcVec::new());
    if let Some(init) = init {
        fill(a, init)?;
    }
    Ok(a)
}

/// Appends what a new array's initializer holds.
fn fill(mut a: Gc<Array>, init: Value) -> Result<()> {
    if init.is::<Str>() {
        if !a.item.is_text() {
            return raise_type!("cannot use a str to initialize an array with typecode '{}'", a.item.code as char);
        }
        return crate::arrayconv::fromunicode(a, init);
    }
    if let Some(o) = init.cast::<Array>() {
        if o.item.is_text() && !a.item.is_text() {
            return raise_type!(
                "cannot use a unicode array to initialize an array with typecode '{}'",
                a.item.code as char
            );
        }
        if o.item.code == a.item.code {
            a.data = o.data.clone();
            return Ok(());
        }
    }
    if init.is::<Bytes>() || init.is::<object::ByteArray>() {
        return crate::arrayconv::frombytes(a, init);
    }
    object::iter::for_each(init, |v| push(a, v))
}

fn push(mut a: Gc<Array>, v: Value) -> Result<()> {
    let mut bytes = [0u8; 8];
    let size = a.item.size;
    (a.item.store)(v, &mut bytes[..size])?;
    check_resize(a)?;
    a.data.extend_from_slice(&bytes[..size]);
    Ok(())
}

fn append(a: Gc<Array>, v: Value) -> Result<()> {
    push(a, v)
}

fn clear(mut a: Gc<Array>) -> Result<()> {
    check_resize(a)?;
    a.data = GcVec::new();
    Ok(())
}

fn copy(a: Gc<Array>) -> Gc<Array> {
    same_type(a, a.data.clone())
}

fn deepcopy(a: Gc<Array>, _memo: Value) -> Gc<Array> {
    copy(a)
}

fn extend(mut a: Gc<Array>, other: Value) -> Result<()> {
    let Some(o) = other.cast::<Array>() else {
        return object::iter::for_each(other, |v| push(a, v));
    };
    if o.item.code != a.item.code {
        return object::type_error("can only extend with array of same kind");
    }
    check_resize(a)?;
    let data = o.data.clone();
    a.data.extend_from_slice(&data);
    Ok(())
}

fn length(a: Gc<Array>) -> usize {
    a.len()
}
fn itemsize(a: Gc<Array>) -> usize {
    a.item.size
}
fn typecode(a: Gc<Array>) -> Gc<Str> {
    Str::single(a.item.code)
}
fn sizeof(a: Gc<Array>) -> usize {
    80 + a.data.capacity()
}

fn count(a: Gc<Array>, v: Value) -> Result<usize> {
    seqtools::count(v, |i| a.get(i))
}
fn contains(a: Gc<Array>, v: Value) -> Result<bool> {
    Ok(seqtools::find(v, 0, usize::MAX, |i| a.get(i))?.is_some())
}

fn index(a: Gc<Array>, v: Value, start: Option<Bound>, stop: Option<Bound>) -> Result<usize> {
    let (from, to) = seqtools::search_range(a.len(), start, stop);
    match seqtools::find(v, from, to, |i| a.get(i))? {
        Some(i) => Ok(i),
        None => object::value_error("array.index(x): x not in array"),
    }
}

fn remove_at(mut a: Gc<Array>, i: usize) -> Result<()> {
    check_resize(a)?;
    let size = a.item.size;
    a.data.remove_range(i * size..(i + 1) * size);
    Ok(())
}

fn remove(a: Gc<Array>, v: Value) -> Result<()> {
    match seqtools::find(v, 0, usize::MAX, |i| a.get(i))? {
        Some(i) => remove_at(a, i),
        None => object::value_error("array.remove(x): x not in array"),
    }
}

fn pop(a: Gc<Array>, i: Option<isize>) -> Result<Value> {
    if a.data.is_empty() {
        return object::index_error("pop from empty array");
    }
    let Some(i) = seqtools::position(i.unwrap_or(-1), a.len()) else {
        return object::index_error("pop index out of range");
    };
    let v = a.get(i).expect("within the length");
    remove_at(a, i)?;
    Ok(v)
}

fn insert(mut a: Gc<Array>, i: isize, v: Value) -> Result<()> {
    let mut bytes = [0u8; 8];
    let size = a.item.size;
    (a.item.store)(v, &mut bytes[..size])?;
    check_resize(a)?;
    let n = a.len() as isize;
    let at = (if i < 0 { (i + n).max(0) } else { i.min(n) }) as usize * size;
    a.data.splice_from_slice(at..at, &bytes[..size]);
    Ok(())
}

fn reverse(mut a: Gc<Array>) {
    let size = a.item.size;
    a.data.reverse();
    a.data.chunks_exact_mut(size).for_each(<[u8]>::reverse);
}

fn repr(a: Gc<Array>) -> Result<Gc<Str>> {
    let mut out = TextBuilder::new("");
    out.str(class_of(a.value()).name);
    out.text(&format!("('{}'", a.item.code as char));
    if !a.data.is_empty() {
        out.text(", ");
        if a.item.is_text() {
            out.repr(crate::arrayconv::tounicode(a)?)?;
        } else {
            out.repr(crate::arrayconv::tolist(a).value())?;
        }
    }
    out.text(")");
    Ok(out.finish())
}

fn subscript(a: Gc<Array>, key: Value, message: &str) -> Result<usize> {
    if !number::is_int(key) && class_of(key).dunder(Id::__index__).is_none() {
        return object::type_error("array indices must be integers");
    }
    match seqtools::position(ops::subscript_index(key)?, a.len()) {
        Some(i) => Ok(i),
        None => object::index_error(message),
    }
}

fn getitem(a: Gc<Array>, key: Value) -> Result<Value> {
    if let Some(s) = key.cast::<Slice>() {
        let (start, _, step, n) = s.indices_of(|| a.len())?;
        let size = a.item.size;
        let mut data = GcVec::with_capacity(n * size);
        for k in 0..n as isize {
            let at = (start + k * step) as usize * size;
            data.extend_from_slice(&a.data[at..at + size]);
        }
        return Ok(same_type(a, data).value());
    }
    let i = subscript(a, key, "array index out of range")?;
    Ok(a.get(i).expect("within the length"))
}

fn setitem(mut a: Gc<Array>, key: Value, value: Value) -> Result<()> {
    if let Some(s) = key.cast::<Slice>() {
        return assign_slice(a, s, value);
    }
    let i = subscript(a, key, "array assignment index out of range")?;
    let mut bytes = [0u8; 8];
    let size = a.item.size;
    (a.item.store)(value, &mut bytes[..size])?;
    // Converting the value may have shortened the array.
    match a.data.get_mut(i * size..(i + 1) * size) {
        Some(slot) => slot.copy_from_slice(&bytes[..size]),
        None => return object::raise_exc!(INDEX_ERROR, "array assignment index out of range"),
    }
    Ok(())
}

fn assign_slice(mut a: Gc<Array>, s: Gc<Slice>, value: Value) -> Result<()> {
    let Some(o) = value.cast::<Array>() else {
        return raise_type!("can only assign array (not \"{}\") to array slice", object::repr::type_name(value));
    };
    if o.item.code != a.item.code {
        return object::type_error("bad argument type for built-in operation");
    }
    let data = o.data.clone();
    let (start, stop, step, n) = s.indices_of(|| a.len())?;
    let size = a.item.size;
    if step == 1 {
        let (from, to) = (start as usize * size, stop.max(start) as usize * size);
        if to - from != data.len() {
            check_resize(a)?;
        }
        a.data.splice_from_slice(from..to, &data);
        return Ok(());
    }
    if data.len() != n * size {
        return object::raise_value!(
            "attempt to assign array of size {} to extended slice of size {}",
            data.len() / size,
            n
        );
    }
    for k in 0..n {
        let at = (start + k as isize * step) as usize * size;
        a.data[at..at + size].copy_from_slice(&data[k * size..(k + 1) * size]);
    }
    Ok(())
}

fn delitem(mut a: Gc<Array>, key: Value) -> Result<()> {
    let Some(s) = key.cast::<Slice>() else {
        let i = subscript(a, key, "array assignment index out of range")?;
        return remove_at(a, i);
    };
    let (start, _, step, n) = s.indices_of(|| a.len())?;
    if n == 0 {
        return Ok(());
    }
    check_resize(a)?;
    let size = a.item.size;
    let (first, step) = if step < 0 { (start + step * (n as isize - 1), -step) } else { (start, step) };
    let (first, step) = (first as usize, step as usize);
    let mut i = 0;
    a.data.retain(|_| {
        let at = i / size;
        i += 1;
        at < first || !(at - first).is_multiple_of(step) || (at - first) / step >= n
    });
    Ok(())
}

fn add(a: Gc<Array>, other: Value) -> Result<Gc<Array>> {
    let Some(o) = other.cast::<Array>() else {
        return raise_type!("can only append array (not \"{}\") to array", object::repr::type_name(other));
    };
    if o.item.code != a.item.code {
        return object::type_error("bad argument type for built-in operation");
    }
    let mut data = a.data.clone();
    data.extend_from_slice(&o.data);
    Ok(same_type(a, data))
}

fn iadd(a: Gc<Array>, other: Value) -> Result<Gc<Array>> {
    if !other.is::<Array>() {
        return raise_type!("can only extend with array (not \"{}\")", object::repr::type_name(other));
    }
    extend(a, other)?;
    Ok(a)
}

fn repeated(a: Gc<Array>, n: Value) -> Result<GcVec<u8>> {
    let n = seqtools::repeat_count(n)?;
    let mut data: GcVec<u8> = GcVec::new();
    match a.data.len().checked_mul(n).filter(|t| *t <= isize::MAX as usize) {
        Some(t) if data.try_reserve(t).is_ok() => {}
        _ => return object::memory_error(),
    }
    for _ in 0..n {
        data.extend_from_slice(&a.data);
    }
    Ok(data)
}

fn mul(a: Gc<Array>, n: Value) -> Result<Gc<Array>> {
    Ok(same_type(a, repeated(a, n)?))
}

fn imul(mut a: Gc<Array>, n: Value) -> Result<Gc<Array>> {
    let data = repeated(a, n)?;
    if data.len() != a.data.len() {
        check_resize(a)?;
        a.data = data;
    }
    Ok(a)
}

fn compare<const OP: usize>(a: Gc<Array>, other: Value) -> Result<Value> {
    let Some(o) = other.cast::<Array>() else { return Ok(not_implemented()) };
    let op = CmpOp::ALL[OP];
    // Equal bytes of one integer type are equal values.
    if a.item.code == o.item.code && !matches!(a.item.code, b'f' | b'd') && matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(object::bool_value((a.data == o.data) == (op == CmpOp::Eq)));
    }
    seqtools::compare(op, || a.len(), |i| a.get(i), || o.len(), |i| o.get(i))
}

fn iter(a: Gc<Array>) -> Gc<ArrayIter> {
    ArrayIter { head: Head { map: std::ptr::null() }, array: Some(a), index: 0 }.alloc()
}

fn advance(it: Value) -> Result<Option<Value>> {
    // SAFETY: a class's advance function gets its exact instances.
    let mut it: Gc<ArrayIter> = unsafe { it.cast_unchecked() };
    let v = it.array.and_then(|a| a.get(it.index));
    match v {
        Some(_) => it.index += 1,
        None => it.array = None,
    }
    Ok(v)
}

fn iter_next(it: Gc<ArrayIter>) -> Result<Value> {
    object::iter::next_result(advance(it.value())?)
}

fn iter_reduce(it: Gc<ArrayIter>) -> Result<Value> {
    let iter = seqtools::builtin("iter")?;
    Ok(match it.array {
        Some(a) => seqtools::reduced(iter, &[a.value()], Some(number::uint(it.index as u64))),
        None => seqtools::reduced(iter, &[List::from_slice(&[]).value()], None),
    })
}

fn iter_setstate(mut it: Gc<ArrayIter>, state: isize) {
    if let Some(a) = it.array {
        it.index = (state.max(0) as usize).min(a.len());
    }
}

/// The bytes of any bytes-like object.
///
/// # Errors
/// `TypeError` for other objects.
pub fn bytes_of(v: Value) -> Result<Vec<u8>> {
    Ok(get_buffer(v, false)?.as_slice().to_vec())
}

/// Calls a method of a file by name.
///
/// # Errors
/// What it raises.
pub fn call_file(f: Value, method: &str, arg: Value) -> Result<Value> {
    call_method(f, intern(method), &[arg])
}
