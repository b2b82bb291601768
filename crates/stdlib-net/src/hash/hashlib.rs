//! `_hashlib`: the interface that CPython builds on OpenSSL, here on the functions of this crate.

use heap::Value;
use object::class::{Class, ClassBuilder, ClassCell, ClassFlags};
use object::gc::{Object, ValueExt};
use object::{Bytes, Dict, Gc, Module, Result, Row, Set, Str, native, number, ops, raise_exc, raise_type, raise_value};

use super::digest::{self, COMMON, FIXED, GIL_MINSIZE, Hash, XOF, data_arg, initial};
use super::state::{Algorithm, Mac};
use super::{hmac, kdf};

static HASH: ClassCell = ClassCell::new();
static HASHXOF: ClassCell = ClassCell::new();
static UNSUPPORTED: ClassCell = ClassCell::new();

fn unsupported<T>(msg: &str) -> Result<T> {
    object::error::raise_fmt(&UNSUPPORTED, msg)
}

fn start(a: Algorithm, data: Option<Value>) -> Result<Gc<Hash>> {
    digest::make(if a.is_xof() { HASHXOF.get() } else { HASH.get() }, a, data)
}

fn new(name: Value, data: Option<Value>, _security: Option<bool>, string: Option<Value>) -> Result<Gc<Hash>> {
    let Some(n) = name.cast::<Str>() else {
        return raise_type!("new() argument 'name' must be str, not {}", object::repr::type_name(name));
    };
    let data = initial(data, string)?;
    match Algorithm::of(&n.to_string_lossy()) {
        Some(a) => start(a, data),
        None => unsupported(&format!("unsupported digest algorithm: {n}")),
    }
}

macro_rules! constructors {
    ($($f:ident $algorithm:ident $sig:literal;)*) => {
        $(fn $f(data: Option<Value>, _security: Option<bool>, string: Option<Value>) -> Result<Gc<Hash>> {
            start(Algorithm::$algorithm, initial(data, string)?)
        })*
        static CONSTRUCTORS: &[Row] = &[$(Row::function($sig, native($f)),)*];
        static NAMES: &[(&str, Algorithm)] = &[$((stringify!($f), Algorithm::$algorithm),)*];
    };
}
constructors! {
    openssl_md5 Md5 "openssl_md5($module, /, data=b'', *, usedforsecurity=True, string=None)";
    openssl_sha1 Sha1 "openssl_sha1($module, /, data=b'', *, usedforsecurity=True, string=None)";
    openssl_sha224 Sha224 "openssl_sha224($module, /, data=b'', *, usedforsecurity=True, string=None)";
    openssl_sha256 Sha256 "openssl_sha256($module, /, data=b'', *, usedforsecurity=True, string=None)";
    openssl_sha384 Sha384 "openssl_sha384($module, /, data=b'', *, usedforsecurity=True, string=None)";
    openssl_sha512 Sha512 "openssl_sha512($module, /, data=b'', *, usedforsecurity=True, string=None)";
    openssl_sha3_224 Sha3t224 "openssl_sha3_224($module, /, data=b'', *, usedforsecurity=True, string=None)";
    openssl_sha3_256 Sha3t256 "openssl_sha3_256($module, /, data=b'', *, usedforsecurity=True, string=None)";
    openssl_sha3_384 Sha3t384 "openssl_sha3_384($module, /, data=b'', *, usedforsecurity=True, string=None)";
    openssl_sha3_512 Sha3t512 "openssl_sha3_512($module, /, data=b'', *, usedforsecurity=True, string=None)";
    openssl_shake_128 Shake128 "openssl_shake_128($module, /, data=b'', *, usedforsecurity=True, string=None)";
    openssl_shake_256 Shake256 "openssl_shake_256($module, /, data=b'', *, usedforsecurity=True, string=None)";
}

fn show(this: Gc<Hash>) -> String {
    let v = this.value();
    format!(
        "<{} {} object @ {:#x}>",
        this.algorithm.name(),
        object::repr::class_full_name(object::class_of(v)),
        object::repr::id(v)
    )
}

fn digest_arg(v: Value) -> Result<Algorithm> {
    match hmac::algorithm_arg(v) {
        Some(a) if !a.is_xof() => Ok(a),
        _ => unsupported(&format!("Unsupported digestmod {}", object::repr::str_of(v)?)),
    }
}

fn hmac_new(key: Value, msg: Option<Value>, digestmod: Option<Value>) -> Result<Gc<hmac::Hmac>> {
    let k = data_arg(key)?;
    let Some(d) = digestmod.filter(|d| !object::misc::is_none(*d)) else {
        return raise_type!("Missing required parameter 'digestmod'.");
    };
    hmac::make(digest_arg(d)?, k.as_slice(), msg, true)
}
fn hmac_digest(key: Value, msg: Value, digest: Value) -> Result<Gc<Bytes>> {
    let a = digest_arg(digest)?;
    let (k, m) = (data_arg(key)?, data_arg(msg)?);
    let mut mac = Mac::new(a, k.as_slice());
    mac.update(m.as_slice());
    Ok(Bytes::new(&mac.digest()))
}

/// Compares in a time that depends on the lengths only.
fn compare_digest(a: Value, b: Value) -> Result<bool> {
    let same = |a: &[u8], b: &[u8]| {
        let differ = a
            .iter()
            .enumerate()
            .fold(u8::from(a.len() != b.len()), |d, (i, x)| d | (x ^ b.get(i).copied().unwrap_or(*x)));
        std::hint::black_box(differ) == 0
    };
    if let (Some(a), Some(b)) = (a.cast::<Str>(), b.cast::<Str>()) {
        if !a.is_ascii() || !b.is_ascii() {
            return raise_type!("comparing strings with non-ASCII characters is not supported");
        }
        return Ok(same(a.as_bytes(), b.as_bytes()));
    }
    if !object::buffer::has_buffer(a) && !object::buffer::has_buffer(b) {
        return raise_type!(
            "unsupported operand types(s) or combination of types: '{}' and '{}'",
            object::repr::type_name(a),
            object::repr::type_name(b)
        );
    }
    let (a, b) = (object::buffer::get_buffer(a, false)?, object::buffer::get_buffer(b, false)?);
    Ok(same(a.as_slice(), b.as_slice()))
}

fn pbkdf2_hmac(
    name: Gc<Str>,
    password: object::buffer::Buffer,
    salt: object::buffer::Buffer,
    iterations: i64,
    dklen: Option<Value>,
) -> Result<Gc<Bytes>> {
    let Some(a) = Algorithm::of(&name.to_string_lossy()).filter(|a| !a.is_xof()) else {
        return unsupported(&format!("unsupported digest algorithm: {name}"));
    };
    if iterations < 1 {
        return raise_value!("iteration value must be greater than 0.");
    }
    if iterations > i64::from(i32::MAX) {
        return raise_exc!(OVERFLOW_ERROR, "iteration value is too great.");
    }
    let length = match dklen.filter(|d| !object::misc::is_none(*d)) {
        None => a.digest_size() as i64,
        Some(v) => ops::to_i64(v)?,
    };
    if length < 1 {
        return raise_value!("key length must be greater than 0.");
    }
    if length > i64::from(i32::MAX) {
        return raise_exc!(OVERFLOW_ERROR, "key length is too great.");
    }
    let (p, s) = (password.as_slice(), salt.as_slice());
    Ok(Bytes::new(&heap::without_gil(|| kdf::pbkdf2(a, p, s, iterations as u64, length as usize))))
}

fn scrypt(
    password: object::buffer::Buffer,
    salt: object::buffer::Buffer,
    n: i64,
    r: i64,
    p: i64,
    maxmem: Option<i64>,
    dklen: Option<i64>,
) -> Result<Gc<Bytes>> {
    if n < 2 || n & (n - 1) != 0 {
        return raise_value!("n must be a power of 2");
    }
    if r < 1 {
        return raise_value!("r must be positive");
    }
    if p < 1 {
        return raise_value!("p must be positive");
    }
    let (max, length) = (maxmem.unwrap_or(0), dklen.unwrap_or(64));
    if !(0..=i64::from(i32::MAX)).contains(&max) {
        return raise_value!("maxmem must be positive and smaller than 2147483647");
    }
    if !(1..=i64::from(i32::MAX)).contains(&length) {
        return raise_value!("dklen must be greater than 0 and smaller than 2147483647");
    }
    // OpenSSL's rule: without a limit given it is 32 MiB.
    let limit = if max == 0 { 32 << 20 } else { max };
    let need =
        r.checked_mul(128).and_then(|b| n.checked_add(2).and_then(|n| n.checked_add(p)).and_then(|k| b.checked_mul(k)));
    if need.is_none_or(|need| need > limit) {
        return raise_value!("[digital envelope routines] memory limit exceeded");
    }
    let (pw, s) = (password.as_slice(), salt.as_slice());
    Ok(Bytes::new(&heap::without_gil(|| kdf::scrypt(pw, s, n as usize, r as usize, p as usize, length as usize))))
}

fn get_fips_mode() -> i64 {
    0
}

static SHOW: &[Row] = &[Row::method("__repr__($self, /)", native(show))];
static ROWS: &[Row] = &[
    Row::function("new($module, /, name, data=b'', *, usedforsecurity=True, string=None)", native(new))
        .doc("Return a new hash object using the named algorithm."),
    Row::function("hmac_new($module, /, key, msg=b'', digestmod=None)", native(hmac_new))
        .doc("Return a new hmac object."),
    Row::function("hmac_digest($module, /, key, msg, digest)", native(hmac_digest)).doc("Single-shot HMAC."),
    Row::function("compare_digest($module, a, b, /)", native(compare_digest)).doc("Return 'a == b'."),
    Row::function("pbkdf2_hmac($module, /, hash_name, password, salt, iterations, dklen=None)", native(pbkdf2_hmac))
        .doc("Password based key derivation function 2 (PKCS #5 v2.0) with HMAC as pseudorandom function."),
    Row::function("scrypt($module, /, password, *, salt, n, r, p, maxmem=0, dklen=64)", native(scrypt))
        .doc("scrypt password-based key derivation function."),
    Row::function("get_fips_mode($module, /)", native(get_fips_mode))
        .doc("Determine the OpenSSL FIPS mode of operation."),
];

fn classes() -> (Gc<Class>, Gc<Class>) {
    static FIXED_ALL: &[&[Row]] = &[COMMON, FIXED, SHOW];
    static XOF_ALL: &[&[Row]] = &[XOF];
    let flags = ClassFlags::NO_INSTANTIATE | ClassFlags::BASETYPE;
    let h = ClassBuilder::untyped("_hashlib.HASH", Hash::LAYOUT)
        .cell(&HASH)
        .flags(flags)
        .doc("A hash is an object used to calculate a checksum of a string of information.")
        .rows(FIXED_ALL)
        .build();
    let x = ClassBuilder::untyped("_hashlib.HASHXOF", Hash::LAYOUT)
        .cell(&HASHXOF)
        .base(h)
        .flags(flags)
        .doc("A hash is an object used to calculate a checksum of a string of information.")
        .rows(XOF_ALL)
        .build();
    (h, x)
}

/// Creates `_hashlib`.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_hashlib");
    m.add_rows(ROWS);
    m.add_rows(CONSTRUCTORS);
    let (h, x) = classes();
    m.set("HASH", h);
    m.set("HASHXOF", x);
    m.set("HMAC", hmac::openssl_class());
    m.set(
        "UnsupportedDigestmodError",
        builtins::excclass::new(
            "_hashlib.UnsupportedDigestmodError",
            object::error::exc::VALUE_ERROR.get(),
            &UNSUPPORTED,
        ),
    );
    let names = Set::new_frozen();
    for a in Algorithm::ALL {
        names.add(Str::new(a.name()).value())?;
    }
    m.set("openssl_md_meth_names", names);
    let constructors = Dict::new();
    for (f, a) in NAMES {
        if let Some(f) = m.dict.get_text(f) {
            constructors.set(f, Str::new(a.name()).value())?;
        }
    }
    m.set("_constructors", constructors);
    m.set("_GIL_MINSIZE", number::int(GIL_MINSIZE as i64));
    Ok(m)
}
