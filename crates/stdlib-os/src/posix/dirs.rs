//! Directories and names: listing, scandir, making, removing, renaming, linking.

use std::ffi::{CStr, CString};
use std::sync::{Arc, Mutex, PoisonError};

use heap::{GcVec, Head, Value};
use object::class::{ClassBuilder, ClassFlags};
use object::gc::{Object, ValueExt};
use object::{Bytes, Dict, Gc, List, Result, Row, Str, native, none, number, raise_exc, raise_type};

use builtins::syscall;

use super::args::{Accepts, Path, dir_fd, named, path, plain};
use super::stat::{stat_raw, stat_value};

/// An open directory stream of the C library.
struct Stream(*mut libc::DIR);

// SAFETY: the C library's streams belong to no thread; one thread at a time uses this one, by its `&mut`.
unsafe impl Send for Stream {}

impl Stream {
    /// Opens a path, or a duplicate of a descriptor.
    fn open(p: &Path) -> Result<Stream> {
        let (dir, e) = match p.fd {
            Some(fd) => {
                // SAFETY (for both calls below): plain system calls; the stream takes the duplicate over.
                let copy = syscall::check(unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) }).or_else(|_| {
                    let _ = object::error::take_pending();
                    object::error::os_error(syscall::errno(), Some(p.given), None)
                })?;
                heap::without_gil(|| unsafe { (libc::fdopendir(copy), syscall::errno()) })
            }
            // SAFETY: the name is null-terminated.
            None => heap::without_gil(|| unsafe { (libc::opendir(p.as_ptr()), syscall::errno()) }),
        };
        if dir.is_null() { object::error::os_error(e, Some(p.given), None) } else { Ok(Stream(dir)) }
    }

    /// The next entry but `.` and `..`: name, inode, type; empty at the end.
    fn next(&mut self) -> std::result::Result<Option<(CString, u64, u8)>, i32> {
        loop {
            // SAFETY: the stream is open; errno tells an error from the end; the entry is valid until the next call.
            unsafe {
                *libc::__errno_location() = 0;
                let entry = libc::readdir64(self.0);
                if entry.is_null() {
                    return match syscall::errno() {
                        0 => Ok(None),
                        e => Err(e),
                    };
                }
                let name = CStr::from_ptr((*entry).d_name.as_ptr());
                if name != c"." && name != c".." {
                    return Ok(Some((name.to_owned(), (*entry).d_ino, (*entry).d_type)));
                }
            }
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // SAFETY: the stream is open and closed only here.
        unsafe { libc::closedir(self.0) };
    }
}

const LISTDIR: Accepts = Accepts { function: "listdir", parameter: "path", fd: true, none: true };
const SCANDIR: Accepts = Accepts { function: "scandir", parameter: "path", fd: true, none: true };

fn listdir(p: Option<Value>) -> Result<Gc<List>> {
    let p = path(p.unwrap_or_else(none), LISTDIR)?;
    let mut stream = Stream::open(&p)?;
    if p.fd.is_some() {
        // SAFETY: the stream is open. The duplicate shares its position with the original.
        unsafe { libc::rewinddir(stream.0) };
    }
    let names = heap::without_gil(|| {
        let mut names = Vec::new();
        loop {
            match stream.next() {
                Ok(Some((name, _, _))) => names.push(name),
                Ok(None) => return Ok(names),
                Err(e) => return Err(e),
            }
        }
    });
    match names {
        Ok(names) => Ok(List::new(names.iter().map(|n| p.result(n.as_bytes())).collect())),
        Err(e) => object::error::os_error(e, Some(p.given), None),
    }
}

/// The iterator that `scandir` returns.
#[repr(C)]
struct ScandirIterator {
    head: Head,
    /// Shared with the threads that read from it just now; the last of them closes it.
    stream: Option<Arc<Mutex<Stream>>>,
    /// The directory as given, for names of entries and for errors.
    dir: Value,
    fd: Option<i32>,
    bytes: bool,
}
object::object_type!(ScandirIterator);

/// One entry of a directory.
#[repr(C)]
struct DirEntry {
    head: Head,
    name: Value,
    path: Value,
    stat: Option<Value>,
    lstat: Option<Value>,
    dir_fd: Option<i32>,
    d_type: u8,
    inode: u64,
}
object::object_type!(DirEntry);

fn null_head() -> Head {
    Head { map: std::ptr::null() }
}

fn scandir(p: Option<Value>) -> Result<Gc<ScandirIterator>> {
    let p = path(p.unwrap_or_else(none), SCANDIR)?;
    let stream = Stream::open(&p)?;
    let dir = if p.fd.is_some() || object::misc::is_none(p.given) { Str::new(".").value() } else { p.given };
    let stream = Some(Arc::new(Mutex::new(stream)));
    let it = ScandirIterator { head: null_head(), stream, dir, fd: p.fd, bytes: p.bytes };
    Ok(it.alloc_in(ScandirIterator::class()))
}

fn join(dir: &[u8], name: &[u8]) -> Vec<u8> {
    let mut out = dir.to_vec();
    if !out.is_empty() && out.last() != Some(&b'/') {
        out.push(b'/');
    }
    out.extend_from_slice(name);
    out
}

fn scandir_next(mut this: Gc<ScandirIterator>) -> Result<Value> {
    let Some(stream) = this.stream.clone() else { return object::stop_iteration(None) };
    match heap::without_gil(|| stream.lock().unwrap_or_else(PoisonError::into_inner).next()) {
        Ok(Some((name, inode, d_type))) => Ok(entry(this, &name, inode, d_type)?.value()),
        Ok(None) => {
            this.stream = None;
            object::stop_iteration(None)
        }
        Err(e) => {
            this.stream = None;
            object::error::os_error(e, Some(this.dir), None)
        }
    }
}

fn entry(it: Gc<ScandirIterator>, name: &CStr, inode: u64, d_type: u8) -> Result<Gc<DirEntry>> {
    let value = |b: &[u8]| if it.bytes { Bytes::new(b).value() } else { builtins::fsname::decode(b).value() };
    let name_value = value(name.to_bytes());
    let path =
        if it.fd.is_some() { name_value } else { value(&join(&builtins::fsname::fs_bytes(it.dir)?, name.to_bytes())) };
    Ok(DirEntry { head: null_head(), name: name_value, path, stat: None, lstat: None, dir_fd: it.fd, d_type, inode }
        .alloc())
}

fn scandir_close(mut this: Gc<ScandirIterator>) {
    this.stream = None;
}
fn scandir_iter(this: Value) -> Value {
    this
}
fn scandir_exit(this: Gc<ScandirIterator>, _args: Gc<object::Tuple>) {
    scandir_close(this);
}
fn scandir_del(mut this: Gc<ScandirIterator>) -> Result<()> {
    if this.stream.is_some() {
        this.stream = None;
        let text = object::repr::repr(this.value())?;
        return object::hooks::warn(
            &object::error::exc::RESOURCE_WARNING,
            &format!("unclosed scandir iterator {text}"),
            1,
        );
    }
    Ok(())
}

static ITERATOR_ROWS: &[Row] = &[
    Row::method("__iter__($self, /)", native(scandir_iter)),
    Row::method("__next__($self, /)", native(scandir_next)),
    Row::method("__enter__($self, /)", native(scandir_iter)),
    Row::method("__exit__($self, /, *args)", native(scandir_exit)),
    Row::method("close($self, /)", native(scandir_close)),
    Row::method("__del__($self, /)", native(scandir_del)),
];

fn entry_stat_raw(this: Gc<DirEntry>, follow: bool) -> Result<std::result::Result<libc::stat, i32>> {
    let (dir, name) = match this.dir_fd {
        Some(fd) => (fd, this.name),
        None => (libc::AT_FDCWD, this.path),
    };
    stat_raw(dir, &super::args::fs_text(name)?, follow)
}

fn entry_stat(mut this: Gc<DirEntry>, follow: Option<bool>) -> Result<Value> {
    let follow = follow.unwrap_or(true) && is_link(this)?;
    let cached = if follow { this.stat } else { this.lstat };
    if let Some(v) = cached {
        return Ok(v);
    }
    match entry_stat_raw(this, follow)? {
        Ok(s) => {
            let v = stat_value(&s);
            if follow {
                this.stat = Some(v);
            } else {
                this.lstat = Some(v);
            }
            Ok(v)
        }
        Err(e) => object::error::os_error(e, Some(this.path), None),
    }
}

fn is_link(this: Gc<DirEntry>) -> Result<bool> {
    if this.d_type != libc::DT_UNKNOWN {
        return Ok(this.d_type == libc::DT_LNK);
    }
    has_mode(this, false, libc::S_IFLNK)
}

/// Does the entry's file have this type? A file that is gone has none.
fn has_mode(this: Gc<DirEntry>, follow: bool, mode: u32) -> Result<bool> {
    match entry_stat_raw(this, follow)? {
        Ok(s) => Ok(s.st_mode & libc::S_IFMT == mode),
        Err(libc::ENOENT) => Ok(false),
        Err(e) => object::error::os_error(e, Some(this.path), None),
    }
}

fn test(this: Gc<DirEntry>, follow: bool, d_type: u8, mode: u32) -> Result<bool> {
    let known = this.d_type != libc::DT_UNKNOWN;
    if known && !(follow && this.d_type == libc::DT_LNK) {
        return Ok(this.d_type == d_type);
    }
    has_mode(this, follow, mode)
}

fn entry_is_dir(this: Gc<DirEntry>, follow: Option<bool>) -> Result<bool> {
    test(this, follow.unwrap_or(true), libc::DT_DIR, libc::S_IFDIR)
}
fn entry_is_file(this: Gc<DirEntry>, follow: Option<bool>) -> Result<bool> {
    test(this, follow.unwrap_or(true), libc::DT_REG, libc::S_IFREG)
}
fn entry_is_symlink(this: Gc<DirEntry>) -> Result<bool> {
    is_link(this)
}
fn entry_is_junction(_this: Gc<DirEntry>) -> bool {
    false
}
fn entry_inode(this: Gc<DirEntry>) -> u64 {
    this.inode
}
fn entry_name(this: Gc<DirEntry>) -> Value {
    this.name
}
fn entry_path(this: Gc<DirEntry>) -> Value {
    this.path
}
fn entry_repr(this: Gc<DirEntry>) -> Result<Gc<Str>> {
    let mut out = rustpython_wtf8::Wtf8Buf::from("<DirEntry ".to_owned());
    out.push_wtf8(object::repr::repr(this.name)?.as_wtf8());
    out.push_str(">");
    Ok(Str::from_buf(out))
}
fn entry_class_getitem(class: Gc<object::Class>, item: Value) -> Value {
    object::boot::generic_alias(class.value(), item)
}

static ENTRY_ROWS: &[Row] = &[
    Row::method("__repr__($self, /)", native(entry_repr)),
    Row::method("__fspath__($self, /)", native(entry_path)).doc("Returns the path for the entry."),
    Row::method("is_dir($self, /, *, follow_symlinks=True)", native(entry_is_dir))
        .doc("Return True if the entry is a directory; cached per entry."),
    Row::method("is_file($self, /, *, follow_symlinks=True)", native(entry_is_file))
        .doc("Return True if the entry is a file; cached per entry."),
    Row::method("is_symlink($self, /)", native(entry_is_symlink))
        .doc("Return True if the entry is a symbolic link; cached per entry."),
    Row::method("is_junction($self, /)", native(entry_is_junction))
        .doc("Return True if the entry is a junction; cached per entry."),
    Row::method("stat($self, /, *, follow_symlinks=True)", native(entry_stat))
        .doc("Return stat_result object for the entry; cached per entry."),
    Row::method("inode($self, /)", native(entry_inode)).doc("Return inode of the entry; cached per entry."),
    Row::class_method("__class_getitem__($type, item, /)", native(entry_class_getitem)).doc("See PEP 585"),
    Row::getter("name", native(entry_name)).doc("the entry's base filename, relative to scandir() \"path\" argument"),
    Row::getter("path", native(entry_path))
        .doc("the entry's full path name; equivalent to os.path.join(scandir_path, entry.name)"),
];

/// Creates the classes of this file; returns `DirEntry`.
pub fn classes() -> Gc<object::Class> {
    let _ = ClassBuilder::new::<ScandirIterator>("posix.ScandirIterator")
        .flags(ClassFlags::NO_INSTANTIATE)
        .rows(&[ITERATOR_ROWS])
        .build();
    ClassBuilder::new::<DirEntry>("posix.DirEntry").flags(ClassFlags::NO_INSTANTIATE).rows(&[ENTRY_ROWS]).build()
}

fn getcwdb() -> Result<Vec<u8>> {
    let mut size = 1024;
    loop {
        let mut buf = vec![0u8; size];
        // SAFETY: the vector is as long as said.
        let r = heap::without_gil(|| unsafe { libc::getcwd(buf.as_mut_ptr().cast(), size) });
        if !r.is_null() {
            buf.truncate(buf.iter().position(|b| *b == 0).unwrap_or(size));
            return Ok(buf);
        }
        match syscall::errno() {
            libc::ERANGE => size *= 2,
            e => return object::error::os_error(e, None, None),
        }
    }
}
fn getcwd_bytes() -> Result<Gc<Bytes>> {
    Ok(Bytes::new(&getcwdb()?))
}
fn getcwd() -> Result<Gc<Str>> {
    Ok(builtins::fsname::decode(&getcwdb()?))
}

fn chdir(p: Value) -> Result<()> {
    let p = path(p, super::args::or_fd("chdir"))?;
    syscall::call_on(p.given, || match p.fd {
        // SAFETY (for both calls below): the name is null-terminated.
        Some(fd) => unsafe { libc::fchdir(fd) },
        None => unsafe { libc::chdir(p.as_ptr()) },
    })
    .map(drop)
}
fn fchdir(fd: super::args::Fd) -> Result<()> {
    // SAFETY: a plain system call.
    syscall::call(|| unsafe { libc::fchdir(fd.0) }).map(drop)
}
fn chroot(p: Value) -> Result<()> {
    let p = path(p, plain("chroot"))?;
    // SAFETY: the name is null-terminated.
    syscall::call_on(p.given, || unsafe { libc::chroot(p.as_ptr()) }).map(drop)
}

fn mkdir(p: Value, mode: Option<i32>, dir: Option<Value>) -> Result<()> {
    let p = path(p, plain("mkdir"))?;
    let dir = dir_fd(dir)?;
    // SAFETY: the name is null-terminated.
    syscall::call_on(p.given, || unsafe { libc::mkdirat(dir, p.as_ptr(), mode.unwrap_or(0o777) as libc::mode_t) })
        .map(drop)
}
fn rmdir(p: Value, dir: Option<Value>) -> Result<()> {
    unlink_at(path(p, plain("rmdir"))?, dir, libc::AT_REMOVEDIR)
}
fn unlink(p: Value, dir: Option<Value>) -> Result<()> {
    unlink_at(path(p, plain("unlink"))?, dir, 0)
}
fn remove(p: Value, dir: Option<Value>) -> Result<()> {
    unlink_at(path(p, plain("remove"))?, dir, 0)
}
fn unlink_at(p: Path, dir: Option<Value>, flags: i32) -> Result<()> {
    let dir = dir_fd(dir)?;
    // SAFETY: the name is null-terminated.
    syscall::call_on(p.given, || unsafe { libc::unlinkat(dir, p.as_ptr(), flags) }).map(drop)
}

fn do_rename(function: &'static str, src: Value, dst: Value, sd: Option<Value>, dd: Option<Value>) -> Result<()> {
    let (src, dst) = (path(src, named(function, "src"))?, path(dst, named(function, "dst"))?);
    let (sd, dd) = (dir_fd(sd)?, dir_fd(dd)?);
    // SAFETY: the names are null-terminated.
    syscall::call_on2(src.given, dst.given, || unsafe { libc::renameat(sd, src.as_ptr(), dd, dst.as_ptr()) }).map(drop)
}
fn rename(src: Value, dst: Value, sd: Option<Value>, dd: Option<Value>) -> Result<()> {
    do_rename("rename", src, dst, sd, dd)
}
fn replace(src: Value, dst: Value, sd: Option<Value>, dd: Option<Value>) -> Result<()> {
    do_rename("replace", src, dst, sd, dd)
}

fn link(src: Value, dst: Value, sd: Option<Value>, dd: Option<Value>, follow: Option<bool>) -> Result<()> {
    let (src, dst) = (path(src, named("link", "src"))?, path(dst, named("link", "dst"))?);
    let (sd, dd) = (dir_fd(sd)?, dir_fd(dd)?);
    let flags = if follow.unwrap_or(true) { libc::AT_SYMLINK_FOLLOW } else { 0 };
    // SAFETY: the names are null-terminated.
    syscall::call_on2(src.given, dst.given, || unsafe { libc::linkat(sd, src.as_ptr(), dd, dst.as_ptr(), flags) })
        .map(drop)
}

fn symlink(src: Value, dst: Value, _is_dir: Option<bool>, dir: Option<Value>) -> Result<()> {
    let (src, dst) = (path(src, named("symlink", "src"))?, path(dst, named("symlink", "dst"))?);
    let dir = dir_fd(dir)?;
    // SAFETY: the names are null-terminated.
    syscall::call_on2(src.given, dst.given, || unsafe { libc::symlinkat(src.as_ptr(), dir, dst.as_ptr()) }).map(drop)
}

fn readlink(p: Value, dir: Option<Value>) -> Result<Value> {
    let p = path(p, plain("readlink"))?;
    let dir = dir_fd(dir)?;
    let mut buf = vec![0u8; libc::PATH_MAX as usize + 1];
    // SAFETY: the name is null-terminated, the vector as long as said.
    let n =
        syscall::call_on(p.given, || unsafe { libc::readlinkat(dir, p.as_ptr(), buf.as_mut_ptr().cast(), buf.len()) })?;
    Ok(p.result(&buf[..n as usize]))
}

fn mkfifo(p: Value, mode: Option<i32>, dir: Option<Value>) -> Result<()> {
    let p = path(p, plain("mkfifo"))?;
    let dir = dir_fd(dir)?;
    // SAFETY: the name is null-terminated.
    syscall::call_on(p.given, || unsafe { libc::mkfifoat(dir, p.as_ptr(), mode.unwrap_or(0o666) as libc::mode_t) })
        .map(drop)
}
fn mknod(p: Value, mode: Option<i32>, device: Option<i64>, dir: Option<Value>) -> Result<()> {
    let p = path(p, plain("mknod"))?;
    let dir = dir_fd(dir)?;
    // SAFETY: the name is null-terminated.
    syscall::call_on(p.given, || unsafe {
        libc::mknodat(dir, p.as_ptr(), mode.unwrap_or(0o600) as libc::mode_t, device.unwrap_or(0) as libc::dev_t)
    })
    .map(drop)
}

/// `os.path.normpath` of the system's bytes.
pub fn normpath(p: &[u8]) -> Vec<u8> {
    let lead = if p.starts_with(b"//") && !p.starts_with(b"///") { 2 } else { usize::from(p.starts_with(b"/")) };
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in p.split(|b| *b == b'/') {
        match part {
            b"" | b"." => {}
            b".." if parts.last().is_some_and(|l| *l != b"..") => {
                parts.pop();
            }
            b".." if lead > 0 => {}
            part => parts.push(part),
        }
    }
    let mut out = vec![b'/'; lead];
    out.extend_from_slice(&parts.join(&b'/'));
    if out.is_empty() { b".".to_vec() } else { out }
}

fn path_normpath(p: Value) -> Result<Value> {
    let p = builtins::fsname::fspath(p)?;
    // Null bytes and lone surrogates are ordinary characters here: no system call sees the name.
    if let Some(s) = p.cast::<Str>() {
        // SAFETY: whole parts between ASCII slashes of WTF-8 text are WTF-8.
        return Ok(unsafe { Str::from_bytes_unchecked(&normpath(s.as_bytes())) }.value());
    }
    Ok(Bytes::new(&normpath(p.cast::<Bytes>().map_or(b"".as_slice(), |b| b.as_slice()))).value())
}

fn path_splitroot_ex(p: Value) -> Result<Value> {
    let p = builtins::fsname::fspath(p)?;
    let raw = match p.cast::<Str>() {
        Some(s) => s.as_bytes(),
        None => p.cast::<Bytes>().map_or(b"".as_slice(), |b| b.as_slice()),
    };
    let root = if raw.starts_with(b"//") && !raw.starts_with(b"///") { 2 } else { usize::from(raw.starts_with(b"/")) };
    // SAFETY: a cut behind ASCII slashes leaves WTF-8.
    let make =
        |b: &[u8]| if p.is::<Str>() { unsafe { Str::from_bytes_unchecked(b) }.value() } else { Bytes::new(b).value() };
    Ok(object::seq::tuple(&[make(b""), make(&raw[..root]), make(&raw[root..])]))
}

fn getxattr(p: Value, name: Value, follow: Option<bool>) -> Result<Gc<Bytes>> {
    let (p, name) = xattr_args("getxattr", p, name, follow)?;
    let mut size = 128;
    loop {
        let mut buf = vec![0u8; size];
        let (ptr, len) = (buf.as_mut_ptr().cast(), buf.len());
        let r = syscall::retry(|| match p.fd {
            // SAFETY (for the calls below): names are null-terminated, the vector as long as said.
            Some(fd) => unsafe { libc::fgetxattr(fd, name.as_ptr(), ptr, len) },
            None if follow.unwrap_or(true) => unsafe { libc::getxattr(p.as_ptr(), name.as_ptr(), ptr, len) },
            None => unsafe { libc::lgetxattr(p.as_ptr(), name.as_ptr(), ptr, len) },
        })?;
        match r {
            Ok(n) => return Ok(Bytes::new(&buf[..n as usize])),
            Err(libc::ERANGE) if size < 65536 => size = 65536,
            Err(e) => return object::error::os_error(e, Some(p.given), None),
        }
    }
}

fn xattr_args(function: &'static str, p: Value, name: Value, follow: Option<bool>) -> Result<(Path, Path)> {
    let p = path(p, super::args::or_fd(function))?;
    let name = path(name, named(function, "attribute"))?;
    super::args::refuse_fd_without_following(function, &p, follow.unwrap_or(true))?;
    Ok((p, name))
}

fn setxattr(
    p: Value,
    name: Value,
    value: object::buffer::Buffer,
    flags: Option<i32>,
    follow: Option<bool>,
) -> Result<()> {
    let (p, name) = xattr_args("setxattr", p, name, follow)?;
    let (v, flags) = (value.as_slice(), flags.unwrap_or(0));
    let (ptr, len) = (v.as_ptr().cast(), v.len());
    syscall::call_on(p.given, || match p.fd {
        // SAFETY (for the calls below): names are null-terminated, the value as long as said.
        Some(fd) => unsafe { libc::fsetxattr(fd, name.as_ptr(), ptr, len, flags) },
        None if follow.unwrap_or(true) => unsafe { libc::setxattr(p.as_ptr(), name.as_ptr(), ptr, len, flags) },
        None => unsafe { libc::lsetxattr(p.as_ptr(), name.as_ptr(), ptr, len, flags) },
    })
    .map(drop)
}

fn removexattr(p: Value, name: Value, follow: Option<bool>) -> Result<()> {
    let (p, name) = xattr_args("removexattr", p, name, follow)?;
    syscall::call_on(p.given, || match p.fd {
        // SAFETY (for the calls below): names are null-terminated.
        Some(fd) => unsafe { libc::fremovexattr(fd, name.as_ptr()) },
        None if follow.unwrap_or(true) => unsafe { libc::removexattr(p.as_ptr(), name.as_ptr()) },
        None => unsafe { libc::lremovexattr(p.as_ptr(), name.as_ptr()) },
    })
    .map(drop)
}

fn listxattr(p: Option<Value>, follow: Option<bool>) -> Result<Gc<List>> {
    let p = path(p.unwrap_or_else(none), Accepts { function: "listxattr", parameter: "path", fd: true, none: true })?;
    super::args::refuse_fd_without_following("listxattr", &p, follow.unwrap_or(true))?;
    let mut size = 256;
    loop {
        let mut buf = vec![0u8; size];
        let (ptr, len) = (buf.as_mut_ptr().cast(), buf.len());
        let r = syscall::retry(|| match p.fd {
            // SAFETY (for the calls below): the name is null-terminated, the vector as long as said.
            Some(fd) => unsafe { libc::flistxattr(fd, ptr, len) },
            None if follow.unwrap_or(true) => unsafe { libc::listxattr(p.as_ptr(), ptr, len) },
            None => unsafe { libc::llistxattr(p.as_ptr(), ptr, len) },
        })?;
        match r {
            Ok(n) => {
                let names: GcVec<Value> =
                    builtins::fsname::decode_all(buf[..n as usize].split(|b| *b == 0).filter(|n| !n.is_empty()));
                return Ok(List::new(names));
            }
            Err(libc::ERANGE) if size < 65536 => size = 65536,
            Err(e) => return object::error::os_error(e, Some(p.given), None),
        }
    }
}

/// The environment at start-up, as bytes.
pub fn environ() -> Result<Gc<Dict>> {
    use std::os::unix::ffi::OsStrExt;
    let d = Dict::new();
    for (k, v) in std::env::vars_os() {
        let key = Bytes::new(k.as_bytes()).value();
        if d.get(key)?.is_none() {
            d.set(key, Bytes::new(v.as_bytes()).value())?;
        }
    }
    Ok(d)
}

fn putenv(name: Value, value: Value) -> Result<()> {
    let (name, value) = (super::args::fs_text(name)?, super::args::fs_text(value)?);
    if name.as_bytes().contains(&b'=') {
        return object::value_error("illegal environment variable name");
    }
    // SAFETY: both are null-terminated; the environment changes under the GIL.
    syscall::check(unsafe { libc::setenv(name.as_ptr(), value.as_ptr(), 1) }).map(drop)
}
fn unsetenv(name: Value) -> Result<()> {
    let name = super::args::fs_text(name)?;
    // SAFETY: as above.
    syscall::check(unsafe { libc::unsetenv(name.as_ptr()) }).map(drop)
}

/// "No device", which reads as -1 in all its parts.
const NO_DEVICE: u64 = u64::MAX;

fn unsigned(v: Value, what: &str) -> Result<u64> {
    use num_traits::ToPrimitive;
    if !number::is_int(v) {
        return raise_type!("'{}' object cannot be interpreted as an integer", object::repr::type_name(v));
    }
    let b = object::ops::to_bigint(v)?;
    match b.to_u64().or_else(|| b.to_i64().filter(|i| *i == -1).map(|_| NO_DEVICE)) {
        Some(n) => Ok(n),
        None => raise_exc!(OVERFLOW_ERROR, "Python int too large to convert to C {what}"),
    }
}
fn part(v: Value) -> Result<u32> {
    match unsigned(v, "unsigned int")? {
        NO_DEVICE => Ok(u32::MAX),
        n => match u32::try_from(n) {
            Ok(n) => Ok(n),
            Err(_) => raise_exc!(OVERFLOW_ERROR, "Python int too large to convert to C unsigned int"),
        },
    }
}
fn device_number(n: u64) -> Value {
    if n == NO_DEVICE { number::int(-1) } else { number::uint(n) }
}
fn makedev(major: Value, minor: Value) -> Result<Value> {
    Ok(device_number(libc::makedev(part(major)?, part(minor)?)))
}
fn part_value(n: u32) -> Value {
    number::int(if n == u32::MAX { -1 } else { i64::from(n) })
}
fn major(v: Value) -> Result<Value> {
    Ok(part_value(libc::major(unsigned(v, "unsigned long")?)))
}
fn minor(v: Value) -> Result<Value> {
    Ok(part_value(libc::minor(unsigned(v, "unsigned long")?)))
}

pub static ROWS: &[Row] = &[
    Row::function("listdir($module, /, path=None)", native(listdir))
        .doc("Return a list containing the names of the files in the directory."),
    Row::function("scandir($module, /, path=None)", native(scandir))
        .doc("Return an iterator of DirEntry objects for given path."),
    Row::function("getcwd($module, /)", native(getcwd))
        .doc("Return a unicode string representing the current working directory."),
    Row::function("getcwdb($module, /)", native(getcwd_bytes))
        .doc("Return a bytes string representing the current working directory."),
    Row::function("chdir($module, /, path)", native(chdir))
        .doc("Change the current working directory to the specified path."),
    Row::function("fchdir($module, /, fd)", native(fchdir))
        .doc("Change to the directory of the given file descriptor."),
    Row::function("chroot($module, /, path)", native(chroot)).doc("Change root directory to path."),
    Row::function("mkdir($module, /, path, mode=511, *, dir_fd=None)", native(mkdir)).doc("Create a directory."),
    Row::function("rmdir($module, /, path, *, dir_fd=None)", native(rmdir)).doc("Remove a directory."),
    Row::function("unlink($module, /, path, *, dir_fd=None)", native(unlink)).doc("Remove a file (same as remove())."),
    Row::function("remove($module, /, path, *, dir_fd=None)", native(remove)).doc("Remove a file (same as unlink())."),
    Row::function("rename($module, /, src, dst, *, src_dir_fd=None, dst_dir_fd=None)", native(rename))
        .doc("Rename a file or directory."),
    Row::function("replace($module, /, src, dst, *, src_dir_fd=None, dst_dir_fd=None)", native(replace))
        .doc("Rename a file or directory, overwriting the destination."),
    Row::function(
        "link($module, /, src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=(os.name != 'nt'))",
        native(link),
    )
    .doc("Create a hard link to a file."),
    Row::function("symlink($module, /, src, dst, target_is_directory=False, *, dir_fd=None)", native(symlink))
        .doc("Create a symbolic link pointing to src named dst."),
    Row::function("readlink($module, /, path, *, dir_fd=None)", native(readlink))
        .doc("Return a string representing the path to which the symbolic link points."),
    Row::function("mkfifo($module, /, path, mode=438, *, dir_fd=None)", native(mkfifo))
        .doc("Create a \"fifo\" (a POSIX named pipe)."),
    Row::function("mknod($module, /, path, mode=384, device=0, *, dir_fd=None)", native(mknod))
        .doc("Create a node in the file system."),
    Row::function("_path_normpath($module, /, path)", native(path_normpath))
        .doc("Normalize path, eliminating double slashes, etc."),
    Row::function("_path_splitroot_ex($module, /, p)", native(path_splitroot_ex))
        .doc("Split a pathname into drive, root and tail."),
    Row::function("getxattr($module, /, path, attribute, *, follow_symlinks=True)", native(getxattr))
        .doc("Return the value of extended attribute attribute on path."),
    Row::function("setxattr($module, /, path, attribute, value, flags=0, *, follow_symlinks=True)", native(setxattr))
        .doc("Set extended attribute attribute on path to value."),
    Row::function("removexattr($module, /, path, attribute, *, follow_symlinks=True)", native(removexattr))
        .doc("Remove extended attribute attribute on path."),
    Row::function("listxattr($module, /, path=None, *, follow_symlinks=True)", native(listxattr))
        .doc("Return a list of extended attributes on path."),
    Row::function("putenv($module, name, value, /)", native(putenv)).doc("Change or add an environment variable."),
    Row::function("unsetenv($module, name, /)", native(unsetenv)).doc("Delete an environment variable."),
    Row::function("_create_environ($module, /)", native(environ)).doc("Create the environment dictionary."),
    Row::function("major($module, device, /)", native(major))
        .doc("Extracts a device major number from a raw device number."),
    Row::function("minor($module, device, /)", native(minor))
        .doc("Extracts a device minor number from a raw device number."),
    Row::function("makedev($module, major, minor, /)", native(makedev))
        .doc("Composes a raw device number from the major and minor device numbers."),
];
