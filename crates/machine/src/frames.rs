//! Pushing and leaving frames, and binding call arguments to the callee's local variables.

use object::code::{Code, co};
use object::frame::{Cont, Frame, flags};
use object::function::Function;
use object::gc::ValueExt;
use object::{Gc, Result, Tuple, raise_type};

use crate::cont;
use crate::helper::Helper;
use crate::traits::{Alias, Field, Machine, MachineExt, Outcome, Step};

/// The code of a function.
pub const FUNC_CODE: Field =
    Field { offset: std::mem::offset_of!(Function, code) as u32, alias: Alias::Function, immutable: false };
/// Its defaults.
pub const FUNC_DEFAULTS: Field =
    Field { offset: std::mem::offset_of!(Function, defaults) as u32, alias: Alias::Function, immutable: false };
/// Its keyword-only defaults.
pub const FUNC_KWDEFAULTS: Field =
    Field { offset: std::mem::offset_of!(Function, kwdefaults) as u32, alias: Alias::Function, immutable: false };
/// Its closure.
pub const FUNC_CLOSURE: Field =
    Field { offset: std::mem::offset_of!(Function, closure) as u32, alias: Alias::Function, immutable: true };

/// What a bound method calls, and with which receiver.
pub const METHOD_FUNC: Field =
    Field { offset: std::mem::offset_of!(object::BoundMethod, func) as u32, alias: Alias::Method, immutable: true };
/// The receiver of a bound method.
pub const METHOD_SELF: Field =
    Field { offset: std::mem::offset_of!(object::BoundMethod, self_) as u32, alias: Alias::Method, immutable: true };

crate::helpers! {
    /// A tuple of the arguments.
    MAKE_TUPLE PURE |args| Ok(object::seq::tuple(args));
    /// A dict from keys and values in turn.
    MAKE_DICT FRESH |args| {
        let d = object::Dict::with_capacity(args.len() / 2);
        for kv in args.chunks_exact(2) {
            d.set(kv[0], kv[1])?;
        }
        Ok(d.value())
    };
    /// Gives a frame object, the first argument, the variables of its frame.
    SAVE_VARIABLES FRESH |args| {
        let o = args[0].cast::<object::frame::FrameObject>().expect("frame objects are saved");
        object::frame::save_variables(o, &args[1..]);
        Ok(object::none())
    };
    /// The value of a key of a dict, or NotImplemented when it is missing.
    DICT_PEEK READS |args| {
        let d = args[0].cast::<object::Dict>().expect("keyword defaults are a dict");
        Ok(d.get(args[1])?.unwrap_or_else(object::not_implemented))
    };
}

/// Room, in values, that is kept free above every frame: for binding arguments and for calling methods.
pub const HEADROOM: usize = 512;

/// Pushes a frame whose first `bound` local variables are already at `slots`.
///
/// # Errors
/// `RecursionError`.
pub fn push<M: Machine>(
    m: &mut M,
    code: Gc<Code>,
    func: M::V,
    slots: *mut M::V,
    bound: usize,
    ret_sp: *mut M::V,
    cont: Cont,
) -> Result<()> {
    let size = code.n_locals_plus as usize + code.stack_size as usize;
    let prev = m.frame();
    let (limit, slots_end) = m.limits();
    let t = m.thread();
    let next = if prev.is_null() { t.frames_base.cast::<Frame<M::V>>() } else { prev.wrapping_add(1) };
    let observed = (t.observers | code.instrumented) != 0 && t.tracing == 0;
    if next >= limit || slots.wrapping_add(size + HEADROOM) >= slots_end {
        return too_deep(m);
    }
    for i in bound..code.n_locals_plus as usize {
        // SAFETY: the slots up to `size` were just checked to exist.
        unsafe { slots.add(i).write(M::null()) };
    }
    let mut pc = m.entry(code, false);
    let traced = observed && crate::monitoring::choose(m.thread().observers, code);
    if traced {
        pc = m.entry(code, true);
    }
    // SAFETY: `next` lies within the frames' region; it is plain memory.
    unsafe {
        next.write(Frame {
            code,
            pc,
            prev,
            slots,
            sp: slots.add(code.n_locals_plus as usize),
            ret_sp,
            func,
            locals: None,
            object: None,
            generator: None,
            cont,
            flags: if traced { flags::TRACED } else { 0 },
            last_line: -1,
            step: 0,
        });
    }
    m.set_frame(next);
    Ok(())
}

#[cold]
fn too_deep<M: Machine>(m: &mut M) -> Result<()> {
    // Handling the error needs some frames itself.
    let t = m.thread();
    let end = t.frames_end;
    t.frames_end = end.wrapping_add(50);
    let r = object::error::recursion_error("maximum recursion depth exceeded");
    m.thread().frames_end = end;
    r
}

/// Detaches the frame object, if any, and makes the caller's frame the innermost one.
pub fn pop<M: Machine>(m: &mut M) -> &'static mut Frame<M::V> {
    let f = m.fr();
    if f.object.is_some() {
        m.detach();
    }
    m.set_frame(f.prev);
    f
}

/// As `pop`; a generator whose frame it was is finished.
pub(crate) fn pop_activation<M: Machine>(m: &mut M) -> &'static mut Frame<M::V> {
    let Some(g) = m.running_generator() else { return pop(m) };
    let state = crate::generator::state_behind(m, g, object::frame::GenState::Finished);
    m.unlink(g);
    let f = pop(m);
    crate::generator::finished(m, g, state);
    f
}

/// Copies what the frame object needs out of a frame that is being left.
pub fn detach(f: &mut Frame<heap::Value>) {
    let Some(mut o) = f.object else { return };
    let n = f.code.n_locals_plus as usize;
    o.saved = (0..n)
        // SAFETY: the frame's local slots.
        .map(|i| unsafe { f.slots.cast::<Option<heap::Value>>().add(i).read() })
        .collect();
    o.unit = f.unit() as usize;
    // A generator's frame has no caller of its own.
    // SAFETY: the frame is live until the caller goes on.
    o.back = if f.generator.is_some() { None } else { unsafe { object::frame::back_of(f) } };
    o.frame = std::ptr::null_mut();
    f.object = None;
}

/// Leaves the innermost frame with a result: hands it to the caller's continuation, or ends the run.
pub fn leave<M: Machine>(m: &mut M, v: M::V) -> Step {
    let silent = m.fr().cont == cont::GEN_FOR && crate::exception_events::ends_silently(m, v);
    let f = pop_activation(m);
    if f.flags & flags::ENTRY != 0 {
        m.set_outcome(Outcome::Returned(v));
        return Step::Exit;
    }
    let c = f.cont;
    let caller = m.fr();
    caller.sp = f.ret_sp;
    if c == cont::PUSH {
        m.push(v);
        return Step::Next;
    }
    if silent {
        return crate::control::exhausted(m);
    }
    cont::deliver(m, c, v)
}

/// Calls a Python function whose `n` arguments (with values for `kwnames` last) lie at `args`: pushes its frame.
///
/// # Errors
/// `TypeError` when the arguments do not fit; `RecursionError`.
pub fn enter_function<M: Machine>(
    m: &mut M,
    func: M::V,
    args: *mut M::V,
    n: usize,
    kwnames: Option<Gc<Tuple>>,
    ret_sp: *mut M::V,
    c: Cont,
) -> Result<()> {
    let code_v = m.load(func, FUNC_CODE);
    // SAFETY: a function's code is a Code.
    let code: Gc<Code> = unsafe { m.promote(code_v).cast_unchecked() };
    let simple = code.flags & (co::VARARGS | co::VARKEYWORDS) == 0 && code.kwonlyargcount == 0;
    if simple && kwnames.is_none() && n == code.argcount as usize {
        return push(m, code, func, args, n, ret_sp, c);
    }
    if !(simple && arguments_in_place(m, code, func, args, n, kwnames)) {
        bind(m, code, func, args, n, kwnames)?;
    }
    push(m, code, func, args, n_parameters(code), ret_sp, c)
}

/// For code with plain parameters only: do the arguments lie where the parameters are to be, when the defaults of the last
/// ones are put behind them? Keywords do if they name the parameters that follow, in their order.
fn arguments_in_place<M: Machine>(
    m: &mut M,
    code: Gc<Code>,
    func: M::V,
    args: *mut M::V,
    n: usize,
    kwnames: Option<Gc<Tuple>>,
) -> bool {
    let argcount = code.argcount as usize;
    let names = kwnames.map_or(&[][..], |k| k.as_slice());
    let n_pos = n - names.len();
    if n > argcount || (!names.is_empty() && n_pos < code.posonlyargcount as usize) {
        return false;
    }
    // Names of variables and keywords in code are interned; others take the long way.
    let follow = |(k, i): (&heap::Value, usize)| *k == code.local_names[i].value();
    if !names.iter().zip(n_pos..).all(follow) || args.wrapping_add(argcount + HEADROOM) >= m.limits().1 {
        return false;
    }
    if n == argcount {
        return true;
    }
    let Some(defaults) = m.load_opt(func, FUNC_DEFAULTS) else { return false };
    let Some(skipped) = (m.promoted_len(defaults) + n).checked_sub(argcount) else { return false };
    for i in n..argcount {
        let at = m.k(heap::Value::small_int_unchecked((skipped + i - n) as i64));
        let Some(v) = m.tuple_item(defaults, at) else { return false };
        // SAFETY: there is room above the arguments, as was just checked.
        unsafe { args.add(i).write(v) };
    }
    true
}

/// Whether a function that is called gets a frame of this run, rather than a run of its own.
pub fn may_inline<M: Machine>(m: &mut M, func: M::V) -> bool {
    let code = m.load(func, FUNC_CODE);
    // SAFETY: a function's code is a Code.
    let code = unsafe { m.promote(code).cast_unchecked() };
    m.may_inline(code)
}

/// The number of local variables that are parameters.
fn n_parameters(code: Gc<Code>) -> usize {
    (code.argcount
        + code.kwonlyargcount
        + u32::from(code.flags & co::VARARGS != 0)
        + u32::from(code.flags & co::VARKEYWORDS != 0)) as usize
}

/// Binds arguments in place (`initialize_locals`): on return the parameters lie at `args`.
fn bind<M: Machine>(
    m: &mut M,
    code: Gc<Code>,
    func: M::V,
    args: *mut M::V,
    n: usize,
    kwnames: Option<Gc<Tuple>>,
) -> Result<()> {
    let n_kw = kwnames.map_or(0, |k| k.as_slice().len());
    let n_pos = n - n_kw;
    let argcount = code.argcount as usize;
    let n_par = n_parameters(code);
    if args.wrapping_add(n + n_par + HEADROOM) >= m.limits().1 {
        return too_deep(m);
    }
    // SAFETY: enough room above `args` was just checked; the scratch copy lies behind both the arguments and the
    // parameters, so neither overwrites it.
    let given: &'static [M::V] = unsafe {
        let scratch = args.add(n.max(n_par));
        std::ptr::copy_nonoverlapping(args, scratch, n);
        std::slice::from_raw_parts(scratch, n)
    };
    let put = |i: usize, v: M::V| {
        debug_assert!(i < n_par);
        // SAFETY: parameters lie within the room checked above.
        unsafe { args.add(i).write(v) }
    };
    // SAFETY: as for `put`.
    let is_set = |i: usize| unsafe { !M::is_null(args.add(i).read()) };
    for i in 0..n_par {
        put(i, M::null());
    }
    for (i, v) in given[..n_pos.min(argcount)].iter().enumerate() {
        put(i, *v);
    }
    let varargs = (code.flags & co::VARARGS != 0).then_some(argcount + code.kwonlyargcount as usize);
    let varkw = (code.flags & co::VARKEYWORDS != 0).then(|| n_par - 1);
    if let Some(i) = varargs {
        let rest = &given[n_pos.min(argcount)..n_pos];
        put(i, m.helper(&MAKE_TUPLE, rest)?);
    }
    bind_keywords(m, code, func, kwnames, &given[n_pos..], &put, &is_set, varkw, args)?;
    if n_pos > argcount && varargs.is_none() {
        return too_many_positional(m, code, func, n_pos, args);
    }
    fill_defaults(m, code, func, n_pos, &put, &is_set, args)
}

#[allow(clippy::too_many_arguments)]
fn bind_keywords<M: Machine>(
    m: &mut M,
    code: Gc<Code>,
    func: M::V,
    kwnames: Option<Gc<Tuple>>,
    values: &[M::V],
    put: &dyn Fn(usize, M::V),
    is_set: &dyn Fn(usize) -> bool,
    varkw: Option<usize>,
    args: *mut M::V,
) -> Result<()> {
    let names = kwnames.map_or(&[][..], |k| k.as_slice());
    let n_named = (code.argcount + code.kwonlyargcount) as usize;
    let first = code.posonlyargcount as usize;
    let mut extra: usize = 0;
    // SAFETY: behind the scratch copy of the arguments, still below the headroom.
    let scratch = unsafe { args.add(n_parameters(code).max(values.len()) + names.len() * 4 + 64) };
    for (k, v) in names.iter().zip(values) {
        let Some(name) = k.cast::<object::Str>() else {
            return raise_type!("{}() keywords must be strings", qualname(m, func));
        };
        let found = (first..n_named)
            .find(|i| code.local_names[*i] == name)
            .or_else(|| (first..n_named).find(|i| code.local_names[*i].same_text(name)));
        match found {
            Some(i) if is_set(i) => {
                return raise_type!("{}() got multiple values for argument '{}'", qualname(m, func), name);
            }
            Some(i) => put(i, *v),
            None if varkw.is_some() => {
                let key = m.k(*k);
                // SAFETY: see above; two values for each name at most.
                unsafe {
                    scratch.add(2 * extra).write(key);
                    scratch.add(2 * extra + 1).write(*v);
                }
                extra += 1;
            }
            None => return unexpected_keyword(m, code, func, names, name),
        }
    }
    if let Some(i) = varkw {
        // SAFETY: written just above.
        let pairs = unsafe { std::slice::from_raw_parts(scratch, 2 * extra) };
        put(i, m.helper(&MAKE_DICT, pairs)?);
    }
    Ok(())
}

fn fill_defaults<M: Machine>(
    m: &mut M,
    code: Gc<Code>,
    func: M::V,
    n_pos: usize,
    put: &dyn Fn(usize, M::V),
    is_set: &dyn Fn(usize) -> bool,
    args: *mut M::V,
) -> Result<()> {
    let argcount = code.argcount as usize;
    if n_pos < argcount {
        let defaults = m.load_opt(func, FUNC_DEFAULTS);
        let n_def = defaults.map_or(0, |d| m.promoted_len(d));
        let required = argcount.saturating_sub(n_def);
        let missing = (n_pos..required).filter(|i| !is_set(*i)).count();
        if missing > 0 {
            return missing_arguments(m, code, func, n_pos, required, true, args);
        }
        if let Some(d) = defaults {
            for i in n_pos.max(required)..argcount {
                if !is_set(i) {
                    let at =
                        m.k(heap::Value::small_int_unchecked((i - required + n_def.saturating_sub(argcount)) as i64));
                    let v = m.tuple_item(d, at).expect("an index below the tuple's length");
                    put(i, v);
                }
            }
        }
    }
    if code.kwonlyargcount > 0 {
        let end = argcount + code.kwonlyargcount as usize;
        let kwdefaults = m.load_opt(func, FUNC_KWDEFAULTS);
        let mut missing = false;
        for i in (argcount..end).filter(|i| !is_set(*i)) {
            let found = match kwdefaults {
                Some(d) => {
                    let key = m.k(code.local_names[i].value());
                    let v = m.helper(&DICT_PEEK, &[d, key])?;
                    if m.is_word(v, object::not_implemented()) { None } else { Some(v) }
                }
                None => None,
            };
            match found {
                Some(v) => put(i, v),
                None => missing = true,
            }
        }
        if missing {
            return missing_arguments(m, code, func, argcount, end, false, args);
        }
    }
    Ok(())
}

fn qualname<M: Machine>(m: &mut M, func: M::V) -> String {
    m.promote(func).cast::<Function>().map_or_else(String::new, |f| f.qualname.to_string())
}

/// `'a', 'b', and 'c'`, as CPython lists missing arguments.
fn list_names(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [a] => a.clone(),
        [a, b] => format!("{a} and {b}"),
        [rest @ .., last] => format!("{}, and {}", rest.join(", "), last),
    }
}

#[cold]
fn missing_arguments<M: Machine>(
    m: &mut M,
    code: Gc<Code>,
    func: M::V,
    from: usize,
    to: usize,
    positional: bool,
    args: *mut M::V,
) -> Result<()> {
    // SAFETY: parameters lie at `args`.
    let unset = |i: &usize| unsafe { M::is_null(args.add(*i).read()) };
    let names: Vec<String> = (from..to).filter(unset).map(|i| format!("'{}'", code.local_names[i])).collect();
    let n = names.len();
    let what = if positional { "positional" } else { "keyword-only" };
    raise_type!(
        "{}() missing {} required {} argument{}: {}",
        qualname(m, func),
        n,
        what,
        if n == 1 { "" } else { "s" },
        list_names(&names)
    )
}

#[cold]
fn too_many_positional<M: Machine>(m: &mut M, code: Gc<Code>, func: M::V, given: usize, args: *mut M::V) -> Result<()> {
    let argcount = code.argcount as usize;
    // SAFETY: parameters lie at `args`.
    let kw_given = (argcount..argcount + code.kwonlyargcount as usize)
        .filter(|i| unsafe { !M::is_null(args.add(*i).read()) })
        .count();
    let n_def = m.load_opt(func, FUNC_DEFAULTS).map_or(0, |d| m.promoted_len(d));
    let (takes, plural) = if n_def > 0 {
        (format!("from {} to {}", argcount - n_def, argcount), true)
    } else {
        (argcount.to_string(), argcount != 1)
    };
    let with_kw = if kw_given > 0 {
        format!(
            " positional argument{} (and {} keyword-only argument{})",
            if given == 1 { "" } else { "s" },
            kw_given,
            if kw_given == 1 { "" } else { "s" }
        )
    } else {
        String::new()
    };
    raise_type!(
        "{}() takes {} positional argument{} but {}{} {} given",
        qualname(m, func),
        takes,
        if plural { "s" } else { "" },
        given,
        with_kw,
        if given == 1 && kw_given == 0 { "was" } else { "were" }
    )
}

#[cold]
fn unexpected_keyword<M: Machine>(
    m: &mut M,
    code: Gc<Code>,
    func: M::V,
    names: &[heap::Value],
    name: Gc<object::Str>,
) -> Result<()> {
    let n_posonly = code.posonlyargcount as usize;
    let wrong: Vec<String> = (0..n_posonly)
        .filter(|i| names.iter().filter_map(|k| k.cast::<object::Str>()).any(|k| k.same_text(code.local_names[*i])))
        .map(|i| code.local_names[i].to_string())
        .collect();
    if !wrong.is_empty() {
        return raise_type!(
            "{}() got some positional-only arguments passed as keyword arguments: '{}'",
            qualname(m, func),
            wrong.join(", ")
        );
    }
    let n_named = (code.argcount + code.kwonlyargcount) as usize;
    let candidates: Vec<String> = (n_posonly..n_named).map(|i| code.local_names[i].to_string()).collect();
    match object::suggest::closest(&name.to_string(), candidates.iter().map(String::as_str)) {
        Some(s) => {
            raise_type!("{}() got an unexpected keyword argument '{}'. Did you mean '{}'?", qualname(m, func), name, s)
        }
        None => raise_type!("{}() got an unexpected keyword argument '{}'", qualname(m, func), name),
    }
}

/// Calls anything with `args` (pushed above the stack): a Python function by a frame, anything else at once. The result
/// goes to the continuation.
pub fn invoke<M: Machine>(m: &mut M, callee: M::V, args: &[M::V], c: Cont) -> Step {
    let kind = m.map_of(callee).kind;
    if kind == object::map::Kind::BoundMethod && args.len() < 5 {
        let mut all = [M::null(); 6];
        all[0] = m.load(callee, METHOD_SELF);
        all[1..=args.len()].copy_from_slice(args);
        let f = m.load(callee, METHOD_FUNC);
        return invoke(m, f, &all[..=args.len()], c);
    }
    if kind == object::map::Kind::Function && may_inline(m, callee) {
        let sp = m.fr().sp;
        for (i, a) in args.iter().enumerate() {
            // SAFETY: every frame has headroom above its stack.
            unsafe { sp.add(i).write(*a) };
        }
        return match enter_function(m, callee, sp, args.len(), None, sp, c) {
            Ok(()) => Step::Resume,
            Err(_) => cont::raised(m, c),
        };
    }
    let sp = m.fr().sp;
    // SAFETY: every frame has headroom above its stack; the stack pointer covers the operands during the call.
    let all = unsafe {
        sp.write(callee);
        std::ptr::copy_nonoverlapping(args.as_ptr(), sp.add(1), args.len());
        m.fr().sp = sp.add(args.len() + 1);
        std::slice::from_raw_parts(sp, args.len() + 1)
    };
    let result = m.helper(&CALL_ANY, all);
    m.fr().sp = sp;
    match result {
        Ok(v) if c == cont::PUSH => {
            m.push(v);
            Step::Next
        }
        Ok(v) => cont::deliver(m, c, v),
        Err(_) => cont::raised(m, c),
    }
}

/// Calls a special method found on the class of `obj`: functions get `obj` as their first argument, other descriptors
/// are bound first.
pub fn invoke_method<M: Machine>(m: &mut M, method: heap::Value, obj: M::V, args: &[M::V], c: Cont) -> Step {
    use object::map::Kind;
    let mut all = [M::null(); 5];
    match object::map_of(method).kind {
        Kind::Function | Kind::MethodDescr => {
            all[0] = obj;
            all[1..=args.len()].copy_from_slice(args);
            let f = m.k(method);
            invoke(m, f, &all[..=args.len()], c)
        }
        _ => {
            let d = m.k(method);
            match m.helper(&BIND, &[d, obj]) {
                Ok(bound) => invoke(m, bound, args, c),
                Err(_) => cont::raised(m, c),
            }
        }
    }
}

/// Calls its first argument with the others.
pub static CALL_ANY: Helper = Helper {
    name: "CALL_ANY",
    f: |a| object::call::call(a[0], &a[1..]),
    effects: object::Effects::ANY,
    on_data: object::Effects::ANY,
};
/// `descr.__get__(obj, type(obj))`.
pub static BIND: Helper = Helper {
    name: "BIND",
    f: |a| object::attr::descr_get(a[0], Some(a[1]), object::class_of(a[1])),
    effects: object::Effects::ANY,
    on_data: object::Effects::ANY,
};
