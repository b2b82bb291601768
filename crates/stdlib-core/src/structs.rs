//! The module `_struct`: Python values from and to bytes by a format. Formats are compiled by `structfmt`.

use std::rc::Rc;

use builtins::iters::itself;
use heap::{Head, Value};
use object::buffer::{Buffer, get_buffer};
use object::class::{Class, ClassBuilder, ClassCell, ClassFlags};
use object::error::{BaseException, exc};
use object::gc::{Object, ValueExt};
use object::{Bytes, Dict, Gc, Module, Result, Row, Str, Tuple, native, object_type, ops, raise_type};

use crate::structfmt::{Format, compile};

/// `struct.error`.
pub static ERROR: ClassCell = ClassCell::new();

/// Raises `struct.error`.
///
/// # Errors
/// Always.
#[cold]
pub fn struct_error<T>(msg: &str) -> Result<T> {
    object::raise_fmt(&ERROR, msg)
}

/// A compiled format.
#[repr(C)]
pub struct Struct {
    pub head: Head,
    format: Option<Rc<Format>>,
}
object_type!(Struct);

/// What `iter_unpack` returns.
#[repr(C)]
pub struct UnpackIter {
    pub head: Head,
    format: Rc<Format>,
    buffer: Option<Buffer>,
    at: usize,
}
object_type!(UnpackIter);

/// Creates the module.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_struct");
    m.set_doc("Functions to convert between Python values and C structs.\nPython bytes objects are used to hold the data representing the C struct\nand also as format strings (explained below) to describe the layout of data\nin the C struct.");
    let error = ClassBuilder::untyped("struct.error", BaseException::LAYOUT)
        .cell(&ERROR)
        .base(exc::EXCEPTION.get())
        .flags(ClassFlags::BASETYPE | ClassFlags::HAS_DICT | ClassFlags::WEAKREF)
        .mutable()
        .build();
    m.set("error", error);
    let c = ClassBuilder::new::<Struct>("_struct.Struct")
        .flags(ClassFlags::BASETYPE | ClassFlags::WEAKREF)
        .doc("Struct(fmt) --> compiled struct object")
        .rows(&[STRUCT])
        .build();
    m.set("Struct", c);
    let _ = ClassBuilder::new::<UnpackIter>("_struct.unpack_iterator")
        .flags(ClassFlags::NO_INSTANTIATE)
        .rows(&[ITER])
        .next_fn(advance)
        .build();
    m.add_rows(ROWS);
    Ok(m)
}

static ROWS: &[Row] = &[
    Row::function("calcsize($module, format, /)", native(calcsize)).doc("Return size in bytes of the struct described by the format string."),
    Row::function("pack($module, /, *args)", native(pack)).doc(
        "pack(format, v1, v2, ...) -> bytes\n\nReturn a bytes object containing the values v1, v2, ... packed according\nto the format string.  See help(struct) for more on format strings.",
    ),
    Row::function("pack_into($module, /, *args)", native(pack_into)).doc(
        "pack_into(format, buffer, offset, v1, v2, ...)\n\nPack the values v1, v2, ... according to the format string and write\nthe packed bytes into the writable buffer buf starting at offset.",
    ),
    Row::function("unpack($module, format, buffer, /)", native(unpack)).doc(
        "Return a tuple containing values unpacked according to the format string.\n\nThe buffer's size in bytes must be calcsize(format).",
    ),
    Row::function("unpack_from($module, format, /, buffer, offset=0)", native(unpack_from)).doc(
        "Return a tuple containing values unpacked according to the format string.\n\nThe buffer's size, minus offset, must be at least calcsize(format).",
    ),
    Row::function("iter_unpack($module, format, buffer, /)", native(iter_unpack)).doc(
        "Return an iterator yielding tuples unpacked from the given bytes.\n\nThe bytes are unpacked according to the format string, like\na repeated invocation of unpack_from().",
    ),
    Row::function("_clearcache($module, /)", native(clear_cache)).doc("Clear the internal cache."),
];

static STRUCT: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(struct_new)),
    Row::method("__init__($self, /, format)", native(struct_init))
        .doc("Initialize self.  See help(type(self)) for accurate signature."),
    Row::method("pack($self, /, *values)", native(struct_pack)).doc("S.pack(v1, v2, ...) -> bytes"),
    Row::method("pack_into($self, /, *args)", native(struct_pack_into)).doc("S.pack_into(buffer, offset, v1, v2, ...)"),
    Row::method("unpack($self, buffer, /)", native(struct_unpack)).doc("Return a tuple containing unpacked values."),
    Row::method("unpack_from($self, /, buffer, offset=0)", native(struct_unpack_from))
        .doc("Return a tuple containing unpacked values."),
    Row::method("iter_unpack($self, buffer, /)", native(struct_iter_unpack)).doc("Return an iterator yielding tuples."),
    Row::getter("format", native(struct_format)).doc("struct format string"),
    Row::getter("size", native(struct_size)).doc("struct size in bytes"),
    Row::method("__sizeof__($self, /)", native(struct_sizeof)).doc("S.__sizeof__() -> size of S in memory, in bytes"),
    Row::method("__repr__($self, /)", native(struct_repr)).doc("Return repr(self)."),
];

static ITER: &[Row] = &[
    Row::method("__iter__($self, /)", native(itself::<UnpackIter>)).doc("Implement iter(self)."),
    Row::method("__next__($self, /)", native(iter_next)).doc("Implement next(self)."),
    Row::method("__length_hint__($self, /)", native(iter_hint)),
];

/// The compiled format of a str or bytes object.
fn format_of(v: Value) -> Result<Rc<Format>> {
    if let Some(b) = v.cast::<Bytes>() {
        return compile(b.as_slice());
    }
    let Some(s) = v.cast::<Str>() else {
        return raise_type!("Struct() argument 1 must be a str or bytes object, not {}", object::repr::type_name(v));
    };
    if !s.is_ascii() {
        let at = s.code_points().position(|c| c > 127).unwrap_or(0);
        return object::error::unicode_error(
            &exc::UNICODE_ENCODE_ERROR,
            "ascii",
            v,
            at,
            at + 1,
            "ordinal not in range(128)",
        );
    }
    compile(s.as_bytes())
}

fn calcsize(format: Value) -> Result<usize> {
    Ok(format_of(format)?.size)
}

fn clear_cache() {
    crate::structfmt::clear_cache();
}

fn pack_values(f: &Format, name: &str, values: &[Value]) -> Result<Gc<Bytes>> {
    if values.len() != f.count {
        return struct_error(&format!("{name} expected {} items for packing (got {})", f.count, values.len()));
    }
    let mut out = vec![0u8; f.size];
    f.pack(values, &mut out)?;
    Ok(Bytes::new(&out))
}

fn pack(args: Gc<Tuple>) -> Result<Gc<Bytes>> {
    let Some((format, values)) = args.as_slice().split_first() else {
        return object::type_error("missing format argument");
    };
    let f = format_of(*format)?;
    pack_values(&f, "pack", values)
}

/// The place of a struct in a buffer, from an offset that may count from the end.
fn place(len: usize, offset: isize, size: usize, packing: bool) -> Result<usize> {
    let (function, verb, gerund) =
        if packing { ("pack_into", "pack", "packing") } else { ("unpack_from", "unpack", "unpacking") };
    if offset < 0 {
        if offset + size as isize > 0 {
            return struct_error(&if packing {
                format!("no space to {verb} {size} bytes at offset {offset}")
            } else {
                format!("not enough data to {verb} {size} bytes at offset {offset}")
            });
        }
        if offset + (len as isize) < 0 {
            return struct_error(&format!("offset {offset} out of range for {len}-byte buffer"));
        }
    }
    let at = if offset < 0 { (offset + len as isize) as usize } else { offset as usize };
    if len < at || len - at < size {
        return struct_error(&format!(
            "{function} requires a buffer of at least {} bytes for {gerund} {size} bytes at offset {at} (actual buffer size is {len})",
            size as u128 + at as u128
        ));
    }
    Ok(at)
}

fn pack_into_args(f: &Format, args: &[Value]) -> Result<()> {
    let (target, offset, values) = match args {
        [] => return struct_error("pack_into expected buffer argument"),
        [_] => return struct_error("pack_into expected offset argument"),
        [t, o, values @ ..] => (*t, *o, values),
    };
    if values.len() != f.count {
        return struct_error(&format!("pack_into expected {} items for packing (got {})", f.count, values.len()));
    }
    let mut b = object::buffer::get_writable(target, "pack_into", "")?;
    let offset = ops::to_isize(offset)?;
    let at = place(b.len(), offset, f.size, true)?;
    let mut out = vec![0u8; f.size];
    f.pack(values, &mut out)?;
    b.as_mut_slice()[at..at + f.size].copy_from_slice(&out);
    Ok(())
}

fn pack_into(args: Gc<Tuple>) -> Result<()> {
    let Some((format, rest)) = args.as_slice().split_first() else {
        return object::type_error("missing format argument");
    };
    let f = format_of(*format)?;
    pack_into_args(&f, rest)
}

fn unpack_exactly(f: &Format, buffer: Value) -> Result<Value> {
    let b = get_buffer(buffer, false)?;
    if b.len() != f.size {
        return struct_error(&format!("unpack requires a buffer of {} bytes", f.size));
    }
    Ok(f.unpack(b.as_slice()))
}

fn unpack(format: Value, buffer: Value) -> Result<Value> {
    let f = format_of(format)?;
    unpack_exactly(&f, buffer)
}

fn unpack_at(f: &Format, buffer: Value, offset: Option<isize>) -> Result<Value> {
    let b = get_buffer(buffer, false)?;
    let at = place(b.len(), offset.unwrap_or(0), f.size, false)?;
    Ok(f.unpack(&b.as_slice()[at..at + f.size]))
}

fn unpack_from(format: Value, buffer: Value, offset: Option<isize>) -> Result<Value> {
    let f = format_of(format)?;
    unpack_at(&f, buffer, offset)
}

fn iterate(f: Rc<Format>, buffer: Value) -> Result<Gc<UnpackIter>> {
    let b = get_buffer(buffer, false)?;
    if f.size == 0 {
        return struct_error("cannot iteratively unpack with a struct of length 0");
    }
    if b.len() % f.size != 0 {
        return struct_error(&format!("iterative unpacking requires a buffer of a multiple of {} bytes", f.size));
    }
    Ok(UnpackIter { head: Head { map: std::ptr::null() }, format: f, buffer: Some(b), at: 0 }.alloc())
}

fn iter_unpack(format: Value, buffer: Value) -> Result<Gc<UnpackIter>> {
    iterate(format_of(format)?, buffer)
}

fn advance(it: Value) -> Result<Option<Value>> {
    // SAFETY: a class's advance function gets its exact instances.
    let mut it: Gc<UnpackIter> = unsafe { it.cast_unchecked() };
    let (at, size) = (it.at, it.format.size);
    let Some(b) = &it.buffer else { return Ok(None) };
    if at >= b.len() {
        it.buffer = None;
        return Ok(None);
    }
    let v = it.format.unpack(&b.as_slice()[at..at + size]);
    it.at = at + size;
    Ok(Some(v))
}

fn iter_next(it: Gc<UnpackIter>) -> Result<Value> {
    object::iter::next_result(advance(it.value())?)
}

fn iter_hint(it: Gc<UnpackIter>) -> usize {
    it.buffer.as_ref().map_or(0, |b| (b.len() - it.at) / it.format.size)
}

fn struct_new(class: Gc<Class>, _args: Gc<Tuple>, _kwargs: Gc<Dict>) -> Gc<Struct> {
    Struct { head: Head { map: std::ptr::null() }, format: None }.alloc_in(class)
}

fn struct_init(mut s: Gc<Struct>, format: Value) -> Result<()> {
    let f = format_of(format)?;
    s.format = Some(f);
    Ok(())
}

/// The format of an initialized struct.
fn ready(s: Gc<Struct>) -> Result<Rc<Format>> {
    match &s.format {
        Some(f) => Ok(f.clone()),
        None => object::runtime_error("Struct object is not initialized"),
    }
}

fn struct_pack(s: Gc<Struct>, values: Gc<Tuple>) -> Result<Gc<Bytes>> {
    pack_values(&*ready(s)?, "pack", values.as_slice())
}

fn struct_pack_into(s: Gc<Struct>, args: Gc<Tuple>) -> Result<()> {
    pack_into_args(&*ready(s)?, args.as_slice())
}

fn struct_unpack(s: Gc<Struct>, buffer: Value) -> Result<Value> {
    unpack_exactly(&*ready(s)?, buffer)
}

fn struct_unpack_from(s: Gc<Struct>, buffer: Value, offset: Option<isize>) -> Result<Value> {
    unpack_at(&*ready(s)?, buffer, offset)
}

fn struct_iter_unpack(s: Gc<Struct>, buffer: Value) -> Result<Gc<UnpackIter>> {
    iterate(ready(s)?, buffer)
}

fn struct_format(s: Gc<Struct>) -> Result<String> {
    Ok(String::from_utf8_lossy(&ready(s)?.text).into_owned())
}

/// The size; of a structure without a format, -1.
fn struct_size(s: Gc<Struct>) -> isize {
    s.format.as_ref().map_or(-1, |f| f.size as isize)
}

fn struct_sizeof(s: Gc<Struct>) -> Result<usize> {
    Ok(56 + 32 * (ready(s)?.fields.len() + 1))
}

fn struct_repr(s: Gc<Struct>) -> Result<String> {
    let name = object::class_of(s.value()).name;
    let format = Str::new(&struct_format(s)?);
    Ok(format!("{name}({})", object::repr::repr(format.value())?))
}
