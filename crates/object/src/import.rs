//! Importing: `__import__`, `from m import x`, `import *`. The import system itself is `importlib`, in Python; this is the
//! fast path for modules that are there already, as in CPython's `import.c`.

use std::sync::Once;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Instant;

use heap::Value;

use crate::call::call;
use crate::dict::Dict;
use crate::error::{BaseException, ImportExc, Result, exc, new_exception, set_pending};
use crate::frame::Traceback;
use crate::gc::{Gc, ValueExt};
use crate::globals::{IMPORTLIB, MODULES};
use crate::ids::Id;
use crate::misc::{is_none, none};
use crate::seq::Tuple;
use crate::strs::{Str, intern};

/// `sys.modules`: whatever object `sys.modules` is now.
///
/// # Errors
/// `RuntimeError` if it is gone.
pub fn modules() -> Result<Value> {
    match crate::globals::sys_get("modules").or_else(|| MODULES.get()) {
        Some(m) => Ok(m),
        None => crate::runtime_error("unable to get sys.modules"),
    }
}

/// `sys.modules.get(name)`.
///
/// # Errors
/// What a mapping that is no dict raises.
pub fn find_module(name: Gc<Str>) -> Result<Option<Value>> {
    let m = modules()?;
    match m.cast_exact::<Dict>() {
        Some(d) => Ok(d.get_str(name)),
        None => crate::error::catch(crate::ops::getitem(m, name.value()), &exc::KEY_ERROR),
    }
}

/// `builtins.__import__`, which importlib calls for parents and submodules.
fn import_function() -> Value {
    crate::globals::BUILTINS_DICT.dict().and_then(|d| d.get_str(Id::__import__.str())).unwrap_or_else(none)
}

fn importlib() -> Result<Value> {
    match IMPORTLIB.get() {
        Some(m) => Ok(m),
        None => crate::import_error_text("the import system is not running yet"),
    }
}

/// The auditing event of a module that is looked for.
fn audit_import(name: Gc<Str>) -> Result<()> {
    if crate::hooks::late().audit.is_none() {
        return Ok(());
    }
    let of_sys = |name: &str| crate::globals::sys_get(name).unwrap_or_else(none);
    let (path, meta_path, path_hooks) = (of_sys("path"), of_sys("meta_path"), of_sys("path_hooks"));
    crate::hooks::audit("import", &[name.value(), none(), path, meta_path, path_hooks])
}

/// For `-X importtime`: microseconds that imports inside the one that runs have taken, and how many surround it.
static INNER_TIME: AtomicU64 = AtomicU64::new(0);
static DEPTH: AtomicUsize = AtomicUsize::new(0);
static HEADING: Once = Once::new();

/// Does an import and prints how long it took, by itself and with all that it imported.
fn timed(name: Gc<Str>, import: impl FnOnce() -> Result<Value>) -> Result<Value> {
    HEADING.call_once(|| crate::tell!("import time: self [us] | cumulative | imported package"));
    let before = INNER_TIME.swap(0, Ordering::Relaxed);
    let depth = DEPTH.fetch_add(1, Ordering::Relaxed);
    let start = Instant::now();
    let r = import();
    let whole = start.elapsed().as_micros() as u64;
    DEPTH.store(depth, Ordering::Relaxed);
    let inner = INNER_TIME.swap(before + whole, Ordering::Relaxed);
    if r.is_ok() {
        let own = whole.saturating_sub(inner);
        crate::tell!("import time: {own:9} | {whole:10} | {:indent$}{name}", "", indent = depth * 2);
    }
    r
}

/// `__import__(name, globals, locals, fromlist, level)`.
///
/// # Errors
/// `ImportError` and whatever running the module raises.
pub fn import_level(name: Gc<Str>, globals: Option<Gc<Dict>>, fromlist: Value, level: i64) -> Result<Value> {
    if level < 0 {
        return crate::value_error("level must be >= 0");
    }
    let abs = if level > 0 {
        resolve_name(name, globals, level)?
    } else {
        if name.byte_len() == 0 {
            return crate::value_error("Empty module name");
        }
        crate::strs::intern_str(name)
    };
    let module = match find_module(abs)?.filter(|m| !is_none(*m)) {
        Some(m) => {
            ensure_initialized(m, abs)?;
            m
        }
        None => {
            audit_import(abs)?;
            let find = || {
                let args = [abs.value(), import_function()];
                crate::call::call_method(importlib()?, Id::_find_and_load.str(), &args)
            };
            let r = if crate::state::import_time() { timed(abs, find) } else { find() };
            match r {
                Ok(m) => m,
                Err(e) => {
                    remove_importlib_frames();
                    return Err(e);
                }
            }
        }
    };
    let has_from = !is_none(fromlist) && crate::ops::truth(fromlist)?;
    if has_from {
        if crate::attr::find_attr(module, Id::__path__.str())?.is_none() {
            return Ok(module);
        }
        let import = import_function();
        let r = crate::call::call_method(importlib()?, Id::_handle_fromlist.str(), &[module, fromlist, import]);
        if r.is_err() {
            remove_importlib_frames();
        }
        return r;
    }
    if level != 0 && name.byte_len() == 0 {
        return Ok(module);
    }
    let text = name.to_string();
    let Some(dot) = text.find('.') else { return Ok(module) };
    if level == 0 {
        return import_level(intern(&text[..dot]), None, none(), 0);
    }
    let abs_text = abs.to_string();
    let keep = &abs_text[..abs_text.len() - (text.len() - dot)];
    match find_module(intern(keep))? {
        Some(m) => Ok(m),
        None => crate::raise_exc!(KEY_ERROR, "'{}' not in sys.modules as expected", keep),
    }
}

/// Waits for another thread that is still importing the module.
fn ensure_initialized(module: Value, name: Gc<Str>) -> Result<()> {
    let spec = match module.cast::<crate::Module>() {
        Some(m) => m.dict.get_str(Id::__spec__.str()),
        None => crate::attr::find_attr(module, Id::__spec__.str())?,
    };
    let Some(spec) = spec.filter(|s| !is_none(*s)) else { return Ok(()) };
    let busy = match crate::attr::find_attr(spec, Id::_initializing.str())? {
        Some(v) => crate::ops::truth(v)?,
        None => false,
    };
    if busy {
        crate::call::call_method(importlib()?, Id::_lock_unlock_module.str(), &[name.value()])?;
    }
    Ok(())
}

fn resolve_name(name: Gc<Str>, globals: Option<Gc<Dict>>, level: i64) -> Result<Gc<Str>> {
    let Some(globals) = globals else {
        return crate::raise_exc!(KEY_ERROR, "'__name__' not in globals");
    };
    let package = package_of(globals)?;
    if package.is_empty() {
        return crate::import_error_text("attempted relative import with no known parent package");
    }
    let mut base = package.as_str();
    for _ in 1..level {
        match base.rfind('.') {
            Some(dot) => base = &base[..dot],
            None => return crate::import_error_text("attempted relative import beyond top-level package"),
        }
    }
    Ok(intern(&if name.byte_len() == 0 { base.to_owned() } else { format!("{base}.{name}") }))
}

fn package_of(globals: Gc<Dict>) -> Result<String> {
    let get = |id: Id| globals.get_str(id.str()).filter(|v| !is_none(*v));
    let spec = get(Id::__spec__);
    if let Some(p) = get(Id::__package__) {
        let Some(p) = p.cast::<Str>() else { return crate::type_error("package must be a string") };
        return Ok(p.to_string());
    }
    if let Some(spec) = spec {
        let parent = crate::attr::getattr(spec, intern("parent"))?;
        return match parent.cast::<Str>() {
            Some(p) => Ok(p.to_string()),
            None => crate::type_error("__spec__.parent must be a string"),
        };
    }
    crate::hooks::warn(
        &exc::IMPORT_WARNING,
        "can't resolve package from __spec__ or __package__, falling back on __name__ and __path__",
        1,
    )?;
    let Some(name) = get(Id::__name__) else {
        return crate::raise_exc!(KEY_ERROR, "'__name__' not in globals");
    };
    let Some(name) = name.cast::<Str>() else { return crate::type_error("__name__ must be a string") };
    let name = name.to_string();
    if globals.get_str(Id::__path__.str()).is_some() {
        return Ok(name);
    }
    match name.rfind('.') {
        Some(dot) => Ok(name[..dot].to_owned()),
        None => crate::import_error_text("attempted relative import with no known parent package"),
    }
}

/// Cuts the frames of `importlib` out of the pending exception's traceback, as CPython does: always for `ImportError`, for
/// others only the stretches that end in `_call_with_frames_removed`.
fn remove_importlib_frames() {
    let Some(e) = crate::thread().pending else { return };
    let Some(mut exc_obj) = e.cast::<BaseException>() else { return };
    let always = crate::class_of(e).is_subclass_of(exc::IMPORT_ERROR.get());
    let mut chain: heap::GcVec<Value> = heap::GcVec::new();
    let mut tb = exc_obj.traceback;
    while let Some(t) = tb.and_then(|t| t.cast::<Traceback>()) {
        chain.push(t.value());
        tb = t.next;
    }
    let mut keep: heap::GcVec<Value> = heap::GcVec::new();
    let mut chunk: heap::GcVec<Value> = heap::GcVec::new();
    for v in chain.iter() {
        let Some(t) = v.cast::<Traceback>() else { continue };
        let file = t.frame.code.filename.to_string();
        let ours = file.starts_with("<frozen importlib")
            || file.ends_with("importlib/_bootstrap.py")
            || file.ends_with("importlib/_bootstrap_external.py");
        if !ours {
            keep.extend_from_slice(&chunk);
            chunk.clear();
            keep.push(*v);
            continue;
        }
        chunk.push(*v);
        if always || t.frame.code.name.as_bytes() == b"_call_with_frames_removed" {
            chunk.clear();
        }
    }
    keep.extend_from_slice(&chunk);
    let mut next = None;
    for v in keep.iter().rev() {
        if let Some(mut t) = v.cast::<Traceback>() {
            t.next = next;
        }
        next = Some(*v);
    }
    exc_obj.traceback = next;
}

/// IMPORT_FROM: an attribute, or a submodule that is being imported.
///
/// # Errors
/// `ImportError` in CPython's words.
pub fn import_from(module: Value, name: Gc<Str>) -> Result<Value> {
    if let Some(v) = crate::attr::find_attr(module, name)? {
        return Ok(v);
    }
    let mod_name = crate::attr::find_attr(module, Id::__name__.str())?.and_then(|n| n.cast::<Str>());
    if let Some(n) = mod_name
        && let Some(m) = find_module(intern(&format!("{n}.{name}")))?
    {
        return Ok(m);
    }
    let spec = crate::attr::find_attr(module, Id::__spec__.str())?.filter(|s| !is_none(*s));
    let origin = spec.map_or(Ok(None), file_origin)?.map(Gc::value);
    let path = origin.or(crate::attr::find_attr(module, Id::__file__.str())?).filter(|v| v.is::<Str>());
    let msg = missing_name(mod_name, spec, path.and_then(|p| p.cast::<Str>()), name)?;
    let e = new_exception(exc::IMPORT_ERROR.get(), &[Str::new(&msg).value()]);
    // SAFETY: ImportError has this layout.
    let mut i = unsafe { e.cast::<ImportExc>() };
    i.msg = Some(Str::new(&msg).value());
    i.name = Some(mod_name.map_or_else(none, Gc::value));
    i.path = Some(path.unwrap_or_else(none));
    i.name_from = Some(name.value());
    Err(set_pending(e))
}

/// The file that a module spec says the module comes from.
fn file_origin(spec: Value) -> Result<Option<Gc<Str>>> {
    let located = crate::attr::find_attr(spec, intern("has_location"))?;
    if !matches!(located, Some(v) if crate::ops::truth(v)?) {
        return Ok(None);
    }
    Ok(crate::attr::find_attr(spec, intern("origin"))?.and_then(|o| o.cast::<Str>()))
}

fn is_initializing(spec: Value) -> Result<bool> {
    Ok(matches!(crate::attr::find_attr(spec, Id::_initializing.str())?, Some(v) if crate::ops::truth(v)?))
}

/// How a module relates to what an import would have found without the program's own directory.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shadow {
    No,
    /// It lies in the directory that Python put in front of `sys.path`.
    Possible,
    /// And has the name of a module of the standard library.
    OfStandardLibrary,
}

/// Does a module's file lie directly in the directory that start-up put in front of `sys.path`?
fn shadowing(mod_name: Option<Gc<Str>>, origin: Option<Gc<Str>>) -> Result<Shadow> {
    let (Some(origin), Some(first)) = (origin, crate::globals::FIRST_PATH.get().and_then(|v| v.cast::<Str>())) else {
        return Ok(Shadow::No);
    };
    let origin = origin.to_string_lossy();
    let Some((mut root, last)) = origin.rsplit_once('/') else { return Ok(Shadow::No) };
    if last == "__init__.py" {
        let Some((parent, _)) = root.rsplit_once('/') else { return Ok(Shadow::No) };
        root = parent;
    }
    let first = first.to_string_lossy();
    let same = if first.is_empty() {
        std::env::current_dir().is_ok_and(|dir| dir == std::path::Path::new(root))
    } else {
        first == root
    };
    if !same {
        return Ok(Shadow::No);
    }
    let library = crate::globals::sys_get("stdlib_module_names").filter(|v| v.is::<crate::Set>());
    match (library, mod_name) {
        (Some(names), Some(name)) if crate::ops::contains(names, name.value())? => Ok(Shadow::OfStandardLibrary),
        _ => Ok(Shadow::Possible),
    }
}

/// What the `AttributeError` of a module says, with CPython's hints at the cause.
///
/// # Errors
/// What looking at the spec raises.
pub fn missing_attribute(mod_name: Gc<Str>, spec: Option<Value>, name: Gc<Str>) -> Result<String> {
    let plain = format!("module '{mod_name}' has no attribute '{name}'");
    let Some(spec) = spec else { return Ok(plain) };
    let origin = file_origin(spec)?;
    let shadow = shadowing(Some(mod_name), origin)?;
    let shown_origin = origin.map_or_else(String::new, |o| o.to_string());
    if shadow == Shadow::OfStandardLibrary {
        return Ok(format!(
            "{plain} (consider renaming '{shown_origin}' since it has the same name as the standard library module \
             named '{mod_name}' and prevents importing that standard library module)"
        ));
    }
    if is_initializing(spec)? {
        return Ok(match (shadow, origin) {
            (Shadow::Possible, _) => format!(
                "{plain} (consider renaming '{shown_origin}' if it has the same name as a library you intended to \
                 import)"
            ),
            (_, Some(_)) => format!(
                "partially initialized module '{mod_name}' from '{shown_origin}' has no attribute '{name}' (most \
                 likely due to a circular import)"
            ),
            _ => format!(
                "partially initialized module '{mod_name}' has no attribute '{name}' (most likely due to a circular \
                 import)"
            ),
        });
    }
    let pending = crate::attr::find_attr(spec, intern("_uninitialized_submodules"))?;
    if let Some(list) = pending
        && crate::ops::contains(list, name.value())?
    {
        return Ok(format!(
            "cannot access submodule '{name}' of module '{mod_name}' (most likely due to a circular import)"
        ));
    }
    Ok(plain)
}

/// What the `ImportError` of `from module import name` says.
fn missing_name(
    mod_name: Option<Gc<Str>>,
    spec: Option<Value>,
    path: Option<Gc<Str>>,
    name: Gc<Str>,
) -> Result<String> {
    let shown = mod_name.map_or_else(|| "<unknown module name>".to_owned(), |n| n.to_string());
    let origin = spec.map_or(Ok(None), file_origin)?;
    let shadow = shadowing(mod_name, origin)?;
    let from = origin.or(path).map_or_else(|| "unknown location".to_owned(), |p| p.to_string());
    if shadow == Shadow::OfStandardLibrary {
        return Ok(format!(
            "cannot import name '{name}' from '{shown}' (consider renaming '{from}' since it has the same name as the \
             standard library module named '{shown}' and prevents importing that standard library module)"
        ));
    }
    Ok(match (spec.map_or(Ok(false), is_initializing)?, shadow) {
        (true, Shadow::Possible) => format!(
            "cannot import name '{name}' from '{shown}' (consider renaming '{from}' if it has the same name as a \
             library you intended to import)"
        ),
        (true, _) => format!(
            "cannot import name '{name}' from partially initialized module '{shown}' (most likely due to a circular \
             import) ({from})"
        ),
        _ => format!("cannot import name '{name}' from '{shown}' ({from})"),
    })
}

/// `from module import *` into a namespace.
///
/// # Errors
/// What the module's attributes raise; `TypeError` for names that are no strings.
pub fn import_star(module: Value, namespace: Value) -> Result<()> {
    let all = crate::attr::find_attr(module, Id::__all__.str())?;
    let names = match all {
        Some(a) => a,
        None => {
            let Some(d) = crate::attr::find_attr(module, Id::__dict__.str())? else {
                return crate::import_error_text("from-import-* object has no __dict__ and no __all__");
            };
            crate::call::call_method(d, Id::keys.str(), &[])?
        }
    };
    for n in crate::iter::collect(names)?.iter() {
        let Some(s) = n.cast::<Str>() else {
            let shown = crate::attr::find_attr(module, Id::__name__.str())?
                .and_then(|n| n.cast::<Str>())
                .map_or_else(String::new, |s| s.to_string());
            let what = if all.is_some() { "Item in" } else { "Key in" };
            let place = if all.is_some() { "__all__" } else { "__dict__" };
            return crate::raise_type!("{} {}.{} must be str, not {}", what, shown, place, crate::repr::type_name(*n));
        };
        if all.is_none() && s.as_bytes().first() == Some(&b'_') {
            continue;
        }
        let v = crate::attr::getattr(module, s)?;
        match namespace.cast_exact::<Dict>() {
            Some(d) => d.set_str(crate::strs::intern_str(s), v),
            None => crate::ops::setitem(namespace, *n, v)?,
        }
    }
    Ok(())
}

/// `sys.displayhook(v)`: what an expression statement at the prompt does.
///
/// # Errors
/// `RuntimeError` without a hook; what the hook raises.
pub fn display(v: Value) -> Result<Value> {
    match crate::globals::sys_get("displayhook") {
        Some(f) => call(f, &[v]),
        None => crate::runtime_error("lost sys.displayhook"),
    }
}

/// Imports an absolute module name and returns that very module.
///
/// # Errors
/// What the import raises.
pub fn import_module(name: &str) -> Result<Value> {
    let n = intern(name);
    import_level(n, None, Tuple::from_slice(&[n.value()]).value(), 0)?;
    match find_module(n)? {
        Some(m) => Ok(m),
        None => crate::raise_exc!(KEY_ERROR, "'{}' not in sys.modules as expected", name),
    }
}
