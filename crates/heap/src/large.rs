//! Large objects: whole pages, best fit.
//!
//! Free stretches of pages are kept twice, by address (to join neighbours) and by length (to find the best fit). They
//! are always clean: a dead object's pages are given back when it is swept. Except that some short stretches stay as
//! they are in bins by length until the next sweep: clearing them when they are used again costs less than page faults.

use std::collections::{BTreeMap, BTreeSet};

use crate::gilcell::GilCell;
use crate::space::{PAGE, SPACE, give_back};

/// One large object, or a vacant record when `pages` is zero.
#[derive(Clone, Copy)]
pub(crate) struct Large {
    /// Number of its first page.
    pub first: u32,
    pub pages: u32,
    pub mark: bool,
}

/// The longest stretch that a bin keeps, in pages.
const BIN_PAGES: usize = 16;
/// Bytes that all bins keep at most.
const BINS_BYTES: usize = 2 << 20;

pub(crate) struct Larges {
    pub records: Vec<Large>,
    vacant: Vec<u32>,
    by_address: BTreeMap<u32, u32>,
    by_length: BTreeSet<(u32, u32)>,
    /// First pages of free stretches with old content, by length. They count as used.
    bins: [Vec<u32>; BIN_PAGES + 1],
    /// Bytes handed out since the last collection.
    pub claimed: usize,
}

pub(crate) static LARGES: GilCell<Larges> = GilCell::new(Larges {
    records: Vec::new(),
    vacant: Vec::new(),
    by_address: BTreeMap::new(),
    by_length: BTreeSet::new(),
    bins: [const { Vec::new() }; BIN_PAGES + 1],
    claimed: 0,
});

impl Larges {
    /// Zeroed pages for `bytes`, or `None` when memory is exhausted.
    pub(crate) fn take(&mut self, bytes: usize) -> Option<*mut u8> {
        let pages = bytes.div_ceil(PAGE);
        let count = u32::try_from(pages).ok()?;
        if let Some(first) = self.bins.get_mut(pages).and_then(Vec::pop) {
            let cell = self.register(first, count);
            // SAFETY: the stretch is free memory of that many pages.
            unsafe { std::ptr::write_bytes(cell, 0, pages * PAGE) };
            return Some(cell);
        }
        if !SPACE.with(|space| space.charge(pages * PAGE)) {
            return None;
        }
        let Some(first) = self.find(count) else {
            SPACE.with(|space| space.used -= pages * PAGE);
            return None;
        };
        Some(self.register(first, count))
    }

    /// Makes a record for a stretch that was free, and returns its address.
    fn register(&mut self, first: u32, count: u32) -> *mut u8 {
        let record = Large { first, pages: count, mark: false };
        let index = match self.vacant.pop() {
            Some(index) => {
                self.records[index as usize] = record;
                index
            }
            None => {
                self.records.push(record);
                (self.records.len() - 1) as u32
            }
        };
        self.claimed += count as usize * PAGE;
        cover(first, count, index + 1) as *mut u8
    }

    /// A stretch of `count` pages, cut off the smallest free stretch that has as many.
    fn find(&mut self, count: u32) -> Option<u32> {
        let best = self.by_length.range((count, 0)..).next().copied();
        let (length, first) = match best {
            Some(stretch) => stretch,
            None => {
                let (first, length) = SPACE.with(|space| space.grow_pages(count as usize))?;
                self.put(first, length);
                // The new pages may have joined a free neighbour, so look again.
                *self.by_length.range((count, 0)..).next()?
            }
        };
        self.remove(first, length);
        if length > count {
            self.insert(first + count, length - count);
        }
        Some(first)
    }

    /// The object that begins at a page.
    fn at(&mut self, first: u32) -> &mut Large {
        // SAFETY: an object's first page has an entry in the page table, the number of its record + 1.
        let entry = unsafe { *SPACE.get().pages.add(first as usize) };
        &mut self.records[entry as usize - 1]
    }

    pub(crate) fn mark(&mut self, first: u32) {
        self.at(first).mark = true;
    }

    pub(crate) fn bytes_of(&mut self, first: u32) -> usize {
        self.at(first).pages as usize * PAGE
    }

    fn insert(&mut self, first: u32, length: u32) {
        self.by_address.insert(first, length);
        self.by_length.insert((length, first));
    }

    fn remove(&mut self, first: u32, length: u32) {
        self.by_address.remove(&first);
        self.by_length.remove(&(length, first));
    }

    /// Adds a free stretch, joined with its neighbours.
    fn put(&mut self, mut first: u32, mut length: u32) {
        if let Some((&before, &size)) = self.by_address.range(..first).next_back()
            && before + size == first
        {
            self.remove(before, size);
            first = before;
            length += size;
        }
        if let Some(&size) = self.by_address.get(&(first + length)) {
            self.remove(first + length, size);
            length += size;
        }
        self.insert(first, length);
    }

    /// Frees the objects without a mark and clears the marks of the others. Returns the bytes and number of the living.
    /// `keep`: whether the bins may keep something.
    pub(crate) fn sweep(&mut self, keep: bool) -> (usize, usize) {
        let mut dead: Vec<(u32, u32)> = Vec::new();
        for (length, bin) in self.bins.iter_mut().enumerate() {
            dead.extend(bin.drain(..).map(|first| (first, length as u32)));
        }
        let mut room = if keep { BINS_BYTES } else { 0 };
        let (mut bytes, mut cells) = (0, 0);
        for (index, record) in self.records.iter_mut().enumerate() {
            if record.mark {
                record.mark = false;
                bytes += record.pages as usize * PAGE;
                cells += 1;
            } else if record.pages != 0 {
                cover(record.first, record.pages, 0);
                let pages = record.pages as usize;
                if pages <= BIN_PAGES && pages * PAGE <= room {
                    room -= pages * PAGE;
                    self.bins[pages].push(record.first);
                } else {
                    dead.push((record.first, record.pages));
                }
                record.pages = 0;
                self.vacant.push(index as u32);
            }
        }
        dead.sort_unstable();
        self.release(&dead);
        (bytes, cells)
    }

    /// Gives the pages of stretches back; they come in the order of their addresses.
    fn release(&mut self, dead: &[(u32, u32)]) {
        let base = SPACE.get().base;
        let mut at = 0;
        while at < dead.len() {
            let (first, mut length) = dead[at];
            at += 1;
            while at < dead.len() && dead[at].0 == first + length {
                length += dead[at].1;
                at += 1;
            }
            give_back(base + first as usize * PAGE, length as usize * PAGE);
            SPACE.with(|space| space.used -= length as usize * PAGE);
            self.put(first, length);
        }
    }
}

/// Writes `entry` into the page table for a stretch of pages; returns the stretch's address.
fn cover(first: u32, count: u32, entry: u32) -> usize {
    let space = SPACE.get();
    // SAFETY: the stretch lies inside the reservation, for which the table has an entry for each page.
    let table = unsafe { std::slice::from_raw_parts_mut(space.pages.add(first as usize), count as usize) };
    table.fill(entry);
    space.base + first as usize * PAGE
}
