//! `resource`: limits and usage.

use std::mem::MaybeUninit;

use heap::Value;
use object::class::ClassCell;
use object::gc::ValueExt;
use object::{Gc, Module, Result, Row, Tuple, native, number, ops, raise_value, seq};

use builtins::structseq::{self, Desc};
use builtins::syscall;

static USAGE_CELL: ClassCell = ClassCell::new();
static USAGE: Desc = Desc {
    path: "resource.struct_rusage",
    doc: "struct_rusage: Result from getrusage.\n\nThis object may be accessed either as a tuple of\n    (utime,stime,maxrss,ixrss,idrss,isrss,minflt,majflt,\n    nswap,inblock,oublock,msgsnd,msgrcv,nsignals,nvcsw,nivcsw)\nor via the attributes ru_utime, ru_stime, ru_maxrss, and so on.",
    fields: &[
        ("ru_utime", "user time used"),
        ("ru_stime", "system time used"),
        ("ru_maxrss", "max. resident set size"),
        ("ru_ixrss", "shared memory size"),
        ("ru_idrss", "unshared data size"),
        ("ru_isrss", "unshared stack size"),
        ("ru_minflt", "page faults not requiring I/O"),
        ("ru_majflt", "page faults requiring I/O"),
        ("ru_nswap", "number of swap outs"),
        ("ru_inblock", "block input operations"),
        ("ru_oublock", "block output operations"),
        ("ru_msgsnd", "IPC messages sent"),
        ("ru_msgrcv", "IPC messages received"),
        ("ru_nsignals", "signals received"),
        ("ru_nvcsw", "voluntary context switches"),
        ("ru_nivcsw", "involuntary context switches"),
    ],
    n_sequence: 16,
    cell: &USAGE_CELL,
};

/// The `struct_rusage` of the system's record.
pub fn usage_value(u: &libc::rusage) -> Value {
    let _ = structseq::build(&USAGE);
    let time = |t: libc::timeval| number::float(t.tv_sec as f64 + t.tv_usec as f64 * 1e-6);
    let counts = [
        u.ru_maxrss,
        u.ru_ixrss,
        u.ru_idrss,
        u.ru_isrss,
        u.ru_minflt,
        u.ru_majflt,
        u.ru_nswap,
        u.ru_inblock,
        u.ru_oublock,
        u.ru_msgsnd,
        u.ru_msgrcv,
        u.ru_nsignals,
        u.ru_nvcsw,
        u.ru_nivcsw,
    ];
    let mut values = [number::int(0); 16];
    values[0] = time(u.ru_utime);
    values[1] = time(u.ru_stime);
    for (v, c) in values[2..].iter_mut().zip(counts) {
        *v = number::int(c);
    }
    structseq::make(&USAGE, &values)
}

fn getrusage(who: i32) -> Result<Value> {
    let mut u = MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: the record is filled by the call.
    unsafe {
        if libc::getrusage(who, u.as_mut_ptr()) == -1 {
            if syscall::errno() == libc::EINVAL {
                return raise_value!("invalid who parameter");
            }
            return object::error::os_error(syscall::errno(), None, None);
        }
        Ok(usage_value(&u.assume_init()))
    }
}

fn limit_value(n: u64) -> Value {
    number::int(n as i64)
}
fn limits_value(r: &libc::rlimit) -> Value {
    seq::tuple(&[limit_value(r.rlim_cur), limit_value(r.rlim_max)])
}
fn limits(v: Value) -> Result<libc::rlimit> {
    let items = match v.cast::<Tuple>() {
        Some(t) => t,
        None => Tuple::from_slice(&object::iter::collect(v)?),
    };
    if items.as_slice().len() != 2 {
        return raise_value!("expected a tuple of 2 integers");
    }
    let one = |v: Value| -> Result<u64> { Ok(ops::to_i64(v)? as u64) };
    Ok(libc::rlimit { rlim_cur: one(items.as_slice()[0])?, rlim_max: one(items.as_slice()[1])? })
}
fn check_resource(r: i32) -> Result<()> {
    if !(0..16).contains(&r) { raise_value!("invalid resource specified") } else { Ok(()) }
}

fn getrlimit(resource: i32) -> Result<Value> {
    check_resource(resource)?;
    let mut r = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the record is a local variable.
    syscall::check(unsafe { libc::getrlimit(resource as libc::__rlimit_resource_t, &raw mut r) })?;
    Ok(limits_value(&r))
}

/// `EINVAL` and `EPERM` have messages of their own.
fn explain(failed: bool) -> Result<()> {
    if !failed {
        return Ok(());
    }
    match syscall::errno() {
        libc::EINVAL => raise_value!("current limit exceeds maximum limit"),
        libc::EPERM => raise_value!("not allowed to raise maximum limit"),
        e => object::error::os_error(e, None, None),
    }
}

fn setrlimit(resource: i32, new: Value) -> Result<()> {
    check_resource(resource)?;
    let r = limits(new)?;
    // SAFETY: the record is a local variable.
    explain(unsafe { libc::setrlimit(resource as libc::__rlimit_resource_t, &raw const r) } == -1)?;
    heap::adapt_to_address_space_limit();
    Ok(())
}

fn prlimit(pid: i32, resource: i32, new: Option<Value>) -> Result<Value> {
    check_resource(resource)?;
    let mut old = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    let new = new.filter(|n| !object::misc::is_none(*n)).map(limits).transpose()?;
    let ptr = new.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
    // SAFETY: the records are local variables or null.
    let failed = unsafe { libc::prlimit(pid, resource as libc::__rlimit_resource_t, ptr, &raw mut old) } == -1;
    if failed && syscall::errno() == libc::EINVAL {
        return raise_value!("current limit exceeds maximum limit");
    }
    if failed {
        return object::error::os_error(syscall::errno(), None, None);
    }
    Ok(limits_value(&old))
}

fn getpagesize() -> i64 {
    // SAFETY: a plain call.
    unsafe { libc::sysconf(libc::_SC_PAGESIZE) }
}

static ROWS: &[Row] = &[
    Row::function("getrusage($module, who, /)", native(getrusage)),
    Row::function("getrlimit($module, resource, /)", native(getrlimit)),
    Row::function("setrlimit($module, resource, limits, /)", native(setrlimit)),
    Row::function("prlimit($module, pid, resource, limits=None, /)", native(prlimit)),
    Row::function("getpagesize($module, /)", native(getpagesize)),
];

/// Creates the module.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("resource");
    m.add_rows(ROWS);
    m.set("struct_rusage", structseq::build(&USAGE));
    m.set("error", object::error::exc::OS_ERROR.get());
    let constants: &[(&str, i64)] = &[
        ("RLIMIT_AS", libc::RLIMIT_AS as i64),
        ("RLIMIT_CORE", libc::RLIMIT_CORE as i64),
        ("RLIMIT_CPU", libc::RLIMIT_CPU as i64),
        ("RLIMIT_DATA", libc::RLIMIT_DATA as i64),
        ("RLIMIT_FSIZE", libc::RLIMIT_FSIZE as i64),
        ("RLIMIT_MEMLOCK", libc::RLIMIT_MEMLOCK as i64),
        ("RLIMIT_MSGQUEUE", libc::RLIMIT_MSGQUEUE as i64),
        ("RLIMIT_NICE", libc::RLIMIT_NICE as i64),
        ("RLIMIT_NOFILE", libc::RLIMIT_NOFILE as i64),
        ("RLIMIT_NPROC", libc::RLIMIT_NPROC as i64),
        ("RLIMIT_OFILE", libc::RLIMIT_NOFILE as i64),
        ("RLIMIT_RSS", libc::RLIMIT_RSS as i64),
        ("RLIMIT_RTPRIO", libc::RLIMIT_RTPRIO as i64),
        ("RLIMIT_RTTIME", libc::RLIMIT_RTTIME as i64),
        ("RLIMIT_SIGPENDING", libc::RLIMIT_SIGPENDING as i64),
        ("RLIMIT_STACK", libc::RLIMIT_STACK as i64),
        ("RLIM_INFINITY", -1),
        ("RUSAGE_CHILDREN", libc::RUSAGE_CHILDREN as i64),
        ("RUSAGE_SELF", libc::RUSAGE_SELF as i64),
        ("RUSAGE_THREAD", libc::RUSAGE_THREAD as i64),
    ];
    for (name, n) in constants {
        m.set(name, number::int(*n));
    }
    Ok(m)
}
