//! The rules that a well-formed function obeys.
//!
//! 1. Each ref names an operation of the arena, and stands in one block at most, once.
//! 2. Block 0 exists and has no parameters. Parameters have the code `Param`, and no other place has it.
//! 3. Operands have the types of the table; those of a variadic operation are words (V or I). A result has the type of
//!    the table, but for parameters, and inputs, which may be taken for words of type V.
//! 4. Guards lead somewhere, and nothing else does. A block that a guard leads to has no parameters.
//! 5. A jump has as many values as its target has parameters, of the same types.
//! 6. What is used was computed on every way to the use: operands, values of jumps, and at each way to an exit the values
//!    of the exit. A guard's own result is not there when it fails. Constants, and inputs that stand in no block, are
//!    there everywhere; nothing else may be used without standing in a block.

use crate::code::{Code, Effect, Type};
use crate::func::{BlockId, ExitId, Fail, Func, Inst, Ref, Term};
use crate::print;

/// The first rule that the function breaks, in words.
pub fn verify(func: &Func) -> Result<(), String> {
    Verifier { func, home: homes(func)? }.run()
}

/// Where an operation stands.
#[derive(Clone, Copy, PartialEq)]
enum Home {
    Nowhere,
    Param,
    Inst,
}

fn homes(func: &Func) -> Result<Vec<Home>, String> {
    if func.types.len() != func.insts.len() {
        return Err("the table of types has another length than the arena".to_owned());
    }
    let mut home = vec![Home::Nowhere; func.insts.len()];
    for (n, block) in func.blocks.iter().enumerate() {
        let params = block.params.iter().map(|r| (*r, Home::Param));
        for (r, place) in params.chain(block.insts.iter().map(|r| (*r, Home::Inst))) {
            let home = home.get_mut(r.index()).ok_or_else(|| format!("b{n}: there is no v{}", r.0))?;
            if *home != Home::Nowhere {
                return Err(format!("b{n}: v{} stands in two places", r.0));
            }
            *home = place;
        }
    }
    Ok(home)
}

/// A set of refs.
#[derive(Clone, PartialEq)]
struct Set(Vec<u64>);

impl Set {
    fn has(&self, r: Ref) -> bool {
        self.0[r.index() / 64] >> (r.index() % 64) & 1 != 0
    }
    fn add(&mut self, r: Ref) {
        self.0[r.index() / 64] |= 1 << (r.index() % 64);
    }
    /// Keeps what is in `other` too; says whether anything was lost.
    fn intersect(&mut self, other: &Set) -> bool {
        let mut lost = false;
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            lost |= *mine & !theirs != 0;
            *mine &= theirs;
        }
        lost
    }
}

struct Verifier<'a> {
    func: &'a Func,
    home: Vec<Home>,
}

/// A way out of the middle or the end of a block.
enum Way<'a> {
    Block(BlockId),
    Exit(ExitId, &'a str),
}

impl Verifier<'_> {
    fn run(&self) -> Result<(), String> {
        match self.func.blocks.first() {
            None => return Err("there is no block".to_owned()),
            Some(entry) if !entry.params.is_empty() => return Err("the entry has parameters".to_owned()),
            Some(_) => {}
        }
        for (n, exit) in self.func.exits.iter().enumerate() {
            for r in &exit.values {
                self.value(*r).map_err(|e| format!("e{n}: {e}"))?;
            }
        }
        for n in 0..self.func.blocks.len() {
            self.structure(n).map_err(|e| format!("b{n}: {e}"))?;
        }
        self.flow()
    }

    /// The type of a ref that may be used as a value.
    fn value(&self, r: Ref) -> Result<Type, String> {
        let inst = self.func.insts.get(r.index()).ok_or_else(|| format!("there is no v{}", r.0))?;
        let anywhere = matches!(inst.code, Code::Word | Code::Raw | Code::Float | Code::Input);
        match self.func.ty(r) {
            _ if self.home[r.index()] == Home::Nowhere && !anywhere => Err(format!("v{} stands nowhere", r.0)),
            Type::N => Err(format!("v{} has no value", r.0)),
            ty => {
                self.result(inst, ty).map_err(|e| format!("v{}: {e}", r.0))?;
                Ok(ty)
            }
        }
    }

    fn result(&self, inst: &Inst, ty: Type) -> Result<(), String> {
        let fits = match inst.code {
            Code::Param => ty != Type::N,
            Code::Input => matches!(ty, Type::V | Type::I),
            code => ty == code.result(),
        };
        if inst.code == Code::Input && inst.imm >= u64::from(self.func.inputs) {
            return Err(format!("there is no input {}", inst.imm));
        }
        if fits { Ok(()) } else { Err(format!("{} has no result of type {ty:?}", inst.code.name())) }
    }

    fn target(&self, to: BlockId, types: &[Type]) -> Result<(), String> {
        let block = self.func.blocks.get(to.0 as usize).ok_or_else(|| format!("there is no b{}", to.0))?;
        let params: Vec<Type> = block.params.iter().map(|p| self.func.ty(*p)).collect();
        if params == types {
            return Ok(());
        }
        Err(format!("b{} takes {params:?}, not {types:?}", to.0))
    }

    fn exit(&self, e: ExitId) -> Result<(), String> {
        self.func.exits.get(e.0 as usize).map(|_| ()).ok_or_else(|| format!("there is no e{}", e.0))
    }

    /// What can be said without regard to the order of execution.
    fn structure(&self, n: usize) -> Result<(), String> {
        let block = &self.func.blocks[n];
        for p in &block.params {
            let inst = self.func.inst(*p);
            if inst.code != Code::Param {
                return Err(format!("the parameter v{} is a {}", p.0, inst.code.name()));
            }
            self.result(inst, self.func.ty(*p))?;
        }
        for r in &block.insts {
            self.inst(*r).map_err(|e| format!("{}: {e}", print::inst(self.func, *r, &|_| None)))?;
        }
        match &block.term {
            Term::Exit(e) => self.exit(*e),
            Term::Jump(to, args) => {
                let types = args.iter().map(|a| self.value(*a)).collect::<Result<Vec<_>, _>>()?;
                self.target(*to, &types)
            }
        }
    }

    fn inst(&self, r: Ref) -> Result<(), String> {
        let inst = self.func.inst(r);
        if inst.code == Code::Param {
            return Err("a parameter among the operations".to_owned());
        }
        self.result(inst, self.func.ty(r))?;
        let types = inst.args.iter().map(|a| self.value(*a)).collect::<Result<Vec<_>, _>>()?;
        let fits = if inst.code.variadic() {
            types.iter().all(|ty| matches!(ty, Type::V | Type::I))
        } else {
            types == inst.code.operands()
        };
        if !fits {
            return Err(format!("operands of types {types:?}"));
        }
        let guard = inst.code.effect() == Effect::Guard;
        match inst.fail {
            Fail::None if guard => Err("the guard leads nowhere".to_owned()),
            Fail::None => Ok(()),
            _ if !guard => Err("this is no guard, yet it leads somewhere".to_owned()),
            Fail::Exit(e) => self.exit(e),
            Fail::Block(b) => self.target(b, &[]),
        }
    }

    /// Is the value there, given what was computed?
    fn there(&self, r: Ref, computed: &Set) -> bool {
        let code = self.func.inst(r).code;
        let constant = matches!(code, Code::Word | Code::Raw | Code::Float);
        constant || computed.has(r) || code == Code::Input && self.home[r.index()] == Home::Nowhere
    }

    /// Runs through a block from `computed` on; calls `way` at each way out with what is computed there, and `uses` with
    /// each list of operands.
    fn walk(
        &self,
        n: usize,
        computed: &mut Set,
        way: &mut dyn FnMut(&Way, &Set) -> Result<(), String>,
        uses: &dyn Fn(&[Ref], &Set, &str) -> Result<(), String>,
    ) -> Result<(), String> {
        let block = &self.func.blocks[n];
        for p in &block.params {
            computed.add(*p);
        }
        for r in &block.insts {
            let inst = self.func.inst(*r);
            uses(&inst.args, computed, inst.code.name())?;
            match inst.fail {
                Fail::None => {}
                Fail::Exit(e) => way(&Way::Exit(e, inst.code.name()), computed)?,
                Fail::Block(b) => way(&Way::Block(b), computed)?,
            }
            computed.add(*r);
        }
        match &block.term {
            Term::Exit(e) => way(&Way::Exit(*e, "exit"), computed),
            Term::Jump(to, args) => {
                uses(args, computed, "jump")?;
                way(&Way::Block(*to), computed)
            }
        }
    }

    /// Rule 6, by the sets of what is computed on every way to each block.
    fn flow(&self) -> Result<(), String> {
        let empty = Set(vec![0; self.func.insts.len().div_ceil(64)]);
        let mut entry: Vec<Option<Set>> = vec![None; self.func.blocks.len()];
        entry[0] = Some(empty);
        let mut pending = vec![0];
        while let Some(n) = pending.pop() {
            let Some(mut computed) = entry[n].clone() else { continue };
            let mut merge = |way: &Way, computed: &Set| {
                if let Way::Block(to) = way {
                    let to = to.0 as usize;
                    let changed = match &mut entry[to] {
                        Some(set) => set.intersect(computed),
                        none => {
                            *none = Some(computed.clone());
                            true
                        }
                    };
                    if changed {
                        pending.push(to);
                    }
                }
                Ok(())
            };
            self.walk(n, &mut computed, &mut merge, &|_, _, _| Ok(()))?;
        }
        let missing = |refs: &[Ref], computed: &Set| refs.iter().copied().find(|r| !self.there(*r, computed));
        for (n, computed) in entry.into_iter().enumerate() {
            let Some(mut computed) = computed else { continue };
            let mut exits = |way: &Way, computed: &Set| match way {
                Way::Exit(e, name) => match missing(&self.func.exits[e.0 as usize].values, computed) {
                    None => Ok(()),
                    Some(r) => Err(format!("b{n}: {name}: v{} of e{} is not computed on every way", r.0, e.0)),
                },
                Way::Block(_) => Ok(()),
            };
            self.walk(n, &mut computed, &mut exits, &|refs, computed, name| match missing(refs, computed) {
                None => Ok(()),
                Some(r) => Err(format!("b{n}: {name}: v{} is not computed on every way", r.0)),
            })?;
        }
        Ok(())
    }
}
