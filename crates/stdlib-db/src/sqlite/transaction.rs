//! Transactions: commit, rollback, isolation levels, autocommit.

use heap::Value;
use libsqlite3_sys as ffi;
use object::gc::ValueExt;
use object::{Gc, Result, Str, bool_value, none, number, raise_exc, raise_type, raise_value};

use super::connection::{Connection, LEGACY, check, check_open};
use super::error;

/// The isolation levels of `BEGIN`.
pub const LEVELS: [&str; 4] = ["", "DEFERRED", "IMMEDIATE", "EXCLUSIVE"];

/// The `isolation_level` argument: a number in `LEVELS`, or none.
pub fn level_arg(v: Value) -> Result<Option<usize>> {
    if object::misc::is_none(v) {
        return Ok(None);
    }
    let Some(s) = v.cast::<Str>() else { return raise_type!("isolation_level must be str or None") };
    if s.as_bytes().contains(&0) {
        return raise_value!("embedded null character");
    }
    let upper = s.to_string_lossy().to_ascii_uppercase();
    match LEVELS.iter().position(|l| *l == upper) {
        Some(i) => Ok(Some(i)),
        None => raise_value!("isolation_level string must be '', 'DEFERRED', 'IMMEDIATE', or 'EXCLUSIVE'"),
    }
}

/// The `autocommit` argument.
pub fn autocommit_arg(v: Value) -> Result<i32> {
    match number::as_bool(v) {
        Some(b) => Ok(i32::from(b)),
        None if number::as_i64(v) == Some(i64::from(LEGACY)) => Ok(LEGACY),
        None => raise_value!("autocommit must be True, False, or sqlite3.LEGACY_TRANSACTION_CONTROL"),
    }
}

/// Runs a statement without parameters or results.
pub fn exec(this: Gc<Connection>, sql: &str) -> Result<()> {
    let db = this.db.0;
    let run = || {
        let (text, len) = (sql.as_ptr().cast(), sql.len() as i32);
        let mut st = std::ptr::null_mut();
        // SAFETY: the handle is open, the text's length given.
        unsafe {
            let rc = ffi::sqlite3_prepare_v2(db, text, len, &raw mut st, std::ptr::null_mut());
            if rc == ffi::SQLITE_OK {
                ffi::sqlite3_step(st);
                ffi::sqlite3_finalize(st)
            } else {
                rc
            }
        }
    };
    let rc = super::bin::past_dead_cursors(|| heap::without_gil(run));
    if rc == ffi::SQLITE_OK { Ok(()) } else { error::from_database(db) }
}

fn in_transaction(this: Gc<Connection>) -> bool {
    // SAFETY: the handle is open.
    unsafe { ffi::sqlite3_get_autocommit(this.db.0) == 0 }
}

/// Begins the implicit transaction before a statement that changes data, if it is due.
pub fn begin_if_needed(this: Gc<Connection>, is_dml: bool) -> Result<()> {
    match this.isolation {
        Some(i) if this.autocommit == LEGACY && is_dml && !in_transaction(this) => {
            exec(this, &format!("BEGIN {}", LEVELS[i]))
        }
        _ => Ok(()),
    }
}

fn end(this: Gc<Connection>, how: &str) -> Result<()> {
    check(this)?;
    match this.autocommit {
        LEGACY if in_transaction(this) => exec(this, how),
        0 => {
            exec(this, how)?;
            exec(this, "BEGIN")
        }
        _ => Ok(()),
    }
}

pub fn commit(this: Gc<Connection>) -> Result<()> {
    end(this, "COMMIT")
}
pub fn rollback(this: Gc<Connection>) -> Result<()> {
    end(this, "ROLLBACK")
}

pub fn get_level(this: Gc<Connection>) -> Result<Value> {
    check_open(this)?;
    Ok(this.isolation.map_or_else(none, |i| Str::new(LEVELS[i]).value()))
}

pub fn set_level(mut this: Gc<Connection>, v: Option<Value>) -> Result<()> {
    let Some(v) = v else { return raise_exc!(ATTRIBUTE_ERROR, "cannot delete attribute") };
    let level = level_arg(v)?;
    this.isolation = level;
    // Leaving implicit transactions commits the one that is open.
    if level.is_none() { commit(this) } else { Ok(()) }
}

pub fn get_autocommit(this: Gc<Connection>) -> Result<Value> {
    check(this)?;
    Ok(if this.autocommit == LEGACY { number::int(i64::from(LEGACY)) } else { bool_value(this.autocommit == 1) })
}

pub fn set_autocommit(mut this: Gc<Connection>, v: Option<Value>) -> Result<()> {
    check(this)?;
    let Some(v) = v else { return raise_exc!(ATTRIBUTE_ERROR, "cannot delete autocommit attribute") };
    let mode = autocommit_arg(v)?;
    if mode == 1 && in_transaction(this) {
        exec(this, "COMMIT")?;
    } else if mode == 0 && !in_transaction(this) {
        exec(this, "BEGIN")?;
    }
    this.autocommit = mode;
    Ok(())
}
