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
    within: interp::within,
    class_modified,
    poll,
    warn: stdlib_core::warnings::warn_hook,
    unraisable: stdlib_core::sys::hooks::unraisable,
};

/// Installs the table and the heap's hooks.
pub(crate) fn install() {
    install_table(&TABLE);
    object::hooks::install_late(|late| {
        late.new_thread = Some(crate::threads::new_thread_state);
        late.end_thread = Some(crate::threads::end_thread_state);
        late.function_modified = Some(jit::function_modified);
        late.instrumented = Some(jit::invalidate_all);
        late.pause_machine_code = Some(jit::pause);
    });
    heap::set_oom_hook(object::error::unwind_out_of_memory);
    heap::set_pressure_hook(|| {
        // Raised at the next poll; the memory for that is what was lent.
        object::thread().async_exc = Some(object::error::exc::MEMORY_ERROR.get().value());
        set_breaker(breaker::ASYNC);
    });
    heap::set_pending_hook(|| set_breaker(breaker::FINALIZE));
    heap::set_switch_hook(|| {
        // Called without the GIL: the holder may hand it over or end at any moment. Its state is never freed, and the bit
        // does no harm in another thread's.
        let t = thread().as_ptr();
        if !t.is_null() {
            // SAFETY: see above.
            unsafe { (*t).breaker.fetch_or(breaker::GIL, Ordering::Relaxed) };
        }
    });
}

fn set_breaker(bit: u32) {
    thread().breaker.fetch_or(bit, Ordering::Relaxed);
}

fn import(name: Gc<Str>, globals: Option<Value>, _locals: Option<Value>, fromlist: Value, level: i64) -> Result<Value> {
    use object::gc::ValueExt;
    object::import::import_level(name, globals.and_then(|g| g.cast()), fromlist, level)
}

/// Traces that depend on the class are invalidated; inline caches compare versions by themselves.
fn class_modified(c: Gc<Class>) {
    jit::class_modified(c);
}

fn poll() -> Result<()> {
    // Each request is taken back by itself, just before it is met: what comes after one that raises waits for the next poll.
    let requested = |bit: u32| thread().breaker.fetch_and(!bit, Ordering::SeqCst) & bit != 0;
    if requested(breaker::GIL) {
        heap::yield_gil();
    }
    if requested(breaker::FINALIZE) {
        crate::finalize::run();
    }
    if thread().breaker.load(Ordering::Relaxed) & breaker::SIGNAL != 0 {
        run_signals()?;
    }
    if requested(breaker::ASYNC)
        && let Some(e) = thread().async_exc.take()
    {
        return crate::threads::raise_async(e);
    }
    Ok(())
}

/// Runs the Python handlers of signals that have arrived.
fn run_signals() -> Result<()> {
    object::hooks::late().run_signals.map_or(Ok(()), |run| run())
}
