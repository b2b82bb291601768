//! Source text or bytes to a code object: the work behind `compile()`.
//!
//! The way of a source: decoded text, our parser's tree (`syntax`), the code generator's tree (`lower`), its code object,
//! and [`CodeData`]. This file holds the ends of that way: options, decoding, and the translation of the result.
//!
//! Invariant: everything that walks a syntax tree runs on a stack of its own of [`STACK`] bytes, so that neither the
//! depth of the source nor the stack left to the caller can overflow it.

use std::borrow::Cow;
use std::sync::Arc;

use rustpython_codegen::compile::CompileOpts;
use rustpython_compiler_core::bytecode::{CodeFlags, CodeObject, ConstantData};
use rustpython_wtf8::Wtf8Buf;

use crate::code::{CodeData, Const, Name};
use crate::decode::{Decoder, decode, null_fault, universal_newlines};
use crate::fault::{FaultKind, SyntaxFault};
use crate::syntax::{ParseOptions, Start};

/// Bytes of stack that a compilation may use. Pages that it does not touch cost nothing.
const STACK: usize = 512 << 20;

/// Nesting of statements and expressions that still fits in [`STACK`].
const RECURSION_LIMIT: usize = 12_000;

/// What `compile()` was given.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// A string: a coding cookie in it means nothing.
    Text(&'a str),
    /// A `bytes` object or the content of a file.
    Bytes(&'a [u8]),
}

impl<'a> From<&'a str> for Source<'a> {
    fn from(text: &'a str) -> Self {
        Source::Text(text)
    }
}

/// The `mode` of `compile()`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Exec,
    Eval,
    Single,
    /// `"func_type"`, a PEP 484 signature comment. It has a syntax tree but no code.
    FuncType,
}

/// The `flags` and `optimize` of `compile()`, taken apart, and the interpreter's settings that matter.
#[derive(Clone)]
pub struct Options<'a> {
    /// 0, 1 (no `assert`) or 2 (no docstrings either).
    pub optimize: u8,
    /// `CO_FUTURE_*` flags in force besides those that the source itself imports.
    pub future: u32,
    /// `PyCF_ALLOW_TOP_LEVEL_AWAIT`
    pub top_level_await: bool,
    /// `PyCF_DONT_IMPLY_DEDENT`
    pub dont_imply_dedent: bool,
    /// `PyCF_ALLOW_INCOMPLETE_INPUT`
    pub allow_incomplete_input: bool,
    /// `PyCF_TYPE_COMMENTS`
    pub type_comments: bool,
    /// The minor version whose syntax is accepted; `None` for our own. CPython looks at it when only a tree is wanted.
    pub feature_version: Option<i64>,
    /// `sys.get_int_max_str_digits()`; 0 for no limit.
    pub int_max_str_digits: usize,
    /// False under `-X no_debug_ranges`: the line table then holds no columns.
    pub debug_ranges: bool,
    /// The name of the file that the source was read from to be run as a program, which words some errors otherwise.
    /// What `compile()` and imports are given counts as a string, wherever it comes from.
    pub file: Option<&'a str>,
    /// Decodes what is neither UTF-8 nor Latin-1.
    pub decoder: Option<&'a Decoder<'a>>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Options {
            optimize: 0,
            future: 0,
            top_level_await: false,
            dont_imply_dedent: false,
            allow_incomplete_input: false,
            type_comments: false,
            feature_version: None,
            int_max_str_digits: 4300,
            debug_ranges: true,
            file: None,
            decoder: None,
        }
    }
}

impl Mode {
    pub(crate) fn start(self) -> Start {
        match self {
            Mode::Exec => Start::File,
            Mode::Eval => Start::Eval,
            Mode::Single => Start::Single,
            Mode::FuncType => Start::FuncType,
        }
    }
}

impl Options<'_> {
    pub(crate) fn parse(&self) -> ParseOptions {
        ParseOptions {
            type_comments: self.type_comments,
            feature_version: self.feature_version,
            dont_imply_dedent: self.dont_imply_dedent,
            allow_incomplete_input: self.allow_incomplete_input,
            barry_as_flufl: self.future & crate::code::flags::FUTURE_BARRY_AS_BDFL != 0,
            int_max_str_digits: self.int_max_str_digits,
        }
    }

    pub(crate) fn codegen(&self) -> CompileOpts {
        CompileOpts {
            optimize: self.optimize,
            debug_ranges: self.debug_ranges,
            int_max_str_digits: self.int_max_str_digits,
            allow_top_level_await: self.top_level_await,
            future_features: CodeFlags::from_bits_truncate(self.future) & CodeFlags::FUTURE_MASK,
            dont_imply_dedent: self.dont_imply_dedent,
            recursion_limit: recursion_limit(),
        }
    }
}

/// A `SyntaxWarning` to issue. If a filter turns it into an error, that is a `SyntaxError` at this place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxWarning {
    pub message: String,
    /// From 1.
    pub lineno: i32,
    /// From 1.
    pub offset: i32,
}

/// What a successful compilation gives.
#[derive(Clone, Debug)]
pub struct Compiled {
    pub code: Arc<CodeData>,
    /// In the order in which CPython issues them.
    pub warnings: Vec<SyntaxWarning>,
}

/// Decodes a source and refuses what no tokenizer may see.
pub(crate) fn text_of<'a>(source: Source<'a>, options: &Options<'_>) -> Result<Cow<'a, str>, SyntaxFault> {
    let bytes = match source {
        Source::Text(text) => text.as_bytes(),
        Source::Bytes(bytes) => bytes,
    };
    let null = bytes.iter().position(|byte| *byte == 0);
    if let Some(at) = null {
        return Err(match options.file {
            Some(_) => null_fault(bytes, at),
            None => SyntaxFault::bare(FaultKind::SyntaxError, "source code string cannot contain null bytes"),
        });
    }
    let text = match source {
        Source::Text(text) => Cow::Borrowed(text),
        Source::Bytes(bytes) => decode(bytes, options.file, options.decoder)?,
    };
    Ok(match text {
        Cow::Borrowed(text) => universal_newlines(text),
        Cow::Owned(text) => Cow::Owned(universal_newlines(&text).into_owned()),
    })
}

/// The stack of a compilation in this process: [`STACK`], or less where address space is limited.
fn stack_bytes() -> usize {
    static BYTES: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
    *BYTES.get_or_init(|| {
        let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
        // SAFETY: getrlimit fills the struct it is given.
        let known = unsafe { libc::getrlimit(libc::RLIMIT_AS, &raw mut limit) } == 0;
        if known && limit.rlim_cur != libc::RLIM_INFINITY { STACK.min(limit.rlim_cur as usize / 8) } else { STACK }
    })
}

/// Nesting of statements and expressions that fits in the stack of this process.
pub(crate) fn recursion_limit() -> usize {
    RECURSION_LIMIT * (stack_bytes() >> 10) / (STACK >> 10)
}

/// Runs `work` with [`stack_bytes`] of stack.
pub(crate) fn on_big_stack<T>(work: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(stack_bytes() / 2, stack_bytes(), work)
}

/// Compiles a source. `filename` becomes `co_filename`.
pub fn compile(source: Source<'_>, filename: &str, mode: Mode, options: &Options<'_>) -> Result<Compiled, SyntaxFault> {
    if mode == Mode::FuncType {
        let msg = "compile() mode 'func_type' requires flag PyCF_ONLY_AST";
        return Err(SyntaxFault::bare(FaultKind::ValueError, msg));
    }
    let tree = crate::ast::parse(source, mode, options)?;
    let mut compiled = crate::ast::compile_node(&tree.root, filename, options)?;
    let later = std::mem::replace(&mut compiled.warnings, tree.warnings);
    compiled.warnings.extend(later);
    Ok(compiled)
}

/// Turns the library's code objects into ours, sharing the storage of equal names.
#[derive(Default)]
pub(crate) struct Translator {
    names: std::collections::HashMap<String, Name>,
}

impl Translator {
    fn name(&mut self, text: &str) -> Name {
        if let Some(name) = self.names.get(text) {
            return name.clone();
        }
        let name: Name = Arc::new(Wtf8Buf::from(text));
        self.names.insert(text.to_owned(), name.clone());
        name
    }

    fn all<'a>(&mut self, names: impl IntoIterator<Item = &'a String>) -> Box<[Name]> {
        names.into_iter().map(|name| self.name(name)).collect()
    }

    /// The code object of a whole source.
    pub(crate) fn module(&mut self, code: &CodeObject) -> CodeData {
        self.code(code, &code.qualname)
    }

    /// The qualified name that CPython gives a code object inside one whose qualified name is `parent`.
    ///
    /// The generator names `__annotate__` after the function whose annotations it holds; CPython names it after the
    /// scope of that function, as if it were defined there.
    fn qualname(&self, code: &CodeObject, parent: &CodeObject, parent_qualname: &str) -> String {
        if code.obj_name != "__annotate__" {
            // What is inside follows a name that may have changed.
            return match code.qualname.strip_prefix(parent.qualname.as_str()) {
                Some(rest) if rest.starts_with('.') => format!("{parent_qualname}{rest}"),
                _ => code.qualname.clone(),
            };
        }
        let in_function = parent.flags.contains(CodeFlags::OPTIMIZED);
        if parent.obj_name == "<module>" {
            "__annotate__".to_owned()
        } else if parent.obj_name.starts_with("<generic parameters of ") {
            match parent_qualname.rsplit_once('.') {
                Some((scope, _)) => format!("{scope}.__annotate__"),
                None => "__annotate__".to_owned(),
            }
        } else if in_function {
            format!("{parent_qualname}.<locals>.__annotate__")
        } else {
            format!("{parent_qualname}.__annotate__")
        }
    }

    fn code(&mut self, code: &CodeObject, qualname: &str) -> CodeData {
        let own_cells = code.cellvars.iter().filter(|cell| !code.varnames.contains(cell));
        let localsplus = code.varnames.iter().chain(own_cells).chain(code.freevars.iter());
        CodeData {
            argcount: code.arg_count,
            posonlyargcount: code.posonlyarg_count,
            kwonlyargcount: code.kwonlyarg_count,
            stacksize: code.max_stackdepth,
            flags: code.flags.bits(),
            code: code.instructions.original_bytes().into_boxed_slice(),
            consts: code.constants.iter().map(|constant| self.constant(constant, code, qualname)).collect(),
            names: self.all(code.names.iter()),
            localsplusnames: self.all(localsplus),
            localspluskinds: code.localspluskinds.clone(),
            filename: self.name(&code.source_path),
            name: self.name(&code.obj_name),
            qualname: self.name(qualname),
            firstlineno: code.first_line_number.map_or(0, |line| line.get() as i32),
            linetable: code.linetable.clone(),
            exceptiontable: code.exceptiontable.clone(),
        }
    }

    fn constant(&mut self, constant: &ConstantData, parent: &CodeObject, parent_qualname: &str) -> Const {
        let mut one = |item: &ConstantData| self.constant(item, parent, parent_qualname);
        match constant {
            ConstantData::None => Const::None,
            ConstantData::Ellipsis => Const::Ellipsis,
            ConstantData::Boolean { value } => Const::Bool(*value),
            ConstantData::Integer { value } => Const::Int(value.clone()),
            ConstantData::Float { value } => Const::Float(*value),
            ConstantData::Complex { value } => Const::Complex(value.re, value.im),
            ConstantData::Bytes { value } => Const::Bytes(Arc::from(value.as_slice())),
            ConstantData::Str { value } => Const::Str(match value.as_str() {
                Ok(text) => self.name(text),
                Err(_) => Arc::new(value.clone()),
            }),
            ConstantData::Tuple { elements } => Const::Tuple(elements.iter().map(one).collect()),
            ConstantData::Frozenset { elements } => Const::FrozenSet(elements.iter().map(one).collect()),
            ConstantData::Slice { elements } => {
                let [start, stop, step] = &**elements;
                Const::Slice(Arc::new([one(start), one(stop), one(step)]))
            }
            ConstantData::Code { code } => {
                let qualname = self.qualname(code, parent, parent_qualname);
                Const::Code(Arc::new(self.code(code, &qualname)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(source: &str) -> SyntaxFault {
        compile(Source::Text(source), "t.py", Mode::Exec, &Options::default()).expect_err("the source is wrong")
    }

    #[test]
    fn the_bytecode_of_a_loop_is_cpythons() {
        let source = "i = 1\nwhile i:\n    i -= f()\n";
        let compiled = compile(Source::Text(source), "t.py", Mode::Exec, &Options::default()).expect("valid");
        // CPython 3.14: compile(source, "t.py", "exec").co_code.hex()
        let hex: String = compiled.code.code.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, include_str!("../tests/data/loop.hex").trim());
        assert_eq!(compiled.code.filename.to_string(), "t.py");
    }

    #[test]
    fn optimisation_drops_asserts_and_docstrings() {
        let source = "def f():\n    'doc'\n    assert f(1)\n";
        let code_at = |optimize| {
            let options = Options { optimize, ..Options::default() };
            let compiled = compile(Source::Text(source), "t", Mode::Exec, &options).expect("valid");
            let Const::Code(f) = &compiled.code.consts[0] else { panic!("the function comes first") };
            (f.len(), f.flags & crate::code::flags::HAS_DOCSTRING != 0)
        };
        assert!(code_at(0).0 > code_at(1).0);
        assert_eq!((code_at(1).1, code_at(2).1), (true, false));
    }

    #[test]
    fn null_bytes_are_refused() {
        assert_eq!(
            fault("a\0b"),
            SyntaxFault::bare(FaultKind::SyntaxError, "source code string cannot contain null bytes")
        );
    }

    #[test]
    fn deep_nesting_is_an_error_and_not_an_overflow() {
        let deep = ["(", "[", "-", "not ", "lambda: ", "x if y else ", "f(", "{1: ", "x**"];
        for unit in deep {
            let source = unit.repeat(50_000) + "x";
            let fault = fault(&source);
            assert!(!fault.msg.is_empty(), "{unit}");
        }
        let long = format!("x{}", "+1".repeat(2000));
        compile(Source::Text(&long), "t", Mode::Eval, &Options::default()).expect("CPython compiles this");
    }

    #[test]
    fn lone_surrogates_survive_in_literals() {
        let compiled = compile(Source::Text("'\\ud800'"), "t", Mode::Eval, &Options::default()).expect("valid");
        let Const::Str(text) = &compiled.code.consts[0] else { panic!("a string comes first") };
        assert_eq!(text.as_bytes(), b"\xed\xa0\x80");
    }
}
