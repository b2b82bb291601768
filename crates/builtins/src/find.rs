//! Searching in bytes, for str (whose WTF-8 is self-synchronising) and bytes alike; and clipping of `start` and `end`.

pub use object::find::find;
use object::{Result, Value};

/// The last place of `needle`.
pub fn rfind(hay: &[u8], needle: &[u8]) -> Option<usize> {
    match needle {
        [] => Some(hay.len()),
        [b] => memchr::memrchr(*b, hay),
        _ if needle.len() > hay.len() => None,
        _ => memchr::memmem::rfind(hay, needle),
    }
}

/// The number of places of a needle that is not empty, not overlapping.
pub fn count(hay: &[u8], needle: &[u8]) -> usize {
    match needle {
        [b] => memchr::memchr_iter(*b, hay).count(),
        _ => memchr::memmem::find_iter(hay, needle).count(),
    }
}

/// The optional arguments `start` and `end` of the find family, clipped to a length as slices are.
pub fn clip(start: Option<Value>, end: Option<Value>, len: usize) -> Result<(isize, isize)> {
    let get = |v: Option<Value>, default: isize| match v.filter(|v| !object::misc::is_none(*v)) {
        None => Ok(default),
        Some(v) if v.is_small_int() => Ok(v.as_small_int() as isize),
        Some(v) => object::ops::slice_index(v),
    };
    let n = len as isize;
    let (mut s, mut e) = (get(start, 0)?, get(end, isize::MAX)?);
    if e > n {
        e = n;
    } else if e < 0 {
        e = (e + n).max(0);
    }
    if s < 0 {
        s = s.saturating_add(n).max(0);
    }
    Ok((s, e))
}

/// Replaces up to `limit` occurrences; empty if nothing changes. An empty `old` matches at each of `boundaries`.
pub fn replace(hay: &[u8], old: &[u8], new: &[u8], limit: usize, is_boundary: impl Fn(u8) -> bool) -> Option<Vec<u8>> {
    if limit == 0 || (old == new && !old.is_empty()) {
        return None;
    }
    if old.is_empty() {
        if new.is_empty() {
            return None;
        }
        let mut out = Vec::with_capacity(hay.len() + new.len() * (hay.len() + 1).min(limit));
        let mut done = 0;
        for (i, b) in hay.iter().enumerate() {
            if done < limit && (i == 0 || is_boundary(*b)) {
                out.extend_from_slice(new);
                done += 1;
            }
            out.push(*b);
        }
        if done < limit {
            out.extend_from_slice(new);
        }
        return Some(out);
    }
    let finder = memchr::memmem::Finder::new(old);
    let mut places = finder.find_iter(hay).take(limit);
    let first = places.next()?;
    let mut out = Vec::with_capacity(hay.len() + new.len());
    let mut at = 0;
    for p in std::iter::once(first).chain(places) {
        out.extend_from_slice(&hay[at..p]);
        out.extend_from_slice(new);
        at = p + old.len();
    }
    out.extend_from_slice(&hay[at..]);
    Some(out)
}

/// The pieces of `split(sep, maxsplit)` as byte ranges.
pub fn split(hay: &[u8], sep: &[u8], maxsplit: usize) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut at = 0;
    if let [b] = sep {
        for p in memchr::memchr_iter(*b, hay).take(maxsplit) {
            out.push((at, p));
            at = p + 1;
        }
    } else {
        let finder = memchr::memmem::Finder::new(sep);
        for p in finder.find_iter(hay).take(maxsplit) {
            out.push((at, p));
            at = p + sep.len();
        }
    }
    out.push((at, hay.len()));
    out
}

/// The pieces of `rsplit(sep, maxsplit)` as byte ranges, in order.
pub fn rsplit(hay: &[u8], sep: &[u8], maxsplit: usize) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut end = hay.len();
    while out.len() < maxsplit
        && let Some(p) = rfind(&hay[..end], sep)
    {
        out.push((p + sep.len(), end));
        end = p;
    }
    out.push((0, end));
    out.reverse();
    out
}
