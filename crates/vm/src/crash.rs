//! What a bug in the virtual machine itself prints: a panic says where it happened, what Python was doing, and that it is
//! to be reported. The process then ends by `SIGABRT`, as CPython ends with a fatal error.
//!
//! A panic must not unwind into a thread's end: the thread may hold the GIL, and all others would wait for ever.

use std::panic::PanicHookInfo;
use std::sync::atomic::{AtomicBool, Ordering};

use stdlib_os::faulthandler::Sink;

/// Set by the first panic: what fails while the report is written must not write another.
static REPORTING: AtomicBool = AtomicBool::new(false);

/// Makes panics print a report and abort.
pub fn install() {
    std::panic::set_hook(Box::new(report));
}

fn report(info: &PanicHookInfo<'_>) {
    if REPORTING.swap(true, Ordering::SeqCst) {
        std::process::abort();
    }
    let out = Sink(2);
    let payload = info.payload();
    let message = payload.downcast_ref::<&str>().copied();
    let message = message.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("unknown reason");
    out.text("Fatal Pellucid error: ");
    out.text(message);
    if let Some(place) = info.location() {
        out.text(&format!("\n  at {}:{}:{}", place.file(), place.line(), place.column()));
    }
    let version = stdlib_core::sys::VERSION.replace('\n', " ");
    out.text(&format!("\nPellucid {} (Python {version})\n", env!("CARGO_PKG_VERSION")));
    out.text(&format!("Platform: {} {}\n\n", std::env::consts::OS, std::env::consts::ARCH));
    let current = object::state::peek_current();
    // SAFETY: the process is lost; a dump that crashes ends it as well.
    unsafe { out.all_stacks(current) };
    out.text(
        "\nThis is a bug in Pellucid, not in your program. Please report it with all lines above and, if you can, \
         a program that shows it.\n",
    );
    std::process::abort();
}
