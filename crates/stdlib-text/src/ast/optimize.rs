//! What `PyCF_OPTIMIZED_AST` does to a tree: `__debug__` becomes its value, numbers with signs in patterns become constants,
//! `'%s' % (x,)` becomes an f-string, and under `optimize=2` docstrings go.

use std::rc::Rc;

use front::Const;
use front::ast::{Field, Node};

use super::format;

/// The settings, from `compile()`'s `optimize`.
pub(super) struct Optimizing {
    /// The value of `__debug__`.
    pub debug: bool,
    pub keep_docstrings: bool,
}

impl Optimizing {
    pub fn new(optimize: u8) -> Optimizing {
        Optimizing { debug: optimize == 0, keep_docstrings: optimize < 2 }
    }

    /// The tree, optimised.
    pub fn rewrite(&self, node: &Node) -> Node {
        let is_debug = node.str("id").is_some_and(|id| id.as_bytes() == b"__debug__");
        if node.kind == "Name" && is_debug && node.op("ctx") == Some("Load") {
            let fields = vec![("value", Field::Const(Const::Bool(self.debug))), ("kind", Field::None)];
            return placed("Constant", fields, node);
        }
        let fields = node.fields.iter().map(|(name, value)| (*name, self.field(value))).collect();
        let mut made = placed(node.kind, fields, node);
        match made.kind {
            "MatchValue" => fold_field(&mut made, "value"),
            "MatchMapping" => fold_field(&mut made, "keys"),
            "BinOp" => {
                if let Some(joined) = format::fold(&made) {
                    return joined;
                }
            }
            _ => {}
        }
        if !self.keep_docstrings && matches!(node.kind, "Module" | "FunctionDef" | "AsyncFunctionDef" | "ClassDef") {
            remove_docstring(&mut made);
        }
        made
    }

    fn field(&self, value: &Field) -> Field {
        match value {
            Field::Node(node) => Field::Node(Rc::new(self.rewrite(node))),
            Field::List(items) => Field::List(items.iter().map(|item| self.field(item)).collect()),
            other => other.clone(),
        }
    }
}

/// A new node in the place of another.
pub(super) fn placed(kind: &'static str, fields: Vec<(&'static str, Field)>, at: &Node) -> Node {
    let mut node = Node::new(kind, fields);
    node.lineno = at.lineno;
    node.col_offset = at.col_offset;
    node.end_lineno = at.end_lineno;
    node.end_col_offset = at.end_col_offset;
    node
}

/// Folds the numbers in a field of a pattern.
fn fold_field(node: &mut Node, name: &str) {
    let Some((_, field)) = node.fields.iter_mut().find(|(known, _)| *known == name) else { return };
    match field {
        Field::List(items) => items.iter_mut().for_each(fold_number),
        one => fold_number(one),
    }
}

/// `-1` and `1 - 2j` become constants.
fn fold_number(field: &mut Field) {
    let Some(node) = field.as_node() else { return };
    if !matches!(node.kind, "UnaryOp" | "BinOp") {
        return;
    }
    if let Some(value) = number(node) {
        let fields = vec![("value", Field::Const(value)), ("kind", Field::None)];
        *field = Field::Node(Rc::new(placed("Constant", fields, node)));
    }
}

fn number(node: &Node) -> Option<Const> {
    match node.kind {
        "Constant" => match node.get("value") {
            Field::Const(value @ (Const::Int(_) | Const::Float(_) | Const::Complex(..))) => Some(value.clone()),
            _ => None,
        },
        "UnaryOp" if node.op("op") == Some("USub") => Some(match number(node.node("operand")?)? {
            Const::Int(n) => Const::Int(-n),
            Const::Float(x) => Const::Float(-x),
            Const::Complex(re, im) => Const::Complex(-re, -im),
            _ => return None,
        }),
        "BinOp" => {
            let real = match number(node.node("left")?)? {
                Const::Int(n) => num_traits::ToPrimitive::to_f64(&n)?,
                Const::Float(x) => x,
                _ => return None,
            };
            let Const::Complex(re, im) = number(node.node("right")?)? else { return None };
            match node.op("op") {
                Some("Add") => Some(Const::Complex(real + re, im)),
                Some("Sub") => Some(Const::Complex(real - re, -im)),
                _ => None,
            }
        }
        _ => None,
    }
}

fn is_string_statement(statement: &Node) -> bool {
    let value = statement.node("value").map(|value| value.get("value"));
    statement.kind == "Expr" && matches!(value, Some(Field::Const(Const::Str(_))))
}

fn remove_docstring(node: &mut Node) {
    let Some((_, Field::List(body))) = node.fields.iter_mut().find(|(name, _)| *name == "body") else { return };
    let Some(first) = body.first().and_then(Field::as_node).filter(|first| is_string_statement(first)) else { return };
    match body.len() {
        // A block may not be empty. The statement ends where its word would.
        1 => {
            let mut pass = placed("Pass", Vec::new(), first);
            pass.end_lineno = pass.lineno;
            pass.end_col_offset = pass.col_offset + "pass".len() as i32;
            body[0] = Field::Node(Rc::new(pass));
        }
        _ => drop(body.remove(0)),
    }
}
