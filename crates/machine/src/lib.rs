//! The semantics of every opcode, call, event, unwind and generator, written once, generic over a [`Machine`].
//!
//! # Terms
//! - **Machine**: something that executes the semantics. `Direct` (crate `interp`) is the interpreter: its values are
//!   plain words. `Check` verifies the order of guards and effects. The recorder's values carry a trace reference too.
//! - **Hot** operations are inlined into the interpreter's handlers and work on registers ([`Regs`]); when they cannot
//!   go on they name a **cold** one, which works on the registers saved in the frame.
//! - **Green** data is what a trace may treat as constant: pc, code, maps, inline caches, plans.
//! - **Continuation**: what to do with a callee's result instead of pushing it (`cont`).
//!
//! # Invariants
//! 1. Python-to-Python calls never recurse natively: they push a frame.
//! 2. Within one bytecode all guards precede all effects, so that a trace that leaves at a guard can run the bytecode
//!    again from its start.
//! 3. `frame.pc` and `frame.sp` are up to date whenever a cold operation runs.

pub mod arith;
pub mod attr;
pub mod attr_site;
pub mod build;
pub mod call;
pub mod call_events;
pub mod cont;
pub mod control;
pub mod decode;
pub mod events;
pub mod exc;
pub mod exception_events;
pub mod frames;
pub mod generator;
pub mod helper;
pub mod hot;
pub mod import;
pub mod matching;
pub mod monitoring;
pub mod names;
pub mod optable;
pub mod resume;
pub mod traits;
pub mod unwind;

pub use helper::Helper;
pub use traits::{Flow, Machine, Regs, Step};
