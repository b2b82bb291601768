//! `typing.TypeVar`, `ParamSpec` and `TypeVarTuple`.
//!
//! Bounds, constraints and defaults of type parameters that compiled code made are functions; they are called on first
//! use with the format VALUE (PEP 649), and the result is kept.

use heap::Value;
use object::args::{Row, native};
use object::class::ClassFlags;
use object::error::Result;
use object::gc::{Object, ValueExt};
use object::misc::is_none;
use object::typing::{ParamSpec, TypeVar, TypeVarTuple, call_typing, import_typing};
use object::{Class, ClassBuilder, Gc, Id, Str, Tuple, attr, class_of, intern, none, ops, raise_type};

use crate::typing_helpers::{PARAM_SPEC_ARGS, PARAM_SPEC_KWARGS, ParamSpecArgs, const_evaluator, no_default};
use crate::union_type::union_of;
use crate::util::{caller_module, head};
use object::misc::not_none;

const FLAGS: u32 = ClassFlags::HAS_DICT | ClassFlags::WEAKREF;

static TYPEVAR: &[Row] = &[
    Row::new(
        "__new__($type, name, *constraints, bound=None, default=typing.NoDefault, covariant=False, contravariant=False, infer_variance=False)",
        native(typevar_new),
    ),
    Row::method("__repr__($self, /)", native(typevar_repr)).doc("Return repr(self)."),
    Row::method("__or__($self, value, /)", native(or)).doc("Return self|value."),
    Row::method("__ror__($self, value, /)", native(ror)).doc("Return value|self."),
    Row::method("__typing_subst__($self, arg, /)", native(typevar_subst)),
    Row::method("__typing_prepare_subst__($self, alias, args, /)", native(typevar_prepare_subst)),
    Row::method("__reduce__($self, /)", native(typevar_name)),
    Row::method("has_default($self, /)", native(typevar_has_default)),
    Row::method("__mro_entries__($self, bases, /)", native(mro_entries)),
    Row::member("__name__", native(typevar_name)),
    Row::member("__covariant__", native(typevar_covariant)),
    Row::member("__contravariant__", native(typevar_contravariant)),
    Row::member("__infer_variance__", native(typevar_infer_variance)),
    Row::getter("__bound__", native(typevar_bound)),
    Row::getter("__constraints__", native(typevar_constraints)),
    Row::getter("__default__", native(typevar_default)),
    Row::getter("evaluate_bound", native(typevar_evaluate_bound)),
    Row::getter("evaluate_constraints", native(typevar_evaluate_constraints)),
    Row::getter("evaluate_default", native(typevar_evaluate_default)),
    Row::getter("__dict__", native(dict)),
];

static PARAMSPEC: &[Row] = &[
    Row::new(
        "__new__($type, name, *, bound=None, default=typing.NoDefault, covariant=False, contravariant=False, infer_variance=False)",
        native(paramspec_new),
    ),
    Row::method("__repr__($self, /)", native(paramspec_repr)).doc("Return repr(self)."),
    Row::method("__or__($self, value, /)", native(or)).doc("Return self|value."),
    Row::method("__ror__($self, value, /)", native(ror)).doc("Return value|self."),
    Row::method("__typing_subst__($self, arg, /)", native(paramspec_subst)),
    Row::method("__typing_prepare_subst__($self, alias, args, /)", native(paramspec_prepare_subst)),
    Row::method("has_default($self, /)", native(paramspec_has_default)),
    Row::method("__reduce__($self, /)", native(paramspec_name)),
    Row::method("__mro_entries__($self, bases, /)", native(mro_entries)),
    Row::member("__name__", native(paramspec_name)),
    Row::member("__bound__", native(paramspec_bound)),
    Row::member("__covariant__", native(paramspec_covariant)),
    Row::member("__contravariant__", native(paramspec_contravariant)),
    Row::member("__infer_variance__", native(paramspec_infer_variance)),
    Row::getter("args", native(paramspec_args)).doc("Represents positional arguments."),
    Row::getter("kwargs", native(paramspec_kwargs)).doc("Represents keyword arguments."),
    Row::getter("__default__", native(paramspec_default)).doc("The default value for this ParamSpec."),
    Row::getter("evaluate_default", native(paramspec_evaluate_default)),
    Row::getter("__dict__", native(dict)),
];

static TYPEVARTUPLE: &[Row] = &[
    Row::new("__new__($type, name, *, default=typing.NoDefault)", native(tuple_new)),
    Row::method("__repr__($self, /)", native(tuple_repr)).doc("Return repr(self)."),
    Row::method("__iter__($self, /)", native(tuple_iter)).doc("Implement iter(self)."),
    Row::method("__typing_subst__($self, arg, /)", native(tuple_subst)),
    Row::method("__typing_prepare_subst__($self, alias, args, /)", native(tuple_prepare_subst)),
    Row::method("__reduce__($self, /)", native(tuple_name)),
    Row::method("has_default($self, /)", native(tuple_has_default)),
    Row::method("__mro_entries__($self, bases, /)", native(mro_entries)),
    Row::member("__name__", native(tuple_name)),
    Row::getter("__default__", native(tuple_default)).doc("The default value for this TypeVarTuple."),
    Row::getter("evaluate_default", native(tuple_evaluate_default)),
    Row::getter("__dict__", native(dict)),
];

pub fn init() {
    let _ = ClassBuilder::new::<TypeVar>("typing.TypeVar").flags(FLAGS).doc("Type variable.").rows(&[TYPEVAR]).build();
    let _ = ClassBuilder::new::<ParamSpec>("typing.ParamSpec")
        .flags(FLAGS)
        .doc("Parameter specification variable.")
        .rows(&[PARAMSPEC])
        .build();
    let _ = ClassBuilder::new::<TypeVarTuple>("typing.TypeVarTuple")
        .flags(FLAGS)
        .doc("Type variable tuple. A specialized form of type variable that enables\nvariadic generics.")
        .rows(&[TYPEVARTUPLE])
        .build();
}

fn dict(this: Value) -> Result<Value> {
    match attr::instance_dict(this) {
        Some(d) => Ok(d.value()),
        None => attr::no_attribute(this, Id::__dict__.str()),
    }
}

/// Checks a type given as a bound, as `typing` does it.
fn type_check(v: Value, message: &str) -> Result<Value> {
    call_typing("_type_check", &[v, Str::new(message).value()])
}

fn set_module(this: Value) -> Result<()> {
    let module = caller_module().unwrap_or_else(none);
    attr::generic_setattr(this, Id::__module__.str(), Some(module))
}

fn flag(v: Option<Value>) -> Result<bool> {
    v.map_or(Ok(false), ops::truth)
}

fn check_variance(covariant: bool, contravariant: bool, infer: bool) -> Result<()> {
    if covariant && contravariant {
        return object::value_error("Bivariant types are not supported.");
    }
    if infer && (covariant || contravariant) {
        return object::value_error("Variance cannot be specified with infer_variance.");
    }
    Ok(())
}

/// `+T`, `-T` or `~T`; just the name when the variance is inferred.
fn shown(name: Value, covariant: bool, contravariant: bool, infer: bool) -> Result<String> {
    let name = object::repr::str_of(name)?;
    Ok(match (infer, covariant, contravariant) {
        (true, ..) => name.to_string_lossy(),
        (_, true, _) => format!("+{name}"),
        (_, _, true) => format!("-{name}"),
        _ => format!("~{name}"),
    })
}

/// A value that is computed by calling a function with the format VALUE on first use.
fn evaluate(kept: Option<Value>, function: Option<Value>) -> Result<Option<Value>> {
    match (kept, function) {
        (Some(v), _) => Ok(Some(v)),
        (None, Some(f)) => object::call::call(f, &[object::number::int(1)]).map(Some),
        (None, None) => Ok(None),
    }
}

/// The function that computes a value; a given value becomes one that returns it.
fn evaluator(kept: Option<Value>, function: Option<Value>) -> Option<Value> {
    function.or_else(|| kept.map(const_evaluator))
}

fn given_default(v: Option<Value>) -> Option<Value> {
    v.filter(|d| *d != no_default())
}

fn or(this: Value, other: Value) -> Result<Value> {
    union_of(&[this, other])
}

fn ror(this: Value, other: Value) -> Result<Value> {
    union_of(&[other, this])
}

fn mro_entries(this: Value, _bases: Value) -> Result<Value> {
    raise_type!("Cannot subclass an instance of {}", object::repr::short_type_name(this))
}

#[allow(clippy::too_many_arguments)]
fn typevar_new(
    cls: Gc<Class>,
    name: Gc<Str>,
    constraints: Gc<Tuple>,
    bound: Option<Value>,
    default: Option<Value>,
    covariant: Option<Value>,
    contravariant: Option<Value>,
    infer_variance: Option<Value>,
) -> Result<Value> {
    let (covariant, contravariant, infer_variance) = (flag(covariant)?, flag(contravariant)?, flag(infer_variance)?);
    check_variance(covariant, contravariant, infer_variance)?;
    let bound = match not_none(bound) {
        Some(b) => Some(type_check(b, "Bound must be a type.")?),
        None => None,
    };
    let constraints = match constraints.as_slice() {
        [] => None,
        [_] => return object::type_error("A single constraint is not allowed"),
        _ if bound.is_some() => return object::type_error("Constraints cannot be combined with bound=..."),
        _ => Some(constraints.value()),
    };
    let v = TypeVar {
        head: head(),
        name: name.value(),
        bound,
        evaluate_bound: None,
        constraints,
        evaluate_constraints: None,
        default: given_default(default),
        evaluate_default: None,
        covariant,
        contravariant,
        infer_variance,
    }
    .alloc_in(cls)
    .value();
    set_module(v)?;
    Ok(v)
}

fn typevar_repr(this: Gc<TypeVar>) -> Result<String> {
    shown(this.name, this.covariant, this.contravariant, this.infer_variance)
}

fn typevar_subst(this: Value, arg: Value) -> Result<Value> {
    call_typing("_typevar_subst", &[this, arg])
}

/// Appends the default when the arguments end just before this parameter.
fn typevar_prepare_subst(this: Gc<TypeVar>, alias: Value, args: Value) -> Result<Value> {
    let params = attr::getattr(alias, Id::__parameters__.str())?;
    let params = object::iter::collect(params)?;
    let given = object::iter::collect(args)?;
    let Some(at) = params.iter().position(|p| *p == this.value()) else {
        return object::value_error("tuple.index(x): x not in tuple");
    };
    if at != given.len() {
        return Ok(args);
    }
    let default = typevar_default(this)?;
    if default == no_default() {
        let expected = params.iter().filter(|p| has_default(**p) != Some(true)).count();
        let (shown, actual) = (object::repr::str_of(alias)?, given.len());
        return raise_type!("Too few arguments for {shown}; actual {actual}, expected at least {expected}");
    }
    let mut all = given;
    all.push(default);
    Ok(Tuple::from_slice(&all).value())
}

fn typevar_name(this: Gc<TypeVar>) -> Value {
    this.name
}

fn typevar_has_default(this: Gc<TypeVar>) -> bool {
    this.default.is_some() || this.evaluate_default.is_some()
}

fn typevar_covariant(this: Gc<TypeVar>) -> bool {
    this.covariant
}

fn typevar_contravariant(this: Gc<TypeVar>) -> bool {
    this.contravariant
}

fn typevar_infer_variance(this: Gc<TypeVar>) -> bool {
    this.infer_variance
}

fn typevar_bound(mut this: Gc<TypeVar>) -> Result<Value> {
    this.bound = evaluate(this.bound, this.evaluate_bound)?;
    Ok(this.bound.unwrap_or_else(none))
}

fn typevar_constraints(mut this: Gc<TypeVar>) -> Result<Value> {
    this.constraints = evaluate(this.constraints, this.evaluate_constraints)?;
    Ok(this.constraints.unwrap_or_else(|| Tuple::empty().value()))
}

fn typevar_default(mut this: Gc<TypeVar>) -> Result<Value> {
    this.default = evaluate(this.default, this.evaluate_default)?;
    Ok(this.default.unwrap_or_else(no_default))
}

fn typevar_evaluate_bound(this: Gc<TypeVar>) -> Option<Value> {
    evaluator(this.bound, this.evaluate_bound)
}

fn typevar_evaluate_constraints(this: Gc<TypeVar>) -> Option<Value> {
    evaluator(this.constraints, this.evaluate_constraints)
}

fn typevar_evaluate_default(this: Gc<TypeVar>) -> Option<Value> {
    evaluator(this.default, this.evaluate_default)
}

fn paramspec_new(
    cls: Gc<Class>,
    name: Gc<Str>,
    bound: Option<Value>,
    default: Option<Value>,
    covariant: Option<Value>,
    contravariant: Option<Value>,
    infer_variance: Option<Value>,
) -> Result<Value> {
    let (covariant, contravariant, infer_variance) = (flag(covariant)?, flag(contravariant)?, flag(infer_variance)?);
    check_variance(covariant, contravariant, infer_variance)?;
    // What a bound of a parameter specification means is not said yet: anything is taken.
    let bound = not_none(bound);
    let v = ParamSpec {
        head: head(),
        name: name.value(),
        bound,
        default: given_default(default),
        evaluate_default: None,
        covariant,
        contravariant,
        infer_variance,
    }
    .alloc_in(cls)
    .value();
    set_module(v)?;
    Ok(v)
}

fn paramspec_repr(this: Gc<ParamSpec>) -> Result<String> {
    shown(this.name, this.covariant, this.contravariant, this.infer_variance)
}

fn paramspec_subst(this: Value, arg: Value) -> Result<Value> {
    call_typing("_paramspec_subst", &[this, arg])
}

fn paramspec_prepare_subst(this: Value, alias: Value, args: Value) -> Result<Value> {
    call_typing("_paramspec_prepare_subst", &[this, alias, args])
}

fn paramspec_has_default(this: Gc<ParamSpec>) -> bool {
    this.default.is_some() || this.evaluate_default.is_some()
}

fn paramspec_name(this: Gc<ParamSpec>) -> Value {
    this.name
}

fn paramspec_bound(this: Gc<ParamSpec>) -> Option<Value> {
    this.bound
}

fn paramspec_covariant(this: Gc<ParamSpec>) -> bool {
    this.covariant
}

fn paramspec_contravariant(this: Gc<ParamSpec>) -> bool {
    this.contravariant
}

fn paramspec_infer_variance(this: Gc<ParamSpec>) -> bool {
    this.infer_variance
}

fn paramspec_args(this: Value) -> Gc<ParamSpecArgs> {
    ParamSpecArgs { head: head(), origin: this }.alloc_in(PARAM_SPEC_ARGS.get())
}

fn paramspec_kwargs(this: Value) -> Gc<ParamSpecArgs> {
    ParamSpecArgs { head: head(), origin: this }.alloc_in(PARAM_SPEC_KWARGS.get())
}

fn paramspec_default(mut this: Gc<ParamSpec>) -> Result<Value> {
    this.default = evaluate(this.default, this.evaluate_default)?;
    Ok(this.default.unwrap_or_else(no_default))
}

fn paramspec_evaluate_default(this: Gc<ParamSpec>) -> Option<Value> {
    evaluator(this.default, this.evaluate_default)
}

fn tuple_new(cls: Gc<Class>, name: Gc<Str>, default: Option<Value>) -> Result<Value> {
    let v = TypeVarTuple { head: head(), name: name.value(), default: given_default(default), evaluate_default: None }
        .alloc_in(cls)
        .value();
    set_module(v)?;
    Ok(v)
}

fn tuple_repr(this: Gc<TypeVarTuple>) -> Result<Gc<Str>> {
    object::repr::str_of(this.name)
}

/// `*Ts` gives `typing.Unpack[Ts]` once.
fn tuple_iter(this: Value) -> Result<Value> {
    let unpack = attr::getattr(import_typing()?, intern("Unpack"))?;
    let unpacked = ops::getitem(unpack, this)?;
    object::iter::get_iter(object::seq::tuple(&[unpacked]))
}

fn tuple_subst(_this: Value, _arg: Value) -> Result<Value> {
    object::type_error("Substitution of bare TypeVarTuple is not supported")
}

fn tuple_prepare_subst(this: Value, alias: Value, args: Value) -> Result<Value> {
    call_typing("_typevartuple_prepare_subst", &[this, alias, args])
}

fn tuple_name(this: Gc<TypeVarTuple>) -> Value {
    this.name
}

fn tuple_has_default(this: Gc<TypeVarTuple>) -> bool {
    this.default.is_some() || this.evaluate_default.is_some()
}

fn tuple_default(mut this: Gc<TypeVarTuple>) -> Result<Value> {
    this.default = evaluate(this.default, this.evaluate_default)?;
    Ok(this.default.unwrap_or_else(no_default))
}

fn tuple_evaluate_default(this: Gc<TypeVarTuple>) -> Option<Value> {
    evaluator(this.default, this.evaluate_default)
}

/// Has a type parameter a default?
pub(crate) fn has_default(param: Value) -> Option<bool> {
    if let Some(t) = param.cast::<TypeVar>() {
        return Some(typevar_has_default(t));
    }
    if let Some(p) = param.cast::<ParamSpec>() {
        return Some(paramspec_has_default(p));
    }
    param.cast::<TypeVarTuple>().map(tuple_has_default)
}

/// Is the value an exact type parameter?
#[must_use]
pub fn is_type_param(v: Value) -> bool {
    !is_none(v) && [TypeVar::class(), ParamSpec::class(), TypeVarTuple::class()].contains(&class_of(v))
}
