//! Raising and handling exceptions.

use heap::Value;
use object::error::{BaseException, exc as classes, restore_pending, set_pending};
use object::gc::ValueExt;
use object::map::Kind;
use object::{Class, Gc, Id, Result, raise_type};

use crate::traits::{Alias, Field, Machine, MachineExt, Step};

/// The traceback of an exception.
pub const TRACEBACK: Field =
    Field { offset: std::mem::offset_of!(BaseException, traceback) as u32, alias: Alias::Exception, immutable: false };

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
    let instance = |v: Value, from_class: bool| -> Result<Option<Gc<BaseException>>> {
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

/// The built-in function's row, if it is one.
fn row_of(f: Option<Value>) -> Option<*const object::args::Row> {
    f.and_then(|f| f.cast::<object::NativeFn>()).map(|f| std::ptr::from_ref(f.row))
}

/// Are the instances of a class made by `BaseException.__new__` and nothing more, if they are exceptions?
pub(crate) fn has_plain_new(class: Gc<Class>) -> bool {
    let base = classes::BASE_EXCEPTION.get();
    std::ptr::eq(class.layout, <BaseException as object::Object>::LAYOUT)
        && !class.flags.has(object::class::ClassFlags::ABSTRACT)
        && !class.has_finalizer()
        && row_of(class.dunder(Id::__new__)) == row_of(base.dunder(Id::__new__))
}

/// Is `__init__` of a class the one of `BaseException`?
pub(crate) fn has_plain_init(class: Gc<Class>) -> bool {
    row_of(class.dunder(Id::__init__)) == row_of(classes::BASE_EXCEPTION.get().dunder(Id::__init__))
}

/// What `BaseException.__new__` makes.
///
/// # Errors
/// None; see `Machine::helper`.
pub(crate) fn new_exception<M: Machine>(m: &mut M, class: Gc<Class>, args: &[M::V]) -> Result<M::V> {
    const ARGS: Field =
        Field { offset: std::mem::offset_of!(BaseException, args) as u32, alias: Alias::Exception, immutable: false };
    let args = match args {
        [] => m.k(object::Tuple::empty().value()),
        _ => m.helper(&crate::frames::MAKE_TUPLE, args)?,
    };
    let e = m.allocate(class.instance_map, class.instance_map.size);
    m.store(e, ARGS, args);
    Ok(e)
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
            let map = m.map_of(e);
            if map.layout.extends(<BaseException as object::Object>::LAYOUT) && m.handles_nothing() {
                // There is nothing that could be its context.
                m.set_raised(e);
                return Step::Raise;
            }
            if map.kind == Kind::Class && m.handles_nothing() {
                let class: Gc<Class> = m.promote(e).cast().expect("the kind says that it is a class");
                if is_exception_class(class.value()) && has_plain_new(class) && has_plain_init(class) {
                    if let Ok(e) = new_exception(m, class, &[]) {
                        m.set_raised(e);
                    }
                    return Step::Raise;
                }
            }
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
    m.set_raised(e);
    crate::unwind::mark_reraise(m);
    Step::Raise
}

/// PUSH_EXC_INFO: the raised exception becomes the handled one; the previous one goes below it.
pub fn push_exc_info<M: Machine>(m: &mut M) -> Step {
    let e = m.peek(1);
    let previous = m.handled();
    m.set_handled(e);
    let none = m.none();
    m.set_peek(1, previous.unwrap_or(none));
    m.push(e);
    Step::Next
}

/// POP_EXCEPT: the handled exception is again the one on top.
pub fn pop_except<M: Machine>(m: &mut M) -> Step {
    let e = m.peek(1);
    let e = if m.is_word(e, object::none()) { M::null() } else { e };
    m.set_handled(e);
    m.drop_n(1);
    Step::Next
}

/// Does an exception of a class match what an `except` clause names: an exception class or a tuple of such? `None` for
/// anything else. Which classes they are is all that counts.
fn matches_class<M: Machine>(m: &mut M, class: Gc<Class>, wanted: M::V) -> Option<bool> {
    let kind = m.map_of(wanted).kind;
    if kind == Kind::Tuple {
        let mut matches = false;
        for i in 0..m.promoted_len(wanted) {
            let at = m.k(Value::small_int_unchecked(i as i64));
            let item = m.tuple_item(wanted, at)?;
            if m.map_of(item).kind != Kind::Class {
                return None;
            }
            matches |= matches_class(m, class, item)?;
        }
        return Some(matches);
    }
    if kind != Kind::Class {
        return None;
    }
    let wanted = m.promote(wanted);
    is_exception_class(wanted).then(|| wanted.cast::<Class>().is_some_and(|c| class.is_subclass_of(c)))
}

/// CHECK_EXC_MATCH: replaces the type with whether the exception below matches.
pub fn check_exc_match<M: Machine>(m: &mut M) -> Step {
    let (e, t) = (m.peek(2), m.peek(1));
    let class = m.map_of(e).class;
    if let Some(matches) = matches_class(m, class, t) {
        let matches = m.boolean(matches);
        return m.replace(1, Ok(matches));
    }
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
            if !m.is_word(matched, object::none()) {
                m.set_handled(matched);
            }
            Step::Next
        }
        Err(_) => Step::Raise,
    }
}

/// WITH_EXCEPT_START: calls `__exit__(type, exc, traceback)`; on the stack: exit, receiver, lasti, previous, exception.
pub fn with_except_start<M: Machine>(m: &mut M) -> Step {
    let (exit, receiver, e) = (m.peek(5), m.peek(4), m.peek(1));
    let class = m.map_of(e).class;
    let class = m.k(class.value());
    let none = m.none();
    let tb = m.load_opt(e, TRACEBACK).unwrap_or(none);
    if M::is_null(receiver) {
        return crate::frames::invoke(m, exit, &[class, e, tb], crate::cont::PUSH);
    }
    crate::frames::invoke(m, exit, &[receiver, class, e, tb], crate::cont::PUSH)
}
