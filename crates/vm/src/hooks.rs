//! The hooks' implementations.

use std::sync::atomic::Ordering;

use object::hooks::{Hooks, install as install_table};
use object::state::breaker;
use object::{Class, Gc, Result, Str, Value, thread};

static TABLE: Hooks = Hooks {
    call_function: interp::call_function,
    run_code: interp::run_code,
    call_class_body: interp::call_class_body,
    import,
    resume: interp::resume,
    class_modified,
    poll,
    warn: stdlib_core::warnings::warn_hook,
    unraisable: stdlib_core::sys::hooks::unraisable,
};

/// Installs the table and the heap's hooks.
pub(crate) fn install() {
    install_table(&TABLE);
    heap::set_pending_hook(|| set_breaker(breaker::FINALIZE));
    heap::set_switch_hook(|| {
        // Called without the GIL: an atomic store into the running thread's state, which outlives the wait.
        set_breaker(breaker::GIL);
    });
}

fn set_breaker(bit: u32) {
    thread().breaker.fetch_or(bit, Ordering::Relaxed);
}

fn import(name: Gc<Str>, globals: Option<Value>, _locals: Option<Value>, fromlist: Value, level: i64) -> Result<Value> {
    use object::gc::ValueExt;
    object::import::import_level(name, globals.and_then(|g| g.cast()), fromlist, level)
}

/// Traces that depend on the class will be invalidated here; inline caches compare versions by themselves.
fn class_modified(_c: Gc<Class>) {}

fn poll() -> Result<()> {
    let bits = thread().breaker.swap(0, Ordering::Relaxed);
    if bits & breaker::GIL != 0 {
        heap::yield_gil();
    }
    if bits & breaker::FINALIZE != 0 {
        crate::finalize::run();
    }
    if bits & breaker::ASYNC != 0
        && let Some(e) = thread().async_exc.take()
    {
        return crate::threads::raise_async(e);
    }
    if bits & breaker::SIGNAL != 0 {
        run_signals()?;
    }
    Ok(())
}

/// Runs the Python handlers of signals that have arrived.
fn run_signals() -> Result<()> {
    object::hooks::late().run_signals.map_or(Ok(()), |run| run())
}
