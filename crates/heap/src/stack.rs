//! The machine stack: its bounds, and how its owner's registers get onto it.

use std::mem::MaybeUninit;

/// Lowest and highest address of the calling thread's stack.
pub(crate) fn bounds() -> (usize, usize) {
    // SAFETY: the attributes are initialised by pthread_getattr_np before they are read, and destroyed once.
    unsafe {
        let mut attributes = MaybeUninit::<libc::pthread_attr_t>::uninit();
        let rc = libc::pthread_getattr_np(libc::pthread_self(), attributes.as_mut_ptr());
        assert_eq!(rc, 0, "the stack's bounds are unknown");
        let mut low = std::ptr::null_mut();
        let mut size = 0;
        libc::pthread_attr_getstack(attributes.as_ptr(), &mut low, &mut size);
        libc::pthread_attr_destroy(attributes.as_mut_ptr());
        (low as usize, low as usize + size)
    }
}

/// Runs `f` with an address below which this thread's frames hold no value: the callee-saved registers, which may hold
/// the only copy of a value, have been written above it.
#[inline(never)]
pub(crate) fn with_registers_spilled<R>(f: impl FnOnce(usize) -> R) -> R {
    let mut registers = [0usize; 20];
    let sp: usize;
    #[cfg(target_arch = "x86_64")]
    // SAFETY: stores six registers into the array and reads the stack pointer.
    unsafe {
        std::arch::asm!(
            "mov [{to}], rbx", "mov [{to} + 8], rbp", "mov [{to} + 16], r12", "mov [{to} + 24], r13",
            "mov [{to} + 32], r14", "mov [{to} + 40], r15", "mov {sp}, rsp",
            to = in(reg) registers.as_mut_ptr(), sp = out(reg) sp, options(nostack, preserves_flags),
        );
    }
    #[cfg(target_arch = "aarch64")]
    // SAFETY: stores the callee-saved registers into the array and reads the stack pointer.
    unsafe {
        std::arch::asm!(
            "stp x19, x20, [{to}]", "stp x21, x22, [{to}, 16]", "stp x23, x24, [{to}, 32]",
            "stp x25, x26, [{to}, 48]", "stp x27, x28, [{to}, 64]", "stp x29, x30, [{to}, 80]",
            "stp d8, d9, [{to}, 96]", "stp d10, d11, [{to}, 112]", "stp d12, d13, [{to}, 128]",
            "stp d14, d15, [{to}, 144]", "mov {sp}, sp",
            to = in(reg) registers.as_mut_ptr(), sp = out(reg) sp, options(nostack, preserves_flags),
        );
    }
    let result = f(sp);
    // The array has to exist until here, or its memory could be reused while `f` runs.
    std::hint::black_box(&registers);
    result
}

/// Zeroes the unused stack below the caller, so that what dead frames left there keeps nothing alive.
#[inline(never)]
pub(crate) fn clear_dead(low: usize) {
    let here = &raw const low as usize;
    match here.saturating_sub(low) {
        room if room > 512 << 10 => clear::<{ 128 << 10 }>(),
        room if room > 64 << 10 => clear::<{ 16 << 10 }>(),
        _ => {}
    }
}

#[inline(never)]
fn clear<const BYTES: usize>() {
    let mut dead = [MaybeUninit::<u8>::uninit(); BYTES];
    // SAFETY: the array is ours; black_box keeps the compiler from dropping the stores.
    unsafe { std::ptr::write_bytes(dead.as_mut_ptr(), 0, BYTES) };
    std::hint::black_box(&mut dead);
}
