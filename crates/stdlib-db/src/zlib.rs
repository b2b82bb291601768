//! `zlib`: compression with DEFLATE.

use heap::{Head, Value};
use libz_rs_sys as z;
use object::buffer::{self, Buffer};
use object::class::{Class, ClassBuilder, ClassCell, ClassFlags};
use object::gc::{Object, ValueExt};
use object::{Bytes, Gc, Module, Result, Row, Str, native, number, ops, raise_type, raise_value};

static ERROR: ClassCell = ClassCell::new();
const DEF_BUF_SIZE: i64 = 16384;
const MAX_WBITS: i32 = 15;

/// A stream of the library. Its state points back to it, so it stays in its box.
struct Stream {
    strm: Box<z::z_stream>,
    deflate: bool,
    live: bool,
}

impl Stream {
    fn blank(deflate: bool) -> Stream {
        // SAFETY: all zero is what an unused stream is; the library then uses its own allocator.
        Stream { strm: Box::new(unsafe { std::mem::zeroed() }), deflate, live: false }
    }

    fn compressor(level: i32, method: i32, wbits: i32, mem: i32, strategy: i32) -> Result<Stream> {
        let mut s = Stream::blank(true);
        // SAFETY: a blank stream; version and size are the library's own.
        let rc = unsafe {
            z::deflateInit2_(
                &raw mut *s.strm,
                level,
                method,
                wbits,
                mem,
                strategy,
                z::zlibVersion(),
                size_of::<z::z_stream>() as i32,
            )
        };
        match rc {
            z::Z_OK => {
                s.live = true;
                Ok(s)
            }
            z::Z_MEM_ERROR => object::error::raise_fmt(
                &object::error::exc::MEMORY_ERROR,
                "Can't allocate memory for compression object",
            ),
            z::Z_STREAM_ERROR => raise_value!("Invalid initialization option"),
            rc => s.fail(rc, "while creating compression object"),
        }
    }

    fn decompressor(wbits: i32) -> Result<Stream> {
        let mut s = Stream::blank(false);
        // SAFETY: as above.
        let rc =
            unsafe { z::inflateInit2_(&raw mut *s.strm, wbits, z::zlibVersion(), size_of::<z::z_stream>() as i32) };
        match rc {
            z::Z_OK => {
                s.live = true;
                Ok(s)
            }
            z::Z_MEM_ERROR => object::error::raise_fmt(
                &object::error::exc::MEMORY_ERROR,
                "Can't allocate memory for decompression object",
            ),
            z::Z_STREAM_ERROR => raise_value!("Invalid initialization option"),
            rc => s.fail(rc, "while creating decompression object"),
        }
    }

    /// Raises `zlib.error`.
    fn fail<T>(&self, rc: i32, what: &str) -> Result<T> {
        let own = if rc == z::Z_VERSION_ERROR { Some("library version mismatch".to_owned()) } else { self.message() };
        let text = own.or_else(|| match rc {
            z::Z_BUF_ERROR => Some("incomplete or truncated stream".to_owned()),
            z::Z_STREAM_ERROR => Some("inconsistent stream state".to_owned()),
            z::Z_DATA_ERROR => Some("invalid input data".to_owned()),
            _ => None,
        });
        let text = text.map_or_else(|| format!("Error {rc} {what}"), |t| format!("Error {rc} {what}: {t}"));
        object::error::raise_fmt(&ERROR, &text)
    }

    fn message(&self) -> Option<String> {
        if self.strm.msg.is_null() {
            return None;
        }
        // SAFETY: the library's messages are static and null-terminated.
        Some(unsafe { std::ffi::CStr::from_ptr(self.strm.msg) }.to_string_lossy().into_owned())
    }

    /// Runs until the input is used up and the output has room, at most `limit` bytes of output in all. Gives what was
    /// consumed and the last result code.
    fn run(&mut self, input: &[u8], flush: i32, out: &mut Vec<u8>, limit: usize) -> (usize, i32) {
        let mut at = 0;
        loop {
            let chunk = &input[at..input.len().min(at + (1 << 30))];
            let last = at + chunk.len() == input.len();
            self.strm.next_in = chunk.as_ptr().cast_mut();
            self.strm.avail_in = chunk.len() as u32;
            loop {
                let room = (limit - out.len()).min(out.len().clamp(16384, 1 << 24));
                out.reserve(room);
                // SAFETY: the vector has that much room behind its contents.
                self.strm.next_out = unsafe { out.as_mut_ptr().add(out.len()) };
                self.strm.avail_out = room as u32;
                let mode = if last { flush } else { z::Z_NO_FLUSH };
                // SAFETY: the stream is live; input and output are as long as said.
                let rc = unsafe {
                    if self.deflate {
                        z::deflate(&raw mut *self.strm, mode)
                    } else {
                        z::inflate(&raw mut *self.strm, mode)
                    }
                };
                // SAFETY: the library wrote this many bytes.
                unsafe { out.set_len(out.len() + room - self.strm.avail_out as usize) };
                let consumed = at + chunk.len() - self.strm.avail_in as usize;
                let ended = !matches!(rc, z::Z_OK | z::Z_BUF_ERROR);
                if ended || out.len() >= limit {
                    return (consumed, rc);
                }
                if self.strm.avail_out != 0 {
                    if last {
                        return (consumed, rc);
                    }
                    break;
                }
            }
            at += chunk.len();
        }
    }

    fn set_dictionary(&mut self, dict: &[u8]) -> Result<()> {
        let (p, n) = (dict.as_ptr(), dict.len() as u32);
        // SAFETY: the stream is live, the dictionary as long as said.
        let rc = unsafe {
            if self.deflate {
                z::deflateSetDictionary(&raw mut *self.strm, p, n)
            } else {
                z::inflateSetDictionary(&raw mut *self.strm, p, n)
            }
        };
        match rc {
            z::Z_OK => Ok(()),
            z::Z_STREAM_ERROR if self.deflate => raise_value!("Invalid dictionary"),
            rc if self.deflate => raise_value!("deflateSetDictionary() failed: {rc}"),
            rc => self.fail(rc, "while setting zdict"),
        }
    }

    fn copy(&mut self) -> Result<Stream> {
        let mut s = Stream::blank(self.deflate);
        // SAFETY: a live stream is copied into a blank one.
        let rc = unsafe {
            if self.deflate {
                z::deflateCopy(&raw mut *s.strm, &raw mut *self.strm)
            } else {
                z::inflateCopy(&raw mut *s.strm, &raw mut *self.strm)
            }
        };
        match rc {
            z::Z_OK => {
                s.live = true;
                Ok(s)
            }
            z::Z_STREAM_ERROR => raise_value!("Inconsistent stream state"),
            z::Z_MEM_ERROR => object::memory_error(),
            rc => self.fail(rc, "while copying compression object"),
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        if self.live {
            // SAFETY: the stream is live and is not used any more.
            unsafe {
                if self.deflate {
                    z::deflateEnd(&raw mut *self.strm);
                } else {
                    z::inflateEnd(&raw mut *self.strm);
                }
            }
        }
    }
}

fn compress(data: Buffer, level: Option<i32>, wbits: Option<i32>) -> Result<Gc<Bytes>> {
    let level = level.unwrap_or(-1);
    let mut s = match Stream::compressor(level, z::Z_DEFLATED, wbits.unwrap_or(MAX_WBITS), 8, z::Z_DEFAULT_STRATEGY) {
        Err(_) if object::error::pending_is(&object::error::exc::VALUE_ERROR) => {
            let _ = object::error::take_pending();
            return object::error::raise_fmt(&ERROR, "Bad compression level");
        }
        r => r?,
    };
    let input = data.as_slice();
    let mut out = Vec::new();
    let (_, rc) = heap::without_gil(|| s.run(input, z::Z_FINISH, &mut out, usize::MAX));
    if rc == z::Z_STREAM_END { Ok(Bytes::new(&out)) } else { s.fail(rc, "while compressing data") }
}

fn decompress(data: Buffer, wbits: Option<i32>, bufsize: Option<isize>) -> Result<Gc<Bytes>> {
    let size = bufsize.unwrap_or(DEF_BUF_SIZE as isize);
    if size < 0 {
        return raise_value!("bufsize must be non-negative");
    }
    let mut s = Stream::decompressor(wbits.unwrap_or(MAX_WBITS))?;
    let input = data.as_slice();
    let mut out = Vec::new();
    let (_, rc) = heap::without_gil(|| s.run(input, z::Z_SYNC_FLUSH, &mut out, usize::MAX));
    match rc {
        z::Z_STREAM_END => Ok(Bytes::new(&out)),
        z::Z_OK => s.fail(z::Z_BUF_ERROR, "while decompressing data"),
        z::Z_MEM_ERROR => {
            object::error::raise_fmt(&object::error::exc::MEMORY_ERROR, "Out of memory while decompressing data")
        }
        rc => s.fail(rc, "while decompressing data"),
    }
}

/// The low 32 bits of an int of any size.
fn low_bits(v: Option<Value>) -> Result<u32> {
    use num_traits::ToPrimitive;
    let Some(v) = v else { return Ok(u32::MAX) };
    let b = ops::to_bigint(v)?;
    Ok((b & object::BigInt::from(u32::MAX)).to_u32().unwrap_or(0))
}
fn adler32(data: Buffer, value: Option<Value>) -> Result<i64> {
    let start = value.map_or(Ok(1), |v| low_bits(Some(v)))?;
    let mut sum = u64::from(start);
    for chunk in data.as_slice().chunks(1 << 30) {
        // SAFETY: the chunk is as long as said.
        sum = unsafe { z::adler32(sum as z::uLong, chunk.as_ptr(), chunk.len() as u32) } as u64;
    }
    Ok((sum & 0xFFFF_FFFF) as i64)
}
fn crc32(data: Buffer, value: Option<Value>) -> Result<i64> {
    let start = value.map_or(Ok(0), |v| low_bits(Some(v)))?;
    let mut sum = u64::from(start);
    for chunk in data.as_slice().chunks(1 << 30) {
        // SAFETY: the chunk is as long as said.
        sum = unsafe { z::crc32(sum as z::uLong, chunk.as_ptr(), chunk.len() as u32) } as u64;
    }
    Ok((sum & 0xFFFF_FFFF) as i64)
}

/// `zlib.Compress`.
#[repr(C)]
struct Compress {
    head: Head,
    stream: Option<Stream>,
}
object::object_type!(leaf Compress);

/// `zlib.Decompress`.
#[repr(C)]
struct Decompress {
    head: Head,
    stream: Option<Stream>,
    unused_data: Gc<Bytes>,
    unconsumed_tail: Gc<Bytes>,
    dictionary: Option<Gc<Bytes>>,
    eof: bool,
}
object::object_type!(Decompress);

/// `zlib._ZlibDecompressor`.
#[repr(C)]
struct ZlibDecompressor {
    head: Head,
    stream: Option<Stream>,
    unused_data: Gc<Bytes>,
    /// Input that was not consumed because the output was limited.
    pending: Gc<Bytes>,
    dictionary: Option<Gc<Bytes>>,
    eof: bool,
    needs_input: bool,
}
object::object_type!(ZlibDecompressor);

fn null_head() -> Head {
    Head { map: std::ptr::null() }
}

fn bytes_arg(v: Option<Value>) -> Result<Option<Gc<Bytes>>> {
    let Some(v) = v else { return Ok(None) };
    if let Some(b) = v.cast::<Bytes>() {
        return Ok(Some(b));
    }
    if !buffer::has_buffer(v) {
        return raise_type!("zdict argument must support the buffer protocol");
    }
    Ok(Some(Bytes::new(buffer::contiguous(v)?.as_slice())))
}

fn compressobj(
    level: Option<i32>,
    method: Option<i32>,
    wbits: Option<i32>,
    mem: Option<i32>,
    strategy: Option<i32>,
    zdict: Option<Value>,
) -> Result<Gc<Compress>> {
    let dict = match zdict {
        None => None,
        Some(v) => Some(buffer::contiguous(v)?),
    };
    let mut s = Stream::compressor(
        level.unwrap_or(-1),
        method.unwrap_or(z::Z_DEFLATED),
        wbits.unwrap_or(MAX_WBITS),
        mem.unwrap_or(8),
        strategy.unwrap_or(0),
    )?;
    if let Some(d) = dict {
        s.set_dictionary(d.as_slice())?;
    }
    Ok(Compress { head: null_head(), stream: Some(s) }.alloc())
}
fn decompressobj(wbits: Option<i32>, zdict: Option<Value>) -> Result<Gc<Decompress>> {
    let dictionary = bytes_arg(zdict)?;
    let wbits = wbits.unwrap_or(MAX_WBITS);
    let mut s = Stream::decompressor(wbits)?;
    if let Some(d) = dictionary
        && wbits < 0
    {
        // A raw stream has no header that would ask for the dictionary.
        s.set_dictionary(d.as_slice())?;
    }
    let empty = Bytes::new(b"");
    Ok(Decompress {
        head: null_head(),
        stream: Some(s),
        unused_data: empty,
        unconsumed_tail: empty,
        dictionary,
        eof: false,
    }
    .alloc())
}

fn stream_of(s: &mut Option<Stream>) -> Result<&mut Stream> {
    match s {
        Some(s) => Ok(s),
        None => raise_value!("Inconsistent stream state"),
    }
}

fn c_compress(mut this: Gc<Compress>, data: Buffer) -> Result<Gc<Bytes>> {
    let s = match &mut this.stream {
        Some(s) => s,
        None => return Stream::blank(true).fail(z::Z_STREAM_ERROR, "while compressing data"),
    };
    let mut out = Vec::new();
    let (_, rc) = s.run(data.as_slice(), z::Z_NO_FLUSH, &mut out, usize::MAX);
    if rc == z::Z_STREAM_ERROR { s.fail(rc, "while compressing data") } else { Ok(Bytes::new(&out)) }
}
fn c_flush(mut this: Gc<Compress>, mode: Option<i32>) -> Result<Gc<Bytes>> {
    let mode = mode.unwrap_or(z::Z_FINISH);
    if mode == z::Z_NO_FLUSH {
        return Ok(Bytes::new(b""));
    }
    let s = match &mut this.stream {
        Some(s) => s,
        None => return Stream::blank(true).fail(z::Z_STREAM_ERROR, "while flushing"),
    };
    let mut out = Vec::new();
    let (_, rc) = s.run(b"", mode, &mut out, usize::MAX);
    match rc {
        z::Z_STREAM_END => this.stream = None,
        z::Z_OK | z::Z_BUF_ERROR => {}
        rc => return s.fail(rc, "while flushing"),
    }
    Ok(Bytes::new(&out))
}
fn c_copy(mut this: Gc<Compress>) -> Result<Gc<Compress>> {
    let s = stream_of(&mut this.stream)?.copy()?;
    Ok(Compress { head: null_head(), stream: Some(s) }.alloc())
}
fn c_deepcopy(this: Gc<Compress>, _memo: Value) -> Result<Gc<Compress>> {
    c_copy(this)
}

/// Decompresses, giving the dictionary when the stream asks for it.
fn inflate(
    s: &mut Stream,
    input: &[u8],
    flush: i32,
    dict: Option<Gc<Bytes>>,
    out: &mut Vec<u8>,
    limit: usize,
) -> Result<(usize, i32)> {
    let (mut n, mut rc) = s.run(input, flush, out, limit);
    if rc == z::Z_NEED_DICT
        && let Some(d) = dict
    {
        s.set_dictionary(d.as_slice())?;
        let (more, rc2) = s.run(&input[n..], flush, out, limit);
        n += more;
        rc = rc2;
    }
    match rc {
        z::Z_OK | z::Z_BUF_ERROR | z::Z_STREAM_END => Ok((n, rc)),
        rc => s.fail(rc, "while decompressing data"),
    }
}

/// Keeps what the stream did not take.
fn save_rest(mut this: Gc<Decompress>, rest: &[u8], rc: i32) {
    if rc == z::Z_STREAM_END {
        let mut unused = this.unused_data.as_slice().to_vec();
        unused.extend_from_slice(rest);
        this.unused_data = Bytes::new(&unused);
        this.unconsumed_tail = Bytes::new(b"");
        this.eof = true;
    } else if !rest.is_empty() || !this.unconsumed_tail.as_slice().is_empty() {
        this.unconsumed_tail = Bytes::new(rest);
    }
}

fn d_decompress(mut this: Gc<Decompress>, data: Buffer, max_length: Option<isize>) -> Result<Gc<Bytes>> {
    let max = max_length.unwrap_or(0);
    if max < 0 {
        return raise_value!("max_length must be non-negative");
    }
    let limit = if max == 0 { usize::MAX } else { max as usize };
    let input = data.as_slice();
    if this.eof {
        save_rest(this, input, z::Z_STREAM_END);
        return Ok(Bytes::new(b""));
    }
    let dict = this.dictionary;
    let mut out = Vec::new();
    let (n, rc) = inflate(stream_of(&mut this.stream)?, input, z::Z_SYNC_FLUSH, dict, &mut out, limit)?;
    save_rest(this, &input[n..], rc);
    Ok(Bytes::new(&out))
}
fn d_flush(mut this: Gc<Decompress>, length: Option<isize>) -> Result<Gc<Bytes>> {
    if length.unwrap_or(DEF_BUF_SIZE as isize) <= 0 {
        return raise_value!("length must be greater than zero");
    }
    if this.eof {
        // Nothing comes any more: from now on there is no stream to copy.
        this.stream = None;
        return Ok(Bytes::new(b""));
    }
    let input = this.unconsumed_tail.as_slice();
    let dict = this.dictionary;
    let mut out = Vec::new();
    let (n, rc) = inflate(stream_of(&mut this.stream)?, input, z::Z_FINISH, dict, &mut out, usize::MAX)?;
    save_rest(this, &input[n..], rc);
    Ok(Bytes::new(&out))
}
fn d_copy(mut this: Gc<Decompress>) -> Result<Gc<Decompress>> {
    let s = stream_of(&mut this.stream)?.copy()?;
    let copy = Decompress {
        head: null_head(),
        stream: Some(s),
        unused_data: this.unused_data,
        unconsumed_tail: this.unconsumed_tail,
        dictionary: this.dictionary,
        eof: this.eof,
    };
    Ok(copy.alloc())
}
fn d_deepcopy(this: Gc<Decompress>, _memo: Value) -> Result<Gc<Decompress>> {
    d_copy(this)
}
fn d_unused(this: Gc<Decompress>) -> Gc<Bytes> {
    this.unused_data
}
fn d_tail(this: Gc<Decompress>) -> Gc<Bytes> {
    this.unconsumed_tail
}
fn d_eof(this: Gc<Decompress>) -> bool {
    this.eof
}

fn zd_new(class: Gc<Class>, wbits: Option<i32>, zdict: Option<Value>) -> Result<Gc<ZlibDecompressor>> {
    let dictionary = bytes_arg(zdict)?;
    let wbits = wbits.unwrap_or(MAX_WBITS);
    let mut s = Stream::decompressor(wbits)?;
    if let Some(d) = dictionary
        && wbits < 0
    {
        s.set_dictionary(d.as_slice())?;
    }
    let empty = Bytes::new(b"");
    Ok(ZlibDecompressor {
        head: null_head(),
        stream: Some(s),
        unused_data: empty,
        pending: empty,
        dictionary,
        eof: false,
        needs_input: true,
    }
    .alloc_in(class))
}
fn zd_decompress(mut this: Gc<ZlibDecompressor>, data: Buffer, max_length: Option<isize>) -> Result<Gc<Bytes>> {
    if this.eof {
        return object::error::raise_fmt(&object::error::exc::EOF_ERROR, "End of stream already reached");
    }
    let limit = match max_length.unwrap_or(-1) {
        n if n < 0 => usize::MAX,
        n => n as usize,
    };
    let mut input = this.pending.as_slice().to_vec();
    input.extend_from_slice(data.as_slice());
    let dict = this.dictionary;
    let mut out = Vec::new();
    let (n, rc) = inflate(stream_of(&mut this.stream)?, &input, z::Z_SYNC_FLUSH, dict, &mut out, limit)?;
    let rest = Bytes::new(&input[n..]);
    if rc == z::Z_STREAM_END {
        this.eof = true;
        this.needs_input = false;
        this.unused_data = rest;
        this.pending = Bytes::new(b"");
    } else {
        this.needs_input = rest.as_slice().is_empty() && out.len() < limit;
        this.pending = rest;
    }
    Ok(Bytes::new(&out))
}
fn zd_unused(this: Gc<ZlibDecompressor>) -> Gc<Bytes> {
    this.unused_data
}
fn zd_eof(this: Gc<ZlibDecompressor>) -> bool {
    this.eof
}
fn zd_needs_input(this: Gc<ZlibDecompressor>) -> bool {
    this.needs_input
}

static COMPRESS_ROWS: &[Row] = &[
    Row::method("compress($self, data, /)", native(c_compress))
        .doc("Returns a bytes object containing compressed data."),
    Row::method("flush($self, mode=zlib.Z_FINISH, /)", native(c_flush))
        .doc("Return a bytes object containing any remaining compressed data."),
    Row::method("copy($self, /)", native(c_copy)).doc("Return a copy of the compression object."),
    Row::method("__copy__($self, /)", native(c_copy)),
    Row::method("__deepcopy__($self, memo, /)", native(c_deepcopy)),
];
static DECOMPRESS_ROWS: &[Row] = &[
    Row::method("decompress($self, data, /, max_length=0)", native(d_decompress))
        .doc("Return a bytes object containing the decompressed version of the data."),
    Row::method("flush($self, length=zlib.DEF_BUF_SIZE, /)", native(d_flush))
        .doc("Return a bytes object containing any remaining decompressed data."),
    Row::method("copy($self, /)", native(d_copy)).doc("Return a copy of the decompression object."),
    Row::method("__copy__($self, /)", native(d_copy)),
    Row::method("__deepcopy__($self, memo, /)", native(d_deepcopy)),
    Row::getter("unused_data", native(d_unused)),
    Row::getter("unconsumed_tail", native(d_tail)),
    Row::getter("eof", native(d_eof)),
];
static ZLIB_DECOMPRESSOR_ROWS: &[Row] = &[
    Row::new("__new__($type, wbits=MAX_WBITS, zdict=b'')", native(zd_new)),
    Row::method("decompress($self, /, data, max_length=-1)", native(zd_decompress))
        .doc("Decompress *data*, returning uncompressed data as bytes."),
    Row::getter("unused_data", native(zd_unused)).doc("Data found after the end of the compressed stream."),
    Row::getter("eof", native(zd_eof)).doc("True if the end-of-stream marker has been reached."),
    Row::getter("needs_input", native(zd_needs_input))
        .doc("True if more input is needed before more decompressed data can be produced."),
];

static ROWS: &[Row] = &[
    Row::function("compress($module, data, /, level=Z_DEFAULT_COMPRESSION, wbits=MAX_WBITS)", native(compress)).doc("Returns a bytes object containing compressed data."),
    Row::function("decompress($module, data, /, wbits=MAX_WBITS, bufsize=DEF_BUF_SIZE)", native(decompress)).doc("Returns a bytes object containing the uncompressed data."),
    Row::function("compressobj($module, /, level=Z_DEFAULT_COMPRESSION, method=DEFLATED, wbits=MAX_WBITS, memLevel=DEF_MEM_LEVEL, strategy=Z_DEFAULT_STRATEGY, zdict=<unrepresentable>)", native(compressobj)).doc("Return a compressor object."),
    Row::function("decompressobj($module, /, wbits=MAX_WBITS, zdict=b'')", native(decompressobj)).doc("Return a decompressor object."),
    Row::function("adler32($module, data, value=1, /)", native(adler32)).doc("Compute an Adler-32 checksum of data."),
    Row::function("crc32($module, data, value=0, /)", native(crc32)).doc("Compute a CRC-32 checksum of data."),
];

/// Creates the module.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("zlib");
    m.set_doc("The functions in this module allow compression and decompression using the\nzlib library, which is based on GNU zip.");
    m.add_rows(ROWS);
    let _ =
        ClassBuilder::new::<Compress>("zlib.Compress").flags(ClassFlags::NO_INSTANTIATE).rows(&[COMPRESS_ROWS]).build();
    let _ = ClassBuilder::new::<Decompress>("zlib.Decompress")
        .flags(ClassFlags::NO_INSTANTIATE)
        .rows(&[DECOMPRESS_ROWS])
        .build();
    m.set(
        "_ZlibDecompressor",
        ClassBuilder::new::<ZlibDecompressor>("zlib._ZlibDecompressor").rows(&[ZLIB_DECOMPRESSOR_ROWS]).build(),
    );
    m.set("error", builtins::excclass::new("zlib.error", object::error::exc::EXCEPTION.get(), &ERROR));
    let constants = [
        ("MAX_WBITS", i64::from(MAX_WBITS)),
        ("DEFLATED", 8),
        ("DEF_MEM_LEVEL", 8),
        ("DEF_BUF_SIZE", DEF_BUF_SIZE),
        ("Z_NO_COMPRESSION", 0),
        ("Z_BEST_SPEED", 1),
        ("Z_BEST_COMPRESSION", 9),
        ("Z_DEFAULT_COMPRESSION", -1),
        ("Z_FILTERED", 1),
        ("Z_HUFFMAN_ONLY", 2),
        ("Z_RLE", 3),
        ("Z_FIXED", 4),
        ("Z_DEFAULT_STRATEGY", 0),
        ("Z_NO_FLUSH", 0),
        ("Z_PARTIAL_FLUSH", 1),
        ("Z_SYNC_FLUSH", 2),
        ("Z_FULL_FLUSH", 3),
        ("Z_FINISH", 4),
        ("Z_BLOCK", 5),
        ("Z_TREES", 6),
    ];
    for (name, n) in constants {
        m.set(name, number::int(n));
    }
    // SAFETY: the library's version is a static text.
    let version = unsafe { std::ffi::CStr::from_ptr(z::zlibVersion()) }.to_string_lossy().into_owned();
    m.set("ZLIB_VERSION", Str::new(&version));
    m.set("ZLIB_RUNTIME_VERSION", Str::new(&version));
    m.set("__version__", Str::new("1.0"));
    Ok(m)
}
