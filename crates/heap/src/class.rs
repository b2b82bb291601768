//! Size classes.
//!
//! Sizes are multiples of 16, so cells are 16-aligned; above 128 bytes they are chosen to fill a block well. Cells whose
//! shape has a `drop` use a second set of classes, numbered from [`CLASSES`] on, so that their blocks are apart.

/// Bytes of a block, and its alignment.
pub(crate) const BLOCK: usize = 32 << 10;
/// log2 of [`BLOCK`].
pub(crate) const BLOCK_SHIFT: u32 = 15;
/// The largest cell that lives in a block; larger ones are large objects.
pub const MAX_SMALL_CELL: usize = 8192;

/// Bytes of a cell, by class.
pub(crate) const SIZES: [usize; 31] = [
    16, 32, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 640, 768, 896, 1024, 1168, 1360, 1632,
    2048, 2336, 2720, 3264, 4096, 5456, 6544, 8192,
];

/// Number of size classes of one kind.
pub(crate) const CLASSES: usize = SIZES.len();
/// Number of allocation lists: plain classes, then the classes of cells with a drop.
pub(crate) const LISTS: usize = 2 * CLASSES;

/// The class for a number of 16-byte granules.
pub(crate) const CLASS_OF: [u8; MAX_SMALL_CELL / 16 + 1] = {
    let mut table = [0; MAX_SMALL_CELL / 16 + 1];
    let mut class = 0;
    let mut granules = 0;
    while granules < table.len() {
        if granules * 16 > SIZES[class] {
            class += 1;
        }
        table[granules] = class as u8;
        granules += 1;
    }
    table
};

/// The class of the cells of `bytes` (at most [`MAX_SMALL_CELL`]).
#[inline(always)]
pub(crate) const fn class_of(bytes: usize) -> usize {
    CLASS_OF[(bytes + 15) >> 4] as usize
}

/// `offset * magic(size) >> 32` is `offset / size` for every offset in a block.
pub(crate) const fn magic(size: usize) -> u32 {
    ((1u64 << 32).div_ceil(size as u64)) as u32
}
