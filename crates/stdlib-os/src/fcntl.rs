//! `fcntl`: fcntl, ioctl, flock, lockf.

use heap::Value;
use object::buffer::{self, get_buffer};
use object::gc::ValueExt;
use object::{Bytes, Gc, Module, Result, Row, Str, native, number, ops, raise_exc, raise_type, raise_value, repr};

use builtins::syscall::{self, as_fd};

/// The largest argument that is copied for the call.
const MAX: usize = 1024;

/// The bytes of a string or bytes-like argument.
fn argument_bytes(v: Value) -> Result<Option<Vec<u8>>> {
    if let Some(s) = v.cast::<Str>() {
        return Ok(Some(builtins::fsname::encode(s)?));
    }
    if buffer::has_buffer(v) {
        return Ok(Some(buffer::contiguous(v)?.as_slice().to_vec()));
    }
    Ok(None)
}

/// An int argument, as the unsigned bits that the call gets.
fn argument_int(v: Value, function: &str) -> Result<i64> {
    if !number::is_int(v) && object::class_of(v).dunder(object::Id::__index__).is_none() {
        return raise_type!(
            "{function}() argument 3 must be an integer, a bytes-like object, or a string, not {}",
            repr::type_name(v)
        );
    }
    let b = ops::to_bigint(v)?;
    use num_traits::ToPrimitive;
    match b.to_i64().or_else(|| b.to_u64().map(|u| u as i64)) {
        Some(i) => Ok(i),
        None => raise_exc!(OVERFLOW_ERROR, "Python int too large to convert to C long"),
    }
}

fn fcntl(fd: Value, cmd: i32, arg: Option<Value>) -> Result<Value> {
    let fd = as_fd(fd)?;
    if let Some(v) = arg
        && let Some(mut data) = argument_bytes(v)?
    {
        if data.len() > MAX {
            return raise_value!("fcntl argument 3 is too long");
        }
        let n = data.len();
        data.resize(MAX + 8, 0);
        let p = data.as_mut_ptr();
        // SAFETY: the command reads and writes at most what fits the buffer.
        syscall::call(|| unsafe { libc::fcntl(fd, cmd, p) })?;
        return Ok(Bytes::new(&data[..n]).value());
    }
    let n = arg.map_or(Ok(0), |v| argument_int(v, "fcntl"))?;
    // SAFETY: the argument is a number.
    let r = syscall::call(|| unsafe { libc::fcntl(fd, cmd, n) })?;
    Ok(number::int(i64::from(r)))
}

fn ioctl(fd: Value, request: Value, arg: Option<Value>, mutate: Option<bool>) -> Result<Value> {
    let fd = as_fd(fd)?;
    let request = argument_int(request, "ioctl")? as libc::Ioctl;
    let int = |r: i32| Ok(number::int(i64::from(r)));
    let Some(v) = arg else {
        // SAFETY: the argument is a number.
        return int(syscall::call(|| unsafe { libc::ioctl(fd, request, 0) })?);
    };
    if !v.is::<Str>() && !v.is::<Bytes>() && buffer::has_buffer(v) && mutate.unwrap_or(true) {
        match get_buffer(v, true) {
            Ok(mut b) => {
                // What is written behind the end of a small buffer must not hurt: a larger copy takes its place.
                let s = b.as_mut_slice();
                if s.len() <= MAX {
                    let mut copy = vec![0u8; MAX + 8];
                    copy[..s.len()].copy_from_slice(s);
                    let p = copy.as_mut_ptr();
                    // SAFETY: the request reads and writes at most what fits the buffer.
                    let r = syscall::call(|| unsafe { libc::ioctl(fd, request, p) })?;
                    let n = s.len();
                    s.copy_from_slice(&copy[..n]);
                    return int(r);
                }
                let p = s.as_mut_ptr();
                // SAFETY: as above.
                return int(syscall::call(|| unsafe { libc::ioctl(fd, request, p) })?);
            }
            Err(_) => {
                // A read-only buffer is copied, as bytes are.
                let _ = object::error::take_pending();
            }
        }
    }
    if let Some(mut data) = argument_bytes(v)? {
        if data.len() > MAX {
            return raise_value!("ioctl argument 3 is too long");
        }
        let n = data.len();
        data.resize(MAX + 8, 0);
        let p = data.as_mut_ptr();
        // SAFETY: as above.
        syscall::call(|| unsafe { libc::ioctl(fd, request, p) })?;
        return Ok(Bytes::new(&data[..n]).value());
    }
    let n = argument_int(v, "ioctl")?;
    // SAFETY: the argument is a number.
    int(syscall::call(|| unsafe { libc::ioctl(fd, request, n) })?)
}

fn flock(fd: Value, operation: i32) -> Result<()> {
    let fd = as_fd(fd)?;
    // SAFETY: a plain system call.
    syscall::call(|| unsafe { libc::flock(fd, operation) }).map(drop)
}

fn lockf(fd: Value, cmd: i32, len: Option<Value>, start: Option<Value>, whence: Option<i32>) -> Result<()> {
    let fd = as_fd(fd)?;
    let kind = match cmd {
        libc::LOCK_UN => libc::F_UNLCK,
        c if c & libc::LOCK_SH != 0 => libc::F_RDLCK,
        c if c & libc::LOCK_EX != 0 => libc::F_WRLCK,
        _ => return raise_value!("unrecognized lockf argument"),
    };
    // SAFETY: the record is plain data.
    let mut l: libc::flock = unsafe { std::mem::zeroed() };
    l.l_type = kind as libc::c_short;
    l.l_start = start.map_or(Ok(0), ops::to_i64)?;
    l.l_len = len.map_or(Ok(0), ops::to_i64)?;
    l.l_whence = whence.unwrap_or(0) as libc::c_short;
    let how = if cmd & libc::LOCK_NB != 0 { libc::F_SETLK } else { libc::F_SETLKW };
    // SAFETY: the record is a local variable.
    syscall::call(|| unsafe { libc::fcntl(fd, how, &raw const l) }).map(drop)
}

static ROWS: &[Row] = &[
    Row::function("fcntl($module, fd, cmd, arg=0, /)", native(fcntl))
        .doc("Perform the operation `cmd` on file descriptor fd."),
    Row::function("ioctl($module, fd, request, arg=0, mutate_flag=True, /)", native(ioctl))
        .doc("Perform the operation request on file descriptor fd."),
    Row::function("flock($module, fd, operation, /)", native(flock))
        .doc("Perform the lock operation on file descriptor fd."),
    Row::function("lockf($module, fd, cmd, len=0, start=0, whence=0, /)", native(lockf))
        .doc("A wrapper around the fcntl() locking calls."),
];

macro_rules! constants {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name as i64)),*] };
}
static CONSTANTS: &[(&str, i64)] = constants! {
    FD_CLOEXEC FICLONE FICLONERANGE F_ADD_SEALS F_DUPFD F_DUPFD_CLOEXEC F_GETFD F_GETFL F_GETLEASE F_GETLK F_GETOWN
    F_GETPIPE_SZ F_GET_SEALS F_NOTIFY F_OFD_GETLK F_OFD_SETLK F_OFD_SETLKW F_RDLCK F_SEAL_FUTURE_WRITE F_SEAL_GROW F_SEAL_SEAL
    F_SEAL_SHRINK F_SEAL_WRITE F_SETFD F_SETFL F_SETLEASE F_SETLK F_SETLKW F_SETOWN F_SETPIPE_SZ F_UNLCK F_WRLCK LOCK_EX LOCK_NB
    LOCK_SH LOCK_UN
};
/// Constants of Linux that the libc crate does not name.
static LINUX_CONSTANTS: &[(&str, i64)] = &[
    ("FASYNC", libc::O_ASYNC as i64),
    ("DN_ACCESS", 1),
    ("DN_ATTRIB", 32),
    ("DN_CREATE", 4),
    ("DN_DELETE", 8),
    ("DN_MODIFY", 2),
    ("DN_MULTISHOT", 2147483648),
    ("DN_RENAME", 16),
    ("F_DUPFD_QUERY", 1027),
    ("F_EXLCK", 4),
    ("F_GETLK64", 5),
    ("F_GETOWN_EX", 16),
    ("F_GETSIG", 11),
    ("F_GET_FILE_RW_HINT", 1037),
    ("F_GET_RW_HINT", 1035),
    ("F_OWNER_PGRP", 2),
    ("F_OWNER_PID", 1),
    ("F_OWNER_TID", 0),
    ("F_SETLK64", 6),
    ("F_SETLKW64", 7),
    ("F_SETOWN_EX", 15),
    ("F_SETSIG", 10),
    ("F_SET_FILE_RW_HINT", 1038),
    ("F_SET_RW_HINT", 1036),
    ("F_SHLCK", 8),
    ("LOCK_MAND", 32),
    ("LOCK_READ", 64),
    ("LOCK_RW", 192),
    ("LOCK_WRITE", 128),
    ("RWH_WRITE_LIFE_EXTREME", 5),
    ("RWH_WRITE_LIFE_LONG", 4),
    ("RWH_WRITE_LIFE_MEDIUM", 3),
    ("RWH_WRITE_LIFE_NONE", 1),
    ("RWH_WRITE_LIFE_NOT_SET", 0),
    ("RWH_WRITE_LIFE_SHORT", 2),
];

/// Creates the module.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("fcntl");
    m.set_doc("This module performs file control and I/O control on file\ndescriptors.  It is an interface to the fcntl() and ioctl() Unix\nroutines.  File descriptors can be obtained with the fileno() method of\na file or socket object.");
    m.add_rows(ROWS);
    for (name, n) in CONSTANTS.iter().chain(LINUX_CONSTANTS) {
        m.set(name, number::int(*n));
    }
    Ok(m)
}
