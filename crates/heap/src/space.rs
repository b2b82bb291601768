//! The address space: one reservation, and the side tables that describe it.
//!
//! Blocks are taken from the bottom upwards, large objects from the top downwards, so both may use all of it. The
//! reservation is PROT_NONE and becomes readable in steps of [`CHUNK`] at both frontiers; pages given back with
//! `madvise` stay readable and read as zero. The side tables are mapped lazily: an untouched entry reads as zero, which
//! means "nothing here" in each of them, so any address inside the reservation can be looked up.

use std::ptr::null_mut;

use crate::block::{BlockBits, BlockInfo};
use crate::class::BLOCK;
use crate::gilcell::GilCell;

/// Bytes of a page, the unit of large objects.
pub(crate) const PAGE: usize = 4096;
/// Memory is made accessible in steps of this many bytes.
const CHUNK: usize = 1 << 20;
/// Blocks get their pages in steps of this many bytes.
const POPULATED: usize = 128 << 10;
/// How often memory is lent beyond the limit: once until a program that polls has heard of it, and once more for the
/// exception that ends native code which does not.
const LOANS: usize = 2;
/// What small objects may use beyond the limit with each loan.
const EMERGENCY: usize = 1 << 21;
/// The least reservation worth having.
const SMALLEST: usize = 16 << 20;

#[derive(Clone, Copy)]
pub(crate) struct Space {
    /// Address of the first block.
    pub base: usize,
    /// Bytes reserved, a multiple of [`CHUNK`].
    pub size: usize,
    /// Offset up to which memory is accessible from below.
    low_open: usize,
    /// Offset up to which the memory of blocks has its pages.
    populated: usize,
    /// Offset from which memory is accessible to the top.
    high_open: usize,
    /// Offset of the end of the last block handed out.
    pub block_top: usize,
    /// Offset of the lowest large object's page ever handed out.
    pub large_bottom: usize,
    /// Bytes in use: blocks that have pages, and large objects.
    pub used: usize,
    /// What `used` may not exceed.
    pub limit: usize,
    /// How often `limit` was raised by [`EMERGENCY`] bytes that were lent.
    pub lent: usize,
    /// One entry for each block.
    pub infos: *mut BlockInfo,
    /// The bitmaps of each block.
    pub bits: *mut BlockBits,
    /// For each page: index + 1 of the large object that covers it.
    pub pages: *mut u32,
}

pub(crate) static SPACE: GilCell<Space> = GilCell::new(Space {
    base: 0,
    size: 0,
    low_open: 0,
    populated: 0,
    high_open: 0,
    block_top: 0,
    large_bottom: 0,
    used: 0,
    limit: 0,
    lent: 0,
    infos: null_mut(),
    bits: null_mut(),
    pages: null_mut(),
});

impl Space {
    /// Reserves the heap. `max_bytes` limits what may be in use at once; by default that is the machine's memory.
    /// Fails only when not even [`SMALLEST`] bytes can be had.
    pub(crate) fn reserve(max_bytes: Option<usize>) -> Option<Space> {
        let limit = max_bytes.unwrap_or_else(physical_memory).max(1 << 20);
        // Twice the limit leaves room for fragmentation between the two ends.
        let mut size = limit.saturating_mul(2).clamp(SMALLEST, 1 << 40);
        if let Some(space) = address_space_limit() {
            size = size.min(space / 2);
        }
        while size >= SMALLEST {
            if let Some(space) = Space::reserve_exactly(size.next_multiple_of(CHUNK), limit) {
                return Some(space);
            }
            size /= 2;
        }
        None
    }

    fn reserve_exactly(size: usize, limit: usize) -> Option<Space> {
        let blocks = size / BLOCK;
        let tables = [
            (size + BLOCK, libc::PROT_NONE),
            (blocks * size_of::<BlockInfo>(), libc::PROT_READ | libc::PROT_WRITE),
            (blocks * size_of::<BlockBits>(), libc::PROT_READ | libc::PROT_WRITE),
            (size / PAGE * size_of::<u32>(), libc::PROT_READ | libc::PROT_WRITE),
        ];
        let mut maps = [0usize; 4];
        for (i, &(bytes, protection)) in tables.iter().enumerate() {
            match map(bytes, protection) {
                Some(address) => maps[i] = address,
                None => {
                    for j in 0..i {
                        // SAFETY: these are the mappings made just above, which nobody has seen.
                        unsafe { libc::munmap(maps[j] as *mut _, tables[j].0) };
                    }
                    return None;
                }
            }
        }
        Some(Space {
            base: maps[0].next_multiple_of(BLOCK),
            size,
            low_open: 0,
            populated: 0,
            high_open: size,
            block_top: 0,
            large_bottom: size,
            used: 0,
            // What is left serves fragmentation and emergencies.
            limit: limit.min(size - size / 8),
            lent: 0,
            infos: maps[1] as *mut BlockInfo,
            bits: maps[2] as *mut BlockBits,
            pages: maps[3] as *mut u32,
        })
    }

    /// Extends the block area by one block and returns its number, or `None` when memory is exhausted.
    pub(crate) fn grow_blocks(&mut self) -> Option<u32> {
        let end = self.block_top + BLOCK;
        let kept = (LOANS - self.lent) * EMERGENCY;
        if end + kept > self.large_bottom {
            return None;
        }
        if end > self.low_open {
            let to = end.next_multiple_of(CHUNK).min(self.large_bottom);
            if !open(self.base + self.low_open, to - self.low_open) {
                return None;
            }
            self.low_open = to;
        }
        if end > self.populated {
            let to = (self.populated + POPULATED).max(end).min(self.low_open);
            populate(self.base + self.populated, to - self.populated);
            self.populated = to;
        }
        let block = self.block_top / BLOCK;
        self.block_top = end;
        Some(block as u32)
    }

    /// Extends the area of large objects by at least `pages`; returns the first page's number and how many there are.
    pub(crate) fn grow_pages(&mut self, pages: usize) -> Option<(u32, u32)> {
        let bytes = pages.checked_mul(PAGE)?;
        // Large objects never take the room that emergencies need.
        let room = (self.large_bottom - self.block_top).saturating_sub(LOANS * EMERGENCY);
        if bytes > room {
            return None;
        }
        let bytes = bytes.next_multiple_of(CHUNK).min(room / PAGE * PAGE);
        let bottom = self.large_bottom - bytes;
        if bottom < self.high_open {
            // The part that the block area has opened already is opened again, which does no harm.
            if !open(self.base + bottom, self.high_open - bottom) {
                return None;
            }
            self.high_open = bottom;
        }
        self.large_bottom = bottom;
        Some(((bottom / PAGE) as u32, (bytes / PAGE) as u32))
    }

    /// Raises the limit by what is kept for emergencies. Returns how often that has happened; 0 when nothing is left.
    pub(crate) fn lend(&mut self) -> usize {
        if self.lent == LOANS {
            return 0;
        }
        self.lent += 1;
        self.limit += EMERGENCY;
        self.lent
    }

    /// Takes back what was lent, once enough is free again.
    pub(crate) fn settle(&mut self) {
        while self.lent > 0 && self.used + 2 * EMERGENCY < self.limit {
            self.lent -= 1;
            self.limit -= EMERGENCY;
        }
    }

    /// Counts `bytes` as in use unless that would exceed the limit.
    pub(crate) fn charge(&mut self, bytes: usize) -> bool {
        match self.used.checked_add(bytes) {
            Some(used) if used <= self.limit => {
                self.used = used;
                true
            }
            _ => false,
        }
    }
}

fn map(bytes: usize, protection: i32) -> Option<usize> {
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
    // SAFETY: a fresh anonymous mapping at an address of the kernel's choice.
    let p = unsafe { libc::mmap(null_mut(), bytes, protection, flags, -1, 0) };
    (p != libc::MAP_FAILED).then_some(p as usize)
}

fn open(address: usize, bytes: usize) -> bool {
    // SAFETY: the range lies inside the reservation.
    unsafe { libc::mprotect(address as *mut _, bytes, libc::PROT_READ | libc::PROT_WRITE) == 0 }
}

/// Has the kernel provide a range's pages at once, which is far cheaper than a fault for each. Blocks are taken one after
/// another, so they will all be used soon. An old kernel refuses, and the pages come one by one.
fn populate(address: usize, bytes: usize) {
    // SAFETY: the range was just opened and holds nothing.
    let _ = unsafe { libc::madvise(address as *mut _, bytes, libc::MADV_POPULATE_WRITE) };
}

/// Gives the pages of a range back; they read as zero afterwards.
pub(crate) fn give_back(address: usize, bytes: usize) {
    // SAFETY: the range lies inside the accessible part of the reservation and holds no live cell.
    let rc = unsafe { libc::madvise(address as *mut _, bytes, libc::MADV_DONTNEED) };
    if rc != 0 {
        // Locked memory (mlockall) cannot be given back, but the range has to read as zero all the same.
        // SAFETY: as above.
        unsafe { std::ptr::write_bytes(address as *mut u8, 0, bytes) };
    }
}

/// Lets the heap use no more than half of a new limit of address space. What it has reserved counts for the system already,
/// so that the system would not stop it.
pub fn adapt_to_address_space_limit() {
    if let Some(limit) = address_space_limit() {
        SPACE.with(|space| space.limit = space.limit.min(limit / 2));
    }
}

/// Bytes of memory and swap of the machine.
fn physical_memory() -> usize {
    // SAFETY: sysinfo fills the struct it is given, for which all zeros is a valid value.
    let info = unsafe {
        let mut info: libc::sysinfo = std::mem::zeroed();
        if libc::sysinfo(&mut info) != 0 {
            return 64 << 30;
        }
        info
    };
    (info.totalram as usize).saturating_add(info.totalswap as usize).saturating_mul(info.mem_unit as usize)
}

/// The limit of `ulimit -v`, if there is one. Whoever reserves much address space must leave some to others.
#[must_use]
pub fn address_space_limit() -> Option<usize> {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: getrlimit fills the struct it is given.
    let rc = unsafe { libc::getrlimit(libc::RLIMIT_AS, &mut limit) };
    (rc == 0 && limit.rlim_cur != libc::RLIM_INFINITY).then_some(limit.rlim_cur as usize)
}
