//! Conversions of `array.array`: to and from lists, bytes, text, files and pickles.

use heap::{GcVec, Value};
use object::class::Class;
use object::gc::{Object, ValueExt};
use object::map::class_of;
use object::{Bytes, Gc, Id, List, Result, Row, Str, native, none, number, raise_type};

use crate::array::{Array, bytes_of, call_file, check_resize, with_data};
use crate::arrayitem::{ItemType, TYPES, item_type};

/// The conversion methods.
pub static ROWS: &[Row] = &[
    Row::method("buffer_info($self, /)", native(buffer_info)).doc(
        "Return a tuple (address, length) giving the current memory address and the length in items of the buffer used to hold array's contents.\n\n\
         The length should be multiplied by the itemsize attribute to calculate\nthe buffer length in bytes.",
    ),
    Row::method("byteswap($self, /)", native(byteswap)).doc(
        "Byteswap all items of the array.\n\nIf the items in the array are not 1, 2, 4, or 8 bytes in size, RuntimeError is\nraised.",
    ),
    Row::method("frombytes($self, buffer, /)", native(frombytes)).doc("Appends items from the string, interpreting it as an array of machine values, as if it had been read from a file using the fromfile() method."),
    Row::method("fromfile($self, f, n, /)", native(fromfile)).doc("Read n objects from the file object f and append them to the end of the array."),
    Row::method("fromlist($self, list, /)", native(fromlist)).doc("Append items to array from list."),
    Row::method("fromunicode($self, ustr, /)", native(fromunicode)).doc("Extends this array with data from the unicode string ustr."),
    Row::method("tobytes($self, /)", native(tobytes)).doc("Convert the array to an array of machine values and return the bytes representation."),
    Row::method("tofile($self, f, /)", native(tofile)).doc("Write all items (as machine values) to the file object f."),
    Row::method("tolist($self, /)", native(tolist)).doc("Convert array to an ordinary list with the same items."),
    Row::method("tounicode($self, /)", native(tounicode)).doc("Extends this array with data from the unicode string ustr."),
    Row::method("__reduce_ex__($self, value, /)", native(reduce_ex)).doc("Return state information for pickling."),
];

/// Functions of the module.
pub static FUNCTIONS: &[Row] =
    &[Row::function("_array_reconstructor($module, arraytype, typecode, mformat_code, items, /)", native(reconstruct))
        .doc("Internal. Used for pickling support.")];

fn buffer_info(a: Gc<Array>) -> Value {
    object::seq::tuple(&[number::uint(a.data.as_ptr() as u64), number::uint(a.len() as u64)])
}

fn byteswap(mut a: Gc<Array>) {
    let size = a.item.size;
    a.data.chunks_exact_mut(size).for_each(<[u8]>::reverse);
}

/// Appends raw bytes.
///
/// # Errors
/// `TypeError` for what is not bytes-like, `ValueError` for a length that does not fit.
pub fn frombytes(mut a: Gc<Array>, buffer: Value) -> Result<()> {
    let bytes = bytes_of(buffer)?;
    if bytes.len() % a.item.size != 0 {
        return object::value_error("bytes length not a multiple of item size");
    }
    if !bytes.is_empty() {
        check_resize(a)?;
        a.data.extend_from_slice(&bytes);
    }
    Ok(())
}

fn fromfile(a: Gc<Array>, f: Value, n: isize) -> Result<()> {
    if n < 0 {
        return object::value_error("negative count");
    }
    let Some(wanted) = (n as usize).checked_mul(a.item.size).filter(|w| *w <= isize::MAX as usize) else {
        return object::memory_error();
    };
    let data = call_file(f, "read", number::uint(wanted as u64))?;
    let Some(b) = data.cast::<Bytes>() else { return object::type_error("read() didn't return bytes") };
    frombytes(a, data)?;
    if b.as_slice().len() != wanted {
        return object::error::eof_error("read() didn't return enough bytes");
    }
    Ok(())
}

fn fromlist(mut a: Gc<Array>, list: Value) -> Result<()> {
    let Some(l) = list.cast::<List>() else { return object::type_error("arg must be list") };
    let n = l.items.len();
    if n == 0 {
        return Ok(());
    }
    check_resize(a)?;
    let size = a.item.size;
    // All items are converted first, so that an error leaves the array as it was.
    let mut new: GcVec<u8> = GcVec::with_capacity(n * size);
    for i in 0..n {
        let Some(v) = l.items.get(i).copied() else { break };
        let mut bytes = [0u8; 8];
        (a.item.store)(v, &mut bytes[..size])?;
        new.extend_from_slice(&bytes[..size]);
        if l.items.len() != n {
            return object::runtime_error("list changed size during iteration");
        }
    }
    a.data.extend_from_slice(&new);
    Ok(())
}

/// Appends the characters of a string.
///
/// # Errors
/// `TypeError` for what is no string, `ValueError` for an array that holds no characters.
pub fn fromunicode(mut a: Gc<Array>, text: Value) -> Result<()> {
    let Some(s) = text.cast::<Str>() else {
        return raise_type!("fromunicode() argument must be str, not {}", object::repr::type_name(text));
    };
    if !a.item.is_text() {
        return object::value_error("fromunicode() may only be called on unicode type arrays ('u' or 'w')");
    }
    if s.byte_len() > 0 {
        check_resize(a)?;
    }
    for c in s.code_points() {
        a.data.extend_from_slice(&c.to_ne_bytes());
    }
    Ok(())
}

fn tobytes(a: Gc<Array>) -> Gc<Bytes> {
    Bytes::new(&a.data)
}

fn tofile(a: Gc<Array>, f: Value) -> Result<()> {
    const BLOCK: usize = 64 * 1024;
    let mut at = 0;
    while at < a.data.len() {
        let end = (at + BLOCK).min(a.data.len());
        let block = Bytes::new(&a.data[at..end]);
        call_file(f, "write", block.value())?;
        at = end;
    }
    Ok(())
}

/// The items as a list.
#[must_use]
pub fn tolist(a: Gc<Array>) -> Gc<List> {
    List::new((0..a.len()).filter_map(|i| a.get(i)).collect())
}

/// The characters as a string.
///
/// # Errors
/// `ValueError` for an array that holds no characters, or numbers beyond Unicode.
pub fn tounicode(a: Gc<Array>) -> Result<Value> {
    if !a.item.is_text() {
        return object::value_error("tounicode() may only be called on unicode type arrays ('u' or 'w')");
    }
    let mut out = rustpython_wtf8::Wtf8Buf::new();
    let (words, _) = a.data.as_chunks::<4>();
    for w in words {
        let c = u32::from_ne_bytes(*w);
        match rustpython_wtf8::CodePoint::from_u32(c) {
            Some(c) => out.push(c),
            None => return object::raise_value!("character U+{c:x} is not in range [U+0000; U+10ffff]"),
        }
    }
    Ok(Str::from_buf(out).value())
}

fn reduce_ex(a: Gc<Array>, protocol: i64) -> Result<Value> {
    let dict = object::attr::find_attr(a.value(), Id::__dict__.str())?.unwrap_or_else(none);
    let class = class_of(a.value()).value();
    let code = Str::single(a.item.code).value();
    if protocol < 3 {
        let items = if a.item.is_text() { tounicode(a)? } else { tolist(a).value() };
        return Ok(object::seq::tuple(&[class, object::seq::tuple(&[code, items]), dict]));
    }
    let import = builtins::seqtools::builtin("__import__")?;
    let module = object::call::call(import, &[Str::new("array").value()])?;
    let f = object::attr::getattr(module, object::intern("_array_reconstructor"))?;
    let args = object::seq::tuple(&[class, code, number::int(i64::from(a.item.machine)), tobytes(a).value()]);
    Ok(object::seq::tuple(&[f, args, dict]))
}

/// What a machine format code of a pickle says: item size, signed, big-endian; or a kind of text.
struct Machine {
    size: usize,
    kind: Kind,
    big: bool,
}

#[derive(PartialEq, Clone, Copy)]
enum Kind {
    Unsigned,
    Signed,
    Float,
    Utf16,
    Utf32,
}

fn machine(code: i64) -> Option<Machine> {
    let (size, kind) = match code {
        0 => (1, Kind::Unsigned),
        1 => (1, Kind::Signed),
        2 | 3 => (2, Kind::Unsigned),
        4 | 5 => (2, Kind::Signed),
        6 | 7 => (4, Kind::Unsigned),
        8 | 9 => (4, Kind::Signed),
        10 | 11 => (8, Kind::Unsigned),
        12 | 13 => (8, Kind::Signed),
        14 | 15 => (4, Kind::Float),
        16 | 17 => (8, Kind::Float),
        18 | 19 => (2, Kind::Utf16),
        20 | 21 => (4, Kind::Utf32),
        _ => return None,
    };
    Some(Machine { size, kind, big: code > 1 && code % 2 == 1 })
}

/// The type whose items look like the machine format's, preferring the one asked for.
fn matching(wanted: &'static ItemType, m: &Machine) -> &'static ItemType {
    let fits = |t: &&ItemType| {
        let kind = match t.code {
            b'u' | b'w' => Kind::Utf32,
            b'f' | b'd' => Kind::Float,
            c if c.is_ascii_uppercase() => Kind::Unsigned,
            _ => Kind::Signed,
        };
        t.size == m.size && kind == m.kind
    };
    if fits(&wanted) { wanted } else { TYPES.iter().find(fits).unwrap_or(wanted) }
}

fn reconstruct(class: Value, typecode: Value, mformat: i64, items: Value) -> Result<Value> {
    let Some(class) = class.cast::<Class>() else {
        return raise_type!("first argument must be a type object, not {}", object::repr::type_name(class));
    };
    if !class.is_subclass_of(Array::class()) {
        return raise_type!("{} is not a subtype of {}", class.name, Array::class().name);
    }
    let code = typecode.cast::<Str>().filter(|s| s.char_len() == 1);
    let Some(wanted) = code.and_then(|s| item_type(s.nth(0))) else {
        return object::value_error("second argument must be a valid type code");
    };
    let Some(m) = machine(mformat) else {
        return object::value_error("third argument must be a valid machine format code.");
    };
    let Some(bytes) = items.cast::<Bytes>() else {
        return raise_type!("fourth argument should be bytes, not {}", object::repr::type_name(items));
    };
    let bytes = bytes.as_slice();
    if bytes.len() % m.size != 0 {
        return object::value_error("bytes length not a multiple of item size");
    }
    if m.kind == Kind::Utf16 {
        let units = bytes
            .chunks_exact(2)
            .map(|b| if m.big { u16::from_be_bytes([b[0], b[1]]) } else { u16::from_le_bytes([b[0], b[1]]) });
        let text: String = match char::decode_utf16(units).collect() {
            Ok(t) => t,
            Err(_) => return object::value_error("illegal UTF-16 surrogate"),
        };
        let a = with_data(class, wanted, GcVec::new());
        fromunicode(a, Str::new(&text).value())?;
        return Ok(a.value());
    }
    let mut data: GcVec<u8> = GcVec::from(bytes);
    if m.big != cfg!(target_endian = "big") {
        data.chunks_exact_mut(m.size).for_each(<[u8]>::reverse);
    }
    Ok(with_data(class, matching(wanted, &m), data).value())
}
