//! The lock that admits one thread at a time, with fair hand-over.
//!
//! A waiter that has waited a whole switch interval without any change of holder calls the switch hook, which asks the
//! holder to call [`yield_to_waiter`] at its next poll. There the holder releases the lock and sleeps until another
//! thread has really taken it; otherwise it would win the race to retake it nearly always.

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Who holds the lock, and who did.
struct State {
    held: bool,
    /// Counts the times the lock was taken.
    taken: u64,
    /// The last holder's serial number and user word.
    last: u64,
    last_word: usize,
    /// Threads in [`yield_to_waiter`] that wait for `taken` to change.
    yielding: usize,
}

struct Lock {
    state: Mutex<State>,
    /// Signalled when the lock is released.
    free: Condvar,
    /// Signalled when the lock was taken while somebody yields.
    switched: Condvar,
}

/// The lock in a cell, because the child of a fork replaces it.
struct Slot(UnsafeCell<Lock>);

// SAFETY: the lock is shared by reference, except in `after_fork_child`, where there is one thread only.
unsafe impl Sync for Slot {}

const fn new_lock(held: bool, last: u64, last_word: usize) -> Lock {
    Lock {
        state: Mutex::new(State { held, taken: 0, last, last_word, yielding: 0 }),
        free: Condvar::new(),
        switched: Condvar::new(),
    }
}

static LOCK: Slot = Slot(UnsafeCell::new(new_lock(false, 0, 0)));
/// The serial number of the only thread that may still take the lock; 0 while all may.
static OWNER: AtomicU64 = AtomicU64::new(0);
static WAITERS: AtomicUsize = AtomicUsize::new(0);
static INTERVAL_NANOS: AtomicU64 = AtomicU64::new(5_000_000);
static SWITCH_HOOK: AtomicUsize = AtomicUsize::new(0);

fn lock() -> &'static Lock {
    // SAFETY: see `Slot`.
    unsafe { &*LOCK.0.get() }
}

fn state() -> MutexGuard<'static, State> {
    // Nobody panics while holding the mutex, so its content is good even if it says poisoned.
    lock().state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes the lock for the thread with serial number `me`. Returns the last holder's word if that was another thread.
pub(crate) fn take(me: u64) -> Option<usize> {
    let mut state = state();
    if state.held {
        WAITERS.fetch_add(1, Ordering::Relaxed);
        state = wait(state, me);
        WAITERS.fetch_sub(1, Ordering::Relaxed);
    }
    if is_shut_out(me) {
        drop(state);
        loop {
            std::thread::park();
        }
    }
    state.held = true;
    state.taken += 1;
    if state.yielding > 0 {
        lock().switched.notify_all();
    }
    let old = (state.last != me && state.last != 0).then_some(state.last_word);
    state.last = me;
    old
}

fn is_shut_out(me: u64) -> bool {
    let owner = OWNER.load(Ordering::Relaxed);
    owner != 0 && owner != me
}

/// From now on only the caller, who holds the lock, can take it: threads that try wait until the process ends.
pub(crate) fn close(me: u64) {
    let state = state();
    OWNER.store(me, Ordering::Relaxed);
    drop(state);
    lock().free.notify_all();
}

pub(crate) fn is_closed() -> bool {
    OWNER.load(Ordering::Relaxed) != 0
}

/// Waits until the lock is not held, or the waiter is shut out.
fn wait(mut state: MutexGuard<'static, State>, me: u64) -> MutexGuard<'static, State> {
    while state.held && !is_shut_out(me) {
        let taken = state.taken;
        let timeout;
        (state, timeout) = lock().free.wait_timeout(state, switch_interval()).unwrap_or_else(PoisonError::into_inner);
        if state.held && timeout.timed_out() && state.taken == taken {
            drop(state);
            call_switch_hook();
            state = self::state();
        }
    }
    state
}

/// Releases the lock; `word` is what the next holder's switch hook is told.
pub(crate) fn release(word: usize) {
    let mut state = state();
    debug_assert!(state.held);
    state.held = false;
    state.last_word = word;
    // Waiters are counted under the mutex, so none is overlooked. Waking nobody would be a system call all the same.
    let anybody = waiters() > 0;
    drop(state);
    if anybody {
        lock().free.notify_one();
    }
}

/// Releases the lock and sleeps until another thread has taken it, if one waits. The caller takes it again.
pub(crate) fn yield_to_waiter(word: usize) {
    let mut state = state();
    state.held = false;
    state.last_word = word;
    let taken = state.taken;
    lock().free.notify_one();
    state.yielding += 1;
    while state.taken == taken && waiters() > 0 {
        // The timeout covers a waiter that is about to leave.
        let pause = Duration::from_millis(1);
        (state, _) = lock().switched.wait_timeout(state, pause).unwrap_or_else(PoisonError::into_inner);
    }
    state.yielding -= 1;
}

pub(crate) fn waiters() -> usize {
    WAITERS.load(Ordering::Relaxed)
}

pub(crate) fn set_switch_interval(interval: Duration) {
    let nanos = u64::try_from(interval.as_nanos()).unwrap_or(u64::MAX).max(1);
    INTERVAL_NANOS.store(nanos, Ordering::Relaxed);
}

pub(crate) fn switch_interval() -> Duration {
    Duration::from_nanos(INTERVAL_NANOS.load(Ordering::Relaxed))
}

pub(crate) fn set_switch_hook(hook: fn()) {
    SWITCH_HOOK.store(hook as usize, Ordering::Release);
}

fn call_switch_hook() {
    let hook = SWITCH_HOOK.load(Ordering::Acquire);
    if hook != 0 {
        // SAFETY: only `set_switch_hook` stores here, and it stores such a function.
        let hook: fn() = unsafe { std::mem::transmute(hook) };
        hook();
    }
}

/// The guard of the lock's mutex while a fork is under way.
struct ForkGuard(UnsafeCell<Option<MutexGuard<'static, State>>>);

// SAFETY: only the forking thread, which holds the GIL, touches it.
unsafe impl Sync for ForkGuard {}

static FORK_GUARD: ForkGuard = ForkGuard(UnsafeCell::new(None));

/// Keeps the lock's mutex held across a fork, so that the child does not inherit it in the middle of a change.
pub(crate) fn before_fork() {
    // SAFETY: see `ForkGuard`.
    unsafe { *FORK_GUARD.0.get() = Some(state()) };
}

pub(crate) fn after_fork_parent() {
    // SAFETY: see `ForkGuard`.
    drop(unsafe { (*FORK_GUARD.0.get()).take() });
}

/// The child has one thread, which holds the lock: all else about the lock is forgotten.
pub(crate) fn after_fork_child(me: u64, word: usize) {
    // SAFETY: see `ForkGuard`. The guard is forgotten, because the mutex it belongs to is replaced.
    std::mem::forget(unsafe { (*FORK_GUARD.0.get()).take() });
    // SAFETY: the only thread of the process replaces the lock; nobody waits in it.
    unsafe { LOCK.0.get().write(new_lock(true, me, word)) };
    WAITERS.store(0, Ordering::Relaxed);
}
