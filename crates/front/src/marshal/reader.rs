//! Reads marshalled bytes into values of the caller's kind.

use malachite_bigint::{BigInt, Sign};
use rustpython_wtf8::Wtf8;

use super::{FLAG_REF, MAX_DEPTH, MarshalError, types};

/// Where bytes come from: a slice, or a file that the caller reads piece by piece.
pub trait Input<E> {
    /// Exactly `count` bytes; the error of an input that ends early is [`MarshalError::Eof`].
    fn take(&mut self, count: usize) -> Result<&[u8], E>;
    /// An upper bound of what is left, so that a count in the data cannot ask for more memory than the data justifies.
    fn left(&self) -> usize;
}

/// An [`Input`] over bytes in memory.
#[derive(Debug)]
pub struct SliceInput<'a> {
    pub bytes: &'a [u8],
    /// How many were taken.
    pub at: usize,
}

impl<'a> SliceInput<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        SliceInput { bytes, at: 0 }
    }
}

impl<E: From<MarshalError>> Input<E> for SliceInput<'_> {
    fn take(&mut self, count: usize) -> Result<&[u8], E> {
        let end = self.at.checked_add(count).filter(|end| *end <= self.bytes.len());
        let end = end.ok_or_else(MarshalError::short)?;
        let taken = &self.bytes[self.at..end];
        self.at = end;
        Ok(taken)
    }

    fn left(&self) -> usize {
        self.bytes.len() - self.at
    }
}

/// The fields of a code object, in the order of the format.
#[derive(Clone, Debug)]
pub struct CodeParts<V> {
    pub argcount: u32,
    pub posonlyargcount: u32,
    pub kwonlyargcount: u32,
    pub stacksize: u32,
    pub flags: u32,
    pub code: V,
    pub consts: V,
    pub names: V,
    pub localsplusnames: V,
    pub localspluskinds: V,
    pub filename: V,
    pub name: V,
    pub qualname: V,
    pub firstlineno: i32,
    pub linetable: V,
    pub exceptiontable: V,
}

/// Makes values. Every method may fail with the caller's own error, an exception say.
pub trait Builder {
    type Value: Clone;
    type Error: From<MarshalError>;

    fn none(&mut self) -> Self::Value;
    fn ellipsis(&mut self) -> Self::Value;
    fn stop_iteration(&mut self) -> Result<Self::Value, Self::Error>;
    fn bool(&mut self, value: bool) -> Self::Value;
    fn int(&mut self, value: BigInt) -> Result<Self::Value, Self::Error>;
    fn float(&mut self, value: f64) -> Result<Self::Value, Self::Error>;
    fn complex(&mut self, real: f64, imag: f64) -> Result<Self::Value, Self::Error>;
    fn str(&mut self, text: &Wtf8, interned: bool) -> Result<Self::Value, Self::Error>;
    fn bytes(&mut self, bytes: &[u8]) -> Result<Self::Value, Self::Error>;
    fn tuple(&mut self, items: Vec<Self::Value>) -> Result<Self::Value, Self::Error>;
    fn frozenset(&mut self, items: Vec<Self::Value>) -> Result<Self::Value, Self::Error>;
    fn slice(&mut self, parts: [Self::Value; 3]) -> Result<Self::Value, Self::Error>;
    fn code(&mut self, parts: CodeParts<Self::Value>) -> Result<Self::Value, Self::Error>;
    /// An empty list; it is filled by [`Builder::push`], for it may come to hold itself.
    fn list(&mut self) -> Result<Self::Value, Self::Error>;
    fn push(&mut self, list: &Self::Value, item: Self::Value) -> Result<(), Self::Error>;
    fn set(&mut self) -> Result<Self::Value, Self::Error>;
    fn add(&mut self, set: &Self::Value, item: Self::Value) -> Result<(), Self::Error>;
    fn dict(&mut self) -> Result<Self::Value, Self::Error>;
    fn insert(&mut self, dict: &Self::Value, key: Self::Value, value: Self::Value) -> Result<(), Self::Error>;
}

/// The state of one reading.
pub struct Reader<'a, I, B: Builder> {
    input: &'a mut I,
    builder: &'a mut B,
    /// Values by reference number; `None` while the value is not complete.
    references: Vec<Option<B::Value>>,
    depth: usize,
    allow_code: bool,
}

type Read<B> = Result<<B as Builder>::Value, <B as Builder>::Error>;

impl<'a, I: Input<B::Error>, B: Builder> Reader<'a, I, B> {
    pub fn new(input: &'a mut I, builder: &'a mut B, allow_code: bool) -> Self {
        Reader { input, builder, references: Vec::new(), depth: 0, allow_code }
    }

    /// Reads one value. What follows it stays in the input.
    pub fn value(&mut self) -> Read<B> {
        self.some("object")
    }

    fn byte(&mut self) -> Result<u8, B::Error> {
        Ok(self.input.take(1)?[0])
    }

    fn long(&mut self) -> Result<i32, B::Error> {
        let bytes = self.input.take(4)?;
        Ok(i32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    fn double(&mut self) -> Result<f64, B::Error> {
        let bytes = self.input.take(8)?;
        let mut array = [0; 8];
        array.copy_from_slice(bytes);
        Ok(f64::from_le_bytes(array))
    }

    /// A float written as text with a length byte, as version 0 and 1 do.
    fn text_double(&mut self) -> Result<f64, B::Error> {
        let len = usize::from(self.byte()?);
        let text = std::str::from_utf8(self.input.take(len)?).ok();
        let value = text.and_then(|text| text.parse().ok());
        value.ok_or_else(|| MarshalError::Value("could not convert string to float".to_owned()).into())
    }

    fn size(&mut self, what: &str) -> Result<usize, B::Error> {
        let size = self.long()?;
        usize::try_from(size).map_err(|_| MarshalError::bad(&format!("{what} size out of range")).into())
    }

    /// A value where the format allows no null.
    fn some(&mut self, what: &str) -> Read<B> {
        match self.optional()? {
            Some(value) => Ok(value),
            None => Err(MarshalError::Type(format!("NULL object in marshal data for {what}")).into()),
        }
    }

    /// A value, or `None` for the null that ends a dict.
    fn optional(&mut self) -> Result<Option<B::Value>, B::Error> {
        // CPython words it differently when not even a type byte is there.
        if self.input.left() == 0 {
            return Err(MarshalError::Eof("EOF read where object expected").into());
        }
        let first = self.byte()?;
        let flagged = first & FLAG_REF != 0;
        let kind = first & !FLAG_REF;
        if kind == types::NULL {
            return Ok(None);
        }
        if kind == types::REF {
            return self.reference().map(Some);
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(MarshalError::Value("recursion limit exceeded".to_owned()).into());
        }
        let slot = flagged.then(|| {
            self.references.push(None);
            self.references.len() - 1
        });
        let value = self.of_kind(kind, slot)?;
        if let Some(slot) = slot {
            self.references[slot] = Some(value.clone());
        }
        self.depth -= 1;
        Ok(Some(value))
    }

    fn reference(&mut self) -> Read<B> {
        let number = self.long()?;
        let known = usize::try_from(number).ok().and_then(|number| self.references.get(number));
        match known {
            Some(Some(value)) => Ok(value.clone()),
            _ => Err(MarshalError::bad("invalid reference").into()),
        }
    }

    fn of_kind(&mut self, kind: u8, slot: Option<usize>) -> Read<B> {
        match kind {
            types::NONE => Ok(self.builder.none()),
            types::FALSE | types::TRUE => Ok(self.builder.bool(kind == types::TRUE)),
            types::ELLIPSIS => Ok(self.builder.ellipsis()),
            types::STOPITER => self.builder.stop_iteration(),
            types::INT => {
                let value = self.long()?;
                self.builder.int(BigInt::from(value))
            }
            types::LONG => {
                let value = self.big_int()?;
                self.builder.int(value)
            }
            types::FLOAT | types::BINARY_FLOAT => {
                let value = if kind == types::FLOAT { self.text_double()? } else { self.double()? };
                self.builder.float(value)
            }
            types::COMPLEX => {
                let (real, imag) = (self.text_double()?, self.text_double()?);
                self.builder.complex(real, imag)
            }
            types::BINARY_COMPLEX => {
                let (real, imag) = (self.double()?, self.double()?);
                self.builder.complex(real, imag)
            }
            types::STRING => {
                let size = self.size("bytes object")?;
                let bytes = self.input.take(size)?;
                self.builder.bytes(bytes)
            }
            types::UNICODE | types::INTERNED => self.unicode(kind == types::INTERNED),
            types::ASCII | types::ASCII_INTERNED => {
                let size = self.size("string")?;
                self.ascii(size, kind == types::ASCII_INTERNED)
            }
            types::SHORT_ASCII | types::SHORT_ASCII_INTERNED => {
                let size = usize::from(self.byte()?);
                self.ascii(size, kind == types::SHORT_ASCII_INTERNED)
            }
            types::TUPLE => {
                let size = self.size("tuple")?;
                let items = self.items(size, "tuple")?;
                self.builder.tuple(items)
            }
            types::SMALL_TUPLE => {
                let size = usize::from(self.byte()?);
                let items = self.items(size, "tuple")?;
                self.builder.tuple(items)
            }
            types::FROZENSET => {
                let size = self.size("set")?;
                let items = self.items(size, "set")?;
                self.builder.frozenset(items)
            }
            types::LIST | types::SET | types::DICT => self.mutable(kind, slot),
            types::SLICE => {
                let parts = [self.some("slice")?, self.some("slice")?, self.some("slice")?];
                self.builder.slice(parts)
            }
            types::CODE => self.code(),
            _ => Err(MarshalError::bad("unknown type code").into()),
        }
    }

    fn items(&mut self, size: usize, what: &str) -> Result<Vec<B::Value>, B::Error> {
        let mut items = Vec::with_capacity(size.min(self.input.left()).min(1 << 16));
        for _ in 0..size {
            items.push(self.some(what)?);
        }
        Ok(items)
    }

    /// A container that can be referred to while it is being filled.
    fn mutable(&mut self, kind: u8, slot: Option<usize>) -> Read<B> {
        let size = match kind {
            types::LIST => self.size("list")?,
            types::SET => self.size("set")?,
            _ => 0,
        };
        let container = match kind {
            types::LIST => self.builder.list()?,
            types::SET => self.builder.set()?,
            _ => self.builder.dict()?,
        };
        if let Some(slot) = slot {
            self.references[slot] = Some(container.clone());
        }
        if kind == types::DICT {
            while let Some(key) = self.optional()? {
                // A null instead of a value ends the dict as well.
                let Some(value) = self.optional()? else { break };
                self.builder.insert(&container, key, value)?;
            }
            return Ok(container);
        }
        for _ in 0..size {
            if kind == types::LIST {
                let item = self.some("list")?;
                self.builder.push(&container, item)?;
            } else {
                let item = self.some("set")?;
                self.builder.add(&container, item)?;
            }
        }
        Ok(container)
    }

    fn unicode(&mut self, interned: bool) -> Read<B> {
        let size = self.size("string")?;
        let bytes = self.input.take(size)?;
        match Wtf8::from_bytes(bytes) {
            Some(text) => self.builder.str(text, interned),
            None => Err(MarshalError::bad("invalid UTF-8 in string").into()),
        }
    }

    /// ASCII by the writer's promise; a byte above it stands for the Latin-1 character.
    fn ascii(&mut self, size: usize, interned: bool) -> Read<B> {
        let bytes = self.input.take(size)?;
        match std::str::from_utf8(bytes) {
            Ok(text) if text.is_ascii() => self.builder.str(Wtf8::new(text), interned),
            _ => {
                let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
                self.builder.str(Wtf8::new(text.as_str()), interned)
            }
        }
    }

    /// Digits of 15 bits, the least significant first; their number carries the sign.
    fn big_int(&mut self) -> Result<BigInt, B::Error> {
        let count = self.long()?;
        let digits = count.unsigned_abs() as usize;
        if count == i32::MIN {
            return Err(MarshalError::bad("long size out of range").into());
        }
        let bytes = self.input.take(digits * 2)?;
        let mut packed = Vec::with_capacity(digits * 2);
        let (mut pending, mut bits, mut last) = (0u32, 0, 1);
        for pair in bytes.chunks_exact(2) {
            last = u16::from_le_bytes([pair[0], pair[1]]);
            if last > 0x7fff {
                return Err(MarshalError::bad("digit out of range in long").into());
            }
            pending |= u32::from(last) << bits;
            bits += 15;
            while bits >= 8 {
                packed.push(pending as u8);
                pending >>= 8;
                bits -= 8;
            }
        }
        packed.push(pending as u8);
        if last == 0 {
            return Err(MarshalError::bad("unnormalized long data").into());
        }
        let sign = if count < 0 { Sign::Minus } else { Sign::Plus };
        Ok(BigInt::from_bytes_le(sign, &packed))
    }

    fn count(&mut self) -> Result<u32, B::Error> {
        Ok(self.long()? as u32)
    }

    fn code(&mut self) -> Read<B> {
        if !self.allow_code {
            return Err(MarshalError::Value("unmarshalling code objects is disallowed".to_owned()).into());
        }
        const WHAT: &str = "code object";
        let parts = CodeParts {
            argcount: self.count()?,
            posonlyargcount: self.count()?,
            kwonlyargcount: self.count()?,
            stacksize: self.count()?,
            flags: self.count()?,
            code: self.some(WHAT)?,
            consts: self.some(WHAT)?,
            names: self.some(WHAT)?,
            localsplusnames: self.some(WHAT)?,
            localspluskinds: self.some(WHAT)?,
            filename: self.some(WHAT)?,
            name: self.some(WHAT)?,
            qualname: self.some(WHAT)?,
            firstlineno: self.long()?,
            linetable: self.some(WHAT)?,
            exceptiontable: self.some(WHAT)?,
        };
        self.builder.code(parts)
    }
}
