//! `gc`: the collector as programs see it.
//!
//! There are no generations and no reference counts: every collection is a whole one, and what CPython frees by counting
//! is freed by collections here. `disable()` therefore only sets the flag that `isenabled()` shows; memory would not be
//! reused otherwise.
//!
//! Terms: an object is *tracked* if it can refer to others. The figures of `get_stats()` count collections that programs
//! asked for.

use std::cell::RefCell;

use heap::{GcVec, Value};
use object::error::take_pending;
use object::gc::ValueExt;
use object::{Dict, Gc, List, Module, Result, Row, Str, Tuple, map_of, native, number};

use object::statics::StaticValue;

struct State {
    enabled: bool,
    debug: i64,
    thresholds: [i64; 3],
    frozen: usize,
    collections: [i64; 3],
    collected: [i64; 3],
    running: bool,
}

struct Slot(RefCell<State>);
// SAFETY: touched under the GIL only, and no borrow is held while Python code runs.
unsafe impl Sync for Slot {}
static STATE: Slot = Slot(RefCell::new(State {
    enabled: true,
    debug: 0,
    thresholds: [2000, 10, 0],
    frozen: 0,
    collections: [0; 3],
    collected: [0; 3],
    running: false,
}));
static CALLBACKS: StaticValue = StaticValue::new();

const DEBUG_STATS: i64 = 1;

fn enable() {
    STATE.0.borrow_mut().enabled = true;
}

fn disable() {
    STATE.0.borrow_mut().enabled = false;
}

fn isenabled() -> bool {
    STATE.0.borrow().enabled
}

/// How many objects are alive (or garbage that was not collected yet).
fn count_objects() -> usize {
    let mut n = 0;
    heap::for_each_object(&mut |p| n += usize::from(object::map::is_object(p)));
    n
}

/// Runs what `gc.callbacks` holds; errors are reported, not raised.
fn notify(phase: &str, generation: i64, collected: i64) {
    let Some(callbacks) = CALLBACKS.get().and_then(|c| c.cast::<List>()) else { return };
    if callbacks.items.is_empty() {
        return;
    }
    let info = Dict::new();
    info.set_text("generation", number::int(generation));
    info.set_text("collected", number::int(collected));
    info.set_text("uncollectable", number::int(0));
    let args = [Str::new(phase).value(), info.value()];
    let mut i = 0;
    while let Some(f) = callbacks.items.get(i).copied() {
        if object::call::call(f, &args).is_err() {
            crate::sys::hooks::unraisable_about(take_pending(), "Exception ignored while calling GC callback", f);
        }
        i += 1;
    }
}

/// Collects until no finalizer was run any more, at most a few times: what a finalizer releases is garbage of the same
/// call, as in CPython.
fn collect_all() -> Result<()> {
    for _ in 0..3 {
        object::state::clear_dead_slots();
        heap::sanitize_stack();
        heap::collect();
        if !heap::pending_callbacks() {
            break;
        }
        (object::hooks::hooks().poll)()?;
    }
    Ok(())
}

fn collect(generation: Option<i32>) -> Result<i64> {
    // The frames of the real work must not lie on what dead frames left: they write only part of their stack.
    heap::sanitize_stack();
    collect_generation(generation)
}

#[inline(never)]
fn collect_generation(generation: Option<i32>) -> Result<i64> {
    let generation = match generation.unwrap_or(2) {
        g @ 0..=2 => g as usize,
        _ => return object::value_error("invalid generation"),
    };
    if std::mem::replace(&mut STATE.0.borrow_mut().running, true) {
        return Ok(0);
    }
    notify("start", generation as i64, 0);
    let before = count_objects();
    let result = collect_all();
    let collected = before.saturating_sub(count_objects()) as i64;
    {
        let mut s = STATE.0.borrow_mut();
        s.running = false;
        s.collections[generation] += 1;
        s.collected[generation] += collected;
        if s.debug & DEBUG_STATS != 0 {
            object::tell!(
                "gc: collecting generation {generation}...\ngc: done, {collected} unreachable, 0 uncollectable"
            );
        }
    }
    notify("stop", generation as i64, collected);
    result.map(|()| collected)
}

fn set_debug(flags: i32) {
    STATE.0.borrow_mut().debug = i64::from(flags);
}

fn get_debug() -> i64 {
    STATE.0.borrow().debug
}

fn set_threshold(threshold0: i32, threshold1: Option<i32>, threshold2: Option<i32>) {
    let mut s = STATE.0.borrow_mut();
    s.thresholds[0] = i64::from(threshold0);
    for (i, t) in [(1, threshold1), (2, threshold2)] {
        if let Some(t) = t {
            s.thresholds[i] = i64::from(t);
        }
    }
}

fn ints(values: [i64; 3]) -> Value {
    object::seq::tuple(&values.map(number::int))
}

fn get_threshold() -> Value {
    ints(STATE.0.borrow().thresholds)
}

/// Bytes allocated since the last collection stand for allocations; there is only one generation.
fn get_count() -> Value {
    let s = heap::stats();
    ints([(s.allocated_since / 64) as i64, 0, 0])
}

fn get_stats() -> Value {
    let (collections, collected) = {
        let s = STATE.0.borrow();
        (s.collections, s.collected)
    };
    let rows: GcVec<Value> = (0..3)
        .map(|i| {
            let d = Dict::new();
            d.set_text("collections", number::int(collections[i]));
            d.set_text("collected", number::int(collected[i]));
            d.set_text("uncollectable", number::int(0));
            d.value()
        })
        .collect();
    List::new(rows).value()
}

/// Has the object's finalizer been run?
fn is_finalized(v: Value) -> bool {
    v.is_ptr() && object::class_of(v).has_finalizer() && !heap::awaits_finalizer(v.bits() as *mut u8)
}

/// Can the object refer to others?
fn is_container(v: Value) -> bool {
    if !v.is_ptr() {
        return false;
    }
    let map = map_of(v);
    map.attrs_offset != 0
        || (matches!(map.layout.scan, heap::Scan::Words)
            && !v.is::<Str>()
            && !v.is::<object::Bytes>()
            && !object::misc::is_none(v)
            && !number::is_int(v)
            && map.size > size_of::<heap::Head>())
}

fn get_objects(generation: Option<Value>) -> Result<Value> {
    if let Some(g) = generation.filter(|g| !object::misc::is_none(*g)) {
        let g = object::ops::to_i64(g)?;
        if g < 0 {
            return object::value_error("generation parameter cannot be negative");
        }
        if g > 2 {
            return object::value_error(
                "generation parameter must be less than the number of available generations (3)",
            );
        }
    }
    let mut all: GcVec<Value> = GcVec::new();
    heap::for_each_object(&mut |p| {
        let v = Value::from_ptr(p);
        if object::map::is_object(p) && is_container(v) {
            all.push(v);
        }
    });
    Ok(List::new(all).value())
}

/// The objects that an object refers to, through areas of the machine's own.
fn referents_of(v: Value) -> GcVec<Value> {
    let mut found: GcVec<Value> = GcVec::new();
    let mut open: GcVec<Value> = GcVec::new();
    if v.is_ptr() {
        open.push(v);
    }
    while let Some(o) = open.pop() {
        for r in heap::referents(o.bits() as *mut u8).iter() {
            let p = r.bits() as *mut u8;
            if object::map::is_object(p) {
                found.push(*r);
            } else if object::map::is_overflow(p) {
                open.push(*r);
            }
        }
    }
    found
}

fn get_referents(objs: Gc<Tuple>) -> Result<Value> {
    object::hooks::audit("gc.get_referents", &[objs.value()])?;
    let mut all: GcVec<Value> = GcVec::new();
    for o in objs.as_slice() {
        if is_container(*o) {
            all.extend_from_slice(&referents_of(*o));
        }
    }
    Ok(List::new(all).value())
}

fn get_referrers(objs: Gc<Tuple>) -> Result<Value> {
    object::hooks::audit("gc.get_referrers", &[objs.value()])?;
    // Without reference counts garbage stays around until a collection, and would be found.
    object::state::clear_dead_slots();
    heap::sanitize_stack();
    heap::collect();
    let mut candidates: GcVec<Value> = GcVec::new();
    heap::for_each_object(&mut |p| {
        let v = Value::from_ptr(p);
        if object::map::is_object(p) && v != objs.value() && is_container(v) {
            candidates.push(v);
        }
    });
    let mut result: GcVec<Value> = GcVec::new();
    for c in candidates.iter() {
        if referents_of(*c).iter().any(|r| objs.as_slice().contains(r)) {
            result.push(*c);
        }
    }
    Ok(List::new(result).value())
}

fn freeze() {
    let n = count_objects();
    STATE.0.borrow_mut().frozen = n;
}

fn unfreeze() {
    STATE.0.borrow_mut().frozen = 0;
}

fn get_freeze_count() -> usize {
    STATE.0.borrow().frozen
}

static ROWS: &[Row] = &[
    Row::function("enable($module, /)", native(enable)).doc("Switches automatic collections on."),
    Row::function("disable($module, /)", native(disable)).doc("Switches automatic collections off."),
    Row::function("isenabled($module, /)", native(isenabled)).doc("Whether automatic collections are on."),
    Row::function("collect($module, /, generation=2)", native(collect))
        .doc("Collects now. Returns how many objects were freed."),
    Row::function("set_debug($module, flags, /)", native(set_debug)).doc("Sets the debugging flags."),
    Row::function("get_debug($module, /)", native(get_debug)).doc("The debugging flags."),
    Row::function(
        "set_threshold(threshold0, threshold1=<unrepresentable>, threshold2=<unrepresentable>, /)",
        native(set_threshold),
    )
    .doc("Sets the thresholds of the generations."),
    Row::function("get_threshold($module, /)", native(get_threshold)).doc("The thresholds of the generations."),
    Row::function("get_count($module, /)", native(get_count)).doc("What was allocated since the last collection."),
    Row::function("get_stats($module, /)", native(get_stats)).doc("Figures of each generation."),
    Row::function("get_objects($module, /, generation=None)", native(get_objects))
        .doc("All objects that can refer to others."),
    Row::function("get_referents($module, /, *objs)", native(get_referents)).doc("What the objects refer to."),
    Row::function("get_referrers($module, /, *objs)", native(get_referrers)).doc("What refers to any of the objects."),
    Row::function("is_finalized($module, obj, /)", native(is_finalized))
        .doc("Returns true if the object has been already finalized by the GC."),
    Row::function("is_tracked($module, obj, /)", native(is_container)).doc("Whether the object can refer to others."),
    Row::function("freeze($module, /)", native(freeze)).doc("Counts the objects of now as permanent."),
    Row::function("unfreeze($module, /)", native(unfreeze)).doc("Counts no object as permanent."),
    Row::function("get_freeze_count($module, /)", native(get_freeze_count)).doc("How many objects count as permanent."),
];

/// Creates the module.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("gc");
    m.set_doc("The garbage collector.");
    m.add_rows(ROWS);
    m.set("garbage", List::new(GcVec::new()));
    m.set("callbacks", CALLBACKS.get_or_set(|| List::new(GcVec::new()).value()));
    for (name, value) in [
        ("DEBUG_STATS", DEBUG_STATS),
        ("DEBUG_COLLECTABLE", 2),
        ("DEBUG_UNCOLLECTABLE", 4),
        ("DEBUG_SAVEALL", 32),
        ("DEBUG_LEAK", 38),
    ] {
        m.set(name, number::int(value));
    }
    Ok(m)
}
