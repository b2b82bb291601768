//! System calls for native modules: the GIL is released around them, and a call that a signal interrupted is repeated after
//! the signal's Python handlers ran (PEP 475).

use std::sync::atomic::{AtomicU32, Ordering};

use heap::Value;
use object::Result;
use object::state::breaker;

/// What a system call returns: -1 means that it failed.
pub trait Status: Copy {
    /// Did the call fail?
    fn failed(self) -> bool;
}
impl Status for i32 {
    fn failed(self) -> bool {
        self == -1
    }
}
impl Status for i64 {
    fn failed(self) -> bool {
        self == -1
    }
}
impl Status for isize {
    fn failed(self) -> bool {
        self == -1
    }
}

/// The error number that the last failed call of this thread left.
#[must_use]
pub fn errno() -> i32 {
    std::io::Error::last_os_error().raw_os_error().unwrap_or(0)
}

/// Runs the Python handlers of signals that arrived.
///
/// # Errors
/// What a handler raises.
pub fn check_signals() -> Result<()> {
    match object::hooks::late().run_signals {
        Some(run) => run(),
        None => Ok(()),
    }
}

/// Tells a thread without the GIL whether a signal waits for its Python handler, which this thread has to run.
#[derive(Clone, Copy)]
pub struct SignalWatch(*const AtomicU32);

impl SignalWatch {
    /// The calling thread's. It holds the GIL.
    #[must_use]
    pub fn new() -> SignalWatch {
        SignalWatch(&raw const object::thread().breaker)
    }

    /// Does a signal wait?
    #[must_use]
    pub fn is_tripped(self) -> bool {
        // SAFETY: the thread's state lives until the thread ends, and only that thread asks.
        unsafe { (*self.0).load(Ordering::SeqCst) & breaker::SIGNAL != 0 }
    }
}

impl Default for SignalWatch {
    fn default() -> SignalWatch {
        SignalWatch::new()
    }
}

/// Makes a call that may block, without the GIL. The result is the call's value or its error number.
///
/// A signal that came before the call cannot interrupt it any more; it would wait for its handler as long as the call
/// lasts. So the call is not made then, and counts as interrupted (`EINTR`).
pub fn blocking<T: Status>(f: impl FnOnce() -> T) -> std::result::Result<T, i32> {
    let watch = SignalWatch::new();
    heap::without_gil(|| {
        if watch.is_tripped() {
            return Err(libc::EINTR);
        }
        let r = f();
        if r.failed() { Err(errno()) } else { Ok(r) }
    })
}

/// Makes a call without the GIL, again and again while signals interrupt it. The inner result is the call's value or its
/// error number.
///
/// # Errors
/// What a signal handler raises.
pub fn retry<T: Status>(f: impl FnMut() -> T) -> Result<std::result::Result<T, i32>> {
    let mut f = f;
    loop {
        match blocking(&mut f) {
            Err(libc::EINTR) => check_signals()?,
            r => return Ok(r),
        }
    }
}

/// As `retry`, and a failure raises `OSError`.
///
/// # Errors
/// `OSError`; what a signal handler raises.
pub fn call<T: Status>(f: impl FnMut() -> T) -> Result<T> {
    match retry(f)? {
        Ok(r) => Ok(r),
        Err(e) => object::error::os_error(e, None, None),
    }
}

/// As `call`, and the error carries a file name.
///
/// # Errors
/// As `call`.
pub fn call_on<T: Status>(name: Value, f: impl FnMut() -> T) -> Result<T> {
    match retry(f)? {
        Ok(r) => Ok(r),
        Err(e) => object::error::os_error(e, Some(name), None),
    }
}

/// As `call_on`, with two file names.
///
/// # Errors
/// As `call`.
pub fn call_on2<T: Status>(name: Value, name2: Value, f: impl FnMut() -> T) -> Result<T> {
    match retry(f)? {
        Ok(r) => Ok(r),
        Err(e) => object::error::os_error(e, Some(name), Some(name2)),
    }
}

/// Raises the `OSError` of the current error number if the call failed. For quick calls that need not release the GIL.
///
/// # Errors
/// `OSError`.
pub fn check<T: Status>(r: T) -> Result<T> {
    if r.failed() { object::error::os_error(errno(), None, None) } else { Ok(r) }
}

/// The descriptor of an int, or of an object with `fileno()` (`PyObject_AsFileDescriptor`).
///
/// # Errors
/// `TypeError`, `ValueError`, `OverflowError`; what `fileno()` raises.
pub fn as_fd(v: Value) -> Result<i32> {
    use object::{number, ops, raise_exc, raise_type, raise_value};
    if let Some(b) = number::as_bool(v) {
        object::hooks::warn(&object::error::exc::RUNTIME_WARNING, "bool is used as a file descriptor", 1)?;
        return Ok(i32::from(b));
    }
    let int = if number::is_int(v) {
        v
    } else {
        let Some(method) = object::attr::find_attr(v, object::Id::fileno.str())? else {
            return raise_type!("argument must be an int, or have a fileno() method.");
        };
        let r = object::call::call(method, &[])?;
        if !number::is_int(r) {
            return raise_type!("fileno() returned a non-integer");
        }
        r
    };
    let n = ops::to_i64(int)?;
    match i32::try_from(n) {
        Ok(n) if n < 0 => raise_value!("file descriptor cannot be a negative integer ({n})"),
        Ok(n) => Ok(n),
        Err(_) if n > 0 => raise_exc!(OVERFLOW_ERROR, "Python int too large to convert to C int"),
        Err(_) => raise_exc!(OVERFLOW_ERROR, "Python int too small to convert to C int"),
    }
}
