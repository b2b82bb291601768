//! `Connection`: opening, closing, cursors, and the methods that only pass on to a cursor.

use std::ffi::CString;

use heap::{GcVec, Head, Value};
use libsqlite3_sys as ffi;
use object::args::Deprecated;
use object::class::{Class, ClassBuilder, ClassFlags};
use object::gc::{Object, ValueExt};
use object::misc::{new_weak_cell, weak_target};
use object::{Dict, Gc, Result, Row, Str, Tuple, intern, native, none, raise_exc, raise_type, raise_value, repr};

use super::bin::DatabaseHandle;
use super::callbacks::Callback;
use super::cursor::Cursor;
use super::statement::{self, Statement};
use super::{backup, bin, blob, error, functions, options, transaction};

/// `autocommit` is the old way: transactions by `isolation_level`.
pub const LEGACY: i32 = -1;

/// `sqlite3.Connection`.
#[repr(C)]
pub struct Connection {
    head: Head,
    pub db: DatabaseHandle,
    pub initialized: bool,
    pub check_thread: bool,
    pub thread: u64,
    pub detect_types: i32,
    pub autocommit: i32,
    /// Number in `transaction::LEVELS`; empty for none.
    pub isolation: Option<usize>,
    pub row_factory: Value,
    pub text_factory: Value,
    pub cache_size: usize,
    /// Cached statements, the most recently used last.
    pub statements: GcVec<Gc<Statement>>,
    /// Weak cells of cursors and blobs.
    pub cursors: GcVec<Value>,
    pub blobs: GcVec<Value>,
    /// Python callables that SQLite may call, by what they serve.
    pub functions: GcVec<Gc<Callback>>,
    pub trace: Option<Gc<Callback>>,
    pub progress: Option<Gc<Callback>>,
    pub authorizer: Option<Gc<Callback>>,
}
object::object_type!(Connection);

fn ident() -> u64 {
    // SAFETY: a plain call.
    unsafe { libc::pthread_self() as u64 }
}

fn new(class: Gc<Class>, _args: Gc<Tuple>, _kw: Gc<Dict>) -> Gc<Connection> {
    Connection {
        head: Head { map: std::ptr::null() },
        db: DatabaseHandle(std::ptr::null_mut()),
        initialized: false,
        check_thread: true,
        thread: ident(),
        detect_types: 0,
        autocommit: LEGACY,
        isolation: Some(0),
        row_factory: none(),
        text_factory: Str::class().value(),
        cache_size: 128,
        statements: GcVec::new(),
        cursors: GcVec::new(),
        blobs: GcVec::new(),
        functions: GcVec::new(),
        trace: None,
        progress: None,
        authorizer: None,
    }
    .alloc_in(class)
}

#[allow(clippy::too_many_arguments)]
fn init(
    mut this: Gc<Connection>,
    database: Value,
    timeout: Option<f64>,
    detect: Option<i32>,
    level: Option<Value>,
    check_thread: Option<bool>,
    _factory: Option<Value>,
    cache: Option<i32>,
    uri: Option<bool>,
    autocommit: Option<Value>,
) -> Result<()> {
    let path = builtins::fsname::fs_bytes(database)?;
    let Ok(path) = CString::new(path) else { return raise_value!("embedded null byte") };
    let isolation = level.map_or(Ok(Some(0)), transaction::level_arg)?;
    let autocommit = autocommit.map_or(Ok(LEGACY), transaction::autocommit_arg)?;
    bin::empty();
    // The old database lives on as long as statements of it do: cursors keep their rows, SQLite its callbacks.
    this.initialized = false;
    this.statements.clear();
    this.cursors.clear();
    this.blobs.clear();
    this.db = DatabaseHandle(std::ptr::null_mut());
    bin::empty();
    let timeout = timeout.unwrap_or(5.0);
    let uri = if uri.unwrap_or(false) { ffi::SQLITE_OPEN_URI } else { 0 };
    let flags = ffi::SQLITE_OPEN_READWRITE | ffi::SQLITE_OPEN_CREATE | uri;
    let mut db = std::ptr::null_mut();
    let rc = heap::without_gil(|| {
        // SAFETY: the path is null-terminated; SQLite writes the handle.
        unsafe {
            let rc = ffi::sqlite3_open_v2(path.as_ptr(), &raw mut db, flags, std::ptr::null());
            if rc == ffi::SQLITE_OK {
                ffi::sqlite3_busy_timeout(db, (timeout * 1000.0) as i32);
                // SQLite's own default, which the crate that builds it turns round.
                let (off, answer) = (0, std::ptr::null_mut::<std::ffi::c_int>());
                ffi::sqlite3_db_config(db, ffi::SQLITE_DBCONFIG_ENABLE_FKEY, off, answer);
            }
            rc
        }
    });
    if rc != ffi::SQLITE_OK {
        let r = if db.is_null() { object::memory_error() } else { error::from_database(db) };
        drop(DatabaseHandle(db));
        bin::empty();
        return r;
    }
    this.db = DatabaseHandle(db);
    this.detect_types = detect.unwrap_or(0);
    this.isolation = isolation;
    this.autocommit = autocommit;
    this.check_thread = check_thread.unwrap_or(true);
    this.thread = ident();
    this.cache_size = cache.unwrap_or(128).max(0) as usize;
    this.row_factory = none();
    this.text_factory = Str::class().value();
    this.initialized = true;
    if autocommit == 0 {
        transaction::exec(this, "BEGIN")?;
    }
    Ok(())
}

/// Raises unless the calling thread may use the connection.
pub fn check_thread(this: Gc<Connection>) -> Result<()> {
    if this.initialized && this.check_thread && ident() != this.thread {
        return error::programming(&format!(
            "SQLite objects created in a thread can only be used in that same thread. The object was created in thread id {} and this is thread id {}.",
            this.thread,
            ident()
        ));
    }
    Ok(())
}

/// Raises unless the connection is open.
pub fn check_open(this: Gc<Connection>) -> Result<()> {
    if !this.initialized {
        return error::programming("Base Connection.__init__ not called.");
    }
    if this.db.0.is_null() { error::programming("Cannot operate on a closed database.") } else { Ok(()) }
}

/// Raises unless the connection is open and this thread's.
pub fn check(this: Gc<Connection>) -> Result<()> {
    check_thread(this)?;
    check_open(this)
}

/// Remembers a cursor or blob weakly.
pub fn remember(list: &mut GcVec<Value>, v: Value) {
    if list.len() >= 32 && list.len().is_power_of_two() {
        list.retain(|w| weak_target(*w).is_some());
    }
    let cell = new_weak_cell(v);
    list.push(cell);
}

fn close_all(mut this: Gc<Connection>) -> Result<()> {
    for b in this.blobs.clone().iter().filter_map(|w| weak_target(*w)) {
        if let Some(b) = b.cast::<blob::Blob>() {
            blob::close_handle(b);
        }
    }
    this.blobs = GcVec::new();
    for c in this.cursors.clone().iter().filter_map(|w| weak_target(*w)) {
        if let Some(mut c) = c.cast::<Cursor>() {
            c.statement = None;
        }
    }
    let db = std::mem::replace(&mut this.db.0, std::ptr::null_mut());
    // Statements are ended here; those that cursors of other threads still hold end when they are found dead.
    for s in std::mem::take(&mut this.statements).iter() {
        let mut s = *s;
        s.alive.0.end();
        let handle = std::mem::replace(&mut s.handle.0, std::ptr::null_mut());
        // SAFETY: the handle is open, and its object does not refer to it any more.
        heap::without_gil(|| unsafe { ffi::sqlite3_finalize(handle) });
    }
    // SAFETY: the handle is open; SQLite keeps it until its statements are gone.
    heap::without_gil(|| unsafe { bin::sqlite3_close_v2(db) });
    this.trace = None;
    this.progress = None;
    this.authorizer = None;
    this.functions = GcVec::new();
    bin::empty();
    Ok(())
}

fn close(this: Gc<Connection>) -> Result<()> {
    check_thread(this)?;
    if !this.initialized {
        return error::programming("Base Connection.__init__ not called.");
    }
    if this.db.0.is_null() {
        return Ok(());
    }
    // SAFETY: the handle is open.
    if this.autocommit == 0 && unsafe { ffi::sqlite3_get_autocommit(this.db.0) } == 0 {
        transaction::exec(this, "ROLLBACK")?;
    }
    close_all(this)
}

fn del(this: Gc<Connection>) -> Result<()> {
    if this.db.0.is_null() {
        return Ok(());
    }
    let text = repr::repr(this.value())?;
    let warned = object::hooks::warn(&object::error::exc::RESOURCE_WARNING, &format!("unclosed database in {text}"), 1);
    let pending = if warned.is_err() { Some(object::error::take_pending()) } else { None };
    // SAFETY: the handle is open.
    if this.autocommit == 0
        && unsafe { ffi::sqlite3_get_autocommit(this.db.0) } == 0
        && transaction::exec(this, "ROLLBACK").is_err()
    {
        let _ = object::error::take_pending();
    }
    close_all(this)?;
    match pending {
        Some(e) => Err(object::error::restore_pending(e)),
        None => Ok(()),
    }
}

fn cursor(this: Gc<Connection>, factory: Option<Value>) -> Result<Value> {
    check(this)?;
    let factory = factory.unwrap_or_else(|| Cursor::class().value());
    let c = object::call::call(factory, &[this.value()])?;
    let Some(mut cur) = c.cast::<Cursor>() else {
        return raise_type!("factory must return a cursor, not {}", repr::type_name(c));
    };
    if !object::misc::is_none(this.row_factory) {
        cur.row_factory = this.row_factory;
    }
    Ok(c)
}

fn through_cursor(this: Gc<Connection>, name: &str, args: &[Value]) -> Result<Value> {
    let c = object::call::call_method(this.value(), intern("cursor"), &[])?;
    object::call::call_method(c, intern(name), args)
}
fn execute(this: Gc<Connection>, sql: Value, parameters: Option<Value>) -> Result<Value> {
    match parameters {
        Some(p) => through_cursor(this, "execute", &[sql, p]),
        None => through_cursor(this, "execute", &[sql]),
    }
}
fn executemany(this: Gc<Connection>, sql: Value, parameters: Value) -> Result<Value> {
    through_cursor(this, "executemany", &[sql, parameters])
}
fn executescript(this: Gc<Connection>, sql: Value) -> Result<Value> {
    through_cursor(this, "executescript", &[sql])
}

/// `connection(sql)`: a statement object.
fn call(this: Gc<Connection>, sql: Gc<Str>) -> Result<Value> {
    check(this)?;
    Ok(statement::create(this, sql)?.value())
}

fn interrupt(this: Gc<Connection>) -> Result<()> {
    check_open(this)?;
    // SAFETY: the handle is open; the call may come from any thread.
    unsafe { ffi::sqlite3_interrupt(this.db.0) };
    Ok(())
}

fn iterdump(this: Gc<Connection>, filter: Option<Value>) -> Result<Value> {
    check_open(this)?;
    let m = object::import::import_module("sqlite3.dump")?;
    let f = object::attr::getattr(m, intern("_iterdump"))?;
    object::call::call_kw(f, &[this.value(), filter.unwrap_or_else(none)], &[intern("filter").value()])
}

fn enter(this: Gc<Connection>) -> Result<Gc<Connection>> {
    check(this)?;
    Ok(this)
}
fn exit(this: Gc<Connection>, kind: Value, _value: Value, _tb: Value) -> Result<bool> {
    if this.autocommit == 1 {
        return Ok(false);
    }
    if object::misc::is_none(kind) {
        let r = object::call::call_method(this.value(), intern("commit"), &[]);
        if r.is_err() {
            let e = object::error::take_pending();
            // A failed commit leaves the transaction open: it is rolled back, and the error goes on.
            if object::call::call_method(this.value(), intern("rollback"), &[]).is_err() {
                let second = object::error::take_pending();
                if let Some(mut x) = second.cast::<object::error::BaseException>() {
                    x.context = Some(e);
                }
                return Err(object::error::restore_pending(second));
            }
            return Err(object::error::restore_pending(e));
        }
    } else {
        object::call::call_method(this.value(), intern("rollback"), &[])?;
    }
    Ok(false)
}

fn total_changes(this: Gc<Connection>) -> Result<i32> {
    check_open(this)?;
    // SAFETY: the handle is open.
    Ok(unsafe { ffi::sqlite3_total_changes(this.db.0) })
}
fn in_transaction(this: Gc<Connection>) -> Result<bool> {
    check_open(this)?;
    // SAFETY: the handle is open.
    Ok(unsafe { ffi::sqlite3_get_autocommit(this.db.0) } == 0)
}
fn row_factory(this: Gc<Connection>) -> Value {
    this.row_factory
}
fn set_row_factory(mut this: Gc<Connection>, v: Option<Value>) -> Result<()> {
    match v {
        Some(v) => this.row_factory = v,
        None => return raise_exc!(ATTRIBUTE_ERROR, "cannot delete row_factory attribute"),
    }
    Ok(())
}
fn text_factory(this: Gc<Connection>) -> Value {
    this.text_factory
}
fn set_text_factory(mut this: Gc<Connection>, v: Option<Value>) -> Result<()> {
    match v {
        Some(v) => this.text_factory = v,
        None => return raise_exc!(ATTRIBUTE_ERROR, "cannot delete text_factory attribute"),
    }
    Ok(())
}

macro_rules! exceptions {
    ($($f:ident $cell:ident;)*) => {
        $(fn $f() -> Value {
            error::$cell.get().value()
        })*
    };
}
exceptions! {
    warning_class WARNING; error_class ERROR; interface_class INTERFACE; database_class DATABASE; data_class DATA;
    operational_class OPERATIONAL; integrity_class INTEGRITY; internal_class INTERNAL; programming_class PROGRAMMING; not_supported_class NOT_SUPPORTED;
}

static INIT: Deprecated =
    Deprecated { function: "_sqlite3.Connection", positional_only: 0, keyword_only_from: Some(1) };

static ROWS: &[Row] = &[
    Row::new("__new__($type, *args, **kwargs)", native(new)),
    Row::method(
        "__init__($self, database, timeout=5.0, detect_types=0, isolation_level='', check_same_thread=True, factory=ConnectionType, cached_statements=128, uri=False, *, autocommit=sqlite3.LEGACY_TRANSACTION_CONTROL)",
        native(init),
    )
    .deprecated(&INIT),
    Row::method("__del__($self, /)", native(del)),
    Row::method("__call__($self, sql, /)", native(call)),
    Row::method("__enter__($self, /)", native(enter)),
    Row::method("__exit__($self, type, value, traceback, /)", native(exit)),
    Row::method("close($self, /)", native(close)).doc("Close the database connection."),
    Row::method("cursor($self, /, factory=<unrepresentable>)", native(cursor))
        .doc("Return a cursor for the connection."),
    Row::method("execute($self, sql, parameters=(), /)", native(execute)).doc("Executes an SQL statement."),
    Row::method("executemany($self, sql, parameters, /)", native(executemany))
        .doc("Repeatedly executes an SQL statement."),
    Row::method("executescript($self, sql_script, /)", native(executescript))
        .doc("Executes multiple SQL statements at once."),
    Row::method("commit($self, /)", native(transaction::commit)).doc("Commit any pending transaction to the database."),
    Row::method("rollback($self, /)", native(transaction::rollback))
        .doc("Roll back to the start of any pending transaction."),
    Row::method("interrupt($self, /)", native(interrupt)).doc("Abort any pending database operation."),
    Row::method("iterdump($self, /, *, filter=None)", native(iterdump))
        .doc("Returns iterator to the dump of the database in an SQL text format."),
    Row::method(
        "backup($self, /, target, *, pages=-1, progress=None, name='main', sleep=0.25)",
        native(backup::backup),
    )
    .doc("Makes a backup of the database."),
    Row::method("serialize($self, /, *, name='main')", native(backup::serialize))
        .doc("Serialize a database into a byte string."),
    Row::method("deserialize($self, data, /, *, name='main')", native(backup::deserialize))
        .doc("Load a serialized database."),
    Row::method("blobopen($self, table, column, rowid, /, *, readonly=False, name='main')", native(blob::open))
        .doc("Open and return a BLOB object."),
    Row::getset("isolation_level", native(transaction::get_level), native(transaction::set_level)),
    Row::getset("autocommit", native(transaction::get_autocommit), native(transaction::set_autocommit)),
    Row::getset("row_factory", native(row_factory), native(set_row_factory)),
    Row::getset("text_factory", native(text_factory), native(set_text_factory)),
    Row::getter("total_changes", native(total_changes)),
    Row::getter("in_transaction", native(in_transaction)),
    Row::constant("Warning", native(warning_class)),
    Row::constant("Error", native(error_class)),
    Row::constant("InterfaceError", native(interface_class)),
    Row::constant("DatabaseError", native(database_class)),
    Row::constant("DataError", native(data_class)),
    Row::constant("OperationalError", native(operational_class)),
    Row::constant("IntegrityError", native(integrity_class)),
    Row::constant("InternalError", native(internal_class)),
    Row::constant("ProgrammingError", native(programming_class)),
    Row::constant("NotSupportedError", native(not_supported_class)),
];

/// Creates the class.
pub fn class() -> Gc<Class> {
    ClassBuilder::new::<Connection>("sqlite3.Connection")
        .flags(ClassFlags::BASETYPE | ClassFlags::WEAKREF)
        .mutable()
        .doc("SQLite database connection object.")
        .rows(&[ROWS, functions::ROWS, options::ROWS])
        .build()
}
