//! Exceptions that are raised and handled within the recording.
//!
//! # Terms
//! - An exception is **told** when memory has it as the thread's pending one: native code raised it. Guards of the same
//!   bytecode leave as if the call had just raised then.
//!
//! # Invariants
//! 1. While frames are unwound nothing is guarded: what has to be known is guarded before.

use heap::Value;
use ir::{Code as Op, Ref, effect};
use machine::Machine;
use machine::traits::{Alias, Field};
use object::Gc;
use object::error::{BaseException, exc};
use object::frame::{Frame, FrameObject, Traceback, flags};
use object::function::GetSet;
use object::gc::{Object, ValueExt};
use object::state::{ExcInfo, ThreadState};

use crate::abort::Abort;
use crate::prims::{NO_ALIAS, VOLATILE};
use crate::recorder::{Fact, Recorder};
use crate::run::After;
use crate::value::Rv;

const PENDING: u64 = std::mem::offset_of!(ThreadState, pending) as u64;
const LEVEL: u64 = std::mem::offset_of!(ThreadState, exc_info) as u64;
const VALUE: u64 = std::mem::offset_of!(ExcInfo, value) as u64;
const PREVIOUS: u64 = std::mem::offset_of!(ExcInfo, previous) as u64;

const fn entry(offset: usize) -> Field {
    Field { offset: offset as u32, alias: Alias::Exception, immutable: false }
}

/// An exception that is on its way to a handler.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct InFlight {
    pub e: Rv,
    /// See the module's text.
    pub told: bool,
}

/// How often native code had written to variables, and entered the interpreter, before a call.
pub(crate) type Counts = Option<(Ref, Ref)>;

/// Counts as the immediate of the guard behind the call.
pub(crate) fn pack(counts: Counts) -> u64 {
    counts.map_or(0, |(written, entered)| u64::from(written.0 + 1) | u64::from(entered.0 + 1) << 32)
}

fn unpack(imm: u64) -> Counts {
    (imm != 0).then(|| (Ref(imm as u32 - 1), Ref((imm >> 32) as u32 - 1)))
}

impl Recorder {
    /// A call that was just written down has raised: the guard behind it wants that.
    pub(crate) fn call_raised(&mut self, call: Ref, guard: Ref, counts: Counts, any: bool) {
        if self.in_flight.is_some() || self.poison.is_some() {
            return self.poison(Abort::Raised);
        }
        // Where the call gives a result, the bytecode goes on with that.
        self.replay.push(Rv { word: object::none().bits(), r: call });
        self.snap = ir::tree::SnapId::NONE;
        let snap = self.snapshot();
        self.replay.pop();
        self.snap = ir::tree::SnapId::NONE;
        let op = &mut self.tree.ops[guard.index()];
        (op.inst.code, op.inst.imm, op.snap, op.raises) = (Op::GuardUnset, 0, snap, false);
        self.take_over(counts, any);
    }

    /// A suffix begins where a call raised.
    pub(crate) fn call_had_raised(&mut self) {
        let Some(guard) = self.raised_at else { return };
        let op = &self.tree.op(guard).inst;
        let counts = if op.code == Op::GuardOk { unpack(op.imm) } else { None };
        let any = op.args.first().is_some_and(|call| self.tree.op(*call).inst.aux == effect::ANY);
        self.take_over(counts, any);
    }

    /// Native code has raised: the thread has the exception.
    fn take_over(&mut self, counts: Counts, any: bool) {
        let Some(e) = self.thread_state().pending else { return };
        self.in_flight = Some(InFlight { e: Rv { word: e.bits(), r: Ref::NONE }, told: true });
        match counts {
            Some((written, _)) if any => self.guard_assumptions(written),
            Some((_, entered)) => {
                let now = self.interpreter_entered();
                self.guard_same(entered, now);
            }
            None => {}
        }
        let tp = self.tp;
        let r = self.emit(Op::LoadAt, &[tp], PENDING, VOLATILE);
        self.in_flight = Some(InFlight { e: Rv { word: e.bits(), r }, told: true });
    }

    /// What a getter of `BaseException` tells of an exception.
    pub(crate) fn exception_attribute(&mut self, o: Rv, g: Gc<GetSet>, name: &str) -> Option<Rv> {
        let offset = match name {
            "args" => std::mem::offset_of!(BaseException, args),
            "__traceback__" => std::mem::offset_of!(BaseException, traceback),
            "__context__" => std::mem::offset_of!(BaseException, context),
            "__cause__" => std::mem::offset_of!(BaseException, cause),
            _ => return None,
        };
        let own = exc::BASE_EXCEPTION.get().dict.get_str(g.name)? == g.value();
        if !own || !o.value().is::<BaseException>() {
            return None;
        }
        let v = self.load_opt(o, entry(offset));
        Some(v.unwrap_or_else(|| Rv::konst(object::none())))
    }

    /// An exception is pending: goes on at its handler, if that is in one of the recording's frames.
    pub(crate) fn unwind(&mut self) -> After {
        if !self.prepare_unwinding() {
            return After::Stop(Abort::Raised, machine::traits::Step::Raise);
        }
        self.unwinding = true;
        let step = machine::unwind::unwind(self);
        self.unwinding = false;
        self.in_flight = None;
        self.after_cold(step)
    }

    /// Guards what unwinding relies on. Can it be recorded?
    fn prepare_unwinding(&mut self) -> bool {
        let Some(InFlight { e, .. }) = self.in_flight else { return false };
        let t = self.thread_state();
        if self.poison.is_some() || self.only_replays || t.observers != 0 || t.pending != Some(e.value()) {
            return false;
        }
        let Some(handling) = self.handling_frame() else { return false };
        self.guarded_map(e);
        if handling == 0 && self.objects[0].is_null() {
            self.root_object();
        }
        true
    }

    /// The number of the frame that handles an exception, with a handler of its own or as what it waits for wants it.
    fn handling_frame(&self) -> Option<usize> {
        use machine::cont;
        for k in (0..self.depth()).rev() {
            // SAFETY: frame `k` of the shadow is live, and its pc points to an instruction.
            let (f, index) = unsafe { (&*self.frames[k].as_ptr(), (*(*self.frames[k].as_ptr()).pc).aux) };
            if f.flags & flags::HIDDEN != 0 {
                return None;
            }
            if machine::unwind::handler_of(f, index).is_some() {
                return Some(k);
            }
            let ends = object::error::pending_is(&exc::STOP_ITERATION);
            if k > 0 && f.cont == cont::NEXT && ends {
                return Some(k - 1);
            }
            if k > 0 && f.cont == cont::GETATTR && object::error::pending_is(&exc::ATTRIBUTE_ERROR) {
                return Some(k - 1);
            }
        }
        None
    }

    /// The root frame's object, of which a traceback tells: in memory, since the frame is.
    fn root_object(&mut self) {
        self.sync();
        // SAFETY: the root frame is live.
        let o = unsafe { object::frame::frame_object(self.root) };
        // SAFETY: as above; the recorder's frame stands for it.
        unsafe { (*self.frames[0].as_mut_ptr()).object = Some(o) };
        let hp = self.hp;
        let offset = std::mem::offset_of!(Frame<Value>, object) as u64;
        let r = self.emit(Op::LoadAt, &[hp], offset, VOLATILE);
        self.guard(Op::GuardSet, &[r], 0, 0);
        let o = Rv { word: o.value().bits(), r };
        // Nothing else is ever there.
        self.learn(o, Fact::Map(FrameObject::class().instance_map));
        self.objects[0] = o;
        // Snapshots of the waiting frame were taken without its object.
        self.outer.clear();
    }

    pub(crate) fn take_in_flight(&mut self) -> Rv {
        let taken = object::error::take_pending();
        let Some(InFlight { e, told }) = self.in_flight.take() else {
            self.poison(Abort::Raised);
            return Rv::konst(taken);
        };
        if told {
            let (tp, zero) = (self.tp, self.raw(0));
            self.emit(Op::StoreIAt, &[tp, zero], PENDING, VOLATILE);
        }
        e
    }

    pub(crate) fn add_traceback_entry(&mut self) {
        const NEXT: Field = entry(std::mem::offset_of!(Traceback, next));
        const FRAME: Field = entry(std::mem::offset_of!(Traceback, frame));
        const UNIT: Field = entry(std::mem::offset_of!(Traceback, unit));
        let Some(InFlight { e, .. }) = self.in_flight else { return self.poison(Abort::Raised) };
        let frame = self.object_of(self.depth() - 1);
        let next = self.load(e, machine::exc::TRACEBACK);
        // SAFETY: the innermost frame of the shadow is live; an exception's and a frame object's words are such.
        let word = unsafe {
            let unit = (*(*self.cur).pc).unit;
            let mut e: Gc<BaseException> = e.value().cast_unchecked();
            let tb = machine::unwind::new_traceback(e.traceback, frame.value().cast_unchecked(), unit);
            e.traceback = Some(tb);
            tb.bits()
        };
        let map = Traceback::class().instance_map;
        let r = self.emit(Op::New, &[], map.as_ptr() as u64, map.size as u32);
        let tb = Rv { word, r };
        self.learn(tb, Fact::Map(map));
        self.store(tb, NEXT, next);
        self.store(tb, FRAME, frame);
        // SAFETY: the entry was just made; unit and line lie side by side.
        let place = unsafe { (word as *const u8).add(UNIT.offset as usize).cast::<u64>().read() };
        self.store_word(tb, UNIT, place);
        self.store(e, machine::exc::TRACEBACK, tb);
    }

    /// The address of the level of handled exceptions, outside generators that the recording has resumed.
    fn level(&mut self) -> Ref {
        let tp = self.tp;
        self.emit(Op::LoadIAt, &[tp], LEVEL, NO_ALIAS)
    }

    fn in_generator(&self) -> bool {
        self.generators[..self.depth()].iter().any(|g| !g.is_null())
    }

    pub(crate) fn handled_here(&mut self) -> Option<Rv> {
        // SAFETY: the innermost handling level is alive.
        let now = unsafe { (*self.thread_state().exc_info).value };
        if self.in_generator() {
            self.end_recording();
            return now.map(Rv::konst);
        }
        let level = self.level();
        let r = self.emit(Op::LoadAt, &[level], VALUE, Alias::Exception as u32);
        self.guard_once(if now.is_some() { Op::GuardSet } else { Op::GuardUnset }, r, 0);
        now.map(|v| Rv { word: v.bits(), r })
    }

    pub(crate) fn set_handled_here(&mut self, e: Rv) {
        // SAFETY: the innermost handling level is alive; the empty word is no exception.
        unsafe { (*self.thread().exc_info).value = Value::opt_from_bits(e.word) };
        if self.in_generator() {
            return self.end_recording();
        }
        let args = [self.level(), self.operand(e)];
        self.emit(Op::StoreAt, &args, VALUE, Alias::Exception as u32);
    }

    pub(crate) fn nothing_is_handled(&mut self) -> bool {
        let t = self.thread_state();
        // SAFETY: the innermost handling level is alive.
        let (value, previous) = unsafe { ((*t.exc_info).value, (*t.exc_info).previous) };
        if value.is_some() || !previous.is_null() || self.in_generator() {
            return false;
        }
        let level = self.level();
        let previous = self.emit(Op::LoadIAt, &[level], PREVIOUS, NO_ALIAS);
        self.guard_once(Op::GuardEq, previous, 0);
        self.handled_here().is_none()
    }
}
