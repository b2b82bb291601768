//! Generators, coroutines and async generators.
//!
//! Between activations a generator's local variables and evaluation stack live in its heap object; resuming copies them
//! behind the resumer's stack as an ordinary frame, and a yield copies them back.

use heap::{GcVec, Head};
use object::code::co;
use object::error::{StopIterationExc, exc, pending_is, restore_pending, take_pending};
use object::frame::{ASYNC_GENERATOR, COROUTINE, Cont, GenState, Generator, flags};
use object::gc::ValueExt;
use object::map::Kind;
use object::state::ExcInfo;
use object::{Gc, Id, Object, Result, Value, raise_type};

use crate::cont;
use crate::frames;
use crate::traits::{Alias, Field, Machine, MachineExt, Outcome, Step};

crate::helpers! {
    GET_AWAITABLE_HELPER ANY |a| get_awaitable_value(a[0], a[1].as_small_int());
    GET_AITER_HELPER ANY |a| get_aiter_value(a[0]);
    GET_ANEXT_HELPER ANY |a| get_anext_value(a[0]);
    SEND_METHOD_HELPER ANY |a| {
        if object::misc::is_none(a[1]) {
            return object::mapping::next_or_stop(a[0]);
        }
        object::call::call_method(a[0], Id::send.str(), &[a[1]])
    };
    YIELD_FROM_ITER ANY |a| yield_from_iter(a[0], a[1] == object::bool_value(true));
}

/// RETURN_GENERATOR: the frame that just started becomes a generator object, which is returned to the caller.
pub fn return_generator<M: Machine>(m: &mut M) -> Step {
    let f = m.fr();
    let func = m.promote(f.func);
    let code = f.code;
    let n = code.n_locals_plus as usize;
    let mut slots: GcVec<Option<Value>> = GcVec::with_capacity(n + code.stack_size as usize);
    m.save_slots(f.slots, n, &mut slots);
    let class = if code.flags & co::COROUTINE != 0 {
        COROUTINE.get()
    } else if code.flags & co::ASYNC_GENERATOR != 0 {
        ASYNC_GENERATOR.get()
    } else {
        Generator::class()
    };
    let func = func.cast::<object::Function>().expect("a frame's function");
    let origin = if code.flags & co::COROUTINE != 0 { coroutine_origin() } else { None };
    let g = Generator {
        head: Head { map: std::ptr::null() },
        func,
        code,
        name: func.name,
        qualname: func.qualname,
        slots,
        pc: f.pc,
        state: GenState::Created,
        ag_closed: false,
        ag_running: false,
        ag_hooks_done: false,
        frame_flags: 0,
        last_line: 0,
        exc: ExcInfo { value: None, previous: std::ptr::null_mut() },
        object: None,
        frame: std::ptr::null_mut(),
        origin,
        ag_finalizer: None,
    }
    .alloc_in(class);
    // A generator without handlers of its own has nothing to do when it is closed.
    // SAFETY: the code is running, so it was decoded.
    let handles = unsafe { (*code.decoded).handles_close };
    if handles || code.flags & (co::COROUTINE | co::ASYNC_GENERATOR) != 0 {
        heap::register_finalizer(g.as_ptr().cast());
    }
    let v = m.k(g.value());
    frames::leave(m, v)
}

/// `cr_origin`: the frames that led to the creation of a coroutine, as deep as `sys.set_coroutine_origin_tracking_depth` says.
fn coroutine_origin() -> Option<Value> {
    let t = object::thread();
    let depth = t.coroutine_origin_depth as usize;
    if depth == 0 {
        return None;
    }
    let mut rows = GcVec::new();
    for i in 1..=depth {
        let Some(f) = object::state::nth_frame(i) else { break };
        // SAFETY: `nth_frame` gives live frames.
        let f = unsafe { &*f };
        rows.push(object::seq::tuple(&[
            f.code.filename.value(),
            object::number::int(i64::from(f.line())),
            f.code.name.value(),
        ]));
    }
    Some(object::seq::tuple(&rows))
}

/// Copies a suspended generator's slots behind the stack and links its frame in.
fn activate<M: Machine>(m: &mut M, mut g: Gc<Generator>, c: Cont, entry: bool) -> Result<()> {
    let sp = if m.frame().is_null() { m.thread().slots_base.cast() } else { m.fr().sp };
    let func = m.k(g.func.value());
    frames::push(m, g.code, func, sp, g.code.n_locals_plus as usize, sp, c)?;
    let f = m.fr();
    m.load_slots(&g.slots, f.slots);
    // SAFETY: as above. The decoded instructions outlive the generator; the index is the same in both arrays.
    unsafe {
        f.sp = f.slots.add(g.slots.len());
        f.pc = f.pc.add((*g.pc).aux as usize);
    }
    f.generator = Some(g);
    f.flags |= g.frame_flags & flags::STARTED;
    if entry {
        f.flags |= flags::ENTRY;
    }
    f.last_line = g.last_line;
    f.object = g.object;
    if let Some(mut o) = g.object {
        o.frame = std::ptr::from_mut(f).cast();
    }
    g.state = GenState::Running;
    g.frame = std::ptr::from_mut(f).cast();
    let t = m.thread();
    g.exc.previous = t.exc_info;
    t.exc_info = &raw mut g.exc;
    Ok(())
}

fn unlink<M: Machine>(m: &mut M, g: &mut Gc<Generator>) {
    let t = m.thread();
    if t.exc_info == &raw mut g.exc {
        t.exc_info = g.exc.previous;
    }
    g.exc.previous = std::ptr::null_mut();
    g.frame = std::ptr::null_mut();
}

/// A generator's frame was left by a return.
pub fn finished<M: Machine>(m: &mut M, g: &mut Gc<Generator>) {
    unlink(m, g);
    g.state = GenState::Finished;
    g.slots = GcVec::new();
    // The frame's object lives on if somebody holds it; the generator must not keep the frame's variables alive.
    g.object = None;
    g.exc.value = None;
}

/// A generator's frame was left by an exception.
pub fn finished_by_exception<M: Machine>(m: &mut M, g: &mut Gc<Generator>) {
    finished(m, g);
}

/// YIELD_VALUE.
pub fn yield_value<M: Machine>(m: &mut M) -> Step {
    let v = m.pop();
    let f = suspend(m);
    if f.flags & flags::ENTRY != 0 {
        m.set_outcome(Outcome::Yielded(v));
        return Step::Exit;
    }
    let c = f.cont;
    m.fr().sp = f.ret_sp;
    match c {
        cont::GEN_FOR => {
            if m.thread().observers != 0 {
                crate::exception_events::note_iteration(m);
            }
            m.push(v);
        }
        _ => m.set_peek(1, v),
    }
    Step::Next
}

/// Puts the frame of a suspended generator on the stack while its delegate works. Exceptions do not see what the generator
/// is handling.
///
/// # Errors
/// `RecursionError`.
pub fn show<M: Machine>(m: &mut M, mut g: Gc<Generator>) -> Result<()> {
    activate(m, g, cont::PUSH, true)?;
    m.thread().exc_info = g.exc.previous;
    g.exc.previous = std::ptr::null_mut();
    Ok(())
}

/// Takes the frame away that `show` put there.
pub fn hide<M: Machine>(m: &mut M) {
    let _ = suspend(m);
}

/// Copies the running generator's frame back into its object and unlinks it.
fn suspend<M: Machine>(m: &mut M) -> &'static mut object::frame::Frame<M::V> {
    let f = m.fr();
    let Some(mut g) = f.generator else { unreachable!("a yield outside a generator's frame") };
    // SAFETY: the stack pointer lies at or above the slots.
    let n = unsafe { f.sp.offset_from(f.slots) } as usize;
    m.save_slots(f.slots, n, &mut g.slots);
    g.pc = f.pc;
    g.state = GenState::Suspended;
    g.last_line = f.last_line;
    g.frame_flags = f.flags & flags::STARTED;
    if let Some(mut o) = f.object {
        o.frame = std::ptr::null_mut();
        g.object = Some(o);
    }
    unlink(m, &mut g);
    m.set_frame(f.prev);
    f
}

/// Whether a generator that is resumed gets a frame of this run.
pub fn may_inline<M: Machine>(m: &mut M, gen_v: M::V) -> bool {
    let code = m.load(gen_v, GENERATOR_CODE);
    // SAFETY: a generator's code is a Code.
    let code = unsafe { m.promote(code).cast_unchecked() };
    m.may_inline(code)
}

/// The code of a generator.
const GENERATOR_CODE: Field =
    Field { offset: std::mem::offset_of!(Generator, code) as u32, alias: Alias::Function, immutable: true };

/// Resumes a generator from FOR_ITER or SEND, sending `v`.
pub fn resume<M: Machine>(m: &mut M, gen_v: M::V, v: M::V, c: Cont) -> Step {
    let g: Gc<Generator> = m.promote(gen_v).cast().expect("the kind says that it is a generator");
    match g.state {
        GenState::Running => {
            let r: Result<()> = object::value_error(&format!("{} already executing", what(g)));
            m.done(r)
        }
        GenState::Finished if g.map().class == COROUTINE.get() => {
            let r: Result<()> = object::runtime_error("cannot reuse already awaited coroutine");
            m.done(r)
        }
        GenState::Finished => {
            let none = m.none();
            cont::deliver(m, c, none)
        }
        GenState::Created if !m.is_word(v, object::none()) => {
            let r: Result<()> = raise_type!("can't send non-None value to a just-started {}", what(g));
            m.done(r)
        }
        _ => match activate(m, g, c, false) {
            Ok(()) => {
                m.push(v);
                Step::Next
            }
            Err(_) => Step::Raise,
        },
    }
}

/// Resumes a generator from native code: its frame is an entry. The machine then runs until the outcome is set.
///
/// # Errors
/// `ValueError` for a running generator; `RecursionError`. What the generator raises is the run's outcome.
pub fn enter<M: Machine>(m: &mut M, g: Gc<Generator>, how: object::hooks::Resume) -> Result<Option<Step>> {
    use object::hooks::Resume;
    let coroutine = g.map().class == COROUTINE.get();
    match (g.state, how) {
        (GenState::Running, _) => return object::value_error(&format!("{} already executing", what(g))),
        (GenState::Finished, Resume::Send(_)) if coroutine => {
            return object::runtime_error("cannot reuse already awaited coroutine");
        }
        (GenState::Finished, Resume::Send(_)) => return Ok(None),
        (GenState::Finished, Resume::Throw(e)) => {
            if coroutine {
                return object::runtime_error("cannot reuse already awaited coroutine");
            }
            return Err(restore_pending(e));
        }
        (GenState::Created, Resume::Send(v)) if !object::misc::is_none(v) => {
            return raise_type!("can't send non-None value to a just-started {}", what(g));
        }
        _ => {}
    }
    activate(m, g, cont::PUSH, true)?;
    match how {
        Resume::Send(v) => {
            let v = m.k(v);
            m.push(v);
            Ok(Some(Step::Next))
        }
        Resume::Throw(e) => {
            let x = e.cast::<object::error::BaseException>().expect("throw takes an exception instance");
            // Only what the generator itself is handling becomes the context, not what its resumer handles.
            if g.exc.value.is_some() {
                object::error::set_pending(x);
            } else {
                restore_pending(e);
            }
            crate::exception_events::thrown(m);
            Ok(Some(Step::Raise))
        }
    }
}

fn what(g: Gc<Generator>) -> &'static str {
    let c = g.map().class;
    if c == COROUTINE.get() {
        "coroutine"
    } else if c == ASYNC_GENERATOR.get() {
        "async generator"
    } else {
        "generator"
    }
}

/// SEND: receiver and value on the stack.
pub fn send<M: Machine>(m: &mut M) -> Step {
    let (receiver, v) = (m.peek(2), m.peek(1));
    let map = m.map_of(receiver);
    if matches!(map.kind, Kind::Generator | Kind::Coroutine) {
        return resume(m, receiver, v, cont::GEN_SEND);
    }
    if m.is_word(v, object::none())
        && let Some(f) = map.class.dunder(Id::__next__).filter(|f| object::map_of(*f).kind == Kind::Function)
    {
        let f = m.k(f);
        return frames::invoke(m, f, &[receiver], cont::SEND_METHOD);
    }
    match m.helper(&SEND_METHOD_HELPER, &[receiver, v]) {
        Ok(x) => {
            m.set_peek(1, x);
            Step::Next
        }
        Err(_) if pending_is(&exc::STOP_ITERATION) => {
            // Built-in iterators that take no values end without an exception in CPython.
            if map.class.lookup(Id::send.str()).is_some() && crate::exception_events::stop_iteration_raised(m).is_err()
            {
                return Step::Raise;
            }
            let e = take_pending();
            let x = m.k(stop_value(e));
            send_returned(m, x)
        }
        Err(_) => Step::Raise,
    }
}

/// The value of a StopIteration.
#[must_use]
pub fn stop_value(e: Value) -> Value {
    e.cast::<StopIterationExc>().and_then(|s| s.value).unwrap_or_else(object::none)
}

/// The sub-iterator of a SEND returned: its value replaces the sent one, and the loop is left.
pub fn send_returned<M: Machine>(m: &mut M, v: M::V) -> Step {
    m.set_peek(1, v);
    let target = m.arg();
    m.jump(target)
}

/// GET_YIELD_FROM_ITER.
pub fn get_yield_from_iter<M: Machine>(m: &mut M) -> Step {
    let v = m.peek(1);
    let map = m.map_of(v);
    if map.kind == Kind::Generator {
        return Step::Next;
    }
    if map.kind == Kind::Other
        && let Some(f) = map.class.dunder(Id::__iter__).filter(|f| object::map_of(*f).kind == Kind::Function)
    {
        return frames::invoke_method(m, f, v, &[], cont::ITER);
    }
    let allowed = m.fr().code.flags & (co::COROUTINE | co::ITERABLE_COROUTINE) != 0;
    let allowed = m.boolean(allowed);
    let r = m.helper(&YIELD_FROM_ITER, &[v, allowed]);
    m.replace(1, r)
}

fn yield_from_iter(v: Value, in_coroutine: bool) -> Result<Value> {
    if v.is::<Generator>() && object::class_of(v) == COROUTINE.get() {
        if !in_coroutine {
            return object::type_error("cannot 'yield from' a coroutine object in a non-coroutine generator");
        }
        return Ok(v);
    }
    object::iter::get_iter(v)
}

/// GET_AWAITABLE.
pub fn get_awaitable<M: Machine>(m: &mut M) -> Step {
    let v = m.peek(1);
    let arg = m.arg();
    let arg = m.k(Value::small_int_unchecked(i64::from(arg)));
    let r = m.helper(&GET_AWAITABLE_HELPER, &[v, arg]);
    m.replace(1, r)
}

/// The iterator of an awaitable; `arg` says where it comes from, for messages.
fn get_awaitable_value(v: Value, arg: i64) -> Result<Value> {
    if arg != 0 && object::frame::as_generator(v).is_none() && object::class_of(v).dunder(Id::__await__).is_none() {
        let method = if arg == 1 { "__aenter__" } else { "__aexit__" };
        return raise_type!(
            "'async with' received an object from {} that does not implement __await__: {}",
            method,
            object::repr::type_name(v)
        );
    }
    let it = object::generator::awaitable_iter(v)?;
    if let Some(g) = object::frame::as_generator(it)
        && g.is_coroutine()
        && g.delegate().is_some()
    {
        return object::runtime_error("coroutine is being awaited already");
    }
    Ok(it)
}

/// GET_AITER.
pub fn get_aiter<M: Machine>(m: &mut M) -> Step {
    let v = m.peek(1);
    let r = m.helper(&GET_AITER_HELPER, &[v]);
    m.replace(1, r)
}

fn get_aiter_value(v: Value) -> Result<Value> {
    let name = object::repr::type_name(v);
    let Some(it) = object::call::call_dunder(v, Id::__aiter__, &[])? else {
        return raise_type!("'async for' requires an object with __aiter__ method, got {}", name);
    };
    if object::class_of(it).dunder(Id::__anext__).is_none() {
        return raise_type!(
            "'async for' received an object from __aiter__ that does not implement __anext__: {}",
            object::repr::type_name(it)
        );
    }
    Ok(it)
}

/// GET_ANEXT: pushes the awaitable of the next value.
pub fn get_anext<M: Machine>(m: &mut M) -> Step {
    let v = m.peek(1);
    let r = m.helper(&GET_ANEXT_HELPER, &[v]);
    m.push_result(r)
}

fn get_anext_value(v: Value) -> Result<Value> {
    let name = object::repr::type_name(v);
    let Some(a) = object::call::call_dunder(v, Id::__anext__, &[])? else {
        return raise_type!("'async for' requires an iterator with __anext__ method, got {}", name);
    };
    match object::generator::awaitable_iter(a) {
        Ok(it) => Ok(it),
        Err(_) => {
            let cause = take_pending();
            let r: Result<Value> =
                raise_type!("'async for' received an invalid object from __anext__: {}", object::repr::type_name(a));
            if let Some(mut e) = object::thread().pending.and_then(|e| e.cast::<object::error::BaseException>()) {
                e.cause = Some(cause);
                e.context = Some(cause);
                e.suppress_context = true;
            }
            r
        }
    }
}

/// END_ASYNC_FOR: the iterator and the exception on the stack; StopAsyncIteration ends the loop.
pub fn end_async_for<M: Machine>(m: &mut M) -> Step {
    let e = m.peek(1);
    let w = m.promote(e);
    if object::class_of(w).is_subclass_of(exc::STOP_ASYNC_ITERATION.get()) {
        m.drop_n(2);
        return Step::Next;
    }
    restore_pending(w);
    crate::unwind::mark_reraise(m);
    Step::Raise
}

/// CLEANUP_THROW: sub-iterator, last sent value, exception. A StopIteration ends the delegation with its value.
pub fn cleanup_throw<M: Machine>(m: &mut M) -> Step {
    let e = m.peek(1);
    let w = m.promote(e);
    if object::class_of(w).is_subclass_of(exc::STOP_ITERATION.get()) {
        let v = m.k(stop_value(w));
        m.drop_n(3);
        let none = m.none();
        m.push(none);
        m.push(v);
        return Step::Next;
    }
    restore_pending(w);
    crate::unwind::mark_reraise(m);
    Step::Raise
}
