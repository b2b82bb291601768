//! Native modules of the crate `stdlib-text`.
//! Native modules about text: codecs, regular expressions, JSON, CSV, Unicode data, binary-to-ASCII conversions, locale.
//!
//! # Invariants
//! 1. Each module's classes are built in its `create`, which runs at most once.

pub mod codecs;
pub mod sre;

use object::{Gc, Module, Result};

/// The native modules of this crate: name and creating function.
pub static MODULES: &[(&str, fn() -> Result<Gc<Module>>)] = &[("_codecs", codecs::create), ("_sre", sre::create)];
