//! Assignment to `frame.f_lineno`: the debugger's jump (`frame_lineno_set_impl` of CPython's `frameobject.c`).

use heap::Value;
use machine::monitoring::event;
use object::code::Decoded;
use object::frame::{Frame, FrameObject};
use object::{Gc, Result, raise_value, thread, value_error};

use crate::stacks::{self, Kind, Stack};

/// May the line be set while this event is delivered?
fn check_event() -> Result<()> {
    let what = thread().what_event;
    if what < 0 {
        return value_error("f_lineno can only be set in a trace function");
    }
    match what as usize {
        event::PY_RESUME
        | event::JUMP
        | event::BRANCH
        | event::BRANCH_LEFT
        | event::BRANCH_RIGHT
        | event::LINE
        | event::PY_YIELD => Ok(()),
        event::PY_START => value_error("can't jump from the 'call' trace event of a new frame"),
        event::CALL | event::C_RETURN => value_error("can't jump during a call"),
        _ => value_error("can only jump from a 'line' trace event"),
    }
}

/// The setter of `f_lineno`.
///
/// # Errors
/// `ValueError` when the jump is impossible; a `RuntimeWarning` that is an error.
pub fn set_lineno(this: Gc<FrameObject>, value: Value) -> Result<()> {
    if object::map_of(value).kind != object::map::Kind::Int {
        return value_error("lineno must be an integer");
    }
    check_event()?;
    let wanted = match object::ops::to_i64(value) {
        Ok(n) if i32::try_from(n).is_ok() => n,
        Ok(_) => return value_error("lineno out of range"),
        Err(_) => {
            let _ = object::error::take_pending();
            return value_error("lineno out of range");
        }
    };
    let code = this.code;
    if wanted < i64::from(code.data.firstlineno) {
        return raise_value!("line {} comes before the current code block", wanted);
    }
    // SAFETY: the pointer is cleared when the frame is left; only the frame of the event itself can jump.
    let f = match unsafe { this.frame.as_mut() } {
        Some(f) if f.step != 0 => f,
        _ => return value_error("can't jump during a call"),
    };
    // SAFETY: a running frame's code is decoded.
    let d = unsafe { &*code.decoded };
    let starts = line_starts(d, code.data.lines());
    let Some(line) = starts.iter().map(|s| s.1).filter(|l| i64::from(*l) >= wanted).min() else {
        return raise_value!("line {} comes after the current code block", wanted);
    };
    // SAFETY: the saved pc points into the code's instructions.
    let at = unsafe { (*f.pc).aux as usize };
    let marks = stacks::mark(d);
    let (target, depth) = find(&marks, &starts, line, &marks[at])?;
    bind_unbound(this)?;
    leap(f, at, target, depth, &marks[at]);
    // Machine code must not write its own idea of the frame over this.
    object::frame::note_variable_written();
    let mut this = this;
    this.jump_to = Some(Value::small_int_unchecked(target as i64));
    Ok(())
}

/// The instructions that begin lines, with their lines.
fn line_starts(d: &Decoded, ranges: impl IntoIterator<Item = (u32, u32, Option<i32>)>) -> Vec<(usize, i32)> {
    let mut last = -1;
    let mut starts = Vec::new();
    for (start, _, line) in ranges {
        let Some(line) = line.filter(|l| *l != last) else { continue };
        starts.push((d.index_of_unit[start as usize] as usize, line));
        last = line;
    }
    starts
}

/// The best instruction of a line to jump to, and how deep the stack is there.
fn find(marks: &[Stack], starts: &[(usize, i32)], line: i32, from: &Stack) -> Result<(usize, usize)> {
    let mut best: Option<(usize, &[Kind])> = None;
    let mut message = "cannot find bytecode for specified line";
    for (index, _) in starts.iter().filter(|s| s.1 == line) {
        let to = &marks[*index];
        if stacks::compatible(from, to) {
            let Stack::Known(kinds) = to else { continue };
            if best.is_none_or(|b| stacks::better(kinds, b.1)) {
                best = Some((*index, kinds));
            }
        } else if best.is_none() {
            message = match from {
                Stack::Overflowed => "stack to deep to analyze",
                Stack::Unreached => "can't jump from unreachable code",
                Stack::Known(_) => stacks::explain(to),
            };
        }
    }
    match best {
        Some((index, kinds)) => Ok((index, kinds.len())),
        None => value_error(message),
    }
}

/// Gives variables that the target may take for bound the value None.
fn bind_unbound(this: Gc<FrameObject>) -> Result<()> {
    let unbound = this.fast_slots().iter().filter(|s| s.is_none()).count();
    if unbound == 0 {
        return Ok(());
    }
    let plural = if unbound == 1 { "" } else { "s" };
    let message = format!("assigning None to {unbound} unbound local{plural}");
    object::hooks::warn(&object::error::exc::RUNTIME_WARNING, &message, 0)?;
    object::frame::note_variable_written();
    for slot in this.fast_slots() {
        if slot.is_none() {
            *slot = Some(object::none());
        }
    }
    Ok(())
}

/// Pops what is not on the target's stack and moves the frame's pc. The value of a yield is popped too: the jump takes the
/// place of the instruction.
fn leap(f: &mut Frame<Value>, at: usize, target: usize, depth: usize, from: &Stack) {
    let Stack::Known(kinds) = from else { return };
    let base = f.code.n_locals_plus as usize;
    // SAFETY: the frame is live and stands at an instruction whose stack holds `kinds`; the pc's array is known from the
    // pc itself.
    unsafe {
        let mut n = kinds.len();
        while n > depth {
            n -= 1;
            if kinds[n] == Kind::Except {
                let e = f.slots.add(base + n).read();
                (*thread().exc_info).value = (!object::misc::is_none(e)).then_some(e);
            }
        }
        f.sp = f.slots.add(base + n);
        f.pc = f.pc.sub(at).add(target);
        // The callback's frame gives this stack pointer back when it returns.
        let mut above = thread().frame;
        while !above.is_null() && above != std::ptr::from_mut(f) {
            if (*above).prev == std::ptr::from_mut(f) {
                (*above).ret_sp = f.sp;
            }
            above = (*above).prev;
        }
    }
}
