//! Hot operations: what the interpreter inlines into its handlers.
//!
//! They work on registers, call nothing that is not inlined, and never hand out the address of a local: otherwise LLVM
//! could not make dispatch a sibling call. Whatever needs more is a cold operation, named in `Flow::Cold`.

use heap::Value;
use object::Gc;
use object::code::Code;
use object::frame::Frame;
use object::gc::ValueExt;
use object::map::Kind;
use object::ops::{BinOp, CmpOp};

use crate::attr_site::{AttrSite, Does};
use crate::optable::op;
use crate::traits::{Alias, Field, Flow, Machine, Regs};
use crate::{arith, attr, build, call, control, names};

type R<M> = Regs<<M as Machine>::V>;

/// The pc's instruction.
macro_rules! inst {
    ($r:expr) => {
        // SAFETY: pc points to an instruction of the running code.
        unsafe { &*$r.pc }
    };
}
/// Reads the value `n` places below the top of the stack.
macro_rules! peek {
    ($r:expr, $n:expr) => {{
        let n = $n;
        // SAFETY: the code never reads below its part of the stack.
        unsafe { $r.sp.sub(n).read() }
    }};
}
macro_rules! set_peek {
    ($r:expr, $n:expr, $v:expr) => {{
        let v = $v;
        // SAFETY: as for `peek`.
        unsafe { $r.sp.sub($n).write(v) }
    }};
}
macro_rules! push {
    ($r:expr, $v:expr) => {{
        let v = $v;
        // SAFETY: the frame has room for the depth that the compiler computed.
        unsafe {
            $r.sp.write(v);
            $r.sp = $r.sp.add(1);
        }
    }};
}
macro_rules! drop_n {
    ($r:expr, $n:expr) => {
        // SAFETY: the code never pops more than it pushed.
        unsafe { $r.sp = $r.sp.sub($n) }
    };
}
macro_rules! local {
    ($r:expr, $i:expr) => {{
        let i = $i as usize;
        // SAFETY: operands of local variables are below the frame's number of them.
        unsafe { $r.fp.add(i).read() }
    }};
}
macro_rules! set_local {
    ($r:expr, $i:expr, $v:expr) => {{
        let (i, v) = ($i as usize, $v);
        // SAFETY: as for `local`.
        unsafe { $r.fp.add(i).write(v) }
    }};
}
/// An instruction's attribute site.
macro_rules! site {
    ($i:expr) => {
        // SAFETY: decoding gave each access to an attribute a site, which lives as long as the code.
        unsafe { &*($i.word as *const AttrSite) }
    };
}

/// Sets pc to the instruction with this index.
#[inline(always)]
fn go<V>(r: &mut Regs<V>, index: u32) {
    // SAFETY: jump targets are indices into the same instruction array; `aux` is the index of the current one.
    unsafe { r.pc = r.pc.sub((*r.pc).aux as usize).add(index as usize) }
}

#[inline(always)]
pub fn nop<M: Machine>(_m: &mut M, _r: &mut R<M>) -> Flow<M> {
    Flow::Next
}

#[inline(always)]
pub fn pop_top<M: Machine>(_m: &mut M, r: &mut R<M>) -> Flow<M> {
    drop_n!(r, 1);
    Flow::Next
}

#[inline(always)]
pub fn push_null<M: Machine>(_m: &mut M, r: &mut R<M>) -> Flow<M> {
    push!(r, M::null());
    Flow::Next
}

#[inline(always)]
pub fn end_send<M: Machine>(_m: &mut M, r: &mut R<M>) -> Flow<M> {
    set_peek!(r, 2, peek!(r, 1));
    drop_n!(r, 1);
    Flow::Next
}

#[inline(always)]
pub fn copy<M: Machine>(_m: &mut M, r: &mut R<M>) -> Flow<M> {
    push!(r, peek!(r, inst!(r).arg as usize));
    Flow::Next
}

#[inline(always)]
pub fn swap<M: Machine>(_m: &mut M, r: &mut R<M>) -> Flow<M> {
    let n = inst!(r).arg as usize;
    let (a, b) = (peek!(r, 1), peek!(r, n));
    set_peek!(r, 1, b);
    set_peek!(r, n, a);
    Flow::Next
}

#[inline(always)]
pub fn load_const<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    let word = inst!(r).word;
    // SAFETY: decoding stored the word of a constant, which the code object keeps alive.
    let v = unsafe { Value::from_bits(word) };
    push!(r, m.k(v));
    Flow::Next
}

#[inline(always)]
pub fn load_small_int<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    load_const(m, r)
}

#[inline(always)]
pub fn load_fast<M: Machine>(_m: &mut M, r: &mut R<M>) -> Flow<M> {
    push!(r, local!(r, inst!(r).arg));
    Flow::Next
}

#[inline(always)]
pub fn load_fast_load_fast<M: Machine>(_m: &mut M, r: &mut R<M>) -> Flow<M> {
    let arg = inst!(r).arg;
    push!(r, local!(r, arg >> 4));
    push!(r, local!(r, arg & 15));
    Flow::Next
}

/// LOAD_FAST followed by LOAD_CONST or LOAD_SMALL_INT.
#[inline(always)]
pub fn load_fast_load_const<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    push!(r, local!(r, inst!(r).arg));
    // SAFETY: a fused instruction is followed by its second half.
    unsafe { r.pc = r.pc.add(1) };
    load_const(m, r)
}

#[inline(always)]
pub fn load_fast_check<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    let v = local!(r, inst!(r).arg);
    if !m.is_set(v) {
        return Flow::Cold(names::unbound_local);
    }
    push!(r, v);
    Flow::Next
}

#[inline(always)]
pub fn load_fast_and_clear<M: Machine>(_m: &mut M, r: &mut R<M>) -> Flow<M> {
    let i = inst!(r).arg;
    push!(r, local!(r, i));
    set_local!(r, i, M::null());
    Flow::Next
}

#[inline(always)]
pub fn store_fast<M: Machine>(_m: &mut M, r: &mut R<M>) -> Flow<M> {
    set_local!(r, inst!(r).arg, peek!(r, 1));
    drop_n!(r, 1);
    Flow::Next
}

#[inline(always)]
pub fn store_fast_load_fast<M: Machine>(_m: &mut M, r: &mut R<M>) -> Flow<M> {
    let arg = inst!(r).arg;
    set_local!(r, arg >> 4, peek!(r, 1));
    set_peek!(r, 1, local!(r, arg & 15));
    Flow::Next
}

#[inline(always)]
pub fn store_fast_store_fast<M: Machine>(_m: &mut M, r: &mut R<M>) -> Flow<M> {
    let arg = inst!(r).arg;
    set_local!(r, arg >> 4, peek!(r, 1));
    set_local!(r, arg & 15, peek!(r, 2));
    drop_n!(r, 2);
    Flow::Next
}

/// The content of a closure cell.
pub const CELL_CONTENT: Field =
    Field { offset: std::mem::offset_of!(object::Cell, content) as u32, alias: Alias::Cell, immutable: false };

#[inline(always)]
pub fn load_deref<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    let cell = local!(r, inst!(r).arg);
    match m.load_opt(cell, CELL_CONTENT) {
        Some(v) => {
            push!(r, v);
            Flow::Next
        }
        None => Flow::Cold(names::unbound_deref),
    }
}

#[inline(always)]
pub fn store_deref<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    let cell = local!(r, inst!(r).arg);
    m.store(cell, CELL_CONTENT, peek!(r, 1));
    drop_n!(r, 1);
    Flow::Next
}

#[inline(always)]
pub fn is_op<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    let v = m.same_value(peek!(r, 2), peek!(r, 1), inst!(r).arg != 0);
    drop_n!(r, 1);
    set_peek!(r, 1, v);
    Flow::Next
}

#[inline(always)]
pub fn unary_not<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    let no = m.k(object::bool_value(false));
    let v = m.same_value(peek!(r, 1), no, false);
    set_peek!(r, 1, v);
    Flow::Next
}

#[inline(always)]
pub fn to_bool<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    let v = peek!(r, 1);
    if m.is_word(v, object::bool_value(false)) || m.is_word(v, object::bool_value(true)) {
        return Flow::Next;
    }
    if m.is_small_int(v) {
        let zero = m.k(Value::small_int_unchecked(0));
        let b = m.int_cmp(CmpOp::Ne, v, zero);
        set_peek!(r, 1, b);
        return Flow::Next;
    }
    if m.is_word(v, object::none()) {
        set_peek!(r, 1, m.k(object::bool_value(false)));
        return Flow::Next;
    }
    // The word is the stamp of a map whose instances are always true, or zero.
    if inst!(r).word as u64 == m.map_of(v).stamp {
        set_peek!(r, 1, m.k(object::bool_value(true)));
        return Flow::Next;
    }
    Flow::Cold(arith::to_bool)
}

#[inline(always)]
fn jump_if<M: Machine>(m: &mut M, r: &mut R<M>, when: bool) -> Flow<M> {
    let v = peek!(r, 1);
    drop_n!(r, 1);
    if m.is_word(v, object::bool_value(when)) {
        let target = inst!(r).arg;
        go(r, target);
        return Flow::Jump;
    }
    Flow::Next
}

#[inline(always)]
pub fn pop_jump_if_false<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    jump_if(m, r, false)
}

#[inline(always)]
pub fn pop_jump_if_true<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    jump_if(m, r, true)
}

#[inline(always)]
pub fn pop_jump_if_none<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    let v = peek!(r, 1);
    drop_n!(r, 1);
    if m.is_word(v, object::none()) {
        let target = inst!(r).arg;
        go(r, target);
        return Flow::Jump;
    }
    Flow::Next
}

#[inline(always)]
pub fn pop_jump_if_not_none<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    let v = peek!(r, 1);
    drop_n!(r, 1);
    if m.is_word(v, object::none()) {
        return Flow::Next;
    }
    let target = inst!(r).arg;
    go(r, target);
    Flow::Jump
}

#[inline(always)]
pub fn jump_forward<M: Machine>(_m: &mut M, r: &mut R<M>) -> Flow<M> {
    let target = inst!(r).arg;
    go(r, target);
    Flow::Jump
}

#[inline(always)]
pub fn jump_backward<M: Machine>(_m: &mut M, r: &mut R<M>) -> Flow<M> {
    let target = inst!(r).arg;
    go(r, target);
    Flow::Edge
}

#[inline(always)]
pub fn resume<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    if m.thread().breaker.load(std::sync::atomic::Ordering::Relaxed) != 0 {
        return Flow::Cold(control::poll);
    }
    if inst!(r).arg & 3 != 0 {
        // A generator goes on.
        return Flow::Next;
    }
    // SAFETY: a RESUME is not the last instruction.
    unsafe { r.pc = r.pc.add(1) };
    Flow::Entry
}

/// The operator of a BINARY_OP operand, and whether it is in place. 26 is a subscript.
#[inline(always)]
#[must_use]
pub fn binop_of(arg: u32) -> BinOp {
    BinOp::ALL[(arg % 13) as usize]
}

#[inline(always)]
pub fn binary_op<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    let arg = inst!(r).arg;
    let (a, b) = (peek!(r, 2), peek!(r, 1));
    if arg == 26 {
        return subscript(m, r, a, b);
    }
    arithmetic(m, r, binop_of(arg))
}

#[inline(always)]
fn subscript<M: Machine>(m: &mut M, r: &mut R<M>, a: M::V, b: M::V) -> Flow<M> {
    if !m.is_small_int(b) {
        return Flow::Cold(arith::subscript);
    }
    let v = match m.map_of(a).kind {
        Kind::List => m.list_item(a, b),
        Kind::Tuple => m.tuple_item(a, b),
        _ => None,
    };
    match v {
        Some(v) => {
            drop_n!(r, 1);
            set_peek!(r, 1, v);
            Flow::Next
        }
        None => Flow::Cold(arith::subscript),
    }
}

#[inline(always)]
pub fn store_subscr<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    let (v, o, i) = (peek!(r, 3), peek!(r, 2), peek!(r, 1));
    if m.is_small_int(i) && m.map_of(o).kind == Kind::List && m.set_list_item(o, i, v) {
        drop_n!(r, 3);
        return Flow::Next;
    }
    Flow::Cold(arith::store_subscr)
}

/// The comparison of a COMPARE_OP operand.
#[inline(always)]
#[must_use]
pub fn cmpop_of(arg: u32) -> CmpOp {
    CmpOp::ALL[(arg >> 5) as usize % 6]
}

#[inline(always)]
pub fn compare_op<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    let (a, b) = (peek!(r, 2), peek!(r, 1));
    let op = cmpop_of(inst!(r).arg);
    let v = if m.is_small_int(a) && m.is_small_int(b) {
        m.int_cmp(op, a, b)
    } else if m.is_flonum(a) && m.is_flonum(b) {
        m.float_cmp(op, a, b)
    } else {
        return Flow::Cold(arith::compare_op);
    };
    drop_n!(r, 1);
    set_peek!(r, 1, v);
    Flow::Next
}

#[inline(always)]
pub fn load_global<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    let i = inst!(r);
    // SAFETY: the word is zero or a cache made by `names::load_global`, which lives as long as the code.
    let Some(c) = (unsafe { (i.word as *const names::GlobalCache).as_ref() }) else {
        return Flow::Cold(names::load_global);
    };
    match m.cached_global(c) {
        Some(v) => {
            push!(r, v);
            if i.arg & 1 != 0 {
                push!(r, M::null());
            }
            Flow::Next
        }
        None => Flow::Cold(names::load_global),
    }
}

/// An attribute that lies in the object.
#[inline(always)]
fn attribute(offset: u32) -> Field {
    Field { offset, alias: Alias::Attr, immutable: false }
}

#[inline(always)]
pub fn load_attr<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    let i = inst!(r);
    let o = peek!(r, 1);
    let site = site!(i);
    let map = m.map_of(o);
    let Some((way, n)) = site.find(map) else { return Flow::Cold(attr::load_attr) };
    let method_form = i.arg & 1 != 0;
    let v = match way.does {
        Does::Slot => m.load(o, attribute(way.offset)),
        Does::Overflow => {
            let overflow = m.load(o, attribute(way.word as u32));
            m.load(overflow, attribute(way.offset))
        }
        Does::Method if method_form => {
            set_peek!(r, 1, m.k(way.value()));
            push!(r, o);
            return Flow::Next;
        }
        Does::Constant => m.k(way.value()),
        Does::Member => match m.load_opt(o, attribute(way.offset)) {
            Some(v) => v,
            None => return Flow::Cold(attr::load_attr_cached),
        },
        Does::OfClass | Does::OfClassMethod => {
            let class = m.promote(o);
            if !site.extra(n).owner_holds(class) {
                return Flow::Cold(attr::load_attr);
            }
            if way.does == Does::OfClassMethod {
                if !method_form {
                    return Flow::Cold(attr::load_attr);
                }
                set_peek!(r, 1, m.k(way.value()));
                push!(r, o);
                return Flow::Next;
            }
            m.k(way.value())
        }
        Does::OfModule => match m.module_attr(o, site.extra(n).owner_version, way.offset as usize) {
            Some(v) => v,
            None => return Flow::Cold(attr::load_attr),
        },
        _ => return Flow::Cold(attr::load_attr_cached),
    };
    set_peek!(r, 1, v);
    if method_form {
        push!(r, M::null());
    }
    Flow::Next
}

#[inline(always)]
pub fn store_attr<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    let i = inst!(r);
    let o = peek!(r, 1);
    let map = m.map_of(o);
    let Some((way, _)) = site!(i).find(map) else { return Flow::Cold(attr::store_attr) };
    match way.does {
        Does::Slot => m.store(o, attribute(way.offset), peek!(r, 2)),
        Does::Overflow => {
            let overflow = m.load(o, attribute(way.word as u32));
            m.store(overflow, attribute(way.offset), peek!(r, 2));
        }
        Does::Add => {
            m.store(o, attribute(way.offset), peek!(r, 2));
            m.set_map(o, way.next());
        }
        _ => return Flow::Cold(attr::store_attr),
    }
    drop_n!(r, 2);
    Flow::Next
}

/// LOAD_ATTR, not of a method, while all objects had the attribute in a slot.
#[inline(always)]
pub fn load_attr_slot<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    let o = peek!(r, 1);
    let i = inst!(r);
    let map = m.map_of(o);
    let Some((way, _)) = site!(i).find(map).filter(|(way, _)| way.does == Does::Slot) else {
        return Flow::Cold(attr::generalise);
    };
    set_peek!(r, 1, m.load(o, attribute(way.offset)));
    Flow::Next
}

/// LOAD_ATTR of a method, while all objects got it from their class.
#[inline(always)]
pub fn load_attr_method<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    let o = peek!(r, 1);
    let i = inst!(r);
    let map = m.map_of(o);
    let Some((way, _)) = site!(i).find(map).filter(|(way, _)| way.does == Does::Method) else {
        return Flow::Cold(attr::generalise);
    };
    set_peek!(r, 1, m.k(way.value()));
    push!(r, o);
    Flow::Next
}

/// LOAD_FAST and the LOAD_ATTR behind it, while that has the handler for slots. An object with another map than the first
/// is left to that.
#[inline(always)]
pub fn load_fast_attr_slot<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    let o = local!(r, inst!(r).arg);
    // SAFETY: a LOAD_ATTR follows.
    let next = unsafe { &*r.pc.add(1) };
    let way = site!(next).first();
    if m.map_of(o).stamp != way.stamp || way.does != Does::Slot {
        push!(r, o);
        return Flow::Next;
    }
    push!(r, m.load(o, attribute(way.offset)));
    r.pc = next;
    Flow::Next
}

/// LOAD_FAST and the LOAD_ATTR of a method behind it, likewise.
#[inline(always)]
pub fn load_fast_attr_method<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    let o = local!(r, inst!(r).arg);
    // SAFETY: a LOAD_ATTR follows.
    let next = unsafe { &*r.pc.add(1) };
    let way = site!(next).first();
    if m.map_of(o).stamp != way.stamp || way.does != Does::Method {
        push!(r, o);
        return Flow::Next;
    }
    push!(r, m.k(way.value()));
    push!(r, o);
    r.pc = next;
    Flow::Next
}

/// STORE_ATTR to a slot, while all objects had one.
#[inline(always)]
pub fn store_attr_slot<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    let o = peek!(r, 1);
    let i = inst!(r);
    let map = m.map_of(o);
    let Some((way, _)) = site!(i).find(map).filter(|(way, _)| way.does == Does::Slot) else {
        return Flow::Cold(attr::generalise);
    };
    m.store(o, attribute(way.offset), peek!(r, 2));
    drop_n!(r, 2);
    Flow::Next
}

/// UNPACK_SEQUENCE of an exact tuple or list with so many items.
#[inline(always)]
pub fn unpack_sequence<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    let n = inst!(r).arg as usize;
    let seq = peek!(r, 1);
    let kind = m.map_of(seq).kind;
    if n == 0 || !matches!(kind, Kind::Tuple | Kind::List) || m.promoted_len(seq) != n {
        return Flow::Cold(build::unpack_sequence);
    }
    for i in 0..n {
        let at = m.k(Value::small_int_unchecked(i as i64));
        let item = if kind == Kind::Tuple { m.tuple_item(seq, at) } else { m.list_item(seq, at) };
        // The first item ends up on top.
        match item {
            // SAFETY: the compiler counted the places of the items.
            Some(v) => unsafe { r.sp.add(n - 1 - i).sub(1).write(v) },
            None => return Flow::Cold(build::unpack_sequence),
        }
    }
    // SAFETY: the compiler counted the places of the items.
    unsafe { r.sp = r.sp.add(n - 1) };
    Flow::Next
}

#[inline(always)]
pub fn for_iter<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    let it = peek!(r, 1);
    let kind = m.map_of(it).kind;
    if !matches!(kind, Kind::RangeIter | Kind::ListIter | Kind::TupleIter) {
        return Flow::Cold(control::for_iter);
    }
    match m.iter_next(kind, it) {
        Some(v) => {
            push!(r, v);
            Flow::Next
        }
        None => {
            let target = inst!(r).arg;
            go(r, target);
            Flow::Jump
        }
    }
}

/// CALL of a Python function whose parameters are plain and all given by position: the commonest call, without leaving
/// the registers. Everything else is cold.
#[inline(always)]
pub fn call<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    let n = inst!(r).arg as usize;
    let callee = peek!(r, n + 2);
    match m.map_of(callee).kind {
        Kind::Function => {}
        Kind::NativeFn | Kind::MethodDescr => return Flow::Cold(call::call_builtin),
        Kind::Class => return Flow::Cold(call::call_type),
        _ => return Flow::Cold(call::call),
    }
    let total = n + usize::from(!M::is_null(peek!(r, n + 1)));
    let code_v = m.load(callee, crate::frames::FUNC_CODE);
    let code: Gc<Code> = {
        let w = m.promote(code_v);
        // SAFETY: a function's code is a Code.
        unsafe { w.cast_unchecked() }
    };
    if code.simple_args != total as u32 + 1
        || code.instrumented != 0
        || m.thread().is_observed()
        || code.decoded.is_null()
        || !m.may_inline(code)
    {
        return Flow::Cold(call::call);
    }
    // SAFETY: the operands are on the stack, and the headers' region ends behind `frames_end`.
    unsafe {
        let args = r.sp.sub(total);
        let caller = m.frame();
        let next = caller.add(1);
        let n_plus = code.n_locals_plus as usize;
        let (frames_end, slots_end) = m.limits();
        if next >= frames_end || args.add(n_plus + code.stack_size as usize + crate::frames::HEADROOM) >= slots_end {
            return Flow::Cold(call::call);
        }
        (*caller).pc = r.pc;
        (*caller).sp = r.sp;
        for i in total..n_plus {
            args.add(i).write(M::null());
        }
        let first = (*code.decoded).plain.as_ptr();
        // Most functions begin with a RESUME, which has nothing to do now.
        let quiet = m.thread().breaker.load(std::sync::atomic::Ordering::Relaxed) == 0;
        let pc = if quiet && (*first).op == op::RESUME { first.add(1) } else { first };
        let sp = args.add(n_plus);
        next.write(Frame {
            code,
            pc,
            prev: caller,
            slots: args,
            sp,
            ret_sp: r.sp.sub(n + 2),
            func: callee,
            locals: None,
            object: None,
            generator: None,
            cont: crate::cont::PUSH,
            flags: 0,
            last_line: -1,
            step: 0,
        });
        m.set_frame(next);
        r.pc = pc;
        r.sp = sp;
        r.fp = args;
    }
    Flow::Jump
}

/// RETURN_VALUE to a Python caller that just wants the value.
#[inline(always)]
pub fn return_value<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    let v = peek!(r, 1);
    // SAFETY: the running frame; its caller's registers were saved at the call.
    unsafe {
        let f = m.frame();
        if (*f).flags != 0 || (*f).object.is_some() || (*f).generator.is_some() || (*f).cont != crate::cont::PUSH {
            return Flow::Cold(control::return_value);
        }
        let caller = (*f).prev;
        m.set_frame(caller);
        let ret = (*f).ret_sp;
        ret.write(v);
        r.sp = ret.add(1);
        r.fp = (*caller).slots;
        r.pc = (*caller).pc.add(1);
    }
    Flow::Jump
}

/// `a op b` of immediate ints and floats; everything else is cold.
#[inline(always)]
fn arithmetic<M: Machine>(m: &mut M, r: &mut R<M>, op: BinOp) -> Flow<M> {
    let (a, b) = (peek!(r, 2), peek!(r, 1));
    if m.is_small_int(a) && m.is_small_int(b) {
        if let Some(v) = m.int_op(op, a, b) {
            drop_n!(r, 1);
            set_peek!(r, 1, v);
            return Flow::Next;
        }
        return Flow::Cold(arith::binary_op);
    }
    if m.is_flonum(a) && m.is_flonum(b) {
        if let Some(v) = m.float_op(op, a, b) {
            drop_n!(r, 1);
            set_peek!(r, 1, v);
            return Flow::Next;
        }
        return Flow::Cold(arith::binary_op);
    }
    if let Some(v) = m.mixed_op(op, a, b) {
        drop_n!(r, 1);
        set_peek!(r, 1, v);
        return Flow::Next;
    }
    Flow::Cold(arith::binary_op)
}

/// BINARY_OP with its operator known: `OP` is the operator's number in `BinOp::ALL`.
#[inline(always)]
pub fn binary_known<M: Machine, const OP: usize>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    arithmetic(m, r, BinOp::ALL[OP])
}

/// A subscript.
#[inline(always)]
pub fn binary_subscr<M: Machine>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    let (a, b) = (peek!(r, 2), peek!(r, 1));
    subscript(m, r, a, b)
}

/// COMPARE_OP and the conditional jump behind it, with the comparison known: `OP` is its number in `CmpOp::ALL`, `WHEN`
/// the truth value that jumps.
#[inline(always)]
pub fn compare_jump_known<M: Machine, const OP: usize, const WHEN: bool>(m: &mut M, r: &mut R<M>) -> Flow<M> {
    let (a, b) = (peek!(r, 2), peek!(r, 1));
    let holds = if m.is_small_int(a) && m.is_small_int(b) {
        m.int_test(CmpOp::ALL[OP], a, b)
    } else if m.is_flonum(a) && m.is_flonum(b) {
        let v = m.float_cmp(CmpOp::ALL[OP], a, b);
        m.is_word(v, object::bool_value(true))
    } else {
        return Flow::Cold(arith::compare_op);
    };
    drop_n!(r, 2);
    // SAFETY: a fused instruction is followed by its second half.
    unsafe { r.pc = r.pc.add(1) };
    if holds == WHEN {
        let target = inst!(r).arg;
        go(r, target);
        return Flow::Jump;
    }
    Flow::Next
}
