//! `_testcapi`: what CPython's test files use of its C interface to look at the interpreter from outside, as far as it has
//! a meaning without that interface: printing exceptions and tracebacks, making and matching exceptions, the
//! configuration, and the limits of C's types.

use heap::{GcVec, Value};
use object::error::{BaseException, exc};
use object::frame::Traceback;
use object::gc::Object;
use object::gc::ValueExt;
use object::{Class, Dict, Gc, Module, Result, Row, Str, Tuple, bool_value, intern, native, none, number};

use crate::config;
use crate::sys::{hooks, tracebacks};

/// `PyErr_DisplayException`, or with `legacy` the older `PyErr_Display`, which take the same way here.
fn exception_print(exc: Value, _legacy: Option<i64>) {
    hooks::display(exc);
}

/// `PyTraceBack_Print`.
fn traceback_print(traceback: Value, file: Value) -> Result<()> {
    let Some(tb) = traceback.cast::<Traceback>() else {
        return object::error::system_error("bad argument to internal function");
    };
    object::call::call_method(file, intern("write"), &[Str::new(&tracebacks::text_of(tb)).value()])?;
    Ok(())
}

/// `PyConfig_Get`.
fn config_get(name: String) -> Result<Value> {
    let c = config::get();
    let f = &c.flags;
    Ok(match name.as_str() {
        "buffered_stdio" => bool_value(c.buffered_stdio),
        "bytes_warning" => number::int(f.bytes_warning),
        "code_debug_ranges" => bool_value(!c.no_debug_ranges),
        "dev_mode" => bool_value(f.dev_mode),
        "faulthandler" => bool_value(c.faulthandler),
        "import_time" => number::int(i64::from(c.import_time)),
        "inspect" => bool_value(f.inspect != 0),
        "int_max_str_digits" => number::int(f.int_max_str_digits),
        "interactive" => bool_value(f.interactive != 0),
        "isolated" => bool_value(f.isolated),
        "optimization_level" => number::int(f.optimize),
        "quiet" => bool_value(f.quiet != 0),
        "safe_path" => bool_value(f.safe_path),
        "site_import" => bool_value(!f.no_site),
        "skip_source_first_line" => bool_value(c.skip_first_line),
        "tracemalloc" => number::int(c.tracemalloc),
        "use_environment" => bool_value(!f.ignore_environment),
        "user_site_directory" => bool_value(!f.no_user_site),
        "utf8_mode" => number::int(i64::from(f.utf8_mode)),
        "verbose" => number::int(f.verbose),
        "write_bytecode" => bool_value(!f.dont_write_bytecode),
        _ => return object::raise_value!("unknown config option name: {}", name),
    })
}

/// Raises an exception class with the arguments `0` to `num_args - 1`.
fn raise_exception(exception: Value, num_args: i64) -> Result<()> {
    let is_exception = exception.cast::<Class>().is_some_and(|c| c.is_subclass_of(exc::BASE_EXCEPTION.get()));
    if !is_exception {
        let shown = object::repr::repr(exception)?;
        let msg = format!("_PyErr_SetObject: exception {shown} is not a BaseException subclass");
        return object::error::system_error(&msg);
    }
    let mut args = GcVec::new();
    for i in 0..num_args {
        args.push(number::int(i));
    }
    let e = object::call::call(exception, &args)?;
    match e.cast::<BaseException>() {
        Some(e) => Err(object::error::set_pending(e)),
        None => object::raise_type!(
            "calling {} should have returned an instance of BaseException, not {}",
            object::repr::repr(exception)?,
            object::repr::type_name(e)
        ),
    }
}

fn raise_memoryerror() -> Result<()> {
    object::memory_error()
}

/// Fails as a bug in the virtual machine does, so that tests can see what that prints.
fn vm_panic(message: String) {
    panic!("{message}");
}

/// `PyErr_GivenExceptionMatches`, which cannot raise: tuples that are nested too deeply match nothing.
fn err_givenexceptionmatches(exc: Value, classes: Value) -> bool {
    object::excgroup::given_exception_matches(exc, classes).unwrap_or_else(|_| {
        hooks::unraisable(object::error::take_pending(), None, none());
        false
    })
}

/// `PyErr_NewExceptionWithDoc`.
fn make_exception_with_doc(
    name: String,
    doc: Option<Value>,
    base: Option<Value>,
    dict: Option<Value>,
) -> Result<Value> {
    let Some((module, short)) = name.rsplit_once('.') else {
        return object::error::system_error("PyErr_NewException: name must be module.class");
    };
    let namespace = Dict::new();
    if let Some(given) = dict.filter(|d| !object::misc::is_none(*d)) {
        object::call::call_method(namespace.value(), intern("update"), &[given])?;
    }
    if namespace.get_text("__module__").is_none() {
        namespace.set_text("__module__", Str::new(module).value());
    }
    if let Some(doc) = doc {
        namespace.set_text("__doc__", doc);
    }
    let bases = match base {
        None => object::seq::tuple(&[exc::EXCEPTION.get().value()]),
        Some(b) if b.is::<Tuple>() => b,
        Some(b) => object::seq::tuple(&[b]),
    };
    object::call::call(Class::class().value(), &[Str::new(short).value(), bases, namespace.value()])
}

static ROWS: &[Row] = &[
    Row::function("exception_print($module, exc, legacy=0, /)", native(exception_print))
        .doc("Prints an exception to sys.stderr as the interpreter does."),
    Row::function("traceback_print($module, traceback, file, /)", native(traceback_print))
        .doc("Prints a traceback to a file as the interpreter does without the library."),
    Row::function("config_get($module, name, /)", native(config_get)).doc("One setting that the interpreter runs with."),
    Row::function("raise_exception($module, exception, num_args, /)", native(raise_exception))
        .doc("Raises an exception class with so many arguments."),
    Row::function("vm_panic($module, message, /)", native(vm_panic))
        .doc("Fails as a bug in the virtual machine does (not in CPython)."),
    Row::function("raise_memoryerror($module, /)", native(raise_memoryerror)).doc("Raises MemoryError."),
    Row::function("err_givenexceptionmatches($module, exc, classes, /)", native(err_givenexceptionmatches))
        .doc("Whether an exception matches a class or one of a tuple."),
    Row::function(
        "make_exception_with_doc($module, /, name, doc=<unrepresentable>, base=<unrepresentable>, dict=<unrepresentable>)",
        native(make_exception_with_doc),
    )
    .doc("A new exception class."),
];

pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_testcapi");
    m.add_rows(ROWS);
    let signed: [(&str, i64); 12] = [
        ("CHAR_MAX", i8::MAX.into()),
        ("CHAR_MIN", i8::MIN.into()),
        ("SHRT_MAX", i16::MAX.into()),
        ("SHRT_MIN", i16::MIN.into()),
        ("INT_MAX", i32::MAX.into()),
        ("INT_MIN", i32::MIN.into()),
        ("LONG_MAX", i64::MAX),
        ("LONG_MIN", i64::MIN),
        ("LLONG_MAX", i64::MAX),
        ("LLONG_MIN", i64::MIN),
        ("PY_SSIZE_T_MAX", isize::MAX as i64),
        ("PY_SSIZE_T_MIN", isize::MIN as i64),
    ];
    for (name, value) in signed {
        m.set(name, number::int(value));
    }
    let unsigned: [(&str, u64); 6] = [
        ("UCHAR_MAX", u8::MAX.into()),
        ("USHRT_MAX", u16::MAX.into()),
        ("UINT_MAX", u32::MAX.into()),
        ("ULONG_MAX", u64::MAX),
        ("ULLONG_MAX", u64::MAX),
        ("SIZE_MAX", usize::MAX as u64),
    ];
    for (name, value) in unsigned {
        m.set(name, number::big(value.into()));
    }
    let floats = [
        ("FLT_MAX", f64::from(f32::MAX)),
        ("FLT_MIN", f64::from(f32::MIN_POSITIVE)),
        ("DBL_MAX", f64::MAX),
        ("DBL_MIN", f64::MIN_POSITIVE),
    ];
    for (name, value) in floats {
        m.set(name, number::float(value));
    }
    m.set("WITH_PYMALLOC", bool_value(false));
    m.set("nan_msb_is_signaling", bool_value(false));
    m.set("WITH_MIMALLOC", bool_value(false));
    m.set("error", {
        let doc = none();
        make_exception_with_doc("_testcapi.error".to_owned(), Some(doc), None, None)?
    });
    Ok(m)
}
