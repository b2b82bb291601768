//! Faults, and the two passes that find them.

use super::lexer::Done;
use super::parser::{E, Fail, Parse, Parser, R, Span, Stopped};
use super::token::{Kind, Token};
use crate::compile::SyntaxWarning;
use crate::fault::{Attempt, FaultKind, Place, SyntaxFault};

/// In place of an end: where the tokenizer stands.
const CURRENT_POS: i32 = -5;

impl Parser<'_> {
    /// Records a fault whose columns are those of CPython's `SyntaxError` already, but in bytes.
    pub(super) fn raise(&mut self, kind: FaultKind, at: (i32, i32, i32, i32), msg: String) -> Fail {
        if self.fault.is_some() {
            return Fail::Raised;
        }
        let (lineno, col, mut end_lineno, mut end_col) = at;
        if end_lineno == CURRENT_POS {
            end_lineno = self.lexer.lineno;
        }
        if end_col == CURRENT_POS {
            end_col = (self.lexer.cur - self.lexer.line_start) as i32;
        }
        let text = self.error_line(lineno);
        let offset = characters(&text, col);
        let end_offset = if end_col > 0 { characters(&text, end_col) } else { end_col };
        let place =
            Place { lineno, offset, end_lineno: Some(end_lineno), end_offset: Some(end_offset), text: Some(text) };
        self.fault = Some(SyntaxFault { kind, msg, place: Some(place), attempt: None });
        Fail::Raised
    }

    /// The line as CPython finds it: from the tokenizer's buffer if that holds it, otherwise from the text.
    pub(super) fn error_line(&self, lineno: i32) -> String {
        let lexer = &self.lexer;
        if lexer.lineno <= lineno && lexer.inp > lexer.line_start {
            return lexer.text[lexer.line_start..lexer.inp].to_owned();
        }
        let wanted = usize::try_from(lineno - 1).unwrap_or(0);
        lexer.text.split('\n').nth(wanted).unwrap_or_default().to_owned()
    }

    pub(super) fn raise_between(&mut self, at: (i32, i32, i32, i32), msg: String) -> Fail {
        let shift = |col: i32| if col == CURRENT_POS { col } else { col + 1 };
        self.raise(FaultKind::SyntaxError, (at.0, shift(at.1), at.2, shift(at.3)), msg)
    }

    /// From the start of `a` to the end of `b`.
    pub(super) fn range(&mut self, a: &impl Span, b: &impl Span, msg: impl Into<String>) -> Fail {
        let ((line, col, ..), (_, _, end_line, end_col)) = (a.span(), b.span());
        self.raise_between((line, col, end_line, end_col), msg.into())
    }

    pub(super) fn known(&mut self, a: &impl Span, msg: impl Into<String>) -> Fail {
        self.range(a, a, msg)
    }

    /// From the start of `a` to where the tokenizer stands.
    pub(super) fn from(&mut self, a: &impl Span, msg: impl Into<String>) -> Fail {
        let (line, col, ..) = a.span();
        self.raise_between((line, col, CURRENT_POS, CURRENT_POS), msg.into())
    }

    pub(super) fn at_columns(&mut self, at: (i32, i32, i32, i32), msg: impl Into<String>) -> Fail {
        self.raise_between(at, msg.into())
    }

    /// At the last token that was read.
    pub(super) fn plain(&mut self, msg: impl Into<String>) -> Fail {
        self.at_token(FaultKind::SyntaxError, self.tokens.len().saturating_sub(1), msg.into())
    }

    /// At the token at the mark.
    pub(super) fn next_token(&mut self, msg: impl Into<String>) -> Fail {
        if let Err(Fail::Raised) = self.peek() {
            return Fail::Raised;
        }
        self.at_token(FaultKind::SyntaxError, self.mark, msg.into())
    }

    /// Raises if the syntax that was just read came with a version, Python 3.`minor`, later than the one asked for. `what`
    /// begins the message and ends in *is* or *are*.
    pub(super) fn since(&mut self, minor: i64, what: &str) -> R<()> {
        match self.options.feature_version {
            Some(asked) if asked < minor => {
                Err(self.plain(format!("{what} only supported in Python 3.{minor} and greater")))
            }
            _ => Ok(()),
        }
    }

    /// An `IndentationError` at the last token that was read.
    pub(super) fn indentation(&mut self, msg: impl Into<String>) -> Fail {
        self.at_token(FaultKind::IndentationError, self.tokens.len().saturating_sub(1), msg.into())
    }

    pub(super) fn at_token(&mut self, kind: FaultKind, index: usize, msg: String) -> Fail {
        if let Some(last) = self.tokens.last()
            && last.kind == Kind::ErrorToken
            && self.lexer.done == Done::Eof
        {
            if self.lexer.brackets.is_empty() {
                let token = self.tokens[self.tokens.len() - 1].clone();
                return self.at_columns_of(FaultKind::SyntaxError, &token, "unexpected EOF while parsing".to_owned());
            }
            return self.unclosed();
        }
        let Some(token) = self.tokens.get(index).cloned() else {
            return self.raise(kind, (0, 0, 0, -1), msg);
        };
        self.at_columns_of(kind, &token, msg)
    }

    pub(super) fn at_columns_of(&mut self, kind: FaultKind, token: &Token, msg: String) -> Fail {
        let lexer = &self.lexer;
        let col = match token.col {
            -1 if lexer.cur == lexer.buf => 0,
            -1 => (lexer.cur - lexer.line_start) as i32,
            col => col + 1,
        };
        let end_col = if token.end_col == -1 { -1 } else { token.end_col + 1 };
        self.raise(kind, (token.lineno, col, token.end_lineno, end_col), msg)
    }

    pub(super) fn unclosed(&mut self) -> Fail {
        let Some((bracket, line, col)) = self.lexer.brackets.last().copied() else { return Fail::No };
        self.raise_between((line, col, line, -1), format!("'{}' was never closed", char::from(bracket)))
    }

    /// The fault of a token that could not be read.
    pub(super) fn tokenizer_fault(&mut self) -> Fail {
        if let Some(fault) = self.lexer.fault.take() {
            self.fault.get_or_insert(fault);
            return Fail::Raised;
        }
        let lineno = self.lexer.lineno;
        match self.lexer.done {
            Done::Eof if !self.lexer.brackets.is_empty() => self.unclosed(),
            Done::Eof => self.plain("unexpected EOF while parsing"),
            Done::Dedent => self.indentation("unindent does not match any outer indentation level"),
            Done::TooDeep => {
                let msg = "too many levels of indentation".to_owned();
                self.raise(FaultKind::IndentationError, (lineno, 1, lineno, 0), msg)
            }
            Done::TabSpace => {
                let msg = "inconsistent use of tabs and spaces in indentation".to_owned();
                self.raise(FaultKind::TabError, (lineno, 1, lineno, 0), msg)
            }
            _ => {
                let col = (self.lexer.cur - self.lexer.buf) as i32 - 1;
                let msg = "unexpected character after line continuation character";
                self.raise_between((lineno, col.max(0), lineno, -1), msg.to_owned())
            }
        }
    }

    // The two passes

    /// Parses the whole text.
    pub fn run(mut self, rule: impl Fn(&mut Self) -> Result<E, Stopped>) -> Parse {
        if let Ok(tree) = rule(&mut self) {
            return Parse { tree: Ok(tree), warnings: self.into_warnings() };
        }
        if self.options.allow_incomplete_input && matches!(self.lexer.done, Done::Eof | Done::EofInString) {
            self.fault = None;
            if let Some(last) = self.tokens.last().cloned() {
                self.at_columns_of(FaultKind::IncompleteInputError, &last, "incomplete input".to_owned());
            }
            return self.failed();
        }
        if self.fault.is_some() {
            let has_place = self.fault.as_ref().is_some_and(|fault| fault.kind.has_place());
            if has_place && self.lexer.done == Done::No {
                self.check_rest();
            }
            return self.failed();
        }
        let last = self.tokens.last().cloned();
        self.mark = 0;
        self.invalid = true;
        self.memory.iter_mut().for_each(Vec::clear);
        // The text is known to be invalid: whatever the second pass does, a fault comes of it.
        let _ = rule(&mut self);
        self.settle(last);
        self.failed()
    }

    pub(super) fn settle(&mut self, last: Option<Token>) {
        if let Some(fault) = &self.fault {
            if fault.kind.has_place() && self.lexer.done == Done::No {
                self.check_rest();
            }
            return;
        }
        let Some(last) = last else {
            self.plain("error at start before reading any input");
            return;
        };
        match last.kind {
            Kind::ErrorToken if self.lexer.done == Done::Eof => {
                if self.lexer.brackets.is_empty() {
                    self.plain("unexpected EOF while parsing");
                } else {
                    self.unclosed();
                }
            }
            Kind::Indent => {
                self.indentation("unexpected indent");
            }
            Kind::Dedent => {
                self.indentation("unexpected unindent");
            }
            Kind::NotEqual if self.text_of(&last) == "<>" => {
                let before = self.tokens.len().checked_sub(2).map(|index| self.tokens[index].kind);
                if before.is_some_and(ends_expression) {
                    self.known(&last, "invalid syntax.  Maybe you meant '!=' instead of '<>'?");
                } else {
                    // Where no comparison can stand, only the first of the two characters is pointed at.
                    let at = (last.lineno, last.col, last.lineno, last.col + 1);
                    self.at_columns(at, "invalid syntax");
                }
                self.check_rest();
            }
            _ => {
                self.known(&last, "invalid syntax");
                self.check_rest();
            }
        }
    }

    /// Reads the remaining tokens: a tokenizer's error or an unclosed bracket before the fault explains more than it.
    pub(super) fn check_rest(&mut self) {
        let fault = self.fault.take();
        let line = self.tokens.last().map_or(0, |token| token.lineno);
        loop {
            match self.lexer.token().kind {
                Kind::ErrorToken => {
                    if let Some(found) = self.lexer.fault.take() {
                        self.fault = Some(found);
                    } else if let Some((_, open_line, _)) = self.lexer.brackets.last()
                        && line > *open_line
                    {
                        self.unclosed();
                    }
                    break;
                }
                Kind::EndMarker => break,
                _ => {}
            }
        }
        // What the tokenizer finds further on in an f-string comes of the fault in its expression.
        if self.fault.is_none() || !self.lexer.modes.is_empty() {
            self.fault = fault;
        }
    }

    pub(super) fn into_warnings(self) -> Vec<SyntaxWarning> {
        let mut warnings = self.lexer.warnings;
        warnings.extend(self.string_warnings);
        warnings
    }

    pub(super) fn failed(mut self) -> Parse {
        let fault = self.fault.take().map(|mut fault| {
            if fault.kind.has_place() {
                let (lineno, col_offset) = self.statement;
                fault.attempt = Some(Attempt { lineno, col_offset, source: None });
            }
            fault
        });
        let fault = fault.unwrap_or_else(|| SyntaxFault::bare(FaultKind::SyntaxError, "invalid syntax"));
        Parse { tree: Err(fault), warnings: self.into_warnings() }
    }
}

/// How many characters the first `bytes` bytes of a line are, counting one past its end as one more.
fn characters(line: &str, bytes: i32) -> i32 {
    let Ok(bytes) = usize::try_from(bytes) else { return bytes };
    let bytes = bytes.min(line.len() + 1);
    let mut inside = bytes.min(line.len());
    // A cut character counts as one.
    let mut cut = 0;
    while !line.is_char_boundary(inside) {
        inside -= 1;
        cut = 1;
    }
    (line[..inside].chars().count() + cut + (bytes - bytes.min(line.len()))) as i32
}

/// Whether an operator may follow a token of this kind.
fn ends_expression(kind: Kind) -> bool {
    use Kind::*;
    matches!(kind, Name | Number | String | RPar | RSqb | RBrace | Ellipsis | FStringEnd | TStringEnd)
}
