//! Generations.

use super::*;

/// A collection as allocation makes it, after the stack was cleared.
#[inline(never)]
fn collect_young() {
    sanitize_stack();
    node(None, 0);
}

/// The addresses of a rooted node and of a young list that only the node refers to, hidden from the stack's scan.
#[inline(never)]
fn frozen_and_young(root: &Root) -> (usize, usize) {
    as_node(root.get()).next = Some(list(30));
    (!root.get().bits(), !as_node(root.get()).next.unwrap().bits())
}

#[inline(never)]
fn is_alive(hidden: usize) -> bool {
    is_live_cell(!hidden).is_some()
}

#[test]
fn frozen_cells_keep_young_ones_and_stay_until_a_full_collection() {
    with_heap(|| {
        start_generations(|_| false);
        let mut root = Root::new(node(None, 7));
        full_collect();
        set_stress(1);
        let (hidden, young) = frozen_and_young(&root);
        for _ in 0..3 {
            collect_young();
        }
        assert_list(as_node(root.get()).next.unwrap(), 30);
        as_node(root.get()).next = None;
        root.set(Value::small_int_unchecked(0));
        full_collect();
        assert!(!is_alive(hidden) && !is_alive(young), "a full collection looks at everything");

        root.set(list(100));
        full_collect();
        let hidden = addresses(&root);
        root.set(Value::small_int_unchecked(0));
        collect_young();
        assert_eq!(hidden.iter().filter(|&&hidden| is_alive(hidden)).count(), 100, "frozen");
        for _ in 0..300 {
            collect_young();
        }
        // The stack may still hold an address, and so the rest of the list.
        let left = hidden.iter().filter(|&&hidden| is_alive(hidden)).count();
        assert!(left < 100, "every so often a collection is full");
    });
}

/// The hidden addresses of a list's links.
#[inline(never)]
fn addresses(root: &Root) -> Vec<usize> {
    let mut hidden = Vec::new();
    let mut at = Some(root.get());
    while let Some(value) = at {
        hidden.push(!value.bits());
        at = as_node(value).next;
    }
    hidden
}

#[test]
fn a_heap_under_stress_stays_whole() {
    with_heap(|| {
        start_generations(|_| false);
        let root = Root::new(list(50));
        set_stress(1);
        for n in 1..60 {
            let mut last = root.get();
            while let Some(next) = as_node(last).next {
                last = next;
            }
            as_node(last).next = Some(list(n));
            assert_list(as_node(last).next.unwrap(), n);
            as_node(last).next = None;
        }
        assert_list(root.get(), 50);
    });
}

/// Under stress the frozen cells are not looked through unless they have changed, small or large.
#[test]
fn changed_frozen_cells_keep_young_ones_under_stress() {
    with_heap(|| {
        start_generations(|_| false);
        set_stress(1);
        let large = Root::new(Value::from_ptr(alloc(&NODE, 100_000)));
        let small: RootVec = (0..100).map(|tag| node(None, tag)).collect();
        full_collect();
        for round in 0..3 {
            collect_young();
            as_node(large.get()).next = Some(list(20));
            for &value in small.iter().skip(round).step_by(7) {
                as_node(value).next = Some(list(5));
            }
            collect_young();
            assert_list(as_node(large.get()).next.unwrap(), 20);
            for &value in small.iter().skip(round).step_by(7) {
                assert_list(as_node(value).next.unwrap(), 5);
            }
        }
    });
}

#[test]
fn stress_fades() {
    with_heap(|| {
        let count = |allocations: usize| {
            let before = stats().collections;
            for tag in 0..allocations {
                node(None, tag);
            }
            stats().collections - before
        };
        set_fading_stress(1, 10);
        assert_eq!(count(10), 10);
        assert_eq!(count(20), 10);
        assert_eq!(count(40), 10);
        set_stress(1);
        assert_eq!(count(70), 70);
    });
}
