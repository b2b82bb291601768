//! Binding parameters to statements.

use std::ffi::CStr;

use heap::Value;
use libsqlite3_sys as ffi;
use object::buffer;
use object::gc::ValueExt;
use object::{Dict, Gc, List, Result, Str, Tuple, number, ops, repr};

use super::statement::Statement;
use super::{adapt_parameter, error};

/// Is the value stored as it is, without asking adapters?
fn is_plain(v: Value) -> bool {
    if super::base_types_adapted() {
        return false;
    }
    v.is_small_int()
        || v.is_flonum()
        || v.is_exact::<object::Int>()
        || v.is_exact::<object::Float>()
        || v.is_exact::<Str>()
        || v.is_exact::<object::ByteArray>()
}

/// An int that SQLite can store.
pub fn to_sqlite_int(v: Value) -> Result<i64> {
    match number::as_i64(v) {
        Some(i) => Ok(i),
        None => object::overflow_error("Python int too large to convert to SQLite INTEGER"),
    }
}

fn transient() -> ffi::sqlite3_destructor_type {
    ffi::SQLITE_TRANSIENT()
}

/// Binds one value; the result is SQLite's code, or empty for an unsupported type.
fn bind_one(h: *mut ffi::sqlite3_stmt, at: i32, v: Value) -> Result<Option<i32>> {
    // SAFETY (all): the statement is open; SQLite copies texts and blobs at once.
    unsafe {
        if object::misc::is_none(v) {
            return Ok(Some(ffi::sqlite3_bind_null(h, at)));
        }
        if number::is_int(v) {
            return Ok(Some(ffi::sqlite3_bind_int64(h, at, to_sqlite_int(v)?)));
        }
        if let Some(f) = number::as_float(v) {
            return Ok(Some(ffi::sqlite3_bind_double(h, at, f)));
        }
        if let Some(s) = v.cast::<Str>() {
            let Some(t) = s.to_str() else { return object::error::surrogates_not_allowed(s) };
            let Ok(n) = i32::try_from(t.len()) else {
                return object::overflow_error("string longer than INT_MAX bytes");
            };
            return Ok(Some(ffi::sqlite3_bind_text(h, at, t.as_ptr().cast(), n, transient())));
        }
        if buffer::has_buffer(v) {
            let b = buffer::contiguous(v)?;
            let s = b.as_slice();
            let Ok(n) = i32::try_from(s.len()) else { return object::overflow_error("BLOB longer than INT_MAX bytes") };
            if n == 0 {
                return Ok(Some(ffi::sqlite3_bind_zeroblob(h, at, 0)));
            }
            return Ok(Some(ffi::sqlite3_bind_blob(h, at, s.as_ptr().cast(), n, transient())));
        }
    }
    Ok(None)
}

fn bind_checked(s: Gc<Statement>, at: i32, v: Value, shown: &str) -> Result<()> {
    let v = if is_plain(v) { v } else { adapt_parameter(v)? };
    let h = s.handle.0;
    match bind_one(h, at, v)? {
        Some(ffi::SQLITE_OK) => Ok(()),
        // SAFETY: the statement is open.
        Some(_) => error::from_database(unsafe { ffi::sqlite3_db_handle(h) }),
        None => error::programming(&format!(
            "Error binding parameter {shown}: type '{}' is not supported",
            repr::type_name(v)
        )),
    }
}

fn name_of(s: Gc<Statement>, at: i32) -> Option<String> {
    // SAFETY: the statement is open; the name lives as long as it does.
    unsafe {
        let p = ffi::sqlite3_bind_parameter_name(s.handle.0, at);
        if p.is_null() { None } else { Some(CStr::from_ptr(p).to_string_lossy().into_owned()) }
    }
}

fn bind_sequence(s: Gc<Statement>, count: i32, params: Value) -> Result<()> {
    let n = ops::len(params)?;
    if n != count as usize {
        return error::programming(&format!(
            "Incorrect number of bindings supplied. The current statement uses {count}, and there are {n} supplied."
        ));
    }
    for i in 0..count {
        if let Some(name) = name_of(s, i + 1)
            && !name.starts_with('?')
        {
            return error::programming(&format!(
                "Binding {} ('{name}') is a named parameter, but you supplied a sequence which requires nominal (qmark) placeholders.",
                i + 1
            ));
        }
        let v = match (params.cast::<Tuple>(), params.cast::<List>()) {
            (Some(t), _) => t.as_slice().get(i as usize).copied(),
            (_, Some(l)) => match l.items.get(i as usize) {
                Some(v) => Some(*v),
                // Adapting an earlier parameter has shortened the list.
                None => return object::raise_exc!(INDEX_ERROR, "list index out of range"),
            },
            _ => Some(ops::getitem(params, number::int(i64::from(i)))?),
        };
        let Some(v) = v else { return Ok(()) };
        bind_checked(s, i + 1, v, &(i + 1).to_string())?;
    }
    Ok(())
}

fn bind_mapping(s: Gc<Statement>, count: i32, params: Value) -> Result<()> {
    for i in 1..=count {
        let Some(name) = name_of(s, i) else {
            return error::programming(&format!(
                "Binding {i} has no name, but you supplied a dictionary (which has only names)."
            ));
        };
        let name = &name[1..];
        let key = Str::new(name).value();
        let v = match params.cast_exact::<Dict>() {
            Some(d) => d.get(key)?,
            None => {
                let r = ops::getitem(params, key);
                object::error::catch(r, &object::error::exc::LOOKUP_ERROR)?
            }
        };
        let Some(v) = v else {
            return error::programming(&format!("You did not supply a value for binding parameter :{name}."));
        };
        bind_checked(s, i, v, &format!("':{name}'"))?;
    }
    Ok(())
}

/// Binds parameters given as a sequence or as a mapping.
pub fn bind(s: Gc<Statement>, params: Value) -> Result<()> {
    // SAFETY: the statement is open.
    let count = unsafe { ffi::sqlite3_bind_parameter_count(s.handle.0) };
    let class = object::class_of(params);
    let has = |id| class.dunder(id).is_some();
    // As in CPython, a class of Python code with `__getitem__` counts as a sequence unless it derives from dict.
    let sequence =
        params.is::<Tuple>() || params.is::<List>() || (!params.is::<Dict>() && has(object::Id::__getitem__));
    if sequence {
        bind_sequence(s, count, params)
    } else if has(object::Id::__getitem__) {
        bind_mapping(s, count, params)
    } else {
        error::programming("parameters are of unsupported type")
    }
}
