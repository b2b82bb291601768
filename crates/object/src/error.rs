//! Exceptions: the classes with their layouts, and raising from Rust.
//!
//! `raise(class, message)` makes the exception pending in the thread state and returns `Err(Raised)`. Whoever stops the
//! propagation takes it with `take_pending`.

use heap::{Head, Value};

use crate::class::{Class, ClassBuilder, ClassCell, ClassFlags};
use crate::gc::{Gc, Layout, Object, ValueExt};
use crate::seq::Tuple;
use crate::state::thread;
use crate::strs::Str;

/// Proof that an exception is pending in the thread state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Raised(());

impl Raised {
    /// Vouches that an exception is pending.
    #[must_use]
    pub fn pending() -> Raised {
        debug_assert!(thread().pending.is_some(), "Raised without a pending exception");
        Raised(())
    }
}

/// The result of everything that may raise.
pub type Result<T> = std::result::Result<T, Raised>;

/// What every exception begins with.
#[repr(C)]
pub struct BaseException {
    pub head: Head,
    pub args: Gc<Tuple>,
    pub traceback: Option<Value>,
    pub context: Option<Value>,
    pub cause: Option<Value>,
    pub suppress_context: bool,
}
crate::object_type!(BaseException);

macro_rules! exc_layout {
    ($(#[$m:meta])* $name:ident { $($f:ident),* }) => {
        $(#[$m])*
        #[repr(C)]
        pub struct $name {
            pub base: BaseException,
            $(pub $f: Option<Value>,)*
        }
        crate::object_type!($name: BaseException);
    };
}
exc_layout!(/** StopIteration. */ StopIterationExc { value });
exc_layout!(/** SystemExit. */ SystemExitExc { code });
exc_layout!(/** ImportError. */ ImportExc { msg, name, path, name_from });
exc_layout!(/** NameError. */ NameExc { name });
exc_layout!(/** AttributeError. */ AttributeExc { name, obj });
exc_layout!(/** OSError. */ OsExc { errno, strerror, filename, filename2, characters_written });
exc_layout!(/** SyntaxError. */ SyntaxExc { msg, filename, lineno, offset, text, end_lineno, end_offset, print_file_and_line, metadata });
exc_layout!(/** UnicodeError and its three kinds. */ UnicodeExc { encoding, object, start, end, reason });
exc_layout!(/** BaseExceptionGroup. */ GroupExc { msg, exceptions, exceptions_str });

macro_rules! exceptions {
    ($($id:ident $name:literal ($($base:ident)?) $layout:ty;)*) => {
        /// The cells of all built-in exception classes.
        pub mod exc {
            $(#[doc = concat!("`", $name, "`")] pub static $id: crate::class::ClassCell = crate::class::ClassCell::new();)*
        }
        pub(crate) fn boot_classes() {
            $(exc_class(&exc::$id, $name, exceptions!(@base $($base)?), <$layout as Object>::LAYOUT);)*
        }
        /// Every built-in exception class by name, in definition order (for the builtins module).
        #[must_use]
        pub fn all() -> Vec<(&'static str, Gc<Class>)> {
            vec![$(($name, exc::$id.get()),)*]
        }
    };
    (@base $b:ident) => { Some(exc::$b.get()) };
    (@base) => { None };
}

fn exc_class(cell: &'static ClassCell, name: &'static str, base: Option<Gc<Class>>, layout: &'static Layout) {
    let mut b = ClassBuilder::untyped(name, layout).cell(cell).flags(ClassFlags::BASETYPE | ClassFlags::HAS_DICT);
    if let Some(base) = base {
        b = b.base(base);
    }
    let class = b.build();
    if BaseException::cell().try_get().is_none() {
        BaseException::cell().set(class);
    }
    if !layout.name.is_empty() {
        register_layout_owner(layout, class);
    }
}

/// The first class with a layout is the layout's own class.
fn register_layout_owner(layout: &'static Layout, class: Gc<Class>) {
    let cells: [(&'static Layout, &'static ClassCell); 9] = [
        (StopIterationExc::LAYOUT, StopIterationExc::cell()),
        (SystemExitExc::LAYOUT, SystemExitExc::cell()),
        (ImportExc::LAYOUT, ImportExc::cell()),
        (NameExc::LAYOUT, NameExc::cell()),
        (AttributeExc::LAYOUT, AttributeExc::cell()),
        (OsExc::LAYOUT, OsExc::cell()),
        (SyntaxExc::LAYOUT, SyntaxExc::cell()),
        (UnicodeExc::LAYOUT, UnicodeExc::cell()),
        (GroupExc::LAYOUT, GroupExc::cell()),
    ];
    for (l, c) in cells {
        if std::ptr::eq(l, layout) && c.try_get().is_none() {
            c.set(class);
        }
    }
}

exceptions! {
    BASE_EXCEPTION "BaseException" () BaseException;
    BASE_EXCEPTION_GROUP "BaseExceptionGroup" (BASE_EXCEPTION) GroupExc;
    GENERATOR_EXIT "GeneratorExit" (BASE_EXCEPTION) BaseException;
    KEYBOARD_INTERRUPT "KeyboardInterrupt" (BASE_EXCEPTION) BaseException;
    SYSTEM_EXIT "SystemExit" (BASE_EXCEPTION) SystemExitExc;
    EXCEPTION "Exception" (BASE_EXCEPTION) BaseException;
    ARITHMETIC_ERROR "ArithmeticError" (EXCEPTION) BaseException;
    FLOATING_POINT_ERROR "FloatingPointError" (ARITHMETIC_ERROR) BaseException;
    OVERFLOW_ERROR "OverflowError" (ARITHMETIC_ERROR) BaseException;
    ZERO_DIVISION_ERROR "ZeroDivisionError" (ARITHMETIC_ERROR) BaseException;
    ASSERTION_ERROR "AssertionError" (EXCEPTION) BaseException;
    ATTRIBUTE_ERROR "AttributeError" (EXCEPTION) AttributeExc;
    BUFFER_ERROR "BufferError" (EXCEPTION) BaseException;
    EOF_ERROR "EOFError" (EXCEPTION) BaseException;
    IMPORT_ERROR "ImportError" (EXCEPTION) ImportExc;
    MODULE_NOT_FOUND_ERROR "ModuleNotFoundError" (IMPORT_ERROR) ImportExc;
    LOOKUP_ERROR "LookupError" (EXCEPTION) BaseException;
    INDEX_ERROR "IndexError" (LOOKUP_ERROR) BaseException;
    KEY_ERROR "KeyError" (LOOKUP_ERROR) BaseException;
    MEMORY_ERROR "MemoryError" (EXCEPTION) BaseException;
    NAME_ERROR "NameError" (EXCEPTION) NameExc;
    UNBOUND_LOCAL_ERROR "UnboundLocalError" (NAME_ERROR) NameExc;
    OS_ERROR "OSError" (EXCEPTION) OsExc;
    BLOCKING_IO_ERROR "BlockingIOError" (OS_ERROR) OsExc;
    CHILD_PROCESS_ERROR "ChildProcessError" (OS_ERROR) OsExc;
    CONNECTION_ERROR "ConnectionError" (OS_ERROR) OsExc;
    BROKEN_PIPE_ERROR "BrokenPipeError" (CONNECTION_ERROR) OsExc;
    CONNECTION_ABORTED_ERROR "ConnectionAbortedError" (CONNECTION_ERROR) OsExc;
    CONNECTION_REFUSED_ERROR "ConnectionRefusedError" (CONNECTION_ERROR) OsExc;
    CONNECTION_RESET_ERROR "ConnectionResetError" (CONNECTION_ERROR) OsExc;
    FILE_EXISTS_ERROR "FileExistsError" (OS_ERROR) OsExc;
    FILE_NOT_FOUND_ERROR "FileNotFoundError" (OS_ERROR) OsExc;
    INTERRUPTED_ERROR "InterruptedError" (OS_ERROR) OsExc;
    IS_A_DIRECTORY_ERROR "IsADirectoryError" (OS_ERROR) OsExc;
    NOT_A_DIRECTORY_ERROR "NotADirectoryError" (OS_ERROR) OsExc;
    PERMISSION_ERROR "PermissionError" (OS_ERROR) OsExc;
    PROCESS_LOOKUP_ERROR "ProcessLookupError" (OS_ERROR) OsExc;
    TIMEOUT_ERROR "TimeoutError" (OS_ERROR) OsExc;
    REFERENCE_ERROR "ReferenceError" (EXCEPTION) BaseException;
    RUNTIME_ERROR "RuntimeError" (EXCEPTION) BaseException;
    NOT_IMPLEMENTED_ERROR "NotImplementedError" (RUNTIME_ERROR) BaseException;
    PYTHON_FINALIZATION_ERROR "PythonFinalizationError" (RUNTIME_ERROR) BaseException;
    RECURSION_ERROR "RecursionError" (RUNTIME_ERROR) BaseException;
    STOP_ASYNC_ITERATION "StopAsyncIteration" (EXCEPTION) BaseException;
    STOP_ITERATION "StopIteration" (EXCEPTION) StopIterationExc;
    SYNTAX_ERROR "SyntaxError" (EXCEPTION) SyntaxExc;
    INDENTATION_ERROR "IndentationError" (SYNTAX_ERROR) SyntaxExc;
    TAB_ERROR "TabError" (INDENTATION_ERROR) SyntaxExc;
    INCOMPLETE_INPUT_ERROR "_IncompleteInputError" (SYNTAX_ERROR) SyntaxExc;
    SYSTEM_ERROR "SystemError" (EXCEPTION) BaseException;
    TYPE_ERROR "TypeError" (EXCEPTION) BaseException;
    VALUE_ERROR "ValueError" (EXCEPTION) BaseException;
    UNICODE_ERROR "UnicodeError" (VALUE_ERROR) UnicodeExc;
    UNICODE_DECODE_ERROR "UnicodeDecodeError" (UNICODE_ERROR) UnicodeExc;
    UNICODE_ENCODE_ERROR "UnicodeEncodeError" (UNICODE_ERROR) UnicodeExc;
    UNICODE_TRANSLATE_ERROR "UnicodeTranslateError" (UNICODE_ERROR) UnicodeExc;
    WARNING "Warning" (EXCEPTION) BaseException;
    BYTES_WARNING "BytesWarning" (WARNING) BaseException;
    DEPRECATION_WARNING "DeprecationWarning" (WARNING) BaseException;
    ENCODING_WARNING "EncodingWarning" (WARNING) BaseException;
    FUTURE_WARNING "FutureWarning" (WARNING) BaseException;
    IMPORT_WARNING "ImportWarning" (WARNING) BaseException;
    PENDING_DEPRECATION_WARNING "PendingDeprecationWarning" (WARNING) BaseException;
    RESOURCE_WARNING "ResourceWarning" (WARNING) BaseException;
    RUNTIME_WARNING "RuntimeWarning" (WARNING) BaseException;
    SYNTAX_WARNING "SyntaxWarning" (WARNING) BaseException;
    UNICODE_WARNING "UnicodeWarning" (WARNING) BaseException;
    USER_WARNING "UserWarning" (WARNING) BaseException;
}

/// A new exception object of a built-in class with these `args`, without running `__init__`.
#[must_use]
pub fn new_exception(class: Gc<Class>, args: &[Value]) -> Gc<BaseException> {
    let p = crate::map::alloc_instance(class).cast::<BaseException>();
    // SAFETY: the class's layout begins with BaseException; the cell is zeroed, so all optional fields are empty.
    let e = unsafe {
        (*p).args = Tuple::from_slice(args);
        Gc::from_raw(p)
    };
    if !std::ptr::eq(class.layout, BaseException::LAYOUT) {
        init_from_args(e, args);
    }
    e
}

/// What `__init__` of the classes that the VM itself raises derives from `args`.
fn init_from_args(e: Gc<BaseException>, args: &[Value]) {
    if let ([only], Some(mut i)) = (args, e.value().cast::<ImportExc>()) {
        i.msg = Some(*only);
    } else if let ([only], Some(mut s)) = (args, e.value().cast::<SystemExitExc>()) {
        s.code = Some(*only);
    } else if let ([msg, ..], Some(mut s)) = (args, e.value().cast::<SyntaxExc>()) {
        s.msg = Some(*msg);
    } else if let Some(mut s) = e.value().cast::<StopIterationExc>() {
        s.value = Some(args.first().copied().unwrap_or_else(crate::misc::none));
    }
}

/// Makes an existing exception pending. Its context becomes the exception being handled, as `PyErr_SetObject` does.
pub fn set_pending(e: Gc<BaseException>) -> Raised {
    let mut t = thread();
    if let Some(handled) = t.handled_exception()
        && handled != e.value()
    {
        set_context_avoiding_cycle(e, handled);
    }
    t.pending = Some(e.value());
    Raised(())
}

/// Makes an exception pending again that was taken before; its context stays.
pub fn restore_pending(e: Value) -> Raised {
    thread().pending = Some(e);
    Raised(())
}

fn set_context_avoiding_cycle(mut e: Gc<BaseException>, handled: Value) {
    // Cut the chain where it would lead back to `e`; Floyd's slow pointer guards against chains that are already cyclic.
    let mut o = handled;
    let mut slow = handled;
    let mut step = false;
    while let Some(mut oe) = o.cast::<BaseException>() {
        let Some(c) = oe.context else { break };
        if c == e.value() {
            oe.context = None;
            break;
        }
        o = c;
        if step {
            match slow.cast::<BaseException>().and_then(|s| s.context) {
                Some(s) => slow = s,
                None => break,
            }
            if slow == o {
                break;
            }
        }
        step = !step;
    }
    e.context = Some(handled);
}

/// Raises an instance of a built-in exception class.
///
/// # Errors
/// Always.
#[cold]
pub fn raise<T>(class: &'static ClassCell, args: &[Value]) -> Result<T> {
    Err(set_pending(new_exception(class.get(), args)))
}

/// Raises with a message.
///
/// # Errors
/// Always.
#[cold]
pub fn raise_fmt<T>(class: &'static ClassCell, msg: &str) -> Result<T> {
    let s = Str::new(msg).value();
    raise(class, &[s])
}

macro_rules! raisers {
    ($($f:ident $c:ident;)*) => {
        $(
            #[doc = concat!("Raises `", stringify!($c), "` with a message.")]
            ///
            /// # Errors
            /// Always.
            #[cold]
            pub fn $f<T>(msg: &str) -> Result<T> {
                raise_fmt(&exc::$c, msg)
            }
        )*
    };
}
raisers! {
    type_error TYPE_ERROR; value_error VALUE_ERROR; index_error INDEX_ERROR; overflow_error OVERFLOW_ERROR; runtime_error RUNTIME_ERROR;
    zero_division ZERO_DIVISION_ERROR; system_error SYSTEM_ERROR; lookup_error LOOKUP_ERROR; buffer_error BUFFER_ERROR; recursion_error RECURSION_ERROR;
    not_implemented_error NOT_IMPLEMENTED_ERROR; eof_error EOF_ERROR; import_error IMPORT_ERROR; assertion_error ASSERTION_ERROR; reference_error REFERENCE_ERROR;
}

/// The cell of `ExceptionGroup`, which has two bases and so is made by the builtins crate.
pub static EXCEPTION_GROUP: ClassCell = ClassCell::new();

/// Raises any built-in exception with a formatted message: `raise_exc!(VALUE_ERROR, "bad {}", x)`.
#[macro_export]
macro_rules! raise_exc {
    ($c:ident, $($t:tt)*) => { $crate::error::raise_fmt(&$crate::error::exc::$c, &format!($($t)*)) };
}
/// Raises `TypeError` with a formatted message.
#[macro_export]
macro_rules! raise_type {
    ($($t:tt)*) => { $crate::error::type_error(&format!($($t)*)) };
}
/// Raises `ValueError` with a formatted message.
#[macro_export]
macro_rules! raise_value {
    ($($t:tt)*) => { $crate::error::value_error(&format!($($t)*)) };
}

/// Raises `KeyError(key)`.
///
/// # Errors
/// Always.
#[cold]
pub fn key_error<T>(key: Value) -> Result<T> {
    raise(&exc::KEY_ERROR, &[key])
}

/// Raises `MemoryError`.
///
/// # Errors
/// Always.
#[cold]
pub fn memory_error<T>() -> Result<T> {
    raise(&exc::MEMORY_ERROR, &[])
}

/// Raises `StopIteration` (with a value).
///
/// # Errors
/// Always.
#[cold]
pub fn stop_iteration<T>(value: Option<Value>) -> Result<T> {
    let e = new_exception(exc::STOP_ITERATION.get(), value.as_slice());
    // SAFETY: StopIteration has this layout.
    unsafe { e.cast::<StopIterationExc>() }.value = Some(value.unwrap_or_else(crate::misc::none));
    Err(set_pending(e))
}

/// Raises `AttributeError` with `name` and `obj` set, which "Did you mean" needs.
///
/// # Errors
/// Always.
#[cold]
pub fn attribute_error<T>(obj: Value, name: Value, msg: &str) -> Result<T> {
    let s = Str::new(msg).value();
    let e = new_exception(exc::ATTRIBUTE_ERROR.get(), &[s]);
    // SAFETY: AttributeError has this layout.
    let mut a = unsafe { e.cast::<AttributeExc>() };
    a.name = Some(name);
    a.obj = Some(obj);
    Err(set_pending(e))
}

/// Raises `NameError` with `name` set.
///
/// # Errors
/// Always.
#[cold]
pub fn name_error<T>(class: &'static ClassCell, name: Gc<Str>, msg: &str) -> Result<T> {
    let s = Str::new(msg).value();
    let e = new_exception(class.get(), &[s]);
    // As in CPython an UnboundLocalError does not tell the name, so that tracebacks suggest no other.
    if std::ptr::eq(class, &raw const exc::NAME_ERROR) {
        // SAFETY: NameError has this layout.
        unsafe { e.cast::<NameExc>() }.name = Some(name.value());
    }
    Err(set_pending(e))
}

/// What native code unwinds with when the heap is exhausted; the interpreter turns it into a `MemoryError`.
pub struct OutOfMemory;

/// The heap's hook for when it is exhausted: unwinds to the innermost run of the interpreter.
pub fn unwind_out_of_memory(_bytes: usize) -> ! {
    std::panic::resume_unwind(Box::new(OutOfMemory))
}

/// Refuses a piece of memory outside the heap before it is asked for in a way that cannot fail.
///
/// # Errors
/// `MemoryError`.
pub fn check_room(bytes: usize) -> Result<()> {
    if bytes > LARGE && Vec::<u8>::new().try_reserve_exact(bytes).is_err() {
        return memory_error();
    }
    Ok(())
}

/// Less than this is always tried.
const LARGE: usize = 1 << 20;

/// Tells a raised `AttributeError` which look-up it came from, unless it knows one: tracebacks suggest names by it.
#[cold]
pub fn add_attribute_context(obj: Value, name: Gc<Str>) {
    if let Some(e) = thread().pending {
        add_context_to(e, obj, name);
    }
}

/// The same for an exception that need not be pending.
pub fn add_context_to(e: Value, obj: Value, name: Gc<Str>) {
    let Some(mut e) = e.cast::<AttributeExc>() else { return };
    if e.name.is_none() && e.obj.is_none() {
        e.name = Some(name.value());
        e.obj = Some(obj);
    }
}

/// Raises the `OSError` (or subclass by errno) of an error number, with file names if given.
///
/// # Errors
/// Always.
#[cold]
pub fn os_error<T>(errno: i32, filename: Option<Value>, filename2: Option<Value>) -> Result<T> {
    let text = std::io::Error::from_raw_os_error(errno).to_string();
    let text = text.rsplit_once(" (os error").map_or(text.clone(), |(t, _)| t.to_owned());
    let mut args = heap::GcVec::new();
    args.push(crate::number::int(i64::from(errno)));
    args.push(Str::new(&text).value());
    if let Some(f) = filename {
        args.push(f);
        if let Some(f2) = filename2 {
            args.push(crate::misc::none());
            args.push(f2);
        }
    }
    match crate::call::call(exc::OS_ERROR.get().value(), &args) {
        Ok(e) => Err(set_pending(e.cast::<BaseException>().expect("OSError() makes an exception"))),
        Err(r) => Err(r),
    }
}

/// Raises the `OSError` of a Rust I/O error.
///
/// # Errors
/// Always.
#[cold]
pub fn io_error<T>(e: &std::io::Error, filename: Option<Value>) -> Result<T> {
    match e.raw_os_error() {
        Some(n) => os_error(n, filename, None),
        None => raise_fmt(&exc::OS_ERROR, &e.to_string()),
    }
}

/// Raises `UnicodeEncodeError` or, with bytes as `object`, `UnicodeDecodeError`.
///
/// # Errors
/// Always.
#[cold]
pub fn unicode_error<T>(
    class: &'static ClassCell,
    encoding: &str,
    object: Value,
    start: usize,
    end: usize,
    reason: &str,
) -> Result<T> {
    let args = [
        Str::new(encoding).value(),
        object,
        crate::number::uint(start as u64),
        crate::number::uint(end as u64),
        Str::new(reason).value(),
    ];
    let e = new_exception(class.get(), &args);
    // SAFETY: both classes have this layout.
    let mut u = unsafe { e.cast::<UnicodeExc>() };
    u.encoding = Some(args[0]);
    u.object = Some(args[1]);
    u.start = Some(args[2]);
    u.end = Some(args[3]);
    u.reason = Some(args[4]);
    Err(set_pending(e))
}

/// Raises the `UnicodeEncodeError` of a string with lone surrogates that must become UTF-8.
///
/// # Errors
/// Always.
#[cold]
pub fn surrogates_not_allowed<T>(s: Gc<Str>) -> Result<T> {
    let at = s.code_points().position(|c| (0xD800..0xE000).contains(&c)).unwrap_or(0);
    let n = s.code_points().skip(at).take_while(|c| (0xD800..0xE000).contains(c)).count();
    unicode_error(&exc::UNICODE_ENCODE_ERROR, "utf-8", s.value(), at, at + n, "surrogates not allowed")
}

/// The pending exception, no longer pending.
#[must_use]
pub fn take_pending() -> Value {
    thread().pending.take().expect("an Err(Raised) means that an exception is pending")
}

/// Is the pending exception an instance of a built-in class?
#[must_use]
pub fn pending_is(class: &'static ClassCell) -> bool {
    thread().pending.is_some_and(|e| crate::class_of(e).is_subclass_of(class.get()))
}

/// Turns a pending exception of this class into `Ok(None)`.
///
/// # Errors
/// Any other exception.
pub fn catch<T>(r: Result<T>, class: &'static ClassCell) -> Result<Option<T>> {
    match r {
        Ok(v) => Ok(Some(v)),
        Err(_) if pending_is(class) => {
            let _ = take_pending();
            Ok(None)
        }
        Err(e) => Err(e),
    }
}
