//! Layouts of template strings (PEP 750): `string.templatelib.Template` and `Interpolation`.

use heap::{Head, Value};

use crate::function::null_head;
use crate::gc::{Gc, Object};
use crate::seq::Tuple;

/// `Template`: one more string than interpolations, alternating.
#[repr(C)]
pub struct Template {
    pub head: Head,
    pub strings: Gc<Tuple>,
    pub interpolations: Gc<Tuple>,
}
crate::object_type!(Template);

/// `Interpolation`.
#[repr(C)]
pub struct Interpolation {
    pub head: Head,
    pub value: Value,
    pub expression: Value,
    /// `None` or one of "a", "r", "s".
    pub conversion: Value,
    pub format_spec: Value,
}
crate::object_type!(Interpolation);

/// BUILD_TEMPLATE.
#[must_use]
pub fn make_template(strings: Gc<Tuple>, interpolations: Gc<Tuple>) -> Value {
    Template { head: null_head(), strings, interpolations }.alloc().value()
}

/// BUILD_INTERPOLATION: `conversion` is 0 for none, else 1 (`!s`), 2 (`!r`) or 3 (`!a`).
#[must_use]
pub fn make_interpolation(value: Value, expression: Value, conversion: u32, format_spec: Value) -> Value {
    let conversion = match conversion {
        1 => crate::strs::intern("s").value(),
        2 => crate::strs::intern("r").value(),
        3 => crate::strs::intern("a").value(),
        _ => crate::misc::none(),
    };
    Interpolation { head: null_head(), value, expression, conversion, format_spec }.alloc().value()
}
