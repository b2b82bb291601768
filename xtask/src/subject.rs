//! The interpreters that are compared: pellucid, and the peers that are installed on this machine.

use crate::{cargo, fetch, paths};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The release of coverage.py that the demo, the tests and the benchmarks use.
pub const COVERAGE_VERSION: &str = "7.17.3";

/// The folder of coverage.py, fetched first if need be.
pub fn coverage_site() -> Result<PathBuf, String> {
    fetch::python_package("coverage", COVERAGE_VERSION)
}

/// An interpreter with its settings.
pub struct Subject {
    pub name: String,
    pub program: PathBuf,
    /// What stands on `PYTHONPATH` before all else: where its coverage.py is.
    pub site: Option<PathBuf>,
    pub environment: Vec<(String, String)>,
}

impl Subject {
    /// Pellucid, or what `--python` names in its place.
    pub fn main(python: Option<String>, site: Option<PathBuf>) -> Result<Subject, String> {
        let name = if python.is_some() { "tested" } else { "pellucid" };
        let program = cargo::interpreter(python, true)?;
        Ok(Subject { name: name.to_string(), program, site, environment: Vec::new() })
    }

    /// A peer, if it is installed. CPython is started without the wrapper, whose shell would count in short times.
    pub fn peer(name: &str) -> Option<Subject> {
        let (title, program, site) = match name {
            "cpython" => {
                let peers = paths::peers()?;
                let direct = peers.join("root/usr/bin/python3.14.peer");
                match direct.is_file() {
                    true => ("CPython", direct, Some(peers.join("site/c"))),
                    false => ("CPython", paths::peer(name)?, None),
                }
            }
            _ => ("PyPy", paths::peer(name)?, None),
        };
        Some(Subject { name: title.to_string(), program, site, environment: Vec::new() })
    }

    pub fn with(mut self, variable: &str, value: &str) -> Subject {
        self.environment.push((variable.to_string(), value.to_string()));
        self
    }

    /// The interpreter's command in `folder`, with `more` folders on its path and no other Python settings.
    pub fn command(&self, folder: &Path, more: &[&Path]) -> Command {
        let mut command = Command::new(&self.program);
        let foreign = |name: &str| name.starts_with("PYTHON") || name.starts_with("COVERAGE");
        for (name, _) in std::env::vars_os().filter(|(name, _)| foreign(&name.to_string_lossy())) {
            command.env_remove(name);
        }
        let site = self.site.iter().map(PathBuf::as_path);
        let all: Vec<String> = site.chain(more.iter().copied()).map(|path| path.display().to_string()).collect();
        if !all.is_empty() {
            command.env("PYTHONPATH", all.join(":"));
        }
        command.env("PYTHONHASHSEED", "0").env("LC_ALL", "C.UTF-8").current_dir(folder);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }
}

/// How a program is watched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Watch {
    Bare,
    Lines,
    Branch,
}

impl Watch {
    pub const ALL: [Watch; 3] = [Watch::Bare, Watch::Lines, Watch::Branch];

    pub fn name(self) -> &'static str {
        match self {
            Watch::Bare => "bare",
            Watch::Lines => "lines",
            Watch::Branch => "branch",
        }
    }

    pub fn parse(name: &str) -> Result<Watch, String> {
        let found = Watch::ALL.into_iter().find(|watch| watch.name() == name);
        found.ok_or_else(|| format!("no mode {name:?}: bare, lines or branch"))
    }

    /// The words between the interpreter and the program.
    pub fn words(self, data: &Path) -> Vec<String> {
        let mut words: Vec<String> = match self {
            Watch::Bare => return Vec::new(),
            Watch::Lines => vec!["-m", "coverage", "run"],
            Watch::Branch => vec!["-m", "coverage", "run", "--branch"],
        }
        .into_iter()
        .map(str::to_string)
        .collect();
        words.push(format!("--data-file={}", data.display()));
        words
    }
}
