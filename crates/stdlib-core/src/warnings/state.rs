//! The filters, their version and lock, and the registries of what was shown already.

use std::cell::Cell;

use heap::Value;
use object::error::exc;
use object::gc::ValueExt;
use object::{
    Class, Dict, Gc, List, Result, Row, Str, Tuple, intern, native, none, number, raise_exc, raise_type, raise_value,
};

use crate::config;
use crate::lock::RecursiveLock;
use object::statics::StaticValue;

/// What a filter says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Error,
    Ignore,
    Always,
    Default,
    Module,
    Once,
}

static FILTERS: StaticValue = StaticValue::new();
static ONCE: StaticValue = StaticValue::new();
static CONTEXT: StaticValue = StaticValue::new();
static LOCK: RecursiveLock = RecursiveLock::new();

struct Version(Cell<i64>);
// SAFETY: touched under the GIL only.
unsafe impl Sync for Version {}
/// Counts the changes of the filters.
static VERSION: Version = Version(Cell::new(0));

fn filter(action: &str, category: &'static object::ClassCell, module: Option<&str>) -> Value {
    let module = module.map_or_else(none, |m| intern(m).value());
    object::seq::tuple(&[intern(action).value(), none(), category.get().value(), module, number::int(0)])
}

/// The list of filters that is in force until the `warnings` module is loaded, and which that module takes over.
pub fn filters() -> Value {
    FILTERS.get_or_set(|| {
        let items = [
            filter("default", &exc::DEPRECATION_WARNING, Some("__main__")),
            filter("ignore", &exc::DEPRECATION_WARNING, None),
            filter("ignore", &exc::PENDING_DEPRECATION_WARNING, None),
            filter("ignore", &exc::IMPORT_WARNING, None),
            filter("ignore", &exc::RESOURCE_WARNING, None),
        ];
        List::from_slice(&items).value()
    })
}

pub fn own_once_registry() -> Value {
    ONCE.get_or_set(|| Dict::new().value())
}

/// The context variable that holds the filters of a context, once there are context variables.
pub fn context_variable() -> Result<Option<Value>> {
    if CONTEXT.get().is_none()
        && let Some(m) = crate::imp::builtin_module("_contextvars")?
        && let Some(class) = m.dict.get_text("ContextVar")
    {
        CONTEXT.set(object::call::call(class, &[Str::new("warnings_context").value()])?);
    }
    Ok(CONTEXT.get())
}

/// `warnings.name`, if that module is loaded (or, with `import`, can be) and has it.
pub fn attribute(name: &str, import: bool) -> Result<Option<Value>> {
    let key = intern("warnings");
    let module = match object::import::find_module(key)? {
        Some(m) => Some(m),
        None if import && !crate::sys::limits::is_finalizing() => {
            object::error::catch(object::import::import_module("warnings"), &exc::IMPORT_ERROR)?
        }
        None => None,
    };
    match module.filter(|m| !object::misc::is_none(*m)) {
        Some(m) => object::attr::find_attr(m, intern(name)),
        None => Ok(None),
    }
}

pub fn once_registry() -> Result<Gc<Dict>> {
    let r = attribute("onceregistry", false)?.unwrap_or_else(own_once_registry);
    match r.cast::<Dict>() {
        Some(d) => Ok(d),
        None => raise_type!("_warnings.onceregistry must be a dict, not '{}'", object::repr::type_name(r)),
    }
}

fn default_action() -> Result<Value> {
    let a = attribute("defaultaction", false)?.unwrap_or_else(|| intern("default").value());
    if a.is::<Str>() {
        return Ok(a);
    }
    raise_type!("_warnings.defaultaction must be a string, not '{}'", object::repr::type_name(a))
}

/// Was the key shown already, under the filters as they are now? With `set`, it counts as shown from now on.
pub fn already_warned(registry: Gc<Dict>, key: Value, set: bool) -> Result<bool> {
    let version = intern("version");
    let current = VERSION.0.get();
    if registry.get_str(version).and_then(number::as_i64) != Some(current) {
        registry.clear();
        registry.set_str(version, number::int(current));
    } else if let Some(v) = registry.get(key)?
        && object::ops::truth(v)?
    {
        return Ok(true);
    }
    if set {
        registry.set(key, object::bool_value(true))?;
    }
    Ok(false)
}

/// Does a filter's message or module pattern match?
fn matches(pattern: Value, text: Value) -> Result<bool> {
    if object::misc::is_none(pattern) {
        return Ok(true);
    }
    if pattern.is_exact::<Str>() {
        return object::ops::eq(pattern, text);
    }
    let r = object::call::call_method(pattern, intern("match"), &[text])?;
    object::ops::truth(r)
}

/// The action of the first filter in a list that matches, with the filter.
fn search(
    filters: Gc<List>,
    category: Value,
    text: Value,
    lineno: i64,
    module: Value,
) -> Result<Option<(Value, Value)>> {
    let mut i = 0;
    // The patterns run code that may change the list.
    while let Some(item) = filters.items.get(i).copied() {
        let parts = match item.cast::<Tuple>() {
            Some(t) if t.as_slice().len() == 5 => t.as_slice(),
            _ => return raise_value!("warnings.filters item {i} isn't a 5-tuple"),
        };
        if !parts[0].is::<Str>() {
            return raise_type!("action must be a string, not '{}'", object::repr::type_name(parts[0]));
        }
        let line = object::ops::to_i64(parts[4])?;
        if matches(parts[1], text)?
            && object::ops::issubclass(category, parts[2])?
            && matches(parts[3], module)?
            && (line == 0 || line == lineno)
        {
            return Ok(Some((parts[0], item)));
        }
        i += 1;
    }
    Ok(None)
}

/// The filters of the running context, if programs asked for such (`-X context_aware_warnings`).
fn context_filters() -> Result<Option<Gc<List>>> {
    if !config::get().flags.context_aware_warnings {
        return Ok(None);
    }
    let Some(variable) = context_variable()? else { return Ok(None) };
    let context = object::call::call_method(variable, intern("get"), &[none()])?;
    if object::misc::is_none(context) {
        return Ok(None);
    }
    match object::attr::getattr(context, intern("_filters"))?.cast::<List>() {
        Some(l) => Ok(Some(l)),
        None => object::value_error("_filters of warnings._warnings_context must be a list"),
    }
}

/// What the filters say about a warning.
pub fn find_action(category: Value, text: Value, lineno: i64, module: Value) -> Result<Action> {
    let mut found = None;
    if let Some(l) = context_filters()? {
        found = search(l, category, text, lineno, module)?;
    }
    if found.is_none() {
        let list = attribute("filters", false)?.unwrap_or_else(filters);
        let Some(list) = list.cast::<List>() else {
            return object::value_error("_warnings.filters must be a list");
        };
        found = search(list, category, text, lineno, module)?;
    }
    let (action, item) = match found {
        Some(f) => f,
        None => (default_action()?, none()),
    };
    let name = action.cast::<Str>().map_or_else(String::new, |s| s.to_string());
    Ok(match name.as_str() {
        "error" => Action::Error,
        "ignore" => Action::Ignore,
        "always" | "all" => Action::Always,
        "default" => Action::Default,
        "module" => Action::Module,
        "once" => Action::Once,
        _ => {
            let (a, i) = (object::repr::repr(action)?, object::repr::repr(item)?);
            return raise_exc!(RUNTIME_ERROR, "Unrecognized action ({a}) in warnings.filters:\n {i}");
        }
    })
}

fn filters_mutated() -> Result<()> {
    if !LOCK.is_mine() {
        return object::runtime_error("warnings lock is not held");
    }
    VERSION.0.set(VERSION.0.get() + 1);
    Ok(())
}

fn acquire_lock() {
    LOCK.acquire();
}

fn release_lock() -> Result<()> {
    if LOCK.release() { Ok(()) } else { object::runtime_error("cannot release un-acquired lock") }
}

/// The name of a category, as it is printed.
pub fn category_name(category: Value) -> String {
    category.cast::<Class>().map_or_else(String::new, |c| c.name_text())
}

pub static ROWS: &[Row] = &[
    Row::function("_filters_mutated_lock_held($module, /)", native(filters_mutated))
        .doc("Says that the filters changed; the lock must be held."),
    Row::function("_acquire_lock($module, /)", native(acquire_lock)).doc("Takes the lock of the filters."),
    Row::function("_release_lock($module, /)", native(release_lock)).doc("Releases the lock of the filters."),
];
