//! Formats of `struct`: parsing, alignment, and the conversion of single fields.

use std::collections::HashMap;
use std::rc::Rc;

use heap::{GcVec, Value};
use num_traits::{Signed, ToPrimitive};
use object::gc::ValueExt;
use object::number::{self, Complex, IntRef};
use object::{BigInt, ByteArray, Bytes, Id, Result, class_of, ops};

use crate::structs::struct_error;

/// One field, or a run of equal fields.
pub struct Field {
    code: u8,
    /// How many values (for `s` and `p`: bytes).
    repeat: usize,
    offset: usize,
    /// Bytes of one value.
    size: usize,
}

/// A compiled format.
pub struct Format {
    pub text: Vec<u8>,
    pub fields: Vec<Field>,
    /// Bytes of the whole.
    pub size: usize,
    /// Number of Python values.
    pub count: usize,
    little: bool,
}

/// Formats kept by text; emptied when there are this many.
const CACHE_SIZE: usize = 100;

thread_local! {
    static CACHE: std::cell::RefCell<HashMap<Vec<u8>, Rc<Format>>> = std::cell::RefCell::new(HashMap::new());
}

/// Forgets all compiled formats.
pub fn clear_cache() {
    CACHE.with_borrow_mut(HashMap::clear);
}

/// Compiles a format, or finds it compiled.
///
/// # Errors
/// `struct.error`.
pub fn compile(text: &[u8]) -> Result<Rc<Format>> {
    if let Some(f) = CACHE.with_borrow(|c| c.get(text).cloned()) {
        return Ok(f);
    }
    if text.contains(&0) {
        return struct_error("embedded null character");
    }
    let f = Rc::new(parse(text)?);
    CACHE.with_borrow_mut(|c| {
        if c.len() >= CACHE_SIZE {
            c.clear();
        }
        c.insert(text.to_vec(), f.clone());
    });
    Ok(f)
}

/// Bytes of a value, native or standard; nothing for unknown codes.
fn size_of_code(code: u8, native: bool) -> Option<usize> {
    Some(match code {
        b'x' | b'b' | b'B' | b'c' | b's' | b'p' | b'?' => 1,
        b'h' | b'H' | b'e' => 2,
        b'i' | b'I' | b'f' => 4,
        b'l' | b'L' => {
            if native {
                8
            } else {
                4
            }
        }
        b'q' | b'Q' | b'd' | b'F' => 8,
        b'D' => 16,
        b'n' | b'N' | b'P' if native => 8,
        _ => return None,
    })
}

/// Alignment of a native value: complex numbers align as their parts do.
fn alignment(code: u8, size: usize) -> usize {
    match code {
        b'F' => 4,
        b'D' => 8,
        _ => size,
    }
}

fn parse(text: &[u8]) -> Result<Format> {
    if text.contains(&0) {
        return struct_error("embedded null character");
    }
    let (native, aligned, little, rest) = match text.first() {
        Some(b'<') => (false, false, true, &text[1..]),
        Some(b'>' | b'!') => (false, false, false, &text[1..]),
        Some(b'=') => (false, false, cfg!(target_endian = "little"), &text[1..]),
        Some(b'@') => (true, true, cfg!(target_endian = "little"), &text[1..]),
        _ => (true, true, cfg!(target_endian = "little"), text),
    };
    let too_long = || struct_error("total struct size too long");
    let mut f = Format { text: text.to_vec(), fields: Vec::new(), size: 0, count: 0, little };
    let mut i = 0;
    while i < rest.len() {
        if rest[i].is_ascii_whitespace() {
            i += 1;
            continue;
        }
        let mut repeat = 1usize;
        if rest[i].is_ascii_digit() {
            repeat = 0;
            while i < rest.len() && rest[i].is_ascii_digit() {
                let digit = usize::from(rest[i] - b'0');
                match repeat.checked_mul(10).and_then(|r| r.checked_add(digit)).filter(|r| *r <= isize::MAX as usize) {
                    Some(r) => repeat = r,
                    None => return too_long(),
                }
                i += 1;
            }
            if i == rest.len() {
                return struct_error("repeat count given without format specifier");
            }
        }
        let code = rest[i];
        i += 1;
        let Some(size) = size_of_code(code, native) else { return struct_error("bad char in struct format") };
        let offset = if aligned { f.size.next_multiple_of(alignment(code, size)) } else { f.size };
        match size.checked_mul(repeat).and_then(|n| n.checked_add(offset)).filter(|n| *n <= isize::MAX as usize) {
            Some(end) => f.size = end,
            None => return too_long(),
        }
        match code {
            b'x' => {}
            b's' | b'p' => {
                f.fields.push(Field { code, repeat, offset, size });
                f.count += 1;
            }
            _ if repeat > 0 => {
                f.fields.push(Field { code, repeat, offset, size });
                f.count += repeat;
            }
            _ => {}
        }
    }
    Ok(f)
}

impl Format {
    /// Writes as many values as the format has into `out`, which has the format's size and is zero.
    ///
    /// # Errors
    /// `struct.error` for values that do not fit.
    pub fn pack(&self, values: &[Value], out: &mut [u8]) -> Result<()> {
        let mut next = values.iter();
        for f in &self.fields {
            if matches!(f.code, b's' | b'p') {
                let v = *next.next().expect("the count was checked");
                pack_bytes(f, v, &mut out[f.offset..f.offset + f.repeat])?;
                continue;
            }
            for i in 0..f.repeat {
                let v = *next.next().expect("the count was checked");
                let at = f.offset + i * f.size;
                pack_one(f.code, f.size, v, self.little, &mut out[at..at + f.size])?;
            }
        }
        Ok(())
    }

    /// The values in `bytes`, which have the format's size.
    #[must_use]
    pub fn values(&self, bytes: &[u8]) -> GcVec<Value> {
        let mut out = GcVec::with_capacity(self.count);
        for f in &self.fields {
            if matches!(f.code, b's' | b'p') {
                let raw = &bytes[f.offset..f.offset + f.repeat];
                let shown = match (f.code, raw.split_first()) {
                    (b'p', Some((n, text))) => &text[..usize::from(*n).min(text.len())],
                    (b'p', None) => &[],
                    _ => raw,
                };
                out.push(Bytes::new(shown).value());
                continue;
            }
            for i in 0..f.repeat {
                let at = f.offset + i * f.size;
                out.push(unpack_one(f.code, &bytes[at..at + f.size], self.little));
            }
        }
        out
    }

    /// The values as a tuple.
    #[must_use]
    pub fn unpack(&self, bytes: &[u8]) -> Value {
        object::seq::tuple(&self.values(bytes))
    }
}

fn pack_bytes(f: &Field, v: Value, out: &mut [u8]) -> Result<()> {
    let copy = v.cast::<ByteArray>().map(|b| b.data.to_vec());
    let text = match (v.cast::<Bytes>(), &copy) {
        (Some(b), _) => b.as_slice(),
        (None, Some(b)) => b,
        (None, None) => return struct_error(&format!("argument for '{}' must be a bytes object", f.code as char)),
    };
    if f.code == b's' {
        let n = text.len().min(out.len());
        out[..n].copy_from_slice(&text[..n]);
    } else if let Some((length, room)) = out.split_first_mut() {
        let n = text.len().min(room.len());
        room[..n].copy_from_slice(&text[..n]);
        *length = n.min(255) as u8;
    }
    Ok(())
}

/// Stores the low bytes of a number in the wanted order.
fn store(bits: u64, little: bool, out: &mut [u8]) {
    let n = out.len();
    if little {
        out.copy_from_slice(&bits.to_le_bytes()[..n]);
    } else {
        out.copy_from_slice(&bits.to_be_bytes()[8 - n..]);
    }
}

fn load(bytes: &[u8], little: bool) -> u64 {
    let fold = |acc: u64, b: &u8| acc << 8 | u64::from(*b);
    if little { bytes.iter().rev().fold(0, fold) } else { bytes.iter().fold(0, fold) }
}

fn integer(v: Value) -> Result<BigInt> {
    let i = if number::is_int(v) {
        v
    } else if class_of(v).dunder(Id::__index__).is_some() {
        ops::index(v)?
    } else {
        return struct_error("required argument is not an integer");
    };
    Ok(number::int_ref(i).map_or_else(BigInt::default, |r| r.to_big()))
}

fn pack_int(code: u8, size: usize, v: Value, little: bool, out: &mut [u8]) -> Result<()> {
    let signed = matches!(code, b'b' | b'h' | b'i' | b'l' | b'q' | b'n');
    let bits = size * 8;
    let (low, high) =
        if signed { (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1) } else { (0, (1i128 << bits) - 1) };
    let n = match number::int_ref(v) {
        Some(IntRef::Small(i)) => Some(i128::from(i)),
        _ => integer(v)?.to_i128(),
    };
    match n.filter(|n| (low..=high).contains(n)) {
        Some(n) => {
            store(n as u64, little, out);
            Ok(())
        }
        None => struct_error(&format!("'{}' format requires {low} <= number <= {high}", code as char)),
    }
}

fn float_of(v: Value) -> Result<f64> {
    match object::error::catch(ops::to_f64(v), &object::error::exc::TYPE_ERROR)? {
        Some(f) => Ok(f),
        None => struct_error("required argument is not a float"),
    }
}

fn too_large<T>(code: u8) -> Result<T> {
    object::raise_exc!(OVERFLOW_ERROR, "float too large to pack with {} format", code as char)
}

fn pack_float(code: u8, x: f64, little: bool, out: &mut [u8]) -> Result<()> {
    let bits = match out.len() {
        2 => match half_from_f64(x) {
            Some(h) => u64::from(h),
            None => return too_large(code),
        },
        4 => {
            let f = x as f32;
            if f.is_infinite() && x.is_finite() {
                return too_large(code);
            }
            u64::from(f.to_bits())
        }
        _ => x.to_bits(),
    };
    store(bits, little, out);
    Ok(())
}

fn pack_one(code: u8, size: usize, v: Value, little: bool, out: &mut [u8]) -> Result<()> {
    match code {
        b'c' => match v.cast::<Bytes>().map(|b| b.as_slice()) {
            Some([b]) => {
                out[0] = *b;
                Ok(())
            }
            _ => struct_error("char format requires a bytes object of length 1"),
        },
        b'?' => {
            out[0] = u8::from(ops::truth(v)?);
            Ok(())
        }
        b'e' | b'f' | b'd' => pack_float(code, float_of(v)?, little, out),
        b'F' | b'D' => {
            let (re, im) = complex_of(v)?;
            let half = out.len() / 2;
            pack_float(code, re, little, &mut out[..half])?;
            pack_float(code, im, little, &mut out[half..])
        }
        b'P' => {
            let n = integer(v)?;
            let bits = if n.is_negative() { n.to_i64().map(|i| i as u64) } else { n.to_u64() };
            match bits {
                Some(b) => {
                    store(b, little, out);
                    Ok(())
                }
                None => struct_error("int too large to convert"),
            }
        }
        _ => pack_int(code, size, v, little, out),
    }
}

fn complex_of(v: Value) -> Result<(f64, f64)> {
    if let Some(z) = v.cast::<Complex>() {
        return Ok((z.re, z.im));
    }
    if let Some(r) = object::call::call_dunder(v, Id::__complex__, &[])?
        && let Some(z) = r.cast::<Complex>()
    {
        return Ok((z.re, z.im));
    }
    match object::error::catch(ops::to_f64(v), &object::error::exc::TYPE_ERROR)? {
        Some(f) => Ok((f, 0.0)),
        None => struct_error("required argument is not a complex"),
    }
}

fn unpack_float(bytes: &[u8], little: bool) -> f64 {
    let bits = load(bytes, little);
    match bytes.len() {
        2 => half_to_f64(bits as u16),
        4 => f64::from(f32::from_bits(bits as u32)),
        _ => f64::from_bits(bits),
    }
}

fn unpack_one(code: u8, bytes: &[u8], little: bool) -> Value {
    let bits = || load(bytes, little);
    match code {
        b'c' => Bytes::new(bytes).value(),
        b'?' => object::bool_value(bytes[0] != 0),
        b'e' | b'f' | b'd' => number::float(unpack_float(bytes, little)),
        b'F' | b'D' => {
            let (re, im) = bytes.split_at(bytes.len() / 2);
            number::complex(unpack_float(re, little), unpack_float(im, little))
        }
        b'b' | b'h' | b'i' | b'l' | b'q' | b'n' => {
            let shift = 64 - 8 * bytes.len() as u32;
            number::int(((bits() << shift) as i64) >> shift)
        }
        _ => number::uint(bits()),
    }
}

/// The half-precision float nearest to `x`, ties to even; nothing if it is too large.
#[must_use]
pub fn half_from_f64(x: f64) -> Option<u16> {
    let sign = ((x.to_bits() >> 48) & 0x8000) as u16;
    if x.is_nan() {
        // The payload's top bits stay; a quiet NaN stays quiet.
        let payload = ((x.to_bits() >> 42) & 0x3ff) as u16;
        return Some(sign | 0x7c00 | if payload == 0 { 1 } else { payload });
    }
    if x.is_infinite() {
        return Some(sign | 0x7c00);
    }
    let a = x.abs();
    if a < 2f64.powi(-14) {
        // Subnormal: a multiple of 2**-24. Rounding up to 1024 gives the smallest normal number, as it should.
        return Some(sign | (a * 2f64.powi(24)).round_ties_even() as u16);
    }
    let exponent = ((a.to_bits() >> 52) as i32) - 1023;
    let mantissa = (a / 2f64.powi(exponent) * 1024.0).round_ties_even() as u32;
    let (exponent, mantissa) = if mantissa == 2048 { (exponent + 1, 1024) } else { (exponent, mantissa) };
    if exponent > 15 {
        return None;
    }
    Some(sign | (((exponent + 15) as u16) << 10) | (mantissa - 1024) as u16)
}

/// The value of a half-precision float.
#[must_use]
pub fn half_to_f64(h: u16) -> f64 {
    let (exponent, mantissa) = (i32::from(h >> 10 & 31), f64::from(h & 1023));
    let magnitude = match exponent {
        31 if h & 1023 != 0 => {
            return f64::from_bits((u64::from(h & 0x8000) << 48) | 0x7ff0 << 48 | u64::from(h & 1023) << 42);
        }
        31 => f64::INFINITY,
        0 => mantissa * 2f64.powi(-24),
        e => (1.0 + mantissa / 1024.0) * 2f64.powi(e - 15),
    };
    if h & 0x8000 != 0 { -magnitude } else { magnitude }
}
