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

use super::lexer::{LexOptions, Lexer};
use super::node::{Field, Node};
use super::token::{Kind, Token};
use crate::code::Name;
use crate::fault::{FaultKind, SyntaxFault};

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
    /// The minor version whose syntax is accepted; `None` for all.
    pub feature_version: Option<i64>,
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
    pub(super) memory: Vec<Vec<Remembered>>,
    pub(super) mark: usize,
    /// The second pass.
    pub(super) invalid: bool,
    level: usize,
    pub(super) start: Start,
    pub(super) options: ParseOptions,
    /// Line and column of the compound statement that was read last.
    pub(super) statement: (i32, i32),
    pub(super) fault: Option<SyntaxFault>,
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
