//! Native modules around data: collections, functions, iteration, numbers, random numbers, binary layouts.

mod bisect;
mod cmath;
mod collections;
mod combinatorics;
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

use heap::Value;
use object::gc::ValueExt;
use object::{ByteArray, Bytes, Gc, Module, Result};

/// The native modules of this crate: name and creating function.
pub static MODULES: &[(&str, fn() -> Result<Gc<Module>>)] = &[
    ("_bisect", bisect::create),
    ("_collections", collections::create),
    ("_functools", functools::create),
    ("_heapq", heapq::create),
    ("_operator", operator::create),
    ("cmath", cmath::create),
    ("itertools", itertools::create),
    ("math", math::create),
];

/// A copy of the bytes of a bytes-like object; nothing for other objects.
fn bytes_like(v: Value) -> Result<Option<Vec<u8>>> {
    Ok(v.cast::<Bytes>().map(|b| b.as_slice().to_vec()).or_else(|| v.cast::<ByteArray>().map(|b| b.data.to_vec())))
}
