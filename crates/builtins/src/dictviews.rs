//! `dict_keys`, `dict_values`, `dict_items` and their iterators, forwards and backwards.

use heap::{GcVec, Head, Value};
use object::class::{Class, ClassBuilder, ClassCell, ClassFlags};
use object::gc::{Object, ValueExt};
use object::map::class_of;
use object::ops::{self, CmpOp};
use object::{Dict, Gc, Result, Row, Set, Str, bool_value, native, not_implemented};

use crate::seqtools;

/// What a view or iterator shows: the parameter of the generic functions here.
pub const KEYS: usize = 0;
pub const VALUES: usize = 1;
pub const ITEMS: usize = 2;

/// A view of a dict.
#[repr(C)]
pub struct DictView {
    pub head: Head,
    pub dict: Gc<Dict>,
}
object::object_type!(DictView);

/// An iterator over a dict.
#[repr(C)]
pub struct DictIter {
    pub head: Head,
    /// Empty when exhausted.
    dict: Option<Gc<Dict>>,
    pos: usize,
    /// The number of keys that the dict must still have; `usize::MAX` after that was violated.
    used: usize,
    left: usize,
}
object::object_type!(DictIter);

/// The classes of views.
pub static VIEW: [ClassCell; 3] = [const { ClassCell::new() }; 3];
static ITER: [ClassCell; 3] = [const { ClassCell::new() }; 3];
static REVERSE: [ClassCell; 3] = [const { ClassCell::new() }; 3];

/// Creates the classes.
pub fn init() {
    let no = ClassFlags::NO_INSTANTIATE;
    let view = |path, cell, rows: &[&'static [Row]]| {
        let _ = ClassBuilder::untyped(path, DictView::LAYOUT).cell(cell).flags(no).rows(rows).build();
    };
    view("dict_keys", &VIEW[KEYS], &[SET_ROWS, KEY_ROWS]);
    view("dict_values", &VIEW[VALUES], &[VALUE_ROWS]);
    view("dict_items", &VIEW[ITEMS], &[SET_ROWS, ITEM_ROWS]);
    DictView::cell().set(VIEW[KEYS].get());
    let iter = |path, cell, rows: &[&'static [Row]], next| {
        let _ = ClassBuilder::untyped(path, DictIter::LAYOUT).cell(cell).flags(no).rows(rows).next_fn(next).build();
    };
    iter("dict_keyiterator", &ITER[KEYS], &[ITER_ROWS, KEY_NEXT], advance::<KEYS>);
    iter("dict_valueiterator", &ITER[VALUES], &[ITER_ROWS, VALUE_NEXT], advance::<VALUES>);
    iter("dict_itemiterator", &ITER[ITEMS], &[ITER_ROWS, ITEM_NEXT], advance::<ITEMS>);
    iter("dict_reversekeyiterator", &REVERSE[KEYS], &[ITER_ROWS, KEY_PREV], retreat::<KEYS>);
    iter("dict_reversevalueiterator", &REVERSE[VALUES], &[ITER_ROWS, VALUE_PREV], retreat::<VALUES>);
    iter("dict_reverseitemiterator", &REVERSE[ITEMS], &[ITER_ROWS, ITEM_PREV], retreat::<ITEMS>);
    DictIter::cell().set(ITER[KEYS].get());
}

static SET_ROWS: &[Row] = &[
    Row::method("__and__($self, value, /)", native(and)).doc("Return self&value."),
    Row::method("__rand__($self, value, /)", native(rand)).doc("Return value&self."),
    Row::method("__or__($self, value, /)", native(or)).doc("Return self|value."),
    Row::method("__ror__($self, value, /)", native(ror)).doc("Return value|self."),
    Row::method("__sub__($self, value, /)", native(sub)).doc("Return self-value."),
    Row::method("__rsub__($self, value, /)", native(rsub)).doc("Return value-self."),
    Row::method("__xor__($self, value, /)", native(xor)).doc("Return self^value."),
    Row::method("__rxor__($self, value, /)", native(xor)).doc("Return value^self."),
    Row::method("__eq__($self, value, /)", native(eq)).doc("Return self==value."),
    Row::method("__ne__($self, value, /)", native(ne)).doc("Return self!=value."),
    Row::method("__lt__($self, value, /)", native(lt)).doc("Return self<value."),
    Row::method("__le__($self, value, /)", native(le)).doc("Return self<=value."),
    Row::method("__gt__($self, value, /)", native(gt)).doc("Return self>value."),
    Row::method("__ge__($self, value, /)", native(ge)).doc("Return self>=value."),
    Row::constant("__hash__", native(object::none)),
    Row::method("isdisjoint($self, other, /)", native(isdisjoint))
        .doc("Return True if the view and the given iterable have a null intersection."),
    Row::method("__repr__($self, /)", native(repr)).doc("Return repr(self)."),
    Row::method("__len__($self, /)", native(len)).doc("Return len(self)."),
    Row::getter("mapping", native(mapping)).doc("dictionary that this view refers to"),
];
static KEY_ROWS: &[Row] = &[
    Row::method("__contains__($self, key, /)", native(contains_key)).doc("Return bool(key in self)."),
    Row::method("__iter__($self, /)", native(iter_view::<KEYS>)).doc("Implement iter(self)."),
    Row::method("__reversed__($self, /)", native(reversed_view::<KEYS>))
        .doc("Return a reverse iterator over the dict keys."),
];
static ITEM_ROWS: &[Row] = &[
    Row::method("__contains__($self, key, /)", native(contains_item)).doc("Return bool(key in self)."),
    Row::method("__iter__($self, /)", native(iter_view::<ITEMS>)).doc("Implement iter(self)."),
    Row::method("__reversed__($self, /)", native(reversed_view::<ITEMS>))
        .doc("Return a reverse iterator over the dict items."),
];
static VALUE_ROWS: &[Row] = &[
    Row::method("__iter__($self, /)", native(iter_view::<VALUES>)).doc("Implement iter(self)."),
    Row::method("__reversed__($self, /)", native(reversed_view::<VALUES>))
        .doc("Return a reverse iterator over the dict values."),
    Row::method("__repr__($self, /)", native(repr)).doc("Return repr(self)."),
    Row::method("__len__($self, /)", native(len)).doc("Return len(self)."),
    Row::getter("mapping", native(mapping)).doc("dictionary that this view refers to"),
];
static ITER_ROWS: &[Row] = &[
    Row::method("__iter__($self, /)", native(same)).doc("Implement iter(self)."),
    Row::method("__length_hint__($self, /)", native(length_hint))
        .doc("Private method returning an estimate of len(list(it))."),
    Row::method("__reduce__($self, /)", native(reduce)).doc("Return state information for pickling."),
];
const NEXT: &str = "__next__($self, /)";
static KEY_NEXT: &[Row] = &[Row::method(NEXT, native(next::<KEYS>)).doc("Implement next(self).")];
static VALUE_NEXT: &[Row] = &[Row::method(NEXT, native(next::<VALUES>)).doc("Implement next(self).")];
static ITEM_NEXT: &[Row] = &[Row::method(NEXT, native(next::<ITEMS>)).doc("Implement next(self).")];
static KEY_PREV: &[Row] = &[Row::method(NEXT, native(prev::<KEYS>)).doc("Implement next(self).")];
static VALUE_PREV: &[Row] = &[Row::method(NEXT, native(prev::<VALUES>)).doc("Implement next(self).")];
static ITEM_PREV: &[Row] = &[Row::method(NEXT, native(prev::<ITEMS>)).doc("Implement next(self).")];

/// `d.keys()` and its like.
pub fn view<const WHAT: usize>(dict: Gc<Dict>) -> Gc<DictView> {
    view_in(VIEW[WHAT].get(), dict)
}

/// A view of a class that shares the layout (`odict_keys`).
#[must_use]
pub fn view_in(class: Gc<Class>, dict: Gc<Dict>) -> Gc<DictView> {
    DictView { head: Head { map: std::ptr::null() }, dict }.alloc_in(class)
}

/// `iter(d)`.
#[must_use]
pub fn iter_dict(dict: Gc<Dict>) -> Gc<DictIter> {
    iterator(ITER[KEYS].get(), dict, 0)
}

/// `reversed(d)`, `reversed(d.items())` and so on.
pub fn reversed_dict<const WHAT: usize>(dict: Gc<Dict>) -> Gc<DictIter> {
    iterator(REVERSE[WHAT].get(), dict, dict.entries.len())
}

fn iterator(class: Gc<Class>, dict: Gc<Dict>, pos: usize) -> Gc<DictIter> {
    DictIter { head: Head { map: std::ptr::null() }, dict: Some(dict), pos, used: dict.len(), left: dict.len() }
        .alloc_in(class)
}

fn iter_view<const WHAT: usize>(v: Gc<DictView>) -> Gc<DictIter> {
    iterator(ITER[WHAT].get(), v.dict, 0)
}

fn reversed_view<const WHAT: usize>(v: Gc<DictView>) -> Gc<DictIter> {
    reversed_dict::<WHAT>(v.dict)
}

fn len(v: Gc<DictView>) -> usize {
    v.dict.len()
}

fn mapping(v: Gc<DictView>) -> Value {
    crate::mapping_proxy::new(v.dict.value())
}

fn repr(v: Gc<DictView>) -> Result<Gc<Str>> {
    let Some(_guard) = object::state::enter_repr(v.value()) else { return Ok(Str::new("...")) };
    let items = object::iter::collect(v.value())?;
    let list = object::repr::repr(object::List::new(items).value())?;
    let mut out = seqtools::TextBuilder::new("");
    out.str(class_of(v.value()).name);
    out.text("(");
    out.str(list);
    out.text(")");
    Ok(out.finish())
}

fn shown<const WHAT: usize>(k: Value, v: Value) -> Value {
    match WHAT {
        KEYS => k,
        VALUES => v,
        _ => object::seq::tuple(&[k, v]),
    }
}

/// Fails if the dict got more or fewer keys since the iterator was made.
fn check_size(it: &mut Gc<DictIter>, dict: Gc<Dict>) -> Result<()> {
    if it.used != dict.len() {
        it.used = usize::MAX;
        return object::runtime_error("dictionary changed size during iteration");
    }
    Ok(())
}

fn step(mut it: Gc<DictIter>, found: Option<(Value, Value)>) -> Result<Option<(Value, Value)>> {
    if found.is_none() || it.left == 0 {
        it.dict = None;
        if found.is_some() {
            return object::runtime_error("dictionary keys changed during iteration");
        }
        return Ok(None);
    }
    it.left -= 1;
    Ok(found)
}

fn advance<const WHAT: usize>(it: Value) -> Result<Option<Value>> {
    // SAFETY: a class's advance function gets its exact instances.
    let mut it: Gc<DictIter> = unsafe { it.cast_unchecked() };
    let Some(d) = it.dict else { return Ok(None) };
    check_size(&mut it, d)?;
    let found = d.next(&mut it.pos);
    Ok(step(it, found)?.map(|(k, v)| shown::<WHAT>(k, v)))
}

fn retreat<const WHAT: usize>(it: Value) -> Result<Option<Value>> {
    // SAFETY: as in `advance`.
    let mut it: Gc<DictIter> = unsafe { it.cast_unchecked() };
    let Some(d) = it.dict else { return Ok(None) };
    check_size(&mut it, d)?;
    let found = d.next_back(&mut it.pos);
    Ok(step(it, found)?.map(|(k, v)| shown::<WHAT>(k, v)))
}

fn next<const WHAT: usize>(it: Gc<DictIter>) -> Result<Value> {
    object::iter::next_result(advance::<WHAT>(it.value())?)
}

fn prev<const WHAT: usize>(it: Gc<DictIter>) -> Result<Value> {
    object::iter::next_result(retreat::<WHAT>(it.value())?)
}

fn same(it: Gc<DictIter>) -> Gc<DictIter> {
    it
}

fn length_hint(it: Gc<DictIter>) -> usize {
    match it.dict {
        Some(d) if d.len() == it.used => it.left,
        _ => 0,
    }
}

fn reduce(it: Gc<DictIter>) -> Result<Value> {
    let copy =
        DictIter { head: Head { map: std::ptr::null() }, dict: it.dict, pos: it.pos, used: it.used, left: it.left }
            .alloc_in(class_of(it.value()));
    let items = object::iter::collect(copy.value())?;
    Ok(seqtools::reduced(seqtools::builtin("iter")?, &[object::List::new(items).value()], None))
}

fn contains_key(v: Gc<DictView>, key: Value) -> Result<bool> {
    Ok(v.dict.get(key)?.is_some())
}

fn contains_item(v: Gc<DictView>, item: Value) -> Result<bool> {
    let Some([k, x]) = item.cast::<object::Tuple>().and_then(|t| <&[Value; 2]>::try_from(t.as_slice()).ok()).copied()
    else {
        return Ok(false);
    };
    match v.dict.get(k)? {
        Some(found) => ops::eq(found, x),
        None => Ok(false),
    }
}

/// Is `v` a set, a frozenset, or a view with set operations?
fn is_set_like(v: Value) -> bool {
    v.is::<Set>() || (v.is::<DictView>() && !class_of(v).is_subclass_of(VIEW[VALUES].get()))
}

fn to_set(v: Value) -> Result<Gc<Set>> {
    let s = Set::new();
    object::iter::for_each(v, |x| s.add(x).map(drop))?;
    Ok(s)
}

fn difference(a: Value, b: Value) -> Result<Gc<Set>> {
    let s = to_set(a)?;
    crate::set::remove_all(s, b)?;
    Ok(s)
}

fn union(a: Value, b: Value) -> Result<Gc<Set>> {
    let s = to_set(a)?;
    crate::set::add_all(s, b)?;
    Ok(s)
}

fn intersection(a: Value, b: Value) -> Result<Gc<Set>> {
    // Look the smaller side's members up in the larger, where both sides can be asked.
    let (walk, ask) = if is_set_like(b) && ops::len(b)? > ops::len(a)? { (a, b) } else { (b, a) };
    let s = Set::new();
    object::iter::for_each(walk, |x| {
        if ops::contains(ask, x)? {
            s.add(x)?;
        }
        Ok(())
    })?;
    Ok(s)
}

fn and(v: Gc<DictView>, other: Value) -> Result<Gc<Set>> {
    intersection(v.value(), other)
}
fn rand(v: Gc<DictView>, other: Value) -> Result<Gc<Set>> {
    intersection(v.value(), other)
}
fn or(v: Gc<DictView>, other: Value) -> Result<Gc<Set>> {
    union(v.value(), other)
}
fn ror(v: Gc<DictView>, other: Value) -> Result<Gc<Set>> {
    union(other, v.value())
}
fn sub(v: Gc<DictView>, other: Value) -> Result<Gc<Set>> {
    difference(v.value(), other)
}
fn rsub(v: Gc<DictView>, other: Value) -> Result<Gc<Set>> {
    difference(other, v.value())
}
fn xor(v: Gc<DictView>, other: Value) -> Result<Gc<Set>> {
    let s = to_set(v.value())?;
    crate::set::toggle_all(s, other)?;
    Ok(s)
}

fn isdisjoint(v: Gc<DictView>, other: Value) -> Result<bool> {
    if v.value() == other {
        return Ok(v.dict.is_empty());
    }
    let (walk, ask) =
        if is_set_like(other) && ops::len(other)? > v.dict.len() { (v.value(), other) } else { (other, v.value()) };
    let it = object::iter::get_iter(walk)?;
    while let Some(x) = object::iter::next(it)? {
        if ops::contains(ask, x)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn contained(a: Value, b: Value) -> Result<bool> {
    let items: GcVec<Value> = object::iter::collect(a)?;
    for x in &items {
        if !ops::contains(b, *x)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn compare(op: CmpOp, v: Gc<DictView>, other: Value) -> Result<Value> {
    if !is_set_like(other) {
        return Ok(not_implemented());
    }
    let (a, n, m) = (v.value(), v.dict.len(), ops::len(other)?);
    let r = match op {
        CmpOp::Eq => n == m && contained(a, other)?,
        CmpOp::Ne => !(n == m && contained(a, other)?),
        CmpOp::Lt => n < m && contained(a, other)?,
        CmpOp::Le => n <= m && contained(a, other)?,
        CmpOp::Gt => n > m && contained(other, a)?,
        CmpOp::Ge => n >= m && contained(other, a)?,
    };
    Ok(bool_value(r))
}

fn eq(v: Gc<DictView>, other: Value) -> Result<Value> {
    compare(CmpOp::Eq, v, other)
}
fn ne(v: Gc<DictView>, other: Value) -> Result<Value> {
    compare(CmpOp::Ne, v, other)
}
fn lt(v: Gc<DictView>, other: Value) -> Result<Value> {
    compare(CmpOp::Lt, v, other)
}
fn le(v: Gc<DictView>, other: Value) -> Result<Value> {
    compare(CmpOp::Le, v, other)
}
fn gt(v: Gc<DictView>, other: Value) -> Result<Value> {
    compare(CmpOp::Gt, v, other)
}
fn ge(v: Gc<DictView>, other: Value) -> Result<Value> {
    compare(CmpOp::Ge, v, other)
}
