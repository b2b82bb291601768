//! `_sqlite3`: the DB-API on SQLite.
//!
//! # Invariants
//! 1. SQLite calls that may take long run without the GIL; SQLite's callbacks take it again (`heap::with_gil`).
//! 2. A statement or database that the collector finds dead is not closed by the sweeper, which holds the GIL that a thread
//!    inside SQLite may be waiting for: its handle goes to a bin that the next call of this module empties (`bin`).

mod backup;
mod bin;
mod bind;
mod blob;
mod callbacks;
mod connection;
mod constants;
mod cursor;
mod error;
mod fetch;
mod functions;
mod options;
mod row;
mod statement;
mod transaction;

use heap::{GcVec, Head, Value};
use object::class::{Class, ClassBuilder, ClassFlags};
use object::gc::Object;
use object::globals::Global;
use object::{Dict, Gc, Module, Result, Row, Str, Tuple, native, number, seq};

pub use connection::Connection;
pub use cursor::Cursor;

/// The protocol object of `adapt`.
#[repr(C)]
struct PrepareProtocol {
    head: Head,
}
object::object_type!(PrepareProtocol);

/// `_sqlite3.adapters` and `_sqlite3.converters`.
static ADAPTERS: object::globals::Global = Global::new();
static CONVERTERS: object::globals::Global = Global::new();
/// `enable_callback_tracebacks`.
static TRACEBACKS: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);

fn adapters() -> Gc<Dict> {
    ADAPTERS.dict().unwrap_or_else(|| {
        let d = Dict::new();
        ADAPTERS.set(d.value());
        d
    })
}
fn converters() -> Gc<Dict> {
    CONVERTERS.dict().unwrap_or_else(|| {
        let d = Dict::new();
        CONVERTERS.set(d.value());
        d
    })
}

/// Do errors in callbacks show their tracebacks?
fn show_tracebacks() -> bool {
    TRACEBACKS.load(std::sync::atomic::Ordering::Relaxed)
}

/// Has an adapter been registered for a type that SQLite stores as it is?
static BASE_ADAPTED: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);

fn base_types_adapted() -> bool {
    BASE_ADAPTED.load(std::sync::atomic::Ordering::Relaxed)
}

fn register_adapter(class: Value, adapter: Value) -> Result<()> {
    let base = [
        object::Int::class().value(),
        object::Float::class().value(),
        Str::class().value(),
        object::ByteArray::class().value(),
    ];
    if base.contains(&class) {
        BASE_ADAPTED.store(true, std::sync::atomic::Ordering::Relaxed);
    }
    let key = seq::tuple(&[class, PrepareProtocol::class().value()]);
    adapters().set(key, adapter)
}
fn register_converter(name: Gc<Str>, f: Value) -> Result<()> {
    let upper = object::call::call_method(name.value(), object::intern("upper"), &[])?;
    converters().set(upper, f)
}

/// The converter of a type name.
fn converter(name: &[u8]) -> Result<Option<Value>> {
    let upper = String::from_utf8_lossy(name).to_ascii_uppercase();
    converters().get(Str::new(&upper).value())
}

/// `adapt(obj, proto, alt)`: an object that SQLite can store.
fn adapt_to(obj: Value, proto: Value, alt: Option<Value>) -> Result<Value> {
    let key = seq::tuple(&[object::class_of(obj).value(), proto]);
    if let Some(f) = adapters().get(key)? {
        return object::call::call(f, &[obj]);
    }
    for (holder, method, arg) in [(proto, "__adapt__", obj), (obj, "__conform__", proto)] {
        if let Some(f) = object::attr::find_attr(holder, object::intern(method))? {
            let r = object::call::call(f, &[arg]);
            match object::error::catch(r, &object::error::exc::TYPE_ERROR)? {
                Some(v) if !object::misc::is_none(v) => return Ok(v),
                _ => {}
            }
        }
    }
    match alt {
        Some(v) => Ok(v),
        None => error::programming("can't adapt"),
    }
}

fn adapt(obj: Value, proto: Option<Value>, alt: Option<Value>) -> Result<Value> {
    adapt_to(obj, proto.unwrap_or_else(|| PrepareProtocol::class().value()), alt)
}

/// The adapted form of a parameter, or the parameter itself.
fn adapt_parameter(v: Value) -> Result<Value> {
    adapt_to(v, PrepareProtocol::class().value(), Some(v))
}

fn complete_statement(statement: String) -> Result<bool> {
    match std::ffi::CString::new(statement) {
        // SAFETY: the text is null-terminated.
        Ok(s) => Ok(unsafe { libsqlite3_sys::sqlite3_complete(s.as_ptr()) } != 0),
        Err(_) => object::value_error("embedded null character"),
    }
}

fn enable_callback_tracebacks(on: bool) {
    TRACEBACKS.store(on, std::sync::atomic::Ordering::Relaxed);
}

fn connect(args: Gc<Tuple>, kw: Gc<Dict>) -> Result<Value> {
    let names =
        ["timeout", "detect_types", "isolation_level", "check_same_thread", "factory", "cached_statements", "uri"];
    object::args::warn_positional("sqlite3.connect", 1, args.as_slice().len(), &names.map(str::to_owned))?;
    let factory = match args.as_slice().get(5) {
        Some(f) => Some(*f),
        None => kw.get_text("factory"),
    };
    let factory = factory.unwrap_or_else(|| Connection::class().value());
    object::call::call_ex(factory, args.as_slice(), Some(kw))
}

fn protocol_new(class: Gc<Class>) -> Gc<PrepareProtocol> {
    PrepareProtocol { head: Head { map: std::ptr::null() } }.alloc_in(class)
}
static PROTOCOL_ROWS: &[Row] = &[Row::new("__new__($type)", native(protocol_new))];

static ROWS: &[Row] = &[
    Row::function("connect($module, /, *args, **kwargs)", native(connect))
        .doc("Open a connection to the SQLite database file 'database'."),
    Row::function("adapt($module, obj, proto=PrepareProtocolType, alt=<unrepresentable>, /)", native(adapt))
        .doc("Adapt given object to given protocol."),
    Row::function("register_adapter($module, type, adapter, /)", native(register_adapter))
        .doc("Register a function to adapt Python objects to SQLite values."),
    Row::function("register_converter($module, typename, converter, /)", native(register_converter))
        .doc("Register a function to convert SQLite values to Python objects."),
    Row::function("complete_statement($module, /, statement)", native(complete_statement))
        .doc("Checks if a string contains a complete SQL statement."),
    Row::function("enable_callback_tracebacks($module, enable, /)", native(enable_callback_tracebacks))
        .doc("Enable or disable callback functions throwing errors to stderr."),
];

/// Creates the module.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_sqlite3");
    m.add_rows(ROWS);
    error::add_classes(m);
    let protocol = ClassBuilder::new::<PrepareProtocol>("sqlite3.PrepareProtocol")
        .flags(ClassFlags::BASETYPE)
        .mutable()
        .doc("PEP 246 style object adaption protocol type.")
        .rows(&[PROTOCOL_ROWS])
        .build();
    statement::class();
    callbacks::class();
    let classes = [connection::class(), cursor::class(), row::class(), blob::class(), protocol];
    for c in classes {
        m.dict.set_str(c.name, c.value());
    }
    m.set("adapters", adapters());
    m.set("converters", converters());
    constants::add(m);
    // SAFETY: the library's version is a static text.
    let version = unsafe { std::ffi::CStr::from_ptr(libsqlite3_sys::sqlite3_libversion()) };
    m.set("sqlite_version", Str::new(&version.to_string_lossy()));
    // SAFETY: a plain call.
    let threadsafe = match unsafe { libsqlite3_sys::sqlite3_threadsafe() } {
        0 => 0,
        1 => 3,
        _ => 1,
    };
    m.set("threadsafety", number::int(threadsafe));
    Ok(m)
}

/// A list of rows.
fn list(items: GcVec<Value>) -> Value {
    object::List::new(items).value()
}
