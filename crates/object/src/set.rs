//! `set` and `frozenset`: an open-addressing table of (hash, key), with a removals version for the optimiser.
//!
//! Probing and growth follow CPython's `setobject.c`, so that sets of ints show their elements in the same order.

use heap::{GcVec, Head, Value};

use crate::class::ClassCell;
use crate::error::Result;
use crate::gc::{Gc, Object, ValueExt};
use crate::ops::key_equal;

/// The layout of set and frozenset.
#[repr(C)]
pub struct Set {
    pub head: Head,
    /// Power-of-two table; a row is (hash, key), key empty = free, `DELETED` = once used.
    table: GcVec<(i64, Option<Value>)>,
    used: usize,
    filled: usize,
    /// Where `pop` looks first, so that emptying a set by `pop` is linear.
    finger: usize,
    /// Changes whenever an element leaves.
    pub removals: u64,
    /// Cached hash of a frozenset; 0 = not computed.
    pub hash: i64,
}
crate::object_type!(Set);

/// The class `frozenset`, whose instances share `Set`'s layout.
pub static FROZENSET: ClassCell = ClassCell::new();

/// `hash(v)` for use as an element: the error of an unhashable one says so.
///
/// # Errors
/// What hashing raises.
#[inline]
pub fn hash_element(v: Value) -> Result<i64> {
    crate::ops::hash(v).map_err(|e| crate::dict::unhashable(e, v, "a set element"))
}

/// Is the value an exact number, string, bytes or a tuple of such, whose methods are all native?
#[must_use]
pub fn is_plain(v: Value, depth: u32) -> bool {
    use crate::map::Kind;
    match crate::map_of(v).kind {
        Kind::Int | Kind::Bool | Kind::Float | Kind::Complex | Kind::Str | Kind::Bytes | Kind::None => true,
        Kind::Tuple if depth > 0 => {
            // SAFETY: the kind says that it is an exact tuple.
            let t: Gc<crate::Tuple> = unsafe { v.cast_unchecked() };
            t.as_slice().iter().all(|x| is_plain(*x, depth - 1))
        }
        _ => false,
    }
}

fn deleted() -> Value {
    // SAFETY: a non-zero, low, aligned word; compared, never followed.
    unsafe { Value::from_bits(8) }
}

/// Rows after the first that are tried in order before jumping.
const LINEAR_PROBES: usize = 9;

/// The order in which the rows of a table are tried for a hash.
struct Probe {
    mask: usize,
    /// The row where the present stretch begins, and how far in it we are.
    start: usize,
    offset: usize,
    perturb: usize,
}

impl Probe {
    fn new(h: i64, n: usize) -> Probe {
        Probe { mask: n - 1, start: h as usize & (n - 1), offset: 0, perturb: h as usize }
    }
    #[inline(always)]
    fn row(&self) -> usize {
        self.start + self.offset
    }
    #[inline]
    fn advance(&mut self) {
        if self.start + LINEAR_PROBES <= self.mask && self.offset < LINEAR_PROBES {
            self.offset += 1;
            return;
        }
        self.offset = 0;
        self.perturb >>= 5;
        self.start = self.start.wrapping_mul(5).wrapping_add(1).wrapping_add(self.perturb) & self.mask;
    }
}

impl Set {
    fn empty_layout() -> Set {
        Set {
            head: Head { map: std::ptr::null() },
            table: GcVec::new(),
            used: 0,
            filled: 0,
            finger: 0,
            removals: 0,
            hash: 0,
        }
    }

    /// A new empty exact set.
    #[must_use]
    #[allow(clippy::new_ret_no_self)]
    pub fn new() -> Gc<Set> {
        Self::empty_layout().alloc()
    }

    /// A new empty set of `class`: set, frozenset or a subclass.
    #[must_use]
    pub fn new_in(class: Gc<crate::class::Class>) -> Gc<Set> {
        Self::empty_layout().alloc_in(class)
    }

    /// A new empty frozenset.
    #[must_use]
    pub fn new_frozen() -> Gc<Set> {
        Self::new_in(FROZENSET.get())
    }

    /// Number of elements.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.used
    }

    /// Is it empty?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.used == 0
    }

    /// The next element at or after table position `*pos`, which moves behind it.
    pub fn next(&self, pos: &mut usize) -> Option<(i64, Value)> {
        while *pos < self.table.len() {
            let (h, k) = self.table[*pos];
            *pos += 1;
            if let Some(k) = k
                && k != deleted()
            {
                return Some((h, k));
            }
        }
        None
    }

    /// The elements, copied.
    #[must_use]
    pub fn to_vec(&self) -> GcVec<Value> {
        let mut pos = 0;
        let mut out = GcVec::with_capacity(self.used);
        while let Some((_, k)) = self.next(&mut pos) {
            out.push(k);
        }
        out
    }

    /// The size of the table, which changes when iteration positions become invalid.
    #[must_use]
    pub fn table_len(&self) -> usize {
        self.table.len()
    }
}

impl Gc<Set> {
    /// Finds a key: its row, or the free row where it belongs.
    fn find(self, key: Value, h: i64) -> Result<std::result::Result<usize, usize>> {
        'again: loop {
            let n = self.table.len();
            let mut probe = Probe::new(h, n);
            loop {
                let i = probe.row();
                let (rh, rk) = self.table[i];
                match rk {
                    None => return Ok(Err(i)),
                    Some(k) if k == key => return Ok(Ok(i)),
                    Some(k) if rh == h && k != deleted() => {
                        let eq = key_equal(k, key)?;
                        // The comparison may have run code that changed the set.
                        if self.table.len() != n || self.table[i].1 != Some(k) {
                            if self.table.is_empty() {
                                return Ok(Err(usize::MAX));
                            }
                            continue 'again;
                        }
                        if eq {
                            return Ok(Ok(i));
                        }
                    }
                    Some(_) => {}
                }
                probe.advance();
            }
        }
    }

    /// Is `key` an element?
    ///
    /// # Errors
    /// What hashing or comparing raises.
    pub fn contains(self, key: Value) -> Result<bool> {
        let h = hash_element(key)?;
        self.contains_hashed(key, h)
    }

    /// Is `key`, whose hash is `h`, an element?
    ///
    /// # Errors
    /// What comparing raises.
    pub fn contains_hashed(self, key: Value, h: i64) -> Result<bool> {
        Ok(!self.table.is_empty() && self.find(key, h)?.is_ok())
    }

    /// Adds an element; was it new?
    ///
    /// # Errors
    /// What hashing or comparing raises.
    #[allow(clippy::should_implement_trait)] // Python's name; it is no addition.
    pub fn add(self, key: Value) -> Result<bool> {
        let h = hash_element(key)?;
        self.add_hashed(key, h)
    }

    /// Adds an element whose hash is `h`; was it new?
    ///
    /// # Errors
    /// What comparing raises.
    pub fn add_hashed(mut self, key: Value, h: i64) -> Result<bool> {
        if self.table.is_empty() {
            self.rehash(0);
        }
        match self.find(key, h)? {
            Ok(_) => Ok(false),
            // The comparison emptied the set.
            Err(usize::MAX) => self.add_hashed(key, h),
            Err(i) => {
                self.table[i] = (h, Some(key));
                self.filled += 1;
                self.used += 1;
                if self.filled * 5 >= (self.table.len() - 1) * 3 {
                    self.rehash(if self.used > 50_000 { self.used * 2 } else { self.used * 4 });
                }
                Ok(true)
            }
        }
    }

    /// Adds an element if that can be done without running Python code; otherwise nothing happens, and the answer is false.
    #[must_use]
    pub fn add_plain(self, key: Value) -> bool {
        if !is_plain(key, 4) {
            return false;
        }
        let Ok(h) = hash_element(key) else {
            let _ = crate::error::take_pending();
            return false;
        };
        if !self.table.is_empty() {
            let mut probe = Probe::new(h, self.table.len());
            loop {
                match self.table[probe.row()] {
                    (_, None) => break,
                    (_, Some(k)) if k == key => return true,
                    (rh, Some(k)) if rh == h && k != deleted() && !is_plain(k, 4) => return false,
                    _ => probe.advance(),
                }
            }
        }
        self.add_hashed(key, h).is_ok()
    }

    /// Moves the elements into a table of more than `want` rows.
    fn rehash(mut self, want: usize) {
        let n = (want + 1).next_power_of_two().max(8);
        let old = std::mem::replace(&mut self.table, GcVec::new());
        let mut table: GcVec<(i64, Option<Value>)> = GcVec::new();
        table.resize(n, (0, None));
        for &(h, k) in old.iter().filter(|r| r.1.is_some_and(|k| k != deleted())) {
            let mut probe = Probe::new(h, n);
            while table[probe.row()].1.is_some() {
                probe.advance();
            }
            table[probe.row()] = (h, k);
        }
        self.table = table;
        self.filled = self.used;
        self.finger = 0;
    }

    /// Adds all elements of `other`.
    ///
    /// # Errors
    /// What comparing raises.
    pub fn merge(mut self, other: Gc<Set>) -> Result<()> {
        if self == other || other.used == 0 {
            return Ok(());
        }
        if self.table.is_empty() {
            self.rehash(0);
        }
        if (self.filled + other.used) * 5 >= (self.table.len() - 1) * 3 {
            self.rehash((self.used + other.used) * 2);
        }
        if self.filled == 0 && self.table.len() == other.table.len() && other.filled == other.used {
            self.table = other.table.clone();
            self.used = other.used;
            self.filled = other.filled;
            return Ok(());
        }
        let mut pos = 0;
        while let Some((h, k)) = other.next(&mut pos) {
            self.add_hashed(k, h)?;
        }
        Ok(())
    }

    /// Removes an element; was it there?
    ///
    /// # Errors
    /// What hashing or comparing raises.
    pub fn remove(self, key: Value) -> Result<bool> {
        let h = hash_element(key)?;
        self.remove_hashed(key, h)
    }

    /// Removes an element whose hash is `h`; was it there?
    ///
    /// # Errors
    /// What comparing raises.
    pub fn remove_hashed(mut self, key: Value, h: i64) -> Result<bool> {
        if self.table.is_empty() {
            return Ok(false);
        }
        let Ok(i) = self.find(key, h)? else { return Ok(false) };
        self.table[i] = (0, Some(deleted()));
        self.used -= 1;
        self.removals += 1;
        Ok(true)
    }

    /// Removes and returns some element.
    pub fn pop(mut self) -> Option<Value> {
        let mut pos = self.finger;
        let found = self.next(&mut pos).or_else(|| {
            pos = 0;
            self.next(&mut pos)
        });
        let (_, k) = found?;
        self.table[pos - 1] = (0, Some(deleted()));
        self.finger = pos;
        self.used -= 1;
        self.removals += 1;
        Some(k)
    }

    /// Removes all elements.
    pub fn clear(mut self) {
        self.table = GcVec::new();
        self.used = 0;
        self.filled = 0;
        self.finger = 0;
        self.removals += 1;
    }

    /// Takes over the elements of `other`, which becomes empty.
    pub fn take_from(mut self, mut other: Gc<Set>) {
        self.table = std::mem::replace(&mut other.table, GcVec::new());
        self.used = other.used;
        self.filled = other.filled;
        self.finger = 0;
        self.removals += 1;
        other.clear();
    }
}
