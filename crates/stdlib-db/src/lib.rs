//! Native modules for databases, compression and XML.

pub mod sqlite;
pub mod zlib;

use object::{Gc, Module, Result};

/// The native modules of this crate: name and creating function.
pub static MODULES: &[(&str, fn() -> Result<Gc<Module>>)] = &[("_sqlite3", sqlite::create), ("zlib", zlib::create)];
