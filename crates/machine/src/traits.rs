//! The [`Machine`] trait: the primitives in which the semantics are written.

use heap::Value;
use object::code::Inst;
use object::frame::Frame;
use object::function::GetSet;
use object::ops::{BinOp, CmpOp};
use object::state::ThreadState;
use object::{Gc, Map, NativeFn, Result};

use crate::helper::Helper;

/// The registers of a running frame.
pub struct Regs<V> {
    /// The instruction being executed.
    pub pc: *const Inst,
    /// One past the top of the evaluation stack.
    pub sp: *mut V,
    /// The local variables.
    pub fp: *mut V,
}

/// How a hot operation ends.
pub enum Flow<M: Machine> {
    /// Go on with the next instruction.
    Next,
    /// `pc` was set: go on there.
    Jump,
    /// Run this cold operation instead; nothing has been changed yet.
    Cold(Cold<M>),
    /// A backward jump was taken (`pc` is set): poll if need be.
    Edge,
    /// A function was entered (`pc` is set behind the RESUME).
    Entry,
}

/// A cold operation.
pub type Cold<M> = fn(&mut M) -> Step;

/// How a cold operation ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// Go on with the instruction after the frame's pc.
    Next,
    /// Go on at the (possibly new) frame's pc.
    Resume,
    /// An exception is pending: unwind.
    Raise,
    /// The entry frame was left: its result is in the machine.
    Exit,
}

/// Why a run of the machine ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome<V> {
    Returned(V),
    Yielded(V),
    Raised,
}

/// A field of a heap object: an offset with what the optimiser may assume.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Field {
    /// Byte offset in the object.
    pub offset: u32,
    /// Stores to one alias class never change loads from another.
    pub alias: Alias,
    /// The field never changes once the object is visible.
    pub immutable: bool,
}

/// Alias classes of heap memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Alias {
    Attr,
    Cell,
    ListBuffer,
    ListLength,
    ListItem,
    Tuple,
    Iterator,
    Function,
    Method,
    Module,
    Exception,
    Map,
    Dict,
    FrameObject,
    SetRemovals,
    Generator,
}

/// Something that executes the semantics of Python.
pub trait Machine: Sized {
    /// A value; for the interpreter the word itself. The all-zero value is "empty".
    type V: Copy + 'static;
    /// Is this the recorder? Its uses are countable on one hand.
    const REC: bool;

    /// A constant.
    fn k(&mut self, w: Value) -> Self::V;
    /// The empty value: an unset variable, an absent receiver.
    fn null() -> Self::V;
    /// Is the value empty? The machine always knows, without a guard.
    fn is_null(v: Self::V) -> bool;

    /// The innermost frame.
    fn frame(&self) -> *mut Frame<Self::V>;
    /// Replaces the innermost frame.
    fn set_frame(&mut self, f: *mut Frame<Self::V>);
    /// The state of the thread: limits, exception levels, observers.
    fn thread(&mut self) -> &mut ThreadState;
    /// Sets the outcome of the run, before `Step::Exit`.
    fn set_outcome(&mut self, o: Outcome<Self::V>);
    /// The first instruction of a code object, decoded for this machine; traced or plain.
    fn entry(&mut self, code: Gc<object::code::Code>, traced: bool) -> *const Inst;

    /// The ends of the regions of frame headers and of slots.
    fn limits(&mut self) -> (*mut Frame<Self::V>, *mut Self::V);
    /// Whether a call of this code may push a frame; otherwise it has a run of its own.
    fn may_inline(&mut self, code: Gc<object::code::Code>) -> bool;

    /// Whether a generator with this code may be resumed in a frame of this run.
    fn may_resume(&mut self, code: Gc<object::code::Code>) -> bool {
        self.may_inline(code)
    }

    /// Is a variable's value set? A guard for the recorder.
    fn is_set(&mut self, v: Self::V) -> bool;
    /// The map (hidden class): the test of type. A guard for the recorder.
    fn map_of(&mut self, v: Self::V) -> Gc<Map>;
    /// Is the value an immediate int? A guard for the recorder.
    fn is_small_int(&mut self, v: Self::V) -> bool;
    /// Is the value an immediate float? A guard for the recorder.
    fn is_flonum(&mut self, v: Self::V) -> bool;
    /// Is the value this very word? A guard for the recorder.
    fn is_word(&mut self, v: Self::V, w: Value) -> bool;
    /// Are two values the same object? A guard for the recorder.
    fn same(&mut self, a: Self::V, b: Self::V) -> bool;
    /// The concrete value, which a trace then treats as constant.
    fn promote(&mut self, v: Self::V) -> Value;

    /// Identity as a value, without a guard.
    fn same_value(&mut self, a: Self::V, b: Self::V, negate: bool) -> Self::V;
    /// `a op b` of immediate ints when the result is immediate too, else `None` (a guard for the recorder).
    fn int_op(&mut self, op: BinOp, a: Self::V, b: Self::V) -> Option<Self::V>;
    /// `a cmp b` of immediate ints, as a bool value without a guard.
    fn int_cmp(&mut self, op: CmpOp, a: Self::V, b: Self::V) -> Self::V;
    /// `a cmp b` of immediate ints, decided (a guard for the recorder).
    fn int_test(&mut self, op: CmpOp, a: Self::V, b: Self::V) -> bool;
    /// `a op b` of floats (immediate or boxed; their maps were tested).
    fn float_op(&mut self, op: BinOp, a: Self::V, b: Self::V) -> Option<Self::V>;
    /// `a cmp b` of floats, as a bool value.
    fn float_cmp(&mut self, op: CmpOp, a: Self::V, b: Self::V) -> Self::V;

    /// Reads a field that is never empty.
    fn load(&mut self, o: Self::V, f: Field) -> Self::V;
    /// Reads a field that may be empty (emptiness is a guard for the recorder).
    fn load_opt(&mut self, o: Self::V, f: Field) -> Option<Self::V>;
    /// Writes a field.
    fn store(&mut self, o: Self::V, f: Field, v: Self::V);
    /// Item `i` (an immediate int) of a list, if it is in range (a guard for the recorder). Negative indices count from the end.
    fn list_item(&mut self, list: Self::V, i: Self::V) -> Option<Self::V>;
    /// Replaces item `i` of a list, if it is in range.
    fn set_list_item(&mut self, list: Self::V, i: Self::V, v: Self::V) -> bool;
    /// Item `i` of a tuple, if it is in range.
    fn tuple_item(&mut self, tuple: Self::V, i: Self::V) -> Option<Self::V>;
    /// The length of a tuple or list, promoted.
    fn promoted_len(&mut self, seq: Self::V) -> usize;
    /// Gives an object a map for the same layout: its attribute at the new map's last name was just stored.
    fn set_map(&mut self, o: Self::V, new: Gc<Map>);
    /// The value of an entry of a module's dict, if the dict's keys still have this version.
    fn module_attr(&mut self, module: Self::V, keys_version: u64, entry: usize) -> Option<Self::V>;
    /// `a op b` of an immediate float and an immediate int, in either order, when the result is immediate.
    fn mixed_op(&mut self, op: BinOp, a: Self::V, b: Self::V) -> Option<Self::V>;
    /// Moves an instance to the map with one more attribute and stores it.
    fn add_attr(&mut self, o: Self::V, old: Gc<Map>, new: Gc<Map>, v: Self::V);

    /// A raw word of an object, which a trace then treats as constant.
    fn promoted_word(&mut self, o: Self::V, f: Field) -> u64;
    /// Writes a raw word.
    fn store_word(&mut self, o: Self::V, f: Field, word: u64);
    /// A new object of `size` bytes, zeroed but for its map. Until the bytecode ends nobody else knows it.
    fn allocate(&mut self, map: Gc<Map>, size: usize) -> Self::V;
    /// Copies a frame's first `n` slots to where a generator keeps them, and empties those behind.
    fn save_slots(&mut self, from: *const Self::V, n: usize, to: Self::V);
    /// Copies the `n` slots that a generator keeps to its frame's.
    fn load_slots(&mut self, from: Self::V, n: usize, to: *mut Self::V);
    /// The innermost frame becomes a generator's activation, whose level of handled exceptions is the innermost one.
    fn link(&mut self, g: Self::V);
    /// Undoes that, before the frame is left.
    fn unlink(&mut self, g: Self::V);
    /// The generator whose activation the innermost frame is.
    fn running_generator(&mut self) -> Option<Self::V>;
    /// The innermost frame, a generator's, goes on with the frame object that it had.
    fn adopt(&mut self, o: Self::V);
    /// The innermost frame's object, which there is, outlives the activation of a generator.
    fn disown(&mut self);

    /// The exception that the innermost level is handling.
    fn handled(&mut self) -> Option<Self::V>;
    /// Sets it; the empty value for none.
    fn set_handled(&mut self, e: Self::V);
    /// Is no exception being handled at any level? (A guard for the recorder; a no is none.)
    fn handles_nothing(&mut self) -> bool;
    /// Makes an exception pending, with the context that it has.
    fn set_raised(&mut self, e: Self::V);
    /// Takes the pending exception.
    fn take_raised(&mut self) -> Self::V;
    /// The pending exception.
    fn raised(&mut self) -> Self::V;
    /// Calls a helper that does not fail, and only writes to what it is given.
    fn note(&mut self, h: &'static Helper, args: &[Self::V]);
    /// Adds an entry for the innermost frame to the traceback of the pending exception.
    fn add_traceback(&mut self);
    /// The rest of this bytecode is beyond the recorder: it is done, but the recording ends before the bytecode.
    fn end_recording(&mut self);

    /// The frame object of the innermost frame, made on first demand.
    fn frame_object(&mut self) -> Self::V;
    /// The same, if somebody asked for it before.
    fn known_frame_object(&mut self) -> Option<Self::V>;
    /// Gives the innermost frame's object, which there is, what it needs of a frame that is being left.
    fn detach(&mut self);
    /// Reads an attribute that a built-in getter computes. The class of `o` has it.
    ///
    /// # Errors
    /// What the getter raises.
    fn get_computed(&mut self, o: Self::V, g: Gc<GetSet>) -> Result<Self::V>;
    /// Sets one.
    ///
    /// # Errors
    /// What the setter raises.
    fn set_computed(&mut self, o: Self::V, g: Gc<GetSet>, v: Self::V) -> Result<()>;

    /// Calls a helper.
    ///
    /// # Errors
    /// What the helper raises.
    fn helper(&mut self, h: &'static Helper, args: &[Self::V]) -> Result<Self::V>;
    /// Calls a built-in function with values that lie one after another in memory.
    ///
    /// # Errors
    /// What the function raises.
    fn call_native(&mut self, f: Gc<NativeFn>, args: *const Self::V, n: usize) -> Result<Self::V>;
    /// The value of a global whose cache still holds: its dicts have the keys that they had.
    fn cached_global(&mut self, c: &crate::names::GlobalCache) -> Option<Self::V>;
    /// Steps a built-in iterator of an exact kind.
    fn iter_next(&mut self, kind: object::map::Kind, it: Self::V) -> Option<Self::V>;
    /// Looks around at a loop edge or function entry when the eval breaker asks for it.
    ///
    /// # Errors
    /// What signal handlers and finalizers raise.
    fn poll(&mut self) -> Result<()>;
}

/// What every semantic function uses on top of the primitives.
pub trait MachineExt: Machine {
    /// The innermost frame, borrowed.
    #[inline(always)]
    fn fr(&mut self) -> &'static mut Frame<Self::V> {
        // SAFETY: while the machine runs there is a frame; frame headers never move.
        unsafe { &mut *self.frame() }
    }
    /// The instruction being executed.
    #[inline(always)]
    fn inst(&mut self) -> &'static Inst {
        // SAFETY: a frame's saved pc points to an instruction of its code, which the frame keeps alive.
        unsafe { &*self.fr().pc }
    }
    /// Its operand.
    #[inline(always)]
    fn arg(&mut self) -> u32 {
        self.inst().arg
    }
    /// Pushes a value.
    #[inline(always)]
    fn push(&mut self, v: Self::V) {
        let f = self.fr();
        // SAFETY: the compiler computed the depth of the stack, and the frame has room for it.
        unsafe {
            f.sp.write(v);
            f.sp = f.sp.add(1);
        }
    }
    /// Pops a value.
    #[inline(always)]
    fn pop(&mut self) -> Self::V {
        let f = self.fr();
        // SAFETY: as for `push`: the code never pops more than it pushed.
        unsafe {
            f.sp = f.sp.sub(1);
            f.sp.read()
        }
    }
    /// The value `n` places below the top (1 = the top).
    #[inline(always)]
    fn peek(&mut self, n: usize) -> Self::V {
        // SAFETY: as for `pop`.
        unsafe { self.fr().sp.sub(n).read() }
    }
    /// Replaces the value `n` places below the top.
    #[inline(always)]
    fn set_peek(&mut self, n: usize, v: Self::V) {
        // SAFETY: as for `pop`.
        unsafe { self.fr().sp.sub(n).write(v) }
    }
    /// Drops `n` values.
    #[inline(always)]
    fn drop_n(&mut self, n: usize) {
        let f = self.fr();
        // SAFETY: as for `pop`.
        unsafe { f.sp = f.sp.sub(n) }
    }
    /// The top `n` values, lowest first.
    #[inline(always)]
    fn top_n(&mut self, n: usize) -> &'static [Self::V] {
        // SAFETY: as for `pop`; nobody overwrites them before they are dropped.
        unsafe { std::slice::from_raw_parts(self.fr().sp.sub(n), n) }
    }
    /// A local variable.
    #[inline(always)]
    fn local(&mut self, i: usize) -> Self::V {
        // SAFETY: operands of local variables are below the frame's number of them.
        unsafe { self.fr().slots.add(i).read() }
    }
    /// Sets a local variable.
    #[inline(always)]
    fn set_local(&mut self, i: usize, v: Self::V) {
        // SAFETY: as for `local`.
        unsafe { self.fr().slots.add(i).write(v) }
    }
    /// Continues at the instruction with this index.
    #[inline(always)]
    fn jump(&mut self, index: u32) -> Step {
        let f = self.fr();
        // SAFETY: jump targets are indices of the same instruction array, as `decode` computed them.
        unsafe {
            let base = f.pc.sub((*f.pc).aux as usize);
            f.pc = base.add(index as usize);
        }
        Step::Resume
    }
    /// Pushes a result, or unwinds.
    #[inline(always)]
    fn push_result(&mut self, r: Result<Self::V>) -> Step {
        match r {
            Ok(v) => {
                self.push(v);
                Step::Next
            }
            Err(_) => Step::Raise,
        }
    }
    /// Drops `n` operands and pushes a result, or unwinds.
    #[inline(always)]
    fn replace(&mut self, n: usize, r: Result<Self::V>) -> Step {
        match r {
            Ok(v) => {
                self.drop_n(n);
                self.push(v);
                Step::Next
            }
            Err(_) => Step::Raise,
        }
    }
    /// `None`.
    #[inline(always)]
    fn none(&mut self) -> Self::V {
        self.k(object::none())
    }
    /// `True` or `False`.
    #[inline(always)]
    fn boolean(&mut self, b: bool) -> Self::V {
        self.k(object::bool_value(b))
    }
    /// The interned name with this number.
    #[inline(always)]
    fn name(&mut self, i: u32) -> Gc<object::Str> {
        self.fr().code.names[i as usize]
    }
    /// Wraps a Rust result with nothing in it.
    #[inline(always)]
    fn done(&mut self, r: Result<()>) -> Step {
        if r.is_ok() { Step::Next } else { Step::Raise }
    }
}
impl<M: Machine> MachineExt for M {}
