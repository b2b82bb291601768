//! The JIT: which loops are hot, their trees, entering machine code and leaving it.
//!
//! # The life of a loop
//! Backward jumps count down in their [`Loop`]. At zero the interpreter comes here (`edge::edge`): the loop is recorded, which is
//! executing it once more with the recorder; the tree is optimised and compiled; from then on each backward jump enters the
//! machine code. An exit rebuilds the interpreter's frames from its recipe (`rebuild`). An exit that is taken often
//! becomes the start of another recording, a suffix of the tree, which is then compiled anew as a whole.
//!
//! # Terms
//! - **Loop**: a loop header with its trees; the instructions that jump back to it point to it.
//! - **Key**: what a tree takes for granted of the thread's state: who observes, and whether a tracer runs.
//! - **Valid**: a word that compiled code looks at behind each call of unknown code; a change of a class that the tree
//!   looked into sets it.
//!
//! # Invariants
//! 1. All state is touched under the GIL only.
//! 2. Machine code is freed when no thread is inside any: a tree that is thrown away waits for that.
//! 3. Nothing unwinds through machine code: what it calls catches panics (`runtime`).

mod config;
mod edge;
mod rebuild;
mod runtime;
mod stats;
mod trees;
mod worker;

pub use config::{Config, configure};
pub use edge::{edge, pause};
pub use stats::report;
pub use trees::{class_modified, function_modified, invalidate_all, mark};
