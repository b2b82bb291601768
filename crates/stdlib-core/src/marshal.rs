//! `marshal`: the format of `.pyc` files, for Python objects. The format itself is `front::marshal`.
//!
//! Terms: a *handle* is the place of a value in the builder's `GcVec`. The reader keeps what it has read in memory that
//! the collector does not see, so it is given handles instead of values.
//!
//! Code is read twice as fast by `front`, which builds constants without the heap; [`code_or_any`] tries that first,
//! because nearly all marshalled data is code.

use std::sync::Arc;

use front::bigint::BigInt;
use front::code::{CodeData, Const, Name};
use front::marshal::reader::{Builder, CodeParts, Input, Reader, SliceInput};
use front::marshal::{MAX_DEPTH, MarshalError, VERSION, Writer, tree, types};
use front::wtf8::Wtf8;
use heap::{GcVec, Value};
use object::code::Code;
use object::error::{exc, raise_fmt};
use object::gc::ValueExt;
use object::number::{self, Float, Int, IntRef};
use object::{
    ByteArray, Bytes, Complex, Dict, Gc, List, Module, Raised, Result, Row, Set, Slice, Str, Tuple, bool_value,
    ellipsis, intern, native, none,
};

/// A pending exception, as the reader's error.
struct Fault(Raised);

impl From<MarshalError> for Fault {
    fn from(e: MarshalError) -> Fault {
        let raised: Result<()> = match e {
            MarshalError::Eof(m) => raise_fmt(&exc::EOF_ERROR, m),
            MarshalError::Value(m) => raise_fmt(&exc::VALUE_ERROR, &m),
            MarshalError::Type(m) => raise_fmt(&exc::TYPE_ERROR, &m),
        };
        Fault(raised.err().unwrap_or_else(Raised::pending))
    }
}

impl From<Raised> for Fault {
    fn from(r: Raised) -> Fault {
        Fault(r)
    }
}

/// Builds heap objects.
struct Objects {
    values: GcVec<Value>,
}

type Handle = u32;
type Built = std::result::Result<Handle, Fault>;

impl Objects {
    fn keep(&mut self, v: Value) -> Handle {
        self.values.push(v);
        (self.values.len() - 1) as Handle
    }

    fn at(&self, h: Handle) -> Value {
        self.values[h as usize]
    }

    fn all(&self, items: &[Handle]) -> GcVec<Value> {
        items.iter().map(|h| self.at(*h)).collect()
    }
}

impl Builder for Objects {
    type Value = Handle;
    type Error = Fault;

    fn none(&mut self) -> Handle {
        self.keep(none())
    }

    fn ellipsis(&mut self) -> Handle {
        self.keep(ellipsis())
    }

    fn stop_iteration(&mut self) -> Built {
        Ok(self.keep(exc::STOP_ITERATION.get().value()))
    }

    fn bool(&mut self, value: bool) -> Handle {
        self.keep(bool_value(value))
    }

    fn int(&mut self, value: BigInt) -> Built {
        Ok(self.keep(number::big(value)))
    }

    fn float(&mut self, value: f64) -> Built {
        Ok(self.keep(number::float(value)))
    }

    fn complex(&mut self, real: f64, imag: f64) -> Built {
        Ok(self.keep(number::complex(real, imag)))
    }

    fn str(&mut self, text: &Wtf8, interned: bool) -> Built {
        let s = Str::from_wtf8(text);
        let s = if interned { object::strs::intern_str(s) } else { s };
        Ok(self.keep(s.value()))
    }

    fn bytes(&mut self, bytes: &[u8]) -> Built {
        Ok(self.keep(Bytes::new(bytes).value()))
    }

    fn tuple(&mut self, items: Vec<Handle>) -> Built {
        let t = Tuple::from_slice(&self.all(&items));
        Ok(self.keep(t.value()))
    }

    fn frozenset(&mut self, items: Vec<Handle>) -> Built {
        let s = Set::new_frozen();
        for h in items {
            s.add(self.at(h))?;
        }
        Ok(self.keep(s.value()))
    }

    fn slice(&mut self, parts: [Handle; 3]) -> Built {
        let s = Slice::new(self.at(parts[0]), self.at(parts[1]), self.at(parts[2]));
        Ok(self.keep(s.value()))
    }

    fn code(&mut self, parts: CodeParts<Handle>) -> Built {
        let data = self.code_data(&parts)?;
        Ok(self.keep(Code::new(Arc::new(data)).value()))
    }

    fn list(&mut self) -> Built {
        Ok(self.keep(List::new(GcVec::new()).value()))
    }

    fn push(&mut self, list: &Handle, item: Handle) -> std::result::Result<(), Fault> {
        let item = self.at(item);
        if let Some(mut l) = self.at(*list).cast::<List>() {
            l.items.push(item);
        }
        Ok(())
    }

    fn set(&mut self) -> Built {
        Ok(self.keep(Set::new().value()))
    }

    fn add(&mut self, set: &Handle, item: Handle) -> std::result::Result<(), Fault> {
        if let Some(s) = self.at(*set).cast::<Set>() {
            s.add(self.at(item))?;
        }
        Ok(())
    }

    fn dict(&mut self) -> Built {
        Ok(self.keep(Dict::new().value()))
    }

    fn insert(&mut self, dict: &Handle, key: Handle, value: Handle) -> std::result::Result<(), Fault> {
        if let Some(d) = self.at(*dict).cast::<Dict>() {
            d.set(self.at(key), self.at(value))?;
        }
        Ok(())
    }
}

fn misfit<T>(what: &str) -> std::result::Result<T, Fault> {
    Err(MarshalError::Type(format!("bad marshal data ({what} of a code object)")).into())
}

impl Objects {
    fn name(&self, h: Handle) -> std::result::Result<Name, Fault> {
        match self.at(h).cast::<Str>() {
            Some(s) => Ok(Arc::new(s.as_wtf8().to_wtf8_buf())),
            None => misfit("a name"),
        }
    }

    fn names(&self, h: Handle) -> std::result::Result<Box<[Name]>, Fault> {
        let Some(t) = self.at(h).cast::<Tuple>() else { return misfit("names") };
        let names = t.as_slice().iter().map(|v| v.cast::<Str>().map(|s| Arc::new(s.as_wtf8().to_wtf8_buf())));
        names.collect::<Option<Vec<Name>>>().map_or_else(|| misfit("names"), |v| Ok(v.into_boxed_slice()))
    }

    fn octets(&self, h: Handle) -> std::result::Result<Box<[u8]>, Fault> {
        match self.at(h).cast::<Bytes>() {
            Some(b) => Ok(Box::from(b.as_slice())),
            None => misfit("bytes"),
        }
    }

    fn code_data(&self, p: &CodeParts<Handle>) -> std::result::Result<CodeData, Fault> {
        let Some(consts) = self.at(p.consts).cast::<Tuple>() else { return misfit("co_consts") };
        let consts: Option<Vec<Const>> = consts.as_slice().iter().map(|v| to_const(*v)).collect();
        let Some(consts) = consts else { return misfit("co_consts") };
        let (localsplusnames, localspluskinds) = (self.names(p.localsplusnames)?, self.octets(p.localspluskinds)?);
        let code = self.octets(p.code)?;
        if localsplusnames.len() != localspluskinds.len() || code.len() % 2 != 0 {
            return misfit("tables");
        }
        Ok(CodeData {
            argcount: p.argcount,
            posonlyargcount: p.posonlyargcount,
            kwonlyargcount: p.kwonlyargcount,
            stacksize: p.stacksize,
            flags: p.flags,
            code,
            consts: consts.into_boxed_slice(),
            names: self.names(p.names)?,
            localsplusnames,
            localspluskinds,
            filename: self.name(p.filename)?,
            name: self.name(p.name)?,
            qualname: self.name(p.qualname)?,
            firstlineno: p.firstlineno,
            linetable: self.octets(p.linetable)?,
            exceptiontable: self.octets(p.exceptiontable)?,
        })
    }
}

/// A value as a constant of a code object, if it can be one.
fn to_const(v: Value) -> Option<Const> {
    if object::misc::is_none(v) {
        return Some(Const::None);
    }
    if v == ellipsis() {
        return Some(Const::Ellipsis);
    }
    if let Some(b) = number::as_bool(v) {
        return Some(Const::Bool(b));
    }
    if let Some(i) = number::int_ref(v) {
        return Some(Const::Int(i.to_big()));
    }
    if let Some(f) = number::as_float(v) {
        return Some(Const::Float(f));
    }
    let all = |items: &[Value]| items.iter().map(|i| to_const(*i)).collect::<Option<Vec<Const>>>();
    if let Some(s) = v.cast_exact::<Str>() {
        Some(Const::Str(Arc::new(s.as_wtf8().to_wtf8_buf())))
    } else if let Some(b) = v.cast_exact::<Bytes>() {
        Some(Const::Bytes(Arc::from(b.as_slice())))
    } else if let Some(t) = v.cast_exact::<Tuple>() {
        Some(Const::Tuple(Arc::from(all(t.as_slice())?)))
    } else if let Some(c) = v.cast_exact::<Code>() {
        Some(Const::Code(Arc::new(c.to_data()?)))
    } else if let Some(c) = v.cast_exact::<Complex>() {
        Some(Const::Complex(c.re, c.im))
    } else if let Some(s) = v.cast_exact::<Slice>() {
        Some(Const::Slice(Arc::new([to_const(s.start)?, to_const(s.stop)?, to_const(s.step)?])))
    } else if object::class_of(v) == object::set::FROZENSET.get() {
        let s = v.cast::<Set>()?;
        Some(Const::FrozenSet(Arc::from(all(&s.to_vec())?)))
    } else {
        None
    }
}

/// Reads the one value at the start of `bytes`.
///
/// # Errors
/// `EOFError`, `ValueError`, `TypeError` for malformed data.
pub fn read(bytes: &[u8], allow_code: bool) -> Result<Value> {
    if allow_code && let Some(code) = code_or_any(bytes) {
        return Ok(code);
    }
    let mut builder = Objects { values: GcVec::new() };
    let mut input = SliceInput::new(bytes);
    let h = Reader::new(&mut input, &mut builder, allow_code).value().map_err(|f| f.0)?;
    Ok(builder.at(h))
}

fn code_or_any(bytes: &[u8]) -> Option<Value> {
    if bytes.first().map(|b| b & !front::marshal::FLAG_REF) != Some(types::CODE) {
        return None;
    }
    object::image::unmarshal(bytes.to_vec().into(), None).ok().map(Gc::value)
}

/// What `marshal.load` reads from, byte by byte: nothing behind the value may be taken from the file.
struct FileInput {
    file: Value,
    /// The first byte, read to tell an empty file.
    first: Option<u8>,
    taken: Vec<u8>,
}

impl FileInput {
    fn read_exactly(&self, count: usize) -> std::result::Result<Vec<u8>, Fault> {
        let mut out = Vec::with_capacity(count.min(1 << 16));
        while out.len() < count {
            let want = (count - out.len()).min(1 << 20);
            let buffer = ByteArray::new(&vec![0; want]);
            let n = object::call::call_method(self.file, intern("readinto"), &[buffer.value()])?;
            let n = if object::misc::is_none(n) { 0 } else { object::ops::to_i64(n)? };
            let Ok(n) = usize::try_from(n) else {
                return Err(MarshalError::Value("read() returned a negative count".to_owned()).into());
            };
            if n > want {
                let text = format!("read() returned too much data: {want} bytes requested, {n} returned");
                return Err(MarshalError::Value(text).into());
            }
            if n == 0 {
                break;
            }
            let got = object::buffer::get_buffer(buffer.value(), false)?;
            out.extend_from_slice(&got.as_slice()[..n]);
        }
        Ok(out)
    }
}

impl Input<Fault> for FileInput {
    fn take(&mut self, count: usize) -> std::result::Result<&[u8], Fault> {
        self.taken.clear();
        if count > 0 {
            self.taken.extend(self.first.take());
        }
        let rest = self.read_exactly(count - self.taken.len())?;
        self.taken.extend(rest);
        if self.taken.len() < count {
            let e: Result<()> = object::error::eof_error("EOF read where not expected");
            return Err(Fault(e.err().unwrap_or_else(Raised::pending)));
        }
        Ok(&self.taken)
    }

    fn left(&self) -> usize {
        usize::MAX
    }
}

fn load(file: Value, allow_code: Option<bool>) -> Result<Value> {
    let probe = object::call::call_method(file, intern("read"), &[number::int(0)])?;
    if !probe.is::<Bytes>() {
        return object::raise_type!("file.read() returned not bytes but {}", object::repr::type_name(probe));
    }
    let mut input = FileInput { file, first: None, taken: Vec::new() };
    match input.read_exactly(1).map_err(|f| f.0)?.first() {
        Some(b) => input.first = Some(*b),
        None => return object::error::eof_error("EOF read where object expected"),
    }
    let mut builder = Objects { values: GcVec::new() };
    let h = Reader::new(&mut input, &mut builder, allow_code.unwrap_or(true)).value().map_err(|f| f.0)?;
    Ok(builder.at(h))
}

fn loads(bytes: Value, allow_code: Option<bool>) -> Result<Value> {
    let buffer = object::buffer::get_buffer(bytes, false)?;
    read(buffer.as_slice(), allow_code.unwrap_or(true))
}

/// Writes one value after the other.
struct Dumper {
    writer: Writer,
    depth: usize,
    allow_code: bool,
}

impl Dumper {
    fn value(&mut self, v: Value) -> Result<()> {
        if self.depth > MAX_DEPTH {
            return object::value_error("object too deeply nested to marshal");
        }
        self.depth += 1;
        let r = self.any(v);
        self.depth -= 1;
        r
    }

    /// The flag for a value, or nothing when a reference to it was written.
    fn flag(&mut self, v: Value) -> Option<u8> {
        self.writer.shared(v.bits())
    }

    fn any(&mut self, v: Value) -> Result<()> {
        if object::misc::is_none(v) {
            self.writer.atom(types::NONE);
        } else if v == ellipsis() {
            self.writer.atom(types::ELLIPSIS);
        } else if v == exc::STOP_ITERATION.get().value() {
            self.writer.atom(types::STOPITER);
        } else if let Some(b) = number::as_bool(v) {
            self.writer.atom(if b { types::TRUE } else { types::FALSE });
        } else if v.is_small_int() {
            let i = v.as_small_int();
            // The small integers that CPython shares are written as shared, the others as used once.
            let flag = if (-5..=256).contains(&i) { self.flag(v) } else { Some(0) };
            if let Some(flag) = flag {
                self.writer.int(&BigInt::from(i), flag);
            }
        } else if v.is_flonum() {
            self.writer.float(v.as_flonum(), 0);
        } else {
            // Code objects get their reference numbers from the front end's writer, which knows them by their data.
            let flag = if v.is_exact::<Code>() { Some(0) } else { self.flag(v) };
            if let Some(flag) = flag {
                return self.object(v, flag);
            }
        }
        Ok(())
    }

    fn object(&mut self, v: Value, flag: u8) -> Result<()> {
        let class = object::class_of(v);
        if v.is_exact::<Int>() {
            if let Some(IntRef::Big(b)) = number::int_ref(v) {
                self.writer.int(b, flag);
            }
        } else if v.is_exact::<Float>() {
            self.writer.float(number::as_float(v).unwrap_or(f64::NAN), flag);
        } else if let Some(c) = v.cast_exact::<Complex>() {
            self.writer.complex(c.re, c.im, flag);
        } else if let Some(s) = v.cast_exact::<Str>() {
            self.writer.str(s.as_wtf8(), s.is_interned(), flag);
        } else if let Some(b) = v.cast_exact::<Bytes>() {
            self.writer.bytes(b.as_slice(), flag);
        } else if let Some(t) = v.cast_exact::<Tuple>() {
            self.writer.tuple(t.as_slice().len(), flag);
            for item in t.as_slice() {
                self.value(*item)?;
            }
        } else if let Some(l) = v.cast_exact::<List>() {
            self.list(l, flag)?;
        } else if let Some(d) = v.cast_exact::<Dict>() {
            self.writer.head(types::DICT, flag);
            for (k, item) in d.to_vec().iter() {
                self.value(*k)?;
                self.value(*item)?;
            }
            self.writer.atom(types::NULL);
        } else if let Some(s) = v.cast_exact::<Set>() {
            self.set(s, types::SET, flag)?;
        } else if class == object::set::FROZENSET.get() {
            if let Some(s) = v.cast::<Set>() {
                self.set(s, types::FROZENSET, flag)?;
            }
        } else if let Some(c) = v.cast_exact::<Code>() {
            if !self.allow_code {
                return object::value_error("marshalling code objects is disallowed");
            }
            let Some(data) = c.to_data() else { return object::value_error("unmarshallable object") };
            tree::write_const(&mut self.writer, &Const::Code(Arc::new(data)));
        } else if let Some(s) = v.cast_exact::<Slice>() {
            if self.writer.version() < 5 {
                return object::value_error("unmarshallable object");
            }
            self.writer.head(types::SLICE, flag);
            for part in [s.start, s.stop, s.step] {
                self.value(part)?;
            }
        } else {
            return self.buffer(v, flag);
        }
        Ok(())
    }

    fn list(&mut self, l: Gc<List>, flag: u8) -> Result<()> {
        self.writer.sized(types::LIST, l.items.len(), flag);
        let items = l.items.clone();
        for item in items.iter() {
            self.value(*item)?;
        }
        Ok(())
    }

    /// Sets are written in the order of their elements' bytes, so that equal sets give equal bytes.
    fn set(&mut self, s: Gc<Set>, kind: u8, flag: u8) -> Result<()> {
        let items = s.to_vec();
        self.writer.sized(kind, items.len(), flag);
        let mut order: Vec<(Vec<u8>, usize)> = Vec::with_capacity(items.len());
        for (i, item) in items.iter().enumerate() {
            order.push((dump_bytes(*item, self.writer.version(), self.allow_code)?, i));
        }
        order.sort();
        for (_, i) in order {
            self.value(items[i])?;
        }
        Ok(())
    }

    fn buffer(&mut self, v: Value, flag: u8) -> Result<()> {
        if !object::buffer::is_bytes_like(v) {
            return object::value_error("unmarshallable object");
        }
        let b = object::buffer::get_buffer(v, false)?;
        self.writer.bytes(b.as_slice(), flag);
        Ok(())
    }
}

fn dump_bytes(v: Value, version: i32, allow_code: bool) -> Result<Vec<u8>> {
    let mut d = Dumper { writer: Writer::new(version), depth: 0, allow_code };
    d.value(v)?;
    Ok(d.writer.out)
}

fn dumps(value: Value, version: Option<i32>, allow_code: Option<bool>) -> Result<Gc<Bytes>> {
    Ok(Bytes::new(&dump_bytes(value, version.unwrap_or(VERSION), allow_code.unwrap_or(true))?))
}

fn dump(value: Value, file: Value, version: Option<i32>, allow_code: Option<bool>) -> Result<Value> {
    let bytes = dumps(value, version, allow_code)?;
    object::call::call_method(file, intern("write"), &[bytes.value()])
}

static ROWS: &[Row] = &[
    Row::function("dump($module, value, file, version=version, /, *, allow_code=True)", native(dump))
        .doc("Writes a value to a file that is open for writing bytes."),
    Row::function("dumps($module, value, version=version, /, *, allow_code=True)", native(dumps))
        .doc("A value as bytes."),
    Row::function("load($module, file, /, *, allow_code=True)", native(load))
        .doc("Reads one value from a file that is open for reading bytes."),
    Row::function("loads($module, bytes, /, *, allow_code=True)", native(loads))
        .doc("The value at the start of a bytes-like object; what follows it is ignored."),
];

/// Creates the module.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("marshal");
    m.set_doc("Values to bytes and back, in the format of .pyc files. Not for data from strangers.");
    m.add_rows(ROWS);
    m.set("version", number::int(i64::from(VERSION)));
    Ok(m)
}
