//! `enumerate`, `zip`, `map` and `filter`.

use heap::{GcVec, Head, Value};
use object::call::call;
use object::class::{Class, ClassBuilder, ClassFlags};
use object::gc::{Object, ValueExt};
use object::iter::{Enumerate, get_iter, next, next_result};
use object::map::class_of;
use object::{
    BigInt, Dict, Gc, Result, Row, Str, Tuple, bool_value, native, none, number, ops, raise_type, raise_value,
};

use crate::iters::itself;
use crate::seqtools::reduced;

/// `zip`.
#[repr(C)]
pub struct Zip {
    pub head: Head,
    iters: Gc<Tuple>,
    strict: bool,
}
object::object_type!(Zip);

/// `map`.
#[repr(C)]
pub struct MapIter {
    pub head: Head,
    func: Value,
    iters: Gc<Tuple>,
    strict: bool,
}
object::object_type!(MapIter);

/// `filter`.
#[repr(C)]
pub struct Filter {
    pub head: Head,
    func: Value,
    it: Value,
}
object::object_type!(Filter);

/// Creates the classes.
pub fn init() {
    let base = ClassFlags::BASETYPE;
    let _ = ClassBuilder::new::<Enumerate>("enumerate")
        .flags(base)
        .doc(
            "Return an enumerate object.\n\n  iterable\n    an object supporting iteration\n\n\
             The enumerate object yields pairs containing a count (from start, which\ndefaults to zero) and a value yielded by the iterable argument.\n\n\
             enumerate is useful for obtaining an indexed list:\n    (0, seq[0]), (1, seq[1]), (2, seq[2]), ...",
        )
        .rows(&[ENUMERATE])
        .next_fn(enumerate_advance)
        .build();
    let _ = ClassBuilder::new::<Zip>("zip")
        .flags(base)
        .doc(
            "The zip object yields n-length tuples, where n is the number of iterables\npassed as positional arguments to zip().  The i-th element in every tuple\n\
             comes from the i-th iterable argument to zip().  This continues until the\nshortest argument is exhausted.\n\n\
             If strict is true and one of the arguments is exhausted before the others,\nraise a ValueError.\n\n   \
             >>> list(zip('abcdefg', range(3), range(4)))\n   [('a', 0, 0), ('b', 1, 1), ('c', 2, 2)]",
        )
        .rows(&[ZIP])
        .next_fn(zip_advance)
        .build();
    let _ = ClassBuilder::new::<MapIter>("map")
        .flags(base)
        .doc(
            "Make an iterator that computes the function using arguments from\neach of the iterables.  Stops when the shortest iterable is exhausted.\n\n\
             If strict is true and one of the arguments is exhausted before the others,\nraise a ValueError.",
        )
        .rows(&[MAP])
        .next_fn(map_advance)
        .build();
    let _ = ClassBuilder::new::<Filter>("filter")
        .flags(base)
        .doc("Return an iterator yielding those items of iterable for which function(item)\nis true. If function is None, return the items that are true.")
        .rows(&[FILTER])
        .next_fn(filter_advance)
        .build();
}

const NEXT: &str = "__next__($self, /)";
const ITER: &str = "__iter__($self, /)";
const REDUCE: &str = "__reduce__($self, /)";
const SETSTATE: &str = "__setstate__($self, object, /)";

static ENUMERATE: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(enumerate_new))
        .shown("(iterable, start=0)")
        .doc("Create and return a new object.  See help(type) for accurate signature."),
    Row::method(ITER, native(itself::<Enumerate>)).doc("Implement iter(self)."),
    Row::method(NEXT, native(enumerate_next)).doc("Implement next(self)."),
    Row::method(REDUCE, native(enumerate_reduce)).doc("Return state information for pickling."),
    Row::class_method("__class_getitem__($type, object, /)", native(crate::seqtools::class_getitem)).doc("See PEP 585"),
];
static ZIP: &[Row] = &[
    Row::new("__new__($type, /, *iterables, strict=False)", native(zip_new))
        .doc("Create and return a new object.  See help(type) for accurate signature."),
    Row::method(ITER, native(itself::<Zip>)).doc("Implement iter(self)."),
    Row::method(NEXT, native(zip_next)).doc("Implement next(self)."),
    Row::method(REDUCE, native(zip_reduce)).doc("Return state information for pickling."),
    Row::method(SETSTATE, native(zip_setstate)).doc("Set state information for unpickling."),
];
static MAP: &[Row] = &[
    Row::new("__new__($type, /, *args, strict=False, **kwargs)", native(map_new))
        .shown("(function, iterable, /, *iterables, strict=False)")
        .doc("Create and return a new object.  See help(type) for accurate signature."),
    Row::method(ITER, native(itself::<MapIter>)).doc("Implement iter(self)."),
    Row::method(NEXT, native(map_next)).doc("Implement next(self)."),
    Row::method(REDUCE, native(map_reduce)).doc("Return state information for pickling."),
    Row::method(SETSTATE, native(map_setstate)).doc("Set state information for unpickling."),
];
static FILTER: &[Row] = &[
    Row::new("__new__($type, function, iterable, /)", native(filter_new))
        .doc("Create and return a new object.  See help(type) for accurate signature."),
    Row::method(ITER, native(itself::<Filter>)).doc("Implement iter(self)."),
    Row::method(NEXT, native(filter_next)).doc("Implement next(self)."),
    Row::method(REDUCE, native(filter_reduce)).doc("Return state information for pickling."),
];

fn head() -> Head {
    Head { map: std::ptr::null() }
}

/// The arguments of `enumerate`, which counts and names them in words of its own.
fn enumerate_args(args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<(Value, Option<Value>)> {
    let (args, total) = (args.as_slice(), args.as_slice().len() + kwargs.len());
    if total > 2 {
        return raise_type!("enumerate() takes at most 2 arguments ({total} given)");
    }
    let names: &[&str] = &["iterable", "start"];
    let mut given = [args.first().copied(), args.get(1).copied()];
    for (k, v) in kwargs.to_vec().iter() {
        let name = k.cast::<Str>().map(|s| s.to_string()).unwrap_or_default();
        match names.iter().position(|n| *n == name) {
            Some(i) if given[i].is_none() && (i == 0 || total == 2) => given[i] = Some(*v),
            _ => return raise_type!("'{name}' is an invalid keyword argument for enumerate()"),
        }
    }
    match given {
        [Some(iterable), start] => Ok((iterable, start)),
        _ => object::type_error("enumerate() missing required argument 'iterable'"),
    }
}

fn enumerate_new(class: Gc<Class>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Gc<Enumerate>> {
    let (iterable, start) = enumerate_args(args, kwargs)?;
    let index = match start {
        None => number::int(0),
        Some(s) => number::big(ops::to_bigint(s)?),
    };
    let it = get_iter(iterable)?;
    Ok(Enumerate { head: head(), it, index }.alloc_in(class))
}

fn enumerate_advance(e: Value) -> Result<Option<Value>> {
    // SAFETY: a class's advance function gets instances of it.
    let mut e: Gc<Enumerate> = unsafe { e.cast_unchecked() };
    let Some(v) = next(e.it)? else { return Ok(None) };
    let i = e.index;
    e.index = match number::as_i64(i).and_then(|n| n.checked_add(1)) {
        Some(after) => number::int(after),
        None => number::big(number::int_ref(i).map_or_else(BigInt::default, |r| r.to_big()) + 1),
    };
    Ok(Some(object::seq::tuple(&[i, v])))
}

fn enumerate_next(e: Gc<Enumerate>) -> Result<Value> {
    next_result(enumerate_advance(e.value())?)
}

fn enumerate_reduce(e: Gc<Enumerate>) -> Value {
    reduced(class_of(e.value()).value(), &[e.it, e.index], None)
}

fn iterators(args: &[Value]) -> Result<Gc<Tuple>> {
    let mut iters: GcVec<Value> = GcVec::with_capacity(args.len());
    for a in args {
        iters.push(get_iter(*a)?);
    }
    Ok(Tuple::from_slice(&iters))
}

fn zip_new(class: Gc<Class>, iterables: Gc<Tuple>, strict: Option<bool>) -> Result<Gc<Zip>> {
    let iters = iterators(iterables.as_slice())?;
    Ok(Zip { head: head(), iters, strict: strict.unwrap_or(false) }.alloc_in(class))
}

/// `argument 2 is shorter than argument 1`, or `… arguments 1-2` when there are more.
fn length_mismatch<T>(who: &str, i: usize, how: &str) -> Result<T> {
    if i == 1 {
        return raise_value!("{who}() argument 2 is {how} than argument 1");
    }
    raise_value!("{who}() argument {} is {how} than arguments 1-{i}", i + 1)
}

/// Iterator `i` ended before any other did: with `strict`, all others must be at their end too.
fn check_ended<T>(who: &str, iters: &[Value], i: usize) -> Result<Option<T>> {
    if i > 0 {
        return length_mismatch(who, i, "shorter");
    }
    for (j, it) in iters.iter().enumerate().skip(1) {
        if next(*it)?.is_some() {
            return length_mismatch(who, j, "longer");
        }
    }
    Ok(None)
}

fn zip_advance(z: Value) -> Result<Option<Value>> {
    // SAFETY: a class's advance function gets instances of it.
    let z: Gc<Zip> = unsafe { z.cast_unchecked() };
    let iters = z.iters.as_slice();
    match *iters {
        [] => return Ok(None),
        [a, b] => {
            let Some(x) = next(a)? else { return if z.strict { check_ended("zip", iters, 0) } else { Ok(None) } };
            let Some(y) = next(b)? else { return if z.strict { check_ended("zip", iters, 1) } else { Ok(None) } };
            return Ok(Some(object::seq::tuple(&[x, y])));
        }
        _ => {}
    }
    let mut out: GcVec<Value> = GcVec::with_capacity(iters.len());
    for (i, it) in iters.iter().enumerate() {
        match next(*it)? {
            Some(v) => out.push(v),
            None if z.strict => return check_ended("zip", iters, i),
            None => return Ok(None),
        }
    }
    Ok(Some(object::seq::tuple(&out)))
}

fn zip_next(z: Gc<Zip>) -> Result<Value> {
    next_result(zip_advance(z.value())?)
}

fn zip_reduce(z: Gc<Zip>) -> Value {
    reduced(class_of(z.value()).value(), z.iters.as_slice(), z.strict.then(|| bool_value(true)))
}

fn zip_setstate(mut z: Gc<Zip>, state: bool) {
    z.strict = state;
}

fn map_new(class: Gc<Class>, args: Gc<Tuple>, strict: Option<bool>, kwargs: Gc<Dict>) -> Result<Gc<MapIter>> {
    if let Some((k, _)) = kwargs.next(&mut 0) {
        return object::raise_type!("map() got an unexpected keyword argument '{}'", object::repr::str_of(k)?);
    }
    let Some((func, rest)) = args.as_slice().split_first().filter(|(_, r)| !r.is_empty()) else {
        return object::type_error("map() must have at least two arguments.");
    };
    let iters = iterators(rest)?;
    Ok(MapIter { head: head(), func: *func, iters, strict: strict.unwrap_or(false) }.alloc_in(class))
}

fn map_advance(m: Value) -> Result<Option<Value>> {
    // SAFETY: a class's advance function gets instances of it.
    let m: Gc<MapIter> = unsafe { m.cast_unchecked() };
    let iters = m.iters.as_slice();
    if let [it] = *iters {
        let Some(v) = next(it)? else { return Ok(None) };
        return call(m.func, &[v]).map(Some);
    }
    let mut args: GcVec<Value> = GcVec::with_capacity(iters.len());
    for (i, it) in iters.iter().enumerate() {
        match next(*it)? {
            Some(v) => args.push(v),
            None if m.strict => return check_ended("map", iters, i),
            None => return Ok(None),
        }
    }
    call(m.func, &args).map(Some)
}

fn map_next(m: Gc<MapIter>) -> Result<Value> {
    next_result(map_advance(m.value())?)
}

fn map_reduce(m: Gc<MapIter>) -> Value {
    let args = object::call::prepend(m.func, m.iters.as_slice());
    reduced(class_of(m.value()).value(), &args, m.strict.then(|| bool_value(true)))
}

fn map_setstate(mut m: Gc<MapIter>, state: bool) {
    m.strict = state;
}

fn filter_new(class: Gc<Class>, function: Value, iterable: Value) -> Result<Gc<Filter>> {
    let it = get_iter(iterable)?;
    Ok(Filter { head: head(), func: function, it }.alloc_in(class))
}

fn filter_advance(f: Value) -> Result<Option<Value>> {
    // SAFETY: a class's advance function gets instances of it.
    let f: Gc<Filter> = unsafe { f.cast_unchecked() };
    let by_truth = f.func == none() || f.func == number::Bool::class().value();
    while let Some(v) = next(f.it)? {
        let good = if by_truth { ops::truth(v)? } else { ops::truth(call(f.func, &[v])?)? };
        if good {
            return Ok(Some(v));
        }
    }
    Ok(None)
}

fn filter_next(f: Gc<Filter>) -> Result<Value> {
    next_result(filter_advance(f.value())?)
}

fn filter_reduce(f: Gc<Filter>) -> Value {
    reduced(class_of(f.value()).value(), &[f.func, f.it], None)
}
