//! File descriptors: open, read, write, seek, duplicate, pipes, locks, copying between descriptors.

use heap::{GcVec, Value};
use object::buffer::{self, Buffer, WritableBuffer};
use object::{Bytes, Gc, Result, Row, native, none, number, ops, raise_type, raise_value, seq};

use builtins::syscall;

use super::args::{Fd, dir_fd, path, plain};

fn open(p: Value, flags: i32, mode: Option<i32>, dir: Option<Value>) -> Result<i32> {
    let p = path(p, plain("open"))?;
    let dir = dir_fd(dir)?;
    let all_flags = object::number::int(i64::from(flags | libc::O_CLOEXEC));
    object::hooks::audit("open", &[p.given, object::none(), all_flags])?;
    let mode = mode.unwrap_or(0o777) as libc::c_uint;
    // SAFETY: the name is null-terminated.
    syscall::call_on(p.given, || unsafe { libc::openat(dir, p.as_ptr(), flags | libc::O_CLOEXEC, mode) })
}

fn close(fd: i32) -> Result<()> {
    // A close that a signal interrupts has closed the descriptor all the same: it is not repeated.
    // SAFETY: a plain system call.
    let (r, e) = heap::without_gil(|| (unsafe { libc::close(fd) }, syscall::errno()));
    if r < 0 && e != libc::EINTR { object::error::os_error(e, None, None) } else { Ok(()) }
}

fn closerange(low: i32, high: i32) {
    heap::without_gil(|| close_range(low, high - 1));
}

/// Closes the descriptors from `low` to `high`, errors ignored. Also called between fork and exec: allocates nothing.
pub fn close_range(low: i32, high: i32) {
    let low = low.max(0);
    if high < low {
        return;
    }
    // SAFETY: plain system calls.
    unsafe {
        if libc::syscall(libc::SYS_close_range, low, high, 0) == 0 {
            return;
        }
        let max = libc::sysconf(libc::_SC_OPEN_MAX).clamp(256, i64::from(i32::MAX)) as i32;
        for fd in low..=high.min(max) {
            libc::close(fd);
        }
    }
}

fn read(fd: i32, length: isize) -> Result<Gc<Bytes>> {
    if length < 0 {
        return object::error::os_error(libc::EINVAL, None, None);
    }
    let length = (length as usize).min(isize::MAX as usize >> 1);
    let Some(mut buf) = reserve(length) else { return object::memory_error() };
    let ptr = buf.as_mut_ptr();
    // SAFETY: the vector has room for `length` bytes.
    let n = syscall::call(|| unsafe { libc::read(fd, ptr.cast(), length) })?;
    // SAFETY: the call wrote `n` bytes.
    unsafe { buf.set_len(n as usize) };
    Ok(Bytes::new(&buf))
}

fn reserve(n: usize) -> Option<Vec<u8>> {
    let mut buf = Vec::new();
    buf.try_reserve_exact(n).ok()?;
    Some(buf)
}

fn readinto(fd: i32, mut b: WritableBuffer) -> Result<isize> {
    let s = b.as_mut_slice();
    // SAFETY: the buffer is as long as said and stays in place while it is borrowed.
    syscall::call(|| unsafe { libc::read(fd, s.as_mut_ptr().cast(), s.len()) })
}

fn write(fd: i32, data: Buffer) -> Result<isize> {
    let s = data.as_slice();
    // SAFETY: as above.
    syscall::call(|| unsafe { libc::write(fd, s.as_ptr().cast(), s.len()) })
}

fn pread(fd: i32, length: isize, offset: i64) -> Result<Gc<Bytes>> {
    if length < 0 {
        return object::error::os_error(libc::EINVAL, None, None);
    }
    let Some(mut buf) = reserve(length as usize) else { return object::memory_error() };
    let ptr = buf.as_mut_ptr();
    // SAFETY: the vector has room for `length` bytes.
    let n = syscall::call(|| unsafe { libc::pread(fd, ptr.cast(), length as usize, offset) })?;
    // SAFETY: the call wrote `n` bytes.
    unsafe { buf.set_len(n as usize) };
    Ok(Bytes::new(&buf))
}

fn pwrite(fd: i32, data: Buffer, offset: i64) -> Result<isize> {
    let s = data.as_slice();
    // SAFETY: the buffer stays in place.
    syscall::call(|| unsafe { libc::pwrite(fd, s.as_ptr().cast(), s.len(), offset) })
}

/// The views of a sequence of buffers, inside a heap object so that the collector sees their owners.
struct Views {
    owners: GcVec<Value>,
    views: Vec<Buffer>,
    iov: Vec<libc::iovec>,
}

fn views(v: Value, writable: bool, function: &str) -> Result<Views> {
    if object::class_of(v).dunder(object::Id::__getitem__).is_none() || v_is_set(v) {
        return raise_type!("{function}() arg 2 must be a sequence");
    }
    let owners = object::iter::collect(v)?;
    let mut out = Views { owners, views: Vec::new(), iov: Vec::new() };
    for i in 0..out.owners.len() {
        // A view's owner may be another object than the one given (a memoryview made by `__buffer__`): keep both.
        let b = if writable { buffer::get_buffer(out.owners[i], true)? } else { buffer::contiguous(out.owners[i])? };
        out.owners.push(b.owner);
        out.iov.push(libc::iovec { iov_base: b.ptr.cast(), iov_len: b.len });
        out.views.push(b);
    }
    Ok(out)
}

fn v_is_set(v: Value) -> bool {
    use object::gc::ValueExt;
    v.is::<object::Set>() || v.is::<object::Dict>()
}

fn readv(fd: i32, buffers: Value) -> Result<isize> {
    let v = views(buffers, true, "readv")?;
    // SAFETY: the vectors describe buffers that stay in place.
    syscall::call(|| unsafe { libc::readv(fd, v.iov.as_ptr(), v.iov.len() as i32) })
}
fn writev(fd: i32, buffers: Value) -> Result<isize> {
    let v = views(buffers, false, "writev")?;
    // SAFETY: as above.
    syscall::call(|| unsafe { libc::writev(fd, v.iov.as_ptr(), v.iov.len() as i32) })
}
fn preadv(fd: i32, buffers: Value, offset: i64, flags: Option<i32>) -> Result<isize> {
    let v = views(buffers, true, "preadv")?;
    // SAFETY: as above.
    syscall::call(|| unsafe { libc::preadv2(fd, v.iov.as_ptr(), v.iov.len() as i32, offset, flags.unwrap_or(0)) })
}
fn pwritev(fd: i32, buffers: Value, offset: i64, flags: Option<i32>) -> Result<isize> {
    let v = views(buffers, false, "pwritev")?;
    // SAFETY: as above.
    syscall::call(|| unsafe { libc::pwritev2(fd, v.iov.as_ptr(), v.iov.len() as i32, offset, flags.unwrap_or(0)) })
}

fn lseek(fd: i32, position: i64, whence: i32) -> Result<i64> {
    // SAFETY: a plain system call.
    let (r, e) = heap::without_gil(|| (unsafe { libc::lseek(fd, position, whence) }, syscall::errno()));
    if r < 0 { object::error::os_error(e, None, None) } else { Ok(r) }
}

fn dup(fd: i32) -> Result<i32> {
    // SAFETY: a plain system call.
    syscall::check(unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) })
}

fn dup2(fd: i32, fd2: i32, inheritable: Option<bool>) -> Result<i32> {
    if fd < 0 || fd2 < 0 {
        return object::error::os_error(libc::EBADF, None, None);
    }
    let flags = if inheritable.unwrap_or(true) || fd == fd2 { 0 } else { libc::O_CLOEXEC };
    let r = syscall::call(|| {
        // SAFETY: plain system calls. dup3 refuses equal descriptors, dup2 does not.
        if flags == 0 { unsafe { libc::dup2(fd, fd2) } } else { unsafe { libc::dup3(fd, fd2, flags) } }
    })?;
    if !inheritable.unwrap_or(true) && fd == fd2 {
        set_inheritable(fd2, false)?;
    }
    Ok(r)
}

fn get_inheritable(fd: i32) -> Result<bool> {
    // SAFETY: a plain system call.
    Ok(syscall::check(unsafe { libc::fcntl(fd, libc::F_GETFD) })? & libc::FD_CLOEXEC == 0)
}

/// Sets whether a descriptor survives exec.
pub fn set_inheritable(fd: i32, on: bool) -> Result<()> {
    // SAFETY: plain system calls.
    unsafe {
        let old = syscall::check(libc::fcntl(fd, libc::F_GETFD))?;
        let new = if on { old & !libc::FD_CLOEXEC } else { old | libc::FD_CLOEXEC };
        if new != old {
            syscall::check(libc::fcntl(fd, libc::F_SETFD, new))?;
        }
    }
    Ok(())
}
fn set_inheritable_py(fd: i32, on: i32) -> Result<()> {
    set_inheritable(fd, on != 0)
}

fn get_blocking(fd: i32) -> Result<bool> {
    // SAFETY: a plain system call.
    Ok(syscall::check(unsafe { libc::fcntl(fd, libc::F_GETFL) })? & libc::O_NONBLOCK == 0)
}
fn set_blocking(fd: i32, on: bool) -> Result<()> {
    // SAFETY: plain system calls.
    unsafe {
        let old = syscall::check(libc::fcntl(fd, libc::F_GETFL))?;
        let new = if on { old & !libc::O_NONBLOCK } else { old | libc::O_NONBLOCK };
        syscall::check(libc::fcntl(fd, libc::F_SETFL, new))?;
    }
    Ok(())
}

fn pair(a: i32, b: i32) -> Value {
    seq::tuple(&[number::int(i64::from(a)), number::int(i64::from(b))])
}

fn pipe() -> Result<Value> {
    pipe2(libc::O_CLOEXEC)
}
fn pipe2(flags: i32) -> Result<Value> {
    let mut fds = [0; 2];
    // SAFETY: room for two descriptors.
    syscall::check(unsafe { libc::pipe2(fds.as_mut_ptr(), flags) })?;
    Ok(pair(fds[0], fds[1]))
}

fn fsync(fd: Fd) -> Result<()> {
    // SAFETY: a plain system call.
    syscall::call(|| unsafe { libc::fsync(fd.0) }).map(drop)
}
fn fdatasync(fd: Fd) -> Result<()> {
    // SAFETY: a plain system call.
    syscall::call(|| unsafe { libc::fdatasync(fd.0) }).map(drop)
}
fn sync() {
    // SAFETY: a plain system call.
    heap::without_gil(|| unsafe { libc::sync() });
}

fn lockf(fd: i32, command: i32, length: i64) -> Result<()> {
    // SAFETY: a plain system call.
    syscall::call(|| unsafe { libc::lockf(fd, command, length) }).map(drop)
}

fn posix_error(r: i32) -> Result<()> {
    if r == 0 { Ok(()) } else { object::error::os_error(r, None, None) }
}
fn posix_fallocate(fd: i32, offset: i64, length: i64) -> Result<()> {
    loop {
        // SAFETY: a plain system call.
        let r = heap::without_gil(|| unsafe { libc::posix_fallocate(fd, offset, length) });
        if r != libc::EINTR {
            return posix_error(r);
        }
        syscall::check_signals()?;
    }
}
fn posix_fadvise(fd: i32, offset: i64, length: i64, advice: i32) -> Result<()> {
    // SAFETY: a plain system call.
    posix_error(heap::without_gil(|| unsafe { libc::posix_fadvise(fd, offset, length, advice) }))
}

fn sendfile(out: i32, input: i32, offset: Value, count: isize) -> Result<isize> {
    if object::misc::is_none(offset) {
        // SAFETY: a null offset means the file's own position.
        return syscall::call(|| unsafe { libc::sendfile(out, input, std::ptr::null_mut(), count as usize) });
    }
    let mut at = ops::to_i64(offset)?;
    // SAFETY: the offset is a local variable.
    syscall::call(|| unsafe { libc::sendfile(out, input, &raw mut at, count as usize) })
}

fn optional_offset(v: Option<Value>) -> Result<Option<i64>> {
    v.filter(|v| !object::misc::is_none(*v)).map(ops::to_i64).transpose()
}
fn offset_ptr(v: &mut Option<i64>) -> *mut i64 {
    v.as_mut().map_or(std::ptr::null_mut(), std::ptr::from_mut)
}

fn copy_file_range(src: i32, dst: i32, count: isize, a: Option<Value>, b: Option<Value>) -> Result<isize> {
    if count < 0 {
        return raise_value!("negative value for 'count' not allowed");
    }
    let (mut a, mut b) = (optional_offset(a)?, optional_offset(b)?);
    // SAFETY: the offsets are local variables or null.
    syscall::call(|| unsafe {
        libc::copy_file_range(src, offset_ptr(&mut a), dst, offset_ptr(&mut b), count as usize, 0)
    })
}
fn splice(src: i32, dst: i32, count: isize, a: Option<Value>, b: Option<Value>, flags: Option<i32>) -> Result<isize> {
    if count < 0 {
        return raise_value!("negative value for 'count' not allowed");
    }
    let (mut a, mut b) = (optional_offset(a)?, optional_offset(b)?);
    // SAFETY: the offsets are local variables or null.
    syscall::call(|| unsafe {
        libc::splice(src, offset_ptr(&mut a), dst, offset_ptr(&mut b), count as usize, flags.unwrap_or(0) as u32)
    })
}

fn isatty(fd: i32) -> bool {
    // SAFETY: a plain system call.
    unsafe { libc::isatty(fd) != 0 }
}

fn device_encoding(fd: i32) -> Value {
    if isatty(fd) { object::Str::new("UTF-8").value() } else { none() }
}

fn urandom(size: isize) -> Result<Gc<Bytes>> {
    if size < 0 {
        return raise_value!("negative argument not allowed");
    }
    let mut buf = vec![0u8; size as usize];
    fill_random(&mut buf, 0)?;
    Ok(Bytes::new(&buf))
}

fn fill_random(buf: &mut [u8], flags: u32) -> Result<()> {
    let mut done = 0;
    while done < buf.len() {
        let rest = &mut buf[done..];
        // SAFETY: the slice is as long as said.
        done += syscall::call(|| unsafe { libc::getrandom(rest.as_mut_ptr().cast(), rest.len(), flags) })? as usize;
    }
    Ok(())
}

fn getrandom(size: isize, flags: Option<i32>) -> Result<Gc<Bytes>> {
    if size < 0 {
        return object::error::os_error(libc::EINVAL, None, None);
    }
    let mut buf = vec![0u8; size as usize];
    // SAFETY: the vector is as long as said.
    let n =
        syscall::call(|| unsafe { libc::getrandom(buf.as_mut_ptr().cast(), buf.len(), flags.unwrap_or(0) as u32) })?;
    Ok(Bytes::new(&buf[..n as usize]))
}

fn memfd_create(name: super::args::FsText, flags: Option<u32>) -> Result<i32> {
    let flags = flags.unwrap_or(libc::MFD_CLOEXEC);
    // SAFETY: the name is null-terminated.
    syscall::call(|| unsafe { libc::memfd_create(name.0.as_ptr(), flags) })
}

fn eventfd(initval: u32, flags: Option<i32>) -> Result<i32> {
    // SAFETY: a plain system call.
    syscall::check(unsafe { libc::eventfd(initval, flags.unwrap_or(libc::EFD_CLOEXEC)) })
}
fn eventfd_read(fd: Fd) -> Result<u64> {
    let mut value = 0u64;
    // SAFETY: the value is a local variable.
    syscall::call(|| unsafe { libc::eventfd_read(fd.0, &raw mut value) })?;
    Ok(value)
}
fn eventfd_write(fd: Fd, value: object::BigInt) -> Result<()> {
    use num_traits::ToPrimitive;
    let Some(value) = value.to_u64() else {
        return object::overflow_error("Python int too large to convert to C unsigned long long");
    };
    // SAFETY: a plain system call.
    syscall::call(|| unsafe { libc::eventfd_write(fd.0, value) }).map(drop)
}

pub static ROWS: &[Row] = &[
    Row::function("open($module, /, path, flags, mode=511, *, dir_fd=None)", native(open))
        .doc("Open a file for low level IO.  Returns a file descriptor (integer)."),
    Row::function("close($module, /, fd)", native(close)).doc("Close a file descriptor."),
    Row::function("closerange($module, fd_low, fd_high, /)", native(closerange))
        .doc("Closes all file descriptors in [fd_low, fd_high), ignoring errors."),
    Row::function("read($module, fd, length, /)", native(read))
        .doc("Read from a file descriptor.  Returns a bytes object."),
    Row::function("readinto($module, fd, buffer, /)", native(readinto))
        .doc("Read into a buffer object from a file descriptor."),
    Row::function("write($module, fd, data, /)", native(write)).doc("Write a bytes object to a file descriptor."),
    Row::function("pread($module, fd, length, offset, /)", native(pread))
        .doc("Read a number of bytes from a file descriptor starting at a particular offset."),
    Row::function("pwrite($module, fd, buffer, offset, /)", native(pwrite))
        .doc("Write bytes to a file descriptor starting at a particular offset."),
    Row::function("readv($module, fd, buffers, /)", native(readv))
        .doc("Read from a file descriptor fd into an iterable of buffers."),
    Row::function("writev($module, fd, buffers, /)", native(writev))
        .doc("Iterate over buffers, and write the contents of each to a file descriptor."),
    Row::function("preadv($module, fd, buffers, offset, flags=0, /)", native(preadv))
        .doc("Reads from a file descriptor into a number of mutable bytes-like objects."),
    Row::function("pwritev($module, fd, buffers, offset, flags=0, /)", native(pwritev))
        .doc("Writes the contents of bytes-like objects to a file descriptor at a given offset."),
    Row::function("lseek($module, fd, position, whence, /)", native(lseek))
        .doc("Set the position of a file descriptor.  Return the new position."),
    Row::function("dup($module, fd, /)", native(dup)).doc("Return a duplicate of a file descriptor."),
    Row::function("dup2($module, /, fd, fd2, inheritable=True)", native(dup2)).doc("Duplicate file descriptor."),
    Row::function("get_inheritable($module, fd, /)", native(get_inheritable))
        .doc("Get the close-on-exe flag of the specified file descriptor."),
    Row::function("set_inheritable($module, fd, inheritable, /)", native(set_inheritable_py))
        .doc("Set the inheritable flag of the specified file descriptor."),
    Row::function("get_blocking($module, fd, /)", native(get_blocking))
        .doc("Get the blocking mode of the file descriptor."),
    Row::function("set_blocking($module, fd, blocking, /)", native(set_blocking))
        .doc("Set the blocking mode of the specified file descriptor."),
    Row::function("pipe($module, /)", native(pipe)).doc("Create a pipe."),
    Row::function("pipe2($module, flags, /)", native(pipe2)).doc("Create a pipe with flags set atomically."),
    Row::function("fsync($module, /, fd)", native(fsync)).doc("Force write of fd to disk."),
    Row::function("fdatasync($module, /, fd)", native(fdatasync))
        .doc("Force write of fd to disk without forcing update of metadata."),
    Row::function("sync($module, /)", native(sync)).doc("Force write of everything to disk."),
    Row::function("lockf($module, fd, command, length, /)", native(lockf))
        .doc("Apply, test or remove a POSIX lock on an open file descriptor."),
    Row::function("posix_fallocate($module, fd, offset, length, /)", native(posix_fallocate))
        .doc("Ensure a file has allocated at least a particular number of bytes on disk."),
    Row::function("posix_fadvise($module, fd, offset, length, advice, /)", native(posix_fadvise))
        .doc("Announce an intention to access data in a specific pattern."),
    Row::function("sendfile($module, /, out_fd, in_fd, offset, count)", native(sendfile))
        .doc("Copy count bytes from file descriptor in_fd to file descriptor out_fd."),
    Row::function(
        "copy_file_range($module, /, src, dst, count, offset_src=None, offset_dst=None)",
        native(copy_file_range),
    )
    .doc("Copy count bytes from one file descriptor to another."),
    Row::function("splice($module, /, src, dst, count, offset_src=None, offset_dst=None, flags=0)", native(splice))
        .doc("Transfer count bytes from one pipe to a descriptor or vice versa."),
    Row::function("isatty($module, fd, /)", native(isatty)).doc("Return True if the fd is connected to a terminal."),
    Row::function("device_encoding($module, /, fd)", native(device_encoding))
        .doc("Return a string describing the encoding of a terminal's file descriptor."),
    Row::function("urandom($module, size, /)", native(urandom))
        .doc("Return a bytes object containing random bytes suitable for cryptographic use."),
    Row::function("getrandom($module, /, size, flags=0)", native(getrandom)).doc("Obtain a series of random bytes."),
    Row::function("memfd_create($module, /, name, flags=MFD_CLOEXEC)", native(memfd_create)),
    Row::function("eventfd($module, /, initval, flags=EFD_CLOEXEC)", native(eventfd))
        .doc("Creates and returns an event notification file descriptor."),
    Row::function("eventfd_read($module, /, fd)", native(eventfd_read)).doc("Read eventfd value"),
    Row::function("eventfd_write($module, /, fd, value)", native(eventfd_write)).doc("Write eventfd value."),
];
