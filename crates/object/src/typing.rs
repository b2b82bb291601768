//! Layouts of type parameters and type aliases (PEP 695, PEP 696), and making them as compiled code does.
//!
//! The `builtins` crate gives the classes their methods. A bound, constraint list, default or alias value that compiled
//! code gives is a function, evaluated on first use; `evaluate_*` holds it and the plain field holds the result.

use heap::{GcVec, Head, Value};

use crate::Result;
use crate::function::{Function, null_head};
use crate::gc::{Gc, Object, ValueExt};
use crate::seq::Tuple;

/// `typing.TypeVar`.
#[repr(C)]
pub struct TypeVar {
    pub head: Head,
    pub name: Value,
    pub bound: Option<Value>,
    pub evaluate_bound: Option<Value>,
    pub constraints: Option<Value>,
    pub evaluate_constraints: Option<Value>,
    pub default: Option<Value>,
    pub evaluate_default: Option<Value>,
    pub covariant: bool,
    pub contravariant: bool,
    pub infer_variance: bool,
}
crate::object_type!(TypeVar);

/// `typing.ParamSpec`.
#[repr(C)]
pub struct ParamSpec {
    pub head: Head,
    pub name: Value,
    pub bound: Option<Value>,
    pub default: Option<Value>,
    pub evaluate_default: Option<Value>,
    pub covariant: bool,
    pub contravariant: bool,
    pub infer_variance: bool,
}
crate::object_type!(ParamSpec);

/// `typing.TypeVarTuple`.
#[repr(C)]
pub struct TypeVarTuple {
    pub head: Head,
    pub name: Value,
    pub default: Option<Value>,
    pub evaluate_default: Option<Value>,
}
crate::object_type!(TypeVarTuple);

/// `typing.TypeAliasType`.
#[repr(C)]
pub struct TypeAlias {
    pub head: Head,
    pub name: Value,
    pub type_params: Option<Value>,
    pub compute_value: Option<Value>,
    pub value: Option<Value>,
    pub module: Option<Value>,
}
crate::object_type!(TypeAlias);

/// `typing.Generic`; the class has no state of its own.
pub static GENERIC: crate::class::ClassCell = crate::class::ClassCell::new();

/// The type variable of `def f[T: bound]`, with the functions that compute bound or constraints.
#[must_use]
pub fn make_typevar(name: Value, evaluate_bound: Option<Value>, evaluate_constraints: Option<Value>) -> Value {
    TypeVar {
        head: null_head(),
        name,
        bound: None,
        evaluate_bound,
        constraints: None,
        evaluate_constraints,
        default: None,
        evaluate_default: None,
        covariant: false,
        contravariant: false,
        infer_variance: true,
    }
    .alloc_in(TypeVar::class())
    .value()
}

/// The parameter specification of `def f[**P]`.
#[must_use]
pub fn make_paramspec(name: Value) -> Value {
    ParamSpec {
        head: null_head(),
        name,
        bound: None,
        default: None,
        evaluate_default: None,
        covariant: false,
        contravariant: false,
        infer_variance: true,
    }
    .alloc_in(ParamSpec::class())
    .value()
}

/// The type variable tuple of `def f[*Ts]`.
#[must_use]
pub fn make_typevartuple(name: Value) -> Value {
    TypeVarTuple { head: null_head(), name, default: None, evaluate_default: None }
        .alloc_in(TypeVarTuple::class())
        .value()
}

/// The alias of `type X[T] = …`: name, type parameters (a tuple, or None) and the function that computes the value.
#[must_use]
pub fn make_type_alias(name: Value, type_params: Value, compute_value: Value) -> Value {
    let type_params = (!crate::misc::is_none(type_params)).then_some(type_params);
    TypeAlias { head: null_head(), name, type_params, compute_value: Some(compute_value), value: None, module: None }
        .alloc_in(TypeAlias::class())
        .value()
}

/// `INTRINSIC_SET_TYPEPARAM_DEFAULT`: gives a type parameter the function that computes its default.
///
/// # Errors
/// `TypeError` for anything else.
pub fn set_typeparam_default(param: Value, evaluate: Value) -> Result<Value> {
    if let Some(mut t) = param.cast_exact::<TypeVar>() {
        t.evaluate_default = Some(evaluate);
    } else if let Some(mut p) = param.cast_exact::<ParamSpec>() {
        p.evaluate_default = Some(evaluate);
    } else if let Some(mut t) = param.cast_exact::<TypeVarTuple>() {
        t.evaluate_default = Some(evaluate);
    } else {
        return crate::raise_type!("Expected a type param, got {}", crate::repr::repr(param)?);
    }
    Ok(param)
}

/// `INTRINSIC_SET_FUNCTION_TYPE_PARAMS`.
#[must_use]
pub fn set_function_type_params(func: Value, type_params: Value) -> Value {
    if let Some(mut f) = func.cast::<Function>() {
        f.type_params = Some(type_params);
    }
    func
}

/// Type parameters as they appear in a subscript: each `TypeVarTuple` is unpacked (`*Ts`).
///
/// # Errors
/// What iterating a type variable tuple raises.
pub fn unpack_typevartuples(params: Gc<Tuple>) -> Result<Value> {
    if !params.as_slice().iter().any(|p| p.is_exact::<TypeVarTuple>()) {
        return Ok(params.value());
    }
    let mut out: GcVec<Value> = GcVec::new();
    for p in params.as_slice() {
        if p.is_exact::<TypeVarTuple>() {
            let it = crate::iter::get_iter(*p)?;
            let Some(unpacked) = crate::iter::next(it)? else {
                return crate::runtime_error("a TypeVarTuple must be iterable once");
            };
            out.push(unpacked);
        } else {
            out.push(*p);
        }
    }
    Ok(Tuple::from_slice(&out).value())
}

/// `INTRINSIC_SUBSCRIPT_GENERIC`: the base `Generic[T, …]` that a class statement with type parameters gets.
///
/// # Errors
/// What importing `typing` or making the alias raises.
pub fn subscript_generic(params: Value) -> Result<Value> {
    let Some(params) = params.cast::<Tuple>() else { return crate::type_error("expected a tuple of type parameters") };
    let args = unpack_typevartuples(params)?;
    call_typing("_GenericAlias", &[GENERIC.get().value(), args])
}

/// Calls a function of the `typing` module, importing it if needed.
///
/// # Errors
/// What the import or the call raises.
pub fn call_typing(name: &str, args: &[Value]) -> Result<Value> {
    let typing = import_typing()?;
    let f = crate::attr::getattr(typing, crate::strs::intern(name))?;
    crate::call::call(f, args)
}

/// The `typing` module, imported if needed.
///
/// # Errors
/// What the import raises.
pub fn import_typing() -> Result<Value> {
    (crate::hooks::hooks().import)(crate::strs::intern("typing"), None, None, crate::misc::none(), 0)
}
