//! The buffer protocol: how native code sees the memory of `bytes`, `bytearray`, `memoryview`, `array.array`, `mmap`
//! and of Python classes with `__buffer__` (PEP 688).
//!
//! # Terms
//! - **Exporter**: an object whose memory others may see. Its built-in layout registers a function here.
//! - **Export**: one permission to see that memory. While it lasts the exporter must not move or free the memory.
//!
//! # Invariants
//! 1. An export is counted in malloc'd memory shared with the exporter (`Exports`), so that ending it is safe even when
//!    the collector frees both objects in one sweep, in any order.
//! 2. A `Buffer` lives on a stack or inline in a heap object: it holds the exporter.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use heap::Value;

use crate::error::Result;
use crate::gc::{Layout, ValueExt};
use crate::ids::Id;
use crate::map::{class_of, map_of};
use crate::repr::type_name;

/// What an exporter and those who see its memory know of each other.
#[derive(Default)]
struct Ledger {
    /// How many exports there are.
    count: Cell<usize>,
    /// The objects that Python code sees the memory through, and how to end their exports. They are not kept alive.
    views: RefCell<Vec<(Value, fn(Value))>>,
}

/// The count of live exports of one exporter. `Default` has none.
#[derive(Default)]
pub struct Exports(Option<Rc<Ledger>>);

impl Exports {
    /// No exports.
    #[must_use]
    pub const fn new() -> Exports {
        Exports(None)
    }

    /// Begins an export, which ends when the result is dropped.
    pub fn lock(&mut self) -> Export {
        let ledger = self.0.get_or_insert_default();
        ledger.count.set(ledger.count.get() + 1);
        Export(Some(ledger.clone()))
    }

    /// No exports were begun that have not ended; those of garbage count, unlike in [`Exports::any`].
    #[must_use]
    pub fn none(&self) -> bool {
        self.0.as_ref().is_none_or(|ledger| ledger.count.get() == 0)
    }

    /// Are there live exports? Exports of objects that are garbage already are found out by a collection.
    ///
    /// A reference count would tell exactly; a collector that scans native stacks conservatively may take a stale word there
    /// for a reference to a view. So views that only the innermost native call seems to hold are released: what such a
    /// call still needs of a view, it holds as an export of its own.
    #[must_use]
    pub fn any(&self) -> bool {
        let Some(ledger) = &self.0 else { return false };
        if ledger.count.get() > 0 {
            crate::state::clear_dead_slots();
            heap::sanitize_stack();
            let views = ledger.views.borrow().clone();
            let cells: Vec<usize> = views.iter().map(|(view, _)| view.bits()).collect();
            let held = heap::collect_and_ask(&cells, crate::thread().native_floor);
            for ((view, release), held) in views.iter().zip(held) {
                // A view that the collection freed has left the ledger, and its address must not be used.
                if !held && ledger.views.borrow().iter().any(|(v, _)| v == view) {
                    release(*view);
                }
            }
        }
        ledger.count.get() > 0
    }

    /// Raises `BufferError` if there are live exports.
    ///
    /// # Errors
    /// `BufferError`.
    pub fn check_resize(&self) -> Result<()> {
        if self.any() {
            return crate::error::buffer_error("Existing exports of data: object cannot be re-sized");
        }
        Ok(())
    }
}

/// One live export; it ends on drop.
#[derive(Default)]
pub struct Export(Option<Rc<Ledger>>);

impl Drop for Export {
    fn drop(&mut self) {
        if let Some(ledger) = self.0.take() {
            ledger.count.set(ledger.count.get().saturating_sub(1));
        }
    }
}

/// Shape and strides (in bytes) of a buffer that is not a plain row of items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dims {
    pub shape: Vec<usize>,
    pub strides: Vec<isize>,
}

/// Access to an exporter's memory.
pub struct Buffer {
    /// The exporter.
    pub owner: Value,
    /// The first byte.
    pub ptr: *mut u8,
    /// Length in bytes.
    pub len: usize,
    pub readonly: bool,
    /// In the syntax of `struct`.
    pub format: Cow<'static, str>,
    pub itemsize: usize,
    /// Empty for one dimension of adjacent items.
    pub dims: Option<Box<Dims>>,
    export: Export,
    /// The memoryview that a Python `__buffer__` returned, to be given to `__release_buffer__`.
    python_view: Option<Value>,
    /// Tells an exporter that counts its exports itself that this one ends.
    notify: Option<fn(Value)>,
}

impl Buffer {
    /// A buffer of plain bytes.
    ///
    /// # Safety
    /// `ptr` points to `len` bytes that stay valid and in place while `owner` is alive and `export` lasts.
    #[must_use]
    pub unsafe fn plain(owner: Value, ptr: *mut u8, len: usize, readonly: bool, export: Export) -> Buffer {
        Buffer {
            owner,
            ptr,
            len,
            readonly,
            format: Cow::Borrowed("B"),
            itemsize: 1,
            dims: None,
            export,
            python_view: None,
            notify: None,
        }
    }

    /// A buffer of plain bytes whose exporter counts its exports itself; `notify` is called when this one ends.
    #[must_use]
    pub fn simple(owner: Value, ptr: *mut u8, len: usize, readonly: bool, notify: Option<fn(Value)>) -> Buffer {
        Buffer {
            owner,
            ptr,
            len,
            readonly,
            format: Cow::Borrowed("B"),
            itemsize: 1,
            dims: None,
            export: Export::default(),
            python_view: None,
            notify,
        }
    }

    /// The bytes. For a buffer with strides use `to_vec`.
    #[must_use]
    pub fn as_slice(&self) -> &[u8] {
        if self.len == 0 {
            return &[];
        }
        // SAFETY: promised to `plain`.
        unsafe { std::slice::from_raw_parts(self.ptr, self.len) }
    }

    /// The bytes, for writing. The buffer must not be read-only.
    pub fn as_mut_slice(&mut self) -> &mut [u8] {
        assert!(!self.readonly, "a read-only buffer is never written");
        if self.len == 0 {
            return &mut [];
        }
        // SAFETY: promised to `plain`; writable.
        unsafe { std::slice::from_raw_parts_mut(self.ptr, self.len) }
    }

    /// The address of the first item.
    #[must_use]
    pub fn as_ptr(&self) -> *mut u8 {
        self.ptr
    }

    /// Number of bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Is the buffer empty?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Number of items.
    #[must_use]
    pub fn item_count(&self) -> usize {
        self.dims.as_ref().map_or_else(|| self.len / self.itemsize.max(1), |d| d.shape.iter().product())
    }

    /// Is the memory C-contiguous?
    #[must_use]
    pub fn is_contiguous(&self) -> bool {
        self.dims.as_ref().is_none_or(|d| is_c_contiguous(&d.shape, &d.strides, self.itemsize))
    }

    /// Notes that Python code sees the memory through `view`, until [`Buffer::remove_view`]. `release` ends the view's part
    /// in the export, unless native code uses it.
    pub fn add_view(&self, view: Value, release: fn(Value)) {
        if let Some(ledger) = &self.export.0 {
            ledger.views.borrow_mut().push((view, release));
        }
    }

    /// The view was released or is garbage.
    pub fn remove_view(&self, view: Value) {
        if let Some(ledger) = &self.export.0 {
            ledger.views.borrow_mut().retain(|(v, _)| *v != view);
        }
    }

    /// Is there a Python-level release to run?
    #[must_use]
    pub fn take_python_view(&mut self) -> Option<Value> {
        self.python_view.take()
    }

    /// Ends the export now.
    pub fn release(&mut self) {
        self.export = Export::default();
        if let Some(f) = self.notify.take() {
            f(self.owner);
        }
    }

    /// Ends the export of a buffer that the collector found dead together with its holder: the exporter may be dead
    /// too, so it is not told.
    pub fn abandon(&mut self) {
        self.notify = None;
        self.python_view = None;
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        // First the exporter is free again: what Python code does on release may ask for that.
        self.export = Export::default();
        if let Some(view) = self.python_view.take() {
            release_python_buffer(self.owner, view);
        }
        if let Some(f) = self.notify.take() {
            f(self.owner);
        }
    }
}

/// Calls a Python class's `__release_buffer__`; an error in it cannot be raised.
pub fn release_python_buffer(owner: Value, view: Value) {
    let mut t = crate::thread();
    let saved = t.pending.take();
    if crate::call::call_dunder(owner, Id::__release_buffer__, &[view]).is_err() {
        let e = crate::error::take_pending();
        (crate::hooks::hooks().unraisable)(e, None, owner);
    }
    t.pending = saved;
}

/// Are items of these dimensions adjacent in C order?
#[must_use]
pub fn is_c_contiguous(shape: &[usize], strides: &[isize], itemsize: usize) -> bool {
    if shape.contains(&0) {
        return true;
    }
    let mut expect = itemsize as isize;
    shape.iter().zip(strides).rev().all(|(&n, &s)| {
        let ok = n == 1 || s == expect;
        expect *= n as isize;
        ok
    })
}

/// Makes a view of an instance of the layout that it is registered for; the flag asks for writable memory.
pub type Exporter = fn(Value, bool) -> Result<Buffer>;
type Get = Exporter;
static mut EXPORTERS: Vec<(&'static Layout, Get)> = Vec::new();

/// Registers how objects of a layout (and of its subclasses) export their memory; the flag asks for writable memory.
pub fn register(layout: &'static Layout, get: Get) {
    // SAFETY: under the GIL; classes are made at start-up and when modules are first imported.
    unsafe { EXPORTERS.push((layout, get)) };
}

/// `register` by another name.
pub fn register_exporter(layout: &'static Layout, get: Exporter) {
    register(layout, get);
}

/// `has_buffer` by another name.
#[must_use]
pub fn is_bytes_like(v: Value) -> bool {
    has_buffer(v)
}

/// The contiguous bytes of a bytes-like object, to be read.
///
/// # Errors
/// As `get_buffer`.
pub fn contiguous(v: Value) -> Result<Buffer> {
    get_buffer(v, false)
}

fn exporter(layout: &'static Layout) -> Option<Get> {
    // SAFETY: under the GIL.
    let all = unsafe { &EXPORTERS };
    all.iter().find(|(l, _)| layout.extends(l)).map(|(_, g)| *g)
}

/// Does the object's class support buffers?
#[must_use]
pub fn has_buffer(v: Value) -> bool {
    exporter(map_of(v).layout).is_some() || class_of(v).dunder(Id::__buffer__).is_some()
}

/// `PyBUF_WRITABLE`.
const WRITABLE: i64 = 1;
/// `PyBUF_FULL_RO`.
const FULL_RO: i64 = 0x11C;

/// The buffer of any kind of memory that an object exports, possibly with strides.
///
/// # Errors
/// `TypeError` for what is not bytes-like; `BufferError` for read-only memory when `writable` is asked.
pub fn get_buffer_full(v: Value, writable: bool) -> Result<Buffer> {
    let class = class_of(v);
    let native = exporter(map_of(v).layout);
    if crate::repr::is_heap_type(class)
        && let Some(m) = class.dunder(Id::__buffer__)
        && (native.is_none() || !m.is::<crate::NativeFn>())
    {
        return python_buffer(v, m, writable);
    }
    match native {
        Some(get) => get(v, writable),
        None => crate::raise_type!("a bytes-like object is required, not '{}'", type_name(v)),
    }
}

fn python_buffer(v: Value, m: Value, writable: bool) -> Result<Buffer> {
    let flags = crate::number::int(FULL_RO | if writable { WRITABLE } else { 0 });
    let view = crate::call::call_method_value(m, v, &[flags], &[])?;
    if map_of(view).layout.name != "MemoryView" {
        return crate::type_error("__buffer__ returned non-memoryview object");
    }
    let mut b = get_buffer_full(view, writable)?;
    if class_of(v).dunder(Id::__release_buffer__).is_some() {
        b.owner = v;
        b.python_view = Some(view);
    }
    Ok(b)
}

/// The contiguous bytes of a bytes-like object.
///
/// # Errors
/// `TypeError` for what is not bytes-like, or not writable when that is asked; `BufferError` for memory with gaps.
pub fn get_buffer(v: Value, writable: bool) -> Result<Buffer> {
    let b = get_buffer_full(v, writable)?;
    if !b.is_contiguous() {
        return crate::error::buffer_error("memoryview: underlying buffer is not C-contiguous");
    }
    Ok(b)
}

/// The buffer as a read-write bytes-like argument (`w*`).
///
/// # Errors
/// `TypeError` otherwise.
pub fn get_writable(v: Value, function: &str, position: &str) -> Result<Buffer> {
    let misfit = || {
        crate::raise_type!("{function}() argument{position} must be read-write bytes-like object, not {}", type_name(v))
    };
    if !has_buffer(v) {
        return misfit();
    }
    match crate::error::catch(get_buffer(v, true), &crate::error::exc::BUFFER_ERROR)? {
        Some(b) => Ok(b),
        None => misfit(),
    }
}

pub(crate) fn boot() {
    use crate::gc::Object;
    register(crate::Bytes::LAYOUT, |v, writable| {
        let b = v.cast::<crate::Bytes>().expect("registered for this layout");
        if writable {
            return crate::error::buffer_error("Object is not writable.");
        }
        let s = b.as_slice();
        // SAFETY: bytes never move or change; the export is read-only.
        Ok(unsafe { Buffer::plain(v, s.as_ptr().cast_mut(), s.len(), true, Export::default()) })
    });
    register(crate::ByteArray::LAYOUT, |v, _| {
        let mut b = v.cast::<crate::ByteArray>().expect("registered for this layout");
        let export = b.exports.lock();
        let (p, n) = (b.data.as_mut_ptr(), b.data.len());
        // SAFETY: a bytearray checks its exports before it changes its size.
        Ok(unsafe { Buffer::plain(v, p, n, false, export) })
    });
}

impl crate::args::FromArg for Buffer {
    fn from_arg(v: Option<Value>) -> std::result::Result<Self, crate::args::Misfit> {
        let v = <Value as crate::args::FromArg>::from_arg(v)?;
        Ok(get_buffer(v, false)?)
    }
}

/// A contiguous buffer that may be written.
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

impl crate::args::FromArg for WritableBuffer {
    fn from_arg(v: Option<Value>) -> std::result::Result<Self, crate::args::Misfit> {
        use crate::args::Misfit;
        use crate::error::exc;
        let v = <Value as crate::args::FromArg>::from_arg(v)?;
        if !has_buffer(v) {
            return Err(Misfit::Expected("read-write bytes-like object"));
        }
        match get_buffer_full(v, true) {
            Ok(b) if b.readonly => Err(Misfit::Expected("read-write bytes-like object")),
            Ok(b) if b.is_contiguous() => Ok(WritableBuffer(b)),
            Ok(_) => {
                crate::error::buffer_error::<()>("memoryview: underlying buffer is not C-contiguous")?;
                Err(Misfit::Raised)
            }
            Err(_) if crate::error::pending_is(&exc::BUFFER_ERROR) => {
                let _ = crate::error::take_pending();
                Err(Misfit::Expected("read-write bytes-like object"))
            }
            Err(_) => Err(Misfit::Raised),
        }
    }
}
