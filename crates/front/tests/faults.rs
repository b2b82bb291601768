//! Faults of wrong sources, held against what CPython 3.14.10 says of them.
//!
//! `data/faults.txt` has two lines for each case: the source (with `\n`, `\t`, `\\`, and `\_` for a no-break space), then
//! indented CPython's exception: class, line, column, end line, end column, message. `ok` means that it compiles.

use front::{Mode, Options, Source, SyntaxFault, compile};

fn unescaped(line: &str) -> String {
    let mut text = String::new();
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('n') => text.push('\n'),
                Some('t') => text.push('\t'),
                Some('_') => text.push('\u{a0}'),
                Some(other) => text.push(other),
                None => panic!("a backslash ends the line {line}"),
            },
            _ => text.push(c),
        }
    }
    text
}

fn shown(fault: &SyntaxFault) -> String {
    let name = fault.kind.name();
    let Some(place) = &fault.place else { return format!("{name}|{}", fault.msg) };
    let number = |part: Option<i32>| part.map_or("None".to_owned(), |number| number.to_string());
    let (end_line, end_offset) = (number(place.end_lineno), number(place.end_offset));
    format!("{name}|{}|{}|{end_line}|{end_offset}|{}", place.lineno, place.offset, fault.msg)
}

#[test]
fn faults_are_cpythons() {
    let data = include_str!("data/faults.txt");
    let lines: Vec<&str> = data.lines().collect();
    let mut wrong = Vec::new();
    for pair in lines.chunks(2) {
        let [source, want] = pair else { panic!("the data ends within a case") };
        let compiled = compile(Source::Text(&unescaped(source)), "f", Mode::Exec, &Options::default());
        let got = compiled.map_or_else(|fault| shown(&fault), |_| "ok".to_owned());
        if got != want.trim_start() {
            wrong.push(format!("{source}\n  want {}\n  got  {got}", want.trim_start()));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases differ:\n{}", wrong.len(), lines.len() / 2, wrong.join("\n"));
    assert!(lines.len() > 250);
}

#[test]
fn incomplete_input_is_told_from_wrong_input() {
    let options = Options { allow_incomplete_input: true, dont_imply_dedent: true, ..Options::default() };
    let kind = |source: &str| {
        let compiled = compile(Source::Text(source), "<stdin>", Mode::Single, &options);
        compiled.map_or_else(|fault| fault.kind.name(), |_| "ok")
    };
    // CPython 3.14: compile(source, "<stdin>", "single", PyCF_ALLOW_INCOMPLETE_INPUT | PyCF_DONT_IMPLY_DEDENT)
    assert_eq!(kind("x = (1,\n"), "_IncompleteInputError");
    assert_eq!(kind("if x:\n"), "_IncompleteInputError");
    assert_eq!(kind("s = '''abc\n"), "_IncompleteInputError");
    assert_eq!(kind("def f():\n    pass\n"), "ok");
    assert_eq!(kind("x = 1\n"), "ok");
    assert_eq!(kind("x = = 1\n"), "SyntaxError");
    assert_eq!(kind("s = 'abc\n"), "SyntaxError");
}
