//! Instructions, blocks, functions.

use crate::code::{Code, Effect, Type};

/// The position of an instruction in its arena, which names its result.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct Ref(pub u32);

impl Ref {
    /// No instruction.
    pub const NONE: Ref = Ref(u32::MAX);

    /// The position as an index.
    #[inline]
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The number of a block of a function.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct BlockId(pub u32);

/// The number of an exit of a function.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ExitId(pub u32);

/// Where a guard leads when it fails.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fail {
    /// Not a guard.
    None,
    /// Out of the compiled code.
    Exit(ExitId),
    /// To a block without parameters.
    Block(BlockId),
}

/// One operation with its operands.
#[derive(Clone, PartialEq, Debug)]
pub struct Inst {
    pub code: Code,
    pub args: Vec<Ref>,
    /// The immediate; its meaning is the code's.
    pub imm: u64,
    /// The second immediate: alias class, size, small word.
    pub aux: u32,
    /// Where it leads when it is a guard that fails.
    pub fail: Fail,
}

impl Inst {
    /// An operation without immediates.
    #[must_use]
    pub fn new(code: Code, args: &[Ref]) -> Inst {
        Inst { code, args: args.to_vec(), imm: 0, aux: 0, fail: Fail::None }
    }

    /// An operation with an immediate.
    #[must_use]
    pub fn with(code: Code, args: &[Ref], imm: u64, aux: u32) -> Inst {
        Inst { code, args: args.to_vec(), imm, aux, fail: Fail::None }
    }

    /// Is it a guard?
    #[must_use]
    pub fn is_guard(&self) -> bool {
        self.code.effect() == Effect::Guard
    }
}

/// How a block ends.
#[derive(Clone, PartialEq, Debug)]
pub enum Term {
    /// Goes on in a block, with values for its parameters.
    Jump(BlockId, Vec<Ref>),
    /// Leaves the compiled code.
    Exit(ExitId),
}

/// Instructions that are executed one after another.
#[derive(Clone, PartialEq, Debug)]
pub struct Block {
    /// Instructions with code `Param`.
    pub params: Vec<Ref>,
    pub insts: Vec<Ref>,
    pub term: Term,
    /// Rarely run: the back end puts it out of the way.
    pub cold: bool,
}

/// A way out: the values that the machine's state is rebuilt from, in the order in which machine code stores them to the
/// buffer of exits (8 bytes each: words and raw words as they are, doubles as their bits, truth values as 0 or 1).
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Exit {
    pub values: Vec<Ref>,
}

/// A function: the optimised form of a loop tree, or of an entry.
///
/// Block 0 is the entry, without parameters. Machine code is called with the inputs and returns the number of the exit that
/// it left through.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Func {
    /// The arena.
    pub insts: Vec<Inst>,
    /// The type of each instruction's result.
    pub types: Vec<Type>,
    pub blocks: Vec<Block>,
    pub exits: Vec<Exit>,
    /// The number of inputs, all of type I.
    pub inputs: u32,
}

impl Func {
    /// Adds an instruction to the arena, without putting it in a block.
    pub fn add(&mut self, inst: Inst) -> Ref {
        let ty = inst.code.result();
        self.add_typed(inst, ty)
    }

    /// As `add`, with the type given (parameters of blocks).
    pub fn add_typed(&mut self, inst: Inst, ty: Type) -> Ref {
        let r = Ref(u32::try_from(self.insts.len()).expect("a trace is bounded"));
        self.insts.push(inst);
        self.types.push(ty);
        r
    }

    /// The instruction with this ref.
    #[must_use]
    pub fn inst(&self, r: Ref) -> &Inst {
        &self.insts[r.index()]
    }

    /// The type of a result.
    #[must_use]
    pub fn ty(&self, r: Ref) -> Type {
        self.types[r.index()]
    }
}
