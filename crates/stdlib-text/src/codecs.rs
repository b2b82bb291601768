//! The `_codecs` module: the registry's functions and one encoding and one decoding function for each native codec.

use builtins::codec::{self, run_codec};
use builtins::codec_errors::Handler;
use builtins::{codec_simple as simple, codec_utf as utf, codec_utf7 as utf7};
use object::error::exc;
use object::gc::ValueExt;
use object::repr::type_name;
use object::{Buffer, Bytes, Dict, Gc, Module, Result, Row, Str, Value, get_buffer, intern, native, none, number};
use rustpython_wtf8::Wtf8Buf;

/// The argument `errors`: text or `None`.
fn handler(errors: Option<Value>) -> Result<Handler> {
    match errors.filter(|e| *e != none()) {
        None => Ok(Handler::Strict),
        Some(v) => match v.cast::<Str>() {
            Some(s) => Ok(Handler::of(Some(s))),
            None => object::raise_type!("errors must be str or None, not {}", type_name(v)),
        },
    }
}
fn encoded(b: &[u8], n: usize) -> Result<Value> {
    let v = Bytes::new(b).value();
    Ok(object::seq::tuple(&[v, number::int(n as i64)]))
}
fn decoded((text, n): (Wtf8Buf, usize)) -> Result<Value> {
    let v = Str::from_buf(text).value();
    Ok(object::seq::tuple(&[v, number::int(n as i64)]))
}

macro_rules! encoders {
    ($($name:ident |$s:ident, $h:ident| $e:expr;)*) => { $(
        fn $name($s: Gc<Str>, errors: Option<Value>) -> Result<Value> {
            let $h = &handler(errors)?;
            let _ = $h;
            let out = $e;
            encoded(&out, $s.char_len())
        }
    )* };
}
encoders! {
    utf_7_encode |s, h| utf7::encode_utf7(s);
    utf_8_encode |s, h| utf::encode_utf8(s, h)?;
    utf_16_le_encode |s, h| utf::encode_utf16(s, h, Some(true))?;
    utf_16_be_encode |s, h| utf::encode_utf16(s, h, Some(false))?;
    utf_32_le_encode |s, h| utf::encode_utf32(s, h, Some(true))?;
    utf_32_be_encode |s, h| utf::encode_utf32(s, h, Some(false))?;
    latin_1_encode |s, h| simple::encode_latin1(s, h)?;
    ascii_encode |s, h| simple::encode_ascii(s, h)?;
    unicode_escape_encode |s, h| simple::encode_unicode_escape(s);
    raw_unicode_escape_encode |s, h| simple::encode_raw_unicode_escape(s);
}

/// Byte order as `utf_16_encode` takes it: -1 little, 1 big, 0 native with a mark.
fn order(n: Option<i32>) -> Option<bool> {
    match n.unwrap_or(0) {
        0 => None,
        n => Some(n < 0),
    }
}
fn utf_16_encode(s: Gc<Str>, errors: Option<Value>, byteorder: Option<i32>) -> Result<Value> {
    encoded(&utf::encode_utf16(s, &handler(errors)?, order(byteorder))?, s.char_len())
}
fn utf_32_encode(s: Gc<Str>, errors: Option<Value>, byteorder: Option<i32>) -> Result<Value> {
    encoded(&utf::encode_utf32(s, &handler(errors)?, order(byteorder))?, s.char_len())
}

macro_rules! decoders {
    ($($name:ident |$b:ident, $h:ident, $fin:ident| $e:expr;)*) => { $(
        fn $name($b: Buffer, errors: Option<Value>, fin: Option<bool>) -> Result<Value> {
            let $h = &handler(errors)?;
            let $fin = fin.unwrap_or(false);
            let $b = $b.as_slice();
            decoded($e)
        }
    )* };
}
decoders! {
    utf_7_decode |b, h, fin| utf7::decode_utf7(b, h, fin)?;
    utf_8_decode |b, h, fin| utf::decode_utf8(b, h, fin)?;
    utf_16_decode |b, h, fin| { let (t, n, _) = utf::decode_utf16(b, h, None, fin)?; (t, n) };
    utf_16_le_decode |b, h, fin| { let (t, n, _) = utf::decode_utf16(b, h, Some(true), fin)?; (t, n) };
    utf_16_be_decode |b, h, fin| { let (t, n, _) = utf::decode_utf16(b, h, Some(false), fin)?; (t, n) };
    utf_32_decode |b, h, fin| { let (t, n, _) = utf::decode_utf32(b, h, None, fin)?; (t, n) };
    utf_32_le_decode |b, h, fin| { let (t, n, _) = utf::decode_utf32(b, h, Some(true), fin)?; (t, n) };
    utf_32_be_decode |b, h, fin| { let (t, n, _) = utf::decode_utf32(b, h, Some(false), fin)?; (t, n) };
}

fn with_order(r: (Wtf8Buf, usize, Option<bool>)) -> Result<Value> {
    let text = Str::from_buf(r.0).value();
    let found = match r.2 {
        None => 0,
        Some(true) => -1,
        Some(false) => 1,
    };
    Ok(object::seq::tuple(&[text, number::int(r.1 as i64), number::int(found)]))
}
fn utf_16_ex_decode(b: Buffer, errors: Option<Value>, byteorder: Option<i32>, fin: Option<bool>) -> Result<Value> {
    with_order(utf::decode_utf16(b.as_slice(), &handler(errors)?, order(byteorder), fin.unwrap_or(false))?)
}
fn utf_32_ex_decode(b: Buffer, errors: Option<Value>, byteorder: Option<i32>, fin: Option<bool>) -> Result<Value> {
    with_order(utf::decode_utf32(b.as_slice(), &handler(errors)?, order(byteorder), fin.unwrap_or(false))?)
}
fn latin_1_decode(b: Buffer, errors: Option<Value>) -> Result<Value> {
    let _ = handler(errors)?;
    decoded((simple::decode_latin1(b.as_slice()), b.len()))
}
fn ascii_decode(b: Buffer, errors: Option<Value>) -> Result<Value> {
    decoded(simple::decode_ascii(b.as_slice(), &handler(errors)?)?)
}

/// Bytes of a bytes-like object, or the UTF-8 of a string.
fn bytes_or_text(v: Value) -> Result<Vec<u8>> {
    if let Some(s) = v.cast::<Str>() {
        return utf::encode_utf8(s, &Handler::Strict);
    }
    Ok(get_buffer(v, false)?.as_slice().to_vec())
}
fn unicode_escape_decode(data: Value, errors: Option<Value>, fin: Option<bool>) -> Result<Value> {
    let b = bytes_or_text(data)?;
    let (text, n, invalid) = simple::decode_unicode_escape(&b, &handler(errors)?, fin.unwrap_or(true))?;
    if let Some(at) = invalid {
        warn_escape(&b, at)?;
    }
    decoded((text, n))
}
/// Warns of an invalid escape whose character is at `at`.
fn warn_escape(b: &[u8], at: usize) -> Result<()> {
    let octal = b.get(at..at + 3).filter(|d| d.iter().all(|c| (b'0'..=b'7').contains(c)));
    let text = match octal {
        Some(d) => format!(
            "\"\\{}\" is an invalid octal escape sequence. Such sequences will not work in the future. ",
            String::from_utf8_lossy(d)
        ),
        None => format!(
            "\"\\{}\" is an invalid escape sequence. Such sequences will not work in the future. ",
            char::from(b[at])
        ),
    };
    object::hooks::warn(&exc::DEPRECATION_WARNING, &text, 1)
}
fn raw_unicode_escape_decode(data: Value, errors: Option<Value>, fin: Option<bool>) -> Result<Value> {
    let b = bytes_or_text(data)?;
    decoded(simple::decode_raw_unicode_escape(&b, &handler(errors)?, fin.unwrap_or(true))?)
}

fn escape_encode(data: Gc<Bytes>, errors: Option<Value>) -> Result<Value> {
    let _ = handler(errors)?;
    let b = data.as_slice();
    let mut out = Vec::with_capacity(b.len());
    for c in b {
        match c {
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\'' => out.extend_from_slice(b"\\'"),
            b'\t' => out.extend_from_slice(b"\\t"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b' '..=b'~' => out.push(*c),
            _ => out.extend_from_slice(format!("\\x{c:02x}").as_bytes()),
        }
    }
    encoded(&out, b.len())
}

fn escape_decode(data: Value, errors: Option<Value>) -> Result<Value> {
    let b = bytes_or_text(data)?;
    let h = handler(errors)?;
    let mut out = Vec::with_capacity(b.len());
    let (mut at, mut invalid) = (0, None);
    while at < b.len() {
        if b[at] != b'\\' {
            out.push(b[at]);
            at += 1;
            continue;
        }
        let Some(&c) = b.get(at + 1) else { return object::value_error("Trailing \\ in string") };
        at += 2;
        let simple = match c {
            b'\n' => continue,
            b'\\' | b'\'' | b'"' => Some(c),
            b'b' => Some(8),
            b'f' => Some(12),
            b't' => Some(9),
            b'n' => Some(10),
            b'r' => Some(13),
            b'v' => Some(11),
            b'a' => Some(7),
            _ => None,
        };
        if let Some(c) = simple {
            out.push(c);
            continue;
        }
        match c {
            b'0'..=b'7' => {
                let n = b[at - 1..].iter().take(3).take_while(|c| (b'0'..=b'7').contains(*c)).count();
                let v = b[at - 1..at - 1 + n].iter().fold(0u32, |v, c| v * 8 + u32::from(c - b'0'));
                if v > 0xFF && invalid.is_none() {
                    invalid = Some(at - 1);
                }
                out.push(v as u8);
                at += n - 1;
            }
            b'x' => {
                let digit = |i: usize| b.get(i).and_then(|c| char::from(*c).to_digit(16));
                if let (Some(x), Some(y)) = (digit(at), digit(at + 1)) {
                    out.push((x * 16 + y) as u8);
                    at += 2;
                    continue;
                }
                match h {
                    Handler::Strict => return object::raise_value!("invalid \\x escape at position {}", at - 2),
                    Handler::Replace => out.push(b'?'),
                    Handler::Ignore => {}
                    _ => return object::value_error("decoding error; unknown error handling code: "),
                }
                if digit(at).is_some() {
                    at += 1;
                }
            }
            _ => {
                if invalid.is_none() {
                    invalid = Some(at - 1);
                }
                out.push(b'\\');
                out.push(c);
            }
        }
    }
    if let Some(at) = invalid {
        warn_escape(&b, at)?;
    }
    encoded(&out, b.len())
}

fn charmap_encode(s: Gc<Str>, errors: Option<Value>, mapping: Option<Value>) -> Result<Value> {
    let h = handler(errors)?;
    let out = match mapping.filter(|m| *m != none()) {
        Some(m) => simple::encode_charmap(s, &h, m)?,
        None => simple::encode_latin1(s, &h)?,
    };
    encoded(&out, s.char_len())
}
fn charmap_decode(b: Buffer, errors: Option<Value>, mapping: Option<Value>) -> Result<Value> {
    let h = handler(errors)?;
    match mapping.filter(|m| *m != none()) {
        Some(m) => decoded(simple::decode_charmap(b.as_slice(), &h, m)?),
        None => decoded((simple::decode_latin1(b.as_slice()), b.len())),
    }
}
fn charmap_build(map: Gc<Str>) -> Result<Gc<Dict>> {
    let d = Dict::new();
    for (i, c) in map.code_points().enumerate().take(256) {
        if c != 0xFFFE {
            d.set(number::int(i64::from(c)), number::int(i as i64))?;
        }
    }
    Ok(d)
}
fn readbuffer_encode(data: Value, errors: Option<Value>) -> Result<Value> {
    let _ = handler(errors)?;
    let b = bytes_or_text(data)?;
    encoded(&b, b.len())
}

fn register(search_function: Value) -> Result<()> {
    codec::register(search_function)
}
fn unregister(search_function: Value) {
    codec::unregister(search_function);
}
fn lookup(encoding: Gc<Str>) -> Result<Value> {
    codec::lookup(encoding).map(Gc::value)
}
fn register_error(errors: Gc<Str>, handler: Value) -> Result<()> {
    codec::register_error(errors, handler)
}
fn unregister_error(errors: Gc<Str>) -> Result<bool> {
    const BUILT_IN: [&[u8]; 8] = [
        b"strict",
        b"ignore",
        b"replace",
        b"xmlcharrefreplace",
        b"backslashreplace",
        b"namereplace",
        b"surrogateescape",
        b"surrogatepass",
    ];
    if BUILT_IN.contains(&errors.as_bytes()) {
        return object::raise_value!("cannot un-register built-in error handler '{}'", errors);
    }
    codec::unregister_error(errors)
}
fn lookup_error(name: Gc<Str>) -> Result<Value> {
    codec::lookup_error(name)
}
fn encode(obj: Value, encoding: Option<Gc<Str>>, errors: Option<Gc<Str>>) -> Result<Value> {
    let encoding = encoding.unwrap_or_else(|| intern("utf-8"));
    let c = codec::lookup(encoding)?;
    run_codec(c.as_slice()[0], obj, errors, "encoding", encoding)
}
fn decode(obj: Value, encoding: Option<Gc<Str>>, errors: Option<Gc<Str>>) -> Result<Value> {
    let encoding = encoding.unwrap_or_else(|| intern("utf-8"));
    let c = codec::lookup(encoding)?;
    run_codec(c.as_slice()[1], obj, errors, "decoding", encoding)
}

static ROWS: &[Row] = &[
    Row::function("register($module, search_function, /)", native(register)),
    Row::function("unregister($module, search_function, /)", native(unregister)),
    Row::function("lookup($module, encoding, /)", native(lookup)),
    Row::function("register_error($module, errors, handler, /)", native(register_error)),
    Row::function("_unregister_error($module, errors, /)", native(unregister_error)),
    Row::function("lookup_error($module, name, /)", native(lookup_error)),
    Row::function("encode($module, /, obj, encoding='utf-8', errors='strict')", native(encode)),
    Row::function("decode($module, /, obj, encoding='utf-8', errors='strict')", native(decode)),
    Row::function("utf_7_encode($module, str, errors=None, /)", native(utf_7_encode)),
    Row::function("utf_7_decode($module, data, errors=None, final=False, /)", native(utf_7_decode)),
    Row::function("utf_8_encode($module, str, errors=None, /)", native(utf_8_encode)),
    Row::function("utf_8_decode($module, data, errors=None, final=False, /)", native(utf_8_decode)),
    Row::function("utf_16_encode($module, str, errors=None, byteorder=0, /)", native(utf_16_encode)),
    Row::function("utf_16_le_encode($module, str, errors=None, /)", native(utf_16_le_encode)),
    Row::function("utf_16_be_encode($module, str, errors=None, /)", native(utf_16_be_encode)),
    Row::function("utf_16_decode($module, data, errors=None, final=False, /)", native(utf_16_decode)),
    Row::function("utf_16_le_decode($module, data, errors=None, final=False, /)", native(utf_16_le_decode)),
    Row::function("utf_16_be_decode($module, data, errors=None, final=False, /)", native(utf_16_be_decode)),
    Row::function(
        "utf_16_ex_decode($module, data, errors=None, byteorder=0, final=False, /)",
        native(utf_16_ex_decode),
    ),
    Row::function("utf_32_encode($module, str, errors=None, byteorder=0, /)", native(utf_32_encode)),
    Row::function("utf_32_le_encode($module, str, errors=None, /)", native(utf_32_le_encode)),
    Row::function("utf_32_be_encode($module, str, errors=None, /)", native(utf_32_be_encode)),
    Row::function("utf_32_decode($module, data, errors=None, final=False, /)", native(utf_32_decode)),
    Row::function("utf_32_le_decode($module, data, errors=None, final=False, /)", native(utf_32_le_decode)),
    Row::function("utf_32_be_decode($module, data, errors=None, final=False, /)", native(utf_32_be_decode)),
    Row::function(
        "utf_32_ex_decode($module, data, errors=None, byteorder=0, final=False, /)",
        native(utf_32_ex_decode),
    ),
    Row::function("latin_1_encode($module, str, errors=None, /)", native(latin_1_encode)),
    Row::function("latin_1_decode($module, data, errors=None, /)", native(latin_1_decode)),
    Row::function("ascii_encode($module, str, errors=None, /)", native(ascii_encode)),
    Row::function("ascii_decode($module, data, errors=None, /)", native(ascii_decode)),
    Row::function("unicode_escape_encode($module, str, errors=None, /)", native(unicode_escape_encode)),
    Row::function("unicode_escape_decode($module, data, errors=None, final=True, /)", native(unicode_escape_decode)),
    Row::function("raw_unicode_escape_encode($module, str, errors=None, /)", native(raw_unicode_escape_encode)),
    Row::function(
        "raw_unicode_escape_decode($module, data, errors=None, final=True, /)",
        native(raw_unicode_escape_decode),
    ),
    Row::function("escape_encode($module, data, errors=None, /)", native(escape_encode)),
    Row::function("escape_decode($module, data, errors=None, /)", native(escape_decode)),
    Row::function("charmap_encode($module, str, errors=None, mapping=None, /)", native(charmap_encode)),
    Row::function("charmap_decode($module, data, errors=None, mapping=None, /)", native(charmap_decode)),
    Row::function("charmap_build($module, map, /)", native(charmap_build)),
    Row::function("readbuffer_encode($module, data, errors=None, /)", native(readbuffer_encode)),
];

/// The module `_codecs`.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_codecs");
    m.add_rows(ROWS);
    Ok(m)
}
