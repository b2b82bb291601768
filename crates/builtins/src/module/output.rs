//! `print` and `input`.

use heap::Value;
use object::error::{exc, raise_fmt, take_pending};
use object::gc::ValueExt;
use object::globals::sys_get;
use object::misc::is_none;
use object::repr::{str_of, type_name};
use object::{Gc, Id, Result, Row, Str, Tuple, attr, call, intern, native, raise_type, runtime_error, type_error};

/// `sep` or `end`: a string, or the default when absent or None.
fn text_option(v: Option<Value>, name: &str, default: &str) -> Result<Gc<Str>> {
    match v {
        Some(v) if !is_none(v) => match v.cast::<Str>() {
            Some(s) => Ok(s),
            None => raise_type!("{} must be None or a string, not {}", name, type_name(v)),
        },
        _ => Ok(intern(default)),
    }
}

fn print(
    args: Gc<Tuple>,
    sep: Option<Value>,
    end: Option<Value>,
    file: Option<Value>,
    flush: Option<bool>,
) -> Result<()> {
    let file = match file {
        Some(f) if !is_none(f) => f,
        _ => match sys_get("stdout") {
            None => return runtime_error("lost sys.stdout"),
            Some(f) if is_none(f) => return Ok(()),
            Some(f) => f,
        },
    };
    let sep = text_option(sep, "sep", " ")?;
    let end = text_option(end, "end", "\n")?;
    let write = Id::write.str();
    for (i, v) in args.as_slice().iter().enumerate() {
        if i > 0 {
            call::call_method(file, write, &[sep.value()])?;
        }
        let f = attr::getattr(file, write)?;
        let s = str_of(*v)?;
        call::call(f, &[s.value()])?;
    }
    call::call_method(file, write, &[end.value()])?;
    if flush == Some(true) {
        call::call_method(file, Id::flush.str(), &[])?;
    }
    Ok(())
}

fn standard_stream(name: &str) -> Result<Value> {
    match sys_get(name) {
        Some(f) if !is_none(f) => Ok(f),
        _ => raise_fmt(&exc::RUNTIME_ERROR, &format!("lost sys.{name}")),
    }
}

/// Flushes a stream; that it cannot be flushed does not matter here.
fn flush_quietly(f: Value) {
    if call::call_method(f, Id::flush.str(), &[]).is_err() {
        let _ = take_pending();
    }
}

fn input(prompt: Option<Value>) -> Result<Value> {
    let stdin = standard_stream("stdin")?;
    let stdout = standard_stream("stdout")?;
    let stderr = standard_stream("stderr")?;
    object::hooks::audit("builtins.input", &[prompt.unwrap_or_else(object::none)])?;
    flush_quietly(stderr);
    if let Some(p) = prompt {
        let s = str_of(p)?;
        call::call_method(stdout, Id::write.str(), &[s.value()])?;
    }
    flush_quietly(stdout);
    let line = call::call_method(stdin, Id::readline.str(), &[])?;
    let Some(line) = line.cast::<Str>() else {
        return type_error("object.readline() returned non-string");
    };
    if line.byte_len() == 0 {
        return raise_fmt(&exc::EOF_ERROR, "EOF when reading a line");
    }
    let n = line.char_len();
    let n = if line.as_bytes().ends_with(b"\n") { n - 1 } else { n };
    Ok(line.substring(0, n).value())
}

pub(super) static ROWS: &[Row] = &[
    Row::function("print($module, /, *args, sep=' ', end='\\n', file=None, flush=False)", native(print)).doc(
        "Prints the values to a stream, or to sys.stdout by default.\n\n  sep\n    string inserted between values, default a space.\n  end\n    string appended after the last value, default a newline.\n  file\n    a file-like object (stream); defaults to the current sys.stdout.\n  flush\n    whether to forcibly flush the stream.",
    ),
    Row::function("input($module, prompt='', /)", native(input)).doc(
        "Read a string from standard input.  The trailing newline is stripped.\n\nThe prompt string, if given, is printed to standard output without a\ntrailing newline before reading input.\n\nIf the user hits EOF (*nix: Ctrl-D, Windows: Ctrl-Z+Return), raise\nEOFError.\nOn *nix systems, readline is used if available.",
    ),
];
