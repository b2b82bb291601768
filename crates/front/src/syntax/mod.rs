//! Python's syntax as CPython reads it: tokens, the neutral tree, and the parser that makes it.
//!
//! The parser is ours, because the tree, the tokens, the messages and all columns must be CPython's own: `ast`,
//! `tokenize` and `SyntaxError` show them, and the code generator makes line tables of them.

mod atom;
mod call;
mod chars;
mod compound;
mod expr;
mod imports;
mod invalid;
mod invalid_expr;
pub mod lexer;
mod literal;
pub mod node;
mod params;
mod parser;
mod patterns;
mod report;
mod stmt;
mod strings;
mod targets;
pub mod token;

pub use node::{Field, Node};
pub use parser::{Parse, ParseOptions, Start};

/// Parses a text, on whatever stack the caller has: [`crate::compile`] sees to it that it is large.
pub(crate) fn parse(text: &str, start: Start, options: ParseOptions) -> Parse {
    let mut padded;
    let text = if start == Start::File && !text.ends_with('\n') && !text.is_empty() {
        padded = String::with_capacity(text.len() + 1);
        padded.push_str(text);
        padded.push('\n');
        &padded
    } else {
        text
    };
    parser::Parser::new(text, start, options).run(parser::Parser::whole)
}
