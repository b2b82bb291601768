//! Handles whose Python objects died, waiting to be closed outside the collector.

use std::sync::{Mutex, PoisonError};

use libsqlite3_sys as ffi;

unsafe extern "C" {
    /// Closes a database now or, if statements of it are still open, when the last of them is finalized.
    pub fn sqlite3_close_v2(db: *mut ffi::sqlite3) -> std::ffi::c_int;
}

/// A statement handle; it is finalized some time after it is dropped.
pub struct StatementHandle(pub *mut ffi::sqlite3_stmt);
/// A database handle; it is closed some time after it is dropped.
pub struct DatabaseHandle(pub *mut ffi::sqlite3);
/// A blob handle.
pub struct BlobHandle(pub *mut ffi::sqlite3_blob);

enum Dead {
    Statement(usize),
    Database(usize),
    Blob(usize),
}

static BIN: Mutex<Vec<Dead>> = Mutex::new(Vec::new());

fn bin() -> std::sync::MutexGuard<'static, Vec<Dead>> {
    BIN.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for StatementHandle {
    fn drop(&mut self) {
        if !self.0.is_null() {
            bin().push(Dead::Statement(self.0 as usize));
        }
    }
}
impl Drop for DatabaseHandle {
    fn drop(&mut self) {
        if !self.0.is_null() {
            bin().push(Dead::Database(self.0 as usize));
        }
    }
}
impl Drop for BlobHandle {
    fn drop(&mut self) {
        if !self.0.is_null() {
            bin().push(Dead::Blob(self.0 as usize));
        }
    }
}

/// Closes what is in the bin.
pub fn empty() {
    let dead: Vec<Dead> = std::mem::take(&mut *bin());
    if dead.is_empty() {
        return;
    }
    heap::without_gil(|| {
        for d in dead {
            // SAFETY: each handle was open and its only owner is gone. `close_v2` waits for what is still open of a database.
            unsafe {
                match d {
                    Dead::Statement(p) => drop(ffi::sqlite3_finalize(p as *mut _)),
                    Dead::Blob(p) => drop(ffi::sqlite3_blob_close(p as *mut _)),
                    Dead::Database(p) => drop(sqlite3_close_v2(p as *mut _)),
                }
            }
        }
    });
}
