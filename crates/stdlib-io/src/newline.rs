//! `IncrementalNewlineDecoder`: universal newlines on top of another decoder.

use heap::{Head, Value};
use object::class::{Class, ClassBuilder, ClassFlags};
use object::gc::{Object, ValueExt};
use object::{Bytes, Gc, Result, Row, Str, Tuple, bool_value, native, none, number, ops, raise_type, seq};

use crate::method;

pub const CR: u8 = 1;
pub const LF: u8 = 2;
pub const CRLF: u8 = 4;

/// What a decoder of newlines remembers between pieces of text.
#[derive(Default, Clone, Copy)]
pub struct State {
    /// Translate `\r` and `\r\n` to `\n`?
    pub translate: bool,
    /// The last piece ended with a `\r` that may belong to a `\r\n`.
    pub pending_cr: bool,
    /// The kinds of newlines seen.
    pub seen: u8,
}

impl State {
    /// Translates a piece of text.
    pub fn feed(&mut self, text: Gc<Str>, last: bool) -> Gc<Str> {
        let mut text = text;
        if self.pending_cr && (last || text.byte_len() > 0) {
            text = Str::single(b'\r').concat(text);
            self.pending_cr = false;
        }
        let mut bytes = text.as_bytes();
        // A final \r is kept back, so that a \r\n is never split.
        let held = !last && bytes.last() == Some(&b'\r');
        if held {
            self.pending_cr = true;
            bytes = &bytes[..bytes.len() - 1];
        }
        if memchr::memchr(b'\r', bytes).is_none() {
            if self.seen & LF == 0 && memchr::memchr(b'\n', bytes).is_some() {
                self.seen |= LF;
            }
            return if held { self.piece(bytes) } else { text };
        }
        let mut out = Vec::with_capacity(if self.translate { bytes.len() } else { 0 });
        let mut at = 0;
        while let Some(i) = memchr::memchr2(b'\r', b'\n', &bytes[at..]).map(|i| i + at) {
            let kind = match (bytes[i], bytes.get(i + 1)) {
                (b'\r', Some(b'\n')) => CRLF,
                (b'\r', _) => CR,
                _ => LF,
            };
            self.seen |= kind;
            if self.translate {
                out.extend_from_slice(&bytes[at..i]);
                out.push(b'\n');
            }
            at = i + if kind == CRLF { 2 } else { 1 };
        }
        if self.translate {
            out.extend_from_slice(&bytes[at..]);
            return self.piece(&out);
        }
        if held { self.piece(bytes) } else { text }
    }

    fn piece(&self, b: &[u8]) -> Gc<Str> {
        // SAFETY: WTF-8 text cut or changed at ASCII characters only.
        unsafe { Str::from_bytes_unchecked(b) }
    }

    /// The value of `newlines`.
    pub fn newlines(&self) -> Value {
        let all: heap::GcVec<Value> = [(CR, "\r"), (LF, "\n"), (CRLF, "\r\n")]
            .iter()
            .filter(|(k, _)| self.seen & k != 0)
            .map(|(_, t)| Str::new(t).value())
            .collect();
        match all.len() {
            0 => none(),
            1 => all[0],
            _ => seq::tuple(&all),
        }
    }
}

/// `_io.IncrementalNewlineDecoder`.
#[repr(C)]
pub struct NewlineDecoder {
    head: Head,
    pub decoder: Option<Value>,
    pub state: State,
}
object::object_type!(NewlineDecoder);

fn blank(class: Gc<Class>) -> Gc<NewlineDecoder> {
    NewlineDecoder { head: Head { map: std::ptr::null() }, decoder: None, state: State::default() }.alloc_in(class)
}
fn new(class: Gc<Class>, _args: Gc<Tuple>, _kw: Gc<object::Dict>) -> Gc<NewlineDecoder> {
    blank(class)
}

/// A decoder around another.
pub fn wrap(decoder: Value, translate: bool) -> Gc<NewlineDecoder> {
    let mut d = blank(NewlineDecoder::class());
    d.decoder = Some(decoder);
    d.state.translate = translate;
    d
}

fn init(mut this: Gc<NewlineDecoder>, decoder: Value, translate: bool, _errors: Option<Value>) {
    this.decoder = Some(decoder);
    this.state = State { translate, pending_cr: false, seen: 0 };
}

fn inner(this: Gc<NewlineDecoder>) -> Result<Value> {
    match this.decoder {
        Some(d) => Ok(d),
        None => object::value_error("IncrementalNewlineDecoder.__init__() not called"),
    }
}

/// `decode(input, final)`.
pub fn decode(mut this: Gc<NewlineDecoder>, input: Value, last: Option<bool>) -> Result<Gc<Str>> {
    let last = last.unwrap_or(false);
    let d = inner(this)?;
    let text = if object::misc::is_none(d) { input } else { method(d, "decode", &[input, bool_value(last)])? };
    let Some(text) = text.cast::<Str>() else {
        return raise_type!("decoder should return a string result, not '{}'", object::repr::type_name(text));
    };
    let mut state = this.state;
    let out = state.feed(text, last);
    this.state = state;
    Ok(out)
}

/// `getstate()`: the inner decoder's, with the pending `\r` as the lowest bit of the flags.
pub fn getstate(this: Gc<NewlineDecoder>) -> Result<Value> {
    let d = inner(this)?;
    let (buffer, flag) = if object::misc::is_none(d) {
        (Bytes::new(b"").value(), object::BigInt::from(0))
    } else {
        let state = method(d, "getstate", &[])?;
        let Some(t) = state.cast::<Tuple>().filter(|t| t.as_slice().len() == 2) else {
            return raise_type!("illegal decoder state");
        };
        (t.as_slice()[0], ops::to_bigint(t.as_slice()[1])?)
    };
    let flag = (flag << 1u64) | object::BigInt::from(u8::from(this.state.pending_cr));
    Ok(seq::tuple(&[buffer, number::big(flag)]))
}

pub fn setstate(mut this: Gc<NewlineDecoder>, state: Value) -> Result<()> {
    let d = inner(this)?;
    let Some(t) = state.cast::<Tuple>() else { return raise_type!("state argument must be a tuple") };
    let [buffer, flag] = *t.as_slice() else { return raise_type!("setstate(): illegal state argument") };
    let flag = ops::to_bigint(flag)?;
    this.state.pending_cr = (&flag & &object::BigInt::from(1)) != object::BigInt::from(0);
    if !object::misc::is_none(d) {
        method(d, "setstate", &[seq::tuple(&[buffer, number::big(flag >> 1u64)])])?;
    }
    Ok(())
}

pub fn reset(mut this: Gc<NewlineDecoder>) -> Result<()> {
    let d = inner(this)?;
    this.state.seen = 0;
    this.state.pending_cr = false;
    if !object::misc::is_none(d) {
        method(d, "reset", &[])?;
    }
    Ok(())
}

fn newlines(this: Gc<NewlineDecoder>) -> Result<Value> {
    inner(this)?;
    Ok(this.state.newlines())
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, *args, **kwargs)", native(new)),
    Row::method("__init__($self, decoder, translate, errors='strict')", native(init)),
    Row::method("decode($self, /, input, final=False)", native(decode)),
    Row::method("getstate($self, /)", native(getstate)),
    Row::method("setstate($self, state, /)", native(setstate)),
    Row::method("reset($self, /)", native(reset)),
    Row::getter("newlines", native(newlines)),
];

/// Creates the class.
pub fn class() -> Gc<Class> {
    ClassBuilder::new::<NewlineDecoder>("_io.IncrementalNewlineDecoder")
        .flags(ClassFlags::BASETYPE)
        .doc("Codec used when reading a file in universal newlines mode.")
        .rows(&[ROWS])
        .build()
}
