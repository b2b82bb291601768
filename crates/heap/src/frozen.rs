//! Two generations without a watch over stores.
//!
//! A *full* collection marks everything. What it finds alive is *frozen*: the *young* collections that follow take it as
//! marked from the start, so that marking stops there, and go once through the contents of frozen cells, in the order of
//! their addresses. That takes a fraction of the time that finding the cells by marking would, above all for what a
//! start has made and for modules.
//!
//! Terms: a frozen cell is *settled* when it refers to nothing and never will: text, numbers, bytes. The others are *open*.
//!
//! Invariants:
//!
//! 1. All that an open frozen cell refers to is marked in each collection, however young it is.
//! 2. What dies after it was frozen stays until the next full collection. That comes when it was asked for, when memory is
//!    short, after [`MOST_YOUNG`] young ones, or when what is alive has grown much since the last.

use crate::class::BLOCK;
use crate::gc;
use crate::gcvec;
use crate::gilcell::GilCell;
use crate::large::LARGES;
use crate::mark::Marker;
use crate::space::{PAGE, SPACE};

/// Words of a block's bitmap.
const WORDS: usize = BLOCK / 16 / 64;
/// The most young collections between two full ones.
const MOST_YOUNG: usize = 8;

/// The frozen cells of a block, and those of them that are open.
struct Cells {
    block: u32,
    frozen: [u64; WORDS],
    open: [u64; WORDS],
}

pub(crate) struct Frozen {
    /// Whether there are generations at all.
    enabled: bool,
    cells: Vec<Cells>,
    /// First pages of large objects, and whether they are open.
    larges: Vec<(u32, bool)>,
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
/// `is_settled` tells of a live cell whether it refers to nothing for ever; it must not allocate.
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
        !frozen.enabled || grown || frozen.young.is_none_or(|young| young >= MOST_YOUNG)
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
        LARGES.with(|larges| frozen.larges.iter().for_each(|&(first, _)| larges.mark(first)));
        for cells in &frozen.cells {
            let size = space.info(cells.block).cell as usize;
            each(&cells.open, |index| {
                let cell = (space.block_address(cells.block) + index * size) as *mut u8;
                // SAFETY: a frozen cell is live, has a map and that size.
                unsafe { marker.frozen(cell, size) };
            });
        }
        for &(first, _) in frozen.larges.iter().filter(|large| large.1) {
            let bytes = LARGES.with(|larges| larges.bytes_of(first));
            // SAFETY: as above.
            unsafe { marker.frozen((space.base + first as usize * PAGE) as *mut u8, bytes) };
        }
    });
}

/// At the end of the marking of a full collection: freezes what is marked.
pub(crate) fn freeze_marked() {
    let space = SPACE.get();
    FROZEN.with(|frozen| {
        if !frozen.enabled {
            return;
        }
        let is_open = |cell: *mut u8| !gcvec::is_leaf_buffer(cell) && !(frozen.is_settled)(cell);
        frozen.cells.clear();
        for block in (0..(space.block_top / BLOCK) as u32).filter(|&block| space.info(block).cell != 0) {
            let size = space.info(block).cell as usize;
            let marks = space.bits(block).map(|pair| pair[1]);
            let mut open = [0; WORDS];
            each(&marks, |index| {
                if is_open((space.block_address(block) + index * size) as *mut u8) {
                    open[index >> 6] |= 1 << (index & 63);
                }
            });
            frozen.cells.push(Cells { block, frozen: marks, open });
        }
        let place = |first: u32| (space.base + first as usize * PAGE) as *mut u8;
        frozen.larges = LARGES.with(|larges| {
            let marked = larges.records.iter().filter(|large| large.pages != 0 && large.mark);
            marked.map(|large| (large.first, is_open(place(large.first)))).collect()
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
