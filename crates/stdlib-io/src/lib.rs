//! `_io`: streams.
//!
//! # Terms
//! - **Raw** stream: bytes, unbuffered (`FileIO`). **Buffered**: bytes with a buffer over a raw stream. **Text**: a buffered
//!   stream seen through an encoding.
//!
//! # Invariants
//! 1. Everything that Python code can override is called as a method; the shortcuts (a `BufferedReader` that reads from its
//!    `FileIO` directly) are taken for exact built-in classes only.
//! 2. A stream that still has data to write is in the table of open writers, so that shutdown can flush it.

pub mod base;
pub mod buffered;
mod buffered_init;
mod buffered_read;
mod buffered_write;
pub mod bytesio;
pub mod fileio;
pub mod newline;
mod open;
mod registry;
mod rwpair;
mod stringio;
pub mod textio;
mod textio_init;
mod textio_read;
mod textio_seek;
mod textio_write;

use object::class::ClassCell;
use object::{Gc, Module, Result, Str, Value, intern, number};

pub use registry::flush_all;

/// The buffer size of buffered streams over files.
pub const DEFAULT_BUFFER_SIZE: usize = 128 * 1024;

/// The native modules of this crate: name and creating function.
pub static MODULES: &[(&str, fn() -> Result<Gc<Module>>)] = &[("_io", create)];

/// `io.UnsupportedOperation`.
static UNSUPPORTED: ClassCell = ClassCell::new();

/// Raises `io.UnsupportedOperation`.
///
/// # Errors
/// Always.
pub fn unsupported<T>(msg: &str) -> Result<T> {
    object::error::raise_fmt(&UNSUPPORTED, msg)
}

/// Is the pending exception an `io.UnsupportedOperation`?
pub fn pending_unsupported() -> bool {
    object::error::pending_is(&UNSUPPORTED)
}

/// `OSError` and `ValueError` have different layouts only on paper: the class is made as a class statement would.
fn unsupported_class() -> Result<()> {
    use object::gc::{Object, ValueExt};
    if UNSUPPORTED.try_get().is_some() {
        return Ok(());
    }
    let dict = object::Dict::new();
    dict.set_text("__module__", intern("io").value());
    let bases = object::seq::tuple(&[
        object::error::exc::OS_ERROR.get().value(),
        object::error::exc::VALUE_ERROR.get().value(),
    ]);
    let class = object::call::call(
        object::Class::class().value(),
        &[Str::new("UnsupportedOperation").value(), bases, dict.value()],
    )?;
    if let Some(c) = class.cast::<object::Class>() {
        UNSUPPORTED.set(c);
    }
    Ok(())
}

/// Calls a method by its name.
///
/// # Errors
/// What the method raises.
pub(crate) fn method(obj: Value, name: &str, args: &[Value]) -> Result<Value> {
    object::call::call_method(obj, intern(name), args)
}

fn create() -> Result<Gc<Module>> {
    let m = Module::new("_io");
    m.set_doc("The io module provides the Python interfaces to stream handling. The\nbuiltin open function is defined in this module.\n\nAt the top of the I/O hierarchy is the abstract base class IOBase. It\ndefines the basic interface to a stream. Note, however, that there is no\nseparation between reading and writing to streams; implementations are\nallowed to raise an OSError if they do not support a given operation.");
    unsupported_class()?;
    m.set("UnsupportedOperation", UNSUPPORTED.get());
    m.set("BlockingIOError", object::error::exc::BLOCKING_IO_ERROR.get());
    m.set("DEFAULT_BUFFER_SIZE", number::int(DEFAULT_BUFFER_SIZE as i64));
    for class in base::classes().into_iter().chain([
        fileio::class(),
        buffered_read::class(),
        buffered_write::class(),
        buffered_init::random_class(),
        rwpair::class(),
        bytesio::class(),
        bytesio::buffer_class(),
        newline::class(),
        stringio::class(),
        textio_init::class(),
    ]) {
        m.dict.set_str(class.name, class.value());
    }
    m.add_rows(open::ROWS);
    Ok(m)
}
