//! The state of one Python thread: pending and handled exceptions, the frame stack, observers.

use heap::{GcVec, Value};

use crate::frame::Frame;
use crate::gc::Gc;

/// One level of exception handling: what an `except` block is handling. A generator has a level of its own.
#[repr(C)]
pub struct ExcInfo {
    pub value: Option<Value>,
    pub previous: *mut ExcInfo,
}

/// The state of one Python thread. It lives outside the heap and is scanned as a root while the thread exists.
#[repr(C)]
pub struct ThreadState {
    /// The exception that is propagating.
    pub pending: Option<Value>,
    /// The innermost handling level.
    pub exc_info: *mut ExcInfo,
    /// The outermost handling level.
    pub exc_base: ExcInfo,
    /// The innermost frame, or null.
    pub frame: *mut Frame<Value>,
    /// Set asynchronously (signals, GIL requests, finalizers): makes the next poll look around.
    pub breaker: std::sync::atomic::AtomicU32,
    /// Python frames in use, against the recursion limit.
    pub depth: u32,
    /// Native stack address below which native recursion raises `RecursionError`.
    pub native_limit: usize,
    /// Native stack address at which the innermost run of the interpreter began. Below it are the interpreter or machine code,
    /// and the native function that one of them called with all values that Python code refers to in their slots.
    pub native_floor: usize,
    /// The base and end of the frame headers' region.
    pub frames_base: *mut Frame<Value>,
    pub frames_end: *mut Frame<Value>,
    /// How many frame headers the region holds.
    pub frames_capacity: usize,
    /// The base and end of the value slots' region.
    pub slots_base: *mut Value,
    pub slots_end: *mut Value,
    /// `sys.settrace`'s function, and `sys.setprofile`'s.
    pub trace_func: Option<Value>,
    pub profile_func: Option<Value>,
    /// A trace or profile function is running: events are off.
    pub tracing: u32,
    /// The `sys.monitoring` event being delivered, by number; -1 outside of callbacks. With `tracing` one word for machine
    /// code.
    pub what_event: i32,
    /// Who observes this thread, as bits of `observers`; zero is what the fast paths test.
    pub observers: u32,
    /// `threading.get_ident()`.
    pub ident: u64,
    /// Per-thread context (`contextvars`).
    pub context: Option<Value>,
    pub context_version: u64,
    /// Objects under `repr`, against recursion.
    pub repr_running: GcVec<Value>,
    /// `sys.set_asyncgen_hooks`.
    pub asyncgen_firstiter: Option<Value>,
    pub asyncgen_finalizer: Option<Value>,
    pub coroutine_origin_depth: u32,
    /// An exception sent by `PyThreadState_SetAsyncExc`, or by signals to be raised at the next poll.
    pub async_exc: Option<Value>,
    /// The thread-local dict of `_thread._local` and others, by owner.
    pub locals: Option<Value>,
    /// Value stack pointer saved when native code was entered; the collector scans slots up to it.
    pub saved_sp: *mut Value,
    /// Machine data of the interpreter crate for this thread.
    pub interp: *mut u8,
}

static mut CURRENT: *mut ThreadState = std::ptr::null_mut();

#[allow(static_mut_refs)]
mod registry {
    use super::ThreadState;

    static mut THREADS: Vec<*mut ThreadState> = Vec::new();

    /// Registers a new thread's state.
    pub fn register(t: *mut ThreadState) {
        // SAFETY: under the GIL.
        unsafe { THREADS.push(t) };
    }

    /// Forgets the state of a thread that ended.
    pub fn unregister(t: *mut ThreadState) {
        // SAFETY: under the GIL.
        unsafe { THREADS.retain(|x| *x != t) };
    }

    /// The states of all threads.
    #[must_use]
    pub fn all_threads() -> Vec<*mut ThreadState> {
        // SAFETY: under the GIL.
        unsafe { THREADS.clone() }
    }

    /// The states of all threads as they stand in memory, for a dump while the process crashes or hangs.
    ///
    /// # Safety
    /// Without the GIL the result may change while it is read: whoever does that accepts a crash.
    #[must_use]
    pub unsafe fn peek_threads() -> &'static [*mut ThreadState] {
        // SAFETY: promised by the caller.
        unsafe { &THREADS }
    }
}
pub use registry::{all_threads, peek_threads, register, unregister};

/// A copyable reference to the current thread's state.
#[derive(Clone, Copy)]
pub struct Thread(*mut ThreadState);

impl std::ops::Deref for Thread {
    type Target = ThreadState;
    #[inline(always)]
    fn deref(&self) -> &ThreadState {
        // SAFETY: the state of an attached thread lives until it detaches.
        unsafe { &*self.0 }
    }
}
impl std::ops::DerefMut for Thread {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut ThreadState {
        // SAFETY: as above; only the thread that holds the GIL gets here.
        unsafe { &mut *self.0 }
    }
}

impl Thread {
    /// The raw pointer.
    #[must_use]
    pub fn as_ptr(self) -> *mut ThreadState {
        self.0
    }
}

/// The state of the running thread.
#[inline(always)]
#[must_use]
pub fn thread() -> Thread {
    // SAFETY: CURRENT is switched whenever the GIL changes hands.
    Thread(unsafe { CURRENT })
}

/// The running thread's state as it stands in memory, for a dump while the process crashes; null before there is one.
#[must_use]
pub fn peek_current() -> *const ThreadState {
    // SAFETY: reading the word is harmless; whoever uses the pointer answers for that.
    unsafe { CURRENT }
}

/// Makes `t` the running thread's state (at attach, and when the GIL changes hands).
///
/// # Safety
/// `t` is the state of the thread that now holds the GIL.
pub unsafe fn set_current(t: *mut ThreadState) {
    // SAFETY: under the GIL.
    unsafe { CURRENT = t };
}

/// Bits of `ThreadState::observers`.
pub mod observers {
    /// A trace function is set.
    pub const TRACE: u32 = 1;
    /// A profile function is set.
    pub const PROFILE: u32 = 2;
    /// A tool monitors all code (`sys.monitoring.set_events`); the same in all threads.
    pub const MONITOR: u32 = 4;
    /// A trace or profile function: every instruction of the thread must look for events.
    pub const LEGACY: u32 = TRACE | PROFILE;
}

static MONITORED: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);

fn new_thread_observers() -> u32 {
    if MONITORED.load(std::sync::atomic::Ordering::Relaxed) { observers::MONITOR } else { 0 }
}

/// Notes in all threads, and for those to come, whether some tool monitors all code.
pub fn set_monitored(on: bool) {
    MONITORED.store(on, std::sync::atomic::Ordering::Relaxed);
    for t in all_threads() {
        // SAFETY: registered states are alive; their threads wait for the GIL.
        unsafe { (*t).update_observers(observers::MONITOR, on) };
    }
}

/// Bits of `ThreadState::breaker`.
pub mod breaker {
    /// Another thread waits for the GIL.
    pub const GIL: u32 = 1;
    /// Signals are pending.
    pub const SIGNAL: u32 = 2;
    /// Finalizers or weak reference callbacks are pending.
    pub const FINALIZE: u32 = 4;
    /// An asynchronous exception is pending.
    pub const ASYNC: u32 = 8;
    /// Other pending calls.
    pub const CALLS: u32 = 16;
}

impl ThreadState {
    /// A fresh state without stacks.
    #[must_use]
    pub fn new() -> Box<ThreadState> {
        let null = std::ptr::null_mut;
        let mut t = Box::new(ThreadState {
            pending: None,
            exc_info: std::ptr::null_mut(),
            exc_base: ExcInfo { value: None, previous: std::ptr::null_mut() },
            frame: null(),
            breaker: std::sync::atomic::AtomicU32::new(0),
            depth: 0,
            native_limit: 0,
            native_floor: 0,
            frames_base: null(),
            frames_end: null(),
            frames_capacity: 0,
            slots_base: std::ptr::null_mut(),
            slots_end: std::ptr::null_mut(),
            trace_func: None,
            profile_func: None,
            tracing: 0,
            observers: new_thread_observers(),
            what_event: -1,
            ident: 0,
            context: None,
            context_version: 0,
            repr_running: GcVec::new(),
            asyncgen_firstiter: None,
            asyncgen_finalizer: None,
            coroutine_origin_depth: 0,
            async_exc: None,
            locals: None,
            saved_sp: std::ptr::null_mut(),
            interp: std::ptr::null_mut(),
        });
        t.exc_info = &raw mut t.exc_base;
        t
    }

    /// Does anybody observe the thread? Then new frames must choose their instructions with care.
    #[inline(always)]
    #[must_use]
    pub fn is_observed(&self) -> bool {
        self.observers != 0
    }

    /// Sets `sys.settrace`'s function.
    pub fn set_trace_func(&mut self, f: Option<Value>) {
        self.trace_func = f;
        self.update_observers(observers::TRACE, f.is_some());
    }

    /// Sets `sys.setprofile`'s function.
    pub fn set_profile_func(&mut self, f: Option<Value>) {
        self.profile_func = f;
        self.update_observers(observers::PROFILE, f.is_some());
    }

    fn update_observers(&mut self, bit: u32, on: bool) {
        self.observers = if on { self.observers | bit } else { self.observers & !bit };
    }

    /// The exception being handled (`sys.exception()`), through the levels of generators.
    #[inline]
    #[must_use]
    pub fn handled_exception(&self) -> Option<Value> {
        let mut e = self.exc_info;
        // SAFETY: levels form a list that ends with `exc_base`; a generator's level is linked only while it runs.
        unsafe {
            while (*e).value.is_none() && !(*e).previous.is_null() {
                e = (*e).previous;
            }
            (*e).value
        }
    }
}

/// Raises `RecursionError` when the native stack is nearly used up.
///
/// # Errors
/// `RecursionError`.
#[inline]
pub fn check_native_stack() -> crate::Result<()> {
    check_native_stack_in("")
}

/// The same, with the words that say at the end of the message what was being done.
///
/// # Errors
/// `RecursionError`.
pub fn check_native_stack_in(what: &str) -> crate::Result<()> {
    let here = 0u8;
    if (&raw const here as usize) < thread().native_limit {
        return too_deep(what);
    }
    Ok(())
}

#[cold]
fn too_deep(what: &str) -> crate::Result<()> {
    let mut t = thread();
    // Raising needs some stack itself: lower the limit meanwhile.
    let limit = t.native_limit;
    t.native_limit = limit.saturating_sub(64 << 10);
    let r = crate::error::recursion_error(&format!("maximum recursion depth exceeded{what}"));
    t.native_limit = limit;
    r
}

/// Guards the `repr` of containers that contain themselves: `None` when `v` is being shown already.
#[must_use]
pub fn enter_repr(v: Value) -> Option<ReprGuard> {
    let mut t = thread();
    if t.repr_running.as_slice().contains(&v) {
        return None;
    }
    t.repr_running.push(v);
    Some(ReprGuard(v))
}

/// Ends an `enter_repr` when dropped.
pub struct ReprGuard(Value);

impl Drop for ReprGuard {
    fn drop(&mut self) {
        let mut t = thread();
        let v = self.0;
        if let Some(i) = t.repr_running.iter().rposition(|x| *x == v) {
            t.repr_running.remove(i);
        }
    }
}

/// The frame that runs now, as `sys._getframe(depth)` counts.
#[must_use]
pub fn nth_frame(depth: usize) -> Option<*mut Frame<Value>> {
    let mut f = thread().frame;
    for _ in 0..depth {
        if f.is_null() {
            return None;
        }
        // SAFETY: frames of a thread form a list that ends with null.
        f = unsafe { (*f).prev };
    }
    (!f.is_null()).then_some(f)
}

/// Sets `ThreadState::native_floor` while it exists.
pub struct Floor(usize);

impl Floor {
    /// The interpreter starts at this address.
    #[must_use]
    pub fn at(address: usize) -> Floor {
        Floor(std::mem::replace(&mut thread().native_floor, address))
    }
}

impl Drop for Floor {
    fn drop(&mut self) {
        thread().native_floor = self.0;
    }
}

/// Slots above a frame's stack that native code may have been given, at most.
const ABOVE: usize = 512;

/// Empties what popped values and ended calls left above the innermost frame's stack, and between a frame's stack and the
/// next frame, so that they keep nothing alive. For a collection whose result a program can see.
///
/// Native code only runs with the frame's stack pointer saved, above all operands that are still needed.
pub fn clear_dead_slots() {
    let t = thread();
    let mut p = t.frame;
    if p.is_null() {
        return;
    }
    // SAFETY: frames form a list; all slots up to the region's end may be written; values lie below each `sp` only.
    unsafe {
        let top = &*p;
        let end = top.slots.add((top.code.n_locals_plus + top.code.stack_size) as usize).max(top.sp);
        let mut end = end.add(ABOVE).min(t.slots_end);
        while !p.is_null() {
            let f = &*p;
            if f.sp < end {
                std::ptr::write_bytes(f.sp, 0, end.offset_from(f.sp) as usize);
            }
            end = f.slots;
            p = f.prev;
        }
    }
}

/// The globals of the innermost Python frame.
#[must_use]
pub fn current_globals() -> Option<Gc<crate::Dict>> {
    // SAFETY: a frame's function is a Function.
    nth_frame(0).map(|f| unsafe { (*f).function().globals })
}

static mut DEV_MODE: bool = false;

/// `sys.flags.dev_mode` (`-X dev`).
#[must_use]
pub fn dev_mode() -> bool {
    // SAFETY: written at start-up only.
    unsafe { DEV_MODE }
}

/// Sets `sys.flags.dev_mode`, at start-up.
pub fn set_dev_mode(on: bool) {
    // SAFETY: start-up is single-threaded.
    unsafe { DEV_MODE = on };
}

static mut IMPORT_TIME: bool = false;

/// `-X importtime`.
#[must_use]
pub fn import_time() -> bool {
    // SAFETY: written at start-up only.
    unsafe { IMPORT_TIME }
}

/// Sets whether imports are timed, at start-up.
pub fn set_import_time(on: bool) {
    // SAFETY: start-up is single-threaded.
    unsafe { IMPORT_TIME = on };
}

static mut BYTES_WARNING: i64 = 0;

/// `sys.flags.bytes_warning` (`-b`).
#[must_use]
pub fn bytes_warning() -> i64 {
    // SAFETY: written at start-up only.
    unsafe { BYTES_WARNING }
}

/// Sets `sys.flags.bytes_warning`, at start-up.
pub fn set_bytes_warning(level: i64) {
    // SAFETY: start-up is single-threaded.
    unsafe { BYTES_WARNING = level };
}
