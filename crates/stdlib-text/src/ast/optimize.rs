//! What `PyCF_OPTIMIZED_AST` does to a tree: `__debug__` becomes its value, and under `optimize=2` docstrings go.

use std::rc::Rc;

use front::Const;
use front::ast::{Field, Node};

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
fn placed(kind: &'static str, fields: Vec<(&'static str, Field)>, at: &Node) -> Node {
    let mut node = Node::new(kind, fields);
    node.lineno = at.lineno;
    node.col_offset = at.col_offset;
    node.end_lineno = at.end_lineno;
    node.end_col_offset = at.end_col_offset;
    node
}

fn is_string_statement(statement: &Node) -> bool {
    let value = statement.node("value").map(|value| value.get("value"));
    statement.kind == "Expr" && matches!(value, Some(Field::Const(Const::Str(_))))
}

fn remove_docstring(node: &mut Node) {
    let Some((_, Field::List(body))) = node.fields.iter_mut().find(|(name, _)| *name == "body") else { return };
    let Some(first) = body.first().and_then(Field::as_node).filter(|first| is_string_statement(first)) else { return };
    match body.len() {
        // A block may not be empty.
        1 => body[0] = Field::Node(Rc::new(placed("Pass", Vec::new(), first))),
        _ => drop(body.remove(0)),
    }
}
