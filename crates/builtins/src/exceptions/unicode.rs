//! `UnicodeEncodeError`, `UnicodeDecodeError`, `UnicodeTranslateError`.
//!
//! `start` and `end` are kept as given; whoever uses them as positions clamps them to the object (`clamped`).

use heap::Value;
use object::error::{UnicodeExc, exc};
use object::function::extend_class;
use object::gc::ValueExt;
use object::repr::{str_of, type_name};
use object::{ByteArray, Bytes, Dict, Gc, Result, Row, Str, Tuple, native, number, ops, raise_type, type_error};

use super::{fields, no_keywords};

fields! {
    UnicodeExc.encoding => get_encoding, set_encoding;
    UnicodeExc.object => get_object, set_object;
    UnicodeExc.reason => get_reason, set_reason;
}

fn get_start(this: Gc<UnicodeExc>) -> Value {
    this.start.unwrap_or_else(|| number::int(0))
}

fn get_end(this: Gc<UnicodeExc>) -> Value {
    this.end.unwrap_or_else(|| number::int(0))
}

/// The value of an assignment to `start` or `end`.
fn assigned_position(v: Option<Value>) -> Result<Option<Value>> {
    match v {
        None => type_error("can't delete numeric/char attribute"),
        Some(v) if number::is_int(v) => Ok(Some(number::int(ops::to_isize(v)? as i64))),
        Some(_) => type_error("an integer is required"),
    }
}

fn set_start(mut this: Gc<UnicodeExc>, v: Option<Value>) -> Result<()> {
    this.start = assigned_position(v)?;
    Ok(())
}

fn set_end(mut this: Gc<UnicodeExc>, v: Option<Value>) -> Result<()> {
    this.end = assigned_position(v)?;
    Ok(())
}

fn check_count(args: &[Value], n: usize) -> Result<()> {
    if args.len() == n { Ok(()) } else { raise_type!("function takes exactly {} arguments ({} given)", n, args.len()) }
}

fn check_str(v: Value, position: usize) -> Result<Value> {
    if v.is::<Str>() { Ok(v) } else { raise_type!("argument {} must be str, not {}", position, type_name(v)) }
}

fn position(v: Value) -> Result<Option<Value>> {
    Ok(Some(number::int(ops::to_isize(v)? as i64)))
}

fn encode_init(mut this: Gc<UnicodeExc>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<()> {
    no_keywords(&type_name(this.value()), kwargs)?;
    this.base.args = args;
    let a = args.as_slice();
    check_count(a, 5)?;
    this.encoding = Some(check_str(a[0], 1)?);
    this.object = Some(check_str(a[1], 2)?);
    (this.start, this.end) = (position(a[2])?, position(a[3])?);
    this.reason = Some(check_str(a[4], 5)?);
    Ok(())
}

fn decode_init(mut this: Gc<UnicodeExc>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<()> {
    no_keywords(&type_name(this.value()), kwargs)?;
    this.base.args = args;
    let a = args.as_slice();
    check_count(a, 5)?;
    this.encoding = Some(check_str(a[0], 1)?);
    (this.start, this.end) = (position(a[2])?, position(a[3])?);
    this.reason = Some(check_str(a[4], 5)?);
    this.object = Some(bytes_like(a[1])?);
    Ok(())
}

/// The object of a decoding error: bytes as they are, other byte strings copied.
fn bytes_like(v: Value) -> Result<Value> {
    if v.is::<Bytes>() {
        return Ok(v);
    }
    if let Some(b) = v.cast::<ByteArray>() {
        return Ok(Bytes::new(&b.data).value());
    }
    if object::class_of(v).dunder(object::Id::__buffer__).is_some() {
        return object::call::call(<Bytes as object::Object>::class().value(), &[v]);
    }
    raise_type!("a bytes-like object is required, not '{}'", type_name(v))
}

fn translate_init(mut this: Gc<UnicodeExc>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<()> {
    no_keywords(&type_name(this.value()), kwargs)?;
    this.base.args = args;
    let a = args.as_slice();
    check_count(a, 4)?;
    this.object = Some(check_str(a[0], 1)?);
    (this.start, this.end) = (position(a[1])?, position(a[2])?);
    this.reason = Some(check_str(a[3], 4)?);
    Ok(())
}

/// `start` and `end` as they are.
fn raw_range(this: Gc<UnicodeExc>) -> (i64, i64) {
    let of = |v: Option<Value>| v.and_then(number::as_i64).unwrap_or(0);
    (of(this.start), of(this.end))
}

/// The number of the only item that the error is about, if it is one item within an object of this length.
fn single(this: Gc<UnicodeExc>, len: usize) -> Option<usize> {
    let (start, end) = raw_range(this);
    let len = len as i64;
    ((0..len).contains(&start) && (0..=len).contains(&end) && end == start + 1).then_some(start as usize)
}

fn text_or_empty(v: Option<Value>) -> Result<Gc<Str>> {
    v.map_or_else(|| Ok(Str::empty()), str_of)
}

fn shown_char(c: u32) -> String {
    match c {
        0..=0xFF => format!("\\x{c:02x}"),
        0x100..=0xFFFF => format!("\\u{c:04x}"),
        _ => format!("\\U{c:08x}"),
    }
}

/// "character '\xff' in position 3", or "characters in position 3-5".
fn shown_characters(this: Gc<UnicodeExc>) -> Result<String> {
    let Some(s) = this.object.and_then(|o| o.cast::<Str>()) else {
        return raise_type!("object attribute must be unicode");
    };
    let (start, end) = raw_range(this);
    Ok(match single(this, s.char_len()) {
        Some(i) => format!("character '{}' in position {}", shown_char(s.nth(i)), i),
        None => format!("characters in position {}-{}", start, end - 1),
    })
}

fn encode_str(this: Gc<UnicodeExc>) -> Result<Gc<Str>> {
    if this.object.is_none() {
        return Ok(Str::empty());
    }
    let (reason, encoding) = (text_or_empty(this.reason)?, text_or_empty(this.encoding)?);
    let head = Str::new("'").concat(encoding);
    Ok(head.concat(Str::new(&format!("' codec can't encode {}: ", shown_characters(this)?))).concat(reason))
}

fn decode_str(this: Gc<UnicodeExc>) -> Result<Gc<Str>> {
    if this.object.is_none() {
        return Ok(Str::empty());
    }
    let (reason, encoding) = (text_or_empty(this.reason)?, text_or_empty(this.encoding)?);
    let Some(b) = this.object.and_then(|o| o.cast::<Bytes>()) else {
        return raise_type!("object attribute must be bytes");
    };
    let (start, end) = raw_range(this);
    let what = match single(this, b.as_slice().len()) {
        Some(i) => format!("' codec can't decode byte 0x{:02x} in position {}: ", b.as_slice()[i], i),
        None => format!("' codec can't decode bytes in position {}-{}: ", start, end - 1),
    };
    Ok(Str::new("'").concat(encoding).concat(Str::new(&what)).concat(reason))
}

fn translate_str(this: Gc<UnicodeExc>) -> Result<Gc<Str>> {
    if this.object.is_none() {
        return Ok(Str::empty());
    }
    let reason = text_or_empty(this.reason)?;
    Ok(Str::new(&format!("can't translate {}: ", shown_characters(this)?)).concat(reason))
}

macro_rules! unicode_rows {
    ($init:ident, $str:ident) => {
        &[
            Row::method("__init__($self, *args, **kwargs)", native($init)),
            Row::method("__str__($self, /)", native($str)),
            Row::getset("encoding", native(get_encoding), native(set_encoding)).doc("exception encoding"),
            Row::getset("object", native(get_object), native(set_object)).doc("exception object"),
            Row::getset("start", native(get_start), native(set_start)).doc("exception start"),
            Row::getset("end", native(get_end), native(set_end)).doc("exception end"),
            Row::getset("reason", native(get_reason), native(set_reason)).doc("exception reason"),
        ]
    };
}
static ENCODE: &[Row] = unicode_rows!(encode_init, encode_str);
static DECODE: &[Row] = unicode_rows!(decode_init, decode_str);
static TRANSLATE: &[Row] = unicode_rows!(translate_init, translate_str);

pub(super) fn init() {
    extend_class(exc::UNICODE_ENCODE_ERROR.get(), "", &[ENCODE]);
    extend_class(exc::UNICODE_DECODE_ERROR.get(), "", &[DECODE]);
    extend_class(exc::UNICODE_TRANSLATE_ERROR.get(), "", &[TRANSLATE]);
}
