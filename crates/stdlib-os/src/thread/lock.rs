//! `lock` and `RLock`.

use heap::{Head, Value};
use object::class::{ClassBuilder, ClassFlags};
use object::gc::{Object, ValueExt};
use object::{Class, Gc, Result, Row, Tuple, native, number, raise_exc, raise_type, raise_value, seq};

use builtins::pytime::{Round, nanos_of};

use super::ident;
use builtins::park::{Word, now};

/// `_thread.lock`.
#[repr(C)]
pub struct Lock {
    head: Head,
    word: Word,
}
object::object_type!(leaf Lock);

/// `_thread.RLock`.
#[repr(C)]
pub struct RLock {
    head: Head,
    word: Word,
    owner: u64,
    count: u64,
}
object::object_type!(leaf RLock);

fn null_head() -> Head {
    Head { map: std::ptr::null() }
}

/// The longest timeout, in seconds.
pub const TIMEOUT_MAX: f64 = 9_223_372_036.0;

/// What `acquire`'s arguments ask for: whether to wait at all, and until when.
fn deadline(blocking: Option<bool>, timeout: Option<Value>) -> Result<(bool, Option<i64>)> {
    let blocking = blocking.unwrap_or(true);
    let unset = number::int(-1);
    let timeout = timeout.unwrap_or(unset);
    let ns = nanos_of(timeout, Round::Up)?;
    let is_unset = ns == -1_000_000_000;
    if !blocking && !is_unset {
        return raise_value!("can't specify a timeout for a non-blocking call");
    }
    if ns < 0 && !is_unset {
        return raise_value!("timeout value must be a non-negative number");
    }
    if !blocking {
        return Ok((false, None));
    }
    if is_unset {
        return Ok((true, None));
    }
    if ns as f64 > TIMEOUT_MAX * 1e9 {
        return raise_exc!(OVERFLOW_ERROR, "timeout value is too large");
    }
    Ok((ns > 0, Some(now().saturating_add(ns))))
}

/// A new lock.
pub fn new_lock() -> Gc<Lock> {
    Lock { head: null_head(), word: Word::new(false) }.alloc()
}

fn lock_new(class: Gc<Class>) -> Gc<Lock> {
    Lock { head: null_head(), word: Word::new(false) }.alloc_in(class)
}
fn acquire(this: Gc<Lock>, blocking: Option<bool>, timeout: Option<Value>) -> Result<bool> {
    if blocking.unwrap_or(true) && timeout.is_none() && this.word.try_take() {
        return Ok(true);
    }
    let (wait, deadline) = deadline(blocking, timeout)?;
    if wait { this.word.take(deadline) } else { Ok(this.word.try_take()) }
}
fn release(this: Gc<Lock>) -> Result<()> {
    if !this.word.is_taken() {
        return object::runtime_error("release unlocked lock");
    }
    this.word.free();
    Ok(())
}
fn locked(this: Gc<Lock>) -> bool {
    this.word.is_taken()
}
fn enter(this: Gc<Lock>) -> Result<bool> {
    if this.word.try_take() { Ok(true) } else { this.word.take(None) }
}
fn exit(this: Gc<Lock>, _info: Gc<Tuple>) -> Result<()> {
    release(this)
}
fn lock_repr(this: Gc<Lock>) -> String {
    let state = if this.word.is_taken() { "locked" } else { "unlocked" };
    format!(
        "<{state} {} object at {:#x}>",
        object::repr::class_full_name(object::class_of(this.value())),
        object::repr::id(this.value())
    )
}
fn lock_reinit(this: Gc<Lock>) {
    this.word.reset();
}

fn rlock_new(class: Gc<Class>, _args: Gc<Tuple>, _kw: Gc<object::Dict>) -> Gc<RLock> {
    RLock { head: null_head(), word: Word::new(false), owner: 0, count: 0 }.alloc_in(class)
}
fn rlock_acquire(mut this: Gc<RLock>, blocking: Option<bool>, timeout: Option<Value>) -> Result<bool> {
    let (wait, deadline) =
        if timeout.is_none() && blocking.unwrap_or(true) { (true, None) } else { deadline(blocking, timeout)? };
    let me = ident();
    if this.count > 0 && this.owner == me {
        this.count += 1;
        return Ok(true);
    }
    let taken = if wait { this.word.take(deadline)? } else { this.word.try_take() };
    if taken {
        this.owner = me;
        this.count = 1;
    }
    Ok(taken)
}
fn rlock_release(mut this: Gc<RLock>) -> Result<()> {
    if this.count == 0 || this.owner != ident() {
        return object::runtime_error("cannot release un-acquired lock");
    }
    this.count -= 1;
    if this.count == 0 {
        this.owner = 0;
        this.word.free();
    }
    Ok(())
}
fn rlock_locked(this: Gc<RLock>) -> bool {
    this.word.is_taken()
}
fn rlock_enter(this: Gc<RLock>) -> Result<bool> {
    rlock_acquire(this, None, None)
}
fn rlock_exit(this: Gc<RLock>, _info: Gc<Tuple>) -> Result<()> {
    rlock_release(this)
}
fn rlock_is_owned(this: Gc<RLock>) -> bool {
    this.count > 0 && this.owner == ident()
}
fn rlock_recursion_count(this: Gc<RLock>) -> u64 {
    if this.owner == ident() { this.count } else { 0 }
}
fn rlock_acquire_restore(mut this: Gc<RLock>, state: Value) -> Result<()> {
    let Some(t) = state.cast::<Tuple>().filter(|t| t.as_slice().len() == 2) else {
        return raise_type!("_acquire_restore() argument 1 must be tuple, not {}", object::repr::type_name(state));
    };
    let (count, owner) = (object::ops::to_i64(t.as_slice()[0])?, object::ops::to_i64(t.as_slice()[1])?);
    if !this.word.take(None)? {
        return object::runtime_error("couldn't acquire lock");
    }
    this.owner = owner as u64;
    this.count = count as u64;
    Ok(())
}
fn rlock_release_save(mut this: Gc<RLock>) -> Result<Value> {
    if this.count == 0 {
        return object::runtime_error("cannot release un-acquired lock");
    }
    let saved = seq::tuple(&[number::uint(this.count), number::uint(this.owner)]);
    this.count = 0;
    this.owner = 0;
    this.word.free();
    Ok(saved)
}
fn rlock_repr(this: Gc<RLock>) -> String {
    let v = this.value();
    let state = if this.count > 0 { "locked" } else { "unlocked" };
    format!(
        "<{state} {} object owner={} count={} at {:#x}>",
        object::repr::class_full_name(object::class_of(v)),
        this.owner,
        this.count,
        object::repr::id(v)
    )
}
fn rlock_reinit(mut this: Gc<RLock>) {
    this.word.reset();
    this.owner = 0;
    this.count = 0;
}

static LOCK_ROWS: &[Row] = &[
    Row::new("__new__($type)", native(lock_new)),
    Row::method("acquire($self, /, blocking=True, timeout=-1)", native(acquire)).doc("Lock the lock."),
    Row::method("acquire_lock($self, /, blocking=True, timeout=-1)", native(acquire))
        .doc("An obsolete synonym of acquire()."),
    Row::method("release($self, /)", native(release)).doc("Release the lock."),
    Row::method("release_lock($self, /)", native(release)).doc("An obsolete synonym of release()."),
    Row::method("locked($self, /)", native(locked)).doc("Return whether the lock is in the locked state."),
    Row::method("locked_lock($self, /)", native(locked)).doc("An obsolete synonym of locked()."),
    Row::method("__enter__($self, /)", native(enter)).doc("Lock the lock."),
    Row::method("__exit__($self, /, *exc_info)", native(exit)).doc("Release the lock."),
    Row::method("__repr__($self, /)", native(lock_repr)),
    Row::method("_at_fork_reinit($self, /)", native(lock_reinit)),
];
static RLOCK_ROWS: &[Row] = &[
    Row::new("__new__($type, *args, **kwargs)", native(rlock_new)),
    Row::method("acquire($self, /, blocking=True, timeout=-1)", native(rlock_acquire)).doc("Lock the lock."),
    Row::method("release($self, /)", native(rlock_release)).doc("Release the lock."),
    Row::method("locked($self, /)", native(rlock_locked))
        .doc("locked()\n\nReturn a boolean indicating whether this object is locked right now."),
    Row::method("__enter__($self, /)", native(rlock_enter)).doc("Lock the lock."),
    Row::method("__exit__($self, /, *exc_info)", native(rlock_exit)).doc("Release the lock."),
    Row::method("_is_owned($self, /)", native(rlock_is_owned)).doc("For internal use by `threading.Condition`."),
    Row::method("_recursion_count($self, /)", native(rlock_recursion_count))
        .doc("For internal use by reentrancy guards."),
    Row::method("_acquire_restore($self, state, /)", native(rlock_acquire_restore))
        .doc("For internal use by `threading.Condition`."),
    Row::method("_release_save($self, /)", native(rlock_release_save))
        .doc("For internal use by `threading.Condition`."),
    Row::method("__repr__($self, /)", native(rlock_repr)),
    Row::method("_at_fork_reinit($self, /)", native(rlock_reinit)),
];

/// Creates the classes: `lock` and `RLock`.
pub fn classes() -> (Gc<Class>, Gc<Class>) {
    let lock = ClassBuilder::new::<Lock>("_thread.lock")
        .flags(ClassFlags::WEAKREF)
        .doc("A lock object is a synchronization primitive.  To create a lock,\ncall threading.Lock().  Methods are:\n\nacquire() -- lock the lock, possibly blocking until it can be obtained\nrelease() -- unlock of the lock\nlocked() -- test whether the lock is currently locked\n\nA lock is not owned by the thread that locked it; another thread may\nunlock it.  A thread attempting to lock a lock that it has already locked\nwill block until another thread unlocks it.  Deadlocks may ensue.")
        .rows(&[LOCK_ROWS])
        .build();
    let rlock = ClassBuilder::new::<RLock>("_thread.RLock")
        .flags(ClassFlags::WEAKREF | ClassFlags::BASETYPE)
        .rows(&[RLOCK_ROWS])
        .build();
    (lock, rlock)
}
