//! Frames: the machine's activation records, and the frame, traceback and generator objects that Python sees.
//!
//! Frame headers live on a stack of their own beside the stack of value slots, so that the arguments that a caller pushed
//! are the callee's first local variables without a copy.
//!
//! # Invariants
//! 1. `slots` points to the frame's local variables; cells, free variables and then the evaluation stack follow.
//! 2. While a frame runs, its pc and stack pointer are registers of the machine; `pc` and `sp` here are what was saved when
//!    it called something.

use heap::{GcVec, Head, Value};

use crate::code::{Code, Inst};
use crate::function::Function;
use crate::gc::{Gc, Object, ValueExt};
use crate::state::ExcInfo;

/// What to do with a callee's result instead of pushing it: a continuation, by number, with an argument. The machine
/// crate defines the numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(C)]
pub struct Cont {
    pub kind: u16,
    pub arg: u16,
}

/// An activation record; `V` is the machine's value type.
#[repr(C)]
pub struct Frame<V> {
    pub code: Gc<Code>,
    /// The instruction to resume at, or (for a running frame) the last saved one.
    pub pc: *const Inst,
    pub prev: *mut Frame<V>,
    pub slots: *mut V,
    pub sp: *mut V,
    /// Where the caller's stack pointer is after the return, before the result is pushed.
    pub ret_sp: *mut V,
    pub func: V,
    /// The namespace of class and module bodies; empty in functions.
    pub locals: Option<Value>,
    /// The frame object, once someone asked for it.
    pub object: Option<Gc<FrameObject>>,
    /// The generator whose activation this is.
    pub generator: Option<Gc<Generator>>,
    pub cont: Cont,
    pub flags: u32,
    /// The index of the instruction executed before, as far as events depend on it; -1 for none.
    pub last_line: i32,
    /// How far the events of the instruction at pc were delivered; with `last_line` one word for machine code.
    pub step: u32,
}

/// Bits of `Frame::flags`.
pub mod flags {
    /// Returning leaves the run loop: native code called this frame.
    pub const ENTRY: u32 = 1;
    /// Trace or profile events of this frame are on.
    pub const TRACED: u32 = 2;
    /// The frame belongs to a trace or profile function (or what it calls).
    pub const IN_TRACER: u32 = 4;
    /// The call event was delivered.
    pub const STARTED: u32 = 8;
    /// An event for the instruction at pc was delivered; run the instruction now.
    pub const EVENT_DONE: u32 = 16;
    /// Hidden from `f_back` and tracebacks.
    pub const HIDDEN: u32 = 32;
}

impl Frame<Value> {
    /// The function being run.
    #[inline(always)]
    #[must_use]
    pub fn function(&self) -> Gc<Function> {
        // SAFETY: `func` of a frame always is a Function.
        unsafe { self.func.cast_unchecked() }
    }

    /// Code unit index of the current instruction (half of `f_lasti`).
    #[must_use]
    pub fn unit(&self) -> u32 {
        if self.pc.is_null() {
            return 0;
        }
        // SAFETY: a saved pc points into the code's instructions.
        unsafe { (*self.pc).unit }
    }

    /// The current line (`f_lineno`), 0 if the instruction has none.
    #[must_use]
    pub fn line(&self) -> i32 {
        self.code.line_of(self.unit())
    }
}

/// `frame`.
#[repr(C)]
pub struct FrameObject {
    pub head: Head,
    /// The running frame; null once it has been left.
    pub frame: *mut Frame<Value>,
    pub code: Gc<Code>,
    pub func: Gc<Function>,
    pub back: Option<Gc<FrameObject>>,
    /// The namespace of class and module bodies.
    pub locals: Option<Value>,
    /// Local variables, cells and free variables, copied when the frame was left.
    pub saved: GcVec<Option<Value>>,
    pub unit: usize,
    pub trace: Option<Value>,
    /// True or False.
    pub trace_lines: Value,
    pub trace_opcodes: Value,
    /// The index of the instruction that an assignment to `f_lineno` chose, until the callback returns.
    pub jump_to: Option<Value>,
    /// Extra `f_locals` entries of a function frame (PEP 667).
    pub extra_locals: Option<Value>,
    pub generator: Option<Gc<Generator>>,
}
crate::object_type!(FrameObject);

/// `traceback`.
#[repr(C)]
pub struct Traceback {
    pub head: Head,
    pub next: Option<Value>,
    pub frame: Gc<FrameObject>,
    pub unit: u32,
    /// -1: computed from `unit` on demand.
    pub lineno: i32,
}
crate::object_type!(Traceback);

/// Where a generator is in its life.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum GenState {
    Created,
    Suspended,
    Running,
    Finished,
}

/// A generator, coroutine or async generator: a frame whose slots live in the heap between activations, behind this
/// header: as many as the code can need at most.
///
/// # Invariants
/// 1. Slots from `n_slots` on are empty.
/// 2. `state` to `frame_flags`, and `n_slots` with `last_line`, are words for machine code.
#[repr(C)]
pub struct Generator {
    pub head: Head,
    pub func: Gc<Function>,
    pub code: Gc<Code>,
    pub name: Gc<crate::Str>,
    pub qualname: Gc<crate::Str>,
    /// Where to resume.
    pub pc: *const Inst,
    pub state: GenState,
    /// Async generators: closed, or running a `asend`/`athrow`; hooks called.
    pub ag_closed: bool,
    pub ag_running: bool,
    pub ag_hooks_done: bool,
    pub frame_flags: u32,
    /// How many slots are in use while suspended: local variables and evaluation stack.
    pub n_slots: u32,
    pub last_line: i32,
    pub exc: ExcInfo,
    pub object: Option<Gc<FrameObject>>,
    /// The active frame while running.
    pub frame: *mut Frame<Value>,
    pub origin: Option<Value>,
    pub ag_finalizer: Option<Value>,
}
crate::object_type!(Generator);

impl Generator {
    /// Byte offset of the first slot.
    pub const SLOTS_OFFSET: usize = size_of::<Generator>();

    /// The size of a generator that runs `code`, in bytes.
    #[must_use]
    pub fn size_for(code: Gc<Code>) -> usize {
        Self::SLOTS_OFFSET + 8 * (code.n_locals_plus + code.stack_size) as usize
    }
}

impl Gc<Generator> {
    /// The first slot.
    #[inline(always)]
    #[must_use]
    pub fn first_slot(self) -> *mut Option<Value> {
        // SAFETY: generators are allocated with their slots.
        unsafe { self.as_ptr().add(1).cast() }
    }

    /// The slots in use while suspended.
    #[inline(always)]
    #[must_use]
    pub fn slots(self) -> &'static mut [Option<Value>] {
        // SAFETY: invariant 1; the collector keeps the generator while the slice is on a stack.
        unsafe { std::slice::from_raw_parts_mut(self.first_slot(), self.n_slots as usize) }
    }

    /// Empties the slots.
    #[inline(always)]
    pub fn clear_slots(mut self) {
        self.slots().fill(None);
        self.n_slots = 0;
    }
}

/// The class `coroutine`; instances share `Generator`'s layout.
pub static COROUTINE: crate::class::ClassCell = crate::class::ClassCell::new();
/// The class `async_generator`.
pub static ASYNC_GENERATOR: crate::class::ClassCell = crate::class::ClassCell::new();

/// The frame object of a running frame, made on first demand.
///
/// # Safety
/// `f` is a live frame of this thread (or of a thread stopped at a poll).
#[must_use]
pub unsafe fn frame_object(f: *mut Frame<Value>) -> Gc<FrameObject> {
    // SAFETY: promised by the caller.
    let f = unsafe { &mut *f };
    if let Some(o) = f.object {
        return o;
    }
    let known = f.generator.and_then(|g| g.object);
    let o = known.unwrap_or_else(|| new_frame_object(f.code, f.function(), f.locals));
    let mut o2 = o;
    o2.frame = f;
    o2.generator = f.generator;
    if let Some(mut g) = f.generator {
        g.object = Some(o);
    }
    f.object = Some(o);
    o
}

/// A frame object without a running frame.
#[must_use]
pub fn new_frame_object(code: Gc<Code>, func: Gc<Function>, locals: Option<Value>) -> Gc<FrameObject> {
    FrameObject {
        head: Head { map: std::ptr::null() },
        frame: std::ptr::null_mut(),
        code,
        func,
        back: None,
        locals,
        saved: GcVec::new(),
        unit: 0,
        trace: None,
        trace_lines: crate::bool_value(true),
        trace_opcodes: crate::bool_value(false),
        jump_to: None,
        extra_locals: None,
        generator: None,
    }
    .alloc()
}

impl Gc<FrameObject> {
    /// Code unit index of the current (or last) instruction.
    #[must_use]
    pub fn current_unit(self) -> u32 {
        if !self.frame.is_null() {
            // SAFETY: the pointer is cleared when the frame is left.
            return unsafe { (*self.frame).unit() };
        }
        if let Some(g) = self.generator
            && g.state != GenState::Finished
            && !g.pc.is_null()
        {
            // The instruction to resume at follows the yield (or RETURN_GENERATOR); neither has inline caches.
            // SAFETY: a suspended generator's pc points into its code.
            return unsafe { (*g.pc).unit } + 1;
        }
        self.unit as u32
    }

    /// `f_lineno` without regard to pending jumps.
    #[must_use]
    pub fn line(self) -> i32 {
        self.code.line_of(self.current_unit())
    }

    /// The slots of locals, cells and free variables, wherever they are now.
    #[must_use]
    pub fn fast_slots(mut self) -> &'static mut [Option<Value>] {
        let n = self.code.n_locals_plus as usize;
        // SAFETY: a running frame's slots hold at least the code's locals; saved and suspended ones were copied whole.
        unsafe {
            if !self.frame.is_null() {
                return std::slice::from_raw_parts_mut((*self.frame).slots.cast(), n);
            }
            let (p, len) = match self.generator {
                Some(g) if g.state == GenState::Created || g.state == GenState::Suspended => {
                    (g.first_slot(), g.n_slots as usize)
                }
                _ => (self.saved.as_mut_ptr(), self.saved.len()),
            };
            std::slice::from_raw_parts_mut(p, n.min(len))
        }
    }
}

/// How often native code has written to a variable of a frame that may be running (`f_locals`).
static mut VARIABLES_WRITTEN: u64 = 0;

/// Notes that native code has written to a variable of a frame.
pub fn note_variable_written() {
    // SAFETY: under the GIL.
    unsafe { VARIABLES_WRITTEN += 1 };
}

/// The address of the number of such writes, for machine code, and the number.
#[must_use]
pub fn variables_written() -> (*const u64, u64) {
    // SAFETY: under the GIL.
    unsafe { (&raw const VARIABLES_WRITTEN, VARIABLES_WRITTEN) }
}

/// How often native code has entered the interpreter.
static mut INTERPRETER_ENTERED: u64 = 0;

/// Notes that native code enters the interpreter.
#[inline(always)]
pub fn note_interpreter_entered() {
    // SAFETY: under the GIL.
    unsafe { INTERPRETER_ENTERED += 1 };
}

/// The address of the number of such entries, for machine code, and the number.
#[must_use]
pub fn interpreter_entered() -> (*const u64, u64) {
    // SAFETY: under the GIL.
    unsafe { (&raw const INTERPRETER_ENTERED, INTERPRETER_ENTERED) }
}

/// What stands for an unset variable among those that `save_variables` is given.
pub fn unset() -> Value {
    static UNSET: crate::statics::StaticValue = crate::statics::StaticValue::new();
    UNSET.get_or_set(|| Value::from_ptr(crate::map::alloc_instance(crate::misc::object_class())))
}

/// Gives a frame object the variables of its frame, which has been left.
pub fn save_variables(mut o: Gc<FrameObject>, variables: &[Value]) {
    let unset = unset();
    o.saved = variables.iter().map(|v| (*v != unset).then_some(*v)).collect();
}

/// The frame object of the caller of a frame, skipping hidden ones.
///
/// # Safety
/// `f` is a live frame.
#[must_use]
pub unsafe fn back_of(f: *mut Frame<Value>) -> Option<Gc<FrameObject>> {
    // SAFETY: promised by the caller; frames form a list.
    unsafe {
        let mut p = (*f).prev;
        while !p.is_null() && (*p).flags & flags::HIDDEN != 0 {
            p = (*p).prev;
        }
        if p.is_null() { None } else { Some(frame_object(p)) }
    }
}

/// Is the value a generator, coroutine or async generator object?
#[must_use]
pub fn as_generator(v: Value) -> Option<Gc<Generator>> {
    v.cast::<Generator>()
}
