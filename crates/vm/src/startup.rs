//! From a configuration to an interpreter that is ready to run a program, in the order of CPython's start-up: `sys` and
//! `builtins`, the import system, the codecs, the standard streams, signals, warnings, `site`.
//!
//! Invariant: [`start`] runs once, after [`crate::init`]. Whatever it imports comes from inside the executable, so it works
//! without any file.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use object::globals::{BUILTINS_DICT, IMPORTLIB, MODULES, SYS_DICT};
use object::{Gc, Module, Result, Value, intern, none};
use stdlib_core::config::{self, Config, Machine};
use stdlib_core::{imp, sys};

/// Prepares the interpreter.
///
/// # Errors
/// What the library raises; nothing can be run then.
pub fn start(c: Config) -> Result<()> {
    // Without the files everything still runs: the library itself is inside the executable.
    if let Err(error) = library::lay_out(Path::new(OsStr::from_bytes(&c.stdlib_dir)))
        && c.flags.verbose > 0
    {
        object::tell!("# the library's sources are not on disk: {}: {error}", String::from_utf8_lossy(&c.stdlib_dir));
    }
    config::install(c);
    config::install_machine(Machine { recursion_limit, set_recursion_limit, base_repl: crate::repl::base_repl });
    object::state::set_import_time(config::get().import_time);
    object::state::set_bytes_warning(config::get().flags.bytes_warning);
    object::state::set_dev_mode(config::get().flags.dev_mode);
    imp::register_modules(crate::modules::TABLES);
    if config::get().tracemalloc > 0 {
        stdlib_core::tracemalloc::start(config::get().tracemalloc)?;
    }
    core_modules()?;
    import_system()?;
    import("encodings")?;
    sys::stdio::init()?;
    let open = object::attr::getattr(import("_io")?, intern("open"))?;
    if let Some(b) = BUILTINS_DICT.dict() {
        b.set_text("open", open);
    }
    import("_signal")?;
    main_module()?;
    let c = config::get();
    if c.faulthandler {
        object::call::call_method(import("faulthandler")?, intern("enable"), &[])?;
    }
    if !c.warnoptions.is_empty() {
        import("warnings")?;
    }
    if !c.flags.no_site {
        import("site")?;
    }
    heap::start_generations(object::map::is_settled);
    crate::pages::release();
    Ok(())
}

fn recursion_limit() -> i64 {
    interp::recursion_limit() as i64
}

fn set_recursion_limit(n: i64) {
    interp::set_recursion_limit(n as usize);
}

/// Imports a module by its absolute name.
pub(crate) fn import(name: &str) -> Result<Value> {
    object::import::import_module(name)
}

/// `sys`, `builtins` and `observe`'s part of `sys`, before anything can be imported.
fn core_modules() -> Result<()> {
    let sys_module = sys::create()?;
    observe::install(sys_module);
    if let Some(modules) = MODULES.dict() {
        modules.set_text("sys", sys_module.value());
        if let Some(b) = crate::native_module("builtins")? {
            modules.set_text("builtins", b.value());
            BUILTINS_DICT.set(b.dict.value());
            let debug = object::bool_value(config::get().flags.optimize == 0);
            b.dict.set_text("__debug__", debug);
        }
    }
    Ok(())
}

/// `importlib`, with its finders for built-in, frozen and other modules.
fn import_system() -> Result<()> {
    let Some(importlib) = imp::run_frozen("_frozen_importlib")? else {
        return object::error::system_error("the frozen library lacks importlib");
    };
    IMPORTLIB.set(importlib.value());
    let Some(imp_module) = imp::builtin_module("_imp")? else {
        return object::error::system_error("there is no _imp");
    };
    let sys_module = sys_module()?;
    if let Some(modules) = MODULES.dict() {
        modules.set_text("_imp", imp_module.value());
    }
    let importlib = importlib.value();
    object::call::call_method(importlib, intern("_install"), &[sys_module, imp_module.value()])?;
    object::call::call_method(importlib, intern("_install_external_importers"), &[])?;
    let hooks = SYS_DICT.dict().and_then(|d| d.get_text("path_hooks")).unwrap_or_else(none);
    let zip = object::attr::getattr(import("zipimport")?, intern("zipimporter"))?;
    object::call::call_method(hooks, intern("insert"), &[object::number::int(0), zip])?;
    let finder = run_library_importer()?;
    object::call::call(finder, &[])?;
    Ok(())
}

/// Runs the importer of the frozen library, which is itself in that library, and returns its `install`.
fn run_library_importer() -> Result<Value> {
    let name = "_library_importer";
    let Some(m) = library::find(name) else {
        return object::error::system_error("the frozen library lacks its importer");
    };
    let file = format!("<frozen {name}>");
    let Ok(code) = object::image::unmarshal(m.code(), Some(&file)) else {
        return object::error::system_error("the frozen library is damaged");
    };
    let module = Module::new(name);
    if let Some(modules) = MODULES.dict() {
        modules.set_text(name, module.value());
    }
    if let Some(b) = BUILTINS_DICT.get() {
        module.set("__builtins__", b);
    }
    interp::run_code(code, module.dict, module.dict.value(), None)?;
    object::attr::getattr(module.value(), intern("install"))
}

fn sys_module() -> Result<Value> {
    match MODULES.dict().and_then(|d| d.get_text("sys")) {
        Some(m) => Ok(m),
        None => object::runtime_error("lost sys"),
    }
}

/// `__main__`, in which programs run.
fn main_module() -> Result<()> {
    let m = Module::new("__main__");
    if let Some(modules) = MODULES.dict() {
        m.set("__builtins__", modules.get_text("builtins").unwrap_or_else(none));
        modules.set_text("__main__", m.value());
    }
    if let Some(importlib) = IMPORTLIB.get() {
        m.set("__loader__", object::attr::getattr(importlib, intern("BuiltinImporter"))?);
    }
    Ok(())
}

/// The module `__main__` as it is in `sys.modules`.
pub(crate) fn main_dict() -> Result<Gc<object::Dict>> {
    use object::gc::ValueExt;
    match object::import::find_module(intern("__main__"))?.and_then(|m| m.cast::<Module>()) {
        Some(m) => Ok(m.dict),
        None => object::runtime_error("lost __main__"),
    }
}
