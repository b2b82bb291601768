//! `str`: case mappings, classes of characters, padding, translation.

use object::error::exc;
use object::gc::ValueExt;
use object::number::{self, int_ref};
use object::repr::type_name;
use object::{Dict, Effects, Gc, Result, Row, Str, Value, native, none};
use rustpython_unicode::{case, classify, identifier};
use rustpython_wtf8::{CodePoint, Wtf8Buf};

use crate::format::padded;
use crate::text::exact;

fn ascii(b: Vec<u8>) -> Gc<Str> {
    // SAFETY: callers map ASCII bytes to ASCII bytes.
    unsafe { Str::from_bytes_unchecked(&b) }
}

fn lower(s: Gc<Str>) -> Gc<Str> {
    if s.is_ascii() {
        return ascii(s.as_bytes().to_ascii_lowercase());
    }
    Str::from_buf(s.as_wtf8().to_lowercase())
}
fn upper(s: Gc<Str>) -> Gc<Str> {
    if s.is_ascii() {
        return ascii(s.as_bytes().to_ascii_uppercase());
    }
    Str::from_buf(s.as_wtf8().to_uppercase())
}
fn casefold(s: Gc<Str>) -> Gc<Str> {
    if s.is_ascii() {
        return lower(s);
    }
    Str::from_buf(case::casefold_wtf8(s.as_wtf8()))
}
fn capitalize(s: Gc<Str>) -> Gc<Str> {
    if s.is_ascii() {
        let mut b = s.as_bytes().to_ascii_lowercase();
        if let Some(f) = b.first_mut() {
            f.make_ascii_uppercase();
        }
        return ascii(b);
    }
    Str::from_buf(case::capitalize_wtf8(s.as_wtf8()))
}
fn title(s: Gc<Str>) -> Gc<Str> {
    if s.is_ascii() {
        let mut after_letter = false;
        let b = s.as_bytes().iter().map(|c| {
            let out = if after_letter { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() };
            after_letter = c.is_ascii_alphabetic();
            out
        });
        return ascii(b.collect());
    }
    Str::from_buf(case::title_wtf8(s.as_wtf8()))
}
fn swapcase(s: Gc<Str>) -> Gc<Str> {
    if s.is_ascii() {
        let b = s
            .as_bytes()
            .iter()
            .map(|c| if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() });
        return ascii(b.collect());
    }
    Str::from_buf(case::swapcase_wtf8(s.as_wtf8()))
}

/// Is the string not empty and do all characters satisfy the test?
fn all(s: Gc<Str>, fast: fn(u8) -> bool, slow: fn(char) -> bool) -> bool {
    if s.is_ascii() {
        return s.byte_len() > 0 && s.as_bytes().iter().all(|b| fast(*b));
    }
    s.code_points().all(|c| char::from_u32(c).is_some_and(slow))
}
fn isalpha(s: Gc<Str>) -> bool {
    all(s, |b| b.is_ascii_alphabetic(), classify::is_alpha)
}
fn isalnum(s: Gc<Str>) -> bool {
    all(
        s,
        |b| b.is_ascii_alphanumeric(),
        |c| classify::is_alpha(c) || classify::is_decimal(c) || classify::is_digit(c) || classify::is_numeric(c),
    )
}
fn isdecimal(s: Gc<Str>) -> bool {
    all(s, |b| b.is_ascii_digit(), classify::is_decimal)
}
fn isdigit(s: Gc<Str>) -> bool {
    all(s, |b| b.is_ascii_digit(), classify::is_digit)
}
fn isnumeric(s: Gc<Str>) -> bool {
    all(s, |b| b.is_ascii_digit(), classify::is_numeric)
}
fn isspace(s: Gc<Str>) -> bool {
    all(s, |b| crate::text_find::is_space(u32::from(b)), |c| crate::text_find::is_space(c as u32))
}
fn isprintable(s: Gc<Str>) -> bool {
    s.byte_len() == 0 || all(s, |b| (0x20..0x7f).contains(&b), classify::is_printable)
}
fn isascii(s: Gc<Str>) -> bool {
    s.is_ascii()
}

/// `islower` and `isupper`: some cased character, and none of the other case.
fn cased(s: Gc<Str>, good: fn(char) -> bool, bad: fn(char) -> bool) -> bool {
    let mut any = false;
    for c in s.code_points().filter_map(char::from_u32) {
        if bad(c) {
            return false;
        }
        any |= good(c);
    }
    any
}
fn islower(s: Gc<Str>) -> bool {
    cased(s, case::is_lowercase, |c| case::is_uppercase(c) || case::is_titlecase(c))
}
fn isupper(s: Gc<Str>) -> bool {
    cased(s, case::is_uppercase, |c| case::is_lowercase(c) || case::is_titlecase(c))
}
fn istitle(s: Gc<Str>) -> bool {
    let (mut any, mut after_cased) = (false, false);
    for c in s.code_points() {
        let Some(c) = char::from_u32(c) else {
            after_cased = false;
            continue;
        };
        if case::is_uppercase(c) || case::is_titlecase(c) {
            if after_cased {
                return false;
            }
            (any, after_cased) = (true, true);
        } else if case::is_lowercase(c) {
            if !after_cased {
                return false;
            }
            any = true;
        } else {
            after_cased = false;
        }
    }
    any
}
/// `str.isidentifier`.
pub fn isidentifier(s: Gc<Str>) -> bool {
    let mut it = s.code_points();
    let Some(first) = it.next().and_then(char::from_u32) else { return false };
    let start = |c: char| if c.is_ascii() { c == '_' || c.is_ascii_alphabetic() } else { identifier::is_xid_start(c) };
    let more =
        |c: char| if c.is_ascii() { c == '_' || c.is_ascii_alphanumeric() } else { identifier::is_xid_continue(c) };
    start(first) && it.all(|c| char::from_u32(c).is_some_and(more))
}

fn fill_char(fill: Option<Value>) -> Result<CodePoint> {
    let Some(v) = fill else { return Ok(CodePoint::from(' ')) };
    match v.cast::<Str>() {
        Some(s) if s.char_len() == 1 => Ok(s.as_wtf8().code_points().next().unwrap_or(CodePoint::from(' '))),
        Some(_) => object::type_error("The fill character must be exactly one character long"),
        None => object::raise_type!("The fill character must be a unicode character, not {}", type_name(v)),
    }
}
fn pad(s: Gc<Str>, left: usize, right: usize, fill: CodePoint) -> Result<Gc<Str>> {
    if left + right == 0 {
        return Ok(exact(s));
    }
    if left + right > 1 << 40 {
        return object::memory_error();
    }
    Ok(padded(s, fill, left, right))
}
fn gap(s: Gc<Str>, width: isize) -> usize {
    (width.max(0) as usize).saturating_sub(s.char_len())
}
fn center(s: Gc<Str>, width: isize, fill: Option<Value>) -> Result<Gc<Str>> {
    let (fill, g) = (fill_char(fill)?, gap(s, width));
    let left = g / 2 + (g & width.max(0) as usize & 1);
    pad(s, left, g - left, fill)
}
fn ljust(s: Gc<Str>, width: isize, fill: Option<Value>) -> Result<Gc<Str>> {
    let fill = fill_char(fill)?;
    pad(s, 0, gap(s, width), fill)
}
fn rjust(s: Gc<Str>, width: isize, fill: Option<Value>) -> Result<Gc<Str>> {
    let fill = fill_char(fill)?;
    pad(s, gap(s, width), 0, fill)
}
fn zfill(s: Gc<Str>, width: isize) -> Result<Gc<Str>> {
    let g = gap(s, width);
    if g == 0 {
        return Ok(exact(s));
    }
    if g > 1 << 40 {
        return object::memory_error();
    }
    let sign = matches!(s.as_bytes().first(), Some(b'+' | b'-'));
    let (head, tail) = (&s.as_wtf8()[..usize::from(sign)], &s.as_wtf8()[usize::from(sign)..]);
    let mut out = Wtf8Buf::with_capacity(s.byte_len() + g);
    out.push_wtf8(head);
    out.push_str(&"0".repeat(g));
    out.push_wtf8(tail);
    Ok(Str::from_buf(out))
}
fn expandtabs(s: Gc<Str>, tabsize: Option<i32>) -> Result<Gc<Str>> {
    if s.value().is_exact::<Str>() && memchr::memchr(b'\t', s.as_bytes()).is_none() {
        return Ok(s);
    }
    let tab = tabsize.unwrap_or(8).max(0) as usize;
    let mut out = Wtf8Buf::with_capacity(s.byte_len());
    let mut column = 0usize;
    for c in s.as_wtf8().code_points() {
        match c.to_u32() {
            9 => {
                if tab > 0 {
                    let n = tab - column % tab;
                    if out.len() + n > isize::MAX as usize / 2 || n > 1 << 31 {
                        return object::overflow_error("new string is too long");
                    }
                    out.push_str(&" ".repeat(n));
                    column += n;
                }
            }
            n => {
                column = if n == 10 || n == 13 { 0 } else { column + 1 };
                out.push(c);
            }
        }
    }
    Ok(Str::from_buf(out))
}

/// What a translation table says of a character.
enum Mapped {
    Same,
    Delete,
    Char(u32),
    Text(Gc<Str>),
}

fn look_up(table: Value, c: u32) -> Result<Mapped> {
    let key = number::int(i64::from(c));
    let found = match table.cast_exact::<Dict>() {
        Some(d) => d.get(key)?,
        None => object::error::catch(object::ops::getitem(table, key), &exc::LOOKUP_ERROR)?,
    };
    let Some(v) = found else { return Ok(Mapped::Same) };
    if v == none() {
        return Ok(Mapped::Delete);
    }
    if let Some(s) = v.cast::<Str>() {
        return Ok(Mapped::Text(s));
    }
    match int_ref(v) {
        Some(number::IntRef::Small(i)) if (0..0x11_0000).contains(&i) => Ok(Mapped::Char(i as u32)),
        Some(_) => object::value_error("character mapping must be in range(0x110000)"),
        None => object::raise_type!("character mapping must return integer, None or str"),
    }
}

/// `str.translate` (`_PyUnicode_TranslateCharmap` with errors ignored).
pub fn translate(s: Gc<Str>, table: Value) -> Result<Gc<Str>> {
    let mut out = Wtf8Buf::with_capacity(s.byte_len());
    // ASCII results are remembered: 0 unknown, 1..=128 the character plus one, 129 deleted, 130 anything else.
    let mut memo = [0u8; 128];
    for c in s.as_wtf8().code_points() {
        let n = c.to_u32();
        if n < 128 {
            match memo[n as usize] {
                0 | 130 => {}
                129 => continue,
                m => {
                    out.push_char(char::from(m - 1));
                    continue;
                }
            }
        }
        let m = look_up(table, n)?;
        if n < 128 {
            memo[n as usize] = match &m {
                Mapped::Same => n as u8 + 1,
                Mapped::Char(x) if *x < 128 => *x as u8 + 1,
                Mapped::Delete => 129,
                _ => 130,
            };
        }
        match m {
            Mapped::Same => out.push(c),
            Mapped::Delete => {}
            Mapped::Char(x) => out.extend(CodePoint::from_u32(x)),
            Mapped::Text(t) => out.push_wtf8(t.as_wtf8()),
        }
    }
    Ok(Str::from_buf(out))
}

fn maketrans(x: Value, y: Option<Value>, z: Option<Value>) -> Result<Gc<Dict>> {
    let d = Dict::new();
    let code = |c: u32| number::int(i64::from(c));
    let Some(y) = y else {
        let Some(source) = x.cast_exact::<Dict>().or_else(|| x.cast::<Dict>()) else {
            return object::type_error("if you give only one argument to maketrans it must be a dict");
        };
        for (k, v) in source.to_vec().iter() {
            match k.cast::<Str>() {
                Some(s) if s.char_len() == 1 => d.set(code(s.nth(0)), *v)?,
                Some(_) => return object::value_error("string keys in translatetable must be of length 1"),
                None if number::is_int(*k) => d.set(*k, *v)?,
                None => return object::type_error("keys in translate table must be strings or integers"),
            }
        }
        return Ok(d);
    };
    let text = |v: Value, n: usize| match v.cast::<Str>() {
        Some(s) => Ok(s),
        None => object::raise_type!("maketrans() argument {} must be str, not {}", n, type_name(v)),
    };
    let Some(x) = x.cast::<Str>() else {
        return object::type_error("first maketrans argument must be a string if there is a second argument");
    };
    let y = text(y, 2)?;
    if x.char_len() != y.char_len() {
        return object::value_error("the first two maketrans arguments must have equal length");
    }
    for (a, b) in x.code_points().zip(y.code_points()) {
        d.set(code(a), code(b))?;
    }
    if let Some(z) = z {
        for c in text(z, 3)?.code_points() {
            d.set(code(c), none())?;
        }
    }
    Ok(d)
}

pub static ROWS: &[Row] = &[
    Row::method("lower($self, /)", native(lower)).effects(Effects::PURE).doc("Return a copy of the string converted to lowercase."),
    Row::method("upper($self, /)", native(upper)).effects(Effects::PURE).doc("Return a copy of the string converted to uppercase."),
    Row::method("casefold($self, /)", native(casefold)).effects(Effects::PURE).doc("Return a version of the string suitable for caseless comparisons."),
    Row::method("capitalize($self, /)", native(capitalize)).effects(Effects::PURE).doc(
        "Return a capitalized version of the string.\n\nMore specifically, make the first character have upper case and the rest lower\ncase.",
    ),
    Row::method("title($self, /)", native(title)).effects(Effects::PURE).doc(
        "Return a version of the string where each word is titlecased.\n\nMore specifically, words start with uppercased characters and all remaining\ncased characters have lower case.",
    ),
    Row::method("swapcase($self, /)", native(swapcase)).effects(Effects::PURE)
        .doc("Convert uppercase characters to lowercase and lowercase characters to uppercase."),
    Row::method("isalpha($self, /)", native(isalpha)).effects(Effects::PURE).doc("Return True if the string is an alphabetic string, False otherwise."),
    Row::method("isalnum($self, /)", native(isalnum)).effects(Effects::PURE).doc("Return True if the string is an alpha-numeric string, False otherwise."),
    Row::method("isdecimal($self, /)", native(isdecimal)).effects(Effects::PURE).doc("Return True if the string is a decimal string, False otherwise."),
    Row::method("isdigit($self, /)", native(isdigit)).effects(Effects::PURE).doc("Return True if the string is a digit string, False otherwise."),
    Row::method("isnumeric($self, /)", native(isnumeric)).effects(Effects::PURE).doc("Return True if the string is a numeric string, False otherwise."),
    Row::method("isspace($self, /)", native(isspace)).effects(Effects::PURE).doc("Return True if the string is a whitespace string, False otherwise."),
    Row::method("isprintable($self, /)", native(isprintable)).effects(Effects::PURE).doc("Return True if all characters in the string are printable, False otherwise."),
    Row::method("isascii($self, /)", native(isascii)).effects(Effects::PURE).doc("Return True if all characters in the string are ASCII, False otherwise."),
    Row::method("islower($self, /)", native(islower)).effects(Effects::PURE).doc("Return True if the string is a lowercase string, False otherwise."),
    Row::method("isupper($self, /)", native(isupper)).effects(Effects::PURE).doc("Return True if the string is an uppercase string, False otherwise."),
    Row::method("istitle($self, /)", native(istitle)).effects(Effects::PURE).doc("Return True if the string is a title-cased string, False otherwise."),
    Row::method("isidentifier($self, /)", native(isidentifier)).effects(Effects::PURE).doc("Return True if the string is a valid Python identifier, False otherwise."),
    Row::method("center($self, width, fillchar=' ', /)", native(center)).effects(Effects::PURE).doc("Return a centered string of length width."),
    Row::method("ljust($self, width, fillchar=' ', /)", native(ljust)).effects(Effects::PURE).doc("Return a left-justified string of length width."),
    Row::method("rjust($self, width, fillchar=' ', /)", native(rjust)).effects(Effects::PURE).doc("Return a right-justified string of length width."),
    Row::method("zfill($self, width, /)", native(zfill)).effects(Effects::PURE)
        .doc("Pad a numeric string with zeros on the left, to fill a field of the given width.\n\nThe string is never truncated."),
    Row::method("expandtabs($self, /, tabsize=8)", native(expandtabs)).effects(Effects::PURE)
        .doc("Return a copy where all tab characters are expanded using spaces.\n\nIf tabsize is not given, a tab size of 8 characters is assumed."),
    Row::method("translate($self, table, /)", native(translate)).doc("Replace each character in the string using the given translation table."),
    Row::static_method("maketrans(x, y=None, z=None, /)", native(maketrans)).doc("Return a translation table usable for str.translate()."),
];
