//! `pwd` and `grp`: the user and group databases.

use std::ffi::{CStr, CString};

use heap::{GcVec, Value};
use object::class::ClassCell;
use object::gc::ValueExt;
use object::{Gc, List, Module, Result, Row, Str, native, number, ops, raise_exc, raise_type, repr};

use builtins::fsname::decode;
use builtins::structseq::{self, Desc};

static PASSWD_CELL: ClassCell = ClassCell::new();
static PASSWD: Desc = Desc {
    path: "pwd.struct_passwd",
    doc: "pwd.struct_passwd: Results from getpw*() routines.\n\nThis object may be accessed either as a tuple of\n  (pw_name,pw_passwd,pw_uid,pw_gid,pw_gecos,pw_dir,pw_shell)\nor via the object attributes as named in the above tuple.",
    fields: &[
        ("pw_name", "user name"),
        ("pw_passwd", "password"),
        ("pw_uid", "user id"),
        ("pw_gid", "group id"),
        ("pw_gecos", "real name"),
        ("pw_dir", "home directory"),
        ("pw_shell", "shell program"),
    ],
    n_sequence: 7,
    cell: &PASSWD_CELL,
};
static GROUP_CELL: ClassCell = ClassCell::new();
static GROUP: Desc = Desc {
    path: "grp.struct_group",
    doc: "grp.struct_group: Results from getgr*() routines.\n\nThis object may be accessed either as a tuple of\n  (gr_name,gr_passwd,gr_gid,gr_mem)\nor via the object attributes as named in the above tuple.",
    fields: &[
        ("gr_name", "group name"),
        ("gr_passwd", "password"),
        ("gr_gid", "group id"),
        ("gr_mem", "group members"),
    ],
    n_sequence: 4,
    cell: &GROUP_CELL,
};

/// A text of a record as Python's.
///
/// # Safety
/// The pointer is null or stands on a null-terminated text.
unsafe fn text(p: *const libc::c_char) -> Value {
    if p.is_null() {
        return object::none();
    }
    // SAFETY: the databases' texts are null-terminated.
    decode(unsafe { CStr::from_ptr(p) }.to_bytes()).value()
}

fn id_value(n: u32) -> Value {
    number::int(if n == u32::MAX { -1 } else { i64::from(n) })
}

unsafe fn passwd(p: &libc::passwd) -> Value {
    // SAFETY: a valid record.
    unsafe {
        structseq::make(
            &PASSWD,
            &[
                text(p.pw_name),
                text(p.pw_passwd),
                id_value(p.pw_uid),
                id_value(p.pw_gid),
                text(p.pw_gecos),
                text(p.pw_dir),
                text(p.pw_shell),
            ],
        )
    }
}
/// A record of the groups' database as Python's `struct_group`.
///
/// # Safety
/// The record is one that the C library filled, and its memory is still the record's.
unsafe fn group(g: &libc::group) -> Value {
    let mut members = GcVec::new();
    // SAFETY: a valid record, whose list of members ends with null.
    unsafe {
        let mut m = g.gr_mem;
        while !m.is_null() && !(*m).is_null() {
            members.push(text(*m));
            m = m.add(1);
        }
        structseq::make(&GROUP, &[text(g.gr_name), text(g.gr_passwd), id_value(g.gr_gid), List::new(members).value()])
    }
}

/// Looks up with a buffer that grows as the C function demands.
fn look_up<T>(
    f: impl Fn(*mut T, *mut libc::c_char, usize, *mut *mut T) -> i32,
    make: unsafe fn(&T) -> Value,
) -> Result<Option<Value>> {
    let mut size = 1024;
    loop {
        let mut buf = vec![0 as libc::c_char; size];
        let mut record = std::mem::MaybeUninit::<T>::zeroed();
        let mut found = std::ptr::null_mut();
        let rc = heap::without_gil(|| f(record.as_mut_ptr(), buf.as_mut_ptr(), size, &raw mut found));
        match rc {
            libc::ERANGE if size < 1 << 24 => size *= 2,
            libc::ENOMEM => return object::memory_error(),
            _ if found.is_null() => return Ok(None),
            // SAFETY: found, so the record is filled; its texts lie in the buffer.
            _ => return Ok(Some(unsafe { make(&*found) })),
        }
    }
}

fn name_arg(v: Value, function: &str) -> Result<CString> {
    let Some(s) = v.cast::<Str>() else {
        return raise_type!("{function}() argument must be str, not {}", repr::type_name(v));
    };
    CString::new(builtins::fsname::encode(s)?).or_else(|_| object::value_error("embedded null byte"))
}

/// A user or group number; empty when no such number can exist.
fn id_arg(v: Value, what: &str) -> Result<Option<u32>> {
    if !number::is_int(v) && object::class_of(v).dunder(object::Id::__index__).is_none() {
        return raise_type!("{what} should be integer, not {}", repr::type_name(v));
    }
    let n = ops::index(v)?;
    Ok(number::as_i64(n).and_then(|n| if n == -1 { Some(u32::MAX) } else { u32::try_from(n).ok() }))
}

fn getpwnam(name: Value) -> Result<Value> {
    let n = name_arg(name, "getpwnam")?;
    // SAFETY: the name is null-terminated, the buffer as long as said.
    match look_up(|r, b, s, f| unsafe { libc::getpwnam_r(n.as_ptr(), r, b, s, f) }, passwd)? {
        Some(v) => Ok(v),
        None => raise_exc!(KEY_ERROR, "getpwnam(): name not found: {}", repr::repr(name)?),
    }
}
fn getpwuid(uid: Value) -> Result<Value> {
    let found = match id_arg(uid, "uid")? {
        // SAFETY: the buffer is as long as said.
        Some(id) => look_up(|r, b, s, f| unsafe { libc::getpwuid_r(id, r, b, s, f) }, passwd)?,
        None => None,
    };
    match found {
        Some(v) => Ok(v),
        None => raise_exc!(KEY_ERROR, "getpwuid(): uid not found: {}", repr::str_of(uid)?),
    }
}
fn getgrnam(name: Value) -> Result<Value> {
    let n = name_arg(name, "getgrnam")?;
    // SAFETY: the name is null-terminated, the buffer as long as said.
    match look_up(|r, b, s, f| unsafe { libc::getgrnam_r(n.as_ptr(), r, b, s, f) }, group)? {
        Some(v) => Ok(v),
        None => raise_exc!(KEY_ERROR, "getgrnam(): name not found: {}", repr::repr(name)?),
    }
}
fn getgrgid(gid: Value) -> Result<Value> {
    let found = match id_arg(gid, "gid")? {
        // SAFETY: the buffer is as long as said.
        Some(id) => look_up(|r, b, s, f| unsafe { libc::getgrgid_r(id, r, b, s, f) }, group)?,
        None => None,
    };
    match found {
        Some(v) => Ok(v),
        None => raise_exc!(KEY_ERROR, "getgrgid(): gid not found: {}", repr::str_of(gid)?),
    }
}

fn getpwall() -> Gc<List> {
    let mut all = GcVec::new();
    // SAFETY: the enumeration is the C library's; it happens under the GIL.
    unsafe {
        libc::setpwent();
        loop {
            let p = libc::getpwent();
            if p.is_null() {
                break;
            }
            all.push(passwd(&*p));
        }
        libc::endpwent();
    }
    List::new(all)
}
fn getgrall() -> Gc<List> {
    let mut all = GcVec::new();
    // SAFETY: as above.
    unsafe {
        libc::setgrent();
        loop {
            let g = libc::getgrent();
            if g.is_null() {
                break;
            }
            all.push(group(&*g));
        }
        libc::endgrent();
    }
    List::new(all)
}

static PWD_ROWS: &[Row] = &[
    Row::function("getpwnam($module, name, /)", native(getpwnam))
        .doc("Return the password database entry for the given user name."),
    Row::function("getpwuid($module, uidobj, /)", native(getpwuid))
        .doc("Return the password database entry for the given numeric user ID."),
    Row::function("getpwall($module, /)", native(getpwall))
        .doc("Return a list of all available password database entries, in arbitrary order."),
];
static GRP_ROWS: &[Row] = &[
    Row::function("getgrnam($module, /, name)", native(getgrnam))
        .doc("Return the group database entry for the given group name."),
    Row::function("getgrgid($module, /, id)", native(getgrgid))
        .doc("Return the group database entry for the given numeric group ID."),
    Row::function("getgrall($module, /)", native(getgrall))
        .doc("Return a list of all available group entries, in arbitrary order."),
];

/// Creates `pwd`.
pub fn create_pwd() -> Result<Gc<Module>> {
    let m = Module::new("pwd");
    m.add_rows(PWD_ROWS);
    m.set("struct_passwd", structseq::build(&PASSWD));
    Ok(m)
}
/// Creates `grp`.
pub fn create_grp() -> Result<Gc<Module>> {
    let m = Module::new("grp");
    m.add_rows(GRP_ROWS);
    m.set("struct_group", structseq::build(&GROUP));
    Ok(m)
}
