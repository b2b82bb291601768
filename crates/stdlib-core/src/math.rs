//! The module `math`. The numerics come from the crate `pymath`, which follows CPython's bit by bit; here are argument
//! conversion, dispatch to `__floor__` and its like, and CPython's messages. Integer functions are in `mathint`.

use heap::{GcVec, Value};
use num_traits::{Signed, ToPrimitive};
use object::call::call_dunder;
use object::gc::ValueExt;
use object::number::IntRef;
use object::ops::{self, BinOp};
use object::{BigInt, Gc, Id, Module, Result, Row, Tuple, class_of, native, number, raise_value};
use pymath::{Error, math as m};

/// Creates the module.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let module = Module::new("math");
    module.set_doc("This module provides access to the mathematical functions\ndefined by the C standard.");
    module.add_rows(ONE);
    module.add_rows(ROWS);
    module.add_rows(crate::mathint::ROWS);
    module.set("pi", number::float(std::f64::consts::PI));
    module.set("e", number::float(std::f64::consts::E));
    module.set("tau", number::float(std::f64::consts::TAU));
    module.set("inf", number::float(f64::INFINITY));
    module.set("nan", number::float(f64::NAN));
    Ok(module)
}

/// Turns a numeric error into `ValueError` or `OverflowError`.
pub fn checked<T>(r: std::result::Result<T, Error>) -> Result<T> {
    match r {
        Ok(v) => Ok(v),
        Err(Error::EDOM) => object::value_error("math domain error"),
        Err(Error::ERANGE) => object::overflow_error("math range error"),
    }
}

/// As `checked`, with the function's own words for arguments out of its domain.
fn checked_one(r: std::result::Result<f64, Error>, expected: &str, x: f64) -> Result<f64> {
    match r {
        Err(Error::EDOM) if !expected.is_empty() => {
            raise_value!("expected {expected}, got {}", object::repr::repr(number::float(x))?)
        }
        r => checked(r),
    }
}

/// The C library's, which need not be correctly rounded: results equal those of a CPython on the same system.
fn cbrt(x: f64) -> f64 {
    x.cbrt()
}

macro_rules! one {
    ($($name:ident $expected:literal $doc:literal;)*) => {
        $(fn $name(x: f64) -> Result<f64> {
            checked_one(m::$name(x), $expected, x)
        })*
        static ONE: &[Row] = &[$(Row::function(concat!(stringify!($name), "($module, x, /)"), native($name)).doc($doc)),*];
    };
}
one! {
    acos "a number in range from -1 up to 1" "Return the arc cosine (measured in radians) of x.\n\nThe result is between 0 and pi.";
    acosh "argument value not less than 1" "Return the inverse hyperbolic cosine of x.";
    asin "a number in range from -1 up to 1" "Return the arc sine (measured in radians) of x.\n\nThe result is between -pi/2 and pi/2.";
    asinh "" "Return the inverse hyperbolic sine of x.";
    atan "" "Return the arc tangent (measured in radians) of x.\n\nThe result is between -pi/2 and pi/2.";
    atanh "a number between -1 and 1" "Return the inverse hyperbolic tangent of x.";
    cos "a finite input" "Return the cosine of x (measured in radians).";
    cosh "" "Return the hyperbolic cosine of x.";
    erf "" "Error function at x.";
    erfc "" "Complementary error function at x.";
    exp "" "Return e raised to the power of x.";
    exp2 "" "Return 2 raised to the power of x.";
    expm1 "" "Return exp(x)-1.\n\nThis function avoids the loss of precision involved in the direct evaluation of exp(x)-1 for small x.";
    fabs "" "Return the absolute value of the float x.";
    gamma "a noninteger or positive integer" "Gamma function at x.";
    lgamma "a noninteger or positive integer" "Natural logarithm of absolute value of Gamma function at x.";
    log1p "argument value > -1" "Return the natural logarithm of 1+x (base e).\n\nThe result is computed in a way which is accurate for x near zero.";
    sin "a finite input" "Return the sine of x (measured in radians).";
    sinh "" "Return the hyperbolic sine of x.";
    sqrt "a nonnegative input" "Return the square root of x.";
    tan "a finite input" "Return the tangent of x (measured in radians).";
    tanh "" "Return the hyperbolic tangent of x.";
}

static ROWS: &[Row] = &[
    Row::function("cbrt($module, x, /)", native(cbrt)).doc("Return the cube root of x."),
    Row::function("atan2($module, y, x, /)", native(atan2)).doc("Return the arc tangent (measured in radians) of y/x.\n\nUnlike atan(y/x), the signs of both x and y are considered."),
    Row::function("ceil($module, x, /)", native(ceil)).doc("Return the ceiling of x as an Integral.\n\nThis is the smallest integer >= x."),
    Row::function("copysign($module, x, y, /)", native(copysign)).doc("Return a float with the magnitude (absolute value) of x but the sign of y."),
    Row::function("degrees($module, x, /)", native(degrees)).doc("Convert angle x from radians to degrees."),
    Row::function("dist($module, p, q, /)", native(dist)).doc("Return the Euclidean distance between two points p and q."),
    Row::function("floor($module, x, /)", native(floor)).doc("Return the floor of x as an Integral.\n\nThis is the largest integer <= x."),
    Row::function("fma($module, x, y, z, /)", native(fma)).doc("Fused multiply-add operation.\n\nCompute (x * y) + z with a single round."),
    Row::function("fmod($module, x, y, /)", native(fmod)).doc("Return fmod(x, y), according to platform C.\n\nx % y may differ."),
    Row::function("frexp($module, x, /)", native(frexp)).doc("Return the mantissa and exponent of x, as pair (m, e).\n\nm is a float and e is an int, such that x = m * 2.**e."),
    Row::function("fsum($module, seq, /)", native(fsum)).doc("Return an accurate floating-point sum of values in the iterable seq."),
    Row::function("hypot($module, /, *coordinates)", native(hypot)).doc("Multidimensional Euclidean distance from the origin to a point."),
    Row::function("isclose($module, /, a, b, *, rel_tol=1e-09, abs_tol=0.0)", native(isclose)).doc(
        "Determine whether two floating-point numbers are close in value.\n\nReturn True if a is close in value to b, and False otherwise.",
    ),
    Row::function("isfinite($module, x, /)", native(isfinite)).doc("Return True if x is neither an infinity nor a NaN, and False otherwise."),
    Row::function("isinf($module, x, /)", native(isinf)).doc("Return True if x is a positive or negative infinity, and False otherwise."),
    Row::function("isnan($module, x, /)", native(isnan)).doc("Return True if x is a NaN (not a number), and False otherwise."),
    Row::function("ldexp($module, x, i, /)", native(ldexp)).doc("Return x * (2**i).\n\nThis is essentially the inverse of frexp()."),
    Row::function("log($module, /, *args)", native(log)).doc("log(x, [base=math.e])\nReturn the logarithm of x to the given base.\n\nIf the base is not specified, returns the natural logarithm (base e) of x."),
    Row::function("log10($module, x, /)", native(log10)).doc("Return the base 10 logarithm of x."),
    Row::function("log2($module, x, /)", native(log2)).doc("Return the base 2 logarithm of x."),
    Row::function("modf($module, x, /)", native(modf)).doc("Return the fractional and integer parts of x.\n\nBoth results carry the sign of x and are floats."),
    Row::function("nextafter($module, x, y, /, *, steps=None)", native(nextafter)).doc("Return the floating-point value the given number of steps after x towards y."),
    Row::function("pow($module, x, y, /)", native(pow)).doc("Return x**y (x to the power of y)."),
    Row::function("prod($module, iterable, /, *, start=1)", native(prod)).doc("Calculate the product of all the elements in the input iterable."),
    Row::function("radians($module, x, /)", native(radians)).doc("Convert angle x from degrees to radians."),
    Row::function("remainder($module, x, y, /)", native(remainder)).doc("Difference between x and the closest integer multiple of y."),
    Row::function("sumprod($module, p, q, /)", native(sumprod)).doc("Return the sum of products of values from two iterables p and q."),
    Row::function("trunc($module, x, /)", native(trunc)).doc("Truncates the Real x to the nearest Integral toward 0.\n\nUses the __trunc__ magic method."),
    Row::function("ulp($module, x, /)", native(ulp)).doc("Return the value of the least significant bit of the float x."),
];

fn atan2(y: f64, x: f64) -> Result<f64> {
    checked(m::atan2(y, x))
}
fn copysign(x: f64, y: f64) -> f64 {
    x.copysign(y)
}
fn degrees(x: f64) -> f64 {
    x * (180.0 / std::f64::consts::PI)
}
fn radians(x: f64) -> f64 {
    x * (std::f64::consts::PI / 180.0)
}
fn fmod(x: f64, y: f64) -> Result<f64> {
    checked(m::fmod(x, y))
}
fn remainder(x: f64, y: f64) -> Result<f64> {
    checked(m::remainder(x, y))
}
fn pow(x: f64, y: f64) -> Result<f64> {
    checked(m::pow(x, y))
}
fn isfinite(x: f64) -> bool {
    x.is_finite()
}
fn isinf(x: f64) -> bool {
    x.is_infinite()
}
fn isnan(x: f64) -> bool {
    x.is_nan()
}
fn ulp(x: f64) -> f64 {
    m::ulp(x)
}

fn fma(x: f64, y: f64, z: f64) -> Result<f64> {
    match m::fma(x, y, z) {
        Ok(v) => Ok(v),
        Err(Error::EDOM) => object::value_error("invalid operation in fma"),
        Err(Error::ERANGE) => object::overflow_error("overflow in fma"),
    }
}

fn isclose(a: f64, b: f64, rel_tol: Option<f64>, abs_tol: Option<f64>) -> Result<bool> {
    match m::isclose(a, b, rel_tol, abs_tol) {
        Ok(v) => Ok(v),
        Err(_) => object::value_error("tolerances must be non-negative"),
    }
}

/// The int value of a float without fraction.
fn float_to_int(f: f64) -> Result<Value> {
    if f.is_nan() {
        return object::value_error("cannot convert float NaN to integer");
    }
    if f.is_infinite() {
        return object::overflow_error("cannot convert float infinity to integer");
    }
    if f.abs() < 4e18 {
        return Ok(number::int(f as i64));
    }
    use num_traits::FromPrimitive;
    Ok(number::big(BigInt::from_f64(f).unwrap_or_default()))
}

fn round_with(x: Value, dunder: Id, f: fn(f64) -> f64) -> Result<Value> {
    if !x.is_flonum()
        && !x.is_exact::<number::Float>()
        && let Some(v) = call_dunder(x, dunder, &[])?
    {
        return Ok(v);
    }
    float_to_int(f(ops::to_f64(x)?))
}

fn ceil(x: Value) -> Result<Value> {
    round_with(x, Id::__ceil__, f64::ceil)
}
fn floor(x: Value) -> Result<Value> {
    round_with(x, Id::__floor__, f64::floor)
}

fn trunc(x: Value) -> Result<Value> {
    if x.is_flonum() || x.is_exact::<number::Float>() {
        return float_to_int(ops::to_f64(x)?.trunc());
    }
    match call_dunder(x, Id::__trunc__, &[])? {
        Some(v) => Ok(v),
        None => object::raise_type!("type {} doesn't define __trunc__ method", object::repr::type_name(x)),
    }
}

fn frexp(x: f64) -> Value {
    let (f, e) = m::frexp(x);
    object::seq::tuple(&[number::float(f), number::int(i64::from(e))])
}

fn modf(x: f64) -> Value {
    let (f, i) = m::modf(x);
    object::seq::tuple(&[number::float(f), number::float(i)])
}

fn ldexp(x: f64, i: Value) -> Result<f64> {
    let Some(n) = number::int_ref(i) else { return object::type_error("Expected an int as second argument to ldexp.") };
    checked(match n {
        IntRef::Small(n) if i32::try_from(n).is_ok() => m::ldexp(x, n as i32),
        n => m::ldexp_bigint(x, &n.to_big()),
    })
}

fn nextafter(x: f64, y: f64, steps: Option<Value>) -> Result<f64> {
    let Some(steps) = object::misc::not_none(steps) else { return Ok(m::nextafter(x, y, None)) };
    let n = ops::to_bigint(steps)?;
    if n.is_negative() {
        return object::value_error("steps must be a non-negative integer");
    }
    Ok(m::nextafter(x, y, Some(n.to_u64().unwrap_or(u64::MAX))))
}

/// The logarithm of a number: an int of any size, or a float.
fn log_of(
    x: Value,
    big: fn(&BigInt) -> std::result::Result<f64, Error>,
    float: fn(f64) -> std::result::Result<f64, Error>,
) -> Result<f64> {
    let as_int = if number::is_int(x) {
        Some(x)
    } else if !number::is_float(x)
        && class_of(x).dunder(Id::__float__).is_none()
        && class_of(x).dunder(Id::__index__).is_some()
    {
        Some(ops::index(x)?)
    } else {
        None
    };
    if let Some(i) = as_int.and_then(number::int_ref) {
        let r = match i {
            IntRef::Small(i) if i > 0 => float(i as f64),
            i => big(&i.to_big()),
        };
        return match r {
            Err(Error::EDOM) => object::value_error("expected a positive input"),
            r => checked(r),
        };
    }
    let x = ops::to_f64(x)?;
    checked_one(float(x), "a positive input", x)
}

fn natural(x: Value) -> Result<f64> {
    log_of(x, |b| m::log_bigint(b, None), |f| m::log(f, None))
}

fn log(args: Gc<Tuple>) -> Result<f64> {
    match *args.as_slice() {
        [x] => natural(x),
        [x, base] => {
            let (n, d) = (natural(x)?, natural(base)?);
            if d == 0.0 {
                return object::zero_division("division by zero");
            }
            Ok(n / d)
        }
        [] => object::type_error("log expected at least 1 argument, got 0"),
        ref more => object::raise_type!("log expected at most 2 arguments, got {}", more.len()),
    }
}
fn log10(x: Value) -> Result<f64> {
    log_of(x, m::log10_bigint, m::log10)
}
fn log2(x: Value) -> Result<f64> {
    log_of(x, m::log2_bigint, m::log2)
}

fn floats(v: Value) -> Result<Vec<f64>> {
    let mut out = Vec::new();
    object::iter::for_each(v, |x| {
        out.push(ops::to_f64(x)?);
        Ok(())
    })?;
    Ok(out)
}

fn fsum(seq: Value) -> Result<f64> {
    let items = floats(seq)?;
    match m::fsum(items) {
        Ok(v) => Ok(v),
        Err(Error::EDOM) => object::value_error("-inf + inf in fsum"),
        Err(Error::ERANGE) => object::overflow_error("intermediate overflow in fsum"),
    }
}

/// The Euclidean norm, as the distance from the origin.
fn norm(coordinates: &[f64]) -> f64 {
    m::dist(coordinates, &vec![0.0; coordinates.len()])
}

fn hypot(coordinates: Gc<Tuple>) -> Result<f64> {
    Ok(norm(&floats(coordinates.value())?))
}

fn dist(p: Value, q: Value) -> Result<f64> {
    let point = |v: Value| -> Result<GcVec<Value>> { object::iter::collect(v) };
    let (p, q) = (point(p)?, point(q)?);
    if p.len() != q.len() {
        return object::value_error("both points must have the same number of dimensions");
    }
    let mut differences = Vec::with_capacity(p.len());
    for (a, b) in p.iter().zip(&q) {
        differences.push(ops::to_f64(*a)? - ops::to_f64(*b)?);
    }
    Ok(norm(&differences))
}

fn prod(iterable: Value, start: Option<Value>) -> Result<Value> {
    let mut acc = start.unwrap_or_else(|| number::int(1));
    let it = object::iter::get_iter(iterable)?;
    while let Some(v) = object::iter::next(it)? {
        acc = match (acc.is_small_int() && v.is_small_int())
            .then(|| acc.as_small_int().checked_mul(v.as_small_int()))
            .flatten()
        {
            Some(n) => number::int(n),
            None => ops::binary(BinOp::Mul, acc, v)?,
        };
    }
    Ok(acc)
}

/// Products that are summed exactly: ints in a big total, floats (with ints among them) by `pymath`; anything else ends
/// that and goes on with the operators.
fn sumprod(p: Value, q: Value) -> Result<Value> {
    let (p, q) = (object::iter::get_iter(p)?, object::iter::get_iter(q)?);
    let mut total = number::int(0);
    let mut float_run: (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
    loop {
        let (a, b) = (object::iter::next(p)?, object::iter::next(q)?);
        let (a, b) = match (a, b) {
            (Some(a), Some(b)) => (a, b),
            (None, None) => break,
            _ => return object::value_error("Inputs are not the same length"),
        };
        let plain = |v: Value| v.is_flonum() || v.is_exact::<number::Float>() || v.is_small_int();
        let is_float = |v: Value| v.is_flonum() || v.is_exact::<number::Float>();
        if plain(a) && plain(b) && (is_float(a) || is_float(b)) {
            float_run.0.push(ops::to_f64(a)?);
            float_run.1.push(ops::to_f64(b)?);
            continue;
        }
        total = flush(total, &mut float_run)?;
        let product = ops::binary(BinOp::Mul, a, b)?;
        total = ops::binary(BinOp::Add, total, product)?;
    }
    flush(total, &mut float_run)
}

fn flush(total: Value, run: &mut (Vec<f64>, Vec<f64>)) -> Result<Value> {
    if run.0.is_empty() {
        return Ok(total);
    }
    let sum = number::float(checked(m::sumprod(&run.0, &run.1))?);
    run.0.clear();
    run.1.clear();
    ops::binary(BinOp::Add, total, sum)
}
