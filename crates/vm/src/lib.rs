//! Assembles the virtual machine: heap, object model, built-in types, interpreter and native modules, joined by the
//! table of hooks.
//!
//! # Invariants
//! 1. `init` runs once, on the main thread, before anything else of the VM; it reads the environment for the settings that
//!    must be known before the first object exists (hash seed, stress mode, machine instance).
//! 2. Nothing here knows about command lines: that is the `cli` crate's matter.

pub mod crash;
mod finalize;
pub mod hooks;
pub mod modules;
mod pages;
mod repl;
pub mod run;
mod shutdown;
pub mod startup;
pub mod threads;

pub use object::tell;
use object::{Gc, Module, Result, Value};
pub use stdlib_core::config;
pub use stdlib_core::sys::VERSION;

/// What must be known before the first object exists.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings {
    /// `PYTHONHASHSEED`: `None` for a random seed.
    pub hash_seed: Option<u32>,
    /// `PELLUCID_STRESS=gc:N` or `gc:N/K`: a collection at every Nth allocation of the program, with poison, where N is
    /// doubled after each K collections, if K is not 0. 0: off. The start, which is the same for every program and
    /// allocates far more than most, is left out.
    pub gc_stress: (usize, usize),
    /// `PELLUCID_MACHINE=check`.
    pub check_machine: bool,
    /// `PELLUCID_JIT`, `PELLUCID_LOG`, `PELLUCID_DUMP`, `PELLUCID_STATS`.
    pub jit: JitConfig,
}

pub use jit::Config as JitConfig;

/// The notice of what the executable embeds, with the texts of all licences: what `--licenses` prints.
pub fn licences() -> String {
    String::from_utf8_lossy(&library::licences()).into_owned()
}

/// Starts the virtual machine on the calling thread, which becomes the main thread.
pub fn init(s: Settings) {
    heap::init(None);
    let (k0, k1) = hash_key(s.hash_seed);
    object::strs::set_hash_key(k0, k1);
    object::boot::boot();
    let t = interp::new_thread(true);
    threads::adopt(t);
    heap::add_root_provider(interp::mark_threads);
    interp::use_check_machine(s.check_machine);
    heap::add_keeper(jit::mark);
    interp::set_edge_hook(jit::edge);
    jit::configure(s.jit);
    hooks::install();
    builtins::boot();
}

/// The key of string hashing: from the seed as CPython derives it, or from the system's entropy.
fn hash_key(seed: Option<u32>) -> (u64, u64) {
    let mut bytes = [0u8; 16];
    match seed {
        Some(0) => {}
        Some(mut x) => {
            // CPython's lcg_urandom: the high bytes of a linear congruential generator.
            for b in &mut bytes {
                x = x.wrapping_mul(214_013).wrapping_add(2_531_011);
                *b = (x >> 16) as u8;
            }
        }
        None => {
            if let Err(e) = getrandom(&mut bytes) {
                object::tell!("pellucid: failed to get random numbers to initialize Python: {e}");
                std::process::exit(1);
            }
        }
    }
    let (a, b) = bytes.split_at(8);
    let word = |b: &[u8]| b.iter().rev().fold(0u64, |w, x| w << 8 | u64::from(*x));
    (word(a), word(b))
}

fn getrandom(buf: &mut [u8]) -> std::io::Result<()> {
    use std::io::Read;
    std::fs::File::open("/dev/urandom")?.read_exact(buf)
}

/// Creates a native module by name and enters it in `sys.modules`, if the VM has it.
///
/// # Errors
/// What creating the module raises.
pub fn native_module(name: &str) -> Result<Option<Gc<Module>>> {
    modules::create(name)
}

/// Runs source text as a module body in the given namespace.
///
/// # Errors
/// `SyntaxError`; what the code raises.
pub fn run_source(source: &[u8], filename: &str, namespace: Gc<object::Dict>) -> Result<Value> {
    let code = object::syntax::compile_source(
        front::Source::Bytes(source),
        object::Str::new(filename),
        front::Mode::Exec,
        &front::Options::default(),
    )?;
    interp::run_code(code, namespace, namespace.value(), None)
}

/// Runs a program from start to end; returns the exit status of the process.
#[must_use]
pub fn run_program(config: config::Config, settings: Settings) -> i32 {
    let whole = || {
        init(settings);
        run::main(config, settings.gc_stress)
    };
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(whole)) {
        Ok(status) => status,
        Err(payload) if payload.is::<object::error::OutOfMemory>() => {
            object::tell!("Fatal Python error: out of memory");
            1
        }
        Err(payload) => std::panic::resume_unwind(payload),
    }
}
