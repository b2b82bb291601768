//! Generators and coroutines as Python sees them; `object::generator` does the work.

use heap::{Head, Value};
use object::class::ClassFlags;
use object::frame::{COROUTINE, GenState, Generator};
use object::function::extend_class;
use object::gc::ValueExt;
use object::generator::{self, thrown_exception, to_iteration};
use object::repr::id;
use object::{Class, ClassBuilder, Gc, Object, Result, Row, Str, native, none, type_error};

fn identity(this: Gc<Generator>) -> Gc<Generator> {
    this
}

fn gen_next(this: Gc<Generator>) -> Result<Value> {
    to_iteration(generator::send(this, none())?)
}

fn gen_send(this: Gc<Generator>, value: Value) -> Result<Value> {
    to_iteration(generator::send(this, value)?)
}

/// The (typ, val, tb) form is deprecated, and says so.
pub(crate) fn warn_three_arguments(what: &str, val: Option<Value>, tb: Option<Value>) -> Result<()> {
    if val.is_none() && tb.is_none() {
        return Ok(());
    }
    let msg = format!("the (type, exc, tb) signature of {what}() is deprecated, use the single-arg signature instead.");
    object::hooks::warn(&object::error::exc::DEPRECATION_WARNING, &msg, 1)
}

/// The arguments of a `throw()` call as they were given.
pub(crate) fn given_arguments(typ: Value, val: Option<Value>, tb: Option<Value>) -> heap::GcVec<Value> {
    [Some(typ), val, tb].into_iter().flatten().collect()
}

fn gen_throw(this: Gc<Generator>, typ: Value, val: Option<Value>, tb: Option<Value>) -> Result<Value> {
    warn_three_arguments("throw", val, tb)?;
    let e = thrown_exception(typ, val, tb)?;
    to_iteration(generator::throw(this, e, &given_arguments(typ, val, tb), true)?)
}

fn gen_close(this: Gc<Generator>) -> Result<Value> {
    generator::close(this)
}

fn gen_del(this: Gc<Generator>) {
    generator::finalize(this.value());
}

fn get_name(this: Gc<Generator>) -> Gc<Str> {
    this.name
}

fn set_name(mut this: Gc<Generator>, v: Option<Value>) -> Result<()> {
    match v.and_then(|v| v.cast::<Str>()) {
        Some(s) => {
            this.name = s;
            Ok(())
        }
        None => type_error("__name__ must be set to a string object"),
    }
}

fn get_qualname(this: Gc<Generator>) -> Gc<Str> {
    this.qualname
}

fn set_qualname(mut this: Gc<Generator>, v: Option<Value>) -> Result<()> {
    match v.and_then(|v| v.cast::<Str>()) {
        Some(s) => {
            this.qualname = s;
            Ok(())
        }
        None => type_error("__qualname__ must be set to a string object"),
    }
}

pub(crate) fn get_delegate(this: Gc<Generator>) -> Option<Value> {
    this.delegate()
}

fn get_running(this: Gc<Generator>) -> bool {
    this.state == GenState::Running
}

pub(crate) fn get_suspended(this: Gc<Generator>) -> bool {
    this.state == GenState::Suspended
}

pub(crate) fn get_code(this: Gc<Generator>) -> Value {
    this.code.value()
}

/// The frame object: of the activation while it runs, else one that shows the suspended state. None once finished.
pub(crate) fn get_frame(mut this: Gc<Generator>) -> Value {
    if this.state == GenState::Finished {
        return none();
    }
    if !this.frame.is_null() {
        // SAFETY: the pointer is cleared when the activation ends.
        return unsafe { object::frame::frame_object(this.frame) }.value();
    }
    if let Some(f) = this.object {
        return f.value();
    }
    let mut f = object::frame::new_frame_object(this.code, this.func, None);
    f.generator = Some(this);
    this.object = Some(f);
    f.value()
}

fn get_origin(this: Gc<Generator>) -> Option<Value> {
    this.origin
}

fn gen_repr(this: Gc<Generator>) -> Gc<Str> {
    let kind = if this.is_coroutine() {
        "<coroutine object "
    } else if this.is_async_gen() {
        "<async_generator object "
    } else {
        "<generator object "
    };
    Str::new(kind).concat(this.qualname).concat(Str::new(&format!(" at {:#x}>", id(this.value()))))
}

fn gen_sizeof(this: Gc<Generator>) -> usize {
    size_of::<Generator>() + 8 * this.code.n_locals_plus as usize + 8 * this.code.stack_size as usize
}

pub(crate) fn class_getitem(class: Gc<Class>, item: Value) -> Value {
    object::boot::generic_alias(class.value(), item)
}

macro_rules! names {
    ($name:ident, $kind:literal) => {
        /// Name and qualified name of one kind.
        pub(crate) static $name: &[Row] = &[
            Row::getset("__name__", native(get_name), native(set_name)).doc(concat!("name of the ", $kind)),
            Row::getset("__qualname__", native(get_qualname), native(set_qualname))
                .doc(concat!("qualified name of the ", $kind)),
        ];
    };
}
names!(GENERATOR_NAMES, "generator");
names!(COROUTINE_NAMES, "coroutine");
names!(ASYNC_GENERATOR_NAMES, "async generator");

/// Repr and finalizer, which all three kinds have.
pub(crate) static SHARED: &[Row] = &[
    Row::method("__repr__($self, /)", native(gen_repr)),
    Row::method("__sizeof__($self, /)", native(gen_sizeof)).doc("gen.__sizeof__() -> size of gen in memory, in bytes"),
    Row::class_method("__class_getitem__($type, object, /)", native(class_getitem)).doc("See PEP 585"),
    Row::method("__del__($self, /)", native(gen_del)).doc("Called when the instance is about to be destroyed."),
];

static RESUMING: &[Row] = &[
    Row::method("send($self, arg, /)", native(gen_send)).doc("send(arg) -> send 'arg' into generator,\nreturn next yielded value or raise StopIteration."),
    Row::method("throw($self, typ, val=None, tb=None, /)", native(gen_throw)).doc(
        "throw(value)\nthrow(type[,value[,tb]])\n\nRaise exception in generator, return next yielded value or raise\nStopIteration.\nthe (type, val, tb) signature is deprecated, \nand may be removed in a future version of Python.",
    ),
    Row::method("close($self, /)", native(gen_close)).doc("close() -> raise GeneratorExit inside generator."),
];

static RESUMING_COROUTINE: &[Row] = &[
    Row::method("send($self, arg, /)", native(gen_send)).doc("send(arg) -> send 'arg' into coroutine,\nreturn next yielded value or raise StopIteration."),
    Row::method("throw($self, typ, val=None, tb=None, /)", native(gen_throw)).doc(
        "throw(value)\nthrow(type[,value[,tb]])\n\nRaise exception in coroutine, return next yielded value or raise\nStopIteration.\nthe (type, val, tb) signature is deprecated, \nand may be removed in a future version of Python.",
    ),
    Row::method("close($self, /)", native(gen_close)).doc("close() -> raise GeneratorExit inside coroutine."),
];

static GENERATOR: &[Row] = &[
    Row::method("__iter__($self, /)", native(identity)).doc("Implement iter(self)."),
    Row::method("__next__($self, /)", native(gen_next)).doc("Implement next(self)."),
    Row::getter("gi_yieldfrom", native(get_delegate)).doc("object being iterated by yield from, or None"),
    Row::getter("gi_running", native(get_running)),
    Row::getter("gi_frame", native(get_frame)),
    Row::getter("gi_suspended", native(get_suspended)),
    Row::getter("gi_code", native(get_code)),
];

static CORO: &[Row] = &[
    Row::method("__await__($self, /)", native(coro_await)).doc("Return an iterator to be used in await expression."),
    Row::getter("cr_await", native(get_delegate)).doc("object being awaited on, or None"),
    Row::getter("cr_running", native(get_running)),
    Row::getter("cr_frame", native(get_frame)),
    Row::getter("cr_code", native(get_code)),
    Row::getter("cr_origin", native(get_origin)),
    Row::getter("cr_suspended", native(get_suspended)),
];

/// The iterator that `coroutine.__await__()` returns: the coroutine's own methods, with `__next__`.
#[repr(C)]
pub struct CoroWrapper {
    pub head: Head,
    pub coro: Gc<Generator>,
}
object::object_type!(CoroWrapper);

fn coro_await(this: Gc<Generator>) -> Gc<CoroWrapper> {
    CoroWrapper { head: Head { map: std::ptr::null() }, coro: this }.alloc()
}

fn wrapper_self(this: Gc<CoroWrapper>) -> Gc<CoroWrapper> {
    this
}

fn wrapper_next(this: Gc<CoroWrapper>) -> Result<Value> {
    gen_next(this.coro)
}

fn wrapper_send(this: Gc<CoroWrapper>, arg: Value) -> Result<Value> {
    gen_send(this.coro, arg)
}

fn wrapper_throw(this: Gc<CoroWrapper>, typ: Value, val: Option<Value>, tb: Option<Value>) -> Result<Value> {
    gen_throw(this.coro, typ, val, tb)
}

fn wrapper_close(this: Gc<CoroWrapper>) -> Result<Value> {
    gen_close(this.coro)
}

static WRAPPER: &[Row] = &[
    Row::method("__iter__($self, /)", native(wrapper_self)),
    Row::method("__next__($self, /)", native(wrapper_next)),
    Row::method("send($self, arg, /)", native(wrapper_send)),
    Row::method("throw($self, typ, val=None, tb=None, /)", native(wrapper_throw)),
    Row::method("close($self, /)", native(wrapper_close)),
];

/// Adds rows to a generator class. The machine registers instances for finalization one by one, and only those with
/// something to finalize, so the class flag that `__del__` sets is taken back.
pub(crate) fn extend_generator_class(mut class: Gc<Class>, rows: &[&'static [Row]]) {
    extend_class(class, "", rows);
    extend_class(class, "", &[SHARED]);
    class.flags.0 = class.flags.0 & !ClassFlags::FINALIZER | ClassFlags::NO_INSTANTIATE;
}

/// Adds the rows of generators and coroutines.
pub fn init() {
    extend_generator_class(Generator::class(), &[GENERATOR, RESUMING, GENERATOR_NAMES]);
    extend_generator_class(COROUTINE.get(), &[CORO, RESUMING_COROUTINE, COROUTINE_NAMES]);
    let _ = ClassBuilder::new::<CoroWrapper>("coroutine_wrapper")
        .flags(ClassFlags::NO_INSTANTIATE)
        .doc("A wrapper object implementing __await__ for coroutines.")
        .rows(&[WRAPPER])
        .build();
    super::async_gen::init();
}
