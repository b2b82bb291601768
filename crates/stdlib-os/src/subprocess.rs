//! `_posixsubprocess`: `fork_exec`.
//!
//! Everything that the child needs is prepared before the fork; between fork and exec the child only makes system calls,
//! unless there is a `preexec_fn`, for which it becomes a full copy of the interpreter.

use std::ffi::CString;

use heap::Value;
use object::error::{catch, exc};
use object::gc::ValueExt;
use object::{Gc, List, Module, Result, Row, Tuple, native, number, ops, raise_exc, raise_type, raise_value};

use builtins::syscall;

use crate::posix::{self, CStrings};

/// What the child does.
struct Plan {
    argv: Option<CStrings>,
    env: Option<CStrings>,
    executables: Vec<CString>,
    cwd: Option<CString>,
    /// Ascending.
    pass_fds: Vec<i32>,
    close_fds: bool,
    p2c: [i32; 2],
    c2p: [i32; 2],
    err: [i32; 2],
    errpipe: [i32; 2],
    restore_signals: bool,
    setsid: bool,
    pgid: i32,
    gid: Option<u32>,
    groups: Option<Vec<u32>>,
    uid: Option<u32>,
    umask: i32,
    preexec: Option<Value>,
}

fn strings(v: Value) -> Result<Vec<CString>> {
    let mut out = Vec::new();
    for s in &object::iter::collect(v)? {
        match CString::new(builtins::fsname::fs_bytes(*s)?) {
            Ok(s) => out.push(s),
            Err(_) => return raise_value!("embedded null byte"),
        }
    }
    Ok(out)
}

fn pass_fds(v: Value) -> Result<Vec<i32>> {
    let Some(t) = v.cast::<Tuple>() else {
        return raise_type!("fork_exec() argument 4 must be tuple, not {}", object::repr::type_name(v));
    };
    let mut out: Vec<i32> = Vec::new();
    for f in t.as_slice() {
        match number::as_i64(*f).and_then(|n| i32::try_from(n).ok()) {
            Some(n) if n >= 0 && out.last().is_none_or(|l| *l < n) => out.push(n),
            _ => return raise_value!("bad value(s) in fds_to_keep"),
        }
    }
    Ok(out)
}

fn optional<T>(v: Value, f: impl FnOnce(Value) -> Result<T>) -> Result<Option<T>> {
    if object::misc::is_none(v) { Ok(None) } else { f(v).map(Some) }
}

/// A user or group number; -1, which the system takes for "leave it", is refused.
fn id(v: Value, kind: &str, invalid: &str) -> Result<u32> {
    match posix::args::id_number(v, kind)? {
        u32::MAX => raise_value!("{invalid}"),
        n => Ok(n),
    }
}

fn groups(v: Value) -> Result<Vec<u32>> {
    if !v.is::<List>() {
        return raise_type!("setgroups argument must be a sequence");
    }
    let items = object::iter::collect(v)?;
    if items.len() > 65536 {
        return raise_value!("too many extra_groups");
    }
    let mut out = Vec::new();
    for g in &items {
        if !number::is_int(*g) {
            return raise_type!("extra_groups must be integers");
        }
        match catch(id(*g, "gid", "invalid group id"), &exc::OVERFLOW_ERROR)? {
            Some(n) => out.push(n),
            None => return raise_value!("invalid group id"),
        }
    }
    Ok(out)
}

fn plan(a: &[Value]) -> Result<Plan> {
    let fd = |i: usize| -> Result<i32> { Ok(ops::to_i64(a[i])? as i32) };
    let flag = |i: usize| ops::truth(a[i]);
    let executables = strings(a[1])?;
    let argv = optional(a[0], strings)?;
    if argv.as_ref().is_some_and(Vec::is_empty) && a[0].is::<Tuple>() {
        return raise_value!("args must not be empty");
    }
    let plan = Plan {
        argv: argv.map(CStrings::new),
        env: optional(a[5], strings)?.map(CStrings::new),
        executables,
        cwd: optional(a[4], |v| {
            CString::new(builtins::fsname::fs_bytes(v)?).or_else(|_| raise_value!("embedded null byte"))
        })?,
        close_fds: flag(2)?,
        pass_fds: pass_fds(a[3])?,
        p2c: [fd(6)?, fd(7)?],
        c2p: [fd(8)?, fd(9)?],
        err: [fd(10)?, fd(11)?],
        errpipe: [fd(12)?, fd(13)?],
        restore_signals: flag(14)?,
        setsid: flag(15)?,
        pgid: fd(16)?,
        gid: optional(a[17], |v| id(v, "gid", "invalid group id"))?,
        groups: optional(a[18], groups)?,
        uid: optional(a[19], |v| id(v, "uid", "invalid user id"))?,
        umask: fd(20)?,
        preexec: if object::misc::is_none(a[21]) { None } else { Some(a[21]) },
    };
    if plan.close_fds && plan.errpipe[1] < 3 {
        return raise_value!("errpipe_write must be >= 3");
    }
    Ok(plan)
}

/// Why the child did not become another program: an error number and a note for the parent.
struct Failure {
    errno: i32,
    note: &'static str,
}

fn check(r: i32, note: &'static str) -> std::result::Result<i32, Failure> {
    if r < 0 { Err(Failure { errno: syscall::errno(), note }) } else { Ok(r) }
}

/// Makes `fd` the child's descriptor `to`.
unsafe fn place(fd: i32, to: i32) -> std::result::Result<(), Failure> {
    // SAFETY: plain system calls.
    unsafe {
        if fd == to {
            let flags = check(libc::fcntl(fd, libc::F_GETFD), "noexec")?;
            check(libc::fcntl(fd, libc::F_SETFD, flags & !libc::FD_CLOEXEC), "noexec")?;
        } else if fd != -1 {
            check(libc::dup2(fd, to), "noexec")?;
        }
    }
    Ok(())
}

/// Closes all descriptors above 2 but those to keep.
fn close_others(keep: &[i32]) {
    let mut from = 3;
    for k in keep.iter().filter(|k| **k >= 3) {
        posix::close_range(from, k - 1);
        from = k + 1;
    }
    posix::close_range(from, i32::MAX);
}

/// The child's way to its program. It returns only in failure.
unsafe fn child(p: &Plan) -> Failure {
    // SAFETY: only system calls on prepared data, and the preexec function's call.
    match unsafe { prepare(p) } {
        Ok(()) => {}
        Err(f) => return f,
    }
    if let Some(f) = p.preexec
        && object::call::call(f, &[]).is_err()
    {
        return Failure { errno: 0, note: "Exception occurred in preexec_fn." };
    }
    if p.close_fds {
        close_others(&p.pass_fds);
    }
    let argv = p.argv.as_ref().map_or(std::ptr::null(), |a| a.as_ptr());
    let mut last = 0;
    for path in &p.executables {
        // SAFETY: all strings are null-terminated, arrays end with null.
        unsafe {
            match &p.env {
                Some(e) => libc::execve(path.as_ptr(), argv, e.as_ptr()),
                None => libc::execv(path.as_ptr(), argv),
            };
        }
        let e = syscall::errno();
        if e != libc::ENOENT && e != libc::ENOTDIR && last == 0 {
            last = e;
        }
    }
    Failure { errno: if last != 0 { last } else { syscall::errno() }, note: "" }
}

unsafe fn prepare(p: &Plan) -> std::result::Result<(), Failure> {
    // SAFETY (all): plain system calls on prepared data.
    unsafe {
        for fd in p.pass_fds.iter().filter(|f| **f != p.errpipe[1]) {
            let flags = libc::fcntl(*fd, libc::F_GETFD);
            if flags >= 0 {
                libc::fcntl(*fd, libc::F_SETFD, flags & !libc::FD_CLOEXEC);
            }
        }
        // The parent's ends of the pipes.
        for fd in [p.p2c[1], p.c2p[0], p.err[0], p.errpipe[0]] {
            if fd != -1 {
                libc::close(fd);
            }
        }
        // A child's end among the low numbers is moved up before its number is taken.
        let (mut out, mut err) = (p.c2p[1], p.err[1]);
        if out == 0 {
            out = check(libc::dup(out), "noexec")?;
        }
        while err == 0 || err == 1 {
            err = check(libc::dup(err), "noexec")?;
        }
        place(p.p2c[0], 0)?;
        place(out, 1)?;
        place(err, 2)?;
        if let Some(d) = &p.cwd {
            check(libc::chdir(d.as_ptr()), "noexec:chdir")?;
        }
        if p.umask >= 0 {
            libc::umask(p.umask as libc::mode_t);
        }
        if p.restore_signals {
            for s in [libc::SIGPIPE, libc::SIGXFSZ] {
                libc::signal(s, libc::SIG_DFL);
            }
        }
        if p.setsid {
            check(libc::setsid(), "noexec")?;
        }
        if p.pgid >= 0 {
            check(libc::setpgid(0, p.pgid), "noexec")?;
        }
        if let Some(g) = &p.groups {
            check(libc::setgroups(g.len(), g.as_ptr()), "noexec")?;
        }
        if let Some(g) = p.gid {
            check(libc::setregid(g, g), "noexec")?;
        }
        if let Some(u) = p.uid {
            check(libc::setreuid(u, u), "noexec")?;
        }
    }
    Ok(())
}

/// Tells the parent, without allocating, and ends the child.
///
/// # Safety
/// The process is the child of a fork: it ends here, without its exit handlers.
unsafe fn tell_parent(fd: i32, f: &Failure) -> ! {
    let mut buf = [0u8; 64];
    let mut n = 0;
    let mut put = |b: &[u8]| {
        buf[n..n + b.len()].copy_from_slice(b);
        n += b.len();
    };
    if f.errno == 0 {
        put(b"SubprocessError:0:");
    } else {
        put(b"OSError:");
        let digits = (0..8).rev().map(|i| (f.errno >> (4 * i) & 0xF) as usize).skip_while(|d| *d == 0);
        for d in digits {
            put(&b"0123456789ABCDEF"[d..=d]);
        }
        put(b":");
    }
    // SAFETY: plain system calls on local memory.
    unsafe {
        libc::write(fd, buf.as_ptr().cast(), n);
        libc::write(fd, f.note.as_ptr().cast(), f.note.len());
        libc::_exit(255)
    }
}

fn fork_exec(args: Gc<Tuple>) -> Result<i32> {
    let a = args.as_slice();
    if a.len() != 22 {
        return raise_type!("fork_exec expected 22 arguments, got {}", a.len());
    }
    let p = plan(a)?;
    let full = p.preexec.is_some();
    if full && heap::is_closed() {
        return raise_exc!(PYTHON_FINALIZATION_ERROR, "preexec_fn not supported at interpreter shutdown");
    }
    if full {
        posix::before_fork();
    }
    // SAFETY: the child keeps to system calls, or became a full copy by the fork hooks.
    unsafe {
        let pid = libc::fork();
        let e = syscall::errno();
        if pid == 0 {
            if full {
                posix::after_fork_child();
            }
            let f = child(&p);
            tell_parent(p.errpipe[1], &f);
        }
        if full {
            posix::after_fork_parent();
        }
        if pid < 0 { object::error::os_error(e, None, None) } else { Ok(pid) }
    }
}

static ROWS: &[Row] =
    &[Row::function("fork_exec($module, /, *args)", native(fork_exec)).doc("Spawn a fresh new child process.")];

/// Creates the module.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_posixsubprocess");
    m.set_doc("A POSIX helper for the subprocess module.");
    m.add_rows(ROWS);
    Ok(m)
}
