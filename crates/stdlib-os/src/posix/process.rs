//! Processes: fork, exec, posix_spawn, waiting, signals to processes, terminals of processes.

use std::cell::UnsafeCell;
use std::ffi::CString;
use std::mem::MaybeUninit;

use heap::{GcVec, RootVec, Value};
use object::class::ClassCell;
use object::gc::ValueExt;
use object::{Gc, List, Result, Row, Str, Tuple, native, none, number, ops, raise_type, raise_value, seq};

use builtins::structseq::{self, Desc};
use builtins::syscall;

use super::args::{Fd, fs_text, named, path};

static WAITID_CELL: ClassCell = ClassCell::new();
pub static WAITID_RESULT: Desc = Desc {
    path: "posix.waitid_result",
    doc: "waitid_result: Result from waitid.\n\nThis object may be accessed either as a tuple of\n  (si_pid, si_uid, si_signo, si_status, si_code),\nor via the attributes si_pid, si_uid, and so on.\n\nSee os.waitid for more information.",
    fields: &[("si_pid", ""), ("si_uid", ""), ("si_signo", ""), ("si_status", ""), ("si_code", "")],
    n_sequence: 5,
    cell: &WAITID_CELL,
};

/// The callables of `register_at_fork`: before, in the child, in the parent.
struct AtFork(UnsafeCell<Option<[RootVec; 3]>>);
// SAFETY: touched under the GIL only.
unsafe impl Sync for AtFork {}
static AT_FORK: AtFork = AtFork(UnsafeCell::new(None));

fn at_fork(i: usize) -> &'static mut RootVec {
    // SAFETY: under the GIL; callers do not keep the reference across calls into Python.
    let all = unsafe { &mut *AT_FORK.0.get() };
    &mut all.get_or_insert_with(|| [RootVec::new(), RootVec::new(), RootVec::new()])[i]
}

fn register_at_fork(before: Option<Value>, child: Option<Value>, parent: Option<Value>) -> Result<()> {
    if before.is_none() && child.is_none() && parent.is_none() {
        return raise_type!("At least one argument is required.");
    }
    for (f, name) in [(before, "before"), (child, "after_in_child"), (parent, "after_in_parent")] {
        if let Some(f) = f
            && !object::call::is_callable(f)
        {
            return raise_type!("'{name}' must be callable, not {}", object::repr::type_name(f));
        }
    }
    for (i, f) in [before, child, parent].into_iter().enumerate() {
        if let Some(f) = f {
            at_fork(i).push(f);
        }
    }
    Ok(())
}

fn run_hooks(i: usize, reversed: bool) {
    let n = at_fork(i).len();
    for k in 0..n {
        let f = at_fork(i)[if reversed { n - 1 - k } else { k }];
        if object::call::call(f, &[]).is_err() {
            let e = object::error::take_pending();
            (object::hooks::hooks().unraisable)(e, None, f);
        }
    }
}

/// What must happen before a fork whose child goes on running Python code.
pub fn before_fork() {
    run_hooks(0, true);
    heap::before_fork();
}

/// In the parent, after a fork (also a failed one).
pub fn after_fork_parent() {
    heap::after_fork_parent();
    run_hooks(2, false);
}

/// In the child, after a fork.
pub fn after_fork_child() {
    heap::after_fork_child();
    if let Some(f) = object::hooks::late().after_fork_child {
        f();
    }
    run_hooks(1, false);
}

fn warn_about_threads(name: &str) -> Result<()> {
    let n = std::fs::read_dir("/proc/self/task").map_or(1, Iterator::count);
    if n > 1 && crate::thread::count_python_threads() > 1 {
        // SAFETY: a plain system call.
        let pid = unsafe { libc::getpid() };
        let msg =
            format!("This process (pid={pid}) is multi-threaded, use of {name}() may lead to deadlocks in the child.");
        return object::hooks::warn(&object::error::exc::DEPRECATION_WARNING, &msg, 1);
    }
    Ok(())
}

/// At shutdown only this thread runs Python code still, and objects lose their finalizers: no copy can be made of that.
fn refuse_at_shutdown() -> Result<()> {
    if heap::is_closed() {
        return object::raise_exc!(PYTHON_FINALIZATION_ERROR, "can't fork at interpreter shutdown");
    }
    Ok(())
}

fn fork() -> Result<i32> {
    refuse_at_shutdown()?;
    before_fork();
    // SAFETY: the heap's locks are held across the call, and the child forgets the other threads.
    let pid = unsafe { libc::fork() };
    let e = syscall::errno();
    if pid == 0 {
        after_fork_child();
        return Ok(0);
    }
    after_fork_parent();
    if pid < 0 {
        return object::error::os_error(e, None, None);
    }
    warn_about_threads("fork")?;
    Ok(pid)
}

fn forkpty() -> Result<Value> {
    refuse_at_shutdown()?;
    let mut master = -1;
    before_fork();
    // SAFETY: as in `fork`; null pointers mean defaults.
    let pid =
        unsafe { libc::forkpty(&raw mut master, std::ptr::null_mut(), std::ptr::null_mut(), std::ptr::null_mut()) };
    let e = syscall::errno();
    if pid == 0 {
        after_fork_child();
    } else {
        after_fork_parent();
        if pid < 0 {
            return object::error::os_error(e, None, None);
        }
        warn_about_threads("forkpty")?;
    }
    Ok(seq::tuple(&[number::int(i64::from(pid)), number::int(i64::from(master))]))
}

/// Null-terminated strings and the array of pointers to them that exec wants.
pub struct CStrings {
    _owned: Vec<CString>,
    pub pointers: Vec<*const libc::c_char>,
}

impl CStrings {
    pub fn new(owned: Vec<CString>) -> CStrings {
        let mut pointers: Vec<_> = owned.iter().map(|s| s.as_ptr()).collect();
        pointers.push(std::ptr::null());
        CStrings { _owned: owned, pointers }
    }
    pub fn as_ptr(&self) -> *const *const libc::c_char {
        self.pointers.as_ptr()
    }
}

fn argv(function: &str, v: Value) -> Result<CStrings> {
    if !v.is::<List>() && !v.is::<Tuple>() {
        return raise_type!("{function}: argv must be a tuple or list");
    }
    let items = object::iter::collect(v)?;
    if items.is_empty() {
        return raise_value!("{function}: argv must not be empty");
    }
    let mut out = Vec::new();
    for a in &items {
        out.push(fs_text(*a)?);
    }
    if out[0].is_empty() {
        return raise_value!("{function}: argv first element cannot be empty");
    }
    Ok(CStrings::new(out))
}

fn envp(function: &str, v: Value) -> Result<CStrings> {
    if object::class_of(v).dunder(object::Id::__getitem__).is_none() {
        return raise_type!("{function}: environment must be a mapping object");
    }
    let keys = object::iter::collect(object::call::call_method(v, object::Id::keys.str(), &[])?)?;
    let values = object::iter::collect(object::call::call_method(v, object::Id::values.str(), &[])?)?;
    let mut out = Vec::new();
    for (k, value) in keys.iter().zip(values.iter()) {
        let value = fs_text(*value)?;
        let key = fs_text(*k)?;
        if key.as_bytes().is_empty() || key.as_bytes()[1..].contains(&b'=') {
            return raise_value!("illegal environment variable name");
        }
        let mut pair = key.into_bytes();
        pair.push(b'=');
        pair.extend_from_slice(value.as_bytes());
        match CString::new(pair) {
            Ok(s) => out.push(s),
            Err(_) => return raise_value!("embedded null byte"),
        }
    }
    Ok(CStrings::new(out))
}

fn execv(p: Value, args: Value) -> Result<()> {
    let p = path(p, named("execv", "path"))?;
    let args = argv("execv", args)?;
    // SAFETY: all strings are null-terminated, the array ends with null.
    unsafe { libc::execv(p.as_ptr(), args.as_ptr()) };
    object::error::os_error(syscall::errno(), None, None)
}

fn execve(p: Value, args: Value, env: Value) -> Result<()> {
    let p = path(p, super::args::or_fd("execve"))?;
    let args = argv("execve", args)?;
    let env = envp("execve", env)?;
    match p.fd {
        // SAFETY (for both calls below): as in `execv`.
        Some(fd) => unsafe { libc::fexecve(fd, args.as_ptr(), env.as_ptr()) },
        None => unsafe { libc::execve(p.as_ptr(), args.as_ptr(), env.as_ptr()) },
    };
    object::error::os_error(syscall::errno(), Some(p.given), None)
}

/// The attributes and file actions of `posix_spawn`, destroyed when dropped.
struct Spawn {
    attr: MaybeUninit<libc::posix_spawnattr_t>,
    actions: MaybeUninit<libc::posix_spawn_file_actions_t>,
    names: Vec<CString>,
}

impl Spawn {
    fn new() -> Spawn {
        let mut s = Spawn { attr: MaybeUninit::zeroed(), actions: MaybeUninit::zeroed(), names: Vec::new() };
        // SAFETY: both are initialised by these calls.
        unsafe {
            libc::posix_spawnattr_init(s.attr.as_mut_ptr());
            libc::posix_spawn_file_actions_init(s.actions.as_mut_ptr());
        }
        s
    }

    fn check(r: i32) -> Result<()> {
        if r == 0 { Ok(()) } else { object::error::os_error(r, None, None) }
    }

    fn add_action(&mut self, action: Value) -> Result<()> {
        let Some(t) = action.cast::<Tuple>().filter(|t| !t.as_slice().is_empty()) else {
            return raise_type!("Each file_actions element must be a non-empty tuple");
        };
        let t = t.as_slice();
        let int = |i: usize| -> Result<i32> { Ok(ops::to_i64(t[i])? as i32) };
        let a = self.actions.as_mut_ptr();
        match (int(0)?, t.len()) {
            (0, 5) => {
                let name = fs_text(t[2])?;
                let (fd, flags, mode) = (int(1)?, int(3)?, int(4)? as libc::mode_t);
                // SAFETY: the name lives in `self` until the spawn is over.
                let r = unsafe { libc::posix_spawn_file_actions_addopen(a, fd, name.as_ptr(), flags, mode) };
                self.names.push(name);
                Self::check(r)
            }
            (0, _) => raise_type!("A open file_action tuple must have 5 elements"),
            // SAFETY (for both calls below): the actions are initialised.
            (1, 2) => Self::check(unsafe { libc::posix_spawn_file_actions_addclose(a, int(1)?) }),
            (1, _) => raise_type!("A close file_action tuple must have 2 elements"),
            (2, 3) => Self::check(unsafe { libc::posix_spawn_file_actions_adddup2(a, int(1)?, int(2)?) }),
            (2, _) => raise_type!("A dup2 file_action tuple must have 3 elements"),
            // SAFETY: as above; the function is glibc's since 2.34.
            (3, 2) => Self::check(unsafe { posix_spawn_file_actions_addclosefrom_np(a, int(1)?) }),
            (3, _) => raise_type!("A closefrom file_action tuple must have 2 elements"),
            _ => raise_type!("Unknown file_actions identifier"),
        }
    }
}

unsafe extern "C" {
    fn posix_spawn_file_actions_addclosefrom_np(
        actions: *mut libc::posix_spawn_file_actions_t,
        from: libc::c_int,
    ) -> libc::c_int;
}

impl Drop for Spawn {
    fn drop(&mut self) {
        // SAFETY: both were initialised in `new`.
        unsafe {
            libc::posix_spawnattr_destroy(self.attr.as_mut_ptr());
            libc::posix_spawn_file_actions_destroy(self.actions.as_mut_ptr());
        }
    }
}

/// The keyword arguments of `posix_spawn`.
struct SpawnOptions {
    actions: Option<Value>,
    pgroup: Option<Value>,
    reset_ids: bool,
    setsid: bool,
    mask: Option<Value>,
    default: Option<Value>,
    scheduler: Option<Value>,
}

fn spawn_attributes(s: &mut Spawn, o: &SpawnOptions, function: &str) -> Result<()> {
    let a = s.attr.as_mut_ptr();
    let mut flags = 0;
    // SAFETY (for the calls below): the attributes are initialised, and the records are local.
    unsafe {
        if let Some(p) = o.pgroup.filter(|p| !object::misc::is_none(*p)) {
            Spawn::check(libc::posix_spawnattr_setpgroup(a, ops::to_i64(p)? as i32))?;
            flags |= libc::POSIX_SPAWN_SETPGROUP;
        }
        if o.reset_ids {
            flags |= libc::POSIX_SPAWN_RESETIDS;
        }
        if o.setsid {
            flags |= 0x80;
        }
        if let Some(m) = o.mask {
            Spawn::check(libc::posix_spawnattr_setsigmask(a, &crate::signal::signal_set(m)?))?;
            flags |= libc::POSIX_SPAWN_SETSIGMASK;
        }
        if let Some(m) = o.default {
            Spawn::check(libc::posix_spawnattr_setsigdefault(a, &crate::signal::signal_set(m)?))?;
            flags |= libc::POSIX_SPAWN_SETSIGDEF;
        }
        if let Some(sched) = o.scheduler.filter(|p| !object::misc::is_none(*p)) {
            let Some(t) = sched.cast::<Tuple>().filter(|t| t.as_slice().len() == 2) else {
                return raise_type!("{function}: scheduler must be a tuple or None");
            };
            let (policy, param) = (t.as_slice()[0], t.as_slice()[1]);
            let param = super::sched::param(param)?;
            if !object::misc::is_none(policy) {
                Spawn::check(libc::posix_spawnattr_setschedpolicy(a, ops::to_i64(policy)? as i32))?;
                flags |= libc::POSIX_SPAWN_SETSCHEDULER;
            }
            Spawn::check(libc::posix_spawnattr_setschedparam(a, &param))?;
            flags |= libc::POSIX_SPAWN_SETSCHEDPARAM;
        }
        Spawn::check(libc::posix_spawnattr_setflags(a, flags as libc::c_short))
    }
}

fn do_spawn(function: &'static str, search: bool, p: Value, args: Value, env: Value, o: &SpawnOptions) -> Result<i32> {
    let p = path(p, named(function, "path"))?;
    let args = argv(function, args)?;
    let env = if object::misc::is_none(env) { None } else { Some(envp(function, env)?) };
    let mut s = Spawn::new();
    if let Some(a) = o.actions.filter(|a| !object::misc::is_none(*a)) {
        if !a.is::<List>() && !a.is::<Tuple>() && object::class_of(a).dunder(object::Id::__iter__).is_none() {
            return raise_type!("file_actions must be a sequence or None");
        }
        let all: GcVec<Value> = object::iter::collect(a)?;
        for action in &all {
            s.add_action(*action)?;
        }
    }
    spawn_attributes(&mut s, o, function)?;
    let mut pid = 0;
    // SAFETY: strings are null-terminated, arrays end with null, actions and attributes are initialised; `environ` is the C
    // library's own array.
    let r = unsafe {
        let env = env.as_ref().map_or_else(|| environ.cast(), |e| e.as_ptr());
        let f = if search { libc::posix_spawnp } else { libc::posix_spawn };
        f(&raw mut pid, p.as_ptr(), s.actions.as_ptr(), s.attr.as_ptr(), args.as_ptr().cast(), env.cast())
    };
    if r == 0 { Ok(pid) } else { object::error::os_error(r, Some(p.given), None) }
}

unsafe extern "C" {
    fn getlogin_r(name: *mut libc::c_char, n: usize) -> libc::c_int;
    static environ: *const *const libc::c_char;
}

/// `posix_spawn`, or with `SEARCH` `posix_spawnp`, which looks for the program on `PATH`.
#[allow(clippy::too_many_arguments)] // Python's parameters.
fn posix_spawn<const SEARCH: bool>(
    p: Value,
    args: Value,
    env: Value,
    actions: Option<Value>,
    pgroup: Option<Value>,
    reset_ids: Option<bool>,
    setsid: Option<bool>,
    mask: Option<Value>,
    default: Option<Value>,
    scheduler: Option<Value>,
) -> Result<i32> {
    let o = SpawnOptions {
        actions,
        pgroup,
        reset_ids: reset_ids.unwrap_or(false),
        setsid: setsid.unwrap_or(false),
        mask,
        default,
        scheduler,
    };
    do_spawn(if SEARCH { "posix_spawnp" } else { "posix_spawn" }, SEARCH, p, args, env, &o)
}
fn pid_status(pid: i32, status: i32) -> Value {
    seq::tuple(&[number::int(i64::from(pid)), number::int(i64::from(status))])
}

fn wait() -> Result<Value> {
    let mut status = 0;
    // SAFETY: the status is a local variable.
    let pid = syscall::call(|| unsafe { libc::wait(&raw mut status) })?;
    Ok(pid_status(pid, status))
}
fn waitpid(pid: i32, options: i32) -> Result<Value> {
    let mut status = 0;
    // SAFETY: the status is a local variable.
    let pid = syscall::call(|| unsafe { libc::waitpid(pid, &raw mut status, options) })?;
    Ok(pid_status(pid, status))
}
fn wait3(options: i32) -> Result<Value> {
    wait4(-1, options)
}
fn wait4(pid: i32, options: i32) -> Result<Value> {
    let mut status = 0;
    let mut usage = MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: status and record are local variables.
    let pid = syscall::call(|| unsafe { libc::wait4(pid, &raw mut status, options, usage.as_mut_ptr()) })?;
    // SAFETY: zeroed, which is valid, or filled.
    let usage = crate::resource::usage_value(unsafe { usage.assume_init_ref() });
    Ok(seq::tuple(&[number::int(i64::from(pid)), number::int(i64::from(status)), usage]))
}
fn waitid(idtype: i32, id: i64, options: i32) -> Result<Value> {
    let mut info = MaybeUninit::<libc::siginfo_t>::zeroed();
    // SAFETY: the record is a local variable.
    syscall::call(|| unsafe { libc::waitid(idtype as libc::idtype_t, id as libc::id_t, info.as_mut_ptr(), options) })?;
    // SAFETY: zeroed or filled by waitid, whose fields these are.
    unsafe {
        let info = info.assume_init();
        if info.si_pid() == 0 {
            return Ok(none());
        }
        let n = |i: i64| number::int(i);
        let values = [
            n(i64::from(info.si_pid())),
            n(i64::from(info.si_uid())),
            n(i64::from(info.si_signo)),
            n(i64::from(info.si_status())),
            n(i64::from(info.si_code)),
        ];
        Ok(structseq::make(&WAITID_RESULT, &values))
    }
}
fn waitstatus_to_exitcode(status: Value) -> Result<i32> {
    if number::is_float(status) {
        return raise_type!("'float' object cannot be interpreted as an integer");
    }
    let status = ops::to_i64(status)? as i32;
    if libc::WIFEXITED(status) {
        return Ok(libc::WEXITSTATUS(status));
    }
    if libc::WIFSIGNALED(status) {
        return Ok(-libc::WTERMSIG(status));
    }
    if libc::WIFSTOPPED(status) {
        return raise_value!("process stopped by delivery of signal {}", libc::WSTOPSIG(status));
    }
    raise_value!("invalid wait status: {status}")
}

fn wcoredump(status: i32) -> bool {
    libc::WCOREDUMP(status)
}
fn wifcontinued(status: i32) -> bool {
    libc::WIFCONTINUED(status)
}
fn wifstopped(status: i32) -> bool {
    libc::WIFSTOPPED(status)
}
fn wifsignaled(status: i32) -> bool {
    libc::WIFSIGNALED(status)
}
fn wifexited(status: i32) -> bool {
    libc::WIFEXITED(status)
}
fn wexitstatus(status: i32) -> i32 {
    libc::WEXITSTATUS(status)
}
fn wtermsig(status: i32) -> i32 {
    libc::WTERMSIG(status)
}
fn wstopsig(status: i32) -> i32 {
    libc::WSTOPSIG(status)
}

fn kill(pid: i32, signal: i32) -> Result<()> {
    // SAFETY: a plain system call.
    syscall::check(unsafe { libc::kill(pid, signal) })?;
    // A signal to this very process has arrived by now: its handler runs before `kill` returns, as in CPython.
    syscall::check_signals()
}
fn killpg(pgid: i32, signal: i32) -> Result<()> {
    // SAFETY: a plain system call.
    syscall::check(unsafe { libc::killpg(pgid, signal) })?;
    syscall::check_signals()
}

fn system(command: Value) -> Result<i32> {
    let command = fs_text(command)?;
    // SAFETY: the command is null-terminated.
    Ok(heap::without_gil(|| unsafe { libc::system(command.as_ptr()) }))
}
fn exit(status: i32) {
    // SAFETY: ends the process at once.
    unsafe { libc::_exit(status) }
}
fn abort() {
    // SAFETY: ends the process.
    unsafe { libc::abort() }
}

fn pidfd_open(pid: i32, flags: Option<u32>) -> Result<i32> {
    // SAFETY: a plain system call.
    syscall::check(unsafe { libc::syscall(libc::SYS_pidfd_open, pid, flags.unwrap_or(0)) } as i32)
}
fn unshare(flags: i32) -> Result<()> {
    // SAFETY: a plain system call.
    syscall::call(|| unsafe { libc::unshare(flags) }).map(drop)
}
fn setns(fd: Fd, nstype: Option<i32>) -> Result<()> {
    // SAFETY: a plain system call.
    syscall::call(|| unsafe { libc::setns(fd.0, nstype.unwrap_or(0)) }).map(drop)
}

fn openpty() -> Result<Value> {
    let (mut master, mut slave) = (-1, -1);
    // SAFETY: null pointers mean defaults.
    syscall::check(unsafe {
        libc::openpty(&raw mut master, &raw mut slave, std::ptr::null_mut(), std::ptr::null(), std::ptr::null())
    })?;
    super::files::set_inheritable(master, false)?;
    super::files::set_inheritable(slave, false)?;
    Ok(seq::tuple(&[number::int(i64::from(master)), number::int(i64::from(slave))]))
}
fn login_tty(fd: Fd) -> Result<()> {
    // SAFETY: a plain system call.
    syscall::check(unsafe { libc::login_tty(fd.0) }).map(drop)
}
fn posix_openpt(flags: i32) -> Result<i32> {
    // SAFETY: a plain system call.
    let fd = syscall::check(unsafe { libc::posix_openpt(flags) })?;
    super::files::set_inheritable(fd, false)?;
    Ok(fd)
}
fn grantpt(fd: Fd) -> Result<()> {
    // SAFETY: a plain system call.
    syscall::check(unsafe { libc::grantpt(fd.0) }).map(drop)
}
fn unlockpt(fd: Fd) -> Result<()> {
    // SAFETY: a plain system call.
    syscall::check(unsafe { libc::unlockpt(fd.0) }).map(drop)
}
fn name_by(f: impl Fn(*mut libc::c_char, usize) -> i32) -> Result<Gc<Str>> {
    let mut buf = [0 as libc::c_char; 1024];
    match f(buf.as_mut_ptr(), buf.len()) {
        // SAFETY: the call wrote a null-terminated name.
        0 => Ok(unsafe { super::args::text_of(buf.as_ptr()) }),
        e => object::error::os_error(if e > 0 { e } else { syscall::errno() }, None, None),
    }
}
fn ptsname(fd: Fd) -> Result<Gc<Str>> {
    // SAFETY: the buffer is as long as said.
    name_by(|p, n| unsafe { libc::ptsname_r(fd.0, p, n) })
}
fn ttyname(fd: i32) -> Result<Gc<Str>> {
    // SAFETY: as above.
    name_by(|p, n| unsafe { libc::ttyname_r(fd, p, n) })
}
fn getlogin() -> Result<Gc<Str>> {
    // SAFETY: as above.
    name_by(|p, n| unsafe { getlogin_r(p, n) })
}
fn ctermid() -> &'static str {
    "/dev/tty"
}
fn tcgetpgrp(fd: i32) -> Result<i32> {
    // SAFETY: a plain system call.
    syscall::check(unsafe { libc::tcgetpgrp(fd) })
}
fn tcsetpgrp(fd: i32, pgid: i32) -> Result<()> {
    // SAFETY: a plain system call.
    syscall::check(unsafe { libc::tcsetpgrp(fd, pgid) }).map(drop)
}

fn inputhook() -> i32 {
    0
}
fn is_inputhook_installed() -> bool {
    false
}

pub static ROWS: &[Row] = &[
    Row::function("register_at_fork($module, /, *, before=<unrepresentable>, after_in_child=<unrepresentable>, after_in_parent=<unrepresentable>)", native(register_at_fork)).doc("Register callables to be called when forking a new process."),
    Row::function("fork($module, /)", native(fork)).doc("Fork a child process."),
    Row::function("forkpty($module, /)", native(forkpty)).doc("Fork a new process with a new pseudo-terminal as controlling tty."),
    Row::function("execv($module, path, argv, /)", native(execv)).doc("Execute an executable path with arguments, replacing current process."),
    Row::function("execve($module, /, path, argv, env)", native(execve)).doc("Execute an executable path with arguments, replacing current process."),
    Row::function("posix_spawn($module, path, argv, env, /, *, file_actions=(), setpgroup=None, resetids=False, setsid=False, setsigmask=(), setsigdef=(), scheduler=None)", native(posix_spawn::<false>)).doc("Execute the program specified by path in a new process."),
    Row::function("posix_spawnp($module, path, argv, env, /, *, file_actions=(), setpgroup=None, resetids=False, setsid=False, setsigmask=(), setsigdef=(), scheduler=None)", native(posix_spawn::<true>)).doc("Execute the program specified by path in a new process."),
    Row::function("wait($module, /)", native(wait)).doc("Wait for completion of a child process."),
    Row::function("waitpid($module, pid, options, /)", native(waitpid)).doc("Wait for completion of a given child process."),
    Row::function("wait3($module, /, options)", native(wait3)).doc("Wait for completion of a child process."),
    Row::function("wait4($module, /, pid, options)", native(wait4)).doc("Wait for completion of a specific child process."),
    Row::function("waitid($module, idtype, id, options, /)", native(waitid)).doc("Returns the result of waiting for a process or processes."),
    Row::function("waitstatus_to_exitcode($module, /, status)", native(waitstatus_to_exitcode)).doc("Convert a wait status to an exit code."),
    Row::function("WCOREDUMP($module, status, /)", native(wcoredump)).doc("Return True if the process returning status was dumped to a core file."),
    Row::function("WIFCONTINUED($module, /, status)", native(wifcontinued)).doc("Return True if a particular process was continued from a job control stop."),
    Row::function("WIFSTOPPED($module, /, status)", native(wifstopped)).doc("Return True if the process returning status was stopped."),
    Row::function("WIFSIGNALED($module, /, status)", native(wifsignaled)).doc("Return True if the process returning status was terminated by a signal."),
    Row::function("WIFEXITED($module, /, status)", native(wifexited)).doc("Return True if the process returning status exited via the exit() system call."),
    Row::function("WEXITSTATUS($module, /, status)", native(wexitstatus)).doc("Return the process return code from status."),
    Row::function("WTERMSIG($module, /, status)", native(wtermsig)).doc("Return the signal that terminated the process that provided the status value."),
    Row::function("WSTOPSIG($module, /, status)", native(wstopsig)).doc("Return the signal that stopped the process that provided the status value."),
    Row::function("kill($module, pid, signal, /)", native(kill)).doc("Kill a process with a signal."),
    Row::function("killpg($module, pgid, signal, /)", native(killpg)).doc("Kill a process group with a signal."),
    Row::function("system($module, /, command)", native(system)).doc("Execute the command in a subshell."),
    Row::function("_exit($module, /, status)", native(exit)).doc("Exit to the system with specified status, without normal exit processing."),
    Row::function("abort($module, /)", native(abort)).doc("Abort the interpreter immediately."),
    Row::function("pidfd_open($module, /, pid, flags=0)", native(pidfd_open)).doc("Return a file descriptor referring to the process *pid*."),
    Row::function("unshare($module, /, flags)", native(unshare)).doc("Disassociate parts of a process (or thread) execution context."),
    Row::function("setns($module, /, fd, nstype=0)", native(setns)).doc("Move the calling thread into different namespaces."),
    Row::function("openpty($module, /)", native(openpty)).doc("Open a pseudo-terminal."),
    Row::function("login_tty($module, fd, /)", native(login_tty)).doc("Prepare the tty of which fd is a file descriptor for a new login session."),
    Row::function("posix_openpt($module, oflag, /)", native(posix_openpt)).doc("Open and return a file descriptor for a master pseudo-terminal device."),
    Row::function("grantpt($module, fd, /)", native(grantpt)).doc("Grant access to the slave pseudo-terminal device."),
    Row::function("unlockpt($module, fd, /)", native(unlockpt)).doc("Unlock a pseudo-terminal master/slave pair."),
    Row::function("ptsname($module, fd, /)", native(ptsname)).doc("Return the name of the slave pseudo-terminal device."),
    Row::function("ttyname($module, fd, /)", native(ttyname)).doc("Return the name of the terminal device connected to 'fd'."),
    Row::function("getlogin($module, /)", native(getlogin)).doc("Return the actual login name."),
    Row::function("ctermid($module, /)", native(ctermid)).doc("Return the name of the controlling terminal for this process."),
    Row::function("tcgetpgrp($module, fd, /)", native(tcgetpgrp)).doc("Return the process group associated with the terminal specified by fd."),
    Row::function("tcsetpgrp($module, fd, pgid, /)", native(tcsetpgrp)).doc("Set the process group associated with the terminal specified by fd."),
    Row::function("_inputhook($module, /)", native(inputhook)).doc("Calls PyOS_CallInputHook droppping the GIL first"),
    Row::function("_is_inputhook_installed($module, /)", native(is_inputhook_installed)).doc("Checks if PyOS_CallInputHook is set"),
];
