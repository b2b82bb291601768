//! Showing a warning: by `warnings._showwarnmsg`, or plainly while that module is not loaded.

use heap::Value;
use object::gc::ValueExt;
use object::{Dict, Gc, Result, Str, intern, none};

use super::state;

/// A warning to be shown.
pub struct Shown {
    pub message: Value,
    pub text: Value,
    pub category: Value,
    pub filename: Value,
    pub lineno: Value,
    /// The source line, if it is known already.
    pub line: Option<Value>,
    pub source: Option<Value>,
}

pub fn show(w: &Shown) -> Result<()> {
    let source = w.source.filter(|s| !object::misc::is_none(*s));
    // An object to blame is shown with its traceback of allocation, which only the Python part can do.
    let Some(f) = state::attribute("_showwarnmsg", source.is_some())? else { return plain(w) };
    if !object::call::is_callable(f) {
        return object::type_error("warnings._showwarnmsg() must be set to a callable");
    }
    let Some(class) = state::attribute("WarningMessage", false)? else {
        return object::runtime_error("unable to get warnings.WarningMessage");
    };
    let args = [w.message, w.category, w.filename, w.lineno, none(), none(), source.unwrap_or_else(none)];
    let msg = object::call::call(class, &args)?;
    object::call::call(f, &[msg])?;
    Ok(())
}

/// `file:line: Category: text` and the source line, on `sys.stderr`.
fn plain(w: &Shown) -> Result<()> {
    let Some(err) = object::globals::sys_get("stderr").filter(|f| !object::misc::is_none(*f)) else { return Ok(()) };
    let name = state::category_name(w.category);
    let text = object::repr::str_of(w.text)?;
    let (filename, lineno) = (object::repr::str_of(w.filename)?, object::repr::str_of(w.lineno)?);
    let mut out = format!("{filename}:{lineno}: {name}: {text}\n");
    let line = match w.line {
        Some(l) => object::repr::str_of(l)?.to_string(),
        None => line_of_file(&filename.to_string(), object::ops::to_i64(w.lineno)?),
    };
    let line = line.trim();
    if !line.is_empty() {
        out.push_str(&format!("  {line}\n"));
    }
    object::call::call_method(err, intern("write"), &[Str::new(&out).value()])?;
    Ok(())
}

/// A line of a file on disk; empty when there is none.
fn line_of_file(filename: &str, lineno: i64) -> String {
    let Some(index) = lineno.checked_sub(1).and_then(|n| usize::try_from(n).ok()) else { return String::new() };
    let text = std::fs::read(filename).unwrap_or_default();
    let line = text.split(|b| *b == b'\n').nth(index).unwrap_or_default();
    String::from_utf8_lossy(line).into_owned()
}

/// The line that a module's loader has for it.
pub fn source_line(globals: Gc<Dict>, lineno: i64) -> Result<Option<Value>> {
    let (Some(loader), Some(name)) = (globals.get_text("__loader__"), globals.get_text("__name__")) else {
        return Ok(None);
    };
    let Some(get) = object::attr::find_attr(loader, intern("get_source"))? else { return Ok(None) };
    let source = object::call::call(get, &[name])?;
    let Some(s) = source.cast::<Str>() else { return Ok(None) };
    let text = s.to_string();
    let index = usize::try_from(lineno - 1).unwrap_or(usize::MAX);
    Ok(text.lines().nth(index).map(|l| Str::new(l).value()))
}
