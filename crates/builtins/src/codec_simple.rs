//! ASCII, Latin-1, charmap, and the escape codecs.

use object::error::exc;
use object::gc::ValueExt;
use object::number;
use object::{Bytes, Dict, Gc, Result, Str, Value, none};
use rustpython_wtf8::{CodePoint, Wtf8Buf};

use crate::codec_errors::{Handler, Replacement, decode_error, encode_error};
use crate::codec_utf::encode_with;

/// ASCII.
///
/// # Errors
/// What the handler raises.
pub fn encode_ascii(s: Gc<Str>, h: &Handler) -> Result<Vec<u8>> {
    encode_with(s, h, "ascii", "ordinal not in range(128)", |c| c < 128, |c, out| out.push(c as u8))
}

/// Latin-1.
///
/// # Errors
/// What the handler raises.
pub fn encode_latin1(s: Gc<Str>, h: &Handler) -> Result<Vec<u8>> {
    encode_with(s, h, "latin-1", "ordinal not in range(256)", |c| c < 256, |c, out| out.push(c as u8))
}

/// Latin-1.
#[must_use]
pub fn decode_latin1(b: &[u8]) -> Wtf8Buf {
    let mut out = Wtf8Buf::with_capacity(b.len());
    for c in b {
        out.push_char(char::from(*c));
    }
    out
}

/// ASCII.
///
/// # Errors
/// What the handler raises.
pub fn decode_ascii(b: &[u8], h: &Handler) -> Result<(Wtf8Buf, usize)> {
    let mut out = Wtf8Buf::with_capacity(b.len());
    let mut at = 0;
    while at < b.len() {
        let good = b[at..].iter().position(|c| *c >= 128).unwrap_or(b.len() - at);
        if let Ok(t) = std::str::from_utf8(&b[at..at + good]) {
            out.push_str(t);
        }
        at += good;
        if at < b.len() {
            at = decode_error(h, "ascii", b, at, at + 1, "ordinal not in range(128)", &mut out)?;
        }
    }
    Ok((out, b.len()))
}

/// Looks a key up in a charmap; empty when it is not there or `None`.
fn charmap_get(map: Value, key: Value) -> Result<Option<Value>> {
    let found = match map.cast_exact::<Dict>() {
        Some(d) => d.get(key)?,
        None => object::error::catch(object::ops::getitem(map, key), &exc::LOOKUP_ERROR)?,
    };
    Ok(found.filter(|v| *v != none()))
}

/// Decodes by a mapping from bytes to characters: a string of up to 256, or any mapping.
///
/// # Errors
/// What the handler raises.
pub fn decode_charmap(b: &[u8], h: &Handler, map: Value) -> Result<(Wtf8Buf, usize)> {
    let table: Option<Vec<CodePoint>> = map.cast::<Str>().map(|s| s.as_wtf8().code_points().collect());
    let mut out = Wtf8Buf::with_capacity(b.len());
    let mut at = 0;
    while at < b.len() {
        let c = b[at];
        let mapped = match &table {
            Some(t) => match t.get(usize::from(c)).filter(|c| c.to_u32() != 0xFFFE) {
                Some(c) => {
                    out.push(*c);
                    true
                }
                None => false,
            },
            None => decode_mapped(map, c, &mut out)?,
        };
        at = if mapped {
            at + 1
        } else {
            decode_error(h, "charmap", b, at, at + 1, "character maps to <undefined>", &mut out)?
        };
    }
    Ok((out, b.len()))
}

fn decode_mapped(map: Value, c: u8, out: &mut Wtf8Buf) -> Result<bool> {
    let Some(v) = charmap_get(map, number::int(i64::from(c)))? else { return Ok(false) };
    if let Some(s) = v.cast::<Str>() {
        if s.as_bytes() == "\u{FFFE}".as_bytes() {
            return Ok(false);
        }
        out.push_wtf8(s.as_wtf8());
        return Ok(true);
    }
    if !number::is_int(v) {
        return object::type_error("character mapping must return integer, None or str");
    }
    match number::as_i64(v) {
        Some(0xFFFE) => Ok(false),
        Some(i @ 0..0x11_0000) => {
            out.extend(CodePoint::from_u32(i as u32));
            Ok(true)
        }
        _ => object::type_error("character mapping must be in range(0x110000)"),
    }
}

/// The bytes of a character by a mapping; empty when it has none.
fn encode_mapped(map: Value, c: u32, out: &mut Vec<u8>) -> Result<bool> {
    let Some(v) = charmap_get(map, number::int(i64::from(c)))? else { return Ok(false) };
    if let Some(b) = v.cast::<Bytes>() {
        out.extend_from_slice(b.as_slice());
        return Ok(true);
    }
    if !number::is_int(v) {
        return object::raise_type!(
            "character mapping must return integer, bytes or None, not {}",
            object::repr::type_name(v)
        );
    }
    match number::as_i64(v).and_then(|i| u8::try_from(i).ok()) {
        Some(b) => {
            out.push(b);
            Ok(true)
        }
        None => object::type_error("character mapping must be in range(256)"),
    }
}

/// Encodes by a mapping from characters to bytes.
///
/// # Errors
/// What the handler raises.
pub fn encode_charmap(s: Gc<Str>, h: &Handler, map: Value) -> Result<Vec<u8>> {
    let mut out = Vec::with_capacity(s.char_len());
    let mut i = 0;
    let reason = "character maps to <undefined>";
    while i < s.char_len() {
        if encode_mapped(map, s.nth(i), &mut out)? {
            i += 1;
            continue;
        }
        let mut end = i + 1;
        let mut scratch = Vec::new();
        while end < s.char_len() && !encode_mapped(map, s.nth(end), &mut scratch)? {
            end += 1;
        }
        let (r, pos) = encode_error(h, "charmap", s, i, end, reason)?;
        match r {
            Replacement::Bytes(b) => out.extend_from_slice(&b),
            Replacement::Text(t) => {
                for c in t.code_points() {
                    if !encode_mapped(map, c, &mut out)? {
                        return object::error::unicode_error(
                            &exc::UNICODE_ENCODE_ERROR,
                            "charmap",
                            s.value(),
                            i,
                            end,
                            reason,
                        );
                    }
                }
            }
        }
        i = pos;
    }
    Ok(out)
}

/// `unicode_escape`.
#[must_use]
pub fn encode_unicode_escape(s: Gc<Str>) -> Vec<u8> {
    let mut out = Vec::with_capacity(s.byte_len());
    for c in s.code_points() {
        match c {
            0x5C => out.extend_from_slice(b"\\\\"),
            9 => out.extend_from_slice(b"\\t"),
            10 => out.extend_from_slice(b"\\n"),
            13 => out.extend_from_slice(b"\\r"),
            0x20..0x7F => out.push(c as u8),
            0..0x100 => out.extend_from_slice(format!("\\x{c:02x}").as_bytes()),
            0x100..0x1_0000 => out.extend_from_slice(format!("\\u{c:04x}").as_bytes()),
            _ => out.extend_from_slice(format!("\\U{c:08x}").as_bytes()),
        }
    }
    out
}

/// `raw_unicode_escape`.
#[must_use]
pub fn encode_raw_unicode_escape(s: Gc<Str>) -> Vec<u8> {
    let mut out = Vec::with_capacity(s.byte_len());
    for c in s.code_points() {
        match c {
            0..0x100 => out.push(c as u8),
            0x100..0x1_0000 => out.extend_from_slice(format!("\\u{c:04x}").as_bytes()),
            _ => out.extend_from_slice(format!("\\U{c:08x}").as_bytes()),
        }
    }
    out
}

/// Reads up to `n` hexadecimal digits: the number and how many there were.
fn hex_digits(b: &[u8], n: usize) -> (u32, usize) {
    let mut v = 0u32;
    let mut k = 0;
    while k < n
        && let Some(d) = b.get(k).and_then(|c| char::from(*c).to_digit(16))
    {
        v = v << 4 | d;
        k += 1;
    }
    (v, k)
}

/// One escape that failed or was understood.
enum Escape {
    Char(u32, usize),
    Nothing(usize),
    Text(Wtf8Buf, usize),
    Bad(usize, &'static str),
    Unknown,
}

/// Reads the escape after the backslash at `b[0]`.
fn read_escape(b: &[u8]) -> Escape {
    let simple = |c: u8| Escape::Char(u32::from(c), 2);
    match b.get(1) {
        None => Escape::Bad(b.len(), "\\ at end of string"),
        Some(b'\n') => Escape::Nothing(2),
        Some(c @ (b'\\' | b'\'' | b'"')) => simple(*c),
        Some(b'b') => simple(8),
        Some(b'f') => simple(12),
        Some(b't') => simple(9),
        Some(b'n') => simple(10),
        Some(b'r') => simple(13),
        Some(b'v') => simple(11),
        Some(b'a') => simple(7),
        Some(b'0'..=b'7') => {
            let n = b[1..].iter().take(3).take_while(|c| (b'0'..=b'7').contains(*c)).count();
            Escape::Char(b[1..=n].iter().fold(0, |v, c| v * 8 + u32::from(c - b'0')), 1 + n)
        }
        Some(c @ (b'x' | b'u' | b'U')) => {
            let (want, reason) = match c {
                b'x' => (2, "truncated \\xXX escape"),
                b'u' => (4, "truncated \\uXXXX escape"),
                _ => (8, "truncated \\UXXXXXXXX escape"),
            };
            let (v, n) = hex_digits(&b[2..], want);
            if n < want {
                return Escape::Bad(2 + n, reason);
            }
            if v > 0x10_FFFF { Escape::Bad(2 + n, "illegal Unicode character") } else { Escape::Char(v, 2 + n) }
        }
        Some(b'N') => read_name(b),
        Some(_) => Escape::Unknown,
    }
}

fn read_name(b: &[u8]) -> Escape {
    let malformed = "malformed \\N character escape";
    if b.get(2) != Some(&b'{') {
        return Escape::Bad(2.min(b.len()), malformed);
    }
    let Some(close) = memchr::memchr(b'}', &b[3..]) else { return Escape::Bad(b.len(), malformed) };
    if close == 0 {
        return Escape::Bad(3, malformed);
    }
    let end = 3 + close + 1;
    let found = std::str::from_utf8(&b[3..3 + close]).ok().and_then(rustpython_unicode::data::lookup_character);
    match found {
        Some(c) => {
            let mut t = Wtf8Buf::new();
            t.push_char(c);
            Escape::Text(t, end)
        }
        None => Escape::Bad(end, "unknown Unicode character name"),
    }
}

/// `unicode_escape`; the third result is the first invalid escape's position, for a warning.
///
/// # Errors
/// What the handler raises.
pub fn decode_unicode_escape(b: &[u8], h: &Handler, fin: bool) -> Result<(Wtf8Buf, usize, Option<usize>)> {
    let mut out = Wtf8Buf::with_capacity(b.len());
    let (mut at, mut invalid) = (0, None);
    while at < b.len() {
        if b[at] != b'\\' {
            out.push_char(char::from(b[at]));
            at += 1;
            continue;
        }
        match read_escape(&b[at..]) {
            Escape::Char(c, n) => {
                let octal_too_big = b[at + 1].is_ascii_digit() && c > 0xFF;
                if octal_too_big && invalid.is_none() {
                    invalid = Some(at + 1);
                }
                out.extend(CodePoint::from_u32(c));
                at += n;
            }
            Escape::Nothing(n) => at += n,
            Escape::Text(t, n) => {
                out.push_wtf8(&t);
                at += n;
            }
            Escape::Bad(n, _) if !fin && at + n >= b.len() && !b[at..].contains(&b'}') => {
                return Ok((out, at, invalid));
            }
            Escape::Bad(n, reason) => at = decode_error(h, "unicodeescape", b, at, at + n, reason, &mut out)?,
            Escape::Unknown => {
                if invalid.is_none() {
                    invalid = Some(at + 1);
                }
                out.push_char('\\');
                out.push_char(char::from(b[at + 1]));
                at += 2;
            }
        }
    }
    Ok((out, at, invalid))
}

/// `raw_unicode_escape`.
///
/// # Errors
/// What the handler raises.
pub fn decode_raw_unicode_escape(b: &[u8], h: &Handler, fin: bool) -> Result<(Wtf8Buf, usize)> {
    let mut out = Wtf8Buf::with_capacity(b.len());
    let mut at = 0;
    while at < b.len() {
        let want = match b.get(at + 1) {
            Some(b'u') if b[at] == b'\\' => 4,
            Some(b'U') if b[at] == b'\\' => 8,
            None if b[at] == b'\\' && !fin => return Ok((out, at)),
            Some(_) if b[at] == b'\\' => {
                // A backslash before anything else stands for itself, and guards the next character.
                out.push_char('\\');
                out.push_char(char::from(b[at + 1]));
                at += 2;
                continue;
            }
            _ => {
                out.push_char(char::from(b[at]));
                at += 1;
                continue;
            }
        };
        let (v, n) = hex_digits(&b[at + 2..], want);
        if n < want && !fin && at + 2 + n >= b.len() {
            return Ok((out, at));
        }
        let reason = match () {
            () if n < want && want == 4 => "truncated \\uXXXX escape",
            () if n < want => "truncated \\UXXXXXXXX escape",
            () if v > 0x10_FFFF => "\\Uxxxxxxxx out of range",
            () => {
                out.extend(CodePoint::from_u32(v));
                at += 2 + n;
                continue;
            }
        };
        at = decode_error(h, "rawunicodeescape", b, at, at + 2 + n, reason, &mut out)?;
    }
    Ok((out, at))
}
