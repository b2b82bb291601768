//! Hashes: `_md5`, `_sha1`, `_sha2`, `_sha3`, `_blake2`, `_hashlib`, `_hmac`.

pub mod blake2;
pub mod digest;
pub mod hashlib;
pub mod hmac;
pub mod kdf;
pub mod simple;
pub mod state;
