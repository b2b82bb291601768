//! Rules about the source itself, each a test of the tree as git knows it.
//!
//! The rules (`RULES`) look at the tracked files and report what breaks them. Where the tree broke a rule of a number
//! before the rule came, `xtask/ratchet.txt` holds the number: it may fall and not rise. A line of that file is a rule's
//! name, a subject and a number; `--bless` lowers the numbers to what is there and drops lines that are not needed.
//!
//! Comments that a rule obeys, on the line itself or the one before:
//! - `tidy: rooted`: the values in this container are roots, or live in a cell's own storage that its scan visits;
//! - `tidy: flat table`, before a function: a table in the shape of a function, of any length;
//! - `tidy: path`: a path that the text is about.

mod arrows;
mod ratchet;
mod rules;
mod source;

use crate::args::Args;
use crate::report::Tally;
use crate::{Outcome, paths};
use ratchet::Ratchet;
use std::process::Command;

/// A tracked text file.
pub struct File {
    /// Relative to the root, with `/`.
    pub path: String,
    pub text: String,
}

/// What a rule found: plain breaches, and numbers that the ratchet bounds.
#[derive(Default)]
pub struct Findings {
    pub breaches: Vec<String>,
    pub counts: Vec<Count>,
}

/// A number above the rule's own limit: `subject` has `number`, and `limit` is what is free to everybody.
pub struct Count {
    pub subject: String,
    pub number: usize,
    pub limit: usize,
    /// The sentence to print, and where to look.
    pub message: String,
}

/// A rule: its name, which is also its name in the ratchet file, and its function.
type Rule = (&'static str, fn(&[File]) -> Result<Findings, String>);

const RULES: [Rule; 9] = [
    ("crate-arrows", arrows::rule),
    ("module-docs", rules::module_docs),
    ("file-lines", rules::file_lines),
    ("function-lines", rules::function_lines),
    ("unrooted-values", rules::unrooted_values),
    ("unsafe-without-safety", rules::unsafe_without_safety),
    ("open-ends", rules::open_ends),
    ("dead-code-in-comments", rules::code_in_comments),
    ("machine-paths", rules::machine_paths),
];

/// The tracked files (and new ones that are not ignored) that are text.
fn files() -> Result<Vec<File>, String> {
    let listing = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(paths::root())
        .output()
        .map_err(|error| format!("cannot run git: {error}"))?;
    if !listing.status.success() {
        return Err(format!("git ls-files: {}", String::from_utf8_lossy(&listing.stderr)));
    }
    let mut files = Vec::new();
    for path in String::from_utf8_lossy(&listing.stdout).split('\0').filter(|path| !path.is_empty()) {
        let full = paths::root().join(path);
        // A file that was deleted and not yet committed is listed, and a link may lead to a folder.
        if !full.is_file() {
            continue;
        }
        let bytes = std::fs::read(&full).map_err(|error| format!("{path}: {error}"))?;
        if let Ok(text) = String::from_utf8(bytes) {
            files.push(File { path: path.to_string(), text });
        }
    }
    Ok(files)
}

fn examine(bless: bool) -> Result<Tally, String> {
    let files = files()?;
    let mut ratchet = Ratchet::read()?;
    let mut tally = Tally::default();
    for (name, rule) in RULES {
        let findings = rule(&files)?;
        let mut messages = findings.breaches;
        messages.extend(ratchet.judge(name, &findings.counts, bless));
        for message in &messages {
            println!("tidy: {name}: {message}");
        }
        tally.add(if messages.is_empty() { Tally::new(1, 0) } else { Tally::new(0, 1) });
    }
    if bless {
        ratchet.write()?;
    }
    Ok(tally)
}

/// Every rule is one case.
pub fn check() -> Result<Tally, String> {
    examine(false)
}

pub fn command(mut args: Args) -> Outcome {
    let bless = args.flag("--bless");
    args.finish()?;
    let tally = examine(bless)?;
    println!("tidy: {} rules hold, {} do not", tally.passed, tally.failed);
    Ok(tally.failed == 0)
}
