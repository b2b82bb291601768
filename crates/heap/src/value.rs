//! The value word.
//!
//! | low bits | meaning |
//! |---|---|
//! | `1` | a 63-bit int |
//! | `10` | a float whose exponent is in the common range, rotated so that no information is lost |
//! | `00` | the address of a heap cell |
//!
//! A word of zero is no value at all, so `Option<Value>` is one word too.
//!
//! Floats: of a double's top four bits (sign, then the three highest of the exponent) the common range has `s011` or
//! `s100`, that is magnitudes from about 1e-77 to 1e77. Rotating left by three brings sign and two exponent bits to the
//! bottom; the two exponent bits are the complement of the third one's choice, so the tag may overwrite them. +0.0 takes
//! the code that the excluded double 0x3000_0000_0000_0000 would have had. Everything else (-0.0, nan, inf, huge, tiny)
//! is boxed by the object crate.

use std::fmt;
use std::marker::PhantomData;
use std::num::NonZeroUsize;

/// One machine word; see the module's table. Neither `Send` nor `Sync`: it belongs to whoever holds the GIL.
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Value(NonZeroUsize, PhantomData<*const ()>);

/// The low bits of a flonum.
const FLONUM_TAG: usize = 0b10;
/// The word that stands for +0.0.
const FLONUM_ZERO: usize = 0x8000_0000_0000_0002;
/// The one double in the common range whose rotation would collide with [`FLONUM_ZERO`].
const FLONUM_EXCLUDED: u64 = 0x3000_0000_0000_0000;

impl Value {
    /// The bit that marks a small int.
    pub const INT_TAG: usize = 1;
    /// The smallest small int.
    pub const MIN_SMALL: i64 = -(1 << 62);
    /// The largest small int.
    pub const MAX_SMALL: i64 = (1 << 62) - 1;

    #[inline(always)]
    const fn word(bits: usize) -> Value {
        debug_assert!(bits != 0);
        // SAFETY: every caller passes a word with a tag bit set or a non-null address.
        Value(unsafe { NonZeroUsize::new_unchecked(bits) }, PhantomData)
    }

    /// The value of `i`, or `None` when it needs more than 63 bits.
    #[inline(always)]
    pub const fn small_int(i: i64) -> Option<Value> {
        if (i << 1) >> 1 == i { Some(Value::small_int_unchecked(i)) } else { None }
    }

    /// The value of `i`, which the caller knows to fit (otherwise the top bit is lost).
    #[inline(always)]
    pub const fn small_int_unchecked(i: i64) -> Value {
        Value::word(((i as usize) << 1) | Value::INT_TAG)
    }

    #[inline(always)]
    pub const fn is_small_int(self) -> bool {
        self.bits() & Value::INT_TAG != 0
    }

    /// The int inside; meaningless unless [`Value::is_small_int`].
    #[inline(always)]
    pub const fn as_small_int(self) -> i64 {
        self.bits() as i64 >> 1
    }

    /// The value of `f`, or `None` when it has to be boxed.
    #[inline(always)]
    pub const fn flonum(f: f64) -> Option<Value> {
        let bits = f.to_bits();
        // 3 and 4 are the two patterns of the common range; subtracting 3 leaves 0 or 1.
        let high = ((bits >> 60) & 7).wrapping_sub(3);
        if high <= 1 && bits != FLONUM_EXCLUDED {
            Some(Value::word((bits.rotate_left(3) as usize & !3) | FLONUM_TAG))
        } else if bits == 0 {
            Some(Value::word(FLONUM_ZERO))
        } else {
            None
        }
    }

    #[inline(always)]
    pub const fn is_flonum(self) -> bool {
        self.bits() & 3 == FLONUM_TAG
    }

    /// The float inside; meaningless unless [`Value::is_flonum`].
    #[inline(always)]
    pub const fn as_flonum(self) -> f64 {
        let word = self.bits();
        if word == FLONUM_ZERO {
            return 0.0;
        }
        // The third exponent bit now on top decides the two that the tag replaced: 1 -> 01, 0 -> 10.
        let low = 2 - (word >> 63);
        f64::from_bits((((word & !3) | low) as u64).rotate_right(3))
    }

    #[inline(always)]
    pub const fn is_ptr(self) -> bool {
        self.bits() & 3 == 0
    }

    /// The value that refers to the cell at `p`, which is not null and at least 4-aligned.
    #[inline(always)]
    pub fn from_ptr<T>(p: *const T) -> Value {
        debug_assert!(!p.is_null() && p as usize & 3 == 0);
        Value::word(p as usize)
    }

    /// The cell's address; meaningless unless [`Value::is_ptr`].
    #[inline(always)]
    pub const fn as_ptr<T>(self) -> *mut T {
        self.bits() as *mut T
    }

    #[inline(always)]
    pub const fn bits(self) -> usize {
        self.0.get()
    }

    /// # Safety
    /// `bits` came from [`Value::bits`], or has the same form: not zero, and a live cell's address if its low bits are 00.
    #[inline(always)]
    pub const unsafe fn from_bits(bits: usize) -> Value {
        Value::word(bits)
    }

    /// Like [`Value::from_bits`], with zero for `None`.
    ///
    /// # Safety
    /// `bits` is zero or as [`Value::from_bits`] wants it.
    #[inline(always)]
    pub const unsafe fn opt_from_bits(bits: usize) -> Option<Value> {
        match NonZeroUsize::new(bits) {
            Some(word) => Some(Value(word, PhantomData)),
            None => None,
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Value({:#x})", self.bits())
    }
}
