//! The module `_contextvars`: `ContextVar`, `Context`, `Token`.
//!
//! A context holds a dict from variables to values. Contexts are copied often and changed seldom, so the dict is shared
//! between copies until one of them changes it.

use builtins::seqtools::{TextBuilder, class_getitem};
use heap::{Head, Value};
use object::call::call_kw;
use object::class::{Class, ClassBuilder, ClassFlags};
use object::gc::{Object, ValueExt};
use object::ops::hash_identity;
use object::{
    Dict, Gc, Module, Result, Row, Str, Tuple, native, none, not_implemented, object_type, raise_exc, raise_type,
    thread,
};

/// A context variable.
#[repr(C)]
pub struct ContextVar {
    pub head: Head,
    name: Gc<Str>,
    default: Option<Value>,
}
object_type!(ContextVar);

/// A mapping from variables to values.
#[repr(C)]
pub struct Context {
    pub head: Head,
    vars: Gc<Dict>,
    /// Other contexts may hold the same dict.
    shared: bool,
    /// Is it some thread's current context, and which was current before?
    entered: bool,
    previous: Option<Value>,
}
object_type!(Context);

/// What `ContextVar.set` returns.
#[repr(C)]
pub struct Token {
    pub head: Head,
    context: Gc<Context>,
    var: Gc<ContextVar>,
    old: Option<Value>,
    used: bool,
}
object_type!(Token);

/// The class of `Token.MISSING`.
#[repr(C)]
pub struct MissingType {
    pub head: Head,
}
object_type!(MissingType);

/// Creates the module.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_contextvars");
    m.set_doc("Context Variables");
    let _ = ClassBuilder::new::<MissingType>("_contextvars.Token.MISSING")
        .flags(ClassFlags::NO_INSTANTIATE)
        .rows(&[MISSING])
        .build();
    let var = ClassBuilder::new::<ContextVar>("_contextvars.ContextVar").rows(&[VAR]).build();
    let context =
        ClassBuilder::new::<Context>("_contextvars.Context").flags(ClassFlags::WEAKREF).rows(&[CONTEXT]).build();
    let token = ClassBuilder::new::<Token>("_contextvars.Token").rows(&[TOKEN]).build();
    m.set("ContextVar", var);
    m.set("Context", context);
    m.set("Token", token);
    m.add_rows(ROWS);
    Ok(m)
}

static ROWS: &[Row] = &[Row::function("copy_context($module, /)", native(copy_context))];

static MISSING: &[Row] = &[Row::method("__repr__($self, /)", native(missing_repr))];

static VAR: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(var_new)),
    Row::method("get($self, default=<unrepresentable>, /)", native(var_get)).doc(
        "Return a value for the context variable for the current context.\n\nIf there is no value for the variable in the current context, the method will:\n * return the value of the default argument of the method, if provided; or\n \
         * return the default value for the context variable, if it was created\n   with one; or\n * raise a LookupError.",
    ),
    Row::method("set($self, value, /)", native(var_set)).doc(
        "Call to set a new value for the context variable in the current context.\n\nThe required *value* argument is the new value for the context variable.\n\n\
         Returns a Token object that can be used to restore the variable to its previous\nvalue via the `ContextVar.reset()` method.",
    ),
    Row::method("reset($self, token, /)", native(var_reset)).doc(
        "Reset the context variable.\n\nThe variable is reset to the value it had before the `ContextVar.set()` that\ncreated the token was used.",
    ),
    Row::getter("name", native(var_name)),
    Row::method("__repr__($self, /)", native(var_repr)).doc("Return repr(self)."),
    Row::class_method("__class_getitem__($type, item, /)", native(class_getitem)).doc("See PEP 585"),
];

static CONTEXT: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(context_new)),
    Row::method("copy($self, /)", native(context_copy)).doc("Return a shallow copy of the context object."),
    Row::method("get($self, key, default=None, /)", native(context_get)).doc(
        "Return the value for `key` if `key` has the value in the context object.\n\nIf `key` does not exist, return `default`. If `default` is not given,\nreturn None.",
    ),
    Row::method("items($self, /)", native(context_items)).doc("Return all variables and their values in the context object.\n\nThe result is returned as a list of 2-tuples (variable, value)."),
    Row::method("keys($self, /)", native(context_keys)).doc("Return a list of all variables in the context object."),
    Row::method("values($self, /)", native(context_values)).doc("Return a list of all variables' values in the context object."),
    Row::method("run($self, /, *args, **kwargs)", native(context_run)),
    Row::method("__getitem__($self, key, /)", native(context_getitem)).doc("Return self[key]."),
    Row::method("__contains__($self, key, /)", native(context_contains)).doc("Return bool(key in self)."),
    Row::method("__len__($self, /)", native(context_len)).doc("Return len(self)."),
    Row::method("__iter__($self, /)", native(context_iter)).doc("Implement iter(self)."),
    Row::method("__eq__($self, value, /)", native(context_eq)).doc("Return self==value."),
    Row::method("__ne__($self, value, /)", native(context_ne)).doc("Return self!=value."),
    Row::constant("__hash__", native(none)),
];

static TOKEN: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(token_new)),
    Row::getter("var", native(token_var)),
    Row::getter("old_value", native(token_old)),
    Row::constant("MISSING", native(missing)),
    Row::method("__enter__($self, /)", native(token_enter)).doc("Enter into Token context manager."),
    Row::method("__exit__($self, type, val, tb, /)", native(token_exit))
        .doc("Exit from Token context manager, restore the linked ContextVar."),
    Row::method("__repr__($self, /)", native(token_repr)).doc("Return repr(self)."),
    Row::class_method("__class_getitem__($type, item, /)", native(class_getitem)).doc("See PEP 585"),
    Row::constant("__hash__", native(none)),
];

const HEAD: Head = Head { map: std::ptr::null() };

fn missing() -> Value {
    static mut MISSING_VALUE: Option<Value> = None;
    // SAFETY: under the GIL; a root from its first use on.
    unsafe {
        if let Some(v) = MISSING_VALUE {
            return v;
        }
        let v = MissingType { head: HEAD }.alloc().value();
        heap::add_root(&raw const MISSING_VALUE, 1);
        MISSING_VALUE = Some(v);
        v
    }
}

fn missing_repr(_m: Gc<MissingType>) -> &'static str {
    "<Token.MISSING>"
}

fn context_with(vars: Gc<Dict>, shared: bool) -> Gc<Context> {
    Context { head: HEAD, vars, shared, entered: false, previous: None }.alloc()
}

/// The current thread's context, made on first use.
fn current() -> Gc<Context> {
    let mut t = thread();
    if let Some(c) = t.context.and_then(|c| c.cast::<Context>()) {
        return c;
    }
    let mut c = context_with(Dict::new(), false);
    c.entered = true;
    t.context = Some(c.value());
    c
}

fn copy_of(mut c: Gc<Context>) -> Gc<Context> {
    c.shared = true;
    context_with(c.vars, true)
}

fn copy_context() -> Gc<Context> {
    copy_of(current())
}

/// The context's dict, for changing.
fn writable(mut c: Gc<Context>) -> Gc<Dict> {
    if c.shared {
        c.vars = c.vars.copy();
        c.shared = false;
    }
    c.vars
}

fn value_in(c: Gc<Context>, var: Gc<ContextVar>) -> Option<Value> {
    let key = var.value();
    let found = c.vars.find(key, hash_identity(key)).ok().flatten();
    found.and_then(|i| c.vars.entries[i].value)
}

fn store(c: Gc<Context>, var: Gc<ContextVar>, v: Option<Value>) -> Result<()> {
    let key = var.value();
    let h = hash_identity(key);
    let vars = writable(c);
    thread().context_version += 1;
    match v {
        Some(v) => vars.set_hashed(key, h, v),
        None => {
            if let Some(i) = vars.find(key, h)? {
                vars.remove_at(i);
            }
            Ok(())
        }
    }
}

fn var_new(class: Gc<Class>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Gc<ContextVar>> {
    let [name] = *args.as_slice() else {
        return raise_type!("ContextVar() takes exactly 1 positional argument ({} given)", args.as_slice().len());
    };
    let default = kwargs.get_text("default");
    if kwargs.len() > usize::from(default.is_some()) {
        return object::type_error("ContextVar() got an unexpected keyword argument");
    }
    let Some(name) = name.cast::<Str>() else { return object::type_error("context variable name must be a str") };
    Ok(ContextVar { head: HEAD, name, default }.alloc_in(class))
}

fn var_name(v: Gc<ContextVar>) -> Value {
    v.name.value()
}

fn var_get(v: Gc<ContextVar>, default: Option<Value>) -> Result<Value> {
    let held = thread().context.and_then(|c| c.cast::<Context>()).and_then(|c| value_in(c, v));
    match held.or(default).or(v.default) {
        Some(x) => Ok(x),
        None => object::error::raise(&object::error::exc::LOOKUP_ERROR, &[v.value()]),
    }
}

fn var_set(v: Gc<ContextVar>, value: Value) -> Result<Gc<Token>> {
    let c = current();
    let old = value_in(c, v);
    store(c, v, Some(value))?;
    Ok(Token { head: HEAD, context: c, var: v, old, used: false }.alloc())
}

fn var_reset(v: Gc<ContextVar>, mut token: Gc<Token>) -> Result<()> {
    if token.used {
        return raise_exc!(RUNTIME_ERROR, "{} has already been used once", object::repr::repr(token.value())?);
    }
    if token.var != v {
        return object::raise_value!("{} was created by a different ContextVar", object::repr::repr(token.value())?);
    }
    if token.context != current() {
        return object::raise_value!("{} was created in a different Context", object::repr::repr(token.value())?);
    }
    token.used = true;
    store(token.context, v, token.old)
}

fn var_repr(v: Gc<ContextVar>) -> Result<Gc<Str>> {
    let mut out = TextBuilder::new("<ContextVar name=");
    out.repr(v.name.value())?;
    if let Some(d) = v.default {
        out.text(" default=");
        match object::state::enter_repr(v.value()) {
            Some(_guard) => out.repr(d)?,
            None => out.text("..."),
        }
    }
    out.text(&format!(" at {:#x}>", object::repr::id(v.value())));
    Ok(out.finish())
}

fn context_new(_class: Gc<Class>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Gc<Context>> {
    if !args.as_slice().is_empty() || !kwargs.is_empty() {
        return object::type_error("Context() does not accept any arguments");
    }
    Ok(context_with(Dict::new(), false))
}

fn context_copy(c: Gc<Context>) -> Gc<Context> {
    copy_of(c)
}

fn var_key(key: Value) -> Result<Gc<ContextVar>> {
    match key.cast::<ContextVar>() {
        Some(v) => Ok(v),
        None => raise_type!("a ContextVar key was expected, got {}", object::repr::repr(key)?),
    }
}

fn context_get(c: Gc<Context>, key: Value, default: Option<Value>) -> Result<Value> {
    Ok(value_in(c, var_key(key)?).or(default).unwrap_or_else(none))
}

fn context_getitem(c: Gc<Context>, key: Value) -> Result<Value> {
    match value_in(c, var_key(key)?) {
        Some(v) => Ok(v),
        None => object::key_error(key),
    }
}

fn context_contains(c: Gc<Context>, key: Value) -> Result<bool> {
    Ok(value_in(c, var_key(key)?).is_some())
}

fn context_len(c: Gc<Context>) -> usize {
    c.vars.len()
}

/// Shows the dict, which must then not change under the view.
fn shown(mut c: Gc<Context>) -> Gc<Dict> {
    c.shared = true;
    c.vars
}

fn context_iter(c: Gc<Context>) -> Result<Value> {
    object::iter::get_iter(shown(c).value())
}

fn context_keys(c: Gc<Context>) -> Gc<builtins::dictviews::DictView> {
    builtins::dictviews::view::<{ builtins::dictviews::KEYS }>(shown(c))
}
fn context_values(c: Gc<Context>) -> Gc<builtins::dictviews::DictView> {
    builtins::dictviews::view::<{ builtins::dictviews::VALUES }>(shown(c))
}
fn context_items(c: Gc<Context>) -> Gc<builtins::dictviews::DictView> {
    builtins::dictviews::view::<{ builtins::dictviews::ITEMS }>(shown(c))
}

fn context_eq(c: Gc<Context>, other: Value) -> Result<Value> {
    let Some(o) = other.cast::<Context>() else { return Ok(not_implemented()) };
    Ok(object::bool_value(builtins::dict::equal(c.vars, o.vars)?))
}

fn context_ne(c: Gc<Context>, other: Value) -> Result<Value> {
    let Some(o) = other.cast::<Context>() else { return Ok(not_implemented()) };
    Ok(object::bool_value(!builtins::dict::equal(c.vars, o.vars)?))
}

fn context_run(mut c: Gc<Context>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Value> {
    let Some((func, rest)) = args.as_slice().split_first() else {
        return object::type_error("run() missing 1 required positional argument");
    };
    if c.entered {
        return raise_exc!(
            RUNTIME_ERROR,
            "cannot enter context: {} is already entered",
            object::repr::repr(c.value())?
        );
    }
    let mut t = thread();
    c.previous = t.context;
    c.entered = true;
    t.context = Some(c.value());
    t.context_version += 1;
    let r = if kwargs.is_empty() {
        object::call::call(*func, rest)
    } else {
        let (mut all, mut names) = (heap::GcVec::from(rest), heap::GcVec::<Value>::new());
        for (k, v) in kwargs.to_vec().iter() {
            names.push(*k);
            all.push(*v);
        }
        call_kw(*func, &all, &names)
    };
    let mut t = thread();
    t.context = c.previous.take();
    t.context_version += 1;
    c.entered = false;
    r
}

fn token_new(_class: Gc<Class>, _args: Gc<Tuple>, _kwargs: Gc<Dict>) -> Result<Value> {
    object::runtime_error("Tokens can only be created by ContextVars")
}

fn token_var(t: Gc<Token>) -> Value {
    t.var.value()
}

fn token_old(t: Gc<Token>) -> Value {
    t.old.unwrap_or_else(missing)
}

fn token_enter(t: Gc<Token>) -> Gc<Token> {
    t
}

fn token_exit(t: Gc<Token>, _class: Value, _value: Value, _tb: Value) -> Result<()> {
    var_reset(t.var, t)
}

fn token_repr(t: Gc<Token>) -> Result<Gc<Str>> {
    let mut out = TextBuilder::new("<Token");
    if t.used {
        out.text(" used");
    }
    out.text(" var=");
    out.repr(t.var.value())?;
    out.text(&format!(" at {:#x}>", object::repr::id(t.value())));
    Ok(out.finish())
}
