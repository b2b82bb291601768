//! Starting and joining threads.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use heap::{Head, RootVec, Value};
use object::class::{ClassBuilder, ClassFlags};
use object::gc::{Object, ValueExt};
use object::{Class, Dict, Gc, Result, Row, Tuple, native, none, number, raise_exc, raise_type};

use builtins::pytime::{Round, nanos_of};

use super::{RUNNING, ident, thread_stack};
use builtins::park::{Event, now};

const NOT_STARTED: u8 = 0;
const STARTING: u8 = 1;
const RUNNING_STATE: u8 = 2;
const DONE: u8 = 3;

/// What a thread and its handles share.
#[derive(Default)]
struct Shared {
    state: AtomicU8,
    ident: AtomicU64,
    /// Set when the thread has ended.
    done: Event,
}

impl Shared {
    fn finish(&self) {
        self.state.store(DONE, Ordering::Release);
        self.done.set();
    }
}

/// `_thread._ThreadHandle`.
#[repr(C)]
pub struct Handle {
    head: Head,
    shared: Arc<Shared>,
}
object::object_type!(Handle);

/// The threads that shutdown waits for. Locked under the GIL only, or the child of a fork could find it locked.
static JOINED_AT_EXIT: Mutex<Vec<Arc<Shared>>> = Mutex::new(Vec::new());
static MAIN_IDENT: AtomicU64 = AtomicU64::new(0);

fn waited_for() -> std::sync::MutexGuard<'static, Vec<Arc<Shared>>> {
    JOINED_AT_EXIT.lock().unwrap_or_else(PoisonError::into_inner)
}

pub fn note_main_thread() {
    if crate::signal::on_main_thread() {
        MAIN_IDENT.store(ident(), Ordering::Relaxed);
    }
}
pub fn main_ident() -> u64 {
    MAIN_IDENT.load(Ordering::Relaxed)
}

pub fn after_fork_child() {
    MAIN_IDENT.store(ident(), Ordering::Relaxed);
    let own = object::thread().as_ptr();
    for t in object::state::all_threads() {
        if t != own {
            object::state::unregister(t);
        }
    }
    // Threads other than this one do not exist in the child: their handles are done.
    let me = ident();
    for s in waited_for().drain(..) {
        if s.ident.load(Ordering::Relaxed) != me {
            s.finish();
        }
    }
    for s in ALL.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
        if let Some(s) = s.upgrade()
            && s.ident.load(Ordering::Relaxed) != me
        {
            s.finish();
        }
    }
}

/// Every thread that was started or got a handle, for the child of a fork. Locked under the GIL only.
static ALL: Mutex<Vec<std::sync::Weak<Shared>>> = Mutex::new(Vec::new());

fn remember(shared: &Arc<Shared>) {
    let mut all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
    all.retain(|w| w.strong_count() > 0);
    all.push(Arc::downgrade(shared));
}

/// The function and arguments that a new thread calls, on their way to it.
struct Task {
    /// Function, argument tuple, keyword dict.
    values: RootVec,
    shared: Arc<Shared>,
}

// SAFETY: the vector is a boxed root; the thread that receives it touches it only once it holds the GIL.
unsafe impl Send for Task {}

fn run(task: Task) {
    heap::attach_thread();
    let make = object::hooks::late().new_thread;
    let state = make.map(|f| f());
    let Task { values, shared } = task;
    call_task(&values);
    drop(values);
    // What the thread's own data still holds must not outlive the thread.
    {
        let mut t = object::thread();
        t.locals = None;
        t.context = None;
    }
    RUNNING.fetch_sub(1, Ordering::Relaxed);
    if let (Some(state), Some(end)) = (state, object::hooks::late().end_thread) {
        end(state);
    }
    waited_for().retain(|s| !Arc::ptr_eq(s, &shared));
    heap::detach_thread();
    shared.finish();
}

#[inline(never)]
fn call_task(values: &RootVec) {
    let (f, args, kwargs) = (values[0], values[1], values[2]);
    let args = args.cast::<Tuple>().map_or(&[][..], |t| t.as_slice());
    if object::call::call_ex(f, args, kwargs.cast::<Dict>()).is_ok() {
        return;
    }
    if object::error::pending_is(&object::error::exc::SYSTEM_EXIT) {
        let _ = object::error::take_pending();
        return;
    }
    let e = object::error::take_pending();
    let what = match object::repr::repr(f) {
        Ok(r) => format!("Exception ignored in thread started by {r}"),
        Err(_) => {
            let _ = object::error::take_pending();
            "Exception ignored in thread started by <unprintable object>".to_owned()
        }
    };
    (object::hooks::hooks().unraisable)(e, Some(&what), none());
}

fn start(shared: &Arc<Shared>, f: Value, args: Value, kwargs: Value, daemon: bool) -> Result<u64> {
    if object::hooks::late().new_thread.is_none() {
        return object::runtime_error("can't start new thread");
    }
    if heap::is_closed() {
        return raise_exc!(PYTHON_FINALIZATION_ERROR, "can't create new thread at interpreter shutdown");
    }
    let mut values = RootVec::new();
    values.extend([f, args, kwargs]);
    let started = Arc::new(Event::default());
    let task = Task { values, shared: shared.clone() };
    shared.state.store(STARTING, Ordering::Release);
    if !daemon {
        waited_for().push(shared.clone());
    }
    remember(shared);
    RUNNING.fetch_add(1, Ordering::Relaxed);
    let (me, signal) = (shared.clone(), started.clone());
    let spawned = std::thread::Builder::new().stack_size(thread_stack()).spawn(move || {
        me.ident.store(ident(), Ordering::Release);
        me.state.store(RUNNING_STATE, Ordering::Release);
        signal.set();
        drop(me);
        run(task);
    });
    if spawned.is_err() {
        RUNNING.fetch_sub(1, Ordering::Relaxed);
        shared.state.store(NOT_STARTED, Ordering::Release);
        waited_for().retain(|s| !Arc::ptr_eq(s, shared));
        return object::runtime_error("can't start new thread");
    }
    started.wait(None)?;
    Ok(shared.ident.load(Ordering::Acquire))
}

pub fn start_new_thread(f: Value, args: Value, kwargs: Option<Value>) -> Result<u64> {
    if !object::call::is_callable(f) {
        return raise_type!("first arg must be callable");
    }
    if !args.is::<Tuple>() {
        return raise_type!("2nd arg must be a tuple");
    }
    if kwargs.is_some_and(|k| !k.is::<Dict>()) {
        return raise_type!("optional 3rd arg must be a dictionary");
    }
    start(&Arc::new(Shared::default()), f, args, kwargs.unwrap_or_else(none), true)
}

pub fn start_joinable_thread(f: Value, handle: Option<Value>, daemon: Option<bool>) -> Result<Gc<Handle>> {
    if !object::call::is_callable(f) {
        return raise_type!("thread function must be callable");
    }
    let handle = match handle.filter(|h| !object::misc::is_none(*h)) {
        None => new_handle(Handle::class()),
        Some(h) => match h.cast::<Handle>() {
            Some(h) => h,
            None => return raise_type!("'handle' must be a _ThreadHandle"),
        },
    };
    if handle.shared.state.load(Ordering::Acquire) != NOT_STARTED {
        return object::runtime_error("thread already started");
    }
    let shared = handle.shared.clone();
    start(&shared, f, object::seq::tuple(&[]), none(), daemon.unwrap_or(true))?;
    Ok(handle)
}

fn new_handle(class: Gc<Class>) -> Gc<Handle> {
    Handle { head: Head { map: std::ptr::null() }, shared: Arc::new(Shared::default()) }.alloc_in(class)
}

/// A handle for a thread that this module did not start.
pub fn make_handle(ident: Value) -> Result<Gc<Handle>> {
    if !number::is_int(ident) {
        return raise_type!("ident must be an integer");
    }
    let h = new_handle(Handle::class());
    h.shared.ident.store(object::ops::to_i64(ident)? as u64, Ordering::Relaxed);
    h.shared.state.store(RUNNING_STATE, Ordering::Relaxed);
    remember(&h.shared);
    Ok(h)
}

/// Waits for the threads that are not daemons.
pub fn shutdown() -> Result<()> {
    loop {
        let me = ident();
        let next = waited_for().iter().find(|s| s.ident.load(Ordering::Relaxed) != me).cloned();
        match next {
            Some(s) => {
                s.done.wait(None)?;
                waited_for().retain(|o| !Arc::ptr_eq(o, &s));
            }
            None => return Ok(()),
        }
    }
}

fn handle_join(this: Gc<Handle>, timeout: Option<Value>) -> Result<()> {
    let ns = match timeout.filter(|t| !object::misc::is_none(*t)) {
        None => None,
        Some(t) => {
            let ns = nanos_of(t, Round::Ceiling)?;
            if ns < 0 { None } else { Some(ns) }
        }
    };
    let shared = this.shared.clone();
    match shared.state.load(Ordering::Acquire) {
        NOT_STARTED => return object::runtime_error("thread not started"),
        DONE => return Ok(()),
        _ => {}
    }
    if shared.ident.load(Ordering::Acquire) == ident() {
        return object::runtime_error("Cannot join current thread");
    }
    if heap::is_closed() {
        // The thread is not done, and never will be.
        return raise_exc!(PYTHON_FINALIZATION_ERROR, "cannot join thread at Python shutdown");
    }
    shared.done.wait(ns.map(|n| now().saturating_add(n))).map(drop)
}

fn handle_is_done(this: Gc<Handle>) -> bool {
    this.shared.done.is_set()
}
fn handle_set_done(this: Gc<Handle>) -> Result<()> {
    if this.shared.state.load(Ordering::Acquire) == NOT_STARTED {
        return object::runtime_error("thread not started");
    }
    this.shared.finish();
    let shared = this.shared.clone();
    waited_for().retain(|s| !Arc::ptr_eq(s, &shared));
    Ok(())
}
fn handle_ident(this: Gc<Handle>) -> u64 {
    this.shared.ident.load(Ordering::Acquire)
}
fn handle_repr(this: Gc<Handle>) -> String {
    format!("<{} object: ident={}>", object::repr::type_name(this.value()), handle_ident(this))
}

static ROWS: &[Row] = &[
    Row::new("__new__($type)", native(new_handle)),
    Row::method("join($self, timeout=None, /)", native(handle_join)),
    Row::method("is_done($self, /)", native(handle_is_done)),
    Row::method("_set_done($self, /)", native(handle_set_done)),
    Row::method("__repr__($self, /)", native(handle_repr)),
    Row::getter("ident", native(handle_ident)),
];

/// Creates the class.
pub fn class() -> Gc<Class> {
    ClassBuilder::new::<Handle>("_thread._ThreadHandle").flags(ClassFlags::WEAKREF).rows(&[ROWS]).build()
}
