//! `_bz2`: bzip2's streams.

use std::mem::MaybeUninit;

use heap::Head;
use libbz2_rs_sys as bz;
use object::buffer::Buffer;
use object::class::{Class, ClassBuilder};
use object::error::{exc, raise_fmt};
use object::gc::Object;
use object::{Bytes, Gc, Module, Result, Row, native, raise_value};

use super::{Engine, Feed, MOST, Step, produce};

/// A stream. The library keeps pointers to it: it stays in its box.
struct Stream {
    strm: Box<bz::bz_stream>,
    /// What the compressor is to do; empty for a decompressor.
    action: Option<i32>,
}

fn check(rc: i32) -> Result<()> {
    match rc {
        bz::BZ_OK | bz::BZ_RUN_OK | bz::BZ_FLUSH_OK | bz::BZ_FINISH_OK | bz::BZ_STREAM_END => Ok(()),
        bz::BZ_PARAM_ERROR => raise_value!("Internal error - invalid parameters passed to libbzip2"),
        bz::BZ_MEM_ERROR => object::memory_error(),
        bz::BZ_DATA_ERROR | bz::BZ_DATA_ERROR_MAGIC => raise_fmt(&exc::OS_ERROR, "Invalid data stream"),
        bz::BZ_IO_ERROR => raise_fmt(&exc::OS_ERROR, "Unknown I/O error"),
        bz::BZ_UNEXPECTED_EOF => {
            raise_fmt(&exc::EOF_ERROR, "Compressed file ended before the logical end-of-stream was detected")
        }
        bz::BZ_SEQUENCE_ERROR => {
            raise_fmt(&exc::RUNTIME_ERROR, "Internal error - Invalid sequence of commands sent to libbzip2")
        }
        rc => raise_fmt(&exc::OS_ERROR, &format!("Unrecognized error from libbzip2: {rc}")),
    }
}

impl Stream {
    fn blank() -> Box<bz::bz_stream> {
        // SAFETY: all zero is what an unused stream is; the library then uses its own allocator.
        Box::new(unsafe { std::mem::zeroed() })
    }

    fn compressor(level: i32) -> Result<Stream> {
        let mut strm = Stream::blank();
        // SAFETY: a blank stream in its box.
        check(unsafe { bz::BZ2_bzCompressInit(&raw mut *strm, level, 0, 0) })?;
        Ok(Stream { strm, action: Some(bz::BZ_RUN) })
    }

    fn decompressor() -> Result<Stream> {
        let mut strm = Stream::blank();
        // SAFETY: a blank stream in its box.
        check(unsafe { bz::BZ2_bzDecompressInit(&raw mut *strm, 0, 0) })?;
        Ok(Stream { strm, action: None })
    }
}

impl Engine for Stream {
    fn step(&mut self, input: &[u8], out: &mut [MaybeUninit<u8>]) -> Result<Step> {
        if input.is_empty() && self.action == Some(bz::BZ_RUN) {
            // The library takes a run without progress for a mistake.
            return Ok(Step { consumed: 0, produced: 0, ended: false });
        }
        let input = &input[..input.len().min(MOST)];
        self.strm.next_in = input.as_ptr().cast();
        self.strm.avail_in = input.len() as u32;
        self.strm.next_out = out.as_mut_ptr().cast();
        self.strm.avail_out = out.len() as u32;
        // SAFETY: the stream is live; input and room are as long as said.
        let rc = unsafe {
            match self.action {
                Some(a) => bz::BZ2_bzCompress(&raw mut *self.strm, a),
                None => bz::BZ2_bzDecompress(&raw mut *self.strm),
            }
        };
        check(rc)?;
        Ok(Step {
            consumed: input.len() - self.strm.avail_in as usize,
            produced: out.len() - self.strm.avail_out as usize,
            ended: rc == bz::BZ_STREAM_END,
        })
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // SAFETY: the stream is live and is not used any more.
        unsafe {
            if self.action.is_some() {
                bz::BZ2_bzCompressEnd(&raw mut *self.strm);
            } else {
                bz::BZ2_bzDecompressEnd(&raw mut *self.strm);
            }
        }
    }
}

/// `BZ2Compressor`.
#[repr(C)]
struct Compressor {
    head: Head,
    stream: Stream,
    flushed: bool,
}
object::object_type!(leaf Compressor);

/// `BZ2Decompressor`.
#[repr(C)]
struct Decompressor {
    head: Head,
    stream: Stream,
    feed: Feed,
    failed: bool,
}
object::object_type!(Decompressor);

fn c_new(class: Gc<Class>, level: Option<i32>) -> Result<Gc<Compressor>> {
    let level = level.unwrap_or(9);
    if !(1..=9).contains(&level) {
        return raise_value!("compresslevel must be between 1 and 9");
    }
    let stream = Stream::compressor(level)?;
    Ok(Compressor { head: Head { map: std::ptr::null() }, stream, flushed: false }.alloc_in(class))
}
fn c_compress(mut this: Gc<Compressor>, data: Buffer) -> Result<Gc<Bytes>> {
    if this.flushed {
        return raise_value!("Compressor has been flushed");
    }
    produce(&mut this.stream, data.as_slice())
}
fn c_flush(mut this: Gc<Compressor>) -> Result<Gc<Bytes>> {
    if this.flushed {
        return raise_value!("Repeated call to flush()");
    }
    this.flushed = true;
    this.stream.action = Some(bz::BZ_FINISH);
    let mut out = Vec::new();
    // The library takes several steps although there is no more input.
    while !super::run(&mut this.stream, b"", &mut out, usize::MAX)?.1 {}
    Ok(Bytes::new(&out))
}

fn d_new(class: Gc<Class>) -> Result<Gc<Decompressor>> {
    let stream = Stream::decompressor()?;
    Ok(Decompressor { head: Head { map: std::ptr::null() }, stream, feed: Feed::new(), failed: false }.alloc_in(class))
}
fn d_decompress(mut this: Gc<Decompressor>, data: Buffer, max_length: Option<isize>) -> Result<Gc<Bytes>> {
    if this.feed.eof {
        return raise_fmt(&exc::EOF_ERROR, "End of stream already reached");
    }
    if this.failed {
        return raise_value!("Decompressor is unusable after a previous error");
    }
    let this = &mut *this;
    let done = this.feed.decompress(&mut this.stream, data.as_slice(), max_length.unwrap_or(-1), false);
    if done.is_err() {
        // The library's state is of no use any more.
        this.failed = true;
        this.feed.needs_input = false;
    }
    done
}
fn d_eof(this: Gc<Decompressor>) -> bool {
    this.feed.eof
}
fn d_unused(this: Gc<Decompressor>) -> Gc<Bytes> {
    this.feed.unused
}
fn d_needs_input(this: Gc<Decompressor>) -> bool {
    this.feed.needs_input
}

static COMPRESSOR: &[Row] = &[
    Row::new("__new__($type, compresslevel=9, /)", native(c_new)),
    Row::method("compress($self, data, /)", native(c_compress)).doc("Provide data to the compressor object."),
    Row::method("flush($self, /)", native(c_flush)).doc("Finish the compression process."),
];
static DECOMPRESSOR: &[Row] = &[
    Row::new("__new__($type)", native(d_new)),
    Row::method("decompress($self, /, data, max_length=-1)", native(d_decompress))
        .doc("Decompress *data*, returning uncompressed data as bytes."),
    Row::getter("eof", native(d_eof)).doc("True if the end-of-stream marker has been reached."),
    Row::getter("unused_data", native(d_unused)).doc("Data found after the end of the compressed stream."),
    Row::getter("needs_input", native(d_needs_input))
        .doc("True if more input is needed before more decompressed data can be produced."),
];

/// Creates the module.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_bz2");
    m.set(
        "BZ2Compressor",
        ClassBuilder::new::<Compressor>("_bz2.BZ2Compressor")
            .doc("Create a compressor object for compressing data incrementally.\n\n  compresslevel\n    Compression level, as a number between 1 and 9.\n\nFor one-shot compression, use the compress() function instead.")
            .rows(&[COMPRESSOR])
            .build(),
    );
    m.set(
        "BZ2Decompressor",
        ClassBuilder::new::<Decompressor>("_bz2.BZ2Decompressor")
            .doc("Create a decompressor object for decompressing data incrementally.\n\nFor one-shot decompression, use the decompress() function instead.")
            .rows(&[DECOMPRESSOR])
            .build(),
    );
    Ok(m)
}
