//! Arguments of `posix` functions: paths, file descriptors, user and group numbers, file times.

use std::ffi::{CStr, CString};

use heap::Value;
use object::gc::ValueExt;
use object::{Bytes, Gc, Id, Result, Str, class_of, number, ops, raise_exc, raise_type, raise_value, repr};

/// A path argument, or an open file descriptor in its place.
pub struct Path {
    pub name: CString,
    pub fd: Option<i32>,
    /// What was given, for error messages.
    pub given: Value,
    /// Was the path given as bytes? Then names in results are bytes too.
    pub bytes: bool,
}

impl Path {
    /// The name for a system call.
    pub fn as_ptr(&self) -> *const libc::c_char {
        self.name.as_ptr()
    }

    /// A name in a result: of the type of the argument.
    pub fn result(&self, b: &[u8]) -> Value {
        if self.bytes { Bytes::new(b).value() } else { builtins::fsname::decode(b).value() }
    }
}

/// What a function accepts as a path.
#[derive(Clone, Copy)]
pub struct Accepts {
    /// The function's and the parameter's name, as messages show them.
    pub function: &'static str,
    pub parameter: &'static str,
    pub fd: bool,
    pub none: bool,
}

/// `path` of `function`.
pub const fn plain(function: &'static str) -> Accepts {
    Accepts { function, parameter: "path", fd: false, none: false }
}
/// `path` of `function`, which may be a file descriptor.
pub const fn or_fd(function: &'static str) -> Accepts {
    Accepts { function, parameter: "path", fd: true, none: false }
}
/// Another parameter.
pub const fn named(function: &'static str, parameter: &'static str) -> Accepts {
    Accepts { function, parameter, fd: false, none: false }
}

/// Converts a path argument (`path_converter`).
pub fn path(v: Value, a: Accepts) -> Result<Path> {
    if a.none && object::misc::is_none(v) {
        return Ok(Path { name: c".".to_owned(), fd: None, given: v, bytes: false });
    }
    let is_index =
        !v.is::<Str>() && !v.is::<Bytes>() && (number::is_int(v) || class_of(v).dunder(Id::__index__).is_some());
    if a.fd && is_index {
        return Ok(Path { name: c"".to_owned(), fd: Some(fd_number(v)?), given: v, bytes: false });
    }
    let has_fspath = class_of(v).dunder(Id::__fspath__).is_some_and(|m| !object::misc::is_none(m));
    if !v.is::<Str>() && !v.is::<Bytes>() && !has_fspath {
        let kinds = match (a.fd, a.none) {
            (true, true) => "string, bytes, os.PathLike, integer or None",
            (true, false) => "string, bytes, os.PathLike or integer",
            (false, true) => "string, bytes, os.PathLike or None",
            (false, false) => "string, bytes or os.PathLike",
        };
        return raise_type!("{}: {} should be {kinds}, not {}", a.function, a.parameter, repr::type_name(v));
    }
    let p = builtins::fsname::fspath(v)?;
    let (raw, bytes) = match p.cast::<Str>() {
        Some(s) => (builtins::fsname::encode(s)?, false),
        None => (p.cast::<Bytes>().map_or_else(Vec::new, |b| b.as_slice().to_vec()), true),
    };
    match CString::new(raw) {
        Ok(name) => Ok(Path { name, fd: None, given: if has_fspath { p } else { v }, bytes }),
        Err(_) => raise_value!("{}: embedded null character in {}", a.function, a.parameter),
    }
}

fn fd_number(v: Value) -> Result<i32> {
    if number::as_bool(v).is_some() {
        object::hooks::warn(&object::error::exc::RUNTIME_WARNING, "bool is used as a file descriptor", 1)?;
    }
    let i = ops::index(v)?;
    match number::as_i64(i) {
        Some(n) => match i32::try_from(n) {
            Ok(n) => Ok(n),
            Err(_) if n > 0 => raise_exc!(OVERFLOW_ERROR, "fd is greater than maximum"),
            Err(_) => raise_exc!(OVERFLOW_ERROR, "fd is less than minimum"),
        },
        None => raise_exc!(OVERFLOW_ERROR, "fd is greater than maximum"),
    }
}

/// A directory descriptor argument; `None` means the current directory.
pub fn dir_fd(v: Option<Value>) -> Result<i32> {
    match v {
        None => Ok(libc::AT_FDCWD),
        Some(v) if object::misc::is_none(v) => Ok(libc::AT_FDCWD),
        Some(v) if number::is_int(v) || class_of(v).dunder(Id::__index__).is_some() => fd_number(v),
        Some(v) => raise_type!("argument should be integer or None, not {}", repr::type_name(v)),
    }
}

/// The descriptor of an int or of an object with `fileno()` (`PyObject_AsFileDescriptor`).
pub fn fileno(v: Value) -> Result<i32> {
    builtins::syscall::as_fd(v)
}

/// A file descriptor that must be an int (Argument Clinic's `fildes` accepts objects too).
pub struct Fd(pub i32);

impl object::FromArg for Fd {
    fn from_arg(v: Option<Value>) -> std::result::Result<Self, object::args::Misfit> {
        Ok(Fd(fileno(Value::from_arg(v)?)?))
    }
}

/// A text argument for the system, with `surrogateescape`.
pub struct FsText(pub CString);

impl object::FromArg for FsText {
    fn from_arg(v: Option<Value>) -> std::result::Result<Self, object::args::Misfit> {
        Ok(FsText(fs_text(Value::from_arg(v)?)?))
    }
}

/// The null-terminated bytes of a path object.
pub fn fs_text(v: Value) -> Result<CString> {
    let raw = builtins::fsname::fs_bytes(v)?;
    match CString::new(raw) {
        Ok(s) => Ok(s),
        Err(_) => raise_value!("embedded null byte"),
    }
}

/// A user or group number; -1 means "leave it" (`_Py_Uid_Converter`).
pub fn id_number(v: Value, what: &str) -> Result<u32> {
    if !number::is_int(v) && class_of(v).dunder(Id::__index__).is_none() {
        return raise_type!("{what} should be integer, not {}", repr::type_name(v));
    }
    let i = ops::index(v)?;
    match number::as_i64(i) {
        Some(-1) => Ok(u32::MAX),
        Some(n) if n < 0 => raise_exc!(OVERFLOW_ERROR, "{what} is less than minimum"),
        Some(n) if n < i64::from(u32::MAX) => Ok(n as u32),
        None if number::int_ref(i).is_some_and(|b| b.to_big() < object::BigInt::from(0)) => {
            raise_exc!(OVERFLOW_ERROR, "{what} is less than minimum")
        }
        _ => raise_exc!(OVERFLOW_ERROR, "{what} is greater than maximum"),
    }
}

/// Refuses combinations of arguments that the system has no call for.
pub fn refuse_fd_with_dir_fd(function: &str, p: &Path, dir_fd: i32) -> Result<()> {
    if p.fd.is_some() && dir_fd != libc::AT_FDCWD {
        return raise_value!("{function}: can't specify dir_fd without matching path");
    }
    Ok(())
}

/// As above, for `follow_symlinks=False`.
pub fn refuse_fd_without_following(function: &str, p: &Path, follow: bool) -> Result<()> {
    if p.fd.is_some() && !follow {
        return raise_value!("{function}: cannot use fd and follow_symlinks together");
    }
    Ok(())
}

/// The text of a C string that the system owns.
///
/// # Safety
/// `p` points to a null-terminated string.
pub unsafe fn text_of(p: *const libc::c_char) -> Gc<Str> {
    // SAFETY: promised by the caller.
    builtins::fsname::decode(unsafe { CStr::from_ptr(p) }.to_bytes())
}
