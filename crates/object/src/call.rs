//! Calling objects from native code, and looking special methods up.

use heap::{GcVec, Value};

use crate::args::{MAX_PARAMS, RowKind, bind};
use crate::class::{Class, ClassFlags};
use crate::dict::Dict;
use crate::error::Result;
use crate::function::{BoundMethod, Function, NativeFn};
use crate::gc::{Gc, Object, ValueExt};
use crate::hooks::hooks;
use crate::ids::Id;
use crate::map::{Kind, class_of, map_of};
use crate::seq::Tuple;
use crate::state::check_native_stack;
use crate::strs::Str;

/// Calls with positional arguments.
///
/// # Errors
/// What the callee raises; `TypeError` for what is not callable.
#[inline]
pub fn call(f: Value, args: &[Value]) -> Result<Value> {
    call_kw(f, args, &[])
}

/// Calls with positional arguments followed by one value for each of the keyword names (strings).
///
/// # Errors
/// What the callee raises; `TypeError` for what is not callable.
pub fn call_kw(f: Value, args: &[Value], kwnames: &[Value]) -> Result<Value> {
    check_native_stack()?;
    let map = map_of(f);
    match map.kind {
        // SAFETY (for the casts below): the kind names the exact class, and so the layout.
        Kind::Function => (hooks().call_function)(unsafe { f.cast_unchecked::<Function>() }, args, kwnames),
        Kind::NativeFn | Kind::MethodDescr => call_native(unsafe { f.cast_unchecked::<NativeFn>() }, args, kwnames),
        Kind::BoundMethod => {
            // SAFETY: see above.
            let m = unsafe { f.cast_unchecked::<BoundMethod>() };
            with_receiver(m.self_, args, |all| call_kw(m.func, all, kwnames))
        }
        _ => call_other(f, args, kwnames),
    }
}

fn call_other(f: Value, args: &[Value], kwnames: &[Value]) -> Result<Value> {
    if let Some(run) = class_of(f).native_call {
        return run(f, args, kwnames);
    }
    if let Some(c) = f.cast::<Class>()
        && class_of(f).dunder(Id::__call__) == crate::boot::type_call()
    {
        return call_class(c, args, kwnames);
    }
    if let Some(n) = f.cast::<NativeFn>() {
        return call_native(n, args, kwnames);
    }
    match class_of(f).dunder(Id::__call__) {
        Some(m) => call_method_value(m, f, args, kwnames),
        None => crate::raise_type!("'{}' object is not callable", crate::repr::type_name(f)),
    }
}

/// Runs `f` with one value before `args`. Short argument lists are laid on the machine stack: most calls are short.
#[inline]
pub fn with_receiver<R>(first: Value, args: &[Value], f: impl FnOnce(&[Value]) -> R) -> R {
    const SHORT: usize = 6;
    if args.len() < SHORT {
        // Not filled with `first`: the collector finds what is left of the array after the call.
        let mut all = [Value::small_int_unchecked(0); SHORT];
        all[0] = first;
        all[1..=args.len()].copy_from_slice(args);
        f(&all[..=args.len()])
    } else {
        f(&prepend(first, args))
    }
}

/// `args` with one value before them.
#[must_use]
pub fn prepend(first: Value, args: &[Value]) -> GcVec<Value> {
    let mut v = GcVec::with_capacity(args.len() + 1);
    v.push(first);
    v.extend_from_slice(args);
    v
}

/// Calls what `class_of(obj)` defines for a method (unbound, from `lookup` or `dunder`) on `obj`.
///
/// # Errors
/// What the method raises.
pub fn call_method_value(m: Value, obj: Value, args: &[Value], kwnames: &[Value]) -> Result<Value> {
    check_native_stack()?;
    match map_of(m).kind {
        Kind::MethodDescr => {
            // SAFETY: the kind names the class, and so the layout.
            let f: Gc<NativeFn> = unsafe { m.cast_unchecked() };
            if args.is_empty()
                && kwnames.is_empty()
                && f.sig().plain
                && f.sig().n_pos == 1
                && f.row.kind == RowKind::Method
                && f.owner.is_some_and(|owner| class_of(obj).is_subclass_of(owner))
            {
                // SAFETY: `Option<Value>` and `Value` have the same representation; the function takes one argument.
                return unsafe { (f.row.entry.raw)(std::ptr::from_ref(&obj).cast(), &f) };
            }
            with_receiver(obj, args, |all| call_native(f, all, kwnames))
        }
        Kind::Function => with_receiver(obj, args, |all| call_kw(m, all, kwnames)),
        _ => {
            let bound = crate::attr::descr_get(m, Some(obj), class_of(obj))?;
            // Not a call that the compiler may turn into a jump: an object that is its own `__call__` has to use up the stack.
            std::hint::black_box(call_kw(bound, args, kwnames))
        }
    }
}

/// Calls a built-in function or method. An unbound method takes its receiver from `args[0]`.
///
/// # Errors
/// What binding or the function raises.
pub fn call_native(f: Gc<NativeFn>, args: &[Value], kwnames: &[Value]) -> Result<Value> {
    let receiver = match f.row.kind {
        RowKind::Method | RowKind::ClassMethod if f.owner.is_some() => f.bound,
        _ => None,
    };
    if let Some(b) = receiver {
        return with_receiver(b, args, |all| run_native(f, all, kwnames));
    }
    match f.row.kind {
        RowKind::New => check_new_receiver(f, args)?,
        RowKind::ClassMethod => check_class_receiver(f, args)?,
        // Classes that share a layout (set and frozenset) are told apart here; a wrong layout fails on conversion.
        RowKind::Method
            if let (Some(owner), Some(first)) = (f.owner, args.first())
                && class_of(*first) != owner
                && !class_of(*first).is_subclass_of(owner) =>
        {
            return Err(f.argument_misfit(0, &crate::repr::tp_name(owner), Some(*first)));
        }
        _ => {}
    }
    run_native(f, args, kwnames)
}

/// Binds the arguments, receiver included, and runs the function.
///
/// # Errors
/// What binding or the function raises.
#[inline]
pub fn run_native(f: Gc<NativeFn>, args: &[Value], kwnames: &[Value]) -> Result<Value> {
    let sig = f.sig();
    if sig.plain && kwnames.is_empty() && args.len() == sig.n_pos {
        // SAFETY: `Option<Value>` and `Value` have the same representation; the count is the entry's.
        return unsafe { (f.row.entry.raw)(args.as_ptr().cast(), &f) };
    }
    run_bound(f, args, kwnames)
}

/// The long way of `run_native`. A function of its own so that the room for arguments, in which calls that are over left
/// theirs, is not part of the other calls' stack frames: the collector would find those values there.
#[inline(never)]
fn run_bound(f: Gc<NativeFn>, args: &[Value], kwnames: &[Value]) -> Result<Value> {
    let mut bound = [None; MAX_PARAMS];
    bind(f.sig(), &f, args, kwnames, &mut bound)?;
    // SAFETY: `bind` filled as many words as the entry has parameters.
    unsafe { (f.row.entry.raw)(bound.as_ptr(), &f) }
}

/// `T.__new__(cls)` demands a `cls` that is a subtype of `T` and that creates its instances by the same function, as far as
/// it is built in (`tp_new_wrapper`).
fn check_new_receiver(f: Gc<NativeFn>, args: &[Value]) -> Result<()> {
    let Some(owner) = f.owner else { return Ok(()) };
    let Some(first) = args.first() else { return Ok(()) };
    if *first == owner.value() {
        return Ok(());
    }
    let Some(cls) = first.cast::<Class>() else {
        return crate::raise_type!(
            "{}.__new__(X): X is not a type object ({})",
            owner.name,
            crate::repr::type_name(*first)
        );
    };
    if cls.flags.has(ClassFlags::NO_INSTANTIATE) {
        return crate::raise_type!("cannot create '{}' instances", crate::repr::class_full_name(cls));
    }
    if !cls.is_subclass_of(owner) {
        return crate::raise_type!(
            "{}.__new__({}): {} is not a subtype of {}",
            owner.name,
            cls.name,
            cls.name,
            owner.name
        );
    }
    if cls.flags.has(ClassFlags::NO_INSTANTIATE) {
        return crate::raise_type!("cannot create '{}' instances", crate::repr::tp_name(cls));
    }
    if !std::ptr::eq(cls.layout, owner.layout) {
        // The most derived built-in base decides which __new__ is safe.
        let mut c = cls;
        while c.flags.has(ClassFlags::HEAPTYPE)
            && let Some(b) = c.base
        {
            c = b;
        }
        let own = c.dunder(Id::__new__).and_then(|n| n.cast::<NativeFn>());
        if own.is_none_or(|n| !std::ptr::eq(n.row, f.row)) {
            return crate::raise_type!("{}.__new__({}) is not safe, use {}.__new__()", owner.name, cls.name, c.name);
        }
    }
    Ok(())
}

/// `T.__dict__['m'](cls, …)` of a class method demands a `cls` that is `T` or a subclass.
fn check_class_receiver(f: Gc<NativeFn>, args: &[Value]) -> Result<()> {
    let Some(owner) = f.owner else { return Ok(()) };
    let Some(first) = args.first() else {
        return crate::raise_type!(
            "descriptor '{}' of '{}' object needs an argument",
            f.name,
            crate::repr::tp_name(owner)
        );
    };
    let Some(cls) = first.cast::<Class>() else {
        let got = crate::repr::type_name(*first);
        return crate::raise_type!(
            "descriptor '{}' for type '{}' needs a type, not a '{}' as arg 2",
            f.name,
            crate::repr::tp_name(owner),
            got
        );
    };
    if !cls.is_subclass_of(owner) {
        return crate::raise_type!(
            "descriptor '{}' requires a subtype of '{}' but received '{}'",
            f.name,
            crate::repr::tp_name(owner),
            crate::repr::tp_name(cls)
        );
    }
    Ok(())
}

/// `type.__call__`: `__new__`, then `__init__` if the result is an instance.
///
/// # Errors
/// What these raise.
pub fn call_class(c: Gc<Class>, args: &[Value], kwnames: &[Value]) -> Result<Value> {
    if c == Class::class() && args.len() == 1 && kwnames.is_empty() {
        return Ok(class_of(args[0]).value());
    }
    if let Some(make) = c.native_new
        && kwnames.is_empty()
        && let Some(v) = make(args)?
    {
        return Ok(v);
    }
    if c == Class::class() && args.len() - kwnames.len() != 3 {
        return crate::type_error("type() takes 1 or 3 arguments");
    }
    if c.flags.has(ClassFlags::NO_INSTANTIATE) {
        return crate::raise_type!("cannot create '{}' instances", crate::repr::class_full_name(c));
    }
    let Some(new) = c.dunder(Id::__new__) else {
        return crate::raise_type!("cannot create '{}' instances", crate::repr::class_full_name(c));
    };
    let new = crate::attr::descr_get(new, None, c)?;
    let obj = with_receiver(c.value(), args, |all| call_kw(new, all, kwnames))?;
    let oc = class_of(obj);
    if !oc.is_subclass_of(c) {
        return Ok(obj);
    }
    if let Some(init) = oc.dunder(Id::__init__)
        && Some(init) != crate::boot::object_init_if_default(c)
    {
        let r = call_method_value(init, obj, args, kwnames)?;
        if !crate::misc::is_none(r) {
            return crate::raise_type!("__init__() should return None, not '{}'", crate::repr::type_name(r));
        }
    }
    Ok(obj)
}

/// Calls with a tuple and a dict of keyword arguments.
///
/// # Errors
/// What the callee raises.
pub fn call_ex(f: Value, args: &[Value], kwargs: Option<Gc<Dict>>) -> Result<Value> {
    match kwargs {
        Some(d) if !d.is_empty() => {
            let mut all = GcVec::from(args);
            let mut names = GcVec::new();
            for (k, v) in d.to_vec().iter() {
                names.push(*k);
                all.push(*v);
            }
            call_kw(f, &all, &names)
        }
        _ => call(f, args),
    }
}

/// Calls a special method if the class has it.
///
/// # Errors
/// What it raises.
pub fn call_dunder(obj: Value, id: Id, args: &[Value]) -> Result<Option<Value>> {
    match class_of(obj).dunder(id) {
        Some(m) => call_method_value(m, obj, args, &[]).map(Some),
        None => Ok(None),
    }
}

/// Calls `obj.name(*args)`.
///
/// # Errors
/// What the look-up or the call raises.
pub fn call_method(obj: Value, name: Gc<Str>, args: &[Value]) -> Result<Value> {
    let m = crate::attr::getattr(obj, name)?;
    call(m, args)
}

/// Is the value callable?
#[must_use]
pub fn is_callable(v: Value) -> bool {
    class_of(v).dunder(Id::__call__).is_some()
}

/// The keyword names of a tuple, as a slice.
#[must_use]
pub fn kwnames_of(t: Option<Gc<Tuple>>) -> &'static [Value] {
    t.map_or(&[], |t| t.as_slice())
}
