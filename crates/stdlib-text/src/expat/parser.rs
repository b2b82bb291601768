//! `pyexpat.xmlparser`: parsing, and the settings of a parser.

use std::ffi::{CString, c_char};
use std::rc::Rc;

use heap::{GcVec, Head, Value};
use object::buffer::{self, Buffer};
use object::class::{Class, ClassBuilder, ClassCell, ClassFlags};
use object::error::exc;
use object::gc::{Object, ValueExt};
use object::misc::is_none;
use object::{
    ByteArray, Bytes, Dict, Gc, Result, Row, Str, intern, native, none, number, ops, raise_exc, raise_type, raise_value,
};

use super::handlers::{self, EVENTS, Event};
use super::library::{self, expat};

/// `ExpatError`.
pub static ERROR: ClassCell = ClassCell::new();

const INVALID_ARGUMENT: i32 = 41;
/// What the library is given at once.
const PIECE: usize = 1 << 20;
/// What a file is asked for at once.
const FILE_PIECE: usize = 2048;

/// A parser of the library. A parser of an external entity uses its parent's data: it is freed first.
pub struct Handle {
    p: library::Parser,
    _parent: Option<Rc<Handle>>,
}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: the parser is not used any more; its children, which hold this handle, are gone.
        unsafe { (expat().free)(self.p) };
    }
}

/// `pyexpat.xmlparser`.
#[repr(C)]
pub struct XmlParser {
    head: Head,
    pub parser: library::Parser,
    handle: Rc<Handle>,
    pub handlers: GcVec<Option<Value>>,
    pub intern: Option<Gc<Dict>>,
    /// Text that waits to be reported in one piece, if that is wanted.
    buffer: GcVec<u8>,
    buffer_text: bool,
    buffer_size: usize,
    pub ordered_attributes: bool,
    pub specified_attributes: bool,
    namespace_prefixes: bool,
    reparse_deferral: bool,
    pub in_callback: bool,
    parsing: bool,
}
object::object_type!(XmlParser);

/// Raises `ExpatError` with a code and the parser's place.
fn fail<T>(x: Gc<XmlParser>, code: i32, text: Option<&str>) -> Result<T> {
    // SAFETY: the parser is live; the text is static.
    let (line, column, what) = unsafe {
        let p = (expat().error_string)(code);
        let what = if p.is_null() {
            "unknown error".to_owned()
        } else {
            std::ffi::CStr::from_ptr(p).to_string_lossy().into_owned()
        };
        ((expat().line)(x.parser), (expat().column)(x.parser), what)
    };
    let msg = text.map_or_else(|| format!("{what}: line {line}, column {column}"), str::to_owned);
    let e = object::error::new_exception(ERROR.get(), &[Str::new(&msg).value()]);
    let v = Value::from(e);
    object::attr::setattr(v, intern("code"), Some(number::int(i64::from(code))))?;
    object::attr::setattr(v, intern("offset"), Some(number::uint(column)))?;
    object::attr::setattr(v, intern("lineno"), Some(number::uint(line)))?;
    Err(object::error::set_pending(e))
}

fn last_error<T>(x: Gc<XmlParser>) -> Result<T> {
    // SAFETY: the parser is live.
    fail(x, unsafe { (expat().error_code)(x.parser) }, None)
}

/// Reports the text that waits.
pub fn flush_text(mut x: Gc<XmlParser>) -> Result<()> {
    if x.buffer.is_empty() {
        return Ok(());
    }
    let waiting = std::mem::replace(&mut x.buffer, GcVec::new());
    handlers::report_text(x, &waiting)
}

/// Takes text from the library.
pub fn take_text(mut x: Gc<XmlParser>, bytes: &[u8]) -> Result<()> {
    if !x.buffer_text {
        return handlers::report_text(x, bytes);
    }
    if x.buffer.len() + bytes.len() > x.buffer_size {
        flush_text(x)?;
        if bytes.len() > x.buffer_size {
            return handlers::report_text(x, bytes);
        }
    }
    x.buffer.extend_from_slice(bytes);
    Ok(())
}

fn wrap(handle: Handle, intern: Option<Gc<Dict>>) -> Gc<XmlParser> {
    let mut all = GcVec::new();
    all.resize(EVENTS, None);
    let x = XmlParser {
        head: Head { map: std::ptr::null() },
        parser: handle.p,
        handle: Rc::new(handle),
        handlers: all,
        intern,
        buffer: GcVec::new(),
        buffer_text: false,
        buffer_size: 8192,
        ordered_attributes: false,
        specified_attributes: false,
        namespace_prefixes: false,
        reparse_deferral: true,
        in_callback: false,
        parsing: false,
    }
    .alloc();
    // SAFETY: the parser is live, and the object does not move.
    unsafe { (expat().set_user_data)(x.parser, x.as_ptr().cast()) };
    handlers::link_encodings(x.parser);
    x
}

fn c_text(s: Gc<Str>) -> Result<CString> {
    let Some(t) = s.to_str() else { return object::error::surrogates_not_allowed(s) };
    CString::new(t).or_else(|_| object::value_error("embedded null character"))
}

/// An argument that is a string or `None`.
fn optional_text(v: Option<Value>, function: &str, argument: &str) -> Result<Option<CString>> {
    match v.filter(|v| !is_none(*v)) {
        None => Ok(None),
        Some(v) => match v.cast::<Str>() {
            Some(s) => c_text(s).map(Some),
            None => {
                raise_type!("{function}() argument {argument} must be str or None, not {}", object::repr::type_name(v))
            }
        },
    }
}

fn pointer(s: &Option<CString>) -> *const c_char {
    s.as_ref().map_or(std::ptr::null(), |s| s.as_ptr())
}

/// `ParserCreate`.
pub fn create(encoding: Option<Value>, separator: Option<Value>, interned: Option<Value>) -> Result<Gc<XmlParser>> {
    let encoding = optional_text(encoding, "ParserCreate", "'encoding'")?;
    let separator = optional_text(separator, "ParserCreate", "'namespace_separator'")?;
    if separator.as_ref().is_some_and(|s| s.as_bytes().len() > 1) {
        return raise_value!("namespace_separator must be at most one character, omitted, or None");
    }
    let names = match interned {
        None => Some(Dict::new()),
        Some(v) if is_none(v) => None,
        Some(v) => match v.cast::<Dict>() {
            Some(d) => Some(d),
            None => return raise_type!("intern must be a dictionary"),
        },
    };
    // SAFETY: the texts are null-terminated or null; without a suite the library uses malloc.
    let p = unsafe { (expat().create)(pointer(&encoding), std::ptr::null(), pointer(&separator)) };
    if p.is_null() {
        return object::memory_error();
    }
    Ok(wrap(Handle { p, _parent: None }, names))
}

fn external_entity_parser_create(x: Gc<XmlParser>, context: Value, encoding: Option<Gc<Str>>) -> Result<Gc<XmlParser>> {
    let context = optional_text(Some(context), "ExternalEntityParserCreate", "1")?;
    let encoding = encoding.map(c_text).transpose()?;
    // SAFETY: the parent is live; the texts are null-terminated or null.
    let p = unsafe { (expat().create_external)(x.parser, pointer(&context), pointer(&encoding)) };
    if p.is_null() {
        return object::memory_error();
    }
    let mut child = wrap(Handle { p, _parent: Some(x.handle.clone()) }, x.intern);
    child.buffer_text = x.buffer_text;
    child.buffer_size = x.buffer_size;
    child.ordered_attributes = x.ordered_attributes;
    child.specified_attributes = x.specified_attributes;
    child.namespace_prefixes = x.namespace_prefixes;
    child.reparse_deferral = x.reparse_deferral;
    for (i, event) in ALL.iter().enumerate() {
        child.handlers[i] = x.handlers[i];
        handlers::link(child.parser, *event, x.handlers[i].is_some());
    }
    Ok(child)
}

/// Gives the library some bytes.
fn feed(mut x: Gc<XmlParser>, bytes: &[u8], last: bool) -> Result<i32> {
    x.parsing = true;
    // SAFETY: the parser is live and not parsing; the piece is as long as said.
    let rc = unsafe { (expat().parse)(x.parser, bytes.as_ptr().cast(), bytes.len() as i32, i32::from(last)) };
    x.parsing = false;
    if object::thread().pending.is_some() {
        return Err(object::Raised::pending());
    }
    if rc == 0 {
        return last_error(x);
    }
    flush_text(x)?;
    Ok(rc)
}

fn check_idle(x: Gc<XmlParser>, function: &str) -> Result<()> {
    if x.parsing || x.in_callback {
        return raise_exc!(RUNTIME_ERROR, "cannot call {function}() from within a handler");
    }
    Ok(())
}

fn parse(x: Gc<XmlParser>, data: Value, is_final: Option<bool>) -> Result<i32> {
    check_idle(x, "Parse")?;
    let copy;
    let held: Buffer;
    let bytes: &[u8] = match data.cast::<Str>() {
        Some(s) => {
            let Some(t) = s.to_str() else { return object::error::surrogates_not_allowed(s) };
            // What a declaration says about the encoding is not about text.
            // SAFETY: the parser is live; once parsing has begun the call does nothing.
            unsafe { (expat().set_encoding)(x.parser, c"utf-8".as_ptr()) };
            t.as_bytes()
        }
        None => {
            held = buffer::contiguous(data)?;
            copy = held.as_slice();
            copy
        }
    };
    let mut rest = bytes;
    while rest.len() > PIECE {
        let (piece, more) = rest.split_at(PIECE);
        feed(x, piece, false)?;
        rest = more;
    }
    feed(x, rest, is_final.unwrap_or(false))
}

fn parse_file(x: Gc<XmlParser>, file: Value) -> Result<i32> {
    check_idle(x, "ParseFile")?;
    let Some(read) = object::attr::find_attr(file, intern("read"))? else {
        return raise_type!("argument must have 'read' attribute");
    };
    loop {
        let data = object::call::call(read, &[number::int(FILE_PIECE as i64)])?;
        if !data.is::<Bytes>() && !data.is::<ByteArray>() {
            return raise_type!("read() did not return a bytes object (type={})", object::repr::type_name(data));
        }
        let b = buffer::contiguous(data)?;
        let n = b.as_slice().len();
        if n > FILE_PIECE {
            return raise_value!("read() returned too much data: {FILE_PIECE} bytes requested, {n} returned");
        }
        let rc = feed(x, b.as_slice(), n == 0)?;
        if n == 0 {
            return Ok(rc);
        }
    }
}

fn set_base(x: Gc<XmlParser>, base: Gc<Str>) -> Result<()> {
    let base = c_text(base)?;
    // SAFETY: the parser is live; the text is copied.
    if unsafe { (expat().set_base)(x.parser, base.as_ptr()) } == 0 { object::memory_error() } else { Ok(()) }
}
fn get_base(x: Gc<XmlParser>) -> Result<Value> {
    // SAFETY: the parser is live; its text is null-terminated.
    unsafe {
        let p = (expat().get_base)(x.parser);
        if p.is_null() {
            return Ok(none());
        }
        builtins::codec::decode_utf8(std::ffi::CStr::from_ptr(p).to_bytes()).map(Gc::value)
    }
}

fn get_input_context(x: Gc<XmlParser>) -> Value {
    if !x.in_callback {
        return none();
    }
    let (mut offset, mut size) = (0, 0);
    // SAFETY: the parser is live; the library says which part of its buffer is valid.
    unsafe {
        let p = (expat().get_input_context)(x.parser, &raw mut offset, &raw mut size);
        if p.is_null() {
            return none();
        }
        let from = p.add(offset as usize).cast::<u8>();
        Bytes::new(std::slice::from_raw_parts(from, (size - offset) as usize)).value()
    }
}

fn set_param_entity_parsing(x: Gc<XmlParser>, flag: i32) -> i32 {
    // SAFETY: the parser is live.
    unsafe { (expat().set_param_entity_parsing)(x.parser, flag) }
}
fn use_foreign_dtd(x: Gc<XmlParser>, flag: Option<bool>) -> Result<()> {
    // SAFETY: the parser is live.
    match unsafe { (expat().use_foreign_dtd)(x.parser, u8::from(flag.unwrap_or(true))) } {
        0 => Ok(()),
        code => fail(x, code, None),
    }
}

fn unsupported<T>() -> Result<T> {
    raise_exc!(NOT_IMPLEMENTED_ERROR, "this version of libexpat has no such setting")
}

/// A number of bytes.
fn threshold(v: Value) -> Result<u64> {
    use num_traits::ToPrimitive;
    if !number::is_int(v) {
        return raise_type!("'{}' object cannot be interpreted as an integer", object::repr::type_name(v));
    }
    let b = ops::to_bigint(v)?;
    if b < object::BigInt::from(0) {
        return raise_value!("Cannot convert negative int");
    }
    match b.to_u64() {
        Some(n) => Ok(n),
        None => object::overflow_error("Python int too large to convert to C unsigned long long"),
    }
}

/// The result of setting a protection.
fn protected(x: Gc<XmlParser>, ok: u8, factor: Option<f64>) -> Result<()> {
    if ok != 0 {
        return Ok(());
    }
    let wrong_factor = factor.is_some_and(|f| f.is_nan() || f < 1.0);
    fail(
        x,
        INVALID_ARGUMENT,
        Some(if wrong_factor { "'max_factor' must be at least 1.0" } else { "parser must be a root parser" }),
    )
}

macro_rules! protections {
    ($($f:ident $field:ident $convert:ident;)*) => {
        $(fn $f(x: Gc<XmlParser>, v: Value) -> Result<()> {
            let Some(set) = expat().$field else { return unsupported() };
            protections!(@$convert x set v)
        })*
    };
    (@bytes $x:ident $set:ident $v:ident) => {{
        let n = threshold($v)?;
        // SAFETY: the parser is live.
        protected($x, unsafe { $set($x.parser, n) }, None)
    }};
    (@factor $x:ident $set:ident $v:ident) => {{
        let f = ops::to_f64($v)?;
        // SAFETY: the parser is live.
        protected($x, unsafe { $set($x.parser, f as f32) }, Some(f))
    }};
}
protections! {
    laughs_threshold set_laughs_threshold bytes;
    laughs_factor set_laughs_factor factor;
    alloc_threshold set_alloc_threshold bytes;
    alloc_factor set_alloc_factor factor;
}

fn set_reparse_deferral(mut x: Gc<XmlParser>, on: bool) {
    // Before version 2.6 the library deferred nothing, and as in CPython the call changes nothing.
    let Some(set) = expat().set_reparse_deferral else { return };
    // SAFETY: the parser is live.
    if unsafe { set(x.parser, u8::from(on)) } != 0 {
        x.reparse_deferral = on;
    }
}
fn get_reparse_deferral(x: Gc<XmlParser>) -> bool {
    x.reparse_deferral && expat().set_reparse_deferral.is_some()
}

fn deleted<T>() -> Result<T> {
    raise_exc!(RUNTIME_ERROR, "Cannot delete attribute")
}

fn get_handler<const E: usize>(x: Gc<XmlParser>) -> Value {
    x.handlers[E].unwrap_or_else(none)
}
fn set_handler<const E: usize>(mut x: Gc<XmlParser>, v: Option<Value>) -> Result<()> {
    let Some(v) = v else { return deleted() };
    if ALL[E] == Event::CharacterData {
        // What waits is for the old callable.
        flush_text(x)?;
    }
    let f = Some(v).filter(|v| !is_none(*v));
    x.handlers[E] = f;
    handlers::link(x.parser, ALL[E], f.is_some());
    Ok(())
}

fn buffer_size(x: Gc<XmlParser>) -> usize {
    x.buffer_size
}
fn set_buffer_size(mut x: Gc<XmlParser>, v: Option<Value>) -> Result<()> {
    let Some(v) = v else { return deleted() };
    if !number::is_int(v) {
        return raise_type!("buffer_size must be an integer");
    }
    let n = ops::to_i64(v)?;
    if n <= 0 {
        return raise_value!("buffer_size must be greater than zero");
    }
    if n > i64::from(i32::MAX) {
        return raise_value!("buffer_size must not be greater than {}", i32::MAX);
    }
    flush_text(x)?;
    x.buffer_size = n as usize;
    Ok(())
}
fn buffer_text(x: Gc<XmlParser>) -> bool {
    x.buffer_text
}
fn set_buffer_text(mut x: Gc<XmlParser>, v: Option<Value>) -> Result<()> {
    let Some(v) = v else { return deleted() };
    let on = ops::truth(v)?;
    if !on {
        flush_text(x)?;
    }
    x.buffer_text = on;
    Ok(())
}
fn buffer_used(x: Gc<XmlParser>) -> usize {
    x.buffer.len()
}
fn set_namespace_prefixes(mut x: Gc<XmlParser>, v: Option<Value>) -> Result<()> {
    let Some(v) = v else { return deleted() };
    x.namespace_prefixes = ops::truth(v)?;
    // SAFETY: the parser is live.
    unsafe { (expat().set_return_ns_triplet)(x.parser, i32::from(x.namespace_prefixes)) };
    Ok(())
}
fn namespace_prefixes(x: Gc<XmlParser>) -> bool {
    x.namespace_prefixes
}
macro_rules! switches {
    ($($get:ident $set:ident $field:ident;)*) => {
        $(fn $get(x: Gc<XmlParser>) -> bool {
            x.$field
        }
        fn $set(mut x: Gc<XmlParser>, v: Option<Value>) -> Result<()> {
            let Some(v) = v else { return deleted() };
            x.$field = ops::truth(v)?;
            Ok(())
        })*
    };
}
switches! {
    ordered set_ordered ordered_attributes;
    specified set_specified specified_attributes;
}

fn interned(x: Gc<XmlParser>) -> Value {
    x.intern.map_or_else(none, Gc::value)
}
fn error_code(x: Gc<XmlParser>) -> i32 {
    // SAFETY: the parser is live.
    unsafe { (expat().error_code)(x.parser) }
}
fn line(x: Gc<XmlParser>) -> u64 {
    // SAFETY: the parser is live.
    unsafe { (expat().line)(x.parser) }
}
fn column(x: Gc<XmlParser>) -> u64 {
    // SAFETY: the parser is live.
    unsafe { (expat().column)(x.parser) }
}
fn byte_index(x: Gc<XmlParser>) -> i64 {
    // SAFETY: the parser is live.
    unsafe { (expat().byte_index)(x.parser) }
}

macro_rules! events {
    ($($event:ident $name:literal $n:literal;)*) => {
        /// The events in their order.
        static ALL: [Event; EVENTS] = [$(Event::$event,)*];
        static HANDLERS: &[Row] = &[$(Row::getset($name, native(get_handler::<$n>), native(set_handler::<$n>)),)*];
    };
}
events! {
    StartElement "StartElementHandler" 0;
    EndElement "EndElementHandler" 1;
    ProcessingInstruction "ProcessingInstructionHandler" 2;
    CharacterData "CharacterDataHandler" 3;
    UnparsedEntityDecl "UnparsedEntityDeclHandler" 4;
    NotationDecl "NotationDeclHandler" 5;
    StartNamespaceDecl "StartNamespaceDeclHandler" 6;
    EndNamespaceDecl "EndNamespaceDeclHandler" 7;
    Comment "CommentHandler" 8;
    StartCdataSection "StartCdataSectionHandler" 9;
    EndCdataSection "EndCdataSectionHandler" 10;
    Default "DefaultHandler" 11;
    DefaultExpand "DefaultHandlerExpand" 12;
    NotStandalone "NotStandaloneHandler" 13;
    ExternalEntityRef "ExternalEntityRefHandler" 14;
    StartDoctypeDecl "StartDoctypeDeclHandler" 15;
    EndDoctypeDecl "EndDoctypeDeclHandler" 16;
    EntityDecl "EntityDeclHandler" 17;
    XmlDecl "XmlDeclHandler" 18;
    ElementDecl "ElementDeclHandler" 19;
    AttlistDecl "AttlistDeclHandler" 20;
    SkippedEntity "SkippedEntityHandler" 21;
}

static ROWS: &[Row] = &[
    Row::method("Parse($self, data, isfinal=False, /)", native(parse))
        .doc("Parse XML data.\n\n'isfinal' should be true at end of input."),
    Row::method("ParseFile($self, file, /)", native(parse_file)).doc("Parse XML data from file-like object."),
    Row::method("SetBase($self, base, /)", native(set_base)).doc("Set the base URL for the parser."),
    Row::method("GetBase($self, /)", native(get_base)).doc("Return base URL string for the parser."),
    Row::method("GetInputContext($self, /)", native(get_input_context))
        .doc("Return the untranslated text of the input that caused the current event."),
    Row::method(
        "ExternalEntityParserCreate($self, context, encoding=<unrepresentable>, /)",
        native(external_entity_parser_create),
    )
    .doc("Create a parser for parsing an external entity based on the information passed to the ExternalEntityRefHandler."),
    Row::method("SetParamEntityParsing($self, flag, /)", native(set_param_entity_parsing))
        .doc("Controls parsing of parameter entities (including the external DTD subset)."),
    Row::method("UseForeignDTD($self, flag=True, /)", native(use_foreign_dtd))
        .doc("Allows the application to provide an artificial external subset if one is not specified as part of the document instance."),
    Row::method(
        "SetBillionLaughsAttackProtectionActivationThreshold($self, threshold, /)",
        native(laughs_threshold),
    )
    .doc("Sets the number of output bytes needed to activate protection against billion laughs attacks."),
    Row::method("SetBillionLaughsAttackProtectionMaximumAmplification($self, max_factor, /)", native(laughs_factor))
        .doc("Sets the maximum tolerated amplification factor for protection against billion laughs attacks."),
    Row::method("SetAllocTrackerActivationThreshold($self, threshold, /)", native(alloc_threshold))
        .doc("Sets the number of allocated bytes of dynamic memory needed to activate protection against disproportionate use of RAM."),
    Row::method("SetAllocTrackerMaximumAmplification($self, max_factor, /)", native(alloc_factor)).doc(
        "Sets the maximum amplification factor between direct input and bytes of dynamic memory allocated.",
    ),
    Row::method("SetReparseDeferralEnabled($self, enabled, /)", native(set_reparse_deferral))
        .doc("Enable/Disable reparse deferral; enabled by default with Expat >=2.6.0."),
    Row::method("GetReparseDeferralEnabled($self, /)", native(get_reparse_deferral))
        .doc("Retrieve reparse deferral enabled status; always returns false with Expat <2.6.0."),
    Row::getter("intern", native(interned)),
    Row::getter("ErrorCode", native(error_code)),
    Row::getter("ErrorLineNumber", native(line)),
    Row::getter("ErrorColumnNumber", native(column)),
    Row::getter("ErrorByteIndex", native(byte_index)),
    Row::getter("CurrentLineNumber", native(line)),
    Row::getter("CurrentColumnNumber", native(column)),
    Row::getter("CurrentByteIndex", native(byte_index)),
    Row::getset("buffer_size", native(buffer_size), native(set_buffer_size)),
    Row::getset("buffer_text", native(buffer_text), native(set_buffer_text)),
    Row::getter("buffer_used", native(buffer_used)),
    Row::getset("namespace_prefixes", native(namespace_prefixes), native(set_namespace_prefixes)),
    Row::getset("ordered_attributes", native(ordered), native(set_ordered)),
    Row::getset("specified_attributes", native(specified), native(set_specified)),
];

/// Creates the classes.
pub fn classes() -> (Gc<Class>, Gc<Class>) {
    let parser = ClassBuilder::new::<XmlParser>("pyexpat.xmlparser")
        .flags(ClassFlags::NO_INSTANTIATE)
        .doc("XML parser")
        .rows(&[ROWS, HANDLERS])
        .build();
    let error = builtins::excclass::new("xml.parsers.expat.ExpatError", exc::EXCEPTION.get(), &ERROR);
    (parser, error)
}
