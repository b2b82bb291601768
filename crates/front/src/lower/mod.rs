//! From the neutral tree to the code generator's, and on to code.

mod expr;
mod mixed;
mod pattern;
mod place;
mod stmt;

use std::sync::Arc;

use ruff_python_ast as ast;
use ruff_source_file::SourceFileBuilder;
use ruff_text_size::TextRange;
use rustpython_codegen::compile::compile_top_with_syntax_warning_handler;
use rustpython_compiler_core::Mode as CoreMode;

use crate::code::Name;
use crate::compile::{Compiled, Options, SyntaxWarning, Translator, on_big_stack, recursion_limit};
use crate::fault::{FaultKind, SyntaxFault};
use crate::syntax::{Field, Node};
use place::Places;

type Lowered<T> = Result<T, SyntaxFault>;

/// Carries the made-up text while a tree is lowered.
pub(super) struct Lower {
    places: Places,
    /// Expressions around the one that is being lowered.
    depth: usize,
    limit: usize,
}

fn wrong(node: &Node, what: &str) -> SyntaxFault {
    SyntaxFault::bare(FaultKind::TypeError, format!("{what} of {} is missing or of a wrong type", node.kind))
}

fn unexpected(node: &Node, wanted: &str) -> SyntaxFault {
    SyntaxFault::bare(FaultKind::TypeError, format!("expected some sort of {wanted}, but got {}", node.kind))
}

impl Lower {
    fn range(&self, node: &Node) -> TextRange {
        self.places.range(node)
    }

    /// The node in a field that must be there.
    fn need<'n>(&self, node: &'n Node, field: &str) -> Lowered<&'n Node> {
        node.node(field).map(|node| &**node).ok_or_else(|| wrong(node, field))
    }

    /// An identifier that must be there.
    fn identifier(&self, node: &Node, field: &str) -> Lowered<ast::Identifier> {
        let name = node.str(field).ok_or_else(|| wrong(node, field))?;
        self.name(node, name)
    }

    fn optional_identifier(&self, node: &Node, field: &str) -> Lowered<Option<ast::Identifier>> {
        node.str(field).map(|name| self.name(node, name)).transpose()
    }

    fn name(&self, node: &Node, name: &Name) -> Lowered<ast::Identifier> {
        let text = name.as_str().map_err(|_| wrong(node, "an identifier"))?;
        Ok(ast::Identifier::new(text, self.range(node)))
    }

    /// Lowers every node of a list.
    fn each<T>(
        &mut self,
        node: &Node,
        field: &str,
        mut lower: impl FnMut(&mut Self, &Node) -> Lowered<T>,
    ) -> Lowered<Vec<T>> {
        let item = |item: &Field| match item {
            Field::Node(item) => lower(self, item),
            _ => Err(wrong(node, field)),
        };
        node.list(field).iter().map(item).collect()
    }
}

/// Compiles a tree: a `Module`, `Expression` or `Interactive`. The tree is taken to be valid, as `_ast` checks it.
pub fn compile_node(root: &Node, filename: &str, options: &Options<'_>) -> Result<Compiled, SyntaxFault> {
    on_big_stack(|| {
        let mut lower = Lower { places: Places::of(root)?, depth: 0, limit: recursion_limit() };
        let (mode, tree) = lower.module(root)?;
        let source = SourceFileBuilder::new(filename, lower.places.text).finish();
        let mut warnings = Vec::new();
        let mut on_warning = |place: ruff_source_file::SourceLocation, message: String| {
            warnings.push(SyntaxWarning {
                message,
                lineno: place.line.get() as i32,
                offset: place.character_offset.get() as i32,
            });
            Ok(())
        };
        let code =
            compile_top_with_syntax_warning_handler(tree, source, mode, options.codegen(), Some(&mut on_warning));
        match code {
            Ok(code) => Ok(Compiled { code: Arc::new(Translator::default().module(&code)), warnings }),
            Err(error) => Err(crate::messages::fault_of(&error)),
        }
    })
}

/// The code generator's tree for a whole source, and the text that its ranges point into.
pub(crate) fn lowered(root: &Node) -> Result<(ast::Mod, String), SyntaxFault> {
    let mut lower = Lower { places: Places::of(root)?, depth: 0, limit: recursion_limit() };
    let (_, module) = lower.module(root)?;
    Ok((module, lower.places.text))
}

impl Lower {
    fn module(&mut self, root: &Node) -> Lowered<(CoreMode, ast::Mod)> {
        let range = TextRange::up_to(ruff_text_size::TextSize::of(self.places.text.as_str()));
        let mode = match root.kind {
            "Expression" => {
                let body = Box::new(self.expr(self.need(root, "body")?)?);
                let expression = ast::ModExpression { node_index: Default::default(), range, body };
                return Ok((CoreMode::Eval, ast::Mod::Expression(expression)));
            }
            "Module" => CoreMode::Exec,
            "Interactive" => CoreMode::Single,
            _ => return Err(unexpected(root, "mod")),
        };
        let body = self.body(root, "body")?.into();
        let module = ast::ModModule { node_index: Default::default(), range, body, runtime_body: None };
        Ok((mode, ast::Mod::Module(module)))
    }
}
