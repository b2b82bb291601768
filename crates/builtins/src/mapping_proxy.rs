//! `types.MappingProxyType`: a read-only view of any mapping.

use heap::{Head, Value};
use object::args::{Row, native};
use object::class::ClassFlags;
use object::error::Result;
use object::gc::{Object, ValueExt};
use object::ops::{self, BinOp, CmpOp};
use object::{Class, ClassBuilder, Gc, Id, List, Str, Tuple, class_of, intern, none, raise_type};

use crate::util::head;

/// The proxy.
#[repr(C)]
pub struct MappingProxy {
    head: Head,
    mapping: Value,
}
object::object_type!(MappingProxy);

static ROWS: &[Row] = &[
    Row::new("__new__($type, mapping)", native(proxy_new)),
    Row::method("__len__($self, /)", native(len)).doc("Return len(self)."),
    Row::method("__getitem__($self, key, /)", native(getitem)).doc("Return self[key]."),
    Row::method("__contains__($self, key, /)", native(contains)).doc("Return bool(key in self)."),
    Row::method("__iter__($self, /)", native(iter)).doc("Implement iter(self)."),
    Row::method("__reversed__($self, /)", native(reversed)).doc("D.__reversed__() -> reverse iterator"),
    Row::method("__repr__($self, /)", native(repr)).doc("Return repr(self)."),
    Row::method("__str__($self, /)", native(str_of)).doc("Return str(self)."),
    Row::method("__hash__($self, /)", native(hash)).doc("Return hash(self)."),
    Row::method("__lt__($self, value, /)", native(lt)),
    Row::method("__le__($self, value, /)", native(le)),
    Row::method("__eq__($self, value, /)", native(eq)),
    Row::method("__ne__($self, value, /)", native(ne)),
    Row::method("__gt__($self, value, /)", native(gt)),
    Row::method("__ge__($self, value, /)", native(ge)),
    Row::method("__or__($self, value, /)", native(or)).doc("Return self|value."),
    Row::method("__ror__($self, value, /)", native(ror)).doc("Return value|self."),
    Row::method("__ior__($self, value, /)", native(ior)).doc("Return self|=value."),
    Row::method("get($self, key, default=None, /)", native(get))
        .doc("Return the value for key if key is in the mapping, else default."),
    Row::method("keys($self, /)", native(keys)).doc("D.keys() -> a set-like object providing a view on D's keys"),
    Row::method("values($self, /)", native(values)).doc("D.values() -> an object providing a view on D's values"),
    Row::method("items($self, /)", native(items)).doc("D.items() -> a set-like object providing a view on D's items"),
    Row::method("copy($self, /)", native(copy)).doc("D.copy() -> a shallow copy of D"),
    Row::class_method("__class_getitem__($type, object, /)", native(crate::generic_alias::class_getitem))
        .doc("See PEP 585"),
];

pub fn init() {
    let _ = ClassBuilder::new::<MappingProxy>("mappingproxy")
        .flags(ClassFlags::MAPPING)
        .doc("Read-only proxy of a mapping.")
        .rows(&[ROWS])
        .build();
}

/// A proxy of a mapping.
#[must_use]
pub fn new(mapping: Value) -> Value {
    MappingProxy { head: head(), mapping }.alloc().value()
}

fn proxy_new(_cls: Gc<Class>, mapping: Value) -> Result<Value> {
    if class_of(mapping).dunder(Id::__getitem__).is_none() || mapping.is::<List>() || mapping.is::<Tuple>() {
        return raise_type!("mappingproxy() argument must be a mapping, not {}", object::repr::type_name(mapping));
    }
    Ok(new(mapping))
}

/// The wrapped mapping if `v` is a proxy, else `v`.
fn unwrap(v: Value) -> Value {
    v.cast::<MappingProxy>().map_or(v, |p| p.mapping)
}

fn len(this: Gc<MappingProxy>) -> Result<usize> {
    ops::len(this.mapping)
}

fn getitem(this: Gc<MappingProxy>, key: Value) -> Result<Value> {
    ops::getitem(this.mapping, key)
}

fn contains(this: Gc<MappingProxy>, key: Value) -> Result<bool> {
    ops::contains(this.mapping, key)
}

fn iter(this: Gc<MappingProxy>) -> Result<Value> {
    object::iter::get_iter(this.mapping)
}

fn reversed(this: Gc<MappingProxy>) -> Result<Value> {
    object::call::call_method(this.mapping, Id::__reversed__.str(), &[])
}

fn repr(this: Gc<MappingProxy>) -> Result<String> {
    Ok(format!("mappingproxy({})", object::repr::repr(this.mapping)?))
}

fn str_of(this: Gc<MappingProxy>) -> Result<Gc<Str>> {
    object::repr::str_of(this.mapping)
}

fn hash(this: Gc<MappingProxy>) -> Result<i64> {
    ops::hash(this.mapping)
}

macro_rules! comparisons {
    ($($f:ident $op:ident;)*) => {
        $(fn $f(this: Gc<MappingProxy>, other: Value) -> Result<Value> {
            ops::compare(CmpOp::$op, this.mapping, other)
        })*
    };
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

fn or(this: Value, other: Value) -> Result<Value> {
    ops::binary(BinOp::Or, unwrap(this), unwrap(other))
}

fn ror(this: Value, other: Value) -> Result<Value> {
    ops::binary(BinOp::Or, unwrap(other), unwrap(this))
}

fn ior(this: Value, _other: Value) -> Result<Value> {
    raise_type!("'|=' is not supported by {}; use '|' instead", object::repr::type_name(this))
}

fn get(this: Gc<MappingProxy>, key: Value, default: Option<Value>) -> Result<Value> {
    object::call::call_method(this.mapping, Id::get.str(), &[key, default.unwrap_or_else(none)])
}

fn keys(this: Gc<MappingProxy>) -> Result<Value> {
    object::call::call_method(this.mapping, Id::keys.str(), &[])
}

fn values(this: Gc<MappingProxy>) -> Result<Value> {
    object::call::call_method(this.mapping, Id::values.str(), &[])
}

fn items(this: Gc<MappingProxy>) -> Result<Value> {
    object::call::call_method(this.mapping, Id::items.str(), &[])
}

fn copy(this: Gc<MappingProxy>) -> Result<Value> {
    object::call::call_method(this.mapping, intern("copy"), &[])
}
