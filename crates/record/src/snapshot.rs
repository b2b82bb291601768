//! Snapshots, and bringing the interpreter's frames up to date.

use std::sync::Arc;

use heap::Value;
use ir::tree::{FrameState, SnapId, Snapshot};
use ir::{Code as Op, Ref};
use object::frame::{Frame, flags};
use object::state::ThreadState;

use crate::abort::Abort;
use crate::recorder::Recorder;
use crate::value::Rv;

impl Recorder {
    /// Remembers the state at the start of a bytecode.
    pub(crate) fn begin_bytecode(&mut self) {
        self.snap = SnapId::NONE;
        self.replay.clear();
        self.in_flight = None;
        self.start_len = self.tree.ops.len() as u32;
        self.start_depth = self.depth() - 1;
        // Guards behind a return took the snapshot of the caller as it waited; it goes on now.
        self.outer.truncate(self.start_depth);
        // SAFETY: the current frame of the shadow.
        let f = unsafe { &*self.cur };
        // SAFETY: the slots from `slots` to `sp` are the frame's.
        let live = unsafe { std::slice::from_raw_parts(f.slots, f.sp.offset_from(f.slots) as usize) };
        self.start_values.clear();
        self.start_values.extend_from_slice(live);
        self.start = Some(self.header_of(f, self.start_depth));
        let t = self.thread_state();
        self.observing = observing(t);
    }

    /// A frame's state without its slots.
    fn header_of(&self, f: &Frame<Rv>, depth: usize) -> FrameState {
        let base = self.slots.as_ptr();
        // SAFETY: all pointers of shadow frames lie in the shadow's region.
        let (at, ret) = unsafe { (f.slots.cast_const().offset_from(base), f.ret_sp.cast_const().offset_from(base)) };
        FrameState {
            code: f.code.as_ptr() as u64,
            pc: f.pc as u64,
            func: f.func.r,
            slots: Vec::new(),
            base: at as u32,
            ret: ret as u32,
            cont: u32::from(f.cont.kind) | u32::from(f.cont.arg) << 16,
            flags: f.flags,
            last_line: f.last_line,
            step: f.step,
            object: self.objects[depth].r,
            generator: self.generators[depth].r,
        }
    }

    fn with_slots(&mut self, mut s: FrameState, func: Rv, slots: &[Rv]) -> FrameState {
        s.func = self.operand(func);
        if s.object == crate::value::KONST {
            // A frame object that is a constant of the recording is in memory.
            s.object = Ref::NONE;
        }
        if s.generator == crate::value::KONST {
            unreachable!("the generators of frames have refs");
        }
        s.slots = slots.iter().map(|v| if v.r == Ref::NONE { Ref::NONE } else { self.operand(*v) }).collect();
        s
    }

    /// The snapshot of the bytecode's start, with the results of calls since.
    pub(crate) fn snapshot(&mut self) -> SnapId {
        if self.snap != SnapId::NONE {
            return self.snap;
        }
        let Some(top) = self.start.clone() else { unreachable!("a guard outside a bytecode") };
        let depth = self.start_depth;
        self.outer_up_to(depth);
        let values = std::mem::take(&mut self.start_values);
        // SAFETY: frame `depth` of the shadow was the current one at the start.
        let func = unsafe { (*self.frames[depth].as_ptr()).func };
        let top = self.with_slots(top, func, &values);
        self.start_values = values;
        let mut frames = self.outer[..depth].to_vec();
        frames.push(Arc::new(top));
        let results = self.replay.clone();
        let replay = results.iter().map(|v| self.operand(*v)).collect();
        self.snap = SnapId(self.tree.snaps.len() as u32);
        let observing = self.observing;
        self.tree.snaps.push(Snapshot { frames, replay, observing });
        self.snap
    }

    /// Takes the snapshots of the frames that wait below frame `depth`.
    pub(crate) fn outer_up_to(&mut self, depth: usize) {
        for k in self.outer.len()..depth {
            // SAFETY: frames below the current one are live; the callee's arguments lie above what the caller keeps.
            unsafe {
                let f = self.frames[k].as_ptr();
                let callee = self.frames[k + 1].as_ptr();
                let live = std::slice::from_raw_parts((*f).slots, (*callee).ret_sp.offset_from((*f).slots) as usize);
                let header = self.header_of(&*f, k);
                let state = self.with_slots(header, (*f).func, live);
                self.outer.push(Arc::new(state));
            }
        }
    }

    /// Brings the interpreter's frames up to date with the shadow's.
    pub(crate) fn sync(&mut self) {
        let depth = self.depth();
        // SAFETY: entering compiled code and recording both check that the interpreter's regions have room for the
        // shadow's depth and slots; the shadow's pointers lie in its region.
        unsafe {
            let real_slots = (*self.root).slots;
            let base = self.slots.as_ptr();
            let at = |p: *mut Rv| real_slots.offset(p.cast_const().offset_from(base));
            for k in 0..depth {
                let f = &*self.frames[k].as_ptr();
                let real = self.root.add(k);
                if self.shown.is_some_and(|shown| k < shown) {
                    // Native code may have changed anything of a frame that waits.
                    continue;
                }
                // It may have asked for the object of a frame that it was shown.
                if k >= self.synced || f.object.is_some() {
                    (*real).object = f.object;
                }
                if k > 0 {
                    (*real).code = f.code;
                    (*real).prev = self.root.add(k - 1);
                    (*real).slots = at(f.slots);
                    (*real).ret_sp = at(f.ret_sp);
                    (*real).func = f.func.value();
                    (*real).locals = f.locals;
                    (*real).generator = f.generator;
                    (*real).cont = f.cont;
                }
                (*real).sp = at(f.sp);
                let written = self.shown == Some(k);
                if k >= self.synced {
                    (*real).flags = f.flags;
                }
                (*real).last_line = f.last_line;
                (*real).step = f.step;
                (*real).pc = machine::events::same_place(f.pc, &*real);
                let n = f.sp.offset_from(f.slots) as usize;
                // What native code wrote to variables counts.
                let first = if written { f.code.n_locals_plus as usize } else { 0 };
                for i in first..n {
                    (*real).slots.add(i).cast::<usize>().write((*f.slots.add(i)).word);
                }
            }
            (*self.thread).frame = self.root.add(depth - 1);
        }
        self.synced = self.synced.max(depth);
    }

    /// A frame that native code took hold of would have to be told when it is left: that is not recorded.
    /// The same holds for one whose variables were written, or which observers took hold of.
    pub(crate) fn check_frames(&mut self, written: u64) {
        let mut escaped = object::frame::variables_written().1 != written;
        for k in 0..self.depth() {
            // SAFETY: `sync` wrote these frames.
            let (real, mine) = unsafe { (&*self.root.add(k), &*self.frames[k].as_ptr()) };
            if (real.flags ^ mine.flags) & flags::TRACED != 0 {
                self.poison(Abort::Observed);
            }
        }
        for k in 1..self.depth() {
            // SAFETY: `sync` wrote these frames.
            let (real, mine) = unsafe { (&*self.root.add(k), &*self.frames[k].as_ptr()) };
            escaped |= real.object != mine.object;
        }
        if escaped {
            self.poison(Abort::Escape);
            self.shown = Some(self.depth() - 1);
        }
    }

    /// Guards, behind a call of unknown code, that everything which the tree takes for granted still holds.
    /// `written` is the number of writes to frames' variables before it.
    pub(crate) fn guard_assumptions(&mut self, written: Ref) {
        let now = self.variables_written();
        self.guard_same(written, now);
        let valid = self.raw(self.valid as i64);
        self.guard(Op::GuardWord32, &[valid], 0, 0);
        let observers = std::mem::offset_of!(ThreadState, observers) as u64;
        let now = self.thread_state().observers;
        let tp = self.tp;
        self.guard(Op::GuardWord32, &[tp], observers, now);
        let depth = self.depth();
        let trace = std::mem::offset_of!(ThreadState, trace_func) as u64;
        let function = self.thread_state().trace_func.map_or(0, |f| f.bits() as u64);
        if function != 0 {
            let now = self.emit(Op::LoadIAt, &[tp], trace, crate::prims::VOLATILE);
            self.guard(Op::GuardEq, &[now], function, 0);
        }
        for k in 1..depth {
            let may_be_shown = k + 1 == depth || !self.generators[k].is_null();
            if !may_be_shown || !self.objects[k].is_null() {
                continue;
            }
            // Whoever looks at the innermost frame from outside, or at a generator's, gets a frame object for it.
            let hp = self.hp;
            let offset = k * size_of::<Frame<Value>>() + std::mem::offset_of!(Frame<Value>, object);
            let o = self.emit(Op::LoadIAt, &[hp], offset as u64, crate::prims::VOLATILE);
            self.guard(Op::GuardEq, &[o], 0, 0);
        }
    }

    /// Guards, behind native code, that a count of what it did is the same as before. Where it is not, the frames in
    /// memory count more than the recording.
    pub(crate) fn guard_same(&mut self, before: Ref, now: Ref) {
        let same = self.emit(Op::Ieq, &[before, now], 0, 0);
        let g = self.guard(Op::GuardTrue, &[same], 0, 0);
        self.tree.ops[g.index()].forced = true;
    }

    /// How often native code has entered the interpreter.
    pub(crate) fn interpreter_entered(&mut self) -> Ref {
        let at = self.raw(object::frame::interpreter_entered().0 as i64);
        self.emit(Op::LoadIAt, &[at], 0, crate::prims::VOLATILE)
    }

    /// The number of writes to frames' variables by native code.
    pub(crate) fn variables_written(&mut self) -> Ref {
        let at = self.raw(object::frame::variables_written().0 as i64);
        self.emit(Op::LoadIAt, &[at], 0, crate::prims::VOLATILE)
    }

    pub(crate) fn thread_state(&self) -> &ThreadState {
        // SAFETY: the running thread's state.
        unsafe { &*self.thread }
    }

    /// Guards, at the loop's header, that nobody wants the interpreter's attention.
    pub(crate) fn guard_breaker(&mut self) {
        let breaker = std::mem::offset_of!(ThreadState, breaker) as u64;
        let tp = self.tp;
        self.guard(Op::GuardWord32, &[tp], breaker, 0);
    }
}

/// `ThreadState::tracing` and `what_event` as one word.
pub fn observing(t: &ThreadState) -> u64 {
    u64::from(t.tracing) | u64::from(t.what_event as u32) << 32
}
