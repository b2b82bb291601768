//! Thread states with their stacks: frame headers and value slots, reserved as address space and used as far as needed.

use heap::{Marker, Value};
use object::frame::Frame;
use object::state::{ThreadState, all_threads};

use crate::direct::Interp;

/// Reserved value slots of the main thread: 2 GiB of address space, of which only what is touched costs memory.
const MAIN_SLOTS: usize = 1 << 28;
const MAIN_FRAMES: usize = 1 << 22;
/// Other threads get less.
const THREAD_SLOTS: usize = 1 << 25;
const THREAD_FRAMES: usize = 1 << 19;
/// Native stack that is kept for raising `RecursionError` and for signal handlers.
const NATIVE_RESERVE: usize = 256 << 10;
/// Frame headers kept above the recursion limit, for handling `RecursionError`.
const FRAME_RESERVE: usize = 64;

static mut RECURSION_LIMIT: usize = 1000;

/// States of ended threads, to be used again. They are never freed, because a thread that waits for the GIL may set a bit in
/// the state of a holder that is just about to end.
static mut SPARE: Vec<*mut Interp<false>> = Vec::new();

/// A machine with a fresh thread state.
fn allocate() -> *mut Interp<false> {
    // SAFETY: under the GIL. Nobody uses a spare machine but a waiter as described, whose bit at worst is lost.
    unsafe {
        let spare = SPARE.pop();
        let m =
            spare.unwrap_or_else(|| Box::into_raw(Box::new(std::mem::MaybeUninit::<Interp<false>>::uninit())).cast());
        m.write(Interp::new());
        // The outermost handling level lies within the state, which has moved.
        (*m).thread.exc_info = &raw mut (*m).thread.exc_base;
        m
    }
}

/// Reserves memory that is filled with zeros when touched; asks for less when the address space is limited.
fn reserve(mut bytes: usize) -> (*mut u8, usize) {
    if let Some(limit) = heap::address_space_limit() {
        bytes = bytes.min(limit / 16).next_multiple_of(1 << 16);
    }
    loop {
        // SAFETY: an anonymous mapping at an address of the kernel's choice.
        let p = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                bytes,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
                -1,
                0,
            )
        };
        if p != libc::MAP_FAILED {
            return (p.cast(), bytes);
        }
        bytes /= 2;
        if bytes < 1 << 16 {
            eprintln!("pellucid: no memory for a thread's stack");
            std::process::abort();
        }
    }
}

/// A new thread state with stacks, for the calling thread, which must be attached to the heap and hold the GIL.
pub fn new_thread(main: bool) -> *mut ThreadState {
    let m = allocate();
    let (slots, frames) = if main { (MAIN_SLOTS, MAIN_FRAMES) } else { (THREAD_SLOTS, THREAD_FRAMES) };
    let (slots_base, slot_bytes) = reserve(slots * 8);
    let (frames_base, frame_bytes) = reserve(frames * size_of::<Frame<Value>>());
    // SAFETY: `m` is the machine just made; `THREADS` is only touched under the GIL.
    unsafe {
        let t = &raw mut (*m).thread;
        (*t).slots_base = slots_base.cast();
        (*t).slots_end = slots_base.add(slot_bytes).cast();
        (*t).frames_base = frames_base.cast();
        (*t).frames_capacity = frame_bytes / size_of::<Frame<Value>>();
        set_limit(&mut *t);
        let (low, high) = heap::stack_bounds();
        (*t).native_limit = low + NATIVE_RESERVE.min((high - low) / 4);
        object::state::register(t);
        t
    }
}

fn set_limit(t: &mut ThreadState) {
    // SAFETY: read under the GIL.
    let limit = unsafe { RECURSION_LIMIT };
    t.frames_end = t.frames_base.wrapping_add(limit.min(t.frames_capacity - FRAME_RESERVE));
}

/// `sys.setrecursionlimit`: for all threads.
pub fn set_recursion_limit(limit: usize) {
    // SAFETY: under the GIL.
    unsafe { RECURSION_LIMIT = limit };
    for t in all_threads() {
        // SAFETY: registered states are alive.
        set_limit(unsafe { &mut *t });
    }
}

/// `sys.getrecursionlimit`.
#[must_use]
pub fn recursion_limit() -> usize {
    // SAFETY: under the GIL.
    unsafe { RECURSION_LIMIT }
}

/// Gives a thread's state and stacks back.
///
/// # Safety
/// `t` came from `new_thread`, has no frames, and is nobody's current thread.
pub unsafe fn free_thread(t: *mut ThreadState) {
    // SAFETY: promised by the caller; the regions are those that `new_thread` mapped.
    unsafe {
        object::state::unregister(t);
        let (slots, frames) = ((*t).slots_base, (*t).frames_base);
        libc::munmap(slots.cast(), (*t).slots_end.byte_offset_from(slots) as usize);
        libc::munmap(frames.cast(), (*t).frames_capacity * size_of::<Frame<Value>>());
        SPARE.push(t.cast());
    }
}

/// Values above the innermost frame's stack that native code may have been given.
const ABOVE: usize = 512;

/// Marks what the threads' stacks and states refer to.
pub fn mark_threads(m: &mut Marker) {
    // SAFETY: a collection runs under the GIL; regions hold plain words.
    unsafe {
        for t in all_threads() {
            m.words(t.cast(), size_of::<ThreadState>() / 8);
            let top = (*t).frame;
            if top.is_null() {
                continue;
            }
            let frames = top.offset_from((*t).frames_base) as usize + 1;
            m.words((*t).frames_base.cast(), frames * size_of::<Frame<Value>>() / 8);
            let code = (*top).code;
            let end = (*top)
                .slots
                .add((code.n_locals_plus + code.stack_size) as usize)
                .max((*top).sp)
                .add(ABOVE)
                .min((*t).slots_end);
            m.words((*t).slots_base.cast(), end.offset_from((*t).slots_base) as usize);
        }
    }
}
