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
}

/// Declares helpers: `helper! { NAME "text" EFFECTS |args| body }`, one a row.
#[macro_export]
macro_rules! helpers {
    ($($(#[$m:meta])* $name:ident $effects:ident |$args:ident| $body:expr;)*) => {
        $(
            $(#[$m])*
            pub static $name: $crate::helper::Helper = $crate::helper::Helper {
                name: stringify!($name),
                f: |$args: &[heap::Value]| -> object::Result<heap::Value> { $body },
                effects: object::Effects::$effects,
            };
        )*
    };
}

/// Turns a result without a value into `None`.
///
/// # Errors
/// The given error.
pub fn unit(r: Result<()>) -> Result<Value> {
    r.map(|()| object::none())
}
