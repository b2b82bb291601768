//! `bytes`: construction, indexing, iteration. What it shares with `bytearray` is in `bytes_methods`.

use object::class::ClassFlags;
use object::function::extend_class;
use object::gc::{Object, ValueExt};
use object::misc::Slice;
use object::number;
use object::repr::type_name;
use object::{Bytes, Class, ClassBuilder, Effects, Gc, Result, Row, Str, Value, native};

use crate::bytes::{construct, in_class, parse_hex, repr_text};

fn new(class: Gc<Class>, source: Option<Value>, encoding: Option<Gc<Str>>, errors: Option<Gc<Str>>) -> Result<Value> {
    if let (Some(x), None, None) = (source, encoding, errors) {
        if class == Bytes::class() && x.is_exact::<Bytes>() {
            return Ok(x);
        }
        if let Some(r) = object::call::call_dunder(x, object::Id::__bytes__, &[])? {
            let Some(b) = r.cast::<Bytes>() else {
                return object::raise_type!("__bytes__ returned non-bytes (type {})", type_name(r));
            };
            return Ok(if class == Bytes::class() { r } else { Bytes::new_in(class, b.as_slice()).value() });
        }
    }
    let b = construct(source, encoding, errors)?;
    Ok(Bytes::new_in(class, &b).value())
}
fn repr(b: Gc<Bytes>) -> String {
    repr_text(b.as_slice())
}
fn str_(b: Gc<Bytes>) -> Result<String> {
    if object::state::bytes_warning() > 0 {
        object::hooks::warn(&object::error::exc::BYTES_WARNING, "str() on a bytes instance", 1)?;
    }
    Ok(repr_text(b.as_slice()))
}
fn hash(b: Gc<Bytes>) -> i64 {
    b.hash()
}
fn bytes(b: Gc<Bytes>) -> Value {
    if b.value().is_exact::<Bytes>() { b.value() } else { Bytes::new(b.as_slice()).value() }
}
fn getitem(b: Gc<Bytes>, key: Value) -> Result<Value> {
    let s = b.as_slice();
    if let Some(slice) = key.cast::<Slice>() {
        let (start, _, step, n) = slice.indices(s.len())?;
        if step == 1 {
            if n == s.len() && b.value().is_exact::<Bytes>() {
                return Ok(b.value());
            }
            return Ok(Bytes::new(if n == 0 { &[] } else { &s[start as usize..start as usize + n] }).value());
        }
        let picked: Vec<u8> = (0..n as isize).map(|k| s[(start + k * step) as usize]).collect();
        return Ok(Bytes::new(&picked).value());
    }
    if !number::is_int(key) && object::class_of(key).dunder(object::Id::__index__).is_none() {
        return object::raise_type!("byte indices must be integers or slices, not {}", type_name(key));
    }
    let i = object::ops::subscript_index(key)?;
    let i = if i < 0 { i + s.len() as isize } else { i };
    match usize::try_from(i).ok().and_then(|i| s.get(i)) {
        Some(b) => Ok(number::int(i64::from(*b))),
        None => object::index_error("index out of range"),
    }
}
fn getnewargs(b: Gc<Bytes>) -> Value {
    let v = Bytes::new(b.as_slice()).value();
    object::seq::tuple(&[v])
}
fn sizeof(b: Gc<Bytes>) -> usize {
    33 + b.as_slice().len()
}
fn fromhex(class: Gc<Class>, string: Value) -> Result<Value> {
    let b = parse_hex(string)?;
    in_class(class, Bytes::class(), Bytes::new(&b).value())
}
fn buffer(b: Gc<Bytes>, flags: i64) -> Result<Value> {
    crate::memoryview::of(b.value(), flags)
}

/// The iterator of bytes or of a bytearray.
#[repr(C)]
pub struct BytesIter {
    pub head: heap::Head,
    /// The sequence; empty when exhausted.
    pub seq: Option<Value>,
    pub index: usize,
}
object::object_type!(BytesIter);

/// A new iterator; `class` is that of bytes or of bytearray.
pub fn new_iter(seq: Value, class: &'static object::ClassCell) -> Value {
    BytesIter { head: heap::Head { map: std::ptr::null() }, seq: Some(seq), index: 0 }.alloc_in(class.get()).value()
}

/// `bytearray_iterator`.
pub static ARRAY_ITER: object::ClassCell = object::ClassCell::new();
static BYTES_ITER: object::ClassCell = object::ClassCell::new();

fn data_of(v: Value) -> &'static [u8] {
    if let Some(b) = v.cast::<Bytes>() {
        return b.as_slice();
    }
    match v.cast::<object::ByteArray>() {
        // SAFETY: the slice is used at once, before anything can run that changes the bytearray.
        Some(a) => unsafe { std::slice::from_raw_parts(a.data.as_slice().as_ptr(), a.data.len()) },
        None => &[],
    }
}
fn iter(b: Gc<Bytes>) -> Value {
    new_iter(b.value(), &BYTES_ITER)
}
fn iter_self(it: Gc<BytesIter>) -> Value {
    it.value()
}
fn next(mut it: Gc<BytesIter>) -> Result<Value> {
    let Some(seq) = it.seq else { return object::stop_iteration(None) };
    match data_of(seq).get(it.index) {
        Some(b) => {
            it.index += 1;
            Ok(number::int(i64::from(*b)))
        }
        None => {
            it.seq = None;
            object::stop_iteration(None)
        }
    }
}
fn length_hint(it: Gc<BytesIter>) -> usize {
    it.seq.map_or(0, |s| data_of(s).len().saturating_sub(it.index))
}
fn reduce(it: Gc<BytesIter>) -> Result<Value> {
    let f = crate::text::builtin("iter")?;
    match it.seq {
        Some(s) => {
            let args = object::seq::tuple(&[s]);
            Ok(object::seq::tuple(&[f, args, number::int(it.index as i64)]))
        }
        None => {
            let args = object::seq::tuple(&[object::Tuple::empty().value()]);
            Ok(object::seq::tuple(&[f, args]))
        }
    }
}
fn setstate(mut it: Gc<BytesIter>, state: i64) {
    if let Some(s) = it.seq {
        it.index = (state.max(0) as usize).min(data_of(s).len());
    }
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, source=b'', encoding=None, errors=None)", native(new)).shown(""),
    Row::method("__repr__($self, /)", native(repr)).effects(Effects::PURE),
    Row::method("__str__($self, /)", native(str_)),
    Row::method("__hash__($self, /)", native(hash)).effects(Effects::PURE),
    Row::method("__bytes__($self, /)", native(bytes)).doc("Convert this value to exact type bytes."),
    Row::method("__getitem__($self, key, /)", native(getitem)),
    Row::method("__iter__($self, /)", native(iter)),
    Row::method("__getnewargs__($self, /)", native(getnewargs)),
    Row::method("__sizeof__($self, /)", native(sizeof)),
    Row::method("__buffer__($self, flags, /)", native(buffer)).doc("Return a buffer object that exposes the underlying memory of the object."),
    Row::class_method("fromhex($type, string, /)", native(fromhex)).doc(
        "Create a bytes object from a string of hexadecimal numbers.\n\nSpaces between two numbers are accepted.\nExample: bytes.fromhex('B9 01EF') -> b'\\\\xb9\\\\x01\\\\xef'.",
    ),
];
static ITER: &[Row] = &[
    Row::method("__iter__($self, /)", native(iter_self)),
    Row::method("__next__($self, /)", native(next)),
    Row::method("__length_hint__($self, /)", native(length_hint)),
    Row::method("__reduce__($self, /)", native(reduce)),
    Row::method("__setstate__($self, state, /)", native(setstate)),
];

const DOC: &str = "bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\nbytes(bytes_or_buffer) -> immutable copy of bytes_or_buffer\nbytes(int) -> bytes object of size given by the parameter initialized with null bytes\nbytes() -> empty bytes object\n\nConstruct an immutable array of bytes from:\n  - an iterable yielding integers in range(256)\n  - a text string encoded using the specified encoding\n  - any object implementing the buffer API.\n  - an integer";

/// Adds the rows.
pub fn init() {
    extend_class(Bytes::class(), DOC, &[ROWS, crate::bytes_methods::ROWS]);
    for (name, cell) in [("bytes_iterator", &BYTES_ITER), ("bytearray_iterator", &ARRAY_ITER)] {
        let _ = ClassBuilder::untyped(name, BytesIter::LAYOUT)
            .cell(cell)
            .flags(ClassFlags::NO_INSTANTIATE)
            .rows(&[ITER])
            .build();
    }
    BytesIter::cell().set(BYTES_ITER.get());
}
