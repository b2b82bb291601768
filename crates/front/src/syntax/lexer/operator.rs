//! Operators and brackets, inside f-strings too.

use super::super::token::{one_char, three_chars, two_chars};
use super::{Kind, Lex, Lexer, MAX_LEVEL, Stop};

impl Lexer<'_> {
    pub(super) fn operator(&mut self, c: u8, start: usize) -> Lex {
        let punctuation = matches!(c, b':' | b'}' | b'!' | b'{');
        if punctuation
            && let Some(mode) = self.modes.last_mut()
            && mode.field_depth >= 0
        {
            let cursor = mode.bracket_depth - i32::from(c != b'{');
            if c == b':' && cursor == mode.field_depth {
                mode.in_field = false;
                mode.in_format_spec = true;
                return Ok((Kind::Colon, Some((start, self.cur))));
            }
        }
        let second = self.next();
        if let Some(kind) = two_chars(c, second) {
            let third = self.next();
            if let Some(kind) = three_chars(c, second, third) {
                return Ok((kind, Some((start, self.cur))));
            }
            self.back(third);
            return Ok((kind, Some((start, self.cur))));
        }
        self.back(second);
        match c {
            b'(' | b'[' | b'{' => self.open(c, start)?,
            b')' | b']' | b'}' => self.close(c)?,
            _ => {}
        }
        if c < b' ' || c == 0x7f {
            return self.fail(format!("invalid non-printable character U+{c:04X}"));
        }
        if c == b'='
            && let Some(mode) = self.modes.last_mut()
            && mode.bracket_depth - mode.field_depth == 1
        {
            mode.in_debug = true;
        }
        Ok((one_char(c), Some((start, self.cur))))
    }

    pub(super) fn open(&mut self, c: u8, start: usize) -> Result<(), Stop> {
        if self.brackets.len() >= MAX_LEVEL {
            return self.fail("too many nested parentheses".to_owned());
        }
        self.brackets.push((c, self.lineno, (start - self.line_start) as i32));
        if let Some(mode) = self.modes.last_mut() {
            mode.bracket_depth += 1;
        }
        Ok(())
    }

    pub(super) fn close(&mut self, c: u8) -> Result<(), Stop> {
        let shown = char::from(c);
        if let Some(mode) = self.modes.last()
            && mode.bracket_depth == 0
            && c == b'}'
        {
            let prefix = mode.prefix;
            return self.fail(format!("{prefix}-string: single '}}' is not allowed"));
        }
        let extra = self.options.extra_tokens;
        let Some((opening, line, _)) = self.brackets.pop() else {
            return if extra { Ok(()) } else { self.fail(format!("unmatched '{shown}'")) };
        };
        let matches = matches!((opening, c), (b'(', b')') | (b'[', b']') | (b'{', b'}'));
        if !extra && !matches {
            if let Some(mode) = self.modes.last()
                && opening == b'{'
                && mode.bracket_depth - 1 == mode.field_depth
            {
                let prefix = mode.prefix;
                return self.fail(format!("{prefix}-string: unmatched '{shown}'"));
            }
            let msg =
                format!("closing parenthesis '{shown}' does not match opening parenthesis '{}'", char::from(opening));
            return self.fail(if line == self.lineno { msg } else { format!("{msg} on line {line}") });
        }
        if let Some(mode) = self.modes.last_mut() {
            mode.bracket_depth -= 1;
            if mode.bracket_depth < 0 {
                let prefix = mode.prefix;
                return self.fail(format!("{prefix}-string: unmatched '{shown}'"));
            }
            if c == b'}' && mode.bracket_depth == mode.field_depth {
                mode.field_depth -= 1;
                mode.in_field = false;
                mode.in_format_spec = false;
                mode.in_debug = false;
            }
        }
        Ok(())
    }
}
