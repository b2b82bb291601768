//! What operations compute from known operands. The evaluator and the optimiser share it.

use crate::code::Code;
use crate::word::{self, small_int, untag};

/// What became of an operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Folded {
    /// Its result: a word, a double's bits, 0 or 1 for a truth value, 0 for nothing.
    Value(u64),
    /// The guard fails.
    Fails,
    /// It cannot be told from the operands alone: it needs memory, calls, or words that the host chooses.
    Unknown,
}
use Folded::{Fails, Unknown, Value};

/// The largest count of a left shift that can leave a small int small.
const MAX_SHIFT: i64 = 61;

fn truth(b: bool) -> Folded {
    Value(u64::from(b))
}

fn float(f: f64) -> Folded {
    Value(f.to_bits())
}

fn holds(b: bool) -> Folded {
    if b { Value(0) } else { Fails }
}

/// The result of `code` with the immediate `imm` on operands, given as they are stored at exits.
///
/// Operands must have the kinds that the operation takes: small ints for arithmetic on ints, floats for `Unbox`.
#[must_use]
pub fn fold(code: Code, imm: u64, args: &[u64]) -> Folded {
    match *args {
        [] => match code {
            Code::Word | Code::Raw | Code::Float => Value(imm),
            _ => Unknown,
        },
        [a] => unary(code, imm, a),
        [a, b] => match arithmetic(code, untag(a), untag(b)) {
            Unknown => binary(code, a, b),
            folded => folded,
        },
        _ => Unknown,
    }
}

fn unary(code: Code, imm: u64, a: u64) -> Folded {
    match code {
        Code::Untag => Value(untag(a).cast_unsigned()),
        Code::Addr => Value(a),
        Code::Tag => Value(word::tag(a.cast_signed())),
        Code::Not => Value(a ^ 1),
        Code::Fneg => float(-f64::from_bits(a)),
        Code::IntToF => float(untag(a) as f64),
        Code::Unbox if word::is_flonum(a) => float(word::as_flonum(a)),
        Code::Box => word::flonum(f64::from_bits(a)).map_or(Unknown, Value),
        Code::GuardTrue | Code::GuardSet | Code::GuardOk => holds(a != 0),
        Code::GuardFalse | Code::GuardUnset => holds(a == 0),
        Code::GuardInt => holds(word::is_int(a)),
        Code::GuardIs | Code::GuardEq => holds(a == imm),
        Code::GuardIsNot => holds(a != imm),
        Code::GuardFloat if !word::is_cell(a) => holds(word::is_flonum(a)),
        Code::GuardMap if !word::is_cell(a) => Fails,
        _ => Unknown,
    }
}

/// Arithmetic on small ints.
fn arithmetic(code: Code, a: i64, b: i64) -> Folded {
    let small = |n: Option<i64>| n.and_then(small_int).map_or(Fails, Value);
    match code {
        Code::AddOvf => small(a.checked_add(b)),
        Code::SubOvf => small(a.checked_sub(b)),
        Code::MulOvf => small(a.checked_mul(b)),
        Code::FloorDiv if b == 0 => Fails,
        // Division by a negative number is that of the negatives, so that the remainder is never negative.
        Code::FloorDiv if b < 0 => small(Some((-a).div_euclid(-b))),
        Code::FloorDiv => small(Some(a.div_euclid(b))),
        Code::Mod if b == 0 => Fails,
        Code::Mod if b < 0 => small(Some(-(-a).rem_euclid(-b))),
        Code::Mod => small(Some(a.rem_euclid(b))),
        Code::Shl if (0..=MAX_SHIFT).contains(&b) => {
            let shifted = a << b;
            if shifted >> b == a { small(Some(shifted)) } else { Fails }
        }
        Code::Shl => Fails,
        Code::Shr => {
            if b < 0 {
                Fails
            } else {
                small(Some(a >> b.min(63)))
            }
        }
        _ => Unknown,
    }
}

fn binary(code: Code, a: u64, b: u64) -> Folded {
    let (i, j) = (a.cast_signed(), b.cast_signed());
    let (x, y) = (f64::from_bits(a), f64::from_bits(b));
    match code {
        Code::And => Value(a & b),
        Code::Or => Value(a | b),
        Code::Xor => Value((a ^ b) | word::INT_TAG.cast_unsigned()),
        Code::CmpLt | Code::Ilt => truth(i < j),
        Code::CmpLe => truth(i <= j),
        Code::CmpEq | Code::Ieq => truth(a == b),
        Code::CmpNe => truth(a != b),
        Code::Iult => truth(a < b),
        Code::Iadd => Value(a.wrapping_add(b)),
        Code::Isub => Value(a.wrapping_sub(b)),
        Code::Fadd => float(x + y),
        Code::Fsub => float(x - y),
        Code::Fmul => float(x * y),
        Code::Fdiv => float(x / y),
        Code::Fpow => float(x.powf(y)),
        Code::Flt => truth(x < y),
        Code::Fle => truth(x <= y),
        Code::Feq => truth(x == y),
        _ => Unknown,
    }
}
