//! A marshalled module that stays as it is, of which code objects are read one by one, when they are first needed: most
//! functions of most modules are never called.
//!
//! One pass over the bytes checks them and notes where each code object and each value with a reference number begins.
//! From then on any value can be read by its place, and no reading can fail.
//!
//! Only the usual is taken: what a compiler writes. References lead to strings, bytes, numbers and tuples of these, so that
//! no value can grow by being read twice. Anything else, malformed data above all, is refused as a whole; the caller then
//! reads it in one go ([`read_code`](super::read_code)), which also tells what is wrong.

use std::borrow::Cow;

use rustpython_wtf8::Wtf8;

use super::{FLAG_REF, types};

/// Nesting beyond this is not usual.
const DEPTH: usize = 100;

/// Bytes of the numbers that a code object begins with: three counts of arguments, stack size, flags.
pub const NUMBERS: usize = 20;

/// Where a code object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Offset of its type byte.
    pub start: u32,
    /// Offset just behind it.
    pub end: u32,
    /// Offset of `co_localspluskinds`; file name, name and qualified name follow it.
    pub kinds: u32,
}

/// Checked bytes with their places.
#[derive(Debug)]
pub struct Image {
    bytes: Cow<'static, [u8]>,
    /// By reference number: the offset of the value.
    references: Box<[u32]>,
    /// In the order of their beginning, so the outermost is the first.
    spans: Box<[Span]>,
}

impl Image {
    /// The places in `bytes`, which begin with a code object; the bytes again when they are not of the usual kind.
    pub fn new(bytes: Cow<'static, [u8]>) -> Result<Image, Cow<'static, [u8]>> {
        match Scan::whole(&bytes) {
            Some((references, spans)) => Ok(Image { bytes, references, spans }),
            None => Err(bytes),
        }
    }

    /// All bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The place of a code object by its number; the outermost has number 0.
    pub fn span(&self, number: u32) -> Span {
        self.spans[number as usize]
    }

    /// The number of the code object that begins at this offset.
    pub fn number_at(&self, start: usize) -> u32 {
        self.spans.partition_point(|span| (span.start as usize) < start) as u32
    }

    /// The offset of the value with a reference number.
    pub fn reference(&self, number: u32) -> usize {
        self.references[number as usize] as usize
    }
}

/// What a value is, as far as its users have to know.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Not complete yet.
    Open,
    Str,
    /// Bytes, so many.
    Octets(u32),
    /// Anything else that holds no other value.
    Atom,
    /// A tuple of so many strings.
    Names(u32),
    /// A tuple of strings, bytes and atoms.
    Flat,
    /// Any other tuple.
    Tuple,
    /// A code object, a set or a slice.
    Other,
}

impl Kind {
    /// Holds no other value?
    fn is_single(self) -> bool {
        matches!(self, Kind::Str | Kind::Octets(_) | Kind::Atom)
    }
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    references: Vec<(u32, Kind)>,
    spans: Vec<Span>,
}

impl<'a> Scan<'a> {
    fn whole(bytes: &'a [u8]) -> Option<(Box<[u32]>, Box<[Span]>)> {
        if bytes.first()? & !FLAG_REF != types::CODE || u32::try_from(bytes.len()).is_err() {
            return None;
        }
        let mut scan = Scan { bytes, at: 0, references: Vec::new(), spans: Vec::new() };
        scan.value(0)?;
        let references = scan.references.iter().map(|reference| reference.0).collect();
        Some((references, scan.spans.into_boxed_slice()))
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let taken = self.bytes.get(self.at..self.at.checked_add(count)?)?;
        self.at += count;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn size(&mut self) -> Option<usize> {
        let bytes = self.take(4)?;
        let size = i32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        usize::try_from(size).ok()
    }

    fn value(&mut self, depth: usize) -> Option<Kind> {
        let start = self.at;
        let first = self.byte()?;
        let kind = first & !FLAG_REF;
        if kind == types::REF {
            let number = self.size()?;
            let kind = self.references.get(number)?.1;
            return (kind.is_single() || matches!(kind, Kind::Names(_) | Kind::Flat)).then_some(kind);
        }
        if first == kind {
            return self.of_kind(kind, start, depth);
        }
        let slot = self.references.len();
        self.references.push((start as u32, Kind::Open));
        let kind = self.of_kind(kind, start, depth)?;
        self.references[slot].1 = kind;
        Some(kind)
    }

    fn of_kind(&mut self, kind: u8, start: usize, depth: usize) -> Option<Kind> {
        match kind {
            types::SHORT_ASCII | types::SHORT_ASCII_INTERNED => {
                let size = usize::from(self.byte()?);
                self.take(size)?.is_ascii().then_some(Kind::Str)
            }
            types::NONE | types::FALSE | types::TRUE | types::ELLIPSIS => Some(Kind::Atom),
            types::INT => self.take(4).map(|_| Kind::Atom),
            types::BINARY_FLOAT => self.take(8).map(|_| Kind::Atom),
            types::BINARY_COMPLEX => self.take(16).map(|_| Kind::Atom),
            types::ASCII | types::ASCII_INTERNED => {
                let size = self.size()?;
                self.take(size)?.is_ascii().then_some(Kind::Str)
            }
            types::UNICODE | types::INTERNED => {
                let size = self.size()?;
                Wtf8::from_bytes(self.take(size)?).map(|_| Kind::Str)
            }
            types::STRING => {
                let size = self.size()?;
                self.take(size).map(|_| Kind::Octets(size as u32))
            }
            types::LONG => self.long(),
            types::SMALL_TUPLE => {
                let size = usize::from(self.byte()?);
                self.tuple(size, depth)
            }
            types::TUPLE => {
                let size = self.size()?;
                self.tuple(size, depth)
            }
            types::FROZENSET => {
                let size = self.size()?;
                self.tuple(size, depth).map(|_| Kind::Other)
            }
            types::SLICE => self.tuple(3, depth).map(|_| Kind::Other),
            types::CODE => self.code(start, depth),
            _ => None,
        }
    }

    /// Digits of 15 bits, their number with the sign in front.
    fn long(&mut self) -> Option<Kind> {
        let bytes = self.take(4)?;
        let count = i32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        let digits = self.take((count.unsigned_abs() as usize).checked_mul(2)?)?;
        let last_is_zero = digits.ends_with(&[0, 0]);
        let in_range = digits.chunks_exact(2).all(|digit| digit[1] < 0x80);
        (in_range && !last_is_zero && count != i32::MIN).then_some(Kind::Atom)
    }

    fn tuple(&mut self, size: usize, depth: usize) -> Option<Kind> {
        if depth == DEPTH {
            return None;
        }
        let (mut all_strings, mut all_single) = (true, true);
        for _ in 0..size {
            let kind = self.value(depth + 1)?;
            all_strings &= kind == Kind::Str;
            all_single &= kind.is_single();
        }
        Some(match (all_strings, all_single) {
            (true, _) => Kind::Names(size as u32),
            (false, true) => Kind::Flat,
            (false, false) => Kind::Tuple,
        })
    }

    fn octets(&mut self, depth: usize) -> Option<u32> {
        match self.value(depth)? {
            Kind::Octets(size) => Some(size),
            _ => None,
        }
    }

    fn text(&mut self, depth: usize) -> Option<()> {
        (self.value(depth)? == Kind::Str).then_some(())
    }

    fn code(&mut self, start: usize, depth: usize) -> Option<Kind> {
        if depth == DEPTH {
            return None;
        }
        let depth = depth + 1;
        let number = self.spans.len();
        self.spans.push(Span { start: start as u32, end: 0, kinds: 0 });
        self.take(NUMBERS)?;
        if self.octets(depth)? % 2 != 0 {
            return None;
        }
        if !matches!(self.value(depth)?, Kind::Names(_) | Kind::Flat | Kind::Tuple) {
            return None;
        }
        let Kind::Names(_) = self.value(depth)? else { return None };
        let Kind::Names(locals) = self.value(depth)? else { return None };
        let kinds = self.at;
        if self.octets(depth)? != locals {
            return None;
        }
        self.text(depth)?;
        self.text(depth)?;
        self.text(depth)?;
        self.take(4)?;
        self.octets(depth)?;
        self.octets(depth)?;
        self.spans[number].kinds = kinds as u32;
        self.spans[number].end = self.at as u32;
        Some(Kind::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marshal::write;
    use crate::{Const, Mode, Options, Source, compile};

    fn marshalled(source: &str) -> Vec<u8> {
        let compiled = compile(Source::Text(source), "t.py", Mode::Exec, &Options::default()).expect("valid");
        write(&Const::Code(compiled.code))
    }

    #[test]
    fn spans_are_those_of_the_code_objects() {
        let source =
            "class C:\n    x = (1, 'é', (2**70, {3, 4}))\n    def f(self): return lambda: self\ndef g(): pass\n";
        let bytes = marshalled(source);
        let image = Image::new(Cow::Owned(bytes.clone())).expect("usual");
        assert_eq!(image.spans.len(), 5);
        assert_eq!(image.span(0).end as usize, bytes.len());
        for (number, span) in image.spans.iter().enumerate() {
            assert_eq!(bytes[span.start as usize] & !FLAG_REF, types::CODE);
            assert_eq!(image.number_at(span.start as usize), number as u32);
            assert!(span.start < span.kinds && span.kinds < span.end);
        }
    }

    #[test]
    fn what_ends_early_is_refused() {
        let bytes = marshalled("def f(a, b=(1, 'x', 2**99)): return [a, b, 1.5, 2j, b'x', ...]\n");
        assert!(Image::new(Cow::Owned(bytes.clone())).is_ok());
        for cut in 0..bytes.len() {
            assert!(Image::new(Cow::Owned(bytes[..cut].to_vec())).is_err(), "cut at {cut}");
        }
    }

    #[test]
    fn values_that_could_grow_are_refused() {
        let scan = |bytes: &[u8]| {
            let mut scan = Scan { bytes, at: 0, references: Vec::new(), spans: Vec::new() };
            scan.value(0).is_some()
        };
        let flag = |kind: u8| kind | FLAG_REF;
        // ((1,), reference to it), then the same with ((1,),)
        assert!(scan(&[b')', 2, flag(b')'), 1, b'T', b'r', 0, 0, 0, 0]));
        assert!(!scan(&[b')', 2, flag(b')'), 1, b')', 1, b'T', b'r', 0, 0, 0, 0]));
        // A tuple that holds itself, and a reference to nothing.
        assert!(!scan(&[flag(b')'), 1, b'r', 0, 0, 0, 0]));
        assert!(!scan(&[b')', 1, b'r', 0, 0, 0, 0]));
    }
}
