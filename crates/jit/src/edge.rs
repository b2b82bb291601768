//! Backward jumps of the interpreter: recording, entering machine code, leaving it.

use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use heap::Value;
use ir::tree::{NodeId, Tree};
use machine::traits::Step;
use object::code::Inst;
use object::frame::Frame;
use record::{Abort, Finish, Recorder, Start};

use crate::config::config;
use crate::rebuild::{Words, rebuild};
use crate::stats::stats;
use crate::trees::{Key, Loop, TreeState, Version, describe, jit};

/// Recordings of a loop that may come to nothing before it is left to the interpreter.
const MAX_FAILURES: u32 = 8;
/// Recordings of a tree.
const MAX_NODES: usize = 48;
/// Operations of a tree.
const MAX_TREE: usize = 30_000;
/// Trees of a loop, for different keys.
const MAX_TREES: usize = 4;
/// Backward jumps after which a loop looks again whether its machine code is ready.
const WAIT: u64 = 50;
/// How many times as often as a loop goes round a function is entered before it is recorded.
const ENTRIES: u64 = 3;
/// Words of one value that a tree tells apart.
const MAX_WORDS: usize = 8;
/// Bytecodes of a way through a function that is worth entering machine code for.
const MIN_BYTECODES: u32 = 40;
/// Frames that a tree may need above its root.
const FRAMES: usize = 32;
/// The size of the buffer of exits.
pub(crate) const EXIT_VALUES: usize = 512;

static PAUSED: AtomicBool = AtomicBool::new(false);

/// Leaves all machine code and enters none from now on, or allows it again.
pub fn pause(on: bool) {
    PAUSED.store(on, Ordering::Relaxed);
    if on {
        crate::trees::invalidate_all();
    }
}

/// A backward jump was taken, and the loop's count has come to zero (or the loop was never seen). The frame's registers
/// are saved, its pc at the header. Gives what the interpreter has to do.
///
/// # Safety
/// `jump` is an instruction of the running frame's code that jumped to the frame's pc.
pub unsafe fn edge(jump: *const Inst) -> Step {
    let frame = object::thread().frame;
    if PAUSED.load(Ordering::Relaxed) {
        // SAFETY: as below.
        unsafe {
            let l = (*jump).word as *mut Loop;
            if !l.is_null() {
                (*l).count = 1;
            }
        }
        return Step::Resume;
    }
    // SAFETY: loops are boxed and never freed; instructions are only written under the GIL, and the word of a backward
    // jump is empty or its loop's address.
    unsafe {
        let l = (*jump).word as *mut Loop;
        if !l.is_null() {
            let is_entry = (*jump).op == machine::optable::op::RESUME;
            if is_entry && config().on && object::thread().observers == 0 {
                // Without events, functions are recorded where they are called from: an entry of their own costs more than
                // it gives.
                (*l).count = config().threshold * ENTRIES;
                return Step::Resume;
            }
            if config().on {
                return run(l, frame);
            }
            (*l).count = u64::MAX;
            return Step::Resume;
        }
        let l = loop_at(frame, (*jump).op == machine::optable::op::RESUME);
        (*jump.cast_mut()).word = l as usize;
        if (*l).trees.is_empty() {
            return Step::Resume;
        }
        run(l, frame)
    }
}

/// The loop whose header the innermost frame is at.
unsafe fn loop_at(frame: *mut Frame<Value>, is_entry: bool) -> *mut Loop {
    // SAFETY: the frame is live and its registers are saved.
    let (header, code) = unsafe { ((*frame).pc, (*frame).code) };
    let c = config();
    let count = match (c.on, is_entry) {
        (true, false) => c.threshold,
        (true, true) => c.threshold * ENTRIES,
        (false, _) => u64::MAX,
    };
    let fresh = || Loop { count, header, code, trees: Vec::new(), failures: 0, missed: 0 };
    let l = &mut **jit().loops.entry(header).or_insert_with(|| Box::new(fresh()));
    if l.code != code {
        // The memory of a code object that is no more.
        *l = fresh();
    }
    l
}

/// # Safety
/// `l` is the loop of the innermost frame, whose registers are saved.
unsafe fn run(mut l: *mut Loop, frame: *mut Frame<Value>) -> Step {
    let mut arrived = true;
    // SAFETY: promised by the caller; nothing keeps a borrow of the loop while Python code may run.
    unsafe {
        crate::trees::install_finished();
        loop {
            let t = object::thread();
            let key = Key::of(&t, frame);
            if key.has_events() {
                // The tree relies on it.
                let _ = object::frame::frame_object(frame);
            }
            let found = (*l).trees.iter().position(|t| t.key == key);
            let Some(k) = found else {
                // Whoever comes here from elsewhere than the loop's end counts by itself.
                (*l).missed += 1;
                if !arrived && (*l).trees.is_empty() {
                    return Step::Resume;
                }
                let wait = if (*l).trees.is_empty() { 0 } else { config().exits };
                if (*l).missed < wait {
                    (*l).count = (*l).count.max(1);
                    return Step::Resume;
                }
                (*l).missed = 0;
                return start(l, key);
            };
            let tree: *mut TreeState = &raw mut *(&mut (*l).trees)[k];
            (*l).count = 1;
            if (*tree).busy || !has_room(&t, frame, (*tree).room) {
                return Step::Resume;
            }
            let Some(version) = (*tree).version.clone() else {
                // Being compiled; or it never will be.
                (*l).count = if (*tree).job.is_some() { WAIT } else { u64::MAX };
                return Step::Resume;
            };
            match enter(l, tree, &version, frame) {
                Left::Step(step) => return step,
                Left::At(next) => {
                    l = next;
                    arrived = false;
                    if object::thread().breaker.load(std::sync::atomic::Ordering::Relaxed) != 0 {
                        return Step::Resume;
                    }
                }
            }
        }
    }
}

fn has_room(t: &object::ThreadState, frame: *mut Frame<Value>, room: usize) -> bool {
    // SAFETY: the frame is live; the addresses are only compared.
    unsafe { frame.add(FRAMES) < t.frames_end && (*frame).slots.add(room + 1024) < t.slots_end }
}

/// Is there machine code that goes round the loop with this header?
fn is_compiled(header: *const Inst) -> bool {
    jit()
        .loops
        .get(&header)
        .is_some_and(|l| l.trees.iter().any(|t| t.goes_round() && t.version.is_some() && *t.valid == 0))
}

/// How machine code was left.
enum Left {
    Step(Step),
    /// At the header of a loop.
    At(*mut Loop),
}

/// Runs a tree's machine code.
///
/// # Safety
/// The frame is the innermost one, its registers are saved, and it fits the tree's key; the tree is one of the loop's.
unsafe fn enter(l: *mut Loop, tree: *mut TreeState, version: &Rc<Version>, frame: *mut Frame<Value>) -> Left {
    let mut buffer = std::mem::MaybeUninit::<[u64; EXIT_VALUES]>::uninit();
    let t = object::thread();
    // SAFETY: the frame is the innermost one and fits the tree's key; the version is kept alive.
    unsafe {
        let inputs = [(*frame).slots as u64, frame as u64, t.as_ptr() as u64];
        stats().entries += 1;
        let exit = (version.code.entry())(inputs.as_ptr(), buffer.as_mut_ptr().cast()) as usize;
        stats().exits += 1;
        let recipe = &version.recipes[exit];
        if recipe.direct {
            if config().log_exits {
                eprintln!(
                    "jit: tree {}: exit {exit} at a header or the end, directly: {}",
                    (*tree).number,
                    describe((*frame).code, (*frame).pc)
                );
            }
            return if recipe.at_header { at_header(&version.next[exit], frame) } else { Left::Step(Step::Resume) };
        }
        // SAFETY: machine code wrote the values that the recipe asks for; the others are words of whatever content.
        let words = Words::new(recipe, &*buffer.as_ptr());
        rebuild(recipe, &words, frame);
        let count = version.counts[exit].get() + 1;
        version.counts[exit].set(count);
        if config().log_exits {
            let f = object::thread().frame;
            let guard = recipe.guard.map_or_else(|| "the end".to_owned(), |g| format!("r{}", g.0));
            let here = describe((*f).code, (*f).pc);
            eprintln!("jit: tree {}: exit {exit} at {guard}, {} results: {here}", (*tree).number, recipe.replay.len());
        }
        let mut replay: Vec<Option<usize>> = recipe.replay.iter().map(|s| Some(words.word(*s))).collect();
        if recipe.raises {
            replay.push(None);
        }
        let usable = *(*tree).valid == 0 && !(*tree).busy;
        if let Some(load) = recipe.guard
            && usable
            && count == config().exits
            && (*tree).tree.op(load).inst.code == ir::Code::LoadI
        {
            // Two names of one list, where two lists were expected.
            (&mut (*tree).tree.ops)[load.index()].aliased = true;
            compile(l, tree);
        }
        if let Some(role) = &recipe.expects
            && usable
            && count == config().exits
            && (*tree).job.is_none()
        {
            // The loop's body begins with a type that was there once, and is another one now.
            (*tree).policy.untyped.insert(role.clone());
            compile(l, tree);
        }
        if let Some(guard) = recipe.guard
            && usable
            && count >= config().exits
            && count.is_multiple_of(config().exits)
            && jit().recorders.is_empty()
            && !crate::trees::is_at_limit()
            && (*tree).tree.nodes.len() < MAX_NODES
            && (*tree).tree.ops.len() < MAX_TREE
            && (*tree).tree.op(guard).suffix.is_none()
            && (*tree).tree.op(guard).inst.code.effect() == ir::Effect::Guard
            && (*tree).tree.op(guard).inst.code != ir::Code::GuardWord32
            && !(*tree).tree.op(guard).forced
            && !is_fickle(&(*tree).tree, guard)
        {
            return Left::Step(record_suffix(l, tree, recipe.snap, guard, replay));
        }
        // A way that was recorded waits for others, so that machine code is not made anew for each; but not for ever.
        let recorded = recipe.guard.filter(|g| usable && (*tree).tree.op(*g).suffix.is_some());
        if let Some(guard) = recorded
            && (count == 8 * config().exits || count == 32 * config().exits)
            && (*tree).job.is_none()
        {
            let op = &mut (&mut (*tree).tree.ops)[guard.index()];
            if (*tree).pending == 0 && !std::mem::replace(&mut op.everywhere, true) {
                // The machine code has it in the loop only. The loop is short, and the way is wanted before it too.
                (*tree).pending += 1;
            }
            let late = count == 32 * config().exits && (*tree).pending > 0;
            if late || (*tree).pending * 3 >= (*tree).tree.nodes.len() {
                compile(l, tree);
            }
        }
        if !replay.is_empty() {
            return Left::Step(replay_one(recipe, replay));
        }
        let f = object::thread().frame;
        // Where a guard failed, the interpreter has to go on: the entry would meet it again at once.
        let ends = recipe.guard.is_none() && f == frame && (*f).step == 0;
        if ends && (*f).pc == (*l).header { Left::At(l) } else { Left::Step(Step::Resume) }
    }
}

/// Has the guard's value turned out to be another one so often that it is not worth following each?
fn is_fickle(tree: &Tree, guard: ir::Ref) -> bool {
    let op = tree.op(guard);
    let same = |o: &&ir::tree::RawOp| o.inst.code == ir::Code::GuardIs && o.inst.args == op.inst.args;
    op.inst.code == ir::Code::GuardIs && tree.ops.iter().filter(same).count() >= MAX_WORDS
}

/// The loop whose header a frame is at, remembered for the exit.
unsafe fn at_header(known: &std::cell::Cell<*mut Loop>, frame: *mut Frame<Value>) -> Left {
    // SAFETY: loops are never freed; the frame is the innermost one.
    unsafe {
        let header = (*frame).pc;
        if known.get().is_null() || (*known.get()).header != header {
            known.set(loop_at(frame, false));
        }
        Left::At(known.get())
    }
}

/// Completes the bytecode at an exit whose first calls were made.
///
/// # Safety
/// The recipe's frames were just rebuilt.
unsafe fn replay_one(recipe: &opt::Recipe, replay: Vec<Option<usize>>) -> Step {
    stats().replays += 1;
    // SAFETY: the frames were rebuilt for the snapshot.
    unsafe {
        let mut small = Tree::default();
        let snap = lone_snapshot(&mut small, recipe, &replay);
        let mut rec = Recorder::new(
            Start::Suffix { tree: small, snap, replay, header: std::ptr::null(), guard: None },
            std::ptr::null(),
            is_compiled,
        );
        at_work(&mut rec, Recorder::replay_one)
    }
}

/// A tree that consists of one snapshot, all of whose values are unknown inputs.
fn lone_snapshot(tree: &mut Tree, recipe: &opt::Recipe, replay: &[Option<usize>]) -> ir::tree::SnapId {
    use ir::tree::{FrameState, SnapId, Snapshot};
    use ir::{Code, Inst as Op, Ref};
    for n in 0..3 {
        tree.push(Op::with(Code::Input, &[], n, 0), SnapId::NONE);
    }
    // Each of them is a value of its own, of which the recorder may learn something.
    let mut unknown = || tree.push(Op::with(Code::LoadAt, &[Ref(0)], 0, record::alias::VOLATILE), SnapId::NONE);
    let mut frames = Vec::new();
    for f in &recipe.frames {
        let slots = f.slots.iter().map(|s| if *s == opt::Src::Empty { Ref::NONE } else { unknown() }).collect();
        let object = if f.object == opt::Src::Empty { Ref::NONE } else { unknown() };
        let generator = if f.generator == opt::Src::Empty { Ref::NONE } else { unknown() };
        let func = unknown();
        frames.push(std::sync::Arc::new(FrameState { slots, func, object, generator, ..(*f.state).clone() }));
    }
    let replay = replay.iter().filter(|w| w.is_some()).map(|_| unknown()).collect();
    tree.snaps.push(Snapshot { frames, replay, observing: recipe.observing });
    SnapId(0)
}

/// Makes a tree's machine code anew.
unsafe fn compile(l: *mut Loop, tree: *mut TreeState) {
    // SAFETY: loops are never freed.
    unsafe {
        if let Some(k) = (*l).trees.iter().position(|t| std::ptr::eq(&raw const **t, tree)) {
            (*l).compile(k);
        }
    }
}

/// Lets a recorder work, known to the collector.
fn at_work<R>(rec: &mut Box<Recorder>, work: impl FnOnce(&mut Recorder) -> R) -> R {
    if jit().recorders.is_empty() {
        jit().changed.clear();
        jit().functions_changed = false;
    }
    jit().recorders.push(&raw const **rec);
    let r = work(rec);
    jit().recorders.pop();
    r
}

/// Whether a class changed, while a recording was made, that it relies on: perhaps by what was recorded.
fn is_stale(rec: &Recorder) -> bool {
    let changed = &jit().changed;
    jit().functions_changed || !changed.is_empty() && rec.deps.iter().any(|c| changed.contains(&(c.as_ptr() as usize)))
}

/// Records a loop for the first time.
unsafe fn start(l: *mut Loop, key: Key) -> Step {
    // SAFETY: as for `run`.
    unsafe {
        let again = config().threshold << (*l).failures.min(20);
        if !key.is_recorded()
            || crate::trees::is_at_limit()
            || !jit().recorders.is_empty()
            || (*l).trees.len() >= MAX_TREES
            || !has_room(&object::thread(), object::thread().frame, 1 << 14)
        {
            (*l).count = again.max(50);
            return Step::Resume;
        }
        if (*l).failures > MAX_FAILURES {
            (*l).count = u64::MAX;
            return Step::Resume;
        }
        let begin = Instant::now();
        let valid = Box::new(0u32);
        let mut rec = Recorder::new(Start::Root((*l).header), &raw const *valid, is_compiled);
        let run = at_work(&mut rec, Recorder::run);
        let s = stats();
        s.record_ns += begin.elapsed().as_nanos() as u64;
        // A way to the header of another loop is worth having.
        let joins = matches!(rec.tree.nodes.last(), Some(n) if matches!(n.how, ir::tree::End::Header(_)) && n.end - n.start > 4);
        let worthwhile = rec.executed >= MIN_BYTECODES;
        let is_way =
            rec.is_entry() && worthwhile && matches!(run.finish, Finish::Left(Abort::LeftLoop | Abort::Recursion));
        match run.finish {
            Finish::Left(why) if !(joins && (worthwhile || !rec.is_entry()) || is_way) => {
                s.aborts += 1;
                // The function whose loop went round too often will not be part of the next recording.
                (*l).failures += u32::from(why != Abort::Unrolled);
                (*l).count = config().threshold << (*l).failures.min(20);
                if config().log {
                    let f = object::thread().frame;
                    let (at, here) = (describe((*l).code, (*l).header), describe((*f).code, (*f).pc));
                    eprintln!("jit: loop at {at}: not recorded: {} ({here})", why.words());
                }
            }
            _ if is_stale(&rec) => {
                s.aborts += 1;
                (*l).failures += 1;
                (*l).count = config().threshold << (*l).failures.min(20);
            }
            _ => {
                s.recordings += 1;
                let j = jit();
                j.next += 1;
                let deps = std::mem::take(&mut rec.deps);
                watch(&deps, (*l).header);
                (*l).trees.push(Box::new(TreeState {
                    tree: std::mem::take(&mut rec.tree),
                    key,
                    policy: opt::Policy::default(),
                    version: None,
                    valid,
                    deps,
                    busy: false,
                    number: j.next,
                    room: 0,
                    frozen: std::cell::Cell::default(),
                    pending: 0,
                    job: None,
                }));
                let k = (*l).trees.len() - 1;
                (*l).compile(k);
                (*l).count = 1;
            }
        }
        run.step
    }
}

fn watch(deps: &[object::Gc<object::Class>], header: *const Inst) {
    let j = jit();
    for c in deps {
        let w = j.watchers.entry(c.as_ptr() as usize).or_default();
        if !w.contains(&header) {
            w.push(header);
        }
    }
}

/// Records what happens where a guard fails.
///
/// # Safety
/// The frames were just rebuilt for the snapshot, which is one of the tree's, a tree of this loop.
unsafe fn record_suffix(
    l: *mut Loop,
    tree: *mut TreeState,
    snap: ir::tree::SnapId,
    guard: ir::Ref,
    replay: Vec<Option<usize>>,
) -> Step {
    // SAFETY: as for `run`; the tree is not freed while it is busy.
    unsafe {
        let begin = Instant::now();
        (*tree).busy = true;
        let (ops, nodes) = ((*tree).tree.ops.len(), (*tree).tree.nodes.len());
        let all = std::mem::take(&mut (*tree).tree);
        let start = Start::Suffix { tree: all, snap, replay, header: (*l).header, guard: Some(guard) };
        let mut rec = Recorder::new(start, &raw const *(*tree).valid, is_compiled);
        rec.deps = std::mem::take(&mut (*tree).deps);
        let run = at_work(&mut rec, Recorder::run);
        if is_stale(&rec) {
            // The tree's own classes were in the recorder's hands, so the tree was not dropped when the class changed. It is
            // busy still, so that it stays in memory for the code that comes from it.
            (*tree).tree = std::mem::take(&mut rec.tree);
            (*l).drop_trees(&|t| std::ptr::eq(t, tree));
            return run.step;
        }
        (*tree).tree = std::mem::take(&mut rec.tree);
        (*tree).deps = std::mem::take(&mut rec.deps);
        (*tree).busy = false;
        let s = stats();
        s.record_ns += begin.elapsed().as_nanos() as u64;
        if *(*tree).valid != 0 {
            return run.step;
        }
        watch(&(*tree).deps, (*l).header);
        let progress = (*tree).tree.nodes.last().is_some_and(|n| n.end > n.start)
            && (&(*tree).tree.ops)[ops..]
                .iter()
                .any(|o| !matches!(o.inst.code, ir::Code::Word | ir::Code::Raw | ir::Code::Float));
        if config().log {
            let f = object::thread().frame;
            let here = describe((*f).code, (*f).pc);
            let how = match &run.finish {
                Finish::Closed => "closed",
                Finish::Left(why) => why.words(),
            };
            eprintln!("jit: tree {}: suffix of r{}: {how} ({here})", (*tree).number, guard.0);
        }
        if !progress || matches!(run.finish, Finish::Left(Abort::Unrolled)) {
            s.aborts += 1;
            (*tree).tree.nodes.truncate(nodes);
            return run.step;
        }
        s.suffixes += 1;
        (&mut (*tree).tree.ops)[guard.index()].suffix = Some(NodeId(nodes as u32));
        (*tree).pending += 1;
        if (*tree).job.is_none() && (*tree).pending * 3 >= (*tree).tree.nodes.len() {
            compile(l, tree);
        }
        run.step
    }
}
