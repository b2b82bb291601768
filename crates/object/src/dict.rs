//! `dict`: CPython's compact ordered table.
//!
//! Entries lie in insertion order; an index table of entry numbers finds them by hash. Up to `SMALL` entries there is no
//! index table: they are searched in order.
//!
//! # Invariants
//! 1. `keys_version` is globally unique and changes whenever the position of a key may have changed: insertion of a new
//!    key, deletion, rebuilding. Equal versions mean: same keys at the same entry numbers.
//! 2. An entry whose key is empty was deleted.
//! 3. The first `head_gap` entries are empty. So taking keys from the front, and putting them there (ordered dicts), is as
//!    cheap as at the back.
//! 4. `filled` index slots are not free; at least a third is, so every search ends.

use heap::{GcVec, Head, Value};

use crate::error::{Raised, Result, exc, take_pending};
use crate::gc::{Gc, Object, ValueExt};
use crate::ops::{hash, key_equal};
use crate::strs::Str;

/// One key with its value.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Entry {
    pub hash: i64,
    pub key: Option<Value>,
    pub value: Option<Value>,
}

// SAFETY: an entry is words that may be scanned.
unsafe impl heap::GcItem for Entry {
    const LEAF: bool = false;
}

const SMALL: usize = 8;
const FREE: u32 = u32::MAX;
const GONE: u32 = u32::MAX - 1;

/// A dict.
#[repr(C)]
pub struct Dict {
    pub head: Head,
    pub entries: GcVec<Entry>,
    index: GcVec<u32>,
    used: usize,
    /// See invariants 3 and 4.
    head_gap: usize,
    filled: usize,
    /// See invariant 1. Zero: no cache has asked for it since the last change.
    keys_version: u64,
    /// Counts replaced values, for watchers.
    pub values_version: u64,
    /// All keys so far were exact strings.
    pub str_keys: bool,
    /// How many entries, gaps included, there may be before the table is rebuilt: iterators can tell, so it is CPython's
    /// number. Zero: that of the smallest table.
    limit: usize,
}
crate::object_type!(Dict);

/// Entries of the smallest table.
const SMALLEST: usize = 5;

static mut NEXT_KEYS_VERSION: u64 = 1;

impl Dict {
    /// Offset of the version of the keys, for machine code.
    pub const KEYS_VERSION_OFFSET: usize = std::mem::offset_of!(Dict, keys_version);

    /// An empty dict, for the beginning of a layout that extends it.
    #[must_use]
    pub fn empty_layout() -> Dict {
        Dict {
            head: Head { map: std::ptr::null() },
            entries: GcVec::new(),
            index: GcVec::new(),
            used: 0,
            head_gap: 0,
            limit: 0,
            filled: 0,
            keys_version: 0,
            values_version: 0,
            str_keys: true,
        }
    }

    /// A new empty exact dict.
    #[must_use]
    #[allow(clippy::new_ret_no_self)]
    pub fn new() -> Gc<Dict> {
        Self::empty_layout().alloc()
    }

    /// A new empty instance of a subclass of dict.
    #[must_use]
    pub fn new_in(class: Gc<crate::class::Class>) -> Gc<Dict> {
        Self::empty_layout().alloc_in(class)
    }

    /// A new dict with room for `n` entries.
    #[must_use]
    pub fn with_capacity(n: usize) -> Gc<Dict> {
        let mut d = Self::new();
        d.entries = GcVec::with_capacity(n);
        d.limit = if n > SMALLEST { (n * 3).div_ceil(2).next_power_of_two() * 2 / 3 } else { 0 };
        d
    }

    /// Number of keys.
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

    /// The next entry at or after entry number `*pos`, which moves behind it. Deleting while iterating is safe.
    pub fn next(&self, pos: &mut usize) -> Option<(Value, Value)> {
        *pos = (*pos).max(self.head_gap);
        while let Some(e) = self.entries.get(*pos) {
            *pos += 1;
            if let (Some(k), Some(v)) = (e.key, e.value) {
                return Some((k, v));
            }
        }
        None
    }

    /// The previous entry before entry number `*pos`, which moves onto it (reverse iteration; start with `entries.len()`).
    pub fn next_back(&self, pos: &mut usize) -> Option<(Value, Value)> {
        if *pos > self.entries.len() {
            // The table was cleared or rebuilt since.
            *pos = 0;
        }
        while *pos > 0 {
            *pos -= 1;
            let e = self.entries[*pos];
            if let (Some(k), Some(v)) = (e.key, e.value) {
                return Some((k, v));
            }
        }
        None
    }

    /// The items, copied.
    #[must_use]
    pub fn to_vec(&self) -> GcVec<(Value, Value)> {
        let mut pos = 0;
        let mut out = GcVec::with_capacity(self.used);
        while let Some(kv) = self.next(&mut pos) {
            out.push(kv);
        }
        out
    }
}

/// `hash(key)` for use as a key: the error of an unhashable one says so.
///
/// # Errors
/// What hashing raises.
#[inline]
pub fn hash_key(key: Value) -> Result<i64> {
    hash(key).map_err(|e| unhashable(e, key, "a dict key"))
}

/// Words the pending error of an unhashable key or element as CPython does.
#[cold]
pub(crate) fn unhashable(e: Raised, key: Value, purpose: &str) -> Raised {
    let is_type_error = crate::state::thread().pending.is_some_and(|e| crate::class_of(e) == exc::TYPE_ERROR.get());
    if !is_type_error {
        return e;
    }
    let cause = take_pending();
    let worded: Result<()> = crate::repr::str_of(cause).and_then(|text| {
        crate::raise_type!(
            "cannot use '{}' as {} ({})",
            crate::repr::class_full_name(crate::class_of(key)),
            purpose,
            text
        )
    });
    worded.err().unwrap_or(e)
}

/// Is this value an exact `str`?
#[inline(always)]
fn exact_str(v: Value) -> Option<Gc<Str>> {
    v.cast_exact::<Str>()
}

impl Gc<Dict> {
    /// The version of the key table (invariant 1), for caches.
    #[inline]
    #[must_use]
    pub fn keys_version(mut self) -> u64 {
        if self.keys_version == 0 {
            // SAFETY: under the GIL.
            unsafe {
                NEXT_KEYS_VERSION += 1;
                self.keys_version = NEXT_KEYS_VERSION;
            }
        }
        self.keys_version
    }

    /// The version if a cache has asked for it: cheap comparison on hot paths.
    #[inline(always)]
    #[must_use]
    pub fn current_keys_version(self) -> u64 {
        self.keys_version
    }

    fn find_where(self, h: i64, same: &mut dyn FnMut(Value, Value) -> Result<bool>) -> Result<Option<usize>> {
        if self.index.is_empty() {
            let mut i = self.head_gap;
            while i < self.entries.len() {
                let e = self.entries[i];
                if e.hash == h
                    && let (Some(k), Some(v)) = (e.key, e.value)
                    && same(k, v)?
                    && self.entries.get(i).is_some_and(|e| e.key == Some(k))
                {
                    return Ok(Some(i));
                }
                i += 1;
            }
            return Ok(None);
        }
        'again: loop {
            if self.index.is_empty() {
                // Comparing emptied the dict or made it small.
                return self.find_where(h, same);
            }
            let mask = self.index.len() - 1;
            let mut i = h as usize & mask;
            let mut perturb = h as usize;
            loop {
                let at = self.index[i];
                if at == FREE {
                    return Ok(None);
                }
                if at != GONE {
                    let e = self.entries[at as usize];
                    if e.hash == h
                        && let (Some(k), Some(v)) = (e.key, e.value)
                    {
                        let eq = same(k, v)?;
                        if self.index.len() != mask + 1
                            || self.entries.get(at as usize).is_none_or(|e| e.key != Some(k))
                        {
                            continue 'again;
                        }
                        if eq {
                            return Ok(Some(at as usize));
                        }
                    }
                }
                perturb >>= 5;
                i = i.wrapping_mul(5).wrapping_add(perturb).wrapping_add(1) & mask;
            }
        }
    }

    /// The entry number of a string key. Runs no Python code when all keys are strings; a key of another type that
    /// compares equal to a string is found by `find`.
    #[must_use]
    pub fn find_str(self, key: Gc<Str>) -> Option<usize> {
        let kv = key.value();
        if self.index.is_empty()
            && let Some(i) = self.entries.iter().position(|e| e.key == Some(kv))
        {
            return Some(i);
        }
        self.find_where(key.hash(), &mut |k, _| Ok(k == kv || k.cast::<Str>().is_some_and(|s| s.same_text(key))))
            .unwrap_or(None)
    }

    /// The entry number of a key whose hash is `h`.
    ///
    /// # Errors
    /// What comparing raises.
    pub fn find(self, key: Value, h: i64) -> Result<Option<usize>> {
        if let Some(s) = exact_str(key)
            && self.str_keys
        {
            return Ok(self.find_str(s));
        }
        self.find_where(h, &mut |k, _| if k == key { Ok(true) } else { key_equal(k, key) })
    }

    /// The value of a string key.
    #[inline]
    #[must_use]
    pub fn get_str(self, key: Gc<Str>) -> Option<Value> {
        self.find_str(key).and_then(|i| self.entries[i].value)
    }

    /// The value of a key.
    ///
    /// # Errors
    /// What hashing or comparing raises.
    pub fn get(self, key: Value) -> Result<Option<Value>> {
        let h = hash_key(key)?;
        self.get_hashed(key, h)
    }

    /// The value of a key whose hash is `h`.
    ///
    /// # Errors
    /// What comparing raises.
    pub fn get_hashed(self, key: Value, h: i64) -> Result<Option<Value>> {
        Ok(self.find(key, h)?.and_then(|i| self.entries[i].value))
    }

    /// Sets a string key.
    pub fn set_str(self, key: Gc<Str>, value: Value) {
        if let Some(i) = self.find_str(key) {
            self.replace(i, value);
        } else {
            self.insert_new(key.value(), key.hash(), value);
        }
    }

    /// Sets a key.
    ///
    /// # Errors
    /// What hashing or comparing raises.
    pub fn set(self, key: Value, value: Value) -> Result<()> {
        let h = hash_key(key)?;
        self.set_hashed(key, h, value)
    }

    /// Sets a key whose hash is `h`.
    ///
    /// # Errors
    /// What comparing raises.
    pub fn set_hashed(self, key: Value, h: i64, value: Value) -> Result<()> {
        match self.find(key, h)? {
            Some(i) => self.replace(i, value),
            None => self.insert_new(key, h, value),
        }
        Ok(())
    }

    /// Replaces the value of an existing entry.
    #[inline]
    pub fn replace(mut self, i: usize, value: Value) {
        self.entries[i].value = Some(value);
        self.values_version += 1;
    }

    /// Appends a key that is known to be absent.
    pub fn insert_new(mut self, key: Value, h: i64, value: Value) {
        if self.str_keys && exact_str(key).is_none() {
            self.str_keys = false;
        }
        if self.entries.len() >= self.limit.max(SMALLEST) {
            if self.used < self.entries.len() {
                self.rebuild();
            }
            self.limit = (self.used * 3).next_power_of_two().max(8) * 2 / 3;
        }
        let at = self.entries.len();
        self.entries.push(Entry { hash: h, key: Some(key), value: Some(value) });
        self.used += 1;
        self.keys_version = 0;
        if at >= SMALL || !self.index.is_empty() {
            if (self.filled + 1) * 3 > self.index.len() * 2 {
                self.reindex();
            } else {
                self.put_index(h, at as u32);
            }
        }
    }

    fn put_index(mut self, h: i64, at: u32) {
        let mask = self.index.len() - 1;
        let mut i = h as usize & mask;
        let mut perturb = h as usize;
        while self.index[i] < GONE {
            perturb >>= 5;
            i = i.wrapping_mul(5).wrapping_add(perturb).wrapping_add(1) & mask;
        }
        if self.index[i] == FREE {
            self.filled += 1;
        }
        self.index[i] = at;
    }

    fn reindex(mut self) {
        let n = ((self.entries.len() + 1) * 2).next_power_of_two().max(16);
        self.index = GcVec::new();
        self.index.resize(n, FREE);
        self.filled = 0;
        for i in 0..self.entries.len() {
            if self.entries[i].key.is_some() {
                self.put_index(self.entries[i].hash, i as u32);
            }
        }
    }

    /// Squeezes deleted entries out.
    fn rebuild(mut self) {
        self.entries.retain(|e| e.key.is_some());
        self.head_gap = 0;
        self.entries_moved();
    }

    /// Makes the index fit the entries again after they moved.
    fn entries_moved(mut self) {
        self.keys_version = 0;
        if self.entries.len() >= SMALL {
            self.reindex();
        } else {
            self.index = GcVec::new();
            self.filled = 0;
        }
    }

    /// Puts a key that is known to be absent before all others (`OrderedDict.move_to_end(key, last=False)`).
    pub fn insert_front(mut self, key: Value, h: i64, value: Value) {
        if self.str_keys && exact_str(key).is_none() {
            self.str_keys = false;
        }
        if self.head_gap == 0 {
            let gap = self.used.max(SMALL);
            let mut entries = GcVec::with_capacity(gap + self.used + SMALL);
            entries.resize(gap, Entry { hash: 0, key: None, value: None });
            for e in self.entries.iter().filter(|e| e.key.is_some()) {
                entries.push(*e);
            }
            self.entries = entries;
            self.head_gap = gap;
            self.limit = self.limit.max(2 * self.entries.len());
            self.entries_moved();
        }
        self.head_gap -= 1;
        let at = self.head_gap;
        self.entries[at] = Entry { hash: h, key: Some(key), value: Some(value) };
        self.used += 1;
        self.keys_version = 0;
        if (self.filled + 1) * 3 > self.index.len() * 2 {
            self.reindex();
        } else {
            self.put_index(h, at as u32);
        }
    }

    /// Removes entry number `i` and returns its value.
    pub fn remove_at(mut self, i: usize) -> Option<Value> {
        let e = self.entries[i];
        if !self.index.is_empty() {
            let mask = self.index.len() - 1;
            let mut k = e.hash as usize & mask;
            let mut perturb = e.hash as usize;
            while self.index[k] != i as u32 {
                perturb >>= 5;
                k = k.wrapping_mul(5).wrapping_add(perturb).wrapping_add(1) & mask;
            }
            self.index[k] = GONE;
        }
        self.entries[i] = Entry { hash: 0, key: None, value: None };
        self.used -= 1;
        self.keys_version = 0;
        self.values_version += 1;
        // Later keys never take this entry before the array is rebuilt: iterators find out by that.
        while self.entries.get(self.head_gap).is_some_and(|e| e.key.is_none()) {
            self.head_gap += 1;
        }
        e.value
    }

    /// Removes a key and returns its value.
    ///
    /// # Errors
    /// What hashing or comparing raises.
    pub fn remove(self, key: Value) -> Result<Option<Value>> {
        let h = hash_key(key)?;
        Ok(self.find(key, h)?.and_then(|i| self.remove_at(i)))
    }

    /// Removes a string key and returns its value.
    pub fn remove_str(self, key: Gc<Str>) -> Option<Value> {
        self.find_str(key).and_then(|i| self.remove_at(i))
    }

    /// Removes the last entry.
    pub fn pop_last(mut self) -> Option<(Value, Value)> {
        let mut pos = self.entries.len();
        let kv = self.next_back(&mut pos)?;
        self.remove_at(pos);
        while self.entries.last().is_some_and(|e| e.key.is_none()) {
            self.entries.pop();
        }
        self.head_gap = self.head_gap.min(self.entries.len());
        Some(kv)
    }

    /// Removes all entries.
    pub fn clear(mut self) {
        self.entries = GcVec::new();
        self.index = GcVec::new();
        self.used = 0;
        self.head_gap = 0;
        self.filled = 0;
        self.keys_version = 0;
        self.values_version += 1;
        self.str_keys = true;
    }

    /// A copy as an exact dict.
    #[must_use]
    pub fn copy(self) -> Gc<Dict> {
        let mut d = Dict::new();
        d.str_keys = self.str_keys;
        d.entries = GcVec::with_capacity(self.used);
        let live = self.entries.iter().filter(|e| e.key.is_some());
        for e in live {
            d.entries.push(*e);
        }
        d.used = self.used;
        if d.entries.len() > SMALL {
            d.reindex();
        }
        d
    }

    /// Sets a key given as Rust text.
    pub fn set_text(self, key: &str, value: Value) {
        self.set_str(crate::strs::intern(key), value);
    }

    /// The value of a key given as Rust text.
    #[must_use]
    pub fn get_text(self, key: &str) -> Option<Value> {
        self.get_str(crate::strs::intern(key))
    }

    /// Copies all entries of `other` into `self`.
    ///
    /// # Errors
    /// What comparing raises.
    pub fn update_from(self, other: Gc<Dict>) -> Result<()> {
        let mut pos = 0;
        while let Some(e) = other.entries.get(pos).copied() {
            pos += 1;
            if let (Some(k), Some(v)) = (e.key, e.value) {
                self.set_hashed(k, e.hash, v)?;
            }
        }
        Ok(())
    }
}
