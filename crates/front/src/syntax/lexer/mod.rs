//! The tokenizer, with CPython's tokens, errors and warnings.
//!
//! Messages, columns and the `tokenize` module need exactly what CPython's tokenizer does, its errors above all: which of
//! several is found first, and what it is called.
//!
//! Terms: inside an f-string or t-string the lexer has a stack of *modes*; a mode is either in the middle of the literal
//! text or in a replacement field, where ordinary tokens are read.
//!
//! Invariant: the text holds no NUL (0 stands for the end of the text) and its lines end in `\n` only.

mod number;
mod operator;
mod string;

use super::token::{Kind, Token};
use crate::compile::SyntaxWarning;
use crate::fault::{FaultKind, Place, SyntaxFault};

const TAB_SIZE: i32 = 8;
const MAX_INDENT: usize = 100;
const MAX_LEVEL: usize = 200;
const MAX_STRING_LEVEL: usize = 150;
const MAX_FIELD_NESTING: i32 = 3;
const EOF: u8 = 0;

/// Why the lexer stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    No,
    Eof,
    /// End of text inside a string, which more text could close.
    EofInString,
    /// A fault with its own words was made.
    Error,
    Dedent,
    TooDeep,
    TabSpace,
    LineContinuation,
}

/// One f-string or t-string that is open.
#[derive(Clone, Debug)]
pub(super) struct Mode {
    /// Reading ordinary tokens of a replacement field.
    pub in_field: bool,
    quote: u8,
    quote_size: usize,
    raw: bool,
    /// `f` or `t`
    pub prefix: char,
    start: usize,
    first_line: i32,
    line_start: usize,
    bracket_depth: i32,
    field_depth: i32,
    pub in_format_spec: bool,
    in_debug: bool,
}

/// How the lexer is to behave.
#[derive(Clone, Copy, Debug, Default)]
pub struct LexOptions {
    /// `_tokenize`'s `extra_tokens`: comments and blank newlines are tokens, and brackets need not match.
    pub extra_tokens: bool,
    pub type_comments: bool,
}

/// The state of reading one text.
pub struct Lexer<'a> {
    pub text: &'a str,
    bytes: &'a [u8],
    options: LexOptions,
    pub cur: usize,
    /// End of the line that was read last.
    pub inp: usize,
    /// Start of what CPython keeps in its buffer: the current line, or the first line of a token that spans several.
    pub buf: usize,
    pub line_start: usize,
    pub lineno: i32,
    start: Option<usize>,
    first_lineno: i32,
    multi_line_start: usize,
    at_bol: bool,
    pub pendin: i32,
    pub indent: usize,
    indents: [(i32, i32); MAX_INDENT],
    /// Open brackets: character, line, column.
    pub brackets: Vec<(u8, i32, i32)>,
    pub(super) modes: Vec<Mode>,
    comment_newline: bool,
    pub done: Done,
    pub fault: Option<SyntaxFault>,
    pub warnings: Vec<SyntaxWarning>,
}

/// What stops the reading of a token; [`Lexer::done`] and [`Lexer::fault`] say why.
pub(super) struct Stop;

type Lex = Result<(Kind, Option<(usize, usize)>), Stop>;

fn starts_identifier(c: u8) -> bool {
    c.is_ascii_alphabetic() || c == b'_' || c >= 128
}

fn continues_identifier(c: u8) -> bool {
    c.is_ascii_alphanumeric() || c == b'_' || c >= 128
}

impl<'a> Lexer<'a> {
    pub fn new(text: &'a str, options: LexOptions) -> Self {
        Lexer {
            text,
            bytes: text.as_bytes(),
            options,
            cur: 0,
            inp: 0,
            buf: 0,
            line_start: 0,
            lineno: 0,
            start: None,
            first_lineno: 0,
            multi_line_start: 0,
            at_bol: true,
            pendin: 0,
            indent: 0,
            indents: [(0, 0); MAX_INDENT],
            brackets: Vec::new(),
            modes: Vec::new(),
            comment_newline: false,
            done: Done::No,
            fault: None,
            warnings: Vec::new(),
        }
    }

    /// The next token; an [`Kind::ErrorToken`] when [`Lexer::done`] says that there is none.
    pub fn token(&mut self) -> Token {
        let field = self.modes.last().is_none_or(|mode| mode.in_field);
        let read = if field { self.normal() } else { self.string_middle() };
        let (kind, span) = read.unwrap_or((Kind::ErrorToken, None));
        self.placed(kind, span)
    }

    fn placed(&self, kind: Kind, span: Option<(usize, usize)>) -> Token {
        let spans_lines = matches!(
            kind,
            Kind::String | Kind::FStringMiddle | Kind::TStringMiddle | Kind::FStringEnd | Kind::TStringEnd
        );
        let lineno = if spans_lines { self.first_lineno } else { self.lineno };
        let line_start = if spans_lines { self.multi_line_start } else { self.line_start };
        let (mut col, mut end_col) = (-1, -1);
        let (start, end) = span.unwrap_or((self.cur, self.cur));
        if span.is_some() {
            if start >= line_start {
                col = (start - line_start) as i32;
            }
            if end >= self.line_start {
                end_col = (end - self.line_start) as i32;
            }
        }
        let end_lineno = self.lineno;
        Token { kind, start, end, lineno, col, end_lineno, end_col, line_start, level: self.brackets.len() }
    }

    // Characters

    fn next(&mut self) -> u8 {
        if self.cur == self.inp {
            if self.inp == self.bytes.len() {
                self.done = Done::Eof;
                return EOF;
            }
            if self.start.is_none() {
                self.buf = self.cur;
            }
            self.line_start = self.cur;
            self.lineno += 1;
            let rest = &self.bytes[self.cur..];
            self.inp = self.cur + rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| at + 1);
        }
        let c = self.bytes[self.cur];
        self.cur += 1;
        c
    }

    fn back(&mut self, c: u8) {
        if c != EOF {
            self.cur -= 1;
        }
    }

    /// Whether this text comes next; if so, it is not consumed.
    fn ahead(&self, text: &[u8]) -> bool {
        self.bytes[self.cur..self.inp].starts_with(text)
    }

    // Faults

    /// The characters from the start of the line to `at`.
    fn column(&self, at: usize) -> i32 {
        String::from_utf8_lossy(&self.bytes[self.line_start.min(at)..at]).chars().count() as i32
    }

    fn fail<T>(&mut self, msg: String) -> Result<T, Stop> {
        let offset = self.column(self.cur);
        self.fail_at(offset, offset, msg)
    }

    fn fail_at<T>(&mut self, offset: i32, end_offset: i32, msg: String) -> Result<T, Stop> {
        if self.fault.is_none() {
            let line = &self.text.as_bytes()[self.line_start..];
            let len = line.iter().position(|byte| *byte == b'\n').unwrap_or(line.len());
            let text = String::from_utf8_lossy(&line[..len]).into_owned();
            let place = Place {
                lineno: self.lineno,
                offset,
                end_lineno: Some(self.lineno),
                end_offset: Some(end_offset),
                text: Some(text),
            };
            self.fault = Some(SyntaxFault { kind: FaultKind::SyntaxError, msg, place: Some(place), attempt: None });
        }
        self.done = Done::Error;
        Err(Stop)
    }

    fn stop<T>(&mut self, done: Done) -> Result<T, Stop> {
        self.done = done;
        self.cur = self.inp;
        Err(Stop)
    }

    fn warn(&mut self, message: String) {
        self.warnings.push(SyntaxWarning { message, lineno: self.lineno, offset: self.column(self.cur) });
    }

    // Ordinary tokens

    fn normal(&mut self) -> Lex {
        loop {
            self.start = None;
            let mut blank = false;
            if self.at_bol {
                self.at_bol = false;
                blank = self.indentation()?;
            }
            self.start = Some(self.cur);
            if self.pendin < 0 {
                self.pendin += 1;
                return Ok((Kind::Dedent, self.options.extra_tokens.then_some((self.cur, self.cur))));
            }
            if self.pendin > 0 {
                self.pendin -= 1;
                return Ok((Kind::Indent, self.options.extra_tokens.then_some((self.buf, self.cur))));
            }
            let peeked = self.next();
            self.back(peeked);
            if let Some(token) = self.after_indentation(blank)? {
                return Ok(token);
            }
        }
    }

    /// Reads the white space at the start of a line and queues indents and dedents. True for a line without code.
    fn indentation(&mut self) -> Result<bool, Stop> {
        let (mut col, mut alt_col, mut continued) = (0i32, 0i32, 0i32);
        let c = loop {
            match self.next() {
                b' ' => (col, alt_col) = (col + 1, alt_col + 1),
                b'\t' => (col, alt_col) = ((col / TAB_SIZE + 1) * TAB_SIZE, alt_col + 1),
                b'\x0c' => (col, alt_col) = (0, 0),
                b'\\' => {
                    // The indentation is that of the first of the lines so joined.
                    continued = if continued != 0 { continued } else { col };
                    self.continuation()?;
                }
                c => break c,
            }
        };
        self.back(c);
        if matches!(c, b'#' | b'\n' | b'\r') {
            return Ok(true);
        }
        if !self.brackets.is_empty() {
            return Ok(false);
        }
        if continued != 0 {
            (col, alt_col) = (continued, continued);
        }
        let (known, alt_known) = self.indents[self.indent];
        if col == known {
            if alt_col != alt_known {
                return self.stop(Done::TabSpace);
            }
        } else if col > known {
            if self.indent + 1 >= MAX_INDENT {
                return self.stop(Done::TooDeep);
            }
            if alt_col <= alt_known {
                return self.stop(Done::TabSpace);
            }
            self.pendin += 1;
            self.indent += 1;
            self.indents[self.indent] = (col, alt_col);
        } else {
            while self.indent > 0 && col < self.indents[self.indent].0 {
                self.pendin -= 1;
                self.indent -= 1;
            }
            let (known, alt_known) = self.indents[self.indent];
            if col != known {
                return self.stop(Done::Dedent);
            }
            if alt_col != alt_known {
                return self.stop(Done::TabSpace);
            }
        }
        Ok(false)
    }

    /// After a backslash: the newline, and the first character of the next line must be there.
    fn continuation(&mut self) -> Result<(), Stop> {
        if self.next() != b'\n' {
            self.done = Done::LineContinuation;
            return Err(Stop);
        }
        let c = self.next();
        if c == EOF {
            self.done = Done::Eof;
            self.cur = self.inp;
            return Err(Stop);
        }
        self.back(c);
        Ok(())
    }

    /// The token after the indentation; `None` where a line holds none.
    fn after_indentation(&mut self, blank: bool) -> Result<Option<(Kind, Option<(usize, usize)>)>, Stop> {
        loop {
            self.start = None;
            let mut c = self.next();
            while matches!(c, b' ' | b'\t' | b'\x0c') {
                c = self.next();
            }
            let start = self.cur - usize::from(c != EOF);
            self.start = Some(start);
            if c == b'#' {
                if let Some(comment) = self.comment(start, blank) {
                    return Ok(Some(comment));
                }
                c = self.next();
            }
            if c == b'\r' {
                // A carriage return that ends no line: what follows it is read as a sign, even a letter is.
                c = self.next();
                if c.is_ascii() && starts_identifier(c) {
                    return self.operator(c, start).map(Some);
                }
            }
            return match c {
                EOF if !self.brackets.is_empty() => Err(Stop),
                EOF => Ok(Some((Kind::EndMarker, self.options.extra_tokens.then_some((self.cur, self.cur))))),
                c if starts_identifier(c) => self.name_or_string(c, start).map(Some),
                b'\n' => {
                    self.at_bol = true;
                    if blank || !self.brackets.is_empty() {
                        self.comment_newline = false;
                        return Ok(self.options.extra_tokens.then_some((Kind::Nl, Some((start, self.cur)))));
                    }
                    if self.comment_newline && self.options.extra_tokens {
                        self.comment_newline = false;
                        return Ok(Some((Kind::Nl, Some((start, self.cur)))));
                    }
                    Ok(Some((Kind::Newline, Some((start, self.cur)))))
                }
                b'.' => self.dot(start).map(Some),
                c if c.is_ascii_digit() => self.number(c, start).map(Some),
                b'\'' | b'"' => self.string(c, start).map(Some),
                b'\\' => {
                    self.continuation()?;
                    continue;
                }
                c => self.operator(c, start).map(Some),
            };
        }
    }

    /// Skips a comment. It is a token if the options say so, or if it is a type comment that is wanted.
    fn comment(&mut self, start: usize, blank: bool) -> Option<(Kind, Option<(usize, usize)>)> {
        self.cur = if self.bytes[..self.inp].ends_with(b"\n") { self.inp - 1 } else { self.inp };
        if self.options.type_comments {
            let body = self.text[start + 1..self.cur].trim_start_matches([' ', '\t']);
            if let Some(comment) = body.strip_prefix("type: ").map(|rest| rest.trim_start_matches([' ', '\t'])) {
                let at = self.cur - comment.len();
                let ignore = comment.strip_prefix("ignore").is_some_and(|rest| {
                    !rest.bytes().next().is_some_and(|byte| byte >= 128 || byte.is_ascii_alphanumeric())
                });
                if !ignore {
                    return Some((Kind::TypeComment, Some((at, self.cur))));
                }
                let span = (at + 6, self.cur);
                if blank {
                    self.next();
                    self.at_bol = true;
                }
                return Some((Kind::TypeIgnore, Some(span)));
            }
        }
        if self.options.extra_tokens {
            self.comment_newline = blank;
            return Some((Kind::Comment, Some((start, self.cur))));
        }
        None
    }

    fn dot(&mut self, start: usize) -> Lex {
        let c = self.next();
        if c.is_ascii_digit() {
            let c = self.fraction(c)?;
            self.back(c);
            return Ok((Kind::Number, Some((start, self.cur))));
        }
        if c == b'.' {
            let third = self.next();
            if third == b'.' {
                return Ok((Kind::Ellipsis, Some((start, self.cur))));
            }
            self.back(third);
        }
        self.back(c);
        Ok((Kind::Dot, Some((start, self.cur))))
    }

    fn name_or_string(&mut self, first: u8, start: usize) -> Lex {
        let mut c = first;
        let (mut b, mut r, mut u, mut f, mut t) = (false, false, false, false, false);
        loop {
            match c.to_ascii_lowercase() {
                b'b' if !b => b = true,
                b'u' if !u => u = true,
                b'r' if !r => r = true,
                b'f' if !f => f = true,
                b't' if !t => t = true,
                _ => break,
            }
            c = self.next();
            if matches!(c, b'"' | b'\'') {
                self.check_prefixes(start, [b, r, u, f, t])?;
                return if f || t { self.string_start(c, start) } else { self.string(c, start) };
            }
        }
        let mut ascii = first < 128;
        while continues_identifier(c) {
            ascii &= c < 128;
            c = self.next();
        }
        self.back(c);
        // `tokenize` shows any such word as a name.
        if !ascii && !self.options.extra_tokens {
            self.check_identifier(start)?;
        }
        Ok((Kind::Name, Some((start, self.cur))))
    }

    /// Refuses prefixes that do not go together, naming the first pair in CPython's order.
    fn check_prefixes(&mut self, start: usize, [b, r, u, f, t]: [bool; 5]) -> Result<(), Stop> {
        let clash = match (b, r, u, f, t) {
            (true, _, true, _, _) => ('u', 'b'),
            (_, true, true, _, _) => ('u', 'r'),
            (_, _, true, true, _) => ('u', 'f'),
            (_, _, true, _, true) => ('u', 't'),
            (true, _, _, true, _) => ('b', 'f'),
            (true, _, _, _, true) => ('b', 't'),
            (_, _, _, true, true) => ('f', 't'),
            _ => return Ok(()),
        };
        let (from, to) = (self.column(start), self.column(self.cur));
        let msg = format!("'{}' and '{}' prefixes are incompatible", clash.0, clash.1);
        self.fail_at(from + 1, to, msg)
    }

    /// Refuses a name with characters that no identifier may hold.
    fn check_identifier(&mut self, start: usize) -> Result<(), Stop> {
        let name = &self.text[start..self.cur];
        let bad = name.char_indices().find(|(at, c)| !super::chars::is_identifier_char(*c, *at == 0));
        let Some((at, c)) = bad else { return Ok(()) };
        self.cur = start + at + c.len_utf8();
        let code = u32::from(c);
        if super::chars::is_printable(c) {
            self.fail(format!("invalid character '{c}' (U+{code:04X})"))
        } else {
            self.fail(format!("invalid non-printable character U+{code:04X}"))
        }
    }
}
