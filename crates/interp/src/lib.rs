//! The interpreter: the [`Machine`](machine::Machine) whose values are plain words.
//!
//! `Interp<false>` is *Direct*, the interpreter proper. `Interp<true>` is *Check*: the same, but it verifies that within
//! one bytecode all guards precede all stores (a helper call is a point at which a trace can resume, so guards on its
//! result may follow it). The language tests run under both.
//!
//! # Dispatch
//! Every instruction holds the address of its handler. A handler ends by a call of the next instruction's handler with the
//! registers as arguments, which LLVM turns into a jump. That works as long as no handler hands the address of a local to
//! a function that is not inlined: cold operations therefore only get the machine, and read the registers saved in the
//! frame. Debug builds, where nothing is turned into jumps, return to a trampoline after each instruction.
//!
//! # Invariants
//! 1. A handler's frame on the native stack never outlives the instruction: dispatch uses constant stack.
//! 2. The state of a Python thread begins with its `ThreadState`, so `object::thread()` and the machine are one object.

mod direct;
mod dispatch;
mod stacks;

pub use direct::Interp;
pub use dispatch::{EdgeHook, call_class_body, call_function, resume, run_code, set_edge_hook, within};
pub use stacks::{free_thread, mark_threads, new_thread, recursion_limit, set_recursion_limit};

/// Is the Check machine in use (`PELLUCID_MACHINE=check`)?
pub fn use_check_machine(on: bool) {
    dispatch::set_check(on);
}
