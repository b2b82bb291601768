//! Memory for machine code.
//!
//! One region of addresses is reserved when the first function is compiled, without access. A function takes whole pages
//! of it, first fit; they are writable while its code is copied and executable from then on, and lose their contents when
//! it is freed. The region is private memory, so that a child after `fork` compiles for itself.
//!
//! # Invariants
//! 1. A page is free (no access), being filled (writable), or executable.
//! 2. The free runs are sorted by address, and no two of them touch.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::Error;

/// The limit unless [`set_limit`] was called: bytes of addresses.
const DEFAULT_LIMIT: usize = 64 << 20;

static LIMIT: AtomicUsize = AtomicUsize::new(DEFAULT_LIMIT);
static ALLOCATED: AtomicUsize = AtomicUsize::new(0);
static REGION: Mutex<Option<Region>> = Mutex::new(None);

/// Bounds the code memory to so many bytes; without effect once something was compiled.
pub fn set_limit(bytes: usize) {
    LIMIT.store(bytes, Ordering::Relaxed);
}

/// The bytes that are taken by functions, in whole pages.
#[must_use]
pub fn allocated() -> usize {
    ALLOCATED.load(Ordering::Relaxed)
}

/// A run of pages: address and size in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    start: usize,
    size: usize,
}

#[derive(Debug)]
struct Region {
    page: usize,
    free: Vec<Run>,
}

impl Region {
    fn reserve() -> Result<Region, Error> {
        // SAFETY: asks for a number.
        let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
        let page = usize::try_from(page).map_err(|_| Error::NoMemory)?;
        let size = LIMIT.load(Ordering::Relaxed).next_multiple_of(page);
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
        // SAFETY: a new mapping at an address of the system's choice touches nobody's memory.
        let start = unsafe { libc::mmap(std::ptr::null_mut(), size, libc::PROT_NONE, flags, -1, 0) };
        if start == libc::MAP_FAILED {
            return Err(Error::NoMemory);
        }
        Ok(Region { page, free: vec![Run { start: start as usize, size }] })
    }

    /// Takes a run of at least `bytes`.
    fn take(&mut self, bytes: usize) -> Result<Run, Error> {
        let size = bytes.next_multiple_of(self.page);
        let found = self.free.iter().position(|run| run.size >= size).ok_or(Error::NoMemory)?;
        let run = &mut self.free[found];
        let taken = Run { start: run.start, size };
        run.start += size;
        run.size -= size;
        if run.size == 0 {
            self.free.remove(found);
        }
        Ok(taken)
    }

    /// Puts a run back.
    fn give(&mut self, run: Run) {
        let at = self.free.partition_point(|other| other.start < run.start);
        self.free.insert(at, run);
        let touches = |a: Run, b: Run| a.start + a.size == b.start;
        if self.free.get(at + 1).is_some_and(|next| touches(run, *next)) {
            self.free[at].size += self.free.remove(at + 1).size;
        }
        if at > 0 && touches(self.free[at - 1], run) {
            self.free[at - 1].size += self.free.remove(at).size;
        }
    }
}

fn with_region<T>(f: impl FnOnce(&mut Region) -> Result<T, Error>) -> Result<T, Error> {
    // A panic while the lock is held leaves the free list whole, for each change to it is one step.
    let mut region = REGION.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let region = match &mut *region {
        Some(region) => region,
        none => none.insert(Region::reserve()?),
    };
    f(region)
}

fn protect(run: Run, access: i32) -> Result<(), Error> {
    // SAFETY: the run is this module's, and nobody else relies on its access.
    let failed = unsafe { libc::mprotect(run.start as *mut libc::c_void, run.size, access) };
    if failed == 0 { Ok(()) } else { Err(Error::NoMemory) }
}

/// A function's code.
#[derive(Debug)]
pub struct Code {
    run: Run,
    size: usize,
}

impl Code {
    /// Copies code into executable memory.
    pub fn new(bytes: &[u8]) -> Result<Code, Error> {
        let run = with_region(|region| region.take(bytes.len().max(1)))?;
        ALLOCATED.fetch_add(run.size, Ordering::Relaxed);
        // From here on dropping gives the pages back.
        let code = Code { run, size: bytes.len() };
        protect(run, libc::PROT_READ | libc::PROT_WRITE)?;
        // SAFETY: the run is as long as the code at least, writable, and nobody else knows it.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), run.start as *mut u8, bytes.len()) };
        protect(run, libc::PROT_READ | libc::PROT_EXEC)?;
        flush(run);
        Ok(code)
    }

    /// The address of the first instruction.
    pub fn start(&self) -> *const u8 {
        self.run.start as *const u8
    }

    /// The size in bytes.
    pub fn size(&self) -> usize {
        self.size
    }
}

impl Drop for Code {
    fn drop(&mut self) {
        let run = self.run;
        // SAFETY: the pages are this code's, which is not running any more.
        let dropped = unsafe { libc::madvise(run.start as *mut libc::c_void, run.size, libc::MADV_DONTNEED) };
        // Pages that the system would not take back stay out of use.
        if dropped == 0 && protect(run, libc::PROT_NONE).is_ok() {
            let given = with_region(|region| {
                region.give(run);
                Ok(())
            });
            debug_assert!(given.is_ok(), "the region exists since the code was made");
            ALLOCATED.fetch_sub(run.size, Ordering::Relaxed);
        }
    }
}

/// Makes fresh code visible to instruction fetch, where the processor does not do so by itself.
#[cfg(not(target_arch = "x86_64"))]
fn flush(run: Run) {
    unsafe extern "C" {
        fn __clear_cache(start: *mut libc::c_char, end: *mut libc::c_char);
    }
    // SAFETY: the range is mapped and readable; the function is the C compiler's runtime's.
    unsafe { __clear_cache(run.start as *mut libc::c_char, (run.start + run.size) as *mut libc::c_char) };
}

/// Makes fresh code visible to instruction fetch, where the processor does not do so by itself.
#[cfg(target_arch = "x86_64")]
fn flush(_: Run) {}

#[cfg(test)]
mod tests {
    use super::{Code, Region, Run};

    #[test]
    fn runs_merge() {
        let mut region = Region { page: 16, free: vec![Run { start: 0, size: 160 }] };
        let runs: Vec<Run> = (0..5).map(|_| region.take(17).expect("there is room")).collect();
        assert!(region.free.is_empty());
        assert!(region.take(1).is_err());
        for i in [3, 1, 4, 0, 2] {
            region.give(runs[i]);
        }
        assert_eq!(region.free, [Run { start: 0, size: 160 }]);
    }

    #[test]
    fn code_is_copied_and_given_back() {
        let before = Code::new(&[0xc3; 5000]).expect("there is memory");
        // SAFETY: the code is readable.
        assert_eq!(unsafe { *before.start().add(4999) }, 0xc3);
        assert_eq!(before.size(), 5000);
    }
}
