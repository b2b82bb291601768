//! `TextIOWrapper`: creation, reconfiguration, attributes, closing.

use heap::{GcVec, Value};
use object::class::{Class, ClassBuilder};
use object::gc::{Object, ValueExt};
use object::{
    Dict, Gc, Id, Result, Row, Str, Tuple, intern, native, none, number, ops, raise_exc, raise_type, raise_value, repr,
};

use crate::base::{self, FLAGS, IoBase, TEXT_IO_BASE};
use crate::newline::{self, State};
use crate::stringio::newline_arg;
use crate::textio::{Native, TextIo, attached, check_open, clear_snapshot, is_closed, write_pending};
use crate::{buffered, method, registry, textio_read, textio_seek, textio_write, unsupported};

fn new(class: Gc<Class>, _args: Gc<Tuple>, _kw: Gc<Dict>) -> Gc<TextIo> {
    TextIo {
        base: IoBase::new(),
        buffer: None,
        encoding: None,
        errors: None,
        newline: None,
        native: None,
        decoder: None,
        encoder: None,
        held: GcVec::new(),
        newlines: None,
        decoded: None,
        used: 0,
        snapshot_flags: None,
        snapshot_input: None,
        ratio: 0.0,
        pending: GcVec::new(),
        write_newline: None,
        chunk_size: 8192,
        ok: false,
        detached: false,
        can_decode: false,
        can_encode: false,
        line_buffering: false,
        write_through: false,
        seekable: false,
        telling: false,
        has_read1: false,
    }
    .alloc_in(class)
}

/// `sys.flags.name`, if `sys` is there already.
fn sys_flag(name: &str) -> bool {
    let flags = object::globals::sys_get("flags");
    let value = flags.and_then(|f| object::attr::find_attr(f, intern(name)).ok().flatten());
    value.is_some_and(|v| ops::truth(v).unwrap_or(false))
}

/// The locale's encoding (`locale.getencoding()`).
pub fn locale_encoding() -> Gc<Str> {
    if sys_flag("utf8_mode") {
        return Str::new("utf-8");
    }
    // SAFETY: the text is null-terminated and used at once.
    let name = unsafe { std::ffi::CStr::from_ptr(libc::nl_langinfo(libc::CODESET)) };
    match name.to_str() {
        // The C locale's charset: CPython turns the UTF-8 mode on for it.
        Ok("ANSI_X3.4-1968" | "") | Err(_) => Str::new("utf-8"),
        Ok(name) => Str::new(name),
    }
}

/// Warns of an encoding that was not given, if that is wished (`-X warn_default_encoding`).
pub fn warn_default_encoding(stacklevel: i64) -> Result<()> {
    if sys_flag("warn_default_encoding") {
        return object::hooks::warn(
            &object::error::exc::ENCODING_WARNING,
            "'encoding' argument not specified",
            stacklevel,
        );
    }
    Ok(())
}
/// `io.text_encoding`'s choice for `None`.
pub fn default_encoding() -> &'static str {
    if sys_flag("utf8_mode") { "utf-8" } else { "locale" }
}

fn text_arg(v: Option<Value>, name: &str) -> Result<Option<Gc<Str>>> {
    match v.filter(|v| !object::misc::is_none(*v)) {
        None => Ok(None),
        Some(v) => match v.cast::<Str>() {
            Some(s) if s.as_bytes().contains(&0) => raise_value!("embedded null character"),
            Some(s) => Ok(Some(s)),
            None => raise_type!("TextIOWrapper() argument '{name}' must be str or None, not {}", repr::type_name(v)),
        },
    }
}

/// Looks the codec up, and refuses those that do not convert between text and bytes.
fn codec_info(encoding: Gc<Str>) -> Result<Value> {
    let info = builtins::codec::lookup(encoding)?.value();
    let is_text = object::attr::find_attr(info, Id::_is_text_encoding.str())?;
    if let Some(t) = is_text
        && !ops::truth(t)?
    {
        return raise_exc!(
            LOOKUP_ERROR,
            "'{encoding}' is not a text encoding; use codecs.open() to handle arbitrary codecs"
        );
    }
    Ok(info)
}

/// Sets the newline mode.
fn set_newline(mut this: Gc<TextIo>, newline: Option<Gc<Str>>) {
    this.newline = newline;
    let text = newline.map(|n| n.as_bytes());
    this.newlines = match text {
        None => Some(State { translate: true, ..State::default() }),
        Some(b"") => Some(State::default()),
        Some(_) => None,
    };
    // On writing, "\n" becomes what `newline` says; the platform's own newline is "\n".
    this.write_newline = newline.filter(|n| n.as_bytes().first() == Some(&b'\r'));
}

/// Makes the decoder and the encoder for the encoding.
fn set_codec(mut this: Gc<TextIo>) -> Result<()> {
    let buffer = attached(this)?;
    let (Some(encoding), Some(errors)) = (this.encoding, this.errors) else { return Ok(()) };
    this.native = Native::of(encoding.as_bytes());
    this.decoder = None;
    this.encoder = None;
    this.held = GcVec::new();
    let info = if this.native.is_some() { none() } else { codec_info(encoding)? };
    this.can_decode = ops::truth(method(buffer, "readable", &[])?)?;
    if this.can_decode && this.native.is_none() {
        let d = method(info, "incrementaldecoder", &[errors.value()])?;
        this.decoder = Some(match this.newlines {
            Some(n) => newline::wrap(d, n.translate).value(),
            None => d,
        });
    }
    this.can_encode = ops::truth(method(buffer, "writable", &[])?)?;
    if this.can_encode && this.native.is_none() {
        this.encoder = Some(method(info, "incrementalencoder", &[errors.value()])?);
    }
    Ok(())
}

/// An encoder that writes a mark at the start must not do so in the middle of a file.
fn fix_encoder(this: Gc<TextIo>) -> Result<()> {
    if !this.seekable {
        return Ok(());
    }
    if let Some(e) = this.encoder {
        let at = method(attached(this)?, "tell", &[])?;
        if !ops::eq(at, number::int(0))? {
            method(e, "setstate", &[number::int(0)])?;
        }
    }
    Ok(())
}

fn init(
    mut this: Gc<TextIo>,
    buffer: Value,
    encoding: Option<Value>,
    errors: Option<Value>,
    newline: Option<Value>,
    line_buffering: Option<bool>,
    write_through: Option<bool>,
) -> Result<()> {
    this.ok = false;
    this.detached = false;
    let encoding = text_arg(encoding, "encoding")?;
    let encoding = match encoding {
        None => {
            warn_default_encoding(1)?;
            locale_encoding()
        }
        Some(e) if e.as_bytes() == b"locale" => locale_encoding(),
        Some(e) => e,
    };
    let errors = text_arg(errors, "errors")?.unwrap_or_else(|| intern("strict"));
    let newline = newline.map_or(Ok(None), newline_arg)?;
    if Native::of(encoding.as_bytes()).is_none() {
        // An unknown encoding is an error before anything else happens.
        codec_info(encoding)?;
    }
    this.encoding = Some(encoding);
    this.errors = Some(errors);
    this.line_buffering = line_buffering.unwrap_or(false);
    this.write_through = write_through.unwrap_or(false);
    this.decoded = None;
    this.used = 0;
    this.pending = GcVec::new();
    this.ratio = 0.0;
    clear_snapshot(this);
    set_newline(this, newline);
    this.buffer = Some(buffer);
    this.ok = true;
    let r = finish_init(this, buffer);
    if r.is_err() {
        this.ok = false;
    }
    r
}

fn finish_init(mut this: Gc<TextIo>, buffer: Value) -> Result<()> {
    set_codec(this)?;
    this.seekable = ops::truth(method(buffer, "seekable", &[])?)?;
    this.telling = this.seekable;
    this.has_read1 = object::attr::find_attr(buffer, intern("read1"))?.is_some();
    fix_encoder(this)?;
    if this.can_encode {
        registry::add(this.value());
    }
    Ok(())
}

fn optional_bool(v: Option<Value>, default: bool) -> Result<bool> {
    match v.filter(|v| !object::misc::is_none(*v)) {
        None => Ok(default),
        Some(v) => Ok(ops::to_i64(v)? != 0),
    }
}

fn reconfigure(
    mut this: Gc<TextIo>,
    encoding: Option<Value>,
    errors: Option<Value>,
    newline: Option<Value>,
    line_buffering: Option<Value>,
    write_through: Option<Value>,
) -> Result<()> {
    attached(this)?;
    let (mut encoding, mut errors) = (text_arg(encoding, "encoding")?, text_arg(errors, "errors")?);
    if (encoding.is_some() || errors.is_some() || newline.is_some()) && this.can_decode && this.decoded.is_some() {
        return unsupported("It is not possible to set the encoding or newline of stream after the first read");
    }
    let newline_change = newline.map(newline_arg).transpose()?;
    let line_buffering = optional_bool(line_buffering, this.line_buffering)?;
    let write_through = optional_bool(write_through, this.write_through)?;
    method(this.value(), "flush", &[])?;
    this.ratio = 0.0;
    if let Some(n) = newline_change {
        set_newline(this, n);
    }
    if encoding.is_some() || errors.is_some() || newline_change.is_some() {
        if encoding.is_none() {
            encoding = this.encoding;
            errors = errors.or(this.errors);
        } else {
            if encoding.is_some_and(|e| e.as_bytes() == b"locale") {
                encoding = Some(locale_encoding());
            }
            errors = errors.or_else(|| Some(intern("strict")));
        }
        if let Some(e) = encoding
            && Native::of(e.as_bytes()).is_none()
        {
            codec_info(e)?;
        }
        this.encoding = encoding;
        this.errors = errors;
        set_codec(this)?;
        fix_encoder(this)?;
    }
    this.line_buffering = line_buffering;
    this.write_through = write_through;
    Ok(())
}

fn detach(mut this: Gc<TextIo>) -> Result<Value> {
    attached(this)?;
    method(this.value(), "flush", &[])?;
    let b = attached(this)?;
    this.buffer = None;
    this.detached = true;
    this.ok = false;
    Ok(b)
}

/// `flush()`.
pub fn flush(mut this: Gc<TextIo>) -> Result<Value> {
    check_open(this)?;
    this.telling = this.seekable;
    write_pending(this)?;
    method(attached(this)?, "flush", &[])
}

fn close(this: Gc<TextIo>) -> Result<Value> {
    let buffer = attached(this)?;
    if is_closed(this)? {
        return Ok(none());
    }
    if this.base.finalizing && method(buffer, "_dealloc_warn", &[this.value()]).is_err() {
        let _ = object::error::take_pending();
    }
    let flushed = method(this.value(), "flush", &[]);
    let pending = if flushed.is_err() { Some(object::error::take_pending()) } else { None };
    let r = method(attached(this)?, "close", &[]);
    match (pending, r) {
        (None, r) => r,
        (Some(e), Ok(_)) => Err(object::error::restore_pending(e)),
        (Some(e), Err(_)) => {
            let second = object::error::take_pending();
            buffered::chain(second, e);
            Err(object::error::restore_pending(second))
        }
    }
}

macro_rules! forward {
    ($($f:ident $name:literal;)*) => {
        $(fn $f(this: Gc<TextIo>) -> Result<Value> {
            method(attached(this)?, $name, &[])
        })*
    };
}
forward! {
    fileno "fileno";
    seekable "seekable";
    readable "readable";
    writable "writable";
    isatty "isatty";
}

fn text_repr(this: Gc<TextIo>) -> Result<Gc<Str>> {
    let v = this.value();
    let class = repr::class_full_name(object::class_of(v));
    if !this.ok && !this.detached {
        return raise_value!("I/O operation on uninitialized object");
    }
    let Some(_guard) = object::state::enter_repr(v) else {
        return object::runtime_error(&format!("reentrant call inside {class}.__repr__"));
    };
    let mut out = rustpython_wtf8::Wtf8Buf::from(format!("<{class}"));
    for (id, forgiving) in [(Id::name, true), (Id::mode, false)] {
        let found = match object::attr::find_attr(v, id.str()) {
            // A detached stream has no name.
            Err(_) if forgiving && object::error::pending_is(&object::error::exc::VALUE_ERROR) => {
                let _ = object::error::take_pending();
                None
            }
            r => r?,
        };
        if let Some(x) = found {
            out.push_str(&format!(" {}=", id.text()));
            out.push_wtf8(repr::repr(x)?.as_wtf8());
        }
    }
    let encoding = this.encoding.map_or_else(none, |e| e.value());
    out.push_str(" encoding=");
    out.push_wtf8(repr::repr(encoding)?.as_wtf8());
    out.push_str(">");
    Ok(Str::from_buf(out))
}

fn name(this: Gc<TextIo>) -> Result<Value> {
    object::attr::getattr(attached(this)?, Id::name.str())
}
fn closed(this: Gc<TextIo>) -> Result<bool> {
    is_closed(this)
}
fn buffer(this: Gc<TextIo>) -> Result<Value> {
    match this.buffer {
        Some(b) => Ok(b),
        None if this.detached => raise_value!("underlying buffer has been detached"),
        None => raise_value!("I/O operation on uninitialized object"),
    }
}
fn encoding(this: Gc<TextIo>) -> Result<Value> {
    match this.encoding {
        Some(e) => Ok(e.value()),
        None => raise_exc!(ATTRIBUTE_ERROR, "encoding"),
    }
}
fn errors(this: Gc<TextIo>) -> Result<Value> {
    if !this.ok && !this.detached {
        return raise_value!("I/O operation on uninitialized object");
    }
    Ok(this.errors.map_or_else(none, |e| e.value()))
}
fn newlines(this: Gc<TextIo>) -> Result<Value> {
    attached(this)?;
    match (this.native, this.decoder) {
        (Some(_), _) if this.can_decode => Ok(this.newlines.map_or_else(none, |n| n.newlines())),
        (None, Some(d)) => Ok(object::attr::find_attr(d, intern("newlines"))?.unwrap_or_else(none)),
        _ => Ok(none()),
    }
}
fn line_buffering(this: Gc<TextIo>) -> bool {
    this.line_buffering
}
fn write_through(this: Gc<TextIo>) -> bool {
    this.write_through
}
fn chunk_size(this: Gc<TextIo>) -> Result<usize> {
    attached(this)?;
    Ok(this.chunk_size)
}
fn set_chunk_size(mut this: Gc<TextIo>, v: Option<Value>) -> Result<()> {
    attached(this)?;
    let Some(v) = v else {
        return raise_exc!(ATTRIBUTE_ERROR, "attribute '_CHUNK_SIZE' of '_io.TextIOWrapper' objects cannot be deleted");
    };
    let Some(n) = number::as_i64(ops::index(v)?) else {
        return raise_value!("cannot fit 'int' into an index-sized integer");
    };
    if n <= 0 {
        return raise_value!("a strictly positive integer is required");
    }
    this.chunk_size = n as usize;
    Ok(())
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, *args, **kwargs)", native(new)),
    Row::method(
        "__init__($self, buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False)",
        native(init),
    ),
    Row::method("__repr__($self, /)", native(text_repr)),
    Row::method(
        "reconfigure($self, /, *, encoding=None, errors=None, newline=None, line_buffering=None, write_through=None)",
        native(reconfigure),
    )
    .doc("Reconfigure the text stream with new parameters."),
    Row::method("detach($self, /)", native(detach)),
    Row::method("flush($self, /)", native(flush)),
    Row::method("close($self, /)", native(close)),
    Row::method("fileno($self, /)", native(fileno)),
    Row::method("seekable($self, /)", native(seekable)),
    Row::method("readable($self, /)", native(readable)),
    Row::method("writable($self, /)", native(writable)),
    Row::method("isatty($self, /)", native(isatty)),
    Row::method("__getstate__($self, /)", native(base::getstate)),
    Row::getset("_finalizing", native(base::get_finalizing), native(base::set_finalizing)),
    Row::getset("_CHUNK_SIZE", native(chunk_size), native(set_chunk_size)),
    Row::getter("name", native(name)),
    Row::getter("closed", native(closed)),
    Row::getter("buffer", native(buffer)),
    Row::getter("encoding", native(encoding)),
    Row::getter("errors", native(errors)),
    Row::getter("newlines", native(newlines)),
    Row::getter("line_buffering", native(line_buffering)),
    Row::getter("write_through", native(write_through)),
];

/// Creates the class.
pub fn class() -> Gc<Class> {
    static ALL: &[&[Row]] = &[ROWS, textio_read::ROWS, textio_write::ROWS, textio_seek::ROWS];
    ClassBuilder::new::<TextIo>("_io.TextIOWrapper")
        .base(TEXT_IO_BASE.get())
        .flags(FLAGS)
        .doc("Character and line based layer over a BufferedIOBase object, buffer.")
        .rows(ALL)
        .build()
}
