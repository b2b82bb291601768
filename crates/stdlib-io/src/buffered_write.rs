//! Writing through a buffer.

use object::buffer::Buffer;
use object::class::{Class, ClassBuilder};
use object::gc::{Object, ValueExt};
use object::{Gc, Result, Row, Str, native, number, raise_exc};

use crate::base::{BUFFERED_IO_BASE, FLAGS};
use crate::buffered::{self, Buffered, enter, raw};
use crate::buffered_init::{COMMON, WRITER, writer_init};

/// Raises `BlockingIOError` with the number of bytes that were taken.
fn would_block<T>(msg: &str, written: usize) -> Result<T> {
    let class = object::error::exc::BLOCKING_IO_ERROR.get().value();
    let args = [number::int(i64::from(libc::EAGAIN)), Str::new(msg).value(), number::int(written as i64)];
    let e = object::call::call(class, &args)?;
    match e.cast::<object::error::BaseException>() {
        Some(e) => Err(object::error::set_pending(e)),
        None => raise_exc!(OS_ERROR, "{msg}"),
    }
}

/// Writes what is pending. The stream is locked.
pub fn flush_unlocked(mut this: Gc<Buffered>) -> Result<()> {
    if !this.has_write() || this.write_pos == this.write_end {
        this.reset_write();
        return Ok(());
    }
    // The raw stream may stand behind the data if something was read.
    let rewind = this.raw_offset() + (this.pos - this.write_pos);
    if rewind != 0 {
        buffered::raw_seek(this, -rewind, 1)?;
        this.raw_pos -= rewind;
    }
    while this.write_pos < this.write_end {
        let (a, b) = (this.write_pos as usize, this.write_end as usize);
        // SAFETY: the slice lies inside the buffer, which is replaced only by `close`, when the stream is not locked.
        let data = unsafe { std::slice::from_raw_parts(this.buffer.as_ptr().add(a), b - a) };
        let Some(n) = buffered::raw_write(this, data)? else {
            return would_block("write could not complete without blocking", 0);
        };
        let end = this.write_pos + n as i64;
        if this.pos < end {
            this.adjust(end);
        }
        this.raw_pos = end;
        this.write_pos = end;
        // A partial write may mean that a signal arrived: its handler runs now.
        builtins::syscall::check_signals()?;
    }
    this.reset_write();
    Ok(())
}

fn write(this: Gc<Buffered>, data: Buffer) -> Result<usize> {
    raw(this)?;
    if !this.writable {
        return crate::unsupported("write");
    }
    let _guard = enter(this)?;
    if buffered::closed(this)? {
        return object::value_error("write to closed file");
    }
    write_locked(this, data.as_slice())
}

/// Writes bytes; used by text streams too.
pub fn write_bytes(this: Gc<Buffered>, data: &[u8]) -> Result<usize> {
    raw(this)?;
    let _guard = enter(this)?;
    if buffered::closed(this)? {
        return object::value_error("write to closed file");
    }
    write_locked(this, data)
}

fn write_locked(mut this: Gc<Buffered>, data: &[u8]) -> Result<usize> {
    let len = data.len();
    if !this.has_read() && !this.has_write() {
        this.pos = 0;
        this.raw_pos = 0;
    }
    let room = (this.size - this.pos) as usize;
    if len <= room {
        append(this, data);
        return Ok(len);
    }
    // Not enough room: flush, which may find that the stream would block.
    if flush_unlocked(this).is_err() {
        return after_failed_flush(this, data);
    }
    // The raw stream must stand where this one does.
    let offset = this.raw_offset();
    if offset != 0 {
        buffered::raw_seek(this, -offset, 1)?;
        this.raw_pos -= offset;
    }
    let mut done = 0;
    while len - done > this.size as usize {
        match buffered::raw_write(this, &data[done..])? {
            Some(n) => done += n,
            None if len - done > this.size as usize => {
                // The buffer takes what it can; the rest was not written.
                let size = this.size as usize;
                this.raw_pos = 0;
                this.adjust(size as i64);
                this.buffer.as_mut_slice().copy_from_slice(&data[done..done + size]);
                this.write_pos = 0;
                this.write_end = size as i64;
                return would_block("write could not complete without blocking", done + size);
            }
            None => break,
        }
        builtins::syscall::check_signals()?;
    }
    if this.readable {
        this.reset_read();
    }
    let rest = &data[done..];
    this.buffer.as_mut_slice()[..rest.len()].copy_from_slice(rest);
    this.write_pos = 0;
    this.write_end = rest.len() as i64;
    this.adjust(rest.len() as i64);
    this.raw_pos = 0;
    Ok(len)
}

/// Appends data that fits.
fn append(mut this: Gc<Buffered>, data: &[u8]) {
    let (at, len) = (this.pos as usize, data.len());
    this.buffer.as_mut_slice()[at..at + len].copy_from_slice(data);
    if !this.has_write() || this.write_pos > this.pos {
        this.write_pos = this.pos;
    }
    let end = this.pos + len as i64;
    this.adjust(end);
    if this.write_end < this.pos {
        this.write_end = this.pos;
    }
}

/// A non-blocking stream took less than everything: keep what fits in the buffer.
fn after_failed_flush(mut this: Gc<Buffered>, data: &[u8]) -> Result<usize> {
    if !object::error::pending_is(&object::error::exc::BLOCKING_IO_ERROR) {
        return Err(object::Raised::pending());
    }
    let _ = object::error::take_pending();
    if this.readable {
        this.reset_read();
    }
    // Make room by moving what is still to be written to the front.
    let (a, b) = (this.write_pos as usize, this.write_end as usize);
    this.buffer.as_mut_slice().copy_within(a..b, 0);
    this.write_end -= this.write_pos;
    this.raw_pos -= this.write_pos;
    this.pos -= this.write_pos;
    this.write_pos = 0;
    let room = (this.size - this.write_end) as usize;
    let at = this.write_end as usize;
    let len = data.len();
    if len <= room {
        this.buffer.as_mut_slice()[at..at + len].copy_from_slice(data);
        this.write_end += len as i64;
        this.pos += len as i64;
        return Ok(len);
    }
    this.buffer.as_mut_slice()[at..at + room].copy_from_slice(&data[..room]);
    this.write_end += room as i64;
    this.pos += room as i64;
    would_block("write could not complete without blocking", room)
}

/// What writers and random access streams have.
pub static WRITE_ROWS: &[Row] =
    &[Row::method("write($self, buffer, /)", native(write)).doc("Write the given buffer to the IO stream.")];

static WRITER_ROWS: &[Row] = &[
    Row::method("__init__($self, raw, buffer_size=DEFAULT_BUFFER_SIZE)", native(writer_init)),
    Row::method("writable($self, /)", native(buffered::writable)),
    Row::method("flush($self, /)", native(buffered::flush)),
];

/// Creates `BufferedWriter`.
pub fn class() -> Gc<Class> {
    static ROWS: &[&[Row]] = &[COMMON, WRITE_ROWS, WRITER_ROWS];
    ClassBuilder::untyped("_io.BufferedWriter", Buffered::LAYOUT)
        .cell(&WRITER)
        .base(BUFFERED_IO_BASE.get())
        .flags(FLAGS)
        .doc("A buffer for a writeable sequential RawIO object.")
        .rows(ROWS)
        .build()
}
