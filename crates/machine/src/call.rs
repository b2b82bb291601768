//! Calls.
//!
//! On the stack: the callable, a receiver (or empty), the arguments. Arguments become the callee's first local variables
//! where they lie.

use heap::Value;
use object::args::RowKind;
use object::gc::ValueExt;
use object::map::Kind;
use object::{Class, Dict, Gc, Id, NativeFn, Object, Tuple};

use crate::frames::{METHOD_FUNC, METHOD_SELF, enter_function};
use crate::traits::{Machine, MachineExt, Step};
use crate::{cont, exc};

crate::helpers! {
    /// Calls args[0] with the arguments args[2..]; args[1] is the tuple of keyword names or None.
    CALL_WITH_NAMES ANY |a| {
        let names = a[1].cast::<Tuple>();
        object::call::call_kw(a[0], &a[2..], object::call::kwnames_of(names))
    };
    NEW_OBJECT ANY |a| {
        let c = a[0].cast::<Class>().expect("a class");
        if c.flags.has(object::class::ClassFlags::ABSTRACT) {
            return object::call::call(object::boot::object_new().expect("set at start"), &[a[0]]);
        }
        Ok(Value::from_ptr(object::map::alloc_instance(c)))
    };
    /// Calls a built-in class, the first argument, that has a function for making its instances.
    NATIVE_NEW ANY / FRESH |a| {
        let c = a[0].cast::<Class>().expect("a class");
        object::call::call_class(c, &a[1..], &[])
    };
    CALL_SPREAD ANY |a| object::call::call_ex(a[0], a[1].cast::<Tuple>().expect("positional arguments are a tuple").as_slice(), a[2].cast::<Dict>());
    POSITIONAL_TUPLE ANY |a| {
        if a[0].is_exact::<Tuple>() {
            return Ok(a[0]);
        }
        let class = object::class_of(a[0]);
        if class.dunder(Id::__iter__).is_none() && class.dunder(Id::__getitem__).is_none() {
            let f = object::mapping::describe_callable(a[1])?;
            return object::raise_type!("{} argument after * must be an iterable, not {}", f, object::repr::type_name(a[0]));
        }
        Ok(object::seq::tuple(&object::iter::collect(a[0])?))
    };
}

/// CALL.
pub fn call<M: Machine>(m: &mut M) -> Step {
    let n = m.arg() as usize;
    dispatch(m, n, None)
}

/// CALL_KW: a tuple of keyword names on top.
pub fn call_kw<M: Machine>(m: &mut M) -> Step {
    let n = m.arg() as usize;
    let names = m.pop();
    let names = m.promote(names).cast::<Tuple>().expect("keyword names are a tuple");
    let names = if names.as_slice().is_empty() { None } else { Some(names) };
    dispatch(m, n, names)
}

/// Calls what lies `n + 2` below the top.
fn dispatch<M: Machine>(m: &mut M, n: usize, names: Option<Gc<Tuple>>) -> Step {
    loop {
        let callee = m.peek(n + 2);
        let receiver = m.peek(n + 1);
        let bound = usize::from(!M::is_null(receiver));
        let sp = m.fr().sp;
        let total = n + bound;
        // SAFETY: the operands are on the stack.
        let (args, ret_sp) = unsafe { (sp.sub(total), sp.sub(n + 2)) };
        match m.map_of(callee).kind {
            Kind::Function if crate::frames::may_inline(m, callee) => {
                return match enter_function(m, callee, args, total, names, ret_sp, cont::PUSH) {
                    Ok(()) => poll_entry(m),
                    Err(_) => Step::Raise,
                };
            }
            Kind::BoundMethod if bound == 0 => {
                let (f, s) = (m.load(callee, METHOD_FUNC), m.load(callee, METHOD_SELF));
                m.set_peek(n + 2, f);
                m.set_peek(n + 1, s);
            }
            Kind::NativeFn | Kind::MethodDescr => return call_native_with(m, callee, n, bound, names),
            Kind::Class => return call_class(m, callee, n, bound, names),
            _ => return call_object(m, callee, n, bound, names),
        }
    }
}

/// Function entries poll like loop edges: recursion without loops must be interruptible too.
fn poll_entry<M: Machine>(_m: &mut M) -> Step {
    Step::Resume
}

/// CALL of a built-in function or method; the hot operation saw the kind.
pub fn call_builtin<M: Machine>(m: &mut M) -> Step {
    let n = m.arg() as usize;
    let callee = m.peek(n + 2);
    let bound = usize::from(!M::is_null(m.peek(n + 1)));
    match m.map_of(callee).kind {
        Kind::NativeFn | Kind::MethodDescr => call_native(m, callee, n, bound, None),
        _ => dispatch(m, n, None),
    }
}

/// CALL of a class; the hot operation saw the kind.
pub fn call_type<M: Machine>(m: &mut M) -> Step {
    let n = m.arg() as usize;
    let callee = m.peek(n + 2);
    let bound = usize::from(!M::is_null(m.peek(n + 1)));
    match m.map_of(callee).kind {
        Kind::Class => call_class(m, callee, n, bound, None),
        _ => dispatch(m, n, None),
    }
}

#[inline(always)]
fn call_native<M: Machine>(m: &mut M, callee: M::V, n: usize, bound: usize, names: Option<Gc<Tuple>>) -> Step {
    // SAFETY: the kind was just tested.
    let f: Gc<NativeFn> = unsafe { m.promote_native(callee) };
    let receiver = match f.row.kind {
        RowKind::Method | RowKind::ClassMethod if f.owner.is_some() => f.bound,
        _ => None,
    };
    let mut total = n + bound;
    if names.is_none() && f.row.kind != RowKind::New && (receiver.is_none() || bound == 0) {
        if let Some(r) = receiver {
            let r = m.k(r);
            m.set_peek(n + 1, r);
            total = n + 1;
        } else if bound == 0
            && n > 0
            && f.row.kind != RowKind::StaticMethod
            && let Some(owner) = f.owner
        {
            // A method called on its class gets any receiver; classes may share a layout, so look at the class too.
            let first = m.peek(n);
            let class = m.map_of(first).class;
            if class != owner && !class.is_subclass_of(owner) {
                return call_object(m, callee, n, bound, names);
            }
        }
        // SAFETY: the arguments are on the stack.
        let args = unsafe { m.fr().sp.sub(total) };
        let r = m.call_native(f, args, total);
        return called(m, n + 2, r);
    }
    call_object(m, callee, n, bound, names)
}

#[inline(never)]
fn call_native_with<M: Machine>(m: &mut M, callee: M::V, n: usize, bound: usize, names: Option<Gc<Tuple>>) -> Step {
    call_native(m, callee, n, bound, names)
}

#[inline(never)]
fn call_class<M: Machine>(m: &mut M, callee: M::V, n: usize, bound: usize, names: Option<Gc<Tuple>>) -> Step {
    let class: Gc<Class> = m.promote(callee).cast().expect("the kind says that it is a class");
    if bound == 0 && names.is_none() && n == 1 && class == Class::class() {
        let v = m.peek(1);
        let class_of = m.map_of(v).class;
        let class_of = m.k(class_of.value());
        return m.replace(3, Ok(class_of));
    }
    if class.native_new.is_some() && bound == 0 && names.is_none() {
        m.set_peek(n + 1, callee);
        let all = m.top_n(n + 1);
        let r = m.helper(&NATIVE_NEW, all);
        return called(m, n + 2, r);
    }
    let plain_new = class.dunder(Id::__new__) == object::boot::object_new();
    let init = class.dunder(Id::__init__);
    let is_plain = plain_new && init == object::boot::object_init() && object::repr::is_heap_type(class);
    if n == 0 && bound == 0 && names.is_none() && is_plain {
        let obj = m.helper(&NEW_OBJECT, &[callee]);
        return m.replace(2, obj);
    }
    let exception = bound == 0 && names.is_none() && exc::has_plain_new(class);
    let args = m.top_n(n);
    if exception && exc::has_plain_init(class) {
        let e = exc::new_exception(m, class, args);
        return m.replace(n + 2, e);
    }
    let python_init = init.filter(|f| is_inlined(m, *f));
    let Some(init) = python_init.filter(|_| (plain_new || exception) && bound == 0) else {
        return call_object(m, callee, n, bound, names);
    };
    let obj = match exception {
        true => exc::new_exception(m, class, args),
        false => m.helper(&NEW_OBJECT, &[callee]),
    };
    let Ok(obj) = obj else { return Step::Raise };
    // The instance takes the places of the class (as the result) and of the receiver (as self).
    m.set_peek(n + 2, obj);
    m.set_peek(n + 1, obj);
    let f = m.k(init);
    let sp = m.fr().sp;
    // SAFETY: the operands are on the stack.
    let (args, ret_sp) = unsafe { (sp.sub(n + 1), sp.sub(n + 1)) };
    match enter_function(m, f, args, n + 1, names, ret_sp, cont::INIT) {
        Ok(()) => Step::Resume,
        Err(_) => Step::Raise,
    }
}

/// Is it a Python function that is called by a frame?
fn is_inlined<M: Machine>(m: &mut M, f: Value) -> bool {
    // SAFETY: the kind says that it is a function.
    object::map_of(f).kind == Kind::Function && m.may_inline(unsafe { f.cast_unchecked::<object::Function>() }.code)
}

/// Anything else: by one helper call.
#[inline(never)]
fn call_object<M: Machine>(m: &mut M, callee: M::V, n: usize, bound: usize, names: Option<Gc<Tuple>>) -> Step {
    let map = m.map_of(callee);
    let python_call = map.class.dunder(Id::__call__).filter(|f| map.kind != Kind::Class && is_inlined(m, *f));
    if let Some(f) = python_call
        && bound == 0
    {
        let f = m.k(f);
        m.set_peek(n + 2, f);
        m.set_peek(n + 1, callee);
        return dispatch(m, n, names);
    }
    let total = n + bound;
    let sp = m.fr().sp;
    let names_v = names.map_or_else(object::none, Gc::value);
    let names_v = m.k(names_v);
    // SAFETY: every frame has headroom above its stack; the operands stay where they are meanwhile.
    let all = unsafe {
        sp.write(callee);
        sp.add(1).write(names_v);
        std::ptr::copy_nonoverlapping(sp.sub(total), sp.add(2), total);
        m.fr().sp = sp.add(total + 2);
        std::slice::from_raw_parts(sp, total + 2)
    };
    let r = m.helper(&CALL_WITH_NAMES, all);
    m.fr().sp = sp;
    called(m, n + 2, r)
}

/// Ends a call that native code made: signals that came meanwhile are handled right behind it, as in CPython.
#[inline(always)]
fn called<M: Machine>(m: &mut M, operands: usize, r: object::Result<M::V>) -> Step {
    let step = m.replace(operands, r);
    if step == Step::Next && m.thread().breaker.load(std::sync::atomic::Ordering::Relaxed) != 0 {
        return crate::control::poll(m);
    }
    step
}

/// CALL_FUNCTION_EX: callable, empty, positional arguments, keyword arguments or empty.
pub fn call_function_ex<M: Machine>(m: &mut M) -> Step {
    let (callee, args, kwargs) = (m.peek(4), m.peek(2), m.peek(1));
    let args = match m.helper(&POSITIONAL_TUPLE, &[args, callee]) {
        Ok(t) => t,
        Err(_) => return Step::Raise,
    };
    let no_kwargs = M::is_null(kwargs) || m.promoted_dict_len(kwargs) == 0;
    let function = m.map_of(callee).kind == Kind::Function;
    let n = m.promoted_len(args);
    if function && no_kwargs && n <= 64 && crate::frames::may_inline(m, callee) {
        // Spread the tuple over the stack and call as CALL does.
        let sp = m.fr().sp;
        // SAFETY: every frame has headroom above its stack.
        let base = unsafe { sp.sub(2) };
        for i in 0..n {
            let at = m.k(Value::small_int_unchecked(i as i64));
            let v = m.tuple_item(args, at).expect("an index below the tuple's length");
            // SAFETY: as above.
            unsafe { base.add(i).write(v) };
        }
        // SAFETY: as above.
        let ret_sp = unsafe { sp.sub(4) };
        return match enter_function(m, callee, base, n, None, ret_sp, cont::PUSH) {
            Ok(()) => Step::Resume,
            Err(_) => Step::Raise,
        };
    }
    let kwargs = if M::is_null(kwargs) { m.none() } else { kwargs };
    let r = m.helper(&CALL_SPREAD, &[callee, args, kwargs]);
    called(m, 4, r)
}

/// Small typed promotions.
trait CallExt: Machine {
    /// A native function value as a constant.
    ///
    /// # Safety
    /// The value is a NativeFn.
    unsafe fn promote_native(&mut self, v: Self::V) -> Gc<NativeFn> {
        // SAFETY: promised by the caller.
        unsafe { self.promote(v).cast_unchecked() }
    }
    /// The number of entries of a dict, promoted.
    fn promoted_dict_len(&mut self, v: Self::V) -> usize {
        self.promote(v).cast::<Dict>().map_or(1, |d| d.len())
    }
}
impl<M: Machine> CallExt for M {}
