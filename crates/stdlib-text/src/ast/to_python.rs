//! From the front end's tree to instances of the classes.

use front::ast::{Field, Node};
use heap::{GcVec, Value};
use object::{List, Result, Str, attr, intern, none, number};

use super::classes::{POSITIONS, field_name, instance};
use super::grammar::{Positions, grammar};
use super::node::check_depth;

/// The instance that shows this tree.
///
/// # Errors
/// `RecursionError` for a tree that is too deep for the native stack.
pub(super) fn node(tree: &Node) -> Result<Value> {
    check_depth("during ast construction")?;
    let index = kind_of(tree.kind)?;
    let kind = &grammar().kinds[index];
    let made = instance(index);
    for (at, declared) in kind.fields.iter().enumerate() {
        let value = field(tree.get(declared.name))?;
        attr::generic_setattr(made, field_name(index, at), Some(value))?;
    }
    if kind.positions != Positions::None {
        let numbers = [tree.lineno, tree.col_offset, tree.end_lineno, tree.end_col_offset];
        for (name, n) in POSITIONS.iter().zip(numbers) {
            attr::generic_setattr(made, intern(name), Some(number::int(i64::from(n))))?;
        }
    }
    Ok(made)
}

fn kind_of(name: &str) -> Result<usize> {
    match grammar().kind(name) {
        Some(kind) => Ok(kind),
        None => object::raise_exc!(SYSTEM_ERROR, "the parser made a node of the unknown class {name}"),
    }
}

fn field(value: &Field) -> Result<Value> {
    Ok(match value {
        Field::None => none(),
        Field::Node(inner) => node(inner)?,
        Field::Op(name) => instance(kind_of(name)?),
        Field::List(items) => {
            let mut list = GcVec::new();
            for item in items {
                list.push(field(item)?);
            }
            List::new(list).value()
        }
        Field::Str(text) => object::strs::intern_str(Str::from_wtf8(text)).value(),
        Field::Const(value) => object::code::const_value(value),
        Field::Int(n) => number::int(*n),
    })
}
