//! `weakref.proxy`: objects that behave as their target while it lives.

use heap::{GcVec, Value};
use object::args::{Row, native};
use object::class::ClassCell;
use object::error::Result;
use object::gc::{Object, ValueExt};
use object::misc::WeakRef;
use object::ops::{self, BinOp, CmpOp};
use object::{ClassBuilder, Dict, Gc, Id, Str, Tuple, attr, class_of, intern, raise_type};

use crate::object_type::attribute_name;
use crate::util::constant_none;
use crate::weakref::{new_reference, refuse, supports};
use object::misc::not_none;

/// `weakref.ProxyType`.
pub static PROXY: ClassCell = ClassCell::new();
/// `weakref.CallableProxyType`.
pub static CALLABLE_PROXY: ClassCell = ClassCell::new();

static CALL: &[Row] =
    &[Row::method("__call__($self, /, *args, **kwargs)", native(call)).doc("Call self as a function.")];

static ROWS: &[Row] = &[
    Row::method("__repr__($self, /)", native(repr)),
    Row::method("__str__($self, /)", native(str_of)),
    Row::method("__getattribute__($self, name, /)", native(getattribute)),
    Row::method("__setattr__($self, name, value, /)", native(setattr)),
    Row::method("__delattr__($self, name, /)", native(delattr)),
    Row::constant("__hash__", native(constant_none)),
    Row::method("__iter__($self, /)", native(iter)),
    Row::method("__next__($self, /)", native(next)),
    Row::method("__len__($self, /)", native(len)),
    Row::method("__getitem__($self, key, /)", native(getitem)),
    Row::method("__setitem__($self, key, value, /)", native(setitem)),
    Row::method("__delitem__($self, key, /)", native(delitem)),
    Row::method("__contains__($self, key, /)", native(contains)),
    Row::method("__bool__($self, /)", native(bool_)),
    Row::method("__neg__($self, /)", native(neg)),
    Row::method("__pos__($self, /)", native(pos)),
    Row::method("__abs__($self, /)", native(abs)),
    Row::method("__invert__($self, /)", native(invert)),
    Row::method("__int__($self, /)", native(int)),
    Row::method("__float__($self, /)", native(float)),
    Row::method("__index__($self, /)", native(index)),
    Row::method("__bytes__($self, /)", native(bytes)),
    Row::method("__reversed__($self, /)", native(reversed)),
    Row::method("__divmod__($self, value, /)", native(divmod)),
    Row::method("__rdivmod__($self, value, /)", native(rdivmod)),
    Row::method("__pow__($self, value, mod=None, /)", native(pow)),
    Row::method("__rpow__($self, value, mod=None, /)", native(rpow)),
    Row::method("__ipow__($self, value, /)", native(ipow)),
];

macro_rules! binary {
    ($($name:literal $f:ident, $rname:literal $r:ident, $iname:literal $i:ident, $op:ident;)*) => {
        $(
            fn $f(this: Value, other: Value) -> Result<Value> { ops::binary(BinOp::$op, target(this)?, target(other)?) }
            fn $r(this: Value, other: Value) -> Result<Value> { ops::binary(BinOp::$op, target(other)?, target(this)?) }
            fn $i(this: Value, other: Value) -> Result<Value> { ops::binary_in_place(BinOp::$op, target(this)?, target(other)?) }
        )*
        static BINARY: &[Row] = &[$(
            Row::method($name, native($f)),
            Row::method($rname, native($r)),
            Row::method($iname, native($i)),
        )*];
    };
}
binary! {
    "__add__($self, value, /)" add, "__radd__($self, value, /)" radd, "__iadd__($self, value, /)" iadd, Add;
    "__sub__($self, value, /)" sub, "__rsub__($self, value, /)" rsub, "__isub__($self, value, /)" isub, Sub;
    "__mul__($self, value, /)" mul, "__rmul__($self, value, /)" rmul, "__imul__($self, value, /)" imul, Mul;
    "__matmul__($self, value, /)" matmul, "__rmatmul__($self, value, /)" rmatmul, "__imatmul__($self, value, /)" imatmul, MatMul;
    "__truediv__($self, value, /)" truediv, "__rtruediv__($self, value, /)" rtruediv, "__itruediv__($self, value, /)" itruediv, TrueDiv;
    "__floordiv__($self, value, /)" floordiv, "__rfloordiv__($self, value, /)" rfloordiv, "__ifloordiv__($self, value, /)" ifloordiv, FloorDiv;
    "__mod__($self, value, /)" mod_, "__rmod__($self, value, /)" rmod, "__imod__($self, value, /)" imod, Mod;
    "__lshift__($self, value, /)" lshift, "__rlshift__($self, value, /)" rlshift, "__ilshift__($self, value, /)" ilshift, LShift;
    "__rshift__($self, value, /)" rshift, "__rrshift__($self, value, /)" rrshift, "__irshift__($self, value, /)" irshift, RShift;
    "__and__($self, value, /)" and, "__rand__($self, value, /)" rand, "__iand__($self, value, /)" iand, And;
    "__xor__($self, value, /)" xor, "__rxor__($self, value, /)" rxor, "__ixor__($self, value, /)" ixor, Xor;
    "__or__($self, value, /)" or, "__ror__($self, value, /)" ror, "__ior__($self, value, /)" ior, Or;
}

macro_rules! comparisons {
    ($($name:literal $f:ident $op:ident;)*) => {
        $(fn $f(this: Value, other: Value) -> Result<Value> { ops::compare(CmpOp::$op, target(this)?, target(other)?) })*
        static COMPARISONS: &[Row] = &[$(Row::method($name, native($f)),)*];
    };
}
comparisons! {
    "__lt__($self, value, /)" lt Lt; "__le__($self, value, /)" le Le; "__eq__($self, value, /)" eq Eq;
    "__ne__($self, value, /)" ne Ne; "__gt__($self, value, /)" gt Gt; "__ge__($self, value, /)" ge Ge;
}

pub fn init() {
    let _ = ClassBuilder::untyped("weakref.ProxyType", WeakRef::LAYOUT)
        .cell(&PROXY)
        .flags(object::class::ClassFlags::NO_INSTANTIATE)
        .rows(&[ROWS, BINARY, COMPARISONS])
        .build();
    let _ = ClassBuilder::untyped("weakref.CallableProxyType", WeakRef::LAYOUT)
        .cell(&CALLABLE_PROXY)
        .flags(object::class::ClassFlags::NO_INSTANTIATE)
        .rows(&[CALL, ROWS, BINARY, COMPARISONS])
        .build();
}

/// `weakref.proxy(object, callback=None)`.
pub(crate) fn proxy(object: Value, callback: Option<Value>) -> Result<Value> {
    if !supports(object) {
        return refuse(object);
    }
    let cell = if object::call::is_callable(object) { &CALLABLE_PROXY } else { &PROXY };
    let callback = not_none(callback);
    if callback.is_none()
        && let Some(p) = existing(object, cell)
    {
        return Ok(p);
    }
    Ok(new_reference(cell.get(), object, callback).value())
}

/// A proxy without a callback that exists already.
fn existing(object: Value, cell: &'static ClassCell) -> Option<Value> {
    let mut found = None;
    heap::for_each_weak_owner(&mut |p| {
        let v = Value::from_ptr(p);
        if found.is_none()
            && class_of(v) == cell.get()
            && let Some(w) = v.cast::<WeakRef>()
            && w.target == Some(object)
            && w.callback.is_none()
        {
            found = Some(v);
        }
    });
    found
}

/// The target of a proxy, or the value itself.
fn target(v: Value) -> Result<Value> {
    let class = class_of(v);
    if class != PROXY.get() && class != CALLABLE_PROXY.get() {
        return Ok(v);
    }
    match v.cast::<WeakRef>().and_then(|w| w.target) {
        Some(t) => Ok(t),
        None => object::error::reference_error("weakly-referenced object no longer exists"),
    }
}

fn call(this: Value, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Value> {
    let mut all: GcVec<Value> = GcVec::new();
    for a in args.as_slice() {
        all.push(target(*a)?);
    }
    object::call::call_ex(target(this)?, &all, Some(kwargs))
}

fn repr(this: Gc<WeakRef>) -> String {
    let at = object::repr::id(this.value());
    match this.target {
        Some(t) => format!(
            "<weakproxy at {at:#x}; to '{}' at {:#x}>",
            object::repr::class_full_name(object::class_of(t)),
            object::repr::id(t)
        ),
        None => format!("<weakproxy at {at:#x}; dead>"),
    }
}

fn str_of(this: Value) -> Result<Gc<Str>> {
    object::repr::str_of(target(this)?)
}

fn getattribute(this: Value, name: Value) -> Result<Value> {
    attr::getattr(target(this)?, attribute_name(name)?)
}

fn setattr(this: Value, name: Value, value: Value) -> Result<()> {
    attr::setattr(target(this)?, attribute_name(name)?, Some(value))
}

fn delattr(this: Value, name: Value) -> Result<()> {
    attr::setattr(target(this)?, attribute_name(name)?, None)
}

fn iter(this: Value) -> Result<Value> {
    object::iter::get_iter(target(this)?)
}

fn next(this: Value) -> Result<Value> {
    let t = target(this)?;
    if class_of(t).dunder(Id::__next__).is_none() {
        return raise_type!("Weakref proxy referenced a non-iterator '{}' object", object::repr::type_name(t));
    }
    object::iter::next_result(object::iter::next(t)?)
}

fn len(this: Value) -> Result<usize> {
    ops::len(target(this)?)
}

fn getitem(this: Value, key: Value) -> Result<Value> {
    ops::getitem(target(this)?, target(key)?)
}

fn setitem(this: Value, key: Value, value: Value) -> Result<()> {
    ops::setitem(target(this)?, target(key)?, value)
}

fn delitem(this: Value, key: Value) -> Result<()> {
    ops::delitem(target(this)?, target(key)?)
}

fn contains(this: Value, key: Value) -> Result<bool> {
    ops::contains(target(this)?, target(key)?)
}

fn bool_(this: Value) -> Result<bool> {
    ops::truth(target(this)?)
}

fn neg(this: Value) -> Result<Value> {
    ops::unary(Id::__neg__, "-", target(this)?)
}

fn pos(this: Value) -> Result<Value> {
    ops::unary(Id::__pos__, "+", target(this)?)
}

fn abs(this: Value) -> Result<Value> {
    crate::util::builtin("abs").and_then(|f| object::call::call(f, &[target(this)?]))
}

fn invert(this: Value) -> Result<Value> {
    ops::unary(Id::__invert__, "~", target(this)?)
}

fn int(this: Value) -> Result<Value> {
    object::call::call(object::Int::class().value(), &[target(this)?])
}

fn float(this: Value) -> Result<Value> {
    object::call::call(object::Float::class().value(), &[target(this)?])
}

fn index(this: Value) -> Result<Value> {
    ops::index(target(this)?)
}

fn bytes(this: Value) -> Result<Value> {
    object::call::call_method(target(this)?, intern("__bytes__"), &[])
}

fn reversed(this: Value) -> Result<Value> {
    object::call::call_method(target(this)?, Id::__reversed__.str(), &[])
}

fn divmod(this: Value, other: Value) -> Result<Value> {
    object::call::call(crate::util::builtin("divmod")?, &[target(this)?, target(other)?])
}

fn rdivmod(this: Value, other: Value) -> Result<Value> {
    object::call::call(crate::util::builtin("divmod")?, &[target(other)?, target(this)?])
}

fn power(a: Value, b: Value, modulus: Option<Value>) -> Result<Value> {
    match not_none(modulus) {
        Some(m) => object::call::call(crate::util::builtin("pow")?, &[target(a)?, target(b)?, target(m)?]),
        None => ops::binary(BinOp::Pow, target(a)?, target(b)?),
    }
}

fn pow(this: Value, other: Value, modulus: Option<Value>) -> Result<Value> {
    power(this, other, modulus)
}

fn rpow(this: Value, other: Value, modulus: Option<Value>) -> Result<Value> {
    power(other, this, modulus)
}

fn ipow(this: Value, other: Value) -> Result<Value> {
    ops::binary_in_place(BinOp::Pow, target(this)?, target(other)?)
}
