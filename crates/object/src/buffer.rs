//! The buffer protocol: native code's access to the bytes of bytes-like objects (PEP 3118, PEP 688).
//!
//! # Invariants
//! 1. A `Buffer` keeps its exporter from moving or resizing its bytes until it is dropped.
//! 2. A `Buffer` lives on a stack or inside a heap object, so that the collector sees its owner.

use std::cell::UnsafeCell;

use heap::{GcVec, Value};

use crate::args::{FromArg, Misfit};
use crate::bytes::{ByteArray, Bytes};
use crate::error::{pending_is, take_pending, exc, Result};
use crate::gc::{Gc, Layout, ValueExt};
use crate::ids::Id;
use crate::map::{class_of, map_of};
use crate::repr::type_name;
use crate::strs::Str;

/// A borrowed view of an object's bytes. Dropping it releases the view.
pub struct Buffer {
    /// The exporter.
    pub owner: Value,
    /// The first byte.
    pub ptr: *mut u8,
    /// Length in bytes.
    pub len: usize,
    pub readonly: bool,
    /// Bytes of one item.
    pub itemsize: usize,
    /// The items' format in the `struct` module's notation; unsigned bytes when empty.
    pub format: Option<Gc<Str>>,
    /// Lengths of the dimensions; one dimension of bytes when `itemsize` is 1 and this is empty.
    pub shape: GcVec<isize>,
    /// Distances in bytes between neighbours of each dimension; C order when empty.
    pub strides: GcVec<isize>,
    /// Tells the exporter that the view ends.
    pub release: Option<fn(Value)>,
}

impl Buffer {
    /// A one-dimensional view of bytes.
    #[must_use]
    pub fn simple(owner: Value, ptr: *mut u8, len: usize, readonly: bool, release: Option<fn(Value)>) -> Buffer {
        Buffer { owner, ptr, len, readonly, itemsize: 1, format: None, shape: GcVec::new(), strides: GcVec::new(), release }
    }

    /// The bytes; the view must be contiguous.
    #[must_use]
    pub fn as_slice(&self) -> &[u8] {
        if self.len == 0 {
            return &[];
        }
        // SAFETY: invariant 1: `len` bytes at `ptr` stay valid while the view exists.
        unsafe { std::slice::from_raw_parts(self.ptr, self.len) }
    }

    /// The bytes, to be written; the view must be contiguous and not read-only.
    #[must_use]
    pub fn as_mut_slice(&mut self) -> &mut [u8] {
        debug_assert!(!self.readonly);
        if self.len == 0 {
            return &mut [];
        }
        // SAFETY: as in `as_slice`; the exporter allows writing.
        unsafe { std::slice::from_raw_parts_mut(self.ptr, self.len) }
    }

    /// Do the items lie one behind the other in C order?
    #[must_use]
    pub fn is_contiguous(&self) -> bool {
        let mut expected = self.itemsize as isize;
        self.strides.is_empty()
            || self.len == 0
            || self.shape.iter().zip(self.strides.iter()).rev().all(|(&n, &stride)| {
                let fits = n == 1 || stride == expected;
                expected *= n;
                fits
            })
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        if let Some(release) = self.release {
            release(self.owner);
        }
    }
}

/// Makes a view of an instance of the layout that it is registered for.
pub type Exporter = fn(Value, bool) -> Result<Buffer>;

struct Exporters(UnsafeCell<Vec<(&'static Layout, Exporter)>>);
// SAFETY: touched under the GIL only.
unsafe impl Sync for Exporters {}
static EXPORTERS: Exporters = Exporters(UnsafeCell::new(Vec::new()));

/// Makes instances of a layout bytes-like.
pub fn register_exporter(layout: &'static Layout, f: Exporter) {
    // SAFETY: under the GIL, and no reference into the table is held across calls.
    unsafe { (*EXPORTERS.0.get()).push((layout, f)) };
}

fn exporter_of(layout: &'static Layout) -> Option<Exporter> {
    // SAFETY: as above.
    unsafe { (*EXPORTERS.0.get()).iter().find(|(l, _)| layout.extends(l)).map(|(_, f)| *f) }
}

fn release_bytearray(v: Value) {
    if let Some(mut b) = v.cast::<ByteArray>() {
        b.exports -= 1;
    }
}

/// Does the object support the buffer protocol?
#[must_use]
pub fn is_bytes_like(v: Value) -> bool {
    v.is::<Bytes>() || v.is::<ByteArray>() || exporter_of(map_of(v).layout).is_some() || class_of(v).dunder(Id::__buffer__).is_some()
}

/// A view of a bytes-like object (`PyObject_GetBuffer`).
///
/// # Errors
/// `TypeError` for objects that are not bytes-like; `BufferError` when writing is not allowed.
pub fn get_buffer(v: Value, writable: bool) -> Result<Buffer> {
    if let Some(b) = v.cast::<Bytes>() {
        if writable {
            return crate::error::buffer_error("Object is not writable.");
        }
        let s = b.as_slice();
        return Ok(Buffer::simple(v, s.as_ptr().cast_mut(), s.len(), true, None));
    }
    if let Some(mut b) = v.cast::<ByteArray>() {
        b.exports += 1;
        let (ptr, len) = (b.data.as_mut_ptr(), b.data.len());
        return Ok(Buffer::simple(v, ptr, len, false, Some(release_bytearray)));
    }
    if let Some(f) = exporter_of(map_of(v).layout) {
        return f(v, writable);
    }
    if class_of(v).dunder(Id::__buffer__).is_some() {
        // The flags are PyBUF_FULL_RO or PyBUF_FULL.
        let flags = crate::number::int(if writable { 285 } else { 284 });
        if let Some(view) = crate::call::call_dunder(v, Id::__buffer__, &[flags])? {
            return match exporter_of(map_of(view).layout) {
                Some(f) => f(view, writable),
                None => crate::raise_type!("__buffer__ returned non-memoryview object"),
            };
        }
    }
    crate::raise_type!("a bytes-like object is required, not '{}'", type_name(v))
}

/// A contiguous view of a bytes-like object, to be read.
///
/// # Errors
/// As `get_buffer`; `BufferError` when the bytes do not lie together.
pub fn contiguous(v: Value) -> Result<Buffer> {
    let b = get_buffer(v, false)?;
    if !b.is_contiguous() {
        return crate::error::buffer_error("memoryview: underlying buffer is not C-contiguous");
    }
    Ok(b)
}

impl FromArg for Buffer {
    fn from_arg(v: Option<Value>) -> std::result::Result<Self, Misfit> {
        Ok(contiguous(Value::from_arg(v)?)?)
    }
}

/// A contiguous view that may be written.
pub struct WritableBuffer(pub Buffer);

impl std::ops::Deref for WritableBuffer {
    type Target = Buffer;
    fn deref(&self) -> &Buffer {
        &self.0
    }
}
impl std::ops::DerefMut for WritableBuffer {
    fn deref_mut(&mut self) -> &mut Buffer {
        &mut self.0
    }
}

impl FromArg for WritableBuffer {
    fn from_arg(v: Option<Value>) -> std::result::Result<Self, Misfit> {
        match get_buffer(Value::from_arg(v)?, true) {
            Ok(b) if b.readonly => Err(Misfit::Expected("read-write bytes-like object")),
            Ok(b) if !b.is_contiguous() => {
                let r: Result<()> = crate::error::buffer_error("memoryview: underlying buffer is not C-contiguous");
                Err(r.map_or(Misfit::Raised, |()| Misfit::Raised))
            }
            Ok(b) => Ok(WritableBuffer(b)),
            Err(_) if pending_is(&exc::BUFFER_ERROR) || pending_is(&exc::TYPE_ERROR) => {
                let _ = take_pending();
                Err(Misfit::Expected("read-write bytes-like object"))
            }
            Err(_) => Err(Misfit::Raised),
        }
    }
}
