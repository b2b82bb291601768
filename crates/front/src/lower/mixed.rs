//! Constant arithmetic that the code generator gets wrong: of a real and a complex number, and `//` of floats.
//!
//! The code generator folds such operations by making the real operand complex first. Since Python 3.14 a real operand has
//! no imaginary part, not even a zero, which shows in signed zeros: `1 - 0j` is `(1-0j)`. So they are folded here, before.
//!
//! Of floats that divide without a remainder it makes a zero: `6.0 // 2.0`.

use ruff_python_ast as ast;

/// A numeric constant.
enum Number {
    Real(f64),
    Complex(f64, f64),
}

fn number(expr: &ast::Expr) -> Option<Number> {
    /// Integers beyond this are not all exact as floats; they are left to the running program.
    const EXACT: u64 = 1 << 53;
    match expr {
        ast::Expr::NumberLiteral(literal) => match &literal.value {
            ast::Number::Int(i) => i.as_u64().filter(|i| *i <= EXACT).map(|i| Number::Real(i as f64)),
            ast::Number::Float(f) => Some(Number::Real(*f)),
            ast::Number::Complex { real, imag } => Some(Number::Complex(*real, *imag)),
        },
        ast::Expr::UnaryOp(unary) if unary.op == ast::UnaryOp::USub => Some(match number(&unary.operand)? {
            // An integer zero has no sign.
            Number::Real(f) => Number::Real(if f == 0.0 && is_int(&unary.operand) { 0.0 } else { -f }),
            Number::Complex(real, imag) => Number::Complex(-real, -imag),
        }),
        _ => None,
    }
}

fn is_int(expr: &ast::Expr) -> bool {
    matches!(expr, ast::Expr::NumberLiteral(literal) if matches!(literal.value, ast::Number::Int(_)))
}

/// A real constant and whether it is an int: literals, and sums, differences, products and quotients of them.
fn real(expr: &ast::Expr) -> Option<(f64, bool)> {
    use ast::Operator::{Add, Div, FloorDiv, Mult, Sub};
    /// Beyond this an int is not exact as a float.
    const EXACT: f64 = (1_u64 << 53) as f64;
    let ast::Expr::BinOp(operation) = expr else {
        return match number(expr)? {
            Number::Real(value) => Some((value, is_int(expr) || is_negative_int(expr))),
            Number::Complex(..) => None,
        };
    };
    let ((a, left_int), (b, right_int)) = (real(&operation.left)?, real(&operation.right)?);
    let int = left_int && right_int;
    let value = match operation.op {
        Add => a + b,
        Sub => a - b,
        Mult => a * b,
        Div if b != 0.0 => return Some((a / b, false)),
        FloorDiv if !int => return Some((floor_quotient(a, b)?, false)),
        _ => return None,
    };
    (!int || value.abs() <= EXACT).then_some((value, int))
}

fn is_negative_int(expr: &ast::Expr) -> bool {
    match expr {
        ast::Expr::UnaryOp(unary) => is_int(&unary.operand) || is_negative_int(&unary.operand),
        _ => false,
    }
}

/// `a // b` of floats, as CPython's `float_floor_div` has it.
fn floor_quotient(a: f64, b: f64) -> Option<f64> {
    if b == 0.0 {
        return None;
    }
    let remainder = a % b;
    let mut quotient = (a - remainder) / b;
    if remainder != 0.0 && (b < 0.0) != (remainder < 0.0) {
        quotient -= 1.0;
    }
    if quotient == 0.0 {
        return Some(0.0_f64.copysign(a / b));
    }
    let floor = quotient.floor();
    Some(if quotient - floor > 0.5 { floor + 1.0 } else { floor })
}

/// The value of `left // right`, if one of them is a float.
fn fold_floor(left: &ast::Expr, right: &ast::Expr) -> Option<ast::Number> {
    let ((a, left_int), (b, right_int)) = (real(left)?, real(right)?);
    if left_int && right_int {
        return None;
    }
    floor_quotient(a, b).filter(|value| value.is_finite()).map(ast::Number::Float)
}

/// The value of `left op right`, if one is a real and the other a complex constant and the result is finite, or
/// if it is a floor division of floats.
pub(super) fn fold(left: &ast::Expr, op: ast::Operator, right: &ast::Expr) -> Option<ast::Number> {
    use Number::{Complex, Real};
    use ast::Operator::{Add, Div, FloorDiv, Mult, Sub};
    if op == FloorDiv {
        return fold_floor(left, right);
    }
    let (real, imag) = match (number(left)?, op, number(right)?) {
        (Real(a), Add, Complex(re, im)) | (Complex(re, im), Add, Real(a)) => (re + a, im),
        (Real(a), Sub, Complex(re, im)) => (a - re, -im),
        (Complex(re, im), Sub, Real(a)) => (re - a, im),
        (Real(a), Mult, Complex(re, im)) | (Complex(re, im), Mult, Real(a)) => (re * a, im * a),
        (Complex(re, im), Div, Real(a)) if a != 0.0 => (re / a, im / a),
        _ => return None,
    };
    (real.is_finite() && imag.is_finite()).then_some(ast::Number::Complex { real, imag })
}
