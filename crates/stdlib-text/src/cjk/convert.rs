//! The codecs themselves: how bytes become characters and the other way round, without error handlers or Python objects.
//!
//! A conversion goes on until its input ends or something stops it ([`Stop`]). Whoever called it then deals with that and
//! calls again from where it stopped. What has to be kept from one call to the next is the [`State`]; codecs without escape
//! sequences leave it alone.

use rustpython_wtf8::{CodePoint, Wtf8Buf};

use super::tables::{Meaning, Single, Table, Tables};
use super::{hz, iso2022};

/// What a codec keeps between calls. Programs see it as a number (`getstate()`), so its bytes are CPython's.
pub type State = [u8; 8];

/// Why a conversion stopped before the end of its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// What is left may be the beginning of something.
    TooFew,
    /// So many bytes, or characters, are illegal.
    Illegal(usize),
}

/// The ways to convert.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// By a table alone.
    Table(Table),
    /// GB 18030: a table, and sequences of four bytes.
    Gb18030,
    /// EUC-KR: a table, and syllables spelled in eight bytes.
    EucKr,
    Hz,
    Iso2022(&'static iso2022::Config),
}

/// A codec.
#[derive(Debug)]
pub struct Codec {
    pub name: &'static str,
    pub kind: Kind,
}

/// Appends a character to text.
pub fn push(out: &mut Wtf8Buf, char: u32) {
    out.extend(CodePoint::from_u32(char));
}

pub fn push_meaning(out: &mut Wtf8Buf, meaning: Meaning) {
    match meaning {
        Meaning::Char(char) => push(out, char),
        Meaning::Pair(first, second) => {
            push(out, first);
            push(out, second);
        }
    }
}

/// Appends the bytes of a sequence that is given as a number.
pub fn push_code(out: &mut Vec<u8>, code: u32) {
    let bytes = code.to_be_bytes();
    let skip = bytes.iter().take(3).take_while(|byte| **byte == 0).count();
    out.extend_from_slice(&bytes[skip..]);
}

impl Codec {
    /// The state at the beginning of a text to encode.
    pub fn encode_start(&self) -> State {
        match self.kind {
            Kind::Iso2022(_) => iso2022::START,
            _ => State::default(),
        }
    }

    /// The state at the beginning of bytes to decode.
    pub fn decode_start(&self) -> State {
        match self.kind {
            Kind::Iso2022(_) => iso2022::DECODE_START,
            _ => State::default(),
        }
    }

    /// Ends an encoded text: writes what brings the reader back to the initial state.
    pub fn encode_reset(&self, state: &mut State, out: &mut Vec<u8>) {
        match self.kind {
            Kind::Hz => hz::encode_reset(state, out),
            Kind::Iso2022(_) => iso2022::encode_reset(state, out),
            _ => {}
        }
    }

    /// Brings a decoder's state back to the initial one.
    pub fn decode_reset(&self, state: &mut State) {
        match self.kind {
            Kind::Hz => hz::decode_reset(state),
            Kind::Iso2022(_) => iso2022::decode_reset(state),
            _ => {}
        }
    }

    /// Encodes `chars` from `at` on. With `flush` nothing more will come.
    pub fn encode(
        &self,
        state: &mut State,
        chars: &[u32],
        at: &mut usize,
        flush: bool,
        out: &mut Vec<u8>,
    ) -> Result<(), Stop> {
        let more =
            |tables: &Tables, at: &mut usize, out: &mut Vec<u8>, long: fn(&Tables, u32, &mut Vec<u8>) -> bool| {
                while *at < chars.len() {
                    *at += by_table(tables, &chars[*at..], flush, out, long)?;
                }
                Ok(())
            };
        match self.kind {
            Kind::Table(table) => more(table.get(), at, out, |_, _, _| false),
            Kind::Gb18030 => more(Table::Gb18030.get(), at, out, four_bytes),
            Kind::EucKr => more(Table::EucKr.get(), at, out, spelled),
            Kind::Hz => hz::encode(state, chars, at, out),
            Kind::Iso2022(config) => iso2022::encode(config, state, chars, at, flush, out),
        }
    }

    /// Decodes `bytes` from `at` on.
    pub fn decode(&self, state: &mut State, bytes: &[u8], at: &mut usize, out: &mut Wtf8Buf) -> Result<(), Stop> {
        let table = match self.kind {
            Kind::Table(table) => table,
            Kind::Gb18030 => Table::Gb18030,
            Kind::EucKr => Table::EucKr,
            Kind::Hz => return hz::decode(state, bytes, at, out),
            Kind::Iso2022(config) => return iso2022::decode(config, state, bytes, at, out),
        };
        let tables = table.get();
        while let Some(byte) = bytes.get(*at) {
            match tables.single(*byte) {
                Single::Char(char) => {
                    push(out, char);
                    *at += 1;
                }
                Single::Illegal => return Err(Stop::Illegal(1)),
                Single::Lead => *at += self.sequence(tables, &bytes[*at..], out)?,
            }
        }
        Ok(())
    }

    /// Decodes one sequence, which begins with a lead byte, and says how long it is.
    fn sequence(&self, tables: &Tables, bytes: &[u8], out: &mut Wtf8Buf) -> Result<usize, Stop> {
        let &[lead, trail, ..] = bytes else { return Err(Stop::TooFew) };
        if let Some(meaning) = tables.two(lead, trail) {
            push_meaning(out, meaning);
            return Ok(2);
        }
        match self.kind {
            Kind::Gb18030 if trail.is_ascii_digit() => {
                let &[_, _, third, fourth, ..] = bytes else { return Err(Stop::TooFew) };
                let char = of_four_bytes(tables, [lead, trail, third, fourth]).ok_or(Stop::Illegal(1))?;
                push(out, char);
                Ok(4)
            }
            Kind::EucKr if (lead, trail) == FILLER => {
                let spelling = bytes.get(..8).ok_or(Stop::TooFew)?;
                push(out, of_spelled(spelling).ok_or(Stop::Illegal(1))?);
                Ok(8)
            }
            Kind::Table(_) if tables.has_three() && lead == 0x8F => {
                let third = bytes.get(2).ok_or(Stop::TooFew)?;
                push_meaning(out, tables.three(trail, *third).ok_or(Stop::Illegal(1))?);
                Ok(3)
            }
            _ => Err(Stop::Illegal(if tables.is_whole(lead, trail) { 2 } else { 1 })),
        }
    }
}

/// Encodes the first of these characters, or the pair that they begin with, and says how many that were. `long` encodes
/// what the table does not.
fn by_table(
    tables: &Tables,
    chars: &[u32],
    flush: bool,
    out: &mut Vec<u8>,
    long: fn(&Tables, u32, &mut Vec<u8>) -> bool,
) -> Result<usize, Stop> {
    let char = chars[0];
    if tables.begins_pair(char) {
        match chars.get(1) {
            None if !flush => return Err(Stop::TooFew),
            Some(second) if let Some(code) = tables.pair_code(char, *second) => {
                push_code(out, code);
                return Ok(2);
            }
            _ => {}
        }
    }
    match tables.code(char) {
        Some(code) => push_code(out, code),
        None if long(tables, char, out) => {}
        None => return Err(Stop::Illegal(1)),
    }
    Ok(1)
}

/// GB 18030's sequence of four bytes.
fn four_bytes(tables: &Tables, char: u32, out: &mut Vec<u8>) -> bool {
    let Some(rank) = tables.rank(char) else { return false };
    let (rest, fourth) = (rank / 10, rank % 10);
    let (rest, third) = (rest / 126, rest % 126);
    let (first, second) = (rest / 10, rest % 10);
    out.extend_from_slice(&[0x81 + first as u8, 0x30 + second as u8, 0x81 + third as u8, 0x30 + fourth as u8]);
    true
}

fn of_four_bytes(tables: &Tables, bytes: [u8; 4]) -> Option<u32> {
    let digit = |byte: u8, base: u8, count: u32| {
        let value = u32::from(byte.checked_sub(base)?);
        (value < count).then_some(value)
    };
    let (first, second) = (digit(bytes[0], 0x81, 126)?, digit(bytes[1], 0x30, 10)?);
    let (third, fourth) = (digit(bytes[2], 0x81, 126)?, digit(bytes[3], 0x30, 10)?);
    tables.of_rank(((first * 10 + second) * 126 + third) * 10 + fourth)
}

// KS X 1001 spells syllables that it has no code for: the filler, the initial, the vowel, the final consonant or the filler
// again, each as a letter of row 4 (0xA4).

/// The Hangul filler.
const FILLER: (u8, u8) = (0xA4, 0xD4);
const FIRST_SYLLABLE: u32 = 0xAC00;
const LAST_SYLLABLE: u32 = 0xD7A3;
const FINALS: u32 = 28;
const VOWELS: u32 = 21;
/// The vowels stand together in row 4.
const FIRST_VOWEL: u8 = 0xBF;

/// The trail bytes of the initial consonants, in the order of Unicode's syllables.
static INITIAL: [u8; 19] =
    [0xA1, 0xA2, 0xA4, 0xA7, 0xA8, 0xA9, 0xB1, 0xB2, 0xB3, 0xB5, 0xB6, 0xB7, 0xB8, 0xB9, 0xBA, 0xBB, 0xBC, 0xBD, 0xBE];
/// The trail bytes of the final consonants; the first is none.
static FINAL: [u8; 28] = [
    0xD4, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA9, 0xAA, 0xAB, 0xAC, 0xAD, 0xAE, 0xAF, 0xB0, 0xB1, 0xB2, 0xB4,
    0xB5, 0xB6, 0xB7, 0xB8, 0xBA, 0xBB, 0xBC, 0xBD, 0xBE,
];

fn spelled(_: &Tables, char: u32, out: &mut Vec<u8>) -> bool {
    if !(FIRST_SYLLABLE..=LAST_SYLLABLE).contains(&char) {
        return false;
    }
    let index = char - FIRST_SYLLABLE;
    let (rest, last) = (index / FINALS, index % FINALS);
    let (initial, vowel) = (rest / VOWELS, rest % VOWELS);
    let row = FILLER.0;
    let letters = [FILLER.1, INITIAL[initial as usize], FIRST_VOWEL + vowel as u8, FINAL[last as usize]];
    out.extend(letters.into_iter().flat_map(|letter| [row, letter]));
    true
}

fn of_spelled(bytes: &[u8]) -> Option<u32> {
    if bytes.iter().step_by(2).any(|byte| *byte != FILLER.0) {
        return None;
    }
    let place = |letters: &[u8], letter: u8| letters.iter().position(|known| *known == letter).map(|at| at as u32);
    let initial = place(&INITIAL, bytes[3])?;
    let vowel = u32::from(bytes[5].checked_sub(FIRST_VOWEL)?);
    let last = place(&FINAL, bytes[7])?;
    (vowel < VOWELS).then_some(FIRST_SYLLABLE + (initial * VOWELS + vowel) * FINALS + last)
}
