//! `Row`.

use heap::{GcVec, Head, Value};
use object::class::{Class, ClassBuilder, ClassFlags};
use object::gc::{Object, ValueExt};
use object::ops::CmpOp;
use object::{Gc, Result, Row, Str, Tuple, bool_value, native, not_implemented, number, ops, raise_exc, raise_type};

use super::cursor::Cursor;
use super::list;

/// `sqlite3.Row`.
#[repr(C)]
pub struct SqlRow {
    head: Head,
    data: Gc<Tuple>,
    description: Value,
}
object::object_type!(SqlRow);

/// A row of a cursor.
pub fn make(c: Gc<Cursor>, data: Gc<Tuple>) -> Gc<SqlRow> {
    SqlRow { head: Head { map: std::ptr::null() }, data, description: c.description }.alloc()
}

fn new(class: Gc<Class>, cursor: Value, data: Value) -> Result<Gc<SqlRow>> {
    let Some(c) = cursor.cast::<Cursor>() else {
        return raise_type!("Row() argument 1 must be sqlite3.Cursor, not {}", object::repr::type_name(cursor));
    };
    let Some(data) = data.cast::<Tuple>() else {
        return raise_type!("Row() argument 2 must be tuple, not {}", object::repr::type_name(data));
    };
    Ok(SqlRow { head: Head { map: std::ptr::null() }, data, description: c.description }.alloc_in(class))
}

fn names(this: Gc<SqlRow>) -> GcVec<Value> {
    let Some(d) = this.description.cast::<Tuple>() else { return GcVec::new() };
    d.as_slice().iter().filter_map(|c| c.cast::<Tuple>()).filter_map(|c| c.as_slice().first().copied()).collect()
}

fn item(this: Gc<SqlRow>, i: i64) -> Result<Value> {
    let n = this.data.as_slice().len() as i64;
    let at = if i < 0 { i + n } else { i };
    match usize::try_from(at).ok().and_then(|i| this.data.as_slice().get(i)) {
        Some(v) => Ok(*v),
        None => raise_exc!(INDEX_ERROR, "tuple index out of range"),
    }
}

fn getitem(this: Gc<SqlRow>, key: Value) -> Result<Value> {
    if number::is_int(key) {
        return item(this, ops::subscript_index(key)? as i64);
    }
    if let Some(s) = key.cast::<Str>() {
        if object::misc::is_none(this.description) {
            return raise_exc!(INDEX_ERROR, "No item with key {}", object::repr::repr(key)?);
        }
        let all = names(this);
        let found = all.iter().position(|n| {
            n.cast::<Str>().is_some_and(|n| n.same_text(s) || n.as_bytes().eq_ignore_ascii_case(s.as_bytes()))
        });
        return match found {
            Some(i) => item(this, i as i64),
            None => raise_exc!(INDEX_ERROR, "No item with that key"),
        };
    }
    if key.is::<object::Slice>() {
        return ops::getitem(this.data.value(), key);
    }
    raise_exc!(INDEX_ERROR, "Index must be int or string")
}

fn keys(this: Gc<SqlRow>) -> Value {
    list(names(this))
}
fn len(this: Gc<SqlRow>) -> usize {
    this.data.as_slice().len()
}
fn iter(this: Gc<SqlRow>) -> Result<Value> {
    object::iter::get_iter(this.data.value())
}
fn hash(this: Gc<SqlRow>) -> Result<i64> {
    Ok(ops::hash(this.description)? ^ ops::hash(this.data.value())?)
}
fn same(this: Gc<SqlRow>, other: Value) -> Result<Option<bool>> {
    let Some(o) = other.cast::<SqlRow>() else { return Ok(None) };
    Ok(Some(
        ops::compare_bool(CmpOp::Eq, this.description, o.description)?
            && ops::compare_bool(CmpOp::Eq, this.data.value(), o.data.value())?,
    ))
}
fn eq(this: Gc<SqlRow>, other: Value) -> Result<Value> {
    Ok(same(this, other)?.map_or_else(not_implemented, bool_value))
}
fn ne(this: Gc<SqlRow>, other: Value) -> Result<Value> {
    Ok(same(this, other)?.map_or_else(not_implemented, |e| bool_value(!e)))
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, cursor, data, /)", native(new)),
    Row::method("__getitem__($self, key, /)", native(getitem)),
    Row::method("__len__($self, /)", native(len)),
    Row::method("__iter__($self, /)", native(iter)),
    Row::method("__hash__($self, /)", native(hash)),
    Row::method("__eq__($self, value, /)", native(eq)),
    Row::method("__ne__($self, value, /)", native(ne)),
    Row::method("keys($self, /)", native(keys)).doc("Returns the keys of the row."),
];

/// Creates the class.
pub fn class() -> Gc<Class> {
    ClassBuilder::new::<SqlRow>("sqlite3.Row").flags(ClassFlags::BASETYPE).mutable().rows(&[ROWS]).build()
}
