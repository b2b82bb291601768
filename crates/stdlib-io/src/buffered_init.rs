//! `__init__` of the buffered streams, and the class `BufferedRandom`.

use heap::{GcVec, Value};
use object::class::{Class, ClassBuilder, ClassCell};
use object::gc::{Object, ValueExt};
use object::{Gc, Result, Row, native, ops, raise_exc, raise_value};

use crate::base::{self, BUFFERED_IO_BASE, FLAGS};
use crate::buffered::{self, Buffered};
use crate::fileio::FileIo;
use crate::{DEFAULT_BUFFER_SIZE, buffered_read, buffered_write, registry};

pub static READER: ClassCell = ClassCell::new();
pub static WRITER: ClassCell = ClassCell::new();
pub static RANDOM: ClassCell = ClassCell::new();

/// Sets a stream up over a raw one (again).
pub fn set_up(mut this: Gc<Buffered>, raw: Value, size: Option<Value>, readable: bool, writable: bool) -> Result<()> {
    let size = match size {
        None => DEFAULT_BUFFER_SIZE as i64,
        Some(s) => ops::to_isize(s)? as i64,
    };
    if size <= 0 {
        return raise_value!("buffer size must be strictly positive");
    }
    let mut buffer: GcVec<u8> = GcVec::new();
    if buffer.try_reserve(size as usize).is_err() {
        return object::memory_error();
    }
    buffer.resize(size as usize, 0);
    this.buffer = buffer;
    this.size = size;
    this.raw = Some(raw);
    this.detached = false;
    this.readable = readable;
    this.writable = writable;
    let class = object::class_of(this.value());
    let exact = [&READER, &WRITER, &RANDOM].iter().any(|c| c.get() == class);
    this.fast = exact && raw.is_exact::<FileIo>();
    this.pos = 0;
    this.raw_pos = 0;
    this.abs_pos = 0;
    this.read_end = -1;
    this.write_pos = 0;
    this.write_end = -1;
    this.ok = true;
    if buffered::raw_tell(this).is_err() {
        let _ = object::error::take_pending();
        this.abs_pos = -1;
    }
    if writable {
        registry::add(this.value());
    }
    Ok(())
}

/// `BufferedReader.__init__`.
pub fn reader_init(mut this: Gc<Buffered>, raw: Value, size: Option<Value>) -> Result<()> {
    this.ok = false;
    base::check_readable(raw)?;
    set_up(this, raw, size, true, false)
}
/// `BufferedWriter.__init__`.
pub fn writer_init(mut this: Gc<Buffered>, raw: Value, size: Option<Value>) -> Result<()> {
    this.ok = false;
    base::check_writable(raw)?;
    set_up(this, raw, size, false, true)
}
/// `BufferedRandom.__init__`.
pub fn random_init(mut this: Gc<Buffered>, raw: Value, size: Option<Value>) -> Result<()> {
    this.ok = false;
    base::check_seekable(raw)?;
    base::check_readable(raw)?;
    base::check_writable(raw)?;
    set_up(this, raw, size, true, true)
}

fn get_raw(this: Gc<Buffered>) -> Result<Value> {
    buffered::get_raw(this)
}
fn set_raw(_this: Gc<Buffered>, _v: Option<Value>) -> Result<()> {
    raise_exc!(ATTRIBUTE_ERROR, "readonly attribute")
}

/// What all three classes have.
pub static COMMON: &[Row] = &[
    Row::new("__new__($type, *args, **kwargs)", native(buffered::new)),
    Row::method("__repr__($self, /)", native(buffered::buffered_repr)),
    Row::method("close($self, /)", native(buffered::close)),
    Row::method("detach($self, /)", native(buffered::detach)),
    Row::method("seekable($self, /)", native(buffered::seekable)),
    Row::method("fileno($self, /)", native(buffered::fileno)),
    Row::method("isatty($self, /)", native(buffered::isatty)),
    Row::method("_dealloc_warn($self, source, /)", native(buffered::dealloc_warn)),
    Row::method("seek($self, target, whence=0, /)", native(buffered::seek)),
    Row::method("tell($self, /)", native(buffered::tell)),
    Row::method("truncate($self, pos=None, /)", native(buffered::truncate)),
    Row::method("__sizeof__($self, /)", native(buffered::sizeof)),
    Row::method("__getstate__($self, /)", native(base::getstate)),
    Row::getset("_finalizing", native(base::get_finalizing), native(base::set_finalizing)),
    Row::getset("raw", native(get_raw), native(set_raw)),
    Row::getter("closed", native(buffered::closed)),
    Row::getter("name", native(buffered::name)),
    Row::getter("mode", native(buffered::mode)),
];

static RANDOM_ROWS: &[Row] = &[
    Row::method("__init__($self, raw, buffer_size=DEFAULT_BUFFER_SIZE)", native(random_init)),
    Row::method("readable($self, /)", native(buffered::readable)),
    Row::method("writable($self, /)", native(buffered::writable)),
    Row::method("flush($self, /)", native(buffered::flush)),
];

/// Creates `BufferedRandom`.
pub fn random_class() -> Gc<Class> {
    static ROWS: &[&[Row]] = &[COMMON, buffered_read::READ_ROWS, buffered_write::WRITE_ROWS, RANDOM_ROWS];
    ClassBuilder::untyped("_io.BufferedRandom", Buffered::LAYOUT)
        .cell(&RANDOM)
        .base(BUFFERED_IO_BASE.get())
        .flags(FLAGS)
        .doc("A buffered interface to random access streams.")
        .rows(ROWS)
        .build()
}
