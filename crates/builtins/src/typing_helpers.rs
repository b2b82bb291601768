//! The rest of `_typing`: `NoDefault`, `ParamSpecArgs`, `TypeAliasType`, `Generic`, and the functions that stand for given
//! bounds and defaults.

use heap::{GcVec, Head, Value};
use object::args::{Row, native};
use object::class::{ClassCell, ClassFlags};
use object::error::Result;
use object::gc::{Object, ValueExt};
use object::misc::OBJECT_LAYOUT;
use object::typing::{GENERIC, ParamSpec, TypeAlias, TypeVar, TypeVarTuple, unpack_typevartuples};
use object::{
    Class, ClassBuilder, Dict, Function, Gc, Module, Str, Tuple, attr, bool_value, class_of, none, not_implemented,
    ops, raise_type,
};

use crate::type_type::type_expression_repr;
use crate::typing_params::{has_default, is_type_param};
use crate::util::{caller_module, head};

/// `typing.NoDefault`'s layout: a singleton without contents.
#[repr(C)]
pub struct NoDefault {
    head: Head,
}
object::object_type!(NoDefault);

/// `_typing._ConstEvaluator`: a function of a format that returns a given value.
#[repr(C)]
pub struct ConstEvaluator {
    head: Head,
    value: Value,
}
object::object_type!(ConstEvaluator);

/// `typing.ParamSpecArgs` and `typing.ParamSpecKwargs`.
#[repr(C)]
pub struct ParamSpecArgs {
    pub head: Head,
    pub origin: Value,
}
object::object_type!(ParamSpecArgs);

/// The class `ParamSpecArgs`.
pub static PARAM_SPEC_ARGS: ClassCell = ClassCell::new();
/// The class `ParamSpecKwargs`.
pub static PARAM_SPEC_KWARGS: ClassCell = ClassCell::new();

static NO_DEFAULT: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(no_default_new)),
    Row::method("__repr__($self, /)", native(no_default_repr)),
    Row::method("__reduce__($self, /)", native(no_default_reduce)),
];

static CONST_EVALUATOR: &[Row] = &[
    Row::method("__call__($self, format, /)", native(evaluator_call)),
    Row::method("__repr__($self, /)", native(evaluator_repr)),
];

static SPEC_ARGS: &[Row] = &[
    Row::new("__new__($type, origin)", native(spec_args_new)),
    Row::method("__repr__($self, /)", native(spec_args_repr)),
    Row::method("__eq__($self, value, /)", native(spec_args_eq)),
    Row::constant("__hash__", native(crate::util::constant_none)),
    Row::method("__mro_entries__($self, bases, /)", native(spec_args_mro_entries)),
    Row::member("__origin__", native(spec_args_origin)),
];

static ALIAS: &[Row] = &[
    Row::new("__new__($type, name, value, *, type_params=())", native(alias_new)),
    Row::method("__repr__($self, /)", native(alias_repr)),
    Row::method("__iter__($self, /)", native(alias_iter)),
    Row::method("__or__($self, value, /)", native(alias_or)),
    Row::method("__ror__($self, value, /)", native(alias_ror)),
    Row::method("__getitem__($self, key, /)", native(alias_getitem)),
    Row::method("__reduce__($self, /)", native(alias_name)),
    Row::member("__name__", native(alias_name)),
    Row::getter("__parameters__", native(alias_parameters)),
    Row::getter("__type_params__", native(alias_type_params)),
    Row::getter("__value__", native(alias_value)),
    Row::getter("evaluate_value", native(alias_evaluate_value)),
    Row::getter("__module__", native(alias_module)),
];

static GENERIC_ROWS: &[Row] = &[
    Row::class_method("__class_getitem__($cls, /, *args, **kwargs)", native(generic_class_getitem))
        .doc("Parameterizes a generic class.\n\nAt least, parameterizing a generic class is the *main* thing this\nmethod does. For example, for some generic class `Foo`, this is called\nwhen we do `Foo[int]` - there, with `cls=Foo` and `params=int`.\n\nHowever, note that this method is also called when defining generic\nclasses in the first place with `class Foo[T]: ...`."),
    Row::class_method("__init_subclass__($cls, /, *args, **kwargs)", native(generic_init_subclass)).doc("Function to initialize subclasses."),
];

static mut SINGLETON: Option<Value> = None;

pub fn init() {
    let _ = ClassBuilder::new::<NoDefault>("NoDefaultType")
        .doc("The type of the NoDefault singleton.")
        .rows(&[NO_DEFAULT])
        .build();
    // SAFETY: start-up is single-threaded; statics live for ever.
    unsafe {
        SINGLETON = Some(NoDefault { head: head() }.alloc().value());
        heap::add_root(&raw const SINGLETON, 1);
    }
    let _ = ClassBuilder::new::<ConstEvaluator>("_typing._ConstEvaluator")
        .flags(ClassFlags::NO_INSTANTIATE)
        .rows(&[CONST_EVALUATOR])
        .build();
    let spec = |path, cell, doc| {
        let _ = ClassBuilder::untyped(path, ParamSpecArgs::LAYOUT)
            .cell(cell)
            .flags(ClassFlags::WEAKREF)
            .doc(doc)
            .rows(&[SPEC_ARGS])
            .build();
    };
    spec(
        "typing.ParamSpecArgs",
        &PARAM_SPEC_ARGS,
        "The args for a ParamSpec object.\n\nGiven a ParamSpec object P, P.args is an instance of ParamSpecArgs.",
    );
    spec(
        "typing.ParamSpecKwargs",
        &PARAM_SPEC_KWARGS,
        "The kwargs for a ParamSpec object.\n\nGiven a ParamSpec object P, P.kwargs is an instance of ParamSpecKwargs.",
    );
    ParamSpecArgs::cell().set(PARAM_SPEC_ARGS.get());
    let _ = ClassBuilder::new::<TypeAlias>("typing.TypeAliasType")
        .flags(ClassFlags::WEAKREF)
        .doc("Type alias.")
        .rows(&[ALIAS])
        .build();
    let _ = ClassBuilder::untyped("typing.Generic", &OBJECT_LAYOUT)
        .cell(&GENERIC)
        .flags(ClassFlags::BASETYPE)
        .doc("Abstract base class for generic types\n\nOn Python 3.12 and newer, generic classes implicitly inherit from\nGeneric when they declare a parameter list after the class's name::")
        .rows(&[GENERIC_ROWS])
        .build();
}

static MODULE: &[Row] = &[Row::function("_idfunc($module, x, /)", native(idfunc))];

pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_typing");
    m.set_doc("Primitives and accelerators for the typing module.\n");
    m.add_rows(MODULE);
    m.set("TypeVar", TypeVar::class());
    m.set("TypeVarTuple", TypeVarTuple::class());
    m.set("ParamSpec", ParamSpec::class());
    m.set("ParamSpecArgs", PARAM_SPEC_ARGS.get());
    m.set("ParamSpecKwargs", PARAM_SPEC_KWARGS.get());
    m.set("Generic", GENERIC.get());
    m.set("TypeAliasType", TypeAlias::class());
    m.set("Union", crate::union_type::Union::class());
    m.set("NoDefault", no_default());
    Ok(m)
}

fn idfunc(x: Value) -> Value {
    x
}

/// `typing.NoDefault`.
#[must_use]
pub fn no_default() -> Value {
    // SAFETY: written at start-up only.
    unsafe { SINGLETON }.unwrap_or_else(none)
}

fn no_default_new(_cls: Gc<Class>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Value> {
    if !args.as_slice().is_empty() || !kwargs.is_empty() {
        return object::type_error("NoDefaultType takes no arguments");
    }
    Ok(no_default())
}

fn no_default_repr(_this: Value) -> &'static str {
    "typing.NoDefault"
}

fn no_default_reduce(_this: Value) -> &'static str {
    "NoDefault"
}

/// A function that returns `value` for every format but STRING, for which it returns the type's text.
#[must_use]
pub fn const_evaluator(value: Value) -> Value {
    ConstEvaluator { head: head(), value }.alloc().value()
}

const FORMAT_STRING: i64 = 4;

fn evaluator_call(this: Gc<ConstEvaluator>, format: Value) -> Result<Value> {
    let Some(format) = object::number::as_i64(format) else {
        return raise_type!("_ConstEvaluator.__call__() argument must be int, not {}", object::repr::type_name(format));
    };
    if format != FORMAT_STRING {
        return Ok(this.value);
    }
    let Some(t) = this.value.cast::<Tuple>() else { return Ok(Str::new(&type_expression_repr(this.value)?).value()) };
    let mut parts = Vec::new();
    for v in t.as_slice() {
        parts.push(type_expression_repr(*v)?);
    }
    let comma = if parts.len() == 1 { "," } else { "" };
    Ok(Str::new(&format!("({}{comma})", parts.join(", "))).value())
}

fn evaluator_repr(this: Gc<ConstEvaluator>) -> Result<String> {
    Ok(format!("<constevaluator {}>", object::repr::repr(this.value)?))
}

fn spec_args_new(cls: Gc<Class>, origin: Value) -> Gc<ParamSpecArgs> {
    ParamSpecArgs { head: head(), origin }.alloc_in(cls)
}

fn spec_args_repr(this: Gc<ParamSpecArgs>) -> Result<String> {
    let suffix = if class_of(this.value()) == PARAM_SPEC_ARGS.get() { "args" } else { "kwargs" };
    match this.origin.cast::<ParamSpec>() {
        Some(p) => Ok(format!("{}.{suffix}", object::repr::str_of(p.name)?)),
        None => Ok(format!("{}.{suffix}", object::repr::repr(this.origin)?)),
    }
}

fn spec_args_eq(this: Gc<ParamSpecArgs>, other: Value) -> Result<Value> {
    match other.cast::<ParamSpecArgs>() {
        Some(o) if class_of(other) == class_of(this.value()) => ops::eq(this.origin, o.origin).map(bool_value),
        _ => Ok(not_implemented()),
    }
}

fn spec_args_mro_entries(this: Value, _bases: Value) -> Result<Value> {
    raise_type!("Cannot subclass an instance of {}", object::repr::short_type_name(this))
}

fn spec_args_origin(this: Gc<ParamSpecArgs>) -> Value {
    this.origin
}

/// The parameters of an alias must be type parameters, and those with defaults come last.
fn check_type_params(params: Gc<Tuple>) -> Result<()> {
    let mut default_seen = false;
    for p in params.as_slice() {
        let has = if is_type_param(*p) { has_default(*p) } else { None };
        let Some(has) = has else { return raise_type!("Expected a type param, got {}", object::repr::repr(*p)?) };
        if default_seen && !has {
            return raise_type!(
                "non-default type parameter '{}' follows default type parameter",
                object::repr::repr(*p)?
            );
        }
        default_seen |= has;
    }
    Ok(())
}

fn alias_new(cls: Gc<Class>, name: Gc<Str>, value: Value, type_params: Option<Value>) -> Result<Value> {
    let params = match type_params {
        None => None,
        Some(p) => {
            let Some(t) = p.cast::<Tuple>() else { return object::type_error("type_params must be a tuple") };
            check_type_params(t)?;
            (!t.as_slice().is_empty()).then_some(p)
        }
    };
    let alias = TypeAlias {
        head: head(),
        name: name.value(),
        type_params: params,
        compute_value: None,
        value: Some(value),
        module: caller_module(),
    };
    Ok(alias.alloc_in(cls).value())
}

fn alias_repr(this: Gc<TypeAlias>) -> Value {
    this.name
}

fn alias_iter(this: Value) -> Result<Value> {
    let unpack = attr::getattr(object::typing::import_typing()?, object::intern("Unpack"))?;
    let unpacked = ops::getitem(unpack, this)?;
    object::iter::get_iter(object::seq::tuple(&[unpacked]))
}

fn alias_or(this: Value, other: Value) -> Result<Value> {
    crate::union_type::union_or(this, other)
}

fn alias_ror(this: Value, other: Value) -> Result<Value> {
    crate::union_type::union_or(other, this)
}

fn alias_getitem(this: Gc<TypeAlias>, key: Value) -> Result<Value> {
    if this.type_params.is_none() {
        return object::type_error("Only generic type aliases are subscriptable");
    }
    Ok(crate::generic_alias::make(this.value(), key))
}

fn alias_name(this: Gc<TypeAlias>) -> Value {
    this.name
}

fn alias_parameters(this: Gc<TypeAlias>) -> Result<Value> {
    match this.type_params.and_then(|p| p.cast::<Tuple>()) {
        Some(t) => unpack_typevartuples(t),
        None => Ok(Tuple::empty().value()),
    }
}

fn alias_type_params(this: Gc<TypeAlias>) -> Value {
    this.type_params.unwrap_or_else(|| Tuple::empty().value())
}

fn alias_value(mut this: Gc<TypeAlias>) -> Result<Value> {
    if let Some(v) = this.value {
        return Ok(v);
    }
    let Some(f) = this.compute_value else { return Ok(none()) };
    let v = object::call::call(f, &[object::number::int(1)])?;
    this.value = Some(v);
    Ok(v)
}

fn alias_evaluate_value(this: Gc<TypeAlias>) -> Option<Value> {
    this.compute_value.or_else(|| this.value.map(const_evaluator))
}

fn alias_module(this: Gc<TypeAlias>) -> Option<Value> {
    this.module.or_else(|| this.compute_value.and_then(|f| f.cast::<Function>()).and_then(|f| f.module))
}

fn typing_with(name: &str, cls: Value, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Value> {
    let f = attr::getattr(object::typing::import_typing()?, object::intern(name))?;
    let mut all: GcVec<Value> = GcVec::new();
    all.push(cls);
    all.extend_from_slice(args.as_slice());
    object::call::call_ex(f, &all, Some(kwargs))
}

fn generic_class_getitem(cls: Value, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Value> {
    typing_with("_generic_class_getitem", cls, args, kwargs)
}

fn generic_init_subclass(cls: Value, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Value> {
    typing_with("_generic_init_subclass", cls, args, kwargs)
}
