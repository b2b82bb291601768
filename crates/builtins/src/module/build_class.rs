//! `__build_class__`: what the `class` statement calls (PEP 3115, PEP 560).

use heap::{GcVec, Value};
use object::call::{call, call_ex};
use object::gc::ValueExt;
use object::hooks::hooks;
use object::repr::{repr, type_name};
use object::{
    Cell, Class, Dict, Function, Gc, Id, Object, Result, Row, Str, Tuple, attr, class_of, intern, native, ops,
    raise_exc, raise_type, type_error,
};

/// The bases with everything that is no class replaced by what its `__mro_entries__` gives (PEP 560).
fn resolve_bases(bases: Gc<Tuple>) -> Result<Gc<Tuple>> {
    let mut out: Option<GcVec<Value>> = None;
    for (i, b) in bases.as_slice().iter().enumerate() {
        let entries = if b.is::<Class>() { None } else { attr::find_attr(*b, Id::__mro_entries__.str())? };
        match entries {
            None => {
                if let Some(out) = &mut out {
                    out.push(*b);
                }
            }
            Some(f) => {
                let new = call(f, &[bases.value()])?;
                let Some(new) = new.cast::<Tuple>() else { return type_error("__mro_entries__ must return a tuple") };
                let out = out.get_or_insert_with(|| GcVec::from(&bases.as_slice()[..i]));
                out.extend_from_slice(new.as_slice());
            }
        }
    }
    Ok(out.map_or(bases, |o| Tuple::from_slice(&o)))
}

/// The most derived of the metaclass and the classes of the bases.
fn most_derived(meta: Gc<Class>, bases: Gc<Tuple>) -> Result<Gc<Class>> {
    let mut winner = meta;
    for b in bases.as_slice() {
        let m = class_of(*b);
        if winner.is_subclass_of(m) {
            continue;
        }
        if !m.is_subclass_of(winner) {
            return type_error(
                "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases",
            );
        }
        winner = m;
    }
    Ok(winner)
}

/// The metaclass: explicit or that of the first base, and derived from those of all bases if it is a class.
fn metaclass_of(kwargs: Gc<Dict>, bases: Gc<Tuple>) -> Result<Value> {
    let meta = match kwargs.remove_str(intern("metaclass")) {
        Some(m) => m,
        None => bases.as_slice().first().map_or_else(|| Class::class().value(), |b| class_of(*b).value()),
    };
    match meta.cast::<Class>() {
        Some(m) => Ok(most_derived(m, bases)?.value()),
        None => Ok(meta),
    }
}

/// The namespace for the class body: what `__prepare__` gives, or a new dict.
fn prepare(meta: Value, name: Value, bases: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Value> {
    let Some(f) = attr::find_attr(meta, Id::__prepare__.str())? else { return Ok(Dict::new().value()) };
    let ns = call_ex(f, &[name, bases.value()], Some(kwargs))?;
    if class_of(ns).dunder(Id::__getitem__).is_none() {
        let shown = meta.cast::<Class>().map_or_else(|| "<metaclass>".to_owned(), |m| m.name_text());
        return raise_type!("{}.__prepare__() must return a mapping, not {}", shown, type_name(ns));
    }
    Ok(ns)
}

/// The `__class__` cell of the body must hold the new class now.
fn check_class_cell(cell: Value, name: Value, class: Value) -> Result<()> {
    let Some(c) = cell.cast_exact::<Cell>() else { return Ok(()) };
    if !class.is::<Class>() {
        return Ok(());
    }
    match c.content {
        Some(v) if v == class => Ok(()),
        None => {
            let (n, k) = (repr(name)?, repr(class)?);
            raise_exc!(
                RUNTIME_ERROR,
                "__class__ not set defining {} as {}. Was __classcell__ propagated to type.__new__?",
                n,
                k
            )
        }
        Some(v) => {
            let (v, n, k) = (repr(v)?, repr(name)?, repr(class)?);
            raise_type!("__class__ set to {} defining {} as {}", v, n, k)
        }
    }
}

fn build_class(args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Value> {
    let [func, name, given_bases @ ..] = args.as_slice() else {
        return type_error("__build_class__: not enough arguments");
    };
    let Some(body) = func.cast::<Function>() else { return type_error("__build_class__: func must be a function") };
    if !name.is::<Str>() {
        return type_error("__build_class__: name is not a string");
    }
    let orig_bases = Tuple::from_slice(given_bases);
    let bases = resolve_bases(orig_bases)?;
    let meta = metaclass_of(kwargs, bases)?;
    let ns = prepare(meta, *name, bases, kwargs)?;
    let cell = (hooks().call_class_body)(body, ns)?;
    if bases != orig_bases {
        ops::setitem(ns, Id::__orig_bases__.str().value(), orig_bases.value())?;
    }
    let class = call_ex(meta, &[*name, bases.value(), ns], Some(kwargs))?;
    check_class_cell(cell, *name, class)?;
    Ok(class)
}

pub(super) static ROWS: &[Row] = &[Row::function("__build_class__($module, /, *args, **kwds)", native(build_class)).shown("")
    .doc("__build_class__(func, name, /, *bases, [metaclass], **kwds) -> class\n\nInternal helper function used by the class statement.")];
