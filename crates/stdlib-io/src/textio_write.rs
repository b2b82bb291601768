//! `TextIOWrapper.write`.

use heap::Value;
use object::gc::ValueExt;
use object::{Gc, Result, Row, Str, native, raise_type};

use crate::textio::{
    TextIo, attached, check_open, clear_decoded, clear_snapshot, encode, reset_decoder, write_pending,
};
use crate::{method, unsupported};

/// `text.replace("\n", newline)` of a subclass of `str`.
fn replaced(text: Value, newline: Gc<Str>) -> Result<Gc<Str>> {
    let r = method(text, "replace", &[Str::new("\n").value(), newline.value()])?;
    match r.cast::<Str>() {
        Some(s) => Ok(s),
        None => raise_type!("replace() should return a str, not {}", object::repr::type_name(r)),
    }
}

fn write(this: Gc<TextIo>, text: Value) -> Result<usize> {
    let Some(s) = text.cast::<Str>() else {
        return raise_type!("write() argument must be str, not {}", object::repr::type_name(text));
    };
    check_open(this)?;
    if !this.can_encode {
        return unsupported("not writable");
    }
    let length = s.char_len();
    let mut s = s;
    let has_newline =
        (this.write_newline.is_some() || this.line_buffering) && memchr::memchr(b'\n', s.as_bytes()).is_some();
    if has_newline
        && let Some(nl) = this.write_newline
        && !text.is_exact::<Str>()
    {
        s = replaced(text, nl)?;
        // The method may have closed or detached the stream.
        check_open(this)?;
        if !this.can_encode {
            return unsupported("not writable");
        }
    } else if has_newline && let Some(nl) = this.write_newline {
        let parts: Vec<&[u8]> = s.as_bytes().split(|b| *b == b'\n').collect();
        // SAFETY: WTF-8 text cut at ASCII characters and joined by ASCII.
        s = unsafe { Str::from_bytes_unchecked(&parts.join(nl.as_bytes())) };
    }
    let flush = this.line_buffering && (has_newline || memchr::memchr(b'\r', s.as_bytes()).is_some());
    encode(this, s)?;
    if this.pending.len() >= this.chunk_size || flush || this.write_through {
        write_pending(this)?;
    }
    if flush {
        method(attached(this)?, "flush", &[])?;
    }
    if this.snapshot_flags.is_some() {
        clear_decoded(this);
        clear_snapshot(this);
    }
    if this.can_decode {
        reset_decoder(this)?;
    }
    Ok(length)
}

pub static ROWS: &[Row] = &[Row::method("write($self, text, /)", native(write))];
