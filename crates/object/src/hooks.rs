//! The table of functions through which native code reaches the interpreter. The `vm` crate fills it at start; this
//! keeps every arrow between crates pointing down.

use heap::Value;

use crate::class::Class;
use crate::code::Code;
use crate::dict::Dict;
use crate::error::Result;
use crate::frame::Generator;
use crate::function::Function;
use crate::gc::Gc;
use crate::seq::Tuple;
use crate::strs::Str;

/// What a generator did when it was resumed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resumed {
    Yielded(Value),
    Returned(Value),
}

/// How to resume a generator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resume {
    /// `send(value)` or `next()`.
    Send(Value),
    /// `throw(exception)`: an exception instance.
    Throw(Value),
}

/// The hooks.
pub struct Hooks {
    /// Calls a Python function: positional arguments, then one value for each keyword name.
    pub call_function: fn(Gc<Function>, &[Value], &[Value]) -> Result<Value>,
    /// Runs code in a namespace (module and class bodies, `exec`, `eval`).
    pub run_code: fn(Gc<Code>, Gc<Dict>, Value, Option<Gc<Tuple>>) -> Result<Value>,
    /// Runs a class body: a function without arguments whose local variables are the namespace (any mapping). Returns
    /// what the body returns, the `__class__` cell or `None`.
    pub call_class_body: fn(Gc<Function>, Value) -> Result<Value>,
    /// Imports: name, globals, locals, fromlist, level (`PyImport_ImportModuleLevelObject`).
    pub import: fn(Gc<Str>, Option<Value>, Option<Value>, Value, i64) -> Result<Value>,
    /// Resumes a generator that is created or suspended until its next yield or its end. Callers other than the machine
    /// go through `generator::send` and `generator::throw`, which check the state.
    pub resume: fn(Gc<Generator>, Resume) -> Result<Resumed>,
    /// Calls a function with the frame of a suspended generator, which counts as running meanwhile, on the stack.
    pub within: fn(Gc<Generator>, &mut dyn FnMut()) -> Result<()>,
    /// Some class changed (invalidates traces).
    pub class_modified: fn(Gc<Class>),
    /// Handles whatever the eval breaker announces: signals, finalizers, GIL requests.
    pub poll: fn() -> Result<()>,
    /// Issues a warning: category class, message, stack level.
    pub warn: fn(Value, &str, i64) -> Result<()>,
    /// Reports an exception that cannot be raised (`sys.unraisablehook`): exception, what failed, object.
    pub unraisable: fn(Value, Option<&str>, Value),
}

static mut HOOKS: Option<&'static Hooks> = None;

/// Installs the hooks. Called once, before any Python code runs.
pub fn install(h: &'static Hooks) {
    // SAFETY: start-up is single-threaded.
    unsafe { HOOKS = Some(h) };
}

/// The hooks.
#[inline]
#[must_use]
pub fn hooks() -> &'static Hooks {
    // SAFETY: written once at start-up.
    unsafe { HOOKS }.expect("hooks are installed before Python code runs")
}

/// Functions that crates above `builtins` add one by one: frames' line setter and the syntax tree's conversions.
pub struct Late {
    /// Assignment to `frame.f_lineno` (the observe crate): frame, new line.
    pub set_lineno: Option<fn(Gc<crate::frame::FrameObject>, Value) -> Result<()>>,
    /// `f_trace` of a frame was assigned (the observe crate).
    pub trace_changed: Option<fn(Gc<crate::frame::FrameObject>)>,
    /// `compile()` of a syntax tree or into one (the `_ast` module); see `AstRequest`.
    pub ast: Option<fn(&AstRequest) -> Result<Option<Value>>>,
    /// Makes the state, with stacks, of a thread that starts; the new thread calls it, attached to the heap.
    pub new_thread: Option<fn() -> *mut crate::ThreadState>,
    /// Frees a thread's state; the ending thread calls it just before it detaches from the heap.
    pub end_thread: Option<fn(*mut crate::ThreadState)>,
    /// Runs the Python handlers of signals that arrived. The VM's poll calls it when `breaker::SIGNAL` is set.
    pub run_signals: Option<fn() -> Result<()>>,
    /// The main thread's breaker. Signal handlers set `breaker::SIGNAL` in it: they only touch atomics.
    pub main_breaker: Option<&'static std::sync::atomic::AtomicU32>,
    /// What `_thread` and `_signal` forget in the child of a fork.
    pub after_fork_child: Option<fn()>,
    /// The instructions of some code object are watched in another way than before (invalidates traces).
    pub instrumented: Option<fn()>,
    /// Code or defaults of a function that is `watched` have changed (invalidates traces).
    pub function_modified: Option<fn()>,
    /// Leaves all machine code and runs none from now on, or allows it again.
    pub pause_machine_code: Option<fn(bool)>,
    /// Tells the audit hooks of an event; set when there are any.
    pub audit: Option<fn(&str, &[Value]) -> Result<()>>,
}

/// Raises an auditing event (PEP 578): its name and its arguments.
///
/// # Errors
/// What a hook raises.
#[inline]
pub fn audit(event: &str, args: &[Value]) -> Result<()> {
    match late().audit {
        Some(tell) => tell(event, args),
        None => Ok(()),
    }
}

/// What `compile()` asks of the `_ast` module.
pub struct AstRequest<'a> {
    /// A syntax tree, or source text (`str` or `bytes`) when a tree is wanted.
    pub source: Value,
    pub filename: Gc<Str>,
    pub mode: front::Mode,
    pub options: &'a front::Options<'a>,
    /// `PyCF_ONLY_AST`: the result is a tree; otherwise it is a code object.
    pub only_ast: bool,
    /// `PyCF_OPTIMIZED_AST`.
    pub optimized: bool,
    pub type_comments: bool,
    pub feature_version: i64,
}

static mut LATE: Late = Late {
    set_lineno: None,
    trace_changed: None,
    ast: None,
    new_thread: None,
    end_thread: None,
    run_signals: None,
    main_breaker: None,
    after_fork_child: None,
    instrumented: None,
    function_modified: None,
    pause_machine_code: None,
    audit: None,
};

/// The late hooks, to be read.
#[must_use]
pub fn late() -> &'static Late {
    // SAFETY: written under the GIL by modules when they start; plain function pointers.
    unsafe { &LATE }
}

/// Changes the late hooks.
pub fn install_late(change: impl FnOnce(&mut Late)) {
    // SAFETY: as above; the borrow ends with this call.
    change(unsafe { &mut LATE });
}

pub(crate) fn class_modified(c: Gc<Class>) {
    // SAFETY: written once at start-up; before that no trace can depend on a class.
    if let Some(h) = unsafe { HOOKS } {
        (h.class_modified)(c);
    }
}

/// Issues a warning of a built-in category.
///
/// # Errors
/// The warning as an exception, when filters say so.
pub fn warn(category: &'static crate::ClassCell, msg: &str, stack_level: i64) -> Result<()> {
    (hooks().warn)(category.get().value(), msg, stack_level)
}
