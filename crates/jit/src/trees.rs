//! Loops and their trees.

use std::collections::HashMap;
use std::rc::Rc;
use std::time::Instant;

use backend::Compiled;
use heap::{Marker, Value};
use ir::tree::Tree;
use object::code::{Code, Inst};
use object::frame::Frame;
use object::state::ThreadState;
use object::{Class, Gc};
use opt::{Policy, Recipe};
use record::Recorder;

use crate::config::config;
use crate::stats::stats;
use crate::worker::{Done, Job};

/// A loop header.
#[repr(C)]
pub(crate) struct Loop {
    /// Backward jumps left until the loop is looked at: the interpreter counts it down, and comes here at zero.
    pub count: u64,
    pub header: *const Inst,
    pub code: Gc<Code>,
    /// Boxed because they are pointed to while the vector grows.
    #[allow(clippy::vec_box)]
    pub trees: Vec<Box<TreeState>>,
    /// Recordings that came to nothing.
    pub failures: u32,
}

/// What a tree takes for granted of the thread and the frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Key {
    pub observers: u32,
    pub tracing: bool,
    /// The namespace of a module's or class's body.
    pub locals: usize,
    /// The frame's slots in use.
    pub depth: u32,
}

impl Key {
    /// The key of a frame at a loop header.
    ///
    /// # Safety
    /// The frame is live and its registers are saved.
    pub(crate) unsafe fn of(t: &ThreadState, f: *const Frame<Value>) -> Key {
        // SAFETY: promised by the caller.
        unsafe {
            Key {
                observers: t.observers,
                tracing: t.tracing > 0,
                locals: (*f).locals.map_or(0, Value::bits),
                depth: (*f).sp.offset_from((*f).slots) as u32,
            }
        }
    }
}

/// One compilation of a tree.
pub(crate) struct Version {
    pub code: Compiled,
    pub recipes: Vec<Recipe>,
    /// Exits so far, for each.
    pub counts: Vec<std::cell::Cell<u32>>,
}

/// A tree with what is known of it.
pub(crate) struct TreeState {
    pub tree: Tree,
    pub key: Key,
    pub policy: Policy,
    pub version: Option<Rc<Version>>,
    /// Zero while the tree may be used.
    pub valid: Box<u32>,
    pub deps: Vec<Gc<Class>>,
    /// Its recordings are in a recorder's hands.
    pub busy: bool,
    pub number: u64,
    /// What is being compiled: its ticket, and its recipes.
    pub job: Option<(u64, Vec<Recipe>)>,
    /// Recordings that the machine code does not have yet.
    pub pending: usize,
    /// Slots above the root frame's that frames of the tree may use.
    pub room: usize,
}

pub(crate) struct Jit {
    pub loops: HashMap<*const Inst, Box<Loop>>,
    /// Loops with trees that depend on a class.
    pub watchers: HashMap<usize, Vec<*const Inst>>,
    /// Recorders at work, innermost last.
    pub recorders: Vec<*const Recorder>,
    /// Addresses of the classes that have changed since the outermost of them began.
    pub changed: Vec<usize>,
    pub next: u64,
    /// Loops whose machine code is being made, by ticket.
    pub jobs: HashMap<u64, *const Inst>,
}

/// Operations that a compiled function may have.
const MAX_OPERATIONS: usize = 6_000;

static mut JIT: Option<Jit> = None;

/// The JIT's state.
pub(crate) fn jit() -> &'static mut Jit {
    // SAFETY: under the GIL; borrows are short and do not run Python code.
    unsafe {
        JIT.get_or_insert_with(|| Jit {
            loops: HashMap::new(),
            watchers: HashMap::new(),
            recorders: Vec::new(),
            changed: Vec::new(),
            next: 0,
            jobs: HashMap::new(),
        })
    }
}

/// Tells the collector what trees and recordings hold.
pub fn mark(m: &mut Marker) {
    let j = jit();
    for l in j.loops.values() {
        for t in &l.trees {
            record::mark_tree(&t.tree, m);
            for c in &t.deps {
                m.word(c.as_ptr() as usize);
            }
        }
    }
    for r in &j.recorders {
        // SAFETY: a recorder is registered while it is at work.
        unsafe { (**r).mark(m) };
    }
}

/// A class has changed: trees that looked into it are not to be used any more, nor recordings that are being made.
pub fn class_modified(c: Gc<Class>) {
    // SAFETY: under the GIL.
    if unsafe { JIT.is_none() } {
        return;
    }
    let j = jit();
    if !j.recorders.is_empty() {
        j.changed.push(c.as_ptr() as usize);
    }
    let Some(headers) = j.watchers.remove(&(c.as_ptr() as usize)) else { return };
    for h in headers {
        if let Some(l) = j.loops.get_mut(&h) {
            l.drop_trees(&|t| t.deps.contains(&c));
        }
    }
}

/// What is observed has changed in a way that trees cannot see: none is to be used any more.
pub fn invalidate_all() {
    // SAFETY: under the GIL.
    if unsafe { JIT.is_none() } {
        return;
    }
    for l in jit().loops.values_mut() {
        l.drop_trees(&|_| true);
    }
}

impl Loop {
    pub(crate) fn drop_trees(&mut self, which: &dyn Fn(&TreeState) -> bool) {
        let mut kept = Vec::new();
        for mut t in self.trees.drain(..) {
            if !which(&t) {
                kept.push(t);
                continue;
            }
            stats().invalidated += 1;
            self.failures += 1;
            *t.valid = 1;
            if t.busy || t.version.as_ref().is_some_and(|v| Rc::strong_count(v) > 1) {
                // Its code runs, and looks at `valid`: the word has to stay.
                t.version = None;
                Box::leak(t);
            }
        }
        self.trees = kept;
        self.count = config().threshold << self.failures.min(20);
    }

    /// Optimises and compiles a tree.
    pub(crate) fn compile(&mut self, k: usize) {
        let t = &mut self.trees[k];
        t.pending = 0;
        let s = stats();
        let begin = Instant::now();
        let mut policy = std::mem::take(&mut t.policy);
        policy.generic |= !config().optimise;
        policy.fail = config().fail;
        let emitted = opt::optimise(&t.tree, &crate::runtime::shapes(), policy);
        t.policy = emitted.policy;
        let middle = Instant::now();
        s.optimise_ns += (middle - begin).as_nanos() as u64;
        // SAFETY: the code object lives as long as the tree.
        let place = unsafe { describe(self.code, self.header) };
        if config().dump {
            eprintln!("tree {} at {place}, raw:\n{}", t.number, crate::trees::print_raw(&t.tree));
            eprintln!("optimised:\n{}", ir::print(&emitted.func));
        }
        let values = emitted.func.exits.iter().map(|e| e.values.len()).max().unwrap_or(0);
        let operations: usize = emitted.func.blocks.iter().map(|b| b.insts.len()).sum();
        if values > crate::edge::EXIT_VALUES || operations > MAX_OPERATIONS {
            if config().log {
                eprintln!("jit: tree {} at {place} is too large to be compiled ({operations} operations)", t.number);
            }
            return;
        }
        if config().log {
            eprintln!(
                "jit: tree {} at {place}: {} recordings of {} operations, {operations} left, {} exits, {} rounds",
                t.number,
                t.tree.nodes.len(),
                t.tree.ops.len(),
                emitted.recipes.len(),
                t.policy.rounds,
            );
        }
        s.compilations += 1;
        let j = jit();
        j.next += 1;
        let job = Job { ticket: j.next, func: emitted.func, name: format!("pellucid:{place}") };
        t.job = Some((job.ticket, emitted.recipes));
        let job = if config().sync { Err(Box::new(job)) } else { crate::worker::submit(job) };
        match job {
            Ok(()) => {
                j.jobs.insert(j.next, self.header);
            }
            Err(job) => {
                let done = crate::worker::compile(&job);
                self.install(done);
            }
        }
    }

    /// Takes machine code that is ready.
    fn install(&mut self, done: Done) {
        let s = stats();
        s.compile_ns += done.nanoseconds;
        let Some(t) = self.trees.iter_mut().find(|t| t.job.as_ref().is_some_and(|j| j.0 == done.ticket)) else {
            return;
        };
        let Some((_, recipes)) = t.job.take() else { return };
        match done.code {
            Ok(code) => {
                s.code_bytes += code.size() as u64;
                let frames = recipes.iter().flat_map(|r| &r.frames);
                t.room = frames.map(|f| f.state.base as usize + f.slots.len()).max().unwrap_or(0);
                let counts = recipes.iter().map(|_| std::cell::Cell::new(0)).collect();
                t.version = Some(Rc::new(Version { code, recipes, counts }));
            }
            Err(e) => {
                if config().log {
                    eprintln!("jit: tree {} was not compiled: {e}", t.number);
                }
            }
        }
    }
}

/// Takes all machine code that is ready.
pub(crate) fn install_finished() {
    let j = jit();
    for done in crate::worker::finished() {
        if let Some(l) = j.jobs.remove(&done.ticket).and_then(|header| j.loops.get_mut(&header)) {
            l.install(done);
        }
    }
    if crate::worker::is_child() && !j.jobs.is_empty() {
        // The thread that would have compiled these is the parent's.
        for header in std::mem::take(&mut j.jobs).into_values() {
            let Some(l) = j.loops.get_mut(&header) else { continue };
            for k in 0..l.trees.len() {
                if l.trees[k].job.take().is_some() {
                    l.compile(k);
                }
            }
        }
    }
}

/// File and line of an instruction, with the function's name.
///
/// # Safety
/// The instruction is one of the code's.
pub(crate) unsafe fn describe(code: Gc<Code>, at: *const Inst) -> String {
    // SAFETY: promised by the caller.
    let line = code.line_of(unsafe { (*at).unit });
    format!("{}:{line} {}", code.filename, code.qualname)
}

/// The recordings of a tree as text.
pub(crate) fn print_raw(t: &Tree) -> String {
    use std::fmt::Write;
    let mut out = String::new();
    for (n, node) in t.nodes.iter().enumerate() {
        let _ = writeln!(out, "node {n}:");
        for i in node.start..node.end {
            let op = &t.ops[i as usize];
            let args: Vec<String> = op.inst.args.iter().map(|a| format!("r{}", a.0)).collect();
            let _ = write!(out, "  r{i} = {} {}", op.inst.code.name(), args.join(", "));
            let _ = write!(out, " {:#x}/{}", op.inst.imm, op.inst.aux);
            if op.snap != ir::tree::SnapId::NONE {
                let _ = write!(out, " s{}", op.snap.0);
            }
            if let Some(s) = op.suffix {
                let _ = write!(out, " -> node {}", s.0);
            }
            let _ = writeln!(out);
        }
        let _ = writeln!(out, "  {:?}", node.how);
    }
    out
}
