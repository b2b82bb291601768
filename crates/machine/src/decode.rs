//! Decoding: CPython's word code to instructions with operands folded, jumps resolved and room for caches.
//!
//! Instructions correspond one to one to the word code's, without caches and EXTENDED_ARG. `Inst::aux` is the
//! instruction's own index, so that a pc alone identifies the place. A pair that is fused keeps both instructions: the
//! first does the work of both and skips the second, which is still there for jumps.

use std::sync::atomic::{AtomicUsize, Ordering};

use object::Gc;
use object::code::{Code, Decoded, Handler, Inst, Watched, co};

use crate::attr_site::AttrSite;
use crate::optable::{cache_units, op};

const EXTENDED_ARG: u8 = 69;

/// The intrinsic that turns a StopIteration into a RuntimeError.
const STOP_ITERATION_ERROR: u32 = 3;

/// Fusing is a matter of the plain array only: the traced one needs every instruction by itself.
fn fuse(insts: &mut [Inst], is_target: &[bool]) {
    for i in &mut *insts {
        if i.op == op::BINARY_OP
            && let Some(known) = known_binary(i.arg)
        {
            i.op = known;
            i.handler = handler(known);
        }
    }
    for i in 0..insts.len().saturating_sub(1) {
        let (a, b) = (insts[i], insts[i + 1]);
        if is_target[i + 1] {
            continue;
        }
        let fused = match (a.op, b.op) {
            (op::COMPARE_OP, op::POP_JUMP_IF_FALSE | op::POP_JUMP_IF_TRUE) => {
                let comparison = (a.arg >> 5) as u16 % 6;
                op::COMPARE_LT_JUMP_IF_FALSE + 2 * comparison + u16::from(b.op == op::POP_JUMP_IF_TRUE)
            }
            (op::LOAD_FAST | op::LOAD_FAST_BORROW, op::LOAD_CONST | op::LOAD_SMALL_INT) => op::LOAD_FAST_CONST_OP,
            _ => continue,
        };
        insts[i].op = fused;
        insts[i].handler = handler(fused);
    }
}

/// Gives each YIELD_VALUE the index of the instruction with which a resumed generator has something to do: behind the
/// RESUME, and for a delegation at the SEND that it jumps back to.
/// RETURN_VALUE gets a handler for generators.
fn shorten_resumptions(insts: &mut [Inst]) {
    for i in insts.iter_mut().filter(|i| i.op == op::RETURN_VALUE) {
        i.handler = handler(op::RETURN_VALUE_OF_GENERATOR);
    }
    for k in 0..insts.len().saturating_sub(2) {
        if insts[k].op != op::YIELD_VALUE || insts[k + 1].op != op::RESUME {
            continue;
        }
        let after = insts[k + 2];
        let back = after.op == op::JUMP_BACKWARD_NO_INTERRUPT;
        insts[k].word = if back { after.arg as usize } else { k + 2 };
    }
}

/// The operation of a BINARY_OP operand that has one of its own; in-place operators share it.
fn known_binary(arg: u32) -> Option<u16> {
    Some(match arg {
        0 | 13 => op::BINARY_ADD,
        1 | 14 => op::BINARY_AND,
        2 | 15 => op::BINARY_FLOOR_DIVIDE,
        5 | 18 => op::BINARY_MULTIPLY,
        6 | 19 => op::BINARY_REMAINDER,
        7 | 20 => op::BINARY_OR,
        9 | 22 => op::BINARY_RSHIFT,
        10 | 23 => op::BINARY_SUBTRACT,
        11 | 24 => op::BINARY_TRUE_DIVIDE,
        26 => op::BINARY_SUBSCR,
        _ => return None,
    })
}

/// A code object's instructions before any are fused, with what came to light on the way.
struct Unfused {
    insts: Vec<Inst>,
    index_of_unit: Box<[u32]>,
    handlers: Box<[Handler]>,
    /// Does a jump or an exception lead to the instruction?
    is_target: Vec<bool>,
    sites: Box<[AttrSite]>,
}

/// Gives each access to an attribute a site, in the order of the instructions: those of a loop lie together.
fn give_sites(insts: &mut [Inst]) -> Box<[AttrSite]> {
    let accesses = || |i: &Inst| matches!(i.op, op::LOAD_ATTR | op::STORE_ATTR);
    let n = insts.iter().filter(|i| accesses()(i)).count();
    let mut sites: Box<[AttrSite]> = (0..n).map(|_| AttrSite::new()).collect();
    for (i, site) in insts.iter_mut().filter(|i| accesses()(i)).zip(&mut sites) {
        i.word = std::ptr::from_mut(site) as usize;
    }
    sites
}

impl Unfused {
    fn of(code: Gc<Code>) -> Unfused {
        let bytes = &code.data.code;
        let units = bytes.len() / 2;
        let mut insts: Vec<Inst> = Vec::with_capacity(units);
        let mut index_of_unit = vec![0u32; units + 1];
        let mut u = 0;
        while u < units {
            let start = u;
            let mut arg = 0u32;
            while bytes[2 * u] == EXTENDED_ARG {
                arg = arg << 8 | u32::from(bytes[2 * u + 1]);
                u += 1;
            }
            let opcode = bytes[2 * u];
            arg = arg << 8 | u32::from(bytes[2 * u + 1]);
            let next = u + 1 + cache_units(opcode);
            let index = insts.len() as u32;
            for slot in &mut index_of_unit[start..next.min(units + 1)] {
                *slot = index;
            }
            let handler = handler(u16::from(opcode));
            insts.push(Inst { handler, arg, unit: u as u32, op: u16::from(opcode), flags: 0, aux: index, word: 0 });
            u = next;
        }
        index_of_unit[units] = insts.len() as u32;
        let mut is_target = vec![false; insts.len() + 1];
        let at = |unit: u32| index_of_unit[(unit as usize).min(units)];
        for i in &mut insts {
            resolve(i, &at, &mut is_target);
            match i.op {
                op::LOAD_CONST => i.word = code.consts[i.arg as usize].bits(),
                op::LOAD_SMALL_INT => i.word = heap::Value::small_int_unchecked(i64::from(i.arg)).bits(),
                _ => {}
            }
        }
        let table = code.data.exceptions();
        let handlers = table.iter().map(|e| {
            is_target[at(e.target) as usize] = true;
            Handler { start: at(e.start), end: at(e.end), target: at(e.target), depth: e.depth, push_lasti: e.lasti }
        });
        let handlers = handlers.collect();
        let sites = give_sites(&mut insts);
        Unfused { insts, index_of_unit: index_of_unit.into(), handlers, is_target, sites }
    }
}

/// Decodes a code object for an interpreter whose handler addresses `handlers` gives.
pub fn decode(code: Gc<Code>, handlers: &dyn Fn(u16) -> usize) -> Box<Decoded> {
    remember_handlers(handlers);
    let Unfused { mut insts, index_of_unit, handlers, is_target, sites } = Unfused::of(code);
    let handles_close = handlers.iter().any(|h| {
        let first = insts[h.target as usize];
        first.op != op::CLEANUP_THROW && !(first.op == op::CALL_INTRINSIC_1 && first.arg == STOP_ITERATION_ERROR)
    });
    fuse(&mut insts, &is_target);
    if code.flags & co::ANY_GENERATOR != 0 {
        shorten_resumptions(&mut insts);
    }
    Box::new(Decoded::new(code, insts.into(), index_of_unit, handlers, handles_close, Box::new(sites), watch))
}

/// The part of a decoded code object for watched frames.
fn watch(code: Gc<Code>) -> Watched {
    let Unfused { insts, index_of_unit, is_target, sites, .. } = Unfused::of(code);
    let mut lines = vec![-1i32; insts.len()];
    let at = |unit: u32| index_of_unit[(unit as usize).min(index_of_unit.len() - 1)];
    for (start, end, line) in code.data.lines() {
        for index in at(start)..at(end) {
            lines[index as usize] = line.unwrap_or(-1);
        }
    }
    let traced = traced_twins(&insts, &lines, &is_target);
    Watched { traced: traced.into(), lines: lines.into(), caches: Box::new(sites) }
}

static HANDLERS: [AtomicUsize; 256] = [const { AtomicUsize::new(0) }; 256];

/// Keeps the interpreter's handlers of all operations, for patching traced twins. A process has one interpreter.
fn remember_handlers(handlers: &dyn Fn(u16) -> usize) {
    if HANDLERS[op::TRACED as usize].load(Ordering::Relaxed) != 0 {
        return;
    }
    for (n, h) in HANDLERS.iter().enumerate() {
        h.store(handlers(n as u16), Ordering::Relaxed);
    }
}

/// The interpreter's handler of an operation; some code has been decoded before.
#[inline]
#[must_use]
pub fn handler(op: u16) -> usize {
    HANDLERS[op as usize].load(Ordering::Relaxed)
}

/// The second instruction array: every handler reports events first. Lines begin where CPython's `initialize_lines` says.
fn traced_twins(insts: &[Inst], lines: &[i32], is_target: &[bool]) -> Vec<Inst> {
    let mut current = -1;
    let mut started = false;
    let mut twins = insts.to_vec();
    for (k, i) in twins.iter_mut().enumerate() {
        if crate::events::has_own_event(i.op) && (i.op != op::JUMP_BACKWARD || lines[k] == lines[insts[k].arg as usize])
        {
            i.flags |= crate::events::OWN_EVENT;
        }
        if matches!(i.op, op::CALL | op::CALL_KW | op::CALL_FUNCTION_EX) {
            i.flags |= crate::events::CALL_EVENT;
        }
        let line = lines[k];
        if started && i.op != op::RESUME {
            i.flags |= crate::events::COUNTED;
        }
        match i.op {
            op::RESUME => started = true,
            op::END_FOR | op::END_SEND | op::END_ASYNC_FOR | op::POP_ITER => {}
            _ if !started => {}
            _ => {
                if line >= 0 && (line != current || is_target[k]) {
                    i.flags |= crate::events::LINE_START;
                }
                current = line;
            }
        }
        let exempt = matches!(i.op, op::END_FOR | op::END_ASYNC_FOR | op::POP_ITER);
        if line < 0 || exempt || k > 0 && insts[k - 1].op == op::RESUME {
            i.flags |= crate::events::NOTED;
        }
        i.handler = if crate::events::concerns_functions(i) { handler(op::TRACED) } else { handler(i.op) };
    }
    twins
}

/// Turns the operand of a jump into the index of its target.
fn resolve(i: &mut Inst, at: &dyn Fn(u32) -> u32, is_target: &mut [bool]) {
    let next = i.unit + 1 + cache_units(i.op as u8) as u32;
    let target = match i.op {
        op::JUMP_FORWARD
        | op::POP_JUMP_IF_FALSE
        | op::POP_JUMP_IF_TRUE
        | op::POP_JUMP_IF_NONE
        | op::POP_JUMP_IF_NOT_NONE
        | op::FOR_ITER
        | op::SEND => next + i.arg,
        op::JUMP_BACKWARD | op::JUMP_BACKWARD_NO_INTERRUPT => next - i.arg,
        op::END_ASYNC_FOR => {
            i.word = at(next - i.arg) as usize;
            return;
        }
        _ => return,
    };
    i.arg = at(target);
    is_target[i.arg as usize] = true;
    if i.op == op::FOR_ITER {
        // An exhausted loop goes on behind its END_FOR, with the iterator still on the stack.
        i.arg += 1;
        is_target[i.arg as usize] = true;
    }
}
