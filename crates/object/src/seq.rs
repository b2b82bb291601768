//! `tuple` and `list`: their layouts.

use heap::{GcVec, Head, Value};

use crate::class::Class;
use crate::gc::{Gc, Object};

/// A tuple. The items lie behind the header, or in a buffer (subclass instances with attributes).
#[repr(C)]
pub struct Tuple {
    pub head: Head,
    ptr: *mut Value,
    len: usize,
}
crate::object_type!(Tuple);

static mut EMPTY: Option<Value> = None;

pub(crate) fn boot_tuple() {
    heap::add_root(&raw const EMPTY, 1);
}

impl Tuple {
    /// Offset of the first item of an exact tuple, for machine code.
    pub const ITEMS_OFFSET: usize = size_of::<Tuple>();

    /// A new exact tuple; the empty one is shared.
    #[must_use]
    pub fn from_slice(items: &[Value]) -> Gc<Tuple> {
        if items.is_empty() {
            return Self::empty();
        }
        Self::build(items.len(), |i| items[i])
    }

    /// The shared empty tuple.
    #[must_use]
    pub fn empty() -> Gc<Tuple> {
        // SAFETY: under the GIL; EMPTY holds a tuple.
        unsafe {
            match EMPTY {
                Some(v) => Gc::from_raw(v.as_ptr()),
                None => {
                    let t = Self::raw(0);
                    EMPTY = Some(t.value());
                    t
                }
            }
        }
    }

    fn raw(len: usize) -> Gc<Tuple> {
        // SAFETY: the cell has room for header and items.
        unsafe {
            let map = crate::map::exact_map::<Tuple>().as_ptr().cast();
            let p = heap::alloc(map, size_of::<Tuple>() + 8 * len).cast::<Tuple>();
            p.write(Tuple { head: Head { map }, ptr: p.add(1).cast(), len });
            Gc::from_raw(p)
        }
    }

    /// A new exact tuple whose item `i` is `f(i)`; `f` may allocate but must not run Python code.
    #[must_use]
    pub fn build(len: usize, mut f: impl FnMut(usize) -> Value) -> Gc<Tuple> {
        let t = Self::raw(len);
        for i in 0..len {
            // SAFETY: within the cell. A collection meanwhile sees zero words for the items still to come.
            unsafe { t.ptr.add(i).write(f(i)) };
        }
        t
    }

    /// An instance of a subclass of tuple.
    #[must_use]
    pub fn new_in(class: Gc<Class>, items: &[Value]) -> Gc<Tuple> {
        if class == Tuple::class() {
            return Self::from_slice(items);
        }
        if class.instance_map.size == size_of::<Tuple>() {
            // No attribute area: the items go behind the header as in exact tuples.
            // SAFETY: the cell has room for header and items.
            unsafe {
                let map = class.map_ptr();
                let p = heap::alloc(map, size_of::<Tuple>() + 8 * items.len()).cast::<Tuple>();
                p.write(Tuple { head: Head { map }, ptr: p.add(1).cast(), len: items.len() });
                std::ptr::copy_nonoverlapping(items.as_ptr(), (*p).ptr, items.len());
                if class.has_finalizer() {
                    heap::register_finalizer(p.cast());
                }
                return Gc::from_raw(p);
            }
        }
        let mut buffer: GcVec<Value> = GcVec::from(items);
        Tuple { head: Head { map: std::ptr::null() }, ptr: buffer.as_mut_ptr(), len: items.len() }.alloc_in(class)
    }

    /// The items.
    #[inline(always)]
    #[must_use]
    pub fn as_slice(&self) -> &'static [Value] {
        // SAFETY: items never move; the collector keeps them while the slice is on a stack.
        unsafe { std::slice::from_raw_parts(self.ptr, self.len) }
    }

    /// Byte offset of the items pointer, for the machine's loads.
    pub const PTR_OFFSET: usize = std::mem::offset_of!(Tuple, ptr);
    /// Byte offset of the length.
    pub const LEN_OFFSET: usize = std::mem::offset_of!(Tuple, len);
}

/// A tuple value.
#[must_use]
pub fn tuple(items: &[Value]) -> Value {
    Tuple::from_slice(items).value()
}

/// A list.
#[repr(C)]
pub struct List {
    pub head: Head,
    pub items: GcVec<Value>,
}
crate::object_type!(List);

impl List {
    /// A new exact list that takes over `items`.
    #[must_use]
    #[allow(clippy::new_ret_no_self)]
    pub fn new(items: GcVec<Value>) -> Gc<List> {
        List { head: Head { map: std::ptr::null() }, items }.alloc()
    }

    /// A new exact list with copies of the items.
    #[must_use]
    pub fn from_slice(items: &[Value]) -> Gc<List> {
        Self::new(GcVec::from(items))
    }
}
