//! Names: hosts, services, protocols, interfaces, and addresses as text.

use std::ffi::{CStr, CString};

use heap::{GcVec, Value};
use object::buffer::Buffer;
use object::gc::ValueExt;
use object::{Bytes, Gc, List, Result, Row, Str, Tuple, native, number, ops, raise_exc, raise_type, repr, seq};

use builtins::syscall;

use super::HERROR;
use super::addr::{self, Addr, host_arg, look_up};

unsafe fn text(p: *const libc::c_char) -> Value {
    // SAFETY: the caller gives a null-terminated text.
    builtins::fsname::decode(unsafe { CStr::from_ptr(p) }.to_bytes()).value()
}

fn getaddrinfo(
    host: Value,
    port: Value,
    family: Option<i32>,
    kind: Option<i32>,
    proto: Option<i32>,
    flags: Option<i32>,
) -> Result<Gc<List>> {
    let host = if object::misc::is_none(host) {
        None
    } else if host.is::<Str>() || host.is::<Bytes>() {
        Some(host_arg(host)?)
    } else {
        return raise_type!("getaddrinfo() argument 1 must be string or None");
    };
    let c = |b: Vec<u8>| CString::new(b).or_else(|_| object::value_error("embedded null character"));
    let port = if object::misc::is_none(port) {
        None
    } else if number::is_int(port) {
        Some(c(repr::str_of(port)?.as_bytes().to_vec())?)
    } else if let Some(s) = port.cast::<Str>() {
        Some(c(builtins::fsname::encode(s)?)?)
    } else if let Some(b) = port.cast::<Bytes>() {
        Some(c(b.as_slice().to_vec())?)
    } else {
        return raise_exc!(OS_ERROR, "Int or String expected");
    };
    // SAFETY: plain data.
    let mut hints: libc::addrinfo = unsafe { std::mem::zeroed() };
    hints.ai_family = family.unwrap_or(0);
    hints.ai_socktype = kind.unwrap_or(0);
    hints.ai_protocol = proto.unwrap_or(0);
    hints.ai_flags = flags.unwrap_or(0);
    let infos = look_up(host.as_deref(), port.as_deref(), &hints)?;
    let mut out = GcVec::new();
    let mut p = infos.0;
    while !p.is_null() {
        // SAFETY: entries of the list are valid, their addresses as long as they say.
        unsafe {
            let i = &*p;
            let mut a = Addr::empty();
            let n = (i.ai_addrlen as usize).min(size_of::<libc::sockaddr_storage>());
            std::ptr::copy_nonoverlapping(i.ai_addr.cast::<u8>(), (&raw mut a.storage).cast::<u8>(), n);
            a.len = n as libc::socklen_t;
            let name = if i.ai_canonname.is_null() { Str::empty().value() } else { text(i.ai_canonname) };
            let int = |n: i32| number::int(i64::from(n));
            out.push(seq::tuple(&[
                int(i.ai_family),
                int(i.ai_socktype),
                int(i.ai_protocol),
                name,
                addr::to_python(&a)?,
            ]));
            p = i.ai_next;
        }
    }
    Ok(List::new(out))
}

fn getnameinfo(address: Value, flags: i32) -> Result<Value> {
    let Some(t) = address.cast::<Tuple>() else { return raise_type!("getnameinfo() argument 1 must be a tuple") };
    let items = t.as_slice();
    if items.len() < 2 || items.len() > 4 {
        return raise_type!("getnameinfo(): illegal sockaddr argument");
    }
    let Some(host) = items[0].cast::<Str>() else { return raise_type!("getnameinfo(): illegal sockaddr argument") };
    let number = |i: usize| items.get(i).map_or(Ok(0), |v| ops::to_i64(*v));
    let (port, flow, scope) = (number(1)?, number(2)?, number(3)?);
    if !(0..=0xF_FFFF).contains(&flow) {
        return raise_exc!(OVERFLOW_ERROR, "getnameinfo(): flowinfo must be 0-1048575.");
    }
    let c = |s: String| CString::new(s).or_else(|_| object::value_error("embedded null character"));
    let (host, service) = (c(host.to_string_lossy())?, c(port.to_string())?);
    // SAFETY: plain data.
    let mut hints: libc::addrinfo = unsafe { std::mem::zeroed() };
    hints.ai_socktype = libc::SOCK_DGRAM;
    hints.ai_flags = libc::AI_NUMERICHOST;
    let infos = look_up(Some(&host), Some(&service), &hints)?;
    // SAFETY: the list has at least one entry.
    let info = unsafe { &*infos.0 };
    if !info.ai_next.is_null() {
        return raise_exc!(OS_ERROR, "sockaddr resolved to multiple addresses");
    }
    match info.ai_family {
        libc::AF_INET if items.len() != 2 => return raise_exc!(OS_ERROR, "IPv4 sockaddr must be 2 tuple"),
        libc::AF_INET6 => {
            // SAFETY: an IPv6 record.
            unsafe {
                let s = &mut *info.ai_addr.cast::<libc::sockaddr_in6>();
                s.sin6_flowinfo = (flow as u32).to_be();
                s.sin6_scope_id = scope as u32;
            }
        }
        _ => {}
    }
    let (mut h, mut s) = ([0 as libc::c_char; 1025], [0 as libc::c_char; 32]);
    // SAFETY: address and buffers are as long as said.
    let rc = heap::without_gil(|| unsafe {
        libc::getnameinfo(info.ai_addr, info.ai_addrlen, h.as_mut_ptr(), 1025, s.as_mut_ptr(), 32, flags)
    });
    if rc != 0 {
        return addr::gai_error(rc);
    }
    // SAFETY: null-terminated by the call.
    Ok(unsafe { seq::tuple(&[text(h.as_ptr()), text(s.as_ptr())]) })
}

fn gethostname() -> Result<Value> {
    let mut buf = [0 as libc::c_char; 1024];
    // SAFETY: the buffer is longer than said, so it ends with null.
    syscall::check(heap::without_gil(|| unsafe { libc::gethostname(buf.as_mut_ptr(), 1023) }))?;
    // SAFETY: null-terminated.
    Ok(unsafe { text(buf.as_ptr()) })
}
fn sethostname(name: Value) -> Result<()> {
    let b = builtins::fsname::fs_bytes(name)?;
    // SAFETY: the name is as long as said.
    syscall::check(unsafe { libc::sethostname(b.as_ptr().cast(), b.len()) }).map(drop)
}
fn gethostbyname(name: Value) -> Result<Value> {
    let host = host_arg(name)?;
    let a = addr::resolve(&host, libc::AF_INET)?;
    match addr::to_python(&a)?.cast::<Tuple>() {
        Some(t) => Ok(t.as_slice()[0]),
        None => raise_exc!(OS_ERROR, "unsupported address family"),
    }
}

unsafe extern "C" {
    fn gethostbyname_r(
        name: *const libc::c_char,
        ret: *mut libc::hostent,
        buf: *mut libc::c_char,
        n: usize,
        result: *mut *mut libc::hostent,
        err: *mut i32,
    ) -> i32;
    fn gethostbyaddr_r(
        a: *const libc::c_void,
        len: libc::socklen_t,
        kind: i32,
        ret: *mut libc::hostent,
        buf: *mut libc::c_char,
        n: usize,
        result: *mut *mut libc::hostent,
        err: *mut i32,
    ) -> i32;
    fn hstrerror(code: i32) -> *const libc::c_char;
}

fn herror<T>(code: i32) -> Result<T> {
    // SAFETY: the text is static.
    let t = unsafe { text(hstrerror(code)) };
    let e = object::call::call(HERROR.get().value(), &[number::int(i64::from(code)), t])?;
    match e.cast::<object::error::BaseException>() {
        Some(e) => Err(object::error::set_pending(e)),
        None => raise_type!("exceptions must derive from BaseException"),
    }
}

/// (name, aliases, addresses) of a host entry.
///
/// # Safety
/// The entry came from the C library.
unsafe fn host_entry(h: &libc::hostent) -> Result<Value> {
    let (mut aliases, mut addresses) = (GcVec::new(), GcVec::new());
    // SAFETY: the entry's lists end with null, its addresses are as long as it says.
    unsafe {
        let mut p = h.h_aliases;
        while !p.is_null() && !(*p).is_null() {
            aliases.push(text(*p));
            p = p.add(1);
        }
        let mut p = h.h_addr_list;
        while !p.is_null() && !(*p).is_null() {
            let raw = std::slice::from_raw_parts((*p).cast::<u8>(), h.h_length as usize);
            addresses.push(ntop(h.h_addrtype, raw)?.value());
            p = p.add(1);
        }
        Ok(seq::tuple(&[text(h.h_name), List::new(aliases).value(), List::new(addresses).value()]))
    }
}

fn by_entry(
    f: impl Fn(*mut libc::hostent, *mut libc::c_char, usize, *mut *mut libc::hostent, *mut i32) -> i32,
) -> Result<Value> {
    let mut size = 16384;
    loop {
        let mut buf = vec![0 as libc::c_char; size];
        // SAFETY: plain data.
        let mut h: libc::hostent = unsafe { std::mem::zeroed() };
        let (mut found, mut err) = (std::ptr::null_mut(), 0);
        let rc = heap::without_gil(|| f(&raw mut h, buf.as_mut_ptr(), size, &raw mut found, &raw mut err));
        if rc == libc::ERANGE && size < 1 << 22 {
            size *= 2;
            continue;
        }
        if found.is_null() {
            return herror(err);
        }
        // SAFETY: found; its texts lie in the buffer.
        return unsafe { host_entry(&*found) };
    }
}
fn gethostbyname_ex(name: Value) -> Result<Value> {
    let host = host_arg(name)?;
    // The name is resolved first, so that its errors are those of getaddrinfo.
    addr::resolve(&host, libc::AF_INET)?;
    // SAFETY: texts are null-terminated, the buffer as long as said.
    by_entry(|h, b, n, f, e| unsafe { gethostbyname_r(host.as_ptr(), h, b, n, f, e) })
}
fn gethostbyaddr(name: Value) -> Result<Value> {
    let host = host_arg(name)?;
    let a = addr::resolve(&host, libc::AF_UNSPEC)?;
    // SAFETY: the family says which record it is.
    let (p, len, family) = unsafe {
        match i32::from(a.storage.ss_family) {
            libc::AF_INET => (
                (&raw const (*(&raw const a.storage).cast::<libc::sockaddr_in>()).sin_addr).cast::<libc::c_void>(),
                4,
                libc::AF_INET,
            ),
            libc::AF_INET6 => (
                (&raw const (*(&raw const a.storage).cast::<libc::sockaddr_in6>()).sin6_addr).cast::<libc::c_void>(),
                16,
                libc::AF_INET6,
            ),
            _ => return raise_exc!(OS_ERROR, "unsupported address family"),
        }
    };
    // SAFETY: the address is as long as said, the buffer too.
    by_entry(|h, b, n, f, e| unsafe { gethostbyaddr_r(p, len, family, h, b, n, f, e) })
}

fn c_arg(s: String) -> Result<CString> {
    CString::new(s).or_else(|_| object::value_error("embedded null character"))
}
fn getservbyname(name: String, proto: Option<String>) -> Result<i64> {
    let name = c_arg(name)?;
    let proto = proto.map(c_arg).transpose()?;
    // SAFETY: texts are null-terminated; the entry is read under the GIL.
    unsafe {
        let e = libc::getservbyname(name.as_ptr(), proto.as_ref().map_or(std::ptr::null(), |p| p.as_ptr()));
        if e.is_null() {
            return raise_exc!(OS_ERROR, "service/proto not found");
        }
        Ok(i64::from(u16::from_be((*e).s_port as u16)))
    }
}
fn getservbyport(port: i32, proto: Option<String>) -> Result<Value> {
    let Ok(port) = u16::try_from(port) else {
        return raise_exc!(OVERFLOW_ERROR, "getservbyport: port must be 0-65535.");
    };
    let proto = proto.map(c_arg).transpose()?;
    // SAFETY: as above.
    unsafe {
        let e = libc::getservbyport(i32::from(port.to_be()), proto.as_ref().map_or(std::ptr::null(), |p| p.as_ptr()));
        if e.is_null() {
            return raise_exc!(OS_ERROR, "port/proto not found");
        }
        Ok(text((*e).s_name))
    }
}
fn getprotobyname(name: String) -> Result<i64> {
    let name = c_arg(name)?;
    // SAFETY: as above.
    unsafe {
        let e = libc::getprotobyname(name.as_ptr());
        if e.is_null() {
            return raise_exc!(OS_ERROR, "protocol not found");
        }
        Ok(i64::from((*e).p_proto))
    }
}

fn inet_aton(address: String) -> Result<Gc<Bytes>> {
    unsafe extern "C" {
        fn inet_aton(cp: *const libc::c_char, inp: *mut libc::in_addr) -> i32;
    }
    let text = c_arg(address)?;
    let mut a = libc::in_addr { s_addr: 0 };
    // SAFETY: the text is null-terminated, the address a local variable.
    if unsafe { inet_aton(text.as_ptr(), &raw mut a) } == 0 {
        return raise_exc!(OS_ERROR, "illegal IP address string passed to inet_aton");
    }
    Ok(Bytes::new(&a.s_addr.to_ne_bytes()))
}
fn inet_ntoa(packed: Buffer) -> Result<String> {
    match *packed.as_slice() {
        [a, b, c, d] => Ok(format!("{a}.{b}.{c}.{d}")),
        _ => raise_exc!(OS_ERROR, "packed IP wrong length"),
    }
}
fn inet_pton(family: i32, address: String) -> Result<Gc<Bytes>> {
    let bytes = match family {
        libc::AF_INET => address.parse::<std::net::Ipv4Addr>().ok().map(|a| a.octets().to_vec()),
        libc::AF_INET6 => address.parse::<std::net::Ipv6Addr>().ok().map(|a| a.octets().to_vec()),
        _ => return object::error::os_error(libc::EAFNOSUPPORT, None, None),
    };
    match bytes {
        Some(b) => Ok(Bytes::new(&b)),
        None => raise_exc!(OS_ERROR, "illegal IP address string passed to inet_pton"),
    }
}
fn ntop(family: i32, packed: &[u8]) -> Result<Gc<Str>> {
    let text = match family {
        libc::AF_INET => <[u8; 4]>::try_from(packed).ok().map(|b| std::net::Ipv4Addr::from(b).to_string()),
        libc::AF_INET6 => <[u8; 16]>::try_from(packed).ok().map(|b| std::net::Ipv6Addr::from(b).to_string()),
        _ => return object::raise_value!("unknown address family {family}"),
    };
    match text {
        Some(t) => Ok(Str::new(&t)),
        None => object::value_error("invalid length of packed IP address string"),
    }
}
fn inet_ntop(family: i32, packed: Buffer) -> Result<Gc<Str>> {
    ntop(family, packed.as_slice())
}

fn if_nameindex() -> Result<Gc<List>> {
    // SAFETY: the array ends with a zero entry and is freed after use.
    unsafe {
        let all = libc::if_nameindex();
        if all.is_null() {
            return object::error::os_error(syscall::errno(), None, None);
        }
        let mut out = GcVec::new();
        let mut p = all;
        while (*p).if_index != 0 && !(*p).if_name.is_null() {
            out.push(seq::tuple(&[number::int(i64::from((*p).if_index)), text((*p).if_name)]));
            p = p.add(1);
        }
        libc::if_freenameindex(all);
        Ok(List::new(out))
    }
}
fn if_nametoindex(name: Value) -> Result<i64> {
    let name =
        CString::new(builtins::fsname::fs_bytes(name)?).or_else(|_| object::value_error("embedded null byte"))?;
    // SAFETY: the name is null-terminated.
    match unsafe { libc::if_nametoindex(name.as_ptr()) } {
        0 => object::error::os_error(syscall::errno(), None, None),
        n => Ok(i64::from(n)),
    }
}
fn if_indextoname(index: i64) -> Result<Value> {
    if index < 0 {
        return raise_exc!(OVERFLOW_ERROR, "can't convert negative value to unsigned int");
    }
    let Ok(index) = u32::try_from(index) else {
        return raise_exc!(OVERFLOW_ERROR, "Python int too large to convert to C unsigned int");
    };
    let mut buf = [0 as libc::c_char; libc::IF_NAMESIZE];
    // SAFETY: the buffer has the size that the function wants.
    if unsafe { libc::if_indextoname(index, buf.as_mut_ptr()) }.is_null() {
        return object::error::os_error(syscall::errno(), None, None);
    }
    // SAFETY: null-terminated by the call.
    Ok(unsafe { text(buf.as_ptr()) })
}

fn short(v: Value, function: &str) -> Result<u16> {
    let n = ops::index(v)?;
    match number::as_i64(n) {
        Some(i) if i < 0 => {
            raise_exc!(OVERFLOW_ERROR, "{function}: can't convert negative Python int to C 16-bit unsigned integer")
        }
        Some(i) => match u16::try_from(i) {
            Ok(u) => Ok(u),
            Err(_) => {
                raise_exc!(OVERFLOW_ERROR, "{function}: Python int too large to convert to C 16-bit unsigned integer")
            }
        },
        None => raise_exc!(OVERFLOW_ERROR, "Python int too large to convert to C int"),
    }
}
fn long(v: Value) -> Result<u32> {
    if !number::is_int(v) {
        return raise_type!("expected int, {} found", repr::type_name(v));
    }
    match number::as_i64(v) {
        Some(i) if i < 0 => raise_exc!(OVERFLOW_ERROR, "can't convert negative int to unsigned"),
        Some(i) => match u32::try_from(i) {
            Ok(u) => Ok(u),
            Err(_) => raise_exc!(OVERFLOW_ERROR, "int larger than 32 bits"),
        },
        None => raise_exc!(OVERFLOW_ERROR, "int larger than 32 bits"),
    }
}
fn ntohs(v: Value) -> Result<i64> {
    Ok(i64::from(u16::from_be(short(v, "ntohs")?)))
}
fn htons(v: Value) -> Result<i64> {
    Ok(i64::from(short(v, "htons")?.to_be()))
}
fn ntohl(v: Value) -> Result<i64> {
    Ok(i64::from(u32::from_be(long(v)?)))
}
fn htonl(v: Value) -> Result<i64> {
    Ok(i64::from(long(v)?.to_be()))
}

fn close(fd: Value) -> Result<()> {
    let fd = ops::to_i64(fd)? as i32;
    // SAFETY: a plain system call.
    let (r, e) = heap::without_gil(|| (unsafe { libc::close(fd) }, syscall::errno()));
    if r < 0 && e != libc::ECONNRESET && e != libc::EINTR { object::error::os_error(e, None, None) } else { Ok(()) }
}
fn dup(fd: Value) -> Result<i32> {
    let fd = ops::to_i64(fd)? as i32;
    // SAFETY: a plain system call.
    syscall::check(unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) })
}

pub static ROWS: &[Row] = &[
    Row::function("getaddrinfo($module, /, host, port, family=0, type=0, proto=0, flags=0)", native(getaddrinfo)).shown("").doc(
        "getaddrinfo(host, port [, family, type, proto, flags]) -> list of (family, type, proto, canonname, sockaddr)",
    ),
    Row::function("getnameinfo($module, sockaddr, flags, /)", native(getnameinfo)).shown("")
        .doc("getnameinfo(sockaddr, flags) --> (host, port)"),
    Row::function("gethostname($module, /)", native(gethostname))
        .doc("gethostname() -> string\n\nReturn the current host name."),
    Row::function("sethostname($module, name, /)", native(sethostname)).shown("")
        .doc("sethostname(name)\n\nSets the hostname to name."),
    Row::function("gethostbyname($module, host, /)", native(gethostbyname)).shown("").doc("gethostbyname(host) -> address"),
    Row::function("gethostbyname_ex($module, host, /)", native(gethostbyname_ex)).shown("")
        .doc("gethostbyname_ex(host) -> (name, aliaslist, addresslist)"),
    Row::function("gethostbyaddr($module, host, /)", native(gethostbyaddr)).shown("")
        .doc("gethostbyaddr(host) -> (name, aliaslist, addresslist)"),
    Row::function("getservbyname($module, servicename, protocolname='', /)", native(getservbyname)).shown("")
        .doc("getservbyname(servicename[, protocolname]) -> integer"),
    Row::function("getservbyport($module, port, protocolname='', /)", native(getservbyport)).shown("")
        .doc("getservbyport(port[, protocolname]) -> string"),
    Row::function("getprotobyname($module, name, /)", native(getprotobyname)).shown("").doc("getprotobyname(name) -> integer"),
    Row::function("inet_aton($module, ip_addr, /)", native(inet_aton))
        .doc("Convert an IP address in string format (123.45.67.89) to the 32-bit packed binary format."),
    Row::function("inet_ntoa($module, packed_ip, /)", native(inet_ntoa))
        .doc("Convert an IP address from 32-bit packed binary format to string format."),
    Row::function("inet_pton($module, af, ip, /)", native(inet_pton)).shown("")
        .doc("inet_pton(af, ip) -> packed IP address string"),
    Row::function("inet_ntop($module, af, packed_ip, /)", native(inet_ntop)).shown("")
        .doc("inet_ntop(af, packed_ip) -> string formatted IP address"),
    Row::function("if_nameindex($module, /)", native(if_nameindex))
        .doc("if_nameindex()\n\nReturns a list of network interface information (index, name) tuples."),
    Row::function("if_nametoindex($module, oname, /)", native(if_nametoindex))
        .doc("Returns the interface index corresponding to the interface name if_name."),
    Row::function("if_indextoname($module, if_index, /)", native(if_indextoname))
        .doc("Returns the interface name corresponding to the interface index if_index."),
    Row::function("ntohs($module, integer, /)", native(ntohs))
        .doc("Convert a 16-bit unsigned integer from network to host byte order."),
    Row::function("htons($module, integer, /)", native(htons))
        .doc("Convert a 16-bit unsigned integer from host to network byte order."),
    Row::function("ntohl($module, integer, /)", native(ntohl))
        .doc("Convert a 32-bit unsigned integer from network to host byte order."),
    Row::function("htonl($module, integer, /)", native(htonl))
        .doc("Convert a 32-bit unsigned integer from host to network byte order."),
    Row::function("close($module, object, /)", native(close))
        .doc("close(integer) -> None\n\nClose an integer socket file descriptor."),
    Row::function("dup($module, object, /)", native(dup))
        .doc("dup(integer) -> integer\n\nDuplicate an integer socket file descriptor."),
];
