//! Recordings: what the recorder saw, before any optimisation.
//!
//! # Terms
//! - **Tree**: the recordings that begin at one loop header, in one arena of operations. The first is the **root**; each
//!   other one is a **suffix** of a guard of an earlier one, and speaks of its values by the same refs.
//! - **Snapshot**: the state of the machine at a point where interpretation can go on: the frames from the tree's root
//!   frame inwards, with the refs of their slots.
//! - **Replay**: results of calls that the bytecode had made before the guard. Whoever interprets on runs the bytecode
//!   from its start, with these results instead of the calls.
//!
//! # Invariants
//! 1. Operations of a recording only name refs of itself or of what precedes it on the way from the root.
//! 2. Constants may stand anywhere in the arena; their place means nothing.
//! 3. Frames and stack offsets are relative to the root frame, in slots.

use std::sync::Arc;

use crate::func::{Inst, Ref};

/// The number of a snapshot of a tree.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SnapId(pub u32);

impl SnapId {
    /// No snapshot.
    pub const NONE: SnapId = SnapId(u32::MAX);
}

/// The number of a recording of a tree.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct NodeId(pub u32);

/// One activation in a snapshot.
#[derive(Clone, PartialEq, Debug)]
pub struct FrameState {
    /// Address of the code object, and of the instruction to go on with (for outer frames: the one that waits).
    pub code: u64,
    pub pc: u64,
    /// The function that runs.
    pub func: Ref,
    /// Local variables and stack, up to the stack pointer; `Ref::NONE` for empty ones.
    pub slots: Vec<Ref>,
    /// Where the slots begin, and where the caller's stack pointer is after the return.
    pub base: u32,
    pub ret: u32,
    /// The continuation and the flags, as the frame's header has them.
    pub cont: u32,
    pub flags: u32,
    /// Where its events stand.
    pub last_line: i32,
    pub step: u32,
    /// Its frame object; `Ref::NONE` when nobody asked for it.
    pub object: Ref,
    /// The generator whose activation it is, if it is one; never of the root frame, which the interpreter has linked.
    pub generator: Ref,
}

/// The state of the machine at a point.
#[derive(Clone, PartialEq, Debug)]
pub struct Snapshot {
    /// Outermost (the root) first.
    pub frames: Vec<Arc<FrameState>>,
    pub replay: Vec<Ref>,
    /// Of the thread: how many callbacks of observers run, and the event being delivered, as one word.
    pub observing: u64,
}

/// A recorded operation.
#[derive(Clone, PartialEq, Debug)]
pub struct RawOp {
    pub inst: Inst,
    /// The state at guards, at loads of lists' lengths, and at calls that may look at frames.
    pub snap: SnapId,
    /// The recording that goes on where this guard fails.
    pub suffix: Option<NodeId>,
    /// The suffix is wanted in every copy: also before the loop's label.
    pub everywhere: bool,
    /// The guard is what follows a call that raised: interpretation goes on by unwinding.
    pub raises: bool,
    /// A load of a list's length: the list has turned out to be one that was written to under another name.
    pub aliased: bool,
    /// The guard fails when native code has written to variables of the frames, which then count.
    pub forced: bool,
}

/// How a recording ends.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum End {
    /// At the tree's loop header again.
    Loop(SnapId),
    /// Somewhere else: interpretation goes on.
    Leave(SnapId),
    /// At the header of another loop of the root frame, which has a tree of its own.
    Header(SnapId),
}

/// A recording: operations `start..end` of the arena.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    pub start: u32,
    pub end: u32,
    pub how: End,
}

/// The recordings that begin at one loop header.
#[derive(Clone, PartialEq, Debug)]
pub struct Tree {
    pub ops: Vec<RawOp>,
    pub snaps: Vec<Snapshot>,
    pub nodes: Vec<Node>,
    /// The slots of the root frame at the header: the refs that the root recording begins with.
    pub slots: Vec<Ref>,
    /// The function of the root frame.
    pub func: Ref,
    /// Its frame object, if it is observed.
    pub object: Ref,
    /// Where its events stand at the header.
    pub last_line: i32,
}

impl Default for Tree {
    fn default() -> Tree {
        Tree {
            ops: Vec::new(),
            snaps: Vec::new(),
            nodes: Vec::new(),
            slots: Vec::new(),
            func: Ref::NONE,
            object: Ref::NONE,
            last_line: -1,
        }
    }
}

impl Tree {
    /// The operation with this ref.
    #[must_use]
    pub fn op(&self, r: Ref) -> &RawOp {
        &self.ops[r.index()]
    }

    /// Adds an operation.
    pub fn push(&mut self, inst: Inst, snap: SnapId) -> Ref {
        let r = Ref(u32::try_from(self.ops.len()).expect("a trace is bounded"));
        self.ops.push(RawOp {
            inst,
            snap,
            suffix: None,
            everywhere: false,
            raises: false,
            aliased: false,
            forced: false,
        });
        r
    }
}
