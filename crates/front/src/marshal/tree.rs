//! Marshal for [`Const`] and [`CodeData`]: the values that compiled code consists of.

use std::sync::Arc;

use malachite_bigint::BigInt;
use rustpython_wtf8::{Wtf8, Wtf8Buf};

use super::reader::{Builder, CodeParts, Reader, SliceInput};
use super::{MarshalError, VERSION, Writer, types};
use crate::code::{CodeData, Const, Name};

/// Builds [`Const`] values; a list, dict or set is no constant and is refused.
struct TreeBuilder {
    /// Replaces `co_filename` in every code object.
    filename: Option<Name>,
}

/// Reads one value from the start of `bytes`. With `filename` given, every code object in it gets that `co_filename`.
pub fn read(bytes: &[u8], filename: Option<&str>) -> Result<Const, MarshalError> {
    let mut builder = TreeBuilder { filename: filename.map(|name| Arc::new(Wtf8Buf::from(name))) };
    Reader::new(&mut SliceInput::new(bytes), &mut builder, true).value()
}

/// Reads a code object, as [`read`] does.
pub fn read_code(bytes: &[u8], filename: Option<&str>) -> Result<Arc<CodeData>, MarshalError> {
    match read(bytes, filename)? {
        Const::Code(code) => Ok(code),
        _ => Err(MarshalError::Type("bad marshal data (not a code object)".to_owned())),
    }
}

fn not_constant(what: &str) -> MarshalError {
    MarshalError::Type(format!("a {what} is no constant of a code object"))
}

fn names(value: Const, field: &str) -> Result<Box<[Name]>, MarshalError> {
    let Const::Tuple(items) = value else {
        return Err(MarshalError::Type(format!("code: {field} is not a tuple")));
    };
    items.iter().map(|item| name(item.clone(), field)).collect()
}

fn name(value: Const, field: &str) -> Result<Name, MarshalError> {
    match value {
        Const::Str(name) => Ok(name),
        _ => Err(MarshalError::Type(format!("code: {field} is not a string"))),
    }
}

fn bytes(value: Const, field: &str) -> Result<Box<[u8]>, MarshalError> {
    match value {
        Const::Bytes(bytes) => Ok(Box::from(&*bytes)),
        _ => Err(MarshalError::Type(format!("code: {field} is not bytes"))),
    }
}

impl Builder for TreeBuilder {
    type Value = Const;
    type Error = MarshalError;

    fn none(&mut self) -> Const {
        Const::None
    }

    fn ellipsis(&mut self) -> Const {
        Const::Ellipsis
    }

    fn stop_iteration(&mut self) -> Result<Const, MarshalError> {
        Err(not_constant("StopIteration"))
    }

    fn bool(&mut self, value: bool) -> Const {
        Const::Bool(value)
    }

    fn int(&mut self, value: BigInt) -> Result<Const, MarshalError> {
        Ok(Const::Int(value))
    }

    fn float(&mut self, value: f64) -> Result<Const, MarshalError> {
        Ok(Const::Float(value))
    }

    fn complex(&mut self, real: f64, imag: f64) -> Result<Const, MarshalError> {
        Ok(Const::Complex(real, imag))
    }

    fn str(&mut self, text: &Wtf8, _interned: bool) -> Result<Const, MarshalError> {
        Ok(Const::Str(Arc::new(text.to_wtf8_buf())))
    }

    fn bytes(&mut self, bytes: &[u8]) -> Result<Const, MarshalError> {
        Ok(Const::Bytes(Arc::from(bytes)))
    }

    fn tuple(&mut self, items: Vec<Const>) -> Result<Const, MarshalError> {
        Ok(Const::Tuple(Arc::from(items)))
    }

    fn frozenset(&mut self, items: Vec<Const>) -> Result<Const, MarshalError> {
        Ok(Const::FrozenSet(Arc::from(items)))
    }

    fn slice(&mut self, parts: [Const; 3]) -> Result<Const, MarshalError> {
        Ok(Const::Slice(Arc::new(parts)))
    }

    fn code(&mut self, parts: CodeParts<Const>) -> Result<Const, MarshalError> {
        let Const::Tuple(consts) = parts.consts else {
            return Err(MarshalError::Type("code: co_consts is not a tuple".to_owned()));
        };
        let localsplusnames = names(parts.localsplusnames, "co_localsplusnames")?;
        let localspluskinds = bytes(parts.localspluskinds, "co_localspluskinds")?;
        if localsplusnames.len() != localspluskinds.len() {
            return Err(MarshalError::Value("code: co_localspluskinds has another length".to_owned()));
        }
        let code = bytes(parts.code, "co_code")?;
        if code.len() % 2 != 0 {
            return Err(MarshalError::Value("code: co_code is malformed".to_owned()));
        }
        let filename = name(parts.filename, "co_filename")?;
        Ok(Const::Code(Arc::new(CodeData {
            argcount: parts.argcount,
            posonlyargcount: parts.posonlyargcount,
            kwonlyargcount: parts.kwonlyargcount,
            stacksize: parts.stacksize,
            flags: parts.flags,
            code,
            consts: Box::from(&*consts),
            names: names(parts.names, "co_names")?,
            localsplusnames,
            localspluskinds,
            filename: self.filename.clone().unwrap_or(filename),
            name: name(parts.name, "co_name")?,
            qualname: name(parts.qualname, "co_qualname")?,
            firstlineno: parts.firstlineno,
            linetable: bytes(parts.linetable, "co_linetable")?,
            exceptiontable: bytes(parts.exceptiontable, "co_exceptiontable")?,
        })))
    }

    fn list(&mut self) -> Result<Const, MarshalError> {
        Err(not_constant("list"))
    }

    fn push(&mut self, _list: &Const, _item: Const) -> Result<(), MarshalError> {
        Err(not_constant("list"))
    }

    fn set(&mut self) -> Result<Const, MarshalError> {
        Err(not_constant("set"))
    }

    fn add(&mut self, _set: &Const, _item: Const) -> Result<(), MarshalError> {
        Err(not_constant("set"))
    }

    fn dict(&mut self) -> Result<Const, MarshalError> {
        Err(not_constant("dict"))
    }

    fn insert(&mut self, _dict: &Const, _key: Const, _value: Const) -> Result<(), MarshalError> {
        Err(not_constant("dict"))
    }
}

/// Writes a constant in version [`VERSION`]. Values that the tree shares are written once.
pub fn write(value: &Const) -> Vec<u8> {
    let mut writer = Writer::new(VERSION);
    write_const(&mut writer, value);
    writer.out
}

/// The flag of a value behind an `Arc`, or `None` if a reference to it was written.
fn flag<T: ?Sized>(writer: &mut Writer, value: &Arc<T>) -> Option<u8> {
    if Arc::strong_count(value) == 1 {
        return Some(0);
    }
    writer.shared(Arc::as_ptr(value).cast::<()>() as usize)
}

/// CPython interns the constants that look like identifiers.
fn looks_like_name(text: &Wtf8) -> bool {
    text.as_bytes().iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

fn write_name(writer: &mut Writer, name: &Name, interned: bool) {
    if let Some(flag) = flag(writer, name) {
        writer.str(name, interned, flag);
    }
}

fn write_names(writer: &mut Writer, names: &[Name]) {
    writer.tuple(names.len(), 0);
    for name in names {
        write_name(writer, name, true);
    }
}

/// Writes one constant.
pub fn write_const(writer: &mut Writer, value: &Const) {
    match value {
        Const::None => writer.atom(types::NONE),
        Const::Ellipsis => writer.atom(types::ELLIPSIS),
        Const::Bool(value) => writer.atom(if *value { types::TRUE } else { types::FALSE }),
        Const::Int(value) => writer.int(value, 0),
        Const::Float(value) => writer.float(*value, 0),
        Const::Complex(real, imag) => writer.complex(*real, *imag, 0),
        Const::Str(text) => write_name(writer, text, looks_like_name(text)),
        Const::Bytes(bytes) => {
            if let Some(flag) = flag(writer, bytes) {
                writer.bytes(bytes, flag);
            }
        }
        Const::Tuple(items) => {
            if let Some(flag) = flag(writer, items) {
                writer.tuple(items.len(), flag);
                items.iter().for_each(|item| write_const(writer, item));
            }
        }
        Const::FrozenSet(items) => {
            if let Some(flag) = flag(writer, items) {
                writer.sized(types::FROZENSET, items.len(), flag);
                items.iter().for_each(|item| write_const(writer, item));
            }
        }
        Const::Slice(parts) => {
            if let Some(flag) = flag(writer, parts) {
                writer.head(types::SLICE, flag);
                parts.iter().for_each(|part| write_const(writer, part));
            }
        }
        Const::Code(code) => {
            if let Some(flag) = flag(writer, code) {
                write_code(writer, code, flag);
            }
        }
    }
}

fn write_code(writer: &mut Writer, code: &CodeData, flag: u8) {
    writer.head(types::CODE, flag);
    for count in [code.argcount, code.posonlyargcount, code.kwonlyargcount, code.stacksize, code.flags] {
        writer.long(count as i32);
    }
    writer.bytes(&code.code, 0);
    writer.tuple(code.consts.len(), 0);
    code.consts.iter().for_each(|item| write_const(writer, item));
    write_names(writer, &code.names);
    write_names(writer, &code.localsplusnames);
    writer.bytes(&code.localspluskinds, 0);
    write_name(writer, &code.filename, false);
    write_name(writer, &code.name, true);
    write_name(writer, &code.qualname, true);
    writer.long(code.firstlineno);
    writer.bytes(&code.linetable, 0);
    writer.bytes(&code.exceptiontable, 0);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Mode, Options, Source, compile};

    fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).expect("ASCII"), 16).expect("hex");
        digits.chunks(2).map(pair).collect()
    }

    #[test]
    fn what_is_written_reads_back_equal() {
        let source = "
class C:
    'doc é'
    x = (1, -2**40, 1.5, -0.0, 2j, b'bytes', 'name', 'two words', None, ..., True, (1, (2,)))
    def f(self, a, /, b=1, *c, d, **e):
        return [x for x in a if x in {1, 2, 'name'}], a[1:2:3], a['x':], lambda: (b, 10**30)
";
        let compiled = compile(Source::Text(source), "t.py", Mode::Exec, &Options::default()).expect("valid");
        let value = Const::Code(compiled.code);
        let bytes = write(&value);
        assert_eq!(read(&bytes, None).expect("own output"), value);
        for cut in 0..bytes.len() {
            assert!(read(&bytes[..cut], None).is_err(), "cut at {cut}");
        }
    }

    #[test]
    fn the_file_name_is_set_in_the_whole_tree() {
        let source = "def f():\n    def g(): pass\n";
        let compiled = compile(Source::Text(source), "t.py", Mode::Exec, &Options::default()).expect("valid");
        let code = read_code(&write(&Const::Code(compiled.code)), Some("/lib/é.py")).expect("own output");
        let Const::Code(f) = &code.consts[0] else { panic!("f comes first") };
        let Some(Const::Code(g)) = f.consts.iter().find(|item| matches!(item, Const::Code(_))) else { panic!("g") };
        assert!([&code.filename, &f.filename, &g.filename].iter().all(|name| name.to_string() == "/lib/é.py"));
    }

    #[test]
    fn cpythons_own_bytes_are_read() {
        // marshal.dumps((1, -1, 2**31, -2**100, 1.5, 1+2j, "a", "é", "\ud800", b"\xff", slice(1, None, "x")))
        let bytes =
            hex("290b e901000000 e9ffffffff ec0300000000000000 0200 6cf9ffffff 0000 0000 0000 0000 0000 0000 0004
             e7000000000000f83f f9000000000000f03f0000000000000040 da0161 f402000000c3a9 f503000000eda080
             f301000000ff 3a72000000004eda0178");
        let Const::Tuple(items) = read(&bytes, None).expect("CPython wrote it") else { panic!("a tuple") };
        assert_eq!(items[1], Const::Int(BigInt::from(-1)));
        assert_eq!(items[2], Const::Int(BigInt::from(1u64 << 31)));
        assert_eq!(items[3], Const::Int(-(BigInt::from(1u64 << 50) * BigInt::from(1u64 << 50))));
        assert_eq!(items[5], Const::Complex(1.0, 2.0));
        let Const::Slice(parts) = &items[10] else { panic!("a slice") };
        assert_eq!(parts[0], Const::Int(BigInt::from(1)));
    }

    #[test]
    fn malformed_data_is_an_error() {
        let message = |bytes: &[u8]| read(bytes, None).expect_err("malformed").to_string();
        assert_eq!(message(b""), "EOFError: EOF read where object expected");
        assert_eq!(message(b"i\x01"), "EOFError: marshal data too short");
        assert_eq!(message(b"(\xff\xff\xff\x7f"), "EOFError: EOF read where object expected");
        assert_eq!(message(b"(\xff\xff\xff\xff"), "ValueError: bad marshal data (tuple size out of range)");
        assert_eq!(message(b"s\xff\xff\xff\x7f"), "EOFError: marshal data too short");
        assert_eq!(message(b"\xa9\x01r\0\0\0\0"), "ValueError: bad marshal data (invalid reference)");
        assert_eq!(message(b"@"), "ValueError: bad marshal data (unknown type code)");
        assert_eq!(message(b"0"), "TypeError: NULL object in marshal data for object");
        assert_eq!(message(b"l\x01\0\0\0\0\0"), "ValueError: bad marshal data (unnormalized long data)");
        assert_eq!(message(b"l\x01\0\0\0\xff\xff"), "ValueError: bad marshal data (digit out of range in long)");
        assert_eq!(message(&[b')', 1].repeat(5000)), "ValueError: recursion limit exceeded");
    }

    #[test]
    fn a_doubling_chain_of_references_stays_small() {
        // x0 = (), x1 = (x0, x0) ... x60: 2**60 leaves as a tree, 61 tuples as a graph
        let mut bytes = Vec::new();
        for _ in 0..60 {
            bytes.extend_from_slice(&[b')' | super::super::FLAG_REF, 2]);
        }
        bytes.extend_from_slice(&[b')' | super::super::FLAG_REF, 0]);
        for level in (1..=60u32).rev() {
            bytes.push(types::REF);
            bytes.extend_from_slice(&level.to_le_bytes());
        }
        assert!(matches!(read(&bytes, None), Ok(Const::Tuple(items)) if items.len() == 2));
    }
}
