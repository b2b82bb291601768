//! Users, groups, sessions, priorities.

use std::ffi::CString;

use heap::Value;
use object::{Gc, List, Result, Row, native, number, raise_type, raise_value, seq};

use builtins::syscall;

use super::args::{FsText, id_number};

/// A system call that takes and gives numbers only.
macro_rules! plain {
    (libc::$name:ident($($arg:expr),* $(,)?)) => {
        // SAFETY: the C library's function has no pointer among its parameters and reaches no memory of this process.
        unsafe { libc::$name($($arg),*) }
    };
}

fn getpid() -> i32 {
    plain!(libc::getpid())
}
fn getppid() -> i32 {
    plain!(libc::getppid())
}
fn getuid() -> u32 {
    plain!(libc::getuid())
}
fn geteuid() -> u32 {
    plain!(libc::geteuid())
}
fn getgid() -> u32 {
    plain!(libc::getgid())
}
fn getegid() -> u32 {
    plain!(libc::getegid())
}
fn getpgrp() -> i32 {
    plain!(libc::getpgrp())
}
fn getpgid(pid: i32) -> Result<i32> {
    syscall::check(plain!(libc::getpgid(pid)))
}
fn getsid(pid: i32) -> Result<i32> {
    syscall::check(plain!(libc::getsid(pid)))
}
fn setsid() -> Result<()> {
    syscall::check(plain!(libc::setsid())).map(drop)
}
fn setpgrp() -> Result<()> {
    syscall::check(plain!(libc::setpgid(0, 0))).map(drop)
}
fn setpgid(pid: i32, pgrp: i32) -> Result<()> {
    syscall::check(plain!(libc::setpgid(pid, pgrp))).map(drop)
}
fn setuid(uid: Value) -> Result<()> {
    let uid = id_number(uid, "uid")?;
    syscall::check(plain!(libc::setuid(uid))).map(drop)
}
fn seteuid(uid: Value) -> Result<()> {
    let uid = id_number(uid, "uid")?;
    syscall::check(plain!(libc::seteuid(uid))).map(drop)
}
fn setgid(gid: Value) -> Result<()> {
    let gid = id_number(gid, "gid")?;
    syscall::check(plain!(libc::setgid(gid))).map(drop)
}
fn setegid(gid: Value) -> Result<()> {
    let gid = id_number(gid, "gid")?;
    syscall::check(plain!(libc::setegid(gid))).map(drop)
}
fn setreuid(r: Value, e: Value) -> Result<()> {
    let (r, e) = (id_number(r, "uid")?, id_number(e, "uid")?);
    syscall::check(plain!(libc::setreuid(r, e))).map(drop)
}
fn setregid(r: Value, e: Value) -> Result<()> {
    let (r, e) = (id_number(r, "gid")?, id_number(e, "gid")?);
    syscall::check(plain!(libc::setregid(r, e))).map(drop)
}
fn setresuid(r: Value, e: Value, s: Value) -> Result<()> {
    let (r, e, s) = (id_number(r, "uid")?, id_number(e, "uid")?, id_number(s, "uid")?);
    syscall::check(plain!(libc::setresuid(r, e, s))).map(drop)
}
fn setresgid(r: Value, e: Value, s: Value) -> Result<()> {
    let (r, e, s) = (id_number(r, "gid")?, id_number(e, "gid")?, id_number(s, "gid")?);
    syscall::check(plain!(libc::setresgid(r, e, s))).map(drop)
}
fn triple(t: [u32; 3]) -> Value {
    seq::tuple(&t.map(|i| number::int(i64::from(i))))
}
fn getresuid() -> Result<Value> {
    let [mut r, mut e, mut s] = [0; 3];
    // SAFETY: the three numbers are local variables.
    syscall::check(unsafe { libc::getresuid(&raw mut r, &raw mut e, &raw mut s) })?;
    Ok(triple([r, e, s]))
}
fn getresgid() -> Result<Value> {
    let [mut r, mut e, mut s] = [0; 3];
    // SAFETY: the three numbers are local variables.
    syscall::check(unsafe { libc::getresgid(&raw mut r, &raw mut e, &raw mut s) })?;
    Ok(triple([r, e, s]))
}
fn groups_list(g: &[u32]) -> Gc<List> {
    List::new(g.iter().map(|i| number::int(i64::from(*i))).collect())
}
fn getgroups() -> Result<Gc<List>> {
    // SAFETY: with size zero only the count is asked for; then the vector has that size.
    unsafe {
        let n = syscall::check(libc::getgroups(0, std::ptr::null_mut()))?;
        let mut groups = vec![0; n as usize];
        let n = syscall::check(libc::getgroups(n, groups.as_mut_ptr()))?;
        Ok(groups_list(&groups[..n as usize]))
    }
}
fn setgroups(groups: Value) -> Result<()> {
    if object::class_of(groups).dunder(object::Id::__getitem__).is_none() {
        return raise_type!("setgroups argument must be a sequence");
    }
    let items = object::iter::collect(groups)?;
    if items.len() > 65536 {
        return raise_value!("too many groups");
    }
    let mut list = Vec::new();
    for g in &items {
        if !number::is_int(*g) {
            return raise_type!("groups must be integers");
        }
        list.push(id_number(*g, "gid")?);
    }
    // SAFETY: the vector is as long as said.
    syscall::check(unsafe { libc::setgroups(list.len(), list.as_ptr()) }).map(drop)
}
fn getgrouplist(user: FsText, group: Value) -> Result<Gc<List>> {
    let group = id_number(group, "gid")?;
    let mut n = 64;
    loop {
        let mut list = vec![0; n as usize];
        // SAFETY: the name is null-terminated, the vector as long as said.
        let r = unsafe { libc::getgrouplist(user.0.as_ptr(), group, list.as_mut_ptr(), &raw mut n) };
        if r >= 0 {
            return Ok(groups_list(&list[..n as usize]));
        }
        n = n.max(list.len() as i32 * 2);
    }
}
fn initgroups(user: FsText, gid: Value) -> Result<()> {
    let gid = id_number(gid, "gid")?;
    let name: CString = user.0;
    // SAFETY: the name is null-terminated.
    syscall::check(unsafe { libc::initgroups(name.as_ptr(), gid) }).map(drop)
}

/// Calls whose result may be -1 without an error.
fn with_errno(f: impl Fn() -> i32) -> Result<i32> {
    // SAFETY: errno belongs to this thread.
    unsafe { *libc::__errno_location() = 0 };
    let r = f();
    match syscall::errno() {
        e if r == -1 && e != 0 => object::error::os_error(e, None, None),
        _ => Ok(r),
    }
}
fn nice(increment: i32) -> Result<i32> {
    with_errno(|| plain!(libc::nice(increment)))
}
fn getpriority(which: i32, who: i32) -> Result<i32> {
    with_errno(|| plain!(libc::getpriority(which as libc::__priority_which_t, who as libc::id_t)))
}
fn setpriority(which: i32, who: i32, priority: i32) -> Result<()> {
    syscall::check(plain!(libc::setpriority(which as libc::__priority_which_t, who as libc::id_t, priority))).map(drop)
}
fn umask(mask: i32) -> u32 {
    plain!(libc::umask(mask as libc::mode_t))
}

pub static ROWS: &[Row] = &[
    Row::function("getpid($module, /)", native(getpid)).doc("Return the current process id."),
    Row::function("getppid($module, /)", native(getppid)).doc("Return the parent's process id."),
    Row::function("getuid($module, /)", native(getuid)).doc("Return the current process's user id."),
    Row::function("geteuid($module, /)", native(geteuid)).doc("Return the current process's effective user id."),
    Row::function("getgid($module, /)", native(getgid)).doc("Return the current process's group id."),
    Row::function("getegid($module, /)", native(getegid)).doc("Return the current process's effective group id."),
    Row::function("getpgrp($module, /)", native(getpgrp)).doc("Return the current process group id."),
    Row::function("getpgid($module, /, pid)", native(getpgid))
        .doc("Call the system call getpgid(), and return the result."),
    Row::function("getsid($module, pid, /)", native(getsid))
        .doc("Call the system call getsid(pid) and return the result."),
    Row::function("setsid($module, /)", native(setsid)).doc("Call the system call setsid()."),
    Row::function("setpgrp($module, /)", native(setpgrp))
        .doc("Make the current process the leader of its process group."),
    Row::function("setpgid($module, pid, pgrp, /)", native(setpgid)).doc("Call the system call setpgid(pid, pgrp)."),
    Row::function("setuid($module, uid, /)", native(setuid)).doc("Set the current process's user id."),
    Row::function("seteuid($module, euid, /)", native(seteuid)).doc("Set the current process's effective user id."),
    Row::function("setgid($module, gid, /)", native(setgid)).doc("Set the current process's group id."),
    Row::function("setegid($module, egid, /)", native(setegid)).doc("Set the current process's effective group id."),
    Row::function("setreuid($module, ruid, euid, /)", native(setreuid))
        .doc("Set the current process's real and effective user ids."),
    Row::function("setregid($module, rgid, egid, /)", native(setregid))
        .doc("Set the current process's real and effective group ids."),
    Row::function("setresuid($module, ruid, euid, suid, /)", native(setresuid))
        .doc("Set the current process's real, effective, and saved user ids."),
    Row::function("setresgid($module, rgid, egid, sgid, /)", native(setresgid))
        .doc("Set the current process's real, effective, and saved group ids."),
    Row::function("getresuid($module, /)", native(getresuid))
        .doc("Return a tuple of the current process's real, effective, and saved user ids."),
    Row::function("getresgid($module, /)", native(getresgid))
        .doc("Return a tuple of the current process's real, effective, and saved group ids."),
    Row::function("getgroups($module, /)", native(getgroups))
        .doc("Return list of supplemental group IDs for the process."),
    Row::function("setgroups($module, groups, /)", native(setgroups))
        .doc("Set the groups of the current process to list."),
    Row::function("getgrouplist($module, user, group, /)", native(getgrouplist))
        .doc("Returns a list of groups to which a user belongs."),
    Row::function("initgroups($module, username, gid, /)", native(initgroups)).doc("Initialize the group access list."),
    Row::function("nice($module, increment, /)", native(nice))
        .doc("Add increment to the priority of process and return the new priority."),
    Row::function("getpriority($module, /, which, who)", native(getpriority))
        .doc("Return program scheduling priority."),
    Row::function("setpriority($module, /, which, who, priority)", native(setpriority))
        .doc("Set program scheduling priority."),
    Row::function("umask($module, mask, /)", native(umask))
        .doc("Set the current numeric umask and return the previous umask."),
];
