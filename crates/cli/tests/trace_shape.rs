//! What is left of a loop: the program of the 2013 post has as many operations in its loop under a trace function as
//! without one, for lines and for arcs; and what a loop makes and nobody keeps is not made.

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

/// Runs a program; gives its output and the operations of the loop in the last function that was made of the Python
/// function with this name.
fn run(program: &str, way: &str, function: &str) -> (String, Vec<String>) {
    let out = Command::new(env!("CARGO_BIN_EXE_pellucid"))
        .args(["-c", program, way])
        .env("PELLUCID_JIT", "threshold=400")
        .env("PELLUCID_DUMP", "ir")
        .output()
        .expect("the interpreter runs");
    let (stdout, dump) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(out.status.success(), "{way}: {stdout}{dump}");
    let is_wanted = |t: &&str| t.lines().next().is_some_and(|l| l.contains(&format!(" {function},")));
    let trees = dump.split("\ntree ").filter(is_wanted);
    let last = trees.last().unwrap_or_else(|| panic!("{way}: the loop was not compiled:\n{dump}"));
    let optimised = last.split("optimised:").nth(1).expect("a dump has both forms");
    // The block that jumps to itself.
    let blocks = optimised.split("\nb").map(|b| {
        let number: String = b.chars().take_while(char::is_ascii_digit).collect();
        let lines = b.lines().skip(1).take_while(|l| l.starts_with("  ")).map(|l| l.trim().to_owned());
        (number, lines.collect::<Vec<String>>())
    });
    let mut loops = blocks.filter(|(n, ops)| ops.last().is_some_and(|l| l.starts_with(&format!("jump b{n}("))));
    let (_, operations) = loops.next().unwrap_or_else(|| panic!("{way}: no loop in:\n{optimised}"));
    (stdout.into_owned(), operations)
}

/// Loops of a function `work`, each of which makes something that nobody keeps.
const MAKERS: &[(&str, &str)] = &[
    (
        "a method called by super()",
        "class A:\n def m(self, i): return i\nclass B(A):\n def m(self, i): return super().m(i)\n
def work(n):\n b = B()\n t = 0\n for i in range(n): t += b.m(1)\n return t",
    ),
    (
        "an instance of a class without __init__",
        "class A: pass\n
def work(n):\n t = 0\n for i in range(n):\n  a = A()\n  a.x = 1\n  t += a.x\n return t",
    ),
    (
        "an exception",
        "class E(Exception): pass\n
def fail(i):\n raise E(i)
def work(n):\n t = 0\n for i in range(n):\n  try: fail(1)\n  except E as e: t += e.args[0]\n return t",
    ),
    (
        "a generator's steps",
        "def count(n):\n i = 0\n while i < n:\n  yield 1\n  i += 1
def work(n):\n t = 0\n for x in count(n): t += x\n return t",
    ),
];

#[test]
fn what_nobody_keeps_is_not_made() {
    for (what, program) in MAKERS {
        let (output, operations) = run(&format!("{program}\nprint(work(20_000))"), what, "work");
        assert_eq!(output, "20000\n", "{what}");
        let made: Vec<&String> = operations.iter().filter(|o| o.contains("Call") || o.contains("New")).collect();
        assert!(made.is_empty(), "{what}: {made:#?} of {operations:#?}");
    }
}

#[test]
fn the_loop_is_the_same_under_a_trace_function() {
    let (_, bare) = run(PROGRAM, "bare", "count_down");
    assert!(bare.len() <= 5, "more than breaker, comparison, guard, subtraction and jump: {bare:#?}");
    let (lines, under_lines) = run(PROGRAM, "lines", "count_down");
    assert_eq!(lines, "[6, 10, 11, 12] []\n");
    assert_eq!(bare.len(), under_lines.len(), "under a tracer of lines: {under_lines:#?}");
    let (arcs, under_arcs) = run(PROGRAM, "arcs", "count_down");
    assert_eq!(arcs, "[(-9, 10), (-5, 6), (6, -5), (10, 11), (10, 12), (11, 10), (12, -9)] []\n");
    assert_eq!(bare.len(), under_arcs.len(), "under a tracer of arcs: {under_arcs:#?}");
}
