//! From instances of the classes to the front end's tree (`PyAST_obj2mod`).

use std::rc::Rc;
use std::sync::Arc;

use front::ast::{Field, Node};
use heap::Value;
use object::gc::ValueExt;
use object::misc::is_none;
use object::repr::{repr, type_name};
use object::{List, Result, Str, attr, class_of, intern, raise_type, raise_value};

use super::classes::{class_of_kind, field_name};
use super::grammar::{Count, Field as Declared, Kind, Positions, grammar};
use super::node::{check_depth, invalid};

/// The tree that an instance of a constructor of `of`, or of the product `of`, stands for.
///
/// # Errors
/// `TypeError` and `ValueError` for what does not fit the grammar; what looking up attributes raises.
pub(super) fn tree(object: Value, of: &'static str) -> Result<Rc<Node>> {
    check_depth("during ast construction")?;
    let index = kind_of(object, of)?;
    let kind = &grammar().kinds[index];
    let mut fields = Vec::with_capacity(kind.fields.len());
    for (at, declared) in kind.fields.iter().enumerate() {
        let value = attr::find_attr(object, field_name(index, at))?;
        fields.push((declared.name, field(value, declared, kind)?));
    }
    let mut node = Node::new(kind.name, fields);
    if kind.positions != Positions::None {
        positions(object, kind, &mut node)?;
    }
    Ok(Rc::new(node))
}

fn kind_of(object: Value, of: &'static str) -> Result<usize> {
    let grammar = grammar();
    let Some(sum) = grammar.sum(of) else {
        return match grammar.kind(of) {
            Some(product) => Ok(product),
            None => object::raise_exc!(SYSTEM_ERROR, "the grammar has no rule {of}"),
        };
    };
    if sum.positions != Positions::None {
        // What has no position at all is told so first, whatever it is.
        for name in ["lineno", "col_offset"] {
            if attr::find_attr(object, intern(name))?.is_none() {
                return raise_type!("required field \"{name}\" missing from {of}");
            }
        }
    }
    let class = class_of(object);
    let exact = sum.kinds.iter().find(|kind| class_of_kind(**kind) == class);
    let found = exact.or_else(|| sum.kinds.iter().find(|kind| class.is_subclass_of(class_of_kind(**kind))));
    match found {
        Some(kind) => Ok(*kind),
        None => raise_type!("expected some sort of {of}, but got {}", repr(object)?),
    }
}

fn number(value: Value) -> Result<i64> {
    if !value.is::<object::Int>() {
        return raise_value!("invalid integer value: {}", repr(value)?);
    }
    match object::ops::to_i64(value) {
        Ok(n) if i32::try_from(n).is_ok() => Ok(n),
        Ok(_) => object::raise_exc!(OVERFLOW_ERROR, "Python int too large to convert to C int"),
        Err(raised) => Err(raised),
    }
}

fn positions(object: Value, kind: &Kind, node: &mut Node) -> Result<()> {
    let of = kind.sum.unwrap_or(kind.name);
    let read = |name: &str, default: Option<i32>| -> Result<i32> {
        let value = attr::find_attr(object, intern(name))?;
        match (value.filter(|v| default.is_none() || !is_none(*v)), default) {
            (Some(value), _) => Ok(number(value)? as i32),
            (None, Some(default)) => Ok(default),
            (None, None) => raise_type!("required field \"{name}\" missing from {of}"),
        }
    };
    let optional = kind.positions == Positions::OptionalEnd;
    node.lineno = read("lineno", None)?;
    node.col_offset = read("col_offset", None)?;
    node.end_lineno = read("end_lineno", optional.then_some(node.lineno))?;
    node.end_col_offset = read("end_col_offset", optional.then_some(node.col_offset))?;
    Ok(())
}

fn field(value: Option<Value>, declared: &Declared, kind: &Kind) -> Result<Field> {
    let name = declared.name;
    match declared.count {
        Count::Many | Count::ManyOptional => list(value, declared, kind),
        Count::Optional => match value.filter(|v| !is_none(*v)) {
            Some(value) => one(value, declared.of),
            None => Ok(Field::None),
        },
        Count::One => match value {
            None => raise_type!("required field \"{name}\" missing from {}", kind.name),
            Some(value) if is_none(value) && !matches!(declared.of, "constant" | "int") => {
                invalid(&format!("field '{name}' is required for {}", kind.name))
            }
            Some(value) => one(value, declared.of),
        },
    }
}

fn list(value: Option<Value>, declared: &Declared, kind: &Kind) -> Result<Field> {
    let Some(value) = value else { return Ok(Field::List(Vec::new())) };
    let Some(items) = value.cast::<List>() else {
        let (kind, field) = (kind.name, declared.name);
        return raise_type!("{kind} field \"{field}\" must be a list, not a {}", type_name(value));
    };
    let count = items.items.len();
    let mut made = Vec::with_capacity(count);
    for at in 0..count {
        let Some(item) = items.items.get(at).copied() else { break };
        made.push(if is_none(item) { Field::None } else { one(item, declared.of)? });
        if items.items.len() != count {
            let (kind, field) = (kind.name, declared.name);
            return object::raise_exc!(RUNTIME_ERROR, "{kind} field \"{field}\" changed size during iteration");
        }
    }
    Ok(Field::List(made))
}

fn one(value: Value, of: &'static str) -> Result<Field> {
    match of {
        "identifier" => match value.cast_exact::<Str>() {
            Some(text) => Ok(Field::Str(Arc::new(text.as_wtf8().to_owned()))),
            None => raise_type!("AST identifier must be of type str"),
        },
        "string" => match (value.cast_exact::<Str>(), value.cast_exact::<object::Bytes>()) {
            (Some(text), _) => Ok(Field::Str(Arc::new(text.as_wtf8().to_owned()))),
            (None, Some(bytes)) => Ok(Field::Const(front::Const::Bytes(Arc::from(bytes.as_slice())))),
            _ => raise_type!("AST string must be of type str"),
        },
        "int" => Ok(Field::Int(number(value)?)),
        "constant" => match object::plain::const_of(value) {
            Some(constant) if !matches!(constant, front::Const::Slice(_) | front::Const::Code(_)) => {
                Ok(Field::Const(constant))
            }
            _ => raise_type!("got an invalid type in Constant: {}", wrong_constant(value)),
        },
        _ => {
            let made = tree(value, of)?;
            // Operators and contexts are told by their name alone.
            let plain = made.fields.is_empty() && grammar().sum(of).is_some_and(|s| s.positions == Positions::None);
            Ok(if plain && of != "mod" { Field::Op(made.kind) } else { Field::Node(made) })
        }
    }
}

/// The type's name to blame: that of the innermost item of tuples and frozen sets that is no constant.
fn wrong_constant(value: Value) -> String {
    let nested = value.is_exact::<object::Tuple>() || class_of(value).name_text() == "frozenset";
    let items = if nested { object::iter::collect(value).ok() } else { None };
    let wrong = items.and_then(|items| items.iter().copied().find(|i| object::plain::const_of(*i).is_none()));
    wrong.map_or_else(|| type_name(value), wrong_constant)
}
