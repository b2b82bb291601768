//! Random functions give the same in the evaluator and in machine code: exit, values, memory.
//!
//! `PELLUCID_RANDOM_SECONDS=n` runs for so long instead of a fixed number of functions; `PELLUCID_RANDOM_SEED=n` runs that
//! seed alone and prints it.

use std::time::{Duration, Instant};

use ir::eval::{Ended, eval};
use ir::{Func, Ref, Type, parse, print, renumber, verify};

use super::arena::{self, Arena, runtime};
use super::generate::{INPUTS, Random, generate};
use crate::{Compiled, compile};

/// The functions that an ordinary run tries.
const ORDINARY: u64 = 2000;
/// How often each function is run.
const RUNS: u64 = 6;
/// More than any of them needs.
const FUEL: u64 = 1_000_000;
/// The buffer of exits beyond the longest one: it must stay as it is.
const CANARY: u64 = 0xc0ff_ee00_c0ff_ee00;
const ROOM: usize = 32;

#[test]
fn random_functions() {
    arena::make();
    let setting = |name: &str| std::env::var(name).ok().map(|n| n.parse::<u64>().expect("a number"));
    if let Some(seed) = setting("PELLUCID_RANDOM_SEED") {
        println!("{}", print(&generate(seed)));
        return check(seed);
    }
    let Some(seconds) = setting("PELLUCID_RANDOM_SECONDS") else {
        return (0..ORDINARY).for_each(check);
    };
    let start = Instant::now();
    let first = u64::from(std::process::id()) * 1_000_003;
    let mut tried = 0;
    while start.elapsed() < Duration::from_secs(seconds) {
        check(first + tried);
        tried += 1;
    }
    println!("{tried} functions from seed {first} on");
}

fn check(seed: u64) {
    let func = generate(seed);
    let fault = |what: String| -> ! { panic!("PELLUCID_RANDOM_SEED={seed}: {what}\n{}", print(&func)) };
    if let Err(e) = verify(&func) {
        fault(format!("the generator is wrong: {e}"));
    }
    let again = parse(&print(&func));
    if again.as_ref() != Ok(&renumber(&func)) {
        fault("the text does not give the function back".to_owned());
    }
    let compiled = match compile(&func, &runtime(), "random") {
        Ok(compiled) => compiled,
        Err(e) => fault(e.to_string()),
    };
    let mut random = Random(!seed);
    for _ in 0..RUNS {
        if let Err(what) = run(&func, &compiled, &mut random) {
            fault(what);
        }
    }
}

/// The values of an exit with all not-a-numbers alike.
fn alike(func: &Func, values: &[Ref], words: &[u64]) -> Vec<u64> {
    let alike = |(r, w): (&Ref, &u64)| match func.ty(*r) {
        Type::F if f64::from_bits(*w).is_nan() => f64::NAN.to_bits(),
        _ => *w,
    };
    values.iter().zip(words).map(alike).collect()
}

fn run(func: &Func, compiled: &Compiled, random: &mut Random) -> Result<(), String> {
    arena::begin(|| random.value());
    let inputs: [u64; INPUTS] = std::array::from_fn(|_| random.value());
    let before = arena::contents();
    let Ended::Exit(exit, expected) = eval(func, &inputs, &mut Arena, FUEL) else {
        return Err("the generator is wrong: a function runs too long".to_owned());
    };
    let memory = arena::contents();
    arena::restore(&before);
    let mut out = [CANARY; ROOM];
    let left = (compiled.entry())(inputs.as_ptr(), out.as_mut_ptr());
    if left != u64::from(exit.0) {
        return Err(format!("inputs {inputs:x?}: left through e{left}, not e{}", exit.0));
    }
    let values = &func.exits[exit.0 as usize].values;
    let (got, wanted) = (alike(func, values, &out), alike(func, values, &expected));
    if got != wanted {
        return Err(format!("inputs {inputs:x?}: e{left} gives\n{got:x?}, not\n{wanted:x?}"));
    }
    if out[values.len()..].iter().any(|w| *w != CANARY) {
        return Err(format!("inputs {inputs:x?}: e{left} writes behind its values"));
    }
    let found = arena::contents();
    match (0..memory.len()).find(|n| memory[*n] != found[*n]) {
        Some(n) => Err(format!("inputs {inputs:x?}: word {n} is {:#x}, not {:#x}", found[n], memory[n])),
        None => Ok(()),
    }
}
