//! File names: between Python's strings and the system's bytes, with `surrogateescape` (PEP 383), and `os.fspath`.

use heap::{GcVec, Value};
use object::gc::ValueExt;
use object::{Bytes, Gc, Id, Result, Str, class_of, raise_type, raise_value};

/// The system's bytes of a string: UTF-8, where U+DC80..U+DCFF stand for the bytes 80..FF.
///
/// # Errors
/// `UnicodeEncodeError` for other lone surrogates.
pub fn encode(s: Gc<Str>) -> Result<Vec<u8>> {
    if let Some(t) = s.to_str() {
        return Ok(t.as_bytes().to_vec());
    }
    let mut out = Vec::with_capacity(s.byte_len());
    for (i, c) in s.code_points().enumerate() {
        match char::from_u32(c) {
            Some(c) => {
                let mut buf = [0; 4];
                out.extend_from_slice(c.encode_utf8(&mut buf).as_bytes());
            }
            None if (0xDC80..=0xDCFF).contains(&c) => out.push((c - 0xDC00) as u8),
            None => {
                let class = &object::error::exc::UNICODE_ENCODE_ERROR;
                return object::error::unicode_error(class, "utf-8", s.value(), i, i + 1, "surrogates not allowed");
            }
        }
    }
    Ok(out)
}

/// The string of the system's bytes; bytes that are no UTF-8 become lone surrogates.
#[must_use]
pub fn decode(b: &[u8]) -> Gc<Str> {
    if let Ok(s) = std::str::from_utf8(b) {
        return Str::new(s);
    }
    let mut out = Vec::with_capacity(b.len() + 16);
    for chunk in b.utf8_chunks() {
        out.extend_from_slice(chunk.valid().as_bytes());
        for &byte in chunk.invalid() {
            // The WTF-8 form of U+DC00 + byte, for bytes from 0x80 on.
            out.extend_from_slice(&[0xED, 0xB0 | (byte >> 6), 0x80 | (byte & 0x3F)]);
        }
    }
    // SAFETY: valid UTF-8 and three-byte forms of trailing surrogates, which never follow a leading surrogate.
    unsafe { Str::from_bytes_unchecked(&out) }
}

/// `os.fspath(v)`.
///
/// # Errors
/// `TypeError` for objects that are no paths.
pub fn fspath(v: Value) -> Result<Value> {
    if v.is::<Str>() || v.is::<Bytes>() {
        return Ok(v);
    }
    let name = object::repr::type_name(v);
    let Some(method) = class_of(v).dunder(Id::__fspath__).filter(|m| !object::misc::is_none(*m)) else {
        return raise_type!("expected str, bytes or os.PathLike object, not {name}");
    };
    let r = object::call::call_method_value(method, v, &[], &[])?;
    if r.is::<Str>() || r.is::<Bytes>() {
        return Ok(r);
    }
    raise_type!("expected {name}.__fspath__() to return str or bytes, not {}", object::repr::type_name(r))
}

/// The bytes of a path object, checked for null bytes (`PyUnicode_FSConverter`).
///
/// # Errors
/// `TypeError`, `ValueError`, `UnicodeEncodeError`.
pub fn fs_bytes(v: Value) -> Result<Vec<u8>> {
    let p = fspath(v)?;
    let bytes = match p.cast::<Str>() {
        Some(s) => encode(s)?,
        None => p.cast::<Bytes>().map_or_else(Vec::new, |b| b.as_slice().to_vec()),
    };
    if bytes.contains(&0) {
        return raise_value!("embedded null byte");
    }
    Ok(bytes)
}

/// A list of strings made of the system's names.
#[must_use]
pub fn decode_all<'a>(names: impl Iterator<Item = &'a [u8]>) -> GcVec<Value> {
    names.map(|n| decode(n).value()).collect()
}
