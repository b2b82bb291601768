//! The stubs of exits.
//!
//! An exit stores its values to the buffer of exits and returns its number. Most values of a trace's exits are the same
//! from one exit to the next, and the stubs are the larger part of a trace's code. So the stores are ordered by how many
//! exits make them, the rarest first, and stubs with the same end share it: read from the end, the stubs form a tree of
//! prefixes whose root returns. The number of the exit is handed from stub to stub.
//!
//! # Invariants
//! 1. A shared end stores values that dominate it: each exit that leads to it stores the same values, so that they
//!    dominate all its ways in.
//! 2. Stubs are cold.

use std::collections::HashMap;

use cranelift_codegen::ir::{Block, BlockArg, InstBuilder, Value, types};
use ir::{Code, Func, Ref, Type};

use crate::Error;
use crate::lower::{Lower, flags, malformed};

/// Ends with fewer stores are copied: the jump costs as much.
const SHORTEST_SHARED: usize = 2;

/// The node that returns.
const ROOT: usize = 0;

/// What is stored, such that equal constants are equal.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
enum Stored {
    Bits(u64),
    Ref(u32),
}

/// A store: the number of the value in the exit, and the value.
type Pair = (usize, Stored);

struct Node {
    pair: Option<Pair>,
    parent: usize,
    depth: usize,
    /// The number of nodes and exits that go on here.
    uses: usize,
    /// The block in which it begins when it is shared.
    block: Option<Block>,
}

/// The tree of stubs.
pub struct Stubs {
    nodes: Vec<Node>,
    /// The nodes whose blocks are still to be filled.
    pending: Vec<usize>,
}

fn stored(func: &Func, r: Ref) -> Result<Stored, Error> {
    let inst = func.insts.get(r.index()).ok_or_else(|| malformed(format!("there is no v{}", r.0)))?;
    Ok(match inst.code {
        Code::Word | Code::Raw | Code::Float => Stored::Bits(inst.imm),
        _ => Stored::Ref(r.0),
    })
}

impl Stubs {
    /// Fills the stubs of all exits that are used.
    pub fn emit(lower: &mut Lower<'_>) -> Result<(), Error> {
        let used = lower.used_exits();
        let mut exits: Vec<Vec<Pair>> = Vec::new();
        let mut counts: HashMap<Pair, usize> = HashMap::new();
        for (n, _) in &used {
            let values = &lower.func.exits[*n as usize].values;
            let pairs: Vec<Pair> =
                (0..).zip(values).map(|(k, r)| Ok((k, stored(lower.func, *r)?))).collect::<Result<_, Error>>()?;
            for pair in &pairs {
                *counts.entry(*pair).or_default() += 1;
            }
            exits.push(pairs);
        }
        let root = Node { pair: None, parent: ROOT, depth: 0, uses: 0, block: None };
        let mut stubs = Stubs { nodes: vec![root], pending: Vec::new() };
        let leaves = stubs.grow(exits, &counts);
        for ((n, block), leaf) in used.into_iter().zip(leaves) {
            lower.begin_rare(block);
            let number = lower.word(i64::from(n));
            stubs.path(lower, leaf, number, true)?;
        }
        while let Some(node) = stubs.pending.pop() {
            let Some(block) = stubs.nodes[node].block else { continue };
            let number = lower.pos.func.dfg.append_block_param(block, types::I64);
            lower.begin_rare(block);
            stubs.path(lower, node, number, false)?;
        }
        Ok(())
    }

    /// Builds the tree; gives the node of each exit.
    fn grow(&mut self, exits: Vec<Vec<Pair>>, counts: &HashMap<Pair, usize>) -> Vec<usize> {
        let mut children: HashMap<(usize, Pair), usize> = HashMap::new();
        let mut leaves = Vec::new();
        for mut pairs in exits {
            pairs.sort_by_key(|pair| (usize::MAX - counts[pair], *pair));
            let mut node = ROOT;
            for pair in pairs {
                let fresh = self.nodes.len();
                let child = *children.entry((node, pair)).or_insert(fresh);
                if child == fresh {
                    let depth = self.nodes[node].depth + 1;
                    self.nodes[node].uses += 1;
                    self.nodes.push(Node { pair: Some(pair), parent: node, depth, uses: 0, block: None });
                }
                node = child;
            }
            self.nodes[node].uses += 1;
            leaves.push(node);
        }
        leaves
    }

    /// Stores from `node` on to the root, or to the next shared end. `enter` says whether `node` itself may be entered by
    /// a jump.
    fn path(&mut self, lower: &mut Lower<'_>, mut node: usize, number: Value, mut enter: bool) -> Result<(), Error> {
        while let Some(pair) = self.nodes[node].pair {
            if enter && self.nodes[node].uses > 1 && self.nodes[node].depth >= SHORTEST_SHARED {
                let block = match self.nodes[node].block {
                    Some(block) => block,
                    None => {
                        let block = lower.fresh();
                        self.nodes[node].block = Some(block);
                        self.pending.push(node);
                        block
                    }
                };
                lower.pos.ins().jump(block, &[BlockArg::Value(number)]);
                return Ok(());
            }
            store(lower, pair)?;
            node = self.nodes[node].parent;
            enter = true;
        }
        lower.pos.ins().return_(&[number]);
        Ok(())
    }
}

fn store(lower: &mut Lower<'_>, (k, what): Pair) -> Result<(), Error> {
    let offset = i32::try_from(k * 8).map_err(|_| Error::TooLarge)?;
    let value = match what {
        Stored::Bits(bits) => lower.word(bits.cast_signed()),
        Stored::Ref(r) => {
            let r = Ref(r);
            let value = lower.value(r)?;
            if lower.func.ty(r) == Type::B { lower.pos.ins().uextend(types::I64, value) } else { value }
        }
    };
    let outputs = lower.outputs;
    lower.pos.ins().store(flags(), value, outputs, offset);
    Ok(())
}
