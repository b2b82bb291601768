//! `BytesIO`: a buffered stream in memory.

use heap::{GcVec, Head, Value};
use object::buffer::{self, Buffer, Exports, WritableBuffer};
use object::class::{Class, ClassBuilder, ClassFlags};
use object::gc::{Object, ValueExt};
use object::{Bytes, Dict, Gc, List, Result, Row, Tuple, native, none, number, ops, raise_type, raise_value, repr};

use crate::base::{BUFFERED_IO_BASE, FLAGS, IoBase, size_arg};

/// `_io.BytesIO`.
#[repr(C)]
pub struct BytesIo {
    base: IoBase,
    data: GcVec<u8>,
    /// The whole contents as an object, while nothing was written since it was given or asked for.
    whole: Option<Gc<Bytes>>,
    pos: usize,
    exports: Exports,
}
object::object_type!(BytesIo: IoBase);

/// The exporter behind `getbuffer()`.
#[repr(C)]
struct BytesIoBuffer {
    head: Head,
    source: Gc<BytesIo>,
}
object::object_type!(BytesIoBuffer);

fn new(class: Gc<Class>, _args: Gc<Tuple>, _kw: Gc<Dict>) -> Gc<BytesIo> {
    BytesIo { base: IoBase::new(), data: GcVec::new(), whole: None, pos: 0, exports: Exports::new() }.alloc_in(class)
}

fn init(mut this: Gc<BytesIo>, initial: Option<Value>) -> Result<()> {
    this.exports.check_resize()?;
    this.pos = 0;
    this.whole = None;
    this.data = GcVec::new();
    if let Some(v) = initial.filter(|v| !object::misc::is_none(*v)) {
        if let Some(b) = v.cast_exact::<Bytes>() {
            this.whole = Some(b);
            this.data = GcVec::from(b.as_slice());
        } else {
            let b = buffer::contiguous(v)?;
            this.data = GcVec::from(b.as_slice());
        }
    }
    Ok(())
}

fn open(this: Gc<BytesIo>) -> Result<()> {
    if this.base.closed { raise_value!("I/O operation on closed file.") } else { Ok(()) }
}

/// The bytes from the position on, at most `n`.
fn rest(this: &BytesIo, n: isize) -> std::ops::Range<usize> {
    let at = this.pos.min(this.data.len());
    let left = this.data.len() - at;
    at..at + if n < 0 { left } else { left.min(n as usize) }
}

fn take(mut this: Gc<BytesIo>, n: isize) -> Gc<Bytes> {
    let r = rest(&this, n);
    if r.is_empty() {
        return Bytes::new(b"");
    }
    let b = if r == (0..this.data.len()) { getvalue_open(this) } else { Bytes::new(&this.data.as_slice()[r.clone()]) };
    this.pos = r.end;
    b
}

fn getvalue_open(mut this: Gc<BytesIo>) -> Gc<Bytes> {
    match this.whole {
        Some(b) => b,
        None => {
            let b = Bytes::new(this.data.as_slice());
            this.whole = Some(b);
            b
        }
    }
}

fn read(this: Gc<BytesIo>, size: Option<Value>) -> Result<Gc<Bytes>> {
    let n = size_arg(size)?;
    open(this)?;
    Ok(take(this, n))
}

fn line_length(this: &BytesIo, n: isize) -> isize {
    let r = rest(this, n);
    memchr::memchr(b'\n', &this.data.as_slice()[r.clone()]).map_or(r.len(), |i| i + 1) as isize
}

fn readline(this: Gc<BytesIo>, size: Option<Value>) -> Result<Gc<Bytes>> {
    let n = size_arg(size)?;
    open(this)?;
    Ok(take(this, line_length(&this, n)))
}
fn next(this: Gc<BytesIo>) -> Result<Value> {
    open(this)?;
    let line = take(this, line_length(&this, -1));
    if line.as_slice().is_empty() { object::stop_iteration(None) } else { Ok(line.value()) }
}
fn readlines(this: Gc<BytesIo>, size: Option<Value>) -> Result<Gc<List>> {
    open(this)?;
    let max = size_arg(size)?;
    let lines = List::new(GcVec::new());
    let mut total = 0;
    loop {
        let n = line_length(&this, -1);
        if n == 0 {
            return Ok(lines);
        }
        let line = take(this, n);
        let mut l = lines;
        l.items.push(line.value());
        total += n;
        if max > 0 && total >= max {
            return Ok(lines);
        }
    }
}

fn readinto(mut this: Gc<BytesIo>, mut b: WritableBuffer) -> Result<usize> {
    open(this)?;
    let out = b.as_mut_slice();
    let r = rest(&this, out.len() as isize);
    out[..r.len()].copy_from_slice(&this.data.as_slice()[r.clone()]);
    if !r.is_empty() {
        this.pos = r.end;
    }
    Ok(r.len())
}

/// Writes at the position; a gap before it is filled with zeros.
fn put(mut this: Gc<BytesIo>, b: &[u8]) -> Result<usize> {
    open(this)?;
    this.exports.check_resize()?;
    if b.is_empty() {
        return Ok(0);
    }
    let Some(end) = this.pos.checked_add(b.len()).filter(|e| *e <= isize::MAX as usize) else {
        return object::overflow_error("new buffer size too large");
    };
    this.whole = None;
    let at = this.pos;
    let len = this.data.len();
    if at == len {
        this.data.extend_from_slice(b);
    } else {
        if end > len {
            if this.data.try_reserve(end - len).is_err() {
                return object::memory_error();
            }
            this.data.resize(end, 0);
        }
        this.data.as_mut_slice()[at..end].copy_from_slice(b);
    }
    this.pos = end;
    Ok(b.len())
}

fn write(this: Gc<BytesIo>, v: Value) -> Result<usize> {
    if let Some(b) = v.cast_exact::<Bytes>() {
        return put(this, b.as_slice());
    }
    open(this)?;
    this.exports.check_resize()?;
    let b = buffer::contiguous(v)?;
    put(this, b.as_slice())
}
fn writelines(this: Gc<BytesIo>, lines: Value) -> Result<()> {
    open(this)?;
    object::iter::for_each(lines, |l| write(this, l).map(drop))
}

fn seek(mut this: Gc<BytesIo>, pos: isize, whence: Option<i32>) -> Result<usize> {
    open(this)?;
    let whence = whence.unwrap_or(0);
    if pos < 0 && whence == 0 {
        return raise_value!("negative seek value {pos}");
    }
    let base = match whence {
        0 => 0,
        1 => this.pos as isize,
        2 => this.data.len() as isize,
        _ => return raise_value!("invalid whence ({whence}, should be 0, 1 or 2)"),
    };
    let Some(to) = base.checked_add(pos) else { return object::overflow_error("new position too large") };
    this.pos = to.max(0) as usize;
    Ok(this.pos)
}
fn tell(this: Gc<BytesIo>) -> Result<usize> {
    open(this)?;
    Ok(this.pos)
}
fn truncate(mut this: Gc<BytesIo>, size: Option<Value>) -> Result<usize> {
    open(this)?;
    this.exports.check_resize()?;
    let n = match size.filter(|s| !object::misc::is_none(*s)) {
        None => this.pos as isize,
        Some(s) => size_arg(Some(s))?,
    };
    // Converting the size may have run code that closed or exported the stream.
    open(this)?;
    this.exports.check_resize()?;
    if n < 0 {
        return raise_value!("negative size value {n}");
    }
    if (n as usize) < this.data.len() {
        this.whole = None;
        this.data.truncate(n as usize);
    }
    Ok(n as usize)
}

fn getvalue(this: Gc<BytesIo>) -> Result<Gc<Bytes>> {
    open(this)?;
    Ok(getvalue_open(this))
}
fn getbuffer(mut this: Gc<BytesIo>) -> Result<Value> {
    open(this)?;
    this.whole = None;
    let exporter = BytesIoBuffer { head: Head { map: std::ptr::null() }, source: this }.alloc();
    crate::buffered::memory_view(exporter.value())
}
fn export(v: Value, _writable: bool) -> Result<Buffer> {
    let Some(b) = v.cast::<BytesIoBuffer>() else {
        return raise_type!("a bytes-like object is required, not '{}'", repr::type_name(v));
    };
    let mut source = b.source;
    // What is written through the view must not be hidden by a remembered value.
    source.whole = None;
    let export = source.exports.lock();
    let (ptr, len) = (source.data.as_mut_ptr(), source.data.len());
    // SAFETY: the data stay in place while exports exist: every change of size asks them first.
    Ok(unsafe { Buffer::plain(v, ptr, len, false, export) })
}

fn close(mut this: Gc<BytesIo>) -> Result<()> {
    this.exports.check_resize()?;
    this.base.closed = true;
    this.data = GcVec::new();
    this.whole = None;
    Ok(())
}
fn yes(this: Gc<BytesIo>) -> Result<bool> {
    open(this)?;
    Ok(true)
}
fn isatty(this: Gc<BytesIo>) -> Result<bool> {
    open(this)?;
    Ok(false)
}
fn flush(this: Gc<BytesIo>) -> Result<()> {
    open(this)
}
fn iter(this: Gc<BytesIo>) -> Result<Gc<BytesIo>> {
    open(this)?;
    Ok(this)
}
fn closed(this: Gc<BytesIo>) -> bool {
    this.base.closed
}

fn getstate(this: Gc<BytesIo>) -> Result<Value> {
    let value = getvalue(this)?;
    let dict = match object::attr::instance_dict(this.value()) {
        Some(d) if !d.is_empty() => d.copy().value(),
        _ => none(),
    };
    Ok(object::seq::tuple(&[value.value(), number::int(this.pos as i64), dict]))
}
fn setstate(mut this: Gc<BytesIo>, state: Value) -> Result<()> {
    let class = object::repr::class_full_name(object::class_of(this.value()));
    let Some(t) = state.cast::<Tuple>().filter(|t| t.as_slice().len() >= 3) else {
        return raise_type!("{class}.__setstate__ argument should be 3-tuple, got {}", repr::type_name(state));
    };
    this.exports.check_resize()?;
    let [value, pos, dict, ..] = *t.as_slice() else { return Ok(()) };
    init(this, None)?;
    write(this, value)?;
    if !number::is_int(pos) {
        return raise_type!("second item of state must be an integer, got {}", repr::type_name(pos));
    }
    let pos = ops::to_isize(pos)?;
    if pos < 0 {
        return raise_value!("position value cannot be negative");
    }
    this.pos = pos as usize;
    if !object::misc::is_none(dict) {
        let Some(d) = dict.cast::<Dict>() else {
            return raise_type!("third item of state should be a dict, got a {}", repr::type_name(dict));
        };
        if let Some(own) = object::attr::instance_dict(this.value()) {
            own.update_from(d)?;
        }
    }
    Ok(())
}
fn sizeof(this: Gc<BytesIo>) -> usize {
    size_of::<BytesIo>() + this.data.capacity()
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, *args, **kwargs)", native(new)),
    Row::method("__init__($self, initial_bytes=b'')", native(init)),
    Row::method("__iter__($self, /)", native(iter)),
    Row::method("__next__($self, /)", native(next)),
    Row::method("readable($self, /)", native(yes)).doc("Returns True if the IO object can be read."),
    Row::method("writable($self, /)", native(yes)).doc("Returns True if the IO object can be written."),
    Row::method("seekable($self, /)", native(yes)).doc("Returns True if the IO object can be seeked."),
    Row::method("isatty($self, /)", native(isatty)).doc("Always returns False."),
    Row::method("flush($self, /)", native(flush)).doc("Does nothing."),
    Row::method("close($self, /)", native(close)).doc("Disable all I/O operations."),
    Row::method("tell($self, /)", native(tell)).doc("Current file position, an integer."),
    Row::method("write($self, b, /)", native(write)).doc("Write bytes to file."),
    Row::method("writelines($self, lines, /)", native(writelines)).doc("Write lines to the file."),
    Row::method("read($self, size=-1, /)", native(read)).doc("Read at most size bytes, returned as a bytes object."),
    Row::method("read1($self, size=-1, /)", native(read)).doc("Read at most size bytes, returned as a bytes object."),
    Row::method("readinto($self, buffer, /)", native(readinto)).doc("Read bytes into buffer."),
    Row::method("readline($self, size=-1, /)", native(readline)).doc("Next line from the file, as a bytes object."),
    Row::method("readlines($self, size=None, /)", native(readlines))
        .doc("List of bytes objects, each a line from the file."),
    Row::method("getvalue($self, /)", native(getvalue)).doc("Retrieve the entire contents of the BytesIO object."),
    Row::method("getbuffer($self, /)", native(getbuffer))
        .doc("Get a read-write view over the contents of the BytesIO object."),
    Row::method("seek($self, pos, whence=0, /)", native(seek)).doc("Change stream position."),
    Row::method("truncate($self, size=None, /)", native(truncate)).doc("Truncate the file to at most size bytes."),
    Row::method("__getstate__($self, /)", native(getstate)),
    Row::method("__setstate__($self, state, /)", native(setstate)),
    Row::method("__sizeof__($self, /)", native(sizeof)),
    Row::getter("closed", native(closed)).doc("True if the file is closed."),
];

/// Creates `BytesIO`.
pub fn class() -> Gc<Class> {
    ClassBuilder::new::<BytesIo>("_io.BytesIO")
        .base(BUFFERED_IO_BASE.get())
        .flags(FLAGS)
        .doc("Buffered I/O implementation using an in-memory bytes buffer.")
        .rows(&[ROWS])
        .build()
}

/// Creates `_BytesIOBuffer`.
pub fn buffer_class() -> Gc<Class> {
    buffer::register_exporter(BytesIoBuffer::LAYOUT, export);
    ClassBuilder::new::<BytesIoBuffer>("_io._BytesIOBuffer").flags(ClassFlags::NO_INSTANTIATE).build()
}
