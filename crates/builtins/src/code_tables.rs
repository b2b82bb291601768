//! The tables of a code object as iterators: `co_lines()`, `co_positions()`, `co_branches()`, and the old `co_lnotab`.

use front::code::Tables;
use heap::{GcVec, Head, Value};
use object::class::ClassFlags;
use object::code::Code;
use object::seq::tuple;
use object::{ClassBuilder, ClassCell, Gc, Object, Result, Row, Tuple, native, none, number};

/// An iterator over rows that were computed when it was made.
#[repr(C)]
pub struct TableIter {
    pub head: Head,
    rows: Gc<Tuple>,
    index: usize,
}
object::object_type!(TableIter);

static POSITIONS: ClassCell = ClassCell::new();
static BRANCHES: ClassCell = ClassCell::new();

fn table(class: &'static ClassCell, rows: GcVec<Value>) -> Gc<TableIter> {
    TableIter { head: Head { map: std::ptr::null() }, rows: Tuple::from_slice(&rows), index: 0 }.alloc_in(class.get())
}

fn table_self(this: Gc<TableIter>) -> Gc<TableIter> {
    this
}

fn table_next(mut this: Gc<TableIter>) -> Result<Value> {
    let row = this.rows.as_slice().get(this.index).copied();
    this.index += usize::from(row.is_some());
    object::iter::next_result(row)
}

fn byte(unit: u32) -> Value {
    number::int(2 * i64::from(unit))
}

fn optional(n: Option<impl Into<i64>>) -> Value {
    n.map_or_else(none, |n| number::int(n.into()))
}

pub(super) fn co_lines(this: Gc<Code>) -> Gc<TableIter> {
    let mut rows = GcVec::new();
    for (start, end, line) in this.data.lines() {
        rows.push(tuple(&[byte(start), byte(end), optional(line)]));
    }
    table(TableIter::cell(), rows)
}

pub(super) fn co_positions(this: Gc<Code>) -> Gc<TableIter> {
    let mut rows = GcVec::new();
    for e in this.data.positions() {
        let row = tuple(&[optional(e.line), optional(e.end_line), optional(e.col), optional(e.end_col)]);
        for _ in e.start..e.end {
            rows.push(row);
        }
    }
    table(&POSITIONS, rows)
}

/// Operation numbers of CPython 3.14 that `co_branches` looks at.
mod op {
    pub const END_ASYNC_FOR: u8 = 68;
    pub const EXTENDED_ARG: u8 = 69;
    pub const FOR_ITER: u8 = 70;
    pub const POP_JUMP_IF_FALSE: u8 = 100;
    pub const POP_JUMP_IF_NONE: u8 = 101;
    pub const POP_JUMP_IF_NOT_NONE: u8 = 102;
    pub const POP_JUMP_IF_TRUE: u8 = 103;
}

/// Units of inline cache behind an instruction of CPython 3.14.
fn cache_units(op: u8) -> u32 {
    match op {
        80 => 9,
        44 => 5,
        92 | 110 => 4,
        39 | 52 | 55 => 3,
        38 | 56 | 57 | 70 | 75 | 96 | 100..=103 | 106 | 119 => 1,
        _ => 0,
    }
}

/// (instruction, where it goes on when the branch is not taken, where when it is), in units.
fn branches(data: Tables<'_>) -> Vec<(u32, u32, u32)> {
    let (mut out, mut at, mut arg) = (Vec::new(), 0u32, 0u32);
    while (at as usize) < data.len() {
        let (op, low) = (data.code[at as usize * 2], data.code[at as usize * 2 + 1]);
        arg = arg << 8 | u32::from(low);
        let next = at + 1 + cache_units(op);
        match op {
            op::EXTENDED_ARG => {
                at = next;
                continue;
            }
            // Two instructions that clean up after the loop are skipped.
            op::FOR_ITER => out.push((at, next, next + arg + 2)),
            // NOT_TAKEN follows.
            op::POP_JUMP_IF_FALSE | op::POP_JUMP_IF_TRUE | op::POP_JUMP_IF_NONE | op::POP_JUMP_IF_NOT_NONE => {
                out.push((at, next + 1, next + arg))
            }
            // The branch is where the awaited value arrives, `arg` units back: END_SEND, then NOT_TAKEN.
            op::END_ASYNC_FOR => {
                let source = next.saturating_sub(arg);
                out.push((source, source + 2, next));
            }
            _ => {}
        }
        arg = 0;
        at = next;
    }
    out
}

pub(super) fn co_branches(this: Gc<Code>) -> Gc<TableIter> {
    let mut rows = GcVec::new();
    for (source, left, right) in branches(this.data.tables()) {
        rows.push(tuple(&[byte(source), byte(left), byte(right)]));
    }
    table(&BRANCHES, rows)
}

/// The line table in the form of Python 3.9: pairs of byte delta and signed line delta.
pub(super) fn lnotab(data: Tables<'_>) -> Vec<u8> {
    let (mut out, mut code, mut line) = (Vec::new(), 0i64, i64::from(data.firstlineno));
    for e in data.positions() {
        let Some(l) = e.line.map(i64::from) else { continue };
        if l == line {
            continue;
        }
        let (mut bytes, mut lines) = (i64::from(e.start) * 2 - code, l - line);
        while bytes > 255 {
            out.extend([255, 0]);
            bytes -= 255;
        }
        while lines > 127 {
            out.extend([bytes as u8, 127]);
            (bytes, lines) = (0, lines - 127);
        }
        while lines < -128 {
            out.extend([bytes as u8, 128]);
            (bytes, lines) = (0, lines + 128);
        }
        out.extend([bytes as u8, lines as u8]);
        (code, line) = (i64::from(e.start) * 2, l);
    }
    out
}

static ROWS: &[Row] =
    &[Row::method("__iter__($self, /)", native(table_self)), Row::method("__next__($self, /)", native(table_next))];

pub(super) fn init() {
    let hidden = ClassFlags::NO_INSTANTIATE;
    let _ = ClassBuilder::new::<TableIter>("line_iterator").flags(hidden).rows(&[ROWS]).build();
    let _ = ClassBuilder::untyped("positions_iterator", TableIter::LAYOUT)
        .cell(&POSITIONS)
        .flags(hidden)
        .rows(&[ROWS])
        .build();
    let _ =
        ClassBuilder::untyped("line_iterator", TableIter::LAYOUT).cell(&BRANCHES).flags(hidden).rows(&[ROWS]).build();
}
