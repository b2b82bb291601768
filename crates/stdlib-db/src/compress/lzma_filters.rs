//! Filter chains of `_lzma`: from Python's dicts to the library's structures and back.

use std::ffi::c_void;

use heap::Value;
use liblzma_sys as xz;
use num_traits::ToPrimitive;
use object::buffer::Buffer;
use object::error::{catch, exc};
use object::gc::{Gc, ValueExt};
use object::{Bytes, Dict, Result, Str, number, ops, raise_exc, raise_type, raise_value};

use super::lzma::{check, lzma_error};

/// The id that ends a chain.
const END: u64 = u64::MAX;
const MOST_FILTERS: usize = xz::LZMA_FILTERS_MAX as usize;
/// The branch filters: x86, PowerPC, IA-64, ARM, ARM-Thumb, SPARC.
const BRANCH: std::ops::RangeInclusive<u64> = xz::LZMA_FILTER_X86..=xz::LZMA_FILTER_SPARC;

/// The options of one filter. The library reads them through a pointer: they stay in their box.
enum Options {
    Lzma(Box<xz::lzma_options_lzma>),
    Delta(Box<xz::lzma_options_delta>),
    Branch(Box<xz::lzma_options_bcj>),
}

/// A chain of filters.
pub struct Filters {
    chain: Vec<xz::lzma_filter>,
    /// What `chain` points to.
    _options: Vec<Options>,
}

impl Filters {
    /// Reads a sequence of filter specifiers.
    pub fn parse(specs: Value) -> Result<Filters> {
        let n = ops::len(specs)?;
        if n > MOST_FILTERS {
            return raise_value!("Too many filters - liblzma supports a maximum of {MOST_FILTERS}");
        }
        let mut f = Filters { chain: Vec::with_capacity(n + 1), _options: Vec::with_capacity(n) };
        for i in 0..n {
            f.push(ops::getitem(specs, number::int(i as i64))?)?;
        }
        f.chain.push(xz::lzma_filter { id: END, options: std::ptr::null_mut() });
        Ok(f)
    }

    fn push(&mut self, spec: Value) -> Result<()> {
        let id = id_of(spec)?;
        let options = match id {
            xz::LZMA_FILTER_LZMA1 | xz::LZMA_FILTER_LZMA2 => Options::Lzma(lzma_options(spec)?),
            xz::LZMA_FILTER_DELTA => Options::Delta(delta_options(spec)?),
            id if BRANCH.contains(&id) => Options::Branch(branch_options(spec)?),
            id => return raise_value!("Invalid filter ID: {id}"),
        };
        self._options.push(options);
        let pointer: *mut c_void = match self._options.last_mut() {
            Some(Options::Lzma(o)) => (&raw mut **o).cast(),
            Some(Options::Delta(o)) => (&raw mut **o).cast(),
            Some(Options::Branch(o)) => (&raw mut **o).cast(),
            None => std::ptr::null_mut(),
        };
        self.chain.push(xz::lzma_filter { id, options: pointer });
        Ok(())
    }

    /// The chain, for the library; it lives as long as `self`.
    pub fn as_ptr(&self) -> *const xz::lzma_filter {
        self.chain.as_ptr()
    }

    /// The options of a chain that is a single LZMA1 filter.
    pub fn single_lzma1(&self) -> Option<*const xz::lzma_options_lzma> {
        match self.chain.as_slice() {
            [f, _] if f.id == xz::LZMA_FILTER_LZMA1 => Some(f.options.cast_const().cast()),
            _ => None,
        }
    }
}

fn item(spec: Value, key: &str) -> Result<Option<Value>> {
    catch(ops::getitem(spec, Str::new(key).value()), &exc::KEY_ERROR)
}

fn id_of(spec: Value) -> Result<u64> {
    if spec.cast::<Dict>().is_none() && object::class_of(spec).dunder(object::Id::__getitem__).is_none() {
        return raise_type!("Filter specifier must be a dict or dict-like object");
    }
    let Some(id) = item(spec, "id")? else {
        return raise_value!("Filter specifier must have an \"id\" entry");
    };
    unsigned(id)
}

/// An int that fits 64 bits without sign.
pub fn unsigned(v: Value) -> Result<u64> {
    if !number::is_int(v) {
        return raise_type!("expected int, got {}", object::repr::type_name(v));
    }
    let b = ops::to_bigint(v)?;
    if b < object::BigInt::from(0) {
        return raise_exc!(OVERFLOW_ERROR, "can't convert negative int to unsigned");
    }
    match b.to_u64() {
        Some(n) => Ok(n),
        None => raise_exc!(OVERFLOW_ERROR, "int too big to convert"),
    }
}

/// An int that fits 32 bits without sign.
pub fn unsigned32(v: Value) -> Result<u32> {
    match u32::try_from(unsigned(v)?) {
        Ok(n) => Ok(n),
        Err(_) => raise_exc!(OVERFLOW_ERROR, "Value too large for uint32_t type"),
    }
}

/// Reads the numbers of a specifier into the fields; any other key or value that does not fit makes it invalid.
fn read_fields(spec: Value, what: &str, fields: &mut [(&str, &mut u32)]) -> Result<()> {
    let read = |fields: &mut [(&str, &mut u32)]| -> Result<bool> {
        let mut known = 1;
        for (name, field) in fields {
            if let Some(v) = item(spec, name)? {
                **field = unsigned32(v)?;
                known += 1;
            }
        }
        if item(spec, "preset")?.is_some() && what == "LZMA" {
            known += 1;
        }
        Ok(ops::len(spec)? == known)
    };
    match read(fields) {
        Ok(true) => Ok(()),
        r => {
            if r.is_err() {
                let _ = object::error::take_pending();
            }
            raise_value!("Invalid filter specifier for {what} filter")
        }
    }
}

/// The options of a preset.
pub fn preset_options(preset: u32) -> Result<Box<xz::lzma_options_lzma>> {
    // SAFETY: the structure is plain numbers and pointers, for which zero is valid.
    let mut o: Box<xz::lzma_options_lzma> = Box::new(unsafe { std::mem::zeroed() });
    // SAFETY: the library fills the structure.
    if unsafe { xz::lzma_lzma_preset(&raw mut *o, preset) } != 0 {
        return lzma_error(&format!("Invalid compression preset: {preset}"));
    }
    Ok(o)
}

fn lzma_options(spec: Value) -> Result<Box<xz::lzma_options_lzma>> {
    let preset = match item(spec, "preset")? {
        Some(p) => unsigned32(p)?,
        None => xz::LZMA_PRESET_DEFAULT,
    };
    let mut options = preset_options(preset)?;
    let o = &mut *options;
    let fields: &mut [(&str, &mut u32)] = &mut [
        ("dict_size", &mut o.dict_size),
        ("lc", &mut o.lc),
        ("lp", &mut o.lp),
        ("pb", &mut o.pb),
        ("mode", &mut o.mode),
        ("nice_len", &mut o.nice_len),
        ("mf", &mut o.mf),
        ("depth", &mut o.depth),
    ];
    read_fields(spec, "LZMA", fields)?;
    Ok(options)
}

fn delta_options(spec: Value) -> Result<Box<xz::lzma_options_delta>> {
    // SAFETY: the structure is plain numbers and pointers, for which zero is valid.
    let mut o: Box<xz::lzma_options_delta> = Box::new(unsafe { std::mem::zeroed() });
    o.dist = 1;
    read_fields(spec, "delta", &mut [("dist", &mut o.dist)])?;
    Ok(o)
}

fn branch_options(spec: Value) -> Result<Box<xz::lzma_options_bcj>> {
    let mut o = Box::new(xz::lzma_options_bcj { start_offset: 0 });
    read_fields(spec, "BCJ", &mut [("start_offset", &mut o.start_offset)])?;
    Ok(o)
}

/// `_encode_filter_properties`.
pub fn encode_properties(spec: Value) -> Result<Gc<Bytes>> {
    let mut f = Filters { chain: Vec::new(), _options: Vec::new() };
    f.push(spec)?;
    let mut size = 0;
    // SAFETY: one filter whose options live in `f`.
    check(unsafe { xz::lzma_properties_size(&raw mut size, f.as_ptr()) })?;
    let mut out = vec![0_u8; size as usize];
    // SAFETY: the room is as long as the library asked for.
    check(unsafe { xz::lzma_properties_encode(f.as_ptr(), out.as_mut_ptr()) })?;
    Ok(Bytes::new(&out))
}

/// `_decode_filter_properties`.
pub fn decode_properties(id: Value, props: Buffer) -> Result<Gc<Dict>> {
    let mut f = xz::lzma_filter { id: unsigned(id)?, options: std::ptr::null_mut() };
    let (p, n) = (props.as_slice().as_ptr(), props.as_slice().len());
    // SAFETY: the properties are as long as said; without an allocator the options come from malloc.
    check(unsafe { xz::lzma_properties_decode(&raw mut f, std::ptr::null(), p, n) })?;
    let d = Dict::new();
    d.set_text("id", number::uint(f.id));
    if f.options.is_null() {
        return Ok(d);
    }
    let add = |name: &str, n: u32| d.set_text(name, number::int(i64::from(n)));
    // SAFETY: the library allocated the options of this filter's type; they are freed once.
    unsafe {
        match f.id {
            xz::LZMA_FILTER_LZMA1 => {
                let o = &*f.options.cast::<xz::lzma_options_lzma>();
                add("dict_size", o.dict_size);
                add("lc", o.lc);
                add("lp", o.lp);
                add("pb", o.pb);
            }
            xz::LZMA_FILTER_LZMA2 => add("dict_size", (*f.options.cast::<xz::lzma_options_lzma>()).dict_size),
            xz::LZMA_FILTER_DELTA => add("dist", (*f.options.cast::<xz::lzma_options_delta>()).dist),
            _ => add("start_offset", (*f.options.cast::<xz::lzma_options_bcj>()).start_offset),
        }
        libc::free(f.options);
    }
    Ok(d)
}
