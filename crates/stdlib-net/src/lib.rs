//! Native modules for networks and for hashes.

pub mod hash;
pub mod socket;
pub mod uuid;

use object::{Gc, Module, Result};

/// The native modules of this crate: name and creating function.
pub static MODULES: &[(&str, fn() -> Result<Gc<Module>>)] = &[
    ("_md5", hash::simple::create_md5),
    ("_sha1", hash::simple::create_sha1),
    ("_sha2", hash::simple::create_sha2),
    ("_sha3", hash::simple::create_sha3),
    ("_blake2", hash::simple::create_blake2),
    ("_hashlib", hash::hashlib::create),
    ("_hmac", hash::hmac::create),
    ("_uuid", uuid::create),
    ("_socket", socket::create),
];
