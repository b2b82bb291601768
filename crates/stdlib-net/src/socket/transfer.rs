//! Sending and receiving.

use std::mem::MaybeUninit;

use heap::{GcVec, Value};
use object::buffer::{self, Buffer, WritableBuffer};
use object::gc::ValueExt;
use object::{Bytes, Gc, List, Result, Row, Tuple, native, none, number, ops, raise_exc, raise_type, raise_value, seq};

use builtins::park::now;

use super::addr::{self, Addr};
use super::sock::{Socket, call, call_until};

fn space(n: isize, function: &str) -> Result<Vec<u8>> {
    let Ok(n) = usize::try_from(n) else { return raise_value!("negative buffersize in {function}") };
    let mut v = Vec::new();
    if v.try_reserve_exact(n).is_err() {
        return object::memory_error();
    }
    v.resize(n, 0);
    Ok(v)
}

fn recv(this: Gc<Socket>, size: isize, flags: Option<i32>) -> Result<Gc<Bytes>> {
    let mut buf = space(size, "recv")?;
    if buf.is_empty() {
        return Ok(Bytes::new(b""));
    }
    let (fd, p, n) = (this.fd, buf.as_mut_ptr(), buf.len());
    // SAFETY: the vector is as long as said.
    let got = call(this, false, || unsafe { libc::recv(fd, p.cast(), n, flags.unwrap_or(0)) })?;
    Ok(Bytes::new(&buf[..got as usize]))
}

/// How much of a buffer to fill: `nbytes`, or all of it.
fn wanted(len: usize, nbytes: Option<isize>, function: &str) -> Result<usize> {
    match nbytes.unwrap_or(0) {
        n if n < 0 => raise_value!("negative buffersize in {function}"),
        0 => Ok(len),
        n if n as usize > len && function == "recv_into" => raise_value!("buffer too small for requested bytes"),
        n if n as usize > len => raise_value!("nbytes is greater than the length of the buffer"),
        n => Ok(n as usize),
    }
}

fn recv_into(this: Gc<Socket>, mut b: WritableBuffer, nbytes: Option<isize>, flags: Option<i32>) -> Result<isize> {
    let s = b.as_mut_slice();
    let n = wanted(s.len(), nbytes, "recv_into")?;
    if n == 0 {
        return Ok(0);
    }
    let (fd, p) = (this.fd, s.as_mut_ptr());
    // SAFETY: the buffer is as long as said and stays in place.
    call(this, false, || unsafe { libc::recv(fd, p.cast(), n, flags.unwrap_or(0)) })
}

fn recvfrom(this: Gc<Socket>, size: isize, flags: Option<i32>) -> Result<Value> {
    let mut buf = space(size, "recvfrom")?;
    let (got, a) = receive_from(this, buf.as_mut_ptr(), buf.len(), flags)?;
    Ok(seq::tuple(&[Bytes::new(&buf[..got as usize]).value(), addr::to_python(&a)?]))
}
fn receive_from(this: Gc<Socket>, p: *mut u8, n: usize, flags: Option<i32>) -> Result<(isize, Addr)> {
    let mut a = Addr::empty();
    let fd = this.fd;
    // SAFETY: the memory is as long as said, the address a local variable.
    let got = call(this, false, || unsafe {
        a.len = size_of::<libc::sockaddr_storage>() as libc::socklen_t;
        libc::recvfrom(fd, p.cast(), n, flags.unwrap_or(0), a.as_mut_ptr(), &raw mut a.len)
    })?;
    Ok((got, a))
}
fn recvfrom_into(this: Gc<Socket>, mut b: WritableBuffer, nbytes: Option<isize>, flags: Option<i32>) -> Result<Value> {
    let s = b.as_mut_slice();
    let n = wanted(s.len(), nbytes, "recvfrom_into")?;
    let (got, a) = receive_from(this, s.as_mut_ptr(), n, flags)?;
    Ok(seq::tuple(&[number::int(got as i64), addr::to_python(&a)?]))
}

fn send(this: Gc<Socket>, data: Buffer, flags: Option<i32>) -> Result<isize> {
    let (fd, s) = (this.fd, data.as_slice());
    // SAFETY: the buffer stays in place.
    call(this, true, || unsafe { libc::send(fd, s.as_ptr().cast(), s.len(), flags.unwrap_or(0)) })
}

fn sendall(this: Gc<Socket>, data: Buffer, flags: Option<i32>) -> Result<()> {
    let (fd, mut s) = (this.fd, data.as_slice());
    // One deadline holds for all pieces.
    let deadline = if this.timeout > 0 { Some(now().saturating_add(this.timeout)) } else { None };
    while !s.is_empty() {
        if deadline.is_some_and(|d| now() >= d) {
            return raise_exc!(TIMEOUT_ERROR, "timed out");
        }
        // SAFETY: the buffer stays in place.
        let n = call_until(this, true, deadline, || unsafe {
            libc::send(fd, s.as_ptr().cast(), s.len(), flags.unwrap_or(0))
        })?;
        s = &s[n as usize..];
        builtins::syscall::check_signals()?;
    }
    Ok(())
}

fn sendto(this: Gc<Socket>, args: Gc<Tuple>) -> Result<isize> {
    let (data, flags, address) = match *args.as_slice() {
        [d, a] => (d, 0, a),
        [d, f, a] => (d, ops::to_i64(f)? as i32, a),
        ref all => return raise_type!("sendto() takes 2 or 3 arguments ({} given)", all.len()),
    };
    let data = buffer::contiguous(data)?;
    let a = addr::from_python(this.family, address, "sendto")?;
    let (fd, s) = (this.fd, data.as_slice());
    // SAFETY: buffer and address are as long as said.
    call(this, true, || unsafe { libc::sendto(fd, s.as_ptr().cast(), s.len(), flags, a.as_ptr(), a.len) })
}

/// The buffers of a scattered transfer.
struct Pieces {
    owners: GcVec<Value>,
    views: Vec<Buffer>,
    iov: Vec<libc::iovec>,
}

fn pieces(v: Value, writable: bool, function: &str) -> Result<Pieces> {
    let owners = match object::error::catch(object::iter::collect(v), &object::error::exc::TYPE_ERROR)? {
        Some(o) => o,
        None => return raise_type!("{function} argument 1 must be an iterable"),
    };
    let mut p = Pieces { owners, views: Vec::new(), iov: Vec::new() };
    for i in 0..p.owners.len() {
        let mut b = buffer::get_buffer(p.owners[i], writable)?;
        let (ptr, len) = if writable {
            (b.as_mut_slice().as_mut_ptr(), b.as_slice().len())
        } else {
            (b.as_slice().as_ptr().cast_mut(), b.as_slice().len())
        };
        // A view's owner may be a memoryview that `__buffer__` made.
        p.owners.push(b.owner);
        p.iov.push(libc::iovec { iov_base: ptr.cast(), iov_len: len });
        p.views.push(b);
    }
    Ok(p)
}

/// Receives into pieces; the result is (bytes, ancillary data, flags, address).
fn receive_message(
    this: Gc<Socket>,
    iov: &mut [libc::iovec],
    control: isize,
    flags: Option<i32>,
) -> Result<(isize, [Value; 3])> {
    if control < 0 || control > i32::MAX as isize {
        return raise_value!("invalid ancillary data buffer length");
    }
    // Words, so that the headers in it are aligned.
    let mut room = vec![0u64; (control as usize).div_ceil(8)];
    let mut a = Addr::empty();
    // SAFETY: the record is plain data.
    let mut msg: libc::msghdr = unsafe { std::mem::zeroed() };
    let fd = this.fd;
    let (iov_ptr, iov_len, room_ptr) = (iov.as_mut_ptr(), iov.len(), room.as_mut_ptr());
    let got = call(this, false, || {
        msg.msg_name = a.as_mut_ptr().cast();
        msg.msg_namelen = size_of::<libc::sockaddr_storage>() as libc::socklen_t;
        msg.msg_iov = iov_ptr;
        msg.msg_iovlen = iov_len;
        msg.msg_control = if control > 0 { room_ptr.cast() } else { std::ptr::null_mut() };
        msg.msg_controllen = control as usize;
        // SAFETY: all parts are as long as said.
        unsafe { libc::recvmsg(fd, &raw mut msg, flags.unwrap_or(0)) }
    })?;
    a.len = msg.msg_namelen;
    let mut ancillary = GcVec::new();
    // SAFETY: the system wrote headers whose lengths stay inside the room, except a last truncated one, which is cut.
    unsafe {
        let end = msg.msg_control as usize + msg.msg_controllen;
        let mut c = libc::CMSG_FIRSTHDR(&raw const msg);
        while !c.is_null() {
            let data = libc::CMSG_DATA(c);
            let len = ((*c).cmsg_len as usize)
                .saturating_sub(libc::CMSG_LEN(0) as usize)
                .min(end.saturating_sub(data as usize));
            let b = Bytes::new(std::slice::from_raw_parts(data, len));
            ancillary.push(seq::tuple(&[
                number::int(i64::from((*c).cmsg_level)),
                number::int(i64::from((*c).cmsg_type)),
                b.value(),
            ]));
            c = libc::CMSG_NXTHDR(&raw const msg, c);
        }
    }
    let address = if a.len == 0 { none() } else { addr::to_python(&a)? };
    Ok((got, [List::new(ancillary).value(), number::int(i64::from(msg.msg_flags)), address]))
}

fn recvmsg(this: Gc<Socket>, size: isize, control: Option<isize>, flags: Option<i32>) -> Result<Value> {
    let mut buf = space(size, "recvmsg()").or_else(|e| {
        if object::error::pending_is(&object::error::exc::VALUE_ERROR) {
            let _ = object::error::take_pending();
            return raise_value!("negative buffer size in recvmsg()");
        }
        Err(e)
    })?;
    let mut iov = [libc::iovec { iov_base: buf.as_mut_ptr().cast(), iov_len: buf.len() }];
    let (got, [anc, fl, address]) = receive_message(this, &mut iov, control.unwrap_or(0), flags)?;
    Ok(seq::tuple(&[Bytes::new(&buf[..got as usize]).value(), anc, fl, address]))
}
fn recvmsg_into(this: Gc<Socket>, buffers: Value, control: Option<isize>, flags: Option<i32>) -> Result<Value> {
    let mut p = pieces(buffers, true, "recvmsg_into()")?;
    let (got, [anc, fl, address]) = receive_message(this, &mut p.iov, control.unwrap_or(0), flags)?;
    Ok(seq::tuple(&[number::int(got as i64), anc, fl, address]))
}

/// The control block of ancillary data `(level, type, data)`.
fn control_block(v: Value) -> Result<Vec<u64>> {
    let items = match object::error::catch(object::iter::collect(v), &object::error::exc::TYPE_ERROR)? {
        Some(i) => i,
        None => return raise_type!("sendmsg() argument 2 must be an iterable"),
    };
    let mut parts: Vec<(i32, i32, Vec<u8>)> = Vec::new();
    for item in &items {
        let t = match item.cast::<Tuple>() {
            Some(t) => t,
            None => Tuple::from_slice(&object::iter::collect(*item)?),
        };
        let [level, kind, data] = *t.as_slice() else {
            return raise_type!(
                "[sendmsg() ancillary data items]() takes exactly 3 arguments ({} given)",
                t.as_slice().len()
            );
        };
        parts.push((
            ops::to_i64(level)? as i32,
            ops::to_i64(kind)? as i32,
            buffer::contiguous(data)?.as_slice().to_vec(),
        ));
    }
    let size: usize = parts.iter().map(|p| unsafe_space(p.2.len())).sum();
    let mut room = vec![0u64; size.div_ceil(8)];
    // SAFETY: the room has space for every header and its data.
    unsafe {
        let mut msg: libc::msghdr = MaybeUninit::zeroed().assume_init();
        msg.msg_control = room.as_mut_ptr().cast();
        msg.msg_controllen = size;
        let mut c = libc::CMSG_FIRSTHDR(&raw const msg);
        for (level, kind, data) in &parts {
            if c.is_null() {
                return object::runtime_error("unexpected NULL result from CMSG_NXTHDR()");
            }
            (*c).cmsg_level = *level;
            (*c).cmsg_type = *kind;
            (*c).cmsg_len = libc::CMSG_LEN(data.len() as u32) as _;
            std::ptr::copy_nonoverlapping(data.as_ptr(), libc::CMSG_DATA(c), data.len());
            c = libc::CMSG_NXTHDR(&raw const msg, c);
        }
    }
    Ok(room)
}

fn unsafe_space(n: usize) -> usize {
    // SAFETY: pure arithmetic.
    unsafe { libc::CMSG_SPACE(n as u32) as usize }
}

fn sendmsg(
    this: Gc<Socket>,
    buffers: Value,
    ancillary: Option<Value>,
    flags: Option<i32>,
    address: Option<Value>,
) -> Result<isize> {
    let mut p = pieces(buffers, false, "sendmsg()")?;
    let mut control = ancillary.map_or(Ok(Vec::new()), control_block)?;
    let mut a = address
        .filter(|a| !object::misc::is_none(*a))
        .map(|v| addr::from_python(this.family, v, "sendmsg"))
        .transpose()?;
    // SAFETY: the record is plain data.
    let mut msg: libc::msghdr = unsafe { std::mem::zeroed() };
    if let Some(a) = &mut a {
        msg.msg_name = a.as_mut_ptr().cast();
        msg.msg_namelen = a.len;
    }
    msg.msg_iov = p.iov.as_mut_ptr();
    msg.msg_iovlen = p.iov.len();
    if !control.is_empty() {
        msg.msg_control = control.as_mut_ptr().cast();
        msg.msg_controllen = control.len() * 8;
    }
    let fd = this.fd;
    // SAFETY: all parts are as long as said and stay in place.
    call(this, true, || unsafe { libc::sendmsg(fd, &raw const msg, flags.unwrap_or(0)) })
}

/// `CMSG_LEN`.
pub fn cmsg_len(n: isize) -> Result<i64> {
    if !(0..=0x7FFF_FF00).contains(&n) {
        return raise_exc!(OVERFLOW_ERROR, "CMSG_LEN() argument out of range");
    }
    // SAFETY: pure arithmetic.
    Ok(i64::from(unsafe { libc::CMSG_LEN(n as u32) }))
}
/// `CMSG_SPACE`.
pub fn cmsg_space(n: isize) -> Result<i64> {
    if !(0..=0x7FFF_FF00).contains(&n) {
        return raise_exc!(OVERFLOW_ERROR, "CMSG_SPACE() argument out of range");
    }
    Ok(unsafe_space(n as usize) as i64)
}

pub static ROWS: &[Row] = &[
    Row::method("recv($self, buffersize, flags=0, /)", native(recv)).doc("recv(buffersize[, flags]) -> data"),
    Row::method("recv_into($self, /, buffer, nbytes=0, flags=0)", native(recv_into))
        .doc("recv_into(buffer, [nbytes[, flags]]) -> nbytes_read"),
    Row::method("recvfrom($self, buffersize, flags=0, /)", native(recvfrom))
        .doc("recvfrom(buffersize[, flags]) -> (data, address info)"),
    Row::method("recvfrom_into($self, /, buffer, nbytes=0, flags=0)", native(recvfrom_into))
        .doc("recvfrom_into(buffer[, nbytes[, flags]]) -> (nbytes, address info)"),
    Row::method("recvmsg($self, bufsize, ancbufsize=0, flags=0, /)", native(recvmsg))
        .doc("recvmsg(bufsize[, ancbufsize[, flags]]) -> (data, ancdata, msg_flags, address)"),
    Row::method("recvmsg_into($self, buffers, ancbufsize=0, flags=0, /)", native(recvmsg_into))
        .doc("recvmsg_into(buffers[, ancbufsize[, flags]]) -> (nbytes, ancdata, msg_flags, address)"),
    Row::method("send($self, data, flags=0, /)", native(send)).doc("send(data[, flags]) -> count"),
    Row::method("sendall($self, data, flags=0, /)", native(sendall)).doc("sendall(data[, flags])"),
    Row::method("sendto($self, /, *args)", native(sendto)).doc("sendto(data[, flags], address) -> count"),
    Row::method("sendmsg($self, buffers, ancdata=(), flags=0, address=None, /)", native(sendmsg))
        .doc("sendmsg(buffers[, ancdata[, flags[, address]]]) -> count"),
];
