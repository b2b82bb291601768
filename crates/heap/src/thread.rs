//! Attached threads, and the heap's beginning.
//!
//! A thread is **attached** while it has a record here; it is **running** while it holds the GIL, **parked** otherwise.
//! A parked thread has written its callee-saved registers to its stack and put its stack pointer on record, so the
//! running thread can scan its stack. Records are touched by the running thread only.

use std::cell::Cell;
use std::ptr::null_mut;
use std::time::Duration;

use crate::gil;
use crate::gilcell::GilCell;
use crate::mark::Marker;
use crate::space::{SPACE, Space};
use crate::stack;

/// What is known of an attached thread.
struct Record {
    serial: u64,
    low: usize,
    high: usize,
    /// Where the scan of its stack begins while it is parked.
    parked_at: usize,
    /// One word for the interpreter.
    word: usize,
}

struct Threads {
    records: Vec<*mut Record>,
    switch_hook: Option<fn(usize, usize)>,
}

static THREADS: GilCell<Threads> = GilCell::new(Threads { records: Vec::new(), switch_hook: None });

/// Serial numbers are needed before the GIL is held, so they have a counter of their own.
static SERIALS: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(1);

thread_local! {
    /// This thread's record; null while it is not attached.
    static CURRENT: Cell<*mut Record> = const { Cell::new(null_mut()) };
}

fn current() -> *mut Record {
    let record = CURRENT.get();
    assert!(!record.is_null(), "the thread is not attached to the heap");
    record
}

/// Creates the heap and attaches the calling thread. `max_bytes` limits the heap's size; by default that is the
/// machine's memory. Call it once.
///
/// # Panics
/// If there is no address space for even the smallest heap.
pub fn init(max_bytes: Option<usize>) {
    let space = Space::reserve(max_bytes).expect("no address space for the heap");
    SPACE.with(|slot| {
        assert!(slot.size == 0, "the heap exists already");
        *slot = space;
    });
    attach_thread();
}

/// Takes the GIL for a new thread and registers its stack. The thread runs when this returns.
pub fn attach_thread() {
    assert!(CURRENT.get().is_null(), "the thread is attached already");
    let (low, high) = stack::bounds();
    let serial = SERIALS.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let old = gil::take(serial);
    let record = Box::into_raw(Box::new(Record { serial, low, high, parked_at: 0, word: 0 }));
    THREADS.with(|threads| threads.records.push(record));
    CURRENT.set(record);
    switched(old);
}

/// Forgets the calling thread's stack and releases the GIL. Its values are lost unless others hold them.
pub fn detach_thread() {
    let record = current();
    THREADS.with(|threads| threads.records.retain(|&other| other != record));
    CURRENT.set(null_mut());
    // SAFETY: the record came from a box and nobody knows it any more.
    let record = unsafe { Box::from_raw(record) };
    gil::release(record.word);
}

/// Whether the calling thread is attached and holds the GIL.
pub fn is_attached() -> bool {
    let record = CURRENT.get();
    // SAFETY: the record of an attached thread is valid, and no other thread writes `parked_at`.
    !record.is_null() && unsafe { (*record).parked_at == 0 }
}

/// Parks the calling thread, runs `f`, which must end up holding the GIL, and tells the hook if others ran meanwhile.
fn park(f: impl FnOnce(&Record) -> Option<usize>) {
    let record = current();
    let old = stack::with_registers_spilled(|sp| {
        // SAFETY: the record is this thread's; between here and the release inside `f` the thread still holds the GIL, and
        // it does so again when `f` returns.
        unsafe {
            (*record).parked_at = sp;
            let old = f(&*record);
            (*record).parked_at = 0;
            old
        }
    });
    switched(old);
}

/// Releases the GIL, runs `f`, takes the GIL again. `f` must not touch the heap; values in the caller's variables stay
/// alive. If `f` panics, the GIL is taken again before the panic goes on.
pub fn without_gil<R>(f: impl FnOnce() -> R) -> R {
    let mut result = None;
    park(|record| {
        gil::release(record.word);
        result = Some(std::panic::catch_unwind(std::panic::AssertUnwindSafe(f)));
        gil::take(record.serial)
    });
    match result {
        Some(Ok(result)) => result,
        Some(Err(panic)) => std::panic::resume_unwind(panic),
        None => unreachable!("park calls its function"),
    }
}

/// Runs `f` with the GIL inside a `without_gil`, for callbacks of foreign code. Frames between the two must hold no values.
/// On a thread that holds the GIL already it just runs `f`.
pub fn with_gil<R>(f: impl FnOnce() -> R) -> R {
    let record = current();
    // SAFETY: the record is this thread's own, and its `parked_at` is written by this thread only.
    let parked_at = unsafe { (*record).parked_at };
    if parked_at == 0 {
        return f();
    }
    // SAFETY: as above; the other threads read `parked_at` only while they hold the GIL.
    unsafe {
        let old = gil::take((*record).serial);
        (*record).parked_at = 0;
        switched(old);
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(f));
        (*record).parked_at = parked_at;
        gil::release((*record).word);
        match result {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }
}

/// Lets a waiting thread run, if there is one; it really gets the GIL.
pub fn yield_gil() {
    if gil::waiters() == 0 {
        return;
    }
    park(|record| {
        gil::yield_to_waiter(record.word);
        gil::take(record.serial)
    });
}

/// Keeps all other threads from ever running again: at the end of the process.
pub fn close_gil() {
    // SAFETY: the record is this thread's own.
    gil::close(unsafe { (*current()).serial });
}

/// Was the GIL closed?
pub fn is_closed() -> bool {
    gil::is_closed()
}

/// How many threads wait for the GIL.
pub fn gil_waiters() -> usize {
    gil::waiters()
}

/// Sets a function that a thread calls, without the GIL, when it has waited for the GIL for a whole switch interval. It
/// should make the holder call [`yield_gil`] soon.
pub fn set_switch_hook(hook: fn()) {
    gil::set_switch_hook(hook);
}

/// Sets how long a thread may keep the GIL while others wait.
pub fn set_switch_interval(interval: Duration) {
    gil::set_switch_interval(interval);
}

/// How long a thread may keep the GIL while others wait; 5 ms at first.
pub fn switch_interval() -> Duration {
    gil::switch_interval()
}

/// Sets a function that is called with the words of the last holder and of this thread whenever a thread takes the GIL
/// after another one had it.
pub fn set_thread_switch_hook(hook: fn(usize, usize)) {
    THREADS.with(|threads| threads.switch_hook = Some(hook));
}

/// Calls the thread switch hook if the last holder (whose word is `old`) was another thread.
fn switched(old: Option<usize>) {
    if let Some(old) = old
        && let Some(hook) = THREADS.with(|threads| threads.switch_hook)
    {
        hook(old, thread_word());
    }
}

/// The calling thread's user word; zero until it was set.
#[inline]
pub fn thread_word() -> usize {
    // SAFETY: the record is this thread's own.
    unsafe { (*current()).word }
}

/// Sets the calling thread's user word. The collector does not look at it.
pub fn set_thread_word(word: usize) {
    // SAFETY: the record is this thread's own.
    unsafe { (*current()).word = word };
}

/// Lowest and highest address of the calling thread's stack.
pub fn stack_bounds() -> (usize, usize) {
    let record = CURRENT.get();
    if record.is_null() {
        return stack::bounds();
    }
    // SAFETY: the record is this thread's own.
    unsafe { ((*record).low, (*record).high) }
}

/// Call it just before `fork`, with the GIL held; then exactly one of the other two in each process.
pub fn before_fork() {
    current();
    gil::before_fork();
}

/// Call it in the parent just after `fork`, also when the fork failed.
pub fn after_fork_parent() {
    gil::after_fork_parent();
}

/// Call it in the child just after `fork`. The other threads do not exist there, so their records go.
pub fn after_fork_child() {
    let me = current();
    // SAFETY: the record is this thread's own.
    unsafe { gil::after_fork_child((*me).serial, (*me).word) };
    THREADS.with(|threads| {
        for record in std::mem::replace(&mut threads.records, vec![me]) {
            if record != me {
                // SAFETY: a registered record came from a box, and its thread is gone.
                drop(unsafe { Box::from_raw(record) });
            }
        }
    });
}

/// Scans the part of the calling thread's stack that [`mark_stacks`] was told to leave out.
pub(crate) fn mark_stack_below(marker: &mut Marker, sp: usize, floor: usize) {
    // SAFETY: the caller's own stack.
    unsafe { marker.stack_words(sp, floor) };
}

/// Scans the stacks of all attached threads; the calling thread's from `sp` on.
pub(crate) fn mark_stacks(marker: &mut Marker, sp: usize) {
    let me = current();
    THREADS.with(|threads| {
        for &record in &threads.records {
            // SAFETY: a registered record is valid, and its thread, if it is not this one, is parked: the part of its stack
            // from `parked_at` on does not change.
            unsafe {
                let from = if record == me { sp } else { (*record).parked_at };
                debug_assert!(from != 0, "a thread without the GIL is not parked");
                marker.stack_words(from, (*record).high);
            }
        }
    });
}
