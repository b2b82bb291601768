//! `Blob`: incremental access to a BLOB.

use std::ffi::CString;

use heap::{Head, Value};
use libsqlite3_sys as ffi;
use object::buffer::{self, Buffer};
use object::class::{Class, ClassBuilder, ClassFlags};
use object::gc::{Object, ValueExt};
use object::{Bytes, Gc, Result, Row, Slice, Str, native, number, ops, raise_exc, raise_type, raise_value};

use super::bin::BlobHandle;
use super::connection::{self, Connection};
use super::error;

/// `sqlite3.Blob`.
#[repr(C)]
pub struct Blob {
    head: Head,
    connection: Gc<Connection>,
    handle: BlobHandle,
    offset: i32,
}
object::object_type!(Blob);

pub fn open(
    mut this: Gc<Connection>,
    table: String,
    column: String,
    rowid: i64,
    readonly: Option<bool>,
    name: Option<Gc<Str>>,
) -> Result<Gc<Blob>> {
    connection::check(this)?;
    let text = |s: String| CString::new(s).or_else(|_| object::value_error("embedded null character"));
    let (table, column) = (text(table)?, text(column)?);
    let name = text(name.map_or_else(|| "main".to_owned(), |n| n.to_string_lossy()))?;
    let mut handle = std::ptr::null_mut();
    let db = this.db.0;
    let write = i32::from(!readonly.unwrap_or(false));
    // SAFETY: the handle is open, texts null-terminated.
    let rc = heap::without_gil(|| unsafe {
        ffi::sqlite3_blob_open(db, name.as_ptr(), table.as_ptr(), column.as_ptr(), rowid, write, &raw mut handle)
    });
    if rc != ffi::SQLITE_OK {
        return error::from_database(db);
    }
    let b =
        Blob { head: Head { map: std::ptr::null() }, connection: this, handle: BlobHandle(handle), offset: 0 }.alloc();
    connection::remember(&mut this.blobs, b.value());
    Ok(b)
}

/// Closes the handle, if it is open.
pub fn close_handle(mut this: Gc<Blob>) {
    let h = std::mem::replace(&mut this.handle.0, std::ptr::null_mut());
    if !h.is_null() {
        // SAFETY: the handle was open.
        heap::without_gil(|| unsafe { ffi::sqlite3_blob_close(h) });
    }
}

fn check(this: Gc<Blob>) -> Result<()> {
    connection::check(this.connection)?;
    if this.handle.0.is_null() { error::programming("Cannot operate on a closed blob.") } else { Ok(()) }
}
fn length(this: Gc<Blob>) -> i32 {
    // SAFETY: the handle is open.
    unsafe { ffi::sqlite3_blob_bytes(this.handle.0) }
}

fn failed<T>(this: Gc<Blob>, rc: i32) -> Result<T> {
    if rc == ffi::SQLITE_ABORT {
        return error::raise(&error::OPERATIONAL, "Cannot operate on an expired blob handle");
    }
    error::from_database(this.connection.db.0)
}

fn read_at(this: Gc<Blob>, n: i32, offset: i32) -> Result<Vec<u8>> {
    let mut buf = vec![0u8; n as usize];
    let (h, p) = (this.handle.0, buf.as_mut_ptr());
    // SAFETY: the handle is open, the vector as long as said.
    let rc = heap::without_gil(|| unsafe { ffi::sqlite3_blob_read(h, p.cast(), n, offset) });
    if rc == ffi::SQLITE_OK { Ok(buf) } else { failed(this, rc) }
}
fn write_at(this: Gc<Blob>, data: &[u8], offset: i32) -> Result<()> {
    let left = i64::from(length(this)) - i64::from(offset);
    if data.len() as i64 > left {
        return raise_value!("data longer than blob length");
    }
    let h = this.handle.0;
    // SAFETY: the handle is open, the data as long as said.
    let rc =
        heap::without_gil(|| unsafe { ffi::sqlite3_blob_write(h, data.as_ptr().cast(), data.len() as i32, offset) });
    if rc == ffi::SQLITE_OK { Ok(()) } else { failed(this, rc) }
}

fn read(mut this: Gc<Blob>, n: Option<i32>) -> Result<Gc<Bytes>> {
    check(this)?;
    let left = length(this) - this.offset;
    let n = match n.unwrap_or(-1) {
        n if n < 0 || n > left => left,
        n => n,
    };
    let b = read_at(this, n, this.offset)?;
    this.offset += n;
    Ok(Bytes::new(&b))
}
fn write(mut this: Gc<Blob>, data: Buffer) -> Result<()> {
    check(this)?;
    write_at(this, data.as_slice(), this.offset)?;
    this.offset += data.as_slice().len() as i32;
    Ok(())
}
fn seek(mut this: Gc<Blob>, offset: i32, origin: Option<i32>) -> Result<()> {
    check(this)?;
    let len = length(this);
    let to = match origin.unwrap_or(0) {
        0 => Some(offset),
        1 => this.offset.checked_add(offset),
        2 => len.checked_add(offset),
        _ => return raise_value!("'origin' should be os.SEEK_SET, os.SEEK_CUR, or os.SEEK_END"),
    };
    let Some(to) = to else { return raise_exc!(OVERFLOW_ERROR, "seek offset results in offset overflow") };
    if to < 0 || to > len {
        return raise_value!("offset out of blob range");
    }
    this.offset = to;
    Ok(())
}
fn tell(this: Gc<Blob>) -> Result<i32> {
    check(this)?;
    Ok(this.offset)
}
fn close(this: Gc<Blob>) -> Result<()> {
    connection::check(this.connection)?;
    close_handle(this);
    Ok(())
}
fn len(this: Gc<Blob>) -> Result<usize> {
    check(this)?;
    Ok(length(this) as usize)
}
fn enter(this: Gc<Blob>) -> Result<Gc<Blob>> {
    check(this)?;
    Ok(this)
}
fn exit(this: Gc<Blob>, _kind: Value, _value: Value, _tb: Value) -> Result<()> {
    check(this)?;
    close_handle(this);
    Ok(())
}

fn index(this: Gc<Blob>, key: Value) -> Result<i32> {
    let i = ops::subscript_index(key)? as i64;
    let n = i64::from(length(this));
    let i = if i < 0 { i + n } else { i };
    if i < 0 || i >= n { raise_exc!(INDEX_ERROR, "Blob index out of range") } else { Ok(i as i32) }
}
fn is_index(key: Value) -> bool {
    number::is_int(key) || object::class_of(key).dunder(object::Id::__index__).is_some()
}

fn refuse_backwards(step: isize) -> Result<()> {
    if step < 0 { raise_value!("Blob doesn't support slices with a negative step") } else { Ok(()) }
}

fn getitem(this: Gc<Blob>, key: Value) -> Result<Value> {
    check(this)?;
    if is_index(key) {
        let i = index(this, key)?;
        return Ok(number::int(i64::from(read_at(this, 1, i)?[0])));
    }
    let Some(s) = key.cast::<Slice>() else { return raise_type!("Blob indices must be integers") };
    let (start, stop, step, count) = s.indices(length(this) as usize)?;
    if count == 0 {
        return Ok(Bytes::new(b"").value());
    }
    refuse_backwards(step)?;
    if step == 1 {
        return Ok(Bytes::new(&read_at(this, count as i32, start as i32)?).value());
    }
    let (low, high) = (start, stop);
    let all = read_at(this, (high - low) as i32, low as i32)?;
    let picked: Vec<u8> = (0..count as isize).map(|k| all[(start + k * step - low) as usize]).collect();
    Ok(Bytes::new(&picked).value())
}

fn setitem(this: Gc<Blob>, key: Value, v: Value) -> Result<()> {
    check(this)?;
    if is_index(key) {
        if !number::is_int(v) {
            return raise_type!("'{}' object cannot be interpreted as an integer", object::repr::type_name(v));
        }
        let i = index(this, key)?;
        return match number::as_i64(v).and_then(|n| u8::try_from(n).ok()) {
            Some(b) => write_at(this, &[b], i),
            None => raise_value!("byte must be in range(0, 256)"),
        };
    }
    let Some(s) = key.cast::<Slice>() else { return raise_type!("Blob indices must be integers") };
    let (start, stop, step, count) = s.indices(length(this) as usize)?;
    let data = buffer::contiguous(v)?;
    let data = data.as_slice();
    if data.len() != count {
        return raise_exc!(INDEX_ERROR, "Blob slice assignment is wrong size");
    }
    if count == 0 {
        return Ok(());
    }
    refuse_backwards(step)?;
    if step == 1 {
        return write_at(this, data, start as i32);
    }
    let (low, high) = (start, stop);
    let mut all = read_at(this, (high - low) as i32, low as i32)?;
    for (k, b) in data.iter().enumerate() {
        all[(start + k as isize * step - low) as usize] = *b;
    }
    write_at(this, &all, low as i32)
}
fn delitem(this: Gc<Blob>, key: Value) -> Result<()> {
    check(this)?;
    if is_index(key) {
        return raise_type!("Blob doesn't support item deletion");
    }
    if key.is::<Slice>() {
        raise_type!("Blob doesn't support slice deletion")
    } else {
        raise_type!("Blob indices must be integers")
    }
}

static ROWS: &[Row] = &[
    Row::method("read($self, length=-1, /)", native(read)).doc("Read data at the current offset position."),
    Row::method("write($self, data, /)", native(write)).doc("Write data at the current offset."),
    Row::method("seek($self, offset, origin=0, /)", native(seek)).doc("Set the current access position to offset."),
    Row::method("tell($self, /)", native(tell)).doc("Return the current access position for the blob."),
    Row::method("close($self, /)", native(close)).doc("Close the blob."),
    Row::method("__len__($self, /)", native(len)),
    Row::constant("__iter__", native(object::none)),
    Row::method("__getitem__($self, key, /)", native(getitem)),
    Row::method("__setitem__($self, key, value, /)", native(setitem)),
    Row::method("__delitem__($self, key, /)", native(delitem)),
    Row::method("__enter__($self, /)", native(enter)).doc("Blob context manager enter."),
    Row::method("__exit__($self, type, val, tb, /)", native(exit)).doc("Blob context manager exit."),
];

/// Creates the class.
pub fn class() -> Gc<Class> {
    ClassBuilder::new::<Blob>("sqlite3.Blob")
        .flags(ClassFlags::NO_INSTANTIATE | ClassFlags::WEAKREF)
        .mutable()
        .rows(&[ROWS])
        .build()
}
