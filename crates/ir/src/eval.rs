//! Functions without machine code: what the back end is tested against.

use crate::code::Code;
use crate::fold::{Folded, fold};
use crate::func::{BlockId, ExitId, Fail, Func, Inst, Ref, Term};
use crate::word;

/// What a function touches outside of itself.
pub trait Host {
    /// The word at an address.
    fn load(&mut self, address: u64) -> u64;
    /// The 32-bit word at an address.
    fn load32(&mut self, address: u64) -> u32;
    /// Writes a word.
    fn store(&mut self, address: u64, word: u64);
    /// A new cell with its map set and zeroes behind.
    fn alloc(&mut self, map: u64, bytes: u32) -> u64;
    /// A new boxed float.
    fn box_float(&mut self, f: f64) -> u64;
    /// The word of `True` or `False`.
    fn truth(&mut self, b: bool) -> u64;
    /// Runs an operation that calls.
    fn call(&mut self, inst: &Inst, args: &[u64]) -> u64;
}

/// How an evaluation ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ended {
    /// It left the function, with the exit's values.
    Exit(ExitId, Vec<u64>),
    /// It executed more operations than it was allowed.
    OutOfFuel,
}

/// Evaluates a well-formed function, for at most `fuel` operations.
///
/// # Panics
/// When the function is not well-formed.
pub fn eval(func: &Func, inputs: &[u64], host: &mut dyn Host, mut fuel: u64) -> Ended {
    let values = vec![0; func.insts.len()];
    let mut e = Evaluator { func, inputs, host, values };
    // Inputs that stand in no block are read on entry; for those that do this is early, which nobody notices.
    for (n, inst) in func.insts.iter().enumerate() {
        if matches!(inst.code, Code::Word | Code::Raw | Code::Float) {
            e.values[n] = inst.imm;
        } else if inst.code == Code::Input {
            e.values[n] = inputs[inst.imm as usize];
        }
    }
    let mut at = BlockId(0);
    loop {
        let block = &func.blocks[at.0 as usize];
        match fuel.checked_sub(block.insts.len() as u64 + 1) {
            Some(left) => fuel = left,
            None => return Ended::OutOfFuel,
        }
        let next = match e.block(&block.insts) {
            Some(fail) => fail,
            None => match &block.term {
                Term::Exit(exit) => Fail::Exit(*exit),
                Term::Jump(to, args) => {
                    // All are read before any is written: a loop may swap its values.
                    let args: Vec<u64> = args.iter().map(|a| e.value(*a)).collect();
                    for (p, a) in func.blocks[to.0 as usize].params.iter().zip(args) {
                        e.values[p.index()] = a;
                    }
                    Fail::Block(*to)
                }
            },
        };
        match next {
            Fail::Block(to) => at = to,
            Fail::Exit(exit) => {
                let values = func.exits[exit.0 as usize].values.iter().map(|r| e.value(*r)).collect();
                return Ended::Exit(exit, values);
            }
            Fail::None => panic!("a guard leads nowhere"),
        }
    }
}

struct Evaluator<'a> {
    func: &'a Func,
    inputs: &'a [u64],
    host: &'a mut dyn Host,
    values: Vec<u64>,
}

impl Evaluator<'_> {
    fn value(&self, r: Ref) -> u64 {
        self.values[r.index()]
    }

    /// Runs a block's operations; gives where it leads when a guard fails.
    fn block(&mut self, insts: &[Ref]) -> Option<Fail> {
        for r in insts {
            let inst = self.func.inst(*r);
            let args: Vec<u64> = inst.args.iter().map(|a| self.value(*a)).collect();
            match self.inst(inst, &args) {
                Some(value) => self.values[r.index()] = value,
                None => return Some(inst.fail),
            }
        }
        None
    }

    /// The result of an operation, or `None` when its guard fails.
    fn inst(&mut self, inst: &Inst, args: &[u64]) -> Option<u64> {
        match fold(inst.code, inst.imm, args) {
            Folded::Value(value) => return Some(value),
            Folded::Fails => return None,
            Folded::Unknown => {}
        }
        let at = |base: u64| base.wrapping_add(inst.imm);
        let elem = || args[0].wrapping_add(args[1].wrapping_mul(8)).wrapping_add(inst.imm);
        Some(match inst.code {
            Code::Input => self.inputs[inst.imm as usize],
            Code::BoolToV => self.host.truth(args[0] != 0),
            Code::Unbox => self.host.load(args[0].wrapping_add(word::FLOAT_VALUE as u64)),
            Code::Box => self.host.box_float(f64::from_bits(args[0])),
            Code::GuardFloat | Code::GuardMap => {
                let map = self.host.load(args[0].wrapping_add(word::MAP as u64));
                return (map == inst.imm).then_some(0);
            }
            Code::GuardWord32 => return (self.host.load32(at(args[0])) == inst.aux).then_some(0),
            Code::Load | Code::LoadI | Code::LoadAt | Code::LoadIAt => self.host.load(at(args[0])),
            Code::Elem => self.host.load(elem()),
            Code::Store | Code::StoreI | Code::StoreAt | Code::StoreIAt => {
                self.host.store(at(args[0]), args[1]);
                0
            }
            Code::SetElem => {
                self.host.store(elem(), args[2]);
                0
            }
            Code::Forget | Code::Unlink => 0,
            Code::New => self.host.alloc(inst.imm, inst.aux),
            Code::Call | Code::CallNative | Code::CallC | Code::AddOnce => self.host.call(inst, args),
            code => panic!("{} cannot be evaluated", code.name()),
        })
    }
}
