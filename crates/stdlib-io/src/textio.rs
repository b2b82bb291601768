//! `TextIOWrapper`: its state, and how it decodes and encodes.
//!
//! UTF-8, ASCII and Latin-1 are decoded and encoded here; other encodings go through the codec's incremental objects. Both
//! kinds are reached through the functions `decode`, `decoder_state`, `set_decoder_state` and `reset_decoder`, so that the
//! algorithms that read and tell do not know the difference.

use heap::{GcVec, Value};
use object::gc::ValueExt;
use object::{Bytes, Gc, Result, Str, Tuple, bool_value, none, number, ops, raise_type, raise_value, seq};

use builtins::codec_errors::Handler;
use builtins::{codec_simple, codec_utf};

use crate::base::IoBase;
use crate::newline::State;
use crate::{buffered_write, method};

/// The encodings that are handled here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Native {
    Utf8,
    Ascii,
    Latin1,
}

impl Native {
    /// The native form of an encoding's name.
    pub fn of(name: &[u8]) -> Option<Native> {
        let lower = name.to_ascii_lowercase();
        match lower.as_slice() {
            b"utf-8" | b"utf8" | b"utf_8" => Some(Native::Utf8),
            b"ascii" | b"us-ascii" => Some(Native::Ascii),
            b"latin-1" | b"latin1" | b"iso-8859-1" | b"iso8859-1" => Some(Native::Latin1),
            _ => None,
        }
    }
}

/// `_io.TextIOWrapper`.
#[repr(C)]
pub struct TextIo {
    pub base: IoBase,
    pub buffer: Option<Value>,
    pub encoding: Option<Gc<Str>>,
    pub errors: Option<Gc<Str>>,
    /// The `newline` argument.
    pub newline: Option<Gc<Str>>,
    pub native: Option<Native>,
    /// The codec's objects, for encodings that are not native.
    pub decoder: Option<Value>,
    pub encoder: Option<Value>,
    /// Bytes that the native decoder keeps back.
    pub held: GcVec<u8>,
    /// Universal newlines.
    pub newlines: Option<State>,
    /// Text that is decoded and not delivered, and how many of its bytes are.
    pub decoded: Option<Gc<Str>>,
    pub used: usize,
    /// The decoder's flags before the last chunk was decoded, and that chunk with what the decoder had kept back.
    pub snapshot_flags: Option<Value>,
    pub snapshot_input: Option<Gc<Bytes>>,
    /// Bytes per character of the last chunk.
    pub ratio: f64,
    /// Encoded text that is not written.
    pub pending: GcVec<u8>,
    pub write_newline: Option<Gc<Str>>,
    pub chunk_size: usize,
    pub ok: bool,
    pub detached: bool,
    pub can_decode: bool,
    pub can_encode: bool,
    pub line_buffering: bool,
    pub write_through: bool,
    pub seekable: bool,
    pub telling: bool,
    pub has_read1: bool,
}
object::object_type!(TextIo: IoBase);

/// Raises unless the stream is initialised and attached.
pub fn attached(this: Gc<TextIo>) -> Result<Value> {
    match this.buffer {
        Some(b) if this.ok => Ok(b),
        _ if this.detached => raise_value!("underlying buffer has been detached"),
        _ => raise_value!("I/O operation on uninitialized object"),
    }
}

/// `closed`.
pub fn is_closed(this: Gc<TextIo>) -> Result<bool> {
    let b = attached(this)?;
    if let Some(b) = direct(b) {
        return crate::buffered::closed(b);
    }
    crate::base::is_closed(b)
}

/// The buffer as a built-in that nobody overrides.
pub fn direct(buffer: Value) -> Option<Gc<crate::buffered::Buffered>> {
    buffer.cast::<crate::buffered::Buffered>().filter(|b| b.fast)
}

/// Raises if the stream is closed.
pub fn check_open(this: Gc<TextIo>) -> Result<()> {
    if is_closed(this)? { raise_value!("I/O operation on closed file.") } else { Ok(()) }
}

fn handler(this: Gc<TextIo>) -> Handler {
    Handler::of(this.errors.filter(|e| e.as_bytes() != b"strict"))
}

fn decode_native(mut this: Gc<TextIo>, kind: Native, input: &[u8], last: bool) -> Result<Gc<Str>> {
    let mut joined = Vec::new();
    let data = if this.held.is_empty() {
        input
    } else {
        joined.extend_from_slice(&this.held);
        joined.extend_from_slice(input);
        &joined
    };
    if kind != Native::Latin1 && data.is_ascii() {
        this.held = GcVec::new();
        // SAFETY: ASCII is WTF-8.
        return Ok(unsafe { Str::from_bytes_unchecked(data) });
    }
    let h = handler(this);
    let (text, consumed) = match kind {
        Native::Utf8 => match std::str::from_utf8(data) {
            Ok(s) => {
                this.held = GcVec::new();
                return Ok(Str::new(s));
            }
            Err(_) => codec_utf::decode_utf8(data, &h, last)?,
        },
        Native::Ascii => codec_simple::decode_ascii(data, &h)?,
        Native::Latin1 => (codec_simple::decode_latin1(data), data.len()),
    };
    this.held = GcVec::from(&data[consumed.min(data.len())..]);
    Ok(Str::from_buf(text))
}

/// Decodes a chunk; `last` says that the input ends.
pub fn decode(mut this: Gc<TextIo>, input: &[u8], last: bool) -> Result<Gc<Str>> {
    if let Some(kind) = this.native {
        let text = decode_native(this, kind, input, last)?;
        return Ok(match this.newlines {
            Some(mut state) => {
                let text = state.feed(text, last);
                this.newlines = Some(state);
                text
            }
            None => text,
        });
    }
    let decoder = this.decoder.unwrap_or_else(none);
    let text = method(decoder, "decode", &[Bytes::new(input).value(), bool_value(last)])?;
    match text.cast::<Str>() {
        Some(s) => Ok(s),
        None => raise_type!("decoder should return a string result, not '{}'", object::repr::type_name(text)),
    }
}

/// What the decoder keeps back, and its flags.
pub fn decoder_state(this: Gc<TextIo>) -> Result<(Gc<Bytes>, Value)> {
    if this.native.is_some() {
        let cr = this.newlines.is_some_and(|n| n.pending_cr);
        return Ok((Bytes::new(&this.held), number::int(i64::from(cr))));
    }
    let state = method(this.decoder.unwrap_or_else(none), "getstate", &[])?;
    let Some(t) = state.cast::<Tuple>() else { return raise_type!("illegal decoder state") };
    let [buffer, flags] = *t.as_slice() else { return raise_type!("illegal decoder state") };
    match buffer.cast::<Bytes>() {
        Some(b) => Ok((b, flags)),
        None => raise_type!(
            "illegal decoder state: the first item should be a bytes object, not '{}'",
            object::repr::type_name(buffer)
        ),
    }
}

/// Sets the decoder's state.
pub fn set_decoder_state(mut this: Gc<TextIo>, held: &[u8], flags: Value) -> Result<()> {
    if this.native.is_some() {
        this.held = GcVec::from(held);
        if let Some(mut n) = this.newlines {
            n.pending_cr = ops::to_i64(flags)? & 1 != 0;
            this.newlines = Some(n);
        }
        return Ok(());
    }
    let state = seq::tuple(&[Bytes::new(held).value(), flags]);
    method(this.decoder.unwrap_or_else(none), "setstate", &[state]).map(drop)
}

/// Makes the decoder forget everything.
pub fn reset_decoder(mut this: Gc<TextIo>) -> Result<()> {
    if this.native.is_some() {
        this.held = GcVec::new();
        if let Some(mut n) = this.newlines {
            n.pending_cr = false;
            n.seen = 0;
            this.newlines = Some(n);
        }
        return Ok(());
    }
    match this.decoder {
        Some(d) => method(d, "reset", &[]).map(drop),
        None => Ok(()),
    }
}

/// Appends the encoded form of a text to the pending bytes.
pub fn encode(this: Gc<TextIo>, s: Gc<Str>) -> Result<()> {
    let bytes = match this.native {
        Some(Native::Utf8) if s.is_ascii() || !codec_utf::has_surrogates(s.as_bytes()) => {
            return append(this, s.as_bytes());
        }
        Some(Native::Ascii | Native::Latin1) if s.is_ascii() => return append(this, s.as_bytes()),
        Some(Native::Utf8) => codec_utf::encode_utf8(s, &handler(this))?,
        Some(Native::Ascii) => codec_simple::encode_ascii(s, &handler(this))?,
        Some(Native::Latin1) => codec_simple::encode_latin1(s, &handler(this))?,
        None => {
            let b = method(this.encoder.unwrap_or_else(none), "encode", &[s.value()])?;
            let Some(b) = b.cast::<Bytes>() else {
                return raise_type!("encoder should return a bytes object, not '{}'", object::repr::type_name(b));
            };
            return append(this, b.as_slice());
        }
    };
    append(this, &bytes)
}

fn append(mut this: Gc<TextIo>, b: &[u8]) -> Result<()> {
    if b.len() >= this.chunk_size {
        // Writing may run code that writes to this stream: what it wrote comes first as well.
        while !this.pending.is_empty() {
            write_pending(this)?;
        }
    } else if !this.pending.is_empty() && this.pending.len() + b.len() > this.chunk_size {
        write_pending(this)?;
    }
    this.pending.extend_from_slice(b);
    Ok(())
}

/// Hands the pending bytes to the buffer.
pub fn write_pending(mut this: Gc<TextIo>) -> Result<()> {
    if this.pending.is_empty() {
        return Ok(());
    }
    let buffer = attached(this)?;
    let data = std::mem::take(&mut this.pending);
    if let Some(b) = direct(buffer).filter(|b| b.writable) {
        return buffered_write::write_bytes(b, &data).map(drop);
    }
    let bytes = Bytes::new(&data).value();
    loop {
        match method(buffer, "write", &[bytes]) {
            Err(_) if object::error::pending_is(&object::error::exc::INTERRUPTED_ERROR) => {
                let _ = object::error::take_pending();
                builtins::syscall::check_signals()?;
            }
            r => return r.map(drop),
        }
    }
}

/// Forgets decoded text.
pub fn clear_decoded(mut this: Gc<TextIo>) {
    this.decoded = None;
    this.used = 0;
}

/// Forgets where the last chunk came from.
pub fn clear_snapshot(mut this: Gc<TextIo>) {
    this.snapshot_flags = None;
    this.snapshot_input = None;
}
