//! Helpers: opaque native functions that the semantics call, each declared once with its effects.

use heap::Value;
use object::{Effects, Result};

/// A native function with what the optimiser may assume of it.
pub struct Helper {
    /// For trace dumps.
    pub name: &'static str,
    /// The function.
    pub f: fn(&[Value]) -> Result<Value>,
    /// What it reads and writes.
    pub effects: Effects,
    /// What it reads and writes when all its arguments are instances of built-in classes of plain data.
    pub on_data: Effects,
}

/// Declares helpers: `NAME EFFECTS |args| body`, one a row; `NAME EFFECTS / EFFECTS` when it does less to plain data.
#[macro_export]
macro_rules! helpers {
    ($($(#[$m:meta])* $name:ident $effects:ident $(/ $on_data:ident)? |$args:ident| $body:expr;)*) => {
        $(
            $(#[$m])*
            pub static $name: $crate::helper::Helper = $crate::helper::Helper {
                name: stringify!($name),
                f: |$args: &[heap::Value]| -> object::Result<heap::Value> { $body },
                effects: object::Effects::$effects,
                on_data: $crate::helpers!(@data $effects $($on_data)?),
            };
        )*
    };
    (@data $effects:ident) => { object::Effects::$effects };
    (@data $effects:ident $on_data:ident) => { object::Effects::$on_data };
}

/// Turns a result without a value into `None`.
///
/// # Errors
/// The given error.
pub fn unit(r: Result<()>) -> Result<Value> {
    r.map(|()| object::none())
}
