//! `str`: WTF-8 bytes with a code point count, a cached hash and, for non-ASCII text, a sparse index.
//!
//! A `Str` holds a pointer to its bytes. They lie behind the header (the usual case), in another string's buffer
//! (subclass instances), or in a shared, growing *tail buffer*: `a + b` appends in place when `a` ends where its tail
//! buffer ends, so building a string by `+=` is linear although every intermediate value stays valid.
//!
//! # Invariants
//! 1. The bytes are valid WTF-8 and never change while a `Str` shows them.
//! 2. Interned strings are equal only if identical; attribute names and identifiers are interned.

use std::fmt;

use heap::{GcVec, Head, Marker, Scan, Value};
use rustpython_wtf8::{CodePoint, Wtf8, Wtf8Buf};

use crate::gc::{Gc, Object};

const INTERNED: u16 = 1;
/// `dunder` of strings that name no dunder.
const NO_DUNDER: u16 = u16::MAX;
/// Code points between two entries of the sparse index.
const STRIDE: usize = 64;

/// A Python string.
#[repr(C)]
pub struct Str {
    pub head: Head,
    hash: u64,
    ptr: *const u8,
    nbytes: usize,
    nchars: usize,
    flags: u16,
    dunder: u16,
    _pad: u32,
    /// Byte offsets of every `STRIDE`th code point, made on first need.
    index: GcVec<usize>,
}

crate::object_type!(@ Str, Some(&crate::misc::OBJECT_LAYOUT), Scan::Custom(scan), false);

unsafe fn scan(p: *mut u8, m: &mut Marker) {
    // SAFETY: the collector hands over live `Str` cells; everything behind an out-of-line string's header is words.
    unsafe {
        let s = &*p.cast::<Str>();
        let n = heap::size_of_cell(p);
        m.words((&raw const s.index).cast(), size_of::<GcVec<usize>>() / 8);
        if (s.ptr as usize).wrapping_sub(p as usize) >= n {
            m.word(s.ptr as usize);
            m.words(p.add(size_of::<Str>()).cast(), (n - size_of::<Str>()) / 8);
        }
    }
}

/// A growing byte buffer shared by the strings of a chain of concatenations.
#[repr(C)]
struct Tail {
    head: Head,
    used: usize,
    cap: usize,
}
crate::object_type!(leaf Tail);

/// Gives tail buffers their class, before the first string exists.
pub(crate) fn boot_tail(c: Gc<crate::class::Class>) {
    Tail::cell().set(c);
}
pub(crate) fn tail_class() -> Gc<crate::class::Class> {
    Tail::class()
}
pub(crate) fn tail_layout() -> &'static crate::gc::Layout {
    Tail::LAYOUT
}

static mut SINGLE: [Option<Gc<Str>>; 256] = [None; 256];
static mut EMPTY: Option<Gc<Str>> = None;
static mut INTERN: GcVec<Option<Value>> = GcVec::new();
static mut INTERN_COUNT: usize = 0;
static mut HASH_KEY: (u64, u64) = (0, 0);

/// How many strings are interned.
#[must_use]
pub fn interned_count() -> usize {
    // SAFETY: under the GIL.
    unsafe { INTERN_COUNT }
}

/// Sets the key of string hashing (`PYTHONHASHSEED`), before any string exists.
pub fn set_hash_key(k0: u64, k1: u64) {
    // SAFETY: start-up is single-threaded.
    unsafe { HASH_KEY = (k0, k1) };
}

/// SipHash with one round for each word and three at the end, of bytes under a key (Aumasson and Bernstein).
#[must_use]
pub fn siphash13(k0: u64, k1: u64, b: &[u8]) -> u64 {
    let mut v = [
        k0 ^ 0x736f_6d65_7073_6575,
        k1 ^ 0x646f_7261_6e64_6f6d,
        k0 ^ 0x6c79_6765_6e65_7261,
        k1 ^ 0x7465_6462_7974_6573,
    ];
    fn round(v: &mut [u64; 4]) {
        v[0] = v[0].wrapping_add(v[1]);
        v[1] = v[1].rotate_left(13) ^ v[0];
        v[0] = v[0].rotate_left(32);
        v[2] = v[2].wrapping_add(v[3]);
        v[3] = v[3].rotate_left(16) ^ v[2];
        v[0] = v[0].wrapping_add(v[3]);
        v[3] = v[3].rotate_left(21) ^ v[0];
        v[2] = v[2].wrapping_add(v[1]);
        v[1] = v[1].rotate_left(17) ^ v[2];
        v[2] = v[2].rotate_left(32);
    }
    let (words, rest) = b.as_chunks::<8>();
    for w in words {
        let m = u64::from_le_bytes(*w);
        v[3] ^= m;
        round(&mut v);
        v[0] ^= m;
    }
    let mut last = [0u8; 8];
    last[..rest.len()].copy_from_slice(rest);
    let m = u64::from_le_bytes(last) | ((b.len() as u64) << 56);
    v[3] ^= m;
    round(&mut v);
    v[0] ^= m;
    v[2] ^= 0xff;
    for _ in 0..3 {
        round(&mut v);
    }
    v[0] ^ v[1] ^ v[2] ^ v[3]
}

/// SipHash-1-3 of bytes under the process's key, as CPython hashes str and bytes; never -1.
#[must_use]
pub fn hash_bytes(b: &[u8]) -> i64 {
    if b.is_empty() {
        return 0;
    }
    // SAFETY: written at start-up only.
    let (k0, k1) = unsafe { HASH_KEY };
    let h = siphash13(k0, k1, b) as i64;
    if h == -1 { -2 } else { h }
}

pub(crate) fn boot() {
    // SAFETY: boot is single-threaded; the statics live for ever.
    unsafe {
        heap::add_root((&raw const SINGLE).cast(), 256);
        heap::add_root((&raw const EMPTY).cast(), 1);
        heap::add_root((&raw const INTERN).cast(), size_of::<GcVec<Option<Value>>>() / 8);
        INTERN.resize(4096, None);
        EMPTY = Some(intern_new(""));
        for i in 0..256u32 {
            let mut buf = [0u8; 4];
            SINGLE[i as usize] = Some(intern_new(char::from_u32(i).unwrap_or('\0').encode_utf8(&mut buf)));
        }
    }
}

/// The first strings, for which there is no empty string to share yet.
///
/// # Safety
/// The table of interned strings is made, and nobody else reaches it: at boot only.
unsafe fn intern_new(s: &str) -> Gc<Str> {
    let raw = Str::make(s.as_bytes(), s.chars().count());
    intern_str(raw)
}

/// The interned string with this text.
#[must_use]
pub fn intern(s: &str) -> Gc<Str> {
    if let Some(found) = intern_find(s.as_bytes(), hash_bytes(s.as_bytes())) {
        return found;
    }
    intern_str(Str::new(s))
}

fn intern_find(b: &[u8], hash: i64) -> Option<Gc<Str>> {
    // SAFETY: under the GIL; entries are interned `Str`s.
    unsafe {
        let table = &INTERN;
        let mask = table.len() - 1;
        let mut i = hash as usize & mask;
        while let Some(v) = table[i] {
            let s: Gc<Str> = Gc::from_raw(v.as_ptr());
            if s.hash() == hash && s.as_bytes() == b {
                return Some(s);
            }
            i = (i + 1) & mask;
        }
        None
    }
}

/// The interned string equal to `s`: `s` itself if it is the first and an exact `str`.
#[must_use]
pub fn intern_str(s: Gc<Str>) -> Gc<Str> {
    if s.is_interned() {
        return s;
    }
    if let Some(found) = intern_find(s.as_bytes(), s.hash()) {
        return found;
    }
    let mut s =
        if Str::cell().try_get().is_some_and(|c| s.map().class != c) { Str::make(s.as_bytes(), s.nchars) } else { s };
    s.flags |= INTERNED;
    // SAFETY: under the GIL.
    unsafe {
        let table = &mut INTERN;
        if (INTERN_COUNT + 1) * 3 > table.len() * 2 {
            let old = table.clone();
            let n = table.len() * 2;
            *table = GcVec::new();
            table.resize(n, None);
            for v in old.iter().flatten() {
                put_interned(table, *v);
            }
        }
        put_interned(table, s.value());
        INTERN_COUNT += 1;
    }
    s
}

fn put_interned(table: &mut GcVec<Option<Value>>, v: Value) {
    let mask = table.len() - 1;
    // SAFETY: the table holds `Str`s only.
    let mut i = unsafe { Gc::<Str>::from_raw(v.as_ptr()) }.hash() as usize & mask;
    while table[i].is_some() {
        i = (i + 1) & mask;
    }
    table[i] = Some(v);
}

pub(crate) fn dunder_number(s: Gc<Str>) -> Option<u16> {
    (s.is_interned() && s.dunder != NO_DUNDER).then_some(s.dunder)
}

pub(crate) fn set_dunder_number(mut s: Gc<Str>, n: u16) {
    s.dunder = n;
}

impl Str {
    fn header(ptr: *const u8, nbytes: usize, nchars: usize) -> Str {
        Str {
            head: Head { map: std::ptr::null() },
            hash: 0,
            ptr,
            nbytes,
            nchars,
            flags: 0,
            dunder: NO_DUNDER,
            _pad: 0,
            index: GcVec::new(),
        }
    }

    /// A new exact `str` with these bytes behind the header.
    fn make(bytes: &[u8], nchars: usize) -> Gc<Str> {
        let (mut s, dst) = Self::uninit(bytes.len(), nchars);
        // SAFETY: `dst` has room for the bytes.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), dst, bytes.len()) };
        s.nchars = nchars;
        s
    }

    fn uninit(nbytes: usize, nchars: usize) -> (Gc<Str>, *mut u8) {
        // SAFETY: the cell has room for header and bytes; the map word is kept.
        unsafe {
            let map = crate::map::exact_map::<Str>().as_ptr().cast();
            let p = heap::alloc(map, size_of::<Str>() + nbytes).cast::<Str>();
            let data = p.cast::<u8>().add(size_of::<Str>());
            p.write(Self::header(data, nbytes, nchars));
            (*p).head.map = map;
            (Gc::from_raw(p), data)
        }
    }

    /// Does the string refer to nothing, and never will? Its bytes lie behind its header, and it needs no index.
    pub(crate) fn is_settled(&self) -> bool {
        let behind = std::ptr::from_ref(self).addr() + size_of::<Str>();
        self.ptr as usize == behind && self.nbytes == self.nchars
    }

    /// A string from UTF-8 text.
    #[must_use]
    #[allow(clippy::new_ret_no_self)]
    pub fn new(s: &str) -> Gc<Str> {
        Self::from_wtf8(Wtf8::new(s))
    }

    /// A string from WTF-8 text. Empty and one-character Latin-1 strings are shared.
    #[must_use]
    pub fn from_wtf8(s: &Wtf8) -> Gc<Str> {
        let b = s.as_bytes();
        let ascii = b.is_ascii();
        if b.len() <= 2 {
            if b.is_empty() {
                return Self::empty();
            }
            if b.len() == 1 || !ascii {
                // SAFETY: two bytes that are not ASCII are one code point below U+0800.
                let c = s.code_points().next().map_or(0, CodePoint::to_u32);
                if c < 256 {
                    return Self::single(c as u8);
                }
            }
        }
        let n = if ascii { b.len() } else { count_code_points(b) };
        Self::make(b, n)
    }

    /// A string from an owned buffer.
    #[must_use]
    pub fn from_buf(s: Wtf8Buf) -> Gc<Str> {
        Self::from_wtf8(&s)
    }

    /// A string of ASCII (or already checked WTF-8) bytes.
    ///
    /// # Safety
    /// `b` is valid WTF-8.
    #[must_use]
    pub unsafe fn from_bytes_unchecked(b: &[u8]) -> Gc<Str> {
        // SAFETY: promised by the caller; `Wtf8` is a transparent view of bytes.
        Self::from_wtf8(unsafe { wtf8_unchecked(b) })
    }

    /// A one-character string; surrogates are allowed.
    #[must_use]
    pub fn from_char(c: u32) -> Gc<Str> {
        if c < 256 {
            return Self::single(c as u8);
        }
        let mut buf = Wtf8Buf::new();
        buf.push(CodePoint::from_u32(c).expect("a code point is at most 0x10FFFF"));
        Self::make(buf.as_bytes(), 1)
    }

    /// The shared empty string.
    #[inline]
    #[must_use]
    pub fn empty() -> Gc<Str> {
        // SAFETY: set at boot.
        unsafe { EMPTY.unwrap_unchecked() }
    }

    /// The shared one-character string of a Latin-1 character.
    #[inline]
    #[must_use]
    pub fn single(c: u8) -> Gc<Str> {
        // SAFETY: set at boot.
        unsafe { SINGLE[c as usize].unwrap_unchecked() }
    }

    /// An instance of a subclass of `str` with the text of `text`.
    #[must_use]
    pub fn new_in(class: Gc<crate::class::Class>, text: Gc<Str>) -> Gc<Str> {
        if class == Str::class() {
            return if text.map().class == class { text } else { Str::make(text.as_bytes(), text.nchars) };
        }
        let mut h = Self::header(text.ptr, text.nbytes, text.nchars);
        h.hash = text.hash;
        h.alloc_in(class)
    }

    /// The bytes (WTF-8).
    #[inline]
    #[must_use]
    pub fn as_bytes(&self) -> &'static [u8] {
        // SAFETY: the bytes live as long as an interior pointer to them is on a stack or in the heap, which the
        // collector honours; `'static` says that the borrow checker does not track that.
        unsafe { std::slice::from_raw_parts(self.ptr, self.nbytes) }
    }

    /// The text.
    #[inline]
    #[must_use]
    pub fn as_wtf8(&self) -> &'static Wtf8 {
        // SAFETY: module invariant 1.
        unsafe { wtf8_unchecked(self.as_bytes()) }
    }

    /// The text, if it has no lone surrogates.
    #[must_use]
    pub fn to_str(&self) -> Option<&'static str> {
        if self.is_ascii() {
            // SAFETY: ASCII is UTF-8.
            return Some(unsafe { std::str::from_utf8_unchecked(self.as_bytes()) });
        }
        std::str::from_utf8(self.as_bytes()).ok()
    }

    /// The text with lone surrogates replaced by U+FFFD.
    #[must_use]
    pub fn to_string_lossy(&self) -> String {
        self.as_wtf8().to_string_lossy().into_owned()
    }

    /// Length in code points (`len(s)`).
    #[inline]
    #[must_use]
    pub fn char_len(&self) -> usize {
        self.nchars
    }

    /// Length in bytes of the WTF-8 form.
    #[inline]
    #[must_use]
    pub fn byte_len(&self) -> usize {
        self.nbytes
    }

    /// Is the text ASCII?
    #[inline]
    #[must_use]
    pub fn is_ascii(&self) -> bool {
        self.nchars == self.nbytes
    }

    /// Is the string interned?
    #[inline]
    #[must_use]
    pub fn is_interned(&self) -> bool {
        self.flags & INTERNED != 0
    }

    /// The code points.
    pub fn code_points(&self) -> impl DoubleEndedIterator<Item = u32> + 'static {
        self.as_wtf8().code_points().map(CodePoint::to_u32)
    }
}

impl Gc<Str> {
    /// The hash, computed once.
    #[inline]
    #[must_use]
    pub fn hash(mut self) -> i64 {
        if self.hash == 0 {
            self.hash = hash_bytes(self.as_bytes()) as u64;
        }
        self.hash as i64
    }

    /// Are the texts equal?
    #[inline]
    #[must_use]
    pub fn same_text(self, other: Gc<Str>) -> bool {
        self == other
            || (self.nbytes == other.nbytes
                && !(self.is_interned() && other.is_interned())
                && self.as_bytes() == other.as_bytes())
    }

    /// The byte offset of code point number `i` (at most `char_len`).
    #[must_use]
    pub fn byte_offset(mut self, i: usize) -> usize {
        if self.is_ascii() {
            return i;
        }
        if i >= self.nchars {
            return self.nbytes;
        }
        let bytes = self.as_bytes();
        if self.nchars > 2 * STRIDE && self.index.is_empty() {
            let mut index = GcVec::with_capacity(self.nchars / STRIDE + 1);
            let mut n = 0;
            for (at, b) in bytes.iter().enumerate() {
                if b & 0xC0 != 0x80 {
                    if n % STRIDE == 0 {
                        index.push(at);
                    }
                    n += 1;
                }
            }
            self.index = index;
        }
        let (mut at, mut n) =
            if self.index.is_empty() { (0, 0) } else { (self.index[i / STRIDE], i / STRIDE * STRIDE) };
        while n < i {
            at += utf8_len(bytes[at]);
            n += 1;
        }
        at
    }

    /// The code point number of a byte offset that is on a boundary.
    #[must_use]
    pub fn char_index(self, byte: usize) -> usize {
        if self.is_ascii() { byte } else { count_code_points(&self.as_bytes()[..byte]) }
    }

    /// Code point number `i`, which must be in range.
    #[must_use]
    pub fn nth(self, i: usize) -> u32 {
        let at = self.byte_offset(i);
        if self.is_ascii() {
            return u32::from(self.as_bytes()[at]);
        }
        self.as_wtf8()[at..].code_points().next().map_or(0, CodePoint::to_u32)
    }

    /// The code points `start..end` (clamped by the caller) as a string.
    #[must_use]
    pub fn substring(self, start: usize, end: usize) -> Gc<Str> {
        if start == 0 && end == self.nchars && self.map().class == Str::class() {
            return self;
        }
        let (a, b) = (self.byte_offset(start), self.byte_offset(end));
        if b - a <= 4 {
            return Str::from_wtf8(&self.as_wtf8()[a..b]);
        }
        Str::make(&self.as_bytes()[a..b], end - start)
    }

    /// `self + other`, appending in place to a tail buffer where possible.
    #[must_use]
    pub fn concat(self, other: Gc<Str>) -> Gc<Str> {
        if other.nbytes == 0 && self.map().class == Str::class() {
            return self;
        }
        if self.nbytes == 0 && other.map().class == Str::class() {
            return other;
        }
        let (n, chars) = (self.nbytes + other.nbytes, self.nchars + other.nchars);
        // Two halves of a surrogate pair that meet stay two code points in CPython, and in WTF-8 must become one; the
        // wtf8 crate keeps them apart as well, so a plain byte copy is right.
        if n < 256 {
            let (s, dst) = Str::uninit(n, chars);
            // SAFETY: `dst` has room for both.
            unsafe {
                std::ptr::copy_nonoverlapping(self.ptr, dst, self.nbytes);
                std::ptr::copy_nonoverlapping(other.ptr, dst.add(self.nbytes), other.nbytes);
            }
            return s;
        }
        // SAFETY: a live cell that contains `ptr` and has Tail's map is a Tail; bytes beyond `used` belong to nobody.
        unsafe {
            let owner =
                heap::is_live_cell(self.ptr as usize).filter(|c| (*c.cast::<Head>()).map == Tail::class().map_ptr());
            let tail = match owner.map(|c| c.cast::<Tail>()) {
                Some(t)
                    if self.ptr.add(self.nbytes) == t.cast::<u8>().add(size_of::<Tail>() + (*t).used)
                        && (*t).used + other.nbytes <= (*t).cap =>
                {
                    t
                }
                _ => {
                    let cap = n * 2;
                    let t = heap::alloc(Tail::class().map_ptr(), size_of::<Tail>() + cap).cast::<Tail>();
                    (*t).cap = cap;
                    (*t).used = self.nbytes;
                    std::ptr::copy_nonoverlapping(self.ptr, t.cast::<u8>().add(size_of::<Tail>()), self.nbytes);
                    t
                }
            };
            let end = tail.cast::<u8>().add(size_of::<Tail>() + (*tail).used);
            std::ptr::copy_nonoverlapping(other.ptr, end, other.nbytes);
            (*tail).used += other.nbytes;
            Str::header(end.sub(self.nbytes), n, chars).alloc()
        }
    }
}

impl fmt::Display for Gc<Str> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.as_wtf8().to_string_lossy())
    }
}

/// The number of code points in WTF-8 bytes.
#[must_use]
pub fn count_code_points(b: &[u8]) -> usize {
    b.iter().filter(|b| (**b as i8) >= -0x40).count()
}

fn utf8_len(first: u8) -> usize {
    match first {
        0..0x80 => 1,
        0x80..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    }
}

/// Sees bytes as WTF-8.
///
/// # Safety
/// `b` is valid WTF-8.
#[must_use]
pub unsafe fn wtf8_unchecked(b: &[u8]) -> &Wtf8 {
    // SAFETY: `Wtf8` is a transparent wrapper of `[u8]`, like `str`.
    unsafe { &*(std::ptr::from_ref::<[u8]>(b) as *const Wtf8) }
}
