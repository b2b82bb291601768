//! The socket object: creation, connection, options, waiting.

use heap::{GcVec, Head, Value};
use object::buffer;
use object::class::{Class, ClassBuilder, ClassFlags};
use object::gc::Object;
use object::{
    Bytes, Dict, Gc, Result, Row, Tuple, native, none, number, ops, raise_exc, raise_type, raise_value, repr, seq,
};

use builtins::park::now;
use builtins::pytime::{Round, nanos_of};
use builtins::syscall;

use super::addr::{self, Addr};
use super::transfer;

/// `_socket.socket`.
#[repr(C)]
pub struct Socket {
    head: Head,
    pub fd: i32,
    pub family: i32,
    kind: i32,
    proto: i32,
    /// Nanoseconds; -1: wait for ever, 0: never wait.
    pub timeout: i64,
}
object::object_type!(leaf Socket);

/// The timeout of new sockets.
static DEFAULT_TIMEOUT: std::sync::atomic::AtomicI64 = std::sync::atomic::AtomicI64::new(-1);

fn default_timeout() -> i64 {
    DEFAULT_TIMEOUT.load(std::sync::atomic::Ordering::Relaxed)
}

fn new(class: Gc<Class>, _args: Gc<Tuple>, _kw: Gc<Dict>) -> Gc<Socket> {
    Socket { head: Head { map: std::ptr::null() }, fd: -1, family: 0, kind: 0, proto: 0, timeout: default_timeout() }
        .alloc_in(class)
}

/// An int option of a socket.
fn int_option(fd: i32, level: i32, name: i32) -> std::result::Result<i32, i32> {
    let (mut v, mut n) = (0i32, size_of::<i32>() as libc::socklen_t);
    // SAFETY: the value is a local variable.
    match unsafe { libc::getsockopt(fd, level, name, (&raw mut v).cast(), &raw mut n) } {
        0 => Ok(v),
        _ => Err(syscall::errno()),
    }
}

fn init(
    mut this: Gc<Socket>,
    family: Option<i32>,
    kind: Option<i32>,
    proto: Option<i32>,
    fileno: Option<Value>,
) -> Result<()> {
    let (mut family, mut kind, mut proto) = (family.unwrap_or(-1), kind.unwrap_or(-1), proto.unwrap_or(-1));
    if let Some(v) = fileno.filter(|f| !object::misc::is_none(*f)) {
        if number::is_float(v) {
            return raise_type!("integer argument expected, got float");
        }
        let fd = ops::to_i64(v)? as i32;
        if fd < 0 {
            return raise_value!("negative file descriptor");
        }
        let mut a = Addr::empty();
        // SAFETY: the address is a local variable.
        if unsafe { libc::getsockname(fd, a.as_mut_ptr(), &raw mut a.len) } < 0 {
            let e = syscall::errno();
            // A descriptor that is bad or no socket is an error; a family without names is not.
            if family == -1 || e == libc::EBADF || e == libc::ENOTSOCK {
                return object::error::os_error(e, None, None);
            }
        } else if family == -1 {
            family = i32::from(a.storage.ss_family);
        }
        if kind == -1 {
            kind =
                int_option(fd, libc::SOL_SOCKET, libc::SO_TYPE).or_else(|e| object::error::os_error(e, None, None))?;
        }
        if proto == -1 {
            proto = int_option(fd, libc::SOL_SOCKET, libc::SO_PROTOCOL)
                .or_else(|e| object::error::os_error(e, None, None))?;
        }
        return set_up(this, fd, family, kind, proto);
    }
    if family == -1 {
        family = libc::AF_INET;
    }
    if kind == -1 {
        kind = libc::SOCK_STREAM;
    }
    if proto == -1 {
        proto = 0;
    }
    // SAFETY: a plain system call.
    let fd = syscall::check(heap::without_gil(|| unsafe { libc::socket(family, kind | libc::SOCK_CLOEXEC, proto) }))?;
    this.fd = fd;
    set_up(this, fd, family, kind, proto)
}

fn set_up(mut this: Gc<Socket>, fd: i32, family: i32, kind: i32, proto: i32) -> Result<()> {
    this.fd = fd;
    this.family = family;
    this.kind = kind & !(libc::SOCK_CLOEXEC | libc::SOCK_NONBLOCK);
    this.proto = proto;
    if kind & libc::SOCK_NONBLOCK != 0 {
        this.timeout = 0;
    } else {
        this.timeout = default_timeout();
        if this.timeout >= 0 {
            set_nonblocking(fd, true)?;
        }
    }
    Ok(())
}

/// Switches a descriptor between waiting and not waiting.
pub fn set_nonblocking(fd: i32, on: bool) -> Result<()> {
    let mut v = i32::from(on);
    // SAFETY: the value is a local variable.
    syscall::check(unsafe { libc::ioctl(fd, libc::FIONBIO, &raw mut v) }).map(drop)
}

/// Waits until the socket is ready; false when the deadline passes. Without a deadline it waits for ever.
///
/// # Errors
/// What a signal handler raises; `OSError`.
pub fn wait_ready(fd: i32, writing: bool, deadline: Option<i64>) -> Result<bool> {
    let mut p = libc::pollfd { fd, events: if writing { libc::POLLOUT } else { libc::POLLIN }, revents: 0 };
    loop {
        let ms = match deadline {
            None => -1,
            Some(d) => {
                let left = d - now();
                if left <= 0 { 0 } else { ((left + 999_999) / 1_000_000).min(i64::from(i32::MAX)) as i32 }
            }
        };
        // SAFETY: one record, a local variable.
        let (n, e) = heap::without_gil(|| (unsafe { libc::poll(&raw mut p, 1, ms) }, syscall::errno()));
        match n {
            0 if deadline.is_some_and(|d| now() < d) => {}
            0 => return Ok(false),
            n if n > 0 => return Ok(true),
            _ if e == libc::EINTR => syscall::check_signals()?,
            _ => return object::error::os_error(e, None, None),
        }
    }
}

fn timed_out<T>() -> Result<T> {
    raise_exc!(TIMEOUT_ERROR, "timed out")
}

/// Does a system call on a socket with the socket's timeout (`sock_call`).
///
/// # Errors
/// `TimeoutError`, `OSError`; what a signal handler raises.
pub fn call<T: syscall::Status>(this: Gc<Socket>, writing: bool, f: impl FnMut() -> T) -> Result<T> {
    let deadline = if this.timeout > 0 { Some(now().saturating_add(this.timeout)) } else { None };
    call_until(this, writing, deadline, f)
}

/// As `call`, with a deadline that the caller computed.
pub fn call_until<T: syscall::Status>(
    this: Gc<Socket>,
    writing: bool,
    deadline: Option<i64>,
    f: impl FnMut() -> T,
) -> Result<T> {
    let mut f = f;
    loop {
        if this.timeout > 0 && !wait_ready(this.fd, writing, deadline)? {
            return timed_out();
        }
        match syscall::retry(&mut f)? {
            Ok(r) => return Ok(r),
            // Another thread or process was faster.
            Err(libc::EAGAIN) if this.timeout > 0 => {}
            Err(e) => return object::error::os_error(e, None, None),
        }
    }
}

fn accept(this: Gc<Socket>) -> Result<Value> {
    let mut a = Addr::empty();
    let fd = this.fd;
    // SAFETY: the address is a local variable.
    let new = call(this, false, || unsafe {
        a.len = size_of::<libc::sockaddr_storage>() as libc::socklen_t;
        libc::accept4(fd, a.as_mut_ptr(), &raw mut a.len, libc::SOCK_CLOEXEC)
    })?;
    Ok(seq::tuple(&[number::int(i64::from(new)), addr::to_python(&a)?]))
}

fn bind(this: Gc<Socket>, address: Value) -> Result<()> {
    let a = addr::from_python(this.family, address, "bind")?;
    // SAFETY: the address is as long as it says.
    syscall::check(heap::without_gil(|| unsafe { libc::bind(this.fd, a.as_ptr(), a.len) })).map(drop)
}

fn listen(this: Gc<Socket>, backlog: Option<i32>) -> Result<()> {
    let backlog = backlog.unwrap_or(libc::SOMAXCONN.min(128)).max(0);
    // SAFETY: a plain system call.
    syscall::check(heap::without_gil(|| unsafe { libc::listen(this.fd, backlog) })).map(drop)
}

/// Connects; gives the error number, or raises what a signal handler or a timeout raises.
fn do_connect(this: Gc<Socket>, a: &Addr) -> Result<i32> {
    // SAFETY: the address is as long as it says.
    let (r, e) = heap::without_gil(|| (unsafe { libc::connect(this.fd, a.as_ptr(), a.len) }, syscall::errno()));
    if r == 0 {
        return Ok(0);
    }
    let wait = match e {
        libc::EINTR => {
            syscall::check_signals()?;
            // The connection goes on; its end is waited for.
            this.timeout != 0
        }
        libc::EINPROGRESS => this.timeout > 0,
        _ => false,
    };
    if !wait {
        return Ok(e);
    }
    let deadline = if this.timeout > 0 { Some(now().saturating_add(this.timeout)) } else { None };
    if !wait_ready(this.fd, true, deadline)? {
        return timed_out();
    }
    match int_option(this.fd, libc::SOL_SOCKET, libc::SO_ERROR) {
        Ok(libc::EISCONN) => Ok(0),
        Ok(e) | Err(e) => Ok(e),
    }
}

fn connect(this: Gc<Socket>, address: Value) -> Result<()> {
    let a = addr::from_python(this.family, address, "connect")?;
    match do_connect(this, &a)? {
        0 => Ok(()),
        e => object::error::os_error(e, None, None),
    }
}
fn connect_ex(this: Gc<Socket>, address: Value) -> Result<i32> {
    let a = addr::from_python(this.family, address, "connect_ex")?;
    match object::error::catch(do_connect(this, &a), &object::error::exc::TIMEOUT_ERROR)? {
        Some(e) => Ok(e),
        None => Ok(libc::EWOULDBLOCK),
    }
}

fn close(mut this: Gc<Socket>) -> Result<()> {
    let fd = std::mem::replace(&mut this.fd, -1);
    if fd >= 0 {
        // SAFETY: a plain system call. The peer having reset the connection is no error of closing.
        let (r, e) = heap::without_gil(|| (unsafe { libc::close(fd) }, syscall::errno()));
        if r < 0 && e != libc::ECONNRESET && e != libc::EINTR {
            return object::error::os_error(e, None, None);
        }
    }
    Ok(())
}
fn detach(mut this: Gc<Socket>) -> i32 {
    std::mem::replace(&mut this.fd, -1)
}
fn del(this: Gc<Socket>) -> Result<()> {
    if this.fd == -1 {
        return Ok(());
    }
    let text = repr::repr(this.value())?;
    let r = object::hooks::warn(&object::error::exc::RESOURCE_WARNING, &format!("unclosed {text}"), 1);
    if r.is_err() {
        let e = object::error::take_pending();
        close(this)?;
        return Err(object::error::restore_pending(e));
    }
    close(this)
}
fn fileno(this: Gc<Socket>) -> i32 {
    this.fd
}

fn name_by(
    this: Gc<Socket>,
    f: unsafe extern "C" fn(i32, *mut libc::sockaddr, *mut libc::socklen_t) -> i32,
) -> Result<Value> {
    let mut a = Addr::empty();
    // SAFETY: the address is a local variable.
    syscall::check(heap::without_gil(|| unsafe { f(this.fd, a.as_mut_ptr(), &raw mut a.len) }))?;
    addr::to_python(&a)
}
fn getpeername(this: Gc<Socket>) -> Result<Value> {
    name_by(this, libc::getpeername)
}
fn getsockname(this: Gc<Socket>) -> Result<Value> {
    name_by(this, libc::getsockname)
}

fn getsockopt(this: Gc<Socket>, level: i32, name: i32, size: Option<i32>) -> Result<Value> {
    let size = size.unwrap_or(0);
    if size == 0 {
        return match int_option(this.fd, level, name) {
            Ok(v) => Ok(number::int(i64::from(v))),
            Err(e) => object::error::os_error(e, None, None),
        };
    }
    if !(0..=1024).contains(&size) {
        return raise_exc!(OS_ERROR, "getsockopt buflen out of range");
    }
    let mut buf = vec![0u8; size as usize];
    let mut n = size as libc::socklen_t;
    // SAFETY: the vector is as long as said.
    syscall::check(unsafe { libc::getsockopt(this.fd, level, name, buf.as_mut_ptr().cast(), &raw mut n) })?;
    Ok(Bytes::new(&buf[..n as usize]).value())
}

fn setsockopt(this: Gc<Socket>, level: i32, name: i32, value: Value, optlen: Option<i64>) -> Result<()> {
    // SAFETY (all): the values are as long as said.
    if let Some(n) = optlen {
        if !object::misc::is_none(value) {
            return raise_type!("socket option should be None when optlen is given");
        }
        // SAFETY: without a value only the length is passed on.
        return syscall::check(unsafe {
            libc::setsockopt(this.fd, level, name, std::ptr::null(), n as libc::socklen_t)
        })
        .map(drop);
    }
    if number::is_int(value) {
        let n = ops::to_i64(value)?;
        let Ok(v) = i32::try_from(n).or_else(|_| u32::try_from(n).map(|u| u as i32)) else {
            return raise_exc!(OVERFLOW_ERROR, "Python int too large to convert to C int");
        };
        // SAFETY: the value is four bytes of a local variable.
        return syscall::check(unsafe { libc::setsockopt(this.fd, level, name, (&raw const v).cast(), 4) }).map(drop);
    }
    if object::misc::is_none(value) {
        return raise_type!("socket option should be integer, bytes-like object or None with optlen");
    }
    let b = buffer::contiguous(value)?;
    let s = b.as_slice();
    // SAFETY: the value is as long as said.
    syscall::check(unsafe { libc::setsockopt(this.fd, level, name, s.as_ptr().cast(), s.len() as libc::socklen_t) })
        .map(drop)
}

fn shutdown(this: Gc<Socket>, how: i32) -> Result<()> {
    // SAFETY: a plain system call.
    syscall::check(heap::without_gil(|| unsafe { libc::shutdown(this.fd, how) })).map(drop)
}

/// A timeout argument in nanoseconds; -1 for `None`.
fn timeout_arg(v: Value) -> Result<i64> {
    if object::misc::is_none(v) {
        return Ok(-1);
    }
    let ns = nanos_of(v, Round::Ceiling)?;
    if ns < 0 { raise_value!("Timeout value out of range") } else { Ok(ns) }
}
fn timeout_value(ns: i64) -> Value {
    if ns < 0 { none() } else { number::float(ns as f64 / 1e9) }
}

fn settimeout(mut this: Gc<Socket>, v: Value) -> Result<()> {
    let ns = timeout_arg(v)?;
    this.timeout = ns;
    set_nonblocking(this.fd, ns >= 0)
}
fn gettimeout(this: Gc<Socket>) -> Value {
    timeout_value(this.timeout)
}
fn setblocking(mut this: Gc<Socket>, on: bool) -> Result<()> {
    this.timeout = if on { -1 } else { 0 };
    set_nonblocking(this.fd, !on)
}
fn getblocking(this: Gc<Socket>) -> bool {
    this.timeout != 0
}
/// `socket.getdefaulttimeout()`.
pub fn get_default() -> Value {
    timeout_value(default_timeout())
}
/// `socket.setdefaulttimeout()`.
pub fn set_default(v: Value) -> Result<()> {
    DEFAULT_TIMEOUT.store(timeout_arg(v)?, std::sync::atomic::Ordering::Relaxed);
    Ok(())
}

fn family(this: Gc<Socket>) -> i32 {
    this.family
}
fn kind(this: Gc<Socket>) -> i32 {
    this.kind
}
fn proto(this: Gc<Socket>) -> i32 {
    this.proto
}
fn show(this: Gc<Socket>) -> String {
    format!("<socket object, fd={}, family={}, type={}, proto={}>", this.fd, this.family, this.kind, this.proto)
}

/// `socket.socketpair()`: two raw socket objects.
pub fn socketpair(family: Option<i32>, kind: Option<i32>, proto: Option<i32>) -> Result<Value> {
    let (family, kind, proto) =
        (family.unwrap_or(libc::AF_UNIX), kind.unwrap_or(libc::SOCK_STREAM), proto.unwrap_or(0));
    let mut fds = [0; 2];
    // SAFETY: room for two descriptors.
    syscall::check(heap::without_gil(|| unsafe {
        libc::socketpair(family, kind | libc::SOCK_CLOEXEC, proto, fds.as_mut_ptr())
    }))?;
    let mut out = GcVec::new();
    for fd in fds {
        let s = new(Socket::class(), Tuple::empty(), Dict::new());
        set_up(s, fd, family, kind, proto)?;
        out.push(s.value());
    }
    Ok(seq::tuple(&out))
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, *args, **kwargs)", native(new)),
    Row::method("__init__($self, family=-1, type=-1, proto=-1, fileno=None)", native(init)),
    Row::method("__repr__($self, /)", native(show)),
    Row::method("__del__($self, /)", native(del)),
    Row::method("_accept($self, /)", native(accept)).doc("_accept() -> (integer, address info)"),
    Row::method("bind($self, object, /)", native(bind)).doc("bind(address)\n\nBind the socket to a local address."),
    Row::method("listen($self, backlog=128, /)", native(listen)).doc("listen([backlog])\n\nEnable a server to accept connections."),
    Row::method("connect($self, object, /)", native(connect)).doc("connect(address)\n\nConnect the socket to a remote address."),
    Row::method("connect_ex($self, object, /)", native(connect_ex)).doc("connect_ex(address) -> errno"),
    Row::method("close($self, /)", native(close)).doc("close()\n\nClose the socket.  It cannot be used after this call."),
    Row::method("detach($self, /)", native(detach)).doc("detach()\n\nClose the socket object without closing the underlying file descriptor."),
    Row::method("fileno($self, /)", native(fileno)).doc("fileno() -> integer\n\nReturn the integer file descriptor of the socket."),
    Row::method("getpeername($self, /)", native(getpeername)).doc("getpeername() -> address info"),
    Row::method("getsockname($self, /)", native(getsockname)).doc("getsockname() -> address info"),
    Row::method("getsockopt($self, level, option, buffersize=0, /)", native(getsockopt)).doc("getsockopt(level, option[, buffersize]) -> value"),
    Row::method("setsockopt($self, level, option, value, optlen=0, /)", native(setsockopt)).doc("setsockopt(level, option, value: int)"),
    Row::method("shutdown($self, object, /)", native(shutdown)).doc("shutdown(flag)\n\nShut down the reading side of the socket (flag == SHUT_RD), the writing side\nof the socket (flag == SHUT_WR), or both ends (flag == SHUT_RDWR)."),
    Row::method("settimeout($self, object, /)", native(settimeout)).doc("settimeout(timeout)\n\nSet a timeout on socket operations."),
    Row::method("gettimeout($self, /)", native(gettimeout)).doc("gettimeout() -> timeout"),
    Row::method("setblocking($self, object, /)", native(setblocking)).doc("setblocking(flag)"),
    Row::method("getblocking($self, /)", native(getblocking)).doc("getblocking()\n\nReturns True if socket is in blocking mode, or False if it\nis in non-blocking mode."),
    Row::getter("family", native(family)).doc("the socket family"),
    Row::getter("type", native(kind)).doc("the socket type"),
    Row::getter("proto", native(proto)).doc("the socket protocol"),
    Row::getter("timeout", native(gettimeout)).doc("the socket timeout"),
];

/// Creates the class.
pub fn class() -> Gc<Class> {
    ClassBuilder::new::<Socket>("_socket.socket")
        .flags(ClassFlags::BASETYPE)
        .mutable()
        .doc("socket(family=AF_INET, type=SOCK_STREAM, proto=0) -> socket object")
        .rows(&[ROWS, transfer::ROWS])
        .build()
}
