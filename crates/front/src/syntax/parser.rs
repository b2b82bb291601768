//! The core of the parser: tokens, backtracking, memory of what was tried, nodes and faults.
//!
//! The grammar is CPython's, in recursive functions that follow its PEG rules one by one, in their order. Only then do
//! the messages and their places agree, because a PEG parser reports the farthest token it looked at, and because the
//! rules for specific messages fire in the order in which the parser tries them.
//!
//! A text is parsed up to twice. The first pass only finds out whether it is valid. If it is not, a second pass also
//! tries the *invalid rules*, which match common mistakes and word them.
//!
//! Terms: a rule *fails* ([`Fail::No`]) when the text does not match it, and another alternative is tried; it *raises*
//! ([`Fail::Raised`]) when a fault was found, which ends the parsing.

use std::rc::Rc;

use super::lexer::{Done, LexOptions, Lexer};
use super::node::{Field, Node};
use super::token::{Kind, Token};
use crate::code::Name;
use crate::fault::{FaultKind, Place, SyntaxFault};

/// An expression or another node of the tree.
pub(super) type E = Rc<Node>;

/// Why a rule gave no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fail {
    No,
    Raised,
}

pub(super) type R<T> = Result<T, Fail>;

/// Nesting of rules at which CPython's parser gives up.
const MAX_STACK: usize = 4000;

/// In place of an end: where the tokenizer stands.
const CURRENT_POS: i32 = -5;

/// What a whole text is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    File,
    Single,
    Eval,
    FuncType,
}

/// Settings that change what is accepted.
#[derive(Clone, Copy, Debug, Default)]
pub struct ParseOptions {
    pub type_comments: bool,
    pub dont_imply_dedent: bool,
    pub allow_incomplete_input: bool,
    /// `from __future__ import barry_as_FLUFL` is in force.
    pub barry_as_flufl: bool,
    pub int_max_str_digits: usize,
}

/// Rules whose results are remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    Expression,
    StarExpression,
    Disjunction,
    Conjunction,
    Inversion,
    BitwiseOr,
    Sum,
    Factor,
    AwaitPrimary,
    Primary,
    TPrimary,
    Strings,
    TString,
    Arguments,
    StarTarget,
    TargetWithStarAtom,
    DelTarget,
    SimpleStmt,
    ImportStmt,
    InvalidNamedExpression,
    ClosedPattern,
    StarPattern,
    TypeParam,
    NamedExpression,
}

/// Something that has a place in the text.
pub(super) trait Span {
    /// Line, column, end line, end column.
    fn span(&self) -> (i32, i32, i32, i32);
}

impl Span for Token {
    fn span(&self) -> (i32, i32, i32, i32) {
        (self.lineno, self.col, self.end_lineno, self.end_col)
    }
}

impl Span for Node {
    fn span(&self) -> (i32, i32, i32, i32) {
        (self.lineno, self.col_offset, self.end_lineno, self.end_col_offset)
    }
}

impl<T: Span> Span for Rc<T> {
    fn span(&self) -> (i32, i32, i32, i32) {
        (**self).span()
    }
}

type Remembered = (Rule, Option<E>, usize);

pub struct Parser<'a> {
    pub(super) lexer: Lexer<'a>,
    pub(super) tokens: Vec<Token>,
    memory: Vec<Vec<Remembered>>,
    pub(super) mark: usize,
    /// The second pass.
    pub(super) invalid: bool,
    level: usize,
    pub(super) start: Start,
    pub(super) options: ParseOptions,
    /// Line and column of the statement that was read last.
    pub(super) statement: (i32, i32),
    fault: Option<SyntaxFault>,
    started: bool,
    /// `# type: ignore` comments: line and text.
    pub(super) type_ignores: Vec<(i32, String)>,
    pub(super) string_warnings: Vec<crate::compile::SyntaxWarning>,
}

impl<'a> Parser<'a> {
    pub fn new(text: &'a str, start: Start, options: ParseOptions) -> Self {
        let lex = LexOptions { extra_tokens: false, type_comments: options.type_comments };
        Parser {
            lexer: Lexer::new(text, lex),
            tokens: Vec::new(),
            memory: Vec::new(),
            mark: 0,
            invalid: false,
            level: 0,
            start,
            options,
            statement: (0, 0),
            fault: None,
            started: false,
            type_ignores: Vec::new(),
            string_warnings: Vec::new(),
        }
    }

    // Tokens

    /// Reads one more token.
    fn fill(&mut self) -> R<()> {
        let mut token = self.lexer.token();
        while token.kind == Kind::TypeIgnore {
            let text = self.lexer.text[token.start..token.end].to_owned();
            self.type_ignores.push((token.lineno, text));
            token = self.lexer.token();
        }
        if self.start == Start::Single && token.kind == Kind::EndMarker && self.started {
            token.kind = Kind::Newline;
            self.started = false;
            if self.lexer.indent > 0 && !self.options.dont_imply_dedent {
                self.lexer.pendin = -(self.lexer.indent as i32);
                self.lexer.indent = 0;
            }
        } else {
            self.started = true;
        }
        let failed = token.kind == Kind::ErrorToken;
        if token.kind == Kind::Name && is_keyword(&self.lexer.text[token.start..token.end]) {
            // Keywords are no names: they get a kind that nothing else has.
            token.kind = Kind::SoftKeyword;
        }
        self.tokens.push(token);
        self.memory.push(Vec::new());
        if failed { Err(self.tokenizer_fault()) } else { Ok(()) }
    }

    /// The token at the mark.
    pub(super) fn peek(&mut self) -> R<&Token> {
        while self.mark >= self.tokens.len() {
            self.fill()?;
        }
        Ok(&self.tokens[self.mark])
    }

    pub(super) fn peek_kind(&mut self) -> R<Kind> {
        Ok(self.peek()?.kind)
    }

    pub(super) fn text_of(&self, token: &Token) -> &'a str {
        &self.lexer.text[token.start..token.end]
    }

    /// A token of this kind.
    pub(super) fn expect(&mut self, kind: Kind) -> R<Token> {
        if self.peek()?.kind != kind {
            return Err(Fail::No);
        }
        self.mark += 1;
        Ok(self.tokens[self.mark - 1].clone())
    }

    /// A token of this kind, whose absence is an error by itself.
    pub(super) fn force(&mut self, kind: Kind, shown: &str) -> R<Token> {
        let token = self.peek()?.clone();
        if token.kind != kind {
            return Err(self.known(&token, format!("expected '{shown}'")));
        }
        self.mark += 1;
        Ok(token)
    }

    /// This keyword.
    pub(super) fn kw(&mut self, word: &str) -> R<Token> {
        self.word(Kind::SoftKeyword, word)
    }

    /// This soft keyword.
    pub(super) fn soft(&mut self, word: &str) -> R<Token> {
        self.word(Kind::Name, word)
    }

    fn word(&mut self, kind: Kind, word: &str) -> R<Token> {
        let token = self.peek()?;
        if token.kind != kind {
            return Err(Fail::No);
        }
        let token = token.clone();
        if self.text_of(&token) != word {
            return Err(Fail::No);
        }
        self.mark += 1;
        Ok(token)
    }

    /// Whether this keyword is next.
    pub(super) fn at_kw(&mut self, word: &str) -> R<bool> {
        let token = self.peek()?;
        if token.kind != Kind::SoftKeyword {
            return Ok(false);
        }
        let (start, end) = (token.start, token.end);
        Ok(&self.lexer.text[start..end] == word)
    }

    pub(super) fn at(&mut self, kind: Kind) -> R<bool> {
        Ok(self.peek()?.kind == kind)
    }

    /// The identifier that a name token stands for.
    pub(super) fn identifier(&mut self, token: &Token) -> R<Name> {
        let name = super::chars::normalized(self.text_of(token));
        if matches!(name.as_str(), "None" | "True" | "False") {
            let msg = format!("identifier field can't represent '{name}' constant");
            self.fault = Some(SyntaxFault::bare(FaultKind::ValueError, msg));
            return Err(Fail::Raised);
        }
        Ok(Name::new(name.into()))
    }

    /// A name, as an expression that is loaded.
    pub(super) fn name(&mut self) -> R<E> {
        let token = self.expect(Kind::Name)?;
        let id = self.identifier(&token)?;
        let (lineno, col_offset, end_lineno, end_col_offset) = token.span();
        let fields = vec![("id", Field::Str(id)), ("ctx", Field::Op("Load"))];
        Ok(Rc::new(Node { kind: "Name", fields, lineno, col_offset, end_lineno, end_col_offset }))
    }

    // Alternatives

    /// One alternative: its result, or `None` with the mark where it was.
    pub(super) fn opt<T>(&mut self, rule: impl FnOnce(&mut Self) -> R<T>) -> R<Option<T>> {
        let mark = self.mark;
        match rule(self) {
            Ok(value) => Ok(Some(value)),
            Err(Fail::No) => {
                self.mark = mark;
                Ok(None)
            }
            Err(Fail::Raised) => Err(Fail::Raised),
        }
    }

    /// Whether the rule matches here; nothing is consumed.
    pub(super) fn ahead<T>(&mut self, rule: impl FnOnce(&mut Self) -> R<T>) -> R<bool> {
        let mark = self.mark;
        let found = self.opt(rule)?.is_some();
        self.mark = mark;
        Ok(found)
    }

    /// Fails unless the rule matches here.
    pub(super) fn need<T>(&mut self, rule: impl FnOnce(&mut Self) -> R<T>) -> R<()> {
        if self.ahead(rule)? { Ok(()) } else { Err(Fail::No) }
    }

    /// Fails if the rule matches here.
    pub(super) fn not<T>(&mut self, rule: impl FnOnce(&mut Self) -> R<T>) -> R<()> {
        if self.ahead(rule)? { Err(Fail::No) } else { Ok(()) }
    }

    pub(super) fn many<T>(&mut self, mut rule: impl FnMut(&mut Self) -> R<T>) -> R<Vec<T>> {
        let mut found = Vec::new();
        while let Some(value) = self.opt(&mut rule)? {
            found.push(value);
        }
        Ok(found)
    }

    pub(super) fn many1<T>(&mut self, rule: impl FnMut(&mut Self) -> R<T>) -> R<Vec<T>> {
        let found = self.many(rule)?;
        if found.is_empty() { Err(Fail::No) } else { Ok(found) }
    }

    /// One or more, separated by tokens of this kind.
    pub(super) fn gather<T>(&mut self, separator: Kind, mut rule: impl FnMut(&mut Self) -> R<T>) -> R<Vec<T>> {
        let mut found = vec![rule(self)?];
        while let Some(value) = self.opt(|p| {
            p.expect(separator)?;
            rule(p)
        })? {
            found.push(value);
        }
        Ok(found)
    }

    /// Runs a rule whose result at this token may be known already.
    pub(super) fn memo(&mut self, rule: Rule, body: impl FnOnce(&mut Self) -> R<E>) -> R<E> {
        self.peek()?;
        let at = self.mark;
        if let Some((_, result, end)) = self.memory[at].iter().find(|(known, _, _)| *known == rule) {
            let (result, end) = (result.clone(), *end);
            self.mark = end;
            return result.ok_or(Fail::No);
        }
        match self.deeper(body) {
            Ok(node) => {
                self.memory[at].push((rule, Some(node.clone()), self.mark));
                Ok(node)
            }
            Err(Fail::No) => {
                self.memory[at].push((rule, None, at));
                Err(Fail::No)
            }
            Err(Fail::Raised) => Err(Fail::Raised),
        }
    }

    /// Counts a rule's nesting.
    pub(super) fn deeper<T>(&mut self, body: impl FnOnce(&mut Self) -> R<T>) -> R<T> {
        self.level += 1;
        if self.level >= MAX_STACK {
            let msg = "Parser stack overflowed - Python source too complex to parse";
            self.fault = Some(SyntaxFault::bare(FaultKind::MemoryError, msg));
            self.level -= 1;
            return Err(Fail::Raised);
        }
        let result = body(self);
        self.level -= 1;
        result
    }

    // Nodes

    /// Line and column of the token at the mark, for the node that begins here.
    pub(super) fn here(&mut self) -> R<(i32, i32)> {
        let token = self.peek()?;
        Ok((token.lineno, token.col))
    }

    /// Where the last token before the mark ends that is no white space.
    fn last_end(&self) -> (i32, i32) {
        let blank = |kind| matches!(kind, Kind::EndMarker | Kind::Newline | Kind::Indent | Kind::Dedent);
        let last = self.tokens[..self.mark].iter().rev().find(|token| !blank(token.kind));
        last.map_or((0, 0), |token| (token.end_lineno, token.end_col))
    }

    /// A node from `begin` to the last token that was consumed.
    pub(super) fn node(&self, begin: (i32, i32), kind: &'static str, fields: Vec<(&'static str, Field)>) -> E {
        let (end_lineno, end_col_offset) = self.last_end();
        Rc::new(Node { kind, fields, lineno: begin.0, col_offset: begin.1, end_lineno, end_col_offset })
    }

    // Faults

    /// Records a fault whose columns are those of CPython's `SyntaxError` already, but in bytes.
    fn raise(&mut self, kind: FaultKind, at: (i32, i32, i32, i32), msg: String) -> Fail {
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
        self.fault = Some(SyntaxFault { kind, msg, place: Some(place), statement: None });
        Fail::Raised
    }

    /// The line as CPython finds it: from the tokenizer's buffer if that holds it, otherwise from the text.
    fn error_line(&self, lineno: i32) -> String {
        let lexer = &self.lexer;
        if lexer.lineno <= lineno && lexer.inp > lexer.line_start {
            return lexer.text[lexer.line_start..lexer.inp].to_owned();
        }
        let wanted = usize::try_from(lineno - 1).unwrap_or(0);
        lexer.text.split('\n').nth(wanted).unwrap_or_default().to_owned()
    }

    fn raise_between(&mut self, at: (i32, i32, i32, i32), msg: String) -> Fail {
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

    /// An `IndentationError` at the last token that was read.
    pub(super) fn indentation(&mut self, msg: impl Into<String>) -> Fail {
        self.at_token(FaultKind::IndentationError, self.tokens.len().saturating_sub(1), msg.into())
    }

    fn at_token(&mut self, kind: FaultKind, index: usize, msg: String) -> Fail {
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

    fn at_columns_of(&mut self, kind: FaultKind, token: &Token, msg: String) -> Fail {
        let lexer = &self.lexer;
        let col = match token.col {
            -1 if lexer.cur == lexer.buf => 0,
            -1 => (lexer.cur - lexer.line_start) as i32,
            col => col + 1,
        };
        let end_col = if token.end_col == -1 { -1 } else { token.end_col + 1 };
        self.raise(kind, (token.lineno, col, token.end_lineno, end_col), msg)
    }

    fn unclosed(&mut self) -> Fail {
        let Some((bracket, line, col)) = self.lexer.brackets.last().copied() else { return Fail::No };
        self.raise_between((line, col, line, -1), format!("'{}' was never closed", char::from(bracket)))
    }

    /// The fault of a token that could not be read.
    fn tokenizer_fault(&mut self) -> Fail {
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

    fn settle(&mut self, last: Option<Token>) {
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
    fn check_rest(&mut self) {
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

    fn into_warnings(self) -> Vec<crate::compile::SyntaxWarning> {
        let mut warnings = self.lexer.warnings;
        warnings.extend(self.string_warnings);
        warnings
    }

    fn failed(mut self) -> Parse {
        let fault = self.fault.take().map(|mut fault| {
            if fault.kind.has_place() {
                fault.statement = Some(self.statement);
            }
            fault
        });
        let fault = fault.unwrap_or_else(|| SyntaxFault::bare(FaultKind::SyntaxError, "invalid syntax"));
        Parse { tree: Err(fault), warnings: self.into_warnings() }
    }
}

/// A rule that is to parse the whole text did not.
pub struct Stopped;

impl From<Fail> for Stopped {
    fn from(_: Fail) -> Self {
        Stopped
    }
}

/// What parsing gives.
pub struct Parse {
    pub tree: Result<E, SyntaxFault>,
    pub warnings: Vec<crate::compile::SyntaxWarning>,
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

/// Whether a name is a keyword that can be nothing else.
fn is_keyword(name: &str) -> bool {
    matches!(
        name,
        "False"
            | "None"
            | "True"
            | "and"
            | "as"
            | "assert"
            | "async"
            | "await"
            | "break"
            | "class"
            | "continue"
            | "def"
            | "del"
            | "elif"
            | "else"
            | "except"
            | "finally"
            | "for"
            | "from"
            | "global"
            | "if"
            | "import"
            | "in"
            | "is"
            | "lambda"
            | "nonlocal"
            | "not"
            | "or"
            | "pass"
            | "raise"
            | "return"
            | "try"
            | "while"
            | "with"
            | "yield"
    )
}
