//! The `_json` module: the scanner and the encoder behind `json.loads` and `json.dumps`.

mod encode;
mod scan;

use object::class::ClassFlags;
use object::gc::ValueExt;
use object::repr::type_name;
use object::{ClassBuilder, Gc, Module, Result, Row, Str, Value, native, number};

pub use encode::Encoder;
pub use scan::Scanner;

fn scanstring(string: Value, end: isize, strict: Option<bool>) -> Result<Value> {
    let Some(s) = string.cast::<Str>() else {
        return object::raise_type!("first argument must be a string, not {}", type_name(string));
    };
    if end < 0 || end as usize > s.char_len() {
        return object::value_error("end is out of bounds");
    }
    let at = s.byte_offset(end as usize);
    let (text, next) = scan::string(s, at, strict.unwrap_or(true))?;
    Ok(object::seq::tuple(&[text.value(), number::int(s.char_index(next) as i64)]))
}
fn basestring(object: Value, ascii: bool) -> Result<Gc<Str>> {
    let Some(s) = object.cast::<Str>() else {
        return object::raise_type!("first argument must be a string, not {}", type_name(object));
    };
    let mut out = Vec::with_capacity(s.byte_len() + 2);
    encode::push_string(&mut out, s, ascii);
    // SAFETY: WTF-8 with ASCII escapes.
    Ok(unsafe { Str::from_bytes_unchecked(&out) })
}
fn encode_basestring(object: Value) -> Result<Gc<Str>> {
    basestring(object, false)
}
fn encode_basestring_ascii(object: Value) -> Result<Gc<Str>> {
    basestring(object, true)
}

static ROWS: &[Row] = &[
    Row::function("scanstring($module, string, end, strict=True, /)", native(scanstring)),
    Row::function("encode_basestring($module, object, /)", native(encode_basestring))
        .doc("Return a JSON representation of a Python string"),
    Row::function("encode_basestring_ascii($module, object, /)", native(encode_basestring_ascii))
        .doc("Return an ASCII-only JSON representation of a Python string"),
];

/// The module `_json`.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_json");
    m.set_doc("json speedups\n");
    m.add_rows(ROWS);
    let scanner = ClassBuilder::new::<Scanner>("_json.Scanner")
        .flags(ClassFlags::BASETYPE)
        .doc("JSON scanner object")
        .rows(&[scan::ROWS])
        .build();
    let encoder = ClassBuilder::new::<Encoder>("_json.Encoder")
        .flags(ClassFlags::BASETYPE)
        .doc(
            "Encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)",
        )
        .rows(&[encode::ROWS])
        .build();
    m.set("make_scanner", scanner.value());
    m.set("make_encoder", encoder.value());
    Ok(m)
}
