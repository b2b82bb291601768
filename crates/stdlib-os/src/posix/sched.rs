//! The scheduler: policies, parameters, CPU sets.

use std::mem::MaybeUninit;

use heap::Value;
use object::class::ClassCell;
use object::gc::ValueExt;
use object::{Class, Gc, Result, Row, Set, Tuple, native, number, ops, raise_exc, raise_type, raise_value, seq};

use builtins::structseq::{self, Desc};
use builtins::syscall;

static PARAM_CELL: ClassCell = ClassCell::new();
pub static SCHED_PARAM: Desc = Desc {
    path: "posix.sched_param",
    doc: "Currently has only one field: sched_priority\n\n  sched_priority\n    A scheduling parameter.",
    fields: &[("sched_priority", "the scheduling priority")],
    n_sequence: 1,
    cell: &PARAM_CELL,
};

fn param_new(_class: Gc<Class>, priority: Value) -> Value {
    structseq::make(&SCHED_PARAM, &[priority])
}
fn param_reduce(this: Gc<Tuple>) -> Value {
    seq::tuple(&[object::class_of(this.value()).value(), seq::tuple(this.as_slice())])
}
static PARAM_ROWS: &[Row] = &[
    Row::new("__new__($type, sched_priority)", native(param_new)),
    Row::method("__reduce__($self, /)", native(param_reduce)),
];

/// `sched_param`, whose constructor takes the priority itself.
pub fn param_class() -> Gc<Class> {
    let c = structseq::build(&SCHED_PARAM);
    object::function::extend_class(c, "", &[PARAM_ROWS]);
    c
}

/// The parameters that a `sched_param` holds.
pub fn param(v: Value) -> Result<libc::sched_param> {
    let t = v.cast::<Tuple>().filter(|_| object::class_of(v) == PARAM_CELL.get());
    let Some(t) = t else { return raise_type!("must have a sched_param object") };
    let priority = ops::to_i64(t.as_slice()[0])?;
    let Ok(sched_priority) = i32::try_from(priority) else {
        return raise_exc!(OVERFLOW_ERROR, "sched_priority out of range");
    };
    // SAFETY: the record is plain data.
    let mut p: libc::sched_param = unsafe { std::mem::zeroed() };
    p.sched_priority = sched_priority;
    Ok(p)
}

fn priority_max(policy: i32) -> Result<i32> {
    // SAFETY: a plain system call.
    syscall::check(unsafe { libc::sched_get_priority_max(policy) })
}
fn priority_min(policy: i32) -> Result<i32> {
    // SAFETY: a plain system call.
    syscall::check(unsafe { libc::sched_get_priority_min(policy) })
}
fn getscheduler(pid: i32) -> Result<i32> {
    // SAFETY: a plain system call.
    syscall::check(unsafe { libc::sched_getscheduler(pid) })
}
fn setscheduler(pid: i32, policy: i32, p: Value) -> Result<()> {
    let p = param(p)?;
    // SAFETY: the record is a local variable.
    syscall::check(unsafe { libc::sched_setscheduler(pid, policy, &raw const p) }).map(drop)
}
fn getparam(pid: i32) -> Result<Value> {
    let mut p = MaybeUninit::<libc::sched_param>::zeroed();
    // SAFETY: the record is a local variable, filled by the call.
    unsafe {
        syscall::check(libc::sched_getparam(pid, p.as_mut_ptr()))?;
        Ok(structseq::make(&SCHED_PARAM, &[number::int(i64::from(p.assume_init().sched_priority))]))
    }
}
fn setparam(pid: i32, p: Value) -> Result<()> {
    let p = param(p)?;
    // SAFETY: the record is a local variable.
    syscall::check(unsafe { libc::sched_setparam(pid, &raw const p) }).map(drop)
}
fn rr_get_interval(pid: i32) -> Result<f64> {
    let mut t = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the record is a local variable.
    syscall::check(unsafe { libc::sched_rr_get_interval(pid, &raw mut t) })?;
    Ok(t.tv_sec as f64 + t.tv_nsec as f64 * 1e-9)
}
fn sched_yield() -> Result<()> {
    // SAFETY: a plain system call.
    syscall::call(|| unsafe { libc::sched_yield() }).map(drop)
}

/// A CPU set of the kernel's size, as words.
fn affinity(pid: i32) -> Result<Vec<u64>> {
    let mut words = 16;
    loop {
        let mut mask = vec![0u64; words];
        // SAFETY: the vector is as long as said.
        let r = unsafe { libc::sched_getaffinity(pid, words * 8, mask.as_mut_ptr().cast()) };
        if r == 0 {
            return Ok(mask);
        }
        match syscall::errno() {
            libc::EINVAL if words < 1 << 16 => words *= 2,
            e => return object::error::os_error(e, None, None),
        }
    }
}
fn getaffinity(pid: i32) -> Result<Gc<Set>> {
    let s = Set::new();
    for (w, bits) in affinity(pid)?.into_iter().enumerate() {
        for b in (0..64).filter(|b| bits >> b & 1 != 0) {
            s.add(number::int((w * 64 + b) as i64))?;
        }
    }
    Ok(s)
}
fn setaffinity(pid: i32, cpus: Value) -> Result<()> {
    let mut mask = vec![0u64; 16];
    object::iter::for_each(cpus, |v| {
        if !number::is_int(v) {
            return raise_type!(
                "expected an iterator of ints, but iterator yielded {}",
                object::repr::repr(object::class_of(v).value())?
            );
        }
        let cpu = ops::to_i64(v)?;
        if cpu < 0 {
            return raise_value!("negative CPU number");
        }
        if cpu > i64::from(i32::MAX) - 1 {
            return raise_exc!(OVERFLOW_ERROR, "CPU number too large");
        }
        let w = cpu as usize / 64;
        if w >= mask.len() {
            mask.resize(w + 1, 0);
        }
        mask[w] |= 1 << (cpu % 64);
        Ok(())
    })?;
    // SAFETY: the vector is as long as said.
    syscall::check(unsafe { libc::sched_setaffinity(pid, mask.len() * 8, mask.as_ptr().cast()) }).map(drop)
}

pub static ROWS: &[Row] = &[
    Row::function("sched_get_priority_max($module, /, policy)", native(priority_max))
        .doc("Get the maximum scheduling priority for policy."),
    Row::function("sched_get_priority_min($module, /, policy)", native(priority_min))
        .doc("Get the minimum scheduling priority for policy."),
    Row::function("sched_getscheduler($module, pid, /)", native(getscheduler))
        .doc("Get the scheduling policy for the process identified by pid."),
    Row::function("sched_setscheduler($module, pid, policy, param, /)", native(setscheduler))
        .doc("Set the scheduling policy for the process identified by pid."),
    Row::function("sched_getparam($module, pid, /)", native(getparam))
        .doc("Returns scheduling parameters for the process identified by pid."),
    Row::function("sched_setparam($module, pid, param, /)", native(setparam))
        .doc("Set scheduling parameters for the process identified by pid."),
    Row::function("sched_rr_get_interval($module, pid, /)", native(rr_get_interval))
        .doc("Return the round-robin quantum for the process identified by pid, in seconds."),
    Row::function("sched_yield($module, /)", native(sched_yield)).doc("Voluntarily relinquish the CPU."),
    Row::function("sched_getaffinity($module, pid, /)", native(getaffinity))
        .doc("Return the affinity of the process identified by pid (or the current process if zero)."),
    Row::function("sched_setaffinity($module, pid, mask, /)", native(setaffinity))
        .doc("Set the CPU affinity of the process identified by pid to mask."),
];
