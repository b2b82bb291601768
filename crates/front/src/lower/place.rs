//! A text in which every position of a tree exists.
//!
//! The code generator takes positions from ranges of a source text. A tree that a program made, or changed, has no text,
//! so one is made up: lines of dots that are as long as the tree's positions need. (Blanks would tell the generator that
//! there is white space before an expression in an f-string.) Two things must really stand in it:
//! the keyword of a decorated definition, which the generator looks for to tell the definition's line from that of its
//! decorators, and string literals that hold lone surrogates, whose values it reads from the text.

use ruff_text_size::{TextRange, TextSize};
use rustpython_wtf8::Wtf8;

use crate::fault::{FaultKind, SyntaxFault};
use crate::syntax::{Field, Node};

/// A made-up text may not grow beyond this.
const MAX_TEXT: usize = 256 << 20;

/// Room for `async def ` after the last column.
const SLACK: usize = 12;

pub(super) struct Places {
    pub(super) text: String,
    /// Offset and width of each line.
    lines: Vec<(usize, usize)>,
}

/// A line or column as an index; what is negative counts as the first.
fn index(number: i32) -> usize {
    usize::try_from(number).unwrap_or(0)
}

fn measure(node: &Node, widths: &mut Vec<usize>) {
    for (line, col) in [(node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)] {
        let line = index(line);
        // What is too large is refused later; growing for it would take the memory first.
        if line < MAX_TEXT / SLACK {
            if widths.len() <= line {
                widths.resize(line + 1, 0);
            }
            widths[line] = widths[line].max(index(col));
        }
    }
    node.fields.iter().for_each(|(_, field)| measure_field(field, widths));
}

fn measure_field(field: &Field, widths: &mut Vec<usize>) {
    match field {
        Field::Node(node) => measure(node, widths),
        Field::List(items) => items.iter().for_each(|item| measure_field(item, widths)),
        _ => {}
    }
}

impl Places {
    /// The text for this tree.
    pub(super) fn of(root: &Node) -> Result<Places, SyntaxFault> {
        let mut widths = vec![0, 0];
        measure(root, &mut widths);
        let total: usize = widths.iter().map(|width| width.saturating_add(SLACK)).fold(0, usize::saturating_add);
        if total > MAX_TEXT {
            return Err(SyntaxFault::bare(FaultKind::ValueError, "AST node positions are too large"));
        }
        let mut text = String::with_capacity(total);
        let mut lines = Vec::with_capacity(widths.len());
        for (line, width) in widths.into_iter().enumerate() {
            lines.push((text.len(), width));
            // Lines count from 1, so the first entry takes no room.
            if line > 0 {
                text.extend(std::iter::repeat_n('.', width + SLACK - 1));
                text.push('\n');
            }
        }
        Ok(Places { text, lines })
    }

    /// The offset of a line and column.
    fn offset(&self, line: i32, col: i32) -> TextSize {
        let last = self.lines.len() - 1;
        let (start, width) = self.lines[index(line).clamp(1, last)];
        TextSize::new((start + index(col).min(width)) as u32)
    }

    /// The range of a node.
    pub(super) fn range(&self, node: &Node) -> TextRange {
        let start = self.offset(node.lineno, node.col_offset);
        let end = self.offset(node.end_lineno, node.end_col_offset);
        TextRange::new(start, end.max(start))
    }

    /// Writes a word where a node begins.
    pub(super) fn write_at(&mut self, node: &Node, word: &str) {
        let start = self.offset(node.lineno, node.col_offset).to_usize();
        self.text.replace_range(start..start + word.len(), word);
    }

    /// Adds a string literal with this value behind the text; its range.
    pub(super) fn literal(&mut self, value: &Wtf8) -> TextRange {
        use std::fmt::Write as _;
        let start = self.text.len();
        self.text.push('"');
        for point in value.code_points() {
            // Writing to a string cannot fail.
            let _ = write!(self.text, "\\U{:08x}", point.to_u32());
        }
        self.text.push('"');
        let end = self.text.len();
        self.text.push('\n');
        TextRange::new(TextSize::new(start as u32), TextSize::new(end as u32))
    }
}
