//! `_tokenize`: the iterator over the tokens of a source that `readline` gives line by line.
//!
//! The source is read whole when the first token is asked for: the lexer needs it so, and what `readline` raises comes out
//! of the first `next()` as it would line by line.

use heap::{Head, Value};
use object::class::ClassBuilder;
use object::error::exc;
use object::gc::ValueExt;
use object::{Bytes, Class, Gc, Module, Object, Result, Row, Str, native, number, object_type};

/// `_tokenize.TokenizerIter`.
#[repr(C)]
pub struct TokenizerIter {
    pub head: Head,
    readline: Value,
    encoding: Option<Value>,
    extra_tokens: bool,
    /// Empty until the first token is asked for.
    rows: Option<Box<front::tokenize::Rows>>,
    next: usize,
}
object_type!(TokenizerIter);

static ROWS: &[Row] = &[
    Row::new("__new__($type, readline, /, *, encoding=None, extra_tokens)", native(new)),
    Row::method("__iter__($self, /)", native(iter)),
    Row::method("__next__($self, /)", native(next)),
];

fn new(cls: Gc<Class>, readline: Value, encoding: Option<Value>, extra_tokens: bool) -> Gc<TokenizerIter> {
    let encoding = encoding.filter(|e| !object::misc::is_none(*e));
    TokenizerIter { head: Head { map: std::ptr::null() }, readline, encoding, extra_tokens, rows: None, next: 0 }
        .alloc_in(cls)
}

fn iter(this: Gc<TokenizerIter>) -> Gc<TokenizerIter> {
    this
}

/// All the source's text.
fn read(this: Gc<TokenizerIter>) -> Result<String> {
    let mut text = String::new();
    while let Some(line) = object::error::catch(object::call::call(this.readline, &[]), &exc::STOP_ITERATION)? {
        let s = match (line.cast::<Str>(), line.cast::<Bytes>()) {
            (Some(s), _) if this.encoding.is_none() => s,
            (_, Some(b)) if this.encoding.is_some() => {
                let encoding = this.encoding.unwrap_or_else(object::none);
                let decoded = object::call::call_method(b.value(), object::Id::decode.str(), &[encoding])?;
                match decoded.cast::<Str>() {
                    Some(s) => s,
                    None => return object::raise_type!("decoder should return a string result"),
                }
            }
            _ if this.encoding.is_some() => return object::raise_type!("readline() returned a non-bytes object"),
            _ => return object::raise_type!("readline() returned a non-string object"),
        };
        if s.byte_len() == 0 {
            break;
        }
        text.push_str(&s.to_string_lossy());
    }
    Ok(text)
}

fn next(mut this: Gc<TokenizerIter>) -> Result<Value> {
    if this.rows.is_none() {
        let text = read(this)?;
        this.rows = Some(Box::new(front::tokenize::tokenize(&text, this.extra_tokens)));
    }
    let at = this.next;
    this.next += 1;
    let Some(rows) = this.rows.as_ref() else { return object::stop_iteration(None) };
    let Some(row) = rows.rows.get(at) else {
        return match &rows.fault {
            Some(fault) if at == rows.rows.len() => {
                Err(object::syntax::raise_fault(fault, Str::new("<string>").value()))
            }
            _ => object::stop_iteration(None),
        };
    };
    let place = |p: (i32, i32)| object::seq::tuple(&[number::int(i64::from(p.0)), number::int(i64::from(p.1))]);
    let (start, end) = (place(row.start), place(row.end));
    let (string, line) = (Str::new(&row.string).value(), Str::new(&row.line).value());
    Ok(object::seq::tuple(&[number::int(i64::from(row.kind)), string, start, end, line]))
}

/// Creates the module.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_tokenize");
    let class = ClassBuilder::new::<TokenizerIter>("_tokenize.TokenizerIter").rows(&[ROWS]).build();
    m.set("TokenizerIter", class);
    Ok(m)
}
