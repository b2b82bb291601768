//! Encoding and decoding text: the entry points of `str.encode`, `bytes.decode` and `str(b, encoding)`, and the
//! registry behind `codecs.register`, `codecs.lookup` and `codecs.register_error`.
//!
//! The usual encodings are recognised by name and run natively; every other name goes through the registry. The codecs
//! themselves are in `codec_utf`, `codec_utf7` and `codec_simple`, what happens on errors is in `codec_errors`.

use object::error::exc;
use object::gc::ValueExt;
use object::repr::type_name;
use object::{Bytes, Dict, Gc, GcVec, List, Result, Str, Tuple, Value, get_buffer, intern};

use crate::codec_errors::Handler;
use crate::{codec_simple, codec_utf};

struct Registry {
    search: Gc<List>,
    cache: Gc<Dict>,
    errors: Gc<Dict>,
}
static mut REGISTRY: Option<Registry> = None;

fn registry() -> &'static Registry {
    // SAFETY: set at start-up, under the GIL; the objects are roots.
    unsafe { REGISTRY.as_ref() }.expect("codec::init runs at start-up")
}

/// Creates the registry.
pub fn init() {
    // SAFETY: start-up is single-threaded; the static lives for ever and consists of three words.
    unsafe {
        heap::add_root((&raw const REGISTRY).cast(), size_of::<Option<Registry>>() / 8);
        REGISTRY = Some(Registry { search: List::new(GcVec::new()), cache: Dict::new(), errors: Dict::new() });
    }
    crate::codec_errors::init();
}

/// `codecs.register(function)`.
///
/// # Errors
/// `TypeError` for what is not callable.
pub fn register(f: Value) -> Result<()> {
    if !object::call::is_callable(f) {
        return object::type_error("argument must be callable");
    }
    let mut l = registry().search;
    l.items.push(f);
    Ok(())
}

/// `codecs.unregister(function)`.
pub fn unregister(f: Value) {
    let mut l = registry().search;
    if let Some(i) = l.items.iter().position(|x| *x == f) {
        let _ = l.items.remove(i);
        registry().cache.clear();
    }
}

/// `codecs.register_error(name, handler)`.
///
/// # Errors
/// `TypeError` for what is not callable.
pub fn register_error(name: Gc<Str>, handler: Value) -> Result<()> {
    if !object::call::is_callable(handler) {
        return object::type_error("handler must be callable");
    }
    registry().errors.set(name.value(), handler)
}

/// Removes a handler; says whether it was there.
///
/// # Errors
/// What hashing raises.
pub fn unregister_error(name: Gc<Str>) -> Result<bool> {
    Ok(registry().errors.remove(name.value())?.is_some())
}

/// `codecs.lookup_error(name)`.
///
/// # Errors
/// `LookupError`.
pub fn lookup_error(name: Gc<Str>) -> Result<Value> {
    if name.to_str().is_none() {
        return object::error::surrogates_not_allowed(name);
    }
    match registry().errors.get(name.value())? {
        Some(h) => Ok(h),
        None => object::raise_exc!(LOOKUP_ERROR, "unknown error handler name '{}'", name),
    }
}

/// A codec's name in lower case, with runs of other characters than letters, digits and dots as one underscore.
fn normalized(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut gap = false;
    for c in name.chars() {
        if c.is_ascii_alphanumeric() || c == '.' {
            if gap && !out.is_empty() {
                out.push('_');
            }
            gap = false;
            out.push(c.to_ascii_lowercase());
        } else if c.is_ascii() {
            gap = true;
        }
    }
    out
}

/// `codecs.lookup(encoding)`: a tuple of four.
///
/// # Errors
/// `LookupError` for unknown names; what search functions raise.
pub fn lookup(encoding: Gc<Str>) -> Result<Gc<Tuple>> {
    let Some(text) = encoding.to_str() else { return object::error::surrogates_not_allowed(encoding) };
    if text.contains('\0') {
        return object::value_error("embedded null character");
    }
    let key = intern(&normalized(text));
    let r = registry();
    if let Some(t) = r.cache.get_str(key).and_then(|v| v.cast::<Tuple>()) {
        return Ok(t);
    }
    if r.search.items.is_empty() {
        let import = crate::text::builtin("__import__")?;
        object::call::call(import, &[Str::new("encodings").value()])?;
    }
    let mut i = 0;
    while i < r.search.items.len() {
        let found = object::call::call(r.search.items[i], &[key.value()])?;
        i += 1;
        if object::misc::is_none(found) {
            continue;
        }
        let Some(t) = found.cast::<Tuple>().filter(|t| t.as_slice().len() == 4) else {
            return object::type_error("codec search functions must return 4-tuples");
        };
        r.cache.set_str(key, t.value());
        return Ok(t);
    }
    object::raise_exc!(LOOKUP_ERROR, "unknown encoding: {}", encoding)
}

/// A codec for text, as `str.encode` and `bytes.decode` demand.
fn lookup_text(encoding: Gc<Str>, alternative: &str) -> Result<Gc<Tuple>> {
    let t = lookup(encoding)?;
    if !t.value().is_exact::<Tuple>() {
        let flag = object::attr::find_attr(t.value(), intern("_is_text_encoding"))?;
        if let Some(f) = flag
            && !object::ops::truth(f)?
        {
            return object::raise_exc!(
                LOOKUP_ERROR,
                "'{}' is not a text encoding; use {} to handle arbitrary codecs",
                encoding,
                alternative
            );
        }
    }
    Ok(t)
}

/// Calls an encoder or decoder and returns the first item of its result. A failure gets a note that names the codec.
///
/// # Errors
/// What the codec raises; `TypeError` when it returns no pair.
pub fn run_codec(f: Value, input: Value, errors: Option<Gc<Str>>, what: &str, encoding: Gc<Str>) -> Result<Value> {
    let r = match errors {
        Some(e) => object::call::call(f, &[input, e.value()]),
        None => object::call::call(f, &[input]),
    };
    let r = match r {
        Ok(r) => r,
        Err(_) => {
            let e = object::error::take_pending();
            let note = Str::new(&format!("{what} with '{encoding}' codec failed"));
            object::call::call_method(e, intern("add_note"), &[note.value()])?;
            return Err(object::error::restore_pending(e));
        }
    };
    match r.cast::<Tuple>().filter(|t| t.as_slice().len() == 2) {
        Some(t) => Ok(t.as_slice()[0]),
        None => object::raise_type!(
            "{} must return a tuple (object, integer)",
            if what == "encoding" { "encoder" } else { "decoder" }
        ),
    }
}

/// The native encodings by their usual spellings.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Native {
    Utf8,
    Latin1,
    Ascii,
    Utf16(Option<bool>),
    Utf32(Option<bool>),
}

fn native_encoding(name: Option<Gc<Str>>) -> Option<Native> {
    let Some(name) = name else { return Some(Native::Utf8) };
    let b = name.as_bytes();
    if b == b"utf-8" {
        return Some(Native::Utf8);
    }
    if b.len() > 12 || b.contains(&0) {
        return None;
    }
    let lower: Vec<u8> =
        b.iter().map(|c| if matches!(c, b'_' | b' ') { b'-' } else { c.to_ascii_lowercase() }).collect();
    Some(match lower.as_slice() {
        b"utf-8" | b"utf8" => Native::Utf8,
        b"latin-1" | b"latin1" | b"iso-8859-1" | b"iso8859-1" => Native::Latin1,
        b"ascii" | b"us-ascii" => Native::Ascii,
        b"utf-16" | b"utf16" => Native::Utf16(None),
        b"utf-16-le" | b"utf-16le" => Native::Utf16(Some(true)),
        b"utf-16-be" | b"utf-16be" => Native::Utf16(Some(false)),
        b"utf-32" | b"utf32" => Native::Utf32(None),
        b"utf-32-le" | b"utf-32le" => Native::Utf32(Some(true)),
        b"utf-32-be" | b"utf-32be" => Native::Utf32(Some(false)),
        _ => return None,
    })
}

fn no_null(s: Option<Gc<Str>>) -> Result<()> {
    if s.is_some_and(|s| s.as_bytes().contains(&0)) {
        return object::value_error("embedded null character");
    }
    Ok(())
}

/// Refuses names that cannot be; in development mode also those of codecs and error handlers that do not exist.
pub(crate) fn check_names(encoding: Option<Gc<Str>>, errors: Option<Gc<Str>>) -> Result<()> {
    no_null(encoding)?;
    no_null(errors)?;
    if object::state::dev_mode() {
        if let Some(e) = encoding.filter(|e| native_encoding(Some(*e)).is_none()) {
            lookup_text(e, "codecs.encode()")?;
        }
        if let Some(e) = errors {
            lookup_error(e)?;
        }
    }
    Ok(())
}

/// `s.encode(encoding, errors)`.
///
/// # Errors
/// What the codec raises.
pub fn encode_object(s: Gc<Str>, encoding: Option<Gc<Str>>, errors: Option<Gc<Str>>) -> Result<Value> {
    check_names(encoding, errors)?;
    let Some(native) = native_encoding(encoding) else {
        let encoding = encoding.unwrap_or_else(|| intern("utf-8"));
        let codec = lookup_text(encoding, "codecs.encode()")?;
        let r = run_codec(codec.as_slice()[0], s.value(), errors, "encoding", encoding)?;
        if let Some(a) = r.cast::<object::ByteArray>() {
            object::hooks::warn(
                &exc::RUNTIME_WARNING,
                &format!(
                    "encoder {encoding} returned bytearray instead of bytes; use codecs.encode() to encode to arbitrary types"
                ),
                1,
            )?;
            return Ok(Bytes::new(&a.data).value());
        }
        if !r.is::<Bytes>() {
            return object::raise_type!(
                "'{}' encoder returned '{}' instead of 'bytes'; use codecs.encode() to encode to arbitrary types",
                encoding,
                type_name(r)
            );
        }
        return Ok(r);
    };
    let h = Handler::of(errors);
    let fast = match native {
        Native::Utf8 | Native::Latin1 | Native::Ascii => s.is_ascii(),
        _ => false,
    };
    if fast {
        return Ok(Bytes::new(s.as_bytes()).value());
    }
    let out = match native {
        Native::Utf8 => codec_utf::encode_utf8(s, &h)?,
        Native::Latin1 => codec_simple::encode_latin1(s, &h)?,
        Native::Ascii => codec_simple::encode_ascii(s, &h)?,
        Native::Utf16(order) => codec_utf::encode_utf16(s, &h, order)?,
        Native::Utf32(order) => codec_utf::encode_utf32(s, &h, order)?,
    };
    Ok(Bytes::new(&out).value())
}

/// `b.decode(encoding, errors)` of any bytes-like object.
///
/// # Errors
/// What the codec raises.
pub fn decode_object(v: Value, encoding: Option<Gc<Str>>, errors: Option<Gc<Str>>) -> Result<Gc<Str>> {
    check_names(encoding, errors)?;
    let Some(native) = native_encoding(encoding) else {
        let encoding = encoding.unwrap_or_else(|| intern("utf-8"));
        let codec = lookup_text(encoding, "codecs.decode()")?;
        let r = run_codec(codec.as_slice()[1], v, errors, "decoding", encoding)?;
        return match r.cast::<Str>() {
            Some(s) => Ok(s),
            None => object::raise_type!(
                "'{}' decoder returned '{}' instead of 'str'; use codecs.decode() to decode to arbitrary types",
                encoding,
                type_name(r)
            ),
        };
    };
    let b = get_buffer(v, false)?;
    decode_native(native, b.as_slice(), &Handler::of(errors))
}

fn decode_native(native: Native, b: &[u8], h: &Handler) -> Result<Gc<Str>> {
    let ascii_superset = matches!(native, Native::Utf8 | Native::Latin1 | Native::Ascii);
    if ascii_superset && b.is_ascii() {
        // SAFETY: ASCII is WTF-8.
        return Ok(unsafe { Str::from_bytes_unchecked(b) });
    }
    let (text, _) = match native {
        Native::Utf8 => codec_utf::decode_utf8(b, h, true)?,
        Native::Latin1 => (codec_simple::decode_latin1(b), b.len()),
        Native::Ascii => codec_simple::decode_ascii(b, h)?,
        Native::Utf16(order) => {
            let (t, n, _) = codec_utf::decode_utf16(b, h, order, true)?;
            (t, n)
        }
        Native::Utf32(order) => {
            let (t, n, _) = codec_utf::decode_utf32(b, h, order, true)?;
            (t, n)
        }
    };
    Ok(Str::from_buf(text))
}

/// UTF-8 text from bytes, strictly.
///
/// # Errors
/// `UnicodeDecodeError`.
pub fn decode_utf8(b: &[u8]) -> Result<Gc<Str>> {
    decode_native(Native::Utf8, b, &Handler::Strict)
}
