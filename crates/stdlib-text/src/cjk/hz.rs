//! HZ (RFC 1843): GB 2312 in seven bits, between `~{` and `~}`. A tilde is doubled outside.

use rustpython_wtf8::Wtf8Buf;

use super::convert::{State, Stop, push, push_meaning};
use super::tables::Table;

/// Whether we are between `~{` and `~}`, as the state's first byte.
const INSIDE: u8 = 1;

pub fn encode(state: &mut State, chars: &[u32], at: &mut usize, out: &mut Vec<u8>) -> Result<(), Stop> {
    let tables = Table::Gb2312.get();
    while let Some(char) = chars.get(*at) {
        if *char < 0x80 {
            encode_reset(state, out);
            out.push(*char as u8);
            if *char == u32::from(b'~') {
                out.push(b'~');
            }
        } else {
            let [.., lead, trail] = tables.code(*char).ok_or(Stop::Illegal(1))?.to_be_bytes();
            if state[0] != INSIDE {
                out.extend_from_slice(b"~{");
                state[0] = INSIDE;
            }
            out.extend_from_slice(&[lead & 0x7F, trail & 0x7F]);
        }
        *at += 1;
    }
    Ok(())
}

pub fn encode_reset(state: &mut State, out: &mut Vec<u8>) {
    if state[0] != 0 {
        out.extend_from_slice(b"~}");
        state[0] = 0;
    }
}

pub fn decode(state: &mut State, bytes: &[u8], at: &mut usize, out: &mut Wtf8Buf) -> Result<(), Stop> {
    let tables = Table::Gb2312.get();
    while let Some(byte) = bytes.get(*at) {
        let next = bytes.get(*at + 1);
        let inside = state[0] == INSIDE;
        match (byte, inside) {
            (b'~', _) => {
                match (next.ok_or(Stop::TooFew)?, inside) {
                    (b'~', false) => push(out, u32::from(b'~')),
                    (b'{', false) => state[0] = INSIDE,
                    // The line goes on.
                    (b'\n', false) => {}
                    (b'}', true) => state[0] = 0,
                    _ => return Err(Stop::Illegal(1)),
                }
                *at += 2;
            }
            (0x80.., _) => return Err(Stop::Illegal(1)),
            (_, false) => {
                push(out, u32::from(*byte));
                *at += 1;
            }
            (_, true) => {
                let trail = next.ok_or(Stop::TooFew)?;
                let meaning = (*trail < 0x80).then(|| tables.two(byte | 0x80, trail | 0x80)).flatten();
                push_meaning(out, meaning.ok_or(Stop::Illegal(1))?);
                *at += 2;
            }
        }
    }
    Ok(())
}

pub fn decode_reset(state: &mut State) {
    state[0] = 0;
}
