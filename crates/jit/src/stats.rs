//! Counts, for `PELLUCID_STATS`.

use crate::config::config;

/// What happened so far.
#[derive(Default, Debug)]
pub(crate) struct Stats {
    pub recordings: u64,
    pub suffixes: u64,
    pub aborts: u64,
    pub compilations: u64,
    pub entries: u64,
    pub exits: u64,
    pub replays: u64,
    pub invalidated: u64,
    pub code_bytes: u64,
    pub record_ns: u64,
    pub optimise_ns: u64,
    pub compile_ns: u64,
}

static mut STATS: Option<Stats> = None;

pub(crate) fn stats() -> &'static mut Stats {
    // SAFETY: under the GIL, and nobody keeps the borrow.
    unsafe { STATS.get_or_insert_with(Stats::default) }
}

/// Writes the counts to stderr if the configuration asks for them.
pub fn report() {
    if !config().stats {
        return;
    }
    let s = stats();
    eprintln!(
        "jit: {} loops recorded, {} suffixes, {} aborted; {} compilations, {} bytes of code; {} entries, {} exits, \
         {} replays; {} trees invalidated; {} us recording, {} us optimising, {} us compiling",
        s.recordings,
        s.suffixes,
        s.aborts,
        s.compilations,
        s.code_bytes,
        s.entries,
        s.exits,
        s.replays,
        s.invalidated,
        s.record_ns / 1000,
        s.optimise_ns / 1000,
        s.compile_ns / 1000,
    );
}
