//! The marshal format, version 5 (CPython 3.14): what `.pyc` files and `marshal.dumps()` hold.
//!
//! * [`reader`]: bytes to values of any kind, through the trait [`Builder`]. The virtual machine implements it for its
//!   objects; [`read`] uses the implementation for [`Const`](crate::Const) in [`tree`].
//! * [`image`]: the places of the code objects in bytes that stay as they are, to be read when they are needed.
//! * [`writer`]: the primitives that write one value each; [`write`] walks a [`Const`](crate::Const) with them.
//!
//! Terms: a *reference* is the number of a value already seen, in the order in which values flagged with [`FLAG_REF`]
//! began. A list, dict or set may hold a reference to itself; anything else that does is malformed.
//!
//! Invariants:
//!
//! 1. Reading any bytes ends in a value or an error: no panic, no allocation beyond a small multiple of the input, no
//!    nesting beyond [`MAX_DEPTH`].
//! 2. A value that is referred to many times is built once and shared.

pub mod image;
pub mod reader;
pub mod tree;
pub mod writer;

pub use image::Image;
pub use reader::{Builder, CodeParts, Input, Reader, SliceInput};
pub use tree::{read, read_code, write};
pub use writer::Writer;

/// The newest version, which `marshal.version` gives.
pub const VERSION: i32 = 5;

/// Nesting beyond this is refused in both directions, as in CPython on Unix.
pub const MAX_DEPTH: usize = 2000;

/// Set in a type byte: this value gets the next reference number.
pub const FLAG_REF: u8 = 0x80;

/// Type bytes, under CPython's names.
pub mod types {
    pub const NULL: u8 = b'0';
    pub const NONE: u8 = b'N';
    pub const FALSE: u8 = b'F';
    pub const TRUE: u8 = b'T';
    pub const STOPITER: u8 = b'S';
    pub const ELLIPSIS: u8 = b'.';
    pub const INT: u8 = b'i';
    pub const LONG: u8 = b'l';
    pub const FLOAT: u8 = b'f';
    pub const BINARY_FLOAT: u8 = b'g';
    pub const COMPLEX: u8 = b'x';
    pub const BINARY_COMPLEX: u8 = b'y';
    pub const STRING: u8 = b's';
    pub const INTERNED: u8 = b't';
    pub const REF: u8 = b'r';
    pub const TUPLE: u8 = b'(';
    pub const SMALL_TUPLE: u8 = b')';
    pub const LIST: u8 = b'[';
    pub const DICT: u8 = b'{';
    pub const CODE: u8 = b'c';
    pub const UNICODE: u8 = b'u';
    pub const UNKNOWN: u8 = b'?';
    pub const SET: u8 = b'<';
    pub const FROZENSET: u8 = b'>';
    pub const ASCII: u8 = b'a';
    pub const ASCII_INTERNED: u8 = b'A';
    pub const SHORT_ASCII: u8 = b'z';
    pub const SHORT_ASCII_INTERNED: u8 = b'Z';
    pub const SLICE: u8 = b':';
}

/// Why bytes are no marshalled value, as the exception that CPython raises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarshalError {
    /// `EOFError`
    Eof(&'static str),
    /// `ValueError`
    Value(String),
    /// `TypeError`
    Type(String),
}

impl MarshalError {
    pub(crate) fn short() -> Self {
        MarshalError::Eof("marshal data too short")
    }

    pub(crate) fn bad(what: &str) -> Self {
        MarshalError::Value(format!("bad marshal data ({what})"))
    }
}

impl std::fmt::Display for MarshalError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            MarshalError::Eof(msg) => write!(f, "EOFError: {msg}"),
            MarshalError::Value(msg) => write!(f, "ValueError: {msg}"),
            MarshalError::Type(msg) => write!(f, "TypeError: {msg}"),
        }
    }
}

impl std::error::Error for MarshalError {}
