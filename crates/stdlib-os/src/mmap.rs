//! `mmap`: memory-mapped files.

use heap::{Head, Value};
use object::buffer::{self, Buffer, Exports};
use object::class::{Class, ClassBuilder, ClassFlags};
use object::gc::{Object, ValueExt};
use object::{Bytes, Gc, Module, Result, Row, Slice, native, number, ops, raise_exc, raise_type, raise_value, repr};

use builtins::syscall;

const ACCESS_DEFAULT: i32 = 0;
const ACCESS_READ: i32 = 1;
const ACCESS_WRITE: i32 = 2;
const ACCESS_COPY: i32 = 3;

/// `mmap.mmap`.
#[repr(C)]
pub struct Mmap {
    head: Head,
    /// Null when closed.
    data: *mut u8,
    size: usize,
    pos: usize,
    offset: i64,
    /// An own duplicate of the descriptor, or -1.
    fd: i32,
    flags: i32,
    access: i32,
    trackfd: bool,
    exports: Exports,
}
object::object_type!(Mmap);

/// The memory goes back when the object dies.
impl Drop for Mmap {
    fn drop(&mut self) {
        unmap(self);
    }
}

fn unmap(m: &mut Mmap) {
    // SAFETY: the mapping and the descriptor are this object's own.
    unsafe {
        if !m.data.is_null() {
            libc::munmap(m.data.cast(), m.size);
            m.data = std::ptr::null_mut();
        }
        if m.fd >= 0 {
            libc::close(m.fd);
            m.fd = -1;
        }
    }
}

fn page_size() -> i64 {
    // SAFETY: a plain call.
    unsafe { libc::sysconf(libc::_SC_PAGESIZE) }
}

/// The size of the file behind a descriptor, if it is a regular one.
fn file_size(fd: i32) -> Result<Option<i64>> {
    let mut s = std::mem::MaybeUninit::<libc::stat>::zeroed();
    // SAFETY: the record is filled by the call.
    unsafe {
        match heap::without_gil(|| libc::fstat(fd, s.as_mut_ptr())) {
            0 => {
                let s = s.assume_init();
                Ok((s.st_mode & libc::S_IFMT == libc::S_IFREG).then_some(s.st_size))
            }
            _ if syscall::errno() == libc::EBADF => object::error::os_error(libc::EBADF, None, None),
            _ => Ok(None),
        }
    }
}

#[allow(clippy::too_many_arguments)]
fn new(
    class: Gc<Class>,
    fileno: i32,
    length: isize,
    flags: Option<i32>,
    prot: Option<i32>,
    access: Option<i32>,
    offset: Option<i64>,
    trackfd: Option<bool>,
) -> Result<Gc<Mmap>> {
    if length < 0 {
        return raise_exc!(OVERFLOW_ERROR, "memory mapped length must be positive");
    }
    let offset = offset.unwrap_or(0);
    if offset < 0 {
        return raise_exc!(OVERFLOW_ERROR, "memory mapped offset must be positive");
    }
    let access = access.unwrap_or(ACCESS_DEFAULT);
    if access != ACCESS_DEFAULT
        && (flags.is_some_and(|f| f != libc::MAP_SHARED)
            || prot.is_some_and(|p| p != libc::PROT_WRITE | libc::PROT_READ))
    {
        return raise_value!("mmap can't specify both access and flags, prot.");
    }
    let both = libc::PROT_READ | libc::PROT_WRITE;
    let (mut flags, prot, access) = match access {
        ACCESS_READ => (libc::MAP_SHARED, libc::PROT_READ, access),
        ACCESS_WRITE => (libc::MAP_SHARED, both, access),
        ACCESS_COPY => (libc::MAP_PRIVATE, both, access),
        ACCESS_DEFAULT => {
            let prot = prot.unwrap_or(both);
            // What the protection allows decides how the object may be used.
            let access = match (prot & libc::PROT_READ != 0, prot & libc::PROT_WRITE != 0) {
                (true, true) => ACCESS_DEFAULT,
                (false, true) => ACCESS_WRITE,
                _ => ACCESS_READ,
            };
            (flags.unwrap_or(libc::MAP_SHARED), prot, access)
        }
        _ => return raise_value!("mmap invalid access parameter."),
    };
    let mut size = length as i64;
    if fileno != -1
        && let Some(file) = file_size(fileno)?
    {
        if size == 0 {
            if file == 0 {
                return raise_value!("cannot mmap an empty file");
            }
            if offset >= file {
                return raise_value!("mmap offset is greater than file size");
            }
            size = file - offset;
        } else if offset > file || file - offset < size {
            return raise_value!("mmap length is greater than file size");
        }
    }
    let mut fd = -1;
    if fileno == -1 {
        flags |= libc::MAP_ANONYMOUS;
    } else if trackfd.unwrap_or(true) {
        // SAFETY: a plain system call.
        fd = syscall::check(unsafe { libc::fcntl(fileno, libc::F_DUPFD_CLOEXEC, 0) })?;
    }
    // SAFETY: a fresh mapping at an address of the system's choice.
    let p =
        heap::without_gil(|| unsafe { libc::mmap(std::ptr::null_mut(), size as usize, prot, flags, fileno, offset) });
    if p == libc::MAP_FAILED {
        let e = syscall::errno();
        if fd >= 0 {
            // SAFETY: the duplicate is ours.
            unsafe { libc::close(fd) };
        }
        return object::error::os_error(e, None, None);
    }
    let m = Mmap {
        head: Head { map: std::ptr::null() },
        data: p.cast(),
        size: size as usize,
        pos: 0,
        offset,
        fd,
        flags,
        access,
        trackfd: trackfd.unwrap_or(true),
        exports: Exports::new(),
    };
    Ok(m.alloc_in(class))
}

fn open(this: Gc<Mmap>) -> Result<()> {
    if this.data.is_null() { raise_value!("mmap closed or invalid") } else { Ok(()) }
}
fn writable(this: Gc<Mmap>) -> Result<()> {
    if this.access == ACCESS_READ { raise_type!("mmap can't modify a readonly memory map.") } else { Ok(()) }
}
fn resizable(this: Gc<Mmap>) -> Result<()> {
    if this.exports.any() {
        return raise_exc!(BUFFER_ERROR, "mmap can't resize with extant buffers exported.");
    }
    if !this.trackfd {
        return raise_value!("mmap can't resize with trackfd=False.");
    }
    if this.access != ACCESS_WRITE && this.access != ACCESS_DEFAULT {
        return raise_type!("mmap can't resize a readonly or copy-on-write memory map.");
    }
    Ok(())
}

fn slice(m: &Mmap) -> &[u8] {
    // SAFETY: the mapping is open and `size` bytes long.
    unsafe { std::slice::from_raw_parts(m.data, m.size) }
}
fn slice_mut(m: &mut Mmap) -> &mut [u8] {
    // SAFETY: as above, and writable.
    unsafe { std::slice::from_raw_parts_mut(m.data, m.size) }
}

fn close(mut this: Gc<Mmap>) -> Result<()> {
    if this.exports.any() {
        return raise_exc!(BUFFER_ERROR, "cannot close exported pointers exist");
    }
    unmap(&mut this);
    Ok(())
}
fn closed(this: Gc<Mmap>) -> bool {
    this.data.is_null()
}

fn read(mut this: Gc<Mmap>, n: Option<Value>) -> Result<Gc<Bytes>> {
    open(this)?;
    let n = match n.filter(|n| !object::misc::is_none(*n)) {
        None => -1,
        Some(v) if number::is_int(v) || object::class_of(v).dunder(object::Id::__index__).is_some() => {
            ops::to_isize(v)?
        }
        Some(v) => return raise_type!("argument should be integer or None, not '{}'", repr::type_name(v)),
    };
    // The conversion may have closed the map.
    open(this)?;
    let left = this.size.saturating_sub(this.pos);
    let n = if n < 0 { left } else { left.min(n as usize) };
    let at = this.pos.min(this.size);
    let b = Bytes::new(&slice(&this)[at..at + n]);
    this.pos += n;
    Ok(b)
}
fn read_byte(mut this: Gc<Mmap>) -> Result<i64> {
    open(this)?;
    match slice(&this).get(this.pos) {
        Some(b) => {
            let b = *b;
            this.pos += 1;
            Ok(i64::from(b))
        }
        None => raise_value!("read byte out of range"),
    }
}
fn readline(mut this: Gc<Mmap>) -> Result<Gc<Bytes>> {
    open(this)?;
    let at = this.pos.min(this.size);
    let rest = &slice(&this)[at..];
    let n = rest.iter().position(|b| *b == b'\n').map_or(rest.len(), |i| i + 1);
    let b = Bytes::new(&rest[..n]);
    this.pos = at + n;
    Ok(b)
}
fn write(mut this: Gc<Mmap>, data: Buffer) -> Result<usize> {
    open(this)?;
    writable(this)?;
    let d = data.as_slice();
    if this.pos > this.size || this.size - this.pos < d.len() {
        return raise_value!("data out of range");
    }
    let at = this.pos;
    slice_mut(&mut this)[at..at + d.len()].copy_from_slice(d);
    this.pos += d.len();
    Ok(d.len())
}
fn write_byte(mut this: Gc<Mmap>, byte: i64) -> Result<()> {
    open(this)?;
    writable(this)?;
    let Ok(b) = u8::try_from(byte) else {
        return raise_exc!(
            OVERFLOW_ERROR,
            "unsigned byte integer is {}",
            if byte < 0 { "less than minimum" } else { "greater than maximum" }
        );
    };
    if this.pos >= this.size {
        return raise_value!("write byte out of range");
    }
    let at = this.pos;
    slice_mut(&mut this)[at] = b;
    this.pos += 1;
    Ok(())
}

/// An optional end of a search, as it was given.
fn bound(v: Option<Value>) -> Result<Option<isize>> {
    v.filter(|v| !object::misc::is_none(*v)).map(ops::to_isize).transpose()
}
fn clamped(bound: Option<isize>, default: usize, size: usize) -> usize {
    let Some(i) = bound else { return default };
    let i = if i < 0 { i.saturating_add(size as isize).max(0) } else { i };
    (i as usize).min(size)
}
fn search(this: Gc<Mmap>, view: &Buffer, start: Option<Value>, end: Option<Value>, last: bool) -> Result<i64> {
    open(this)?;
    let (start, end) = (bound(start)?, bound(end)?);
    // The conversions may have closed or resized the map.
    open(this)?;
    let (start, end) = (clamped(start, this.pos.min(this.size), this.size), clamped(end, this.size, this.size));
    if start > end {
        return Ok(-1);
    }
    let (hay, needle) = (&slice(&this)[start..end], view.as_slice());
    let found = if last { memchr::memmem::rfind(hay, needle) } else { memchr::memmem::find(hay, needle) };
    Ok(found.map_or(-1, |i| (i + start) as i64))
}
fn find(this: Gc<Mmap>, view: Buffer, start: Option<Value>, end: Option<Value>) -> Result<i64> {
    search(this, &view, start, end, false)
}
fn rfind(this: Gc<Mmap>, view: Buffer, start: Option<Value>, end: Option<Value>) -> Result<i64> {
    search(this, &view, start, end, true)
}

fn flush(this: Gc<Mmap>, offset: Option<isize>, size: Option<Value>) -> Result<()> {
    open(this)?;
    let offset = offset.unwrap_or(0);
    let size = match size.filter(|s| !object::misc::is_none(*s)) {
        None => this.size as isize - offset,
        Some(s) => ops::to_isize(s)?,
    };
    open(this)?;
    if offset < 0 || size < 0 || offset.checked_add(size).is_none_or(|e| e as usize > this.size) {
        return raise_value!("flush values out of range");
    }
    if this.access == ACCESS_READ || this.access == ACCESS_COPY {
        return Ok(());
    }
    let p = this.data;
    // SAFETY: the range lies inside the mapping.
    syscall::check(heap::without_gil(|| unsafe { libc::msync(p.offset(offset).cast(), size as usize, libc::MS_SYNC) }))
        .map(drop)
}

fn size(this: Gc<Mmap>) -> Result<i64> {
    open(this)?;
    let mut s = std::mem::MaybeUninit::<libc::stat>::zeroed();
    // SAFETY: the record is filled by the call, which fails for a map without a file.
    unsafe {
        syscall::check(libc::fstat(this.fd, s.as_mut_ptr()))?;
        Ok(s.assume_init().st_size)
    }
}

fn resize(mut this: Gc<Mmap>, new_size: isize) -> Result<()> {
    open(this)?;
    resizable(this)?;
    if new_size < 0 || (new_size as i64).checked_add(this.offset).is_none() {
        return raise_value!("new size out of range");
    }
    if this.fd == -1 && this.flags & libc::MAP_PRIVATE == 0 && new_size as usize > this.size {
        // The system would map pages that nothing stands behind.
        return raise_value!("mmap: can't expand a shared anonymous mapping");
    }
    // SAFETY: the mapping is replaced by what the system returns.
    unsafe {
        if this.fd != -1 {
            syscall::check(libc::ftruncate(this.fd, this.offset + new_size as i64))?;
        }
        let p = libc::mremap(this.data.cast(), this.size, new_size as usize, libc::MREMAP_MAYMOVE);
        if p == libc::MAP_FAILED {
            return object::error::os_error(syscall::errno(), None, None);
        }
        this.data = p.cast();
        this.size = new_size as usize;
    }
    Ok(())
}

fn seek(mut this: Gc<Mmap>, pos: isize, whence: Option<i32>) -> Result<usize> {
    open(this)?;
    let base = match whence.unwrap_or(0) {
        0 => 0,
        1 => this.pos,
        2 => this.size,
        _ => return raise_value!("unknown seek type"),
    };
    match (base as isize).checked_add(pos) {
        Some(to) if to >= 0 && to as usize <= this.size => {
            this.pos = to as usize;
            Ok(this.pos)
        }
        _ => raise_value!("seek out of range"),
    }
}
fn tell(this: Gc<Mmap>) -> Result<usize> {
    open(this)?;
    Ok(this.pos)
}
fn seekable(_this: Gc<Mmap>) -> bool {
    true
}
fn move_(mut this: Gc<Mmap>, dest: isize, src: isize, count: isize) -> Result<()> {
    open(this)?;
    writable(this)?;
    let n = this.size as isize;
    if dest < 0 || src < 0 || count < 0 || n - dest < count || n - src < count {
        return raise_value!("source, destination, or count out of range");
    }
    slice_mut(&mut this).copy_within(src as usize..(src + count) as usize, dest as usize);
    Ok(())
}
fn madvise(this: Gc<Mmap>, option: i32, start: Option<isize>, length: Option<Value>) -> Result<()> {
    open(this)?;
    let start = start.unwrap_or(0);
    let length = match length.filter(|l| !object::misc::is_none(*l)) {
        None => this.size as isize,
        Some(l) => ops::to_isize(l)?,
    };
    open(this)?;
    if start < 0 || start as usize >= this.size {
        return raise_value!("madvise start out of bounds");
    }
    if length < 0 {
        return raise_value!("madvise length invalid");
    }
    if isize::MAX - start < length {
        return raise_exc!(OVERFLOW_ERROR, "madvise length too large");
    }
    let length = length.min(this.size as isize - start);
    // SAFETY: the range lies inside the mapping.
    syscall::check(unsafe { libc::madvise(this.data.offset(start).cast(), length as usize, option) }).map(drop)
}

fn len(this: Gc<Mmap>) -> Result<usize> {
    open(this)?;
    Ok(this.size)
}
fn index(this: Gc<Mmap>, key: Value) -> Result<usize> {
    let i = ops::subscript_index(key)?;
    open(this)?;
    let i = if i < 0 { i + this.size as isize } else { i };
    if i < 0 || i as usize >= this.size { raise_exc!(INDEX_ERROR, "mmap index out of range") } else { Ok(i as usize) }
}
fn is_index(key: Value) -> bool {
    number::is_int(key) || object::class_of(key).dunder(object::Id::__index__).is_some()
}
fn getitem(this: Gc<Mmap>, key: Value) -> Result<Value> {
    open(this)?;
    if is_index(key) {
        let i = index(this, key)?;
        return Ok(number::int(i64::from(slice(&this)[i])));
    }
    let Some(s) = key.cast::<Slice>() else { return raise_type!("mmap indices must be integers") };
    let (start, _, step, count) = s.indices_of(|| this.size)?;
    open(this)?;
    if step == 1 {
        return Ok(Bytes::new(&slice(&this)[start as usize..start as usize + count]).value());
    }
    let picked: Vec<u8> = (0..count as isize).map(|k| slice(&this)[(start + k * step) as usize]).collect();
    Ok(Bytes::new(&picked).value())
}
fn setitem(mut this: Gc<Mmap>, key: Value, v: Value) -> Result<()> {
    open(this)?;
    writable(this)?;
    if is_index(key) {
        let i = index(this, key)?;
        if !number::is_int(v) && object::class_of(v).dunder(object::Id::__index__).is_none() {
            return raise_type!("mmap item value must be an int");
        }
        let n = ops::to_i64(v)?;
        let Ok(b) = u8::try_from(n) else { return raise_value!("mmap item value must be in range(0, 256)") };
        open(this)?;
        match slice_mut(&mut this).get_mut(i) {
            Some(slot) => *slot = b,
            None => return raise_exc!(INDEX_ERROR, "mmap index out of range"),
        }
        return Ok(());
    }
    let Some(s) = key.cast::<Slice>() else { return raise_type!("mmap indices must be integers") };
    let (start, _, step, count) = s.indices_of(|| this.size)?;
    let data = buffer::contiguous(v)?;
    let d = data.as_slice();
    if d.len() != count {
        return raise_exc!(INDEX_ERROR, "mmap slice assignment is wrong size");
    }
    open(this)?;
    // Taking the data's buffer may have shrunk the map.
    let last = start + (count as isize - 1).max(0) * step;
    if count > 0 && start.max(last) as usize >= this.size {
        return raise_exc!(INDEX_ERROR, "mmap slice assignment is wrong size");
    }
    for (k, b) in d.iter().enumerate() {
        slice_mut(&mut this)[(start + k as isize * step) as usize] = *b;
    }
    Ok(())
}
fn delitem(_this: Gc<Mmap>, _key: Value) -> Result<()> {
    raise_type!("mmap object doesn't support item deletion")
}

fn export(v: Value, writable: bool) -> Result<Buffer> {
    let Some(mut m) = v.cast::<Mmap>() else {
        return raise_type!("a bytes-like object is required, not '{}'", repr::type_name(v));
    };
    open(m)?;
    let readonly = m.access == ACCESS_READ;
    if writable && readonly {
        return raise_exc!(BUFFER_ERROR, "Object is not writable.");
    }
    let export = m.exports.lock();
    // SAFETY: the mapping stays in place while exports exist: closing and resizing ask them first.
    Ok(unsafe { Buffer::plain(v, m.data, m.size, readonly, export) })
}

fn enter(this: Gc<Mmap>) -> Result<Gc<Mmap>> {
    open(this)?;
    Ok(this)
}
fn exit(this: Value, _kind: Value, _value: Value, _tb: Value) -> Result<Value> {
    object::call::call_method(this, object::Id::close.str(), &[])
}
fn mmap_repr(this: Gc<Mmap>) -> String {
    let name = object::repr::class_full_name(object::class_of(this.value()));
    if this.data.is_null() {
        return format!("<{name} closed=True>");
    }
    let access = ["ACCESS_DEFAULT", "ACCESS_READ", "ACCESS_WRITE", "ACCESS_COPY"][this.access as usize];
    format!("<{name} closed=False, access={access}, length={}, pos={}, offset={}>", this.size, this.pos, this.offset)
}
fn iter(this: Gc<Mmap>) -> Result<Value> {
    open(this)?;
    let s = object::iter::SeqIter { head: Head { map: std::ptr::null() }, seq: Some(this.value()), index: 0 };
    Ok(s.alloc().value())
}

static METHODS: &[Row] = &[
    Row::new(
        "__new__($type, fileno, length, flags=MAP_SHARED, prot=PROT_WRITE|PROT_READ, access=ACCESS_DEFAULT, offset=0, *, trackfd=True)",
        native(new),
    ),
    Row::method("__repr__($self, /)", native(mmap_repr)),
    Row::method("__len__($self, /)", native(len)),
    Row::method("__iter__($self, /)", native(iter)),
    Row::method("__getitem__($self, key, /)", native(getitem)),
    Row::method("__setitem__($self, key, value, /)", native(setitem)),
    Row::method("__delitem__($self, key, /)", native(delitem)),
    Row::method("close($self, /)", native(close)),
    Row::method("find($self, view, start=None, end=None, /)", native(find)),
    Row::method("rfind($self, view, start=None, end=None, /)", native(rfind)),
    Row::method("flush($self, offset=0, size=None, /)", native(flush)),
    Row::method("madvise($self, option, start=0, length=None, /)", native(madvise)),
    Row::method("move($self, dest, src, count, /)", native(move_)),
    Row::method("read($self, n=None, /)", native(read)),
    Row::method("read_byte($self, /)", native(read_byte)),
    Row::method("readline($self, /)", native(readline)),
    Row::method("resize($self, newsize, /)", native(resize)),
    Row::method("seek($self, pos, whence=0, /)", native(seek)),
    Row::method("seekable($self, /)", native(seekable)),
    Row::method("size($self, /)", native(size)),
    Row::method("tell($self, /)", native(tell)),
    Row::method("write($self, bytes, /)", native(write)),
    Row::method("write_byte($self, byte, /)", native(write_byte)),
    Row::method("__enter__($self, /)", native(enter)),
    Row::method("__exit__($self, exc_type, exc_value, traceback, /)", native(exit)),
    Row::getter("closed", native(closed)),
];

macro_rules! constants {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name as i64)),*] };
}
static CONSTANTS: &[(&str, i64)] = constants! {
    MADV_DODUMP MADV_DOFORK MADV_DONTDUMP MADV_DONTFORK MADV_DONTNEED MADV_FREE MADV_HUGEPAGE MADV_HWPOISON MADV_MERGEABLE
    MADV_NOHUGEPAGE MADV_NORMAL MADV_RANDOM MADV_REMOVE MADV_SEQUENTIAL MADV_UNMERGEABLE MADV_WILLNEED MAP_32BIT MAP_ANON
    MAP_ANONYMOUS MAP_DENYWRITE MAP_EXECUTABLE MAP_NORESERVE MAP_POPULATE MAP_PRIVATE MAP_SHARED MAP_STACK PROT_EXEC PROT_READ
    PROT_WRITE
};

/// Creates the module.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("mmap");
    buffer::register_exporter(Mmap::LAYOUT, export);
    m.set(
        "mmap",
        ClassBuilder::new::<Mmap>("mmap.mmap")
            .flags(ClassFlags::BASETYPE | ClassFlags::WEAKREF)
            .rows(&[METHODS])
            .build(),
    );
    m.set("error", object::error::exc::OS_ERROR.get());
    for (name, n) in CONSTANTS {
        m.set(name, number::int(*n));
    }
    for (name, n) in [
        ("ACCESS_DEFAULT", ACCESS_DEFAULT),
        ("ACCESS_READ", ACCESS_READ),
        ("ACCESS_WRITE", ACCESS_WRITE),
        ("ACCESS_COPY", ACCESS_COPY),
    ] {
        m.set(name, number::int(i64::from(n)));
    }
    m.set("PAGESIZE", number::int(page_size()));
    m.set("ALLOCATIONGRANULARITY", number::int(page_size()));
    Ok(m)
}
