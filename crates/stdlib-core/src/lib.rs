//! The native modules of the interpreter itself, and those around data: collections, functions, iteration, numbers,
//! random numbers, binary layouts.
//!
//! `sys`, `_imp`, `marshal`, `_warnings`, `gc`, `atexit` and their like describe and steer the running interpreter; they
//! read [`config`], which says how it was started.
//!
//! # Invariants
//! 1. Each `create` builds its module's classes, and runs once (see [`imp`]).
//! 2. What needs the machine goes through `object::hooks` or the functions in [`config::Machine`].

pub mod atexit;
pub mod config;
mod gc_module;
pub mod imp;
mod library_module;
mod lock;
pub mod marshal;
mod opcode;
mod opcode_table;
mod suggestions;
pub mod sys;
mod sysconfig;
mod testcapi;
pub mod tracemalloc;
pub mod warnings;
mod xxsubtype;

mod array;
mod arrayconv;
mod arrayitem;
mod bisect;
mod cmath;
mod collections;
mod combinatorics;
mod contextvars;
mod deque;
mod functools;
mod heapq;
mod itershare;
mod itertools;
mod lru;
mod math;
mod mathint;
mod operator;
mod ordered;
mod picklebuffer;
mod queue;
mod random;
mod statistics;
mod structfmt;
mod structs;

use heap::Value;
use object::{Gc, Module, Result};

/// The native modules around data: name and creating function.
pub static MODULES: &[(&str, fn() -> Result<Gc<Module>>)] = &[
    ("_bisect", bisect::create),
    ("_collections", collections::create),
    ("_contextvars", contextvars::create),
    ("_functools", functools::create),
    ("_heapq", heapq::create),
    ("_operator", operator::create),
    ("_queue", queue::create),
    ("_random", random::create),
    ("_statistics", statistics::create),
    ("_struct", structs::create),
    ("array", array::create),
    ("cmath", cmath::create),
    ("itertools", itertools::create),
    ("math", math::create),
];

/// The native modules that describe and steer the interpreter: name and creating function.
pub static SYSTEM_MODULES: &[(&str, fn() -> Result<Gc<Module>>)] = &[
    ("_testcapi", testcapi::create),
    ("_imp", imp::create),
    ("_library", library_module::create),
    ("_opcode", opcode::create),
    ("_suggestions", suggestions::create),
    ("xxsubtype", xxsubtype::create),
    ("_sysconfig", sysconfig::create),
    ("_warnings", warnings::create),
    ("atexit", atexit::create),
    ("_picklebuffer", picklebuffer::create),
    ("_tracemalloc", tracemalloc::create),
    ("gc", gc_module::create),
    ("marshal", marshal::create),
];

/// A copy of the bytes of a bytes-like object; nothing for other objects.
fn bytes_like(v: Value) -> Result<Option<Vec<u8>>> {
    if !object::buffer::has_buffer(v) {
        return Ok(None);
    }
    Ok(Some(object::buffer::get_buffer(v, false)?.as_slice().to_vec()))
}
