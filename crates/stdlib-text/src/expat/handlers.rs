//! The events of a parser: what libexpat calls, as calls of Python callables.
//!
//! # Invariants
//! 1. The library runs under the GIL, within `Parse`; its user data is the address of the `XmlParser`, which `Parse` keeps
//!    alive.
//! 2. After an exception no further Python code runs: the parser is stopped, and `Parse` raises the exception.

use std::ffi::{CStr, c_char, c_int, c_void};

use heap::{GcVec, Value};
use object::{Dict, Gc, List, Result, none, number, seq};

use super::library::{Content, Encoding, Handler, Library, Parser, expat};
use super::parser::XmlParser;

/// The events, in the order of `XmlParser::handlers`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Event {
    StartElement,
    EndElement,
    ProcessingInstruction,
    CharacterData,
    UnparsedEntityDecl,
    NotationDecl,
    StartNamespaceDecl,
    EndNamespaceDecl,
    Comment,
    StartCdataSection,
    EndCdataSection,
    Default,
    DefaultExpand,
    NotStandalone,
    ExternalEntityRef,
    StartDoctypeDecl,
    EndDoctypeDecl,
    EntityDecl,
    XmlDecl,
    ElementDecl,
    AttlistDecl,
    SkippedEntity,
}
pub const EVENTS: usize = 22;

/// How an event's handler is set, and the C function for it.
struct Link {
    set: fn(&Library) -> unsafe extern "C" fn(Parser, Handler),
    handler: Handler,
}
// SAFETY: the handlers are functions.
unsafe impl Sync for Link {}

macro_rules! links {
    ($($set:ident $handler:ident;)*) => {
        static LINKS: [Link; EVENTS] = [$(Link { set: |l| l.$set, handler: $handler as *const () as Handler },)*];
    };
}
links! {
    set_start_element start_element;
    set_end_element end_element;
    set_instruction instruction;
    set_character_data character_data;
    set_unparsed_entity unparsed_entity;
    set_notation notation;
    set_start_namespace start_namespace;
    set_end_namespace end_namespace;
    set_comment comment;
    set_start_cdata start_cdata;
    set_end_cdata end_cdata;
    set_default default;
    set_default_expand default_expand;
    set_not_standalone not_standalone;
    set_external_entity external_entity;
    set_start_doctype start_doctype;
    set_end_doctype end_doctype;
    set_entity entity;
    set_declaration declaration;
    set_element element;
    set_attlist attlist;
    set_skipped_entity skipped_entity;
}

/// Makes the library report an event, or not.
pub fn link(p: Parser, event: Event, on: bool) {
    let l = &LINKS[event as usize];
    // SAFETY: the parser is live, and the handler is of the event's type.
    unsafe { (l.set)(expat())(p, if on { l.handler } else { std::ptr::null() }) };
}

/// Makes the library ask about encodings that it does not know.
pub fn link_encodings(p: Parser) {
    let handler = unknown_encoding as *const () as Handler;
    // SAFETY: as above.
    unsafe { (expat().set_unknown_encoding)(p, handler, std::ptr::null_mut()) };
}

unsafe fn parser(data: *mut c_void) -> Gc<XmlParser> {
    // SAFETY: the user data is the address of a live parser object.
    unsafe { Gc::from_raw(data.cast::<XmlParser>()) }
}

/// A text of the library; `None` for null.
///
/// # Safety
/// `p` is null or a null-terminated text.
unsafe fn text(p: *const c_char) -> Result<Value> {
    if p.is_null() {
        return Ok(none());
    }
    // SAFETY: the library's texts are null-terminated UTF-8.
    builtins::codec::decode_utf8(unsafe { CStr::from_ptr(p) }.to_bytes()).map(Gc::value)
}

unsafe fn text_of(p: *const c_char, n: c_int) -> Result<Value> {
    // SAFETY: the library passes a text of this length.
    let b = unsafe { std::slice::from_raw_parts(p.cast::<u8>(), n as usize) };
    builtins::codec::decode_utf8(b).map(Gc::value)
}

/// A name: equal names are one string, by the dict that the parser shares with its children.
unsafe fn name(x: Gc<XmlParser>, p: *const c_char) -> Result<Value> {
    // SAFETY: passed on.
    let v = unsafe { text(p)? };
    let Some(d) = x.intern.filter(|_| !p.is_null()) else { return Ok(v) };
    match d.get(v)? {
        Some(old) => Ok(old),
        None => {
            d.set(v, v)?;
            Ok(v)
        }
    }
}

/// Stops parsing: an exception is pending.
fn stop(x: Gc<XmlParser>) {
    // What is told after this is not for anybody.
    for l in &LINKS {
        // SAFETY: the parser is live.
        unsafe { (l.set)(expat())(x.parser, std::ptr::null()) };
    }
    // SAFETY: the parser is parsing.
    unsafe { (expat().stop)(x.parser, 0) };
}

/// Calls an event's callable with arguments, after what was buffered.
fn report(x: Gc<XmlParser>, event: Event, arguments: impl FnOnce() -> Result<GcVec<Value>>) -> Option<Value> {
    if object::thread().pending.is_some() {
        return None;
    }
    let call = || -> Result<Option<Value>> {
        super::parser::flush_text(x)?;
        let Some(f) = x.handlers[event as usize] else { return Ok(None) };
        let mut x = x;
        let before = std::mem::replace(&mut x.in_callback, true);
        let result = arguments().and_then(|a| object::call::call(f, &a));
        x.in_callback = before;
        result.map(Some)
    };
    match call() {
        Ok(v) => v,
        Err(_) => {
            stop(x);
            None
        }
    }
}

fn values<const N: usize>(v: [Value; N]) -> GcVec<Value> {
    GcVec::from(&v[..])
}

/// Defines the C function of an event whose arguments are texts.
macro_rules! text_events {
    ($($f:ident $event:ident ($($arg:ident $how:ident),*);)*) => {
        $(unsafe extern "C" fn $f(data: *mut c_void, $($arg: *const c_char),*) {
            // SAFETY: see the module's invariants.
            unsafe {
                let x = parser(data);
                report(x, Event::$event, || Ok(values([$(text_events!(@$how x $arg)),*])));
            }
        })*
    };
    (@name $x:ident $arg:ident) => { name($x, $arg)? };
    (@text $x:ident $arg:ident) => { text($arg)? };
}
text_events! {
    end_element EndElement (n name);
    instruction ProcessingInstruction (target name, data_ text);
    unparsed_entity UnparsedEntityDecl (n name, base name, system name, public name, notation name);
    notation NotationDecl (n name, base name, system name, public name);
    start_namespace StartNamespaceDecl (prefix name, uri name);
    end_namespace EndNamespaceDecl (prefix name);
    comment Comment (s text);
    start_cdata StartCdataSection ();
    end_cdata EndCdataSection ();
    end_doctype EndDoctypeDecl ();
}

unsafe extern "C" fn start_element(data: *mut c_void, tag: *const c_char, atts: *const *const c_char) {
    // SAFETY: see the module's invariants; the attributes end with null.
    unsafe {
        let x = parser(data);
        let n = if x.specified_attributes {
            (expat().specified_attribute_count)(x.parser) as usize
        } else {
            (0..).step_by(2).take_while(|i| !(*atts.add(*i)).is_null()).count() * 2
        };
        report(x, Event::StartElement, || {
            let tag = name(x, tag)?;
            if x.ordered_attributes {
                let mut all = GcVec::new();
                for i in (0..n).step_by(2) {
                    all.push(name(x, *atts.add(i))?);
                    all.push(text(*atts.add(i + 1))?);
                }
                return Ok(values([tag, List::new(all).value()]));
            }
            let d = Dict::new();
            for i in (0..n).step_by(2) {
                d.set(name(x, *atts.add(i))?, text(*atts.add(i + 1))?)?;
            }
            Ok(values([tag, d.value()]))
        });
    }
}

unsafe extern "C" fn character_data(data: *mut c_void, s: *const c_char, n: c_int) {
    // SAFETY: see the module's invariants.
    unsafe {
        let x = parser(data);
        if object::thread().pending.is_some() {
            return;
        }
        let bytes = std::slice::from_raw_parts(s.cast::<u8>(), n as usize);
        if super::parser::take_text(x, bytes).is_err() {
            stop(x);
        }
    }
}

/// Reports text to the callable for it.
pub fn report_text(x: Gc<XmlParser>, bytes: &[u8]) -> Result<()> {
    let Some(f) = x.handlers[Event::CharacterData as usize] else { return Ok(()) };
    let s = builtins::codec::decode_utf8(bytes)?;
    let mut x = x;
    let before = std::mem::replace(&mut x.in_callback, true);
    let result = object::call::call(f, &[s.value()]);
    x.in_callback = before;
    result.map(drop)
}

unsafe extern "C" fn default(data: *mut c_void, s: *const c_char, n: c_int) {
    // SAFETY: see the module's invariants.
    unsafe { report(parser(data), Event::Default, || Ok(values([text_of(s, n)?]))) };
}
unsafe extern "C" fn default_expand(data: *mut c_void, s: *const c_char, n: c_int) {
    // SAFETY: see the module's invariants.
    unsafe { report(parser(data), Event::DefaultExpand, || Ok(values([text_of(s, n)?]))) };
}

/// An event whose result decides whether parsing goes on.
fn verdict(x: Gc<XmlParser>, result: Option<Value>) -> c_int {
    let Some(v) = result else { return 0 };
    if !number::is_int(v) {
        let r: Result<()> =
            object::raise_type!("'{}' object cannot be interpreted as an integer", object::repr::type_name(v));
        if r.is_err() {
            stop(x);
        }
        return 0;
    }
    number::as_i64(v).map_or(1, |n| n as c_int)
}

unsafe extern "C" fn not_standalone(data: *mut c_void) -> c_int {
    // SAFETY: see the module's invariants.
    let x = unsafe { parser(data) };
    let r = report(x, Event::NotStandalone, || Ok(GcVec::new()));
    verdict(x, r)
}

// SAFETY: only the library calls it, as expat.h says.
unsafe extern "C" fn external_entity(
    p: Parser,
    context: *const c_char,
    base: *const c_char,
    system: *const c_char,
    public: *const c_char,
) -> c_int {
    // SAFETY: the library passes the parser itself, whose first word is its user data (`XML_GetUserData` in expat.h).
    unsafe {
        let x = parser(*p.cast::<*mut c_void>());
        let r = report(x, Event::ExternalEntityRef, || {
            Ok(values([text(context)?, name(x, base)?, name(x, system)?, name(x, public)?]))
        });
        verdict(x, r)
    }
}

// SAFETY: only the library calls it, as expat.h says.
unsafe extern "C" fn start_doctype(
    data: *mut c_void,
    n: *const c_char,
    system: *const c_char,
    public: *const c_char,
    internal: c_int,
) {
    // SAFETY: see the module's invariants.
    unsafe {
        let x = parser(data);
        report(x, Event::StartDoctypeDecl, || {
            Ok(values([name(x, n)?, name(x, system)?, name(x, public)?, number::int(i64::from(internal))]))
        });
    }
}

// SAFETY: only the library calls it, as expat.h says.
unsafe extern "C" fn entity(
    data: *mut c_void,
    n: *const c_char,
    is_parameter: c_int,
    value: *const c_char,
    length: c_int,
    base: *const c_char,
    system: *const c_char,
    public: *const c_char,
    notation: *const c_char,
) {
    // SAFETY: see the module's invariants; the value has this length.
    unsafe {
        let x = parser(data);
        report(x, Event::EntityDecl, || {
            let value = if value.is_null() { none() } else { text_of(value, length)? };
            Ok(values([
                name(x, n)?,
                number::int(i64::from(is_parameter)),
                value,
                name(x, base)?,
                name(x, system)?,
                name(x, public)?,
                name(x, notation)?,
            ]))
        });
    }
}

// SAFETY: only the library calls it, as expat.h says.
unsafe extern "C" fn declaration(
    data: *mut c_void,
    version: *const c_char,
    encoding: *const c_char,
    standalone: c_int,
) {
    // SAFETY: see the module's invariants.
    unsafe {
        report(parser(data), Event::XmlDecl, || {
            Ok(values([text(version)?, text(encoding)?, number::int(i64::from(standalone))]))
        });
    }
}

/// A content model as nested tuples: type, quantifier, name, children.
///
/// # Safety
/// `c` is a model that the library made.
unsafe fn model(x: Gc<XmlParser>, c: *const Content) -> Result<Value> {
    object::state::check_native_stack()?;
    // SAFETY: the model is a tree that the library made.
    unsafe {
        let c = &*c;
        let mut children = GcVec::new();
        for i in 0..c.n_children as usize {
            children.push(model(x, c.children.add(i))?);
        }
        Ok(seq::tuple(&[
            number::int(i64::from(c.kind)),
            number::int(i64::from(c.quantifier)),
            name(x, c.name)?,
            seq::tuple(&children),
        ]))
    }
}

unsafe extern "C" fn element(data: *mut c_void, n: *const c_char, content: *mut Content) {
    // SAFETY: see the module's invariants; the model is ours to free.
    unsafe {
        let x = parser(data);
        report(x, Event::ElementDecl, || Ok(values([name(x, n)?, model(x, content)?])));
        (expat().free_content)(x.parser, content);
    }
}

// SAFETY: only the library calls it, as expat.h says.
unsafe extern "C" fn attlist(
    data: *mut c_void,
    element: *const c_char,
    attribute: *const c_char,
    kind: *const c_char,
    default: *const c_char,
    required: c_int,
) {
    // SAFETY: see the module's invariants.
    unsafe {
        let x = parser(data);
        report(x, Event::AttlistDecl, || {
            Ok(values([
                name(x, element)?,
                name(x, attribute)?,
                text(kind)?,
                text(default)?,
                number::int(i64::from(required)),
            ]))
        });
    }
}

unsafe extern "C" fn skipped_entity(data: *mut c_void, n: *const c_char, is_parameter: c_int) {
    // SAFETY: see the module's invariants.
    unsafe {
        let x = parser(data);
        report(x, Event::SkippedEntity, || Ok(values([name(x, n)?, number::int(i64::from(is_parameter))])));
    }
}

/// Describes an encoding with one byte to a character by decoding all bytes with Python's codec.
///
/// # Safety
/// Only the library calls it, as expat.h says.
unsafe extern "C" fn unknown_encoding(_data: *mut c_void, encoding: *const c_char, info: *mut Encoding) -> c_int {
    const UNUSED: c_int = -1;
    if object::thread().pending.is_some() {
        return 0;
    }
    let decode = || -> Result<Gc<object::Str>> {
        // SAFETY: the name is null-terminated.
        let encoding = unsafe { text(encoding)? };
        let all: Vec<u8> = (0..=255).collect();
        let bytes = object::Bytes::new(&all).value();
        let args = [encoding, object::Str::new("replace").value()];
        let s = object::call::call_method(bytes, object::intern("decode"), &args)?;
        let s = object::gc::ValueExt::cast::<object::Str>(s);
        match s.filter(|s| s.char_len() == 256) {
            Some(s) => Ok(s),
            None => object::value_error("multi-byte encodings are not supported"),
        }
    };
    let Ok(s) = decode() else { return 0 };
    // SAFETY: the library's record has room for the map.
    unsafe {
        for (i, c) in s.code_points().enumerate() {
            (*info).map[i] = if c == 0xFFFD { UNUSED } else { c as c_int };
        }
        (*info).data = std::ptr::null_mut();
        (*info).convert = std::ptr::null();
        (*info).release = std::ptr::null();
    }
    1
}
