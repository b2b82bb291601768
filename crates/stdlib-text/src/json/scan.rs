//! The JSON scanner. Inside it positions are byte offsets; they become code point numbers only for errors and results.

use object::gc::{Object, ValueExt};
use object::number;
use object::{Class, Dict, Float, Gc, GcVec, Int, List, Result, Row, Str, Value, bool_value, native, none};
use rustpython_wtf8::{CodePoint, Wtf8Buf};

/// `_json.Scanner`: the options of a `JSONDecoder`.
#[repr(C)]
pub struct Scanner {
    pub head: heap::Head,
    strict: bool,
    object_hook: Value,
    object_pairs_hook: Value,
    parse_float: Value,
    parse_int: Value,
    parse_constant: Value,
}
object::object_type!(Scanner);

/// Raises `json.JSONDecodeError(msg, doc, pos)`.
fn decode_error<T>(msg: &str, s: Gc<Str>, byte: usize) -> Result<T> {
    let import = builtins::text::builtin("__import__")?;
    let from = object::seq::tuple(&[Str::new("JSONDecodeError").value()]);
    let module = object::call::call(
        import,
        &[Str::new("json.decoder").value(), Dict::new().value(), Dict::new().value(), from],
    )?;
    let class = object::attr::getattr(module, object::intern("JSONDecodeError"))?;
    let pos = number::int(s.char_index(byte.min(s.byte_len())) as i64);
    let e = object::call::call(class, &[Str::new(msg).value(), s.value(), pos])?;
    match e.cast::<object::error::BaseException>() {
        Some(e) => Err(object::error::set_pending(e)),
        None => object::type_error("JSONDecodeError must be an exception"),
    }
}

fn hex4(b: &[u8]) -> Option<u32> {
    let d = b.get(..4)?;
    d.iter().try_fold(0, |v, c| Some(v << 4 | char::from(*c).to_digit(16)?))
}

/// The byte before `at` that begins a code point.
fn back(b: &[u8], at: usize) -> usize {
    let mut i = at.saturating_sub(1);
    while i > 0 && b[i] & 0xC0 == 0x80 {
        i -= 1;
    }
    i
}

/// Scans a string literal whose opening quote lies before `at`; gives its text and the offset after it.
///
/// # Errors
/// `JSONDecodeError`.
pub fn string(s: Gc<Str>, at: usize, strict: bool) -> Result<(Gc<Str>, usize)> {
    let b = s.as_bytes();
    let begin = back(b, at);
    let mut out: Option<Wtf8Buf> = None;
    let mut i = at;
    loop {
        let Some(stop) = memchr::memchr2(b'"', b'\\', &b[i..]).map(|p| i + p) else {
            if strict && let Some(p) = b[i..].iter().position(|c| *c < 0x20) {
                return decode_error("Invalid control character at", s, i + p);
            }
            return decode_error("Unterminated string starting at", s, begin);
        };
        if strict && let Some(p) = b[i..stop].iter().position(|c| *c < 0x20) {
            return decode_error("Invalid control character at", s, i + p);
        }
        let plain = &s.as_wtf8()[i..stop];
        if b[stop] == b'"' {
            return Ok(match out {
                None => (Str::from_wtf8(plain), stop + 1),
                Some(mut o) => {
                    o.push_wtf8(plain);
                    (Str::from_buf(o), stop + 1)
                }
            });
        }
        let o = out.get_or_insert_default();
        o.push_wtf8(plain);
        i = escape(s, stop, begin, o)?;
    }
}

/// Reads the escape at `at`, which is a backslash; gives the offset after it.
fn escape(s: Gc<Str>, at: usize, begin: usize, out: &mut Wtf8Buf) -> Result<usize> {
    let b = s.as_bytes();
    let Some(&c) = b.get(at + 1) else { return decode_error("Unterminated string starting at", s, begin) };
    let simple = match c {
        b'"' | b'\\' | b'/' => c,
        b'b' => 8,
        b'f' => 12,
        b'n' => 10,
        b'r' => 13,
        b't' => 9,
        b'u' => {
            let Some(mut v) = b.get(at + 2..at + 6).and_then(hex4) else {
                return decode_error("Invalid \\uXXXX escape", s, at + 1);
            };
            let mut next = at + 6;
            if (0xD800..0xDC00).contains(&v)
                && b.get(next..next + 2) == Some(b"\\u")
                && let Some(low) = hex4(&b[next + 2..]).filter(|l| (0xDC00..0xE000).contains(l))
            {
                v = 0x1_0000 + ((v & 0x3FF) << 10 | low & 0x3FF);
                next += 6;
            }
            out.extend(CodePoint::from_u32(v));
            return Ok(next);
        }
        _ => return decode_error("Invalid \\escape", s, at),
    };
    out.push_char(char::from(simple));
    Ok(at + 2)
}

/// The state of one scan: the document and the keys seen so far.
struct Scan {
    me: Gc<Scanner>,
    s: Gc<Str>,
    b: &'static [u8],
    memo: Gc<Dict>,
}

fn skip_space(b: &[u8], mut i: usize) -> usize {
    while matches!(b.get(i), Some(b' ' | b'\t' | b'\n' | b'\r')) {
        i += 1;
    }
    i
}

impl Scan {
    /// No value begins at `at`.
    fn nothing<T>(&self, at: usize) -> Result<T> {
        object::stop_iteration(Some(number::int(self.s.char_index(at.min(self.b.len())) as i64)))
    }

    fn value(&self, at: usize) -> Result<(Value, usize)> {
        let rest = &self.b[at.min(self.b.len())..];
        match rest.first() {
            Some(b'"') => {
                let (t, n) = string(self.s, at + 1, self.me.strict)?;
                Ok((t.value(), n))
            }
            Some(b'{') => {
                object::state::check_native_stack()?;
                self.object(at + 1)
            }
            Some(b'[') => {
                object::state::check_native_stack()?;
                self.array(at + 1)
            }
            Some(b'n') if rest.starts_with(b"null") => Ok((none(), at + 4)),
            Some(b't') if rest.starts_with(b"true") => Ok((bool_value(true), at + 4)),
            Some(b'f') if rest.starts_with(b"false") => Ok((bool_value(false), at + 5)),
            Some(b'N') if rest.starts_with(b"NaN") => self.constant("NaN", at),
            Some(b'I') if rest.starts_with(b"Infinity") => self.constant("Infinity", at),
            Some(b'-') if rest.starts_with(b"-Infinity") => self.constant("-Infinity", at),
            Some(b'-' | b'0'..=b'9') => self.number(at),
            _ => self.nothing(at),
        }
    }

    fn constant(&self, name: &str, at: usize) -> Result<(Value, usize)> {
        let v = object::call::call(self.me.parse_constant, &[Str::new(name).value()])?;
        Ok((v, at + name.len()))
    }

    fn number(&self, start: usize) -> Result<(Value, usize)> {
        let b = self.b;
        let digits = |mut i: usize| {
            while b.get(i).is_some_and(u8::is_ascii_digit) {
                i += 1;
            }
            i
        };
        let first = start + usize::from(b[start] == b'-');
        let mut i = match b.get(first) {
            Some(b'0') => first + 1,
            Some(b'1'..=b'9') => digits(first),
            _ => return self.nothing(start),
        };
        let mut is_float = false;
        if b.get(i) == Some(&b'.') && b.get(i + 1).is_some_and(u8::is_ascii_digit) {
            is_float = true;
            i = digits(i + 1);
        }
        if matches!(b.get(i), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(b.get(i + 1), Some(b'+' | b'-')));
            if b.get(i + 1 + sign).is_some_and(u8::is_ascii_digit) {
                is_float = true;
                i = digits(i + 1 + sign);
            }
        }
        let text = &b[start..i];
        let as_str = || std::str::from_utf8(text).unwrap_or("0");
        let v = if is_float {
            if self.me.parse_float == Float::class().value() {
                number::float(as_str().parse().unwrap_or(0.0))
            } else {
                object::call::call(self.me.parse_float, &[Str::new(as_str()).value()])?
            }
        } else if self.me.parse_int != Int::class().value() {
            object::call::call(self.me.parse_int, &[Str::new(as_str()).value()])?
        } else if text.len() < 18 {
            number::int(as_str().parse().unwrap_or(0))
        } else {
            builtins::int::from_object(Str::new(as_str()).value())?
        };
        Ok((v, i))
    }

    fn array(&self, at: usize) -> Result<(Value, usize)> {
        let b = self.b;
        let mut items = GcVec::new();
        let mut i = skip_space(b, at);
        if b.get(i) == Some(&b']') {
            return Ok((List::new(items).value(), i + 1));
        }
        loop {
            let (v, next) = self.value(i)?;
            items.push(v);
            i = skip_space(b, next);
            match b.get(i) {
                Some(b']') => return Ok((List::new(items).value(), i + 1)),
                Some(b',') => {}
                _ => return decode_error("Expecting ',' delimiter", self.s, i),
            }
            let comma = i;
            i = skip_space(b, i + 1);
            if b.get(i) == Some(&b']') {
                return decode_error("Illegal trailing comma before end of array", self.s, comma);
            }
        }
    }

    fn key(&self, at: usize) -> Result<(Value, usize)> {
        if self.b.get(at) != Some(&b'"') {
            return decode_error("Expecting property name enclosed in double quotes", self.s, at);
        }
        let (k, next) = string(self.s, at + 1, self.me.strict)?;
        let k = match self.memo.get_str(k) {
            Some(known) => known,
            None => {
                self.memo.set_str(k, k.value());
                k.value()
            }
        };
        Ok((k, next))
    }

    fn object(&self, at: usize) -> Result<(Value, usize)> {
        let b = self.b;
        let pairs_hook = self.me.object_pairs_hook != none();
        let d = Dict::new();
        let mut pairs = GcVec::new();
        let mut i = skip_space(b, at);
        let empty = b.get(i) == Some(&b'}');
        #[allow(clippy::while_immutable_condition)] // An empty object skips the loop, which is left from within.
        while !empty {
            let (k, next) = self.key(i)?;
            i = skip_space(b, next);
            if b.get(i) != Some(&b':') {
                return decode_error("Expecting ':' delimiter", self.s, i);
            }
            let (v, next) = self.value(skip_space(b, i + 1))?;
            if pairs_hook {
                pairs.push(object::seq::tuple(&[k, v]));
            } else {
                d.set(k, v)?;
            }
            i = skip_space(b, next);
            match b.get(i) {
                Some(b'}') => break,
                Some(b',') => {}
                _ => return decode_error("Expecting ',' delimiter", self.s, i),
            }
            let comma = i;
            i = skip_space(b, i + 1);
            if b.get(i) == Some(&b'}') {
                return decode_error("Illegal trailing comma before end of object", self.s, comma);
            }
        }
        let v = if pairs_hook {
            object::call::call(self.me.object_pairs_hook, &[List::new(pairs).value()])?
        } else if self.me.object_hook != none() {
            object::call::call(self.me.object_hook, &[d.value()])?
        } else {
            d.value()
        };
        Ok((v, i + 1))
    }
}

fn new(class: Gc<Class>, context: Value) -> Result<Value> {
    let get = |n: &str| object::attr::getattr(context, object::intern(n));
    let strict = object::ops::truth(get("strict")?)?;
    let s = Scanner {
        head: heap::Head { map: std::ptr::null() },
        strict,
        object_hook: get("object_hook")?,
        object_pairs_hook: get("object_pairs_hook")?,
        parse_float: get("parse_float")?,
        parse_int: get("parse_int")?,
        parse_constant: get("parse_constant")?,
    };
    Ok(s.alloc_in(class).value())
}
fn call(me: Gc<Scanner>, string: Value, idx: isize) -> Result<Value> {
    let Some(s) = string.cast::<Str>() else {
        return object::raise_type!("first argument must be a string, not {}", object::repr::type_name(string));
    };
    if idx < 0 {
        return object::value_error("idx cannot be negative");
    }
    let scan = Scan { me, s, b: s.as_bytes(), memo: Dict::new() };
    if idx as usize >= s.char_len() {
        return object::stop_iteration(Some(number::int(idx as i64)));
    }
    let (v, next) = scan.value(s.byte_offset(idx as usize))?;
    Ok(object::seq::tuple(&[v, number::int(s.char_index(next) as i64)]))
}

fn get_strict(me: Gc<Scanner>) -> bool {
    me.strict
}
fn get_object_hook(me: Gc<Scanner>) -> Value {
    me.object_hook
}
fn get_pairs_hook(me: Gc<Scanner>) -> Value {
    me.object_pairs_hook
}
fn get_parse_float(me: Gc<Scanner>) -> Value {
    me.parse_float
}
fn get_parse_int(me: Gc<Scanner>) -> Value {
    me.parse_int
}
fn get_parse_constant(me: Gc<Scanner>) -> Value {
    me.parse_constant
}

pub static ROWS: &[Row] = &[
    Row::new("__new__($type, context)", native(new)),
    Row::method("__call__($self, /, string, idx)", native(call)),
    Row::getter("strict", native(get_strict)),
    Row::getter("object_hook", native(get_object_hook)),
    Row::getter("object_pairs_hook", native(get_pairs_hook)),
    Row::getter("parse_float", native(get_parse_float)),
    Row::getter("parse_int", native(get_parse_int)),
    Row::getter("parse_constant", native(get_parse_constant)),
];
