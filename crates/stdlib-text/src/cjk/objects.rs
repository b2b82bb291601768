//! `_multibytecodec.MultibyteCodec`, and what all classes of that module share.

use object::gc::{Object, ValueExt};
use object::repr::type_name;
use object::{Buffer, Bytes, Gc, Result, Row, Str, Value, attr, intern, native, none, number};
use rustpython_wtf8::Wtf8Buf;

use super::convert::Codec;
use super::errors::{Decoding, Encoding, Errors};

/// A codec, as `getcodec` gives it.
#[repr(C)]
pub struct MultibyteCodec {
    pub head: heap::Head,
    pub codec: &'static Codec,
}
object::object_type!(leaf MultibyteCodec);

/// The object of a codec.
pub fn codec_object(codec: &'static Codec) -> Value {
    MultibyteCodec { head: heap::Head { map: std::ptr::null() }, codec }.alloc().value()
}

/// The argument `errors`, which may be `None`.
pub fn errors_name(errors: Option<Value>, function: &str) -> Result<Option<Gc<Str>>> {
    match errors.filter(|value| *value != none()) {
        None => Ok(None),
        Some(value) => match value.cast::<Str>() {
            Some(name) => Ok(Some(name)),
            None => {
                object::raise_type!("{function}() argument 'errors' must be str or None, not {}", type_name(value))
            }
        },
    }
}

/// What is to be encoded: anything, by its `str()`.
pub fn text_of(input: Value) -> Result<Gc<Str>> {
    match input.cast::<Str>() {
        Some(text) => Ok(text),
        None => object::repr::str_of(input),
    }
}

/// The codec that a subclass of ours names in its attribute `codec`.
pub fn codec_of(class: Gc<object::Class>) -> Result<&'static Codec> {
    let found = attr::getattr(class.value(), intern("codec"))?;
    match found.cast::<MultibyteCodec>() {
        Some(object) => Ok(object.codec),
        None => object::type_error("codec is unexpected type"),
    }
}

fn encode(this: Gc<MultibyteCodec>, input: Value, errors: Option<Value>) -> Result<Value> {
    let errors = Errors::of(errors_name(errors, "encode")?);
    let text = text_of(input)?;
    let codec = this.codec;
    let encoding = Encoding { codec, text, errors, flush: true, reset: true };
    let (bytes, _) = encoding.run(&mut codec.encode_start())?;
    Ok(object::seq::tuple(&[Bytes::new(&bytes).value(), number::int(text.char_len() as i64)]))
}

fn decode(this: Gc<MultibyteCodec>, input: Buffer, errors: Option<Value>) -> Result<Value> {
    let errors = Errors::of(errors_name(errors, "decode")?);
    let codec = this.codec;
    let mut out = Wtf8Buf::with_capacity(input.len());
    let decoding = Decoding { codec, bytes: input.as_slice(), errors, flush: true };
    decoding.run(&mut codec.decode_start(), &mut out)?;
    Ok(object::seq::tuple(&[Str::from_buf(out).value(), number::int(input.len() as i64)]))
}

pub static ROWS: &[Row] = &[
    Row::method("encode($self, /, input, errors=None)", native(encode)).doc(
        "Return an encoded string version of `input'.\n\n'errors' may be given to set a different error handling scheme. Default is\n'strict' meaning that encoding errors raise a UnicodeEncodeError. Other possible\nvalues are 'ignore', 'replace' and 'xmlcharrefreplace' as well as any other name\nregistered with codecs.register_error that can handle UnicodeEncodeErrors.",
    ),
    Row::method("decode($self, /, input, errors=None)", native(decode)).doc(
        "Decodes 'input'.\n\n'errors' may be given to set a different error handling scheme. Default is\n'strict' meaning that encoding errors raise a UnicodeDecodeError. Other possible\nvalues are 'ignore' and 'replace' as well as any other name registered with\ncodecs.register_error that is able to handle UnicodeDecodeErrors.\"",
    ),
];
