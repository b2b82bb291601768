//! What is fetched from package registries, by their own clients, into the cache folder: CPython's test suite (Debian's
//! packages, by apt) and Python packages (by pip). Nothing here needs to be root, and nothing outside the cache changes.

use crate::paths;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The release whose test suite is used; Debian's version begins so.
const CPYTHON: &str = "3.14.10";

/// The packages that together hold CPython's `Lib/test`.
const DEBIAN_PACKAGES: [&str; 2] = ["libpython3.14-stdlib", "libpython3.14-testsuite"];

fn suite_folder() -> PathBuf {
    paths::cache().join(format!("cpython-{CPYTHON}"))
}

/// The folder whose `test` is CPython's package of tests, if it has been fetched.
pub fn cpython_tests_if_there() -> Option<PathBuf> {
    let folder = suite_folder();
    folder.join("complete").is_file().then(|| folder.join("lib"))
}

/// Runs a program to its end; its output is shown only when it fails.
fn run(program: &str, words: &[&OsStr], folder: &Path) -> Result<(), String> {
    let mut command = Command::new(program);
    command.args(words).current_dir(folder).stdin(std::process::Stdio::null());
    let answer = command.output().map_err(|error| format!("{program} is needed and cannot be started: {error}"))?;
    if answer.status.success() {
        return Ok(());
    }
    let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
    let (out, error) = (String::from_utf8_lossy(&answer.stdout), String::from_utf8_lossy(&answer.stderr));
    Err(format!("{program} {} failed:\n{out}{error}", words.join(" ")))
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    run("cp", &[OsStr::new("-RL"), from.as_os_str(), to.as_os_str()], paths::root())
}

/// Fetches CPython's test suite, from the peers' folder if it is installed, else from Debian.
pub fn cpython_tests() -> Result<PathBuf, String> {
    if let Some(library) = cpython_tests_if_there() {
        return Ok(library);
    }
    let folder = suite_folder();
    let library = folder.join("lib");
    paths::fresh_folder(&library)?;
    match paths::peers().map(|peers| peers.join("cpython-tests")).filter(|tests| tests.is_dir()) {
        Some(tests) => {
            println!("copying CPython's tests from {} ...", tests.display());
            copy(&tests, &library.join("test"))?;
        }
        None => from_debian(&folder, &library)?,
    }
    for wanted in ["test_dict.py", "support/__init__.py", "test_sqlite3", "mathdata"] {
        if !library.join("test").join(wanted).exists() {
            return Err(format!("CPython's tests were fetched, and lack {wanted}"));
        }
    }
    paths::write(&folder.join("complete"), CPYTHON)?;
    Ok(library)
}

/// The mirror that this machine's apt uses.
fn debian_mirror() -> Result<String, String> {
    let mut files = vec![PathBuf::from("/etc/apt/sources.list")];
    let more = std::fs::read_dir("/etc/apt/sources.list.d");
    files.extend(more.into_iter().flatten().flatten().map(|entry| entry.path()));
    files.sort();
    for file in files {
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        for line in text.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            let url = match words.first() {
                Some(&"URIs:") => words.get(1),
                Some(&"deb") => words.iter().find(|word| word.contains("://")),
                _ => None,
            };
            if let Some(url) = url.filter(|url| url.trim_end_matches('/').ends_with("/debian")) {
                return Ok(url.to_string());
            }
        }
    }
    Err("no mirror of Debian is configured for apt on this machine; \
         install the peers instead, or put CPython's Lib/test where PEERS says"
        .to_string())
}

/// Downloads and unpacks the packages with apt, which keeps its lists in the cache folder.
fn from_debian(folder: &Path, library: &Path) -> Result<(), String> {
    let mirror = debian_mirror()?;
    let state = folder.join("apt");
    for inner in ["lists/partial", "archives/partial"] {
        let inner = state.join(inner);
        std::fs::create_dir_all(&inner).map_err(|error| format!("{}: {error}", inner.display()))?;
    }
    let sources = state.join("sources.list");
    let keys = "/usr/share/keyrings/debian-archive-keyring.gpg";
    paths::write(&sources, &format!("deb [signed-by={keys}] {mirror} sid main\n"))?;
    paths::write(&state.join("status"), "")?;
    let settings = [
        format!("Dir::Etc::SourceList={}", sources.display()),
        "Dir::Etc::SourceParts=-".to_string(),
        format!("Dir::State={}", state.display()),
        format!("Dir::State::status={}", state.join("status").display()),
        format!("Dir::Cache={}", state.display()),
        "APT::Sandbox::User=".to_string(),
    ];
    let mut words: Vec<&OsStr> = vec![OsStr::new("-qq")];
    for setting in &settings {
        words.extend([OsStr::new("-o"), OsStr::new(setting)]);
    }
    println!("fetching Debian's package lists ...");
    run("apt-get", &[words.as_slice(), &[OsStr::new("update")]].concat(), &state)?;
    println!("fetching {} ...", DEBIAN_PACKAGES.join(", "));
    let packages = DEBIAN_PACKAGES.map(OsStr::new);
    run("apt-get", &[words.as_slice(), &[OsStr::new("download")], &packages].concat(), &state)?;
    let unpacked = state.join("unpacked");
    for package in paths::files_below(&state, ".deb")? {
        let name = package.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !name.contains(&format!("_{CPYTHON}-")) && !name.contains(&format!("_{CPYTHON}+")) {
            return Err(format!("Debian has {name} now, and the results are of CPython {CPYTHON}"));
        }
        run("dpkg-deb", &[OsStr::new("-x"), package.as_os_str(), unpacked.as_os_str()], &state)?;
    }
    copy(&unpacked.join("usr/lib/python3.14/test"), &library.join("test"))?;
    std::fs::remove_dir_all(&state).map_err(|error| format!("{}: {error}", state.display()))
}

/// A package of PyPI that is pure Python, unpacked in the cache; gives the folder to put on `sys.path`.
pub fn python_package(name: &str, version: &str) -> Result<PathBuf, String> {
    let base = paths::cache().join("python");
    let folder = base.join(format!("{name}-{version}"));
    if folder.join("complete").is_file() {
        return Ok(folder);
    }
    paths::fresh_folder(&folder)?;
    println!("fetching {name} {version} from PyPI with pip ...");
    let requirement = format!("{name}=={version}");
    let words = "-m pip install --quiet --no-deps --no-compile --only-binary=:all: --python-version 3.14 \
                 --implementation py --abi none --platform any --target";
    let mut words: Vec<&OsStr> = words.split_whitespace().map(OsStr::new).collect();
    words.extend([folder.as_os_str(), OsStr::new(&requirement)]);
    run("python3", &words, &base).map_err(|error| {
        format!("{name} comes from PyPI by `python3 -m pip`, which must be installed and must reach it: {error}")
    })?;
    paths::write(&folder.join("complete"), version)?;
    Ok(folder)
}
