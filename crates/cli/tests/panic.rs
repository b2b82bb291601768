//! What a bug in the virtual machine prints.

use std::process::Command;

#[test]
fn a_panic_tells_where_python_was_and_asks_for_a_report() {
    let program = "import _testcapi\ndef f():\n    _testcapi.vm_panic('out of order')\nf()\n";
    let done = Command::new(env!("CARGO_BIN_EXE_pellucid")).args(["-c", program]).output().expect("it can be run");
    let stderr = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), None, "it ends by a signal: {stderr}");
    let lines: Vec<&str> = stderr.lines().collect();
    assert_eq!(lines[0], "Fatal Pellucid error: out of order");
    assert!(lines[1].starts_with("  at crates/"), "{stderr}");
    assert!(lines[2].starts_with("Pellucid ") && lines[2].contains("(Python 3.14."), "{stderr}");
    assert!(lines[3].starts_with("Platform: "), "{stderr}");
    let stack = lines.iter().position(|line| line.ends_with("(most recent call first):")).expect("a stack");
    assert_eq!(lines[stack + 1], "  File \"<string>\", line 3 in f");
    assert_eq!(lines[stack + 2], "  File \"<string>\", line 4 in <module>");
    assert!(lines.last().is_some_and(|line| line.contains("Please report it")), "{stderr}");
}
