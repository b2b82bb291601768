//! A syntax error as plain data: what `SyntaxError.args` will hold, and which exception class to raise.

/// The exception that a fault becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    SyntaxError,
    IndentationError,
    TabError,
    /// `_IncompleteInputError`, which only `codeop` asks for.
    IncompleteInputError,
    ValueError,
    TypeError,
    MemoryError,
    RecursionError,
    OverflowError,
    SystemError,
}

impl FaultKind {
    /// The class's name in `builtins`.
    pub fn name(self) -> &'static str {
        match self {
            FaultKind::SyntaxError => "SyntaxError",
            FaultKind::IndentationError => "IndentationError",
            FaultKind::TabError => "TabError",
            FaultKind::IncompleteInputError => "_IncompleteInputError",
            FaultKind::ValueError => "ValueError",
            FaultKind::TypeError => "TypeError",
            FaultKind::MemoryError => "MemoryError",
            FaultKind::RecursionError => "RecursionError",
            FaultKind::OverflowError => "OverflowError",
            FaultKind::SystemError => "SystemError",
        }
    }

    /// Whether the exception is a `SyntaxError` or one of its subclasses, so that it carries a place.
    pub fn has_place(self) -> bool {
        use FaultKind::*;
        matches!(self, SyntaxError | IndentationError | TabError | IncompleteInputError)
    }
}

/// Where a fault lies: the attributes of `SyntaxError` of the same names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// From 1; 0 where CPython says 0.
    pub lineno: i32,
    /// From 1, in characters.
    pub offset: i32,
    pub end_lineno: Option<i32>,
    pub end_offset: Option<i32>,
    /// The line of the source, as far as it is known.
    pub text: Option<String>,
}

/// How far a parser came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attempt {
    /// Line and column of the compound statement that was read last; zeros if there was none.
    pub lineno: i32,
    pub col_offset: i32,
    /// The whole source, unless it can be read again from a file.
    pub source: Option<String>,
}

/// Why a source cannot be compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxFault {
    pub kind: FaultKind,
    pub msg: String,
    pub place: Option<Place>,
    /// Of faults in parsing, what `SyntaxError._metadata` tells the library's `traceback`, which tries other words there.
    pub attempt: Option<Attempt>,
}

impl SyntaxFault {
    /// A fault without a place: `SyntaxError("source code string cannot contain null bytes")`.
    pub fn bare(kind: FaultKind, msg: impl Into<String>) -> Self {
        SyntaxFault { kind, msg: msg.into(), place: None, attempt: None }
    }
}

impl std::fmt::Display for SyntaxFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.kind.name(), self.msg)?;
        match &self.place {
            Some(place) => write!(f, " (line {}, column {})", place.lineno, place.offset),
            None => Ok(()),
        }
    }
}

impl std::error::Error for SyntaxFault {}
