//! Values of which the process has one: `sys.modules`, the dicts of `sys` and `builtins`, and functions that compiled
//! code names without looking them up.

use std::cell::UnsafeCell;

use heap::Value;

use crate::dict::Dict;
use crate::error::{Result, exc};
use crate::gc::{Gc, ValueExt};

/// A static place for a value.
pub struct Global(UnsafeCell<Option<Value>>);

// SAFETY: read and written under the GIL only.
unsafe impl Sync for Global {}

impl Default for Global {
    fn default() -> Self {
        Self::new()
    }
}

impl Global {
    /// An empty place; it must be a static.
    #[must_use]
    pub const fn new() -> Self {
        Global(UnsafeCell::new(None))
    }

    /// The value, if it was set.
    #[must_use]
    pub fn get(&self) -> Option<Value> {
        // SAFETY: see the Sync impl.
        unsafe { *self.0.get() }
    }

    /// Sets the value, which stays alive while it is here.
    pub fn set(&self, v: Value) {
        // SAFETY: see the Sync impl; all `Global`s are statics.
        unsafe {
            if (*self.0.get()).is_none() {
                heap::add_root(self.0.get(), 1);
            }
            *self.0.get() = Some(v);
        }
    }

    /// The value as a dict.
    #[must_use]
    pub fn dict(&self) -> Option<Gc<Dict>> {
        self.get().and_then(|v| v.cast::<Dict>())
    }
}

/// The directory that start-up put in front of `sys.path`, if it did.
pub static FIRST_PATH: Global = Global::new();
/// `sys.modules` as the import system uses it.
pub static MODULES: Global = Global::new();
/// `sys.__dict__`.
pub static SYS_DICT: Global = Global::new();
/// `builtins.__dict__`.
pub static BUILTINS_DICT: Global = Global::new();
/// `importlib._bootstrap`.
pub static IMPORTLIB: Global = Global::new();
/// The class `super`.
pub static SUPER: Global = Global::new();
/// The functions `all` and `any`.
pub static ALL: Global = Global::new();
pub static ANY: Global = Global::new();
static END: Global = Global::new();

/// `sys.name`.
#[must_use]
pub fn sys_get(name: &str) -> Option<Value> {
    SYS_DICT.dict().and_then(|d| d.get_text(name))
}

/// A private object that stands for "exhausted" between native functions.
#[must_use]
pub fn end_marker() -> Value {
    END.get().unwrap_or_else(|| {
        let v = Value::from_ptr(crate::map::alloc_instance(crate::misc::object_class()));
        END.set(v);
        v
    })
}

/// What LOAD_COMMON_CONSTANT pushes.
///
/// # Errors
/// `SystemError` before the builtins module exists.
pub fn common_constant(n: i64) -> Result<Value> {
    let found = match n {
        0 => Some(exc::ASSERTION_ERROR.get().value()),
        1 => Some(exc::NOT_IMPLEMENTED_ERROR.get().value()),
        2 => Some(<crate::Tuple as crate::gc::Object>::class().value()),
        3 => ALL.get(),
        _ => ANY.get(),
    };
    match found {
        Some(v) => Ok(v),
        None => crate::error::system_error("a builtin was used before the builtins module was made"),
    }
}

/// The builtins that code with these globals sees: `__builtins__`, a module or a dict, or the process's own.
///
/// # Errors
/// `TypeError` for a `__builtins__` that is neither.
pub fn builtins_of(globals: Gc<Dict>) -> Result<Gc<Dict>> {
    let name = crate::ids::Id::__builtins__.str();
    match globals.get_str(name) {
        Some(v) => match (v.cast::<crate::Module>(), v.cast::<Dict>()) {
            (Some(m), _) => Ok(m.dict),
            (_, Some(d)) => Ok(d),
            _ => crate::type_error("__builtins__ must be a module or a dict"),
        },
        None => match BUILTINS_DICT.dict() {
            Some(d) => Ok(d),
            None => crate::error::system_error("the builtins module is not there yet"),
        },
    }
}
