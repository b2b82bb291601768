//! `str`: construction, representation, comparison, indexing, iteration. Searching is in `text_find`, case and
//! classes of characters in `text_case`, formatting in `text_format` and `percent`.

use object::error::exc;
use object::function::extend_class;
use object::gc::{Object, ValueExt};
use object::misc::Slice;
use object::number;
use object::ops::CmpOp;
use object::repr::type_name;
use object::{
    Class, ClassBuilder, ClassCell, Effects, Gc, GcVec, Result, Row, Str, Value, bool_value, native, not_implemented,
};
use rustpython_wtf8::{CodePoint, Wtf8Buf};

/// The iterator of a string.
#[repr(C)]
pub struct StrIter {
    pub head: heap::Head,
    /// The string; empty when exhausted.
    pub seq: Option<Gc<Str>>,
    /// Byte offset of the next code point.
    pub byte: usize,
    /// Its number.
    pub index: usize,
}
object::object_type!(StrIter);

/// The class of iterators of ASCII strings, which CPython tells apart.
static ASCII_ITER: ClassCell = ClassCell::new();

/// `str(object, encoding, errors)`.
fn new(class: Gc<Class>, object: Option<Value>, encoding: Option<Value>, errors: Option<Value>) -> Result<Value> {
    let text = match (object, encoding, errors) {
        (None, _, _) => Str::empty(),
        (Some(v), None, None) => object::repr::str_of(v)?,
        (Some(v), encoding, errors) => {
            let name = |v: Option<Value>, n: &str| match v {
                None => Ok(None),
                Some(v) => match v.cast::<Str>() {
                    Some(s) => Ok(Some(s)),
                    None => object::raise_type!("str() argument '{}' must be str, not {}", n, type_name(v)),
                },
            };
            let (encoding, errors) = (name(encoding, "encoding")?, name(errors, "errors")?);
            if v.is::<Str>() {
                return object::type_error("decoding str is not supported");
            }
            if !object::buffer::has_buffer(v) {
                return object::raise_type!("decoding to str: need a bytes-like object, {} found", type_name(v));
            }
            crate::codec::decode_object(v, encoding, errors)?
        }
    };
    if class == Str::class() {
        return Ok(text.value());
    }
    Ok(Str::new_in(class, text).value())
}

/// The text of `repr(s)`.
pub fn repr_text(s: Gc<Str>) -> Gc<Str> {
    let bytes = s.as_bytes();
    let single = memchr::memchr(b'\'', bytes).is_some();
    let quote = if single && memchr::memchr(b'"', bytes).is_none() { '"' } else { '\'' };
    let plain = |b: &u8| (0x20..0x7f).contains(b) && *b != b'\\' && char::from(*b) != quote;
    let mut out = Wtf8Buf::with_capacity(bytes.len() + 2);
    out.push_char(quote);
    if bytes.iter().all(plain) {
        out.push_wtf8(s.as_wtf8());
    } else {
        for c in s.as_wtf8().code_points() {
            push_escaped(&mut out, c, quote);
        }
    }
    out.push_char(quote);
    Str::from_buf(out)
}

fn push_escaped(out: &mut Wtf8Buf, c: CodePoint, quote: char) {
    use std::fmt::Write;
    let n = c.to_u32();
    let mut put = |s: String| out.push_str(&s);
    match c.to_char() {
        Some('\n') => out.push_str("\\n"),
        Some('\r') => out.push_str("\\r"),
        Some('\t') => out.push_str("\\t"),
        Some(ch) if ch == quote || ch == '\\' => {
            out.push_char('\\');
            out.push_char(ch);
        }
        Some(ch @ ' '..='~') => out.push_char(ch),
        Some(ch) if n > 0x7f && rustpython_unicode::classify::is_repr_printable(ch) => out.push_char(ch),
        _ => {
            let mut s = String::new();
            let _ = if n < 0x100 {
                write!(s, "\\x{n:02x}")
            } else if n < 0x1_0000 {
                write!(s, "\\u{n:04x}")
            } else {
                write!(s, "\\U{n:08x}")
            };
            put(s);
        }
    }
}

fn repr(s: Gc<Str>) -> Gc<Str> {
    repr_text(s)
}
/// The exact string of a string or subclass instance.
pub fn exact(s: Gc<Str>) -> Gc<Str> {
    if s.value().is_exact::<Str>() { s } else { Str::new_in(Str::class(), s) }
}
fn len(s: Gc<Str>) -> usize {
    s.char_len()
}
fn hash(s: Gc<Str>) -> i64 {
    s.hash()
}

fn compare(op: CmpOp, a: Gc<Str>, b: Value) -> Value {
    let Some(b) = b.cast::<Str>() else { return not_implemented() };
    bool_value(match op {
        CmpOp::Eq => a.same_text(b),
        CmpOp::Ne => !a.same_text(b),
        // WTF-8 orders as code points do.
        _ => op.holds(a.as_bytes().cmp(b.as_bytes())),
    })
}
macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => { $( fn $name(a: Gc<Str>, b: Value) -> Value { compare(CmpOp::$op, a, b) } )* };
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

fn add(a: Gc<Str>, b: Value) -> Result<Value> {
    match b.cast::<Str>() {
        Some(b) => Ok(a.concat(b).value()),
        None => object::raise_type!("can only concatenate str (not \"{}\") to str", type_name(b)),
    }
}

/// A repeat count, negative ones as zero; empty for what is no integer.
pub fn repeat_count(n: Value) -> Result<Option<usize>> {
    if !number::is_int(n) && object::class_of(n).dunder(object::Id::__index__).is_none() {
        return Ok(None);
    }
    match number::as_i64(object::ops::index(n)?) {
        Some(i) => Ok(Some(i.max(0) as usize)),
        None => object::overflow_error("cannot fit 'int' into an index-sized integer"),
    }
}

fn mul(s: Gc<Str>, n: Value) -> Result<Value> {
    let Some(n) = repeat_count(n)? else {
        return object::raise_type!("'{}' object cannot be interpreted as an integer", type_name(n));
    };
    if n == 1 {
        return Ok(exact(s).value());
    }
    let Some(total) = s.byte_len().checked_mul(n).filter(|t| *t < isize::MAX as usize) else {
        return object::memory_error();
    };
    if total > 1 << 40 {
        return object::memory_error();
    }
    object::error::check_room(s.byte_len().saturating_mul(n))?;
    let bytes = s.as_bytes().repeat(n);
    // SAFETY: repeated WTF-8 is WTF-8 (the halves of surrogate pairs stay apart, as in concatenation).
    Ok(unsafe { Str::from_bytes_unchecked(&bytes) }.value())
}

fn contains(s: Gc<Str>, x: Value) -> Result<bool> {
    match x.cast::<Str>() {
        Some(x) => Ok(crate::find::find(s.as_bytes(), x.as_bytes()).is_some()),
        None => object::raise_type!("'in <string>' requires string as left operand, not {}", type_name(x)),
    }
}

/// `s[i]` for an index in range.
pub fn char_at(s: Gc<Str>, i: usize) -> Gc<Str> {
    if s.is_ascii() { Str::single(s.as_bytes()[i]) } else { Str::from_char(s.nth(i)) }
}

fn getitem(s: Gc<Str>, key: Value) -> Result<Gc<Str>> {
    if let Some(slice) = key.cast::<Slice>() {
        let (start, _, step, n) = slice.indices(s.char_len())?;
        return Ok(sliced(s, start, step, n));
    }
    if !number::is_int(key) && object::class_of(key).dunder(object::Id::__index__).is_none() {
        return object::raise_type!("string indices must be integers, not '{}'", type_name(key));
    }
    let i = object::ops::subscript_index(key)?;
    let n = s.char_len() as isize;
    let i = if i < 0 { i + n } else { i };
    if i < 0 || i >= n {
        return object::index_error("string index out of range");
    }
    Ok(char_at(s, i as usize))
}

fn sliced(s: Gc<Str>, start: isize, step: isize, n: usize) -> Gc<Str> {
    if n == 0 {
        return Str::empty();
    }
    if step == 1 {
        return s.substring(start as usize, start as usize + n);
    }
    if s.is_ascii() {
        let b = s.as_bytes();
        let picked: Vec<u8> = (0..n as isize).map(|k| b[(start + k * step) as usize]).collect();
        // SAFETY: bytes of ASCII text.
        return unsafe { Str::from_bytes_unchecked(&picked) };
    }
    let cps: Vec<CodePoint> = s.as_wtf8().code_points().collect();
    Str::from_buf((0..n as isize).map(|k| cps[(start + k * step) as usize]).collect())
}

fn iter(s: Gc<Str>) -> Value {
    let it = StrIter { head: heap::Head { map: std::ptr::null() }, seq: Some(s), byte: 0, index: 0 };
    if s.is_ascii() { it.alloc_in(ASCII_ITER.get()).value() } else { it.alloc().value() }
}

/// The next character of a string iterator.
pub fn iter_next(mut it: Gc<StrIter>) -> Option<Value> {
    let s = it.seq?;
    let b = s.as_bytes();
    let Some(&first) = b.get(it.byte) else {
        it.seq = None;
        return None;
    };
    it.index += 1;
    if first < 0x80 {
        it.byte += 1;
        return Some(Str::single(first).value());
    }
    let c = s.as_wtf8()[it.byte..].code_points().next()?;
    it.byte += c.len_wtf8();
    Some(Str::from_char(c.to_u32()).value())
}
fn next(it: Gc<StrIter>) -> Result<Value> {
    object::iter::next_result(iter_next(it))
}
fn iter_self(it: Gc<StrIter>) -> Value {
    it.value()
}
fn length_hint(it: Gc<StrIter>) -> usize {
    it.seq.map_or(0, |s| s.char_len() - it.index)
}
fn iter_reduce(it: Gc<StrIter>) -> Result<Value> {
    let builtin_iter = builtin("iter")?;
    match it.seq {
        Some(s) => {
            let args = object::seq::tuple(&[s.value()]);
            Ok(object::seq::tuple(&[builtin_iter, args, number::int(it.index as i64)]))
        }
        None => {
            let args = object::seq::tuple(&[Str::empty().value()]);
            Ok(object::seq::tuple(&[builtin_iter, args]))
        }
    }
}
fn iter_setstate(mut it: Gc<StrIter>, state: i64) {
    if let Some(s) = it.seq {
        it.index = (state.max(0) as usize).min(s.char_len());
        it.byte = s.byte_offset(it.index);
    }
}

/// A function of the `builtins` module, as the running frame sees it.
pub fn builtin(name: &str) -> Result<Value> {
    let found = object::state::nth_frame(0).and_then(|f| {
        // SAFETY: the innermost frame of this thread is live; its function is a Function.
        let builtins = unsafe { (*f).function() }.builtins;
        builtins.get(object::intern(name).value()).transpose()
    });
    match found.transpose()? {
        Some(v) => Ok(v),
        None => object::raise_exc!(NAME_ERROR, "name '{name}' is not defined"),
    }
}

/// The text is copied, as in CPython, where the arguments must not be the object itself.
fn getnewargs(s: Gc<Str>) -> Value {
    // SAFETY: the bytes of a string.
    let copy = unsafe { Str::from_bytes_unchecked(s.as_bytes()) };
    object::seq::tuple(&[copy.value()])
}
fn sizeof(s: Gc<Str>) -> usize {
    if s.is_ascii() {
        return 41 + s.byte_len();
    }
    let max = s.code_points().max().unwrap_or(0);
    let (base, width) = if max < 0x100 {
        (57, 1)
    } else if max < 0x1_0000 {
        (58, 2)
    } else {
        (60, 4)
    };
    base + width * s.char_len()
}
fn format(s: Gc<Str>, spec: Gc<Str>) -> Result<Gc<Str>> {
    crate::format::format_str(s, spec)
}

fn join(sep: Gc<Str>, iterable: Value) -> Result<Gc<Str>> {
    let it = match object::error::catch(object::iter::get_iter(iterable), &exc::TYPE_ERROR)? {
        Some(it) => it,
        None => return object::type_error("can only join an iterable"),
    };
    let items = object::iter::collect(it)?;
    join_items(sep, &items)
}

/// `sep.join(items)`.
pub fn join_items(sep: Gc<Str>, items: &GcVec<Value>) -> Result<Gc<Str>> {
    let mut total = 0;
    for (i, v) in items.iter().enumerate() {
        match v.cast::<Str>() {
            Some(s) => total += s.byte_len() + sep.byte_len(),
            None => return object::raise_type!("sequence item {}: expected str instance, {} found", i, type_name(*v)),
        }
    }
    if let [one] = items.as_slice()
        && let Some(s) = one.cast_exact::<Str>()
    {
        return Ok(s);
    }
    let mut out = Vec::with_capacity(total);
    for (i, v) in items.iter().enumerate() {
        if i > 0 {
            out.extend_from_slice(sep.as_bytes());
        }
        if let Some(s) = v.cast::<Str>() {
            out.extend_from_slice(s.as_bytes());
        }
    }
    // SAFETY: joined WTF-8 is WTF-8.
    Ok(unsafe { Str::from_bytes_unchecked(&out) })
}

fn encode(s: Gc<Str>, encoding: Option<Gc<Str>>, errors: Option<Gc<Str>>) -> Result<Value> {
    crate::codec::encode_object(s, encoding, errors)
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, object='', encoding='utf-8', errors='strict')", native(new)).unpacks().shown(""),
    Row::method("__repr__($self, /)", native(repr)).effects(Effects::PURE),
    Row::method("__str__($self, /)", native(exact)).effects(Effects::PURE),
    Row::method("__len__($self, /)", native(len)).effects(Effects::PURE),
    Row::method("__hash__($self, /)", native(hash)).effects(Effects::PURE),
    Row::method("__lt__($self, value, /)", native(lt)).effects(Effects::PURE),
    Row::method("__le__($self, value, /)", native(le)).effects(Effects::PURE),
    Row::method("__eq__($self, value, /)", native(eq)).effects(Effects::PURE),
    Row::method("__ne__($self, value, /)", native(ne)).effects(Effects::PURE),
    Row::method("__gt__($self, value, /)", native(gt)).effects(Effects::PURE),
    Row::method("__ge__($self, value, /)", native(ge)).effects(Effects::PURE),
    Row::method("__add__($self, value, /)", native(add)).effects(Effects::PURE),
    Row::method("__mul__($self, value, /)", native(mul)).effects(Effects::PURE),
    Row::method("__rmul__($self, value, /)", native(mul)).effects(Effects::PURE),
    Row::method("__contains__($self, key, /)", native(contains)).effects(Effects::PURE),
    Row::method("__getitem__($self, key, /)", native(getitem)).effects(Effects::PURE),
    Row::method("__iter__($self, /)", native(iter)),
    Row::method("__getnewargs__($self, /)", native(getnewargs)),
    Row::method("__sizeof__($self, /)", native(sizeof)).doc("Return the size of the string in memory, in bytes."),
    Row::method("__format__($self, format_spec, /)", native(format)).doc("Return a formatted version of the string as described by format_spec."),
    Row::method("join($self, iterable, /)", native(join)).doc(
        "Concatenate any number of strings.\n\nThe string whose method is called is inserted in between each given string.\nThe result is returned as a new string.\n\nExample: '.'.join(['ab', 'pq', 'rs']) -> 'ab.pq.rs'",
    ),
    Row::method("encode($self, /, encoding='utf-8', errors='strict')", native(encode)).doc("Encode the string using the codec registered for encoding."),
];

static ITER: &[Row] = &[
    Row::method("__iter__($self, /)", native(iter_self)),
    Row::method("__next__($self, /)", native(next)),
    Row::method("__length_hint__($self, /)", native(length_hint))
        .doc("Private method returning an estimate of len(list(it))."),
    Row::method("__reduce__($self, /)", native(iter_reduce)).doc("Return state information for pickling."),
    Row::method("__setstate__($self, state, /)", native(iter_setstate)).doc("Set state information for unpickling."),
];

const DOC: &str = "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str\n\nCreate a new string object from the given object. If encoding or\nerrors is specified, then the object must expose a data buffer\nthat will be decoded using the given encoding and error handler.\nOtherwise, returns the result of object.__str__() (if defined)\nor repr(object).\nencoding defaults to 'utf-8'.\nerrors defaults to 'strict'.";

/// Adds the rows.
pub fn init() {
    extend_class(
        Str::class(),
        DOC,
        &[ROWS, crate::text_find::ROWS, crate::text_case::ROWS, crate::text_format::ROWS, crate::percent::STR_ROWS],
    );
    Str::class().native_new = Some(|args| match *args {
        [] => Ok(Some(Str::empty().value())),
        [v] => object::repr::str_of(v).map(|s| Some(s.value())),
        _ => Ok(None),
    });
    let _ = ClassBuilder::new::<StrIter>("str_iterator")
        .flags(object::class::ClassFlags::NO_INSTANTIATE)
        .rows(&[ITER])
        .build();
    let _ = ClassBuilder::untyped("str_ascii_iterator", StrIter::LAYOUT)
        .cell(&ASCII_ITER)
        .flags(object::class::ClassFlags::NO_INSTANTIATE)
        .rows(&[ITER])
        .build();
}
