//! Compressed streams: what `_bz2`, `_lzma` and `_zstd` share.
//!
//! # Terms
//! - **Engine**: a stream of a compression library, for one direction. A **step** lets it work once on a piece of input
//!   and a piece of room for output.
//! - **Feed**: the state of a decompressor object around its engine: input that waits because the output was limited,
//!   and what follows the end of the stream.
//!
//! # Invariants
//! 1. Engines run under the GIL: an object's engine is never entered twice.
//! 2. After an error the waiting input is dropped, as the stream cannot go on with it.

pub mod bz2;
pub mod lzma;
mod lzma_filters;
pub mod zstd;
mod zstd_dict;
mod zstd_params;

use std::mem::MaybeUninit;

use object::{Bytes, Gc, Result};

/// The most room that an engine gets at once: libbzip2 counts in 32 bits.
const MOST: usize = 1 << 30;
/// The room for output at the start.
const FIRST_ROOM: usize = 32 * 1024;

/// What one step did.
struct Step {
    consumed: usize,
    produced: usize,
    ended: bool,
}

/// A stream of a library.
trait Engine {
    /// Works once.
    ///
    /// # Errors
    /// What the library found wrong, as the module's exception.
    fn step(&mut self, input: &[u8], out: &mut [MaybeUninit<u8>]) -> Result<Step>;
}

/// Steps until the input is used up and all output is there, the stream ends, or `limit` bytes are there. Gives the number
/// of bytes consumed, and whether the stream ended.
fn run(engine: &mut impl Engine, input: &[u8], out: &mut Vec<u8>, limit: usize) -> Result<(usize, bool)> {
    let mut at = 0;
    loop {
        let room = (limit - out.len()).min(out.len().clamp(FIRST_ROOM, MOST));
        if room == 0 {
            return Ok((at, false));
        }
        out.reserve(room);
        let step = engine.step(&input[at..], &mut out.spare_capacity_mut()[..room])?;
        // SAFETY: the engine has written this many bytes at the start of the spare room.
        unsafe { out.set_len(out.len() + step.produced) };
        at += step.consumed;
        let stuck = step.consumed == 0 && step.produced == 0;
        if step.ended || stuck || (step.produced < room && at == input.len()) {
            return Ok((at, step.ended));
        }
    }
}

/// The state of a decompressor object beside its engine.
struct Feed {
    unused: Gc<Bytes>,
    pending: Gc<Bytes>,
    eof: bool,
    needs_input: bool,
}

impl Feed {
    fn new() -> Feed {
        let empty = Bytes::new(b"");
        Feed { unused: empty, pending: empty, eof: false, needs_input: true }
    }

    /// Decompresses the waiting input and `data`, giving at most `max_length` bytes unless that is negative.
    /// `holds_output`: the engine may keep output back after it took all input.
    fn decompress(
        &mut self,
        engine: &mut impl Engine,
        data: &[u8],
        max_length: isize,
        holds_output: bool,
    ) -> Result<Gc<Bytes>> {
        let limit = usize::try_from(max_length).unwrap_or(usize::MAX);
        let joined;
        let waiting = self.pending.as_slice();
        let input = if waiting.is_empty() {
            data
        } else {
            joined = [waiting, data].concat();
            &joined
        };
        self.pending = Bytes::new(b"");
        let mut out = Vec::new();
        let (consumed, ended) = run(engine, input, &mut out, limit)?;
        let rest = &input[consumed..];
        if ended {
            self.eof = true;
            self.needs_input = false;
            self.unused = Bytes::new(rest);
        } else {
            self.needs_input = rest.is_empty() && !(holds_output && out.len() >= limit);
            self.pending = Bytes::new(rest);
        }
        Ok(Bytes::new(&out))
    }
}

/// Compresses `data`, or (`data` empty) lets the engine finish.
fn produce(engine: &mut impl Engine, data: &[u8]) -> Result<Gc<Bytes>> {
    let mut out = Vec::new();
    run(engine, data, &mut out, usize::MAX)?;
    Ok(Bytes::new(&out))
}
