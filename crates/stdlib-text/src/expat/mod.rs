//! `pyexpat`: the event parser for XML, on libexpat.

mod handlers;
mod library;
mod parser;

use std::ffi::CStr;

use heap::{GcVec, Value};
use object::{Dict, Gc, List, Module, Result, Row, Str, native, none, number, seq};

use library::expat;

/// The errors of the library, from 1 on.
static ERRORS: [&str; 44] = [
    "XML_ERROR_NO_MEMORY",
    "XML_ERROR_SYNTAX",
    "XML_ERROR_NO_ELEMENTS",
    "XML_ERROR_INVALID_TOKEN",
    "XML_ERROR_UNCLOSED_TOKEN",
    "XML_ERROR_PARTIAL_CHAR",
    "XML_ERROR_TAG_MISMATCH",
    "XML_ERROR_DUPLICATE_ATTRIBUTE",
    "XML_ERROR_JUNK_AFTER_DOC_ELEMENT",
    "XML_ERROR_PARAM_ENTITY_REF",
    "XML_ERROR_UNDEFINED_ENTITY",
    "XML_ERROR_RECURSIVE_ENTITY_REF",
    "XML_ERROR_ASYNC_ENTITY",
    "XML_ERROR_BAD_CHAR_REF",
    "XML_ERROR_BINARY_ENTITY_REF",
    "XML_ERROR_ATTRIBUTE_EXTERNAL_ENTITY_REF",
    "XML_ERROR_MISPLACED_XML_PI",
    "XML_ERROR_UNKNOWN_ENCODING",
    "XML_ERROR_INCORRECT_ENCODING",
    "XML_ERROR_UNCLOSED_CDATA_SECTION",
    "XML_ERROR_EXTERNAL_ENTITY_HANDLING",
    "XML_ERROR_NOT_STANDALONE",
    "XML_ERROR_UNEXPECTED_STATE",
    "XML_ERROR_ENTITY_DECLARED_IN_PE",
    "XML_ERROR_FEATURE_REQUIRES_XML_DTD",
    "XML_ERROR_CANT_CHANGE_FEATURE_ONCE_PARSING",
    "XML_ERROR_UNBOUND_PREFIX",
    "XML_ERROR_UNDECLARING_PREFIX",
    "XML_ERROR_INCOMPLETE_PE",
    "XML_ERROR_XML_DECL",
    "XML_ERROR_TEXT_DECL",
    "XML_ERROR_PUBLICID",
    "XML_ERROR_SUSPENDED",
    "XML_ERROR_NOT_SUSPENDED",
    "XML_ERROR_ABORTED",
    "XML_ERROR_FINISHED",
    "XML_ERROR_SUSPEND_PE",
    "XML_ERROR_RESERVED_PREFIX_XML",
    "XML_ERROR_RESERVED_PREFIX_XMLNS",
    "XML_ERROR_RESERVED_NAMESPACE_URI",
    "XML_ERROR_INVALID_ARGUMENT",
    "XML_ERROR_NO_BUFFER",
    "XML_ERROR_AMPLIFICATION_LIMIT_BREACH",
    "XML_ERROR_NOT_STARTED",
];

static MODEL: [(&str, i64); 10] = [
    ("XML_CTYPE_EMPTY", 1),
    ("XML_CTYPE_ANY", 2),
    ("XML_CTYPE_MIXED", 3),
    ("XML_CTYPE_NAME", 4),
    ("XML_CTYPE_CHOICE", 5),
    ("XML_CTYPE_SEQ", 6),
    ("XML_CQUANT_NONE", 0),
    ("XML_CQUANT_OPT", 1),
    ("XML_CQUANT_REP", 2),
    ("XML_CQUANT_PLUS", 3),
];

/// The library's text for an error; empty for a number that it does not know.
fn error_text(code: i32) -> Option<Gc<Str>> {
    // SAFETY: the texts are static.
    unsafe {
        let p = (expat().error_string)(code);
        if p.is_null() { None } else { Some(Str::new(&CStr::from_ptr(p).to_string_lossy())) }
    }
}

fn error_string(code: i32) -> Value {
    error_text(code).map_or_else(none, Gc::value)
}

static ROWS: &[Row] = &[
    Row::function(
        "ParserCreate($module, /, encoding=None, namespace_separator=None, intern=<unrepresentable>)",
        native(parser::create),
    )
    .doc("Return a new XML parser object."),
    Row::function("ErrorString($module, code, /)", native(error_string)).doc("Returns string error for given number."),
];

/// Makes a submodule known to the import system.
fn add_submodule(m: Gc<Module>, name: &str, full: &str, sub: Gc<Module>) -> Result<()> {
    m.set(name, sub);
    object::ops::setitem(object::import::modules()?, Str::new(full).value(), sub.value())
}

fn errors(m: Gc<Module>) -> Result<()> {
    let sub = Module::new("pyexpat.errors");
    sub.set_doc("Constants used to describe error conditions.");
    let (codes, messages) = (Dict::new(), Dict::new());
    for (i, name) in ERRORS.iter().enumerate() {
        let code = i as i32 + 1;
        // Older versions of the library know fewer.
        let Some(text) = error_text(code) else { continue };
        sub.set(name, text);
        codes.set(text.value(), number::int(i64::from(code)))?;
        messages.set(number::int(i64::from(code)), text.value())?;
    }
    sub.set("codes", codes);
    sub.set("messages", messages);
    add_submodule(m, "errors", "pyexpat.errors", sub)
}

fn model(m: Gc<Module>) -> Result<()> {
    let sub = Module::new("pyexpat.model");
    sub.set_doc("Constants used to interpret content model information.");
    for (name, n) in MODEL {
        sub.set(name, number::int(n));
    }
    add_submodule(m, "model", "pyexpat.model", sub)
}

/// The compiled-in features: pairs of name and value.
fn features() -> Gc<List> {
    let mut all = GcVec::new();
    // SAFETY: the list is static and ends with an item of kind 0.
    unsafe {
        let mut p = (expat().features)();
        while (*p).kind != 0 {
            let name = Str::new(&CStr::from_ptr((*p).name).to_string_lossy());
            all.push(seq::tuple(&[name.value(), number::int((*p).value)]));
            p = p.add(1);
        }
    }
    List::new(all)
}

/// Creates the module.
///
/// # Errors
/// `ImportError` if the system has no libexpat.
pub fn create() -> Result<Gc<Module>> {
    if let Err(why) = library::open() {
        return object::error::raise_fmt(&object::error::exc::IMPORT_ERROR, why);
    }
    let m = Module::new("pyexpat");
    m.set_doc("Python wrapper for Expat parser.");
    m.add_rows(ROWS);
    let (class, error) = parser::classes();
    m.set("XMLParserType", class);
    m.set("ExpatError", error);
    m.set("error", error);
    m.set("native_encoding", Str::new("UTF-8"));
    // SAFETY: the text is static.
    let version = unsafe { CStr::from_ptr((expat().version)()) }.to_string_lossy().into_owned();
    let numbers = version.trim_start_matches("expat_").split('.').map(|n| n.parse::<i64>().unwrap_or(0));
    m.set("version_info", seq::tuple(&numbers.map(number::int).collect::<GcVec<Value>>()));
    m.set("EXPAT_VERSION", Str::new(&version));
    m.set("features", features());
    for (i, name) in ["NEVER", "UNLESS_STANDALONE", "ALWAYS"].iter().enumerate() {
        m.set(&format!("XML_PARAM_ENTITY_PARSING_{name}"), number::int(i as i64));
    }
    errors(m)?;
    model(m)?;
    Ok(m)
}
