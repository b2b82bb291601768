//! `StringIO`: a text stream in memory.
//!
//! Text that is only appended and read from the front is kept as UTF-8 (WTF-8) with the position as a byte offset: positions
//! that the user names are code points, and are converted when they are set or told. ASCII text needs no conversion.

use heap::{GcVec, Value};
use object::class::{Class, ClassBuilder};
use object::gc::{Object, ValueExt};
use object::{
    Dict, Gc, Result, Row, Str, Tuple, native, none, number, ops, raise_exc, raise_type, raise_value, repr, seq,
};

use crate::base::{FLAGS, IoBase, TEXT_IO_BASE, size_arg};
use crate::newline::State;

/// `_io.StringIO`.
#[repr(C)]
pub struct StringIo {
    base: IoBase,
    ok: bool,
    /// WTF-8.
    text: GcVec<u8>,
    /// Byte offset of the position; meaningless while `beyond` is not zero.
    at: usize,
    /// Code points by which the position lies behind the end of the text.
    beyond: usize,
    /// All of the text is ASCII.
    ascii: bool,
    newline: Option<Gc<Str>>,
    /// How text is translated when written: universal newlines, or `\n` to something else.
    universal: Option<State>,
    write_newline: Option<Gc<Str>>,
}
object::object_type!(StringIo: IoBase);

fn new(class: Gc<Class>, _args: Gc<Tuple>, _kw: Gc<Dict>) -> Gc<StringIo> {
    let base = IoBase::new();
    StringIo {
        base,
        ok: false,
        text: GcVec::new(),
        at: 0,
        beyond: 0,
        ascii: true,
        newline: None,
        universal: None,
        write_newline: None,
    }
    .alloc_in(class)
}

/// Checks a `newline` argument: `None`, or one of the five.
pub fn newline_arg(v: Value) -> Result<Option<Gc<Str>>> {
    if object::misc::is_none(v) {
        return Ok(None);
    }
    let Some(s) = v.cast::<Str>() else {
        return raise_type!("newline must be str or None, not {}", repr::type_name(v));
    };
    match s.as_bytes() {
        b"" | b"\n" | b"\r" | b"\r\n" => Ok(Some(s)),
        _ => raise_value!("illegal newline value: {}", s),
    }
}

fn init(mut this: Gc<StringIo>, initial: Option<Value>, newline: Option<Value>) -> Result<()> {
    let newline = match newline {
        None => Some(Str::single(b'\n')),
        Some(v) => newline_arg(v)?,
    };
    let initial = match initial.filter(|v| !object::misc::is_none(*v)) {
        None => None,
        Some(v) => match v.cast::<Str>() {
            Some(s) => Some(s),
            None => return raise_type!("initial_value must be str or None, not {}", repr::type_name(v)),
        },
    };
    this.ok = true;
    this.base.closed = false;
    this.text = GcVec::new();
    this.at = 0;
    this.beyond = 0;
    this.ascii = true;
    this.newline = newline;
    let text = newline.map(|n| n.as_bytes());
    // None and "" find all newlines; None translates them as well.
    this.universal = match text {
        None => Some(State { translate: true, ..State::default() }),
        Some(b"") => Some(State::default()),
        Some(_) => None,
    };
    this.write_newline = newline.filter(|n| n.as_bytes().first() == Some(&b'\r'));
    if let Some(s) = initial {
        put(this, s);
    }
    this.at = 0;
    this.beyond = 0;
    Ok(())
}

fn open(this: Gc<StringIo>) -> Result<()> {
    if !this.ok {
        return raise_value!("I/O operation on uninitialized object");
    }
    if this.base.closed { raise_value!("I/O operation on closed file") } else { Ok(()) }
}

fn str_of(b: &[u8]) -> Gc<Str> {
    // SAFETY: the text is WTF-8 and cut at character boundaries.
    unsafe { Str::from_bytes_unchecked(b) }
}

/// The byte offset after `n` code points from offset `from`; and how many were missing.
fn advance(this: &StringIo, from: usize, n: usize) -> (usize, usize) {
    let b = this.text.as_slice();
    if this.ascii {
        let end = from.saturating_add(n);
        return if end <= b.len() { (end, 0) } else { (b.len(), end - b.len()) };
    }
    let (mut at, mut left) = (from, n);
    while left > 0 && at < b.len() {
        at += 1;
        while at < b.len() && b[at] & 0xC0 == 0x80 {
            at += 1;
        }
        left -= 1;
    }
    (at, left)
}

fn put(mut this: Gc<StringIo>, s: Gc<Str>) {
    let mut s = s;
    if let Some(mut u) = this.universal {
        s = u.feed(s, true);
        this.universal = Some(u);
    }
    if let Some(nl) = this.write_newline
        && memchr::memchr(b'\n', s.as_bytes()).is_some()
    {
        let parts: Vec<&[u8]> = s.as_bytes().split(|b| *b == b'\n').collect();
        s = str_of(&parts.join(nl.as_bytes()));
    }
    let n = s.char_len();
    if n == 0 {
        return;
    }
    if this.beyond > 0 {
        // The gap behind the end becomes null characters.
        let len = this.text.len() + this.beyond;
        this.text.resize(len, 0);
        this.at = len;
        this.beyond = 0;
    }
    this.ascii &= s.is_ascii();
    let at = this.at;
    if at == this.text.len() {
        this.text.extend_from_slice(s.as_bytes());
    } else {
        // The text that is overwritten is as long in code points, not necessarily in bytes. Whether it was ASCII was noted
        // before: a non-ASCII new text makes the stream non-ASCII, and then `advance` counts.
        let (end, _) = advance(&this, at, n);
        this.text.splice_from_slice(at..end, s.as_bytes());
    }
    this.at = at + s.byte_len();
}

fn write(this: Gc<StringIo>, s: Value) -> Result<usize> {
    if !this.ok {
        return raise_value!("I/O operation on uninitialized object");
    }
    let Some(s) = s.cast::<Str>() else { return raise_type!("string argument expected, got '{}'", repr::type_name(s)) };
    open(this)?;
    put(this, s);
    Ok(s.char_len())
}

fn read(mut this: Gc<StringIo>, size: Option<Value>) -> Result<Gc<Str>> {
    let n = size_arg(size)?;
    open(this)?;
    if this.beyond > 0 {
        return Ok(Str::empty());
    }
    let end = if n < 0 { this.text.len() } else { advance(&this, this.at, n as usize).0 };
    let s = str_of(&this.text.as_slice()[this.at..end]);
    this.at = end;
    Ok(s)
}

/// Where the line that starts at the position ends, in bytes.
fn line_end(this: &StringIo) -> usize {
    let rest = &this.text.as_slice()[this.at..];
    let end = match (this.universal, this.newline) {
        (Some(u), _) if !u.translate => memchr::memchr2(b'\r', b'\n', rest)
            .map(|i| if rest[i] == b'\r' && rest.get(i + 1) == Some(&b'\n') { i + 2 } else { i + 1 }),
        (None, Some(nl)) => memchr::memmem::find(rest, nl.as_bytes()).map(|i| i + nl.byte_len()),
        _ => memchr::memchr(b'\n', rest).map(|i| i + 1),
    };
    this.at + end.unwrap_or(rest.len())
}

fn line(mut this: Gc<StringIo>, limit: isize) -> Gc<Str> {
    if this.beyond > 0 || this.at >= this.text.len() {
        return Str::empty();
    }
    let mut end = line_end(&this);
    if limit >= 0 {
        end = end.min(advance(&this, this.at, limit as usize).0);
    }
    let s = str_of(&this.text.as_slice()[this.at..end]);
    this.at = end;
    s
}

fn readline(this: Gc<StringIo>, size: Option<Value>) -> Result<Gc<Str>> {
    let n = size_arg(size)?;
    open(this)?;
    Ok(line(this, n))
}

fn next(this: Gc<StringIo>) -> Result<Value> {
    open(this)?;
    let v = this.value();
    let s = if object::class_of(v) == StringIo::class() {
        line(this, -1).value()
    } else {
        let s = crate::method(v, "readline", &[])?;
        if !s.is::<Str>() {
            return raise_exc!(OS_ERROR, "readline() should have returned a str object, not '{}'", repr::type_name(s));
        }
        s
    };
    if ops::len(s)? == 0 { object::stop_iteration(None) } else { Ok(s) }
}

/// The position in code points.
fn position(this: &StringIo) -> usize {
    let n = if this.ascii { this.at } else { object::strs::count_code_points(&this.text.as_slice()[..this.at]) };
    n + this.beyond
}

fn set_position(mut this: Gc<StringIo>, n: usize) {
    let (at, beyond) = advance(&this, 0, n);
    this.at = at;
    this.beyond = beyond;
}

fn tell(this: Gc<StringIo>) -> Result<usize> {
    open(this)?;
    Ok(position(&this))
}

fn seek(this: Gc<StringIo>, pos: isize, whence: Option<i32>) -> Result<usize> {
    open(this)?;
    match whence.unwrap_or(0) {
        0 if pos < 0 => raise_value!("Negative seek position {pos}"),
        0 => {
            set_position(this, pos as usize);
            Ok(pos as usize)
        }
        1 | 2 if pos != 0 => raise_exc!(OS_ERROR, "Can't do nonzero cur-relative seeks"),
        1 => Ok(position(&this)),
        2 => {
            let mut this = this;
            this.at = this.text.len();
            this.beyond = 0;
            Ok(position(&this))
        }
        w => raise_value!("Invalid whence ({w}, should be 0, 1 or 2)"),
    }
}

fn truncate(mut this: Gc<StringIo>, pos: Option<Value>) -> Result<usize> {
    open(this)?;
    let n = match pos.filter(|p| !object::misc::is_none(*p)) {
        None => position(&this) as isize,
        Some(p) => size_arg(Some(p))?,
    };
    if n < 0 {
        return raise_value!("Negative size value {n}");
    }
    let (end, missing) = advance(&this, 0, n as usize);
    if missing == 0 && end < this.text.len() {
        let here = position(&this);
        this.text.truncate(end);
        this.ascii = this.text.is_ascii();
        set_position(this, here);
    }
    Ok(n as usize)
}

fn getvalue(this: Gc<StringIo>) -> Result<Gc<Str>> {
    open(this)?;
    Ok(str_of(this.text.as_slice()))
}

fn close(mut this: Gc<StringIo>) {
    this.base.closed = true;
    this.text = GcVec::new();
}
fn yes(this: Gc<StringIo>) -> Result<bool> {
    open(this)?;
    Ok(true)
}
fn closed(this: Gc<StringIo>) -> Result<bool> {
    if !this.ok {
        return raise_value!("I/O operation on uninitialized object");
    }
    Ok(this.base.closed)
}
fn line_buffering(this: Gc<StringIo>) -> Result<bool> {
    open(this)?;
    Ok(false)
}
fn newlines(this: Gc<StringIo>) -> Result<Value> {
    open(this)?;
    Ok(this.universal.map_or_else(none, |u| u.newlines()))
}

fn getstate(this: Gc<StringIo>) -> Result<Value> {
    let text = getvalue(this)?;
    let newline = this.newline.map_or_else(none, |n| n.value());
    let dict = match object::attr::instance_dict(this.value()) {
        Some(d) => d.copy().value(),
        None => none(),
    };
    Ok(seq::tuple(&[text.value(), newline, number::int(position(&this) as i64), dict]))
}

fn setstate(mut this: Gc<StringIo>, state: Value) -> Result<()> {
    let class = object::repr::class_full_name(object::class_of(this.value()));
    let Some(t) = state.cast::<Tuple>().filter(|t| t.as_slice().len() >= 4) else {
        return raise_type!("{class}.__setstate__ argument should be 4-tuple, got {}", repr::type_name(state));
    };
    let [text, newline, pos, dict, ..] = *t.as_slice() else { return Ok(()) };
    if this.base.closed {
        return raise_value!("I/O operation on closed file");
    }
    init(this, None, Some(newline))?;
    // The text was translated when it was written first: it is taken as it is.
    if !object::misc::is_none(text) {
        let Some(s) = text.cast::<Str>() else {
            return raise_type!("initial_value must be str or None, not {}", repr::type_name(text));
        };
        this.text = GcVec::from(s.as_bytes());
        this.ascii = s.is_ascii();
    }
    if !number::is_int(pos) {
        return raise_type!("third item of state must be an integer, got {}", repr::type_name(pos));
    }
    let pos = ops::to_isize(pos)?;
    if pos < 0 {
        return raise_value!("position value cannot be negative");
    }
    set_position(this, pos as usize);
    if !object::misc::is_none(dict) {
        let Some(d) = dict.cast::<Dict>() else {
            return raise_type!("fourth item of state should be a dict, got a {}", repr::type_name(dict));
        };
        if let Some(own) = object::attr::instance_dict(this.value()) {
            own.update_from(d)?;
        }
    }
    Ok(())
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, *args, **kwargs)", native(new)),
    Row::method("__init__($self, initial_value='', newline='\\n')", native(init)),
    Row::method("__next__($self, /)", native(next)),
    Row::method("write($self, s, /)", native(write)).doc("Write string to file."),
    Row::method("read($self, size=-1, /)", native(read)).doc("Read at most size characters, returned as a string."),
    Row::method("readline($self, size=-1, /)", native(readline)).doc("Read until newline or EOF."),
    Row::method("tell($self, /)", native(tell)).doc("Tell the current file position."),
    Row::method("seek($self, pos, whence=0, /)", native(seek)).doc("Change stream position."),
    Row::method("truncate($self, pos=None, /)", native(truncate)).doc("Truncate size to pos."),
    Row::method("getvalue($self, /)", native(getvalue)).doc("Retrieve the entire contents of the object."),
    Row::method("close($self, /)", native(close)).doc("Close the IO object."),
    Row::method("seekable($self, /)", native(yes)).doc("Returns True if the IO object can be seeked."),
    Row::method("readable($self, /)", native(yes)).doc("Returns True if the IO object can be read."),
    Row::method("writable($self, /)", native(yes)).doc("Returns True if the IO object can be written."),
    Row::method("__getstate__($self, /)", native(getstate)),
    Row::method("__setstate__($self, state, /)", native(setstate)),
    Row::getter("closed", native(closed)),
    Row::getter("newlines", native(newlines)),
    Row::getter("line_buffering", native(line_buffering)),
];

/// Creates the class.
pub fn class() -> Gc<Class> {
    ClassBuilder::new::<StringIo>("_io.StringIO")
        .base(TEXT_IO_BASE.get())
        .flags(FLAGS)
        .doc("Text I/O implementation using an in-memory buffer.")
        .rows(&[ROWS])
        .build()
}
