//! `_IOBase`, `_RawIOBase`, `_BufferedIOBase`, `_TextIOBase`.

use heap::{GcVec, Head, Value};
use object::buffer::WritableBuffer;
use object::class::{Class, ClassBuilder, ClassCell, ClassFlags};
use object::gc::{Object, ValueExt};
use object::{
    ByteArray, Bytes, Gc, Id, List, Result, Row, Tuple, intern, native, none, number, ops, raise_exc, raise_type,
    raise_value, repr,
};

use crate::{DEFAULT_BUFFER_SIZE, method, unsupported};

/// What every stream begins with.
#[repr(C)]
pub struct IoBase {
    pub head: Head,
    /// `_IOBase.close` was called.
    pub closed: bool,
    /// The finalizer runs: `close` warns of the forgotten stream.
    pub finalizing: bool,
}
object::object_type!(IoBase);

impl IoBase {
    /// The base part of a new stream.
    #[allow(clippy::new_without_default)] // A stream's base is always made by name.
    pub const fn new() -> IoBase {
        IoBase { head: Head { map: std::ptr::null() }, closed: false, finalizing: false }
    }
}

pub static RAW_IO_BASE: ClassCell = ClassCell::new();
pub static BUFFERED_IO_BASE: ClassCell = ClassCell::new();
pub static TEXT_IO_BASE: ClassCell = ClassCell::new();

/// `stream.closed` as a truth value.
pub fn is_closed(stream: Value) -> Result<bool> {
    ops::truth(object::attr::getattr(stream, Id::closed.str())?)
}

/// Raises if the stream is closed.
pub fn check_closed(stream: Value) -> Result<()> {
    match object::attr::find_attr(stream, Id::closed.str())? {
        Some(c) if ops::truth(c)? => raise_value!("I/O operation on closed file."),
        _ => Ok(()),
    }
}

/// The size argument of read functions: `None` and negative numbers mean everything.
pub fn size_arg(v: Option<Value>) -> Result<isize> {
    match v {
        None => Ok(-1),
        Some(v) if object::misc::is_none(v) => Ok(-1),
        Some(v) if number::is_int(v) || object::class_of(v).dunder(Id::__index__).is_some() => {
            match number::as_i64(ops::index(v)?) {
                Some(n) => Ok(n as isize),
                None => raise_exc!(OVERFLOW_ERROR, "cannot fit 'int' into an index-sized integer"),
            }
        }
        Some(v) => raise_type!("argument should be integer or None, not '{}'", repr::type_name(v)),
    }
}

fn base_new(class: Gc<Class>, _args: Gc<Tuple>, _kw: Gc<object::Dict>) -> Gc<IoBase> {
    IoBase::new().alloc_in(class)
}

fn seek(_this: Value, _offset: Value, _whence: Option<Value>) -> Result<()> {
    unsupported("seek")
}
fn tell(this: Value) -> Result<Value> {
    method(this, "seek", &[number::int(0), number::int(1)])
}
fn truncate(_this: Value, _size: Option<Value>) -> Result<()> {
    unsupported("truncate")
}
fn flush(this: Gc<IoBase>) -> Result<()> {
    if this.closed {
        return raise_value!("I/O operation on closed file.");
    }
    Ok(())
}

/// `_IOBase.close`: flushes and marks the stream as closed, also when flushing fails.
pub fn close(mut this: Gc<IoBase>) -> Result<()> {
    if this.closed {
        return Ok(());
    }
    let r = method(this.value(), "flush", &[]);
    this.closed = true;
    r.map(drop)
}

fn closed(this: Gc<IoBase>) -> bool {
    this.closed
}
fn no(this: Value) -> bool {
    let _ = this;
    false
}
fn isatty(this: Value) -> Result<bool> {
    check_closed(this)?;
    Ok(false)
}
fn fileno(_this: Value) -> Result<()> {
    unsupported("fileno")
}

fn demand(this: Value, test: &str, msg: &str) -> Result<Value> {
    let r = method(this, test, &[])?;
    if r == object::bool_value(true) { Ok(r) } else { unsupported(msg) }
}
/// `_checkReadable`.
pub fn check_readable(this: Value) -> Result<Value> {
    demand(this, "readable", "File or stream is not readable.")
}
/// `_checkWritable`.
pub fn check_writable(this: Value) -> Result<Value> {
    demand(this, "writable", "File or stream is not writable.")
}
/// `_checkSeekable`.
pub fn check_seekable(this: Value) -> Result<Value> {
    demand(this, "seekable", "File or stream is not seekable.")
}

fn enter(this: Value) -> Result<Value> {
    check_closed(this)?;
    Ok(this)
}
fn exit(this: Value, _info: Gc<Tuple>) -> Result<Value> {
    method(this, "close", &[])
}
fn iter(this: Value) -> Result<Value> {
    check_closed(this)?;
    Ok(this)
}
fn next(this: Value) -> Result<Value> {
    let line = method(this, "readline", &[])?;
    if ops::len(line)? == 0 { object::stop_iteration(None) } else { Ok(line) }
}

/// The bytes that a user's `read` returned.
fn bytes_result(v: Value, function: &str) -> Result<Gc<Bytes>> {
    match v.cast::<Bytes>() {
        Some(b) => Ok(b),
        None => raise_exc!(OS_ERROR, "{function}() should have returned a bytes object, not '{}'", repr::type_name(v)),
    }
}

fn readline(this: Value, size: Option<Value>) -> Result<Gc<Bytes>> {
    let limit = size_arg(size)?;
    let peek = object::attr::find_attr(this, intern("peek"))?;
    let mut line: GcVec<u8> = GcVec::new();
    while limit < 0 || (line.len() as isize) < limit {
        let mut want = 1;
        if let Some(peek) = peek {
            // What the stream has at hand tells how much belongs to the line.
            let ahead = bytes_result(object::call::call(peek, &[number::int(1)])?, "peek")?.as_slice();
            if !ahead.is_empty() {
                let n = if limit < 0 { ahead.len() } else { ahead.len().min(limit as usize - line.len()) };
                want = memchr::memchr(b'\n', &ahead[..n]).map_or(n, |i| i + 1);
            }
        }
        let b = bytes_result(method(this, "read", &[number::int(want as i64)])?, "read")?.as_slice();
        if b.is_empty() {
            break;
        }
        line.extend_from_slice(b);
        if line.last() == Some(&b'\n') {
            break;
        }
    }
    Ok(Bytes::new(&line))
}

fn readlines(this: Value, hint: Option<Value>) -> Result<Gc<List>> {
    let hint = size_arg(hint)?;
    let lines = List::new(GcVec::new());
    let it = object::iter::get_iter(this)?;
    let mut length = 0;
    while let Some(line) = object::iter::next(it)? {
        let mut l = lines;
        l.items.push(line);
        if hint > 0 {
            let n = ops::len(line)? as isize;
            if n > hint - length {
                break;
            }
            length += n;
        }
    }
    Ok(lines)
}

fn writelines(this: Value, lines: Value) -> Result<()> {
    check_closed(this)?;
    let write = |line: Value| loop {
        let r = method(this, "write", &[line]);
        match r {
            Err(_) if object::error::pending_is(&object::error::exc::INTERRUPTED_ERROR) => {
                let _ = object::error::take_pending();
            }
            r => return r.map(drop),
        }
    };
    object::iter::for_each(lines, write)
}

/// The finalizer of every stream: closes it. Streams that are closed already, or that cannot tell, are left alone.
fn del(mut this: Gc<IoBase>) -> Result<()> {
    let v = this.value();
    let closed = match object::attr::find_attr(v, Id::closed.str()).and_then(|c| c.map_or(Ok(true), ops::truth)) {
        Ok(c) => c,
        Err(_) => {
            // A stream that cannot tell is in no state to be closed.
            let _ = object::error::take_pending();
            true
        }
    };
    if closed {
        return Ok(());
    }
    this.finalizing = true;
    if object::attr::setattr(v, intern("_finalizing"), Some(object::bool_value(true))).is_err() {
        let _ = object::error::take_pending();
    }
    if method(v, "close", &[]).is_err() {
        let e = object::error::take_pending();
        let what = match repr::repr(v) {
            Ok(r) => format!("Exception ignored while finalizing file {r}"),
            Err(_) => {
                let _ = object::error::take_pending();
                "Exception ignored while finalizing file".to_owned()
            }
        };
        (object::hooks::hooks().unraisable)(e, Some(&what), object::none());
    }
    Ok(())
}

/// Streams cannot be pickled.
pub fn getstate(this: Value) -> Result<()> {
    raise_type!("cannot pickle '{}' instances", object::repr::class_full_name(object::class_of(this)))
}

/// `_finalizing`, which tests and the Python twin read and set.
pub fn get_finalizing(this: Gc<IoBase>) -> bool {
    this.finalizing
}
pub fn set_finalizing(mut this: Gc<IoBase>, v: Option<Value>) -> Result<()> {
    match v.map(number::as_bool) {
        Some(Some(b)) => this.finalizing = b,
        Some(None) => return raise_type!("attribute value type must be bool"),
        None => return raise_type!("can't delete numeric/char attribute"),
    }
    Ok(())
}

static BASE_ROWS: &[Row] = &[
    Row::new("__new__($type, *args, **kwargs)", native(base_new)),
    Row::method("__del__($self, /)", native(del)),
    Row::method("__iter__($self, /)", native(iter)),
    Row::method("__next__($self, /)", native(next)),
    Row::method("__enter__($self, /)", native(enter)),
    Row::method("__exit__($self, /, *args)", native(exit)),
    Row::method("seek($self, offset, whence=os.SEEK_SET, /)", native(seek))
        .doc("Change the stream position to the given byte offset."),
    Row::method("tell($self, /)", native(tell)).doc("Return current stream position."),
    Row::method("truncate($self, size=None, /)", native(truncate)).doc("Truncate file to size bytes."),
    Row::method("flush($self, /)", native(flush)).doc("Flush write buffers, if applicable."),
    Row::method("close($self, /)", native(close)).doc("Flush and close the IO object."),
    Row::method("seekable($self, /)", native(no)).doc("Return whether object supports random access."),
    Row::method("readable($self, /)", native(no)).doc("Return whether object was opened for reading."),
    Row::method("writable($self, /)", native(no)).doc("Return whether object was opened for writing."),
    Row::method("_checkClosed($self, /)", native(check_closed)),
    Row::method("_checkSeekable($self, /)", native(check_seekable)),
    Row::method("_checkReadable($self, /)", native(check_readable)),
    Row::method("_checkWritable($self, /)", native(check_writable)),
    Row::method("fileno($self, /)", native(fileno)).doc("Return underlying file descriptor if one exists."),
    Row::method("isatty($self, /)", native(isatty)).doc("Return whether this is an 'interactive' stream."),
    Row::method("readline($self, size=-1, /)", native(readline)).doc("Read and return a line from the stream."),
    Row::method("readlines($self, hint=-1, /)", native(readlines)).doc("Return a list of lines from the stream."),
    Row::method("writelines($self, lines, /)", native(writelines)).doc("Write a list of lines to stream."),
    Row::getter("closed", native(closed)),
];

fn raw_read(this: Value, size: Option<Value>) -> Result<Value> {
    let n = size_arg(size)?;
    if n < 0 {
        return method(this, "readall", &[]);
    }
    let mut data = GcVec::new();
    data.resize(n as usize, 0u8);
    let buffer = ByteArray::new(&data);
    let r = method(this, "readinto", &[buffer.value()])?;
    if object::misc::is_none(r) {
        return Ok(r);
    }
    let got = ops::to_isize(r)?;
    let b = buffer.data.as_slice();
    if got < 0 || got as usize > b.len() {
        return raise_value!("readinto returned {got} outside buffer size {}", b.len());
    }
    Ok(Bytes::new(&b[..got as usize]).value())
}

fn raw_readall(this: Value) -> Result<Value> {
    let mut all: GcVec<u8> = GcVec::new();
    let mut any = false;
    loop {
        let r = method(this, "read", &[number::int(DEFAULT_BUFFER_SIZE as i64)]);
        let data = match r {
            Err(_) if object::error::pending_is(&object::error::exc::INTERRUPTED_ERROR) => {
                let _ = object::error::take_pending();
                continue;
            }
            r => r?,
        };
        if object::misc::is_none(data) {
            return Ok(if any { Bytes::new(&all).value() } else { data });
        }
        let Some(b) = data.cast::<Bytes>() else { return raise_type!("read() should return bytes") };
        if b.as_slice().is_empty() {
            return Ok(Bytes::new(&all).value());
        }
        any = true;
        all.extend_from_slice(b.as_slice());
    }
}

fn unsupported_readinto(_this: Value, _args: Gc<Tuple>) -> Result<()> {
    object::error::raise(&object::error::exc::NOT_IMPLEMENTED_ERROR, &[])
}
fn unsupported_write(_this: Value, _args: Gc<Tuple>) -> Result<()> {
    object::error::raise(&object::error::exc::NOT_IMPLEMENTED_ERROR, &[])
}

static RAW_ROWS: &[Row] = &[
    Row::method("read($self, size=-1, /)", native(raw_read)),
    Row::method("readall($self, /)", native(raw_readall)).doc("Read until EOF, using multiple read() call."),
    Row::method("readinto($self, /, *args)", native(unsupported_readinto)),
    Row::method("write($self, /, *args)", native(unsupported_write)),
];

fn unsupported_detach(_this: Value) -> Result<()> {
    unsupported("detach")
}
fn unsupported_read(_this: Value, _size: Option<Value>) -> Result<()> {
    unsupported("read")
}
fn unsupported_read1(_this: Value, _size: Option<Value>) -> Result<()> {
    unsupported("read1")
}
fn unsupported_readline(_this: Value, _size: Option<Value>) -> Result<()> {
    unsupported("readline")
}
fn unsupported_write_one(_this: Value, _data: Value) -> Result<()> {
    unsupported("write")
}

fn read_into_by(this: Value, mut b: WritableBuffer, name: &str) -> Result<usize> {
    let n = b.as_slice().len();
    let data = method(this, name, &[number::int(n as i64)])?;
    let Some(data) = data.cast::<Bytes>() else { return raise_type!("read() should return bytes") };
    let d = data.as_slice();
    if d.len() > n {
        return raise_value!("read() returned too much data: {n} bytes requested, {} returned", d.len());
    }
    b.as_mut_slice()[..d.len()].copy_from_slice(d);
    Ok(d.len())
}
fn buffered_readinto(this: Value, b: WritableBuffer) -> Result<usize> {
    read_into_by(this, b, "read")
}
fn buffered_readinto1(this: Value, b: WritableBuffer) -> Result<usize> {
    read_into_by(this, b, "read1")
}

static BUFFERED_ROWS: &[Row] = &[
    Row::method("detach($self, /)", native(unsupported_detach))
        .doc("Disconnect this buffer from its underlying raw stream and return it."),
    Row::method("read($self, size=-1, /)", native(unsupported_read)).doc("Read and return up to n bytes."),
    Row::method("read1($self, size=-1, /)", native(unsupported_read1))
        .doc("Read and return up to size bytes, with at most one read() call to the underlying raw stream."),
    Row::method("readinto($self, buffer, /)", native(buffered_readinto)),
    Row::method("readinto1($self, buffer, /)", native(buffered_readinto1)),
    Row::method("write($self, b, /)", native(unsupported_write_one)).doc("Write buffer b to the IO stream."),
];

fn none_getter(_this: Value) -> Value {
    none()
}

static TEXT_ROWS: &[Row] = &[
    Row::method("detach($self, /)", native(unsupported_detach))
        .doc("Separate the underlying buffer from the TextIOBase and return it."),
    Row::method("read($self, size=-1, /)", native(unsupported_read)).doc("Read at most size characters from stream."),
    Row::method("readline($self, size=-1, /)", native(unsupported_readline)).doc("Read until newline or EOF."),
    Row::method("write($self, s, /)", native(unsupported_write_one)).doc("Write string s to stream."),
    Row::getter("encoding", native(none_getter)).doc("Encoding of the text stream."),
    Row::getter("newlines", native(none_getter)).doc("Line endings translated so far."),
    Row::getter("errors", native(none_getter)).doc("The error setting of the decoder or encoder."),
];

/// The flags of every stream class.
pub const FLAGS: u32 = ClassFlags::BASETYPE | ClassFlags::HAS_DICT | ClassFlags::WEAKREF;

/// Creates the four abstract classes.
pub fn classes() -> [Gc<Class>; 4] {
    let base = ClassBuilder::new::<IoBase>("_io._IOBase")
        .flags(FLAGS)
        .doc("The abstract base class for all I/O classes.")
        .rows(&[BASE_ROWS])
        .build();
    let derived = |path, cell, doc, rows| {
        ClassBuilder::untyped(path, IoBase::LAYOUT).cell(cell).base(base).flags(FLAGS).doc(doc).rows(rows).build()
    };
    [
        base,
        derived("_io._RawIOBase", &RAW_IO_BASE, "Base class for raw binary I/O.", &[RAW_ROWS]),
        derived("_io._BufferedIOBase", &BUFFERED_IO_BASE, "Base class for buffered IO objects.", &[BUFFERED_ROWS]),
        derived("_io._TextIOBase", &TEXT_IO_BASE, "Base class for text I/O.", &[TEXT_ROWS]),
    ]
}
