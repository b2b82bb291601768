//! The machine types that `array` knows: reading and writing one item.

use heap::Value;
use num_traits::{Signed, ToPrimitive};
use object::gc::ValueExt;
use object::number::{self, IntRef};
use object::{BigInt, Result, Str, ops, overflow_error, raise_type};

/// One type code.
pub struct ItemType {
    pub code: u8,
    /// Bytes of an item.
    pub size: usize,
    /// The format of its buffers.
    pub format: &'static str,
    /// Its machine format code in pickles, on a little-endian machine.
    pub machine: u8,
    pub load: fn(&[u8]) -> Value,
    pub store: fn(Value, &mut [u8]) -> Result<()>,
}

impl ItemType {
    /// Are the items characters?
    #[must_use]
    pub fn is_text(&self) -> bool {
        matches!(self.code, b'u' | b'w')
    }
}

macro_rules! of {
    ($t:ty, $b:expr) => {
        <$t>::from_ne_bytes($b.try_into().expect("an item has its type's size"))
    };
}

/// All types, in the order of `array.typecodes`.
pub static TYPES: &[ItemType] = &[
    ItemType {
        code: b'b',
        size: 1,
        format: "b",
        machine: 1,
        load: |b| number::int(i64::from(b[0] as i8)),
        store: |v, b| ranged(v, b, "signed char", i64::from(i8::MIN), i64::from(i8::MAX)),
    },
    ItemType {
        code: b'B',
        size: 1,
        format: "B",
        machine: 0,
        load: |b| number::int(i64::from(b[0])),
        store: |v, b| ranged(v, b, "unsigned byte integer", 0, 255),
    },
    ItemType { code: b'u', size: 4, format: "w", machine: 20, load: load_char, store: store_char },
    ItemType { code: b'w', size: 4, format: "w", machine: 20, load: load_char, store: store_char },
    ItemType {
        code: b'h',
        size: 2,
        format: "h",
        machine: 4,
        load: |b| number::int(i64::from(of!(i16, b))),
        store: |v, b| ranged(v, b, "signed short integer", -32768, 32767),
    },
    ItemType {
        code: b'H',
        size: 2,
        format: "H",
        machine: 2,
        load: |b| number::int(i64::from(of!(u16, b))),
        store: |v, b| ranged(v, b, "unsigned short", 0, 65535),
    },
    ItemType {
        code: b'i',
        size: 4,
        format: "i",
        machine: 8,
        load: |b| number::int(i64::from(of!(i32, b))),
        store: |v, b| ranged(v, b, "signed integer", i64::from(i32::MIN), i64::from(i32::MAX)),
    },
    ItemType {
        code: b'I',
        size: 4,
        format: "I",
        machine: 6,
        load: |b| number::int(i64::from(of!(u32, b))),
        store: store_unsigned_int,
    },
    ItemType {
        code: b'l',
        size: 8,
        format: "l",
        machine: 12,
        load: |b| number::int(of!(i64, b)),
        store: |v, b| store_long(v, b, "Python int too large to convert to C long"),
    },
    ItemType {
        code: b'L',
        size: 8,
        format: "L",
        machine: 10,
        load: |b| number::uint(of!(u64, b)),
        store: store_unsigned_long,
    },
    ItemType {
        code: b'q',
        size: 8,
        format: "q",
        machine: 12,
        load: |b| number::int(of!(i64, b)),
        store: |v, b| store_long(v, b, "int too big to convert"),
    },
    ItemType {
        code: b'Q',
        size: 8,
        format: "Q",
        machine: 10,
        load: |b| number::uint(of!(u64, b)),
        store: store_unsigned_long_long,
    },
    ItemType {
        code: b'f',
        size: 4,
        format: "f",
        machine: 14,
        load: |b| number::float(f64::from(of!(f32, b))),
        store: store_float,
    },
    ItemType {
        code: b'd',
        size: 8,
        format: "d",
        machine: 16,
        load: |b| number::float(of!(f64, b)),
        store: store_double,
    },
];

/// The type with this code.
#[must_use]
pub fn item_type(code: u32) -> Option<&'static ItemType> {
    TYPES.iter().find(|t| u32::from(t.code) == code)
}

/// An integer argument; big ones are clamped, as they fail every range.
fn integer(v: Value) -> Result<BigInt> {
    ops::to_bigint(v)
}

fn ranged(v: Value, out: &mut [u8], what: &str, low: i64, high: i64) -> Result<()> {
    let i = ops::index(v)?;
    let n = match number::int_ref(i) {
        Some(IntRef::Small(n)) => n,
        Some(IntRef::Big(b)) => match b.to_i64() {
            Some(n) => n,
            None => return overflow_error("Python int too large to convert to C long"),
        },
        None => 0,
    };
    if n < low {
        return object::raise_exc!(OVERFLOW_ERROR, "{what} is less than minimum");
    }
    if n > high {
        return object::raise_exc!(OVERFLOW_ERROR, "{what} is greater than maximum");
    }
    let size = out.len();
    out.copy_from_slice(&n.to_le_bytes()[..size]);
    Ok(())
}

fn store_unsigned_int(v: Value, out: &mut [u8]) -> Result<()> {
    let n = integer(v)?;
    if n.is_negative() {
        return overflow_error("can't convert negative value to unsigned int");
    }
    match (n.to_u64(), n.to_u32()) {
        (_, Some(n)) => {
            out.copy_from_slice(&n.to_ne_bytes());
            Ok(())
        }
        (Some(_), None) => overflow_error("unsigned int is greater than maximum"),
        (None, None) => overflow_error("Python int too large to convert to C unsigned long"),
    }
}

fn store_long(v: Value, out: &mut [u8], message: &str) -> Result<()> {
    match integer(v)?.to_i64() {
        Some(n) => {
            out.copy_from_slice(&n.to_ne_bytes());
            Ok(())
        }
        None => overflow_error(message),
    }
}

fn store_u64(v: Value, out: &mut [u8], negative: &str, large: &str) -> Result<()> {
    let n = integer(v)?;
    if n.is_negative() {
        return overflow_error(negative);
    }
    match n.to_u64() {
        Some(n) => {
            out.copy_from_slice(&n.to_ne_bytes());
            Ok(())
        }
        None => overflow_error(large),
    }
}

fn store_unsigned_long(v: Value, out: &mut [u8]) -> Result<()> {
    store_u64(
        v,
        out,
        "can't convert negative value to unsigned int",
        "Python int too large to convert to C unsigned long",
    )
}

fn store_unsigned_long_long(v: Value, out: &mut [u8]) -> Result<()> {
    store_u64(v, out, "can't convert negative int to unsigned", "int too big to convert")
}

fn store_float(v: Value, out: &mut [u8]) -> Result<()> {
    let f = ops::to_f64(v)? as f32;
    out.copy_from_slice(&f.to_ne_bytes());
    Ok(())
}

fn store_double(v: Value, out: &mut [u8]) -> Result<()> {
    let f = ops::to_f64(v)?;
    out.copy_from_slice(&f.to_ne_bytes());
    Ok(())
}

fn load_char(b: &[u8]) -> Value {
    // A number beyond Unicode can only come from raw bytes; it is shown as the replacement character.
    let c = of!(u32, b);
    Str::from_char(if c <= 0x10_FFFF { c } else { 0xFFFD }).value()
}

fn store_char(v: Value, out: &mut [u8]) -> Result<()> {
    let Some(s) = v.cast::<Str>() else {
        return raise_type!("array item must be a unicode character, not {}", object::repr::type_name(v));
    };
    if s.char_len() != 1 {
        return raise_type!("array item must be a string of length 1, not a string of length {}", s.char_len());
    }
    out.copy_from_slice(&s.nth(0).to_ne_bytes());
    Ok(())
}
