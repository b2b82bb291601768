//! `_warnings`: issuing warnings and deciding by the filters what becomes of them.
//!
//! Terms: a *registry* is the dict `__warningregistry__` of the module that a warning is about: it remembers what was
//! shown already, for the version of the filters that its entry `version` names. Everything that the `warnings` module
//! lets programs replace (`filters`, `defaultaction`, `onceregistry`, `_showwarnmsg`) is looked up there while that
//! module is loaded, and is this module's own before.
//!
//! [`state`] has the filters and their matching, this file the two ways of issuing, [`show`] what is printed.

mod show;
mod state;

use heap::Value;
use object::error::{BaseException, exc, set_pending};
use object::frame::{Frame, flags};
use object::gc::ValueExt;
use object::{
    Class, Dict, Gc, Module, Result, Row, Str, Tuple, class_of, intern, native, none, number, raise_type, thread,
};

use state::Action;

/// Where a warning is about.
struct Place {
    filename: Value,
    lineno: i64,
    module: Value,
    registry: Value,
}

fn is_warning(v: Value) -> bool {
    class_of(v).is_subclass_of(exc::WARNING.get())
}

/// The category that counts: a warning instance brings its own.
fn category_of(message: Value, category: Option<Value>) -> Result<Value> {
    if is_warning(message) {
        return Ok(class_of(message).value());
    }
    let Some(category) = category.filter(|c| !object::misc::is_none(*c)) else {
        return Ok(exc::USER_WARNING.get().value());
    };
    match category.cast::<Class>() {
        Some(c) if c.is_subclass_of(exc::WARNING.get()) => Ok(category),
        _ => raise_type!("category must be a Warning subclass, not '{}'", object::repr::type_name(category)),
    }
}

/// Is the file part of the import system, whose frames do not count?
fn is_internal(f: &Frame<Value>) -> bool {
    let name = f.code.filename.to_string();
    name.contains("importlib") && name.contains("_bootstrap")
}

fn is_skipped(f: &Frame<Value>, prefixes: &[Value]) -> bool {
    let name = f.code.filename.as_bytes();
    prefixes.iter().filter_map(|p| p.cast::<Str>()).any(|p| name.starts_with(p.as_bytes()))
}

/// The next visible frame outwards.
fn back(f: *mut Frame<Value>) -> *mut Frame<Value> {
    // SAFETY: frames of a thread form a list that ends with null.
    unsafe {
        let mut p = (*f).prev;
        while !p.is_null() && (*p).flags & flags::HIDDEN != 0 {
            p = (*p).prev;
        }
        p
    }
}

fn innermost() -> *mut Frame<Value> {
    let f = thread().frame;
    // SAFETY: the innermost frame is null or alive.
    if !f.is_null() && unsafe { (*f).flags } & flags::HIDDEN != 0 { back(f) } else { f }
}

/// The frame that `stacklevel` names, counting from the caller of `warn`.
fn frame_at(stacklevel: i64, prefixes: &[Value]) -> *mut Frame<Value> {
    let mut f = innermost();
    let mut left = stacklevel;
    if f.is_null() {
        return f;
    }
    // SAFETY: `f` is a live frame whenever it is not null.
    let plain = left <= 0 || unsafe { is_internal(&*f) };
    left -= 1;
    while left > 0 && !f.is_null() {
        f = back(f);
        // SAFETY: as above.
        while !plain && !f.is_null() && unsafe { is_internal(&*f) || is_skipped(&*f, prefixes) } {
            f = back(f);
        }
        left -= 1;
    }
    f
}

fn place_of(stacklevel: i64, prefixes: &[Value]) -> Result<Place> {
    let f = frame_at(stacklevel, prefixes);
    let (globals, filename, lineno) = if f.is_null() {
        let Some(sys) = object::globals::SYS_DICT.dict() else { return object::runtime_error("lost sys") };
        (sys, intern("<sys>").value(), 0)
    } else {
        // SAFETY: a live frame.
        let f = unsafe { &*f };
        (f.function().globals, f.code.filename.value(), i64::from(f.line()))
    };
    let key = intern("__warningregistry__");
    let registry = match globals.get_str(key) {
        Some(r) => r,
        None => {
            let d = Dict::new().value();
            globals.set_str(key, d);
            d
        }
    };
    let module = globals.get_str(object::Id::__name__.str());
    let module = match module {
        Some(m) if object::misc::is_none(m) || m.is::<Str>() => m,
        _ => intern("<string>").value(),
    };
    Ok(Place { filename, lineno, module, registry })
}

/// `warn()` after its arguments were checked.
fn warn_at(message: Value, category: Value, stacklevel: i64, source: Option<Value>, prefixes: &[Value]) -> Result<()> {
    let place = place_of(stacklevel, prefixes)?;
    issue(message, category, &place, None, source)
}

/// The machine's hook: a warning of the interpreter itself.
///
/// # Errors
/// The warning as an exception, when filters say so.
pub fn warn_hook(category: Value, message: &str, stacklevel: i64) -> Result<()> {
    warn_at(Str::new(message).value(), category, stacklevel, None, &[])
}

/// Warns about an object that was not closed, say: a `ResourceWarning` with `source`.
///
/// # Errors
/// The warning as an exception, when filters say so.
pub fn resource_warning(source: Value, message: &str, stacklevel: i64) -> Result<()> {
    let category = exc::RESOURCE_WARNING.get().value();
    warn_at(Str::new(message).value(), category, stacklevel, Some(source), &[])
}

/// The module name that a file's warnings get when nobody gives one.
fn module_of_file(filename: Value) -> Value {
    let Some(name) = filename.cast::<Str>() else { return intern("<unknown>").value() };
    if name.byte_len() == 0 {
        return intern("<unknown>").value();
    }
    if name.as_bytes().ends_with(b".py") { name.substring(0, name.char_len() - 3).value() } else { filename }
}

/// Decides by the filters whether a warning is shown, raised or dropped (`warn_explicit` of CPython).
fn issue(message: Value, category: Value, place: &Place, line: Option<Value>, source: Option<Value>) -> Result<()> {
    // The module is None while the interpreter shuts down and `warnings` is gone: too late to say anything.
    if object::misc::is_none(place.module) {
        return Ok(());
    }
    let registry = match place.registry.cast::<Dict>() {
        Some(d) => Some(d),
        None if object::misc::is_none(place.registry) => None,
        None => return object::type_error("'registry' must be a dict or None"),
    };
    let (text, message, category) = if is_warning(message) {
        (object::repr::str_of(message)?.value(), message, class_of(message).value())
    } else {
        (message, object::call::call(category, &[message])?, category)
    };
    let lineno = number::int(place.lineno);
    let key = object::seq::tuple(&[text, category, lineno]);
    if let Some(r) = registry
        && state::already_warned(r, key, false)?
    {
        return Ok(());
    }
    let shown = match state::find_action(category, text, place.lineno, place.module)? {
        Action::Error => {
            return match message.cast::<BaseException>() {
                Some(e) => Err(set_pending(e)),
                None => object::type_error("exceptions must derive from BaseException"),
            };
        }
        Action::Ignore => return Ok(()),
        Action::Always => true,
        action => {
            if let Some(r) = registry {
                r.set(key, object::bool_value(true))?;
            }
            let once = object::seq::tuple(&[text, category]);
            match (action, registry) {
                (Action::Once, None) => !state::already_warned(state::once_registry()?, once, true)?,
                (Action::Once | Action::Module, Some(r)) => !state::already_warned(r, once, true)?,
                _ => true,
            }
        }
    };
    if shown {
        let what = show::Shown { message, text, category, filename: place.filename, lineno, line, source };
        show::show(&what)?;
    }
    Ok(())
}

fn warn(
    message: Value,
    category: Option<Value>,
    stacklevel: Option<isize>,
    source: Option<Value>,
    skip_file_prefixes: Option<Value>,
) -> Result<()> {
    let mut stacklevel = stacklevel.unwrap_or(1) as i64;
    let prefixes = match skip_file_prefixes.map(|p| (p, p.cast::<Tuple>())) {
        None => &[][..],
        Some((_, Some(t))) => t.as_slice(),
        Some((p, None)) => {
            return raise_type!(
                "warn() argument 'skip_file_prefixes' must be tuple, not {}",
                object::repr::type_name(p)
            );
        }
    };
    if let Some(bad) = prefixes.iter().find(|p| !p.is::<Str>()) {
        return raise_type!("Found non-str '{}' in skip_file_prefixes.", object::repr::type_name(*bad));
    }
    if !prefixes.is_empty() {
        stacklevel = stacklevel.max(2);
    }
    let category = category_of(message, category)?;
    warn_at(message, category, stacklevel, source, prefixes)
}

#[allow(clippy::too_many_arguments)]
fn warn_explicit(
    message: Value,
    category: Value,
    filename: Gc<Str>,
    lineno: i32,
    module: Option<Value>,
    registry: Option<Value>,
    module_globals: Option<Value>,
    source: Option<Value>,
) -> Result<()> {
    let line = match module_globals.filter(|g| !object::misc::is_none(*g)) {
        None => None,
        Some(g) => match g.cast::<Dict>() {
            Some(g) => show::source_line(g, i64::from(lineno))?,
            None => return raise_type!("module_globals must be a dict, not '{}'", object::repr::type_name(g)),
        },
    };
    let place = Place {
        filename: filename.value(),
        lineno: i64::from(lineno),
        module: module.unwrap_or_else(|| module_of_file(filename.value())),
        registry: registry.unwrap_or_else(none),
    };
    issue(message, category, &place, line, source)
}

static ROWS: &[Row] = &[
    Row::function(
        "warn($module, /, message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=())",
        native(warn),
    )
    .doc("Issues a warning, or maybe ignores it or raises it as an exception."),
    Row::function(
        "warn_explicit($module, /, message, category, filename, lineno, module=<unrepresentable>, registry=None, \
         module_globals=None, source=None)",
        native(warn_explicit),
    )
    .doc("Issues a warning about the given place."),
];

/// Creates the module.
///
/// # Errors
/// What making a context variable raises.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_warnings");
    m.set_doc("Issuing warnings. The rest of the warnings module is written in Python.");
    m.add_rows(ROWS);
    m.add_rows(state::ROWS);
    m.set("filters", state::filters());
    m.set("_defaultaction", intern("default"));
    m.set("_onceregistry", state::own_once_registry());
    if let Some(v) = state::context_variable()? {
        m.set("_warnings_context", v);
    }
    Ok(m)
}
