//! Copies a function with its operations numbered in the order of its text.

use crate::func::{Exit, Func, Ref, Term};
use crate::print::unplaced;

/// The same function with an arena in the order of its text: first what stands in no block, then each block's parameters
/// and operations. What is not used is left out. The function must be well-formed.
#[must_use]
pub fn renumber(func: &Func) -> Func {
    let mut order = unplaced(func);
    for block in &func.blocks {
        order.extend(block.params.iter().chain(&block.insts));
    }
    let mut new = vec![Ref::NONE; func.insts.len()];
    for (n, r) in (0..).zip(&order) {
        new[r.index()] = Ref(n);
    }
    let rename = |refs: &[Ref]| refs.iter().map(|r| new[r.index()]).collect::<Vec<_>>();
    let mut copy = Func { inputs: func.inputs, ..Func::default() };
    for r in &order {
        let mut inst = func.inst(*r).clone();
        inst.args = rename(&inst.args);
        copy.add_typed(inst, func.ty(*r));
    }
    for block in &func.blocks {
        let mut block = block.clone();
        block.params = rename(&block.params);
        block.insts = rename(&block.insts);
        if let Term::Jump(_, args) = &mut block.term {
            *args = rename(args);
        }
        copy.blocks.push(block);
    }
    copy.exits = func.exits.iter().map(|exit| Exit { values: rename(&exit.values) }).collect();
    copy
}
