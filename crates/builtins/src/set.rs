//! `set` and `frozenset`: methods, operators, the iterator.
//!
//! Both classes share the layout `Set`. Results of methods and operators are exact sets or frozensets, after the left
//! operand, even for subclasses.

use heap::{GcVec, Head, Value};
use object::args::Effects;
use object::class::{Class, ClassBuilder, ClassFlags};
use object::error::{self, exc};
use object::gc::{Object, ValueExt};
use object::map::{Kind, class_of, map_of};
use object::ops::CmpOp;
use object::set::{FROZENSET, hash_element};
use object::{Dict, Gc, Id, Result, Row, Set, Str, Tuple, bool_value, native, not_implemented};

use crate::seqtools::{self, TextBuilder, class_getitem};

/// The iterator of a set.
#[repr(C)]
pub struct SetIter {
    pub head: Head,
    set: Option<Gc<Set>>,
    pos: usize,
    /// The number of elements that the set must still have; `usize::MAX` after that was violated.
    used: usize,
    left: usize,
}
object::object_type!(SetIter);

/// The methods of both classes, and the iterator's class.
pub fn init() {
    object::function::extend_class(
        Set::class(),
        "Build an unordered collection of unique elements.",
        &[COMMON, MUTABLE],
    );
    let mut c = Set::class();
    c.native_new = Some(make);
    object::function::extend_class(
        FROZENSET.get(),
        "Build an immutable unordered collection of unique elements.",
        &[COMMON, FROZEN],
    );
    let _ = ClassBuilder::new::<SetIter>("set_iterator")
        .flags(ClassFlags::NO_INSTANTIATE)
        .rows(&[ITER])
        .next_fn(advance)
        .build();
}

static COMMON: &[Row] = &[
    Row::method("copy($self, /)", native(copy)).doc("Return a shallow copy of a set."),
    Row::method("difference($self, /, *others)", native(difference))
        .doc("Return a new set with elements in the set that are not in the others."),
    Row::method("intersection($self, /, *others)", native(intersection))
        .doc("Return a new set with elements common to the set and all others."),
    Row::method("isdisjoint($self, other, /)", native(isdisjoint))
        .doc("Return True if two sets have a null intersection."),
    Row::method("issubset($self, other, /)", native(issubset)).doc("Report whether another set contains this set."),
    Row::method("issuperset($self, other, /)", native(issuperset)).doc("Report whether this set contains another set."),
    Row::method("symmetric_difference($self, other, /)", native(symmetric_difference))
        .doc("Return a new set with elements in either the set or other but not both."),
    Row::method("union($self, /, *others)", native(union))
        .doc("Return a new set with elements from the set and all others."),
    Row::class_method("__class_getitem__($type, object, /)", native(class_getitem)).doc("See PEP 585"),
    Row::method("__reduce__($self, /)", native(reduce)).doc("Return state information for pickling."),
    Row::method("__sizeof__($self, /)", native(sizeof)).doc("S.__sizeof__() -> size of S in memory, in bytes."),
    Row::method("__repr__($self, /)", native(repr)).doc("Return repr(self)."),
    Row::method("__len__($self, /)", native(len)).effects(Effects::READS).doc("Return len(self)."),
    Row::method("__iter__($self, /)", native(iter)).doc("Implement iter(self)."),
    Row::method("__contains__($self, object, /)", native(contains)).doc("x.__contains__(y) <==> y in x."),
    Row::method("__and__($self, value, /)", native(and)).doc("Return self&value."),
    Row::method("__rand__($self, value, /)", native(rand)).doc("Return value&self."),
    Row::method("__or__($self, value, /)", native(or)).doc("Return self|value."),
    Row::method("__ror__($self, value, /)", native(ror)).doc("Return value|self."),
    Row::method("__sub__($self, value, /)", native(sub)).doc("Return self-value."),
    Row::method("__rsub__($self, value, /)", native(rsub)).doc("Return value-self."),
    Row::method("__xor__($self, value, /)", native(xor)).doc("Return self^value."),
    Row::method("__rxor__($self, value, /)", native(rxor)).doc("Return value^self."),
    Row::method("__eq__($self, value, /)", native(eq)).doc("Return self==value."),
    Row::method("__ne__($self, value, /)", native(ne)).doc("Return self!=value."),
    Row::method("__lt__($self, value, /)", native(lt)).doc("Return self<value."),
    Row::method("__le__($self, value, /)", native(le)).doc("Return self<=value."),
    Row::method("__gt__($self, value, /)", native(gt)).doc("Return self>value."),
    Row::method("__ge__($self, value, /)", native(ge)).doc("Return self>=value."),
];

static MUTABLE: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(new_set)).doc("Create and return a new object.  See help(type) for accurate signature."),
    Row::method("__init__($self, iterable=(), /)", native(init_set)).doc("Initialize self.  See help(type(self)) for accurate signature."),
    Row::constant("__hash__", native(object::none)),
    Row::method("add($self, object, /)", native(add)).doc("Add an element to a set.\n\nThis has no effect if the element is already present."),
    Row::method("clear($self, /)", native(clear)).effects(Effects::WRITES).doc("Remove all elements from this set."),
    Row::method("discard($self, object, /)", native(discard))
        .doc("Remove an element from a set if it is a member.\n\nUnlike set.remove(), the discard() method does not raise\nan exception when an element is missing from the set."),
    Row::method("difference_update($self, /, *others)", native(difference_update)).doc("Update the set, removing elements found in others."),
    Row::method("intersection_update($self, /, *others)", native(intersection_update))
        .doc("Update the set, keeping only elements found in it and all others."),
    Row::method("pop($self, /)", native(pop)).doc("Remove and return an arbitrary set element.\n\nRaises KeyError if the set is empty."),
    Row::method("remove($self, object, /)", native(remove))
        .doc("Remove an element from a set; it must be a member.\n\nIf the element is not a member, raise a KeyError."),
    Row::method("symmetric_difference_update($self, other, /)", native(symmetric_difference_update))
        .doc("Update the set, keeping only elements found in either set, but not in both."),
    Row::method("update($self, /, *others)", native(update)).doc("Update the set, adding elements from all others."),
    Row::method("__iand__($self, value, /)", native(iand)).doc("Return self&=value."),
    Row::method("__ior__($self, value, /)", native(ior)).doc("Return self|=value."),
    Row::method("__isub__($self, value, /)", native(isub)).doc("Return self-=value."),
    Row::method("__ixor__($self, value, /)", native(ixor)).doc("Return self^=value."),
];

static FROZEN: &[Row] = &[
    Row::new("__new__($type, iterable=(), /)", native(new_frozen))
        .doc("Create and return a new object.  See help(type) for accurate signature."),
    Row::method("__hash__($self, /)", native(hash)).doc("Return hash(self)."),
];

static ITER: &[Row] = &[
    Row::method("__iter__($self, /)", native(iter_self)).doc("Implement iter(self)."),
    Row::method("__next__($self, /)", native(iter_next)).doc("Implement next(self)."),
    Row::method("__length_hint__($self, /)", native(iter_length_hint))
        .doc("Private method returning an estimate of len(list(it))."),
    Row::method("__reduce__($self, /)", native(iter_reduce)).doc("Return state information for pickling."),
];

/// Adds all elements of an iterable.
///
/// # Errors
/// What iterating, hashing or comparing raise.
pub fn add_all(s: Gc<Set>, v: Value) -> Result<()> {
    if let Some(o) = v.cast::<Set>() {
        return s.merge(o);
    }
    if let Some(d) = v.cast_exact::<Dict>() {
        let mut pos = 0;
        while let Some((k, _)) = d.next(&mut pos) {
            s.add_hashed(k, d.entries[pos - 1].hash)?;
        }
        return Ok(());
    }
    object::iter::for_each(v, |x| s.add(x).map(drop))
}

/// Removes all elements of an iterable.
///
/// # Errors
/// As `add_all`.
pub fn remove_all(s: Gc<Set>, v: Value) -> Result<()> {
    if let Some(o) = v.cast::<Set>() {
        if o == s {
            s.clear();
            return Ok(());
        }
        let mut pos = 0;
        while let Some((h, k)) = o.next(&mut pos) {
            s.remove_hashed(k, h)?;
        }
        return Ok(());
    }
    object::iter::for_each(v, |x| s.remove(x).map(drop))
}

/// Removes the elements of an iterable that are in the set, and adds the others.
///
/// # Errors
/// As `add_all`.
pub fn toggle_all(s: Gc<Set>, v: Value) -> Result<()> {
    if v == s.value() {
        s.clear();
        return Ok(());
    }
    // Through a set, because an element that occurs twice toggles once.
    let other = match v.cast::<Set>() {
        Some(o) => o,
        None => {
            let o = Set::new();
            add_all(o, v)?;
            o
        }
    };
    let mut pos = 0;
    while let Some((h, k)) = other.next(&mut pos) {
        if !s.remove_hashed(k, h)? {
            s.add_hashed(k, h)?;
        }
    }
    Ok(())
}

/// The class of results: `set` or `frozenset`.
fn base_class(s: Gc<Set>) -> Gc<Class> {
    if class_of(s.value()).is_subclass_of(FROZENSET.get()) { FROZENSET.get() } else { Set::class() }
}

fn copy_of(s: Gc<Set>) -> Result<Gc<Set>> {
    let r = Set::new_in(base_class(s));
    r.merge(s)?;
    Ok(r)
}

fn is_immutable(s: Gc<Set>) -> bool {
    map_of(s.value()).kind == Kind::FrozenSet
}

/// `set()` and `set(iterable)`.
fn make(args: &[Value]) -> Result<Option<Value>> {
    match *args {
        [] => Ok(Some(Set::new().value())),
        [iterable] => {
            let s = Set::new();
            add_all(s, iterable)?;
            Ok(Some(s.value()))
        }
        _ => Ok(None),
    }
}

fn new_set(class: Gc<Class>, _args: Gc<Tuple>, _kwargs: Gc<Dict>) -> Gc<Set> {
    Set::new_in(class)
}

fn init_set(s: Gc<Set>, iterable: Option<Value>) -> Result<()> {
    s.clear();
    iterable.map_or(Ok(()), |v| add_all(s, v))
}

fn new_frozen(class: Gc<Class>, iterable: Option<Value>) -> Result<Value> {
    if class == FROZENSET.get() {
        static mut EMPTY: Option<Value> = None;
        match iterable {
            Some(v) if map_of(v).kind == Kind::FrozenSet => return Ok(v),
            // SAFETY: under the GIL; a root from its first use on.
            None => unsafe {
                if let Some(v) = EMPTY {
                    return Ok(v);
                }
                let v = Set::new_in(class).value();
                heap::add_root(&raw const EMPTY, 1);
                EMPTY = Some(v);
                return Ok(v);
            },
            Some(_) => {}
        }
    }
    let s = Set::new_in(class);
    if let Some(v) = iterable {
        add_all(s, v)?;
    }
    Ok(s.value())
}

fn len(s: Gc<Set>) -> usize {
    s.len()
}

fn sizeof(s: Gc<Set>) -> usize {
    72 + 16 * s.table_len()
}

fn hash(mut s: Gc<Set>) -> i64 {
    if s.hash != 0 {
        return s.hash;
    }
    let mut h = 0u64;
    let mut pos = 0;
    while let Some((e, _)) = s.next(&mut pos) {
        let e = e as u64;
        h ^= ((e ^ 89_869_747) ^ (e << 16)).wrapping_mul(3_644_798_167);
    }
    h ^= (s.len() as u64 + 1).wrapping_mul(1_927_868_237);
    h ^= (h >> 11) ^ (h >> 25);
    h = h.wrapping_mul(69_069).wrapping_add(907_133_923);
    s.hash = if h == u64::MAX { 590_923_713 } else { h as i64 };
    s.hash
}

fn repr(s: Gc<Set>) -> Result<Gc<Str>> {
    let name = class_of(s.value()).name;
    let Some(_guard) = object::state::enter_repr(s.value()) else { return Ok(Str::new(&format!("{name}(...)"))) };
    let mut out = TextBuilder::new("");
    let plain = map_of(s.value()).kind == Kind::Set;
    if s.is_empty() {
        out.str(name);
        out.text("()");
        return Ok(out.finish());
    }
    if !plain {
        out.str(name);
        out.text("(");
    }
    out.text("{");
    for (i, v) in s.to_vec().iter().enumerate() {
        if i > 0 {
            out.text(", ");
        }
        out.repr(*v)?;
    }
    out.text(if plain { "}" } else { "})" });
    Ok(out.finish())
}

fn reduce(s: Gc<Set>) -> Result<Value> {
    let items = object::List::new(s.to_vec()).value();
    let state = match object::call::call_dunder(s.value(), Id::__getstate__, &[])? {
        Some(v) => v,
        None => object::none(),
    };
    Ok(seqtools::reduced(class_of(s.value()).value(), &[items], Some(state)))
}

/// The hash of an element to look up. An unhashable set stands for the frozenset with the same elements.
fn lookup_hash(key: Value) -> Result<(Value, i64)> {
    match hash_element(key) {
        Ok(h) => Ok((key, h)),
        Err(e) => match key.cast::<Set>() {
            Some(s) if error::pending_is(&exc::TYPE_ERROR) => {
                let _ = error::take_pending();
                let frozen = Set::new_frozen();
                frozen.merge(s)?;
                Ok((frozen.value(), hash(frozen)))
            }
            _ => Err(e),
        },
    }
}

fn contains(s: Gc<Set>, key: Value) -> Result<bool> {
    let (k, h) = lookup_hash(key)?;
    s.contains_hashed(k, h)
}

fn add(s: Gc<Set>, key: Value) -> Result<()> {
    s.add(key).map(drop)
}

fn discard(s: Gc<Set>, key: Value) -> Result<()> {
    let (k, h) = lookup_hash(key)?;
    s.remove_hashed(k, h).map(drop)
}

fn remove(s: Gc<Set>, key: Value) -> Result<()> {
    let (k, h) = lookup_hash(key)?;
    if s.remove_hashed(k, h)? { Ok(()) } else { object::key_error(key) }
}

fn pop(s: Gc<Set>) -> Result<Value> {
    match s.pop() {
        Some(v) => Ok(v),
        None => object::key_error(Str::new("pop from an empty set").value()),
    }
}

fn clear(s: Gc<Set>) {
    s.clear();
}

fn copy(s: Gc<Set>) -> Result<Gc<Set>> {
    if is_immutable(s) { Ok(s) } else { copy_of(s) }
}

fn union(s: Gc<Set>, others: Gc<Tuple>) -> Result<Gc<Set>> {
    let r = copy_of(s)?;
    update(r, others)?;
    Ok(r)
}

fn update(s: Gc<Set>, others: Gc<Tuple>) -> Result<()> {
    others.as_slice().iter().try_for_each(|o| add_all(s, *o))
}

fn difference(s: Gc<Set>, others: Gc<Tuple>) -> Result<Gc<Set>> {
    let mut r = None;
    for o in others.as_slice() {
        r = Some(match r {
            None => minus(s, *o)?,
            Some(r) => {
                remove_all(r, *o)?;
                r
            }
        });
    }
    r.map_or_else(|| copy_of(s), Ok)
}

/// `s - v`. Walks over `s` when that is the cheaper way.
fn minus(s: Gc<Set>, v: Value) -> Result<Gc<Set>> {
    let Some(o) = v.cast::<Set>() else {
        if let Some(d) = v.cast_exact::<Dict>()
            && s.len() >> 2 <= d.len()
        {
            return keep(s, |k, h| Ok(d.get_hashed(k, h)?.is_none()));
        }
        let r = copy_of(s)?;
        remove_all(r, v)?;
        return Ok(r);
    };
    if s.len() >> 2 > o.len() {
        let r = copy_of(s)?;
        remove_all(r, v)?;
        return Ok(r);
    }
    keep(s, |k, h| Ok(!o.contains_hashed(k, h)?))
}

fn keep(s: Gc<Set>, wanted: impl Fn(Value, i64) -> Result<bool>) -> Result<Gc<Set>> {
    let r = Set::new_in(base_class(s));
    let mut pos = 0;
    while let Some((h, k)) = s.next(&mut pos) {
        if wanted(k, h)? {
            r.add_hashed(k, h)?;
        }
    }
    Ok(r)
}

fn difference_update(s: Gc<Set>, others: Gc<Tuple>) -> Result<()> {
    others.as_slice().iter().try_for_each(|o| remove_all(s, *o))
}

/// `s & v`; of equal elements, the ones of the operand that is walked over are kept.
fn common(s: Gc<Set>, v: Value) -> Result<Gc<Set>> {
    if v == s.value() {
        return copy_of(s);
    }
    let r = Set::new_in(base_class(s));
    if let Some(o) = v.cast::<Set>() {
        let (walk, ask) = if o.len() > s.len() { (s, o) } else { (o, s) };
        let mut pos = 0;
        while let Some((h, k)) = walk.next(&mut pos) {
            if ask.contains_hashed(k, h)? {
                r.add_hashed(k, h)?;
            }
        }
        return Ok(r);
    }
    object::iter::for_each(v, |k| {
        let h = object::ops::hash(k)?;
        if s.contains_hashed(k, h)? {
            r.add_hashed(k, h)?;
        }
        Ok(())
    })?;
    Ok(r)
}

fn intersection(s: Gc<Set>, others: Gc<Tuple>) -> Result<Gc<Set>> {
    let Some((first, rest)) = others.as_slice().split_first() else { return copy_of(s) };
    let mut r = common(s, *first)?;
    for o in rest {
        r = common(r, *o)?;
    }
    Ok(r)
}

fn intersection_update(s: Gc<Set>, others: Gc<Tuple>) -> Result<()> {
    let r = intersection(s, others)?;
    if r != s {
        s.take_from(r);
    }
    Ok(())
}

fn symmetric_difference(s: Gc<Set>, other: Value) -> Result<Gc<Set>> {
    let r = Set::new_in(base_class(s));
    add_all(r, other)?;
    toggle_all(r, s.value())?;
    Ok(r)
}

fn symmetric_difference_update(s: Gc<Set>, other: Value) -> Result<()> {
    toggle_all(s, other)
}

fn isdisjoint(s: Gc<Set>, other: Value) -> Result<bool> {
    if let Some(o) = other.cast::<Set>() {
        let (walk, ask) = if o.len() > s.len() { (s, o) } else { (o, s) };
        let mut pos = 0;
        while let Some((h, k)) = walk.next(&mut pos) {
            if ask.contains_hashed(k, h)? {
                return Ok(false);
            }
        }
        return Ok(true);
    }
    let it = object::iter::get_iter(other)?;
    while let Some(x) = object::iter::next(it)? {
        if s.contains(x)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn subset(a: Gc<Set>, b: Gc<Set>) -> Result<bool> {
    if a.len() > b.len() {
        return Ok(false);
    }
    let mut pos = 0;
    while let Some((h, k)) = a.next(&mut pos) {
        if !b.contains_hashed(k, h)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn issubset(s: Gc<Set>, other: Value) -> Result<bool> {
    match other.cast::<Set>() {
        Some(o) => subset(s, o),
        None => Ok(common(s, other)?.len() == s.len()),
    }
}

fn issuperset(s: Gc<Set>, other: Value) -> Result<bool> {
    if let Some(o) = other.cast::<Set>() {
        return subset(o, s);
    }
    let it = object::iter::get_iter(other)?;
    while let Some(x) = object::iter::next(it)? {
        if !s.contains(x)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Runs a binary operator if the operand is a set.
fn with_set(other: Value, f: impl FnOnce(Gc<Set>) -> Result<Gc<Set>>) -> Result<Value> {
    match other.cast::<Set>() {
        Some(o) => Ok(f(o)?.value()),
        None => Ok(not_implemented()),
    }
}

fn and(s: Gc<Set>, other: Value) -> Result<Value> {
    with_set(other, |_| common(s, other))
}
fn rand(s: Gc<Set>, other: Value) -> Result<Value> {
    with_set(other, |o| common(o, s.value()))
}
fn or(s: Gc<Set>, other: Value) -> Result<Value> {
    with_set(other, |o| {
        let r = copy_of(s)?;
        r.merge(o)?;
        Ok(r)
    })
}
fn ror(s: Gc<Set>, other: Value) -> Result<Value> {
    with_set(other, |o| {
        let r = copy_of(o)?;
        r.merge(s)?;
        Ok(r)
    })
}
fn sub(s: Gc<Set>, other: Value) -> Result<Value> {
    with_set(other, |_| minus(s, other))
}
fn rsub(s: Gc<Set>, other: Value) -> Result<Value> {
    with_set(other, |o| minus(o, s.value()))
}
fn xor(s: Gc<Set>, other: Value) -> Result<Value> {
    with_set(other, |_| symmetric_difference(s, other))
}
fn rxor(s: Gc<Set>, other: Value) -> Result<Value> {
    with_set(other, |o| symmetric_difference(o, s.value()))
}
fn iand(s: Gc<Set>, other: Value) -> Result<Value> {
    with_set(other, |_| {
        s.take_from(common(s, other)?);
        Ok(s)
    })
}
fn ior(s: Gc<Set>, other: Value) -> Result<Value> {
    with_set(other, |o| {
        s.merge(o)?;
        Ok(s)
    })
}
fn isub(s: Gc<Set>, other: Value) -> Result<Value> {
    with_set(other, |_| {
        remove_all(s, other)?;
        Ok(s)
    })
}
fn ixor(s: Gc<Set>, other: Value) -> Result<Value> {
    with_set(other, |_| {
        toggle_all(s, other)?;
        Ok(s)
    })
}

fn compare(op: CmpOp, s: Gc<Set>, other: Value) -> Result<Value> {
    let Some(o) = other.cast::<Set>() else { return Ok(not_implemented()) };
    let equal = || -> Result<bool> {
        let hashes_differ = s.hash != 0 && o.hash != 0 && s.hash != o.hash;
        Ok(s.len() == o.len() && !hashes_differ && subset(s, o)?)
    };
    Ok(bool_value(match op {
        CmpOp::Eq => equal()?,
        CmpOp::Ne => !equal()?,
        CmpOp::Lt => s.len() < o.len() && subset(s, o)?,
        CmpOp::Le => subset(s, o)?,
        CmpOp::Gt => s.len() > o.len() && subset(o, s)?,
        CmpOp::Ge => subset(o, s)?,
    }))
}
fn eq(s: Gc<Set>, other: Value) -> Result<Value> {
    compare(CmpOp::Eq, s, other)
}
fn ne(s: Gc<Set>, other: Value) -> Result<Value> {
    compare(CmpOp::Ne, s, other)
}
fn lt(s: Gc<Set>, other: Value) -> Result<Value> {
    compare(CmpOp::Lt, s, other)
}
fn le(s: Gc<Set>, other: Value) -> Result<Value> {
    compare(CmpOp::Le, s, other)
}
fn gt(s: Gc<Set>, other: Value) -> Result<Value> {
    compare(CmpOp::Gt, s, other)
}
fn ge(s: Gc<Set>, other: Value) -> Result<Value> {
    compare(CmpOp::Ge, s, other)
}

fn iter(s: Gc<Set>) -> Gc<SetIter> {
    SetIter { head: Head { map: std::ptr::null() }, set: Some(s), pos: 0, used: s.len(), left: s.len() }.alloc()
}

fn advance(it: Value) -> Result<Option<Value>> {
    // SAFETY: a class's advance function gets its exact instances.
    let mut it: Gc<SetIter> = unsafe { it.cast_unchecked() };
    let Some(s) = it.set else { return Ok(None) };
    if it.used != s.len() {
        it.used = usize::MAX;
        return object::runtime_error("Set changed size during iteration");
    }
    match s.next(&mut it.pos) {
        Some((_, k)) => {
            it.left = it.left.saturating_sub(1);
            Ok(Some(k))
        }
        None => {
            it.set = None;
            Ok(None)
        }
    }
}

fn iter_next(it: Gc<SetIter>) -> Result<Value> {
    object::iter::next_result(advance(it.value())?)
}

fn iter_self(it: Gc<SetIter>) -> Gc<SetIter> {
    it
}

fn iter_length_hint(it: Gc<SetIter>) -> usize {
    match it.set {
        Some(s) if s.len() == it.used => it.left,
        _ => 0,
    }
}

fn iter_reduce(it: Gc<SetIter>) -> Result<Value> {
    let copy = SetIter { head: Head { map: std::ptr::null() }, set: it.set, pos: it.pos, used: it.used, left: it.left }
        .alloc();
    let mut items = GcVec::new();
    while let Some(v) = advance(copy.value())? {
        items.push(v);
    }
    Ok(seqtools::reduced(seqtools::builtin("iter")?, &[object::List::new(items).value()], None))
}
