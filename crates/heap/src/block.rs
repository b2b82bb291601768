//! Blocks of small cells: the allocator's slow path.
//!
//! Each list (size class, with or without drop) has one current block, whose free runs are claimed in address order, and
//! a stack of partly free blocks found by the last sweep. Claiming a run sets the `live` bits of all its cells and
//! clears its memory; what is left of a run when a collection starts is unclaimed again.

use crate::alloc::{BUMPS, Bump};
use crate::class::{BLOCK, CLASSES, LISTS, SIZES, magic};
use crate::gilcell::GilCell;
use crate::space::{SPACE, Space};

/// What is known of a block. All zero: not in use.
#[repr(C, align(16))]
pub(crate) struct BlockInfo {
    /// For dividing an offset by the cell size; see [`magic`].
    pub magic: u32,
    /// Bytes of a cell; zero when the block is not in use.
    pub cell: u32,
    pub cells: u16,
    /// Cells before this one are taken.
    pub cursor: u16,
    /// The list it belongs to.
    pub list: u8,
    /// Free cells are zero already: the block came from the kernel and was not swept since.
    pub clean: bool,
    /// Cells were claimed since the last full collection: not all that is alive is frozen.
    pub touched: bool,
}

/// Pairs of words: 64 `live` bits, then the 64 `mark` bits of the same cells, so that marking touches one line.
pub(crate) type BlockBits = [[u64; 2]; BLOCK / 16 / 64];

/// No block.
pub(crate) const NONE: u32 = u32::MAX;
/// A run is no longer than this, so that clearing it leaves it in the first-level cache.
const RUN_BYTES: usize = 4096;

pub(crate) struct Blocks {
    /// Blocks in no use, with pages that hold old content.
    pub free_dirty: Vec<u32>,
    /// Blocks in no use whose pages were given back.
    pub free_clean: Vec<u32>,
    /// Blocks with free cells, by list.
    pub partial: [Vec<u32>; LISTS],
    pub current: [u32; LISTS],
    /// The block of the run that the list's bump pointer is in.
    run_block: [u32; LISTS],
    /// Bytes claimed since the last collection.
    pub claimed: usize,
    /// Stress mode: runs have one cell, so that each allocation comes to the slow path.
    pub single: bool,
}

pub(crate) static BLOCKS: GilCell<Blocks> = GilCell::new(Blocks {
    free_dirty: Vec::new(),
    free_clean: Vec::new(),
    partial: [const { Vec::new() }; LISTS],
    current: [NONE; LISTS],
    run_block: [NONE; LISTS],
    claimed: 0,
    single: false,
});

impl Space {
    /// The entry of a block. The table lives for ever.
    #[inline(always)]
    pub(crate) fn info(self, block: u32) -> &'static mut BlockInfo {
        // SAFETY: the table has an entry for each block of the reservation, and users of an entry never overlap.
        unsafe { &mut *self.infos.add(block as usize) }
    }

    #[inline(always)]
    pub(crate) fn bits(self, block: u32) -> &'static mut BlockBits {
        // SAFETY: as for `info`.
        unsafe { &mut *self.bits.add(block as usize) }
    }

    #[inline(always)]
    pub(crate) fn block_address(&self, block: u32) -> usize {
        self.base + block as usize * BLOCK
    }
}

impl Blocks {
    /// Makes a new run for `list`'s bump pointer, whose old run is used up. False: out of memory.
    pub(crate) fn claim(&mut self, list: usize) -> bool {
        let space = SPACE.get();
        loop {
            let block = self.current[list];
            if block != NONE {
                let info = space.info(block);
                let most = if self.single { 1 } else { (RUN_BYTES / info.cell as usize).max(1) };
                if let Some((from, to)) = free_run(space.bits(block), info.cursor as usize, info.cells as usize, most) {
                    self.hand_out(&space, list, block, from, to);
                    return true;
                }
                info.cursor = info.cells;
            }
            self.current[list] = match self.partial[list].pop() {
                Some(block) => block,
                None => match self.take_free(list) {
                    Some(block) => block,
                    None => return false,
                },
            };
        }
    }

    fn hand_out(&mut self, space: &Space, list: usize, block: u32, from: usize, to: usize) {
        let info = space.info(block);
        set_live(space.bits(block), from, to);
        info.cursor = to as u16;
        info.touched = true;
        let cell = info.cell as usize;
        let start = space.block_address(block) + from * cell;
        let bytes = (to - from) * cell;
        if !info.clean {
            // SAFETY: the run is free memory inside the block.
            unsafe { std::ptr::write_bytes(start as *mut u8, 0, bytes) };
        }
        self.claimed += bytes;
        self.run_block[list] = block;
        // SAFETY: only the GIL's holder touches the bump pointers.
        unsafe {
            BUMPS[list].next = start;
            BUMPS[list].end = start + bytes;
        }
    }

    /// Takes an unused block for `list`, or opens a new one.
    fn take_free(&mut self, list: usize) -> Option<u32> {
        let (block, clean) = if let Some(block) = self.free_dirty.pop() {
            (block, false)
        } else {
            let block = SPACE.with(|space| {
                if !space.charge(BLOCK) {
                    return None;
                }
                let block = self.free_clean.pop().or_else(|| space.grow_blocks());
                if block.is_none() {
                    space.used -= BLOCK;
                }
                block
            })?;
            (block, true)
        };
        let cell = SIZES[list % CLASSES];
        *SPACE.get().info(block) = BlockInfo {
            magic: magic(cell),
            cell: cell as u32,
            cells: (BLOCK / cell) as u16,
            cursor: 0,
            list: list as u8,
            clean,
            touched: false,
        };
        Some(block)
    }

    /// Gives back what is left of every run, so that the `live` bits are exact and the next allocation of each list
    /// comes to the slow path.
    pub(crate) fn retire(&mut self) {
        let space = SPACE.get();
        // SAFETY: only the GIL's holder touches the bump pointers.
        let bumps = unsafe { &mut *std::ptr::addr_of_mut!(BUMPS) };
        for (bump, &block) in bumps.iter_mut().zip(&self.run_block) {
            let (next, end) = (bump.next, bump.end);
            if next < end {
                let info = space.info(block);
                let from = (next - space.block_address(block)) / info.cell as usize;
                let to = (end - space.block_address(block)) / info.cell as usize;
                clear_live(space.bits(block), from, to);
                info.cursor = info.cursor.min(from as u16);
            }
            *bump = Bump { next: 0, end: 0 };
        }
    }
}

/// The first run of free cells at or after `cursor`, at most `most` long.
fn free_run(bits: &BlockBits, cursor: usize, cells: usize, most: usize) -> Option<(usize, usize)> {
    let mut from = cursor;
    loop {
        if from >= cells {
            return None;
        }
        let free = !bits[from >> 6][0] >> (from & 63);
        if free != 0 {
            from += free.trailing_zeros() as usize;
            break;
        }
        from = (from | 63) + 1;
    }
    if from >= cells {
        return None;
    }
    let stop = cells.min(from + most);
    let mut to = from;
    while to < stop {
        let taken = bits[to >> 6][0] >> (to & 63);
        if taken != 0 {
            to += taken.trailing_zeros() as usize;
            break;
        }
        to = (to | 63) + 1;
    }
    Some((from, to.min(stop)))
}

/// The mask of the bits `from..to` that fall into word `word`.
fn mask(word: usize, from: usize, to: usize) -> u64 {
    let low = from.saturating_sub(word * 64);
    let high = (to - word * 64).min(64);
    (u64::MAX << low) & (u64::MAX >> (64 - high))
}

fn set_live(bits: &mut BlockBits, from: usize, to: usize) {
    let words = from >> 6..to.div_ceil(64);
    for (word, pair) in words.clone().zip(&mut bits[words]) {
        pair[0] |= mask(word, from, to);
    }
}

fn clear_live(bits: &mut BlockBits, from: usize, to: usize) {
    let words = from >> 6..to.div_ceil(64);
    for (word, pair) in words.clone().zip(&mut bits[words]) {
        pair[0] &= !mask(word, from, to);
    }
}
