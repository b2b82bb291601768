//! `_library`: the standard library inside the executable, for the importer that is written in Python
//! (`_library_importer`).
//!
//! Terms: paths are relative to the library's directory, with slashes and without one at the end; the directory itself is
//! the empty path.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use heap::{GcVec, Value};
use object::image::unmarshal;
use object::{Bytes, Gc, List, Module, Result, Row, Str, bool_value, native, none};

/// The entries of each directory.
fn directories() -> &'static BTreeMap<String, BTreeSet<String>> {
    static TREE: OnceLock<BTreeMap<String, BTreeSet<String>>> = OnceLock::new();
    TREE.get_or_init(|| {
        let mut tree: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let modules = library::names().filter_map(library::find).map(|m| m.path());
        for path in modules.chain(library::data_paths()) {
            let mut rest = path;
            loop {
                let (dir, name) = rest.rsplit_once('/').unwrap_or(("", rest));
                if !tree.entry(dir.to_owned()).or_default().insert(name.to_owned()) || dir.is_empty() {
                    break;
                }
                rest = dir;
            }
        }
        tree
    })
}

/// Where a module is: its path and whether it is a package; `None` if there is no such module.
fn find(name: Gc<Str>) -> Value {
    // No module of the library has a surrogate in its name.
    match name.to_str().and_then(library::find) {
        Some(m) => object::seq::tuple(&[Str::new(m.path()).value(), bool_value(m.is_package())]),
        None => none(),
    }
}

/// The code of a module, whose file name becomes `filename`.
fn code(name: String, filename: String) -> Result<Value> {
    let Some(m) = library::find(&name) else { return Ok(none()) };
    match unmarshal(m.code(), Some(&filename)) {
        Ok(code) => Ok(code.value()),
        Err(e) => object::error::system_error(&format!("the frozen library is damaged at {name}: {e}")),
    }
}

/// The content of a file, or `None`.
fn data(path: String) -> Value {
    match library::find_path(&path) {
        Some(m) => Bytes::new(&m.source()).value(),
        None => library::data(&path).map_or_else(none, |d| Bytes::new(&d).value()),
    }
}

/// Does the directory exist? Packages are directories; so no list of all files is needed for these.
fn is_dir(path: String) -> bool {
    let is_package = library::find(&path.replace('/', ".")).is_some_and(|m| m.is_package());
    path.is_empty() || is_package || directories().contains_key(&path)
}

fn is_file(path: String) -> bool {
    library::find_path(&path).is_some() || library::data(&path).is_some()
}

/// The names in a directory, sorted.
fn listdir(path: String) -> Value {
    let names: GcVec<Value> =
        directories().get(&path).into_iter().flatten().map(|name| Str::new(name).value()).collect();
    List::new(names).value()
}

static ROWS: &[Row] = &[
    Row::function("find($module, name, /)", native(find)).doc("Path and kind of a module, or None."),
    Row::function("code($module, name, filename, /)", native(code)).doc("The code of a module."),
    Row::function("data($module, path, /)", native(data)).doc("The content of a file, or None."),
    Row::function("is_dir($module, path, /)", native(is_dir)).doc("Whether there is such a directory."),
    Row::function("is_file($module, path, /)", native(is_file)).doc("Whether there is such a file."),
    Row::function("listdir($module, path, /)", native(listdir)).doc("The names in a directory."),
];

/// Creates the module.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_library");
    m.set_doc("The standard library inside the executable.");
    m.add_rows(ROWS);
    Ok(m)
}
