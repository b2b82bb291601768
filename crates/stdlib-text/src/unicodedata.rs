//! The `unicodedata` module: properties of characters, names, normalization; and the same for Unicode 3.2, which IDNA
//! needs. The data are those of the `rustpython-unicode` crate.

use object::class::ClassFlags;
use object::gc::{Object, ValueExt};
use object::{ClassBuilder, Gc, Module, Result, Row, Str, Value, native, number};
use rustpython_unicode::data::{LookupResult, Ucd};
use rustpython_unicode::normalize::{self, NormalizeForm};
use rustpython_wtf8::CodePoint;

/// `unicodedata.UCD`: the database of another version.
#[repr(C)]
pub struct UcdObject {
    pub head: heap::Head,
    modern: bool,
}
object::object_type!(leaf UcdObject);

fn modern() -> Ucd {
    Ucd::new(true)
}

/// The argument `chr`: a string of one character.
fn one(v: Value, function: &str) -> Result<CodePoint> {
    match v.cast::<Str>() {
        Some(s) if s.char_len() == 1 => Ok(s.as_wtf8().code_points().next().unwrap_or(CodePoint::from('\0'))),
        Some(s) => object::raise_type!(
            "{}(): argument must be a unicode character, not a string of length {}",
            function,
            s.char_len()
        ),
        None => object::raise_type!(
            "{}() argument must be a unicode character, not {}",
            function,
            object::repr::type_name(v)
        ),
    }
}
fn first(v: Value, function: &str) -> Result<CodePoint> {
    match v.cast::<Str>() {
        Some(s) if s.char_len() == 1 => Ok(s.as_wtf8().code_points().next().unwrap_or(CodePoint::from('\0'))),
        Some(s) => object::raise_type!(
            "{}(): argument 1 must be a unicode character, not a string of length {}",
            function,
            s.char_len()
        ),
        None => object::raise_type!(
            "{}() argument 1 must be a unicode character, not {}",
            function,
            object::repr::type_name(v)
        ),
    }
}

fn category_of(u: Ucd, chr: Value) -> Result<&'static str> {
    Ok(u.category(one(chr, "category")?))
}
fn bidirectional_of(u: Ucd, chr: Value) -> Result<&'static str> {
    Ok(u.bidirectional(one(chr, "bidirectional")?))
}
fn combining_of(u: Ucd, chr: Value) -> Result<i64> {
    Ok(i64::from(u.combining(one(chr, "combining")?)))
}
fn mirrored_of(u: Ucd, chr: Value) -> Result<i32> {
    Ok(u.mirrored(one(chr, "mirrored")?))
}
fn width_of(u: Ucd, chr: Value) -> Result<&'static str> {
    Ok(u.east_asian_width(one(chr, "east_asian_width")?))
}
fn decomposition_of(u: Ucd, chr: Value) -> Result<String> {
    Ok(u.decomposition(one(chr, "decomposition")?))
}
fn or_default(found: Option<Value>, default: Option<Value>, message: &str) -> Result<Value> {
    match found.or(default) {
        Some(v) => Ok(v),
        None => object::value_error(message),
    }
}
fn decimal_of(u: Ucd, chr: Value, default: Option<Value>) -> Result<Value> {
    let c = first(chr, "decimal")?;
    or_default(u.decimal(c).map(|n| number::int(n as i64)), default, "not a decimal")
}
fn digit_of(u: Ucd, chr: Value, default: Option<Value>) -> Result<Value> {
    let c = first(chr, "digit")?;
    or_default(u.digit(c).map(|n| number::int(n as i64)), default, "not a digit")
}
fn numeric_of(u: Ucd, chr: Value, default: Option<Value>) -> Result<Value> {
    let c = first(chr, "numeric")?;
    or_default(u.numeric(c).map(number::float), default, "not a numeric character")
}
fn name_of(u: Ucd, chr: Value, default: Option<Value>) -> Result<Value> {
    let c = first(chr, "name")?;
    let found = c.to_char().filter(|c| u.membership(*c)).and_then(rustpython_unicode::data::character_name);
    or_default(found.map(|n| Str::new(&n).value()), default, "no such name")
}
fn lookup_in(u: Ucd, name: Value) -> Result<Gc<Str>> {
    let Some(n) = name.cast::<Str>() else {
        return object::raise_type!("lookup() argument must be str, not {}", object::repr::type_name(name));
    };
    let text = n.to_string_lossy();
    if text.len() > 256 {
        return object::raise_exc!(KEY_ERROR, "name too long");
    }
    match u.lookup(&text) {
        Some(LookupResult::Character(c)) => Ok(Str::from_char(u32::from(c))),
        Some(LookupResult::Sequence(s)) => Ok(Str::new(s)),
        None => object::raise_exc!(KEY_ERROR, "undefined character name '{text}'"),
    }
}
fn form_of(form: Gc<Str>) -> Result<NormalizeForm> {
    match form.to_string_lossy().parse() {
        Ok(f) => Ok(f),
        Err(()) => object::value_error("invalid normalization form"),
    }
}
fn normalize_in(u: Ucd, form: Gc<Str>, s: Gc<Str>) -> Result<Gc<Str>> {
    let f = form_of(form)?;
    if s.is_ascii() {
        return Ok(builtins::text::exact(s));
    }
    // Characters that the old version does not know stay as they are.
    let unknown = |c: CodePoint| c.to_char().is_some_and(|c| !u.membership(c));
    if !s.as_wtf8().code_points().any(unknown) {
        return Ok(Str::from_buf(normalize::normalize(f, s.as_wtf8())));
    }
    let mut out = rustpython_wtf8::Wtf8Buf::new();
    let mut run = rustpython_wtf8::Wtf8Buf::new();
    for c in s.as_wtf8().code_points() {
        if unknown(c) {
            out.push_wtf8(&normalize::normalize(f, &run));
            run.clear();
            out.push(c);
        } else {
            run.push(c);
        }
    }
    out.push_wtf8(&normalize::normalize(f, &run));
    Ok(Str::from_buf(out))
}
fn is_normalized_in(_u: Ucd, form: Gc<Str>, s: Gc<Str>) -> Result<bool> {
    let f = form_of(form)?;
    Ok(s.is_ascii() || normalize::is_normalized(f, s.as_wtf8()))
}

/// Declares one module function and one method for each property.
macro_rules! both {
    ($($f:ident $m:ident $inner:ident ($($a:ident : $t:ty),*) $ret:ty;)*) => { $(
        fn $f($($a: $t),*) -> Result<$ret> { $inner(modern(), $($a),*) }
        fn $m(this: Gc<UcdObject>, $($a: $t),*) -> Result<$ret> { $inner(Ucd::new(this.modern), $($a),*) }
    )* };
}
both! {
    category category_m category_of (chr: Value) &'static str;
    bidirectional bidirectional_m bidirectional_of (chr: Value) &'static str;
    combining combining_m combining_of (chr: Value) i64;
    mirrored mirrored_m mirrored_of (chr: Value) i32;
    east_asian_width east_asian_width_m width_of (chr: Value) &'static str;
    decomposition decomposition_m decomposition_of (chr: Value) String;
    decimal decimal_m decimal_of (chr: Value, default: Option<Value>) Value;
    digit digit_m digit_of (chr: Value, default: Option<Value>) Value;
    numeric numeric_m numeric_of (chr: Value, default: Option<Value>) Value;
    name name_m name_of (chr: Value, default: Option<Value>) Value;
    lookup lookup_m lookup_in (name: Value) Gc<Str>;
    normalize_f normalize_m normalize_in (form: Gc<Str>, unistr: Gc<Str>) Gc<Str>;
    is_normalized is_normalized_m is_normalized_in (form: Gc<Str>, unistr: Gc<Str>) bool;
}
fn version(this: Gc<UcdObject>) -> String {
    Ucd::new(this.modern).unidata_version()
}

static ROWS: &[Row] = &[
    Row::function("category($module, chr, /)", native(category)),
    Row::function("bidirectional($module, chr, /)", native(bidirectional)),
    Row::function("combining($module, chr, /)", native(combining)),
    Row::function("mirrored($module, chr, /)", native(mirrored)),
    Row::function("east_asian_width($module, chr, /)", native(east_asian_width)),
    Row::function("decomposition($module, chr, /)", native(decomposition)),
    Row::function("decimal($module, chr, default=<unrepresentable>, /)", native(decimal)),
    Row::function("digit($module, chr, default=<unrepresentable>, /)", native(digit)),
    Row::function("numeric($module, chr, default=<unrepresentable>, /)", native(numeric)),
    Row::function("name($module, chr, default=<unrepresentable>, /)", native(name)),
    Row::function("lookup($module, name, /)", native(lookup)),
    Row::function("normalize($module, form, unistr, /)", native(normalize_f)),
    Row::function("is_normalized($module, form, unistr, /)", native(is_normalized)),
];
static METHODS: &[Row] = &[
    Row::method("category($self, chr, /)", native(category_m)),
    Row::method("bidirectional($self, chr, /)", native(bidirectional_m)),
    Row::method("combining($self, chr, /)", native(combining_m)),
    Row::method("mirrored($self, chr, /)", native(mirrored_m)),
    Row::method("east_asian_width($self, chr, /)", native(east_asian_width_m)),
    Row::method("decomposition($self, chr, /)", native(decomposition_m)),
    Row::method("decimal($self, chr, default=<unrepresentable>, /)", native(decimal_m)),
    Row::method("digit($self, chr, default=<unrepresentable>, /)", native(digit_m)),
    Row::method("numeric($self, chr, default=<unrepresentable>, /)", native(numeric_m)),
    Row::method("name($self, chr, default=<unrepresentable>, /)", native(name_m)),
    Row::method("lookup($self, name, /)", native(lookup_m)),
    Row::method("normalize($self, form, unistr, /)", native(normalize_m)),
    Row::method("is_normalized($self, form, unistr, /)", native(is_normalized_m)),
    Row::getter("unidata_version", native(version)),
];

/// The module `unicodedata`.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("unicodedata");
    m.add_rows(ROWS);
    let class =
        ClassBuilder::new::<UcdObject>("unicodedata.UCD").flags(ClassFlags::NO_INSTANTIATE).rows(&[METHODS]).build();
    m.set("UCD", class.value());
    m.set("ucd_3_2_0", UcdObject { head: heap::Head { map: std::ptr::null() }, modern: false }.alloc().value());
    m.set("unidata_version", Str::new(&modern().unidata_version()).value());
    Ok(m)
}
