//! Built-in functions and methods, and the descriptors of built-in classes and of `__slots__`.
//!
//! `builtin_function_or_method`, `method_descriptor`, `wrapper_descriptor`, `method-wrapper` and `classmethod_descriptor`
//! share the layout `NativeFn`; which one an object is, its class says.

use heap::{GcVec, Value};
use object::args::{Row, native};
use object::class::Class;
use object::error::Result;
use object::function::{CLASSMETHOD_DESCR, GetSet, METHOD_DESCR, METHOD_WRAPPER, Member, WRAPPER_DESCR, extend_class};
use object::gc::{Object, ValueExt};
use object::misc::is_none;
use object::{Dict, Gc, Module, NativeFn, Str, Tuple, attr, class_of, not_implemented, ops, raise_type};

use crate::util::builtin;

static COMMON: &[Row] = &[
    Row::method("__call__($self, /, *args, **kwargs)", native(native_call)).doc("Call self as a function."),
    Row::getter("__name__", native(native_name)),
    Row::getter("__qualname__", native(native_qualname)),
    Row::getter("__doc__", native(native_doc)),
    Row::getter("__text_signature__", native(native_text_signature)),
];

static FUNCTION: &[Row] = &[
    Row::method("__repr__($self, /)", native(function_repr)).doc("Return repr(self)."),
    Row::method("__hash__($self, /)", native(bound_hash)).doc("Return hash(self)."),
    Row::method("__eq__($self, value, /)", native(bound_eq)).doc("Return self==value."),
    Row::method("__ne__($self, value, /)", native(bound_ne)).doc("Return self!=value."),
    Row::method("__reduce__($self, /)", native(function_reduce)),
    Row::getter("__self__", native(function_self)),
    Row::getset("__module__", native(function_module), native(set_function_module)),
];

static WRAPPER_BOUND: &[Row] = &[
    Row::method("__repr__($self, /)", native(wrapper_repr)).doc("Return repr(self)."),
    Row::method("__hash__($self, /)", native(bound_hash)).doc("Return hash(self)."),
    Row::method("__eq__($self, value, /)", native(bound_eq)).doc("Return self==value."),
    Row::method("__ne__($self, value, /)", native(bound_ne)).doc("Return self!=value."),
    Row::method("__reduce__($self, /)", native(function_reduce)),
    Row::getter("__self__", native(function_self)),
    Row::getter("__objclass__", native(native_objclass)),
];

static UNBOUND: &[Row] = &[
    Row::method("__repr__($self, /)", native(unbound_repr)).doc("Return repr(self)."),
    Row::method("__get__($self, instance, owner=None, /)", native(unbound_get))
        .doc("Return an attribute of instance, which is of type owner."),
    Row::method("__reduce__($self, /)", native(unbound_reduce)),
    Row::getter("__objclass__", native(native_objclass)),
];

static GETSET: &[Row] = &[
    Row::method("__repr__($self, /)", native(getset_repr)).doc("Return repr(self)."),
    Row::method("__get__($self, instance, owner=None, /)", native(getset_get))
        .doc("Return an attribute of instance, which is of type owner."),
    Row::method("__set__($self, instance, value, /)", native(getset_set)).doc("Set an attribute of instance to value."),
    Row::method("__delete__($self, instance, /)", native(getset_delete)).doc("Delete an attribute of instance."),
    Row::getter("__name__", native(getset_name)),
    Row::getter("__qualname__", native(getset_qualname)),
    Row::getter("__objclass__", native(getset_objclass)),
    Row::getter("__doc__", native(getset_doc)),
];

static MEMBER: &[Row] = &[
    Row::method("__repr__($self, /)", native(member_repr)).doc("Return repr(self)."),
    Row::method("__get__($self, instance, owner=None, /)", native(member_get))
        .doc("Return an attribute of instance, which is of type owner."),
    Row::method("__set__($self, instance, value, /)", native(member_set)).doc("Set an attribute of instance to value."),
    Row::method("__delete__($self, instance, /)", native(member_delete)).doc("Delete an attribute of instance."),
    Row::method("__reduce__($self, /)", native(member_reduce)),
    Row::getter("__name__", native(member_name)),
    Row::getter("__qualname__", native(member_qualname)),
    Row::getter("__objclass__", native(member_objclass)),
    Row::getter("__doc__", native(member_doc)),
];

pub fn init() {
    extend_class(NativeFn::class(), "", &[COMMON, FUNCTION]);
    extend_class(METHOD_WRAPPER.get(), "", &[COMMON, WRAPPER_BOUND]);
    for cell in [&METHOD_DESCR, &WRAPPER_DESCR, &CLASSMETHOD_DESCR] {
        extend_class(cell.get(), "", &[COMMON, UNBOUND]);
    }
    extend_class(GetSet::class(), "", &[GETSET]);
    extend_class(Member::class(), "", &[MEMBER]);
}

fn native_call(this: Gc<NativeFn>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Value> {
    let mut all = GcVec::from(args.as_slice());
    let mut names = GcVec::new();
    for (k, v) in kwargs.to_vec().iter() {
        names.push(*k);
        all.push(*v);
    }
    if this.map().class == CLASSMETHOD_DESCR.get() && this.bound.is_none() {
        return call_unbound_classmethod(this, &all, &names);
    }
    object::call::call_native(this, &all, &names)
}

/// `dict.__dict__['fromkeys'](cls, …)`.
fn call_unbound_classmethod(this: Gc<NativeFn>, args: &[Value], names: &[Value]) -> Result<Value> {
    let owner = this.owner.unwrap_or_else(object::misc::object_class);
    if args.len() == names.len() {
        return raise_type!("descriptor '{}' of '{}' object needs an argument", this.name, owner.name);
    }
    let bound = classmethod_get(this, None, Some(args[0]))?;
    object::call::call_kw(bound, &args[1..], names)
}

fn native_name(this: Gc<NativeFn>) -> Gc<Str> {
    this.name
}

fn native_qualname(this: Gc<NativeFn>) -> String {
    let class = this.map().class;
    if class != NativeFn::class() {
        return this.owner.map_or_else(|| this.name.to_string_lossy(), |o| format!("{}.{}", o.qualname, this.name));
    }
    match this.bound {
        None => this.name.to_string_lossy(),
        Some(b) if b.is::<Module>() => this.name.to_string_lossy(),
        Some(b) => {
            let of = b.cast::<Class>().unwrap_or_else(|| class_of(b));
            format!("{}.{}", of.qualname, this.name)
        }
    }
}

fn native_doc(this: Gc<NativeFn>) -> Option<&'static str> {
    (!this.row.doc.is_empty()).then_some(this.row.doc)
}

fn native_text_signature(this: Gc<NativeFn>) -> Option<String> {
    match (this.row.shown, this.name.as_bytes()) {
        (Some(""), _) => None,
        (Some(text), _) => Some(text.to_owned()),
        (None, b"__new__") => Some("($type, *args, **kwargs)".to_owned()),
        (None, b"__init__") => Some("($self, /, *args, **kwargs)".to_owned()),
        _ => this.row.sig.contains('(').then(|| format!("({})", this.sig().text)),
    }
}

fn native_objclass(this: Gc<NativeFn>) -> Option<Gc<Class>> {
    this.owner
}

fn function_self(this: Gc<NativeFn>) -> Option<Value> {
    this.bound
}

fn function_module(this: Gc<NativeFn>) -> Option<Value> {
    this.module
}

fn set_function_module(mut this: Gc<NativeFn>, v: Option<Value>) {
    this.module = v;
}

fn function_repr(this: Gc<NativeFn>) -> String {
    match this.bound {
        Some(b) if !b.is::<Module>() => format!(
            "<built-in method {} of {} object at {:#x}>",
            this.name,
            object::repr::type_name(b),
            object::repr::id(b)
        ),
        _ => format!("<built-in function {}>", this.name),
    }
}

fn wrapper_repr(this: Gc<NativeFn>) -> String {
    let b = this.bound.unwrap_or_else(object::none);
    format!("<method-wrapper '{}' of {} object at {:#x}>", this.name, object::repr::type_name(b), object::repr::id(b))
}

fn unbound_repr(this: Gc<NativeFn>) -> String {
    let what = if this.map().class == WRAPPER_DESCR.get() { "slot wrapper" } else { "method" };
    let owner = this.owner.map_or_else(String::new, object::repr::tp_name);
    format!("<{what} '{}' of '{owner}' objects>", this.name)
}

fn same_bound(a: Gc<NativeFn>, b: Value) -> Option<bool> {
    let b = b.cast::<NativeFn>()?;
    (a.map().class == b.map().class)
        .then(|| a == b || (std::ptr::eq(a.row, b.row) && a.owner == b.owner && a.bound == b.bound))
}

fn bound_eq(this: Gc<NativeFn>, other: Value) -> Value {
    same_bound(this, other).map_or_else(not_implemented, object::bool_value)
}

fn bound_ne(this: Gc<NativeFn>, other: Value) -> Value {
    same_bound(this, other).map_or_else(not_implemented, |same| object::bool_value(!same))
}

fn bound_hash(this: Gc<NativeFn>) -> i64 {
    let own = ops::hash_identity(Value::small_int_unchecked((std::ptr::from_ref(this.row) as usize >> 3) as i64));
    this.bound.map_or(own, |b| ops::hash_identity(b) ^ own)
}

fn function_reduce(this: Gc<NativeFn>) -> Result<Value> {
    match this.bound {
        Some(b) if !b.is::<Module>() => {
            Ok(object::seq::tuple(&[builtin("getattr")?, object::seq::tuple(&[b, this.name.value()])]))
        }
        _ => Ok(this.name.value()),
    }
}

fn unbound_reduce(this: Gc<NativeFn>) -> Result<Value> {
    reduce_as_getattr(this.owner, this.name)
}

fn reduce_as_getattr(owner: Option<Gc<Class>>, name: Gc<Str>) -> Result<Value> {
    let owner = owner.map_or_else(object::none, |o| o.value());
    Ok(object::seq::tuple(&[builtin("getattr")?, object::seq::tuple(&[owner, name.value()])]))
}

/// `instance` and `owner` of a `__get__` call; both missing is an error.
pub(crate) fn get_arguments(instance: Value, owner: Option<Value>) -> Result<(Option<Value>, Option<Value>)> {
    let instance = (!is_none(instance)).then_some(instance);
    let owner = owner.filter(|o| !is_none(*o));
    if instance.is_none() && owner.is_none() {
        return object::type_error("__get__(None, None) is invalid");
    }
    Ok((instance, owner))
}

fn check_receiver(name: Gc<Str>, owner: Gc<Class>, obj: Value) -> Result<()> {
    if class_of(obj).is_subclass_of(owner) {
        return Ok(());
    }
    raise_type!(
        "descriptor '{}' for '{}' objects doesn't apply to a '{}' object",
        name,
        owner.name,
        object::repr::type_name(obj)
    )
}

fn unbound_get(this: Gc<NativeFn>, instance: Value, owner: Option<Value>) -> Result<Value> {
    let (instance, owner) = get_arguments(instance, owner)?;
    if this.map().class == CLASSMETHOD_DESCR.get() {
        return classmethod_get(this, instance, owner);
    }
    let Some(obj) = instance else { return Ok(this.value()) };
    if let Some(o) = this.owner {
        check_receiver(this.name, o, obj)?;
    }
    Ok(object::function::bind_native(this, obj).value())
}

fn classmethod_get(this: Gc<NativeFn>, instance: Option<Value>, owner: Option<Value>) -> Result<Value> {
    let of = this.owner.unwrap_or_else(object::misc::object_class);
    let given = match (owner, instance) {
        (Some(o), _) => o,
        (None, Some(i)) => class_of(i).value(),
        (None, None) => {
            return raise_type!("descriptor '{}' for type '{}' needs either an object or a type", this.name, of.name);
        }
    };
    let Some(class) = given.cast::<Class>() else {
        return raise_type!(
            "descriptor '{}' for type '{}' needs a type, not a '{}' as arg 2",
            this.name,
            object::repr::tp_name(of),
            object::repr::type_name(given)
        );
    };
    if !class.is_subclass_of(of) {
        return raise_type!(
            "descriptor '{}' requires a subtype of '{}' but received '{}'",
            this.name,
            object::repr::tp_name(of),
            object::repr::tp_name(class)
        );
    }
    Ok(object::function::bind_native(this, given).value())
}

fn getset_repr(this: Gc<GetSet>) -> String {
    format!("<attribute '{}' of '{}' objects>", this.name, object::repr::tp_name(this.owner))
}

fn getset_get(this: Gc<GetSet>, instance: Value, owner: Option<Value>) -> Result<Value> {
    match get_arguments(instance, owner)?.0 {
        Some(obj) => attr::run_getter(this, obj),
        None => Ok(this.value()),
    }
}

fn getset_set(this: Gc<GetSet>, instance: Value, value: Value) -> Result<()> {
    attr::run_setter(this, instance, Some(value))
}

fn getset_delete(this: Gc<GetSet>, instance: Value) -> Result<()> {
    attr::run_setter(this, instance, None)
}

fn getset_name(this: Gc<GetSet>) -> Gc<Str> {
    this.name
}

fn getset_qualname(this: Gc<GetSet>) -> String {
    format!("{}.{}", this.owner.qualname, this.name)
}

fn getset_objclass(this: Gc<GetSet>) -> Gc<Class> {
    this.owner
}

fn getset_doc(this: Gc<GetSet>) -> Option<&'static str> {
    (!this.row.doc.is_empty()).then_some(this.row.doc)
}

fn member_repr(this: Gc<Member>) -> String {
    format!("<member '{}' of '{}' objects>", this.name, object::repr::tp_name(this.owner))
}

fn member_get(this: Gc<Member>, instance: Value, owner: Option<Value>) -> Result<Value> {
    let obj = get_arguments(instance, owner)?.0;
    attr::descr_get(this.value(), obj, this.owner)
}

fn member_set(this: Gc<Member>, instance: Value, value: Value) -> Result<()> {
    attr::member_set(this, instance, Some(value))
}

fn member_delete(this: Gc<Member>, instance: Value) -> Result<()> {
    attr::member_set(this, instance, None)
}

fn member_reduce(this: Gc<Member>) -> Result<Value> {
    reduce_as_getattr(Some(this.owner), this.name)
}

fn member_name(this: Gc<Member>) -> Gc<Str> {
    this.name
}

fn member_qualname(this: Gc<Member>) -> String {
    format!("{}.{}", this.owner.qualname, this.name)
}

fn member_objclass(this: Gc<Member>) -> Gc<Class> {
    this.owner
}

fn member_doc(this: Gc<Member>) -> Option<&'static str> {
    this.computed.map(|g| g.row.doc).filter(|doc| !doc.is_empty())
}
