//! From the front end's faults and warnings to Python's exceptions, and compiling source to code objects.

use front::{FaultKind, Mode, Options, Source, SyntaxFault};
use heap::Value;

use crate::ClassCell;
use crate::call::call_method;
use crate::code::Code;
use crate::error::{Raised, Result, SyntaxExc, exc, new_exception, pending_is, restore_pending, take_pending};
use crate::gc::{Gc, ValueExt};
use crate::hooks::hooks;
use crate::misc::none;
use crate::number::int;
use crate::seq::tuple;
use crate::strs::{Str, intern};

fn class_of_fault(kind: FaultKind) -> &'static ClassCell {
    match kind {
        FaultKind::SyntaxError => &exc::SYNTAX_ERROR,
        FaultKind::IndentationError => &exc::INDENTATION_ERROR,
        FaultKind::TabError => &exc::TAB_ERROR,
        FaultKind::IncompleteInputError => &exc::INCOMPLETE_INPUT_ERROR,
        FaultKind::ValueError => &exc::VALUE_ERROR,
        FaultKind::TypeError => &exc::TYPE_ERROR,
        FaultKind::MemoryError => &exc::MEMORY_ERROR,
        FaultKind::RecursionError => &exc::RECURSION_ERROR,
        FaultKind::OverflowError => &exc::OVERFLOW_ERROR,
        FaultKind::SystemError => &exc::SYSTEM_ERROR,
    }
}

/// A line of the file with this name, with its newline. The code generator does not know the text that it compiles, so
/// that CPython, too, looks for it in the file alone.
fn line_of_file(filename: Value, lineno: i32) -> Option<String> {
    use std::os::unix::ffi::OsStrExt;
    let name = filename.cast::<Str>()?;
    let bytes = name.as_bytes();
    if lineno < 1 || bytes.starts_with(b"<") {
        return None;
    }
    let source = std::fs::read(std::ffi::OsStr::from_bytes(bytes)).ok()?;
    let text = front::decode::decode(&source, None, Some(&decode_by_codec)).ok()?;
    let text = front::decode::universal_newlines(&text);
    text.split_inclusive('\n').nth(lineno as usize - 1).map(str::to_owned)
}

/// The exception that a fault becomes, with all attributes.
#[must_use]
pub fn exception_of(fault: &SyntaxFault, filename: Value) -> Value {
    let class = class_of_fault(fault.kind).get();
    let msg = Str::new(&fault.msg).value();
    let Some(place) = fault.place.as_ref().filter(|_| fault.kind.has_place()) else {
        return new_exception(class, &[msg]).value();
    };
    let number = |n: Option<i32>| n.map_or_else(none, |n| int(i64::from(n)));
    let from_file = || if fault.attempt.is_none() { line_of_file(filename, place.lineno) } else { None };
    let text = place.text.clone().or_else(from_file).map_or_else(none, |t| Str::new(&t).value());
    let (lineno, offset) = (number(Some(place.lineno)), number(Some(place.offset)));
    let (end_lineno, end_offset) = (number(place.end_lineno), number(place.end_offset));
    let details = tuple(&[filename, lineno, offset, text, end_lineno, end_offset]);
    let e = new_exception(class, &[msg, details]);
    // SAFETY: the classes of faults that have a place are SyntaxError and its subclasses.
    let mut s = unsafe { e.cast::<SyntaxExc>() };
    s.msg = Some(msg);
    s.filename = Some(filename);
    s.lineno = Some(lineno);
    s.offset = Some(offset);
    s.text = Some(text);
    s.end_lineno = Some(end_lineno);
    s.end_offset = Some(end_offset);
    s.metadata = fault.attempt.as_ref().map(|a| {
        let source = a.source.as_ref().map_or_else(none, |t| Str::new(t).value());
        tuple(&[int(i64::from(a.lineno)), int(i64::from(a.col_offset)), source])
    });
    e.value()
}

/// Raises what a fault becomes.
#[cold]
#[must_use]
pub fn raise_fault(fault: &SyntaxFault, filename: Value) -> Raised {
    let e = exception_of(fault, filename);
    match e.cast::<crate::error::BaseException>() {
        Some(e) => crate::error::set_pending(e),
        None => restore_pending(e),
    }
}

/// Issues the front end's warnings; one that a filter turns into an error becomes a `SyntaxError` at its place.
///
/// # Errors
/// That `SyntaxError`, or what the warnings machinery raises.
pub fn issue_warnings(warnings: &[front::compile::SyntaxWarning], filename: Value) -> Result<()> {
    for w in warnings {
        let module = (hooks().import)(intern("_warnings"), None, None, none(), 0)?;
        let category = exc::SYNTAX_WARNING.get().value();
        let args = [Str::new(&w.message).value(), category, filename, int(i64::from(w.lineno))];
        if let Err(r) = call_method(module, intern("warn_explicit"), &args) {
            if !pending_is(&exc::SYNTAX_WARNING) {
                return Err(r);
            }
            let _ = take_pending();
            let place = front::fault::Place {
                lineno: w.lineno,
                offset: w.offset,
                end_lineno: Some(w.lineno),
                end_offset: None,
                text: None,
            };
            return Err(raise_fault(
                &SyntaxFault {
                    kind: FaultKind::SyntaxError,
                    // An error does not speak of the future.
                    msg: w.message.replace(" Such sequences will not work in the future.", ""),
                    place: Some(place),
                    attempt: None,
                },
                filename,
            ));
        }
    }
    Ok(())
}

/// Decodes source bytes through the codec registry, for encodings that the front end does not know itself.
pub fn decode_by_codec(encoding: &str, bytes: &[u8]) -> std::result::Result<String, String> {
    let attempt = || -> Result<Value> {
        let module = (hooks().import)(intern("_codecs"), None, None, none(), 0)?;
        let args = [crate::Bytes::new(bytes).value(), Str::new(encoding).value()];
        call_method(module, intern("decode"), &args)
    };
    match attempt() {
        Ok(v) => match v.cast::<Str>().and_then(|s| s.to_str()) {
            Some(t) => Ok(t.to_owned()),
            None => Err(format!("decoder for {encoding} returned no text")),
        },
        Err(_) => {
            let e = take_pending();
            let text = crate::repr::str_of(e).map(|s| s.to_string());
            if text.is_err() {
                let _ = take_pending();
            }
            Err(text.unwrap_or_default())
        }
    }
}

/// Compiles source to a code object; warnings are issued.
///
/// # Errors
/// `SyntaxError` and whatever else a fault becomes; what warnings raise.
pub fn compile_source(source: Source<'_>, filename: Gc<Str>, mode: Mode, options: &Options<'_>) -> Result<Gc<Code>> {
    let options = Options { decoder: Some(&decode_by_codec), ..options.clone() };
    match front::compile(source, &filename.to_string_lossy(), mode, &options) {
        Ok(compiled) => {
            issue_warnings(&compiled.warnings, filename.value())?;
            Ok(Code::new(compiled.code))
        }
        Err(fault) => Err(raise_fault(&fault, filename.value())),
    }
}
