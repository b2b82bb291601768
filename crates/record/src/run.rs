//! Executing bytecodes, and the end of a recording.

use ir::tree::{End, Node, SnapId};
use machine::for_each_op;
use machine::optable::op;
use machine::traits::{Flow, Regs, Step};

use crate::abort::Abort;
use crate::ops::{leaves_frame, recordable};
use crate::recorder::Recorder;
use crate::value::Rv;

/// Operations after which a recording ends.
const MAX_OPS: u32 = 20_000;
/// How often a recording comes through the header of another loop before it leaves that loop to itself.
const MAX_VISITS: u32 = 1;
/// The same for loops of functions that are called.
const MAX_INNER_VISITS: u32 = 1;

/// What executing one bytecode led to.
pub(crate) enum After {
    Next,
    /// At the loop's header again.
    Closed,
    /// The recording cannot go on; the step is what the interpreter has to do.
    Stop(Abort, Step),
}

/// How a run ended.
pub struct Run {
    pub finish: Finish,
    /// What the interpreter has to do now. Its frames are up to date.
    pub step: Step,
}

/// What became of the recording.
pub enum Finish {
    /// It came back to the header.
    Closed,
    /// It ends before a bytecode that cannot be recorded.
    Left(Abort),
}

impl Recorder {
    /// Executes and records until the loop is closed or nothing more can be recorded. The new operations are a node of
    /// the tree then.
    pub fn run(&mut self) -> Run {
        let is_root = self.tree.nodes.is_empty();
        // The root's slots were loaded before its first bytecode.
        let first = if is_root { 0 } else { self.tree.ops.len() as u32 };
        if is_root {
            self.begin_bytecode();
            self.guard_breaker();
        }
        loop {
            if self.tree.ops.len() as u32 - first > MAX_OPS {
                return self.leave(first, Abort::TooLong, Step::Resume);
            }
            match self.execute() {
                After::Next => {}
                After::Closed => {
                    self.begin_bytecode();
                    let snap = self.snapshot();
                    self.end(first, End::Loop(snap));
                    self.sync();
                    return Run { finish: Finish::Closed, step: Step::Resume };
                }
                After::Stop(why, step) => return self.leave(first, why, step),
            }
        }
    }

    /// Executes one bytecode whose first calls have been made; nothing is kept of what is recorded.
    pub fn replay_one(&mut self) -> Step {
        self.only_replays = true;
        let step = match self.execute() {
            After::Next | After::Closed => Step::Resume,
            After::Stop(_, step) => step,
        };
        self.sync();
        step
    }

    fn end(&mut self, start: u32, how: End) {
        let end = self.tree.ops.len() as u32;
        self.tree.nodes.push(Node { start, end, how });
    }

    /// Ends the recording at the start of the last bytecode.
    fn leave(&mut self, first: u32, why: Abort, step: Step) -> Run {
        let snap = self.start_snapshot();
        self.end(first, if why == Abort::InnerLoop { End::Header(snap) } else { End::Leave(snap) });
        self.sync();
        Run { finish: Finish::Left(why), step }
    }

    /// A snapshot of the start of the last bytecode, whose operations are dropped.
    fn start_snapshot(&mut self) -> SnapId {
        for op in &mut self.tree.ops[self.start_len as usize..] {
            // Constants may be used elsewhere; everything else of the bytecode is forgotten.
            if !matches!(op.inst.code, ir::Code::Word | ir::Code::Raw | ir::Code::Float) {
                op.inst = ir::Inst::with(ir::Code::Raw, &[], 0, 0);
                op.snap = SnapId::NONE;
                op.raises = false;
            }
        }
        self.snap = SnapId::NONE;
        self.replay.clear();
        self.snapshot()
    }

    /// Executes one bytecode.
    fn execute(&mut self) -> After {
        self.begin_bytecode();
        self.executed += 1;
        // SAFETY: the current frame's pc points to an instruction.
        let inst = unsafe { *(*self.cur).pc };
        // A bytecode whose first calls have been made must be completed, whatever it is.
        let begun = !self.replay_in.is_empty();
        let traced = inst.handler == machine::decode::handler(op::TRACED);
        if !begun && !recordable(inst.op) {
            return After::Stop(Abort::Operation, Step::Resume);
        }
        if traced && !self.events_are_recorded() {
            return After::Stop(Abort::Observed, Step::Resume);
        }
        if self.depth() == 1 && !begun {
            if leaves_frame(inst.op) {
                return After::Stop(Abort::LeftLoop, Step::Resume);
            }
            // SAFETY: the current frame of the shadow.
            let (pc, step) = unsafe { ((*self.cur).pc, (*self.cur).step) };
            if pc != self.header && step == 0 && (self.compiled)(pc) {
                return After::Stop(Abort::InnerLoop, Step::Resume);
            }
        }
        if !begun && self.resumes_out_of_sight(inst.op) {
            return After::Stop(Abort::Observed, Step::Resume);
        }
        let after = match if traced { machine::events::before(self) } else { None } {
            Some(step) => self.after_cold(step),
            None => self.dispatch(inst.op),
        };
        // Plain arithmetic may have found its result without the call that gave it in machine code.
        self.replay_in.clear();
        if self.in_flight.is_some() {
            // The bytecode has gone on without the exception, or its handler is elsewhere.
            self.poison(Abort::Raised);
        }
        match (self.poison, after) {
            (None, after) => after,
            // The bytecode was completed, though not recorded.
            (Some(why), After::Stop(_, step)) => After::Stop(why, step),
            (Some(why), _) => After::Stop(why, Step::Resume),
        }
    }

    /// Would native code resume a generator while trace functions listen? They hear of its end where it is resumed.
    fn resumes_out_of_sight(&mut self, o: u16) -> bool {
        let below = match o {
            op::FOR_ITER | op::FOR_ITER_GENERATOR => 1,
            op::SEND => 2,
            _ => return false,
        };
        let t = self.thread_state();
        if t.observers == 0 || t.tracing > 0 {
            return false;
        }
        let v = machine::traits::MachineExt::peek(self, below);
        let is_generator = !v.is_null() && crate::prims::kind(v) == object::map::Kind::Generator;
        is_generator && !machine::generator::may_inline(self, v)
    }

    /// Callbacks of trace functions are recorded; profile functions and tools are not.
    fn events_are_recorded(&self) -> bool {
        let t = self.thread_state();
        t.tracing > 0 || t.observers == object::state::observers::TRACE
    }

    fn dispatch(&mut self, o: u16) -> After {
        macro_rules! arms {
            ($($n:literal $name:ident $kind:ident $($f:ident)::* $($c:literal),*;)*) => {
                match o {
                    $($n => arms!(@$kind self, $($f)::* $($c),*),)*
                    _ => After::Stop(Abort::Operation, Step::Resume),
                }
            };
            (@hot $rec:ident, $($f:ident)::* $($c:literal),*) => {{
                let mut r = $rec.registers();
                let flow = machine::$($f)::*::<Recorder, $($c),*>($rec, &mut r);
                $rec.after_hot(flow, &r)
            }};
            (@cold $rec:ident, $($f:ident)::* $($c:literal),*) => {{
                let step = machine::$($f)::*($rec);
                $rec.after_cold(step)
            }};
            (@traced $rec:ident, $($f:ident)::* $($c:literal),*) => {
                After::Stop(Abort::Operation, Step::Resume)
            };
        }
        for_each_op!(arms)
    }

    fn registers(&self) -> Regs<Rv> {
        // SAFETY: the current frame of the shadow.
        unsafe { Regs { pc: (*self.cur).pc, sp: (*self.cur).sp, fp: (*self.cur).slots } }
    }

    fn after_hot(&mut self, flow: Flow<Recorder>, r: &Regs<Rv>) -> After {
        // SAFETY: the current frame of the shadow, which a call or a return has changed.
        let f = unsafe { &mut *self.cur };
        match flow {
            Flow::Next => {
                f.pc = r.pc.wrapping_add(1);
                f.sp = r.sp;
                After::Next
            }
            Flow::Jump | Flow::Entry => {
                f.pc = r.pc;
                f.sp = r.sp;
                After::Next
            }
            Flow::Edge => {
                f.pc = r.pc;
                f.sp = r.sp;
                self.loop_edge(r.pc)
            }
            Flow::Cold(cold) => {
                let step = cold(self);
                self.after_cold(step)
            }
        }
    }

    pub(crate) fn after_cold(&mut self, step: Step) -> After {
        match step {
            Step::Next => {
                // SAFETY: the current frame of the shadow.
                let f = unsafe { &mut *self.cur };
                f.pc = f.pc.wrapping_add(1);
                After::Next
            }
            Step::Resume => After::Next,
            Step::Raise => self.unwind(),
            Step::Exit => unreachable!("the root frame is not left while recording"),
        }
    }

    /// A backward jump was taken to `target`.
    fn loop_edge(&mut self, target: *const object::code::Inst) -> After {
        if self.depth() == 1 && target == self.header {
            // SAFETY: the current frame of the shadow.
            let f = unsafe { &mut *self.cur };
            machine::events::settle_line(f);
            if f.last_line == self.tree.last_line {
                return After::Closed;
            }
            // The state of events is another one, for which there may be a tree.
            if (self.compiled)(target) {
                self.begin_bytecode();
                return After::Stop(Abort::InnerLoop, Step::Resume);
            }
        }
        let visits = self.seen.entry(target).or_insert(0);
        *visits += 1;
        let visits = *visits;
        if visits > MAX_VISITS && self.depth() == 1 {
            // It will have a tree of its own soon.
            self.begin_bytecode();
            return After::Stop(Abort::InnerLoop, Step::Resume);
        }
        if visits > MAX_INNER_VISITS && self.depth() > 1 {
            // SAFETY: the current frame of the shadow.
            let mut code = unsafe { (*self.cur).code };
            code.runs_alone = true;
            return After::Stop(Abort::Unrolled, Step::Resume);
        }
        After::Next
    }
}
