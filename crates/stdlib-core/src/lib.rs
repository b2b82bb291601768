//! Native modules around data: collections, functions, iteration, numbers, random numbers, binary layouts.

mod collections;
mod combinatorics;
mod deque;
mod functools;
mod itershare;
mod itertools;
mod lru;
mod ordered;

use object::{Gc, Module, Result};

/// The native modules of this crate: name and creating function.
pub static MODULES: &[(&str, fn() -> Result<Gc<Module>>)] = &[("itertools", itertools::create), ("_collections", collections::create), ("_functools", functools::create)];
