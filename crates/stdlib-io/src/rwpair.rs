//! `BufferedRWPair`: a reader and a writer side by side.

use heap::Value;
use object::class::{Class, ClassBuilder};
use object::gc::Object;
use object::{Gc, Id, Result, Row, Tuple, native, number, raise_value};

use crate::base::{self, BUFFERED_IO_BASE, FLAGS, IoBase};
use crate::buffered;
use crate::buffered_init::{READER, WRITER};
use crate::{DEFAULT_BUFFER_SIZE, method};

/// `_io.BufferedRWPair`.
#[repr(C)]
pub struct RwPair {
    base: IoBase,
    reader: Option<Value>,
    writer: Option<Value>,
}
object::object_type!(RwPair: IoBase);

fn new(class: Gc<Class>, _args: Gc<Tuple>, _kw: Gc<object::Dict>) -> Gc<RwPair> {
    RwPair { base: IoBase::new(), reader: None, writer: None }.alloc_in(class)
}

fn init(mut this: Gc<RwPair>, reader: Value, writer: Value, size: Option<Value>) -> Result<()> {
    base::check_readable(reader)?;
    base::check_writable(writer)?;
    let size = size.unwrap_or_else(|| number::int(DEFAULT_BUFFER_SIZE as i64));
    let r = object::call::call(READER.get().value(), &[reader, size])?;
    let w = object::call::call(WRITER.get().value(), &[writer, size])?;
    this.reader = Some(r);
    this.writer = Some(w);
    Ok(())
}

fn part(v: Option<Value>) -> Result<Value> {
    match v {
        Some(v) => Ok(v),
        None => raise_value!("I/O operation on uninitialized object"),
    }
}

macro_rules! forward {
    ($($f:ident $part:ident $name:literal;)*) => {
        $(fn $f(this: Gc<RwPair>, args: Gc<Tuple>) -> Result<Value> {
            method(part(this.$part)?, $name, args.as_slice())
        })*
    };
}
forward! {
    read reader "read";
    peek reader "peek";
    read1 reader "read1";
    readinto reader "readinto";
    readinto1 reader "readinto1";
    write writer "write";
}
macro_rules! forward0 {
    ($($f:ident $part:ident $name:literal;)*) => {
        $(fn $f(this: Gc<RwPair>) -> Result<Value> {
            method(part(this.$part)?, $name, &[])
        })*
    };
}
forward0! {
    flush writer "flush";
    readable reader "readable";
    writable writer "writable";
}

fn close(this: Gc<RwPair>) -> Result<Value> {
    let w = part(this.writer).and_then(|w| method(w, "close", &[]));
    let pending = if w.is_err() { Some(object::error::take_pending()) } else { None };
    let r = part(this.reader).and_then(|r| method(r, "close", &[]));
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

fn isatty(this: Gc<RwPair>) -> Result<Value> {
    let w = method(part(this.writer)?, "isatty", &[])?;
    if object::ops::truth(w)? { Ok(w) } else { method(part(this.reader)?, "isatty", &[]) }
}
fn closed(this: Gc<RwPair>) -> Result<Value> {
    match this.writer {
        Some(w) => object::attr::getattr(w, Id::closed.str()),
        None => object::runtime_error("the BufferedRWPair object is being garbage-collected"),
    }
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, *args, **kwargs)", native(new)),
    Row::method("__init__($self, reader, writer, buffer_size=DEFAULT_BUFFER_SIZE, /)", native(init)),
    Row::method("read($self, /, *args)", native(read)),
    Row::method("peek($self, /, *args)", native(peek)),
    Row::method("read1($self, /, *args)", native(read1)),
    Row::method("readinto($self, /, *args)", native(readinto)),
    Row::method("readinto1($self, /, *args)", native(readinto1)),
    Row::method("write($self, /, *args)", native(write)),
    Row::method("flush($self, /)", native(flush)),
    Row::method("readable($self, /)", native(readable)),
    Row::method("writable($self, /)", native(writable)),
    Row::method("close($self, /)", native(close)),
    Row::method("isatty($self, /)", native(isatty)),
    Row::method("__getstate__($self, /)", native(base::getstate)),
    Row::getter("closed", native(closed)),
];

/// Creates the class.
pub fn class() -> Gc<Class> {
    ClassBuilder::new::<RwPair>("_io.BufferedRWPair")
        .base(BUFFERED_IO_BASE.get())
        .flags(FLAGS)
        .doc("A buffered reader and writer object together.")
        .rows(&[ROWS])
        .build()
}
