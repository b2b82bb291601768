//! The `binascii` module: conversions between binary data and ASCII forms. The transforms are in `binascii_forms`.

use object::class::ClassFlags;
use object::error::{BaseException, exc};
use object::gc::{Object, ValueExt};
use object::{Buffer, Bytes, ClassBuilder, ClassCell, Gc, Module, Result, Row, Str, Value, native};

use crate::binascii_forms as forms;

static ERROR: ClassCell = ClassCell::new();
static INCOMPLETE: ClassCell = ClassCell::new();

fn fail<T>(msg: &str) -> Result<T> {
    object::error::raise_fmt(&ERROR, msg)
}
fn made(r: std::result::Result<Vec<u8>, forms::Fail>) -> Result<Gc<Bytes>> {
    match r {
        Ok(b) => Ok(Bytes::new(&b)),
        Err(e) => fail(&e),
    }
}

/// ASCII text or a bytes-like object.
fn ascii_data(v: Value) -> Result<Vec<u8>> {
    if let Some(s) = v.cast::<Str>() {
        if !s.is_ascii() {
            return object::value_error("string argument should contain only ASCII characters");
        }
        return Ok(s.as_bytes().to_vec());
    }
    if !object::buffer::has_buffer(v) {
        return object::raise_type!(
            "argument should be bytes, buffer or ASCII string, not '{}'",
            object::repr::type_name(v)
        );
    }
    Ok(object::get_buffer(v, false)?.as_slice().to_vec())
}

fn a2b_hex(hexstr: Value) -> Result<Gc<Bytes>> {
    made(forms::unhexlify(&ascii_data(hexstr)?))
}
fn b2a_hex(data: Buffer, sep: Option<Value>, bytes_per_sep: Option<i64>) -> Result<Gc<Bytes>> {
    let t = builtins::bytes::hex_text(data.as_slice(), sep, bytes_per_sep)?;
    Ok(Bytes::new(t.as_bytes()))
}
fn a2b_base64(data: Value, strict_mode: Option<bool>) -> Result<Gc<Bytes>> {
    made(forms::a2b_base64(&ascii_data(data)?, strict_mode.unwrap_or(false)))
}
fn b2a_base64(data: Buffer, newline: Option<bool>) -> Gc<Bytes> {
    Bytes::new(&forms::b2a_base64(data.as_slice(), newline.unwrap_or(true)))
}
fn a2b_uu(data: Value) -> Result<Gc<Bytes>> {
    let d = ascii_data(data)?;
    if d.is_empty() {
        return fail("Missing length byte");
    }
    made(forms::a2b_uu(&d))
}
fn b2a_uu(data: Buffer, backtick: Option<bool>) -> Result<Gc<Bytes>> {
    made(forms::b2a_uu(data.as_slice(), backtick.unwrap_or(false)))
}
fn a2b_qp(data: Value, header: Option<bool>) -> Result<Gc<Bytes>> {
    Ok(Bytes::new(&forms::a2b_qp(&ascii_data(data)?, header.unwrap_or(false))))
}
fn b2a_qp(data: Buffer, quotetabs: Option<bool>, istext: Option<bool>, header: Option<bool>) -> Gc<Bytes> {
    Bytes::new(&forms::b2a_qp(
        data.as_slice(),
        quotetabs.unwrap_or(false),
        istext.unwrap_or(true),
        header.unwrap_or(false),
    ))
}
/// An unsigned 32-bit argument; higher bits are cut off.
fn low32(v: Value) -> Result<u32> {
    let b = object::ops::to_bigint(v)?;
    let m: object::BigInt = b & object::BigInt::from(u32::MAX);
    Ok(num_traits::ToPrimitive::to_u32(&m).unwrap_or(0))
}
fn crc32(data: Buffer, crc: Option<Value>) -> Result<u64> {
    let init = crc.map_or(Ok(0), low32)?;
    Ok(u64::from(forms::crc32(data.as_slice(), init)))
}
fn crc_hqx(data: Buffer, crc: Value) -> Result<u64> {
    Ok(u64::from(forms::crc_hqx(data.as_slice(), low32(crc)? & 0xFFFF)))
}

static ROWS: &[Row] = &[
    Row::function("a2b_hex($module, hexstr, /)", native(a2b_hex)),
    Row::function("unhexlify($module, hexstr, /)", native(a2b_hex)),
    Row::function("b2a_hex($module, /, data, sep=<unrepresentable>, bytes_per_sep=1)", native(b2a_hex)),
    Row::function("hexlify($module, /, data, sep=<unrepresentable>, bytes_per_sep=1)", native(b2a_hex)),
    Row::function("a2b_base64($module, data, /, *, strict_mode=False)", native(a2b_base64)),
    Row::function("b2a_base64($module, data, /, *, newline=True)", native(b2a_base64)),
    Row::function("a2b_uu($module, data, /)", native(a2b_uu)),
    Row::function("b2a_uu($module, data, /, *, backtick=False)", native(b2a_uu)),
    Row::function("a2b_qp($module, /, data, header=False)", native(a2b_qp)),
    Row::function("b2a_qp($module, /, data, quotetabs=False, istext=True, header=False)", native(b2a_qp)),
    Row::function("crc32($module, data, crc=0, /)", native(crc32)),
    Row::function("crc_hqx($module, data, crc, /)", native(crc_hqx)),
];

/// The module `binascii`.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("binascii");
    m.set_doc("Conversion between binary data and ASCII");
    m.add_rows(ROWS);
    let flags = ClassFlags::BASETYPE | ClassFlags::HAS_DICT | ClassFlags::WEAKREF;
    let error = ClassBuilder::untyped("binascii.Error", BaseException::LAYOUT)
        .cell(&ERROR)
        .base(exc::VALUE_ERROR.get())
        .flags(flags)
        .mutable()
        .build();
    let incomplete = ClassBuilder::untyped("binascii.Incomplete", BaseException::LAYOUT)
        .cell(&INCOMPLETE)
        .base(exc::EXCEPTION.get())
        .flags(flags)
        .mutable()
        .build();
    m.set("Error", error.value());
    m.set("Incomplete", incomplete.value());
    Ok(m)
}
