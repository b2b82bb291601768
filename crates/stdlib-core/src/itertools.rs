//! The module `itertools`. The combinatoric iterators are in `combinatorics`, `tee` and `groupby` in `itershare`.
//!
//! Every iterator is a struct with an *advance* function: the next value, or nothing at the end. `iterator!` declares its
//! class from that and its constructor.

use builtins::seqtools::{TextBuilder, class_getitem};
use heap::{GcVec, Head, Value};
use object::call::call;
use object::class::{Class, ClassBuilder, ClassFlags};
use object::gc::{Object, ValueExt};
use object::iter::{get_iter, next};
use object::misc::not_none;
use object::ops::{self, BinOp};
use object::{Dict, Gc, Id, Module, Result, Row, Str, Tuple, native, none, number, object_type, raise_value};

/// `__next__` of an iterator class that has an advance function.
pub fn next_row<T: Object>(it: Gc<T>) -> Result<Value> {
    let advance = T::class().native_next.expect("declared with an advance function");
    object::iter::next_result(advance(it.value())?)
}

/// Declares an iterator class of a module: layout, name, constructor's signature and function, advance function, docstring,
/// and further rows.
macro_rules! iterator {
    ($m:expr, $t:ty, $name:literal, $sig:literal, $new:expr, $advance:expr, $doc:literal $(, $extra:expr)* $(,)?) => {{
        static ROWS: &[Row] = &[
            Row::new($sig, native($new)).doc("Create and return a new object.  See help(type) for accurate signature."),
            Row::method("__iter__($self, /)", native(builtins::iters::itself::<$t>)).doc("Implement iter(self)."),
            Row::method("__next__($self, /)", native($crate::itertools::next_row::<$t>)).doc("Implement next(self)."),
            $($extra,)*
        ];
        let class = ClassBuilder::new::<$t>(concat!("itertools.", $name))
            .flags(ClassFlags::BASETYPE)
            .doc($doc)
            .rows(&[ROWS])
            // SAFETY: a class's advance function gets instances of it.
            .next_fn(|it| $advance(unsafe { it.cast_unchecked::<$t>() }))
            .build();
        $m.set($name, class);
        class
    }};
}
pub(crate) use iterator;

/// Creates the module.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("itertools");
    m.set_doc(
        "Functional tools for creating and using iterators.\n\nInfinite iterators:\ncount(start=0, step=1) --> start, start+step, start+2*step, ...\n\
         cycle(p) --> p0, p1, ... plast, p0, p1, ...\nrepeat(elem [,n]) --> elem, elem, elem, ... endlessly or up to n times",
    );
    declare_infinite(m);
    declare_selecting(m);
    declare_joining(m);
    crate::itershare::add_to(m);
    crate::combinatorics::add_to(m);
    Ok(m)
}

fn declare_infinite(m: Gc<Module>) {
    iterator!(
        m,
        Count,
        "count",
        "__new__($type, /, start=0, step=1)",
        count_new,
        count_advance,
        "Return a count object whose .__next__() method returns consecutive values.",
        Row::method("__repr__($self, /)", native(count_repr)).doc("Return repr(self)."),
    );
    iterator!(
        m,
        Cycle,
        "cycle",
        "__new__($type, iterable, /)",
        cycle_new,
        cycle_advance,
        "Return elements from the iterable until it is exhausted. Then repeat the sequence indefinitely."
    );
    iterator!(
        m,
        Repeat,
        "repeat",
        "__new__($type, /, object, times=<unrepresentable>)",
        repeat_new,
        repeat_advance,
        "repeat(object [,times]) -> create an iterator which returns the object\nfor the specified number of times.  If not specified, returns the object\nendlessly.",
        Row::method("__repr__($self, /)", native(repeat_repr)).doc("Return repr(self)."),
        Row::method("__length_hint__($self, /)", native(repeat_hint))
            .doc("Private method returning an estimate of len(list(it))."),
    );
}

fn declare_selecting(m: Gc<Module>) {
    iterator!(
        m,
        Compress,
        "compress",
        "__new__($type, /, data, selectors)",
        compress_new,
        compress_advance,
        "Return data elements corresponding to true selector elements.\n\nForms a shorter iterator from selected data elements using the selectors to\nchoose the data elements."
    );
    iterator!(
        m,
        DropWhile,
        "dropwhile",
        "__new__($type, predicate, iterable, /)",
        drop_new,
        drop_advance,
        "Drop items from the iterable while predicate(item) is true.\n\nAfterwards, return every element until the iterable is exhausted."
    );
    iterator!(
        m,
        TakeWhile,
        "takewhile",
        "__new__($type, predicate, iterable, /)",
        take_new,
        take_advance,
        "Return successive entries from an iterable as long as the predicate evaluates to true for each entry."
    );
    iterator!(
        m,
        FilterFalse,
        "filterfalse",
        "__new__($type, function, iterable, /)",
        filterfalse_new,
        filterfalse_advance,
        "Return those items of iterable for which function(item) is false.\n\nIf function is None, return the items that are false."
    );
    iterator!(
        m,
        Islice,
        "islice",
        "__new__($type, /, *args)",
        islice_new,
        islice_advance,
        "islice(iterable, stop) --> islice object\nislice(iterable, start, stop[, step]) --> islice object\n\n\
         Return an iterator whose next() method returns selected values from an\niterable.  If start is specified, will skip all preceding elements;\n\
         otherwise, start defaults to zero.  Step defaults to one.  If\nspecified as another value, step determines how many values are\n\
         skipped between successive calls.  Works like a slice() on a list\nbut returns an iterator."
    );
}

fn declare_joining(m: Gc<Module>) {
    iterator!(
        m,
        Chain,
        "chain",
        "__new__($type, /, *iterables)",
        chain_new,
        chain_advance,
        "Return a chain object whose .__next__() method returns elements from the\nfirst iterable until it is exhausted, then elements from the next\niterable, until all of the iterables are exhausted.",
        Row::class_method("from_iterable($type, iterable, /)", native(chain_from_iterable))
            .doc("Alternative chain() constructor taking a single iterable argument that evaluates lazily."),
        Row::class_method("__class_getitem__($type, object, /)", native(class_getitem)).doc("See PEP 585"),
    );
    iterator!(
        m,
        StarMap,
        "starmap",
        "__new__($type, function, iterable, /)",
        starmap_new,
        starmap_advance,
        "Return an iterator whose values are returned from the function evaluated with an argument tuple taken from the given sequence."
    );
    iterator!(
        m,
        Accumulate,
        "accumulate",
        "__new__($type, /, iterable, func=None, *, initial=None)",
        accumulate_new,
        accumulate_advance,
        "Return series of accumulated sums."
    );
    iterator!(
        m,
        Pairwise,
        "pairwise",
        "__new__($type, iterable, /)",
        pairwise_new,
        pairwise_advance,
        "Return an iterator of overlapping pairs taken from the input iterator.\n\n    s -> (s0,s1), (s1,s2), (s2, s3), ..."
    );
    iterator!(
        m,
        Batched,
        "batched",
        "__new__($type, /, iterable, n, *, strict=False)",
        batched_new,
        batched_advance,
        "Batch data into tuples of length n. The last batch may be shorter than n.\n\nLoops over the input iterable and accumulates data into tuples\n\
         up to size n.  The input is consumed lazily, just enough to\nfill a batch.  The result is yielded as soon as a batch is full\n\
         or when the input iterable is exhausted.\n\n    >>> for batch in batched('ABCDEFG', 3):\n    ...     print(batch)\n    ...\n    ('A', 'B', 'C')\n    ('D', 'E', 'F')\n    ('G',)\n\n\
         If \"strict\" is True, raises a ValueError if the final batch is shorter\nthan n."
    );
    iterator!(
        m,
        ZipLongest,
        "zip_longest",
        "__new__($type, /, *iterables, **kwargs)",
        longest_new,
        longest_advance,
        "Return a zip_longest object whose .__next__() method returns a tuple where\nthe i-th element comes from the i-th iterable argument.  The .__next__()\n\
         method continues until the longest iterable in the argument sequence\nis exhausted and then it raises StopIteration.  When the shorter iterables\n\
         are exhausted, the fillvalue is substituted in their place.  The fillvalue\ndefaults to None or can be specified by a keyword argument.\n"
    );
}

/// A head that `alloc` and `alloc_in` fill in.
pub const HEAD: Head = Head { map: std::ptr::null() };

/// `count`: the next value, and the step when it is not one small int.
#[repr(C)]
struct Count {
    head: Head,
    next: Value,
    step: Value,
}
object_type!(Count);

fn is_number(v: Value) -> bool {
    let c = object::class_of(v);
    number::is_int(v)
        || number::is_float(v)
        || [Id::__index__, Id::__int__, Id::__float__, Id::__complex__].iter().any(|d| c.dunder(*d).is_some())
}

fn count_new(class: Gc<Class>, start: Option<Value>, step: Option<Value>) -> Result<Gc<Count>> {
    let (next, step) = (start.unwrap_or_else(|| number::int(0)), step.unwrap_or_else(|| number::int(1)));
    if !is_number(next) || !is_number(step) {
        return object::type_error("a number is required");
    }
    Ok(Count { head: HEAD, next, step }.alloc_in(class))
}

fn count_advance(mut it: Gc<Count>) -> Result<Option<Value>> {
    let v = it.next;
    it.next = if v.is_small_int() && it.step.is_small_int() {
        number::int(v.as_small_int() + it.step.as_small_int())
    } else {
        ops::binary(BinOp::Add, v, it.step)?
    };
    Ok(Some(v))
}

fn count_repr(it: Gc<Count>) -> Result<Gc<Str>> {
    let mut out = TextBuilder::new("");
    out.str(object::class_of(it.value()).name);
    out.text("(");
    out.repr(it.next)?;
    if it.step != number::int(1) {
        out.text(", ");
        out.repr(it.step)?;
    }
    out.text(")");
    Ok(out.finish())
}

#[repr(C)]
struct Cycle {
    head: Head,
    it: Option<Value>,
    saved: GcVec<Value>,
    index: usize,
}
object_type!(Cycle);

fn cycle_new(class: Gc<Class>, iterable: Value) -> Result<Gc<Cycle>> {
    let it = Some(get_iter(iterable)?);
    Ok(Cycle { head: HEAD, it, saved: GcVec::new(), index: 0 }.alloc_in(class))
}

fn cycle_advance(mut c: Gc<Cycle>) -> Result<Option<Value>> {
    if let Some(it) = c.it {
        if let Some(v) = next(it)? {
            c.saved.push(v);
            return Ok(Some(v));
        }
        c.it = None;
    }
    if c.saved.is_empty() {
        return Ok(None);
    }
    let v = c.saved[c.index];
    c.index = (c.index + 1) % c.saved.len();
    Ok(Some(v))
}

#[repr(C)]
struct Repeat {
    head: Head,
    object: Value,
    /// Negative: for ever.
    left: i64,
}
object_type!(Repeat);

fn repeat_new(class: Gc<Class>, object: Value, times: Option<isize>) -> Gc<Repeat> {
    let left = times.map_or(-1, |t| t.max(0) as i64);
    Repeat { head: HEAD, object, left }.alloc_in(class)
}

fn repeat_advance(mut it: Gc<Repeat>) -> Result<Option<Value>> {
    if it.left == 0 {
        return Ok(None);
    }
    if it.left > 0 {
        it.left -= 1;
    }
    Ok(Some(it.object))
}

fn repeat_repr(it: Gc<Repeat>) -> Result<Gc<Str>> {
    let mut out = TextBuilder::new("");
    out.str(object::class_of(it.value()).name);
    out.text("(");
    out.repr(it.object)?;
    if it.left >= 0 {
        out.text(&format!(", {}", it.left));
    }
    out.text(")");
    Ok(out.finish())
}

fn repeat_hint(it: Gc<Repeat>) -> Result<i64> {
    if it.left < 0 {
        return object::type_error("len() of unsized object");
    }
    Ok(it.left)
}

#[repr(C)]
struct Compress {
    head: Head,
    data: Value,
    selectors: Value,
}
object_type!(Compress);

fn compress_new(class: Gc<Class>, data: Value, selectors: Value) -> Result<Gc<Compress>> {
    let (data, selectors) = (get_iter(data)?, get_iter(selectors)?);
    Ok(Compress { head: HEAD, data, selectors }.alloc_in(class))
}

fn compress_advance(it: Gc<Compress>) -> Result<Option<Value>> {
    loop {
        let Some(v) = next(it.data)? else { return Ok(None) };
        // Only then: no selector is taken for data that has ended.
        let Some(s) = next(it.selectors)? else { return Ok(None) };
        if ops::truth(s)? {
            return Ok(Some(v));
        }
    }
}

macro_rules! function_and_iterator {
    ($($t:ident $new:ident;)*) => { $(
        #[repr(C)]
        struct $t {
            head: Head,
            func: Value,
            it: Value,
            /// Has the predicate decided for good?
            done: bool,
        }
        object_type!($t);

        fn $new(class: Gc<Class>, func: Value, iterable: Value) -> Result<Gc<$t>> {
            let it = get_iter(iterable)?;
            Ok($t { head: HEAD, func, it, done: false }.alloc_in(class))
        }
    )* };
}
function_and_iterator! { DropWhile drop_new; TakeWhile take_new; FilterFalse filterfalse_new; StarMap starmap_new; }

fn drop_advance(mut d: Gc<DropWhile>) -> Result<Option<Value>> {
    while let Some(v) = next(d.it)? {
        if d.done || !ops::truth(call(d.func, &[v])?)? {
            d.done = true;
            return Ok(Some(v));
        }
    }
    Ok(None)
}

fn take_advance(mut t: Gc<TakeWhile>) -> Result<Option<Value>> {
    if t.done {
        return Ok(None);
    }
    let Some(v) = next(t.it)? else { return Ok(None) };
    if ops::truth(call(t.func, &[v])?)? {
        return Ok(Some(v));
    }
    t.done = true;
    Ok(None)
}

fn filterfalse_advance(f: Gc<FilterFalse>) -> Result<Option<Value>> {
    let by_truth = f.func == none() || f.func == number::Bool::class().value();
    while let Some(v) = next(f.it)? {
        let good = if by_truth { ops::truth(v)? } else { ops::truth(call(f.func, &[v])?)? };
        if !good {
            return Ok(Some(v));
        }
    }
    Ok(None)
}

fn starmap_advance(s: Gc<StarMap>) -> Result<Option<Value>> {
    let Some(args) = next(s.it)? else { return Ok(None) };
    if let Some(t) = args.cast::<Tuple>() {
        return call(s.func, t.as_slice()).map(Some);
    }
    let args = object::iter::collect(args)?;
    call(s.func, &args).map(Some)
}

#[repr(C)]
struct Islice {
    head: Head,
    it: Option<Value>,
    /// Position of the next item to give.
    next: usize,
    stop: usize,
    step: usize,
    /// Items taken from the iterator so far.
    taken: usize,
}
object_type!(Islice);

fn islice_bound(v: Value, message: &str, least: isize) -> Result<Option<usize>> {
    if v == none() {
        return Ok(None);
    }
    match object::error::catch(ops::to_isize(v), &object::error::exc::EXCEPTION)? {
        Some(i) if i >= least => Ok(Some(i as usize)),
        _ => object::value_error(message),
    }
}

fn islice_new(class: Gc<Class>, args: Gc<Tuple>) -> Result<Gc<Islice>> {
    const STOP: &str = "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    const ENDS: &str = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    let args = args.as_slice();
    let (start, stop, step) = match *args {
        [_, stop] => (0, islice_bound(stop, STOP, 0)?, 1),
        [_, start, stop] | [_, start, stop, _] => {
            let stop = islice_bound(stop, STOP, 0)?;
            let start = islice_bound(start, ENDS, 0)?.unwrap_or(0);
            let step = match args.get(3) {
                Some(s) => islice_bound(*s, "Step for islice() must be a positive integer or None.", 1)?.unwrap_or(1),
                None => 1,
            };
            (start, stop, step)
        }
        [] | [_] => return object::raise_type!("islice expected at least 2 arguments, got {}", args.len()),
        _ => return object::raise_type!("islice expected at most 4 arguments, got {}", args.len()),
    };
    let it = Some(get_iter(args[0])?);
    Ok(Islice { head: HEAD, it, next: start, stop: stop.unwrap_or(usize::MAX), step, taken: 0 }.alloc_in(class))
}

fn islice_advance(mut s: Gc<Islice>) -> Result<Option<Value>> {
    let Some(it) = s.it else { return Ok(None) };
    let until = s.next.min(s.stop);
    while s.taken < until {
        if next(it)?.is_none() {
            s.it = None;
            return Ok(None);
        }
        s.taken += 1;
    }
    if s.taken >= s.stop {
        s.it = None;
        return Ok(None);
    }
    let Some(v) = next(it)? else {
        s.it = None;
        return Ok(None);
    };
    s.taken += 1;
    s.next = s.next.saturating_add(s.step).min(s.stop);
    Ok(Some(v))
}

#[repr(C)]
struct Chain {
    head: Head,
    /// The iterator over the iterables; empty when all are done.
    source: Option<Value>,
    active: Option<Value>,
}
object_type!(Chain);

fn chain_new(class: Gc<Class>, iterables: Gc<Tuple>) -> Result<Gc<Chain>> {
    let source = Some(get_iter(iterables.value())?);
    Ok(Chain { head: HEAD, source, active: None }.alloc_in(class))
}

fn chain_from_iterable(class: Gc<Class>, iterable: Value) -> Result<Gc<Chain>> {
    let source = Some(get_iter(iterable)?);
    Ok(Chain { head: HEAD, source, active: None }.alloc_in(class))
}

fn chain_advance(mut c: Gc<Chain>) -> Result<Option<Value>> {
    loop {
        if let Some(it) = c.active {
            if let Some(v) = next(it)? {
                return Ok(Some(v));
            }
            c.active = None;
        }
        let Some(source) = c.source else { return Ok(None) };
        match next(source) {
            Ok(Some(iterable)) => match get_iter(iterable) {
                Ok(it) => c.active = Some(it),
                Err(e) => {
                    c.source = None;
                    return Err(e);
                }
            },
            Ok(None) => c.source = None,
            Err(e) => {
                c.source = None;
                return Err(e);
            }
        }
    }
}

#[repr(C)]
struct Accumulate {
    head: Head,
    it: Value,
    func: Option<Value>,
    total: Option<Value>,
    initial: Option<Value>,
}
object_type!(Accumulate);

fn accumulate_new(
    class: Gc<Class>,
    iterable: Value,
    func: Option<Value>,
    initial: Option<Value>,
) -> Result<Gc<Accumulate>> {
    let it = get_iter(iterable)?;
    Ok(Accumulate { head: HEAD, it, func: not_none(func), total: None, initial: not_none(initial) }.alloc_in(class))
}

fn accumulate_advance(mut a: Gc<Accumulate>) -> Result<Option<Value>> {
    if let Some(v) = a.initial.take() {
        a.total = Some(v);
        return Ok(Some(v));
    }
    let Some(v) = next(a.it)? else { return Ok(None) };
    let total = match (a.total, a.func) {
        (None, _) => v,
        (Some(t), None) if t.is_small_int() && v.is_small_int() => number::int(t.as_small_int() + v.as_small_int()),
        (Some(t), None) => ops::binary(BinOp::Add, t, v)?,
        (Some(t), Some(f)) => call(f, &[t, v])?,
    };
    a.total = Some(total);
    Ok(Some(total))
}

#[repr(C)]
struct Pairwise {
    head: Head,
    it: Option<Value>,
    old: Option<Value>,
}
object_type!(Pairwise);

fn pairwise_new(class: Gc<Class>, iterable: Value) -> Result<Gc<Pairwise>> {
    let it = Some(get_iter(iterable)?);
    Ok(Pairwise { head: HEAD, it, old: None }.alloc_in(class))
}

fn pairwise_advance(mut p: Gc<Pairwise>) -> Result<Option<Value>> {
    let Some(it) = p.it else { return Ok(None) };
    let old = match p.old {
        Some(v) => v,
        None => {
            let first = next(it)?;
            p.old = first;
            // Taking the first item may have advanced this very iterator.
            let (Some(v), Some(_)) = (first, p.it) else {
                p.it = None;
                p.old = None;
                return Ok(None);
            };
            v
        }
    };
    let Some(new) = next(it)? else {
        p.it = None;
        p.old = None;
        return Ok(None);
    };
    p.old = Some(new);
    Ok(Some(object::seq::tuple(&[old, new])))
}

#[repr(C)]
struct Batched {
    head: Head,
    it: Option<Value>,
    n: usize,
    strict: bool,
}
object_type!(Batched);

fn batched_new(class: Gc<Class>, iterable: Value, n: isize, strict: Option<bool>) -> Result<Gc<Batched>> {
    if n < 1 {
        return object::value_error("n must be at least one");
    }
    let it = Some(get_iter(iterable)?);
    Ok(Batched { head: HEAD, it, n: n as usize, strict: strict.unwrap_or(false) }.alloc_in(class))
}

fn batched_advance(mut b: Gc<Batched>) -> Result<Option<Value>> {
    let Some(it) = b.it else { return Ok(None) };
    let mut out: GcVec<Value> = GcVec::with_capacity(b.n.min(1024));
    while out.len() < b.n {
        match next(it)? {
            Some(v) => out.push(v),
            None => {
                b.it = None;
                break;
            }
        }
    }
    if out.is_empty() {
        return Ok(None);
    }
    if b.strict && out.len() < b.n {
        return object::value_error("batched(): incomplete batch");
    }
    Ok(Some(object::seq::tuple(&out)))
}

#[repr(C)]
struct ZipLongest {
    head: Head,
    iters: GcVec<Option<Value>>,
    active: usize,
    fill: Value,
}
object_type!(ZipLongest);

fn longest_new(class: Gc<Class>, iterables: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Gc<ZipLongest>> {
    let fill = match (kwargs.len(), kwargs.get_text("fillvalue")) {
        (0, _) => none(),
        (1, Some(v)) => v,
        _ => return object::type_error("zip_longest() got an unexpected keyword argument"),
    };
    let mut iters: GcVec<Option<Value>> = GcVec::new();
    for v in iterables.as_slice() {
        iters.push(Some(get_iter(*v)?));
    }
    let active = iters.len();
    Ok(ZipLongest { head: HEAD, iters, active, fill }.alloc_in(class))
}

fn longest_advance(mut z: Gc<ZipLongest>) -> Result<Option<Value>> {
    if z.active == 0 {
        return Ok(None);
    }
    let mut out: GcVec<Value> = GcVec::with_capacity(z.iters.len());
    for i in 0..z.iters.len() {
        let found = match z.iters[i] {
            None => None,
            Some(it) => match next(it) {
                Ok(v) => v,
                Err(e) => {
                    z.active = 0;
                    return Err(e);
                }
            },
        };
        if found.is_none() && z.iters[i].take().is_some() {
            z.active -= 1;
            if z.active == 0 {
                return Ok(None);
            }
        }
        out.push(found.unwrap_or(z.fill));
    }
    Ok(Some(object::seq::tuple(&out)))
}

/// A count that must not be negative.
///
/// # Errors
/// `ValueError` with the message.
pub fn non_negative(n: isize, message: &str) -> Result<usize> {
    if n < 0 { raise_value!("{message}") } else { Ok(n as usize) }
}
