//! `open`, `open_code`, `text_encoding`.

use heap::Value;
use object::gc::{Object, ValueExt};
use object::misc::not_none;
use object::{
    Gc, Result, Row, Str, bool_value, class_of, intern, native, none, number, ops, raise_type, raise_value, repr,
};

use crate::buffered_init::{RANDOM, READER, WRITER};
use crate::fileio::FileIo;
use crate::textio::TextIo;
use crate::textio_init::{default_encoding, warn_default_encoding};
use crate::{DEFAULT_BUFFER_SIZE, buffered, method};

/// A parsed mode.
#[derive(Default)]
struct Mode {
    creating: bool,
    reading: bool,
    writing: bool,
    appending: bool,
    updating: bool,
    text: bool,
    binary: bool,
}

fn parse(mode: &str) -> Result<Mode> {
    let mut m = Mode::default();
    for (i, c) in mode.char_indices() {
        let flag = match c {
            'x' => &mut m.creating,
            'r' => &mut m.reading,
            'w' => &mut m.writing,
            'a' => &mut m.appending,
            '+' => &mut m.updating,
            't' => &mut m.text,
            'b' => &mut m.binary,
            _ => return raise_value!("invalid mode: '{mode}'"),
        };
        *flag = true;
        if mode[i + 1..].contains(c) {
            return raise_value!("invalid mode: '{mode}'");
        }
    }
    Ok(m)
}

impl Mode {
    fn raw(&self) -> String {
        let mut s = String::new();
        for (on, c) in [
            (self.creating, 'x'),
            (self.reading, 'r'),
            (self.writing, 'w'),
            (self.appending, 'a'),
            (self.updating, '+'),
        ] {
            if on {
                s.push(c);
            }
        }
        s
    }

    fn check(&self, encoding: bool, errors: bool, newline: bool) -> Result<()> {
        if self.text && self.binary {
            return raise_value!("can't have text and binary mode at once");
        }
        let kinds = [self.creating, self.reading, self.writing, self.appending].iter().filter(|k| **k).count();
        if kinds != 1 {
            return raise_value!("must have exactly one of create/read/write/append mode");
        }
        for (given, name) in [(encoding, "an encoding"), (errors, "an errors"), (newline, "a newline")] {
            if self.binary && given {
                return raise_value!("binary mode doesn't take {name} argument");
            }
        }
        Ok(())
    }
}

#[allow(clippy::too_many_arguments)]
fn open(
    file: Value,
    mode: Option<Gc<Str>>,
    buffering: Option<i32>,
    encoding: Option<Value>,
    errors: Option<Value>,
    newline: Option<Value>,
    closefd: Option<bool>,
    opener: Option<Value>,
) -> Result<Value> {
    let is_number =
        number::is_int(file) || number::is_float(file) || class_of(file).dunder(object::Id::__index__).is_some();
    let file = if is_number { file } else { builtins::fsname::fspath(file)? };
    let mode = mode.unwrap_or_else(|| intern("r"));
    let m = parse(&mode.to_string_lossy())?;
    for (v, name) in [(encoding, "encoding"), (errors, "errors"), (newline, "newline")] {
        if let Some(v) = not_none(v)
            && !v.is::<Str>()
        {
            return raise_type!("open() argument '{name}' must be str or None, not {}", repr::type_name(v));
        }
    }
    m.check(not_none(encoding).is_some(), not_none(errors).is_some(), not_none(newline).is_some())?;
    let mut buffering = buffering.unwrap_or(-1);
    if m.binary && buffering == 1 {
        let text = "line buffering (buffering=1) isn't supported in binary mode, the default buffer size will be used";
        object::hooks::warn(&object::error::exc::RUNTIME_WARNING, text, 1)?;
    }
    let raw_args = [file, Str::new(&m.raw()).value(), bool_value(closefd.unwrap_or(true)), opener.unwrap_or_else(none)];
    let raw = object::call::call(FileIo::class().value(), &raw_args)?;
    let layered = (|| {
        let mut line_buffering = false;
        let tty = buffering < 0 && ops::truth(method(raw, "_isatty_open_only", &[])?)?;
        if buffering == 1 || tty {
            buffering = -1;
            line_buffering = true;
        }
        if buffering < 0 {
            let block = ops::to_i64(object::attr::getattr(raw, intern("_blksize"))?)?;
            buffering = block.min(8192 * 1024).max(DEFAULT_BUFFER_SIZE as i64) as i32;
        }
        if buffering < 0 {
            return raise_value!("invalid buffering size");
        }
        if buffering == 0 {
            return if m.binary { Ok(raw) } else { raise_value!("can't have unbuffered text I/O") };
        }
        let class = if m.updating {
            &RANDOM
        } else if m.creating || m.writing || m.appending {
            &WRITER
        } else if m.reading {
            &READER
        } else {
            return raise_value!("unknown mode: '{mode}'");
        };
        let buffer = object::call::call(class.get().value(), &[raw, number::int(i64::from(buffering))])?;
        if m.binary {
            return Ok(buffer);
        }
        let args = [
            buffer,
            encoding.unwrap_or_else(none),
            errors.unwrap_or_else(none),
            newline.unwrap_or_else(none),
            bool_value(line_buffering),
        ];
        let text = object::call::call(TextIo::class().value(), &args);
        let text = close_on_error(text, buffer)?;
        let set = object::attr::setattr(text, object::Id::mode.str(), Some(mode.value()));
        close_on_error(set, text)?;
        Ok(text)
    })();
    close_on_error(layered, raw)
}

/// Closes what was opened when a later step failed.
fn close_on_error<T>(r: Result<T>, stream: Value) -> Result<T> {
    match r {
        Ok(v) => Ok(v),
        Err(_) => {
            let e = object::error::take_pending();
            if method(stream, "close", &[]).is_err() {
                let second = object::error::take_pending();
                buffered::chain(second, e);
                return Err(object::error::restore_pending(second));
            }
            Err(object::error::restore_pending(e))
        }
    }
}

fn open_code(path: Gc<Str>) -> Result<Value> {
    open(path.value(), Some(intern("rb")), None, None, None, None, None, None)
}

fn text_encoding(encoding: Value, stacklevel: Option<i64>) -> Result<Value> {
    if object::misc::is_none(encoding) {
        warn_default_encoding(stacklevel.unwrap_or(2))?;
        return Ok(intern(default_encoding()).value());
    }
    Ok(encoding)
}

pub static ROWS: &[Row] = &[
    Row::function("open($module, /, file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)", native(open))
        .shown("($module, /, file, mode='r', buffering=-1, encoding=None,\n     errors=None, newline=None, closefd=True, opener=None)")
        .doc("Open file and return a stream.  Raise OSError upon failure."),
    Row::function("open_code($module, /, path)", native(open_code)).doc("Opens the provided file with the intent to import the contents."),
    Row::function("text_encoding($module, encoding, stacklevel=2, /)", native(text_encoding)).doc("A helper function to choose the text encoding."),
];
