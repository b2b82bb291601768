//! The form of the value word, as far as machine code makes and takes words apart. `heap::value` defines it:
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
