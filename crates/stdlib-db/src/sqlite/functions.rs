//! `Connection`: functions, aggregates, collations and other callbacks written in Python.

use object::misc::not_none;
use std::ffi::{CString, c_void};

use heap::Value;
use libsqlite3_sys as ffi;
use object::args::Deprecated;
use object::{Gc, Result, Row, Str, native, raise_type};

use super::callbacks::{self, Callback};
use super::connection::{Connection, check};
use super::error;

fn c_text(s: Gc<Str>) -> Result<CString> {
    let Some(t) = s.to_str() else { return object::error::surrogates_not_allowed(s) };
    CString::new(t).or_else(|_| object::value_error("embedded null character"))
}

/// A callback that the connection keeps alive, and its address for SQLite.
fn keep(mut this: Gc<Connection>, f: Value) -> *mut c_void {
    let c = Callback::new(f);
    this.functions.push(c);
    c.as_ptr().cast()
}

/// Raises unless a number of parameters is one that SQLite takes.
fn check_count(this: Gc<Connection>, what: &str, n: i32) -> Result<()> {
    // SAFETY: the handle is open; -1 asks only.
    let most = unsafe { ffi::sqlite3_limit(this.db.0, ffi::SQLITE_LIMIT_FUNCTION_ARG, -1) };
    if (-1..=most).contains(&n) {
        return Ok(());
    }
    error::programming(&format!("'{what}' must be between -1 and {most}, not {n}"))
}

fn operational(rc: i32, msg: &str) -> Result<()> {
    if rc == ffi::SQLITE_OK { Ok(()) } else { error::raise(&error::OPERATIONAL, msg) }
}

fn create_function(
    this: Gc<Connection>,
    name: Gc<Str>,
    narg: i32,
    func: Value,
    deterministic: Option<bool>,
) -> Result<()> {
    check(this)?;
    check_count(this, "narg", narg)?;
    let name = c_text(name)?;
    let flags = ffi::SQLITE_UTF8 | if deterministic.unwrap_or(false) { ffi::SQLITE_DETERMINISTIC } else { 0 };
    let f = not_none(Some(func));
    let data = f.map_or(std::ptr::null_mut(), |f| keep(this, f));
    let db = this.db.0;
    // SAFETY: the handle is open, the name null-terminated; the callback lives as long as the connection.
    let rc = unsafe {
        ffi::sqlite3_create_function_v2(
            db,
            name.as_ptr(),
            narg,
            flags,
            data,
            f.map(|_| callbacks::function as _),
            None,
            None,
            None,
        )
    };
    operational(rc, "Error creating function")
}

fn create_aggregate(this: Gc<Connection>, name: Gc<Str>, narg: i32, class: Value) -> Result<()> {
    check(this)?;
    check_count(this, "n_arg", narg)?;
    let name = c_text(name)?;
    let f = not_none(Some(class));
    let data = f.map_or(std::ptr::null_mut(), |f| keep(this, f));
    let db = this.db.0;
    // SAFETY: as above.
    let rc = unsafe {
        ffi::sqlite3_create_function_v2(
            db,
            name.as_ptr(),
            narg,
            ffi::SQLITE_UTF8,
            data,
            None,
            f.map(|_| callbacks::step as _),
            f.map(|_| callbacks::finalize as _),
            None,
        )
    };
    operational(rc, "Error creating aggregate")
}

fn create_window_function(this: Gc<Connection>, name: Gc<Str>, narg: i32, class: Value) -> Result<()> {
    check(this)?;
    check_count(this, "num_params", narg)?;
    let name = c_text(name)?;
    let f = not_none(Some(class));
    let data = f.map_or(std::ptr::null_mut(), |f| keep(this, f));
    let db = this.db.0;
    // SAFETY: as above.
    let rc = unsafe {
        ffi::sqlite3_create_window_function(
            db,
            name.as_ptr(),
            narg,
            ffi::SQLITE_UTF8,
            data,
            f.map(|_| callbacks::step as _),
            f.map(|_| callbacks::finalize as _),
            f.map(|_| callbacks::value as _),
            f.map(|_| callbacks::inverse as _),
            None,
        )
    };
    if rc == ffi::SQLITE_OK { Ok(()) } else { error::from_database(db) }
}

fn create_collation(this: Gc<Connection>, name: Gc<Str>, f: Value) -> Result<()> {
    check(this)?;
    let name = c_text(name)?;
    let f = not_none(Some(f));
    if let Some(f) = f
        && !object::call::is_callable(f)
    {
        return raise_type!("parameter must be callable");
    }
    let data = f.map_or(std::ptr::null_mut(), |f| keep(this, f));
    let db = this.db.0;
    // SAFETY: as above.
    let rc = unsafe {
        ffi::sqlite3_create_collation_v2(
            db,
            name.as_ptr(),
            ffi::SQLITE_UTF8,
            data,
            f.map(|_| callbacks::collation as _),
            None,
        )
    };
    if rc == ffi::SQLITE_OK { Ok(()) } else { error::from_database(db) }
}

fn set_authorizer(mut this: Gc<Connection>, f: Value) -> Result<()> {
    check(this)?;
    this.authorizer = not_none(Some(f)).map(Callback::new);
    let data = this.authorizer.map_or(std::ptr::null_mut(), |c| c.as_ptr().cast());
    // SAFETY: the handle is open; the connection keeps the callback.
    let rc =
        unsafe { ffi::sqlite3_set_authorizer(this.db.0, this.authorizer.map(|_| callbacks::authorizer as _), data) };
    operational(rc, "Error setting authorizer callback")
}

fn set_progress_handler(mut this: Gc<Connection>, f: Value, n: i32) -> Result<()> {
    check(this)?;
    this.progress = not_none(Some(f)).map(Callback::new);
    let data = this.progress.map_or(std::ptr::null_mut(), |c| c.as_ptr().cast());
    // SAFETY: as above.
    unsafe {
        ffi::sqlite3_progress_handler(
            this.db.0,
            if this.progress.is_some() { n } else { 0 },
            this.progress.map(|_| callbacks::progress as _),
            data,
        )
    };
    Ok(())
}

fn set_trace_callback(mut this: Gc<Connection>, f: Value) -> Result<()> {
    check(this)?;
    this.trace = not_none(Some(f)).map(Callback::new);
    let data = this.trace.map_or(std::ptr::null_mut(), |c| c.as_ptr().cast());
    let mask = if this.trace.is_some() { ffi::SQLITE_TRACE_STMT } else { 0 };
    // SAFETY: as above.
    unsafe { ffi::sqlite3_trace_v2(this.db.0, mask, this.trace.map(|_| callbacks::trace as _), data) };
    Ok(())
}

macro_rules! soon_positional {
    ($($name:ident $function:literal $n:literal;)*) => {
        $(static $name: Deprecated = Deprecated { function: $function, positional_only: $n, keyword_only_from: None };)*
    };
}
soon_positional! {
    CREATE_FUNCTION "_sqlite3.Connection.create_function" 3;
    CREATE_AGGREGATE "_sqlite3.Connection.create_aggregate" 3;
    SET_AUTHORIZER "_sqlite3.Connection.set_authorizer" 1;
    SET_PROGRESS "_sqlite3.Connection.set_progress_handler" 1;
    SET_TRACE "_sqlite3.Connection.set_trace_callback" 1;
}

pub static ROWS: &[Row] = &[
    Row::method("create_function($self, /, name, narg, func, *, deterministic=False)", native(create_function))
        .deprecated(&CREATE_FUNCTION)
        .doc("Creates a new function."),
    Row::method("create_aggregate($self, /, name, n_arg, aggregate_class)", native(create_aggregate))
        .deprecated(&CREATE_AGGREGATE)
        .doc("Creates a new aggregate."),
    Row::method("create_window_function($self, name, num_params, aggregate_class, /)", native(create_window_function))
        .doc("Creates or redefines an aggregate window function."),
    Row::method("create_collation($self, name, callback, /)", native(create_collation))
        .doc("Creates a collation function."),
    Row::method("set_authorizer($self, /, authorizer_callback)", native(set_authorizer))
        .deprecated(&SET_AUTHORIZER)
        .doc("Set authorizer callback."),
    Row::method("set_progress_handler($self, /, progress_handler, n)", native(set_progress_handler))
        .deprecated(&SET_PROGRESS)
        .doc("Set progress handler callback."),
    Row::method("set_trace_callback($self, /, trace_callback)", native(set_trace_callback))
        .deprecated(&SET_TRACE)
        .doc("Set a trace callback called for each SQL statement (passed as unicode)."),
];
