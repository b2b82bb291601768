//! UTF-8, UTF-16 and UTF-32. Decoders take `fin`: without it, an incomplete sequence at the end is left for later.

use object::{Gc, Result, Str};
use rustpython_wtf8::{CodePoint, Wtf8Buf};

use crate::codec_errors::{Handler, Replacement, decode_error, encode_error};

fn is_surrogate(c: u32) -> bool {
    (0xD800..0xE000).contains(&c)
}

/// Encodes with a function for one good character; `good` says which are. Runs of others go to the handler.
///
/// # Errors
/// What the handler raises.
pub fn encode_with(
    s: Gc<Str>,
    h: &Handler,
    encoding: &str,
    reason: &str,
    good: impl Fn(u32) -> bool,
    put: impl Fn(u32, &mut Vec<u8>),
) -> Result<Vec<u8>> {
    let mut out = Vec::with_capacity(s.byte_len());
    let mut it = s.code_points().enumerate().peekable();
    while let Some((i, c)) = it.next() {
        if good(c) {
            put(c, &mut out);
            continue;
        }
        let mut end = i + 1;
        while it.peek().is_some_and(|(_, c)| !good(*c)) {
            let _ = it.next();
            end += 1;
        }
        let pos = replace(s, h, encoding, reason, (i, end), &good, &put, &mut out)?;
        if pos != end {
            // A handler that moves elsewhere is rare: go on with what remains, by position.
            return encode_from(s, h, encoding, reason, pos, &good, &put, out);
        }
    }
    Ok(out)
}

#[allow(clippy::too_many_arguments)]
fn replace(
    s: Gc<Str>,
    h: &Handler,
    encoding: &str,
    reason: &str,
    (start, end): (usize, usize),
    good: &impl Fn(u32) -> bool,
    put: &impl Fn(u32, &mut Vec<u8>),
    out: &mut Vec<u8>,
) -> Result<usize> {
    let (r, pos) = encode_error(h, encoding, s, start, end, reason)?;
    match r {
        Replacement::Bytes(b) => out.extend_from_slice(&b),
        Replacement::Text(t) => {
            for c in t.code_points() {
                if !good(c) {
                    return object::error::unicode_error(
                        &object::error::exc::UNICODE_ENCODE_ERROR,
                        encoding,
                        s.value(),
                        start,
                        end,
                        reason,
                    );
                }
                put(c, out);
            }
        }
    }
    Ok(pos)
}

#[allow(clippy::too_many_arguments)]
fn encode_from(
    s: Gc<Str>,
    h: &Handler,
    encoding: &str,
    reason: &str,
    mut i: usize,
    good: &impl Fn(u32) -> bool,
    put: &impl Fn(u32, &mut Vec<u8>),
    mut out: Vec<u8>,
) -> Result<Vec<u8>> {
    while i < s.char_len() {
        let c = s.nth(i);
        if good(c) {
            put(c, &mut out);
            i += 1;
            continue;
        }
        let mut end = i + 1;
        while end < s.char_len() && !good(s.nth(end)) {
            end += 1;
        }
        i = replace(s, h, encoding, reason, (i, end), good, put, &mut out)?;
    }
    Ok(out)
}

/// Has WTF-8 text lone surrogates?
#[must_use]
pub fn has_surrogates(b: &[u8]) -> bool {
    memchr::memchr_iter(0xED, b).any(|i| b.get(i + 1).is_some_and(|c| *c >= 0xA0))
}

/// UTF-8.
///
/// # Errors
/// What the handler raises about surrogates.
pub fn encode_utf8(s: Gc<Str>, h: &Handler) -> Result<Vec<u8>> {
    if !has_surrogates(s.as_bytes()) {
        return Ok(s.as_bytes().to_vec());
    }
    encode_with(
        s,
        h,
        "utf-8",
        "surrogates not allowed",
        |c| !is_surrogate(c),
        |c, out| {
            let mut buf = [0; 4];
            if let Some(ch) = char::from_u32(c) {
                out.extend_from_slice(ch.encode_utf8(&mut buf).as_bytes());
            }
        },
    )
}

/// UTF-8; also says how many bytes were consumed.
///
/// # Errors
/// What the handler raises.
pub fn decode_utf8(b: &[u8], h: &Handler, fin: bool) -> Result<(Wtf8Buf, usize)> {
    let mut out = Wtf8Buf::with_capacity(b.len());
    let mut at = 0;
    loop {
        let e = match std::str::from_utf8(&b[at..]) {
            Ok(t) => {
                out.push_str(t);
                return Ok((out, b.len()));
            }
            Err(e) => e,
        };
        let start = at + e.valid_up_to();
        if let Ok(t) = std::str::from_utf8(&b[at..start]) {
            out.push_str(t);
        }
        let (end, reason) = match e.error_len() {
            None if !fin => return Ok((out, start)),
            None => (b.len(), "unexpected end of data"),
            Some(n) if n == 1 && !(0xC2..0xF5).contains(&b[start]) => (start + 1, "invalid start byte"),
            Some(n) => (start + n, "invalid continuation byte"),
        };
        // Surrogates that a stream has only begun may still be passed by `surrogatepass`.
        if !fin
            && matches!(h, Handler::SurrogatePass)
            && b[start] == 0xED
            && b.len() - start < 3
            && b.get(start + 1).is_none_or(|c| c & 0xE0 == 0xA0)
        {
            return Ok((out, start));
        }
        at = decode_error(h, "utf-8", b, start, end, reason, &mut out)?;
    }
}

const NATIVE_LITTLE: bool = cfg!(target_endian = "little");

/// UTF-16; without an order, native with a byte order mark.
///
/// # Errors
/// What the handler raises about surrogates.
pub fn encode_utf16(s: Gc<Str>, h: &Handler, little: Option<bool>) -> Result<Vec<u8>> {
    let le = little.unwrap_or(NATIVE_LITTLE);
    let name = match little {
        None if le => "utf-16-le",
        None => "utf-16-be",
        Some(true) => "utf-16-le",
        Some(false) => "utf-16-be",
    };
    let unit = |u: u16| if le { u.to_le_bytes() } else { u.to_be_bytes() };
    let body = encode_with(
        s,
        h,
        name,
        "surrogates not allowed",
        |c| !is_surrogate(c),
        |c, out| {
            let mut buf = [0; 2];
            if let Some(ch) = char::from_u32(c) {
                ch.encode_utf16(&mut buf).iter().for_each(|u| out.extend_from_slice(&unit(*u)));
            }
        },
    )?;
    Ok(if little.is_none() { [unit(0xFEFF).as_slice(), &body].concat() } else { body })
}

/// UTF-32; without an order, native with a byte order mark.
///
/// # Errors
/// What the handler raises about surrogates.
pub fn encode_utf32(s: Gc<Str>, h: &Handler, little: Option<bool>) -> Result<Vec<u8>> {
    let le = little.unwrap_or(NATIVE_LITTLE);
    let name = match little {
        None => "utf-32",
        Some(true) => "utf-32-le",
        Some(false) => "utf-32-be",
    };
    let unit = |u: u32| if le { u.to_le_bytes() } else { u.to_be_bytes() };
    let body = encode_with(
        s,
        h,
        name,
        "surrogates not allowed",
        |c| !is_surrogate(c),
        |c, out| out.extend_from_slice(&unit(c)),
    )?;
    Ok(if little.is_none() { [unit(0xFEFF).as_slice(), &body].concat() } else { body })
}

/// UTF-16; without an order, by the byte order mark. Also says how many bytes were consumed and which order was found.
///
/// # Errors
/// What the handler raises.
pub fn decode_utf16(b: &[u8], h: &Handler, order: Option<bool>, fin: bool) -> Result<(Wtf8Buf, usize, Option<bool>)> {
    let mut out = Wtf8Buf::with_capacity(b.len());
    let (mut at, mut found) = (0, order);
    if order.is_none() {
        match b {
            [0xFF, 0xFE, ..] => (at, found) = (2, Some(true)),
            [0xFE, 0xFF, ..] => (at, found) = (2, Some(false)),
            _ if b.len() >= 2 => found = Some(NATIVE_LITTLE),
            _ => {}
        }
    }
    let le = found.unwrap_or(NATIVE_LITTLE);
    let name = if le { "utf-16-le" } else { "utf-16-be" };
    let unit = |i: usize| {
        b.get(i..i + 2).map(|u| if le { u16::from_le_bytes([u[0], u[1]]) } else { u16::from_be_bytes([u[0], u[1]]) })
    };
    while at < b.len() {
        let (end, reason) = match unit(at) {
            None if !fin => break,
            None => (b.len(), "truncated data"),
            Some(u @ 0xD800..=0xDBFF) => match unit(at + 2) {
                Some(v @ 0xDC00..=0xDFFF) => {
                    let c = 0x1_0000 + (u32::from(u & 0x3FF) << 10 | u32::from(v & 0x3FF));
                    out.extend(CodePoint::from_u32(c));
                    at += 4;
                    continue;
                }
                Some(_) => (at + 2, "illegal UTF-16 surrogate"),
                None if !fin => break,
                None => (b.len(), "unexpected end of data"),
            },
            Some(0xDC00..=0xDFFF) => (at + 2, "illegal encoding"),
            Some(u) => {
                out.extend(CodePoint::from_u32(u32::from(u)));
                at += 2;
                continue;
            }
        };
        at = decode_error(h, name, b, at, end, reason, &mut out)?;
    }
    Ok((out, at, found))
}

/// UTF-32; as `decode_utf16`.
///
/// # Errors
/// What the handler raises.
pub fn decode_utf32(b: &[u8], h: &Handler, order: Option<bool>, fin: bool) -> Result<(Wtf8Buf, usize, Option<bool>)> {
    let mut out = Wtf8Buf::with_capacity(b.len() / 2);
    let (mut at, mut found) = (0, order);
    if order.is_none() {
        match b {
            [0xFF, 0xFE, 0, 0, ..] => (at, found) = (4, Some(true)),
            [0, 0, 0xFE, 0xFF, ..] => (at, found) = (4, Some(false)),
            _ if b.len() >= 4 => found = Some(NATIVE_LITTLE),
            _ => {}
        }
    }
    let le = found.unwrap_or(NATIVE_LITTLE);
    let name = if le { "utf-32-le" } else { "utf-32-be" };
    while at < b.len() {
        let unit = b.get(at..at + 4).map(|u| {
            let u = [u[0], u[1], u[2], u[3]];
            if le { u32::from_le_bytes(u) } else { u32::from_be_bytes(u) }
        });
        let (end, reason) = match unit {
            None if !fin => break,
            None => (b.len(), "truncated data"),
            Some(c) if is_surrogate(c) => (at + 4, "code point in surrogate code point range(0xd800, 0xe000)"),
            Some(c) => match CodePoint::from_u32(c) {
                Some(c) => {
                    out.push(c);
                    at += 4;
                    continue;
                }
                None => (at + 4, "code point not in range(0x110000)"),
            },
        };
        at = decode_error(h, name, b, at, end, reason, &mut out)?;
    }
    Ok((out, at, found))
}
