//! The plain interactive prompt: reads statements from standard input, runs each in `__main__`, prints the values of
//! expressions through `sys.displayhook`.
//!
//! A statement is complete when the compiler says so; an `if` or `def` ends with an empty line.

use std::io::{BufRead, Write};

use object::error::{exc, take_pending};
use object::gc::ValueExt;
use object::{Gc, Result, Str, Value, intern, none};
use stdlib_core::config;

use crate::run::{End, end_of, exit_of, register_source};
use crate::startup::{import, main_dict};

/// `sys._baserepl()`.
pub(crate) fn base_repl() -> Result<()> {
    loop_until_end().map(|_| ())
}

/// The prompt after a program that `-i` or `PYTHONINSPECT` wants inspected.
pub(crate) fn after_program(_program: End) -> End {
    run(false).unwrap_or_else(|_| end_of(take_pending()))
}

/// The prompt, with a greeting and the start-up file when there was no program before.
pub(crate) fn run(first: bool) -> Result<End> {
    if first {
        greet();
        run_startup_file();
    }
    if let Some(hook) = object::globals::sys_get("__interactivehook__")
        && object::call::call(hook, &[]).is_err()
    {
        object::tell!("Failed calling sys.__interactivehook__");
        let _ = end_of(take_pending());
    }
    loop_until_end()
}

fn greet() {
    let c = config::get();
    if c.flags.quiet == 0 {
        let platform = if cfg!(target_os = "macos") { "darwin" } else { "linux" };
        object::tell!("Python {} on {platform}", stdlib_core::sys::VERSION);
        if !c.flags.no_site {
            object::tell!("Type \"help\", \"copyright\", \"credits\" or \"license\" for more information.");
        }
    }
}

/// `$PYTHONSTARTUP`.
fn run_startup_file() {
    if config::get().flags.ignore_environment {
        return;
    }
    let Some(path) = std::env::var_os("PYTHONSTARTUP").filter(|p| !p.is_empty()) else { return };
    let source = match std::fs::read(&path) {
        Ok(s) => s,
        Err(_) => {
            object::tell!("Could not open PYTHONSTARTUP");
            return;
        }
    };
    let name = builtins::fsname::decode(std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()));
    let ran = compile(&source, name, front::Mode::Exec).and_then(|code| {
        let globals = main_dict()?;
        interp::run_code(code, globals, globals.value(), None)
    });
    if ran.is_err() {
        let _ = end_of(take_pending());
    }
}

fn compile(source: &[u8], filename: Gc<Str>, mode: front::Mode) -> Result<Gc<object::code::Code>> {
    let options = config::compile_options();
    object::syntax::compile_source(front::Source::Bytes(source), filename, mode, &options)
}

/// `sys.ps1` or `sys.ps2` as text, set to its default where missing.
fn prompt(name: &str, default: &str) -> String {
    let Some(sys) = object::globals::SYS_DICT.dict() else { return default.to_owned() };
    let v = sys.get_text(name).unwrap_or_else(|| {
        let v = Str::new(default).value();
        sys.set_text(name, v);
        v
    });
    match object::repr::str_of(v) {
        Ok(s) => s.to_string(),
        Err(_) => {
            let _ = take_pending();
            default.to_owned()
        }
    }
}

/// What reading a statement gave.
enum Read {
    Statement(String),
    Interrupted,
    End,
}

/// Reads a line from standard input, after a prompt. An interrupt runs the signal handlers.
fn read_line(prompt: &str) -> Result<Option<String>> {
    let _ = stdlib_core::sys::stdio::flush_stdout();
    let mut err = std::io::stderr();
    let _ = err.write_all(prompt.as_bytes()).and_then(|()| err.flush());
    let mut line = Vec::new();
    let n = heap::without_gil(|| std::io::stdin().lock().read_until(b'\n', &mut line));
    (object::hooks::hooks().poll)()?;
    match n {
        Ok(0) => Ok(None),
        Ok(_) => Ok(Some(String::from_utf8_lossy(&line).into_owned())),
        Err(e) => object::error::io_error(&e, None),
    }
}

/// Reads lines until they make a statement, or what is surely none.
fn read_statement() -> Read {
    let mut text = String::new();
    loop {
        let p = if text.is_empty() { prompt("ps1", ">>> ") } else { prompt("ps2", "... ") };
        match read_line(&p) {
            Err(_) => {
                let e = take_pending();
                let _ = end_of(e);
                return Read::Interrupted;
            }
            Ok(None) if text.is_empty() => return Read::End,
            Ok(None) => {
                object::tell!("");
                return Read::Statement(text);
            }
            Ok(Some(line)) => text.push_str(&line),
        }
        if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
            text.clear();
            continue;
        }
        if !may_continue(&text) {
            return Read::Statement(text);
        }
    }
}

/// Whether more lines may belong to a statement: it ends where the compiler says so, and a compound one at an empty line.
fn may_continue(text: &str) -> bool {
    let options = front::Options { allow_incomplete_input: true, dont_imply_dedent: true, ..config::compile_options() };
    let parse = |text: &str| front::ast::parse(front::Source::Text(text), front::Mode::Single, &options);
    let given = text.strip_suffix('\n').unwrap_or(text);
    // What is wrong without a newline and right with one waits for another one, which ends a block.
    parse(given).is_err()
        && match parse(&format!("{given}\n")) {
            Ok(_) => true,
            Err(fault) => fault.kind == front::FaultKind::IncompleteInputError,
        }
}

fn run_statement(text: &str) -> Result<Value> {
    let code = compile(text.as_bytes(), intern("<stdin>"), front::Mode::Single)?;
    register_source(code, text, "<stdin>")?;
    let globals = main_dict()?;
    interp::run_code(code, globals, globals.value(), None)
}

fn loop_until_end() -> Result<End> {
    import("linecache")?;
    loop {
        match read_statement() {
            Read::End => {
                object::tell!();
                return Ok(End::Status(0));
            }
            Read::Interrupted => continue,
            Read::Statement(text) => {
                if run_statement(&text).is_err() {
                    let e = take_pending();
                    // At a prompt SystemExit ends the process also where -i holds other programs back from that.
                    if object::class_of(e).is_subclass_of(exc::SYSTEM_EXIT.get()) {
                        return Ok(exit_of(e));
                    }
                    let _ = end_of(e);
                }
                flush();
            }
        }
    }
}

fn flush() {
    for name in ["stdout", "stderr"] {
        let stream = object::globals::sys_get(name).unwrap_or_else(none);
        if stream.is::<object::misc::NoneType>() {
            continue;
        }
        if object::call::call_method(stream, intern("flush"), &[]).is_err() {
            let _ = take_pending();
        }
    }
}
