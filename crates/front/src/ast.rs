//! Syntax trees for Python's `_ast` module: from source to [`Node`], and from [`Node`] to code.

use std::fmt::Write as _;
use std::rc::Rc;

use crate::code::Const;
use crate::compile::{Mode, Options, Source, SyntaxWarning, on_big_stack, text_of};
use crate::fault::SyntaxFault;
pub use crate::lower::compile_node;
use crate::syntax;
pub use crate::syntax::{Field, Node};

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
        let root = parse.tree.map_err(|fault| with_source(fault, &text, mode, options))?;
        Ok(Tree { root, warnings: parse.warnings })
    })
}

/// Adds the source to a fault in parsing it.
fn with_source(mut fault: SyntaxFault, text: &str, mode: Mode, options: &Options<'_>) -> SyntaxFault {
    // What is between angle brackets is no file.
    let readable = options.file.is_some_and(|name| !name.starts_with('<'));
    if let Some(attempt) = fault.attempt.as_mut().filter(|_| !readable) {
        let newline = if mode == Mode::Exec && !text.ends_with('\n') { "\n" } else { "" };
        attempt.source = Some(format!("{text}{newline}"));
    }
    fault
}

/// A tree as one line of text, for comparing: `Class(field=value;…)@line,col,end_line,end_col`. Strings and bytes are in
/// hexadecimal after `s` and `b`, floats as their bits.
pub fn dump(node: &Node) -> String {
    let mut out = String::new();
    dump_node(node, &mut out);
    out
}

fn hex(bytes: &[u8], out: &mut String) {
    for byte in bytes {
        // Writing to a string cannot fail, here and below.
        let _ = write!(out, "{byte:02x}");
    }
}

fn dump_const(value: &Const, out: &mut String) {
    let _ = match value {
        Const::None => write!(out, "None"),
        Const::Ellipsis => write!(out, "..."),
        Const::Bool(value) => write!(out, "{}", if *value { "True" } else { "False" }),
        Const::Int(value) => write!(out, "i{value:x}"),
        Const::Float(value) => write!(out, "f{:016x}", value.to_bits()),
        Const::Complex(real, imag) => write!(out, "c{:016x}{:016x}", real.to_bits(), imag.to_bits()),
        Const::Str(text) => {
            out.push('s');
            hex(text.as_bytes(), out);
            Ok(())
        }
        Const::Bytes(bytes) => {
            out.push('b');
            hex(bytes, out);
            Ok(())
        }
        Const::Tuple(items) | Const::FrozenSet(items) => {
            out.push('(');
            for item in items.iter() {
                dump_const(item, out);
                out.push(',');
            }
            write!(out, ")")
        }
        Const::Slice(_) | Const::Code(_) => write!(out, "?"),
    };
}

fn dump_field(field: &Field, out: &mut String) {
    match field {
        Field::None => out.push_str("None"),
        Field::Node(node) => dump_node(node, out),
        Field::Op(op) => {
            let _ = write!(out, "{op}()");
        }
        Field::List(items) => {
            out.push('[');
            for item in items {
                dump_field(item, out);
                out.push(',');
            }
            out.push(']');
        }
        Field::Str(text) => {
            out.push('s');
            hex(text.as_bytes(), out);
        }
        Field::Const(value) => dump_const(value, out),
        Field::Int(number) => {
            let sign = if *number < 0 { "-" } else { "" };
            let _ = write!(out, "i{sign}{:x}", number.unsigned_abs());
        }
    }
}

fn dump_node(node: &Node, out: &mut String) {
    let _ = write!(out, "{}(", node.kind);
    for (name, field) in &node.fields {
        let _ = write!(out, "{name}=");
        dump_field(field, out);
        out.push(';');
    }
    out.push(')');
    if node.lineno > 0 {
        let _ = write!(out, "@{},{},{},{}", node.lineno, node.col_offset, node.end_lineno, node.end_col_offset);
    }
}
