//! Where things are: the executable, its prefix, a virtual environment, and the directories of `sys.path`.
//!
//! The library itself is inside the executable. Its directory, `<prefix>/lib/pellucid3.14`, gives it file names; the first
//! start lays its sources out there for tools that read files (`library::lay_out`). The prefix is the parent of a `bin`
//! directory in which the executable lies, or else the directory of the executable.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// The places that `sys` tells of.
pub struct Places {
    pub executable: Vec<u8>,
    pub base_executable: Vec<u8>,
    pub prefix: Vec<u8>,
    pub base_prefix: Vec<u8>,
    pub stdlib_dir: Vec<u8>,
}

impl Places {
    /// The standard part of `sys.path`.
    pub fn path(&self) -> Vec<Vec<u8>> {
        let base = Path::new(OsStr::from_bytes(&self.base_prefix));
        vec![bytes(&base.join("lib/pellucid314.zip")), self.stdlib_dir.clone()]
    }
}

fn bytes(p: &Path) -> Vec<u8> {
    p.as_os_str().as_bytes().to_vec()
}

/// The executable by the name it was called with: that path, or the first such file on `PATH`.
fn executable(program: &[u8]) -> PathBuf {
    let name = Path::new(OsStr::from_bytes(program));
    if program.contains(&b'/') {
        return std::path::absolute(name).unwrap_or_else(|_| name.to_path_buf());
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|dir| dir.join(name)).find(|file| is_executable(file));
    match found {
        Some(file) if !program.is_empty() => std::path::absolute(&file).unwrap_or(file),
        _ => std::env::current_exe().unwrap_or_default(),
    }
}

fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file).is_ok_and(|m| m.is_file() && m.permissions().mode() & 0o111 != 0)
}

/// The prefix of an executable in this directory.
fn prefix_of(dir: &Path) -> PathBuf {
    if dir.file_name() == Some(OsStr::new("bin"))
        && let Some(parent) = dir.parent()
    {
        return parent.to_path_buf();
    }
    dir.to_path_buf()
}

/// A virtual environment: its directory, and what its `pyvenv.cfg` calls `home`.
fn virtual_environment(executable: &Path) -> Option<(PathBuf, PathBuf)> {
    let dir = executable.parent()?;
    for candidate in [dir, dir.parent()?] {
        let Ok(text) = std::fs::read_to_string(candidate.join("pyvenv.cfg")) else { continue };
        let home = text.lines().find_map(|line| {
            let (key, value) = line.split_once('=')?;
            key.trim().eq_ignore_ascii_case("home").then(|| PathBuf::from(value.trim()))
        });
        return home.map(|home| (candidate.to_path_buf(), home));
    }
    None
}

/// Finds the places, from the program's name and `PYTHONHOME`.
pub fn find(program: &[u8], home: Option<&[u8]>) -> Places {
    let executable = executable(program);
    let venv = if home.is_some() { None } else { virtual_environment(&executable) };
    let real = std::fs::canonicalize(&executable).unwrap_or_else(|_| executable.clone());
    let base_dir = match &venv {
        Some((_, home)) => std::fs::canonicalize(home).unwrap_or_else(|_| home.clone()),
        None => real.parent().map_or_else(PathBuf::new, Path::to_path_buf),
    };
    let base_prefix = match home {
        // `prefix:exec_prefix`, of which only the first matters here.
        Some(h) => PathBuf::from(OsStr::from_bytes(h.split(|b| *b == b':').next().unwrap_or_default())),
        None => prefix_of(&base_dir),
    };
    let base_executable = match &venv {
        Some((_, home)) => executable.file_name().map(|name| home.join(name)).filter(|f| f.exists()).unwrap_or(real),
        None => executable.clone(),
    };
    let prefix = venv.map_or_else(|| base_prefix.clone(), |(dir, _)| dir);
    Places {
        executable: bytes(&executable),
        base_executable: bytes(&base_executable),
        prefix: bytes(&prefix),
        stdlib_dir: bytes(&base_prefix.join("lib/pellucid3.14")),
        base_prefix: bytes(&base_prefix),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_is_above_bin_or_beside_the_executable() {
        assert_eq!(prefix_of(Path::new("/opt/x/bin")), Path::new("/opt/x"));
        assert_eq!(prefix_of(Path::new("/src/target/release")), Path::new("/src/target/release"));
    }

    #[test]
    fn home_wins_over_the_executable() {
        let places = find(b"/no/such/bin/pellucid", Some(b"/srv/py:/other"));
        assert_eq!(places.stdlib_dir, b"/srv/py/lib/pellucid3.14");
        assert_eq!(places.executable, b"/no/such/bin/pellucid");
    }
}
