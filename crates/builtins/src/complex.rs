//! `complex`: construction and arithmetic. An operation with a real operand touches only the parts that it must, as
//! C99's Annex G and Python 3.14 have it.

use object::error::exc;
use object::function::extend_class;
use object::gc::{Object, ValueExt};
use object::number::{self, Complex, as_float, int_ref};
use object::repr::type_name;
use object::{Class, Effects, Gc, Id, Result, Row, Str, Value, bool_value, native, not_implemented};

type C = (f64, f64);

/// An operand: complex, or real.
enum Operand {
    Complex(C),
    Real(f64),
}

fn operand(v: Value) -> Result<Option<Operand>> {
    if let Some(c) = v.cast::<Complex>() {
        return Ok(Some(Operand::Complex((c.re, c.im))));
    }
    if let Some(f) = as_float(v) {
        return Ok(Some(Operand::Real(f)));
    }
    if number::is_int(v) {
        return Ok(Some(Operand::Real(object::ops::to_f64(v)?)));
    }
    Ok(None)
}

fn make(c: C) -> Result<Value> {
    Ok(number::complex(c.0, c.1))
}
fn parts(c: Gc<Complex>) -> C {
    (c.re, c.im)
}

fn mul_cc(a: C, b: C) -> C {
    let (ac, bd, ad, bc) = (a.0 * b.0, a.1 * b.1, a.0 * b.1, a.1 * b.0);
    let r = (ac - bd, ad + bc);
    if !(r.0.is_nan() && r.1.is_nan()) {
        return r;
    }
    // Recovers infinities that came out as NaN + NaN j (C99 G.5.1).
    let unit = |x: f64| (if x.is_infinite() { 1.0f64 } else { 0.0 }).copysign(x);
    let zero_nan = |x: f64| if x.is_nan() { 0.0f64.copysign(x) } else { x };
    let (mut a, mut b, mut again) = (a, b, false);
    if a.0.is_infinite() || a.1.is_infinite() {
        a = (unit(a.0), unit(a.1));
        b = (zero_nan(b.0), zero_nan(b.1));
        again = true;
    }
    if b.0.is_infinite() || b.1.is_infinite() {
        b = (unit(b.0), unit(b.1));
        a = (zero_nan(a.0), zero_nan(a.1));
        again = true;
    }
    if !again && (ac.is_infinite() || bd.is_infinite() || ad.is_infinite() || bc.is_infinite()) {
        a = (zero_nan(a.0), zero_nan(a.1));
        b = (zero_nan(b.0), zero_nan(b.1));
        again = true;
    }
    if again { (f64::INFINITY * (a.0 * b.0 - a.1 * b.1), f64::INFINITY * (a.0 * b.1 + a.1 * b.0)) } else { r }
}

/// Smith's division; empty for a zero divisor.
fn div_cc(a: C, b: C) -> Option<C> {
    let (abs_re, abs_im) = (b.0.abs(), b.1.abs());
    let r = if abs_re >= abs_im {
        if abs_re == 0.0 {
            return None;
        }
        let ratio = b.1 / b.0;
        let denom = b.0 + b.1 * ratio;
        ((a.0 + a.1 * ratio) / denom, (a.1 - a.0 * ratio) / denom)
    } else if abs_im >= abs_re {
        let ratio = b.0 / b.1;
        let denom = b.0 * ratio + b.1;
        ((a.0 * ratio + a.1) / denom, (a.1 * ratio - a.0) / denom)
    } else {
        (f64::NAN, f64::NAN)
    };
    if !(r.0.is_nan() && r.1.is_nan()) {
        return Some(r);
    }
    let unit = |x: f64| (if x.is_infinite() { 1.0f64 } else { 0.0 }).copysign(x);
    if (a.0.is_infinite() || a.1.is_infinite()) && b.0.is_finite() && b.1.is_finite() {
        let (x, y) = (unit(a.0), unit(a.1));
        return Some((f64::INFINITY * (x * b.0 + y * b.1), f64::INFINITY * (y * b.0 - x * b.1)));
    }
    if (abs_re.is_infinite() || abs_im.is_infinite()) && a.0.is_finite() && a.1.is_finite() {
        let (x, y) = (unit(b.0), unit(b.1));
        return Some((0.0 * (a.0 * x + a.1 * y), 0.0 * (a.1 * x - a.0 * y)));
    }
    Some(r)
}

/// A real divided by a complex number.
fn div_rc(a: f64, b: C) -> Option<C> {
    let (abs_re, abs_im) = (b.0.abs(), b.1.abs());
    let r = if abs_re >= abs_im {
        if abs_re == 0.0 {
            return None;
        }
        let ratio = b.1 / b.0;
        let denom = b.0 + b.1 * ratio;
        (a / denom, (-a * ratio) / denom)
    } else if abs_im >= abs_re {
        let ratio = b.0 / b.1;
        let denom = b.0 * ratio + b.1;
        ((a * ratio) / denom, -a / denom)
    } else {
        (f64::NAN, f64::NAN)
    };
    if r.0.is_nan() && r.1.is_nan() {
        return div_cc((a, 0.0), b);
    }
    Some(r)
}

fn power_by_squaring(x: C, mut n: u32) -> C {
    let (mut r, mut p) = ((1.0, 0.0), x);
    let mut first = true;
    while n > 0 {
        if n & 1 != 0 {
            r = if first { p } else { mul_cc(r, p) };
            first = false;
        }
        n >>= 1;
        if n > 0 {
            p = mul_cc(p, p);
        }
    }
    r
}

/// `a ** b`.
pub fn power(a: C, b: C) -> Result<C> {
    let zero_power = || object::zero_division("zero to a negative or complex power");
    let r = if b.1 == 0.0 && b.0 == b.0.floor() && b.0.abs() <= 100.0 {
        let n = b.0.abs() as u32;
        if b.0 > 0.0 {
            power_by_squaring(a, n)
        } else if b.0 == 0.0 {
            (1.0, 0.0)
        } else {
            match div_cc((1.0, 0.0), power_by_squaring(a, n)) {
                Some(r) => r,
                None => return zero_power(),
            }
        }
    } else if a == (0.0, 0.0) {
        if b.1 != 0.0 || b.0 < 0.0 {
            return zero_power();
        }
        (0.0, 0.0)
    } else {
        let vabs = a.0.hypot(a.1);
        let mut len = vabs.powf(b.0);
        let at = a.1.atan2(a.0);
        let mut phase = at * b.0;
        if b.1 != 0.0 {
            len *= (-at * b.1).exp();
            phase += b.1 * vabs.ln();
        }
        (len * phase.cos(), len * phase.sin())
    };
    if r.0.is_infinite()
        || r.1.is_infinite()
        || (r.0.is_nan() && !a.0.is_nan() && !a.1.is_nan() && b.0.is_finite() && a.0.is_finite() && a.1.is_finite())
    {
        return object::overflow_error("complex exponentiation");
    }
    Ok(r)
}

fn add(a: Gc<Complex>, b: Value) -> Result<Value> {
    match operand(b)? {
        Some(Operand::Complex(y)) => make((a.re + y.0, a.im + y.1)),
        Some(Operand::Real(y)) => make((a.re + y, a.im)),
        None => Ok(not_implemented()),
    }
}
fn sub(a: Gc<Complex>, b: Value) -> Result<Value> {
    match operand(b)? {
        Some(Operand::Complex(y)) => make((a.re - y.0, a.im - y.1)),
        Some(Operand::Real(y)) => make((a.re - y, a.im)),
        None => Ok(not_implemented()),
    }
}
fn rsub(b: Gc<Complex>, a: Value) -> Result<Value> {
    match operand(a)? {
        Some(Operand::Complex(x)) => make((x.0 - b.re, x.1 - b.im)),
        Some(Operand::Real(x)) => make((x - b.re, -b.im)),
        None => Ok(not_implemented()),
    }
}
fn mul(a: Gc<Complex>, b: Value) -> Result<Value> {
    match operand(b)? {
        Some(Operand::Complex(y)) => make(mul_cc(parts(a), y)),
        Some(Operand::Real(y)) => make((a.re * y, a.im * y)),
        None => Ok(not_implemented()),
    }
}
fn divided(r: Option<C>) -> Result<Value> {
    r.map_or_else(|| object::zero_division("division by zero"), make)
}
fn truediv(a: Gc<Complex>, b: Value) -> Result<Value> {
    match operand(b)? {
        Some(Operand::Complex(y)) => divided(div_cc(parts(a), y)),
        Some(Operand::Real(y)) => divided((y != 0.0).then(|| (a.re / y, a.im / y))),
        None => Ok(not_implemented()),
    }
}
fn rtruediv(b: Gc<Complex>, a: Value) -> Result<Value> {
    match operand(a)? {
        Some(Operand::Complex(x)) => divided(div_cc(x, parts(b))),
        Some(Operand::Real(x)) => divided(div_rc(x, parts(b))),
        None => Ok(not_implemented()),
    }
}
fn check_modulus(m: Option<Value>) -> Result<()> {
    if m.is_some_and(|m| !object::misc::is_none(m)) {
        return object::value_error("complex modulo");
    }
    Ok(())
}
fn to_pair(o: Operand) -> C {
    match o {
        Operand::Complex(c) => c,
        Operand::Real(r) => (r, 0.0),
    }
}
fn pow(a: Gc<Complex>, b: Value, m: Option<Value>) -> Result<Value> {
    let Some(y) = operand(b)? else { return Ok(not_implemented()) };
    check_modulus(m)?;
    make(power(parts(a), to_pair(y))?)
}
fn rpow(b: Gc<Complex>, a: Value, m: Option<Value>) -> Result<Value> {
    let Some(x) = operand(a)? else { return Ok(not_implemented()) };
    check_modulus(m)?;
    make(power(to_pair(x), parts(b))?)
}

fn eq(a: Gc<Complex>, b: Value) -> Value {
    if let Some(y) = b.cast::<Complex>() {
        return bool_value(a.re == y.re && a.im == y.im);
    }
    if let Some(f) = as_float(b) {
        return bool_value(a.im == 0.0 && a.re == f);
    }
    match int_ref(b) {
        Some(i) => bool_value(a.im == 0.0 && crate::float::cmp_int(a.re, &i) == Some(std::cmp::Ordering::Equal)),
        None => not_implemented(),
    }
}
fn ne(a: Gc<Complex>, b: Value) -> Value {
    match number::as_bool(eq(a, b)) {
        Some(e) => bool_value(!e),
        None => not_implemented(),
    }
}
fn unordered(_a: Gc<Complex>, _b: Value) -> Value {
    not_implemented()
}

fn neg(a: Gc<Complex>) -> Value {
    number::complex(-a.re, -a.im)
}
fn same(a: Gc<Complex>) -> Value {
    if a.value().is_exact::<Complex>() { a.value() } else { number::complex(a.re, a.im) }
}
fn abs(a: Gc<Complex>) -> Result<f64> {
    let r = a.re.hypot(a.im);
    if r.is_infinite() && a.re.is_finite() && a.im.is_finite() {
        return object::overflow_error("absolute value too large");
    }
    Ok(r)
}
fn truth(a: Gc<Complex>) -> bool {
    a.re != 0.0 || a.im != 0.0
}
fn hash(a: Gc<Complex>) -> i64 {
    let part = |f: f64| if f.is_nan() { object::ops::hash_identity(a.value()) } else { crate::float::hash_f64(f) };
    let h = part(a.re).wrapping_add(part(a.im).wrapping_mul(1_000_003));
    if h == -1 { -2 } else { h }
}
fn repr(a: Gc<Complex>) -> String {
    rustpython_literal::complex::to_string(a.re, a.im)
}
fn conjugate(a: Gc<Complex>) -> Value {
    number::complex(a.re, -a.im)
}
fn real(a: Gc<Complex>) -> f64 {
    a.re
}
fn imag(a: Gc<Complex>) -> f64 {
    a.im
}
fn getnewargs(a: Gc<Complex>) -> Value {
    let re = number::float(a.re);
    object::seq::tuple(&[re, number::float(a.im)])
}
fn format(a: Gc<Complex>, spec: Gc<Str>) -> Result<Gc<Str>> {
    if spec.byte_len() == 0 {
        return object::repr::str_of(a.value());
    }
    crate::format::format_complex(a.re, a.im, a.value(), spec)
}

fn in_class(class: Gc<Class>, c: C) -> Value {
    Complex { head: heap::Head { map: std::ptr::null() }, re: c.0, im: c.1 }.alloc_in(class).value()
}

fn is_real_like(v: Value) -> bool {
    let c = object::class_of(v);
    c.dunder(Id::__float__).is_some() || c.dunder(Id::__index__).is_some()
}

fn parse(s: Gc<Str>, class: Gc<Class>) -> Result<Value> {
    let ascii = if s.is_ascii() { s.to_string() } else { crate::int::decimal_to_ascii(s) };
    match parse_text(&ascii) {
        Some(c) => Ok(in_class(class, c)),
        None => object::value_error("complex() arg is a malformed string"),
    }
}

fn parse_text(text: &str) -> Option<C> {
    let space = |c: char| matches!(c, ' ' | '\x09'..='\x0d' | '\x1c'..='\x1f');
    let t = text.trim_matches(space);
    let t = match t.strip_prefix('(') {
        Some(t) => t.strip_suffix(')')?.trim_matches(space),
        None => t,
    };
    if t.contains(space) {
        return None;
    }
    let Some(t) = t.strip_suffix(['j', 'J']) else { return crate::float::parse(t).map(|f| (f, 0.0)) };
    // The sign that separates the parts is the last one that does not belong to an exponent.
    let b = t.as_bytes();
    let split = (1..b.len()).rev().find(|&i| matches!(b[i], b'+' | b'-') && !matches!(b[i - 1], b'e' | b'E'));
    let (re, im) = split.map_or((None, t), |i| (Some(&t[..i]), &t[i..]));
    let im = match im {
        "" | "+" => 1.0,
        "-" => -1.0,
        _ => crate::float::parse(im)?,
    };
    Some((re.map_or(Some(0.0), crate::float::parse)?, im))
}

fn new(class: Gc<Class>, real: Option<Value>, imag: Option<Value>) -> Result<Value> {
    let (Some(r), None) = (real, imag) else { return from_parts(class, real, imag) };
    if class == Complex::class() && r.is_exact::<Complex>() {
        return Ok(r);
    }
    if let Some(s) = r.cast::<Str>() {
        return parse(s, class);
    }
    if let Some(c) = object::ops::complex_method(r)? {
        return Ok(in_class(class, c));
    }
    if let Some(c) = r.cast::<Complex>() {
        return Ok(in_class(class, parts(c)));
    }
    if !is_real_like(r) {
        return object::raise_type!("complex() argument must be a string or a number, not {}", type_name(r));
    }
    let f = object::ops::to_f64(r)?;
    Ok(in_class(class, (f, 0.0)))
}

fn part_of(v: Option<Value>, name: &str) -> Result<(C, bool)> {
    let Some(v) = v else { return Ok(((0.0, 0.0), false)) };
    let mut complex = None;
    if name == "real" {
        complex = object::ops::complex_method(v)?;
    }
    if let Some(c) = complex.or_else(|| v.cast::<Complex>().map(parts)) {
        object::hooks::warn(
            &exc::DEPRECATION_WARNING,
            &format!("complex() argument '{name}' must be a real number, not {}", type_name(v)),
            1,
        )?;
        return Ok((c, true));
    }
    if !is_real_like(v) {
        return object::raise_type!("complex() argument '{}' must be a real number, not {}", name, type_name(v));
    }
    Ok(((object::ops::to_f64(v)?, 0.0), false))
}

fn from_parts(class: Gc<Class>, real: Option<Value>, imag: Option<Value>) -> Result<Value> {
    let (mut r, r_complex) = part_of(real, "real")?;
    let (i, i_complex) = part_of(imag, "imag")?;
    // real + imag * 1j, where a part that is not complex adds nothing to the other axis (not even a signed zero).
    if i_complex {
        r.0 -= i.1;
    }
    let im = if r_complex { r.1 + i.0 } else { i.0 };
    Ok(in_class(class, (r.0, if imag.is_none() { r.1 } else { im })))
}

fn from_number(class: Gc<Class>, number: Value) -> Result<Value> {
    if class == Complex::class() && number.is_exact::<Complex>() {
        return Ok(number);
    }
    let c = match object::ops::complex_method(number)? {
        Some(c) => c,
        None => match number.cast::<Complex>() {
            Some(c) => parts(c),
            None => (object::ops::to_f64(number)?, 0.0),
        },
    };
    let v = number::complex(c.0, c.1);
    if class == Complex::class() { Ok(v) } else { object::call::call(class.value(), &[v]) }
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, real=0, imag=0)", native(new)),
    Row::method("__repr__($self, /)", native(repr)).effects(Effects::PURE),
    Row::method("__hash__($self, /)", native(hash)).effects(Effects::PURE),
    Row::method("__bool__($self, /)", native(truth)).effects(Effects::PURE),
    Row::method("__add__($self, value, /)", native(add)).effects(Effects::PURE),
    Row::method("__radd__($self, value, /)", native(add)).effects(Effects::PURE),
    Row::method("__sub__($self, value, /)", native(sub)).effects(Effects::PURE),
    Row::method("__rsub__($self, value, /)", native(rsub)).effects(Effects::PURE),
    Row::method("__mul__($self, value, /)", native(mul)).effects(Effects::PURE),
    Row::method("__rmul__($self, value, /)", native(mul)).effects(Effects::PURE),
    Row::method("__truediv__($self, value, /)", native(truediv)).effects(Effects::PURE),
    Row::method("__rtruediv__($self, value, /)", native(rtruediv)).effects(Effects::PURE),
    Row::method("__pow__($self, value, mod=None, /)", native(pow)).effects(Effects::PURE),
    Row::method("__rpow__($self, value, mod=None, /)", native(rpow)).effects(Effects::PURE),
    Row::method("__eq__($self, value, /)", native(eq)).effects(Effects::PURE),
    Row::method("__ne__($self, value, /)", native(ne)).effects(Effects::PURE),
    Row::method("__lt__($self, value, /)", native(unordered)).effects(Effects::PURE),
    Row::method("__le__($self, value, /)", native(unordered)).effects(Effects::PURE),
    Row::method("__gt__($self, value, /)", native(unordered)).effects(Effects::PURE),
    Row::method("__ge__($self, value, /)", native(unordered)).effects(Effects::PURE),
    Row::method("__neg__($self, /)", native(neg)).effects(Effects::PURE),
    Row::method("__pos__($self, /)", native(same)).effects(Effects::PURE),
    Row::method("__abs__($self, /)", native(abs)).effects(Effects::PURE),
    Row::method("__complex__($self, /)", native(same)).doc("Convert this value to exact type complex."),
    Row::method("__format__($self, format_spec, /)", native(format))
        .doc("Convert to a string according to format_spec."),
    Row::method("__getnewargs__($self, /)", native(getnewargs)),
    Row::method("conjugate($self, /)", native(conjugate))
        .doc("Return the complex conjugate of its argument. (3-4j).conjugate() == 3+4j."),
    Row::class_method("from_number($type, number, /)", native(from_number))
        .doc("Convert number to a complex floating-point number."),
    Row::member("real", native(real)).doc("the real part of a complex number"),
    Row::member("imag", native(imag)).doc("the imaginary part of a complex number"),
];

const DOC: &str = "Create a complex number from a string or numbers.\n\nIf a string is given, parse it as a complex number.\nIf a single number is given, convert it to a complex number.\nIf the 'real' or 'imag' arguments are given, create a complex number\nwith the specified real and imaginary components.";

/// Adds the rows.
pub fn init() {
    extend_class(Complex::class(), DOC, &[ROWS]);
}
