//! The recorder: an instance of [`machine::Machine`] that executes the semantics and writes down what it did.
//!
//! # Terms
//! - **Shadow**: the recorder's own frames and slots, whose values ([`Rv`]) carry a ref into the recording beside the
//!   word. They stand for the interpreter's frames from the root frame inwards, at the same relative places.
//! - **Root frame**: the interpreter's frame in which the recording began.
//! - **Fact**: what guards of this recording have established about a ref: a type, or the very word.
//! - **Poisoned**: the bytecode did something that cannot be recorded. It is completed, and the recording ends before it.
//!
//! # Invariants
//! 1. Recording is execution: whatever a bytecode does is done, once, also when the recording is thrown away.
//! 2. The interpreter's frames are brought up to date ([`Recorder::sync`]) before any native code runs, and at the end; the
//!    collector, tracebacks and `sys._getframe` never see anything else.
//! 3. Words that only the recording knows are told to the collector by [`Recorder::mark`].
//! 4. A guard's snapshot is the state at the start of its bytecode, with the results of the calls since (`replay`); a guard
//!    behind a call that raised has the state before that call, and whoever leaves there unwinds.
//!
//! Generators that the recording resumes are frames of it (`generators`), and exceptions that it raises go to handlers within
//! it (`exceptions`). What is beyond it, `ops::recordable` and [`machine::Machine::end_recording`] say.

pub mod abort;
mod exceptions;
mod frames;
mod generators;
mod natives;
mod ops;
mod prims;
mod recorder;
mod run;
mod snapshot;
mod value;

pub use abort::Abort;
pub use recorder::{Recorder, Start, mark_tree};
pub use snapshot::observing;

/// Alias classes beside those of the machine.
pub mod alias {
    /// Memory that nothing in a trace writes.
    pub const NONE: u32 = crate::prims::NO_ALIAS;
    /// Memory that others write at any time.
    pub const VOLATILE: u32 = crate::prims::VOLATILE;
}
pub use run::{Finish, Run};
pub use value::Rv;
