//! Threads under the GIL.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::*;

/// Stands for the interpreter's eval breaker.
static BREAKER: AtomicBool = AtomicBool::new(false);

fn poll() {
    if BREAKER.swap(false, Ordering::Relaxed) {
        yield_gil();
    }
}

#[test]
fn many_threads_allocate_and_keep_their_values() {
    with_heap(|| {
        set_switch_hook(|| BREAKER.store(true, Ordering::Relaxed));
        set_switch_interval(Duration::from_micros(100));
        let handles: Vec<_> = (1..=6)
            .map(|id| {
                std::thread::spawn(move || {
                    attach_thread();
                    set_thread_word(id);
                    for round in 0..300 {
                        let kept = list(200 + round % 7);
                        if round % 50 == id {
                            without_gil(|| std::thread::sleep(Duration::from_micros(300)));
                        }
                        poll();
                        list(500);
                        assert_list(kept, 200 + round % 7);
                        assert_eq!(thread_word(), id);
                    }
                    detach_thread();
                })
            })
            .collect();
        for round in 0..50 {
            let kept = list(1000);
            collect();
            yield_gil();
            if round % 10 == 0 {
                without_gil(|| std::thread::sleep(Duration::from_millis(1)));
            }
            assert_list(kept, 1000);
        }
        without_gil(|| handles.into_iter().for_each(|handle| handle.join().unwrap()));
        set_switch_interval(Duration::from_millis(5));
    });
}

#[test]
fn a_waiter_really_gets_its_turn() {
    with_heap(|| {
        set_switch_hook(|| BREAKER.store(true, Ordering::Relaxed));
        static TURNS: AtomicUsize = AtomicUsize::new(0);
        static STOP: AtomicBool = AtomicBool::new(false);
        assert_eq!(switch_interval(), Duration::from_millis(5));
        let spinner = std::thread::spawn(|| {
            attach_thread();
            while !STOP.load(Ordering::Relaxed) {
                TURNS.fetch_add(1, Ordering::Relaxed);
                poll();
            }
            detach_thread();
        });
        // Two busy threads: each turn of this one must be followed by one of the other.
        let start = Instant::now();
        let mut handovers = 0;
        while handovers < 20 {
            let before = TURNS.load(Ordering::Relaxed);
            while !BREAKER.load(Ordering::Relaxed) && start.elapsed() < Duration::from_secs(60) {
                node(None, 0);
            }
            assert!(gil_waiters() >= 1);
            poll();
            assert!(TURNS.load(Ordering::Relaxed) > before, "the other thread ran");
            handovers += 1;
        }
        STOP.store(true, Ordering::Relaxed);
        without_gil(|| spinner.join().unwrap());
        assert_eq!(gil_waiters(), 0);
    });
}

#[test]
fn the_switch_hook_is_told_both_words() {
    static LOG: std::sync::Mutex<Vec<(usize, usize)>> = std::sync::Mutex::new(Vec::new());
    with_heap(|| {
        set_thread_switch_hook(|old, new| LOG.lock().unwrap().push((old, new)));
        set_thread_word(10);
        without_gil(|| ());
        LOG.lock().unwrap().clear();
        let other = std::thread::spawn(|| {
            attach_thread();
            set_thread_word(20);
            yield_gil();
            detach_thread();
        });
        without_gil(|| other.join().unwrap());
        let log: Vec<_> = std::mem::take(&mut *LOG.lock().unwrap());
        assert_eq!(log.first(), Some(&(10, 0)), "a new thread has no word yet");
        assert_eq!(log.last(), Some(&(20, 10)));
        set_thread_switch_hook(|_, _| ());
    });
}

#[test]
fn a_panic_without_the_gil_takes_it_again() {
    with_heap(|| {
        let result = std::panic::catch_unwind(|| without_gil(|| std::panic::resume_unwind(Box::new(7))));
        assert_eq!(result.unwrap_err().downcast_ref::<i32>(), Some(&7));
        assert!(is_attached());
        assert_list(list(10), 10);
    });
}

#[test]
fn parked_stacks_are_scanned_while_others_collect() {
    with_heap(|| {
        let kept = list(5_000);
        let array = [node(None, 1), node(None, 2)];
        without_gil(|| {
            let other = std::thread::spawn(|| {
                attach_thread();
                assert!(stack_bounds().0 < stack_bounds().1);
                set_stress(2);
                list(300);
                set_stress(0);
                list(100_000);
                full_collect();
                detach_thread();
            });
            other.join().unwrap();
        });
        assert_list(kept, 5_000);
        assert_eq!(as_node(array[1]).tag, 2);
    });
}
