//! Random functions that obey the rules: straight lines, diamonds, loops of few rounds, guards with exits and side blocks,
//! over the arena.

use ir::{Block, BlockId, Code, Exit, ExitId, Fail, Func, Inst, Ref, Term, Type, word};

use super::arena::{self, ARRAY, CELL_BYTES, CELL_MAP, FLAGS, FLOAT_MAP, LARGE_BYTES, OTHER_MAP, RAWS, VALUES};

/// Pseudo-random numbers from a seed.
pub struct Random(pub u64);

impl Random {
    pub fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }
    pub fn below(&mut self, n: usize) -> usize {
        (self.word() % n as u64) as usize
    }
    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
    /// A small int: mostly near zero, often at an edge or near one.
    fn int(&mut self) -> u64 {
        let edges = [0, 64, 1 << 31, 1 << 32, 1 << 61, (1 << 62) - 1, -(1 << 62), -(1 << 61)];
        let near = if self.one_in(2) { 0 } else { self.below(5) as i64 - 2 };
        let n = self.of(&edges) + near;
        let small = self.below(40) as i64 - 10;
        word::small_int(n).filter(|_| self.one_in(2)).unwrap_or_else(|| word::tag(small))
    }
    fn double(&mut self) -> u64 {
        let edges = [0.0, -0.0, 1.0, -2.5, f64::INFINITY, f64::NAN, 1e77, 1e78, 1e-77, 1e-78, 5e-324, f64::MAX];
        // Its rotation is the word that stands for zero.
        let excluded = 0x3000_0000_0000_0000;
        match self.below(8) {
            0 | 1 => Some(self.word()).filter(|w| !f64::from_bits(*w).is_nan()).unwrap_or(excluded),
            2 => excluded,
            _ => self.of(&edges).to_bits(),
        }
    }
    fn flonum(&mut self) -> u64 {
        word::flonum(f64::from_bits(self.double())).unwrap_or_else(|| word::flonum(2.5).unwrap_or_default())
    }
    /// A tagged word of any kind.
    pub fn value(&mut self) -> u64 {
        match self.below(8) {
            0 => 0,
            1 | 2 => self.flonum(),
            3 | 4 => {
                let cells: Vec<u64> = arena::ready().collect();
                self.of(&cells)
            }
            _ => self.int(),
        }
    }
}

/// What is known of a value: its type, and for words what arithmetic and memory need.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Int,
    Flo,
    /// A cell with `CELL_MAP`.
    Cell,
    Any,
    Raw,
    F,
    B,
}

const KINDS: [Kind; 7] = [Kind::Int, Kind::Int, Kind::Flo, Kind::Cell, Kind::Any, Kind::Raw, Kind::F];

impl Kind {
    fn ty(self) -> Type {
        match self {
            Kind::Int | Kind::Flo | Kind::Cell | Kind::Any => Type::V,
            Kind::Raw => Type::I,
            Kind::F => Type::F,
            Kind::B => Type::B,
        }
    }
    /// May a value that is known to be `other` be used as one that is known to be this?
    fn takes(self, other: Kind) -> bool {
        self == other || self == Kind::Any && other.ty() == Type::V
    }
}

/// What is computed at a point.
type Scope = Vec<(Ref, Kind)>;

/// How many operations a function has, roughly.
const SIZE: usize = 60;
const DEPTH: usize = 3;
pub const INPUTS: usize = 4;

struct Generator {
    random: Random,
    func: Func,
    /// The block that operations are added to.
    current: BlockId,
    scope: Scope,
    budget: usize,
}

/// The function of a seed.
pub fn generate(seed: u64) -> Func {
    let func = Func { inputs: INPUTS as u32, ..Func::default() };
    let mut random = Random(seed);
    let budget = 5 + random.below(SIZE);
    let mut g = Generator { random, func, current: BlockId(0), scope: Vec::new(), budget };
    g.new_block();
    for k in 0..INPUTS as u64 {
        let (ty, kind) = if k < 3 { (Type::V, Kind::Any) } else { (Type::I, Kind::Raw) };
        let r = g.func.add_typed(Inst::with(Code::Input, &[], k, 0), ty);
        if g.random.one_in(2) {
            g.func.blocks[0].insts.push(r);
        }
        g.scope.push((r, kind));
    }
    g.body(0);
    let exit = g.exit(&g.scope.clone());
    g.end(Term::Exit(exit));
    g.func
}

impl Generator {
    fn new_block(&mut self) -> BlockId {
        let id = BlockId(self.func.blocks.len() as u32);
        let term = Term::Exit(ExitId(0));
        self.func.blocks.push(Block { params: vec![], insts: vec![], term, cold: false });
        id
    }

    fn block(&mut self, b: BlockId) -> &mut Block {
        &mut self.func.blocks[b.0 as usize]
    }

    fn end(&mut self, term: Term) {
        let current = self.current;
        self.block(current).term = term;
    }

    fn put(&mut self, inst: Inst) -> Ref {
        let r = self.func.add(inst);
        let current = self.current;
        self.block(current).insts.push(r);
        r
    }

    fn op(&mut self, code: Code, args: &[Ref], imm: u64, aux: u32) -> Ref {
        self.put(Inst::with(code, args, imm, aux))
    }

    fn define(&mut self, kind: Kind, r: Ref) {
        self.scope.push((r, kind));
    }

    /// An exit whose values are all computed: an old one now and then.
    fn exit(&mut self, scope: &Scope) -> ExitId {
        let there = |r: &Ref| scope.iter().any(|(s, _)| s == r);
        let fit: Vec<u32> =
            (0..).zip(&self.func.exits).filter(|(_, e)| e.values.iter().all(there)).map(|(n, _)| n).collect();
        if !fit.is_empty() && self.random.one_in(4) {
            return ExitId(self.random.of(&fit));
        }
        // Most exits resemble the one before, as those of a trace do.
        let mut values: Vec<Ref> = match self.func.exits.last() {
            Some(last) => last.values.iter().copied().filter(there).collect(),
            None => Vec::new(),
        };
        for _ in 0..self.random.below(4) {
            let r = self.random.of(scope).0;
            let at = self.random.below(values.len() + 1);
            if self.random.one_in(2) || at == values.len() {
                values.push(r);
            } else {
                values[at] = r;
            }
        }
        values.truncate(24);
        self.func.exits.push(Exit { values });
        ExitId(self.func.exits.len() as u32 - 1)
    }

    /// A value of a kind: one that is there, or a constant.
    fn pick(&mut self, kind: Kind) -> Ref {
        let fit: Vec<Ref> = self.scope.iter().filter(|(_, k)| kind.takes(*k)).map(|(r, _)| *r).collect();
        if !fit.is_empty() && !self.random.one_in(5) {
            // Late values make long chains.
            let late = fit.len().saturating_sub(1 + self.random.below(4));
            return if self.random.one_in(2) { fit[late] } else { self.random.of(&fit) };
        }
        let cells: Vec<u64> = arena::ready().collect();
        let (code, imm) = match kind {
            Kind::Int => (Code::Word, self.random.int()),
            Kind::Flo if self.random.one_in(4) => (Code::Word, cells[cells.len() - 1]),
            Kind::Flo => (Code::Word, self.random.flonum()),
            Kind::Cell => (Code::Word, cells[1]),
            Kind::Any => (Code::Word, self.random.value()),
            Kind::Raw => (Code::Raw, self.random.int()),
            Kind::F => (Code::Float, self.random.double()),
            Kind::B => {
                let (a, b) = (self.pick(Kind::Any), self.pick(Kind::Any));
                return self.op(Code::CmpEq, &[a, b], 0, 0);
            }
        };
        let inst = Inst::with(code, &[], imm, 0);
        let r = if self.random.one_in(2) { self.func.add(inst) } else { self.put(inst) };
        self.define(kind, r);
        r
    }

    /// A guard that fails to an exit, or to a block that leads to an exit.
    fn guard(&mut self, code: Code, args: &[Ref], imm: u64, aux: u32) -> Ref {
        let scope = self.scope.clone();
        let exit = self.exit(&scope);
        let fail = if self.random.one_in(6) {
            let side = self.new_block();
            let back = std::mem::replace(&mut self.current, side);
            self.block(side).cold = true;
            self.plain();
            let exit = self.exit(&self.scope.clone());
            self.end(Term::Exit(exit));
            self.scope = scope;
            self.current = back;
            Fail::Block(side)
        } else {
            Fail::Exit(exit)
        };
        self.put(Inst { fail, ..Inst::with(code, args, imm, aux) })
    }

    fn body(&mut self, depth: usize) {
        while self.budget > 0 {
            self.budget -= 1;
            match self.random.below(24) {
                0 if depth < DEPTH => self.repeat(depth),
                1 | 2 if depth < DEPTH => self.diamond(depth),
                3 if depth > 0 => break,
                4..=6 => self.checked(),
                7 | 8 => self.calls(),
                9..=12 => self.memory(),
                _ => self.plain(),
            }
        }
    }

    /// A guard leads to a side block; both ways meet again in a block with parameters.
    fn diamond(&mut self, depth: usize) {
        let condition = self.pick(Kind::B);
        let (side, join) = (self.new_block(), self.new_block());
        let code = if self.random.one_in(2) { Code::GuardTrue } else { Code::GuardFalse };
        self.put(Inst { fail: Fail::Block(side), ..Inst::new(code, &[condition]) });
        let before = self.scope.clone();
        let kinds: Vec<Kind> = (0..self.random.below(4)).map(|_| self.random.of(&KINDS)).collect();
        for from in [None, Some(side)] {
            if let Some(side) = from {
                self.scope = before.clone();
                self.current = side;
                self.block(side).cold = true;
            }
            self.body(depth + 1);
            let args = kinds.iter().map(|k| self.pick(*k)).collect();
            self.end(Term::Jump(join, args));
        }
        self.scope = before;
        self.current = join;
        self.params(join, &kinds);
    }

    fn params(&mut self, block: BlockId, kinds: &[Kind]) -> Vec<Ref> {
        let mut refs = Vec::new();
        for kind in kinds {
            let r = self.func.add_typed(Inst::new(Code::Param, &[]), kind.ty());
            self.block(block).params.push(r);
            self.define(*kind, r);
            refs.push(r);
        }
        refs
    }

    /// A loop that counts to a small number.
    fn repeat(&mut self, depth: usize) {
        let mut kinds: Vec<Kind> = (0..self.random.below(5)).map(|_| self.random.of(&KINDS)).collect();
        kinds.insert(0, Kind::Int);
        let zero = self.func.add(Inst::with(Code::Word, &[], word::tag(0), 0));
        let one = self.func.add(Inst::with(Code::Word, &[], word::tag(1), 0));
        let rounds = self.random.below(7) as i64;
        let limit = self.func.add(Inst::with(Code::Word, &[], word::tag(rounds), 0));
        let mut args = vec![zero];
        args.extend(kinds[1..].iter().map(|k| self.pick(*k)).collect::<Vec<_>>());
        let (head, after) = (self.new_block(), self.new_block());
        self.end(Term::Jump(head, args));
        self.current = head;
        let params = self.params(head, &kinds);
        let more = self.op(Code::CmpLt, &[params[0], limit], 0, 0);
        self.put(Inst { fail: Fail::Block(after), ..Inst::new(Code::GuardTrue, &[more]) });
        let outside = self.scope.clone();
        self.body(depth + 1);
        let next = self.guard(Code::AddOvf, &[params[0], one], 0, 0);
        let mut args = vec![next];
        args.extend(kinds[1..].iter().map(|k| self.pick(*k)).collect::<Vec<_>>());
        if self.random.one_in(3) {
            // Swapped parameters need a parallel move.
            for (n, kind) in kinds.iter().enumerate().skip(1) {
                let fit: Vec<usize> = (1..kinds.len()).filter(|m| kind.takes(kinds[*m])).collect();
                args[n] = params[self.random.of(&fit)];
            }
        }
        self.end(Term::Jump(head, args));
        self.scope = outside;
        self.current = after;
    }

    /// An operation that only computes.
    fn plain(&mut self) {
        const INT: &[Code] = &[Code::And, Code::Or, Code::Xor];
        const COMPARE: &[Code] = &[Code::CmpLt, Code::CmpLe, Code::CmpEq, Code::CmpNe];
        const RAW: &[Code] = &[Code::Iadd, Code::Isub];
        const COMPARE_RAW: &[Code] = &[Code::Ilt, Code::Iult, Code::Ieq];
        const FLOAT: &[Code] = &[Code::Fadd, Code::Fsub, Code::Fmul, Code::Fdiv, Code::Fpow];
        const COMPARE_FLOAT: &[Code] = &[Code::Flt, Code::Fle, Code::Feq];
        let rows: [(&[Code], Kind, usize, Kind); 14] = [
            (INT, Kind::Int, 2, Kind::Int),
            (COMPARE, Kind::Int, 2, Kind::B),
            (&[Code::CmpEq, Code::CmpNe], Kind::Any, 2, Kind::B),
            (RAW, Kind::Raw, 2, Kind::Raw),
            (COMPARE_RAW, Kind::Raw, 2, Kind::B),
            (FLOAT, Kind::F, 2, Kind::F),
            (COMPARE_FLOAT, Kind::F, 2, Kind::B),
            (&[Code::Fneg], Kind::F, 1, Kind::F),
            (&[Code::Not], Kind::B, 1, Kind::B),
            (&[Code::Untag], Kind::Int, 1, Kind::Raw),
            (&[Code::IntToF], Kind::Int, 1, Kind::F),
            (&[Code::Unbox], Kind::Flo, 1, Kind::F),
            (&[Code::Box], Kind::F, 1, Kind::Flo),
            (&[Code::BoolToV], Kind::B, 1, Kind::Any),
        ];
        let (codes, operand, n, result) = self.random.of(&rows);
        let code = self.random.of(codes);
        let args: Vec<Ref> = (0..n).map(|_| self.pick(operand)).collect();
        let r = self.op(code, &args, 0, 0);
        self.define(result, r);
        if code == Code::Untag {
            let again = self.op(Code::Tag, &[r], 0, 0);
            self.define(Kind::Int, again);
        }
    }

    /// An operation that may leave.
    fn checked(&mut self) {
        const INT: &[Code] =
            &[Code::AddOvf, Code::SubOvf, Code::MulOvf, Code::FloorDiv, Code::Mod, Code::Shl, Code::Shr];
        match self.random.below(16) {
            0..=7 => {
                let args = [self.pick(Kind::Int), self.pick(Kind::Int)];
                let code = self.random.of(INT);
                let r = self.guard(code, &args, 0, 0);
                self.define(Kind::Int, r);
            }
            8 | 9 => {
                let v = self.pick(Kind::Any);
                self.guard(Code::GuardInt, &[v], 0, 0);
                self.define(Kind::Int, v);
            }
            10 => {
                let v = self.pick(Kind::Any);
                self.guard(Code::GuardFloat, &[v], FLOAT_MAP, 0);
                self.define(Kind::Flo, v);
            }
            11 => {
                let v = self.pick(Kind::Any);
                self.guard(Code::GuardMap, &[v], CELL_MAP, 0);
                self.define(Kind::Cell, v);
            }
            12 => {
                let v = self.pick(Kind::B);
                let code = self.random.of(&[Code::GuardTrue, Code::GuardFalse]);
                self.guard(code, &[v], 0, 0);
            }
            13 => {
                let address = self.func.add(Inst::with(Code::Raw, &[], arena::at(FLAGS), 0));
                let (offset, flag) = self.random.of(&[(0, 5), (4, 7)]);
                self.guard(Code::GuardWord32, &[address], offset, flag);
            }
            14 => {
                let v = self.pick(Kind::Raw);
                let imm = self.random.int();
                self.guard(Code::GuardEq, &[v], imm, 0);
            }
            _ => {
                let v = self.pick(Kind::Any);
                let imm = self.random.value();
                let codes = [Code::GuardIs, Code::GuardIsNot, Code::GuardIsNot, Code::GuardSet, Code::GuardUnset];
                let code = self.random.of(&codes);
                self.guard(code, &[v], imm, 0);
            }
        }
    }

    fn calls(&mut self) {
        let r = match self.random.below(3) {
            0 => {
                let (address, n, _) = self.random.of(&arena::c_functions());
                let args: Vec<Ref> = (0..n).map(|_| self.pick(Kind::Any)).collect();
                self.op(Code::CallC, &args, address, 0)
            }
            n => {
                let count = self.random.below(6);
                let args: Vec<Ref> = (0..count).map(|_| self.pick(Kind::Any)).collect();
                let what = self.random.below(100) as u64;
                self.op([Code::Call, Code::CallNative][n - 1], &args, what, 0)
            }
        };
        if self.random.one_in(2) {
            self.guard(Code::GuardOk, &[r], 0, 0);
        }
        self.define(Kind::Any, r);
    }

    /// The address of one of the two arrays, and a number in it.
    fn element(&mut self, array: usize) -> [Ref; 2] {
        let base = self.func.add(Inst::with(Code::Raw, &[], arena::at(array), 0));
        if self.random.one_in(2) {
            let n = self.random.below(ARRAY) as u64;
            return [base, self.func.add(Inst::with(Code::Raw, &[], n, 0))];
        }
        let any = self.pick(Kind::Int);
        let mask = self.func.add(Inst::with(Code::Word, &[], word::tag(ARRAY as i64 - 1), 0));
        let n = self.op(Code::And, &[any, mask], 0, 0);
        [base, self.op(Code::Untag, &[n], 0, 0)]
    }

    fn memory(&mut self) {
        let field = self.random.of(&[8, 16]);
        let [offset, other] = [(); 2].map(|()| self.random.below(ARRAY) as u64 * 8);
        match self.random.below(12) {
            0 | 1 => {
                let map = self.random.of(&[CELL_MAP, CELL_MAP, OTHER_MAP]);
                let bytes = self.random.of(&[CELL_BYTES, CELL_BYTES, LARGE_BYTES]);
                let r = self.op(Code::New, &[], map, bytes);
                self.define(if map == CELL_MAP { Kind::Cell } else { Kind::Any }, r);
            }
            2 | 3 => {
                let args = [self.pick(Kind::Cell), self.pick(Kind::Any)];
                self.op(Code::Store, &args, field, 1);
            }
            4 | 5 => {
                let cell = self.pick(Kind::Cell);
                let r = self.op(Code::Load, &[cell], field, 1);
                self.define(Kind::Any, r);
            }
            6 => {
                let args = [self.pick(Kind::Cell), self.pick(Kind::Raw)];
                self.op(Code::StoreI, &args, 24, 2);
            }
            7 => {
                let cell = self.pick(Kind::Cell);
                let r = self.op(Code::LoadI, &[cell], 24, 2);
                self.define(Kind::Raw, r);
            }
            8 => {
                let [base, n] = self.element(VALUES);
                let r = self.op(Code::Elem, &[base, n], 0, 3);
                self.define(Kind::Any, r);
            }
            9 => {
                let [base, n] = self.element(VALUES);
                let v = self.pick(Kind::Any);
                self.op(Code::SetElem, &[base, n, v], 0, 3);
            }
            10 => {
                let base = self.func.add(Inst::with(Code::Raw, &[], arena::at(VALUES), 0));
                let v = self.pick(Kind::Any);
                self.op(Code::StoreAt, &[base, v], offset, 3);
                let r = self.op(Code::LoadAt, &[base], other, 3);
                self.define(Kind::Any, r);
            }
            _ => {
                let base = self.func.add(Inst::with(Code::Raw, &[], arena::at(RAWS), 0));
                let v = self.pick(Kind::Raw);
                self.op(Code::StoreIAt, &[base, v], offset, 4);
                let r = self.op(Code::LoadIAt, &[base], other, 4);
                self.define(Kind::Raw, r);
            }
        }
    }
}
