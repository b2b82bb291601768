//! Compiles source files and writes what the front end gives, for comparing with CPython.
//!
//! `compare code OUT LIST [optimize]`: for each path named in the file LIST, a line in OUT: path, tab, then the
//! marshalled code in hexadecimal, or `!` and the fault.
//! `compare node OUT LIST [optimize]`: as `code`, but compiled from the neutral tree.
//! `compare tree OUT LIST`: the same with the syntax tree as text, type comments included.
//! `compare tokens OUT LIST [extra]`: the tokens, with the extra ones if `extra` is 1.
//! `compare symbols OUT LIST`: the symbol tables.
//! `compare faults OUT LIST`: the same for a JSON-like list of snippets: each line of LIST holds a mode, a tab and a
//! snippet in hexadecimal; each line of OUT holds the fault's fields separated by tabs, or `ok`.

use std::fmt::Write as _;

use front::{Const, Mode, Options, Source, SyntaxFault, compile, marshal};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unhex(text: &str) -> Vec<u8> {
    let pair = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).expect("hexadecimal digits");
    (0..text.len() / 2).map(|pair_number| pair(pair_number * 2)).collect()
}

fn code_line(path: &str, optimize: u8) -> String {
    let bytes = std::fs::read(path).expect("a readable source file");
    let options = Options { optimize, ..Options::default() };
    match compile(Source::Bytes(&bytes), path, Mode::Exec, &options) {
        Ok(compiled) => format!("{path}\t{}\n", hex(&marshal::write(&Const::Code(compiled.code)))),
        Err(fault) => format!("{path}\t!{fault}\n"),
    }
}

/// As [`code_line`], through the neutral tree.
fn node_line(path: &str, optimize: u8) -> String {
    let bytes = std::fs::read(path).expect("a readable source file");
    let options = Options { optimize, ..Options::default() };
    let tree = front::ast::parse(Source::Bytes(&bytes), Mode::Exec, &options);
    match tree.and_then(|tree| front::ast::compile_node(&tree.root, path, &options)) {
        Ok(compiled) => format!("{path}\t{}\n", hex(&marshal::write(&Const::Code(compiled.code)))),
        Err(fault) => format!("{path}\t!{fault}\n"),
    }
}

fn tokens_line(path: &str, extra_tokens: bool) -> String {
    let bytes = std::fs::read(path).expect("a readable source file");
    let Ok(source) = String::from_utf8(bytes) else { return format!("{path}\t\n") };
    let found = front::tokenize::tokenize(&source, extra_tokens);
    let mut text = format!("{path}\t");
    for row in &found.rows {
        let (string, line) = (hex(row.string.as_bytes()), hex(row.line.as_bytes()));
        let _ = write!(text, "{},{string},{:?},{:?},{line};", row.kind, row.start, row.end);
    }
    if let Some(fault) = found.fault {
        let _ = write!(text, "!{fault}");
    }
    text.push('\n');
    text
}

fn block_text(block: &front::symtable::Block, out: &mut String) {
    let _ =
        write!(out, "{}:{}:{}:{}(", block.kind as i32, hex(block.name.as_bytes()), block.lineno, block.nested as i32);
    let mut symbols: Vec<String> =
        block.symbols.iter().map(|(name, flags)| format!("{}={flags}", hex(name.as_bytes()))).collect();
    symbols.sort();
    let varnames: Vec<String> = block.varnames.iter().map(|name| hex(name.as_bytes())).collect();
    let _ = write!(out, "{};{}", symbols.join(","), varnames.join(","));
    for child in &block.children {
        out.push('|');
        block_text(child, out);
    }
    out.push(')');
}

fn symbols_line(path: &str) -> String {
    let bytes = std::fs::read(path).expect("a readable source file");
    match front::symtable::symtable(Source::Bytes(&bytes), path, Mode::Exec, &Options::default()) {
        Ok(block) => {
            let mut text = format!("{path}\t");
            block_text(&block, &mut text);
            text.push('\n');
            text
        }
        Err(fault) => format!("{path}\t!{fault}\n"),
    }
}

fn tree_line(path: &str) -> String {
    let bytes = std::fs::read(path).expect("a readable source file");
    let options = Options { type_comments: true, ..Options::default() };
    match front::ast::parse(Source::Bytes(&bytes), Mode::Exec, &options) {
        Ok(tree) => {
            format!("{path}\t{}\n", front::ast::dump(&tree.root))
        }
        Err(fault) => format!("{path}\t!{fault}\n"),
    }
}

fn fault_line(mode: &str, snippet: &str) -> String {
    let mode = match mode {
        "exec" => Mode::Exec,
        "eval" => Mode::Eval,
        _ => Mode::Single,
    };
    let text = String::from_utf8(unhex(snippet)).expect("UTF-8");
    match compile(Source::Text(&text), "f", mode, &Options::default()) {
        Ok(compiled) => {
            let warnings = compiled.warnings.iter().map(|w| format!("{}:{}", w.lineno, w.message));
            format!("ok\t{}\n", hex(warnings.collect::<Vec<_>>().join("\n").as_bytes()))
        }
        Err(SyntaxFault { kind, msg, place, .. }) => {
            let place = place.map_or("-".to_owned(), |place| {
                let end = |part: Option<i32>| part.map_or("-".to_owned(), |number| number.to_string());
                let text = place.text.map_or("-".to_owned(), |text| hex(text.as_bytes()));
                let (end_line, end_col) = (end(place.end_lineno), end(place.end_offset));
                format!("{}\t{}\t{end_line}\t{end_col}\t{text}", place.lineno, place.offset)
            });
            format!("{}\t{}\t{place}\n", kind.name(), hex(msg.as_bytes()))
        }
    }
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let [_, what, out, list, rest @ ..] = args.as_slice() else { panic!("see the head of this file") };
    let list = std::fs::read_to_string(list).expect("a readable list");
    let optimize = rest.first().map_or(0, |text| text.parse().expect("a level"));
    let lines = list.lines().map(|line| match what.as_str() {
        "code" => code_line(line, optimize),
        "node" => node_line(line, optimize),
        "tree" => tree_line(line),
        "symbols" => symbols_line(line),
        "tokens" => tokens_line(line, optimize > 0),
        _ => line.split_once('\t').map(|(mode, snippet)| fault_line(mode, snippet)).expect("mode, tab, snippet"),
    });
    std::fs::write(out, lines.collect::<String>()).expect("a writable file");
}
