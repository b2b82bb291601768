//! `Connection.backup`, `serialize`, `deserialize`.

use object::misc::not_none;
use std::ffi::CString;

use heap::Value;
use libsqlite3_sys as ffi;
use object::buffer::Buffer;
use object::{Bytes, Gc, Result, Str, number, raise_type, raise_value};

use super::connection::{Connection, check, check_open, check_thread};
use super::error;

fn name_arg(name: Option<Gc<Str>>) -> Result<CString> {
    let text = name.map_or_else(|| "main".to_owned(), |n| n.to_string_lossy());
    CString::new(text).or_else(|_| object::value_error("embedded null character"))
}

pub fn backup(
    this: Gc<Connection>,
    target: Gc<Connection>,
    pages: Option<i32>,
    progress: Option<Value>,
    name: Option<Gc<Str>>,
    sleep: Option<f64>,
) -> Result<()> {
    check(this)?;
    check_thread(target)?;
    if target == this {
        return raise_value!("target cannot be the same connection instance");
    }
    check_open(target)?;
    let progress = not_none(progress);
    if let Some(p) = progress
        && !object::call::is_callable(p)
    {
        return raise_type!("progress argument must be a callable");
    }
    let pages = match pages.unwrap_or(-1) {
        0 => -1,
        n => n,
    };
    let name = name_arg(name)?;
    let pause = std::time::Duration::from_secs_f64(sleep.unwrap_or(0.25).max(0.0));
    let (from, to) = (this.db.0, target.db.0);
    // SAFETY: both handles are open, the name null-terminated.
    let b = heap::without_gil(|| unsafe { ffi::sqlite3_backup_init(to, c"main".as_ptr(), from, name.as_ptr()) });
    if b.is_null() {
        return error::from_database(to);
    }
    let r = loop {
        // SAFETY: the backup is under way.
        let rc = heap::without_gil(|| unsafe { ffi::sqlite3_backup_step(b, pages) });
        if let Some(p) = progress {
            // SAFETY: as above.
            let (left, all) = unsafe { (ffi::sqlite3_backup_remaining(b), ffi::sqlite3_backup_pagecount(b)) };
            let args = [rc, left, all].map(|n| number::int(i64::from(n)));
            if let Err(e) = object::call::call(p, &args) {
                break Err(e);
            }
        }
        match rc {
            ffi::SQLITE_OK => {}
            ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED => heap::without_gil(|| std::thread::sleep(pause)),
            rc => break Ok(rc),
        }
    };
    // SAFETY: the backup ends here.
    let rc = heap::without_gil(|| unsafe { ffi::sqlite3_backup_finish(b) });
    let last = r?;
    if last != ffi::SQLITE_DONE && rc != ffi::SQLITE_OK {
        return error::from_code(rc);
    }
    if rc == ffi::SQLITE_OK { Ok(()) } else { error::from_database(to) }
}

pub fn serialize(this: Gc<Connection>, name: Option<Gc<Str>>) -> Result<Gc<Bytes>> {
    check(this)?;
    let name = name_arg(name)?;
    let db = this.db.0;
    let mut size = 0;
    // SAFETY: the handle is open, the name null-terminated; the result is SQLite's to free.
    unsafe {
        // A database in memory can be seen without copying it first.
        let mut owned = false;
        let mut p = ffi::sqlite3_serialize(db, name.as_ptr(), &raw mut size, ffi::SQLITE_SERIALIZE_NOCOPY);
        if p.is_null() {
            p = heap::without_gil(|| ffi::sqlite3_serialize(db, name.as_ptr(), &raw mut size, 0));
            owned = true;
        }
        if p.is_null() {
            return error::raise(&error::OPERATIONAL, &format!("unable to serialize '{}'", name.to_string_lossy()));
        }
        let b = Bytes::new(std::slice::from_raw_parts(p, size as usize));
        if owned {
            ffi::sqlite3_free(p.cast());
        }
        Ok(b)
    }
}

pub fn deserialize(this: Gc<Connection>, data: Buffer, name: Option<Gc<Str>>) -> Result<()> {
    check(this)?;
    let name = name_arg(name)?;
    let s = data.as_slice();
    let flags = ffi::SQLITE_DESERIALIZE_FREEONCLOSE | ffi::SQLITE_DESERIALIZE_RESIZEABLE;
    // SAFETY: the copy is SQLite's own memory, which it frees, also on failure.
    unsafe {
        let p = ffi::sqlite3_malloc64(s.len().max(1) as u64).cast::<u8>();
        if p.is_null() {
            return object::memory_error();
        }
        std::ptr::copy_nonoverlapping(s.as_ptr(), p, s.len());
        let rc = ffi::sqlite3_deserialize(this.db.0, name.as_ptr(), p, s.len() as i64, s.len() as i64, flags);
        if rc == ffi::SQLITE_OK { Ok(()) } else { error::from_database(this.db.0) }
    }
}
