//! The rows that `_tokenize.TokenizerIter` gives: what `tokenize` shows of a source.

use crate::compile::on_big_stack;
use crate::fault::{FaultKind, Place, SyntaxFault};
use crate::syntax::lexer::{Done, LexOptions, Lexer};
use crate::syntax::token::{Kind, Token};

/// One token. Lines count from 1, columns from 0 in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The number in `token.py`; operators are all `OP` if the extra tokens are asked for.
    pub kind: u8,
    pub string: String,
    pub start: (i32, i32),
    pub end: (i32, i32),
    /// The line, or the lines of a token that spans several.
    pub line: String,
}

/// The tokens of a source, and the fault that ended them, if one did.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    pub rows: Vec<Row>,
    pub fault: Option<SyntaxFault>,
    pub warnings: Vec<crate::SyntaxWarning>,
}

/// A source with newlines as the lexer wants them, and what that changed.
struct Prepared {
    text: String,
    /// The text had no newline at its end.
    implicit_newline: bool,
    /// Lines (from 0) that ended in `\r\n`.
    carriage_returns: Vec<bool>,
}

fn prepare(source: &str) -> Prepared {
    let carriage_returns = source.split_inclusive('\n').map(|line| line.ends_with("\r\n")).collect();
    let mut text = source.replace("\r\n", "\n");
    let implicit_newline = !text.is_empty() && !text.ends_with('\n');
    if implicit_newline {
        text.push('\n');
    }
    Prepared { text, implicit_newline, carriage_returns }
}

/// Reads all tokens. `extra_tokens` asks for comments and blank newlines too, and for leniency with brackets.
pub fn tokenize(source: &str, extra_tokens: bool) -> Rows {
    if source.is_empty() && !extra_tokens {
        return Rows::default();
    }
    on_big_stack(|| {
        let prepared = prepare(source);
        let mut lexer = Lexer::new(&prepared.text, LexOptions { extra_tokens, type_comments: false });
        let mut found = Rows::default();
        loop {
            let token = lexer.token();
            if token.kind == Kind::ErrorToken {
                found.fault = Some(fault(&mut lexer));
                break;
            }
            let last = token.kind == Kind::EndMarker;
            let row = row(&lexer, &prepared, &token, extra_tokens);
            match row.string == "<>" && token.kind == Kind::NotEqual {
                // One token to the parser alone, which has more to say about it.
                true => found.rows.extend(halves(row)),
                false => found.rows.push(row),
            }
            if last {
                break;
            }
        }
        found.warnings = lexer.warnings;
        found
    })
}

/// Characters between two offsets of one line.
fn characters(text: &str, from: usize, to: usize) -> i32 {
    text.get(from..to).map_or(-1, |between| between.chars().count() as i32)
}

/// The two operators of `<>`.
fn halves(row: Row) -> [Row; 2] {
    let (line, column) = row.start;
    let half = |text: &str, from: i32| Row {
        kind: Kind::Op as u8,
        string: text.to_owned(),
        start: (line, from),
        end: (line, from + 1),
        line: row.line.clone(),
    };
    [half("<", column), half(">", column + 1)]
}

fn row(lexer: &Lexer<'_>, prepared: &Prepared, token: &Token, extra_tokens: bool) -> Row {
    let text = &prepared.text;
    let trailing = token.kind == Kind::EndMarker || (token.kind == Kind::Dedent && lexer.done == Done::Eof);
    let at_end = lexer.inp == text.len() && prepared.implicit_newline;
    let line_start = token.line_start;
    let mut line = String::new();
    if !(extra_tokens && trailing) {
        let end = if at_end { lexer.inp.saturating_sub(1).max(line_start) } else { lexer.inp };
        line = with_carriage_returns(&text[line_start..end], token.lineno, prepared);
    }
    let (mut start, mut end) = (-1, -1);
    if token.col >= 0 {
        start = characters(text, line_start, token.start);
    }
    if token.end_col >= 0 {
        end = characters(text, lexer.line_start, token.end);
    }
    let (mut lineno, mut end_lineno) = (token.lineno, token.end_lineno);
    let mut string = if token.col >= 0 { text[token.start..token.end].to_owned() } else { String::new() };
    let mut kind = token.kind as u8;
    if extra_tokens {
        if trailing {
            (lineno, end_lineno, start, end) = (lineno + 1, end_lineno + 1, 0, 0);
            string.clear();
        }
        if token.kind.is_operator() {
            kind = Kind::Op as u8;
        }
        if matches!(token.kind, Kind::Newline | Kind::Nl) {
            let returns = prepared.carriage_returns.get(token.lineno as usize - 1) == Some(&true);
            end += i32::from(returns);
            string = match (at_end, returns) {
                (true, _) => String::new(),
                (false, true) => "\r\n".to_owned(),
                (false, false) => "\n".to_owned(),
            };
        }
    }
    if !extra_tokens && token.kind == Kind::Newline {
        // Only with the extra tokens is the newline itself part of the token. A comment before it always is.
        string.pop();
        end -= 1;
    }
    Row { kind, string, start: (lineno, start), end: (end_lineno, end), line }
}

/// Puts back the `\r` of the lines that had one.
fn with_carriage_returns(lines: &str, first: i32, prepared: &Prepared) -> String {
    let mut out = String::with_capacity(lines.len());
    for (number, line) in lines.split_inclusive('\n').enumerate() {
        let returns = prepared.carriage_returns.get(number + first as usize - 1) == Some(&true);
        match line.strip_suffix('\n') {
            Some(body) if returns => {
                out.push_str(body);
                out.push_str("\r\n");
            }
            _ => out.push_str(line),
        }
    }
    out
}

fn fault(lexer: &mut Lexer<'_>) -> SyntaxFault {
    if let Some(fault) = lexer.fault.take() {
        return fault;
    }
    let (kind, msg) = match lexer.done {
        Done::Dedent => (FaultKind::IndentationError, "unindent does not match any outer indentation level"),
        Done::TooDeep => (FaultKind::IndentationError, "too many levels of indentation"),
        Done::TabSpace => (FaultKind::TabError, "inconsistent use of tabs and spaces in indentation"),
        Done::LineContinuation => (FaultKind::SyntaxError, "unexpected character after line continuation character"),
        _ => (FaultKind::SyntaxError, "unexpected EOF in multi-line statement"),
    };
    let line = &lexer.text[lexer.buf..lexer.inp];
    let offset = match lexer.done {
        Done::LineContinuation => (lexer.cur - lexer.buf) as i32 - 1,
        Done::Eof => (lexer.inp - lexer.buf) as i32,
        _ => -1,
    };
    let place = Place {
        lineno: lexer.lineno,
        offset: if offset < 0 { line.chars().count() as i32 } else { offset },
        end_lineno: None,
        end_offset: None,
        text: Some(line.to_owned()),
    };
    SyntaxFault { kind, msg: msg.to_owned(), place: Some(place), attempt: None }
}
