//! `bytes` and `bytearray`: their layouts.

use heap::{GcVec, Head, Marker, Scan};

use crate::class::Class;
use crate::gc::{Gc, Object};

/// An immutable byte string. The bytes lie behind the header, or in another `Bytes` (subclass instances).
#[repr(C)]
pub struct Bytes {
    pub head: Head,
    hash: u64,
    ptr: *const u8,
    len: usize,
}
crate::object_type!(@ Bytes, Some(&crate::misc::OBJECT_LAYOUT), Scan::Custom(scan), false);

unsafe fn scan(p: *mut u8, m: &mut Marker) {
    // SAFETY: the collector hands over live `Bytes` cells; behind an out-of-line header everything is words.
    unsafe {
        let s = &*p.cast::<Bytes>();
        let n = heap::size_of_cell(p);
        if (s.ptr as usize).wrapping_sub(p as usize) > n {
            m.word(s.ptr as usize);
            m.words(p.add(size_of::<Bytes>()).cast(), (n - size_of::<Bytes>()) / 8);
        }
    }
}

impl Bytes {
    /// A new exact `bytes`.
    #[must_use]
    #[allow(clippy::new_ret_no_self)]
    pub fn new(b: &[u8]) -> Gc<Bytes> {
        let (g, dst) = Self::zeroed(b.len());
        // SAFETY: `dst` has room for `b`.
        unsafe { std::ptr::copy_nonoverlapping(b.as_ptr(), dst, b.len()) };
        g
    }

    /// A new exact `bytes` of `len` zero bytes, and where to write them before anyone else sees the object.
    #[must_use]
    pub fn zeroed(len: usize) -> (Gc<Bytes>, *mut u8) {
        // SAFETY: the cell has room for header and bytes.
        unsafe {
            let map = crate::map::exact_map::<Bytes>().as_ptr().cast();
            let p = heap::alloc(map, size_of::<Bytes>() + len).cast::<Bytes>();
            let data = p.cast::<u8>().add(size_of::<Bytes>());
            p.write(Bytes { head: Head { map }, hash: 0, ptr: data, len });
            (Gc::from_raw(p), data)
        }
    }

    /// An instance of a subclass of `bytes`.
    #[must_use]
    pub fn new_in(class: Gc<Class>, b: &[u8]) -> Gc<Bytes> {
        let data = Self::new(b);
        if class == Bytes::class() {
            return data;
        }
        Bytes { head: Head { map: std::ptr::null() }, hash: 0, ptr: data.ptr, len: data.len }.alloc_in(class)
    }

    /// The bytes. The collector keeps them alive while the slice is on a stack.
    #[inline]
    #[must_use]
    pub fn as_slice(&self) -> &'static [u8] {
        // SAFETY: as for `Str::as_bytes`.
        unsafe { std::slice::from_raw_parts(self.ptr, self.len) }
    }
}

impl Gc<Bytes> {
    /// The hash, computed once; equal to the hash of the ASCII string with the same bytes.
    #[must_use]
    pub fn hash(mut self) -> i64 {
        if self.hash == 0 {
            self.hash = crate::strs::hash_bytes(self.as_slice()) as u64;
        }
        self.hash as i64
    }
}

/// A mutable byte string.
#[repr(C)]
pub struct ByteArray {
    pub head: Head,
    pub data: GcVec<u8>,
    /// Buffer exports that forbid resizing.
    pub exports: crate::buffer::Exports,
}
crate::object_type!(ByteArray);

impl ByteArray {
    /// A new instance of `bytearray` or of a subclass.
    #[must_use]
    pub fn new_in(class: Gc<Class>, b: &[u8]) -> Gc<ByteArray> {
        ByteArray { head: Head { map: std::ptr::null() }, data: GcVec::from(b), exports: crate::buffer::Exports::new() }
            .alloc_in(class)
    }

    /// A new exact `bytearray`.
    #[must_use]
    #[allow(clippy::new_ret_no_self)]
    pub fn new(b: &[u8]) -> Gc<ByteArray> {
        ByteArray { head: Head { map: std::ptr::null() }, data: GcVec::from(b), exports: crate::buffer::Exports::new() }
            .alloc()
    }
}
