//! `function`, `method` and `cell`.

use heap::Value;
use object::args::{Row, native};
use object::class::fresh_version;
use object::code::{Code, co};
use object::error::Result;
use object::function::extend_class;
use object::gc::{Object, ValueExt};
use object::misc::is_none;
use object::ops::{self, CmpOp};
use object::{
    BoundMethod, Cell, Class, Dict, Function, Gc, Id, Module, Str, Tuple, attr, class_of, not_implemented, raise_type,
    raise_value,
};

use crate::descriptors::get_arguments;
use crate::object_type::attribute_name;
use crate::type_new::set_dict;
use crate::util::{builtin, constant_none};

static FUNCTION: &[Row] = &[
    Row::new(
        "__new__($type, code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)",
        native(function_new),
    ),
    Row::method("__repr__($self, /)", native(function_repr)).doc("Return repr(self)."),
    Row::method("__call__($self, /, *args, **kwargs)", native(call_any)).doc("Call self as a function."),
    Row::method("__get__($self, instance, owner=None, /)", native(function_get))
        .doc("Return an attribute of instance, which is of type owner."),
    Row::getset("__code__", native(code), native(set_code)),
    Row::getset("__defaults__", native(defaults), native(set_defaults)),
    Row::getset("__kwdefaults__", native(kwdefaults), native(set_kwdefaults)),
    Row::getset("__annotations__", native(annotations), native(set_annotations)),
    Row::getset("__annotate__", native(annotate), native(set_annotate)),
    Row::getset("__dict__", native(dict), native(set_dict)),
    Row::getset("__name__", native(name), native(set_name)),
    Row::getset("__qualname__", native(qualname), native(set_qualname)),
    Row::getset("__type_params__", native(type_params), native(set_type_params)),
    Row::member("__closure__", native(closure)),
    Row::getset("__doc__", native(doc), native(set_doc)),
    Row::member("__globals__", native(globals)),
    Row::getset("__module__", native(module), native(set_module)),
    Row::member("__builtins__", native(builtins)),
];

static METHOD: &[Row] = &[
    Row::new("__new__($type, function, instance, /)", native(method_new)),
    Row::method("__repr__($self, /)", native(method_repr)).doc("Return repr(self)."),
    Row::method("__call__($self, /, *args, **kwargs)", native(call_any)).doc("Call self as a function."),
    Row::method("__get__($self, instance, owner=None, /)", native(method_get))
        .doc("Return an attribute of instance, which is of type owner."),
    Row::method("__getattribute__($self, name, /)", native(method_getattribute)).doc("Return getattr(self, name)."),
    Row::method("__eq__($self, value, /)", native(method_eq)).doc("Return self==value."),
    Row::method("__ne__($self, value, /)", native(method_ne)).doc("Return self!=value."),
    Row::method("__hash__($self, /)", native(method_hash)).doc("Return hash(self)."),
    Row::method("__reduce__($self, /)", native(method_reduce)),
    Row::member("__func__", native(method_func)).doc("the function (or other callable) implementing a method"),
    Row::member("__self__", native(method_self)).doc("the instance to which a method is bound"),
    Row::getter("__doc__", native(method_doc)),
];

static CELL: &[Row] = &[
    Row::new("__new__($type, contents=<unrepresentable>, /)", native(cell_new)),
    Row::method("__repr__($self, /)", native(cell_repr)).doc("Return repr(self)."),
    Row::method("__lt__($self, value, /)", native(cell_lt)),
    Row::method("__le__($self, value, /)", native(cell_le)),
    Row::method("__eq__($self, value, /)", native(cell_eq)),
    Row::method("__ne__($self, value, /)", native(cell_ne)),
    Row::method("__gt__($self, value, /)", native(cell_gt)),
    Row::method("__ge__($self, value, /)", native(cell_ge)),
    Row::constant("__hash__", native(constant_none)),
    Row::getset("cell_contents", native(cell_contents), native(set_cell_contents)),
];

pub fn init() {
    extend_class(
        Function::class(),
        "Create a function object.\n\n  code\n    a code object\n  globals\n    the globals dictionary\n  name\n    a string that overrides the name from the code object\n  argdefs\n    a tuple that specifies the default argument values\n  closure\n    a tuple that supplies the bindings for free variables\n  kwdefaults\n    a dictionary that specifies the default keyword argument values",
        &[FUNCTION],
    );
    extend_class(BoundMethod::class(), "Create a bound instance method object.", &[METHOD]);
    extend_class(
        Cell::class(),
        "Create a new cell object.\n\n  contents\n    the contents of the cell. If not specified, the cell will be empty,\n    and \n further attempts to access its cell_contents attribute will\n    raise a ValueError.",
        &[CELL],
    );
}

/// The builtins that code with these globals sees.
#[must_use]
pub fn builtins_of(globals: Gc<Dict>) -> Gc<Dict> {
    let own = globals.get_str(Id::__builtins__.str());
    let found = own.and_then(|b| b.cast::<Module>().map(|m| m.dict).or_else(|| b.cast::<Dict>()));
    // SAFETY: a frame of the running thread; its function is a Function.
    found.or_else(|| object::state::nth_frame(0).map(|f| unsafe { (*f).function() }.builtins)).unwrap_or_else(Dict::new)
}

fn function_new(
    _cls: Gc<Class>,
    code: Gc<Code>,
    globals: Gc<Dict>,
    name: Option<Value>,
    argdefs: Option<Value>,
    closure: Option<Value>,
    kwdefaults: Option<Value>,
) -> Result<Value> {
    let given = |v: Option<Value>| v.filter(|v| !is_none(*v));
    let (name, argdefs, closure, kwdefaults) = (given(name), given(argdefs), given(closure), given(kwdefaults));
    if name.is_some_and(|n| !n.is::<Str>()) {
        return object::type_error("arg 3 (name) must be None or string");
    }
    if argdefs.is_some_and(|d| !d.is::<Tuple>()) {
        return object::type_error("arg 4 (defaults) must be None or tuple");
    }
    let n_free = code.n_free() as usize;
    match closure {
        None if n_free > 0 => return object::type_error("arg 5 (closure) must be tuple"),
        Some(c) if !c.is::<Tuple>() => return object::type_error("arg 5 (closure) must be None or tuple"),
        _ => {}
    }
    if kwdefaults.is_some_and(|d| !d.is::<Dict>()) {
        return object::type_error("arg 6 (kwdefaults) must be None or dict");
    }
    let cells = closure.and_then(|c| c.cast::<Tuple>());
    let n_cells = cells.map_or(0, |c| c.as_slice().len());
    if n_cells != n_free {
        return raise_value!("{} requires closure of length {}, not {}", code.name, n_free, n_cells);
    }
    if let Some(bad) = cells.and_then(|c| c.as_slice().iter().copied().find(|v| !v.is::<Cell>())) {
        return raise_type!("arg 5 (closure) expected cell, found {}", object::repr::type_name(bad));
    }
    let mut f = Function::new(code, globals, builtins_of(globals));
    if let Some(n) = name.and_then(|n| n.cast::<Str>()) {
        f.name = n;
    }
    f.defaults = argdefs.and_then(|d| d.cast::<Tuple>());
    f.closure = cells;
    f.kwdefaults = kwdefaults.and_then(|d| d.cast::<Dict>());
    Ok(f.value())
}

fn function_repr(this: Gc<Function>) -> String {
    format!("<function {} at {:#x}>", this.qualname, object::repr::id(this.value()))
}

fn call_any(this: Value, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Value> {
    object::call::call_ex(this, args.as_slice(), Some(kwargs))
}

fn function_get(this: Gc<Function>, instance: Value, owner: Option<Value>) -> Result<Value> {
    Ok(match get_arguments(instance, owner)?.0 {
        Some(obj) => BoundMethod::new(this.value(), obj).value(),
        None => this.value(),
    })
}

fn code(this: Gc<Function>) -> Gc<Code> {
    this.code
}

/// Notes that code or defaults were set.
fn modified(mut this: Gc<Function>) {
    this.version = fresh_version();
    if std::mem::take(&mut this.watched)
        && let Some(hook) = object::hooks::late().function_modified
    {
        hook();
    }
}

fn set_code(mut this: Gc<Function>, v: Option<Value>) -> Result<()> {
    let Some(code) = v.and_then(|v| v.cast::<Code>()) else {
        return object::type_error("__code__ must be set to a code object");
    };
    let (n_free, n_cells) = (code.n_free() as usize, this.closure.map_or(0, |c| c.as_slice().len()));
    if n_free != n_cells {
        return raise_value!("{}() requires a code object with {} free vars, not {}", this.name, n_cells, n_free);
    }
    let kind = |code: Gc<Code>| code.flags & (co::GENERATOR | co::COROUTINE | co::ASYNC_GENERATOR);
    if kind(code) != kind(this.code) {
        let text =
            "Assigning a code object of non-matching type is deprecated (e.g., from a generator to a plain function)";
        object::hooks::warn(&object::error::exc::DEPRECATION_WARNING, text, 1)?;
    }
    this.code = code;
    modified(this);
    Ok(())
}

fn defaults(this: Gc<Function>) -> Option<Gc<Tuple>> {
    this.defaults
}

fn set_defaults(mut this: Gc<Function>, v: Option<Value>) -> Result<()> {
    let v = v.filter(|v| !is_none(*v));
    if v.is_some_and(|v| !v.is::<Tuple>()) {
        return object::type_error("__defaults__ must be set to a tuple object");
    }
    this.defaults = v.and_then(|v| v.cast::<Tuple>());
    modified(this);
    Ok(())
}

fn kwdefaults(this: Gc<Function>) -> Option<Gc<Dict>> {
    this.kwdefaults
}

fn set_kwdefaults(mut this: Gc<Function>, v: Option<Value>) -> Result<()> {
    let v = v.filter(|v| !is_none(*v));
    if v.is_some_and(|v| !v.is::<Dict>()) {
        return object::type_error("__kwdefaults__ must be set to a dict object");
    }
    this.kwdefaults = v.and_then(|v| v.cast::<Dict>());
    modified(this);
    Ok(())
}

/// The annotations: set, cached, or computed now by `__annotate__` (PEP 649).
fn annotations(mut this: Gc<Function>) -> Result<Value> {
    if let Some(a) = this.annotations {
        return Ok(a);
    }
    let a = match this.annotate.filter(|f| object::call::is_callable(*f)) {
        Some(f) => {
            let r = object::call::call(f, &[object::number::int(1)])?;
            if !r.is::<Dict>() {
                return raise_type!("__annotate__ returned non-dict of type '{}'", object::repr::type_name(r));
            }
            r
        }
        None => Dict::new().value(),
    };
    this.annotations = Some(a);
    Ok(a)
}

fn set_annotations(mut this: Gc<Function>, v: Option<Value>) -> Result<()> {
    let v = v.filter(|v| !is_none(*v));
    if v.is_some_and(|v| !v.is::<Dict>()) {
        return object::type_error("__annotations__ must be set to a dict object");
    }
    this.annotations = v;
    this.annotate = None;
    Ok(())
}

fn annotate(this: Gc<Function>) -> Option<Value> {
    this.annotate
}

fn set_annotate(mut this: Gc<Function>, v: Option<Value>) -> Result<()> {
    let Some(v) = v else { return object::type_error("__annotate__ cannot be deleted") };
    if is_none(v) {
        this.annotate = Some(v);
        return Ok(());
    }
    if !object::call::is_callable(v) {
        return object::type_error("__annotate__ must be callable or None");
    }
    this.annotate = Some(v);
    this.annotations = None;
    Ok(())
}

fn dict(this: Value) -> Result<Value> {
    match attr::instance_dict(this) {
        Some(d) => Ok(d.value()),
        None => attr::no_attribute(this, Id::__dict__.str()),
    }
}

fn name(this: Gc<Function>) -> Gc<Str> {
    this.name
}

fn set_name(mut this: Gc<Function>, v: Option<Value>) -> Result<()> {
    let Some(s) = v.and_then(|v| v.cast::<Str>()) else {
        return object::type_error("__name__ must be set to a string object");
    };
    this.name = s;
    Ok(())
}

fn qualname(this: Gc<Function>) -> Gc<Str> {
    this.qualname
}

fn set_qualname(mut this: Gc<Function>, v: Option<Value>) -> Result<()> {
    let Some(s) = v.and_then(|v| v.cast::<Str>()) else {
        return object::type_error("__qualname__ must be set to a string object");
    };
    this.qualname = s;
    Ok(())
}

fn type_params(this: Gc<Function>) -> Value {
    this.type_params.unwrap_or_else(|| Tuple::empty().value())
}

fn set_type_params(mut this: Gc<Function>, v: Option<Value>) -> Result<()> {
    if !v.is_some_and(|v| v.is::<Tuple>()) {
        return object::type_error("__type_params__ must be set to a tuple");
    }
    this.type_params = v;
    Ok(())
}

fn closure(this: Gc<Function>) -> Option<Gc<Tuple>> {
    this.closure
}

fn doc(this: Gc<Function>) -> Option<Value> {
    this.docstring()
}

fn set_doc(mut this: Gc<Function>, v: Option<Value>) {
    this.set_docstring(v);
}

fn globals(this: Gc<Function>) -> Gc<Dict> {
    this.globals
}

fn module(this: Gc<Function>) -> Option<Value> {
    this.module
}

fn set_module(mut this: Gc<Function>, v: Option<Value>) {
    this.module = v;
}

fn builtins(this: Gc<Function>) -> Gc<Dict> {
    this.builtins
}

fn method_new(_cls: Gc<Class>, function: Value, instance: Value) -> Result<Value> {
    if !object::call::is_callable(function) {
        return object::type_error("first argument must be callable");
    }
    if is_none(instance) {
        return object::type_error("instance must not be None");
    }
    Ok(BoundMethod::new(function, instance).value())
}

fn method_repr(this: Gc<BoundMethod>) -> Result<String> {
    let name = match attr::find_attr(this.func, Id::__qualname__.str())? {
        Some(q) => Some(q),
        None => attr::find_attr(this.func, Id::__name__.str())?,
    };
    let name = name.and_then(|n| n.cast::<Str>()).map_or_else(|| "?".to_owned(), |s| s.to_string_lossy());
    Ok(format!("<bound method {} of {}>", name, object::repr::repr(this.self_)?))
}

fn method_get(this: Gc<BoundMethod>, _instance: Value, _owner: Option<Value>) -> Gc<BoundMethod> {
    this
}

/// The method type's own attributes come first, then the function's.
fn method_getattribute(this: Gc<BoundMethod>, name: Value) -> Result<Value> {
    let name = attribute_name(name)?;
    let class = class_of(this.value());
    match class.lookup(name) {
        Some(d) => attr::descr_get(d, Some(this.value()), class),
        None => attr::getattr(this.func, name),
    }
}

fn same_method(a: Gc<BoundMethod>, b: Value) -> Result<Option<bool>> {
    let Some(b) = b.cast::<BoundMethod>() else { return Ok(None) };
    if a.self_ != b.self_ {
        return Ok(Some(false));
    }
    ops::eq(a.func, b.func).map(Some)
}

fn method_eq(this: Gc<BoundMethod>, other: Value) -> Result<Value> {
    Ok(same_method(this, other)?.map_or_else(not_implemented, object::bool_value))
}

fn method_ne(this: Gc<BoundMethod>, other: Value) -> Result<Value> {
    Ok(same_method(this, other)?.map_or_else(not_implemented, |same| object::bool_value(!same)))
}

fn method_hash(this: Gc<BoundMethod>) -> Result<i64> {
    Ok(ops::hash_identity(this.self_) ^ ops::hash(this.func)?)
}

fn method_reduce(this: Gc<BoundMethod>) -> Result<Value> {
    let name = attr::getattr(this.func, Id::__name__.str())?;
    Ok(object::seq::tuple(&[builtin("getattr")?, object::seq::tuple(&[this.self_, name])]))
}

fn method_func(this: Gc<BoundMethod>) -> Value {
    this.func
}

fn method_self(this: Gc<BoundMethod>) -> Value {
    this.self_
}

fn method_doc(this: Gc<BoundMethod>) -> Result<Value> {
    attr::getattr(this.func, Id::__doc__.str())
}

fn cell_new(_cls: Gc<Class>, contents: Option<Value>) -> Gc<Cell> {
    Cell::new(contents)
}

fn cell_repr(this: Gc<Cell>) -> String {
    let at = object::repr::id(this.value());
    match this.content {
        None => format!("<cell at {at:#x}: empty>"),
        Some(v) => format!("<cell at {at:#x}: {} object at {:#x}>", object::repr::type_name(v), object::repr::id(v)),
    }
}

/// Cells compare as their contents do; an empty cell is less than any other.
fn cell_compare(op: CmpOp, a: Gc<Cell>, b: Value) -> Result<Value> {
    let Some(b) = b.cast::<Cell>() else { return Ok(not_implemented()) };
    match (a.content, b.content) {
        (Some(x), Some(y)) => ops::compare(op, x, y),
        (x, y) => Ok(object::bool_value(op.holds(x.is_some().cmp(&y.is_some())))),
    }
}

macro_rules! cell_comparisons {
    ($($f:ident $op:ident;)*) => {
        $(fn $f(this: Gc<Cell>, other: Value) -> Result<Value> {
            cell_compare(CmpOp::$op, this, other)
        })*
    };
}
cell_comparisons! { cell_lt Lt; cell_le Le; cell_eq Eq; cell_ne Ne; cell_gt Gt; cell_ge Ge; }

fn cell_contents(this: Gc<Cell>) -> Result<Value> {
    match this.content {
        Some(v) => Ok(v),
        None => object::value_error("Cell is empty"),
    }
}

fn set_cell_contents(mut this: Gc<Cell>, v: Option<Value>) {
    this.content = v;
}
