//! What is left of a loop: the program of the 2013 post has as many operations in its loop under a trace function as
//! without one, for lines and for arcs.

use std::process::Command;

/// The post's program, and a tracer that keeps what coverage.py's keeps.
const PROGRAM: &str = r#"
import sys


def one():
    return 1


def count_down(i):
    while i > 0:
        i -= one()
    return i


class Tracer:
    def __init__(self, arcs):
        self.arcs = arcs
        self.data = set()
        self.stack = []
        self.last = 0
        self.bound = self.trace

    def trace(self, frame, event, arg):
        if event == "call":
            self.stack.append((self.data, self.last))
            self.last = -frame.f_code.co_firstlineno
        elif event == "line":
            line = frame.f_lineno
            if self.arcs:
                self.data.add((self.last, line))
            else:
                self.data.add(line)
            self.last = line
        elif event == "return":
            if self.arcs:
                self.data.add((self.last, -frame.f_code.co_firstlineno))
            self.data, self.last = self.stack.pop()
        return self.bound


way = sys.argv[1]
tracer = Tracer(way == "arcs")
if way != "bare":
    sys.settrace(tracer.bound)
count_down(100_000)
sys.settrace(None)
print(sorted(tracer.data), tracer.stack)
"#;

/// Runs the program; gives its output and the operations of the loop in the last function that was made of `count_down`.
fn run(way: &str) -> (String, Vec<String>) {
    let out = Command::new(env!("CARGO_BIN_EXE_pellucid"))
        .args(["-c", PROGRAM, way])
        .env("PELLUCID_JIT", "threshold=400")
        .env("PELLUCID_DUMP", "ir")
        .output()
        .expect("the interpreter runs");
    let (stdout, dump) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(out.status.success(), "{way}: {stdout}{dump}");
    let trees = dump.split("\ntree ").filter(|t| t.lines().next().is_some_and(|l| l.contains("count_down")));
    let last = trees.last().unwrap_or_else(|| panic!("{way}: the loop was not compiled:\n{dump}"));
    let optimised = last.split("optimised:").nth(1).expect("a dump has both forms");
    let body = optimised.split("\nb2(").nth(1).expect("a loop has a label");
    let operations = body.lines().skip(1).take_while(|l| l.starts_with("  ")).map(|l| l.trim().to_owned()).collect();
    (stdout.into_owned(), operations)
}

#[test]
fn the_loop_is_the_same_under_a_trace_function() {
    let (_, bare) = run("bare");
    assert!(bare.last().is_some_and(|l| l.starts_with("jump b2")), "no loop: {bare:#?}");
    assert!(bare.len() <= 5, "more than breaker, comparison, guard, subtraction and jump: {bare:#?}");
    let (lines, under_lines) = run("lines");
    assert_eq!(lines, "[6, 10, 11, 12] []\n");
    assert_eq!(bare.len(), under_lines.len(), "under a tracer of lines: {under_lines:#?}");
    let (arcs, under_arcs) = run("arcs");
    assert_eq!(arcs, "[(-9, 10), (-5, 6), (6, -5), (10, 11), (10, 12), (11, 10), (12, -9)] []\n");
    assert_eq!(bare.len(), under_arcs.len(), "under a tracer of arcs: {under_arcs:#?}");
}
