//! `GcVec` against `Vec`.

use super::*;

#[test]
fn random_operations_agree_with_vec() {
    with_heap(|| {
        for seed in 1..40 {
            let mut random = Random(seed * 0x9E37_79B9);
            let mut ours: GcVec<u32> = GcVec::new();
            let mut theirs: Vec<u32> = Vec::new();
            if seed % 4 == 0 {
                set_stress(3);
            }
            for _ in 0..400 {
                step(&mut random, &mut ours, &mut theirs);
                assert_eq!(ours.as_slice(), theirs.as_slice());
                assert!(ours.capacity() >= ours.len());
                assert_zero_tail(&ours);
            }
            assert!(ours.clone().into_iter().rev().eq(theirs.iter().rev().copied()));
            set_stress(0);
        }
    });
}

fn assert_zero_tail(vec: &GcVec<u32>) {
    if vec.capacity() > 0 {
        // SAFETY: the buffer has room for `capacity` items.
        let tail = unsafe { std::slice::from_raw_parts(vec.as_ptr().add(vec.len()), vec.capacity() - vec.len()) };
        assert!(tail.iter().all(|&item| item == 0));
    }
}

fn step(random: &mut Random, ours: &mut GcVec<u32>, theirs: &mut Vec<u32>) {
    let item = random.next() as u32 | 1;
    let at = random.below(theirs.len() + 1);
    let until = at + random.below(theirs.len() + 1 - at);
    let some: Vec<u32> = (0..random.below(10) as u32).collect();
    match random.below(16) {
        0..=3 => {
            ours.push(item);
            theirs.push(item);
        }
        4 => assert_eq!(ours.pop(), theirs.pop()),
        5 => {
            ours.insert(at, item);
            theirs.insert(at, item);
        }
        6 if at < theirs.len() => assert_eq!(ours.remove(at), theirs.remove(at)),
        7 if at < theirs.len() => assert_eq!(ours.swap_remove(at), theirs.swap_remove(at)),
        8 => {
            ours.extend_from_slice(&some);
            theirs.extend_from_slice(&some);
        }
        9 => {
            ours.extend(some.iter().copied());
            theirs.extend(some.iter().copied());
        }
        10 => {
            let len = random.below(40);
            ours.resize(len, item);
            theirs.resize(len, item);
        }
        11 => {
            let removed = ours.drain_range(at..until);
            assert!(removed.iter().copied().eq(theirs.drain(at..until)));
        }
        12 => {
            ours.splice_from_slice(at..until, &some);
            theirs.splice(at..until, some);
        }
        13 => {
            ours.retain(|item| item % 3 != 0);
            theirs.retain(|item| item % 3 != 0);
        }
        14 => ours.shrink_to_fit(),
        _ => {
            ours.truncate(at);
            theirs.truncate(at);
        }
    }
}

#[test]
fn growth_is_that_of_cpython_lists() {
    with_heap(|| {
        let mut vec: GcVec<u64> = GcVec::new();
        let mut capacities = Vec::new();
        for i in 0..100 {
            vec.push(i);
            if capacities.last() != Some(&vec.capacity()) {
                capacities.push(vec.capacity());
            }
        }
        assert_eq!(capacities, [4, 8, 16, 24, 32, 40, 52, 64, 76, 92, 108]);
        assert_eq!(GcVec::<u64>::with_capacity(7).capacity(), 7);
    });
}

#[test]
fn items_in_buffers_stay_alive() {
    #[repr(C)]
    struct Holder {
        head: Head,
        items: GcVec<(Value, u64)>,
    }
    with_heap(|| {
        let holder = alloc::new(&NODE, Holder { head: NO_MAP, items: GcVec::new() });
        set_stress(7);
        for i in 0..3_000 {
            // SAFETY: the holder is on the stack.
            unsafe { (*holder).items.push((list(2), i)) };
        }
        set_stress(0);
        full_collect();
        // SAFETY: as above.
        for (i, &(value, number)) in unsafe { &(*holder).items }.iter().enumerate() {
            assert_list(value, 2);
            assert_eq!(number, i as u64);
        }
    });
}

#[test]
fn a_reversed_iteration_keeps_the_buffer() {
    with_heap(|| {
        let mut vec: GcVec<Value> = (0..5000).map(|i| node(None, i)).collect();
        let mut tag = vec.len();
        set_stress(100);
        for &value in vec.iter().rev() {
            tag -= 1;
            node(None, 0);
            assert_eq!(as_node(value).tag, tag);
        }
        set_stress(0);
        vec.clear();
        assert!(vec.is_empty());
    });
}
