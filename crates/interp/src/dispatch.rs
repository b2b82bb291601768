//! Handlers and the run loop.

use heap::Value;
use machine::cont;
use machine::frames;
use machine::generator;
use machine::traits::{Flow, MachineExt, Outcome, Regs, Step};
use machine::{Machine, for_each_op, unwind};
use object::code::{Code, Inst};
use object::error::exc;
use object::frame::{Frame, flags};
use object::function::Function;
use object::hooks::{Resume, Resumed};
use object::state::check_native_stack;
use object::{Dict, Gc, Result, Tuple};

use crate::direct::{Interp, Word};

/// A handler: registers in, and 0 out when the run ends (1: a debug build goes on at the frame's pc).
type Handler<const C: bool> = unsafe fn(*const Inst, *mut Word, *mut Word, *mut Interp<C>) -> u32;

static mut CHECK: bool = false;

pub(crate) fn set_check(on: bool) {
    // SAFETY: start-up is single-threaded.
    unsafe { CHECK = on };
}

fn check() -> bool {
    // SAFETY: written at start-up only.
    unsafe { CHECK }
}

/// Goes on with an instruction.
///
/// # Safety
/// The registers are those of the machine's running frame, and `pc` stands in its array of instructions.
#[inline(always)]
unsafe fn go<const C: bool>(pc: *const Inst, sp: *mut Word, fp: *mut Word, m: *mut Interp<C>) -> u32 {
    if cfg!(debug_assertions) {
        let _ = fp;
        // SAFETY: a machine that runs has a frame.
        unsafe {
            let f = (*m).frame();
            (*f).pc = pc;
            (*f).sp = sp;
        }
        return 1;
    }
    // SAFETY: decoding filled `handler` with the address of a function of this very type.
    unsafe {
        let h = std::mem::transmute::<usize, Handler<C>>((*pc).handler);
        h(pc, sp, fp, m)
    }
}

/// Goes on at the frame's pc, after a cold operation.
#[inline(always)]
unsafe fn go_frame<const C: bool>(m: *mut Interp<C>) -> u32 {
    // SAFETY: a machine that runs has a frame, whose registers are saved.
    unsafe {
        let f = (*m).frame();
        go((*f).pc, (*f).sp, (*f).slots, m)
    }
}

/// What follows a cold operation's step.
#[inline(always)]
unsafe fn after<const C: bool>(step: Step, m: *mut Interp<C>) -> u32 {
    // SAFETY: as for `go_frame`.
    unsafe {
        match step {
            Step::Next => {
                let f = (*m).frame();
                (*f).pc = (*f).pc.add(1);
                go_frame(m)
            }
            Step::Resume => go_frame(m),
            Step::Raise => raise(m),
            Step::Exit => 0,
        }
    }
}

#[cold]
#[inline(never)]
unsafe fn raise<const C: bool>(m: *mut Interp<C>) -> u32 {
    // SAFETY: as for `go_frame`.
    unsafe {
        let mut step = Step::Raise;
        while step == Step::Raise {
            step = run_unwind(m);
        }
        after_unwind(step, m)
    }
}

#[inline(always)]
unsafe fn after_unwind<const C: bool>(step: Step, m: *mut Interp<C>) -> u32 {
    // SAFETY: as for `go_frame`.
    unsafe {
        match step {
            Step::Next => {
                let f = (*m).frame();
                (*f).pc = (*f).pc.add(1);
                go_frame(m)
            }
            Step::Resume => go_frame(m),
            _ => 0,
        }
    }
}

#[inline(never)]
unsafe fn run_unwind<const C: bool>(m: *mut Interp<C>) -> Step {
    // SAFETY: the machine of the running thread.
    unsafe { unwind::unwind(&mut *m) }
}

/// Saves the registers and runs the cold operation that a hot one named.
unsafe fn cold<const C: bool>(pc: *const Inst, sp: *mut Word, _fp: *mut Word, m: *mut Interp<C>) -> u32 {
    // SAFETY: the machine of the running thread; hot operations set `cold` before they come here.
    unsafe {
        let f = (*m).frame();
        (*f).pc = pc;
        (*f).sp = sp;
        let step = run_cold(m);
        after(step, m)
    }
}

#[inline(never)]
unsafe fn run_cold<const C: bool>(m: *mut Interp<C>) -> Step {
    // SAFETY: see `cold`.
    unsafe {
        (*m).resume_point();
        ((*m).cold.unwrap_unchecked())(&mut *m)
    }
}

/// A loop edge with the eval breaker set, or of a loop whose count has come to zero.
unsafe fn edge<const C: bool>(pc: *const Inst, sp: *mut Word, _fp: *mut Word, m: *mut Interp<C>) -> u32 {
    // SAFETY: as for `cold`; the hot operation left the jump's address in the machine.
    unsafe {
        let f = (*m).frame();
        (*f).pc = pc;
        (*f).sp = sp;
        let mut step = Step::Resume;
        if (*m).thread.breaker.load(std::sync::atomic::Ordering::Relaxed) != 0 {
            step = run_poll(m);
        }
        if step == Step::Resume && !C {
            step = run_edge(m);
        }
        after(step, m)
    }
}

#[inline(never)]
unsafe fn run_edge<const C: bool>(m: *mut Interp<C>) -> Step {
    // SAFETY: see `edge`; the hook was set at start-up.
    unsafe {
        let jump = (*m).jump;
        let count = (*jump).word as *const u64;
        // Another reason than the count may have led here.
        if !count.is_null() && *count != 0 {
            return Step::Resume;
        }
        EDGE_HOOK(jump)
    }
}

/// What to do at a backward jump whose loop's count has come to zero, or that was never taken before.
pub type EdgeHook = unsafe fn(*const Inst) -> Step;

static mut EDGE_HOOK: EdgeHook = no_edge;

static mut NEVER: u64 = u64::MAX;

/// Without a JIT, loops are never looked at again.
unsafe fn no_edge(jump: *const Inst) -> Step {
    // SAFETY: instructions are only written under the GIL.
    unsafe {
        NEVER = u64::MAX;
        (*jump.cast_mut()).word = &raw const NEVER as usize;
    }
    Step::Resume
}

/// Sets what is done at hot backward jumps.
pub fn set_edge_hook(f: EdgeHook) {
    // SAFETY: start-up is single-threaded.
    unsafe { EDGE_HOOK = f };
}

/// Counts a backward jump; is the loop to be looked at?
#[inline(always)]
unsafe fn counted(jump: *const Inst) -> bool {
    // SAFETY: the word of a backward jump is empty, or the address of its loop's count.
    unsafe {
        let count = (*jump).word as *mut u64;
        if count.is_null() {
            return true;
        }
        *count = (*count).wrapping_sub(1);
        *count == 0
    }
}

#[inline(never)]
unsafe fn run_poll<const C: bool>(m: *mut Interp<C>) -> Step {
    // SAFETY: the machine of the running thread.
    unsafe { machine::control::poll_edge(&mut *m) }
}

macro_rules! handler {
    (hot $name:ident $($f:ident)::* $($c:literal),*) => {
        #[allow(non_snake_case)]
        unsafe fn $name<const C: bool>(pc: *const Inst, sp: *mut Word, fp: *mut Word, m: *mut Interp<C>) -> u32 {
            let mut r = Regs { pc, sp, fp };
            // SAFETY: the machine of the running thread; see `cold` for the rest.
            unsafe {
                (*m).resume_point();
                if C {
                    (*(*m).frame()).pc = pc;
                }
                match machine::$($f)::*::<Interp<C>, $($c),*>(&mut *m, &mut r) {
                    Flow::Next => go(r.pc.add(1), r.sp, r.fp, m),
                    Flow::Jump => go(r.pc, r.sp, r.fp, m),
                    Flow::Edge => {
                        if counted(pc) || (*m).thread.breaker.load(std::sync::atomic::Ordering::Relaxed) != 0 {
                            (*m).jump = pc;
                            return edge(r.pc, r.sp, r.fp, m);
                        }
                        go(r.pc, r.sp, r.fp, m)
                    }
                    Flow::Entry => {
                        if counted(pc) {
                            (*m).jump = pc;
                            return edge(r.pc, r.sp, r.fp, m);
                        }
                        go(r.pc, r.sp, r.fp, m)
                    }
                    Flow::Cold(f) => {
                        (*m).cold = Some(f);
                        cold(pc, sp, fp, m)
                    }
                }
            }
        }
    };
    // The traced twin of any instruction: events first, then the original.
    (traced $name:ident $($f:ident)::* $($c:literal),*) => {
        #[allow(non_snake_case)]
        unsafe fn $name<const C: bool>(pc: *const Inst, sp: *mut Word, fp: *mut Word, m: *mut Interp<C>) -> u32 {
            #[inline(never)]
            unsafe fn work<const C: bool>(m: *mut Interp<C>) -> Option<Step> {
                // SAFETY: the machine of the running thread.
                unsafe {
                    (*m).resume_point();
                    machine::$($f)::*(&mut *m)
                }
            }
            // SAFETY: as for `cold`; the original's handler has the same type.
            unsafe {
                let f = (*m).frame();
                (*f).pc = pc;
                (*f).sp = sp;
                match work(m) {
                    Some(step) => after(step, m),
                    None => {
                        let h = std::mem::transmute::<usize, Handler<C>>(handler_of::<C>((*pc).op));
                        h(pc, sp, fp, m)
                    }
                }
            }
        }
    };
    (cold $name:ident $($f:ident)::* $($c:literal),*) => {
        #[allow(non_snake_case)]
        unsafe fn $name<const C: bool>(pc: *const Inst, sp: *mut Word, _fp: *mut Word, m: *mut Interp<C>) -> u32 {
            #[inline(never)]
            unsafe fn work<const C: bool>(m: *mut Interp<C>) -> Step {
                // SAFETY: the machine of the running thread.
                unsafe {
                    (*m).resume_point();
                    machine::$($f)::*(&mut *m)
                }
            }
            // SAFETY: as for `cold`.
            unsafe {
                let f = (*m).frame();
                (*f).pc = pc;
                (*f).sp = sp;
                let step = work(m);
                after(step, m)
            }
        }
    };
}

macro_rules! handlers {
    ($($n:literal $name:ident $kind:ident $($f:ident)::* $($c:literal),*;)*) => {
        $(handler!($kind $name $($f)::* $($c),*);)*
        /// The address of an operation's handler.
        pub(crate) fn handler_of<const C: bool>(op: u16) -> usize {
            match op {
                $($n => $name::<C> as Handler<C> as usize,)*
                _ => invalid::<C> as Handler<C> as usize,
            }
        }
    };
}
for_each_op!(handlers);

unsafe fn invalid<const C: bool>(pc: *const Inst, _sp: *mut Word, _fp: *mut Word, _m: *mut Interp<C>) -> u32 {
    // SAFETY: dispatch comes here with a valid pc.
    panic!("VM bug: operation {} is not in the table", unsafe { (*pc).op });
}

/// Runs from the innermost frame, whose entry flag is set, until it is left.
///
/// Native code that finds no memory unwinds to here ([`object::error::OutOfMemory`]); for Python that is an exception of
/// the instruction that ran.
fn run<const C: bool>(m: *mut Interp<C>, mut step: Step) -> Outcome<Word> {
    loop {
        // What was unwound is either dropped or in a state that any Python exception could have left.
        match std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run_from(m, step))) {
            Ok(outcome) => return outcome,
            Err(payload) if payload.is::<object::error::OutOfMemory>() => {
                // What had been announced for the next poll is raised now.
                // SAFETY: the machine of the running thread.
                unsafe { (*m).thread.async_exc.take_if(|e| *e == exc::MEMORY_ERROR.get().value()) };
                let _: Result<()> = object::memory_error();
                step = Step::Raise;
            }
            Err(payload) => std::panic::resume_unwind(payload),
        }
    }
}

fn run_from<const C: bool>(m: *mut Interp<C>, step: Step) -> Outcome<Word> {
    // SAFETY: the machine of the running thread, with a frame.
    unsafe {
        let _floor = object::state::Floor::at(&raw const step as usize);
        let mut more = after(step, m);
        while more != 0 {
            let f = (*m).frame();
            let h = std::mem::transmute::<usize, Handler<C>>((*(*f).pc).handler);
            more = h((*f).pc, (*f).sp, (*f).slots, m);
        }
        (*m).outcome
    }
}

fn result_of(o: Outcome<Word>) -> Result<Value> {
    match o {
        Outcome::Returned(v) => Ok(v.value()),
        Outcome::Yielded(_) => unreachable!("only generators yield"),
        Outcome::Raised => Err(object::Raised::pending()),
    }
}

/// Where native code may put arguments: above the innermost frame's stack.
fn free_slots<const C: bool>(m: &mut Interp<C>) -> *mut Word {
    let f = m.thread.frame;
    if f.is_null() {
        return m.thread.slots_base.cast();
    }
    // SAFETY: the frame is live. Its stack can't be deeper than the code says, and native code may have been given
    // arguments above it (`frames::invoke`).
    unsafe {
        let code = (*f).code;
        let end = (*f).slots.add((code.n_locals_plus + code.stack_size) as usize).max((*f).sp);
        end.add(ABOVE).cast()
    }
}

/// Room that `machine::frames` may use above a frame's stack for the arguments of native calls.
const ABOVE: usize = 72;

fn call_in<const C: bool>(f: Gc<Function>, args: &[Value], kwnames: &[Value]) -> Result<Value> {
    object::frame::note_interpreter_entered();
    check_native_stack()?;
    // SAFETY: the machine of the running thread.
    let m = unsafe { &mut *Interp::<C>::current() };
    m.resume_point();
    let base = free_slots(m);
    if base.wrapping_add(args.len() + 1024) >= m.thread.slots_end.cast() {
        return object::error::recursion_error("maximum recursion depth exceeded");
    }
    for (i, a) in args.iter().enumerate() {
        // SAFETY: room was just checked.
        unsafe { base.add(i).write(Word::from(*a)) };
    }
    let names = (!kwnames.is_empty()).then(|| Tuple::from_slice(kwnames));
    frames::enter_function(m, Word::from(f.value()), base, args.len(), names, base, cont::PUSH)?;
    m.fr().flags |= flags::ENTRY;
    result_of(run(m, Step::Resume))
}

/// Calls a Python function from native code.
///
/// # Errors
/// What binding or the function raises.
pub fn call_function(f: Gc<Function>, args: &[Value], kwnames: &[Value]) -> Result<Value> {
    if check() { call_in::<true>(f, args, kwnames) } else { call_in::<false>(f, args, kwnames) }
}

fn body_in<const C: bool>(f: Gc<Function>, namespace: Value) -> Result<Value> {
    object::frame::note_interpreter_entered();
    check_native_stack()?;
    // SAFETY: the machine of the running thread.
    let m = unsafe { &mut *Interp::<C>::current() };
    m.resume_point();
    let base = free_slots(m);
    frames::push(m, f.code, Word::from(f.value()), base, 0, base, cont::PUSH)?;
    let fr = m.fr();
    fr.flags |= flags::ENTRY;
    fr.locals = Some(namespace);
    result_of(run(m, Step::Resume))
}

/// Runs the body of a class (or other code without parameters) with a namespace.
///
/// # Errors
/// What the code raises.
pub fn call_class_body(f: Gc<Function>, namespace: Value) -> Result<Value> {
    if check() { body_in::<true>(f, namespace) } else { body_in::<false>(f, namespace) }
}

/// Runs code in a namespace: modules, `exec`, `eval`.
///
/// # Errors
/// What the code raises.
pub fn run_code(code: Gc<Code>, globals: Gc<Dict>, locals: Value, closure: Option<Gc<Tuple>>) -> Result<Value> {
    let builtins = object::builtins_of(globals)?;
    let mut f = Function::new(code, globals, builtins);
    f.closure = closure;
    // Code that is evaluated by itself goes by its plain name.
    f.qualname = code.name;
    if code.flags & object::code::co::NEWLOCALS != 0 {
        return call_function(f, &[], &[]);
    }
    call_class_body(f, locals)
}

/// Does something that puts a generator's frame on the stack. Activation puts it right behind the innermost frame's saved
/// stack pointer; native code is called with that saved, but arguments may lie above it.
fn above_arguments<const C: bool, R>(m: &mut Interp<C>, activate: impl FnOnce(&mut Interp<C>) -> R) -> R {
    let caller = m.thread.frame;
    if caller.is_null() {
        return activate(m);
    }
    let base = free_slots(m);
    // SAFETY: the frame is live; its stack pointer is put back below.
    let sp = unsafe { std::mem::replace(&mut (*caller.cast::<Frame<Word>>()).sp, base) };
    let r = activate(m);
    // SAFETY: as above.
    unsafe { (*caller.cast::<Frame<Word>>()).sp = sp };
    r
}

fn within_in<const C: bool>(g: Gc<object::frame::Generator>, work: &mut dyn FnMut()) -> Result<()> {
    check_native_stack()?;
    // SAFETY: the machine of the running thread.
    let m = unsafe { &mut *Interp::<C>::current() };
    m.resume_point();
    above_arguments(m, |m| generator::show(m, g))?;
    work();
    generator::hide(m);
    Ok(())
}

/// Calls a function with a suspended generator's frame on the stack.
///
/// # Errors
/// `RecursionError`.
pub fn within(g: Gc<object::frame::Generator>, work: &mut dyn FnMut()) -> Result<()> {
    if check() { within_in::<true>(g, work) } else { within_in::<false>(g, work) }
}

fn resume_in<const C: bool>(g: Gc<object::frame::Generator>, how: Resume) -> Result<Resumed> {
    object::frame::note_interpreter_entered();
    check_native_stack()?;
    // SAFETY: the machine of the running thread.
    let m = unsafe { &mut *Interp::<C>::current() };
    m.resume_point();
    let Some(step) = above_arguments(m, |m| generator::enter(m, g, how))? else {
        return Ok(Resumed::Returned(object::none()));
    };
    match run(m, step) {
        Outcome::Returned(v) => Ok(Resumed::Returned(v.value())),
        Outcome::Yielded(v) => Ok(Resumed::Yielded(v.value())),
        Outcome::Raised => Err(object::Raised::pending()),
    }
}

/// Resumes a generator from native code.
///
/// # Errors
/// What the generator raises.
pub fn resume(g: Gc<object::frame::Generator>, how: Resume) -> Result<Resumed> {
    if check() { resume_in::<true>(g, how) } else { resume_in::<false>(g, how) }
}
