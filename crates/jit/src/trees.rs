//! Loops and their trees.

use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;

use backend::Compiled;
use heap::{Marker, Pass, Value};
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
    /// How often no tree fitted, since one was recorded.
    pub missed: u32,
}

/// What a tree takes for granted of the thread and the frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Key {
    pub observers: u32,
    /// How many callbacks of observers run, and the trace function.
    pub tracing: u32,
    pub trace_func: usize,
    /// Where the frame's events stand.
    pub last_line: i32,
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
    pub(crate) unsafe fn of(t: &ThreadState, f: *mut Frame<Value>) -> Key {
        // SAFETY: promised by the caller.
        unsafe {
            machine::events::settle_line(&mut *f);
            Key {
                observers: t.observers,
                tracing: t.tracing,
                trace_func: t.trace_func.map_or(0, Value::bits),
                last_line: (*f).last_line,
                locals: (*f).locals.map_or(0, Value::bits),
                depth: (*f).sp.offset_from((*f).slots) as u32,
            }
        }
    }
}

impl Key {
    /// Can what observers want to hear be recorded? Profile functions and tools cannot.
    pub(crate) fn is_recorded(&self) -> bool {
        self.observers & !object::state::observers::TRACE == 0 || self.tracing > 0
    }

    /// Does a trace function hear of the frame?
    pub(crate) fn has_events(&self) -> bool {
        self.observers & object::state::observers::LEGACY != 0 && self.tracing == 0
    }
}

/// One compilation of a tree.
pub(crate) struct Version {
    pub code: Compiled,
    pub recipes: Vec<Recipe>,
    /// What the machine code's calls remember: the set of the last call and the key are values.
    pub cells: Vec<Box<[u64]>>,
    /// Exits so far, for each.
    pub counts: Vec<Cell<u32>>,
    /// The loop whose header the exit is at, where that is known.
    pub next: Vec<Cell<*mut Loop>>,
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
    /// The ticket of what is being compiled.
    pub job: Option<u64>,
    /// Recordings that the machine code does not have yet.
    pub pending: usize,
    /// Slots above the root frame's that frames of the tree may use.
    pub room: usize,
    /// How many operations, snapshots and classes it had in the last full collection.
    pub frozen: Cell<(usize, usize, usize)>,
}

impl TreeState {
    /// Does it come back to its header, or does it just lead to another one?
    pub(crate) fn goes_round(&self) -> bool {
        self.tree.nodes.iter().any(|n| matches!(n.how, ir::tree::End::Loop(_)))
    }
}

pub(crate) struct Jit {
    pub loops: HashMap<*const Inst, Box<Loop>>,
    /// Loops with trees that depend on a class.
    pub watchers: HashMap<usize, Vec<*const Inst>>,
    /// All machine code that there is, also what only runs to its end.
    pub versions: Vec<std::rc::Weak<Version>>,
    /// Recorders at work, innermost last.
    pub recorders: Vec<*const Recorder>,
    /// Addresses of the classes that have changed since the outermost of them began, and whether a watched function has.
    pub changed: Vec<usize>,
    pub functions_changed: bool,
    pub next: u64,
    /// Loops whose machine code is being made, by ticket.
    pub jobs: HashMap<u64, *const Inst>,
}

static mut JIT: Option<Jit> = None;

/// The JIT's state.
pub(crate) fn jit() -> &'static mut Jit {
    // SAFETY: under the GIL; borrows are short and do not run Python code.
    unsafe {
        JIT.get_or_insert_with(|| Jit {
            loops: HashMap::new(),
            watchers: HashMap::new(),
            recorders: Vec::new(),
            versions: Vec::new(),
            changed: Vec::new(),
            functions_changed: false,
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
            // What a tree refers to is there for good, and only grows.
            let size = (t.tree.ops.len(), t.tree.snaps.len(), t.deps.len());
            match m.pass() {
                Pass::Young if t.frozen.get() == size => continue,
                Pass::Full => t.frozen.set(size),
                Pass::Young | Pass::Walk => {}
            }
            record::mark_tree(&t.tree, m);
            for c in &t.deps {
                m.word(c.as_ptr() as usize);
            }
        }
    }
    j.versions.retain(|v| v.strong_count() > 0);
    for v in j.versions.iter().filter_map(std::rc::Weak::upgrade) {
        for c in &v.cells {
            m.word(c[0] as usize);
            m.word(c[2] as usize);
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

/// A function whose code or defaults trees may have taken for granted has got others.
pub fn function_modified() {
    // SAFETY: under the GIL.
    if unsafe { JIT.is_some() } {
        jit().functions_changed = true;
    }
    invalidate_all();
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

/// Has as much been compiled as the user wants?
pub(crate) fn is_at_limit() -> bool {
    config().limit.is_some_and(|most| stats().compilations >= most)
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
        if is_at_limit() {
            return;
        }
        let mut policy = std::mem::take(&mut t.policy);
        policy.generic |= !config().optimise;
        policy.fail = config().fail;
        // SAFETY: the code object lives as long as the tree.
        let place = unsafe { describe(self.code, self.header) };
        s.compilations += 1;
        let j = jit();
        j.next += 1;
        let job = Job {
            ticket: j.next,
            number: t.number,
            tree: t.tree.clone(),
            policy,
            shapes: crate::runtime::shapes(),
            config: *config(),
            place,
        };
        t.job = Some(job.ticket);
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
        s.optimise_ns += done.optimising_ns;
        s.compile_ns += done.compiling_ns;
        let Some(t) = self.trees.iter_mut().find(|t| t.job == Some(done.ticket)) else { return };
        t.job = None;
        t.policy = done.policy;
        let recipes = done.recipes;
        match done.code {
            Ok(code) => {
                s.code_bytes += code.size() as u64;
                let frames = recipes.iter().flat_map(|r| &r.frames);
                t.room = frames.map(|f| f.state.base as usize + f.slots.len()).max().unwrap_or(0);
                let counts = recipes.iter().map(|_| Cell::new(0)).collect();
                let next = recipes.iter().map(|_| Cell::new(std::ptr::null_mut())).collect();
                let version = Rc::new(Version { code, recipes, cells: done.cells, counts, next });
                jit().versions.push(Rc::downgrade(&version));
                t.version = Some(version);
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
#[inline]
pub(crate) fn install_finished() {
    if crate::worker::is_ready() || crate::worker::is_child() {
        install_all();
    }
}

#[cold]
fn install_all() {
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
