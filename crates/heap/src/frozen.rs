//! Two generations without a watch over stores.
//!
//! A *full* collection marks everything. What it finds alive is *frozen*: the *young* collections that follow take it as
//! marked from the start, so that marking stops there, and go once through the contents of frozen cells, in the order of
//! their addresses. That takes a fraction of the time that finding the cells by marking would, above all for what a
//! start has made and for modules.
//!
//! Terms: a frozen cell is *settled* when it will never refer to anything but what it refers to now, which is frozen with
//! it: text, numbers, tuples. The others are *open*. A block is *touched* when cells were claimed in it since the last full
//! collection; what points into another one points to something frozen.
//!
//! Invariants:
//!
//! 1. All that an open frozen cell refers to is marked in each collection, however young it is.
//! 2. What dies after it was frozen stays until the next full collection. That comes when it was asked for, when memory is
//!    short, after [`MOST_YOUNG`] young ones, or when what is alive has grown much since the last.
//!
//! In stress mode a collection comes with each allocation, and going through the contents of all frozen cells would take
//! most of the time. There `unchanged` tells which of them have changed since they were frozen; the others refer to frozen
//! cells only.

use crate::class::BLOCK;
use crate::gc;
use crate::gcvec;
use crate::gilcell::GilCell;
use crate::large::{LARGES, Large};
use crate::mark::{Marker, prefetch};
use crate::space::{PAGE, SPACE, Space};
use crate::unchanged::{Copied, CopiedBlock};

/// Words of a block's bitmap.
pub(crate) const WORDS: usize = BLOCK / 16 / 64;
/// The most young collections between two full ones.
const MOST_YOUNG: usize = 8;
/// The same in stress mode, where there is a young one for each cell.
const MOST_YOUNG_STRESSED: usize = 256;
/// How many cells are being fetched.
const AHEAD: usize = 16;

/// The frozen cells of a block, and those of them that are open.
struct Cells {
    block: u32,
    frozen: [u64; WORDS],
    open: [u64; WORDS],
    /// In stress mode, if some are open.
    copy: Option<CopiedBlock>,
}

/// A frozen large object.
struct LargeCell {
    /// Its first page.
    first: u32,
    is_open: bool,
    /// In stress mode, if it is open and has not changed.
    copy: Option<Copied>,
}

pub(crate) struct Frozen {
    /// Whether there are generations at all.
    enabled: bool,
    cells: Vec<Cells>,
    larges: Vec<LargeCell>,
    is_settled: fn(*mut u8) -> bool,
    /// Young collections since the last full one; `None` before the first full one.
    young: Option<usize>,
    /// Bytes alive after the last full collection, and after the last of any kind.
    live_when_full: usize,
    live: usize,
}

static FROZEN: GilCell<Frozen> = GilCell::new(Frozen {
    enabled: false,
    cells: Vec::new(),
    larges: Vec::new(),
    is_settled: |_| false,
    young: None,
    live_when_full: 0,
    live: 0,
});

/// From now on there are generations; the first collection is due when the program has allocated something itself.
/// `is_settled` tells of a live cell whether it refers to the same cells for ever; it must not allocate.
pub fn start_generations(is_settled: fn(*mut u8) -> bool) {
    FROZEN.with(|frozen| {
        frozen.enabled = true;
        frozen.is_settled = is_settled;
    });
    gc::begin_cycle();
}

/// Whether a collection that need not be full had better be.
pub(crate) fn full_is_due() -> bool {
    FROZEN.with(|frozen| {
        let grown = frozen.live > frozen.live_when_full / 4 * 5 + (1 << 20);
        let most = if gc::is_stressed() { MOST_YOUNG_STRESSED } else { MOST_YOUNG };
        !frozen.enabled || grown || frozen.young.is_none_or(|young| young >= most)
    })
}

/// For a young collection: marks the frozen cells and what the open ones refer to.
pub(crate) fn mark(marker: &mut Marker) {
    let space = SPACE.get();
    FROZEN.with(|frozen| {
        for cells in &frozen.cells {
            for (pair, frozen) in space.bits(cells.block).iter_mut().zip(&cells.frozen) {
                pair[1] |= frozen;
            }
        }
        LARGES.with(|larges| frozen.larges.iter().for_each(|large| larges.mark(large.first)));
        // A cell is fetched into the cache while those before it are gone through.
        let mut waiting = [(0, 0); AHEAD];
        let mut at = 0;
        let mut next = |cell: usize, size: usize| {
            at = (at + 1) % AHEAD;
            let (cell, size) = std::mem::replace(&mut waiting[at], (cell, size));
            if cell != 0 {
                // SAFETY: a frozen cell is live, has a map and that size.
                unsafe { marker.frozen(cell as *mut u8, size) };
            }
        };
        for cells in &mut frozen.cells {
            let size = space.info(cells.block).cell as usize;
            let changed = cells.changed(&space, size);
            each(&changed, |index| {
                let cell = space.block_address(cells.block) + index * size;
                prefetch(cell);
                prefetch(cell + (size - 8).min(64));
                next(cell, size);
            });
        }
        for _ in 0..AHEAD {
            next(0, 0);
        }
        for large in frozen.larges.iter_mut().filter(|large| large.is_open) {
            let bytes = LARGES.with(|larges| larges.bytes_of(large.first));
            let cell = (space.base + large.first as usize * PAGE) as *mut u8;
            if large.copy.as_ref().is_some_and(|copy| copy.equals(cell)) {
                continue;
            }
            large.copy = None;
            // SAFETY: as above.
            unsafe { marker.frozen(cell, bytes) };
        }
    });
}

impl Cells {
    /// The open cells that may refer to others than frozen ones.
    fn changed(&mut self, space: &Space, size: usize) -> [u64; WORDS] {
        let Some(copy) = &mut self.copy else { return self.open };
        // Small cells are compared many at once, so those between the open ones cost little.
        let compared = if size < 256 { &self.frozen } else { &self.open };
        let mut changed = *copy.changed(space.block_address(self.block), size, compared);
        changed.iter_mut().zip(&self.open).for_each(|(word, open)| *word &= open);
        changed
    }
}

/// At the end of the marking of a full collection: freezes what is marked.
pub(crate) fn freeze_marked() {
    let space = SPACE.get();
    let with_copies = gc::is_stressed();
    FROZEN.with(|frozen| {
        if !frozen.enabled {
            return;
        }
        let is_open = |cell: *mut u8| !gcvec::is_leaf_buffer(cell) && !(frozen.is_settled)(cell);
        frozen.cells.clear();
        for block in (0..(space.block_top / BLOCK) as u32).filter(|&block| space.info(block).cell != 0) {
            let info = space.info(block);
            info.touched = false;
            let size = info.cell as usize;
            let marks = space.bits(block).map(|pair| pair[1]);
            let mut open = [0; WORDS];
            each(&marks, |index| {
                if is_open((space.block_address(block) + index * size) as *mut u8) {
                    open[index >> 6] |= 1 << (index & 63);
                }
            });
            let is_copied = with_copies && open != [0; WORDS];
            let copy = is_copied.then(|| CopiedBlock::new(space.block_address(block)));
            frozen.cells.push(Cells { block, frozen: marks, open, copy });
        }
        let place = |first: u32| (space.base + first as usize * PAGE) as *mut u8;
        frozen.larges = LARGES.with(|larges| {
            let marked = larges.records.iter().filter(|large| large.pages != 0 && large.mark);
            let freeze = |large: &Large| {
                let cell = place(large.first);
                let is_open = is_open(cell);
                let copy = (with_copies && is_open).then(|| Copied::new(cell, large.pages as usize * PAGE));
                LargeCell { first: large.first, is_open, copy }
            };
            marked.map(freeze).collect()
        });
    });
}

/// At the end of a collection that left so many bytes alive.
pub(crate) fn after_sweep(full: bool, live: usize) {
    FROZEN.with(|frozen| {
        frozen.live = live;
        if full {
            frozen.live_when_full = live;
            frozen.young = Some(0);
        } else if let Some(young) = &mut frozen.young {
            *young += 1;
        }
    });
}

/// Calls `f` with the number of each bit that is set.
fn each(bits: &[u64; WORDS], mut f: impl FnMut(usize)) {
    for (word, &bits) in bits.iter().enumerate() {
        let mut bits = bits;
        while bits != 0 {
            f(word * 64 + bits.trailing_zeros() as usize);
            bits &= bits - 1;
        }
    }
}
