//! The `_sre` module: compiled patterns, matches, scanners and replacement templates. The matching engine is the
//! `rustpython-sre_engine` crate's; here are the objects around it.
//!
//! # Terms
//! - **Subject**: the text or bytes being searched. Positions are counted in code points or bytes. ASCII text is
//!   searched as bytes, which is the fast case.
//! - **Registers**: start and end of each group, -1 where it took no part.

mod matching;
mod pattern;
mod template;

use object::class::ClassFlags;
use object::gc::{Object, ValueExt};
use object::number;
use object::{Buffer, ClassBuilder, Dict, Gc, GcVec, List, Module, Result, Row, Str, Tuple, Value, native, none};
use rustpython_sre_engine::{CODESIZE, MAXGROUPS, MAXREPEAT, Request, SRE_MAGIC, State, StrDrive};
use rustpython_unicode::case;
use rustpython_wtf8::Wtf8;

pub use matching::Match;
pub use pattern::{Pattern, Scanner};
pub use template::Template;

/// What is searched.
pub enum Subject {
    Ascii(&'static [u8]),
    Text(&'static Wtf8),
    Bytes(Buffer),
}

impl Subject {
    /// The subject of a pattern's method; a pattern of one kind does not fit the other kind.
    ///
    /// # Errors
    /// `TypeError`.
    pub fn of(p: Gc<Pattern>, v: Value) -> Result<Subject> {
        if let Some(s) = v.cast::<Str>() {
            if p.is_bytes == Some(true) {
                return object::type_error("cannot use a bytes pattern on a string-like object");
            }
            return Ok(if s.is_ascii() { Subject::Ascii(s.as_bytes()) } else { Subject::Text(s.as_wtf8()) });
        }
        if !object::buffer::has_buffer(v) {
            return object::raise_type!("expected string or bytes-like object, got '{}'", object::repr::type_name(v));
        }
        let b = object::get_buffer(v, false)?;
        if p.is_bytes == Some(false) {
            return object::type_error("cannot use a string pattern on a bytes-like object");
        }
        Ok(Subject::Bytes(b))
    }

    /// Runs the engine once.
    pub fn run(&self, r: &Run, p: Gc<Pattern>, state: &mut State) -> bool {
        fn go<S: StrDrive>(s: S, r: &Run, code: &[u32], state: &mut State) -> bool {
            let mut req = Request::new(s, r.start, r.end, code, r.full);
            req.must_advance = r.must_advance;
            state.reset(&req, req.start);
            if r.search { state.search(req) } else { state.py_match(&req) }
        }
        let code = p.code.as_slice();
        match self {
            Subject::Ascii(b) => go(*b, r, code, state),
            Subject::Text(t) => go(*t, r, code, state),
            Subject::Bytes(b) => go(b.as_slice(), r, code, state),
        }
    }
}

/// One run of the engine: where, and in which manner.
pub struct Run {
    pub start: usize,
    pub end: usize,
    pub search: bool,
    pub full: bool,
    pub must_advance: bool,
}

/// The length of a subject in positions.
pub fn length(v: Value, s: &Subject) -> usize {
    match s {
        Subject::Bytes(b) => b.len(),
        _ => v.cast::<Str>().map_or(0, |s| s.char_len()),
    }
}

/// Positions `a..b` of the subject as an object of its kind.
pub fn piece(v: Value, s: &Subject, a: usize, b: usize) -> Value {
    match (s, v.cast::<Str>()) {
        (Subject::Bytes(d), _) => {
            if a == 0 && b == d.len() && v.is_exact::<object::Bytes>() {
                return v;
            }
            object::Bytes::new(&d.as_slice()[a..b]).value()
        }
        (_, Some(t)) => t.substring(a, b).value(),
        _ => none(),
    }
}

/// `pos` and `endpos`, clipped.
pub fn bounds(pos: Option<isize>, endpos: Option<isize>, len: usize) -> (usize, usize) {
    let end = endpos.unwrap_or(isize::MAX).clamp(0, len as isize) as usize;
    let start = pos.unwrap_or(0).clamp(0, len as isize) as usize;
    (start.min(end.max(start)), end)
}

fn char_of(c: i64) -> Option<char> {
    u32::try_from(c).ok().and_then(char::from_u32)
}
fn ascii_iscased(character: i64) -> bool {
    char_of(character).is_some_and(|c| c.is_ascii_alphabetic())
}
fn ascii_tolower(character: i64) -> i64 {
    char_of(character).map_or(character, |c| i64::from(u32::from(c.to_ascii_lowercase())))
}
fn unicode_iscased(character: i64) -> bool {
    // Characters whose upper case is longer, as of sharp s, count as cased too.
    char_of(character).is_some_and(|c| case::simple_lowercase(c) != c || c.to_uppercase().next() != Some(c))
}
fn unicode_tolower(character: i64) -> i64 {
    char_of(character).map_or(character, |c| i64::from(u32::from(case::simple_lowercase(c))))
}
fn getcodesize() -> usize {
    CODESIZE
}

fn compile(
    pattern: Value,
    flags: i64,
    code: Gc<List>,
    groups: i64,
    groupindex: Gc<Dict>,
    indexgroup: Gc<Tuple>,
) -> Result<Gc<Pattern>> {
    let mut words = GcVec::with_capacity(code.items.len());
    for i in 0..code.items.len() {
        if !number::is_int(code.items[i]) {
            return object::type_error("an integer is required");
        }
        match number::as_i64(code.items[i]).and_then(|n| u32::try_from(n).ok()) {
            Some(w) => words.push(w),
            None => return object::overflow_error("regular expression code size limit exceeded"),
        }
    }
    let is_bytes = if pattern == none() { None } else { Some(!pattern.is::<Str>()) };
    Ok(Pattern {
        head: heap::Head { map: std::ptr::null() },
        pattern,
        flags,
        groups: groups as usize,
        groupindex,
        indexgroup,
        code: words,
        is_bytes,
    }
    .alloc())
}

fn template(pattern: Gc<Pattern>, template: Gc<List>) -> Result<Value> {
    template::build(pattern, template)
}

static ROWS: &[Row] = &[
    Row::function("compile($module, /, pattern, flags, code, groups, groupindex, indexgroup)", native(compile)),
    Row::function("template($module, pattern, template, /)", native(template)),
    Row::function("ascii_iscased($module, character, /)", native(ascii_iscased)),
    Row::function("ascii_tolower($module, character, /)", native(ascii_tolower)),
    Row::function("unicode_iscased($module, character, /)", native(unicode_iscased)),
    Row::function("unicode_tolower($module, character, /)", native(unicode_tolower)),
    Row::function("getcodesize($module, /)", native(getcodesize)),
];

/// The module `_sre`.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_sre");
    m.add_rows(ROWS);
    let sealed = ClassFlags::NO_INSTANTIATE;
    let _ = ClassBuilder::new::<Pattern>("re.Pattern")
        .flags(sealed | ClassFlags::WEAKREF)
        .doc("Compiled regular expression object.")
        .rows(&[pattern::ROWS])
        .build();
    let _ = ClassBuilder::new::<Scanner>("_sre.SRE_Scanner").flags(sealed).rows(&[pattern::SCANNER_ROWS]).build();
    let _ = ClassBuilder::new::<Match>("re.Match")
        .flags(sealed)
        .doc("The result of re.match() and re.search().\nMatch objects always have a boolean value of True.")
        .rows(&[matching::ROWS])
        .build();
    let _ = ClassBuilder::new::<Template>("_sre.SRE_Template").flags(sealed).build();
    m.set("MAGIC", number::int(SRE_MAGIC as i64));
    m.set("CODESIZE", number::int(CODESIZE as i64));
    m.set("MAXREPEAT", number::int(MAXREPEAT as i64));
    m.set("MAXGROUPS", number::int(MAXGROUPS as i64));
    m.set("copyright", Str::new(" SRE 2.2.2 Copyright (c) 1997-2002 by Secret Labs AB ").value());
    Ok(m)
}
