//! `OSError`: the subclass by error number, file names, and its double life in `__new__` and `__init__`.
//!
//! `OSError(errno, …)` must pick a subclass, so the arguments are taken in `__new__`. A subclass that overrides `__init__`
//! but not `__new__` may pass other arguments up, so for those everything is left to `OSError.__init__`.

use heap::Value;
use object::error::{OsExc, exc};
use object::function::extend_class;
use object::misc::is_none;
use object::repr::{repr, str_of, type_name};
use object::seq::tuple;
use object::{
    Class, ClassCell, Dict, Gc, Id, Result, Row, Str, Tuple, attribute_error, intern, native, none, number, ops,
};

use super::{exc_str, fields, new_instance, no_keywords, reduced, state_of};

fields! {
    OsExc.errno => get_errno, set_errno;
    OsExc.strerror => get_strerror, set_strerror;
    OsExc.filename => get_filename, set_filename;
    OsExc.filename2 => get_filename2, set_filename2;
}

/// The class of an error number.
#[rustfmt::skip]
static BY_ERRNO: &[(i32, &ClassCell)] = &[
    (libc::EAGAIN, &exc::BLOCKING_IO_ERROR), (libc::EALREADY, &exc::BLOCKING_IO_ERROR), (libc::EINPROGRESS, &exc::BLOCKING_IO_ERROR),
    (libc::EWOULDBLOCK, &exc::BLOCKING_IO_ERROR), (libc::EPIPE, &exc::BROKEN_PIPE_ERROR), (libc::ESHUTDOWN, &exc::BROKEN_PIPE_ERROR),
    (libc::ECHILD, &exc::CHILD_PROCESS_ERROR), (libc::ECONNABORTED, &exc::CONNECTION_ABORTED_ERROR),
    (libc::ECONNREFUSED, &exc::CONNECTION_REFUSED_ERROR), (libc::ECONNRESET, &exc::CONNECTION_RESET_ERROR),
    (libc::EEXIST, &exc::FILE_EXISTS_ERROR), (libc::ENOENT, &exc::FILE_NOT_FOUND_ERROR), (libc::EISDIR, &exc::IS_A_DIRECTORY_ERROR),
    (libc::ENOTDIR, &exc::NOT_A_DIRECTORY_ERROR), (libc::EINTR, &exc::INTERRUPTED_ERROR), (libc::EACCES, &exc::PERMISSION_ERROR),
    (libc::EPERM, &exc::PERMISSION_ERROR), (libc::ESRCH, &exc::PROCESS_LOOKUP_ERROR), (libc::ETIMEDOUT, &exc::TIMEOUT_ERROR),
];

fn own_method(id: Id) -> Option<Value> {
    exc::OS_ERROR.get().dict.get_str(id.str())
}

/// Does `__init__` take the arguments (see the module's text)?
fn uses_init(class: Gc<Class>) -> bool {
    class.dunder(Id::__init__) != own_method(Id::__init__) && class.dunder(Id::__new__) == own_method(Id::__new__)
}

fn os_new(mut class: Gc<Class>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Value> {
    if uses_init(class) {
        return Ok(new_instance(class, Tuple::empty()).value());
    }
    no_keywords(&class.name_text(), kwargs)?;
    let a = args.as_slice();
    if (2..=5).contains(&a.len())
        && class == exc::OS_ERROR.get()
        && let Some(n) = number::as_i64(a[0])
        && let Some((_, cell)) = BY_ERRNO.iter().find(|(e, _)| i64::from(*e) == n)
    {
        class = cell.get();
    }
    let e = new_instance(class, args);
    // SAFETY: the class is OSError or derived from it.
    fill(unsafe { e.cast::<OsExc>() }, args)?;
    Ok(e.value())
}

fn os_init(this: Gc<OsExc>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<()> {
    let class = object::class_of(this.value());
    if !uses_init(class) {
        return Ok(());
    }
    no_keywords(&class.name_text(), kwargs)?;
    fill(this, args)
}

/// Sets the fields from (errno, strerror, filename, winerror, filename2).
fn fill(mut this: Gc<OsExc>, args: Gc<Tuple>) -> Result<()> {
    let a = args.as_slice();
    this.base.args = args;
    if !(2..=5).contains(&a.len()) {
        return Ok(());
    }
    (this.errno, this.strerror) = (Some(a[0]), Some(a[1]));
    let Some(filename) = a.get(2).copied().filter(|f| !is_none(*f)) else { return Ok(()) };
    let is_number = number::is_int(filename)
        || number::is_float(filename)
        || object::class_of(filename).dunder(Id::__index__).is_some();
    if object::class_of(this.value()) == exc::BLOCKING_IO_ERROR.get() && is_number {
        this.characters_written = Some(ops::index(filename)?);
        return Ok(());
    }
    this.filename = Some(filename);
    this.filename2 = a.get(4).copied().filter(|f| !is_none(*f));
    this.base.args = Tuple::from_slice(&a[..2]);
    Ok(())
}

fn os_str(this: Gc<OsExc>) -> Result<Gc<Str>> {
    let or_none = |v: Option<Value>| str_of(v.unwrap_or_else(none));
    if this.filename.is_none() && (this.errno.is_none() || this.strerror.is_none()) {
        // SAFETY: the layout begins with BaseException.
        return exc_str(unsafe { this.cast() });
    }
    let mut text =
        Str::new("[Errno ").concat(or_none(this.errno)?).concat(Str::new("] ")).concat(or_none(this.strerror)?);
    if let Some(f) = this.filename {
        text = text.concat(Str::new(": ")).concat(repr(f)?);
        if let Some(f2) = this.filename2 {
            text = text.concat(Str::new(" -> ")).concat(repr(f2)?);
        }
    }
    Ok(text)
}

fn os_reduce(this: Gc<OsExc>) -> Value {
    let mut args = this.base.args.value();
    if let ([a, b], Some(f)) = (this.base.args.as_slice(), this.filename) {
        args = match this.filename2 {
            Some(f2) => tuple(&[*a, *b, f, none(), f2]),
            None => tuple(&[*a, *b, f]),
        };
    }
    reduced(this.value(), args, state_of(this.value()).map(Gc::value))
}

fn no_count<T>(this: Gc<OsExc>) -> Result<T> {
    attribute_error(this.value(), intern("characters_written").value(), "characters_written")
}

fn get_written(this: Gc<OsExc>) -> Result<Value> {
    match this.characters_written {
        Some(n) => Ok(n),
        None => no_count(this),
    }
}

fn set_written(mut this: Gc<OsExc>, v: Option<Value>) -> Result<()> {
    match v {
        None if this.characters_written.is_none() => return no_count(this),
        None => this.characters_written = None,
        Some(v) => {
            let n = ops::index(v)?;
            if number::as_i64(n).is_none() {
                return object::raise_value!("cannot fit '{}' into an index-sized integer", type_name(v));
            }
            this.characters_written = Some(n);
        }
    }
    Ok(())
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, *args, **kwargs)", native(os_new)),
    Row::method("__init__($self, *args, **kwargs)", native(os_init)),
    Row::method("__str__($self, /)", native(os_str)),
    Row::method("__reduce__($self, /)", native(os_reduce)),
    Row::getset("errno", native(get_errno), native(set_errno)).doc("POSIX exception code"),
    Row::getset("strerror", native(get_strerror), native(set_strerror)).doc("exception strerror"),
    Row::getset("filename", native(get_filename), native(set_filename)).doc("exception filename"),
    Row::getset("filename2", native(get_filename2), native(set_filename2)).doc("second exception filename"),
    Row::getset("characters_written", native(get_written), native(set_written)),
];

pub(super) fn init() {
    extend_class(exc::OS_ERROR.get(), "", &[ROWS]);
}
