//! ISO 2022: character sets that escape sequences *designate* to one of the slots G0 to G2.
//!
//! G0 is what bytes mean; after SO (0x0E) it is G1, until SI (0x0F) or the end of the line. `ESC N` takes one character from
//! G2. Each codec has a list of sets that it may designate; the encoder tries them in that order.

use rustpython_wtf8::Wtf8Buf;

use super::convert::{State, Stop, push, push_meaning};
use super::tables::{Meaning, Table};

/// The slots' sets stand in the state's first three bytes, each by its final byte, `DOUBLE` added for sets of two bytes.
const DOUBLE: u8 = 0x80;
const ASCII: u8 = b'B';
/// Where the state has its flags.
const FLAGS: usize = 4;
/// SO was met.
const SHIFTED: u8 = 1;
/// An escape sequence that is none of ours: it is passed through up to its end.
const PASSING: u8 = 2;

pub const START: State = [ASCII, ASCII, 0, 0, 0, 0, 0, 0];
pub const DECODE_START: State = [ASCII, ASCII, ASCII, 0, 0, 0, 0, 0];

const ESC: u8 = 0x1B;
const SO: u8 = 0x0E;
const SI: u8 = 0x0F;
/// An escape sequence without an end within so many bytes is none.
const MAX_ESCAPE: usize = 16;

/// A character set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    Jisx0208,
    /// An older edition, which is only read.
    Jisx0208Old,
    Jisx0212,
    Jisx0201Roman,
    Jisx0201Katakana,
    Jisx0213First,
    Jisx0213First2004,
    Jisx0213Second,
    Jisx0213Second2004,
    Ksx1001,
    Gb2312,
    Iso8859Part1,
    Iso8859Part7,
}

impl Set {
    /// What designates it.
    fn mark(self) -> u8 {
        match self {
            Set::Jisx0208 => b'B' | DOUBLE,
            Set::Jisx0208Old => b'@' | DOUBLE,
            Set::Jisx0212 => b'D' | DOUBLE,
            Set::Jisx0201Roman => b'J',
            Set::Jisx0201Katakana => b'I',
            Set::Jisx0213First => b'O' | DOUBLE,
            Set::Jisx0213First2004 => b'Q' | DOUBLE,
            Set::Jisx0213Second | Set::Jisx0213Second2004 => b'P' | DOUBLE,
            Set::Ksx1001 => b'C' | DOUBLE,
            Set::Gb2312 => b'A' | DOUBLE,
            Set::Iso8859Part1 => b'A',
            Set::Iso8859Part7 => b'F',
        }
    }

    fn width(self) -> usize {
        if self.mark() & DOUBLE == 0 { 1 } else { 2 }
    }

    /// The table whose two-byte sequences have this set's bytes with the eighth bit.
    fn table(self) -> Option<Table> {
        match self {
            Set::Jisx0208 | Set::Jisx0208Old => Some(Table::EucJp),
            Set::Jisx0213First => Some(Table::EucJisx0213),
            Set::Jisx0213First2004 => Some(Table::EucJis2004),
            Set::Ksx1001 => Some(Table::EucKr),
            Set::Gb2312 => Some(Table::Gb2312),
            _ => None,
        }
    }

    /// What these bytes stand for; the second counts for sets of two bytes.
    fn decode(self, first: u8, second: u8) -> Option<Meaning> {
        let (lead, trail) = (first | 0x80, second | 0x80);
        if self.width() == 2 && !((0x21..0x7F).contains(&first) && (0x21..0x7F).contains(&second)) {
            return None;
        }
        match self {
            Set::Jisx0201Roman => roman(first),
            Set::Jisx0201Katakana => {
                (0x21..=0x5F).contains(&first).then(|| Meaning::Char(0xFF61 + u32::from(first - 0x21)))
            }
            Set::Jisx0212 => Table::EucJp.get().three(lead, trail),
            // The editions differ in one character, which CPython only heeds in encoding.
            Set::Jisx0213Second | Set::Jisx0213Second2004 if is_second_plane(first) => {
                Table::EucJis2004.get().three(lead, trail)
            }
            Set::Ksx1001 if (first, second) == (0x24, 0x54) => Some(Meaning::Char(HANGUL_FILLER)),
            _ => self.table()?.get().two(lead, trail),
        }
    }

    /// The bytes of a character, as a number.
    fn encode(self, char: u32) -> Option<u32> {
        match self {
            Set::Jisx0208Old | Set::Iso8859Part1 | Set::Iso8859Part7 => None,
            Set::Jisx0201Roman => (0..0x80).find(|byte| roman(*byte) == Some(Meaning::Char(char))).map(u32::from),
            Set::Jisx0201Katakana => (0xFF61..=0xFF9F).contains(&char).then(|| char - 0xFF61 + 0x21),
            Set::Jisx0212 => seven_bits(Table::EucJp.get().code(char)?, 0x8F),
            Set::Jisx0213Second => second_plane(Table::EucJisx0213, char),
            Set::Jisx0213Second2004 => second_plane(Table::EucJis2004, char),
            // The table has it for EUC's sake; in ISO 2022 it is JIS X 0212's.
            Set::Jisx0213First | Set::Jisx0213First2004 if char == FULLWIDTH_TILDE => None,
            _ => seven_bits(self.table()?.get().code(char)?, 0),
        }
    }
}

const HANGUL_FILLER: u32 = 0x3164;
const FULLWIDTH_TILDE: u32 = 0xFF5E;

/// JIS X 0201's left half: ASCII with a yen sign and an overline.
fn roman(byte: u8) -> Option<Meaning> {
    match byte {
        0x5C => Some(Meaning::Char(0xA5)),
        0x7E => Some(Meaning::Char(0x203E)),
        0..0x80 => Some(Meaning::Char(u32::from(byte))),
        _ => None,
    }
}

/// Whether JIS X 0213 has this row in its second plane. The others' characters of three bytes are JIS X 0212's.
fn is_second_plane(row: u8) -> bool {
    matches!(row - 0x20, 1 | 3..=5 | 8 | 12..=15 | 78..=94)
}

/// The bytes of a character of JIS X 0213's second plane.
fn second_plane(table: Table, char: u32) -> Option<u32> {
    let code = seven_bits(table.get().code(char)?, 0x8F)?;
    is_second_plane((code >> 8) as u8).then_some(code)
}

/// A sequence of two bytes behind this prefix, without their eighth bits. Other sequences belong to other sets.
fn seven_bits(code: u32, prefix: u32) -> Option<u32> {
    let rows = 0xA1..0xFF;
    (code >> 16 == prefix && rows.contains(&(code >> 8 & 0xFF)) && rows.contains(&(code & 0xFF)))
        .then_some(code & 0x7F7F)
}

/// A set, and the slot that the encoder designates it to.
#[derive(Clone, Copy, Debug)]
pub struct Designation {
    pub set: Set,
    pub slot: usize,
}

const fn g0(set: Set) -> Designation {
    Designation { set, slot: 0 }
}

/// What a codec knows.
#[derive(Debug)]
pub struct Config {
    designations: &'static [Designation],
    /// SO and SI mean nothing.
    no_shift: bool,
    use_g2: bool,
    /// `ESC & @ ESC $ B` designates JIS X 0208 of 1990.
    jisx0208_ext: bool,
}

const JAPANESE: Config = Config { designations: &[], no_shift: true, use_g2: false, jisx0208_ext: true };

pub static KR: Config = Config {
    designations: &[Designation { set: Set::Ksx1001, slot: 1 }],
    no_shift: false,
    use_g2: false,
    jisx0208_ext: false,
};
pub static JP: Config =
    Config { designations: &[g0(Set::Jisx0208), g0(Set::Jisx0201Roman), g0(Set::Jisx0208Old)], ..JAPANESE };
pub static JP_1: Config = Config {
    designations: &[g0(Set::Jisx0208), g0(Set::Jisx0212), g0(Set::Jisx0201Roman), g0(Set::Jisx0208Old)],
    ..JAPANESE
};
pub static JP_2: Config = Config {
    designations: &[
        g0(Set::Jisx0208),
        g0(Set::Jisx0212),
        g0(Set::Ksx1001),
        g0(Set::Gb2312),
        g0(Set::Jisx0201Roman),
        g0(Set::Jisx0208Old),
        Designation { set: Set::Iso8859Part1, slot: 2 },
        Designation { set: Set::Iso8859Part7, slot: 2 },
    ],
    use_g2: true,
    ..JAPANESE
};
pub static JP_2004: Config =
    Config { designations: &[g0(Set::Jisx0208), g0(Set::Jisx0213First2004), g0(Set::Jisx0213Second2004)], ..JAPANESE };
pub static JP_3: Config =
    Config { designations: &[g0(Set::Jisx0208), g0(Set::Jisx0213First), g0(Set::Jisx0213Second)], ..JAPANESE };
pub static JP_EXT: Config = Config {
    designations: &[
        g0(Set::Jisx0208),
        g0(Set::Jisx0212),
        g0(Set::Jisx0201Roman),
        g0(Set::Jisx0201Katakana),
        g0(Set::Jisx0208Old),
    ],
    ..JAPANESE
};

// Encoding

fn unshift(state: &mut State, out: &mut Vec<u8>) {
    if state[FLAGS] & SHIFTED != 0 {
        out.push(SI);
        state[FLAGS] &= !SHIFTED;
    }
}

pub fn encode_reset(state: &mut State, out: &mut Vec<u8>) {
    unshift(state, out);
    if state[0] != ASCII {
        out.extend_from_slice(&[ESC, b'(', ASCII]);
        state[0] = ASCII;
    }
}

pub fn encode(
    config: &Config,
    state: &mut State,
    chars: &[u32],
    at: &mut usize,
    flush: bool,
    out: &mut Vec<u8>,
) -> Result<(), Stop> {
    while let Some(char) = chars.get(*at) {
        if *char < 0x80 {
            if state[0] != ASCII {
                out.extend_from_slice(&[ESC, b'(', ASCII]);
                state[0] = ASCII;
            }
            unshift(state, out);
            out.push(*char as u8);
            *at += 1;
            continue;
        }
        let (designation, code, length) = find(config, &chars[*at..], flush)?;
        let (mark, width) = (designation.set.mark(), designation.set.width());
        if designation.slot == 0 {
            unshift(state, out);
        }
        if state[designation.slot] != mark {
            out.push(ESC);
            if width == 2 {
                out.push(b'$');
            }
            // JIS X 0208 is older than the form with a slot.
            if mark != Set::Jisx0208.mark() {
                out.push(if designation.slot == 0 { b'(' } else { b')' });
            }
            out.push(mark & !DOUBLE);
            state[designation.slot] = mark;
        }
        if designation.slot == 1 && state[FLAGS] & SHIFTED == 0 {
            out.push(SO);
            state[FLAGS] |= SHIFTED;
        }
        if width == 2 {
            out.push((code >> 8) as u8);
        }
        out.push(code as u8);
        *at += length;
    }
    Ok(())
}

/// The pair that these characters begin with, or the first set that has the character: with the bytes, and how many
/// characters that takes.
fn find(config: &Config, chars: &[u32], flush: bool) -> Result<(Designation, u32, usize), Stop> {
    let char = chars[0];
    for designation in config.designations {
        let is_wide = matches!(designation.set, Set::Jisx0213First | Set::Jisx0213First2004);
        let Some(tables) = designation.set.table().filter(|_| is_wide).map(Table::get) else { continue };
        if !tables.begins_pair(char) {
            continue;
        }
        match chars.get(1) {
            None if !flush => return Err(Stop::TooFew),
            Some(second) if let Some(code) = tables.pair_code(char, *second) => {
                return Ok((*designation, code & 0x7F7F, 2));
            }
            _ => {}
        }
    }
    let single = |designation: &Designation| Some((*designation, designation.set.encode(char)?, 1));
    config.designations.iter().find_map(single).ok_or(Stop::Illegal(1))
}

// Decoding

pub fn decode_reset(state: &mut State) {
    state[0] = ASCII;
    state[FLAGS] &= !SHIFTED;
}

fn ends_escape(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte == b'@'
}

pub fn decode(config: &Config, state: &mut State, bytes: &[u8], at: &mut usize, out: &mut Wtf8Buf) -> Result<(), Stop> {
    while let Some(&byte) = bytes.get(*at) {
        let mut plain = |at: &mut usize| {
            push(out, u32::from(byte));
            *at += 1;
        };
        if state[FLAGS] & PASSING != 0 {
            plain(at);
            if ends_escape(byte) {
                state[FLAGS] &= !PASSING;
            }
            continue;
        }
        match byte {
            ESC => match bytes.get(*at + 1).ok_or(Stop::TooFew)? {
                b'(' | b')' | b'$' | b'.' | b'&' => *at += designate(config, state, &bytes[*at..])?,
                b'N' if config.use_g2 => {
                    push(out, single_shift(state, *bytes.get(*at + 2).ok_or(Stop::TooFew)?)?);
                    *at += 3;
                }
                _ => {
                    plain(at);
                    state[FLAGS] |= PASSING;
                }
            },
            SI | SO if !config.no_shift => {
                state[FLAGS] = state[FLAGS] & !SHIFTED | if byte == SO { SHIFTED } else { 0 };
                *at += 1;
            }
            b'\n' => {
                state[FLAGS] &= !SHIFTED;
                plain(at);
            }
            0..0x20 => plain(at),
            0x80.. => return Err(Stop::Illegal(1)),
            _ => {
                let mark = state[usize::from(state[FLAGS] & SHIFTED)];
                let found = config.designations.iter().find(|designation| designation.set.mark() == mark);
                let Some(set) = found.map(|designation| designation.set) else {
                    if mark != ASCII {
                        // A program set a state that no escape sequence leads to.
                        return Err(Stop::Illegal(1));
                    }
                    plain(at);
                    continue;
                };
                let width = set.width();
                let second = *bytes.get(*at + width - 1).ok_or(Stop::TooFew)?;
                push_meaning(out, set.decode(byte, second).ok_or(Stop::Illegal(width))?);
                *at += width;
            }
        }
    }
    Ok(())
}

/// The character that `ESC N` takes from G2.
fn single_shift(state: &State, byte: u8) -> Result<u32, Stop> {
    let found = match state[2] {
        mark if mark == Set::Iso8859Part1.mark() => (byte < 0x80).then(|| u32::from(byte) + 0x80),
        mark if mark == Set::Iso8859Part7.mark() => greek(u32::from(byte ^ 0x80)),
        _ => (byte < 0x80).then_some(u32::from(byte)),
    };
    found.ok_or(Stop::Illegal(3))
}

/// ISO 8859-7.
fn greek(byte: u32) -> Option<u32> {
    match byte {
        0..0xA0 => Some(byte),
        0xA1 => Some(0x2018),
        0xA2 => Some(0x2019),
        0xAF => Some(0x2015),
        0xA0 | 0xA3 | 0xA6..=0xA9 | 0xAB..=0xAD | 0xB0..=0xB3 | 0xB7 | 0xBB | 0xBD => Some(byte),
        0xB4..=0xFE if byte != 0xD2 => Some(byte + 0x2D0),
        _ => None,
    }
}

/// Does what an escape sequence says, and tells how long it is.
fn designate(config: &Config, state: &mut State, bytes: &[u8]) -> Result<usize, Stop> {
    let mut length = 0;
    let mut at = 1;
    while at < MAX_ESCAPE {
        let byte = *bytes.get(at).ok_or(Stop::TooFew)?;
        if ends_escape(byte) {
            length = at + 1;
            break;
        }
        if config.jisx0208_ext && byte == b'&' && bytes.get(at + 1) == Some(&b'@') {
            at += 2;
        }
        at += 1;
    }
    if length == 0 {
        return Err(Stop::Illegal(1));
    }
    let illegal = Err(Stop::Illegal(length));
    let (slot, mark) = match bytes[1..length] {
        [b'$', set] => (0, set | DOUBLE),
        [b'(', set] => (0, set),
        [b')', set] => (1, set),
        [b'.', set] if config.use_g2 => (2, set),
        [b'$', b'(', set] => (0, set | DOUBLE),
        [b'$', b')', set] => (1, set | DOUBLE),
        [_, _, ESC, b'$', b'B'] if config.jisx0208_ext => (0, b'B' | DOUBLE),
        _ => return illegal,
    };
    if mark != ASCII && !config.designations.iter().any(|designation| designation.set.mark() == mark) {
        return illegal;
    }
    state[slot] = mark;
    Ok(length)
}
