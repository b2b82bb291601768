//! Trees and tokens, held against those of CPython 3.14.10, and code made from trees.
//!
//! `data/trees.txt` and `data/tokens.txt` have two lines for each case: the source, with `\n` for newlines, then indented
//! CPython's answer, trees as [`front::ast::dump`] writes them.

use std::rc::Rc;

use front::syntax::{Field, Node};
use front::{Const, Mode, Options, Source, ast, compile, tokenize};

/// The cases of a data file.
fn cases(data: &str) -> Vec<(&str, &str)> {
    let lines: Vec<&str> = data.lines().collect();
    lines.chunks(2).map(|pair| (pair[0], pair[1].trim_start())).collect()
}

fn report(wrong: Vec<String>, total: usize) {
    assert!(wrong.is_empty(), "{} of {total} cases differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn trees_are_cpythons() {
    let cases = cases(include_str!("data/trees.txt"));
    assert!(cases.len() > 30);
    let options = Options { type_comments: true, ..Options::default() };
    let mut wrong = Vec::new();
    for (source, want) in &cases {
        let tree = ast::parse(Source::Text(&source.replace("\\n", "\n")), Mode::Exec, &options);
        let got = tree.map_or_else(|fault| fault.to_string(), |tree| ast::dump(&tree.root));
        if got != *want {
            wrong.push(format!("{source}\n  want {want}\n  got  {got}"));
        }
    }
    report(wrong, cases.len());
}

#[test]
fn tokens_are_cpythons() {
    let cases = cases(include_str!("data/tokens.txt"));
    let mut wrong = Vec::new();
    let hex = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    for (source, want) in &cases {
        let text = source.replace("\\\\", "\0").replace("\\n", "\n").replace('\0', "\\");
        let found = tokenize::tokenize(&text, true);
        let rows = found.rows.iter().map(|row| {
            let ((line, col), (end_line, end_col)) = (row.start, row.end);
            format!("{},{},{line},{col},{end_line},{end_col},{}", row.kind, hex(&row.string), hex(&row.line))
        });
        let mut got: Vec<String> = rows.collect();
        got.extend(found.fault.map(|fault| format!("!{}", fault.msg)));
        let got = got.join(";");
        if got != *want {
            wrong.push(format!("{source}\n  want {want}\n  got  {got}"));
        }
    }
    report(wrong, cases.len());
}

/// The same tree, every line moved down.
fn moved(node: &Node, by: i32) -> Rc<Node> {
    fn field(value: &Field, by: i32) -> Field {
        match value {
            Field::Node(node) => Field::Node(moved(node, by)),
            Field::List(items) => Field::List(items.iter().map(|item| field(item, by)).collect()),
            other => other.clone(),
        }
    }
    let mut copy = node.clone();
    if copy.lineno > 0 {
        copy.lineno += by;
        copy.end_lineno += by;
    }
    for (_, value) in &mut copy.fields {
        *value = field(value, by);
    }
    Rc::new(copy)
}

#[test]
fn positions_of_a_tree_reach_the_line_table() {
    let source = "@a\n@b\ndef f(x):\n    return x + '\\ud800'\n";
    let options = Options::default();
    let plain = compile(Source::Text(source), "t.py", Mode::Exec, &options).expect("valid").code;
    let tree = ast::parse(Source::Text(source), Mode::Exec, &options).expect("valid");
    let code = ast::compile_node(&moved(&tree.root, 1000), "t.py", &options).expect("valid").code;
    assert_eq!(code.code, plain.code);
    let shifted = |code: &front::CodeData, by: i32| -> Vec<Option<i32>> {
        code.positions().map(|entry| entry.line.map(|line| if line > 0 { line + by } else { line })).collect()
    };
    assert_eq!(shifted(&code, 0), shifted(&plain, 1000));
    let function = |code: &front::CodeData| match code.consts.iter().find(|value| matches!(value, Const::Code(_))) {
        Some(Const::Code(function)) => function.clone(),
        _ => panic!("the function is a constant"),
    };
    let (moved, plain) = (function(&code), function(&plain));
    assert_eq!((moved.firstlineno, plain.firstlineno), (1001, 1));
    assert_eq!(shifted(&moved, 0), shifted(&plain, 1000));
    assert_eq!(moved.consts, plain.consts);
}

#[test]
fn trees_that_no_source_gives_compile() {
    let options = Options::default();
    let constant = |value| Rc::new(Node::new("Constant", vec![("value", Field::Const(value)), ("kind", Field::None)]));
    let tuple = Const::Tuple([Const::Int(1.into()), Const::Int((-2).into())].into());
    let values = vec![Field::Node(constant(tuple)), Field::Node(constant(Const::Int((-3).into())))];
    let pair = Node::new("Tuple", vec![("elts", Field::List(values)), ("ctx", Field::Op("Load"))]);
    let root = Node::new("Expression", vec![("body", Field::Node(Rc::new(pair)))]);
    let code = ast::compile_node(&root, "t.py", &options).expect("CPython compiles it").code;
    assert!(matches!(&code.consts[0], Const::Tuple(items) if items.len() == 2));
    let wrong = Node::new("Expression", vec![("body", Field::None)]);
    assert!(ast::compile_node(&wrong, "t.py", &options).is_err());
}

#[test]
fn deep_trees_are_dropped_without_recursion() {
    let source = format!("x{}", "+1".repeat(100_000));
    let tree = ast::parse(Source::Text(&source), Mode::Eval, &Options::default()).expect("no limit in the parser");
    std::thread::Builder::new()
        .stack_size(64 << 10)
        .spawn(|| {
            let node = (0..100_000).fold(Rc::new(Node::new("Pass", Vec::new())), |inner, _| {
                Rc::new(Node::new("Expr", vec![("value", Field::Node(inner))]))
            });
            drop(node);
        })
        .expect("a thread")
        .join()
        .expect("no overflow");
    drop(tree);
}
