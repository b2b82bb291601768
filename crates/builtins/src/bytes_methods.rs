//! The methods that `bytes` and `bytearray` share.

use object::gc::ValueExt;
use object::number;
use object::ops::CmpOp;
use object::repr::type_name;
use object::{
    Gc, GcVec, Id, List, Result, Row, Str, Tuple, Value, bool_value, get_buffer, native, none, not_implemented,
};

use crate::bytes::Raw;
use crate::find;
use crate::text_find::limit;

/// The argument `sub` of the find family: bytes-like, or one byte as an int.
fn needle(v: Value) -> Result<Vec<u8>> {
    if object::buffer::has_buffer(v) {
        return Ok(get_buffer(v, false)?.as_slice().to_vec());
    }
    if !number::is_int(v) && object::class_of(v).dunder(Id::__index__).is_none() {
        return object::raise_type!("argument should be integer or bytes-like object, not '{}'", type_name(v));
    }
    Ok(vec![crate::bytes::byte_value(v, "byte")?])
}

fn clipped(this: &Raw, start: Option<Value>, end: Option<Value>) -> Result<Option<(usize, usize)>> {
    let (a, b) = find::clip(start, end, this.get().len())?;
    Ok(if a > b || a as usize > this.get().len() { None } else { Some((a as usize, b as usize)) })
}

fn search(
    this: Raw,
    sub: Value,
    start: Option<Value>,
    end: Option<Value>,
    f: fn(&[u8], &[u8]) -> Option<usize>,
) -> Result<i64> {
    let _hold = this.hold();
    let sub = needle(sub)?;
    let Some((a, b)) = clipped(&this, start, end)? else { return Ok(-1) };
    Ok(f(&this.get()[a..b], &sub).map_or(-1, |p| (a + p) as i64))
}
fn b_find(this: Raw, sub: Value, start: Option<Value>, end: Option<Value>) -> Result<i64> {
    search(this, sub, start, end, find::find)
}
fn b_rfind(this: Raw, sub: Value, start: Option<Value>, end: Option<Value>) -> Result<i64> {
    search(this, sub, start, end, find::rfind)
}
fn found(i: i64) -> Result<i64> {
    if i < 0 { object::value_error("subsection not found") } else { Ok(i) }
}
fn index(this: Raw, sub: Value, start: Option<Value>, end: Option<Value>) -> Result<i64> {
    found(b_find(this, sub, start, end)?)
}
fn rindex(this: Raw, sub: Value, start: Option<Value>, end: Option<Value>) -> Result<i64> {
    found(b_rfind(this, sub, start, end)?)
}
fn count(this: Raw, sub: Value, start: Option<Value>, end: Option<Value>) -> Result<usize> {
    let _hold = this.hold();
    let sub = needle(sub)?;
    let Some((a, b)) = clipped(&this, start, end)? else { return Ok(0) };
    Ok(if sub.is_empty() { b - a + 1 } else { find::count(&this.get()[a..b], &sub) })
}
fn contains(this: Raw, x: Value) -> Result<bool> {
    let _hold = this.hold();
    if number::is_int(x) || (!object::buffer::has_buffer(x) && object::class_of(x).dunder(Id::__index__).is_some()) {
        let b = crate::bytes::byte_value(x, "byte")?;
        return Ok(memchr::memchr(b, this.get()).is_some());
    }
    let sub = get_buffer(x, false)?;
    Ok(find::find(this.get(), sub.as_slice()).is_some())
}

fn affix(
    this: Raw,
    x: Value,
    start: Option<Value>,
    end: Option<Value>,
    name: &str,
    test: fn(&[u8], &[u8]) -> bool,
) -> Result<bool> {
    let _hold = this.hold();
    let range = clipped(&this, start, end)?;
    let check = |x: Value| -> Result<bool> {
        let p = get_buffer(x, false)?;
        Ok(range.is_some_and(|(a, b)| test(&this.get()[a..b], p.as_slice())))
    };
    if let Some(t) = x.cast::<Tuple>() {
        for x in t.as_slice() {
            if check(*x)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    if !object::buffer::has_buffer(x) {
        return object::raise_type!("{} first arg must be bytes or a tuple of bytes, not {}", name, type_name(x));
    }
    check(x)
}
fn startswith(this: Raw, prefix: Value, start: Option<Value>, end: Option<Value>) -> Result<bool> {
    affix(this, prefix, start, end, "startswith", |h, p| h.starts_with(p))
}
fn endswith(this: Raw, suffix: Value, start: Option<Value>, end: Option<Value>) -> Result<bool> {
    affix(this, suffix, start, end, "endswith", |h, p| h.ends_with(p))
}
fn removeprefix(this: Raw, prefix: object::Buffer) -> Value {
    match this.get().strip_prefix(prefix.as_slice()) {
        Some(rest) if !prefix.is_empty() => this.make(rest),
        _ => this.same(),
    }
}
fn removesuffix(this: Raw, suffix: object::Buffer) -> Value {
    match this.get().strip_suffix(suffix.as_slice()) {
        Some(rest) if !suffix.is_empty() => this.make(rest),
        _ => this.same(),
    }
}

fn is_space(b: u8) -> bool {
    matches!(b, 9..=13 | 32)
}
fn list_of(this: &Raw, ranges: &[(usize, usize)]) -> Gc<List> {
    let mut items = GcVec::with_capacity(ranges.len());
    for (a, b) in ranges {
        items.push(this.make(&this.get()[*a..*b]));
    }
    List::new(items)
}
fn words(b: &[u8], max: usize) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut i = 0;
    loop {
        while i < b.len() && is_space(b[i]) {
            i += 1;
        }
        if i == b.len() {
            return out;
        }
        if out.len() == max {
            out.push((i, b.len()));
            return out;
        }
        let from = i;
        while i < b.len() && !is_space(b[i]) {
            i += 1;
        }
        out.push((from, i));
    }
}
fn rwords(b: &[u8], max: usize) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut i = b.len();
    loop {
        while i > 0 && is_space(b[i - 1]) {
            i -= 1;
        }
        if i == 0 {
            break;
        }
        if out.len() == max {
            out.push((0, i));
            break;
        }
        let to = i;
        while i > 0 && !is_space(b[i - 1]) {
            i -= 1;
        }
        out.push((i, to));
    }
    out.reverse();
    out
}
fn separator(sep: Option<Value>) -> Result<Option<Vec<u8>>> {
    let Some(v) = sep.filter(|s| *s != none()) else { return Ok(None) };
    let b = get_buffer(v, false)?;
    if b.is_empty() {
        return object::value_error("empty separator");
    }
    Ok(Some(b.as_slice().to_vec()))
}
fn split(this: Raw, sep: Option<Value>, maxsplit: Option<isize>) -> Result<Gc<List>> {
    let _hold = this.hold();
    let ranges = match separator(sep)? {
        Some(s) => find::split(this.get(), &s, limit(maxsplit)),
        None => words(this.get(), limit(maxsplit)),
    };
    Ok(list_of(&this, &ranges))
}
fn rsplit(this: Raw, sep: Option<Value>, maxsplit: Option<isize>) -> Result<Gc<List>> {
    let _hold = this.hold();
    let ranges = match separator(sep)? {
        Some(s) => find::rsplit(this.get(), &s, limit(maxsplit)),
        None => rwords(this.get(), limit(maxsplit)),
    };
    Ok(list_of(&this, &ranges))
}
fn splitlines(this: Raw, keepends: Option<bool>) -> Gc<List> {
    let (b, keep) = (this.get(), keepends.unwrap_or(false));
    let mut out = Vec::new();
    let mut start = 0;
    while let Some(p) = memchr::memchr2(b'\n', b'\r', &b[start..]) {
        let at = start + p;
        let end = at + if b[at] == b'\r' && b.get(at + 1) == Some(&b'\n') { 2 } else { 1 };
        out.push((start, if keep { end } else { at }));
        start = end;
    }
    if start < b.len() {
        out.push((start, b.len()));
    }
    list_of(&this, &out)
}

fn strip_with(this: Raw, set: Option<Value>, left: bool, right: bool) -> Result<Value> {
    let mut table = [false; 256];
    match set.filter(|s| *s != none()) {
        Some(v) => get_buffer(v, false)?.as_slice().iter().for_each(|b| table[usize::from(*b)] = true),
        None => (0..=255u8).filter(|b| is_space(*b)).for_each(|b| table[usize::from(b)] = true),
    }
    let b = this.get();
    let hit = |c: &u8| table[usize::from(*c)];
    let from = if left { b.iter().position(|c| !hit(c)).unwrap_or(b.len()) } else { 0 };
    let to = if right { b.iter().rposition(|c| !hit(c)).map_or(from, |i| i + 1).max(from) } else { b.len() };
    Ok(if from == 0 && to == b.len() { this.same() } else { this.make(&b[from..to]) })
}
fn strip(this: Raw, bytes: Option<Value>) -> Result<Value> {
    strip_with(this, bytes, true, true)
}
fn lstrip(this: Raw, bytes: Option<Value>) -> Result<Value> {
    strip_with(this, bytes, true, false)
}
fn rstrip(this: Raw, bytes: Option<Value>) -> Result<Value> {
    strip_with(this, bytes, false, true)
}
fn replace(this: Raw, old: object::Buffer, new: object::Buffer, count: Option<isize>) -> Value {
    match find::replace(this.get(), old.as_slice(), new.as_slice(), limit(count), |_| true) {
        Some(b) => this.make(&b),
        None => this.same(),
    }
}
fn three(this: &Raw, at: Option<usize>, sep: &[u8], from_right: bool) -> Value {
    let empty = || this.make(b"");
    let parts = match at {
        None if from_right => [empty(), empty(), this.same()],
        None => [this.same(), empty(), empty()],
        Some(p) => {
            let a = this.make(&this.get()[..p]);
            let s = this.make(sep);
            [a, s, this.make(&this.get()[p + sep.len()..])]
        }
    };
    object::seq::tuple(&parts)
}
fn partition(this: Raw, sep: object::Buffer) -> Result<Value> {
    if sep.is_empty() {
        return object::value_error("empty separator");
    }
    Ok(three(&this, find::find(this.get(), sep.as_slice()), sep.as_slice(), false))
}
fn rpartition(this: Raw, sep: object::Buffer) -> Result<Value> {
    if sep.is_empty() {
        return object::value_error("empty separator");
    }
    Ok(three(&this, find::rfind(this.get(), sep.as_slice()), sep.as_slice(), true))
}

fn join(this: Raw, iterable: Value) -> Result<Value> {
    let _hold = this.hold();
    let it = match object::error::catch(object::iter::get_iter(iterable), &object::error::exc::TYPE_ERROR)? {
        Some(it) => it,
        None => return object::type_error("can only join an iterable"),
    };
    let items = object::iter::collect(it)?;
    let mut out = Vec::new();
    for (i, v) in items.iter().enumerate() {
        if i > 0 {
            out.extend_from_slice(this.get());
        }
        if !object::buffer::has_buffer(*v) {
            return object::raise_type!("sequence item {}: expected a bytes-like object, {} found", i, type_name(*v));
        }
        out.extend_from_slice(&crate::bytes::buffer_bytes(&object::buffer::get_buffer_full(*v, false)?)?);
        if iterable.cast::<List>().is_some_and(|l| l.items.len() != items.len()) {
            return object::runtime_error("sequence changed size during iteration");
        }
    }
    if let ([one], Raw::Bytes(_)) = (items.as_slice(), &this)
        && one.is_exact::<object::Bytes>()
    {
        return Ok(*one);
    }
    Ok(this.make(&out))
}

fn map(this: Raw, f: impl Fn(u8) -> u8) -> Value {
    let b: Vec<u8> = this.get().iter().map(|c| f(*c)).collect();
    this.make(&b)
}
fn lower(this: Raw) -> Value {
    map(this, |c| c.to_ascii_lowercase())
}
fn upper(this: Raw) -> Value {
    map(this, |c| c.to_ascii_uppercase())
}
fn swapcase(this: Raw) -> Value {
    map(this, |c| if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() })
}
fn capitalize(this: Raw) -> Value {
    let mut b = this.get().to_ascii_lowercase();
    if let Some(f) = b.first_mut() {
        f.make_ascii_uppercase();
    }
    this.make(&b)
}
fn title(this: Raw) -> Value {
    let mut after = false;
    let b: Vec<u8> = this
        .get()
        .iter()
        .map(|c| {
            let out = if after { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() };
            after = c.is_ascii_alphabetic();
            out
        })
        .collect();
    this.make(&b)
}
fn all(this: Raw, f: impl Fn(u8) -> bool) -> bool {
    let b = this.get();
    !b.is_empty() && b.iter().all(|c| f(*c))
}
fn isalpha(this: Raw) -> bool {
    all(this, |c| c.is_ascii_alphabetic())
}
fn isalnum(this: Raw) -> bool {
    all(this, |c| c.is_ascii_alphanumeric())
}
fn isdigit(this: Raw) -> bool {
    all(this, |c| c.is_ascii_digit())
}
fn isspace(this: Raw) -> bool {
    all(this, is_space)
}
fn isascii(this: Raw) -> bool {
    this.get().is_ascii()
}
fn islower(this: Raw) -> bool {
    let b = this.get();
    b.iter().any(u8::is_ascii_lowercase) && !b.iter().any(u8::is_ascii_uppercase)
}
fn isupper(this: Raw) -> bool {
    let b = this.get();
    b.iter().any(u8::is_ascii_uppercase) && !b.iter().any(u8::is_ascii_lowercase)
}
fn istitle(this: Raw) -> bool {
    let (mut any, mut after) = (false, false);
    for c in this.get() {
        if c.is_ascii_uppercase() {
            if after {
                return false;
            }
            (any, after) = (true, true);
        } else if c.is_ascii_lowercase() {
            if !after {
                return false;
            }
        } else {
            after = false;
        }
    }
    any
}

fn fill_byte(fill: Option<Value>, name: &str) -> Result<u8> {
    let Some(v) = fill else { return Ok(b' ') };
    let bytes = v
        .cast::<object::Bytes>()
        .map(|b| b.as_slice().to_vec())
        .or_else(|| v.cast::<object::ByteArray>().map(|b| b.data.to_vec()));
    match bytes.as_deref() {
        Some([b]) => Ok(*b),
        Some(b) => object::raise_type!(
            "{}(): argument 2 must be a byte string of length 1, not a {} object of length {}",
            name,
            type_name(v),
            b.len()
        ),
        None => object::raise_type!("{}() argument 2 must be a byte string of length 1, not {}", name, type_name(v)),
    }
}
fn padded(this: &Raw, left: usize, right: usize, fill: u8) -> Result<Value> {
    if left + right == 0 {
        return Ok(this.same());
    }
    if left + right > 1 << 40 {
        return object::memory_error();
    }
    let mut b = vec![fill; left];
    b.extend_from_slice(this.get());
    b.resize(b.len() + right, fill);
    Ok(this.make(&b))
}
fn gap(this: &Raw, width: isize) -> usize {
    (width.max(0) as usize).saturating_sub(this.get().len())
}
fn center(this: Raw, width: isize, fill: Option<Value>) -> Result<Value> {
    let (fill, g) = (fill_byte(fill, "center")?, gap(&this, width));
    let left = g / 2 + (g & width.max(0) as usize & 1);
    padded(&this, left, g - left, fill)
}
fn ljust(this: Raw, width: isize, fill: Option<Value>) -> Result<Value> {
    let fill = fill_byte(fill, "ljust")?;
    padded(&this, 0, gap(&this, width), fill)
}
fn rjust(this: Raw, width: isize, fill: Option<Value>) -> Result<Value> {
    let fill = fill_byte(fill, "rjust")?;
    padded(&this, gap(&this, width), 0, fill)
}
fn zfill(this: Raw, width: isize) -> Result<Value> {
    let g = gap(&this, width);
    if g > 1 << 40 {
        return object::memory_error();
    }
    let b = this.get();
    let sign = usize::from(matches!(b.first(), Some(b'+' | b'-')));
    let mut out = b[..sign].to_vec();
    out.resize(sign + g, b'0');
    out.extend_from_slice(&b[sign..]);
    Ok(this.make(&out))
}
fn expandtabs(this: Raw, tabsize: Option<i32>) -> Result<Value> {
    let tab = tabsize.unwrap_or(8).max(0) as usize;
    let mut out = Vec::with_capacity(this.get().len());
    let mut column = 0;
    for c in this.get() {
        if *c == b'\t' {
            if tab > 0 {
                let n = tab - column % tab;
                if n > 1 << 30 {
                    return object::overflow_error("result too long");
                }
                out.resize(out.len() + n, b' ');
                column += n;
            }
        } else {
            column = if matches!(c, b'\n' | b'\r') { 0 } else { column + 1 };
            out.push(*c);
        }
    }
    Ok(this.make(&out))
}
fn translate(this: Raw, table: Value, delete: Option<Value>) -> Result<Value> {
    let table = if table == none() { None } else { Some(get_buffer(table, false)?.as_slice().to_vec()) };
    if table.as_ref().is_some_and(|t| t.len() != 256) {
        return object::value_error("translation table must be 256 characters long");
    }
    let mut gone = [false; 256];
    if let Some(d) = delete {
        get_buffer(d, false)?.as_slice().iter().for_each(|b| gone[usize::from(*b)] = true);
    }
    let out: Vec<u8> = this
        .get()
        .iter()
        .filter(|b| !gone[usize::from(**b)])
        .map(|b| table.as_ref().map_or(*b, |t| t[usize::from(*b)]))
        .collect();
    Ok(this.make(&out))
}
fn maketrans(from: object::Buffer, to: object::Buffer) -> Result<Value> {
    if from.len() != to.len() {
        return object::value_error("maketrans arguments must have same length");
    }
    let mut t: Vec<u8> = (0..=255).collect();
    for (a, b) in from.as_slice().iter().zip(to.as_slice()) {
        t[usize::from(*a)] = *b;
    }
    Ok(object::Bytes::new(&t).value())
}
fn hex(this: Raw, sep: Option<Value>, per: Option<i64>) -> Result<Gc<Str>> {
    let _hold = this.hold();
    crate::bytes::hex_text(this.get(), sep, per)
}
fn decode(this: Raw, encoding: Option<Gc<Str>>, errors: Option<Gc<Str>>) -> Result<Value> {
    crate::codec::decode_object(this.value(), encoding, errors).map(Gc::value)
}
fn modulo(this: Raw, values: Value) -> Result<Value> {
    let _hold = this.hold();
    let fmt = this.get().to_vec();
    Ok(this.make(&crate::percent::format_bytes(&fmt, values)?))
}
fn rmodulo(_this: Raw, _other: Value) -> Value {
    not_implemented()
}
fn len(this: Raw) -> usize {
    this.get().len()
}
fn add(this: Raw, other: Value) -> Result<Value> {
    if !object::buffer::has_buffer(other) {
        return object::raise_type!("can't concat {} to {}", type_name(other), type_name(this.value()));
    }
    let b = get_buffer(other, false)?;
    let mut out = Vec::with_capacity(this.get().len() + b.len());
    out.extend_from_slice(this.get());
    out.extend_from_slice(b.as_slice());
    Ok(this.make(&out))
}
fn mul(this: Raw, n: Value) -> Result<Value> {
    let Some(count) = crate::text::repeat_count(n)? else {
        return object::raise_type!("'{}' object cannot be interpreted as an integer", type_name(n));
    };
    if count == 1 {
        return Ok(this.same());
    }
    match this.get().len().checked_mul(count) {
        Some(t) if t <= 1 << 40 => object::error::check_room(t).map(|()| this.make(&this.get().repeat(count))),
        Some(t) if t < isize::MAX as usize => object::memory_error(),
        _ => object::overflow_error("repeated bytes are too long"),
    }
}

/// `-b`: bytes never equal a string or a number, so that a comparison with one is probably a mistake.
#[cold]
fn warn_of_comparison(this: Raw, other: Value) -> Result<()> {
    let text = match this {
        Raw::Bytes(_) if other.is::<Str>() => "Comparison between bytes and string",
        Raw::Bytes(_) if number::is_int(other) => "Comparison between bytes and int",
        Raw::Array(_) if other.is::<Str>() => "Comparison between bytearray and string",
        _ => return Ok(()),
    };
    object::hooks::warn(&object::error::exc::BYTES_WARNING, text, 1)
}

/// A comparison with any bytes-like object.
fn compare(op: CmpOp, this: Raw, other: Value) -> Result<Value> {
    if object::state::bytes_warning() > 0 && matches!(op, CmpOp::Eq | CmpOp::Ne) {
        warn_of_comparison(this, other)?;
    }
    let o = match other.cast::<object::Bytes>() {
        Some(b) => this.get().cmp(b.as_slice()),
        None if matches!(this, Raw::Bytes(_)) && !other.is::<object::ByteArray>() => return Ok(not_implemented()),
        None if other.is::<Str>() || !object::buffer::has_buffer(other) => return Ok(not_implemented()),
        None => match object::error::catch(get_buffer(other, false), &object::error::exc::BUFFER_ERROR)? {
            Some(b) => this.get().cmp(b.as_slice()),
            None => return Ok(not_implemented()),
        },
    };
    Ok(bool_value(op.holds(o)))
}
macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => { $( fn $name(a: Raw, b: Value) -> Result<Value> { compare(CmpOp::$op, a, b) } )* };
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

pub static ROWS: &[Row] = &[
    Row::method("__len__($self, /)", native(len)),
    Row::method("__contains__($self, key, /)", native(contains)),
    Row::method("__add__($self, value, /)", native(add)),
    Row::method("__mul__($self, value, /)", native(mul)),
    Row::method("__rmul__($self, value, /)", native(mul)),
    Row::method("__mod__($self, value, /)", native(modulo)),
    Row::method("__rmod__($self, value, /)", native(rmodulo)),
    Row::method("__lt__($self, value, /)", native(lt)),
    Row::method("__le__($self, value, /)", native(le)),
    Row::method("__eq__($self, value, /)", native(eq)),
    Row::method("__ne__($self, value, /)", native(ne)),
    Row::method("__gt__($self, value, /)", native(gt)),
    Row::method("__ge__($self, value, /)", native(ge)),
    Row::method("find($self, sub, start=None, end=None, /)", native(b_find)).shown("($self, sub[, start[, end]], /)"),
    Row::method("rfind($self, sub, start=None, end=None, /)", native(b_rfind)).shown("($self, sub[, start[, end]], /)"),
    Row::method("index($self, sub, start=None, end=None, /)", native(index)).shown("($self, sub[, start[, end]], /)"),
    Row::method("rindex($self, sub, start=None, end=None, /)", native(rindex)).shown("($self, sub[, start[, end]], /)"),
    Row::method("count($self, sub, start=None, end=None, /)", native(count)).shown("($self, sub[, start[, end]], /)"),
    Row::method("startswith($self, prefix, start=None, end=None, /)", native(startswith))
        .shown("($self, prefix[, start[, end]], /)"),
    Row::method("endswith($self, suffix, start=None, end=None, /)", native(endswith))
        .shown("($self, suffix[, start[, end]], /)"),
    Row::method("removeprefix($self, prefix, /)", native(removeprefix)),
    Row::method("removesuffix($self, suffix, /)", native(removesuffix)),
    Row::method("split($self, /, sep=None, maxsplit=-1)", native(split)),
    Row::method("rsplit($self, /, sep=None, maxsplit=-1)", native(rsplit)),
    Row::method("splitlines($self, /, keepends=False)", native(splitlines)),
    Row::method("strip($self, bytes=None, /)", native(strip)),
    Row::method("lstrip($self, bytes=None, /)", native(lstrip)),
    Row::method("rstrip($self, bytes=None, /)", native(rstrip)),
    Row::method("replace($self, old, new, count=-1, /)", native(replace)),
    Row::method("partition($self, sep, /)", native(partition)),
    Row::method("rpartition($self, sep, /)", native(rpartition)),
    Row::method("join($self, iterable_of_bytes, /)", native(join)),
    Row::method("lower($self, /)", native(lower)),
    Row::method("upper($self, /)", native(upper)),
    Row::method("swapcase($self, /)", native(swapcase)),
    Row::method("capitalize($self, /)", native(capitalize)),
    Row::method("title($self, /)", native(title)),
    Row::method("isalpha($self, /)", native(isalpha)),
    Row::method("isalnum($self, /)", native(isalnum)),
    Row::method("isdigit($self, /)", native(isdigit)),
    Row::method("isspace($self, /)", native(isspace)),
    Row::method("isascii($self, /)", native(isascii)),
    Row::method("islower($self, /)", native(islower)),
    Row::method("isupper($self, /)", native(isupper)),
    Row::method("istitle($self, /)", native(istitle)),
    Row::method("center($self, width, fillchar=b' ', /)", native(center)),
    Row::method("ljust($self, width, fillchar=b' ', /)", native(ljust)),
    Row::method("rjust($self, width, fillchar=b' ', /)", native(rjust)),
    Row::method("zfill($self, width, /)", native(zfill)),
    Row::method("expandtabs($self, /, tabsize=8)", native(expandtabs)),
    Row::method("translate($self, table, /, delete=b'')", native(translate)),
    Row::static_method("maketrans(frm, to, /)", native(maketrans)),
    Row::method("hex($self, /, sep=<unrepresentable>, bytes_per_sep=1)", native(hex)),
    Row::method("decode($self, /, encoding='utf-8', errors='strict')", native(decode)),
];
