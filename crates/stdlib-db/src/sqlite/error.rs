//! The exception classes, and SQLite's errors as exceptions.

use std::ffi::CStr;

use libsqlite3_sys as ffi;
use object::class::ClassCell;
use object::{Gc, Module, Result, Str, intern, number};

pub static WARNING: ClassCell = ClassCell::new();
pub static ERROR: ClassCell = ClassCell::new();
pub static INTERFACE: ClassCell = ClassCell::new();
pub static DATABASE: ClassCell = ClassCell::new();
pub static DATA: ClassCell = ClassCell::new();
pub static OPERATIONAL: ClassCell = ClassCell::new();
pub static INTEGRITY: ClassCell = ClassCell::new();
pub static INTERNAL: ClassCell = ClassCell::new();
pub static PROGRAMMING: ClassCell = ClassCell::new();
pub static NOT_SUPPORTED: ClassCell = ClassCell::new();

/// Every class with its name, and whether `Connection` shows it too (all do).
pub static ALL: [(&str, &ClassCell); 10] = [
    ("Warning", &WARNING),
    ("Error", &ERROR),
    ("InterfaceError", &INTERFACE),
    ("DatabaseError", &DATABASE),
    ("DataError", &DATA),
    ("OperationalError", &OPERATIONAL),
    ("IntegrityError", &INTEGRITY),
    ("InternalError", &INTERNAL),
    ("ProgrammingError", &PROGRAMMING),
    ("NotSupportedError", &NOT_SUPPORTED),
];

/// Creates the classes and puts them into the module.
pub fn add_classes(m: Gc<Module>) {
    let exception = object::error::exc::EXCEPTION.get();
    let new = builtins::excclass::new;
    new("sqlite3.Warning", exception, &WARNING);
    let error = new("sqlite3.Error", exception, &ERROR);
    new("sqlite3.InterfaceError", error, &INTERFACE);
    let database = new("sqlite3.DatabaseError", error, &DATABASE);
    new("sqlite3.DataError", database, &DATA);
    new("sqlite3.OperationalError", database, &OPERATIONAL);
    new("sqlite3.IntegrityError", database, &INTEGRITY);
    new("sqlite3.InternalError", database, &INTERNAL);
    new("sqlite3.ProgrammingError", database, &PROGRAMMING);
    new("sqlite3.NotSupportedError", database, &NOT_SUPPORTED);
    for (name, cell) in ALL {
        m.set(name, cell.get());
    }
}

/// Raises one of the classes with a message.
pub fn raise<T>(class: &'static ClassCell, msg: &str) -> Result<T> {
    object::error::raise_fmt(class, msg)
}
/// Raises `ProgrammingError`.
pub fn programming<T>(msg: &str) -> Result<T> {
    raise(&PROGRAMMING, msg)
}

/// The class of a primary result code; empty for MemoryError.
fn class_of_code(code: i32) -> Option<&'static ClassCell> {
    Some(match code {
        ffi::SQLITE_INTERNAL | ffi::SQLITE_NOTFOUND => &INTERNAL,
        ffi::SQLITE_NOMEM => return None,
        ffi::SQLITE_ERROR
        | ffi::SQLITE_PERM
        | ffi::SQLITE_ABORT
        | ffi::SQLITE_BUSY
        | ffi::SQLITE_LOCKED
        | ffi::SQLITE_READONLY
        | ffi::SQLITE_INTERRUPT
        | ffi::SQLITE_IOERR
        | ffi::SQLITE_FULL
        | ffi::SQLITE_CANTOPEN
        | ffi::SQLITE_PROTOCOL
        | ffi::SQLITE_EMPTY
        | ffi::SQLITE_SCHEMA => &OPERATIONAL,
        ffi::SQLITE_CORRUPT => &DATABASE,
        ffi::SQLITE_TOOBIG => &DATA,
        ffi::SQLITE_CONSTRAINT | ffi::SQLITE_MISMATCH => &INTEGRITY,
        ffi::SQLITE_MISUSE | ffi::SQLITE_RANGE => &INTERFACE,
        _ => &DATABASE,
    })
}

/// Raises the error that the database reports last.
pub fn from_database<T>(db: *mut ffi::sqlite3) -> Result<T> {
    // SAFETY: the handle is open; the message is a text that the database owns until the next call.
    let (code, extended, text) = unsafe {
        (
            ffi::sqlite3_errcode(db),
            ffi::sqlite3_extended_errcode(db),
            CStr::from_ptr(ffi::sqlite3_errmsg(db)).to_string_lossy().into_owned(),
        )
    };
    with_code(code, extended, &text)
}

/// Raises the error of a result code, with SQLite's general text for it.
pub fn from_code<T>(code: i32) -> Result<T> {
    // SAFETY: the text is static.
    let text = unsafe { CStr::from_ptr(ffi::sqlite3_errstr(code)) }.to_string_lossy().into_owned();
    with_code(code & 0xff, code, &text)
}

fn with_code<T>(code: i32, extended: i32, text: &str) -> Result<T> {
    let Some(class) = class_of_code(code & 0xff) else { return object::memory_error() };
    let e = object::error::new_exception(class.get(), &[Str::new(text).value()]);
    let v = object::Value::from(e);
    object::attr::setattr(v, intern("sqlite_errorcode"), Some(number::int(i64::from(extended))))?;
    let name = super::constants::error_name(extended).unwrap_or("unknown");
    object::attr::setattr(v, intern("sqlite_errorname"), Some(Str::new(name).value()))?;
    Err(object::error::set_pending(e))
}
