//! What every heap cell begins with.
//!
//! The first word of a cell is the address of its map. A map is itself a cell, in the heap or immortal, and begins with
//! a [`Shape`]: so each shape has a `head` of its own, and a chain of maps ends in an immortal one (whose `head.map` may
//! be null or itself).

use crate::mark::Marker;

/// The first field of every heap object.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Head {
    pub map: *const Shape,
}

/// How the collector looks into a cell.
#[derive(Clone, Copy)]
pub enum Scan {
    /// Only the map is followed.
    Leaf,
    /// Every word after the first is examined; one that points into a live cell keeps it, anything else is ignored.
    Words,
    /// The function names the words to follow; nothing but the map is followed besides. It must neither allocate nor
    /// change the cell.
    Custom(unsafe fn(*mut u8, &mut Marker)),
}

/// The collector's part of a map.
#[repr(C)]
pub struct Shape {
    pub head: Head,
    pub scan: Scan,
    /// Called once with the address of a dead cell, to drop the Rust fields that it owns. It must not allocate, nor look
    /// at other cells, which may be dead too. Cells of such shapes live in blocks of their own.
    pub drop: Option<unsafe fn(*mut u8)>,
    /// The word after the head holds a weak reference, which [`Scan::Words`] does not follow.
    pub weak_slot: bool,
}

// SAFETY: a shape is plain data that nobody changes once cells use it; it is read under the GIL.
unsafe impl Sync for Shape {}
// SAFETY: as above; the pointer in `head` is used under the GIL only.
unsafe impl Send for Shape {}

impl Shape {
    /// A shape with the given scan, without drop or weak slot, whose own map is not set.
    pub const fn new(scan: Scan) -> Shape {
        Shape { head: Head { map: std::ptr::null() }, scan, drop: None, weak_slot: false }
    }
}
