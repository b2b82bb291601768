//! Frames and exceptions of the running threads.

use heap::Value;
use object::error::BaseException;
use object::frame::{Frame, FrameObject, flags, frame_object};
use object::gc::ValueExt;
use object::{Dict, Gc, Result, Row, class_of, native, none, number, thread};

/// The visible frame at this depth below the innermost one.
fn visible_frame(depth: i64) -> Option<*mut Frame<Value>> {
    let mut f = thread().frame;
    let mut left = depth;
    // SAFETY: frames of a thread form a list that ends with null.
    unsafe {
        while !f.is_null() {
            if (*f).flags & flags::HIDDEN == 0 {
                if left <= 0 {
                    return Some(f);
                }
                left -= 1;
            }
            f = (*f).prev;
        }
    }
    None
}

fn getframe(depth: Option<i32>) -> Result<Gc<FrameObject>> {
    let depth = i64::from(depth.unwrap_or(0));
    let Some(f) = visible_frame(depth) else {
        return object::value_error("call stack is not deep enough");
    };
    // SAFETY: a live frame of this thread.
    let o = unsafe { frame_object(f) };
    super::audit::audit("sys._getframe", &[o.value()])?;
    Ok(o)
}

fn getframemodulename(depth: Option<i32>) -> Result<Value> {
    super::audit::audit("sys._getframemodulename", &[number::int(i64::from(depth.unwrap_or(0)))])?;
    Ok(visible_frame(i64::from(depth.unwrap_or(0)))
        // SAFETY: a live frame of this thread.
        .and_then(|f| unsafe { (*f).function().module })
        .unwrap_or_else(none))
}

fn current_frames() -> Result<Gc<Dict>> {
    super::audit::audit("sys._current_frames", &[])?;
    let d = Dict::new();
    for t in object::state::all_threads() {
        // SAFETY: the state of a thread that exists; under the GIL it stands still, and its frames are alive.
        let (ident, frame) = unsafe { ((*t).ident, (*t).frame) };
        if !frame.is_null() {
            // SAFETY: as above.
            let o = unsafe { frame_object(frame) };
            d.set(number::uint(ident), o.value())?;
        }
    }
    Ok(d)
}

fn current_exceptions() -> Result<Gc<Dict>> {
    super::audit::audit("sys._current_exceptions", &[])?;
    let d = Dict::new();
    for t in object::state::all_threads() {
        // SAFETY: as in `current_frames`.
        let (ident, e) = unsafe { ((*t).ident, (*t).handled_exception()) };
        d.set(number::uint(ident), e.unwrap_or_else(none))?;
    }
    Ok(d)
}

fn exception() -> Option<Value> {
    thread().handled_exception()
}

fn exc_info() -> Value {
    match thread().handled_exception() {
        None => object::seq::tuple(&[none(), none(), none()]),
        Some(e) => {
            let tb = e.cast::<BaseException>().and_then(|b| b.traceback).unwrap_or_else(none);
            object::seq::tuple(&[class_of(e).value(), e, tb])
        }
    }
}

pub static ROWS: &[Row] = &[
    Row::function("_getframe($module, depth=0, /)", native(getframe))
        .doc("The frame of the caller, or the one so many calls below it."),
    Row::function("_getframemodulename($module, /, depth=0)", native(getframemodulename))
        .doc("The module of the function that the frame at this depth runs."),
    Row::function("_current_frames($module, /)", native(current_frames))
        .doc("A dict from thread identifiers to the innermost frames."),
    Row::function("_current_exceptions($module, /)", native(current_exceptions))
        .doc("A dict from thread identifiers to the exceptions being handled."),
    Row::function("exception($module, /)", native(exception)).doc("The exception being handled, or None."),
    Row::function("exc_info($module, /)", native(exc_info))
        .doc("Class, value and traceback of the exception being handled, or three times None."),
];
