//! int, bool, float and complex: their layouts, and conversions between values and Rust numbers.
//!
//! An int that fits 63 bits is immediate; other ints and instances of subclasses are `Int` objects. Most floats are
//! immediate too (flonums); the rest, and subclass instances, are `Float` objects.

use heap::{Head, Value};
use num_traits::ToPrimitive;

use crate::class::Class;
use crate::gc::{Gc, Object, ValueExt};
use front::bigint::BigInt;

/// An int that is not immediate.
#[repr(C)]
pub struct Int {
    pub head: Head,
    pub big: BigInt,
}
crate::object_type!(leaf Int);

/// The layout of `True` and `False`.
#[repr(C)]
pub struct Bool {
    pub int: Int,
}
crate::object_type!(Bool: Int);

/// A float that is not immediate.
#[repr(C)]
pub struct Float {
    pub head: Head,
    pub value: f64,
}
crate::object_type!(leaf Float);

/// A complex number.
#[repr(C)]
pub struct Complex {
    pub head: Head,
    pub re: f64,
    pub im: f64,
}
crate::object_type!(leaf Complex);

/// `False`, then `True`.
static mut BOOLS: [Option<Value>; 2] = [None; 2];

/// `True` or `False`.
#[inline(always)]
#[must_use]
pub fn bool_value(b: bool) -> Value {
    // SAFETY: set at boot.
    unsafe { BOOLS[usize::from(b)].unwrap_unchecked() }
}

pub(crate) fn boot_bools() {
    // SAFETY: boot is single-threaded; statics live for ever.
    unsafe {
        heap::add_root((&raw const BOOLS).cast(), 2);
        for (i, place) in BOOLS.iter_mut().enumerate() {
            let int = Int { head: Head { map: std::ptr::null() }, big: BigInt::from(i) };
            *place = Some(Bool { int }.alloc().value());
        }
    }
}

/// An integer of either representation, borrowed.
pub enum IntRef<'a> {
    Small(i64),
    Big(&'a BigInt),
}

impl IntRef<'_> {
    /// The integer as an owned big one.
    #[must_use]
    pub fn to_big(&self) -> BigInt {
        match self {
            IntRef::Small(i) => BigInt::from(*i),
            IntRef::Big(b) => (*b).clone(),
        }
    }
}

/// The integer that an int (or bool, or subclass) value holds.
#[must_use]
pub fn int_ref(v: Value) -> Option<IntRef<'static>> {
    if v.is_small_int() {
        return Some(IntRef::Small(v.as_small_int()));
    }
    let i = v.cast::<Int>()?;
    // SAFETY: the object stays alive while the value is on the stack; see the crate's invariant 2.
    Some(IntRef::Big(unsafe { &(*i.as_ptr()).big }))
}

/// The value as `i64`, if it is an int in that range.
#[must_use]
pub fn as_i64(v: Value) -> Option<i64> {
    match int_ref(v)? {
        IntRef::Small(i) => Some(i),
        IntRef::Big(b) => b.to_i64(),
    }
}

/// An int value.
#[inline]
#[must_use]
pub fn int(i: i64) -> Value {
    Value::small_int(i).unwrap_or_else(|| boxed_int(BigInt::from(i)))
}

/// An int value from an unsigned number.
#[must_use]
pub fn uint(i: u64) -> Value {
    i64::try_from(i).map_or_else(|_| boxed_int(BigInt::from(i)), int)
}

/// An int value from a big integer; immediate if it fits.
#[must_use]
pub fn big(b: BigInt) -> Value {
    if let Some(v) = b.to_i64().and_then(Value::small_int) {
        return v;
    }
    boxed_int(b)
}

#[cold]
fn boxed_int(big: BigInt) -> Value {
    heap::external((big.bits() / 8) as isize);
    Int { head: Head { map: std::ptr::null() }, big }.alloc().value()
}

static mut MAX_STR_DIGITS: i64 = 4300;

/// `sys.get_int_max_str_digits()`; 0 means no limit.
#[must_use]
pub fn max_str_digits() -> i64 {
    // SAFETY: under the GIL.
    unsafe { MAX_STR_DIGITS }
}

/// `sys.set_int_max_str_digits(n)`; the caller has checked the range.
pub fn set_max_str_digits(n: i64) {
    // SAFETY: under the GIL.
    unsafe { MAX_STR_DIGITS = n };
}

/// The decimal text of an integer, within `sys.get_int_max_str_digits()`.
///
/// # Errors
/// `ValueError` beyond the limit.
pub fn int_to_text(b: &BigInt) -> crate::Result<String> {
    let limit = max_str_digits();
    let too_long = || {
        crate::raise_value!(
            "Exceeds the limit ({limit} digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit"
        )
    };
    // 3.32 bits make a digit: what is surely too long is not converted at all.
    if limit > 0 && b.bits() > (limit as u64 + 1) * 4 {
        return too_long();
    }
    // CPython's quick estimate, in its digits of 30 bits.
    let digits = b.bits().div_ceil(30) as i64;
    if limit > 0 && digits >= 10 * 640 / 90 + 2 && limit / 90 <= (digits - 11) / 10 {
        return too_long();
    }
    let s = b.to_string();
    if limit > 0 && s.len() - usize::from(s.starts_with('-')) > limit as usize {
        return too_long();
    }
    Ok(s)
}

/// An instance of `class`, a subclass of int (or int itself).
#[must_use]
pub fn int_in(class: Gc<Class>, b: BigInt) -> Value {
    if class == Int::class() {
        return big(b);
    }
    Int { head: Head { map: std::ptr::null() }, big: b }.alloc_in(class).value()
}

/// A float value.
#[inline]
#[must_use]
pub fn float(f: f64) -> Value {
    Value::flonum(f).unwrap_or_else(|| Float { head: Head { map: std::ptr::null() }, value: f }.alloc().value())
}

/// An instance of `class`, a subclass of float (or float itself).
#[must_use]
pub fn float_in(class: Gc<Class>, f: f64) -> Value {
    if class == Float::class() {
        return float(f);
    }
    Float { head: Head { map: std::ptr::null() }, value: f }.alloc_in(class).value()
}

/// The number that a float (or subclass) value holds.
#[inline]
#[must_use]
pub fn as_float(v: Value) -> Option<f64> {
    if v.is_flonum() {
        return Some(v.as_flonum());
    }
    v.cast::<Float>().map(|f| f.value)
}

/// A complex value.
#[must_use]
pub fn complex(re: f64, im: f64) -> Value {
    Complex { head: Head { map: std::ptr::null() }, re, im }.alloc().value()
}

/// Is the value `True` or `False`?
#[must_use]
pub fn as_bool(v: Value) -> Option<bool> {
    if v == bool_value(true) {
        Some(true)
    } else if v == bool_value(false) {
        Some(false)
    } else {
        None
    }
}

/// Is the value an int, a bool or an instance of a subclass?
#[inline]
#[must_use]
pub fn is_int(v: Value) -> bool {
    v.is_small_int() || v.is::<Int>()
}

/// Is the value a float or an instance of a subclass?
#[inline]
#[must_use]
pub fn is_float(v: Value) -> bool {
    v.is_flonum() || v.is::<Float>()
}

/// The nearest float, ties to even; nothing if that is beyond the largest one.
#[must_use]
pub fn big_to_f64(b: &BigInt) -> Option<f64> {
    let bits = b.bits();
    if bits <= 64 {
        return b.to_f64();
    }
    if bits > 1024 {
        return None;
    }
    let dropped = bits - 64;
    let magnitude = if b.sign() == front::bigint::Sign::Minus { -b.clone() } else { b.clone() };
    let top = (&magnitude >> dropped).to_u64()?;
    // Of the bits below, only whether there are any matters to rounding.
    let sticky = u64::from((BigInt::from(top) << dropped) != magnitude);
    let f = (top | sticky) as f64 * 2f64.powi(dropped as i32);
    let f = if b.sign() == front::bigint::Sign::Minus { -f } else { f };
    f.is_finite().then_some(f)
}

/// `a / b`, correctly rounded; nothing if it is beyond the largest float. `b` is not zero.
#[must_use]
pub fn true_quotient(a: &BigInt, b: &BigInt) -> Option<f64> {
    use front::bigint::Sign;
    if a.sign() == Sign::NoSign {
        return Some(if b.sign() == Sign::Minus { -0.0 } else { 0.0 });
    }
    let negative = (a.sign() == Sign::Minus) != (b.sign() == Sign::Minus);
    let abs = |v: &BigInt| if v.sign() == Sign::Minus { -v.clone() } else { v.clone() };
    let (a, b) = (abs(a), abs(b));
    // A quotient of 64 or 65 bits, to be multiplied by 2 ** -scale.
    let scale = 64 - (a.bits() as i64 - b.bits() as i64);
    let (a, b) = if scale >= 0 { (a << scale, b) } else { (a, b << -scale) };
    let q = &a / &b;
    let exact = &q * &b == a;
    let q = q.to_u128()?;
    let bits = i64::from(128 - q.leading_zeros());
    // The weight of the result's last bit: 53 bits, fewer for subnormal results.
    let last = (bits - scale - 53).max(-1074);
    let drop = last + scale;
    if drop > 127 {
        return Some(if negative { -0.0 } else { 0.0 });
    }
    let (kept, rest, half) = (q >> drop, q & ((1 << drop) - 1), 1 << (drop - 1));
    let up = rest > half || (rest == half && (!exact || kept & 1 == 1));
    let kept = kept as u64 + u64::from(up);
    if last > 971 {
        return None;
    }
    let weight = f64::from_bits(if last >= -1022 { ((last + 1023) as u64) << 52 } else { 1 << (last + 1074) });
    let f = kept as f64 * weight;
    f.is_finite().then_some(if negative { -f } else { f })
}
