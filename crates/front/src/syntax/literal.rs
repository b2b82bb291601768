//! Values of literals: escape sequences of strings and bytes, and numbers.

use malachite_bigint::BigInt;
use rustpython_wtf8::{CodePoint, Wtf8Buf};

use crate::code::Const;

/// The value of a string's text, and the first escape sequence in it that means nothing: its offset in the text.
pub struct Decoded<T> {
    pub value: T,
    pub bad_escape: Option<usize>,
}

/// The message of a decoding error, as `(unicode error)` or `(value error)` is followed by it.
pub type DecodeError = String;

/// A string's text as CPython hands it to the `unicodeescape` codec: pure ASCII, which error positions count in.
struct Prepared {
    bytes: Vec<u8>,
    /// For each byte the offset in the original text.
    origin: Vec<usize>,
}

fn prepare(text: &str) -> Prepared {
    let mut prepared = Prepared { bytes: Vec::with_capacity(text.len()), origin: Vec::with_capacity(text.len()) };
    let mut put = |bytes: &[u8], at: usize| {
        prepared.bytes.extend_from_slice(bytes);
        prepared.origin.extend(std::iter::repeat_n(at, bytes.len()));
    };
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !c.is_ascii() {
            put(format!("\\U{:08x}", u32::from(c)).as_bytes(), at);
            continue;
        }
        put(&[c as u8], at);
        if c == '\\' {
            match chars.peek() {
                Some((_, next)) if next.is_ascii() => {
                    put(&[*next as u8], at + 1);
                    chars.next();
                }
                // A backslash before such a character, or at the end, stands for itself.
                _ => put(b"u005c", at + 1),
            }
        }
    }
    prepared
}

fn unicode_error(start: usize, end: usize, reason: &str) -> DecodeError {
    if end - start == 1 {
        format!("'unicodeescape' codec can't decode byte 0x5c in position {start}: {reason}")
    } else {
        format!("'unicodeescape' codec can't decode bytes in position {start}-{}: {reason}", end - 1)
    }
}

/// Replaces the escape sequences of a string that is not raw.
pub fn unescape(text: &str) -> Result<Decoded<Wtf8Buf>, DecodeError> {
    if !text.contains('\\') {
        return Ok(Decoded { value: Wtf8Buf::from(text), bad_escape: None });
    }
    let prepared = prepare(text);
    let bytes = &prepared.bytes;
    let mut value = Wtf8Buf::with_capacity(text.len());
    let mut bad_escape = None;
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let c = bytes[at];
        at += 1;
        if c != b'\\' {
            value.push_char(char::from(c));
            continue;
        }
        let Some(escape) = bytes.get(at).copied() else {
            return Err(unicode_error(start, at, "\\ at end of string"));
        };
        at += 1;
        if let Some(c) = simple_escape(escape) {
            value.push_char(char::from(c));
            continue;
        }
        match escape {
            b'\n' => {}
            b'0'..=b'7' => {
                let (code, end) = octal(bytes, at - 1);
                at = end;
                if code > 0o377 {
                    bad_escape.get_or_insert(prepared.origin[start + 1]);
                }
                value.push(CodePoint::from(code));
            }
            b'x' | b'u' | b'U' => {
                let (count, reason) = match escape {
                    b'x' => (2, "truncated \\xXX escape"),
                    b'u' => (4, "truncated \\uXXXX escape"),
                    _ => (8, "truncated \\UXXXXXXXX escape"),
                };
                let digits = bytes[at..].iter().take(count).take_while(|byte| byte.is_ascii_hexdigit()).count();
                at += digits;
                if digits < count {
                    return Err(unicode_error(start, at, reason));
                }
                let code = bytes[at - count..at]
                    .iter()
                    .fold(0u32, |code, byte| (code << 4) | char::from(*byte).to_digit(16).unwrap_or(0));
                match CodePoint::from_u32(code) {
                    Some(point) => value.push(point),
                    None => return Err(unicode_error(start, at, "illegal Unicode character")),
                }
            }
            b'N' => {
                let (end, name) = character_name(bytes, at);
                at = end;
                let name = name.ok_or_else(|| unicode_error(start, at, "malformed \\N character escape"))?;
                match rustpython_unicode::data::lookup_character(name) {
                    Some(c) => value.push_char(c),
                    None => return Err(unicode_error(start, at, "unknown Unicode character name")),
                }
            }
            _ => {
                bad_escape.get_or_insert(prepared.origin[start + 1]);
                value.push_char('\\');
                value.push_char(char::from(escape));
            }
        }
    }
    Ok(Decoded { value, bad_escape })
}

fn simple_escape(c: u8) -> Option<u8> {
    Some(match c {
        b'\\' | b'\'' | b'"' => c,
        b'b' => 0x08,
        b't' => b'\t',
        b'n' => b'\n',
        b'r' => b'\r',
        b'f' => 0x0c,
        b'v' => 0x0b,
        b'a' => 0x07,
        _ => return None,
    })
}

/// Up to three octal digits from `at`; their value and where they end.
fn octal(bytes: &[u8], at: usize) -> (u16, usize) {
    let digits = bytes[at..].iter().take(3).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
    let code = bytes[at..at + digits].iter().fold(0, |code, byte| code * 8 + u16::from(byte - b'0'));
    (code, at + digits)
}

/// The name in `\N{…}`, from after the `N`, and where the escape sequence ends.
fn character_name(bytes: &[u8], at: usize) -> (usize, Option<&str>) {
    if bytes.get(at) != Some(&b'{') {
        return (at, None);
    }
    let Some(len) = bytes[at + 1..].iter().position(|byte| *byte == b'}') else { return (bytes.len(), None) };
    if len == 0 {
        return (at + 1, None);
    }
    (at + len + 2, std::str::from_utf8(&bytes[at + 1..at + 1 + len]).ok())
}

/// Replaces the escape sequences of a bytes literal that is not raw.
pub fn unescape_bytes(text: &str) -> Result<Decoded<Vec<u8>>, DecodeError> {
    let bytes = text.as_bytes();
    let mut value = Vec::with_capacity(bytes.len());
    let mut bad_escape = None;
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        at += 1;
        if bytes[start] != b'\\' {
            value.push(bytes[start]);
            continue;
        }
        let Some(escape) = bytes.get(at).copied() else { return Err("Trailing \\ in string".to_owned()) };
        at += 1;
        if let Some(c) = simple_escape(escape) {
            value.push(c);
            continue;
        }
        match escape {
            b'\n' => {}
            b'0'..=b'7' => {
                let (code, end) = octal(bytes, at - 1);
                at = end;
                if code > 0o377 {
                    bad_escape.get_or_insert(start + 1);
                }
                value.push(code as u8);
            }
            b'x' => {
                let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
                let (Some(high), Some(low)) = (digit(at), digit(at + 1)) else {
                    return Err(format!("invalid \\x escape at position {start}"));
                };
                value.push((high * 16 + low) as u8);
                at += 2;
            }
            _ => {
                bad_escape.get_or_insert(start + 1);
                value.extend_from_slice(&[b'\\', escape]);
            }
        }
    }
    Ok(Decoded { value, bad_escape })
}

/// The warning for an escape sequence that means nothing, which begins (after its backslash) with `rest`.
pub fn escape_warning(rest: &str) -> String {
    let first = rest.chars().next().unwrap_or_default();
    let (shown, kind) = match first {
        '4'..='7' => (rest.chars().take(3).collect::<String>(), "octal escape sequence"),
        _ => (first.to_string(), "escape sequence"),
    };
    format!(
        "\"\\{shown}\" is an invalid {kind}. Such sequences will not work in the future. \
         Did you mean \"\\\\{shown}\"? A raw string is also an option."
    )
}

/// The value of a number, or the count of digits if there are more than `max_digits` in a decimal integer.
pub fn number(text: &str, max_digits: usize) -> Result<Const, usize> {
    let digits: String = text.chars().filter(|c| *c != '_').collect();
    let lower = digits.to_ascii_lowercase();
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(rest) = lower.strip_prefix(prefix) {
            return Ok(Const::Int(BigInt::parse_bytes(rest.as_bytes(), radix).unwrap_or_default()));
        }
    }
    if let Some(imaginary) = lower.strip_suffix('j') {
        return Ok(Const::Complex(0.0, float(imaginary)));
    }
    if lower.contains(['.', 'e']) {
        return Ok(Const::Float(float(&lower)));
    }
    if max_digits > 0 && lower.len() > max_digits {
        return Err(lower.len());
    }
    Ok(Const::Int(BigInt::parse_bytes(lower.as_bytes(), 10).unwrap_or_default()))
}

/// The tokenizer lets nothing through that is no float; `.5` and `5.` are.
fn float(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}
