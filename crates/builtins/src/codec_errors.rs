//! Error handlers of codecs: the built-in ones run natively, others are called with an exception object.

use object::error::{UnicodeExc, exc, unicode_error};
use object::gc::ValueExt;
use object::number;
use object::repr::type_name;
use object::{Bytes, Gc, Result, Row, Str, Tuple, Value, native};
use rustpython_wtf8::{CodePoint, Wtf8Buf};

/// What to do about characters or bytes that a codec cannot convert.
#[derive(Clone, Copy)]
pub enum Handler {
    Strict,
    Ignore,
    Replace,
    XmlCharRefReplace,
    BackslashReplace,
    NameReplace,
    SurrogateEscape,
    SurrogatePass,
    /// A handler from the registry, by name.
    Named(Gc<Str>),
}

impl Handler {
    /// The handler of this name; nothing means strict.
    #[must_use]
    pub fn of(errors: Option<Gc<Str>>) -> Handler {
        let Some(e) = errors else { return Handler::Strict };
        match e.as_bytes() {
            b"strict" => Handler::Strict,
            b"ignore" => Handler::Ignore,
            b"replace" => Handler::Replace,
            b"xmlcharrefreplace" => Handler::XmlCharRefReplace,
            b"backslashreplace" => Handler::BackslashReplace,
            b"namereplace" => Handler::NameReplace,
            b"surrogateescape" => Handler::SurrogateEscape,
            b"surrogatepass" => Handler::SurrogatePass,
            _ => Handler::Named(e),
        }
    }
}

/// What an encoder writes instead of characters: text to be encoded, or bytes as they are.
pub enum Replacement {
    Text(Gc<Str>),
    Bytes(Vec<u8>),
}

fn encode_strict<T>(encoding: &str, s: Gc<Str>, start: usize, end: usize, reason: &str) -> Result<T> {
    unicode_error(&exc::UNICODE_ENCODE_ERROR, encoding, s.value(), start, end, reason)
}
fn decode_strict<T>(encoding: &str, b: &[u8], start: usize, end: usize, reason: &str) -> Result<T> {
    unicode_error(&exc::UNICODE_DECODE_ERROR, encoding, Bytes::new(b).value(), start, end, reason)
}

/// The escaped form of a code point that `backslashreplace` and `namereplace` use.
fn push_backslash(out: &mut String, c: u32) {
    use std::fmt::Write;
    let _ = match c {
        0..0x100 => write!(out, "\\x{c:02x}"),
        0x100..0x1_0000 => write!(out, "\\u{c:04x}"),
        _ => write!(out, "\\U{c:08x}"),
    };
}

/// The text that a built-in handler puts for characters; empty if the handler does not do that.
fn encode_text(h: &Handler, s: Gc<Str>, start: usize, end: usize) -> Option<String> {
    use std::fmt::Write;
    let mut out = String::new();
    let range = (start..end).map(|i| s.nth(i));
    match h {
        Handler::Ignore => {}
        Handler::Replace => range.for_each(|_| out.push('?')),
        Handler::XmlCharRefReplace => range.for_each(|c| {
            let _ = write!(out, "&#{c};");
        }),
        Handler::BackslashReplace => range.for_each(|c| push_backslash(&mut out, c)),
        Handler::NameReplace => {
            range.for_each(|c| match char::from_u32(c).and_then(rustpython_unicode::data::character_name) {
                Some(n) => {
                    let _ = write!(out, "\\N{{{n}}}");
                }
                None => push_backslash(&mut out, c),
            })
        }
        _ => return None,
    }
    Some(out)
}

/// Which UTF an encoding name means for `surrogatepass`: bytes per unit and little-endianness.
fn utf_form(encoding: &str) -> Option<(usize, bool)> {
    let n: String = encoding.chars().filter(|c| !matches!(c, '-' | '_')).collect::<String>().to_ascii_lowercase();
    let little = cfg!(target_endian = "little");
    Some(match n.as_str() {
        "utf8" | "cputf8" | "cp65001" => (1, true),
        "utf16" => (2, little),
        "utf16le" => (2, true),
        "utf16be" => (2, false),
        "utf32" => (4, little),
        "utf32le" => (4, true),
        "utf32be" => (4, false),
        _ => return None,
    })
}

/// The bytes of a surrogate in a UTF.
fn surrogate_bytes(c: u32, form: (usize, bool), out: &mut Vec<u8>) {
    match form {
        (1, _) => {
            out.extend_from_slice(&[0xE0 | (c >> 12) as u8, 0x80 | (c >> 6 & 0x3F) as u8, 0x80 | (c & 0x3F) as u8])
        }
        (2, true) => out.extend_from_slice(&(c as u16).to_le_bytes()),
        (2, false) => out.extend_from_slice(&(c as u16).to_be_bytes()),
        (_, true) => out.extend_from_slice(&c.to_le_bytes()),
        (_, false) => out.extend_from_slice(&c.to_be_bytes()),
    }
}

/// Handles characters `start..end` that cannot be encoded; the result's number says where to go on.
///
/// # Errors
/// `UnicodeEncodeError`, or what a handler raises.
pub fn encode_error(
    h: &Handler,
    encoding: &str,
    s: Gc<Str>,
    start: usize,
    end: usize,
    reason: &str,
) -> Result<(Replacement, usize)> {
    if let Some(t) = encode_text(h, s, start, end) {
        return Ok((Replacement::Text(Str::new(&t)), end));
    }
    match h {
        Handler::SurrogateEscape => {
            let mut out = Vec::new();
            for i in start..end {
                match s.nth(i) {
                    c @ 0xDC80..=0xDCFF => out.push((c - 0xDC00) as u8),
                    _ => return encode_strict(encoding, s, start, end, reason),
                }
            }
            Ok((Replacement::Bytes(out), end))
        }
        Handler::SurrogatePass => {
            let Some(form) = utf_form(encoding) else { return encode_strict(encoding, s, start, end, reason) };
            let mut out = Vec::new();
            for i in start..end {
                match s.nth(i) {
                    c @ 0xD800..=0xDFFF => surrogate_bytes(c, form, &mut out),
                    _ => return encode_strict(encoding, s, start, end, reason),
                }
            }
            Ok((Replacement::Bytes(out), end))
        }
        Handler::Named(name) => {
            let f = crate::codec::lookup_error(*name)?;
            let e = make_exception(|| encode_strict(encoding, s, start, end, reason));
            let r = object::call::call(f, &[e])?;
            let (v, pos) = handler_result(r, "encoding", s.char_len())?;
            if let Some(t) = v.cast::<Str>() {
                return Ok((Replacement::Text(t), pos));
            }
            match v.cast::<Bytes>() {
                Some(b) => Ok((Replacement::Bytes(b.as_slice().to_vec()), pos)),
                None => object::type_error("encoding error handler must return (str/bytes, int) tuple"),
            }
        }
        _ => encode_strict(encoding, s, start, end, reason),
    }
}

/// The exception that `raise` would raise, without raising it.
fn make_exception(raise: impl FnOnce() -> Result<()>) -> Value {
    let mut t = object::thread();
    let saved = t.pending.take();
    match raise() {
        Ok(()) => object::none(),
        Err(_) => {
            let e = object::error::take_pending();
            t.pending = saved;
            e
        }
    }
}

/// Checks a handler's result: replacement and a position, negative ones counted from the end.
fn handler_result(r: Value, what: &str, len: usize) -> Result<(Value, usize)> {
    let items = r.cast::<Tuple>().map(|t| t.as_slice()).filter(|t| t.len() == 2);
    let kind = if what == "encoding" { "(str/bytes, int)" } else { "(str, int)" };
    let Some(items) = items.filter(|t| number::is_int(t[1])) else {
        return object::raise_type!("{what} error handler must return {kind} tuple");
    };
    let pos = number::as_i64(items[1]).unwrap_or(i64::MAX);
    let at = if pos < 0 { pos + len as i64 } else { pos };
    if at < 0 || at > len as i64 {
        return object::raise_exc!(INDEX_ERROR, "position {pos} from error handler out of bounds");
    }
    Ok((items[0], at as usize))
}

/// Handles bytes `start..end` that cannot be decoded: appends the replacement and says where to go on.
///
/// # Errors
/// `UnicodeDecodeError`, or what a handler raises.
pub fn decode_error(
    h: &Handler,
    encoding: &str,
    b: &[u8],
    start: usize,
    end: usize,
    reason: &str,
    out: &mut Wtf8Buf,
) -> Result<usize> {
    match h {
        Handler::Ignore => Ok(end),
        Handler::Replace => {
            out.push_char('\u{FFFD}');
            Ok(end)
        }
        Handler::BackslashReplace => {
            b[start..end].iter().for_each(|c| out.push_str(&format!("\\x{c:02x}")));
            Ok(end)
        }
        Handler::SurrogateEscape => {
            let n = b[start..end].iter().take(4).take_while(|c| **c >= 0x80).count();
            if n == 0 {
                return decode_strict(encoding, b, start, end, reason);
            }
            for c in &b[start..start + n] {
                out.extend(CodePoint::from_u32(0xDC00 + u32::from(*c)));
            }
            Ok(start + n)
        }
        Handler::SurrogatePass => match utf_form(encoding).and_then(|f| read_surrogate(&b[start..], f)) {
            Some((c, n)) => {
                out.extend(CodePoint::from_u32(c));
                Ok(start + n)
            }
            None => decode_strict(encoding, b, start, end, reason),
        },
        Handler::Named(name) => {
            let f = crate::codec::lookup_error(*name)?;
            let e = make_exception(|| decode_strict(encoding, b, start, end, reason));
            let r = object::call::call(f, &[e])?;
            let (v, pos) = handler_result(r, "decoding", b.len())?;
            match v.cast::<Str>() {
                Some(t) => out.push_wtf8(t.as_wtf8()),
                None => return object::type_error("decoding error handler must return (str, int) tuple"),
            }
            Ok(pos)
        }
        _ => decode_strict(encoding, b, start, end, reason),
    }
}

fn read_surrogate(b: &[u8], form: (usize, bool)) -> Option<(u32, usize)> {
    let (c, n) = match form {
        (1, _) => match b {
            [a, x, y, ..] if a & 0xF0 == 0xE0 && x & 0xC0 == 0x80 && y & 0xC0 == 0x80 => {
                (u32::from(a & 15) << 12 | u32::from(x & 63) << 6 | u32::from(y & 63), 3)
            }
            _ => return None,
        },
        (2, little) => {
            let u: [u8; 2] = b.get(..2)?.try_into().ok()?;
            (u32::from(if little { u16::from_le_bytes(u) } else { u16::from_be_bytes(u) }), 2)
        }
        (_, little) => {
            let u: [u8; 4] = b.get(..4)?.try_into().ok()?;
            (if little { u32::from_le_bytes(u) } else { u32::from_be_bytes(u) }, 4)
        }
    };
    (0xD800..=0xDFFF).contains(&c).then_some((c, n))
}

/// The parts of a Unicode error object that handlers read.
struct Parts {
    encoding: String,
    start: usize,
    end: usize,
    reason: String,
}

fn parts(e: Gc<UnicodeExc>, len: usize) -> Parts {
    let number = |v: Option<Value>| v.and_then(number::as_i64).unwrap_or(0);
    let text = |v: Option<Value>| v.and_then(|v| v.cast::<Str>()).map(|s| s.to_string()).unwrap_or_default();
    let start = (number(e.start).max(0) as usize).min(len.saturating_sub(1));
    let end = (number(e.end).max(start as i64 + 1) as usize).min(len).max(start);
    Parts { encoding: text(e.encoding), start, end, reason: text(e.reason) }
}

fn wrong<T>(e: Value) -> Result<T> {
    object::raise_type!("don't know how to handle {} in error callback", type_name(e))
}
fn is(e: Value, class: &'static object::ClassCell) -> bool {
    object::class_of(e).is_subclass_of(class.get())
}
fn pair(v: Value, pos: usize) -> Value {
    object::seq::tuple(&[v, number::int(pos as i64)])
}
fn re_raise<T>(e: Value) -> Result<T> {
    match e.cast::<object::error::BaseException>() {
        Some(b) => Err(object::error::set_pending(b)),
        None => object::type_error("codec must pass exception instance"),
    }
}

/// Runs a built-in handler on an exception object, as `codecs.lookup_error(name)(exc)` does.
fn handle(h: Handler, e: Value, decodes: bool) -> Result<Value> {
    if is(e, &exc::UNICODE_ENCODE_ERROR) || is(e, &exc::UNICODE_TRANSLATE_ERROR) {
        // SAFETY: both classes have this layout.
        let u: Gc<UnicodeExc> = unsafe { e.cast_unchecked() };
        let Some(s) = u.object.and_then(|o| o.cast::<Str>()) else {
            return object::type_error("object attribute must be str");
        };
        let p = parts(u, s.char_len());
        if is(e, &exc::UNICODE_TRANSLATE_ERROR) {
            return match h {
                Handler::Ignore => Ok(pair(Str::empty().value(), p.end)),
                Handler::Replace => Ok(pair(Str::new(&"\u{FFFD}".repeat(p.end - p.start)).value(), p.end)),
                Handler::BackslashReplace => {
                    let t = encode_text(&h, s, p.start, p.end).unwrap_or_default();
                    Ok(pair(Str::new(&t).value(), p.end))
                }
                _ => wrong(e),
            };
        }
        let is_surrogate_handler = matches!(h, Handler::SurrogateEscape | Handler::SurrogatePass);
        let (r, pos) = match encode_error(&h, &p.encoding, s, p.start, p.end, &p.reason) {
            Ok(r) => r,
            Err(_) if is_surrogate_handler => {
                let _ = object::error::take_pending();
                return re_raise(e);
            }
            Err(x) => return Err(x),
        };
        let v = match r {
            Replacement::Text(t) => t.value(),
            Replacement::Bytes(b) => Bytes::new(&b).value(),
        };
        return Ok(pair(v, pos));
    }
    if decodes && is(e, &exc::UNICODE_DECODE_ERROR) {
        // SAFETY: the class has this layout.
        let u: Gc<UnicodeExc> = unsafe { e.cast_unchecked() };
        let Some(b) = u.object.and_then(|o| o.cast::<Bytes>()) else {
            return object::type_error("object attribute must be bytes");
        };
        let p = parts(u, b.as_slice().len());
        let mut out = Wtf8Buf::new();
        return match decode_error(&h, &p.encoding, b.as_slice(), p.start, p.end, &p.reason, &mut out) {
            Ok(pos) => Ok(pair(Str::from_buf(out).value(), pos)),
            Err(_) => {
                let _ = object::error::take_pending();
                re_raise(e)
            }
        };
    }
    wrong(e)
}

fn strict(exception: Value) -> Result<Value> {
    re_raise(exception)
}
fn ignore(exception: Value) -> Result<Value> {
    handle(Handler::Ignore, exception, true)
}
fn replace(exception: Value) -> Result<Value> {
    handle(Handler::Replace, exception, true)
}
fn xmlcharrefreplace(exception: Value) -> Result<Value> {
    handle(Handler::XmlCharRefReplace, exception, false)
}
fn backslashreplace(exception: Value) -> Result<Value> {
    handle(Handler::BackslashReplace, exception, true)
}
fn namereplace(exception: Value) -> Result<Value> {
    handle(Handler::NameReplace, exception, false)
}
fn surrogateescape(exception: Value) -> Result<Value> {
    handle(Handler::SurrogateEscape, exception, true)
}
fn surrogatepass(exception: Value) -> Result<Value> {
    handle(Handler::SurrogatePass, exception, true)
}

static ROWS: &[Row] = &[
    Row::function("strict_errors(exception, /)", native(strict)).doc("Implements the 'strict' error handling, which raises a UnicodeError on coding errors."),
    Row::function("ignore_errors(exception, /)", native(ignore))
        .doc("Implements the 'ignore' error handling, which ignores malformed data and continues."),
    Row::function("replace_errors(exception, /)", native(replace))
        .doc("Implements the 'replace' error handling, which replaces malformed data with a replacement marker."),
    Row::function("xmlcharrefreplace_errors(exception, /)", native(xmlcharrefreplace)).doc(
        "Implements the 'xmlcharrefreplace' error handling, which replaces an unencodable character with the appropriate XML character reference.",
    ),
    Row::function("backslashreplace_errors(exception, /)", native(backslashreplace))
        .doc("Implements the 'backslashreplace' error handling, which replaces malformed data with a backslashed escape sequence."),
    Row::function("namereplace_errors(exception, /)", native(namereplace)).doc(
        "Implements the 'namereplace' error handling, which replaces an unencodable character with a \\N{...} escape sequence.",
    ),
    Row::function("surrogateescape(exception, /)", native(surrogateescape)),
    Row::function("surrogatepass(exception, /)", native(surrogatepass)),
];

/// Registers the built-in handlers.
pub fn init() {
    let names = [
        "strict",
        "ignore",
        "replace",
        "xmlcharrefreplace",
        "backslashreplace",
        "namereplace",
        "surrogateescape",
        "surrogatepass",
    ];
    for (name, row) in names.iter().zip(ROWS) {
        let f = object::function::module_function(row, object::none(), object::none());
        if crate::codec::register_error(object::intern(name), f.value()).is_err() {
            panic!("a built-in error handler is callable");
        }
    }
}
