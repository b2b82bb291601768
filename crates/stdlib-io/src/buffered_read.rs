//! Reading through a buffer.

use heap::{GcVec, Value};
use object::buffer::WritableBuffer;
use object::class::{Class, ClassBuilder};
use object::gc::{Object, ValueExt};
use object::{Bytes, Gc, Result, Row, native, none, number, raise_type, raise_value};

use crate::base::{BUFFERED_IO_BASE, FLAGS, size_arg};
use crate::buffered::{self, Buffered, check_open, enter, flush_and_rewind, raw};
use crate::buffered_init::{COMMON, READER, reader_init};
use crate::{method, unsupported};

fn check_readable(this: Gc<Buffered>) -> Result<()> {
    raw(this)?;
    if this.readable { Ok(()) } else { unsupported("read") }
}

/// Fills the free part of the buffer by one read. Empty: it would block.
pub fn fill(mut this: Gc<Buffered>) -> Result<Option<usize>> {
    let start = if this.has_read() { this.read_end } else { 0 };
    let room = (this.size - start) as usize;
    // SAFETY: `start` lies inside the buffer, whose length is `size`.
    let at = unsafe { this.buffer.as_mut_ptr().add(start as usize) };
    let got = buffered::raw_read_into(this, at, room)?;
    if let Some(n) = got
        && n > 0
    {
        this.read_end = start + n as i64;
        this.raw_pos = start + n as i64;
    }
    Ok(got)
}

/// Takes `n` bytes from the buffer.
fn take(mut this: Gc<Buffered>, n: usize) -> Gc<Bytes> {
    let at = this.pos as usize;
    let b = Bytes::new(&this.buffer.as_slice()[at..at + n]);
    this.pos += n as i64;
    b
}

fn read(this: Gc<Buffered>, size: Option<Value>) -> Result<Value> {
    check_readable(this)?;
    let n = size_arg(size)?;
    if n < -1 {
        return raise_value!("read length must be non-negative or -1");
    }
    check_open(this, "read of closed file")?;
    if n >= 0 && n as i64 <= this.read_ahead() {
        return Ok(take(this, n as usize).value());
    }
    let _guard = enter(this)?;
    if n < 0 { read_all(this) } else { read_exactly(this, n as usize) }
}

/// Everything that is left: what is in the buffer, then the raw stream's `readall`, or reads until the end.
fn read_all(mut this: Gc<Buffered>) -> Result<Value> {
    let ahead = this.read_ahead() as usize;
    let mut data: GcVec<u8> = GcVec::new();
    if ahead > 0 {
        let at = this.pos as usize;
        data.extend_from_slice(&this.buffer.as_slice()[at..at + ahead]);
        this.pos += ahead as i64;
    }
    if this.writable {
        flush_and_rewind(this)?;
    }
    this.reset_read();
    if let Some(f) = this.file() {
        let rest = crate::fileio::readall(f)?;
        let Some(b) = rest.cast::<Bytes>() else {
            return Ok(if data.is_empty() { none() } else { Bytes::new(&data).value() });
        };
        if this.abs_pos != -1 {
            this.abs_pos += b.as_slice().len() as i64;
        }
        if data.is_empty() {
            return Ok(rest);
        }
        data.extend_from_slice(b.as_slice());
        return Ok(Bytes::new(&data).value());
    }
    let raw = raw(this)?;
    if let Some(readall) = object::attr::find_attr(raw, object::intern("readall"))? {
        let rest = object::call::call(readall, &[])?;
        if !object::misc::is_none(rest) && !rest.is::<Bytes>() {
            return raise_type!("readall() should return bytes");
        }
        let Some(b) = rest.cast::<Bytes>() else {
            return Ok(if data.is_empty() { none() } else { Bytes::new(&data).value() });
        };
        if this.abs_pos != -1 {
            this.abs_pos += b.as_slice().len() as i64;
        }
        data.extend_from_slice(b.as_slice());
        return Ok(Bytes::new(&data).value());
    }
    loop {
        let chunk = method(raw, "read", &[])?;
        if object::misc::is_none(chunk) {
            return Ok(if data.is_empty() { none() } else { Bytes::new(&data).value() });
        }
        let Some(b) = chunk.cast::<Bytes>() else { return raise_type!("read() should return bytes") };
        if b.as_slice().is_empty() {
            return Ok(Bytes::new(&data).value());
        }
        data.extend_from_slice(b.as_slice());
        if this.abs_pos != -1 {
            this.abs_pos += b.as_slice().len() as i64;
        }
    }
}

/// `n` bytes, or fewer at the end of the stream or when it would block.
fn read_exactly(mut this: Gc<Buffered>, n: usize) -> Result<Value> {
    let ahead = this.read_ahead() as usize;
    if n <= ahead {
        return Ok(take(this, n).value());
    }
    let mut out: GcVec<u8> = GcVec::new();
    if out.try_reserve(n).is_err() {
        return object::memory_error();
    }
    out.resize(n, 0);
    let mut done = 0;
    if ahead > 0 {
        let at = this.pos as usize;
        out.as_mut_slice()[..ahead].copy_from_slice(&this.buffer.as_slice()[at..at + ahead]);
        done = ahead;
        this.pos += ahead as i64;
    }
    if this.writable {
        flush_and_rewind(this)?;
    }
    this.reset_read();
    let finish = |out: &GcVec<u8>, done: usize| Ok(Bytes::new(&out.as_slice()[..done]).value());
    // Whole blocks go straight to the result.
    while n - done > 0 {
        let whole = (n - done) / this.size as usize * this.size as usize;
        if whole == 0 {
            break;
        }
        // SAFETY: the vector has `n` bytes.
        let at = unsafe { out.as_mut_ptr().add(done) };
        match buffered::raw_read_into(this, at, whole)? {
            None if done == 0 => return Ok(none()),
            None | Some(0) => return finish(&out, done),
            Some(got) => done += got,
        }
    }
    this.pos = 0;
    this.raw_pos = 0;
    this.read_end = 0;
    while n > done && this.read_end < this.size {
        match fill(this)? {
            None if done == 0 => return Ok(none()),
            None | Some(0) => return finish(&out, done),
            Some(got) => {
                let k = got.min(n - done);
                let at = this.pos as usize;
                out.as_mut_slice()[done..done + k].copy_from_slice(&this.buffer.as_slice()[at..at + k]);
                this.pos += k as i64;
                done += k;
            }
        }
    }
    finish(&out, done)
}

fn read1(mut this: Gc<Buffered>, size: Option<Value>) -> Result<Value> {
    check_readable(this)?;
    let n = size_arg(size)?;
    let n = if n < 0 { this.size as usize } else { n as usize };
    check_open(this, "read of closed file")?;
    if n == 0 {
        return Ok(Bytes::new(b"").value());
    }
    let ahead = this.read_ahead() as usize;
    if ahead > 0 {
        return Ok(take(this, n.min(ahead)).value());
    }
    let mut out: GcVec<u8> = GcVec::new();
    out.resize(n, 0);
    let _guard = enter(this)?;
    if this.writable {
        flush_and_rewind(this)?;
    }
    this.reset_read();
    let got = buffered::raw_read_into(this, out.as_mut_ptr(), n)?.unwrap_or(0);
    Ok(Bytes::new(&out.as_slice()[..got]).value())
}

fn read_into(mut this: Gc<Buffered>, mut b: WritableBuffer, once: bool) -> Result<Value> {
    check_readable(this)?;
    check_open(this, "readinto of closed file")?;
    let out = b.as_mut_slice();
    let len = out.len();
    let mut done = 0;
    let ahead = this.read_ahead() as usize;
    if ahead > 0 {
        let k = ahead.min(len);
        let at = this.pos as usize;
        out[..k].copy_from_slice(&this.buffer.as_slice()[at..at + k]);
        this.pos += k as i64;
        done = k;
        if done == len {
            return Ok(number::int(done as i64));
        }
    }
    let _guard = enter(this)?;
    if this.writable {
        flush_and_rewind(this)?;
    }
    this.reset_read();
    this.pos = 0;
    while done < len {
        let left = len - done;
        // What is larger than the buffer, or the rest of a single read, goes straight to the caller's memory.
        let got = if left > this.size as usize {
            buffered::raw_read_into(this, out[done..].as_mut_ptr(), left)?
        } else if !(once && done > 0) {
            let got = fill(this)?;
            if let Some(n) = got
                && n > 0
            {
                let k = n.min(left);
                let at = this.pos as usize;
                out[done..done + k].copy_from_slice(&this.buffer.as_slice()[at..at + k]);
                this.pos += k as i64;
                done += k;
                if once {
                    break;
                }
                continue;
            }
            got
        } else {
            Some(0)
        };
        match got {
            Some(0) => break,
            None if done > 0 => break,
            None => return Ok(none()),
            Some(n) => done += n,
        }
        if once {
            break;
        }
    }
    Ok(number::int(done as i64))
}
fn readinto(this: Gc<Buffered>, b: WritableBuffer) -> Result<Value> {
    read_into(this, b, false)
}
fn readinto1(this: Gc<Buffered>, b: WritableBuffer) -> Result<Value> {
    read_into(this, b, true)
}

fn peek(mut this: Gc<Buffered>, _size: Option<Value>) -> Result<Gc<Bytes>> {
    check_readable(this)?;
    check_open(this, "peek of closed file")?;
    let _guard = enter(this)?;
    if this.writable {
        flush_and_rewind(this)?;
    }
    let ahead = this.read_ahead() as usize;
    if ahead > 0 {
        let at = this.pos as usize;
        return Ok(Bytes::new(&this.buffer.as_slice()[at..at + ahead]));
    }
    this.reset_read();
    let got = fill(this)?.unwrap_or(0);
    this.pos = 0;
    Ok(Bytes::new(&this.buffer.as_slice()[..got]))
}

/// Reads a line of at most `limit` bytes.
pub fn read_line(mut this: Gc<Buffered>, limit: isize) -> Result<Gc<Bytes>> {
    check_open(this, "readline of closed file")?;
    let ahead = this.read_ahead() as usize;
    let mut n = if limit >= 0 { ahead.min(limit as usize) } else { ahead };
    let at = this.pos as usize;
    if let Some(i) =
        memchr::memchr(b'\n', &this.buffer.as_slice()[at.min(this.buffer.len())..(at + n).min(this.buffer.len())])
    {
        return Ok(take(this, i + 1));
    }
    if limit >= 0 && n == limit as usize {
        return Ok(take(this, n));
    }
    let _guard = enter(this)?;
    let mut line: GcVec<u8> = GcVec::new();
    let mut left = limit;
    if n > 0 {
        line.extend_from_slice(&this.buffer.as_slice()[at..at + n]);
        this.pos += n as i64;
        if left >= 0 {
            left -= n as isize;
        }
    }
    if this.writable {
        flush_and_rewind(this)?;
    }
    loop {
        this.reset_read();
        let Some(got) = fill(this)?.filter(|n| *n > 0) else { break };
        n = if left >= 0 { got.min(left as usize) } else { got };
        this.pos = 0;
        match memchr::memchr(b'\n', &this.buffer.as_slice()[..n]) {
            Some(i) => {
                line.extend_from_slice(&this.buffer.as_slice()[..=i]);
                this.pos = i as i64 + 1;
                break;
            }
            None => {
                line.extend_from_slice(&this.buffer.as_slice()[..n]);
                this.pos = n as i64;
                if left >= 0 {
                    left -= n as isize;
                    if left == 0 {
                        break;
                    }
                }
            }
        }
    }
    Ok(Bytes::new(&line))
}

fn readline(this: Gc<Buffered>, size: Option<Value>) -> Result<Gc<Bytes>> {
    check_readable(this)?;
    read_line(this, size_arg(size)?)
}

fn next(this: Gc<Buffered>) -> Result<Value> {
    raw(this)?;
    let line = if this.fast {
        check_readable(this)?;
        read_line(this, -1)?
    } else {
        let line = method(this.value(), "readline", &[])?;
        match line.cast::<Bytes>() {
            Some(b) => b,
            None => {
                return object::raise_exc!(
                    OS_ERROR,
                    "readline() should have returned a bytes object, not '{}'",
                    object::repr::type_name(line)
                );
            }
        }
    };
    if line.as_slice().is_empty() { object::stop_iteration(None) } else { Ok(line.value()) }
}

/// What readers and random access streams have.
pub static READ_ROWS: &[Row] = &[
    Row::method("read($self, size=-1, /)", native(read)),
    Row::method("read1($self, size=-1, /)", native(read1)),
    Row::method("readinto($self, buffer, /)", native(readinto)),
    Row::method("readinto1($self, buffer, /)", native(readinto1)),
    Row::method("readline($self, size=-1, /)", native(readline)),
    Row::method("peek($self, size=0, /)", native(peek)),
    Row::method("__next__($self, /)", native(next)),
];

static READER_ROWS: &[Row] = &[
    Row::method("__init__($self, raw, buffer_size=DEFAULT_BUFFER_SIZE)", native(reader_init)),
    Row::method("readable($self, /)", native(buffered::readable)),
    Row::method("flush($self, /)", native(buffered::simple_flush)),
];

/// Creates `BufferedReader`.
pub fn class() -> Gc<Class> {
    static ROWS: &[&[Row]] = &[COMMON, READ_ROWS, READER_ROWS];
    ClassBuilder::untyped("_io.BufferedReader", Buffered::LAYOUT)
        .cell(&READER)
        .base(BUFFERED_IO_BASE.get())
        .flags(FLAGS)
        .doc("Create a new buffered reader using the given readable raw IO object.")
        .rows(ROWS)
        .build()
}
