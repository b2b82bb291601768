//! Marking: from words to cells, iteratively.
//!
//! A word is looked up by arithmetic: its block, the cell in the block (a multiplication), the cell's `live` bit. A cell
//! whose `mark` bit was not set yet is pushed; popping scans it. Long cells are pushed as ranges and scanned in pieces,
//! so the stack stays short however large an array is.
//!
//! Most of the time of marking is cache misses, so there are two small queues in the way: words wait in `words` while
//! their bits are prefetched, and popped cells wait in `cells` while their first line is.

use crate::block::{BlockBits, BlockInfo};
use crate::cell::{Head, Scan, Shape};
use crate::class::{BLOCK, BLOCK_SHIFT};
use crate::large::{LARGES, Large};
use crate::space::{PAGE, SPACE};
use crate::value::Value;

/// Ranges are scanned in pieces of this many words.
const PIECE: usize = 256;
/// How many words wait for their bits.
const WORD_QUEUE: usize = 32;
/// How many marked cells wait for their contents.
const CELL_QUEUE: usize = 16;

/// Finds the live cell that a word points into. Valid until the next allocation.
#[derive(Clone, Copy)]
pub(crate) struct Finder {
    base: usize,
    size: usize,
    large_bottom: usize,
    infos: *mut BlockInfo,
    bits: *mut BlockBits,
    pages: *mut u32,
    larges: *mut Large,
}

/// A cell that [`Finder::find`] found.
#[derive(Clone, Copy)]
pub(crate) struct Found {
    pub cell: *mut u8,
    pub bytes: usize,
    pub place: Place,
}

/// Where a found cell's mark is.
#[derive(Clone, Copy)]
pub(crate) enum Place {
    Block { pair: *mut [u64; 2], bit: u64 },
    Large { record: *mut Large },
}

impl Found {
    #[inline(always)]
    pub(crate) fn is_marked(&self) -> bool {
        // SAFETY: the pointers lead into the side tables, which only the GIL's holder uses.
        unsafe {
            match self.place {
                Place::Block { pair, bit } => (*pair)[1] & bit != 0,
                Place::Large { record } => (*record).mark,
            }
        }
    }

    /// Sets the mark; false when it was set before.
    #[inline(always)]
    pub(crate) fn mark(&self) -> bool {
        // SAFETY: as above.
        unsafe {
            match self.place {
                Place::Block { pair, bit } => {
                    let old = (*pair)[1];
                    (*pair)[1] = old | bit;
                    old & bit == 0
                }
                Place::Large { record } => !std::mem::replace(&mut (*record).mark, true),
            }
        }
    }
}

impl Finder {
    pub(crate) fn new() -> Finder {
        let space = SPACE.get();
        Finder {
            base: space.base,
            size: space.size,
            large_bottom: space.large_bottom,
            infos: space.infos,
            bits: space.bits,
            pages: space.pages,
            larges: LARGES.with(|larges| larges.records.as_mut_ptr()),
        }
    }

    /// Whether `word` is an address inside the heap's reservation.
    #[inline(always)]
    pub(crate) fn contains(&self, word: usize) -> bool {
        word.wrapping_sub(self.base) < self.size
    }

    /// Whether `word` points into the heap, and not into a block whose live cells are all frozen.
    #[inline(always)]
    fn may_be_young(&self, word: usize) -> bool {
        let offset = word.wrapping_sub(self.base);
        // SAFETY: `offset` lies inside the reservation, whose blocks all have an entry.
        offset < self.size
            && (offset >= self.large_bottom || unsafe { (*self.infos.add(offset >> BLOCK_SHIFT)).touched })
    }

    /// Brings the bits of a word inside the heap into the cache.
    #[inline(always)]
    fn prefetch_bits(&self, word: usize) {
        let offset = word - self.base;
        let block = offset >> BLOCK_SHIFT;
        // SAFETY: as in `find`; for a large object the entry is unused, and the line fetched does no harm.
        unsafe {
            let magic = (*self.infos.add(block)).magic;
            let index = (((offset & (BLOCK - 1)) as u64 * magic as u64) >> 32) as usize;
            prefetch((*self.bits.add(block)).as_ptr().add(index >> 6) as usize);
        }
    }

    /// The cell that `word` points into, if its `live` bit is set. Between collections that includes the cells of a run
    /// that were not handed out yet, whose map word is zero.
    #[inline(always)]
    pub(crate) fn find(&self, word: usize) -> Option<Found> {
        let offset = word.wrapping_sub(self.base);
        if offset >= self.size {
            return None;
        }
        if offset >= self.large_bottom {
            return self.find_large(offset);
        }
        let block = offset >> BLOCK_SHIFT;
        // SAFETY: `block` lies inside the reservation. The index is below the number of bits, because the cell size is at
        // least 16; for an unused block it is 0, whose bit is clear.
        unsafe {
            let info = &*self.infos.add(block);
            let index = (((offset & (BLOCK - 1)) as u64 * info.magic as u64) >> 32) as usize;
            let pair = (*self.bits.add(block)).as_mut_ptr().add(index >> 6);
            let bit = 1 << (index & 63);
            if (*pair)[0] & bit == 0 {
                return None;
            }
            let bytes = info.cell as usize;
            let cell = self.base + (block << BLOCK_SHIFT) + index * bytes;
            Some(Found { cell: cell as *mut u8, bytes, place: Place::Block { pair, bit } })
        }
    }

    #[cold]
    fn find_large(&self, offset: usize) -> Option<Found> {
        // SAFETY: the page lies inside the reservation; an entry of the page table is 0 or the number of a record + 1.
        unsafe {
            let entry = *self.pages.add(offset / PAGE);
            if entry == 0 {
                return None;
            }
            let record = self.larges.add(entry as usize - 1);
            let cell = self.base + (*record).first as usize * PAGE;
            let bytes = (*record).pages as usize * PAGE;
            Some(Found { cell: cell as *mut u8, bytes, place: Place::Large { record } })
        }
    }
}

/// Words waiting to be scanned: a cell, or (with `RANGE` added to the address) a bare range.
#[derive(Clone, Copy)]
struct Item {
    address: usize,
    words: usize,
}

/// Tag of an [`Item`] that is a range, without a map word.
const RANGE: usize = 1;

/// Receives the words that a cell or a root holds: marks what they point to, or only collects it (for `referents`).
pub struct Marker {
    finder: Finder,
    stack: Vec<Item>,
    /// Zero where nothing waits.
    words: [usize; WORD_QUEUE],
    word_head: usize,
    cells: [Item; CELL_QUEUE],
    cell_head: usize,
    /// The map of the cell scanned last, which need not be looked up again.
    last_map: usize,
    sink: Option<Vec<Found>>,
    pass: Pass,
}

/// What a marker goes round for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pass {
    /// A full collection: what is marked now is frozen, and young collections take it as marked.
    Full,
    Young,
    /// No collection, but the question what there is.
    Walk,
}

impl Marker {
    pub(crate) fn new(pass: Pass) -> Marker {
        Marker {
            finder: Finder::new(),
            stack: Vec::with_capacity(1024),
            words: [0; WORD_QUEUE],
            word_head: 0,
            cells: [Item { address: 0, words: 0 }; CELL_QUEUE],
            cell_head: 0,
            last_map: 0,
            sink: None,
            pass,
        }
    }

    /// What this is for. A root that never changes need not be told to a young collection when it was told to the last
    /// full one.
    #[must_use]
    pub fn pass(&self) -> Pass {
        self.pass
    }

    /// A marker that marks nothing and remembers the cells it was told.
    pub(crate) fn collecting() -> Marker {
        Marker { stack: Vec::new(), sink: Some(Vec::new()), ..Marker::new(Pass::Walk) }
    }

    pub(crate) fn take_sink(&mut self) -> Vec<Found> {
        self.sink.replace(Vec::new()).unwrap_or_default()
    }

    /// For a collecting marker: the cells that a cell refers to.
    pub(crate) fn referents_of(&mut self, cell: Found) -> Vec<Found> {
        // SAFETY: a found cell is live; one that was never handed out has no map, and nothing to tell.
        unsafe {
            let map = (*cell.cell.cast::<Head>()).map;
            if !map.is_null() {
                self.word(map as usize);
                self.children(cell.cell, cell.bytes);
            }
        }
        self.take_sink()
    }

    pub(crate) fn finder(&self) -> Finder {
        self.finder
    }

    /// Follows a value; ints and floats are ignored.
    #[inline]
    pub fn value(&mut self, value: Value) {
        self.word(value.bits());
    }

    /// Follows a word if its low bits are 00 and it points into a live cell.
    #[inline]
    pub fn word(&mut self, word: usize) {
        if word & 3 == 0 {
            self.edge(word);
        }
    }

    /// Follows `n` words from `ptr` on, each like [`Marker::word`].
    ///
    /// # Safety
    /// They are readable and aligned, and stay so until the marking ends.
    pub unsafe fn words(&mut self, ptr: *const usize, n: usize) {
        if self.sink.is_none() && n > PIECE {
            self.stack.push(Item { address: ptr as usize | RANGE, words: n });
            return;
        }
        for i in 0..n {
            // SAFETY: by the function's contract.
            self.word(unsafe { ptr.add(i).read() });
        }
    }

    /// Follows a word of a machine stack: at any offset into a cell, or just behind its end.
    #[inline]
    pub(crate) fn conservative(&mut self, word: usize) {
        // `word` may be the heap's first address, which has no `word - 1` in the heap, or its end, which is not in it.
        if self.finder.contains(word) || self.finder.contains(word.wrapping_sub(1)) {
            self.edge(word);
            self.edge(word.wrapping_sub(1));
        }
    }

    /// Follows the words of a machine stack between two addresses.
    ///
    /// # Safety
    /// The memory is readable.
    pub(crate) unsafe fn stack_words(&mut self, low: usize, high: usize) {
        let mut at = low.next_multiple_of(8);
        while at + 8 <= high {
            // SAFETY: by the function's contract. The read is volatile because the words belong to other frames.
            self.conservative(unsafe { (at as *const usize).read_volatile() });
            at += 8;
        }
    }

    fn edge(&mut self, word: usize) {
        match &mut self.sink {
            None if self.finder.contains(word) => self.enqueue(word),
            None => {}
            Some(sink) => sink.extend(self.finder.find(word)),
        }
    }

    /// Lets a word that points into the heap wait for its bits, and marks the one that has waited longest.
    #[inline(always)]
    fn enqueue(&mut self, word: usize) {
        self.finder.prefetch_bits(word);
        let slot = self.word_head % WORD_QUEUE;
        self.word_head += 1;
        let ready = std::mem::replace(&mut self.words[slot], word);
        if ready != 0 {
            self.visit(ready);
        }
    }

    /// Marks the cell that `word` points into and pushes it, unless it was marked before.
    #[inline(always)]
    fn visit(&mut self, word: usize) {
        if let Some(found) = self.finder.find(word)
            && found.mark()
        {
            self.stack.push(Item { address: found.cell as usize, words: found.bytes / 8 });
        }
    }

    /// Scans until nothing is left.
    pub(crate) fn drain(&mut self) {
        loop {
            while let Some(next) = self.stack.pop() {
                prefetch(next.address);
                let slot = self.cell_head % CELL_QUEUE;
                self.cell_head += 1;
                let ready = std::mem::replace(&mut self.cells[slot], next);
                if ready.address != 0 {
                    self.scan(ready);
                }
            }
            // The stack is empty: what waits is taken early, words first, since they may fill the stack again.
            for slot in 0..WORD_QUEUE {
                let word = std::mem::take(&mut self.words[slot]);
                if word != 0 {
                    self.visit(word);
                }
            }
            if self.stack.is_empty() && !self.scan_waiting() {
                return;
            }
        }
    }

    /// Scans all waiting cells; says whether there were any.
    fn scan_waiting(&mut self) -> bool {
        let mut any = false;
        for slot in 0..CELL_QUEUE {
            let cell = std::mem::replace(&mut self.cells[slot], Item { address: 0, words: 0 });
            if cell.address != 0 {
                self.scan(cell);
                any = true;
            }
        }
        any
    }

    #[inline(always)]
    fn scan(&mut self, item: Item) {
        if item.address & RANGE != 0 {
            self.scan_range(item.address & !RANGE, item.words);
            return;
        }
        // SAFETY: the item is a live cell of that many words, whose first word is its map.
        unsafe {
            let map = (*(item.address as *const Head)).map;
            if map as usize != self.last_map {
                self.last_map = map as usize;
                self.edge(map as usize);
            }
            let (from, len) = match (*map).scan {
                Scan::Leaf => return,
                Scan::Words => {
                    let skip = 1 + (*map).weak_slot as usize;
                    (item.address + skip * 8, item.words - skip)
                }
                Scan::Custom(scan) => return scan(item.address as *mut u8, self),
            };
            if len > PIECE { self.scan_range(from, len) } else { self.scan_words(from, len) }
        }
    }

    /// Scans the first piece of a range and pushes the rest below what the piece finds.
    fn scan_range(&mut self, from: usize, words: usize) {
        let piece = words.min(PIECE);
        if words > piece {
            self.stack.push(Item { address: (from + piece * 8) | RANGE, words: words - piece });
        }
        self.scan_words(from, piece);
    }

    #[inline(always)]
    fn scan_words(&mut self, from: usize, words: usize) {
        let from = from as *const usize;
        for i in 0..words {
            // SAFETY: the range lies inside a live cell or is a root range that its owner promised to be readable.
            let word = unsafe { from.add(i).read() };
            if word & 3 == 0 && self.finder.contains(word) {
                self.enqueue(word);
            }
        }
    }

    /// Marks what a frozen cell holds, its map included. Nearly all of that is marked already, so it is looked up at once
    /// and does not wait in a queue.
    ///
    /// # Safety
    /// As for `children`.
    pub(crate) unsafe fn frozen(&mut self, cell: *mut u8, bytes: usize) {
        // SAFETY: by the function's contract.
        unsafe {
            let map: *const Shape = (*cell.cast::<Head>()).map;
            if map as usize != self.last_map {
                self.last_map = map as usize;
                self.visit(map as usize);
            }
            match (*map).scan {
                Scan::Leaf => {}
                Scan::Words => {
                    let skip = 1 + (*map).weak_slot as usize;
                    for i in skip..bytes / 8 {
                        let word = cell.cast::<usize>().add(i).read();
                        if word & 3 == 0 && self.finder.may_be_young(word) {
                            self.visit(word);
                        }
                    }
                }
                Scan::Custom(scan) => scan(cell, self),
            }
        }
    }

    /// Tells the marker everything that the cell at `cell` holds, except its map.
    ///
    /// # Safety
    /// `cell` is live or immortal, has a map and `bytes` bytes.
    pub(crate) unsafe fn children(&mut self, cell: *mut u8, bytes: usize) {
        // SAFETY: by the function's contract.
        unsafe {
            let map: *const Shape = (*cell.cast::<Head>()).map;
            match (*map).scan {
                Scan::Leaf => {}
                Scan::Words => {
                    let skip = 1 + (*map).weak_slot as usize;
                    self.words(cell.cast::<usize>().add(skip), (bytes / 8).saturating_sub(skip));
                }
                Scan::Custom(scan) => scan(cell, self),
            }
        }
    }
}

#[inline(always)]
pub(crate) fn prefetch(address: usize) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a prefetch has no effect but on the cache, whatever the address.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch(address as *const i8, _MM_HINT_T0);
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = address;
}
