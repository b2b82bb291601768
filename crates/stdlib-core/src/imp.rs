//! `_imp`: built-in and frozen modules for `importlib`.
//!
//! A *built-in* module is one that Rust creates; the virtual machine registers the tables of all crates with
//! [`register_modules`]. A *frozen* module is compiled Python inside the executable: the library's crate has all of the
//! standard library, of which exactly those that CPython freezes are offered here. The others are found on `sys.path`
//! (see `library_path`), so that they have a file, a source and a loader as they do there.
//!
//! Invariant: each built-in module's `create` function runs once, because it builds classes. When a program has taken the
//! module out of `sys.modules` and imports it again, it gets a new module with the attributes of the first one as it was
//! new.

use std::cell::RefCell;

use heap::{RootVec, Value};
use object::code::Code;
use object::gc::ValueExt;
use object::globals::{BUILTINS_DICT, SYS_DICT};
use object::image::unmarshal;
use object::{Bytes, Dict, Gc, Module, Result, Row, Str, bool_value, intern, native, none, number};

use crate::config;
use crate::lock::RecursiveLock;

/// A table of built-in modules: names and creating functions.
pub type Table = &'static [(&'static str, fn() -> Result<Gc<Module>>)];

/// The magic number of `.pyc` files: CPython's are below 4000 for releases of 3.14, ours say "P" in the second byte.
const MAGIC: i64 = 0x0a0d_5001;

/// The magic number as `.pyc` files begin with it.
#[must_use]
pub fn magic_bytes() -> [u8; 4] {
    (MAGIC as u32).to_le_bytes()
}

struct Registry {
    tables: Vec<Table>,
    /// Names of modules that were created, with a copy of their first dict at the same index.
    created: Vec<&'static str>,
    first_dicts: Option<RootVec>,
    frozen_override: i64,
    multi_interp_override: i64,
}

struct Slot(RefCell<Registry>);
// SAFETY: touched under the GIL only; no borrow is held across a call that may release it.
unsafe impl Sync for Slot {}
static REGISTRY: Slot = Slot(RefCell::new(Registry {
    tables: Vec::new(),
    created: Vec::new(),
    first_dicts: None,
    frozen_override: 0,
    multi_interp_override: 0,
}));

/// Adds tables of built-in modules. Called before `sys` is created.
pub fn register_modules(tables: &[Table]) {
    REGISTRY.0.borrow_mut().tables.extend_from_slice(tables);
}

/// The names of all built-in modules, sorted.
#[must_use]
pub fn builtin_names() -> Vec<&'static str> {
    let r = REGISTRY.0.borrow();
    let mut names: Vec<&str> = r.tables.iter().flat_map(|t| t.iter().map(|(n, _)| *n)).collect();
    names.extend(["sys", "builtins"]);
    names.sort_unstable();
    names.dedup();
    names
}

fn creator(name: &str) -> Option<(&'static str, fn() -> Result<Gc<Module>>)> {
    REGISTRY.0.borrow().tables.iter().flat_map(|t| t.iter()).find(|(n, _)| *n == name).copied()
}

/// A built-in module: created, or copied from what it was like when it was created.
///
/// # Errors
/// What creating it raises.
pub fn builtin_module(name: &str) -> Result<Option<Gc<Module>>> {
    let Some((name, create)) = creator(name) else { return Ok(None) };
    let known = {
        let r = REGISTRY.0.borrow();
        let at = r.created.iter().position(|n| *n == name);
        at.and_then(|i| r.first_dicts.as_ref().and_then(|d| d.get(i)))
    };
    if let Some(first) = known.and_then(|d| d.cast::<Dict>()) {
        let m = Module::new(name);
        m.dict.update_from(first)?;
        return Ok(Some(m));
    }
    let m = create()?;
    let first = m.dict.copy();
    let mut r = REGISTRY.0.borrow_mut();
    r.created.push(name);
    r.first_dicts.get_or_insert_with(RootVec::new).push(first.value());
    Ok(Some(m))
}

fn create_builtin(spec: Value) -> Result<Value> {
    let name = object::attr::getattr(spec, intern("name"))?;
    let Some(name) = name.cast::<Str>() else {
        return object::raise_type!("name must be string, not {}", object::repr::type_name(name));
    };
    if let "sys" | "builtins" = name.to_string().as_str()
        && let Some(m) = object::import::find_module(name)?
    {
        return Ok(m);
    }
    Ok(builtin_module(&name.to_string())?.map_or_else(none, Gc::value))
}

fn exec_builtin(_module: Value) -> i64 {
    0
}

fn is_builtin(name: Gc<Str>) -> i64 {
    match name.to_string().as_str() {
        "sys" | "builtins" => -1,
        n => i64::from(creator(n).is_some()),
    }
}

/// A frozen module: its name, the library's name of what it is made of, `__origname__`, and whether it is a package.
struct Frozen {
    name: &'static str,
    library: &'static str,
    origname: Option<&'static str>,
    package: bool,
}

const fn frozen(name: &'static str) -> Frozen {
    Frozen { name, library: name, origname: Some(name), package: false }
}

const fn frozen_as(name: &'static str, library: &'static str, origname: &'static str, package: bool) -> Frozen {
    Frozen { name, library, origname: Some(origname), package }
}

/// The modules that CPython freezes. The first three cannot be switched off.
static FROZEN: &[Frozen] = &[
    frozen_as("_frozen_importlib", "importlib._bootstrap", "importlib._bootstrap", false),
    frozen_as("_frozen_importlib_external", "importlib._bootstrap_external", "importlib._bootstrap_external", false),
    frozen("zipimport"),
    frozen("abc"),
    frozen("codecs"),
    frozen("io"),
    frozen("_collections_abc"),
    frozen("_sitebuiltins"),
    frozen("genericpath"),
    frozen("ntpath"),
    frozen("posixpath"),
    frozen("os"),
    frozen("site"),
    frozen("stat"),
    frozen("importlib.util"),
    frozen("importlib.machinery"),
    frozen("runpy"),
    frozen("__hello__"),
    frozen_as("__hello_alias__", "__hello__", "__hello__", false),
    frozen_as("__phello_alias__", "__hello__", "__hello__", true),
    frozen_as("__phello_alias__.spam", "__hello__", "__hello__", false),
    frozen_as("__phello__", "__phello__", "__phello__", true),
    frozen_as("__phello__.__init__", "__phello__", "<__phello__", false),
    frozen_as("__phello__.ham", "__phello__.ham", "__phello__.ham", true),
    frozen_as("__phello__.ham.__init__", "__phello__.ham", "<__phello__.ham", false),
    frozen("__phello__.ham.eggs"),
    frozen("__phello__.spam"),
    Frozen { name: "__hello_only__", library: "__hello__", origname: None, package: false },
];

const ESSENTIAL: usize = 3;

fn frozen_enabled() -> bool {
    match REGISTRY.0.borrow().frozen_override {
        0 => !config::get().xoptions.iter().any(|(n, v)| n == b"frozen_modules" && v.as_deref() == Some(b"off")),
        n => n > 0,
    }
}

fn find(name: &str) -> Option<&'static Frozen> {
    let usable = if frozen_enabled() { FROZEN.len() } else { ESSENTIAL };
    FROZEN[..usable].iter().find(|f| f.name == name)
}

/// The code of a frozen module.
fn frozen_code(f: &Frozen) -> Result<Gc<Code>> {
    let filename = format!("<frozen {}>", f.library);
    match library::find(f.library).map(|m| unmarshal(m.code(), Some(&filename))) {
        Some(Ok(code)) => Ok(code),
        _ => no_such_frozen(f.name, "Frozen object named '{}' is invalid"),
    }
}

fn no_such_frozen<T>(name: &str, text: &str) -> Result<T> {
    use object::error::{ImportExc, exc, new_exception, set_pending};
    let msg = Str::new(&text.replace("{}", name)).value();
    let e = new_exception(exc::IMPORT_ERROR.get(), &[msg]);
    if let Some(mut i) = e.value().cast::<ImportExc>() {
        i.name = Some(Str::new(name).value());
    }
    Err(set_pending(e))
}

const MISSING: &str = "No such frozen object named '{}'";

fn find_frozen(name: Gc<Str>, withdata: Option<bool>) -> Result<Value> {
    let Some(f) = find(&name.to_string()) else { return Ok(none()) };
    let data = if withdata == Some(true) {
        let Some(m) = library::find(f.library) else { return no_such_frozen(f.name, MISSING) };
        Bytes::new(&m.code()).value()
    } else {
        none()
    };
    let origname = f.origname.map_or_else(none, |n| intern(n).value());
    Ok(object::seq::tuple(&[data, bool_value(f.package), origname]))
}

fn get_frozen_object(name: Gc<Str>, data: Option<Value>) -> Result<Value> {
    let name = name.to_string();
    if let Some(data) = data.filter(|d| !object::misc::is_none(*d)) {
        let buffer = object::buffer::get_buffer(data, false)?;
        return match unmarshal(buffer.as_slice().to_vec().into(), None) {
            Ok(code) => Ok(code.value()),
            Err(_) => no_such_frozen(&name, "Frozen object named '{}' is invalid"),
        };
    }
    match find(&name) {
        Some(f) => frozen_code(f).map(Gc::value),
        None => no_such_frozen(&name, MISSING),
    }
}

/// Runs a frozen module in `sys.modules`; `None` if there is no such module.
fn init_frozen(name: Gc<Str>) -> Result<Value> {
    Ok(run_frozen(&name.to_string())?.map_or_else(none, Gc::value))
}

/// Creates, registers and runs a frozen module (`PyImport_ImportFrozenModuleObject`).
///
/// # Errors
/// What the module raises.
pub fn run_frozen(name: &str) -> Result<Option<Gc<Module>>> {
    let Some(f) = find(name) else { return Ok(None) };
    let code = frozen_code(f)?;
    let m = Module::new(name);
    if f.package {
        m.set("__path__", object::List::new(heap::GcVec::new()));
    }
    m.set("__origname__", f.origname.map_or_else(none, |n| intern(n).value()));
    if let Some(b) = BUILTINS_DICT.get() {
        m.set("__builtins__", b);
    }
    object::ops::setitem(object::import::modules()?, intern(name).value(), m.value())?;
    (object::hooks::hooks().run_code)(code, m.dict, m.dict.value(), None)?;
    Ok(Some(m))
}

fn is_frozen(name: Gc<Str>) -> bool {
    find(&name.to_string()).is_some()
}

fn is_frozen_package(name: Gc<Str>) -> Result<bool> {
    let name = name.to_string();
    match find(&name) {
        Some(f) => Ok(f.package),
        None => no_such_frozen(&name, MISSING),
    }
}

fn frozen_module_names() -> Value {
    let names: heap::GcVec<Value> = FROZEN.iter().map(|f| intern(f.name).value()).collect();
    object::List::new(names).value()
}

fn override_frozen(over: i64) {
    REGISTRY.0.borrow_mut().frozen_override = over;
}

fn override_multi_interp(over: i64) -> i64 {
    std::mem::replace(&mut REGISTRY.0.borrow_mut().multi_interp_override, over)
}

/// There are no extension modules to load.
fn extension_suffixes() -> Value {
    object::List::new(heap::GcVec::new()).value()
}

/// Gives a code object, and those among its constants that had the same file name, another one.
fn fix_co_filename(code: Gc<Code>, path: Gc<Str>) {
    let old = code.filename;
    if !old.same_text(path) {
        update_filename(code, old, path);
    }
}

fn update_filename(mut code: Gc<Code>, old: Gc<Str>, path: Gc<Str>) {
    if !code.filename.same_text(old) {
        return;
    }
    code.filename = path;
    // What is unread gets the file name of the code around it when it is read.
    if !code.is_unread() {
        code.consts.iter().filter_map(|c| c.cast::<Code>()).for_each(|inner| update_filename(inner, old, path));
    }
}

/// The hash that hash-based `.pyc` files hold: SipHash-1-3 of the source.
fn source_hash(key: i64, source: Value) -> Result<Gc<Bytes>> {
    let buffer = object::buffer::get_buffer(source, false)?;
    let hash = object::strs::siphash13(key as u64, 0, buffer.as_slice());
    Ok(Bytes::new(&hash.to_le_bytes()))
}

static IMPORT_LOCK: RecursiveLock = RecursiveLock::new();

fn acquire_lock() {
    IMPORT_LOCK.acquire();
}

fn release_lock() -> Result<()> {
    if IMPORT_LOCK.release() { Ok(()) } else { object::runtime_error("not holding the import lock") }
}

fn lock_held() -> bool {
    IMPORT_LOCK.is_held()
}

/// In the child of a fork only the forking thread exists: a lock that another one held is free.
pub fn after_fork_child() {
    IMPORT_LOCK.after_fork_child();
}

static ROWS: &[Row] = &[
    Row::function("create_builtin($module, spec, /)", native(create_builtin)).doc("Creates a built-in module."),
    Row::function("exec_builtin($module, mod, /)", native(exec_builtin)).doc("Initializes a built-in module."),
    Row::function("is_builtin($module, name, /)", native(is_builtin))
        .doc("1 for a built-in module, -1 for one that cannot be imported again, 0 for others."),
    Row::function("find_frozen($module, name, /, *, withdata=False)", native(find_frozen))
        .doc("What is known of a frozen module, or None."),
    Row::function("get_frozen_object($module, name, data=None, /)", native(get_frozen_object))
        .doc("The code of a frozen module."),
    Row::function("init_frozen($module, name, /)", native(init_frozen)).doc("Creates and runs a frozen module."),
    Row::function("is_frozen($module, name, /)", native(is_frozen)).doc("Whether there is such a frozen module."),
    Row::function("is_frozen_package($module, name, /)", native(is_frozen_package))
        .doc("Whether the frozen module is a package."),
    Row::function("_frozen_module_names($module, /)", native(frozen_module_names)).doc("The frozen modules' names."),
    Row::function("_override_frozen_modules_for_tests($module, override, /)", native(override_frozen))
        .doc("Switches frozen modules on (1), off (-1) or back to the configuration (0)."),
    Row::function("_override_multi_interp_extensions_check($module, override, /)", native(override_multi_interp))
        .doc("Sets the check of extension modules in other interpreters; returns the old value."),
    Row::function("extension_suffixes($module, /)", native(extension_suffixes))
        .doc("The suffixes of extension modules: none can be loaded."),
    Row::function("_fix_co_filename($module, code, path, /)", native(fix_co_filename))
        .doc("Gives a code object and those in it another file name."),
    Row::function("source_hash($module, /, key, source)", native(source_hash)).doc("The hash of a source file."),
    Row::function("acquire_lock($module, /)", native(acquire_lock)).doc("Takes the import lock."),
    Row::function("release_lock($module, /)", native(release_lock)).doc("Releases the import lock."),
    Row::function("lock_held($module, /)", native(lock_held)).doc("Whether a thread holds the import lock."),
];

/// Creates the module.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_imp");
    m.set_doc("The machine's part of importing, as importlib needs it.");
    m.add_rows(ROWS);
    m.set("check_hash_based_pycs", Str::new(config::get().check_hash_pycs));
    m.set("pyc_magic_number_token", number::int(MAGIC));
    debug_assert!(SYS_DICT.get().is_some(), "sys comes first");
    Ok(m)
}

#[cfg(test)]
mod tests {
    use object::strs::siphash13;

    #[test]
    fn siphash_is_the_one_of_pyc_files() {
        // CPython 3.14: _imp.source_hash(k, b)
        assert_eq!(siphash13(1, 0, b"").to_le_bytes(), EMPTY);
        assert_eq!(siphash13(0x0a0d_0e2b, 0, b"hello, world").to_le_bytes(), HELLO);
    }

    const EMPTY: [u8; 8] = [0x81, 0x25, 0x96, 0x4e, 0xbf, 0x0e, 0x4a, 0xc4];
    const HELLO: [u8; 8] = [0xbc, 0x98, 0xdd, 0x37, 0xcf, 0x75, 0xc5, 0x67];
}
