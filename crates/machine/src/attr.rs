//! Attribute access: inline caches, the machine's execution of plans, LOAD_SPECIAL, LOAD_SUPER_ATTR.

use object::attr::{self, GetAttribute, Load, Store};
use object::code::Inst;
use object::function::{ClassMethod, GetSet, Property, StaticMethod};
use object::gc::ValueExt;
use object::map::Kind;
use object::{Class, Gc, Id, Map, Module, Str};

use crate::attr_site::{AttrSite, Does, Extra, Way};
use crate::cont::{self, with};
use crate::decode::handler;
use crate::frames::{invoke, invoke_method};
use crate::helper::unit;
use crate::optable::op;
use crate::traits::{Alias, Field, Machine, MachineExt, Step};

fn name_arg(v: heap::Value) -> Gc<Str> {
    v.cast::<Str>().expect("attribute names are strings")
}

fn getset(v: heap::Value) -> Gc<GetSet> {
    v.cast::<GetSet>().expect("computed attributes have a descriptor")
}

crate::helpers! {
    GETATTR_HELPER ANY |a| attr::getattr(a[0], name_arg(a[1]));
    SETATTR_HELPER ANY |a| unit(attr::setattr(a[1], name_arg(a[2]), Some(a[0])));
    DELATTR_HELPER ANY |a| unit(attr::setattr(a[0], name_arg(a[1]), None));
    DESCR_GET ANY |a| attr::descr_get(a[0], Some(a[1]), object::class_of(a[1]));
    /// Reads and sets a computed attribute: descriptor, object, value.
    COMPUTED ANY |a| attr::run_getter(getset(a[0]), a[1]);
    /// See [`COMPUTED`].
    SET_COMPUTED ANY |a| unit(attr::run_setter(getset(a[0]), a[1], Some(a[2])));
    NO_ATTRIBUTE ANY |a| attr::no_attribute(a[0], name_arg(a[1]));
    SUPER_ATTR ANY |a| {
        let s = object::call::call(a[0], &a[1..3])?;
        attr::getattr(s, name_arg(a[3]))
    };
    SPECIAL_MISSING ANY |a| object::superobj::special_missing(a[0], a[1].as_small_int());
}

/// The attribute name of the instruction being executed.
pub fn name_of<M: Machine>(m: &mut M) -> Gc<Str> {
    let i = *m.inst();
    let n = match i.op {
        op::LOAD_ATTR => i.arg >> 1,
        op::LOAD_SUPER_ATTR => i.arg >> 2,
        _ => i.arg,
    };
    m.name(n)
}

/// Replaces the object on top of the stack with its attribute, in the form that the instruction wants.
pub fn finish<M: Machine>(m: &mut M, v: M::V) -> Step {
    m.set_peek(1, v);
    let i = *m.inst();
    if i.op == op::LOAD_ATTR && i.arg & 1 != 0 {
        m.push(M::null());
    }
    Step::Next
}

/// The site of the instruction being executed.
fn site_of<M: Machine>(m: &mut M) -> &'static mut AttrSite {
    // SAFETY: decoding gave each access to an attribute a site, which lives as long as the code; it is only written under
    // the GIL.
    unsafe { &mut *(m.inst().word as *mut AttrSite) }
}

/// Remembers a way at the instruction being executed. While the same is to be done for all maps that the site knows, and
/// that is one of the commonest things, the instruction gets a handler that does just that; its operation stays what it is.
fn remember<M: Machine>(m: &mut M, way: Way, extra: Extra) {
    let site = site_of(m);
    site.remember(way, extra);
    let i = *m.inst();
    let method_form = i.arg & 1 != 0;
    let quick = match (i.op, way.does) {
        (op::LOAD_ATTR, Does::Slot) if !method_form => op::LOAD_ATTR_SLOT,
        (op::LOAD_ATTR, Does::Method) if method_form => op::LOAD_ATTR_METHOD,
        (op::STORE_ATTR, Does::Slot) => op::STORE_ATTR_SLOT,
        _ => i.op,
    };
    if site.all_do(way.does) && i.handler == handler(i.op) && quick != i.op {
        let pc = m.fr().pc.cast_mut();
        // SAFETY: instructions are only written under the GIL.
        unsafe { (*pc).handler = handler(quick) };
        let fused = match quick {
            op::LOAD_ATTR_SLOT => op::LOAD_FAST_ATTR_SLOT,
            op::LOAD_ATTR_METHOD => op::LOAD_FAST_ATTR_METHOD,
            _ => return,
        };
        if let Some(load) = local_before(m) {
            load.handler = handler(fused);
        }
    }
}

/// The instruction before the one being executed, if it loads a local variable and nobody watches: twins report events one
/// by one.
fn local_before<M: Machine>(m: &mut M) -> Option<&'static mut Inst> {
    let f = m.fr();
    // SAFETY: a running frame's code is decoded; instructions are only written under the GIL.
    unsafe {
        let plain = (*f.code.decoded).plain.as_ptr_range();
        let before = (f.pc > plain.start && f.pc < plain.end).then(|| &mut *f.pc.cast_mut().sub(1))?;
        matches!(before.op, op::LOAD_FAST | op::LOAD_FAST_BORROW).then_some(before)
    }
}

/// An instruction with such a handler has met another map: it does what its operation says until it knows better.
pub fn generalise<M: Machine>(m: &mut M) -> Step {
    let i = *m.inst();
    // SAFETY: instructions are only written under the GIL.
    unsafe { (*m.fr().pc.cast_mut()).handler = handler(i.op) };
    if i.op == op::LOAD_ATTR
        && let Some(load) = local_before(m)
    {
        load.handler = handler(load.op);
    }
    Step::Resume
}

/// Byte offset of an attribute when it lies inline, else 0.
fn inline_offset(map: Gc<object::Map>, i: usize) -> u32 {
    if i < map.inline_cap as usize { map.attrs_offset + 8 * (1 + i as u32) } else { 0 }
}

/// LOAD_ATTR without a valid cache: makes a plan, caches it, executes it.
pub fn load_attr<M: Machine>(m: &mut M) -> Step {
    let o = m.peek(1);
    let map = m.map_of(o);
    let name = name_of(m);
    match attr::getattribute_of(map.class) {
        GetAttribute::Generic => {}
        GetAttribute::Custom => {
            let f = map.class.dunder(Id::__getattribute__).expect("a custom implementation exists");
            if object::map_of(f).kind == Kind::Function {
                let name = m.k(name.value());
                return invoke_method(m, f, o, &[name], cont::GETATTR);
            }
            return load_by_helper(m, o, name);
        }
        GetAttribute::Type => {
            let class = m.promote(o).cast::<Class>().expect("type.__getattribute__ is for classes");
            if let Some((way, extra)) = way_of_class(map, class, name) {
                remember(m, way, extra);
            }
            return load_by_helper(m, o, name);
        }
        GetAttribute::Module => {
            let module = m.promote(o).cast::<Module>().expect("module.__getattribute__ is for modules");
            if let Some((way, extra)) = way_of_module(map, module, name) {
                remember(m, way, extra);
            }
            return load_by_helper(m, o, name);
        }
    }
    let plan = attr::plan_load(map, name);
    remember(m, way_of(map, plan), Extra { plan, ..Extra::NONE });
    run_plan(m, plan)
}

/// The way to attribute number `i`, which lies in the overflow.
fn overflow_way(map: Gc<Map>, i: usize) -> Way {
    let offset = object::map::overflow_offset(map, i) as u32;
    Way { offset, word: map.attrs_offset as usize, ..Way::new(map, Does::Overflow) }
}

/// The way that stands for a plan.
fn way_of(map: Gc<Map>, plan: Load) -> Way {
    let way = |does| Way::new(map, does);
    match plan {
        Load::Slot(i) if inline_offset(map, i) != 0 => Way { offset: inline_offset(map, i), ..way(Does::Slot) },
        Load::Slot(i) => overflow_way(map, i),
        Load::Member(mem) => Way { offset: mem.offset as u32, ..way(Does::Member) },
        Load::Method(f) => Way { word: f.bits(), ..way(Does::Method) },
        Load::Class(v) => Way { word: v.bits(), ..way(Does::Constant) },
        _ => way(Does::Plan),
    }
}

/// The way to an attribute of this very class, if what the class holds under the name needs no code to be bound.
fn way_of_class(map: Gc<Map>, class: Gc<Class>, name: Gc<Str>) -> Option<(Way, Extra)> {
    if map.class.lookup(name).is_some_and(attr::is_data_descriptor) {
        return None;
    }
    let found = class.lookup(name)?;
    let (does, value) = match object::map_of(found).kind {
        Kind::Function | Kind::MethodDescr | Kind::NativeFn => (Does::OfClass, found),
        Kind::Property => return None,
        _ => match (found.cast_exact::<StaticMethod>(), found.cast_exact::<ClassMethod>()) {
            (Some(s), _) => (Does::OfClass, s.callable),
            (None, Some(c)) if object::map_of(c.callable).kind == Kind::Function => (Does::OfClassMethod, c.callable),
            _ if object::class_of(found).dunder(Id::__get__).is_none() => (Does::OfClass, found),
            _ => return None,
        },
    };
    let extra = Extra { owner: class.value().bits(), owner_version: class.version, ..Extra::NONE };
    Some((Way { word: value.bits(), ..Way::new(map, does) }, extra))
}

/// The way to a global of this very module.
fn way_of_module(map: Gc<Map>, module: Gc<Module>, name: Gc<Str>) -> Option<(Way, Extra)> {
    if map.class.lookup(name).is_some_and(attr::is_data_descriptor) {
        return None;
    }
    let entry = module.dict.find_str(name)?;
    let offset = u32::try_from(entry).ok()?;
    let extra = Extra { owner_version: module.dict.keys_version(), ..Extra::NONE };
    Some((Way { offset, ..Way::new(map, Does::OfModule) }, extra))
}

/// LOAD_ATTR with a valid cache whose way is not one of the inlined ones.
pub fn load_attr_cached<M: Machine>(m: &mut M) -> Step {
    let o = m.peek(1);
    let map = m.map_of(o);
    let site = site_of(m);
    match site.find(map).map(|(_, i)| site.plan(i)) {
        Some(plan) => run_plan(m, plan),
        None => load_attr(m),
    }
}

fn run_plan<M: Machine>(m: &mut M, plan: Load) -> Step {
    let o = m.peek(1);
    match plan {
        Load::Slot(i) => {
            let map = m.map_of(o);
            let offset = inline_offset(map, i);
            if offset == 0 {
                let name = name_of(m);
                return load_by_helper(m, o, name);
            }
            let v = m.load(o, Field { offset, alias: Alias::Attr, immutable: false });
            finish(m, v)
        }
        Load::Member(mem) => {
            match m.load_opt(o, Field { offset: mem.offset as u32, alias: Alias::Attr, immutable: false }) {
                Some(v) => finish(m, v),
                None => missing(m),
            }
        }
        Load::Class(v) => {
            let v = m.k(v);
            finish(m, v)
        }
        Load::Method(f) => {
            if m.arg() & 1 != 0 && m.inst().op == op::LOAD_ATTR {
                let f = m.k(f);
                m.set_peek(1, f);
                m.push(o);
                return Step::Next;
            }
            descr_get(m, f)
        }
        Load::Property(p) => property_get(m, p),
        Load::Descriptor(d) => descr_get(m, d),
        Load::GetSet(g) => match m.get_computed(o, g) {
            Ok(v) => finish(m, v),
            Err(_) => cont::raised(m, cont::GETATTR),
        },
        Load::Dict(_) => {
            let name = name_of(m);
            load_by_helper(m, o, name)
        }
        Load::Missing => missing(m),
    }
}

fn descr_get<M: Machine>(m: &mut M, d: heap::Value) -> Step {
    let o = m.peek(1);
    let d = m.k(d);
    match m.helper(&DESCR_GET, &[d, o]) {
        Ok(v) => finish(m, v),
        Err(_) => cont::raised(m, cont::GETATTR),
    }
}

fn property_get<M: Machine>(m: &mut M, p: Gc<Property>) -> Step {
    let o = m.peek(1);
    match p.fget {
        Some(f) if object::map_of(f).kind == Kind::Function => {
            let f = m.k(f);
            invoke(m, f, &[o], cont::GETATTR)
        }
        _ => descr_get(m, p.value()),
    }
}

fn missing<M: Machine>(m: &mut M) -> Step {
    let o = m.peek(1);
    let name = name_of(m);
    if let Some(f) = m.map_of(o).class.dunder(Id::__getattr__) {
        let name = m.k(name.value());
        return invoke_method(m, f, o, &[name], cont::ATTR);
    }
    let name = m.k(name.value());
    match m.helper(&NO_ATTRIBUTE, &[o, name]) {
        Ok(v) => finish(m, v),
        Err(_) => Step::Raise,
    }
}

fn load_by_helper<M: Machine>(m: &mut M, o: M::V, name: Gc<Str>) -> Step {
    let name = m.k(name.value());
    match m.helper(&GETATTR_HELPER, &[o, name]) {
        Ok(v) => finish(m, v),
        Err(_) => Step::Raise,
    }
}

/// STORE_ATTR: value below the object.
pub fn store_attr<M: Machine>(m: &mut M) -> Step {
    let (v, o) = (m.peek(2), m.peek(1));
    let map = m.map_of(o);
    let name = name_of(m);
    if !is_generic_setattr(map.class) {
        let f = map.class.dunder(Id::__setattr__);
        if let Some(f) = f.filter(|f| object::map_of(*f).kind == Kind::Function) {
            let name = m.k(name.value());
            return invoke_method(m, f, o, &[name, v], with(cont::DISCARD_N, 2));
        }
        return store_by_helper(m, v, o, name);
    }
    match attr::plan_store(map, name) {
        Store::Slot(i) if inline_offset(map, i) != 0 => {
            remember(m, Way { offset: inline_offset(map, i), ..Way::new(map, Does::Slot) }, Extra::NONE);
            m.store(o, Field { offset: inline_offset(map, i), alias: Alias::Attr, immutable: false }, v);
            m.drop_n(2);
            Step::Next
        }
        Store::Slot(i) => {
            remember(m, overflow_way(map, i), Extra::NONE);
            store_by_helper(m, v, o, name)
        }
        Store::Member(mem) if !mem.readonly => {
            remember(m, Way { offset: mem.offset as u32, ..Way::new(map, Does::Slot) }, Extra::NONE);
            m.store(o, Field { offset: mem.offset as u32, alias: Alias::Attr, immutable: false }, v);
            m.drop_n(2);
            Step::Next
        }
        Store::Add(next) => {
            let offset = inline_offset(map, map.names.len());
            if offset != 0 {
                let way = Way { offset, word: next.as_ptr() as usize, ..Way::new(map, Does::Add) };
                remember(m, way, Extra::NONE);
            }
            m.add_attr(o, map, next, v);
            m.drop_n(2);
            Step::Next
        }
        Store::Property(p) => match p.fset {
            Some(f) if object::map_of(f).kind == Kind::Function => {
                let f = m.k(f);
                invoke(m, f, &[o, v], with(cont::DISCARD_N, 2))
            }
            _ => store_by_helper(m, v, o, name),
        },
        Store::GetSet(g) => {
            let done = m.set_computed(o, g, v);
            if done.is_err() {
                return Step::Raise;
            }
            m.drop_n(2);
            Step::Next
        }
        _ => store_by_helper(m, v, o, name),
    }
}

fn is_generic_setattr(c: Gc<object::Class>) -> bool {
    let owner = c.dunder(Id::__setattr__).and_then(|d| d.cast::<object::NativeFn>()).and_then(|n| n.owner);
    owner == Some(object::misc::object_class())
}

fn store_by_helper<M: Machine>(m: &mut M, v: M::V, o: M::V, name: Gc<Str>) -> Step {
    let name = m.k(name.value());
    let r = m.helper(&SETATTR_HELPER, &[v, o, name]);
    crate::arith::finish_n(m, 2, r)
}

/// DELETE_ATTR.
pub fn delete_attr<M: Machine>(m: &mut M) -> Step {
    let o = m.peek(1);
    let name = name_of(m);
    let name = m.k(name.value());
    let r = m.helper(&DELATTR_HELPER, &[o, name]);
    crate::arith::finish_n(m, 1, r)
}

/// LOAD_SPECIAL: replaces the object with its special method and a receiver (empty when already bound).
pub fn load_special<M: Machine>(m: &mut M) -> Step {
    let which = m.arg();
    let id = [Id::__enter__, Id::__exit__, Id::__aenter__, Id::__aexit__][which as usize];
    let o = m.peek(1);
    let found = m.map_of(o).class.dunder(id);
    match found {
        Some(f) if matches!(object::map_of(f).kind, Kind::Function | Kind::MethodDescr) => {
            let f = m.k(f);
            m.set_peek(1, f);
            m.push(o);
            Step::Next
        }
        Some(d) => {
            let d = m.k(d);
            match m.helper(&DESCR_GET, &[d, o]) {
                Ok(v) => {
                    m.set_peek(1, v);
                    m.push(M::null());
                    Step::Next
                }
                Err(_) => Step::Raise,
            }
        }
        None => {
            let which = m.k(heap::Value::small_int_unchecked(i64::from(which)));
            let r = m.helper(&SPECIAL_MISSING, &[o, which]);
            m.replace(1, r)
        }
    }
}

/// LOAD_SUPER_ATTR: super, class, self on the stack.
pub fn load_super_attr<M: Machine>(m: &mut M) -> Step {
    super_attr(m, false)
}

/// The same; `observed` is whether somebody hears of the call, as whose result CPython makes a real super object then.
pub(crate) fn super_attr<M: Machine>(m: &mut M, observed: bool) -> Step {
    let arg = m.arg();
    let (sup, class, self_) = (m.peek(3), m.peek(2), m.peek(1));
    let name = m.name(arg >> 2);
    let name = m.k(name.value());
    let is_builtin = m.is_word(sup, object::superobj::super_class());
    if !is_builtin {
        let r =
            if arg & 2 != 0 { m.helper(&SUPER_ATTR, &[sup, class, self_, name]) } else { super_no_args(m, sup, name) };
        return finish_super(m, r, M::null());
    }
    // Which classes the two are decides what is found for a plain instance.
    let map = m.map_of(self_);
    let class_w = m.promote(class);
    let plain = !observed && !map.layout.extends(<object::Class as object::Object>::LAYOUT);
    let start = class_w.cast::<object::Class>().filter(|_| plain);
    let Some(d) = start.and_then(|c| object::superobj::lookup(c, map.class, m.name(arg >> 2))) else {
        let r = m.helper(&SUPER_ATTR, &[sup, class, self_, name]);
        return finish_super(m, r, M::null());
    };
    // A function found on the MRO needs no bound method.
    let d = m.k(d);
    finish_super(m, Ok(d), self_)
}

fn super_no_args<M: Machine>(m: &mut M, sup: M::V, name: M::V) -> object::Result<M::V> {
    let s = m.helper(&crate::frames::CALL_ANY, &[sup])?;
    m.helper(&GETATTR_HELPER, &[s, name])
}

fn finish_super<M: Machine>(m: &mut M, r: object::Result<M::V>, receiver: M::V) -> Step {
    let Ok(v) = r else { return Step::Raise };
    let method_form = m.arg() & 1 != 0;
    if !method_form && !M::is_null(receiver) {
        return match m.helper(&DESCR_GET, &[v, receiver]) {
            Ok(b) => m.replace(3, Ok(b)),
            Err(_) => Step::Raise,
        };
    }
    m.drop_n(3);
    m.push(v);
    if method_form {
        m.push(receiver);
    }
    Step::Next
}
