//! Which frozen cells have changed, for stress mode: their bytes are copied when they are frozen, and compared.
//!
//! Invariant: right after a full collection all that frozen cells refer to is frozen. What a cell refers to stands in its own
//! bytes. So a cell that equals its copy refers to frozen cells only, and need not be looked through. A cell that was once
//! found changed counts as changed until the next full collection.

use crate::class::BLOCK;
use crate::frozen::WORDS;

/// The bytes of a large object, or of a block.
pub(crate) struct Copied(Box<[u8]>);

impl Copied {
    /// Copies `len` bytes of the heap that have pages.
    pub(crate) fn new(address: *const u8, len: usize) -> Copied {
        let mut bytes = Vec::with_capacity(len);
        // SAFETY: the memory is readable, the vector has room for it, and afterwards that much of it is initialised. No slice
        // of the heap is made, since a thread without the GIL may be reading a file into it.
        unsafe {
            std::ptr::copy_nonoverlapping(address, bytes.as_mut_ptr(), len);
            bytes.set_len(len);
        }
        Copied(bytes.into_boxed_slice())
    }

    /// Whether the memory at `address`, where the copy was made, is as it was.
    pub(crate) fn equals(&self, address: *const u8) -> bool {
        self.equals_at(address, 0, self.0.len())
    }

    /// The same of the bytes from `from` to `to`.
    fn equals_at(&self, address: *const u8, from: usize, to: usize) -> bool {
        assert!(from <= to && to <= self.0.len());
        // SAFETY: both stretches are readable: the check above is for the copy, and the other one has as many bytes.
        unsafe { libc::memcmp(self.0.as_ptr().add(from).cast(), address.add(from).cast(), to - from) == 0 }
    }
}

/// A block, with the cells that were found changed.
pub(crate) struct CopiedBlock {
    bytes: Copied,
    changed: [u64; WORDS],
}

impl CopiedBlock {
    /// Copies the block at `address`, whose frozen cells are unchanged.
    pub(crate) fn new(address: usize) -> CopiedBlock {
        CopiedBlock { bytes: Copied::new(address as *const u8, BLOCK), changed: [0; WORDS] }
    }

    /// The cells of the block at `address`, of `size` bytes each, that have changed among those of `cells`.
    pub(crate) fn changed(&mut self, address: usize, size: usize, cells: &[u64; WORDS]) -> &[u64; WORDS] {
        let address = address as *const u8;
        for (word, cells) in cells.iter().enumerate() {
            let mut rest = cells & !self.changed[word];
            // Neighbours are compared at once.
            while rest != 0 {
                let first = rest.trailing_zeros();
                let run = (rest >> first).trailing_ones();
                let end = first + run;
                rest = if end == 64 { 0 } else { rest >> end << end };
                let place = |bit: u32| (word * 64 + bit as usize) * size;
                if !self.bytes.equals_at(address, place(first), place(end)) {
                    for bit in first..end {
                        let equals = self.bytes.equals_at(address, place(bit), place(bit + 1));
                        self.changed[word] |= u64::from(!equals) << bit;
                    }
                }
            }
        }
        &self.changed
    }
}
