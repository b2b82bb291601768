//! The built-in types' methods, the `builtins` module, and the native modules that belong to the core types.
//!
//! The `object` crate owns the layouts and creates the core classes without methods; each file here adds the rows of
//! one type or family in its `init()`.
//!
//! # Invariants
//! 1. `boot()` runs once, on the main thread, after `object::boot::boot()`. `object` and `type` come first, because
//!    every other class inherits their special methods.
//! 2. An `init()` runs no Python code.

pub mod abc;
mod descriptors;
pub mod function_type;
pub mod generic_alias;
pub mod mapping_proxy;
mod module_type;
pub mod namespace;
pub mod object_type;
mod property;
mod singletons;
mod super_type;
mod templatelib;
mod type_attrs;
pub mod type_new;
pub mod type_type;
mod types_module;
pub mod typing_helpers;
pub mod typing_params;
pub mod union_type;
pub mod util;
mod weak_proxy;
pub mod weakref;
mod wrappers;

mod async_gen;
mod bytearray;
pub mod bytes;
mod bytes_methods;
mod bytes_type;
mod code_tables;
mod code_type;
pub mod codec;
pub mod codec_errors;
pub mod codec_simple;
pub mod codec_utf;
pub mod codec_utf7;
pub mod complex;
pub mod dict;
pub mod dictviews;
pub mod excclass;
pub mod exceptions;
pub mod find;
pub mod float;
pub mod format;
pub mod frame_locals;
pub mod frame_type;
pub mod fsname;
pub mod generators;
pub mod int;
pub mod iters;
mod lazy;
mod list;
mod listsort;
mod memory_items;
pub mod memoryview;
pub mod module;
pub mod park;
pub mod percent;
pub mod pytime;
pub mod range;
pub mod seqtools;
pub mod set;
pub mod slice;
pub mod structseq;
pub mod syscall;
pub mod text;
pub mod text_case;
pub mod text_find;
pub mod text_format;
mod tuple;

use object::{Gc, Module, Result};

/// Adds the rows of all built-in types.
pub fn boot() {
    boot_objects();
    boot_containers();
    boot_execution();
    boot_text();
}

/// `object`, `type`, descriptors, functions, modules, weak references and the types behind `types` and `typing`.
fn boot_objects() {
    object_type::init();
    type_type::init();
    descriptors::init();
    function_type::init();
    wrappers::init();
    property::init();
    super_type::init();
    mapping_proxy::init();
    module_type::init();
    singletons::init();
    namespace::init();
    generic_alias::init();
    union_type::init();
    weakref::init();
    weak_proxy::init();
    templatelib::init();
    typing_helpers::init();
    typing_params::init();
}

/// Sequences, mappings, sets and iterators.
fn boot_containers() {
    list::init();
    tuple::init();
    dict::init();
    dictviews::init();
    set::init();
    range::init();
    slice::init();
    iters::init();
    lazy::init();
}

/// Exceptions, code, frames, tracebacks, generators.
fn boot_execution() {
    exceptions::init();
    code_type::init();
    frame_type::init();
    generators::init();
}

/// Numbers, text, bytes and codecs.
fn boot_text() {
    int::init();
    float::init();
    complex::init();
    text::init();
    bytes::init();
    memoryview::init();
    codec::init();
}

/// The native modules of this crate: name and creating function.
pub static MODULES: &[(&str, fn() -> Result<Gc<Module>>)] = &[
    ("builtins", module::create),
    ("_string", text_format::create),
    ("_weakref", weakref::create),
    ("_abc", abc::create),
    ("_types", types_module::create),
    ("_typing", typing_helpers::create),
];
