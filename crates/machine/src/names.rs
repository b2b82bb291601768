//! Variables: unset locals, closures, globals, names of class and module bodies.

use object::code::co;
use object::error::{exc, name_error};
use object::gc::ValueExt;
use object::{Cell, Dict, Gc, Id, Result, Str, Value};

use crate::frames::FUNC_CLOSURE;
use crate::helper::unit;
use crate::hot::CELL_CONTENT;
use crate::traits::{Machine, MachineExt, Step};

/// What LOAD_GLOBAL remembers: where the value is while both dicts keep their keys.
#[repr(C)]
pub struct GlobalCache {
    /// `keys_version` of the globals, and of the builtins if the name is there (else 0).
    pub globals: u64,
    pub builtins: u64,
    /// Entry number in the dict that has the name.
    pub entry: usize,
}

crate::helpers! {
    NEW_CELL FRESH |a| Ok(Cell::new(a.first().copied()).value());
    /// `a[0]`: globals, `a[1]`: builtins (a dict, or any mapping), `a[2]`: name.
    GLOBAL_LOOKUP ANY |a| {
        let name = name_of(a[2]);
        // Globals of a subclass of dict are asked through their class, which may define `__missing__`.
        if let Some(v) = mapping_get(a[0], name)? {
            return Ok(v);
        }
        builtin_or_error(a[1], name)
    };
    /// Locals (any mapping), globals, builtins, name.
    NAME_LOOKUP ANY |a| {
        let name = name_of(a[3]);
        if let Some(v) = mapping_get(a[0], name)? {
            return Ok(v);
        }
        if let Some(v) = a[1].cast::<Dict>().and_then(|d| d.get_str(name)) {
            return Ok(v);
        }
        builtin_or_error(a[2], name)
    };
    /// The same for annotations and type parameters, whose globals may be of a subclass of dict with `__missing__`.
    ANNOTATION_NAME_LOOKUP ANY |a| {
        let name = name_of(a[3]);
        for mapping in [a[0], a[1]] {
            if let Some(v) = mapping_get(mapping, name)? {
                return Ok(v);
            }
        }
        builtin_or_error(a[2], name)
    };
    /// A mapping, then a name; NotImplemented when missing.
    MAPPING_GET ANY |a| Ok(mapping_get(a[0], name_of(a[1]))?.unwrap_or_else(object::not_implemented));
    STORE_IN_MAPPING ANY |a| unit(match a[1].cast_exact::<Dict>() {
        Some(d) => {
            d.set_str(name_of(a[2]), a[0]);
            Ok(())
        }
        None => object::ops::setitem(a[1], a[2], a[0]),
    });
    DELETE_FROM_MAPPING ANY |a| unit(delete_name_value(a[0], name_of(a[1])));
    BUILD_CLASS_FUNCTION ANY |a| match mapping_get(a[0], Id::__build_class__.str())? {
        Some(f) => Ok(f),
        None => name_error(&exc::NAME_ERROR, Id::__build_class__.str(), "__build_class__ not found"),
    };
    SETUP_ANNOTATIONS_HELPER ANY |a| {
        let name = Id::__annotations__.str();
        if mapping_get(a[0], name)?.is_none() {
            object::ops::setitem(a[0], name.value(), Dict::new().value())?;
        }
        Ok(object::none())
    };
    COMMON_CONSTANT PURE |a| object::globals::common_constant(a[0].as_small_int());
}

fn name_of(v: Value) -> Gc<Str> {
    v.cast::<Str>().expect("names are strings")
}

fn mapping_get(mapping: Value, name: Gc<Str>) -> Result<Option<Value>> {
    if let Some(d) = mapping.cast_exact::<Dict>() {
        return Ok(d.get_str(name));
    }
    object::error::catch(object::ops::getitem(mapping, name.value()), &exc::KEY_ERROR)
}

fn builtin_or_error(builtins: Value, name: Gc<Str>) -> Result<Value> {
    match mapping_get(builtins, name)? {
        Some(v) => Ok(v),
        None => name_error(&exc::NAME_ERROR, name, &format!("name '{name}' is not defined")),
    }
}

fn delete_name_value(mapping: Value, name: Gc<Str>) -> Result<()> {
    let gone = match mapping.cast_exact::<Dict>() {
        Some(d) => d.remove_str(name).is_some(),
        None => object::error::catch(object::ops::delitem(mapping, name.value()), &exc::KEY_ERROR)?.is_some(),
    };
    if gone { Ok(()) } else { name_error(&exc::NAME_ERROR, name, &format!("name '{name}' is not defined")) }
}

fn globals_and_builtins<M: Machine>(m: &mut M) -> (Gc<Dict>, Gc<Dict>) {
    let func = m.fr().func;
    let f = m.promote(func).cast::<object::Function>().expect("a frame's function");
    (f.globals, f.builtins)
}

/// LOAD_GLOBAL without a valid cache.
pub fn load_global<M: Machine>(m: &mut M) -> Step {
    let arg = m.arg();
    let name = m.name(arg >> 1);
    let (globals, builtins) = globals_and_builtins(m);
    let found = match globals.find_str(name) {
        _ if !globals.value().is_exact::<Dict>() => None,
        Some(i) => Some((globals.keys_version(), 0, i, globals.entries[i].value)),
        None => builtins
            .find_str(name)
            .map(|i| (globals.keys_version(), builtins.keys_version(), i, builtins.entries[i].value)),
    };
    let v = match found {
        Some((g, b, entry, Some(_))) => {
            let pc = m.fr().pc.cast_mut();
            let cache = GlobalCache { globals: g, builtins: b, entry };
            // SAFETY: instructions are only written under the GIL; caches live as long as any code might.
            let cache = unsafe {
                if (*pc).word == 0 {
                    (*pc).word = Box::into_raw(Box::new(cache)) as usize;
                } else {
                    *((*pc).word as *mut GlobalCache) = cache;
                }
                &*((*pc).word as *const GlobalCache)
            };
            // Read again in the way of a valid cache, which tells a recorder what the value depends on.
            match m.cached_global(cache) {
                Some(v) => v,
                None => {
                    let args = [m.k(globals.value()), m.k(builtins.value()), m.k(name.value())];
                    match m.helper(&GLOBAL_LOOKUP, &args) {
                        Ok(v) => v,
                        Err(_) => return Step::Raise,
                    }
                }
            }
        }
        _ => {
            let args = [m.k(globals.value()), m.k(builtins.value()), m.k(name.value())];
            match m.helper(&GLOBAL_LOOKUP, &args) {
                Ok(v) => v,
                Err(_) => return Step::Raise,
            }
        }
    };
    m.push(v);
    if arg & 1 != 0 {
        m.push(M::null());
    }
    Step::Next
}

/// The namespace of a class or module body: the frame's locals, or the globals.
fn namespace<M: Machine>(m: &mut M) -> Value {
    match m.fr().locals {
        Some(v) => v,
        None => globals_and_builtins(m).0.value(),
    }
}

/// LOAD_NAME.
pub fn load_name<M: Machine>(m: &mut M) -> Step {
    let arg = m.arg();
    let name = m.name(arg);
    let ns = namespace(m);
    let (globals, builtins) = globals_and_builtins(m);
    let args = [m.k(ns), m.k(globals.value()), m.k(builtins.value()), m.k(name.value())];
    let r = m.helper(&NAME_LOOKUP, &args);
    m.push_result(r)
}

/// LOAD_FROM_DICT_OR_GLOBALS: the mapping on top.
pub fn load_from_dict_or_globals<M: Machine>(m: &mut M) -> Step {
    let arg = m.arg();
    let name = m.name(arg);
    let (globals, builtins) = globals_and_builtins(m);
    let args = [m.peek(1), m.k(globals.value()), m.k(builtins.value()), m.k(name.value())];
    let r = m.helper(&ANNOTATION_NAME_LOOKUP, &args);
    m.replace(1, r)
}

/// LOAD_FROM_DICT_OR_DEREF: the mapping on top, then the closure.
pub fn load_from_dict_or_deref<M: Machine>(m: &mut M) -> Step {
    let i = m.arg() as usize;
    let name = m.fr().code.local_names[i];
    let mapping = m.pop();
    let name_v = m.k(name.value());
    match m.helper(&MAPPING_GET, &[mapping, name_v]) {
        Ok(v) if m.is_word(v, object::not_implemented()) => {
            let cell = m.local(i);
            match m.load_opt(cell, CELL_CONTENT) {
                Some(v) => {
                    m.push(v);
                    Step::Next
                }
                None => unbound_deref(m),
            }
        }
        r => m.push_result(r),
    }
}

/// STORE_NAME.
pub fn store_name<M: Machine>(m: &mut M) -> Step {
    let arg = m.arg();
    let name = m.name(arg);
    let ns = namespace(m);
    let args = [m.peek(1), m.k(ns), m.k(name.value())];
    let r = m.helper(&STORE_IN_MAPPING, &args);
    crate::arith::finish_n(m, 1, r)
}

/// DELETE_NAME.
pub fn delete_name<M: Machine>(m: &mut M) -> Step {
    let arg = m.arg();
    let name = m.name(arg);
    let ns = namespace(m);
    let args = [m.k(ns), m.k(name.value())];
    let r = m.helper(&DELETE_FROM_MAPPING, &args);
    crate::arith::finish_n(m, 0, r)
}

/// STORE_GLOBAL.
pub fn store_global<M: Machine>(m: &mut M) -> Step {
    let arg = m.arg();
    let name = m.name(arg);
    let globals = globals_and_builtins(m).0;
    let args = [m.peek(1), m.k(globals.value()), m.k(name.value())];
    let r = m.helper(&STORE_IN_MAPPING, &args);
    crate::arith::finish_n(m, 1, r)
}

/// DELETE_GLOBAL.
pub fn delete_global<M: Machine>(m: &mut M) -> Step {
    let arg = m.arg();
    let name = m.name(arg);
    let globals = globals_and_builtins(m).0;
    let args = [m.k(globals.value()), m.k(name.value())];
    let r = m.helper(&DELETE_FROM_MAPPING, &args);
    crate::arith::finish_n(m, 0, r)
}

/// LOAD_LOCALS.
pub fn load_locals<M: Machine>(m: &mut M) -> Step {
    let ns = namespace(m);
    let v = m.k(ns);
    m.push(v);
    Step::Next
}

/// LOAD_BUILD_CLASS.
pub fn load_build_class<M: Machine>(m: &mut M) -> Step {
    let builtins = globals_and_builtins(m).1;
    let b = m.k(builtins.value());
    let r = m.helper(&BUILD_CLASS_FUNCTION, &[b]);
    m.push_result(r)
}

/// SETUP_ANNOTATIONS.
pub fn setup_annotations<M: Machine>(m: &mut M) -> Step {
    let ns = namespace(m);
    let ns = m.k(ns);
    let r = m.helper(&SETUP_ANNOTATIONS_HELPER, &[ns]);
    crate::arith::finish_n(m, 0, r)
}

/// LOAD_COMMON_CONSTANT.
pub fn load_common_constant<M: Machine>(m: &mut M) -> Step {
    let arg = m.arg();
    let arg = m.k(Value::small_int_unchecked(i64::from(arg)));
    let r = m.helper(&COMMON_CONSTANT, &[arg]);
    m.push_result(r)
}

/// MAKE_CELL: the local variable becomes a cell with its value.
pub fn make_cell<M: Machine>(m: &mut M) -> Step {
    let i = m.arg() as usize;
    let v = m.local(i);
    let args = [v];
    let r = m.helper(&NEW_CELL, if M::is_null(v) { &[] } else { &args });
    match r {
        Ok(c) => {
            m.set_local(i, c);
            Step::Next
        }
        Err(_) => Step::Raise,
    }
}

/// COPY_FREE_VARS: the closure's cells become the last local variables.
pub fn copy_free_vars<M: Machine>(m: &mut M) -> Step {
    let n = m.arg() as usize;
    let func = m.fr().func;
    let closure = m.load(func, FUNC_CLOSURE);
    let first = m.fr().code.n_locals_plus as usize - n;
    for i in 0..n {
        let at = m.k(Value::small_int_unchecked(i as i64));
        let cell = m.tuple_item(closure, at).expect("a closure has a cell for each free variable");
        m.set_local(first + i, cell);
    }
    Step::Next
}

/// A local variable that is read while unset.
pub fn unbound_local<M: Machine>(m: &mut M) -> Step {
    let i = m.arg() as usize;
    let name = m.fr().code.local_names[i];
    let r: Result<()> = unbound(name);
    m.done(r)
}

fn unbound(name: Gc<Str>) -> Result<()> {
    name_error(
        &exc::UNBOUND_LOCAL_ERROR,
        name,
        &format!("cannot access local variable '{name}' where it is not associated with a value"),
    )
}

/// A cell that is read while empty.
pub fn unbound_deref<M: Machine>(m: &mut M) -> Step {
    let i = m.arg() as usize;
    let code = m.fr().code;
    let name = code.local_names[i];
    let r: Result<()> = if code.data.localspluskinds[i] & co::KIND_FREE == 0 {
        unbound(name)
    } else {
        name_error(
            &exc::NAME_ERROR,
            name,
            &format!("cannot access free variable '{name}' where it is not associated with a value in enclosing scope"),
        )
    };
    m.done(r)
}

/// DELETE_FAST.
pub fn delete_fast<M: Machine>(m: &mut M) -> Step {
    let i = m.arg() as usize;
    let v = m.local(i);
    if !m.is_set(v) {
        return unbound_local(m);
    }
    m.set_local(i, M::null());
    Step::Next
}

/// DELETE_DEREF.
pub fn delete_deref<M: Machine>(m: &mut M) -> Step {
    let i = m.arg() as usize;
    let cell = m.local(i);
    if m.load_opt(cell, CELL_CONTENT).is_none() {
        return unbound_deref(m);
    }
    m.store(cell, CELL_CONTENT, M::null());
    Step::Next
}
