//! Generators, coroutines and async generators as values: resuming with checks, delegation, closing, awaiting,
//! finalizing. Their methods in Python are thin wrappers of these functions.
//!
//! # Terms
//! - A generator **delegates** while it is suspended in `yield from` or `await`: the object that it waits for is on top of
//!   its saved stack.
//! - An async generator's own values travel **wrapped**, so that they differ from what an `await` inside it yields.
//!
//! # Invariants
//! 1. `hooks().resume` is only called for a generator that is created or suspended.
//! 2. `Resumed::Returned` is the end of the generator; nothing is pending then. A generator that raises is finished.

use heap::{Head, Value};

use crate::call::{call, call_method_value};
use crate::class::Class;
use crate::code::co;
use crate::error::{BaseException, Result, exc, new_exception, pending_is, restore_pending, set_pending, take_pending};
use crate::frame::{GenState, Generator, Traceback, as_generator};
use crate::gc::{Gc, ValueExt};
use crate::hooks::{Resume, Resumed, hooks};
use crate::ids::Id;
use crate::map::class_of;
use crate::misc::{is_none, none};
use crate::repr::type_name;
use crate::strs::intern;

/// A value that an async generator yields, on its way to `asend()`.
#[repr(C)]
pub struct AsyncGenWrapped {
    pub head: Head,
    pub value: Value,
}
crate::object_type!(AsyncGenWrapped);

impl AsyncGenWrapped {
    /// Wraps a value (`INTRINSIC_ASYNC_GEN_WRAP`).
    #[must_use]
    #[allow(clippy::new_ret_no_self)]
    pub fn new(value: Value) -> Gc<AsyncGenWrapped> {
        use crate::gc::Object;
        AsyncGenWrapped { head: Head { map: std::ptr::null() }, value }.alloc()
    }
}

/// `RESUME` and `YIELD_VALUE` of CPython 3.14, the two instructions at which a suspended generator may stand.
const OP_RESUME: u8 = 128;
const OP_YIELD_VALUE: u8 = 120;

impl Gc<Generator> {
    /// Is it a coroutine (`async def`)?
    #[must_use]
    pub fn is_coroutine(self) -> bool {
        self.code.flags & co::COROUTINE != 0
    }

    /// Is it an async generator?
    #[must_use]
    pub fn is_async_gen(self) -> bool {
        self.code.flags & co::ASYNC_GENERATOR != 0
    }

    /// `generator`, `coroutine` or `async generator`, as messages say.
    #[must_use]
    pub fn kind_text(self) -> &'static str {
        if self.is_coroutine() {
            "coroutine"
        } else if self.is_async_gen() {
            "async generator"
        } else {
            "generator"
        }
    }

    /// What it delegates to, if it does (`gi_yieldfrom`, `cr_await`).
    #[must_use]
    pub fn delegate(self) -> Option<Value> {
        if self.state != GenState::Suspended || self.pc.is_null() {
            return None;
        }
        // SAFETY: a suspended generator's pc points into its code's instructions.
        let unit = unsafe { (*self.pc).unit } as usize;
        let code = &self.code.data.code;
        let (op, arg) = (code[unit * 2], code[unit * 2 + 1]);
        let delegating = (op == OP_RESUME && arg & 3 >= 2) || (op == OP_YIELD_VALUE && arg == 1);
        if delegating { self.slots().last().copied().flatten() } else { None }
    }
}

/// What resuming a finished generator gives: the end, or an error for coroutines.
fn resume_finished(g: Gc<Generator>) -> Result<Resumed> {
    if g.is_coroutine() {
        return crate::runtime_error("cannot reuse already awaited coroutine");
    }
    Ok(Resumed::Returned(none()))
}

fn already_running<T>(g: Gc<Generator>) -> Result<T> {
    crate::raise_value!("{} already executing", g.kind_text())
}

/// `send(value)`, and with `None` what `next()` does.
///
/// # Errors
/// What the generator raises; `ValueError` while it runs; `TypeError` for a value sent to one that was just created.
#[inline]
pub fn send(g: Gc<Generator>, value: Value) -> Result<Resumed> {
    match g.state {
        GenState::Suspended => (hooks().resume)(g, Resume::Send(value)),
        GenState::Created if is_none(value) => (hooks().resume)(g, Resume::Send(value)),
        GenState::Created => crate::raise_type!("can't send non-None value to a just-started {}", g.kind_text()),
        GenState::Running => already_running(g),
        GenState::Finished => resume_finished(g),
    }
}

/// Raises an exception instance at the point where the generator stands, without regard to delegation.
///
/// # Errors
/// What the generator raises.
fn throw_here(g: Gc<Generator>, e: Value) -> Result<Resumed> {
    match g.state {
        GenState::Created | GenState::Suspended => (hooks().resume)(g, Resume::Throw(e)),
        GenState::Running => already_running(g),
        GenState::Finished if g.is_coroutine() => resume_finished(g),
        GenState::Finished => Err(restore_pending(e)),
    }
}

/// While a generator waits for its delegate it counts as running.
fn as_running<T>(mut g: Gc<Generator>, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let before = g.state;
    g.state = GenState::Running;
    let r = work();
    g.state = before;
    r
}

/// As `as_running`, with the generator's frame on the stack, where its delegate sees it.
fn within<T>(g: Gc<Generator>, mut work: impl FnMut() -> Result<T>) -> Result<T> {
    let mut result = None;
    (hooks().within)(g, &mut || result = Some(work()))?;
    result.expect("the hook calls its function")
}

/// `throw(exception)` with an exception instance; `original` holds the arguments for a delegate that is no generator.
/// `close_delegate`: whether `GeneratorExit` closes the delegate first (not for `athrow`, `aclose`).
///
/// # Errors
/// What the generator raises.
pub fn throw(g: Gc<Generator>, e: Value, original: &[Value], close_delegate: bool) -> Result<Resumed> {
    crate::state::check_native_stack()?;
    let Some(y) = g.delegate() else { return throw_here(g, e) };
    if close_delegate && class_of(e).is_subclass_of(exc::GENERATOR_EXIT.get()) {
        return match as_running(g, || close_iterator(y)) {
            Ok(()) => throw_here(g, e),
            Err(_) => throw_here(g, take_pending()),
        };
    }
    let result = if let Some(inner) = as_generator(y)
        && !inner.is_async_gen()
    {
        within(g, || throw(inner, e, original, close_delegate)).map(Some)
    } else {
        match crate::attr::find_attr(y, Id::throw.str())? {
            None => Ok(None),
            Some(f) => within(g, || call(f, original)).map(|v| Some(Resumed::Yielded(v))),
        }
    };
    match result {
        Ok(None) => throw_here(g, e),
        Ok(Some(Resumed::Yielded(v))) => Ok(Resumed::Yielded(v)),
        Ok(Some(Resumed::Returned(v))) => {
            // The delegate ended: the generator goes on after its `yield from`, which takes the value from StopIteration.
            let stop: Result<()> = crate::stop_iteration(Some(v));
            debug_assert!(stop.is_err());
            throw_here(g, take_pending())
        }
        Err(_) => throw_here(g, take_pending()),
    }
}

/// The exception instance that `throw(typ, val, tb)` means, with its traceback set. If a class cannot be instantiated, the
/// exception that says so is thrown in its place.
///
/// # Errors
/// `TypeError` for what is no exception.
pub fn thrown_exception(typ: Value, val: Option<Value>, tb: Option<Value>) -> Result<Value> {
    let tb = tb.filter(|t| !is_none(*t));
    if tb.is_some_and(|t| !t.is::<Traceback>()) {
        return crate::type_error("throw() third argument must be a traceback object");
    }
    let val = val.filter(|v| !is_none(*v));
    let e = match typ.cast::<Class>() {
        Some(c) if c.is_subclass_of(exc::BASE_EXCEPTION.get()) => match val {
            Some(v) if class_of(v).is_subclass_of(c) => v,
            val => instance_of(typ, val).unwrap_or_else(|_| take_pending()),
        },
        _ if typ.is::<BaseException>() => {
            if val.is_some() {
                return crate::type_error("instance exception may not have a separate value");
            }
            typ
        }
        _ => {
            return crate::raise_type!(
                "exceptions must be classes or instances deriving from BaseException, not {}",
                type_name(typ)
            );
        }
    };
    if let Some(mut x) = e.cast::<BaseException>().filter(|_| tb.is_some()) {
        x.traceback = tb;
    }
    Ok(e)
}

fn instance_of(class: Value, val: Option<Value>) -> Result<Value> {
    let e = match val {
        Some(v) => match v.cast::<crate::Tuple>() {
            Some(t) => call(class, t.as_slice())?,
            None => call(class, &[v])?,
        },
        None => call(class, &[])?,
    };
    if e.is::<BaseException>() {
        return Ok(e);
    }
    crate::raise_type!(
        "calling {} should have returned an instance of BaseException, not {}",
        crate::repr::repr(class)?,
        type_name(e)
    )
}

/// Closes what a generator delegates to: a generator directly, anything else by its `close()` if it has one.
fn close_iterator(y: Value) -> Result<()> {
    if let Some(g) = as_generator(y)
        && !g.is_async_gen()
    {
        return close(g).map(|_| ());
    }
    match crate::attr::find_attr(y, Id::close.str())? {
        Some(f) => call(f, &[]).map(|_| ()),
        None => Ok(()),
    }
}

/// Ends a generator without running its code.
pub fn finish(mut g: Gc<Generator>) {
    g.state = GenState::Finished;
    g.clear_slots();
    if let Some(mut f) = g.object {
        f.saved = heap::GcVec::new();
    }
}

/// `close()`: the returned value if the generator returns one.
///
/// # Errors
/// What the generator raises; `RuntimeError` if it yields instead of ending.
pub fn close(g: Gc<Generator>) -> Result<Value> {
    match g.state {
        GenState::Created => {
            finish(g);
            return Ok(none());
        }
        GenState::Finished => return Ok(none()),
        GenState::Running => return already_running(g),
        GenState::Suspended => {}
    }
    let e = match g.delegate() {
        Some(y) => match as_running(g, || close_iterator(y)) {
            Ok(()) => None,
            Err(_) => Some(take_pending()),
        },
        None => None,
    };
    let e = e.unwrap_or_else(|| new_exception(exc::GENERATOR_EXIT.get(), &[]).value());
    match throw_here(g, e) {
        Ok(Resumed::Yielded(_)) => crate::raise_exc!(RUNTIME_ERROR, "{} ignored GeneratorExit", g.kind_text()),
        Ok(Resumed::Returned(v)) => Ok(v),
        Err(r) => {
            if pending_is(&exc::GENERATOR_EXIT) {
                let _ = take_pending();
                return Ok(none());
            }
            Err(r)
        }
    }
}

/// What a resumption is to Python: the yielded value, or `StopIteration` with the returned one.
///
/// # Errors
/// `StopIteration` at the end.
pub fn to_iteration(r: Resumed) -> Result<Value> {
    match r {
        Resumed::Yielded(v) => Ok(v),
        Resumed::Returned(v) => crate::stop_iteration((!is_none(v)).then_some(v)),
    }
}

/// The iterator that `await o` drives (`_PyCoro_GetAwaitableIter`).
///
/// # Errors
/// `TypeError` for what cannot be awaited; what `__await__` raises.
pub fn awaitable_iter(o: Value) -> Result<Value> {
    if let Some(g) = as_generator(o)
        && g.code.flags & (co::COROUTINE | co::ITERABLE_COROUTINE) != 0
    {
        return Ok(o);
    }
    let Some(m) = class_of(o).dunder(Id::__await__) else {
        return crate::raise_type!("'{}' object can't be awaited", type_name(o));
    };
    let it = call_method_value(m, o, &[], &[])?;
    if as_generator(it).is_some_and(|g| g.code.flags & (co::COROUTINE | co::ITERABLE_COROUTINE) != 0) {
        return crate::type_error("__await__() returned a coroutine");
    }
    if class_of(it).dunder(Id::__next__).is_none() {
        return crate::raise_type!("__await__() returned non-iterator of type '{}'", type_name(it));
    }
    Ok(it)
}

/// Does a generator that dies need `finalize`: is there code left that must see `GeneratorExit`, or a warning to give?
#[must_use]
pub fn needs_finalizer(g: Gc<Generator>) -> bool {
    match g.state {
        GenState::Suspended => true,
        GenState::Created => g.is_coroutine(),
        GenState::Running | GenState::Finished => false,
    }
}

/// What happens to a generator that nobody refers to any more (`_PyGen_Finalize`): a coroutine that was never awaited is
/// warned about, an async generator goes to its finalizer hook, anything else is closed. Errors are reported, not raised.
pub fn finalize(v: Value) {
    let Some(g) = as_generator(v) else { return };
    if !needs_finalizer(g) {
        return;
    }
    let before = crate::thread().pending.take();
    let unawaited = g.is_coroutine() && g.state == GenState::Created;
    let r = finalize_inner(g);
    if r.is_err() {
        let e = take_pending();
        let what = crate::repr::repr(v).map(|s| s.to_string()).unwrap_or_default();
        if crate::thread().pending.is_some() {
            let _ = take_pending();
        }
        let doing = if unawaited { "finalizing coroutine" } else { "closing generator" };
        (hooks().unraisable)(e, Some(&format!("Exception ignored while {doing} {what}")), none());
    }
    crate::thread().pending = before;
}

fn finalize_inner(g: Gc<Generator>) -> Result<()> {
    if g.is_async_gen() {
        if let Some(f) = g.ag_finalizer
            && !g.ag_closed
        {
            return call(f, &[g.value()]).map(|_| ());
        }
    } else if g.is_coroutine() && g.state == GenState::Created {
        return warn_unawaited(g);
    }
    close(g).map(|_| ())
}

/// `RuntimeWarning: coroutine 'f' was never awaited`, through `warnings._warn_unawaited_coroutine` where possible.
fn warn_unawaited(g: Gc<Generator>) -> Result<()> {
    let f = (hooks().import)(intern("warnings"), None, None, none(), 0)
        .and_then(|m| crate::attr::find_attr(m, intern("_warn_unawaited_coroutine")));
    match f {
        Ok(Some(f)) => call(f, &[g.value()]).map(|_| ()),
        Ok(None) => {
            crate::hooks::warn(&exc::RUNTIME_WARNING, &format!("coroutine '{}' was never awaited", g.qualname), 1)
        }
        Err(r) => Err(r),
    }
}

/// Calls the hooks of `sys.set_asyncgen_hooks` on the first use of an async generator.
///
/// # Errors
/// What the `firstiter` hook raises.
pub fn init_async_hooks(mut g: Gc<Generator>) -> Result<()> {
    if g.ag_hooks_done {
        return Ok(());
    }
    g.ag_hooks_done = true;
    let t = crate::thread();
    g.ag_finalizer = t.asyncgen_finalizer;
    match t.asyncgen_firstiter {
        Some(f) => call(f, &[g.value()]).map(|_| ()),
        None => Ok(()),
    }
}

/// Makes a fresh exception of a built-in class pending.
///
/// # Errors
/// Always.
pub fn raise_bare<T>(class: &'static crate::ClassCell) -> Result<T> {
    Err(set_pending(new_exception(class.get(), &[])))
}
