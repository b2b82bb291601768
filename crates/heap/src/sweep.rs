//! Sweeping: eager, and on bitmaps only.
//!
//! First every dead cell whose shape has a drop is dropped, while all memory is still as the mutator left it (the dead
//! cell's map may be dead too). Then each block's marks become its live bits. Blocks without a live cell leave their
//! list; a few of them keep their pages for the next cycle, the others give them back.

use crate::block::{BLOCKS, BlockInfo, Blocks, NONE};
use crate::cell::Head;
use crate::class::{BLOCK, CLASSES, LISTS};
use crate::large::LARGES;
use crate::space::{PAGE, SPACE, Space, give_back};

/// What a sweep found alive.
#[derive(Clone, Copy, Default)]
pub(crate) struct Living {
    pub bytes: usize,
    pub cells: usize,
}

/// Pattern of dead memory in stress mode.
const POISON: u8 = 0xDB;

/// Calls the drop of each dead cell that has one.
pub(crate) fn drop_dead() {
    let space = SPACE.get();
    for block in 0..(space.block_top / BLOCK) as u32 {
        let info = space.info(block);
        if info.cell == 0 || (info.list as usize) < CLASSES {
            continue;
        }
        for (word, pair) in space.bits(block).iter().enumerate() {
            let mut dead = pair[0] & !pair[1];
            while dead != 0 {
                let index = word * 64 + dead.trailing_zeros() as usize;
                dead &= dead - 1;
                drop_cell(space.block_address(block) + index * info.cell as usize);
            }
        }
    }
    let dead: Vec<u32> = LARGES.with(|larges| {
        larges.records.iter().filter(|large| large.pages != 0 && !large.mark).map(|large| large.first).collect()
    });
    for first in dead {
        drop_cell(space.base + first as usize * PAGE);
    }
}

fn drop_cell(cell: usize) {
    // SAFETY: the cell was live until now and its map's memory is untouched; each dead cell comes here once, because its
    // live bit is cleared by the sweep that follows.
    unsafe {
        if let Some(drop) = (*(*(cell as *const Head)).map).drop {
            drop(cell as *mut u8);
        }
    }
}

/// Frees all unmarked cells and clears the marks. `keep` tells from the living bytes how many bytes of empty blocks keep
/// their pages.
pub(crate) fn sweep(poison: bool, keep: impl Fn(usize) -> usize) -> Living {
    let space = SPACE.get();
    let (large_bytes, large_cells) = LARGES.with(|larges| {
        larges.claimed = 0;
        larges.sweep(keep(0) > 0)
    });
    let mut living = Living { bytes: large_bytes, cells: large_cells };
    BLOCKS.with(|blocks| {
        blocks.claimed = 0;
        blocks.current = [NONE; LISTS];
        blocks.free_dirty.clear();
        blocks.partial.iter_mut().for_each(Vec::clear);
        blocks.free_clean.clear();
        // Downwards, so that the stacks have the lowest address on top and the heap stays compact.
        for block in (0..(space.block_top / BLOCK) as u32).rev() {
            sweep_block(blocks, &space, block, poison, &mut living);
        }
        trim(blocks, &space, keep(living.bytes) / BLOCK);
    });
    living
}

fn sweep_block(blocks: &mut Blocks, space: &Space, block: u32, poison: bool, living: &mut Living) {
    let info = space.info(block);
    if info.cell == 0 {
        if info.clean {
            blocks.free_clean.push(block)
        } else {
            blocks.free_dirty.push(block)
        }
        return;
    }
    let bits = space.bits(block);
    let mut count = 0;
    for (word, pair) in bits.iter_mut().take((info.cells as usize).div_ceil(64)).enumerate() {
        if poison {
            poison_cells(
                space.block_address(block) + word * 64 * info.cell as usize,
                info.cell as usize,
                pair[0] & !pair[1],
            );
        }
        *pair = [pair[1], 0];
        count += pair[0].count_ones() as usize;
    }
    info.clean = false;
    info.cursor = 0;
    living.cells += count;
    living.bytes += count * info.cell as usize;
    if count == 0 {
        info.cell = 0;
        info.magic = 0;
        blocks.free_dirty.push(block);
    } else if count < info.cells as usize && !is_packed(info, count) {
        blocks.partial[info.list as usize].push(block);
    }
}

/// A block with hardly a free cell, all of whose live cells are frozen, is left as it is: young collections need not look
/// at what points into it.
fn is_packed(info: &BlockInfo, live: usize) -> bool {
    !info.touched && live * 8 >= info.cells as usize * 7
}

fn poison_cells(start: usize, cell: usize, mut dead: u64) {
    while dead != 0 {
        let index = dead.trailing_zeros() as usize;
        dead &= dead - 1;
        // SAFETY: a dead cell's memory belongs to nobody.
        unsafe { std::ptr::write_bytes((start + index * cell) as *mut u8, POISON, cell) };
    }
}

/// Gives back the pages of empty blocks beyond the first `keep`.
fn trim(blocks: &mut Blocks, space: &Space, keep: usize) {
    // The list descends: the highest addresses come first.
    let surplus = blocks.free_dirty.len().saturating_sub(keep);
    let released: Vec<u32> = blocks.free_dirty.drain(..surplus).collect();
    let mut at = 0;
    while at < released.len() {
        let mut end = at + 1;
        while end < released.len() && released[end] + 1 == released[end - 1] {
            end += 1;
        }
        give_back(space.block_address(released[end - 1]), (end - at) * BLOCK);
        at = end;
    }
    SPACE.with(|space| space.used -= released.len() * BLOCK);
    for &block in &released {
        space.info(block).clean = true;
    }
    if !released.is_empty() {
        blocks.free_clean.extend(released);
        blocks.free_clean.sort_unstable_by(|a, b| b.cmp(a));
    }
}
