//! `_csv.Dialect`: checked formatting parameters.

use object::gc::{Object, ValueExt};
use object::number;
use object::repr::type_name;
use object::{Class, Dict, Gc, Result, Row, Str, Value, bool_value, native, none};

/// When fields are quoted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quoting {
    Minimal,
    All,
    NonNumeric,
    None,
    Strings,
    NotNull,
}

const QUOTINGS: [Quoting; 6] =
    [Quoting::Minimal, Quoting::All, Quoting::NonNumeric, Quoting::None, Quoting::Strings, Quoting::NotNull];

/// Formatting parameters.
#[repr(C)]
pub struct Dialect {
    pub head: heap::Head,
    pub delimiter: u32,
    pub quotechar: Option<u32>,
    pub escapechar: Option<u32>,
    pub doublequote: bool,
    pub skipinitialspace: bool,
    pub strict: bool,
    pub quoting: Quoting,
    pub lineterminator: Gc<Str>,
}
object::object_type!(Dialect);

const NAMES: [&str; 8] =
    ["delimiter", "doublequote", "escapechar", "lineterminator", "quotechar", "quoting", "skipinitialspace", "strict"];

/// The dialect that `reader` and the others mean by their arguments.
///
/// # Errors
/// `TypeError`, `ValueError` for wrong parameters; `_csv.Error` for unknown names.
pub fn make(dialect: Option<Value>, params: Gc<Dict>) -> Result<Gc<Dialect>> {
    for (k, _) in params.to_vec().iter() {
        if !k.cast::<Str>().is_some_and(|s| NAMES.iter().any(|n| n.as_bytes() == s.as_bytes())) {
            let name = k.cast::<Str>().map(|s| s.to_string()).unwrap_or_default();
            let hint = object::suggest::closest(&name, NAMES.iter().copied().chain(["dialect"]))
                .map_or_else(String::new, |s| format!(". Did you mean '{s}'?"));
            return object::raise_type!("this function got an unexpected keyword argument '{name}'{hint}");
        }
    }
    build(Dialect::class(), dialect, params)
}

fn build(class: Gc<Class>, dialect: Option<Value>, params: Gc<Dict>) -> Result<Gc<Dialect>> {
    let base = match dialect.filter(|d| *d != none()) {
        Some(d) if d.is::<Str>() => Some(super::registered(d)?),
        d => d,
    };
    if let Some(d) = base.and_then(|b| b.cast::<Dialect>())
        && params.is_empty()
        && class == Dialect::class()
    {
        return Ok(d);
    }
    let get = |name: &str| -> Result<Option<Value>> {
        if let Some(v) = params.get_text(name) {
            return Ok(Some(v));
        }
        match base {
            Some(b) => object::attr::find_attr(b, object::intern(name)),
            None => Ok(None),
        }
    };
    let delimiter = match character("delimiter", get("delimiter")?, false)? {
        Some(c) => c.unwrap_or(u32::from(b',')),
        None => u32::from(b','),
    };
    let quotechar_given = get("quotechar")?;
    let quotechar = character("quotechar", quotechar_given, true)?.unwrap_or(Some(u32::from(b'"')));
    let escapechar = character("escapechar", get("escapechar")?, true)?.flatten();
    let truth = |name: &str, default: bool| get(name)?.map_or(Ok(default), object::ops::truth);
    let lineterminator = match get("lineterminator")? {
        None => Str::new("\r\n"),
        Some(v) => match v.cast::<Str>() {
            Some(s) => s,
            None => return object::raise_type!("\"lineterminator\" must be a string, not {}", type_name(v)),
        },
    };
    let quoting = match get("quoting")? {
        None if quotechar_given == Some(none()) => Quoting::None,
        None => Quoting::Minimal,
        Some(v) => {
            if !number::is_int(v) {
                return object::raise_type!("\"quoting\" must be an integer, not {}", type_name(v));
            }
            match number::as_i64(v).and_then(|i| usize::try_from(i).ok()).and_then(|i| QUOTINGS.get(i)) {
                Some(q) => *q,
                None => return object::type_error("bad \"quoting\" value"),
            }
        }
    };
    let d = Dialect {
        head: heap::Head { map: std::ptr::null() },
        delimiter,
        quotechar,
        escapechar,
        doublequote: truth("doublequote", true)?,
        skipinitialspace: truth("skipinitialspace", false)?,
        strict: truth("strict", false)?,
        quoting,
        lineterminator,
    };
    check(&d)?;
    Ok(d.alloc_in(class))
}

/// A one-character parameter: not given, empty (`None`), or the character.
fn character(name: &str, v: Option<Value>, optional: bool) -> Result<Option<Option<u32>>> {
    let Some(v) = v else { return Ok(None) };
    if optional && v == none() {
        return Ok(Some(None));
    }
    let wanted = if optional { "a unicode character or None" } else { "a unicode character" };
    match v.cast::<Str>() {
        Some(s) if s.char_len() == 1 => Ok(Some(Some(s.nth(0)))),
        Some(s) => object::raise_type!("\"{}\" must be {}, not a string of length {}", name, wanted, s.char_len()),
        None => object::raise_type!("\"{}\" must be {}, not {}", name, wanted, type_name(v)),
    }
}

fn check(d: &Dialect) -> Result<()> {
    if d.quoting != Quoting::None && d.quotechar.is_none() {
        return object::type_error("quotechar must be set if quoting enabled");
    }
    let bad = |c: u32, space_too: bool| {
        c == 10
            || c == 13
            || (space_too && c == 32 && d.skipinitialspace)
            || d.lineterminator.code_points().any(|x| x == c)
    };
    if bad(d.delimiter, false) {
        return object::value_error("bad delimiter value");
    }
    if d.escapechar.is_some_and(|c| bad(c, true)) {
        return object::value_error("bad escapechar value");
    }
    if d.quotechar.is_some_and(|c| bad(c, true)) {
        return object::value_error("bad quotechar value");
    }
    if Some(d.delimiter) == d.escapechar {
        return object::value_error("bad delimiter or escapechar value");
    }
    if Some(d.delimiter) == d.quotechar {
        return object::value_error("bad delimiter or quotechar value");
    }
    if d.escapechar.is_some() && d.escapechar == d.quotechar {
        return object::value_error("bad escapechar or quotechar value");
    }
    Ok(())
}

#[allow(clippy::too_many_arguments)] // The parameters of `csv.Dialect`.
fn new(
    class: Gc<Class>,
    dialect: Option<Value>,
    delimiter: Option<Value>,
    doublequote: Option<Value>,
    escapechar: Option<Value>,
    lineterminator: Option<Value>,
    quotechar: Option<Value>,
    quoting: Option<Value>,
    skipinitialspace: Option<Value>,
    strict: Option<Value>,
) -> Result<Gc<Dialect>> {
    let params = Dict::new();
    let given = [delimiter, doublequote, escapechar, lineterminator, quotechar, quoting, skipinitialspace, strict];
    for (n, v) in NAMES.iter().zip(given) {
        if let Some(v) = v {
            params.set_text(n, v);
        }
    }
    build(class, dialect, params)
}

fn text(c: Option<u32>) -> Value {
    c.map_or_else(none, |c| Str::from_char(c).value())
}
fn delimiter(d: Gc<Dialect>) -> Value {
    text(Some(d.delimiter))
}
fn quotechar(d: Gc<Dialect>) -> Value {
    text(d.quotechar)
}
fn escapechar(d: Gc<Dialect>) -> Value {
    text(d.escapechar)
}
fn doublequote(d: Gc<Dialect>) -> Value {
    bool_value(d.doublequote)
}
fn skipinitialspace(d: Gc<Dialect>) -> Value {
    bool_value(d.skipinitialspace)
}
fn strict(d: Gc<Dialect>) -> Value {
    bool_value(d.strict)
}
fn quoting(d: Gc<Dialect>) -> i64 {
    d.quoting as i64
}
fn lineterminator(d: Gc<Dialect>) -> Gc<Str> {
    d.lineterminator
}
fn no_pickle(d: Gc<Dialect>, _protocol: Option<Value>) -> Result<()> {
    object::raise_type!("cannot pickle '{}' instances", type_name(d.value()))
}

pub static ROWS: &[Row] = &[
    Row::new(
        "__new__($type, dialect=None, delimiter=',', doublequote=True, escapechar=None, lineterminator='', quotechar='', quoting=0, skipinitialspace=False, strict=False)",
        native(new),
    ),
    Row::getter("delimiter", native(delimiter)),
    Row::getter("quotechar", native(quotechar)),
    Row::getter("escapechar", native(escapechar)),
    Row::getter("doublequote", native(doublequote)),
    Row::getter("skipinitialspace", native(skipinitialspace)),
    Row::getter("strict", native(strict)),
    Row::getter("quoting", native(quoting)),
    Row::getter("lineterminator", native(lineterminator)),
    Row::method("__reduce__($self, protocol=None, /)", native(no_pickle)),
    Row::method("__reduce_ex__($self, protocol=None, /)", native(no_pickle)),
];
