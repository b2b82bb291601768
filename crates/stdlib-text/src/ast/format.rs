//! `'%s and %5r' % (a, b)` as an f-string, when the tree is optimised.
//!
//! Only a tuple display on the right will do, without stars, with as many items as the text asks for, and only the
//! conversions `%s`, `%r` and `%a` (with flags, width and precision): those need not look at the values.

use std::rc::Rc;
use std::sync::Arc;

use front::Const;
use front::ast::{Field, Node};
use rustpython_wtf8::{CodePoint, Wtf8Buf};

use super::optimize::placed;

/// More digits than these are left alone.
const MAX_DIGITS: usize = 3;

/// The f-string that a `BinOp` stands for.
pub(super) fn fold(node: &Node) -> Option<Node> {
    let (left, right) = (node.node("left")?, node.node("right")?);
    if node.op("op") != Some("Mod") || left.kind != "Constant" || right.kind != "Tuple" {
        return None;
    }
    let Field::Const(Const::Str(text)) = left.get("value") else { return None };
    let items: Vec<&Rc<Node>> = right.list("elts").iter().filter_map(Field::as_node).collect();
    if items.iter().any(|item| item.kind == "Starred") {
        return None;
    }
    let mut items = items.into_iter();
    let mut reader =
        Reader { rest: text.code_points().map(CodePoint::to_u32).collect::<Vec<_>>().into_iter().peekable() };
    let mut parts = Vec::new();
    loop {
        let literal = reader.literal()?;
        if !literal.is_empty() {
            parts.push(Field::Node(Rc::new(text_node(literal))));
        }
        if reader.rest.peek().is_none() {
            break;
        }
        let (conversion, spec) = reader.conversion()?;
        let value = items.next()?;
        let spec = match spec {
            Some(spec) => {
                // As in CPython, and other than in an f-string, the text alone.
                Field::Node(Rc::new(text_node(spec)))
            }
            None => Field::None,
        };
        let fields = vec![
            ("value", Field::Node(value.clone())),
            ("conversion", Field::Int(i64::from(conversion))),
            ("format_spec", spec),
        ];
        parts.push(Field::Node(Rc::new(placed("FormattedValue", fields, value))));
    }
    match items.next() {
        Some(_) => None,
        None => Some(placed("JoinedStr", vec![("values", Field::List(parts))], node)),
    }
}

/// A text without a place.
fn text_node(text: Wtf8Buf) -> Node {
    let value = Field::Const(Const::Str(Arc::new(text)));
    let mut node = Node::new("Constant", vec![("value", value), ("kind", Field::None)]);
    for place in [&mut node.lineno, &mut node.col_offset, &mut node.end_lineno, &mut node.end_col_offset] {
        *place = -1;
    }
    node
}

struct Reader {
    rest: std::iter::Peekable<std::vec::IntoIter<u32>>,
}

impl Reader {
    /// The text before the next conversion, with `%%` read. `None` if the text ends in a `%`.
    fn literal(&mut self) -> Option<Wtf8Buf> {
        let mut text = Wtf8Buf::new();
        while let Some(char) = self.rest.peek().copied() {
            if char == u32::from(b'%') {
                let mut ahead = self.rest.clone();
                ahead.next();
                if ahead.next()? != u32::from(b'%') {
                    break;
                }
                self.rest.next();
            }
            self.rest.next();
            text.extend(CodePoint::from_u32(char));
        }
        Some(text)
    }

    fn digits(&mut self, out: &mut String) -> Option<()> {
        let before = out.len();
        while let Some(digit) = self.rest.peek().copied().and_then(char::from_u32).filter(char::is_ascii_digit) {
            self.rest.next();
            out.push(digit);
        }
        (out.len() - before <= MAX_DIGITS).then_some(())
    }

    /// A conversion: its letter, and the format specification.
    fn conversion(&mut self) -> Option<(u8, Option<Wtf8Buf>)> {
        self.rest.next();
        let mut left = false;
        while let Some(flag) = self.rest.peek().copied().and_then(char::from_u32).filter(|c| "-+ #0".contains(*c)) {
            self.rest.next();
            left |= flag == '-';
        }
        let mut width = String::new();
        self.digits(&mut width)?;
        let width: usize = if width.is_empty() { 0 } else { width.parse().ok()? };
        let mut spec = String::new();
        if width > 0 {
            // Text is aligned to the right there, to the left in f-strings.
            if !left {
                spec.push('>');
            }
            spec.push_str(&width.to_string());
        }
        if self.rest.peek() == Some(&u32::from(b'.')) {
            self.rest.next();
            let mut precision = String::new();
            self.digits(&mut precision)?;
            let precision: usize = if precision.is_empty() { 0 } else { precision.parse().ok()? };
            spec.push_str(&format!(".{precision}"));
        }
        let letter = u8::try_from(self.rest.next()?).ok().filter(|letter| b"sra".contains(letter))?;
        Some((letter, (!spec.is_empty()).then(|| Wtf8Buf::from_string(spec))))
    }
}
