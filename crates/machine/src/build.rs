//! Building objects: containers, strings, functions; unpacking.

use heap::GcVec;
use object::function::Function;
use object::gc::ValueExt;
use object::repr::{self, type_name};
use object::{Dict, Gc, List, Result, Set, Slice, Str, Tuple, Value, raise_type};

use crate::frames::MAKE_TUPLE;
use crate::helper::unit;
use crate::traits::{Machine, MachineExt, Step};

crate::helpers! {
    MAKE_LIST FRESH |a| Ok(List::from_slice(a).value());
    MAKE_SET ANY / FRESH |a| {
        let s = Set::new();
        for v in a {
            s.add(*v)?;
        }
        Ok(s.value())
    };
    MAKE_MAP ANY / FRESH |a| {
        let d = Dict::with_capacity(a.len() / 2);
        for kv in a.chunks_exact(2) {
            d.set(kv[0], kv[1])?;
        }
        Ok(d.value())
    };
    MAKE_SLICE FRESH |a| Ok(Slice::new(a[0], a[1], a.get(2).copied().unwrap_or_else(object::none)).value());
    JOIN_STRINGS PURE |a| Ok(join_strings(a).value());
    APPEND WRITES |a| {
        a[0].cast::<List>().expect("a list under construction").items.push(a[1]);
        Ok(object::none())
    };
    SET_ADD_HELPER ANY / WRITES |a| unit(a[0].cast::<Set>().expect("a set under construction").add(a[1]).map(|_| ()));
    /// Adds to a set if that runs no Python code: None, else NotImplemented.
    SET_ADD_PLAIN IDEMPOTENT |a| {
        let s = a[0].cast::<Set>().expect("the receiver is a set");
        Ok(if s.add_plain(a[1]) { object::none() } else { object::not_implemented() })
    };
    /// Has a set elements?
    SET_IS_NOT_EMPTY IDEMPOTENT |a| Ok(object::bool_value(!a[0].cast::<Set>().is_none_or(|s| s.is_empty())));
    MAP_ADD_HELPER ANY / WRITES |a| unit(a[0].cast::<Dict>().expect("a dict under construction").set(a[1], a[2]));
    LIST_EXTEND_HELPER ANY / WRITES |a| {
        let mut l = a[0].cast::<List>().expect("a list under construction");
        let class = object::class_of(a[1]);
        if class.dunder(object::Id::__iter__).is_none() && class.dunder(object::Id::__getitem__).is_none() {
            return raise_type!("Value after * must be an iterable, not {}", type_name(a[1]));
        }
        object::iter::for_each(a[1], |v| {
            l.items.push(v);
            Ok(())
        })?;
        Ok(object::none())
    };
    SET_UPDATE_HELPER ANY / WRITES |a| {
        let s = a[0].cast::<Set>().expect("a set under construction");
        object::iter::for_each(a[1], |v| s.add(v).map(|_| ()))?;
        Ok(object::none())
    };
    DICT_UPDATE_HELPER ANY / WRITES |a| unit(object::mapping::update(a[0].cast::<Dict>().expect("a dict under construction"), a[1], None));
    DICT_MERGE_HELPER ANY |a| unit(object::mapping::update(a[0].cast::<Dict>().expect("keyword arguments under construction"), a[1], Some(a[2])));
    FORMAT ANY / FRESH |a| Ok(repr::format(a[0], a.get(1).and_then(|s| s.cast::<Str>()).unwrap_or_else(Str::empty))?.value());
    CONVERT ANY / FRESH |a| Ok(match a[1].as_small_int() {
        1 => repr::str_of(a[0])?,
        2 => repr::repr(a[0])?,
        _ => object::mapping::ascii(a[0])?,
    }.value());
    MAKE_FUNCTION_HELPER FRESH |a| {
        let f = a[1].cast::<Function>().expect("a frame's function");
        let code = a[0].cast::<object::code::Code>().expect("MAKE_FUNCTION takes a code object");
        Ok(Function::new(code, f.globals, f.builtins).value())
    };
    SET_FUNCTION_ATTRIBUTE_HELPER WRITES |a| set_function_part(a[0], a[1], a[2].as_small_int());
    UNPACK ANY / FRESH |a| Ok(List::new(unpack_exactly(a[0], a[1].as_small_int() as usize)?).value());
    UNPACK_STAR ANY / FRESH |a| Ok(List::new(unpack_star(a[0], a[1].as_small_int() as usize, a[2].as_small_int() as usize)?).value());
    MAKE_TEMPLATE ANY |a| {
        let (s, i) = (a[0].cast::<Tuple>(), a[1].cast::<Tuple>());
        Ok(object::template::make_template(s.expect("a tuple of strings"), i.expect("a tuple of interpolations")))
    };
    MAKE_INTERPOLATION ANY |a| Ok(object::template::make_interpolation(a[0], a[1], a[2].as_small_int() as u32, a[3]));
}

fn join_strings(parts: &[Value]) -> Gc<Str> {
    let mut buf: Vec<u8> = Vec::new();
    for p in parts {
        if let Some(s) = p.cast::<Str>() {
            buf.extend_from_slice(s.as_bytes());
        }
    }
    // SAFETY: a concatenation of WTF-8 strings.
    unsafe { Str::from_bytes_unchecked(&buf) }
}

fn set_function_part(f: Value, part: Value, which: i64) -> Result<Value> {
    let mut f2 = f.cast::<Function>().expect("a function under construction");
    match which {
        1 => f2.defaults = part.cast::<Tuple>(),
        2 => f2.kwdefaults = part.cast::<Dict>(),
        4 => f2.annotations = Some(part),
        8 => f2.closure = part.cast::<Tuple>(),
        16 => f2.annotate = Some(part),
        _ => unreachable!("unknown part of a function: {which}"),
    }
    Ok(f)
}

fn unpack_exactly(v: Value, n: usize) -> Result<GcVec<Value>> {
    let seq = v
        .cast_exact::<Tuple>()
        .map(|t| t.as_slice())
        .map(GcVec::from)
        .or_else(|| v.cast_exact::<List>().map(|l| l.items.clone()));
    if let Some(items) = seq {
        return match items.len() {
            k if k == n => Ok(items),
            k if k > n => object::raise_value!("too many values to unpack (expected {}, got {})", n, k),
            k => object::raise_value!("not enough values to unpack (expected {}, got {})", n, k),
        };
    }
    let it = unpack_iter(v)?;
    let mut out = GcVec::with_capacity(n);
    for k in 0..n {
        match object::iter::next(it)? {
            Some(x) => out.push(x),
            None => return object::raise_value!("not enough values to unpack (expected {}, got {})", n, k),
        }
    }
    match object::iter::next(it)? {
        None => Ok(out),
        Some(_) => {
            // CPython names the count where the iterable is a dict (and list and tuple, handled above).
            if let Some(d) = v.cast_exact::<Dict>() {
                return object::raise_value!("too many values to unpack (expected {}, got {})", n, d.len());
            }
            object::raise_value!("too many values to unpack (expected {})", n)
        }
    }
}

fn unpack_iter(v: Value) -> Result<Value> {
    let class = object::class_of(v);
    if class.dunder(object::Id::__iter__).is_none() && class.dunder(object::Id::__getitem__).is_none() {
        return raise_type!("cannot unpack non-iterable {} object", type_name(v));
    }
    object::iter::get_iter(v)
}

fn unpack_star(v: Value, before: usize, after: usize) -> Result<GcVec<Value>> {
    let it = unpack_iter(v)?;
    let mut out = GcVec::new();
    for k in 0..before {
        match object::iter::next(it)? {
            Some(x) => out.push(x),
            None => {
                return object::raise_value!(
                    "not enough values to unpack (expected at least {}, got {})",
                    before + after,
                    k
                );
            }
        }
    }
    let mut rest: GcVec<Value> = GcVec::new();
    while let Some(x) = object::iter::next(it)? {
        rest.push(x);
    }
    if rest.len() < after {
        return object::raise_value!(
            "not enough values to unpack (expected at least {}, got {})",
            before + after,
            before + rest.len()
        );
    }
    let tail: GcVec<Value> = GcVec::from(&rest.as_slice()[rest.len() - after..]);
    let n = rest.len() - after;
    rest.truncate(n);
    out.push(List::new(rest).value());
    out.extend_from_slice(&tail);
    Ok(out)
}

macro_rules! build_n {
    ($($(#[$m:meta])* $f:ident $h:ident $factor:literal;)*) => {
        $(
            $(#[$m])*
            pub fn $f<M: Machine>(m: &mut M) -> Step {
                let n = m.arg() as usize * $factor;
                let args = m.top_n(n);
                let r = m.helper(&$h, args);
                m.replace(n, r)
            }
        )*
    };
}
build_n! {
    /// BUILD_TUPLE.
    build_tuple MAKE_TUPLE 1;
    /// BUILD_LIST.
    build_list MAKE_LIST 1;
    /// BUILD_SET.
    build_set MAKE_SET 1;
    /// BUILD_MAP: keys and values in turn.
    build_map MAKE_MAP 2;
    /// BUILD_STRING.
    build_string JOIN_STRINGS 1;
    /// BUILD_SLICE.
    build_slice MAKE_SLICE 1;
}

/// The container `arg` places below the top, once the added values are dropped.
fn add_to<M: Machine>(m: &mut M, h: &'static crate::Helper, n: usize) -> Step {
    let arg = m.arg() as usize;
    let container = m.peek(arg + n);
    let mut args = [M::null(); 3];
    args[0] = container;
    args[1..=n].copy_from_slice(m.top_n(n));
    let r = m.helper(h, &args[..=n]);
    crate::arith::finish_n(m, n, r)
}

/// LIST_APPEND.
pub fn list_append<M: Machine>(m: &mut M) -> Step {
    add_to(m, &APPEND, 1)
}
/// SET_ADD.
pub fn set_add<M: Machine>(m: &mut M) -> Step {
    add_to(m, &SET_ADD_HELPER, 1)
}
/// MAP_ADD.
pub fn map_add<M: Machine>(m: &mut M) -> Step {
    add_to(m, &MAP_ADD_HELPER, 2)
}
/// LIST_EXTEND.
pub fn list_extend<M: Machine>(m: &mut M) -> Step {
    add_to(m, &LIST_EXTEND_HELPER, 1)
}
/// SET_UPDATE.
pub fn set_update<M: Machine>(m: &mut M) -> Step {
    add_to(m, &SET_UPDATE_HELPER, 1)
}
/// DICT_UPDATE.
pub fn dict_update<M: Machine>(m: &mut M) -> Step {
    add_to(m, &DICT_UPDATE_HELPER, 1)
}

/// DICT_MERGE: keyword arguments; the callable, for messages, lies three below the dict.
pub fn dict_merge<M: Machine>(m: &mut M) -> Step {
    let arg = m.arg() as usize;
    let (d, update, callee) = (m.peek(arg + 1), m.peek(1), m.peek(arg + 4));
    let r = m.helper(&DICT_MERGE_HELPER, &[d, update, callee]);
    crate::arith::finish_n(m, 1, r)
}

/// FORMAT_SIMPLE.
pub fn format_simple<M: Machine>(m: &mut M) -> Step {
    let v = m.peek(1);
    if m.map_of(v).kind == object::map::Kind::Str {
        return Step::Next;
    }
    let r = m.helper(&FORMAT, &[v]);
    m.replace(1, r)
}

/// FORMAT_WITH_SPEC.
pub fn format_with_spec<M: Machine>(m: &mut M) -> Step {
    let args = [m.peek(2), m.peek(1)];
    let r = m.helper(&FORMAT, &args);
    m.replace(2, r)
}

/// CONVERT_VALUE.
pub fn convert_value<M: Machine>(m: &mut M) -> Step {
    let arg = m.arg();
    let v = m.peek(1);
    let which = m.k(Value::small_int_unchecked(i64::from(arg)));
    let r = m.helper(&CONVERT, &[v, which]);
    m.replace(1, r)
}

/// BUILD_TEMPLATE: strings and interpolations.
pub fn build_template<M: Machine>(m: &mut M) -> Step {
    let args = m.top_n(2);
    let r = m.helper(&MAKE_TEMPLATE, args);
    m.replace(2, r)
}

/// BUILD_INTERPOLATION: value, text, and with operand bit 0 a format spec; the conversion is in the bits above.
pub fn build_interpolation<M: Machine>(m: &mut M) -> Step {
    let arg = m.arg();
    let n = 2 + (arg & 1) as usize;
    let spec = if arg & 1 != 0 { m.peek(1) } else { m.k(Str::empty().value()) };
    let (value, text) = (m.peek(n), m.peek(n - 1));
    let conversion = m.k(Value::small_int_unchecked(i64::from(arg >> 2)));
    let r = m.helper(&MAKE_INTERPOLATION, &[value, text, conversion, spec]);
    m.replace(n, r)
}

/// MAKE_FUNCTION.
pub fn make_function<M: Machine>(m: &mut M) -> Step {
    let args = [m.peek(1), m.fr().func];
    let r = m.helper(&MAKE_FUNCTION_HELPER, &args);
    m.replace(1, r)
}

/// SET_FUNCTION_ATTRIBUTE: the part below the function.
pub fn set_function_attribute<M: Machine>(m: &mut M) -> Step {
    let arg = m.arg();
    let which = m.k(Value::small_int_unchecked(i64::from(arg)));
    let args = [m.peek(1), m.peek(2), which];
    let r = m.helper(&SET_FUNCTION_ATTRIBUTE_HELPER, &args);
    m.replace(2, r)
}

/// Pushes the items of a list so that the first is on top.
fn push_items<M: Machine>(m: &mut M, list: M::V) -> Step {
    let n = m.promoted_len(list);
    for i in (0..n).rev() {
        let at = m.k(Value::small_int_unchecked(i as i64));
        let v = m.list_item(list, at).expect("an index below the list's length");
        m.push(v);
    }
    Step::Next
}

/// UNPACK_SEQUENCE.
pub fn unpack_sequence<M: Machine>(m: &mut M) -> Step {
    let n = m.arg();
    let n = m.k(Value::small_int_unchecked(i64::from(n)));
    let v = m.peek(1);
    match m.helper(&UNPACK, &[v, n]) {
        Ok(l) => {
            m.drop_n(1);
            push_items(m, l)
        }
        Err(_) => Step::Raise,
    }
}

/// UNPACK_EX.
pub fn unpack_ex<M: Machine>(m: &mut M) -> Step {
    let arg = i64::from(m.arg());
    let before = m.k(Value::small_int_unchecked(arg & 0xff));
    let after = m.k(Value::small_int_unchecked(arg >> 8));
    let v = m.peek(1);
    match m.helper(&UNPACK_STAR, &[v, before, after]) {
        Ok(l) => {
            m.drop_n(1);
            push_items(m, l)
        }
        Err(_) => Step::Raise,
    }
}
