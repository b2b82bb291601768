//! Tests of the back end: single operations on corner cases, loops, calls, exits.

mod arena;
mod generate;
mod random;

use ir::{Block, BlockId, Code, Exit, ExitId, Fail, Func, Inst, Ref, Term, Type};

use crate::{Compiled, Runtime, compile};

/// A boxed float, and any other cell of two words.
#[repr(C, align(16))]
struct Cell {
    map: u64,
    word: u64,
}

const FLOAT_MAP: u64 = 0x1000;
const OTHER_MAP: u64 = 0x2000;

extern "C" fn helper(descriptor: u64, args: *const u64, n: u64) -> u64 {
    // SAFETY: machine code passes so many words.
    let args = unsafe { std::slice::from_raw_parts(args, n as usize) };
    args.iter().fold(descriptor, |sum, a| sum.wrapping_mul(3).wrapping_add(*a))
}

extern "C" fn alloc(map: u64, bytes: u64) -> u64 {
    let words = vec![0_u64; bytes as usize / 8 + 2].leak();
    let at = words.as_ptr() as usize % 16 / 8;
    words[at] = map;
    &raw const words[at] as u64
}

extern "C" fn box_float(f: f64) -> u64 {
    Box::leak(Box::new(Cell { map: FLOAT_MAP, word: f.to_bits() })) as *const Cell as u64
}

fn runtime() -> Runtime {
    Runtime {
        call_helper: helper as *const () as usize,
        call_native: helper as *const () as usize,
        alloc: alloc as *const () as usize,
        box_float: box_float as *const () as usize,
        float_map: FLOAT_MAP,
        true_word: 0x3330,
        false_word: 0x4440,
        bump_of: |_| None,
    }
}

/// A function of one block that ends with exit 0.
struct Straight {
    func: Func,
    block: Block,
}

impl Straight {
    fn new(inputs: u32) -> Straight {
        let block = Block { params: vec![], insts: vec![], term: Term::Exit(ExitId(0)), cold: false };
        Straight { func: Func { inputs, exits: vec![Exit::default()], ..Func::default() }, block }
    }
    fn put(&mut self, inst: Inst, ty: Type) -> Ref {
        let r = self.func.add_typed(inst, ty);
        self.block.insts.push(r);
        r
    }
    fn op(&mut self, code: Code, args: &[Ref], imm: u64, aux: u32) -> Ref {
        let mut inst = Inst::with(code, args, imm, aux);
        if inst.is_guard() {
            self.func.exits.push(Exit::default());
            inst.fail = Fail::Exit(ExitId(self.func.exits.len() as u32 - 1));
        }
        self.put(inst, code.result())
    }
    /// An input taken for a value of another type than I.
    fn input(&mut self, k: u64, ty: Type) -> Ref {
        match ty {
            Type::F => {
                let v = self.input(k, Type::V);
                self.op(Code::Unbox, &[v], 0, 0)
            }
            Type::B => {
                let raw = self.input(k, Type::I);
                let zero = self.op(Code::Raw, &[], 0, 0);
                self.op(Code::Ilt, &[zero, raw], 0, 0)
            }
            ty => self.put(Inst::with(Code::Input, &[], k, 0), ty),
        }
    }
    fn compile(mut self, result: &[Ref]) -> Compiled {
        self.func.exits[0].values = result.to_vec();
        self.func.blocks.push(self.block);
        compile(&self.func, &runtime(), "test").expect("it compiles")
    }
}

fn run(c: &Compiled, inputs: &[u64], values: usize) -> (u64, Vec<u64>) {
    let mut out = vec![0xdead; values.max(1)];
    let exit = (c.entry())(inputs.as_ptr(), out.as_mut_ptr());
    (exit, out)
}

fn word(n: i64) -> u64 {
    (n as u64) << 1 | 1
}

const INTS: &[i64] = &[
    0,
    1,
    -1,
    2,
    -2,
    3,
    7,
    -8,
    10,
    61,
    62,
    63,
    64,
    1 << 31,
    -(1 << 31),
    3_037_000_499,
    (1 << 62) - 1,
    -(1 << 62),
    (1 << 61) - 1,
    1 << 61,
    -(1 << 61),
];

/// Python's answer, or `None` when it is no small int or an error.
fn expected(code: Code, a: i64, b: i64) -> Option<i64> {
    let (x, y) = (i128::from(a), i128::from(b));
    let r = match code {
        Code::AddOvf => x + y,
        Code::SubOvf => x - y,
        Code::MulOvf => x * y,
        Code::FloorDiv if y != 0 => x.div_euclid(y) - i128::from(y < 0 && x.rem_euclid(y) != 0),
        Code::Mod if y != 0 => {
            let m = x.rem_euclid(y);
            if y < 0 && m != 0 { m + y } else { m }
        }
        Code::Shl if (0..=61).contains(&y) => x << y,
        Code::Shr if y >= 0 => x >> y.min(100),
        Code::And => x & y,
        Code::Or => x | y,
        Code::Xor => x ^ y,
        _ => return None,
    };
    i64::try_from(r).ok().filter(|r| r << 1 >> 1 == *r)
}

/// Which operands of an operation are constants.
#[derive(Clone, Copy)]
enum Form {
    Inputs,
    FirstConstant,
    SecondConstant,
}

fn check_int(code: Code, form: Form, a: i64, b: i64) {
    let mut s = Straight::new(2);
    let x = match form {
        Form::FirstConstant => s.op(Code::Word, &[], word(a), 0),
        _ => s.input(0, Type::V),
    };
    let y = match form {
        Form::SecondConstant => s.op(Code::Word, &[], word(b), 0),
        _ => s.input(1, Type::V),
    };
    let r = s.op(code, &[x, y], 0, 0);
    let c = s.compile(&[r]);
    let (exit, out) = run(&c, &[word(a), word(b)], 1);
    match expected(code, a, b) {
        Some(r) => assert_eq!((exit, out[0] as i64 >> 1), (0, r), "{code:?} {a} {b}"),
        None => assert_eq!(exit, 1, "{code:?} {a} {b}"),
    }
}

#[test]
fn int_operations() {
    let codes = [
        Code::AddOvf,
        Code::SubOvf,
        Code::MulOvf,
        Code::FloorDiv,
        Code::Mod,
        Code::Shl,
        Code::Shr,
        Code::And,
        Code::Or,
        Code::Xor,
    ];
    for code in codes {
        let mut s = Straight::new(2);
        let (x, y) = (s.input(0, Type::V), s.input(1, Type::V));
        let r = s.op(code, &[x, y], 0, 0);
        let c = s.compile(&[r]);
        for a in INTS {
            for b in INTS {
                let (exit, out) = run(&c, &[word(*a), word(*b)], 1);
                match expected(code, *a, *b) {
                    Some(r) => assert_eq!((exit, out[0]), (0, word(r)), "{code:?} {a} {b}"),
                    None => assert_eq!(exit, 1, "{code:?} {a} {b}"),
                }
            }
        }
    }
}

#[test]
fn int_operations_with_constants() {
    let codes = [Code::AddOvf, Code::SubOvf, Code::MulOvf, Code::FloorDiv, Code::Mod, Code::Shl, Code::Shr, Code::Xor];
    for code in codes {
        for b in INTS {
            for a in [0, 5, -7, (1 << 62) - 1, -(1 << 62)] {
                check_int(code, Form::SecondConstant, a, *b);
                check_int(code, Form::FirstConstant, *b, a);
            }
        }
    }
    check_int(Code::FloorDiv, Form::Inputs, -7, 2);
}

const FLOATS: &[f64] = &[
    0.0,
    -0.0,
    1.0,
    -1.5,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
    f64::MIN_POSITIVE,
    f64::MAX,
    1e-77,
    1e-78,
    1e77,
    1e78,
    5e-324,
    2.5,
    f64::from_bits(0x3000_0000_0000_0000),
    f64::from_bits(0x3000_0000_0000_0001),
    f64::from_bits(0x4fff_ffff_ffff_ffff),
];

#[test]
fn floats_are_boxed_and_unboxed() {
    let mut s = Straight::new(1);
    let v = s.input(0, Type::V);
    let f = s.op(Code::Unbox, &[v], 0, 0);
    let again = s.op(Code::Box, &[f], 0, 0);
    let c = s.compile(&[f, again]);
    for f in FLOATS {
        let boxed = box_float(*f);
        let (_, out) = run(&c, &[boxed], 2);
        assert_eq!(out[0], f.to_bits());
        let in_range = matches!(f.to_bits() >> 60 & 7, 3 | 4) && f.to_bits() != 0x3000_0000_0000_0000;
        assert_eq!(out[1] & 3, if in_range || f.to_bits() == 0 { 2 } else { 0 }, "{f}");
        let (_, second) = run(&c, &[out[1]], 2);
        assert_eq!(second[0], f.to_bits(), "{f}");
    }
}

#[test]
fn guards_on_words() {
    let cell = Cell { map: OTHER_MAP, word: 0 };
    let other = &raw const cell as u64;
    let boxed = box_float(1e300);
    let flags = [6_u32, 7];
    let words = [0, word(3), boxed, other, 0x8000_0000_0000_0002];
    let cases: &[(Code, u64, u32, [bool; 5])] = &[
        (Code::GuardInt, 0, 0, [false, true, false, false, false]),
        (Code::GuardFloat, FLOAT_MAP, 0, [false, false, true, false, true]),
        (Code::GuardMap, OTHER_MAP, 0, [false, false, false, true, false]),
        (Code::GuardIs, word(3), 0, [false, true, false, false, false]),
        (Code::GuardIsNot, word(3), 0, [true, false, true, true, true]),
        (Code::GuardSet, 0, 0, [false, true, true, true, true]),
        (Code::GuardUnset, 0, 0, [true, false, false, false, false]),
        (Code::GuardOk, 0, 0, [false, true, true, true, true]),
        (Code::GuardWord32, 4, 7, [true; 5]),
        (Code::GuardWord32, 4, 8, [false; 5]),
    ];
    for (code, imm, aux, passes) in cases {
        let mut s = Straight::new(1);
        let v = s.input(0, Type::V);
        let address = s.op(Code::Raw, &[], flags.as_ptr() as u64, 0);
        let operand = if *code == Code::GuardWord32 { address } else { v };
        s.op(*code, &[operand], *imm, *aux);
        let c = s.compile(&[]);
        for (w, pass) in words.iter().zip(passes) {
            assert_eq!(run(&c, &[*w], 0).0, u64::from(!pass), "{code:?} {w:#x}");
        }
    }
}

#[test]
fn calls_and_cells() {
    let mut s = Straight::new(2);
    let (a, b) = (s.input(0, Type::V), s.input(1, Type::V));
    let x = s.op(Code::Call, &[a, b, a], 5, 0);
    let y = s.op(Code::CallNative, &[x], 7, 0);
    let cell = s.op(Code::New, &[], OTHER_MAP, 32);
    s.op(Code::Store, &[cell, y], 16, 0);
    let back = s.op(Code::Load, &[cell], 16, 0);
    let map = s.op(Code::LoadI, &[cell], 0, 0);
    let c = s.compile(&[x, back, map]);
    let (_, out) = run(&c, &[11, 13], 3);
    let x = helper(5, [11, 13, 11].as_ptr(), 3);
    assert_eq!(out, [x, helper(7, [x].as_ptr(), 1), OTHER_MAP]);
}

/// `while i < n: total += i; i += 1`
fn summing() -> Func {
    let mut f = Func { inputs: 2, ..Func::default() };
    let n = f.add_typed(Inst::with(Code::Input, &[], 0, 0), Type::V);
    let zero = f.add(Inst::with(Code::Word, &[], word(0), 0));
    let one = f.add(Inst::with(Code::Word, &[], word(1), 0));
    let i = f.add_typed(Inst::new(Code::Param, &[]), Type::V);
    let total = f.add_typed(Inst::new(Code::Param, &[]), Type::V);
    let less = f.add(Inst::new(Code::CmpLt, &[i, n]));
    let guard = f.add(Inst { fail: Fail::Exit(ExitId(0)), ..Inst::new(Code::GuardTrue, &[less]) });
    let sum = f.add(Inst { fail: Fail::Exit(ExitId(1)), ..Inst::new(Code::AddOvf, &[total, i]) });
    let next = f.add(Inst { fail: Fail::Exit(ExitId(1)), ..Inst::new(Code::AddOvf, &[i, one]) });
    f.exits = vec![Exit { values: vec![i, total, n, less] }, Exit { values: vec![i, total, n] }];
    let head = BlockId(1);
    f.blocks = vec![
        Block { params: vec![], insts: vec![n], term: Term::Jump(head, vec![zero, zero]), cold: false },
        Block {
            params: vec![i, total],
            insts: vec![less, guard, sum, next],
            term: Term::Jump(head, vec![next, sum]),
            cold: false,
        },
    ];
    f
}

#[test]
fn a_loop() {
    let f = summing();
    let c = compile(&f, &runtime(), "sum").expect("it compiles");
    let (exit, out) = run(&c, &[word(1000)], 4);
    assert_eq!((exit, out), (0, vec![word(1000), word(499_500), word(1000), 0]));
    assert!(c.contains(c.entry() as usize));
    assert!(crate::clif(&f, &runtime()).expect("it lowers").contains("brif"));
    assert!(!crate::asm(&f, &runtime()).expect("it compiles").is_empty());
}

#[test]
fn functions_compile_on_another_thread() {
    let compiled = std::thread::spawn(|| compile(&summing(), &runtime(), "sum")).join().expect("it ends");
    assert_eq!(run(&compiled.expect("it compiles"), &[word(3)], 4).0, 0);
}
