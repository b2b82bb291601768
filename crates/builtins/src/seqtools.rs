//! What list, tuple, deque, array and range share: index arithmetic, searching, comparing, repeating, showing.

use heap::{GcVec, Value};
use object::args::{FromArg, Misfit};
use object::class::Class;
use object::gc::ValueExt;
use object::map::{Kind, class_of, map_of};
use object::ops::{self, CmpOp};
use object::{Dict, Gc, Id, List, Result, Set, Str, Tuple, bool_value, raise_type};
use rustpython_wtf8::Wtf8Buf;

/// `T.__class_getitem__`: a `types.GenericAlias`.
pub fn class_getitem(class: Gc<Class>, item: Value) -> Value {
    object::boot::generic_alias(class.value(), item)
}

/// A start or stop argument of `index` methods: any index, clamped to the range of `isize`.
#[derive(Clone, Copy)]
pub struct Bound(pub isize);

impl FromArg for Bound {
    fn from_arg(v: Option<Value>) -> std::result::Result<Self, Misfit> {
        let v = v.expect("only converted when given");
        if !object::number::is_int(v) && class_of(v).dunder(Id::__index__).is_none() {
            let r: Result<Bound> = object::type_error("slice indices must be integers or have an __index__ method");
            return Ok(r?);
        }
        Ok(Bound(ops::slice_index(v)?))
    }
}

/// The half-open range of positions that `start` and `stop` of an `index` method select.
#[must_use]
pub fn search_range(len: usize, start: Option<Bound>, stop: Option<Bound>) -> (usize, usize) {
    let clamp = |b: Option<Bound>, default: usize| match b {
        None => default,
        Some(Bound(i)) if i < 0 => (i + len as isize).max(0) as usize,
        Some(Bound(i)) => i as usize,
    };
    (clamp(start, 0), clamp(stop, usize::MAX))
}

/// The position that a possibly negative index names.
#[inline]
#[must_use]
pub fn position(i: isize, len: usize) -> Option<usize> {
    let i = if i < 0 { i.wrapping_add(len as isize) } else { i };
    ((i as usize) < len && i >= 0).then_some(i as usize)
}

/// An integer subscript.
///
/// # Errors
/// `TypeError` in the words of CPython's sequences; `IndexError` if it is too large.
pub fn subscript(key: Value, what: &str) -> Result<isize> {
    if key.is_small_int() {
        return Ok(key.as_small_int() as isize);
    }
    if !object::number::is_int(key) && class_of(key).dunder(Id::__index__).is_none() {
        return raise_type!("{} indices must be integers or slices, not {}", what, object::repr::type_name(key));
    }
    ops::subscript_index(key)
}

/// The items of an extended slice.
#[must_use]
pub fn take(items: &[Value], start: isize, step: isize, n: usize) -> GcVec<Value> {
    if step == 1 {
        return GcVec::from(&items[start as usize..start as usize + n]);
    }
    let mut out = GcVec::with_capacity(n);
    let mut at = start;
    for _ in 0..n {
        out.push(items[at as usize]);
        at = at.wrapping_add(step);
    }
    out
}

/// Removes the items of an extended slice.
pub fn delete_slice<T: heap::GcItem>(items: &mut GcVec<T>, start: isize, step: isize, n: usize) {
    if n == 0 {
        return;
    }
    let (first, step) = if step < 0 { (start + step * (n as isize - 1), -step) } else { (start, step) };
    let (first, step) = (first as usize, step as usize);
    if step == 1 {
        items.remove_range(first..first + n);
        return;
    }
    let mut i = 0;
    items.retain(|_| {
        let at = i;
        i += 1;
        at < first || (at - first) % step != 0 || (at - first) / step >= n
    });
}

/// Position of `value` in `from..to` of a sequence that may change while comparing.
///
/// # Errors
/// What comparing raises.
pub fn find(value: Value, from: usize, to: usize, get: impl Fn(usize) -> Option<Value>) -> Result<Option<usize>> {
    let mut i = from;
    while i < to
        && let Some(v) = get(i)
    {
        if ops::eq(v, value)? {
            return Ok(Some(i));
        }
        i += 1;
    }
    Ok(None)
}

/// How many items equal `value`.
///
/// # Errors
/// What comparing raises.
pub fn count(value: Value, get: impl Fn(usize) -> Option<Value>) -> Result<usize> {
    let (mut i, mut n) = (0, 0);
    while let Some(v) = get(i) {
        n += usize::from(ops::eq(v, value)?);
        i += 1;
    }
    Ok(n)
}

/// Compares two sequences that may change meanwhile, item by item.
///
/// # Errors
/// What comparing raises.
pub fn compare(
    op: CmpOp,
    len_a: impl Fn() -> usize,
    a: impl Fn(usize) -> Option<Value>,
    len_b: impl Fn() -> usize,
    b: impl Fn(usize) -> Option<Value>,
) -> Result<Value> {
    if len_a() != len_b() && matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(bool_value(op == CmpOp::Ne));
    }
    let mut i = 0;
    while let (Some(x), Some(y)) = (a(i), b(i)) {
        if !ops::eq(x, y)? {
            if a(i).is_none() || b(i).is_none() {
                // Comparing shortened a sequence: only the lengths count then.
                break;
            }
            return match op {
                CmpOp::Eq => Ok(bool_value(false)),
                CmpOp::Ne => Ok(bool_value(true)),
                _ => ops::compare(op, x, y),
            };
        }
        i += 1;
    }
    Ok(bool_value(op.holds(len_a().cmp(&len_b()))))
}

/// The items of an iterable, in a vector; `message` replaces the `TypeError` of something that is not iterable.
///
/// # Errors
/// That, and what iterating raises.
pub fn sequence(v: Value, message: &str) -> Result<GcVec<Value>> {
    if let Some(l) = v.cast::<List>() {
        return Ok(l.items.clone());
    }
    if let Some(t) = v.cast::<Tuple>() {
        return Ok(GcVec::from(t.as_slice()));
    }
    match object::error::catch(object::iter::get_iter(v), &object::error::exc::TYPE_ERROR)? {
        Some(it) => object::iter::collect(it),
        None => object::type_error(message),
    }
}

/// The items of a built-in container whose iteration cannot run Python code.
#[must_use]
pub fn snapshot(v: Value) -> Option<GcVec<Value>> {
    match map_of(v).kind {
        Kind::List => v.cast::<List>().map(|l| l.items.clone()),
        Kind::Tuple => v.cast::<Tuple>().map(|t| GcVec::from(t.as_slice())),
        Kind::Dict => v.cast::<Dict>().map(|d| {
            let mut out = GcVec::with_capacity(d.len());
            let mut pos = 0;
            while let Some((k, _)) = d.next(&mut pos) {
                out.push(k);
            }
            out
        }),
        Kind::Set | Kind::FrozenSet => v.cast::<Set>().map(|s| s.to_vec()),
        _ => None,
    }
}

/// `items * count`.
///
/// # Errors
/// `TypeError` for a count that is no integer, `MemoryError`.
pub fn repeat(items: &[Value], count: Value) -> Result<GcVec<Value>> {
    let n = repeat_count(count)?;
    if items.is_empty() {
        return Ok(GcVec::new());
    }
    let mut out = GcVec::new();
    let total = items.len().checked_mul(n).filter(|t| *t <= isize::MAX as usize / 8);
    match total {
        Some(t) if out.try_reserve(t).is_ok() => {}
        _ => return object::memory_error(),
    }
    if let [v] = items {
        out.resize(n, *v);
        return Ok(out);
    }
    for _ in 0..n {
        out.extend_from_slice(items);
    }
    Ok(out)
}

/// A repetition count; negative ones are zero.
///
/// # Errors
/// `TypeError` for what is no integer, `OverflowError`.
pub fn repeat_count(count: Value) -> Result<usize> {
    let i = ops::index(count)?;
    match object::number::as_i64(i) {
        Some(n) => Ok(n.max(0) as usize),
        None => object::raise_exc!(
            OVERFLOW_ERROR,
            "cannot fit '{}' into an index-sized integer",
            object::repr::type_name(count)
        ),
    }
}

/// `[a, b, …]`, or `recursive` when the object is being shown already.
///
/// # Errors
/// What the items' `__repr__` raise.
pub fn repr_items(
    owner: Value,
    open: &str,
    close: &str,
    recursive: &str,
    get: impl Fn(usize) -> Option<Value>,
) -> Result<Gc<Str>> {
    let Some(_guard) = object::state::enter_repr(owner) else { return Ok(Str::new(recursive)) };
    let mut out = TextBuilder::new(open);
    let mut i = 0;
    while let Some(v) = get(i) {
        if i > 0 {
            out.text(", ");
        }
        out.str(object::repr::repr(v)?);
        i += 1;
    }
    out.text(close);
    Ok(out.finish())
}

/// Collects text that may hold lone surrogates.
pub struct TextBuilder(Wtf8Buf);

impl TextBuilder {
    /// Begins with some text.
    #[must_use]
    pub fn new(t: &str) -> Self {
        TextBuilder(Wtf8Buf::from(t))
    }
    /// Appends Rust text.
    pub fn text(&mut self, t: &str) {
        self.0.push_str(t);
    }
    /// Appends a string.
    pub fn str(&mut self, s: Gc<Str>) {
        self.0.push_wtf8(s.as_wtf8());
    }
    /// Appends `repr(v)`.
    ///
    /// # Errors
    /// What `__repr__` raises.
    pub fn repr(&mut self, v: Value) -> Result<()> {
        self.str(object::repr::repr(v)?);
        Ok(())
    }
    /// The string.
    #[must_use]
    pub fn finish(self) -> Gc<Str> {
        Str::from_buf(self.0)
    }
}

/// An attribute of the builtins that the running code sees (`_PyEval_GetBuiltin`), which pickling of iterators names.
///
/// # Errors
/// `AttributeError` when there is none.
pub fn builtin(name: &str) -> Result<Value> {
    // SAFETY: a frame's function is a Function.
    let builtins = object::state::nth_frame(0).map(|f| unsafe { (*f).function().builtins });
    match builtins.and_then(|b| b.get_text(name)) {
        Some(v) => Ok(v),
        None => object::raise_exc!(ATTRIBUTE_ERROR, "{}", name),
    }
}

/// `(callable, args)` or `(callable, args, state)`, as `__reduce__` returns.
#[must_use]
pub fn reduced(callable: Value, args: &[Value], state: Option<Value>) -> Value {
    let args = object::seq::tuple(args);
    match state {
        Some(s) => object::seq::tuple(&[callable, args, s]),
        None => object::seq::tuple(&[callable, args]),
    }
}

/// The getter of `__dict__` for built-in classes whose instances have one.
///
/// # Errors
/// `AttributeError` if this one has none.
pub fn get_dict(this: Value) -> Result<Gc<Dict>> {
    match object::attr::instance_dict(this) {
        Some(d) => Ok(d),
        None => object::attr::no_attribute(this, Id::__dict__.str()),
    }
}

/// The setter of `__dict__`.
///
/// # Errors
/// `TypeError` for what is no dict, and for deletion.
pub fn set_dict(this: Value, d: Option<Value>) -> Result<()> {
    let Some(d) = d else { return object::type_error("cannot delete __dict__") };
    match d.cast::<Dict>() {
        Some(d) => {
            object::map::set_dict(this, d);
            Ok(())
        }
        None => raise_type!("__dict__ must be set to a dictionary, not a '{}'", object::repr::type_name(d)),
    }
}
