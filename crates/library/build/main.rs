//! Packs the standard library: reads, patches and compiles every module, and compresses the sources. See `src/lib.rs` for the format.

mod patches;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use flate2::Compression;
use flate2::write::DeflateEncoder;
use front::{Const, Mode, Options, Source};
use patches::{DATA, LEFT_OUT, PATCHES};

/// What [`licences`] puts together, by the paths from the repository's root.
const LICENCES: [&str; 6] = [
    "NOTICE",
    "LICENSE-MIT",
    "LICENSE-APACHE",
    "licenses/EMBEDDED.txt",
    "licenses/LGPL-3.0.txt",
    "licenses/GPL-3.0.txt",
];

/// One entry of the blob before it is packed.
struct Entry {
    key: String,
    path: String,
    is_package: bool,
    text: Vec<u8>,
    code: Vec<u8>,
    source: Vec<u8>,
}

fn left_out(path: &str) -> bool {
    LEFT_OUT.iter().any(|(name, _)| path == *name || path.strip_prefix(name).is_some_and(|rest| rest.starts_with('/')))
}

/// All files below `dir`, by their path relative to `root`.
fn collect(root: &Path, dir: &Path, files: &mut BTreeMap<String, PathBuf>) {
    let entries = fs::read_dir(dir).unwrap_or_else(|error| panic!("{}: {error}", dir.display()));
    for entry in entries {
        let path = entry.expect("a readable directory").path();
        let relative = path.strip_prefix(root).expect("below the root").to_str().expect("UTF-8 names").to_owned();
        if left_out(&relative) {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            files.insert(relative, path);
        }
    }
}

/// Applies the patches of this file, each of which must find its passage exactly once.
fn patched(path: &str, text: Vec<u8>) -> Vec<u8> {
    let mut patches = PATCHES.iter().filter(|patch| patch.file == path).peekable();
    if patches.peek().is_none() {
        return text;
    }
    let mut text = String::from_utf8(text).expect("patched files are UTF-8");
    for patch in patches {
        let found = text.matches(patch.find).count();
        assert!(found == 1, "a patch of {path} finds its passage {found} times; it says: {}", patch.why);
        text = text.replacen(patch.find, patch.replace, 1);
    }
    text.into_bytes()
}

fn deflate(raw: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(raw).expect("writing to memory");
    encoder.finish().expect("writing to memory")
}

/// The dotted name of a module, and whether it is a package.
fn module_name(path: &str) -> Option<(String, bool)> {
    let stem = path.strip_suffix(".py")?;
    match stem.strip_suffix("/__init__") {
        Some(package) => Some((package.replace('/', "."), true)),
        None => Some((stem.replace('/', "."), false)),
    }
}

/// Compiles one entry and compresses its source.
fn pack(entry: &mut Entry) {
    if entry.key.starts_with('/') {
        let packed = deflate(&entry.text);
        entry.source = if packed.len() < entry.text.len() { packed } else { entry.text.clone() };
        return;
    }
    let compiled = front::compile(Source::Bytes(&entry.text), &entry.path, Mode::Exec, &Options::default());
    let compiled = compiled.unwrap_or_else(|fault| panic!("{}: {fault}", entry.path));
    let code = front::marshal::write(&Const::Code(compiled.code));
    entry.code = code;
    entry.source = deflate(&entry.text);
}

/// Reads every file that goes in, our own last so that they may replace others.
fn entries(library: &Path, own: &Path) -> Vec<Entry> {
    let mut files = BTreeMap::new();
    collect(library, library, &mut files);
    for patch in PATCHES {
        assert!(files.contains_key(patch.file), "there is no {} to patch", patch.file);
    }
    let mut own_files = BTreeMap::new();
    collect(own, own, &mut own_files);
    let mut entries = Vec::new();
    for (path, file) in files.iter().filter(|(path, _)| !own_files.contains_key(*path)).chain(&own_files) {
        let read = || fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let (key, is_package) = match module_name(path) {
            Some(found) => found,
            None if DATA.iter().any(|start| path.starts_with(start)) => (format!("/{path}"), false),
            None => continue,
        };
        let text = patched(path, read());
        let path = path.clone();
        entries.push(Entry { key, path, is_package, text, code: Vec::new(), source: Vec::new() });
    }
    entries.extend(config_data(own));
    entries.push(licences(own));
    entries.sort_by(|a, b| a.key.cmp(&b.key));
    entries
}

/// The notice of what an executable embeds, with all licence texts, as the file in which `license()` looks.
fn licences(own: &Path) -> Entry {
    let root = own.ancestors().nth(3).expect("the crate lies two folders below the root");
    let mut text = Vec::new();
    for name in LICENCES {
        let file = root.join(name);
        println!("cargo:rerun-if-changed={}", file.display());
        if !text.is_empty() {
            text.extend_from_slice(format!("\n\n{}\n{name}\n\n", "=".repeat(120)).as_bytes());
        }
        text.extend(fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display())));
    }
    let path = "LICENSE.txt".to_owned();
    Entry { key: format!("/{path}"), path, is_package: false, text, code: Vec::new(), source: Vec::new() }
}

/// `sysconfig` looks for build-time variables in a module named after the platform; all of them are the same text.
fn config_data(own: &Path) -> Vec<Entry> {
    let template = own.join("_sysconfigdata.py");
    let text = fs::read(&template).unwrap_or_else(|error| panic!("{}: {error}", template.display()));
    let names = ["linux_", "linux_x86_64-linux-gnu", "linux_aarch64-linux-gnu", "darwin_", "darwin_darwin"];
    let entry = |name: &str| {
        let key = format!("_sysconfigdata__{name}");
        let path = format!("{key}.py");
        let text = text.clone();
        Entry { key, path, is_package: false, text, code: Vec::new(), source: Vec::new() }
    };
    names.into_iter().map(entry).collect()
}

/// Packs all entries on every core.
fn pack_all(entries: Vec<Entry>) -> Vec<Entry> {
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get());
    let next = AtomicUsize::new(0);
    let slots: Vec<Mutex<Entry>> = entries.into_iter().map(Mutex::new).collect();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(slot) = slots.get(next.fetch_add(1, Ordering::Relaxed)) {
                    pack(&mut slot.lock().expect("no thread panicked with this entry"));
                }
            });
        }
    });
    slots.into_iter().map(|slot| slot.into_inner().expect("no thread panicked")).collect()
}

fn blob(entries: &[Entry]) -> Vec<u8> {
    const RECORD: usize = 40;
    let mut head = Vec::with_capacity(4 + entries.len() * RECORD);
    let mut data: Vec<u8> = Vec::new();
    let data_start = 4 + entries.len() * RECORD;
    let number = |head: &mut Vec<u8>, value: usize| {
        head.extend_from_slice(&u32::try_from(value).expect("the blob is below 4 GB").to_le_bytes());
    };
    number(&mut head, entries.len());
    // What is looked at together lies together: a start touches few pages then.
    let mut place = |bytes: &[u8]| {
        let at = data_start + data.len();
        data.extend_from_slice(bytes);
        (at, bytes.len())
    };
    let keys: Vec<_> = entries.iter().map(|e| (place(e.key.as_bytes()), place(e.path.as_bytes()))).collect();
    let codes: Vec<_> = entries.iter().map(|e| place(&e.code)).collect();
    let sources: Vec<_> = entries.iter().map(|e| place(&e.source)).collect();
    for (entry, (((key, path), code), source)) in entries.iter().zip(keys.into_iter().zip(codes).zip(sources)) {
        for part in [key.0, key.1, path.0, path.1, code.0, code.1, source.0, source.1] {
            number(&mut head, part);
        }
        number(&mut head, entry.text.len());
        number(&mut head, usize::from(entry.is_package));
    }
    head.extend_from_slice(&data);
    head
}

fn main() {
    println!("cargo:rerun-if-changed=build");
    println!("cargo:rerun-if-changed=python");
    let own = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("python");
    let entries = pack_all(entries(Path::new(rustpython_pylib::LIB_PATH), &own));
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it")).join("library.bin");
    let blob = blob(&entries);
    let mut digest = flate2::Crc::new();
    digest.update(&blob);
    println!("cargo:rustc-env=LIBRARY_DIGEST={:08x}-{}", digest.sum(), blob.len());
    fs::write(&out, blob).unwrap_or_else(|error| panic!("{}: {error}", out.display()));
    let sum = |field: fn(&Entry) -> usize| entries.iter().map(field).sum::<usize>();
    println!(
        "{} entries: source {} -> {}, code {}",
        entries.len(),
        sum(|entry| entry.text.len()),
        sum(|entry| entry.source.len()),
        sum(|entry| entry.code.len())
    );
}
