//! The `_tracemalloc` module: where the memory of objects was asked for.
//!
//! The heap notes each allocation ([`heap::trace`]) and asks [`capture`] for the traceback. Equal tracebacks are kept once
//! and known by their number. Since dead objects stay until a collection, what tells about memory collects first.
//!
//! # Invariants
//! 1. `capture` allocates no cells: it runs inside an allocation.
//! 2. While tracing is on no machine code runs: it has no frames to look at.

use std::cell::RefCell;
use std::collections::HashMap;

use heap::Value;
use object::code::Inst;
use object::frame::Frame;
use object::{Gc, List, Module, Result, Row, Str, native, none, number};

/// The most frames that a traceback may be told to keep.
const MAX_FRAMES: i64 = 65_535;

/// A file and a line in it. The file's name is kept alive by [`mark`].
type Place = (Gc<Str>, u32);

/// Innermost frame first.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Traceback {
    /// Addresses of strings, which are compared as such.
    frames: Vec<(usize, u32)>,
    /// How many frames there were, of which those are the innermost.
    total: u16,
}

#[derive(Default)]
struct State {
    tracing: bool,
    limit: usize,
    tracebacks: Vec<Traceback>,
    numbers: HashMap<Traceback, u32>,
    /// The places of instructions. A collection may free code, so it is emptied at each.
    places: HashMap<*const Inst, Option<Place>>,
}

struct Slot(RefCell<Option<State>>);
// SAFETY: touched under the GIL only, and no borrow is held while Python code runs.
unsafe impl Sync for Slot {}
static STATE: Slot = Slot(RefCell::new(None));

/// What a traceback without a Python frame has.
const UNKNOWN: &str = "<unknown>";

fn with<R>(work: impl FnOnce(&mut State) -> R) -> R {
    let mut state = STATE.0.borrow_mut();
    work(state.get_or_insert_with(|| {
        heap::add_root_provider(mark);
        State { limit: 1, ..State::default() }
    }))
}

/// Keeps the file names alive.
fn mark(marker: &mut heap::Marker) {
    if let Some(state) = STATE.0.borrow_mut().as_mut() {
        state.places.clear();
        for traceback in &state.tracebacks {
            traceback.frames.iter().for_each(|(name, _)| marker.word(*name));
        }
    }
}

/// Whether a frame came to its `RESUME`, which stands behind few others. Before, cells are made and the like.
fn has_begun(frame: &Frame<Value>) -> bool {
    const RESUME: u8 = 128;
    let unit = frame.unit() as usize;
    frame.code.data.code.iter().step_by(2).take(unit + 1).any(|op| *op == RESUME)
}

/// The number of the traceback of what happens now.
fn capture() -> u32 {
    with(|state| {
        let mut frames = Vec::new();
        let mut total = 0u16;
        let mut frame = object::thread().frame;
        // SAFETY: the frames of a thread form a list that ends with null; they and their code are live.
        while let Some(f) = unsafe { frame.as_ref() } {
            frame = f.prev;
            if f.flags & object::frame::flags::HIDDEN != 0 {
                continue;
            }
            let place = || has_begun(f).then(|| (f.code.filename, u32::try_from(f.line()).unwrap_or(0)));
            let Some((name, line)) = *state.places.entry(f.pc).or_insert_with(place) else { continue };
            total = total.saturating_add(1);
            if frames.len() < state.limit {
                frames.push((name.as_ptr() as usize, line));
            }
        }
        state.number(Traceback { frames, total })
    })
}

impl State {
    fn number(&mut self, traceback: Traceback) -> u32 {
        if let Some(number) = self.numbers.get(&traceback) {
            return *number;
        }
        let number = self.tracebacks.len() as u32;
        self.tracebacks.push(traceback.clone());
        self.numbers.insert(traceback, number);
        number
    }

    fn forget(&mut self) {
        self.tracebacks = Vec::new();
        self.numbers = HashMap::new();
        self.places = HashMap::new();
    }
}

/// Begins to trace; `limit` frames are kept of each traceback. Does nothing if it is on already.
///
/// # Errors
/// `ValueError` for a limit out of range.
pub fn start(limit: i64) -> Result<()> {
    if !(1..=MAX_FRAMES).contains(&limit) {
        return object::raise_value!("the number of frames must be in range [1; {MAX_FRAMES}]");
    }
    if with(|state| std::mem::replace(&mut state.tracing, true)) {
        return Ok(());
    }
    with(|state| state.limit = limit as usize);
    if let Some(pause) = object::hooks::late().pause_machine_code {
        pause(true);
    }
    heap::trace::start(capture);
    Ok(())
}

fn start_from_python(nframe: Option<i32>) -> Result<()> {
    start(i64::from(nframe.unwrap_or(1)))
}

fn stop() {
    if !with(|state| std::mem::replace(&mut state.tracing, false)) {
        return;
    }
    heap::trace::stop();
    with(State::forget);
    if let Some(pause) = object::hooks::late().pause_machine_code {
        pause(false);
    }
}

fn is_tracing() -> bool {
    with(|state| state.tracing)
}

fn clear_traces() {
    heap::trace::clear();
    with(State::forget);
}

fn get_traceback_limit() -> i64 {
    with(|state| state.limit as i64)
}

/// Frees what is dead, so that it does not count.
fn free_the_dead() {
    object::state::clear_dead_slots();
    heap::sanitize_stack();
    heap::collect();
}

fn get_traced_memory() -> Value {
    if !is_tracing() {
        return object::seq::tuple(&[number::int(0), number::int(0)]);
    }
    free_the_dead();
    let (bytes, peak) = heap::trace::figures();
    object::seq::tuple(&[number::uint(bytes as u64), number::uint(peak as u64)])
}

fn reset_peak() {
    if is_tracing() {
        free_the_dead();
        heap::trace::reset_peak();
    }
}

fn get_tracemalloc_memory() -> i64 {
    let tables = with(|state| {
        let frames: usize = state.tracebacks.iter().map(|traceback| traceback.frames.capacity()).sum();
        // Each traceback stands in the list and in the map.
        let tracebacks = state.tracebacks.capacity() * size_of::<Traceback>()
            + state.numbers.capacity() * size_of::<(Traceback, u32)>()
            + 2 * frames * size_of::<(usize, u32)>();
        tracebacks + state.places.capacity() * size_of::<(*const Inst, Place)>()
    });
    (tables + heap::trace::overhead()) as i64
}

/// A traceback's frames as Python sees them.
fn frames_of(traceback: &Traceback) -> Value {
    let place = |name: Value, line: u32| object::seq::tuple(&[name, number::int(i64::from(line))]);
    if traceback.frames.is_empty() {
        return object::seq::tuple(&[place(Str::new(UNKNOWN).value(), 0)]);
    }
    let mut frames = heap::GcVec::new();
    for (name, line) in &traceback.frames {
        frames.push(place(Value::from_ptr(*name as *const Str), *line));
    }
    object::seq::tuple(&frames)
}

/// Runs `work` without tracing what it allocates.
fn untraced<R>(work: impl FnOnce() -> R) -> R {
    let before = heap::trace::switch(false);
    let result = work();
    heap::trace::switch(before);
    result
}

/// The list of `(domain, size, frames, total number of frames)`; equal frames are one object.
fn get_traces() -> Value {
    if !is_tracing() {
        return List::new(heap::GcVec::new()).value();
    }
    free_the_dead();
    untraced(|| {
        let tracebacks = with(|state| state.tracebacks.clone());
        let mut made: heap::GcVec<Value> = heap::GcVec::new();
        for traceback in &tracebacks {
            made.push(frames_of(traceback));
        }
        let mut traces = heap::GcVec::new();
        for note in heap::trace::notes() {
            let at = note.traceback as usize;
            let total = i64::from(tracebacks[at].total.max(1));
            let size = number::uint(note.bytes as u64);
            traces.push(object::seq::tuple(&[number::int(0), size, made[at], number::int(total)]));
        }
        List::new(traces).value()
    })
}

/// `(frames, total number of frames)` of the allocation of an object, or `None`.
fn get_object_traceback(object: Value) -> Value {
    if !object.is_ptr() || !is_tracing() {
        return none();
    }
    let Some(note) = heap::trace::note_of(object.as_ptr()) else { return none() };
    let traceback = with(|state| state.tracebacks[note.traceback as usize].clone());
    untraced(|| frames_of(&traceback))
}

static ROWS: &[Row] = &[
    Row::function("is_tracing($module, /)", native(is_tracing))
        .doc("Return True if the tracemalloc module is tracing Python memory allocations."),
    Row::function("clear_traces($module, /)", native(clear_traces))
        .doc("Clear traces of memory blocks allocated by Python."),
    Row::function("_get_traces($module, /)", native(get_traces)).doc(
        "Get traces of all memory blocks allocated by Python.\n\nReturn a list of (size: int, traceback: tuple) tuples.\ntraceback is a tuple of (filename: str, lineno: int) tuples.\n\nReturn an empty list if the tracemalloc module is disabled.",
    ),
    Row::function("_get_object_traceback($module, obj, /)", native(get_object_traceback)).doc(
        "Get the traceback where the Python object obj was allocated.\n\nReturn a tuple of (filename: str, lineno: int) tuples.\nReturn None if the tracemalloc module is disabled or did not\ntrace the allocation of the object.",
    ),
    Row::function("start($module, nframe=1, /)", native(start_from_python)).doc(
        "Start tracing Python memory allocations.\n\nAlso set the maximum number of frames stored in the traceback of a\ntrace to nframe.",
    ),
    Row::function("stop($module, /)", native(stop)).doc(
        "Stop tracing Python memory allocations.\n\nAlso clear traces of memory blocks allocated by Python.",
    ),
    Row::function("get_traceback_limit($module, /)", native(get_traceback_limit)).doc(
        "Get the maximum number of frames stored in the traceback of a trace.\n\nBy default, a trace of an allocated memory block only stores\nthe most recent frame: the limit is 1.",
    ),
    Row::function("get_tracemalloc_memory($module, /)", native(get_tracemalloc_memory)).doc(
        "Get the memory usage in bytes of the tracemalloc module.\n\nThis memory is used internally to trace memory allocations.",
    ),
    Row::function("get_traced_memory($module, /)", native(get_traced_memory)).doc(
        "Get the current size and peak size of memory blocks traced by tracemalloc.\n\nReturns a tuple: (current: int, peak: int).",
    ),
    Row::function("reset_peak($module, /)", native(reset_peak)).doc(
        "Set the peak size of memory blocks traced by tracemalloc to the current size.\n\nDo nothing if the tracemalloc module is not tracing memory allocations.",
    ),
];

/// The module `_tracemalloc`.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let module = Module::new("_tracemalloc");
    module.set_doc("Debug module to trace memory blocks allocated by Python.");
    module.add_rows(ROWS);
    Ok(module)
}
