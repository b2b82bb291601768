//! `int` and `bool`: construction, arithmetic, conversions.
//!
//! Every operator first tries both operands as machine words; big integers are borrowed, not copied, where the
//! operation allows it.

use std::borrow::Cow;

use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};
use object::args::Misfit;
use object::error::exc;
use object::function::extend_class;
use object::gc::{Object, ValueExt};
use object::number::{self, Bool, IntRef, int_ref};
use object::ops::CmpOp;
use object::repr::type_name;
use object::{
    BigInt, Class, Effects, FromArg, Gc, Id, Int, Result, Row, Str, Value, bool_value, native, not_implemented,
};

/// The receiver of an int method: any int, also an immediate one.
#[derive(Clone, Copy)]
pub struct IntSelf(pub Value);

impl FromArg for IntSelf {
    #[inline(always)]
    fn from_arg(v: Option<Value>) -> std::result::Result<Self, Misfit> {
        match v {
            Some(v) if number::is_int(v) => Ok(IntSelf(v)),
            _ => Err(Misfit::Expected("int")),
        }
    }
}

impl IntSelf {
    /// The integer.
    #[inline(always)]
    pub fn get(self) -> IntRef<'static> {
        match int_ref(self.0) {
            Some(r) => r,
            None => IntRef::Small(0),
        }
    }

    fn big(self) -> Cow<'static, BigInt> {
        cow(self.get())
    }
}

fn cow(r: IntRef<'static>) -> Cow<'static, BigInt> {
    match r {
        IntRef::Small(i) => Cow::Owned(BigInt::from(i)),
        IntRef::Big(b) => Cow::Borrowed(b),
    }
}

/// Runs an operator on two ints: on words if the word form gives a result, else on big integers.
#[inline(always)]
fn arith(
    a: IntSelf,
    b: Value,
    small: impl Fn(i64, i64) -> Option<i64>,
    big: impl Fn(&BigInt, &BigInt) -> BigInt,
) -> Value {
    let Some(y) = int_ref(b) else { return not_implemented() };
    let x = a.get();
    if let (IntRef::Small(x), IntRef::Small(y)) = (&x, &y)
        && let Some(r) = small(*x, *y)
    {
        return number::int(r);
    }
    number::big(big(&cow(x), &cow(y)))
}

fn add(a: IntSelf, b: Value) -> Value {
    arith(a, b, i64::checked_add, |x, y| x + y)
}
fn sub(a: IntSelf, b: Value) -> Value {
    arith(a, b, i64::checked_sub, |x, y| x - y)
}
fn mul(a: IntSelf, b: Value) -> Value {
    arith(a, b, i64::checked_mul, |x, y| x * y)
}
fn and(a: IntSelf, b: Value) -> Value {
    arith(a, b, |x, y| Some(x & y), |x, y| x & y)
}
fn or(a: IntSelf, b: Value) -> Value {
    arith(a, b, |x, y| Some(x | y), |x, y| x | y)
}
fn xor(a: IntSelf, b: Value) -> Value {
    arith(a, b, |x, y| Some(x ^ y), |x, y| x ^ y)
}

/// The reflected form of an operator: the receiver is the right operand.
macro_rules! reflected {
    ($($name:ident $op:ident $ret:ty;)*) => { $(
        fn $name(b: IntSelf, a: Value) -> $ret {
            if !number::is_int(a) { return reflected_none(); }
            $op(IntSelf(a), b.0).into_ret()
        }
    )* };
}
trait IntoRet<T> {
    fn into_ret(self) -> T;
}
impl IntoRet<Result<Value>> for Value {
    fn into_ret(self) -> Result<Value> {
        Ok(self)
    }
}
impl IntoRet<Result<Value>> for Result<Value> {
    fn into_ret(self) -> Result<Value> {
        self
    }
}
fn reflected_none() -> Result<Value> {
    Ok(not_implemented())
}
reflected! {
    radd add Result<Value>; rsub sub Result<Value>; rmul mul Result<Value>; rand and Result<Value>; ror or Result<Value>; rxor xor Result<Value>;
    rfloordiv floordiv Result<Value>; rmod modulo Result<Value>; rdivmod divmod Result<Value>; rtruediv truediv Result<Value>;
    rlshift lshift Result<Value>; rrshift rshift Result<Value>;
}

fn floor_div_small(x: i64, y: i64) -> Option<i64> {
    let q = x.checked_div(y)?;
    Some(if x % y != 0 && (x < 0) != (y < 0) { q - 1 } else { q })
}
fn floor_mod_small(x: i64, y: i64) -> Option<i64> {
    let r = x.checked_rem(y)?;
    Some(if r != 0 && (r < 0) != (y < 0) { r + y } else { r })
}

fn is_zero(v: Value) -> bool {
    match int_ref(v) {
        Some(IntRef::Small(i)) => i == 0,
        Some(IntRef::Big(b)) => b.is_zero(),
        None => false,
    }
}

fn division_by_zero<T>() -> Result<T> {
    object::zero_division("division by zero")
}

fn floordiv(a: IntSelf, b: Value) -> Result<Value> {
    if is_zero(b) {
        return division_by_zero();
    }
    Ok(arith(a, b, floor_div_small, |x, y| x.div_floor(y)))
}
fn modulo(a: IntSelf, b: Value) -> Result<Value> {
    if is_zero(b) {
        return division_by_zero();
    }
    Ok(arith(a, b, floor_mod_small, |x, y| x.mod_floor(y)))
}
fn divmod(a: IntSelf, b: Value) -> Result<Value> {
    let Some(y) = int_ref(b) else { return Ok(not_implemented()) };
    if is_zero(b) {
        return division_by_zero();
    }
    let x = a.get();
    if let (IntRef::Small(x), IntRef::Small(y)) = (&x, &y)
        && let (Some(q), Some(r)) = (floor_div_small(*x, *y), floor_mod_small(*x, *y))
    {
        return Ok(object::seq::tuple(&[number::int(q), number::int(r)]));
    }
    let (q, r) = cow(x).div_mod_floor(&cow(y));
    let q = number::big(q);
    Ok(object::seq::tuple(&[q, number::big(r)]))
}

const EXACT: i64 = 1 << 53;

fn truediv(a: IntSelf, b: Value) -> Result<Value> {
    let Some(y) = int_ref(b) else { return Ok(not_implemented()) };
    if is_zero(b) {
        return division_by_zero();
    }
    let x = a.get();
    if let (IntRef::Small(x), IntRef::Small(y)) = (&x, &y)
        && (-EXACT..=EXACT).contains(x)
        && (-EXACT..=EXACT).contains(y)
    {
        return Ok(number::float(*x as f64 / *y as f64));
    }
    match number::true_quotient(&cow(x), &cow(y)) {
        Some(q) => Ok(number::float(q)),
        None => object::overflow_error("integer division result too large for a float"),
    }
}

fn lshift(a: IntSelf, b: Value) -> Result<Value> {
    let Some(n) = int_ref(b) else { return Ok(not_implemented()) };
    let x = a.get();
    let zero = is_zero(a.0);
    let n = match n {
        IntRef::Small(n) => Some(n),
        IntRef::Big(b) => b.to_i64().or(if b.is_negative() { Some(-1) } else { None }),
    };
    match n {
        Some(n) if n < 0 => object::value_error("negative shift count"),
        _ if zero => Ok(number::int(0)),
        Some(n) if n < 1 << 40 => {
            object::error::check_room(n as usize / 4)?;
            if let IntRef::Small(x) = x
                && n < 62
                && (x << n) >> n == x
            {
                return Ok(number::int(x << n));
            }
            Ok(number::big(cow(x).as_ref() << n as usize))
        }
        Some(n) if n < 1 << 60 => object::memory_error(),
        _ => object::overflow_error("too many digits in integer"),
    }
}

fn rshift(a: IntSelf, b: Value) -> Result<Value> {
    let Some(n) = int_ref(b) else { return Ok(not_implemented()) };
    let n = match n {
        IntRef::Small(n) => n,
        IntRef::Big(b) if b.is_negative() => -1,
        IntRef::Big(b) => b.to_i64().unwrap_or(i64::MAX),
    };
    if n < 0 {
        return object::value_error("negative shift count");
    }
    Ok(match a.get() {
        IntRef::Small(x) => number::int(x >> n.min(63)),
        IntRef::Big(x) if (n as u64) > x.bits() => number::int(if x.is_negative() { -1 } else { 0 }),
        IntRef::Big(x) => number::big(x >> n as usize),
    })
}

fn pow(a: IntSelf, b: Value, modulus: Option<Value>) -> Result<Value> {
    let Some(e) = int_ref(b) else { return Ok(not_implemented()) };
    let modulus = modulus.filter(|m| !object::misc::is_none(*m));
    if let Some(m) = modulus {
        let Some(m) = int_ref(m) else { return Ok(not_implemented()) };
        return pow_mod(&a.big(), &cow(e), &cow(m));
    }
    if let (IntRef::Small(x), IntRef::Small(e)) = (a.get(), &e)
        && *e >= 0
    {
        if let Some(r) = u32::try_from(*e).ok().and_then(|e| x.checked_pow(e)) {
            return Ok(number::int(r));
        }
        if x == 2 {
            return lshift(IntSelf(number::int(1)), b);
        }
    }
    let e = cow(e);
    if e.is_negative() {
        let x = object::ops::to_f64(a.0)?;
        let y = object::ops::to_f64(b)?;
        return crate::float::power(x, y);
    }
    let x = a.big();
    let Some(n) = e.to_u64() else {
        return match x.to_i64() {
            Some(i @ (0 | 1)) => Ok(number::int(i)),
            Some(-1) => Ok(number::int(if e.is_even() { 1 } else { -1 })),
            _ => object::memory_error(),
        };
    };
    if x.bits().saturating_mul(n) > 1 << 42 && x.bits() > 1 {
        return object::memory_error();
    }
    Ok(number::big(num_traits::pow::Pow::pow(x.as_ref(), n)))
}

fn pow_mod(x: &BigInt, e: &BigInt, m: &BigInt) -> Result<Value> {
    if m.is_zero() {
        return object::value_error("pow() 3rd argument cannot be 0");
    }
    let abs = m.abs();
    let (mut base, mut e) = (x.mod_floor(&abs), e.clone());
    if e.is_negative() {
        let g = base.extended_gcd(&abs);
        if !g.gcd.is_one() && !abs.is_one() {
            return object::value_error("base is not invertible for the given modulus");
        }
        base = g.x.mod_floor(&abs);
        e = -e;
    }
    let r = if abs.is_one() { BigInt::zero() } else { base.modpow(&e, &abs) };
    Ok(number::big(if m.is_negative() && !r.is_zero() { r + m } else { r }))
}

fn rpow(b: IntSelf, a: Value, modulus: Option<Value>) -> Result<Value> {
    if !number::is_int(a) {
        return Ok(not_implemented());
    }
    pow(IntSelf(a), b.0, modulus)
}

fn compare(op: CmpOp, a: IntSelf, b: Value) -> Value {
    let Some(y) = int_ref(b) else { return not_implemented() };
    let o = match (a.get(), y) {
        (IntRef::Small(x), IntRef::Small(y)) => x.cmp(&y),
        (x, y) => cow(x).as_ref().cmp(cow(y).as_ref()),
    };
    bool_value(op.holds(o))
}
macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => { $( fn $name(a: IntSelf, b: Value) -> Value { compare(CmpOp::$op, a, b) } )* };
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

fn neg(a: IntSelf) -> Value {
    match a.get() {
        IntRef::Small(i) => number::int(-i),
        IntRef::Big(b) => number::big(-b),
    }
}
fn invert(a: IntSelf) -> Value {
    match a.get() {
        IntRef::Small(i) => number::int(!i),
        IntRef::Big(b) => number::big(-(b + BigInt::one())),
    }
}
fn abs(a: IntSelf) -> Value {
    match a.get() {
        IntRef::Small(i) => number::int(i.abs()),
        IntRef::Big(b) => number::big(b.abs()),
    }
}
/// The exact int of an int or subclass instance.
pub fn exact(v: Value) -> Value {
    if v.is_small_int() || v.is_exact::<Int>() {
        return v;
    }
    number::big(IntSelf(v).big().into_owned())
}
fn same(a: IntSelf) -> Value {
    exact(a.0)
}
fn zero_of(_a: IntSelf) -> i64 {
    0
}
fn one_of(_a: IntSelf) -> i64 {
    1
}
fn truth(a: IntSelf) -> bool {
    !is_zero(a.0)
}

/// `hash` of an integer: its residue modulo 2**61 - 1, with the sign.
pub fn hash_value(a: IntSelf) -> i64 {
    match a.get() {
        IntRef::Small(i) => object::ops::hash_i64(i),
        IntRef::Big(b) => match b.to_i64() {
            Some(i) => object::ops::hash_i64(i),
            None => rustpython_common::hash::hash_bigint(b),
        },
    }
}

fn to_float(a: IntSelf) -> Result<f64> {
    object::ops::to_f64(a.0)
}

/// `repr` of an int.
pub fn text(a: IntSelf) -> Result<Gc<Str>> {
    match a.get() {
        IntRef::Small(i) => Ok(small_text(i)),
        IntRef::Big(b) => Ok(Str::new(&number::int_to_text(b)?)),
    }
}

/// The decimal text of a machine word, made without a formatter.
fn small_text(i: i64) -> Gc<Str> {
    let mut buf = [0u8; 20];
    let mut at = buf.len();
    let mut n = i.unsigned_abs();
    loop {
        at -= 1;
        buf[at] = b'0' + (n % 10) as u8;
        n /= 10;
        if n == 0 {
            break;
        }
    }
    if i < 0 {
        at -= 1;
        buf[at] = b'-';
    }
    Str::new(std::str::from_utf8(&buf[at..]).unwrap_or(""))
}

fn round(a: IntSelf, ndigits: Option<Value>) -> Result<Value> {
    let Some(n) = ndigits.filter(|n| !object::misc::is_none(*n)) else { return Ok(same(a)) };
    let n = object::ops::to_bigint(n)?;
    if !n.is_negative() {
        return Ok(same(a));
    }
    let x = a.big();
    let Some(places) = (-n).to_u64().filter(|p| *p <= x.bits()) else { return Ok(number::int(0)) };
    let unit: BigInt = num_traits::pow::Pow::pow(&BigInt::from(10), places);
    let (q, r) = x.div_mod_floor(&unit);
    let twice: BigInt = &r + &r;
    let up = twice > unit || (twice == unit && q.is_odd());
    Ok(number::big((if up { q + BigInt::one() } else { q }) * unit))
}

fn bit_length(a: IntSelf) -> u64 {
    match a.get() {
        IntRef::Small(i) => u64::from(64 - i.unsigned_abs().leading_zeros()),
        IntRef::Big(b) => b.bits(),
    }
}
fn bit_count(a: IntSelf) -> u64 {
    match a.get() {
        IntRef::Small(i) => u64::from(i.unsigned_abs().count_ones()),
        IntRef::Big(b) => b.magnitude().to_bytes_le().iter().map(|x| u64::from(x.count_ones())).sum(),
    }
}
fn as_integer_ratio(a: IntSelf) -> Value {
    object::seq::tuple(&[same(a), number::int(1)])
}
fn is_integer(_a: IntSelf) -> bool {
    true
}
fn sizeof(a: IntSelf) -> u64 {
    24 + 4 * bit_length(a).div_ceil(30).max(1)
}
fn getnewargs(a: IntSelf) -> Value {
    object::seq::tuple(&[same(a)])
}

/// `byteorder` as "is it little?".
fn little(order: Option<Gc<Str>>) -> Result<bool> {
    let Some(s) = order else { return Ok(false) };
    match s.as_bytes() {
        b"little" => Ok(true),
        b"big" => Ok(false),
        _ => object::value_error("byteorder must be either 'little' or 'big'"),
    }
}

fn to_bytes(a: IntSelf, length: Option<isize>, byteorder: Option<Gc<Str>>, signed: Option<bool>) -> Result<Value> {
    let length = length.unwrap_or(1);
    let little = little(byteorder)?;
    if length < 0 {
        return object::value_error("length argument must be non-negative");
    }
    let n = length as usize;
    let (x, signed) = (a.big(), signed.unwrap_or(false));
    if x.is_negative() && !signed {
        return object::overflow_error("can't convert negative int to unsigned");
    }
    let mut bytes = if signed { x.to_signed_bytes_le() } else { x.magnitude().to_bytes_le() };
    let fill = if x.is_negative() { 0xFF } else { 0 };
    if x.is_zero() {
        bytes.clear();
    }
    while bytes.len() > n
        && bytes.last() == Some(&fill)
        && (!signed || (n > 0 && (bytes[bytes.len() - 2] & 0x80 != 0) == x.is_negative()))
    {
        bytes.pop();
    }
    if bytes.len() > n {
        return object::overflow_error("int too big to convert");
    }
    bytes.resize(n, fill);
    if !little {
        bytes.reverse();
    }
    Ok(object::Bytes::new(&bytes).value())
}

fn from_bytes(class: Gc<Class>, data: Value, byteorder: Option<Gc<Str>>, signed: Option<bool>) -> Result<Value> {
    let little = little(byteorder)?;
    let mut bytes = crate::bytes::bytes_of(data)?;
    if !little {
        bytes.reverse();
    }
    let r = if signed.unwrap_or(false) {
        BigInt::from_signed_bytes_le(&bytes)
    } else {
        BigInt::from_bytes_le(malachite_bigint::Sign::Plus, &bytes)
    };
    let v = number::big(r);
    if class == Int::class() { Ok(v) } else { object::call::call(class.value(), &[v]) }
}

fn format(a: IntSelf, spec: Gc<Str>) -> Result<Gc<Str>> {
    if spec.byte_len() == 0 {
        return object::repr::str_of(a.0);
    }
    crate::format::format_int(a, spec)
}

/// `int(x, base)`.
fn new(class: Gc<Class>, x: Option<Value>, base: Option<Value>) -> Result<Value> {
    let v = match (x, base) {
        (None, Some(_)) => return object::type_error("int() missing string argument"),
        (None, None) => number::int(0),
        (Some(x), None) => from_object(x)?,
        (Some(x), Some(base)) => {
            let b = object::ops::index(base)?;
            let b = number::as_i64(b).filter(|b| *b == 0 || (2..=36).contains(b));
            let Some(b) = b else { return object::value_error("int() base must be >= 2 and <= 36, or 0") };
            match parse_object(x, b as u32)? {
                Some(v) => v,
                None => return object::type_error("int() can't convert non-string with explicit base"),
            }
        }
    };
    if class == Int::class() {
        return Ok(v);
    }
    Ok(number::int_in(class, IntSelf(v).big().into_owned()))
}

/// `int()` and `int(x)`.
fn make(args: &[Value]) -> Result<Option<Value>> {
    match *args {
        [] => Ok(Some(number::int(0))),
        [x] => from_object(x).map(Some),
        _ => Ok(None),
    }
}

/// `int(x)` for one argument.
pub fn from_object(x: Value) -> Result<Value> {
    if x.is_small_int() {
        return Ok(x);
    }
    if x.is_flonum() {
        return crate::float::to_int(x.as_flonum());
    }
    if x.is_exact::<Str>()
        && let Some(v) = parse_object(x, 10)?
    {
        return Ok(v);
    }
    if let Some(r) = object::call::call_dunder(x, Id::__int__, &[])? {
        if !(r.is_small_int() || r.is_exact::<Int>()) {
            object::ops::check_converted("__int__ returned non-int", "int", number::is_int(r), r)?;
        }
        return Ok(exact(r));
    }
    if object::class_of(x).dunder(Id::__index__).is_some() {
        return Ok(exact(object::ops::index(x)?));
    }
    match parse_object(x, 10)? {
        Some(v) => Ok(v),
        None => object::raise_type!(
            "int() argument must be a string, a bytes-like object or a real number, not '{}'",
            type_name(x)
        ),
    }
}

/// Parses str, bytes or bytearray (or another buffer for base 10); empty for other objects.
fn parse_object(x: Value, base: u32) -> Result<Option<Value>> {
    if let Some(s) = x.cast::<Str>() {
        if s.is_ascii() {
            return parse(s.as_bytes(), base, x).map(Some);
        }
        let ascii = decimal_to_ascii(s);
        return parse(ascii.as_bytes(), base, x).map(Some);
    }
    if x.is::<object::Bytes>() || x.is::<object::ByteArray>() {
        let b = object::get_buffer(x, false)?;
        return parse(b.as_slice(), base, x).map(Some);
    }
    if base == 10 && object::buffer::has_buffer(x) {
        let b = object::get_buffer(x, false)?;
        let shown = object::Bytes::new(b.as_slice());
        return parse(b.as_slice(), base, shown.value()).map(Some);
    }
    Ok(None)
}

/// Text with Unicode digits as ASCII ones, white space as spaces and everything else as `?`.
pub fn decimal_to_ascii(s: Gc<Str>) -> String {
    s.code_points()
        .map(|c| match char::from_u32(c) {
            Some(c) if c.is_ascii() => c,
            Some(c) if rustpython_unicode::classify::is_space(c) => ' ',
            Some(c) => rustpython_common::str::char_to_decimal(c).map_or('?', |d| char::from(b'0' + d)),
            None => '?',
        })
        .collect()
}

fn trim_spaces(b: &[u8]) -> &[u8] {
    let space = |c: &u8| matches!(c, b' ' | 9..=13 | 28..=31);
    let start = b.iter().position(|c| !space(c)).unwrap_or(b.len());
    let end = b.iter().rposition(|c| !space(c)).map_or(start, |i| i + 1);
    &b[start..end]
}

fn parse(text: &[u8], base: u32, shown: Value) -> Result<Value> {
    use rustpython_common::int::{BytesToIntError, bytes_to_int};
    let t = if shown.is::<Str>() { trim_spaces(text) } else { text.trim_ascii() };
    if base == 10 && (1..=18).contains(&t.len()) && t.iter().all(u8::is_ascii_digit) {
        return Ok(number::int(t.iter().fold(0, |n, c| n * 10 + i64::from(c - b'0'))));
    }
    // A second trim by the parser must not accept what the first one kept.
    let t = if t.first().is_some_and(u8::is_ascii_whitespace) { b"?" } else { t };
    match bytes_to_int(t, base, number::max_str_digits() as usize) {
        Ok(b) => Ok(number::big(b)),
        Err(BytesToIntError::DigitLimit { got, limit }) => object::raise_value!(
            "Exceeds the limit ({limit} digits) for integer string conversion: value has {got} digits; use sys.set_int_max_str_digits() to increase the limit"
        ),
        Err(_) => {
            let r = object::repr::repr(shown)?;
            let r = r.substring(0, r.char_len().min(200));
            object::raise_value!("invalid literal for int() with base {base}: {r}")
        }
    }
}

static INT: &[Row] = &[
    Row::new("__new__($type, x=0, /, base=10)", native(new)).shown("").unpacks(),
    Row::method("__repr__($self, /)", native(text)).effects(Effects::PURE),
    Row::method("__hash__($self, /)", native(hash_value)).effects(Effects::PURE),
    Row::method("__bool__($self, /)", native(truth)).effects(Effects::PURE),
    Row::method("__add__($self, value, /)", native(add)).effects(Effects::PURE),
    Row::method("__radd__($self, value, /)", native(radd)).effects(Effects::PURE),
    Row::method("__sub__($self, value, /)", native(sub)).effects(Effects::PURE),
    Row::method("__rsub__($self, value, /)", native(rsub)).effects(Effects::PURE),
    Row::method("__mul__($self, value, /)", native(mul)).effects(Effects::PURE),
    Row::method("__rmul__($self, value, /)", native(rmul)).effects(Effects::PURE),
    Row::method("__floordiv__($self, value, /)", native(floordiv)).effects(Effects::PURE),
    Row::method("__rfloordiv__($self, value, /)", native(rfloordiv)).effects(Effects::PURE),
    Row::method("__mod__($self, value, /)", native(modulo)).effects(Effects::PURE),
    Row::method("__rmod__($self, value, /)", native(rmod)).effects(Effects::PURE),
    Row::method("__divmod__($self, value, /)", native(divmod)).effects(Effects::PURE),
    Row::method("__rdivmod__($self, value, /)", native(rdivmod)).effects(Effects::PURE),
    Row::method("__truediv__($self, value, /)", native(truediv)).effects(Effects::PURE),
    Row::method("__rtruediv__($self, value, /)", native(rtruediv)).effects(Effects::PURE),
    Row::method("__pow__($self, value, mod=None, /)", native(pow)).effects(Effects::PURE),
    Row::method("__rpow__($self, value, mod=None, /)", native(rpow)).effects(Effects::PURE),
    Row::method("__lshift__($self, value, /)", native(lshift)).effects(Effects::PURE),
    Row::method("__rlshift__($self, value, /)", native(rlshift)).effects(Effects::PURE),
    Row::method("__rshift__($self, value, /)", native(rshift)).effects(Effects::PURE),
    Row::method("__rrshift__($self, value, /)", native(rrshift)).effects(Effects::PURE),
    Row::method("__and__($self, value, /)", native(and)).effects(Effects::PURE),
    Row::method("__rand__($self, value, /)", native(rand)).effects(Effects::PURE),
    Row::method("__or__($self, value, /)", native(or)).effects(Effects::PURE),
    Row::method("__ror__($self, value, /)", native(ror)).effects(Effects::PURE),
    Row::method("__xor__($self, value, /)", native(xor)).effects(Effects::PURE),
    Row::method("__rxor__($self, value, /)", native(rxor)).effects(Effects::PURE),
    Row::method("__lt__($self, value, /)", native(lt)).effects(Effects::PURE),
    Row::method("__le__($self, value, /)", native(le)).effects(Effects::PURE),
    Row::method("__eq__($self, value, /)", native(eq)).effects(Effects::PURE),
    Row::method("__ne__($self, value, /)", native(ne)).effects(Effects::PURE),
    Row::method("__gt__($self, value, /)", native(gt)).effects(Effects::PURE),
    Row::method("__ge__($self, value, /)", native(ge)).effects(Effects::PURE),
    Row::method("__neg__($self, /)", native(neg)).effects(Effects::PURE),
    Row::method("__pos__($self, /)", native(same)).effects(Effects::PURE),
    Row::method("__abs__($self, /)", native(abs)).effects(Effects::PURE),
    Row::method("__invert__($self, /)", native(invert)).effects(Effects::PURE),
    Row::method("__int__($self, /)", native(same)).effects(Effects::PURE),
    Row::method("__index__($self, /)", native(same)).effects(Effects::PURE),
    Row::method("__float__($self, /)", native(to_float)).effects(Effects::PURE),
    Row::method("__trunc__($self, /)", native(same)).doc("Truncating an Integral returns itself."),
    Row::method("__floor__($self, /)", native(same)).doc("Flooring an Integral returns itself."),
    Row::method("__ceil__($self, /)", native(same)).doc("Ceiling of an Integral returns itself."),
    Row::method("__round__($self, ndigits=None, /)", native(round))
        .doc("Rounding an Integral returns itself.\n\nRounding with an ndigits argument also returns an integer."),
    Row::method("__format__($self, format_spec, /)", native(format)).doc("Convert to a string according to format_spec."),
    Row::method("__getnewargs__($self, /)", native(getnewargs)),
    Row::method("__sizeof__($self, /)", native(sizeof)).doc("Returns size in memory, in bytes."),
    Row::method("conjugate($self, /)", native(same)).doc("Returns self, the complex conjugate of any int."),
    Row::method("bit_length($self, /)", native(bit_length))
        .doc("Number of bits necessary to represent self in binary.\n\n>>> bin(37)\n'0b100101'\n>>> (37).bit_length()\n6"),
    Row::method("bit_count($self, /)", native(bit_count))
        .doc("Number of ones in the binary representation of the absolute value of self.\n\nAlso known as the population count.\n\n>>> bin(13)\n'0b1101'\n>>> (13).bit_count()\n3"),
    Row::method("as_integer_ratio($self, /)", native(as_integer_ratio)).doc("Return a pair of integers, whose ratio is equal to the original int."),
    Row::method("is_integer($self, /)", native(is_integer)).doc("Returns True. Exists for duck type compatibility with float.is_integer."),
    Row::method("to_bytes($self, /, length=1, byteorder='big', *, signed=False)", native(to_bytes)).doc("Return an array of bytes representing an integer."),
    Row::class_method("from_bytes($type, /, bytes, byteorder='big', *, signed=False)", native(from_bytes))
        .doc("Return the integer represented by the given array of bytes."),
    Row::getter("real", native(same)).doc("the real part of a complex number"),
    Row::getter("imag", native(zero_of)).doc("the imaginary part of a complex number"),
    Row::getter("numerator", native(same)).doc("the numerator of a rational number in lowest terms"),
    Row::getter("denominator", native(one_of)).doc("the denominator of a rational number in lowest terms"),
];

fn bool_new(_class: Gc<Class>, x: Option<Value>) -> Result<Value> {
    Ok(bool_value(x.map_or(Ok(false), object::ops::truth)?))
}
fn bool_repr(b: Gc<Bool>) -> &'static str {
    if b.value() == bool_value(true) { "True" } else { "False" }
}
/// A bitwise operator of two bools gives a bool; with another int it is int's.
fn bool_bits(a: Value, b: Value, bools: fn(bool, bool) -> bool, ints: fn(IntSelf, Value) -> Value) -> Value {
    match (number::as_bool(a), number::as_bool(b)) {
        (Some(x), Some(y)) => bool_value(bools(x, y)),
        _ if number::is_int(a) => ints(IntSelf(a), b),
        _ => not_implemented(),
    }
}
fn bool_and(a: Gc<Bool>, b: Value) -> Value {
    bool_bits(a.value(), b, |x, y| x && y, and)
}
fn bool_or(a: Gc<Bool>, b: Value) -> Value {
    bool_bits(a.value(), b, |x, y| x || y, or)
}
fn bool_xor(a: Gc<Bool>, b: Value) -> Value {
    bool_bits(a.value(), b, |x, y| x != y, xor)
}
fn bool_invert(a: Gc<Bool>) -> Result<Value> {
    object::hooks::warn(
        &exc::DEPRECATION_WARNING,
        "Bitwise inversion '~' on bool is deprecated and will be removed in Python 3.16. This returns the bitwise inversion of the underlying int object and is usually not what you expect from negating a bool. Use the 'not' operator for boolean negation or ~int(x) if you really want the bitwise inversion of the underlying int.",
        1,
    )?;
    Ok(invert(IntSelf(a.value())))
}

static BOOL: &[Row] = &[
    Row::new("__new__($type, x=False, /)", native(bool_new)).shown("(object=False, /)"),
    Row::method("__repr__($self, /)", native(bool_repr)).effects(Effects::PURE),
    Row::method("__and__($self, value, /)", native(bool_and)).effects(Effects::PURE),
    Row::method("__rand__($self, value, /)", native(bool_and)).effects(Effects::PURE),
    Row::method("__or__($self, value, /)", native(bool_or)).effects(Effects::PURE),
    Row::method("__ror__($self, value, /)", native(bool_or)).effects(Effects::PURE),
    Row::method("__xor__($self, value, /)", native(bool_xor)).effects(Effects::PURE),
    Row::method("__rxor__($self, value, /)", native(bool_xor)).effects(Effects::PURE),
    Row::method("__invert__($self, /)", native(bool_invert)),
];

const INT_DOC: &str = "int([x]) -> integer\nint(x, base=10) -> integer\n\nConvert a number or string to an integer, or return 0 if no arguments\nare given.  If x is a number, return x.__int__().  For floating-point\nnumbers, this truncates towards zero.\n\nIf x is not a number or if base is given, then x must be a string,\nbytes, or bytearray instance representing an integer literal in the\ngiven base.  The literal can be preceded by '+' or '-' and be surrounded\nby whitespace.  The base defaults to 10.  Valid bases are 0 and 2-36.\nBase 0 means to interpret the base from the string as an integer literal.\n>>> int('0b100', base=0)\n4";
const BOOL_DOC: &str = "Returns True when the argument is true, False otherwise.\nThe builtins True and False are the only two instances of the class bool.\nThe class bool is a subclass of the class int, and cannot be subclassed.";

/// Adds the rows.
pub fn init() {
    extend_class(Int::class(), INT_DOC, &[INT]);
    Int::class().native_new = Some(make);
    extend_class(Bool::class(), BOOL_DOC, &[BOOL]);
}
