//! Symbol tables, as `_symtable.symtable()` gives them.

use std::sync::Arc;

use ruff_python_ast as ruff;
use ruff_source_file::SourceFileBuilder;
use rustpython_codegen::preprocess::{checked_future_features_in_body, preprocess_mod, preprocess_statements};
use rustpython_codegen::symboltable::{CompilerScope, SymbolTable};
use rustpython_compiler_core::bytecode::CodeFlags;
use rustpython_wtf8::Wtf8Buf;

use crate::code::Name;
use crate::compile::{Mode, Options, Source, on_big_stack, recursion_limit};
use crate::fault::SyntaxFault;
use crate::lower::lowered;

/// Where a symbol's scope begins in its flags: `_symtable.SCOPE_OFF`.
pub const SCOPE_OFFSET: i32 = 12;

/// A free variable of a class's methods.
const DEF_FREE_CLASS: i32 = 64;

/// What a block is; the discriminants are `_symtable.TYPE_FUNCTION` and so on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum BlockKind {
    Function = 0,
    Class = 1,
    Module = 2,
    Annotation = 3,
    TypeAlias = 4,
    TypeParameters = 5,
    TypeVariable = 6,
}

/// One block of a source: an entry object of `_symtable`.
#[derive(Clone, Debug)]
pub struct Block {
    pub kind: BlockKind,
    pub name: Name,
    pub lineno: i32,
    pub nested: bool,
    /// Each name with its flags and, from [`SCOPE_OFFSET`] on, its scope.
    pub symbols: Vec<(Name, i32)>,
    /// Parameters, then locals, in the order of their definition.
    pub varnames: Vec<Name>,
    pub children: Vec<Block>,
}

/// Analyses a source.
pub fn symtable(source: Source<'_>, filename: &str, mode: Mode, options: &Options<'_>) -> Result<Block, SyntaxFault> {
    let tree = crate::ast::parse(source, mode, options)?;
    on_big_stack(|| {
        let (mut module, text) = lowered(&tree.root)?;
        let file = SourceFileBuilder::new(filename, text).finish();
        let top_level_await = options.top_level_await;
        let table = match &mut module {
            ruff::Mod::Module(module) => {
                let features = checked_future_features_in_body(&module.body);
                let annotations = features.is_ok_and(|features| features.contains(CodeFlags::FUTURE_ANNOTATIONS));
                preprocess_statements(&mut module.body, 0, annotations, true);
                SymbolTable::scan_program_with_options(module, file, top_level_await, annotations, recursion_limit())
            }
            ruff::Mod::Expression(_) => {
                preprocess_mod(&mut module, 0, false, true);
                let ruff::Mod::Expression(expression) = &module else { unreachable!("the mode does not change") };
                SymbolTable::scan_expr_with_options(expression, file, top_level_await, false, recursion_limit())
            }
        };
        match table {
            Ok(table) => Ok(block(&table)),
            Err(error) => Err(crate::messages::fault_of(&error.into_codegen_error(filename.to_owned()))),
        }
    })
}

fn name(text: &str) -> Name {
    Arc::new(Wtf8Buf::from(text))
}

fn block(table: &SymbolTable) -> Block {
    let kind = match table.typ {
        CompilerScope::Module => BlockKind::Module,
        CompilerScope::Class => BlockKind::Class,
        CompilerScope::Annotation => BlockKind::Annotation,
        CompilerScope::TypeAlias => BlockKind::TypeAlias,
        CompilerScope::TypeParams => BlockKind::TypeParameters,
        CompilerScope::TypeVariable => BlockKind::TypeVariable,
        CompilerScope::Function
        | CompilerScope::AsyncFunction
        | CompilerScope::Lambda
        | CompilerScope::Comprehension => BlockKind::Function,
    };
    let mut inner: Vec<&SymbolTable> = table.sub_tables.iter().chain(table.annotation_block.as_deref()).collect();
    inner.sort_by_key(|table| table.block_index);
    let symbols = table.symbols.iter().map(|(key, symbol)| {
        let mut flags = i32::from(symbol.flags.bits());
        // The generator marks the class's namespace as free in an annotation's block; CPython's table does not.
        if kind == BlockKind::Annotation && key.as_str() == "__classdict__" {
            flags &= !DEF_FREE_CLASS;
        }
        (name(key.as_str()), flags | symbol.scope.as_i32() << SCOPE_OFFSET)
    });
    Block {
        kind,
        name: name(table.name.as_str()),
        lineno: table.line_number as i32,
        nested: table.is_nested,
        symbols: symbols.collect(),
        varnames: table.varnames.iter().map(|key| name(key.as_str())).collect(),
        children: inner.into_iter().map(block).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(source: &str) -> Block {
        symtable(Source::Text(source), "t.py", Mode::Exec, &Options::default()).expect("the source is valid")
    }

    fn flags(block: &Block, wanted: &str) -> i32 {
        let found = block.symbols.iter().find(|(name, _)| name.as_bytes() == wanted.as_bytes());
        found.unwrap_or_else(|| panic!("no symbol {wanted}")).1
    }

    #[test]
    fn blocks_and_scopes() {
        let top = table(
            "import os\ndef f(a, *b):\n    global g\n    g = a\n    return lambda: b\nclass C:\n    x: int = 1\n",
        );
        assert_eq!((top.kind, top.name.to_string().as_str(), top.lineno), (BlockKind::Module, "top", 0));
        let [annotations, f, c] = top.children.as_slice() else { panic!("{:?}", top.children) };
        assert_eq!((annotations.kind, annotations.lineno), (BlockKind::Annotation, 2));
        // CPython 3.14: {n: v for n, v in _symtable.symtable(source, "t.py", "exec").children[1].symbols.items()}
        assert_eq!(flags(f, "a"), 4 | 16 | 1 << SCOPE_OFFSET);
        assert_eq!(flags(f, "b"), 4 | 5 << SCOPE_OFFSET);
        assert_eq!(flags(f, "g"), 1 | 2 | 2 << SCOPE_OFFSET);
        assert_eq!(f.children[0].name.to_string(), "lambda");
        assert!(f.children[0].nested);
        assert_eq!(flags(&f.children[0], "b"), 16 | 4 << SCOPE_OFFSET);
        assert_eq!((c.kind, c.lineno), (BlockKind::Class, 6));
    }

    #[test]
    fn a_symbol_error_is_a_syntax_error() {
        let fault = symtable(Source::Text("def f(a):\n    global a\n"), "t.py", Mode::Exec, &Options::default());
        assert_eq!(fault.expect_err("a parameter cannot be global").msg, "name 'a' is parameter and global");
    }
}
