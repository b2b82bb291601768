//! `types.SimpleNamespace`.

use heap::{Head, Value};
use object::args::{Row, native};
use object::class::ClassFlags;
use object::error::Result;
use object::gc::{Object, ValueExt};
use object::ops::{self, CmpOp};
use object::{Class, ClassBuilder, Dict, Gc, Str, Tuple, attr, class_of, not_implemented, raise_type};

use crate::type_new::set_dict;
use crate::util::head;

/// The namespace: nothing but its attributes.
#[repr(C)]
pub struct SimpleNamespace {
    head: Head,
}
object::object_type!(SimpleNamespace);

static ROWS: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(namespace_new)),
    Row::method("__init__($self, /, *args, **kwargs)", native(namespace_init))
        .doc("Initialize self.  See help(type(self)) for accurate signature."),
    Row::method("__repr__($self, /)", native(namespace_repr)).doc("Return repr(self)."),
    Row::method("__eq__($self, value, /)", native(eq)).doc("Return self==value."),
    Row::method("__ne__($self, value, /)", native(ne)).doc("Return self!=value."),
    Row::method("__lt__($self, value, /)", native(lt)).doc("Return self<value."),
    Row::method("__le__($self, value, /)", native(le)).doc("Return self<=value."),
    Row::method("__gt__($self, value, /)", native(gt)).doc("Return self>value."),
    Row::method("__ge__($self, value, /)", native(ge)).doc("Return self>=value."),
    Row::constant("__hash__", native(crate::util::constant_none)),
    Row::method("__reduce__($self, /)", native(reduce)).doc("Return state information for pickling"),
    Row::method("__replace__($self, /, **changes)", native(replace))
        .doc("Return a copy of the namespace object with new values for the specified attributes."),
    Row::getset("__dict__", native(dict), native(set_dict)),
];

pub fn init() {
    let _ = ClassBuilder::new::<SimpleNamespace>("types.SimpleNamespace")
        .flags(ClassFlags::BASETYPE | ClassFlags::HAS_DICT)
        .doc("A simple attribute-based namespace.")
        .rows(&[ROWS])
        .build();
}

fn namespace_new(cls: Gc<Class>, _args: Gc<Tuple>, _kwargs: Gc<Dict>) -> Gc<SimpleNamespace> {
    SimpleNamespace { head: head() }.alloc_in(cls)
}

/// A namespace with these attributes (`_PyNamespace_New`), for `sys.implementation` and the like.
///
/// # Errors
/// What setting the attributes raises.
pub fn with_attributes(items: Gc<Dict>) -> Result<Value> {
    let ns = SimpleNamespace { head: head() }.alloc_in(SimpleNamespace::class());
    namespace_init(ns.value(), Tuple::empty(), items)?;
    Ok(ns.value())
}

fn namespace_init(this: Value, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<()> {
    if args.as_slice().len() > 1 {
        return raise_type!(
            "{} expected at most 1 positional argument, got {}",
            object::repr::type_name(this),
            args.as_slice().len()
        );
    }
    if let Some(first) = args.as_slice().first() {
        let d = match first.cast_exact::<Dict>() {
            Some(d) => d,
            None => {
                let made = object::call::call(Dict::class().value(), &[*first])?;
                made.cast::<Dict>().unwrap_or_else(Dict::new)
            }
        };
        for (k, v) in d.to_vec().iter() {
            let Some(name) = k.cast::<Str>() else { return object::type_error("keywords must be strings") };
            attr::generic_setattr(this, object::strs::intern_str(name), Some(*v))?;
        }
    }
    for (k, v) in kwargs.to_vec().iter() {
        let Some(name) = k.cast::<Str>() else { return object::type_error("keywords must be strings") };
        attr::generic_setattr(this, object::strs::intern_str(name), Some(*v))?;
    }
    Ok(())
}

fn dict_of(this: Value) -> Gc<Dict> {
    attr::instance_dict(this).unwrap_or_else(Dict::new)
}

fn dict(this: Value) -> Gc<Dict> {
    dict_of(this)
}

fn namespace_repr(this: Gc<SimpleNamespace>) -> Result<String> {
    let class = class_of(this.value());
    let name = if class == SimpleNamespace::class() { "namespace".to_owned() } else { class.name_text() };
    let Some(_guard) = object::state::enter_repr(this.value()) else { return Ok(format!("{name}(...)")) };
    let mut parts = Vec::new();
    for (k, v) in dict_of(this.value()).to_vec().iter() {
        if let Some(k) = k.cast::<Str>()
            && k.byte_len() != 0
        {
            parts.push(format!("{}={}", k, object::repr::repr(*v)?));
        }
    }
    Ok(format!("{name}({})", parts.join(", ")))
}

fn compare(op: CmpOp, a: Value, b: Value) -> Result<Value> {
    if !b.is::<SimpleNamespace>() || !a.is::<SimpleNamespace>() {
        return Ok(not_implemented());
    }
    ops::compare(op, dict_of(a).value(), dict_of(b).value())
}

macro_rules! comparisons {
    ($($f:ident $op:ident;)*) => {
        $(fn $f(this: Value, other: Value) -> Result<Value> {
            compare(CmpOp::$op, this, other)
        })*
    };
}
comparisons! { eq Eq; ne Ne; lt Lt; le Le; gt Gt; ge Ge; }

fn reduce(this: Value) -> Value {
    object::seq::tuple(&[class_of(this).value(), Tuple::empty().value(), dict_of(this).value()])
}

fn replace(this: Value, changes: Gc<Dict>) -> Result<Value> {
    let new = object::call::call(class_of(this).value(), &[])?;
    for source in [dict_of(this), changes] {
        for (k, v) in source.to_vec().iter() {
            if let Some(name) = k.cast::<Str>() {
                attr::generic_setattr(new, object::strs::intern_str(name), Some(*v))?;
            }
        }
    }
    Ok(new)
}
