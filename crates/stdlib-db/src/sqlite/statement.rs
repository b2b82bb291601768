//! Prepared statements and the connection's cache of them.

use heap::Head;
use libsqlite3_sys as ffi;
use object::class::{Class, ClassBuilder, ClassFlags};
use object::gc::Object;
use object::{Gc, Result, Str};

use super::bin::{Alive, OwnAlive, StatementHandle};
use super::connection::Connection;
use super::error;

/// A prepared statement.
#[repr(C)]
pub struct Statement {
    head: Head,
    pub handle: StatementHandle,
    pub alive: OwnAlive,
    pub sql: Gc<Str>,
    /// Is it running for some cursor?
    pub in_use: bool,
    /// INSERT, UPDATE, DELETE or REPLACE.
    pub is_dml: bool,
}
object::object_type!(Statement);

/// The text behind leading white space and comments; empty when there is nothing else.
pub fn skip_comments(sql: &[u8]) -> Option<&[u8]> {
    let mut s = sql;
    loop {
        match s {
            [b' ' | b'\t' | b'\x0c' | b'\n' | b'\r', rest @ ..] => s = rest,
            [b'-', b'-', rest @ ..] => s = &rest[memchr::memchr(b'\n', rest)?..],
            [b'/', b'*', rest @ ..] => s = &rest[memchr::memmem::find(rest, b"*/")? + 2..],
            [] => return None,
            _ => return Some(s),
        }
    }
}

fn is_dml(sql: &[u8]) -> bool {
    let head: Vec<u8> = sql.iter().take(7).map(u8::to_ascii_uppercase).collect();
    [&b"INSERT"[..], b"UPDATE", b"DELETE", b"REPLACE"].iter().any(|k| head.starts_with(k))
}

/// Prepares a statement.
pub fn create(c: Gc<Connection>, sql: Gc<Str>) -> Result<Gc<Statement>> {
    let text = match sql.to_str() {
        Some(t) => t.as_bytes(),
        None => return object::error::surrogates_not_allowed(sql),
    };
    let db = c.db.0;
    // SAFETY: the handle is open.
    let max = unsafe { ffi::sqlite3_limit(db, ffi::SQLITE_LIMIT_SQL_LENGTH, -1) };
    if text.len() > max as usize {
        return error::raise(&error::DATA, "query string is too large");
    }
    if memchr::memchr(0, text).is_some() {
        return error::programming("the query contains a null character");
    }
    let mut handle = std::ptr::null_mut();
    let mut tail = std::ptr::null();
    // SAFETY: the text's length is given; SQLite writes handle and tail.
    let rc = heap::without_gil(|| unsafe {
        ffi::sqlite3_prepare_v2(db, text.as_ptr().cast(), text.len() as i32, &raw mut handle, &raw mut tail)
    });
    let handle = StatementHandle(handle);
    if rc != ffi::SQLITE_OK {
        return error::from_database(db);
    }
    let used = (tail as usize).saturating_sub(text.as_ptr() as usize);
    if skip_comments(&text[used.min(text.len())..]).is_some() {
        return error::programming("You can only execute one statement at a time.");
    }
    let dml = skip_comments(text).is_some_and(is_dml);
    Ok(Statement {
        head: Head { map: std::ptr::null() },
        handle,
        alive: OwnAlive(Alive::new()),
        sql,
        in_use: false,
        is_dml: dml,
    }
    .alloc())
}

/// The statement of a text, from the cache if it is there; the least recently used one leaves a full cache.
pub fn cached(mut c: Gc<Connection>, sql: Gc<Str>) -> Result<Gc<Statement>> {
    if let Some(i) = c.statements.iter().position(|s| s.sql.same_text(sql)) {
        let s = c.statements.remove(i);
        c.statements.push(s);
        return Ok(s);
    }
    let s = create(c, sql)?;
    if c.cache_size > 0 {
        if c.statements.len() >= c.cache_size {
            c.statements.remove(0);
        }
        c.statements.push(s);
    }
    Ok(s)
}

impl Statement {
    /// Does some cursor stand on one of its rows?
    pub fn is_running(&self) -> bool {
        // SAFETY: the handle is open.
        self.in_use && !self.handle.0.is_null() && unsafe { ffi::sqlite3_stmt_busy(self.handle.0) } != 0
    }
}

/// Ends the statement's run.
pub fn reset(mut s: Gc<Statement>) {
    if s.in_use && !s.handle.0.is_null() {
        let h = s.handle.0;
        // SAFETY: the handle is open.
        heap::without_gil(|| unsafe { ffi::sqlite3_reset(h) });
        s.in_use = false;
    }
}

/// Runs the statement to its next row or its end; gives the result code.
pub fn step(s: Gc<Statement>) -> i32 {
    let h = s.handle.0;
    // SAFETY: the handle is open.
    heap::without_gil(|| unsafe { ffi::sqlite3_step(h) })
}

/// Creates the class, which Python code sees only through `Connection.__call__`.
pub fn class() -> Gc<Class> {
    ClassBuilder::new::<Statement>("sqlite3.Statement").flags(ClassFlags::NO_INSTANTIATE).build()
}
