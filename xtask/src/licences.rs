//! `cargo xtask licences`: writes `licenses/EMBEDDED.txt`, the licences of all crates that the executable links.
//!
//! MIT, BSD, Zlib, Unicode's and others ask that copyright notices and texts go with the executable. The texts lie in the
//! crates' sources; this command gathers them, so that the list cannot be forgotten when a dependency comes. Crates with the
//! same text stand together: the copyright lines of each, then the text once.
//!
//! Terms: a text's *body* is what is left without its copyright lines; bodies are the same when their words are.
//!
//! Invariants:
//! 1. Where a crate offers several licences, MIT is taken; a licence that is asked for beside it (Unicode's) always is too.
//! 2. A crate whose package has no text gets it from `licenses`, by the name that its manifest gives, with its authors;
//!    one whose licence has none there stops the command.
//! 3. `--check` changes nothing and fails when the file is not what would be written.

use crate::args::Args;
use crate::{Outcome, cargo, paths};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const FILE: &str = "licenses/EMBEDDED.txt";

const HEAD: &str = "\
The licences of the crates that are linked into the executable, gathered from their sources by `cargo xtask licences`.
What they ask for is summed up in NOTICE. Crates with the same licence text stand together, with their copyright lines.
";

/// Texts that do not lie in the crate's own folder.
const ELSEWHERE: [(&str, &str); 3] = [
    ("unicode_names2", "data/LICENSE-UNICODE"),
    ("liblzma-sys", "xz/COPYING.0BSD"),
    ("rustpython-pylib", "Lib/PSF-LICENSE"),
];

/// What is linked and no crate of the tree: Rust's own library, and the files that `library`'s build script packs.
const BESIDE: [(&str, &str, &str); 1] =
    [("Rust's standard library", "MIT", "Copyright (c) The Rust Project Contributors")];

/// A crate as `cargo tree` tells of it.
struct Linked {
    name: String,
    version: String,
    licence: String,
}

/// The crates of the executable, without our own and without those that only run at build time.
fn linked() -> Result<Vec<Linked>, String> {
    let words = ["tree", "--package", "pellucid-cli", "--edges", "normal,no-proc-macro", "--prefix", "none"];
    let mut command = cargo::plain(&words);
    command.args(["--no-dedupe", "--format", "{p}|{l}", "--locked"]);
    let output = command.output().map_err(|error| format!("cannot run cargo tree: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut found = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with("pellucid-")) {
        let (package, licence) = line.split_once('|').ok_or_else(|| format!("cargo tree says {line:?}"))?;
        let mut words = package.split_whitespace();
        let name = words.next().unwrap_or_default().to_string();
        let version = words.next().unwrap_or_default().trim_start_matches('v').to_string();
        found.insert((name, version), licence.trim().to_string());
    }
    // The library's files come through a crate that only the build script links.
    let lock = paths::read(&paths::root().join("Cargo.lock"))?;
    let version = lock
        .split("name = \"rustpython-pylib\"\nversion = \"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .ok_or("Cargo.lock names no rustpython-pylib")?;
    found.insert(("rustpython-pylib".to_string(), version.to_string()), "PSF-2.0".to_string());
    Ok(found.into_iter().map(|((name, version), licence)| Linked { name, version, licence }).collect())
}

/// The folder of a crate's sources in cargo's own store.
fn sources(linked: &Linked) -> Result<PathBuf, String> {
    let home = match (std::env::var_os("CARGO_HOME"), std::env::var_os("HOME")) {
        (Some(folder), _) => PathBuf::from(folder),
        (None, Some(home)) => PathBuf::from(home).join(".cargo"),
        (None, None) => return Err("neither CARGO_HOME nor HOME is set".to_string()),
    };
    let store = home.join("registry/src");
    let registries = std::fs::read_dir(&store).map_err(|error| format!("{}: {error}", store.display()))?;
    let wanted = format!("{}-{}", linked.name, linked.version);
    registries
        .filter_map(Result::ok)
        .map(|registry| registry.path().join(&wanted))
        .find(|folder| folder.is_dir())
        .ok_or_else(|| format!("the sources of {wanted} are not there: run cargo fetch"))
}

/// The files of a crate that hold its licences, of those that it offers the one to take.
fn files(linked: &Linked, folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut names: Vec<String> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| {
            ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE"].iter().any(|word| name.starts_with(word))
        })
        .collect();
    names.sort();
    let refused: &[&str] = if names.iter().any(|name| name.starts_with("LICENSE-MIT")) {
        &["LICENSE-APACHE", "LICENSE-ZLIB", "LICENSE-BSD", "COPYING", "COPYRIGHT"]
    } else if names.iter().any(|name| name.starts_with("LICENSE-BOOST")) {
        &["LICENSE-APACHE"]
    } else if names.iter().any(|name| name.starts_with("LICENSE.")) && linked.licence.contains(" AND ") {
        // zstd-sys: the file without a suffix only says that there are the others.
        names.retain(|name| name != "LICENSE");
        &[]
    } else {
        &[]
    };
    names.retain(|name| !refused.iter().any(|start| name.starts_with(start)));
    // typenum's is one line that names the other two files.
    if names.len() > 1 && linked.licence == "MIT OR Apache-2.0" {
        names.retain(|name| name != "LICENSE");
    }
    let elsewhere = ELSEWHERE.iter().filter(|(name, _)| *name == linked.name).map(|(_, path)| folder.join(path));
    Ok(names.iter().map(|name| folder.join(name)).chain(elsewhere).collect())
}

fn is_copyright(line: &str) -> bool {
    let line = line.trim().to_lowercase();
    let rest = line.strip_prefix("copyright").or_else(|| line.strip_prefix('©'));
    // The word also begins sentences of the licences' own.
    rest.is_some_and(|rest| ["(c)", "©", ":"].iter().any(|mark| rest.trim_start().starts_with(mark)) || digits(rest))
}

fn digits(rest: &str) -> bool {
    rest.trim_start().starts_with(|first: char| first.is_ascii_digit())
}

/// A text's copyright lines and its body.
fn split(text: &str) -> (Vec<String>, String) {
    let lines = || text.lines().map(str::trim_end);
    let notices = lines().filter(|line| is_copyright(line)).map(|line| line.trim().to_string()).collect();
    let body: Vec<&str> = lines().filter(|line| !is_copyright(line)).collect();
    (notices, body.join("\n").trim_matches('\n').to_string())
}

/// What decides whether two bodies are the same: their words, without the title that some put above them.
fn key(body: &str) -> String {
    let words: Vec<String> = body.split_whitespace().map(str::to_lowercase).collect();
    let words = words.join(" ");
    for title in ["the mit license (mit) ", "mit license ", "# mit license ", "zlib license "] {
        if let Some(rest) = words.strip_prefix(title) {
            return rest.to_string();
        }
    }
    words
}

/// The `authors` of a crate's manifest, without their addresses.
fn authors(folder: &Path) -> Result<String, String> {
    let manifest = paths::read(&folder.join("Cargo.toml"))?;
    let list = manifest.split("\nauthors = [").nth(1).and_then(|rest| rest.split(']').next());
    let names: Vec<&str> = list
        .into_iter()
        .flat_map(|list| list.split('"').skip(1).step_by(2))
        .map(|name| name.split(" <").next().unwrap_or(name))
        .collect();
    if !names.is_empty() {
        return Ok(names.join(", "));
    }
    let place = manifest.split("\nrepository = \"").nth(1).and_then(|rest| rest.split('"').next());
    let folder = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(format!("the authors of {}", place.map_or(folder, str::to_string)))
}

/// The text by the name that a manifest gives, from `licenses` or from another crate of the same project.
fn by_name(licence: &str, folder: &Path) -> Result<String, String> {
    let file = match licence {
        "MIT" | "MIT OR Apache-2.0" => "licenses/MIT.txt".into(),
        "LGPL-3.0-only" => "licenses/LGPL-3.0.txt".into(),
        "CC0-1.0" => "licenses/CC0-1.0.txt".into(),
        // Cranelift's crates have the text, but for some small ones.
        "Apache-2.0 WITH LLVM-exception" => {
            let all = linked()?;
            let main = all.iter().find(|crate_| crate_.name == "cranelift-codegen").ok_or("no cranelift-codegen")?;
            sources(main)?.join("LICENSE")
        }
        other => return Err(format!("{}: no text, and none for {other}", folder.display())),
    };
    paths::read(&paths::root().join(file))
}

/// Crates with one body: each crate's name with its copyright lines.
struct Group {
    body: String,
    members: Vec<(String, Vec<String>)>,
}

#[derive(Default)]
struct Groups {
    by_key: BTreeMap<String, usize>,
    all: Vec<Group>,
}

impl Groups {
    fn add(&mut self, crate_: &str, text: &str, otherwise: Option<String>) {
        let (mut notices, body) = split(text);
        if notices.is_empty() {
            notices.extend(otherwise);
        }
        let at = *self.by_key.entry(key(&body)).or_insert(self.all.len());
        if at == self.all.len() {
            self.all.push(Group { body, members: Vec::new() });
        }
        self.all[at].members.push((crate_.to_string(), notices));
    }

    fn print(mut self) -> String {
        let rule = "=".repeat(120);
        let mut text = HEAD.to_string();
        // The texts that most crates share come first.
        self.all.sort_by_key(|group| std::cmp::Reverse(group.members.len()));
        for group in self.all {
            text.push_str(&format!("\n{rule}\n"));
            for (name, notices) in &group.members {
                text.push_str(&format!("{name}\n"));
                for notice in notices {
                    text.push_str(&format!("    {notice}\n"));
                }
            }
            text.push_str(&format!("\n{}\n", group.body));
        }
        text
    }
}

fn gathered() -> Result<String, String> {
    let mut groups = Groups::default();
    for (name, licence, notice) in BESIDE {
        groups.add(name, &by_name(licence, paths::root())?, Some(notice.to_string()));
    }
    for crate_ in linked()? {
        let folder = sources(&crate_)?;
        let title = format!("{} {} ({})", crate_.name, crate_.version, crate_.licence);
        let found = files(&crate_, &folder)?;
        for file in &found {
            groups.add(&title, &paths::read(file)?, None);
        }
        if found.is_empty() {
            // A text of its own would repeat what stands in licenses already.
            let notice = format!("Copyright (c) {}", authors(&folder)?);
            match crate_.licence.as_str() {
                "LGPL-3.0-only" => groups.add(&title, "The text is in licenses/LGPL-3.0.txt, and below.", Some(notice)),
                licence => groups.add(&title, &by_name(licence, &folder)?, Some(notice)),
            }
        }
    }
    Ok(groups.print())
}

/// Whether `licenses/EMBEDDED.txt` is what the crates' sources give.
pub fn is_current() -> Result<bool, String> {
    Ok(paths::read(&paths::root().join(FILE))? == gathered()?)
}

pub fn command(mut args: Args) -> Outcome {
    let check = args.flag("--check");
    args.finish()?;
    if check {
        let current = is_current()?;
        if !current {
            println!("{FILE} is not what the crates' sources give: run cargo xtask licences");
        }
        return Ok(current);
    }
    let text = gathered()?;
    paths::write(&paths::root().join(FILE), &text)?;
    println!("{FILE}: {} lines", text.lines().count());
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::{Groups, is_copyright};

    #[test]
    fn crates_with_the_same_text_stand_together() {
        let mut groups = Groups::default();
        groups.add("a 1 (MIT)", "MIT License\n\nCopyright (c) 2020 A\n\nPermission is\nhereby granted\n", None);
        groups.add("b 2 (MIT)", "Copyright 2021 B\n\nPermission is hereby\ngranted", None);
        groups.add("c 3 (MIT)", "Permission is hereby granted", Some("Copyright (c) C".to_string()));
        groups.add("d 4 (Zlib)", "As is.", None);
        let text = groups.print();
        assert_eq!(text.matches("Permission").count(), 1, "{text}");
        for line in ["a 1 (MIT)\n    Copyright (c) 2020 A\nb 2", "    Copyright 2021 B\nc 3", "    Copyright (c) C\n\n"]
        {
            assert!(text.contains(line), "{line:?} in {text}");
        }
    }

    #[test]
    fn sentences_about_copyright_are_no_notices() {
        assert!(is_copyright("   Copyright © 2018, X") && is_copyright("Copyright 2014 Y"));
        assert!(!is_copyright("copyright notice that is included in the work"));
        assert!(!is_copyright("Copyright and related rights"));
    }
}
