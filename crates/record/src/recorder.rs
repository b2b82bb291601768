//! The recorder's state, its constants and facts.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use heap::{Marker, Value};
use ir::tree::{FrameState, SnapId, Tree};
use ir::{Code as Op, Inst as Operation, Ref};
use object::code::Inst;
use object::frame::Frame;
use object::gc::ValueExt;
use object::map::Kind;
use object::state::ThreadState;
use object::{Class, Gc, Map};

use crate::abort::Abort;
use crate::exceptions::InFlight;
use crate::value::{KONST, Rv};

/// Frames that a recording may nest, the root included.
pub(crate) const MAX_DEPTH: usize = 24;
/// Shadow slots.
const SLOTS: usize = 1 << 14;

/// What guards have established about a ref.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fact {
    Int,
    /// An exact float, immediate or boxed.
    Float,
    Map(Gc<Map>),
    /// This very word.
    Is(usize),
}

/// Where a recording starts.
pub enum Start {
    /// At a loop header, which becomes a tree's root: its instruction.
    Root(*const Inst),
    /// At an exit of a tree: its snapshot, and the words of the replay; `None` for the call that raised.
    Suffix {
        tree: Tree,
        snap: SnapId,
        replay: Vec<Option<usize>>,
        header: *const Inst,
        /// The guard that failed, if the recording is to be part of the tree.
        guard: Option<Ref>,
    },
}

type Buffers = (Box<[std::mem::MaybeUninit<Frame<Rv>>]>, Box<[Rv]>);

/// Shadow regions of recordings that are over.
static mut SPARE: Vec<Buffers> = Vec::new();

impl Drop for Recorder {
    fn drop(&mut self) {
        let buffers = (std::mem::take(&mut self.frames), std::mem::take(&mut self.slots));
        // SAFETY: under the GIL.
        unsafe { SPARE.push(buffers) };
    }
}

/// See the crate's text.
pub struct Recorder {
    pub(crate) thread: *mut ThreadState,
    pub tree: Tree,
    /// The loop header that closes the loop.
    pub(crate) header: *const Inst,
    pub(crate) frames: Box<[std::mem::MaybeUninit<Frame<Rv>>]>,
    pub(crate) slots: Box<[Rv]>,
    pub(crate) root: *mut Frame<Value>,
    pub(crate) cur: *mut Frame<Rv>,
    /// The frame objects of the shadow's frames, where there are some.
    pub(crate) objects: Vec<Rv>,
    /// The generators whose activations they are, where they are.
    pub(crate) generators: Vec<Rv>,
    /// Frames of the shadow that the interpreter's stack has too.
    pub(crate) synced: usize,
    /// The number of the innermost frame when native code was shown the frames and took hold of something.
    pub(crate) shown: Option<usize>,
    /// Snapshots of the frames that wait, as far as they were taken.
    pub(crate) outer: Vec<Arc<FrameState>>,
    pub(crate) facts: HashMap<Ref, Fact>,
    consts: HashMap<(Op, u64), Ref>,
    /// What operations give: pure ones for good, loads until something is written.
    given: HashMap<(Op, [Option<Ref>; 2], u64, u32), Ref>,
    /// Guards that held.
    held: std::collections::HashSet<(Op, Ref, u64)>,
    /// Classes whose contents the recording relies on.
    pub deps: Vec<Gc<Class>>,
    /// The state at the start of the bytecode.
    pub(crate) start: Option<FrameState>,
    pub(crate) start_values: Vec<Rv>,
    pub(crate) start_len: u32,
    pub(crate) observing: u64,
    /// The number of the frame that was innermost then.
    pub(crate) start_depth: usize,
    pub(crate) snap: SnapId,
    pub(crate) replay_in: VecDeque<Option<Rv>>,
    pub(crate) replay: Vec<Rv>,
    pub(crate) poison: Option<Abort>,
    /// The exception that the current bytecode has raised.
    pub(crate) in_flight: Option<InFlight>,
    /// Frames are being unwound.
    pub(crate) unwinding: bool,
    /// The guard where the recording began, if a call had raised there.
    pub(crate) raised_at: Option<Ref>,
    /// One bytecode is completed, and nothing kept.
    pub(crate) only_replays: bool,
    /// Bytecodes so far.
    pub executed: u32,
    /// The recording began where a function was entered.
    pub(crate) is_entry: bool,
    /// Headers of other loops that the recording came through, with how often.
    pub(crate) seen: HashMap<*const Inst, u32>,
    /// Inputs: the root's slots, its header, the thread.
    /// Is there machine code for the loop with this header?
    pub(crate) compiled: fn(*const Inst) -> bool,
    /// Address of the word that is zero while the tree's assumptions hold.
    pub(crate) valid: usize,
    pub(crate) fp: Ref,
    pub(crate) hp: Ref,
    pub(crate) tp: Ref,
}

impl Recorder {
    /// A recorder whose shadow holds the interpreter's frames from the root frame inwards.
    ///
    /// # Safety
    /// `compiled` tells which loops have machine code: a recording ends at their headers. `valid` is the word that is zero while the tree may be used. The calling thread runs Python, and its innermost frame is where `start` says.
    #[must_use]
    pub unsafe fn new(start: Start, valid: *const u32, compiled: fn(*const Inst) -> bool) -> Box<Recorder> {
        let valid = valid as usize;
        // SAFETY: under the GIL.
        let spare = unsafe { SPARE.pop() };
        let buffers = spare.unwrap_or_else(|| (Box::new_uninit_slice(MAX_DEPTH + 1), vec![Rv::NULL; SLOTS].into()));
        let thread = object::thread().as_ptr();
        let (tree, header) = match &start {
            Start::Root(header) => (Tree::default(), *header),
            Start::Suffix { header, .. } => (Tree::default(), *header),
        };
        let mut rec = Box::new(Recorder {
            thread,
            tree,
            header,
            frames: buffers.0,
            slots: buffers.1,
            root: std::ptr::null_mut(),
            cur: std::ptr::null_mut(),
            objects: vec![Rv::NULL; MAX_DEPTH + 2],
            generators: vec![Rv::NULL; MAX_DEPTH + 2],
            synced: 0,
            shown: None,
            outer: Vec::new(),
            facts: HashMap::new(),
            consts: HashMap::new(),
            given: HashMap::new(),
            held: std::collections::HashSet::new(),
            deps: Vec::new(),
            start: None,
            start_values: Vec::new(),
            start_len: 0,
            observing: 0,
            start_depth: 0,
            snap: SnapId::NONE,
            replay_in: VecDeque::new(),
            replay: Vec::new(),
            poison: None,
            in_flight: None,
            unwinding: false,
            raised_at: None,
            only_replays: false,
            executed: 0,
            is_entry: false,
            seen: HashMap::new(),
            compiled,
            valid,
            fp: Ref::NONE,
            hp: Ref::NONE,
            tp: Ref::NONE,
        });
        // SAFETY: a header is not the first instruction of its code when a RESUME stands before it.
        rec.is_entry =
            !header.is_null() && unsafe { (*header).aux > 0 && (*header.sub(1)).op == machine::optable::op::RESUME };
        // SAFETY: promised by the caller.
        unsafe {
            match start {
                Start::Root(_) => rec.begin_root(),
                Start::Suffix { tree, snap, replay, guard, .. } => {
                    rec.raised_at = guard.filter(|g| tree.op(*g).raises);
                    rec.begin_suffix(tree, snap, replay);
                }
            }
        }
        rec
    }

    /// Shadows one frame: the root.
    ///
    /// # Safety
    /// As for `new`.
    unsafe fn begin_root(&mut self) {
        let input = |rec: &mut Recorder, n: u64| rec.tree.push(Operation::with(Op::Input, &[], n, 0), SnapId::NONE);
        self.fp = input(self, 0);
        self.hp = input(self, 1);
        self.tp = input(self, 2);
        // SAFETY: promised by the caller of `new`.
        unsafe {
            self.root = (*self.thread).frame;
            let real = &*self.root;
            let n = real.sp.offset_from(real.slots) as usize;
            let mut refs = Vec::with_capacity(n);
            for i in 0..n {
                let word = real.slots.add(i).cast::<usize>().read();
                let at = Operation::with(Op::LoadAt, &[self.fp], 8 * i as u64, crate::prims::NO_ALIAS);
                let r = self.tree.push(at, SnapId::NONE);
                refs.push(r);
                self.slots[i] = Rv { word, r };
            }
            let offset = std::mem::offset_of!(Frame<Value>, func) as u64;
            let at = Operation::with(Op::LoadAt, &[self.hp], offset, crate::prims::NO_ALIAS);
            let func = self.tree.push(at, SnapId::NONE);
            self.tree.slots = refs;
            self.tree.func = func;
            self.tree.last_line = real.last_line;
            let object = match real.object.filter(|_| self.is_observed()) {
                Some(o) => {
                    let offset = std::mem::offset_of!(Frame<Value>, object) as u64;
                    let at = Operation::with(Op::LoadAt, &[self.hp], offset, crate::prims::NO_ALIAS);
                    let r = self.tree.push(at, SnapId::NONE);
                    self.tree.object = r;
                    let o = Rv { word: o.value().bits(), r };
                    self.learn(o, Fact::Map(object::map_of(o.value())));
                    o
                }
                None => Rv::NULL,
            };
            self.push_shadow(0, 0, Rv { word: real.func.bits(), r: func }, object);
        }
        self.synced = 1;
        self.cur = self.frames[0].as_mut_ptr();
    }

    /// Shadows the frames of a snapshot, whose words the interpreter's frames hold by now.
    ///
    /// # Safety
    /// As for `new`.
    unsafe fn begin_suffix(&mut self, tree: Tree, snap: SnapId, replay: Vec<Option<usize>>) {
        self.tree = tree;
        (self.fp, self.hp, self.tp) = (Ref(0), Ref(1), Ref(2));
        for (i, op) in self.tree.ops.iter().enumerate() {
            if matches!(op.inst.code, Op::Word | Op::Raw | Op::Float) {
                self.consts.insert((op.inst.code, op.inst.imm), Ref(i as u32));
            }
        }
        let s = self.tree.snaps[snap.0 as usize].clone();
        let depth = s.frames.len();
        // SAFETY: promised by the caller of `new`: the innermost frame is the snapshot's.
        unsafe {
            self.root = (*self.thread).frame.sub(depth - 1);
            for (k, f) in s.frames.iter().enumerate() {
                let real = &*self.root.add(k);
                for (i, r) in f.slots.iter().enumerate() {
                    let word = real.slots.add(i).cast::<usize>().read();
                    self.slots[f.base as usize + i] = self.shadow_value(word, *r);
                }
                let func = self.shadow_value(real.func.bits(), f.func);
                let object = match real.object {
                    Some(o) => self.shadow_value(o.value().bits(), f.object),
                    None => Rv::NULL,
                };
                if let Some(g) = real.generator.filter(|_| k > 0) {
                    self.generators[k] = self.shadow_value(g.value().bits(), f.generator);
                }
                self.push_shadow(k, f.base as usize, func, object);
            }
        }
        for (word, r) in replay.iter().zip(s.replay.iter().map(Some).chain(std::iter::once(None))) {
            let v = match (word, r) {
                (Some(w), Some(r)) => Some(self.shadow_value(*w, *r)),
                _ => None,
            };
            self.replay_in.push_back(v);
        }
        self.synced = depth;
        self.cur = self.frames[depth - 1].as_mut_ptr();
    }

    fn shadow_value(&self, word: usize, r: Ref) -> Rv {
        if r == Ref::NONE {
            return Rv::NULL;
        }
        Rv { word, r: if self.tree.op(r).inst.code == Op::Word { KONST } else { r } }
    }

    /// Shadows the header of one of the interpreter's frames.
    ///
    /// # Safety
    /// Frame `k` from the root is live.
    unsafe fn push_shadow(&mut self, k: usize, base: usize, func: Rv, object: Rv) {
        self.objects[k] = object;
        let slots = self.slots.as_mut_ptr();
        // SAFETY: frame `k` of the interpreter is live; the shadow regions were made large enough.
        unsafe {
            let real = &*self.root.add(k);
            let at = |p: *mut Value| slots.add(base).offset(p.offset_from(real.slots));
            let frame = Frame {
                code: real.code,
                pc: real.pc,
                prev: if k == 0 { std::ptr::null_mut() } else { self.frames[k - 1].as_mut_ptr() },
                slots: slots.add(base),
                sp: at(real.sp),
                ret_sp: if k == 0 { slots } else { at(real.ret_sp) },
                func,
                locals: real.locals,
                object: if object.is_null() { None } else { real.object },
                generator: real.generator.filter(|_| k > 0),
                cont: real.cont,
                flags: real.flags,
                last_line: real.last_line,
                step: real.step,
            };
            self.frames[k].as_mut_ptr().write(frame);
        }
    }

    /// Did the recording begin where a function was entered?
    #[must_use]
    pub fn is_entry(&self) -> bool {
        self.is_entry
    }

    /// Do trace functions hear of the frames that are recorded?
    pub(crate) fn is_observed(&self) -> bool {
        let t = self.thread_state();
        t.observers & object::state::observers::LEGACY != 0 && t.tracing == 0
    }

    /// How many frames the shadow has.
    pub(crate) fn depth(&self) -> usize {
        // SAFETY: `cur` points into `frames`.
        unsafe { self.cur.cast_const().offset_from(self.frames[0].as_ptr()) as usize + 1 }
    }

    /// Tells the collector the words that only the recording knows.
    pub fn mark(&self, m: &mut Marker) {
        // SAFETY: plain words.
        unsafe {
            m.words(self.slots.as_ptr().cast(), self.used_slots() * 2);
            m.words(self.frames.as_ptr().cast(), self.depth() * size_of::<Frame<Rv>>() / 8);
            m.words(self.deps.as_ptr().cast(), self.deps.len());
            m.words(self.replay.as_ptr().cast(), self.replay.len() * 2);
            m.words(self.objects.as_ptr().cast(), self.objects.len() * 2);
            m.words(self.generators.as_ptr().cast(), self.generators.len() * 2);
        }
        for v in self.replay_in.iter().flatten() {
            m.word(v.word);
        }
        mark_tree(&self.tree, m);
    }

    fn used_slots(&self) -> usize {
        // SAFETY: the current frame's slots lie in the shadow's region.
        let top = unsafe { (*self.cur).sp.cast_const().offset_from(self.slots.as_ptr()) as usize };
        (top + 128).min(self.slots.len())
    }

    // Constants, operands, operations.

    pub(crate) fn constant(&mut self, code: Op, imm: u64) -> Ref {
        if let Some(r) = self.consts.get(&(code, imm)) {
            return *r;
        }
        let r = self.tree.push(Operation::with(code, &[], imm, 0), SnapId::NONE);
        self.consts.insert((code, imm), r);
        r
    }

    pub(crate) fn raw(&mut self, imm: i64) -> Ref {
        self.constant(Op::Raw, imm as u64)
    }

    /// The ref that stands for a value.
    pub(crate) fn operand(&mut self, v: Rv) -> Ref {
        if v.r == KONST || v.r == Ref::NONE { self.constant(Op::Word, v.word as u64) } else { v.r }
    }

    /// Writes an operation down, unless an earlier one gives the same: most of what a tracer asks, it asked before.
    pub(crate) fn emit(&mut self, code: Op, args: &[Ref], imm: u64, aux: u32) -> Ref {
        use ir::Effect;
        let again = match code.effect() {
            Effect::Pure => true,
            Effect::Load => aux != crate::prims::VOLATILE && args.len() == 1,
            Effect::Store => {
                // Fields at different offsets are different; items may be any.
                let items = args.len() == 3 || code == Op::Forget;
                self.given.retain(|k, _| k.0.effect() != Effect::Load || k.3 != aux || !items && k.2 != imm);
                false
            }
            _ => false,
        };
        if !again {
            return self.tree.push(Operation::with(code, args, imm, aux), SnapId::NONE);
        }
        let key = (code, [args.first().copied(), args.get(1).copied()], imm, aux);
        if let Some(r) = self.given.get(&key) {
            return *r;
        }
        // Whoever asks for the length of a list may have to leave if it is one that it was taken not to be.
        let may_leave = code == Op::LoadI && aux == machine::traits::Alias::ListLength as u32;
        let snap = if may_leave { self.snapshot() } else { SnapId::NONE };
        let r = self.tree.push(Operation::with(code, args, imm, aux), snap);
        self.given.insert(key, r);
        r
    }

    /// Native code was called that may have written to memory: what was loaded before may be otherwise.
    pub(crate) fn forget_loads(&mut self) {
        self.given.retain(|k, _| k.0.effect() == ir::Effect::Pure);
    }

    pub(crate) fn guard(&mut self, code: Op, args: &[Ref], imm: u64, aux: u32) -> Ref {
        if self.unwinding {
            // Tracebacks have been written to.
            self.poison(Abort::Raised);
        }
        let snap = self.snapshot();
        let r = self.tree.push(Operation::with(code, args, imm, aux), snap);
        self.tree.ops[r.index()].raises = self.in_flight.is_some_and(|x| x.told);
        r
    }

    /// Guards what holds for good once it held.
    pub(crate) fn guard_once(&mut self, code: Op, arg: Ref, imm: u64) {
        if self.held.insert((code, arg, imm)) {
            self.guard(code, &[arg], imm, 0);
        }
    }

    // Facts.

    /// The word that a value is known to be.
    pub(crate) fn known(&self, v: Rv) -> Option<usize> {
        if v.r == KONST {
            return Some(v.word);
        }
        match self.facts.get(&v.r) {
            Some(Fact::Is(w)) => Some(*w),
            _ => None,
        }
    }

    pub(crate) fn learn(&mut self, v: Rv, fact: Fact) {
        if v.r != KONST {
            self.facts.insert(v.r, fact);
        } else {
            let r = self.operand(v);
            self.facts.insert(r, fact);
        }
    }

    /// Notes that the recording looks into a class.
    pub(crate) fn depend(&mut self, c: Gc<Class>) {
        if !self.deps.contains(&c) {
            self.deps.push(c);
        }
    }

    /// The map of a value, guarded unless known.
    pub(crate) fn guarded_map(&mut self, v: Rv) -> Gc<Map> {
        let value = v.value();
        let map = object::map_of(value);
        self.depend(map.class);
        if let Some(w) = self.known(v)
            && (map.kind != Kind::Other || w & 3 != 0)
        {
            return map;
        }
        let r = self.operand(v);
        match self.facts.get(&r) {
            Some(Fact::Map(known)) if *known == map => return map,
            Some(Fact::Is(_)) if is_stable(map) => return map,
            Some(Fact::Int | Fact::Float) => return map,
            _ => {}
        }
        let (code, fact) = match map.kind {
            Kind::Int if value.is_small_int() => (Op::GuardInt, Fact::Int),
            Kind::Float => (Op::GuardFloat, Fact::Float),
            _ => (Op::GuardMap, Fact::Map(map)),
        };
        if !matches!(self.facts.get(&r), Some(Fact::Is(_))) {
            self.facts.insert(r, fact);
        }
        self.guard(code, &[r], map.as_ptr() as u64, u32::from(is_stable(map)));
        map
    }

    /// Guards that a value is the word that it is.
    pub(crate) fn pin(&mut self, v: Rv) {
        if self.known(v).is_some() {
            return;
        }
        if self.pin_truth(v) {
            return;
        }
        if self.tree.op(v.r).inst.code == Op::New {
            self.poison(Abort::Fresh);
        }
        self.guard(Op::GuardIs, &[v.r], v.word as u64, 0);
        self.learn(v, Fact::Is(v.word));
    }

    /// Guards the truth value that a bool was made of, if it was.
    pub(crate) fn pin_truth(&mut self, v: Rv) -> bool {
        let op = self.tree.op(v.r);
        if op.inst.code != Op::BoolToV {
            return false;
        }
        let b = op.inst.args[0];
        let code = if v.value() == object::bool_value(true) { Op::GuardTrue } else { Op::GuardFalse };
        self.guard(code, &[b], 0, 0);
        self.learn(v, Fact::Is(v.word));
        true
    }

    pub(crate) fn poison(&mut self, why: Abort) {
        self.poison.get_or_insert(why);
    }

    /// Facts about maps that a call of unknown code may have changed are forgotten.
    pub(crate) fn forget_maps(&mut self) {
        self.facts.retain(|_, f| match f {
            Fact::Map(m) => is_stable(*m),
            _ => true,
        });
    }
}

/// Does an object with this map keep it for life?
pub(crate) fn is_stable(map: Gc<Map>) -> bool {
    map.kind.is_data()
        || matches!(
            map.kind,
            Kind::Cell
                | Kind::ListIter
                | Kind::TupleIter
                | Kind::RangeIter
                | Kind::BoundMethod
                | Kind::Generator
                | Kind::Code
                | Kind::Frame
        )
}

/// Tells the collector a tree's constants.
pub fn mark_tree(tree: &Tree, m: &mut Marker) {
    for op in &tree.ops {
        match op.inst.code {
            Op::Word | Op::GuardIs | Op::GuardIsNot | Op::GuardMap | Op::New | Op::CallNative => {
                m.word(op.inst.imm as usize);
            }
            _ => {}
        }
    }
    for s in &tree.snaps {
        for f in &s.frames {
            m.word(f.code as usize);
        }
    }
}

/// Is the value of a kind that globals rarely change? Numbers are not: they may count something.
pub(crate) fn is_definition(v: Value) -> bool {
    matches!(
        object::map_of(v).kind,
        Kind::Function
            | Kind::Class
            | Kind::Module
            | Kind::NativeFn
            | Kind::MethodDescr
            | Kind::Str
            | Kind::Bytes
            | Kind::Tuple
    ) || v.cast::<Class>().is_some()
}
