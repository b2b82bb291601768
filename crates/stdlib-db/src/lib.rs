//! Native modules for databases and compression.

mod compress;
pub mod sqlite;
pub mod zlib;

use object::{Gc, Module, Result};

/// The native modules of this crate: name and creating function.
pub static MODULES: &[(&str, fn() -> Result<Gc<Module>>)] = &[
    ("_bz2", compress::bz2::create),
    ("_lzma", compress::lzma::create),
    ("_sqlite3", sqlite::create),
    ("_zstd", compress::zstd::create),
    ("zlib", zlib::create),
];
