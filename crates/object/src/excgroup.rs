//! Exception groups (PEP 654): splitting, and the two steps of `except*` that the machine calls.
//!
//! # Terms
//! - A **leaf** is an exception of the tree that is no group.
//! - The **metadata** of an exception are its notes, traceback, cause and context. What `except*` raises again unchanged
//!   is recognised by having the very same metadata as the exception that was caught.

use heap::{GcVec, Value};

use crate::call::{call, call_method};
use crate::class::Class;
use crate::error::{BaseException, EXCEPTION_GROUP, GroupExc, Result, exc};
use crate::gc::{Gc, Object, ValueExt};
use crate::ids::Id;
use crate::map::class_of;
use crate::misc::{is_none, none};
use crate::ops;
use crate::repr::type_name;
use crate::seq::{List, Tuple, tuple};
use crate::strs::{Str, intern};

/// How to tell which exceptions of a group belong to the match.
pub enum Matcher<'a> {
    /// An exception class or a tuple of them.
    Types(Value),
    /// A predicate.
    Callable(Value),
    /// Exactly these leaves.
    Leaves(&'a [Value]),
}

impl Matcher<'_> {
    /// Does the exception match? Leaves are only compared with leaves.
    fn matches(&self, e: Value) -> Result<bool> {
        match self {
            Matcher::Types(t) => given_exception_matches(e, *t),
            Matcher::Callable(f) => ops::truth(call(*f, &[e])?),
            Matcher::Leaves(l) => Ok(!e.is::<GroupExc>() && l.contains(&e)),
        }
    }
}

/// The matcher of `split()` and `subgroup()`.
///
/// # Errors
/// `TypeError` for what is no condition.
pub fn matcher_of(condition: Value) -> Result<Matcher<'static>> {
    let is_exc_class = |v: Value| v.cast::<Class>().is_some_and(|c| c.is_subclass_of(exc::BASE_EXCEPTION.get()));
    if is_exc_class(condition) {
        return Ok(Matcher::Types(condition));
    }
    if let Some(t) = condition.cast_exact::<Tuple>()
        && t.as_slice().iter().all(|c| is_exc_class(*c))
    {
        return Ok(Matcher::Types(condition));
    }
    if crate::call::is_callable(condition) && !condition.is::<Class>() {
        return Ok(Matcher::Callable(condition));
    }
    crate::type_error("expected an exception type, a tuple of exception types, or a callable (other than a class)")
}

/// Is the exception an instance of a class, or of one of a tuple of classes (`PyErr_GivenExceptionMatches`)? What is no
/// exception class matches by identity.
///
/// # Errors
/// None of its own.
pub fn given_exception_matches(e: Value, wanted: Value) -> Result<bool> {
    if let Some(t) = wanted.cast::<Tuple>() {
        crate::state::check_native_stack()?;
        for w in t.as_slice() {
            if given_exception_matches(e, *w)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    match wanted.cast::<Class>() {
        Some(c) if c.is_subclass_of(exc::BASE_EXCEPTION.get()) => Ok(class_of(e).is_subclass_of(c)),
        _ => Ok(e == wanted),
    }
}

/// A new `ExceptionGroup` (or `BaseExceptionGroup`, by its constructor's rule) of these exceptions.
///
/// # Errors
/// What the constructor raises.
pub fn new_group(message: &str, exceptions: &[Value]) -> Result<Value> {
    let list = List::from_slice(exceptions).value();
    call(exc::BASE_EXCEPTION_GROUP.get().value(), &[Str::new(message).value(), list])
}

/// The exceptions of a group.
#[must_use]
pub fn exceptions_of(g: Gc<GroupExc>) -> Gc<Tuple> {
    g.exceptions.and_then(|e| e.cast::<Tuple>()).unwrap_or_else(Tuple::empty)
}

/// A group like `orig` with other exceptions, made by its `derive()`; empty if there are none.
///
/// # Errors
/// What `derive` raises or does wrong.
pub fn subset(orig: Gc<GroupExc>, exceptions: GcVec<Value>) -> Result<Option<Value>> {
    if exceptions.is_empty() {
        return Ok(None);
    }
    let list = List::new(exceptions).value();
    let derived = call_method(orig.value(), intern("derive"), &[list])?;
    let Some(mut g) = derived.cast::<GroupExc>() else {
        return crate::type_error("derive must return an instance of BaseExceptionGroup");
    };
    g.base.traceback = orig.base.traceback;
    g.base.context = orig.base.context;
    g.base.cause = orig.base.cause;
    // Setting a cause, even an empty one, suppresses the context, as `PyException_SetCause` does.
    g.base.suppress_context = true;
    if let Some(notes) = crate::attr::find_attr(orig.value(), Id::__notes__.str())?
        && (notes.is::<List>() || notes.is::<Tuple>())
    {
        let copy = List::new(crate::iter::collect(notes)?).value();
        crate::attr::setattr(derived, Id::__notes__.str(), Some(copy))?;
    }
    Ok(Some(derived))
}

/// Splits a group into the matching part and, if wanted, the rest.
///
/// # Errors
/// What the matcher or `derive` raise.
pub fn split(e: Value, matcher: &Matcher<'_>, want_rest: bool) -> Result<(Option<Value>, Option<Value>)> {
    if matcher.matches(e)? {
        return Ok((Some(e), None));
    }
    let Some(group) = e.cast::<GroupExc>() else { return Ok((None, want_rest.then_some(e))) };
    crate::state::check_native_stack()?;
    let (mut matching, mut rest) = (GcVec::new(), GcVec::new());
    for sub in exceptions_of(group).as_slice() {
        let (m, r) = split(*sub, matcher, want_rest)?;
        matching.extend(m);
        rest.extend(r);
    }
    let matching = subset(group, matching)?;
    let rest = subset(group, rest)?;
    Ok((matching, rest))
}

/// Refuses what `except*` must not catch (`_PyEval_CheckExceptStarTypeValid`).
///
/// # Errors
/// `TypeError`.
pub fn check_except_star_type(wanted: Value) -> Result<()> {
    let one = |c: Value| -> Result<()> {
        match c.cast::<Class>() {
            Some(c) if !c.is_subclass_of(exc::BASE_EXCEPTION.get()) => not_exceptions(),
            None => not_exceptions(),
            Some(c) if c.is_subclass_of(exc::BASE_EXCEPTION_GROUP.get()) => {
                crate::type_error("catching ExceptionGroup with except* is not allowed. Use except instead.")
            }
            Some(_) => Ok(()),
        }
    };
    match wanted.cast::<Tuple>() {
        Some(t) => t.as_slice().iter().try_for_each(|c| one(*c)),
        None => one(wanted),
    }
}

fn not_exceptions() -> Result<()> {
    crate::type_error("catching classes that do not inherit from BaseException is not allowed")
}

/// One `except*` clause: (rest, match), each `None` where empty. A naked exception that matches is wrapped in a group.
///
/// # Errors
/// `TypeError` for a bad `split()`; what it raises.
pub fn exception_group_match(e: Value, match_type: Value) -> Result<(Value, Value)> {
    if is_none(e) {
        return Ok((none(), none()));
    }
    if given_exception_matches(e, match_type)? {
        if e.is::<GroupExc>() {
            return Ok((none(), e));
        }
        let wrapped = new_group("", &[e])?;
        if let Some(f) = crate::state::nth_frame(0)
            && let Some(mut w) = wrapped.cast::<BaseException>()
        {
            // SAFETY: the frame is this thread's innermost one.
            let frame = unsafe { crate::frame::frame_object(f) };
            let head = heap::Head { map: std::ptr::null() };
            // SAFETY: as above.
            let unit = unsafe { (*f).unit() };
            w.traceback = Some(crate::frame::Traceback { head, next: None, frame, unit, lineno: -1 }.alloc().value());
        }
        return Ok((none(), wrapped));
    }
    if !e.is::<GroupExc>() {
        return Ok((e, none()));
    }
    let pair = call_method(e, intern("split"), &[match_type])?;
    let Some(t) = pair.cast::<Tuple>() else {
        return crate::raise_type!("{}.split must return a tuple, not {}", type_name(e), type_name(pair));
    };
    match t.as_slice() {
        [m, r, ..] => Ok((*r, *m)),
        short => crate::raise_type!("{}.split must return a 2-tuple, got tuple of size {}", type_name(e), short.len()),
    }
}

fn notes_of(e: Value) -> Result<Option<Value>> {
    crate::attr::find_attr(e, Id::__notes__.str())
}

fn same_metadata(a: Value, b: Value) -> Result<bool> {
    let (Some(x), Some(y)) = (a.cast::<BaseException>(), b.cast::<BaseException>()) else { return Ok(false) };
    Ok(notes_of(a)? == notes_of(b)? && x.traceback == y.traceback && x.cause == y.cause && x.context == y.context)
}

fn collect_leaves(e: Value, out: &mut GcVec<Value>) -> Result<()> {
    match e.cast::<GroupExc>() {
        None => out.push(e),
        Some(g) => {
            crate::state::check_native_stack()?;
            for sub in exceptions_of(g).as_slice() {
                collect_leaves(*sub, out)?;
            }
        }
    }
    Ok(())
}

/// What a `try` statement with `except*` clauses raises at its end: `orig` was caught, `excs` holds for each clause what
/// it raised, and last what no clause matched (`None` where nothing). The result is `None` or an exception.
///
/// # Errors
/// What making groups raises.
pub fn prep_reraise_star(orig: Value, excs: Gc<List>) -> Result<Value> {
    if excs.items.is_empty() {
        return Ok(none());
    }
    if !orig.is::<GroupExc>() {
        // A naked exception was wrapped for one clause, so at most one exception is to be raised.
        return Ok(excs.items[0]);
    }
    let (mut raised, mut reraised) = (GcVec::new(), GcVec::new());
    for i in 0..excs.items.len() {
        let e = excs.items[i];
        if is_none(e) {
            continue;
        }
        if same_metadata(e, orig)? { reraised.push(e) } else { raised.push(e) }
    }
    let mut leaves = GcVec::new();
    for e in reraised.iter() {
        collect_leaves(*e, &mut leaves)?;
    }
    let (again, _) = if leaves.is_empty() { (None, None) } else { split(orig, &Matcher::Leaves(&leaves), false)? };
    if raised.is_empty() {
        return Ok(again.unwrap_or_else(none));
    }
    raised.extend(again);
    if raised.len() == 1 { Ok(raised[0]) } else { new_group("", &raised) }
}

/// Creates the class `ExceptionGroup(BaseExceptionGroup, Exception)`.
pub fn boot() {
    let (group, exception) = (exc::BASE_EXCEPTION_GROUP.get(), exc::EXCEPTION.get());
    let mut c = crate::class::ClassBuilder::untyped("ExceptionGroup", GroupExc::LAYOUT)
        .base(group)
        .cell(&EXCEPTION_GROUP)
        .flags(crate::class::ClassFlags::BASETYPE | crate::class::ClassFlags::WEAKREF)
        .mutable()
        .build();
    c.bases = Tuple::from_slice(&[group.value(), exception.value()]);
    let base_exc = exc::BASE_EXCEPTION.get().value();
    let object = crate::misc::object_class().value();
    c.mro = Tuple::from_slice(&[c.value(), group.value(), exception.value(), base_exc, object]);
    let mut e = exception;
    e.subclasses.push(crate::misc::new_weak_cell(c.value()));
    c.modified();
}

/// (match, rest) as `split()` returns them.
#[must_use]
pub fn pair((matching, rest): (Option<Value>, Option<Value>)) -> Value {
    tuple(&[matching.unwrap_or_else(none), rest.unwrap_or_else(none)])
}
