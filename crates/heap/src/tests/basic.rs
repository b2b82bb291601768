//! Allocation, collection, reuse.

use super::with_heap;
use crate::*;

static NODE: Shape = Shape::new(Scan::Words);

#[repr(C)]
struct Node {
    head: Head,
    next: Option<Value>,
    tag: usize,
}

fn node(next: Option<Value>, tag: usize) -> Value {
    let head = Head { map: std::ptr::null() };
    Value::from_ptr(alloc::new(&NODE, Node { head, next, tag }))
}

#[inline(never)]
fn list(n: usize) -> Value {
    let mut at = node(None, 0);
    for tag in 1..n {
        at = node(Some(at), tag);
    }
    at
}

#[test]
fn a_list_survives_and_garbage_goes() {
    with_heap(|| {
        let kept = list(100_000);
        list(1_000_000);
        sanitize_stack();
        let stats = collect();
        assert!(stats.live_cells >= 100_000 && stats.live_cells < 300_000, "{stats:?}");
        let (mut at, mut n) = (Some(kept), 0);
        while let Some(value) = at {
            // SAFETY: the list consists of nodes.
            let node = unsafe { &*value.as_ptr::<Node>() };
            n += 1;
            assert_eq!(node.tag, 100_000 - n);
            at = node.next;
        }
        assert_eq!(n, 100_000);
    });
}
