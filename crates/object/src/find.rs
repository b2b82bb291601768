//! Searching for bytes in bytes.

/// The first place of `needle`.
#[inline]
pub fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    match needle {
        [] => Some(0),
        [b] => memchr::memchr(*b, hay),
        _ if needle.len() > hay.len() => None,
        _ if hay.len() <= SHORT => find_short(hay, needle),
        _ => memchr::memmem::find(hay, needle),
    }
}

/// Texts in which looking at each place costs less than preparing a search.
const SHORT: usize = 128;

/// Bytes that paths and sentences are full of.
fn is_common(b: u8) -> bool {
    matches!(b, b'/' | b' ' | b'.' | b'_' | b'a' | b'e' | b'i' | b'n' | b'o' | b'r' | b's' | b't')
}

fn find_short(hay: &[u8], needle: &[u8]) -> Option<usize> {
    let last = hay.len() - needle.len();
    // Each place of the byte that is looked for costs a comparison.
    let rare = needle.iter().rposition(|b| !is_common(*b)).unwrap_or(0);
    let mut from = 0;
    while from <= last {
        let at = from + memchr::memchr(needle[rare], &hay[from + rare..=last + rare])?;
        if hay[at..].starts_with(needle) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    /// All texts over three bytes, one of them common, up to a length.
    fn texts(most: u32) -> impl Iterator<Item = Vec<u8>> {
        (0..=most).flat_map(|n| {
            (0..3_u32.pow(n)).map(move |k| (0..n).map(|i| b"/xy"[(k / 3_u32.pow(i) % 3) as usize]).collect())
        })
    }

    #[test]
    fn short_texts_are_searched_as_by_looking_at_each_place() {
        for hay in texts(6) {
            for needle in texts(3).filter(|n| n.len() > 1 && n.len() <= hay.len()) {
                let expected = hay.windows(needle.len()).position(|w| w == needle);
                assert_eq!(super::find(&hay, &needle), expected, "{needle:?} in {hay:?}");
            }
        }
    }
}
