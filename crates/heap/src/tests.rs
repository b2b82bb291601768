//! Tests that need a heap. They take turns, since the heap, its hooks and its statistics are the process's.

mod basic;
mod fork;
mod frozen;
mod gcvec;
mod stress;
mod threads;
mod value;
mod weak;

use std::sync::{Mutex, Once, PoisonError};

use crate::*;

/// Runs `f` on a thread that is attached to the heap.
fn with_heap(f: impl FnOnce()) {
    static INIT: Once = Once::new();
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    INIT.call_once(|| {
        crate::init(None);
        crate::detach_thread();
    });
    crate::attach_thread();
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(f));
    crate::set_stress(0);
    crate::detach_thread();
    if let Err(panic) = result {
        std::panic::resume_unwind(panic);
    }
}

/// A map without a map of its own.
static NODE: Shape = Shape::new(Scan::Words);

/// A link of a list.
#[repr(C)]
struct Node {
    head: Head,
    next: Option<Value>,
    tag: usize,
}

const NO_MAP: Head = Head { map: std::ptr::null() };

fn node(next: Option<Value>, tag: usize) -> Value {
    Value::from_ptr(alloc::new(&NODE, Node { head: NO_MAP, next, tag }))
}

fn as_node(value: Value) -> &'static mut Node {
    // SAFETY: the tests pass live nodes only.
    unsafe { &mut *value.as_ptr::<Node>() }
}

/// A list whose tags count down to 0.
#[inline(never)]
fn list(n: usize) -> Value {
    let mut at = node(None, 0);
    for tag in 1..n {
        at = node(Some(at), tag);
    }
    at
}

fn assert_list(list: Value, n: usize) {
    let (mut at, mut seen) = (Some(list), 0);
    while let Some(value) = at {
        seen += 1;
        assert_eq!(as_node(value).tag, n - seen);
        at = as_node(value).next;
    }
    assert_eq!(seen, n);
}

/// A collection without what dead frames left on the stack.
fn full_collect() -> Stats {
    sanitize_stack();
    collect()
}

/// A small generator of random numbers (xorshift), so that failures repeat.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
}
