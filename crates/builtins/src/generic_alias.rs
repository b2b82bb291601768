//! `types.GenericAlias` (`list[int]`), and the substitution of type parameters that unions share.

use heap::{GcVec, Head, Value};
use object::args::{Row, native};
use object::class::ClassFlags;
use object::error::{Result, exc, pending_is};
use object::gc::{Object, ValueExt};
use object::misc::is_none;
use object::ops::{self, CmpOp};
use object::{
    Class, ClassBuilder, Dict, Gc, Id, List, Str, Tuple, attr, class_of, intern, none, not_implemented, raise_type,
};

use crate::object_type::attribute_name;
use crate::type_type::type_expression_repr;
use crate::util::{builtin, head};

/// The alias.
#[repr(C)]
pub struct GenericAlias {
    head: Head,
    origin: Value,
    args: Gc<Tuple>,
    /// The type parameters in `args`; computed on first need.
    parameters: Option<Gc<Tuple>>,
    /// Is it `*tuple[…]`?
    starred: bool,
}
object::object_type!(GenericAlias);

/// The iterator that gives `*alias` once.
#[repr(C)]
pub struct AliasIter {
    head: Head,
    alias: Option<Gc<GenericAlias>>,
}
object::object_type!(AliasIter);

static ROWS: &[Row] = &[
    Row::new("__new__($type, origin, args, /)", native(alias_new)),
    Row::method("__repr__($self, /)", native(repr)).doc("Return repr(self)."),
    Row::method("__hash__($self, /)", native(hash)).doc("Return hash(self)."),
    Row::method("__call__($self, /, *args, **kwargs)", native(call)).doc("Call self as a function."),
    Row::method("__getattribute__($self, name, /)", native(getattribute)).doc("Return getattr(self, name)."),
    Row::method("__eq__($self, value, /)", native(eq)).doc("Return self==value."),
    Row::method("__ne__($self, value, /)", native(ne)).doc("Return self!=value."),
    Row::method("__iter__($self, /)", native(iter)).doc("Implement iter(self)."),
    Row::method("__or__($self, value, /)", native(or)).doc("Return self|value."),
    Row::method("__ror__($self, value, /)", native(ror)).doc("Return value|self."),
    Row::method("__getitem__($self, key, /)", native(getitem)).doc("Return self[key]."),
    Row::method("__mro_entries__($self, bases, /)", native(mro_entries)),
    Row::method("__instancecheck__($self, instance, /)", native(instancecheck)),
    Row::method("__subclasscheck__($self, cls, /)", native(subclasscheck)),
    Row::method("__reduce__($self, /)", native(reduce)),
    Row::method("__dir__($self, /)", native(dir)),
    Row::member("__origin__", native(origin)),
    Row::member("__args__", native(args)),
    Row::member("__unpacked__", native(unpacked)),
    Row::getter("__parameters__", native(parameters)).doc("Type variables in the GenericAlias."),
    Row::getter("__typing_unpacked_tuple_args__", native(unpacked_tuple_args)),
];

static ITER: &[Row] = &[
    Row::method("__iter__($self, /)", native(iter_self)),
    Row::method("__next__($self, /)", native(iter_next)),
    Row::method("__reduce__($self, /)", native(iter_reduce)),
];

pub fn init() {
    let _ = ClassBuilder::new::<GenericAlias>("types.GenericAlias")
        .flags(ClassFlags::BASETYPE | ClassFlags::WEAKREF)
        .doc("Represent a PEP 585 generic type\n\nE.g. for t = list[int], t.__origin__ is list and t.__args__ is (int,).")
        .rows(&[ROWS])
        .build();
    let _ = ClassBuilder::new::<AliasIter>("generic_alias_iterator")
        .flags(ClassFlags::NO_INSTANTIATE)
        .rows(&[ITER])
        .build();
}

/// `origin[key]`.
#[must_use]
pub fn make(origin: Value, key: Value) -> Value {
    let args = key.cast::<Tuple>().unwrap_or_else(|| Tuple::from_slice(&[key]));
    alias_of(origin, args, false).value()
}

/// The `__class_getitem__` of built-in generic classes.
pub fn class_getitem(cls: Value, key: Value) -> Value {
    make(cls, key)
}

fn alias_of(origin: Value, args: Gc<Tuple>, starred: bool) -> Gc<GenericAlias> {
    GenericAlias { head: head(), origin, args, parameters: None, starred }.alloc()
}

fn alias_new(cls: Gc<Class>, origin: Value, args: Value) -> Gc<GenericAlias> {
    let args = args.cast::<Tuple>().unwrap_or_else(|| Tuple::from_slice(&[args]));
    GenericAlias { head: head(), origin, args, parameters: None, starred: false }.alloc_in(cls)
}

fn item_repr(v: Value) -> Result<String> {
    if let Some(l) = v.cast_exact::<List>() {
        let mut parts = Vec::new();
        let mut i = 0;
        while let Some(x) = l.items.get(i).copied() {
            parts.push(type_expression_repr(x)?);
            i += 1;
        }
        return Ok(format!("[{}]", parts.join(", ")));
    }
    type_expression_repr(v)
}

fn repr(this: Gc<GenericAlias>) -> Result<String> {
    let star = if this.starred { "*" } else { "" };
    let mut parts = Vec::new();
    for a in this.args.as_slice() {
        parts.push(item_repr(*a)?);
    }
    let shown = if parts.is_empty() { "()".to_owned() } else { parts.join(", ") };
    Ok(format!("{star}{}[{shown}]", type_expression_repr(this.origin)?))
}

fn hash(this: Gc<GenericAlias>) -> Result<i64> {
    Ok(ops::hash(this.origin)? ^ ops::hash(this.args.value())?)
}

fn call(this: Gc<GenericAlias>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Value> {
    let obj = object::call::call_ex(this.origin, args.as_slice(), Some(kwargs))?;
    // Objects without a place for the attribute do not mind.
    match attr::setattr(obj, Id::__orig_class__.str(), Some(this.value())) {
        Err(_) if pending_is(&exc::ATTRIBUTE_ERROR) || pending_is(&exc::TYPE_ERROR) => {
            let _ = object::error::take_pending();
            Ok(obj)
        }
        r => r.map(|()| obj),
    }
}

/// Attributes that the alias answers itself; all others are the origin's.
const OWN: &[&str] = &[
    "__class__",
    "__origin__",
    "__args__",
    "__unpacked__",
    "__parameters__",
    "__typing_unpacked_tuple_args__",
    "__mro_entries__",
    "__reduce_ex__",
    "__reduce__",
];
const BLOCKED: &[&str] = &["__bases__", "__copy__", "__deepcopy__"];

fn getattribute(this: Gc<GenericAlias>, name: Value) -> Result<Value> {
    let name = attribute_name(name)?;
    let is = |list: &[&str]| list.iter().any(|n| n.as_bytes() == name.as_bytes());
    if !is(OWN) && !is(BLOCKED) {
        return attr::getattr(this.origin, name);
    }
    match attr::generic_getattr(this.value(), name)? {
        Some(v) => Ok(v),
        None => attr::no_attribute(this.value(), name),
    }
}

fn same(a: Gc<GenericAlias>, b: Value) -> Result<Option<bool>> {
    let Some(b) = b.cast::<GenericAlias>() else { return Ok(None) };
    if a.starred != b.starred || !ops::compare_bool(CmpOp::Eq, a.origin, b.origin)? {
        return Ok(Some(false));
    }
    ops::compare_bool(CmpOp::Eq, a.args.value(), b.args.value()).map(Some)
}

fn eq(this: Gc<GenericAlias>, other: Value) -> Result<Value> {
    Ok(same(this, other)?.map_or_else(not_implemented, object::bool_value))
}

fn ne(this: Gc<GenericAlias>, other: Value) -> Result<Value> {
    Ok(same(this, other)?.map_or_else(not_implemented, |s| object::bool_value(!s)))
}

fn iter(this: Gc<GenericAlias>) -> Gc<AliasIter> {
    AliasIter { head: head(), alias: Some(this) }.alloc()
}

fn iter_self(this: Value) -> Value {
    this
}

fn iter_next(mut this: Gc<AliasIter>) -> Result<Value> {
    let starred = this.alias.take().map(|a| alias_of(a.origin, a.args, true).value());
    object::iter::next_result(starred)
}

fn iter_reduce(this: Gc<AliasIter>) -> Result<Value> {
    let of = this.alias.map_or_else(|| Tuple::empty().value(), |a| a.value());
    Ok(object::seq::tuple(&[builtin("iter")?, object::seq::tuple(&[of])]))
}

fn or(this: Value, other: Value) -> Result<Value> {
    crate::union_type::union_or(this, other)
}

fn ror(this: Value, other: Value) -> Result<Value> {
    crate::union_type::union_or(other, this)
}

fn getitem(mut this: Gc<GenericAlias>, key: Value) -> Result<Value> {
    let params = parameters(this)?;
    this.parameters = Some(params);
    let args = substitute(this.value(), this.args.as_slice(), params, key)?;
    Ok(alias_of(this.origin, args, this.starred).value())
}

fn mro_entries(this: Gc<GenericAlias>, _bases: Value) -> Value {
    object::seq::tuple(&[this.origin])
}

fn instancecheck(_this: Value, _instance: Value) -> Result<Value> {
    object::type_error("isinstance() argument 2 cannot be a parameterized generic")
}

fn subclasscheck(_this: Value, _cls: Value) -> Result<Value> {
    object::type_error("issubclass() argument 2 cannot be a parameterized generic")
}

fn reduce(this: Gc<GenericAlias>) -> Result<Value> {
    if this.starred {
        let it = iter(alias_of(this.origin, this.args, false));
        return Ok(object::seq::tuple(&[builtin("next")?, object::seq::tuple(&[it.value()])]));
    }
    Ok(object::seq::tuple(&[class_of(this.value()).value(), object::seq::tuple(&[this.origin, this.args.value()])]))
}

fn dir(this: Gc<GenericAlias>) -> Result<Value> {
    let names = object::call::call(builtin("dir")?, &[this.origin])?;
    let mut out = object::iter::collect(names)?;
    for n in OWN {
        let n = intern(n).value();
        if !out.iter().any(|x| x.cast::<Str>().zip(n.cast::<Str>()).is_some_and(|(a, b)| a.same_text(b))) {
            out.push(n);
        }
    }
    Ok(List::new(out).value())
}

fn origin(this: Gc<GenericAlias>) -> Value {
    this.origin
}

fn args(this: Gc<GenericAlias>) -> Gc<Tuple> {
    this.args
}

fn unpacked(this: Gc<GenericAlias>) -> bool {
    this.starred
}

fn parameters(mut this: Gc<GenericAlias>) -> Result<Gc<Tuple>> {
    if let Some(p) = this.parameters {
        return Ok(p);
    }
    let p = make_parameters(this.args.as_slice())?;
    this.parameters = Some(p);
    Ok(p)
}

fn unpacked_tuple_args(this: Gc<GenericAlias>) -> Value {
    if this.starred && this.origin == Tuple::class().value() { this.args.value() } else { none() }
}

/// The items of a tuple or list, copied.
fn sequence_items(v: Value) -> Option<GcVec<Value>> {
    v.cast::<Tuple>().map(|t| GcVec::from(t.as_slice())).or_else(|| v.cast::<List>().map(|l| l.items.clone()))
}

/// The distinct type parameters of type arguments (`_Py_make_parameters`).
///
/// # Errors
/// What looking attributes up raises.
pub fn make_parameters(args: &[Value]) -> Result<Gc<Tuple>> {
    let mut out: GcVec<Value> = GcVec::new();
    collect_parameters(args, &mut out)?;
    Ok(Tuple::from_slice(&out))
}

fn add_unique(out: &mut GcVec<Value>, v: Value) {
    if !out.as_slice().contains(&v) {
        out.push(v);
    }
}

fn collect_parameters(args: &[Value], out: &mut GcVec<Value>) -> Result<()> {
    object::state::check_native_stack_in(" in __parameter__ calculation")?;
    for a in args {
        if a.is::<Class>() {
            continue;
        }
        if attr::find_attr(*a, Id::__typing_subst__.str())?.is_some() {
            add_unique(out, *a);
        } else if let Some(items) = sequence_items(*a) {
            collect_parameters(&items, out)?;
        } else if let Some(sub) = attr::find_attr(*a, Id::__parameters__.str())?.and_then(|p| p.cast::<Tuple>()) {
            for p in sub.as_slice() {
                add_unique(out, *p);
            }
        }
    }
    Ok(())
}

/// Flattens `*tuple[int, str]` among the given arguments.
fn unpack_arguments(item: Value) -> Result<Gc<Tuple>> {
    let given = item.cast::<Tuple>().unwrap_or_else(|| Tuple::from_slice(&[item]));
    let mut out: GcVec<Value> = GcVec::new();
    for a in given.as_slice() {
        let inner = if a.is::<Class>() { None } else { attr::find_attr(*a, intern("__typing_unpacked_tuple_args__"))? };
        match inner.filter(|i| !is_none(*i)).and_then(|i| i.cast::<Tuple>()) {
            Some(t) if t.as_slice().last() != Some(&object::ellipsis()) => out.extend_from_slice(t.as_slice()),
            _ => out.push(*a),
        }
    }
    Ok(Tuple::from_slice(&out))
}

/// The arguments of a generic after its parameters were replaced (`_Py_subs_parameters`).
///
/// # Errors
/// `TypeError` for a wrong number of arguments; what the parameters' own substitution raises.
pub fn substitute(this: Value, args: &[Value], params: Gc<Tuple>, item: Value) -> Result<Gc<Tuple>> {
    if params.as_slice().is_empty() {
        return raise_type!("{} is not a generic class", object::repr::repr(this)?);
    }
    let mut item = unpack_arguments(item)?;
    for p in params.as_slice() {
        if let Some(prepare) = attr::find_attr(*p, intern("__typing_prepare_subst__"))?.filter(|f| !is_none(*f)) {
            let r = object::call::call(prepare, &[this, item.value()])?;
            item = r.cast::<Tuple>().unwrap_or_else(|| Tuple::from_slice(&[r]));
        }
    }
    let (given, wanted) = (item.as_slice().len(), params.as_slice().len());
    if given != wanted {
        let how = if given > wanted { "many" } else { "few" };
        return raise_type!(
            "Too {} arguments for {}; actual {}, expected {}",
            how,
            object::repr::repr(this)?,
            given,
            wanted
        );
    }
    substitute_in(args, params.as_slice(), item.as_slice())
}

fn substitute_in(args: &[Value], params: &[Value], items: &[Value]) -> Result<Gc<Tuple>> {
    object::state::check_native_stack()?;
    let mut out: GcVec<Value> = GcVec::new();
    for a in args {
        if a.is::<Class>() {
            out.push(*a);
            continue;
        }
        if let Some(sub) = sequence_items(*a) {
            let new = substitute_in(&sub, params, items)?;
            out.push(if a.is::<Tuple>() { new.value() } else { List::from_slice(new.as_slice()).value() });
            continue;
        }
        let unpack = match attr::find_attr(*a, intern("__typing_is_unpacked_typevartuple__"))? {
            Some(v) => ops::truth(v)?,
            None => false,
        };
        let new = match attr::find_attr(*a, Id::__typing_subst__.str())? {
            Some(subst) => {
                let at = params.iter().position(|p| p == a);
                let Some(at) = at else {
                    let shown = object::repr::repr(*a)?;
                    return raise_type!("argument {shown} with __typing_subst__ was not found in __parameters__");
                };
                object::call::call(subst, &[items[at]])?
            }
            None => substitute_nested(*a, params, items)?,
        };
        match (unpack, new.cast::<Tuple>()) {
            (true, Some(t)) => out.extend_from_slice(t.as_slice()),
            (true, None) => {
                return raise_type!(
                    "expected __typing_subst__ of {} objects to return a tuple, not {}",
                    object::repr::type_name(*a),
                    object::repr::type_name(new)
                );
            }
            (false, _) => out.push(new),
        }
    }
    Ok(Tuple::from_slice(&out))
}

/// Substitutes within an argument that is itself generic (`subs_tvars`).
fn substitute_nested(v: Value, params: &[Value], items: &[Value]) -> Result<Value> {
    let Some(sub) = attr::find_attr(v, Id::__parameters__.str())?.and_then(|p| p.cast::<Tuple>()) else { return Ok(v) };
    if sub.as_slice().is_empty() {
        return Ok(v);
    }
    let mut new: GcVec<Value> = GcVec::new();
    for p in sub.as_slice() {
        match params.iter().position(|q| q == p) {
            Some(i) => match items[i].cast::<Tuple>() {
                Some(t) if class_of(*p).dunder(Id::__iter__).is_some() => new.extend_from_slice(t.as_slice()),
                _ => new.push(items[i]),
            },
            None => new.push(*p),
        }
    }
    ops::getitem(v, Tuple::from_slice(&new).value())
}

/// Is the value an alias?
#[must_use]
pub fn is_alias(v: Value) -> bool {
    v.is::<GenericAlias>()
}
