//! Operators for native code: arithmetic, comparison, hashing, truth, length, subscripts. Conversions to Rust numbers are in
//! `convert`.
//!
//! The machine executes the same operators by the same plans (`binary_plan`, `compare_plan`), but pushes frames for
//! methods written in Python.

use heap::Value;
use num_traits::ToPrimitive;

use crate::BigInt;
use crate::call::{call_dunder, call_method_value};
use crate::class::{Class, ClassFlags};
use crate::error::{Result, exc};
use crate::gc::{Gc, ValueExt};
use crate::ids::Id;
use crate::map::{Kind, class_of, map_of};
use crate::misc::{is_none, not_implemented};
use crate::number::{self, IntRef};
use crate::quick;
use crate::repr::type_name;
use crate::strs::Str;

pub use crate::convert::{
    check_converted, complex_method, float_method, index, slice_index, subscript_index, to_bigint, to_f64, to_i64,
    to_isize,
};

/// A binary operator: its method, reflected method, in-place method and symbol.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum BinOp {
    Add,
    And,
    FloorDiv,
    LShift,
    MatMul,
    Mul,
    Mod,
    Or,
    Pow,
    RShift,
    Sub,
    TrueDiv,
    Xor,
}

impl BinOp {
    /// The operators in the order of CPython's `NB_*` numbers.
    pub const ALL: [BinOp; 13] = [
        BinOp::Add,
        BinOp::And,
        BinOp::FloorDiv,
        BinOp::LShift,
        BinOp::MatMul,
        BinOp::Mul,
        BinOp::Mod,
        BinOp::Or,
        BinOp::Pow,
        BinOp::RShift,
        BinOp::Sub,
        BinOp::TrueDiv,
        BinOp::Xor,
    ];

    /// (method, reflected, in-place, symbol).
    #[must_use]
    pub fn names(self) -> (Id, Id, Id, &'static str) {
        match self {
            BinOp::Add => (Id::__add__, Id::__radd__, Id::__iadd__, "+"),
            BinOp::And => (Id::__and__, Id::__rand__, Id::__iand__, "&"),
            BinOp::FloorDiv => (Id::__floordiv__, Id::__rfloordiv__, Id::__ifloordiv__, "//"),
            BinOp::LShift => (Id::__lshift__, Id::__rlshift__, Id::__ilshift__, "<<"),
            BinOp::MatMul => (Id::__matmul__, Id::__rmatmul__, Id::__imatmul__, "@"),
            BinOp::Mul => (Id::__mul__, Id::__rmul__, Id::__imul__, "*"),
            BinOp::Mod => (Id::__mod__, Id::__rmod__, Id::__imod__, "%"),
            BinOp::Or => (Id::__or__, Id::__ror__, Id::__ior__, "|"),
            BinOp::Pow => (Id::__pow__, Id::__rpow__, Id::__ipow__, "**"),
            BinOp::RShift => (Id::__rshift__, Id::__rrshift__, Id::__irshift__, ">>"),
            BinOp::Sub => (Id::__sub__, Id::__rsub__, Id::__isub__, "-"),
            BinOp::TrueDiv => (Id::__truediv__, Id::__rtruediv__, Id::__itruediv__, "/"),
            BinOp::Xor => (Id::__xor__, Id::__rxor__, Id::__ixor__, "^"),
        }
    }
}

/// Which methods to try for a binary operator, in order; a flag says that the operands are swapped.
#[derive(Clone, Copy, Debug, Default)]
pub struct BinaryPlan {
    pub tries: [Option<(Value, bool)>; 2],
}

/// The plan of `a op b` for these classes (`binary_op1`).
#[must_use]
pub fn binary_plan(ca: Gc<Class>, cb: Gc<Class>, method: Id, reflected: Id) -> BinaryPlan {
    let fits =
        |m: &Value, other: Gc<Class>| method != Id::__mul__ || !is_repeat(*m) || other.dunder(Id::__index__).is_some();
    let left = ca.dunder(method).filter(|m| fits(m, cb)).map(|m| (m, false));
    if ca == cb {
        // For operands of one class the reflected method is not tried.
        return BinaryPlan { tries: [left, None] };
    }
    let right = cb.dunder(reflected).filter(|m| fits(m, ca)).map(|m| (m, true));
    let right_first = match (left, right) {
        (Some(_), Some((r, _))) => {
            let overrides = cb.is_subclass_of(ca) && ca.dunder(reflected) != Some(r);
            // Two sequences: neither is a number, so the left one's slot decides.
            overrides || (is_sequence_concat(ca, method) && !is_sequence_concat(cb, method))
        }
        _ => false,
    };
    BinaryPlan { tries: if right_first { [right, left] } else { [left, right] } }
}

/// The plan of `a op b` or `a op= b`, after the in-place method was asked.
#[must_use]
pub fn operator_plan(ca: Gc<Class>, cb: Gc<Class>, op: BinOp, in_place: bool) -> BinaryPlan {
    let (method, reflected, in_place_id, _) = op.names();
    let plan = binary_plan(ca, cb, method, reflected);
    if in_place && concat_comes_last(ca, cb, in_place_id) {
        // The reflected method of a number, then the sequence's own way.
        let right = cb.dunder(reflected).map(|m| (m, true));
        return BinaryPlan { tries: [right, ca.dunder(in_place_id).map(|m| (m, false))] };
    }
    plan
}

/// Does `sequence += x` ask `x.__radd__` first? Concatenation in place is a sequence slot too.
fn concat_comes_last(ca: Gc<Class>, cb: Gc<Class>, in_place: Id) -> bool {
    in_place == Id::__iadd__
        && ca != cb
        && cb.dunder(Id::__radd__).is_some()
        && is_sequence_concat(ca, in_place)
        && ca.dunder(in_place).is_some()
}

/// The method that `a op= b` asks first.
#[must_use]
pub fn in_place_method(ca: Gc<Class>, cb: Gc<Class>, in_place: Id) -> Option<Value> {
    let m = ca.dunder(in_place)?;
    if concat_comes_last(ca, cb, in_place) {
        return None;
    }
    let fits = in_place != Id::__imul__ || !is_repeat(m) || cb.dunder(Id::__index__).is_some();
    fits.then_some(m)
}

/// Is this the repetition of a built-in sequence? In CPython that is a sequence slot, asked last and with an integer only.
fn is_repeat(m: Value) -> bool {
    m.cast::<crate::NativeFn>().and_then(|f| f.owner).is_some_and(|o| {
        o.flags.has(ClassFlags::SEQUENCE) || matches!(o.kind, Kind::Str | Kind::Bytes | Kind::ByteArray)
    })
}

/// In CPython `sequence + x` and `sequence * x` are sequence slots, tried after all number slots.
fn is_sequence_concat(c: Gc<Class>, method: Id) -> bool {
    matches!(method, Id::__add__ | Id::__mul__ | Id::__iadd__)
        && (matches!(c.kind, Kind::Str | Kind::Bytes | Kind::ByteArray | Kind::List | Kind::Tuple)
            || c.lookup_where(method.str()).is_some_and(|(o, _)| {
                matches!(o.kind, Kind::Str | Kind::Bytes | Kind::ByteArray | Kind::List | Kind::Tuple)
            }))
}

/// Tries a plan's methods until one gives a result other than `NotImplemented`.
///
/// # Errors
/// What the methods raise.
pub fn run_binary_plan(plan: BinaryPlan, a: Value, b: Value) -> Result<Option<Value>> {
    for (m, swapped) in plan.tries.into_iter().flatten() {
        let (x, y) = if swapped { (b, a) } else { (a, b) };
        let r = call_method_value(m, x, &[y], &[])?;
        if r != not_implemented() {
            return Ok(Some(r));
        }
    }
    Ok(None)
}

/// `a op b`.
///
/// # Errors
/// `TypeError` for unsupported operands; what the methods raise.
pub fn binary(op: BinOp, a: Value, b: Value) -> Result<Value> {
    if let Some(v) = quick::binary(op, a, b) {
        return Ok(v);
    }
    let (method, reflected, _, symbol) = op.names();
    match run_binary_plan(binary_plan(class_of(a), class_of(b), method, reflected), a, b)? {
        Some(v) => Ok(v),
        None => unsupported(symbol, a, b),
    }
}

/// `a op= b`.
///
/// # Errors
/// As `binary`.
pub fn binary_in_place(op: BinOp, a: Value, b: Value) -> Result<Value> {
    if map_of(a).kind != Kind::List
        && let Some(v) = quick::binary(op, a, b)
    {
        return Ok(v);
    }
    let (_, _, in_place, symbol) = op.names();
    if let Some(m) = in_place_method(class_of(a), class_of(b), in_place) {
        let r = call_method_value(m, a, &[b], &[])?;
        if r != not_implemented() {
            return Ok(r);
        }
    }
    match run_binary_plan(operator_plan(class_of(a), class_of(b), op, true), a, b)? {
        Some(v) => Ok(v),
        None => unsupported(&format!("{symbol}="), a, b),
    }
}

/// `TypeError: unsupported operand type(s) for +: 'int' and 'str'`.
///
/// # Errors
/// Always.
#[cold]
pub fn unsupported<T>(symbol: &str, a: Value, b: Value) -> Result<T> {
    let symbol = match symbol {
        "**" => "** or pow()",
        "*" | "*=" => {
            let repeats = |v: Value| class_of(v).dunder(Id::__mul__).is_some_and(is_repeat);
            if let Some(count) = if repeats(a) { Some(b) } else { repeats(b).then_some(a) } {
                return crate::raise_type!("can't multiply sequence by non-int of type '{}'", type_name(count));
            }
            symbol
        }
        _ => symbol,
    };
    if symbol == ">>"
        && let Some(f) = a.cast::<crate::NativeFn>()
        && f.name.as_bytes() == b"print"
    {
        return crate::raise_type!(
            "unsupported operand type(s) for {}: '{}' and '{}'. Did you mean \"print(<message>, file=<output_stream>)\"?",
            symbol,
            type_name(a),
            type_name(b)
        );
    }
    crate::raise_type!("unsupported operand type(s) for {}: '{}' and '{}'", symbol, type_name(a), type_name(b))
}

/// A comparison operator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum CmpOp {
    Lt,
    Le,
    Eq,
    Ne,
    Gt,
    Ge,
}

impl CmpOp {
    /// In the order of CPython's numbers.
    pub const ALL: [CmpOp; 6] = [CmpOp::Lt, CmpOp::Le, CmpOp::Eq, CmpOp::Ne, CmpOp::Gt, CmpOp::Ge];

    /// (method, method of the swapped comparison, symbol).
    #[must_use]
    pub fn names(self) -> (Id, Id, &'static str) {
        match self {
            CmpOp::Lt => (Id::__lt__, Id::__gt__, "<"),
            CmpOp::Le => (Id::__le__, Id::__ge__, "<="),
            CmpOp::Eq => (Id::__eq__, Id::__eq__, "=="),
            CmpOp::Ne => (Id::__ne__, Id::__ne__, "!="),
            CmpOp::Gt => (Id::__gt__, Id::__lt__, ">"),
            CmpOp::Ge => (Id::__ge__, Id::__le__, ">="),
        }
    }

    /// Does an ordering satisfy the comparison?
    #[inline]
    #[must_use]
    pub fn holds(self, o: std::cmp::Ordering) -> bool {
        use std::cmp::Ordering::{Equal, Greater, Less};
        match self {
            CmpOp::Lt => o == Less,
            CmpOp::Le => o != Greater,
            CmpOp::Eq => o == Equal,
            CmpOp::Ne => o != Equal,
            CmpOp::Gt => o == Greater,
            CmpOp::Ge => o != Less,
        }
    }
}

/// The plan of `a cmp b` for these classes (`do_richcompare`).
#[must_use]
pub fn compare_plan(ca: Gc<Class>, cb: Gc<Class>, op: CmpOp) -> BinaryPlan {
    let (method, swapped, _) = op.names();
    let left = ca.dunder(method).map(|m| (m, false));
    let right = cb.dunder(swapped).map(|m| (m, true));
    if ca != cb && cb.is_subclass_of(ca) && right.is_some() {
        return BinaryPlan { tries: [right, left] };
    }
    BinaryPlan { tries: [left, right] }
}

/// `a cmp b` (`PyObject_RichCompare`).
///
/// # Errors
/// `TypeError` for unordered classes; what the methods raise.
pub fn compare(op: CmpOp, a: Value, b: Value) -> Result<Value> {
    if let Some(holds) = quick::compare(op, a, b) {
        return Ok(crate::bool_value(holds));
    }
    crate::state::check_native_stack()?;
    for (m, swapped) in compare_plan(class_of(a), class_of(b), op).tries.into_iter().flatten() {
        let (x, y) = if swapped { (b, a) } else { (a, b) };
        let r = match map_of(m).kind {
            Kind::Function | Kind::MethodDescr => call_method_value(m, x, &[y], &[])?,
            // A descriptor that has no method to give counts as none: CPython's slot drops the error.
            _ => match crate::error::catch(
                crate::attr::descr_get(m, Some(x), class_of(x)),
                &crate::error::exc::ATTRIBUTE_ERROR,
            )? {
                Some(f) => crate::call::call(f, &[y])?,
                None => continue,
            },
        };
        if r != not_implemented() {
            return Ok(r);
        }
    }
    compare_fallback(op, a, b)
}

/// What a comparison gives when no method decided: identity, or an error.
///
/// # Errors
/// `TypeError` for ordering comparisons.
pub fn compare_fallback(op: CmpOp, a: Value, b: Value) -> Result<Value> {
    match op {
        CmpOp::Eq => Ok(crate::bool_value(a == b)),
        CmpOp::Ne => Ok(crate::bool_value(a != b)),
        _ => crate::raise_type!(
            "'{}' not supported between instances of '{}' and '{}'",
            op.names().2,
            type_name(a),
            type_name(b)
        ),
    }
}

/// `a cmp b` as a truth value; identical operands are equal without asking (`PyObject_RichCompareBool`).
///
/// # Errors
/// As `compare`, and what truth testing raises.
pub fn compare_bool(op: CmpOp, a: Value, b: Value) -> Result<bool> {
    if a == b {
        match op {
            CmpOp::Eq => return Ok(true),
            CmpOp::Ne => return Ok(false),
            _ => {}
        }
    }
    if a.is_small_int() && b.is_small_int() {
        return Ok(op.holds(a.as_small_int().cmp(&b.as_small_int())));
    }
    if let Some(holds) = quick::compare(op, a, b) {
        return Ok(holds);
    }
    truth(compare(op, a, b)?)
}

/// `a is b or a == b`.
///
/// # Errors
/// As `compare_bool`.
pub fn eq(a: Value, b: Value) -> Result<bool> {
    compare_bool(CmpOp::Eq, a, b)
}

/// Equality of keys with equal hashes: identity and strings first.
///
/// # Errors
/// What comparing raises.
#[inline]
pub fn key_equal(a: Value, b: Value) -> Result<bool> {
    if a == b {
        return Ok(true);
    }
    if let (Some(x), Some(y)) = (a.cast_exact::<Str>(), b.cast_exact::<Str>()) {
        return Ok(x.same_text(y));
    }
    if a.is_small_int() && b.is_small_int() {
        return Ok(false);
    }
    compare_bool(CmpOp::Eq, a, b)
}

/// The modulus of numeric hashes, 2**61 - 1.
const HASH_MODULUS: u64 = (1 << 61) - 1;

/// The hash of an integer, as CPython's.
#[must_use]
pub fn hash_i64(i: i64) -> i64 {
    let m = (i.unsigned_abs() % HASH_MODULUS) as i64;
    let h = if i < 0 { -m } else { m };
    if h == -1 { -2 } else { h }
}

/// `hash(v)`.
///
/// # Errors
/// `TypeError` for what is not hashable; what `__hash__` raises.
#[inline]
pub fn hash(v: Value) -> Result<i64> {
    if v.is_small_int() {
        return Ok(hash_i64(v.as_small_int()));
    }
    if let Some(s) = v.cast_exact::<Str>() {
        return Ok(s.hash());
    }
    if let Some(t) = v.cast_exact::<crate::Tuple>() {
        return hash_tuple(t);
    }
    hash_slow(v)
}

/// The hash of a tuple, as CPython's (xxHash without its last mixing).
///
/// # Errors
/// What hashing the items raises.
pub fn hash_tuple(t: Gc<crate::Tuple>) -> Result<i64> {
    crate::state::check_native_stack()?;
    const PRIME_1: u64 = 11_400_714_785_074_694_791;
    const PRIME_2: u64 = 14_029_467_366_897_019_727;
    const PRIME_5: u64 = 2_870_177_450_012_600_261;
    let items = t.as_slice();
    let mut acc = PRIME_5;
    for v in items {
        let lane = hash(*v)? as u64;
        acc = acc.wrapping_add(lane.wrapping_mul(PRIME_2)).rotate_left(31).wrapping_mul(PRIME_1);
    }
    acc = acc.wrapping_add(items.len() as u64 ^ (PRIME_5 ^ 3_527_539));
    Ok(if acc == u64::MAX { 1_546_275_796 } else { acc as i64 })
}

fn hash_slow(v: Value) -> Result<i64> {
    match class_of(v).dunder(Id::__hash__) {
        Some(m) if !is_none(m) => {
            let r = call_method_value(m, v, &[], &[])?;
            match number::int_ref(r) {
                Some(IntRef::Small(i)) => Ok(if i == -1 { -2 } else { i }),
                Some(IntRef::Big(b)) => Ok(match b.to_i64() {
                    Some(-1) => -2,
                    Some(i) => i,
                    None => rustpython_common::hash::hash_bigint(b),
                }),
                None => crate::raise_type!("__hash__ method should return an integer"),
            }
        }
        _ => crate::raise_type!("unhashable type: '{}'", type_name(v)),
    }
}

/// The hash of identity, as `object.__hash__`.
#[must_use]
pub fn hash_identity(v: Value) -> i64 {
    (v.bits() as i64).rotate_right(4)
}

/// `bool(v)`.
///
/// # Errors
/// What `__bool__` or `__len__` raise or do wrong.
pub fn truth(v: Value) -> Result<bool> {
    if v == crate::bool_value(true) {
        return Ok(true);
    }
    if v == crate::bool_value(false) || is_none(v) {
        return Ok(false);
    }
    if v.is_small_int() {
        return Ok(v.as_small_int() != 0);
    }
    if let Some(b) = quick::truth(v) {
        return Ok(b);
    }
    let c = class_of(v);
    if let Some(m) = c.dunder(Id::__bool__) {
        let r = call_method_value(m, v, &[], &[])?;
        return match number::as_bool(r) {
            Some(b) => Ok(b),
            None => crate::raise_type!("__bool__ should return bool, returned {}", type_name(r)),
        };
    }
    if c.dunder(Id::__len__).is_some() {
        return Ok(len(v)? != 0);
    }
    Ok(true)
}

/// `len(v)`.
///
/// # Errors
/// `TypeError` for what has no length; what `__len__` raises or does wrong.
pub fn len(v: Value) -> Result<usize> {
    if let Some(n) = quick::len(v) {
        return Ok(n);
    }
    match class_of(v).dunder(Id::__len__) {
        Some(m) => {
            let r = call_method_value(m, v, &[], &[])?;
            length_of_result(r)
        }
        None => crate::raise_type!("object of type '{}' has no len()", type_name(v)),
    }
}

/// Checks what a `__len__` returned.
///
/// # Errors
/// `TypeError`, `ValueError`, `OverflowError`.
pub fn length_of_result(r: Value) -> Result<usize> {
    let r = index(r)?;
    match number::int_ref(r) {
        Some(IntRef::Small(i)) if i >= 0 => Ok(i as usize),
        Some(IntRef::Small(_)) => crate::value_error("__len__() should return >= 0"),
        Some(IntRef::Big(b)) if *b < BigInt::from(0) => crate::value_error("__len__() should return >= 0"),
        // Between the largest immediate and the largest `ssize_t`.
        Some(IntRef::Big(b)) if number::as_i64(r).is_some() => Ok(num_traits::ToPrimitive::to_usize(b).unwrap_or(0)),
        _ => crate::overflow_error("cannot fit 'int' into an index-sized integer"),
    }
}

/// `o[key]`.
///
/// # Errors
/// `TypeError` for what has no items; what `__getitem__` raises.
pub fn getitem(o: Value, key: Value) -> Result<Value> {
    if let Some(v) = quick::getitem(o, key)? {
        return Ok(v);
    }
    if let Some(m) = class_of(o).dunder(Id::__getitem__) {
        return call_method_value(m, o, &[key], &[]);
    }
    if let Some(c) = o.cast::<Class>() {
        if c == Class::class_static() {
            return Ok(crate::boot::generic_alias(o, key));
        }
        if let Some(m) = crate::attr::find_attr(o, Id::__class_getitem__.str())? {
            return crate::call::call(m, &[key]);
        }
        return crate::raise_type!("type '{}' is not subscriptable", c.name);
    }
    crate::raise_type!("'{}' object is not subscriptable", type_name(o))
}

/// `o[key] = v`.
///
/// # Errors
/// `TypeError`; what `__setitem__` raises.
pub fn setitem(o: Value, key: Value, v: Value) -> Result<()> {
    match call_dunder(o, Id::__setitem__, &[key, v])? {
        Some(_) => Ok(()),
        None => {
            fits_a_sequence(o, key)?;
            crate::raise_type!("'{}' object does not support item assignment", type_name(o))
        }
    }
}

/// CPython makes an integer key fit into an index before it finds that a class written in Python has no slot for it.
fn fits_a_sequence(o: Value, key: Value) -> Result<()> {
    if class_of(o).flags.has(ClassFlags::HEAPTYPE) && number::is_int(key) {
        crate::convert::subscript_index(key)?;
    }
    Ok(())
}

/// `del o[key]`.
///
/// # Errors
/// `TypeError`; what `__delitem__` raises.
pub fn delitem(o: Value, key: Value) -> Result<()> {
    match call_dunder(o, Id::__delitem__, &[key])? {
        Some(_) => Ok(()),
        None => {
            fits_a_sequence(o, key)?;
            // An integer key reaches CPython's sequence slots, where a class has any, and their words.
            let c = class_of(o);
            let sequence = c.flags.has(ClassFlags::HEAPTYPE) || c.dunder(Id::__len__).is_some();
            let indexed = number::is_int(key) || class_of(key).dunder(Id::__index__).is_some();
            let not = if sequence && indexed { "doesn't" } else { "does not" };
            crate::raise_type!("'{}' object {} support item deletion", type_name(o), not)
        }
    }
}

/// `x in o`.
///
/// # Errors
/// `TypeError`; what the methods raise.
pub fn contains(o: Value, x: Value) -> Result<bool> {
    match crate::map_of(o).kind {
        Kind::Str => {
            if let (Some(text), Some(part)) = (o.cast::<Str>(), x.cast::<Str>())
                && !crate::repr::is_heap_type(class_of(o))
            {
                return Ok(crate::find::find(text.as_bytes(), part.as_bytes()).is_some());
            }
        }
        // SAFETY: the kind says that it is one.
        Kind::Dict => return Ok(unsafe { o.cast_unchecked::<crate::Dict>() }.get(x)?.is_some()),
        _ => {}
    }
    match class_of(o).dunder(Id::__contains__) {
        Some(m) if is_none(m) => crate::raise_type!("'{}' object is not a container", type_name(o)),
        Some(m) => truth(call_method_value(m, o, &[x], &[])?),
        None => {
            let it = match crate::error::catch(crate::iter::get_iter(o), &exc::TYPE_ERROR)? {
                Some(it) => it,
                None => {
                    return crate::raise_type!("argument of type '{}' is not a container or iterable", type_name(o));
                }
            };
            while let Some(v) = crate::iter::next(it)? {
                if eq(v, x)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
    }
}

/// A unary operator's result.
///
/// # Errors
/// `TypeError`; what the method raises.
pub fn unary(id: Id, symbol: &str, v: Value) -> Result<Value> {
    match call_dunder(v, id, &[])? {
        Some(r) => Ok(r),
        None => crate::raise_type!("bad operand type for unary {}: '{}'", symbol, type_name(v)),
    }
}

/// `isinstance(v, class)` without hooks: by the type, then by `__class__`.
///
/// # Errors
/// What a `__class__` property raises.
pub fn isinstance_plain(v: Value, c: Gc<Class>) -> Result<bool> {
    if class_of(v).is_subclass_of(c) {
        return Ok(true);
    }
    let claimed = crate::attr::find_attr(v, Id::__class__.str())?;
    Ok(claimed.and_then(|k| k.cast::<Class>()).is_some_and(|k| k != class_of(v) && k.is_subclass_of(c)))
}

/// `isinstance(v, cls)` with tuples, unions and `__instancecheck__`.
///
/// # Errors
/// `TypeError`; what the hooks raise.
pub fn isinstance(v: Value, cls: Value) -> Result<bool> {
    if class_of(v).value() == cls {
        return Ok(true);
    }
    if cls.is_exact::<Class>() {
        // SAFETY: just tested.
        return isinstance_plain(v, unsafe { cls.cast_unchecked() });
    }
    if let Some(t) = cls.cast::<crate::Tuple>() {
        crate::state::check_native_stack()?;
        for c in t.as_slice() {
            if isinstance(v, *c)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    match call_dunder(cls, Id::__instancecheck__, &[v])? {
        Some(r) => truth(r),
        None => isinstance_by_bases(v, cls),
    }
}

/// `isinstance` for objects that merely have `__bases__`.
///
/// # Errors
/// `TypeError` if `cls` has none.
pub fn isinstance_by_bases(v: Value, cls: Value) -> Result<bool> {
    if let Some(c) = cls.cast::<Class>() {
        return isinstance_plain(v, c);
    }
    if abstract_bases(cls)?.is_none() {
        return crate::type_error("isinstance() arg 2 must be a type, a tuple of types, or a union");
    }
    match crate::attr::find_attr(v, Id::__class__.str())? {
        Some(c) => issubclass_by_bases(c, cls),
        None => Ok(false),
    }
}

fn abstract_bases(cls: Value) -> Result<Option<Gc<crate::Tuple>>> {
    Ok(crate::attr::find_attr(cls, Id::__bases__.str())?.and_then(|b| b.cast::<crate::Tuple>()))
}

/// `issubclass(derived, cls)` with tuples, unions and `__subclasscheck__`.
///
/// # Errors
/// `TypeError`; what the hooks raise.
pub fn issubclass(derived: Value, cls: Value) -> Result<bool> {
    if cls.is_exact::<Class>() {
        if derived == cls {
            return Ok(true);
        }
        return issubclass_plain(derived, cls);
    }
    if let Some(t) = cls.cast::<crate::Tuple>() {
        crate::state::check_native_stack()?;
        for c in t.as_slice() {
            if issubclass(derived, *c)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    match call_dunder(cls, Id::__subclasscheck__, &[derived])? {
        Some(r) => truth(r),
        None => issubclass_plain(derived, cls),
    }
}

/// `type.__subclasscheck__`.
///
/// # Errors
/// `TypeError` for what is no class.
pub fn issubclass_plain(derived: Value, cls: Value) -> Result<bool> {
    if let (Some(d), Some(c)) = (derived.cast::<Class>(), cls.cast::<Class>()) {
        return Ok(d.is_subclass_of(c));
    }
    if abstract_bases(derived)?.is_none() {
        return crate::type_error("issubclass() arg 1 must be a class");
    }
    if abstract_bases(cls)?.is_none() {
        return crate::type_error("issubclass() arg 2 must be a class, a tuple of classes, or a union");
    }
    issubclass_by_bases(derived, cls)
}

fn issubclass_by_bases(derived: Value, cls: Value) -> Result<bool> {
    crate::state::check_native_stack()?;
    if derived == cls {
        return Ok(true);
    }
    let Some(bases) = abstract_bases(derived)? else { return Ok(false) };
    for b in bases.as_slice() {
        if issubclass_by_bases(*b, cls)? {
            return Ok(true);
        }
    }
    Ok(false)
}

impl Class {
    /// The class `type`.
    #[must_use]
    pub fn class_static() -> Gc<Class> {
        <Class as crate::gc::Object>::class()
    }
}

/// Is the exact class one of CPython's with a fast, side-effect-free `==` and hash (str, int, float, bool, bytes, None)?
#[must_use]
pub fn is_simple_key(v: Value) -> bool {
    matches!(map_of(v).kind, Kind::Int | Kind::Str | Kind::Float | Kind::Bool | Kind::Bytes | Kind::None)
}
