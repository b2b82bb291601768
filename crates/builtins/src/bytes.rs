//! `bytes` and `bytearray`: what both have. Their methods are generic over the receiver (`Raw`), whose bytes are
//! copied to a fresh object of the same kind by those that return bytes.

use object::args::Misfit;
use object::error::exc;
use object::gc::{Object, ValueExt};
use object::number;
use object::repr::type_name;
use object::{Buffer, ByteArray, Bytes, Class, FromArg, Gc, GcVec, Id, Result, Str, Value, get_buffer};

/// A `bytes` or `bytearray` receiver.
#[derive(Clone, Copy)]
pub enum Raw {
    Bytes(Gc<Bytes>),
    Array(Gc<ByteArray>),
}

impl FromArg for Raw {
    #[inline(always)]
    fn from_arg(v: Option<Value>) -> std::result::Result<Self, Misfit> {
        let Some(v) = v else { return Err(Misfit::Expected("bytes")) };
        if let Some(b) = v.cast::<Bytes>() {
            return Ok(Raw::Bytes(b));
        }
        v.cast::<ByteArray>().map(Raw::Array).ok_or(Misfit::Expected("bytes"))
    }
}

impl Raw {
    /// Keeps a bytearray from being resized while the result exists: for work that may run Python code.
    #[must_use]
    pub fn hold(&self) -> object::buffer::Export {
        match self {
            Raw::Bytes(_) => object::buffer::Export::default(),
            Raw::Array(a) => {
                let mut a = *a;
                a.exports.lock()
            }
        }
    }

    /// The bytes. Those of a bytearray must not be held while Python code can run.
    #[inline]
    pub fn get(&self) -> &[u8] {
        match self {
            Raw::Bytes(b) => b.as_slice(),
            Raw::Array(a) => &a.data,
        }
    }

    /// A new object of the receiver's kind.
    pub fn make(&self, b: &[u8]) -> Value {
        match self {
            Raw::Bytes(_) => Bytes::new(b).value(),
            Raw::Array(_) => ByteArray::new(b).value(),
        }
    }

    /// The receiver itself if it is an exact `bytes`; else a copy.
    pub fn same(&self) -> Value {
        match self {
            Raw::Bytes(b) if b.value().is_exact::<Bytes>() => b.value(),
            _ => self.make(self.get()),
        }
    }

    pub fn value(&self) -> Value {
        match self {
            Raw::Bytes(b) => b.value(),
            Raw::Array(a) => a.value(),
        }
    }
}

/// The bytes that `PyObject_Bytes` would make: of buffers, `__bytes__`, iterables of ints.
///
/// # Errors
/// `TypeError` for others; what these raise.
pub fn bytes_of(v: Value) -> Result<Vec<u8>> {
    if let Some(b) = v.cast_exact::<Bytes>() {
        return Ok(b.as_slice().to_vec());
    }
    if let Some(r) = object::call::call_dunder(v, Id::__bytes__, &[])? {
        return match r.cast::<Bytes>() {
            Some(b) => Ok(b.as_slice().to_vec()),
            None => object::raise_type!("__bytes__ returned non-bytes (type {})", type_name(r)),
        };
    }
    from_object(v)
}

/// Bytes of a buffer or an iterable of ints (`PyBytes_FromObject`).
///
/// # Errors
/// `TypeError` for others; what iterating raises.
pub fn from_object(v: Value) -> Result<Vec<u8>> {
    if object::buffer::has_buffer(v) {
        return buffer_bytes(&object::buffer::get_buffer_full(v, false)?);
    }
    if v.is::<Str>()
        || (object::class_of(v).dunder(Id::__iter__).is_none() && object::class_of(v).dunder(Id::__getitem__).is_none())
    {
        return object::raise_type!("cannot convert '{}' object to bytes", type_name(v));
    }
    let mut out = GcVec::new();
    collect_bytes(v, &mut out)?;
    Ok(out.to_vec())
}

/// All bytes of a buffer in C order.
///
/// # Errors
/// None now.
pub fn buffer_bytes(b: &Buffer) -> Result<Vec<u8>> {
    let Some(d) = b.dims.as_ref().filter(|_| !b.is_contiguous()) else { return Ok(b.as_slice().to_vec()) };
    let mut out = Vec::with_capacity(b.item_count() * b.itemsize);
    fn walk(p: *const u8, shape: &[usize], strides: &[isize], itemsize: usize, out: &mut Vec<u8>) {
        match (shape.split_first(), strides.split_first()) {
            (Some((n, shape)), Some((s, strides))) => {
                for i in 0..*n as isize {
                    walk(p.wrapping_offset(i * s), shape, strides, itemsize, out);
                }
            }
            // SAFETY: shape and strides describe memory inside the exporter's.
            _ => out.extend_from_slice(unsafe { std::slice::from_raw_parts(p, itemsize) }),
        }
    }
    walk(b.as_ptr(), &d.shape, &d.strides, b.itemsize, &mut out);
    Ok(out)
}

/// One byte from an int argument.
///
/// # Errors
/// `TypeError`, `ValueError`.
pub fn byte_value(v: Value, what: &str) -> Result<u8> {
    if v.is_small_int()
        && let Ok(b) = u8::try_from(v.as_small_int())
    {
        return Ok(b);
    }
    let i = object::ops::index(v)?;
    match number::as_i64(i).and_then(|i| u8::try_from(i).ok()) {
        Some(b) => Ok(b),
        None => object::raise_value!("{what} must be in range(0, 256)"),
    }
}

/// Appends the ints of an iterable.
///
/// # Errors
/// What iterating raises; values that are no bytes.
pub fn collect_bytes(v: Value, out: &mut GcVec<u8>) -> Result<()> {
    object::iter::for_each(v, |x| {
        let b = byte_value(x, "bytes")?;
        out.push(b);
        Ok(())
    })
}

/// The argument of `%s` and `%b`.
///
/// # Errors
/// `TypeError`.
pub fn for_percent(v: Value) -> Result<Vec<u8>> {
    if let Some(b) = v.cast_exact::<Bytes>() {
        return Ok(b.as_slice().to_vec());
    }
    if let Some(r) = object::call::call_dunder(v, Id::__bytes__, &[])? {
        return match r.cast::<Bytes>() {
            Some(b) => Ok(b.as_slice().to_vec()),
            None => object::raise_type!("__bytes__ returned non-bytes (type {})", type_name(r)),
        };
    }
    if object::buffer::has_buffer(v) {
        return buffer_bytes(&object::buffer::get_buffer_full(v, false)?);
    }
    object::raise_type!(
        "%b requires a bytes-like object, or an object that implements __bytes__, not '{}'",
        type_name(v)
    )
}

/// The arguments of the constructors `bytes(source, encoding, errors)` and `bytearray(…)`, as bytes.
///
/// # Errors
/// As CPython's constructors.
pub fn construct(source: Option<Value>, enc: Option<Gc<Str>>, err: Option<Gc<Str>>) -> Result<Vec<u8>> {
    let Some(x) = source else {
        if enc.is_some() {
            return object::type_error("encoding without a string argument");
        }
        if err.is_some() {
            return object::type_error("errors without a string argument");
        }
        return Ok(Vec::new());
    };
    if let Some(s) = x.cast::<Str>() {
        if enc.is_none() {
            return object::type_error("string argument without an encoding");
        }
        let b = crate::codec::encode_object(s, enc, err)?;
        return Ok(b.cast::<Bytes>().map(|b| b.as_slice().to_vec()).unwrap_or_default());
    }
    if enc.is_some() {
        return object::type_error("encoding without a string argument");
    }
    if err.is_some() {
        return object::type_error("errors without a string argument");
    }
    if let Some(r) = object::call::call_dunder(x, Id::__bytes__, &[])? {
        return match r.cast::<Bytes>() {
            Some(b) => Ok(b.as_slice().to_vec()),
            None => object::raise_type!("__bytes__ returned non-bytes (type {})", type_name(r)),
        };
    }
    if let Some(n) = count_of(x)? {
        return zeros(n);
    }
    from_object(x)
}

/// `bytes(n)`: the count, if the object is an index.
fn count_of(x: Value) -> Result<Option<Value>> {
    if !number::is_int(x) && object::class_of(x).dunder(Id::__index__).is_none() {
        return Ok(None);
    }
    match object::error::catch(object::ops::index(x), &exc::TYPE_ERROR)? {
        Some(i) => Ok(Some(i)),
        None => Ok(None),
    }
}
fn zeros(n: Value) -> Result<Vec<u8>> {
    match number::as_i64(n) {
        Some(i) if i < 0 => object::value_error("negative count"),
        Some(i) => {
            let mut v = Vec::new();
            if v.try_reserve_exact(i as usize).is_err() {
                return object::memory_error();
            }
            v.resize(i as usize, 0);
            Ok(v)
        }
        None => object::raise_exc!(OVERFLOW_ERROR, "cannot fit 'int' into an index-sized integer"),
    }
}

/// The text of `repr` of bytes.
#[must_use]
pub fn repr_text(b: &[u8]) -> String {
    let quote = if b.contains(&b'\'') && !b.contains(&b'"') { '"' } else { '\'' };
    let mut out = String::with_capacity(b.len() + 3);
    out.push('b');
    out.push(quote);
    for &c in b {
        match c {
            b'\t' => out.push_str("\\t"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\\' => out.push_str("\\\\"),
            c if char::from(c) == quote => {
                out.push('\\');
                out.push(quote);
            }
            b' '..=b'~' => out.push(char::from(c)),
            c => {
                const HEX: &[u8; 16] = b"0123456789abcdef";
                out.push_str("\\x");
                out.push(char::from(HEX[usize::from(c >> 4)]));
                out.push(char::from(HEX[usize::from(c & 15)]));
            }
        }
    }
    out.push(quote);
    out
}

/// `b.hex(sep, bytes_per_sep)`.
///
/// # Errors
/// `TypeError`, `ValueError` for a wrong separator.
pub fn hex_text(b: &[u8], sep: Option<Value>, per: Option<i64>) -> Result<Gc<Str>> {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let sep = match sep {
        None => None,
        Some(v) => Some(separator(v)?),
    };
    let per = per.unwrap_or(1);
    let mut out = Vec::with_capacity(b.len() * 3);
    let group = per.unsigned_abs() as usize;
    for (i, c) in b.iter().enumerate() {
        let boundary = i > 0 && group > 0 && if per > 0 { (b.len() - i).is_multiple_of(group) } else { i % group == 0 };
        if let Some(s) = sep.filter(|_| boundary) {
            out.push(s);
        }
        out.push(HEX[usize::from(c >> 4)]);
        out.push(HEX[usize::from(c & 15)]);
    }
    let s: String = out.into_iter().map(char::from).collect();
    Ok(Str::new(&s))
}
fn separator(v: Value) -> Result<u8> {
    // The length is asked of the object itself, which may be an instance of a subclass.
    if object::ops::len(v)? != 1 {
        return object::value_error("sep must be length 1.");
    }
    let byte = if let Some(s) = v.cast::<Str>() {
        if s.char_len() != 1 {
            return object::value_error("sep must be length 1.");
        }
        s.nth(0)
    } else if let Some(b) = v.cast::<Bytes>() {
        match b.as_slice() {
            [b] => u32::from(*b),
            _ => return object::value_error("sep must be length 1."),
        }
    } else {
        return object::type_error("sep must be str or bytes.");
    };
    match u8::try_from(byte) {
        Ok(b) if b < 128 => Ok(b),
        _ => object::value_error("sep must be ASCII."),
    }
}

/// `fromhex(string)`.
///
/// # Errors
/// `ValueError` for text that is no hexadecimal.
pub fn parse_hex(v: Value) -> Result<Vec<u8>> {
    let text: Vec<u32> = if let Some(s) = v.cast::<Str>() {
        s.code_points().collect()
    } else if object::buffer::has_buffer(v) {
        get_buffer(v, false)?.as_slice().iter().map(|b| u32::from(*b)).collect()
    } else {
        return object::raise_type!("fromhex() argument must be str or bytes-like, not {}", type_name(v));
    };
    let digit = |c: Option<&u32>| c.and_then(|c| char::from_u32(*c)).and_then(|c| c.to_digit(16));
    let mut out = Vec::with_capacity(text.len() / 2);
    let mut i = 0;
    while i < text.len() {
        if matches!(text[i], 9..=13 | 32) {
            i += 1;
            continue;
        }
        let bad = |at: usize| object::raise_value!("non-hexadecimal number found in fromhex() arg at position {at}");
        let Some(h) = digit(text.get(i)) else { return bad(i) };
        match digit(text.get(i + 1)) {
            Some(l) => out.push((h * 16 + l) as u8),
            None if i + 1 == text.len() => {
                return object::value_error("fromhex() arg must contain an even number of hexadecimal digits");
            }
            None => return bad(i + 1),
        }
        i += 2;
    }
    Ok(out)
}

/// Where a class method's result of this class must go through a call of the class.
///
/// # Errors
/// What the class's constructor raises.
pub fn in_class(class: Gc<Class>, plain: Gc<Class>, v: Value) -> Result<Value> {
    if class == plain { Ok(v) } else { object::call::call(class.value(), &[v]) }
}

/// Adds the rows of both types.
pub fn init() {
    crate::bytes_type::init();
    crate::bytearray::init();
}

/// The class `bytes`.
#[must_use]
pub fn class() -> Gc<Class> {
    Bytes::class()
}
