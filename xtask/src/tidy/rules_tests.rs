//! Each rule on texts that keep it and texts that break it.

use super::*;

fn file(path: &str, text: &str) -> Vec<File> {
    vec![File { path: path.to_string(), text: text.to_string() }]
}

fn breaches(rule: fn(&[File]) -> Result<Findings, String>, path: &str, text: &str) -> usize {
    rule(&file(path, text)).unwrap().breaches.len()
}

fn over(rule: fn(&[File]) -> Result<Findings, String>, text: &str) -> usize {
    let counts = rule(&file("crates/a/src/a.rs", text)).unwrap().counts;
    counts.iter().filter(|count| count.number > count.limit).map(|count| count.number).sum()
}

#[test]
fn docs_come_first() {
    assert_eq!(breaches(module_docs, "a.rs", "//! Docs.\nfn a() {}\n"), 0);
    assert_eq!(breaches(module_docs, "a.rs", "fn a() {}\n"), 1);
    assert_eq!(breaches(module_docs, "a.py", "x = 1\n"), 0);
}

#[test]
fn lengths_are_bounded() {
    assert_eq!(over(file_lines, &"x\n".repeat(800)), 0);
    assert_eq!(over(file_lines, &"x\n".repeat(801)), 801);
    let long = format!("fn a() {{\n{}}}\n", "x;\n".repeat(99));
    assert_eq!(over(function_lines, &long), 101);
    assert_eq!(over(function_lines, &format!("// tidy: flat table\n{long}")), 0);
}

#[test]
fn containers_of_values_must_be_rooted() {
    let path = "crates/a/src/a.rs";
    let bad = [
        "Vec<Value>",
        "Vec<Option<Value>>",
        "Box<[Value]>",
        "HashMap<u8, Value>",
        "VecDeque<Value>",
        "HashMap<Value, ()>",
    ];
    for bad in bad {
        assert_eq!(breaches(unrooted_values, path, &format!("let a: {bad} = b;\n")), 1, "{bad}");
        assert_eq!(breaches(unrooted_values, path, &format!("let a: {bad} = b; // tidy: rooted\n")), 0, "{bad}");
        assert_eq!(breaches(unrooted_values, "xtask/src/a.rs", &format!("let a: {bad} = b;\n")), 0, "{bad}");
    }
    for good in ["GcVec<Value>", "Option<Value>", "Vec<u8>, b: Value", "Result<Value, Raised>", "// Vec<Value>"] {
        assert_eq!(breaches(unrooted_values, path, &format!("let a: {good};\n")), 0, "{good}");
    }
}

#[test]
fn unsafe_is_explained() {
    assert_eq!(over(unsafe_without_safety, "fn a() { unsafe { b() } }\n"), 1);
    assert_eq!(over(unsafe_without_safety, "unsafe impl Send for A {}\nunsafe fn c() {}\n"), 2);
    let elsewhere = "// SAFETY (for the casts below): tested.\nfn a() {\nb();\nunsafe { c() };\n}\n";
    assert_eq!(over(unsafe_without_safety, elsewhere), 1);
    for good in [
        "// SAFETY: it is.\nunsafe { b() }\n",
        "unsafe { // SAFETY: it is.\n}\n",
        "unsafe {\n// SAFETY: it is.\nb() }\n",
        "// SAFETY: it is.\nlet a =\n    unsafe { b() };\n",
        "/// # Safety\n/// Never.\npub unsafe fn c() {}\n",
        "type F = unsafe fn(*mut u8);\n",
        "fn a() {\n// SAFETY (for the casts below): tested.\nb();\nunsafe { c() };\nd();\nunsafe { e() }\n}\n",
        "let a = \"unsafe {\";\n",
    ] {
        assert_eq!(over(unsafe_without_safety, good), 0, "{good}");
    }
}

#[test]
fn open_ends_are_found() {
    let mark = ["TO", "DO"].concat();
    assert_eq!(breaches(open_ends, "a.rs", &format!("// {mark}: later\n")), 1);
    assert_eq!(breaches(open_ends, "a.py", &format!("x = 1  # {mark} later\n")), 1);
    assert_eq!(breaches(open_ends, "a.rs", &format!("let a = \"{mark}\";\n")), 0);
    assert_eq!(breaches(open_ends, "a.rs", &["fn a() { to", "do!() }\n"].concat()), 1);
}

#[test]
fn code_in_comments_is_found() {
    for bad in ["// let a = 1;", "// use a::b;", "// foo(bar);", "// a.b = c;", "// if a {", "// }", "// fn a() {"] {
        assert_eq!(breaches(code_in_comments, "a.rs", &format!("{bad}\n")), 1, "{bad}");
    }
    for good in
        ["// A sentence about foo(bar).", "/// let a = 1;", "// for i in x: the loop of the test", "// return it"]
    {
        assert_eq!(breaches(code_in_comments, "a.rs", &format!("{good}\n")), 0, "{good}");
    }
}

#[test]
fn machine_paths_are_found() {
    let home = ["/ho", "me/me/x"].concat();
    assert_eq!(breaches(machine_paths, "a.md", &format!("see {home}\n")), 1);
    assert_eq!(breaches(machine_paths, "a.md", &format!("see {home} (tidy: path)\n")), 0);
    assert_eq!(breaches(machine_paths, "a.md", "see docs/home/x\n"), 0);
    assert_eq!(breaches(machine_paths, "Cargo.lock", "source = \"registry+https://example.org/index\"\n"), 1);
}
