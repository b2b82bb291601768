//! `type.__new__`: making classes, in CPython's order of steps (`type_new` and `PyType_Ready` of typeobject.c).
//!
//! 1. Metaclass and best base are chosen.
//! 2. `__slots__` become member descriptors at fixed offsets.
//! 3. The namespace is copied and its special entries (`__qualname__`, `__classcell__`, `__new__`, …) are treated.
//! 4. The MRO is computed.
//! 5. `__set_name__` and `__init_subclass__` run.

use heap::{GcVec, Value};
use object::args::{Row, native};
use object::class::{Class, ClassFlags, RawClass, c3_merge, raw_class};
use object::error::Result;
use object::function::{ClassMethod, GetSet, Member, StaticMethod};
use object::gc::{Object, ValueExt};
use object::map::Kind;
use object::misc::object_class;
use object::{Bytes, Cell, Dict, Function, Gc, Id, Int, NativeFn, Str, Tuple, attr, class_of, none, raise_type};

use crate::util::head;

/// `type.__new__(metatype, name, bases, dict, **kwargs)`.
pub(crate) fn type_new(metatype: Gc<Class>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Value> {
    let [name, bases, dict] = args.as_slice() else {
        return raise_type!("type.__new__() takes exactly 3 arguments ({} given)", args.as_slice().len());
    };
    let expected = |i: usize, what: &str, v: Value| {
        raise_type!("type.__new__() argument {} must be {}, not {}", i, what, object::repr::type_name(v))
    };
    let Some(name) = name.cast::<Str>() else { return expected(1, "str", *name) };
    let Some(bases) = bases.cast::<Tuple>() else { return expected(2, "tuple", *bases) };
    let Some(dict) = dict.cast::<Dict>() else { return expected(3, "dict", *dict) };
    let mut meta = metatype;
    if !bases.as_slice().is_empty() {
        refuse_mro_entries(bases)?;
        let winner = calculate_metaclass(metatype, bases.as_slice())?;
        if winner != metatype {
            let new = winner.dunder(Id::__new__);
            if new != Class::class().dunder(Id::__new__)
                && let Some(new) = new
            {
                let new = attr::descr_get(new, None, winner)?;
                let all = object::call::prepend(winner.value(), args.as_slice());
                return object::call::call_ex(new, &all, Some(kwargs));
            }
            meta = winner;
        }
    }
    let bases = if bases.as_slice().is_empty() { Tuple::from_slice(&[object_class().value()]) } else { bases };
    let class = build_class(meta, name, bases, dict)?;
    call_set_names(class)?;
    call_init_subclass(class, kwargs)?;
    Ok(class.value())
}

fn refuse_mro_entries(bases: Gc<Tuple>) -> Result<()> {
    for b in bases.as_slice() {
        if !b.is::<Class>() && attr::find_attr(*b, Id::__mro_entries__.str())?.is_some() {
            return raise_type!("type() doesn't support MRO entry resolution; use types.new_class()");
        }
    }
    Ok(())
}

/// The most derived of `metatype` and the bases' metaclasses.
///
/// # Errors
/// `TypeError` when there is no such.
pub fn calculate_metaclass(metatype: Gc<Class>, bases: &[Value]) -> Result<Gc<Class>> {
    let mut winner = metatype;
    for b in bases {
        let t = class_of(*b);
        if winner.is_subclass_of(t) {
            continue;
        }
        if t.is_subclass_of(winner) {
            winner = t;
            continue;
        }
        return raise_type!(
            "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases"
        );
    }
    Ok(winner)
}

/// The nearest ancestor that makes instances larger than its base's, attribute areas aside.
fn solid_base(mut c: Gc<Class>) -> Gc<Class> {
    while let Some(b) = c.base {
        if !std::ptr::eq(b.layout, c.layout) || b.fixed != c.fixed {
            break;
        }
        c = b;
    }
    c
}

/// The base whose layout the new class extends.
///
/// # Errors
/// `TypeError` for what cannot be a base, and for layout conflicts.
pub(crate) fn best_base(bases: &[Value]) -> Result<Gc<Class>> {
    let mut best: Option<(Gc<Class>, Gc<Class>)> = None;
    for b in bases {
        let Some(b) = b.cast::<Class>() else { return object::type_error("bases must be types") };
        if !b.flags.has(ClassFlags::BASETYPE) {
            return raise_type!("type '{}' is not an acceptable base type", object::repr::class_full_name(b));
        }
        let candidate = solid_base(b);
        match best {
            None => best = Some((b, candidate)),
            Some((_, solid)) if solid.is_subclass_of(candidate) => {}
            Some((_, solid)) if candidate.is_subclass_of(solid) => best = Some((b, candidate)),
            Some(_) => return object::type_error("multiple bases have instance lay-out conflict"),
        }
    }
    best.map_or_else(|| Ok(object_class()), |(b, _)| Ok(b))
}

/// Are instances of this class of variable size in CPython (tuple, int, bytes, type)?
pub(crate) fn has_items(c: Gc<Class>) -> bool {
    [Tuple::LAYOUT, Int::LAYOUT, Bytes::LAYOUT, Class::LAYOUT].iter().any(|l| c.layout.extends(l))
}

/// What `__slots__` asks for.
struct Slots {
    /// Mangled names, sorted.
    names: GcVec<Gc<Str>>,
    add_dict: bool,
    add_weak: bool,
}

fn is_identifier(s: Gc<Str>) -> Result<bool> {
    let r = object::call::call_method(s.value(), object::intern("isidentifier"), &[])?;
    object::ops::truth(r)
}

/// `_Py_Mangle`: private names get the class's name.
pub(crate) fn mangle(class_name: Gc<Str>, name: Gc<Str>) -> Gc<Str> {
    let (n, c) = (name.to_string_lossy(), class_name.to_string_lossy());
    let stripped = c.trim_start_matches('_');
    if !n.starts_with("__") || n.ends_with("__") || n.contains('.') || stripped.is_empty() {
        return object::strs::intern_str(name);
    }
    object::intern(&format!("_{stripped}{n}"))
}

fn read_slots(base: Gc<Class>, bases: &[Value], name: Gc<Str>, dict: Gc<Dict>) -> Result<Slots> {
    // A class of classes has a dict already: the class namespace.
    let may_dict = !base.flags.has(ClassFlags::HAS_DICT) && !base.layout.extends(Class::LAYOUT);
    let may_weak = !base.flags.has(ClassFlags::WEAKREF) && !has_items(base);
    let Some(slots) = dict.get_str(Id::__slots__.str()) else {
        return Ok(Slots { names: GcVec::new(), add_dict: may_dict, add_weak: may_weak });
    };
    let items = if slots.is::<Str>() { GcVec::from(&[slots][..]) } else { object::iter::collect(slots)? };
    if !items.is_empty() && has_items(base) {
        return raise_type!("nonempty __slots__ not supported for subtype of '{}'", base.name);
    }
    let mut out = Slots { names: GcVec::new(), add_dict: false, add_weak: false };
    for item in items.iter() {
        let Some(s) = item.cast::<Str>() else {
            return raise_type!("__slots__ items must be strings, not '{}'", object::repr::type_name(*item));
        };
        if !is_identifier(s)? {
            return object::type_error("__slots__ must be identifiers");
        }
        match s.as_bytes() {
            b"__dict__" => {
                if !may_dict || out.add_dict {
                    return object::type_error("__dict__ slot disallowed: we already got one");
                }
                out.add_dict = true;
            }
            b"__weakref__" => {
                if !may_weak || out.add_weak {
                    return object::type_error("__weakref__ slot disallowed: we already got one");
                }
                out.add_weak = true;
            }
            _ => {
                let mangled = mangle(name, s);
                let special = matches!(s.as_bytes(), b"__qualname__" | b"__classcell__" | b"__classdictcell__");
                if dict.get_str(mangled).is_some() && !special {
                    return object::raise_value!(
                        "{} in __slots__ conflicts with class variable",
                        object::repr::repr(mangled.value())?
                    );
                }
                out.names.push(mangled);
            }
        }
    }
    out.names.as_mut_slice().sort_by(|a, b| a.as_bytes().cmp(b.as_bytes()));
    // Another base may bring the dict or the weak references that `__slots__` left out.
    for b in bases.iter().filter_map(|b| b.cast::<Class>()).filter(|b| *b != base) {
        out.add_dict |= may_dict && b.flags.has(ClassFlags::HAS_DICT);
        out.add_weak |= may_weak && b.flags.has(ClassFlags::WEAKREF);
    }
    Ok(out)
}

/// How many attribute slots instances get in their cells: the attributes that methods of the class and of its bases are
/// known to assign.
fn predict_inline_slots(dict: Gc<Dict>, bases: &[Value]) -> u32 {
    let mut names: GcVec<Value> = GcVec::new();
    let mut add = |d: Gc<Dict>| {
        let known = d.get_str(Id::__static_attributes__.str()).and_then(|t| t.cast::<Tuple>());
        for n in known.map_or(&[][..], |t| t.as_slice()) {
            if !names.as_slice().contains(n) {
                names.push(*n);
            }
        }
    };
    add(dict);
    for b in bases.iter().filter_map(|b| b.cast::<Class>()) {
        for c in b.mro.as_slice().iter().filter_map(|c| c.cast::<Class>()) {
            if c.flags.has(ClassFlags::HEAPTYPE) {
                add(c.dict);
            }
        }
    }
    names.len().clamp(2, 40) as u32
}

fn build_class(meta: Gc<Class>, name: Gc<Str>, bases: Gc<Tuple>, dict: Gc<Dict>) -> Result<Gc<Class>> {
    let base = best_base(bases.as_slice())?;
    let slots = read_slots(base, bases.as_slice(), name, dict)?;
    if name.to_str().is_none() {
        return object::error::surrogates_not_allowed(name);
    }
    if name.as_bytes().contains(&0) {
        return object::value_error("type name must not contain null characters");
    }
    let inherited = base.flags.0
        & (ClassFlags::HAS_DICT
            | ClassFlags::WEAKREF
            | ClassFlags::SEQUENCE
            | ClassFlags::MAPPING
            | ClassFlags::MATCH_SELF);
    let mut flags = inherited | ClassFlags::HEAPTYPE | ClassFlags::BASETYPE;
    flags |=
        if slots.add_dict { ClassFlags::HAS_DICT } else { 0 } | if slots.add_weak { ClassFlags::WEAKREF } else { 0 };
    let first_slot = base.fixed.next_multiple_of(8);
    let mut class = raw_class(RawClass {
        metaclass: meta,
        name: object::strs::intern_str(name),
        bases,
        base: Some(base),
        dict: dict.copy(),
        layout: base.layout,
        flags,
        kind: Kind::Other,
        fixed: first_slot + 8 * slots.names.len(),
        inline_cap: predict_inline_slots(dict, bases.as_slice()),
    });
    // There is none until it was computed, which a metaclass's `mro()` can see.
    class.mro = Tuple::empty();
    fill_namespace(class)?;
    if class.dict.entries.iter().any(|e| e.key.is_some_and(|k| !k.is::<Str>())) {
        let text = format!("non-string key in the __dict__ of class {}", class.name);
        object::hooks::warn(&object::error::exc::RUNTIME_WARNING, &text, 1)?;
    }
    for (i, n) in slots.names.iter().enumerate() {
        let m = Member {
            head: head(),
            name: *n,
            owner: class,
            offset: first_slot + 8 * i,
            readonly: false,
            computed: None,
        }
        .alloc();
        class.dict.set_str(*n, m.value());
    }
    class.slot_names = slots.names;
    if slots.add_dict {
        add_getset(class, &DICT_ROW);
    }
    if slots.add_weak {
        add_getset(class, &WEAKREF_ROW);
    }
    if class.dict.get_str(Id::__doc__.str()).is_none() {
        class.dict.set_str(Id::__doc__.str(), none());
    }
    let mro = compute_mro(class)?;
    if class.mro.as_slice().is_empty() {
        class.mro = mro;
        class.link_to_bases();
    }
    inherit_pattern_flags(class);
    class.modified();
    Ok(class)
}

/// Sequence or mapping, as the first class of the MRO that is either says.
fn inherit_pattern_flags(mut class: Gc<Class>) {
    const BOTH: u32 = ClassFlags::SEQUENCE | ClassFlags::MAPPING;
    if class.flags.has(BOTH) {
        return;
    }
    for c in class.mro.as_slice().iter().filter_map(|c| c.cast::<Class>()) {
        if c.flags.has(BOTH) {
            class.flags.0 |= c.flags.0 & BOTH;
            return;
        }
    }
}

/// Treats the special entries of the class namespace.
fn fill_namespace(mut class: Gc<Class>) -> Result<()> {
    let d = class.dict;
    if d.get_str(Id::__module__.str()).is_none()
        && let Some(name) = object::state::current_globals().and_then(|g| g.get_str(Id::__name__.str()))
    {
        d.set_str(Id::__module__.str(), name);
    }
    if let Some(q) = d.get_str(Id::__qualname__.str()) {
        let Some(q) = q.cast::<Str>() else {
            return raise_type!("type __qualname__ must be a str, not {}", object::repr::type_name(q));
        };
        class.qualname = q;
        d.remove_str(Id::__qualname__.str());
    }
    if let Some(f) = d.get_str(Id::__new__.str()).filter(|f| f.is_exact::<Function>()) {
        d.set_str(Id::__new__.str(), StaticMethod { head: head(), callable: f }.alloc().value());
    }
    for id in [Id::__init_subclass__, Id::__class_getitem__] {
        if let Some(f) = d.get_str(id.str()).filter(|f| f.is_exact::<Function>()) {
            d.set_str(id.str(), ClassMethod { head: head(), callable: f }.alloc().value());
        }
    }
    if let Some(c) = d.get_str(Id::__classcell__.str()) {
        let Some(mut cell) = c.cast::<Cell>() else {
            return raise_type!(
                "__classcell__ must be a nonlocal cell, not {}",
                object::repr::repr(class_of(c).value())?
            );
        };
        cell.content = Some(class.value());
        d.remove_str(Id::__classcell__.str());
    }
    if let Some(c) = d.get_str(Id::__classdictcell__.str()) {
        let Some(mut cell) = c.cast::<Cell>() else {
            return raise_type!(
                "__classdictcell__ must be a nonlocal cell, not {}",
                object::repr::repr(class_of(c).value())?
            );
        };
        cell.content = Some(d.value());
        d.remove_str(Id::__classdictcell__.str());
    }
    if d.get_str(Id::__eq__.str()).is_some() && d.get_str(Id::__hash__.str()).is_none() {
        d.set_str(Id::__hash__.str(), none());
    }
    Ok(())
}

static DICT_ROW: Row =
    Row::getset("__dict__", native(get_dict), native(set_or_delete_dict)).doc("dictionary for instance variables");
static WEAKREF_ROW: Row = Row::getter("__weakref__", native(get_weakref)).doc("list of weak references to the object");

/// The function objects of the two rows, shared by the getsets of all classes.
static mut SHARED: [Option<Value>; 2] = [None; 2];

pub(crate) fn init() {
    // A throw-away class shows the rows to the object crate once, so that classes made later share the results.
    let donor = object::ClassBuilder::untyped("_donor", &object::misc::OBJECT_LAYOUT).build();
    object::function::add_row(donor, &DICT_ROW);
    object::function::add_row(donor, &WEAKREF_ROW);
    let func = |name: &str| donor.dict.get_text(name).and_then(|g| g.cast::<GetSet>()).map(|g| g.func.value());
    // SAFETY: start-up is single-threaded; statics live for ever.
    unsafe {
        SHARED = [func("__dict__"), func("__weakref__")];
        heap::add_root((&raw const SHARED).cast(), 2);
    }
}

/// Adds a getter that every class with its slot has, unless the class's body defines the name.
fn add_getset(class: Gc<Class>, row: &'static Row) {
    // SAFETY: written at start-up only.
    let shared = unsafe { SHARED[usize::from(std::ptr::eq(row, &WEAKREF_ROW))] };
    let func = shared.and_then(|f| f.cast::<NativeFn>()).expect("init() has run");
    if class.dict.get_str(func.name).is_some() {
        return;
    }
    let g = GetSet { head: head(), row, name: func.name, owner: class, func }.alloc();
    class.dict.set_str(g.name, g.value());
}

fn get_dict(this: Value) -> Result<Value> {
    if let Some(class) = this.cast::<Class>() {
        // A metaclass that derives from a class with a `__dict__` of its own: the dict of a class stays `type`'s affair.
        return Ok(crate::type_attrs::dict(class));
    }
    match attr::instance_dict(this) {
        Some(d) => Ok(d.value()),
        None => attr::no_attribute(this, Id::__dict__.str()),
    }
}

/// Assigns `__dict__`; it cannot be deleted.
///
/// # Errors
/// `AttributeError` if instances have none, `TypeError` if the value is no dict.
pub fn set_dict(this: Value, v: Option<Value>) -> Result<()> {
    if this.is::<Class>() || this.is::<object::Module>() {
        // Their dicts are no ordinary instance dicts.
        return crate::util::readonly(this, v);
    }
    if attr::instance_dict(this).is_none() {
        return attr::no_attribute(this, Id::__dict__.str());
    }
    match v {
        Some(v) => match v.cast::<Dict>() {
            Some(d) => object::map::set_dict(this, d),
            None => return raise_type!("__dict__ must be set to a dictionary, not a '{}'", object::repr::type_name(v)),
        },
        None => return object::type_error("cannot delete __dict__"),
    }
    Ok(())
}

/// Does the object have its dict from a built-in class, such as `Exception`? Which of its bases is found first is no matter.
fn is_builtin_dict(this: Value) -> bool {
    let classes = std::iter::successors(Some(class_of(this)), |c| c.base);
    classes.filter(|c| !c.flags.has(ClassFlags::HEAPTYPE)).any(|c| c.dict.get_str(Id::__dict__.str()).is_some())
}

/// Assigns or deletes `__dict__` of an instance of a class made by Python code, whose dict may be replaced by nothing.
fn set_or_delete_dict(this: Value, v: Option<Value>) -> Result<()> {
    if v.is_none() && !is_builtin_dict(this) && attr::instance_dict(this).is_some() {
        object::map::set_dict(this, Dict::new());
        return Ok(());
    }
    set_dict(this, v)
}

fn get_weakref(this: Value) -> Value {
    crate::weakref::first_reference(this).unwrap_or_else(none)
}

/// The MRO of a class: the metaclass's `mro()` if it overrides `type.mro`, else C3.
pub(crate) fn compute_mro(class: Gc<Class>) -> Result<Gc<Tuple>> {
    let meta = class_of(class.value());
    let custom = if meta == Class::class() {
        None
    } else {
        meta.dunder(Id::mro).filter(|m| Some(*m) != Class::class().dunder(Id::mro))
    };
    let Some(m) = custom else { return default_mro(class) };
    let r = object::call::call_method_value(m, class.value(), &[], &[])?;
    let mro = Tuple::from_slice(&object::iter::collect(r)?);
    let solid = solid_base(class);
    for c in mro.as_slice() {
        let Some(base) = c.cast::<Class>() else {
            return raise_type!("mro() returned a non-class ('{}')", object::repr::type_name(*c));
        };
        if *c != class.value() && !solid.is_subclass_of(solid_base(base)) {
            return raise_type!("mro() returned base with unsuitable layout ('{}')", base.name);
        }
    }
    Ok(mro)
}

/// `type.mro`.
pub(crate) fn default_mro(class: Gc<Class>) -> Result<Gc<Tuple>> {
    let bases = class.bases.as_slice();
    let mut out: GcVec<Value> = GcVec::new();
    out.push(class.value());
    for b in bases.iter().filter_map(|b| b.cast::<Class>()) {
        if b.mro.as_slice().is_empty() {
            return raise_type!("Cannot extend an incomplete type '{}'", b.name);
        }
    }
    if let [only] = bases {
        let Some(b) = only.cast::<Class>() else { return object::type_error("bases must be types") };
        out.extend_from_slice(b.mro.as_slice());
        return Ok(Tuple::from_slice(&out));
    }
    for (i, b) in bases.iter().enumerate() {
        let Some(c) = b.cast::<Class>() else { return object::type_error("bases must be types") };
        if bases[..i].contains(b) {
            return raise_type!("duplicate base class {}", c.name);
        }
    }
    out.extend_from_slice(&c3_merge(bases)?);
    Ok(Tuple::from_slice(&out))
}

fn call_set_names(class: Gc<Class>) -> Result<()> {
    for (key, v) in class.dict.to_vec().iter() {
        let Some(m) = class_of(*v).lookup(Id::__set_name__.str()) else { continue };
        if let Err(e) = object::call::call_method_value(m, *v, &[class.value(), *key], &[]) {
            let exc = object::error::take_pending();
            let shown = object::repr::repr(*key)?;
            let note = format!(
                "Error calling __set_name__ on '{}' instance {} in '{}'",
                object::repr::type_name(*v),
                shown,
                class.name
            );
            object::call::call_method(exc, object::intern("add_note"), &[Str::new(&note).value()])?;
            object::error::restore_pending(exc);
            return Err(e);
        }
    }
    Ok(())
}

fn call_init_subclass(class: Gc<Class>, kwargs: Gc<Dict>) -> Result<()> {
    if !class.mro.as_slice().contains(&class.value()) {
        // A metaclass's `mro()` left the class itself out: `super(cls, cls)` refuses it.
        return raise_type!(
            "super(type, obj): obj (type {}) is not an instance or subtype of type ({}).",
            class.name,
            class.name
        );
    }
    let hook = class
        .mro
        .as_slice()
        .iter()
        .skip(1)
        .filter_map(|c| c.cast::<Class>())
        .find_map(|c| c.dict.get_str(Id::__init_subclass__.str()));
    let Some(hook) = hook else { return Ok(()) };
    let default = object_class().dict.get_str(Id::__init_subclass__.str());
    if Some(hook) == default && kwargs.is_empty() {
        return Ok(());
    }
    let bound = if hook.is::<NativeFn>() || hook.is::<ClassMethod>() {
        attr::descr_get(hook, None, class)?
    } else {
        attr::descr_get(hook, Some(class.value()), class)?
    };
    if Some(hook) == default {
        return raise_type!("{}.__init_subclass__() takes no keyword arguments", class.qualname);
    }
    object::call::call_ex(bound, &[], Some(kwargs)).map(|_| ())
}

/// `cls.__bases__ = new`.
pub(crate) fn set_bases(mut class: Gc<Class>, v: Value) -> Result<()> {
    let Some(new) = v.cast::<Tuple>() else {
        return raise_type!("can only assign tuple to {}.__bases__, not {}", class.name, object::repr::type_name(v));
    };
    if new.as_slice().is_empty() {
        return raise_type!("can only assign non-empty tuple to {}.__bases__, not ()", class.name);
    }
    for b in new.as_slice() {
        let Some(c) = b.cast::<Class>() else {
            return raise_type!(
                "{}.__bases__ must be tuple of classes, not '{}'",
                class.name,
                object::repr::type_name(*b)
            );
        };
        if c.is_subclass_of(class) || base_chain_has(c, class) {
            return object::type_error("a __bases__ item causes an inheritance cycle");
        }
    }
    let new_base = best_base(new.as_slice())?;
    let old_base = class.base.unwrap_or_else(object_class);
    if new_base.flags.has(ClassFlags::HEAPTYPE) != old_base.flags.has(ClassFlags::HEAPTYPE)
        && !std::ptr::eq(new_base.layout, old_base.layout)
    {
        return raise_type!("__bases__ assignment: '{}' deallocator differs from '{}'", new_base.name, old_base.name);
    }
    if !crate::object_type::compatible_layouts(old_base, new_base) {
        return raise_type!("__bases__ assignment: '{}' object layout differs from '{}'", new_base.name, old_base.name);
    }
    let (old_bases, old) = (class.bases, class.base);
    class.bases = new;
    class.base = Some(new_base);
    let mut saved: GcVec<[Gc<Tuple>; 2]> = GcVec::new();
    let mut changed: GcVec<Gc<Class>> = GcVec::new();
    // A metaclass's `mro()` may assign the bases itself: then that assignment stands.
    if let Err(e) = recompute_mros(class, &mut changed, &mut saved) {
        for (c, [new, old]) in changed.iter().zip(saved.iter()) {
            let mut c = *c;
            if c.mro == *new {
                c.mro = *old;
            }
        }
        if class.bases == new {
            class.bases = old_bases;
            class.base = old;
        }
        return Err(e);
    }
    if class.bases != new {
        return Ok(());
    }
    for mut b in old_bases.as_slice().iter().filter_map(|b| b.cast::<Class>()) {
        b.subclasses.retain(|w| object::misc::weak_target(*w) != Some(class.value()));
    }
    class.link_to_bases();
    class.modified();
    Ok(())
}

fn base_chain_has(c: Gc<Class>, wanted: Gc<Class>) -> bool {
    std::iter::successors(Some(c), |c| c.base).any(|c| c == wanted)
}

/// New MROs of a class and its subclasses; `saved` gets the new and the old one of each of `changed`.
fn recompute_mros(
    mut class: Gc<Class>,
    changed: &mut GcVec<Gc<Class>>,
    saved: &mut GcVec<[Gc<Tuple>; 2]>,
) -> Result<()> {
    let old = class.mro;
    let mro = compute_mro(class)?;
    if class.mro != old {
        // It was computed anew meanwhile.
        return Ok(());
    }
    changed.push(class);
    saved.push([mro, old]);
    class.mro = mro;
    for s in class.live_subclasses().iter() {
        recompute_mros(*s, changed, saved)?;
    }
    Ok(())
}
