//! A code object as plain data, and the decoders of its tables.
//!
//! Terms: a *unit* is two bytes of `co_code` (opcode, argument); inline caches are units too. Positions in the line
//! and exception tables count units; Python's `co_lines()` and `f_lasti` count bytes, twice as many.
//!
//! Facts: `Objects/locations.md` and `InternalDocs/exception_handling.md` of CPython 3.14 describe both tables.

use std::sync::Arc;

use malachite_bigint::BigInt;
use rustpython_wtf8::Wtf8Buf;

/// An identifier or another string of a code object. Equal names of one code tree share their storage.
pub type Name = Arc<Wtf8Buf>;

/// Bits of `co_flags`.
pub mod flags {
    pub const OPTIMIZED: u32 = 0x1;
    pub const NEWLOCALS: u32 = 0x2;
    pub const VARARGS: u32 = 0x4;
    pub const VARKEYWORDS: u32 = 0x8;
    pub const NESTED: u32 = 0x10;
    pub const GENERATOR: u32 = 0x20;
    pub const COROUTINE: u32 = 0x80;
    pub const ITERABLE_COROUTINE: u32 = 0x100;
    pub const ASYNC_GENERATOR: u32 = 0x200;
    pub const FUTURE_BARRY_AS_BDFL: u32 = 0x40_0000;
    pub const FUTURE_GENERATOR_STOP: u32 = 0x80_0000;
    pub const FUTURE_ANNOTATIONS: u32 = 0x100_0000;
    pub const HAS_DOCSTRING: u32 = 0x400_0000;
    pub const METHOD: u32 = 0x800_0000;
    /// Every `__future__` flag, those of the features that are mandatory today included.
    pub const FUTURE_MASK: u32 = 0x1fe_0000;
}

/// Bits of `co_localspluskinds`.
pub mod kinds {
    pub const ARG_POS: u8 = 0x02;
    pub const ARG_KW: u8 = 0x04;
    pub const ARG_VAR: u8 = 0x08;
    pub const HIDDEN: u8 = 0x10;
    pub const LOCAL: u8 = 0x20;
    pub const CELL: u8 = 0x40;
    pub const FREE: u8 = 0x80;
}

/// What CPython's `code` object holds. The fields are the attributes of the same name without `co_`.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeData {
    pub argcount: u32,
    pub posonlyargcount: u32,
    pub kwonlyargcount: u32,
    pub stacksize: u32,
    pub flags: u32,
    /// Word code with zeroed inline caches, as `co_code` gives it.
    pub code: Box<[u8]>,
    pub consts: Box<[Const]>,
    pub names: Box<[Name]>,
    /// Local variables, then cells that are not also locals, then free variables.
    pub localsplusnames: Box<[Name]>,
    /// One byte of [`kinds`] for each of `localsplusnames`.
    pub localspluskinds: Box<[u8]>,
    pub filename: Name,
    pub name: Name,
    pub qualname: Name,
    pub firstlineno: i32,
    pub linetable: Box<[u8]>,
    pub exceptiontable: Box<[u8]>,
}

/// A constant of a code object. Containers are shared, because marshalled data may refer to one many times.
#[derive(Clone, Debug)]
pub enum Const {
    None,
    Ellipsis,
    Bool(bool),
    Int(BigInt),
    Float(f64),
    Complex(f64, f64),
    Str(Name),
    Bytes(Arc<[u8]>),
    Tuple(Arc<[Const]>),
    FrozenSet(Arc<[Const]>),
    /// start, stop, step
    Slice(Arc<[Const; 3]>),
    Code(Arc<CodeData>),
}

/// Equality as the constant table of a code object needs it: by type and bits, so `0.0 != -0.0` and `1 != True`.
impl PartialEq for Const {
    fn eq(&self, other: &Const) -> bool {
        use Const::*;
        match (self, other) {
            (None, None) | (Ellipsis, Ellipsis) => true,
            (Bool(a), Bool(b)) => a == b,
            (Int(a), Int(b)) => a == b,
            (Float(a), Float(b)) => a.to_bits() == b.to_bits(),
            (Complex(a, b), Complex(c, d)) => a.to_bits() == c.to_bits() && b.to_bits() == d.to_bits(),
            (Str(a), Str(b)) => a == b,
            (Bytes(a), Bytes(b)) => a == b,
            (Tuple(a), Tuple(b)) | (FrozenSet(a), FrozenSet(b)) => a == b,
            (Slice(a), Slice(b)) => a == b,
            (Code(a), Code(b)) => a == b,
            _ => false,
        }
    }
}

/// Where a run of units comes from in the source. Lines count from 1, columns from 0 in UTF-8 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineEntry {
    /// First unit.
    pub start: u32,
    /// One past the last unit.
    pub end: u32,
    /// Absent for units that belong to no line.
    pub line: Option<i32>,
    pub end_line: Option<i32>,
    pub col: Option<u32>,
    pub end_col: Option<u32>,
}

/// One row of the exception table, in units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExceptionEntry {
    pub start: u32,
    pub end: u32,
    pub target: u32,
    /// Depth of the value stack to unwind to.
    pub depth: u32,
    /// Whether the offset of the raising instruction is pushed before the exception.
    pub lasti: bool,
}

/// The tables of a code object, wherever they are stored.
#[derive(Clone, Copy, Debug)]
pub struct Tables<'a> {
    pub code: &'a [u8],
    pub linetable: &'a [u8],
    pub exceptiontable: &'a [u8],
    pub firstlineno: i32,
}

impl<'a> Tables<'a> {
    /// Number of units.
    pub fn len(self) -> usize {
        self.code.len() / 2
    }

    /// Whether there is no instruction at all, which only hand-made code objects can be.
    pub fn is_empty(self) -> bool {
        self.code.is_empty()
    }

    /// The entries of the line table in order, as `co_positions()` shows them (one entry there for each unit).
    pub fn positions(self) -> LineTable<'a> {
        LineTable::new(self.linetable, self.firstlineno)
    }

    /// `co_lines()`: runs of units with their line; neighbours of the same line are one run.
    pub fn lines(self) -> Vec<(u32, u32, Option<i32>)> {
        let mut runs: Vec<(u32, u32, Option<i32>)> = Vec::new();
        for entry in self.positions() {
            match runs.last_mut() {
                Some(last) if last.2 == entry.line => last.1 = entry.end,
                _ => runs.push((entry.start, entry.end, entry.line)),
            }
        }
        runs
    }

    /// The line of the unit with this number, as `PyCode_Addr2Line` gives it.
    pub fn line_of(self, unit: u32) -> Option<i32> {
        self.positions().find(|entry| unit < entry.end)?.line
    }

    /// The rows of the exception table in order.
    pub fn exceptions(self) -> Vec<ExceptionEntry> {
        let mut entries = Vec::new();
        let mut at = 0;
        while let Some(entry) = exception_entry(self.exceptiontable, &mut at) {
            entries.push(entry);
        }
        entries
    }
}

impl CodeData {
    /// The tables by themselves.
    pub fn tables(&self) -> Tables<'_> {
        Tables {
            code: &self.code,
            linetable: &self.linetable,
            exceptiontable: &self.exceptiontable,
            firstlineno: self.firstlineno,
        }
    }

    /// Number of units.
    pub fn len(&self) -> usize {
        self.tables().len()
    }

    /// Whether there is no instruction at all, which only hand-made code objects can be.
    pub fn is_empty(&self) -> bool {
        self.code.is_empty()
    }

    /// See [`Tables::positions`].
    pub fn positions(&self) -> LineTable<'_> {
        self.tables().positions()
    }

    /// See [`Tables::lines`].
    pub fn lines(&self) -> Vec<(u32, u32, Option<i32>)> {
        self.tables().lines()
    }

    /// See [`Tables::line_of`].
    pub fn line_of(&self, unit: u32) -> Option<i32> {
        self.tables().line_of(unit)
    }

    /// See [`Tables::exceptions`].
    pub fn exceptions(&self) -> Vec<ExceptionEntry> {
        self.tables().exceptions()
    }

    /// Number of local variables (`co_nlocals`): cells count when they are arguments or locals too.
    pub fn nlocals(&self) -> usize {
        self.localspluskinds.iter().filter(|kind| **kind & kinds::LOCAL != 0).count()
    }

    /// Names of `localsplusnames` whose kind has one of these bits: `co_varnames`, `co_cellvars`, `co_freevars`.
    pub fn names_of_kind(&self, kind: u8) -> impl Iterator<Item = &Name> {
        let pairs = self.localsplusnames.iter().zip(self.localspluskinds.iter());
        pairs.filter(move |(_, have)| **have & kind != 0).map(|(name, _)| name)
    }
}

/// Reads a line table. Malformed tables end the iteration early instead of failing, for CPython trusts them too.
#[derive(Clone)]
pub struct LineTable<'a> {
    bytes: &'a [u8],
    at: usize,
    line: i32,
    unit: u32,
}

impl<'a> LineTable<'a> {
    /// A reader of `bytes`, whose first delta counts from `firstlineno`.
    pub fn new(bytes: &'a [u8], firstlineno: i32) -> Self {
        LineTable { bytes, at: 0, line: firstlineno, unit: 0 }
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    /// Six bits a byte, the least significant first; bit 6 says that more follow.
    fn varint(&mut self) -> Option<u32> {
        let mut value = 0u32;
        let mut shift = 0;
        loop {
            let byte = self.byte()?;
            value |= u32::from(byte & 63).checked_shl(shift).unwrap_or(0);
            if byte & 64 == 0 {
                return Some(value);
            }
            shift += 6;
        }
    }

    fn signed_varint(&mut self) -> Option<i32> {
        let raw = self.varint()?;
        let magnitude = (raw >> 1) as i32;
        Some(if raw & 1 != 0 { magnitude.wrapping_neg() } else { magnitude })
    }

    /// The columns and the line of an entry of this form; the running line is moved on.
    fn location(&mut self, form: u8) -> Option<(Option<i32>, Option<u32>, Option<u32>)> {
        Some(match form {
            0..=9 => {
                let second = self.byte()?;
                let col = u32::from(form) * 8 + u32::from(second >> 4);
                (Some(self.line), Some(col), Some(col + u32::from(second & 15)))
            }
            10..=12 => {
                self.line = self.line.wrapping_add(i32::from(form) - 10);
                let col = u32::from(self.byte()?);
                let end_col = u32::from(self.byte()?);
                (Some(self.line), Some(col), Some(end_col))
            }
            13 => {
                self.line = self.line.wrapping_add(self.signed_varint()?);
                (Some(self.line), None, None)
            }
            14 => {
                self.line = self.line.wrapping_add(self.signed_varint()?);
                let end_line = self.line.wrapping_add(self.varint()? as i32);
                let col = self.varint()?.checked_sub(1);
                let end_col = self.varint()?.checked_sub(1);
                return Some((Some(end_line), col, end_col));
            }
            _ => (None, None, None),
        })
    }
}

impl Iterator for LineTable<'_> {
    type Item = LineEntry;

    fn next(&mut self) -> Option<LineEntry> {
        let first = self.byte()?;
        let form = (first >> 3) & 15;
        let (end_line, col, end_col) = self.location(form)?;
        let start = self.unit;
        self.unit = start.wrapping_add(u32::from(first & 7) + 1);
        let line = (form != 15).then_some(self.line);
        Some(LineEntry { start, end: self.unit, line, end_line, col, end_col })
    }
}

/// Six bits a byte, the most significant first; bit 6 says that more follow.
fn exception_varint(table: &[u8], at: &mut usize) -> Option<u32> {
    let mut value = 0u32;
    loop {
        let byte = *table.get(*at)?;
        *at += 1;
        value = (value << 6) | u32::from(byte & 63);
        if byte & 64 == 0 {
            return Some(value);
        }
    }
}

fn exception_entry(table: &[u8], at: &mut usize) -> Option<ExceptionEntry> {
    let start = exception_varint(table, at)?;
    let length = exception_varint(table, at)?;
    let target = exception_varint(table, at)?;
    let depth_lasti = exception_varint(table, at)?;
    Some(ExceptionEntry {
        start,
        end: start.saturating_add(length),
        target,
        depth: depth_lasti >> 1,
        lasti: depth_lasti & 1 != 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Mode, Options, Source, compile};

    fn code_of(source: &str) -> CodeData {
        let compiled = compile(Source::Text(source), "t.py", Mode::Exec, &Options::default());
        Arc::unwrap_or_clone(compiled.expect("the test's source is valid").code)
    }

    #[test]
    fn lines_of_a_module_are_those_cpython_gives() {
        // CPython 3.14: list(compile("a = 1\n\nb = a\n", "t.py", "exec").co_lines()), halved
        let lines = code_of("a = 1\n\nb = a\n").lines();
        assert_eq!(lines, [(0, 1, Some(0)), (1, 3, Some(1)), (3, 7, Some(3))]);
    }

    #[test]
    fn line_of_agrees_with_lines() {
        let code = code_of("def f(x):\n    try:\n        return x[0]\n    except KeyError as e:\n        raise\n");
        let Const::Code(function) = &code.consts[0] else { panic!("the first constant is the function") };
        for (start, end, line) in function.lines() {
            for unit in start..end {
                assert_eq!(function.line_of(unit), line);
            }
        }
        assert_eq!(function.line_of(function.len() as u32), None);
    }

    #[test]
    fn a_try_statement_has_rows_that_lie_inside_the_code() {
        let code = code_of("try:\n    f()\nexcept E:\n    g()\n");
        let rows = code.exceptions();
        assert_eq!(rows.len(), 3);
        assert_eq!((rows[0].depth, rows[0].lasti), (0, false));
        assert!(rows[1..].iter().all(|row| row.depth == 1 && row.lasti));
        assert!(rows.iter().all(|row| row.start < row.end && (row.target as usize) < code.len()));
    }

    #[test]
    fn locals_cells_and_free_variables_are_told_apart() {
        let code = code_of("def f(a, b):\n    c = 1\n    def g():\n        return a, c\n    return g\n");
        let Const::Code(f) = &code.consts[0] else { panic!("the first constant is the function") };
        let text = |kind| f.names_of_kind(kind).map(|name| name.to_string()).collect::<Vec<_>>();
        assert_eq!(text(kinds::LOCAL), ["a", "b", "g"]);
        assert_eq!(text(kinds::CELL), ["a", "c"]);
        assert_eq!(f.nlocals(), 3);
    }

    #[test]
    fn a_cut_table_ends_the_iteration() {
        let mut code = code_of("x = 1\n");
        code.linetable = Box::from([0xf0u8, 0x41]);
        assert_eq!(code.lines(), []);
    }
}
