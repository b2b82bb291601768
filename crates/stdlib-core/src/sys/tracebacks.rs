//! Tracebacks printed without the library's help: one line of source below each place, no carets.
//!
//! CPython's C code prints what cannot be raised this way, and so does this module, also where the library's `traceback`
//! is out of order.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use heap::{GcVec, Value};
use object::error::{BaseException, take_pending};
use object::frame::Traceback;
use object::gc::ValueExt;
use object::globals::sys_get;
use object::misc::is_none;
use object::repr::{class_full_name, str_of};
use object::{Gc, Id, List, Str, class_of, number};

/// How many entries are printed unless `sys.tracebacklimit` says otherwise.
const LIMIT: i64 = 1000;

/// So many equal entries in a row are printed; of the others only their number is.
const SHOWN_REPEATS: usize = 3;

/// One printed entry.
#[derive(Clone, PartialEq, Eq)]
struct Entry {
    file: String,
    line: i32,
    name: String,
}

/// The file whose source was shown last, so that a recursion reads it once.
#[derive(Default)]
struct Sources {
    file: String,
    text: Option<String>,
}

impl Sources {
    fn line(&mut self, file: &str, line: i32) -> Option<&str> {
        if self.file != file || self.text.is_none() {
            file.clone_into(&mut self.file);
            self.text = read(file);
        }
        let index = usize::try_from(line).ok()?.checked_sub(1)?;
        let text = self.text.as_deref()?.lines().nth(index)?;
        Some(text.trim_start_matches([' ', '\t', '\x0c']))
    }
}

/// The source in a file of this name, or in the file of the same last name in a directory of `sys.path`.
fn read(file: &str) -> Option<String> {
    if file.starts_with('<') && file.ends_with('>') {
        return None;
    }
    let path = Path::new(file);
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(_) => {
            let last = path.file_name()?;
            directories().into_iter().find_map(|dir| std::fs::read(dir.join(last)).ok())?
        }
    };
    let text = front::decode::decode(&bytes, None, Some(&object::syntax::decode_by_codec)).ok()?;
    Some(front::decode::universal_newlines(&text).into_owned())
}

fn directories() -> Vec<PathBuf> {
    let Some(path) = sys_get("path").and_then(|p| p.cast::<List>()) else { return Vec::new() };
    let texts = path.items.iter().filter_map(|item| item.cast::<Str>());
    texts.map(|t| PathBuf::from(OsStr::from_bytes(t.as_bytes()))).collect()
}

fn limit() -> usize {
    let set = sys_get("tracebacklimit").filter(|v| number::is_int(*v));
    usize::try_from(set.and_then(number::as_i64).unwrap_or(LIMIT)).unwrap_or(0)
}

fn entries(tb: Gc<Traceback>) -> Vec<Entry> {
    let mut all = Vec::new();
    let mut next = Some(tb);
    while let Some(tb) = next {
        let code = tb.frame.code;
        let line = if tb.lineno >= 0 { tb.lineno } else { code.line_of(tb.unit) };
        all.push(Entry { file: code.filename.to_string(), line, name: code.name.to_string() });
        next = tb.next.and_then(|t| t.cast::<Traceback>());
    }
    all
}

/// The text of an exception's traceback; empty if it has none.
#[must_use]
pub fn traceback_text(e: Gc<BaseException>) -> String {
    e.traceback.and_then(|t| t.cast::<Traceback>()).map_or_else(String::new, text_of)
}

/// A traceback with its heading.
#[must_use]
pub fn text_of(tb: Gc<Traceback>) -> String {
    let all = entries(tb);
    let limit = limit();
    if limit == 0 {
        return String::new();
    }
    let mut text = "Traceback (most recent call last):\n".to_owned();
    let mut sources = Sources::default();
    for group in all[all.len().saturating_sub(limit)..].chunk_by(|a, b| a == b) {
        for entry in group.iter().take(SHOWN_REPEATS) {
            text += &format!("  File \"{}\", line {}, in {}\n", entry.file, entry.line, entry.name);
            if let Some(line) = sources.line(&entry.file, entry.line).filter(|l| !l.is_empty()) {
                text += &format!("    {}\n", line.trim_end());
            }
        }
        if group.len() > SHOWN_REPEATS {
            let more = group.len() - SHOWN_REPEATS;
            text += &format!("  [Previous line repeated {more} more time{}]\n", if more == 1 { "" } else { "s" });
        }
    }
    text
}

/// `ValueError: text`, with the module's name in front unless it is `builtins` or `__main__`, in pieces to be written.
/// What the exception's `__str__` raises is not passed on: the text says that it failed.
#[must_use]
pub fn last_line(e: Value) -> GcVec<Value> {
    let mut parts = GcVec::new();
    parts.push(Str::new(&class_full_name(class_of(e))).value());
    match str_of(e) {
        Ok(s) if s.byte_len() == 0 => {}
        Ok(s) => {
            parts.push(Str::new(": ").value());
            parts.push(s.value());
        }
        Err(_) => {
            let _ = take_pending();
            parts.push(Str::new(": <exception str() failed>").value());
        }
    }
    parts.push(Str::new("\n").value());
    parts
}

/// The notes of an exception that are strings.
#[must_use]
pub fn notes(e: Value) -> Vec<String> {
    let Ok(Some(notes)) = object::attr::find_attr(e, Id::__notes__.str()).inspect_err(|_| {
        let _ = take_pending();
    }) else {
        return Vec::new();
    };
    let Some(notes) = notes.cast::<List>() else { return Vec::new() };
    notes.items.iter().filter(|n| !is_none(**n)).filter_map(|n| n.cast::<Str>()).map(|s| s.to_string()).collect()
}
