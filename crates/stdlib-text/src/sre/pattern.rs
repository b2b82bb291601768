//! `re.Pattern` and the scanner behind `Pattern.scanner` and `finditer`.

use object::gc::{Object, ValueExt};
use object::number;
use object::ops::CmpOp;
use object::{Class, Dict, Gc, GcVec, List, Result, Row, Str, Tuple, Value, bool_value, native, none, not_implemented};
use rustpython_sre_engine::State;

use super::matching::Match;
use super::{Run, Subject, bounds, length, piece, template};

/// A compiled regular expression.
#[repr(C)]
pub struct Pattern {
    pub head: heap::Head,
    pub pattern: Value,
    pub flags: i64,
    pub groups: usize,
    pub groupindex: Gc<Dict>,
    pub indexgroup: Gc<Tuple>,
    pub code: GcVec<u32>,
    /// Is the pattern bytes, text, or unknown (`None`)?
    pub is_bytes: Option<bool>,
}
object::object_type!(Pattern);

/// Walks over a subject, match by match.
#[repr(C)]
pub struct Scanner {
    pub head: heap::Head,
    pattern: Gc<Pattern>,
    string: Value,
    pos: usize,
    start: usize,
    end: usize,
    must_advance: bool,
    done: bool,
    /// Is it in use? Another thread, or the subject's own methods, must not enter again.
    busy: bool,
    /// Keeps a subject whose memory others may see from being resized.
    _export: Option<object::Buffer>,
}
object::object_type!(Scanner);

fn head() -> heap::Head {
    heap::Head { map: std::ptr::null() }
}

fn once(
    p: Gc<Pattern>,
    string: Value,
    pos: Option<isize>,
    endpos: Option<isize>,
    search: bool,
    full: bool,
) -> Result<Value> {
    let s = Subject::of(p, string)?;
    let (start, end) = bounds(pos, endpos, length(string, &s));
    if start > end {
        return Ok(none());
    }
    let mut state = State::default();
    let found = s.run(&Run { start, end, search, full, must_advance: false }, p, &mut state);
    Ok(if found { Match::of(p, string, &state, start, end).value() } else { none() })
}
fn match_(p: Gc<Pattern>, string: Value, pos: Option<isize>, endpos: Option<isize>) -> Result<Value> {
    once(p, string, pos, endpos, false, false)
}
fn fullmatch(p: Gc<Pattern>, string: Value, pos: Option<isize>, endpos: Option<isize>) -> Result<Value> {
    once(p, string, pos, endpos, false, true)
}
fn search(p: Gc<Pattern>, string: Value, pos: Option<isize>, endpos: Option<isize>) -> Result<Value> {
    once(p, string, pos, endpos, true, false)
}

/// Steps through all matches of a subject from left to right; `f` gets the state, and says whether to go on.
fn each(
    p: Gc<Pattern>,
    s: &Subject,
    start: usize,
    end: usize,
    mut f: impl FnMut(&State) -> Result<bool>,
) -> Result<()> {
    let mut state = State::default();
    let (mut at, mut must_advance) = (start, false);
    while at <= end && s.run(&Run { start: at, end, search: true, full: false, must_advance }, p, &mut state) {
        if !f(&state)? {
            return Ok(());
        }
        at = state.cursor.position;
        must_advance = state.cursor.position == state.start;
    }
    Ok(())
}

/// The start and end of a group after a match.
fn group_range(state: &State, group: usize) -> Option<(usize, usize)> {
    if group == 0 {
        return Some((state.start, state.cursor.position));
    }
    let (a, b) = state.marks.get(group - 1);
    Some((a.into_option()?, b.into_option()?)).filter(|(a, b)| a <= b)
}
fn empty_of(s: &Subject) -> Value {
    match s {
        Subject::Bytes(_) => object::Bytes::new(b"").value(),
        _ => Str::empty().value(),
    }
}

fn findall(p: Gc<Pattern>, string: Value, pos: Option<isize>, endpos: Option<isize>) -> Result<Gc<List>> {
    let s = Subject::of(p, string)?;
    let (start, end) = bounds(pos, endpos, length(string, &s));
    let mut out = GcVec::new();
    each(p, &s, start, end, |state| {
        let group = |g: usize| group_range(state, g).map_or_else(|| empty_of(&s), |(a, b)| piece(string, &s, a, b));
        out.push(match p.groups {
            0 => group(0),
            1 => group(1),
            n => {
                let mut items = GcVec::with_capacity(n);
                (1..=n).for_each(|g| items.push(group(g)));
                object::seq::tuple(&items)
            }
        });
        Ok(true)
    })?;
    Ok(List::new(out))
}

fn split(p: Gc<Pattern>, string: Value, maxsplit: Option<isize>) -> Result<Gc<List>> {
    let s = Subject::of(p, string)?;
    let len = length(string, &s);
    let max = maxsplit.unwrap_or(0);
    let mut out = GcVec::new();
    let (mut last, mut n) = (0, 0);
    if max >= 0 {
        each(p, &s, 0, len, |state| {
            out.push(piece(string, &s, last, state.start));
            for g in 1..=p.groups {
                out.push(group_range(state, g).map_or_else(none, |(a, b)| piece(string, &s, a, b)));
            }
            last = state.cursor.position;
            n += 1;
            Ok(max == 0 || n < max)
        })?;
    }
    out.push(piece(string, &s, last, len));
    Ok(List::new(out))
}

fn substitute(p: Gc<Pattern>, repl: Value, string: Value, count: Option<isize>) -> Result<(Value, i64)> {
    let s = Subject::of(p, string)?;
    let len = length(string, &s);
    let r = template::Replacement::of(p, repl)?;
    let max = count.unwrap_or(0);
    let mut out = GcVec::new();
    let (mut last, mut n) = (0, 0);
    if max >= 0 {
        each(p, &s, 0, len, |state| {
            let b = state.start;
            if last < b {
                out.push(piece(string, &s, last, b));
            }
            let made = match &r {
                template::Replacement::Literal(v) => *v,
                template::Replacement::Template(t) => template::expand(*t, string, &s, |g| group_range(state, g))?,
                template::Replacement::Function(f) => {
                    let m = Match::of(p, string, state, 0, len);
                    object::call::call(*f, &[m.value()])?
                }
            };
            if made != none() {
                out.push(made);
            }
            last = state.cursor.position;
            n += 1;
            Ok(max == 0 || n < max)
        })?;
    }
    if n == 0 && (string.is_exact::<Str>() || string.is_exact::<object::Bytes>()) {
        return Ok((string, 0));
    }
    if last < len {
        out.push(piece(string, &s, last, len));
    }
    Ok((template::join(&s, &out)?, n as i64))
}
fn sub(p: Gc<Pattern>, repl: Value, string: Value, count: Option<isize>) -> Result<Value> {
    Ok(substitute(p, repl, string, count)?.0)
}
fn subn(p: Gc<Pattern>, repl: Value, string: Value, count: Option<isize>) -> Result<Value> {
    let (v, n) = substitute(p, repl, string, count)?;
    Ok(object::seq::tuple(&[v, number::int(n)]))
}

fn scanner(p: Gc<Pattern>, string: Value, pos: Option<isize>, endpos: Option<isize>) -> Result<Gc<Scanner>> {
    let s = Subject::of(p, string)?;
    let (start, end) = bounds(pos, endpos, length(string, &s));
    Ok(Scanner {
        head: head(),
        pattern: p,
        string,
        pos: start,
        start,
        end,
        must_advance: false,
        done: false,
        busy: false,
        _export: if string.is::<Str>() { None } else { Some(object::get_buffer(string, false)?) },
    }
    .alloc())
}
fn finditer(p: Gc<Pattern>, string: Value, pos: Option<isize>, endpos: Option<isize>) -> Result<Value> {
    let sc = scanner(p, string, pos, endpos)?;
    let search = object::attr::getattr(sc.value(), object::intern("search"))?;
    let iter = builtins::text::builtin("iter")?;
    object::call::call(iter, &[search, none()])
}
fn step(mut sc: Gc<Scanner>, search: bool) -> Result<Value> {
    if sc.busy {
        return object::value_error("regular expression scanner already executing");
    }
    if sc.done || sc.start > sc.end {
        return Ok(none());
    }
    let s = Subject::of(sc.pattern, sc.string)?;
    sc.busy = true;
    let mut state = State::default();
    let run = Run { start: sc.start, end: sc.end, search, full: false, must_advance: sc.must_advance };
    let found = s.run(&run, sc.pattern, &mut state);
    sc.busy = false;
    if !found {
        sc.done = true;
        return Ok(none());
    }
    let m = Match::of(sc.pattern, sc.string, &state, sc.pos, sc.end);
    sc.must_advance = state.cursor.position == state.start;
    sc.start = state.cursor.position;
    Ok(m.value())
}
fn scanner_match(sc: Gc<Scanner>) -> Result<Value> {
    step(sc, false)
}
fn scanner_search(sc: Gc<Scanner>) -> Result<Value> {
    step(sc, true)
}
fn scanner_pattern(sc: Gc<Scanner>) -> Gc<Pattern> {
    sc.pattern
}

fn same(p: Gc<Pattern>) -> Value {
    p.value()
}
fn deepcopy(p: Gc<Pattern>, _memo: Value) -> Value {
    p.value()
}
fn get_pattern(p: Gc<Pattern>) -> Value {
    p.pattern
}
fn get_flags(p: Gc<Pattern>) -> i64 {
    p.flags
}
fn get_groups(p: Gc<Pattern>) -> usize {
    p.groups
}
fn get_groupindex(p: Gc<Pattern>) -> Result<Value> {
    if p.groupindex.is_empty() {
        return Ok(Dict::new().value());
    }
    let proxy = object::attr::getattr(Pattern::class().value(), object::intern("__dict__"))?;
    object::call::call(object::class_of(proxy).value(), &[p.groupindex.value()])
}
fn eq(p: Gc<Pattern>, other: Value) -> Result<Value> {
    let Some(q) = other.cast::<Pattern>() else { return Ok(not_implemented()) };
    if p == q {
        return Ok(bool_value(true));
    }
    let same = p.flags == q.flags
        && p.is_bytes == q.is_bytes
        && p.groups == q.groups
        && p.code.as_slice() == q.code.as_slice();
    Ok(bool_value(same && object::ops::compare_bool(CmpOp::Eq, p.pattern, q.pattern)?))
}
fn ne(p: Gc<Pattern>, other: Value) -> Result<Value> {
    let e = eq(p, other)?;
    Ok(number::as_bool(e).map_or(e, |b| bool_value(!b)))
}
fn hash(p: Gc<Pattern>) -> Result<i64> {
    let code: Vec<u8> = p.code.iter().flat_map(|w| w.to_ne_bytes()).collect();
    let h = object::ops::hash(p.pattern)? ^ object::strs::hash_bytes(&code) ^ p.flags ^ p.groups as i64;
    Ok(if h == -1 { -2 } else { h })
}
fn repr(p: Gc<Pattern>) -> Result<Gc<Str>> {
    const NAMES: [(&str, i64); 8] = [
        ("re.IGNORECASE", 2),
        ("re.LOCALE", 4),
        ("re.MULTILINE", 8),
        ("re.DOTALL", 16),
        ("re.UNICODE", 32),
        ("re.VERBOSE", 64),
        ("re.DEBUG", 128),
        ("re.ASCII", 256),
    ];
    let mut flags = p.flags;
    // Text patterns are Unicode by default: that flag is not shown for them.
    if p.is_bytes == Some(false) && flags & (4 | 32 | 256) == 32 {
        flags &= !32;
    }
    let mut shown: Vec<String> = Vec::new();
    for (name, bit) in NAMES {
        if flags & bit != 0 {
            shown.push(name.to_owned());
            flags &= !bit;
        }
    }
    if flags != 0 {
        shown.push(format!("{flags:#x}"));
    }
    let r = object::repr::repr(p.pattern)?;
    let r = r.substring(0, r.char_len().min(200));
    let mut out = rustpython_wtf8::Wtf8Buf::new();
    out.push_str("re.compile(");
    out.push_wtf8(r.as_wtf8());
    if !shown.is_empty() {
        out.push_str(", ");
        out.push_str(&shown.join("|"));
    }
    out.push_str(")");
    Ok(Str::from_buf(out))
}
/// `Pattern[str]` and `Match[str]`.
pub fn class_getitem(class: Gc<Class>, item: Value) -> Value {
    object::boot::generic_alias(class.value(), item)
}

pub static ROWS: &[Row] = &[
    Row::method("match($self, /, string, pos=0, endpos=sys.maxsize)", native(match_)).doc("Matches zero or more characters at the beginning of the string."),
    Row::method("fullmatch($self, /, string, pos=0, endpos=sys.maxsize)", native(fullmatch)).doc("Matches against all of the string."),
    Row::method("search($self, /, string, pos=0, endpos=sys.maxsize)", native(search)).doc(
        "Scan through string looking for a match, and return a corresponding match object instance.\n\nReturn None if no position in the string matches.",
    ),
    Row::method("findall($self, /, string, pos=0, endpos=sys.maxsize)", native(findall)).doc("Return a list of all non-overlapping matches of pattern in string."),
    Row::method("finditer($self, /, string, pos=0, endpos=sys.maxsize)", native(finditer))
        .doc("Return an iterator over all non-overlapping matches for the RE pattern in string.\n\nFor each match, the iterator returns a match object."),
    Row::method("split($self, /, string, maxsplit=0)", native(split)).doc("Split string by the occurrences of pattern."),
    Row::method("sub($self, /, repl, string, count=0)", native(sub))
        .doc("Return the string obtained by replacing the leftmost non-overlapping occurrences of pattern in string by the replacement repl."),
    Row::method("subn($self, /, repl, string, count=0)", native(subn)).doc(
        "Return the tuple (new_string, number_of_subs_made) found by replacing the leftmost non-overlapping occurrences of pattern with the replacement repl.",
    ),
    Row::method("scanner($self, /, string, pos=0, endpos=sys.maxsize)", native(scanner)),
    Row::method("__copy__($self, /)", native(same)),
    Row::method("__deepcopy__($self, memo, /)", native(deepcopy)),
    Row::method("__eq__($self, value, /)", native(eq)),
    Row::method("__ne__($self, value, /)", native(ne)),
    Row::method("__hash__($self, /)", native(hash)),
    Row::method("__repr__($self, /)", native(repr)),
    Row::class_method("__class_getitem__($type, item, /)", native(class_getitem)).doc("See PEP 585"),
    Row::getter("pattern", native(get_pattern)).doc("The pattern string from which the RE object was compiled."),
    Row::getter("flags", native(get_flags)).doc("The regex matching flags."),
    Row::getter("groups", native(get_groups)).doc("The number of capturing groups in the pattern."),
    Row::getter("groupindex", native(get_groupindex)).doc("A dictionary mapping group names to group numbers."),
];
pub static SCANNER_ROWS: &[Row] = &[
    Row::method("match($self, /)", native(scanner_match)),
    Row::method("search($self, /)", native(scanner_search)),
    Row::getter("pattern", native(scanner_pattern)),
];
