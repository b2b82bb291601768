//! Thread states and the GIL: which state is current, and what happens when the GIL changes hands.

use heap::Value;
use object::gc::ValueExt;
use object::state::ThreadState;
use object::{Class, Result};

/// Makes `t` the state of the calling thread, which holds the GIL.
pub fn adopt(t: *mut ThreadState) {
    heap::set_thread_word(t as usize);
    // SAFETY: the calling thread holds the GIL, and `t` is its state; pthread_self always succeeds.
    unsafe {
        (*t).ident = libc::pthread_self() as u64;
        object::state::set_current(t);
    }
    heap::set_thread_switch_hook(|_old, new| {
        // SAFETY: called with the GIL held by the thread whose word is `new`; 0 belongs to a thread without a state yet.
        unsafe { object::state::set_current(new as *mut ThreadState) };
    });
}

/// A state for the calling, just attached thread.
#[must_use]
pub fn new_thread_state() -> *mut ThreadState {
    let t = interp::new_thread(false);
    adopt(t);
    t
}

/// Frees the calling thread's state. The thread detaches from the heap right after.
pub fn end_thread_state(t: *mut ThreadState) {
    heap::set_thread_word(0);
    // SAFETY: the state came from `new_thread_state`; the thread has left all frames and will not ask for its state again.
    unsafe {
        object::state::set_current(std::ptr::null_mut());
        interp::free_thread(t);
    }
}

/// Raises an exception that another thread asked for: an instance, or a class to be called.
pub(crate) fn raise_async(e: Value) -> Result<()> {
    let instance = match e.cast::<Class>() {
        Some(c) => object::call::call(c.value(), &[])?,
        None => e,
    };
    match instance.cast::<object::error::BaseException>() {
        Some(x) => Err(object::error::set_pending(x)),
        None => object::type_error("exceptions must derive from BaseException"),
    }
}
