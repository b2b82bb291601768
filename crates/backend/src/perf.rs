//! The map by which Linux's `perf` names machine code: `/tmp/perf-PID.map`, one line for each function.

use std::fs::OpenOptions;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

static ENABLED: AtomicBool = AtomicBool::new(false);

/// Turns the map on or off, for functions compiled from now on.
pub fn perf_map(enable: bool) {
    ENABLED.store(enable, Ordering::Relaxed);
}

/// Adds a line for a function. The map serves diagnosis only, so that a disk that is full stops nothing.
pub fn record(start: *const u8, size: usize, name: &str) {
    if !ENABLED.load(Ordering::Relaxed) {
        return;
    }
    let path = format!("/tmp/perf-{}.map", std::process::id());
    let line = format!("{:x} {size:x} {}\n", start as usize, name.replace('\n', " "));
    if let Ok(mut file) = OpenOptions::new().create(true).append(true).open(path) {
        file.write_all(line.as_bytes()).unwrap_or(());
    }
}
