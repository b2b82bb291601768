//! `BufferedReader`, `BufferedWriter` and `BufferedRandom`: their common state, seeking and closing.
//!
//! One buffer serves reading and writing. `pos` is the stream's position inside it; `read_end` is the end of what was read,
//! `write_pos..write_end` what must be written; -1 stands for "nothing". `raw_pos` is where in the buffer the raw stream
//! stands, `abs_pos` its position in the file (-1: unknown).

use heap::{GcVec, Value};
use object::class::Class;
use object::gc::{Object, ValueExt};
use object::{Bytes, Gc, Id, Result, Str, none, number, ops, raise_exc, raise_type, raise_value, repr};

use builtins::park::Word;

use crate::base::{self, IoBase};
use crate::fileio::{self, FileIo};
use crate::{method, unsupported};

/// The layout of the three classes.
#[repr(C)]
pub struct Buffered {
    pub base: IoBase,
    pub raw: Option<Value>,
    /// Was `__init__` successful?
    pub ok: bool,
    pub detached: bool,
    pub readable: bool,
    pub writable: bool,
    /// The raw stream is an exact `FileIO` and this an exact built-in class: no Python code can interfere.
    pub fast: bool,
    pub abs_pos: i64,
    pub buffer: GcVec<u8>,
    pub size: i64,
    pub pos: i64,
    pub raw_pos: i64,
    pub read_end: i64,
    pub write_pos: i64,
    pub write_end: i64,
    /// The thread inside a method, zero if none.
    pub owner: u64,
    pub lock: Word,
}
object::object_type!(Buffered: IoBase);

/// Buffered streams exclude each other's threads; dropping this ends the exclusion.
pub struct Guard(Gc<Buffered>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.owner = 0;
        self.0.lock.free();
    }
}

fn ident() -> u64 {
    // SAFETY: a plain call.
    unsafe { libc::pthread_self() as u64 }
}

/// Begins the exclusive use of a stream.
pub fn enter(mut this: Gc<Buffered>) -> Result<Guard> {
    let me = ident();
    if !this.lock.try_take() {
        if this.owner == me {
            return object::runtime_error(&format!("reentrant call inside {}", repr::repr(this.value())?));
        }
        // A thread that was shut out at the end of the process may hold the lock for ever.
        let patience = heap::is_closed().then(|| builtins::park::now() + 1_000_000_000);
        if !this.lock.take(patience)? {
            return object::runtime_error(
                "could not acquire the lock of a buffer at interpreter shutdown, possibly due to daemon threads",
            );
        }
    }
    this.owner = me;
    Ok(Guard(this))
}

/// A new, uninitialised stream.
pub fn new(class: Gc<Class>, _args: Gc<object::Tuple>, _kw: Gc<object::Dict>) -> Gc<Buffered> {
    Buffered {
        base: IoBase::new(),
        raw: None,
        ok: false,
        detached: false,
        readable: false,
        writable: false,
        fast: false,
        abs_pos: 0,
        buffer: GcVec::new(),
        size: 0,
        pos: 0,
        raw_pos: 0,
        read_end: -1,
        write_pos: 0,
        write_end: -1,
        owner: 0,
        lock: Word::new(false),
    }
    .alloc_in(class)
}

/// The raw stream of an initialised object.
pub fn raw(this: Gc<Buffered>) -> Result<Value> {
    match this.raw {
        Some(r) if this.ok => Ok(r),
        _ if this.detached => raise_value!("raw stream has been detached"),
        _ => raise_value!("I/O operation on uninitialized object"),
    }
}

impl Buffered {
    /// The raw stream where it may be used directly.
    pub fn file(&self) -> Option<Gc<FileIo>> {
        if self.fast { self.raw.and_then(|r| r.cast::<FileIo>()) } else { None }
    }
    pub fn has_read(&self) -> bool {
        self.readable && self.read_end != -1
    }
    pub fn has_write(&self) -> bool {
        self.writable && self.write_end != -1
    }
    /// Bytes that were read and not delivered.
    pub fn read_ahead(&self) -> i64 {
        if self.has_read() { self.read_end - self.pos } else { 0 }
    }
    /// How far the raw stream is ahead of this one.
    pub fn raw_offset(&self) -> i64 {
        if (self.has_read() || self.has_write()) && self.raw_pos >= 0 { self.raw_pos - self.pos } else { 0 }
    }
    /// Moves the position inside the buffer.
    pub fn adjust(&mut self, pos: i64) {
        self.pos = pos;
        if self.has_read() && self.read_end < pos {
            self.read_end = pos;
        }
    }
    pub fn reset_read(&mut self) {
        self.read_end = -1;
    }
    pub fn reset_write(&mut self) {
        self.write_pos = 0;
        self.write_end = -1;
    }
}

/// `stream.closed`.
pub fn closed(this: Gc<Buffered>) -> Result<bool> {
    if let Some(f) = this.file() {
        return Ok(f.fd < 0);
    }
    base::is_closed(raw(this)?)
}

/// Raises if the stream is closed or not initialised.
pub fn check_open(this: Gc<Buffered>, what: &str) -> Result<()> {
    raw(this)?;
    if closed(this)? && this.read_ahead() == 0 {
        return raise_value!("{what}");
    }
    Ok(())
}

/// The position that a raw stream's method returned.
fn position(v: Value) -> Result<i64> {
    let n = ops::index(v)?;
    match number::as_i64(n) {
        Some(n) if n >= 0 => Ok(n),
        Some(n) => raise_exc!(OS_ERROR, "Raw stream returned invalid position {n}"),
        None => raise_exc!(OVERFLOW_ERROR, "Python int too large to convert to C ssize_t"),
    }
}

/// The raw stream's position, remembered.
pub fn raw_tell(mut this: Gc<Buffered>) -> Result<i64> {
    let n = match this.file() {
        Some(f) => fileio::seek_to(f, 0, libc::SEEK_CUR)?,
        None => position(method(raw(this)?, "tell", &[])?)?,
    };
    this.abs_pos = n;
    Ok(n)
}

/// Moves the raw stream.
pub fn raw_seek(mut this: Gc<Buffered>, target: i64, whence: i32) -> Result<i64> {
    let n = match this.file() {
        Some(f) => fileio::seek_to(f, target, whence)?,
        None => position(method(raw(this)?, "seek", &[number::int(target), number::int(i64::from(whence))])?)?,
    };
    this.abs_pos = n;
    Ok(n)
}

/// Reads from the raw stream into a slice of memory outside the heap or of this object's buffer. Empty: it would block.
pub fn raw_read_into(mut this: Gc<Buffered>, ptr: *mut u8, len: usize) -> Result<Option<usize>> {
    let got = match this.file() {
        Some(f) => fileio::read_slice(f, ptr, len)?,
        None => slow_read_into(this, ptr, len)?,
    };
    if let Some(n) = got
        && n > 0
        && this.abs_pos != -1
    {
        this.abs_pos += n as i64;
    }
    Ok(got)
}

/// Calls `raw.readinto(memoryview)`, again while it raises `InterruptedError`.
fn slow_read_into(this: Gc<Buffered>, ptr: *mut u8, len: usize) -> Result<Option<usize>> {
    let mut zeros = GcVec::new();
    zeros.resize(len, 0u8);
    let bytes = object::ByteArray::new(&zeros);
    let view = memory_view(bytes.value())?;
    let r = loop {
        match method(raw(this)?, "readinto", &[view]) {
            Err(_) if object::error::pending_is(&object::error::exc::INTERRUPTED_ERROR) => {
                let _ = object::error::take_pending();
                builtins::syscall::check_signals()?;
            }
            r => break r?,
        }
    };
    if object::misc::is_none(r) {
        return Ok(None);
    }
    let n = match ops::to_isize(r) {
        Ok(n) => n,
        Err(_) => return read_failed(object::error::take_pending()),
    };
    if n < 0 || n as usize > len {
        return raise_exc!(
            OS_ERROR,
            "raw readinto() returned invalid length {n} (should have been between 0 and {len})"
        );
    }
    let data = bytes.data.as_slice();
    let n = n as usize;
    // SAFETY: the caller's memory has room for `len` bytes, and a locked bytearray keeps its length.
    unsafe { std::ptr::copy_nonoverlapping(data.as_ptr(), ptr, n.min(data.len())) };
    Ok(Some(n))
}

/// Raises `OSError` because `raw.readinto()` returned no number.
fn read_failed<T>(cause: Value) -> Result<T> {
    let r: Result<T> = raise_exc!(OS_ERROR, "raw readinto() failed");
    let e = object::error::take_pending();
    if let Some(mut e) = e.cast::<object::error::BaseException>() {
        e.cause = Some(cause);
        e.context = Some(cause);
        e.suppress_context = true;
    }
    r.map_err(|_| object::error::restore_pending(e))
}

/// `memoryview(v)`.
pub fn memory_view(v: Value) -> Result<Value> {
    match object::globals::BUILTINS_DICT.dict().and_then(|d| d.get_text("memoryview")) {
        Some(class) => object::call::call(class, &[v]),
        None => Ok(v),
    }
}

/// Writes to the raw stream. Empty: it would block.
pub fn raw_write(mut this: Gc<Buffered>, data: &[u8]) -> Result<Option<usize>> {
    let n = match this.file() {
        Some(f) => fileio::write_slice(f, data.as_ptr(), data.len())?,
        None => slow_write(this, data)?,
    };
    if let Some(n) = n
        && n > 0
        && this.abs_pos != -1
    {
        this.abs_pos += n as i64;
    }
    Ok(n)
}

fn slow_write(this: Gc<Buffered>, data: &[u8]) -> Result<Option<usize>> {
    let len = data.len();
    let view = memory_view(Bytes::new(data).value())?;
    let r = loop {
        match method(raw(this)?, "write", &[view]) {
            Err(_) if object::error::pending_is(&object::error::exc::INTERRUPTED_ERROR) => {
                let _ = object::error::take_pending();
                builtins::syscall::check_signals()?;
            }
            r => break r?,
        }
    };
    if object::misc::is_none(r) {
        return Ok(None);
    }
    let n = ops::to_isize(r)?;
    if n < 0 || n as usize > len {
        return raise_exc!(OS_ERROR, "raw write() returned invalid length {n} (should have been between 0 and {len})");
    }
    Ok(Some(n as usize))
}

/// Writes what is pending and gives up what was read ahead, so that the raw stream stands where this one does.
pub fn flush_and_rewind(mut this: Gc<Buffered>) -> Result<()> {
    crate::buffered_write::flush_unlocked(this)?;
    if this.readable {
        // Data after the position would be lost to others who use the raw stream.
        let back = -this.raw_offset();
        let r = raw_seek(this, back, 1);
        this.reset_read();
        r?;
    }
    Ok(())
}

/// `flush()` of a reader: nothing but the raw stream's own.
pub fn simple_flush(this: Gc<Buffered>) -> Result<Value> {
    let r = raw(this)?;
    method(r, "flush", &[])
}

/// `flush()` of a writer.
pub fn flush(this: Gc<Buffered>) -> Result<()> {
    check_open(this, "flush of closed file")?;
    let _guard = enter(this)?;
    flush_and_rewind(this)
}

/// `close()`: flushes, closes the raw stream also when flushing failed, and chains both errors.
pub fn close(mut this: Gc<Buffered>) -> Result<Value> {
    raw(this)?;
    {
        let _guard = enter(this)?;
        if closed(this)? {
            return Ok(none());
        }
        if this.base.finalizing
            && let Some(r) = this.raw
        {
            let warned = method(r, "_dealloc_warn", &[this.value()]);
            if warned.is_err() {
                let _ = object::error::take_pending();
            }
        }
    }
    // Flushing may be overridden; it takes the lock itself.
    let flushed = method(this.value(), "flush", &[]);
    let pending = if flushed.is_err() { Some(object::error::take_pending()) } else { None };
    let r = method(raw(this)?, "close", &[]);
    // A closed stream holds nothing to be read.
    this.buffer = GcVec::new();
    this.read_end = 0;
    this.pos = 0;
    match (pending, r) {
        (None, r) => r,
        (Some(e), Ok(_)) => Err(object::error::restore_pending(e)),
        (Some(e), Err(_)) => {
            let close_error = object::error::take_pending();
            chain(close_error, e);
            Err(object::error::restore_pending(close_error))
        }
    }
}

/// Makes `context` the context of an exception that was raised while it was pending.
pub fn chain(e: Value, context: Value) {
    if let Some(mut x) = e.cast::<object::error::BaseException>()
        && x.context.is_none()
        && e != context
    {
        x.context = Some(context);
    }
}

pub fn detach(mut this: Gc<Buffered>) -> Result<Value> {
    raw(this)?;
    method(this.value(), "flush", &[])?;
    let r = raw(this)?;
    this.raw = None;
    this.detached = true;
    this.ok = false;
    Ok(r)
}

pub fn seekable(this: Gc<Buffered>) -> Result<Value> {
    method(raw(this)?, "seekable", &[])
}
pub fn readable(this: Gc<Buffered>) -> Result<Value> {
    method(raw(this)?, "readable", &[])
}
pub fn writable(this: Gc<Buffered>) -> Result<Value> {
    method(raw(this)?, "writable", &[])
}
pub fn fileno(this: Gc<Buffered>) -> Result<Value> {
    method(raw(this)?, "fileno", &[])
}
pub fn isatty(this: Gc<Buffered>) -> Result<Value> {
    method(raw(this)?, "isatty", &[])
}
pub fn get_raw(this: Gc<Buffered>) -> Result<Value> {
    match this.raw {
        Some(r) => Ok(r),
        None if this.detached => raise_value!("raw stream has been detached"),
        None => raise_exc!(ATTRIBUTE_ERROR, "raw"),
    }
}
pub fn name(this: Gc<Buffered>) -> Result<Value> {
    object::attr::getattr(raw(this)?, Id::name.str())
}
pub fn mode(this: Gc<Buffered>) -> Result<Value> {
    object::attr::getattr(raw(this)?, Id::mode.str())
}
pub fn dealloc_warn(this: Gc<Buffered>, source: Value) {
    if this.ok
        && let Some(r) = this.raw
        && method(r, "_dealloc_warn", &[source]).is_err()
    {
        let _ = object::error::take_pending();
    }
}

/// `<_io.BufferedReader name='x'>`.
pub fn buffered_repr(this: Gc<Buffered>) -> Result<Gc<Str>> {
    let v = this.value();
    let class = object::repr::class_full_name(object::class_of(v));
    let name = match object::attr::find_attr(v, Id::name.str()) {
        Ok(n) => n,
        // A detached or uninitialised stream has no name.
        Err(_) if object::error::pending_is(&object::error::exc::VALUE_ERROR) => {
            let _ = object::error::take_pending();
            None
        }
        Err(e) => return Err(e),
    };
    let Some(name) = name else { return Ok(Str::new(&format!("<{class}>"))) };
    match object::state::enter_repr(v) {
        None => object::runtime_error(&format!("reentrant call inside {class}.__repr__")),
        Some(_guard) => {
            let mut out = rustpython_wtf8::Wtf8Buf::from(format!("<{class} name="));
            out.push_wtf8(repr::repr(name)?.as_wtf8());
            out.push_str(">");
            Ok(Str::from_buf(out))
        }
    }
}

pub fn tell(mut this: Gc<Buffered>) -> Result<i64> {
    raw(this)?;
    let mut pos = raw_tell(this)?;
    pos -= this.raw_offset();
    if pos < 0 {
        // The raw stream moved behind our back: what is known of it is worth nothing.
        this.abs_pos = -1;
        return Ok(0);
    }
    Ok(pos)
}

pub fn seek(mut this: Gc<Buffered>, target: Value, whence: Option<i32>) -> Result<i64> {
    let whence = whence.unwrap_or(0);
    if !matches!(whence, 0..=4) {
        return raise_value!("whence value {whence} unsupported");
    }
    check_open(this, "seek of closed file")?;
    base::check_seekable(raw(this)?)?;
    let target = match object::error::catch(ops::index(target), &object::error::exc::TYPE_ERROR)? {
        Some(t) => ops::to_i64(t)?,
        None => return raise_type!("'{}' object cannot be interpreted as an integer", repr::type_name(target)),
    };
    // Inside the buffer nothing but the position changes. This is just for streams that read only.
    if (whence == 0 || whence == 1) && this.readable {
        let current = if this.abs_pos == -1 { raw_tell(this)? } else { this.abs_pos };
        let ahead = this.read_ahead();
        if ahead > 0 {
            let offset = if whence == 0 { target - (current - this.raw_offset()) } else { target };
            if offset >= -this.pos && offset <= ahead {
                this.pos += offset;
                // An end of a write that lies behind the new position stays pending.
                // A device that always says zero would lead to a negative position.
                return Ok((current - this.raw_offset()).max(0));
            }
        }
    }
    let _guard = enter(this)?;
    if this.writable {
        crate::buffered_write::flush_unlocked(this)?;
    }
    let mut target = target;
    if whence == 1 {
        target -= this.raw_offset();
    }
    let n = raw_seek(this, target, whence)?;
    this.raw_pos = -1;
    if this.readable {
        this.reset_read();
    }
    Ok(n)
}

pub fn truncate(mut this: Gc<Buffered>, pos: Option<Value>) -> Result<Value> {
    check_open(this, "truncate of closed file")?;
    if !this.writable {
        return unsupported("truncate");
    }
    let _guard = enter(this)?;
    flush_and_rewind(this)?;
    let pos = match pos.filter(|p| !object::misc::is_none(*p)) {
        Some(p) => p,
        None => number::int(tell(this)?),
    };
    let r = method(raw(this)?, "truncate", &[pos])?;
    // The raw position is asked anew: some systems move it.
    if raw_tell(this).is_err() {
        let _ = object::error::take_pending();
        this.abs_pos = -1;
    }
    Ok(r)
}

pub fn sizeof(this: Gc<Buffered>) -> usize {
    size_of::<Buffered>() + this.buffer.capacity()
}
