//! Times as Python gives them (ints and floats of seconds) to nanoseconds, with CPython's rounding modes.

use std::time::Duration;

use heap::Value;
use num_traits::ToPrimitive;
use object::number::{self, IntRef};
use object::{Result, overflow_error, raise_type, repr, value_error};

/// How to round what is finer than the unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Round {
    /// Towards minus infinity.
    Floor,
    /// Towards plus infinity.
    Ceiling,
    /// To the nearest, ties to even.
    HalfEven,
    /// Away from zero (timeouts).
    Up,
}

impl Round {
    /// Rounds to an integral number.
    #[must_use]
    pub fn apply(self, f: f64) -> f64 {
        match self {
            Round::Floor => f.floor(),
            Round::Ceiling => f.ceil(),
            Round::HalfEven => f.round_ties_even(),
            Round::Up => {
                if f >= 0.0 {
                    f.ceil()
                } else {
                    f.floor()
                }
            }
        }
    }
}

/// Seconds to nanoseconds.
///
/// # Errors
/// `TypeError` for what is no number, `ValueError` for NaN, `OverflowError`.
pub fn nanos_of(v: Value, round: Round) -> Result<i64> {
    if let Some(f) = number::as_float(v) {
        if f.is_nan() {
            return value_error("Invalid value NaN (not a number)");
        }
        let ns = round.apply(f * 1e9);
        if !(-9.223_372_036_854_775e18..=9.223_372_036_854_775e18).contains(&ns) {
            return overflow_error("timestamp too large to convert to C PyTime_t");
        }
        return Ok(ns as i64);
    }
    let seconds = match number::int_ref(v) {
        Some(IntRef::Small(i)) => Some(i),
        Some(IntRef::Big(b)) => b.to_i64(),
        None => return raise_type!("'{}' object cannot be interpreted as an integer or float", repr::type_name(v)),
    };
    match seconds.and_then(|s| s.checked_mul(1_000_000_000)) {
        Some(n) => Ok(n),
        None => overflow_error("timestamp too large to convert to C PyTime_t"),
    }
}

/// A timeout argument: empty when `None` (no limit).
///
/// # Errors
/// As `nanos_of`; `ValueError` when negative.
pub fn timeout(v: Value, negative: &str) -> Result<Option<Duration>> {
    if object::misc::is_none(v) {
        return Ok(None);
    }
    let ns = nanos_of(v, Round::Up)?;
    match u64::try_from(ns) {
        Ok(ns) => Ok(Some(Duration::from_nanos(ns))),
        Err(_) => value_error(negative),
    }
}
