//! Corners of the value word.

use super::Random;
use crate::Value;

#[test]
fn small_ints_round_trip_and_the_others_are_refused() {
    assert_eq!(size_of::<Option<Value>>(), 8);
    for i in [0, 1, -1, 7, Value::MAX_SMALL, Value::MIN_SMALL, Value::MAX_SMALL - 1] {
        let value = Value::small_int(i).unwrap();
        assert!(value.is_small_int() && !value.is_flonum() && !value.is_ptr());
        assert_eq!(value.as_small_int(), i);
        assert_eq!(value, Value::small_int_unchecked(i));
    }
    for i in [Value::MAX_SMALL + 1, Value::MIN_SMALL - 1, i64::MAX, i64::MIN] {
        assert!(Value::small_int(i).is_none());
    }
    const SEVEN: Value = Value::small_int_unchecked(7);
    assert_eq!(SEVEN.as_small_int(), 7);
}

/// The double of the common range whose code stands for zero.
const EXCLUDED: f64 = f64::from_bits(0x3000_0000_0000_0000);

#[test]
fn common_floats_are_inline_and_the_others_are_boxed() {
    for f in [0.0, 1.0, -1.0, 0.1, -0.1, 2.0, 3.5, 1e76, -1e76, 1e-76, std::f64::consts::PI, EXCLUDED] {
        let inline = Value::flonum(f);
        if f == EXCLUDED {
            assert!(inline.is_none(), "the double whose code means zero");
            continue;
        }
        let value = inline.unwrap();
        assert!(value.is_flonum() && !value.is_small_int() && !value.is_ptr());
        assert_eq!(value.as_flonum().to_bits(), f.to_bits());
    }
    for f in [-0.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN_POSITIVE, 5e-324, 1e300, 1e-300] {
        assert!(Value::flonum(f).is_none(), "{f}");
    }
}

#[test]
fn random_doubles_round_trip_when_inline() {
    let mut random = Random(42);
    let mut inline = 0;
    for _ in 0..200_000 {
        let f = f64::from_bits(random.next());
        let in_range = f.is_finite() && (2e-77..1e77).contains(&f.abs());
        match Value::flonum(f) {
            Some(value) => {
                inline += 1;
                assert_eq!(value.as_flonum().to_bits(), f.to_bits());
            }
            None => assert!(!in_range, "{f}"),
        }
    }
    assert!(inline > 40_000);
}

#[test]
fn pointers_and_bits() {
    let cell = [0u64; 2];
    let value = Value::from_ptr(&cell);
    assert!(value.is_ptr() && !value.is_small_int() && !value.is_flonum());
    assert_eq!(value.as_ptr::<[u64; 2]>().cast_const(), &raw const cell);
    // SAFETY: the bits came from a value; zero is `None`.
    unsafe {
        assert_eq!(Value::from_bits(value.bits()), value);
        assert_eq!(Value::opt_from_bits(0), None);
        assert_eq!(Value::opt_from_bits(value.bits()), Some(value));
    }
}
