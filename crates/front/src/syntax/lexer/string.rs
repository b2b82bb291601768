//! Strings, and the literal text of f-strings and t-strings.

use super::{Done, EOF, Kind, Lex, Lexer, MAX_FIELD_NESTING, MAX_STRING_LEVEL, Mode, Stop};

impl Lexer<'_> {
    /// A string that is neither f-string nor t-string, from after its first quote.
    pub(super) fn string(&mut self, quote: u8, start: usize) -> Lex {
        self.first_lineno = self.lineno;
        self.multi_line_start = self.line_start;
        let (mut size, mut ending, mut escaped_quote) = (1, 0, false);
        let mut c = self.next();
        if c == quote {
            c = self.next();
            if c == quote {
                size = 3;
            } else {
                ending = 1;
            }
        }
        if c != quote {
            self.back(c);
        }
        while ending != size {
            c = self.next();
            if c == EOF || (size == 1 && c == b'\n') {
                return self.unterminated(start, (quote, size), escaped_quote, c);
            }
            if c == quote {
                ending += 1;
                continue;
            }
            ending = 0;
            if c == b'\\' {
                escaped_quote |= self.next() == quote;
            }
        }
        Ok((Kind::String, Some((start, self.cur))))
    }

    pub(super) fn unterminated(&mut self, start: usize, (quote, size): (u8, usize), escaped_quote: bool, c: u8) -> Lex {
        let detected = self.lineno;
        self.cur = start + 1;
        self.line_start = self.multi_line_start;
        self.lineno = self.first_lineno;
        // The quote is rather the end of the f-string around it, whose field was not closed.
        if let Some(mode) = self.modes.last()
            && (mode.quote, mode.quote_size) == (quote, size)
        {
            let prefix = mode.prefix;
            return self.fail(format!("{prefix}-string: expecting '}}'"));
        }
        let triple = if size == 3 { "triple-quoted " } else { "" };
        let hint = if escaped_quote && size == 1 { "; perhaps you escaped the end quote?" } else { "" };
        let msg = format!("unterminated {triple}string literal (detected at line {detected}){hint}");
        let failed = self.fail(msg);
        if c != b'\n' {
            self.done = Done::EofInString;
        }
        failed
    }

    /// The start of an f-string or t-string, from after its first quote.
    pub(super) fn string_start(&mut self, quote: u8, start: usize) -> Lex {
        self.first_lineno = self.lineno;
        self.multi_line_start = self.line_start;
        let mut size = 1;
        if self.ahead(&[quote, quote]) {
            self.cur += 2;
            size = 3;
        }
        if self.modes.len() + 1 >= MAX_STRING_LEVEL {
            return self.fail("too many nested f-strings or t-strings".to_owned());
        }
        let prefix = self.text[start..self.cur].to_ascii_lowercase();
        let template = prefix.contains('t');
        self.modes.push(Mode {
            in_field: false,
            quote,
            quote_size: size,
            raw: prefix.contains('r'),
            prefix: if template { 't' } else { 'f' },
            start,
            first_line: self.lineno,
            line_start: self.line_start,
            bracket_depth: 0,
            field_depth: -1,
            in_format_spec: false,
            in_debug: false,
        });
        Ok((if template { Kind::TStringStart } else { Kind::FStringStart }, Some((start, self.cur))))
    }

    pub(super) fn mode(&mut self) -> &mut Mode {
        self.modes.last_mut().expect("the lexer is inside an f-string")
    }

    pub(super) fn kind_of(&mut self, f: Kind, t: Kind) -> Kind {
        if self.mode().prefix == 't' { t } else { f }
    }

    /// Goes from the literal text of an f-string into a replacement field.
    pub(super) fn enter_field(&mut self) -> Result<(), Stop> {
        let mode = self.mode();
        mode.field_depth += 1;
        mode.in_field = true;
        let prefix = mode.prefix;
        if mode.field_depth >= MAX_FIELD_NESTING {
            return self.fail(format!("{prefix}-string: expressions nested too deeply"));
        }
        Ok(())
    }

    /// The next token where the lexer stands in the literal text of an f-string.
    pub(super) fn string_middle(&mut self) -> Lex {
        let start = self.cur;
        self.start = Some(start);
        self.first_lineno = self.lineno;
        let c = self.next();
        if c == b'{' {
            let second = self.next();
            self.back(second);
            self.back(c);
            if second != b'{' {
                self.enter_field()?;
                return self.normal();
            }
        } else {
            self.back(c);
        }
        let (quote, size) = (self.mode().quote, self.mode().quote_size);
        let mut quotes = 0;
        while quotes < size {
            let c = self.next();
            if c != quote {
                self.back(c);
                break;
            }
            quotes += 1;
        }
        if quotes == size {
            self.multi_line_start = self.line_start;
            let kind = self.kind_of(Kind::FStringEnd, Kind::TStringEnd);
            self.modes.pop();
            return Ok((kind, Some((start, self.cur))));
        }
        self.multi_line_start = self.line_start;
        self.literal_text(start, quote, size)
    }

    pub(super) fn literal_text(&mut self, start: usize, quote: u8, size: usize) -> Lex {
        let middle = self.kind_of(Kind::FStringMiddle, Kind::TStringMiddle);
        let (mut ending, mut named_escape) = (0, false);
        while ending != size {
            let c = self.next();
            let in_spec = self.mode().in_format_spec && self.mode().field_depth >= 0;
            if c == EOF || (size == 1 && c == b'\n') {
                return self.unterminated_f(size, in_spec, c);
            }
            if c == quote {
                ending += 1;
                continue;
            }
            ending = 0;
            match c {
                b'{' => {
                    let second = self.next();
                    if second == b'{' && !in_spec {
                        return Ok((middle, Some((start, self.cur - 1))));
                    }
                    self.back(second);
                    self.back(c);
                    self.enter_field()?;
                    return Ok((middle, Some((start, self.cur))));
                }
                b'}' if named_escape => return Ok((middle, Some((start, self.cur)))),
                b'}' => {
                    let second = self.next();
                    if second == b'}' && !in_spec && self.mode().bracket_depth == 0 {
                        return Ok((middle, Some((start, self.cur - 1))));
                    }
                    self.back(second);
                    self.back(c);
                    self.mode().in_field = true;
                    return Ok((middle, Some((start, self.cur))));
                }
                b'\\' => {
                    let second = self.next();
                    if matches!(second, b'{' | b'}') {
                        if !self.mode().raw {
                            self.warn_escape(second);
                        }
                        self.back(second);
                    } else if second == b'N' && !self.mode().raw {
                        named_escape = self.ahead(b"{");
                        self.cur += usize::from(named_escape);
                    }
                }
                _ => {}
            }
        }
        self.cur -= size;
        Ok((middle, Some((start, self.cur))))
    }

    pub(super) fn warn_escape(&mut self, c: u8) {
        let c = char::from(c);
        self.warn(format!(
            "\"\\{c}\" is an invalid escape sequence. Such sequences will not work in the future. \
             Did you mean \"\\\\{c}\"? A raw string is also an option."
        ));
    }

    pub(super) fn unterminated_f(&mut self, size: usize, in_spec: bool, c: u8) -> Lex {
        let mode = self.mode();
        let (prefix, start, line_start, first_line) = (mode.prefix, mode.start, mode.line_start, mode.first_line);
        if in_spec && c == b'\n' {
            return self.fail(format!(
                "{prefix}-string: newlines are not allowed in format specifiers for single quoted {prefix}-strings"
            ));
        }
        let detected = self.lineno;
        self.cur = start + 1;
        self.line_start = line_start;
        self.lineno = first_line;
        let triple = if size == 3 { "triple-quoted " } else { "" };
        let failed = self.fail(format!("unterminated {triple}{prefix}-string literal (detected at line {detected})"));
        if c != b'\n' && size == 3 {
            self.done = Done::EofInString;
        }
        failed
    }
}
