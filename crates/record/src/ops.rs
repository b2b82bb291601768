//! Which operations a recording may hold, and which calls it goes into.

use machine::optable::op;
use object::Gc;
use object::code::{Code, co};

use crate::abort::Abort;
use crate::recorder::{MAX_DEPTH, Recorder};

/// May the operation be executed by the recorder?
///
/// Those that may not look at the pending or handled exception, or change a generator or a frame object: state that has no
/// primitives yet.
pub(crate) fn recordable(o: u16) -> bool {
    !matches!(
        o,
        op::CHECK_EG_MATCH
            | op::CLEANUP_THROW
            | op::END_ASYNC_FOR
            | op::GET_AITER
            | op::GET_ANEXT
            | op::GET_AWAITABLE
            | op::IMPORT_FROM
            | op::IMPORT_NAME
            | op::LOAD_BUILD_CLASS
    )
}

/// Operations that leave the frame in which they are executed.
pub(crate) fn leaves_frame(o: u16) -> bool {
    matches!(o, op::RETURN_VALUE | op::YIELD_VALUE | op::RETURN_GENERATOR)
}

/// Bytecodes of a function that is worth recording as part of its callers.
const MAX_INLINED: usize = 800;
/// Frames of one function in a recording. Searches that follow a chain seldom go deeper.
const MAX_LEVELS: usize = 3;

impl Recorder {
    /// Does a call of this code become part of the recording? Functions whose loops go round often have recordings of their
    /// own.
    pub(crate) fn inlines(&mut self, code: Gc<Code>) -> bool {
        if code.flags & (co::ANY_GENERATOR & !co::GENERATOR) != 0 || self.depth() + 1 >= MAX_DEPTH || !self.room() {
            return false;
        }
        let first = machine::Machine::entry(self, code, false);
        // SAFETY: the code was decoded just now.
        let insts = unsafe { &(*code.decoded).plain };
        debug_assert!(std::ptr::eq(first, insts.as_ptr()));
        if insts.len() > MAX_INLINED || code.runs_alone {
            return false;
        }
        // SAFETY: live frames of the shadow.
        let levels = (0..self.depth()).filter(|k| unsafe { (*self.frames[*k].as_ptr()).code == code }).count();
        let recursive = levels >= MAX_LEVELS;
        if recursive && self.is_entry {
            // Native calls from compiled code to compiled code cost more than the interpreter's.
            self.poison(Abort::Recursion);
        }
        !recursive
    }

    /// Whether the interpreter's regions have room for another frame of any size.
    fn room(&self) -> bool {
        let t = self.thread_state();
        // SAFETY: the shadow's frames stand for the interpreter's from `root` on.
        unsafe {
            let used = (*self.cur).sp.cast_const().offset_from(self.slots.as_ptr()) as usize;
            self.root.add(self.depth() + 2) < t.frames_end
                && used + 2048 < self.slots.len()
                && (*self.root).slots.add(used + 2048) < t.slots_end
        }
    }
}
