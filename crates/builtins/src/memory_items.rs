//! Items of memoryviews: packing and unpacking of native single-character `struct` formats.

use object::gc::ValueExt;
use object::number;
use object::{Bytes, Result, Value, bool_value};

/// The format character of a native single-item format; empty for others.
#[must_use]
pub fn single_code(format: &str) -> Option<char> {
    let f = format.strip_prefix('@').unwrap_or(format);
    let mut it = f.chars();
    let c = it.next().filter(|c| "cbBhHiIlLqQnNefd?P".contains(*c))?;
    it.next().is_none().then_some(c)
}

/// The size of an item.
#[must_use]
pub fn item_size(code: char) -> usize {
    match code {
        'c' | 'b' | 'B' | '?' => 1,
        'h' | 'H' | 'e' => 2,
        'i' | 'I' | 'f' => 4,
        _ => 8,
    }
}

fn half_to_f64(bits: u16) -> f64 {
    let sign = if bits & 0x8000 != 0 { -1.0 } else { 1.0 };
    let (e, m) = (i32::from(bits >> 10 & 31), f64::from(bits & 0x3FF));
    sign * match e {
        0 => m * 2f64.powi(-24),
        31 if m == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + m / 1024.0) * 2f64.powi(e - 15),
    }
}

/// The value of an item.
///
/// # Errors
/// None for supported formats.
pub fn unpack(code: char, b: &[u8]) -> Result<Value> {
    macro_rules! read {
        ($t:ty) => {{
            let mut a = [0u8; size_of::<$t>()];
            a.copy_from_slice(&b[..size_of::<$t>()]);
            <$t>::from_ne_bytes(a)
        }};
    }
    Ok(match code {
        'c' => Bytes::new(&b[..1]).value(),
        'b' => number::int(i64::from(b[0] as i8)),
        'B' => number::int(i64::from(b[0])),
        '?' => bool_value(b[0] != 0),
        'h' => number::int(i64::from(read!(i16))),
        'H' => number::int(i64::from(read!(u16))),
        'i' => number::int(i64::from(read!(i32))),
        'I' => number::int(i64::from(read!(u32))),
        'l' | 'q' | 'n' => number::int(read!(i64)),
        'L' | 'Q' | 'N' | 'P' => number::uint(read!(u64)),
        'e' => number::float(half_to_f64(read!(u16))),
        'f' => number::float(f64::from(read!(f32))),
        _ => number::float(read!(f64)),
    })
}

fn wrong_type<T>(code: char) -> Result<T> {
    object::raise_type!("memoryview: invalid type for format '{code}'")
}
fn wrong_value<T>(code: char) -> Result<T> {
    object::raise_value!("memoryview: invalid value for format '{code}'")
}

fn f64_to_half(f: f64) -> Option<u16> {
    let sign = if f.is_sign_negative() { 0x8000 } else { 0 };
    let a = f.abs();
    if a.is_nan() {
        return Some(sign | 0x7E00);
    }
    if a.is_infinite() {
        return Some(sign | 0x7C00);
    }
    // Half precision has steps of 2**(e-10), and of 2**-24 below 2**-14; rounding is to even.
    let e = if a < 2f64.powi(-14) { -14 } else { a.log2().floor() as i32 };
    let steps = (a / 2f64.powi(e - 10)).round_ties_even() as u32;
    let (mut e, mut m) = (e, steps);
    if m >= 2048 {
        (e, m) = (e + 1, 1024);
    }
    if e > 15 {
        return None;
    }
    let exponent = if m < 1024 { 0 } else { (e + 15) as u16 };
    Some(sign | exponent << 10 | (m & 0x3FF) as u16)
}

/// The bytes of a value as an item.
///
/// # Errors
/// `TypeError`, `ValueError`.
pub fn pack(code: char, size: usize, v: Value) -> Result<[u8; 8]> {
    let mut out = [0u8; 8];
    match code {
        'c' => match v.cast::<Bytes>().map(|b| b.as_slice()) {
            Some([b]) => out[0] = *b,
            Some(_) => return wrong_value(code),
            None => return wrong_type(code),
        },
        '?' => out[0] = u8::from(object::ops::truth(v)?),
        'e' | 'f' | 'd' => {
            let Some(f) = object::error::catch(object::ops::to_f64(v), &object::error::exc::TYPE_ERROR)? else {
                return wrong_type(code);
            };
            match code {
                'e' => match f64_to_half(f) {
                    Some(h) => out[..2].copy_from_slice(&h.to_ne_bytes()),
                    None => return wrong_value(code),
                },
                'f' => out[..4].copy_from_slice(&(f as f32).to_ne_bytes()),
                _ => out = f.to_ne_bytes(),
            }
        }
        _ => {
            let Some(i) = object::error::catch(object::ops::index(v), &object::error::exc::TYPE_ERROR)? else {
                return wrong_type(code);
            };
            let big = number::int_ref(i).map_or_else(|| object::BigInt::from(0), |r| r.to_big());
            let wide: Option<i128> = num_traits::ToPrimitive::to_i128(&big);
            let bits = size as u32 * 8;
            let signed = code.is_ascii_lowercase();
            let (min, max) =
                if signed { (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1) } else { (0, (1i128 << bits) - 1) };
            match wide.filter(|w| (min..=max).contains(w)) {
                Some(w) => out = (w as u64).to_ne_bytes(),
                None => return wrong_value(code),
            }
        }
    }
    Ok(out)
}

/// Are the items of two blocks of memory equal, when a format is more than one native character? They are when
/// formats and bytes agree.
///
/// # Errors
/// None now.
pub fn same_items(fa: &str, sa: usize, a: &[u8], fb: &str, sb: usize, b: &[u8]) -> Result<bool> {
    Ok(fa == fb && sa == sb && a == b)
}
