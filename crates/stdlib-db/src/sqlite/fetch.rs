//! Columns as Python values.

use std::ffi::CStr;

use heap::{GcVec, Value};
use libsqlite3_sys as ffi;
use object::gc::Object;
use object::{ByteArray, Bytes, Gc, Result, Str, none, number, seq};

use super::connection::Connection;
use super::statement::Statement;
use super::{converter, error};

const PARSE_DECLTYPES: i32 = 1;
const PARSE_COLNAMES: i32 = 2;

/// The name of a column in the description: without the type in brackets, if those are looked at.
pub fn column_name(c: Gc<Connection>, s: Gc<Statement>, i: i32) -> Result<Gc<Str>> {
    // SAFETY: the statement is open; the name is null-terminated.
    let name = unsafe {
        let p = ffi::sqlite3_column_name(s.handle.0, i);
        if p.is_null() {
            return object::memory_error();
        }
        CStr::from_ptr(p).to_bytes()
    };
    let mut name = name;
    if c.detect_types & PARSE_COLNAMES != 0
        && let Some(at) = memchr::memchr(b'[', name)
    {
        name = name[..at].strip_suffix(b" ").unwrap_or(&name[..at]);
    }
    builtins::codec::decode_utf8(name)
}

/// The converters of a statement's columns.
pub fn converters_of(c: Gc<Connection>, s: Gc<Statement>) -> Result<GcVec<Option<Value>>> {
    let mut out = GcVec::new();
    if c.detect_types == 0 {
        return Ok(out);
    }
    // SAFETY (for the blocks below): the statement is open; the texts are null-terminated and used at once.
    let columns = unsafe { ffi::sqlite3_column_count(s.handle.0) };
    for i in 0..columns {
        let mut found = None;
        if c.detect_types & PARSE_COLNAMES != 0 {
            let name = unsafe {
                let p = ffi::sqlite3_column_name(s.handle.0, i);
                if p.is_null() { &[][..] } else { CStr::from_ptr(p).to_bytes() }
            };
            if let Some(open) = memchr::memchr(b'[', name)
                && let Some(close) = memchr::memchr(b']', &name[open..])
            {
                found = converter(&name[open + 1..open + close])?;
            }
        }
        if found.is_none() && c.detect_types & PARSE_DECLTYPES != 0 {
            let declared = unsafe {
                let p = ffi::sqlite3_column_decltype(s.handle.0, i);
                if p.is_null() { &[][..] } else { CStr::from_ptr(p).to_bytes() }
            };
            let end = declared.iter().position(|b| matches!(b, b' ' | b'(')).unwrap_or(declared.len());
            if end > 0 {
                found = converter(&declared[..end])?;
            }
        }
        out.push(found);
    }
    Ok(out)
}

/// The bytes of a column.
///
/// # Safety
/// The statement stands on a row.
unsafe fn column_bytes(h: *mut ffi::sqlite3_stmt, i: i32, text: bool) -> &'static [u8] {
    // SAFETY: promised by the caller; the bytes are valid until the statement moves, and are copied before.
    unsafe {
        let p = if text {
            ffi::sqlite3_column_text(h, i).cast::<u8>()
        } else {
            ffi::sqlite3_column_blob(h, i).cast::<u8>()
        };
        let n = ffi::sqlite3_column_bytes(h, i) as usize;
        if p.is_null() { &[] } else { std::slice::from_raw_parts(p, n) }
    }
}

fn text_value(c: Gc<Connection>, h: *mut ffi::sqlite3_stmt, i: i32) -> Result<Value> {
    // SAFETY: the statement stands on a row.
    let b = unsafe { column_bytes(h, i, true) };
    let factory = c.text_factory;
    if factory == Str::class().value() {
        return match std::str::from_utf8(b) {
            Ok(s) => Ok(Str::new(s).value()),
            Err(_) => {
                // SAFETY: the name is null-terminated.
                let name = unsafe { CStr::from_ptr(ffi::sqlite3_column_name(h, i)) }.to_string_lossy().into_owned();
                let msg =
                    format!("Could not decode to UTF-8 column '{name}' with text '{}'", String::from_utf8_lossy(b));
                error::raise(&error::OPERATIONAL, &msg)
            }
        };
    }
    if factory == Bytes::class().value() {
        return Ok(Bytes::new(b).value());
    }
    if factory == ByteArray::class().value() {
        return Ok(ByteArray::new(b).value());
    }
    object::call::call(factory, &[Bytes::new(b).value()])
}

/// The current row.
pub fn row(c: Gc<Connection>, s: Gc<Statement>, converters: &[Option<Value>]) -> Result<Value> {
    let h = s.handle.0;
    // SAFETY (for the blocks below): the statement stands on a row.
    let n = unsafe { ffi::sqlite3_data_count(h) };
    let mut out: GcVec<Value> = GcVec::with_capacity(n as usize);
    for i in 0..n {
        let v = unsafe {
            match (converters.get(i as usize).copied().flatten(), ffi::sqlite3_column_type(h, i)) {
                (_, ffi::SQLITE_NULL) => none(),
                // SQLite has no address for a blob without bytes, which CPython takes for NULL here.
                (Some(_), _) if ffi::sqlite3_column_blob(h, i).is_null() => none(),
                (Some(f), _) => object::call::call(f, &[Bytes::new(column_bytes(h, i, false)).value()])?,
                (None, ffi::SQLITE_INTEGER) => number::int(ffi::sqlite3_column_int64(h, i)),
                (None, ffi::SQLITE_FLOAT) => number::float(ffi::sqlite3_column_double(h, i)),
                (None, ffi::SQLITE_TEXT) => text_value(c, h, i)?,
                (None, _) => Bytes::new(column_bytes(h, i, false)).value(),
            }
        };
        out.push(v);
    }
    Ok(seq::tuple(&out))
}
