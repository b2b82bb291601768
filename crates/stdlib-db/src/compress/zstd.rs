//! `_zstd`: Zstandard frames (RFC 8878).

use object::misc::not_none;
use std::mem::MaybeUninit;

use heap::{Head, Value};
use object::buffer::Buffer;
use object::class::{Class, ClassBuilder, ClassCell};
use object::error::{exc, raise_fmt};
use object::gc::Object;
use object::misc::is_none;
use object::{Bytes, Gc, Module, Result, Row, Str, native, number, raise_value};
use zstd_sys as z;
use zstd_sys::ZSTD_EndDirective as Mode;

use super::zstd_dict::{self, Load, ZstdDict};
use super::zstd_params::{self as params, Setup};
use super::{Engine, Feed, Step, produce};

static ERROR: ClassCell = ClassCell::new();

/// Raises `ZstdError`.
pub fn zstd_error<T>(msg: &str) -> Result<T> {
    raise_fmt(&ERROR, msg)
}
/// Does a result stand for an error?
pub fn is_error(rc: usize) -> bool {
    // SAFETY: the function looks at the number only.
    unsafe { z::ZSTD_isError(rc) != 0 }
}
/// The library's text for an error.
pub fn error_name(rc: usize) -> String {
    // SAFETY: the texts are static.
    unsafe { std::ffi::CStr::from_ptr(z::ZSTD_getErrorName(rc)) }.to_string_lossy().into_owned()
}

fn done(what: &str, rc: usize) -> Result<usize> {
    if is_error(rc) {
        return zstd_error(&format!("Unable to {what}: {}", error_name(rc)));
    }
    Ok(rc)
}

/// A compressing context, with the digested dictionary that it refers to.
struct Packer {
    cctx: *mut z::ZSTD_CCtx,
    digested: *mut z::ZSTD_CDict,
    mode: Mode,
    threads: bool,
}

/// A decompressing context, with the digested dictionary that it refers to.
struct Unpacker {
    dctx: *mut z::ZSTD_DCtx,
    digested: *mut z::ZSTD_DDict,
}

impl Packer {
    fn new() -> Result<Packer> {
        // SAFETY: creates a context.
        let cctx = unsafe { z::ZSTD_createCCtx() };
        if cctx.is_null() {
            return zstd_error("Unable to create ZSTD_CCtx instance.");
        }
        Ok(Packer { cctx, digested: std::ptr::null_mut(), mode: Mode::ZSTD_e_end, threads: false })
    }

    fn load(&mut self, dict: Gc<ZstdDict>, how: Load, level: i32) -> Result<()> {
        let content = dict.content.as_slice();
        let (p, n) = (content.as_ptr().cast(), content.len());
        // SAFETY: the content is as long as said; a prefix stays in memory, as the object holds the dictionary.
        let rc = unsafe {
            match how {
                Load::Digested => {
                    self.digested = z::ZSTD_createCDict(p, n, level);
                    if self.digested.is_null() {
                        return zstd_error(
                            "Failed to create a ZSTD_CDict instance from Zstandard dictionary content. Maybe the content is corrupted.",
                        );
                    }
                    z::ZSTD_CCtx_refCDict(self.cctx, self.digested)
                }
                Load::Undigested => z::ZSTD_CCtx_loadDictionary(self.cctx, p, n),
                Load::Prefix => z::ZSTD_CCtx_refPrefix(self.cctx, p, n),
            }
        };
        done("load Zstandard dictionary or prefix for compression", rc).map(drop)
    }

    /// Gives up the frame at work.
    fn reset(&mut self) {
        // SAFETY: the context is live; resetting a session never fails.
        unsafe { z::ZSTD_CCtx_reset(self.cctx, z::ZSTD_ResetDirective::ZSTD_reset_session_only) };
    }
}

impl Engine for Packer {
    fn step(&mut self, input: &[u8], out: &mut [MaybeUninit<u8>]) -> Result<Step> {
        let mut i = z::ZSTD_inBuffer { src: input.as_ptr().cast(), size: input.len(), pos: 0 };
        let mut o = z::ZSTD_outBuffer { dst: out.as_mut_ptr().cast(), size: out.len(), pos: 0 };
        let all_taken = loop {
            // SAFETY: the context is live; input and room are as long as said.
            let rc = unsafe { z::ZSTD_compressStream2(self.cctx, &raw mut o, &raw mut i, self.mode) };
            let rest = done("compress Zstandard data", rc)?;
            // The library's own threads keep output back for as long as the frame goes on.
            let finished = rest == 0 || (self.threads && self.mode == Mode::ZSTD_e_continue && i.pos == i.size);
            if finished || o.pos == o.size {
                break finished;
            }
        };
        Ok(Step { consumed: i.pos, produced: o.pos, ended: all_taken })
    }
}

impl Drop for Packer {
    fn drop(&mut self) {
        // SAFETY: both are live or null, and not used any more.
        unsafe {
            z::ZSTD_freeCCtx(self.cctx);
            z::ZSTD_freeCDict(self.digested);
        }
    }
}

impl Unpacker {
    fn new() -> Result<Unpacker> {
        // SAFETY: creates a context.
        let dctx = unsafe { z::ZSTD_createDCtx() };
        if dctx.is_null() {
            return zstd_error("Unable to create ZSTD_DCtx instance.");
        }
        Ok(Unpacker { dctx, digested: std::ptr::null_mut() })
    }

    fn load(&mut self, dict: Gc<ZstdDict>, how: Load) -> Result<()> {
        let content = dict.content.as_slice();
        let (p, n) = (content.as_ptr().cast(), content.len());
        // SAFETY: as for the compressor.
        let rc = unsafe {
            match how {
                Load::Digested => {
                    self.digested = z::ZSTD_createDDict(p, n);
                    if self.digested.is_null() {
                        return zstd_error(
                            "Failed to create a ZSTD_DDict instance from Zstandard dictionary content. Maybe the content is corrupted.",
                        );
                    }
                    z::ZSTD_DCtx_refDDict(self.dctx, self.digested)
                }
                Load::Undigested => z::ZSTD_DCtx_loadDictionary(self.dctx, p, n),
                Load::Prefix => z::ZSTD_DCtx_refPrefix(self.dctx, p, n),
            }
        };
        done("load Zstandard dictionary or prefix for decompression", rc).map(drop)
    }
}

impl Engine for Unpacker {
    fn step(&mut self, input: &[u8], out: &mut [MaybeUninit<u8>]) -> Result<Step> {
        let mut i = z::ZSTD_inBuffer { src: input.as_ptr().cast(), size: input.len(), pos: 0 };
        let mut o = z::ZSTD_outBuffer { dst: out.as_mut_ptr().cast(), size: out.len(), pos: 0 };
        // SAFETY: the context is live; input and room are as long as said.
        let rc = unsafe { z::ZSTD_decompressStream(self.dctx, &raw mut o, &raw mut i) };
        let rest = done("decompress Zstandard data", rc)?;
        Ok(Step { consumed: i.pos, produced: o.pos, ended: rest == 0 })
    }
}

impl Drop for Unpacker {
    fn drop(&mut self) {
        // SAFETY: both are live or null, and not used any more.
        unsafe {
            z::ZSTD_freeDCtx(self.dctx);
            z::ZSTD_freeDDict(self.digested);
        }
    }
}

/// `ZstdCompressor`.
#[repr(C)]
struct Compressor {
    head: Head,
    packer: Packer,
    /// Kept alive: a prefix is read where it is.
    dict: Option<Gc<ZstdDict>>,
    last_mode: Mode,
}
object::object_type!(Compressor);

/// `ZstdDecompressor`.
#[repr(C)]
struct Decompressor {
    head: Head,
    unpacker: Unpacker,
    /// Kept alive: a prefix is read where it is.
    dict: Option<Gc<ZstdDict>>,
    feed: Feed,
}
object::object_type!(Decompressor);

fn c_new(
    class: Gc<Class>,
    level: Option<Value>,
    options: Option<Value>,
    dict: Option<Value>,
) -> Result<Gc<Compressor>> {
    let mut packer = Packer::new()?;
    let Setup { level, threads } = params::set_up_compressor(packer.cctx, not_none(level), not_none(options))?;
    packer.threads = threads;
    let dict = match not_none(dict) {
        None => None,
        Some(d) => {
            let (d, how) = zstd_dict::argument(d, Load::Undigested)?;
            packer.load(d, how, level)?;
            Some(d)
        }
    };
    Ok(Compressor { head: Head { map: std::ptr::null() }, packer, dict, last_mode: Mode::ZSTD_e_end }.alloc_in(class))
}

fn pack(mut this: Gc<Compressor>, data: &[u8], mode: Mode) -> Result<Gc<Bytes>> {
    this.packer.mode = mode;
    let r = produce(&mut this.packer, data);
    this.last_mode = if r.is_ok() { mode } else { Mode::ZSTD_e_end };
    if r.is_err() {
        this.packer.reset();
    }
    r
}
fn c_compress(this: Gc<Compressor>, data: Buffer, mode: Option<i32>) -> Result<Gc<Bytes>> {
    let mode = match mode.unwrap_or(0) {
        0 => Mode::ZSTD_e_continue,
        1 => Mode::ZSTD_e_flush,
        2 => Mode::ZSTD_e_end,
        _ => {
            return raise_value!(
                "mode argument wrong value, it should be one of ZstdCompressor.CONTINUE, ZstdCompressor.FLUSH_BLOCK, ZstdCompressor.FLUSH_FRAME."
            );
        }
    };
    pack(this, data.as_slice(), mode)
}
fn c_flush(this: Gc<Compressor>, mode: Option<i32>) -> Result<Gc<Bytes>> {
    let mode = match mode.unwrap_or(2) {
        1 => Mode::ZSTD_e_flush,
        2 => Mode::ZSTD_e_end,
        _ => {
            return raise_value!(
                "mode argument wrong value, it should be ZstdCompressor.FLUSH_FRAME or ZstdCompressor.FLUSH_BLOCK."
            );
        }
    };
    pack(this, b"", mode)
}
fn c_set_pledged(this: Gc<Compressor>, size: Value) -> Result<()> {
    use num_traits::ToPrimitive;
    // The two largest numbers say "unknown" and "error".
    const MOST: u64 = u64::MAX - 2;
    let size = if is_none(size) {
        u64::MAX
    } else if number::is_int(size) {
        match object::ops::to_bigint(size)?.to_u64().filter(|n| *n <= MOST) {
            Some(n) => n,
            None => return raise_value!("size argument should be a positive int less than {}", MOST + 1),
        }
    } else {
        return object::raise_type!("an integer is required");
    };
    if this.last_mode != Mode::ZSTD_e_end {
        return raise_value!("set_pledged_input_size() method must be called when last_mode == FLUSH_FRAME");
    }
    // SAFETY: the context is live.
    let rc = unsafe { z::ZSTD_CCtx_setPledgedSrcSize(this.packer.cctx, size) };
    done("set pledged uncompressed content size", rc).map(drop)
}
fn c_last_mode(this: Gc<Compressor>) -> i64 {
    this.last_mode as i64
}

fn d_new(class: Gc<Class>, dict: Option<Value>, options: Option<Value>) -> Result<Gc<Decompressor>> {
    let mut unpacker = Unpacker::new()?;
    let dict = match not_none(dict) {
        None => None,
        Some(d) => {
            let (d, how) = zstd_dict::argument(d, Load::Digested)?;
            unpacker.load(d, how)?;
            Some(d)
        }
    };
    params::set_up_decompressor(unpacker.dctx, not_none(options))?;
    Ok(Decompressor { head: Head { map: std::ptr::null() }, unpacker, dict, feed: Feed::new() }.alloc_in(class))
}
fn d_decompress(mut this: Gc<Decompressor>, data: Buffer, max_length: Option<isize>) -> Result<Gc<Bytes>> {
    if this.feed.eof {
        return raise_fmt(&exc::EOF_ERROR, "Already at the end of a Zstandard frame.");
    }
    let this = &mut *this;
    let r = this.feed.decompress(&mut this.unpacker, data.as_slice(), max_length.unwrap_or(-1), true);
    if r.is_err() {
        this.feed.needs_input = true;
        // SAFETY: the context is live; resetting a session never fails.
        unsafe { z::ZSTD_DCtx_reset(this.unpacker.dctx, z::ZSTD_ResetDirective::ZSTD_reset_session_only) };
    }
    r
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

fn get_frame_size(frame: Buffer) -> Result<usize> {
    let b = frame.as_slice();
    // SAFETY: the buffer is as long as said.
    let n = unsafe { z::ZSTD_findFrameCompressedSize(b.as_ptr().cast(), b.len()) };
    if is_error(n) {
        return zstd_error(&format!(
            "Error when finding the compressed size of a Zstandard frame. Ensure the frame_buffer argument starts from the beginning of a frame, and its length is not less than this complete frame. Zstd error message: {}.",
            error_name(n)
        ));
    }
    Ok(n)
}
fn get_frame_info(frame: Buffer) -> Result<Value> {
    const UNKNOWN: u64 = u64::MAX;
    const ERROR_SIZE: u64 = u64::MAX - 1;
    let b = frame.as_slice();
    // SAFETY: the buffer is as long as said.
    let (size, id) = unsafe {
        (
            z::ZSTD_getFrameContentSize(b.as_ptr().cast(), b.len()),
            z::ZSTD_getDictID_fromFrame(b.as_ptr().cast(), b.len()),
        )
    };
    let size = match size {
        UNKNOWN => object::none(),
        ERROR_SIZE => {
            return zstd_error(
                "Error when getting information from the header of a Zstandard frame. Ensure the frame_buffer argument starts from the beginning of a frame, and its length is not less than the frame header (6~18 bytes).",
            );
        }
        n => number::uint(n),
    };
    Ok(object::seq::tuple(&[size, number::int(i64::from(id))]))
}

fn mode_continue() -> i64 {
    0
}
fn mode_block() -> i64 {
    1
}
fn mode_frame() -> i64 {
    2
}

static COMPRESSOR: &[Row] = &[
    Row::new("__new__($type, level=None, options=None, zstd_dict=None)", native(c_new)),
    Row::method("compress($self, /, data, mode=ZstdCompressor.CONTINUE)", native(c_compress))
        .doc("Provide data to the compressor object."),
    Row::method("flush($self, /, mode=ZstdCompressor.FLUSH_FRAME)", native(c_flush))
        .doc("Finish the compression process."),
    Row::method("set_pledged_input_size($self, size, /)", native(c_set_pledged))
        .doc("Set the uncompressed content size to be written into the frame header."),
    Row::getter("last_mode", native(c_last_mode)).doc("The last mode used to this compressor object, its value can be .CONTINUE,\n.FLUSH_BLOCK, .FLUSH_FRAME. Initialized to .FLUSH_FRAME.\n\nIt can be used to get the current state of a compressor, such as,\ndata flushed, or a frame ended."),
    Row::constant("CONTINUE", native(mode_continue)),
    Row::constant("FLUSH_BLOCK", native(mode_block)),
    Row::constant("FLUSH_FRAME", native(mode_frame)),
];
static DECOMPRESSOR: &[Row] = &[
    Row::new("__new__($type, zstd_dict=None, options=None)", native(d_new)),
    Row::method("decompress($self, /, data, max_length=-1)", native(d_decompress))
        .doc("Decompress *data*, returning uncompressed bytes if possible, or b'' otherwise."),
    Row::getter("eof", native(d_eof)).doc("True means the end of the first frame has been reached."),
    Row::getter("needs_input", native(d_needs_input)).doc("If the max_length output limit in .decompress() method has been reached,\nand the decompressor has (or may has) unconsumed input data, it will be set\nto False."),
    Row::getter("unused_data", native(d_unused)).doc("A bytes object of un-consumed input data."),
];
static ROWS: &[Row] = &[
    Row::function("get_frame_size($module, /, frame_buffer)", native(get_frame_size))
        .doc("Get the size of a Zstandard frame, including the header and optional checksum."),
    Row::function("get_frame_info($module, /, frame_buffer)", native(get_frame_info))
        .doc("Get Zstandard frame infomation from a frame header."),
];

static STRATEGIES: [&str; 9] = [
    "ZSTD_fast",
    "ZSTD_dfast",
    "ZSTD_greedy",
    "ZSTD_lazy",
    "ZSTD_lazy2",
    "ZSTD_btlazy2",
    "ZSTD_btopt",
    "ZSTD_btultra",
    "ZSTD_btultra2",
];

/// Creates the module.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_zstd");
    m.set_doc("Implementation module for Zstandard compression.");
    for rows in [ROWS, zstd_dict::ROWS, params::ROWS] {
        m.add_rows(rows);
    }
    let dict = ClassBuilder::new::<ZstdDict>("compression.zstd.ZstdDict");
    m.set("ZstdDict", dict.doc("Represents a Zstandard dictionary.").rows(&[zstd_dict::DICT]).build());
    let compressor = ClassBuilder::new::<Compressor>("compression.zstd.ZstdCompressor");
    m.set(
        "ZstdCompressor",
        compressor.doc("Create a compressor object for compressing data incrementally.").rows(&[COMPRESSOR]).build(),
    );
    let decompressor = ClassBuilder::new::<Decompressor>("compression.zstd.ZstdDecompressor");
    m.set(
        "ZstdDecompressor",
        decompressor
            .doc("Create a decompressor object for decompressing data incrementally.")
            .rows(&[DECOMPRESSOR])
            .build(),
    );
    m.set("ZstdError", params::error_class(&ERROR));
    for (key, name, _) in params::COMPRESSION {
        m.set(name, number::int(*key as i64));
    }
    for (key, name, _) in params::DECOMPRESSION {
        m.set(name, number::int(*key as i64));
    }
    for (i, name) in STRATEGIES.iter().enumerate() {
        m.set(name, number::int(i as i64 + 1));
    }
    // SAFETY: the functions give constants.
    unsafe {
        m.set("ZSTD_CLEVEL_DEFAULT", number::int(i64::from(z::ZSTD_defaultCLevel())));
        m.set("ZSTD_DStreamOutSize", number::uint(z::ZSTD_DStreamOutSize() as u64));
        m.set("zstd_version_number", number::int(i64::from(z::ZSTD_versionNumber())));
        let version = std::ffi::CStr::from_ptr(z::ZSTD_versionString()).to_string_lossy().into_owned();
        m.set("zstd_version", Str::new(&version));
    }
    Ok(m)
}
