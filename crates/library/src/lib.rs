//! The standard library, frozen: every Python module that a Pellucid executable carries, compiled and as source.
//!
//! The build script (`build/main.rs`) takes the Python files of the crate `rustpython-pylib`, applies our patches, adds
//! the modules of `python/`, compiles everything and packs it into one blob that this crate embeds. Which patches there
//! are and why stands in `build/patches.rs`.
//!
//! Terms: a module's *path* is relative to the library's directory (`json/__init__.py`). No such directory need exist:
//! the importer puts a prefix before it, and tracebacks and `inspect` get the text from [`Module::source`]. Tools that
//! read source files themselves (coverage.py, editors) find them where [`lay_out`] puts them.
//!
//! The blob: a count, then one record of [`RECORD`] bytes for each entry, sorted by key, then the data. Modules have
//! their dotted name as key, data files their path after a slash, which no module's name begins with.
//!
//! Invariants:
//!
//! 1. Nothing is decompressed before it is asked for; [`find`] costs a binary search. Code is not compressed: it is read
//!    in place, function by function, and only the pages that are read take memory.
//! 2. Code is marshalled at optimisation level 0. For `-O` the importer compiles [`Module::source`] itself.

use std::borrow::Cow;
use std::io::Read;
use std::path::Path;

/// The blob's checksum, in hexadecimal.
const DIGEST: &str = env!("LIBRARY_DIGEST");

static BLOB: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.bin"));

/// Bytes of a record: key, path, code and source (offset and length each), the source's raw length, flags.
const RECORD: usize = 40;

const IS_PACKAGE: u32 = 1;

/// One entry of the blob.
#[derive(Clone, Copy)]
struct Record {
    at: usize,
}

impl Record {
    fn number(self, field: usize) -> usize {
        let at = self.at + field * 4;
        u32::from_le_bytes([BLOB[at], BLOB[at + 1], BLOB[at + 2], BLOB[at + 3]]) as usize
    }

    fn bytes(self, field: usize) -> &'static [u8] {
        let start = self.number(field);
        &BLOB[start..start + self.number(field + 1)]
    }

    fn text(self, field: usize) -> &'static str {
        std::str::from_utf8(self.bytes(field)).expect("the build script wrote UTF-8")
    }
}

const KEY: usize = 0;
const PATH: usize = 2;
const CODE: usize = 4;
const SOURCE: usize = 6;
const SOURCE_RAW: usize = 8;
const FLAGS: usize = 9;

fn count() -> usize {
    u32::from_le_bytes([BLOB[0], BLOB[1], BLOB[2], BLOB[3]]) as usize
}

fn record(index: usize) -> Record {
    Record { at: 4 + index * RECORD }
}

fn look_up(key: &str) -> Option<Record> {
    let (mut low, mut high) = (0, count());
    while low < high {
        let middle = low + (high - low) / 2;
        match record(middle).bytes(KEY).cmp(key.as_bytes()) {
            std::cmp::Ordering::Equal => return Some(record(middle)),
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    None
}

fn inflate(packed: &[u8], raw_len: usize) -> Vec<u8> {
    let mut raw = Vec::with_capacity(raw_len);
    let mut decoder = flate2::read::DeflateDecoder::new(packed);
    decoder.read_to_end(&mut raw).expect("the build script packed this");
    raw
}

/// A module of the standard library.
#[derive(Clone, Copy)]
pub struct Module {
    record: Record,
}

impl Module {
    /// `json.decoder`
    pub fn name(self) -> &'static str {
        self.record.text(KEY)
    }

    pub fn is_package(self) -> bool {
        self.record.number(FLAGS) as u32 & IS_PACKAGE != 0
    }

    /// `json/decoder.py`
    pub fn path(self) -> &'static str {
        self.record.text(PATH)
    }

    /// The module's code object, marshalled; its `co_filename` is [`Module::path`] and is to be replaced on reading.
    pub fn code(self) -> Cow<'static, [u8]> {
        Cow::Borrowed(self.record.bytes(CODE))
    }

    /// The bytes of the source file, as the patches leave it.
    pub fn source(self) -> Vec<u8> {
        inflate(self.record.bytes(SOURCE), self.record.number(SOURCE_RAW))
    }
}

impl std::fmt::Debug for Module {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Module({})", self.name())
    }
}

/// The module with this dotted name.
pub fn find(name: &str) -> Option<Module> {
    if name.starts_with('/') {
        return None;
    }
    look_up(name).map(|record| Module { record })
}

/// The module whose path is this one, `json/decoder.py`.
pub fn find_path(path: &str) -> Option<Module> {
    let stem = path.strip_suffix(".py")?;
    let name = stem.strip_suffix("/__init__").unwrap_or(stem).replace('/', ".");
    find(&name).filter(|module| module.path() == path)
}

/// The names of all modules, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    (0..count()).map(|index| record(index).text(KEY)).filter(|key| !key.starts_with('/'))
}

/// A file of the library that is not Python source, by its path: `ensurepip/_bundled/….whl`.
pub fn data(path: &str) -> Option<Cow<'static, [u8]>> {
    let record = look_up(&format!("/{path}"))?;
    let packed = record.bytes(SOURCE);
    let raw_len = record.number(SOURCE_RAW);
    // A file that does not shrink is stored as it is.
    Some(if packed.len() == raw_len { Cow::Borrowed(packed) } else { Cow::Owned(inflate(packed, raw_len)) })
}

/// The paths of all files that are not Python source, sorted.
pub fn data_paths() -> impl Iterator<Item = &'static str> {
    (0..count()).filter_map(|index| record(index).text(KEY).strip_prefix('/'))
}

/// The notice of what an executable embeds, and the texts of all licences. [`lay_out`] writes it as `LICENSE.txt`.
pub fn licences() -> Cow<'static, [u8]> {
    data("LICENSE.txt").expect("the build script adds it")
}

/// The file in the library's directory that tells which library was laid out there.
const MARK: &str = ".pellucid-library";

/// Writes the library's files into the directory `dir`, unless this very library was laid out there before.
///
/// Each file is written aside and renamed, so that several processes may do this at once and readers never see half a
/// file. Nothing else in the directory is touched.
///
/// # Errors
/// Those of making directories and writing files. The executable runs without the files.
pub fn lay_out(dir: &Path) -> std::io::Result<()> {
    let mark = dir.join(MARK);
    if std::fs::read(&mark).is_ok_and(|digest| digest == DIGEST.as_bytes()) {
        return Ok(());
    }
    for name in names() {
        if let Some(module) = find(name) {
            write_aside(&dir.join(module.path()), &module.source())?;
        }
    }
    for path in data_paths() {
        if let Some(bytes) = data(path) {
            write_aside(&dir.join(path), &bytes)?;
        }
    }
    write_aside(&mark, DIGEST.as_bytes())
}

fn write_aside(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let aside = file.with_extension(format!("{}.new", std::process::id()));
    std::fs::write(&aside, bytes)?;
    std::fs::rename(&aside, file)
}

/// Bytes of the blob, for reports of size.
pub fn size() -> usize {
    BLOB.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_module_reads_back() {
        let mut modules = 0;
        for name in names() {
            let module = find(name).expect("a listed name is found");
            assert_eq!(module.name(), name);
            assert!(!module.source().is_empty() || module.is_package() || module.path().ends_with(".py"));
            let code = front::marshal::read_code(&module.code(), Some("/x.py")).expect("marshalled by the build");
            assert_eq!(code.filename.to_string(), "/x.py", "{name}");
            modules += 1;
        }
        assert!(modules > 450, "only {modules} modules");
    }

    #[test]
    fn files_are_laid_out_once() {
        let dir = std::env::temp_dir().join(format!("pellucid-library-{}", std::process::id()));
        lay_out(&dir).expect("a temporary folder can be written");
        let read = |path: &str| std::fs::read(dir.join(path)).expect("a file of the library");
        assert_eq!(read("json/__init__.py"), find("json").expect("json is there").source());
        std::fs::write(dir.join("os.py"), "changed").expect("a temporary file");
        lay_out(&dir).expect("nothing is to be done");
        assert_eq!(read("os.py"), b"changed", "the mark says that all is there");
        std::fs::remove_dir_all(&dir).expect("this test's own folder");
    }

    #[test]
    fn packages_modules_and_paths() {
        let json = find("json").expect("json is there");
        assert!(json.is_package());
        assert_eq!(json.path(), "json/__init__.py");
        let os = find("os").expect("os is there");
        assert!(!os.is_package());
        assert!(String::from_utf8(os.source()).expect("UTF-8").contains("def makedirs("));
        assert_eq!(find_path("json/__init__.py").map(Module::name), Some("json"));
        assert_eq!(find_path("json.py").map(Module::name), None);
        assert!(find("no.such.module").is_none() && find("/pydoc_data/_pydoc.css").is_none());
    }

    #[test]
    fn patches_are_applied_to_text_and_code() {
        let site = find("site").expect("site is there");
        let text = String::from_utf8(site.source()).expect("UTF-8");
        assert!(!text.contains("rustpython"));
        let code = front::marshal::read_code(&site.code(), None).expect("marshalled by the build");
        assert!(!format!("{code:?}").to_lowercase().contains("rustpython"));
    }

    #[test]
    fn data_files_are_there() {
        let css = data("pydoc_data/_pydoc.css").expect("the style sheet is there");
        assert!(css.starts_with(b"/*") || css.contains(&b'{'));
        let wheel = data_paths().find(|path| path.ends_with(".whl")).expect("pip's wheel is there");
        assert!(data(wheel).expect("listed").starts_with(b"PK"));
        assert!(data("os.py").is_none());
    }

    #[test]
    fn all_licence_texts_are_there() {
        let text = String::from_utf8(licences().into_owned()).expect("UTF-8");
        for part in [
            "GNU GENERAL PUBLIC LICENSE\n",
            "GNU LESSER GENERAL PUBLIC LICENSE\n",
            "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2",
            "LLVM Exceptions",
            "UNICODE LICENSE V3",
            "Copyright (c) Meta Platforms",
            "malachite-nz ",
        ] {
            assert!(text.contains(part), "{part}");
        }
    }

    #[test]
    fn a_look_up_is_fast() {
        // Shape, not time: a look-up touches at most log2(count) records and unpacks one module.
        assert!(count().ilog2() <= 10);
        assert!(find("typing").expect("typing is there").record.bytes(CODE).len() < 200_000);
    }
}
