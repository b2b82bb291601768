//! Code objects of marshalled modules: their heads are made when the code around them is read, their bodies when they are
//! first needed. The places come from [`front::marshal::Image`], which has checked the bytes.

use std::borrow::Cow;
use std::sync::Arc;

use front::marshal::image::NUMBERS;
use front::marshal::{FLAG_REF, Image, MarshalError, types};
use front::wtf8::Wtf8;
use heap::{GcVec, Value};

use crate::code::{Body, Code, CodeTables, HeadParts, Octets, add_constant, const_str, const_value, count_locals};
use crate::gc::Gc;
use crate::seq::Tuple;
use crate::strs::{Str, intern, intern_str};

/// The code object of a marshalled module. With `filename` given, all code objects in it have that `co_filename`.
///
/// # Errors
/// What is wrong with the bytes.
pub fn unmarshal(bytes: Cow<'static, [u8]>, filename: Option<&str>) -> Result<Gc<Code>, MarshalError> {
    match Image::new(bytes) {
        Ok(image) => {
            let mut code = Reading { image: &Arc::new(image), at: 0 }.head(0, None);
            if let Some(filename) = filename {
                // Those inside follow.
                code.filename = intern(filename);
            }
            Ok(code)
        }
        Err(bytes) => front::marshal::read_code(&bytes, filename).map(Code::new),
    }
}

impl Code {
    /// Is nothing known of the code yet but its head? Then it has no constants, the code inside it among them.
    #[must_use]
    pub fn is_unread(&self) -> bool {
        self.unread.get()
    }
}

/// Reads the body of a code object.
#[cold]
pub(crate) fn read_body(code: &Code) {
    let Some(image) = &code.image else { unreachable!("only code of an image is unread") };
    let mut reading = Reading { image, at: image.span(code.number).start as usize + 1 + NUMBERS };
    let tables = |octets: &[u8]| {
        // SAFETY: `code` owns a reference to the image.
        unsafe { Octets::within(octets) }
    };
    let bytecode = tables(reading.octets());
    let count = reading.open_tuple();
    let mut consts = GcVec::with_capacity(count.0);
    for _ in 0..count.0 {
        consts.push(reading.value(Some(code)));
    }
    reading.close_tuple(count.1);
    let names = reading.names();
    let local_names = reading.names();
    let localspluskinds = tables(reading.octets());
    for _ in 0..3 {
        reading.text();
    }
    let firstlineno = reading.long();
    let linetable = tables(reading.octets());
    let exceptiontable = tables(reading.octets());
    let data = CodeTables { code: bytecode, linetable, exceptiontable, localspluskinds, firstlineno };
    code.set_body(Body { consts, names, local_names, data });
}

/// The first constant of a code object whose body is unread; it has one.
pub(crate) fn first_constant(code: &Code) -> Value {
    let Some(image) = &code.image else { unreachable!("only code of an image is unread") };
    let mut reading = Reading { image, at: image.span(code.number).start as usize + 1 + NUMBERS };
    reading.octets();
    match reading.open_tuple().0 {
        0 => crate::misc::none(),
        _ => reading.value(Some(code)),
    }
}

/// A place in an image. The methods read what is there and move on; that it is there the image has checked.
struct Reading<'a> {
    image: &'a Arc<Image>,
    at: usize,
}

impl<'a> Reading<'a> {
    fn take(&mut self, count: usize) -> &'a [u8] {
        let taken = &self.image.bytes()[self.at..self.at + count];
        self.at += count;
        taken
    }

    fn byte(&mut self) -> u8 {
        self.take(1)[0]
    }

    fn long(&mut self) -> i32 {
        let b = self.take(4);
        i32::from_le_bytes([b[0], b[1], b[2], b[3]])
    }

    fn size(&mut self) -> usize {
        self.long() as usize
    }

    /// The type of the value that is here or that a reference here leads to. Where a reference was followed, the place to
    /// go on at when the value has been read.
    fn follow(&mut self) -> (u8, Option<usize>) {
        let kind = self.byte() & !FLAG_REF;
        if kind != types::REF {
            return (kind, None);
        }
        let number = self.long() as u32;
        let back = self.at;
        self.at = self.image.reference(number);
        (self.byte() & !FLAG_REF, Some(back))
    }

    fn octets(&mut self) -> &'a [u8] {
        let (_, back) = self.follow();
        let size = self.size();
        let octets = self.take(size);
        self.at = back.unwrap_or(self.at);
        octets
    }

    /// The text of a string of this type.
    fn text_of(&mut self, kind: u8) -> &'a Wtf8 {
        let size = match kind {
            types::SHORT_ASCII | types::SHORT_ASCII_INTERNED => usize::from(self.byte()),
            _ => self.size(),
        };
        Wtf8::from_bytes(self.take(size)).unwrap_or_else(|| unreachable!("the image is checked"))
    }

    fn text(&mut self) -> &'a Wtf8 {
        let (kind, back) = self.follow();
        let text = self.text_of(kind);
        self.at = back.unwrap_or(self.at);
        text
    }

    fn name(&mut self) -> Gc<Str> {
        interned(self.text())
    }

    /// The number of a tuple's items, which follow, and the place to give to `close_tuple` behind them.
    fn open_tuple(&mut self) -> (usize, Option<usize>) {
        let (kind, back) = self.follow();
        (if kind == types::SMALL_TUPLE { usize::from(self.byte()) } else { self.size() }, back)
    }

    fn close_tuple(&mut self, back: Option<usize>) {
        self.at = back.unwrap_or(self.at);
    }

    fn names(&mut self) -> GcVec<Gc<Str>> {
        let (count, back) = self.open_tuple();
        let mut names = GcVec::with_capacity(count);
        for _ in 0..count {
            names.push(self.name());
        }
        self.close_tuple(back);
        names
    }

    /// Any value. Code objects in it belong to `outer`.
    fn value(&mut self, outer: Option<&Code>) -> Value {
        let start = self.at;
        let (kind, back) = self.follow();
        let v = match kind {
            types::NONE => crate::misc::none(),
            types::FALSE | types::TRUE => crate::number::bool_value(kind == types::TRUE),
            types::ELLIPSIS => crate::misc::ellipsis(),
            types::INT => crate::number::int(i64::from(self.long())),
            types::STRING => {
                let size = self.size();
                crate::Bytes::new(self.take(size)).value()
            }
            types::SMALL_TUPLE | types::TUPLE => {
                let count = if kind == types::SMALL_TUPLE { usize::from(self.byte()) } else { self.size() };
                Tuple::build(count, |_| self.value(outer)).value()
            }
            types::FROZENSET => {
                let set = crate::Set::new_frozen();
                for _ in 0..self.size() {
                    add_constant(set, self.value(outer));
                }
                set.value()
            }
            types::SLICE => {
                let parts = [self.value(outer), self.value(outer), self.value(outer)];
                crate::Slice::new(parts[0], parts[1], parts[2]).value()
            }
            types::CODE => self.inner_code(start, outer).value(),
            types::BINARY_FLOAT | types::BINARY_COMPLEX | types::LONG => self.number(kind),
            _ => const_str(self.text_of(kind)),
        };
        self.at = back.unwrap_or(self.at);
        v
    }

    /// A number whose type byte was just read.
    fn number(&mut self, kind: u8) -> Value {
        let start = self.at - 1;
        match kind {
            types::BINARY_FLOAT => self.at += 8,
            types::BINARY_COMPLEX => self.at += 16,
            _ => {
                let digits = self.long().unsigned_abs() as usize;
                self.at += 2 * digits;
            }
        }
        let number = front::marshal::read(&self.image.bytes()[start..self.at], None);
        const_value(&number.unwrap_or_else(|e| unreachable!("the image is checked: {e}")))
    }

    /// The code object that begins at `start`.
    fn inner_code(&mut self, start: usize, outer: Option<&Code>) -> Gc<Code> {
        let number = self.image.number_at(start);
        let code = self.head(number, outer);
        self.at = self.image.span(number).end as usize;
        code
    }

    /// The file name that the bytes have for a code object.
    fn stored_filename(&self, number: u32) -> &'a Wtf8 {
        let mut reading = Reading { image: self.image, at: self.image.span(number).kinds as usize };
        reading.octets();
        reading.text()
    }

    /// The head of the code object with a number. If the bytes have the same file name for it as for the code around it,
    /// it gets that code's, which may have been replaced.
    fn head(&mut self, number: u32, outer: Option<&Code>) -> Gc<Code> {
        let span = self.image.span(number);
        self.at = span.start as usize + 1;
        let (argcount, posonlyargcount, kwonlyargcount) = (self.long() as u32, self.long() as u32, self.long() as u32);
        let (stack_size, flags) = (self.long() as u32, self.long() as u32);
        self.at = span.kinds as usize;
        let kinds = self.octets();
        let text = self.text();
        let filename = match outer {
            Some(outer) if self.stored_filename(outer.number) == text => outer.filename,
            _ => interned(text),
        };
        let parts = HeadParts {
            argcount,
            posonlyargcount,
            kwonlyargcount,
            stack_size,
            flags,
            n_locals: count_locals(kinds),
            n_locals_plus: kinds.len() as u32,
            filename,
            name: self.name(),
            qualname: self.name(),
        };
        parts.with(None, Some(self.image.clone()), number)
    }
}

fn interned(text: &Wtf8) -> Gc<Str> {
    match text.as_str() {
        Ok(text) => intern(text),
        Err(_) => intern_str(Str::from_wtf8(text)),
    }
}
