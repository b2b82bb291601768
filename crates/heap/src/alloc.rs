//! Allocation.
//!
//! The fast path bumps through the current run of the cell's list: one compare, one add, one store of the map. Machine
//! code may inline it with the addresses from [`bump_of`]; whenever `next + size > end` it calls [`alloc`].

use std::ptr::null_mut;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::block::BLOCKS;
use crate::cell::{Head, Shape};
use crate::class::{CLASSES, LISTS, MAX_SMALL_CELL, SIZES, class_of};
use crate::gc::{self, TRIGGER};
use crate::large::LARGES;
use crate::mark::Finder;
use crate::roots::ROOTS;
use crate::space::SPACE;
use crate::thread;
use crate::trace;
use crate::value::Value;

/// The run that a list allocates from.
#[repr(C)]
#[derive(Debug)]
pub struct Bump {
    /// Address of the next free cell.
    pub next: usize,
    /// Address just behind the run.
    pub end: usize,
}

/// The bump pointers of all lists.
pub(crate) static mut BUMPS: [Bump; LISTS] = [const { Bump { next: 0, end: 0 } }; LISTS];

/// The address of the bump pointer for cells of `bytes`, with or without a drop, and the real size of such a cell.
/// `None` for large objects.
pub fn bump_of(bytes: usize, with_drop: bool) -> Option<(*mut Bump, usize)> {
    if bytes > MAX_SMALL_CELL {
        return None;
    }
    let class = class_of(bytes);
    let list = class + if with_drop { CLASSES } else { 0 };
    // SAFETY: `list` is in range; the address alone is taken.
    Some((unsafe { (&raw mut BUMPS).cast::<Bump>().add(list) }, SIZES[class]))
}

/// The fast path: a cell from the current run, or null when the slow path is needed.
#[inline(always)]
fn bump(shape: *const Shape, bytes: usize) -> *mut u8 {
    if bytes <= MAX_SMALL_CELL {
        let class = class_of(bytes);
        // SAFETY: `shape` is a live map. `list` is below `LISTS`. Only the GIL's holder, who is the caller, touches the
        // bump pointers, and the cells of a run are free zeroed memory.
        unsafe {
            let list = class + if (*shape).drop.is_some() { CLASSES } else { 0 };
            let bump = (&raw mut BUMPS).cast::<Bump>().add(list);
            let cell = (*bump).next;
            let next = cell + SIZES[class];
            if next <= (*bump).end {
                (*bump).next = next;
                let cell = cell as *mut u8;
                (*cell.cast::<Head>()).map = shape;
                return cell;
            }
        }
    }
    null_mut()
}

/// A new cell of at least `bytes`, 16-aligned and zeroed except for its map word. May collect. When memory is exhausted
/// even after a collection it calls the hook of [`set_oom_hook`], which does not return.
#[inline]
pub fn alloc(shape: *const Shape, bytes: usize) -> *mut u8 {
    let cell = bump(shape, bytes);
    if cell.is_null() { alloc_or_hook(shape, bytes) } else { cell }
}

/// Like [`alloc`], but `None` when memory is exhausted.
#[inline]
pub fn try_alloc(shape: *const Shape, bytes: usize) -> Option<*mut u8> {
    let cell = bump(shape, bytes);
    if cell.is_null() { alloc_slow(shape, bytes) } else { Some(cell) }
}

#[cold]
#[inline(never)]
fn alloc_or_hook(shape: *const Shape, bytes: usize) -> *mut u8 {
    match alloc_slow(shape, bytes).or_else(|| alloc_in_emergency(shape, bytes)) {
        Some(cell) => cell,
        None => out_of_memory(bytes),
    }
}

/// The largest cell that is given out beyond the limit.
const EMERGENCY_CELL: usize = 64 << 10;

/// A small cell beyond the limit, once; the program hears of it through the hook of [`set_pressure_hook`]. Small objects
/// are made in places where no error can be raised.
fn alloc_in_emergency(shape: *const Shape, bytes: usize) -> Option<*mut u8> {
    if bytes > EMERGENCY_CELL {
        return None;
    }
    match SPACE.with(|space| space.lend()) {
        0 => {
            // Not even an exception can be made any more.
            eprintln!("Fatal Python error: out of memory");
            std::process::abort();
        }
        1 => {}
        _ => return None,
    }
    let cell = take(shape, bytes)?;
    let hook = PRESSURE_HOOK.load(Ordering::Relaxed);
    if hook != 0 {
        // SAFETY: only `set_pressure_hook` stores here, and it stores such a function.
        let hook: fn() = unsafe { std::mem::transmute(hook) };
        hook();
    }
    Some(cell)
}

static PRESSURE_HOOK: AtomicUsize = AtomicUsize::new(0);

/// Sets the function that is called when the memory kept for emergencies is begun. It must not allocate.
pub fn set_pressure_hook(hook: fn()) {
    PRESSURE_HOOK.store(hook as usize, Ordering::Relaxed);
}

#[cold]
#[inline(never)]
fn alloc_slow(shape: *const Shape, bytes: usize) -> Option<*mut u8> {
    debug_assert!(thread::is_attached(), "allocation by a thread without the GIL");
    debug_assert!(!gc::is_collecting(), "allocation inside a collection");
    gc::before_slow_alloc();
    let cell = match take(shape, bytes) {
        Some(cell) => cell,
        None => {
            if bytes > SPACE.with(|space| space.limit) {
                return None;
            }
            gc::collect_exhausted();
            take(shape, bytes)?
        }
    };
    if trace::is_on() {
        trace::record(cell, bytes);
    }
    Some(cell)
}

/// Takes a cell without collecting.
fn take(shape: *const Shape, bytes: usize) -> Option<*mut u8> {
    if bytes > MAX_SMALL_CELL {
        let cell = LARGES.with(|larges| larges.take(bytes))?;
        // SAFETY: the fresh object has room for the map word.
        unsafe { (*cell.cast::<Head>()).map = shape };
        return Some(cell);
    }
    // SAFETY: the caller passes a live map.
    let with_drop = unsafe { (*shape).drop.is_some() };
    let list = class_of(bytes) + if with_drop { CLASSES } else { 0 };
    if !BLOCKS.with(|blocks| blocks.claim(list)) {
        return None;
    }
    let cell = bump(shape, bytes);
    debug_assert!(!cell.is_null());
    Some(cell)
}

/// A new cell that holds `value`; its map is set, whatever `value.head` says.
#[inline]
pub fn new<T>(map: *const Shape, value: T) -> *mut T {
    const { assert!(align_of::<T>() <= 16 && size_of::<T>() >= size_of::<Head>()) };
    let cell = alloc(map, size_of::<T>()).cast::<T>();
    // SAFETY: the cell is fresh, large enough and aligned; `T` begins with its head.
    unsafe {
        cell.write(value);
        (*cell.cast::<Head>()).map = map;
    }
    cell
}

/// Bytes that precede an immortal cell and hold its size.
const IMMORTAL_PREFIX: usize = 16;

/// A zeroed cell that is never collected; while its map word is set, what its shape scans is a root.
///
/// # Safety
/// The caller sets the map word to a map that suits the cell before anybody looks at it.
pub unsafe fn alloc_immortal(bytes: usize) -> *mut u8 {
    let bytes = bytes.max(size_of::<Head>()).next_multiple_of(16);
    let Some(whole) = bytes.checked_add(IMMORTAL_PREFIX) else { out_of_memory(bytes) };
    ROOTS.with(|roots| {
        if whole > roots.immortal_left {
            let chunk = whole.max(64 << 10);
            let layout = std::alloc::Layout::from_size_align(chunk, 16).unwrap_or_else(|_| out_of_memory(bytes));
            // SAFETY: the layout's size is not zero.
            let memory = unsafe { std::alloc::alloc_zeroed(layout) };
            if memory.is_null() {
                out_of_memory(bytes);
            }
            roots.immortal_next = memory as usize;
            roots.immortal_left = chunk;
        }
        let cell = (roots.immortal_next + IMMORTAL_PREFIX) as *mut u8;
        // SAFETY: the chunk has room for the prefix and the cell.
        unsafe { *(roots.immortal_next as *mut usize) = bytes };
        roots.immortal_next += whole;
        roots.immortal_left -= whole;
        roots.immortals.push(cell);
        cell
    })
}

/// Bytes of the cell at `p`, which is live or immortal (but not a static): what was asked for, rounded up.
pub fn size_of_cell(p: *const u8) -> usize {
    let finder = Finder::new();
    match finder.find(p as usize) {
        Some(found) => found.bytes,
        None => {
            debug_assert!(!finder.contains(p as usize), "size of a dead cell");
            // SAFETY: a cell outside the heap is immortal and has its size in front.
            unsafe { *p.sub(IMMORTAL_PREFIX).cast::<usize>() }
        }
    }
}

/// The single store barrier: `*slot = v`, where `slot` lies in `_owner`. A plain store as long as there are no
/// generations. `slot` has to be valid for writing.
#[inline(always)]
pub fn write(_owner: *mut u8, slot: *mut Value, v: Value) {
    // SAFETY: the caller owns the slot, as the documentation demands.
    unsafe { *slot = v };
}

/// Tells the heap that cells own `bytes` more (or fewer) of malloc memory, which counts for the next collection.
pub fn external(bytes: isize) {
    let due = TRIGGER.with(|trigger| {
        trigger.external += bytes;
        bytes > 0 && trigger.external - trigger.external_before > trigger.allowance as isize
    });
    if due && !gc::is_collecting() {
        // Without their runs, all lists come to the slow path, where the collection happens.
        BLOCKS.with(|blocks| blocks.retire());
    }
}

static OOM_HOOK: AtomicUsize = AtomicUsize::new(0);

/// Sets the function that [`alloc`] calls, with the number of bytes wanted, when memory is exhausted.
pub fn set_oom_hook(hook: fn(usize) -> !) {
    OOM_HOOK.store(hook as usize, Ordering::Relaxed);
}

#[cold]
pub(crate) fn out_of_memory(bytes: usize) -> ! {
    let hook = OOM_HOOK.load(Ordering::Relaxed);
    if hook != 0 {
        // SAFETY: only `set_oom_hook` stores here, and it stores such a function.
        let hook: fn(usize) -> ! = unsafe { std::mem::transmute(hook) };
        hook(bytes);
    }
    eprintln!("out of memory: cannot allocate {bytes} bytes");
    std::process::abort();
}
