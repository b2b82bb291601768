//! The neutral syntax tree: what the classes of Python's `_ast` module hold, as plain data.

use std::rc::Rc;

use crate::code::{Const, Name};

/// An instance of a class of `_ast`. Positions are 0 for the classes that have none (`Module`, `arguments`, `comprehension`).
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The class's name: `BinOp`.
    pub kind: &'static str,
    /// In the order of the class's `_fields`.
    pub fields: Vec<(&'static str, Field)>,
    pub lineno: i32,
    /// Columns count UTF-8 bytes.
    pub col_offset: i32,
    pub end_lineno: i32,
    pub end_col_offset: i32,
}

/// The value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Field {
    None,
    Node(Rc<Node>),
    /// An instance of a class without fields: `Load`, `Add`, `Eq`.
    Op(&'static str),
    List(Vec<Field>),
    /// An identifier, or another field that ASDL declares as a string.
    Str(Name),
    Const(Const),
    Int(i64),
}

/// Takes a deep tree apart in a loop, for the stack of whoever drops it may be small.
impl Drop for Node {
    fn drop(&mut self) {
        let mut pending: Vec<Field> = Vec::new();
        let nested = |field: &Field| matches!(field, Field::Node(_) | Field::List(_));
        pending.extend(self.fields.drain(..).map(|(_, field)| field).filter(nested));
        while let Some(field) = pending.pop() {
            match field {
                Field::List(items) => pending.extend(items.into_iter().filter(nested)),
                Field::Node(node) => {
                    if let Ok(mut node) = Rc::try_unwrap(node) {
                        pending.extend(node.fields.drain(..).map(|(_, field)| field).filter(nested));
                    }
                }
                _ => {}
            }
        }
    }
}

impl Node {
    pub fn new(kind: &'static str, fields: Vec<(&'static str, Field)>) -> Node {
        Node { kind, fields, lineno: 0, col_offset: 0, end_lineno: 0, end_col_offset: 0 }
    }

    /// The field with this name; [`Field::None`] if the class has no such field.
    pub fn get(&self, name: &str) -> &Field {
        self.fields.iter().find(|(field, _)| *field == name).map_or(&Field::None, |(_, value)| value)
    }

    /// The node in this field.
    pub fn node(&self, name: &str) -> Option<&Rc<Node>> {
        match self.get(name) {
            Field::Node(node) => Some(node),
            _ => None,
        }
    }

    /// The nodes of the list in this field; empty if there is none.
    pub fn list(&self, name: &str) -> &[Field] {
        match self.get(name) {
            Field::List(items) => items,
            _ => &[],
        }
    }

    /// The string in this field.
    pub fn str(&self, name: &str) -> Option<&Name> {
        match self.get(name) {
            Field::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The class name of the operator or context in this field.
    pub fn op(&self, name: &str) -> Option<&'static str> {
        match self.get(name) {
            Field::Op(op) => Some(op),
            _ => None,
        }
    }
}

impl Field {
    pub fn as_node(&self) -> Option<&Rc<Node>> {
        match self {
            Field::Node(node) => Some(node),
            _ => None,
        }
    }
}

impl From<Rc<Node>> for Field {
    fn from(node: Rc<Node>) -> Field {
        Field::Node(node)
    }
}

impl From<Option<Rc<Node>>> for Field {
    fn from(node: Option<Rc<Node>>) -> Field {
        node.map_or(Field::None, Field::Node)
    }
}

impl From<Vec<Rc<Node>>> for Field {
    fn from(nodes: Vec<Rc<Node>>) -> Field {
        Field::List(nodes.into_iter().map(Field::Node).collect())
    }
}

impl From<Name> for Field {
    fn from(name: Name) -> Field {
        Field::Str(name)
    }
}

impl From<Option<Name>> for Field {
    fn from(name: Option<Name>) -> Field {
        name.map_or(Field::None, Field::Str)
    }
}

impl From<&'static str> for Field {
    /// A class without fields; text goes through [`Field::Str`].
    fn from(op: &'static str) -> Field {
        Field::Op(op)
    }
}

impl From<i64> for Field {
    fn from(number: i64) -> Field {
        Field::Int(number)
    }
}

impl From<Const> for Field {
    fn from(value: Const) -> Field {
        Field::Const(value)
    }
}

impl From<Vec<Field>> for Field {
    fn from(items: Vec<Field>) -> Field {
        Field::List(items)
    }
}
