//! The trace IR: the operations, functions made of them, and what can be done with both without machine code.
//!
//! # Terms
//! - **Inst**: one operation with its operands. Its position in an arena is its **ref**, which names its result.
//! - **Type**: `V` a tagged word (a Python value; zero is the empty one), `I` a raw 64-bit word, `F` a double, `B` a truth
//!   value, `N` nothing.
//! - **Guard**: an operation that leaves the straight line when what it says does not hold. Where to, its `fail` says: an
//!   **exit** (the machine's state is rebuilt there and interpreted on) or another block.
//! - **Func**: blocks with parameters, in SSA form: the shape of an optimised loop tree, and what the back end compiles.
//! - **Effect class**: what an operation reads or writes, by which the optimiser orders it.
//!
//! # Invariants
//! 1. One table, [`for_each_code!`], defines all operations: operand types, result type, immediates, effects. What prints,
//!    parses, verifies and evaluates is generic over it.
//! 2. The crate knows no heap: maps, helpers and addresses are opaque 64-bit immediates.
//! 3. A block's operations come in the order in which they are executed; operands dominate their uses.

pub mod code;
pub mod eval;
pub mod fold;
pub mod func;
pub mod parse;
pub mod print;
pub mod renumber;
pub mod tree;
pub mod verify;
pub mod word;

pub use code::effect;
pub use code::{Code, Effect, Type};
pub use fold::{Folded, fold};
pub use func::{Block, BlockId, Exit, ExitId, Fail, Func, Inst, Ref, Term};
pub use parse::{parse, parse_named};
pub use print::{print, print_named};
pub use renumber::renumber;
pub use verify::verify;

#[cfg(test)]
mod tests;
