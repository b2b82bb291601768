//! UTF-7 (RFC 2152). Set O and white space are written directly unless the flags say otherwise, as CPython's
//! `utf_7_encode` does.

use object::{Gc, Result, Str};
use rustpython_wtf8::{CodePoint, Wtf8Buf};

use crate::codec_errors::{Handler, decode_error};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn value(b: u8) -> Option<u32> {
    ALPHABET.iter().position(|c| *c == b).map(|i| i as u32)
}

/// Is the character written as itself? Set D, set O and white space, but neither `+`, `\` nor `~`.
fn direct(c: u32) -> bool {
    matches!(c, 9 | 10 | 13 | 0x20..=0x7D) && c != u32::from(b'+') && c != u32::from(b'\\')
}

/// UTF-7.
#[must_use]
pub fn encode_utf7(s: Gc<Str>) -> Vec<u8> {
    let mut out = Vec::with_capacity(s.byte_len());
    let (mut shifted, mut bits, mut n) = (false, 0u32, 0u32);
    let flush = |out: &mut Vec<u8>, bits: &mut u32, n: &mut u32| {
        while *n >= 6 {
            out.push(ALPHABET[(*bits >> (*n - 6) & 63) as usize]);
            *n -= 6;
        }
    };
    for c in s.code_points() {
        if shifted && direct(c) {
            if n > 0 {
                out.push(ALPHABET[(bits << (6 - n) & 63) as usize]);
                (bits, n) = (0, 0);
            }
            shifted = false;
            // A dash ends the run where the next character would look like part of it.
            if value(c as u8).is_some() || c == u32::from(b'-') {
                out.push(b'-');
            }
        }
        if !shifted {
            if direct(c) {
                out.push(c as u8);
                continue;
            }
            out.push(b'+');
            if c == u32::from(b'+') {
                out.push(b'-');
                continue;
            }
            shifted = true;
        }
        let mut put = |u: u32| {
            bits = bits << 16 | u;
            n += 16;
            flush(&mut out, &mut bits, &mut n);
        };
        if c >= 0x1_0000 {
            put(0xD800 + ((c - 0x1_0000) >> 10));
            put(0xDC00 + (c & 0x3FF));
        } else {
            put(c);
        }
    }
    if n > 0 {
        out.push(ALPHABET[(bits << (6 - n) & 63) as usize]);
    }
    if shifted {
        out.push(b'-');
    }
    out
}

/// The decoder's state within a shifted run.
#[derive(Default)]
struct Run {
    active: bool,
    start: usize,
    /// Where to go back to when input ends within the run: text and input position.
    out_len: usize,
    bits: u32,
    n: u32,
    surrogate: Option<u32>,
}

/// UTF-7; also says how many bytes were consumed.
///
/// # Errors
/// What the handler raises.
pub fn decode_utf7(b: &[u8], h: &Handler, fin: bool) -> Result<(Wtf8Buf, usize)> {
    let mut out = Wtf8Buf::with_capacity(b.len());
    let mut run = Run::default();
    let mut at = 0;
    while at < b.len() {
        let c = b[at];
        if !run.active {
            if c == b'+' {
                if b.get(at + 1) == Some(&b'-') {
                    out.push_char('+');
                    at += 2;
                } else if b.get(at + 1).is_some_and(|c| value(*c).is_none()) {
                    at = decode_error(h, "utf7", b, at, at + 2, "ill-formed sequence", &mut out)?;
                } else {
                    run = Run { active: true, start: at, out_len: out.len(), ..Run::default() };
                    at += 1;
                }
            } else if c < 0x80 {
                out.push_char(char::from(c));
                at += 1;
            } else {
                at = decode_error(h, "utf7", b, at, at + 1, "unexpected special character", &mut out)?;
            }
            continue;
        }
        if let Some(v) = value(c) {
            run.bits = run.bits << 6 | v;
            run.n += 6;
            at += 1;
            if run.n >= 16 {
                let unit = run.bits >> (run.n - 16) & 0xFFFF;
                run.n -= 16;
                run.bits &= (1 << run.n) - 1;
                push_unit(unit, &mut run, &mut out);
            }
            continue;
        }
        // The run ends here; what is left over of its bits must be padding.
        let (left, bits) = (run.n, run.bits);
        if let Some(s) = run.surrogate.take() {
            out.extend(CodePoint::from_u32(s));
        }
        run.active = false;
        if left >= 6 {
            at = decode_error(h, "utf7", b, run.start, at + 1, "partial character in base64 sequence", &mut out)?;
            continue;
        }
        if left > 0 && bits != 0 {
            at = decode_error(h, "utf7", b, run.start, at + 1, "non-zero padding bits in base64 sequence", &mut out)?;
            continue;
        }
        if c == b'-' {
            at += 1;
        } else if c >= 0x80 {
            at = decode_error(h, "utf7", b, at, at + 1, "unexpected special character", &mut out)?;
        }
    }
    if run.active && !fin {
        out.truncate(run.out_len);
        return Ok((out, run.start));
    }
    if run.active && (run.surrogate.is_some() || run.n >= 6 || (run.n > 0 && run.bits != 0) || run.start + 1 == b.len())
    {
        let _ = decode_error(h, "utf7", b, run.start, b.len(), "unterminated shift sequence", &mut out)?;
    }
    Ok((out, b.len()))
}

fn push_unit(unit: u32, run: &mut Run, out: &mut Wtf8Buf) {
    if let Some(high) = run.surrogate.take() {
        if (0xDC00..0xE000).contains(&unit) {
            out.extend(CodePoint::from_u32(0x1_0000 + ((high & 0x3FF) << 10 | unit & 0x3FF)));
            return;
        }
        out.extend(CodePoint::from_u32(high));
    }
    if (0xD800..0xDC00).contains(&unit) {
        run.surrogate = Some(unit);
    } else {
        out.extend(CodePoint::from_u32(unit));
    }
}
