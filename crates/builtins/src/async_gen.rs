//! Async generators (PEP 525): the awaitables of `asend()`, `athrow()`, `aclose()` and `anext()`.
//!
//! # Terms
//! - An async generator yields either its own values, wrapped (`AsyncGenWrapped`), or what an `await` inside it yields.
//!   The former end the awaitable with `StopIteration(value)`, the latter pass through to the event loop.
//!
//! # Invariants
//! 1. `ag_running` is set from the first step of an awaitable until it ends: only one of them drives the generator.
//! 2. A closed awaitable cannot be awaited again.

use heap::{Head, Value};
use object::class::ClassFlags;
use object::error::{Raised, exc, new_exception, pending_is, take_pending};
use object::frame::{ASYNC_GENERATOR, GenState, Generator};
use object::gc::ValueExt;
use object::generator::{self, AsyncGenWrapped, raise_bare, thrown_exception};
use object::hooks::Resumed;
use object::misc::is_none;
use object::repr::type_name;
use object::{
    Class, ClassBuilder, Gc, Id, Object, Result, Row, Tuple, attr, call, class_of, intern, native, none, raise_type,
    runtime_error,
};

use super::generators::{
    ASYNC_GENERATOR_NAMES, extend_generator_class, get_code, get_delegate, get_frame, get_suspended, given_arguments,
    warn_three_arguments,
};

/// Where an awaitable is in its life.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum State {
    Init,
    Running,
    Closed,
}

/// What an awaitable does to its generator.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Step {
    Send,
    Throw,
    Close,
}

impl Step {
    fn name(self) -> &'static str {
        match self {
            Step::Send => "asend",
            Step::Throw => "athrow",
            Step::Close => "aclose",
        }
    }

    fn reused<T>(self) -> Result<T> {
        match self {
            Step::Send => runtime_error("cannot reuse already awaited __anext__()/asend()"),
            _ => runtime_error("cannot reuse already awaited aclose()/athrow()"),
        }
    }

    fn busy<T>(self) -> Result<T> {
        runtime_error(match self {
            Step::Send => "anext(): asynchronous generator is already running",
            Step::Throw => "athrow(): asynchronous generator is already running",
            Step::Close => "aclose(): asynchronous generator is already running",
        })
    }
}

/// The awaitable of `asend()`, `athrow()` or `aclose()`; its class says which messages it gives.
#[repr(C)]
pub struct Awaitable {
    pub head: Head,
    generator: Gc<Generator>,
    /// The value to send, or the tuple of arguments to throw.
    argument: Option<Value>,
    step: Step,
    state: State,
}
object::object_type!(Awaitable);

static ATHROW: object::ClassCell = object::ClassCell::new();

fn new_awaitable(generator: Gc<Generator>, step: Step, argument: Option<Value>) -> Result<Value> {
    generator::init_async_hooks(generator)?;
    let class = if step == Step::Send { Awaitable::class() } else { ATHROW.get() };
    let a = Awaitable { head: Head { map: std::ptr::null() }, generator, argument, step, state: State::Init }
        .alloc_in(class);
    Ok(a.value())
}

/// Passes on what the generator did: its own value ends the awaitable, the end of the generator is `StopAsyncIteration`.
fn unwrap_result(mut g: Gc<Generator>, r: Result<Resumed>) -> Result<Value> {
    match r {
        Ok(Resumed::Yielded(v)) => match v.cast_exact::<AsyncGenWrapped>() {
            Some(w) => {
                g.ag_running = false;
                object::stop_iteration(Some(w.value))
            }
            None => Ok(v),
        },
        Ok(Resumed::Returned(_)) => {
            g.ag_closed = true;
            g.ag_running = false;
            raise_bare(&exc::STOP_ASYNC_ITERATION)
        }
        Err(e) => {
            if pending_is(&exc::STOP_ASYNC_ITERATION) || pending_is(&exc::GENERATOR_EXIT) {
                g.ag_closed = true;
            }
            g.ag_running = false;
            Err(e)
        }
    }
}

/// As `unwrap_result`, for a step that closes the generator: a value of its own is an error then.
fn closing_result(mut this: Gc<Awaitable>, r: Result<Resumed>) -> Result<Value> {
    let mut g = this.generator;
    match r {
        Ok(Resumed::Yielded(v)) if v.is_exact::<AsyncGenWrapped>() => {
            g.ag_running = false;
            this.state = State::Closed;
            runtime_error("async generator ignored GeneratorExit")
        }
        Ok(Resumed::Yielded(v)) => Ok(v),
        Ok(Resumed::Returned(_)) => Err(closing_ended(this, None)),
        Err(e) => Err(closing_ended(this, Some(e))),
    }
}

/// The end of `aclose()`: that the generator is exhausted or closed is success.
fn closing_ended(mut this: Gc<Awaitable>, e: Option<Raised>) -> Raised {
    let mut g = this.generator;
    g.ag_running = false;
    this.state = State::Closed;
    if let Some(e) = e {
        if !pending_is(&exc::STOP_ASYNC_ITERATION) && !pending_is(&exc::GENERATOR_EXIT) {
            return e;
        }
        let _ = take_pending();
    }
    raised(object::stop_iteration::<()>(None))
}

fn raised(r: Result<()>) -> Raised {
    r.err().unwrap_or_else(Raised::pending)
}

/// Enters the running state at the first step.
fn begin(mut this: Gc<Awaitable>) -> Result<()> {
    let mut g = this.generator;
    if g.ag_running {
        this.state = State::Closed;
        return this.step.busy();
    }
    this.state = State::Running;
    g.ag_running = true;
    Ok(())
}

fn step_send(mut this: Gc<Awaitable>, value: Value) -> Result<Value> {
    if this.state == State::Closed {
        return this.step.reused();
    }
    if this.step == Step::Send {
        let mut value = value;
        if this.state == State::Init {
            begin(this)?;
            if is_none(value) {
                value = this.argument.unwrap_or_else(none);
            }
        }
        let mut g = this.generator;
        g.ag_running = true;
        let r = unwrap_result(g, generator::send(g, value));
        if r.is_err() {
            this.state = State::Closed;
        }
        return r;
    }
    if this.generator.state == GenState::Finished {
        this.state = State::Closed;
        return object::stop_iteration(None);
    }
    if this.state == State::Init {
        return first_throw(this, value);
    }
    let r = generator::send(this.generator, value);
    if this.step == Step::Close {
        return closing_result(this, r);
    }
    let r = unwrap_result(this.generator, r);
    if r.is_err() {
        this.state = State::Closed;
    }
    r
}

/// The first step of `athrow()` and `aclose()`.
fn first_throw(mut this: Gc<Awaitable>, value: Value) -> Result<Value> {
    let mut g = this.generator;
    if g.ag_running {
        this.state = State::Closed;
        return this.step.busy();
    }
    if g.ag_closed {
        this.state = State::Closed;
        return raise_bare(&exc::STOP_ASYNC_ITERATION);
    }
    if !is_none(value) {
        return runtime_error("can't send non-None value to a just-started coroutine");
    }
    begin(this)?;
    if this.step == Step::Close {
        g.ag_closed = true;
        let e = new_exception(exc::GENERATOR_EXIT.get(), &[]).value();
        let r = generator::throw(g, e, &[exc::GENERATOR_EXIT.get().value()], false);
        return closing_result(this, r);
    }
    let args = this.argument.and_then(|a| a.cast::<Tuple>()).unwrap_or_else(Tuple::empty);
    let a = args.as_slice();
    let r = match thrown_exception(a[0], a.get(1).copied(), a.get(2).copied()) {
        Ok(e) => unwrap_result(g, generator::throw(g, e, a, false)),
        Err(e) => Err(e),
    };
    if r.is_err() {
        g.ag_running = false;
        this.state = State::Closed;
    }
    r
}

fn step_next(this: Gc<Awaitable>) -> Result<Value> {
    step_send(this, none())
}

fn step_throw(this: Gc<Awaitable>, typ: Value, val: Option<Value>, tb: Option<Value>) -> Result<Value> {
    if this.state == State::Closed {
        return this.step.reused();
    }
    warn_three_arguments("throw", val, tb)?;
    let e = thrown_exception(typ, val, tb)?;
    throw_instance(this, e, &given_arguments(typ, val, tb))
}

fn throw_instance(mut this: Gc<Awaitable>, e: Value, original: &[Value]) -> Result<Value> {
    if this.state == State::Init {
        begin(this)?;
    }
    let r = generator::throw(this.generator, e, original, true);
    if this.step == Step::Close {
        return closing_result(this, r);
    }
    let r = unwrap_result(this.generator, r);
    if r.is_err() {
        this.state = State::Closed;
    }
    r
}

fn step_close(this: Gc<Awaitable>) -> Result<()> {
    if this.state == State::Closed {
        return Ok(());
    }
    let e = new_exception(exc::GENERATOR_EXIT.get(), &[]).value();
    match throw_instance(this, e, &[e]) {
        Ok(_) => runtime_error("coroutine ignored GeneratorExit"),
        Err(r) => {
            let expected = [&exc::STOP_ITERATION, &exc::STOP_ASYNC_ITERATION, &exc::GENERATOR_EXIT];
            if !expected.into_iter().any(pending_is) {
                return Err(r);
            }
            let _ = take_pending();
            Ok(())
        }
    }
}

fn step_self(this: Gc<Awaitable>) -> Gc<Awaitable> {
    this
}

/// Warns about an awaitable that nobody ever awaited.
fn step_del(this: Gc<Awaitable>) -> Result<()> {
    if this.state != State::Init {
        return Ok(());
    }
    let shown = object::repr::repr(this.generator.qualname.value())?;
    let msg = format!("coroutine method '{}' of {} was never awaited", this.step.name(), shown);
    object::hooks::warn(&exc::RUNTIME_WARNING, &msg, 1)
}

static AWAITABLE: &[Row] = &[
    Row::method("__iter__($self, /)", native(step_self)),
    Row::method("__next__($self, /)", native(step_next)),
    Row::method("__await__($self, /)", native(step_self)),
    Row::method("__del__($self, /)", native(step_del)),
    Row::method("send($self, arg, /)", native(step_send)),
    Row::method("throw($self, typ, val=None, tb=None, /)", native(step_throw)),
    Row::method("close($self, /)", native(step_close)),
];

fn agen_iter(this: Gc<Generator>) -> Gc<Generator> {
    this
}

fn agen_next(this: Gc<Generator>) -> Result<Value> {
    new_awaitable(this, Step::Send, None)
}

fn agen_send(this: Gc<Generator>, value: Value) -> Result<Value> {
    new_awaitable(this, Step::Send, Some(value))
}

fn agen_throw(this: Gc<Generator>, typ: Value, val: Option<Value>, tb: Option<Value>) -> Result<Value> {
    warn_three_arguments("athrow", val, tb)?;
    let args = Tuple::from_slice(&given_arguments(typ, val, tb));
    new_awaitable(this, Step::Throw, Some(args.value()))
}

fn agen_close(this: Gc<Generator>) -> Result<Value> {
    new_awaitable(this, Step::Close, None)
}

fn agen_running(this: Gc<Generator>) -> bool {
    this.ag_running
}

static AGEN: &[Row] = &[
    Row::method("__aiter__($self, /)", native(agen_iter)).doc("Return an awaitable, that resolves in asynchronous iterator."),
    Row::method("__anext__($self, /)", native(agen_next)).doc("Return a value or raise StopAsyncIteration."),
    Row::method("asend($self, value, /)", native(agen_send)).doc("asend(v) -> send 'v' in generator."),
    Row::method("athrow($self, typ, val=None, tb=None, /)", native(agen_throw)).doc(
        "athrow(value)\nathrow(type[,value[,tb]])\n\nraise exception in generator.\nthe (type, val, tb) signature is deprecated, \nand may be removed in a future version of Python.",
    ),
    Row::method("aclose($self, /)", native(agen_close)).doc("aclose() -> raise GeneratorExit inside generator."),
    Row::getter("ag_running", native(agen_running)),
    Row::getter("ag_await", native(get_delegate)).doc("object being awaited on, or None"),
    Row::getter("ag_frame", native(get_frame)),
    Row::getter("ag_code", native(get_code)),
    Row::getter("ag_suspended", native(get_suspended)),
];

/// The awaitable of `anext(iterator, default)`.
#[repr(C)]
pub struct AnextAwaitable {
    pub head: Head,
    wrapped: Value,
    default: Value,
}
object::object_type!(AnextAwaitable);

/// `anext(it[, default])`.
///
/// # Errors
/// `TypeError` for what is no async iterator; what `__anext__` raises.
pub fn anext(it: Value, default: Option<Value>) -> Result<Value> {
    let Some(m) = class_of(it).dunder(Id::__anext__) else {
        return raise_type!("'{}' object is not an async iterator", type_name(it));
    };
    let wrapped = call::call_method_value(m, it, &[], &[])?;
    match default {
        None => Ok(wrapped),
        Some(default) => Ok(AnextAwaitable { head: Head { map: std::ptr::null() }, wrapped, default }.alloc().value()),
    }
}

/// The iterator behind the wrapped awaitable.
fn inner(this: Gc<AnextAwaitable>) -> Result<Value> {
    let it = generator::awaitable_iter(this.wrapped)?;
    if class_of(it).dunder(Id::__next__).is_some() {
        return Ok(it);
    }
    // A coroutine has no `__next__`: its `__await__` gives an iterator that has.
    match call::call_dunder(it, Id::__await__, &[])? {
        Some(i) if class_of(i).dunder(Id::__next__).is_some() => Ok(i),
        Some(i) => raise_type!("{}.__await__() must return an iterable, not {}", type_name(it), type_name(i)),
        None => raise_type!("'{}' object can't be awaited", type_name(it)),
    }
}

/// The end of the async iterator is the default value.
fn with_default(this: Gc<AnextAwaitable>, r: Result<Value>) -> Result<Value> {
    match r {
        Err(_) if pending_is(&exc::STOP_ASYNC_ITERATION) => {
            let _ = take_pending();
            object::stop_iteration(Some(this.default))
        }
        r => r,
    }
}

fn anext_self(this: Gc<AnextAwaitable>) -> Gc<AnextAwaitable> {
    this
}

fn anext_next(this: Gc<AnextAwaitable>) -> Result<Value> {
    let it = inner(this)?;
    let m = class_of(it).dunder(Id::__next__).expect("`inner` checked it");
    let r = call::call_method_value(m, it, &[], &[]);
    with_default(this, r)
}

fn anext_proxy(this: Gc<AnextAwaitable>, method: &str, args: &[Value]) -> Result<Value> {
    let it = inner(this)?;
    let f = attr::getattr(it, intern(method))?;
    let r = call::call(f, args);
    with_default(this, r)
}

fn anext_send(this: Gc<AnextAwaitable>, arg: Value) -> Result<Value> {
    anext_proxy(this, "send", &[arg])
}

fn anext_throw(this: Gc<AnextAwaitable>, typ: Value, val: Option<Value>, tb: Option<Value>) -> Result<Value> {
    anext_proxy(this, "throw", &given_arguments(typ, val, tb))
}

fn anext_close(this: Gc<AnextAwaitable>) -> Result<Value> {
    anext_proxy(this, "close", &[])
}

static ANEXT: &[Row] = &[
    Row::method("__iter__($self, /)", native(anext_self)),
    Row::method("__next__($self, /)", native(anext_next)),
    Row::method("__await__($self, /)", native(anext_self)),
    Row::method("send($self, arg, /)", native(anext_send)),
    Row::method("throw($self, typ, val=None, tb=None, /)", native(anext_throw)),
    Row::method("close($self, /)", native(anext_close)),
];

/// Adds the rows of async generators and makes the classes of their awaitables.
pub fn init() {
    let class: Gc<Class> = ASYNC_GENERATOR.get();
    extend_generator_class(class, &[AGEN, ASYNC_GENERATOR_NAMES]);
    let hidden = ClassFlags::NO_INSTANTIATE;
    let _ = ClassBuilder::new::<Awaitable>("async_generator_asend").flags(hidden).rows(&[AWAITABLE]).build();
    let _ = ClassBuilder::untyped("async_generator_athrow", Awaitable::LAYOUT)
        .cell(&ATHROW)
        .flags(hidden)
        .rows(&[AWAITABLE])
        .build();
    let _ = ClassBuilder::new::<AnextAwaitable>("anext_awaitable").flags(hidden).rows(&[ANEXT]).build();
}
