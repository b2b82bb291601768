//! The functions of `math` on ints: `gcd`, `lcm`, `isqrt`, `factorial`, `comb`, `perm`.

use heap::Value;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};
use object::{BigInt, Gc, Result, Row, Tuple, native, none, number, ops};
use pymath::math as m;

/// The functions.
pub static ROWS: &[Row] = &[
    Row::function("comb($module, n, k, /)", native(comb)).doc(
        "Number of ways to choose k items from n items without repetition and without order.\n\nEvaluates to n! / (k! * (n - k)!) when k <= n and evaluates\nto zero when k > n.",
    ),
    Row::function("factorial($module, n, /)", native(factorial)).doc("Find n!."),
    Row::function("gcd($module, /, *integers)", native(gcd)).doc("Greatest Common Divisor."),
    Row::function("isqrt($module, n, /)", native(isqrt)).doc("Return the integer part of the square root of the input."),
    Row::function("lcm($module, /, *integers)", native(lcm)).doc("Least Common Multiple."),
    Row::function("perm($module, n, k=None, /)", native(perm)).doc(
        "Number of ways to choose k items from n items without repetition and with order.\n\nEvaluates to n! / (n - k)! when k <= n and evaluates\nto zero when k > n.",
    ),
];

fn gcd_small(a: u64, b: u64) -> u64 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

fn fold(
    integers: Gc<Tuple>,
    start: i64,
    small: fn(u64, u64) -> Option<u64>,
    big: fn(&BigInt, &BigInt) -> BigInt,
) -> Result<Value> {
    let mut acc = number::int(start);
    for v in integers.as_slice() {
        let v = ops::index(*v)?;
        let both = (number::as_i64(acc), number::as_i64(v));
        let word = match both {
            (Some(a), Some(b)) => small(a.unsigned_abs(), b.unsigned_abs()),
            _ => None,
        };
        acc = match word {
            Some(n) => number::uint(n),
            None => {
                let of = |v: Value| number::int_ref(v).map_or_else(BigInt::zero, |r| r.to_big());
                number::big(big(&of(acc), &of(v)).abs())
            }
        };
    }
    Ok(acc)
}

fn gcd(integers: Gc<Tuple>) -> Result<Value> {
    fold(integers, 0, |a, b| Some(gcd_small(a, b)), |a, b| a.gcd(b))
}

fn lcm(integers: Gc<Tuple>) -> Result<Value> {
    let small = |a: u64, b: u64| if a == 0 || b == 0 { Some(0) } else { (a / gcd_small(a, b)).checked_mul(b) };
    fold(integers, 1, small, |a, b| if a.is_zero() || b.is_zero() { BigInt::zero() } else { a.lcm(b) })
}

fn isqrt(n: BigInt) -> Result<Value> {
    if n.is_negative() {
        return object::value_error("isqrt() argument must be nonnegative");
    }
    if let Some(i) = n.to_u64() {
        return Ok(number::uint(i.isqrt()));
    }
    match m::integer::isqrt(&n) {
        Ok(r) => Ok(number::big(r)),
        Err(_) => object::value_error("isqrt() argument must be nonnegative"),
    }
}

fn factorial(n: BigInt) -> Result<Value> {
    if n.is_negative() {
        return object::value_error("factorial() not defined for negative values");
    }
    let Some(i) = n.to_i64() else {
        return object::raise_exc!(OVERFLOW_ERROR, "factorial() argument should not exceed {}", i64::MAX);
    };
    match m::integer::factorial(i) {
        Ok(r) => Ok(number::big(BigInt::from(r))),
        Err(_) => object::value_error("factorial() not defined for negative values"),
    }
}

fn comb(n: BigInt, k: BigInt) -> Result<Value> {
    if n.is_negative() {
        return object::value_error("n must be a non-negative integer");
    }
    if k.is_negative() {
        return object::value_error("k must be a non-negative integer");
    }
    if k > n {
        return Ok(number::int(0));
    }
    let rest = &n - &k;
    let k = if rest < k { rest } else { k };
    if k.is_zero() {
        return Ok(number::int(1));
    }
    if k.is_one() {
        return Ok(number::big(n));
    }
    let Some(k) = k.to_i64() else {
        return object::raise_exc!(OVERFLOW_ERROR, "min(n - k, k) must not exceed {}", i64::MAX);
    };
    let r = match n.to_i64() {
        Some(n) => m::integer::comb(n, k).ok(),
        None => Some(m::comb_bigint(&n, k as u64)),
    };
    Ok(number::big(BigInt::from(r.unwrap_or_default())))
}

fn perm(n: Value, k: Option<Value>) -> Result<Value> {
    let k = match k {
        Some(k) if k != none() => ops::to_bigint(k)?,
        _ => return factorial(ops::to_bigint(n)?),
    };
    let n = ops::to_bigint(n)?;
    if n.is_negative() {
        return object::value_error("n must be a non-negative integer");
    }
    if k.is_negative() {
        return object::value_error("k must be a non-negative integer");
    }
    if k > n {
        return Ok(number::int(0));
    }
    if k.is_zero() {
        return Ok(number::int(1));
    }
    if k.is_one() {
        return Ok(number::big(n));
    }
    let Some(k) = k.to_i64() else {
        return object::raise_exc!(OVERFLOW_ERROR, "k must not exceed {}", i64::MAX);
    };
    let r = match n.to_i64() {
        Some(n) => m::integer::perm(n, Some(k)).ok(),
        None => Some(m::perm_bigint(&n, k as u64)),
    };
    Ok(number::big(BigInt::from(r.unwrap_or_default())))
}
