//! `_multiprocessing`: semaphores that processes share; `_posixshmem`: shared memory by name.

use std::ffi::CString;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use heap::{Head, Value};
use object::class::{Class, ClassBuilder, ClassFlags};
use object::gc::Object;
use object::misc::is_none;
use object::{Dict, Gc, Module, Result, Row, Str, Tuple, native, none, number, raise_exc, raise_value};

use builtins::pytime::{Round, nanos_of};
use builtins::syscall;

const RECURSIVE_MUTEX: i32 = 0;

/// The semaphore of a handle.
struct Handle {
    sem: *mut libc::sem_t,
    /// Opened here, and so to be closed here: handles that came by a fork share their parent's.
    owned: bool,
}

impl Drop for Handle {
    fn drop(&mut self) {
        if self.owned {
            // SAFETY: the semaphore was opened by `sem_open` and is not used any more.
            unsafe { libc::sem_close(self.sem) };
        }
    }
}

/// `SemLock`.
#[repr(C)]
struct SemLock {
    head: Head,
    handle: Handle,
    kind: i32,
    max: i32,
    name: Value,
    /// How often it is held, by `owner`.
    count: i32,
    owner: u64,
}
object::object_type!(SemLock);

fn ident() -> u64 {
    // SAFETY: a plain call.
    unsafe { libc::pthread_self() as u64 }
}

fn c_name(s: Gc<Str>) -> Result<CString> {
    let Some(t) = s.to_str() else { return object::error::surrogates_not_allowed(s) };
    CString::new(t).or_else(|_| object::value_error("embedded null character"))
}

fn last_error<T>() -> Result<T> {
    object::error::os_error(syscall::errno(), None, None)
}

fn make(class: Gc<Class>, handle: Handle, kind: i32, max: i32, name: Value) -> Gc<SemLock> {
    SemLock { head: Head { map: std::ptr::null() }, handle, kind, max, name, count: 0, owner: 0 }.alloc_in(class)
}

fn new(class: Gc<Class>, kind: i32, value: i32, maxvalue: i32, name: Gc<Str>, unlink: bool) -> Result<Gc<SemLock>> {
    if kind != RECURSIVE_MUTEX && kind != 1 {
        return raise_value!("unrecognized kind");
    }
    let c = c_name(name)?;
    // SAFETY: the name is null-terminated.
    let sem = unsafe { libc::sem_open(c.as_ptr(), libc::O_CREAT | libc::O_EXCL, 0o600, value) };
    if sem == libc::SEM_FAILED {
        return last_error();
    }
    let handle = Handle { sem, owned: true };
    // SAFETY: as above.
    if unlink && unsafe { libc::sem_unlink(c.as_ptr()) } < 0 {
        return last_error();
    }
    let kept = if unlink { none() } else { name.value() };
    Ok(make(class, handle, kind, maxvalue, kept))
}

fn rebuild(class: Gc<Class>, handle: i64, kind: i32, maxvalue: i32, name: Value) -> Result<Gc<SemLock>> {
    let named = object::gc::ValueExt::cast::<Str>(name);
    let handle = match named {
        None => Handle { sem: handle as *mut libc::sem_t, owned: false },
        Some(s) => {
            let c = c_name(s)?;
            // SAFETY: the name is null-terminated.
            let sem = unsafe { libc::sem_open(c.as_ptr(), 0) };
            if sem == libc::SEM_FAILED {
                return last_error();
            }
            Handle { sem, owned: true }
        }
    };
    Ok(make(class, handle, kind, maxvalue, name))
}

fn is_mine(this: Gc<SemLock>) -> bool {
    this.count > 0 && this.owner == ident()
}

/// When a timeout from now ends, for `sem_timedwait`.
fn deadline(timeout: Value) -> Result<libc::timespec> {
    let nanos = nanos_of(timeout, Round::Up)?.max(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let end = now + Duration::from_nanos(nanos.unsigned_abs());
    Ok(libc::timespec { tv_sec: end.as_secs() as libc::time_t, tv_nsec: i64::from(end.subsec_nanos()) })
}

fn acquire(mut this: Gc<SemLock>, block: Option<bool>, timeout: Option<Value>) -> Result<bool> {
    if this.kind == RECURSIVE_MUTEX && is_mine(this) {
        this.count += 1;
        return Ok(true);
    }
    let end = match timeout.filter(|t| !is_none(*t)) {
        Some(t) => Some(deadline(t)?),
        None => None,
    };
    let sem = this.handle.sem;
    // SAFETY (all): the semaphore is open while the object lives.
    let mut rc = unsafe { libc::sem_trywait(sem) };
    let mut error = syscall::errno();
    if rc != 0 && error == libc::EAGAIN && block.unwrap_or(true) {
        loop {
            // SAFETY: the semaphore is open, and the record of the end is a local variable.
            (rc, error) = heap::without_gil(|| unsafe {
                let rc = match &end {
                    Some(end) => libc::sem_timedwait(sem, end),
                    None => libc::sem_wait(sem),
                };
                (rc, syscall::errno())
            });
            if rc == 0 || error != libc::EINTR {
                break;
            }
            syscall::check_signals()?;
        }
    }
    if rc != 0 {
        return match error {
            libc::EAGAIN | libc::ETIMEDOUT => Ok(false),
            libc::EINTR => syscall::check_signals().map(|()| false),
            e => object::error::os_error(e, None, None),
        };
    }
    this.count += 1;
    this.owner = ident();
    Ok(true)
}

fn value(this: Gc<SemLock>) -> Result<i32> {
    let mut n = 0;
    // SAFETY: the semaphore is open while the object lives.
    if unsafe { libc::sem_getvalue(this.handle.sem, &raw mut n) } < 0 { last_error() } else { Ok(n.max(0)) }
}

fn release(mut this: Gc<SemLock>) -> Result<()> {
    if this.kind == RECURSIVE_MUTEX {
        if !is_mine(this) {
            return raise_exc!(ASSERTION_ERROR, "attempt to release recursive lock not owned by thread");
        }
        if this.count > 1 {
            this.count -= 1;
            return Ok(());
        }
    } else if value(this)? >= this.max {
        return raise_value!("semaphore or lock released too many times");
    }
    // SAFETY: the semaphore is open while the object lives.
    if unsafe { libc::sem_post(this.handle.sem) } < 0 {
        return last_error();
    }
    this.count -= 1;
    Ok(())
}

fn enter(this: Gc<SemLock>) -> Result<bool> {
    acquire(this, Some(true), None)
}
fn exit(this: Gc<SemLock>, _info: Gc<Tuple>) -> Result<()> {
    release(this)
}
fn count(this: Gc<SemLock>) -> i32 {
    this.count
}
fn is_zero(this: Gc<SemLock>) -> Result<bool> {
    Ok(value(this)? == 0)
}
fn after_fork(mut this: Gc<SemLock>) {
    this.count = 0;
}
fn handle(this: Gc<SemLock>) -> i64 {
    this.handle.sem as i64
}
fn kind(this: Gc<SemLock>) -> i32 {
    this.kind
}
fn maxvalue(this: Gc<SemLock>) -> i32 {
    this.max
}
fn name(this: Gc<SemLock>) -> Value {
    this.name
}
fn sem_value_max() -> i64 {
    i64::from(i32::MAX)
}

static SEMLOCK: &[Row] = &[
    Row::new("__new__($type, /, kind, value, maxvalue, name, unlink)", native(new)),
    Row::class_method("_rebuild($type, handle, kind, maxvalue, name, /)", native(rebuild)),
    Row::method("acquire($self, /, block=True, timeout=None)", native(acquire)).doc("Acquire the semaphore/lock."),
    Row::method("release($self, /)", native(release)).doc("Release the semaphore/lock."),
    Row::method("__enter__($self, /)", native(enter)).doc("Enter the semaphore/lock."),
    Row::method("__exit__($self, /, *args)", native(exit)).doc("Exit the semaphore/lock."),
    Row::method("_count($self, /)", native(count))
        .doc("Num of `acquire()`s minus num of `release()`s for this process."),
    Row::method("_is_mine($self, /)", native(is_mine)).doc("Whether the lock is owned by this thread."),
    Row::method("_get_value($self, /)", native(value)).doc("Get the value of the semaphore."),
    Row::method("_is_zero($self, /)", native(is_zero)).doc("Return whether semaphore has value zero."),
    Row::method("_after_fork($self, /)", native(after_fork)).doc("Rezero the net acquisition count after fork()."),
    Row::getter("handle", native(handle)),
    Row::getter("kind", native(kind)),
    Row::getter("maxvalue", native(maxvalue)),
    Row::getter("name", native(name)),
    Row::constant("SEM_VALUE_MAX", native(sem_value_max)),
];

fn sem_unlink(name: Gc<Str>) -> Result<()> {
    let c = c_name(name)?;
    // SAFETY: the name is null-terminated.
    if unsafe { libc::sem_unlink(c.as_ptr()) } < 0 { last_error() } else { Ok(()) }
}

fn shm_open(path: Gc<Str>, flags: i32, mode: Option<i32>) -> Result<i32> {
    let c = c_name(path)?;
    let mode = mode.unwrap_or(0o777) as libc::mode_t;
    // SAFETY: the name is null-terminated.
    syscall::call_on(path.value(), || unsafe { libc::shm_open(c.as_ptr(), flags | libc::O_CLOEXEC, mode) })
}
fn shm_unlink(path: Gc<Str>) -> Result<()> {
    let c = c_name(path)?;
    // SAFETY: as above.
    syscall::call_on(path.value(), || unsafe { libc::shm_unlink(c.as_ptr()) }).map(drop)
}

static ROWS: &[Row] = &[Row::function("sem_unlink($module, name, /)", native(sem_unlink))];
static SHM_ROWS: &[Row] = &[
    Row::function("shm_open($module, /, path, flags, mode=511)", native(shm_open))
        .doc("Open a shared memory object.  Returns a file descriptor (integer)."),
    Row::function("shm_unlink($module, /, path)", native(shm_unlink))
        .doc("Remove a shared memory object (similar to unlink())."),
];

/// Creates `_multiprocessing`.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_multiprocessing");
    m.add_rows(ROWS);
    m.set(
        "SemLock",
        ClassBuilder::new::<SemLock>("_multiprocessing.SemLock")
            .flags(ClassFlags::BASETYPE)
            .mutable()
            .doc("Semaphore/Mutex type")
            .rows(&[SEMLOCK])
            .build(),
    );
    let flags = Dict::new();
    for name in ["HAVE_SEM_OPEN", "HAVE_SEM_TIMEDWAIT"] {
        flags.set_text(name, number::int(1));
    }
    m.set("flags", flags);
    Ok(m)
}

/// Creates `_posixshmem`.
///
/// # Errors
/// None.
pub fn create_posixshmem() -> Result<Gc<Module>> {
    let m = Module::new("_posixshmem");
    m.set_doc("POSIX shared memory module");
    m.add_rows(SHM_ROWS);
    Ok(m)
}
