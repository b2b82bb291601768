//! The front end: Python source in, code objects as plain data out.
//!
//! `front` knows no heap. Everything here is ordinary Rust data that the virtual machine turns into its own
//! objects later, so that the library can be compiled while the project is built, on any machine.
//!
//! * [`ast`]: source to the trees of Python's `_ast`, and those trees to code;
//! * [`code`]: [`CodeData`], a code object as CPython 3.14 lays it out, and the decoders of its tables;
//! * [`compile`](mod@compile): source text or bytes to [`CodeData`], or to a [`SyntaxFault`] worded and placed as CPython does;
//! * [`marshal`]: the format of `.pyc` files;
//! * [`symtable`] and [`tokenize`]: what the modules of these names are made of.
//!
//! Invariants:
//!
//! 1. No other crate names the libraries that parse and generate code: they may be replaced here alone.
//! 2. Nothing a program passes in makes these functions panic or overflow the native stack.

pub mod ast;
pub mod code;
pub mod compile;
pub mod decode;
pub mod fault;
mod lower;
pub mod marshal;
mod messages;
pub mod symtable;
pub mod syntax;
pub mod tokenize;

pub use code::{CodeData, Const, Name};
pub use compile::{Compiled, Mode, Options, Source, SyntaxWarning, compile};
pub use fault::{FaultKind, SyntaxFault};
/// Big integers, of the version that constants use.
pub use malachite_bigint as bigint;
/// Strings that may hold lone surrogates.
pub use rustpython_wtf8 as wtf8;
