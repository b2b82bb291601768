//! Small core objects: `object`'s layout, the singletons, slices, modules, weak references.

use heap::{Head, Scan, Value};

use crate::class::Class;
use crate::dict::Dict;
use crate::gc::{Gc, Layout, Object, ValueExt};
use crate::strs::Str;

/// The layout of plain objects: nothing but the map word.
pub static OBJECT_LAYOUT: Layout =
    Layout { name: "object", size: size_of::<Head>(), parent: None, scan: Scan::Words, drop: None, weak_slot: false };

/// The class `object`'s cell.
pub static OBJECT: crate::class::ClassCell = crate::class::ClassCell::new();

/// The class `object`.
#[must_use]
pub fn object_class() -> Gc<Class> {
    OBJECT.get()
}

/// A singleton without contents: None, Ellipsis, NotImplemented.
#[repr(C)]
pub struct NoneType {
    head: Head,
}
crate::object_type!(NoneType);
/// The layout of `...`.
#[repr(C)]
pub struct EllipsisType {
    head: Head,
}
crate::object_type!(EllipsisType);
/// The layout of `NotImplemented`.
#[repr(C)]
pub struct NotImplementedType {
    head: Head,
}
crate::object_type!(NotImplementedType);

static mut SINGLETONS: [Option<Value>; 3] = [None; 3];

/// `None`.
#[inline(always)]
#[must_use]
pub fn none() -> Value {
    // SAFETY: set at boot.
    unsafe { SINGLETONS[0].unwrap_unchecked() }
}
/// `...`
#[inline(always)]
#[must_use]
pub fn ellipsis() -> Value {
    // SAFETY: set at boot.
    unsafe { SINGLETONS[1].unwrap_unchecked() }
}
/// `NotImplemented`.
#[inline(always)]
#[must_use]
pub fn not_implemented() -> Value {
    // SAFETY: set at boot.
    unsafe { SINGLETONS[2].unwrap_unchecked() }
}

/// `None`, once it exists.
#[must_use]
pub(crate) fn none_once_booted() -> Option<Value> {
    // SAFETY: boot is single-threaded.
    unsafe { SINGLETONS[0] }
}

/// Is the value `None`?
#[inline(always)]
#[must_use]
pub fn is_none(v: Value) -> bool {
    v == none()
}

/// An optional argument for which `None` means the same as its absence.
#[inline]
#[must_use]
pub fn not_none(v: Option<Value>) -> Option<Value> {
    v.filter(|v| !is_none(*v))
}

pub(crate) fn boot_singletons() {
    let head = || Head { map: std::ptr::null() };
    // SAFETY: boot is single-threaded; statics live for ever.
    unsafe {
        heap::add_root((&raw const SINGLETONS).cast(), 3);
        SINGLETONS[0] = Some(NoneType { head: head() }.alloc().value());
        SINGLETONS[1] = Some(EllipsisType { head: head() }.alloc().value());
        SINGLETONS[2] = Some(NotImplementedType { head: head() }.alloc().value());
    }
}

/// `slice`.
#[repr(C)]
pub struct Slice {
    pub head: Head,
    pub start: Value,
    pub stop: Value,
    pub step: Value,
}
crate::object_type!(Slice);

impl Slice {
    /// A new slice object.
    #[must_use]
    #[allow(clippy::new_ret_no_self)]
    pub fn new(start: Value, stop: Value, step: Value) -> Gc<Slice> {
        Slice { head: Head { map: std::ptr::null() }, start, stop, step }.alloc()
    }

    /// `PySlice_Unpack` and `PySlice_AdjustIndices`: (start, stop, step, count) for a sequence of `len` items.
    ///
    /// # Errors
    /// `TypeError` for ends that are no indices, `ValueError` for step zero.
    pub fn indices(&self, len: usize) -> crate::Result<(isize, isize, isize, usize)> {
        self.indices_of(|| len)
    }

    /// As `indices`, for a sequence whose length the ends' `__index__` may change: it is asked for afterwards.
    ///
    /// # Errors
    /// As `indices`.
    pub fn indices_of(&self, len: impl FnOnce() -> usize) -> crate::Result<(isize, isize, isize, usize)> {
        let index = |v: Value| if is_none(v) { Ok(None) } else { crate::ops::slice_index(v).map(Some) };
        let step = index(self.step)?.unwrap_or(1).max(-isize::MAX);
        if step == 0 {
            return crate::value_error("slice step cannot be zero");
        }
        let (start, stop) = (index(self.start)?, index(self.stop)?);
        let len = len() as isize;
        let clamp = |i: Option<isize>, default: isize| match i {
            None => default,
            Some(i) => {
                let i = if i < 0 { i.saturating_add(len) } else { i };
                if step < 0 { i.clamp(-1, len - 1) } else { i.clamp(0, len) }
            }
        };
        let start = clamp(start, if step < 0 { len - 1 } else { 0 });
        let stop = clamp(stop, if step < 0 { -1 } else { len });
        let count = if step > 0 && start < stop {
            (stop - start - 1) / step + 1
        } else if step < 0 && stop < start {
            (start - stop - 1) / -step + 1
        } else {
            0
        };
        Ok((start, stop, step, count as usize))
    }
}

/// `range`: the arguments as int values, and the length when it fits.
#[repr(C)]
pub struct Range {
    pub head: Head,
    pub start: Value,
    pub stop: Value,
    pub step: Value,
    pub length: Value,
}
crate::object_type!(Range);

/// The iterator of a range whose numbers all fit an i64 comfortably.
#[repr(C)]
pub struct RangeIter {
    pub head: Head,
    pub next: Value,
    pub step: Value,
    /// Numbers still to come (a small int).
    pub left: Value,
}
crate::object_type!(RangeIter);

/// A module.
#[repr(C)]
pub struct Module {
    pub head: Head,
    pub dict: Gc<Dict>,
    /// `__name__` as given at creation.
    pub name: Value,
}
crate::object_type!(Module);

impl Module {
    /// A new module with the attributes that every module has.
    #[must_use]
    #[allow(clippy::new_ret_no_self)]
    pub fn new(name: &str) -> Gc<Module> {
        use crate::ids::Id;
        let dict = Dict::new();
        let name = crate::strs::intern(name).value();
        dict.set_str(Id::__name__.str(), name);
        dict.set_str(Id::__doc__.str(), none());
        dict.set_str(Id::__package__.str(), none());
        dict.set_str(Id::__loader__.str(), none());
        dict.set_str(Id::__spec__.str(), none());
        Module { head: Head { map: std::ptr::null() }, dict, name }.alloc()
    }
}

impl Gc<Module> {
    /// Adds built-in functions and constants.
    pub fn add_rows(self, rows: &'static [crate::args::Row]) {
        for row in rows {
            let f = crate::function::module_function(row, self.value(), self.name);
            let v = if row.kind == crate::args::RowKind::Constant {
                // SAFETY: constants take no arguments.
                match unsafe { (row.entry.raw)(std::ptr::null(), &f) } {
                    Ok(v) => v,
                    Err(_) => panic!("the module constant `{}` could not be made", row.sig),
                }
            } else {
                f.value()
            };
            self.dict.set_str(f.name, v);
        }
    }

    /// Sets an attribute.
    pub fn set(self, name: &str, v: impl Into<Value>) {
        self.dict.set_text(name, v.into());
    }

    /// Sets the docstring.
    pub fn set_doc(self, doc: &str) {
        self.dict.set_str(crate::ids::Id::__doc__.str(), Str::new(doc).value());
    }
}

/// A weak reference, as `weakref.ref` and as the internal weak cell. `target` is the heap's weak slot.
#[repr(C)]
pub struct WeakRef {
    pub head: Head,
    /// Zeroed by the collector when the target dies.
    pub target: Option<Value>,
    pub callback: Option<Value>,
    pub hash: i64,
    pub hashed: bool,
}
crate::object_type!(weak WeakRef);

/// A weak cell without callback, for the VM's own tables.
#[must_use]
pub fn new_weak_cell(target: Value) -> Value {
    let w =
        WeakRef { head: Head { map: std::ptr::null() }, target: Some(target), callback: None, hash: 0, hashed: false }
            .alloc();
    heap::register_weak(w.as_ptr().cast());
    w.value()
}

/// The target of a weak cell or reference, while it lives.
#[must_use]
pub fn weak_target(w: Value) -> Option<Value> {
    w.cast::<WeakRef>().and_then(|w| w.target)
}
