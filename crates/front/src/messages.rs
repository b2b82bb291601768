//! The library's compile errors as CPython's: class, message, line and columns.

use rustpython_codegen::error::CodegenErrorType;
use rustpython_compiler::CompileError;
use rustpython_compiler::parser::{LexicalErrorType, ParseErrorType};

use crate::compile::{Mode, Options, is_recursion};
use crate::fault::{FaultKind, Place, SyntaxFault};

/// CPython's words for source that its parser gives up on.
const TOO_COMPLEX: &str = "Parser stack overflowed - Python source too complex to parse";

/// The fault that stands for `error`, which compiling `text` gave.
pub(crate) fn fault_of(error: CompileError, text: &str, mode: Mode, options: &Options<'_>) -> SyntaxFault {
    if is_recursion(&error) {
        return SyntaxFault::bare(FaultKind::MemoryError, TOO_COMPLEX);
    }
    let kind = kind_of(&error);
    let (line, offset) = error.python_location();
    let (end_line, end_offset) = error.python_end_location().unwrap_or((line, offset));
    let msg = match &error {
        CompileError::Parse(error) => error.error.to_string(),
        CompileError::Codegen(error) => error.error.to_string(),
    };
    let incomplete = match &error {
        CompileError::Parse(error) => error.is_unclosed_bracket || error.is_unclosed_string,
        CompileError::Codegen(_) => false,
    };
    let kind = if options.allow_incomplete_input && (incomplete || msg == "incomplete input") {
        FaultKind::IncompleteInputError
    } else {
        kind
    };
    SyntaxFault {
        kind,
        msg,
        place: Some(Place {
            lineno: line as i32,
            offset: offset as i32,
            end_lineno: Some(end_line as i32),
            end_offset: Some(end_offset as i32),
            text: line_text(text, line, mode),
        }),
    }
}

fn kind_of(error: &CompileError) -> FaultKind {
    match error {
        CompileError::Parse(error) => match &error.error {
            ParseErrorType::UnexpectedIndentation
            | ParseErrorType::Lexical(LexicalErrorType::IndentationError) => FaultKind::IndentationError,
            ParseErrorType::OtherError(msg) if msg.starts_with("expected an indented block") => {
                FaultKind::IndentationError
            }
            _ => FaultKind::SyntaxError,
        },
        CompileError::Codegen(error) => match &error.error {
            CodegenErrorType::RecursionError => FaultKind::RecursionError,
            _ => FaultKind::SyntaxError,
        },
    }
}

/// The line with this number, with its newline; text compiled as a file gets one if it has none.
fn line_text(text: &str, line: usize, mode: Mode) -> Option<String> {
    let found = text.split_inclusive('\n').nth(line.checked_sub(1)?)?;
    let mut owned = found.to_owned();
    if mode == Mode::Exec && !owned.ends_with('\n') {
        owned.push('\n');
    }
    Some(owned)
}
