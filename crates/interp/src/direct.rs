//! The primitives on plain words.

use heap::Value;
use machine::Machine;
use machine::helper::Helper;
use machine::names::GlobalCache;
use machine::traits::{Cold, Field, Outcome};
use object::args::{MAX_PARAMS, bind};
use object::code::{Code, Inst};
use object::frame::{Frame, Generator};
use object::function::GetSet;
use object::gc::ValueExt;
use object::iter;
use object::map::Kind;
use object::ops::{BinOp, CmpOp};
use object::state::ThreadState;
use object::{Dict, Gc, List, Map, NativeFn, Result, Tuple};

/// The interpreter's state for one thread. With `CHECK` it verifies the order of guards and effects.
#[repr(C)]
pub struct Interp<const CHECK: bool> {
    /// The thread's state, first: `object::thread()` points here.
    pub thread: ThreadState,
    /// How the last run ended.
    pub outcome: Outcome<Word>,
    /// The cold operation that a hot one asked for.
    pub(crate) cold: Option<Cold<Self>>,
    /// The backward jump that led to a look around.
    pub(crate) jump: *const Inst,
    /// Check only: the current bytecode has stored something.
    stored: bool,
    /// Check only: the object that the current bytecode has made.
    fresh: usize,
}

impl<const CHECK: bool> Interp<CHECK> {
    /// The machine of the running thread.
    pub(crate) fn current() -> *mut Self {
        object::thread().as_ptr().cast()
    }

    /// A machine with a fresh thread state, whose `exc_info` is set when it has its place.
    pub(crate) fn new() -> Self {
        Interp {
            thread: *ThreadState::new(),
            outcome: Outcome::Raised,
            cold: None,
            jump: std::ptr::null(),
            stored: false,
            fresh: 0,
        }
    }

    /// Check only: a new bytecode, or a point behind a call at which a trace can resume.
    #[inline(always)]
    pub(crate) fn resume_point(&mut self) {
        if CHECK {
            self.stored = false;
        }
    }

    /// An effect, unless it is one on an object that nobody knows yet.
    #[inline(always)]
    fn effect_on(&mut self, o: Word) {
        if CHECK && o.0 != self.fresh {
            self.effect();
        }
    }

    #[inline(always)]
    fn guard(&self) {
        if CHECK && self.stored {
            guard_after_store();
        }
    }

    #[inline(always)]
    fn effect(&mut self) {
        if CHECK {
            self.stored = true;
        }
    }
}

#[cold]
fn guard_after_store() -> ! {
    // SAFETY: while a guard runs there is a frame with a saved pc.
    let op = object::state::nth_frame(0).map_or(0, |f| unsafe { (*(*f).pc).op });
    panic!(
        "VM bug: a guard follows a store within {}; a trace that left there would store twice",
        machine::optable::name(op)
    );
}

/// A word of the evaluation stack: a value, or zero for the empty one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(transparent)]
pub struct Word(pub usize);

impl Word {
    /// The value; the word must not be empty.
    #[inline(always)]
    #[must_use]
    pub fn value(self) -> Value {
        debug_assert!(self.0 != 0, "the empty value was looked into");
        // SAFETY: words that are not empty come from values.
        unsafe { Value::from_bits(self.0) }
    }
}

impl From<Value> for Word {
    #[inline(always)]
    fn from(v: Value) -> Word {
        Word(v.bits())
    }
}

#[inline(always)]
fn truth(b: bool) -> Word {
    Word::from(object::bool_value(b))
}

/// The address of a field.
#[inline(always)]
fn field(o: Word, f: Field) -> *mut Word {
    // SAFETY: fields are declared with offsets inside the objects that they are used on.
    unsafe { (o.0 as *mut u8).add(f.offset as usize).cast() }
}

/// Two operands' tags at once.
const TAG: i64 = Value::INT_TAG as i64;

impl<const CHECK: bool> Machine for Interp<CHECK> {
    type V = Word;
    const REC: bool = false;

    #[inline(always)]
    fn k(&mut self, w: Value) -> Word {
        Word(w.bits())
    }
    #[inline(always)]
    fn null() -> Word {
        Word(0)
    }
    #[inline(always)]
    fn is_null(v: Word) -> bool {
        v.0 == 0
    }

    #[inline(always)]
    fn frame(&self) -> *mut Frame<Word> {
        self.thread.frame.cast()
    }
    #[inline(always)]
    fn set_frame(&mut self, f: *mut Frame<Word>) {
        self.thread.frame = f.cast();
    }
    #[inline(always)]
    #[allow(clippy::pointers_in_nomem_asm_block)]
    fn thread(&mut self) -> &mut ThreadState {
        let mut state = &raw mut self.thread;
        // Native code has the same state in hand, by `object::thread()`: what is stored before a call must be in memory then,
        // and be read again behind it. A `&mut` machine says the contrary to the compiler, unless its address is known outside.
        // SAFETY: there is no instruction in it; the pointer comes out as it went in, and the borrow of `self` is the result's.
        unsafe {
            std::arch::asm!("/* {0} */", inout(reg) state, options(nomem, nostack, preserves_flags));
            &mut *state
        }
    }
    #[inline(always)]
    fn limits(&mut self) -> (*mut Frame<Word>, *mut Word) {
        (self.thread.frames_end.cast(), self.thread.slots_end.cast())
    }
    #[inline(always)]
    fn may_inline(&mut self, _code: Gc<Code>) -> bool {
        true
    }
    fn set_outcome(&mut self, o: Outcome<Word>) {
        self.outcome = o;
    }
    #[inline]
    fn entry(&mut self, mut code: Gc<Code>, traced: bool) -> *const Inst {
        if code.decoded.is_null() {
            code.decoded = Box::into_raw(machine::decode::decode(code, &crate::dispatch::handler_of::<CHECK>));
        }
        // SAFETY: just made.
        let d = unsafe { &*code.decoded };
        if traced { d.watched().traced.as_ptr() } else { d.plain.as_ptr() }
    }

    #[inline(always)]
    fn is_set(&mut self, v: Word) -> bool {
        self.guard();
        v.0 != 0
    }
    #[inline(always)]
    fn map_of(&mut self, v: Word) -> Gc<Map> {
        self.guard();
        object::map_of(v.value())
    }
    #[inline(always)]
    fn is_small_int(&mut self, v: Word) -> bool {
        self.guard();
        v.0 & Value::INT_TAG != 0
    }
    #[inline(always)]
    fn is_flonum(&mut self, v: Word) -> bool {
        self.guard();
        v.value().is_flonum()
    }
    #[inline(always)]
    fn is_word(&mut self, v: Word, w: Value) -> bool {
        self.guard();
        v.0 == w.bits()
    }
    #[inline(always)]
    fn same(&mut self, a: Word, b: Word) -> bool {
        self.guard();
        a == b
    }
    #[inline(always)]
    fn promote(&mut self, v: Word) -> Value {
        self.guard();
        v.value()
    }

    #[inline(always)]
    fn same_value(&mut self, a: Word, b: Word, negate: bool) -> Word {
        truth((a == b) != negate)
    }
    #[inline(always)]
    fn int_op(&mut self, op: BinOp, a: Word, b: Word) -> Option<Word> {
        self.guard();
        let (x, y) = (a.0 as i64, b.0 as i64);
        let word = |w: i64| Some(Word(w as usize));
        match op {
            BinOp::Add => x.checked_add(y - TAG).and_then(word),
            BinOp::Sub => x.checked_sub(y - TAG).and_then(word),
            BinOp::Mul => (x >> 1).checked_mul(y - TAG).and_then(|p| word(p + TAG)),
            BinOp::And => word(x & y),
            BinOp::Or => word(x | y),
            BinOp::Xor => word((x ^ y) | TAG),
            _ => object::quick::int_op_rare(op, x >> 1, y >> 1).map(Word::from),
        }
    }
    #[inline(always)]
    fn int_cmp(&mut self, op: CmpOp, a: Word, b: Word) -> Word {
        truth(op.holds((a.0 as i64).cmp(&(b.0 as i64))))
    }
    #[inline(always)]
    fn int_test(&mut self, op: CmpOp, a: Word, b: Word) -> bool {
        self.guard();
        op.holds((a.0 as i64).cmp(&(b.0 as i64)))
    }
    #[inline(always)]
    fn float_op(&mut self, op: BinOp, a: Word, b: Word) -> Option<Word> {
        let (x, y) = (a.value().as_flonum(), b.value().as_flonum());
        float_result(op, x, y).map(Word::from)
    }
    #[inline(always)]
    fn float_cmp(&mut self, op: CmpOp, a: Word, b: Word) -> Word {
        let (x, y) = (a.value().as_flonum(), b.value().as_flonum());
        let r = match op {
            CmpOp::Lt => x < y,
            CmpOp::Le => x <= y,
            CmpOp::Eq => x == y,
            CmpOp::Ne => x != y,
            CmpOp::Gt => x > y,
            CmpOp::Ge => x >= y,
        };
        truth(r)
    }

    #[inline(always)]
    fn load(&mut self, o: Word, f: Field) -> Word {
        // SAFETY: see `field`.
        unsafe { *field(o, f) }
    }
    fn handled(&mut self) -> Option<Word> {
        self.guard();
        // SAFETY: the innermost handling level is alive.
        unsafe { (*self.thread().exc_info).value.map(Word::from) }
    }
    fn set_handled(&mut self, e: Word) {
        self.effect();
        // SAFETY: the innermost handling level is alive; the empty word is no exception.
        unsafe { (*self.thread().exc_info).value = Value::opt_from_bits(e.0) };
    }
    fn handles_nothing(&mut self) -> bool {
        self.thread().handled_exception().is_none()
    }
    fn set_raised(&mut self, e: Word) {
        self.thread().pending = Some(e.value());
    }
    fn take_raised(&mut self) -> Word {
        Word::from(object::error::take_pending())
    }
    fn raised(&mut self) -> Word {
        self.thread().pending.map_or_else(|| Word::from(object::none()), Word::from)
    }
    fn note(&mut self, h: &'static Helper, args: &[Word]) {
        let _ = self.helper(h, args);
    }
    fn add_traceback(&mut self) {
        // SAFETY: the innermost frame is live.
        unsafe { machine::unwind::add_traceback(self.thread().frame) }
    }
    #[inline(always)]
    fn end_recording(&mut self) {
        self.resume_point();
    }

    fn frame_object(&mut self) -> Word {
        // It is asked for where a callback is called, possibly behind another native call.
        self.resume_point();
        // SAFETY: the innermost frame is live.
        Word::from(unsafe { object::frame::frame_object(self.thread.frame) }.value())
    }
    #[inline(always)]
    fn known_frame_object(&mut self) -> Option<Word> {
        // SAFETY: the innermost frame is live.
        unsafe { (*self.thread.frame).object.map(|o| Word::from(o.value())) }
    }
    fn detach(&mut self) {
        // SAFETY: the innermost frame is live.
        machine::frames::detach(unsafe { &mut *self.thread.frame });
    }
    fn get_computed(&mut self, o: Word, g: Gc<GetSet>) -> Result<Word> {
        let v = object::attr::run_getter(g, o.value())?;
        self.resume_point();
        Ok(Word::from(v))
    }
    fn set_computed(&mut self, o: Word, g: Gc<GetSet>, v: Word) -> Result<()> {
        object::attr::run_setter(g, o.value(), Some(v.value()))?;
        self.resume_point();
        Ok(())
    }

    #[inline(always)]
    fn load_opt(&mut self, o: Word, f: Field) -> Option<Word> {
        self.guard();
        // SAFETY: see `field`.
        let w = unsafe { *field(o, f) };
        if w.0 == 0 { None } else { Some(w) }
    }
    #[inline(always)]
    fn store(&mut self, o: Word, f: Field, v: Word) {
        self.effect_on(o);
        // SAFETY: see `field`; the empty word is an empty field.
        unsafe { field(o, f).write(v) }
    }
    #[inline(always)]
    fn list_item(&mut self, list: Word, i: Word) -> Option<Word> {
        self.guard();
        // SAFETY: the caller tested the kind.
        let l: Gc<List> = unsafe { list.value().cast_unchecked() };
        let i = i.0 as i64 >> 1;
        let n = l.items.len() as i64;
        let i = if i < 0 { i + n } else { i };
        if (i as u64) < n as u64 { Some(Word::from(l.items.as_slice()[i as usize])) } else { None }
    }
    #[inline(always)]
    fn set_list_item(&mut self, list: Word, i: Word, v: Word) -> bool {
        self.guard();
        // SAFETY: the caller tested the kind.
        let mut l: Gc<List> = unsafe { list.value().cast_unchecked() };
        let i = i.0 as i64 >> 1;
        let n = l.items.len() as i64;
        let i = if i < 0 { i + n } else { i };
        if (i as u64) < n as u64 {
            self.effect();
            l.items.as_mut_slice()[i as usize] = v.value();
            return true;
        }
        false
    }
    #[inline(always)]
    fn tuple_item(&mut self, tuple: Word, i: Word) -> Option<Word> {
        self.guard();
        // SAFETY: the caller tested the kind.
        let t: Gc<Tuple> = unsafe { tuple.value().cast_unchecked() };
        let items = t.as_slice();
        let i = i.0 as i64 >> 1;
        let i = if i < 0 { i + items.len() as i64 } else { i };
        items.get(i as usize).map(|v| Word::from(*v))
    }
    #[inline(always)]
    fn promoted_len(&mut self, seq: Word) -> usize {
        self.guard();
        match seq.value().cast::<Tuple>() {
            Some(t) => t.as_slice().len(),
            None => seq.value().cast::<List>().map_or(0, |l| l.items.len()),
        }
    }
    #[inline(always)]
    fn set_map(&mut self, o: Word, new: Gc<Map>) {
        // SAFETY: a live object's first word is its map, and the new map describes the same cell.
        unsafe { (*(o.0 as *mut heap::Head)).map = new.as_ptr().cast() }
    }
    #[inline(always)]
    fn module_attr(&mut self, module: Word, keys_version: u64, entry: usize) -> Option<Word> {
        self.guard();
        // SAFETY: the caller knows by its map that it is a module.
        let module: Gc<object::Module> = unsafe { module.value().cast_unchecked() };
        if module.dict.current_keys_version() != keys_version {
            return None;
        }
        module.dict.entries.as_slice()[entry].value.map(Word::from)
    }
    #[inline(always)]
    fn mixed_op(&mut self, op: BinOp, a: Word, b: Word) -> Option<Word> {
        self.guard();
        let (a, b) = (a.value(), b.value());
        let (x, y) = if a.is_flonum() && b.is_small_int() {
            (a.as_flonum(), b.as_small_int() as f64)
        } else if a.is_small_int() && b.is_flonum() {
            (a.as_small_int() as f64, b.as_flonum())
        } else {
            return None;
        };
        float_result(op, x, y).map(Word::from)
    }
    #[inline]
    fn add_attr(&mut self, o: Word, old: Gc<Map>, new: Gc<Map>, v: Word) {
        self.effect();
        object::map::add_attr(o.value(), old, new, v.value());
    }

    #[inline(always)]
    fn promoted_word(&mut self, o: Word, f: Field) -> u64 {
        self.guard();
        // SAFETY: see `field`.
        unsafe { field(o, f).cast::<u64>().read() }
    }
    #[inline(always)]
    fn store_word(&mut self, o: Word, f: Field, word: u64) {
        self.effect_on(o);
        // SAFETY: see `field`.
        unsafe { field(o, f).cast::<u64>().write(word) }
    }
    #[inline(always)]
    fn allocate(&mut self, map: Gc<Map>, size: usize) -> Word {
        let o = Word(heap::alloc(map.as_ptr().cast(), size) as usize);
        self.fresh = o.0;
        o
    }
    #[inline(always)]
    fn save_slots(&mut self, from: *const Word, n: usize, to: Word) {
        self.effect_on(to);
        // SAFETY: the caller gives a generator, and the frame has `n` slots; a word, empty or not, is an `Option<Value>`.
        unsafe {
            let mut g: Gc<Generator> = to.value().cast_unchecked();
            copy_few(from.cast(), g.first_slot(), n);
            for i in n..g.n_slots as usize {
                g.first_slot().add(i).write(None);
            }
            g.n_slots = n as u32;
        }
    }
    #[inline(always)]
    fn load_slots(&mut self, from: Word, n: usize, to: *mut Word) {
        // SAFETY: the caller gives a generator that keeps as many slots; see `save_slots`.
        unsafe {
            let g: Gc<Generator> = from.value().cast_unchecked();
            copy_few(g.first_slot().cast(), to, n);
        }
    }
    #[inline(always)]
    fn link(&mut self, g: Word) {
        self.effect();
        // SAFETY: the caller gives a generator; the innermost frame is live.
        unsafe {
            let f = self.thread().frame;
            machine::generator::link(g.value().cast_unchecked(), &mut *f, self.thread());
        }
    }
    #[inline(always)]
    fn unlink(&mut self, g: Word) {
        self.effect();
        // SAFETY: the caller gives a generator.
        unsafe { machine::generator::unlink(g.value().cast_unchecked(), self.thread()) }
    }
    #[inline(always)]
    fn running_generator(&mut self) -> Option<Word> {
        // SAFETY: the innermost frame is live.
        unsafe { (*self.thread.frame).generator.map(|g| Word::from(g.value())) }
    }
    fn adopt(&mut self, o: Word) {
        // SAFETY: the caller gives a frame object; the innermost frame is live.
        unsafe {
            let mut o: Gc<object::frame::FrameObject> = o.value().cast_unchecked();
            o.frame = self.thread.frame;
            (*self.thread.frame).object = Some(o);
        }
    }
    fn disown(&mut self) {
        // SAFETY: the innermost frame is live.
        unsafe {
            if let Some(mut o) = (*self.thread.frame).object {
                o.frame = std::ptr::null_mut();
            }
        }
    }

    #[inline(always)]
    fn helper(&mut self, h: &'static Helper, args: &[Word]) -> Result<Word> {
        debug_assert!(args.iter().all(|w| w.0 != 0), "an empty value was passed to {}", h.name);
        // SAFETY: a word that is not empty is a value, in the same representation.
        let r = (h.f)(unsafe { std::slice::from_raw_parts(args.as_ptr().cast(), args.len()) });
        self.resume_point();
        r.map(Word::from)
    }
    #[inline]
    fn call_native(&mut self, f: Gc<NativeFn>, args: *const Word, n: usize) -> Result<Word> {
        let sig = f.sig();
        let r = if sig.plain && n == sig.n_pos {
            // SAFETY: `Option<Value>` and `Value` have the same representation; the count is the entry's.
            unsafe { (f.row.entry.raw)(args.cast(), &f) }
        } else {
            // SAFETY: the arguments lie on the stack.
            call_bound(f, unsafe { std::slice::from_raw_parts(args.cast(), n) })
        };
        self.resume_point();
        r.map(Word::from)
    }
    #[inline(always)]
    fn cached_global(&mut self, c: &GlobalCache) -> Option<Word> {
        self.guard();
        // SAFETY: while the machine runs there is a frame, whose function is a Function.
        let f = unsafe { (*self.thread.frame).function() };
        if f.globals.current_keys_version() != c.globals {
            return None;
        }
        let d: Gc<Dict> = if c.builtins == 0 {
            f.globals
        } else if f.builtins.current_keys_version() == c.builtins {
            f.builtins
        } else {
            return None;
        };
        d.entries.as_slice()[c.entry].value.map(Word::from)
    }
    #[inline(always)]
    fn iter_next(&mut self, kind: Kind, it: Word) -> Option<Word> {
        self.guard();
        let it = it.value();
        // SAFETY (for the casts below): the caller tested the kind.
        let v = unsafe {
            match kind {
                Kind::RangeIter => range_next(it.cast_unchecked()),
                Kind::ListIter => iter::list_next(it.cast_unchecked()),
                _ => iter::tuple_next(it.cast_unchecked()),
            }
        };
        v.map(Word::from)
    }
    fn poll(&mut self) -> Result<()> {
        let r = (object::hooks::hooks().poll)();
        self.resume_point();
        r
    }
}

/// Copies words, which are mostly too few for a call of `memcpy` to pay.
///
/// # Safety
/// As for `std::ptr::copy_nonoverlapping`.
#[inline(always)]
unsafe fn copy_few<T: Copy>(from: *const T, to: *mut T, n: usize) {
    for i in 0..n {
        // SAFETY: promised by the caller. A volatile read keeps the loop from becoming the call that it avoids.
        unsafe { to.add(i).write(from.add(i).read_volatile()) }
    }
}

/// Results outside the immediate range are rare: they take the slow path, which makes the box.
#[inline(always)]
fn float_result(op: BinOp, x: f64, y: f64) -> Option<Value> {
    let r = match op {
        BinOp::Add => x + y,
        BinOp::Sub => x - y,
        BinOp::Mul => x * y,
        BinOp::TrueDiv if y != 0.0 => x / y,
        _ => return None,
    };
    Value::flonum(r)
}

/// As `iter::range_next`, for the interpreter's loop: range iterators hold small ints only.
#[inline(always)]
fn range_next(mut it: Gc<object::misc::RangeIter>) -> Option<Value> {
    let left = it.left.as_small_int();
    if left <= 0 {
        return None;
    }
    let v = it.next;
    it.left = Value::small_int_unchecked(left - 1);
    it.next = Value::small_int_unchecked(v.as_small_int().wrapping_add(it.step.as_small_int()));
    Some(v)
}

fn call_bound(f: Gc<NativeFn>, args: &[Value]) -> Result<Value> {
    let mut bound = [None; MAX_PARAMS];
    bind(f.sig(), &f, args, &[], &mut bound)?;
    // SAFETY: `bind` filled as many words as the entry has parameters.
    unsafe { (f.row.entry.raw)(bound.as_ptr(), &f) }
}
