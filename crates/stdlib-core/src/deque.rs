//! `collections.deque`: a ring buffer, with an optional length limit.
//!
//! # Invariants
//! 1. Item `i` lies in slot `(first + i) & (cap - 1)`; the number of slots is a power of two or zero; unused slots are empty.
//! 2. `state` changes with every insertion and removal, which is how iterators notice.

use builtins::iters::itself;
use builtins::seqtools::{self, Bound, TextBuilder, class_getitem};
use heap::{GcVec, Head, Value};
use object::class::{Class, ClassBuilder, ClassFlags};
use object::gc::{Object, ValueExt};
use object::iter::{get_iter, next, next_result};
use object::map::class_of;
use object::ops::{self, CmpOp};
use object::{Dict, Gc, Id, Module, Result, Row, Str, Tuple, native, none, not_implemented, number, raise_type};

/// A double-ended queue.
#[repr(C)]
pub struct Deque {
    pub head: Head,
    ring: GcVec<Option<Value>>,
    first: usize,
    len: usize,
    maxlen: Option<usize>,
    state: u64,
}
object::object_type!(Deque);

/// An iterator, forwards or backwards.
#[repr(C)]
pub struct DequeIter {
    pub head: Head,
    deque: Gc<Deque>,
    /// Items already given.
    given: usize,
    left: usize,
    state: u64,
}
object::object_type!(DequeIter);

static REVERSE_ITER: object::ClassCell = object::ClassCell::new();

/// Creates the classes and puts them in `_collections`.
pub fn add_to(m: Gc<Module>) {
    let deque = ClassBuilder::new::<Deque>("collections.deque")
        .flags(ClassFlags::BASETYPE | ClassFlags::WEAKREF | ClassFlags::SEQUENCE)
        .doc("A list-like sequence optimized for data accesses near its endpoints.")
        .rows(&[METHODS, SPECIAL])
        .build();
    let forward = ClassBuilder::new::<DequeIter>("_collections._deque_iterator")
        .rows(&[ITER_COMMON, ITER])
        .next_fn(advance)
        .build();
    let backward = ClassBuilder::untyped("_collections._deque_reverse_iterator", DequeIter::LAYOUT)
        .cell(&REVERSE_ITER)
        .rows(&[ITER_COMMON, REVERSE])
        .next_fn(retreat)
        .build();
    m.set("deque", deque);
    m.set("_deque_iterator", forward);
    m.set("_deque_reverse_iterator", backward);
}

static METHODS: &[Row] = &[
    Row::method("append($self, item, /)", native(append)).doc("Add an element to the right side of the deque."),
    Row::method("appendleft($self, item, /)", native(appendleft)).doc("Add an element to the left side of the deque."),
    Row::method("clear($self, /)", native(clear)).doc("Remove all elements from the deque."),
    Row::method("copy($self, /)", native(copy)).doc("Return a shallow copy of a deque."),
    Row::method("__copy__($self, /)", native(copy)).doc("Return a shallow copy of a deque."),
    Row::method("count($self, value, /)", native(count)).doc("Return number of occurrences of value."),
    Row::method("extend($self, iterable, /)", native(extend))
        .doc("Extend the right side of the deque with elements from the iterable."),
    Row::method("extendleft($self, iterable, /)", native(extendleft))
        .doc("Extend the left side of the deque with elements from the iterable."),
    Row::method("index($self, value, start=0, stop=sys.maxsize, /)", native(index))
        .doc("Return first index of value.\n\nRaises ValueError if the value is not present."),
    Row::method("insert($self, index, value, /)", native(insert)).doc("Insert value before index."),
    Row::method("pop($self, /)", native(pop)).doc("Remove and return the rightmost element."),
    Row::method("popleft($self, /)", native(popleft)).doc("Remove and return the leftmost element."),
    Row::method("remove($self, value, /)", native(remove)).doc("Remove first occurrence of value."),
    Row::method("reverse($self, /)", native(reverse)).doc("Reverse *IN PLACE*."),
    Row::method("rotate($self, n=1, /)", native(rotate))
        .doc("Rotate the deque n steps to the right.  If n is negative, rotates left."),
    Row::getter("maxlen", native(maxlen)).doc("maximum size of a deque or None if unbounded"),
    Row::class_method("__class_getitem__($type, item, /)", native(class_getitem)).doc("See PEP 585"),
];

static SPECIAL: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(new))
        .doc("Create and return a new object.  See help(type) for accurate signature."),
    Row::method("__init__($self, iterable=(), maxlen=None)", native(init))
        .doc("Initialize self.  See help(type(self)) for accurate signature."),
    Row::constant("__hash__", native(none)),
    Row::method("__repr__($self, /)", native(repr)).doc("Return repr(self)."),
    Row::method("__len__($self, /)", native(len)).doc("Return len(self)."),
    Row::method("__getitem__($self, key, /)", native(getitem)).doc("Return self[key]."),
    Row::method("__setitem__($self, key, value, /)", native(setitem)).doc("Set self[key] to value."),
    Row::method("__delitem__($self, key, /)", native(delitem)).doc("Delete self[key]."),
    Row::method("__contains__($self, key, /)", native(contains)).doc("Return bool(key in self)."),
    Row::method("__iter__($self, /)", native(iter)).doc("Implement iter(self)."),
    Row::method("__reversed__($self, /)", native(reversed)).doc("Return a reverse iterator over the deque."),
    Row::method("__add__($self, value, /)", native(add)).doc("Return self+value."),
    Row::method("__iadd__($self, value, /)", native(iadd)).doc("Implement self+=value."),
    Row::method("__mul__($self, value, /)", native(mul)).doc("Return self*value."),
    Row::method("__rmul__($self, value, /)", native(mul)).doc("Return value*self."),
    Row::method("__imul__($self, value, /)", native(imul)).doc("Implement self*=value."),
    Row::method("__reduce__($self, /)", native(reduce)).doc("Return state information for pickling."),
    Row::method("__sizeof__($self, /)", native(sizeof)).doc("Return the size of the deque in memory, in bytes."),
    Row::method("__eq__($self, value, /)", native(eq)).doc("Return self==value."),
    Row::method("__ne__($self, value, /)", native(ne)).doc("Return self!=value."),
    Row::method("__lt__($self, value, /)", native(lt)).doc("Return self<value."),
    Row::method("__le__($self, value, /)", native(le)).doc("Return self<=value."),
    Row::method("__gt__($self, value, /)", native(gt)).doc("Return self>value."),
    Row::method("__ge__($self, value, /)", native(ge)).doc("Return self>=value."),
];

static ITER_COMMON: &[Row] = &[
    Row::method("__iter__($self, /)", native(itself::<DequeIter>)).doc("Implement iter(self)."),
    Row::method("__length_hint__($self, /)", native(iter_hint))
        .doc("Private method returning an estimate of len(list(it))."),
    Row::method("__reduce__($self, /)", native(iter_reduce)).doc("Return state information for pickling."),
];
static ITER: &[Row] = &[
    Row::new("__new__($type, deque, index=0, /)", native(iter_new)),
    Row::method("__next__($self, /)", native(iter_next)).doc("Implement next(self)."),
];
static REVERSE: &[Row] = &[
    Row::new("__new__($type, deque, index=0, /)", native(iter_new)),
    Row::method("__next__($self, /)", native(iter_prev)).doc("Implement next(self)."),
];

impl Deque {
    fn slot(&self, i: usize) -> usize {
        (self.first + i) & (self.ring.len() - 1)
    }

    fn get(&self, i: usize) -> Option<Value> {
        if i < self.len { self.ring[self.slot(i)] } else { None }
    }

    fn grow(&mut self) {
        let mut ring = GcVec::new();
        ring.resize((self.ring.len() * 2).max(8), None);
        for i in 0..self.len {
            ring[i] = self.get(i);
        }
        self.ring = ring;
        self.first = 0;
    }

    fn push_back(&mut self, v: Value) {
        if self.len == self.ring.len() {
            self.grow();
        }
        let at = self.slot(self.len);
        self.ring[at] = Some(v);
        self.len += 1;
        self.state += 1;
        if self.maxlen.is_some_and(|m| self.len > m) {
            self.pop_front();
        }
    }

    fn push_front(&mut self, v: Value) {
        if self.len == self.ring.len() {
            self.grow();
        }
        self.first = (self.first + self.ring.len() - 1) & (self.ring.len() - 1);
        let at = self.first;
        self.ring[at] = Some(v);
        self.len += 1;
        self.state += 1;
        if self.maxlen.is_some_and(|m| self.len > m) {
            self.pop_back();
        }
    }

    fn pop_front(&mut self) -> Option<Value> {
        if self.len == 0 {
            return None;
        }
        let at = self.first;
        let v = self.ring[at].take();
        self.first = (at + 1) & (self.ring.len() - 1);
        self.len -= 1;
        self.state += 1;
        v
    }

    fn pop_back(&mut self) -> Option<Value> {
        if self.len == 0 {
            return None;
        }
        let at = self.slot(self.len - 1);
        self.len -= 1;
        self.state += 1;
        self.ring[at].take()
    }

    /// Rotates right by `n`.
    fn turn(&mut self, n: isize) {
        if self.len < 2 {
            return;
        }
        let n = n.rem_euclid(self.len as isize) as usize;
        // Going the shorter way round.
        if n <= self.len / 2 {
            for _ in 0..n {
                let v = self.pop_back().expect("not empty");
                self.push_front(v);
            }
        } else {
            for _ in n..self.len {
                let v = self.pop_front().expect("not empty");
                self.push_back(v);
            }
        }
        self.state += 1;
    }

    fn remove_at(&mut self, i: usize) {
        self.turn(-(i as isize));
        self.pop_front();
        self.turn(i as isize);
    }
}

fn empty(class: Gc<Class>, maxlen: Option<usize>) -> Gc<Deque> {
    Deque { head: Head { map: std::ptr::null() }, ring: GcVec::new(), first: 0, len: 0, maxlen, state: 0 }
        .alloc_in(class)
}

fn new(class: Gc<Class>, _args: Gc<Tuple>, _kwargs: Gc<Dict>) -> Gc<Deque> {
    empty(class, None)
}

fn init(mut d: Gc<Deque>, iterable: Option<Value>, limit: Option<Value>) -> Result<()> {
    let limit = match object::misc::not_none(limit) {
        None => None,
        Some(v) if !number::is_int(v) => return object::type_error("an integer is required"),
        Some(v) => match ops::to_isize(v)? {
            n if n < 0 => return object::value_error("maxlen must be non-negative"),
            n => Some(n as usize),
        },
    };
    d.maxlen = limit;
    clear(d);
    iterable.map_or(Ok(()), |v| extend(d, v))
}

fn append(mut d: Gc<Deque>, v: Value) {
    d.push_back(v);
}
fn appendleft(mut d: Gc<Deque>, v: Value) {
    d.push_front(v);
}

fn clear(mut d: Gc<Deque>) {
    d.ring = GcVec::new();
    d.first = 0;
    d.len = 0;
    d.state += 1;
}

fn extend(mut d: Gc<Deque>, iterable: Value) -> Result<()> {
    if iterable == d.value() {
        let items = items_of(d);
        items.iter().for_each(|v| d.push_back(*v));
        return Ok(());
    }
    let it = get_iter(iterable)?;
    while let Some(v) = next(it)? {
        d.push_back(v);
    }
    Ok(())
}

fn extendleft(mut d: Gc<Deque>, iterable: Value) -> Result<()> {
    if iterable == d.value() {
        let items = items_of(d);
        items.iter().for_each(|v| d.push_front(*v));
        return Ok(());
    }
    let it = get_iter(iterable)?;
    while let Some(v) = next(it)? {
        d.push_front(v);
    }
    Ok(())
}

fn items_of(d: Gc<Deque>) -> GcVec<Value> {
    (0..d.len).filter_map(|i| d.get(i)).collect()
}

fn pop(mut d: Gc<Deque>) -> Result<Value> {
    match d.pop_back() {
        Some(v) => Ok(v),
        None => object::index_error("pop from an empty deque"),
    }
}

fn popleft(mut d: Gc<Deque>) -> Result<Value> {
    match d.pop_front() {
        Some(v) => Ok(v),
        None => object::index_error("pop from an empty deque"),
    }
}

fn copy(d: Gc<Deque>) -> Result<Value> {
    let class = class_of(d.value());
    if class == Deque::class() {
        let mut c = empty(class, d.maxlen);
        for i in 0..d.len {
            if let Some(v) = d.get(i) {
                c.push_back(v);
            }
        }
        return Ok(c.value());
    }
    match d.maxlen {
        None => object::call::call(class.value(), &[d.value()]),
        Some(m) => object::call::call(class.value(), &[d.value(), number::uint(m as u64)]),
    }
}

/// The position of `value` in `from..to`; the deque must not change meanwhile.
fn find(d: Gc<Deque>, value: Value, from: usize, to: usize) -> Result<Option<usize>> {
    let state = d.state;
    let mut i = from;
    while i < to.min(d.len) {
        let v = d.get(i).expect("within the length");
        let found = ops::eq(v, value)?;
        if found {
            return Ok(Some(i));
        }
        if d.state != state {
            return object::runtime_error("deque mutated during iteration");
        }
        i += 1;
    }
    Ok(None)
}

fn count(d: Gc<Deque>, value: Value) -> Result<usize> {
    let state = d.state;
    let mut n = 0;
    for i in 0..d.len {
        let Some(v) = d.get(i) else { break };
        n += usize::from(ops::eq(v, value)?);
        if d.state != state {
            return object::runtime_error("deque mutated during iteration");
        }
    }
    Ok(n)
}

fn contains(d: Gc<Deque>, value: Value) -> Result<bool> {
    Ok(find(d, value, 0, usize::MAX)?.is_some())
}

fn index(d: Gc<Deque>, value: Value, start: Option<Bound>, stop: Option<Bound>) -> Result<usize> {
    let (from, to) = seqtools::search_range(d.len, start, stop);
    match find(d, value, from, to)? {
        Some(i) => Ok(i),
        None => object::value_error("deque.index(x): x not in deque"),
    }
}

fn remove(mut d: Gc<Deque>, value: Value) -> Result<()> {
    let n = d.len;
    let state = d.state;
    for i in 0..n {
        let Some(v) = d.get(i) else { break };
        let found = ops::eq(v, value)?;
        if d.state != state {
            return object::index_error("deque mutated during remove().");
        }
        if found {
            d.remove_at(i);
            return Ok(());
        }
    }
    object::value_error("deque.remove(x): x not in deque")
}

fn insert(mut d: Gc<Deque>, index: isize, value: Value) -> Result<()> {
    let n = d.len as isize;
    if d.maxlen == Some(d.len) {
        return object::index_error("deque already at its maximum size");
    }
    if index >= n {
        d.push_back(value);
    } else if index <= -n || index == 0 {
        d.push_front(value);
    } else {
        let at = if index < 0 { index + n } else { index };
        d.turn(-at);
        d.push_front(value);
        d.turn(at);
    }
    Ok(())
}

fn reverse(mut d: Gc<Deque>) {
    for i in 0..d.len / 2 {
        let (a, b) = (d.slot(i), d.slot(d.len - 1 - i));
        d.ring.swap(a, b);
    }
}

fn rotate(mut d: Gc<Deque>, n: Option<isize>) {
    d.turn(n.unwrap_or(1));
}

fn maxlen(d: Gc<Deque>) -> Option<usize> {
    d.maxlen
}

fn len(d: Gc<Deque>) -> usize {
    d.len
}

fn sizeof(d: Gc<Deque>) -> usize {
    64 + 8 * d.ring.len()
}

fn repr(d: Gc<Deque>) -> Result<Gc<Str>> {
    let name = class_of(d.value()).name;
    let Some(_guard) = object::state::enter_repr(d.value()) else { return Ok(Str::new("[...]")) };
    let list = object::List::new(items_of(d)).value();
    let mut out = TextBuilder::new("");
    out.str(name);
    out.text("(");
    out.repr(list)?;
    if let Some(m) = d.maxlen {
        out.text(&format!(", maxlen={m}"));
    }
    out.text(")");
    Ok(out.finish())
}

fn position(d: Gc<Deque>, key: Value) -> Result<usize> {
    if !number::is_int(key) && class_of(key).dunder(Id::__index__).is_none() {
        return raise_type!("sequence index must be integer, not '{}'", object::repr::type_name(key));
    }
    match seqtools::position(ops::subscript_index(key)?, d.len) {
        Some(i) => Ok(i),
        None => object::index_error("deque index out of range"),
    }
}

fn getitem(d: Gc<Deque>, key: Value) -> Result<Value> {
    let i = position(d, key)?;
    Ok(d.get(i).expect("within the length"))
}

fn setitem(mut d: Gc<Deque>, key: Value, value: Value) -> Result<()> {
    let i = position(d, key)?;
    let at = d.slot(i);
    d.ring[at] = Some(value);
    Ok(())
}

fn delitem(mut d: Gc<Deque>, key: Value) -> Result<()> {
    let i = position(d, key)?;
    d.remove_at(i);
    Ok(())
}

fn add(d: Gc<Deque>, value: Value) -> Result<Value> {
    if !value.is::<Deque>() {
        return raise_type!("can only concatenate deque (not \"{}\") to deque", object::repr::type_name(value));
    }
    let c = copy(d)?;
    if let Some(c) = c.cast::<Deque>() {
        extend(c, value)?;
    }
    Ok(c)
}

fn iadd(d: Gc<Deque>, value: Value) -> Result<Gc<Deque>> {
    extend(d, value)?;
    Ok(d)
}

fn imul(mut d: Gc<Deque>, n: Value) -> Result<Gc<Deque>> {
    let n = seqtools::repeat_count(n)?;
    let items = items_of(d);
    clear(d);
    if items.is_empty() || n == 0 {
        return Ok(d);
    }
    // Only the last `maxlen` items would stay.
    let rounds = d.maxlen.map_or(n, |m| n.min(m / items.len() + 2));
    if rounds.checked_mul(items.len()).is_none_or(|t| t > isize::MAX as usize / 16) {
        return object::memory_error();
    }
    for _ in 0..rounds {
        items.iter().for_each(|v| d.push_back(*v));
    }
    Ok(d)
}

fn mul(d: Gc<Deque>, n: Value) -> Result<Value> {
    let c = copy(d)?;
    match c.cast::<Deque>() {
        Some(c) => Ok(imul(c, n)?.value()),
        None => Ok(c),
    }
}

fn reduce(d: Gc<Deque>) -> Result<Value> {
    let state = object::call::call_dunder(d.value(), Id::__getstate__, &[])?.unwrap_or_else(none);
    let args = match d.maxlen {
        None => object::seq::tuple(&[]),
        Some(m) => object::seq::tuple(&[object::seq::tuple(&[]), number::uint(m as u64)]),
    };
    let it = get_iter(d.value())?;
    Ok(object::seq::tuple(&[class_of(d.value()).value(), args, state, it]))
}

fn compare(op: CmpOp, d: Gc<Deque>, value: Value) -> Result<Value> {
    let Some(o) = value.cast::<Deque>() else { return Ok(not_implemented()) };
    // Through iterators, so that a change during the comparison is noticed.
    if d.len != o.len && matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(object::bool_value(op == CmpOp::Ne));
    }
    let (a, b) = (iter(d).value(), iter(o).value());
    loop {
        match (advance(a)?, advance(b)?) {
            (Some(x), Some(y)) => {
                if !ops::eq(x, y)? {
                    return match op {
                        CmpOp::Eq => Ok(object::bool_value(false)),
                        CmpOp::Ne => Ok(object::bool_value(true)),
                        _ => ops::compare(op, x, y),
                    };
                }
            }
            (x, y) => return Ok(object::bool_value(op.holds(x.is_some().cmp(&y.is_some())))),
        }
    }
}
fn eq(d: Gc<Deque>, v: Value) -> Result<Value> {
    compare(CmpOp::Eq, d, v)
}
fn ne(d: Gc<Deque>, v: Value) -> Result<Value> {
    compare(CmpOp::Ne, d, v)
}
fn lt(d: Gc<Deque>, v: Value) -> Result<Value> {
    compare(CmpOp::Lt, d, v)
}
fn le(d: Gc<Deque>, v: Value) -> Result<Value> {
    compare(CmpOp::Le, d, v)
}
fn gt(d: Gc<Deque>, v: Value) -> Result<Value> {
    compare(CmpOp::Gt, d, v)
}
fn ge(d: Gc<Deque>, v: Value) -> Result<Value> {
    compare(CmpOp::Ge, d, v)
}

fn iterator(class: Gc<Class>, d: Gc<Deque>) -> Gc<DequeIter> {
    DequeIter { head: Head { map: std::ptr::null() }, deque: d, given: 0, left: d.len, state: d.state }.alloc_in(class)
}

fn iter(d: Gc<Deque>) -> Gc<DequeIter> {
    iterator(DequeIter::class(), d)
}

fn reversed(d: Gc<Deque>) -> Gc<DequeIter> {
    iterator(REVERSE_ITER.get(), d)
}

fn iter_new(class: Gc<Class>, d: Gc<Deque>, skip: Option<isize>) -> Result<Gc<DequeIter>> {
    let it = iterator(class, d);
    for _ in 0..skip.unwrap_or(0).max(0) {
        if next(it.value())?.is_none() {
            break;
        }
    }
    Ok(it)
}

fn step(mut it: Gc<DequeIter>, at: impl Fn(Gc<Deque>, usize) -> Option<Value>) -> Result<Option<Value>> {
    if it.state != it.deque.state {
        it.left = 0;
        return object::runtime_error("deque mutated during iteration");
    }
    if it.left == 0 {
        return Ok(None);
    }
    let v = at(it.deque, it.given);
    it.given += 1;
    it.left -= 1;
    Ok(v)
}

fn advance(it: Value) -> Result<Option<Value>> {
    // SAFETY: a class's advance function gets its exact instances.
    step(unsafe { it.cast_unchecked() }, |d, i| d.get(i))
}

fn retreat(it: Value) -> Result<Option<Value>> {
    // SAFETY: as in `advance`.
    step(unsafe { it.cast_unchecked() }, |d, i| d.get(d.len - 1 - i))
}

fn iter_next(it: Gc<DequeIter>) -> Result<Value> {
    next_result(advance(it.value())?)
}

fn iter_prev(it: Gc<DequeIter>) -> Result<Value> {
    next_result(retreat(it.value())?)
}

fn iter_hint(it: Gc<DequeIter>) -> usize {
    it.left
}

fn iter_reduce(it: Gc<DequeIter>) -> Value {
    let given = number::uint((it.deque.len - it.left.min(it.deque.len)) as u64);
    seqtools::reduced(class_of(it.value()).value(), &[it.deque.value(), given], None)
}
