//! Format specifications (`format(value, spec)`) of int, float, complex and str.

use num_complex::Complex64;
use num_traits::ToPrimitive;
use object::error::exc;
use object::number::IntRef;
use object::repr::type_name;
use object::{Gc, Result, Str, Value};
use rustpython_common::format::{FormatSpec, FormatSpecError, LocaleInfo};
use rustpython_wtf8::{CodePoint, Wtf8, Wtf8Buf};

use crate::int::IntSelf;

/// Raises what a wrong specification raises.
fn fail<T>(e: FormatSpecError, spec: Gc<Str>, v: Value) -> Result<T> {
    use FormatSpecError as E;
    let value_error = object::value_error::<T>;
    let overflow = object::overflow_error::<T>;
    match e {
        E::DecimalDigitsTooMany => value_error("Too many decimal digits in format string"),
        E::PrecisionTooBig => value_error("precision too big"),
        E::PrecisionMissing => value_error("Format specifier missing precision"),
        E::InvalidFormatSpecifier => {
            object::raise_value!("Invalid format specifier '{}' for object of type '{}'", spec, type_name(v))
        }
        E::UnspecifiedFormat(a, b) => object::raise_value!("Cannot specify '{a}' with '{b}'."),
        E::ExclusiveFormat(a, b) => object::raise_value!("Cannot specify both '{a}' and '{b}'."),
        E::UnknownFormatCode(c, _) if c > ' ' && c < '\x7f' => {
            object::raise_value!("Unknown format code '{c}' for object of type '{}'", type_name(v))
        }
        E::UnknownFormatCode(c, _) => {
            object::raise_value!("Unknown format code '\\x{:x}' for object of type '{}'", c as u32, type_name(v))
        }
        E::PrecisionNotAllowed => value_error("Precision not allowed in integer format specifier"),
        E::NotAllowed(what) => object::raise_value!("{what} not allowed with integer format specifier 'c'"),
        E::UnableToConvert => overflow("int too large to convert to float"),
        E::CodeNotInRange => overflow("%c arg not in range(0x110000)"),
        E::IntTooLargeForCLong => overflow("Python int too large to convert to C long"),
        E::ZeroPadding => value_error("Zero padding is not allowed in complex format specifier"),
        E::AlignmentFlag => value_error("'=' alignment flag is not allowed in complex format specifier"),
        E::NegativeZeroCoercionNotAllowed(what) => {
            object::raise_value!("Negative zero coercion (z) not allowed in {what} format specifier")
        }
        E::StringAlignmentFlag => value_error("'=' alignment not allowed in string format specifier"),
        E::StringSpecNotAllowed(what) => object::raise_value!("{what} not allowed in string format specifier"),
        E::NotImplemented(c, what) => object::raise_value!("Unknown format code '{c}' for object of type '{what}'"),
    }
}

/// The specification with decimal digits of all scripts, after a fill character, as ASCII ones.
fn ascii_digits(spec: Gc<Str>) -> Gc<Str> {
    if spec.is_ascii() {
        return spec;
    }
    let chars: Vec<u32> = spec.code_points().collect();
    let filled = matches!(chars.get(1).copied().and_then(char::from_u32), Some('<' | '>' | '=' | '^'));
    let mut out = rustpython_wtf8::Wtf8Buf::new();
    for (i, c) in chars.iter().enumerate() {
        let digit = char::from_u32(*c).and_then(rustpython_common::str::char_to_decimal);
        match digit {
            Some(d) if i > 0 || !filled => out.push_char(char::from(b'0' + d)),
            _ => out.extend(rustpython_wtf8::CodePoint::from_u32(*c)),
        }
    }
    Str::from_wtf8(&out)
}

fn parse(spec: Gc<Str>, v: Value) -> Result<FormatSpec> {
    let spec = ascii_digits(spec);
    match FormatSpec::parse(spec.as_wtf8()) {
        Ok(s) => Ok(s),
        Err(e) => fail(e, spec, v),
    }
}

fn done(r: std::result::Result<String, FormatSpecError>, spec: Gc<Str>, v: Value) -> Result<Gc<Str>> {
    match r {
        Ok(s) => Ok(Str::new(&s)),
        Err(e) => fail(e, spec, v),
    }
}

/// The C library's numeric conventions, for the format type `n`.
pub fn numeric_locale() -> LocaleInfo {
    // SAFETY: localeconv's result stays valid until the next call of it or of setlocale, and the GIL is held; the strings
    // are copied at once.
    unsafe {
        let l = libc::localeconv();
        let text = |p: *const libc::c_char| {
            if p.is_null() { Vec::new() } else { std::ffi::CStr::from_ptr(p).to_bytes().to_vec() }
        };
        let utf8 = |p| String::from_utf8_lossy(&text(p)).into_owned();
        LocaleInfo {
            thousands_sep: utf8((*l).thousands_sep),
            decimal_point: utf8((*l).decimal_point),
            grouping: text((*l).grouping),
        }
    }
}

/// `int.__format__` with a specification that is not empty.
pub fn format_int(a: IntSelf, spec: Gc<Str>) -> Result<Gc<Str>> {
    let s = parse(spec, a.0)?;
    let big = match a.get() {
        IntRef::Small(i) => object::BigInt::from(i),
        IntRef::Big(b) => b.clone(),
    };
    if s.is_decimal_int_format() && big.bits() > 2000 {
        object::number::int_to_text(&big)?;
    }
    if s.has_locale_format() {
        return done(s.format_int_locale(&big, &numeric_locale()), spec, a.0);
    }
    let code = spec.as_bytes().last().copied();
    if matches!(code, Some(b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'%')) {
        // These formats convert to float first, with float's own rules and int's name in messages.
        let Some(f) = big.to_f64().filter(|f| f.is_finite()) else {
            return object::overflow_error("int too large to convert to float");
        };
        return done(s.format_float(f), spec, a.0);
    }
    done(s.format_int(&big), spec, a.0)
}

/// `float.__format__` with a specification that is not empty.
pub fn format_float(f: f64, v: Value, spec: Gc<Str>) -> Result<Gc<Str>> {
    if let Some(s) = plain_fixed(f, spec.as_bytes()) {
        return Ok(Str::new(&s));
    }
    let s = parse(spec, v)?;
    if s.has_locale_format() {
        return done(s.format_float_locale(f, &numeric_locale()), spec, v);
    }
    done(s.format_float(f), spec, v)
}

/// The common `.2f` without the general machinery.
fn plain_fixed(f: f64, spec: &[u8]) -> Option<String> {
    match spec {
        [b'.', d @ b'0'..=b'9', b'f'] if f.is_finite() => Some(format!("{:.*}", usize::from(d - b'0'), f)),
        _ => None,
    }
}

/// `complex.__format__` with a specification that is not empty.
pub fn format_complex(re: f64, im: f64, v: Value, spec: Gc<Str>) -> Result<Gc<Str>> {
    let s = parse(spec, v)?;
    let c = Complex64::new(re, im);
    if s.has_locale_format() {
        return done(s.format_complex_locale(&c, &numeric_locale()), spec, v);
    }
    done(s.format_complex(&c), spec, v)
}

/// A string's specification: fill, alignment, width and precision.
struct StrSpec {
    fill: CodePoint,
    align: u8,
    width: usize,
    precision: Option<usize>,
}

/// Parses a specification that is valid for strings; empty for any other.
fn parse_str_spec(spec: &Wtf8) -> Option<StrSpec> {
    let mut out = StrSpec { fill: CodePoint::from(' '), align: b'<', width: 0, precision: None };
    let mut cps: Vec<CodePoint> = spec.code_points().collect();
    let is = |c: CodePoint, set: &[u8]| u8::try_from(c.to_u32()).is_ok_and(|b| set.contains(&b));
    let mut at = 0;
    if cps.len() >= 2 && is(cps[1], b"<>^") {
        (out.fill, out.align, at) = (cps[0], cps[1].to_u32() as u8, 2);
    } else if !cps.is_empty() && is(cps[0], b"<>^") {
        (out.align, at) = (cps[0].to_u32() as u8, 1);
    }
    if at < 2 && cps.get(at).is_some_and(|c| is(*c, b"0")) {
        out.fill = CodePoint::from('0');
        at += 1;
    }
    if cps.last().is_some_and(|c| is(*c, b"s")) && cps.len() > at {
        cps.pop();
    }
    let number = |at: &mut usize| -> Option<Option<usize>> {
        let start = *at;
        let mut n: usize = 0;
        while let Some(c) = cps.get(*at).filter(|c| is(**c, b"0123456789")) {
            n = n.checked_mul(10)?.checked_add((c.to_u32() - 48) as usize)?;
            *at += 1;
        }
        if n > i32::MAX as usize { None } else { Some((*at > start).then_some(n)) }
    };
    out.width = number(&mut at)?.unwrap_or(0);
    if cps.get(at).is_some_and(|c| is(*c, b".")) {
        at += 1;
        out.precision = Some(number(&mut at)??);
    }
    (at == cps.len()).then_some(out)
}

/// `str.__format__`.
pub fn format_str(s: Gc<Str>, spec: Gc<Str>) -> Result<Gc<Str>> {
    if spec.byte_len() == 0 {
        return object::repr::str_of(s.value());
    }
    let Some(p) = parse_str_spec(spec.as_wtf8()) else {
        let full = parse(spec, s.value())?;
        return done(full.format_string(&s.to_string_lossy()), spec, s.value());
    };
    let n = p.precision.map_or(s.char_len(), |p| p.min(s.char_len()));
    let text = if n == s.char_len() && s.value_is_exact() { s } else { s.substring(0, n) };
    if p.width <= n {
        return Ok(text);
    }
    let gap = p.width - n;
    let left = match p.align {
        b'>' => gap,
        b'^' => gap / 2,
        _ => 0,
    };
    Ok(padded(text, p.fill, left, gap - left))
}

/// Exactness of strings.
pub trait ExactStr {
    /// Is the object an exact `str`?
    fn value_is_exact(self) -> bool;
}
impl ExactStr for Gc<Str> {
    fn value_is_exact(self) -> bool {
        object::gc::ValueExt::is_exact::<Str>(self.value())
    }
}

/// A string with copies of `fill` on both sides.
pub fn padded(s: Gc<Str>, fill: CodePoint, left: usize, right: usize) -> Gc<Str> {
    let mut buf = Wtf8Buf::with_capacity(s.byte_len() + (left + right) * fill.len_wtf8());
    for _ in 0..left {
        buf.push(fill);
    }
    buf.push_wtf8(s.as_wtf8());
    for _ in 0..right {
        buf.push(fill);
    }
    Str::from_buf(buf)
}

/// Raises that `%c` got an integer out of range.
pub fn char_range<T>() -> Result<T> {
    object::error::raise_fmt(&exc::OVERFLOW_ERROR, "%c arg not in range(0x110000)")
}
