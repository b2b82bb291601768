//! Reading text: chunks, characters, lines.

use heap::Value;
use object::buffer;
use object::gc::{Object, ValueExt};
use object::{Bytes, Gc, Result, Row, Str, native, number, ops, raise_exc, raise_type, repr};

use crate::base::size_arg;
use crate::textio::{
    TextIo, attached, check_open, clear_decoded, clear_snapshot, decode, decoder_state, write_pending,
};
use crate::{method, unsupported};

/// Reads and decodes one chunk; false at the end of the input.
pub fn read_chunk(mut this: Gc<TextIo>, size_hint: usize) -> Result<bool> {
    if !this.can_decode {
        return unsupported("not readable");
    }
    let before = if this.telling { Some(decoder_state(this)?) } else { None };
    let hint = if size_hint > 0 { (this.ratio.max(1.0) * size_hint as f64) as usize } else { 0 };
    let want = this.chunk_size.max(hint);
    let name = if this.has_read1 { "read1" } else { "read" };
    let input = method(attached(this)?, name, &[number::int(want as i64)])?;
    if !input.is::<Bytes>() && !buffer::has_buffer(input) {
        return raise_type!(
            "underlying {name}() should have returned a bytes-like object, not '{}'",
            repr::type_name(input)
        );
    }
    let view = buffer::get_buffer(input, false)?;
    let data = view.as_slice();
    let mut eof = data.is_empty();
    let text = decode(this, data, eof)?;
    this.decoded = Some(text);
    this.used = 0;
    let chars = text.char_len();
    if chars > 0 {
        this.ratio = data.len() as f64 / chars as f64;
        eof = false;
    } else {
        this.ratio = 0.0;
    }
    if let Some((held, flags)) = before {
        let mut next = held.as_slice().to_vec();
        next.extend_from_slice(data);
        this.snapshot_flags = Some(flags);
        this.snapshot_input = Some(Bytes::new(&next));
    }
    Ok(!eof)
}

fn piece(b: &[u8]) -> Gc<Str> {
    // SAFETY: decoded text is WTF-8, and cuts are at character boundaries.
    unsafe { Str::from_bytes_unchecked(b) }
}

/// The byte offset behind `n` characters of WTF-8 text, or its end; and how many characters that are.
pub fn skip_chars(b: &[u8], n: usize) -> (usize, usize) {
    let mut seen = 0;
    for (i, byte) in b.iter().enumerate() {
        if byte & 0xC0 != 0x80 {
            if seen == n {
                return (i, n);
            }
            seen += 1;
        }
    }
    (b.len(), seen)
}

/// Takes up to `n` characters of decoded text (all, if negative).
fn take_decoded(mut this: Gc<TextIo>, n: isize) -> Gc<Str> {
    let Some(d) = this.decoded else { return Str::empty() };
    let rest = &d.as_bytes()[this.used..];
    let end = match n {
        n if n < 0 => rest.len(),
        n if d.is_ascii() => rest.len().min(n as usize),
        n => skip_chars(rest, n as usize).0,
    };
    let s = if this.used == 0 && end == d.byte_len() { d } else { piece(&rest[..end]) };
    this.used += end;
    s
}

fn read(this: Gc<TextIo>, size: Option<Value>) -> Result<Gc<Str>> {
    let n = size_arg(size)?;
    attached(this)?;
    check_open(this)?;
    if !this.can_decode {
        return unsupported("not readable");
    }
    write_pending(this)?;
    if n < 0 {
        let input = method(attached(this)?, "read", &[])?;
        if object::misc::is_none(input) {
            // A non-blocking stream with nothing to give.
            return raise_exc!(BLOCKING_IO_ERROR, "underlying stream would block");
        }
        let view = buffer::contiguous(input)?;
        let text = decode(this, view.as_slice(), true)?;
        let first = take_decoded(this, -1);
        let all = if first.byte_len() == 0 { text } else { first.concat(text) };
        clear_decoded(this);
        if this.snapshot_flags.is_some() {
            clear_snapshot(this);
        }
        return Ok(all);
    }
    let mut out = take_decoded(this, n);
    let mut left = n as usize - out.char_len();
    while left > 0 {
        if !read_chunk(this, left)? {
            break;
        }
        let more = take_decoded(this, left as isize);
        left -= more.char_len();
        out = out.concat(more);
    }
    Ok(out)
}

/// Where a line ends in text whose first `from` bytes hold no newline; empty if it does not.
fn find_end(this: &TextIo, text: &[u8], from: usize) -> Option<usize> {
    let rest = &text[from..];
    match (this.newlines, this.newline) {
        (Some(n), _) if !n.translate => memchr::memchr2(b'\r', b'\n', rest)
            .map(|i| from + i + if rest[i] == b'\r' && rest.get(i + 1) == Some(&b'\n') { 2 } else { 1 }),
        (None, Some(nl)) if nl.byte_len() > 0 => {
            // A newline of two characters may begin in the last byte that was searched.
            let from = from.saturating_sub(nl.byte_len() - 1);
            memchr::memmem::find(&text[from..], nl.as_bytes()).map(|i| from + i + nl.byte_len())
        }
        _ => memchr::memchr(b'\n', rest).map(|i| from + i + 1),
    }
}

/// Reads a line of at most `limit` characters (no limit, if negative).
pub fn read_line(mut this: Gc<TextIo>, limit: isize) -> Result<Gc<Str>> {
    check_open(this)?;
    write_pending(this)?;
    // The line so far, while it goes over several chunks.
    let mut line: Vec<u8> = Vec::new();
    let mut searched = 0;
    loop {
        while this.decoded.is_none_or(|d| this.used >= d.byte_len()) {
            if !read_chunk(this, 0)? {
                clear_decoded(this);
                clear_snapshot(this);
                return Ok(piece(&line));
            }
        }
        let Some(d) = this.decoded else { return Ok(piece(&line)) };
        let fresh = &d.as_bytes()[this.used..];
        if line.is_empty()
            && let Some(end) = find_end(&this, fresh, 0)
        {
            let end = if limit >= 0 { end.min(skip_chars(fresh, limit as usize).0) } else { end };
            this.used += end;
            return Ok(piece(&fresh[..end]));
        }
        let old = line.len();
        line.extend_from_slice(fresh);
        let found = find_end(&this, &line, searched);
        let mut end = found;
        if limit >= 0 {
            let (cut, n) = skip_chars(&line, limit as usize);
            if n == limit as usize {
                end = Some(found.map_or(cut, |e| e.min(cut)));
            }
        }
        if let Some(end) = end {
            // The end lies in the fresh part, unless a limit cut the old one, which was tested then.
            this.used += end.saturating_sub(old);
            line.truncate(end);
            return Ok(piece(&line));
        }
        searched = line.len();
        this.used = d.byte_len();
    }
}

fn readline(this: Gc<TextIo>, size: Option<Value>) -> Result<Gc<Str>> {
    let limit = size_arg(size)?;
    attached(this)?;
    read_line(this, limit)
}

fn next(mut this: Gc<TextIo>) -> Result<Value> {
    attached(this)?;
    this.telling = false;
    let v = this.value();
    let line = if object::class_of(v) == TextIo::class() {
        read_line(this, -1)?.value()
    } else {
        let line = method(v, "readline", &[])?;
        if !line.is::<Str>() {
            return raise_exc!(
                OS_ERROR,
                "readline() should have returned a str object, not '{}'",
                repr::type_name(line)
            );
        }
        line
    };
    if ops::len(line)? == 0 {
        clear_snapshot(this);
        this.telling = this.seekable;
        return object::stop_iteration(None);
    }
    Ok(line)
}

pub static ROWS: &[Row] = &[
    Row::method("read($self, size=-1, /)", native(read)),
    Row::method("readline($self, size=-1, /)", native(readline)),
    Row::method("__next__($self, /)", native(next)),
];
