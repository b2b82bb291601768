//! The hooks of `sys`: `displayhook`, `excepthook`, `unraisablehook`, `breakpointhook`, and how the interpreter calls
//! them.
//!
//! Exceptions are printed by the standard library's `traceback`. When that cannot be imported or fails itself, `plain`
//! prints them without it.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use heap::{GcVec, Value};
use object::error::{BaseException, exc, new_exception, pending_is, set_pending, take_pending};
use object::frame::Traceback;
use object::gc::ValueExt;
use object::globals::sys_get;
use object::misc::is_none;
use object::repr::{class_full_name, repr};
use object::{Bytes, Dict, Gc, Result, Row, Str, Tuple, class_of, intern, native, none};

use super::{info, tracebacks};
use crate::config;

/// `sys.name`, unless it is missing or `None`.
fn stream(name: &str) -> Option<Value> {
    sys_get(name).filter(|v| !is_none(*v))
}

fn write(file: Value, s: Value) -> Result<()> {
    object::call::call_method(file, intern("write"), &[s]).map(|_| ())
}

fn write_text(file: Value, s: &str) -> Result<()> {
    write(file, Str::new(s).value())
}

/// Flushes a stream, ignoring what it raises.
fn flush_quietly(file: Value) {
    if object::call::call_method(file, intern("flush"), &[]).is_err() {
        let _ = take_pending();
    }
}

fn displayhook(object: Value) -> Result<()> {
    let Some(builtins) = object::globals::BUILTINS_DICT.dict() else {
        return object::runtime_error("lost builtins module");
    };
    if is_none(object) {
        return Ok(());
    }
    // While the value is being shown `_` is empty, so that a `__repr__` that looks at it does not recurse.
    builtins.set_text("_", none());
    let Some(out) = stream("stdout") else {
        return object::runtime_error("lost sys.stdout");
    };
    let shown = repr(object)?.value();
    if let Err(e) = write(out, shown) {
        if !pending_is(&exc::UNICODE_ENCODE_ERROR) {
            return Err(e);
        }
        let _ = take_pending();
        write_unencodable(out, shown)?;
    }
    write_text(out, "\n")?;
    builtins.set_text("_", object);
    Ok(())
}

/// Writes text that the stream cannot encode, with backslashes for what it lacks.
fn write_unencodable(out: Value, shown: Value) -> Result<()> {
    let encoding = object::attr::getattr(out, intern("encoding"))?;
    let handler = Str::new("backslashreplace").value();
    let encoded = object::call::call_method(shown, intern("encode"), &[encoding, handler])?;
    match object::attr::find_attr(out, intern("buffer"))? {
        Some(buffer) => write(buffer, encoded),
        None => write(out, object::call::call_method(encoded, intern("decode"), &[encoding])?),
    }
}

fn excepthook(_exctype: Value, value: Value, traceback: Value) -> Result<()> {
    if let Some(mut e) = value.cast::<BaseException>()
        && traceback.is::<Traceback>()
        && e.traceback.is_none_or(is_none)
    {
        e.traceback = Some(traceback);
    }
    display(value);
    Ok(())
}

/// Prints an exception with its traceback to `sys.stderr`.
pub fn display(e: Value) {
    let Some(out) = stream("stderr") else { return };
    match library_printer().map(|print| object::call::call(print, &[e])) {
        Some(Ok(_)) => {}
        failed => {
            if failed.is_some() {
                unraisable(take_pending(), Some("Exception ignored in the internal traceback machinery"), none());
            }
            if plain(e, out, &mut GcVec::new()).is_err() {
                let _ = take_pending();
            }
        }
    }
    flush_quietly(out);
}

/// The library's function that prints exceptions, if it is there and can be called.
fn library_printer() -> Option<Value> {
    let module = object::import::import_module("traceback");
    match module.and_then(|m| object::attr::find_attr(m, intern("_print_exception_bltin"))) {
        Ok(print) => print.filter(|p| object::call::is_callable(*p)),
        Err(_) => {
            let _ = take_pending();
            None
        }
    }
}

/// Prints an exception with its chain and its notes, without the library's help.
///
/// `seen` holds the exceptions that are printed already: a chain may be a ring.
fn plain(e: Value, out: Value, seen: &mut GcVec<Value>) -> Result<()> {
    let Some(b) = e.cast::<BaseException>() else {
        let text = format!(
            "TypeError: print_exception(): Exception expected for value, {} found\n",
            object::repr::type_name(e)
        );
        return write_text(out, &text);
    };
    object::state::check_native_stack()?;
    seen.push(e);
    let fresh = |v: &Value| !is_none(*v) && !seen.contains(v);
    if let Some(cause) = b.cause.filter(|c| !is_none(*c)) {
        if fresh(&cause) {
            plain(cause, out, seen)?;
            write_text(out, "\nThe above exception was the direct cause of the following exception:\n\n")?;
        }
    } else if let Some(context) = b.context.filter(fresh)
        && !b.suppress_context
    {
        plain(context, out, seen)?;
        write_text(out, "\nDuring handling of the above exception, another exception occurred:\n\n")?;
    }
    write_alone(e, out)?;
    for note in tracebacks::notes(e) {
        write_text(out, &format!("{note}\n"))?;
    }
    Ok(())
}

/// Prints one exception without its chain, its notes and what a group holds.
fn write_alone(e: Value, out: Value) -> Result<()> {
    if let Some(b) = e.cast::<BaseException>() {
        write_text(out, &tracebacks::traceback_text(b))?;
    }
    for part in tracebacks::last_line(e).iter() {
        write(out, *part)?;
    }
    Ok(())
}

/// Calls `sys.excepthook` for an exception that nobody caught; `SystemExit` is the caller's business. Returns the
/// `SystemExit` that the hook itself raised.
pub fn report_uncaught(e: Value) -> Option<Value> {
    if let Some(sys) = object::globals::SYS_DICT.dict() {
        sys.set_text("last_exc", e);
        sys.set_text("last_type", class_of(e).value());
        sys.set_text("last_value", e);
        let tb = e.cast::<BaseException>().and_then(|b| b.traceback).unwrap_or_else(none);
        sys.set_text("last_traceback", tb);
    }
    let tb = e.cast::<BaseException>().and_then(|b| b.traceback).unwrap_or_else(none);
    let class = class_of(e).value();
    if super::audit::audit("sys.excepthook", &[sys_get("excepthook").unwrap_or_else(none), class, e, tb]).is_err() {
        let hook_error = take_pending();
        if class_of(hook_error).is_subclass_of(exc::RUNTIME_ERROR.get()) {
            return None;
        }
        unraisable(hook_error, Some("Exception ignored in audit hook"), none());
    }
    let Some(hook) = sys_get("excepthook") else {
        object::tell!("sys.excepthook is missing");
        display(e);
        return None;
    };
    if object::call::call(hook, &[class, e, tb]).is_err() {
        let second = take_pending();
        if class_of(second).is_subclass_of(exc::SYSTEM_EXIT.get()) {
            return Some(second);
        }
        flush_stdout_quietly();
        object::tell!("Error in sys.excepthook:");
        display(second);
        object::tell!("\nOriginal exception was:");
        display(e);
    }
    None
}

fn flush_stdout_quietly() {
    if let Some(out) = stream("stdout") {
        flush_quietly(out);
    }
}

fn unraisablehook(unraisable: Value) -> Result<()> {
    if !info::is_unraisable_args(unraisable) {
        return object::type_error("sys.unraisablehook argument type must be UnraisableHookArgs");
    }
    let t = unraisable.cast::<Tuple>().expect("a struct sequence is a tuple").as_slice();
    write_unraisable(t[0], t[1], t[2], t[3], t[4])
}

/// What the default hook prints.
fn write_unraisable(class: Value, e: Value, tb: Value, msg: Value, object: Value) -> Result<()> {
    let Some(out) = stream("stderr") else { return Ok(()) };
    if !is_none(object) {
        if is_none(msg) {
            write_text(out, "Exception ignored in: ")?;
        } else {
            write(out, msg)?;
            write_text(out, ": ")?;
        }
        match repr(object) {
            Ok(s) => write(out, s.value())?,
            Err(_) => {
                let _ = take_pending();
                write_text(out, "<object repr() failed>")?;
            }
        }
        write_text(out, "\n")?;
    } else if !is_none(msg) {
        write(out, msg)?;
        write_text(out, ":\n")?;
    }
    if let Some(mut b) = e.cast::<BaseException>()
        && tb.is::<Traceback>()
        && b.traceback.is_none_or(is_none)
    {
        b.traceback = Some(tb);
    }
    if e.is::<BaseException>() {
        write_alone(e, out)?;
    } else {
        let name = class.cast::<object::Class>().map_or_else(|| "<unknown>".to_owned(), class_full_name);
        write_text(out, &format!("{name}: None\n"))?;
    }
    flush_quietly(out);
    Ok(())
}

/// Reports an exception that cannot be raised, in words that end with the `repr` of an object:
/// `Exception ignored while calling deallocator <function C.__del__ at 0x…>`.
pub fn unraisable_about(e: Value, msg: &str, object: Value) {
    let shown = match repr(object) {
        Ok(s) => s.to_string(),
        Err(_) => {
            let _ = take_pending();
            "<unprintable object>".to_owned()
        }
    };
    unraisable(e, Some(&format!("{msg} {shown}")), none());
}

/// Reports an exception that cannot be raised (`PyErr_FormatUnraisable`). This is the machine's hook.
pub fn unraisable(e: Value, msg: Option<&str>, object: Value) {
    let pending = object::thread().pending.take();
    let tb = e.cast::<BaseException>().and_then(|b| b.traceback).unwrap_or_else(none);
    let message = msg.map_or_else(none, |m| Str::new(m).value());
    let class = class_of(e).value();
    let args = info::unraisable_args(&[class, e, tb, message, object]);
    let hook = sys_get("unraisablehook").filter(|h| !is_none(*h));
    let first = match hook {
        Some(h) => super::audit::audit("sys.unraisablehook", &[h, args])
            .and_then(|()| object::call::call(h, &[args]).map(|_| ())),
        None => write_unraisable(class, e, tb, message, object),
    };
    if first.is_err() {
        // The hook itself failed: report that by the default means, and give up silently if even that fails.
        let second = take_pending();
        let tb = second.cast::<BaseException>().and_then(|b| b.traceback).unwrap_or_else(none);
        let text = Str::new("Exception ignored in sys.unraisablehook").value();
        let r = write_unraisable(class_of(second).value(), second, tb, text, hook.unwrap_or_else(none));
        if r.is_err() {
            let _ = take_pending();
        }
    }
    object::thread().pending = pending;
}

/// `breakpoint()`: calls what `$PYTHONBREAKPOINT` names, `pdb.set_trace` by default.
fn breakpointhook(args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Value> {
    let env = if config::get().flags.ignore_environment { None } else { env_now("PYTHONBREAKPOINT")? };
    let name = match env.as_deref() {
        None | Some("") => "pdb.set_trace",
        Some("0") => return Ok(none()),
        Some(name) => name,
    };
    let (module, attribute) = name.rsplit_once('.').unwrap_or(("builtins", name));
    let found = if module.is_empty() || attribute.is_empty() {
        Ok(None)
    } else {
        object::error::catch(object::import::import_module(module), &exc::IMPORT_ERROR)
            .and_then(|m| m.map_or(Ok(None), |m| object::attr::find_attr(m, intern(attribute))))
    };
    match found? {
        Some(hook) => object::call::call_ex(hook, args.as_slice(), Some(kwargs)),
        None => {
            let text = format!("Ignoring unimportable $PYTHONBREAKPOINT: \"{name}\"");
            object::hooks::warn(&exc::RUNTIME_WARNING, &text, 1)?;
            Ok(none())
        }
    }
}

/// An environment variable as it is now: `os.environ` changes the process's own.
fn env_now(name: &str) -> Result<Option<String>> {
    match std::env::var_os(OsStr::from_bytes(name.as_bytes())) {
        None => Ok(None),
        Some(v) => match v.into_string() {
            Ok(s) => Ok(Some(s)),
            Err(raw) => {
                let bytes = Bytes::new(raw.as_bytes()).value();
                let e = new_exception(exc::VALUE_ERROR.get(), &[bytes]);
                Err(set_pending(e))
            }
        },
    }
}

pub static ROWS: &[Row] = &[
    Row::function("displayhook($module, object, /)", native(displayhook))
        .doc("Prints the value of an expression statement at the prompt and keeps it in builtins._."),
    Row::function("excepthook($module, exctype, value, traceback, /)", native(excepthook))
        .doc("Prints an exception that nobody caught to sys.stderr."),
    Row::function("unraisablehook($module, unraisable, /)", native(unraisablehook))
        .doc("Prints an exception that could not be raised to sys.stderr."),
    Row::function("breakpointhook($module, /, *args, **kwargs)", native(breakpointhook))
        .doc("What breakpoint() calls: the debugger that PYTHONBREAKPOINT names."),
];
