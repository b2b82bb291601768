//! Audit hooks (PEP 578).

use std::cell::RefCell;

use heap::{RootVec, Value};
use object::error::{exc, pending_is, take_pending};
use object::gc::ValueExt;
use object::repr::type_name;
use object::{Gc, Result, Row, Str, Tuple, native, raise_type, type_error};

/// The hooks, in the order in which they were added.
struct Hooks(RefCell<Option<RootVec>>);
// SAFETY: touched under the GIL only.
unsafe impl Sync for Hooks {}
static HOOKS: Hooks = Hooks(RefCell::new(None));

fn hook(index: usize) -> Option<Value> {
    HOOKS.0.borrow().as_ref().and_then(|h| h.get(index))
}

pub use object::hooks::audit;

fn audit_hook(event: &str, args: &[Value]) -> Result<()> {
    run(Str::new(event).value(), Tuple::from_slice(args))
}

fn run(event: Value, args: Gc<Tuple>) -> Result<()> {
    let mut i = 0;
    while let Some(h) = hook(i) {
        object::call::call(h, &[event, args.value()])?;
        i += 1;
    }
    Ok(())
}

fn sys_audit(args: Gc<Tuple>) -> Result<()> {
    let Some((event, rest)) = args.as_slice().split_first() else {
        return type_error("audit expected at least 1 argument, got 0");
    };
    if !event.is::<Str>() {
        return raise_type!("audit() argument 1 must be str, not {}", type_name(*event));
    }
    run(*event, Tuple::from_slice(rest))
}

/// A hook that is there already may refuse a new one with an `Exception`, silently.
fn addaudithook(hook: Value) -> Result<()> {
    if let Err(e) = audit("sys.addaudithook", &[]) {
        if pending_is(&exc::EXCEPTION) {
            let _ = take_pending();
            return Ok(());
        }
        return Err(e);
    }
    HOOKS.0.borrow_mut().get_or_insert_with(RootVec::new).push(hook);
    object::hooks::install_late(|late| late.audit = Some(audit_hook));
    Ok(())
}

pub static ROWS: &[Row] = &[
    Row::function("audit($module, /, *args)", native(sys_audit)).doc("Passes the event to the audit hooks."),
    Row::function("addaudithook($module, /, hook)", native(addaudithook)).doc("Adds an audit hook."),
];
