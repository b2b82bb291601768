//! Python callables that SQLite calls.
//!
//! SQLite gets the address of a `Callback`, which its connection keeps alive. Every C function here takes the GIL, and turns
//! what Python raises into an SQLite error.

use std::ffi::{c_char, c_int, c_uint, c_void};

use heap::{GcVec, Head, Value};
use libsqlite3_sys as ffi;
use object::buffer;
use object::class::{Class, ClassBuilder, ClassFlags};
use object::gc::{Object, ValueExt};
use object::{Bytes, Gc, Result, Str, intern, none, number, ops};

use super::show_tracebacks;

/// A callable and what belongs to it.
#[repr(C)]
pub struct Callback {
    head: Head,
    pub callable: Value,
    /// The instances of aggregates at work.
    pub instances: GcVec<Value>,
}
object::object_type!(Callback);

impl Callback {
    #[allow(clippy::new_ret_no_self)]
    pub fn new(callable: Value) -> Gc<Callback> {
        Callback { head: Head { map: std::ptr::null() }, callable, instances: GcVec::new() }.alloc()
    }
}

/// The callback behind a pointer that SQLite passes on.
///
/// # Safety
/// `p` is the address of a live `Callback`.
unsafe fn callback(p: *mut c_void) -> Gc<Callback> {
    // SAFETY: promised by the caller.
    unsafe { Gc::from_raw(p.cast::<Callback>()) }
}

/// Shows or drops what a callback raised.
fn swallow(source: Value) {
    let e = object::error::take_pending();
    if show_tracebacks() {
        let shown = object::repr::repr(source).map_or_else(
            |_| {
                let _ = object::error::take_pending();
                "<unprintable object>".to_owned()
            },
            |s| s.to_string_lossy(),
        );
        let msg = format!("Exception ignored on sqlite3 callback {shown}");
        (object::hooks::hooks().unraisable)(e, Some(&msg), none());
    }
}

/// An SQL value as a Python value.
unsafe fn to_python(v: *mut ffi::sqlite3_value) -> Result<Value> {
    // SAFETY: SQLite passes valid values; the bytes are copied.
    unsafe {
        Ok(match ffi::sqlite3_value_type(v) {
            ffi::SQLITE_INTEGER => number::int(ffi::sqlite3_value_int64(v)),
            ffi::SQLITE_FLOAT => number::float(ffi::sqlite3_value_double(v)),
            ffi::SQLITE_TEXT => {
                let p = ffi::sqlite3_value_text(v);
                let n = ffi::sqlite3_value_bytes(v) as usize;
                if p.is_null() {
                    return object::memory_error();
                }
                builtins::codec::decode_utf8(std::slice::from_raw_parts(p, n))?.value()
            }
            ffi::SQLITE_BLOB => {
                let n = ffi::sqlite3_value_bytes(v) as usize;
                let p = ffi::sqlite3_value_blob(v).cast::<u8>();
                Bytes::new(if p.is_null() { &[] } else { std::slice::from_raw_parts(p, n) }).value()
            }
            _ => none(),
        })
    }
}

/// The arguments of an SQL function as Python's.
///
/// # Safety
/// `argv` stands on `n` valid values.
unsafe fn arguments(n: c_int, argv: *mut *mut ffi::sqlite3_value) -> Result<GcVec<Value>> {
    let mut out = GcVec::new();
    for i in 0..n as usize {
        // SAFETY: SQLite passes `n` values.
        out.push(unsafe { to_python(*argv.add(i))? });
    }
    Ok(out)
}

/// Gives SQLite a Python value as the result.
unsafe fn set_result(ctx: *mut ffi::sqlite3_context, v: Value) -> Result<()> {
    // SAFETY: the context is valid; texts and blobs are copied.
    unsafe {
        if object::misc::is_none(v) {
            ffi::sqlite3_result_null(ctx);
        } else if number::is_int(v) {
            ffi::sqlite3_result_int64(ctx, super::bind::to_sqlite_int(v)?);
        } else if let Some(f) = number::as_float(v) {
            ffi::sqlite3_result_double(ctx, f);
        } else if let Some(s) = v.cast::<Str>() {
            let Some(t) = s.to_str() else { return object::error::surrogates_not_allowed(s) };
            let Ok(n) = i32::try_from(t.len()) else {
                return object::overflow_error("string is longer than INT_MAX bytes");
            };
            ffi::sqlite3_result_text(ctx, t.as_ptr().cast(), n, ffi::SQLITE_TRANSIENT());
        } else if buffer::has_buffer(v) {
            let b = buffer::contiguous(v)?;
            let s = b.as_slice();
            let Ok(n) = i32::try_from(s.len()) else { return object::overflow_error("BLOB longer than INT_MAX bytes") };
            ffi::sqlite3_result_blob(ctx, s.as_ptr().cast(), n, ffi::SQLITE_TRANSIENT());
        } else {
            return super::error::programming(&format!(
                "User-defined functions cannot return '{}' values to SQLite",
                object::repr::type_name(v)
            ));
        }
    }
    Ok(())
}

/// Reports the pending exception to SQLite.
unsafe fn report(ctx: *mut ffi::sqlite3_context, source: Value, msg: &str) {
    // SAFETY: the context is valid; the text's length is given.
    unsafe {
        if object::error::pending_is(&object::error::exc::MEMORY_ERROR) {
            ffi::sqlite3_result_error_nomem(ctx);
        } else if object::error::pending_is(&object::error::exc::OVERFLOW_ERROR) {
            ffi::sqlite3_result_error_toobig(ctx);
        } else {
            ffi::sqlite3_result_error(ctx, msg.as_ptr().cast(), msg.len() as c_int);
        }
    }
    swallow(source);
}

/// `create_function`'s function.
///
/// # Safety
/// To be called by SQLite only, which gives what its documentation of `xFunc` says, for a function made with our pointer.
pub unsafe extern "C" fn function(ctx: *mut ffi::sqlite3_context, n: c_int, argv: *mut *mut ffi::sqlite3_value) {
    heap::with_gil(|| {
        // SAFETY (all): SQLite passes a valid context with our pointer, and `n` values.
        unsafe {
            let c = callback(ffi::sqlite3_user_data(ctx));
            let r =
                arguments(n, argv).and_then(|a| object::call::call(c.callable, &a)).and_then(|v| set_result(ctx, v));
            if r.is_err() {
                report(ctx, c.callable, "user-defined function raised exception");
            }
        }
    });
}

/// The place where SQLite keeps an aggregate's state: the bits of its instance.
unsafe fn slot(ctx: *mut ffi::sqlite3_context, create: bool) -> *mut usize {
    // SAFETY: the context is valid; new memory is zeroed.
    unsafe { ffi::sqlite3_aggregate_context(ctx, if create { size_of::<usize>() as c_int } else { 0 }).cast() }
}

unsafe fn instance(bits: usize) -> Value {
    // SAFETY: the bits of an instance that the callback's list keeps alive.
    unsafe { Value::from_bits(bits) }
}

unsafe fn call_part(ctx: *mut ffi::sqlite3_context, name: &str, n: c_int, argv: *mut *mut ffi::sqlite3_value) {
    // SAFETY (all): SQLite passes a valid context with our pointer, and `n` values.
    unsafe {
        let mut c = callback(ffi::sqlite3_user_data(ctx));
        let at = slot(ctx, true);
        if at.is_null() {
            return;
        }
        if *at == 0 {
            match object::call::call(c.callable, &[]) {
                Ok(v) => {
                    c.instances.push(v);
                    *at = v.bits();
                }
                Err(_) => return report(ctx, c.callable, "user-defined aggregate's '__init__' method raised error"),
            }
        }
        let this = instance(*at);
        let method = match object::attr::getattr(this, intern(name)) {
            Ok(m) => m,
            Err(_) => return report(ctx, c.callable, &format!("user-defined aggregate's '{name}' method not defined")),
        };
        if arguments(n, argv).and_then(|a| object::call::call(method, &a)).is_err() {
            report(ctx, c.callable, &format!("user-defined aggregate's '{name}' method raised error"));
        }
    }
}

pub unsafe extern "C" fn step(ctx: *mut ffi::sqlite3_context, n: c_int, argv: *mut *mut ffi::sqlite3_value) {
    // SAFETY: passed on.
    heap::with_gil(|| unsafe { call_part(ctx, "step", n, argv) });
}
pub unsafe extern "C" fn inverse(ctx: *mut ffi::sqlite3_context, n: c_int, argv: *mut *mut ffi::sqlite3_value) {
    // SAFETY: passed on.
    heap::with_gil(|| unsafe { call_part(ctx, "inverse", n, argv) });
}

unsafe fn call_value(ctx: *mut ffi::sqlite3_context, name: &str, last: bool) {
    // SAFETY (all): SQLite passes a valid context with our pointer.
    unsafe {
        let mut c = callback(ffi::sqlite3_user_data(ctx));
        let at = slot(ctx, false);
        if at.is_null() || *at == 0 {
            // There were no rows, or creating the instance failed.
            return;
        }
        let this = instance(*at);
        let r = object::attr::getattr(this, intern(name));
        match r {
            Err(_) => report(ctx, c.callable, &format!("user-defined aggregate's '{name}' method not defined")),
            Ok(m) => {
                if object::call::call(m, &[]).and_then(|v| set_result(ctx, v)).is_err() {
                    report(ctx, c.callable, &format!("user-defined aggregate's '{name}' method raised error"));
                }
            }
        }
        if last {
            *at = 0;
            c.instances.retain(|v| *v != this);
        }
    }
}

pub unsafe extern "C" fn finalize(ctx: *mut ffi::sqlite3_context) {
    // SAFETY: passed on.
    heap::with_gil(|| unsafe { call_value(ctx, "finalize", true) });
}
pub unsafe extern "C" fn value(ctx: *mut ffi::sqlite3_context) {
    // SAFETY: passed on.
    heap::with_gil(|| unsafe { call_value(ctx, "value", false) });
}

/// `create_collation`'s comparison.
///
/// # Safety
/// To be called by SQLite only: `p` is the pointer that the collation was made with, the texts have these lengths.
pub unsafe extern "C" fn collation(
    p: *mut c_void,
    n1: c_int,
    t1: *const c_void,
    n2: c_int,
    t2: *const c_void,
) -> c_int {
    heap::with_gil(|| {
        if object::thread().pending.is_some() {
            return 0;
        }
        // SAFETY: our pointer; SQLite passes two texts of these lengths.
        let (c, a, b) = unsafe {
            (
                callback(p),
                std::slice::from_raw_parts(t1.cast::<u8>(), n1 as usize),
                std::slice::from_raw_parts(t2.cast::<u8>(), n2 as usize),
            )
        };
        let r = builtins::codec::decode_utf8(a)
            .and_then(|a| Ok((a, builtins::codec::decode_utf8(b)?)))
            .and_then(|(a, b)| object::call::call(c.callable, &[a.value(), b.value()]))
            .and_then(ops::to_bigint);
        match r {
            Ok(n) => c_int::from(n > object::BigInt::from(0)) - c_int::from(n < object::BigInt::from(0)),
            // A comparison cannot fail: the exception stays pending, and the step that sorts raises it.
            Err(_) => 0,
        }
    })
}

fn verdict(v: Value) -> Result<c_int> {
    match number::as_i64(v).and_then(|n| c_int::try_from(n).ok()) {
        Some(n) => Ok(n),
        None => object::overflow_error("Python int too large to convert to C int"),
    }
}

/// `set_authorizer`'s function.
///
/// # Safety
/// To be called by SQLite only: `p` is the pointer it was set with, each text is null or null-terminated.
pub unsafe extern "C" fn authorizer(
    p: *mut c_void,
    action: c_int,
    a: *const c_char,
    b: *const c_char,
    db: *const c_char,
    source: *const c_char,
) -> c_int {
    heap::with_gil(|| {
        // SAFETY: our pointer; the texts are null-terminated or null.
        let (c, args) = unsafe {
            let text = |t: *const c_char| {
                if t.is_null() { none() } else { Str::new(&std::ffi::CStr::from_ptr(t).to_string_lossy()).value() }
            };
            (callback(p), [number::int(i64::from(action)), text(a), text(b), text(db), text(source)])
        };
        let r = object::call::call(c.callable, &args)
            .and_then(|v| if number::is_int(v) { verdict(v).map(Some) } else { Ok(None) });
        match r {
            Ok(Some(n)) => n,
            Ok(None) => ffi::SQLITE_DENY,
            Err(_) => {
                swallow(c.callable);
                ffi::SQLITE_DENY
            }
        }
    })
}

/// `set_progress_handler`'s function.
///
/// # Safety
/// To be called by SQLite only: `p` is the pointer it was set with.
pub unsafe extern "C" fn progress(p: *mut c_void) -> c_int {
    heap::with_gil(|| {
        // SAFETY: our pointer.
        let c = unsafe { callback(p) };
        match object::call::call(c.callable, &[]).and_then(ops::truth) {
            Ok(stop) => c_int::from(stop),
            Err(_) => {
                swallow(c.callable);
                1
            }
        }
    })
}

/// `set_trace_callback`'s function.
///
/// # Safety
/// To be called by SQLite only: `p` is the pointer it was set with; for the kind `SQLITE_TRACE_STMT`, `statement` is the
/// running statement and `sql` its null-terminated text.
pub unsafe extern "C" fn trace(kind: c_uint, p: *mut c_void, statement: *mut c_void, sql: *mut c_void) -> c_int {
    if kind != ffi::SQLITE_TRACE_STMT as c_uint {
        return 0;
    }
    heap::with_gil(|| {
        // SAFETY: our pointer; the statement is running; the texts are null-terminated.
        unsafe {
            let c = callback(p);
            let expanded = ffi::sqlite3_expanded_sql(statement.cast());
            let text = if expanded.is_null() {
                let r: Result<()> =
                    super::error::raise(&super::error::DATA, "Expanded SQL string exceeds the maximum string length");
                if r.is_err() {
                    swallow(c.callable);
                }
                // The text with its placeholders is better than nothing.
                Str::new(&std::ffi::CStr::from_ptr(sql.cast()).to_string_lossy())
            } else {
                let s = Str::new(&std::ffi::CStr::from_ptr(expanded).to_string_lossy());
                ffi::sqlite3_free(expanded.cast());
                s
            };
            if object::call::call(c.callable, &[text.value()]).is_err() {
                swallow(c.callable);
            }
        }
    });
    0
}

/// Creates the internal class.
pub fn class() -> Gc<Class> {
    ClassBuilder::new::<Callback>("sqlite3.Callback").flags(ClassFlags::NO_INSTANTIATE).build()
}
