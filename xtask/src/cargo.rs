//! Cargo, called with the flag that the front end's crates need.

use crate::{paths, report};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The cargo that runs this program, or the one in the path.
fn program() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// `cargo WORDS...`, run in the repository's root, with nothing added.
pub fn plain(words: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.args(words).current_dir(paths::root()).stdin(Stdio::null());
    command
}

/// `cargo WORDS... --ignore-rust-version`: the front end's crates declare a newer compiler than they need.
pub fn command(words: &[&str]) -> Command {
    let mut command = plain(words);
    command.arg("--ignore-rust-version");
    command
}

/// Whether `cargo nextest` is installed.
pub fn has_nextest() -> bool {
    plain(&["nextest", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Builds the `pellucid` binary, showing cargo's output, and gives its path.
pub fn build(release: bool) -> Result<PathBuf, String> {
    let mut words = vec!["build", "--package", "pellucid-cli"];
    if release {
        words.push("--release");
    }
    let started = std::time::Instant::now();
    let profile = if release { "release" } else { "dev" };
    println!("building pellucid ({profile}) ...");
    let status = command(&words).status().map_err(|error| format!("cannot run cargo: {error}"))?;
    if !status.success() {
        return Err(format!("the build failed: cargo {} --ignore-rust-version", words.join(" ")));
    }
    println!("built in {}", report::seconds(started.elapsed()));
    let binary = paths::target().join(if release { "release" } else { "debug" }).join("pellucid");
    if binary.is_file() { Ok(binary) } else { Err(format!("the build left no {}", binary.display())) }
}

/// The interpreter to test: `--python`'s, else the project's own, built first.
pub fn interpreter(python: Option<String>, release: bool) -> Result<PathBuf, String> {
    match python {
        None => build(release),
        Some(path) => match PathBuf::from(&path) {
            path if path.is_file() => path.canonicalize().map_err(|error| format!("{}: {error}", path.display())),
            path if path.components().count() == 1 => Ok(path),
            path => Err(format!("there is no program {}", path.display())),
        },
    }
}
