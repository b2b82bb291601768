//! Where things are: the repository, cargo's target folder, the cache of what was fetched, the peers.

use std::path::{Path, PathBuf};

/// The repository's root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this package lies one folder below the root")
}

/// Cargo's target folder: `CARGO_TARGET_DIR`, or `target` below the root.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// Where fetched things are kept: `PELLUCID_CACHE`, or `cache` in the target folder.
pub fn cache() -> PathBuf {
    match std::env::var_os("PELLUCID_CACHE") {
        Some(folder) => root().join(folder),
        None => target().join("cache"),
    }
}

/// The folder of the peers to compare with (`PEERS`, or the one that their setup uses by itself), if it is there.
pub fn peers() -> Option<PathBuf> {
    let folder = match std::env::var_os("PEERS") {
        Some(folder) => PathBuf::from(folder),
        None => PathBuf::from(std::env::var_os("HOME")?).join(".cache/pellucid-peers"),
    };
    folder.is_dir().then_some(folder)
}

/// One program of the peers (`cpython` or `pypy`), if it is installed.
pub fn peer(name: &str) -> Option<PathBuf> {
    Some(peers()?.join("bin").join(name)).filter(|program| program.is_file())
}

/// `path` relative to the root, for messages.
pub fn short(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// The files below `folder` whose names end with `suffix`, sorted, not looking into hidden folders.
pub fn files_below(folder: &Path, suffix: &str) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let mut pending = vec![folder.to_path_buf()];
    while let Some(folder) = pending.pop() {
        let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for entry in entries {
            let entry = entry.map_err(|error| format!("{}: {error}", folder.display()))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = entry.path();
            if path.is_dir() {
                if !name.starts_with('.') && name != "__pycache__" {
                    pending.push(path);
                }
            } else if name.ends_with(suffix) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Reads a text file; the error names it.
pub fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Writes a text file, making the folders above it; the error names it.
pub fn write(path: &Path, text: &str) -> Result<(), String> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

/// Makes `folder` new and empty, with its parents.
pub fn fresh_folder(folder: &Path) -> Result<(), String> {
    let text = |error: std::io::Error| format!("{}: {error}", folder.display());
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(text)?;
    }
    std::fs::create_dir_all(folder).map_err(text)
}
