//! Replaying one operation: answered from the state, or emitted.

use ir::tree::End;
use ir::{Code, Effect, Fail, Folded, Inst, Ref, Term, Type, effect};

use crate::emit::{Emitter, Phase, Waiting, with_fail};
use crate::state::{Alloc, Fact, Held, Lazy, Place, State, Val};

/// Recordings of a tree whose preamble has suffixes too.
const SMALL_TREE: usize = 6;

/// Where the fields of a virtual frame object begin that stand for its variables.
pub const SAVED: u32 = 1 << 31;

impl Emitter<'_> {
    /// Replays an operation of the recording.
    pub(crate) fn lower(&mut self, st: &mut State, raw: Ref) {
        let op = self.tree.op(raw).clone();
        let i = &op.inst;
        match i.code {
            Code::Word | Code::Raw | Code::Float | Code::Input | Code::Param => return,
            Code::GuardWord32 => {
                let at = self.arg(st, i, 0);
                let args = [self.place(st, at)];
                self.emit_guard(st, raw, Inst::with(i.code, &args, i.imm, i.aux));
                return;
            }
            Code::New => {
                let v = self.lazy(Lazy::Object(Alloc::New { map: i.imm, size: i.aux }));
                if let Val::L(n) = v {
                    st.objects.insert(n, Default::default());
                }
                st.facts.insert(v, Fact::Map(i.imm, true));
                st.bind(raw, v);
                return;
            }
            _ => {}
        }
        match i.code.effect() {
            Effect::Pure => {
                let args: Vec<Val> = (0..i.args.len()).map(|k| self.arg(st, i, k)).collect();
                let v = self.pure_op(st, i.code, args, i.imm);
                st.bind(raw, v);
            }
            Effect::Guard => self.guard(st, raw),
            Effect::Load => {
                self.tell_apart(st, raw);
                let v = self.load(st, i);
                st.bind(raw, v);
            }
            Effect::Store => self.store(st, i),
            Effect::Call => self.call(st, raw),
            Effect::Alloc => unreachable!("handled above"),
        }
    }

    pub(crate) fn arg(&mut self, st: &State, i: &Inst, k: usize) -> Val {
        self.value(st, i.args[k])
    }

    pub(crate) fn lazy(&mut self, l: Lazy) -> Val {
        self.lazies.push(l);
        Val::L(self.lazies.len() as u32 - 1)
    }

    /// The instruction of a value: emits what waited.
    pub(crate) fn place(&mut self, st: &mut State, v: Val) -> Ref {
        let v = self.resolve(st, v);
        let n = match v {
            Val::R(r) => return r,
            Val::L(n) => n,
        };
        if let Some(r) = st.real.get(&n) {
            return *r;
        }
        let r = match self.lazies[n as usize].clone() {
            Lazy::Pure(code, args) => {
                let args: Vec<Ref> = args.iter().map(|a| self.place(st, *a)).collect();
                self.put(Inst::new(code, &args))
            }
            Lazy::Object(alloc) => self.materialise(st, n, alloc),
        };
        st.real.insert(n, r);
        r
    }

    /// Makes a virtual object exist.
    fn materialise(&mut self, st: &mut State, n: u32, alloc: Alloc) -> Ref {
        let mut fields = st.objects.remove(&n).unwrap_or_default();
        match alloc {
            Alloc::New { map, size } => {
                // A field at offset 0 is the map that the object has come to.
                let map = fields.remove(&0).and_then(|v| self.constant_of(v)).unwrap_or(map);
                let r = self.put(Inst::with(Code::New, &[], map, size));
                // A cycle of virtual objects finds this one made.
                st.real.insert(n, r);
                let saved = fields.split_off(&SAVED);
                for (offset, v) in fields {
                    let x = self.place(st, v);
                    if self.constant_of(Val::R(x)) != Some(0) {
                        let code = if self.func.ty(x) == Type::I { Code::StoreI } else { Code::Store };
                        self.put(Inst::with(code, &[r, x], u64::from(offset), 0));
                    }
                }
                if !saved.is_empty() {
                    let mut args = vec![r];
                    for v in saved.into_values() {
                        args.push(self.place(st, v));
                    }
                    self.put(Inst::with(Code::Call, &args, self.shapes.keeper, effect::FRESH));
                }
                r
            }
            Alloc::Made { helper, items, constant, .. } => {
                if let Some(alias) = constant {
                    // It is what it is for good.
                    for (&offset, &val) in &fields {
                        let raw = matches!(val, Val::R(r) if self.func.ty(r) == Type::I);
                        let place = Place { base: Val::L(n), offset, alias, index: None, raw };
                        st.memory.insert(place, Held::settled(val));
                    }
                }
                // A part may have been set, or emptied, since it was made.
                let mut args: Vec<Ref> = Vec::new();
                while let Some(v) = fields.get(&(items + 8 * args.len() as u32)).copied() {
                    let v = self.resolve(st, v);
                    if self.constant_of(v) == Some(0) {
                        break;
                    }
                    args.push(self.place(st, v));
                }
                self.put(Inst::with(Code::Call, &args, helper, effect::FRESH))
            }
        }
    }

    // Pure operations.

    pub(crate) fn pure_op(&mut self, st: &mut State, code: Code, args: Vec<Val>, imm: u64) -> Val {
        if let Some(v) = self.fold(st, code, &args) {
            return v;
        }
        let key = (code, args.clone(), imm);
        if let Some(v) = st.cse.get(&key) {
            return *v;
        }
        let v = if matches!(code, Code::Box | Code::BoolToV) {
            let placed = self.place(st, args[0]);
            let v = self.lazy(Lazy::Pure(code, vec![Val::R(placed)]));
            let fact = if code == Code::Box { Fact::Float } else { Fact::Map(self.shapes.bool_map, true) };
            st.facts.insert(v, fact);
            v
        } else {
            let refs: Vec<Ref> = args.iter().map(|a| self.place(st, *a)).collect();
            let v = Val::R(self.put(Inst::with(code, &refs, imm, 0)));
            if matches!(code, Code::And | Code::Or | Code::Xor | Code::Tag) {
                st.facts.insert(v, Fact::Int);
            }
            v
        };
        st.cse.insert(key, v);
        v
    }

    fn truth_constant(&mut self, b: bool) -> Val {
        let w = if b { self.shapes.truth } else { self.shapes.falsehood };
        self.word(w)
    }

    /// A truth value that is known is the raw comparison of constants.
    fn known_truth(&mut self, b: bool) -> Val {
        let one = self.constant(Code::Raw, 1);
        let n = self.constant(Code::Raw, u64::from(b));
        let (Val::R(one), Val::R(n)) = (one, n) else { unreachable!("constants are emitted") };
        Val::R(self.put(Inst::new(Code::Ieq, &[n, one])))
    }

    /// What a truth value is known to be.
    pub(crate) fn truth_of(&self, st: &State, v: Val) -> Option<bool> {
        if let Some(b) = st.decided.get(&v) {
            return Some(*b);
        }
        let Val::R(r) = v else { return None };
        let i = self.func.inst(r);
        if i.code == Code::Ieq {
            let (a, b) = (self.constant_of(Val::R(i.args[0]))?, self.constant_of(Val::R(i.args[1]))?);
            return Some(a == b);
        }
        if i.code == Code::Not {
            return self.truth_of(st, Val::R(i.args[0])).map(|b| !b);
        }
        None
    }

    /// A value of a type, known at compile time.
    fn known(&mut self, code: Code, n: u64) -> Val {
        match code.result() {
            Type::V => self.word(n),
            Type::F => self.constant(Code::Float, n),
            Type::B => self.known_truth(n != 0),
            Type::I | Type::N => self.constant(Code::Raw, n),
        }
    }

    fn fold(&mut self, st: &mut State, code: Code, args: &[Val]) -> Option<Val> {
        let operands: Option<Vec<u64>> = args.iter().map(|v| self.constant_of(*v)).collect();
        if let Some(operands) = operands
            && let Folded::Value(n) = ir::fold(code, 0, &operands)
        {
            return Some(self.known(code, n));
        }
        match code {
            Code::CmpEq | Code::CmpNe => {
                let equal = if args[0] == args[1] {
                    Some(true)
                } else {
                    self.cannot_be_equal(st, args[0], args[1]).then_some(false)
                };
                equal.map(|eq| self.known_truth(eq == (code == Code::CmpEq)))
            }
            Code::Iadd if self.constant_of(args[1]) == Some(0) => Some(args[0]),
            Code::Iadd => self.add_to_sum(st, args[0], args[1]),
            Code::Untag => self.inverse(args[0], Code::Tag),
            Code::Unbox => match args[0] {
                Val::L(n) => match &self.lazies[n as usize] {
                    Lazy::Pure(Code::Box, a) => Some(a[0]),
                    _ => None,
                },
                Val::R(_) => None,
            },
            Code::Not => self.truth_of(st, args[0]).map(|b| self.known_truth(!b)),
            Code::BoolToV => self.truth_of(st, args[0]).map(|b| self.truth_constant(b)),
            _ => None,
        }
    }

    /// A constant added to a sum with a constant.
    fn add_to_sum(&mut self, st: &mut State, sum: Val, n: Val) -> Option<Val> {
        let (Val::R(r), n) = (sum, self.constant_of(n)?) else { return None };
        let i = self.func.inst(r);
        if i.code != Code::Iadd {
            return None;
        }
        let (x, m) = (Val::R(i.args[0]), self.constant_of(Val::R(i.args[1]))?);
        let n = self.constant(Code::Raw, m.wrapping_add(n));
        Some(self.pure_op(st, Code::Iadd, vec![x, n], 0))
    }

    fn inverse(&self, v: Val, code: Code) -> Option<Val> {
        let Val::R(r) = v else { return None };
        let i = self.func.inst(r);
        (i.code == code).then(|| Val::R(i.args[0]))
    }

    /// Are two words certainly different?
    fn cannot_be_equal(&mut self, st: &mut State, a: Val, b: Val) -> bool {
        let (fa, fb) = (self.fact(st, a), self.fact(st, b));
        if let (Some(fa), Some(fb)) = (fa, fb)
            && !fa.agrees(fb)
        {
            return true;
        }
        let unseen = |v: Val| matches!(v, Val::L(n) if st.objects.contains_key(&n));
        unseen(a) || unseen(b)
    }

    // Facts.

    /// The type of a value, as far as it is known. Consulting counts as relying on it.
    pub(crate) fn fact(&mut self, st: &State, v: Val) -> Option<Fact> {
        if let Some(w) = self.constant_of(v) {
            return match w & 3 {
                1 | 3 => Some(Fact::Int),
                2 => Some(Fact::Float),
                _ if w == self.shapes.truth || w == self.shapes.falsehood => {
                    Some(Fact::Map(self.shapes.bool_map, true))
                }
                _ => {
                    self.consulted.insert(v);
                    st.facts.get(&v).copied()
                }
            };
        }
        let f = st.facts.get(&v).copied();
        if f.is_some() {
            self.consulted.insert(v);
        }
        f
    }

    fn learn(&mut self, st: &mut State, v: Val, f: Fact) {
        let old = st.facts.get(&v).copied();
        if old.is_none_or(|old| !old.implies(f)) {
            st.facts.insert(v, f);
        }
    }

    // Guards.

    fn guard(&mut self, st: &mut State, raw: Ref) {
        let i = self.tree.op(raw).inst.clone();
        let v = self.arg(st, &i, 0);
        match i.code {
            Code::GuardTrue | Code::GuardFalse => {
                let want = i.code == Code::GuardTrue;
                match self.truth_of(st, v) {
                    Some(b) if b == want => {}
                    Some(_) => self.contradiction(st, raw),
                    None => {
                        let b = self.place(st, v);
                        self.emit_guard(st, raw, Inst::new(i.code, &[b]));
                        st.decided.insert(v, want);
                        self.learn_from(st, v, want);
                    }
                }
            }
            Code::GuardInt => self.guard_type(st, raw, v, Fact::Int),
            Code::GuardFloat => self.guard_type(st, raw, v, Fact::Float),
            Code::GuardMap => self.guard_type(st, raw, v, Fact::Map(i.imm, i.aux != 0)),
            Code::GuardIs => match self.constant_of(v) {
                Some(w) if w == i.imm => {}
                Some(_) => self.contradiction(st, raw),
                None => {
                    let r = self.place(st, v);
                    self.emit_guard(st, raw, Inst::with(i.code, &[r], i.imm, 0));
                    st.pinned.insert(v, i.imm);
                    if let Some(f) = st.facts.get(&v).copied() {
                        let w = self.word(i.imm);
                        st.facts.insert(w, f);
                    }
                }
            },
            Code::GuardIsNot => {
                let known = self.fact(st, v);
                match self.constant_of(v) {
                    Some(w) if w != i.imm => {}
                    Some(_) => self.contradiction(st, raw),
                    None if matches!(known, Some(Fact::Int | Fact::Float)) => {}
                    None if matches!(known, Some(Fact::Map(map, _)) if map != self.shapes.none_map) => {}
                    None if known == Some(Fact::Not(i.imm)) => {}
                    None => {
                        let r = self.place(st, v);
                        self.emit_guard(st, raw, Inst::with(i.code, &[r], i.imm, 0));
                        self.learn(st, v, Fact::Not(i.imm));
                    }
                }
            }
            Code::GuardSet | Code::GuardOk => {
                if matches!(v, Val::L(_)) || self.constant_of(v).is_some_and(|w| w != 0) {
                    return;
                }
                if self.constant_of(v) == Some(0) {
                    return self.contradiction(st, raw);
                }
                if matches!(self.fact(st, v), Some(Fact::Int | Fact::Float | Fact::Map(..) | Fact::Set | Fact::Not(_)))
                {
                    return;
                }
                let r = self.place(st, v);
                self.emit_guard(st, raw, Inst::new(i.code, &[r]));
                self.learn(st, v, Fact::Set);
            }
            Code::GuardUnset => match self.constant_of(v) {
                Some(0) => {}
                Some(_) => self.contradiction(st, raw),
                None => {
                    let r = self.place(st, v);
                    self.emit_guard(st, raw, Inst::new(i.code, &[r]));
                    st.pinned.insert(v, 0);
                }
            },
            Code::GuardEq => match self.constant_of(v) {
                Some(n) if n == i.imm => {}
                Some(_) => self.contradiction(st, raw),
                None => {
                    let r = self.place(st, v);
                    self.emit_guard(st, raw, Inst::with(i.code, &[r], i.imm, 0));
                    st.pinned.insert(v, i.imm);
                }
            },
            _ => self.arithmetic(st, raw, &i, v),
        }
    }

    /// What a decided comparison says of its operands.
    fn learn_from(&mut self, st: &mut State, v: Val, want: bool) {
        let Val::R(r) = v else { return };
        let i = self.func.inst(r).clone();
        if i.code == Code::Not {
            st.decided.insert(Val::R(i.args[0]), !want);
            self.learn_from(st, Val::R(i.args[0]), !want);
        }
        let equal = i.code == Code::CmpEq && want || i.code == Code::CmpNe && !want;
        if equal {
            for (a, b) in [(0, 1), (1, 0)] {
                if let Some(w) = self.constant_of(Val::R(i.args[b])) {
                    st.pinned.insert(Val::R(i.args[a]), w);
                }
            }
        }
    }

    fn guard_type(&mut self, st: &mut State, raw: Ref, v: Val, want: Fact) {
        let known = self.fact(st, v);
        match known {
            Some(f) if f.implies(want) => return,
            Some(f) if !f.agrees(want) => return self.contradiction(st, raw),
            _ => {}
        }
        let r = self.place(st, v);
        let i = self.tree.op(raw).inst.clone();
        self.emit_guard(st, raw, Inst::with(i.code, &[r], i.imm, i.aux));
        st.facts.insert(v, want);
    }

    /// Arithmetic that leaves when its result is no small int.
    fn arithmetic(&mut self, st: &mut State, raw: Ref, i: &Inst, a: Val) {
        let b = self.arg(st, i, 1);
        let key = (i.code, vec![a, b], 0);
        if let Some(v) = st.cse.get(&key) {
            st.bind(raw, *v);
            return;
        }
        if let (Some(x), Some(y)) = (self.constant_of(a), self.constant_of(b))
            && let Folded::Value(w) = ir::fold(i.code, 0, &[x, y])
        {
            let v = self.word(w);
            st.bind(raw, v);
            return;
        }
        let args = [self.place(st, a), self.place(st, b)];
        let r = self.emit_guard(st, raw, Inst::new(i.code, &args));
        let v = Val::R(r);
        st.facts.insert(v, Fact::Int);
        st.cse.insert(key, v);
        st.bind(raw, v);
    }

    /// Emits a guard of the recording, with its exit or its suffix.
    pub(crate) fn emit_guard(&mut self, st: &mut State, raw: Ref, inst: Inst) -> Ref {
        let op = self.tree.op(raw);
        let (snap, suffix, raises) = (op.snap, self.suffix_of(raw), op.raises);
        let fail = match suffix {
            Some(node) => {
                let block = self.block(false);
                self.waiting.push(Waiting { block, state: st.clone(), node, phase: self.phase });
                Fail::Block(block)
            }
            None => Fail::Exit(self.exit(st, snap, Some(raw), raises)),
        };
        self.guards += 1;
        // A call that is said to have raised, or not to, must have done so; every other guard may fail at any time.
        let gave_a_result = self.tree.op(raw).inst.code == Code::GuardUnset
            && self.tree.op(self.tree.op(raw).inst.args[0]).inst.code.effect() == Effect::Call;
        if self.policy.fail == Some(self.guards - 1) && !raises && !gave_a_result {
            let Val::R(truth) = self.known_truth(true) else { unreachable!("an instruction was emitted") };
            self.put(with_fail(Inst::new(Code::GuardFalse, &[truth]), fail));
        }
        self.put(with_fail(inst, fail))
    }

    /// The suffix of a guard. The preamble of a large tree goes without: it runs once, and everything would be there
    /// twice.
    fn suffix_of(&self, raw: Ref) -> Option<ir::tree::NodeId> {
        let small = self.tree.nodes.len() <= SMALL_TREE;
        let straight = !matches!(self.tree.nodes[0].how, End::Loop(_));
        let op = self.tree.op(raw);
        op.suffix.filter(|_| small || straight || op.everywhere || self.phase == Phase::Body)
    }

    /// The recording says what cannot be here: the path always leaves.
    fn contradiction(&mut self, st: &mut State, raw: Ref) {
        let op = self.tree.op(raw);
        let (snap, suffix, raises) = (op.snap, self.suffix_of(raw), op.raises);
        let term = match suffix {
            Some(node) => {
                let block = self.block(false);
                self.waiting.push(Waiting { block, state: st.clone(), node, phase: self.phase });
                Term::Jump(block, Vec::new())
            }
            None => Term::Exit(self.exit(st, snap, Some(raw), raises)),
        };
        self.func.blocks[self.cur.0 as usize].term = term;
        self.dead = true;
    }

    // Calls.

    fn call(&mut self, st: &mut State, raw: Ref) {
        let op = self.tree.op(raw).clone();
        let i = &op.inst;
        let args: Vec<Val> = (0..i.args.len()).map(|k| self.arg(st, i, k)).collect();
        if i.code == Code::Call
            && let Some(maker) = self.shapes.makers.iter().find(|m| m.helper == i.imm).cloned()
        {
            let n = args.len() as u32;
            let (map, items, len) = (maker.map, maker.items, maker.len);
            let v = self.lazy(Lazy::Object(Alloc::Made { helper: i.imm, map, items, constant: maker.constant }));
            let mut fields: std::collections::BTreeMap<u32, Val> =
                args.iter().enumerate().map(|(k, a)| (items + 8 * k as u32, *a)).collect();
            if let Some(at) = len {
                fields.insert(at, self.constant(Code::Raw, u64::from(n)));
            }
            if let Val::L(k) = v {
                st.objects.insert(k, fields);
            }
            st.facts.insert(v, Fact::Map(map, true));
            st.bind(raw, v);
            return;
        }
        if i.code == Code::Call
            && i.imm == self.shapes.keeper
            && let Val::L(k) = args[0]
            && let Some(fields) = st.objects.get_mut(&k)
        {
            let given = args[1..].iter().enumerate();
            fields.extend(given.map(|(n, v)| (SAVED + 8 * n as u32, *v)));
            return;
        }
        let key = self.key_of_call(st, i, &args);
        if let Some(known) = key.as_ref().and_then(|k| st.cse.get(k)) {
            st.bind(raw, *known);
            return;
        }
        let idempotent = i.aux == effect::IDEMPOTENT;
        self.idempotent += u32::from(idempotent);
        if idempotent
            && i.imm == self.shapes.adder
            && let Some(cell) = self.cell_of(st, args[1])
        {
            // Numbers can be added to any set.
            let none = self.word(self.shapes.none);
            let cell = self.constant(Code::Raw, cell);
            let operands = [self.place(st, cell), self.place(st, args[0]), self.place(st, args[2])];
            self.put(Inst::with(Code::AddOnce, &operands, self.shapes.adder_once, i.aux));
            st.bind(raw, none);
            st.cse.extend(key.map(|k| (k, none)));
            return;
        }
        self.flush_handled(st);
        let passed = args.len() - usize::from(idempotent);
        let refs: Vec<Ref> = args[..passed].iter().map(|a| self.place(st, *a)).collect();
        let wild = matches!(i.aux, effect::ANY | effect::CHECKED);
        if wild || matches!(i.aux, effect::READS | effect::WRITES) {
            self.flush_all(st);
        }
        if wild {
            self.sync_frames(st, op.snap);
        }
        let r = self.put(Inst::with(i.code, &refs, i.imm, i.aux));
        st.bind(raw, Val::R(r));
        if let Some(key) = key {
            st.cse.insert(key, Val::R(r));
        }
        match i.aux {
            effect::ANY => {
                let constant = &self.shapes.constant;
                st.memory.retain(|p, _| constant.contains(&p.alias));
                st.forget_maps();
            }
            effect::WRITES | effect::CHECKED => {
                let containers = &self.shapes.containers;
                st.memory.retain(|p, _| !containers.contains(&p.alias));
            }
            _ => {}
        }
    }

    /// The address of a new cell for adding a number, or a tuple of numbers, to a set.
    fn cell_of(&mut self, st: &State, v: Val) -> Option<u64> {
        let parts: Vec<u64> = match (self.constant_of(v), v) {
            (Some(w), _) => vec![w],
            (None, Val::L(n)) if !st.real.contains_key(&n) => {
                let fields = st.objects.get(&n)?;
                let items = match &self.lazies[n as usize] {
                    Lazy::Object(Alloc::Made { items, .. }) => *items,
                    _ => return None,
                };
                let parts: Vec<Val> = fields.range(items..).map(|(_, v)| self.resolve(st, *v)).collect();
                parts.iter().map(|p| self.constant_of(*p)).collect::<Option<Vec<u64>>>()?
            }
            _ => return None,
        };
        if !parts.iter().all(|w| w & 3 != 0) {
            return None;
        }
        let is_tuple = self.constant_of(v).is_none();
        let cell: Box<[u64]> = [0, 0, 0, u64::from(is_tuple), parts.len() as u64].into_iter().chain(parts).collect();
        let address = cell.as_ptr() as u64;
        self.cells.push(cell);
        Some(address)
    }

    /// What makes a call the same as an earlier one, if there is such a thing. A tuple that does not exist counts by its
    /// parts.
    fn key_of_call(&mut self, st: &State, i: &Inst, args: &[Val]) -> Option<(Code, Vec<Val>, u64)> {
        if i.aux != effect::IDEMPOTENT && i.aux != effect::PURE | effect::MERGE {
            return None;
        }
        let mut key = Vec::new();
        let mut shape = i.imm;
        for v in args {
            match v {
                Val::L(n) if !st.real.contains_key(n) => match st.objects.get(n) {
                    Some(parts) => {
                        shape = shape.wrapping_mul(31).wrapping_add(1 + parts.len() as u64);
                        key.extend(parts.values().map(|p| self.resolve(st, *p)));
                    }
                    None => key.push(*v),
                },
                _ => key.push(*v),
            }
        }
        // The number of operands and the parts keep different calls apart: `shape` alone might not.
        key.push(self.word(i.imm));
        Some((i.code, key, shape))
    }
}
