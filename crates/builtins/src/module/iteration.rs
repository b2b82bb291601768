//! Functions over iterables.

use heap::Value;
use object::misc::is_none;
use object::ops::{self, CmpOp};
use object::{Dict, Gc, List, Result, Row, Tuple, call, iter, native, raise_type, raise_value, type_error};

fn all(iterable: Value) -> Result<bool> {
    let it = iter::get_iter(iterable)?;
    while let Some(v) = iter::next(it)? {
        if !ops::truth(v)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn any(iterable: Value) -> Result<bool> {
    let it = iter::get_iter(iterable)?;
    while let Some(v) = iter::next(it)? {
        if ops::truth(v)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn iter_of(object: Value, sentinel: Option<Value>) -> Result<Value> {
    let Some(sentinel) = sentinel else { return iter::get_iter(object) };
    if !call::is_callable(object) {
        return type_error("iter(v, w): v must be callable");
    }
    Ok(crate::iters::call_iter(object, sentinel))
}

fn next(iterator: Value, default: Option<Value>) -> Result<Value> {
    match default {
        None => object::mapping::next_or_stop(iterator),
        Some(d) => Ok(iter::next(iterator)?.unwrap_or(d)),
    }
}

/// A new list, sorted by its own method, which judges the keyword arguments.
fn sorted(iterable: Value, kwargs: Gc<Dict>) -> Result<Gc<List>> {
    let list = List::new(iter::collect(iterable)?);
    if kwargs.is_empty() {
        crate::listsort::sort(list, None, false)?;
    } else {
        let sort = object::attr::getattr(list.value(), object::intern("sort"))?;
        call::call_ex(sort, &[], Some(kwargs))?;
    }
    Ok(list)
}

/// The extreme value by a comparison, with the first one of equals winning.
fn extreme(name: &str, op: CmpOp, args: Gc<Tuple>, key: Option<Value>, default: Option<Value>) -> Result<Value> {
    let key = key.filter(|k| !is_none(*k));
    let a = args.as_slice();
    let source = match a {
        [] => return raise_type!("{} expected at least 1 argument, got 0", name),
        [only] => *only,
        _ if default.is_some() => {
            return raise_type!("Cannot specify a default for {}() with multiple positional arguments", name);
        }
        _ => args.value(),
    };
    let mut best: Option<(Value, Value)> = None;
    iter::for_each(source, |item| {
        let k = match key {
            Some(f) => call::call(f, &[item])?,
            None => item,
        };
        let better = match best {
            Some((_, bk)) => ops::compare_bool(op, k, bk)?,
            None => true,
        };
        if better {
            best = Some((item, k));
        }
        Ok(())
    })?;
    match best.map(|b| b.0).or(default) {
        Some(v) => Ok(v),
        None => raise_value!("{}() iterable argument is empty", name),
    }
}

fn max(args: Gc<Tuple>, default: Option<Value>, key: Option<Value>) -> Result<Value> {
    extreme("max", CmpOp::Gt, args, key, default)
}

fn min(args: Gc<Tuple>, default: Option<Value>, key: Option<Value>) -> Result<Value> {
    extreme("min", CmpOp::Lt, args, key, default)
}

pub(super) static ROWS: &[Row] = &[
    Row::function("all($module, iterable, /)", native(all)).doc("Return True if bool(x) is True for all values x in the iterable.\n\nIf the iterable is empty, return True."),
    Row::function("any($module, iterable, /)", native(any)).doc("Return True if bool(x) is True for any x in the iterable.\n\nIf the iterable is empty, return False."),
    Row::function("iter($module, object, sentinel=None, /)", native(iter_of)).shown("").doc("iter(iterable) -> iterator\niter(callable, sentinel) -> iterator\n\nGet an iterator from an object.  In the first form, the argument must\nsupply its own iterator, or be a sequence.\nIn the second form, the callable is called until it returns the\nsentinel."),
    Row::function("next($module, iterator, default=None, /)", native(next)).shown("").doc("next(iterator[, default])\n\nReturn the next item from the iterator.  If default is given and the\niterator is exhausted, it is returned instead of raising StopIteration."),
    Row::function("sorted($module, iterable, /, **kwargs)", native(sorted)).shown("($module, iterable, /, *, key=None, reverse=False)").unpacks().doc("Return a new list containing all items from the iterable in ascending order.\n\nA custom key function can be supplied to customize the sort order, and the\nreverse flag can be set to request the result in descending order."),
    Row::function("max($module, /, *args, default=None, key=None)", native(max)).shown("").doc("max(iterable, *[, default=obj, key=func]) -> value\nmax(arg1, arg2, *args, *[, key=func]) -> value\n\nWith a single iterable argument, return its biggest item. The\ndefault keyword-only argument specifies an object to return if\nthe provided iterable is empty.\nWith two or more positional arguments, return the largest argument."),
    Row::function("min($module, /, *args, default=None, key=None)", native(min)).shown("").doc("min(iterable, *[, default=obj, key=func]) -> value\nmin(arg1, arg2, *args, *[, key=func]) -> value\n\nWith a single iterable argument, return its smallest item. The\ndefault keyword-only argument specifies an object to return if\nthe provided iterable is empty.\nWith two or more positional arguments, return the smallest argument."),
];
