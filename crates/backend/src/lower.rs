//! The IR to Cranelift's: blocks, operands, guards. What single operations become is in the modules below.
//!
//! # Method
//! Blocks are lowered in reverse postorder, so that operands are known before their uses. A guard ends a block of
//! Cranelift's; the rest of the IR's block goes on in the next. Constants are made afresh at each use: Cranelift merges
//! them, folds them into instructions and keeps none in a register for long. Constants therefore need not be in a block.

mod calls;
mod floats;
mod guards;
mod ints;
mod mem;
mod objects;

use cranelift_codegen::cursor::{Cursor, FuncCursor};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::immediates::Ieee64;
use cranelift_codegen::ir::{
    AbiParam, Block, BlockArg, Function, InstBuilder, MemFlagsData, SigRef, Signature, StackSlot, StackSlotData,
    StackSlotKind, Value, types,
};
use cranelift_codegen::isa::CallConv;
use ir::{BlockId, Code, ExitId, Fail, Func, Inst, Ref, Term, Type};

use crate::exits::Stubs;
use crate::{Error, Runtime};

type Result<T> = std::result::Result<T, Error>;

/// The state of one lowering.
pub struct Lower<'a> {
    pub func: &'a Func,
    pub rt: &'a Runtime,
    pub pos: FuncCursor<'a>,
    /// What the IR's results became.
    values: Vec<Option<Value>>,
    /// Where the IR's blocks begin.
    blocks: Vec<Block>,
    /// The stubs of those exits that are used.
    stubs: Vec<Option<Block>>,
    /// Is the block that is being lowered cold?
    cold: bool,
    /// The parameters: addresses of inputs and exits.
    pub inputs: Value,
    pub outputs: Value,
    /// Room for the arguments of calls.
    args: Option<StackSlot>,
    conv: CallConv,
    /// Signatures of functions on words, by number of parameters.
    sigs: Vec<Option<SigRef>>,
}

/// Lowers `func` into the empty function `clif`.
pub fn lower(func: &Func, rt: &Runtime, conv: CallConv, clif: &mut Function) -> Result<()> {
    clif.signature = signature(conv, 2);
    let args = argument_slot(func, clif);
    let mut pos = FuncCursor::new(clif);
    let entry = pos.func.dfg.make_block();
    let inputs = pos.func.dfg.append_block_param(entry, types::I64);
    let outputs = pos.func.dfg.append_block_param(entry, types::I64);
    let blocks: Vec<Block> = func.blocks.iter().map(|_| pos.func.dfg.make_block()).collect();
    pos.insert_block(entry);
    let mut lower = Lower {
        func,
        rt,
        pos,
        values: vec![None; func.insts.len()],
        blocks,
        stubs: vec![None; func.exits.len()],
        cold: false,
        inputs,
        outputs,
        args,
        conv,
        sigs: Vec::new(),
    };
    lower.entry()?;
    for b in order(func)? {
        lower.block(b)?;
    }
    Stubs::emit(&mut lower)
}

/// A C function that takes and returns words.
fn signature(conv: CallConv, params: usize) -> Signature {
    let mut sig = Signature::new(conv);
    sig.params.extend((0..params).map(|_| AbiParam::new(types::I64)));
    sig.returns.push(AbiParam::new(types::I64));
    sig
}

/// Room for the arguments of the call that has most.
fn argument_slot(func: &Func, clif: &mut Function) -> Option<StackSlot> {
    let most = func.insts.iter().filter(|inst| calls::by_pointer(inst.code)).map(|inst| inst.args.len()).max()?;
    let bytes = u32::try_from(most * 8).unwrap_or(u32::MAX);
    Some(clif.create_sized_stack_slot(StackSlotData::new(StackSlotKind::ExplicitSlot, bytes, 3)))
}

/// The blocks that can be reached, in reverse postorder.
fn order(func: &Func) -> Result<Vec<BlockId>> {
    let mut seen = vec![false; func.blocks.len()];
    let mut post = Vec::new();
    let mut stack = vec![(BlockId(0), false)];
    while let Some((b, done)) = stack.pop() {
        if done {
            post.push(b);
            continue;
        }
        let entered = seen.get_mut(b.0 as usize).ok_or_else(|| malformed(format!("there is no b{}", b.0)))?;
        if std::mem::replace(entered, true) {
            continue;
        }
        stack.push((b, true));
        let block = &func.blocks[b.0 as usize];
        for r in &block.insts {
            if let Fail::Block(to) = func.inst(*r).fail {
                stack.push((to, false));
            }
        }
        if let Term::Jump(to, _) = block.term {
            stack.push((to, false));
        }
    }
    post.reverse();
    Ok(post)
}

pub fn malformed(what: String) -> Error {
    Error::Malformed(what)
}

/// What Cranelift calls a type.
pub fn clif_type(ty: Type) -> Result<cranelift_codegen::ir::Type> {
    match ty {
        Type::V | Type::I => Ok(types::I64),
        Type::F => Ok(types::F64),
        Type::B => Ok(types::I8),
        Type::N => Err(malformed("a value of type N".to_owned())),
    }
}

/// Memory accesses never trap and are aligned.
pub fn flags() -> MemFlagsData {
    MemFlagsData::trusted()
}

impl Lower<'_> {
    /// Reads the inputs that stand in no block, and goes to block 0.
    fn entry(&mut self) -> Result<()> {
        let mut placed = vec![false; self.func.insts.len()];
        for r in self.func.blocks.iter().flat_map(|b| &b.insts) {
            placed[r.index()] = true;
        }
        for (i, inst) in self.func.insts.iter().enumerate() {
            if inst.code == Code::Input && !placed[i] {
                self.values[i] = self.inst(inst)?;
            }
        }
        let first = *self.blocks.first().ok_or_else(|| malformed("no blocks".to_owned()))?;
        self.pos.ins().jump(first, &[]);
        Ok(())
    }

    fn block(&mut self, b: BlockId) -> Result<()> {
        let func = self.func;
        let block = &func.blocks[b.0 as usize];
        let start = self.blocks[b.0 as usize];
        self.cold = block.cold;
        for p in &block.params {
            let ty = clif_type(func.ty(*p))?;
            self.values[p.index()] = Some(self.pos.func.dfg.append_block_param(start, ty));
        }
        self.begin(start);
        for r in &block.insts {
            self.values[r.index()] = self.inst(func.inst(*r))?;
        }
        match &block.term {
            Term::Jump(to, args) => {
                let args: Vec<BlockArg> =
                    args.iter().map(|a| Ok(BlockArg::Value(self.value(*a)?))).collect::<Result<_>>()?;
                let to = self.target(*to)?;
                if self.pos.func.dfg.num_block_params(to) > args.len() {
                    return Err(malformed("a jump with too few values".to_owned()));
                }
                self.pos.ins().jump(to, &args);
            }
            Term::Exit(e) => {
                let stub = self.stub(*e)?;
                self.pos.ins().jump(stub, &[]);
            }
        }
        Ok(())
    }

    /// Goes on in `block`, which gets its place here.
    pub fn begin(&mut self, block: Block) {
        self.pos.insert_block(block);
        if self.cold {
            self.pos.func.layout.set_cold(block);
        }
    }

    /// A block without parameters to go on in.
    pub fn fresh(&mut self) -> Block {
        self.pos.func.dfg.make_block()
    }

    /// Goes on in `block` as a rare one until `rejoin`.
    pub fn begin_rare(&mut self, block: Block) {
        self.pos.insert_block(block);
        self.pos.func.layout.set_cold(block);
    }

    fn target(&self, b: BlockId) -> Result<Block> {
        self.blocks.get(b.0 as usize).copied().ok_or_else(|| malformed(format!("there is no b{}", b.0)))
    }

    /// The block of an exit's stub.
    fn stub(&mut self, e: ExitId) -> Result<Block> {
        let index = e.0 as usize;
        match self.stubs.get(index) {
            None => Err(malformed(format!("there is no e{}", e.0))),
            Some(Some(block)) => Ok(*block),
            Some(None) => {
                let block = self.pos.func.dfg.make_block();
                self.stubs[index] = Some(block);
                Ok(block)
            }
        }
    }

    /// The exits that are used, with the blocks of their stubs.
    pub fn used_exits(&self) -> Vec<(u32, Block)> {
        (0..).zip(&self.stubs).filter_map(|(n, stub)| Some((n, (*stub)?))).collect()
    }

    /// Where a guard leads when it fails.
    pub fn fail(&mut self, inst: &Inst) -> Result<Block> {
        match inst.fail {
            Fail::None => Err(malformed(format!("{} leads nowhere", inst.code.name()))),
            Fail::Exit(e) => self.stub(e),
            Fail::Block(b) => self.target(b),
        }
    }

    /// Goes on when `ok`, and to where `inst` leads otherwise.
    pub fn guard(&mut self, inst: &Inst, ok: Value) -> Result<()> {
        let fail = self.fail(inst)?;
        let next = self.fresh();
        self.pos.ins().brif(ok, next, &[], fail, &[]);
        self.begin(next);
        Ok(())
    }

    /// Goes on unless `bad`.
    pub fn guard_not(&mut self, inst: &Inst, bad: Value) -> Result<()> {
        let fail = self.fail(inst)?;
        let next = self.fresh();
        self.pos.ins().brif(bad, fail, &[], next, &[]);
        self.begin(next);
        Ok(())
    }

    /// The value of a ref.
    pub fn value(&mut self, r: Ref) -> Result<Value> {
        let inst = self.func.insts.get(r.index()).ok_or_else(|| malformed(format!("there is no v{}", r.0)))?;
        match inst.code {
            Code::Word | Code::Raw => Ok(self.word(inst.imm.cast_signed())),
            Code::Float => Ok(self.pos.ins().f64const(Ieee64::with_bits(inst.imm))),
            _ => self.values[r.index()].ok_or_else(|| malformed(format!("v{} is used before it is defined", r.0))),
        }
    }

    /// The operand with this number.
    pub fn arg(&mut self, inst: &Inst, n: usize) -> Result<Value> {
        let r = inst.args.get(n).ok_or_else(|| malformed(format!("{} lacks operands", inst.code.name())))?;
        self.value(*r)
    }

    /// The word that an operand is known to be.
    pub fn constant(&self, inst: &Inst, n: usize) -> Option<i64> {
        let operand = self.func.insts.get(inst.args.get(n)?.index())?;
        matches!(operand.code, Code::Word | Code::Raw).then_some(operand.imm.cast_signed())
    }

    /// A constant word.
    pub fn word(&mut self, word: i64) -> Value {
        self.pos.ins().iconst(types::I64, word)
    }

    /// Is a word in a relation to a constant?
    pub fn compare(&mut self, cc: IntCC, a: Value, b: i64) -> Value {
        self.pos.ins().icmp_imm_s(cc, a, b)
    }

    /// The reference to a signature of a C function of so many words.
    pub fn sig(&mut self, params: usize) -> SigRef {
        if self.sigs.len() <= params {
            self.sigs.resize(params + 1, None);
        }
        match self.sigs[params] {
            Some(sig) => sig,
            None => {
                let sig = self.pos.func.import_signature(signature(self.conv, params));
                self.sigs[params] = Some(sig);
                sig
            }
        }
    }

    /// The result of one operation.
    fn inst(&mut self, inst: &Inst) -> Result<Option<Value>> {
        use Code as C;
        match inst.code {
            C::Word | C::Raw | C::Float => Ok(None),
            C::Param => Err(malformed("a parameter among the operations".to_owned())),
            C::Input => {
                let offset = i32::try_from(inst.imm * 8).map_err(|_| malformed("input number".to_owned()))?;
                Ok(Some(self.pos.ins().load(types::I64, flags(), self.inputs, offset)))
            }
            C::AddOvf | C::SubOvf | C::MulOvf | C::FloorDiv | C::Mod | C::Shl | C::Shr => self.int_op(inst).map(Some),
            C::And | C::Or | C::Xor | C::CmpLt | C::CmpLe | C::CmpEq | C::CmpNe | C::Untag | C::Addr | C::Tag => {
                self.int_pure(inst).map(Some)
            }
            C::Iadd | C::Isub | C::Ilt | C::Iult | C::Ieq | C::Not | C::BoolToV => self.raw_pure(inst).map(Some),
            C::Fadd | C::Fsub | C::Fmul | C::Fdiv | C::Fpow | C::Fneg | C::Flt | C::Fle | C::Feq | C::IntToF => {
                self.float_pure(inst).map(Some)
            }
            C::Unbox => self.unbox(inst).map(Some),
            C::Box => self.box_float(inst).map(Some),
            C::GuardTrue
            | C::GuardFalse
            | C::GuardInt
            | C::GuardFloat
            | C::GuardMap
            | C::GuardIs
            | C::GuardIsNot
            | C::GuardSet
            | C::GuardUnset
            | C::GuardOk
            | C::GuardWord32
            | C::GuardEq => self.guard_op(inst).map(|()| None),
            C::Load | C::LoadI | C::LoadAt | C::LoadIAt | C::Elem => self.load_op(inst).map(Some),
            C::Forget | C::Unlink => Ok(None),
            C::Store | C::StoreI | C::StoreAt | C::StoreIAt | C::SetElem => self.store_op(inst).map(|()| None),
            C::New => self.new_cell(inst).map(Some),
            C::Call | C::CallNative | C::CallC => self.call_op(inst).map(Some),
            C::AddOnce => self.add_once(inst).map(|()| None),
        }
    }

    /// The slot for arguments; it exists when a call takes them by pointer.
    fn arg_slot(&self) -> Result<StackSlot> {
        self.args.ok_or_else(|| malformed("no room for arguments".to_owned()))
    }
}
