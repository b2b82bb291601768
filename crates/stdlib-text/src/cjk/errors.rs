//! Error handlers around the conversions, as CPython's multibyte codecs call them: `strict`, `ignore` and `replace` natively, all
//! others from the registry.

use object::error::{exc, take_pending, unicode_error};
use object::gc::ValueExt;
use object::{Bytes, Gc, Result, Str, Tuple, Value, number};
use rustpython_wtf8::Wtf8Buf;

use super::convert::{Codec, State, Stop};

/// What to do with what cannot be converted.
#[derive(Clone, Copy)]
pub enum Errors {
    Strict,
    Ignore,
    Replace,
    Named(Gc<Str>),
}

impl Errors {
    pub fn of(name: Option<Gc<Str>>) -> Errors {
        let Some(name) = name else { return Errors::Strict };
        match name.as_bytes() {
            b"strict" => Errors::Strict,
            b"ignore" => Errors::Ignore,
            b"replace" => Errors::Replace,
            _ => Errors::Named(name),
        }
    }
}

/// The reason that a message gives, and how many units it is about, of `left` that are there.
fn reason(stop: Stop, left: usize) -> (&'static str, usize) {
    match stop {
        Stop::TooFew => ("incomplete multibyte sequence", left),
        Stop::Illegal(count) => ("illegal multibyte sequence", count),
    }
}

/// Calls a handler with the exception that `raise` raises: its replacement, and the position where to go on.
fn call_handler(name: Gc<Str>, raise: impl FnOnce() -> Result<()>) -> Result<(Value, Value)> {
    let exception = match raise() {
        Ok(()) => object::none(),
        Err(_) => take_pending(),
    };
    let handler = builtins::codec::lookup_error(name)?;
    let answer = object::call::call(handler, &[exception])?;
    match answer.cast::<Tuple>().map(|pair| pair.as_slice()) {
        Some([replacement, position]) if number::is_int(*position) => Ok((*replacement, *position)),
        _ => Ok((object::none(), object::none())),
    }
}

/// The position that a handler gave; negative ones count from the end.
fn position(value: Value, length: usize) -> Result<usize> {
    let given = number::as_i64(value).unwrap_or(-1 - length as i64);
    let at = if given < 0 { given + length as i64 } else { given };
    if at < 0 || at > length as i64 {
        return object::raise_exc!(INDEX_ERROR, "position {at} from error handler out of bounds");
    }
    Ok(at as usize)
}

/// A text that is being encoded.
pub struct Encoding<'a> {
    pub codec: &'a Codec,
    pub text: Gc<Str>,
    pub errors: Errors,
    /// Nothing more will come.
    pub flush: bool,
    /// Go back to the initial state at the end.
    pub reset: bool,
}

impl Encoding<'_> {
    /// Encodes the text: its bytes, and how many characters were used up.
    pub fn run(&self, state: &mut State) -> Result<(Vec<u8>, usize)> {
        let chars: Vec<u32> = self.text.code_points().collect();
        let (mut out, mut at) = (Vec::with_capacity(chars.len() * 2), 0);
        while at < chars.len() {
            match self.codec.encode(state, &chars, &mut at, self.flush, &mut out) {
                Ok(()) => break,
                Err(Stop::TooFew) if !self.flush => break,
                Err(stop) => self.stopped(state, stop, chars.len(), &mut at, &mut out)?,
            }
        }
        if self.reset {
            self.codec.encode_reset(state, &mut out);
        }
        Ok((out, at))
    }

    fn stopped(&self, state: &mut State, stop: Stop, length: usize, at: &mut usize, out: &mut Vec<u8>) -> Result<()> {
        let (reason, count) = reason(stop, length - *at);
        let end = *at + count;
        let raise = || unicode_error(&exc::UNICODE_ENCODE_ERROR, self.codec.name, self.text.value(), *at, end, reason);
        match self.errors {
            Errors::Strict => return raise(),
            Errors::Ignore => *at = end,
            Errors::Replace => {
                // The state may ask for something before the mark, and the codec may lack it.
                if self.codec.encode(state, &[u32::from(b'?')], &mut 0, false, out).is_err() {
                    out.push(b'?');
                }
                *at = end;
            }
            Errors::Named(name) => {
                let (replacement, next) = call_handler(name, raise)?;
                if let Some(text) = replacement.cast::<Str>() {
                    let inner = Encoding { codec: self.codec, text, errors: Errors::Strict, flush: true, reset: false };
                    out.extend(inner.run(state)?.0);
                } else if let Some(bytes) = replacement.cast::<Bytes>() {
                    out.extend_from_slice(bytes.as_slice());
                } else {
                    return object::type_error("encoding error handler must return (str, int) tuple");
                }
                *at = position(next, length)?;
            }
        }
        Ok(())
    }
}

/// Bytes that are being decoded.
pub struct Decoding<'a> {
    pub codec: &'a Codec,
    pub bytes: &'a [u8],
    pub errors: Errors,
    /// Nothing more will come: an incomplete sequence is an error.
    pub flush: bool,
}

impl Decoding<'_> {
    /// Decodes the bytes onto `out`, and says how many were used up.
    pub fn run(&self, state: &mut State, out: &mut Wtf8Buf) -> Result<usize> {
        let mut at = 0;
        while at < self.bytes.len() {
            match self.codec.decode(state, self.bytes, &mut at, out) {
                Ok(()) => break,
                Err(Stop::TooFew) if !self.flush => break,
                Err(stop) => self.stopped(stop, &mut at, out)?,
            }
        }
        Ok(at)
    }

    fn stopped(&self, stop: Stop, at: &mut usize, out: &mut Wtf8Buf) -> Result<()> {
        let (reason, count) = reason(stop, self.bytes.len() - *at);
        let end = *at + count;
        let raise = || {
            let object = Bytes::new(self.bytes).value();
            unicode_error(&exc::UNICODE_DECODE_ERROR, self.codec.name, object, *at, end, reason)
        };
        match self.errors {
            Errors::Strict => return raise(),
            Errors::Ignore => *at = end,
            Errors::Replace => {
                out.push_char('\u{FFFD}');
                *at = end;
            }
            Errors::Named(name) => {
                let (replacement, next) = call_handler(name, raise)?;
                let Some(text) = replacement.cast::<Str>() else {
                    return object::type_error("decoding error handler must return (str, int) tuple");
                };
                out.push_wtf8(text.as_wtf8());
                *at = position(next, self.bytes.len())?;
            }
        }
        Ok(())
    }
}
