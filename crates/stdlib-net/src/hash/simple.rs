//! `_md5`, `_sha1`, `_sha2`, `_sha3`, `_blake2`.

use heap::{Head, Value};
use object::buffer;
use object::class::{Class, ClassBuilder, ClassCell, ClassFlags};
use object::gc::Object;
use object::{Gc, Module, Result, Row, native, number, ops, raise_exc, raise_value};

use super::blake2::{Blake2b, Blake2s, Params};
use super::digest::{self, COMMON, FIXED, GIL_MINSIZE, Hash, XOF, initial};
use super::state::{Algorithm, State};

macro_rules! functions {
    ($($f:ident $cell:ident $algorithm:ident;)*) => {
        $(
            static $cell: ClassCell = ClassCell::new();
            fn $f(data: Option<Value>, _security: Option<bool>, string: Option<Value>) -> Result<Gc<Hash>> {
                digest::make($cell.get(), Algorithm::$algorithm, initial(data, string)?)
            }
        )*
    };
}
functions! {
    md5 MD5 Md5;
    sha1 SHA1 Sha1;
    sha224 SHA224 Sha224;
    sha256 SHA256 Sha256;
    sha384 SHA384 Sha384;
    sha512 SHA512 Sha512;
}

static FIXED_ROWS: &[&[Row]] = &[COMMON, FIXED];

fn plain_class(path: &'static str, cell: &'static ClassCell) -> Gc<Class> {
    ClassBuilder::untyped(path, Hash::LAYOUT).cell(cell).flags(ClassFlags::NO_INSTANTIATE).rows(FIXED_ROWS).build()
}

fn module(name: &str, rows: &'static [Row]) -> Gc<Module> {
    let m = Module::new(name);
    m.add_rows(rows);
    m.set("_GIL_MINSIZE", number::int(GIL_MINSIZE as i64));
    m
}

/// Creates `_md5`.
pub fn create_md5() -> Result<Gc<Module>> {
    static ROWS: &[Row] =
        &[Row::function("md5($module, /, data=b'', *, usedforsecurity=True, string=None)", native(md5))];
    let m = module("_md5", ROWS);
    m.set("MD5Type", plain_class("_md5.md5", &MD5));
    Ok(m)
}
/// Creates `_sha1`.
pub fn create_sha1() -> Result<Gc<Module>> {
    static ROWS: &[Row] =
        &[Row::function("sha1($module, /, data=b'', *, usedforsecurity=True, string=None)", native(sha1))];
    let m = module("_sha1", ROWS);
    m.set("SHA1Type", plain_class("_sha1.sha1", &SHA1));
    Ok(m)
}
/// Creates `_sha2`.
pub fn create_sha2() -> Result<Gc<Module>> {
    static ROWS: &[Row] = &[
        Row::function("sha224($module, /, data=b'', *, usedforsecurity=True, string=None)", native(sha224)),
        Row::function("sha256($module, /, data=b'', *, usedforsecurity=True, string=None)", native(sha256)),
        Row::function("sha384($module, /, data=b'', *, usedforsecurity=True, string=None)", native(sha384)),
        Row::function("sha512($module, /, data=b'', *, usedforsecurity=True, string=None)", native(sha512)),
    ];
    let m = module("_sha2", ROWS);
    m.set("SHA224Type", plain_class("_sha2.SHA224Type", &SHA224));
    m.set("SHA256Type", plain_class("_sha2.SHA256Type", &SHA256));
    m.set("SHA384Type", plain_class("_sha2.SHA384Type", &SHA384));
    m.set("SHA512Type", plain_class("_sha2.SHA512Type", &SHA512));
    Ok(m)
}

macro_rules! sha3_classes {
    ($($new:ident $cell:ident $rows:ident $algorithm:ident $name:literal;)*) => {
        $(
            static $cell: ClassCell = ClassCell::new();
            fn $new(class: Gc<Class>, data: Option<Value>, _security: Option<bool>, string: Option<Value>) -> Result<Gc<Hash>> {
                digest::make(class, Algorithm::$algorithm, initial(data, string)?)
            }
            static $rows: &[Row] = &[Row::new("__new__($type, data=b'', *, usedforsecurity=True, string=None)", native($new))];
        )*
        fn add_sha3(m: Gc<Module>) {
            $(
                {
                    static FIXED_ALL: &[&[Row]] = &[COMMON, FIXED, KECCAK, $rows];
                    static XOF_ALL: &[&[Row]] = &[COMMON, XOF, KECCAK, $rows];
                    let rows = if Algorithm::$algorithm.is_xof() { XOF_ALL } else { FIXED_ALL };
                    let c = ClassBuilder::untyped(concat!("_sha3.", $name), Hash::LAYOUT).cell(&$cell).rows(rows).build();
                    m.set($name, c);
                }
            )*
        }
    };
}
sha3_classes! {
    new_sha3_224 SHA3_224 ROWS_224 Sha3t224 "sha3_224";
    new_sha3_256 SHA3_256 ROWS_256 Sha3t256 "sha3_256";
    new_sha3_384 SHA3_384 ROWS_384 Sha3t384 "sha3_384";
    new_sha3_512 SHA3_512 ROWS_512 Sha3t512 "sha3_512";
    new_shake_128 SHAKE_128 ROWS_S128 Shake128 "shake_128";
    new_shake_256 SHAKE_256 ROWS_S256 Shake256 "shake_256";
}

fn rate_bits(this: Gc<Hash>) -> usize {
    this.algorithm.block_size() * 8
}
fn capacity_bits(this: Gc<Hash>) -> usize {
    1600 - rate_bits(this)
}
fn suffix(this: Gc<Hash>) -> Gc<object::Bytes> {
    object::Bytes::new(if this.algorithm.is_xof() { b"\x1f" } else { b"\x06" })
}
static KECCAK: &[Row] = &[
    Row::getter("_capacity_bits", native(capacity_bits)),
    Row::getter("_rate_bits", native(rate_bits)),
    Row::getter("_suffix", native(suffix)),
];

/// Creates `_sha3`.
pub fn create_sha3() -> Result<Gc<Module>> {
    let m = module("_sha3", &[]);
    add_sha3(m);
    m.set("implementation", object::Str::new("RustCrypto"));
    Ok(m)
}

/// The limits of a BLAKE2 function.
struct Limits {
    digest: usize,
    key: usize,
    salt: usize,
    person: usize,
    /// The largest node offset.
    offset: u64,
}
const LIMITS_B: Limits = Limits { digest: 64, key: 64, salt: 16, person: 16, offset: u64::MAX };
const LIMITS_S: Limits = Limits { digest: 32, key: 32, salt: 8, person: 8, offset: (1 << 48) - 1 };

/// The keyword arguments of BLAKE2 constructors, which are more than a row's function takes one by one.
fn blake_params(
    first: Option<Value>,
    kw: Gc<object::Dict>,
    limits: &Limits,
    function: &str,
) -> Result<(Params, Option<Value>)> {
    const NAMES: [&str; 14] = [
        "digest_size",
        "key",
        "salt",
        "person",
        "fanout",
        "depth",
        "leaf_size",
        "node_offset",
        "node_depth",
        "inner_size",
        "last_node",
        "usedforsecurity",
        "string",
        "data",
    ];
    if first.is_some() && kw.get_text("data").is_some() {
        return object::raise_type!("argument for {function}() given by name ('data') and position (1)");
    }
    for (k, _) in kw.to_vec().iter() {
        let name = object::repr::str_of(*k)?;
        if !NAMES.iter().any(|n| n.as_bytes() == name.as_bytes()) {
            return object::raise_type!("{function}() got an unexpected keyword argument '{name}'");
        }
    }
    let int = |name: &str, default: i64| kw.get_text(name).map_or(Ok(default), ops::to_i64);
    let bytes = |name: &str, max: usize, what: &str| -> Result<Vec<u8>> {
        let Some(v) = kw.get_text(name) else { return Ok(Vec::new()) };
        let b = buffer::get_buffer(v, false)?;
        if b.as_slice().len() > max {
            return raise_value!("maximum {what} length is {max} bytes");
        }
        Ok(b.as_slice().to_vec())
    };
    let size = int("digest_size", limits.digest as i64)?;
    if size <= 0 || size > limits.digest as i64 {
        return raise_value!(
            "digest_size for {} must be between 1 and {} bytes, here it is {size}",
            if limits.digest == 64 { "Blake2b" } else { "Blake2s" },
            limits.digest
        );
    }
    let range = |name: &str, default: i64, low: i64, high: i64| -> Result<u8> {
        let n = int(name, default)?;
        if n < low || n > high { raise_value!("{name} must be between {low} and {high}") } else { Ok(n as u8) }
    };
    let leaf = int("leaf_size", 0)?;
    if leaf < 0 {
        return raise_value!("Cannot convert negative int");
    }
    if leaf > i64::from(u32::MAX) {
        return raise_exc!(OVERFLOW_ERROR, "leaf_size is too large");
    }
    let offset = match kw.get_text("node_offset") {
        None => 0,
        Some(v) => {
            use num_traits::ToPrimitive;
            let b = ops::to_bigint(v)?;
            if b < object::BigInt::from(0) {
                return raise_value!("Cannot convert negative int");
            }
            match b.to_u64().filter(|n| *n <= limits.offset) {
                Some(n) => n,
                None => return raise_exc!(OVERFLOW_ERROR, "node_offset is too large"),
            }
        }
    };
    let p = Params {
        digest_size: size as usize,
        key: bytes("key", limits.key, "key")?,
        salt: bytes("salt", limits.salt, "salt")?,
        person: bytes("person", limits.person, "person")?,
        fanout: range("fanout", 1, 0, 255)?,
        depth: range("depth", 1, 1, 255)?,
        leaf_size: leaf as u32,
        node_offset: offset,
        node_depth: range("node_depth", 0, 0, 255)?,
        inner_size: range("inner_size", 0, 0, limits.digest as i64)?,
        last_node: kw.get_text("last_node").map_or(Ok(false), ops::truth)?,
    };
    let data = initial(first.or_else(|| kw.get_text("data")), kw.get_text("string"))?;
    Ok((p, data))
}

fn blake_new(class: Gc<Class>, args: Gc<object::Tuple>, kw: Gc<object::Dict>, long: bool) -> Result<Gc<Hash>> {
    let limits = if long { &LIMITS_B } else { &LIMITS_S };
    let function = if long { "blake2b" } else { "blake2s" };
    let count = args.as_slice().len();
    if count > 1 {
        return object::raise_type!("{function}() takes at most 1 positional argument ({count} given)");
    }
    let (p, data) = blake_params(args.as_slice().first().copied(), kw, limits, function)?;
    let size = p.digest_size;
    let (algorithm, mut state) = if long {
        (Algorithm::Blake2b, State::Blake2b(Box::new(Blake2b::new(&p))))
    } else {
        (Algorithm::Blake2s, State::Blake2s(Box::new(Blake2s::new(&p))))
    };
    if let Some(d) = data {
        let b = digest::data_arg(d)?;
        digest::feed(&mut state, b.as_slice());
    }
    Ok(Hash { head: Head { map: std::ptr::null() }, algorithm, state, size }.alloc_in(class))
}
fn blake2b_new(class: Gc<Class>, args: Gc<object::Tuple>, kw: Gc<object::Dict>) -> Result<Gc<Hash>> {
    blake_new(class, args, kw, true)
}
fn blake2s_new(class: Gc<Class>, args: Gc<object::Tuple>, kw: Gc<object::Dict>) -> Result<Gc<Hash>> {
    blake_new(class, args, kw, false)
}
static BLAKE2B: ClassCell = ClassCell::new();
static BLAKE2S: ClassCell = ClassCell::new();
static BLAKE2B_ROWS: &[Row] = &[Row::new("__new__($type, *args, **kwargs)", native(blake2b_new))];
static BLAKE2S_ROWS: &[Row] = &[Row::new("__new__($type, *args, **kwargs)", native(blake2s_new))];

/// Creates `_blake2`.
pub fn create_blake2() -> Result<Gc<Module>> {
    static ALL_B: &[&[Row]] = &[COMMON, FIXED, BLAKE2B_ROWS];
    static ALL_S: &[&[Row]] = &[COMMON, FIXED, BLAKE2S_ROWS];
    let m = module("_blake2", &[]);
    for (path, name, upper, cell, rows, l) in [
        ("_blake2.blake2b", "blake2b", "BLAKE2B", &BLAKE2B, ALL_B, &LIMITS_B),
        ("_blake2.blake2s", "blake2s", "BLAKE2S", &BLAKE2S, ALL_S, &LIMITS_S),
    ] {
        let c = ClassBuilder::untyped(path, Hash::LAYOUT).cell(cell).rows(rows).build();
        for (limit, n) in
            [("SALT_SIZE", l.salt), ("PERSON_SIZE", l.person), ("MAX_KEY_SIZE", l.key), ("MAX_DIGEST_SIZE", l.digest)]
        {
            c.dict.set_text(limit, number::int(n as i64));
            m.set(&format!("{upper}_{limit}"), number::int(n as i64));
        }
        c.modified();
        m.set(name, c);
    }
    Ok(m)
}
