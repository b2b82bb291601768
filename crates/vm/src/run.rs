//! Running a program: `-c`, `-m`, a script, a directory or zip file, standard input; and turning what it ends with into an
//! exit status.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use builtins::fsname;
use object::code::Code;
use object::error::{SystemExitExc, exc, take_pending};
use object::gc::ValueExt;
use object::globals::{IMPORTLIB, SYS_DICT};
use object::{Gc, Result, Str, Value, class_of, intern, none, number};
use stdlib_core::config::{self, Config, Run};
use stdlib_core::sys;

use crate::startup::{self, import, main_dict};

/// Exit status of a program that an interrupt ended, when the signal itself cannot be used.
const INTERRUPTED: i32 = 130;

/// Exit status of a program whose last output could not be written, whatever else it ended with.
const LOST_OUTPUT: i32 = 120;

/// How a program ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// With this exit status.
    Status(i32),
    /// By an uncaught `KeyboardInterrupt`.
    Interrupt,
}

/// Runs the configured program from start to end and returns the exit status of the process.
#[must_use]
pub fn main(c: Config, gc_stress: (usize, usize)) -> i32 {
    if startup::start(c).is_err() {
        let e = take_pending();
        object::tell!("Fatal Python error: the interpreter could not be started");
        if object::globals::sys_get("stderr").is_none_or(object::misc::is_none) {
            show_plainly(e);
        } else {
            sys::hooks::display(e);
        }
        return 1;
    }
    let (every, fades) = gc_stress;
    if every != 0 {
        heap::set_fading_stress(every, fades);
    }
    let mut end = run();
    if wants_prompt() {
        end = crate::repl::after_program(end);
    }
    let flushed = crate::shutdown::finalize();
    match end {
        _ if !flushed => LOST_OUTPUT,
        Status(s) => s & 0xff,
        End::Interrupt => die_of_interrupt(),
    }
}

use End::Status;

/// Shows an exception on the file descriptor of standard error, for when `sys.stderr` is not there yet.
fn show_plainly(e: object::Value) {
    use object::gc::ValueExt;
    let mut tb = e.cast::<object::error::BaseException>().and_then(|x| x.traceback);
    while let Some(t) = tb.and_then(|t| t.cast::<object::frame::Traceback>()) {
        let code = t.frame.code;
        object::tell!("  File \"{}\", line {}, in {}", code.filename, code.line_of(t.unit), code.name);
        tb = t.next;
    }
    let text = object::repr::str_of(e).map(|s| s.to_string()).unwrap_or_default();
    object::tell!("{}: {text}", object::repr::type_name(e));
}

/// Is a prompt wanted after the program (`-i`, `PYTHONINSPECT`)?
fn wants_prompt() -> bool {
    let c = config::get();
    // A program may set the variable itself.
    let env = !c.flags.ignore_environment && std::env::var_os("PYTHONINSPECT").is_some_and(|v| !v.is_empty());
    // Without a terminal only -i means it: the input may be meant for the program.
    // SAFETY: asking whether a descriptor is a terminal has no precondition.
    let asks = c.flags.interactive != 0 || unsafe { libc::isatty(0) } != 0;
    (c.flags.inspect != 0 || env) && asks && c.run != Run::Stdin
}

/// Ends the process as an interrupt does, so that a shell sees it.
fn die_of_interrupt() -> i32 {
    // SAFETY: restoring a default handler and signalling ourselves has no precondition.
    unsafe {
        libc::signal(libc::SIGINT, libc::SIG_DFL);
        libc::kill(libc::getpid(), libc::SIGINT);
    }
    INTERRUPTED
}

fn run() -> End {
    let c = config::get();
    let r = match &c.run {
        Run::Command(text) => run_command(text),
        Run::Module(name) => run_module(name),
        Run::File(path) => run_file(path),
        Run::Stdin => run_stdin(),
    };
    r.unwrap_or_else(|_| end_of(take_pending()))
}

/// What an exception that nobody caught makes of the program.
pub(crate) fn end_of(e: Value) -> End {
    if class_of(e).is_subclass_of(exc::SYSTEM_EXIT.get()) && config::get().flags.inspect == 0 {
        return Status(exit_status(e));
    }
    if let Some(second) = sys::hooks::report_uncaught(e) {
        return Status(exit_status(second));
    }
    if class_of(e).is_subclass_of(exc::KEYBOARD_INTERRUPT.get()) { End::Interrupt } else { Status(1) }
}

/// The end that a `SystemExit` asks for.
pub(crate) fn exit_of(e: Value) -> End {
    Status(exit_status(e))
}

/// The status that a `SystemExit` asks for; anything but a number is printed.
fn exit_status(e: Value) -> i32 {
    let _ = sys::stdio::flush_stdout();
    let code = e.cast::<SystemExitExc>().and_then(|s| s.code).unwrap_or_else(none);
    if object::misc::is_none(code) {
        return 0;
    }
    if number::is_int(code) {
        return number::as_i64(code).map_or(-1, |n| n as i32);
    }
    let shown = match object::repr::str_of(code) {
        Ok(s) => s.value(),
        Err(_) => {
            let _ = take_pending();
            Str::empty().value()
        }
    };
    let err = object::globals::sys_get("stderr").filter(|f| !object::misc::is_none(*f));
    if let Some(f) = err {
        for text in [shown, Str::new("\n").value()] {
            if object::call::call_method(f, intern("write"), &[text]).is_err() {
                let _ = take_pending();
            }
        }
    } else {
        object::tell!("{}", object::repr::str_of(shown).map_or_else(|_| String::new(), |s| s.to_string()));
    }
    let _ = sys::stdio::flush_all();
    1
}

/// Puts a directory in front of `sys.path`.
fn prepend_path(dir: &[u8]) -> Result<()> {
    let Some(path) = object::globals::sys_get("path") else { return object::runtime_error("unable to get sys.path") };
    let dir = fsname::decode(dir).value();
    object::call::call_method(path, intern("insert"), &[number::int(0), dir])?;
    object::globals::FIRST_PATH.set(dir);
    Ok(())
}

/// As `prepend_path`, unless `-P` forbids it.
fn prepend_unsafe_path(dir: &[u8]) -> Result<()> {
    if config::get().flags.safe_path { Ok(()) } else { prepend_path(dir) }
}

/// Compiles the text of `-c`.
fn compile(source: &[u8], filename: Gc<Str>) -> Result<Gc<Code>> {
    let options = config::compile_options();
    object::syntax::compile_source(front::Source::Bytes(source), filename, front::Mode::Exec, &options)
}

/// Compiles what was read from a file or from standard input.
fn compile_file(source: &[u8], filename: Gc<Str>) -> Result<Gc<Code>> {
    let name = filename.to_string_lossy();
    let options = front::Options { file: Some(&name), ..config::compile_options() };
    object::syntax::compile_source(front::Source::Bytes(source), filename, front::Mode::Exec, &options)
}

fn run_code(code: Gc<Code>) -> Result<End> {
    let globals = main_dict()?;
    interp::run_code(code, globals, globals.value(), None)?;
    Ok(Status(0))
}

/// Shows `linecache` the source of code that is in no file, for tracebacks.
pub(crate) fn register_source(code: Gc<Code>, source: &str, name: &str) -> Result<()> {
    let register = object::attr::getattr(import("linecache")?, intern("_register_code"))?;
    object::call::call(register, &[code.value(), Str::new(source).value(), Str::new(name).value()])?;
    Ok(())
}

fn run_command(text: &[u8]) -> Result<End> {
    prepend_unsafe_path(b"")?;
    sys::audit::audit("cpython.run_command", &[fsname::decode(text).value()])?;
    let Ok(text) = std::str::from_utf8(text) else {
        let text = fsname::decode(text).value();
        object::tell!("Unable to decode the command from the command line:");
        object::call::call_method(text, intern("encode"), &[intern("utf-8").value()])?;
        return Ok(Status(1));
    };
    let source = dedent(text);
    let code = compile(source.as_bytes(), intern("<string>"))?;
    register_source(code, &source, "<string>")?;
    run_code(code)
}

/// Takes the indentation away that all lines of a command share.
fn dedent(text: &str) -> String {
    let blank = |l: &str| l.trim().is_empty();
    let indent = |l: &str| l.bytes().take_while(|b| *b == b' ' || *b == b'\t').count();
    let mut margin: Option<&str> = None;
    for line in text.split('\n').filter(|l| !blank(l)) {
        let own = &line[..indent(line)];
        margin = Some(match margin {
            None => own,
            Some(m) => {
                let n = m.bytes().zip(own.bytes()).take_while(|(a, b)| a == b).count();
                &m[..n]
            }
        });
    }
    let n = margin.map_or(0, str::len);
    if n == 0 {
        return text.to_owned();
    }
    let lines: Vec<&str> = text.split('\n').map(|l| if blank(l) { "" } else { &l[n..] }).collect();
    lines.join("\n")
}

fn run_module(name: &[u8]) -> Result<End> {
    let cwd = std::env::current_dir().unwrap_or_default();
    prepend_unsafe_path(cwd.as_os_str().as_bytes())?;
    sys::audit::audit("cpython.run_module", &[fsname::decode(name).value()])?;
    run_by_runpy(fsname::decode(name).value(), true)
}

fn run_by_runpy(name: Value, set_argv0: bool) -> Result<End> {
    let run = object::attr::getattr(import("runpy")?, intern("_run_module_as_main"))?;
    object::call::call(run, &[name, object::bool_value(set_argv0)])?;
    Ok(Status(0))
}

fn run_file(path: &[u8]) -> Result<End> {
    let given = Path::new(OsStr::from_bytes(path.strip_prefix(b"./").unwrap_or(path)));
    let current = std::env::current_dir().unwrap_or_default();
    let absolute = if given.as_os_str().is_empty() { current } else { current.join(given) };
    if is_importable(&absolute) && has_importer(absolute.as_os_str().as_bytes())? {
        prepend_path(absolute.as_os_str().as_bytes())?;
        return run_by_runpy(intern("__main__").value(), false);
    }
    let real = std::fs::canonicalize(&absolute).unwrap_or_else(|_| absolute.clone());
    let dir = real.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    prepend_unsafe_path(dir.as_os_str().as_bytes())?;
    sys::audit::audit("cpython.run_file", &[fsname::decode(path).value()])?;
    if absolute.is_dir() {
        complain(&format!("{}: {} is a directory, cannot continue", executable(), shown(&absolute)?));
        return Ok(Status(1));
    }
    let source = match std::fs::read(&absolute) {
        Ok(s) => s,
        Err(e) => {
            let text = e.to_string();
            let text = text.split(" (os error").next().unwrap_or_default();
            let n = e.raw_os_error().unwrap_or(0);
            complain(&format!("{}: can't open file {}: [Errno {n}] {text}", executable(), shown(&absolute)?));
            return Ok(Status(2));
        }
    };
    run_script(&source, absolute.as_os_str().as_bytes())
}

/// Writes a line to `sys.stderr`, whose loss the end of the process notices.
fn complain(text: &str) {
    if let Some(f) = object::globals::sys_get("stderr").filter(|f| !object::misc::is_none(*f)) {
        let line = Str::new(&format!("{text}\n")).value();
        if object::call::call_method(f, intern("write"), &[line]).is_err() {
            let _ = take_pending();
        }
    }
}

/// The `repr` of a path.
fn shown(path: &Path) -> Result<String> {
    Ok(object::repr::repr(fsname::decode(path.as_os_str().as_bytes()).value())?.to_string())
}

fn executable() -> String {
    String::from_utf8_lossy(&config::get().executable).into_owned()
}

/// May this be a directory or a zip file with a `__main__` module, or a folder in such a file?
fn is_importable(path: &Path) -> bool {
    let archive = || path.ancestors().find(|part| part.is_file()).and_then(|file| std::fs::read(file).ok());
    path.is_dir()
        || archive().is_some_and(|data| {
            let tail = &data[data.len().saturating_sub(66_000)..];
            tail.windows(4).any(|w| w == b"PK\x05\x06")
        })
}

/// Does a path hook take the path?
fn has_importer(path: &[u8]) -> Result<bool> {
    let get = object::attr::getattr(import("pkgutil")?, intern("get_importer"))?;
    Ok(!object::misc::is_none(object::call::call(get, &[fsname::decode(path).value()])?))
}

/// Runs a script's source or, for a `.pyc` file, its code, in `__main__`.
fn run_script(source: &[u8], path: &[u8]) -> Result<End> {
    let filename = fsname::decode(path);
    let globals = main_dict()?;
    globals.set_text("__file__", filename.value());
    globals.set_text("__cached__", none());
    // As in CPython the first half of the magic number is enough where the name does not tell.
    let is_pyc = path.ends_with(b".pyc") || source.starts_with(&stdlib_core::imp::magic_bytes()[..2]);
    set_loader(globals, filename, if is_pyc { "SourcelessFileLoader" } else { "SourceFileLoader" })?;
    let code = if is_pyc {
        pyc_code(source)?
    } else {
        let skip = if config::get().skip_first_line { source.iter().position(|b| *b == b'\n') } else { None };
        // The newline stays, so that line numbers do.
        compile_file(&source[skip.unwrap_or(0)..], filename)?
    };
    run_code(code)
}

/// The code in a `.pyc` file: 16 bytes of header, of which only the magic number matters here, and the marshalled code.
fn pyc_code(data: &[u8]) -> Result<Gc<Code>> {
    let eof = || object::raise_exc!(EOF_ERROR, "EOF read where not expected");
    let Some(magic) = data.get(..4) else { return eof() };
    if magic != &stdlib_core::imp::magic_bytes()[..] {
        return object::runtime_error("Bad magic number in .pyc file");
    }
    let Some(rest) = data.get(16..) else { return eof() };
    match stdlib_core::marshal::read(rest, true).map(|v| v.cast::<Code>()) {
        Ok(Some(code)) => Ok(code),
        other => {
            if other.is_err() {
                let _ = take_pending();
            }
            object::runtime_error("Bad code object in .pyc file")
        }
    }
}

fn set_loader(globals: Gc<object::Dict>, filename: Gc<Str>, class: &str) -> Result<()> {
    if IMPORTLIB.get().is_none() || SYS_DICT.get().is_none() {
        return Ok(());
    }
    let external = import("_frozen_importlib_external")?;
    let class = object::attr::getattr(external, intern(class))?;
    let loader = object::call::call(class, &[intern("__main__").value(), filename.value()])?;
    globals.set_text("__loader__", loader);
    Ok(())
}

fn run_stdin() -> Result<End> {
    prepend_unsafe_path(b"")?;
    let c = config::get();
    // SAFETY: asking whether a descriptor is a terminal has no precondition.
    let tty = unsafe { libc::isatty(0) } != 0;
    if tty || c.flags.interactive != 0 {
        return crate::repl::run(true);
    }
    sys::audit::audit("cpython.run_stdin", &[])?;
    let mut source = Vec::new();
    let read = heap::without_gil(|| std::io::Read::read_to_end(&mut std::io::stdin(), &mut source));
    if let Err(e) = read {
        return object::error::io_error(&e, None);
    }
    let globals = main_dict()?;
    globals.set_text("__file__", intern("<stdin>").value());
    globals.set_text("__cached__", none());
    run_code(compile_file(&source, intern("<stdin>"))?)
}
