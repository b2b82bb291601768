//! Inline caches of the sites that load or store an attribute.
//!
//! A site remembers a few *ways*: what to do for objects whose map has a certain stamp. Loads from a class
//! or a module are remembered for that very class, or for a dict with the same keys.
//!
//! # Invariants
//! 1. A way's words are only used while its stamp is that of an object's map at hand. Stamps are unique among all maps
//!    and times, so everything that the way names is then alive: the collector need not know of sites.
//! 2. Sites are made with the code's instructions, live as long as these, and are only written under the GIL.

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

/// What a site remembers about objects with one map: the part that every access reads.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Way {
    pub stamp: u64,
    pub word: usize,
    pub offset: u32,
    pub does: Does,
}

/// What only some ways need.
#[derive(Clone, Copy)]
pub struct Extra {
    pub owner: usize,
    pub owner_version: u64,
    pub plan: Load,
}

impl Extra {
    /// Nothing beyond the way itself.
    pub const NONE: Extra = Extra { owner: 0, owner_version: 0, plan: Load::Missing };

    /// Whether a class attribute is still what the way says: the owner has not changed since.
    #[inline(always)]
    #[must_use]
    pub fn owner_holds(&self, object: Value) -> bool {
        // SAFETY: ways of this sort are for maps whose instances are classes.
        object.bits() == self.owner && unsafe { object.cast_unchecked::<Class>() }.version == self.owner_version
    }
}

impl Way {
    const EMPTY: Way = Way { stamp: 0, word: 0, offset: 0, does: Does::Plan };

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
}

/// The cache of one instruction. Most sites see one map, and most ways need nothing extra: a site is half a cache line,
/// and the rest of it is made when it is wanted.
#[repr(C)]
pub struct AttrSite {
    first: Way,
    rest: Option<Box<Rest>>,
}

struct Rest {
    others: [Way; WAYS - 1],
    extras: [Extra; WAYS],
    next: usize,
}

/// A way that was found, and its number in the site.
pub type Found<'a> = (&'a Way, usize);

impl AttrSite {
    /// A site without ways.
    #[must_use]
    pub fn new() -> AttrSite {
        AttrSite { first: Way::EMPTY, rest: None }
    }

    /// The way that is looked at first.
    #[inline(always)]
    #[must_use]
    pub fn first(&self) -> &Way {
        &self.first
    }

    /// Do all ways of the site do this, and has it had room for them?
    #[must_use]
    pub fn all_do(&self, does: Does) -> bool {
        let same = |way: &Way| way.stamp == 0 || way.does == does;
        same(&self.first) && self.rest.as_ref().is_none_or(|rest| rest.next == 0 && rest.others.iter().all(same))
    }

    /// The way for objects with this map.
    #[inline(always)]
    #[must_use]
    pub fn find(&self, map: Gc<Map>) -> Option<Found<'_>> {
        let stamp = map.stamp;
        if self.first.stamp == stamp {
            return Some((&self.first, 0));
        }
        let rest = self.rest.as_ref()?;
        rest.others.iter().zip(1..).find(|(way, _)| way.stamp == stamp)
    }

    /// What way number `i` has beside itself.
    #[inline(always)]
    #[must_use]
    pub fn extra(&self, i: usize) -> &Extra {
        match &self.rest {
            Some(rest) => &rest.extras[i],
            None => &Extra::NONE,
        }
    }

    /// The plan that a way stands for.
    #[must_use]
    pub fn plan(&self, i: usize) -> Load {
        let way = if i == 0 { Some(&self.first) } else { self.rest.as_ref().map(|rest| &rest.others[i - 1]) };
        match way {
            Some(way) if way.does == Does::Method => Load::Method(way.value()),
            Some(way) if way.does == Does::Constant => Load::Class(way.value()),
            _ => self.extra(i).plan,
        }
    }

    /// Remembers a way, in the place of one for the same map, or of the oldest.
    pub fn remember(&mut self, way: Way, extra: Extra) {
        let plain = matches!(way.does, Does::Slot | Does::Method | Does::Constant | Does::Add);
        let in_first = self.first.stamp == way.stamp || self.first.stamp == 0;
        if in_first && self.rest.is_none() && plain {
            self.first = way;
            return;
        }
        let rest = self.rest.get_or_insert_with(|| {
            Box::new(Rest { others: [Way::EMPTY; WAYS - 1], extras: [Extra::NONE; WAYS], next: 0 })
        });
        let free = |old: &Way| old.stamp == way.stamp || old.stamp == 0;
        let at = if in_first { Some(0) } else { rest.others.iter().position(free).map(|i| i + 1) };
        let at = at.unwrap_or_else(|| {
            rest.next = (rest.next + 1) % WAYS;
            rest.next
        });
        rest.extras[at] = extra;
        match at {
            0 => self.first = way,
            _ => rest.others[at - 1] = way,
        }
    }
}

impl Default for AttrSite {
    fn default() -> Self {
        Self::new()
    }
}
