//! Allocation, collection, reuse, roots, walks.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

#[test]
fn a_list_survives_and_garbage_goes() {
    with_heap(|| {
        let kept = list(100_000);
        list(1_000_000);
        let stats = full_collect();
        assert!(stats.live_cells >= 100_000 && stats.live_cells < 300_000, "{stats:?}");
        assert_list(kept, 100_000);
    });
}

#[test]
fn memory_is_reused_and_given_back() {
    with_heap(|| {
        full_collect();
        let before = stats().heap_size;
        for _ in 0..20 {
            list(1_000_000);
        }
        let churned = stats().heap_size;
        assert!(churned < before + (160 << 20), "garbage piles up: {churned}");
        let kept = list(5_000_000);
        full_collect();
        assert!(stats().heap_size > 120 << 20);
        assert_list(kept, 5_000_000);
        drop_list(kept);
        full_collect();
        full_collect();
        assert!(stats().heap_size < before + (80 << 20), "{:?}", stats());
    });
}

/// Cuts a list into pieces, so that a stale pointer to one node cannot keep all of it.
fn drop_list(list: Value) {
    let mut at = Some(list);
    while let Some(value) = at {
        at = as_node(value).next.take();
    }
}

#[test]
fn cells_are_zeroed_and_aligned_in_every_size() {
    with_heap(|| {
        set_stress(97);
        let mut random = Random(7);
        for _ in 0..20_000 {
            let most = if random.below(50) == 0 { 40_000 } else { 600 };
            let bytes = 8 + random.below(most);
            let cell = alloc(&NODE, bytes);
            assert_eq!(cell as usize % 16, 0);
            assert!(size_of_cell(cell) >= bytes && size_of_cell(cell) <= bytes + bytes / 3 + 4096);
            // SAFETY: the cell has that many bytes.
            let words = unsafe { std::slice::from_raw_parts_mut(cell.cast::<usize>(), bytes / 8) };
            assert_eq!(words[0], &raw const NODE as usize);
            assert!(words[1..].iter().all(|&word| word == 0));
            // Odd numbers are no pointers.
            words[1..].fill(usize::MAX);
        }
    });
}

#[test]
fn every_class_boundary() {
    with_heap(|| {
        for bytes in (8..9000).step_by(8) {
            let cell = alloc(&NODE, bytes);
            assert!(size_of_cell(cell) >= bytes);
            for offset in [0, 1, bytes / 2, bytes - 1] {
                assert_eq!(is_live_cell(cell as usize + offset), Some(cell));
            }
        }
    });
}

#[test]
fn interior_and_end_pointers_keep_cells_alive() {
    with_heap(|| {
        // Only derived pointers stay on the stack: into the middle, and one past the end.
        let middles: [usize; 8] = std::array::from_fn(|i| node(None, i).bits() + 17);
        let ends: [usize; 8] = std::array::from_fn(|i| node(None, 100 + i).bits() + 32);
        full_collect();
        set_stress(1);
        list(100);
        set_stress(0);
        for (i, (&middle, &end)) in middles.iter().zip(&ends).enumerate() {
            // SAFETY: both nodes are alive if the collector does its work; this is what the test is about.
            unsafe {
                assert_eq!((*((middle - 17) as *const Node)).tag, i);
                assert_eq!((*((end - 32) as *const Node)).tag, 100 + i);
            }
        }
        std::hint::black_box((&middles, &ends));
    });
}

#[test]
fn the_exact_test_knows_live_cells_from_free_ones() {
    with_heap(|| {
        let kept = node(None, 5);
        let address = kept.bits();
        assert_eq!(is_live_cell(address + 9), Some(address as *mut u8));
        assert_eq!(is_live_cell(8), None);
        assert_eq!(is_live_cell(&raw const NODE as usize), None);
        assert_eq!(is_live_cell(address + (8 << 30)), None);
        // The rest of the current run was not handed out.
        let (bump, size) = bump_of(32, false).unwrap();
        assert_eq!(size, 32);
        // SAFETY: the bump pointer is read under the GIL.
        let next = unsafe { (*bump).next };
        // SAFETY: as above.
        if next < unsafe { (*bump).end } {
            assert_eq!(is_live_cell(next), None);
        }
        let hidden: Vec<usize> = hidden_garbage(1000).iter().map(|word| !word).collect();
        full_collect();
        let alive = hidden.iter().filter(|&&word| is_live_cell(word) == Some(word as *mut u8)).count();
        assert!(alive < 20, "{alive} of 1000 survived");
        assert_eq!(as_node(kept).tag, 5);
    });
}

/// Addresses of garbage, inverted, so that they are not found on the stack.
#[inline(never)]
fn hidden_garbage(n: usize) -> Vec<usize> {
    (0..n).map(|i| !node(None, i).bits()).collect()
}

static DROPPED: AtomicUsize = AtomicUsize::new(0);

/// A shape of cells that own malloc memory.
static OWNER: Shape = Shape {
    head: NO_MAP,
    scan: Scan::Leaf,
    drop: Some(|cell| {
        DROPPED.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the cells of this shape are `Owner`s, and each is dropped once.
        unsafe { std::ptr::drop_in_place(cell.cast::<Owner>()) }
    }),
    weak_slot: false,
};

#[repr(C)]
struct Owner {
    head: Head,
    text: String,
}

fn owner(text: String) -> *mut Owner {
    alloc::new(&OWNER, Owner { head: NO_MAP, text })
}

#[inline(never)]
fn make_owners(n: usize) {
    for i in 0..n {
        owner(format!("garbage number {i}"));
    }
}

#[test]
fn dead_cells_are_dropped_once() {
    with_heap(|| {
        let kept = owner("kept".repeat(100));
        full_collect();
        let before = DROPPED.load(Ordering::Relaxed);
        make_owners(10_000);
        full_collect();
        let dropped = DROPPED.load(Ordering::Relaxed) - before;
        assert!((9_950..=10_000).contains(&dropped), "{dropped}");
        full_collect();
        full_collect();
        assert!(DROPPED.load(Ordering::Relaxed) - before <= 10_000);
        // SAFETY: `kept` is on the stack.
        assert_eq!(unsafe { &(*kept).text }.len(), 400);
    });
}

/// A shape with a large dropped cell.
#[test]
fn large_cells_live_die_and_are_dropped() {
    with_heap(|| {
        full_collect();
        let before = (DROPPED.load(Ordering::Relaxed), stats().heap_size);
        let kept = alloc(&NODE, 300_000);
        // SAFETY: the cell has that many bytes.
        unsafe { *kept.add(160_000).cast::<Value>() = list(10) };
        make_large(200);
        full_collect();
        assert!(DROPPED.load(Ordering::Relaxed) - before.0 >= 190);
        assert!(stats().heap_size < before.1 + (16 << 20));
        assert_eq!(is_live_cell(kept as usize + 299_999), Some(kept));
        assert_eq!(size_of_cell(kept), 300_000usize.next_multiple_of(4096));
        // SAFETY: as above.
        assert_list(unsafe { *kept.add(160_000).cast::<Value>() }, 10);
    });
}

#[inline(never)]
fn make_large(n: usize) {
    for i in 0..n {
        let cell = alloc(&OWNER, 100_000 + i * 777);
        // SAFETY: the cell has room for an owner.
        unsafe { cell.cast::<Owner>().write(Owner { head: Head { map: &OWNER }, text: format!("large {i}") }) };
    }
}

#[test]
fn large_stretches_join_and_are_zero_again() {
    with_heap(|| {
        let mut random = Random(99);
        let mut kept = RootVec::new();
        for round in 0..2_000 {
            let bytes = 8_200 + random.below(200_000);
            let cell = alloc(&NODE, bytes);
            // SAFETY: the cell has that many bytes.
            let words = unsafe { std::slice::from_raw_parts_mut(cell.cast::<usize>(), bytes / 8) };
            assert!(words[1..].iter().all(|&word| word == 0), "round {round}");
            words[1..].fill(round * 2 + 1);
            kept.push(Value::from_ptr(cell));
            if kept.len() > 100 {
                let at = random.below(kept.len());
                let last = kept.pop().unwrap();
                if at < kept.len() {
                    kept[at] = last;
                }
            }
            if round % 50 == 0 {
                full_collect();
            }
        }
        for &value in kept.iter() {
            let cell = value.as_ptr::<usize>();
            let words = size_of_cell(cell.cast()) / 8;
            // SAFETY: the cell is rooted; its first page was filled.
            let (first, other) = unsafe { (*cell.add(1), *cell.add(words.min(1000))) };
            assert!(first == other && first % 2 == 1);
        }
    });
}

#[test]
fn too_much_is_refused() {
    with_heap(|| {
        assert!(try_alloc(&NODE, 1 << 46).is_none());
        assert!(try_alloc(&NODE, usize::MAX).is_none());
        assert!(try_alloc(&NODE, usize::MAX - 20).is_none());
        let mut vec: GcVec<u64> = GcVec::new();
        assert!(vec.try_reserve(1 << 45).is_err() && vec.try_reserve(usize::MAX).is_err());
        assert!(try_alloc(&NODE, 64).is_some());
    });
}

#[test]
fn a_dying_heap_map_is_good_until_the_drop() {
    with_heap(|| {
        set_stress(3);
        for _ in 0..200 {
            let shape = alloc(&NODE, size_of::<Shape>()).cast::<Shape>();
            // SAFETY: the cell has room for a shape, and is kept by the cells that use it or by this stack.
            unsafe {
                shape.write(Shape { head: Head { map: &NODE }, scan: Scan::Leaf, drop: OWNER.drop, weak_slot: false });
                alloc::new(shape, Owner { head: NO_MAP, text: "x".repeat(50) });
            }
        }
    });
}

#[test]
fn roots_of_all_kinds() {
    static TABLE: TableRoot = TableRoot(std::cell::UnsafeCell::new([None; 4]));
    struct TableRoot(std::cell::UnsafeCell<[Option<Value>; 4]>);
    // SAFETY: the test uses it under the GIL.
    unsafe impl Sync for TableRoot {}
    static PROVIDED: AtomicUsize = AtomicUsize::new(0);

    with_heap(|| {
        add_root(TABLE.0.get().cast(), 4);
        add_root_provider(|marker| marker.word(PROVIDED.load(Ordering::Relaxed)));
        fill(&TABLE.0);
        PROVIDED.store(list(30).bits(), Ordering::Relaxed);
        let mut root = Root::new(list(40));
        let vec: RootVec = (50..60).map(list).collect();
        // SAFETY: the map word is set at once.
        let immortal = unsafe {
            let cell = alloc_immortal(40).cast::<Node>();
            (*cell).head.map = &NODE;
            (*cell).next = Some(list(70));
            cell
        };
        assert_eq!(size_of_cell(immortal.cast()), 48);
        for _ in 0..3 {
            list(10_000);
            full_collect();
            // SAFETY: the table is this test's.
            assert_list(unsafe { (*TABLE.0.get())[2] }.unwrap(), 20);
            // SAFETY: a value's bits were stored.
            assert_list(unsafe { Value::from_bits(PROVIDED.load(Ordering::Relaxed)) }, 30);
            assert_list(root.get(), 40);
            vec.iter().zip(50..).for_each(|(&list, n)| assert_list(list, n));
            // SAFETY: the cell is immortal.
            assert_list(unsafe { (*immortal).next }.unwrap(), 70);
        }
        // Registration follows moves and other holders' drops.
        let boxed = Box::new(vec);
        root.set(list(41));
        let second = Root::new(list(42));
        drop(root);
        full_collect();
        assert_list(second.get(), 42);
        assert_list(boxed[9], 59);
        PROVIDED.store(0, Ordering::Relaxed);
    });

    #[inline(never)]
    fn fill(table: &std::cell::UnsafeCell<[Option<Value>; 4]>) {
        // SAFETY: used under the GIL.
        unsafe { (*table.get())[2] = Some(list(20)) };
    }
}

/// A cell whose pointers are stored inverted: only its own scan function finds them.
static INVERTED: Shape = Shape::new(Scan::Custom(|cell, marker| {
    // SAFETY: the cells of this shape have two words of payload.
    unsafe {
        marker.word(!*cell.cast::<usize>().add(1));
        let pair = cell.cast::<usize>().add(2);
        marker.words(pair, 1);
    }
}));

#[test]
fn custom_scans_decide_what_lives() {
    with_heap(|| {
        let cell = alloc(&INVERTED, 24).cast::<usize>();
        fill(cell);
        full_collect();
        set_stress(1);
        list(50);
        // SAFETY: the cell is on the stack; its payload was set by `fill`.
        unsafe {
            assert_list(Value::from_bits(!*cell.add(1)), 11);
            assert_list(Value::from_bits(*cell.add(2)), 12);
        }
        let seen = referents(cell.cast());
        assert_eq!(seen.len(), 2);
        // SAFETY: as above.
        assert_eq!(seen[1].bits(), unsafe { *cell.add(2) });
    });

    #[inline(never)]
    fn fill(cell: *mut usize) {
        // SAFETY: the cell has three words.
        unsafe {
            *cell.add(1) = !list(11).bits();
            *cell.add(2) = list(12).bits();
        }
    }
}

#[test]
fn referents_look_through_buffers() {
    #[repr(C)]
    struct Holder {
        head: Head,
        direct: Value,
        items: GcVec<(Value, u64)>,
    }
    with_heap(|| {
        let (a, b, c) = (node(None, 1), node(None, 2), node(None, 3));
        let items: GcVec<(Value, u64)> = [(b, 77), (c, 78)].into_iter().collect();
        let holder = alloc::new(&NODE, Holder { head: NO_MAP, direct: a, items });
        assert_eq!(referents(holder.cast()).as_slice(), [a, b, c]);
        assert_eq!(referents(node(Some(a), 1).as_ptr()).as_slice(), [a]);
        assert!(referents(node(None, 1).as_ptr()).is_empty());
        // SAFETY: the holder is alive.
        assert_eq!(unsafe { &(*holder).items }[1].1, 78);
    });
}

#[test]
fn a_walk_sees_each_live_cell_once() {
    with_heap(|| {
        let mut kept = RootVec::new();
        (0..1000).for_each(|i| kept.push(node(None, i)));
        kept.push(Value::from_ptr(alloc(&NODE, 100_000)));
        let mut seen = std::collections::HashMap::new();
        for_each_object(&mut |cell| {
            *seen.entry(cell as usize).or_insert(0) += 1;
            // Allocating inside the walk is allowed.
            node(None, 0);
        });
        assert!(kept.iter().all(|value| seen.contains_key(&value.bits())));
        assert!(seen.values().all(|&times| times == 1));
    });
}

#[test]
fn automatic_collections_come_and_can_be_switched_off() {
    with_heap(|| {
        full_collect();
        let before = stats().collections;
        set_enabled(false);
        list(3_000_000);
        assert_eq!(stats().collections, before);
        assert!(!is_enabled());
        set_enabled(true);
        list(3_000_000);
        assert!(stats().collections > before);
        full_collect();
        let before = stats().collections;
        for _ in 0..100 {
            external(1 << 20);
            node(None, 0);
        }
        external(-(100 << 20));
        assert!(stats().collections > before, "malloc memory counts");
        assert_eq!(stats().external_bytes, 0);
    });
}

#[test]
fn a_small_heap_is_used_to_the_full() {
    // A process of its own, because the heap's limit is set once.
    const CHILD: &str = "PELLUCID_HEAP_TEST_SMALL";
    if std::env::var_os(CHILD).is_none() {
        let this = std::env::current_exe().unwrap();
        let args = ["--exact", "tests::basic::a_small_heap_is_used_to_the_full", "--nocapture"];
        let run = |command: &str| {
            let mut shell = std::process::Command::new("sh");
            shell.arg("-c").arg(command).arg("sh").arg(&this).args(args).env(CHILD, "1");
            let output = shell.output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        };
        run("exec \"$@\"");
        run("ulimit -v 300000; exec \"$@\"");
        return;
    }
    init(Some(64 << 20));
    // Small garbage fills the heap; then large objects need the room, and the other way round.
    for _ in 0..3 {
        list(1_500_000);
        sanitize_stack();
        large_fits_once();
        sanitize_stack();
    }
    let mut kept = RootVec::new();
    while let Some(cell) = try_alloc(&NODE, 1000) {
        kept.push(Value::from_ptr(cell));
    }
    assert!(kept.len() > 50_000, "{}", kept.len());
    kept.clear();
    sanitize_stack();
    assert!(try_alloc(&NODE, 30 << 20).is_some());
    detach_thread();

    #[inline(never)]
    fn large_fits_once() {
        let large = try_alloc(&NODE, 50 << 20).expect("the garbage makes room");
        assert!(try_alloc(&NODE, 40 << 20).is_none());
        std::hint::black_box(large);
    }
}
