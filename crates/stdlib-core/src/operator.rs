//! The module `_operator`: the operators as functions, and `itemgetter`, `attrgetter`, `methodcaller`.

use builtins::seqtools::{TextBuilder, reduced};
use heap::{GcVec, Head, Value};
use object::call::{call_kw, with_receiver};
use object::class::{Class, ClassBuilder};
use object::gc::{Object, ValueExt};
use object::map::class_of;
use object::ops::{self, BinOp, CmpOp};
use object::{Dict, Gc, Id, Module, Result, Row, Str, Tuple, intern, native, none, number, object_type, raise_type};

/// Creates the module.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_operator");
    m.set_doc("Operator interface.\n\nThis module exports a set of functions implemented in C corresponding\nto the intrinsic operators of Python.");
    m.add_rows(ROWS);
    m.add_rows(BINARY);
    let item = ClassBuilder::new::<ItemGetter>("operator.itemgetter")
        .doc("Return a callable object that fetches the given item(s) from its operand.\nAfter f = itemgetter(2), the call f(r) returns r[2].\nAfter g = itemgetter(2, 5, 3), the call g(r) returns (r[2], r[5], r[3])")
        .call_fn(call_item)
        .rows(&[ITEM])
        .build();
    m.set("itemgetter", item);
    let attr = ClassBuilder::new::<AttrGetter>("operator.attrgetter")
        .doc(
            "Return a callable object that fetches the given attribute(s) from its operand.\nAfter f = attrgetter('name'), the call f(r) returns r.name.\n\
             After g = attrgetter('name', 'date'), the call g(r) returns (r.name, r.date).\nAfter h = attrgetter('name.first', 'name.last'), the call h(r) returns\n(r.name.first, r.name.last).",
        )
        .call_fn(call_attr)
        .rows(&[ATTR])
        .build();
    m.set("attrgetter", attr);
    let method = ClassBuilder::new::<MethodCaller>("operator.methodcaller")
        .doc(
            "Return a callable object that calls the given method on its operand.\nAfter f = methodcaller('name'), the call f(r) returns r.name().\n\
             After g = methodcaller('name', 'date', foo=1), the call g(r) returns\nr.name('date', foo=1).",
        )
        .call_fn(call_method_caller)
        .rows(&[METHOD])
        .build();
    m.set("methodcaller", method);
    Ok(m)
}

/// `a op b`.
fn binary<const OP: usize>(a: Value, b: Value) -> Result<Value> {
    ops::binary(BinOp::ALL[OP], a, b)
}
/// `a op= b`.
fn in_place<const OP: usize>(a: Value, b: Value) -> Result<Value> {
    ops::binary_in_place(BinOp::ALL[OP], a, b)
}
/// `a cmp b`.
fn compare<const OP: usize>(a: Value, b: Value) -> Result<Value> {
    ops::compare(CmpOp::ALL[OP], a, b)
}

macro_rules! binary_rows {
    ($($name:literal $iname:literal $op:ident $text:literal;)*) => {
        &[$(
            Row::function(concat!($name, "($module, a, b, /)"), native(binary::<{ BinOp::$op as usize }>)).doc(concat!("Same as a ", $text, " b.")),
            Row::function(concat!($iname, "($module, a, b, /)"), native(in_place::<{ BinOp::$op as usize }>)).doc(concat!("Same as a ", $text, "= b.")),
        )*]
    };
}
static BINARY: &[Row] = binary_rows! {
    "add" "iadd" Add "+"; "and_" "iand" And "&"; "floordiv" "ifloordiv" FloorDiv "//"; "lshift" "ilshift" LShift "<<";
    "matmul" "imatmul" MatMul "@"; "mul" "imul" Mul "*"; "mod" "imod" Mod "%"; "or_" "ior" Or "|"; "pow" "ipow" Pow "**";
    "rshift" "irshift" RShift ">>"; "sub" "isub" Sub "-"; "truediv" "itruediv" TrueDiv "/"; "xor" "ixor" Xor "^";
};

static ROWS: &[Row] = &[
    Row::function("truth($module, a, /)", native(truth)).doc("Return True if a is true, False otherwise."),
    Row::function("contains($module, a, b, /)", native(contains)).doc("Same as b in a (note reversed operands)."),
    Row::function("indexOf($module, a, b, /)", native(index_of)).doc("Return the first index of b in a."),
    Row::function("countOf($module, a, b, /)", native(count_of)).doc("Return the number of items in a which are, or which equal, b."),
    Row::function("is_($module, a, b, /)", native(is)).doc("Same as a is b."),
    Row::function("is_not($module, a, b, /)", native(is_not)).doc("Same as a is not b."),
    Row::function("is_none($module, a, /)", native(is_none)).doc("Same as a is None."),
    Row::function("is_not_none($module, a, /)", native(is_not_none)).doc("Same as a is not None."),
    Row::function("not_($module, a, /)", native(not)).doc("Same as not a."),
    Row::function("neg($module, a, /)", native(neg)).doc("Same as -a."),
    Row::function("pos($module, a, /)", native(pos)).doc("Same as +a."),
    Row::function("inv($module, a, /)", native(invert)).doc("Same as ~a."),
    Row::function("invert($module, a, /)", native(invert)).doc("Same as ~a."),
    Row::function("abs($module, a, /)", native(abs)).doc("Same as abs(a)."),
    Row::function("index($module, a, /)", native(index)).doc("Same as a.__index__()."),
    Row::function("concat($module, a, b, /)", native(concat)).doc("Same as a + b, for a and b sequences."),
    Row::function("iconcat($module, a, b, /)", native(iconcat)).doc("Same as a += b, for a and b sequences."),
    Row::function("getitem($module, a, b, /)", native(getitem)).doc("Same as a[b]."),
    Row::function("setitem($module, a, b, c, /)", native(setitem)).doc("Same as a[b] = c."),
    Row::function("delitem($module, a, b, /)", native(delitem)).doc("Same as del a[b]."),
    Row::function("eq($module, a, b, /)", native(compare::<{ CmpOp::Eq as usize }>)).doc("Same as a == b."),
    Row::function("ne($module, a, b, /)", native(compare::<{ CmpOp::Ne as usize }>)).doc("Same as a != b."),
    Row::function("lt($module, a, b, /)", native(compare::<{ CmpOp::Lt as usize }>)).doc("Same as a < b."),
    Row::function("le($module, a, b, /)", native(compare::<{ CmpOp::Le as usize }>)).doc("Same as a <= b."),
    Row::function("gt($module, a, b, /)", native(compare::<{ CmpOp::Gt as usize }>)).doc("Same as a > b."),
    Row::function("ge($module, a, b, /)", native(compare::<{ CmpOp::Ge as usize }>)).doc("Same as a >= b."),
    Row::function("length_hint($module, obj, default=0, /)", native(length_hint)).doc(
        "Return an estimate of the number of items in obj.\n\nThis is useful for presizing containers when building from an iterable.\n\n\
         If the object supports len(), the result will be exact.\nOtherwise, it may over- or under-estimate by an arbitrary amount.\nThe result will be an integer >= 0.",
    ),
    Row::function("call($module, obj, /, *args, **kwargs)", native(call_row)).doc("Same as obj(*args, **kwargs)."),
    Row::function("_compare_digest($module, a, b, /)", native(compare_digest)).doc(
        "Return 'a == b'.\n\nThis function uses an approach designed to prevent timing analysis,\nmaking it appropriate for cryptography.\n\n\
         a and b must both be of the same type: either str (ASCII only),\nor any bytes-like object.",
    ),
];

fn truth(a: Value) -> Result<bool> {
    ops::truth(a)
}
fn not(a: Value) -> Result<bool> {
    Ok(!ops::truth(a)?)
}
fn contains(a: Value, b: Value) -> Result<bool> {
    ops::contains(a, b)
}
fn is(a: Value, b: Value) -> bool {
    a == b
}
fn is_not(a: Value, b: Value) -> bool {
    a != b
}
fn is_none(a: Value) -> bool {
    a == none()
}
fn is_not_none(a: Value) -> bool {
    a != none()
}
fn neg(a: Value) -> Result<Value> {
    ops::unary(Id::__neg__, "-", a)
}
fn pos(a: Value) -> Result<Value> {
    ops::unary(Id::__pos__, "+", a)
}
fn invert(a: Value) -> Result<Value> {
    ops::unary(Id::__invert__, "~", a)
}
fn abs(a: Value) -> Result<Value> {
    match object::call::call_dunder(a, Id::__abs__, &[])? {
        Some(v) => Ok(v),
        None => raise_type!("bad operand type for abs(): '{}'", object::repr::type_name(a)),
    }
}
fn index(a: Value) -> Result<Value> {
    // The result is an exact int, also for bools.
    let i = ops::index(a)?;
    Ok(if i.is_small_int() {
        i
    } else {
        number::big(number::int_ref(i).map_or_else(object::BigInt::default, |r| r.to_big()))
    })
}
fn getitem(a: Value, b: Value) -> Result<Value> {
    ops::getitem(a, b)
}
fn setitem(a: Value, b: Value, c: Value) -> Result<()> {
    ops::setitem(a, b, c)
}
fn delitem(a: Value, b: Value) -> Result<()> {
    ops::delitem(a, b)
}

/// Has the class items by number, as far as one can tell?
fn is_sequence(v: Value) -> bool {
    class_of(v).dunder(Id::__getitem__).is_some() && !v.is::<Dict>()
}

fn concat(a: Value, b: Value) -> Result<Value> {
    if !is_sequence(a) {
        return raise_type!("'{}' object can't be concatenated", object::repr::type_name(a));
    }
    ops::binary(BinOp::Add, a, b)
}

fn iconcat(a: Value, b: Value) -> Result<Value> {
    if !is_sequence(a) {
        return raise_type!("'{}' object can't be concatenated", object::repr::type_name(a));
    }
    ops::binary_in_place(BinOp::Add, a, b)
}

fn iterable(v: Value) -> Result<Value> {
    match object::error::catch(object::iter::get_iter(v), &object::error::exc::TYPE_ERROR)? {
        Some(it) => Ok(it),
        None => raise_type!("argument of type '{}' is not iterable", object::repr::type_name(v)),
    }
}

fn index_of(a: Value, b: Value) -> Result<usize> {
    let it = iterable(a)?;
    let mut i = 0;
    while let Some(v) = object::iter::next(it)? {
        if ops::eq(v, b)? {
            return Ok(i);
        }
        i += 1;
    }
    object::value_error("sequence.index(x): x not in sequence")
}

fn count_of(a: Value, b: Value) -> Result<usize> {
    let it = iterable(a)?;
    let mut n = 0;
    while let Some(v) = object::iter::next(it)? {
        n += usize::from(ops::eq(v, b)?);
    }
    Ok(n)
}

fn length_hint(obj: Value, default: Option<Value>) -> Result<Value> {
    let default = match default {
        None => 0,
        Some(d) if !number::is_int(d) => {
            return raise_type!("'{}' object cannot be interpreted as an integer", object::repr::type_name(d));
        }
        Some(d) => ops::to_isize(d)?,
    };
    // A negative default comes back as it is.
    let n = object::iter::length_hint(obj, usize::MAX)?;
    Ok(if n == usize::MAX { number::int(default as i64) } else { number::uint(n as u64) })
}

/// Positional arguments and keyword values in one row, and the keyword names.
fn flatten(args: &[Value], kwargs: Gc<Dict>) -> (GcVec<Value>, GcVec<Value>) {
    let mut all: GcVec<Value> = GcVec::from(args);
    let mut names: GcVec<Value> = GcVec::new();
    for (k, v) in kwargs.to_vec().iter() {
        names.push(*k);
        all.push(*v);
    }
    (all, names)
}

fn call_row(obj: Value, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Value> {
    let (all, names) = flatten(args.as_slice(), kwargs);
    call_kw(obj, &all, &names)
}

fn compare_digest(a: Value, b: Value) -> Result<bool> {
    // All bytes are looked at, wherever the first difference is.
    let same = |x: &[u8], y: &[u8]| {
        let differences = x.iter().zip(y).fold(u8::from(x.len() != y.len()), |acc, (p, q)| acc | (p ^ q));
        std::hint::black_box(differences) == 0
    };
    if let (Some(x), Some(y)) = (a.cast::<Str>(), b.cast::<Str>()) {
        if !x.is_ascii() || !y.is_ascii() {
            return object::type_error("comparing strings with non-ASCII characters is not supported");
        }
        return Ok(same(x.as_bytes(), y.as_bytes()));
    }
    match (crate::bytes_like(a)?, crate::bytes_like(b)?) {
        (Some(x), Some(y)) => Ok(same(&x, &y)),
        _ => raise_type!(
            "unsupported operand types(s) or combination of types: '{}' and '{}'",
            object::repr::type_name(a),
            object::repr::type_name(b)
        ),
    }
}

/// `itemgetter`.
#[repr(C)]
pub struct ItemGetter {
    pub head: Head,
    items: Gc<Tuple>,
}
object_type!(ItemGetter);

/// `attrgetter`: each path as a tuple of interned names.
#[repr(C)]
pub struct AttrGetter {
    pub head: Head,
    names: Gc<Tuple>,
    paths: GcVec<Gc<Tuple>>,
}
object_type!(AttrGetter);

/// `methodcaller`.
#[repr(C)]
pub struct MethodCaller {
    pub head: Head,
    name: Gc<Str>,
    args: Gc<Tuple>,
    kwargs: Gc<Dict>,
}
object_type!(MethodCaller);

static ITEM: &[Row] = &[
    Row::new("__new__($type, item, /, *items)", native(item_new)),
    Row::method("__call__($self, obj, /)", native(item_call)).doc("Call self as a function."),
    Row::method("__reduce__($self, /)", native(item_reduce)).doc("Return state information for pickling"),
    Row::method("__repr__($self, /)", native(item_repr)).doc("Return repr(self)."),
];
static ATTR: &[Row] = &[
    Row::new("__new__($type, attr, /, *attrs)", native(attr_new)),
    Row::method("__call__($self, obj, /)", native(attr_call)).doc("Call self as a function."),
    Row::method("__reduce__($self, /)", native(attr_reduce)).doc("Return state information for pickling"),
    Row::method("__repr__($self, /)", native(attr_repr)).doc("Return repr(self)."),
];
static METHOD: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(method_new)),
    Row::method("__call__($self, obj, /)", native(method_call)).doc("Call self as a function."),
    Row::method("__reduce__($self, /)", native(method_reduce)).doc("Return state information for pickling"),
    Row::method("__repr__($self, /)", native(method_repr)).doc("Return repr(self)."),
];

const HEAD: Head = crate::itertools::HEAD;

/// The single positional argument of a getter's call.
fn only(name: &str, args: &[Value], kwnames: &[Value]) -> Result<Value> {
    if !kwnames.is_empty() {
        return raise_type!("{name}() takes no keyword arguments");
    }
    match *args {
        [v] => Ok(v),
        _ => raise_type!("{name} expected 1 argument, got {}", args.len()),
    }
}

/// `name(a, b)`, after CPython's `%T`.
fn show(v: Value, items: &[Value], kwargs: Option<Gc<Dict>>) -> Result<Gc<Str>> {
    let Some(_guard) = object::state::enter_repr(v) else {
        return Ok(Str::new(&format!("{}(...)", object::repr::class_full_name(class_of(v)))));
    };
    let mut out = TextBuilder::new(&object::repr::class_full_name(class_of(v)));
    out.text("(");
    for (i, x) in items.iter().enumerate() {
        if i > 0 {
            out.text(", ");
        }
        out.repr(*x)?;
    }
    if let Some(d) = kwargs {
        for (k, x) in d.to_vec().iter() {
            out.text(", ");
            out.str(object::repr::str_of(*k)?);
            out.text("=");
            out.repr(*x)?;
        }
    }
    out.text(")");
    Ok(out.finish())
}

fn item_new(class: Gc<Class>, item: Value, items: Gc<Tuple>) -> Gc<ItemGetter> {
    let all = with_receiver(item, items.as_slice(), Tuple::from_slice);
    ItemGetter { head: HEAD, items: all }.alloc_in(class)
}

fn item_call(g: Gc<ItemGetter>, obj: Value) -> Result<Value> {
    match *g.items.as_slice() {
        [i] => ops::getitem(obj, i),
        ref all => {
            let mut out: GcVec<Value> = GcVec::with_capacity(all.len());
            for i in all {
                out.push(ops::getitem(obj, *i)?);
            }
            Ok(object::seq::tuple(&out))
        }
    }
}

fn call_item(g: Value, args: &[Value], kwnames: &[Value]) -> Result<Value> {
    let obj = only("itemgetter", args, kwnames)?;
    // SAFETY: a class's call function gets its exact instances.
    item_call(unsafe { g.cast_unchecked() }, obj)
}

fn item_reduce(g: Gc<ItemGetter>) -> Value {
    reduced(class_of(g.value()).value(), g.items.as_slice(), None)
}

fn item_repr(g: Gc<ItemGetter>) -> Result<Gc<Str>> {
    show(g.value(), g.items.as_slice(), None)
}

fn attr_new(class: Gc<Class>, attr: Value, attrs: Gc<Tuple>) -> Result<Gc<AttrGetter>> {
    let names = with_receiver(attr, attrs.as_slice(), Tuple::from_slice);
    let mut paths: GcVec<Gc<Tuple>> = GcVec::new();
    for n in names.as_slice() {
        let Some(s) = n.cast::<Str>() else { return object::type_error("attribute name must be a string") };
        let mut path: GcVec<Value> = GcVec::new();
        match s.to_str() {
            Some(t) => path.extend(t.split('.').map(|p| intern(p).value())),
            None => path.push(s.value()),
        }
        paths.push(Tuple::from_slice(&path));
    }
    Ok(AttrGetter { head: HEAD, names, paths }.alloc_in(class))
}

fn follow(obj: Value, path: Gc<Tuple>) -> Result<Value> {
    let mut v = obj;
    for n in path.as_slice() {
        // SAFETY: paths hold strings only.
        v = object::attr::getattr(v, unsafe { n.cast_unchecked() })?;
    }
    Ok(v)
}

fn attr_call(g: Gc<AttrGetter>, obj: Value) -> Result<Value> {
    if let [path] = g.paths[..] {
        return follow(obj, path);
    }
    let mut out: GcVec<Value> = GcVec::with_capacity(g.paths.len());
    for i in 0..g.paths.len() {
        out.push(follow(obj, g.paths[i])?);
    }
    Ok(object::seq::tuple(&out))
}

fn call_attr(g: Value, args: &[Value], kwnames: &[Value]) -> Result<Value> {
    let obj = only("attrgetter", args, kwnames)?;
    // SAFETY: a class's call function gets its exact instances.
    attr_call(unsafe { g.cast_unchecked() }, obj)
}

fn attr_reduce(g: Gc<AttrGetter>) -> Value {
    reduced(class_of(g.value()).value(), g.names.as_slice(), None)
}

fn attr_repr(g: Gc<AttrGetter>) -> Result<Gc<Str>> {
    show(g.value(), g.names.as_slice(), None)
}

fn method_new(class: Gc<Class>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Gc<MethodCaller>> {
    let Some((name, rest)) = args.as_slice().split_first() else {
        return object::type_error("methodcaller needs at least one argument, the method name");
    };
    let Some(name) = name.cast::<Str>() else { return object::type_error("method name must be a string") };
    let name = object::strs::intern_str(name);
    Ok(MethodCaller { head: HEAD, name, args: Tuple::from_slice(rest), kwargs }.alloc_in(class))
}

fn method_call(m: Gc<MethodCaller>, obj: Value) -> Result<Value> {
    let f = object::attr::getattr(obj, m.name)?;
    if m.kwargs.is_empty() {
        return object::call::call(f, m.args.as_slice());
    }
    let (all, names) = flatten(m.args.as_slice(), m.kwargs);
    call_kw(f, &all, &names)
}

fn call_method_caller(m: Value, args: &[Value], kwnames: &[Value]) -> Result<Value> {
    let obj = only("methodcaller", args, kwnames)?;
    // SAFETY: a class's call function gets its exact instances.
    method_call(unsafe { m.cast_unchecked() }, obj)
}

fn method_reduce(m: Gc<MethodCaller>) -> Result<Value> {
    let class = class_of(m.value()).value();
    if m.kwargs.is_empty() {
        return Ok(with_receiver(m.name.value(), m.args.as_slice(), |all| reduced(class, all, None)));
    }
    // Keywords cannot be pickled as arguments, so a partial of the class carries them.
    let functools = crate::functools::partial_class();
    let mut args: GcVec<Value> = GcVec::new();
    args.push(class);
    args.push(m.name.value());
    let mut names: GcVec<Value> = GcVec::new();
    for (k, v) in m.kwargs.to_vec().iter() {
        names.push(*k);
        args.push(*v);
    }
    let partial = call_kw(functools?, &args, &names)?;
    Ok(object::seq::tuple(&[partial, m.args.value()]))
}

fn method_repr(m: Gc<MethodCaller>) -> Result<Gc<Str>> {
    with_receiver(m.name.value(), m.args.as_slice(), |all| show(m.value(), all, Some(m.kwargs)))
}
