//! The driver: blocks, suffixes, beginning again.

use std::collections::{HashMap, HashSet};

use ir::tree::{End, NodeId, SnapId, Tree};
use ir::{Block, BlockId, Code, Effect, Fail, Func, Inst, Ref, Term};

use crate::Shapes;
use crate::exits::Recipe;
use crate::label::Label;
use crate::state::{Lazy, Policy, State, Val};

/// What the optimiser makes of a tree.
pub struct Emitted {
    pub func: Func,
    /// One for each exit of the function.
    pub recipes: Vec<Recipe>,
    /// What was learned, for the next time.
    pub policy: Policy,
    /// What calls that are made once remember; the function holds their addresses. See [`Shapes::adder_once`].
    pub cells: Vec<Box<[u64]>>,
}

/// The label's state was trusted too much: begin again with the policy as it is now.
pub(crate) struct Again;

/// Rounds after which nothing is kept at the label any more, and after which it is a bug.
const PATIENCE: u32 = 24;
/// Copies of the root recording before the label, at most: a fact that is established in the second one counts from there.
const MAX_COPIES: u32 = 2;

/// Optimises a tree.
///
/// # Panics
/// When a policy without any trust fails too, which is a bug.
#[must_use]
pub fn optimise(tree: &Tree, shapes: &Shapes, mut policy: Policy) -> Emitted {
    policy.rounds = 0;
    loop {
        let mut e = Emitter::new(tree, shapes, policy);
        let done = e.attempt();
        policy = std::mem::take(&mut e.policy);
        match done {
            Ok(()) => return Emitted { func: e.func, recipes: e.recipes, policy, cells: e.cells },
            Err(Again) => {
                policy.rounds += 1;
                assert!(policy.rounds < 4 * PATIENCE, "VM bug: optimising a loop does not come to an end");
                policy.generic |= policy.rounds > PATIENCE;
            }
        }
    }
}

/// Where on the way from the entry a block is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Phase {
    Preamble,
    Body,
}

/// A suffix that waits to be replayed.
pub(crate) struct Waiting {
    pub block: BlockId,
    pub state: State,
    pub node: NodeId,
    pub phase: Phase,
}

/// A way to the label that waits for all bodies to be known.
pub(crate) struct Edge {
    pub block: BlockId,
    pub state: State,
    pub snap: SnapId,
}

pub(crate) struct Emitter<'a> {
    pub tree: &'a Tree,
    pub shapes: &'a Shapes,
    pub func: Func,
    pub recipes: Vec<Recipe>,
    pub policy: Policy,
    pub lazies: Vec<Lazy>,
    pub cells: Vec<Box<[u64]>>,
    pub cur: BlockId,
    /// Where the preamble begins: nothing is known there but what the tree's key says, and the root frame's slots are in
    /// memory. The entry leads there, and so do the preamble's ways back to the header.
    pub top: BlockId,
    pub phase: Phase,
    consts: HashMap<(Code, u64), Ref>,
    entry_insts: Vec<Ref>,
    pub waiting: Vec<Waiting>,
    pub edges: Vec<Edge>,
    pub label: Option<Label>,
    /// Values whose facts, and places whose contents, the body relied on.
    pub consulted: HashSet<Val>,
    pub consulted_places: HashSet<crate::state::Place>,
    /// Guards emitted so far: the one that is forced to fail is counted so.
    pub guards: u32,
    /// Calls that need not be made twice, so far, and when the present copy of the root recording began.
    pub idempotent: u32,
    pub idempotent_before: u32,
    /// Copies of the root recording before the label.
    pub copies: u32,
    /// The path ended early: the rest of the recording cannot happen.
    pub dead: bool,
}

impl<'a> Emitter<'a> {
    fn new(tree: &'a Tree, shapes: &'a Shapes, policy: Policy) -> Emitter<'a> {
        let mut e = Emitter {
            tree,
            shapes,
            func: Func { inputs: 3, ..Func::default() },
            recipes: Vec::new(),
            policy,
            lazies: Vec::new(),
            cells: Vec::new(),
            cur: BlockId(0),
            top: BlockId(1),
            phase: Phase::Preamble,
            consts: HashMap::new(),
            entry_insts: Vec::new(),
            waiting: Vec::new(),
            edges: Vec::new(),
            label: None,
            consulted: HashSet::new(),
            consulted_places: HashSet::new(),
            guards: 0,
            idempotent: 0,
            idempotent_before: 0,
            copies: 0,
            dead: false,
        };
        let entry = e.block(false);
        e.top = e.block(false);
        e.func.blocks[entry.0 as usize].term = Term::Jump(e.top, Vec::new());
        e.cur = e.top;
        e
    }

    pub(crate) fn block(&mut self, cold: bool) -> BlockId {
        let id = BlockId(self.func.blocks.len() as u32);
        let term = Term::Jump(BlockId(u32::MAX), Vec::new());
        self.func.blocks.push(Block { params: Vec::new(), insts: Vec::new(), term, cold });
        id
    }

    /// Appends an instruction to the current block.
    pub(crate) fn put(&mut self, inst: Inst) -> Ref {
        let r = self.func.add(inst);
        self.func.blocks[self.cur.0 as usize].insts.push(r);
        r
    }

    /// A constant or input, which stands in the entry block.
    pub(crate) fn constant(&mut self, code: Code, imm: u64) -> Val {
        if let Some(r) = self.consts.get(&(code, imm)) {
            return Val::R(*r);
        }
        let r = self.func.add(Inst::with(code, &[], imm, 0));
        self.entry_insts.push(r);
        self.consts.insert((code, imm), r);
        Val::R(r)
    }

    pub(crate) fn word(&mut self, w: u64) -> Val {
        self.constant(Code::Word, w)
    }

    /// The immediate of a constant.
    pub(crate) fn constant_of(&self, v: Val) -> Option<u64> {
        let Val::R(r) = v else { return None };
        let i = self.func.inst(r);
        matches!(i.code, Code::Word | Code::Raw | Code::Float).then_some(i.imm)
    }

    /// A value with what guards pinned it to.
    pub(crate) fn resolve(&mut self, st: &State, v: Val) -> Val {
        match st.pinned.get(&v) {
            Some(w) => {
                let is_raw = matches!(v, Val::R(r) if self.func.ty(r) == ir::Type::I);
                self.constant(if is_raw { Code::Raw } else { Code::Word }, *w)
            }
            None => v,
        }
    }

    /// The value of a ref of the recording.
    pub(crate) fn value(&mut self, st: &State, r: Ref) -> Val {
        let op = &self.tree.op(r).inst;
        if matches!(op.code, Code::Word | Code::Raw | Code::Float | Code::Input) {
            return self.constant(op.code, op.imm);
        }
        let v = st.env.get(r.index()).copied().flatten();
        let v = v.unwrap_or_else(|| panic!("VM bug: r{} is used before it is recorded", r.0));
        self.resolve(st, v)
    }

    fn attempt(&mut self) -> Result<(), Again> {
        let mut st = State::default();
        self.node(&mut st, NodeId(0), Phase::Preamble)?;
        while let Some(w) = self.waiting.pop() {
            self.cur = w.block;
            let mut st = w.state;
            self.node(&mut st, w.node, w.phase)?;
        }
        for edge in std::mem::take(&mut self.edges) {
            self.edge(edge)?;
        }
        self.finish();
        Ok(())
    }

    /// Replays a recording in the current block.
    fn node(&mut self, st: &mut State, node: NodeId, phase: Phase) -> Result<(), Again> {
        self.phase = phase;
        self.dead = false;
        let n = self.tree.nodes[node.0 as usize].clone();
        let again = node.0 == 0 && (phase == Phase::Body || self.copies > 0);
        for i in n.start..n.end {
            let r = Ref(i);
            if again && (self.tree.slots.contains(&r) || r == self.tree.func || r == self.tree.object) {
                continue;
            }
            self.lower(st, r);
            if self.dead {
                return Ok(());
            }
        }
        match n.how {
            End::Leave(snap) if self.is_plain(snap) => {
                self.leave_directly(st, snap, false);
                Ok(())
            }
            End::Leave(snap) => {
                let exit = self.exit(st, snap, None, false);
                self.func.blocks[self.cur.0 as usize].term = Term::Exit(exit);
                Ok(())
            }
            End::Header(snap) => {
                self.leave_directly(st, snap, true);
                Ok(())
            }
            End::Loop(snap) if self.label.is_none() => {
                if self.idempotent > self.idempotent_before && self.copies + 1 < MAX_COPIES {
                    // What was done for the first time here may be there from the next copy on.
                    self.copies += 1;
                    self.idempotent_before = self.idempotent;
                    self.begin_again(st, snap);
                    return self.node(st, NodeId(0), phase);
                }
                let mut body = self.make_label(st, snap)?;
                self.node(&mut body, NodeId(0), Phase::Body)
            }
            End::Loop(snap) if phase == Phase::Preamble => {
                // What the rest of the preamble computed is not there on this way: it goes to the preamble's beginning.
                self.flush_all(st);
                self.sync_slots(st, snap, 0);
                self.func.blocks[self.cur.0 as usize].term = Term::Jump(self.top, Vec::new());
                Ok(())
            }
            End::Loop(snap) => {
                let state = std::mem::take(st);
                self.edges.push(Edge { block: self.cur, state, snap });
                Ok(())
            }
        }
    }

    /// Is the interpreter to go on in the root frame, at the start of a bytecode?
    fn is_plain(&self, snap: SnapId) -> bool {
        let s = &self.tree.snaps[snap.0 as usize];
        s.frames.len() == 1 && s.replay.is_empty()
    }

    /// Leaves with the root frame as the interpreter has it.
    fn leave_directly(&mut self, st: &mut State, snap: SnapId, at_header: bool) {
        self.flush_all(st);
        self.sync_frames(st, snap);
        let exit = self.direct_exit(snap, at_header);
        self.func.blocks[self.cur.0 as usize].term = Term::Exit(exit);
    }

    /// Lets the root recording's slots be what they are at the end of its copy.
    fn begin_again(&mut self, st: &mut State, snap: SnapId) {
        let slots = self.tree.snaps[snap.0 as usize].frames[0].slots.clone();
        for (raw, now) in self.tree.slots.iter().zip(slots) {
            let v = if now == Ref::NONE { self.word(0) } else { self.value(st, now) };
            st.bind(*raw, v);
        }
    }

    /// Puts constants into the entry block and drops what nobody needs.
    fn finish(&mut self) {
        let entry = &mut self.func.blocks[0].insts;
        entry.splice(0..0, self.entry_insts.iter().copied());
        eliminate_dead(&mut self.func);
        if cfg!(debug_assertions)
            && let Err(e) = ir::verify(&self.func)
        {
            panic!("VM bug: the optimised trace is malformed: {e}\n{}", ir::print(&self.func));
        }
    }
}

/// Drops instructions, parameters and arguments that no exit, effect or jump needs.
fn eliminate_dead(f: &mut Func) {
    let mut live = vec![false; f.insts.len()];
    let mut work: Vec<Ref> = Vec::new();
    for b in &f.blocks {
        for r in &b.insts {
            let e = f.inst(*r).code.effect();
            if !matches!(e, Effect::Pure | Effect::Load | Effect::Alloc) {
                work.push(*r);
            }
        }
    }
    for e in &f.exits {
        work.extend(&e.values);
    }
    // The position of each parameter, and the jumps to its block.
    let mut position = HashMap::new();
    let mut jumps: HashMap<u32, Vec<usize>> = HashMap::new();
    for (n, b) in f.blocks.iter().enumerate() {
        for (i, p) in b.params.iter().enumerate() {
            position.insert(*p, (n as u32, i));
        }
        if let Term::Jump(to, _) = &b.term {
            jumps.entry(to.0).or_default().push(n);
        }
    }
    while let Some(r) = work.pop() {
        if std::mem::replace(&mut live[r.index()], true) {
            continue;
        }
        work.extend(&f.inst(r).args);
        if let Some((block, i)) = position.get(&r) {
            for from in jumps.get(block).into_iter().flatten() {
                if let Term::Jump(_, args) = &f.blocks[*from].term {
                    work.push(args[*i]);
                }
            }
        }
    }
    let keep: Vec<Vec<bool>> = f.blocks.iter().map(|b| b.params.iter().map(|p| live[p.index()]).collect()).collect();
    for b in &mut f.blocks {
        b.insts.retain(|r| live[r.index()]);
        b.params.retain(|p| live[p.index()]);
        if let Term::Jump(to, args) = &mut b.term {
            let mut wanted = keep[to.0 as usize].iter();
            args.retain(|_| wanted.next().copied().unwrap_or(false));
        }
    }
}

/// The fail target of an instruction, set.
pub(crate) fn with_fail(mut inst: Inst, fail: Fail) -> Inst {
    inst.fail = fail;
    inst
}
