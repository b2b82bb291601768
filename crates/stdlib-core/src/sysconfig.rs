//! `_sysconfig`: configuration variables that are known to the executable.

use object::{Dict, Gc, Module, Result, Row, Str, native, number};

fn config_vars() -> Gc<Dict> {
    let d = Dict::new();
    d.set_text("Py_GIL_DISABLED", number::int(0));
    d.set_text("Py_DEBUG", number::int(0));
    d.set_text("EXT_SUFFIX", Str::new(".pellucid-314.so").value());
    d.set_text("SOABI", Str::new(crate::sys::CACHE_TAG).value());
    d
}

static ROWS: &[Row] =
    &[Row::function("config_vars($module, /)", native(config_vars)).doc("A new dict of configuration variables.")];

/// Creates the module.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_sysconfig");
    m.set_doc("What sysconfig asks the executable.");
    m.add_rows(ROWS);
    Ok(m)
}
