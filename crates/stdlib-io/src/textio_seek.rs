//! Positions of text streams. A position is a *cookie*: where in the bytes decoding must start, with which decoder flags, how
//! many bytes to feed and how many characters to skip then.

use heap::Value;
use num_traits::ToPrimitive;
use object::gc::ValueExt;
use object::{BigInt, Bytes, Gc, Result, Row, native, number, ops, raise_exc, raise_value, repr};

use crate::textio::{
    TextIo, attached, check_open, clear_decoded, clear_snapshot, decode, decoder_state, reset_decoder,
    set_decoder_state, write_pending,
};
use crate::textio_read::skip_chars;
use crate::{method, unsupported};

/// The parts of a cookie.
#[derive(Default, Clone, Copy)]
struct Cookie {
    start: i64,
    flags: i32,
    bytes_to_feed: i32,
    chars_to_skip: i32,
    need_eof: bool,
}

impl Cookie {
    /// The parts, one after the other in one big number.
    fn pack(self) -> Value {
        if self.flags == 0 && self.bytes_to_feed == 0 && self.chars_to_skip == 0 && !self.need_eof {
            return number::int(self.start);
        }
        let part = |n: i64, shift: u64| BigInt::from(n) << shift;
        let low = part(self.start, 0) + part(i64::from(self.flags as u32), 64);
        let high = part(i64::from(self.bytes_to_feed as u32), 96) + part(i64::from(self.chars_to_skip as u32), 128);
        number::big(low + high + part(i64::from(self.need_eof), 160))
    }

    fn unpack(v: Value) -> Result<Cookie> {
        let b = ops::to_bigint(v)?;
        let bits =
            |shift: u64, n: u64| ((&b >> shift) & ((BigInt::from(1) << n) - BigInt::from(1))).to_u64().unwrap_or(0);
        if b.bits() > 168 {
            return raise_exc!(OVERFLOW_ERROR, "Python int too large to convert");
        }
        let start = bits(0, 64) as i64;
        Ok(Cookie {
            start,
            flags: bits(64, 32) as i32,
            bytes_to_feed: bits(96, 32) as i32,
            chars_to_skip: bits(128, 32) as i32,
            need_eof: bits(160, 8) != 0,
        })
    }
}

fn flags_of(v: Value) -> Result<i32> {
    Ok(ops::to_bigint(v)?.to_i64().unwrap_or(0) as i32)
}

fn tell(this: Gc<TextIo>) -> Result<Value> {
    attached(this)?;
    check_open(this)?;
    if !this.seekable {
        return unsupported("underlying stream is not seekable");
    }
    if !this.telling {
        return raise_exc!(OS_ERROR, "telling position disabled by next() call");
    }
    write_pending(this)?;
    method(this.value(), "flush", &[])?;
    let at = method(attached(this)?, "tell", &[])?;
    let (Some(flags), Some(input)) = (this.snapshot_flags, this.snapshot_input) else { return Ok(at) };
    if !this.can_decode {
        return Ok(at);
    }
    let input = input.as_slice();
    let cookie = Cookie { start: ops::to_i64(at)? - input.len() as i64, flags: flags_of(flags)?, ..Cookie::default() };
    let delivered = this.decoded.map_or(0, |d| object::strs::count_code_points(&d.as_bytes()[..this.used]));
    if delivered == 0 {
        return Ok(cookie.pack());
    }
    let (held, saved_flags) = decoder_state(this)?;
    let found = locate(this, cookie, flags, input, delivered);
    let restored = set_decoder_state(this, held.as_slice(), saved_flags);
    let found = found?;
    restored?;
    Ok(found.pack())
}

/// Finds the last safe point to start decoding at, before the position: where the decoder keeps nothing back.
fn locate(this: Gc<TextIo>, mut cookie: Cookie, start_flags: Value, input: &[u8], delivered: usize) -> Result<Cookie> {
    let mut to_skip = delivered;
    // A guess by the ratio of the last chunk, corrected backwards, spares feeding every byte on its own.
    let mut skip = ((this.ratio * to_skip as f64) as usize).min(input.len());
    let mut back = 1;
    let mut exact = false;
    while skip > 0 {
        set_decoder_state(this, b"", start_flags)?;
        let n = decode(this, &input[..skip], false)?.char_len();
        if n <= to_skip {
            let (held, flags) = decoder_state(this)?;
            if held.as_slice().is_empty() {
                cookie.flags = flags_of(flags)?;
                to_skip -= n;
                exact = true;
                break;
            }
            skip -= held.as_slice().len().min(skip);
            back = 1;
        } else {
            skip = skip.saturating_sub(back);
            back *= 2;
        }
    }
    if !exact {
        skip = 0;
        set_decoder_state(this, b"", start_flags)?;
    }
    cookie.start += skip as i64;
    cookie.chars_to_skip = to_skip as i32;
    if to_skip == 0 {
        return Ok(cookie);
    }
    let (mut decoded, mut fed) = (0, 0);
    for i in skip..input.len() {
        decoded += decode(this, &input[i..=i], false)?.char_len();
        fed += 1;
        let (held, flags) = decoder_state(this)?;
        if held.as_slice().is_empty() && decoded <= to_skip {
            // A safe point.
            cookie.start += fed;
            to_skip -= decoded;
            cookie.flags = flags_of(flags)?;
            (decoded, fed) = (0, 0);
        }
        if decoded >= to_skip {
            cookie.bytes_to_feed = fed as i32;
            cookie.chars_to_skip = to_skip as i32;
            return Ok(cookie);
        }
    }
    // The characters come out only when the input ends.
    decoded += decode(this, b"", true)?.char_len();
    cookie.need_eof = true;
    if decoded < to_skip {
        return raise_exc!(OS_ERROR, "can't reconstruct logical file position");
    }
    cookie.bytes_to_feed = fed as i32;
    cookie.chars_to_skip = to_skip as i32;
    Ok(cookie)
}

/// An encoder at the start of the stream writes its mark, one in the middle does not.
fn reset_encoder(this: Gc<TextIo>, at_start: bool) -> Result<()> {
    match this.encoder {
        Some(e) if at_start => method(e, "reset", &[]).map(drop),
        Some(e) => method(e, "setstate", &[number::int(0)]).map(drop),
        None => Ok(()),
    }
}

fn seek(mut this: Gc<TextIo>, cookie: Value, whence: Option<i32>) -> Result<Value> {
    attached(this)?;
    check_open(this)?;
    if !this.seekable {
        return unsupported("underlying stream is not seekable");
    }
    let mut cookie = cookie;
    match whence.unwrap_or(0) {
        0 => {}
        1 => {
            if !ops::eq(cookie, number::int(0))? {
                return unsupported("can't do nonzero cur-relative seeks");
            }
            cookie = method(this.value(), "tell", &[])?;
        }
        2 => {
            if !ops::eq(cookie, number::int(0))? {
                return unsupported("can't do nonzero end-relative seeks");
            }
            return seek_end(this);
        }
        w => return raise_value!("invalid whence ({w}, should be 0, 1 or 2)"),
    }
    if ops::compare_bool(ops::CmpOp::Lt, cookie, number::int(0))? {
        return raise_value!("negative seek position {}", repr::repr(cookie)?);
    }
    method(this.value(), "flush", &[])?;
    let c = Cookie::unpack(cookie)?;
    method(attached(this)?, "seek", &[number::int(c.start)])?;
    clear_decoded(this);
    clear_snapshot(this);
    let flags = number::int(i64::from(c.flags));
    if this.can_decode {
        if c.start == 0 && c.flags == 0 {
            reset_decoder(this)?;
        } else {
            set_decoder_state(this, b"", flags)?;
        }
    }
    if c.chars_to_skip > 0 {
        let input = method(attached(this)?, "read", &[number::int(i64::from(c.bytes_to_feed))])?;
        let Some(input) = input.cast::<Bytes>() else {
            return object::raise_type!(
                "underlying read() should have returned a bytes object, not '{}'",
                repr::type_name(input)
            );
        };
        this.snapshot_flags = Some(flags);
        this.snapshot_input = Some(input);
        let text = decode(this, input.as_slice(), c.need_eof)?;
        this.decoded = Some(text);
        let (used, n) = skip_chars(text.as_bytes(), c.chars_to_skip as usize);
        if n < c.chars_to_skip as usize {
            return raise_exc!(OS_ERROR, "can't restore logical file position");
        }
        this.used = used;
    } else {
        this.snapshot_flags = Some(flags);
        this.snapshot_input = Some(Bytes::new(b""));
    }
    reset_encoder(this, c.start == 0 && c.flags == 0)?;
    Ok(cookie)
}

fn seek_end(this: Gc<TextIo>) -> Result<Value> {
    method(this.value(), "flush", &[])?;
    clear_decoded(this);
    clear_snapshot(this);
    if this.can_decode {
        reset_decoder(this)?;
    }
    let at = method(attached(this)?, "seek", &[number::int(0), number::int(2)])?;
    reset_encoder(this, ops::eq(at, number::int(0))?)?;
    Ok(at)
}

fn truncate(this: Gc<TextIo>, pos: Option<Value>) -> Result<Value> {
    let b = attached(this)?;
    method(this.value(), "flush", &[])?;
    method(b, "truncate", &[pos.unwrap_or_else(object::none)])
}

pub static ROWS: &[Row] = &[
    Row::method("tell($self, /)", native(tell)).doc("Return the stream position as an opaque number."),
    Row::method("seek($self, cookie, whence=os.SEEK_SET, /)", native(seek))
        .doc("Set the stream position, and return the new stream position."),
    Row::method("truncate($self, pos=None, /)", native(truncate)),
];
