//! `memoryview`: a view of an exporter's memory with a format, a shape and strides.
//!
//! Views of one memoryview share one export of the original object, which ends when the last of them is released or
//! collected. Item formats and their conversions are in `memory_items`.

use std::rc::Rc;

use object::buffer::{Dims, Exports, get_buffer_full, has_buffer, is_c_contiguous, register};
use object::class::ClassFlags;
use object::gc::{Object, ValueExt};
use object::misc::Slice;
use object::number;
use object::repr::type_name;
use object::{
    Buffer, Bytes, Class, ClassBuilder, Gc, GcVec, List, Result, Row, Str, Tuple, Value, bool_value, native, none,
    not_implemented,
};

use crate::memory_items::{item_size, pack, same_items, single_code, unpack};

/// A memoryview.
#[repr(C)]
pub struct MemoryView {
    pub head: heap::Head,
    /// The exporter, shown as `obj`.
    owner: Value,
    /// What a Python `__buffer__` returned, for its `__release_buffer__`.
    python_view: Option<Value>,
    ptr: *mut u8,
    readonly: bool,
    released: bool,
    format: String,
    itemsize: usize,
    shape: Vec<usize>,
    strides: Vec<isize>,
    /// The export of the original object, shared with other views.
    shared: Option<Rc<Shared>>,
    /// Buffers taken from this view.
    exports: Exports,
    hash: Option<i64>,
}
object::object_type!(MemoryView);

/// The buffer behind views. When the collector frees the last view, the exporter may be dead already.
struct Shared(Buffer);

impl Drop for Shared {
    fn drop(&mut self) {
        self.0.abandon();
    }
}

impl Drop for MemoryView {
    fn drop(&mut self) {
        if let Some(shared) = &self.shared {
            // SAFETY: only the address is used.
            shared.0.remove_view(unsafe { Value::from_bits((&raw const *self) as usize) });
        }
    }
}

fn head() -> heap::Head {
    heap::Head { map: std::ptr::null() }
}

impl MemoryView {
    fn nbytes(&self) -> usize {
        self.shape.iter().product::<usize>() * self.itemsize
    }
    fn c_contiguous(&self) -> bool {
        is_c_contiguous(&self.shape, &self.strides, self.itemsize)
    }
    fn f_contiguous(&self) -> bool {
        let shape: Vec<usize> = self.shape.iter().rev().copied().collect();
        let strides: Vec<isize> = self.strides.iter().rev().copied().collect();
        is_c_contiguous(&shape, &strides, self.itemsize)
    }
    /// Puts a new view on the heap and tells the exporter.
    fn put(self) -> Gc<MemoryView> {
        let m = self.alloc();
        if let Some(shared) = &m.shared {
            shared.0.add_view(m.value(), release_unused);
        }
        m
    }

    /// Another view of the same memory.
    fn derive(&self) -> MemoryView {
        MemoryView {
            head: head(),
            owner: self.owner,
            python_view: self.python_view,
            ptr: self.ptr,
            readonly: self.readonly,
            released: false,
            format: self.format.clone(),
            itemsize: self.itemsize,
            shape: self.shape.clone(),
            strides: self.strides.clone(),
            shared: self.shared.clone(),
            exports: Exports::new(),
            hash: None,
        }
    }
}

fn check(m: Gc<MemoryView>) -> Result<()> {
    if m.released {
        return object::value_error("operation forbidden on released memoryview object");
    }
    Ok(())
}

/// `memoryview(v)` with a demand for writable memory.
///
/// # Errors
/// `TypeError` for what is not bytes-like, `BufferError` for read-only memory.
pub fn view(v: Value, writable: bool) -> Result<Gc<MemoryView>> {
    if let Some(m) = v.cast::<MemoryView>() {
        check(m)?;
        if writable && m.readonly {
            return object::error::buffer_error("memoryview: underlying buffer is not writable");
        }
        return Ok(m.derive().put());
    }
    if !has_buffer(v) {
        return object::raise_type!("memoryview: a bytes-like object is required, not '{}'", type_name(v));
    }
    let mut b = get_buffer_full(v, writable)?;
    let (shape, strides) = match b.dims.take() {
        Some(d) => (d.shape, d.strides),
        None => (vec![b.len() / b.itemsize.max(1)], vec![b.itemsize as isize]),
    };
    let python_view = b.take_python_view();
    Ok(MemoryView {
        head: head(),
        owner: b.owner,
        python_view,
        ptr: b.as_ptr(),
        readonly: b.readonly,
        released: false,
        format: b.format.clone().into_owned(),
        itemsize: b.itemsize,
        shape,
        strides,
        shared: Some(Rc::new(Shared(b))),
        exports: Exports::new(),
        hash: None,
    }
    .put())
}

/// What `obj.__buffer__(flags)` of a built-in type returns.
///
/// # Errors
/// As `view`.
pub fn of(v: Value, flags: i64) -> Result<Value> {
    view(v, flags & 1 != 0).map(Gc::value)
}

/// Releases a memoryview given to `__release_buffer__`.
///
/// # Errors
/// `TypeError` for what is no memoryview; `BufferError` while it is exported.
pub fn release_value(v: Value) -> Result<()> {
    match v.cast::<MemoryView>() {
        Some(m) => release(m),
        None => object::type_error("expected a memoryview object"),
    }
}

fn release(m: Gc<MemoryView>) -> Result<()> {
    if m.released {
        return Ok(());
    }
    if m.exports.any() {
        return object::error::buffer_error("memoryview has 1 exported buffer");
    }
    end(m);
    Ok(())
}

/// Releases a view that no Python code can reach, unless native code uses it.
fn release_unused(v: Value) {
    if let Some(m) = v.cast::<MemoryView>()
        && !m.released
        && m.exports.none()
    {
        end(m);
    }
}

fn end(mut m: Gc<MemoryView>) {
    m.released = true;
    let Some(shared) = m.shared.take() else { return };
    shared.0.remove_view(m.value());
    if let Ok(mut last) = Rc::try_unwrap(shared) {
        last.0.release();
        drop(last);
        if let Some(view) = m.python_view.take() {
            object::buffer::release_python_buffer(m.owner, view);
        }
    }
}

fn new(_class: Gc<Class>, object: Value) -> Result<Gc<MemoryView>> {
    view(object, false)
}
fn from_flags(_class: Gc<Class>, object: Value, flags: i64) -> Result<Gc<MemoryView>> {
    view(object, flags & 1 != 0)
}

/// The address of an item, by one index for each dimension.
fn address(m: Gc<MemoryView>, indices: &[isize]) -> Result<*mut u8> {
    let mut p = m.ptr;
    for (d, i) in indices.iter().enumerate() {
        let n = m.shape[d] as isize;
        let i = if *i < 0 { i + n } else { *i };
        if i < 0 || i >= n {
            return object::raise_exc!(INDEX_ERROR, "index out of bounds on dimension {}", d + 1);
        }
        p = p.wrapping_offset(i * m.strides[d]);
    }
    Ok(p)
}

/// The item at an address.
fn item(m: Gc<MemoryView>, p: *const u8) -> Result<Value> {
    // SAFETY: `address` keeps within the exporter's memory, which the export keeps in place.
    let bytes = unsafe { std::slice::from_raw_parts(p, m.itemsize) };
    let Some(code) = single_code(&m.format) else {
        return object::raise_exc!(NOT_IMPLEMENTED_ERROR, "memoryview: format {} not supported", m.format);
    };
    unpack(code, bytes)
}

fn is_index(v: Value) -> bool {
    number::is_int(v) || object::class_of(v).dunder(object::Id::__index__).is_some()
}

/// What a subscript asks for.
enum Key {
    Item(*mut u8),
    View(Gc<MemoryView>),
}

fn locate(m: Gc<MemoryView>, key: Value) -> Result<Key> {
    check(m)?;
    let ndim = m.shape.len();
    if ndim == 0 {
        return match key.cast::<Tuple>() {
            Some(t) if t.as_slice().is_empty() => Ok(Key::Item(m.ptr)),
            _ if key == object::ellipsis() => Ok(Key::View(m)),
            _ => object::type_error("invalid indexing of 0-dim memory"),
        };
    }
    if is_index(key) {
        if ndim > 1 {
            return object::raise_exc!(NOT_IMPLEMENTED_ERROR, "multi-dimensional sub-views are not implemented");
        }
        let i = object::ops::subscript_index(key)?;
        return Ok(Key::Item(address(m, &[i])?));
    }
    if let Some(s) = key.cast::<Slice>() {
        let (start, _, step, n) = s.indices(m.shape[0])?;
        let mut v = m.derive();
        v.ptr = if n == 0 { m.ptr } else { m.ptr.wrapping_offset(start * m.strides[0]) };
        v.shape[0] = n;
        v.strides[0] = m.strides[0] * step;
        return Ok(Key::View(v.put()));
    }
    if let Some(t) = key.cast::<Tuple>() {
        let t = t.as_slice();
        if !t.is_empty() && t.iter().all(|k| k.is::<Slice>()) {
            return object::raise_exc!(NOT_IMPLEMENTED_ERROR, "multi-dimensional slicing is not implemented");
        }
        if t.iter().all(|k| is_index(*k)) {
            if t.len() < ndim {
                return object::raise_exc!(NOT_IMPLEMENTED_ERROR, "sub-views are not implemented");
            }
            if t.len() > ndim {
                return object::raise_type!("cannot index {}-dimension view with {}-element tuple", ndim, t.len());
            }
            let mut indices = Vec::new();
            for k in t {
                indices.push(object::ops::subscript_index(*k)?);
            }
            return Ok(Key::Item(address(m, &indices)?));
        }
    }
    object::type_error("memoryview: invalid slice key")
}

fn getitem(m: Gc<MemoryView>, key: Value) -> Result<Value> {
    match locate(m, key)? {
        Key::Item(p) => item(m, p),
        Key::View(v) => Ok(v.value()),
    }
}

fn setitem(m: Gc<MemoryView>, key: Value, value: Value) -> Result<()> {
    check(m)?;
    if m.readonly {
        return object::type_error("cannot modify read-only memory");
    }
    match locate(m, key)? {
        Key::Item(p) => {
            let Some(code) = single_code(&m.format) else {
                return object::raise_exc!(NOT_IMPLEMENTED_ERROR, "memoryview: format {} not supported", m.format);
            };
            let bytes = pack(code, m.itemsize, value)?;
            check(m)?;
            // SAFETY: the item lies in the exporter's writable memory.
            unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), p, m.itemsize) };
            Ok(())
        }
        Key::View(target) => {
            if target.shape.len() != 1 {
                return object::raise_exc!(
                    NOT_IMPLEMENTED_ERROR,
                    "memoryview slice assignments are currently restricted to ndim = 1"
                );
            }
            if !has_buffer(value) {
                return object::raise_type!("a bytes-like object is required, not '{}'", type_name(value));
            }
            let source = view(value, false)?;
            let plain = |f: &str| f.trim_start_matches('@').to_owned();
            if source.shape != target.shape
                || source.itemsize != target.itemsize
                || plain(&source.format) != plain(&target.format)
            {
                return object::value_error("memoryview assignment: lvalue and rvalue have different structures");
            }
            let data = bytes_in_order(source, false);
            for (i, chunk) in data.chunks(target.itemsize.max(1)).enumerate() {
                let p = target.ptr.wrapping_offset(i as isize * target.strides[0]);
                // SAFETY: as above.
                unsafe { std::ptr::copy_nonoverlapping(chunk.as_ptr(), p, chunk.len()) };
            }
            Ok(())
        }
    }
}
fn delitem(m: Gc<MemoryView>, _key: Value) -> Result<()> {
    check(m)?;
    object::type_error(if m.readonly { "cannot modify read-only memory" } else { "cannot delete memory" })
}

/// Calls `f` with the address of each item, in C or Fortran order.
fn each_item(m: Gc<MemoryView>, fortran: bool, mut f: impl FnMut(*const u8) -> Result<()>) -> Result<()> {
    let n: usize = m.shape.iter().product();
    let nd = m.shape.len();
    let mut index = vec![0usize; nd];
    for _ in 0..n {
        let mut p = m.ptr;
        for (at, stride) in index.iter().zip(m.strides.iter()) {
            p = p.wrapping_offset(*at as isize * stride);
        }
        f(p)?;
        for k in 0..nd {
            let d = if fortran { k } else { nd - 1 - k };
            index[d] += 1;
            if index[d] < m.shape[d] {
                break;
            }
            index[d] = 0;
        }
    }
    Ok(())
}

/// All bytes, in C or Fortran order.
fn bytes_in_order(m: Gc<MemoryView>, fortran: bool) -> Vec<u8> {
    let n = m.nbytes();
    if n > 0 && !fortran && m.c_contiguous() {
        // SAFETY: contiguous memory of the exporter.
        return unsafe { std::slice::from_raw_parts(m.ptr, n) }.to_vec();
    }
    let mut out = Vec::with_capacity(n);
    let r = each_item(m, fortran, |p| {
        // SAFETY: an item in the exporter's memory.
        out.extend_from_slice(unsafe { std::slice::from_raw_parts(p, m.itemsize) });
        Ok(())
    });
    debug_assert!(r.is_ok());
    out
}

fn tobytes(m: Gc<MemoryView>, order: Option<Value>) -> Result<Value> {
    check(m)?;
    let fortran = match order.filter(|o| *o != none()) {
        None => false,
        Some(o) => match o.cast::<Str>().map(|s| s.to_string()).as_deref() {
            Some("C") => false,
            Some("A") => m.f_contiguous() && !m.c_contiguous(),
            Some("F") => true,
            Some(_) => return object::value_error("order must be 'C', 'F' or 'A'"),
            None => return object::raise_type!("tobytes() argument 'order' must be str or None, not {}", type_name(o)),
        },
    };
    Ok(Bytes::new(&bytes_in_order(m, fortran)).value())
}
fn tolist(m: Gc<MemoryView>) -> Result<Value> {
    check(m)?;
    fn level(m: Gc<MemoryView>, d: usize, p: *const u8) -> Result<Value> {
        if d == m.shape.len() {
            return item(m, p);
        }
        let mut items = GcVec::with_capacity(m.shape[d]);
        for i in 0..m.shape[d] as isize {
            items.push(level(m, d + 1, p.wrapping_offset(i * m.strides[d]))?);
        }
        Ok(List::new(items).value())
    }
    level(m, 0, m.ptr)
}
fn hex(mut m: Gc<MemoryView>, sep: Option<Value>, per: Option<i64>) -> Result<Gc<Str>> {
    check(m)?;
    // Asking the separator for its length may run code, which must not release the memory.
    let _hold = m.exports.lock();
    crate::bytes::hex_text(&bytes_in_order(m, false), sep, per)
}
fn toreadonly(m: Gc<MemoryView>) -> Result<Gc<MemoryView>> {
    check(m)?;
    let mut v = m.derive();
    v.readonly = true;
    Ok(v.put())
}

fn cast(m: Gc<MemoryView>, format: Value, shape: Option<Value>) -> Result<Gc<MemoryView>> {
    check(m)?;
    let Some(format) = format.cast::<Str>() else {
        return object::raise_type!("cast() argument 'format' must be str, not {}", type_name(format));
    };
    if !m.c_contiguous() {
        return object::type_error("memoryview: casts are restricted to C-contiguous views");
    }
    if m.shape.contains(&0) && (shape.is_some() || m.shape.len() != 1) {
        return object::type_error("memoryview: cannot cast view with zeros in shape or strides");
    }
    let dims = match shape {
        None => None,
        Some(s) => {
            if !(s.is::<List>() || s.is::<Tuple>()) {
                return object::type_error("shape must be a list or a tuple");
            }
            Some(object::iter::collect(s)?)
        }
    };
    if let Some(d) = &dims {
        if d.len() > 64 {
            return object::value_error("memoryview: number of dimensions must not exceed 64");
        }
        if m.shape.len() != 1 && !(d.len() == 1 || d.is_empty()) {
            return object::type_error("memoryview: cast must be 1D -> ND or ND -> 1D");
        }
    }
    let text = format.to_string();
    let Some(code) = single_code(&text) else {
        return object::value_error(
            "memoryview: destination format must be a native single character format prefixed with an optional '@'",
        );
    };
    let is_byte = |c: Option<char>| matches!(c, Some('b' | 'B' | 'c'));
    if !is_byte(single_code(&m.format)) && !is_byte(Some(code)) {
        return object::type_error("memoryview: cannot cast between two non-byte formats");
    }
    let (size, n) = (item_size(code), m.nbytes());
    if n % size != 0 {
        return object::type_error("memoryview: length is not a multiple of itemsize");
    }
    let mut v = m.derive();
    v.format = text;
    v.itemsize = size;
    v.shape = vec![n / size];
    if let Some(d) = dims {
        v.shape.clear();
        for x in d.iter() {
            if !number::is_int(*x) {
                return object::type_error("memoryview.cast(): elements of shape must be integers");
            }
            match number::as_i64(*x) {
                Some(i) if i > 0 => v.shape.push(i as usize),
                _ => return object::value_error("memoryview.cast(): elements of shape must be integers > 0"),
            }
        }
        if v.shape.iter().try_fold(size, |a, b| a.checked_mul(*b)) != Some(n) {
            return object::type_error("memoryview: product(shape) * itemsize != buffer size");
        }
    }
    v.strides = c_strides(&v.shape, size);
    Ok(v.put())
}

fn c_strides(shape: &[usize], itemsize: usize) -> Vec<isize> {
    let mut s = vec![0; shape.len()];
    let mut step = itemsize as isize;
    for d in (0..shape.len()).rev() {
        s[d] = step;
        step *= shape[d] as isize;
    }
    s
}

fn len(m: Gc<MemoryView>) -> Result<usize> {
    check(m)?;
    match m.shape.first() {
        Some(n) => Ok(*n),
        None => object::type_error("0-dim memory has no length"),
    }
}

/// Are two views equal: shapes, and items as values?
fn equal(a: Gc<MemoryView>, b: Gc<MemoryView>) -> Result<bool> {
    if a.shape != b.shape {
        return Ok(false);
    }
    let plain = |f: &str| f.trim_start_matches('@').to_owned();
    let (fa, fb) = (plain(&a.format), plain(&b.format));
    let bitwise =
        |f: &str| matches!(f, "b" | "B" | "c" | "h" | "H" | "i" | "I" | "l" | "L" | "q" | "Q" | "n" | "N" | "P");
    if fa == fb && bitwise(&fa) {
        return Ok(bytes_in_order(a, false) == bytes_in_order(b, false));
    }
    if single_code(&a.format).is_none() || single_code(&b.format).is_none() {
        return same_items(
            &a.format,
            a.itemsize,
            &bytes_in_order(a, false),
            &b.format,
            b.itemsize,
            &bytes_in_order(b, false),
        );
    }
    let mut other = GcVec::new();
    each_item(b, false, |p| {
        other.push(item(b, p)?);
        Ok(())
    })?;
    let mut i = 0;
    let mut same = true;
    each_item(a, false, |p| {
        if same {
            same = object::ops::truth(object::ops::compare(object::ops::CmpOp::Eq, item(a, p)?, other[i])?)?;
            i += 1;
        }
        Ok(())
    })?;
    Ok(same)
}
fn eq(a: Gc<MemoryView>, b: Value) -> Result<Value> {
    if a.value() == b && !a.format.contains(['f', 'd', 'e']) {
        return Ok(bool_value(true));
    }
    if a.released || b.cast::<MemoryView>().is_some_and(|b| b.released) {
        return Ok(bool_value(a.value() == b));
    }
    if !has_buffer(b) {
        return Ok(not_implemented());
    }
    match view(b, false) {
        Ok(b) => Ok(bool_value(equal(a, b)?)),
        Err(_) => {
            let _ = object::error::take_pending();
            Ok(not_implemented())
        }
    }
}
fn ne(a: Gc<MemoryView>, b: Value) -> Result<Value> {
    let e = eq(a, b)?;
    Ok(number::as_bool(e).map_or(e, |e| bool_value(!e)))
}
fn hash(mut m: Gc<MemoryView>) -> Result<i64> {
    if let Some(h) = m.hash {
        return Ok(h);
    }
    check(m)?;
    if !m.readonly {
        return object::value_error("cannot hash writable memoryview object");
    }
    if !matches!(single_code(&m.format), Some('b' | 'B' | 'c')) {
        return object::value_error("memoryview: hashing is restricted to formats 'B', 'b' or 'c'");
    }
    // The owner's hash may run code, which must not release the memory.
    let _hold = m.exports.lock();
    object::ops::hash(m.owner)?;
    let h = object::strs::hash_bytes(&bytes_in_order(m, false));
    m.hash = Some(h);
    Ok(h)
}
fn repr(m: Gc<MemoryView>) -> String {
    format!("<{} at {:#x}>", if m.released { "released memory" } else { "memory" }, object::repr::id(m.value()))
}

fn index(m: Gc<MemoryView>, value: Value, start: Option<isize>, stop: Option<isize>) -> Result<usize> {
    let n = len(m)?;
    if m.shape.len() != 1 {
        return object::raise_exc!(NOT_IMPLEMENTED_ERROR, "multi-dimensional sub-views are not implemented");
    }
    let clip = |i: isize| (if i < 0 { (i + n as isize).max(0) } else { i.min(n as isize) }) as usize;
    for i in clip(start.unwrap_or(0))..clip(stop.unwrap_or(isize::MAX)) {
        if object::ops::eq(item(m, address(m, &[i as isize])?)?, value)? {
            return Ok(i);
        }
    }
    object::value_error("memoryview.index(x): x not found")
}
fn count(m: Gc<MemoryView>, value: Value) -> Result<usize> {
    let mut found = 0;
    let it = iter(m)?;
    object::iter::for_each(it, |x| {
        found += usize::from(object::ops::eq(x, value)?);
        Ok(())
    })?;
    Ok(found)
}

/// The iterator of a memoryview.
#[repr(C)]
pub struct MemoryIter {
    pub head: heap::Head,
    view: Option<Gc<MemoryView>>,
    index: usize,
}
object::object_type!(MemoryIter);

fn iter(m: Gc<MemoryView>) -> Result<Value> {
    check(m)?;
    match m.shape.len() {
        0 => object::type_error("invalid indexing of 0-dim memory"),
        1 if single_code(&m.format).is_none() => {
            object::raise_exc!(NOT_IMPLEMENTED_ERROR, "memoryview: format {} not supported", m.format)
        }
        1 => Ok(MemoryIter { head: head(), view: Some(m), index: 0 }.alloc().value()),
        _ => object::raise_exc!(NOT_IMPLEMENTED_ERROR, "multi-dimensional sub-views are not implemented"),
    }
}
fn iter_self(it: Gc<MemoryIter>) -> Value {
    it.value()
}
fn iter_next(mut it: Gc<MemoryIter>) -> Result<Value> {
    let Some(m) = it.view else { return object::stop_iteration(None) };
    if it.index < m.shape[0] {
        check(m)?;
        let p = address(m, &[it.index as isize])?;
        it.index += 1;
        return item(m, p);
    }
    it.view = None;
    object::stop_iteration(None)
}

fn checked<T>(m: Gc<MemoryView>, f: impl FnOnce(&MemoryView) -> T) -> Result<T> {
    check(m)?;
    Ok(f(&m))
}
fn get_obj(m: Gc<MemoryView>) -> Result<Value> {
    checked(m, |m| m.owner)
}
fn get_nbytes(m: Gc<MemoryView>) -> Result<usize> {
    checked(m, MemoryView::nbytes)
}
fn get_readonly(m: Gc<MemoryView>) -> Result<bool> {
    checked(m, |m| m.readonly)
}
fn get_format(m: Gc<MemoryView>) -> Result<String> {
    checked(m, |m| m.format.clone())
}
fn get_itemsize(m: Gc<MemoryView>) -> Result<usize> {
    checked(m, |m| m.itemsize)
}
fn get_ndim(m: Gc<MemoryView>) -> Result<usize> {
    checked(m, |m| m.shape.len())
}
fn get_shape(m: Gc<MemoryView>) -> Result<Value> {
    checked(m, |m| Tuple::build(m.shape.len(), |i| number::int(m.shape[i] as i64)).value())
}
fn get_strides(m: Gc<MemoryView>) -> Result<Value> {
    checked(m, |m| Tuple::build(m.strides.len(), |i| number::int(m.strides[i] as i64)).value())
}
fn get_suboffsets(m: Gc<MemoryView>) -> Result<Value> {
    checked(m, |_| Tuple::empty().value())
}
fn get_c(m: Gc<MemoryView>) -> Result<bool> {
    checked(m, MemoryView::c_contiguous)
}
fn get_f(m: Gc<MemoryView>) -> Result<bool> {
    checked(m, MemoryView::f_contiguous)
}
fn get_any(m: Gc<MemoryView>) -> Result<bool> {
    checked(m, |m| m.c_contiguous() || m.f_contiguous())
}
fn enter(m: Gc<MemoryView>) -> Result<Value> {
    check(m)?;
    Ok(m.value())
}
fn exit(m: Gc<MemoryView>, _exc_info: Gc<Tuple>) -> Result<()> {
    release(m)
}
fn class_getitem(class: Gc<Class>, key: Value) -> Value {
    object::boot::generic_alias(class.value(), key)
}
fn dunder_buffer(m: Gc<MemoryView>, flags: i64) -> Result<Value> {
    of(m.value(), flags)
}
fn dunder_release(_m: Gc<MemoryView>, view: Value) -> Result<()> {
    release_value(view)
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, object)", native(new)),
    Row::class_method("_from_flags($type, /, object, flags)", native(from_flags)),
    Row::class_method("__class_getitem__($type, object, /)", native(class_getitem)).doc("See PEP 585"),
    Row::method("__len__($self, /)", native(len)),
    Row::method("__getitem__($self, key, /)", native(getitem)),
    Row::method("__setitem__($self, key, value, /)", native(setitem)),
    Row::method("__delitem__($self, key, /)", native(delitem)),
    Row::method("__eq__($self, value, /)", native(eq)),
    Row::method("__ne__($self, value, /)", native(ne)),
    Row::method("__hash__($self, /)", native(hash)),
    Row::method("__repr__($self, /)", native(repr)),
    Row::method("__iter__($self, /)", native(iter)),
    Row::method("__enter__($self, /)", native(enter)),
    Row::method("__exit__($self, /, *exc_info)", native(exit)),
    Row::method("__buffer__($self, flags, /)", native(dunder_buffer)),
    Row::method("__release_buffer__($self, buffer, /)", native(dunder_release)),
    Row::method("release($self, /)", native(release))
        .doc("Release the underlying buffer exposed by the memoryview object."),
    Row::method("cast($self, /, format, shape=<unrepresentable>)", native(cast))
        .doc("Cast a memoryview to a new format or shape."),
    Row::method("tobytes($self, /, order='C')", native(tobytes)),
    Row::method("tolist($self, /)", native(tolist)).doc("Return the data in the buffer as a list of elements."),
    Row::method("toreadonly($self, /)", native(toreadonly)).doc("Return a readonly version of the memoryview."),
    Row::method("hex($self, /, sep=<unrepresentable>, bytes_per_sep=1)", native(hex)),
    Row::method("index($self, value, start=0, stop=sys.maxsize, /)", native(index)),
    Row::method("count($self, value, /)", native(count)),
    Row::getter("obj", native(get_obj)),
    Row::getter("nbytes", native(get_nbytes)),
    Row::getter("readonly", native(get_readonly)),
    Row::getter("format", native(get_format)),
    Row::getter("itemsize", native(get_itemsize)),
    Row::getter("ndim", native(get_ndim)),
    Row::getter("shape", native(get_shape)),
    Row::getter("strides", native(get_strides)),
    Row::getter("suboffsets", native(get_suboffsets)),
    Row::getter("c_contiguous", native(get_c)),
    Row::getter("f_contiguous", native(get_f)),
    Row::getter("contiguous", native(get_any)),
];
static ITER: &[Row] =
    &[Row::method("__iter__($self, /)", native(iter_self)), Row::method("__next__($self, /)", native(iter_next))];

/// How a memoryview exports its memory in turn.
fn export(v: Value, writable: bool) -> Result<Buffer> {
    let mut m = v.cast::<MemoryView>().expect("registered for this layout");
    check(m)?;
    if writable && m.readonly {
        return object::error::buffer_error("memoryview: underlying buffer is not writable");
    }
    let lock = m.exports.lock();
    // SAFETY: the view's own export keeps the memory in place, and the view is not released while `lock` lives.
    let mut b = unsafe { Buffer::plain(v, m.ptr, m.nbytes(), m.readonly, lock) };
    b.format = m.format.clone().into();
    b.itemsize = m.itemsize;
    if m.shape.len() != 1 || !m.c_contiguous() {
        b.dims = Some(Box::new(Dims { shape: m.shape.clone(), strides: m.strides.clone() }));
    }
    Ok(b)
}

/// Creates the classes.
pub fn init() {
    let _ = ClassBuilder::new::<MemoryView>("memoryview")
        .flags(ClassFlags::SEQUENCE | ClassFlags::WEAKREF)
        .doc("Create a new memoryview object which references the given object.")
        .rows(&[ROWS])
        .build();
    let _ = ClassBuilder::new::<MemoryIter>("memory_iterator").flags(ClassFlags::NO_INSTANTIATE).rows(&[ITER]).build();
    register(MemoryView::LAYOUT, export);
}
