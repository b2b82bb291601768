//! Facts about the system: configuration values, names, load, times; timer descriptors.

use std::mem::MaybeUninit;

use heap::Value;
use object::class::ClassCell;
use object::gc::ValueExt;
use object::{Dict, Gc, Result, Row, Str, native, none, number, ops, raise_type, raise_value, seq};

use builtins::pytime::{Round, nanos_of};
use builtins::structseq::{self, Desc};
use builtins::syscall;

use super::args::{Fd, text_of};
use super::confnames::{CONFSTR, PATHCONF, SYSCONF};

static TIMES_CELL: ClassCell = ClassCell::new();
static UNAME_CELL: ClassCell = ClassCell::new();
static TERMINAL_CELL: ClassCell = ClassCell::new();

pub static TIMES_RESULT: Desc = Desc {
    path: "posix.times_result",
    doc: "times_result: Result from os.times().\n\nThis object may be accessed either as a tuple of\n  (user, system, children_user, children_system, elapsed),\nor via the attributes user, system, children_user, children_system,\nand elapsed.\n\nSee os.times for more information.",
    fields: &[
        ("user", "user time"),
        ("system", "system time"),
        ("children_user", "user time of children"),
        ("children_system", "system time of children"),
        ("elapsed", "elapsed time since an arbitrary point in the past"),
    ],
    n_sequence: 5,
    cell: &TIMES_CELL,
};
pub static UNAME_RESULT: Desc = Desc {
    path: "posix.uname_result",
    doc: "uname_result: Result from os.uname().\n\nThis object may be accessed either as a tuple of\n  (sysname, nodename, release, version, machine),\nor via the attributes sysname, nodename, release, version, and machine.\n\nSee os.uname for more information.",
    fields: &[
        ("sysname", "operating system name"),
        ("nodename", "name of machine on network (implementation-defined)"),
        ("release", "operating system release"),
        ("version", "operating system version"),
        ("machine", "hardware identifier"),
    ],
    n_sequence: 5,
    cell: &UNAME_CELL,
};
pub static TERMINAL_SIZE: Desc = Desc {
    path: "os.terminal_size",
    doc: "A tuple of (columns, lines) for holding terminal window size",
    fields: &[
        ("columns", "width of the terminal window in characters"),
        ("lines", "height of the terminal window in characters"),
    ],
    n_sequence: 2,
    cell: &TERMINAL_CELL,
};

fn table(which: &str) -> &'static [(&'static str, i32)] {
    match which {
        "sysconf_names" => SYSCONF,
        "confstr_names" => CONFSTR,
        _ => PATHCONF,
    }
}

/// The dict of a table of configuration names.
pub fn names_dict(which: &str) -> Gc<Dict> {
    let d = Dict::new();
    for (name, n) in table(which) {
        d.set_text(name, number::int(i64::from(*n)));
    }
    d
}

/// A configuration name or number.
pub fn config_name(v: Value, which: &str) -> Result<i32> {
    if let Some(s) = v.cast::<Str>() {
        return match table(which).iter().find(|(n, _)| n.as_bytes() == s.as_bytes()) {
            Some((_, n)) => Ok(*n),
            None => raise_value!("unrecognized configuration name"),
        };
    }
    if number::is_int(v) || object::class_of(v).dunder(object::Id::__index__).is_some() {
        return Ok(ops::to_i64(v)? as i32);
    }
    raise_type!("configuration names must be strings or integers")
}

/// A limit: -1 without an error number means that there is none.
pub fn limit(name: Option<Value>, f: impl Fn() -> i64) -> Result<i64> {
    // SAFETY: errno belongs to this thread.
    unsafe { *libc::__errno_location() = 0 };
    let r = f();
    match syscall::errno() {
        e if r == -1 && e != 0 => object::error::os_error(e, name, None),
        _ => Ok(r),
    }
}

fn sysconf(name: Value) -> Result<i64> {
    let name = config_name(name, "sysconf_names")?;
    // SAFETY: a plain call.
    limit(None, || unsafe { libc::sysconf(name) })
}

fn confstr(name: Value) -> Result<Value> {
    let name = config_name(name, "confstr_names")?;
    // SAFETY: errno belongs to this thread; the vector is as long as said.
    unsafe {
        *libc::__errno_location() = 0;
        let n = libc::confstr(name, std::ptr::null_mut(), 0);
        if n == 0 {
            return match syscall::errno() {
                0 => Ok(none()),
                e => object::error::os_error(e, None, None),
            };
        }
        let mut buf = vec![0u8; n];
        libc::confstr(name, buf.as_mut_ptr().cast(), n);
        Ok(builtins::fsname::decode(&buf[..n - 1]).value())
    }
}

fn uname() -> Result<Value> {
    let mut u = MaybeUninit::<libc::utsname>::zeroed();
    // SAFETY: the record is filled with null-terminated texts.
    unsafe {
        syscall::check(libc::uname(u.as_mut_ptr()))?;
        let u = u.assume_init();
        let texts =
            [u.sysname.as_ptr(), u.nodename.as_ptr(), u.release.as_ptr(), u.version.as_ptr(), u.machine.as_ptr()];
        Ok(structseq::make(&UNAME_RESULT, &texts.map(|t| text_of(t).value())))
    }
}

fn times() -> Result<Value> {
    let mut t = MaybeUninit::<libc::tms>::zeroed();
    // SAFETY: the record is filled by the call.
    unsafe {
        let elapsed = syscall::check(libc::times(t.as_mut_ptr()))?;
        let t = t.assume_init();
        let tick = libc::sysconf(libc::_SC_CLK_TCK) as f64;
        let all = [t.tms_utime, t.tms_stime, t.tms_cutime, t.tms_cstime, elapsed];
        Ok(structseq::make(&TIMES_RESULT, &all.map(|c| number::float(c as f64 / tick))))
    }
}

fn getloadavg() -> Result<Value> {
    let mut load = [0f64; 3];
    // SAFETY: room for three numbers.
    if unsafe { libc::getloadavg(load.as_mut_ptr(), 3) } != 3 {
        return object::raise_exc!(OS_ERROR, "Load averages are unobtainable");
    }
    Ok(seq::tuple(&load.map(number::float)))
}

fn cpu_count() -> Value {
    // SAFETY: a plain call.
    match unsafe { libc::sysconf(libc::_SC_NPROCESSORS_ONLN) } {
        n if n >= 1 => number::int(n),
        _ => none(),
    }
}

fn strerror(code: i32) -> Result<Gc<Str>> {
    // SAFETY: the text is null-terminated and used at once.
    Ok(unsafe { text_of(libc::strerror(code)) })
}

fn get_terminal_size(fd: Option<i32>) -> Result<Value> {
    let mut w = MaybeUninit::<libc::winsize>::zeroed();
    // SAFETY: the record is filled by the call.
    let w = unsafe {
        syscall::check(libc::ioctl(fd.unwrap_or(1), libc::TIOCGWINSZ, w.as_mut_ptr()))?;
        w.assume_init()
    };
    Ok(structseq::make(&TERMINAL_SIZE, &[number::int(i64::from(w.ws_col)), number::int(i64::from(w.ws_row))]))
}

fn timerfd_create(clockid: i32, flags: Option<i32>) -> Result<i32> {
    // SAFETY: a plain system call.
    syscall::check(unsafe { libc::timerfd_create(clockid, flags.unwrap_or(0) | libc::TFD_CLOEXEC) })
}

fn spec(ns: i64) -> libc::timespec {
    libc::timespec { tv_sec: ns.div_euclid(1_000_000_000), tv_nsec: ns.rem_euclid(1_000_000_000) }
}
fn spec_ns(t: libc::timespec) -> i64 {
    t.tv_sec * 1_000_000_000 + t.tv_nsec
}
fn pair(t: &libc::itimerspec, ns: bool) -> Value {
    let show = |t: libc::timespec| if ns { number::int(spec_ns(t)) } else { number::float(spec_ns(t) as f64 / 1e9) };
    seq::tuple(&[show(t.it_value), show(t.it_interval)])
}
fn settime(fd: i32, flags: i32, initial: i64, interval: i64, ns: bool) -> Result<Value> {
    let new = libc::itimerspec { it_interval: spec(interval), it_value: spec(initial) };
    let mut old = libc::itimerspec { it_interval: spec(0), it_value: spec(0) };
    // SAFETY: the records are local variables.
    syscall::call(|| unsafe { libc::timerfd_settime(fd, flags, &raw const new, &raw mut old) })?;
    Ok(pair(&old, ns))
}
fn timerfd_settime(fd: Fd, flags: Option<i32>, initial: Option<Value>, interval: Option<Value>) -> Result<Value> {
    let ns = |v: Option<Value>| v.map_or(Ok(0), |v| nanos_of(v, Round::Floor));
    settime(fd.0, flags.unwrap_or(0), ns(initial)?, ns(interval)?, false)
}
fn timerfd_settime_ns(fd: Fd, flags: Option<i32>, initial: Option<i64>, interval: Option<i64>) -> Result<Value> {
    settime(fd.0, flags.unwrap_or(0), initial.unwrap_or(0), interval.unwrap_or(0), true)
}
fn gettime(fd: i32, ns: bool) -> Result<Value> {
    let mut now = libc::itimerspec { it_interval: spec(0), it_value: spec(0) };
    // SAFETY: the record is a local variable.
    syscall::call(|| unsafe { libc::timerfd_gettime(fd, &raw mut now) })?;
    Ok(pair(&now, ns))
}
fn timerfd_gettime(fd: Fd) -> Result<Value> {
    gettime(fd.0, false)
}
fn timerfd_gettime_ns(fd: Fd) -> Result<Value> {
    gettime(fd.0, true)
}

pub static ROWS: &[Row] = &[
    Row::function("sysconf($module, name, /)", native(sysconf))
        .doc("Return an integer-valued system configuration variable."),
    Row::function("confstr($module, name, /)", native(confstr))
        .doc("Return a string-valued system configuration variable."),
    Row::function("uname($module, /)", native(uname)).doc("Return an object identifying the current operating system."),
    Row::function("times($module, /)", native(times)).doc("Return a collection containing process timing information."),
    Row::function("getloadavg($module, /)", native(getloadavg)).doc("Return average recent system load information."),
    Row::function("cpu_count($module, /)", native(cpu_count)).doc("Return the number of logical CPUs in the system."),
    Row::function("strerror($module, code, /)", native(strerror)).doc("Translate an error code to a message string."),
    Row::function("get_terminal_size($module, fd=<unrepresentable>, /)", native(get_terminal_size))
        .doc("Return the size of the terminal window as (columns, lines)."),
    Row::function("timerfd_create($module, clockid, /, *, flags=0)", native(timerfd_create))
        .doc("Create and return a timer file descriptor."),
    Row::function("timerfd_settime($module, fd, /, *, flags=0, initial=0.0, interval=0.0)", native(timerfd_settime))
        .doc("Alter a timer file descriptor's internal timer in seconds."),
    Row::function("timerfd_settime_ns($module, fd, /, *, flags=0, initial=0, interval=0)", native(timerfd_settime_ns))
        .doc("Alter a timer file descriptor's internal timer in nanoseconds."),
    Row::function("timerfd_gettime($module, fd, /)", native(timerfd_gettime))
        .doc("Return a tuple of a timer file descriptor's (interval, next expiration) in float seconds."),
    Row::function("timerfd_gettime_ns($module, fd, /)", native(timerfd_gettime_ns))
        .doc("Return a tuple of a timer file descriptor's (interval, next expiration) in nanoseconds."),
];
