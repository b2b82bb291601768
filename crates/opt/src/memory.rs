//! Loads and stores: what memory is known to hold, stores that wait, and what may overlap.

use ir::{Code, Inst, Ref, Type};

use crate::emit::Emitter;
use crate::state::{Fact, Held, Place, State, Val};

impl Emitter<'_> {
    pub(crate) fn place_of(&mut self, st: &mut State, i: &Inst) -> Place {
        let base = self.arg(st, i, 0);
        let index = matches!(i.code, Code::Elem | Code::SetElem | Code::Forget).then(|| self.arg(st, i, 1));
        let raw = matches!(i.code, Code::LoadI | Code::LoadIAt | Code::StoreI | Code::StoreIAt);
        Place { base, offset: i.imm as u32, alias: i.aux, index, raw }
    }

    /// The field of a virtual object.
    pub(crate) fn virtual_field(&mut self, st: &State, p: &Place) -> Option<Val> {
        let Val::L(n) = p.base else { return None };
        let fields = st.objects.get(&n)?;
        match fields.get(&p.offset) {
            Some(v) => Some(*v),
            None => Some(self.constant(if p.raw { Code::Raw } else { Code::Word }, 0)),
        }
    }

    pub(crate) fn load(&mut self, st: &mut State, i: &Inst) -> Val {
        let p = self.place_of(st, i);
        self.load_place(st, &p, i.code)
    }

    pub(crate) fn load_place(&mut self, st: &mut State, p: &Place, code: Code) -> Val {
        if let Some(v) = self.virtual_field(st, p) {
            return self.resolve(st, v);
        }
        if let Some(held) = st.memory.get(p).copied() {
            self.consulted_places.insert(*p);
            return self.resolve(st, held.val);
        }
        self.settle_aliases(st, p);
        let mut args = vec![self.place(st, p.base)];
        if let Some(x) = p.index {
            args.push(self.place(st, x));
        }
        let v = Val::R(self.put(Inst::with(code, &args, u64::from(p.offset), p.alias)));
        if !self.shapes.volatile.contains(&p.alias) {
            st.memory.insert(*p, Held::settled(v));
        }
        v
    }

    pub(crate) fn store(&mut self, st: &mut State, i: &Inst) {
        if i.code == Code::Unlink {
            return self.unlink(st, i.imm as usize);
        }
        let p = self.place_of(st, i);
        if i.code == Code::Forget {
            st.memory.remove(&p);
            return;
        }
        let v = self.value(st, i.args[i.args.len() - 1]);
        self.store_place(st, p, v);
    }

    pub(crate) fn store_place(&mut self, st: &mut State, p: Place, v: Val) {
        if let Val::L(n) = p.base
            && let Some(fields) = st.objects.get_mut(&n)
        {
            if p.offset == 0 {
                // The object's map: what it becomes is its allocation's business.
                fields.insert(0, v);
                if let Some(map) = self.constant_of(v) {
                    st.facts.insert(p.base, Fact::Map(map, true));
                }
                return;
            }
            fields.insert(p.offset, v);
            return;
        }
        let is_cell = !matches!(p.base, Val::R(r) if self.func.ty(r) == Type::I);
        if p.offset == 0
            && is_cell
            && p.index.is_none()
            && let Some(map) = self.constant_of(v)
        {
            // The object may be known by other names, which kept what was known of it.
            st.forget_maps();
            st.facts.insert(p.base, Fact::Map(map, false));
        }
        if self.shapes.volatile.contains(&p.alias) {
            // Others look there at any time.
            return self.write(st, &p, v);
        }
        let places: Vec<Place> = st.memory.keys().copied().collect();
        let others: Vec<Place> = places.into_iter().filter(|q| *q != p && self.may_alias(st, q, &p)).collect();
        for q in others {
            self.flush(st, &q);
            st.memory.remove(&q);
        }
        let before = st.memory.get(&p).copied();
        let was = match before {
            Some(h) if h.pending => h.was,
            Some(h) => Some(h.val),
            None => None,
        };
        if let Some(old) = was
            && (old == v || self.resolve(st, old) == self.resolve(st, v))
        {
            // Memory has it.
            self.consulted_places.insert(p);
            st.memory.insert(p, Held::settled(v));
            return;
        }
        st.memory.insert(p, Held { val: v, pending: true, was });
    }

    /// May two places overlap?
    pub(crate) fn may_alias(&mut self, st: &State, a: &Place, b: &Place) -> bool {
        if a.alias != b.alias || self.shapes.constant.contains(&a.alias) {
            return false;
        }
        if a.index.is_none() && b.index.is_none() && a.offset != b.offset {
            return false;
        }
        if let (Some(x), Some(y)) = (a.index, b.index)
            && a.base == b.base
        {
            let ((x, n), (y, m)) = (self.sum_of(x), self.sum_of(y));
            if x == y && n != m {
                return false;
            }
        }
        if a.base == b.base {
            return true;
        }
        if let (Some(x), Some(y)) = (self.list_of(st, a), self.list_of(st, b))
            && st.distinct.contains(&(x.min(y), x.max(y)))
        {
            return false;
        }
        if self.constant_of(a.base).is_some() && self.constant_of(b.base).is_some() {
            return false;
        }
        if let (Some(Fact::Map(x, _)), Some(Fact::Map(y, _))) = (st.facts.get(&a.base), st.facts.get(&b.base))
            && x != y
            && a.offset != 0
        {
            // Whoever comes from elsewhere has to see to it.
            self.consulted.extend([a.base, b.base]);
            return false;
        }
        true
    }

    /// A raw word as the sum of a value, if it is not all known, and a constant.
    fn sum_of(&self, v: Val) -> (Option<Val>, u64) {
        if let Some(n) = self.constant_of(v) {
            return (None, n);
        }
        if let Val::R(r) = v {
            let i = self.func.inst(r);
            if i.code == Code::Iadd
                && let Some(n) = self.constant_of(Val::R(i.args[1]))
            {
                return (Some(Val::R(i.args[0])), n);
            }
        }
        (Some(v), 0)
    }

    /// The list that has the place.
    pub(crate) fn list_of(&self, st: &State, p: &Place) -> Option<Val> {
        let (items, length) = self.shapes.list;
        if p.alias == length {
            return Some(p.base);
        }
        if p.alias != items {
            return None;
        }
        if let Val::R(r) = p.base {
            let i = self.func.inst(r);
            if i.code == Code::LoadI && i.aux == self.shapes.list_buffer {
                return Some(Val::R(i.args[0]));
            }
        }
        let mut known = st.memory.iter().filter(|(q, h)| q.alias == self.shapes.list_buffer && h.val == p.base);
        known.next().map(|(q, _)| q.base)
    }

    /// Before a list is looked into: guards that it is none of those with pending stores, rather than making these stores.
    pub(crate) fn tell_apart(&mut self, st: &mut State, raw: Ref) {
        let (items, length) = self.shapes.list;
        let op = self.tree.op(raw);
        if op.inst.aux != length || op.snap == ir::tree::SnapId::NONE || op.aliased {
            return;
        }
        let p = self.place_of(st, &op.inst.clone());
        if st.memory.contains_key(&p) || self.virtual_field(st, &p).is_some() {
            return;
        }
        let pending = st.memory.iter().filter(|(q, h)| h.pending && (q.alias == items || q.alias == length));
        let places: Vec<Place> = pending.map(|(q, _)| *q).collect();
        for q in places {
            let Some(other) = self.list_of(st, &q) else { continue };
            let pair = (other.min(p.base), other.max(p.base));
            let constants = self.constant_of(other).is_some() && self.constant_of(p.base).is_some();
            if other == p.base || constants || st.distinct.contains(&pair) {
                continue;
            }
            let (a, b) = (self.place(st, p.base), self.place(st, other));
            let same = self.put(Inst::new(Code::CmpEq, &[a, b]));
            self.emit_guard(st, raw, Inst::new(Code::GuardFalse, &[same]));
            st.distinct.insert(pair);
        }
    }

    /// Makes the pending stores that a load may see.
    pub(crate) fn settle_aliases(&mut self, st: &mut State, p: &Place) {
        let pending: Vec<Place> = st.memory.iter().filter(|(_, held)| held.pending).map(|(q, _)| *q).collect();
        for q in pending.into_iter().filter(|q| self.may_alias(st, q, p)).collect::<Vec<Place>>() {
            self.flush(st, &q);
        }
    }

    /// Makes a pending store. Items and length of lists go together: the collector looks at as many items as the length says.
    pub(crate) fn flush(&mut self, st: &mut State, q: &Place) {
        if !st.memory.get(q).is_some_and(|h| h.pending) {
            return;
        }
        let (items, length) = self.shapes.list;
        if q.alias != items && q.alias != length {
            return self.flush_one(st, q);
        }
        for alias in [items, length] {
            let all = st.memory.iter().filter(|(p, h)| h.pending && p.alias == alias);
            for p in all.map(|(p, _)| *p).collect::<Vec<Place>>() {
                self.flush_one(st, &p);
            }
        }
    }

    pub(crate) fn flush_one(&mut self, st: &mut State, q: &Place) {
        let Some(held) = st.memory.get(q).copied().filter(|h| h.pending) else { return };
        self.write(st, q, held.val);
        st.memory.insert(*q, Held::settled(held.val));
    }

    /// Emits a store.
    fn write(&mut self, st: &mut State, q: &Place, v: Val) {
        let base = self.place(st, q.base);
        let x = self.place(st, v);
        let at = q.index.map(|i| self.place(st, i));
        let code = match (at, self.func.ty(base) == Type::I, q.raw) {
            (Some(_), ..) => Code::SetElem,
            (None, true, true) => Code::StoreIAt,
            (None, true, false) => Code::StoreAt,
            (None, false, true) => Code::StoreI,
            (None, false, false) => Code::Store,
        };
        let args: Vec<Ref> = std::iter::once(base).chain(at).chain([x]).collect();
        self.put(Inst::with(code, &args, u64::from(q.offset), q.alias));
    }

    /// Before a call that may raise: makes pending stores to the level of handled exceptions, which become contexts.
    pub(crate) fn flush_handled(&mut self, st: &mut State) {
        let pending = st.memory.iter().filter(|(q, h)| h.pending && q.alias == self.shapes.exception);
        let places: Vec<Place> = pending.map(|(q, _)| *q).collect();
        for q in places {
            if matches!(q.base, Val::R(r) if self.func.ty(r) == Type::I) {
                self.flush_one(st, &q);
            }
        }
    }

    pub(crate) fn flush_all(&mut self, st: &mut State) {
        let pending: Vec<Place> = st.memory.iter().filter(|(_, h)| h.pending).map(|(q, _)| *q).collect();
        for q in pending {
            self.flush(st, &q);
        }
    }
}
