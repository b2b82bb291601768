//! Random object graphs, checked against a model, with a collection at every few allocations and poison.

use super::*;

/// Objects of random sizes hold each other; a model in malloc memory remembers what each slot should hold.
#[test]
fn random_graphs_survive_stress() {
    for (stress, steps) in [(1, 3_000), (13, 20_000), (0, 200_000)] {
        with_heap(|| {
            set_stress(stress);
            graph(stress as u64 + 77, steps);
        });
    }
}

const SLOTS: usize = 64;

fn graph(seed: u64, steps: usize) {
    let mut random = Random(seed);
    let mut roots = RootVec::new();
    let mut model: Vec<(u64, usize)> = Vec::new();
    for _ in 0..SLOTS {
        roots.push(blob(0, 4, None));
        model.push((0, 4));
    }
    for step in 1..=steps {
        let slot = random.below(SLOTS);
        let most = if random.below(200) == 0 { 5_000 } else { 40 };
        let words = 4 + random.below(most);
        let chained = (random.below(3) == 0).then(|| roots[random.below(SLOTS)]);
        roots[slot] = blob(step as u64, words, chained);
        model[slot] = (step as u64, words);
        let check = random.below(SLOTS);
        check_blob(roots[check], model[check]);
    }
    for (slot, &expected) in model.iter().enumerate() {
        check_blob(roots[slot], expected);
        // Cut the chains, so that the next round does not inherit them.
        // SAFETY: the blob is rooted and has four words.
        unsafe { *roots[slot].as_ptr::<usize>().add(1) = 0 };
    }
}

/// A cell of `words` words: map, link, id, length, then odd numbers that derive from the id.
fn blob(id: u64, words: usize, link: Option<Value>) -> Value {
    let cell = alloc(&NODE, words * 8).cast::<u64>();
    // SAFETY: the cell has that many words. A link is cut after one step, so chains stay short.
    unsafe {
        if let Some(link) = link {
            *link.as_ptr::<u64>().add(1) = 0;
            *cell.add(1) = link.bits() as u64;
        }
        *cell.add(2) = id * 2 + 1;
        *cell.add(3) = words as u64 * 2 + 1;
        for i in 4..words {
            *cell.add(i) = (id + i as u64) * 2 + 1;
        }
    }
    Value::from_ptr(cell)
}

fn check_blob(value: Value, (id, words): (u64, usize)) {
    let cell = value.as_ptr::<u64>();
    // SAFETY: the blob is rooted; this is what the test is about.
    unsafe {
        assert_eq!(*cell, &raw const NODE as u64);
        assert_eq!((*cell.add(2), *cell.add(3)), (id * 2 + 1, words as u64 * 2 + 1));
        for i in 4..words {
            assert_eq!(*cell.add(i), (id + i as u64) * 2 + 1);
        }
        let link = *cell.add(1) as *const u64;
        if !link.is_null() {
            assert_eq!(*link, &raw const NODE as u64);
            assert_eq!(*link.add(2) & 1, 1);
        }
    }
}

/// The poison is what makes a stale pointer visible: a cell that only malloc memory knows is overwritten.
#[test]
fn dead_cells_are_poisoned() {
    #[inline(never)]
    fn lose() -> Vec<usize> {
        (0..100).map(|i| !node(None, i).bits()).collect()
    }
    with_heap(|| {
        let lost = lose();
        sanitize_stack();
        set_stress(1_000_000);
        collect();
        // SAFETY: the heap's memory is readable, dead or not.
        let poisoned = lost.iter().filter(|&&word| unsafe { *(!word as *const u64) } == 0xDBDB_DBDB_DBDB_DBDB).count();
        assert!(poisoned >= 90, "{poisoned}");
    });
}

/// A long chain must not exhaust the machine's stack, a wide array not the marker's.
#[test]
fn deep_and_wide_structures_are_marked() {
    with_heap(|| {
        let deep = list(3_000_000);
        let mut wide: GcVec<Value> = GcVec::new();
        for i in 0..1_000_000 {
            wide.push(node(None, i));
        }
        full_collect();
        assert_list(deep, 3_000_000);
        assert!(wide.iter().enumerate().all(|(i, &value)| as_node(value).tag == i));
        wide.clear();
    });
}
