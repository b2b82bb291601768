//! What the optimiser knows at a point.

use std::collections::{BTreeMap, HashMap, HashSet};

use ir::{Code, Ref};

/// A value: an instruction that was emitted, or one that waits until somebody needs it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum Val {
    R(Ref),
    /// A number of the table of lazy values.
    L(u32),
}

/// A value that is emitted on demand.
#[derive(Clone, Debug)]
pub enum Lazy {
    /// A pure operation.
    Pure(Code, Vec<Val>),
    /// A virtual object.
    Object(Alloc),
}

/// How an object comes into being.
#[derive(Clone, PartialEq, Debug)]
pub enum Alloc {
    /// Zeroed, with a map and a size.
    New { map: u64, size: u32 },
    /// By a helper, of the items that begin at an offset. Objects that never change have an alias class of their own.
    Made { helper: u64, map: u64, items: u32, constant: Option<u32> },
}

impl Alloc {
    /// The map of the object.
    #[must_use]
    pub fn map(&self) -> u64 {
        match self {
            Alloc::New { map, .. } | Alloc::Made { map, .. } => *map,
        }
    }
}

/// What is known of a value's type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fact {
    Int,
    Float,
    /// A cell with this map; does the object keep it for life?
    Map(u64, bool),
    /// Not empty.
    Set,
    /// Not this word.
    Not(u64),
}

impl Fact {
    /// Does knowing `self` make `other` certain?
    pub(crate) fn implies(self, other: Fact) -> bool {
        match (self, other) {
            (Fact::Map(a, _), Fact::Map(b, _)) => a == b,
            (_, Fact::Set) => true,
            (a, b) => a == b,
        }
    }

    /// Can both be true of one value?
    pub(crate) fn agrees(self, other: Fact) -> bool {
        use Fact::{Float, Int, Map};
        match (self, other) {
            (Map(a, _), Map(b, _)) => a == b,
            (Int, Float | Map(..)) | (Float, Int | Map(..)) | (Map(..), Int | Float) => false,
            _ => true,
        }
    }
}

/// A place in memory.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct Place {
    pub base: Val,
    pub offset: u32,
    pub alias: u32,
    /// Item number, for arrays.
    pub index: Option<Val>,
    /// Does it hold a raw word?
    pub raw: bool,
}

/// What a place holds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Held {
    pub val: Val,
    /// Memory does not have it yet.
    pub pending: bool,
    /// What memory holds instead, if that is known.
    pub was: Option<Val>,
}

impl Held {
    /// What memory holds.
    pub(crate) fn settled(val: Val) -> Held {
        Held { val, pending: false, was: None }
    }
}

/// How a label's value is found in any state.
#[derive(Clone, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum Role {
    Slot(u32),
    Const(u64),
    /// What the preamble computed, before the label.
    Fixed(Ref),
    /// A field, by offset and alias class; does it hold a raw word?
    Field(Box<Role>, u32, u32, bool),
}

/// What a label's state may not be trusted with, learned from edges.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Slots whose value is passed as a plain word: no constant, no double, no virtual object.
    pub plain: HashSet<u32>,
    /// Values that are passed as parameters instead of being the same on every way.
    pub params: HashSet<Role>,
    /// Values about which no fact is kept.
    pub untyped: HashSet<Role>,
    /// Nothing is kept.
    pub generic: bool,
    /// The guard of the function, counted from 0, that is forced to fail: a test of exits.
    pub fail: Option<u32>,
    /// How often optimising began again.
    pub rounds: u32,
}

/// What the header of one of the interpreter's frames holds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Header {
    pub code: u64,
    pub base: u32,
    pub ret: u32,
    pub func: Val,
    pub cont: u32,
    pub flags: u32,
    /// Where its events stand.
    pub events: u64,
    pub object: Option<Val>,
    /// The generator that is linked with the frame.
    pub generator: Option<Val>,
}

/// See the crate's text.
#[derive(Clone, Default)]
pub struct State {
    /// The value of each ref of the recording.
    pub env: Vec<Option<Val>>,
    pub facts: HashMap<Val, Fact>,
    /// Values that guards have pinned to a word.
    pub pinned: HashMap<Val, u64>,
    /// Truth values that guards have decided.
    pub decided: HashMap<Val, bool>,
    pub cse: HashMap<(Code, Vec<Val>, u64), Val>,
    pub memory: BTreeMap<Place, Held>,
    /// Lists that are not the same.
    pub distinct: HashSet<(Val, Val)>,
    /// Fields of virtual objects.
    pub objects: HashMap<u32, BTreeMap<u32, Val>>,
    /// Lazy values that were emitted.
    pub real: HashMap<u32, Ref>,
    /// What the interpreter's slots hold, by number from the root frame's first one, and the headers of frames.
    pub synced: HashMap<u32, Val>,
    pub headers: Vec<Option<Header>>,
    /// What the thread's state says of observers.
    pub observing: Option<u64>,
}

impl State {
    pub(crate) fn bind(&mut self, raw: Ref, v: Val) {
        if self.env.len() <= raw.index() {
            self.env.resize(raw.index() + 1, None);
        }
        self.env[raw.index()] = Some(v);
    }

    /// Drops facts that unknown code may have made false.
    pub(crate) fn forget_maps(&mut self) {
        self.facts.retain(|_, f| !matches!(f, Fact::Map(_, false)));
    }
}
