//! Handles whose Python objects died, waiting to be closed outside the collector.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

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

/// Says whether a statement's handle is open still; a copy is with each cursor that runs the statement.
#[derive(Clone)]
pub struct Alive(Arc<AtomicBool>);

impl Alive {
    pub fn new() -> Alive {
        Alive(Arc::new(AtomicBool::new(true)))
    }
    /// The handle was, or is about to be, finalized.
    pub fn end(&self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

/// The part of `Alive` that the statement itself has: the end of the statement is the end of the handle.
pub struct OwnAlive(pub Alive);

impl Drop for OwnAlive {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// A statement that stands on a row of a cursor; it is reset some time after the cursor dies, if it is open then.
pub struct Running(Option<(*mut ffi::sqlite3_stmt, Alive)>);

/// How many statements stand on a row of a cursor, dead or alive.
static RUNNING: AtomicUsize = AtomicUsize::new(0);

impl Running {
    pub const NONE: Running = Running(None);

    pub fn new(handle: *mut ffi::sqlite3_stmt, alive: &OwnAlive) -> Running {
        RUNNING.fetch_add(1, Ordering::Relaxed);
        Running(Some((handle, alive.0.clone())))
    }
    /// The cursor itself has seen to the statement: nothing is left to do when it dies.
    pub fn forget(&mut self) {
        if self.0.take().is_some() {
            RUNNING.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

enum Dead {
    Running(usize, Alive),
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
impl Drop for Running {
    fn drop(&mut self) {
        if let Some((handle, alive)) = self.0.take() {
            RUNNING.fetch_sub(1, Ordering::Relaxed);
            bin().push(Dead::Running(handle as usize, alive));
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

/// Runs `step`; when a lock is in its way that a cursor holds which nobody uses any more, ends that cursor's statement
/// and runs it once more. (`con.execute("pragma journal_mode=off")` leaves a cursor on a row; with reference counts it
/// would be gone at once.)
pub fn past_dead_cursors(mut step: impl FnMut() -> i32) -> i32 {
    let rc = step();
    if !matches!(rc & 0xff, ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED) || RUNNING.load(Ordering::Relaxed) == 0 {
        return rc;
    }
    object::state::clear_dead_slots();
    heap::sanitize_stack();
    let _ = heap::collect();
    if empty() { step() } else { rc }
}

/// Closes what is in the bin, and says whether there was anything: then the last error of a database is forgotten.
pub fn empty() -> bool {
    let mut dead: Vec<Dead> = std::mem::take(&mut *bin());
    if dead.is_empty() {
        return false;
    }
    // A statement that died together with its cursor is no longer alive here: it is finalized only.
    dead.sort_by_key(|d| !matches!(d, Dead::Running(..)));
    heap::without_gil(|| {
        for d in dead {
            // SAFETY: each handle was open and its only owner is gone. `close_v2` waits for what is still open of a database.
            unsafe {
                match d {
                    Dead::Running(p, alive) => {
                        if alive.0.load(Ordering::Relaxed) {
                            ffi::sqlite3_reset(p as *mut _);
                        }
                    }
                    Dead::Statement(p) => drop(ffi::sqlite3_finalize(p as *mut _)),
                    Dead::Blob(p) => drop(ffi::sqlite3_blob_close(p as *mut _)),
                    Dead::Database(p) => drop(sqlite3_close_v2(p as *mut _)),
                }
            }
        }
    });
    true
}
