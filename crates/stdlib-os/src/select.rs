//! `select`: select, poll, epoll.

use heap::{GcVec, Head, Value};
use object::class::{Class, ClassBuilder, ClassFlags};
use object::gc::Object;
use object::{
    Dict, Gc, List, Module, Result, Row, native, none, number, ops, raise_exc, raise_type, raise_value, repr, seq,
};

use builtins::park::now;
use builtins::pytime::{Round, nanos_of};
use builtins::syscall::{self, as_fd};

/// A timeout in seconds as nanoseconds; empty for none.
fn seconds_arg(v: Value, negative: Option<&str>) -> Result<Option<i64>> {
    if object::misc::is_none(v) {
        return Ok(None);
    }
    if !number::is_int(v) && !number::is_float(v) {
        return raise_type!("timeout must be a float or None");
    }
    let ns = nanos_of(v, Round::Ceiling)?;
    match negative {
        Some(msg) if ns < 0 => object::value_error(msg),
        _ => Ok(Some(ns)),
    }
}

/// A set of descriptors and the objects they came from.
struct FdSet {
    set: libc::fd_set,
    objects: GcVec<Value>,
    fds: Vec<i32>,
}

fn fd_set(list: Value) -> Result<FdSet> {
    // SAFETY: an fd_set is plain data.
    let mut s = FdSet { set: unsafe { std::mem::zeroed() }, objects: GcVec::new(), fds: Vec::new() };
    let items = match object::error::catch(object::iter::collect(list), &object::error::exc::TYPE_ERROR)? {
        Some(items) => items,
        None => return raise_type!("arguments 1-3 must be sequences"),
    };
    for v in &items {
        let fd = as_fd(*v)?;
        if fd as usize >= libc::FD_SETSIZE {
            return raise_value!("filedescriptor out of range in select()");
        }
        // SAFETY: the number is in range.
        unsafe { libc::FD_SET(fd, &raw mut s.set) };
        s.objects.push(*v);
        s.fds.push(fd);
    }
    Ok(s)
}

fn ready(s: &FdSet) -> Value {
    let mut out = GcVec::new();
    for (v, fd) in s.objects.iter().zip(&s.fds) {
        // SAFETY: the number was checked when the set was made.
        if unsafe { libc::FD_ISSET(*fd, &raw const s.set) } {
            out.push(*v);
        }
    }
    List::new(out).value()
}

fn select(r: Value, w: Value, x: Value, timeout: Option<Value>) -> Result<Value> {
    let ns = timeout.map_or(Ok(None), |t| seconds_arg(t, Some("timeout must be non-negative")))?;
    let (mut r, mut w, mut x) = (fd_set(r)?, fd_set(w)?, fd_set(x)?);
    let max = [&r, &w, &x].iter().flat_map(|s| s.fds.iter()).max().map_or(0, |m| m + 1);
    let saved = (r.set, w.set, x.set);
    let deadline = ns.map(|n| now().saturating_add(n));
    let mut left = ns;
    loop {
        let mut tv = left.map(|n| libc::timeval {
            tv_sec: n / 1_000_000_000,
            tv_usec: n % 1_000_000_000 / 1000 + i64::from(n % 1000 != 0),
        });
        if let Some(t) = &mut tv
            && t.tv_usec >= 1_000_000
        {
            t.tv_sec += 1;
            t.tv_usec = 0;
        }
        let tv = tv.as_mut().map_or(std::ptr::null_mut(), std::ptr::from_mut);
        // SAFETY: the sets are local variables, the time too, or null.
        match syscall::blocking(|| unsafe { libc::select(max, &raw mut r.set, &raw mut w.set, &raw mut x.set, tv) }) {
            Ok(_) => return Ok(seq::tuple(&[ready(&r), ready(&w), ready(&x)])),
            Err(libc::EINTR) => syscall::check_signals()?,
            Err(e) => return object::error::os_error(e, None, None),
        }
        (r.set, w.set, x.set) = saved;
        if let Some(d) = deadline {
            left = Some((d - now()).max(0));
        }
    }
}

/// `select.poll`.
#[repr(C)]
struct Poll {
    head: Head,
    /// Descriptor to events, in the order of registration.
    table: Gc<Dict>,
    running: bool,
}
object::object_type!(Poll);

fn new_poll() -> Gc<Poll> {
    Poll { head: Head { map: std::ptr::null() }, table: Dict::new(), running: false }.alloc()
}

/// Event bits: an unsigned short.
fn events_arg(v: Option<Value>, default: i64) -> Result<i64> {
    let Some(v) = v else { return Ok(default) };
    let n = ops::index(v)?;
    match number::as_i64(n) {
        Some(i) if i < 0 => raise_value!("value must be positive"),
        Some(i) if i <= 0xFFFF => Ok(i),
        _ => raise_exc!(OVERFLOW_ERROR, "Python int too large to convert to C unsigned short"),
    }
}

fn poll_register(this: Gc<Poll>, fd: Value, mask: Option<Value>) -> Result<()> {
    let fd = as_fd(fd)?;
    let events = events_arg(mask, i64::from(libc::POLLIN | libc::POLLPRI | libc::POLLOUT))?;
    this.table.set(number::int(i64::from(fd)), number::int(events))
}
fn poll_modify(this: Gc<Poll>, fd: Value, mask: Value) -> Result<()> {
    let fd = number::int(i64::from(as_fd(fd)?));
    let events = events_arg(Some(mask), 0)?;
    if this.table.get(fd)?.is_none() {
        return object::error::os_error(libc::ENOENT, None, None);
    }
    this.table.set(fd, number::int(events))
}
fn poll_unregister(this: Gc<Poll>, fd: Value) -> Result<()> {
    let fd = number::int(i64::from(as_fd(fd)?));
    match this.table.remove(fd)? {
        Some(_) => Ok(()),
        None => object::key_error(fd),
    }
}

/// Milliseconds for poll and epoll, rounded up.
fn millis(ns: Option<i64>) -> Result<i32> {
    match ns {
        None => Ok(-1),
        Some(n) if n < 0 => Ok(-1),
        Some(n) => match i32::try_from((n + 999_999) / 1_000_000) {
            Ok(ms) => Ok(ms),
            Err(_) => raise_exc!(OVERFLOW_ERROR, "timeout is too large"),
        },
    }
}

fn poll_poll(mut this: Gc<Poll>, timeout: Option<Value>) -> Result<Value> {
    let ns = match timeout.filter(|t| !object::misc::is_none(*t)) {
        None => None,
        Some(t) if number::is_float(t) || number::is_int(t) => {
            // Milliseconds.
            let f = ops::to_f64(t)?;
            if f.is_nan() {
                return raise_value!("Invalid value NaN (not a number)");
            }
            if f > f64::from(i32::MAX) || f < f64::from(i32::MIN) {
                return raise_exc!(OVERFLOW_ERROR, "timeout is too large");
            }
            Some((f * 1e6).ceil() as i64)
        }
        Some(t) => return raise_type!("timeout must be an integer or None, not {}", repr::type_name(t)),
    };
    if this.running {
        return object::runtime_error("concurrent poll() invocation");
    }
    let mut fds: Vec<libc::pollfd> = Vec::new();
    for (k, v) in this.table.to_vec().iter() {
        fds.push(libc::pollfd {
            fd: number::as_i64(*k).unwrap_or(-1) as i32,
            events: number::as_i64(*v).unwrap_or(0) as libc::c_short,
            revents: 0,
        });
    }
    let deadline = ns.filter(|n| *n >= 0).map(|n| now().saturating_add(n));
    let mut ms = millis(ns)?;
    this.running = true;
    let r = loop {
        // SAFETY: the vector is as long as said.
        match syscall::blocking(|| unsafe { libc::poll(fds.as_mut_ptr(), fds.len() as libc::nfds_t, ms) }) {
            Ok(_) => break Ok(()),
            Err(libc::EINTR) => {}
            Err(e) => break object::error::os_error(e, None, None),
        }
        if let Err(e) = syscall::check_signals() {
            break Err(e);
        }
        if let Some(d) = deadline {
            ms = ((d - now()).max(0) / 1_000_000) as i32;
        }
    };
    this.running = false;
    r?;
    let found = fds
        .iter()
        .filter(|f| f.revents != 0)
        .map(|f| seq::tuple(&[number::int(i64::from(f.fd)), number::int(i64::from(f.revents as u16))]));
    Ok(List::new(found.collect()).value())
}

static POLL_ROWS: &[Row] = &[
    Row::method(
        "register($self, fd, eventmask=select.POLLIN | select.POLLPRI | select.POLLOUT, /)",
        native(poll_register),
    )
    .doc("Register a file descriptor with the polling object."),
    Row::method("modify($self, fd, eventmask, /)", native(poll_modify))
        .doc("Modify an already registered file descriptor."),
    Row::method("unregister($self, fd, /)", native(poll_unregister))
        .doc("Remove a file descriptor being tracked by the polling object."),
    Row::method("poll($self, timeout=None, /)", native(poll_poll)).doc("Polls the set of registered file descriptors."),
];

/// `select.epoll`.
#[repr(C)]
struct Epoll {
    head: Head,
    fd: i32,
}
object::object_type!(leaf Epoll);

fn epoll_new(class: Gc<Class>, sizehint: Option<i32>, flags: Option<i32>) -> Result<Gc<Epoll>> {
    let hint = sizehint.unwrap_or(-1);
    if hint < -1 || hint == 0 {
        return raise_value!("negative sizehint");
    }
    if flags.unwrap_or(0) & !libc::EPOLL_CLOEXEC != 0 {
        return object::error::os_error(libc::EINVAL, None, None);
    }
    // SAFETY: a plain system call.
    let fd = syscall::check(unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) })?;
    Ok(Epoll { head: Head { map: std::ptr::null() }, fd }.alloc_in(class))
}
fn epoll_fromfd(class: Gc<Class>, fd: i32) -> Gc<Epoll> {
    Epoll { head: Head { map: std::ptr::null() }, fd }.alloc_in(class)
}
fn open_fd(this: Gc<Epoll>) -> Result<i32> {
    if this.fd < 0 { raise_value!("I/O operation on closed epoll object") } else { Ok(this.fd) }
}
fn epoll_close(mut this: Gc<Epoll>) -> Result<()> {
    let fd = std::mem::replace(&mut this.fd, -1);
    if fd >= 0 {
        // SAFETY: a plain system call.
        syscall::check(heap::without_gil(|| unsafe { libc::close(fd) }))?;
    }
    Ok(())
}
fn epoll_del(this: Gc<Epoll>) -> Result<()> {
    epoll_close(this)
}
fn epoll_fileno(this: Gc<Epoll>) -> Result<i32> {
    open_fd(this)
}
fn epoll_closed(this: Gc<Epoll>) -> bool {
    this.fd < 0
}
fn control(this: Gc<Epoll>, op: i32, fd: Value, events: u32) -> Result<()> {
    let ep = open_fd(this)?;
    let fd = as_fd(fd)?;
    let mut ev = libc::epoll_event { events, u64: fd as u64 };
    // SAFETY: the record is a local variable.
    syscall::check(unsafe { libc::epoll_ctl(ep, op, fd, &raw mut ev) }).map(drop)
}
fn mask(v: Option<Value>) -> Result<u32> {
    match v {
        None => Ok((libc::EPOLLIN | libc::EPOLLPRI | libc::EPOLLOUT) as u32),
        Some(v) => Ok(ops::to_i64(v)? as u32),
    }
}
fn epoll_register(this: Gc<Epoll>, fd: Value, events: Option<Value>) -> Result<()> {
    control(this, libc::EPOLL_CTL_ADD, fd, mask(events)?)
}
fn epoll_modify(this: Gc<Epoll>, fd: Value, events: Value) -> Result<()> {
    control(this, libc::EPOLL_CTL_MOD, fd, mask(Some(events))?)
}
fn epoll_unregister(this: Gc<Epoll>, fd: Value) -> Result<()> {
    control(this, libc::EPOLL_CTL_DEL, fd, 0)
}
fn epoll_poll(this: Gc<Epoll>, timeout: Option<Value>, maxevents: Option<i32>) -> Result<Value> {
    let ep = open_fd(this)?;
    let ns = timeout.map_or(Ok(None), |t| {
        if object::misc::is_none(t) || number::is_int(t) || number::is_float(t) {
            seconds_arg(t, None)
        } else {
            raise_type!("timeout must be an integer or None, not {}", repr::type_name(t))
        }
    })?;
    let max = match maxevents.unwrap_or(-1) {
        -1 => libc::FD_SETSIZE as i32 - 1,
        n if n < 1 => return raise_value!("maxevents must be greater than 0, got {n}"),
        n => n,
    };
    let deadline = ns.filter(|n| *n >= 0).map(|n| now().saturating_add(n));
    let mut ms = millis(ns)?;
    let mut events = vec![libc::epoll_event { events: 0, u64: 0 }; max as usize];
    let n = loop {
        // SAFETY: the vector is as long as said.
        match syscall::blocking(|| unsafe { libc::epoll_wait(ep, events.as_mut_ptr(), max, ms) }) {
            Ok(n) => break n as usize,
            Err(libc::EINTR) => syscall::check_signals()?,
            Err(e) => return object::error::os_error(e, None, None),
        }
        if let Some(d) = deadline {
            ms = (((d - now()).max(0)) / 1_000_000) as i32;
        }
    };
    let found = events[..n].iter().map(|e| {
        let (fd, bits) = (e.u64, e.events);
        seq::tuple(&[number::int(i64::from(fd as i32)), number::int(i64::from(bits))])
    });
    Ok(List::new(found.collect()).value())
}
fn epoll_enter(this: Gc<Epoll>) -> Result<Gc<Epoll>> {
    open_fd(this)?;
    Ok(this)
}
fn epoll_exit(this: Value, _kind: Option<Value>, _value: Option<Value>, _tb: Option<Value>) -> Result<Value> {
    object::call::call_method(this, object::Id::close.str(), &[])?;
    Ok(none())
}

static EPOLL_ROWS: &[Row] = &[
    Row::new("__new__($type, sizehint=-1, flags=0)", native(epoll_new)),
    Row::class_method("fromfd($type, fd, /)", native(epoll_fromfd))
        .doc("Create an epoll object from a given control fd."),
    Row::method("__del__($self, /)", native(epoll_del)),
    Row::method("close($self, /)", native(epoll_close)).doc("Close the epoll control file descriptor."),
    Row::method("fileno($self, /)", native(epoll_fileno)).doc("Return the epoll control file descriptor."),
    Row::method(
        "register($self, /, fd, eventmask=select.EPOLLIN | select.EPOLLPRI | select.EPOLLOUT)",
        native(epoll_register),
    )
    .doc("Registers a new fd or raises an OSError if the fd is already registered."),
    Row::method("modify($self, /, fd, eventmask)", native(epoll_modify))
        .doc("Modify event mask for a registered file descriptor."),
    Row::method("unregister($self, /, fd)", native(epoll_unregister))
        .doc("Remove a registered file descriptor from the epoll object."),
    Row::method("poll($self, /, timeout=None, maxevents=-1)", native(epoll_poll))
        .doc("Wait for events on the epoll file descriptor."),
    Row::method("__enter__($self, /)", native(epoll_enter)),
    Row::method("__exit__($self, exc_type=None, exc_value=None, exc_tb=None, /)", native(epoll_exit)),
    Row::getter("closed", native(epoll_closed)).doc("True if the epoll handler is closed"),
];

static ROWS: &[Row] = &[
    Row::function("select($module, rlist, wlist, xlist, timeout=None, /)", native(select))
        .doc("Wait until one or more file descriptors are ready for some kind of I/O."),
    Row::function("poll($module, /)", native(new_poll)).doc("Returns a polling object."),
];

macro_rules! constants {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name as i64)),*] };
}
static CONSTANTS: &[(&str, i64)] = constants! {
    EPOLLERR EPOLLET EPOLLEXCLUSIVE EPOLLHUP EPOLLIN EPOLLMSG EPOLLONESHOT EPOLLOUT EPOLLPRI EPOLLRDBAND EPOLLRDHUP EPOLLRDNORM
    EPOLLWAKEUP EPOLLWRBAND EPOLLWRNORM EPOLL_CLOEXEC PIPE_BUF POLLERR POLLHUP POLLIN POLLNVAL POLLOUT POLLPRI POLLRDBAND
    POLLRDHUP POLLRDNORM POLLWRBAND POLLWRNORM
};
/// Constants of Linux that the libc crate does not name.
static LINUX_CONSTANTS: &[(&str, i64)] = &[("POLLMSG", 1024)];

/// Creates the module.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("select");
    m.set_doc("This module supports asynchronous I/O on multiple file descriptors.");
    m.add_rows(ROWS);
    let _ = ClassBuilder::new::<Poll>("select.poll").flags(ClassFlags::NO_INSTANTIATE).rows(&[POLL_ROWS]).build();
    m.set("epoll", ClassBuilder::new::<Epoll>("select.epoll").rows(&[EPOLL_ROWS]).build());
    m.set("error", object::error::exc::OS_ERROR.get());
    for (name, n) in CONSTANTS.iter().chain(LINUX_CONSTANTS) {
        // Event bits are unsigned.
        m.set(name, number::int(*n & 0xFFFF_FFFF));
    }
    Ok(m)
}
