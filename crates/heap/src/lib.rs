//! The value word and the garbage-collected heap.
//!
//! # Terms
//! * A **value** is one machine word: a small int, a float in the common range, or a pointer to a cell.
//! * A **cell** is one heap object. Its first word points at its **map**; a map begins with a [`Shape`], which tells
//!   the collector how to scan and how to drop the cell.
//! * A **block** is 32 KiB of cells of one size class; anything above [`MAX_SMALL_CELL`] is a **large** object of whole
//!   pages.
//! * A **run** is a stretch of free cells that the allocator bumps through.
//!
//! # Invariants
//! 1. The heap is process-global and has no locks: only the thread that holds the GIL may call into it.
//! 2. Cells never move. An address stays good for as long as the cell is reachable.
//! 3. Machine stacks are scanned conservatively, so a value in a local variable is safe. A value in malloc memory is
//!    not seen: it has to be in a cell, a [`GcVec`] reachable from one, a [`Root`] or a [`RootVec`].
//! 4. Outside a run that is being bumped through, a cell's `live` bit says exactly whether it is allocated.
//! 5. The memory of a run is zero before the run is handed out, so `alloc` has nothing to clear.
//!
//! What it deliberately does not do: move objects, collect in parallel, or watch stores. There are two generations all the
//! same, see `frozen.rs`: neither native nor machine code has to tell the heap what it stores.

// The heap's functions take raw cell addresses as everyday arguments. Whether an address is a live cell is the concern of
// the crates above, which would otherwise wrap every single call in `unsafe` without learning anything from it.
#![allow(clippy::not_unsafe_ptr_arg_deref)]

pub mod alloc;
mod block;
pub mod cell;
mod class;
mod frozen;
pub mod gc;
pub mod gcvec;
mod gil;
mod gilcell;
mod large;
mod mark;
mod roots;
mod space;
mod stack;
mod sweep;
pub mod thread;
pub mod trace;
mod unchanged;
pub mod value;
mod weak;

#[cfg(test)]
mod tests;

pub use alloc::{
    Bump, alloc, alloc_immortal, bump_of, external, new, set_oom_hook, set_pressure_hook, size_of_cell, try_alloc,
    write,
};
pub use cell::{Head, Scan, Shape};
pub use class::MAX_SMALL_CELL;
pub use frozen::start_generations;
pub use gc::{
    Stats, collect, collect_and_ask, for_each_object, for_each_referent, is_enabled, is_live_cell, referents,
    sanitize_stack, set_enabled, set_fading_stress, set_stress, stats,
};
pub use gcvec::{GcItem, GcVec};
pub use mark::{Marker, Pass};
pub use roots::{Root, RootVec, add_keeper, add_root, add_root_provider};
pub use space::{adapt_to_address_space_limit, address_space_limit};
pub use thread::{
    after_fork_child, after_fork_parent, attach_thread, before_fork, close_gil, detach_thread, gil_waiters, init,
    is_attached, is_closed, set_switch_hook, set_switch_interval, set_thread_switch_hook, set_thread_word,
    stack_bounds, switch_interval, thread_word, with_gil, without_gil, yield_gil,
};
pub use value::Value;
pub use weak::{
    any_finalizer, awaits_finalizer, for_each_weak_owner, pending_callbacks, queue_finalizers, register_finalizer,
    register_weak, set_pending_hook, take_cleared, take_finalizable,
};
