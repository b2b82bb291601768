//! `FileIO`: a raw stream over a file descriptor.

use std::mem::MaybeUninit;

use heap::Value;
use object::buffer::{Buffer, WritableBuffer};
use object::class::{Class, ClassBuilder};
use object::gc::{Object, ValueExt};
use object::{Bytes, Gc, Result, Row, Str, Tuple, native, none, number, ops, raise_exc, raise_type, raise_value, repr};

use builtins::syscall;

use crate::base::{self, FLAGS, IoBase, RAW_IO_BASE, size_arg};
use crate::{DEFAULT_BUFFER_SIZE, unsupported};

/// `_io.FileIO`.
#[repr(C)]
pub struct FileIo {
    pub base: IoBase,
    /// The descriptor; -1 when closed.
    pub fd: i32,
    created: bool,
    pub readable: bool,
    pub writable: bool,
    appending: bool,
    closefd: bool,
    /// Is it seekable? Empty while unknown.
    seekable: Option<bool>,
    blksize: u32,
    /// Size at opening, to guess how much `readall` needs; -1 when unknown.
    size_at_open: i64,
    /// Not a terminal at opening (a regular file); empty while unknown.
    maybe_tty: bool,
}
object::object_type!(FileIo: IoBase);

fn new(class: Gc<Class>, _args: Gc<Tuple>, _kw: Gc<object::Dict>) -> Gc<FileIo> {
    FileIo {
        base: IoBase::new(),
        fd: -1,
        created: false,
        readable: false,
        writable: false,
        appending: false,
        closefd: true,
        seekable: None,
        blksize: DEFAULT_BUFFER_SIZE as u32,
        size_at_open: -1,
        maybe_tty: true,
    }
    .alloc_in(class)
}

/// Sets the access flags from a mode; gives the flags of `open`.
fn parse_mode(mut this: Gc<FileIo>, mode: &str) -> Result<i32> {
    const ONE: &str = "Must have exactly one of create/read/write/append mode and at most one plus";
    let (mut kinds, mut plus, mut flags) = (0, false, 0);
    for c in mode.chars() {
        match c {
            'x' => {
                kinds += 1;
                this.created = true;
                this.writable = true;
                flags |= libc::O_EXCL | libc::O_CREAT;
            }
            'r' => {
                kinds += 1;
                this.readable = true;
            }
            'w' => {
                kinds += 1;
                this.writable = true;
                flags |= libc::O_CREAT | libc::O_TRUNC;
            }
            'a' => {
                kinds += 1;
                this.writable = true;
                this.appending = true;
                flags |= libc::O_APPEND | libc::O_CREAT;
            }
            'b' => {}
            '+' if !plus => {
                plus = true;
                this.readable = true;
                this.writable = true;
            }
            '+' => return raise_value!("{ONE}"),
            _ => return raise_value!("invalid mode: {mode}"),
        }
        if kinds > 1 {
            return raise_value!("{ONE}");
        }
    }
    if kinds == 0 {
        return raise_value!("{ONE}");
    }
    let access = match (this.readable, this.writable) {
        (true, true) => libc::O_RDWR,
        (true, false) => libc::O_RDONLY,
        _ => libc::O_WRONLY,
    };
    Ok(flags | access | libc::O_CLOEXEC)
}

/// A file descriptor given in place of a name.
fn given_fd(file: Value) -> Result<Option<i32>> {
    if number::as_bool(file).is_some() {
        object::hooks::warn(&object::error::exc::RUNTIME_WARNING, "bool is used as a file descriptor", 1)?;
    }
    if !number::is_int(file)
        && (file.is::<Str>() || file.is::<Bytes>() || object::class_of(file).dunder(object::Id::__index__).is_none())
    {
        return Ok(None);
    }
    let n = ops::to_i64(file)?;
    match i32::try_from(n) {
        Ok(n) if n >= 0 => Ok(Some(n)),
        _ if n < 0 => raise_value!("negative file descriptor"),
        _ => raise_exc!(OVERFLOW_ERROR, "Python int too large to convert to C int"),
    }
}

fn open_by_opener(opener: Value, file: Value, flags: i32) -> Result<i32> {
    let r = object::call::call(opener, &[file, number::int(i64::from(flags))])?;
    if !number::is_int(r) {
        return raise_type!("expected integer from opener");
    }
    let fd = ops::to_i64(r)? as i32;
    if fd < 0 {
        return raise_value!("opener returned {fd}");
    }
    // SAFETY: plain system calls on a descriptor.
    unsafe {
        let old = syscall::check(libc::fcntl(fd, libc::F_GETFD))?;
        syscall::check(libc::fcntl(fd, libc::F_SETFD, old | libc::FD_CLOEXEC))?;
    }
    Ok(fd)
}

fn init(
    mut this: Gc<FileIo>,
    file: Value,
    mode: Option<Gc<Str>>,
    closefd: Option<bool>,
    opener: Option<Value>,
) -> Result<()> {
    if this.fd >= 0 {
        if this.closefd {
            close_fd(this)?;
        } else {
            this.fd = -1;
        }
    }
    let given = given_fd(file)?;
    let name = if given.is_none() { Some(builtins::fsname::fs_bytes(file)?) } else { None };
    this.created = false;
    this.readable = false;
    this.writable = false;
    this.appending = false;
    this.seekable = None;
    this.base.closed = false;
    let closefd = closefd.unwrap_or(true);
    this.closefd = closefd;
    let mode = mode.unwrap_or_else(|| object::intern("r"));
    let flags = parse_mode(this, &mode.to_string_lossy())?;
    object::hooks::audit("open", &[file, mode.value(), number::int(i64::from(flags))])?;
    if let Some(fd) = given {
        this.fd = fd;
    } else {
        this.closefd = true;
        if !closefd {
            return raise_value!("Cannot use closefd=False with file name");
        }
        this.fd = match opener.filter(|o| !object::misc::is_none(*o)) {
            Some(opener) => open_by_opener(opener, file, flags)?,
            None => {
                let Ok(name) = std::ffi::CString::new(name.unwrap_or_default()) else {
                    return raise_value!("embedded null byte");
                };
                // SAFETY: the name is null-terminated.
                syscall::call_on(file, || unsafe { libc::open(name.as_ptr(), flags, 0o666) })?
            }
        };
    }
    let r = finish_open(this, file);
    if r.is_err() {
        // A descriptor that was given stays its owner's.
        if given.is_some() {
            this.fd = -1;
        } else {
            let e = object::error::take_pending();
            if close_fd(this).is_err() {
                let _ = object::error::take_pending();
            }
            return Err(object::error::restore_pending(e));
        }
    }
    r
}

fn finish_open(mut this: Gc<FileIo>, file: Value) -> Result<()> {
    let mut s = MaybeUninit::<libc::stat>::zeroed();
    let fd = this.fd;
    // SAFETY: the record is filled by the call.
    match syscall::retry(|| unsafe { libc::fstat(fd, s.as_mut_ptr()) })? {
        Ok(_) => {
            // SAFETY: filled.
            let s = unsafe { s.assume_init() };
            if s.st_mode & libc::S_IFMT == libc::S_IFDIR {
                return object::error::os_error(libc::EISDIR, Some(file), None);
            }
            if s.st_blksize > 1 {
                this.blksize = s.st_blksize as u32;
            }
            let regular = s.st_mode & libc::S_IFMT == libc::S_IFREG;
            this.size_at_open = if regular { s.st_size } else { -1 };
            this.maybe_tty = s.st_mode & libc::S_IFMT == libc::S_IFCHR;
        }
        Err(libc::EBADF) => return object::error::os_error(libc::EBADF, None, None),
        Err(_) => {}
    }
    object::attr::setattr(this.value(), object::Id::name.str(), Some(file))?;
    if this.appending && seek_to(this, 0, libc::SEEK_END).is_err() {
        let e = object::error::take_pending();
        let pipe = e.cast::<object::error::OsExc>().and_then(|o| o.errno).and_then(number::as_i64)
            == Some(i64::from(libc::ESPIPE));
        if !pipe {
            return Err(object::error::restore_pending(e));
        }
    }
    Ok(())
}

/// Closes the descriptor. A close that a signal interrupts has closed it all the same.
fn close_fd(mut this: Gc<FileIo>) -> Result<()> {
    if this.fd < 0 {
        return Ok(());
    }
    let fd = std::mem::replace(&mut this.fd, -1);
    // SAFETY: a plain system call.
    let (r, e) = heap::without_gil(|| (unsafe { libc::close(fd) }, syscall::errno()));
    if r < 0 && e != libc::EINTR { object::error::os_error(e, None, None) } else { Ok(()) }
}

fn dealloc_warn(this: Gc<FileIo>, source: Value) {
    if this.fd < 0 || !this.closefd {
        return;
    }
    let text = match repr::repr(source) {
        Ok(r) => r.to_string(),
        Err(_) => {
            let _ = object::error::take_pending();
            String::from("<unprintable file>")
        }
    };
    if object::hooks::warn(&object::error::exc::RESOURCE_WARNING, &format!("unclosed file {text}"), 1).is_err() {
        let e = object::error::take_pending();
        // A warning that is an error cannot be raised from a finalizer.
        (object::hooks::hooks().unraisable)(e, None, this.value());
    }
}

fn close(mut this: Gc<FileIo>) -> Result<()> {
    // SAFETY: the layout begins with the base's.
    let r = base::close(unsafe { this.cast() });
    if !this.closefd {
        this.fd = -1;
        return r;
    }
    let pending = if r.is_err() { Some(object::error::take_pending()) } else { None };
    if this.base.finalizing {
        dealloc_warn(this, this.value());
    }
    let closed = close_fd(this);
    match pending {
        Some(e) => {
            if closed.is_err() {
                let _ = object::error::take_pending();
            }
            Err(object::error::restore_pending(e))
        }
        None => closed,
    }
}

fn closed_error<T>() -> Result<T> {
    raise_value!("I/O operation on closed file")
}
fn open_fd(this: Gc<FileIo>) -> Result<i32> {
    if this.fd < 0 { closed_error() } else { Ok(this.fd) }
}
fn readable_fd(this: Gc<FileIo>) -> Result<i32> {
    let fd = open_fd(this)?;
    if this.readable { Ok(fd) } else { unsupported("File not open for reading") }
}
fn writable_fd(this: Gc<FileIo>) -> Result<i32> {
    let fd = open_fd(this)?;
    if this.writable { Ok(fd) } else { unsupported("File not open for writing") }
}

/// Reads into a slice; empty when the descriptor is non-blocking and has nothing.
pub fn read_slice(this: Gc<FileIo>, ptr: *mut u8, len: usize) -> Result<Option<usize>> {
    let fd = readable_fd(this)?;
    // SAFETY: the caller's memory of `len` bytes stays in place.
    match syscall::retry(|| unsafe { libc::read(fd, ptr.cast(), len) })? {
        Ok(n) => Ok(Some(n as usize)),
        Err(libc::EAGAIN) => Ok(None),
        Err(e) => object::error::os_error(e, None, None),
    }
}

/// Writes a slice; empty when the descriptor is non-blocking and takes nothing.
pub fn write_slice(this: Gc<FileIo>, ptr: *const u8, len: usize) -> Result<Option<usize>> {
    let fd = writable_fd(this)?;
    // SAFETY: the caller's memory of `len` bytes stays in place.
    match syscall::retry(|| unsafe { libc::write(fd, ptr.cast(), len) })? {
        Ok(n) => Ok(Some(n as usize)),
        Err(libc::EAGAIN) => Ok(None),
        Err(e) => object::error::os_error(e, None, None),
    }
}

fn optional(n: Option<usize>) -> Value {
    n.map_or_else(none, |n| number::int(n as i64))
}

fn readinto(this: Gc<FileIo>, mut b: WritableBuffer) -> Result<Value> {
    let s = b.as_mut_slice();
    Ok(optional(read_slice(this, s.as_mut_ptr(), s.len())?))
}
fn write(this: Gc<FileIo>, b: Buffer) -> Result<Value> {
    let s = b.as_slice();
    Ok(optional(write_slice(this, s.as_ptr(), s.len())?))
}

fn read(this: Gc<FileIo>, size: Option<Value>) -> Result<Value> {
    readable_fd(this)?;
    let n = size_arg(size)?;
    if n < 0 {
        return readall(this);
    }
    let n = (n as usize).min(isize::MAX as usize >> 1);
    let mut buf: Vec<u8> = Vec::new();
    if buf.try_reserve_exact(n).is_err() {
        return object::memory_error();
    }
    match read_slice(this, buf.as_mut_ptr(), n)? {
        None => Ok(none()),
        Some(got) => {
            // SAFETY: the call wrote `got` bytes.
            unsafe { buf.set_len(got) };
            Ok(Bytes::new(&buf).value())
        }
    }
}

/// Reads everything that is left.
pub fn readall(mut this: Gc<FileIo>) -> Result<Value> {
    let fd = readable_fd(this)?;
    let mut room = DEFAULT_BUFFER_SIZE.min(8192);
    if this.size_at_open > 0 {
        // SAFETY: a plain system call.
        let at = unsafe { libc::lseek(fd, 0, libc::SEEK_CUR) };
        if at >= 0 && this.size_at_open >= at {
            room = (this.size_at_open - at) as usize + 1;
        }
        this.size_at_open = -1;
    }
    let mut buf: Vec<u8> = Vec::new();
    let mut any = false;
    loop {
        if buf.capacity() - buf.len() < 1 {
            room = buf.len().clamp(8192, 8 << 20);
        }
        if buf.try_reserve(room).is_err() {
            return raise_exc!(
                OVERFLOW_ERROR,
                "unbounded read returned more bytes than a Python bytes object can hold"
            );
        }
        let free = buf.capacity() - buf.len();
        // SAFETY: the vector has that much room behind its contents.
        let at = unsafe { buf.as_mut_ptr().add(buf.len()) };
        match read_slice(this, at, free)? {
            Some(0) => return Ok(Bytes::new(&buf).value()),
            Some(n) => {
                any = true;
                // SAFETY: the call wrote `n` bytes.
                unsafe { buf.set_len(buf.len() + n) };
                room = 1;
            }
            None if any => return Ok(Bytes::new(&buf).value()),
            None => return Ok(none()),
        }
    }
}

/// Moves the file position.
pub fn seek_to(mut this: Gc<FileIo>, offset: i64, whence: i32) -> Result<i64> {
    let fd = open_fd(this)?;
    // SAFETY: a plain system call.
    let (r, e) = heap::without_gil(|| (unsafe { libc::lseek(fd, offset, whence) }, syscall::errno()));
    if this.seekable.is_none() {
        this.seekable = Some(r >= 0);
    }
    if r < 0 { object::error::os_error(e, None, None) } else { Ok(r) }
}

fn offset_arg(v: Value) -> Result<i64> {
    if number::is_float(v) {
        return raise_type!("an integer is required");
    }
    ops::to_i64(v)
}

fn seek(this: Gc<FileIo>, pos: Value, whence: Option<i32>) -> Result<i64> {
    open_fd(this)?;
    seek_to(this, offset_arg(pos)?, whence.unwrap_or(0))
}
fn tell(this: Gc<FileIo>) -> Result<i64> {
    seek_to(this, 0, libc::SEEK_CUR)
}

fn truncate(mut this: Gc<FileIo>, size: Option<Value>) -> Result<Value> {
    let fd = writable_fd(this)?;
    let size = match size.filter(|s| !object::misc::is_none(*s)) {
        None => number::int(seek_to(this, 0, libc::SEEK_CUR)?),
        Some(s) => s,
    };
    let n = offset_arg(size)?;
    // SAFETY: a plain system call.
    syscall::call(|| unsafe { libc::ftruncate(fd, n) })?;
    this.size_at_open = -1;
    Ok(size)
}

fn readable(this: Gc<FileIo>) -> Result<bool> {
    open_fd(this)?;
    Ok(this.readable)
}
fn writable(this: Gc<FileIo>) -> Result<bool> {
    open_fd(this)?;
    Ok(this.writable)
}
/// Can the position be moved?
pub fn seekable(this: Gc<FileIo>) -> Result<bool> {
    open_fd(this)?;
    if this.seekable.is_none() && seek_to(this, 0, libc::SEEK_CUR).is_err() {
        let _ = object::error::take_pending();
    }
    Ok(this.seekable == Some(true))
}
fn fileno(this: Gc<FileIo>) -> Result<i32> {
    open_fd(this)
}
fn isatty(this: Gc<FileIo>) -> Result<bool> {
    let fd = open_fd(this)?;
    // SAFETY: a plain system call.
    Ok(heap::without_gil(|| unsafe { libc::isatty(fd) }) != 0)
}
/// As `isatty`, but what `fstat` told at opening may decide.
pub fn isatty_open_only(this: Gc<FileIo>) -> Result<bool> {
    if !this.maybe_tty { Ok(false) } else { isatty(this) }
}
fn closed(this: Gc<FileIo>) -> bool {
    this.fd < 0
}
fn closefd(this: Gc<FileIo>) -> bool {
    this.closefd
}
fn mode(this: Gc<FileIo>) -> &'static str {
    match (this.created, this.appending, this.readable, this.writable) {
        (true, _, true, _) => "xb+",
        (true, _, false, _) => "xb",
        (_, true, true, _) => "ab+",
        (_, true, false, _) => "ab",
        (_, _, true, true) => "rb+",
        (_, _, true, false) => "rb",
        _ => "wb",
    }
}
fn blksize(this: Gc<FileIo>) -> i64 {
    i64::from(this.blksize)
}

fn file_repr(this: Gc<FileIo>) -> Result<String> {
    let name = repr::type_name(this.value());
    if this.fd < 0 {
        return Ok(format!("<{name} [closed]>"));
    }
    let flag = if this.closefd { "True" } else { "False" };
    match object::attr::find_attr(this.value(), object::Id::name.str())? {
        None => Ok(format!("<{name} fd={} mode='{}' closefd={flag}>", this.fd, mode(this))),
        Some(n) => match object::state::enter_repr(this.value()) {
            None => object::runtime_error(&format!("reentrant call inside {name}.__repr__")),
            Some(_guard) => Ok(format!("<{name} name={} mode='{}' closefd={flag}>", repr::repr(n)?, mode(this))),
        },
    }
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, *args, **kwargs)", native(new)),
    Row::method("__init__($self, file, mode='r', closefd=True, opener=None)", native(init)),
    Row::method("__repr__($self, /)", native(file_repr)),
    Row::method("read($self, size=-1, /)", native(read)).doc("Read at most size bytes, returned as bytes."),
    Row::method("readall($self, /)", native(readall)).doc("Read all data from the file, returned as bytes."),
    Row::method("readinto($self, buffer, /)", native(readinto)).doc("Same as RawIOBase.readinto()."),
    Row::method("write($self, b, /)", native(write)).doc("Write buffer b to file, return number of bytes written."),
    Row::method("seek($self, pos, whence=0, /)", native(seek))
        .doc("Move to new file position and return the file position."),
    Row::method("tell($self, /)", native(tell)).doc("Current file position."),
    Row::method("truncate($self, size=None, /)", native(truncate))
        .doc("Truncate the file to at most size bytes and return the truncated size."),
    Row::method("close($self, /)", native(close)).doc("Close the file."),
    Row::method("seekable($self, /)", native(seekable)).doc("True if file supports random-access."),
    Row::method("readable($self, /)", native(readable)).doc("True if file was opened in a read mode."),
    Row::method("writable($self, /)", native(writable)).doc("True if file was opened in a write mode."),
    Row::method("fileno($self, /)", native(fileno)).doc("Return the underlying file descriptor (an integer)."),
    Row::method("isatty($self, /)", native(isatty)).doc("True if the file is connected to a TTY device."),
    Row::method("_isatty_open_only($self, /)", native(isatty_open_only)),
    Row::method("_dealloc_warn($self, source, /)", native(dealloc_warn)),
    Row::method("__getstate__($self, /)", native(base::getstate)),
    Row::getset("_finalizing", native(base::get_finalizing), native(base::set_finalizing)),
    Row::getter("closed", native(closed)).doc("True if the file is closed"),
    Row::getter("closefd", native(closefd)).doc("True if the file descriptor will be closed by close()."),
    Row::getter("mode", native(mode)).doc("String giving the file mode"),
    Row::getter("_blksize", native(blksize)).doc("Stat st_blksize if available"),
];

/// Creates the class.
pub fn class() -> Gc<Class> {
    ClassBuilder::new::<FileIo>("_io.FileIO")
        .base(RAW_IO_BASE.get())
        .flags(FLAGS)
        .doc("Open a file.")
        .rows(&[ROWS])
        .build()
}
