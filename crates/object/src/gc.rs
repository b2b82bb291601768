//! `Gc<T>`, a copyable pointer to a heap object of a known layout, and the `Object` trait that layouts implement.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;

use heap::{Head, Scan, Value};

use crate::class::{Class, ClassCell};
use crate::map::{Map, map_of};

/// A non-null, copyable pointer to a heap object. See the crate's invariants 2 and 3.
#[repr(transparent)]
pub struct Gc<T>(NonNull<T>, PhantomData<*const T>);

impl<T> Clone for Gc<T> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Gc<T> {}
impl<T> PartialEq for Gc<T> {
    /// Identity.
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Gc<T> {}
impl<T> fmt::Debug for Gc<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Gc({:p})", self.0)
    }
}

// SAFETY: a `Gc` is one word that the collector may scan.
unsafe impl<T> heap::GcItem for Gc<T> {
    const LEAF: bool = false;
}
impl<T> Gc<T> {
    /// Wraps a pointer to a live object.
    ///
    /// # Safety
    /// `p` points to a live heap object whose layout is `T` or begins with `T`.
    #[inline(always)]
    pub unsafe fn from_raw(p: *mut T) -> Self {
        // SAFETY: the caller gives a pointer to a live object, so it is not null.
        Gc(unsafe { NonNull::new_unchecked(p) }, PhantomData)
    }

    /// The raw pointer.
    #[inline(always)]
    pub fn as_ptr(self) -> *mut T {
        self.0.as_ptr()
    }

    /// The object as a value.
    #[inline(always)]
    pub fn value(self) -> Value {
        Value::from_ptr(self.0.as_ptr())
    }

    /// The object's map.
    #[inline(always)]
    pub fn map(self) -> Gc<Map> {
        map_of(self.value())
    }

    /// The same object seen as another layout.
    ///
    /// # Safety
    /// The object's layout is `U` or begins with `U`.
    #[inline(always)]
    pub unsafe fn cast<U>(self) -> Gc<U> {
        Gc(self.0.cast(), PhantomData)
    }
}

impl<T> Deref for Gc<T> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: a `Gc` points to a live object (crate invariant 2).
        unsafe { self.0.as_ref() }
    }
}
impl<T> DerefMut for Gc<T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: live object; exclusivity is crate invariant 3.
        unsafe { self.0.as_mut() }
    }
}
impl<T> From<Gc<T>> for Value {
    #[inline(always)]
    fn from(g: Gc<T>) -> Value {
        g.value()
    }
}

/// A built-in type's Rust struct, described for maps and for type tests.
pub struct Layout {
    /// The struct's name, for messages of the VM itself.
    pub name: &'static str,
    /// The struct's size in bytes, `Head` included.
    pub size: usize,
    /// The layout that this one begins with, if it extends another built-in type.
    pub parent: Option<&'static Layout>,
    /// How the collector finds references in it.
    pub scan: Scan,
    /// Runs the struct's Rust destructors when the object dies.
    pub drop: Option<unsafe fn(*mut u8)>,
    /// Is the word after the head a weak reference slot?
    pub weak_slot: bool,
}

// SAFETY: a layout holds only function pointers and plain data that never change.
unsafe impl Sync for Layout {}

impl Layout {
    /// Is this layout `other` or an extension of it?
    #[inline]
    #[must_use]
    pub fn extends(&'static self, other: &'static Layout) -> bool {
        let mut l = self;
        loop {
            if std::ptr::eq(l, other) {
                return true;
            }
            match l.parent {
                Some(p) => l = p,
                None => return false,
            }
        }
    }
}

/// A Rust struct that is the layout of a built-in type. Declare it with `object_type!`.
///
/// # Safety
/// The struct is `repr(C)`, begins with `Head` or with the parent layout's struct, and `layout` describes it.
pub unsafe trait Object: Sized + 'static {
    /// The layout's description.
    const LAYOUT: &'static Layout;

    /// The static cell that holds the class once it is registered.
    fn cell() -> &'static ClassCell;

    /// The class of this type.
    #[inline(always)]
    fn class() -> Gc<Class> {
        Self::cell().get()
    }

    /// Puts a new object of exactly this type on the heap. `head` of `self` is overwritten.
    fn alloc(self) -> Gc<Self> {
        let map = Self::class().instance_map;
        if map.size > size_of::<Self>() {
            // Instances have an attribute area behind the struct.
            return with_attribute_area(self, map);
        }
        // SAFETY: the class's own map describes this layout.
        unsafe { Gc::from_raw(heap::new(map.as_ptr().cast(), self)) }
    }

    /// Puts a new object on the heap as an instance of `class`, a subclass of this type (or the type itself).
    fn alloc_in(self, class: Gc<Class>) -> Gc<Self> {
        let p = crate::map::alloc_instance(class).cast::<Self>();
        // SAFETY: `alloc_instance` returns a cell that is at least as large as `Self`, with its map set; the map word
        // is kept while the rest is moved in.
        unsafe {
            let map = (*p.cast::<Head>()).map;
            std::ptr::write(p, self);
            (*p.cast::<Head>()).map = map;
            Gc::from_raw(p)
        }
    }
}

/// A new exact instance whose cell is larger than its struct.
fn with_attribute_area<T: Object>(value: T, map: Gc<Map>) -> Gc<T> {
    let p = heap::alloc(map.as_ptr().cast(), map.size).cast::<T>();
    // SAFETY: the cell is fresh, zeroed and larger than `T`, which begins with its head.
    unsafe {
        p.write(value);
        (*p.cast::<Head>()).map = map.as_ptr().cast();
        Gc::from_raw(p)
    }
}

/// The drop function of a layout, or none when the struct needs no drop.
#[must_use]
pub const fn drop_fn<T>() -> Option<unsafe fn(*mut u8)> {
    unsafe fn run<T>(p: *mut u8) {
        // SAFETY: the collector calls this once, with a dead object of this layout.
        unsafe { std::ptr::drop_in_place(p.cast::<T>()) }
    }
    if std::mem::needs_drop::<T>() { Some(run::<T>) } else { None }
}

/// Declares that a struct is the layout of a built-in type: `object_type!(Deque)`, `object_type!(OrderedDict: Dict)`,
/// `object_type!(leaf Float)` for one without references.
#[macro_export]
macro_rules! object_type {
    (@ $t:ty, $parent:expr, $scan:expr, $weak:expr) => {
        // SAFETY: the struct is repr(C) and begins with its parent's layout, as this macro's users promise.
        unsafe impl $crate::gc::Object for $t {
            const LAYOUT: &'static $crate::gc::Layout = {
                static LAYOUT: $crate::gc::Layout = $crate::gc::Layout {
                    name: stringify!($t),
                    size: std::mem::size_of::<$t>(),
                    parent: $parent,
                    scan: $scan,
                    drop: $crate::gc::drop_fn::<$t>(),
                    weak_slot: $weak,
                };
                &LAYOUT
            };
            fn cell() -> &'static $crate::class::ClassCell {
                static CELL: $crate::class::ClassCell = $crate::class::ClassCell::new();
                &CELL
            }
        }
    };
    (leaf $t:ty) => { $crate::object_type!(@ $t, Some(&$crate::misc::OBJECT_LAYOUT), heap::Scan::Leaf, false); };
    (weak $t:ty) => { $crate::object_type!(@ $t, Some(&$crate::misc::OBJECT_LAYOUT), heap::Scan::Words, true); };
    ($t:ty) => { $crate::object_type!(@ $t, Some(&$crate::misc::OBJECT_LAYOUT), heap::Scan::Words, false); };
    ($t:ty : $p:ty) => { $crate::object_type!(@ $t, Some(<$p as $crate::gc::Object>::LAYOUT), heap::Scan::Words, false); };
}

/// Typed views of values.
pub trait ValueExt: Copy {
    /// Is the value an instance of the built-in type `T` or of a subclass?
    fn is<T: Object>(self) -> bool;
    /// Is the value's class exactly `T`'s?
    fn is_exact<T: Object>(self) -> bool;
    /// The value as a `T`, if it is an instance of `T` or of a subclass.
    fn cast<T: Object>(self) -> Option<Gc<T>>;
    /// The value as a `T`, if its class is exactly `T`'s.
    fn cast_exact<T: Object>(self) -> Option<Gc<T>>;
    /// The value as a `T`, unchecked.
    ///
    /// # Safety
    /// The value is an instance of `T` or of a subclass.
    unsafe fn cast_unchecked<T: Object>(self) -> Gc<T>;
}

impl ValueExt for Value {
    #[inline(always)]
    fn is<T: Object>(self) -> bool {
        map_of(self).layout.extends(T::LAYOUT)
    }
    #[inline(always)]
    fn is_exact<T: Object>(self) -> bool {
        map_of(self).class == T::class()
    }
    #[inline(always)]
    fn cast<T: Object>(self) -> Option<Gc<T>> {
        // SAFETY: the layout was just tested; immediates have layouts of their own that no `Object` but Int and Float has,
        // and those two are never cast to structs when immediate (`Int` and `Float` are read through `number`).
        if self.is_ptr() && self.is::<T>() { Some(unsafe { self.cast_unchecked() }) } else { None }
    }
    #[inline(always)]
    fn cast_exact<T: Object>(self) -> Option<Gc<T>> {
        // SAFETY: as in `cast`.
        if self.is_ptr() && self.is_exact::<T>() { Some(unsafe { self.cast_unchecked() }) } else { None }
    }
    #[inline(always)]
    unsafe fn cast_unchecked<T: Object>(self) -> Gc<T> {
        // SAFETY: promised by the caller.
        unsafe { Gc::from_raw(self.as_ptr()) }
    }
}
