//! `stderrprinter`: what `sys.stderr` is before `io` can be imported, so that what start-up has to tell is heard.

use std::io::Write;

use heap::{Head, Value};
use object::class::ClassFlags;
use object::gc::Object;
use object::{ClassBuilder, Gc, Row, native, none, object_type};

#[repr(C)]
struct Printer {
    head: Head,
    fd: i32,
}
object_type!(leaf Printer);

fn write(_this: Gc<Printer>, text: object::Gc<object::Str>) -> i64 {
    // Nobody could be told that the write failed.
    let _ = std::io::stderr().write_all(text.to_string().as_bytes());
    text.char_len() as i64
}

fn flush(_this: Gc<Printer>) {}

fn fileno(this: Gc<Printer>) -> i32 {
    this.fd
}

fn isatty(this: Gc<Printer>) -> bool {
    // SAFETY: asking whether a descriptor is a terminal has no precondition.
    unsafe { libc::isatty(this.fd) != 0 }
}

fn closed(_this: Gc<Printer>) -> bool {
    false
}

fn encoding(_this: Gc<Printer>) -> Value {
    none()
}

fn mode(_this: Gc<Printer>) -> &'static str {
    "w"
}

static ROWS: &[Row] = &[
    Row::method("write($self, text, /)", native(write)),
    Row::method("flush($self, /)", native(flush)),
    Row::method("close($self, /)", native(flush)),
    Row::method("fileno($self, /)", native(fileno)),
    Row::method("isatty($self, /)", native(isatty)),
    Row::getter("closed", native(closed)),
    Row::getter("encoding", native(encoding)),
    Row::getter("mode", native(mode)),
];

/// The object, of which start-up makes one.
pub fn create() -> Value {
    let _ = ClassBuilder::new::<Printer>("stderrprinter").flags(ClassFlags::NO_INSTANTIATE).rows(&[ROWS]).build();
    Printer { head: Head { map: std::ptr::null() }, fd: 2 }.alloc().value()
}
