//! Functions about numbers.

use heap::Value;
use object::call::{call_dunder, call_method_value};
use object::gc::ValueExt;
use object::misc::is_none;
use object::number::{self, IntRef};
use object::ops::{self, BinOp};
use object::repr::type_name;
use object::{
    BigInt, ByteArray, Bytes, Gc, Id, Result, Row, Str, class_of, map_of, native, not_implemented, raise_type,
};

fn abs(x: Value) -> Result<Value> {
    match call_dunder(x, Id::__abs__, &[])? {
        Some(r) => Ok(r),
        None => raise_type!("bad operand type for abs(): '{}'", type_name(x)),
    }
}

/// The digits of an integer in base 2, 8 or 16, with prefix and sign.
fn in_base(v: Value, base: u32) -> Result<Gc<Str>> {
    let i = ops::index(v)?;
    let prefix = match base {
        2 => "0b",
        8 => "0o",
        _ => "0x",
    };
    let text = match number::int_ref(i) {
        Some(IntRef::Big(b)) => {
            let zero = BigInt::from(0);
            let digits = if *b < zero { (-b.clone()).to_str_radix(base) } else { b.to_str_radix(base) };
            format!("{}{prefix}{digits}", if *b < zero { "-" } else { "" })
        }
        Some(IntRef::Small(n)) => {
            let (sign, m) = (if n < 0 { "-" } else { "" }, n.unsigned_abs());
            match base {
                2 => format!("{sign}0b{m:b}"),
                8 => format!("{sign}0o{m:o}"),
                _ => format!("{sign}0x{m:x}"),
            }
        }
        None => return raise_type!("'{}' object cannot be interpreted as an integer", type_name(v)),
    };
    Ok(Str::new(&text))
}

fn bin(number: Value) -> Result<Gc<Str>> {
    in_base(number, 2)
}

fn oct(number: Value) -> Result<Gc<Str>> {
    in_base(number, 8)
}

fn hex(number: Value) -> Result<Gc<Str>> {
    in_base(number, 16)
}

fn divmod(x: Value, y: Value) -> Result<Value> {
    let plan = ops::binary_plan(class_of(x), class_of(y), Id::__divmod__, Id::__rdivmod__);
    match ops::run_binary_plan(plan, x, y)? {
        Some(r) => Ok(r),
        None => ops::unsupported("divmod()", x, y),
    }
}

fn pow(base: Value, exp: Value, modulus: Option<Value>) -> Result<Value> {
    let modulus = match modulus {
        Some(m) if !is_none(m) => m,
        _ => return ops::binary(BinOp::Pow, base, exp),
    };
    let (cb, ce) = (class_of(base), class_of(exp));
    let forward = cb.dunder(Id::__pow__);
    // As for other operators, a subclass's reflected method comes first.
    let reflected = if cb == ce { None } else { ce.dunder(Id::__rpow__) };
    let reflected_first = reflected.is_some() && ce.is_subclass_of(cb) && cb.dunder(Id::__rpow__) != reflected;
    let tries =
        if reflected_first { [(reflected, true), (forward, false)] } else { [(forward, false), (reflected, true)] };
    for (method, swapped) in tries {
        let Some(m) = method else { continue };
        let (x, y) = if swapped { (exp, base) } else { (base, exp) };
        let r = call_method_value(m, x, &[y, modulus], &[])?;
        if r != not_implemented() {
            return Ok(r);
        }
    }
    if number::is_float(modulus) {
        return object::type_error("pow() 3rd argument not allowed unless all arguments are integers");
    }
    raise_type!(
        "unsupported operand type(s) for ** or pow(): '{}', '{}', '{}'",
        type_name(base),
        type_name(exp),
        type_name(modulus)
    )
}

fn round(number: Value, ndigits: Option<Value>) -> Result<Value> {
    let Some(m) = class_of(number).dunder(Id::__round__) else {
        return raise_type!("type {} doesn't define __round__ method", type_name(number));
    };
    match ndigits {
        Some(n) if !is_none(n) => call_method_value(m, number, &[n], &[]),
        _ => call_method_value(m, number, &[], &[]),
    }
}

/// A sum of floats with the error of each addition kept (Neumaier), as CPython computes it.
#[derive(Clone, Copy)]
struct Compensated {
    high: f64,
    low: f64,
}

impl Compensated {
    fn new(x: f64) -> Self {
        Compensated { high: x, low: 0.0 }
    }

    fn add(&mut self, x: f64) {
        let t = self.high + x;
        self.low += if self.high.abs() >= x.abs() { (self.high - t) + x } else { (x - t) + self.high };
        self.high = t;
    }

    fn value(self) -> f64 {
        // An infinite or NaN compensation says nothing.
        if self.low != 0.0 && self.low.is_finite() { self.high + self.low } else { self.high }
    }
}

/// An exact int (or bool) that fits, as the fast paths of `sum` take it.
fn plain_int(v: Value) -> Option<i64> {
    if v.is_small_int() { Some(v.as_small_int()) } else { number::as_bool(v).map(i64::from) }
}

/// An exact float, or an int that becomes one.
fn as_summand(v: Value) -> Option<f64> {
    if v.is_flonum() || map_of(v).kind == object::map::Kind::Float {
        return number::as_float(v);
    }
    plain_int(v).map(|i| i as f64)
}

/// The running total of `sum`.
enum Total {
    Int(i64),
    Float(Compensated),
    Complex(Compensated, Compensated),
    Any(Value),
}

impl Total {
    fn of(v: Value) -> Total {
        // A bool stays itself unless something is added to it.
        if let Some(i) = plain_int(v).filter(|_| number::as_bool(v).is_none()) {
            return Total::Int(i);
        }
        match map_of(v).kind {
            object::map::Kind::Float => Total::Float(Compensated::new(number::as_float(v).unwrap_or(0.0))),
            object::map::Kind::Complex => {
                let c = v.cast::<object::Complex>().map_or((0.0, 0.0), |c| (c.re, c.im));
                Total::Complex(Compensated::new(c.0), Compensated::new(c.1))
            }
            _ => Total::Any(v),
        }
    }

    fn value(&self) -> Value {
        match self {
            Total::Int(i) => number::int(*i),
            Total::Float(f) => number::float(f.value()),
            Total::Complex(re, im) => number::complex(re.value(), im.value()),
            Total::Any(v) => *v,
        }
    }

    /// Adds without a method call, if the types allow it.
    fn add_fast(&mut self, x: Value) -> bool {
        match self {
            Total::Int(i) => match plain_int(x).and_then(|n| i.checked_add(n)) {
                Some(n) => *i = n,
                None => return false,
            },
            Total::Float(f) => match as_summand(x) {
                Some(n) => f.add(n),
                None => return false,
            },
            Total::Complex(re, im) => {
                if let Some(c) = x.cast_exact::<object::Complex>() {
                    re.add(c.re);
                    im.add(c.im);
                } else if let Some(n) = as_summand(x) {
                    re.add(n);
                } else {
                    return false;
                }
            }
            Total::Any(_) => return false,
        }
        true
    }
}

fn sum(iterable: Value, start: Option<Value>) -> Result<Value> {
    let start = start.unwrap_or_else(|| number::int(0));
    if start.is::<Str>() {
        return object::type_error("sum() can't sum strings [use ''.join(seq) instead]");
    }
    if start.is::<Bytes>() {
        return object::type_error("sum() can't sum bytes [use b''.join(seq) instead]");
    }
    if start.is::<ByteArray>() {
        return object::type_error("sum() can't sum bytearray [use b''.join(seq) instead]");
    }
    let mut total = Total::of(start);
    object::iter::for_each(iterable, |x| {
        if !total.add_fast(x) {
            total = Total::of(ops::binary(BinOp::Add, total.value(), x)?);
        }
        Ok(())
    })?;
    Ok(total.value())
}

pub(super) static ROWS: &[Row] = &[
    Row::function("abs($module, x, /)", native(abs)).doc("Return the absolute value of the argument."),
    Row::function("bin($module, number, /)", native(bin)).doc("Return the binary representation of an integer.\n\n   >>> bin(2796202)\n   '0b1010101010101010101010'"),
    Row::function("divmod($module, x, y, /)", native(divmod)).doc("Return the tuple (x//y, x%y).  Invariant: div*y + mod == x."),
    Row::function("hex($module, number, /)", native(hex)).doc("Return the hexadecimal representation of an integer.\n\n   >>> hex(12648430)\n   '0xc0ffee'"),
    Row::function("oct($module, number, /)", native(oct)).doc("Return the octal representation of an integer.\n\n   >>> oct(342391)\n   '0o1234567'"),
    Row::function("pow($module, /, base, exp, mod=None)", native(pow)).doc("Equivalent to base**exp with 2 arguments or base**exp % mod with 3 arguments\n\nSome types, such as ints, are able to use a more efficient algorithm\nwhen invoked using the three argument form."),
    Row::function("round($module, /, number, ndigits=None)", native(round)).doc("Round a number to a given precision in decimal digits.\n\nThe return value is an integer if ndigits is omitted or None.\nOtherwise the return value has the same type as the number.  ndigits\nmay be negative."),
    Row::function("sum($module, iterable, /, start=0)", native(sum)).doc("Return the sum of a 'start' value (default: 0) plus an iterable of numbers\n\nWhen the iterable is empty, return the start value.\nThis function is intended specifically for use with numeric values and\nmay reject non-numeric types."),
];
