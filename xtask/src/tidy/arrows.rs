//! The arrows between the crates point down only, and foreign families of crates are named where they belong.
//!
//! `LAYERS` lists the project's crates from the lowest up, each with the crates that it may name. A crate that is not
//! in the table is a breach: whoever adds one decides where it stands.

use super::{File, Findings};
use crate::cargo;
use serde_json::Value;

/// What `object` stands on, and what all above it may use.
const BASE: &[&str] = &["heap", "front", "macros"];

/// What a native module of the library may use: never the interpreter, which it reaches through `object`'s hooks.
const NATIVE: &[&str] = &["heap", "front", "macros", "object", "builtins", "library", "stdlib-core"];

/// A crate (its package is `pellucid-NAME`) and those that it may name, its tests and build script included.
const LAYERS: &[(&str, &[&str])] = &[
    ("heap", &[]),
    ("macros", &[]),
    ("front", &[]),
    ("library", &["front"]),
    ("object", BASE),
    ("machine", &["heap", "front", "macros", "object"]),
    ("interp", &["heap", "front", "macros", "object", "machine"]),
    ("builtins", &["heap", "front", "macros", "object"]),
    ("stdlib-core", &["heap", "front", "macros", "object", "builtins", "library"]),
    ("stdlib-text", NATIVE),
    ("stdlib-io", NATIVE),
    ("stdlib-os", NATIVE),
    ("stdlib-net", NATIVE),
    ("stdlib-db", NATIVE),
    ("observe", &["heap", "front", "macros", "object", "machine", "builtins"]),
    ("ir", &[]),
    ("opt", &["ir"]),
    ("backend", &["ir"]),
    ("record", &["heap", "front", "object", "machine", "ir"]),
    ("jit", &["heap", "front", "object", "machine", "ir", "opt", "backend", "record"]),
    ("vm", EVERYTHING_BELOW_VM),
    ("cli", &["vm"]),
];

const EVERYTHING_BELOW_VM: &[&str] = &[
    "heap",
    "macros",
    "front",
    "library",
    "object",
    "machine",
    "interp",
    "builtins",
    "stdlib-core",
    "stdlib-text",
    "stdlib-io",
    "stdlib-os",
    "stdlib-net",
    "stdlib-db",
    "observe",
    "ir",
    "opt",
    "backend",
    "record",
    "jit",
];

/// Foreign crates whose names begin so may be named by these crates only. The first match counts, so the libraries of
/// the RustPython project that are no virtual machine come before the rest of that project.
const FOREIGN: &[(&str, &[&str])] = &[
    ("rustpython-common", ANYBODY),
    ("rustpython-literal", ANYBODY),
    ("rustpython-wtf8", ANYBODY),
    ("rustpython-unicode", ANYBODY),
    ("rustpython-sre_engine", ANYBODY),
    ("rustpython-host_env", ANYBODY),
    ("rustpython-pylib", &["library"]),
    ("rustpython-", &["front"]),
    ("ruff", &["front"]),
    ("cranelift", &["backend"]),
];

const ANYBODY: &[&str] = &["*"];

/// The breaches of one dependency.
fn judge(package: &str, dependency: &str) -> Option<String> {
    let own = package.strip_prefix("pellucid-").unwrap_or(package);
    if let Some(below) = dependency.strip_prefix("pellucid-") {
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == own) else {
            return (own != "xtask").then(|| format!("{package} is not in the table of xtask/src/tidy/arrows.rs"));
        };
        return (!allowed.contains(&below)).then(|| format!("{own} may not name {below}: arrows point down only"));
    }
    let (_, allowed) = FOREIGN.iter().find(|(start, _)| dependency.starts_with(start))?;
    let fine = *allowed == ANYBODY || allowed.contains(&own);
    (!fine).then(|| format!("{own} may not name {dependency}: only {} may", allowed.join(", ")))
}

/// Reads the manifests by `cargo metadata`.
pub fn rule(_: &[File]) -> Result<Findings, String> {
    let answer = cargo::plain(&["metadata", "--no-deps", "--format-version", "1"])
        .output()
        .map_err(|error| format!("cannot run cargo metadata: {error}"))?;
    if !answer.status.success() {
        return Err(format!("cargo metadata: {}", String::from_utf8_lossy(&answer.stderr)));
    }
    let metadata: Value = serde_json::from_slice(&answer.stdout).map_err(|error| format!("cargo metadata: {error}"))?;
    let mut findings = Findings::default();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let name = package["name"].as_str().unwrap_or_default();
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            findings.breaches.extend(judge(name, dependency["name"].as_str().unwrap_or_default()));
        }
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::{LAYERS, judge};

    #[test]
    fn the_table_itself_points_down() {
        for (at, (name, allowed)) in LAYERS.iter().enumerate() {
            for below in *allowed {
                let position = LAYERS.iter().position(|(other, _)| other == below);
                assert!(position.is_some_and(|position| position < at), "{name} -> {below}");
            }
        }
    }

    #[test]
    fn dependencies_are_judged() {
        assert_eq!(judge("pellucid-object", "pellucid-heap"), None);
        assert!(judge("pellucid-heap", "pellucid-object").is_some());
        assert!(judge("pellucid-builtins", "pellucid-interp").is_some());
        assert!(judge("pellucid-new", "pellucid-heap").is_some());
        assert_eq!(judge("pellucid-front", "rustpython-codegen"), None);
        assert_eq!(judge("pellucid-object", "rustpython-common"), None);
        assert!(judge("pellucid-object", "rustpython-codegen").is_some());
        assert!(judge("pellucid-jit", "cranelift-codegen").is_some());
    }
}
