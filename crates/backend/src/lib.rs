//! IR to machine code, by Cranelift.
//!
//! The crate knows neither the heap nor Python, but for the form of the value word (see `ir::word`): what machine code calls
//! and which addresses it touches comes with a [`Runtime`].
//!
//! # Terms
//! - **Compiled**: one function's machine code, with the memory that it lies in.
//! - **Stub**: the code of an exit. Stubs lie behind the hot code and share their ends (see `exits`).
//!
//! # Invariants
//! 1. Machine code leaves through `return` only: what it calls must not unwind through it.
//! 2. Values lie in callee-saved registers and in the native frame across calls, where a conservative collector finds
//!    them; nothing hides a value (no compressed or biased pointers).
//! 3. A page of code memory is never writable and executable at once.
//! 4. Everything here may run on any thread.

mod exits;
mod isa;
mod lower;
mod memory;
mod perf;

use std::fmt;

use cranelift_codegen::Context;
use cranelift_codegen::control::ControlPlane;

pub use memory::{allocated, set_limit};
pub use perf::perf_map;

/// What machine code calls and which words it makes; the same for all functions.
#[derive(Clone, Copy)]
pub struct Runtime {
    /// `extern "C" fn(descriptor: u64, args: *const u64, n: u64) -> u64`, for `Call`; gives 0 when it raised.
    pub call_helper: usize,
    /// The same for `CallNative`, with the function object's word.
    pub call_native: usize,
    /// `extern "C" fn(map: u64, bytes: u64) -> u64`: the slow path of `New`.
    pub alloc: usize,
    /// `extern "C" fn(f64) -> u64`: the slow path of `Box`.
    pub box_float: usize,
    /// The map of boxed floats.
    pub float_map: u64,
    /// The word of `True`.
    pub true_word: u64,
    /// The word of `False`.
    pub false_word: u64,
    /// For a size in bytes: the address of the list's bump pointer (a pair `next`, `end` of words) and the size of its
    /// cells; `None` when cells of that size are not bumped.
    pub bump_of: fn(u64) -> Option<(u64, u64)>,
}

/// Why a function was not compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// It has more operations than [`MAX_INSTS`].
    TooLarge,
    /// The code memory's limit is reached, or the system gives no more.
    NoMemory,
    /// The function breaks a rule of the IR.
    Malformed(String),
    /// Cranelift refuses it.
    Cranelift(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::TooLarge => f.write_str("the trace is too large"),
            Error::NoMemory => f.write_str("no code memory"),
            Error::Malformed(what) => write!(f, "malformed trace: {what}"),
            Error::Cranelift(what) => write!(f, "Cranelift: {what}"),
        }
    }
}

impl std::error::Error for Error {}

/// More operations than this are not compiled.
pub const MAX_INSTS: usize = 1 << 16;

/// What machine code is called as: it takes the inputs and room for the values of its largest exit, and returns the
/// number of the exit that it left through.
pub type Entry = extern "C" fn(inputs: *const u64, exits: *mut u64) -> u64;

/// The machine code of one function. Dropping it frees the code, which then must not be running.
#[derive(Debug)]
pub struct Compiled {
    code: memory::Code,
}

impl Compiled {
    /// The function to call.
    ///
    /// The inputs and exits may overlap: all inputs are read before any exit is written if the operations `Input` stand
    /// in the entry.
    #[must_use]
    pub fn entry(&self) -> Entry {
        // SAFETY: the memory holds a whole function that Cranelift compiled with this signature and the host's C calling
        // convention.
        unsafe { std::mem::transmute::<*const u8, Entry>(self.code.start()) }
    }

    /// The size of the code in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.code.size()
    }

    /// Does the address lie in this code?
    #[must_use]
    pub fn contains(&self, address: usize) -> bool {
        address.wrapping_sub(self.code.start() as usize) < self.size()
    }
}

/// Compiles a function. The name is for `perf`.
pub fn compile(func: &ir::Func, rt: &Runtime, name: &str) -> Result<Compiled, Error> {
    let mut ctx = lowered(func, rt)?;
    let compiled = ctx.compile(isa::host()?, &mut ControlPlane::default()).map_err(|e| cranelift(&e.inner))?;
    if !compiled.buffer.relocs().is_empty() {
        return Err(Error::Cranelift("the code needs relocations".to_owned()));
    }
    let code = memory::Code::new(compiled.code_buffer())?;
    perf::record(code.start(), code.size(), name);
    Ok(Compiled { code })
}

/// What Cranelift is given for the function, as text.
pub fn clif(func: &ir::Func, rt: &Runtime) -> Result<String, Error> {
    Ok(lowered(func, rt)?.func.display().to_string())
}

/// The function's machine code, as text.
pub fn asm(func: &ir::Func, rt: &Runtime) -> Result<String, Error> {
    let mut ctx = lowered(func, rt)?;
    ctx.set_disasm(true);
    let compiled = ctx.compile(isa::host()?, &mut ControlPlane::default()).map_err(|e| cranelift(&e.inner))?;
    Ok(compiled.vcode.clone().unwrap_or_default())
}

fn lowered(func: &ir::Func, rt: &Runtime) -> Result<Context, Error> {
    if func.insts.len() > MAX_INSTS {
        return Err(Error::TooLarge);
    }
    let mut ctx = Context::new();
    lower::lower(func, rt, isa::host()?.default_call_conv(), &mut ctx.func)?;
    Ok(ctx)
}

fn cranelift(e: &cranelift_codegen::CodegenError) -> Error {
    Error::Cranelift(format!("{e:?}"))
}

#[cfg(test)]
mod tests;
