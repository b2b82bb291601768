//! Native modules around data: collections, functions, iteration, numbers, random numbers, binary layouts.

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
mod queue;
mod random;
mod statistics;
mod structfmt;
mod structs;

use heap::Value;
use object::{Gc, Module, Result};

/// The native modules of this crate: name and creating function.
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

/// A copy of the bytes of a bytes-like object; nothing for other objects.
fn bytes_like(v: Value) -> Result<Option<Vec<u8>>> {
    if !object::buffer::has_buffer(v) {
        return Ok(None);
    }
    Ok(Some(object::buffer::get_buffer(v, false)?.as_slice().to_vec()))
}
