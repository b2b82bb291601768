//! Operators: arithmetic, comparison, containment, truth, subscripts.

use object::map::Kind;
use object::ops::{self, BinaryPlan, CmpOp};
use object::quick;
use object::{Effects, Id, Slice};

use crate::cont::{self, with};
use crate::frames::{invoke, invoke_method};
use crate::helper::{Helper, unit};
use crate::hot::{binop_of, cmpop_of};
use crate::traits::{Machine, MachineExt, Step};

/// Bit of a BINARY continuation's argument: the method was the in-place one.
const IN_PLACE_TRY: u16 = 4;

macro_rules! binary_helpers {
    ($($name:ident $in_place:ident $op:ident;)*) => {
        $(
            static $name: Helper = Helper { name: stringify!($name), f: |a| ops::binary(ops::BinOp::$op, a[0], a[1]), effects: Effects::ANY, on_data: Effects::FRESH };
            static $in_place: Helper = Helper { name: stringify!($in_place), f: |a| ops::binary_in_place(ops::BinOp::$op, a[0], a[1]), effects: Effects::ANY, on_data: Effects::WRITES };
        )*
        static BINARY_HELPERS: [[&Helper; 2]; 13] = [$([&$name, &$in_place],)*];
    };
}
binary_helpers! {
    ADD IADD Add; AND IAND And; FLOORDIV IFLOORDIV FloorDiv; LSHIFT ILSHIFT LShift; MATMUL IMATMUL MatMul; MUL IMUL Mul; MOD IMOD Mod;
    OR IOR Or; POW IPOW Pow; RSHIFT IRSHIFT RShift; SUB ISUB Sub; TRUEDIV ITRUEDIV TrueDiv; XOR IXOR Xor;
}

macro_rules! compare_helpers {
    ($($name:ident $op:ident;)*) => {
        $(/// A comparison.
        pub static $name: Helper = Helper { name: stringify!($name), f: |a| ops::compare(CmpOp::$op, a[0], a[1]), effects: Effects::ANY, on_data: Effects::READS };)*
        static COMPARE_HELPERS: [&Helper; 6] = [$(&$name,)*];
    };
}
compare_helpers! { LT Lt; LE Le; EQ Eq; NE Ne; GT Gt; GE Ge; }

crate::helpers! {
    GETITEM ANY / READS |a| ops::getitem(a[0], a[1]);
    SETITEM ANY / WRITES |a| unit(ops::setitem(a[1], a[2], a[0]));
    DELITEM ANY / WRITES |a| unit(ops::delitem(a[0], a[1]));
    CONTAINS_HELPER ANY / READS |a| Ok(object::bool_value(ops::contains(a[1], a[0])?));
    /// The truth of a value.
    TRUTH ANY / READS |a| Ok(object::bool_value(ops::truth(a[0])?));
    NEGATIVE ANY / FRESH |a| ops::unary(Id::__neg__, "-", a[0]);
    INVERT ANY / FRESH |a| ops::unary(Id::__invert__, "~", a[0]);
    POSITIVE ANY / FRESH |a| ops::unary(Id::__pos__, "+", a[0]);
    MAKE_SLICE PURE |a| Ok(Slice::new(a[0], a[1], a[2]).value());
    SLICE_OF ANY / FRESH |a| match quick::slice(a[0], a[1], a[2]) {
        Some(v) => Ok(v),
        None => ops::getitem(a[0], Slice::new(a[1], a[2], object::none()).value()),
    };
    SET_SLICE ANY / WRITES |a| unit(match quick::set_slice(a[1], a[2], a[3], a[0]) {
        true => Ok(()),
        false => ops::setitem(a[1], Slice::new(a[2], a[3], object::none()).value(), a[0]),
    });
    CHECK_BOOL ANY |a| match object::number::as_bool(a[0]) {
        Some(_) => Ok(a[0]),
        None => object::raise_type!("__bool__ should return bool, returned {}", object::repr::type_name(a[0])),
    };
    CHECK_LEN ANY |a| Ok(object::bool_value(ops::length_of_result(a[0])? != 0));
    IDENTITY_COMPARE ANY |a| ops::compare_fallback(CmpOp::ALL[a[2].as_small_int() as usize], a[0], a[1]);
    UNSUPPORTED ANY |a| {
        let arg = a[2].as_small_int() as u32;
        let symbol = binop_of(arg).names().3;
        if arg >= 13 { ops::unsupported(&format!("{symbol}="), a[0], a[1]) } else { ops::unsupported(symbol, a[0], a[1]) }
    };
}

/// BINARY_OP other than a subscript.
pub fn binary_op<M: Machine>(m: &mut M) -> Step {
    let arg = m.arg();
    let (a, b) = (m.peek(2), m.peek(1));
    let (ma, mb) = (m.map_of(a), m.map_of(b));
    let op = binop_of(arg);
    let in_place = arg >= 13;
    if ma.kind.is_data() && mb.kind.is_data() {
        return by_helper(m, arg, a, b);
    }
    let (ca, cb) = (ma.class, mb.class);
    let (_, _, in_place_id, _) = op.names();
    let plan = ops::operator_plan(ca, cb, op, in_place);
    let first = if in_place { ops::in_place_method(ca, cb, in_place_id) } else { None };
    // When no method is a Python function, the whole operation is one helper call.
    let is_python = |v: heap::Value| object::map_of(v).kind != Kind::MethodDescr;
    if !plan.tries.iter().flatten().any(|t| is_python(t.0)) && !first.is_some_and(is_python) {
        return by_helper(m, arg, a, b);
    }
    match first {
        Some(f) => invoke_method(m, f, a, &[b], with(cont::BINARY, IN_PLACE_TRY)),
        None => try_binary(m, plan, 0),
    }
}

/// An operation of built-in methods alone.
fn by_helper<M: Machine>(m: &mut M, arg: u32, a: M::V, b: M::V) -> Step {
    let h = BINARY_HELPERS[(arg % 13) as usize][usize::from(arg >= 13)];
    let r = m.helper(h, &[a, b]);
    m.replace(2, r)
}

fn try_binary<M: Machine>(m: &mut M, plan: BinaryPlan, from: u16) -> Step {
    let (a, b) = (m.peek(2), m.peek(1));
    for n in from..2 {
        if let Some((f, swapped)) = plan.tries[n as usize] {
            let (x, y) = if swapped { (b, a) } else { (a, b) };
            return invoke_method(m, f, x, &[y], with(cont::BINARY, n));
        }
    }
    let arg = m.arg();
    let arg = m.k(heap::Value::small_int_unchecked(i64::from(arg)));
    let r = m.helper(&UNSUPPORTED, &[a, b, arg]);
    m.replace(2, r)
}

/// The result of a binary operator's method.
pub fn binary_result<M: Machine>(m: &mut M, tried: u16, v: M::V) -> Step {
    if !m.is_word(v, object::not_implemented()) {
        return m.replace(2, Ok(v));
    }
    let (a, b) = (m.peek(2), m.peek(1));
    let (ca, cb) = (m.map_of(a).class, m.map_of(b).class);
    let arg = m.arg();
    let plan = ops::operator_plan(ca, cb, binop_of(arg), arg >= 13);
    try_binary(m, plan, if tried & IN_PLACE_TRY != 0 { 0 } else { tried + 1 })
}

/// COMPARE_OP.
pub fn compare_op<M: Machine>(m: &mut M) -> Step {
    let (a, b) = (m.peek(2), m.peek(1));
    let (ma, mb) = (m.map_of(a), m.map_of(b));
    let op = cmpop_of(m.arg());
    let is_python = |t: &Option<(heap::Value, bool)>| t.is_some_and(|t| object::map_of(t.0).kind == Kind::Function);
    let built_in = ma.kind.is_data() && mb.kind.is_data();
    let plan = if built_in { BinaryPlan { tries: [None; 2] } } else { ops::compare_plan(ma.class, mb.class, op) };
    if !plan.tries.iter().any(is_python) {
        let r = m.helper(COMPARE_HELPERS[op as usize], &[a, b]);
        return match r {
            Ok(v) => finish_compare(m, v),
            Err(_) => Step::Raise,
        };
    }
    try_compare(m, plan, 0)
}

fn try_compare<M: Machine>(m: &mut M, plan: BinaryPlan, from: u16) -> Step {
    let (a, b) = (m.peek(2), m.peek(1));
    for n in from..2 {
        if let Some((f, swapped)) = plan.tries[n as usize] {
            let (x, y) = if swapped { (b, a) } else { (a, b) };
            return invoke_method(m, f, x, &[y], with(cont::COMPARE, n));
        }
    }
    let op = cmpop_of(m.arg()) as i64;
    let op = m.k(heap::Value::small_int_unchecked(op));
    match m.helper(&IDENTITY_COMPARE, &[a, b, op]) {
        Ok(v) => finish_compare(m, v),
        Err(_) => Step::Raise,
    }
}

/// The result of a comparison's method.
pub fn compare_result<M: Machine>(m: &mut M, tried: u16, v: M::V) -> Step {
    if m.is_word(v, object::not_implemented()) {
        let (a, b) = (m.peek(2), m.peek(1));
        let (ca, cb) = (m.map_of(a).class, m.map_of(b).class);
        let op = cmpop_of(m.arg());
        let plan = ops::compare_plan(ca, cb, op);
        return try_compare(m, plan, tried + 1);
    }
    finish_compare(m, v)
}

/// Operand bit of COMPARE_OP: the result is wanted as a bool.
const WANT_BOOL: u32 = 16;

fn finish_compare<M: Machine>(m: &mut M, v: M::V) -> Step {
    if m.arg() & WANT_BOOL != 0 && m.map_of(v).kind != Kind::Bool {
        let r = m.helper(&TRUTH, &[v]);
        return m.replace(2, r);
    }
    m.replace(2, Ok(v))
}

/// CONTAINS_OP: `a in b`; the operand 1 inverts.
pub fn contains_op<M: Machine>(m: &mut M) -> Step {
    let (x, o) = (m.peek(2), m.peek(1));
    let map = m.map_of(o);
    let python = map.class.dunder(Id::__contains__).filter(|f| object::map_of(*f).kind == Kind::Function);
    if let Some(f) = python {
        return invoke_method(m, f, o, &[x], cont::CONTAINS);
    }
    match m.helper(&CONTAINS_HELPER, &[x, o]) {
        Ok(v) => finish_contains(m, v),
        Err(_) => Step::Raise,
    }
}

/// The result of `__contains__`.
pub fn finish_contains<M: Machine>(m: &mut M, v: M::V) -> Step {
    let v = if m.map_of(v).kind == Kind::Bool {
        v
    } else {
        match m.helper(&TRUTH, &[v]) {
            Ok(v) => v,
            Err(_) => return Step::Raise,
        }
    };
    let invert = m.arg() & 1 != 0;
    let v = if invert {
        let no = m.k(object::bool_value(false));
        m.same_value(v, no, false)
    } else {
        v
    };
    m.replace(2, Ok(v))
}

/// TO_BOOL.
pub fn to_bool<M: Machine>(m: &mut M) -> Step {
    let v = m.peek(1);
    let map = m.map_of(v);
    if map.kind.is_data() {
        let r = m.helper(&TRUTH, &[v]);
        return m.replace(1, r);
    }
    let class = map.class;
    let (method, kind) = match class.dunder(Id::__bool__) {
        Some(f) => (Some(f), 0),
        None => (class.dunder(Id::__len__), 1),
    };
    match method {
        Some(f) if object::map_of(f).kind == Kind::Function => invoke_method(m, f, v, &[], with(cont::TO_BOOL, kind)),
        None => {
            let stamp = m.map_of(v).stamp;
            // SAFETY: instructions are only written under the GIL.
            unsafe { (*m.fr().pc.cast_mut()).word = stamp as usize };
            let yes = m.boolean(true);
            m.replace(1, Ok(yes))
        }
        _ => {
            let r = m.helper(&TRUTH, &[v]);
            m.replace(1, r)
        }
    }
}

/// The result of `__bool__` or `__len__`.
pub fn finish_to_bool<M: Machine>(m: &mut M, kind: u16, v: M::V) -> Step {
    let r = m.helper(if kind == 0 { &CHECK_BOOL } else { &CHECK_LEN }, &[v]);
    m.replace(1, r)
}

/// UNARY_NEGATIVE.
pub fn unary_negative<M: Machine>(m: &mut M) -> Step {
    let v = m.peek(1);
    if m.is_small_int(v) {
        let zero = m.k(heap::Value::small_int_unchecked(0));
        if let Some(r) = m.int_op(ops::BinOp::Sub, zero, v) {
            return m.replace(1, Ok(r));
        }
    }
    unary(m, Id::__neg__, &NEGATIVE)
}

/// UNARY_INVERT.
pub fn unary_invert<M: Machine>(m: &mut M) -> Step {
    unary(m, Id::__invert__, &INVERT)
}

/// `+x`, an intrinsic.
pub fn unary_positive<M: Machine>(m: &mut M) -> Step {
    unary(m, Id::__pos__, &POSITIVE)
}

fn unary<M: Machine>(m: &mut M, id: Id, h: &'static Helper) -> Step {
    let v = m.peek(1);
    let method = m.map_of(v).class.dunder(id);
    match method {
        Some(f) if object::map_of(f).kind == Kind::Function => invoke_method(m, f, v, &[], with(cont::REPLACE, 1)),
        _ => {
            let r = m.helper(h, &[v]);
            m.replace(1, r)
        }
    }
}

/// A subscript.
pub fn subscript<M: Machine>(m: &mut M) -> Step {
    let (o, i) = (m.peek(2), m.peek(1));
    let map = m.map_of(o);
    let method = if !map.kind.is_data() { map.class.dunder(Id::__getitem__) } else { None };
    match method {
        Some(f) if object::map_of(f).kind == Kind::Function => {
            let f = m.k(f);
            invoke(m, f, &[o, i], with(cont::REPLACE, 2))
        }
        _ => {
            let r = m.helper(&GETITEM, &[o, i]);
            m.replace(2, r)
        }
    }
}

/// STORE_SUBSCR: `o[i] = v`, with v, o, i on the stack.
pub fn store_subscr<M: Machine>(m: &mut M) -> Step {
    let (v, o, i) = (m.peek(3), m.peek(2), m.peek(1));
    let method = m.map_of(o).class.dunder(Id::__setitem__);
    match method {
        Some(f) if object::map_of(f).kind == Kind::Function => {
            let f = m.k(f);
            invoke(m, f, &[o, i, v], with(cont::DISCARD_N, 3))
        }
        _ => {
            let r = m.helper(&SETITEM, &[v, o, i]);
            finish_n(m, 3, r)
        }
    }
}

/// DELETE_SUBSCR.
pub fn delete_subscr<M: Machine>(m: &mut M) -> Step {
    let (o, i) = (m.peek(2), m.peek(1));
    let r = m.helper(&DELITEM, &[o, i]);
    finish_n(m, 2, r)
}

/// BINARY_SLICE: `o[a:b]`.
pub fn binary_slice<M: Machine>(m: &mut M) -> Step {
    let args = m.top_n(3);
    let r = m.helper(&SLICE_OF, args);
    m.replace(3, r)
}

/// STORE_SLICE: `o[a:b] = v`, with v, o, a, b on the stack.
pub fn store_slice<M: Machine>(m: &mut M) -> Step {
    let args = m.top_n(4);
    let r = m.helper(&SET_SLICE, args);
    finish_n(m, 4, r)
}

/// Drops `n` operands when a helper succeeded.
pub fn finish_n<M: Machine>(m: &mut M, n: usize, r: object::Result<M::V>) -> Step {
    match r {
        Ok(_) => {
            m.drop_n(n);
            Step::Next
        }
        Err(_) => Step::Raise,
    }
}
