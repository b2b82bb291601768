//! A small benchmark: `cargo run --release -p pellucid-heap --example alloc`.

use std::hint::black_box;
use std::time::Instant;

use heap::{Head, Scan, Shape, Value};

static NODE: Shape = Shape::new(Scan::Words);

#[repr(C)]
struct Node {
    head: Head,
    left: Option<Value>,
    right: Option<Value>,
    tag: usize,
}

#[inline(always)]
fn node(left: Option<Value>, right: Option<Value>, tag: usize) -> Value {
    Value::from_ptr(heap::new(&NODE, Node { head: Head { map: &NODE }, left, right, tag }))
}

fn tree(depth: usize) -> Value {
    match depth {
        0 => node(None, None, 0),
        _ => {
            let left = tree(depth - 1);
            node(Some(left), Some(tree(depth - 1)), depth)
        }
    }
}

fn time<R>(what: &str, per: usize, f: impl FnOnce() -> R) -> R {
    let start = Instant::now();
    let result = f();
    let elapsed = start.elapsed();
    println!("{what}: {:.3} ms, {:.2} ns each", elapsed.as_secs_f64() * 1e3, elapsed.as_nanos() as f64 / per as f64);
    result
}

fn main() {
    time("init", 1, || heap::init(None));
    for _ in 0..3 {
        time("short-lived 32-byte objects", 100_000_000, || {
            for tag in 0..100_000_000 {
                black_box(node(None, None, tag));
            }
        });
    }
    time("binary trees of depth 16, 40 times", 40 << 17, || {
        for _ in 0..40 {
            black_box(tree(16));
        }
    });
    let mut random = 88172645463325252u64;
    let count = 10_000_000;
    let mut all = heap::GcVec::with_capacity(count);
    time("10M objects at random", count, || {
        for tag in 0..count {
            all.push(node(None, None, tag));
        }
        for i in 0..count {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let other = all[random as usize % count];
            // SAFETY: all values are nodes.
            unsafe { (*all[i].as_ptr::<Node>()).left = Some(other) };
        }
        for i in (1..count).rev() {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            all.swap(i, random as usize % (i + 1));
        }
    });
    time("full collection of them", count, heap::collect);
    time("again", count, heap::collect);
    all.clear();
    time("collection of nothing", 1, heap::collect);
    println!("{:?}", heap::stats());
}
