//! The primitives of the recorder: done for real on the words, and written down for the refs.

use heap::{GcVec, Value};
use ir::{Code as Op, Ref};
use machine::Machine;
use machine::helper::Helper;
use machine::names::GlobalCache;
use machine::traits::{Alias, Field, Outcome};
use object::code::{Code, Inst};
use object::frame::Frame;
use object::function::GetSet;
use object::gc::ValueExt;
use object::iter::Enumerate;
use object::map::Kind;
use object::misc::RangeIter;
use object::ops::{BinOp, CmpOp};
use object::state::ThreadState;
use object::{Dict, Function, Gc, List, Map, NativeFn, Result, Tuple};

use crate::abort::Abort;
use crate::exceptions::InFlight;
use crate::recorder::{Fact, Recorder};
use crate::value::Rv;

/// The alias class of memory that nothing in a trace writes.
pub(crate) const NO_ALIAS: u32 = 255;
/// The alias class of memory that others write at any time.
pub(crate) const VOLATILE: u32 = 254;

pub(crate) const LIST_BUF: u64 = (std::mem::offset_of!(List, items) + GcVec::<Value>::BUF_OFFSET) as u64;
pub(crate) const LIST_CAP: u64 = (std::mem::offset_of!(List, items) + GcVec::<Value>::CAP_OFFSET) as u64;
pub(crate) const LIST_LEN: u64 = (std::mem::offset_of!(List, items) + GcVec::<Value>::LEN_OFFSET) as u64;
pub(crate) const ITEMS: u64 = GcVec::<Value>::DATA_OFFSET as u64;

/// The address of a field of a value's object.
pub(crate) fn field(o: Rv, f: Field) -> *mut usize {
    // SAFETY: fields are declared with offsets inside the objects that they are used on.
    unsafe { (o.word as *mut u8).add(f.offset as usize).cast() }
}

pub(crate) fn kind(v: Rv) -> Kind {
    object::map_of(v.value()).kind
}

/// Wants to be told when code or defaults of a function change. Is it a function?
fn watch(v: Value) -> bool {
    let Some(mut f) = v.cast::<Function>() else { return false };
    f.watched = true;
    true
}

fn number(v: Rv) -> f64 {
    let v = v.value();
    if v.is_small_int() { v.as_small_int() as f64 } else { object::number::as_float(v).unwrap_or(0.0) }
}

impl Recorder {
    pub(crate) fn result(&mut self, word: Value, r: Ref) -> Rv {
        Rv { word: word.bits(), r }
    }

    /// A truth value that an operation computed, as True or False.
    fn truth(&mut self, b: Ref, holds: bool) -> Rv {
        let r = self.emit(Op::BoolToV, &[b], 0, 0);
        self.result(object::bool_value(holds), r)
    }

    /// A comparison of words, and whether its result is to be inverted.
    fn compare_words(&mut self, op: CmpOp, a: Rv, b: Rv) -> Ref {
        let (a, b) = (self.operand(a), self.operand(b));
        match op {
            CmpOp::Lt => self.emit(Op::CmpLt, &[a, b], 0, 0),
            CmpOp::Le => self.emit(Op::CmpLe, &[a, b], 0, 0),
            CmpOp::Gt => self.emit(Op::CmpLt, &[b, a], 0, 0),
            CmpOp::Ge => self.emit(Op::CmpLe, &[b, a], 0, 0),
            CmpOp::Eq => self.emit(Op::CmpEq, &[a, b], 0, 0),
            CmpOp::Ne => self.emit(Op::CmpNe, &[a, b], 0, 0),
        }
    }

    /// Guards that a truth value is what it is.
    pub(crate) fn decide(&mut self, b: Ref, holds: bool) -> bool {
        self.guard_once(if holds { Op::GuardTrue } else { Op::GuardFalse }, b, 0);
        holds
    }

    /// The double of an exact float or small int whose type is known.
    fn double(&mut self, v: Rv) -> Ref {
        let r = self.operand(v);
        self.emit(if v.value().is_small_int() { Op::IntToF } else { Op::Unbox }, &[r], 0, 0)
    }

    /// `a op b` of doubles.
    fn float_arith(&mut self, op: BinOp, a: Rv, b: Rv) -> Option<Rv> {
        let (x, y) = (number(a), number(b));
        let (code, z) = match op {
            BinOp::Add => (Op::Fadd, x + y),
            BinOp::Sub => (Op::Fsub, x - y),
            BinOp::Mul => (Op::Fmul, x * y),
            BinOp::TrueDiv if y != 0.0 => (Op::Fdiv, x / y),
            // Other powers raise an exception, or are complex, or are rare.
            BinOp::Pow if x > 0.0 && x.powf(y) < f64::INFINITY => (Op::Fpow, x.powf(y)),
            _ => return None,
        };
        let (fa, fb) = (self.double(a), self.double(b));
        if code == Op::Fdiv {
            let zero = self.constant(Op::Float, 0);
            let is_zero = self.emit(Op::Feq, &[fb, zero], 0, 0);
            self.decide(is_zero, false);
        }
        if code == Op::Fpow {
            let zero = self.constant(Op::Float, 0);
            let positive = self.emit(Op::Flt, &[zero, fa], 0, 0);
            self.decide(positive, true);
        }
        let f = self.emit(code, &[fa, fb], 0, 0);
        if code == Op::Fpow {
            let infinity = self.constant(Op::Float, f64::INFINITY.to_bits());
            let finite = self.emit(Op::Flt, &[f, infinity], 0, 0);
            self.decide(finite, true);
        }
        let r = self.emit(Op::Box, &[f], 0, 0);
        let v = self.result(object::number::float(z), r);
        self.learn(v, Fact::Float);
        Some(v)
    }

    /// True division of small ints that doubles represent exactly.
    fn divide_ints(&mut self, a: Rv, b: Rv) -> Option<Rv> {
        const EXACT: i64 = 1 << 53;
        let (x, y) = (a.value().as_small_int(), b.value().as_small_int());
        if y == 0 || x.unsigned_abs() >= EXACT as u64 || y.unsigned_abs() >= EXACT as u64 {
            return None;
        }
        for v in [a, b] {
            if self.known(v).is_none() {
                let r = self.operand(v);
                let n = self.emit(Op::Untag, &[r], 0, 0);
                let (low, span) = (self.raw(EXACT - 1), self.raw(2 * EXACT - 1));
                let shifted = self.emit(Op::Iadd, &[n, low], 0, 0);
                let fits = self.emit(Op::Iult, &[shifted, span], 0, 0);
                self.decide(fits, true);
            }
        }
        self.float_arith(BinOp::TrueDiv, a, b)
    }

    /// The index of an item as a raw word, guarded to lie within `len` items; `None` when it does not.
    fn guarded_index(&mut self, i: Rv, len: usize, len_ref: Ref) -> Option<(usize, Ref)> {
        let n = i.value().as_small_int();
        let mut index = match self.known(i) {
            Some(_) => self.raw(n),
            None => {
                let r = self.operand(i);
                self.emit(Op::Untag, &[r], 0, 0)
            }
        };
        let mut at = n;
        if n < 0 {
            let zero = self.raw(0);
            let negative = self.emit(Op::Ilt, &[index, zero], 0, 0);
            self.decide(negative, true);
            index = self.emit(Op::Iadd, &[index, len_ref], 0, 0);
            at += len as i64;
        }
        let inside = self.emit(Op::Iult, &[index, len_ref], 0, 0);
        if self.decide(inside, (at as u64) < len as u64) { Some((at as usize, index)) } else { None }
    }

    /// The value of an entry of a dict that is known, if its keys have the version.
    fn entry(&mut self, d: Gc<Dict>, version: u64, entry: usize) -> Option<Rv> {
        if version == 0 || d.current_keys_version() != version {
            return None;
        }
        let value = d.entries.as_slice()[entry].value?;
        let dict = self.operand(Rv::konst(d.value()));
        let dicts = Alias::Dict as u32;
        let keys = self.emit(Op::LoadI, &[dict], Dict::KEYS_VERSION_OFFSET as u64, dicts);
        self.guard_once(Op::GuardEq, keys, version);
        let buf = std::mem::offset_of!(Dict, entries) + GcVec::<object::dict::Entry>::BUF_OFFSET;
        let buf = self.emit(Op::LoadI, &[dict], buf as u64, dicts);
        let at = GcVec::<object::dict::Entry>::DATA_OFFSET
            + entry * size_of::<object::dict::Entry>()
            + std::mem::offset_of!(object::dict::Entry, value);
        let r = self.emit(Op::LoadAt, &[buf], at as u64, dicts);
        let v = self.result(value, r);
        if crate::recorder::is_definition(value) {
            self.pin(v);
            return Some(Rv::konst(value));
        }
        // Another thing may be there by the next time, and nothing at all only when the keys have changed.
        Some(v)
    }

    /// A pointer field that is promoted to the object that it holds.
    fn pinned_field(&mut self, o: Rv, offset: usize, alias: Alias, holds: Value) {
        if self.known(o).is_some() {
            return;
        }
        let r = self.operand(o);
        let loaded = self.emit(Op::Load, &[r], offset as u64, alias as u32);
        self.pin(Rv { word: holds.bits(), r: loaded });
    }
}

impl Machine for Recorder {
    type V = Rv;
    const REC: bool = true;

    fn k(&mut self, w: Value) -> Rv {
        Rv::konst(w)
    }
    fn null() -> Rv {
        Rv::NULL
    }
    fn is_null(v: Rv) -> bool {
        v.is_null()
    }

    fn frame(&self) -> *mut Frame<Rv> {
        self.cur
    }
    fn set_frame(&mut self, f: *mut Frame<Rv>) {
        let before = if self.cur.is_null() { 0 } else { self.depth() };
        if f < self.cur {
            // The frame that goes on is about to change; until the bytecode ends, snapshots show it as it waited.
            self.outer_up_to(self.start_depth);
        }
        self.cur = f;
        let depth = self.depth();
        // A frame that is left takes its object with it.
        self.objects[depth..before.max(depth)].fill(Rv::NULL);
        self.generators[depth..before.max(depth)].fill(Rv::NULL);
        self.synced = self.synced.min(depth);
    }
    fn thread(&mut self) -> &mut ThreadState {
        // SAFETY: the running thread's state.
        unsafe { &mut *self.thread }
    }
    fn set_outcome(&mut self, _o: Outcome<Rv>) {
        unreachable!("a recording ends before its root frame is left");
    }
    fn limits(&mut self) -> (*mut Frame<Rv>, *mut Rv) {
        (self.frames.as_mut_ptr_range().end.cast(), self.slots.as_mut_ptr_range().end)
    }
    fn may_inline(&mut self, code: Gc<Code>) -> bool {
        self.inlines(code)
    }
    fn may_resume(&mut self, code: Gc<Code>) -> bool {
        // If native code has resumed it in this bytecode already, it is in another state now.
        self.replay_in.is_empty() && self.inlines(code)
    }
    fn entry(&mut self, mut code: Gc<Code>, traced: bool) -> *const Inst {
        if code.decoded.is_null() {
            code.decoded = Box::into_raw(machine::decode::decode(code, &machine::decode::handler));
        }
        // SAFETY: just made.
        let d = unsafe { &*code.decoded };
        if traced { d.watched().traced.as_ptr() } else { d.plain.as_ptr() }
    }

    fn is_set(&mut self, v: Rv) -> bool {
        if v.r == Ref::NONE || self.known(v).is_some() || self.facts.contains_key(&v.r) {
            return !v.is_null();
        }
        let code = if v.is_null() { Op::GuardUnset } else { Op::GuardSet };
        self.guard(code, &[v.r], 0, 0);
        !v.is_null()
    }
    fn map_of(&mut self, v: Rv) -> Gc<Map> {
        self.guarded_map(v)
    }
    fn is_small_int(&mut self, v: Rv) -> bool {
        self.guarded_map(v);
        v.value().is_small_int()
    }
    /// Boxed floats count too: this machine's operations on floats take both.
    fn is_flonum(&mut self, v: Rv) -> bool {
        self.guarded_map(v).kind == Kind::Float
    }
    fn is_word(&mut self, v: Rv, w: Value) -> bool {
        if let Some(known) = self.known(v) {
            return known == w.bits();
        }
        if v.word == w.bits() {
            self.pin(v);
            return true;
        }
        if w == object::none() && !matches!(self.facts.get(&v.r), Some(Fact::Int | Fact::Float | Fact::Map(_))) {
            self.guard(Op::GuardIsNot, &[v.r], w.bits() as u64, 0);
            return false;
        }
        let map = self.guarded_map(v);
        if w.is_ptr() && object::map_of(w) != map {
            return false;
        }
        // One of the few objects of its class, such as the other truth value.
        self.pin(v);
        false
    }
    fn same(&mut self, a: Rv, b: Rv) -> bool {
        let holds = a.word == b.word;
        if let (Some(_), Some(_)) = (self.known(a), self.known(b)) {
            return holds;
        }
        let eq = self.compare_words(CmpOp::Eq, a, b);
        self.decide(eq, holds)
    }
    fn promote(&mut self, v: Rv) -> Value {
        self.pin(v);
        if let Some(c) = v.value().cast::<object::Class>() {
            self.depend(c);
        }
        v.value()
    }

    fn same_value(&mut self, a: Rv, b: Rv, negate: bool) -> Rv {
        let holds = (a.word == b.word) != negate;
        if let (Some(_), Some(_)) = (self.known(a), self.known(b)) {
            return Rv::konst(object::bool_value(holds));
        }
        if !negate
            && b.word == object::bool_value(false).bits()
            && self.known(b).is_some()
            && a.r.0 < self.tree.ops.len() as u32
            && self.tree.op(a.r).inst.code == Op::BoolToV
        {
            let inner = self.tree.op(a.r).inst.args[0];
            let not = self.emit(Op::Not, &[inner], 0, 0);
            return self.truth(not, holds);
        }
        let eq = self.compare_words(if negate { CmpOp::Ne } else { CmpOp::Eq }, a, b);
        self.truth(eq, holds)
    }
    fn int_op(&mut self, op: BinOp, a: Rv, b: Rv) -> Option<Rv> {
        let (x, y) = (a.value().as_small_int(), b.value().as_small_int());
        let (code, z) = match op {
            BinOp::Add => (Op::AddOvf, Value::small_int(x + y)),
            BinOp::Sub => (Op::SubOvf, Value::small_int(x - y)),
            BinOp::Mul => (Op::MulOvf, x.checked_mul(y).and_then(Value::small_int)),
            BinOp::And => (Op::And, Value::small_int(x & y)),
            BinOp::Or => (Op::Or, Value::small_int(x | y)),
            BinOp::Xor => (Op::Xor, Value::small_int(x ^ y)),
            BinOp::TrueDiv => return self.divide_ints(a, b),
            BinOp::FloorDiv => (Op::FloorDiv, object::quick::int_op_rare(op, x, y)),
            BinOp::Mod => (Op::Mod, object::quick::int_op_rare(op, x, y)),
            BinOp::LShift => (Op::Shl, object::quick::int_op_rare(op, x, y)),
            BinOp::RShift => (Op::Shr, object::quick::int_op_rare(op, x, y)),
            _ => return None,
        };
        // Where the result is no small int, the slow path that follows does not rely on that.
        let z = z?;
        if self.known(a).is_some() && self.known(b).is_some() {
            return Some(Rv::konst(z));
        }
        let args = [self.operand(a), self.operand(b)];
        let r = if code.effect() == ir::Effect::Guard {
            self.guard(code, &args, 0, 0)
        } else {
            self.emit(code, &args, 0, 0)
        };
        let v = self.result(z, r);
        self.learn(v, Fact::Int);
        Some(v)
    }
    fn int_cmp(&mut self, op: CmpOp, a: Rv, b: Rv) -> Rv {
        let holds = op.holds((a.word as i64).cmp(&(b.word as i64)));
        if self.known(a).is_some() && self.known(b).is_some() {
            return Rv::konst(object::bool_value(holds));
        }
        let c = self.compare_words(op, a, b);
        self.truth(c, holds)
    }
    fn int_test(&mut self, op: CmpOp, a: Rv, b: Rv) -> bool {
        let holds = op.holds((a.word as i64).cmp(&(b.word as i64)));
        if self.known(a).is_some() && self.known(b).is_some() {
            return holds;
        }
        let c = self.compare_words(op, a, b);
        self.decide(c, holds)
    }
    fn float_op(&mut self, op: BinOp, a: Rv, b: Rv) -> Option<Rv> {
        self.float_arith(op, a, b)
    }
    fn float_cmp(&mut self, op: CmpOp, a: Rv, b: Rv) -> Rv {
        let (x, y) = (number(a), number(b));
        let (fa, fb) = (self.double(a), self.double(b));
        let (c, holds) = match op {
            CmpOp::Lt => (self.emit(Op::Flt, &[fa, fb], 0, 0), x < y),
            CmpOp::Le => (self.emit(Op::Fle, &[fa, fb], 0, 0), x <= y),
            CmpOp::Gt => (self.emit(Op::Flt, &[fb, fa], 0, 0), x > y),
            CmpOp::Ge => (self.emit(Op::Fle, &[fb, fa], 0, 0), x >= y),
            CmpOp::Eq => (self.emit(Op::Feq, &[fa, fb], 0, 0), x == y),
            CmpOp::Ne => {
                let eq = self.emit(Op::Feq, &[fa, fb], 0, 0);
                (self.emit(Op::Not, &[eq], 0, 0), x != y)
            }
        };
        self.truth(c, holds)
    }

    fn load(&mut self, o: Rv, f: Field) -> Rv {
        // SAFETY: see `field`.
        let word = unsafe { *field(o, f) };
        if self.known(o).is_some() && (f.immutable || f.alias == Alias::Function && watch(o.value())) {
            return Rv { word, r: crate::value::KONST };
        }
        let args = [self.operand(o)];
        let r = self.emit(Op::Load, &args, u64::from(f.offset), f.alias as u32);
        Rv { word, r }
    }
    fn load_opt(&mut self, o: Rv, f: Field) -> Option<Rv> {
        let v = self.load(o, f);
        if v.r != crate::value::KONST {
            self.guard_once(if v.is_null() { Op::GuardUnset } else { Op::GuardSet }, v.r, 0);
        }
        if v.is_null() { None } else { Some(v) }
    }
    fn store(&mut self, o: Rv, f: Field, v: Rv) {
        let args = [self.operand(o), self.operand(v)];
        self.emit(Op::Store, &args, u64::from(f.offset), f.alias as u32);
        // SAFETY: see `field`; the empty word is an empty field.
        unsafe { field(o, f).write(v.word) }
    }
    fn list_item(&mut self, list: Rv, i: Rv) -> Option<Rv> {
        // SAFETY: the caller tested the kind.
        let l: Gc<List> = unsafe { list.value().cast_unchecked() };
        let o = self.operand(list);
        let len = self.emit(Op::LoadI, &[o], LIST_LEN, Alias::ListLength as u32);
        let (at, index) = self.guarded_index(i, l.items.len(), len)?;
        let buf = self.emit(Op::LoadI, &[o], LIST_BUF, Alias::ListBuffer as u32);
        let r = self.emit(Op::Elem, &[buf, index], ITEMS, Alias::ListItem as u32);
        Some(self.result(l.items[at], r))
    }
    fn set_list_item(&mut self, list: Rv, i: Rv, v: Rv) -> bool {
        // SAFETY: the caller tested the kind.
        let mut l: Gc<List> = unsafe { list.value().cast_unchecked() };
        let o = self.operand(list);
        let len = self.emit(Op::LoadI, &[o], LIST_LEN, Alias::ListLength as u32);
        let Some((at, index)) = self.guarded_index(i, l.items.len(), len) else { return false };
        let buf = self.emit(Op::LoadI, &[o], LIST_BUF, Alias::ListBuffer as u32);
        let x = self.operand(v);
        self.emit(Op::SetElem, &[buf, index, x], ITEMS, Alias::ListItem as u32);
        l.items[at] = v.value();
        true
    }
    fn tuple_item(&mut self, tuple: Rv, i: Rv) -> Option<Rv> {
        // SAFETY: the caller tested the kind.
        let t: Gc<Tuple> = unsafe { tuple.value().cast_unchecked() };
        let items = t.as_slice();
        if let (Some(_), Some(_)) = (self.known(tuple), self.known(i)) {
            let n = i.value().as_small_int();
            let n = if n < 0 { n + items.len() as i64 } else { n };
            return items.get(n as usize).map(|v| Rv::konst(*v));
        }
        let o = self.operand(tuple);
        let len = self.emit(Op::LoadI, &[o], Tuple::LEN_OFFSET as u64, Alias::Tuple as u32);
        let (at, index) = self.guarded_index(i, items.len(), len)?;
        let r = if self.known(i).is_some() && at as i64 == i.value().as_small_int() {
            self.emit(Op::Load, &[o], (Tuple::ITEMS_OFFSET + 8 * at) as u64, Alias::Tuple as u32)
        } else {
            let base = self.emit(Op::Addr, &[o], 0, 0);
            self.emit(Op::Elem, &[base, index], Tuple::ITEMS_OFFSET as u64, Alias::Tuple as u32)
        };
        Some(self.result(items[at], r))
    }
    fn promoted_len(&mut self, seq: Rv) -> usize {
        let (n, offset, alias) = match seq.value().cast::<Tuple>() {
            Some(t) => (t.as_slice().len(), Tuple::LEN_OFFSET as u64, Alias::Tuple),
            None => (seq.value().cast::<List>().map_or(0, |l| l.items.len()), LIST_LEN, Alias::ListLength),
        };
        if self.known(seq).is_none() || alias == Alias::ListLength {
            let o = self.operand(seq);
            let len = self.emit(Op::LoadI, &[o], offset, alias as u32);
            self.guard_once(Op::GuardEq, len, n as u64);
        }
        n
    }
    fn set_map(&mut self, o: Rv, new: Gc<Map>) {
        let args = [self.operand(o), self.operand(Rv { word: new.as_ptr() as usize, r: crate::value::KONST })];
        self.emit(Op::Store, &args, 0, Alias::Map as u32);
        // The object may be known by other refs.
        self.forget_maps();
        self.learn(o, Fact::Map(new));
        // SAFETY: a live object's first word is its map, and the new map describes the same cell.
        unsafe { (*(o.word as *mut heap::Head)).map = new.as_ptr().cast() }
    }
    fn module_attr(&mut self, module: Rv, keys_version: u64, entry: usize) -> Option<Rv> {
        // SAFETY: the caller knows by its map that it is a module.
        let m: Gc<object::Module> = unsafe { module.value().cast_unchecked() };
        self.pinned_field(module, std::mem::offset_of!(object::Module, dict), Alias::Module, m.dict.value());
        self.entry(m.dict, keys_version, entry)
    }
    fn mixed_op(&mut self, op: BinOp, a: Rv, b: Rv) -> Option<Rv> {
        let float = |v: Rv| kind(v) == Kind::Float;
        let int = |v: Rv| v.value().is_small_int();
        if (float(a) && int(b)) || (int(a) && float(b)) { self.float_arith(op, a, b) } else { None }
    }
    fn add_attr(&mut self, o: Rv, old: Gc<Map>, new: Gc<Map>, v: Rv) {
        let i = old.names.len();
        if i < old.inline_cap as usize {
            let offset = old.attrs_offset + 8 * (1 + i as u32);
            self.store(o, Field { offset, alias: Alias::Attr, immutable: false }, v);
            self.set_map(o, new);
            return;
        }
        object::map::add_attr(o.value(), old, new, v.value());
        self.learn(o, Fact::Map(new));
        self.poison(Abort::Overflow);
    }

    fn promoted_word(&mut self, o: Rv, f: Field) -> u64 {
        self.pinned_word(o, f)
    }
    fn store_word(&mut self, o: Rv, f: Field, word: u64) {
        let args = [self.operand(o), self.raw(word as i64)];
        self.emit(Op::StoreI, &args, u64::from(f.offset), f.alias as u32);
        // SAFETY: see `field`.
        unsafe { field(o, f).write(word as usize) }
    }
    fn allocate(&mut self, map: Gc<Map>, size: usize) -> Rv {
        let word = heap::alloc(map.as_ptr().cast(), size) as usize;
        let r = self.emit(Op::New, &[], map.as_ptr() as u64, size as u32);
        let v = Rv { word, r };
        self.learn(v, Fact::Map(map));
        v
    }
    fn save_slots(&mut self, from: *const Rv, n: usize, to: Rv) {
        self.save_to_generator(from, n, to);
    }
    fn load_slots(&mut self, from: Rv, n: usize, to: *mut Rv) {
        self.load_from_generator(from, n, to);
    }
    fn link(&mut self, g: Rv) {
        self.link_generator(g);
    }
    fn unlink(&mut self, g: Rv) {
        self.unlink_generator(g);
    }
    fn running_generator(&mut self) -> Option<Rv> {
        let g = self.generators[self.depth() - 1];
        (!g.is_null()).then_some(g)
    }
    fn adopt(&mut self, o: Rv) {
        self.adopt_object(o);
    }
    fn disown(&mut self) {
        self.disown_object();
    }

    fn handled(&mut self) -> Option<Rv> {
        self.handled_here()
    }
    fn set_handled(&mut self, e: Rv) {
        self.set_handled_here(e);
    }
    fn handles_nothing(&mut self) -> bool {
        self.nothing_is_handled()
    }
    fn set_raised(&mut self, e: Rv) {
        self.thread().pending = Some(e.value());
        self.in_flight = Some(InFlight { e, told: false });
    }
    fn take_raised(&mut self) -> Rv {
        self.take_in_flight()
    }
    fn raised(&mut self) -> Rv {
        self.in_flight.map_or_else(|| Rv::konst(object::none()), |x| x.e)
    }
    fn note(&mut self, h: &'static Helper, args: &[Rv]) {
        let words: GcVec<Value> = args.iter().map(|a| a.value()).collect();
        let operands: Vec<Ref> = args.iter().map(|a| self.operand(*a)).collect();
        self.emit(Op::Call, &operands, std::ptr::from_ref(h) as u64, ir::effect::FRESH);
        if (h.f)(&words).is_err() {
            self.poison(Abort::Raised);
        }
    }
    fn add_traceback(&mut self) {
        self.add_traceback_entry();
    }
    fn end_recording(&mut self) {
        self.poison(Abort::Observed);
        // What follows is native code that may look at frames, and change them.
        self.sync();
        self.shown = Some(self.depth() - 1);
    }

    fn frame_object(&mut self) -> Rv {
        self.object_of(self.depth() - 1)
    }
    fn known_frame_object(&mut self) -> Option<Rv> {
        let o = self.objects[self.depth() - 1];
        (!o.is_null()).then_some(o)
    }
    fn detach(&mut self) {
        self.detach_object();
    }
    fn get_computed(&mut self, o: Rv, g: Gc<GetSet>) -> Result<Rv> {
        self.computed(o, g)
    }
    fn set_computed(&mut self, o: Rv, g: Gc<GetSet>, v: Rv) -> Result<()> {
        self.assign_computed(o, g, v)
    }

    fn helper(&mut self, h: &'static Helper, args: &[Rv]) -> Result<Rv> {
        self.call_helper(h, args)
    }
    fn call_native(&mut self, f: Gc<NativeFn>, args: *const Rv, n: usize) -> Result<Rv> {
        // SAFETY: the caller's arguments lie on the stack.
        let args = unsafe { std::slice::from_raw_parts(args, n) };
        self.call_built_in(f, args)
    }
    fn cached_global(&mut self, c: &GlobalCache) -> Option<Rv> {
        // SAFETY: the frame is live, and its function is a Function.
        let (func, f) = unsafe {
            let func = (*self.cur).func;
            (func, func.value().cast_unchecked::<Function>())
        };
        self.pinned_field(func, std::mem::offset_of!(Function, globals), Alias::Function, f.globals.value());
        if c.builtins == 0 {
            return self.entry(f.globals, c.globals, c.entry);
        }
        if f.globals.current_keys_version() != c.globals {
            return None;
        }
        let g = self.operand(Rv::konst(f.globals.value()));
        let keys = self.emit(Op::LoadI, &[g], Dict::KEYS_VERSION_OFFSET as u64, Alias::Dict as u32);
        self.guard_once(Op::GuardEq, keys, c.globals);
        self.pinned_field(func, std::mem::offset_of!(Function, builtins), Alias::Function, f.builtins.value());
        self.entry(f.builtins, c.builtins, c.entry)
    }
    fn iter_next(&mut self, kind: Kind, it: Rv) -> Option<Rv> {
        match kind {
            Kind::RangeIter => self.range_next(it),
            _ => self.sequence_next(kind, it),
        }
    }
    fn poll(&mut self) -> Result<()> {
        // What there is to look at is met at the next poll of the interpreter.
        self.poison(Abort::Breaker);
        Ok(())
    }
}

const fn iterator(offset: usize) -> Field {
    Field { offset: offset as u32, alias: Alias::Iterator, immutable: false }
}

/// What lists' and tuples' iterators have.
const SEQ: Field = iterator(std::mem::offset_of!(object::iter::ListIter, seq));
const INDEX: Field = iterator(std::mem::offset_of!(object::iter::ListIter, index));

impl Recorder {
    fn range_next(&mut self, it: Rv) -> Option<Rv> {
        const LEFT: Field = iterator(std::mem::offset_of!(RangeIter, left));
        const NEXT: Field = iterator(std::mem::offset_of!(RangeIter, next));
        const STEP: Field = iterator(std::mem::offset_of!(RangeIter, step));
        let left = self.load(it, LEFT);
        let (zero, one) = (Rv::konst(Value::small_int_unchecked(0)), Rv::konst(Value::small_int_unchecked(1)));
        self.learn(left, Fact::Int);
        if !self.int_test(CmpOp::Gt, left, zero) {
            return None;
        }
        let (v, step) = (self.load(it, NEXT), self.load(it, STEP));
        self.learn(v, Fact::Int);
        self.learn(step, Fact::Int);
        let (fewer, next) = (self.int_op(BinOp::Sub, left, one), self.int_op(BinOp::Add, v, step));
        let (Some(fewer), Some(next)) = (fewer, next) else {
            // The last number of a range that ends where small ints do.
            self.poison(Abort::Overflow);
            // SAFETY: the caller tested the kind.
            return object::iter::range_next(unsafe { it.value().cast_unchecked() }).map(Rv::konst);
        };
        self.store(it, LEFT, fewer);
        self.store(it, NEXT, next);
        Some(v)
    }

    /// The next pair of an `enumerate` over a list or a tuple, or the mark of its end; nothing where it is another one.
    pub(crate) fn enumerate_next(&mut self, it: Rv) -> Option<Rv> {
        const IT: Field = iterator(std::mem::offset_of!(Enumerate, it));
        const NUMBER: Field = iterator(std::mem::offset_of!(Enumerate, index));
        let e: Gc<Enumerate> = it.value().cast_exact()?;
        let kind = object::map_of(e.it).kind;
        let one = Value::small_int_unchecked(1);
        let after = e.index.is_small_int().then(|| object::number::int(e.index.as_small_int() + 1));
        if !matches!(kind, Kind::ListIter | Kind::TupleIter) || !after.is_some_and(Value::is_small_int) {
            return None;
        }
        let inner = self.load(it, IT);
        self.guarded_map(inner);
        let number = self.load(it, NUMBER);
        self.guarded_map(number);
        let after = self.int_op(BinOp::Add, number, Rv::konst(one))?;
        let Some(seq) = self.load_opt(inner, SEQ) else { return Some(Rv::konst(machine::control::end_marker())) };
        let index = self.load(inner, INDEX);
        self.learn(index, Fact::Int);
        let item = if kind == Kind::ListIter { self.list_item(seq, index) } else { self.tuple_item(seq, index) };
        let Some(item) = item else {
            self.store(inner, SEQ, Rv::NULL);
            return Some(Rv::konst(machine::control::end_marker()));
        };
        let next = self.int_op(BinOp::Add, index, Rv::konst(one)).expect("an index is far from the end of small ints");
        let operands = [self.operand(number), self.operand(item)];
        let pair = object::seq::tuple(&[number.value(), item.value()]);
        let r = self.emit(Op::Call, &operands, &raw const machine::frames::MAKE_TUPLE as u64, ir::effect::FRESH);
        let pair = self.result(pair, r);
        self.learn(pair, Fact::Map(object::map_of(pair.value())));
        self.store(inner, INDEX, next);
        self.store(it, NUMBER, after);
        Some(pair)
    }

    fn sequence_next(&mut self, kind: Kind, it: Rv) -> Option<Rv> {
        let seq = self.load_opt(it, SEQ)?;
        let index = self.load(it, INDEX);
        self.learn(index, Fact::Int);
        let item = if kind == Kind::ListIter { self.list_item(seq, index) } else { self.tuple_item(seq, index) };
        match item {
            Some(v) => {
                let one = Rv::konst(Value::small_int_unchecked(1));
                let next = self.int_op(BinOp::Add, index, one).expect("an index is far from the end of small ints");
                self.store(it, INDEX, next);
                Some(v)
            }
            None => {
                self.store(it, SEQ, Rv::NULL);
                None
            }
        }
    }
}
