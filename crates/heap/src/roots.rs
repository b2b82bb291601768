//! Roots outside the heap and the machine stacks.
//!
//! [`Root`] and [`RootVec`] keep values in malloc memory alive. Their storage is boxed, so they may be moved; the
//! registry remembers the box's address, and the box remembers its place in the registry.

use std::ops::{Deref, DerefMut};

use crate::gilcell::GilCell;
use crate::mark::Marker;
use crate::value::Value;

pub(crate) struct Roots {
    /// Addresses and lengths of static ranges.
    pub ranges: Vec<(usize, usize)>,
    pub providers: Vec<fn(&mut Marker)>,
    /// Those that only keep alive what the program may use no more.
    pub keepers: Vec<fn(&mut Marker)>,
    /// The storage of every `RootVec`.
    pub holders: Vec<*mut Holder>,
    pub immortals: Vec<*mut u8>,
    /// The chunk that immortal cells are cut from.
    pub immortal_next: usize,
    pub immortal_left: usize,
}

pub(crate) static ROOTS: GilCell<Roots> = GilCell::new(Roots {
    ranges: Vec::new(),
    providers: Vec::new(),
    keepers: Vec::new(),
    holders: Vec::new(),
    immortals: Vec::new(),
    immortal_next: 0,
    immortal_left: 0,
});

/// The boxed part of a [`RootVec`].
pub(crate) struct Holder {
    pub values: Vec<Value>,
    place: usize,
}

/// Makes `len` words from `ptr` on roots, forever.
pub fn add_root(ptr: *const Option<Value>, len: usize) {
    ROOTS.with(|roots| roots.ranges.push((ptr as usize, len)));
}

/// Adds a function that is called during each marking and tells the marker further roots. It must not allocate.
pub fn add_root_provider(f: fn(&mut Marker)) {
    ROOTS.with(|roots| roots.providers.push(f));
}

/// As [`add_root_provider`], for values that a compiler of the program has noted: they stay alive, but only what something
/// else leads to counts as held by the program ([`crate::collect_and_ask`]).
pub fn add_keeper(f: fn(&mut Marker)) {
    ROOTS.with(|roots| roots.keepers.push(f));
}

/// Tells the marker the roots of the keepers.
pub(crate) fn mark_keepers(marker: &mut Marker) {
    for keeper in ROOTS.with(|roots| roots.keepers.clone()) {
        keeper(marker);
    }
}

/// A vector of values in malloc memory, all of them roots as long as it exists.
pub struct RootVec {
    holder: *mut Holder,
}

impl RootVec {
    pub fn new() -> RootVec {
        ROOTS.with(|roots| {
            let holder = Box::into_raw(Box::new(Holder { values: Vec::new(), place: roots.holders.len() }));
            roots.holders.push(holder);
            RootVec { holder }
        })
    }

    fn values(&self) -> &Vec<Value> {
        // SAFETY: the box lives as long as `self`, and only `self` and the marker (which runs while nobody else does) use it.
        unsafe { &(*self.holder).values }
    }

    fn values_mut(&mut self) -> &mut Vec<Value> {
        // SAFETY: as above.
        unsafe { &mut (*self.holder).values }
    }

    pub fn push(&mut self, value: Value) {
        self.values_mut().push(value);
    }

    pub fn pop(&mut self) -> Option<Value> {
        self.values_mut().pop()
    }

    pub fn get(&self, index: usize) -> Option<Value> {
        self.values().get(index).copied()
    }

    pub fn len(&self) -> usize {
        self.values().len()
    }

    pub fn is_empty(&self) -> bool {
        self.values().is_empty()
    }

    pub fn clear(&mut self) {
        self.values_mut().clear();
    }

    pub fn truncate(&mut self, len: usize) {
        self.values_mut().truncate(len);
    }

    pub fn as_slice(&self) -> &[Value] {
        self.values()
    }
}

impl Default for RootVec {
    fn default() -> RootVec {
        RootVec::new()
    }
}

impl Deref for RootVec {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        self.values()
    }
}

impl DerefMut for RootVec {
    fn deref_mut(&mut self) -> &mut [Value] {
        self.values_mut()
    }
}

impl Extend<Value> for RootVec {
    fn extend<I: IntoIterator<Item = Value>>(&mut self, values: I) {
        // One at a time: the iterator may allocate, and what it gave so far has to be visible to the collector then.
        for value in values {
            self.push(value);
        }
    }
}

impl FromIterator<Value> for RootVec {
    fn from_iter<I: IntoIterator<Item = Value>>(values: I) -> RootVec {
        let mut vec = RootVec::new();
        vec.extend(values);
        vec
    }
}

impl Drop for RootVec {
    fn drop(&mut self) {
        ROOTS.with(|roots| {
            // SAFETY: the box is valid until the end of this function; `place` is its index in the registry.
            unsafe {
                let place = (*self.holder).place;
                roots.holders.swap_remove(place);
                if let Some(&moved) = roots.holders.get(place) {
                    (*moved).place = place;
                }
                drop(Box::from_raw(self.holder));
            }
        });
    }
}

/// One value in malloc memory that is a root as long as this exists.
pub struct Root(RootVec);

impl Root {
    pub fn new(value: Value) -> Root {
        let mut vec = RootVec::new();
        vec.push(value);
        Root(vec)
    }

    pub fn get(&self) -> Value {
        self.0[0]
    }

    pub fn set(&mut self, value: Value) {
        self.0[0] = value;
    }
}

/// Tells the marker all roots of this module but the keepers'.
pub(crate) fn mark_roots(marker: &mut Marker) {
    let providers = ROOTS.with(|roots| {
        for &(address, words) in &roots.ranges {
            // SAFETY: whoever registered the range promised it for ever.
            unsafe { marker.words(address as *const usize, words) };
        }
        for &holder in &roots.holders {
            // SAFETY: a registered holder is valid; `Value` is one word.
            unsafe {
                let values = &(*holder).values;
                marker.words(values.as_ptr().cast(), values.len());
            }
        }
        for &cell in &roots.immortals {
            // SAFETY: an immortal cell is valid for ever, and once its map is set the map suits it.
            unsafe {
                let map = (*cell.cast::<crate::cell::Head>()).map;
                if !map.is_null() {
                    marker.word(map as usize);
                    marker.children(cell, *cell.sub(16).cast::<usize>());
                }
            }
        }
        roots.providers.clone()
    });
    for provider in providers {
        provider(marker);
    }
}
