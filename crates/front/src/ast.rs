//! Syntax trees for Python's `_ast` module: from source to [`Node`], and from [`Node`] to code.

use crate::compile::{Mode, Options, Source, SyntaxWarning, on_big_stack, text_of};
use crate::fault::SyntaxFault;
pub use crate::lower::compile_node;
use crate::syntax::{self, Node};
use std::rc::Rc;

/// A parsed source.
#[derive(Clone, Debug)]
pub struct Tree {
    /// `Module`, `Expression`, `Interactive` or `FunctionType`.
    pub root: Rc<Node>,
    /// The `SyntaxWarning`s of the tokenizer and of string literals.
    pub warnings: Vec<SyntaxWarning>,
}

/// Parses a source, as `compile()` with `PyCF_ONLY_AST` does.
pub fn parse(source: Source<'_>, mode: Mode, options: &Options<'_>) -> Result<Tree, SyntaxFault> {
    let text = text_of(source, options)?;
    on_big_stack(|| {
        let parse = syntax::parse(&text, mode.start(), options.parse());
        Ok(Tree { root: parse.tree?, warnings: parse.warnings })
    })
}
