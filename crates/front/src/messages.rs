//! The code generator's errors as CPython's: class, message, line and columns.

use rustpython_codegen::error::CodegenErrorType;
use rustpython_compiler::CompileError;

use crate::fault::{FaultKind, Place, SyntaxFault};

/// The fault that stands for `error`. The text of the line is left out: CPython looks for it in the file alone.
pub(crate) fn fault_of(error: CompileError) -> SyntaxFault {
    if let CompileError::Codegen(error) = &error
        && matches!(error.error, CodegenErrorType::RecursionError)
    {
        return SyntaxFault::bare(FaultKind::RecursionError, error.error.to_string());
    }
    let (line, offset) = error.python_location();
    let (end_line, end_offset) = error.python_end_location().unwrap_or((line, offset));
    let msg = match &error {
        CompileError::Parse(error) => error.error.to_string(),
        CompileError::Codegen(error) => error.error.to_string(),
    };
    SyntaxFault {
        kind: FaultKind::SyntaxError,
        msg,
        place: Some(Place {
            lineno: line as i32,
            offset: offset as i32,
            end_lineno: Some(end_line as i32),
            end_offset: Some(end_offset as i32),
            text: None,
        }),
        statement: None,
    }
}
