//! `stat` and its kin, `statvfs`, `access`, `chmod`, `chown`, `utime`.

use std::mem::MaybeUninit;

use heap::Value;
use object::class::ClassCell;
use object::gc::ValueExt;
use object::{BigInt, Gc, Id, Result, Row, Tuple, native, number, raise_type, raise_value};

use builtins::structseq::{self, Desc};
use builtins::syscall;

use super::args::{self, Fd, dir_fd, or_fd, path, plain};

static STAT_CELL: ClassCell = ClassCell::new();
static STATVFS_CELL: ClassCell = ClassCell::new();

pub static STAT_RESULT: Desc = Desc {
    path: "os.stat_result",
    doc: "stat_result: Result from stat, fstat, or lstat.\n\nThis object may be accessed either as a tuple of\n  (mode, ino, dev, nlink, uid, gid, size, atime, mtime, ctime)\nor via the attributes st_mode, st_ino, st_dev, st_nlink, st_uid, and so on.\n\nPosix/windows: If your platform supports st_blksize, st_blocks, st_rdev,\nor st_flags, they are available as attributes only.\n\nSee os.stat for more information.",
    fields: &[
        ("st_mode", "protection bits"),
        ("st_ino", "inode"),
        ("st_dev", "device"),
        ("st_nlink", "number of hard links"),
        ("st_uid", "user ID of owner"),
        ("st_gid", "group ID of owner"),
        ("st_size", "total size, in bytes"),
        ("", "integer time of last access"),
        ("", "integer time of last modification"),
        ("", "integer time of last change"),
        ("st_atime", "time of last access"),
        ("st_mtime", "time of last modification"),
        ("st_ctime", "time of last change"),
        ("st_atime_ns", "time of last access in nanoseconds"),
        ("st_mtime_ns", "time of last modification in nanoseconds"),
        ("st_ctime_ns", "time of last change in nanoseconds"),
        ("st_blksize", "blocksize for filesystem I/O"),
        ("st_blocks", "number of blocks allocated"),
        ("st_rdev", "device type (if inode device)"),
    ],
    n_sequence: 10,
    cell: &STAT_CELL,
};

pub static STATVFS_RESULT: Desc = Desc {
    path: "os.statvfs_result",
    doc: "statvfs_result: Result from statvfs or fstatvfs.\n\nThis object may be accessed either as a tuple of\n  (bsize, frsize, blocks, bfree, bavail, files, ffree, favail, flag, namemax),\nor via the attributes f_bsize, f_frsize, f_blocks, f_bfree, and so on.\n\nSee os.statvfs for more information.",
    fields: &[
        ("f_bsize", ""),
        ("f_frsize", ""),
        ("f_blocks", ""),
        ("f_bfree", ""),
        ("f_bavail", ""),
        ("f_files", ""),
        ("f_ffree", ""),
        ("f_favail", ""),
        ("f_flag", ""),
        ("f_namemax", ""),
        ("f_fsid", ""),
    ],
    n_sequence: 10,
    cell: &STATVFS_CELL,
};

fn nanos(seconds: i64, nanos: i64) -> Value {
    match seconds.checked_mul(1_000_000_000).and_then(|s| s.checked_add(nanos)) {
        Some(n) => number::int(n),
        None => number::big(BigInt::from(seconds) * BigInt::from(1_000_000_000) + BigInt::from(nanos)),
    }
}

/// The `os.stat_result` of the system's record.
pub fn stat_value(s: &libc::stat) -> Value {
    let seconds = |t: i64, n: i64| number::float(t as f64 + 1e-9 * n as f64);
    structseq::make(
        &STAT_RESULT,
        &[
            number::int(i64::from(s.st_mode)),
            number::uint(s.st_ino),
            number::uint(s.st_dev),
            number::uint(s.st_nlink),
            number::uint(u64::from(s.st_uid)),
            number::uint(u64::from(s.st_gid)),
            number::int(s.st_size),
            number::int(s.st_atime),
            number::int(s.st_mtime),
            number::int(s.st_ctime),
            seconds(s.st_atime, s.st_atime_nsec),
            seconds(s.st_mtime, s.st_mtime_nsec),
            seconds(s.st_ctime, s.st_ctime_nsec),
            nanos(s.st_atime, s.st_atime_nsec),
            nanos(s.st_mtime, s.st_mtime_nsec),
            nanos(s.st_ctime, s.st_ctime_nsec),
            number::int(s.st_blksize),
            number::int(s.st_blocks),
            number::uint(s.st_rdev),
        ],
    )
}

/// The system's record of a path, without raising.
pub fn stat_raw(dir: i32, name: &std::ffi::CStr, follow: bool) -> Result<std::result::Result<libc::stat, i32>> {
    let mut s = MaybeUninit::<libc::stat>::zeroed();
    let flags = if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    // SAFETY: `name` is null-terminated and `s` has room for the record.
    let r = syscall::retry(|| unsafe { libc::fstatat(dir, name.as_ptr(), s.as_mut_ptr(), flags) })?;
    // SAFETY: the record was zeroed, which is valid, and filled if the call succeeded.
    Ok(r.map(|_| unsafe { s.assume_init() }))
}

fn do_stat(function: &'static str, p: Value, dir: Option<Value>, follow: bool, fd_ok: bool) -> Result<Value> {
    let p = path(p, if fd_ok { or_fd(function) } else { plain(function) })?;
    let dir = dir_fd(dir)?;
    args::refuse_fd_with_dir_fd(function, &p, dir)?;
    args::refuse_fd_without_following(function, &p, follow)?;
    if let Some(fd) = p.fd {
        return fstat_value(fd, p.given);
    }
    match stat_raw(dir, &p.name, follow)? {
        Ok(s) => Ok(stat_value(&s)),
        Err(e) => object::error::os_error(e, Some(p.given), None),
    }
}

fn fstat_value(fd: i32, given: Value) -> Result<Value> {
    let mut s = MaybeUninit::<libc::stat>::zeroed();
    // SAFETY: `s` has room for the record.
    syscall::call_on(given, || unsafe { libc::fstat(fd, s.as_mut_ptr()) })?;
    // SAFETY: filled.
    Ok(stat_value(unsafe { s.assume_init_ref() }))
}

fn stat(p: Value, dir: Option<Value>, follow: Option<bool>) -> Result<Value> {
    do_stat("stat", p, dir, follow.unwrap_or(true), true)
}
fn lstat(p: Value, dir: Option<Value>) -> Result<Value> {
    do_stat("lstat", p, dir, false, false)
}
fn fstat(fd: i32) -> Result<Value> {
    let mut s = MaybeUninit::<libc::stat>::zeroed();
    // SAFETY: `s` has room for the record.
    syscall::call(|| unsafe { libc::fstat(fd, s.as_mut_ptr()) })?;
    // SAFETY: filled.
    Ok(stat_value(unsafe { s.assume_init_ref() }))
}

fn statvfs_value(s: &libc::statvfs) -> Value {
    let n = |x: u64| number::uint(x);
    structseq::make(
        &STATVFS_RESULT,
        &[
            n(s.f_bsize),
            n(s.f_frsize),
            n(s.f_blocks),
            n(s.f_bfree),
            n(s.f_bavail),
            n(s.f_files),
            n(s.f_ffree),
            n(s.f_favail),
            n(s.f_flag),
            n(s.f_namemax),
            n(s.f_fsid),
        ],
    )
}

fn statvfs(p: Value) -> Result<Value> {
    let p = path(p, or_fd("statvfs"))?;
    let mut s = MaybeUninit::<libc::statvfs>::zeroed();
    syscall::call_on(p.given, || match p.fd {
        // SAFETY (for both calls below): `s` has room for the record; the name is null-terminated.
        Some(fd) => unsafe { libc::fstatvfs(fd, s.as_mut_ptr()) },
        None => unsafe { libc::statvfs(p.as_ptr(), s.as_mut_ptr()) },
    })?;
    // SAFETY: filled.
    Ok(statvfs_value(unsafe { s.assume_init_ref() }))
}
fn fstatvfs(fd: i32) -> Result<Value> {
    let mut s = MaybeUninit::<libc::statvfs>::zeroed();
    // SAFETY: `s` has room for the record.
    syscall::call(|| unsafe { libc::fstatvfs(fd, s.as_mut_ptr()) })?;
    // SAFETY: filled.
    Ok(statvfs_value(unsafe { s.assume_init_ref() }))
}

fn access(p: Value, mode: i32, dir: Option<Value>, effective: Option<bool>, follow: Option<bool>) -> Result<bool> {
    let p = path(p, plain("access"))?;
    let dir = dir_fd(dir)?;
    let mut flags = 0;
    if !follow.unwrap_or(true) {
        flags |= libc::AT_SYMLINK_NOFOLLOW;
    }
    if effective.unwrap_or(false) {
        flags |= libc::AT_EACCESS;
    }
    // SAFETY: the name is null-terminated.
    Ok(heap::without_gil(|| unsafe { libc::faccessat(dir, p.as_ptr(), mode, flags) }) == 0)
}

fn chmod(p: Value, mode: i32, dir: Option<Value>, follow: Option<bool>) -> Result<()> {
    let p = path(p, or_fd("chmod"))?;
    let dir = dir_fd(dir)?;
    let follow = follow.unwrap_or(true);
    args::refuse_fd_with_dir_fd("chmod", &p, dir)?;
    args::refuse_fd_without_following("chmod", &p, follow)?;
    let flags = if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    let r = syscall::retry(|| match p.fd {
        // SAFETY (for both calls below): the name is null-terminated.
        Some(fd) => unsafe { libc::fchmod(fd, mode as libc::mode_t) },
        None => unsafe { libc::fchmodat(dir, p.as_ptr(), mode as libc::mode_t, flags) },
    })?;
    match r {
        Ok(_) => Ok(()),
        Err(libc::ENOTSUP) if !follow => {
            object::raise_exc!(NOT_IMPLEMENTED_ERROR, "chmod: follow_symlinks unavailable on this platform")
        }
        Err(e) => object::error::os_error(e, Some(p.given), None),
    }
}
fn fchmod(fd: i32, mode: i32) -> Result<()> {
    // SAFETY: a plain system call.
    syscall::call(|| unsafe { libc::fchmod(fd, mode as libc::mode_t) }).map(drop)
}

fn chown(p: Value, uid: Value, gid: Value, dir: Option<Value>, follow: Option<bool>) -> Result<()> {
    let p = path(p, or_fd("chown"))?;
    let (uid, gid) = (args::id_number(uid, "uid")?, args::id_number(gid, "gid")?);
    let dir = dir_fd(dir)?;
    let follow = follow.unwrap_or(true);
    args::refuse_fd_with_dir_fd("chown", &p, dir)?;
    args::refuse_fd_without_following("chown", &p, follow)?;
    let flags = if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    syscall::call_on(p.given, || match p.fd {
        // SAFETY (for both calls below): the name is null-terminated.
        Some(fd) => unsafe { libc::fchown(fd, uid, gid) },
        None => unsafe { libc::fchownat(dir, p.as_ptr(), uid, gid, flags) },
    })
    .map(drop)
}
fn fchown(fd: i32, uid: Value, gid: Value) -> Result<()> {
    let (uid, gid) = (args::id_number(uid, "uid")?, args::id_number(gid, "gid")?);
    // SAFETY: a plain system call.
    syscall::call(|| unsafe { libc::fchown(fd, uid, gid) }).map(drop)
}
fn lchown(p: Value, uid: Value, gid: Value) -> Result<()> {
    let p = path(p, plain("lchown"))?;
    let (uid, gid) = (args::id_number(uid, "uid")?, args::id_number(gid, "gid")?);
    // SAFETY: the name is null-terminated.
    syscall::call_on(p.given, || unsafe { libc::lchown(p.as_ptr(), uid, gid) }).map(drop)
}

/// Seconds as a number, to a time of the system.
fn time_spec(v: Value) -> Result<libc::timespec> {
    if !number::is_int(v) && !number::is_float(v) {
        return raise_type!("argument must be int or float, not {}", object::repr::type_name(v));
    }
    let ns = builtins::pytime::nanos_of(v, builtins::pytime::Round::Floor)?;
    Ok(libc::timespec { tv_sec: ns.div_euclid(1_000_000_000), tv_nsec: ns.rem_euclid(1_000_000_000) })
}

fn time_spec_ns(v: Value) -> Result<libc::timespec> {
    let billion = number::int(1_000_000_000);
    let plan =
        object::ops::binary_plan(object::class_of(v), object::class_of(billion), Id::__divmod__, Id::__rdivmod__);
    let Some(pair) = object::ops::run_binary_plan(plan, v, billion)? else {
        return object::ops::unsupported("divmod()", v, billion);
    };
    let Some(t) = pair.cast::<Tuple>().filter(|t| t.as_slice().len() == 2) else {
        return raise_type!(
            "{}.__divmod__() must return a 2-tuple, not {}",
            object::repr::type_name(v),
            object::repr::type_name(pair)
        );
    };
    Ok(libc::timespec { tv_sec: object::ops::to_i64(t.as_slice()[0])?, tv_nsec: object::ops::to_i64(t.as_slice()[1])? })
}

fn utime(p: Value, times: Option<Value>, ns: Option<Value>, dir: Option<Value>, follow: Option<bool>) -> Result<()> {
    let p = path(p, or_fd("utime"))?;
    let times = times.filter(|t| !object::misc::is_none(*t));
    if times.is_some() && ns.is_some() {
        return raise_value!("utime: you may specify either 'times' or 'ns' but not both");
    }
    let pair = |v: Value, what: &str| match v.cast::<Tuple>().filter(|t| t.as_slice().len() == 2) {
        Some(t) => Ok((t.as_slice()[0], t.as_slice()[1])),
        None => raise_type!("utime: {what}"),
    };
    let spec = match (times, ns) {
        (Some(t), _) => {
            let (a, m) = pair(t, "'times' must be either a tuple of two ints or None")?;
            Some([time_spec(a)?, time_spec(m)?])
        }
        (_, Some(t)) => {
            let (a, m) = pair(t, "'ns' must be a tuple of two ints")?;
            Some([time_spec_ns(a)?, time_spec_ns(m)?])
        }
        _ => None,
    };
    let dir = dir_fd(dir)?;
    let follow = follow.unwrap_or(true);
    args::refuse_fd_with_dir_fd("utime", &p, dir)?;
    args::refuse_fd_without_following("utime", &p, follow)?;
    let spec = spec.as_ref().map_or(std::ptr::null(), |s| s.as_ptr());
    let flags = if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    syscall::call_on(p.given, || match p.fd {
        // SAFETY (for both calls below): the name is null-terminated, and the times are two records or null.
        Some(fd) => unsafe { libc::futimens(fd, spec) },
        None => unsafe { libc::utimensat(dir, p.as_ptr(), spec, flags) },
    })
    .map(drop)
}

fn truncate(p: Value, length: i64) -> Result<()> {
    let p = path(p, or_fd("truncate"))?;
    syscall::call_on(p.given, || match p.fd {
        // SAFETY (for both calls below): the name is null-terminated.
        Some(fd) => unsafe { libc::ftruncate(fd, length) },
        None => unsafe { libc::truncate(p.as_ptr(), length) },
    })
    .map(drop)
}

fn fspath(p: Value) -> Result<Value> {
    builtins::fsname::fspath(p)
}

fn ftruncate(fd: i32, length: i64) -> Result<()> {
    // SAFETY: a plain system call.
    syscall::call(|| unsafe { libc::ftruncate(fd, length) }).map(drop)
}

fn pathconf(p: Value, name: Value) -> Result<i64> {
    let name = super::system::config_name(name, "pathconf_names")?;
    let p = path(p, or_fd("pathconf"))?;
    super::system::limit(Some(p.given), || match p.fd {
        // SAFETY (for both calls below): the name is null-terminated.
        Some(fd) => unsafe { libc::fpathconf(fd, name) },
        None => unsafe { libc::pathconf(p.as_ptr(), name) },
    })
}
fn fpathconf(fd: Fd, name: Value) -> Result<i64> {
    let name = super::system::config_name(name, "pathconf_names")?;
    // SAFETY: a plain system call.
    super::system::limit(None, || unsafe { libc::fpathconf(fd.0, name) })
}

pub static ROWS: &[Row] = &[
    Row::function("stat($module, /, path, *, dir_fd=None, follow_symlinks=True)", native(stat))
        .doc("Perform a stat system call on the given path."),
    Row::function("lstat($module, /, path, *, dir_fd=None)", native(lstat))
        .doc("Perform a stat system call on the given path, without following symbolic links."),
    Row::function("fstat($module, /, fd)", native(fstat))
        .doc("Perform a stat system call on the given file descriptor."),
    Row::function("statvfs($module, /, path)", native(statvfs)).doc("Perform a statvfs system call on the given path."),
    Row::function("fstatvfs($module, fd, /)", native(fstatvfs)).doc("Perform an fstatvfs system call on the given fd."),
    Row::function(
        "access($module, /, path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True)",
        native(access),
    )
    .doc("Use the real uid/gid to test for access to a path."),
    Row::function("chmod($module, /, path, mode, *, dir_fd=None, follow_symlinks=True)", native(chmod))
        .doc("Change the access permissions of a file."),
    Row::function("fchmod($module, /, fd, mode)", native(fchmod))
        .doc("Change the access permissions of the file given by file descriptor fd."),
    Row::function("chown($module, /, path, uid, gid, *, dir_fd=None, follow_symlinks=True)", native(chown))
        .doc("Change the owner and group id of path to the numeric uid and gid."),
    Row::function("fchown($module, /, fd, uid, gid)", native(fchown))
        .doc("Change the owner and group id of the file specified by file descriptor."),
    Row::function("lchown($module, /, path, uid, gid)", native(lchown))
        .doc("Change the owner and group id of path, without following symbolic links."),
    Row::function(
        "utime($module, /, path, times=None, *, ns=<unrepresentable>, dir_fd=None, follow_symlinks=True)",
        native(utime),
    )
    .doc("Set the access and modified time of path."),
    Row::function("truncate($module, /, path, length)", native(truncate))
        .doc("Truncate a file, specified by path, to a specific length."),
    Row::function("ftruncate($module, fd, length, /)", native(ftruncate))
        .doc("Truncate a file, specified by file descriptor, to a specific length."),
    Row::function("fspath($module, /, path)", native(fspath))
        .doc("Return the file system path representation of the object."),
    Row::function("pathconf($module, /, path, name)", native(pathconf))
        .doc("Return the configuration limit name for the file or directory path."),
    Row::function("fpathconf($module, fd, name, /)", native(fpathconf))
        .doc("Return the configuration limit name for the file descriptor fd."),
];

/// The class of stat results.
pub fn stat_class() -> Gc<object::Class> {
    structseq::build(&STAT_RESULT)
}

/// The class of file system statistics.
pub fn statvfs_class() -> Gc<object::Class> {
    structseq::build(&STATVFS_RESULT)
}
