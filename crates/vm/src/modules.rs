//! The table of native modules.

use object::{Gc, Module, Result};

type Create = fn() -> Result<Gc<Module>>;

/// The tables of all crates that carry native modules.
pub(crate) static TABLES: &[&[(&str, Create)]] = &[
    builtins::MODULES,
    stdlib_core::MODULES,
    stdlib_core::SYSTEM_MODULES,
    stdlib_text::MODULES,
    stdlib_io::MODULES,
    stdlib_os::MODULES,
    stdlib_net::MODULES,
    stdlib_db::MODULES,
    observe::MODULES,
];

/// The names of all native modules (`sys.builtin_module_names`), in no particular order.
pub fn names() -> impl Iterator<Item = &'static str> {
    TABLES.iter().flat_map(|t| t.iter().map(|m| m.0))
}

/// Creates a native module, if there is one with this name.
///
/// # Errors
/// What creating it raises.
pub fn create(name: &str) -> Result<Option<Gc<Module>>> {
    match TABLES.iter().flat_map(|t| t.iter()).find(|m| m.0 == name) {
        Some((_, f)) => f().map(Some),
        None => Ok(None),
    }
}
