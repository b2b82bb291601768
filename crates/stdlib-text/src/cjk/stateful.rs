//! The classes of `_multibytecodec` that keep a state: incremental encoders and decoders, stream readers and writers.
//!
//! Terms: what is *pending* was given and not yet converted, since it may be the beginning of something: characters of an
//! encoder, bytes of a decoder.

use object::class::ClassFlags;
use object::gc::{Object, ValueExt};
use object::{
    Buffer, Bytes, ClassBuilder, Dict, Gc, Result, Row, Str, Tuple, Value, call, intern, native, none, number,
};
use rustpython_wtf8::Wtf8Buf;

use super::convert::{Codec, State};
use super::errors::{Decoding, Encoding, Errors};
use super::objects::{codec_of, errors_name, text_of};

/// No codec leaves more than this undone.
const MAX_PENDING_CHARS: usize = 2;
const MAX_PENDING_BYTES: usize = 8;

/// An incremental encoder, or a stream writer, which has a stream.
#[repr(C)]
pub struct Encoder {
    pub head: heap::Head,
    codec: &'static Codec,
    state: State,
    errors: Gc<Str>,
    pending: Gc<Str>,
    stream: Value,
}
object::object_type!(Encoder);

/// An incremental decoder, or a stream reader, which has a stream.
#[repr(C)]
pub struct Decoder {
    pub head: heap::Head,
    codec: &'static Codec,
    state: State,
    errors: Gc<Str>,
    pending: [u8; MAX_PENDING_BYTES],
    pending_len: usize,
    stream: Value,
}
object::object_type!(Decoder);

fn errors_or_strict(errors: Option<Value>, function: &str) -> Result<Gc<Str>> {
    Ok(errors_name(errors, function)?.unwrap_or_else(|| intern("strict")))
}

fn new_encoder(class: Gc<object::Class>, stream: Value, errors: Option<Value>, name: &str) -> Result<Value> {
    let codec = codec_of(class)?;
    let errors = errors_or_strict(errors, name)?;
    let (state, pending) = (codec.encode_start(), Str::empty());
    let head = heap::Head { map: std::ptr::null() };
    Ok(Encoder { head, codec, state, errors, pending, stream }.alloc_in(class).value())
}

fn new_decoder(class: Gc<object::Class>, stream: Value, errors: Option<Value>, name: &str) -> Result<Value> {
    let codec = codec_of(class)?;
    let errors = errors_or_strict(errors, name)?;
    let (state, pending) = (codec.decode_start(), [0; MAX_PENDING_BYTES]);
    let head = heap::Head { map: std::ptr::null() };
    Ok(Decoder { head, codec, state, errors, pending, pending_len: 0, stream }.alloc_in(class).value())
}

fn incremental_encoder(class: Gc<object::Class>, errors: Option<Value>) -> Result<Value> {
    new_encoder(class, none(), errors, "IncrementalEncoder")
}
fn incremental_decoder(class: Gc<object::Class>, errors: Option<Value>) -> Result<Value> {
    new_decoder(class, none(), errors, "IncrementalDecoder")
}
fn stream_writer(class: Gc<object::Class>, stream: Value, errors: Option<Value>) -> Result<Value> {
    new_encoder(class, stream, errors, "StreamWriter")
}
fn stream_reader(class: Gc<object::Class>, stream: Value, errors: Option<Value>) -> Result<Value> {
    new_decoder(class, stream, errors, "StreamReader")
}

/// The constructor did all; subclasses' bases take other arguments.
fn init(_this: Value, _args: Gc<Tuple>, _kwargs: Gc<Dict>) {}

/// The argument of the setter of `errors`.
fn new_errors(value: Option<Value>) -> Result<Gc<Str>> {
    let Some(value) = value else { return object::raise_exc!(ATTRIBUTE_ERROR, "cannot delete attribute") };
    match value.cast::<Str>() {
        Some(name) => Ok(name),
        None => object::type_error("errors must be a string"),
    }
}

// Encoders

fn encoder_errors(this: Gc<Encoder>) -> Gc<Str> {
    this.errors
}
fn set_encoder_errors(mut this: Gc<Encoder>, value: Option<Value>) -> Result<()> {
    this.errors = new_errors(value)?;
    Ok(())
}
fn encoder_stream(this: Gc<Encoder>) -> Value {
    this.stream
}

/// Encodes what was pending and the new text; what then is pending is kept.
fn encode_more(mut this: Gc<Encoder>, input: Value, last: bool) -> Result<Gc<Bytes>> {
    let text = this.pending.concat(text_of(input)?);
    let mut state = this.state;
    let errors = Errors::of(Some(this.errors));
    let encoding = Encoding { codec: this.codec, text, errors, flush: last, reset: last };
    let done = encoding.run(&mut state);
    this.state = state;
    let (bytes, used) = done?;
    this.pending = Str::empty();
    let length = text.char_len();
    if length - used > MAX_PENDING_CHARS {
        return object::raise_exc!(UNICODE_ERROR, "pending buffer overflow");
    }
    this.pending = text.substring(used, length);
    Ok(Bytes::new(&bytes))
}

fn encode(this: Gc<Encoder>, input: Value, last: Option<bool>) -> Result<Gc<Bytes>> {
    encode_more(this, input, last.unwrap_or(false))
}

/// The number whose little-endian bytes these are.
fn int_of_bytes(bytes: &[u8]) -> Result<Value> {
    let int = object::Int::class().value();
    call::call_method(int, intern("from_bytes"), &[Bytes::new(bytes).value(), intern("little").value()])
}

/// The little-endian bytes of a number that is not negative.
fn bytes_of_int(int: Value, length: usize) -> Result<Vec<u8>> {
    let arguments = [number::int(length as i64), intern("little").value()];
    let bytes = call::call_method(int, intern("to_bytes"), &arguments)?;
    Ok(bytes.cast::<Bytes>().map(|bytes| bytes.as_slice().to_vec()).unwrap_or_default())
}

/// The state as a number: the length of the pending text, the text in UTF-8, and the codec's own state.
fn encoder_getstate(this: Gc<Encoder>) -> Result<Value> {
    let Some(text) = this.pending.to_str() else { return object::error::surrogates_not_allowed(this.pending) };
    let mut bytes = vec![text.len() as u8];
    bytes.extend_from_slice(text.as_bytes());
    bytes.extend_from_slice(&this.state);
    int_of_bytes(&bytes)
}

fn encoder_setstate(mut this: Gc<Encoder>, state: Value) -> Result<()> {
    if !number::is_int(state) {
        let given = object::repr::type_name(state);
        return object::raise_type!("setstate() argument must be int, not {given}");
    }
    const MAX_TEXT: usize = MAX_PENDING_CHARS * 4;
    let bytes = bytes_of_int(state, 1 + MAX_TEXT + size_of::<State>())?;
    let length = usize::from(bytes[0]);
    if length > MAX_TEXT {
        return object::raise_exc!(UNICODE_ERROR, "pending buffer too large");
    }
    let handler = builtins::codec_errors::Handler::Strict;
    let (text, _) = builtins::codec_utf::decode_utf8(&bytes[1..=length], &handler, true)?;
    this.pending = Str::from_buf(text);
    let rest = &bytes[1 + length..][..size_of::<State>()];
    this.state.copy_from_slice(rest);
    Ok(())
}

fn encoder_reset(mut this: Gc<Encoder>) {
    let mut state = this.state;
    this.codec.encode_reset(&mut state, &mut Vec::new());
    this.state = state;
    this.pending = Str::empty();
}

fn write(this: Gc<Encoder>, text: Value) -> Result<()> {
    let bytes = encode_more(this, text, false)?;
    call::call_method(this.stream, intern("write"), &[bytes.value()])?;
    Ok(())
}

fn writelines(this: Gc<Encoder>, lines: Value) -> Result<()> {
    if object::class_of(lines).dunder(object::Id::__getitem__).is_none() || lines.is::<Dict>() {
        return object::type_error("arg must be a sequence object");
    }
    let mut index = 0;
    while index < object::ops::len(lines)? as i64 {
        write(this, object::ops::getitem(lines, number::int(index))?)?;
        index += 1;
    }
    Ok(())
}

/// Writes what is pending, and what brings a reader back to the initial state.
fn writer_reset(mut this: Gc<Encoder>) -> Result<()> {
    let text = this.pending;
    if text.byte_len() == 0 {
        return Ok(());
    }
    let mut state = this.state;
    let errors = Errors::of(Some(this.errors));
    let done = Encoding { codec: this.codec, text, errors, flush: true, reset: true }.run(&mut state);
    this.state = state;
    // When an error is raised the text is lost: keeping it would raise it for ever.
    this.pending = Str::empty();
    let (bytes, _) = done?;
    if !bytes.is_empty() {
        call::call_method(this.stream, intern("write"), &[Bytes::new(&bytes).value()])?;
    }
    Ok(())
}

// Decoders

fn decoder_errors(this: Gc<Decoder>) -> Gc<Str> {
    this.errors
}
fn set_decoder_errors(mut this: Gc<Decoder>, value: Option<Value>) -> Result<()> {
    this.errors = new_errors(value)?;
    Ok(())
}
fn decoder_stream(this: Gc<Decoder>) -> Value {
    this.stream
}

/// Decodes what was pending and the new bytes; what then is pending is kept.
fn decode_more(mut this: Gc<Decoder>, bytes: &[u8], last: bool, out: &mut Wtf8Buf) -> Result<()> {
    let mut all = this.pending[..this.pending_len].to_vec();
    all.extend_from_slice(bytes);
    let mut state = this.state;
    let errors = Errors::of(Some(this.errors));
    let done = Decoding { codec: this.codec, bytes: &all, errors, flush: last }.run(&mut state, out);
    this.state = state;
    let rest = &all[done?..];
    this.pending_len = 0;
    if rest.len() > MAX_PENDING_BYTES {
        return object::raise_exc!(UNICODE_ERROR, "pending buffer overflow");
    }
    this.pending[..rest.len()].copy_from_slice(rest);
    this.pending_len = rest.len();
    Ok(())
}

fn decode(this: Gc<Decoder>, input: Buffer, last: Option<bool>) -> Result<Gc<Str>> {
    let mut out = Wtf8Buf::new();
    decode_more(this, input.as_slice(), last.unwrap_or(false), &mut out)?;
    Ok(Str::from_buf(out))
}

fn decoder_getstate(this: Gc<Decoder>) -> Result<Value> {
    let pending = Bytes::new(&this.pending[..this.pending_len]).value();
    Ok(object::seq::tuple(&[pending, int_of_bytes(&this.state)?]))
}

fn decoder_setstate(mut this: Gc<Decoder>, state: Value) -> Result<()> {
    let Some(pair) = state.cast::<Tuple>() else {
        let given = object::repr::type_name(state);
        return object::raise_type!("setstate() argument must be tuple, not {given}");
    };
    let (pending, number) = match pair.as_slice() {
        [pending, number] if pending.is::<Bytes>() && number::is_int(*number) => (*pending, *number),
        _ => return object::type_error("setstate(): illegal state argument"),
    };
    let bytes = bytes_of_int(number, size_of::<State>())?;
    let pending = pending.cast::<Bytes>().map(|bytes| bytes.as_slice().to_vec()).unwrap_or_default();
    if pending.len() > MAX_PENDING_BYTES {
        let (name, object) = (this.codec.name, Bytes::new(&pending).value());
        let class = &object::error::exc::UNICODE_DECODE_ERROR;
        return object::error::unicode_error(class, name, object, 0, pending.len(), "pending buffer too large");
    }
    this.pending[..pending.len()].copy_from_slice(&pending);
    this.pending_len = pending.len();
    this.state.copy_from_slice(&bytes);
    Ok(())
}

fn decoder_reset(mut this: Gc<Decoder>) {
    let mut state = this.state;
    this.codec.decode_reset(&mut state);
    this.state = state;
    this.pending_len = 0;
}

/// Reads by a method of the stream and decodes; with a size, until there is a character or the stream ends.
fn read_by(this: Gc<Decoder>, method: &str, size: Option<Value>) -> Result<Gc<Str>> {
    let mut size = match size.filter(|size| *size != none()) {
        None => -1,
        Some(size) if number::is_int(size) => object::ops::to_i64(size)?,
        Some(_) => return object::type_error("arg 1 must be an integer"),
    };
    let mut out = Wtf8Buf::new();
    if size == 0 {
        return Ok(Str::empty());
    }
    loop {
        let arguments = [number::int(size)];
        let read = call::call_method(this.stream, intern(method), if size < 0 { &[] } else { &arguments })?;
        let Some(bytes) = read.cast::<Bytes>() else {
            let given = object::repr::type_name(read);
            return object::raise_type!("stream function returned a non-bytes object ({given})");
        };
        let bytes = bytes.as_slice();
        let total = bytes.len() + this.pending_len;
        decode_more(this, bytes, bytes.is_empty() || size < 0, &mut out)?;
        if size < 0 || !out.is_empty() || total == 0 {
            return Ok(Str::from_buf(out));
        }
        // One byte more may make a character of what is pending.
        size = 1;
    }
}

fn read(this: Gc<Decoder>, size: Option<Value>) -> Result<Gc<Str>> {
    read_by(this, "read", size)
}
fn readline(this: Gc<Decoder>, size: Option<Value>) -> Result<Gc<Str>> {
    read_by(this, "readline", size)
}
fn readlines(this: Gc<Decoder>, size: Option<Value>) -> Result<Value> {
    let text = read_by(this, "read", size)?;
    call::call_method(text.value(), intern("splitlines"), &[number::bool_value(true)])
}

static INCREMENTAL_ENCODER: &[Row] = &[
    Row::new("__new__($type, errors='strict')", native(incremental_encoder)),
    Row::method("__init__($self, /, *args, **kwargs)", native(init)),
    Row::method("encode($self, /, input, final=False)", native(encode)),
    Row::method("getstate($self, /)", native(encoder_getstate)),
    Row::method("setstate($self, state, /)", native(encoder_setstate)),
    Row::method("reset($self, /)", native(encoder_reset)),
    Row::getset("errors", native(encoder_errors), native(set_encoder_errors)).doc("how to treat errors"),
];

static INCREMENTAL_DECODER: &[Row] = &[
    Row::new("__new__($type, errors='strict')", native(incremental_decoder)),
    Row::method("__init__($self, /, *args, **kwargs)", native(init)),
    Row::method("decode($self, /, input, final=False)", native(decode)),
    Row::method("getstate($self, /)", native(decoder_getstate)),
    Row::method("setstate($self, state, /)", native(decoder_setstate)),
    Row::method("reset($self, /)", native(decoder_reset)),
    Row::getset("errors", native(decoder_errors), native(set_decoder_errors)).doc("how to treat errors"),
];

static STREAM_READER: &[Row] = &[
    Row::new("__new__($type, stream, errors=None)", native(stream_reader)),
    Row::method("__init__($self, /, *args, **kwargs)", native(init)),
    Row::method("read($self, sizeobj=None, /)", native(read)),
    Row::method("readline($self, sizeobj=None, /)", native(readline)),
    Row::method("readlines($self, sizehintobj=None, /)", native(readlines)),
    Row::method("reset($self, /)", native(decoder_reset)),
    Row::member("stream", native(decoder_stream)),
    Row::getset("errors", native(decoder_errors), native(set_decoder_errors)).doc("how to treat errors"),
];

static STREAM_WRITER: &[Row] = &[
    Row::new("__new__($type, stream, errors=None)", native(stream_writer)),
    Row::method("__init__($self, /, *args, **kwargs)", native(init)),
    Row::method("write($self, strobj, /)", native(write)),
    Row::method("writelines($self, lines, /)", native(writelines)),
    Row::method("reset($self, /)", native(writer_reset)),
    Row::member("stream", native(encoder_stream)),
    Row::getset("errors", native(encoder_errors), native(set_encoder_errors)).doc("how to treat errors"),
];

/// The four classes, by name.
pub fn classes() -> [(&'static str, Gc<object::Class>); 4] {
    let flags = ClassFlags::BASETYPE;
    [
        (
            "MultibyteIncrementalEncoder",
            ClassBuilder::new::<Encoder>("_multibytecodec.MultibyteIncrementalEncoder")
                .flags(flags)
                .rows(&[INCREMENTAL_ENCODER])
                .build(),
        ),
        (
            "MultibyteIncrementalDecoder",
            ClassBuilder::new::<Decoder>("_multibytecodec.MultibyteIncrementalDecoder")
                .flags(flags)
                .rows(&[INCREMENTAL_DECODER])
                .build(),
        ),
        (
            "MultibyteStreamReader",
            ClassBuilder::new::<Decoder>("_multibytecodec.MultibyteStreamReader")
                .flags(flags)
                .rows(&[STREAM_READER])
                .build(),
        ),
        (
            "MultibyteStreamWriter",
            ClassBuilder::new::<Encoder>("_multibytecodec.MultibyteStreamWriter")
                .flags(flags)
                .rows(&[STREAM_WRITER])
                .build(),
        ),
    ]
}
