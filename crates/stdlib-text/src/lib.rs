//! Native modules about text: syntax trees, codecs, regular expressions, JSON, CSV, Unicode data, binary-to-ASCII conversions, locale.
//!
//! # Invariants
//! 1. Each module's classes are built in its `create`, which runs at most once.

pub mod ast;
pub mod binascii;
mod binascii_forms;
mod cjk;
pub mod codecs;
pub mod csv;
mod expat;
pub mod json;
pub mod locale;
pub mod sre;
mod symtable_module;
mod tokenize_module;
pub mod unicodedata;

use object::{Gc, Module, Result};

/// The native modules of this crate: name and creating function.
pub static MODULES: &[(&str, fn() -> Result<Gc<Module>>)] = &[
    ("_ast", ast::create),
    ("_codecs", codecs::create),
    ("_codecs_cn", cjk::create_cn),
    ("_codecs_hk", cjk::create_hk),
    ("_codecs_iso2022", cjk::create_iso2022),
    ("_codecs_jp", cjk::create_jp),
    ("_codecs_kr", cjk::create_kr),
    ("_codecs_tw", cjk::create_tw),
    ("_csv", csv::create),
    ("_json", json::create),
    ("_locale", locale::create),
    ("_multibytecodec", cjk::create),
    ("_sre", sre::create),
    ("_symtable", symtable_module::create),
    ("_tokenize", tokenize_module::create),
    ("binascii", binascii::create),
    ("pyexpat", expat::create),
    ("unicodedata", unicodedata::create),
];
