//! `itertools.product`, `permutations`, `combinations` and `combinations_with_replacement`.
//!
//! Each keeps the indices of the last result and turns them into the next ones, in lexicographic order.

use heap::{GcVec, Head, Value};
use object::class::{Class, ClassBuilder, ClassFlags};
use object::gc::{Object, ValueExt};
use object::{Gc, Module, Result, Row, Tuple, native, none, number, object_type, ops};

use crate::itertools::{HEAD, iterator, non_negative};

#[repr(C)]
struct Product {
    head: Head,
    pools: GcVec<Gc<Tuple>>,
    indices: GcVec<usize>,
    started: bool,
    stopped: bool,
}
object_type!(Product);

macro_rules! selections {
    ($($t:ident)*) => { $(
        #[repr(C)]
        struct $t {
            head: Head,
            pool: Gc<Tuple>,
            indices: GcVec<usize>,
            /// Only used by permutations.
            cycles: GcVec<usize>,
            r: usize,
            started: bool,
            stopped: bool,
        }
        object_type!($t);
    )* };
}
selections! { Permutations Combinations WithReplacement }

/// Declares the classes.
pub fn add_to(m: Gc<Module>) {
    iterator!(
        m,
        Product,
        "product",
        "__new__($type, /, *iterables, repeat=1)",
        product_new,
        product_advance,
        "Cartesian product of input iterables.  Equivalent to nested for-loops.\n\nFor example, product(A, B) returns the same as:  ((x,y) for x in A for y in B).\n\
         The leftmost iterators are in the outermost for-loop, so the output tuples\ncycle in a manner similar to an odometer (with the rightmost element changing\non every iteration).\n\n\
         To compute the product of an iterable with itself, specify the number\nof repetitions with the optional repeat keyword argument. For example,\n\
         product(A, repeat=4) means the same as product(A, A, A, A).\n\nproduct('ab', range(3)) --> ('a',0) ('a',1) ('a',2) ('b',0) ('b',1) ('b',2)\n\
         product((0,1), (0,1), (0,1)) --> (0,0,0) (0,0,1) (0,1,0) (0,1,1) (1,0,0) ...",
        Row::method("__sizeof__($self, /)", native(product_sizeof)).doc("Returns size in memory, in bytes."),
    );
    iterator!(
        m,
        Permutations,
        "permutations",
        "__new__($type, /, iterable, r=None)",
        permutations_new,
        permutations_advance,
        "Return successive r-length permutations of elements in the iterable.\n\npermutations(range(3), 2) --> (0,1), (0,2), (1,0), (1,2), (2,0), (2,1)",
        Row::method("__sizeof__($self, /)", native(permutations_sizeof)).doc("Returns size in memory, in bytes."),
    );
    iterator!(
        m,
        Combinations,
        "combinations",
        "__new__($type, /, iterable, r)",
        combinations_new,
        combinations_advance,
        "Return successive r-length combinations of elements in the iterable.\n\ncombinations(range(4), 3) --> (0,1,2), (0,1,3), (0,2,3), (1,2,3)",
        Row::method("__sizeof__($self, /)", native(combinations_sizeof)).doc("Returns size in memory, in bytes."),
    );
    iterator!(
        m,
        WithReplacement,
        "combinations_with_replacement",
        "__new__($type, /, iterable, r)",
        replacement_new,
        replacement_advance,
        "Return successive r-length combinations of elements in the iterable allowing individual elements to have successive repeats.\n\n\
         combinations_with_replacement('ABC', 2) --> ('A','A'), ('A','B'), ('A','C'), ('B','B'), ('B','C'), ('C','C')",
        Row::method("__sizeof__($self, /)", native(replacement_sizeof)).doc("Returns size in memory, in bytes."),
    );
}

/// Bytes of an iterator whose own structure takes `own` of them, with this many indices.
fn size_with(own: usize, indices: usize) -> usize {
    own + 8 * indices
}
fn product_sizeof(p: Gc<Product>) -> usize {
    size_with(48, p.indices.len())
}
fn permutations_sizeof(p: Gc<Permutations>) -> usize {
    size_with(64, p.indices.len() + p.cycles.len())
}
fn combinations_sizeof(c: Gc<Combinations>) -> usize {
    size_with(56, c.indices.len())
}
fn replacement_sizeof(c: Gc<WithReplacement>) -> usize {
    size_with(56, c.indices.len())
}

fn pool_of(iterable: Value) -> Result<Gc<Tuple>> {
    if let Some(t) = iterable.cast_exact::<Tuple>() {
        return Ok(t);
    }
    let items = object::iter::collect(iterable)?;
    Ok(Tuple::from_slice(&items))
}

fn product_new(class: Gc<Class>, iterables: Gc<Tuple>, repeat: Option<isize>) -> Result<Gc<Product>> {
    let repeat = non_negative(repeat.unwrap_or(1), "repeat argument cannot be negative")?;
    let n = iterables.as_slice().len();
    if n.checked_mul(repeat).is_none_or(|t| t > isize::MAX as usize / 8) {
        return object::overflow_error("repeat argument too large");
    }
    let mut once: GcVec<Gc<Tuple>> = GcVec::new();
    if repeat > 0 {
        for v in iterables.as_slice() {
            once.push(pool_of(*v)?);
        }
    }
    let mut pools: GcVec<Gc<Tuple>> = GcVec::new();
    if pools.try_reserve(once.len() * repeat).is_err() {
        return object::memory_error();
    }
    for _ in 0..repeat {
        pools.extend_from_slice(&once);
    }
    let mut indices = GcVec::new();
    indices.resize(pools.len(), 0);
    Ok(Product { head: HEAD, pools, indices, started: false, stopped: false }.alloc_in(class))
}

fn product_advance(mut p: Gc<Product>) -> Result<Option<Value>> {
    if p.stopped {
        return Ok(None);
    }
    if !p.started {
        p.started = true;
        if p.pools.iter().any(|t| t.as_slice().is_empty()) {
            p.stopped = true;
            return Ok(None);
        }
    } else {
        let mut i = p.pools.len();
        loop {
            if i == 0 {
                p.stopped = true;
                return Ok(None);
            }
            i -= 1;
            p.indices[i] += 1;
            if p.indices[i] < p.pools[i].as_slice().len() {
                break;
            }
            p.indices[i] = 0;
        }
    }
    let t = Tuple::build(p.pools.len(), |i| p.pools[i].as_slice()[p.indices[i]]);
    Ok(Some(if p.pools.is_empty() { object::seq::tuple(&[]) } else { t.value() }))
}

/// The selected items, as a tuple.
fn selected(pool: Gc<Tuple>, indices: &[usize]) -> Option<Value> {
    if indices.is_empty() {
        return Some(object::seq::tuple(&[]));
    }
    Some(Tuple::build(indices.len(), |i| pool.as_slice()[indices[i]]).value())
}

fn permutations_new(class: Gc<Class>, iterable: Value, r: Option<Value>) -> Result<Gc<Permutations>> {
    let pool = pool_of(iterable)?;
    let n = pool.as_slice().len();
    let r = match r {
        None => n,
        Some(v) if v == none() => n,
        Some(v) if !number::is_int(v) => return object::type_error("Expected int as r"),
        Some(v) => non_negative(ops::to_isize(v)?, "r must be non-negative")?,
    };
    let indices: GcVec<usize> = (0..n).collect();
    let cycles: GcVec<usize> = if r > n { GcVec::new() } else { (0..r).map(|i| n - i).collect() };
    Ok(Permutations { head: HEAD, pool, indices, cycles, r, started: false, stopped: r > n }.alloc_in(class))
}

fn permutations_advance(mut p: Gc<Permutations>) -> Result<Option<Value>> {
    if p.stopped {
        return Ok(None);
    }
    let (n, r) = (p.indices.len(), p.r);
    if !p.started {
        p.started = true;
        return Ok(selected(p.pool, &p.indices[..r]));
    }
    for i in (0..r).rev() {
        p.cycles[i] -= 1;
        if p.cycles[i] == 0 {
            p.indices[i..].rotate_left(1);
            p.cycles[i] = n - i;
        } else {
            let j = n - p.cycles[i];
            p.indices.swap(i, j);
            return Ok(selected(p.pool, &p.indices[..r]));
        }
    }
    p.stopped = true;
    Ok(None)
}

fn combinations_new(class: Gc<Class>, iterable: Value, r: isize) -> Result<Gc<Combinations>> {
    let pool = pool_of(iterable)?;
    let r = non_negative(r, "r must be non-negative")?;
    let stopped = r > pool.as_slice().len();
    let indices: GcVec<usize> = if stopped { GcVec::new() } else { (0..r).collect() };
    Ok(Combinations { head: HEAD, pool, indices, cycles: GcVec::new(), r, started: false, stopped }.alloc_in(class))
}

fn combinations_advance(mut c: Gc<Combinations>) -> Result<Option<Value>> {
    if c.stopped {
        return Ok(None);
    }
    let (n, r) = (c.pool.as_slice().len(), c.r);
    if c.started {
        // The rightmost index that is not at its last position.
        let Some(i) = (0..r).rev().find(|i| c.indices[*i] != i + n - r) else {
            c.stopped = true;
            return Ok(None);
        };
        c.indices[i] += 1;
        for j in i + 1..r {
            c.indices[j] = c.indices[j - 1] + 1;
        }
    }
    c.started = true;
    Ok(selected(c.pool, &c.indices))
}

fn replacement_new(class: Gc<Class>, iterable: Value, r: isize) -> Result<Gc<WithReplacement>> {
    let pool = pool_of(iterable)?;
    let r = non_negative(r, "r must be non-negative")?;
    let stopped = pool.as_slice().is_empty() && r > 0;
    let mut indices: GcVec<usize> = GcVec::new();
    if indices.try_reserve(r).is_err() {
        return object::memory_error();
    }
    indices.resize(r, 0);
    Ok(WithReplacement { head: HEAD, pool, indices, cycles: GcVec::new(), r, started: false, stopped }.alloc_in(class))
}

fn replacement_advance(mut c: Gc<WithReplacement>) -> Result<Option<Value>> {
    if c.stopped {
        return Ok(None);
    }
    let (n, r) = (c.pool.as_slice().len(), c.r);
    if c.started {
        let Some(i) = (0..r).rev().find(|i| c.indices[*i] != n - 1) else {
            c.stopped = true;
            return Ok(None);
        };
        let k = c.indices[i] + 1;
        c.indices[i..].fill(k);
    }
    c.started = true;
    Ok(selected(c.pool, &c.indices))
}
