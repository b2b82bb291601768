//! The module `xxsubtype`: CPython's example of built-in classes that extend `list` and `dict` with a state of their own.
//! Its test suite uses them to test such classes.

use heap::{GcVec, Head, Value};
use object::class::{Class, ClassBuilder, ClassFlags};
use object::gc::Object;
use object::{Dict, Gc, List, Module, Result, Row, Str, Tuple, attr, native, none, number, raise_type};

/// A list with an integer.
#[repr(C)]
pub struct SpamList {
    pub base: List,
    state: i32,
}
object::object_type!(SpamList: List);

/// A dict with an integer.
#[repr(C)]
pub struct SpamDict {
    pub base: Dict,
    state: i32,
}
object::object_type!(SpamDict: Dict);

static MODULE: &[Row] = &[Row::function("bench($module, obj, name, n=1000, /)", native(bench)).shown("").doc("")];

static LIST: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(list_new)),
    Row::method("__init__($self, /, *args, **kwargs)", native(list_init))
        .doc("Initialize self.  See help(type(self)) for accurate signature."),
    Row::method("getstate($self, /)", native(list_state)).shown("").doc("getstate() -> state"),
    Row::method("setstate($self, state, /)", native(list_set)).shown("").doc("setstate(state)"),
    Row::class_method("classmeth($type, /, *args, **kw)", native(class_method)).shown("").doc("classmeth(*args, **kw)"),
    Row::static_method("staticmeth(*args, **kw)", native(static_method)).shown("").doc("staticmeth(*args, **kw)"),
    Row::getter("state", native(list_state)).doc("an int variable for demonstration purposes"),
];

static DICT: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(dict_new)),
    Row::method("__init__($self, /, *args, **kwargs)", native(dict_init))
        .doc("Initialize self.  See help(type(self)) for accurate signature."),
    Row::method("getstate($self, /)", native(dict_state)).shown("").doc("getstate() -> state"),
    Row::method("setstate($self, state, /)", native(dict_set)).shown("").doc("setstate(state)"),
    Row::getset("state", native(dict_state), native(dict_assign)).doc("an int variable for demonstration purposes"),
];

/// Creates the module.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("xxsubtype");
    m.set_doc(
        "xxsubtype is an example module showing how to subtype builtin types from C.\n\
         test_descr.py in the standard test suite requires it in order to complete.\n\
         If you don't care about the examples, and don't intend to run the Python\n\
         test suite, you can recompile Python without Modules/xxsubtype.c.",
    );
    m.add_rows(MODULE);
    let list = ClassBuilder::new::<SpamList>("xxsubtype.spamlist").base(List::class());
    m.set("spamlist", list.flags(ClassFlags::BASETYPE).rows(&[LIST]).build());
    let dict = ClassBuilder::new::<SpamDict>("xxsubtype.spamdict").base(Dict::class());
    m.set("spamdict", dict.flags(ClassFlags::BASETYPE).rows(&[DICT]).build());
    Ok(m)
}

fn list_new(class: Gc<Class>, _args: Gc<Tuple>, _kwargs: Gc<Dict>) -> Gc<SpamList> {
    let base = List { head: Head { map: std::ptr::null() }, items: GcVec::new() };
    SpamList { base, state: 0 }.alloc_in(class)
}

/// Runs the base class's `__init__`.
fn base_init(base: Gc<Class>, this: Value, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<()> {
    let init = attr::getattr(base.value(), object::Id::__init__.str())?;
    object::call::call_ex(init, &object::call::prepend(this, args.as_slice()), Some(kwargs)).map(|_| ())
}

fn list_init(mut this: Gc<SpamList>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<()> {
    base_init(List::class(), this.value(), args, kwargs)?;
    this.state = 0;
    Ok(())
}

fn list_state(this: Gc<SpamList>) -> i32 {
    this.state
}

fn list_set(mut this: Gc<SpamList>, state: i32) {
    this.state = state;
}

fn class_method(class: Gc<Class>, args: Gc<Tuple>, kw: Gc<Dict>) -> Value {
    object::seq::tuple(&[class.value(), args.value(), kw.value()])
}

fn static_method(args: Gc<Tuple>, kw: Gc<Dict>) -> Value {
    object::seq::tuple(&[none(), args.value(), kw.value()])
}

fn dict_new(class: Gc<Class>, _args: Gc<Tuple>, _kwargs: Gc<Dict>) -> Gc<SpamDict> {
    SpamDict { base: Dict::empty_layout(), state: 0 }.alloc_in(class)
}

fn dict_init(mut this: Gc<SpamDict>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<()> {
    base_init(Dict::class(), this.value(), args, kwargs)?;
    this.state = 0;
    Ok(())
}

fn dict_state(this: Gc<SpamDict>) -> i32 {
    this.state
}

fn dict_set(mut this: Gc<SpamDict>, state: i32) {
    this.state = state;
}

fn dict_assign(mut this: Gc<SpamDict>, v: Option<Value>) -> Result<()> {
    let Some(v) = v else { return raise_type!("can't delete numeric/char attribute") };
    let state = object::ops::to_i64(v)?;
    this.state = state as i32;
    Ok(())
}

/// The seconds that looking an attribute up `n` times takes.
fn bench(obj: Value, name: Gc<Str>, n: Option<i32>) -> Result<Value> {
    let start = std::time::Instant::now();
    for _ in 0..n.unwrap_or(1000).max(0) {
        attr::getattr(obj, name)?;
    }
    Ok(number::float(start.elapsed().as_secs_f64()))
}
