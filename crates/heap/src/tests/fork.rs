//! Fork: the child goes on alone with a working heap.

use super::*;

/// Forks, runs `child` in the child, and returns its exit status.
fn fork(child: impl FnOnce() -> bool) -> i32 {
    before_fork();
    // SAFETY: the child uses the heap and leaves by _exit.
    match unsafe { libc::fork() } {
        0 => {
            after_fork_child();
            let good = std::panic::catch_unwind(std::panic::AssertUnwindSafe(child)).unwrap_or(false);
            // SAFETY: ends the child at once.
            unsafe { libc::_exit(if good { 0 } else { 1 }) }
        }
        pid => {
            after_fork_parent();
            assert!(pid > 0);
            let mut status = 0;
            // SAFETY: waits for the child made above.
            unsafe { libc::waitpid(pid, &mut status, 0) };
            status
        }
    }
}

#[test]
fn the_child_keeps_values_and_collects_alone() {
    with_heap(|| {
        let kept = list(10_000);
        let (send, receive) = std::sync::mpsc::channel::<()>();
        let other = std::thread::spawn(move || {
            attach_thread();
            let kept = list(100);
            without_gil(|| receive.recv().unwrap_err());
            assert_list(kept, 100);
            detach_thread();
        });
        without_gil(|| std::thread::sleep(std::time::Duration::from_millis(20)));
        let status = fork(|| {
            assert_eq!(gil_waiters(), 0);
            list(100_000);
            full_collect();
            assert_list(kept, 10_000);
            // A thread of the child works too.
            let handle = std::thread::spawn(|| {
                attach_thread();
                let kept = list(1000);
                full_collect();
                assert_list(kept, 1000);
                detach_thread();
            });
            without_gil(|| handle.join().is_ok())
        });
        assert_eq!(status, 0);
        drop(send);
        without_gil(|| other.join().unwrap());
        full_collect();
        assert_list(kept, 10_000);
    });
}

#[test]
fn a_fork_with_waiters_leaves_the_parent_working() {
    with_heap(|| {
        let waiter = std::thread::spawn(|| {
            attach_thread();
            list(100);
            detach_thread();
        });
        while gil_waiters() == 0 {
            std::thread::yield_now();
        }
        assert_eq!(fork(|| gil_waiters() == 0 && { without_gil(|| true) }), 0);
        without_gil(|| waiter.join().unwrap());
    });
}
