//! `sys`: what programs see and change of the interpreter.
//!
//! `settrace`, `setprofile` and `sys.monitoring` are added by the crate that observes programs; everything else is here:
//! the values that follow from the start-up configuration in this file, the struct sequences in [`info`], the hooks in
//! [`hooks`], frames and threads in [`frames`], limits and switches in [`limits`], audit hooks in [`audit`], and the
//! standard streams in [`stdio`].
//!
//! Invariant: `create` runs once, before any Python code, and leaves `sys.__dict__` in `object::globals::SYS_DICT`.

pub mod audit;
mod classes;
pub mod frames;
pub mod hooks;
pub mod info;
pub mod limits;
mod names;
mod printer;
pub mod stdio;
pub mod tracebacks;

use heap::{GcVec, Value};
use object::globals::{MODULES, SYS_DICT};
use object::{Dict, Gc, List, Module, Result, Row, Set, Str, intern, native, none, number};

use crate::config::{self, Config};

/// The CPython release whose language and library this is.
pub const LANGUAGE: (i64, i64, i64) = (3, 14, 10);
/// Pellucid's own version.
const OWN: (i64, i64, i64) = (0, 1, 0);
/// `sys.implementation.cache_tag`.
pub const CACHE_TAG: &str = "pellucid-314";

/// `sys.version`.
pub const VERSION: &str = "3.14.10 (main, Nov 22 2026, 12:00:00) [Pellucid 0.1.0]";

const COPYRIGHT: &str = "Copyright (c) 2026 the Pellucid authors.

The standard library:
Copyright (c) 2001 Python Software Foundation.
All Rights Reserved.

Copyright (c) 2000 BeOpen.com.
All Rights Reserved.

Copyright (c) 1995-2001 Corporation for National Research Initiatives.
All Rights Reserved.

Copyright (c) 1991-1995 Stichting Mathematisch Centrum, Amsterdam.
All Rights Reserved.";

/// `exit(status)`: raises `SystemExit` as the `raise` statement would.
fn exit(status: Option<Value>) -> Result<Value> {
    use object::error::{exc, new_exception, set_pending};
    use object::gc::ValueExt;
    let class = exc::SYSTEM_EXIT.get();
    let status = status.unwrap_or_else(none);
    let e = if object::class_of(status).is_subclass_of(class) {
        status
    } else if object::misc::is_none(status) {
        object::call::call(class.value(), &[])?
    } else if let Some(t) = status.cast::<object::Tuple>() {
        object::call::call(class.value(), t.as_slice())?
    } else {
        object::call::call(class.value(), &[status])?
    };
    let e = e.cast().unwrap_or_else(|| new_exception(class, &[status]));
    Err(set_pending(e))
}

fn sys_intern(string: Value) -> Result<Gc<Str>> {
    use object::gc::ValueExt;
    match (string.cast_exact::<Str>(), string.cast::<Str>()) {
        (Some(s), _) => Ok(object::strs::intern_str(s)),
        (None, Some(_)) => object::raise_type!("can't intern {}", object::repr::type_name(string)),
        (None, None) => {
            object::raise_type!("intern() argument must be str, not {}", object::repr::type_name(string))
        }
    }
}

fn is_interned(string: Gc<Str>) -> bool {
    string.is_interned()
}

fn is_immortal(op: Value) -> bool {
    !op.is_ptr() || object::misc::is_none(op) || number::as_bool(op).is_some()
}

fn getdefaultencoding() -> Value {
    intern("utf-8").value()
}

fn getfilesystemencodeerrors() -> Value {
    intern("surrogateescape").value()
}

/// `getsizeof(object[, default])`.
fn getsizeof(object: Value, default: Option<Value>) -> Result<Value> {
    let size = size_of(object);
    match (size, default) {
        (Err(_), Some(d)) if object::error::pending_is(&object::error::exc::TYPE_ERROR) => {
            let _ = object::error::take_pending();
            Ok(d)
        }
        (size, _) => size,
    }
}

fn size_of(o: Value) -> Result<Value> {
    let Some(size) = object::call::call_dunder(o, object::Id::__sizeof__, &[])? else {
        return object::raise_type!("Type {} doesn't define __sizeof__", object::repr::type_name(o));
    };
    if !number::is_int(size) {
        return object::raise_type!("'{}' object cannot be interpreted as an integer", object::repr::type_name(size));
    }
    if object::ops::to_i64(size)? < 0 {
        return object::value_error("__sizeof__() should return >= 0");
    }
    // As in CPython, objects that its collector watches have a header of two words before them.
    if object::class_of(o).is_collected() {
        return Ok(number::int(object::ops::to_i64(size)? + 16));
    }
    Ok(size)
}

/// How many references to an object the heap holds, and one for the argument. There are no reference counts, so this
/// walks the heap. Immediate and immortal values give CPython's number for immortal objects.
fn getrefcount(object: Value) -> i64 {
    const IMMORTAL: i64 = 3_221_225_472;
    if is_immortal(object) {
        return IMMORTAL;
    }
    let target = object.bits() as *mut u8;
    let mut count = 1;
    heap::for_each_object(&mut |p| {
        heap::for_each_referent(p, &mut |r| count += i64::from(r == target));
    });
    count
}

static ROWS: &[Row] = &[
    Row::function("exit($module, status=None, /)", native(exit))
        .doc("Raises SystemExit(status). Without status, or with 0, the exit is a success."),
    Row::function("intern($module, string, /)", native(sys_intern))
        .doc("Returns the one string of this text that identifiers and attribute names use."),
    Row::function("_is_interned($module, string, /)", native(is_interned)).doc("Whether the string is interned."),
    Row::function("_is_immortal($module, op, /)", native(is_immortal)).doc("Whether the object is never freed."),
    Row::function("getdefaultencoding($module, /)", native(getdefaultencoding))
        .doc("The encoding that str.encode() and bytes.decode() use when none is named."),
    Row::function("getfilesystemencoding($module, /)", native(getdefaultencoding)).doc("The encoding of file names."),
    Row::function("getfilesystemencodeerrors($module, /)", native(getfilesystemencodeerrors))
        .doc("The error handler of file names."),
    Row::function("getsizeof(object, default=<unrepresentable>)", native(getsizeof))
        .doc("The size of an object in bytes; default if its type cannot tell."),
    Row::function("getrefcount($module, object, /)", native(getrefcount))
        .doc("The number of references to an object that the heap holds, and one for the argument."),
];

fn text(s: &str) -> Value {
    Str::new(s).value()
}

fn path_text(b: &[u8]) -> Value {
    builtins::fsname::decode(b).value()
}

/// `sys.implementation`.
fn implementation() -> Result<Value> {
    let d = Dict::new();
    d.set_text("name", intern("pellucid").value());
    d.set_text("cache_tag", intern(CACHE_TAG).value());
    d.set_text("version", info::version_info(OWN.0, OWN.1, OWN.2, "final", 0));
    d.set_text("hexversion", number::int((OWN.0 << 24) | (OWN.1 << 16) | (OWN.2 << 8) | 0xf0));
    d.set_text("_multiarch", text(MULTIARCH));
    d.set_text("supports_isolated_interpreters", object::bool_value(false));
    builtins::namespace::with_attributes(d)
}

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
const MULTIARCH: &str = "x86_64-linux-gnu";
#[cfg(all(target_os = "linux", target_arch = "aarch64"))]
const MULTIARCH: &str = "aarch64-linux-gnu";
#[cfg(target_os = "macos")]
const MULTIARCH: &str = "darwin";

fn set_versions(m: Gc<Module>) -> Result<()> {
    let (major, minor, micro) = LANGUAGE;
    m.set("version", text(VERSION));
    m.set("version_info", info::version_info(major, minor, micro, "final", 0));
    m.set("hexversion", number::int((major << 24) | (minor << 16) | (micro << 8) | 0xf0));
    m.set("api_version", number::int(1013));
    m.set("copyright", text(COPYRIGHT));
    m.set("_git", object::seq::tuple(&[text("Pellucid"), text(""), text("")]));
    m.set("_framework", text(""));
    m.set("abiflags", text(""));
    m.set("platlibdir", text("lib"));
    m.set("platform", text(if cfg!(target_os = "macos") { "darwin" } else { "linux" }));
    m.set("byteorder", text(if cfg!(target_endian = "big") { "big" } else { "little" }));
    m.set("maxsize", number::int(i64::MAX));
    m.set("maxunicode", number::int(0x10_ffff));
    m.set("float_repr_style", text("short"));
    m.set("float_info", info::float_info());
    m.set("int_info", info::int_info());
    m.set("hash_info", info::hash_info());
    m.set("thread_info", info::thread_info());
    m.set("implementation", implementation()?);
    Ok(())
}

fn set_configuration(m: Gc<Module>, c: &Config) -> Result<()> {
    m.set("flags", info::flags(&c.flags));
    m.set("argv", info::list_of(&c.argv));
    m.set("orig_argv", info::list_of(&c.orig_argv));
    m.set("path", info::list_of(&c.path));
    m.set("warnoptions", info::list_of(&c.warnoptions));
    m.set("executable", path_text(&c.executable));
    m.set("_base_executable", path_text(&c.base_executable));
    m.set("prefix", path_text(&c.prefix));
    m.set("exec_prefix", path_text(&c.exec_prefix));
    m.set("base_prefix", path_text(&c.base_prefix));
    m.set("base_exec_prefix", path_text(&c.base_exec_prefix));
    m.set("_stdlib_dir", path_text(&c.stdlib_dir));
    m.set("_home", c.home.as_ref().map_or_else(none, |h| path_text(h)));
    m.set("pycache_prefix", c.pycache_prefix.as_ref().map_or_else(none, |p| path_text(p)));
    m.set("dont_write_bytecode", object::bool_value(c.flags.dont_write_bytecode));
    let options = Dict::new();
    for (name, value) in &c.xoptions {
        let v = value.as_ref().map_or_else(|| object::bool_value(true), |v| path_text(v));
        options.set(path_text(name), v)?;
    }
    m.set("_xoptions", options);
    let modules = crate::imp::builtin_names();
    let names: GcVec<Value> = modules.iter().map(|n| intern(n).value()).collect();
    m.set("builtin_module_names", object::seq::tuple(&names));
    let stdlib = Set::new_frozen();
    for name in names::STDLIB.split_whitespace() {
        stdlib.add(intern(name).value())?;
    }
    m.set("stdlib_module_names", stdlib);
    let early = printer::create();
    m.set("stderr", early);
    m.set("__stderr__", early);
    number::set_max_str_digits(c.flags.int_max_str_digits);
    Ok(())
}

/// Creates the module and `sys.modules`.
///
/// # Errors
/// None in practice; making the values may raise in principle.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("sys");
    SYS_DICT.set(m.dict.value());
    m.set_doc(
        "Values and functions of the interpreter: what programs may see and change of the machine that runs them.",
    );
    let modules = match MODULES.dict() {
        Some(d) => d,
        None => {
            let d = Dict::new();
            MODULES.set(d.value());
            d
        }
    };
    m.set("modules", modules);
    m.add_rows(ROWS);
    m.add_rows(hooks::ROWS);
    m.add_rows(classes::ROWS);
    m.add_rows(frames::ROWS);
    m.add_rows(limits::ROWS);
    m.add_rows(audit::ROWS);
    for name in ["displayhook", "excepthook", "unraisablehook", "breakpointhook"] {
        if let Some(f) = m.dict.get_text(name) {
            m.dict.set_text(&format!("__{name}__"), f);
        }
    }
    set_versions(m)?;
    set_configuration(m, config::get())?;
    for name in ["meta_path", "path_hooks"] {
        m.set(name, List::new(GcVec::new()));
    }
    m.set("path_importer_cache", Dict::new());
    m.set("_jit", limits::jit_module());
    info::forbid_instances();
    Ok(m)
}
