//! Raising and handling exceptions.

use heap::Value;
use object::error::{BaseException, exc as classes, restore_pending, set_pending};
use object::gc::ValueExt;
use object::{Class, Result, raise_type};

use crate::traits::{Machine, MachineExt, Step};

crate::helpers! {
    EXC_MATCHES ANY |a| Ok(object::bool_value(exception_matches(a[0], a[1])?));
    DO_RAISE ANY |a| do_raise(a[0], a[1]);
    RE_RAISE ANY |_a| match object::thread().handled_exception() {
        Some(e) => Err(restore_pending(e)),
        None => object::runtime_error("No active exception to reraise"),
    };
    EG_MATCH ANY |a| {
        check_except_star(a[1])?;
        let (rest, matched) = object::excgroup::exception_group_match(a[0], a[1])?;
        Ok(object::seq::tuple(&[rest, matched]))
    };
}

const CANNOT_CATCH: &str = "catching classes that do not inherit from BaseException is not allowed";

fn is_exception_class(v: Value) -> bool {
    v.cast::<Class>().is_some_and(|c| c.is_subclass_of(classes::BASE_EXCEPTION.get()))
}

/// `exc matches type` of an `except` clause.
fn exception_matches(e: Value, t: Value) -> Result<bool> {
    if let Some(tuple) = t.cast::<object::Tuple>() {
        if !tuple.as_slice().iter().all(|c| is_exception_class(*c)) {
            return object::type_error(CANNOT_CATCH);
        }
        for c in tuple.as_slice() {
            // SAFETY: just tested.
            if object::class_of(e).is_subclass_of(unsafe { c.cast_unchecked() }) {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    if !is_exception_class(t) {
        return object::type_error(CANNOT_CATCH);
    }
    // SAFETY: just tested.
    Ok(object::class_of(e).is_subclass_of(unsafe { t.cast_unchecked() }))
}

fn check_except_star(t: Value) -> Result<()> {
    let group = classes::BASE_EXCEPTION_GROUP.get();
    let check = |c: Value| -> Result<()> {
        if !is_exception_class(c) {
            return object::type_error(CANNOT_CATCH);
        }
        if c.cast::<Class>().is_some_and(|c| c.is_subclass_of(group)) {
            return object::type_error("catching ExceptionGroup with except* is not allowed. Use except instead.");
        }
        Ok(())
    };
    match t.cast::<object::Tuple>() {
        Some(tuple) => tuple.as_slice().iter().try_for_each(|c| check(*c)),
        None => check(t),
    }
}

/// `raise exc from cause`; NotImplemented stands for "no cause".
fn do_raise(e: Value, cause: Value) -> Result<Value> {
    let instance = |v: Value, from_class: bool| -> Result<Option<object::Gc<BaseException>>> {
        if is_exception_class(v) {
            let made = object::call::call(v, &[])?;
            return match made.cast::<BaseException>() {
                Some(x) => Ok(Some(x)),
                None if from_class => raise_type!(
                    "calling {} should have returned an instance of BaseException, not {}",
                    object::repr::repr(v)?,
                    object::repr::repr(object::class_of(made).value())?
                ),
                None => Ok(None),
            };
        }
        Ok(v.cast::<BaseException>())
    };
    let Some(x) = instance(e, true)? else {
        return object::type_error("exceptions must derive from BaseException");
    };
    if cause != object::not_implemented() {
        let mut x = x;
        if object::misc::is_none(cause) {
            x.cause = None;
        } else {
            match instance(cause, true)? {
                Some(c) => x.cause = Some(c.value()),
                None => return object::type_error("exception causes must derive from BaseException"),
            }
        }
        x.suppress_context = true;
    }
    Err(set_pending(x))
}

/// RAISE_VARARGS.
pub fn raise_varargs<M: Machine>(m: &mut M) -> Step {
    let r = match m.arg() {
        0 => {
            if m.thread().handled_exception().is_some() {
                crate::unwind::mark_reraise(m);
            }
            m.helper(&RE_RAISE, &[])
        }
        1 => {
            let e = m.peek(1);
            let none = m.k(object::not_implemented());
            m.helper(&DO_RAISE, &[e, none])
        }
        _ => {
            let args = [m.peek(2), m.peek(1)];
            m.helper(&DO_RAISE, &args)
        }
    };
    debug_assert!(r.is_err());
    Step::Raise
}

/// RERAISE: the exception on top. Its traceback has this frame already, with the place of the original raise, so the
/// instruction offset that may lie below is not needed.
pub fn reraise<M: Machine>(m: &mut M) -> Step {
    let e = m.pop();
    let e = m.promote(e);
    restore_pending(e);
    crate::unwind::mark_reraise(m);
    Step::Raise
}

/// PUSH_EXC_INFO: the raised exception becomes the handled one; the previous one goes below it.
pub fn push_exc_info<M: Machine>(m: &mut M) -> Step {
    let e = m.pop();
    let w = m.promote(e);
    let t = m.thread();
    // SAFETY: the innermost handling level is alive.
    let previous = unsafe { (*t.exc_info).value.replace(w) };
    let previous = previous.unwrap_or_else(object::none);
    let previous = m.k(previous);
    m.push(previous);
    m.push(e);
    Step::Next
}

/// POP_EXCEPT: the handled exception is again the one on top.
pub fn pop_except<M: Machine>(m: &mut M) -> Step {
    let e = m.pop();
    let w = m.promote(e);
    let t = m.thread();
    // SAFETY: the innermost handling level is alive.
    unsafe { (*t.exc_info).value = if object::misc::is_none(w) { None } else { Some(w) } };
    Step::Next
}

/// CHECK_EXC_MATCH: replaces the type with whether the exception below matches.
pub fn check_exc_match<M: Machine>(m: &mut M) -> Step {
    let (e, t) = (m.peek(2), m.peek(1));
    let r = m.helper(&EXC_MATCHES, &[e, t]);
    m.replace(1, r)
}

/// CHECK_EG_MATCH: replaces exception and type with the rest and the matching part.
pub fn check_eg_match<M: Machine>(m: &mut M) -> Step {
    let (e, t) = (m.peek(2), m.peek(1));
    match m.helper(&EG_MATCH, &[e, t]) {
        Ok(pair) => {
            let (zero, one) = (m.k(Value::small_int_unchecked(0)), m.k(Value::small_int_unchecked(1)));
            let (rest, matched) = (m.tuple_item(pair, zero), m.tuple_item(pair, one));
            let (Some(rest), Some(matched)) = (rest, matched) else { unreachable!("a pair") };
            m.set_peek(2, rest);
            m.set_peek(1, matched);
            let w = m.promote(matched);
            if !object::misc::is_none(w) {
                let t = m.thread();
                // SAFETY: the innermost handling level is alive.
                unsafe { (*t.exc_info).value = Some(w) };
            }
            Step::Next
        }
        Err(_) => Step::Raise,
    }
}

/// WITH_EXCEPT_START: calls `__exit__(type, exc, traceback)`; on the stack: exit, receiver, lasti, previous, exception.
pub fn with_except_start<M: Machine>(m: &mut M) -> Step {
    let (exit, receiver, e) = (m.peek(5), m.peek(4), m.peek(1));
    let w = m.promote(e);
    let tb = w.cast::<BaseException>().and_then(|x| x.traceback).unwrap_or_else(object::none);
    let class = m.k(object::class_of(w).value());
    let tb = m.k(tb);
    if M::is_null(receiver) {
        return crate::frames::invoke(m, exit, &[class, e, tb], crate::cont::PUSH);
    }
    crate::frames::invoke(m, exit, &[receiver, class, e, tb], crate::cont::PUSH)
}

/// Raises what CLEANUP_THROW and others must pass on.
pub fn raise_value<M: Machine>(m: &mut M, e: M::V) -> Step {
    let w = m.promote(e);
    restore_pending(w);
    Step::Raise
}
