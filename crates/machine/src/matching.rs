//! Structural pattern matching.

use heap::GcVec;
use object::class::ClassFlags;
use object::gc::ValueExt;
use object::repr::type_name;
use object::{Class, Dict, Id, Result, Str, Tuple, Value, raise_type};

use crate::traits::{Machine, MachineExt, Step};

crate::helpers! {
    LENGTH ANY |a| Ok(object::number::uint(object::ops::len(a[0])? as u64));
    KEYS ANY |a| match_keys_value(a[0], a[1]);
    CLASS_PATTERN ANY |a| match_class_value(a[0], a[1], a[2], a[3].as_small_int() as usize);
}

/// GET_LEN: pushes the length of the top.
pub fn get_len<M: Machine>(m: &mut M) -> Step {
    let v = m.peek(1);
    let r = m.helper(&LENGTH, &[v]);
    m.push_result(r)
}

fn push_flag<M: Machine>(m: &mut M, flag: u32) -> Step {
    let v = m.peek(1);
    let is = m.map_of(v).class.flags.has(flag);
    let b = m.boolean(is);
    m.push(b);
    Step::Next
}

/// MATCH_MAPPING.
pub fn match_mapping<M: Machine>(m: &mut M) -> Step {
    push_flag(m, ClassFlags::MAPPING)
}

/// MATCH_SEQUENCE.
pub fn match_sequence<M: Machine>(m: &mut M) -> Step {
    push_flag(m, ClassFlags::SEQUENCE)
}

/// MATCH_KEYS: subject and keys; pushes the values or None.
pub fn match_keys<M: Machine>(m: &mut M) -> Step {
    let args = [m.peek(2), m.peek(1)];
    let r = m.helper(&KEYS, &args);
    m.push_result(r)
}

fn match_keys_value(subject: Value, keys: Value) -> Result<Value> {
    let keys = keys.cast::<Tuple>().expect("mapping patterns have a tuple of keys");
    let seen = object::Set::new();
    let mut values = GcVec::new();
    let get = if subject.is_exact::<Dict>() { None } else { Some(object::attr::getattr(subject, Id::get.str())?) };
    // A fresh object that no mapping can contain.
    let dummy = object::List::from_slice(&[]).value();
    for k in keys.as_slice() {
        if !seen.add(*k)? {
            return object::raise_value!("mapping pattern checks duplicate key ({})", object::repr::repr(*k)?);
        }
        let v = match (get, subject.cast_exact::<Dict>()) {
            (_, Some(d)) => d.get(*k)?,
            (Some(f), _) => {
                let v = object::call::call(f, &[*k, dummy])?;
                if v == dummy { None } else { Some(v) }
            }
            (None, None) => None,
        };
        match v {
            Some(v) => values.push(v),
            None => return Ok(object::none()),
        }
    }
    Ok(object::seq::tuple(&values))
}

/// MATCH_CLASS: subject, class, names of attributes; pushes the attributes or None. The operand counts positional patterns.
pub fn match_class<M: Machine>(m: &mut M) -> Step {
    let arg = m.arg();
    let n = m.k(Value::small_int_unchecked(i64::from(arg)));
    let args = [m.peek(3), m.peek(2), m.peek(1), n];
    let r = m.helper(&CLASS_PATTERN, &args);
    m.replace(3, r)
}

fn match_class_value(subject: Value, class: Value, names: Value, n_pos: usize) -> Result<Value> {
    let Some(c) = class.cast::<Class>() else {
        return object::type_error("called match pattern must be a class");
    };
    if !object::ops::isinstance(subject, class)? {
        return Ok(object::none());
    }
    let seen = object::Set::new();
    let mut out = GcVec::new();
    let mut attribute = |name: Value| -> Result<bool> {
        if !seen.add(name)? {
            return raise_type!("{}() got multiple sub-patterns for attribute {}", c.name, object::repr::repr(name)?);
        }
        let Some(s) = name.cast::<Str>() else {
            return raise_type!("__match_args__ elements must be strings (got {})", type_name(name));
        };
        match object::attr::find_attr(subject, s)? {
            Some(v) => {
                out.push(v);
                Ok(true)
            }
            None => Ok(false),
        }
    };
    if n_pos > 0 {
        let match_args = object::attr::find_attr(class, Id::__match_args__.str())?;
        let match_self = match_args.is_none() && c.flags.has(ClassFlags::MATCH_SELF);
        let empty = Tuple::empty();
        let args = match match_args {
            Some(t) => match t.cast_exact::<Tuple>() {
                Some(t) => t,
                None => return raise_type!("{}.__match_args__ must be a tuple (got {})", c.name, type_name(t)),
            },
            None => empty,
        };
        let allowed = if match_self { 1 } else { args.as_slice().len() };
        if n_pos > allowed {
            let plural = if allowed == 1 { "" } else { "s" };
            return raise_type!("{}() accepts {} positional sub-pattern{} ({} given)", c.name, allowed, plural, n_pos);
        }
        if match_self {
            out.push(subject);
            return keyword_patterns(subject, c, names, &seen, out);
        }
        for name in &args.as_slice()[..n_pos] {
            if !attribute(*name)? {
                return Ok(object::none());
            }
        }
    }
    keyword_patterns(subject, c, names, &seen, out)
}

fn keyword_patterns(
    subject: Value,
    c: object::Gc<Class>,
    names: Value,
    seen: &object::Gc<object::Set>,
    mut out: GcVec<Value>,
) -> Result<Value> {
    let names = names.cast::<Tuple>().expect("class patterns have a tuple of names");
    for name in names.as_slice() {
        if !seen.add(*name)? {
            return raise_type!("{}() got multiple sub-patterns for attribute {}", c.name, object::repr::repr(*name)?);
        }
        let s = name.cast::<Str>().expect("attribute names are strings");
        match object::attr::find_attr(subject, s)? {
            Some(v) => out.push(v),
            None => return Ok(object::none()),
        }
    }
    Ok(object::seq::tuple(&out))
}
