//! The rules that read the files one by one.

use super::source::Source;
use super::{Count, File, Findings};
use regex_lite::Regex;
use std::collections::BTreeMap;

/// Lines of a file, and of a function, that are free to everybody.
const FILE_LINES: usize = 800;
const FUNCTION_LINES: usize = 100;

fn rust(files: &[File]) -> impl Iterator<Item = &File> {
    files.iter().filter(|file| file.path.ends_with(".rs"))
}

fn pattern(text: &str) -> Result<Regex, String> {
    Regex::new(text).map_err(|error| format!("{text}: {error}"))
}

/// Every Rust file begins with `//!`: what it is for.
pub fn module_docs(files: &[File]) -> Result<Findings, String> {
    let bare = rust(files).filter(|file| !file.text.trim_start().starts_with("//!"));
    let breaches = bare.map(|file| format!("{}: begin with module docs (//!)", file.path)).collect();
    Ok(Findings { breaches, counts: Vec::new() })
}

pub fn file_lines(files: &[File]) -> Result<Findings, String> {
    let mut findings = Findings::default();
    for file in rust(files) {
        let number = file.text.lines().count();
        let message = format!("{} has {number} lines: divide it", file.path);
        findings.counts.push(Count { subject: file.path.clone(), number, limit: FILE_LINES, message });
    }
    Ok(findings)
}

pub fn function_lines(files: &[File]) -> Result<Findings, String> {
    let mut findings = Findings::default();
    for file in rust(files) {
        let source = Source::new(&file.text);
        let mut longest: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        for function in source.functions() {
            let length = function.last - function.first + 1;
            if length > FUNCTION_LINES && !source.marked(function.first, "tidy: flat table") {
                let entry = longest.entry(function.name).or_insert((0, 0));
                *entry = (*entry).max((length, function.first + 1));
            }
        }
        for (name, (number, line)) in longest {
            let message = format!("{}:{line}: fn {name} has {number} lines: divide it", file.path);
            let subject = format!("{}::{name}", file.path);
            findings.counts.push(Count { subject, number, limit: FUNCTION_LINES, message });
        }
    }
    Ok(findings)
}

/// A value in malloc's memory is invisible to the collector, so a container of values must be a cell's or a root's.
/// The heap itself is where the roots are made, and the back end's values are Cranelift's.
pub fn unrooted_values(files: &[File]) -> Result<Findings, String> {
    let container = pattern(
        r"\b(Vec|VecDeque|SmallVec|Box|Rc|Arc|HashMap|HashSet|BTreeMap|BTreeSet|IndexMap)<[^;={}]{0,60}\bValue\b",
    )?;
    let plain = pattern(
        r"\b(Vec|VecDeque|HashSet|BTreeSet)<(Option<)?Value\b|\bBox<\[(Option<)?Value\b|Map<[^;={}()]{0,60}\bValue\b",
    )?;
    let mut findings = Findings::default();
    for file in rust(files).filter(|file| file.path.starts_with("crates/")) {
        let exempt = ["crates/heap/", "crates/backend/"].iter().any(|of| file.path.starts_with(of));
        if exempt || !file.text.contains("Value") {
            continue;
        }
        let source = Source::new(&file.text);
        for (line, code) in source.code.lines().enumerate() {
            if container.is_match(code) && plain.is_match(code) && !source.marked(line, "tidy: rooted") {
                let words = file.text.lines().nth(line).unwrap_or_default().trim();
                findings.breaches.push(format!("{}:{}: the collector does not see: {words}", file.path, line + 1));
            }
        }
    }
    Ok(findings)
}

/// Every unsafe block, implementation and function says why it is sound: `SAFETY:`, or `# Safety` in its docs.
pub fn unsafe_without_safety(files: &[File]) -> Result<Findings, String> {
    let site = pattern(r#"\bunsafe\s*\{|\bunsafe\s+impl\b|\bunsafe\s+(extern\s*(" *")?\s*)?fn\s+\w|\bunsafe\s*$"#)?;
    let mut crates: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in rust(files).filter(|file| file.text.contains("unsafe")) {
        let source = Source::new(&file.text);
        let name = file.path.splitn(3, '/').take(2).collect::<Vec<_>>().join("/");
        let name =
            if name.starts_with("crates/") { name } else { file.path.split('/').next().unwrap_or("").to_string() };
        for (line, code) in source.code.lines().enumerate() {
            if site.is_match(code) && !is_explained(&source, line) {
                crates.entry(name.clone()).or_default().push(format!("{}:{}", file.path, line + 1));
            }
        }
    }
    let counts = crates.into_iter().map(|(subject, places)| {
        let shown = places.iter().take(8).cloned().collect::<Vec<_>>().join(" ");
        let message = format!("{subject} has {} unsafe places without a SAFETY sentence: {shown} ...", places.len());
        Count { subject, number: places.len(), limit: 0, message }
    });
    Ok(Findings { breaches: Vec::new(), counts: counts.collect() })
}

/// A sentence stands above the statement that the block is part of, or is the first thing in the block; or one sentence,
/// `SAFETY (for the casts below): ...`, speaks for several blocks of a function that follow it.
fn is_explained(source: &Source, line: usize) -> bool {
    const MARKS: [&str; 2] = ["SAFETY", "# Safety"];
    if MARKS.iter().any(|mark| source.marked(line, mark)) || source.comment_on(line + 1).contains("SAFETY") {
        return true;
    }
    if speaks_for_several(source, line) {
        return true;
    }
    // The statement may have begun some lines before: `let x =` and then the block.
    let lines: Vec<&str> = source.code.lines().collect();
    let mut first = line;
    while first > 0 && line - first < 4 {
        let above = lines[first - 1].trim_end();
        if above.is_empty() || above.ends_with([';', '{', '}', ',']) {
            break;
        }
        first -= 1;
    }
    first < line && MARKS.iter().any(|mark| source.marked(first, mark))
}

/// Whether a sentence for several blocks stands above the line, in the same function and not far.
fn speaks_for_several(source: &Source, line: usize) -> bool {
    let lines: Vec<&str> = source.code.lines().collect();
    for above in (line.saturating_sub(40)..line).rev() {
        let comment = source.comment_on(above);
        if comment.contains("SAFETY (") && comment.contains("below") {
            return true;
        }
        if lines[above].trim_start().starts_with("fn ") || lines[above].contains(" fn ") {
            return false;
        }
    }
    false
}

/// Comments of the file: Rust's by the scanner; of other languages the text after `#`.
fn comments(file: &File) -> Vec<(usize, String)> {
    if file.path.ends_with(".rs") {
        return Source::new(&file.text).comments.into_iter().map(|comment| (comment.line, comment.text)).collect();
    }
    let hashes =
        [".py", ".sh", ".toml", ".yml"].iter().any(|end| file.path.ends_with(end)) || file.text.starts_with("#!");
    let after = |line: &str| line.find("# ").map(|at| line[at..].to_string());
    if !hashes {
        return Vec::new();
    }
    file.text.lines().enumerate().filter_map(|(number, line)| Some((number, after(line)?))).collect()
}

/// What is unfinished is an issue, not a comment.
pub fn open_ends(files: &[File]) -> Result<Findings, String> {
    let mark = pattern(&format!(r"\b({})\b", ["TO", "DO|FIX", "ME|XX", "X|HA", "CK"].concat()))?;
    let stub = pattern(r"\b(todo|unimplemented)!\s*\(")?;
    let mut findings = Findings::default();
    for file in files {
        for (line, text) in comments(file) {
            if mark.is_match(&text) {
                findings.breaches.push(format!("{}:{}: {}", file.path, line + 1, text.trim()));
            }
        }
        if file.path.ends_with(".rs") && (file.text.contains("todo!") || file.text.contains("unimplemented!")) {
            for (line, code) in Source::new(&file.text).code.lines().enumerate() {
                if stub.is_match(code) {
                    findings.breaches.push(format!("{}:{}: a stub: {}", file.path, line + 1, code.trim()));
                }
            }
        }
    }
    Ok(findings)
}

/// Code in a comment is history, which git keeps. Docs may show code.
pub fn code_in_comments(files: &[File]) -> Result<Findings, String> {
    let code = pattern(
        r"^//\s*(let\s+(mut\s+)?\w+.*;|use\s+\w+::.*;|(pub(\(\w+\))?\s+)?(fn|struct|enum|impl|mod)\s+\w+.*[{;]|return\b.*;|[\w.:]+!?\(.*\);|(if|while|for|match)\s.*\{|\}\s*(else\s*\{)?|[\w.\[\]]+\s*[-+*/]?=\s*[^=].*;)$",
    )?;
    let mut findings = Findings::default();
    for file in rust(files) {
        for comment in Source::new(&file.text).comments {
            let text = comment.text.trim();
            if !text.starts_with("///") && !text.starts_with("//!") && code.is_match(text) {
                findings.breaches.push(format!("{}:{}: {text}", file.path, comment.line + 1));
            }
        }
    }
    Ok(findings)
}

/// No path or host of one machine in what everybody gets. The lock file names the one public registry.
pub fn machine_paths(files: &[File]) -> Result<Findings, String> {
    let path = pattern(r#"(^|[\s"'`(=:])(/home/[a-z]|/root/|/Users/[A-Za-z]|/tmp/[a-z]+/)"#)?;
    let host = pattern(
        r"https?://[^\s/]*(artifactory|index\.crates\.io|static\.crates\.io|pythonhosted|deb\.debian\.org|snapshot\.debian|pypi\.org/simple)|https?://[^\s]*/artifactory/",
    )?;
    let mut findings = Findings::default();
    for file in files.iter().filter(|file| file.path != "xtask/src/tidy/rules.rs") {
        for (number, line) in file.text.lines().enumerate() {
            let lock = file.path.ends_with("Cargo.lock") && line.starts_with("source = ");
            let foreign_source = lock && !line.contains("registry+https://github.com/rust-lang/crates.io-index");
            let above = if number > 0 { file.text.lines().nth(number - 1).unwrap_or("") } else { "" };
            let allowed = line.contains("tidy: path") || above.contains("tidy: path");
            if foreign_source || (!allowed && (path.is_match(line) || host.is_match(line))) {
                findings.breaches.push(format!("{}:{}: {}", file.path, number + 1, line.trim()));
            }
        }
    }
    Ok(findings)
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
