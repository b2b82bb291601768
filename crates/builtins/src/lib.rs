//! The built-in types' methods, the `builtins` module, and the native modules that belong to the core types.
//!
//! The `object` crate owns the layouts and creates the core classes without methods; each file here adds the rows of
//! one type or family in its `init()`.
//!
//! # Invariants
//! 1. `boot()` runs once, on the main thread, after `object::boot::boot()`. `object` and `type` come first, because
//!    every other class inherits their special methods.
//! 2. An `init()` runs no Python code.

use object::{Gc, Module, Result};

/// Adds the rows of all built-in types.
pub fn boot() {
    boot_objects();
}

/// `object`, `type`, descriptors, functions, modules, weak references and the types behind `types` and `typing`.
fn boot_objects() {}

/// The native modules of this crate: name and creating function.
pub static MODULES: &[(&str, fn() -> Result<Gc<Module>>)] = &[];
