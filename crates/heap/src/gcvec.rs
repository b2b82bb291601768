//! A growable array whose buffer is a heap cell.
//!
//! A [`GcVec`] is three words and may live on the machine stack or inside a cell that is scanned as words: the collector
//! finds the buffer through `buf`. It must not live in malloc memory. Nothing is freed by hand, so it has no `Drop`.
//!
//! # Invariants
//! 1. `buf` is null (then `cap` is zero), or a cell with room for its head and `cap` items.
//! 2. The buffer is zero beyond `len` items, so removed items keep nothing alive.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut, Range, RangeBounds};
use std::ptr::null_mut;

use crate::alloc::{alloc, out_of_memory, try_alloc};
use crate::cell::{Head, Scan, Shape};
use crate::value::Value;

/// What a [`GcVec`] may hold.
///
/// # Safety
/// All zeros must be a valid bit pattern as far as the collector is concerned, the alignment is at most 8, and if `LEAF`
/// is true the type holds no address of a cell.
pub unsafe trait GcItem: Copy {
    /// The collector need not look at items of this type.
    const LEAF: bool;
}

macro_rules! items {
    ($leaf:expr; $($t:ty),*) => { $(
        // SAFETY: plain words; the first list has no addresses in it, the second is scanned.
        unsafe impl GcItem for $t { const LEAF: bool = $leaf; }
    )* };
}
items!(true; u8, u16, u32, u64, usize, i8, i16, i32, i64, isize, f32, f64, bool, char, ());
items!(false; Value, Option<Value>);

// SAFETY: pointers are scanned as words.
unsafe impl<T> GcItem for *mut T {
    const LEAF: bool = false;
}
// SAFETY: pointers are scanned as words.
unsafe impl<T> GcItem for *const T {
    const LEAF: bool = false;
}
// SAFETY: an array is as its items are.
unsafe impl<T: GcItem, const N: usize> GcItem for [T; N] {
    const LEAF: bool = T::LEAF;
}

macro_rules! tuples {
    ($(($($t:ident)+))*) => { $(
        // SAFETY: a tuple needs no scan if none of its fields does. Fields with addresses are aligned to words.
        unsafe impl<$($t: GcItem),+> GcItem for ($($t,)+) { const LEAF: bool = $($t::LEAF &&)+ true; }
    )* };
}
tuples! { (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) }

/// The map of buffers that are scanned.
static WORDS_BUFFER: Shape = Shape::new(Scan::Words);
/// The map of buffers that are not.
static LEAF_BUFFER: Shape = Shape::new(Scan::Leaf);

/// Whether a cell is the buffer of a [`GcVec`].
pub(crate) fn is_buffer(cell: *mut u8) -> bool {
    // SAFETY: the caller passes a live cell.
    let map = unsafe { (*cell.cast::<Head>()).map };
    std::ptr::eq(map, &WORDS_BUFFER) || std::ptr::eq(map, &LEAF_BUFFER)
}

/// Whether a live cell is a buffer of items without references.
pub(crate) fn is_leaf_buffer(cell: *mut u8) -> bool {
    // SAFETY: the caller passes a live cell.
    std::ptr::eq(unsafe { (*cell.cast::<Head>()).map }, &LEAF_BUFFER)
}

/// Memory for the buffer could not be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfMemory;

/// See the module's text.
#[repr(C)]
pub struct GcVec<T: Copy> {
    buf: *mut u8,
    len: usize,
    cap: usize,
    item: PhantomData<T>,
}

/// Where the items begin in the buffer cell.
const DATA: usize = size_of::<Head>();

impl<T: GcItem> GcVec<T> {
    /// Offset of the items in the buffer cell, for machine code.
    pub const DATA_OFFSET: usize = DATA;
    /// Offsets of the buffer's address and of the number of items, for machine code.
    pub const BUF_OFFSET: usize = std::mem::offset_of!(Self, buf);
    /// See [`Self::BUF_OFFSET`].
    pub const CAP_OFFSET: usize = std::mem::offset_of!(Self, cap);
    /// See [`Self::BUF_OFFSET`].
    pub const LEN_OFFSET: usize = std::mem::offset_of!(Self, len);

    pub const fn new() -> GcVec<T> {
        const { assert!(align_of::<T>() <= 8) };
        GcVec { buf: null_mut(), len: 0, cap: 0, item: PhantomData }
    }

    pub fn with_capacity(cap: usize) -> GcVec<T> {
        let mut vec = GcVec::new();
        if cap > 0 {
            vec.reallocate(cap);
        }
        vec
    }

    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len
    }

    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    #[inline(always)]
    pub fn capacity(&self) -> usize {
        self.cap
    }

    #[inline(always)]
    fn data(&self) -> *mut T {
        // Without a buffer this is the address 8, which serves as the dangling pointer of an empty slice.
        self.buf.wrapping_add(DATA).cast()
    }

    #[inline(always)]
    pub fn as_slice(&self) -> &[T] {
        // SAFETY: the first `len` items are initialised.
        unsafe { std::slice::from_raw_parts(self.data(), self.len) }
    }

    #[inline(always)]
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        // SAFETY: as above, and `self` is borrowed mutably.
        unsafe { std::slice::from_raw_parts_mut(self.data(), self.len) }
    }

    /// The shape of this type's buffers.
    fn shape() -> *const Shape {
        if T::LEAF { &LEAF_BUFFER } else { &WORDS_BUFFER }
    }

    /// Bytes of a buffer for `cap` items; `usize::MAX` if there cannot be one.
    fn bytes(cap: usize) -> usize {
        cap.checked_mul(size_of::<T>()).and_then(|bytes| bytes.checked_add(DATA)).unwrap_or(usize::MAX)
    }

    /// Moves to a new buffer for `cap` items, `cap` at least `len`.
    fn reallocate(&mut self, cap: usize) {
        let bytes = Self::bytes(cap);
        if bytes == usize::MAX {
            out_of_memory(bytes);
        }
        self.adopt(alloc(Self::shape(), bytes), cap);
    }

    fn adopt(&mut self, buf: *mut u8, cap: usize) {
        debug_assert!(cap >= self.len);
        // SAFETY: both buffers hold at least `len` items; the new one is fresh.
        unsafe { std::ptr::copy_nonoverlapping(self.data(), buf.add(DATA).cast::<T>(), self.len) };
        self.buf = buf;
        self.cap = cap;
    }

    /// The capacity for `needed` items, over-allocated mildly, as CPython's `list_resize` does.
    fn grown(&self, needed: usize) -> usize {
        let grown = needed.saturating_add(needed >> 3).saturating_add(6) & !3;
        // A large extension is not over-allocated: the next append may never come.
        if needed - self.len > grown.saturating_sub(needed) { needed.saturating_add(3) & !3 } else { grown }
    }

    /// Makes room for `additional` more items.
    #[inline]
    pub fn reserve(&mut self, additional: usize) {
        if additional > self.cap - self.len {
            self.grow(additional);
        }
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, additional: usize) {
        let Some(needed) = self.len.checked_add(additional) else { out_of_memory(usize::MAX) };
        self.reallocate(self.grown(needed));
    }

    /// Like [`GcVec::reserve`], with an error instead of the out-of-memory hook.
    pub fn try_reserve(&mut self, additional: usize) -> Result<(), OutOfMemory> {
        if additional <= self.cap - self.len {
            return Ok(());
        }
        let needed = self.len.checked_add(additional).ok_or(OutOfMemory)?;
        let cap = self.grown(needed);
        let buf = match Self::bytes(cap) {
            usize::MAX => return Err(OutOfMemory),
            bytes => try_alloc(Self::shape(), bytes).ok_or(OutOfMemory)?,
        };
        self.adopt(buf, cap);
        Ok(())
    }

    /// Gives up unused capacity.
    pub fn shrink_to_fit(&mut self) {
        if self.len == 0 {
            *self = GcVec::new();
        } else if self.len < self.cap {
            self.reallocate(self.len);
        }
    }

    #[inline]
    pub fn push(&mut self, item: T) {
        if self.len == self.cap {
            self.grow(1);
        }
        // SAFETY: there is room for one more item.
        unsafe { self.data().add(self.len).write(item) };
        self.len += 1;
    }

    #[inline]
    pub fn pop(&mut self) -> Option<T> {
        let last = *self.as_slice().last()?;
        self.truncate(self.len - 1);
        Some(last)
    }

    /// Inserts before `index`, which is at most the length.
    pub fn insert(&mut self, index: usize, item: T) {
        assert!(index <= self.len, "insertion index {index} beyond length {}", self.len);
        self.reserve(1);
        // SAFETY: there is room for one more item, and `index` is in range.
        unsafe {
            let at = self.data().add(index);
            std::ptr::copy(at, at.add(1), self.len - index);
            at.write(item);
        }
        self.len += 1;
    }

    /// Removes and returns the item at `index`.
    pub fn remove(&mut self, index: usize) -> T {
        let item = self.as_slice()[index];
        self.as_mut_slice().copy_within(index + 1.., index);
        self.truncate(self.len - 1);
        item
    }

    /// Removes and returns the item at `index`, whose place the last one takes.
    pub fn swap_remove(&mut self, index: usize) -> T {
        let item = self.as_slice()[index];
        let last = self.len - 1;
        self.as_mut_slice()[index] = self.as_slice()[last];
        self.truncate(last);
        item
    }

    /// Keeps the first `len` items.
    #[inline]
    pub fn truncate(&mut self, len: usize) {
        if len < self.len {
            // SAFETY: the items from `len` on are inside the buffer.
            unsafe { std::ptr::write_bytes(self.data().add(len), 0, self.len - len) };
            self.len = len;
        }
    }

    /// Removes all items, keeping the buffer.
    pub fn clear(&mut self) {
        self.truncate(0);
    }

    pub fn extend_from_slice(&mut self, items: &[T]) {
        self.reserve(items.len());
        // SAFETY: there is room. `copy` allows the source to be this vector's own buffer, reached by another path.
        unsafe { std::ptr::copy(items.as_ptr(), self.data().add(self.len), items.len()) };
        self.len += items.len();
    }

    /// Cuts off, or appends copies of `item`.
    pub fn resize(&mut self, len: usize, item: T) {
        if len <= self.len {
            self.truncate(len);
            return;
        }
        self.reserve(len - self.len);
        for index in self.len..len {
            // SAFETY: there is room for `len` items.
            unsafe { self.data().add(index).write(item) };
        }
        self.len = len;
    }

    /// Removes a range.
    pub fn remove_range(&mut self, range: impl RangeBounds<usize>) {
        let range = self.range(range);
        self.as_mut_slice().copy_within(range.end.., range.start);
        self.truncate(self.len - range.len());
    }

    /// Removes a range and returns what was in it.
    pub fn drain_range(&mut self, range: impl RangeBounds<usize>) -> GcVec<T> {
        let range = self.range(range);
        let removed = GcVec::from(&self.as_slice()[range.clone()]);
        self.remove_range(range);
        removed
    }

    /// Replaces a range by `items`.
    pub fn splice_from_slice(&mut self, range: impl RangeBounds<usize>, items: &[T]) {
        let range = self.range(range);
        let tail = self.len - range.end;
        let len = self.len - range.len() + items.len();
        if len > self.len {
            self.reserve(len - self.len);
        }
        // SAFETY: there is room for the larger of both lengths; the tail moves before the items are written.
        unsafe {
            let data = self.data();
            std::ptr::copy(data.add(range.end), data.add(range.start + items.len()), tail);
            std::ptr::copy_nonoverlapping(items.as_ptr(), data.add(range.start), items.len());
        }
        if len < self.len {
            self.truncate(len);
        } else {
            self.len = len;
        }
    }

    /// Keeps the items for which `keep` says so.
    pub fn retain(&mut self, mut keep: impl FnMut(&T) -> bool) {
        let mut kept = 0;
        for index in 0..self.len {
            let item = self.as_slice()[index];
            if keep(&item) {
                self.as_mut_slice()[kept] = item;
                kept += 1;
            }
        }
        self.truncate(kept);
    }

    fn range(&self, range: impl RangeBounds<usize>) -> Range<usize> {
        use std::ops::Bound::{Excluded, Included, Unbounded};
        let start = match range.start_bound() {
            Included(&start) => start,
            Excluded(&start) => start + 1,
            Unbounded => 0,
        };
        let end = match range.end_bound() {
            Included(&end) => end + 1,
            Excluded(&end) => end,
            Unbounded => self.len,
        };
        assert!(start <= end && end <= self.len, "range {start}..{end} beyond length {}", self.len);
        start..end
    }
}

impl<T: GcItem> Default for GcVec<T> {
    fn default() -> GcVec<T> {
        GcVec::new()
    }
}

impl<T: GcItem> Clone for GcVec<T> {
    fn clone(&self) -> GcVec<T> {
        GcVec::from(self.as_slice())
    }
}

impl<T: GcItem> Deref for GcVec<T> {
    type Target = [T];

    #[inline(always)]
    fn deref(&self) -> &[T] {
        self.as_slice()
    }
}

impl<T: GcItem> DerefMut for GcVec<T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [T] {
        self.as_mut_slice()
    }
}

impl<T: GcItem> From<&[T]> for GcVec<T> {
    fn from(items: &[T]) -> GcVec<T> {
        let mut vec = GcVec::with_capacity(items.len());
        vec.extend_from_slice(items);
        vec
    }
}

impl<T: GcItem> Extend<T> for GcVec<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        let items = items.into_iter();
        self.reserve(items.size_hint().0);
        for item in items {
            self.push(item);
        }
    }
}

impl<T: GcItem> FromIterator<T> for GcVec<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> GcVec<T> {
        let mut vec = GcVec::new();
        vec.extend(items);
        vec
    }
}

/// Iterates over a [`GcVec`] by value.
pub struct IntoIter<T: GcItem> {
    vec: GcVec<T>,
    next: usize,
    end: usize,
}

impl<T: GcItem> Iterator for IntoIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        if self.next == self.end {
            return None;
        }
        self.next += 1;
        Some(self.vec[self.next - 1])
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.end - self.next, Some(self.end - self.next))
    }
}

impl<T: GcItem> DoubleEndedIterator for IntoIter<T> {
    fn next_back(&mut self) -> Option<T> {
        if self.next == self.end {
            return None;
        }
        self.end -= 1;
        Some(self.vec[self.end])
    }
}

impl<T: GcItem> ExactSizeIterator for IntoIter<T> {}

impl<T: GcItem> IntoIterator for GcVec<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        let end = self.len;
        IntoIter { vec: self, next: 0, end }
    }
}

impl<'a, T: GcItem> IntoIterator for &'a GcVec<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> std::slice::Iter<'a, T> {
        self.as_slice().iter()
    }
}

impl<'a, T: GcItem> IntoIterator for &'a mut GcVec<T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> std::slice::IterMut<'a, T> {
        self.as_mut_slice().iter_mut()
    }
}

impl<T: GcItem + PartialEq> PartialEq for GcVec<T> {
    fn eq(&self, other: &GcVec<T>) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl<T: GcItem + fmt::Debug> fmt::Debug for GcVec<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.as_slice()).finish()
    }
}
