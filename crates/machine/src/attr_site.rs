//! Inline caches of the sites that load or store an attribute.
//!
//! A site remembers a few *ways*: what to do for objects whose map has a certain stamp. Loads from a class
//! or a module are remembered for that very class, or for a dict with the same keys.
//!
//! # Invariants
//! 1. A way's words are only used while its stamp is that of an object's map at hand. Stamps are unique among all maps
//!    and times, so everything that the way names is then alive: the collector need not know of sites.
//! 2. Sites live as long as the code's instructions, and are only written under the GIL.

use object::attr::Load;
use object::gc::ValueExt;
use object::{Class, Gc, Map, Value};

/// Ways of a site; more maps take turns.
pub const WAYS: usize = 4;

/// What a way does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Does {
    /// The attribute at `offset`, which is set.
    Slot,
    /// The attribute at `offset`, which may be unset (`__slots__`).
    Member,
    /// The attribute at `offset` of the overflow, which the object has at the offset `word`.
    Overflow,
    /// `word` is a function that binds the object.
    Method,
    /// `word` is the value, found on the object's class.
    Constant,
    /// The object is the class `owner` with `owner_version`, and `word` its attribute.
    OfClass,
    /// As `OfClass`, for a function that binds the class.
    OfClassMethod,
    /// The object is a module whose dict's keys have version `owner_version`; `offset` is the entry's number.
    OfModule,
    /// A store: the attribute is new, at `offset`, and the object moves to the map `word`.
    Add,
    /// `plan` says it.
    Plan,
}

/// What a site remembers about objects with one map.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Way {
    pub stamp: u64,
    pub does: Does,
    pub offset: u32,
    pub word: usize,
    pub owner: usize,
    pub owner_version: u64,
    pub plan: Load,
}

impl Way {
    const EMPTY: Way =
        Way { stamp: 0, does: Does::Plan, offset: 0, word: 0, owner: 0, owner_version: 0, plan: Load::Missing };

    /// A way for objects with this map.
    #[must_use]
    pub fn new(map: Gc<Map>, does: Does) -> Way {
        Way { stamp: map.stamp, does, ..Way::EMPTY }
    }

    /// The word as a value: a function or a constant.
    #[inline(always)]
    #[must_use]
    pub fn value(&self) -> Value {
        // SAFETY: ways that have a value got it from one, which is alive (module invariant 1).
        unsafe { Value::from_bits(self.word) }
    }

    /// The map that a store moves the object to.
    #[inline(always)]
    #[must_use]
    pub fn next(&self) -> Gc<Map> {
        // SAFETY: an `Add` way's word is a successor of its map, which keeps it alive.
        unsafe { Gc::from_raw(self.word as *mut Map) }
    }

    /// Whether a class attribute is still what the way says: the owner has not changed since.
    #[inline(always)]
    #[must_use]
    pub fn owner_holds(&self, object: Value) -> bool {
        // SAFETY: ways of this sort are for maps whose instances are classes.
        object.bits() == self.owner && unsafe { object.cast_unchecked::<Class>() }.version == self.owner_version
    }
}

/// The cache of one instruction.
#[repr(C)]
pub struct AttrSite {
    ways: [Way; WAYS],
    next: usize,
}

impl AttrSite {
    /// A site without ways.
    #[must_use]
    pub fn new() -> AttrSite {
        AttrSite { ways: [Way::EMPTY; WAYS], next: 0 }
    }

    /// The way for objects with this map.
    #[inline(always)]
    #[must_use]
    pub fn find(&self, map: Gc<Map>) -> Option<&Way> {
        let stamp = map.stamp;
        self.ways.iter().find(|way| way.stamp == stamp)
    }

    /// Remembers a way, in the place of one for the same map, or of the oldest.
    pub fn remember(&mut self, way: Way) {
        let at = self.ways.iter().position(|old| old.stamp == way.stamp || old.stamp == 0).unwrap_or_else(|| {
            self.next = (self.next + 1) % WAYS;
            self.next
        });
        self.ways[at] = way;
    }
}

impl Default for AttrSite {
    fn default() -> Self {
        Self::new()
    }
}
