//! `re.Match`.

use object::gc::Object;
use object::number;
use object::repr::type_name;
use object::{Dict, Gc, GcVec, Result, Row, Str, Tuple, Value, native, none};
use rustpython_sre_engine::State;

use super::pattern::{Pattern, class_getitem};
use super::{Subject, length, piece, template};

/// The result of a successful match.
#[repr(C)]
pub struct Match {
    pub head: heap::Head,
    pub pattern: Gc<Pattern>,
    pub string: Value,
    /// Start and end of group 0, 1, …
    pub regs: GcVec<i64>,
    pub pos: usize,
    pub endpos: usize,
    pub lastindex: i64,
}
object::object_type!(Match);

impl Match {
    /// The match that an engine run found.
    pub fn of(pattern: Gc<Pattern>, string: Value, state: &State, pos: usize, endpos: usize) -> Gc<Match> {
        let mut regs = GcVec::with_capacity(2 * pattern.groups + 2);
        regs.push(state.start as i64);
        regs.push(state.cursor.position as i64);
        for g in 0..pattern.groups {
            let (a, b) = state.marks.get(g);
            match (a.into_option(), b.into_option()) {
                (Some(a), Some(b)) if a <= b => {
                    regs.push(a as i64);
                    regs.push(b as i64);
                }
                _ => {
                    regs.push(-1);
                    regs.push(-1);
                }
            }
        }
        let lastindex = state.marks.last_index() as i64;
        Match { head: heap::Head { map: std::ptr::null() }, pattern, string, regs, pos, endpos, lastindex }.alloc()
    }
}

fn no_such_group<T>() -> Result<T> {
    object::index_error("no such group")
}

/// The number of a group given by number or name.
fn group_number(m: Gc<Match>, key: Value) -> Result<usize> {
    let i = if number::is_int(key) || object::class_of(key).dunder(object::Id::__index__).is_some() {
        number::as_i64(object::ops::index(key)?)
    } else {
        match object::error::catch(m.pattern.groupindex.get(key), &object::error::exc::TYPE_ERROR)? {
            Some(found) => found.and_then(number::as_i64),
            None => None,
        }
    };
    match i {
        Some(i) if i >= 0 && i as usize <= m.pattern.groups => Ok(i as usize),
        _ => no_such_group(),
    }
}

/// The subject again, for cutting pieces out of it.
fn subject(m: Gc<Match>) -> Result<Subject> {
    Subject::of(m.pattern, m.string)
}
fn text_of(m: Gc<Match>, s: &Subject, g: usize, default: Value) -> Value {
    let (a, b) = (m.regs[2 * g], m.regs[2 * g + 1]);
    if a < 0 {
        return default;
    }
    // A bytearray may have shrunk since the match.
    let n = length(m.string, s);
    let (a, b) = ((a as usize).min(n), (b as usize).min(n));
    piece(m.string, s, a, b)
}
fn group(m: Gc<Match>, args: Gc<Tuple>) -> Result<Value> {
    let s = subject(m)?;
    match args.as_slice() {
        [] => Ok(text_of(m, &s, 0, none())),
        [one] => {
            let g = group_number(m, *one)?;
            Ok(text_of(m, &s, g, none()))
        }
        many => {
            let mut out = GcVec::new();
            for k in many {
                let g = group_number(m, *k)?;
                out.push(text_of(m, &s, g, none()));
            }
            Ok(object::seq::tuple(&out))
        }
    }
}
fn getitem(m: Gc<Match>, key: Value) -> Result<Value> {
    let g = group_number(m, key)?;
    Ok(text_of(m, &subject(m)?, g, none()))
}
fn groups(m: Gc<Match>, default: Option<Value>) -> Result<Value> {
    let s = subject(m)?;
    let mut out = GcVec::new();
    for g in 1..=m.pattern.groups {
        out.push(text_of(m, &s, g, default.unwrap_or_else(none)));
    }
    Ok(object::seq::tuple(&out))
}
fn groupdict(m: Gc<Match>, default: Option<Value>) -> Result<Gc<Dict>> {
    let s = subject(m)?;
    let d = Dict::new();
    for (name, g) in m.pattern.groupindex.to_vec().iter() {
        if let Some(g) = number::as_i64(*g) {
            d.set(*name, text_of(m, &s, g as usize, default.unwrap_or_else(none)))?;
        }
    }
    Ok(d)
}
fn number_of(m: Gc<Match>, g: Option<Value>) -> Result<usize> {
    g.map_or(Ok(0), |g| group_number(m, g))
}
fn start(m: Gc<Match>, g: Option<Value>) -> Result<i64> {
    Ok(m.regs[2 * number_of(m, g)?])
}
fn end(m: Gc<Match>, g: Option<Value>) -> Result<i64> {
    Ok(m.regs[2 * number_of(m, g)? + 1])
}
fn pair(m: Gc<Match>, g: usize) -> Value {
    object::seq::tuple(&[number::int(m.regs[2 * g]), number::int(m.regs[2 * g + 1])])
}
fn span(m: Gc<Match>, g: Option<Value>) -> Result<Value> {
    Ok(pair(m, number_of(m, g)?))
}
fn regs(m: Gc<Match>) -> Value {
    Tuple::build(m.pattern.groups + 1, |g| pair(m, g)).value()
}
fn expand(m: Gc<Match>, template: Value) -> Result<Value> {
    let s = subject(m)?;
    match template::compiled(m.pattern, template)? {
        template::Replacement::Literal(v) => Ok(v),
        template::Replacement::Template(t) => template::expand(t, m.string, &s, |g| {
            let (a, b) = (*m.regs.get(2 * g)?, *m.regs.get(2 * g + 1)?);
            (a >= 0).then_some((a as usize, b as usize))
        }),
        template::Replacement::Function(_) => object::raise_type!("expected str or bytes, got {}", type_name(template)),
    }
}
fn get_string(m: Gc<Match>) -> Value {
    m.string
}
fn get_re(m: Gc<Match>) -> Gc<Pattern> {
    m.pattern
}
fn get_pos(m: Gc<Match>) -> usize {
    m.pos
}
fn get_endpos(m: Gc<Match>) -> usize {
    m.endpos
}
fn get_lastindex(m: Gc<Match>) -> Option<i64> {
    (m.lastindex >= 0).then_some(m.lastindex)
}
fn get_lastgroup(m: Gc<Match>) -> Value {
    if m.lastindex < 0 {
        return none();
    }
    m.pattern.indexgroup.as_slice().get(m.lastindex as usize).copied().unwrap_or_else(none)
}
fn same(m: Gc<Match>) -> Value {
    m.value()
}
fn deepcopy(m: Gc<Match>, _memo: Value) -> Value {
    m.value()
}
fn repr(m: Gc<Match>) -> Result<Gc<Str>> {
    let text = text_of(m, &subject(m)?, 0, none());
    let shown = object::repr::repr(text)?;
    let mut out = rustpython_wtf8::Wtf8Buf::new();
    out.push_str(&format!(
        "<{} object; span=({}, {}), match=",
        object::repr::class_full_name(object::class_of(m.value())),
        m.regs[0],
        m.regs[1]
    ));
    out.push_wtf8(shown.substring(0, shown.char_len().min(50)).as_wtf8());
    out.push_str(">");
    Ok(Str::from_buf(out))
}

pub static ROWS: &[Row] = &[
    Row::method("group($self, /, *args)", native(group)).doc(
        "group([group1, ...]) -> str or tuple.\nReturn subgroup(s) of the match by indices or names.\nFor 0 returns the entire match.",
    ),
    Row::method("__getitem__($self, key, /)", native(getitem)),
    Row::method("groups($self, /, default=None)", native(groups)).doc(
        "Return a tuple containing all the subgroups of the match, from 1.\n\n  default\n    Is used for groups that did not participate in the match.",
    ),
    Row::method("groupdict($self, /, default=None)", native(groupdict)).doc(
        "Return a dictionary containing all the named subgroups of the match, keyed by the subgroup name.\n\n  default\n    Is used for groups that did not participate in the match.",
    ),
    Row::method("start($self, group=0, /)", native(start)).doc("Return index of the start of the substring matched by group."),
    Row::method("end($self, group=0, /)", native(end)).doc("Return index of the end of the substring matched by group."),
    Row::method("span($self, group=0, /)", native(span)).doc("For match object m, return the 2-tuple (m.start(group), m.end(group))."),
    Row::method("expand($self, /, template)", native(expand))
        .doc("Return the string obtained by doing backslash substitution on the string template, as done by the sub() method."),
    Row::method("__copy__($self, /)", native(same)),
    Row::method("__deepcopy__($self, memo, /)", native(deepcopy)),
    Row::method("__repr__($self, /)", native(repr)),
    Row::class_method("__class_getitem__($type, item, /)", native(class_getitem)).doc("See PEP 585"),
    Row::getter("string", native(get_string)).doc("The string passed to match() or search()."),
    Row::getter("re", native(get_re)).doc("The regular expression object."),
    Row::getter("pos", native(get_pos)),
    Row::getter("endpos", native(get_endpos)),
    Row::getter("regs", native(regs)),
    Row::getter("lastindex", native(get_lastindex)).doc("The integer index of the last matched capturing group."),
    Row::getter("lastgroup", native(get_lastgroup)).doc("The name of the last matched capturing group."),
];
