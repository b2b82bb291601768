//! Generators, coroutines and async generators.
//!
//! Between activations a generator's local variables and evaluation stack live in its heap object; resuming copies them
//! behind the resumer's stack as an ordinary frame, and a yield copies them back.

use heap::GcVec;
use object::code::{Code, Inst, co};
use object::error::{StopIterationExc, exc, pending_is, restore_pending, take_pending};
use object::frame::{ASYNC_GENERATOR, COROUTINE, Cont, Frame, GenState, Generator, flags};
use object::gc::ValueExt;
use object::map::Kind;
use object::state::ThreadState;
use object::{Function, Gc, Id, Object, Result, Value, raise_type};

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
    /// Sees to it that a generator is closed before it dies.
    CLOSE_IN_THE_END FRESH |a| {
        heap::register_finalizer(a[0].as_ptr());
        Ok(a[0])
    };
}

const fn field(offset: usize, immutable: bool) -> Field {
    Field { offset: offset as u32, alias: Alias::Generator, immutable }
}

/// Whose code a generator runs.
pub const FUNC: Field = field(std::mem::offset_of!(Generator, func), true);
/// The code itself.
pub const CODE: Field = field(std::mem::offset_of!(Generator, code), true);
const NAME: Field = field(std::mem::offset_of!(Generator, name), false);
const QUALNAME: Field = field(std::mem::offset_of!(Generator, qualname), false);
/// Where to resume: a raw word.
pub const PC: Field = field(std::mem::offset_of!(Generator, pc), false);
/// `state` to `frame_flags`: a raw word, see [`state_word`].
pub const STATE: Field = field(std::mem::offset_of!(Generator, state), false);
/// `n_slots` and `last_line`: a raw word, see [`place_word`].
pub const PLACE: Field = field(std::mem::offset_of!(Generator, n_slots), false);
/// The frame object, if somebody asked for it.
pub const OBJECT: Field = field(std::mem::offset_of!(Generator, object), false);
/// The exception that the generator was handling when it was suspended.
pub const HANDLED: Field =
    field(std::mem::offset_of!(Generator, exc) + std::mem::offset_of!(object::state::ExcInfo, value), false);

const FUNCTION_NAME: Field =
    Field { offset: std::mem::offset_of!(Function, name) as u32, alias: Alias::Generator, immutable: false };
const FUNCTION_QUALNAME: Field =
    Field { offset: std::mem::offset_of!(Function, qualname) as u32, alias: Alias::Generator, immutable: false };

/// The first word of a generator's state, but for what async generators have there.
#[must_use]
#[inline(always)]
pub const fn state_word(state: GenState, frame_flags: u32) -> u64 {
    state as u64 | (frame_flags as u64) << 32
}

/// How many slots are kept, and where events stand.
#[must_use]
#[inline(always)]
pub const fn place_word(n: usize, last_line: i32) -> u64 {
    n as u64 | (last_line as u32 as u64) << 32
}

/// RETURN_GENERATOR: the frame that just started becomes a generator object, which is returned to the caller.
pub fn return_generator<M: Machine>(m: &mut M) -> Step {
    let f = m.fr();
    let (code, func) = (f.code, f.func);
    let n = code.n_locals_plus as usize;
    let class = if code.flags & co::COROUTINE != 0 {
        COROUTINE.get()
    } else if code.flags & co::ASYNC_GENERATOR != 0 {
        ASYNC_GENERATOR.get()
    } else {
        Generator::class()
    };
    let name = m.load(func, FUNCTION_NAME);
    let qualname = m.load(func, FUNCTION_QUALNAME);
    let origin = if code.flags & co::COROUTINE != 0 { coroutine_origin() } else { None };
    let g = m.allocate(class.instance_map, Generator::size_for(code));
    let code_v = m.k(code.value());
    m.store(g, FUNC, func);
    m.store(g, CODE, code_v);
    m.store(g, NAME, name);
    m.store(g, QUALNAME, qualname);
    if let Some(origin) = origin {
        let origin = m.k(origin);
        m.store(g, field(std::mem::offset_of!(Generator, origin), true), origin);
    }
    m.store_word(g, PC, f.pc as u64);
    m.store_word(g, STATE, state_word(GenState::Created, 0));
    m.save_slots(f.slots, n, g);
    m.store_word(g, PLACE, place_word(n, 0));
    // A generator without handlers of its own has nothing to do when it is closed.
    // SAFETY: the code is running, so it was decoded.
    let handles = unsafe { (*code.decoded).handles_close };
    if (handles || code.flags & (co::COROUTINE | co::ASYNC_GENERATOR) != 0)
        && m.helper(&CLOSE_IN_THE_END, &[g]).is_err()
    {
        return Step::Raise;
    }
    frames::leave(m, g)
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
fn activate<M: Machine>(m: &mut M, g: M::V, c: Cont, entry: bool) -> Result<()> {
    let code = code_of(m, g);
    let place = m.promoted_word(g, PLACE);
    let pc = m.promoted_word(g, PC) as *const Inst;
    let state = m.promoted_word(g, STATE);
    let object = m.load_opt(g, OBJECT);
    let func = m.load(g, FUNC);
    let n = place as u32 as usize;
    let sp = if m.frame().is_null() { m.thread().slots_base.cast() } else { m.fr().sp };
    frames::push(m, code, func, sp, code.n_locals_plus as usize, sp, c)?;
    let f = m.fr();
    m.load_slots(g, n, f.slots);
    // SAFETY: as above. The decoded instructions outlive the generator; the index is the same in both arrays.
    unsafe {
        f.sp = f.slots.add(n);
        f.pc = f.pc.add((*pc).aux as usize);
    }
    f.flags |= (state >> 32) as u32 & flags::STARTED;
    if entry {
        f.flags |= flags::ENTRY;
    }
    f.last_line = (place >> 32) as i32;
    m.link(g);
    if let Some(o) = object {
        m.adopt(o);
    }
    m.store_word(g, STATE, state & !0xff | GenState::Running as u64);
    Ok(())
}

/// The code of a generator.
pub(crate) fn code_of<M: Machine>(m: &mut M, g: M::V) -> Gc<Code> {
    let code = m.load(g, CODE);
    // SAFETY: a generator's code is a Code.
    unsafe { m.promote(code).cast_unchecked() }
}

/// Makes the innermost frame of a thread a generator's activation.
#[inline(always)]
pub fn link(mut g: Gc<Generator>, f: &mut Frame<Value>, t: &mut ThreadState) {
    f.generator = Some(g);
    g.frame = f;
    g.exc.previous = t.exc_info;
    t.exc_info = &raw mut g.exc;
}

/// Undoes [`link`].
#[inline(always)]
pub fn unlink(mut g: Gc<Generator>, t: &mut ThreadState) {
    if t.exc_info == &raw mut g.exc {
        t.exc_info = g.exc.previous;
    }
    g.exc.previous = std::ptr::null_mut();
    g.frame = std::ptr::null_mut();
}

/// The state word of a generator whose frame, the innermost one, is about to be left.
pub(crate) fn state_behind<M: Machine>(m: &mut M, g: M::V, state: GenState) -> u64 {
    let f = m.fr();
    let word = state_word(state, f.flags & flags::STARTED);
    if f.code.flags & co::ASYNC_GENERATOR == 0 {
        return word;
    }
    // Async generators, which are not recorded, keep more there.
    m.end_recording();
    word | m.promoted_word(g, STATE) & 0xffff_ff00
}

/// A generator's frame was left for good.
pub(crate) fn finished<M: Machine>(m: &mut M, g: M::V, state: u64) {
    m.store_word(g, STATE, state);
    m.save_slots(std::ptr::null(), 0, g);
    m.store_word(g, PLACE, 0);
    // The frame's object lives on if somebody holds it; the generator must not keep the frame's variables alive.
    m.store(g, OBJECT, M::null());
    m.store(g, HANDLED, M::null());
}

/// YIELD_VALUE.
pub fn yield_value<M: Machine>(m: &mut M) -> Step {
    let v = m.pop();
    let f = m.fr();
    suspend(m);
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
    let v = m.k(g.value());
    activate(m, v, cont::PUSH, true)?;
    m.thread().exc_info = g.exc.previous;
    g.exc.previous = std::ptr::null_mut();
    Ok(())
}

/// Takes the frame away that `show` put there.
pub fn hide<M: Machine>(m: &mut M) {
    suspend(m);
}

/// Copies the running generator's frame back into its object and unlinks it.
fn suspend<M: Machine>(m: &mut M) {
    let f = m.fr();
    let Some(g) = m.running_generator() else { unreachable!("a yield outside a generator's frame") };
    // SAFETY: the stack pointer lies at or above the slots.
    let n = unsafe { f.sp.offset_from(f.slots) } as usize;
    let state = state_behind(m, g, GenState::Suspended);
    let object = m.known_frame_object();
    m.save_slots(f.slots, n, g);
    m.store_word(g, PC, f.pc as u64);
    m.store_word(g, STATE, state);
    m.store_word(g, PLACE, place_word(n, f.last_line));
    if let Some(o) = object {
        m.store(g, OBJECT, o);
        m.disown();
    }
    m.unlink(g);
    m.set_frame(f.prev);
}

/// Whether a generator that is resumed gets a frame of this run.
pub fn may_inline<M: Machine>(m: &mut M, g: M::V) -> bool {
    let code = code_of(m, g);
    if M::REC && m.load_opt(g, HANDLED).is_some() {
        return false;
    }
    m.may_resume(code)
}

/// Resumes a generator from FOR_ITER or SEND, sending `v`.
pub fn resume<M: Machine>(m: &mut M, gen_v: M::V, v: M::V, c: Cont) -> Step {
    let class = m.map_of(gen_v).class;
    match m.promoted_word(gen_v, STATE) as u8 {
        RUNNING => {
            let r: Result<()> = object::value_error(&format!("{} already executing", what(class)));
            m.done(r)
        }
        FINISHED if class == COROUTINE.get() => {
            let r: Result<()> = object::runtime_error("cannot reuse already awaited coroutine");
            m.done(r)
        }
        FINISHED => {
            let none = m.none();
            cont::deliver(m, c, none)
        }
        CREATED if !m.is_word(v, object::none()) => {
            let r: Result<()> = raise_type!("can't send non-None value to a just-started {}", what(class));
            m.done(r)
        }
        _ => match activate(m, gen_v, c, false) {
            Ok(()) => {
                m.push(v);
                Step::Next
            }
            Err(_) => Step::Raise,
        },
    }
}

/// States as machine words have them.
pub(crate) const CREATED: u8 = GenState::Created as u8;
pub(crate) const SUSPENDED: u8 = GenState::Suspended as u8;
const RUNNING: u8 = GenState::Running as u8;
const FINISHED: u8 = GenState::Finished as u8;

/// Resumes a generator from native code: its frame is an entry. The machine then runs until the outcome is set.
///
/// # Errors
/// `ValueError` for a running generator; `RecursionError`. What the generator raises is the run's outcome.
pub fn enter<M: Machine>(m: &mut M, g: Gc<Generator>, how: object::hooks::Resume) -> Result<Option<Step>> {
    use object::hooks::Resume;
    let class = g.map().class;
    let coroutine = class == COROUTINE.get();
    match (g.state, how) {
        (GenState::Running, _) => return object::value_error(&format!("{} already executing", what(class))),
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
            return raise_type!("can't send non-None value to a just-started {}", what(class));
        }
        _ => {}
    }
    let v = m.k(g.value());
    activate(m, v, cont::PUSH, true)?;
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

fn what(c: Gc<object::Class>) -> &'static str {
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
    if matches!(map.kind, Kind::Generator | Kind::Coroutine) && may_inline(m, receiver) {
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
