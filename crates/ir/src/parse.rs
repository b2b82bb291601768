//! Functions from text; `print` shows the form. `;` begins a comment.

use std::collections::HashMap;
use std::fmt;

use crate::code::{Code, Type};
use crate::func::{Block, BlockId, Exit, ExitId, Fail, Func, Inst, Ref, Term};
use crate::word;

/// What does not parse, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// The line, from one.
    pub line: usize,
    pub what: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

impl std::error::Error for ParseError {}

type Result<T> = std::result::Result<T, String>;

/// Gives the immediates that names stand for.
pub type Values<'a> = &'a dyn Fn(&str) -> Option<u64>;

/// The function that the text describes.
pub fn parse(text: &str) -> std::result::Result<Func, ParseError> {
    parse_named(text, &|_| None)
}

/// As `parse`, with names for immediates.
pub fn parse_named(text: &str, values: Values) -> std::result::Result<Func, ParseError> {
    let mut parser = Parser { func: Func::default(), refs: HashMap::new(), values, block: None };
    // Operands may be defined further below (parameters of loops), so that all definitions are read first.
    for define in [true, false] {
        parser.block = None;
        for (n, line) in text.lines().enumerate() {
            let line = line.split(';').next().unwrap_or_default().trim();
            if !line.is_empty() {
                parser.line(line, define).map_err(|what| ParseError { line: n + 1, what })?;
            }
        }
    }
    Ok(parser.func)
}

struct Parser<'a> {
    func: Func,
    refs: HashMap<u32, Ref>,
    values: Values<'a>,
    /// The block that the line belongs to, and the number of operations of it that were read in this pass.
    block: Option<(usize, usize)>,
}

/// A number behind a letter: `v12`, `b3`, `e0`.
fn numbered(text: &str, letter: char) -> Result<u32> {
    text.trim()
        .strip_prefix(letter)
        .and_then(|n| n.parse().ok())
        .ok_or_else(|| format!("{letter} with a number was expected, not {text:?}"))
}

fn type_of(text: &str) -> Result<Type> {
    [Type::V, Type::I, Type::F, Type::B, Type::N]
        .into_iter()
        .find(|ty| format!("{ty:?}") == text.trim())
        .ok_or_else(|| format!("there is no type {text:?}"))
}

fn items(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|item| !item.is_empty())
}

/// The text between `open` and `close`, which must end it.
fn inside(text: &str, open: char, close: char) -> Result<&str> {
    text.trim()
        .strip_prefix(open)
        .and_then(|t| t.strip_suffix(close))
        .ok_or_else(|| format!("{open}…{close} was expected, not {text:?}"))
}

impl Parser<'_> {
    fn line(&mut self, line: &str, define: bool) -> Result<()> {
        if let Some(count) = line.strip_prefix("inputs ") {
            self.func.inputs = count.trim().parse().map_err(|_| format!("a number was expected, not {count:?}"))?;
            return Ok(());
        }
        if let Some((head, list)) = line.split_once(':')
            && let Ok(n) = numbered(head, 'e')
        {
            return if define { Ok(()) } else { self.exit(n, list) };
        }
        if let Some(head) = line.strip_suffix(':')
            && head.starts_with('b')
        {
            return self.head(head, define);
        }
        let term = line.starts_with("jump ") || line.starts_with("exit ");
        match (define, term) {
            (true, true) => Ok(()),
            (true, false) => self.define(line),
            (false, true) => self.term(line),
            (false, false) => self.operands(line),
        }
    }

    fn value(&self, text: &str) -> Result<Ref> {
        let n = numbered(text, 'v')?;
        self.refs.get(&n).copied().ok_or_else(|| format!("there is no v{n}"))
    }

    fn values_of(&self, list: &str) -> Result<Vec<Ref>> {
        items(list).map(|v| self.value(v)).collect()
    }

    fn exit(&mut self, n: u32, list: &str) -> Result<()> {
        if n as usize != self.func.exits.len() {
            return Err(format!("e{} was expected", self.func.exits.len()));
        }
        let values = self.values_of(inside(list, '[', ']')?)?;
        self.func.exits.push(Exit { values });
        Ok(())
    }

    fn name(&mut self, n: u32, r: Ref) -> Result<()> {
        match self.refs.insert(n, r) {
            None => Ok(()),
            Some(_) => Err(format!("v{n} is defined twice")),
        }
    }

    /// The line that begins a block.
    fn head(&mut self, head: &str, define: bool) -> Result<()> {
        let (head, cold) = match head.strip_suffix("cold") {
            Some(rest) => (rest.trim(), true),
            None => (head.trim(), false),
        };
        let (name, params) = match head.find('(') {
            Some(at) => (&head[..at], inside(&head[at..], '(', ')')?),
            None => (head, ""),
        };
        let n = numbered(name, 'b')? as usize;
        self.block = Some((n, 0));
        if !define {
            return Ok(());
        }
        if n != self.func.blocks.len() {
            return Err(format!("b{} was expected", self.func.blocks.len()));
        }
        let mut refs = Vec::new();
        for param in items(params) {
            let (v, ty) = param.split_once(':').ok_or_else(|| format!("{param:?} lacks a type"))?;
            let r = self.func.add_typed(Inst::new(Code::Param, &[]), type_of(ty)?);
            self.name(numbered(v, 'v')?, r)?;
            refs.push(r);
        }
        // The end is read in the second pass.
        self.func.blocks.push(Block { params: refs, insts: Vec::new(), term: Term::Exit(ExitId(u32::MAX)), cold });
        Ok(())
    }

    fn term(&mut self, line: &str) -> Result<()> {
        let term = match line.split_once(' ') {
            Some(("exit", e)) => Term::Exit(ExitId(numbered(e, 'e')?)),
            Some((_, target)) => {
                let at = target.find('(').unwrap_or(target.len());
                let args = if at == target.len() { "" } else { inside(&target[at..], '(', ')')? };
                Term::Jump(BlockId(numbered(&target[..at], 'b')?), self.values_of(args)?)
            }
            None => return Err("a target was expected".to_owned()),
        };
        let (n, _) = self.block.take().ok_or("the end of a block outside of a block")?;
        self.func.blocks[n].term = term;
        Ok(())
    }

    /// First pass: the operation's code and result.
    fn define(&mut self, line: &str) -> Result<()> {
        let (result, op) = match line.split_once('=') {
            Some((result, op)) => (Some(result.trim()), op.trim()),
            None => (None, line),
        };
        let name = op.split_whitespace().next().unwrap_or_default();
        let code = Code::ALL.iter().find(|code| code.name() == name);
        let code = *code.ok_or_else(|| format!("there is no operation {name:?}"))?;
        let (v, ty) = match result.map(|r| r.split_once(':').map_or((r, None), |(v, ty)| (v, Some(ty)))) {
            Some((v, ty)) => (Some(v), ty.map(type_of).transpose()?),
            None => (None, None),
        };
        let ty = ty.unwrap_or_else(|| code.result());
        if v.is_none() != (ty == Type::N) {
            return Err(format!("{name} {} a result", if v.is_none() { "has" } else { "has not" }));
        }
        let r = self.func.add_typed(Inst::new(code, &[]), ty);
        if let Some(v) = v {
            self.name(numbered(v, 'v')?, r)?;
        }
        if let Some((n, _)) = self.block {
            self.func.blocks[n].insts.push(r);
        }
        Ok(())
    }

    /// Second pass: what stands behind the operation's name.
    fn operands(&mut self, line: &str) -> Result<()> {
        let (result, op) = line.split_once('=').map_or((None, line), |(r, op)| (Some(r), op.trim()));
        let r = match (&mut self.block, result) {
            (Some((n, count)), _) => {
                *count += 1;
                self.func.blocks[*n].insts[*count - 1]
            }
            (None, Some(result)) => self.value(result.split(':').next().unwrap_or_default())?,
            (None, None) => return Err("this operation has to be in a block".to_owned()),
        };
        let rest = op.split_once(char::is_whitespace).map_or("", |(_, rest)| rest);
        let mut inst = Inst::new(self.func.inst(r).code, &[]);
        for word in rest.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty()) {
            match word.as_bytes()[0] {
                b'#' => inst.imm = self.immediate(&word[1..])?,
                b'@' => inst.aux = word[1..].parse().map_err(|_| format!("a number was expected in {word:?}"))?,
                b'!' if word.starts_with("!b") => inst.fail = Fail::Block(BlockId(numbered(&word[1..], 'b')?)),
                b'!' => inst.fail = Fail::Exit(ExitId(numbered(&word[1..], 'e')?)),
                _ => inst.args.push(self.value(word)?),
            }
        }
        self.func.insts[r.index()] = inst;
        Ok(())
    }

    fn immediate(&self, text: &str) -> Result<u64> {
        let wrong = || format!("{text:?} is no immediate");
        let called = |name: &str| text.strip_prefix(name).and_then(|t| t.strip_prefix('(')?.strip_suffix(')'));
        if let Some(hex) = text.strip_prefix("0x") {
            return u64::from_str_radix(hex, 16).map_err(|_| wrong());
        }
        if let Some(n) = called("int") {
            return n.parse().ok().and_then(word::small_int).ok_or_else(wrong);
        }
        if let Some(x) = called("flo") {
            return x.parse().ok().and_then(word::flonum).ok_or_else(wrong);
        }
        if let Some(x) = called("f") {
            return x.parse().map(f64::to_bits).map_err(|_| wrong());
        }
        text.parse().ok().or_else(|| (self.values)(text)).ok_or_else(wrong)
    }
}
