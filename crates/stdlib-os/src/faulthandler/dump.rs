//! Writing stacks with nothing but `write`, so that it works in a signal handler and while the GIL is held elsewhere.
//!
//! What is read belongs to other threads or to a crashed one. CPython takes the same chance: a dump that crashes ends a
//! process that was lost already.

use std::ffi::{CStr, c_void};

use object::state::ThreadState;
use object::{Gc, Str};

const MOST_FRAMES: usize = 100;
const MOST_THREADS: usize = 100;
const MOST_TEXT: usize = 500;
const MOST_C_FRAMES: usize = 32;

/// A descriptor that text is written to; errors are ignored.
#[derive(Clone, Copy)]
pub struct Sink(pub i32);

impl Sink {
    /// Writes bytes.
    pub fn bytes(self, mut b: &[u8]) {
        while !b.is_empty() {
            // SAFETY: the bytes are as long as said.
            let n = unsafe { libc::write(self.0, b.as_ptr().cast(), b.len()) };
            match usize::try_from(n) {
                Ok(n) if n > 0 => b = &b[n..],
                _ => return,
            }
        }
    }
    /// Writes text.
    pub fn text(self, s: &str) {
        self.bytes(s.as_bytes());
    }
    /// Writes a number in some base, at least `width` digits wide.
    pub fn number(self, mut n: u64, base: u64, width: usize) {
        let mut digits = [b'0'; 20];
        let mut at = digits.len();
        while n > 0 || digits.len() - at < width.max(1) {
            at -= 1;
            digits[at] = b"0123456789abcdef"[(n % base) as usize];
            n /= base;
        }
        self.bytes(&digits[at..]);
    }

    /// Writes a string as ASCII with escapes, cut off when it is long.
    fn string(self, s: Gc<Str>) {
        for (i, c) in s.code_points().enumerate() {
            if i == MOST_TEXT {
                return self.text("...");
            }
            match c {
                0x20..0x7F => self.bytes(&[c as u8]),
                0..=0xFF => {
                    self.text("\\x");
                    self.number(u64::from(c), 16, 2);
                }
                0x100..=0xFFFF => {
                    self.text("\\u");
                    self.number(u64::from(c), 16, 4);
                }
                _ => {
                    self.text("\\U");
                    self.number(u64::from(c), 16, 8);
                }
            }
        }
    }

    /// The frames of a thread, innermost first.
    ///
    /// # Safety
    /// `t` is a thread's state; see the module.
    unsafe fn frames(self, t: *const ThreadState) {
        // SAFETY: promised by the caller; frames form a list that ends with null.
        unsafe {
            let mut f = (*t).frame;
            if f.is_null() {
                return self.text("  <no Python frame>\n");
            }
            let mut depth = 0;
            while !f.is_null() {
                let frame = &*f;
                if frame.flags & object::frame::flags::HIDDEN == 0 {
                    if depth == MOST_FRAMES {
                        return self.text("  ...\n");
                    }
                    depth += 1;
                    self.text("  File \"");
                    self.string(frame.code.filename);
                    self.text("\", line ");
                    match frame.line() {
                        0 => self.text("???"),
                        n => self.number(n.unsigned_abs().into(), 10, 1),
                    }
                    self.text(" in ");
                    self.string(frame.code.name);
                    self.text("\n");
                }
                f = frame.prev;
            }
        }
    }

    /// The stack of one thread.
    ///
    /// # Safety
    /// See the module.
    pub unsafe fn stack(self, t: *const ThreadState) {
        self.text("Stack (most recent call first):\n");
        // SAFETY: promised by the caller.
        unsafe { self.frames(t) };
    }

    /// The stacks of all threads, the youngest first; `current` is marked.
    ///
    /// # Safety
    /// See the module.
    pub unsafe fn all_stacks(self, current: *const ThreadState) {
        // SAFETY: promised by the caller.
        let threads = unsafe { object::state::peek_threads() };
        for (i, t) in threads.iter().rev().enumerate() {
            if i > 0 {
                self.text("\n");
            }
            if i == MOST_THREADS {
                return self.text("...\n");
            }
            self.text(if std::ptr::eq(*t, current) { "Current thread 0x" } else { "Thread 0x" });
            // SAFETY: promised by the caller.
            unsafe {
                self.number((**t).ident, 16, 16);
                self.thread_name((**t).ident);
                self.text(" (most recent call first):\n");
                self.frames(*t);
            }
        }
    }

    fn thread_name(self, ident: u64) {
        let mut name = [0 as libc::c_char; 17];
        // SAFETY: the thread exists, as its state is registered; the room is as long as said.
        let rc = unsafe { libc::pthread_getname_np(ident as libc::pthread_t, name.as_mut_ptr(), 16) };
        if rc == 0 && name[0] != 0 {
            self.text(" [");
            // SAFETY: the name ends with a zero, as the last place was never written.
            self.bytes(unsafe { CStr::from_ptr(name.as_ptr()) }.to_bytes());
            self.text("]");
        }
    }

    /// The native stack of the calling thread.
    pub fn native_stack(self) {
        self.text("Current thread's C stack trace (most recent call first):\n");
        let mut frames = [std::ptr::null_mut::<c_void>(); MOST_C_FRAMES];
        // SAFETY: the room is as long as said.
        let n = unsafe { libc::backtrace(frames.as_mut_ptr(), MOST_C_FRAMES as i32) };
        let n = usize::try_from(n).unwrap_or(0);
        if n == 0 {
            return self.text("  <cannot get C stack on this system>\n");
        }
        for address in &frames[..n] {
            self.native_frame(*address);
        }
        if n == MOST_C_FRAMES {
            self.text("  <truncated rest of calls>\n");
        }
    }

    fn native_frame(self, address: *mut c_void) {
        // SAFETY: the record is filled by the call; its texts are static.
        unsafe {
            let mut info: libc::Dl_info = std::mem::zeroed();
            if libc::dladdr(address, &raw mut info) == 0 || info.dli_fname.is_null() {
                self.text("  Binary file \"<unknown>\" [0x");
                self.number(address as u64, 16, 1);
                return self.text("]\n");
            }
            self.text("  Binary file \"");
            self.bytes(CStr::from_ptr(info.dli_fname).to_bytes());
            self.text("\"");
            let named = !info.dli_sname.is_null();
            let base = if named { info.dli_saddr } else { info.dli_fbase };
            self.text(", at ");
            if named {
                self.bytes(CStr::from_ptr(info.dli_sname).to_bytes());
            }
            self.text("+0x");
            self.number((address as u64).saturating_sub(base as u64), 16, 1);
            self.text(" [0x");
            self.number(address as u64, 16, 1);
            self.text("]\n");
        }
    }
}

/// The state of the calling thread, found without the GIL; null for threads that Python does not know.
///
/// # Safety
/// See the module.
pub unsafe fn own_state() -> *const ThreadState {
    // SAFETY: promised by the caller; pthread_self is async-signal-safe.
    unsafe {
        let me = libc::pthread_self() as u64;
        let threads = object::state::peek_threads();
        threads.iter().find(|t| (***t).ident == me).map_or(std::ptr::null(), |t| t.cast_const())
    }
}

/// Writes the stack of the calling thread, or of all.
///
/// # Safety
/// See the module.
pub unsafe fn dump(sink: Sink, all: bool) {
    // SAFETY: promised by the caller.
    unsafe {
        let me = own_state();
        if all {
            sink.all_stacks(me);
        } else if !me.is_null() {
            sink.stack(me);
        }
    }
}
