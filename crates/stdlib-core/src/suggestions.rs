//! `_suggestions`: the name that was probably meant, for error messages made in Python.

use object::gc::ValueExt;
use object::{Gc, List, Module, Result, Row, Str, Value, native, raise_type};

fn generate_suggestions(candidates: Value, item: Gc<Str>) -> Result<Option<Value>> {
    let Some(list) = candidates.cast_exact::<List>() else {
        return object::type_error("candidates must be a list");
    };
    let mut names: Vec<String> = Vec::with_capacity(list.items.len());
    for c in list.items.iter() {
        match c.cast::<Str>() {
            Some(s) => names.push(s.to_string()),
            None => return raise_type!("all elements in 'candidates' must be strings"),
        }
    }
    let found = object::suggest::closest(&item.to_string(), names.iter().map(String::as_str));
    Ok(found.map(|s| Str::new(s).value()))
}

static ROWS: &[Row] =
    &[Row::function("_generate_suggestions($module, candidates, item, /)", native(generate_suggestions))
        .doc("The candidate that is closest to item, or None.")];

/// Creates the module.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_suggestions");
    m.add_rows(ROWS);
    Ok(m)
}
