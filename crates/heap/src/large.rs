//! Large objects: whole pages, best fit.
//!
//! Free stretches of pages are kept twice, by address (to join neighbours) and by length (to find the best fit). They
//! are always clean: a dead object's pages are given back when it is swept.

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

pub(crate) struct Larges {
    pub records: Vec<Large>,
    vacant: Vec<u32>,
    by_address: BTreeMap<u32, u32>,
    by_length: BTreeSet<(u32, u32)>,
    /// Bytes handed out since the last collection.
    pub claimed: usize,
}

pub(crate) static LARGES: GilCell<Larges> = GilCell::new(Larges {
    records: Vec::new(),
    vacant: Vec::new(),
    by_address: BTreeMap::new(),
    by_length: BTreeSet::new(),
    claimed: 0,
});

impl Larges {
    /// Zeroed pages for `bytes`, or `None` when memory is exhausted.
    pub(crate) fn take(&mut self, bytes: usize) -> Option<*mut u8> {
        let pages = bytes.div_ceil(PAGE);
        let count = u32::try_from(pages).ok()?;
        if !SPACE.with(|space| space.charge(pages * PAGE)) {
            return None;
        }
        let Some(first) = self.find(count) else {
            SPACE.with(|space| space.used -= pages * PAGE);
            return None;
        };
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
        self.claimed += pages * PAGE;
        Some(cover(first, count, index + 1) as *mut u8)
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
    pub(crate) fn sweep(&mut self) -> (usize, usize) {
        let base = SPACE.get().base;
        let mut dead: Vec<(u32, u32)> = Vec::new();
        let (mut bytes, mut cells) = (0, 0);
        for index in 0..self.records.len() {
            let record = &mut self.records[index];
            if record.pages == 0 {
                continue;
            }
            if record.mark {
                record.mark = false;
                bytes += record.pages as usize * PAGE;
                cells += 1;
            } else {
                dead.push((record.first, record.pages));
                cover(record.first, record.pages, 0);
                record.pages = 0;
                self.vacant.push(index as u32);
            }
        }
        dead.sort_unstable();
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
        (bytes, cells)
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
