//! The exception classes: `BaseException` and everything derived from it that has no file of its own here.
//!
//! Which classes have a `__new__` or an `__init__` of their own matters for multiple inheritance, so the tables follow
//! CPython's class dicts: a class that only has `__new__` leaves `__init__` to whoever comes next in the MRO.

mod docs;
mod group;
mod names;
mod os;
mod syntax;
mod unicode;

use heap::Value;
use object::class::ClassFlags;
use object::error::{BaseException, StopIterationExc, SystemExitExc, exc};
use object::frame::Traceback;
use object::function::{add_row, extend_class};
use object::gc::ValueExt;
use object::misc::is_none;
use object::repr::{repr, str_of, type_name};
use object::{Class, Dict, Gc, Id, List, Result, Row, Str, Tuple, attr, map_of, native, none, raise_type, type_error};

/// Allocates an instance with these `args`; all other fields are empty.
pub(crate) fn new_instance(class: Gc<Class>, args: Gc<Tuple>) -> Gc<BaseException> {
    let p = object::map::alloc_instance(class).cast::<BaseException>();
    // SAFETY: every exception class's layout begins with BaseException, and the cell is zeroed: empty fields.
    unsafe {
        (*p).args = args;
        Gc::from_raw(p)
    }
}

/// `BaseException.__new__`: keeps the positional arguments, leaves the rest to `__init__`.
fn exc_new(class: Gc<Class>, args: Gc<Tuple>, _kwargs: Gc<Dict>) -> Gc<BaseException> {
    new_instance(class, args)
}

/// Refuses keyword arguments.
pub(crate) fn no_keywords(name: &str, kwargs: Gc<Dict>) -> Result<()> {
    if kwargs.is_empty() { Ok(()) } else { raise_type!("{}() takes no keyword arguments", name) }
}

fn exc_init(mut this: Gc<BaseException>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<()> {
    no_keywords(&type_name(this.value()), kwargs)?;
    this.args = args;
    Ok(())
}

fn exc_repr(this: Gc<BaseException>) -> Result<Gc<Str>> {
    let name = class_name(this.value());
    let shown = match this.args.as_slice() {
        [only] => Str::new("(").concat(repr(*only)?).concat(Str::new(")")),
        _ => repr(this.args.value())?,
    };
    Ok(name.concat(shown))
}

fn class_name(v: Value) -> Gc<Str> {
    object::class_of(v).name
}

/// `BaseException.__str__`.
pub(crate) fn exc_str(this: Gc<BaseException>) -> Result<Gc<Str>> {
    match this.args.as_slice() {
        [] => Ok(Str::empty()),
        [only] => str_of(*only),
        _ => str_of(this.args.value()),
    }
}

/// The instance dict if there is something in it.
pub(crate) fn state_of(v: Value) -> Option<Gc<Dict>> {
    let map = map_of(v);
    if map.names.is_empty() && !map.dict_mode {
        return None;
    }
    attr::instance_dict(v).filter(|d| !d.is_empty())
}

/// (class, args) or (class, args, state).
pub(crate) fn reduced(v: Value, args: Value, state: Option<Value>) -> Value {
    let class = object::class_of(v).value();
    match state {
        Some(s) => object::seq::tuple(&[class, args, s]),
        None => object::seq::tuple(&[class, args]),
    }
}

fn exc_reduce(this: Gc<BaseException>) -> Value {
    reduced(this.value(), this.args.value(), state_of(this.value()).map(Gc::value))
}

fn exc_setstate(this: Gc<BaseException>, state: Value) -> Result<()> {
    if is_none(state) {
        return Ok(());
    }
    let Some(d) = state.cast::<Dict>() else { return type_error("state is not a dictionary") };
    for (k, v) in d.to_vec().iter() {
        match k.cast::<Str>() {
            Some(name) => attr::setattr(this.value(), name, Some(*v))?,
            None => return raise_type!("attribute name must be string, not '{}'", type_name(*k)),
        }
    }
    Ok(())
}

fn with_traceback(mut this: Gc<BaseException>, tb: Value) -> Result<Gc<BaseException>> {
    this.traceback = checked_traceback(tb)?;
    Ok(this)
}

fn checked_traceback(tb: Value) -> Result<Option<Value>> {
    if is_none(tb) {
        Ok(None)
    } else if tb.is::<Traceback>() {
        Ok(Some(tb))
    } else {
        type_error("__traceback__ must be a traceback or None")
    }
}

fn add_note(this: Gc<BaseException>, note: Value) -> Result<()> {
    if !note.is::<Str>() {
        return raise_type!("add_note() argument must be str, not {}", type_name(note));
    }
    let name = Id::__notes__.str();
    let notes = match attr::find_attr(this.value(), name)? {
        Some(n) => n,
        None => {
            let list = List::from_slice(&[]).value();
            attr::setattr(this.value(), name, Some(list))?;
            list
        }
    };
    match notes.cast::<List>() {
        Some(mut l) => {
            l.items.push(note);
            Ok(())
        }
        None => type_error("Cannot add note: __notes__ is not a list"),
    }
}

fn get_args(this: Gc<BaseException>) -> Gc<Tuple> {
    this.args
}

fn set_args(mut this: Gc<BaseException>, v: Option<Value>) -> Result<()> {
    let Some(v) = v else { return type_error("args may not be deleted") };
    this.args = Tuple::from_slice(&object::iter::collect(v)?);
    Ok(())
}

fn get_traceback(this: Gc<BaseException>) -> Option<Value> {
    this.traceback
}

fn set_traceback(mut this: Gc<BaseException>, v: Option<Value>) -> Result<()> {
    let Some(v) = v else { return type_error("__traceback__ may not be deleted") };
    this.traceback = checked_traceback(v)?;
    Ok(())
}

fn checked_link(v: Option<Value>, name: &str, what: &str) -> Result<Option<Value>> {
    match v {
        None => raise_type!("{} may not be deleted", name),
        Some(v) if is_none(v) => Ok(None),
        Some(v) if v.is::<BaseException>() => Ok(Some(v)),
        Some(_) => raise_type!("exception {} must be None or derive from BaseException", what),
    }
}

fn get_context(this: Gc<BaseException>) -> Option<Value> {
    this.context
}

fn set_context(mut this: Gc<BaseException>, v: Option<Value>) -> Result<()> {
    this.context = checked_link(v, "__context__", "context")?;
    Ok(())
}

fn get_cause(this: Gc<BaseException>) -> Option<Value> {
    this.cause
}

fn set_cause(mut this: Gc<BaseException>, v: Option<Value>) -> Result<()> {
    this.cause = checked_link(v, "__cause__", "cause")?;
    this.suppress_context = true;
    Ok(())
}

fn get_suppress(this: Gc<BaseException>) -> bool {
    this.suppress_context
}

fn set_suppress(mut this: Gc<BaseException>, v: Option<Value>) -> Result<()> {
    match v.map(object::number::as_bool) {
        None => type_error("can't delete numeric/char attribute"),
        Some(None) => type_error("attribute value type must be bool"),
        Some(Some(b)) => {
            this.suppress_context = b;
            Ok(())
        }
    }
}

fn get_dict(this: Gc<BaseException>) -> Option<Value> {
    attr::instance_dict(this.value()).map(Gc::value)
}

fn set_dict(this: Gc<BaseException>, v: Option<Value>) -> Result<()> {
    let Some(v) = v else { return type_error("cannot delete __dict__") };
    match v.cast::<Dict>() {
        Some(d) => {
            object::map::set_dict(this.value(), d);
            Ok(())
        }
        None => raise_type!("__dict__ must be set to a dictionary, not a '{}'", type_name(v)),
    }
}

static NEW: &[Row] = &[Row::new("__new__($type, *args, **kwargs)", native(exc_new))];

static BASE: &[Row] = &[
    Row::method("__init__($self, *args, **kwargs)", native(exc_init)),
    Row::method("__repr__($self, /)", native(exc_repr)),
    Row::method("__str__($self, /)", native(exc_str)),
    Row::method("__reduce__($self, /)", native(exc_reduce)),
    Row::method("__setstate__($self, state, /)", native(exc_setstate)),
    Row::method("with_traceback($self, tb, /)", native(with_traceback))
        .doc("Set self.__traceback__ to tb and return self."),
    Row::method("add_note($self, note, /)", native(add_note)).doc("Add a note to the exception"),
    Row::getset("args", native(get_args), native(set_args)),
    Row::getset("__traceback__", native(get_traceback), native(set_traceback)),
    Row::getset("__context__", native(get_context), native(set_context)).doc("exception context"),
    Row::getset("__cause__", native(get_cause), native(set_cause)).doc("exception cause"),
    Row::getset("__suppress_context__", native(get_suppress), native(set_suppress)),
    Row::getset("__dict__", native(get_dict), native(set_dict)),
];

/// A getter and a setter of an optional field.
macro_rules! fields {
    ($($t:ident . $f:ident => $get:ident, $set:ident;)*) => {
        $(
            fn $get(this: Gc<$t>) -> Option<Value> {
                this.$f
            }
            fn $set(mut this: Gc<$t>, v: Option<Value>) {
                this.$f = v;
            }
        )*
    };
}
pub(crate) use fields;

fields! {
    StopIterationExc.value => get_value, set_value;
    SystemExitExc.code => get_code, set_code;
}

fn stop_init(mut this: Gc<StopIterationExc>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<()> {
    no_keywords(&type_name(this.value()), kwargs)?;
    this.base.args = args;
    this.value = Some(args.as_slice().first().copied().unwrap_or_else(none));
    Ok(())
}

fn exit_init(mut this: Gc<SystemExitExc>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<()> {
    no_keywords(&type_name(this.value()), kwargs)?;
    this.base.args = args;
    match args.as_slice() {
        [] => {}
        [only] => this.code = Some(*only),
        _ => this.code = Some(args.value()),
    }
    Ok(())
}

fn key_str(this: Gc<BaseException>) -> Result<Gc<Str>> {
    // The key is shown by its repr, so that KeyError('') does not give an empty message.
    match this.args.as_slice() {
        [only] => repr(*only),
        _ => exc_str(this),
    }
}

static STOP: &[Row] = &[
    Row::method("__init__($self, *args, **kwargs)", native(stop_init)),
    Row::getset("value", native(get_value), native(set_value)).doc("generator return value"),
];
static EXIT: &[Row] = &[
    Row::method("__init__($self, *args, **kwargs)", native(exit_init)),
    Row::getset("code", native(get_code), native(set_code)).doc("exception code"),
];
static KEY: &[Row] = &[Row::method("__str__($self, /)", native(key_str))];

/// Adds the rows of all exception classes.
pub fn init() {
    extend_class(exc::BASE_EXCEPTION.get(), "", &[NEW, BASE]);
    for (name, doc, own_new) in docs::CLASSES {
        let class = object::error::all().into_iter().find(|(n, _)| n == name).map(|(_, c)| c);
        let class = class.expect("the table names built-in exceptions only");
        if *own_new && class != exc::BASE_EXCEPTION.get() {
            for row in NEW {
                add_row(class, row);
            }
        }
        extend_class(class, doc, &[]);
    }
    extend_class(exc::STOP_ITERATION.get(), "", &[STOP]);
    extend_class(exc::SYSTEM_EXIT.get(), "", &[EXIT]);
    extend_class(exc::KEY_ERROR.get(), "", &[KEY]);
    names::init();
    os::init();
    syntax::init();
    unicode::init();
    group::init();
    debug_assert!(exc::EXCEPTION.get().flags.has(ClassFlags::BASETYPE));
}
