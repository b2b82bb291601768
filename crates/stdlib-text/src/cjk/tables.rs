//! The tables of the codecs: which byte sequence stands for which character, both ways.
//!
//! They were made by `tables/make.py`, which describes the files' form, by asking CPython's codecs for every sequence
//! and every character. A table is unpacked when its codec is first used, and then kept.

use std::sync::OnceLock;

/// Values from here on are indices of pairs.
const FIRST_PAIR: u32 = 0x11_0000;
const NOTHING: u32 = u32::MAX;

/// What bytes stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    Char(u32),
    /// A letter and a mark that combines with it, as one sequence.
    Pair(u32, u32),
}

/// What one byte is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Single {
    Illegal,
    /// It begins a longer sequence.
    Lead,
    Char(u32),
}

/// Four-byte sequences of consecutive ranks that stand for consecutive characters.
#[derive(Clone, Copy, Debug)]
struct Run {
    char: u32,
    rank: u32,
    length: u32,
}

/// The tables of one codec.
pub struct Tables {
    singles: [Single; 256],
    /// By lead byte above 0x7F and trail byte.
    two: Vec<u32>,
    /// Behind the lead byte 0x8F; empty if there are no sequences of three bytes.
    three: Vec<u32>,
    /// By the character's number, in pages of 256: the sequence as a number plus one, 0 for none.
    pages: Vec<Option<Box<[u32; 256]>>>,
    pairs: Vec<(u32, u32, u32)>,
    wholes: Vec<u32>,
    runs: Vec<Run>,
}

/// Reads a file of tables.
struct Reader<'a> {
    bytes: &'a [u8],
}

impl Reader<'_> {
    fn number(&mut self) -> u32 {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = self.bytes[0];
            self.bytes = &self.bytes[1..];
            value |= u32::from(byte & 0x7F) << shift;
            shift += 7;
            if byte < 0x80 {
                return value;
            }
        }
    }

    fn folded(&mut self) -> i32 {
        let n = self.number();
        (n >> 1) as i32 ^ -((n & 1) as i32)
    }

    /// As many numbers, each given as the difference to the one before.
    fn rising(&mut self, count: u32) -> Vec<u32> {
        let mut value = 0;
        (0..count)
            .map(|_| {
                value += self.number();
                value
            })
            .collect()
    }
}

/// What a file says of one codec.
struct Plain {
    singles: Vec<u32>,
    keys: Vec<u32>,
    values: Vec<u32>,
    pairs: Vec<(u32, u32)>,
    wholes: Vec<u32>,
    others: Vec<(u32, u32)>,
    runs: Vec<Run>,
}

impl Plain {
    fn read(reader: &mut Reader<'_>) -> Plain {
        let singles = (0..256).map(|_| reader.number()).collect();
        let count = reader.number();
        let keys = reader.rising(count);
        let mut value = 0;
        let values = (0..count)
            .map(|_| {
                value += reader.folded();
                value as u32
            })
            .collect();
        let count = reader.number();
        let pairs = (0..count).map(|_| (reader.number(), reader.number())).collect();
        let count = reader.number();
        let wholes = reader.rising(count);
        let count = reader.number();
        let others = reader.rising(count);
        let others = others.into_iter().map(|char| (char, reader.number())).collect();
        let count = reader.number();
        let run =
            |reader: &mut Reader<'_>| Run { char: reader.number(), rank: reader.number(), length: reader.number() };
        let runs = (0..count).map(|_| run(reader)).collect();
        Plain { singles, keys, values, pairs, wholes, others, runs }
    }

    fn tables(self) -> Tables {
        let single = |value: &u32| match value {
            0 => Single::Illegal,
            1 => Single::Lead,
            char => Single::Char(char - 2),
        };
        let singles: Vec<Single> = self.singles.iter().map(single).collect();
        let is_long = self.keys.last().is_some_and(|key| *key > 0xFFFF);
        let mut tables = Tables {
            singles: singles.try_into().expect("256 values were read"),
            two: vec![NOTHING; 0x80 * 0x100],
            three: vec![NOTHING; if is_long { 0x1_0000 } else { 0 }],
            pages: Vec::new(),
            pairs: Vec::new(),
            wholes: self.wholes,
            runs: self.runs,
        };
        for (key, value) in self.keys.iter().zip(&self.values) {
            match key {
                0..=0xFFFF => tables.two[*key as usize - 0x8000] = *value,
                _ => tables.three[*key as usize & 0xFFFF] = *value,
            }
            match value.checked_sub(FIRST_PAIR) {
                Some(index) => {
                    let (first, second) = self.pairs[index as usize];
                    tables.pairs.push((first, second, *key));
                }
                None if tables.code(*value).is_none() => tables.set_code(*value, Some(*key)),
                None => {}
            }
        }
        for byte in 0..=255u8 {
            if let Single::Char(char) = tables.single(byte) {
                tables.set_code(char, Some(u32::from(byte)));
            }
        }
        for (char, code) in self.others {
            tables.set_code(char, (code != 0).then_some(code));
        }
        // A pair's value is looked up by its index when decoding.
        let mut pairs = self.pairs.iter().map(|(first, second)| {
            tables.pairs.iter().copied().find(|pair| (pair.0, pair.1) == (*first, *second)).expect("a sequence has it")
        });
        tables.pairs = pairs.by_ref().collect();
        tables
    }
}

impl Tables {
    pub fn single(&self, byte: u8) -> Single {
        self.singles[usize::from(byte)]
    }

    fn meaning(&self, value: u32) -> Option<Meaning> {
        match value.checked_sub(FIRST_PAIR) {
            _ if value == NOTHING => None,
            None => Some(Meaning::Char(value)),
            Some(index) => {
                let (first, second, _) = self.pairs[index as usize];
                Some(Meaning::Pair(first, second))
            }
        }
    }

    /// What two bytes stand for, of which the first is above 0x7F.
    pub fn two(&self, lead: u8, trail: u8) -> Option<Meaning> {
        self.meaning(self.two[usize::from(lead & 0x7F) << 8 | usize::from(trail)])
    }

    /// What two bytes behind 0x8F stand for.
    pub fn three(&self, second: u8, third: u8) -> Option<Meaning> {
        self.meaning(*self.three.get(usize::from(second) << 8 | usize::from(third))?)
    }

    /// Whether there are sequences of three bytes, behind 0x8F.
    pub fn has_three(&self) -> bool {
        !self.three.is_empty()
    }

    /// Whether these two bytes are illegal together, not the first alone.
    pub fn is_whole(&self, lead: u8, trail: u8) -> bool {
        self.wholes.contains(&(u32::from(lead) << 8 | u32::from(trail)))
    }

    /// The bytes of a character, as a big-endian number.
    pub fn code(&self, char: u32) -> Option<u32> {
        let page = self.pages.get(char as usize >> 8)?.as_ref()?;
        page[char as usize & 0xFF].checked_sub(1)
    }

    fn set_code(&mut self, char: u32, code: Option<u32>) {
        let page = char as usize >> 8;
        if page >= self.pages.len() {
            self.pages.resize_with(page + 1, || None);
        }
        let page = self.pages[page].get_or_insert_with(|| Box::new([0; 256]));
        page[char as usize & 0xFF] = code.map_or(0, |code| code + 1);
    }

    /// Whether a character begins a pair.
    pub fn begins_pair(&self, char: u32) -> bool {
        self.pairs.iter().any(|pair| pair.0 == char)
    }

    /// The bytes of a pair.
    pub fn pair_code(&self, first: u32, second: u32) -> Option<u32> {
        self.pairs.iter().find(|pair| (pair.0, pair.1) == (first, second)).map(|pair| pair.2)
    }

    /// The rank of a character's four-byte sequence.
    pub fn rank(&self, char: u32) -> Option<u32> {
        let run = self.runs.iter().find(|run| (run.char..run.char + run.length).contains(&char))?;
        Some(run.rank + (char - run.char))
    }

    /// The character of a four-byte sequence.
    pub fn of_rank(&self, rank: u32) -> Option<u32> {
        let run = self.runs.iter().find(|run| (run.rank..run.rank + run.length).contains(&rank))?;
        Some(run.char + (rank - run.rank))
    }
}

/// The codecs that have tables, each with its file and its place in there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    Gb2312,
    Gbk,
    Gb18030,
    Big5,
    Cp950,
    Big5Hkscs,
    EucJp,
    ShiftJis,
    Cp932,
    ShiftJisx0213,
    ShiftJis2004,
    EucJisx0213,
    EucJis2004,
    EucKr,
    Cp949,
    Johab,
}

static CN: &[u8] = include_bytes!("../../tables/cn.bin");
static TW: &[u8] = include_bytes!("../../tables/tw.bin");
static JP: &[u8] = include_bytes!("../../tables/jp.bin");
static KR: &[u8] = include_bytes!("../../tables/kr.bin");

const COUNT: usize = Table::Johab as usize + 1;

impl Table {
    fn file(self) -> (&'static [u8], usize) {
        let index = self as usize;
        match self {
            Table::Gb2312 | Table::Gbk | Table::Gb18030 => (CN, index),
            Table::Big5 | Table::Cp950 | Table::Big5Hkscs => (TW, index - Table::Big5 as usize),
            Table::EucKr | Table::Cp949 | Table::Johab => (KR, index - Table::EucKr as usize),
            _ => (JP, index - Table::EucJp as usize),
        }
    }

    /// The tables, unpacked.
    pub fn get(self) -> &'static Tables {
        static LOADED: [OnceLock<Tables>; COUNT] = [const { OnceLock::new() }; COUNT];
        LOADED[self as usize].get_or_init(|| {
            let (file, index) = self.file();
            let mut raw = Vec::new();
            let mut decoder = flate2::read::DeflateDecoder::new(file);
            std::io::Read::read_to_end(&mut decoder, &mut raw).expect("tables/make.py packed this");
            let mut reader = Reader { bytes: &raw };
            for _ in 0..index {
                Plain::read(&mut reader);
            }
            Plain::read(&mut reader).tables()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Meaning, Single, Table};

    #[test]
    fn each_table_reads_back() {
        let gbk = Table::Gbk.get();
        assert_eq!(gbk.two(0xB0, 0xA1), Some(Meaning::Char(0x554A)));
        assert_eq!(gbk.code(0x554A), Some(0xB0A1));
        assert_eq!((gbk.single(b'a'), gbk.single(0x81)), (Single::Char(0x61), Single::Lead));
        assert_eq!(Table::EucJp.get().three(0xB0, 0xA1), Some(Meaning::Char(0x4E02)));
        let wide = Table::EucJis2004.get();
        assert_eq!(wide.two(0xA4, 0xF7), Some(Meaning::Pair(0x304B, 0x309A)));
        assert_eq!(wide.pair_code(0x304B, 0x309A), Some(0xA4F7));
        assert!(wide.begins_pair(0x304B) && wide.pair_code(0x304B, 0x304B).is_none());
        let four = Table::Gb18030.get();
        assert_eq!((four.rank(0x1_0000), four.of_rank(189_000)), (Some(189_000), Some(0x1_0000)));
        assert_eq!(Table::Johab.get().code(0xAC00), Some(0x8861));
    }
}
