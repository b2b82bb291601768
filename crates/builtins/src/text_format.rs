//! `str.format`, `str.format_map` and the `_string` module: the parser of format strings and the renderer.
//!
//! Delimiters are ASCII, so the parser works on the bytes of the WTF-8 text.

use object::gc::{Object, ValueExt};
use object::number;
use object::repr::type_name;
use object::{ClassBuilder, Dict, Gc, Module, Result, Row, Str, Tuple, Value, native, none};
use rustpython_wtf8::{Wtf8, Wtf8Buf};

fn wtf8(b: &[u8]) -> &Wtf8 {
    // SAFETY: pieces of WTF-8 cut at ASCII delimiters.
    unsafe { object::strs::wtf8_unchecked(b) }
}
fn text(b: &[u8]) -> Gc<Str> {
    Str::from_wtf8(wtf8(b))
}

/// A replacement field.
struct Field<'a> {
    name: &'a [u8],
    spec: &'a [u8],
    nested: bool,
    conversion: Option<u32>,
}

/// One step through a format string: literal text, then maybe a field. Empty at the end.
fn next_piece<'a>(s: &'a [u8], pos: &mut usize) -> Result<Option<(&'a [u8], Option<Field<'a>>)>> {
    if *pos >= s.len() {
        return Ok(None);
    }
    let start = *pos;
    let Some(brace) = memchr::memchr2(b'{', b'}', &s[start..]).map(|p| start + p) else {
        *pos = s.len();
        return Ok(Some((&s[start..], None)));
    };
    let c = s[brace];
    let next = s.get(brace + 1);
    if next == Some(&c) {
        *pos = brace + 2;
        return Ok(Some((&s[start..=brace], None)));
    }
    if c == b'}' {
        return object::value_error("Single '}' encountered in format string");
    }
    if next.is_none() {
        return object::value_error("Single '{' encountered in format string");
    }
    *pos = brace + 1;
    let field = parse_field(s, pos)?;
    Ok(Some((&s[start..brace], Some(field))))
}

fn parse_field<'a>(s: &'a [u8], pos: &mut usize) -> Result<Field<'a>> {
    let start = *pos;
    let mut c = 0;
    while *pos < s.len() {
        c = s[*pos];
        *pos += 1;
        match c {
            b'{' => return object::value_error("unexpected '{' in field name"),
            b'[' => {
                while *pos < s.len() && s[*pos] != b']' {
                    *pos += 1;
                }
            }
            b'}' | b':' | b'!' => break,
            _ => {}
        }
    }
    if !matches!(c, b'}' | b':' | b'!') {
        return object::value_error("expected '}' before end of string");
    }
    let mut field = Field { name: &s[start..*pos - 1], spec: &[], nested: false, conversion: None };
    if c == b'}' {
        return Ok(field);
    }
    if c == b'!' {
        let Some(ch) = wtf8(&s[*pos..]).code_points().next() else {
            return object::value_error("end of string while looking for conversion specifier");
        };
        field.conversion = Some(ch.to_u32());
        *pos += ch.len_wtf8();
        if let Some(&after) = s.get(*pos) {
            *pos += 1;
            match after {
                b'}' => return Ok(field),
                b':' => {}
                _ => return object::value_error("expected ':' after conversion specifier"),
            }
        }
    }
    let spec = *pos;
    let mut depth = 1;
    while *pos < s.len() {
        let c = s[*pos];
        *pos += 1;
        match c {
            b'{' => {
                field.nested = true;
                depth += 1;
            }
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    field.spec = &s[spec..*pos - 1];
                    return Ok(field);
                }
            }
            _ => {}
        }
    }
    object::value_error("unmatched '{' in format spec")
}

/// A decimal number that fits; empty for other text.
fn integer(b: &[u8]) -> Result<Option<usize>> {
    if b.is_empty() {
        return Ok(None);
    }
    let mut n: usize = 0;
    for c in wtf8(b).code_points() {
        let Some(d) = c.to_char().and_then(rustpython_common::str::char_to_decimal) else { return Ok(None) };
        match n.checked_mul(10).and_then(|n| n.checked_add(usize::from(d))).filter(|n| *n <= isize::MAX as usize) {
            Some(m) => n = m,
            None => return object::value_error("Too many decimal digits in format string"),
        }
    }
    Ok(Some(n))
}

/// Numbering of fields: by position in the text, by explicit number, or undecided.
#[derive(Clone, Copy, PartialEq)]
enum Numbering {
    Open,
    Auto(usize),
    Manual,
}

/// The first part of a field name: a position or a key.
enum First<'a> {
    Index(usize),
    Key(&'a [u8]),
}

fn first_end(name: &[u8]) -> usize {
    memchr::memchr2(b'.', b'[', name).unwrap_or(name.len())
}

fn split_first<'a>(name: &'a [u8], numbering: &mut Numbering) -> Result<(First<'a>, &'a [u8])> {
    let (first, rest) = name.split_at(first_end(name));
    let index = integer(first)?;
    if index.is_none() && !first.is_empty() {
        return Ok((First::Key(first), rest));
    }
    match (*numbering, index) {
        (Numbering::Open, None) => *numbering = Numbering::Auto(0),
        (Numbering::Open, Some(_)) => *numbering = Numbering::Manual,
        (Numbering::Manual, None) => {
            return object::value_error("cannot switch from manual field specification to automatic field numbering");
        }
        (Numbering::Auto(_), Some(_)) => {
            return object::value_error("cannot switch from automatic field numbering to manual field specification");
        }
        _ => {}
    }
    let i = match (index, &mut *numbering) {
        (Some(i), _) => i,
        (None, Numbering::Auto(n)) => {
            *n += 1;
            *n - 1
        }
        (None, _) => 0,
    };
    Ok((First::Index(i), rest))
}

/// An accessor in a field name.
enum Access<'a> {
    Attribute(&'a [u8]),
    Index(usize),
    Key(&'a [u8]),
}

fn next_access<'a>(rest: &mut &'a [u8]) -> Result<Option<Access<'a>>> {
    let Some((&c, tail)) = rest.split_first() else { return Ok(None) };
    let access = match c {
        b'.' => {
            let (name, after) = tail.split_at(first_end(tail));
            *rest = after;
            if name.is_empty() {
                return object::value_error("Empty attribute in format string");
            }
            Access::Attribute(name)
        }
        b'[' => {
            let Some(close) = memchr::memchr(b']', tail) else {
                return object::value_error("Missing ']' in format string");
            };
            *rest = &tail[close + 1..];
            let key = &tail[..close];
            if key.is_empty() {
                return object::value_error("Empty attribute in format string");
            }
            match integer(key)? {
                Some(i) => Access::Index(i),
                None => Access::Key(key),
            }
        }
        _ => return object::value_error("Only '.' or '[' may follow ']' in format field specifier"),
    };
    Ok(Some(access))
}

/// What fields refer to.
struct Arguments {
    args: Option<Gc<Tuple>>,
    mapping: Value,
    numbering: Numbering,
}

fn field_value(name: &[u8], a: &mut Arguments) -> Result<Value> {
    let (first, mut rest) = split_first(name, &mut a.numbering)?;
    let mut v = match first {
        First::Key(k) => {
            let key = text(k).value();
            match a.mapping.cast_exact::<Dict>() {
                Some(d) => match d.get(key)? {
                    Some(v) => v,
                    None => return object::key_error(key),
                },
                None => object::ops::getitem(a.mapping, key)?,
            }
        }
        First::Index(i) => match a.args {
            None => return object::value_error("Format string contains positional fields"),
            Some(t) => match t.as_slice().get(i) {
                Some(v) => *v,
                None => {
                    return object::raise_exc!(
                        INDEX_ERROR,
                        "Replacement index {i} out of range for positional args tuple"
                    );
                }
            },
        },
    };
    while let Some(access) = next_access(&mut rest)? {
        v = match access {
            Access::Attribute(n) => object::attr::getattr(v, object::strs::intern_str(text(n)))?,
            Access::Index(i) => object::ops::getitem(v, number::int(i as i64))?,
            Access::Key(k) => object::ops::getitem(v, text(k).value())?,
        };
    }
    Ok(v)
}

fn build(s: &[u8], a: &mut Arguments, depth: u32, out: &mut Wtf8Buf) -> Result<()> {
    if depth == 0 {
        return object::value_error("Max string recursion exceeded");
    }
    let mut pos = 0;
    while let Some((literal, field)) = next_piece(s, &mut pos)? {
        out.push_wtf8(wtf8(literal));
        let Some(f) = field else { continue };
        let mut v = field_value(f.name, a)?;
        if let Some(c) = f.conversion {
            v = convert(v, c)?;
        }
        let spec = if f.nested {
            let mut expanded = Wtf8Buf::new();
            build(f.spec, a, depth - 1, &mut expanded)?;
            Str::from_buf(expanded)
        } else {
            text(f.spec)
        };
        out.push_wtf8(object::repr::format(v, spec)?.as_wtf8());
    }
    Ok(())
}

fn convert(v: Value, c: u32) -> Result<Value> {
    match char::from_u32(c) {
        Some('r') => Ok(object::repr::repr(v)?.value()),
        Some('s') => Ok(object::repr::str_of(v)?.value()),
        Some('a') => Ok(ascii(v)?.value()),
        Some(ch) if c > 32 && c < 127 => object::raise_value!("Unknown conversion specifier {ch}"),
        _ => object::raise_value!("Unknown conversion specifier \\x{c:x}"),
    }
}

/// `ascii(v)`.
pub fn ascii(v: Value) -> Result<Gc<Str>> {
    let r = object::repr::repr(v)?;
    if r.is_ascii() {
        return Ok(r);
    }
    let mut out = String::new();
    for c in r.code_points() {
        match c {
            0..0x80 => out.push(char::from(c as u8)),
            0x80..0x100 => out.push_str(&format!("\\x{c:02x}")),
            0x100..0x1_0000 => out.push_str(&format!("\\u{c:04x}")),
            _ => out.push_str(&format!("\\U{c:08x}")),
        }
    }
    Ok(Str::new(&out))
}

fn format(s: Gc<Str>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Gc<Str>> {
    let mut a = Arguments { args: Some(args), mapping: kwargs.value(), numbering: Numbering::Open };
    let mut out = Wtf8Buf::with_capacity(s.byte_len() + 16);
    build(s.as_bytes(), &mut a, 2, &mut out)?;
    Ok(Str::from_buf(out))
}
fn format_map(s: Gc<Str>, mapping: Value) -> Result<Gc<Str>> {
    let mut a = Arguments { args: None, mapping, numbering: Numbering::Open };
    let mut out = Wtf8Buf::with_capacity(s.byte_len() + 16);
    build(s.as_bytes(), &mut a, 2, &mut out)?;
    Ok(Str::from_buf(out))
}

pub static ROWS: &[Row] = &[
    Row::method("format($self, /, *args, **kwargs)", native(format))
        .doc("Return a formatted version of the string, using substitutions from args and kwargs.\n\nThe substitutions are identified by braces ('{' and '}')."),
    Row::method("format_map($self, mapping, /)", native(format_map))
        .doc("Return a formatted version of the string, using substitutions from mapping.\n\nThe substitutions are identified by braces ('{' and '}')."),
];

/// The iterators of `_string.formatter_parser` and of the accessors of a field name.
#[repr(C)]
pub struct FormatterIter {
    pub head: heap::Head,
    text: Gc<Str>,
    pos: usize,
}
object::object_type!(FormatterIter);
/// The accessors of a field name.
#[repr(C)]
pub struct FieldNameIter {
    pub head: heap::Head,
    text: Gc<Str>,
    pos: usize,
}
object::object_type!(FieldNameIter);

fn head() -> heap::Head {
    heap::Head { map: std::ptr::null() }
}
fn self_iter(it: Value) -> Value {
    it
}
fn formatter_next(mut it: Gc<FormatterIter>) -> Result<Value> {
    let mut pos = it.pos;
    let piece = next_piece(it.text.as_bytes(), &mut pos)?;
    it.pos = pos;
    let Some((literal, field)) = piece else { return object::stop_iteration(None) };
    let literal = text(literal).value();
    let Some(f) = field else { return Ok(object::seq::tuple(&[literal, none(), none(), none()])) };
    let name = text(f.name).value();
    let spec = text(f.spec).value();
    let conversion = f.conversion.map_or_else(none, |c| Str::from_char(c).value());
    Ok(object::seq::tuple(&[literal, name, spec, conversion]))
}
fn field_next(mut it: Gc<FieldNameIter>) -> Result<Value> {
    let bytes = it.text.as_bytes();
    let mut rest = &bytes[it.pos..];
    let access = next_access(&mut rest)?;
    it.pos = bytes.len() - rest.len();
    let (is_attribute, v) = match access {
        None => return object::stop_iteration(None),
        Some(Access::Attribute(n)) => (true, text(n).value()),
        Some(Access::Index(i)) => (false, number::int(i as i64)),
        Some(Access::Key(k)) => (false, text(k).value()),
    };
    Ok(object::seq::tuple(&[object::bool_value(is_attribute), v]))
}

fn formatter_parser(string: Value) -> Result<Value> {
    match string.cast::<Str>() {
        Some(text) => Ok(FormatterIter { head: head(), text, pos: 0 }.alloc().value()),
        None => object::raise_type!("expected str, got {}", type_name(string)),
    }
}
fn formatter_field_name_split(string: Value) -> Result<Value> {
    let Some(s) = string.cast::<Str>() else { return object::raise_type!("expected str, got {}", type_name(string)) };
    let bytes = s.as_bytes();
    let end = first_end(bytes);
    let first = match integer(&bytes[..end])? {
        Some(i) => number::int(i as i64),
        None => text(&bytes[..end]).value(),
    };
    let it = FieldNameIter { head: head(), text: s, pos: end }.alloc().value();
    Ok(object::seq::tuple(&[first, it]))
}

static FORMATTER_ITER: &[Row] =
    &[Row::method("__iter__($self, /)", native(self_iter)), Row::method("__next__($self, /)", native(formatter_next))];
static FIELD_ITER: &[Row] =
    &[Row::method("__iter__($self, /)", native(self_iter)), Row::method("__next__($self, /)", native(field_next))];
static MODULE_ROWS: &[Row] = &[
    Row::function("formatter_parser($module, string, /)", native(formatter_parser))
        .doc("parse the argument as a format string"),
    Row::function("formatter_field_name_split($module, string, /)", native(formatter_field_name_split))
        .doc("split the argument as a field name"),
];

/// The module `_string`.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let flags = object::class::ClassFlags::NO_INSTANTIATE;
    let _ = ClassBuilder::new::<FormatterIter>("formatteriterator").flags(flags).rows(&[FORMATTER_ITER]).build();
    let _ = ClassBuilder::new::<FieldNameIter>("fieldnameiterator").flags(flags).rows(&[FIELD_ITER]).build();
    let m = Module::new("_string");
    m.set_doc("string helper module");
    m.add_rows(MODULE_ROWS);
    Ok(m)
}
