//! The label: the loop header's state, and the edges that lead to it.

use std::collections::{BTreeMap, HashMap, HashSet};

use ir::tree::SnapId;
use ir::{BlockId, Code, Effect, Fail, Inst, Ref, Term, Type};

use crate::emit::{Again, Edge, Emitter, with_fail};
use crate::state::{Alloc, Fact, Held, Lazy, Place, Role, State, Val};

/// How a parameter is passed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    Word,
    Raw,
    /// The double of a float.
    Double,
}

struct Param {
    role: Role,
    form: Form,
}

/// What a slot is at the label.
enum Slot {
    Empty,
    /// The same constant on every way.
    Const(u64),
    /// The value of the parameter that belongs to the role.
    Param,
    /// The same value as an earlier slot.
    Same(u32),
    /// A virtual object; its fields are parameters or constants.
    Object(Alloc, Vec<(u32, Option<u64>)>),
}

/// A field of memory that is known at the label.
struct Known {
    role: Role,
    place: Place,
    val: Val,
    pending: bool,
}

/// See the module's text.
pub(crate) struct Label {
    block: BlockId,
    params: Vec<Param>,
    /// The value of each role in the body.
    values: HashMap<Role, Val>,
    slots: Vec<Slot>,
    known: Vec<Known>,
    /// Facts that the body was given.
    facts: Vec<(Val, Fact)>,
}

impl Emitter<'_> {
    fn slot_values(&mut self, st: &State, snap: SnapId) -> Vec<Option<Val>> {
        let slots = self.tree.snaps[snap.0 as usize].frames[0].slots.clone();
        slots.iter().map(|r| if *r == Ref::NONE { None } else { Some(self.value(st, *r)) }).collect()
    }

    fn param(&mut self, block: BlockId, form: Form) -> Ref {
        let ty = match form {
            Form::Word => Type::V,
            Form::Raw => Type::I,
            Form::Double => Type::F,
        };
        let r = self.func.add_typed(Inst::new(Code::Param, &[]), ty);
        self.func.blocks[block.0 as usize].params.push(r);
        r
    }

    /// The value of a parameter as the body sees it.
    fn body_value(&mut self, h: &mut State, r: Ref, form: Form) -> Val {
        if form != Form::Double {
            return Val::R(r);
        }
        let v = self.lazy(Lazy::Pure(Code::Box, vec![Val::R(r)]));
        h.facts.insert(v, Fact::Float);
        v
    }

    /// How a value is best passed.
    fn form_of(&self, st: &State, v: Val) -> Form {
        match v {
            Val::L(n) if !st.real.contains_key(&n) => match &self.lazies[n as usize] {
                Lazy::Pure(Code::Box, _) => Form::Double,
                _ => Form::Word,
            },
            Val::R(r) if self.func.ty(r) == Type::I => Form::Raw,
            _ => Form::Word,
        }
    }

    /// Makes the label from the state at the end of the preamble, which is left with a jump to it. Gives the state that
    /// the body begins with.
    pub(crate) fn make_label(&mut self, st: &mut State, snap: SnapId) -> Result<State, Again> {
        let block = self.block(false);
        let mut label = Label {
            block,
            params: Vec::new(),
            values: HashMap::new(),
            slots: Vec::new(),
            known: Vec::new(),
            facts: Vec::new(),
        };
        let mut h = st.clone();
        let slots = self.slot_values(st, snap);
        let raw_slots = self.tree.slots.clone();
        // Roles of the preamble's values.
        let mut roles: BTreeMap<Val, Role> = BTreeMap::new();
        let mut args: Vec<Ref> = Vec::new();
        for (i, v) in slots.iter().enumerate() {
            let i = i as u32;
            let plain = self.policy.generic || self.policy.plain.contains(&i);
            let bound = self.label_slot(&mut label, &mut h, st, &mut roles, &mut args, i, *v, plain);
            if let (Some(raw), Some(b)) = (raw_slots.get(i as usize), bound) {
                h.bind(*raw, b);
            }
        }
        h.memory.clear();
        let length = self.shapes.list.1;
        let lengths = st.memory.iter().filter(|(p, held)| held.pending && p.alias == length);
        let lengths: Vec<Place> = lengths.map(|(p, _)| *p).collect();
        if lengths.len() > 1 {
            // On another way they may be the lengths of one list.
            for p in lengths {
                self.flush(st, &p);
            }
        }
        let mut carried = HashSet::new();
        if !self.policy.generic {
            self.label_memory(&mut label, &mut h, st, &mut roles, &mut args, &mut carried);
        }
        let lost = st.memory.iter().filter(|(p, held)| held.pending && !carried.contains(*p));
        let lost: Vec<Place> = lost.map(|(p, _)| *p).collect();
        for p in lost {
            self.flush(st, &p);
        }
        h.objects.retain(|n, _| label.values.values().any(|v| *v == Val::L(*n)));
        h.real = st.real.clone();
        h.synced.clear();
        h.headers.clear();
        h.observing = None;
        if self.policy.generic {
            h.facts.retain(|v, _| matches!(v, Val::L(_)));
        }
        label.facts = h.facts.iter().map(|(v, f)| (*v, *f)).collect();
        self.func.blocks[self.cur.0 as usize].term = Term::Jump(block, args);
        self.cur = block;
        self.label = Some(label);
        self.consulted.clear();
        self.consulted_places.clear();
        if let Some(label) = &self.label {
            // That these stores are different ones rests on what is known of their objects.
            self.consulted.extend(label.known.iter().filter(|k| k.pending).map(|k| k.place.base));
        }
        Ok(h)
    }

    /// Adds a parameter for a role, with the preamble's value as argument.
    #[allow(clippy::too_many_arguments)]
    fn add_param(
        &mut self,
        label: &mut Label,
        h: &mut State,
        st: &mut State,
        args: &mut Vec<Ref>,
        role: Role,
        v: Val,
        form: Form,
    ) -> Val {
        let fact = st.facts.get(&v).copied();
        let arg = match (form, v) {
            (Form::Double, Val::L(n)) => match self.lazies[n as usize].clone() {
                Lazy::Pure(_, a) => self.place(st, a[0]),
                Lazy::Object(_) => unreachable!("objects are no doubles"),
            },
            _ => self.place(st, v),
        };
        args.push(arg);
        let r = self.param(label.block, form);
        let b = self.body_value(h, r, form);
        if let Some(f) = fact
            && !self.policy.untyped.contains(&role)
            && !self.policy.generic
        {
            h.facts.insert(b, f);
        }
        label.values.insert(role.clone(), b);
        label.params.push(Param { role, form });
        b
    }

    #[allow(clippy::too_many_arguments)]
    fn label_slot(
        &mut self,
        label: &mut Label,
        h: &mut State,
        st: &mut State,
        roles: &mut BTreeMap<Val, Role>,
        args: &mut Vec<Ref>,
        i: u32,
        v: Option<Val>,
        plain: bool,
    ) -> Option<Val> {
        let v = match v {
            Some(v) => v,
            // Unset here, and set on another way.
            None if plain => self.word(0),
            None => {
                label.slots.push(Slot::Empty);
                return Some(self.word(0));
            }
        };
        let role = Role::Slot(i);
        if let Some(w) = self.constant_of(v)
            && !plain
        {
            label.slots.push(Slot::Const(w));
            label.values.insert(role, v);
            return Some(v);
        }
        if let Some(Role::Slot(j)) = roles.get(&v)
            && !plain
        {
            let j = *j;
            label.slots.push(Slot::Same(j));
            let b = label.values[&Role::Slot(j)];
            label.values.insert(role, b);
            return Some(b);
        }
        if let Val::L(n) = v
            && !plain
            && !st.real.contains_key(&n)
            && let Lazy::Object(alloc) = self.lazies[n as usize].clone()
        {
            return Some(self.label_object(label, h, st, roles, args, i, n, alloc));
        }
        let form = if plain { Form::Word } else { self.form_of(st, v) };
        let b = self.add_param(label, h, st, args, role.clone(), v, form);
        label.slots.push(Slot::Param);
        roles.entry(v).or_insert(role.clone());
        // The instruction that stands for a value that was made real counts as the value.
        if let Val::L(n) = v
            && let Some(r) = st.real.get(&n)
        {
            roles.entry(Val::R(*r)).or_insert(role);
        }
        Some(b)
    }

    #[allow(clippy::too_many_arguments)]
    fn label_object(
        &mut self,
        label: &mut Label,
        h: &mut State,
        st: &mut State,
        roles: &mut BTreeMap<Val, Role>,
        args: &mut Vec<Ref>,
        i: u32,
        n: u32,
        alloc: Alloc,
    ) -> Val {
        let role = Role::Slot(i);
        let fields = st.objects.get(&n).cloned().unwrap_or_default();
        let v = self.lazy(Lazy::Object(alloc.clone()));
        let mut shape = Vec::new();
        let mut body_fields = BTreeMap::new();
        for (offset, x) in fields {
            let x = self.resolve(st, x);
            let constant = self.constant_of(x);
            let field_role = Role::Field(Box::new(role.clone()), offset, 0, false);
            let fixed = constant.filter(|_| !self.policy.params.contains(&field_role));
            let b = match fixed {
                Some(_) => x,
                None => {
                    let form = self.form_of(st, x);
                    self.add_param(label, h, st, args, field_role.clone(), x, form)
                }
            };
            label.values.insert(field_role, b);
            shape.push((offset, fixed));
            body_fields.insert(offset, b);
        }
        if let Val::L(k) = v {
            h.objects.insert(k, body_fields);
        }
        if let Some(f) = st.facts.get(&Val::L(n)) {
            h.facts.insert(v, *f);
        }
        label.slots.push(Slot::Object(alloc, shape));
        label.values.insert(role.clone(), v);
        roles.entry(Val::L(n)).or_insert(role);
        v
    }

    /// Carries what memory is known to hold, as far as edges can find it; tells of which places.
    #[allow(clippy::too_many_arguments)]
    fn label_memory(
        &mut self,
        label: &mut Label,
        h: &mut State,
        st: &mut State,
        roles: &mut BTreeMap<Val, Role>,
        args: &mut Vec<Ref>,
        carried: &mut HashSet<Place>,
    ) {
        let mut rest: Vec<(Place, Held)> =
            st.memory.iter().filter(|(p, _)| p.index.is_none()).map(|(p, h)| (*p, *h)).collect();
        let mut last = false;
        loop {
            let before = rest.len();
            let mut later = Vec::new();
            for (p, held) in rest {
                let base_role = match roles.get(&p.base) {
                    Some(r) => r.clone(),
                    None => match (self.constant_of(p.base), p.base) {
                        (Some(w), _) => Role::Const(w),
                        (None, Val::R(r)) if last => Role::Fixed(r),
                        (None, _) => {
                            later.push((p, held));
                            continue;
                        }
                    },
                };
                let base = match &base_role {
                    Role::Const(_) | Role::Fixed(_) => p.base,
                    r => label.values[r],
                };
                roles.entry(p.base).or_insert(base_role.clone());
                if base != p.base && self.is_blind(st, h, &base_role, base) {
                    // Edges that have to look there could not tell what they look into.
                    continue;
                }
                let role = Role::Field(Box::new(base_role), p.offset, p.alias, p.raw);
                let v = self.resolve(st, held.val);
                let by_param = held.pending || self.policy.params.contains(&role);
                let b = if by_param && self.constant_of(v).is_none() || self.policy.params.contains(&role) {
                    let form = self.form_of(st, v);
                    let form =
                        if form == Form::Double && self.policy.untyped.contains(&role) { Form::Word } else { form };
                    self.add_param(label, h, st, args, role.clone(), v, form)
                } else {
                    let kept = match v {
                        Val::L(_) => Val::R(self.place(st, v)),
                        Val::R(_) => v,
                    };
                    label.values.insert(role.clone(), kept);
                    kept
                };
                roles.entry(v).or_insert(role.clone());
                let place = Place { base, ..p };
                h.memory.insert(place, Held { val: b, pending: held.pending, was: None });
                carried.insert(p);
                label.known.push(Known { role, place, val: b, pending: held.pending });
            }
            rest = later;
            if rest.is_empty() || rest.len() == before && last {
                return;
            }
            // What hangs from nothing else hangs from what the preamble computed.
            last = rest.len() == before;
        }
    }

    /// May the value that leads to a place, a parameter, be of another type on another way, without anybody knowing?
    fn is_blind(&self, st: &State, h: &State, role: &Role, base: Val) -> bool {
        match (role, base) {
            (Role::Const(_) | Role::Fixed(_), _) => false,
            (_, Val::L(n)) if h.objects.contains_key(&n) || st.real.contains_key(&n) => false,
            (_, Val::R(r)) if self.func.ty(r) == Type::I => false,
            _ => self.constant_of(base).is_none() && !matches!(h.facts.get(&base), Some(Fact::Map(..))),
        }
    }

    // Edges.

    /// Ends a block with a jump to the label.
    pub(crate) fn edge(&mut self, edge: Edge) -> Result<(), Again> {
        let Edge { block, state: mut st, snap } = edge;
        self.cur = block;
        let Some(label) = self.label.take() else { unreachable!("edges come after the label") };
        let done = self.edge_to(&label, &mut st, snap);
        self.label = Some(label);
        done
    }

    fn edge_to(&mut self, label: &Label, st: &mut State, snap: SnapId) -> Result<(), Again> {
        let slots = self.slot_values(st, snap);
        if slots.len() != label.slots.len() {
            unreachable!("the header's stack depth is one number");
        }
        let mut values: HashMap<Role, Val> = HashMap::new();
        for (i, (slot, v)) in label.slots.iter().zip(&slots).enumerate() {
            self.edge_slot(st, &mut values, i as u32, slot, *v)?;
        }
        // What memory holds, for each place that the body consulted or leaves to be stored.
        for k in &label.known {
            let wanted = k.pending
                || self.consulted_places.contains(&k.place)
                || label.params.iter().any(|p| p.role == k.role)
                || self.is_base(label, &k.role);
            if !wanted {
                continue;
            }
            let v = self.eval(label, st, &mut values, &k.role, snap)?;
            let is_param = label.params.iter().any(|p| p.role == k.role);
            if !is_param && !self.same(st, v, k.val) {
                self.policy.params.insert(k.role.clone());
                return Err(Again);
            }
        }
        self.edge_facts(label, st, &mut values, snap)?;
        let mut args = Vec::new();
        for p in &label.params {
            let v = self.eval(label, st, &mut values, &p.role, snap)?;
            args.push(self.pass(st, v, p, snap)?);
        }
        // What the label does not take over is stored now.
        let mut theirs = Vec::new();
        for k in label.known.iter().filter(|k| k.pending) {
            let Role::Field(base, ..) = &k.role else { unreachable!("known places are fields") };
            theirs.push((self.eval(label, st, &mut values, base, snap)?, k.place.offset));
        }
        let pending: Vec<Place> = st.memory.iter().filter(|(_, h)| h.pending).map(|(p, _)| *p).collect();
        for p in pending {
            if !theirs.contains(&(p.base, p.offset)) {
                self.flush(st, &p);
            }
        }
        self.func.blocks[self.cur.0 as usize].term = Term::Jump(label.block, args);
        Ok(())
    }

    /// Is some consulted place a field of this one's value?
    fn is_base(&self, label: &Label, role: &Role) -> bool {
        label.known.iter().any(|k| {
            let mut r = &k.role;
            while let Role::Field(base, ..) = r {
                if **base == *role {
                    return k.pending || self.consulted_places.contains(&k.place);
                }
                r = base;
            }
            false
        })
    }

    fn same(&mut self, st: &State, a: Val, b: Val) -> bool {
        let (a, b) = (self.resolve(st, a), self.resolve(st, b));
        a == b || matches!((self.constant_of(a), self.constant_of(b)), (Some(x), Some(y)) if x == y)
    }

    fn edge_slot(
        &mut self,
        st: &mut State,
        values: &mut HashMap<Role, Val>,
        i: u32,
        slot: &Slot,
        v: Option<Val>,
    ) -> Result<(), Again> {
        let v = match v {
            Some(v) => v,
            None => self.word(0),
        };
        let fits = match slot {
            Slot::Empty => self.constant_of(v) == Some(0),
            Slot::Const(w) => self.constant_of(v) == Some(*w),
            Slot::Param => true,
            Slot::Same(j) => {
                let other = values[&Role::Slot(*j)];
                self.same(st, v, other)
            }
            Slot::Object(alloc, shape) => self.edge_object(st, values, i, alloc, shape, v),
        };
        if !fits {
            self.policy.plain.insert(i);
            return Err(Again);
        }
        values.insert(Role::Slot(i), v);
        Ok(())
    }

    fn edge_object(
        &mut self,
        st: &State,
        values: &mut HashMap<Role, Val>,
        i: u32,
        alloc: &Alloc,
        shape: &[(u32, Option<u64>)],
        v: Val,
    ) -> bool {
        let Val::L(n) = v else { return false };
        let Lazy::Object(mine) = &self.lazies[n as usize] else { return false };
        if mine != alloc {
            return false;
        }
        let Some(fields) = st.objects.get(&n).cloned() else { return false };
        if fields.len() != shape.len() {
            return false;
        }
        for ((offset, x), (wanted, fixed)) in fields.into_iter().zip(shape) {
            let x = self.resolve(st, x);
            let role = Role::Field(Box::new(Role::Slot(i)), offset, 0, false);
            if offset != *wanted || fixed.is_some() && self.constant_of(x) != *fixed {
                return false;
            }
            values.insert(role, x);
        }
        true
    }

    /// The value of a role in a state; loads it if memory has to be asked.
    fn eval(
        &mut self,
        label: &Label,
        st: &mut State,
        values: &mut HashMap<Role, Val>,
        role: &Role,
        snap: SnapId,
    ) -> Result<Val, Again> {
        if let Some(v) = values.get(role) {
            return Ok(*v);
        }
        let v = match role {
            Role::Slot(i) => unreachable!("slot {i} was evaluated first"),
            Role::Const(w) => self.word(*w),
            Role::Fixed(r) => Val::R(*r),
            Role::Field(base, offset, alias, raw) => {
                let holder = base;
                let base = self.eval(label, st, values, holder, snap)?;
                self.look_into(label, st, holder, base, snap)?;
                let address = matches!(base, Val::R(r) if self.func.ty(r) == Type::I);
                let code = match (address, raw) {
                    (false, false) => Code::Load,
                    (false, true) => Code::LoadI,
                    (true, false) => Code::LoadAt,
                    (true, true) => Code::LoadIAt,
                };
                let place = Place { base, offset: *offset, alias: *alias, index: None, raw: *raw };
                self.load_place(st, &place, code)
            }
        };
        values.insert(role.clone(), v);
        Ok(v)
    }

    /// Before a field is loaded on an edge: guards that its object is of the class that has the field.
    fn look_into(&mut self, label: &Label, st: &mut State, role: &Role, v: Val, snap: SnapId) -> Result<(), Again> {
        let Some(b) = label.values.get(role) else { return Ok(()) };
        let fact = label.facts.iter().find(|(x, f)| x == b && matches!(f, Fact::Map(..)));
        let Some(&(_, fact)) = fact else {
            let is_param = label.params.iter().any(|p| p.role == *role);
            if matches!(role, Role::Field(..)) && !is_param && !self.same(st, v, *b) {
                self.policy.params.insert(role.clone());
                return Err(Again);
            }
            return Ok(());
        };
        match self.fact(st, v) {
            Some(f) if f.implies(fact) => Ok(()),
            _ if self.constant_of(v).is_some() && matches!(fact, Fact::Map(_, true)) && v == *b => Ok(()),
            Some(f) if !f.agrees(fact) => {
                self.policy.untyped.insert(role.clone());
                Err(Again)
            }
            _ if matches!(v, Val::L(n) if !st.real.contains_key(&n)) => {
                self.policy.untyped.insert(role.clone());
                Err(Again)
            }
            _ => {
                self.guard_on_edge(st, v, fact, snap, Some(role));
                Ok(())
            }
        }
    }

    /// Makes the facts true that the body relied on.
    fn edge_facts(
        &mut self,
        label: &Label,
        st: &mut State,
        values: &mut HashMap<Role, Val>,
        snap: SnapId,
    ) -> Result<(), Again> {
        for (b, fact) in &label.facts {
            if !self.consulted.contains(b) {
                continue;
            }
            let role = label.params.iter().map(|p| &p.role).find(|r| label.values.get(*r) == Some(b)).cloned();
            let v = match &role {
                Some(r) => self.eval(label, st, values, r, snap)?,
                // The same value on every way: only what unknown code can change must be looked at.
                None if matches!(fact, Fact::Map(_, false)) => *b,
                None => continue,
            };
            let v = self.resolve(st, v);
            let known = self.fact(st, v);
            match known {
                Some(f) if f.implies(*fact) => continue,
                Some(f) if !f.agrees(*fact) => {
                    if let Some(r) = role {
                        self.policy.untyped.insert(r);
                        return Err(Again);
                    }
                }
                _ => {}
            }
            if let (Some(r), Val::L(_)) = (&role, v) {
                self.policy.untyped.insert(r.clone());
                return Err(Again);
            }
            self.guard_on_edge(st, v, *fact, snap, role.as_ref());
        }
        Ok(())
    }

    fn guard_on_edge(&mut self, st: &mut State, v: Val, fact: Fact, snap: SnapId, role: Option<&Role>) {
        let (code, imm, aux) = match fact {
            Fact::Int => (Code::GuardInt, 0, 0),
            Fact::Float => (Code::GuardFloat, self.shapes.float_map, 1),
            Fact::Map(m, stable) => (Code::GuardMap, m, u32::from(stable)),
            Fact::Set => (Code::GuardSet, 0, 0),
            Fact::Not(w) => (Code::GuardIsNot, w, 0),
        };
        debug_assert_eq!(code.effect(), Effect::Guard);
        let r = self.place(st, v);
        if code == Code::GuardMap && !st.facts.contains_key(&v) {
            // A field that nobody has looked into may be empty.
            let exit = self.exit(st, snap, None, false);
            self.recipes[exit.0 as usize].expects = role.cloned();
            self.put(with_fail(Inst::new(Code::GuardSet, &[r]), Fail::Exit(exit)));
        }
        let exit = self.exit(st, snap, None, false);
        self.recipes[exit.0 as usize].expects = role.cloned();
        self.put(with_fail(Inst::with(code, &[r], imm, aux), Fail::Exit(exit)));
        st.facts.insert(v, fact);
    }

    /// The argument for a parameter.
    fn pass(&mut self, st: &mut State, v: Val, p: &Param, snap: SnapId) -> Result<Ref, Again> {
        if p.form != Form::Double {
            return Ok(self.place(st, v));
        }
        let known = self.fact(st, v);
        if known != Some(Fact::Float) {
            if known.is_some_and(|f| !f.agrees(Fact::Float)) {
                match &p.role {
                    Role::Slot(i) => self.policy.plain.insert(*i),
                    r => self.policy.untyped.insert(r.clone()),
                };
                return Err(Again);
            }
            self.guard_on_edge(st, v, Fact::Float, snap, None);
        }
        let unboxed = self.pure_op(st, Code::Unbox, vec![v], 0);
        Ok(self.place(st, unboxed))
    }
}
