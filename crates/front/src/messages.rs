//! The code generator's errors as CPython's: class, message, line and columns.

use rustpython_codegen::error::{CodegenError, CodegenErrorType};

use crate::fault::{FaultKind, Place, SyntaxFault};

/// The fault that stands for `error`. The text of the line is left out: CPython looks for it in the file alone.
pub(crate) fn fault_of(error: &CodegenError) -> SyntaxFault {
    let msg = error.error.to_string();
    if matches!(error.error, CodegenErrorType::RecursionError) {
        return SyntaxFault::bare(FaultKind::RecursionError, msg);
    }
    let number =
        |place: &ruff_source_file::SourceLocation| (place.line.get() as i32, place.character_offset.get() as i32);
    let (lineno, offset) = error.location.as_ref().map_or((0, 0), number);
    let (end_lineno, end_offset) = error.end_location.as_ref().map_or((lineno, offset), number);
    SyntaxFault {
        kind: FaultKind::SyntaxError,
        msg,
        place: Some(Place { lineno, offset, end_lineno: Some(end_lineno), end_offset: Some(end_offset), text: None }),
        attempt: None,
    }
}
