//! `code` objects: the front end's `CodeData` with its constants and names as values, and a place for the machine's
//! decoded instructions.

use std::cell::OnceCell;
use std::sync::Arc;

use front::code::{CodeData, Const};
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
        watch: fn(Gc<Code>) -> Watched,
    ) -> Decoded {
        Decoded { plain, index_of_unit, handlers, handles_close, watched: OnceCell::new(), watch, code }
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
    pub data: Arc<CodeData>,
    /// Null until first executed.
    pub decoded: *mut Decoded,
    pub flags: u32,
    pub argcount: u32,
    pub posonlyargcount: u32,
    pub kwonlyargcount: u32,
    pub n_locals: u32,
    pub n_locals_plus: u32,
    pub stack_size: u32,
    pub consts: GcVec<Value>,
    pub names: GcVec<Gc<Str>>,
    pub local_names: GcVec<Gc<Str>>,
    pub filename: Gc<Str>,
    pub name: Gc<Str>,
    pub qualname: Gc<Str>,
    /// Caches of computed attributes (`co_code`, …).
    pub co_code: Option<Value>,
    pub extra: Option<Value>,
    /// Monitoring data of the observe crate.
    pub monitoring: Option<Value>,
    /// `argcount + 1` when all parameters are positional and plain, else 0: one comparison tests the common call.
    pub simple_args: u32,
    /// Number of executions, for hotness.
    pub entries: u32,
    /// The second array is needed: some tool watches this code object by itself.
    pub instrumented: u32,
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

/// The value of a constant. Strings that look like identifiers are interned, as CPython does.
#[must_use]
pub fn const_value(c: &Const) -> Value {
    match c {
        Const::None => crate::misc::none(),
        Const::Ellipsis => crate::misc::ellipsis(),
        Const::Bool(b) => crate::number::bool_value(*b),
        Const::Int(i) => crate::number::big(i.clone()),
        Const::Float(f) => crate::number::float(*f),
        Const::Complex(re, im) => crate::number::complex(*re, *im),
        Const::Str(s) => {
            let b = s.as_bytes();
            match std::str::from_utf8(b) {
                Ok(t) if b.iter().all(|c| c.is_ascii_alphanumeric() || *c == b'_') => intern(t).value(),
                _ => Str::from_wtf8(s.as_slice()).value(),
            }
        }
        Const::Bytes(b) => crate::Bytes::new(b).value(),
        Const::Tuple(items) => Tuple::build(items.len(), |i| const_value(&items[i])).value(),
        Const::FrozenSet(items) => {
            let s = crate::Set::new_frozen();
            for i in items.iter() {
                let added = s.add(const_value(i));
                debug_assert!(added.is_ok(), "constants hash and compare without errors");
            }
            s.value()
        }
        Const::Slice(parts) => {
            let v = [const_value(&parts[0]), const_value(&parts[1]), const_value(&parts[2])];
            crate::Slice::new(v[0], v[1], v[2]).value()
        }
        Const::Code(c) => Code::new(c.clone()).value(),
    }
}

/// The constant that a value is, if it is one of the types that code objects and `marshal` know: the reverse of
/// `const_value`.
#[must_use]
pub fn const_of(v: Value) -> Option<Const> {
    use crate::gc::ValueExt;
    use crate::map::Kind;
    let all = |items: &[Value]| items.iter().map(|i| const_of(*i)).collect::<Option<Vec<_>>>();
    Some(match crate::map::map_of(v).kind {
        Kind::None => Const::None,
        Kind::Bool => Const::Bool(crate::number::as_bool(v)?),
        Kind::Int => Const::Int(crate::number::int_ref(v)?.to_big()),
        Kind::Float => Const::Float(crate::number::as_float(v)?),
        Kind::Complex => v.cast::<crate::Complex>().map(|c| Const::Complex(c.re, c.im))?,
        Kind::Str => Const::Str(Arc::new(v.cast::<Str>()?.as_wtf8().to_owned())),
        Kind::Bytes => Const::Bytes(Arc::from(v.cast::<crate::Bytes>()?.as_slice())),
        Kind::Tuple => Const::Tuple(all(v.cast::<Tuple>()?.as_slice())?.into()),
        Kind::FrozenSet => Const::FrozenSet(all(&crate::iter::collect(v).ok()?)?.into()),
        Kind::Slice => {
            let s = v.cast::<crate::Slice>()?;
            Const::Slice(Arc::new([const_of(s.start)?, const_of(s.stop)?, const_of(s.step)?]))
        }
        _ if v == crate::misc::ellipsis() => Const::Ellipsis,
        _ => Const::Code(v.cast::<Code>()?.data.clone()),
    })
}

impl Code {
    /// A code object of compiled code.
    #[must_use]
    #[allow(clippy::new_ret_no_self)]
    pub fn new(data: Arc<CodeData>) -> Gc<Code> {
        let consts: GcVec<Value> = data.consts.iter().map(const_value).collect();
        let text = |s: &front::Name| crate::strs::intern_str(Str::from_wtf8(s.as_slice()));
        let names: GcVec<Gc<Str>> = data.names.iter().map(text).collect();
        let local_names: GcVec<Gc<Str>> = data.localsplusnames.iter().map(text).collect();
        let n_locals = data.localspluskinds.iter().filter(|k| **k & co::KIND_LOCAL != 0).count() as u32;
        let (filename, name, qualname) = (text(&data.filename), text(&data.name), text(&data.qualname));
        Code {
            head: Head { map: std::ptr::null() },
            decoded: std::ptr::null_mut(),
            flags: data.flags,
            argcount: data.argcount,
            posonlyargcount: data.posonlyargcount,
            kwonlyargcount: data.kwonlyargcount,
            n_locals,
            n_locals_plus: local_names.len() as u32,
            stack_size: data.stacksize,
            consts,
            names,
            local_names,
            filename,
            name,
            qualname,
            co_code: None,
            extra: None,
            monitoring: None,
            simple_args: if data.flags & (co::VARARGS | co::VARKEYWORDS) == 0 && data.kwonlyargcount == 0 {
                data.argcount + 1
            } else {
                0
            },
            entries: 0,
            instrumented: 0,
            data,
        }
        .alloc()
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
        if self.flags & co::HAS_DOCSTRING != 0 { self.consts.first().copied() } else { None }
    }

    /// The index of the first free variable in the local slots.
    #[must_use]
    pub fn n_free(&self) -> u32 {
        self.data.localspluskinds.iter().filter(|k| **k & co::KIND_FREE != 0).count() as u32
    }
}
