//! HMAC objects: `_hmac`, and `HMAC` of `_hashlib`.

use heap::{Head, Value};
use object::class::{Class, ClassBuilder, ClassCell, ClassFlags};
use object::gc::{Object, ValueExt};
use object::{Bytes, Gc, Module, Result, Row, Str, native, number, raise_type, raise_value};

use super::digest::{GIL_MINSIZE, data_arg, hex};
use super::state::{Algorithm, Mac};

/// An HMAC object of either module.
#[repr(C)]
pub struct Hmac {
    head: Head,
    mac: Mac,
    /// How the object is shown: `_hashlib` writes the digest's name too.
    openssl: bool,
}
object::object_type!(leaf Hmac);

static HMAC: ClassCell = ClassCell::new();
static OPENSSL_HMAC: ClassCell = ClassCell::new();
static UNKNOWN_HASH: ClassCell = ClassCell::new();

/// A new object.
pub fn make(algorithm: Algorithm, key: &[u8], msg: Option<Value>, openssl: bool) -> Result<Gc<Hmac>> {
    let mut mac = Mac::new(algorithm, key);
    if let Some(m) = msg.filter(|m| !object::misc::is_none(*m)) {
        let b = data_arg(m)?;
        mac.update(b.as_slice());
    }
    let class = if openssl { OPENSSL_HMAC.get() } else { HMAC.get() };
    Ok(Hmac { head: Head { map: std::ptr::null() }, mac, openssl }.alloc_in(class))
}

fn update(mut this: Gc<Hmac>, msg: Value) -> Result<()> {
    let b = data_arg(msg)?;
    // The object is shared: the GIL keeps other threads' data from being mixed in.
    this.mac.update(b.as_slice());
    Ok(())
}
fn digest(this: Gc<Hmac>) -> Gc<Bytes> {
    Bytes::new(&this.mac.digest())
}
fn hexdigest(this: Gc<Hmac>) -> String {
    hex(&this.mac.digest())
}
fn copy(this: Gc<Hmac>) -> Gc<Hmac> {
    Hmac { head: Head { map: std::ptr::null() }, mac: this.mac.clone(), openssl: this.openssl }
        .alloc_in(object::class_of(this.value()))
}
fn name(this: Gc<Hmac>) -> String {
    format!("hmac-{}", this.mac.algorithm.name())
}
fn digest_size(this: Gc<Hmac>) -> usize {
    this.mac.algorithm.digest_size()
}
fn block_size(this: Gc<Hmac>) -> usize {
    this.mac.algorithm.block_size()
}
fn show(this: Gc<Hmac>) -> String {
    let (v, n) = (this.value(), this.mac.algorithm.name());
    if this.openssl {
        format!("<{n} {} object @ {:#x}>", object::repr::class_full_name(object::class_of(v)), object::repr::id(v))
    } else {
        format!("<{n} HMAC object @ {:#x}>", object::repr::id(v))
    }
}

static ROWS: &[Row] = &[
    Row::method("__repr__($self, /)", native(show)),
    Row::method("update($self, /, msg)", native(update)).doc("Update the HMAC object with the given message."),
    Row::method("digest($self, /)", native(digest))
        .doc("Return the digest of the bytes passed to the update() method so far."),
    Row::method("hexdigest($self, /)", native(hexdigest))
        .doc("Return hexadecimal digest of the bytes passed to the update() method so far."),
    Row::method("copy($self, /)", native(copy)).doc("Return a copy (\"clone\") of the HMAC object."),
    Row::getter("name", native(name)),
    Row::getter("digest_size", native(digest_size)),
    Row::getter("block_size", native(block_size)),
];

/// The class of `_hashlib`.
pub fn openssl_class() -> Gc<Class> {
    ClassBuilder::untyped("_hashlib.HMAC", Hmac::LAYOUT)
        .cell(&OPENSSL_HMAC)
        .flags(ClassFlags::NO_INSTANTIATE)
        .rows(&[ROWS])
        .build()
}

/// The hash function that an argument names: text, or one of hashlib's constructors.
pub fn algorithm_arg(v: Value) -> Option<Algorithm> {
    if let Some(s) = v.cast::<Str>() {
        return Algorithm::of(&s.to_string_lossy());
    }
    let name = object::attr::find_attr(v, object::Id::__name__.str()).ok().flatten()?.cast::<Str>()?;
    let name = name.to_string_lossy();
    Algorithm::of(name.strip_prefix("openssl_").unwrap_or(&name))
}

fn known(v: Value) -> Result<Algorithm> {
    match algorithm_arg(v).filter(|a| !a.is_xof()) {
        Some(a) => Ok(a),
        None => {
            object::error::raise_fmt(&UNKNOWN_HASH, &format!("unsupported hash type: {}", object::repr::str_of(v)?))
        }
    }
}

fn hmac_new(key: Value, msg: Option<Value>, digestmod: Option<Value>) -> Result<Gc<Hmac>> {
    let Some(d) = digestmod.filter(|d| !object::misc::is_none(*d)) else {
        return raise_type!("new() missing 1 required argument 'digestmod'");
    };
    let a = known(d)?;
    let k = data_arg(key)?;
    make(a, k.as_slice(), msg, false)
}
fn compute(a: Algorithm, key: Value, msg: Value) -> Result<Gc<Bytes>> {
    let (k, m) = (data_arg(key)?, data_arg(msg)?);
    if k.as_slice().len() > u32::MAX as usize || m.as_slice().len() > u32::MAX as usize {
        return raise_value!("data length exceeds UINT32_MAX");
    }
    let mut mac = Mac::new(a, k.as_slice());
    mac.update(m.as_slice());
    Ok(Bytes::new(&mac.digest()))
}
fn compute_digest(key: Value, msg: Value, digest: Value) -> Result<Gc<Bytes>> {
    compute(known(digest)?, key, msg)
}

macro_rules! computes {
    ($($f:ident $algorithm:ident $sig:literal;)*) => {
        $(fn $f(key: Value, msg: Value) -> Result<Gc<Bytes>> {
            compute(Algorithm::$algorithm, key, msg)
        })*
        static COMPUTE_ROWS: &[Row] = &[$(Row::function($sig, native($f)),)*];
    };
}
computes! {
    compute_md5 Md5 "compute_md5($module, key, msg, /)";
    compute_sha1 Sha1 "compute_sha1($module, key, msg, /)";
    compute_sha224 Sha224 "compute_sha224($module, key, msg, /)";
    compute_sha256 Sha256 "compute_sha256($module, key, msg, /)";
    compute_sha384 Sha384 "compute_sha384($module, key, msg, /)";
    compute_sha512 Sha512 "compute_sha512($module, key, msg, /)";
    compute_sha3_224 Sha3t224 "compute_sha3_224($module, key, msg, /)";
    compute_sha3_256 Sha3t256 "compute_sha3_256($module, key, msg, /)";
    compute_sha3_384 Sha3t384 "compute_sha3_384($module, key, msg, /)";
    compute_sha3_512 Sha3t512 "compute_sha3_512($module, key, msg, /)";
    compute_blake2b_32 Blake2b "compute_blake2b_32($module, key, msg, /)";
    compute_blake2s_32 Blake2s "compute_blake2s_32($module, key, msg, /)";
}

static MODULE_ROWS: &[Row] = &[
    Row::function("new($module, /, key, msg=None, digestmod=None)", native(hmac_new)).doc("Return a new HMAC object."),
    Row::function("compute_digest($module, /, key, msg, digest)", native(compute_digest)),
];

/// Creates `_hmac`.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_hmac");
    m.add_rows(MODULE_ROWS);
    m.add_rows(COMPUTE_ROWS);
    m.set(
        "HMAC",
        ClassBuilder::untyped("_hmac.HMAC", Hmac::LAYOUT)
            .cell(&HMAC)
            .flags(ClassFlags::NO_INSTANTIATE)
            .rows(&[ROWS])
            .build(),
    );
    m.set(
        "UnknownHashError",
        builtins::excclass::new("_hmac.UnknownHashError", object::error::exc::VALUE_ERROR.get(), &UNKNOWN_HASH),
    );
    m.set("_GIL_MINSIZE", number::int(GIL_MINSIZE as i64));
    Ok(m)
}
