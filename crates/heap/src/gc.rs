//! Collections: when, and the order of their steps.
//!
//! A collection is due when five eighths of the bytes that survived the last one were claimed since, but at least [`SLACK`].
//! Steps: retire the runs (now `live` is exact), mark from all roots, weak references and finalizers, drop dead cells,
//! sweep. The whole happens inside an allocation's slow path or [`collect`], by the thread that holds the GIL; all
//! other attached threads are parked with their stack pointer on record.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::block::BLOCKS;
use crate::class::BLOCK;
use crate::gcvec::{self, GcVec};
use crate::gilcell::GilCell;
use crate::large::LARGES;
use crate::mark::{Finder, Found, Marker, Pass};
use crate::space::{PAGE, SPACE};
use crate::sweep;
use crate::value::Value;
use crate::{frozen, roots, stack, thread, trace, weak};

/// The least that is allocated between two collections of a running program.
const SLACK: usize = 3 << 20;
/// With more than this alive, a collection of stress takes so long that it counts as several.
const FADING_BYTES: usize = 8 << 20;
/// What is allocated before the first one: a start does not come so far.
const FIRST: usize = 32 << 20;

/// With more than this alive, the cost of collections counts more than the memory between them.
const LARGE_HEAP: usize = 6 << 20;

/// What may be allocated after a collection that left so many bytes alive.
fn allowance(living: usize) -> usize {
    if living > LARGE_HEAP { living } else { (living / 8 * 5).max(SLACK) }
}

/// What the heap knows about itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stats {
    /// Bytes of the cells that survived the last collection.
    pub live_bytes: usize,
    /// Number of those cells.
    pub live_cells: usize,
    /// Bytes claimed for allocation since then.
    pub allocated_since: usize,
    /// Malloc memory owned by cells, as told by [`crate::external`].
    pub external_bytes: isize,
    /// Number of collections so far.
    pub collections: usize,
    /// Time spent in them.
    pub total_pause: Duration,
    /// The longest of them.
    pub longest_pause: Duration,
    /// Bytes of blocks and large objects that have pages.
    pub heap_size: usize,
}

/// When the next collection is due, and its history.
pub(crate) struct Trigger {
    /// Bytes that may be allocated between the last collection and the next.
    pub allowance: usize,
    pub external: isize,
    /// `external` just after the last collection.
    pub external_before: isize,
    enabled: bool,
    /// Collect at every n-th allocation; zero: off.
    stress: usize,
    countdown: usize,
    /// After so many collections of stress, `stress` is doubled; zero: never.
    fades: usize,
    /// How many are left until then.
    fading: usize,
    /// While above zero no collection happens.
    held: usize,
    stats: Stats,
}

pub(crate) static TRIGGER: GilCell<Trigger> = GilCell::new(Trigger {
    allowance: FIRST,
    external: 0,
    external_before: 0,
    enabled: true,
    stress: 0,
    countdown: 0,
    fades: 0,
    fading: 0,
    held: 0,
    stats: Stats {
        live_bytes: 0,
        live_cells: 0,
        allocated_since: 0,
        external_bytes: 0,
        collections: 0,
        total_pause: Duration::ZERO,
        longest_pause: Duration::ZERO,
        heap_size: 0,
    },
});

impl Trigger {
    /// Counts a collection of stress, more than once when much is alive.
    fn fade(&mut self) {
        if self.fades > 0 {
            self.fading = self.fading.saturating_sub(1 + self.stats.live_bytes / FADING_BYTES);
            if self.fading == 0 {
                self.fading = self.fades;
                self.stress *= 2;
            }
        }
    }
}

static COLLECTING: AtomicBool = AtomicBool::new(false);

/// Whether the heap is inside a collection.
pub(crate) fn is_collecting() -> bool {
    COLLECTING.load(Ordering::Relaxed)
}

/// Bytes claimed since the last collection.
fn claimed() -> usize {
    BLOCKS.with(|blocks| blocks.claimed) + LARGES.with(|larges| larges.claimed)
}

/// Collects if one is due. Called at the slow path of each allocation.
pub(crate) fn before_slow_alloc() {
    let claimed = claimed();
    let due = TRIGGER.with(|trigger| {
        if trigger.held > 0 {
            return false;
        }
        if trigger.stress > 0 {
            trigger.countdown = trigger.countdown.saturating_sub(1);
            if trigger.countdown == 0 {
                trigger.fade();
                trigger.countdown = trigger.stress;
                return true;
            }
        }
        let external = (trigger.external - trigger.external_before).max(0) as usize;
        trigger.enabled && claimed + external > trigger.allowance
    });
    if due {
        collect_now(true, false, None);
    }
}

/// Collects because memory is exhausted, and keeps no empty block; also when automatic collections are off.
pub(crate) fn collect_exhausted() {
    if TRIGGER.with(|trigger| trigger.held == 0) {
        collect_now(false, true, None);
    }
}

/// Collects at once (not inside the callback of a walk over the heap).
pub fn collect() -> Stats {
    if TRIGGER.with(|trigger| trigger.held == 0) {
        collect_now(true, true, None);
    }
    stats()
}

/// Collects at once, as [`collect`], and says of each of these cells whether anything but the calling thread's stack below
/// the address `floor` (and the registers) leads to it. The collection itself counts these words like any other.
pub fn collect_and_ask(cells: &[usize], floor: usize) -> Vec<bool> {
    if TRIGGER.with(|trigger| trigger.held > 0) {
        return vec![true; cells.len()];
    }
    let mut held = vec![false; cells.len()];
    collect_now(true, true, Some(&mut Question { cells, floor, held: &mut held }));
    held
}

/// What [`collect_and_ask`] wants to know.
struct Question<'a> {
    cells: &'a [usize],
    floor: usize,
    held: &'a mut [bool],
}

/// Collects, the frozen cells too if `full` or if it is time. With `keep`, as many empty blocks keep their pages as the next cycle takes.
#[inline(never)]
fn collect_now(keep: bool, full: bool, question: Option<&mut Question>) {
    assert!(!COLLECTING.swap(true, Ordering::Relaxed), "a collection inside a collection");
    debug_assert!(thread::is_attached());
    let queued = stack::with_registers_spilled(|sp| cycle(sp, keep, full, question));
    COLLECTING.store(false, Ordering::Relaxed);
    if queued {
        weak::notify();
    }
}

/// One collection. `sp`: the calling thread's stack is scanned from here.
fn cycle(sp: usize, keep: bool, full: bool, question: Option<&mut Question>) -> bool {
    let start = Instant::now();
    BLOCKS.with(|blocks| blocks.retire());
    let full = full || frozen::full_is_due();
    let mut marker = Marker::new(if full { Pass::Full } else { Pass::Young });
    if !full {
        frozen::mark(&mut marker);
    }
    let floor = question.as_ref().map_or(sp, |q| q.floor.max(sp));
    thread::mark_stacks(&mut marker, floor);
    roots::mark_roots(&mut marker);
    weak::mark_queues(&mut marker);
    marker.drain();
    if let Some(question) = question {
        for (held, &cell) in question.held.iter_mut().zip(question.cells) {
            *held = marker.finder().find(cell).is_some_and(|found| found.is_marked());
        }
        thread::mark_stack_below(&mut marker, sp, floor);
    }
    roots::mark_keepers(&mut marker);
    marker.drain();
    let queued = weak::after_marking(&mut marker);
    drop(marker);
    if full {
        frozen::freeze_marked();
    }
    sweep::drop_dead();
    let living = sweep::sweep(is_stressed(), |live| if keep { allowance(live) } else { 0 });
    frozen::after_sweep(full, living.bytes);
    trace::after_sweep();
    SPACE.with(|space| space.settle());
    TRIGGER.with(|trigger| {
        trigger.external_before = trigger.external;
        trigger.allowance = allowance(living.bytes + trigger.external.max(0) as usize);
        let pause = start.elapsed();
        let stats = &mut trigger.stats;
        stats.live_bytes = living.bytes;
        stats.live_cells = living.cells;
        stats.collections += 1;
        stats.total_pause += pause;
        stats.longest_pause = stats.longest_pause.max(pause);
    });
    queued
}

/// Begins a new cycle without a collection, at the start of a program.
pub(crate) fn begin_cycle() {
    BLOCKS.with(|blocks| blocks.claimed = 0);
    LARGES.with(|larges| larges.claimed = 0);
    TRIGGER.with(|trigger| {
        trigger.external_before = trigger.external;
        trigger.allowance = SLACK;
    });
}

/// Figures about the heap.
pub fn stats() -> Stats {
    let allocated_since = claimed();
    let heap_size = SPACE.with(|space| space.used);
    TRIGGER.with(|trigger| Stats { allocated_since, heap_size, external_bytes: trigger.external, ..trigger.stats })
}

/// Switches automatic collections on or off. When memory is exhausted, one happens all the same.
pub fn set_enabled(on: bool) {
    TRIGGER.with(|trigger| trigger.enabled = on);
}

/// Whether automatic collections are on.
pub fn is_enabled() -> bool {
    TRIGGER.with(|trigger| trigger.enabled)
}

/// Whether collections come at fixed numbers of allocations.
pub(crate) fn is_stressed() -> bool {
    TRIGGER.with(|trigger| trigger.stress > 0)
}

/// Collects at every `n`-th allocation and poisons dead cells, so that a stale pointer crashes. Zero switches it off.
pub fn set_stress(n: usize) {
    set_fading_stress(n, 0);
}

/// As [`set_stress`], and `n` is doubled after each `fades` collections, fewer if much is alive, unless that is zero. What a program does first it
/// mostly repeats, so a long one need not take a time that grows as fast as its length.
pub fn set_fading_stress(n: usize, fades: usize) {
    TRIGGER.with(|trigger| {
        trigger.stress = n;
        trigger.countdown = n;
        trigger.fades = fades;
        trigger.fading = fades;
    });
    BLOCKS.with(|blocks| blocks.retire());
    choose_run_length();
}

/// Runs of one cell bring every allocation to the slow path.
pub(crate) fn choose_run_length() {
    let stressed = TRIGGER.with(|trigger| trigger.stress > 0);
    BLOCKS.with(|blocks| blocks.single = stressed || trace::is_on());
}

/// Zeroes the dead stack below the caller; wanted before a collection that the user asked for.
pub fn sanitize_stack() {
    stack::clear_dead(thread::stack_bounds().0);
}

/// The start of the live cell that `word` points into, at any offset; `None` for anything else.
pub fn is_live_cell(word: usize) -> Option<*mut u8> {
    Finder::new().find(word).map(|found| found.cell).filter(|&cell| has_map(cell))
}

/// Whether a cell with a set `live` bit has been handed out; the rest of a run has zeroes for maps.
fn has_map(cell: *mut u8) -> bool {
    // SAFETY: a cell with a set live bit is readable.
    unsafe { !(*cell.cast::<crate::cell::Head>()).map.is_null() }
}

/// Calls `f` with each live cell (garbage that was not collected yet included). `f` may allocate; no collection happens
/// meanwhile, and cells allocated meanwhile are not visited.
pub fn for_each_object(f: &mut dyn FnMut(*mut u8)) {
    let _hold = Hold::new();
    let mut cells = Vec::new();
    BLOCKS.with(|blocks| blocks.retire());
    let space = SPACE.get();
    for block in 0..(space.block_top / BLOCK) as u32 {
        let info = space.info(block);
        if info.cell == 0 {
            continue;
        }
        for (word, pair) in space.bits(block).iter().enumerate() {
            let mut live = pair[0];
            while live != 0 {
                let index = word * 64 + live.trailing_zeros() as usize;
                live &= live - 1;
                cells.push(space.block_address(block) + index * info.cell as usize);
            }
        }
    }
    LARGES.with(|larges| {
        let used = larges.records.iter().filter(|large| large.pages != 0);
        cells.extend(used.map(|large| space.base + large.first as usize * PAGE));
    });
    for cell in cells {
        f(cell as *mut u8);
    }
}

/// Calls `f` with each cell that the live or immortal cell `p` refers to directly, its map not counted. The buffers of
/// [`GcVec`]s are looked through.
pub fn for_each_referent(p: *mut u8, f: &mut dyn FnMut(*mut u8)) {
    let _hold = Hold::new();
    let mut marker = Marker::collecting();
    // SAFETY: `p` is a live cell of that size.
    unsafe { marker.children(p, crate::alloc::size_of_cell(p)) };
    let mut found: Vec<Found> = marker.take_sink();
    // Buffers are replaced by their contents in place, so that the order stays; a buffer reached twice is opened once.
    let mut opened = Vec::new();
    let mut cells = Vec::new();
    found.reverse();
    while let Some(child) = found.pop() {
        if !gcvec::is_buffer(child.cell) {
            if has_map(child.cell) {
                cells.push(child.cell);
            }
        } else if !opened.contains(&child.cell) {
            opened.push(child.cell);
            // SAFETY: the buffer is a live cell of that size.
            unsafe { marker.children(child.cell, child.bytes) };
            found.extend(marker.take_sink().into_iter().rev());
        }
    }
    // Only now, because `f` may allocate, which ends the marker's knowledge of the heap.
    cells.into_iter().for_each(f);
}

/// The cells that `p` refers to directly; see [`for_each_referent`].
pub fn referents(p: *mut u8) -> GcVec<Value> {
    let mut result = GcVec::new();
    for_each_referent(p, &mut |cell| result.push(Value::from_ptr(cell)));
    result
}

/// Keeps collections from happening while it exists.
pub(crate) struct Hold;

impl Hold {
    pub(crate) fn new() -> Hold {
        TRIGGER.with(|trigger| trigger.held += 1);
        Hold
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        TRIGGER.with(|trigger| trigger.held -= 1);
    }
}
