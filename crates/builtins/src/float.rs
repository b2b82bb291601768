//! `float`: construction, arithmetic, conversions.

use num_traits::{FromPrimitive, Signed, ToPrimitive};
use object::args::Misfit;
use object::function::extend_class;
use object::gc::{Object, ValueExt};
use object::number::{self, Float, IntRef, as_float, int_ref};
use object::ops::CmpOp;
use object::repr::type_name;
use object::{BigInt, Class, Effects, FromArg, Gc, Id, Result, Row, Str, Value, bool_value, native, not_implemented};
use rustpython_common::float_ops;

/// The receiver of a float method.
#[derive(Clone, Copy)]
pub struct FloatSelf(pub Value, pub f64);

impl FromArg for FloatSelf {
    #[inline(always)]
    fn from_arg(v: Option<Value>) -> std::result::Result<Self, Misfit> {
        match v.and_then(|v| as_float(v).map(|f| FloatSelf(v, f))) {
            Some(f) => Ok(f),
            None => Err(Misfit::Expected("float")),
        }
    }
}

/// An operand: a float, or an int converted; empty for other objects.
fn operand(v: Value) -> Result<Option<f64>> {
    if let Some(f) = as_float(v) {
        return Ok(Some(f));
    }
    if number::is_int(v) {
        return object::ops::to_f64(v).map(Some);
    }
    Ok(None)
}

fn zero_division<T>() -> Result<T> {
    object::zero_division("division by zero")
}

fn op_div(x: f64, y: f64) -> Result<Value> {
    if y == 0.0 { zero_division() } else { Ok(number::float(x / y)) }
}
fn op_floordiv(x: f64, y: f64) -> Result<Value> {
    float_ops::floordiv(x, y).map_or_else(zero_division, |f| Ok(number::float(f)))
}
fn op_mod(x: f64, y: f64) -> Result<Value> {
    float_ops::mod_(x, y).map_or_else(zero_division, |f| Ok(number::float(f)))
}
fn op_divmod(x: f64, y: f64) -> Result<Value> {
    match float_ops::divmod(x, y) {
        Some((d, m)) => {
            let d = number::float(d);
            Ok(object::seq::tuple(&[d, number::float(m)]))
        }
        None => zero_division(),
    }
}

macro_rules! operators {
    ($($name:ident $rname:ident |$x:ident, $y:ident| $e:expr;)*) => { $(
        fn $name(a: FloatSelf, b: Value) -> Result<Value> {
            let Some($y) = operand(b)? else { return Ok(not_implemented()) };
            let $x = a.1;
            $e
        }
        fn $rname(b: FloatSelf, a: Value) -> Result<Value> {
            let Some($x) = operand(a)? else { return Ok(not_implemented()) };
            let $y = b.1;
            $e
        }
    )* };
}
operators! {
    add radd |x, y| Ok(number::float(x + y));
    sub rsub |x, y| Ok(number::float(x - y));
    mul rmul |x, y| Ok(number::float(x * y));
    truediv rtruediv |x, y| op_div(x, y);
    floordiv rfloordiv |x, y| op_floordiv(x, y);
    modulo rmod |x, y| op_mod(x, y);
    divmod rdivmod |x, y| op_divmod(x, y);
}

/// `x ** y` for floats (`float_pow`): the result may be complex.
pub fn power(x: f64, y: f64) -> Result<Value> {
    if y == 0.0 {
        return Ok(number::float(1.0));
    }
    if x == 0.0 && y < 0.0 && !y.is_infinite() {
        return object::zero_division("zero to a negative power");
    }
    if x < 0.0 && x.is_finite() && y.is_finite() && y != y.floor() {
        let (re, im) = crate::complex::power((x, 0.0), (y, 0.0))?;
        return Ok(number::complex(re, im));
    }
    let r = x.powf(y);
    if r.is_infinite() && x.is_finite() && y.is_finite() {
        let code = number::int(34);
        let text = Str::new("Numerical result out of range").value();
        return object::raise(&object::error::exc::OVERFLOW_ERROR, &[code, text]);
    }
    Ok(number::float(r))
}
fn check_modulus(m: Option<Value>) -> Result<()> {
    if m.is_some_and(|m| !object::misc::is_none(m)) {
        return object::type_error("pow() 3rd argument not allowed unless all arguments are integers");
    }
    Ok(())
}
fn pow(a: FloatSelf, b: Value, m: Option<Value>) -> Result<Value> {
    check_modulus(m)?;
    let Some(y) = operand(b)? else { return Ok(not_implemented()) };
    power(a.1, y)
}
fn rpow(b: FloatSelf, a: Value, m: Option<Value>) -> Result<Value> {
    check_modulus(m)?;
    let Some(x) = operand(a)? else { return Ok(not_implemented()) };
    power(x, b.1)
}

/// Compares a float with an int exactly; empty for NaN.
pub fn cmp_int(f: f64, i: &IntRef<'_>) -> Option<std::cmp::Ordering> {
    use std::cmp::Ordering;
    if let IntRef::Small(i) = i
        && i.unsigned_abs() <= 1 << 53
    {
        return f.partial_cmp(&(*i as f64));
    }
    if f.is_nan() {
        return None;
    }
    if f.is_infinite() {
        return Some(if f > 0.0 { Ordering::Greater } else { Ordering::Less });
    }
    let whole = BigInt::from_f64(f.trunc())?;
    let fract = f.fract();
    Some(whole.cmp(&i.to_big()).then(fract.partial_cmp(&0.0)?))
}

fn compare(op: CmpOp, a: FloatSelf, b: Value) -> Value {
    let o = if let Some(y) = as_float(b) {
        a.1.partial_cmp(&y)
    } else if let Some(i) = int_ref(b) {
        cmp_int(a.1, &i)
    } else {
        return not_implemented();
    };
    bool_value(o.map_or(op == CmpOp::Ne, |o| op.holds(o)))
}
macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => { $( fn $name(a: FloatSelf, b: Value) -> Value { compare(CmpOp::$op, a, b) } )* };
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

fn neg(a: FloatSelf) -> f64 {
    -a.1
}
fn same(a: FloatSelf) -> Value {
    if a.0.is_flonum() || a.0.is_exact::<Float>() { a.0 } else { number::float(a.1) }
}
fn abs(a: FloatSelf) -> f64 {
    a.1.abs()
}
fn truth(a: FloatSelf) -> bool {
    a.1 != 0.0
}

/// The hash of a finite or infinite float, as CPython's; NaN hashes by identity.
pub fn hash_f64(v: f64) -> i64 {
    const BITS: i32 = 61;
    const MODULUS: u64 = (1 << BITS) - 1;
    if v.is_infinite() {
        return if v > 0.0 { 314_159 } else { -314_159 };
    }
    if v.fract() == 0.0 && v.abs() < (1u64 << 53) as f64 {
        return object::ops::hash_i64(v as i64);
    }
    let bits = v.abs().to_bits();
    let raw = (bits >> 52) as i32;
    let (m, e) = if raw == 0 { (bits << 1, -1075) } else { (bits & ((1 << 52) - 1) | 1 << 52, raw - 1075) };
    let shift = e.rem_euclid(BITS);
    let x = m % MODULUS;
    let x = (u128::from(x) << shift) % u128::from(MODULUS);
    let h = x as i64;
    let h = if v < 0.0 { -h } else { h };
    if h == -1 { -2 } else { h }
}
fn hash(a: FloatSelf) -> i64 {
    if a.1.is_nan() { object::ops::hash_identity(a.0) } else { hash_f64(a.1) }
}

/// `repr` of a float.
pub fn text(f: f64) -> String {
    if f.fract() == 0.0 && f.abs() < 1e15 {
        let sign = if f.is_sign_negative() { "-" } else { "" };
        return format!("{sign}{}.0", f.abs() as u64);
    }
    rustpython_literal::float::to_string(f)
}
fn repr(a: FloatSelf) -> Gc<Str> {
    Str::new(&text(a.1))
}

/// `int(f)`: truncates; NaN and infinities have no integer.
pub fn to_int(f: f64) -> Result<Value> {
    if f.abs() < 4e18 {
        return Ok(number::int(f as i64));
    }
    if f.is_nan() {
        return object::value_error("cannot convert float NaN to integer");
    }
    match BigInt::from_f64(f.trunc()) {
        Some(b) => Ok(number::big(b)),
        None => object::overflow_error("cannot convert float infinity to integer"),
    }
}
fn int(a: FloatSelf) -> Result<Value> {
    to_int(a.1)
}
fn floor(a: FloatSelf) -> Result<Value> {
    to_int(a.1.floor())
}
fn ceil(a: FloatSelf) -> Result<Value> {
    to_int(a.1.ceil())
}
fn round(a: FloatSelf, ndigits: Option<Value>) -> Result<Value> {
    let Some(n) = ndigits.filter(|n| !object::misc::is_none(*n)) else {
        return to_int(a.1.round_ties_even());
    };
    let n = object::ops::to_bigint(n)?;
    let n = n.to_i32().unwrap_or(if n.is_negative() { i32::MIN } else { i32::MAX });
    match float_ops::round_float_digits(a.1, n) {
        Some(f) => Ok(number::float(f)),
        None => object::overflow_error("rounded value too large to represent"),
    }
}

fn as_integer_ratio(a: FloatSelf) -> Result<Value> {
    if a.1.is_infinite() {
        return object::overflow_error("cannot convert Infinity to integer ratio");
    }
    match rustpython_common::int::float_to_ratio(a.1) {
        Some((n, d)) => {
            let n = number::big(n);
            Ok(object::seq::tuple(&[n, number::big(d)]))
        }
        None => object::value_error("cannot convert NaN to integer ratio"),
    }
}
fn is_integer(a: FloatSelf) -> bool {
    a.1.is_finite() && a.1.fract() == 0.0
}
fn hex(a: FloatSelf) -> String {
    rustpython_literal::float::to_hex(a.1)
}
fn zero_of(_a: FloatSelf) -> f64 {
    0.0
}
fn getnewargs(a: FloatSelf) -> Value {
    let f = number::float(a.1);
    object::seq::tuple(&[f])
}
fn format(a: FloatSelf, spec: Gc<Str>) -> Result<Gc<Str>> {
    if spec.byte_len() == 0 {
        return object::repr::str_of(a.0);
    }
    crate::format::format_float(a.1, a.0, spec)
}

fn in_class(class: Gc<Class>, f: f64) -> Result<Value> {
    let v = number::float(f);
    if class == Float::class() { Ok(v) } else { object::call::call(class.value(), &[v]) }
}

fn fromhex(class: Gc<Class>, string: Gc<Str>) -> Result<Value> {
    use float_ops::HexFloatError as E;
    let text = string.to_string_lossy();
    match float_ops::from_hex(&text) {
        Ok(f) => in_class(class, f),
        Err(E::Invalid) => object::value_error("invalid hexadecimal floating-point string"),
        Err(E::TooLong) => object::value_error("hexadecimal string too long to convert"),
        Err(E::Overflow) => object::overflow_error("hexadecimal value too large to represent as a float"),
    }
}
fn from_number(class: Gc<Class>, number: Value) -> Result<Value> {
    if class == Float::class() && as_float(number).is_some() && (number.is_flonum() || number.is_exact::<Float>()) {
        return Ok(number);
    }
    let f = object::ops::to_f64(number)?;
    in_class(class, f)
}
fn getformat(_class: Gc<Class>, typestr: Gc<Str>) -> Result<&'static str> {
    match typestr.as_bytes() {
        b"double" | b"float" => {
            Ok(if cfg!(target_endian = "little") { "IEEE, little-endian" } else { "IEEE, big-endian" })
        }
        _ => object::value_error("__getformat__() argument 1 must be 'double' or 'float'"),
    }
}

/// Parses the text of a float.
pub fn parse(text: &str) -> Option<f64> {
    let t = text.trim_matches(|c: char| matches!(c, ' ' | '\x09'..='\x0d' | '\x1c'..='\x1f'));
    let b = t.as_bytes();
    if b.first().is_none_or(u8::is_ascii_whitespace) || !b.is_ascii() {
        return None;
    }
    if !b.contains(&b'_') {
        return parse_clean(t);
    }
    // Underscores must lie between digits.
    for (i, c) in b.iter().enumerate() {
        let digit = |i: usize| b.get(i).is_some_and(u8::is_ascii_digit);
        if *c == b'_' && !(i > 0 && digit(i - 1) && digit(i + 1)) {
            return None;
        }
    }
    parse_clean(&t.replace('_', ""))
}
fn parse_clean(t: &str) -> Option<f64> {
    let unsigned = t.strip_prefix(['+', '-']).unwrap_or(t);
    match unsigned.as_bytes().first()? {
        b'0'..=b'9' | b'.' => t.parse().ok(),
        b'i' | b'I' | b'n' | b'N' => {
            let v = match unsigned.to_ascii_lowercase().as_str() {
                "inf" | "infinity" => f64::INFINITY,
                "nan" => f64::NAN,
                _ => return None,
            };
            Some(if t.starts_with('-') { -v } else { v })
        }
        _ => None,
    }
}

/// `float(x)` for strings and numbers.
pub fn from_object(x: Value) -> Result<f64> {
    if let Some(s) = x.cast::<Str>()
        && (x.is_exact::<Str>() || object::class_of(x).dunder(Id::__float__).is_none())
    {
        let parsed = if s.is_ascii() { s.to_str().and_then(parse) } else { parse(&crate::int::decimal_to_ascii(s)) };
        return match parsed {
            Some(f) => Ok(f),
            None => malformed(x),
        };
    }
    if as_float(x).is_some() || number::is_int(x) {
        return object::ops::to_f64(x);
    }
    let c = object::class_of(x);
    if c.dunder(Id::__float__).is_none() && c.dunder(Id::__index__).is_none() {
        if object::buffer::has_buffer(x) {
            let b = object::get_buffer(x, false)?;
            return match std::str::from_utf8(b.as_slice()).ok().and_then(parse) {
                Some(f) => Ok(f),
                None => malformed(x),
            };
        }
        return object::raise_type!("float() argument must be a string or a real number, not '{}'", type_name(x));
    }
    object::ops::to_f64(x)
}
fn malformed<T>(x: Value) -> Result<T> {
    let r = object::repr::repr(x)?;
    object::raise_value!("could not convert string to float: {r}")
}

fn new(class: Gc<Class>, x: Option<Value>) -> Result<Value> {
    let Some(x) = x else { return Ok(number::float_in(class, 0.0)) };
    if !x.is_flonum() && x.is::<Float>() && !x.is_exact::<Float>() {
        // A subclass may convert itself.
        if let Some(f) = object::ops::float_method(x)? {
            return Ok(number::float_in(class, f));
        }
    }
    if class == Float::class() && (x.is_flonum() || x.is_exact::<Float>()) {
        return Ok(x);
    }
    Ok(number::float_in(class, from_object(x)?))
}

/// `float()` and `float(x)`.
fn make(args: &[Value]) -> Result<Option<Value>> {
    match *args {
        [] => Ok(Some(number::float(0.0))),
        [x] => new(Float::class(), Some(x)).map(Some),
        _ => Ok(None),
    }
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, x=0, /)", native(new)),
    Row::method("__repr__($self, /)", native(repr)).effects(Effects::PURE),
    Row::method("__hash__($self, /)", native(hash)).effects(Effects::PURE),
    Row::method("__bool__($self, /)", native(truth)).effects(Effects::PURE),
    Row::method("__add__($self, value, /)", native(add)).effects(Effects::PURE),
    Row::method("__radd__($self, value, /)", native(radd)).effects(Effects::PURE),
    Row::method("__sub__($self, value, /)", native(sub)).effects(Effects::PURE),
    Row::method("__rsub__($self, value, /)", native(rsub)).effects(Effects::PURE),
    Row::method("__mul__($self, value, /)", native(mul)).effects(Effects::PURE),
    Row::method("__rmul__($self, value, /)", native(rmul)).effects(Effects::PURE),
    Row::method("__truediv__($self, value, /)", native(truediv)).effects(Effects::PURE),
    Row::method("__rtruediv__($self, value, /)", native(rtruediv)).effects(Effects::PURE),
    Row::method("__floordiv__($self, value, /)", native(floordiv)).effects(Effects::PURE),
    Row::method("__rfloordiv__($self, value, /)", native(rfloordiv)).effects(Effects::PURE),
    Row::method("__mod__($self, value, /)", native(modulo)).effects(Effects::PURE),
    Row::method("__rmod__($self, value, /)", native(rmod)).effects(Effects::PURE),
    Row::method("__divmod__($self, value, /)", native(divmod)).effects(Effects::PURE),
    Row::method("__rdivmod__($self, value, /)", native(rdivmod)).effects(Effects::PURE),
    Row::method("__pow__($self, value, mod=None, /)", native(pow)).effects(Effects::PURE),
    Row::method("__rpow__($self, value, mod=None, /)", native(rpow)).effects(Effects::PURE),
    Row::method("__lt__($self, value, /)", native(lt)).effects(Effects::PURE),
    Row::method("__le__($self, value, /)", native(le)).effects(Effects::PURE),
    Row::method("__eq__($self, value, /)", native(eq)).effects(Effects::PURE),
    Row::method("__ne__($self, value, /)", native(ne)).effects(Effects::PURE),
    Row::method("__gt__($self, value, /)", native(gt)).effects(Effects::PURE),
    Row::method("__ge__($self, value, /)", native(ge)).effects(Effects::PURE),
    Row::method("__neg__($self, /)", native(neg)).effects(Effects::PURE),
    Row::method("__pos__($self, /)", native(same)).effects(Effects::PURE),
    Row::method("__abs__($self, /)", native(abs)).effects(Effects::PURE),
    Row::method("__int__($self, /)", native(int)).effects(Effects::PURE),
    Row::method("__float__($self, /)", native(same)).effects(Effects::PURE),
    Row::method("__trunc__($self, /)", native(int)).doc("Return the Integral closest to x between 0 and x."),
    Row::method("__floor__($self, /)", native(floor)).doc("Return the floor as an Integral."),
    Row::method("__ceil__($self, /)", native(ceil)).doc("Return the ceiling as an Integral."),
    Row::method("__round__($self, ndigits=None, /)", native(round))
        .doc("Return the Integral closest to x, rounding half toward even.\n\nWhen an argument is passed, work like built-in round(x, ndigits)."),
    Row::method("__format__($self, format_spec, /)", native(format)).doc("Formats the float according to format_spec."),
    Row::method("__getnewargs__($self, /)", native(getnewargs)),
    Row::method("conjugate($self, /)", native(same)).doc("Return self, the complex conjugate of any float."),
    Row::method("as_integer_ratio($self, /)", native(as_integer_ratio))
        .doc("Return a pair of integers, whose ratio is exactly equal to the original float."),
    Row::method("is_integer($self, /)", native(is_integer)).doc("Return True if the float is an integer."),
    Row::method("hex($self, /)", native(hex)).doc("Return a hexadecimal representation of a floating-point number."),
    Row::class_method("fromhex($type, string, /)", native(fromhex)).doc("Create a floating-point number from a hexadecimal string."),
    Row::class_method("from_number($type, number, /)", native(from_number)).doc("Convert real number to a floating-point number."),
    Row::class_method("__getformat__($type, typestr, /)", native(getformat)).doc("You probably don't want to use this function."),
    Row::getter("real", native(same)).doc("the real part of a complex number"),
    Row::getter("imag", native(zero_of)).doc("the imaginary part of a complex number"),
];

/// Adds the rows.
pub fn init() {
    extend_class(Float::class(), "Convert a string or number to a floating-point number, if possible.", &[ROWS]);
    Float::class().native_new = Some(make);
}
