//! The world of random functions: a small memory, in which the evaluator and machine code work one after the other, and
//! native functions that both call.
//!
//! Words of the arena, by number: 0 and 1 the bump pointer, then counters, raw words, values, ready cells, the run of the
//! bump pointer, the cells of the slow path, boxed floats.

use std::cell::Cell;

use ir::eval::Host;
use ir::{Code, Inst, word};

use crate::Runtime;

pub const FLOAT_MAP: u64 = 0x1000;
pub const CELL_MAP: u64 = 0x2000;
pub const OTHER_MAP: u64 = 0x3000;
/// Bytes of a cell: map, two values, a raw word.
pub const CELL_BYTES: u32 = 32;
/// Too large to be bumped.
pub const LARGE_BYTES: u32 = 64;
const CELL_WORDS: usize = 4;

const SLOW_NEXT: usize = 2;
const BOX_NEXT: usize = 3;
const CALLS: usize = 4;
/// Two 32-bit words for `GuardWord32`.
pub const FLAGS: usize = 5;
pub const RAWS: usize = 8;
pub const VALUES: usize = 16;
/// How many words there are of either, a power of two.
pub const ARRAY: usize = 8;
const READY: usize = 24;
const READY_CELLS: usize = 3;
const RUN: usize = READY + (READY_CELLS + 1) * CELL_WORDS;
const RUN_CELLS: usize = 6;
const SLOW: usize = RUN + RUN_CELLS * CELL_WORDS;
const SLOW_WORDS: usize = 8;
const SLOW_CELLS: usize = 8;
const BOXES: usize = SLOW + SLOW_CELLS * SLOW_WORDS;
const BOX_WORDS: usize = 2;
const BOX_CELLS: usize = 16;
const WORDS: usize = BOXES + BOX_CELLS * BOX_WORDS;

#[repr(C, align(64))]
struct Memory([u64; WORDS]);

thread_local! {
    /// The address of this thread's arena.
    static BASE: Cell<u64> = const { Cell::new(0) };
}

/// The address of the arena's word `n`.
pub fn at(n: usize) -> u64 {
    let base = BASE.get();
    assert!(base != 0, "the thread has an arena");
    base + n as u64 * 8
}

/// Makes the thread's arena; it is kept for good.
pub fn make() {
    if BASE.get() == 0 {
        BASE.set(Box::leak(Box::new(Memory([0; WORDS]))) as *mut Memory as u64);
    }
}

/// The addresses of the ready cells, the last of which is a boxed float.
pub fn ready() -> impl Iterator<Item = u64> {
    (0..=READY_CELLS).map(|n| at(READY + n * CELL_WORDS))
}

fn contains(address: u64, bytes: u64) -> bool {
    address.wrapping_sub(at(0)) <= WORDS as u64 * 8 - bytes
}

fn read(address: u64) -> u64 {
    assert!(contains(address, 8) && address.is_multiple_of(8), "a load from {address:#x}");
    // SAFETY: inside the arena, which lives for good and which only this thread uses.
    unsafe { *(address as *const u64) }
}

fn write(address: u64, word: u64) {
    assert!(contains(address, 8) && address.is_multiple_of(8), "a store to {address:#x}");
    // SAFETY: as for `read`.
    unsafe { *(address as *mut u64) = word }
}

/// The arena's contents.
pub fn contents() -> Vec<u64> {
    (0..WORDS).map(|n| read(at(n))).collect()
}

/// Puts contents back.
pub fn restore(contents: &[u64]) {
    for (n, word) in contents.iter().enumerate() {
        write(at(n), *word);
    }
}

/// The contents that every function begins with; `value` chooses values and raw words.
pub fn begin(mut value: impl FnMut() -> u64) {
    restore(&[0; WORDS]);
    write(at(0), at(RUN));
    write(at(1), at(SLOW));
    write(at(FLAGS), 7 << 32 | 5);
    for n in 0..ARRAY {
        write(at(RAWS + n), value());
        write(at(VALUES + n), value());
    }
    for cell in ready() {
        write(cell, CELL_MAP);
        write(cell + 8, value());
        write(cell + 16, value());
        write(cell + 24, value());
    }
    let boxed = at(READY + READY_CELLS * CELL_WORDS);
    write(boxed, FLOAT_MAP);
    write(boxed + 8, 1e300_f64.to_bits());
    write(at(READY), OTHER_MAP);
}

/// The next of a ring of cells, zeroed but for its map. There is always room, and a cell that is used again keeps its
/// layout.
fn next_of_ring(counter: usize, first: usize, cells: usize, words: usize, map: u64) -> u64 {
    let n = read(at(counter));
    write(at(counter), n + 1);
    let cell = first + n as usize % cells * words;
    write(at(cell), map);
    for word in 1..words {
        write(at(cell + word), 0);
    }
    at(cell)
}

extern "C" fn alloc(map: u64, bytes: u64) -> u64 {
    assert!(bytes <= SLOW_WORDS as u64 * 8, "{bytes} bytes");
    next_of_ring(SLOW_NEXT, SLOW, SLOW_CELLS, SLOW_WORDS, map)
}

/// All not-a-numbers are stored alike, since which one an operation gives is left open.
extern "C" fn box_float(f: f64) -> u64 {
    let cell = next_of_ring(BOX_NEXT, BOXES, BOX_CELLS, BOX_WORDS, FLOAT_MAP);
    write(cell + 8, if f.is_nan() { f64::NAN.to_bits() } else { f.to_bits() });
    cell
}

/// Stirs its arguments, remembers that it was called, now and then writes to the arrays and raises.
fn call(what: u64, args: &[u64]) -> u64 {
    let mix = |h: u64, x: u64| (h ^ x).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23);
    let hash = args.iter().fold(mix(read(at(CALLS)), what), |h, a| mix(h, *a));
    write(at(CALLS), hash);
    let n = hash as usize >> 8 & (ARRAY - 1);
    match hash % 8 {
        0 => 0,
        1 => word::tag((hash as i64) >> 2),
        2 => {
            write(at(VALUES + n), word::tag(hash as i64 >> 40));
            args.first().copied().filter(|a| *a != 0).unwrap_or(3)
        }
        3 => {
            write(at(RAWS + n), hash);
            write(at(FLAGS), 7 << 32 | (hash >> 60));
            word::flonum(1.5).unwrap_or(0)
        }
        _ => word::tag((hash >> 50) as i64 - 5000),
    }
}

extern "C" fn helper(what: u64, args: *const u64, n: u64) -> u64 {
    // SAFETY: machine code passes so many words.
    call(what, unsafe { std::slice::from_raw_parts(args, n as usize) })
}

extern "C" fn native(what: u64, args: *const u64, n: u64) -> u64 {
    helper(!what, args, n)
}

extern "C" fn c0() -> u64 {
    call(1, &[])
}
extern "C" fn c1(a: u64) -> u64 {
    call(2, &[a])
}
extern "C" fn c3(a: u64, b: u64, c: u64) -> u64 {
    call(3, &[a, b, c])
}
extern "C" fn c9(a: u64, b: u64, c: u64, d: u64, e: u64, f: u64, g: u64, h: u64, i: u64) -> u64 {
    call(4, &[a, b, c, d, e, f, g, h, i])
}

/// C functions with their numbers of parameters and what they are to `call`.
pub fn c_functions() -> [(u64, usize, u64); 4] {
    [
        (c0 as *const () as u64, 0, 1),
        (c1 as *const () as u64, 1, 2),
        (c3 as *const () as u64, 3, 3),
        (c9 as *const () as u64, 9, 4),
    ]
}

/// The word of a truth value: a ready cell.
fn truth(b: bool) -> u64 {
    at(READY + if b { 0 } else { 2 * CELL_WORDS })
}

pub fn runtime() -> Runtime {
    Runtime {
        call_helper: helper as *const () as usize,
        call_native: native as *const () as usize,
        alloc: alloc as *const () as usize,
        box_float: box_float as *const () as usize,
        float_map: FLOAT_MAP,
        true_word: truth(true),
        false_word: truth(false),
        bump_of: |bytes| (bytes <= u64::from(CELL_BYTES)).then(|| (at(0), u64::from(CELL_BYTES))),
    }
}

/// The arena, as the evaluator sees it.
pub struct Arena;

impl Host for Arena {
    fn load(&mut self, address: u64) -> u64 {
        read(address)
    }
    fn load32(&mut self, address: u64) -> u32 {
        (read(address & !7) >> (address % 8 * 8)) as u32
    }
    fn store(&mut self, address: u64, word: u64) {
        write(address, word);
    }
    fn alloc(&mut self, map: u64, bytes: u32) -> u64 {
        let (cell, end) = (read(at(0)), read(at(1)));
        let next = cell + u64::from(CELL_BYTES);
        if bytes > CELL_BYTES || next > end {
            return alloc(map, u64::from(bytes));
        }
        write(at(0), next);
        write(cell, map);
        cell
    }
    fn box_float(&mut self, f: f64) -> u64 {
        box_float(f)
    }
    fn truth(&mut self, b: bool) -> u64 {
        truth(b)
    }
    fn call(&mut self, inst: &Inst, args: &[u64]) -> u64 {
        match inst.code {
            Code::Call => call(inst.imm, args),
            Code::CallNative => call(!inst.imm, args),
            _ => {
                let known = c_functions().into_iter().find(|c| c.0 == inst.imm);
                call(known.expect("one of ours").2, args)
            }
        }
    }
}
