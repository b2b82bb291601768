//! Weak references, finalizers, resurrection.

use super::*;

/// The second word is weak.
static WEAK: Shape = Shape { head: NO_MAP, scan: Scan::Words, drop: None, weak_slot: true };

#[repr(C)]
struct WeakRef {
    head: Head,
    target: Option<Value>,
    strong: Option<Value>,
}

fn weak(target: Value, strong: Option<Value>) -> *mut WeakRef {
    let owner = alloc::new(&WEAK, WeakRef { head: NO_MAP, target: Some(target), strong });
    register_weak(owner.cast());
    owner
}

/// Empties both queues of what other tests left.
fn settle() {
    for _ in 0..3 {
        full_collect();
        while take_cleared().is_some() {}
        while take_finalizable().is_some() {}
    }
}

fn cleared() -> Vec<*mut u8> {
    std::iter::from_fn(take_cleared).collect()
}

fn finalizable() -> Vec<*mut u8> {
    std::iter::from_fn(take_finalizable).collect()
}

#[inline(never)]
fn weak_garbage(n: usize) -> RootVec {
    (0..n).map(|i| Value::from_ptr(weak(node(None, i), Some(node(None, i))))).collect()
}

#[test]
fn dead_targets_are_cleared_and_reported_once() {
    with_heap(|| {
        settle();
        let kept = node(None, 123);
        let to_kept = weak(kept, None);
        let owners = weak_garbage(100);
        full_collect();
        assert!(pending_callbacks());
        let reported = cleared();
        assert!(reported.len() >= 95, "{}", reported.len());
        assert!(!pending_callbacks());
        for &owner in &reported {
            // SAFETY: the owners are rooted.
            let owner = unsafe { &*owner.cast::<WeakRef>() };
            assert!(owner.target.is_none() && owner.strong.is_some());
        }
        let addresses: Vec<usize> = owners.iter().map(|value| value.bits()).collect();
        let mut order = reported.iter().map(|&owner| addresses.iter().position(|&a| a == owner as usize).unwrap());
        assert!(order.clone().zip(order.by_ref().skip(1)).all(|(a, b)| a < b), "order of registration");
        full_collect();
        assert!(cleared().iter().all(|owner| !reported.contains(owner)));
        // SAFETY: both are on the stack.
        assert_eq!(unsafe { (*to_kept).target }, Some(kept));
    });
}

#[test]
fn immediate_and_immortal_targets_never_die() {
    with_heap(|| {
        settle();
        // SAFETY: the map word is set at once.
        let immortal = unsafe {
            let cell = alloc_immortal(32);
            (*cell.cast::<Head>()).map = &NODE;
            cell
        };
        let owners = [weak(Value::from_ptr(immortal), None), weak(Value::small_int(5).unwrap(), None)];
        full_collect();
        assert!(cleared().is_empty());
        // SAFETY: the owners are on the stack.
        assert!(owners.iter().all(|&owner| unsafe { (*owner).target.is_some() }));
    });
}

#[test]
fn dead_owners_are_forgotten() {
    with_heap(|| {
        settle();
        drop(weak_garbage(100));
        full_collect();
        full_collect();
        assert!(cleared().len() <= 5);
        settle();
    });
}

#[inline(never)]
fn finalizable_garbage(n: usize) -> RootVec {
    (0..n)
        .map(|i| {
            let dying = node(Some(list(5)), i);
            register_finalizer(dying.as_ptr());
            Value::from_ptr(weak(dying, None))
        })
        .collect()
}

#[test]
fn finalizers_run_once_and_weak_references_are_cleared_first() {
    with_heap(|| {
        settle();
        let owners = finalizable_garbage(100);
        full_collect();
        let reported = cleared().len();
        assert!(reported >= 95, "{reported}");
        let mut resurrected = RootVec::new();
        for cell in finalizable() {
            resurrected.push(Value::from_ptr(cell));
        }
        assert!(resurrected.len() >= 95, "{}", resurrected.len());
        full_collect();
        for &value in resurrected.iter() {
            assert!(is_live_cell(value.bits()).is_some());
            assert_list(as_node(value).next.unwrap(), 5);
        }
        let rest = finalizable();
        assert!(resurrected.iter().all(|value| !rest.contains(&value.as_ptr())));
        let addresses: Vec<usize> = resurrected.iter().map(|value| !value.bits()).collect();
        resurrected.clear();
        // Overwrites the storage, which nobody scans any more but which the allocator may hand to the stack's neighbours.
        drop(resurrected);
        full_collect();
        assert!(finalizable().iter().all(|&cell| !addresses.contains(&!(cell as usize))), "once only");
        let alive = addresses.iter().filter(|&&word| is_live_cell(!word).is_some()).count();
        assert!(alive <= 10, "{alive} still alive");
        drop(owners);
    });
}

#[test]
fn queued_cells_are_roots() {
    with_heap(|| {
        settle();
        let owners = finalizable_garbage(50);
        full_collect();
        set_stress(5);
        list(1000);
        set_stress(0);
        for cell in finalizable() {
            assert_list(as_node(Value::from_ptr(cell)).next.unwrap(), 5);
        }
        drop(owners);
        settle();
    });
}

/// A weak owner that is garbage itself, reachable from a finalizable cell, keeps a target that is resurrected with it.
#[test]
fn resurrected_owners_keep_resurrected_targets() {
    #[inline(never)]
    fn make(n: usize) -> RootVec {
        let mut hidden = RootVec::new();
        for i in 0..n {
            let target = node(None, i);
            let owner = Value::from_ptr(weak(target, Some(target)));
            let lost = Value::from_ptr(weak(node(None, i), None));
            let dying = node(Some(node(Some(owner), 0)), i);
            as_node(as_node(dying).next.unwrap()).tag = lost.bits();
            register_finalizer(dying.as_ptr());
            hidden.push(Value::small_int(i as i64).unwrap());
        }
        hidden
    }
    with_heap(|| {
        settle();
        make(50);
        full_collect();
        assert!(cleared().len() <= 5, "owners that were garbage are not reported");
        let cells = finalizable();
        assert!(cells.len() >= 45);
        let mut lost = 0;
        for cell in cells {
            let middle = as_node(Value::from_ptr(cell)).next.unwrap();
            // SAFETY: the resurrected cell reaches both owners.
            unsafe {
                let owner = &*as_node(middle).next.unwrap().as_ptr::<WeakRef>();
                assert_eq!(owner.target, owner.strong);
                lost += (*(as_node(middle).tag as *const WeakRef)).target.is_none() as usize;
            }
        }
        assert!(lost >= 40, "targets that stayed dead are cleared: {lost}");
        settle();
    });
}

#[test]
fn a_walk_over_weak_owners_may_allocate() {
    with_heap(|| {
        settle();
        let target = node(None, 1);
        let owners: RootVec = (0..20).map(|_| Value::from_ptr(weak(target, None))).collect();
        set_stress(1);
        let mut seen: GcVec<Value> = GcVec::new();
        for_each_weak_owner(&mut |owner| {
            weak(target, None);
            if owners.iter().any(|value| value.bits() == owner as usize) {
                seen.push(Value::from_ptr(owner));
            }
        });
        assert_eq!(seen.len(), 20);
        assert!(seen.iter().zip(owners.iter()).all(|(seen, owner)| seen.bits() == owner.bits()));
    });
}
