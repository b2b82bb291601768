//! What kinds of values lie on the evaluation stack at each instruction: which jumps by `f_lineno` are safe
//! (`mark_stacks` of CPython's `frameobject.c`).

use machine::optable::op;
use object::code::Decoded;

/// The kinds of values that matter. The order is CPython's: between two stacks of equal depth it decides which is better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    Iterator = 1,
    Except = 2,
    Object = 3,
    Null = 4,
    Lasti = 5,
}

/// What is known of the stack at an instruction, bottom first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stack {
    /// Nothing reaches the instruction.
    Unreached,
    /// Deeper than CPython analyses.
    Overflowed,
    Known(Vec<Kind>),
}

/// More values than these CPython does not analyse.
const MAX_DEPTH: usize = 21;

impl Stack {
    fn push(&mut self, k: Kind) {
        if let Stack::Known(v) = self {
            if v.len() >= MAX_DEPTH {
                *self = Stack::Overflowed;
            } else {
                v.push(k);
            }
        }
    }

    fn pop(&mut self, n: usize) {
        if let Stack::Known(v) = self {
            v.truncate(v.len().saturating_sub(n));
        }
    }

    fn after(mut self, pops: usize, pushes: &[Kind]) -> Stack {
        self.pop(pops);
        for k in pushes {
            self.push(*k);
        }
        self
    }
}

/// Pops and pushes of an instruction whose results are plain objects.
fn effect(o: u16, arg: usize) -> (usize, usize) {
    match o {
        op::BINARY_OP | op::COMPARE_OP | op::CONTAINS_OP | op::IS_OP => (2, 1),
        op::BINARY_SLICE => (3, 1),
        op::STORE_SLICE => (4, 0),
        op::BUILD_LIST | op::BUILD_SET | op::BUILD_STRING | op::BUILD_TUPLE | op::BUILD_SLICE => (arg, 1),
        op::BUILD_MAP => (2 * arg, 1),
        op::BUILD_TEMPLATE => (2, 1),
        op::BUILD_INTERPOLATION => (2 + (arg & 1), 1),
        op::CALL => (arg + 2, 1),
        op::CALL_KW => (arg + 3, 1),
        op::CALL_FUNCTION_EX => (4, 1),
        op::CALL_INTRINSIC_2 => (2, 1),
        op::CHECK_EG_MATCH => (2, 2),
        op::CHECK_EXC_MATCH => (1, 1),
        op::CLEANUP_THROW => (3, 2),
        op::DELETE_ATTR | op::END_FOR | op::POP_ITER | op::POP_TOP | op::STORE_FAST | op::STORE_DEREF => (1, 0),
        op::STORE_GLOBAL | op::STORE_NAME => (1, 0),
        op::DELETE_SUBSCR | op::STORE_ATTR | op::STORE_FAST_STORE_FAST => (2, 0),
        op::STORE_SUBSCR => (3, 0),
        op::DICT_MERGE | op::DICT_UPDATE | op::LIST_APPEND | op::LIST_EXTEND | op::SET_ADD | op::SET_UPDATE => (1, 0),
        op::MAP_ADD => (2, 0),
        op::END_SEND => (2, 1),
        op::FORMAT_WITH_SPEC => (2, 1),
        op::GET_ANEXT | op::GET_LEN | op::MATCH_KEYS | op::MATCH_MAPPING | op::MATCH_SEQUENCE | op::IMPORT_FROM => {
            (0, 1)
        }
        op::IMPORT_NAME => (2, 1),
        op::LOAD_BUILD_CLASS
        | op::LOAD_COMMON_CONSTANT
        | op::LOAD_CONST
        | op::LOAD_DEREF
        | op::LOAD_FAST
        | op::LOAD_FAST_AND_CLEAR
        | op::LOAD_FAST_BORROW
        | op::LOAD_FAST_CHECK
        | op::LOAD_LOCALS
        | op::LOAD_NAME
        | op::LOAD_SMALL_INT => (0, 1),
        op::LOAD_FAST_BORROW_LOAD_FAST_BORROW | op::LOAD_FAST_LOAD_FAST => (0, 2),
        op::LOAD_SPECIAL => (1, 2),
        op::LOAD_SUPER_ATTR => (3, 1 + (arg & 1)),
        op::MATCH_CLASS => (3, 1),
        op::SET_FUNCTION_ATTRIBUTE => (2, 1),
        op::STORE_FAST_LOAD_FAST => (1, 1),
        op::UNPACK_EX => (1, (arg & 0xff) + (arg >> 8) + 1),
        op::UNPACK_SEQUENCE => (1, arg),
        op::WITH_EXCEPT_START | op::RETURN_GENERATOR => (0, 1),
        _ => (0, 0),
    }
}

/// Where else an instruction may go on, with the stack there; and the stack at the instruction behind it, if it goes on
/// there.
fn step(d: &Decoded, i: usize, s: Stack) -> (Option<(usize, Stack)>, Option<Stack>) {
    let inst = &d.watched().traced[i];
    let arg = inst.arg as usize;
    match inst.op {
        op::POP_JUMP_IF_FALSE | op::POP_JUMP_IF_TRUE | op::POP_JUMP_IF_NONE | op::POP_JUMP_IF_NOT_NONE => {
            let s = s.after(1, &[]);
            (Some((arg, s.clone())), Some(s))
        }
        op::SEND => (Some((arg, s.clone())), Some(s)),
        op::JUMP_FORWARD | op::JUMP_BACKWARD | op::JUMP_BACKWARD_NO_INTERRUPT => (Some((arg, s)), None),
        op::GET_ITER | op::GET_AITER => (None, Some(s.after(1, &[Kind::Iterator]))),
        // The decoded target lies behind END_FOR, which pops the value again.
        op::FOR_ITER => (Some((arg, s.clone())), Some(s.after(0, &[Kind::Object]))),
        op::END_ASYNC_FOR => (None, Some(s.after(2, &[]))),
        op::PUSH_EXC_INFO => (None, Some(s.after(0, &[Kind::Except]))),
        op::POP_EXCEPT => (None, Some(s.after(1, &[]))),
        op::RETURN_VALUE | op::RAISE_VARARGS | op::RERAISE => (None, None),
        op::PUSH_NULL => (None, Some(s.after(0, &[Kind::Null]))),
        op::LOAD_GLOBAL if arg & 1 != 0 => (None, Some(s.after(0, &[Kind::Object, Kind::Null]))),
        op::LOAD_GLOBAL | op::LOAD_FROM_DICT_OR_DEREF | op::LOAD_FROM_DICT_OR_GLOBALS => {
            let pops = usize::from(inst.op != op::LOAD_GLOBAL);
            (None, Some(s.after(pops, &[Kind::Object])))
        }
        op::LOAD_ATTR if arg & 1 != 0 => (None, Some(s.after(1, &[Kind::Object, Kind::Null]))),
        op::SWAP => (None, Some(swapped(s, arg))),
        op::COPY => {
            let copied = match &s {
                Stack::Known(v) if arg <= v.len() => v[v.len() - arg],
                _ => Kind::Object,
            };
            (None, Some(s.after(0, &[copied])))
        }
        o => {
            let (pops, pushes) = effect(o, arg);
            // Only the difference counts: what an instruction replaces keeps its kind, as in CPython's model.
            let s = if pops > pushes {
                s.after(pops - pushes, &[])
            } else {
                s.after(0, &vec![Kind::Object; pushes - pops])
            };
            (None, Some(s))
        }
    }
}

fn swapped(mut s: Stack, n: usize) -> Stack {
    if let Stack::Known(v) = &mut s {
        let len = v.len();
        if n >= 2 && n <= len {
            v.swap(len - 1, len - n);
        }
    }
    s
}

/// The stack at each instruction.
#[must_use]
pub fn mark(d: &Decoded) -> Vec<Stack> {
    let n = d.watched().traced.len();
    let mut stacks = vec![Stack::Unreached; n + 1];
    stacks[0] = Stack::Known(Vec::new());
    let mut again = true;
    while again {
        again = false;
        for i in 0..n {
            let s = stacks[i].clone();
            if s == Stack::Unreached {
                continue;
            }
            let (jump, next) = step(d, i, s);
            if let Some((j, s)) = jump {
                again |= stacks[j] == Stack::Unreached && j < i;
                stacks[j] = s;
            }
            if let Some(s) = next {
                stacks[i + 1] = s;
            }
        }
        for h in &d.handlers {
            if stacks[h.start as usize] == Stack::Unreached || stacks[h.target as usize] != Stack::Unreached {
                continue;
            }
            again = true;
            let mut s = stacks[h.start as usize].clone();
            if let Stack::Known(v) = &mut s {
                v.truncate(h.depth as usize);
            }
            if h.push_lasti {
                s.push(Kind::Lasti);
            }
            s.push(Kind::Except);
            stacks[h.target as usize] = s;
        }
    }
    stacks
}

fn compatible_kind(from: Kind, to: Kind) -> bool {
    match to {
        Kind::Object => from != Kind::Null,
        Kind::Null => true,
        _ => from == to,
    }
}

/// Can a jump lead from one stack to the other by popping values?
#[must_use]
pub fn compatible(from: &Stack, to: &Stack) -> bool {
    let (Stack::Known(from), Stack::Known(to)) = (from, to) else { return false };
    to.len() <= from.len() && from.iter().zip(to).all(|(f, t)| compatible_kind(*f, *t))
}

/// Is a target's stack better than the best so far? The deeper one is.
#[must_use]
pub fn better(a: &[Kind], b: &[Kind]) -> bool {
    (a.len(), a) > (b.len(), b)
}

/// Why one can't jump to a place with this stack.
#[must_use]
pub fn explain(to: &Stack) -> &'static str {
    match to {
        Stack::Overflowed => "stack is too deep to analyze",
        Stack::Unreached => "can't jump into an exception handler, or code may be unreachable",
        Stack::Known(v) => match v.last() {
            Some(Kind::Except) => "can't jump into an 'except' block as there's no exception",
            Some(Kind::Lasti) => "can't jump into a re-raising block as there's no location",
            Some(Kind::Iterator) => "can't jump into the body of a for loop",
            _ => "incompatible stacks",
        },
    }
}
