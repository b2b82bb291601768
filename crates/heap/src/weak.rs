//! Weak references and finalizers.
//!
//! A weak owner is a cell whose second word holds its target's bits. A cell with a finalizer is kept once when it dies
//! (PEP 442): it and all it reaches are marked again, and it is queued; the interpreter runs the finalizer later, and
//! the next time the cell dies it dies.
//!
//! Order inside a collection, after marking: (1) live owners with dead targets are cleared and queued, so that a weak
//! reference never shows an object whose finalizer is about to run; (2) dead cells with finalizers are resurrected;
//! (3) owners that are dead still are forgotten, and resurrected owners lose targets that are dead still, without being
//! queued (CPython calls no callback of a reference that was garbage itself).

use std::collections::{HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::gc::Hold;
use crate::gilcell::GilCell;
use crate::mark::{Finder, Found, Marker};

pub(crate) struct Weak {
    owners: Vec<*mut u8>,
    finalizers: Vec<*mut u8>,
    cleared: VecDeque<*mut u8>,
    finalizable: VecDeque<*mut u8>,
    hook: Option<fn()>,
}

pub(crate) static WEAK: GilCell<Weak> = GilCell::new(Weak {
    owners: Vec::new(),
    finalizers: Vec::new(),
    cleared: VecDeque::new(),
    finalizable: VecDeque::new(),
    hook: None,
});

static PENDING: AtomicBool = AtomicBool::new(false);

/// Watches the weak slot (second word) of `owner`, whose shape has `weak_slot`, until it is cleared or the owner dies.
pub fn register_weak(owner: *mut u8) {
    WEAK.with(|weak| weak.owners.push(owner));
}

/// Calls `f` with each registered owner whose target was not found dead yet. `f` may allocate; no collection happens
/// meanwhile, and owners registered meanwhile are not visited.
pub fn for_each_weak_owner(f: &mut dyn FnMut(*mut u8)) {
    let _hold = Hold::new();
    let owners = WEAK.with(|weak| weak.owners.clone());
    owners.into_iter().for_each(f);
}

/// Queues `p` for its finalizer when it dies the next time.
pub fn register_finalizer(p: *mut u8) {
    WEAK.with(|weak| weak.finalizers.push(p));
}

/// Whether `f`, which must not allocate, holds for some object with a finalizer.
pub fn any_finalizer(mut f: impl FnMut(*mut u8) -> bool) -> bool {
    WEAK.with(|weak| weak.finalizers.iter().any(|&cell| f(cell)))
}

/// Whether the finalizer of `p` is still to be run.
pub fn awaits_finalizer(p: *mut u8) -> bool {
    WEAK.with(|weak| weak.finalizers.contains(&p) || weak.finalizable.contains(&p))
}

/// Queues every object that still has a finalizer, dead or alive, the youngest first; for the end of the process.
pub fn queue_finalizers() {
    WEAK.with(|weak| {
        let all = std::mem::take(&mut weak.finalizers);
        weak.finalizable.extend(all.into_iter().rev());
        PENDING.store(!weak.cleared.is_empty() || !weak.finalizable.is_empty(), Ordering::Relaxed);
    });
}

/// An owner whose target died, in the order of registration, once each.
pub fn take_cleared() -> Option<*mut u8> {
    take(|weak| &mut weak.cleared)
}

/// A dead cell whose finalizer is to be run, once each: before those that it reaches and that died with it.
pub fn take_finalizable() -> Option<*mut u8> {
    take(|weak| &mut weak.finalizable)
}

fn take(queue: fn(&mut Weak) -> &mut VecDeque<*mut u8>) -> Option<*mut u8> {
    WEAK.with(|weak| {
        let taken = queue(weak).pop_front();
        PENDING.store(!weak.cleared.is_empty() || !weak.finalizable.is_empty(), Ordering::Relaxed);
        taken
    })
}

/// Whether one of the queues holds something.
#[inline]
pub fn pending_callbacks() -> bool {
    PENDING.load(Ordering::Relaxed)
}

/// Sets a function that is called at the end of a collection that queued something.
pub fn set_pending_hook(hook: fn()) {
    WEAK.with(|weak| weak.hook = Some(hook));
}

/// The queues are roots.
pub(crate) fn mark_queues(marker: &mut Marker) {
    WEAK.with(|weak| {
        for &cell in weak.cleared.iter().chain(&weak.finalizable) {
            marker.word(cell as usize);
        }
    });
}

/// Whether the cell that `word` refers to is about to be swept. Immediates, null and immortal cells never are.
fn is_dead(finder: &Finder, word: usize) -> bool {
    word & 3 == 0 && finder.find(word).is_some_and(|found| !found.is_marked())
}

/// Does the three steps of the module's text. Returns whether something was queued.
pub(crate) fn after_marking(marker: &mut Marker) -> bool {
    let finder = marker.finder();
    WEAK.with(|weak| {
        let before = weak.cleared.len() + weak.finalizable.len();
        let Weak { owners, finalizers, cleared, finalizable, .. } = weak;
        owners.retain(|&owner| {
            let keep = is_dead(&finder, owner as usize) || !clear_if_dead(&finder, owner);
            if !keep {
                cleared.push_back(owner);
            }
            keep
        });
        let mut dead = Vec::new();
        finalizers.retain(|&cell| {
            let is_dead = is_dead(&finder, cell as usize);
            if is_dead {
                dead.push(cell);
            }
            !is_dead
        });
        finalizable.extend(resurrect(&finder, dead));
        owners.retain(|&owner| !is_dead(&finder, owner as usize) && !clear_if_dead(&finder, owner));
        let queued = cleared.len() + finalizable.len();
        PENDING.store(queued != 0, Ordering::Relaxed);
        queued > before
    })
}

/// Marks dead cells with finalizers and all they reach. Gives these cells in the order in which their finalizers run: each
/// before the ones that it reaches, as far as cycles allow, because a buffered stream must be flushed before the file below
/// it is closed. (Where an object dies at once, its own references keep the others alive until its finalizer has run.)
fn resurrect(finder: &Finder, dead: Vec<*mut u8>) -> Vec<*mut u8> {
    enum Step {
        Enter(Found),
        Leave(*mut u8),
    }
    let with_finalizers: HashSet<*mut u8> = dead.iter().copied().collect();
    let mut scanner = Marker::collecting();
    // Depth first: a cell is left after all that it reaches. Reversed, that is the order wanted.
    let mut order = Vec::with_capacity(dead.len());
    let mut steps = Vec::new();
    for cell in dead {
        steps.extend(finder.find(cell as usize).map(Step::Enter));
        while let Some(step) = steps.pop() {
            match step {
                Step::Enter(found) if found.mark() => {
                    if with_finalizers.contains(&found.cell) {
                        steps.push(Step::Leave(found.cell));
                    }
                    let unmarked = scanner.referents_of(found).into_iter().filter(|f| !f.is_marked());
                    steps.extend(unmarked.map(Step::Enter));
                }
                Step::Enter(_) => {}
                Step::Leave(cell) => order.push(cell),
            }
        }
    }
    order.reverse();
    order
}

/// Zeroes the slot of a live owner whose target is dead; says whether it did.
fn clear_if_dead(finder: &Finder, owner: *mut u8) -> bool {
    // SAFETY: a registered owner has a weak slot, and its memory is intact: it is live, or was until this collection.
    unsafe {
        let slot = owner.cast::<usize>().add(1);
        let dead = is_dead(finder, *slot);
        if dead {
            *slot = 0;
        }
        dead
    }
}

/// Calls the pending hook.
pub(crate) fn notify() {
    if let Some(hook) = WEAK.with(|weak| weak.hook) {
        hook();
    }
}
