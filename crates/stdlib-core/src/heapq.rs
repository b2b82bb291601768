//! The module `_heapq`: binary heaps in lists, smallest or largest item first.
//!
//! A comparison may change the list; every step therefore checks the length again.

use heap::Value;
use object::ops::{self, CmpOp};
use object::{Gc, List, Module, Result, Row, native};

/// Creates the module.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_heapq");
    m.set_doc("Heap queue algorithm (a.k.a. priority queue).");
    m.add_rows(ROWS);
    Ok(m)
}

static ROWS: &[Row] = &[
    Row::function("heappush($module, heap, item, /)", native(push::<false>)).doc("Push item onto heap, maintaining the heap invariant."),
    Row::function("heappop($module, heap, /)", native(pop::<false>)).doc("Pop the smallest item off the heap, maintaining the heap invariant."),
    Row::function("heapify($module, heap, /)", native(heapify::<false>)).doc("Transform list into a heap, in-place, in O(len(heap)) time."),
    Row::function("heapreplace($module, heap, item, /)", native(replace::<false>)).doc(
        "Pop and return the current smallest value, and add the new item.\n\nThis is more efficient than heappop() followed by heappush(), and can be\n\
         more appropriate when using a fixed-size heap.  Note that the value\nreturned may be larger than item!  That constrains reasonable uses of\nthis routine unless written as part of a conditional replacement:\n\n    \
         if item > heap[0]:\n        item = heapreplace(heap, item)",
    ),
    Row::function("heappushpop($module, heap, item, /)", native(pushpop::<false>)).doc(
        "Push item on the heap, then pop and return the smallest item from the heap.\n\nThe combined action runs more efficiently than heappush() followed by\na separate call to heappop().",
    ),
    Row::function("heappush_max($module, heap, item, /)", native(push::<true>)).doc("Push item onto max heap, maintaining the heap invariant."),
    Row::function("heappop_max($module, heap, /)", native(pop::<true>)).doc("Maxheap variant of heappop."),
    Row::function("heapify_max($module, heap, /)", native(heapify::<true>)).doc("Maxheap variant of heapify."),
    Row::function("heapreplace_max($module, heap, item, /)", native(replace::<true>)).doc("Maxheap variant of heapreplace."),
    Row::function("heappushpop_max($module, heap, item, /)", native(pushpop::<true>)).doc(
        "Maxheap variant of heappushpop.\n\nThe combined action runs more efficiently than heappush_max() followed by\na separate call to heappop_max().",
    ),
];

/// Does `a` belong nearer to the top than `b`?
#[inline]
fn before<const MAX: bool>(a: Value, b: Value) -> Result<bool> {
    if MAX { ops::compare_bool(CmpOp::Lt, b, a) } else { ops::compare_bool(CmpOp::Lt, a, b) }
}

fn unchanged(h: Gc<List>, n: usize) -> Result<()> {
    if h.items.len() == n { Ok(()) } else { object::runtime_error("list changed size during iteration") }
}

/// Moves the item at `pos` towards the top, not above `top`, until it is in its place.
fn sift_up<const MAX: bool>(mut h: Gc<List>, top: usize, pos: usize) -> Result<()> {
    let n = h.items.len();
    if pos >= n {
        return object::index_error("index out of range");
    }
    let mut pos = pos;
    while pos > top {
        let parent = (pos - 1) / 2;
        if !before::<MAX>(h.items[pos], h.items[parent])? {
            unchanged(h, n)?;
            break;
        }
        unchanged(h, n)?;
        h.items.swap(pos, parent);
        pos = parent;
    }
    Ok(())
}

/// Moves the item at `pos` down to the leaves along the better children, then up again to its place: fewer comparisons
/// than stopping on the way.
fn sift_down<const MAX: bool>(mut h: Gc<List>, pos: usize) -> Result<()> {
    let n = h.items.len();
    if pos >= n {
        return object::index_error("index out of range");
    }
    let top = pos;
    let mut pos = pos;
    while pos < n / 2 {
        let mut child = 2 * pos + 1;
        if child + 1 < n {
            if !before::<MAX>(h.items[child], h.items[child + 1])? {
                child += 1;
            }
            unchanged(h, n)?;
        }
        h.items.swap(pos, child);
        pos = child;
    }
    sift_up::<MAX>(h, top, pos)
}

fn push<const MAX: bool>(mut heap: Gc<List>, item: Value) -> Result<()> {
    heap.items.push(item);
    sift_up::<MAX>(heap, 0, heap.items.len() - 1)
}

fn pop<const MAX: bool>(mut heap: Gc<List>) -> Result<Value> {
    let Some(last) = heap.items.pop() else { return object::index_error("index out of range") };
    if heap.items.is_empty() {
        return Ok(last);
    }
    let top = std::mem::replace(&mut heap.items[0], last);
    sift_down::<MAX>(heap, 0)?;
    Ok(top)
}

fn replace<const MAX: bool>(mut heap: Gc<List>, item: Value) -> Result<Value> {
    if heap.items.is_empty() {
        return object::index_error("index out of range");
    }
    let top = std::mem::replace(&mut heap.items[0], item);
    sift_down::<MAX>(heap, 0)?;
    Ok(top)
}

fn pushpop<const MAX: bool>(mut heap: Gc<List>, item: Value) -> Result<Value> {
    let Some(top) = heap.items.first().copied() else { return Ok(item) };
    if !before::<MAX>(top, item)? {
        return Ok(item);
    }
    if heap.items.is_empty() {
        return object::index_error("index out of range");
    }
    let top = std::mem::replace(&mut heap.items[0], item);
    sift_down::<MAX>(heap, 0)?;
    Ok(top)
}

fn heapify<const MAX: bool>(heap: Gc<List>) -> Result<()> {
    for i in (0..heap.items.len() / 2).rev() {
        sift_down::<MAX>(heap, i)?;
    }
    Ok(())
}
