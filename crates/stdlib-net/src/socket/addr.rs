//! Addresses: between Python's tuples and the system's records.

use std::ffi::{CStr, CString};

use heap::Value;
use object::gc::ValueExt;
use object::{ByteArray, Bytes, Gc, Result, Str, Tuple, none, number, ops, raise_exc, raise_type, repr, seq};

use super::GAI_ERROR;

/// A system address of any family.
#[derive(Clone, Copy)]
pub struct Addr {
    pub storage: libc::sockaddr_storage,
    pub len: libc::socklen_t,
}

impl Addr {
    /// Room for an address that the system writes.
    pub fn empty() -> Addr {
        // SAFETY: the record is plain data.
        Addr { storage: unsafe { std::mem::zeroed() }, len: size_of::<libc::sockaddr_storage>() as libc::socklen_t }
    }
    pub fn as_ptr(&self) -> *const libc::sockaddr {
        (&raw const self.storage).cast()
    }
    pub fn as_mut_ptr(&mut self) -> *mut libc::sockaddr {
        (&raw mut self.storage).cast()
    }
    fn of<T>(t: T, len: usize) -> Addr {
        let mut a = Addr::empty();
        // SAFETY: every address record fits the storage.
        unsafe { (&raw mut a.storage).cast::<T>().write(t) };
        a.len = len as libc::socklen_t;
        a
    }
}

/// Raises `gaierror`.
pub fn gai_error<T>(code: i32) -> Result<T> {
    if code == libc::EAI_SYSTEM {
        return object::error::os_error(builtins::syscall::errno(), None, None);
    }
    // SAFETY: the text is static.
    let text = unsafe { CStr::from_ptr(libc::gai_strerror(code)) }.to_string_lossy().into_owned();
    let e = object::call::call(GAI_ERROR.get().value(), &[number::int(i64::from(code)), Str::new(&text).value()])?;
    match e.cast::<object::error::BaseException>() {
        Some(e) => Err(object::error::set_pending(e)),
        None => raise_type!("exceptions must derive from BaseException"),
    }
}

/// A host name: text in IDNA, or bytes.
pub fn host_arg(v: Value) -> Result<CString> {
    let raw = if let Some(s) = v.cast::<Str>() {
        if s.is_ascii() {
            s.as_bytes().to_vec()
        } else {
            match builtins::codec::encode_object(s, Some(object::intern("idna")), None)?.cast::<Bytes>() {
                Some(b) => b.as_slice().to_vec(),
                None => return raise_type!("encoding of hostname failed"),
            }
        }
    } else if let Some(b) = v.cast::<Bytes>() {
        b.as_slice().to_vec()
    } else if let Some(b) = v.cast::<ByteArray>() {
        b.data.as_slice().to_vec()
    } else {
        return raise_type!("str, bytes or bytearray expected, not {}", repr::type_name(v));
    };
    CString::new(raw).or_else(|_| raise_type!("host name must not contain null character"))
}

/// The results of `getaddrinfo`, freed when dropped.
pub struct Infos(pub *mut libc::addrinfo);

impl Drop for Infos {
    fn drop(&mut self) {
        if !self.0.is_null() {
            // SAFETY: the list came from `getaddrinfo`.
            unsafe { libc::freeaddrinfo(self.0) };
        }
    }
}

/// Calls `getaddrinfo` without the GIL.
pub fn look_up(host: Option<&CStr>, port: Option<&CStr>, hints: &libc::addrinfo) -> Result<Infos> {
    let mut list = std::ptr::null_mut();
    let ptr = |s: Option<&CStr>| s.map_or(std::ptr::null(), CStr::as_ptr);
    // SAFETY: texts are null-terminated or null; the list is written by the call.
    let rc = heap::without_gil(|| unsafe { libc::getaddrinfo(ptr(host), ptr(port), hints, &raw mut list) });
    let infos = Infos(list);
    if rc == 0 { Ok(infos) } else { gai_error(rc) }
}

/// The address of a host, without a port (`setipaddr`).
pub fn resolve(host: &CStr, family: i32) -> Result<Addr> {
    // SAFETY: plain data.
    let mut hints: libc::addrinfo = unsafe { std::mem::zeroed() };
    hints.ai_family = family;
    let name = host.to_bytes();
    if name == b"<broadcast>" {
        if family != libc::AF_INET && family != libc::AF_UNSPEC {
            return raise_exc!(OS_ERROR, "address family mismatched");
        }
        return Ok(inet(u32::MAX, 0));
    }
    let infos = if name.is_empty() {
        hints.ai_socktype = libc::SOCK_DGRAM;
        hints.ai_flags = libc::AI_PASSIVE;
        let infos = look_up(None, Some(c"0"), &hints)?;
        // SAFETY: the list has at least one entry.
        if !unsafe { (*infos.0).ai_next }.is_null() {
            return raise_exc!(OS_ERROR, "wildcard resolved to multiple address");
        }
        infos
    } else {
        look_up(Some(host), None, &hints)?
    };
    let mut a = Addr::empty();
    // SAFETY: the entry's address is as long as it says and fits the storage.
    unsafe {
        let info = &*infos.0;
        let n = (info.ai_addrlen as usize).min(size_of::<libc::sockaddr_storage>());
        std::ptr::copy_nonoverlapping(info.ai_addr.cast::<u8>(), (&raw mut a.storage).cast::<u8>(), n);
        a.len = n as libc::socklen_t;
    }
    Ok(a)
}

/// An IPv4 address from numbers in the machine's order.
fn inet(address: u32, port: u16) -> Addr {
    let s = libc::sockaddr_in {
        sin_family: libc::AF_INET as libc::sa_family_t,
        sin_port: port.to_be(),
        sin_addr: libc::in_addr { s_addr: address.to_be() },
        sin_zero: [0; 8],
    };
    Addr::of(s, size_of::<libc::sockaddr_in>())
}

fn port_arg(v: Value, function: &str) -> Result<u16> {
    let n = ops::index(v)?;
    match number::as_i64(n).and_then(|n| u16::try_from(n).ok()) {
        Some(p) => Ok(p),
        None => raise_exc!(OVERFLOW_ERROR, "{function}(): port must be 0-65535."),
    }
}

fn tuple_arg(v: Value, family: &str, function: &str) -> Result<Gc<Tuple>> {
    match v.cast::<Tuple>() {
        Some(t) => Ok(t),
        None => raise_type!("{function}(): {family} address must be tuple, not {}", repr::type_name(v)),
    }
}

fn inet_arg(v: Value, function: &str) -> Result<Addr> {
    let t = tuple_arg(v, "AF_INET", function)?;
    let [host, port] = *t.as_slice() else {
        return raise_type!("{function}(): AF_INET address must be a pair (host, port)");
    };
    let host = host_arg(host)?;
    let mut a = resolve(&host, libc::AF_INET)?;
    let port = port_arg(port, function)?;
    // SAFETY: an IPv4 record.
    unsafe { (*(&raw mut a.storage).cast::<libc::sockaddr_in>()).sin_port = port.to_be() };
    Ok(a)
}

fn inet6_arg(v: Value, function: &str) -> Result<Addr> {
    let t = tuple_arg(v, "AF_INET6", function)?;
    let items = t.as_slice();
    if items.len() < 2 || items.len() > 4 {
        return raise_type!("{function}(): AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])");
    }
    let host = host_arg(items[0])?;
    let mut a = resolve(&host, libc::AF_INET6)?;
    let port = port_arg(items[1], function)?;
    let number = |i: usize| items.get(i).map_or(Ok(0), |v| ops::to_i64(*v));
    let flow = number(2)?;
    if !(0..=0xF_FFFF).contains(&flow) {
        return raise_exc!(OVERFLOW_ERROR, "{function}(): flowinfo must be 0-1048575.");
    }
    let scope = number(3)?;
    // SAFETY: an IPv6 record.
    unsafe {
        let s = &mut *(&raw mut a.storage).cast::<libc::sockaddr_in6>();
        s.sin6_port = port.to_be();
        s.sin6_flowinfo = (flow as u32).to_be();
        if items.len() == 4 {
            s.sin6_scope_id = scope as u32;
        }
    }
    Ok(a)
}

fn unix_arg(v: Value) -> Result<Addr> {
    let path = if let Some(s) = v.cast::<Str>() {
        builtins::fsname::encode(s)?
    } else if object::buffer::has_buffer(v) {
        object::buffer::contiguous(v)?.as_slice().to_vec()
    } else {
        return raise_type!("a bytes-like object is required, not '{}'", repr::type_name(v));
    };
    // SAFETY: plain data.
    let mut s: libc::sockaddr_un = unsafe { std::mem::zeroed() };
    s.sun_family = libc::AF_UNIX as libc::sa_family_t;
    let room = s.sun_path.len();
    // An abstract name begins with a null byte and needs none at its end.
    let is_abstract = path.first() == Some(&0);
    if path.len() > room || (!is_abstract && path.len() == room) {
        return raise_exc!(OS_ERROR, "AF_UNIX path too long");
    }
    for (to, from) in s.sun_path.iter_mut().zip(&path) {
        *to = *from as libc::c_char;
    }
    let base = std::mem::offset_of!(libc::sockaddr_un, sun_path);
    Ok(Addr::of(s, base + path.len() + usize::from(!is_abstract && !path.is_empty())))
}

fn netlink_arg(v: Value, function: &str) -> Result<Addr> {
    let Some(t) = v.cast::<Tuple>() else {
        return raise_type!("{function}(): AF_NETLINK address must be tuple, not {}", repr::type_name(v));
    };
    let [pid, groups] = *t.as_slice() else {
        return raise_type!("{function}(): AF_NETLINK address must be a pair (pid, groups)");
    };
    // SAFETY: plain data.
    let mut s: libc::sockaddr_nl = unsafe { std::mem::zeroed() };
    s.nl_family = libc::AF_NETLINK as libc::sa_family_t;
    s.nl_pid = ops::to_i64(pid)? as u32;
    s.nl_groups = ops::to_i64(groups)? as u32;
    Ok(Addr::of(s, size_of::<libc::sockaddr_nl>()))
}

fn vsock_arg(v: Value, function: &str) -> Result<Addr> {
    let Some(t) = v.cast::<Tuple>() else {
        return raise_type!("{function}(): AF_VSOCK address must be tuple, not {}", repr::type_name(v));
    };
    let [cid, port] = *t.as_slice() else {
        return raise_type!("{function}(): AF_VSOCK address must be a pair (cid, port)");
    };
    // SAFETY: plain data.
    let mut s: libc::sockaddr_vm = unsafe { std::mem::zeroed() };
    s.svm_family = libc::AF_VSOCK as libc::sa_family_t;
    s.svm_cid = ops::to_i64(cid)? as u32;
    s.svm_port = ops::to_i64(port)? as u32;
    Ok(Addr::of(s, size_of::<libc::sockaddr_vm>()))
}

/// The system's form of an address argument (`getsockaddrarg`).
pub fn from_python(family: i32, v: Value, function: &str) -> Result<Addr> {
    match family {
        libc::AF_INET => inet_arg(v, function),
        libc::AF_INET6 => inet6_arg(v, function),
        libc::AF_UNIX => unix_arg(v),
        libc::AF_NETLINK => netlink_arg(v, function),
        libc::AF_VSOCK => vsock_arg(v, function),
        _ => raise_exc!(OS_ERROR, "{function}(): bad family"),
    }
}

/// The numeric host of an address.
fn host_text(a: &Addr) -> Result<Value> {
    let mut buf = [0 as libc::c_char; 1025];
    // SAFETY: the address is as long as it says, the buffer too.
    let rc = unsafe {
        libc::getnameinfo(
            a.as_ptr(),
            a.len,
            buf.as_mut_ptr(),
            buf.len() as libc::socklen_t,
            std::ptr::null_mut(),
            0,
            libc::NI_NUMERICHOST,
        )
    };
    if rc != 0 {
        return gai_error(rc);
    }
    // SAFETY: null-terminated by the call.
    Ok(builtins::fsname::decode(unsafe { CStr::from_ptr(buf.as_ptr()) }.to_bytes()).value())
}

/// Python's form of an address (`makesockaddr`).
pub fn to_python(a: &Addr) -> Result<Value> {
    if a.len == 0 {
        // Some systems give no address for unnamed peers.
        return Ok(none());
    }
    let n = |i: u64| number::uint(i);
    // SAFETY (all): the family says which record it is.
    unsafe {
        match i32::from(a.storage.ss_family) {
            libc::AF_INET => {
                let s = &*(&raw const a.storage).cast::<libc::sockaddr_in>();
                Ok(seq::tuple(&[host_text(a)?, n(u64::from(u16::from_be(s.sin_port)))]))
            }
            libc::AF_INET6 => {
                let s = &*(&raw const a.storage).cast::<libc::sockaddr_in6>();
                let scope = n(u64::from(s.sin6_scope_id));
                let mut plain = *a;
                // The scope is an item of its own, not part of the host.
                (*(&raw mut plain.storage).cast::<libc::sockaddr_in6>()).sin6_scope_id = 0;
                Ok(seq::tuple(&[
                    host_text(&plain)?,
                    n(u64::from(u16::from_be(s.sin6_port))),
                    n(u64::from(u32::from_be(s.sin6_flowinfo))),
                    scope,
                ]))
            }
            libc::AF_UNIX => {
                let s = &*(&raw const a.storage).cast::<libc::sockaddr_un>();
                let base = std::mem::offset_of!(libc::sockaddr_un, sun_path);
                let n = (a.len as usize).saturating_sub(base).min(s.sun_path.len());
                let path: Vec<u8> = s.sun_path[..n].iter().map(|c| *c as u8).collect();
                if path.first() == Some(&0) {
                    return Ok(Bytes::new(&path).value());
                }
                let end = path.iter().position(|b| *b == 0).unwrap_or(path.len());
                Ok(builtins::fsname::decode(&path[..end]).value())
            }
            libc::AF_NETLINK => {
                let s = &*(&raw const a.storage).cast::<libc::sockaddr_nl>();
                Ok(seq::tuple(&[n(u64::from(s.nl_pid)), n(u64::from(s.nl_groups))]))
            }
            libc::AF_VSOCK => {
                let s = &*(&raw const a.storage).cast::<libc::sockaddr_vm>();
                Ok(seq::tuple(&[n(u64::from(s.svm_cid)), n(u64::from(s.svm_port))]))
            }
            family => {
                let len = (a.len as usize).saturating_sub(2).min(14);
                let raw = std::slice::from_raw_parts((&raw const a.storage).cast::<u8>().add(2), len);
                Ok(seq::tuple(&[number::int(i64::from(family)), Bytes::new(raw).value()]))
            }
        }
    }
}
