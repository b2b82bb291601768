//! The two questions about characters that the tokenizer asks beyond ASCII.

use unicode_normalization::UnicodeNormalization;

/// Whether a character may stand in an identifier, or begin one: PEP 3131 asks for the normal form.
pub fn is_identifier_char(c: char, first: bool) -> bool {
    if c.is_ascii() {
        return c == '_' || c.is_ascii_alphabetic() || (!first && c.is_ascii_digit());
    }
    let fits = |c: char, first: bool| {
        if first { unicode_ident::is_xid_start(c) } else { unicode_ident::is_xid_continue(c) }
    };
    fits(c, first)
}

/// The identifier that a name stands for: its NFKC form.
pub fn normalized(name: &str) -> String {
    if name.is_ascii() { name.to_owned() } else { name.nfkc().collect() }
}

/// `str.isprintable` for one character.
pub fn is_printable(c: char) -> bool {
    rustpython_unicode::classify::is_printable(c)
}
