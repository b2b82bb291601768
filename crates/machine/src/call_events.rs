//! Calls under observation: CALL, C_RETURN and C_RAISE of `sys.monitoring`, and `c_call`, `c_return` and `c_exception` of a
//! profile function.
//!
//! What happens after a call can be told only by whoever waits for it. So when anybody wants to know, the twin of a call
//! instruction makes the call itself, natively, unless the callee is a Python function (which has events of its own).

use heap::Value;
use object::gc::ValueExt;
use object::map::Kind;
use object::{BoundMethod, Dict, Gc, Result, Tuple, function};

use crate::events::{fire_profile, monitors};
use crate::monitoring::{self, Place, event};
use crate::optable::op;
use crate::traits::{Machine, MachineExt, Step};

/// A call that is about to happen.
struct Call {
    callable: Value,
    /// The first argument, if there is any.
    first: Option<Value>,
    /// The callee runs as a frame of its own.
    python: bool,
}

fn optional<M: Machine>(m: &mut M, v: M::V) -> Option<Value> {
    if M::is_null(v) { None } else { Some(m.promote(v)) }
}

fn describe<M: Machine>(m: &mut M) -> Call {
    let i = *m.inst();
    let is_python = |v: Value| matches!(object::map_of(v).kind, Kind::Function);
    match i.op {
        op::CALL_FUNCTION_EX => {
            let (callable, args) = (m.peek(4), m.peek(2));
            let (callable, args) = (m.promote(callable), m.promote(args));
            let first = args.cast::<Tuple>().and_then(|t| t.as_slice().first().copied());
            let python = is_python(callable) || object::map_of(callable).kind == Kind::BoundMethod;
            Call { callable, first, python }
        }
        op::LOAD_SUPER_ATTR => {
            let (callable, class) = (m.peek(3), m.peek(2));
            let first = if i.arg & 2 != 0 { Some(m.promote(class)) } else { None };
            Call { callable: m.promote(callable), first, python: false }
        }
        _ => {
            let n = i.arg as usize + usize::from(i.op == op::CALL_KW);
            let (callable, receiver) = (m.peek(n + 2), m.peek(n + 1));
            let (mut callable, mut first) = (m.promote(callable), optional(m, receiver));
            if first.is_none() {
                if let Some(b) = callable.cast::<BoundMethod>() {
                    (callable, first) = (b.func, Some(b.self_));
                } else if i.arg > 0 {
                    let v = m.peek(n);
                    first = Some(m.promote(v));
                }
            }
            Call { callable, first, python: is_python(callable) }
        }
    }
}

/// The tools' events before a call.
///
/// # Errors
/// What callbacks raise, and what making the positional arguments of `f(*x)` raises.
pub fn call_event<M: Machine>(m: &mut M, tools: u8) -> Result<()> {
    if m.inst().op == op::CALL_FUNCTION_EX {
        // What is no iterable is no call: the tuple of `f(*x)` is made before anybody is told.
        let (callee, args) = (m.peek(4), m.peek(2));
        let args = m.helper(&crate::call::POSITIONAL_TUPLE, &[args, callee])?;
        m.set_peek(2, args);
    }
    let c = describe(m);
    report(m, event::CALL, tools, &c)
}

fn report<M: Machine>(m: &mut M, event: usize, tools: u8, c: &Call) -> Result<()> {
    let f = m.fr();
    let (code, i) = (f.code, *m.inst());
    let first = c.first.unwrap_or_else(monitoring::missing);
    let offset = object::number::int(2 * i64::from(i.unit));
    let place = Place { code, event, index: i.aux as usize };
    monitoring::fire(&place, tools, &[code.value(), offset, c.callable, first])
}

/// What a profile function is told about a built-in callee: methods are shown bound.
fn profiled(c: &Call) -> Option<Value> {
    let class = object::class_of(c.callable);
    if class == function::WRAPPER_DESCR.get() || class == function::METHOD_WRAPPER.get() {
        // CPython tells of functions and methods that are written in C, not of the wrappers of special methods.
        return None;
    }
    match object::map_of(c.callable).kind {
        Kind::NativeFn => Some(c.callable),
        Kind::MethodDescr => {
            let first = c.first?;
            match object::attr::descr_get(c.callable, Some(first), object::class_of(first)) {
                Ok(v) => Some(v),
                Err(_) => {
                    let _ = object::error::take_pending();
                    None
                }
            }
        }
        _ => None,
    }
}

/// Makes the call if somebody wants to know how it ends; `None`: the instruction makes it.
pub fn observed_call<M: Machine>(m: &mut M) -> Option<Step> {
    let c = describe(m);
    if c.python {
        return None;
    }
    let index = m.inst().aux as usize;
    let tools = monitors(m).map_or(0, |d| d.tools_at(event::CALL, index));
    let profiled = if m.thread().profile_func.is_some() { profiled(&c) } else { None };
    if tools == 0 && profiled.is_none() {
        return None;
    }
    if let Some(p) = profiled
        && fire_profile(m, "c_call", p).is_err()
    {
        return Some(Step::Raise);
    }
    let (n, r) = make_call(m);
    let raised = r.is_err();
    // A callback may disable the event: what is left then is told.
    let tools = monitors(m).map_or(0, |d| d.tools_at(event::CALL, index)) & tools;
    if tools != 0 {
        let pending = m.thread().pending.take();
        let ended = if raised { event::C_RAISE } else { event::C_RETURN };
        if report(m, ended, tools, &c).is_err() {
            return Some(Step::Raise);
        }
        m.thread().pending = pending;
    }
    if let Some(p) = profiled
        && fire_profile(m, if raised { "c_exception" } else { "c_return" }, p).is_err()
    {
        return Some(Step::Raise);
    }
    let r = r.map(|v| m.k(v));
    Some(if m.inst().op == op::LOAD_SUPER_ATTR {
        if raised { Step::Raise } else { Step::Next }
    } else {
        m.replace(n, r)
    })
}

/// Calls natively what the instruction calls. Also gives the number of operands. The arguments stay on the frame's stack
/// meanwhile, which keeps them alive.
fn make_call<M: Machine>(m: &mut M) -> (usize, Result<Value>) {
    let i = *m.inst();
    match i.op {
        op::LOAD_SUPER_ATTR => {
            let r = match crate::attr::super_attr(m, true) {
                Step::Raise => Err(object::Raised::pending()),
                _ => Ok(object::none()),
            };
            (0, r)
        }
        op::CALL_FUNCTION_EX => {
            let (callee, args, kwargs) = (m.peek(4), m.peek(2), m.peek(1));
            let callee_w = m.promote(callee);
            let kwargs = optional(m, kwargs).and_then(|k| k.cast::<Dict>());
            let r = m.helper(&crate::call::POSITIONAL_TUPLE, &[args, callee]).and_then(|t| {
                let t: Gc<Tuple> = m.promote(t).cast().expect("positional arguments are a tuple");
                object::call::call_ex(callee_w, t.as_slice(), kwargs)
            });
            (4, r)
        }
        _ => {
            let with_names = i.op == op::CALL_KW;
            let n = i.arg as usize;
            let operands = n + 2 + usize::from(with_names);
            let names = if with_names { m.peek(1) } else { m.none() };
            let names = m.promote(names).cast::<Tuple>().filter(|t| !t.as_slice().is_empty());
            let callee = m.peek(operands);
            let callee = m.promote(callee);
            let first = if M::is_null(m.peek(operands - 1)) { operands - 2 } else { operands - 1 };
            let mut args = Vec::with_capacity(n + 1);
            for k in (operands - 2 - n + 1..=first).rev() {
                let v = m.peek(k);
                args.push(m.promote(v));
            }
            let r = object::call::call_kw(callee, &args, object::call::kwnames_of(names));
            (operands, r)
        }
    }
}
