//! `functools._lru_cache_wrapper`.
//!
//! The cache is a dict in order of use: a hit moves its entry to the end, and the first entry is the one to drop.

use builtins::seqtools::{get_dict, set_dict};
use heap::{GcVec, Head, Value};
use object::call::{call, call_kw};
use object::class::{Class, ClassBuilder, ClassFlags};
use object::gc::{Object, ValueExt};
use object::map::{Kind, class_of, map_of};
use object::{Dict, Gc, Id, Module, Result, Row, Tuple, native, none, number};

/// A memoizing callable.
#[repr(C)]
pub struct LruCache {
    pub head: Head,
    func: Value,
    cache: Gc<Dict>,
    /// Empty: no limit.
    maxsize: Option<usize>,
    typed: bool,
    hits: i64,
    misses: i64,
    info_type: Value,
    /// Separates positional from keyword arguments in keys.
    kwd_mark: Value,
}
object::object_type!(LruCache);

/// Creates the class and puts it in `_functools`.
pub fn add_to(m: Gc<Module>) {
    let c = ClassBuilder::new::<LruCache>("functools._lru_cache_wrapper")
        .flags(ClassFlags::BASETYPE | ClassFlags::HAS_DICT | ClassFlags::WEAKREF | ClassFlags::METHOD_DESCRIPTOR)
        .doc(
            "Create a cached callable that wraps another function.\n\nuser_function:      the function being cached\n\n\
             maxsize:  0         for no caching\n          None      for unlimited cache size\n          n         for a bounded cache\n\n\
             typed:    False     cache f(3) and f(3.0) as identical calls\n          True      cache f(3) and f(3.0) as distinct calls\n\n\
             cache_info_type:    namedtuple class with the fields:\n                        hits misses currsize maxsize\n",
        )
        .call_fn(call_cached)
        .rows(&[ROWS])
        .build();
    m.set("_lru_cache_wrapper", c);
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, user_function, maxsize, typed, cache_info_type)", native(new)),
    Row::method("__call__($self, /, *args, **kwargs)", native(call_row)).doc("Call self as a function."),
    Row::method("__get__($self, instance, owner=None, /)", native(get))
        .doc("Return an attribute of instance, which is of type owner."),
    Row::method("cache_info($self, /)", native(cache_info)).doc("Report cache statistics"),
    Row::method("cache_clear($self, /)", native(cache_clear)).doc("Clear the cache and cache statistics"),
    Row::method("__reduce__($self, /)", native(reduce)),
    Row::method("__copy__($self, /)", native(copy)),
    Row::method("__deepcopy__($self, memo, /)", native(deepcopy)),
    Row::getset("__dict__", native(get_dict), native(set_dict)),
];

fn new(class: Gc<Class>, func: Value, maxsize: Value, typed: bool, info_type: Value) -> Result<Gc<LruCache>> {
    if !object::call::is_callable(func) {
        return object::type_error("the first argument must be callable");
    }
    let limit = if maxsize == none() {
        None
    } else if number::is_int(maxsize) || class_of(maxsize).dunder(Id::__index__).is_some() {
        Some(object::ops::to_isize(maxsize)?.max(0) as usize)
    } else {
        return object::type_error("maxsize should be integer or None");
    };
    let kwd_mark = call(object::misc::object_class().value(), &[])?;
    let cache = Dict::new();
    Ok(LruCache {
        head: Head { map: std::ptr::null() },
        func,
        cache,
        maxsize: limit,
        typed,
        hits: 0,
        misses: 0,
        info_type,
        kwd_mark,
    }
    .alloc_in(class))
}

/// The key of a call: an argument alone if it is an int or a string, else a tuple of everything.
fn make_key(c: Gc<LruCache>, args: &[Value], kwnames: &[Value]) -> Value {
    if kwnames.is_empty() && !c.typed {
        if let [v] = *args
            && (v.is_small_int() || matches!(map_of(v).kind, Kind::Int | Kind::Str))
        {
            return v;
        }
        return object::seq::tuple(args);
    }
    let (pos, kwvalues) = args.split_at(args.len() - kwnames.len());
    let mut key: GcVec<Value> = GcVec::from(pos);
    if !kwnames.is_empty() {
        key.push(c.kwd_mark);
        for (k, v) in kwnames.iter().zip(kwvalues) {
            key.push(*k);
            key.push(*v);
        }
    }
    if c.typed {
        key.extend(args.iter().map(|v| class_of(*v).value()));
    }
    object::seq::tuple(&key)
}

fn call_cached(c: Value, args: &[Value], kwnames: &[Value]) -> Result<Value> {
    // SAFETY: a class's call function gets its exact instances; rows check.
    let mut c: Gc<LruCache> = unsafe { c.cast_unchecked() };
    if c.maxsize == Some(0) {
        c.misses += 1;
        return call_kw(c.func, args, kwnames);
    }
    let key = make_key(c, args, kwnames);
    let h = object::ops::hash(key)?;
    let cache = c.cache;
    if let Some(i) = cache.find(key, h)? {
        c.hits += 1;
        let v = cache.entries[i].value.expect("a found entry has a value");
        if c.maxsize.is_some() && i + 1 < cache.entries.len() {
            let k = cache.entries[i].key.expect("a found entry has a key");
            cache.remove_at(i);
            cache.insert_new(k, h, v);
        }
        return Ok(v);
    }
    c.misses += 1;
    let v = call_kw(c.func, args, kwnames)?;
    let cache = c.cache;
    let Some(limit) = c.maxsize else {
        cache.set_hashed(key, h, v)?;
        return Ok(v);
    };
    // The call may have stored the same key meanwhile; then its place in the order stays.
    if cache.find(key, h)?.is_some() {
        return Ok(v);
    }
    if cache.len() >= limit {
        let mut pos = 0;
        if cache.next(&mut pos).is_some() {
            cache.remove_at(pos - 1);
        }
    }
    cache.insert_new(key, h, v);
    Ok(v)
}

fn call_row(c: Gc<LruCache>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Value> {
    let mut all: GcVec<Value> = GcVec::from(args.as_slice());
    let mut names: GcVec<Value> = GcVec::new();
    for (k, v) in kwargs.to_vec().iter() {
        names.push(*k);
        all.push(*v);
    }
    call_cached(c.value(), &all, &names)
}

fn get(c: Gc<LruCache>, instance: Value, _owner: Option<Value>) -> Value {
    if instance == none() {
        return c.value();
    }
    object::BoundMethod::new(c.value(), instance).value()
}

fn cache_info(c: Gc<LruCache>) -> Result<Value> {
    let maxsize = c.maxsize.map_or_else(none, |m| number::uint(m as u64));
    call(c.info_type, &[number::int(c.hits), number::int(c.misses), maxsize, number::uint(c.cache.len() as u64)])
}

fn cache_clear(mut c: Gc<LruCache>) {
    c.hits = 0;
    c.misses = 0;
    c.cache = Dict::new();
}

fn reduce(c: Gc<LruCache>) -> Result<Value> {
    object::attr::getattr(c.value(), Id::__qualname__.str())
}

fn copy(c: Gc<LruCache>) -> Gc<LruCache> {
    c
}

fn deepcopy(c: Gc<LruCache>, _memo: Value) -> Gc<LruCache> {
    c
}
