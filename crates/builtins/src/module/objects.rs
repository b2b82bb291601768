//! Functions about any object: attributes, identity, types, names in scope.

use heap::Value;
use object::args::Effects;
use object::gc::ValueExt;
use object::repr::type_name;
use object::{
    Dict, Gc, Id, List, Result, Row, Str, Tuple, attr, call, class_of, hooks, native, number, ops, raise_type,
    runtime_error, type_error,
};

use crate::frame_locals;

/// An attribute name.
fn name_of(name: Value) -> Result<Gc<Str>> {
    match name.cast::<Str>() {
        Some(s) => Ok(s),
        None => raise_type!("attribute name must be string, not '{}'", type_name(name)),
    }
}

fn getattr(obj: Value, name: Value, default: Option<Value>) -> Result<Value> {
    let name = name_of(name)?;
    match default {
        None => attr::getattr(obj, name),
        Some(d) => Ok(attr::find_attr(obj, name)?.unwrap_or(d)),
    }
}

fn hasattr(obj: Value, name: Value) -> Result<bool> {
    Ok(attr::find_attr(obj, name_of(name)?)?.is_some())
}

fn setattr(obj: Value, name: Value, value: Value) -> Result<()> {
    attr::setattr(obj, name_of(name)?, Some(value))
}

fn delattr(obj: Value, name: Value) -> Result<()> {
    attr::setattr(obj, name_of(name)?, None)
}

fn callable(obj: Value) -> bool {
    call::is_callable(obj)
}

fn hash(obj: Value) -> Result<i64> {
    ops::hash(obj)
}

fn id(obj: Value) -> Result<usize> {
    let id = object::repr::id(obj);
    if object::hooks::late().audit.is_some() {
        object::hooks::audit("builtins.id", &[number::uint(id as u64)])?;
    }
    Ok(id)
}

fn isinstance(obj: Value, class_or_tuple: Value) -> Result<bool> {
    ops::isinstance(obj, class_or_tuple)
}

fn issubclass(cls: Value, class_or_tuple: Value) -> Result<bool> {
    ops::issubclass(cls, class_or_tuple)
}

fn len(obj: Value) -> Result<usize> {
    ops::len(obj)
}

fn repr(obj: Value) -> Result<Gc<Str>> {
    object::repr::repr(obj)
}

fn ascii(obj: Value) -> Result<Gc<Str>> {
    object::mapping::ascii(obj)
}

fn format(value: Value, spec: Option<Value>) -> Result<Gc<Str>> {
    match spec {
        None => object::repr::format(value, Str::empty()),
        Some(s) => match s.cast::<Str>() {
            Some(s) => object::repr::format(value, s),
            None => raise_type!("format() argument 2 must be str, not {}", type_name(s)),
        },
    }
}

/// The namespace of the calling frame: the dict of a module or class, a fresh snapshot of a function's variables.
pub(super) fn frame_locals_now() -> Result<Value> {
    let Some(f) = object::state::nth_frame(0) else {
        return object::error::system_error("frame does not exist");
    };
    // SAFETY: the innermost frame of this thread is live.
    let frame = unsafe { object::frame::frame_object(f) };
    frame_locals::snapshot(crate::frame_type::f_locals(frame))
}

fn locals() -> Result<Value> {
    frame_locals_now()
}

fn globals() -> Result<Value> {
    match object::state::current_globals() {
        Some(g) => Ok(g.value()),
        None => object::error::system_error("frame does not exist"),
    }
}

fn vars(obj: Option<Value>) -> Result<Value> {
    let Some(obj) = obj else { return frame_locals_now() };
    match attr::find_attr(obj, Id::__dict__.str())? {
        Some(d) => Ok(d),
        None => type_error("vars() argument must have __dict__ attribute"),
    }
}

fn sorted_list(v: Value) -> Result<Gc<List>> {
    let list = List::new(object::iter::collect(v)?);
    crate::listsort::sort(list, None, false)?;
    Ok(list)
}

fn dir(obj: Option<Value>) -> Result<Gc<List>> {
    let Some(obj) = obj else {
        let ns = frame_locals_now()?;
        let keys = call::call_method(ns, Id::keys.str(), &[])?;
        return sorted_list(keys);
    };
    match call::call_dunder(obj, Id::__dir__, &[])? {
        Some(names) => sorted_list(names),
        None => type_error("object does not provide __dir__"),
    }
}

fn import(
    name: Value,
    globals: Option<Value>,
    locals: Option<Value>,
    fromlist: Option<Value>,
    level: Option<i64>,
) -> Result<Value> {
    let Some(name) = name.cast::<Str>() else { return type_error("module name must be a string") };
    let fromlist = fromlist.unwrap_or_else(|| Tuple::empty().value());
    (hooks::hooks().import)(name, globals, locals, fromlist, level.unwrap_or(0))
}

fn breakpoint(args: Gc<Tuple>, kws: Gc<Dict>) -> Result<Value> {
    match object::globals::sys_get("breakpointhook") {
        Some(hook) => {
            object::hooks::audit("builtins.breakpoint", &[hook])?;
            call::call_ex(hook, args.as_slice(), Some(kws))
        }
        None => runtime_error("lost sys.breakpointhook"),
    }
}

fn chr(i: Value) -> Result<Gc<Str>> {
    match number::as_i64(ops::index(i)?).and_then(|n| u32::try_from(n).ok()) {
        Some(c) if c <= 0x10_FFFF => Ok(Str::from_char(c)),
        _ => object::value_error("chr() arg not in range(0x110000)"),
    }
}

fn ord(character: Value) -> Result<i64> {
    let n = if let Some(s) = character.cast::<Str>() {
        if s.char_len() == 1 {
            return Ok(i64::from(s.nth(0)));
        }
        s.char_len()
    } else if let Some(b) = byte_string(character) {
        if let [only] = b {
            return Ok(i64::from(*only));
        }
        b.len()
    } else {
        return raise_type!("ord() expected string of length 1, but {} found", type_name(character));
    };
    raise_type!("ord() expected a character, but string of length {} found", n)
}

/// The bytes of a `bytes` or `bytearray`.
pub(super) fn byte_string(v: Value) -> Option<&'static [u8]> {
    if let Some(b) = v.cast::<object::Bytes>() {
        return Some(b.as_slice());
    }
    let b = v.cast::<object::ByteArray>()?;
    // SAFETY: the object lives while the value is on the stack; callers use the slice before anything can resize it.
    Some(unsafe { &(*b.as_ptr()).data })
}

fn aiter(async_iterable: Value) -> Result<Value> {
    let Some(it) = call::call_dunder(async_iterable, Id::__aiter__, &[])? else {
        return raise_type!("'{}' object is not an async iterable", type_name(async_iterable));
    };
    if class_of(it).dunder(Id::__anext__).is_none() {
        return raise_type!("aiter() returned not an async iterator of type '{}'", type_name(it));
    }
    Ok(it)
}

fn anext(aiterator: Value, default: Option<Value>) -> Result<Value> {
    crate::async_gen::anext(aiterator, default)
}

pub(super) static ROWS: &[Row] = &[
    Row::function("__import__($module, /, name, globals=None, locals=None, fromlist=(), level=0)", native(import)).shown("($module, /, name, globals=None, locals=None, fromlist=(),\n           level=0)").doc("Import a module.\n\nBecause this function is meant for use by the Python\ninterpreter and not for general use, it is better to use\nimportlib.import_module() to programmatically import a module."),
    Row::function("aiter($module, async_iterable, /)", native(aiter)).doc("Return an AsyncIterator for an AsyncIterable object."),
    Row::function("anext($module, aiterator, default=None, /)", native(anext)).shown("($module, aiterator, default=<unrepresentable>, /)").doc("Return the next item from the async iterator.\n\nIf default is given and the async iterator is exhausted,\nit is returned instead of raising StopAsyncIteration."),
    Row::function("ascii($module, obj, /)", native(ascii)).doc("Return an ASCII-only representation of an object."),
    Row::function("breakpoint($module, /, *args, **kws)", native(breakpoint)).doc("Call sys.breakpointhook(*args, **kws).  sys.breakpointhook() must accept\nwhatever arguments are passed.\n\nBy default, this drops you into the pdb debugger."),
    Row::function("callable($module, obj, /)", native(callable)).effects(Effects::READS).doc("Return whether the object is callable (i.e., some kind of function).\n\nNote that classes are callable, as are instances of classes with a\n__call__() method."),
    Row::function("chr($module, i, /)", native(chr)).doc("Return a Unicode string of one character with ordinal i; 0 <= i <= 0x10ffff."),
    Row::function("delattr($module, obj, name, /)", native(delattr)).doc("Deletes the named attribute from the given object.\n\ndelattr(x, 'y') is equivalent to ``del x.y``"),
    Row::function("dir($module, object=None, /)", native(dir)).shown("").doc("dir([object]) -> list of strings\n\nIf called without an argument, return the names in the current scope.\nElse, return an alphabetized list of names comprising (some of) the\nattributes of the given object, and of attributes reachable from it."),
    Row::function("format($module, value, format_spec='', /)", native(format)).doc("Return type(value).__format__(value, format_spec)"),
    Row::function("getattr($module, object, name, default=None, /)", native(getattr)).shown("").doc("getattr(object, name[, default]) -> value\n\nGet a named attribute from an object.\n\ngetattr(x, 'y') is equivalent to x.y.\nWhen a default argument is given, it is returned when the attribute\ndoesn't exist; without it, an exception is raised in that case."),
    Row::function("globals($module, /)", native(globals)).doc("Return the dictionary containing the current scope's global variables."),
    Row::function("hasattr($module, obj, name, /)", native(hasattr)).doc("Return whether the object has an attribute with the given name.\n\nThis is done by calling getattr(obj, name) and catching AttributeError."),
    Row::function("hash($module, obj, /)", native(hash)).doc("Return the integer hash value for the given object."),
    Row::function("id($module, obj, /)", native(id)).effects(Effects::PURE).doc("Return the identity of an object."),
    Row::function("isinstance($module, obj, class_or_tuple, /)", native(isinstance)).doc("Return whether an object is an instance of a class or of a subclass thereof."),
    Row::function("issubclass($module, cls, class_or_tuple, /)", native(issubclass)).doc("Return whether 'cls' is derived from another class or is the same class."),
    Row::function("len($module, obj, /)", native(len)).doc("Return the number of items in a container."),
    Row::function("locals($module, /)", native(locals)).doc("Return a dictionary containing the current scope's local variables."),
    Row::function("ord($module, character, /)", native(ord)).doc("Return the ordinal value of a character."),
    Row::function("repr($module, obj, /)", native(repr)).doc("Return the canonical string representation of the object.\n\nFor many object types, including most builtins, eval(repr(obj)) == obj."),
    Row::function("setattr($module, obj, name, value, /)", native(setattr)).doc("Sets the named attribute on the given object to the specified value.\n\nsetattr(x, 'y', v) is equivalent to ``x.y = v``"),
    Row::function("vars($module, object=None, /)", native(vars)).shown("").doc("vars([object]) -> dictionary\n\nWithout arguments, equivalent to locals().\nWith an argument, equivalent to object.__dict__."),
];
