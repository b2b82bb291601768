//! The `_csv` module: dialects, readers and writers.

mod dialect;
mod reader;
mod writer;

use object::class::ClassFlags;
use object::error::{BaseException, exc};
use object::gc::{Object, ValueExt};
use object::{ClassBuilder, ClassCell, Dict, Gc, Module, Result, Row, Str, Value, native, number};

pub use dialect::Dialect;

static ERROR: ClassCell = ClassCell::new();
static mut DIALECTS: Option<Value> = None;
static mut FIELD_LIMIT: i64 = 128 * 1024;

/// Raises `_csv.Error`.
///
/// # Errors
/// Always.
pub fn fail<T>(msg: &str) -> Result<T> {
    object::error::raise_fmt(&ERROR, msg)
}

/// The registered dialects by name.
fn dialects() -> Gc<Dict> {
    // SAFETY: set when the module is created, under the GIL; the static is a root.
    unsafe { DIALECTS }.and_then(|v| v.cast::<Dict>()).expect("create() has made the dict of dialects")
}

/// The longest field that readers accept.
pub fn field_limit() -> i64 {
    // SAFETY: under the GIL.
    unsafe { FIELD_LIMIT }
}

/// A registered dialect.
///
/// # Errors
/// `_csv.Error` for unknown names.
pub fn registered(name: Value) -> Result<Value> {
    match dialects().get(name)? {
        Some(d) => Ok(d),
        None => fail("unknown dialect"),
    }
}

fn get_dialect(name: Value) -> Result<Value> {
    registered(name)
}
fn register_dialect(name: Value, dialect: Option<Value>, fmtparams: Gc<Dict>) -> Result<()> {
    if !name.is::<Str>() {
        return object::type_error("dialect name must be a string");
    }
    let d = dialect::make(dialect, fmtparams)?;
    dialects().set(name, d.value())
}
fn unregister_dialect(name: Value) -> Result<()> {
    match dialects().remove(name)? {
        Some(_) => Ok(()),
        None => fail("unknown dialect"),
    }
}
fn list_dialects() -> Value {
    let mut names = object::GcVec::new();
    for (k, _) in dialects().to_vec().iter() {
        names.push(*k);
    }
    object::List::new(names).value()
}
fn field_size_limit(new_limit: Option<Value>) -> Result<i64> {
    let old = field_limit();
    if let Some(v) = new_limit {
        if !number::is_int(v) {
            return object::type_error("limit must be an integer");
        }
        let n = object::ops::to_i64(v)?;
        // SAFETY: under the GIL.
        unsafe { FIELD_LIMIT = n };
    }
    Ok(old)
}
fn make_reader(iterable: Value, dialect: Option<Value>, fmtparams: Gc<Dict>) -> Result<Value> {
    let input = object::iter::get_iter(iterable)?;
    reader::make(input, dialect::make(dialect, fmtparams)?)
}
fn make_writer(fileobj: Value, dialect: Option<Value>, fmtparams: Gc<Dict>) -> Result<Value> {
    let write = object::attr::find_attr(fileobj, object::intern("write"))?;
    let Some(write) = write.filter(|w| object::call::is_callable(*w)) else {
        return object::type_error("argument 1 must have a \"write\" method");
    };
    writer::make(write, dialect::make(dialect, fmtparams)?)
}

static ROWS: &[Row] = &[
    Row::function("reader($module, iterable, /, dialect='excel', **fmtparams)", native(make_reader)),
    Row::function("writer($module, fileobj, /, dialect='excel', **fmtparams)", native(make_writer)),
    Row::function("get_dialect($module, /, name)", native(get_dialect)),
    Row::function("register_dialect($module, name, /, dialect='excel', **fmtparams)", native(register_dialect)),
    Row::function("unregister_dialect($module, /, name)", native(unregister_dialect)),
    Row::function("list_dialects($module, /)", native(list_dialects)),
    Row::function("field_size_limit($module, /, new_limit=<unrepresentable>)", native(field_size_limit)),
];

/// The module `_csv`.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_csv");
    m.set_doc("CSV parsing and writing.\n");
    m.add_rows(ROWS);
    let d = Dict::new();
    // SAFETY: modules are created under the GIL; the static lives for ever.
    unsafe {
        heap::add_root((&raw const DIALECTS).cast(), 1);
        DIALECTS = Some(d.value());
    }
    let flags = ClassFlags::BASETYPE | ClassFlags::HAS_DICT | ClassFlags::WEAKREF;
    let error = ClassBuilder::untyped("_csv.Error", BaseException::LAYOUT)
        .cell(&ERROR)
        .base(exc::EXCEPTION.get())
        .flags(flags)
        .mutable()
        .build();
    m.set("Error", error.value());
    m.set("_dialects", d.value());
    m.set(
        "Dialect",
        ClassBuilder::new::<Dialect>("_csv.Dialect")
            .flags(ClassFlags::BASETYPE)
            .doc("CSV dialect")
            .rows(&[dialect::ROWS])
            .build()
            .value(),
    );
    m.set(
        "Reader",
        ClassBuilder::new::<reader::Reader>("_csv.reader")
            .flags(ClassFlags::NO_INSTANTIATE)
            .doc("CSV reader")
            .rows(&[reader::ROWS])
            .build()
            .value(),
    );
    m.set(
        "Writer",
        ClassBuilder::new::<writer::Writer>("_csv.writer")
            .flags(ClassFlags::NO_INSTANTIATE)
            .doc("CSV writer")
            .rows(&[writer::ROWS])
            .build()
            .value(),
    );
    for (i, name) in ["QUOTE_MINIMAL", "QUOTE_ALL", "QUOTE_NONNUMERIC", "QUOTE_NONE", "QUOTE_STRINGS", "QUOTE_NOTNULL"]
        .iter()
        .enumerate()
    {
        m.set(name, number::int(i as i64));
    }
    Ok(m)
}
