//! The object model: maps (hidden classes), classes, the layouts of the core built-in types, attribute plans,
//! argument binding, errors, and the protocols (attribute, number, call, iteration) that native code uses.
//!
//! # Terms
//! - **Map**: an object's hidden class; its first word. It names the class, the layout and, for instances, which
//!   attribute lives in which slot. Small ints and flonums have maps too (`map_of`), so one comparison tests a type.
//! - **Layout**: the Rust struct behind a built-in type, with its size and its parent layout.
//! - **Dunder**: a special method; `Class::dunder` caches what a class and its bases define for it.
//! - **Hook**: a function that the machine fills in at start, through which native code runs Python code.
//!
//! # Invariants
//! 1. All of this runs under the global interpreter lock. Nothing here is `Send`.
//! 2. `Gc<T>` is a plain pointer: it never owns. The collector scans stacks conservatively, so a `Gc` or a `Value` in
//!    a local variable keeps its object alive; one in malloc'd memory does not (use `GcVec`, `RootVec`, `Root`).
//! 3. A mutable borrow got from a `Gc` must not be held across a call that can run Python code.
//! 4. A raised exception is pending in the thread state, and `Raised` (a zero-sized token) travels in `Result`.

/// Writes a line to the descriptor of standard error. Unlike `eprintln!` it gives up silently where that is full or closed.
#[macro_export]
macro_rules! tell {
    ($($text:tt)*) => {{
        use ::std::io::Write as _;
        let _ = writeln!(::std::io::stderr(), $($text)*);
    }};
}

pub mod args;
pub mod attr;
pub mod boot;
pub mod buffer;
pub mod bytes;
pub mod call;
pub mod class;
pub mod code;
pub mod convert;
pub mod dict;
pub mod error;
pub mod excgroup;
pub mod find;
pub mod frame;
pub mod function;
pub mod gc;
pub mod generator;
pub mod globals;
pub mod hooks;
pub mod ids;
pub mod image;
pub mod import;
pub mod iter;
pub mod map;
pub mod mapping;
pub mod misc;
pub mod number;
pub mod ops;
pub mod plain;
pub mod quick;
pub mod repr;
pub mod seq;
pub mod set;
pub mod state;
pub mod statics;
pub mod strs;
pub mod suggest;
pub mod superobj;
pub mod syntax;
pub mod template;
pub mod typing;

pub use args::{Effects, Entry, FromArg, IntoResult, Row, RowKind, native};
pub use buffer::{Buffer, get_buffer};
pub use bytes::{ByteArray, Bytes};
pub use class::{Class, ClassBuilder, ClassCell};
pub use dict::Dict;
pub use error::{
    Raised, Result, attribute_error, import_error as import_error_text, index_error, key_error, memory_error,
    overflow_error, raise, raise_fmt, runtime_error, stop_iteration, type_error, value_error, zero_division,
};
pub use front::bigint::BigInt;
pub use function::{BoundMethod, Cell, Function, NativeFn};
pub use gc::{Gc, Layout, Object};
pub use globals::builtins_of;
pub use heap::{GcVec, Value};
pub use ids::Id;
pub use map::{Map, class_of, map_of};
pub use misc::{Module, Slice, ellipsis, none, not_implemented};
pub use number::{Complex, Float, Int, bool_value};
pub use seq::{List, Tuple};
pub use set::Set;
pub use state::{ThreadState, thread};
pub use strs::{Str, intern};
