//! `str`: the find family, splitting, stripping, replacing.

use object::gc::ValueExt;
use object::repr::type_name;
use object::{Effects, Gc, GcVec, List, Result, Row, Str, Tuple, Value, native, none};
use rustpython_wtf8::Wtf8;

use crate::find;
use crate::text::exact;

/// Bytes of WTF-8 text as a string.
fn text_of(b: &[u8]) -> Gc<Str> {
    // SAFETY: callers pass pieces of strings cut at code point boundaries.
    unsafe { Str::from_bytes_unchecked(b) }
}
fn piece(s: Gc<Str>, from: usize, to: usize) -> Gc<Str> {
    if from == 0 && to == s.byte_len() { exact(s) } else { text_of(&s.as_bytes()[from..to]) }
}

/// The clipped part of a string: its bytes, and the byte offset where it begins; empty if start lies beyond end.
fn part(s: Gc<Str>, start: Option<Value>, end: Option<Value>) -> Result<Option<(&'static [u8], usize)>> {
    if start.is_none() && end.is_none() {
        return Ok(Some((s.as_bytes(), 0)));
    }
    let (a, b) = find::clip(start, end, s.char_len())?;
    if a > b {
        return Ok(None);
    }
    let (x, y) = (s.byte_offset(a as usize), s.byte_offset(b as usize));
    Ok(Some((&s.as_bytes()[x..y], x)))
}

fn find_in(
    s: Gc<Str>,
    sub: Gc<Str>,
    start: Option<Value>,
    end: Option<Value>,
    search: fn(&[u8], &[u8]) -> Option<usize>,
) -> Result<i64> {
    let Some((hay, base)) = part(s, start, end)? else { return Ok(-1) };
    Ok(search(hay, sub.as_bytes()).map_or(-1, |p| s.char_index(base + p) as i64))
}
fn str_find(s: Gc<Str>, sub: Gc<Str>, start: Option<Value>, end: Option<Value>) -> Result<i64> {
    find_in(s, sub, start, end, find::find)
}
fn str_rfind(s: Gc<Str>, sub: Gc<Str>, start: Option<Value>, end: Option<Value>) -> Result<i64> {
    find_in(s, sub, start, end, find::rfind)
}
fn found(i: i64) -> Result<i64> {
    if i < 0 { object::value_error("substring not found") } else { Ok(i) }
}
fn index(s: Gc<Str>, sub: Gc<Str>, start: Option<Value>, end: Option<Value>) -> Result<i64> {
    found(str_find(s, sub, start, end)?)
}
fn rindex(s: Gc<Str>, sub: Gc<Str>, start: Option<Value>, end: Option<Value>) -> Result<i64> {
    found(str_rfind(s, sub, start, end)?)
}
fn count(s: Gc<Str>, sub: Gc<Str>, start: Option<Value>, end: Option<Value>) -> Result<usize> {
    let Some((hay, _)) = part(s, start, end)? else { return Ok(0) };
    if sub.byte_len() == 0 {
        return Ok(object::strs::count_code_points(hay) + 1);
    }
    Ok(find::count(hay, sub.as_bytes()))
}

fn affix(
    s: Gc<Str>,
    x: Value,
    start: Option<Value>,
    end: Option<Value>,
    name: &str,
    test: fn(&[u8], &[u8]) -> bool,
) -> Result<bool> {
    let hay = part(s, start, end)?.map(|(h, _)| h);
    if let Some(t) = x.cast::<Tuple>() {
        for x in t.as_slice() {
            let Some(p) = x.cast::<Str>() else {
                return object::raise_type!("tuple for {} must only contain str, not {}", name, type_name(*x));
            };
            if hay.is_some_and(|h| test(h, p.as_bytes())) {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    match x.cast::<Str>() {
        Some(p) => Ok(hay.is_some_and(|h| test(h, p.as_bytes()))),
        None => object::raise_type!("{} first arg must be str or a tuple of str, not {}", name, type_name(x)),
    }
}
fn startswith(s: Gc<Str>, prefix: Value, start: Option<Value>, end: Option<Value>) -> Result<bool> {
    affix(s, prefix, start, end, "startswith", |h, p| h.starts_with(p))
}
fn endswith(s: Gc<Str>, suffix: Value, start: Option<Value>, end: Option<Value>) -> Result<bool> {
    affix(s, suffix, start, end, "endswith", |h, p| h.ends_with(p))
}
fn removeprefix(s: Gc<Str>, prefix: Gc<Str>) -> Gc<Str> {
    s.as_bytes().strip_prefix(prefix.as_bytes()).filter(|_| prefix.byte_len() > 0).map_or_else(|| exact(s), text_of)
}
fn removesuffix(s: Gc<Str>, suffix: Gc<Str>) -> Gc<Str> {
    s.as_bytes().strip_suffix(suffix.as_bytes()).filter(|_| suffix.byte_len() > 0).map_or_else(|| exact(s), text_of)
}

/// `maxsplit`, negative ones as unlimited.
pub fn limit(n: Option<isize>) -> usize {
    n.map_or(usize::MAX, |n| if n < 0 { usize::MAX } else { n as usize })
}

/// Is the code point white space for `str.split` and `str.strip`?
pub fn is_space(c: u32) -> bool {
    match c {
        9..=13 | 28..=32 => true,
        0..0x80 => false,
        _ => char::from_u32(c).is_some_and(rustpython_unicode::classify::is_space),
    }
}

fn pieces(s: Gc<Str>, ranges: &[(usize, usize)]) -> Gc<List> {
    let mut items = GcVec::with_capacity(ranges.len());
    for (a, b) in ranges {
        items.push(piece(s, *a, *b).value());
    }
    List::new(items)
}

/// Byte ranges of white space and of the words between, as `split()` finds them from the left.
fn words(s: Gc<Str>, max: usize) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, c) in s.as_wtf8().code_point_indices() {
        match (is_space(c.to_u32()), start) {
            (true, Some(from)) => {
                out.push((from, at));
                start = None;
            }
            (false, None) if out.len() == max => {
                out.push((at, s.byte_len()));
                return out;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
    }
    if let Some(from) = start {
        out.push((from, s.byte_len()));
    }
    out
}

fn rwords(s: Gc<Str>, max: usize) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut end = None;
    let mut after = s.byte_len();
    for c in s.as_wtf8().code_points().rev() {
        let at = after - c.len_wtf8();
        match (is_space(c.to_u32()), end) {
            (true, Some(to)) => {
                out.push((after, to));
                end = None;
            }
            (false, None) if out.len() == max => {
                out.push((0, after));
                out.reverse();
                return out;
            }
            (false, None) => end = Some(after),
            _ => {}
        }
        after = at;
    }
    if let Some(to) = end {
        out.push((0, to));
    }
    out.reverse();
    out
}

fn split_args(sep: Option<Value>) -> Result<Option<Gc<Str>>> {
    match sep.filter(|s| *s != none()) {
        None => Ok(None),
        Some(v) => match v.cast::<Str>() {
            Some(s) if s.byte_len() == 0 => object::value_error("empty separator"),
            Some(s) => Ok(Some(s)),
            None => object::raise_type!("must be str or None, not {}", type_name(v)),
        },
    }
}
fn split(s: Gc<Str>, sep: Option<Value>, maxsplit: Option<isize>) -> Result<Gc<List>> {
    let max = limit(maxsplit);
    Ok(match split_args(sep)? {
        Some(sep) => pieces(s, &find::split(s.as_bytes(), sep.as_bytes(), max)),
        None if s.is_ascii() => pieces(s, &ascii_words(s.as_bytes(), max)),
        None => pieces(s, &words(s, max)),
    })
}
fn ascii_words(b: &[u8], max: usize) -> Vec<(usize, usize)> {
    let space = |c: u8| c == b' ' || (9..=13).contains(&c) || (28..=31).contains(&c);
    let mut out = Vec::new();
    let mut i = 0;
    loop {
        while i < b.len() && space(b[i]) {
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
        while i < b.len() && !space(b[i]) {
            i += 1;
        }
        out.push((from, i));
    }
}
fn rsplit(s: Gc<Str>, sep: Option<Value>, maxsplit: Option<isize>) -> Result<Gc<List>> {
    let max = limit(maxsplit);
    Ok(match split_args(sep)? {
        Some(sep) => pieces(s, &find::rsplit(s.as_bytes(), sep.as_bytes(), max)),
        None => pieces(s, &rwords(s, max)),
    })
}

fn splitlines(s: Gc<Str>, keepends: Option<bool>) -> Gc<List> {
    let keep = keepends.unwrap_or(false);
    let mut out = Vec::new();
    let mut start = 0;
    let mut it = s.as_wtf8().code_point_indices().peekable();
    while let Some((at, c)) = it.next() {
        if !matches!(c.to_u32(), 0x0A..=0x0D | 0x1C..=0x1E | 0x85 | 0x2028 | 0x2029) {
            continue;
        }
        let mut end = at + c.len_wtf8();
        if c.to_u32() == 0x0D && it.peek().is_some_and(|(_, n)| n.to_u32() == 0x0A) {
            let _ = it.next();
            end += 1;
        }
        out.push((start, if keep { end } else { at }));
        start = end;
    }
    if start < s.byte_len() {
        out.push((start, s.byte_len()));
    }
    pieces(s, &out)
}

/// Byte range of text without white space around.
fn trimmed(t: &Wtf8) -> (usize, usize) {
    let start = t.len() - t.trim_start_matches(|c| is_space(c.to_u32())).len();
    let end = start + t[start..].trim_end_matches(|c| is_space(c.to_u32())).len();
    (start, end)
}

fn strip_with(s: Gc<Str>, chars: Option<Value>, left: bool, right: bool, name: &str) -> Result<Gc<Str>> {
    let t = s.as_wtf8();
    let set = match chars.filter(|c| *c != none()) {
        None => None,
        Some(v) => match v.cast::<Str>() {
            Some(set) => Some(set),
            None => return object::raise_type!("{name} arg must be None or str"),
        },
    };
    let (mut from, mut to) = (0, t.len());
    match set {
        None => {
            let (a, b) = trimmed(t);
            if left {
                from = a;
            }
            if right {
                to = if left { b.max(from) } else { t.trim_end_matches(|c| is_space(c.to_u32())).len() };
            }
        }
        Some(set) => {
            let mut ascii = 0u128;
            for b in set.as_bytes().iter().filter(|b| b.is_ascii()) {
                ascii |= 1 << b;
            }
            let wide = !set.is_ascii();
            let has = |c: u32| if c < 128 { ascii >> c & 1 != 0 } else { wide && set.code_points().any(|x| x == c) };
            if left {
                from = t.len() - t.trim_start_matches(|c| has(c.to_u32())).len();
            }
            if right {
                to = from + t[from..].trim_end_matches(|c| has(c.to_u32())).len();
            }
        }
    }
    Ok(piece(s, from, to))
}
fn strip(s: Gc<Str>, chars: Option<Value>) -> Result<Gc<Str>> {
    strip_with(s, chars, true, true, "strip")
}
fn lstrip(s: Gc<Str>, chars: Option<Value>) -> Result<Gc<Str>> {
    strip_with(s, chars, true, false, "lstrip")
}
fn rstrip(s: Gc<Str>, chars: Option<Value>) -> Result<Gc<Str>> {
    strip_with(s, chars, false, true, "rstrip")
}

fn replace(s: Gc<Str>, old: Gc<Str>, new: Gc<Str>, count: Option<isize>) -> Result<Gc<Str>> {
    let r = find::replace(s.as_bytes(), old.as_bytes(), new.as_bytes(), limit(count), |b| b & 0xC0 != 0x80);
    Ok(r.map_or_else(|| exact(s), |b| text_of(&b)))
}

fn three(s: Gc<Str>, at: Option<usize>, sep: Gc<Str>, from_right: bool) -> Value {
    let e = Str::empty().value();
    let whole = exact(s).value();
    match at {
        None if from_right => object::seq::tuple(&[e, e, whole]),
        None => object::seq::tuple(&[whole, e, e]),
        Some(p) => {
            let a = piece(s, 0, p).value();
            let b = piece(s, p + sep.byte_len(), s.byte_len()).value();
            object::seq::tuple(&[a, exact(sep).value(), b])
        }
    }
}
fn separator(sep: Gc<Str>) -> Result<()> {
    if sep.byte_len() == 0 { object::value_error("empty separator") } else { Ok(()) }
}
/// A separator, in the words of `PyUnicode_Partition`.
fn text_separator(sep: Value) -> Result<Gc<Str>> {
    match sep.cast::<Str>() {
        Some(s) => Ok(s),
        None => object::raise_type!("must be str, not {}", object::repr::type_name(sep)),
    }
}
fn partition(s: Gc<Str>, sep: Value) -> Result<Value> {
    let sep = text_separator(sep)?;
    separator(sep)?;
    Ok(three(s, find::find(s.as_bytes(), sep.as_bytes()), sep, false))
}
fn rpartition(s: Gc<Str>, sep: Value) -> Result<Value> {
    let sep = text_separator(sep)?;
    separator(sep)?;
    Ok(three(s, find::rfind(s.as_bytes(), sep.as_bytes()), sep, true))
}

pub static ROWS: &[Row] = &[
    Row::method("find($self, sub, start=None, end=None, /)", native(str_find)).shown("($self, sub[, start[, end]], /)").effects(Effects::PURE).doc(
        "Return the lowest index in S where substring sub is found, such that sub is contained within S[start:end].\n\nOptional arguments start and end are interpreted as in slice notation.\nReturn -1 on failure.",
    ),
    Row::method("rfind($self, sub, start=None, end=None, /)", native(str_rfind)).shown("($self, sub[, start[, end]], /)").effects(Effects::PURE).doc(
        "Return the highest index in S where substring sub is found, such that sub is contained within S[start:end].\n\nOptional arguments start and end are interpreted as in slice notation.\nReturn -1 on failure.",
    ),
    Row::method("index($self, sub, start=None, end=None, /)", native(index)).shown("($self, sub[, start[, end]], /)").effects(Effects::PURE).doc(
        "Return the lowest index in S where substring sub is found, such that sub is contained within S[start:end].\n\nOptional arguments start and end are interpreted as in slice notation.\nRaises ValueError when the substring is not found.",
    ),
    Row::method("rindex($self, sub, start=None, end=None, /)", native(rindex)).shown("($self, sub[, start[, end]], /)").effects(Effects::PURE).doc(
        "Return the highest index in S where substring sub is found, such that sub is contained within S[start:end].\n\nOptional arguments start and end are interpreted as in slice notation.\nRaises ValueError when the substring is not found.",
    ),
    Row::method("count($self, sub, start=None, end=None, /)", native(count)).shown("($self, sub[, start[, end]], /)").effects(Effects::PURE).doc(
        "Return the number of non-overlapping occurrences of substring sub in string S[start:end].\n\nOptional arguments start and end are interpreted as in slice notation.",
    ),
    Row::method("startswith($self, prefix, start=None, end=None, /)", native(startswith)).shown("($self, prefix[, start[, end]], /)").effects(Effects::PURE).doc(
        "Return True if the string starts with the specified prefix, False otherwise.\n\n  prefix\n    A string or a tuple of strings to try.\n  start\n    Optional start position. Default: start of the string.\n  end\n    Optional stop position. Default: end of the string.",
    ),
    Row::method("endswith($self, suffix, start=None, end=None, /)", native(endswith)).shown("($self, suffix[, start[, end]], /)").effects(Effects::PURE).doc(
        "Return True if the string ends with the specified suffix, False otherwise.\n\n  suffix\n    A string or a tuple of strings to try.\n  start\n    Optional start position. Default: start of the string.\n  end\n    Optional stop position. Default: end of the string.",
    ),
    Row::method("removeprefix($self, prefix, /)", native(removeprefix)).effects(Effects::PURE).doc("Return a str with the given prefix string removed if present."),
    Row::method("removesuffix($self, suffix, /)", native(removesuffix)).effects(Effects::PURE).doc("Return a str with the given suffix string removed if present."),
    Row::method("split($self, /, sep=None, maxsplit=-1)", native(split))
        .doc("Return a list of the substrings in the string, using sep as the separator string."),
    Row::method("rsplit($self, /, sep=None, maxsplit=-1)", native(rsplit))
        .doc("Return a list of the substrings in the string, using sep as the separator string.\n\nSplitting starts at the end of the string and works to the front."),
    Row::method("splitlines($self, /, keepends=False)", native(splitlines))
        .doc("Return a list of the lines in the string, breaking at line boundaries.\n\nLine breaks are not included in the resulting list unless keepends is given and\ntrue."),
    Row::method("strip($self, chars=None, /)", native(strip)).effects(Effects::PURE).doc(
        "Return a copy of the string with leading and trailing whitespace removed.\n\nIf chars is given and not None, remove characters in chars instead.",
    ),
    Row::method("lstrip($self, chars=None, /)", native(lstrip)).effects(Effects::PURE).doc(
        "Return a copy of the string with leading whitespace removed.\n\nIf chars is given and not None, remove characters in chars instead.",
    ),
    Row::method("rstrip($self, chars=None, /)", native(rstrip)).effects(Effects::PURE).doc(
        "Return a copy of the string with trailing whitespace removed.\n\nIf chars is given and not None, remove characters in chars instead.",
    ),
    Row::method("replace($self, old, new, /, count=-1)", native(replace)).effects(Effects::PURE).doc(
        "Return a copy with all occurrences of substring old replaced by new.\n\n  count\n    Maximum number of occurrences to replace.\n    -1 (the default value) means replace all occurrences.\n\nIf the optional argument count is given, only the first count occurrences are\nreplaced.",
    ),
    Row::method("partition($self, sep, /)", native(partition)).doc("Partition the string into three parts using the given separator."),
    Row::method("rpartition($self, sep, /)", native(rpartition)).doc("Partition the string into three parts using the given separator."),
];
