//! `atexit`: functions to be called when the interpreter ends, the last registered first.

use heap::{GcVec, Value};
use object::error::take_pending;
use object::gc::ValueExt;
use object::{Dict, Gc, List, Module, Result, Row, Tuple, native};

use object::statics::StaticValue;

/// The callbacks: tuples of function, arguments and keyword arguments.
static CALLBACKS: StaticValue = StaticValue::new();

fn callbacks() -> Gc<List> {
    CALLBACKS.get_or_set(|| List::new(GcVec::new()).value()).cast::<List>().expect("it was made as a list")
}

fn register(func: Value, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Value> {
    if !object::call::is_callable(func) {
        return object::type_error("the first argument must be callable");
    }
    callbacks().items.push(object::seq::tuple(&[func, args.value(), kwargs.value()]));
    Ok(func)
}

fn unregister(func: Value) -> Result<()> {
    let mut list = callbacks();
    let mut i = list.items.len();
    // Comparing runs code that may change the list; going down by index stays in range.
    while i > 0 {
        i -= 1;
        let Some(entry) = list.items.get(i).copied() else { continue };
        let known = entry.cast::<Tuple>().map_or(entry, |t| t.as_slice()[0]);
        if object::ops::eq(known, func)? && list.items.get(i) == Some(&entry) {
            list.items.remove(i);
        }
    }
    Ok(())
}

fn clear() {
    callbacks().items.clear();
}

fn ncallbacks() -> usize {
    callbacks().items.len()
}

/// Calls all functions; errors are reported, not raised.
pub fn run_all() {
    let mut list = callbacks();
    while let Some(entry) = list.items.pop() {
        let Some(t) = entry.cast::<Tuple>() else { continue };
        let [func, args, kwargs] = [t.as_slice()[0], t.as_slice()[1], t.as_slice()[2]];
        let args = args.cast::<Tuple>().map_or(&[][..], |a| a.as_slice());
        if object::call::call_ex(func, args, kwargs.cast::<Dict>()).is_err() {
            let e = take_pending();
            crate::sys::hooks::unraisable_about(e, "Exception ignored in atexit callback", func);
        }
    }
}

static ROWS: &[Row] = &[
    Row::function("register($module, func, /, *args, **kwargs)", native(register))
        .doc("Registers a function to be called at exit; returns it."),
    Row::function("unregister($module, func, /)", native(unregister)).doc("Takes back what was registered for func."),
    Row::function("_clear($module, /)", native(clear)).doc("Takes back everything."),
    Row::function("_run_exitfuncs($module, /)", native(run_all)).doc("Calls the registered functions now."),
    Row::function("_ncallbacks($module, /)", native(ncallbacks)).doc("How many functions are registered."),
];

/// Creates the module.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("atexit");
    m.set_doc("Functions to be called when the interpreter ends.");
    m.add_rows(ROWS);
    Ok(m)
}
