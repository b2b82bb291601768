//! `_csv.reader`: a state machine over the characters of lines.

use object::gc::{Object, ValueExt};
use object::repr::type_name;
use object::{Gc, GcVec, List, Result, Row, Str, Value, native, none, number};
use rustpython_wtf8::{CodePoint, Wtf8Buf};

use super::dialect::{Dialect, Quoting};
use super::fail;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    StartRecord,
    StartField,
    Escaped,
    InField,
    InQuoted,
    EscapeInQuoted,
    QuoteInQuoted,
    EatLineEnd,
    AfterEscapedLineEnd,
}

/// A CSV reader.
#[repr(C)]
pub struct Reader {
    pub head: heap::Head,
    input: Value,
    dialect: Gc<Dialect>,
    line_num: i64,
}
object::object_type!(Reader);

/// A new reader.
///
/// # Errors
/// None.
pub fn make(input: Value, dialect: Gc<Dialect>) -> Result<Value> {
    Ok(Reader { head: heap::Head { map: std::ptr::null() }, input, dialect, line_num: 0 }.alloc().value())
}

/// One record being read.
struct Record {
    d: Gc<Dialect>,
    state: State,
    field: Wtf8Buf,
    chars: i64,
    unquoted: bool,
    fields: GcVec<Value>,
}

/// The end of a line.
const END: u32 = u32::MAX;

impl Record {
    fn save(&mut self) -> Result<()> {
        let q = self.d.quoting;
        let text = std::mem::take(&mut self.field);
        self.chars = 0;
        let v = if self.unquoted && text.is_empty() && matches!(q, Quoting::Strings | Quoting::NotNull) {
            none()
        } else {
            let empty = text.is_empty();
            let s = Str::from_buf(text).value();
            if self.unquoted && !empty && matches!(q, Quoting::NonNumeric | Quoting::Strings) {
                number::float(builtins::float::from_object(s)?)
            } else {
                s
            }
        };
        self.fields.push(v);
        Ok(())
    }

    fn add(&mut self, c: u32) -> Result<()> {
        let limit = super::field_limit();
        if self.chars >= limit {
            return fail(&format!("field larger than field limit ({limit})"));
        }
        self.chars += 1;
        self.field.extend(CodePoint::from_u32(c));
        Ok(())
    }

    fn end_field(&mut self, c: u32) -> Result<()> {
        self.save()?;
        self.state = if c == END { State::StartRecord } else { State::EatLineEnd };
        Ok(())
    }

    fn step(&mut self, c: u32) -> Result<()> {
        let d = self.d;
        let line_end = c == END || c == 10 || c == 13;
        let is_quote = d.quoting != Quoting::None && d.quotechar == Some(c);
        let is_escape = d.escapechar == Some(c);
        match self.state {
            State::StartRecord if c == END => {}
            State::StartRecord if line_end => self.state = State::EatLineEnd,
            State::StartRecord | State::StartField => {
                self.unquoted = true;
                if line_end {
                    self.end_field(c)?;
                } else if is_quote {
                    self.unquoted = false;
                    self.state = State::InQuoted;
                } else if is_escape {
                    self.state = State::Escaped;
                } else if c == 32 && d.skipinitialspace {
                    self.state = State::StartField;
                } else if c == d.delimiter {
                    self.save()?;
                    self.state = State::StartField;
                } else {
                    self.add(c)?;
                    self.state = State::InField;
                }
            }
            State::Escaped if c == 10 || c == 13 => {
                self.add(c)?;
                self.state = State::AfterEscapedLineEnd;
            }
            State::Escaped => {
                self.add(if c == END { 10 } else { c })?;
                self.state = State::InField;
            }
            State::AfterEscapedLineEnd if c == END => {}
            State::AfterEscapedLineEnd | State::InField => {
                if line_end {
                    self.end_field(c)?;
                } else if is_escape {
                    self.state = State::Escaped;
                } else if c == d.delimiter {
                    self.save()?;
                    self.state = State::StartField;
                } else {
                    self.add(c)?;
                    self.state = State::InField;
                }
            }
            State::InQuoted if c == END => {}
            State::InQuoted if is_escape => self.state = State::EscapeInQuoted,
            State::InQuoted if is_quote => {
                self.state = if d.doublequote { State::QuoteInQuoted } else { State::InField }
            }
            State::InQuoted => self.add(c)?,
            State::EscapeInQuoted => {
                self.add(if c == END { 10 } else { c })?;
                self.state = State::InQuoted;
            }
            State::QuoteInQuoted if is_quote => {
                self.add(c)?;
                self.state = State::InQuoted;
            }
            State::QuoteInQuoted if c == d.delimiter => {
                self.save()?;
                self.state = State::StartField;
            }
            State::QuoteInQuoted if line_end => self.end_field(c)?,
            State::QuoteInQuoted if !d.strict => {
                self.add(c)?;
                self.state = State::InField;
            }
            State::QuoteInQuoted => {
                let shown = |c: u32| char::from_u32(c).unwrap_or('?');
                return fail(&format!("'{}' expected after '{}'", shown(d.delimiter), shown(d.quotechar.unwrap_or(0))));
            }
            State::EatLineEnd if c == 10 || c == 13 => {}
            State::EatLineEnd if c == END => self.state = State::StartRecord,
            State::EatLineEnd => {
                return fail(
                    "new-line character seen in unquoted field - do you need to open the file with newline=''?",
                );
            }
        }
        Ok(())
    }
}

fn next(mut r: Gc<Reader>) -> Result<Value> {
    let mut rec = Record {
        d: r.dialect,
        state: State::StartRecord,
        field: Wtf8Buf::new(),
        chars: 0,
        unquoted: false,
        fields: GcVec::new(),
    };
    loop {
        let Some(line) = object::iter::next(r.input)? else {
            if !rec.field.is_empty() || rec.state == State::InQuoted {
                if rec.d.strict {
                    return fail("unexpected end of data");
                }
                rec.save()?;
                break;
            }
            return object::stop_iteration(None);
        };
        let Some(s) = line.cast::<Str>() else {
            return fail(&format!(
                "iterator should return strings, not {} (the file should be opened in text mode)",
                type_name(line)
            ));
        };
        r.line_num += 1;
        for c in s.code_points() {
            rec.step(c)?;
        }
        rec.step(END)?;
        if rec.state == State::StartRecord {
            break;
        }
    }
    Ok(List::new(rec.fields).value())
}
fn iter(r: Gc<Reader>) -> Value {
    r.value()
}
fn dialect(r: Gc<Reader>) -> Gc<Dialect> {
    r.dialect
}
fn line_num(r: Gc<Reader>) -> i64 {
    r.line_num
}

pub static ROWS: &[Row] = &[
    Row::method("__iter__($self, /)", native(iter)),
    Row::method("__next__($self, /)", native(next)),
    Row::getter("dialect", native(dialect)),
    Row::getter("line_num", native(line_num)),
];
