//! The module `cmath`. The numerics come from the crate `pymath`.

use heap::Value;
use num_complex::Complex64;
use object::args::{FromArg, Misfit};

use object::gc::ValueExt;
use object::number::{self, Complex};
use object::{Gc, Module, Result, Row, native, ops};
use pymath::cmath as c;

use crate::math::checked;

/// Creates the module.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("cmath");
    m.set_doc("This module provides access to mathematical functions for complex\nnumbers.");
    m.add_rows(ONE);
    m.add_rows(ROWS);
    m.set("pi", number::float(std::f64::consts::PI));
    m.set("e", number::float(std::f64::consts::E));
    m.set("tau", number::float(std::f64::consts::TAU));
    m.set("inf", number::float(f64::INFINITY));
    m.set("nan", number::float(f64::NAN));
    m.set("infj", number::complex(0.0, f64::INFINITY));
    m.set("nanj", number::complex(0.0, f64::NAN));
    Ok(m)
}

/// A complex argument: a complex number, or what converts to one.
struct Z(Complex64);

impl FromArg for Z {
    fn from_arg(v: Option<Value>) -> std::result::Result<Self, Misfit> {
        Ok(Z(to_complex(v.expect("a required parameter"))?))
    }
}

fn to_complex(v: Value) -> Result<Complex64> {
    if let Some(z) = v.cast::<Complex>() {
        return Ok(Complex64::new(z.re, z.im));
    }
    if let Some((re, im)) = ops::complex_method(v)? {
        return Ok(Complex64::new(re, im));
    }
    Ok(Complex64::new(ops::to_f64(v)?, 0.0))
}

fn value(z: Complex64) -> Value {
    number::complex(z.re, z.im)
}

macro_rules! one {
    ($($name:ident $doc:literal;)*) => {
        $(fn $name(z: Z) -> Result<Value> {
            checked(c::$name(z.0)).map(value)
        })*
        static ONE: &[Row] = &[$(Row::function(concat!(stringify!($name), "($module, z, /)"), native($name)).doc($doc)),*];
    };
}
one! {
    acos "Return the arc cosine of z.";
    acosh "Return the inverse hyperbolic cosine of z.";
    asin "Return the arc sine of z.";
    asinh "Return the inverse hyperbolic sine of z.";
    atan "Return the arc tangent of z.";
    atanh "Return the inverse hyperbolic tangent of z.";
    cos "Return the cosine of z.";
    cosh "Return the hyperbolic cosine of z.";
    exp "Return the exponential value e**z.";
    log10 "Return the base-10 logarithm of z.";
    sin "Return the sine of z.";
    sinh "Return the hyperbolic sine of z.";
    sqrt "Return the square root of z.";
    tan "Return the tangent of z.";
    tanh "Return the hyperbolic tangent of z.";
}

static ROWS: &[Row] = &[
    Row::function("log($module, z, base=<unrepresentable>, /)", native(log))
        .doc("log(z[, base]) -> the logarithm of z to the given base.\n\nIf the base is not specified, returns the natural logarithm (base e) of z."),
    Row::function("phase($module, z, /)", native(phase)).doc("Return argument, also known as the phase angle, of a complex."),
    Row::function("polar($module, z, /)", native(polar)).doc("Convert a complex from rectangular coordinates to polar coordinates.\n\nr is the distance from 0 and phi the phase angle."),
    Row::function("rect($module, r, phi, /)", native(rect)).doc("Convert from polar coordinates to rectangular coordinates."),
    Row::function("isfinite($module, z, /)", native(isfinite)).doc("Return True if both the real and imaginary parts of z are finite, else False."),
    Row::function("isinf($module, z, /)", native(isinf)).doc("Checks if the real or imaginary part of z is infinite."),
    Row::function("isnan($module, z, /)", native(isnan)).doc("Checks if the real or imaginary part of z not a number (NaN)."),
    Row::function("isclose($module, /, a, b, *, rel_tol=1e-09, abs_tol=0.0)", native(isclose)).doc(
        "Determine whether two complex numbers are close in value.\n\nReturn True if a is close in value to b, and False otherwise.",
    ),
];

fn log(z: Z, base: Option<Z>) -> Result<Value> {
    checked(c::log(z.0, base.map(|b| b.0))).map(value)
}

fn phase(z: Z) -> Result<f64> {
    checked(c::phase(z.0))
}

fn polar(z: Z) -> Result<Value> {
    let (r, phi) = checked(c::polar(z.0))?;
    Ok(object::seq::tuple(&[number::float(r), number::float(phi)]))
}

fn rect(r: f64, phi: f64) -> Result<Value> {
    checked(c::rect(r, phi)).map(value)
}

fn isfinite(z: Z) -> bool {
    c::isfinite(z.0)
}
fn isinf(z: Z) -> bool {
    c::isinf(z.0)
}
fn isnan(z: Z) -> bool {
    c::isnan(z.0)
}

fn isclose(a: Z, b: Z, rel_tol: Option<f64>, abs_tol: Option<f64>) -> Result<bool> {
    match c::isclose(a.0, b.0, rel_tol, abs_tol) {
        Ok(v) => Ok(v),
        Err(_) => object::value_error("tolerances must be non-negative"),
    }
}
