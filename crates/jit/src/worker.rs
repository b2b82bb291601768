//! Optimising and compiling on a thread of its own, so that the program goes on meanwhile.
//!
//! # Invariants
//! 1. The thread touches neither the heap nor the JIT's state: it gets a copy of a tree and gives machine code back.
//! 2. It handles no signals: those are the program's.
//! 3. A fork waits until it holds no lock (`WORK`); the child has no such thread, and compiles by itself.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};

use backend::Compiled;
use ir::tree::Tree;
use opt::{Policy, Recipe, Shapes};

use crate::config::Config;

/// What is to be compiled.
pub(crate) struct Job {
    pub ticket: u64,
    /// The tree's number, for the log.
    pub number: u64,
    pub tree: Tree,
    pub policy: Policy,
    pub shapes: Shapes,
    pub config: Config,
    /// File, line and function of the header.
    pub place: String,
}

/// What came of it.
pub(crate) struct Done {
    pub ticket: u64,
    pub code: Result<Compiled, String>,
    pub recipes: Vec<Recipe>,
    pub cells: Vec<Box<[u64]>>,
    pub policy: Policy,
    pub optimising_ns: u64,
    pub compiling_ns: u64,
}

/// Operations that a compiled function may have.
const MAX_OPERATIONS: usize = 16_000;

static DONE: Mutex<Vec<Done>> = Mutex::new(Vec::new());
/// Is there something in `DONE`?
static READY: AtomicBool = AtomicBool::new(false);
/// This process is the child of a fork: the thread is not in it.
static CHILD: AtomicBool = AtomicBool::new(false);

/// The handlers of forks are registered once: two of them would lock twice.
static FORKS: std::sync::Once = std::sync::Once::new();
/// Held while the thread works.
static mut WORK: libc::pthread_mutex_t = libc::PTHREAD_MUTEX_INITIALIZER;
static mut SENDER: Option<Sender<Job>> = None;

extern "C" fn before_fork() {
    // SAFETY: a plain mutex; the forking thread does not hold it.
    unsafe { libc::pthread_mutex_lock(&raw mut WORK) };
}
extern "C" fn after_fork_parent() {
    // SAFETY: locked by `before_fork` on this very thread.
    unsafe { libc::pthread_mutex_unlock(&raw mut WORK) };
}
extern "C" fn after_fork_child() {
    CHILD.store(true, Ordering::Relaxed);
    // SAFETY: as above; the child's only thread is the one that locked it.
    unsafe { libc::pthread_mutex_unlock(&raw mut WORK) };
}

/// Optimises and compiles one tree.
pub(crate) fn compile(job: &Job) -> Done {
    let begin = std::time::Instant::now();
    let emitted = opt::optimise(&job.tree, &job.shapes, job.policy.clone());
    let middle = std::time::Instant::now();
    if job.config.dump {
        eprintln!("tree {} at {}, raw:\n{}", job.number, job.place, crate::trees::print_raw(&job.tree));
        eprintln!("optimised:\n{}", ir::print(&emitted.func));
        for (n, recipe) in emitted.recipes.iter().enumerate() {
            eprint!("  recipe of e{n}:\n{recipe}");
        }
    }
    let values = emitted.func.exits.iter().map(|e| e.values.len()).max().unwrap_or(0);
    let operations: usize = emitted.func.blocks.iter().map(|b| b.insts.len()).sum();
    if job.config.log {
        eprintln!(
            "jit: tree {} at {}: {} recordings of {} operations, {operations} left, {} exits, {} rounds",
            job.number,
            job.place,
            job.tree.nodes.len(),
            job.tree.ops.len(),
            emitted.recipes.len(),
            emitted.policy.rounds,
        );
    }
    let code = if values > crate::edge::EXIT_VALUES || operations > MAX_OPERATIONS {
        Err(format!("it is too large ({operations} operations)"))
    } else {
        let rt = crate::runtime::runtime();
        let name = format!("pellucid:{}", job.place);
        match catch_unwind(AssertUnwindSafe(|| backend::compile(&emitted.func, &rt, &name))) {
            Ok(Ok(code)) => Ok(code),
            Ok(Err(e)) => Err(e.to_string()),
            Err(_) => Err("the code generator failed".to_owned()),
        }
    };
    Done {
        ticket: job.ticket,
        code,
        recipes: emitted.recipes,
        cells: emitted.cells,
        policy: emitted.policy,
        optimising_ns: (middle - begin).as_nanos() as u64,
        compiling_ns: middle.elapsed().as_nanos() as u64,
    }
}

/// Gives a job to the thread; gives it back when there is none.
pub(crate) fn submit(job: Job) -> Result<(), Box<Job>> {
    if CHILD.load(Ordering::Relaxed) {
        return Err(Box::new(job));
    }
    // SAFETY: under the GIL.
    let sender = unsafe { &mut SENDER };
    if sender.is_none() {
        *sender = start();
    }
    match sender {
        Some(s) => s.send(job).map_err(|e| Box::new(e.0)),
        None => Err(Box::new(job)),
    }
}

fn start() -> Option<Sender<Job>> {
    let (sender, jobs) = channel::<Job>();
    // What the thread will ask for is looked up here, under the GIL.
    let _ = crate::runtime::runtime();
    // SAFETY: the handlers are functions of this module. Signals are blocked while the thread is made, because it
    // inherits the mask, and unblocked again here.
    unsafe {
        FORKS.call_once(|| {
            libc::pthread_atfork(Some(before_fork), Some(after_fork_parent), Some(after_fork_child));
        });
        let (mut all, mut old) = (std::mem::zeroed(), std::mem::zeroed());
        libc::sigfillset(&raw mut all);
        libc::pthread_sigmask(libc::SIG_SETMASK, &raw const all, &raw mut old);
        let thread = std::thread::Builder::new().name("pellucid-jit".to_owned()).stack_size(8 << 20);
        let made = thread.spawn(move || {
            for job in jobs {
                libc::pthread_mutex_lock(&raw mut WORK);
                let done = compile(&job);
                if let Ok(mut all) = DONE.lock() {
                    all.push(done);
                }
                READY.store(true, Ordering::Release);
                libc::pthread_mutex_unlock(&raw mut WORK);
            }
        });
        libc::pthread_sigmask(libc::SIG_SETMASK, &raw const old, std::ptr::null_mut());
        made.is_ok().then_some(sender)
    }
}

/// Is this process without the thread that other processes' trees wait for?
pub(crate) fn is_child() -> bool {
    CHILD.load(Ordering::Relaxed)
}

/// Has anything been compiled since the last time?
#[inline]
pub(crate) fn is_ready() -> bool {
    READY.load(Ordering::Relaxed)
}

/// What has been compiled since the last time.
pub(crate) fn finished() -> Vec<Done> {
    if !READY.swap(false, Ordering::Acquire) {
        return Vec::new();
    }
    DONE.lock().map(|mut all| std::mem::take(&mut *all)).unwrap_or_default()
}
