//! Numbers.

use super::{Kind, Lex, Lexer, Stop, continues_identifier};

impl Lexer<'_> {
    pub(super) fn number(&mut self, first: u8, start: usize) -> Lex {
        let c = if first == b'0' { self.after_zero(start)? } else { self.decimal()? };
        self.back(c);
        Ok((Kind::Number, Some((start, self.cur))))
    }

    pub(super) fn decimal(&mut self) -> Result<u8, Stop> {
        let mut c = self.decimal_tail()?;
        if c == b'.' {
            c = self.next();
            return self.fraction(c);
        }
        if matches!(c, b'e' | b'E') {
            return self.exponent(c);
        }
        if matches!(c, b'j' | b'J') {
            return self.imaginary();
        }
        self.end_of_number(c, "decimal")?;
        Ok(c)
    }

    /// Digits and single underscores, from after the first digit; gives the character that follows.
    pub(super) fn decimal_tail(&mut self) -> Result<u8, Stop> {
        loop {
            let mut c = self.next();
            while c.is_ascii_digit() {
                c = self.next();
            }
            if c != b'_' {
                return Ok(c);
            }
            c = self.next();
            if !c.is_ascii_digit() {
                self.back(c);
                return self.fail("invalid decimal literal".to_owned());
            }
        }
    }

    /// What follows the point of a number; `c` is the first character after it.
    pub(super) fn fraction(&mut self, c: u8) -> Result<u8, Stop> {
        let c = if c.is_ascii_digit() { self.decimal_tail()? } else { c };
        match c {
            b'e' | b'E' => self.exponent(c),
            b'j' | b'J' => self.imaginary(),
            _ => {
                self.end_of_number(c, "decimal")?;
                Ok(c)
            }
        }
    }

    pub(super) fn exponent(&mut self, e: u8) -> Result<u8, Stop> {
        let mut c = self.next();
        if matches!(c, b'+' | b'-') {
            c = self.next();
            if !c.is_ascii_digit() {
                self.back(c);
                return self.fail("invalid decimal literal".to_owned());
            }
        } else if !c.is_ascii_digit() {
            self.back(c);
            self.end_of_number(e, "decimal")?;
            return Ok(e);
        }
        c = self.decimal_tail()?;
        if matches!(c, b'j' | b'J') {
            return self.imaginary();
        }
        self.end_of_number(c, "decimal")?;
        Ok(c)
    }

    pub(super) fn imaginary(&mut self) -> Result<u8, Stop> {
        let c = self.next();
        self.end_of_number(c, "imaginary")?;
        Ok(c)
    }

    /// A keyword directly after a number (`1if x else y`) gets a warning, any other letter is an error.
    pub(super) fn end_of_number(&mut self, c: u8, kind: &str) -> Result<(), Stop> {
        let keyword = match c {
            b'a' => self.ahead(b"nd"),
            b'e' => self.ahead(b"lse"),
            b'f' => self.ahead(b"or"),
            b'i' => self.ahead(b"f") || self.ahead(b"n") || self.ahead(b"s"),
            b'o' => self.ahead(b"r"),
            b'n' => self.ahead(b"ot"),
            _ => false,
        };
        if keyword {
            self.back(c);
            self.warn(format!("invalid {kind} literal"));
            self.next();
        } else if c < 128 && continues_identifier(c) {
            self.back(c);
            return self.fail(format!("invalid {kind} literal"));
        }
        Ok(())
    }

    pub(super) fn after_zero(&mut self, start: usize) -> Result<u8, Stop> {
        let mut c = self.next();
        match c {
            b'x' | b'X' => return self.radix(16, "hexadecimal"),
            b'o' | b'O' => return self.radix(8, "octal"),
            b'b' | b'B' => return self.radix(2, "binary"),
            _ => {}
        }
        loop {
            if c == b'_' {
                c = self.next();
                if !c.is_ascii_digit() {
                    self.back(c);
                    return self.fail("invalid decimal literal".to_owned());
                }
            }
            if c != b'0' {
                break;
            }
            c = self.next();
        }
        let zeros_end = self.cur;
        let nonzero = c.is_ascii_digit();
        if nonzero {
            c = self.decimal_tail()?;
        }
        match c {
            b'.' => {
                c = self.next();
                self.fraction(c)
            }
            b'e' | b'E' => self.exponent(c),
            b'j' | b'J' => self.imaginary(),
            _ if nonzero && !self.options.extra_tokens => {
                self.back(c);
                let (from, to) = (self.column(start) + 1, self.column(zeros_end));
                let msg = "leading zeros in decimal integer literals are not permitted; \
                           use an 0o prefix for octal integers";
                self.fail_at(from, to, msg.to_owned())
            }
            _ => {
                self.end_of_number(c, "decimal")?;
                Ok(c)
            }
        }
    }

    pub(super) fn radix(&mut self, radix: u32, kind: &str) -> Result<u8, Stop> {
        let is_digit = |c: u8| char::from(c).is_digit(radix);
        let mut c = self.next();
        loop {
            if c == b'_' {
                c = self.next();
            }
            if !is_digit(c) {
                if radix < 16 && c.is_ascii_digit() {
                    return self.fail(format!("invalid digit '{}' in {kind} literal", char::from(c)));
                }
                self.back(c);
                return self.fail(format!("invalid {kind} literal"));
            }
            while is_digit(c) {
                c = self.next();
            }
            if c != b'_' {
                break;
            }
        }
        if radix < 16 && c.is_ascii_digit() {
            return self.fail(format!("invalid digit '{}' in {kind} literal", char::from(c)));
        }
        self.end_of_number(c, kind)?;
        Ok(c)
    }
}
