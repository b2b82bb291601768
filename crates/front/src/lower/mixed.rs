//! Constant arithmetic of a real and a complex number.
//!
//! The code generator folds such operations by making the real operand complex first. Since Python 3.14 a real operand has
//! no imaginary part, not even a zero, which shows in signed zeros: `1 - 0j` is `(1-0j)`. So they are folded here, before.

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

/// The value of `left op right`, if one is a real and the other a complex constant and the result is finite.
pub(super) fn fold(left: &ast::Expr, op: ast::Operator, right: &ast::Expr) -> Option<ast::Number> {
    use Number::{Complex, Real};
    use ast::Operator::{Add, Div, Mult, Sub};
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
