//! The standard streams (`create_stdio` of CPython's start-up).

use heap::Value;
use object::gc::ValueExt;
use object::globals::SYS_DICT;
use object::{Result, Str, bool_value, intern, none, number};

use crate::config;

/// Is the descriptor open?
fn is_open(fd: i32) -> bool {
    // SAFETY: asking for the flags of any number is harmless.
    unsafe { libc::fcntl(fd, libc::F_GETFD) != -1 }
}

/// The error handler of the streams when nobody names one: forgiving in the plain locales, which say nothing about the
/// encoding of what comes in.
fn default_errors() -> &'static str {
    // SAFETY: asking for the current locale returns a C string that lives until the next `setlocale`.
    let name = unsafe {
        let p = libc::setlocale(libc::LC_CTYPE, std::ptr::null());
        if p.is_null() { "C".to_owned() } else { std::ffi::CStr::from_ptr(p).to_string_lossy().into_owned() }
    };
    let plain = matches!(name.as_str(), "C" | "POSIX" | "C.UTF-8" | "C.utf8" | "UTF-8");
    if plain || config::get().flags.utf8_mode { "surrogateescape" } else { "strict" }
}

/// The encoding of the locale.
#[must_use]
pub fn locale_encoding() -> String {
    // SAFETY: `nl_langinfo` returns a C string that lives until the locale changes.
    let name = unsafe { std::ffi::CStr::from_ptr(libc::nl_langinfo(libc::CODESET)) }.to_string_lossy().into_owned();
    match name.as_str() {
        "" | "ANSI_X3.4-1968" | "US-ASCII" | "646" | "UTF-8" | "utf8" => "utf-8".to_owned(),
        _ => name,
    }
}

fn stream_encoding() -> String {
    let c = config::get();
    match &c.stdio_encoding {
        Some(e) => e.clone(),
        None if c.flags.utf8_mode => "utf-8".to_owned(),
        None => locale_encoding(),
    }
}

fn text(s: &str) -> Value {
    Str::new(s).value()
}

/// One stream; `None` when the descriptor is closed.
fn create(io: Value, fd: i32, writes: bool, name: &str, encoding: &str, errors: &str) -> Result<Value> {
    if !is_open(fd) {
        return Ok(none());
    }
    let buffered = config::get().buffered_stdio;
    let buffering = if !buffered && writes { 0 } else { -1 };
    let open = object::attr::getattr(io, intern("open"))?;
    let mode = text(if writes { "wb" } else { "rb" });
    let no = bool_value(false);
    let args = [number::int(i64::from(fd)), mode, number::int(buffering), none(), none(), none(), no];
    let opened = object::error::catch(object::call::call(open, &args), &object::error::exc::OS_ERROR)?;
    // A directory as standard input cannot be opened, but is no reason not to start.
    let Some(buf) = opened else { return Ok(none()) };
    let raw = if buffering == 0 { buf } else { object::attr::getattr(buf, intern("raw"))? };
    object::attr::setattr(raw, intern("name"), Some(text(name)))?;
    let is_tty = object::ops::truth(object::call::call_method(raw, intern("isatty"), &[])?)?;
    let wrapper = object::attr::getattr(io, intern("TextIOWrapper"))?;
    let line_buffering = bool_value(buffered && (is_tty || fd == 2));
    let write_through = bool_value(!buffered);
    let args = [buf, text(encoding), text(errors), text("\n"), line_buffering, write_through];
    let stream = object::call::call(wrapper, &args)?;
    object::attr::setattr(stream, intern("mode"), Some(text(if writes { "w" } else { "r" })))?;
    Ok(stream)
}

/// Creates `sys.stdin`, `sys.stdout`, `sys.stderr` and their spare copies.
///
/// # Errors
/// What `io` raises, for an unknown encoding for instance.
pub fn init() -> Result<()> {
    let io = object::import::import_module("_io")?;
    let encoding = stream_encoding();
    let errors = match &config::get().stdio_errors {
        Some(e) => e.as_str(),
        None => default_errors(),
    };
    let streams = [
        ("stdin", create(io, 0, false, "<stdin>", &encoding, errors)?),
        ("stdout", create(io, 1, true, "<stdout>", &encoding, errors)?),
        ("stderr", create(io, 2, true, "<stderr>", &encoding, "backslashreplace")?),
    ];
    let Some(sys) = SYS_DICT.dict() else { return object::runtime_error("lost sys") };
    for (name, stream) in streams {
        sys.set_text(name, stream);
        sys.set_text(&format!("__{name}__"), stream);
    }
    Ok(())
}

/// Flushes `sys.stdout` and `sys.stderr` at the end. False when that failed, which makes the exit status 120.
#[must_use]
pub fn flush_all() -> bool {
    let stdout = flush("stdout", true);
    let stderr = flush("stderr", false);
    stdout && stderr
}

/// Flushes `sys.stdout` alone.
#[must_use]
pub fn flush_stdout() -> bool {
    flush("stdout", false)
}

fn flush(name: &str, report: bool) -> bool {
    let Some(f) = object::globals::sys_get(name).filter(|f| !object::misc::is_none(*f)) else { return true };
    let closed = match object::attr::find_attr(f, intern("closed")) {
        Ok(Some(v)) => object::ops::truth(v),
        Ok(None) => Ok(false),
        Err(e) => Err(e),
    };
    if closed.is_err() {
        let _ = object::error::take_pending();
    }
    if closed == Ok(true) {
        return true;
    }
    if object::call::call_method(f, intern("flush"), &[]).is_ok() {
        return true;
    }
    let e = object::error::take_pending();
    if report {
        super::hooks::unraisable(e, Some(&format!("Exception ignored while flushing sys.{name}")), object::none());
    }
    debug_assert!(e.is::<object::error::BaseException>());
    false
}
