//! `ZstdDict`, and training dictionaries.

use heap::{Head, Value};
use object::buffer::Buffer;
use object::class::Class;
use object::gc::{Object, ValueExt};
use object::{Bytes, Gc, Result, Row, Tuple, native, number, raise_type, raise_value};
use zstd_sys as z;

use super::zstd::zstd_error;

/// `ZstdDict`.
#[repr(C)]
pub struct ZstdDict {
    head: Head,
    pub content: Gc<Bytes>,
    id: u32,
}
object::object_type!(ZstdDict);

/// How a dictionary is loaded; the numbers are what the `as_…` attributes carry.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Load {
    Digested,
    Undigested,
    Prefix,
}

/// The dictionary in a `zstd_dict` argument, and how to load it; `plain` is for a dictionary by itself.
pub fn argument(v: Value, plain: Load) -> Result<(Gc<ZstdDict>, Load)> {
    if let Some(d) = v.cast::<ZstdDict>() {
        return Ok((d, plain));
    }
    if let Some(t) = v.cast::<Tuple>()
        && let [d, kind] = t.as_slice()
        && let Some(d) = d.cast::<ZstdDict>()
    {
        match number::as_i64(*kind) {
            Some(0) => return Ok((d, Load::Digested)),
            Some(1) => return Ok((d, Load::Undigested)),
            Some(2) => return Ok((d, Load::Prefix)),
            _ => {}
        }
    }
    raise_type!("zstd_dict argument should be a ZstdDict object.")
}

fn new(class: Gc<Class>, content: Buffer, is_raw: Option<bool>) -> Result<Gc<ZstdDict>> {
    let bytes = content.as_slice();
    if bytes.len() < 8 {
        return raise_value!("Zstandard dictionary content too short (must have at least eight bytes)");
    }
    let id = if is_raw.unwrap_or(false) {
        0
    } else {
        // SAFETY: the content is as long as said.
        unsafe { z::ZDICT_getDictID(bytes.as_ptr().cast(), bytes.len()) }
    };
    if id == 0 && !is_raw.unwrap_or(false) {
        return raise_value!("invalid Zstandard dictionary");
    }
    Ok(ZstdDict { head: Head { map: std::ptr::null() }, content: Bytes::new(bytes), id }.alloc_in(class))
}
fn show(this: Gc<ZstdDict>) -> String {
    format!("<ZstdDict dict_id={} dict_size={}>", this.id, this.content.as_slice().len())
}
fn len(this: Gc<ZstdDict>) -> usize {
    this.content.as_slice().len()
}
fn dict_id(this: Gc<ZstdDict>) -> u32 {
    this.id
}
fn dict_content(this: Gc<ZstdDict>) -> Gc<Bytes> {
    this.content
}
fn loaded_as(this: Gc<ZstdDict>, kind: i64) -> Value {
    object::seq::tuple(&[this.value(), number::int(kind)])
}
fn as_digested(this: Gc<ZstdDict>) -> Value {
    loaded_as(this, 0)
}
fn as_undigested(this: Gc<ZstdDict>) -> Value {
    loaded_as(this, 1)
}
fn as_prefix(this: Gc<ZstdDict>) -> Value {
    loaded_as(this, 2)
}

pub static DICT: &[Row] = &[
    Row::new("__new__($type, dict_content, /, *, is_raw=False)", native(new)),
    Row::method("__repr__($self, /)", native(show)),
    Row::method("__len__($self, /)", native(len)),
    Row::getter("dict_id", native(dict_id)).doc("The Zstandard dictionary, an int between 0 and 2**32.\n\nA non-zero value represents an ordinary Zstandard dictionary,\nconforming to the standardised format.\n\nThe special value '0' means a 'raw content' dictionary,\nwithout any restrictions on format or content."),
    Row::getter("dict_content", native(dict_content)).doc("The content of a Zstandard dictionary, as a bytes object."),
    Row::getter("as_digested_dict", native(as_digested)).doc("Load as a digested dictionary to compressor."),
    Row::getter("as_undigested_dict", native(as_undigested)).doc("Load as an undigested dictionary to compressor."),
    Row::getter("as_prefix", native(as_prefix)).doc("Load as a prefix to compressor/decompressor."),
];

fn sample_sizes(samples: Gc<Bytes>, sizes: Gc<Tuple>, dict_size: isize) -> Result<Vec<usize>> {
    if dict_size <= 0 {
        return raise_value!("dict_size argument should be positive number.");
    }
    let mut out = Vec::new();
    let mut sum = 0_usize;
    for v in sizes.as_slice() {
        if !number::is_int(*v) {
            return raise_type!("an integer is required");
        }
        let Ok(n) = usize::try_from(object::ops::to_i64(*v)?) else {
            return object::overflow_error("can't convert negative value to unsigned int");
        };
        sum = sum.saturating_add(n);
        out.push(n);
    }
    if sum != samples.as_slice().len() {
        return raise_value!("The samples size tuple doesn't match the concatenation's size.");
    }
    Ok(out)
}

fn finished(what: &str, mut room: Vec<u8>, rc: usize) -> Result<Gc<Bytes>> {
    // SAFETY: the function looks at the number only.
    if unsafe { z::ZDICT_isError(rc) } != 0 {
        return zstd_error(&format!("Unable to {what} the Zstandard dictionary: {}", super::zstd::error_name(rc)));
    }
    room.truncate(rc);
    Ok(Bytes::new(&room))
}

fn train_dict(samples: Gc<Bytes>, sizes: Gc<Tuple>, dict_size: isize) -> Result<Gc<Bytes>> {
    let sizes = sample_sizes(samples, sizes, dict_size)?;
    let data = samples.as_slice();
    let mut room = vec![0_u8; dict_size as usize];
    let n = sizes.len() as u32;
    // SAFETY: room, samples and sizes are as long as said; the heap is not touched.
    let rc = heap::without_gil(|| unsafe {
        z::ZDICT_trainFromBuffer(room.as_mut_ptr().cast(), room.len(), data.as_ptr().cast(), sizes.as_ptr(), n)
    });
    finished("train", room, rc)
}

fn finalize_dict(
    custom: Gc<Bytes>,
    samples: Gc<Bytes>,
    sizes: Gc<Tuple>,
    dict_size: isize,
    level: i32,
) -> Result<Gc<Bytes>> {
    let sizes = sample_sizes(samples, sizes, dict_size)?;
    let (base, data) = (custom.as_slice(), samples.as_slice());
    let mut room = vec![0_u8; dict_size as usize];
    let n = sizes.len() as u32;
    let params = z::ZDICT_params_t { compressionLevel: level, notificationLevel: 0, dictID: 0 };
    // SAFETY: room, content, samples and sizes are as long as said; the heap is not touched.
    let rc = heap::without_gil(|| unsafe {
        z::ZDICT_finalizeDictionary(
            room.as_mut_ptr().cast(),
            room.len(),
            base.as_ptr().cast(),
            base.len(),
            data.as_ptr().cast(),
            sizes.as_ptr(),
            n,
            params,
        )
    });
    finished("finalize", room, rc)
}

pub static ROWS: &[Row] = &[
    Row::function("train_dict($module, samples_bytes, samples_sizes, dict_size, /)", native(train_dict))
        .doc("Train a Zstandard dictionary on sample data."),
    Row::function(
        "finalize_dict($module, custom_dict_bytes, samples_bytes, samples_sizes, dict_size, compression_level, /)",
        native(finalize_dict),
    )
    .doc("Finalize a Zstandard dictionary."),
];
