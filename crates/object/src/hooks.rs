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
    /// Resumes a generator until its next yield or its end.
    pub resume: fn(Gc<Generator>, Resume) -> Result<Resumed>,
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
