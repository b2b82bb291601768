//! `code` objects, with their constants and names as values, and a place for the machine's decoded instructions.
//!
//! A code object has a *head*, the fields of [`Code`], and a *body*, constants, names and tables, which is of no use before
//! the code is run or looked into. Code that was compiled has its body from the start; code of a marshalled module gets it
//! when somebody first asks for a part of it (see [`crate::image`]). Dereferencing hides the difference.

use std::cell::{Cell, OnceCell, UnsafeCell};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use front::code::{CodeData, Const, ExceptionEntry, LineTable, Tables};
use front::marshal::Image;
use front::wtf8::Wtf8;
use heap::{GcVec, Head, Value};

use crate::gc::{Gc, Object};
use crate::seq::Tuple;
use crate::strs::{Str, intern};

/// One decoded instruction. The machine crate fills and reads these.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Inst {
    /// Address of the interpreter's handler.
    pub handler: usize,
    /// The operand, EXTENDED_ARG folded in; jump targets are instruction indices.
    pub arg: u32,
    /// Code unit index in `co_code`.
    pub unit: u32,
    /// Operation number of the machine.
    pub op: u16,
    pub flags: u16,
    /// Small cache or operand.
    pub aux: u32,
    /// Cache pointer or operand word.
    pub word: usize,
}

/// What decoding adds to a code object; made on first execution.
pub struct Decoded {
    /// The instructions that untraced frames run.
    pub plain: Box<[Inst]>,
    /// Instruction index of each code unit (caches map to their instruction).
    pub index_of_unit: Box<[u32]>,
    /// Exception table in instruction indices: start, end, target, depth, push lasti.
    pub handlers: Box<[Handler]>,
    /// Would an exception thrown in at a yield reach code that the program wrote? The handlers that every generator has
    /// (a StopIteration becomes a RuntimeError; what is thrown in goes on to a sub-generator) do not count.
    pub handles_close: bool,
    /// The caches that the instructions' words refer to.
    pub caches: Box<dyn std::any::Any>,
    /// What only a watched frame needs, made when one is first watched.
    watched: OnceCell<Watched>,
    watch: fn(Gc<Code>) -> Watched,
    code: Gc<Code>,
}

/// The part of a decoded code object that watched frames run and observers ask.
pub struct Watched {
    /// The traced twins of the instructions, one to one.
    pub traced: Box<[Inst]>,
    /// Line of each instruction, -1 for none.
    pub lines: Box<[i32]>,
    /// The caches that the twins' words refer to.
    pub caches: Box<dyn std::any::Any>,
}

impl Decoded {
    /// The decoded form of `code`; `watch` makes the part for watched frames.
    #[must_use]
    pub fn new(
        code: Gc<Code>,
        plain: Box<[Inst]>,
        index_of_unit: Box<[u32]>,
        handlers: Box<[Handler]>,
        handles_close: bool,
        caches: Box<dyn std::any::Any>,
        watch: fn(Gc<Code>) -> Watched,
    ) -> Decoded {
        Decoded { plain, index_of_unit, handlers, handles_close, caches, watched: OnceCell::new(), watch, code }
    }

    /// The part for watched frames.
    #[must_use]
    pub fn watched(&self) -> &Watched {
        self.watched.get_or_init(|| (self.watch)(self.code))
    }

    /// The line of a code unit, if that is at hand and there is one.
    #[must_use]
    pub fn known_line(&self, unit: u32) -> Option<i32> {
        let index = *self.index_of_unit.get(unit as usize)?;
        self.watched.get()?.lines.get(index as usize).copied().filter(|line| *line >= 0)
    }

    /// The part for watched frames, to be changed.
    pub fn watched_mut(&mut self) -> &mut Watched {
        let _ = self.watched();
        self.watched.get_mut().expect("it was just made")
    }
}

/// An exception table entry over instruction indices.
#[derive(Clone, Copy, Debug)]
pub struct Handler {
    pub start: u32,
    pub end: u32,
    pub target: u32,
    pub depth: u32,
    pub push_lasti: bool,
}

/// A code object.
#[repr(C)]
pub struct Code {
    pub head: Head,
    /// Null until first executed.
    pub decoded: *mut Decoded,
    pub flags: u32,
    pub argcount: u32,
    pub posonlyargcount: u32,
    pub kwonlyargcount: u32,
    pub n_locals: u32,
    pub n_locals_plus: u32,
    pub stack_size: u32,
    /// `argcount + 1` when all parameters are positional and plain, else 0: one comparison tests the common call.
    pub simple_args: u32,
    /// A recording of a caller went round one of its loops too often: it runs by itself.
    pub runs_alone: bool,
    /// The second array is needed: some tool watches this code object by itself.
    pub instrumented: u32,
    pub filename: Gc<Str>,
    pub name: Gc<Str>,
    pub qualname: Gc<Str>,
    /// Caches of computed attributes (`co_code`, …).
    pub co_code: Option<Value>,
    pub extra: Option<Value>,
    /// Monitoring data of the observe crate.
    pub monitoring: Option<Value>,
    /// The module that the code was read from, in which the body's tables stay; and the code's number there.
    pub(crate) image: Option<Arc<Image>>,
    pub(crate) number: u32,
    /// Is the body still to be read?
    pub(crate) unread: Cell<bool>,
    body: UnsafeCell<Body>,
}

/// What running or inspecting a code object takes.
#[derive(Default)]
#[repr(C)]
pub struct Body {
    pub consts: GcVec<Value>,
    pub names: GcVec<Gc<Str>>,
    pub local_names: GcVec<Gc<Str>>,
    pub data: CodeTables,
}

/// The byte strings of a code object, under the names that [`CodeData`] has for them.
#[derive(Default)]
pub struct CodeTables {
    pub code: Octets,
    pub linetable: Octets,
    pub exceptiontable: Octets,
    pub localspluskinds: Octets,
    pub firstlineno: i32,
}

impl CodeTables {
    /// The tables for the front end's decoders.
    #[must_use]
    pub fn tables(&self) -> Tables<'_> {
        Tables {
            code: &self.code,
            linetable: &self.linetable,
            exceptiontable: &self.exceptiontable,
            firstlineno: self.firstlineno,
        }
    }

    /// See [`Tables::positions`].
    #[must_use]
    pub fn positions(&self) -> LineTable<'_> {
        self.tables().positions()
    }

    /// See [`Tables::lines`].
    #[must_use]
    pub fn lines(&self) -> Vec<(u32, u32, Option<i32>)> {
        self.tables().lines()
    }

    /// See [`Tables::line_of`].
    #[must_use]
    pub fn line_of(&self, unit: u32) -> Option<i32> {
        self.tables().line_of(unit)
    }

    /// See [`Tables::exceptions`].
    #[must_use]
    pub fn exceptions(&self) -> Vec<ExceptionEntry> {
        self.tables().exceptions()
    }
}

/// Bytes of a code object: its own, or some of its module's image, which it keeps alive.
pub struct Octets {
    at: *const u8,
    len: u32,
    owned: bool,
}

impl Octets {
    /// Bytes inside an image.
    ///
    /// # Safety
    /// The code object whose part this becomes owns a reference to the image.
    pub(crate) unsafe fn within(image: &[u8]) -> Octets {
        Octets { at: image.as_ptr(), len: image.len() as u32, owned: false }
    }
}

impl Default for Octets {
    fn default() -> Octets {
        Octets { at: std::ptr::NonNull::dangling().as_ptr(), len: 0, owned: false }
    }
}

impl From<Box<[u8]>> for Octets {
    fn from(bytes: Box<[u8]>) -> Octets {
        let len = bytes.len() as u32;
        Octets { at: Box::into_raw(bytes).cast_const().cast(), len, owned: true }
    }
}

impl Deref for Octets {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        // SAFETY: the bytes are a leaked box of this length, part of an image that outlives this, or empty.
        unsafe { std::slice::from_raw_parts(self.at, self.len as usize) }
    }
}

impl Drop for Octets {
    fn drop(&mut self) {
        if self.owned {
            let bytes = std::ptr::slice_from_raw_parts_mut(self.at.cast_mut(), self.len as usize);
            // SAFETY: owned bytes came from a box of this length.
            drop(unsafe { Box::from_raw(bytes) });
        }
    }
}

impl Deref for Code {
    type Target = Body;

    #[inline]
    fn deref(&self) -> &Body {
        if self.unread.get() {
            crate::image::read_body(self);
        }
        // SAFETY: a body is written once, before any reference to it is given out.
        unsafe { &*self.body.get() }
    }
}

impl DerefMut for Code {
    fn deref_mut(&mut self) -> &mut Body {
        if self.unread.get() {
            crate::image::read_body(self);
        }
        self.body.get_mut()
    }
}
crate::object_type!(Code);

impl Drop for Code {
    fn drop(&mut self) {
        if !self.decoded.is_null() {
            // SAFETY: `decoded` is a leaked box owned by this object.
            drop(unsafe { Box::from_raw(self.decoded) });
        }
    }
}

/// CO_* flags.
#[allow(missing_docs)]
pub mod co {
    pub const OPTIMIZED: u32 = 1;
    pub const NEWLOCALS: u32 = 2;
    pub const VARARGS: u32 = 4;
    pub const VARKEYWORDS: u32 = 8;
    pub const NESTED: u32 = 0x10;
    pub const GENERATOR: u32 = 0x20;
    pub const COROUTINE: u32 = 0x80;
    pub const ITERABLE_COROUTINE: u32 = 0x100;
    pub const ASYNC_GENERATOR: u32 = 0x200;
    pub const HAS_DOCSTRING: u32 = 0x400_0000;
    pub const METHOD: u32 = 0x800_0000;
    pub const ANY_GENERATOR: u32 = GENERATOR | COROUTINE | ASYNC_GENERATOR;
    /// Bits of `localspluskinds`.
    pub const KIND_HIDDEN: u8 = 0x10;
    pub const KIND_LOCAL: u8 = 0x20;
    pub const KIND_CELL: u8 = 0x40;
    pub const KIND_FREE: u8 = 0x80;
}

/// Puts a constant into a set of constants.
pub(crate) fn add_constant(set: Gc<crate::Set>, item: Value) {
    let added = set.add(item);
    debug_assert!(added.is_ok(), "constants hash and compare without errors");
}

/// The value of a string constant. Those that look like identifiers are interned, as CPython does.
pub(crate) fn const_str(s: &Wtf8) -> Value {
    let b = s.as_bytes();
    match std::str::from_utf8(b) {
        Ok(t) if b.iter().all(|c| c.is_ascii_alphanumeric() || *c == b'_') => intern(t).value(),
        _ => Str::from_wtf8(s).value(),
    }
}

/// The value of a constant.
#[must_use]
pub fn const_value(c: &Const) -> Value {
    match c {
        Const::None => crate::misc::none(),
        Const::Ellipsis => crate::misc::ellipsis(),
        Const::Bool(b) => crate::number::bool_value(*b),
        Const::Int(i) => crate::number::big(i.clone()),
        Const::Float(f) => crate::number::float(*f),
        Const::Complex(re, im) => crate::number::complex(*re, *im),
        Const::Str(s) => const_str(s.as_slice()),
        Const::Bytes(b) => crate::Bytes::new(b).value(),
        Const::Tuple(items) => Tuple::build(items.len(), |i| const_value(&items[i])).value(),
        Const::FrozenSet(items) => {
            let s = crate::Set::new_frozen();
            items.iter().for_each(|i| add_constant(s, const_value(i)));
            s.value()
        }
        Const::Slice(parts) => {
            let v = [const_value(&parts[0]), const_value(&parts[1]), const_value(&parts[2])];
            crate::Slice::new(v[0], v[1], v[2]).value()
        }
        Const::Code(c) => Code::new(c.clone()).value(),
    }
}

/// What the head of a code object is made of.
pub(crate) struct HeadParts {
    pub argcount: u32,
    pub posonlyargcount: u32,
    pub kwonlyargcount: u32,
    pub stack_size: u32,
    pub flags: u32,
    pub n_locals: u32,
    pub n_locals_plus: u32,
    pub filename: Gc<Str>,
    pub name: Gc<Str>,
    pub qualname: Gc<Str>,
}

impl HeadParts {
    /// The code object with this head and body, or with a place in an image to read the body from.
    pub(crate) fn with(self, body: Option<Body>, image: Option<Arc<Image>>, number: u32) -> Gc<Code> {
        let all_plain = self.flags & (co::VARARGS | co::VARKEYWORDS) == 0 && self.kwonlyargcount == 0;
        Code {
            head: Head { map: std::ptr::null() },
            decoded: std::ptr::null_mut(),
            flags: self.flags,
            argcount: self.argcount,
            posonlyargcount: self.posonlyargcount,
            kwonlyargcount: self.kwonlyargcount,
            n_locals: self.n_locals,
            n_locals_plus: self.n_locals_plus,
            stack_size: self.stack_size,
            simple_args: if all_plain { self.argcount + 1 } else { 0 },
            runs_alone: false,
            instrumented: 0,
            filename: self.filename,
            name: self.name,
            qualname: self.qualname,
            co_code: None,
            extra: None,
            monitoring: None,
            image,
            number,
            unread: Cell::new(body.is_none()),
            body: UnsafeCell::new(body.unwrap_or_default()),
        }
        .alloc()
    }
}

/// How many of these local slots are local variables.
pub(crate) fn count_locals(kinds: &[u8]) -> u32 {
    kinds.iter().filter(|k| **k & co::KIND_LOCAL != 0).count() as u32
}

impl Code {
    /// A code object of compiled code.
    #[must_use]
    #[allow(clippy::new_ret_no_self)]
    pub fn new(data: Arc<CodeData>) -> Gc<Code> {
        let data = Arc::unwrap_or_clone(data);
        let text = |s: &front::Name| crate::strs::intern_str(Str::from_wtf8(s.as_slice()));
        let consts: GcVec<Value> = data.consts.iter().map(const_value).collect();
        let names: GcVec<Gc<Str>> = data.names.iter().map(text).collect();
        let local_names: GcVec<Gc<Str>> = data.localsplusnames.iter().map(text).collect();
        let parts = HeadParts {
            argcount: data.argcount,
            posonlyargcount: data.posonlyargcount,
            kwonlyargcount: data.kwonlyargcount,
            stack_size: data.stacksize,
            flags: data.flags,
            n_locals: count_locals(&data.localspluskinds),
            n_locals_plus: local_names.len() as u32,
            filename: text(&data.filename),
            name: text(&data.name),
            qualname: text(&data.qualname),
        };
        let tables = CodeTables {
            code: data.code.into(),
            linetable: data.linetable.into(),
            exceptiontable: data.exceptiontable.into(),
            localspluskinds: data.localspluskinds.into(),
            firstlineno: data.firstlineno,
        };
        parts.with(Some(Body { consts, names, local_names, data: tables }), None, 0)
    }

    /// Writes the body that was read from the image.
    pub(crate) fn set_body(&self, body: Body) {
        // SAFETY: the body was unread, so nobody has a reference to it.
        unsafe { *self.body.get() = body };
        self.unread.set(false);
    }

    /// The line of a code unit, 0 if it has none.
    #[must_use]
    pub fn line_of(&self, unit: u32) -> i32 {
        self.line_at(unit).unwrap_or(0)
    }

    /// The line of a code unit, if it has one.
    #[must_use]
    pub fn line_at(&self, unit: u32) -> Option<i32> {
        // SAFETY: decoded instructions live as long as their code object.
        let decoded = unsafe { self.decoded.as_ref() };
        decoded.and_then(|d| d.known_line(unit)).or_else(|| self.data.line_of(unit))
    }

    /// The docstring constant, if the function has one.
    #[must_use]
    pub fn docstring(&self) -> Option<Value> {
        if self.flags & co::HAS_DOCSTRING == 0 {
            return None;
        }
        if self.unread.get() { Some(crate::image::first_constant(self)) } else { self.consts.first().copied() }
    }

    /// The index of the first free variable in the local slots.
    #[must_use]
    pub fn n_free(&self) -> u32 {
        self.data.localspluskinds.iter().filter(|k| **k & co::KIND_FREE != 0).count() as u32
    }
}
