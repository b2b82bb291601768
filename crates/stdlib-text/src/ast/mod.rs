//! `_ast`: syntax trees as Python objects, and `compile()` from and to them.
//!
//! # Invariants
//! 1. Every class follows from the grammar; nothing is said about a class in two places.
//! 2. A tree that a program made is validated before the front end sees it, so that `front::ast` may rely on it.

mod classes;
mod format;
mod from_python;
mod grammar;
mod node;
mod optimize;
mod to_python;
mod validate;

use front::Source;
use heap::Value;
use object::code::Code;
use object::gc::ValueExt;
use object::hooks::{AstRequest, install_late};
use object::{Bytes, Gc, Module, Result, Str, number, raise_type};

use node::AstNode;
use optimize::Optimizing;

/// Bits of `compile()`'s flags that this module names.
const FLAGS: &[(&str, i64)] = &[
    ("PyCF_ONLY_AST", 0x400),
    ("PyCF_TYPE_COMMENTS", 0x1000),
    ("PyCF_ALLOW_TOP_LEVEL_AWAIT", 0x2000),
    ("PyCF_OPTIMIZED_AST", 0x8400),
];

/// The module `_ast`.
///
/// # Errors
/// What making the classes raises.
pub fn create() -> Result<Gc<Module>> {
    let module = Module::new("_ast");
    node::create(module)?;
    classes::create(module)?;
    for (name, value) in FLAGS {
        module.set(name, number::int(*value));
    }
    install_late(|late| late.ast = Some(answer));
    Ok(module)
}

/// `compile()` from or to a tree; `None` if the source is neither text nor a tree.
fn answer(request: &AstRequest<'_>) -> Result<Option<Value>> {
    let bytes = request.source.cast::<Bytes>();
    if request.source.is::<AstNode>() {
        return from_tree(request).map(Some);
    }
    let options = front::Options {
        type_comments: request.type_comments,
        // Without the flag that asks for a tree CPython does not look at it.
        feature_version: (request.only_ast && request.feature_version >= 0).then_some(request.feature_version),
        decoder: Some(&object::syntax::decode_by_codec),
        ..request.options.clone()
    };
    let text;
    let source = match (request.source.cast::<Str>(), bytes) {
        (Some(s), _) => match s.to_str() {
            Some(s) => Source::Text(s),
            None => return object::error::surrogates_not_allowed(s),
        },
        (None, Some(b)) => Source::Bytes(b.as_slice()),
        (None, None) => {
            let Ok(buffer) = object::buffer::contiguous(request.source) else {
                let _ = object::error::take_pending();
                return Ok(None);
            };
            text = buffer.as_slice().to_vec();
            Source::Bytes(&text)
        }
    };
    let parsed = front::ast::parse(source, request.mode, &options);
    let tree = parsed.map_err(|fault| object::syntax::raise_fault(&fault, request.filename.value()))?;
    object::syntax::issue_warnings(&tree.warnings, request.filename.value())?;
    match request.optimized {
        true => to_python::node(&Optimizing::new(options.optimize).rewrite(&tree.root)).map(Some),
        false => to_python::node(&tree.root).map(Some),
    }
}

fn from_tree(request: &AstRequest<'_>) -> Result<Value> {
    let wanted = match request.mode {
        front::Mode::Exec => "Module",
        front::Mode::Eval => "Expression",
        front::Mode::Single => "Interactive",
        front::Mode::FuncType => "FunctionType",
    };
    let class = grammar::grammar().kind(wanted).map(classes::class_of_kind);
    let fits = class.is_some_and(|class| object::class_of(request.source).is_subclass_of(class));
    if !fits {
        return raise_type!("expected {wanted} node, got {}", object::class_of(request.source).name_text());
    }
    if request.only_ast && !request.optimized {
        return Ok(request.source);
    }
    let tree = from_python::tree(request.source, "mod")?;
    validate::validate(&tree)?;
    if request.only_ast {
        return to_python::node(&Optimizing::new(request.options.optimize).rewrite(&tree));
    }
    match front::ast::compile_node(&tree, &request.filename.to_string_lossy(), request.options) {
        Ok(compiled) => {
            object::syntax::issue_warnings(&compiled.warnings, request.filename.value())?;
            Ok(Code::new(compiled.code).value())
        }
        Err(fault) => Err(object::syntax::raise_fault(&fault, request.filename.value())),
    }
}
