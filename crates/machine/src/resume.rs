//! Hot operations that resume and suspend generators; see `hot` for what such operations may do.
//!
//! They do what `generator::resume` and `generator::yield_value` do, for generators that nobody looks at: no frame object
//! and no observers. Everything else is left to those.

use object::code::Inst;
use object::frame::{Cont, Frame, GenState, flags};
use object::map::Kind;

use crate::traits::{Cold, Flow, Machine, Regs};
use crate::{attr, cont, control, frames, generator};

type R<M> = Regs<<M as Machine>::V>;

/// SEND to a generator or coroutine.
#[inline(always)]
pub fn send<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    // SAFETY: the receiver and the value are on the stack.
    let (receiver, v) = unsafe { (r.sp.sub(2).read(), r.sp.sub(1).read()) };
    if !matches!(m.map_of(receiver).kind, Kind::Generator | Kind::Coroutine) {
        return Flow::Cold(generator::send);
    }
    activate(m, r, receiver, v, cont::GEN_SEND, generator::send)
}

/// FOR_ITER over a generator.
#[inline(always)]
pub fn for_iter_generator<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    // SAFETY: the iterator is on the stack.
    let it = unsafe { r.sp.sub(1).read() };
    if m.map_of(it).kind != Kind::Generator {
        return Flow::Cold(attr::generalise);
    }
    let none = m.k(object::none());
    activate(m, r, it, none, cont::GEN_FOR, control::for_iter)
}

/// Goes on in a suspended generator, where `v` is the value of its `yield`.
#[inline(always)]
fn activate<M: Machine>(m: &mut M, r: &mut R<M>, g: M::V, v: M::V, c: Cont, otherwise: Cold<M>) -> Flow<M> {
    let state = m.promoted_word(g, generator::STATE);
    let ready =
        state as u8 == generator::SUSPENDED || (state as u8 == generator::CREATED && m.is_word(v, object::none()));
    if !ready || m.thread().is_observed() || m.load_opt(g, generator::OBJECT).is_some() {
        return Flow::Cold(otherwise);
    }
    let code = generator::code_of(m, g);
    if code.instrumented != 0 || !generator::may_inline(m, g) {
        return Flow::Cold(otherwise);
    }
    let yielded = m.promoted_word(g, generator::PC) as *const Inst;
    let place = m.promoted_word(g, generator::PLACE);
    let func = m.load(g, generator::FUNC);
    let n = place as u32 as usize;
    // SAFETY: the operands are on the stack, and the headers' region ends behind `frames_end`. The code of a generator that
    // has run is decoded.
    unsafe {
        let slots = r.sp;
        let caller = m.frame();
        let next = caller.add(1);
        let (frames_end, slots_end) = m.limits();
        let size = (code.n_locals_plus + code.stack_size) as usize + frames::HEADROOM;
        if next >= frames_end || slots.add(size) >= slots_end {
            return Flow::Cold(otherwise);
        }
        (*caller).pc = r.pc;
        (*caller).sp = slots;
        let first = (*code.decoded).plain.as_ptr();
        let quiet = m.thread().breaker.load(std::sync::atomic::Ordering::Relaxed) == 0;
        let shortened = quiet && (*yielded).word != 0;
        let pc = first.add(if shortened { (*yielded).word } else { (*yielded).aux as usize + 1 });
        m.load_slots(g, n, slots);
        let sp = slots.add(n);
        sp.write(v);
        let sp = sp.add(1);
        next.write(Frame {
            code,
            pc,
            prev: caller,
            slots,
            sp,
            ret_sp: slots,
            func,
            locals: None,
            object: None,
            generator: None,
            cont: c,
            flags: (state >> 32) as u32 & flags::STARTED,
            last_line: (place >> 32) as i32,
            step: 0,
        });
        m.set_frame(next);
        m.link(g);
        m.store_word(g, generator::STATE, state & !0xff | GenState::Running as u64);
        r.pc = pc;
        r.sp = sp;
        r.fp = slots;
    }
    Flow::Jump
}

/// The running generator and its continuation, when a FOR_ITER or SEND of this run resumed it, its frame has no object, and
/// nobody observes.
///
/// # Safety
/// There is a frame.
#[inline(always)]
unsafe fn resumed_inline<M: Machine>(m: &mut M) -> Option<(M::V, Cont)> {
    // SAFETY: the running frame.
    let (c, bits, object) = unsafe {
        let f = m.frame();
        ((*f).cont, (*f).flags, (*f).object)
    };
    let g = m.running_generator()?;
    let quiet = bits & !flags::STARTED == 0 && object.is_none() && !m.thread().is_observed();
    let inline = c == cont::GEN_FOR || c == cont::GEN_SEND;
    (quiet && inline).then_some((g, c))
}

/// Unlinks the running generator's frame and gives the one that resumed it.
///
/// # Safety
/// The innermost frame is the generator's.
#[inline(always)]
unsafe fn leave<M: Machine>(m: &mut M, g: M::V) -> *mut Frame<M::V> {
    m.unlink(g);
    // SAFETY: promised by the caller.
    let caller = unsafe { (*m.frame()).prev };
    m.set_frame(caller);
    caller
}

/// RETURN_VALUE of a generator: the FOR_ITER or SEND that resumed it is at its end.
#[inline(always)]
pub fn return_value<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    // SAFETY: as for `yield_value`.
    unsafe {
        let Some((g, c)) = resumed_inline(m) else { return Flow::Cold(control::return_value) };
        let v = r.sp.sub(1).read();
        r.sp = (*m.frame()).ret_sp;
        let bits = (*m.frame()).flags & flags::STARTED;
        let caller = leave(m, g);
        generator::finished(m, g, generator::state_word(GenState::Finished, bits));
        // The iterator stays on the stack; of a delegation the result takes the place of the value that was sent.
        if c == cont::GEN_SEND {
            r.sp.sub(1).write(v);
        }
        r.fp = (*caller).slots;
        let at = (*caller).pc;
        r.pc = at.sub((*at).aux as usize).add((*at).arg as usize);
    }
    Flow::Jump
}

/// YIELD_VALUE to the FOR_ITER or SEND that resumed the generator.
#[inline(always)]
pub fn yield_value<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    // SAFETY: the running frame; its caller's registers were saved when it resumed the generator.
    unsafe {
        let f = m.frame();
        let n = r.sp.sub(1).offset_from(r.fp) as usize;
        let Some((g, c)) = resumed_inline(m) else { return Flow::Cold(generator::yield_value) };
        let v = r.sp.sub(1).read();
        m.save_slots(r.fp, n, g);
        m.store_word(g, generator::PC, r.pc as u64);
        m.store_word(g, generator::STATE, generator::state_word(GenState::Suspended, (*f).flags & flags::STARTED));
        m.store_word(g, generator::PLACE, generator::place_word(n, (*f).last_line));
        let caller = leave(m, g);
        // The value is a loop's next item, or takes the place of the one that was sent.
        let sp = (*f).ret_sp.add(usize::from(c == cont::GEN_FOR));
        sp.sub(1).write(v);
        r.sp = sp;
        r.fp = (*caller).slots;
        r.pc = (*caller).pc.add(1);
    }
    Flow::Jump
}
