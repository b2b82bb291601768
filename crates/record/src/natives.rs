//! Calls of native code: what they may do to memory, and those that the recording understands.

use heap::{GcVec, Value};
use ir::tree::SnapId;
use ir::{Code as Op, Ref, effect};
use machine::helper::Helper;
use machine::traits::Alias;
use object::gc::ValueExt;
use object::map::Kind;
use object::{Effects, Gc, List, NativeFn, Object, Result, Set};

use crate::prims::{ITEMS, LIST_BUF, LIST_CAP, LIST_LEN, kind};
use crate::recorder::{Fact, Recorder};
use crate::value::Rv;

/// Kinds whose instances are immutable and hold no other objects.
fn is_atom(k: Kind) -> bool {
    matches!(k, Kind::Int | Kind::Bool | Kind::Float | Kind::Complex | Kind::Str | Kind::Bytes | Kind::None)
}

fn all(args: &[Rv], test: fn(Kind) -> bool) -> bool {
    args.iter().all(|a| !a.is_null() && test(kind(*a)))
}

/// What a call does, given what was declared of the callee in general and for plain data.
///
/// Operations on built-in containers run Python code when the objects in them have methods written in Python. That is
/// looked at after the call ([`effect::CHECKED`]).
fn effect_of(declared: Effects, on_data: Effects, args: &[Rv], are_atoms: bool) -> u32 {
    if declared == Effects::PURE && !are_atoms {
        return if all(args, Kind::is_data) { effect::CHECKED } else { effect::ANY };
    }
    if declared != Effects::ANY {
        return declared.0;
    }
    if on_data == Effects::ANY || !all(args, Kind::is_data) {
        return effect::ANY;
    }
    match on_data {
        _ if !are_atoms => effect::CHECKED,
        Effects::READS => effect::PURE,
        e => e.0,
    }
}

impl Recorder {
    /// Is all that native code can see of the arguments immutable, and without methods written in Python?
    fn are_atoms(&self, args: &[Rv]) -> bool {
        args.iter().all(|a| {
            !a.is_null() && (is_atom(kind(*a)) || self.known(*a).is_some() && object::set::is_plain(a.value(), 4))
        })
    }

    /// What a call gave when the bytecode was begun, if it is being completed.
    pub(crate) fn replayed(&mut self) -> Option<Result<Rv>> {
        Some(match self.replay_in.pop_front()? {
            Some(v) => {
                self.gave(v);
                Ok(v)
            }
            None => {
                self.call_had_raised();
                Err(object::Raised::pending())
            }
        })
    }

    /// A call's result: from here on, whoever leaves runs the bytecode again with it instead of the call.
    fn gave(&mut self, v: Rv) {
        self.replay.push(v);
        self.snap = SnapId::NONE;
    }

    pub(crate) fn call_helper(&mut self, h: &'static Helper, args: &[Rv]) -> Result<Rv> {
        if std::ptr::eq(h, &machine::arith::TRUTH)
            && let Some(v) = self.truth_by_length(args[0])
        {
            return Ok(v);
        }
        if let Some(known) = self.replayed() {
            return known;
        }
        if std::ptr::eq(h, &machine::call::NEW_OBJECT)
            && let Some(v) = self.new_instance(args[0])
        {
            self.gave(v);
            return Ok(v);
        }
        if std::ptr::eq(h, &machine::arith::TRUTH)
            && let Some(v) = self.truth_of_container(args[0])
        {
            return v;
        }
        if std::ptr::eq(h, &machine::control::NEXT_HELPER)
            && let Some(v) = self.enumerate_next(args[0])
        {
            self.gave(v);
            return Ok(v);
        }
        if self.is_entry && std::ptr::eq(h, &machine::arith::EQ) {
            self.pin_names(args);
        }
        // Helpers are declared for all the arguments that the semantics give them.
        let effect = match h.effects {
            _ if std::ptr::eq(h, &machine::control::NEXT_HELPER) && is_plain_iterator(args[0].value()) => {
                effect::CHECKED
            }
            Effects::ANY => {
                // That a built-in class is called says nothing against its arguments.
                let what = &args[usize::from(std::ptr::eq(h, &machine::call::NATIVE_NEW))..];
                effect_of(h.effects, h.on_data, what, self.are_atoms(what))
            }
            e => e.0,
        };
        let words: GcVec<Value> = args.iter().map(|a| a.value()).collect();
        if effect == effect::PURE && args.iter().all(|a| self.known(*a).is_some()) {
            self.sync();
            let v = Rv::konst((h.f)(&words)?);
            self.gave(v);
            return Ok(v);
        }
        let operands: Vec<Ref> = args.iter().map(|a| self.operand(*a)).collect();
        let f = std::ptr::from_ref(h) as u64;
        self.native(Op::Call, operands, f, effect, &mut |_| (h.f)(&words))
    }

    /// Makes an instance whose allocation has no other effect.
    fn new_instance(&mut self, class: Rv) -> Option<Rv> {
        let c: Gc<object::Class> = class.value().cast()?;
        if c.flags.has(object::class::ClassFlags::ABSTRACT) || c.has_finalizer() {
            return None;
        }
        let map = c.instance_map;
        let v = Value::from_ptr(object::map::alloc_instance(c));
        let r = self.emit(Op::New, &[], map.as_ptr() as u64, map.size as u32);
        let v = self.result(v, r);
        self.learn(v, Fact::Map(map));
        Some(v)
    }

    pub(crate) fn call_built_in(&mut self, f: Gc<NativeFn>, args: &[Rv]) -> Result<Rv> {
        if let Some(v) = self.intrinsic(f, args)? {
            return Ok(v);
        }
        if let Some(known) = self.replayed() {
            return known;
        }
        let on_data = if args.is_empty() { Effects::ANY } else { on_data(f) };
        let effect = effect_of(f.row.effects, on_data, args, self.are_atoms(args));
        let words: GcVec<Value> = args.iter().map(|a| a.value()).collect();
        if effect == effect::PURE && args.iter().all(|a| self.known(*a).is_some()) {
            self.sync();
            let v = Rv::konst(object::call::run_native(f, &words, &[])?);
            self.gave(v);
            return Ok(v);
        }
        let operands: Vec<Ref> = args.iter().map(|a| self.operand(*a)).collect();
        let imm = f.as_ptr() as u64;
        self.native(Op::CallNative, operands, imm, effect, &mut |_| object::call::run_native(f, &words, &[]))
    }

    /// Calls native code, on frames that are up to date, and writes the call down.
    pub(crate) fn native(
        &mut self,
        code: Op,
        operands: Vec<Ref>,
        imm: u64,
        effect: u32,
        call: &mut dyn FnMut(&mut Recorder) -> Result<Value>,
    ) -> Result<Rv> {
        self.sync();
        let wild = matches!(effect, effect::ANY | effect::CHECKED);
        let snap = self.snapshot();
        let counts = wild.then(|| (self.variables_written(), self.interpreter_entered()));
        let r = self.tree.push(ir::Inst { code, args: operands, imm, aux: effect, fail: ir::Fail::None }, snap);
        let ok = self.guard(Op::GuardOk, &[r], 0, 0);
        let guard = &mut self.tree.ops[ok.index()];
        (guard.raises, guard.inst.imm) = (true, crate::exceptions::pack(counts));
        let (written, entered) = (object::frame::variables_written().1, object::frame::interpreter_entered().1);
        let result = call(self);
        if wild || matches!(effect, effect::WRITES) {
            self.forget_loads();
        }
        let any =
            effect == effect::ANY || effect == effect::CHECKED && entered != object::frame::interpreter_entered().1;
        if any {
            self.tree.ops[r.index()].inst.aux = effect::ANY;
            self.forget_maps();
            self.check_frames(written);
        }
        match result {
            Ok(v) => {
                let v = self.result(v, r);
                self.gave(v);
                if let Some((written, entered)) = counts {
                    if any {
                        self.guard_assumptions(written);
                    } else {
                        let now = self.interpreter_entered();
                        self.guard_same(entered, now);
                    }
                }
                if code == Op::Call && std::ptr::eq(imm as *const Helper, &machine::frames::MAKE_TUPLE) {
                    self.learn(v, Fact::Map(object::map_of(v.value())));
                }
                if effect == effect::PURE && (!v.value().is_ptr() || kind(v) == Kind::Bool || kind(v) == Kind::None) {
                    self.tree.ops[r.index()].inst.aux = effect::PURE | effect::MERGE;
                }
                Ok(v)
            }
            Err(e) => {
                self.call_raised(r, ok, counts, any);
                Err(e)
            }
        }
    }

    /// Built-in functions that are recorded as operations of their own.
    fn intrinsic(&mut self, f: Gc<NativeFn>, args: &[Rv]) -> Result<Option<Rv>> {
        let name = f.name.to_string();
        let owner = f.owner.map(|c| c.kind);
        match (owner, name.as_str(), args) {
            (Some(Kind::List), "append", [list, v]) if kind(*list) == Kind::List => Ok(self.list_append(*list, *v)),
            (Some(Kind::List), "pop", [list]) if kind(*list) == Kind::List => Ok(self.list_pop(*list)),
            (Some(Kind::Set), "add", [set, v]) if kind(*set) == Kind::Set => self.set_add(*set, *v),
            (None, "len", [v]) if matches!(kind(*v), Kind::List | Kind::Tuple) && is_builtin(f) => {
                Ok(Some(self.length(*v)))
            }
            (None, "isinstance", [v, class]) if is_builtin(f) => Ok(self.is_instance(*v, *class)),
            _ => Ok(None),
        }
    }

    fn list_append(&mut self, list: Rv, v: Rv) -> Option<Rv> {
        // SAFETY: the caller tested the kind.
        let mut l: Gc<List> = unsafe { list.value().cast_unchecked() };
        let room = l.items.len() < l.items.capacity();
        self.guarded_map(list);
        let o = self.operand(list);
        let len = self.emit(Op::LoadI, &[o], LIST_LEN, Alias::ListLength as u32);
        let cap = self.emit(Op::LoadI, &[o], LIST_CAP, Alias::ListBuffer as u32);
        let fits = self.emit(Op::Iult, &[len, cap], 0, 0);
        if !self.decide(fits, room) {
            return None;
        }
        let buf = self.emit(Op::LoadI, &[o], LIST_BUF, Alias::ListBuffer as u32);
        let x = self.operand(v);
        self.emit(Op::SetElem, &[buf, len, x], ITEMS, Alias::ListItem as u32);
        let one = self.raw(1);
        let longer = self.emit(Op::Iadd, &[len, one], 0, 0);
        self.emit(Op::StoreI, &[o, longer], LIST_LEN, Alias::ListLength as u32);
        l.items.push(v.value());
        Some(Rv::konst(object::none()))
    }

    fn list_pop(&mut self, list: Rv) -> Option<Rv> {
        // SAFETY: the caller tested the kind.
        let mut l: Gc<List> = unsafe { list.value().cast_unchecked() };
        self.guarded_map(list);
        let o = self.operand(list);
        let len = self.emit(Op::LoadI, &[o], LIST_LEN, Alias::ListLength as u32);
        let zero = self.raw(0);
        let some = self.emit(Op::Ilt, &[zero, len], 0, 0);
        if !self.decide(some, !l.items.is_empty()) {
            return None;
        }
        let less = self.raw(-1);
        let last = self.emit(Op::Iadd, &[len, less], 0, 0);
        let buf = self.emit(Op::LoadI, &[o], LIST_BUF, Alias::ListBuffer as u32);
        let r = self.emit(Op::Elem, &[buf, last], ITEMS, Alias::ListItem as u32);
        self.emit(Op::Forget, &[buf, last], ITEMS, Alias::ListItem as u32);
        self.emit(Op::StoreI, &[o, last], LIST_LEN, Alias::ListLength as u32);
        let v = l.items.pop()?;
        Some(self.result(v, r))
    }

    /// Adding what is already there changes nothing until something is removed.
    fn set_add(&mut self, set: Rv, v: Rv) -> Result<Option<Rv>> {
        if !object::set::is_plain(v.value(), 4) {
            return Ok(None);
        }
        let done = match self.replayed() {
            Some(known) => known?,
            None => self.idempotent(&machine::build::SET_ADD_PLAIN, set, &[set, v])?,
        };
        Ok(machine::Machine::is_word(self, done, object::none()).then_some(done))
    }

    /// A callback of observers asks which event it is told of: an argument that is a name is compared with constants.
    fn pin_names(&mut self, args: &[Rv]) {
        let is_name = |v: Value| v.cast::<object::Str>().is_some_and(|s| s.is_interned());
        if self.thread_state().tracing == 0 || !args.iter().all(|a| is_name(a.value())) {
            return;
        }
        for a in args {
            if self.tree.slots.contains(&a.r) {
                self.pin(*a);
            }
        }
    }

    /// Is there something in a list or tuple?
    fn truth_by_length(&mut self, v: Rv) -> Option<Rv> {
        if !matches!(kind(v), Kind::List | Kind::Tuple) {
            return None;
        }
        let n = self.length(v);
        let zero = Rv::konst(Value::small_int_unchecked(0));
        Some(machine::Machine::int_cmp(self, object::ops::CmpOp::Gt, n, zero))
    }

    /// Is there something in a built-in container?
    fn truth_of_container(&mut self, v: Rv) -> Option<Result<Rv>> {
        match kind(v) {
            // What is not empty stays so until something is removed.
            Kind::Set if object::ops::truth(v.value()).is_ok_and(|b| b) => {
                Some(self.idempotent(&machine::build::SET_IS_NOT_EMPTY, v, &[v]))
            }
            k if k.is_data() && !is_atom(k) => {
                let (f, operand) = (&raw const machine::arith::TRUTH as u64, self.operand(v));
                let word = v.value();
                let look = &mut |_: &mut Recorder| (machine::arith::TRUTH.f)(&[word]);
                Some(self.native(Op::Call, vec![operand], f, effect::READS, look))
            }
            _ => None,
        }
    }

    /// Calls a helper that need not be called again until something is removed from a set.
    fn idempotent(&mut self, h: &'static Helper, set: Rv, args: &[Rv]) -> Result<Rv> {
        self.guarded_map(set);
        let mut operands: Vec<Ref> = args.iter().map(|a| self.operand(*a)).collect();
        let s = self.operand(set);
        let removals = std::mem::offset_of!(Set, removals) as u64;
        operands.push(self.emit(Op::LoadI, &[s], removals, Alias::SetRemovals as u32));
        let words: GcVec<Value> = args.iter().map(|a| a.value()).collect();
        let imm = std::ptr::from_ref(h) as u64;
        self.native(Op::Call, operands, imm, effect::IDEMPOTENT, &mut |_| (h.f)(&words))
    }

    fn length(&mut self, v: Rv) -> Rv {
        let map = self.guarded_map(v);
        let (n, at, alias) = match v.value().cast::<object::Tuple>() {
            Some(t) => (t.as_slice().len(), object::Tuple::LEN_OFFSET as u64, Alias::Tuple),
            None => (v.value().cast::<List>().map_or(0, |l| l.items.len()), LIST_LEN, Alias::ListLength),
        };
        let n = Value::small_int_unchecked(n as i64);
        if map.kind == Kind::Tuple && self.known(v).is_some() {
            return Rv::konst(n);
        }
        let o = self.operand(v);
        let len = self.emit(Op::LoadI, &[o], at, alias as u32);
        let r = self.emit(Op::Tag, &[len], 0, 0);
        let n = self.result(n, r);
        self.learn(n, Fact::Int);
        n
    }

    /// `isinstance` that the classes decide alone.
    fn is_instance(&mut self, v: Rv, class: Rv) -> Option<Rv> {
        let c = class.value().cast::<object::Class>()?;
        if object::class_of(class.value()) != object::Class::class() {
            return None;
        }
        let holds = object::class_of(v.value()).is_subclass_of(c);
        if !holds && !kind(v).is_data() && kind(v) != Kind::None {
            // `__class__` may say otherwise.
            return None;
        }
        self.pin(class);
        self.depend(c);
        self.guarded_map(v);
        Some(Rv::konst(object::bool_value(holds)))
    }
}

/// Does an iterator touch nothing but itself and what it goes over, unless that is written in Python?
fn is_plain_iterator(v: Value) -> bool {
    const PLAIN: &[&str] = &[
        "batched",
        "bytearray_iterator",
        "bytes_iterator",
        "chain",
        "combinations",
        "combinations_with_replacement",
        "count",
        "cycle",
        "dict_itemiterator",
        "dict_keyiterator",
        "dict_reverseitemiterator",
        "dict_reversekeyiterator",
        "dict_reversevalueiterator",
        "dict_valueiterator",
        "enumerate",
        "islice",
        "list_reverseiterator",
        "longrange_iterator",
        "pairwise",
        "permutations",
        "product",
        "repeat",
        "reversed",
        "set_iterator",
        "str_ascii_iterator",
        "str_iterator",
        "zip",
        "zip_longest",
    ];
    let class = object::class_of(v);
    !object::repr::is_heap_type(class) && PLAIN.contains(&class.name.to_string().as_str())
}

fn is_builtin(f: Gc<NativeFn>) -> bool {
    f.module.and_then(|m| m.cast::<object::Str>()).is_some_and(|s| s.to_string() == "builtins")
}

/// What a function does that runs no Python code when its arguments, and what these hold, are plain data.
fn on_data(f: Gc<NativeFn>) -> Effects {
    const WILD: &[&str] =
        &["print", "exec", "eval", "compile", "input", "breakpoint", "__import__", "open", "dir", "vars", "format"];
    const PURE: &[&str] =
        &["abs", "ascii", "bin", "chr", "divmod", "hash", "hex", "len", "oct", "ord", "pow", "repr", "round"];
    if let Some(c) = f.owner {
        return if c.kind.is_data() { Effects::FRESH } else { Effects::ANY };
    }
    let name = f.name.to_string();
    let module = f.module.and_then(|m| m.cast::<object::Str>()).map(|s| s.to_string());
    match module.as_deref() {
        Some("builtins") if PURE.contains(&name.as_str()) => Effects::READS,
        Some("builtins") if !WILD.contains(&name.as_str()) => Effects::FRESH,
        Some("math") => Effects::READS,
        _ => Effects::ANY,
    }
}
