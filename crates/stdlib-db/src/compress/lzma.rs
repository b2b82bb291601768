//! `_lzma`: the streams of xz and of the older LZMA tools.

use object::misc::not_none;
use std::mem::MaybeUninit;

use heap::{Head, Value};
use liblzma_sys as xz;
use object::buffer::Buffer;
use object::class::{Class, ClassBuilder, ClassCell, ClassFlags};
use object::error::{exc, raise_fmt};
use object::gc::Object;
use object::{Bytes, Gc, Module, Result, Row, native, number, raise_value};

use super::lzma_filters::{Filters, decode_properties, encode_properties, preset_options, unsigned, unsigned32};
use super::{Engine, Feed, Step, produce};

static ERROR: ClassCell = ClassCell::new();

const FORMAT_AUTO: i32 = 0;
const FORMAT_XZ: i32 = 1;
const FORMAT_ALONE: i32 = 2;
const FORMAT_RAW: i32 = 3;
const CHECK_UNKNOWN: u32 = xz::LZMA_CHECK_ID_MAX + 1;

/// Raises `LZMAError`.
pub fn lzma_error<T>(msg: &str) -> Result<T> {
    raise_fmt(&ERROR, msg)
}

/// Raises what a result code of the library stands for.
pub fn check(rc: xz::lzma_ret) -> Result<()> {
    match rc {
        xz::LZMA_OK | xz::LZMA_GET_CHECK | xz::LZMA_NO_CHECK | xz::LZMA_STREAM_END => Ok(()),
        xz::LZMA_UNSUPPORTED_CHECK => lzma_error("Unsupported integrity check"),
        xz::LZMA_MEM_ERROR => object::memory_error(),
        xz::LZMA_MEMLIMIT_ERROR => lzma_error("Memory usage limit exceeded"),
        xz::LZMA_FORMAT_ERROR => lzma_error("Input format not supported by decoder"),
        xz::LZMA_OPTIONS_ERROR => lzma_error("Invalid or unsupported options"),
        xz::LZMA_DATA_ERROR => lzma_error("Corrupt input data"),
        xz::LZMA_BUF_ERROR => lzma_error("Insufficient buffer space"),
        xz::LZMA_PROG_ERROR => lzma_error("Internal error"),
        rc => lzma_error(&format!("Unrecognized error from liblzma: {rc}")),
    }
}

/// A stream. The library keeps its state behind a pointer in it.
struct Stream {
    strm: Box<xz::lzma_stream>,
    action: xz::lzma_action,
    /// The integrity check that the input told of.
    check: u32,
}

impl Stream {
    fn blank() -> Stream {
        // SAFETY: all zero is LZMA_STREAM_INIT; the library then uses malloc.
        Stream { strm: Box::new(unsafe { std::mem::zeroed() }), action: xz::LZMA_RUN, check: CHECK_UNKNOWN }
    }

    fn compressor(format: i32, check_id: i32, preset: u32, filters: Option<Value>) -> Result<Stream> {
        let mut s = Stream::blank();
        let strm = &raw mut *s.strm;
        // SAFETY: the stream is blank; chains and options live until the library has read them.
        let rc = unsafe {
            match (format, filters) {
                (FORMAT_XZ, filters) => {
                    let id = if check_id == -1 { xz::LZMA_CHECK_CRC64 } else { check_id as u32 };
                    match filters {
                        None => xz::lzma_easy_encoder(strm, preset, id),
                        Some(f) => xz::lzma_stream_encoder(strm, Filters::parse(f)?.as_ptr(), id),
                    }
                }
                (FORMAT_ALONE, None) => xz::lzma_alone_encoder(strm, &raw const *preset_options(preset)?),
                (FORMAT_ALONE, Some(f)) => {
                    let chain = Filters::parse(f)?;
                    match chain.single_lzma1() {
                        Some(o) => xz::lzma_alone_encoder(strm, o),
                        None => {
                            return raise_value!(
                                "Invalid filter chain for FORMAT_ALONE - must be a single LZMA1 filter"
                            );
                        }
                    }
                }
                (FORMAT_RAW, None) => return raise_value!("Must specify filters for FORMAT_RAW"),
                (FORMAT_RAW, Some(f)) => xz::lzma_raw_encoder(strm, Filters::parse(f)?.as_ptr()),
                (format, _) => return raise_value!("Invalid container format: {format}"),
            }
        };
        check(rc)?;
        Ok(s)
    }

    fn decompressor(format: i32, limit: u64, filters: Option<Value>) -> Result<Stream> {
        let mut s = Stream::blank();
        let strm = &raw mut *s.strm;
        let flags = xz::LZMA_TELL_ANY_CHECK | xz::LZMA_TELL_NO_CHECK;
        // SAFETY: as for the compressor.
        let rc = unsafe {
            match (format, filters) {
                (FORMAT_AUTO, _) => xz::lzma_auto_decoder(strm, limit, flags),
                (FORMAT_XZ, _) => xz::lzma_stream_decoder(strm, limit, flags),
                (FORMAT_ALONE, _) => {
                    s.check = xz::LZMA_CHECK_NONE;
                    xz::lzma_alone_decoder(strm, limit)
                }
                (FORMAT_RAW, Some(f)) => {
                    s.check = xz::LZMA_CHECK_NONE;
                    xz::lzma_raw_decoder(strm, Filters::parse(f)?.as_ptr())
                }
                (format, _) => return raise_value!("Invalid container format: {format}"),
            }
        };
        check(rc)?;
        Ok(s)
    }
}

impl Engine for Stream {
    fn step(&mut self, input: &[u8], out: &mut [MaybeUninit<u8>]) -> Result<Step> {
        self.strm.next_in = input.as_ptr();
        self.strm.avail_in = input.len();
        self.strm.next_out = out.as_mut_ptr().cast();
        self.strm.avail_out = out.len();
        let rc = loop {
            // SAFETY: the stream is live; input and room are as long as said.
            let rc = unsafe { xz::lzma_code(&raw mut *self.strm, self.action) };
            if !matches!(rc, xz::LZMA_GET_CHECK | xz::LZMA_NO_CHECK) {
                break rc;
            }
            // The library only tells of the check, and may have done nothing else.
            // SAFETY: the stream is live.
            self.check = unsafe { xz::lzma_get_check(&raw const *self.strm) };
        };
        let consumed = input.len() - self.strm.avail_in;
        let produced = out.len() - self.strm.avail_out;
        // That nothing could be done is no mistake when there was no input.
        if !(rc == xz::LZMA_BUF_ERROR && self.strm.avail_in == 0 && self.strm.avail_out > 0) {
            check(rc)?;
        }
        Ok(Step { consumed, produced, ended: rc == xz::LZMA_STREAM_END })
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // SAFETY: the stream is not used any more; ending a blank one is allowed.
        unsafe { xz::lzma_end(&raw mut *self.strm) };
    }
}

/// `LZMACompressor`.
#[repr(C)]
struct Compressor {
    head: Head,
    stream: Stream,
    flushed: bool,
}
object::object_type!(leaf Compressor);

/// `LZMADecompressor`.
#[repr(C)]
struct Decompressor {
    head: Head,
    stream: Stream,
    feed: Feed,
}
object::object_type!(Decompressor);

fn c_new(
    class: Gc<Class>,
    format: Option<i32>,
    check_id: Option<i32>,
    preset: Option<Value>,
    filters: Option<Value>,
) -> Result<Gc<Compressor>> {
    let (format, check_id) = (format.unwrap_or(FORMAT_XZ), check_id.unwrap_or(-1));
    let (preset, filters) = (not_none(preset), not_none(filters));
    if preset.is_some() && filters.is_some() {
        return raise_value!("Cannot specify both preset and filter chain");
    }
    let preset = match preset {
        None => xz::LZMA_PRESET_DEFAULT,
        Some(p) => unsigned32(p)?,
    };
    if format != FORMAT_XZ && check_id != -1 && check_id != xz::LZMA_CHECK_NONE as i32 {
        return raise_value!("Integrity checks are only supported by FORMAT_XZ");
    }
    let stream = Stream::compressor(format, check_id, preset, filters)?;
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
    this.stream.action = xz::LZMA_FINISH;
    produce(&mut this.stream, b"")
}

fn d_new(
    class: Gc<Class>,
    format: Option<i32>,
    memlimit: Option<Value>,
    filters: Option<Value>,
) -> Result<Gc<Decompressor>> {
    let format = format.unwrap_or(FORMAT_AUTO);
    let (memlimit, filters) = (not_none(memlimit), not_none(filters));
    let limit = match memlimit {
        None => u64::MAX,
        Some(_) if format == FORMAT_RAW => return raise_value!("Cannot specify memory limit with FORMAT_RAW"),
        Some(n) => unsigned(n)?,
    };
    if format == FORMAT_RAW && filters.is_none() {
        return raise_value!("Must specify filters for FORMAT_RAW");
    }
    if format != FORMAT_RAW && filters.is_some() {
        return raise_value!("Cannot specify filters except with FORMAT_RAW");
    }
    let stream = Stream::decompressor(format, limit, filters)?;
    Ok(Decompressor { head: Head { map: std::ptr::null() }, stream, feed: Feed::new() }.alloc_in(class))
}
fn d_decompress(mut this: Gc<Decompressor>, data: Buffer, max_length: Option<isize>) -> Result<Gc<Bytes>> {
    if this.feed.eof {
        return raise_fmt(&exc::EOF_ERROR, "Already at end of stream");
    }
    let this = &mut *this;
    this.feed.decompress(&mut this.stream, data.as_slice(), max_length.unwrap_or(-1), true)
}
fn d_check(this: Gc<Decompressor>) -> u32 {
    this.stream.check
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

fn is_check_supported(id: i32) -> bool {
    // SAFETY: the function reads a table, and takes any number.
    unsafe { xz::lzma_check_is_supported(id as u32) != 0 }
}

static COMPRESSOR: &[Row] = &[
    Row::new("__new__($type, format=FORMAT_XZ, check=-1, preset=None, filters=None)", native(c_new)),
    Row::method("compress($self, data, /)", native(c_compress)).doc("Provide data to the compressor object."),
    Row::method("flush($self, /)", native(c_flush)).doc("Finish the compression process."),
];
static DECOMPRESSOR: &[Row] = &[
    Row::new("__new__($type, format=FORMAT_AUTO, memlimit=None, filters=None)", native(d_new)),
    Row::method("decompress($self, /, data, max_length=-1)", native(d_decompress))
        .doc("Decompress *data*, returning uncompressed data as bytes."),
    Row::getter("check", native(d_check)).doc("ID of the integrity check used by the input stream."),
    Row::getter("eof", native(d_eof)).doc("True if the end-of-stream marker has been reached."),
    Row::getter("needs_input", native(d_needs_input))
        .doc("True if more input is needed before more decompressed data can be produced."),
    Row::getter("unused_data", native(d_unused)).doc("Data found after the end of the compressed stream."),
];
static ROWS: &[Row] = &[
    Row::function("is_check_supported($module, check_id, /)", native(is_check_supported))
        .doc("Test whether the given integrity check is supported."),
    Row::function("_encode_filter_properties($module, filter, /)", native(encode_properties))
        .doc("Return a bytes object encoding the options (properties) of the filter specified by *filter* (a dict)."),
    Row::function("_decode_filter_properties($module, filter_id, encoded_props, /)", native(decode_properties))
        .doc("Return a dict describing the options (properties) of a filter."),
];

static CONSTANTS: &[(&str, u64)] = &[
    ("FORMAT_AUTO", FORMAT_AUTO as u64),
    ("FORMAT_XZ", FORMAT_XZ as u64),
    ("FORMAT_ALONE", FORMAT_ALONE as u64),
    ("FORMAT_RAW", FORMAT_RAW as u64),
    ("CHECK_NONE", xz::LZMA_CHECK_NONE as u64),
    ("CHECK_CRC32", xz::LZMA_CHECK_CRC32 as u64),
    ("CHECK_CRC64", xz::LZMA_CHECK_CRC64 as u64),
    ("CHECK_SHA256", xz::LZMA_CHECK_SHA256 as u64),
    ("CHECK_ID_MAX", xz::LZMA_CHECK_ID_MAX as u64),
    ("CHECK_UNKNOWN", CHECK_UNKNOWN as u64),
    ("FILTER_LZMA1", xz::LZMA_FILTER_LZMA1),
    ("FILTER_LZMA2", xz::LZMA_FILTER_LZMA2),
    ("FILTER_DELTA", xz::LZMA_FILTER_DELTA),
    ("FILTER_X86", xz::LZMA_FILTER_X86),
    ("FILTER_POWERPC", xz::LZMA_FILTER_POWERPC),
    ("FILTER_IA64", xz::LZMA_FILTER_IA64),
    ("FILTER_ARM", xz::LZMA_FILTER_ARM),
    ("FILTER_ARMTHUMB", xz::LZMA_FILTER_ARMTHUMB),
    ("FILTER_SPARC", xz::LZMA_FILTER_SPARC),
    ("MF_HC3", xz::LZMA_MF_HC3 as u64),
    ("MF_HC4", xz::LZMA_MF_HC4 as u64),
    ("MF_BT2", xz::LZMA_MF_BT2 as u64),
    ("MF_BT3", xz::LZMA_MF_BT3 as u64),
    ("MF_BT4", xz::LZMA_MF_BT4 as u64),
    ("MODE_FAST", xz::LZMA_MODE_FAST as u64),
    ("MODE_NORMAL", xz::LZMA_MODE_NORMAL as u64),
    ("PRESET_DEFAULT", xz::LZMA_PRESET_DEFAULT as u64),
    ("PRESET_EXTREME", xz::LZMA_PRESET_EXTREME as u64),
];

/// Creates the module.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_lzma");
    m.set_doc("Interface to the liblzma compression library.");
    m.add_rows(ROWS);
    for (name, n) in CONSTANTS {
        m.set(name, number::uint(*n));
    }
    let error = builtins::excclass::new("_lzma.LZMAError", exc::EXCEPTION.get(), &ERROR);
    m.set("LZMAError", error);
    m.set(
        "LZMACompressor",
        ClassBuilder::new::<Compressor>("_lzma.LZMACompressor")
            .flags(ClassFlags::BASETYPE)
            .doc("Create a compressor object for compressing data incrementally.")
            .rows(&[COMPRESSOR])
            .build(),
    );
    m.set(
        "LZMADecompressor",
        ClassBuilder::new::<Decompressor>("_lzma.LZMADecompressor")
            .flags(ClassFlags::BASETYPE)
            .doc("Create a decompressor object for decompressing data incrementally.")
            .rows(&[DECOMPRESSOR])
            .build(),
    );
    Ok(m)
}
