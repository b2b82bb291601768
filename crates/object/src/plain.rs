//! From code objects back to plain data, for `marshal` and for making one code object from another.

use std::collections::HashMap;
use std::sync::Arc;

use front::Name;
use front::code::{CodeData, Const};
use heap::Value;

use crate::code::Code;
use crate::gc::{Gc, ValueExt};
use crate::map::Kind;
use crate::seq::Tuple;
use crate::strs::Str;

/// The constant that a value is, if it is one of the types that code objects and `marshal` know: the reverse of
/// [`crate::code::const_value`].
#[must_use]
pub fn const_of(v: Value) -> Option<Const> {
    Plain::default().constant(v)
}

impl Code {
    /// The code object as plain data; `None` when a constant is of a type that only hand-made code objects have.
    #[must_use]
    pub fn to_data(&self) -> Option<CodeData> {
        Plain::default().code(self)
    }
}

/// The strings seen so far, by address: one string of the code is one string of the data, so that `marshal` writes it once.
#[derive(Default)]
struct Plain {
    names: HashMap<usize, Name>,
}

impl Plain {
    fn name(&mut self, s: Gc<Str>) -> Name {
        self.names.entry(s.as_ptr() as usize).or_insert_with(|| Arc::new(s.as_wtf8().to_owned())).clone()
    }

    fn names(&mut self, names: &[Gc<Str>]) -> Box<[Name]> {
        names.iter().map(|s| self.name(*s)).collect()
    }

    fn constants<T: FromIterator<Const>>(&mut self, items: &[Value]) -> Option<T> {
        items.iter().map(|i| self.constant(*i)).collect()
    }

    fn constant(&mut self, v: Value) -> Option<Const> {
        Some(match crate::map::map_of(v).kind {
            Kind::None => Const::None,
            Kind::Bool => Const::Bool(crate::number::as_bool(v)?),
            Kind::Int => Const::Int(crate::number::int_ref(v)?.to_big()),
            Kind::Float => Const::Float(crate::number::as_float(v)?),
            Kind::Complex => v.cast::<crate::Complex>().map(|c| Const::Complex(c.re, c.im))?,
            Kind::Str => Const::Str(self.name(v.cast::<Str>()?)),
            Kind::Bytes => Const::Bytes(Arc::from(v.cast::<crate::Bytes>()?.as_slice())),
            Kind::Tuple => Const::Tuple(self.constants::<Arc<[Const]>>(v.cast::<Tuple>()?.as_slice())?),
            Kind::FrozenSet => Const::FrozenSet(self.constants::<Arc<[Const]>>(&crate::iter::collect(v).ok()?)?),
            Kind::Slice => {
                let s = v.cast::<crate::Slice>()?;
                let parts = [self.constant(s.start)?, self.constant(s.stop)?, self.constant(s.step)?];
                Const::Slice(Arc::new(parts))
            }
            _ if v == crate::misc::ellipsis() => Const::Ellipsis,
            _ => Const::Code(Arc::new(self.code(&*v.cast::<Code>()?)?)),
        })
    }

    fn code(&mut self, code: &Code) -> Option<CodeData> {
        Some(CodeData {
            argcount: code.argcount,
            posonlyargcount: code.posonlyargcount,
            kwonlyargcount: code.kwonlyargcount,
            stacksize: code.stack_size,
            flags: code.flags,
            code: (*code.data.code).into(),
            consts: self.constants(&code.consts)?,
            names: self.names(&code.names),
            localsplusnames: self.names(&code.local_names),
            localspluskinds: (*code.data.localspluskinds).into(),
            filename: self.name(code.filename),
            name: self.name(code.name),
            qualname: self.name(code.qualname),
            firstlineno: code.data.firstlineno,
            linetable: (*code.data.linetable).into(),
            exceptiontable: (*code.data.exceptiontable).into(),
        })
    }
}
