//! Tracing of allocations, for `tracemalloc`.
//!
//! While it is on, runs are one cell long, so that every allocation comes to the slow path, where [`record`] asks a hook
//! for the traceback, an opaque number, and notes the cell. While it is off nothing looks at it but that slow path.
//!
//! A dead cell keeps its note until the collection that finds it: only then is its memory free.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::block::BLOCKS;
use crate::gc;
use crate::gilcell::GilCell;
use crate::mark::Finder;

/// Spreads addresses, which all are multiples of 16.
#[derive(Default)]
struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {
        unreachable!("only addresses are hashed");
    }
    fn write_usize(&mut self, address: usize) {
        self.0 = (address as u64 >> 4).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

/// A traced cell.
#[derive(Clone, Copy, Debug)]
pub struct Note {
    /// Bytes that were asked for.
    pub bytes: usize,
    /// What the hook gave.
    pub traceback: u32,
}

type Notes = HashMap<usize, Note, BuildHasherDefault<AddressHasher>>;

struct Table {
    hook: Option<fn() -> u32>,
    notes: Notes,
    bytes: usize,
    peak: usize,
}

static TABLE: GilCell<Table> =
    GilCell::new(Table { hook: None, notes: Notes::with_hasher(BuildHasherDefault::new()), bytes: 0, peak: 0 });

static ON: AtomicBool = AtomicBool::new(false);

/// Whether allocations are traced.
pub(crate) fn is_on() -> bool {
    ON.load(Ordering::Relaxed)
}

/// Begins to trace. `hook` gives the traceback of the allocation that is just happening; it must not allocate cells.
pub fn start(hook: fn() -> u32) {
    TABLE.with(|table| table.hook = Some(hook));
    switch(true);
}

/// Ends tracing and forgets all traces.
pub fn stop() {
    switch(false);
    clear();
    TABLE.with(|table| table.hook = None);
}

/// Leaves allocations untraced (or traces them again) without forgetting anything. Gives how it was before.
pub fn switch(on: bool) -> bool {
    let before = ON.swap(on, Ordering::Relaxed);
    BLOCKS.with(|blocks| blocks.retire());
    gc::choose_run_length();
    before
}

/// Forgets all traces and figures.
pub fn clear() {
    TABLE.with(|table| {
        table.notes = Notes::default();
        table.bytes = 0;
        table.peak = 0;
    });
}

/// Traced bytes, and the most that they have been.
pub fn figures() -> (usize, usize) {
    TABLE.with(|table| (table.bytes, table.peak))
}

/// Begins anew with the most that there have been.
pub fn reset_peak() {
    TABLE.with(|table| table.peak = table.bytes);
}

/// Bytes that the notes take.
pub fn overhead() -> usize {
    TABLE.with(|table| table.notes.capacity() * (size_of::<(usize, Note)>() + 1))
}

/// The trace of a cell.
pub fn note_of(cell: *const u8) -> Option<Note> {
    TABLE.with(|table| table.notes.get(&(cell as usize)).copied())
}

/// All traces, in no particular order.
pub fn notes() -> Vec<Note> {
    TABLE.with(|table| table.notes.values().copied().collect())
}

/// Notes a new cell.
#[cold]
pub(crate) fn record(cell: *mut u8, bytes: usize) {
    let Some(hook) = TABLE.with(|table| table.hook) else { return };
    let traceback = hook();
    TABLE.with(|table| {
        if let Some(old) = table.notes.insert(cell as usize, Note { bytes, traceback }) {
            table.bytes -= old.bytes;
        }
        table.bytes += bytes;
        table.peak = table.peak.max(table.bytes);
    });
}

/// Forgets the cells that a collection found dead.
pub(crate) fn after_sweep() {
    TABLE.with(|table| {
        if table.notes.is_empty() {
            return;
        }
        let finder = Finder::new();
        table.notes.retain(|cell, _| finder.find(*cell).is_some_and(|found| found.cell as usize == *cell));
        table.bytes = table.notes.values().map(|note| note.bytes).sum();
    });
}
