//! `bytearray`: what only it has. Whatever changes its size first asks its exports.

use object::error::exc;
use object::function::extend_class;
use object::gc::{Object, ValueExt};
use object::misc::Slice;
use object::number;
use object::repr::type_name;
use object::{ByteArray, Class, Gc, GcVec, Result, Row, Str, Value, native, none};

use crate::bytes::{byte_value, construct, in_class, parse_hex, repr_text};

fn new(class: Gc<Class>, _args: Gc<object::Tuple>, _kwargs: Gc<object::Dict>) -> Value {
    ByteArray::new_in(class, b"").value()
}
fn init_(
    mut a: Gc<ByteArray>,
    source: Option<Value>,
    encoding: Option<Gc<Str>>,
    errors: Option<Gc<Str>>,
) -> Result<()> {
    if !a.data.is_empty() {
        a.exports.check_resize()?;
    }
    if let (Some(x), None, None) = (source, encoding, errors)
        && !object::buffer::has_buffer(x)
        && !number::is_int(x)
        && object::class_of(x).dunder(object::Id::__index__).is_none()
        && !x.is::<object::Str>()
    {
        // The bytes seen so far stay when the iterable raises, except of lists and tuples.
        a.data.clear();
        if object::class_of(x).dunder(object::Id::__iter__).is_none()
            && object::class_of(x).dunder(object::Id::__getitem__).is_none()
        {
            return object::raise_type!("cannot convert '{}' object to bytearray", type_name(x));
        }
        let done = object::iter::for_each(x, |v| {
            let b = byte_value(v, "byte")?;
            a.data.push(b);
            Ok(())
        });
        if done.is_err() && (x.is_exact::<object::List>() || x.is_exact::<object::Tuple>()) {
            a.data.clear();
        }
        return done;
    }
    if let (Some(x), None, None) = (source, encoding, errors)
        && object::buffer::has_buffer(x)
    {
        let b = crate::bytes::from_object(x)?;
        a.data = GcVec::from(b.as_slice());
        return Ok(());
    }
    a.data = GcVec::new();
    let b = construct(source, encoding, errors)?;
    a.data = GcVec::from(b.as_slice());
    Ok(())
}
fn repr(a: Gc<ByteArray>) -> Result<String> {
    let name = object::repr::short_type_name(a.value());
    let text = repr_text(&a.data);
    // Unlike in bytes, an apostrophe is always escaped.
    let text = if text.starts_with("b\"") { text.replace('\'', "\\'") } else { text };
    Ok(format!("{name}({text})"))
}
fn str_(a: Gc<ByteArray>) -> Result<String> {
    if object::state::bytes_warning() > 0 {
        object::hooks::warn(&exc::BYTES_WARNING, "str() on a bytearray instance", 1)?;
    }
    repr(a)
}
fn unhashable() -> Value {
    none()
}
fn index_of(a: Gc<ByteArray>, key: Value, what: &str) -> Result<usize> {
    if !number::is_int(key) && object::class_of(key).dunder(object::Id::__index__).is_none() {
        return object::raise_type!("bytearray indices must be integers or slices, not {}", type_name(key));
    }
    let i = object::ops::subscript_index(key)?;
    let n = a.data.len() as isize;
    let i = if i < 0 { i + n } else { i };
    if i < 0 || i >= n {
        return object::index_error(what);
    }
    Ok(i as usize)
}
fn getitem(a: Gc<ByteArray>, key: Value) -> Result<Value> {
    if let Some(slice) = key.cast::<Slice>() {
        let (start, _, step, n) = slice.indices_of(|| a.data.len())?;
        let picked: Vec<u8> = (0..n as isize).map(|k| a.data[(start + k * step) as usize]).collect();
        return Ok(ByteArray::new(&picked).value());
    }
    Ok(number::int(i64::from(a.data[index_of(a, key, "bytearray index out of range")?])))
}
fn setitem(mut a: Gc<ByteArray>, key: Value, value: Value) -> Result<()> {
    if let Some(slice) = key.cast::<Slice>() {
        if !object::buffer::has_buffer(value) && (number::is_int(value) || value.is::<object::Str>()) {
            return object::type_error("can assign only bytes, buffers, or iterables of ints in range(0, 256)");
        }
        let new = crate::bytes::from_object(value)?;
        return set_slice(a, slice, &new);
    }
    let i = index_of(a, key, "bytearray index out of range")?;
    let b = byte_value(value, "byte")?;
    if i >= a.data.len() {
        return object::index_error("bytearray index out of range");
    }
    a.data[i] = b;
    Ok(())
}
fn set_slice(mut a: Gc<ByteArray>, slice: Gc<Slice>, new: &[u8]) -> Result<()> {
    let (start, stop, step, n) = slice.indices_of(|| a.data.len())?;
    if step == 1 {
        let (s, e) = (start as usize, stop.max(start) as usize);
        if e - s != new.len() {
            a.exports.check_resize()?;
            a.data.splice_from_slice(s..e, new);
        } else {
            a.data.as_mut_slice()[s..e].copy_from_slice(new);
        }
        return Ok(());
    }
    if new.is_empty() && n > 0 {
        return delete_steps(a, start, step, n);
    }
    if new.len() != n {
        return object::raise_value!("attempt to assign bytes of size {} to extended slice of size {}", new.len(), n);
    }
    for (k, b) in new.iter().enumerate() {
        a.data[(start + k as isize * step) as usize] = *b;
    }
    Ok(())
}
fn delete_steps(mut a: Gc<ByteArray>, start: isize, step: isize, n: usize) -> Result<()> {
    if n == 0 {
        return Ok(());
    }
    a.exports.check_resize()?;
    let gone: std::collections::BTreeSet<usize> = (0..n as isize).map(|k| (start + k * step) as usize).collect();
    let mut i = 0;
    a.data.retain(|_| {
        i += 1;
        !gone.contains(&(i - 1))
    });
    Ok(())
}
fn delitem(mut a: Gc<ByteArray>, key: Value) -> Result<()> {
    if let Some(slice) = key.cast::<Slice>() {
        let (start, stop, step, n) = slice.indices_of(|| a.data.len())?;
        if step == 1 {
            if n > 0 {
                a.exports.check_resize()?;
                a.data.remove_range(start as usize..stop as usize);
            }
            return Ok(());
        }
        return delete_steps(a, start, step, n);
    }
    let i = index_of(a, key, "bytearray index out of range")?;
    a.exports.check_resize()?;
    let _ = a.data.remove(i);
    Ok(())
}
fn iadd(mut a: Gc<ByteArray>, other: Value) -> Result<Value> {
    if !object::buffer::has_buffer(other) {
        return object::raise_type!("can't concat {} to {}", type_name(other), type_name(a.value()));
    }
    let b = if other == a.value() { a.data.to_vec() } else { object::get_buffer(other, false)?.as_slice().to_vec() };
    if !b.is_empty() {
        a.exports.check_resize()?;
        if other == a.value() {
            // The right operand's buffer is held while the left one would grow.
            return object::error::buffer_error("Existing exports of data: object cannot be re-sized");
        }
    }
    a.data.extend_from_slice(&b);
    Ok(a.value())
}
fn imul(mut a: Gc<ByteArray>, n: Value) -> Result<Value> {
    let Some(count) = crate::text::repeat_count(n)? else {
        return object::raise_type!("'{}' object cannot be interpreted as an integer", type_name(n));
    };
    if count == 1 {
        return Ok(a.value());
    }
    if a.data.len().checked_mul(count).is_none_or(|t| t > 1 << 40) {
        return object::memory_error();
    }
    a.exports.check_resize()?;
    object::error::check_room(a.data.len().saturating_mul(count))?;
    let new = a.data.repeat(count);
    a.data = GcVec::from(new.as_slice());
    Ok(a.value())
}
fn append(mut a: Gc<ByteArray>, item: Value) -> Result<()> {
    let b = byte_value(item, "byte")?;
    a.exports.check_resize()?;
    a.data.push(b);
    Ok(())
}
fn extend(mut a: Gc<ByteArray>, iterable: Value) -> Result<()> {
    let end = a.data.len();
    let new: Vec<u8> = if object::buffer::has_buffer(iterable) {
        let new = object::get_buffer(iterable, false)?.as_slice().to_vec();
        if a.data.len() > end {
            // It grew meanwhile; the bytes belong where its end was.
            a.exports.check_resize()?;
            let tail = a.data[end..].to_vec();
            a.data.truncate(end);
            a.data.extend_from_slice(&new);
            a.data.extend_from_slice(&tail);
            return Ok(());
        }
        new
    } else {
        if iterable.is::<object::Str>() {
            return object::type_error("expected iterable of integers; got: 'str'");
        }
        if object::class_of(iterable).dunder(object::Id::__iter__).is_none()
            && object::class_of(iterable).dunder(object::Id::__getitem__).is_none()
        {
            return object::raise_type!("can't extend bytearray with {}", type_name(iterable));
        }
        // What telling the length raises is raised here too.
        let hint = object::iter::length_hint(iterable, 32)?;
        let mut out = Vec::with_capacity(hint.min(1 << 20));
        object::iter::for_each(iterable, |v| {
            out.push(byte_value(v, "byte")?);
            Ok(())
        })?;
        out
    };
    if !new.is_empty() {
        a.exports.check_resize()?;
    }
    a.data.extend_from_slice(&new);
    Ok(())
}
fn insert(mut a: Gc<ByteArray>, index: isize, item: Value) -> Result<()> {
    let b = byte_value(item, "byte")?;
    a.exports.check_resize()?;
    let n = a.data.len() as isize;
    let i = if index < 0 { (index + n).max(0) } else { index.min(n) };
    a.data.insert(i as usize, b);
    Ok(())
}
fn pop(mut a: Gc<ByteArray>, index: Option<isize>) -> Result<i64> {
    let n = a.data.len() as isize;
    if n == 0 {
        return object::index_error("pop from empty bytearray");
    }
    let i = index.unwrap_or(-1);
    let i = if i < 0 { i + n } else { i };
    if i < 0 || i >= n {
        return object::index_error("pop index out of range");
    }
    a.exports.check_resize()?;
    Ok(i64::from(a.data.remove(i as usize)))
}
fn remove(mut a: Gc<ByteArray>, value: Value) -> Result<()> {
    let b = byte_value(value, "byte")?;
    match memchr::memchr(b, &a.data) {
        Some(i) => {
            a.exports.check_resize()?;
            let _ = a.data.remove(i);
            Ok(())
        }
        None => object::value_error("value not found in bytearray"),
    }
}
fn clear(mut a: Gc<ByteArray>) -> Result<()> {
    a.exports.check_resize()?;
    a.data = GcVec::new();
    Ok(())
}
fn resize(mut a: Gc<ByteArray>, size: isize) -> Result<()> {
    if size < 0 {
        return object::raise_value!("Can only resize to positive sizes, got {size}");
    }
    if size as usize == a.data.len() {
        return Ok(());
    }
    a.exports.check_resize()?;
    if size > 1 << 40 {
        return object::memory_error();
    }
    a.data.resize(size as usize, 0);
    Ok(())
}
fn reverse(mut a: Gc<ByteArray>) {
    a.data.as_mut_slice().reverse();
}
fn copy(a: Gc<ByteArray>) -> Value {
    ByteArray::new(&a.data).value()
}
fn alloc_size(a: Gc<ByteArray>) -> usize {
    if a.data.is_empty() { 0 } else { a.data.capacity().max(a.data.len()) + 1 }
}
fn sizeof(a: Gc<ByteArray>) -> usize {
    56 + alloc_size(a)
}
fn iter(a: Gc<ByteArray>) -> Value {
    crate::bytes_type::new_iter(a.value(), &crate::bytes_type::ARRAY_ITER)
}
fn reduce_with(a: Gc<ByteArray>, proto: i64) -> Result<Value> {
    let state = object::call::call_method(a.value(), object::intern("__getstate__"), &[])?;
    let class = object::class_of(a.value()).value();
    let args = if proto < 3 {
        let text: String = a.data.iter().map(|b| char::from(*b)).collect();
        if text.is_empty() {
            object::Tuple::empty().value()
        } else {
            let t = object::Str::new(&text).value();
            object::seq::tuple(&[t, object::Str::new("latin-1").value()])
        }
    } else if a.data.is_empty() {
        object::Tuple::empty().value()
    } else {
        let b = object::Bytes::new(&a.data).value();
        object::seq::tuple(&[b])
    };
    Ok(object::seq::tuple(&[class, args, state]))
}
fn reduce(a: Gc<ByteArray>) -> Result<Value> {
    reduce_with(a, 2)
}
fn reduce_ex(a: Gc<ByteArray>, proto: Option<i64>) -> Result<Value> {
    reduce_with(a, proto.unwrap_or(0))
}
fn fromhex(class: Gc<Class>, string: Value) -> Result<Value> {
    let b = parse_hex(string)?;
    in_class(class, ByteArray::class(), ByteArray::new(&b).value())
}
fn buffer(a: Gc<ByteArray>, flags: i64) -> Result<Value> {
    crate::memoryview::of(a.value(), flags)
}
fn release_buffer(_a: Gc<ByteArray>, view: Value) -> Result<()> {
    crate::memoryview::release_value(view)
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, *args, **kwargs)", native(new)),
    Row::method("__init__($self, source=b'', encoding=None, errors=None)", native(init_))
        .shown("($self, /, *args, **kwargs)"),
    Row::method("__repr__($self, /)", native(repr)),
    Row::method("__str__($self, /)", native(str_)),
    Row::constant("__hash__", native(unhashable)),
    Row::method("__getitem__($self, key, /)", native(getitem)),
    Row::method("__setitem__($self, key, value, /)", native(setitem)),
    Row::method("__delitem__($self, key, /)", native(delitem)),
    Row::method("__iadd__($self, value, /)", native(iadd)),
    Row::method("__imul__($self, value, /)", native(imul)),
    Row::method("__iter__($self, /)", native(iter)),
    Row::method("__alloc__($self, /)", native(alloc_size)),
    Row::method("__sizeof__($self, /)", native(sizeof)),
    Row::method("__reduce__($self, /)", native(reduce)),
    Row::method("__reduce_ex__($self, proto=0, /)", native(reduce_ex)),
    Row::method("__buffer__($self, flags, /)", native(buffer)),
    Row::method("__release_buffer__($self, buffer, /)", native(release_buffer)),
    Row::method("append($self, item, /)", native(append))
        .doc("Append a single item to the end of the bytearray.\n\n  item\n    The item to be appended."),
    Row::method("extend($self, iterable_of_ints, /)", native(extend)),
    Row::method("insert($self, index, item, /)", native(insert)),
    Row::method("pop($self, index=-1, /)", native(pop)),
    Row::method("remove($self, value, /)", native(remove)),
    Row::method("clear($self, /)", native(clear)),
    Row::method("resize($self, size, /)", native(resize)),
    Row::method("reverse($self, /)", native(reverse)),
    Row::method("copy($self, /)", native(copy)),
    Row::class_method("fromhex($type, string, /)", native(fromhex)),
];

const DOC: &str = "bytearray(iterable_of_ints) -> bytearray\nbytearray(string, encoding[, errors]) -> bytearray\nbytearray(bytes_or_buffer) -> mutable copy of bytes_or_buffer\nbytearray(int) -> bytes array of size given by the parameter initialized with null bytes\nbytearray() -> empty bytes array\n\nConstruct a mutable bytearray object from:\n  - an iterable yielding integers in range(256)\n  - a text string encoded using the specified encoding\n  - a bytes or a buffer object\n  - any object implementing the buffer API.\n  - an integer";

/// Adds the rows.
pub fn init() {
    extend_class(ByteArray::class(), DOC, &[ROWS, crate::bytes_methods::ROWS]);
}
