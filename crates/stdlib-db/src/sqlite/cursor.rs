//! `Cursor`.

use std::ffi::CString;

use heap::{GcVec, Head, Value};
use libsqlite3_sys as ffi;
use object::class::{Class, ClassBuilder, ClassFlags};
use object::gc::{Object, ValueExt};
use object::{Dict, Gc, Result, Row, Str, Tuple, native, none, number, raise_exc, raise_type, raise_value, seq};

use super::connection::{self, Connection};
use super::statement::{self, Statement};
use super::{bin, bind, error, fetch, list, show_tracebacks, transaction};

/// `sqlite3.Cursor`.
#[repr(C)]
pub struct Cursor {
    head: Head,
    pub connection: Option<Gc<Connection>>,
    pub statement: Option<Gc<Statement>>,
    pub description: Value,
    /// A converter for each column, or nothing.
    pub converters: GcVec<Option<Value>>,
    pub lastrowid: Value,
    pub row_factory: Value,
    pub rowcount: i64,
    pub arraysize: u32,
    pub closed: bool,
    pub locked: bool,
    pub initialized: bool,
    /// The statement's handle while it stands on a row: a cursor that dies gives the table free.
    pub running: bin::Running,
}
object::object_type!(Cursor);

fn new(class: Gc<Class>, _args: Gc<Tuple>, _kw: Gc<Dict>) -> Gc<Cursor> {
    Cursor {
        head: Head { map: std::ptr::null() },
        connection: None,
        statement: None,
        description: none(),
        converters: GcVec::new(),
        lastrowid: none(),
        row_factory: none(),
        rowcount: -1,
        arraysize: 1,
        closed: false,
        locked: false,
        initialized: false,
        running: bin::Running::NONE,
    }
    .alloc_in(class)
}

fn check_locked(this: Gc<Cursor>) -> Result<()> {
    if this.locked { error::programming("Recursive use of cursors not allowed.") } else { Ok(()) }
}

fn init(mut this: Gc<Cursor>, mut connection: Gc<Connection>) -> Result<()> {
    check_locked(this)?;
    this.connection = Some(connection);
    this.statement = None;
    this.description = none();
    this.lastrowid = none();
    this.row_factory = none();
    this.arraysize = 1;
    this.closed = false;
    this.rowcount = -1;
    connection::check_thread(connection)?;
    connection::remember(&mut connection.cursors, this.value());
    this.initialized = true;
    Ok(())
}

/// The connection, if the cursor may be used.
pub fn check(this: Gc<Cursor>) -> Result<Gc<Connection>> {
    let Some(c) = this.connection.filter(|_| this.initialized) else {
        return error::programming("Base Cursor.__init__ not called.");
    };
    if this.closed {
        return error::programming("Cannot operate on a closed cursor.");
    }
    check_locked(this)?;
    connection::check(c)?;
    Ok(c)
}

/// A step failed: an exception of a callback is shown or dropped, and the database's error raised.
fn step_failed<T>(c: Gc<Connection>) -> Result<T> {
    if let Some(e) = object::thread().pending.take()
        && show_tracebacks()
    {
        (object::hooks::hooks().unraisable)(e, None, none());
    }
    error::from_database(c.db.0)
}

fn finish(mut this: Gc<Cursor>) {
    this.running.forget();
    if let Some(s) = this.statement.take() {
        statement::reset(s);
    }
}

fn query(mut this: Gc<Cursor>, many: bool, sql: Gc<Str>, parameters: Value) -> Result<Gc<Cursor>> {
    let c = check(this)?;
    bin::empty();
    this.locked = true;
    let r = run(this, c, many, sql, parameters);
    this.locked = false;
    if let Err(e) = r {
        finish(this);
        this.rowcount = -1;
        return Err(e);
    }
    // SAFETY: the statement is open.
    if this.statement.is_some_and(|s| unsafe { ffi::sqlite3_stmt_busy(s.handle.0) } == 0) {
        this.statement = None;
    }
    Ok(this)
}

fn run(mut this: Gc<Cursor>, c: Gc<Connection>, many: bool, sql: Gc<Str>, parameters: Value) -> Result<()> {
    let sets = if many { Some(object::iter::get_iter(parameters)?) } else { None };
    finish(this);
    this.description = none();
    let mut s = statement::cached(c, sql)?;
    // SAFETY: the statement is open.
    if many && unsafe { ffi::sqlite3_stmt_readonly(s.handle.0) } != 0 {
        return error::programming("executemany() can only execute DML statements.");
    }
    if s.is_running() {
        s = statement::create(c, sql)?;
    }
    this.statement = Some(s);
    statement::reset(s);
    this.rowcount = if s.is_dml { 0 } else { -1 };
    transaction::begin_if_needed(c, s.is_dml)?;
    match sets {
        None => run_once(this, c, s, parameters)?,
        Some(it) => {
            while let Some(p) = object::iter::next(it)? {
                run_once(this, c, s, p)?;
            }
        }
    }
    if !many {
        // SAFETY: the handle is open.
        this.lastrowid = number::int(unsafe { ffi::sqlite3_last_insert_rowid(c.db.0) });
    }
    Ok(())
}

fn run_once(mut this: Gc<Cursor>, c: Gc<Connection>, mut s: Gc<Statement>, parameters: Value) -> Result<()> {
    s.in_use = true;
    bind::bind(s, parameters)?;
    connection::check_open(c)?;
    if s.handle.0.is_null() {
        // There was nothing but white space and comments.
        s.in_use = false;
        return Ok(());
    }
    let rc = bin::past_dead_cursors(|| {
        let rc = statement::step(s);
        if rc != ffi::SQLITE_DONE && rc != ffi::SQLITE_ROW {
            // SAFETY: the statement is open.
            unsafe { ffi::sqlite3_reset(s.handle.0) };
        }
        rc
    });
    if rc != ffi::SQLITE_DONE && rc != ffi::SQLITE_ROW {
        return step_failed(c);
    }
    if object::thread().pending.is_some() {
        // A collation raised.
        return Err(object::Raised::pending());
    }
    this.running.forget();
    if rc == ffi::SQLITE_ROW {
        this.running = bin::Running::new(s.handle.0, &s.alive);
    }
    this.converters = fetch::converters_of(c, s)?;
    // SAFETY: the statement is open.
    let columns = unsafe { ffi::sqlite3_column_count(s.handle.0) };
    if object::misc::is_none(this.description) && columns > 0 {
        let mut all = GcVec::new();
        for i in 0..columns {
            let name = fetch::column_name(c, s, i)?;
            let n = none();
            all.push(seq::tuple(&[name.value(), n, n, n, n, n, n]));
        }
        this.description = seq::tuple(&all);
    }
    if rc == ffi::SQLITE_DONE {
        if s.is_dml {
            // SAFETY: the handle is open.
            this.rowcount += i64::from(unsafe { ffi::sqlite3_changes(c.db.0) });
        }
        statement::reset(s);
    }
    Ok(())
}

fn execute(this: Gc<Cursor>, sql: Gc<Str>, parameters: Option<Value>) -> Result<Gc<Cursor>> {
    query(this, false, sql, parameters.unwrap_or_else(|| Tuple::empty().value()))
}
fn executemany(this: Gc<Cursor>, sql: Gc<Str>, parameters: Value) -> Result<Gc<Cursor>> {
    query(this, true, sql, parameters)
}

fn executescript(this: Gc<Cursor>, script: Gc<Str>) -> Result<Gc<Cursor>> {
    let c = check(this)?;
    bin::empty();
    let db = c.db.0;
    let Some(text) = script.to_str() else { return object::error::surrogates_not_allowed(script) };
    // SAFETY: the handle is open.
    let max = unsafe { ffi::sqlite3_limit(db, ffi::SQLITE_LIMIT_SQL_LENGTH, -1) };
    if text.len() > max as usize {
        return error::raise(&error::DATA, "query string is too large");
    }
    let Ok(text) = CString::new(text) else { return raise_value!("embedded null character") };
    // A script has its own transactions: the implicit one is committed.
    // SAFETY: the handle is open.
    if c.autocommit == connection::LEGACY && unsafe { ffi::sqlite3_get_autocommit(db) } == 0 {
        transaction::exec(c, "COMMIT")?;
    }
    let mut rest = text.as_bytes_with_nul().as_ptr().cast::<libc::c_char>();
    let end = rest as usize + text.as_bytes().len();
    while (rest as usize) < end {
        let left = (end - rest as usize + 1) as i32;
        let rc = heap::without_gil(|| {
            // SAFETY: the text is null-terminated, SQLite moves `rest` within it.
            unsafe {
                let mut st = std::ptr::null_mut();
                let mut tail = std::ptr::null();
                let mut rc = ffi::sqlite3_prepare_v2(db, rest, left, &raw mut st, &raw mut tail);
                if rc == ffi::SQLITE_OK {
                    while ffi::sqlite3_step(st) == ffi::SQLITE_ROW {}
                    rc = ffi::sqlite3_finalize(st);
                }
                rest = tail;
                rc
            }
        });
        if rc != ffi::SQLITE_OK || object::thread().pending.is_some() {
            return step_failed(c);
        }
    }
    Ok(this)
}

/// The next row, or nothing.
fn next_row(mut this: Gc<Cursor>) -> Result<Option<Value>> {
    let c = check(this)?;
    let Some(s) = this.statement else { return Ok(None) };
    if s.handle.0.is_null() {
        this.statement = None;
        return Ok(None);
    }
    // SAFETY: the statement is open.
    if unsafe { ffi::sqlite3_data_count(s.handle.0) } == 0 {
        finish(this);
        return Ok(None);
    }
    this.locked = true;
    let row = fetch::row(c, s, &this.converters.clone());
    this.locked = false;
    let row = row?;
    let rc = statement::step(s);
    if object::thread().pending.is_some() && (rc == ffi::SQLITE_DONE || rc == ffi::SQLITE_ROW) {
        finish(this);
        return Err(object::Raised::pending());
    }
    if rc == ffi::SQLITE_DONE {
        if s.is_dml {
            // SAFETY: the handle is open.
            this.rowcount = i64::from(unsafe { ffi::sqlite3_changes(c.db.0) });
        }
        finish(this);
    } else if rc != ffi::SQLITE_ROW {
        let r = step_failed(c);
        finish(this);
        return r;
    }
    if object::misc::is_none(this.row_factory) {
        return Ok(Some(row));
    }
    if let Some(class) = this.row_factory.cast::<Class>()
        && class == super::row::SqlRow::class()
        && let Some(data) = row.cast::<Tuple>()
    {
        return Ok(Some(super::row::make(this, data).value()));
    }
    object::call::call(this.row_factory, &[this.value(), row]).map(Some)
}

fn iter(this: Gc<Cursor>) -> Gc<Cursor> {
    this
}
fn next(this: Gc<Cursor>) -> Result<Value> {
    object::iter::next_result(next_row(this)?)
}
fn fetchone(this: Gc<Cursor>) -> Result<Value> {
    Ok(next_row(this)?.unwrap_or_else(none))
}
/// A number of rows.
fn row_count(v: Value, too_large: &str) -> Result<u32> {
    use num_traits::ToPrimitive;
    if !number::is_int(v) {
        return raise_type!("'{}' object cannot be interpreted as an integer", object::repr::type_name(v));
    }
    let n = object::ops::to_bigint(v)?;
    if n < object::BigInt::from(0) {
        return raise_value!("Cannot convert negative int");
    }
    match n.to_u32() {
        Some(n) => Ok(n),
        None => object::overflow_error(too_large),
    }
}

fn fetchmany(this: Gc<Cursor>, size: Option<Value>) -> Result<Value> {
    let n = match size {
        None => this.arraysize,
        Some(v) => row_count(v, "Python int too large for C uint32_t")?,
    };
    let mut rows = GcVec::new();
    while rows.len() < n as usize {
        match next_row(this)? {
            Some(r) => rows.push(r),
            None => break,
        }
    }
    Ok(list(rows))
}
fn fetchall(this: Gc<Cursor>) -> Result<Value> {
    let mut rows = GcVec::new();
    while let Some(r) = next_row(this)? {
        rows.push(r);
    }
    Ok(list(rows))
}

fn close(mut this: Gc<Cursor>) -> Result<()> {
    check_locked(this)?;
    let Some(c) = this.connection else { return error::programming("Base Cursor.__init__ not called.") };
    connection::check(c)?;
    finish(this);
    this.closed = true;
    Ok(())
}
fn setinputsizes(_this: Gc<Cursor>, _sizes: Value) {}
fn setoutputsize(_this: Gc<Cursor>, _size: Value, _column: Option<Value>) {}

fn get_connection(this: Gc<Cursor>) -> Value {
    this.connection.map_or_else(none, |c| c.value())
}
fn description(this: Gc<Cursor>) -> Value {
    this.description
}
fn lastrowid(this: Gc<Cursor>) -> Value {
    this.lastrowid
}
fn rowcount(this: Gc<Cursor>) -> i64 {
    this.rowcount
}
fn arraysize(this: Gc<Cursor>) -> u32 {
    this.arraysize
}
fn set_arraysize(mut this: Gc<Cursor>, v: Option<Value>) -> Result<()> {
    let Some(v) = v else {
        return raise_exc!(ATTRIBUTE_ERROR, "attribute 'arraysize' of 'sqlite3.Cursor' objects cannot be deleted");
    };
    this.arraysize = row_count(v, "Python int too large to convert to C uint32_t")?;
    Ok(())
}
fn row_factory(this: Gc<Cursor>) -> Value {
    this.row_factory
}
fn set_row_factory(mut this: Gc<Cursor>, v: Option<Value>) -> Result<()> {
    match v {
        Some(v) => this.row_factory = v,
        None => return raise_exc!(ATTRIBUTE_ERROR, "cannot delete row_factory attribute"),
    }
    Ok(())
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, *args, **kwargs)", native(new)),
    Row::method("__init__($self, cursor, /)", native(init)),
    Row::method("__iter__($self, /)", native(iter)),
    Row::method("__next__($self, /)", native(next)),
    Row::method("execute($self, sql, parameters=(), /)", native(execute)).doc("Executes an SQL statement."),
    Row::method("executemany($self, sql, seq_of_parameters, /)", native(executemany))
        .doc("Repeatedly executes an SQL statement."),
    Row::method("executescript($self, sql_script, /)", native(executescript))
        .doc("Executes multiple SQL statements at once."),
    Row::method("fetchone($self, /)", native(fetchone)).doc("Fetches one row from the resultset."),
    Row::method("fetchmany($self, /, size=1)", native(fetchmany)).doc("Fetches several rows from the resultset."),
    Row::method("fetchall($self, /)", native(fetchall)).doc("Fetches all rows from the resultset."),
    Row::method("close($self, /)", native(close)).doc("Closes the cursor."),
    Row::method("setinputsizes($self, sizes, /)", native(setinputsizes))
        .doc("Required by DB-API. Does nothing in sqlite3."),
    Row::method("setoutputsize($self, size, column=None, /)", native(setoutputsize))
        .doc("Required by DB-API. Does nothing in sqlite3."),
    Row::getter("connection", native(get_connection)),
    Row::getter("description", native(description)),
    Row::getter("lastrowid", native(lastrowid)),
    Row::getter("rowcount", native(rowcount)),
    Row::getset("arraysize", native(arraysize), native(set_arraysize)),
    Row::getset("row_factory", native(row_factory), native(set_row_factory)),
];

/// Creates the class.
pub fn class() -> Gc<Class> {
    ClassBuilder::new::<Cursor>("sqlite3.Cursor")
        .flags(ClassFlags::BASETYPE | ClassFlags::WEAKREF)
        .mutable()
        .doc("SQLite database cursor class.")
        .rows(&[ROWS])
        .build()
}
