//! The module `_queue`: `SimpleQueue`, an unbounded queue whose `get` waits without the GIL.
//!
//! Items are only touched under the GIL. A waiting thread remembers how many `put`s there were while it still had the
//! GIL, and sleeps until there are more: no `put` can fall between the look and the sleep.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use builtins::seqtools::class_getitem;
use heap::{GcVec, Head, Value};
use object::class::{Class, ClassBuilder, ClassCell, ClassFlags};
use object::error::{self, BaseException, exc};
use object::gc::Object;
use object::{Gc, Module, Result, Row, native, none, object_type, ops};

static EMPTY: ClassCell = ClassCell::new();

/// Counts the `put`s, and wakes those who wait for one.
#[derive(Default)]
struct Signal {
    puts: Mutex<u64>,
    more: Condvar,
}

/// A queue: `items[first..]`.
#[repr(C)]
pub struct SimpleQueue {
    pub head: Head,
    items: GcVec<Option<Value>>,
    first: usize,
    signal: Arc<Signal>,
}
object_type!(SimpleQueue);

/// Creates the module.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_queue");
    m.set_doc("C implementation of the Python queue module.\nThis module is an implementation detail, please do not use it directly.");
    let empty = ClassBuilder::untyped("_queue.Empty", BaseException::LAYOUT)
        .cell(&EMPTY)
        .base(exc::EXCEPTION.get())
        .flags(ClassFlags::BASETYPE | ClassFlags::HAS_DICT | ClassFlags::WEAKREF)
        .mutable()
        .doc("Exception raised by Queue.get(block=0)/get_nowait().")
        .build();
    m.set("Empty", empty);
    let c = ClassBuilder::new::<SimpleQueue>("_queue.SimpleQueue")
        .flags(ClassFlags::BASETYPE | ClassFlags::WEAKREF)
        .doc("Simple, unbounded, reentrant FIFO queue.")
        .rows(&[ROWS])
        .build();
    m.set("SimpleQueue", c);
    Ok(m)
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, /)", native(new)),
    Row::method("empty($self, /)", native(empty)).doc("Return True if the queue is empty, False otherwise (not reliable!)."),
    Row::method("get($self, /, block=True, timeout=None)", native(get)).doc(
        "Remove and return an item from the queue.\n\nIf optional args 'block' is true and 'timeout' is None (the default),\nblock if necessary until an item is available. If 'timeout' is\n\
         a non-negative number, it blocks at most 'timeout' seconds and raises\nthe Empty exception if no item was available within that time.\nOtherwise ('block' is false), return an item if one is immediately\n\
         available, else raise the Empty exception ('timeout' is ignored\nin that case).",
    ),
    Row::method("get_nowait($self, /)", native(get_nowait)).doc("Remove and return an item from the queue without blocking.\n\nOnly get an item if one is immediately available. Otherwise\nraise the Empty exception."),
    Row::method("put($self, /, item, block=True, timeout=None)", native(put)).doc(
        "Put the item on the queue.\n\nThe optional 'block' and 'timeout' arguments are ignored, as this method\nnever blocks.  They are provided for compatibility with the Queue class.",
    ),
    Row::method("put_nowait($self, /, item)", native(put_nowait)).doc("Put an item into the queue without blocking.\n\nThis is exactly equivalent to `put(item)` and is only provided\nfor compatibility with the Queue class."),
    Row::method("qsize($self, /)", native(qsize)).doc("Return the approximate size of the queue (not reliable!)."),
    Row::class_method("__class_getitem__($type, item, /)", native(class_getitem)).doc("See PEP 585"),
];

fn new(class: Gc<Class>) -> Gc<SimpleQueue> {
    SimpleQueue { head: Head { map: std::ptr::null() }, items: GcVec::new(), first: 0, signal: Arc::default() }
        .alloc_in(class)
}

fn qsize(q: Gc<SimpleQueue>) -> usize {
    q.items.len() - q.first
}

fn empty(q: Gc<SimpleQueue>) -> bool {
    qsize(q) == 0
}

fn put(mut q: Gc<SimpleQueue>, item: Value, _block: Option<bool>, _timeout: Option<Value>) {
    q.items.push(Some(item));
    let mut puts = q.signal.puts.lock().unwrap_or_else(PoisonError::into_inner);
    *puts += 1;
    drop(puts);
    q.signal.more.notify_all();
}

fn put_nowait(q: Gc<SimpleQueue>, item: Value) {
    put(q, item, None, None);
}

fn take(mut q: Gc<SimpleQueue>) -> Option<Value> {
    let at = q.first;
    let v = q.items.get_mut(at)?.take();
    q.first += 1;
    if q.first == q.items.len() {
        q.items.clear();
        q.first = 0;
    } else if q.first >= 64 && q.first * 2 >= q.items.len() {
        let first = q.first;
        q.items.remove_range(0..first);
        q.first = 0;
    }
    v
}

fn raise_empty<T>() -> Result<T> {
    error::raise(&EMPTY, &[])
}

fn get_nowait(q: Gc<SimpleQueue>) -> Result<Value> {
    take(q).map_or_else(raise_empty, Ok)
}

/// The instant until which to wait; empty for ever.
fn deadline(timeout: Option<Value>) -> Result<Option<Instant>> {
    let Some(t) = timeout.filter(|t| *t != none()) else { return Ok(None) };
    let seconds = ops::to_f64(t)?;
    if seconds < 0.0 {
        return object::value_error("'timeout' must be a non-negative number");
    }
    match Duration::try_from_secs_f64(seconds).ok().filter(|d| d.as_secs() < i64::MAX as u64 / 1_000_000_000) {
        Some(d) => Ok(Instant::now().checked_add(d)),
        None => object::overflow_error("timeout value is too large"),
    }
}

fn get(q: Gc<SimpleQueue>, block: Option<bool>, timeout: Option<Value>) -> Result<Value> {
    /// How long a wait goes on without looking for signals.
    const SLICE: Duration = Duration::from_millis(50);
    if !block.unwrap_or(true) {
        return get_nowait(q);
    }
    let until = deadline(timeout)?;
    loop {
        if let Some(v) = take(q) {
            return Ok(v);
        }
        let seen = *q.signal.puts.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let pause = match until {
            Some(u) if u <= now => return raise_empty(),
            Some(u) => (u - now).min(SLICE),
            None => SLICE,
        };
        let signal = q.signal.clone();
        heap::without_gil(|| {
            let puts = signal.puts.lock().unwrap_or_else(PoisonError::into_inner);
            let _woken =
                signal.more.wait_timeout_while(puts, pause, |p| *p == seen).unwrap_or_else(PoisonError::into_inner);
        });
        (object::hooks::hooks().poll)()?;
    }
}
