//! The form of the value word, as far as operations make words and take them apart. `heap::value` defines it:
//!
//! | low bits | meaning |
//! |---|---|
//! | `1` | a small int: n is the word 2n+1 |
//! | `10` | a flonum: a double whose exponent is in the common range |
//! | `00` | the address of a cell, or zero for the empty word |
//!
//! # Flonums
//! The double's bits are rotated left by three: sign and two exponent bits come to the bottom, the third exponent bit
//! comes to the top. In the common range (the exponent begins with 011 or 100) the two bits at the bottom and the one at
//! the top have the sum `10` in binary, and in no other range do they. Hence
//!
//! - `word = rotated + (rotated >>> 63)`, and the double was in range if and only if the word's low bits are then `10`;
//! - `rotated = word - (word >>> 63)`.
//!
//! One word is taken for +0.0, so that the double that would have had it is boxed.

/// The word of the small int 0, and the bit of all small ints.
pub const INT_TAG: i64 = 1;
/// The bits that tell the three kinds apart.
pub const TAG_MASK: i64 = 3;
/// Their value in a flonum.
pub const FLONUM_TAG: i64 = 0b10;
/// The word of +0.0.
pub const FLONUM_ZERO: i64 = 0x8000_0000_0000_0002_u64.cast_signed();
/// How far a double's bits are rotated.
pub const FLONUM_ROTATE: i64 = 3;
/// Where a boxed float keeps its double: behind the map word.
pub const FLOAT_VALUE: i32 = 8;
/// The offset of a cell's map word.
pub const MAP: i32 = 0;

/// The word of a small int, or `None` when the number is none.
#[must_use]
pub fn small_int(i: i64) -> Option<u64> {
    (i << 1 >> 1 == i).then(|| tag(i))
}

/// The word of a number that is a small int (otherwise the top bit is lost).
#[must_use]
pub fn tag(i: i64) -> u64 {
    (i << 1).cast_unsigned() | INT_TAG.cast_unsigned()
}

/// The number in a small int.
#[must_use]
pub fn untag(word: u64) -> i64 {
    word.cast_signed() >> 1
}

/// Is the word a small int?
#[must_use]
pub fn is_int(word: u64) -> bool {
    word & INT_TAG.cast_unsigned() != 0
}

/// Is the word a flonum?
#[must_use]
pub fn is_flonum(word: u64) -> bool {
    word & TAG_MASK.cast_unsigned() == FLONUM_TAG.cast_unsigned()
}

/// Is the word the address of a cell?
#[must_use]
pub fn is_cell(word: u64) -> bool {
    word != 0 && word & TAG_MASK.cast_unsigned() == 0
}

/// The flonum of a double, or `None` when the double has to be boxed.
#[must_use]
pub fn flonum(f: f64) -> Option<u64> {
    let rotated = f.to_bits().rotate_left(FLONUM_ROTATE as u32);
    let word = rotated.wrapping_add(rotated >> 63);
    if f.to_bits() == 0 {
        Some(FLONUM_ZERO.cast_unsigned())
    } else {
        (is_flonum(word) && word != FLONUM_ZERO.cast_unsigned()).then_some(word)
    }
}

/// The double in a flonum.
#[must_use]
pub fn as_flonum(word: u64) -> f64 {
    if word == FLONUM_ZERO.cast_unsigned() {
        return 0.0;
    }
    f64::from_bits(word.wrapping_sub(word >> 63).rotate_right(FLONUM_ROTATE as u32))
}
