//! Writes marshalled values, one primitive a method. Whoever walks the values decides which of them are shared.

use std::collections::HashMap;

use malachite_bigint::{BigInt, Sign};
use rustpython_wtf8::Wtf8;

use super::{FLAG_REF, types};

/// Collects the bytes. `version` is the argument of `marshal.dumps()`.
#[derive(Debug)]
pub struct Writer {
    pub out: Vec<u8>,
    version: i32,
    /// Reference numbers of shared values, by a key that is unique while the value lives (its address).
    references: HashMap<usize, u32>,
}

impl Writer {
    pub fn new(version: i32) -> Self {
        Writer { out: Vec::new(), version, references: HashMap::new() }
    }

    pub fn version(&self) -> i32 {
        self.version
    }

    /// Begins a value that others may share. If it was written before, a reference to it is written and `None`
    /// returned: the value is done. Otherwise the flag to pass to the method that writes it.
    pub fn shared(&mut self, key: usize) -> Option<u8> {
        if self.version < 3 {
            return Some(0);
        }
        if let Some(number) = self.references.get(&key) {
            self.out.push(types::REF);
            self.out.extend_from_slice(&number.to_le_bytes());
            return None;
        }
        let number = self.references.len() as u32;
        self.references.insert(key, number);
        Some(FLAG_REF)
    }

    /// A value that is only a type byte: `types::NONE`, the null that ends a dict and so on.
    pub fn atom(&mut self, kind: u8) {
        self.out.push(kind);
    }

    pub fn long(&mut self, value: i32) {
        self.out.extend_from_slice(&value.to_le_bytes());
    }

    fn size(&mut self, size: usize) {
        self.long(size as i32);
    }

    pub fn int(&mut self, value: &BigInt, flag: u8) {
        if let Ok(small) = i32::try_from(value) {
            self.out.push(types::INT | flag);
            self.long(small);
            return;
        }
        let (sign, bytes) = value.to_bytes_le();
        let mut digits = Vec::with_capacity(bytes.len() * 8 / 15 + 1);
        let (mut pending, mut bits) = (0u32, 0);
        for byte in bytes {
            pending |= u32::from(byte) << bits;
            bits += 8;
            if bits >= 15 {
                digits.push((pending & 0x7fff) as u16);
                pending >>= 15;
                bits -= 15;
            }
        }
        digits.push(pending as u16);
        while digits.last() == Some(&0) {
            digits.pop();
        }
        self.out.push(types::LONG | flag);
        let count = digits.len() as i32;
        self.long(if sign == Sign::Minus { -count } else { count });
        for digit in digits {
            self.out.extend_from_slice(&digit.to_le_bytes());
        }
    }

    pub fn float(&mut self, value: f64, flag: u8) {
        if self.version > 1 {
            self.out.push(types::BINARY_FLOAT | flag);
            self.out.extend_from_slice(&value.to_le_bytes());
        } else {
            self.out.push(types::FLOAT | flag);
            self.text_double(value);
        }
    }

    pub fn complex(&mut self, real: f64, imag: f64, flag: u8) {
        if self.version > 1 {
            self.out.push(types::BINARY_COMPLEX | flag);
            self.out.extend_from_slice(&real.to_le_bytes());
            self.out.extend_from_slice(&imag.to_le_bytes());
        } else {
            self.out.push(types::COMPLEX | flag);
            self.text_double(real);
            self.text_double(imag);
        }
    }

    /// 17 significant digits, which are enough to get the same number back.
    fn text_double(&mut self, value: f64) {
        let text = if value.is_finite() { format!("{value:.16e}") } else { format!("{value}").to_lowercase() };
        self.out.push(text.len() as u8);
        self.out.extend_from_slice(text.as_bytes());
    }

    /// `interned` says that the string is an identifier that readers should intern.
    pub fn str(&mut self, text: &Wtf8, interned: bool, flag: u8) {
        let bytes = text.as_bytes();
        if self.version >= 4 && bytes.is_ascii() {
            if let Ok(len) = u8::try_from(bytes.len()) {
                let kind = if interned { types::SHORT_ASCII_INTERNED } else { types::SHORT_ASCII };
                self.out.push(kind | flag);
                self.out.push(len);
            } else {
                self.out.push(if interned { types::ASCII_INTERNED } else { types::ASCII } | flag);
                self.size(bytes.len());
            }
        } else {
            let interned = interned && self.version >= 3;
            self.out.push(if interned { types::INTERNED } else { types::UNICODE } | flag);
            self.size(bytes.len());
        }
        self.out.extend_from_slice(bytes);
    }

    pub fn bytes(&mut self, bytes: &[u8], flag: u8) {
        self.out.push(types::STRING | flag);
        self.size(bytes.len());
        self.out.extend_from_slice(bytes);
    }

    /// The head of a tuple; its items follow.
    pub fn tuple(&mut self, len: usize, flag: u8) {
        match u8::try_from(len) {
            Ok(short) if self.version >= 4 => {
                self.out.push(types::SMALL_TUPLE | flag);
                self.out.push(short);
            }
            _ => self.sized(types::TUPLE, len, flag),
        }
    }

    /// The head of a list, set or frozenset; its items follow.
    pub fn sized(&mut self, kind: u8, len: usize, flag: u8) {
        self.out.push(kind | flag);
        self.size(len);
    }

    /// The head of a dict (its keys and values follow, then [`types::NULL`]) or of a slice (its three parts follow).
    pub fn head(&mut self, kind: u8, flag: u8) {
        self.out.push(kind | flag);
    }
}
