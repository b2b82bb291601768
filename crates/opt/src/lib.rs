//! The optimiser: a tree of recordings becomes one function.
//!
//! # Method
//! Nothing is stored of earlier optimisation: the recordings are *replayed*, operation by operation, against a [`State`]
//! that knows types, constants, what memory holds, objects that need not exist yet (**virtual** ones) and stores that have
//! not been made yet (**pending** ones). What cannot be answered from the state is emitted.
//!
//! 1. The root recording is replayed from an empty state: the **preamble**. Its own ways back to the header lead to its
//!    beginning, with the root frame's slots in memory: what the label knows is not known there.
//! 2. Where it comes back to the loop header, the state becomes that of the **label**: values of slots turn into
//!    parameters, and what is known is kept, on trust. The root recording is replayed again, from there: the **body**.
//! 3. Suffixes are replayed in blocks of their own, from a copy of the state at their guard.
//! 4. Each way back to the header is an **edge**. It passes the parameters and must make true what the body relied on
//!    (`label`): what is not known there is guarded or loaded on the edge; what is known to be otherwise is taken out of the
//!    label's state ([`Policy`]), and everything begins again. Policies only grow, so this ends. An edge's guard that fails
//!    often at run time ([`Recipe::expects`]) takes a type out of the label's state, too.
//!
//! # Terms
//! - **Role**: how a label's value can be found in any state: a slot, a constant, or a field of a role.
//! - **Recipe**: what an exit needs to rebuild the machine's state: frames, pending stores, virtual objects.
//!
//! # Invariants
//! 1. A guard's recipe describes the state at its snapshot, and nothing that a bytecode does is done before its guards,
//!    except calls, whose results the snapshot holds.
//! 2. A virtual object is reachable from nothing in memory.
//! 3. The crate knows no heap: what it must know of layouts comes in [`Shapes`].

mod emit;
mod exits;
mod label;
mod lower;
mod memory;
mod state;
mod sync;

pub use emit::{Emitted, optimise};
pub use exits::{FrameRecipe, ObjRecipe, Recipe, Src, StoreRecipe};
pub use lower::SAVED;
pub use state::{Alloc, Policy};

/// What the optimiser must know of the heap's layouts.
#[derive(Clone, Debug, Default)]
pub struct Shapes {
    /// Helpers that make an object of their arguments.
    pub makers: Vec<Maker>,
    /// The words of None, False and True.
    pub none: u64,
    pub falsehood: u64,
    pub truth: u64,
    /// The maps of None, bool and float.
    pub none_map: u64,
    pub bool_map: u64,
    pub float_map: u64,
    /// Alias classes that a call which writes containers may change.
    pub containers: Vec<u32>,
    /// Alias classes of memory that never changes, and of memory that others change at any time.
    pub constant: Vec<u32>,
    pub volatile: Vec<u32>,
    /// The header of frames: byte offsets.
    pub frame: FrameLayout,
    /// Offsets in the thread's state: of the innermost frame, and of what it says of observers.
    pub thread_frame: u32,
    pub thread_observing: u32,
    /// There, of the innermost level of handled exceptions, and what generators have: the frame of their activation, their
    /// own level, and the one behind that.
    pub thread_level: u32,
    pub generator_frame: u32,
    pub generator_level: u32,
    pub generator_previous: u32,
    /// The helper that gives a frame object its variables.
    pub keeper: u64,
    /// The helper that adds to a set, and the C function that does so with a cell, a set and its version.
    ///
    /// A cell is what the last call found (set, version), the key once it was made, whether the key is a tuple, the number
    /// of its parts, and these: words of numbers.
    pub adder: u64,
    pub adder_once: u64,
    /// The alias classes of lists' items and lengths, and of what leads to the items.
    pub list: (u32, u32),
    pub list_buffer: u32,
    /// The alias class of exceptions and of what is being handled.
    pub exception: u32,
}

/// Byte offsets in the header of a frame.
#[derive(Clone, Copy, Debug, Default)]
#[allow(missing_docs)]
pub struct FrameLayout {
    pub size: u32,
    pub code: u32,
    pub pc: u32,
    pub prev: u32,
    pub slots: u32,
    pub sp: u32,
    pub ret_sp: u32,
    pub func: u32,
    pub locals: u32,
    pub object: u32,
    pub generator: u32,
    /// Continuation and flags, as one word.
    pub cont_flags: u32,
    /// `last_line` and `step`, as one word.
    pub events: u32,
}

/// A helper that makes an object of its arguments, which need not exist before somebody else sees it.
#[derive(Clone, Debug)]
pub struct Maker {
    /// The helper's descriptor.
    pub helper: u64,
    /// The map of what it makes.
    pub map: u64,
    /// Offset of the first argument in the object; the others follow.
    pub items: u32,
    /// Offset of the number of arguments, if the object has it.
    pub len: Option<u32>,
    /// The alias class of its contents, if they never change.
    pub constant: Option<u32>,
}
