//! Conversions of values to integers, floats and complex numbers, by `__index__`, `__float__` and `__complex__`.
//!
//! What such a method gives must be of its type: an instance of a strict subclass earns a `DeprecationWarning`, anything
//! else is an error.

use heap::Value;
use num_traits::ToPrimitive;

use crate::BigInt;
use crate::call::call_dunder;
use crate::error::Result;
use crate::gc::ValueExt;
use crate::ids::Id;
use crate::map::class_of;
use crate::number::{self, IntRef};
use crate::repr::type_name;

/// `operator.index(v)`: an exact int.
///
/// # Errors
/// `TypeError` for what is no integer; what `__index__` raises or does wrong.
pub fn index(v: Value) -> Result<Value> {
    if v.is_small_int() || number::is_int(v) {
        return Ok(v);
    }
    match call_dunder(v, Id::__index__, &[])? {
        Some(r) if r.is_small_int() || r.is_exact::<number::Int>() => Ok(r),
        Some(r) => {
            let is_subclass = number::is_int(r);
            check_converted("__index__ returned non-int", "int", is_subclass, r)?;
            Ok(r)
        }
        None => crate::raise_type!("'{}' object cannot be interpreted as an integer", type_name(v)),
    }
}

/// What a conversion method gave is not exactly of its type: an instance of a subclass earns a warning, all else is an error.
///
/// # Errors
/// `TypeError`; the warning, where it is an error.
pub fn check_converted(what: &str, class: &str, is_subclass: bool, got: Value) -> Result<()> {
    let got = type_name(got);
    if !is_subclass {
        return crate::raise_type!("{what} (type {got})");
    }
    let text = format!(
        "{what} (type {got}).  The ability to return an instance of a strict subclass of {class} is deprecated, and may be \
         removed in a future version of Python."
    );
    crate::hooks::warn(&crate::error::exc::DEPRECATION_WARNING, &text, 1)
}

/// `v.__float__()`, if the class has it.
///
/// # Errors
/// `TypeError` if it gives no float; what it raises.
pub fn float_method(v: Value) -> Result<Option<f64>> {
    let Some(r) = call_dunder(v, Id::__float__, &[])? else { return Ok(None) };
    if !r.is_flonum() && !r.is_exact::<number::Float>() {
        let what = format!("{}.__float__ returned non-float", type_name(v));
        check_converted(&what, "float", number::as_float(r).is_some(), r)?;
    }
    Ok(number::as_float(r))
}

/// `v.__complex__()`, if the class has it; an exact complex number is its own.
///
/// # Errors
/// `TypeError` if it gives no complex number; what it raises.
pub fn complex_method(v: Value) -> Result<Option<(f64, f64)>> {
    if let Some(c) = v.cast_exact::<number::Complex>() {
        return Ok(Some((c.re, c.im)));
    }
    let Some(r) = call_dunder(v, Id::__complex__, &[])? else { return Ok(None) };
    let c = r.cast::<number::Complex>();
    if !r.is_exact::<number::Complex>() {
        check_converted("__complex__ returned non-complex", "complex", c.is_some(), r)?;
    }
    Ok(c.map(|c| (c.re, c.im)))
}

/// The integer of an index.
///
/// # Errors
/// As `index`.
pub fn to_bigint(v: Value) -> Result<BigInt> {
    let i = index(v)?;
    Ok(number::int_ref(i).map_or_else(|| BigInt::from(0), |r| r.to_big()))
}

/// An index as `i64`.
///
/// # Errors
/// As `index`; `OverflowError`.
pub fn to_i64(v: Value) -> Result<i64> {
    let i = index(v)?;
    match number::as_i64(i) {
        Some(i) => Ok(i),
        None => crate::overflow_error("Python int too large to convert to C long"),
    }
}

/// An index as `isize` (`PyNumber_AsSsize_t` with `OverflowError`).
///
/// # Errors
/// As `index`; `OverflowError`.
pub fn to_isize(v: Value) -> Result<isize> {
    let i = index(v)?;
    match number::as_i64(i) {
        Some(i) => Ok(i as isize),
        None => crate::overflow_error("Python int too large to convert to C ssize_t"),
    }
}

/// A subscript as `isize`; `IndexError` when it does not fit.
///
/// # Errors
/// As `index`; `IndexError`.
pub fn subscript_index(v: Value) -> Result<isize> {
    let i = index(v)?;
    match number::as_i64(i) {
        Some(i) => Ok(i as isize),
        None => crate::raise_exc!(INDEX_ERROR, "cannot fit '{}' into an index-sized integer", type_name(v)),
    }
}

/// One end of a slice, clamped to what fits (`_PyEval_SliceIndex`).
///
/// # Errors
/// `TypeError` for what is no index.
pub fn slice_index(v: Value) -> Result<isize> {
    if !number::is_int(v) && class_of(v).dunder(Id::__index__).is_none() {
        return crate::type_error("slice indices must be integers or None or have an __index__ method");
    }
    let i = index(v)?;
    Ok(match number::int_ref(i) {
        Some(IntRef::Small(i)) => i as isize,
        Some(IntRef::Big(b)) => {
            b.to_i64().map_or(if *b < BigInt::from(0) { isize::MIN } else { isize::MAX }, |i| i as isize)
        }
        None => 0,
    })
}

/// `float(v)` for numbers (`PyFloat_AsDouble`).
///
/// # Errors
/// `TypeError`, `OverflowError`; what `__float__` and `__index__` raise.
pub fn to_f64(v: Value) -> Result<f64> {
    if let Some(f) = number::as_float(v) {
        return Ok(f);
    }
    if let Some(i) = number::int_ref(v) {
        return match i {
            IntRef::Small(i) => Ok(i as f64),
            IntRef::Big(b) => match number::big_to_f64(b) {
                Some(f) => Ok(f),
                None => crate::overflow_error("int too large to convert to float"),
            },
        };
    }
    if let Some(f) = float_method(v)? {
        return Ok(f);
    }
    if class_of(v).dunder(Id::__index__).is_some() {
        return to_f64(index(v)?);
    }
    crate::raise_type!("must be real number, not {}", type_name(v))
}
