//! `Connection`: limits, configuration, extensions.

use std::ffi::{CStr, CString};

use libsqlite3_sys as ffi;
use object::{Gc, Result, Row, Str, native, raise_value};

use super::connection::{Connection, check};
use super::error;

fn set_limit(this: Gc<Connection>, category: i32, limit: i32) -> Result<i32> {
    check(this)?;
    // SAFETY: the handle is open.
    let old = unsafe { ffi::sqlite3_limit(this.db.0, category, limit) };
    if old < 0 { error::programming("'category' is out of bounds") } else { Ok(old) }
}
fn get_limit(this: Gc<Connection>, category: i32) -> Result<i32> {
    set_limit(this, category, -1)
}

/// The switches that `sqlite3_db_config` knows.
fn check_option(op: i32) -> Result<()> {
    let known = (1002..=1007).contains(&op) || (1008..=1017).contains(&op);
    if known { Ok(()) } else { raise_value!("unknown config 'op': {op}") }
}

fn set_config(this: Gc<Connection>, op: i32, enable: Option<bool>) -> Result<()> {
    check(this)?;
    check_option(op)?;
    let want = i32::from(enable.unwrap_or(true));
    let mut now = 0;
    // SAFETY: the handle is open; these options take an int and a pointer to one.
    let rc = unsafe { ffi::sqlite3_db_config(this.db.0, op, want, &raw mut now) };
    if rc != ffi::SQLITE_OK {
        return error::from_database(this.db.0);
    }
    if want != now {
        return error::raise(&error::OPERATIONAL, "Unable to set config");
    }
    Ok(())
}
fn get_config(this: Gc<Connection>, op: i32) -> Result<bool> {
    check(this)?;
    check_option(op)?;
    let mut now = 0;
    // SAFETY: as above; -1 asks only.
    let rc = unsafe { ffi::sqlite3_db_config(this.db.0, op, -1i32, &raw mut now) };
    if rc == ffi::SQLITE_OK { Ok(now != 0) } else { error::from_database(this.db.0) }
}

fn enable_load_extension(this: Gc<Connection>, enable: bool) -> Result<()> {
    check(this)?;
    // SAFETY: the handle is open.
    let rc = unsafe { ffi::sqlite3_enable_load_extension(this.db.0, i32::from(enable)) };
    if rc == ffi::SQLITE_OK { Ok(()) } else { error::raise(&error::OPERATIONAL, "Error enabling load extension") }
}

fn load_extension(this: Gc<Connection>, name: String, entry: Option<Gc<Str>>) -> Result<()> {
    check(this)?;
    let text = |s: String| CString::new(s).or_else(|_| object::value_error("embedded null character"));
    let name = text(name)?;
    let entry = entry.map(|e| text(e.to_string_lossy())).transpose()?;
    let mut msg = std::ptr::null_mut();
    let db = this.db.0;
    // SAFETY: the handle is open, texts null-terminated; the message is SQLite's to free.
    unsafe {
        let rc = heap::without_gil(|| {
            ffi::sqlite3_load_extension(
                db,
                name.as_ptr(),
                entry.as_ref().map_or(std::ptr::null(), |e| e.as_ptr()),
                &raw mut msg,
            )
        });
        if rc == ffi::SQLITE_OK {
            return Ok(());
        }
        let text = if msg.is_null() {
            "not authorized".to_owned()
        } else {
            CStr::from_ptr(msg).to_string_lossy().into_owned()
        };
        ffi::sqlite3_free(msg.cast());
        error::raise(&error::OPERATIONAL, &text)
    }
}

pub static ROWS: &[Row] = &[
    Row::method("setlimit($self, category, limit, /)", native(set_limit)).doc("Set connection run-time limits."),
    Row::method("getlimit($self, category, /)", native(get_limit)).doc("Get connection run-time limits."),
    Row::method("setconfig($self, op, enable=True, /)", native(set_config))
        .doc("Set a boolean connection configuration option."),
    Row::method("getconfig($self, op, /)", native(get_config)).doc("Query a boolean connection configuration option."),
    Row::method("enable_load_extension($self, enable, /)", native(enable_load_extension))
        .doc("Enable dynamic loading of SQLite extension modules."),
    Row::method("load_extension($self, name, /, *, entrypoint=None)", native(load_extension))
        .doc("Load SQLite extension module."),
];
