//! Imports and the CALL_INTRINSIC operations.

use object::error::{BaseException, exc, new_exception, set_pending, take_pending};
use object::gc::ValueExt;
use object::{Dict, Id, Result, Str, Value};

use crate::helper::unit;
use crate::traits::{Machine, MachineExt, Step};

crate::helpers! {
    /// name, globals, locals, fromlist, level, builtins
    IMPORT ANY |a| {
        let builtins = a[5].cast::<Dict>().expect("builtins are a dict");
        match builtins.get_str(Id::__import__.str()) {
            Some(f) => object::call::call(f, &a[..5]),
            None => object::import_error_text("__import__ not found"),
        }
    };
    FROM_MODULE ANY |a| object::import::import_from(a[0], a[1].cast::<Str>().expect("a name"));
    IMPORT_STAR ANY |a| unit(object::import::import_star(a[0], a[1]));
    PRINT_VALUE ANY |a| object::import::display(a[0]);
    STOP_ITERATION_ERROR ANY |a| stop_iteration_error(a[0], a[1].as_small_int());
    LIST_TO_TUPLE ANY |a| Ok(object::seq::tuple(&object::iter::collect(a[0])?));
    ASYNC_GEN_WRAP ANY |a| Ok(object::generator::AsyncGenWrapped::new(a[0]).value());
    TYPEVAR ANY |a| Ok(object::typing::make_typevar(a[0], None, None));
    PARAMSPEC ANY |a| Ok(object::typing::make_paramspec(a[0]));
    TYPEVARTUPLE ANY |a| Ok(object::typing::make_typevartuple(a[0]));
    SUBSCRIPT_GENERIC ANY |a| object::typing::subscript_generic(a[0]);
    TYPEALIAS ANY |a| {
        let parts = a[0].cast::<object::Tuple>().expect("a tuple of name, parameters and value").as_slice();
        Ok(object::typing::make_type_alias(parts[0], parts[1], parts[2]))
    };
    PREP_RERAISE_STAR ANY |a| object::excgroup::prep_reraise_star(a[0], a[1].cast::<object::List>().expect("a list of exceptions"));
    TYPEVAR_WITH_BOUND ANY |a| Ok(object::typing::make_typevar(a[0], Some(a[1]), None));
    TYPEVAR_WITH_CONSTRAINTS ANY |a| Ok(object::typing::make_typevar(a[0], None, Some(a[1])));
    SET_TYPE_PARAMS ANY |a| {
        let mut f = a[0].cast::<object::Function>().expect("a function under construction");
        f.type_params = Some(a[1]);
        Ok(a[0])
    };
    SET_TYPEPARAM_DEFAULT ANY |a| object::typing::set_typeparam_default(a[0], a[1]);
}

/// IMPORT_NAME: level and names on the stack.
pub fn import_name<M: Machine>(m: &mut M) -> Step {
    let arg = m.arg();
    let name = m.name(arg);
    let (level, fromlist) = (m.peek(2), m.peek(1));
    let func = m.fr().func;
    let f = m.promote(func).cast::<object::Function>().expect("a frame's function");
    let locals = m.fr().locals.unwrap_or_else(object::none);
    let args = [m.k(name.value()), m.k(f.globals.value()), m.k(locals), fromlist, level, m.k(f.builtins.value())];
    let r = m.helper(&IMPORT, &args);
    m.replace(2, r)
}

/// IMPORT_FROM: pushes an attribute of the module on top.
pub fn import_from<M: Machine>(m: &mut M) -> Step {
    let arg = m.arg();
    let name = m.name(arg);
    let args = [m.peek(1), m.k(name.value())];
    let r = m.helper(&FROM_MODULE, &args);
    m.push_result(r)
}

/// CALL_INTRINSIC_1.
pub fn call_intrinsic_1<M: Machine>(m: &mut M) -> Step {
    let v = m.peek(1);
    let h = match m.arg() {
        1 => &PRINT_VALUE,
        2 => {
            let ns = m
                .fr()
                .locals
                .unwrap_or_else(|| object::state::current_globals().map_or_else(object::none, |d| d.value()));
            let ns = m.k(ns);
            let r = m.helper(&IMPORT_STAR, &[v, ns]);
            return m.replace(1, r);
        }
        3 => {
            let flags = m.fr().code.flags;
            let flags = m.k(Value::small_int_unchecked(i64::from(flags)));
            let r = m.helper(&STOP_ITERATION_ERROR, &[v, flags]);
            return m.replace(1, r);
        }
        4 => &ASYNC_GEN_WRAP,
        5 => return crate::arith::unary_positive(m),
        6 => &LIST_TO_TUPLE,
        7 => &TYPEVAR,
        8 => &PARAMSPEC,
        9 => &TYPEVARTUPLE,
        10 => &SUBSCRIPT_GENERIC,
        11 => &TYPEALIAS,
        n => unreachable!("unknown intrinsic {n}"),
    };
    let r = m.helper(h, &[v]);
    m.replace(1, r)
}

/// CALL_INTRINSIC_2.
pub fn call_intrinsic_2<M: Machine>(m: &mut M) -> Step {
    let h = match m.arg() {
        1 => &PREP_RERAISE_STAR,
        2 => &TYPEVAR_WITH_BOUND,
        3 => &TYPEVAR_WITH_CONSTRAINTS,
        4 => &SET_TYPE_PARAMS,
        5 => &SET_TYPEPARAM_DEFAULT,
        n => unreachable!("unknown intrinsic {n}"),
    };
    let args = [m.peek(2), m.peek(1)];
    let r = m.helper(h, &args);
    m.replace(2, r)
}

/// What leaves a generator: StopIteration becomes RuntimeError (PEP 479), with the original as its cause.
fn stop_iteration_error(e: Value, flags: i64) -> Result<Value> {
    use object::code::co;
    let flags = flags as u32;
    let is = |c: &'static object::ClassCell| object::class_of(e).is_subclass_of(c.get());
    let msg = if is(&exc::STOP_ITERATION) {
        if flags & co::ASYNC_GENERATOR != 0 {
            "async generator raised StopIteration"
        } else if flags & co::COROUTINE != 0 {
            "coroutine raised StopIteration"
        } else {
            "generator raised StopIteration"
        }
    } else if flags & co::ASYNC_GENERATOR != 0 && is(&exc::STOP_ASYNC_ITERATION) {
        "async generator raised StopAsyncIteration"
    } else {
        return Ok(e);
    };
    let s = Str::new(msg).value();
    let r = new_exception(exc::RUNTIME_ERROR.get(), &[s]);
    let _ = set_pending(r);
    let new = take_pending();
    if let Some(mut n) = new.cast::<BaseException>() {
        n.cause = Some(e);
        n.context = Some(e);
        n.suppress_context = true;
    }
    Ok(new)
}
