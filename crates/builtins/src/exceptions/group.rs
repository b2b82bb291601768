//! `BaseExceptionGroup` and `ExceptionGroup`; the splitting itself is in `object::excgroup`.

use heap::Value;
use object::error::{BaseException, EXCEPTION_GROUP, GroupExc, exc};
use object::excgroup::{self, exceptions_of, matcher_of};
use object::function::extend_class;
use object::gc::ValueExt;
use object::repr::{repr, str_of, type_name};
use object::{
    Class, Dict, Gc, Id, List, Result, Row, Str, Tuple, attribute_error, class_of, intern, native, none, raise_type,
    raise_value, type_error, value_error,
};

use super::new_instance;

fn group_new(mut class: Gc<Class>, args: Gc<Tuple>, _kwargs: Gc<Dict>) -> Result<Value> {
    let [message, exceptions] = args.as_slice() else {
        return raise_type!("BaseExceptionGroup.__new__() takes exactly 2 arguments ({} given)", args.as_slice().len());
    };
    if !message.is::<Str>() {
        return raise_type!("BaseExceptionGroup.__new__() argument 1 must be str, not {}", type_name(*message));
    }
    if class_of(*exceptions).dunder(Id::__getitem__).is_none() || exceptions.is::<Dict>() {
        return type_error("second argument (exceptions) must be a sequence");
    }
    let shown =
        if exceptions.is::<List>() || exceptions.is::<Tuple>() { None } else { Some(repr(*exceptions)?.value()) };
    let items = Tuple::from_slice(&object::iter::collect(*exceptions)?);
    if items.as_slice().is_empty() {
        return value_error("second argument (exceptions) must be a non-empty sequence");
    }
    let mut only_exceptions = true;
    for (i, e) in items.as_slice().iter().enumerate() {
        if !e.is::<BaseException>() {
            return raise_value!("Item {} of second argument (exceptions) is not an exception", i);
        }
        only_exceptions &= class_of(*e).is_subclass_of(exc::EXCEPTION.get());
    }
    if class == exc::BASE_EXCEPTION_GROUP.get() {
        if only_exceptions {
            class = EXCEPTION_GROUP.get();
        }
    } else if !only_exceptions {
        if class == EXCEPTION_GROUP.get() {
            return type_error("Cannot nest BaseExceptions in an ExceptionGroup");
        }
        if class.is_subclass_of(exc::EXCEPTION.get()) {
            return raise_type!("Cannot nest BaseExceptions in '{}'", class.name);
        }
    }
    let e = new_instance(class, args);
    // SAFETY: the class is BaseExceptionGroup or derived from it.
    let mut g = unsafe { e.cast::<GroupExc>() };
    g.msg = Some(*message);
    g.exceptions = Some(items.value());
    g.exceptions_str = shown;
    Ok(e.value())
}

fn group_init(this: Gc<BaseException>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<()> {
    super::exc_init(this, args, kwargs)
}

fn group_str(this: Gc<GroupExc>) -> Result<Gc<Str>> {
    let n = exceptions_of(this).as_slice().len();
    let count = format!(" ({} sub-exception{})", n, if n == 1 { "" } else { "s" });
    Ok(str_of(message(this))?.concat(Str::new(&count)))
}

/// The exceptions are shown as the kind of sequence that was given, but with what the group holds: the sequence may have
/// changed since.
fn group_repr(this: Gc<GroupExc>) -> Result<Gc<Str>> {
    let shown = match this.exceptions_str.and_then(|s| s.cast::<Str>()) {
        Some(s) => s,
        None => {
            let held = exceptions_of(this);
            let was_list = matches!(this.base.args.as_slice(), [_, a] if a.is::<List>());
            if was_list { repr(List::from_slice(held.as_slice()).value())? } else { repr(held.value())? }
        }
    };
    let name = class_of(this.value()).name;
    let head = name.concat(Str::new("(")).concat(repr(message(this))?);
    Ok(head.concat(Str::new(", ")).concat(shown).concat(Str::new(")")))
}

fn message(this: Gc<GroupExc>) -> Value {
    this.msg.unwrap_or_else(none)
}

fn get_message(this: Gc<GroupExc>) -> Option<Value> {
    this.msg
}

fn get_exceptions(this: Gc<GroupExc>) -> Option<Value> {
    this.exceptions
}

fn read_only(this: Gc<GroupExc>, _v: Option<Value>) -> Result<()> {
    attribute_error(this.value(), intern("message").value(), "readonly attribute")
}

fn derive(this: Gc<GroupExc>, excs: Value) -> Result<Value> {
    object::call::call(exc::BASE_EXCEPTION_GROUP.get().value(), &[message(this), excs])
}

fn split(this: Gc<GroupExc>, condition: Value) -> Result<Value> {
    let matcher = matcher_of(condition)?;
    Ok(excgroup::pair(excgroup::split(this.value(), &matcher, true)?))
}

fn subgroup(this: Gc<GroupExc>, condition: Value) -> Result<Option<Value>> {
    let matcher = matcher_of(condition)?;
    Ok(excgroup::split(this.value(), &matcher, false)?.0)
}

fn class_getitem(class: Gc<Class>, item: Value) -> Value {
    object::boot::generic_alias(class.value(), item)
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, *args, **kwargs)", native(group_new)),
    Row::method("__init__($self, *args, **kwargs)", native(group_init)),
    Row::method("__str__($self, /)", native(group_str)),
    Row::method("__repr__($self, /)", native(group_repr)),
    Row::getset("message", native(get_message), native(read_only)).doc("exception message"),
    Row::getset("exceptions", native(get_exceptions), native(read_only)).doc("nested exceptions"),
    Row::method("derive($self, excs, /)", native(derive)),
    Row::method("split($self, matcher_value, /)", native(split)),
    Row::method("subgroup($self, matcher_value, /)", native(subgroup)),
    Row::class_method("__class_getitem__($type, object, /)", native(class_getitem))
        .doc("Exception groups are generic over the type of their contained exceptions"),
];

pub(super) fn init() {
    extend_class(exc::BASE_EXCEPTION_GROUP.get(), "", &[ROWS]);
    let group = EXCEPTION_GROUP.get();
    group.dict.set_str(Id::__doc__.str(), none());
    group.modified();
}
