//! Frame objects: virtual ones where the recording can have them, and what their getters tell.

use heap::Value;
use ir::{Code as Op, Ref};
use machine::traits::{Alias, Field};
use object::code::Code;
use object::frame::{Frame, FrameObject};
use object::function::{Function, GetSet};
use object::gc::ValueExt;
use object::map::Kind;
use object::{Gc, Object, Result};

use crate::abort::Abort;
use crate::recorder::{Fact, Recorder};
use crate::value::Rv;

const fn offset(n: usize) -> Field {
    Field { offset: n as u32, alias: Alias::FrameObject, immutable: false }
}
const CODE: Field = offset(std::mem::offset_of!(FrameObject, code));
const FUNC: Field = offset(std::mem::offset_of!(FrameObject, func));
const BACK: Field = offset(std::mem::offset_of!(FrameObject, back));
const LOCALS: Field = offset(std::mem::offset_of!(FrameObject, locals));
const TRACE: Field = offset(std::mem::offset_of!(FrameObject, trace));
pub(crate) const FRAME: u64 = std::mem::offset_of!(FrameObject, frame) as u64;
const UNIT: u64 = std::mem::offset_of!(FrameObject, unit) as u64;

impl Recorder {
    /// The object of frame `k`, made if need be: as one that the optimiser may leave out.
    pub(crate) fn object_of(&mut self, k: usize) -> Rv {
        if !self.objects[k].is_null() {
            return self.objects[k];
        }
        // SAFETY: frame `k` of the shadow is live, and stands for the interpreter's frame at the same place.
        let (f, real) = unsafe { (&mut *self.frames[k].as_mut_ptr(), self.root.add(k)) };
        // SAFETY: a frame's function is a Function.
        let func: Gc<Function> = unsafe { f.func.value().cast_unchecked() };
        let mut o = object::frame::new_frame_object(f.code, func, f.locals);
        o.frame = real;
        f.object = Some(o);
        if k < self.synced {
            // SAFETY: `sync` wrote that frame.
            unsafe { (*real).object = Some(o) };
        }
        let map = FrameObject::class().instance_map;
        let r = self.emit(Op::New, &[], map.as_ptr() as u64, map.size as u32);
        let v = Rv { word: o.value().bits(), r };
        self.learn(v, Fact::Map(map));
        let address = self.raw((k * size_of::<Frame<Value>>()) as i64);
        let address = self.emit(Op::Iadd, &[self.hp, address], 0, 0);
        self.emit(Op::StoreI, &[r, address], FRAME, Alias::FrameObject as u32);
        let (code, locals) = (f.code.value(), f.locals);
        let fields = [
            (CODE, Rv::konst(code)),
            (FUNC, f.func),
            (machine::events::TRACE_LINES, Rv::konst(object::bool_value(true))),
            (machine::events::TRACE_OPCODES, Rv::konst(object::bool_value(false))),
        ];
        for (at, x) in fields.into_iter().chain(locals.map(|l| (LOCALS, Rv::konst(l)))) {
            let args = [r, self.operand(x)];
            self.emit(Op::Store, &args, u64::from(at.offset), Alias::FrameObject as u32);
        }
        self.objects[k] = v;
        // Snapshots of the waiting frame were taken without its object.
        self.outer.truncate(k);
        v
    }

    /// The innermost frame, which has an object, is about to be left.
    pub(crate) fn detach_object(&mut self) {
        let k = self.depth() - 1;
        let o = self.objects[k];
        // SAFETY: the shadow's innermost frame is live.
        let f = unsafe { &*self.cur };
        let (Some(mut object), true) = (f.object, k > 0) else { unreachable!("the root frame is not left") };
        if self.objects[k - 1].is_null() && k == 1 {
            // The root frame's object is not part of the state that a tree carries.
            self.poison(Abort::Escape);
        }
        let caller = self.object_of(k - 1);
        // SAFETY: frame `k` is live.
        let f = unsafe { &*self.frames[k].as_ptr() };
        let n = f.code.n_locals_plus as usize;
        // SAFETY: the pc points into the code; the frame's slots begin with its variables.
        let (unit, variables) = unsafe { ((*f.pc).unit as usize, std::slice::from_raw_parts(f.slots, n)) };
        let unset = Rv::konst(object::frame::unset());
        let given: Vec<Rv> = variables.iter().map(|v| if v.is_null() { unset } else { *v }).collect();
        let words: heap::GcVec<Value> = given.iter().map(|v| v.value()).collect();
        object::frame::save_variables(object, &words);
        object.unit = unit;
        // SAFETY: a frame object's word is one.
        object.back = Some(unsafe { caller.value().cast_unchecked() });
        object.frame = std::ptr::null_mut();
        let r = self.operand(o);
        let (zero, at) = (self.raw(0), self.raw(unit as i64));
        self.emit(Op::StoreI, &[r, zero], FRAME, Alias::FrameObject as u32);
        self.emit(Op::StoreI, &[r, at], UNIT, Alias::FrameObject as u32);
        let back = self.operand(caller);
        self.emit(Op::Store, &[r, back], u64::from(BACK.offset), Alias::FrameObject as u32);
        if n > 0 {
            let operands: Vec<Ref> = std::iter::once(r).chain(given.iter().map(|v| self.operand(*v))).collect();
            let imm = &raw const machine::frames::SAVE_VARIABLES as u64;
            self.emit(Op::Call, &operands, imm, ir::effect::FRESH);
        }
    }

    /// A computed attribute.
    pub(crate) fn computed(&mut self, o: Rv, g: Gc<GetSet>) -> Result<Rv> {
        let name = g.name.to_string();
        match object::map_of(o.value()).kind {
            Kind::Frame => {
                if let Some(v) = self.frame_attribute(o, &name) {
                    return Ok(v);
                }
                if matches!(name.as_str(), "f_lineno" | "f_lasti") && self.is_outside(o) {
                    return self.quiet_getter(o, g);
                }
            }
            Kind::Code if FIXED.contains(&name.as_str()) => {
                if self.known(o).is_some() || !self.is_entry {
                    self.pin(o);
                    return object::attr::run_getter(g, o.value()).map(Rv::konst);
                }
                if let Some(v) = self.code_attribute(o, &name) {
                    return Ok(v);
                }
                return self.quiet_getter(o, g);
            }
            _ => {
                if let Some(v) = self.exception_attribute(o, g, &name) {
                    return Ok(v);
                }
            }
        }
        let d = Rv::konst(g.value());
        machine::Machine::helper(self, &machine::attr::COMPUTED, &[d, o])
    }

    /// Does a frame object belong to a frame that the recording does not hold, guarded?
    fn is_outside(&mut self, o: Rv) -> bool {
        // SAFETY: the caller knows that it is a frame object.
        let object: Gc<FrameObject> = unsafe { o.value().cast_unchecked() };
        if object.frame >= self.root {
            return false;
        }
        let r = self.operand(o);
        let address = self.emit(Op::LoadI, &[r], FRAME, Alias::FrameObject as u32);
        let below = self.emit(Op::Iult, &[address, self.hp], 0, 0);
        self.decide(below, true)
    }

    /// Calls a getter that runs no Python code, and looks at no frame of the recording.
    fn quiet_getter(&mut self, o: Rv, g: Gc<GetSet>) -> Result<Rv> {
        if let Some(known) = self.replayed() {
            return known;
        }
        let d = self.operand(Rv::konst(g.value()));
        let operands = vec![d, self.operand(o)];
        let word = o.value();
        let imm = &raw const machine::attr::COMPUTED as u64;
        self.native(Op::Call, operands, imm, ir::effect::READS, &mut |_| object::attr::run_getter(g, word))
    }

    /// A field of a code object that is not known.
    fn code_attribute(&mut self, o: Rv, name: &str) -> Option<Rv> {
        let at = |n: usize| Field { offset: n as u32, alias: Alias::Function, immutable: true };
        match name {
            "co_filename" => Some(machine::Machine::load(self, o, at(std::mem::offset_of!(Code, filename)))),
            "co_code" => machine::Machine::load_opt(self, o, at(std::mem::offset_of!(Code, co_code))),
            _ => None,
        }
    }

    /// Sets a computed attribute.
    pub(crate) fn assign_computed(&mut self, o: Rv, g: Gc<GetSet>, v: Rv) -> Result<()> {
        if object::map_of(o.value()).kind == Kind::Frame
            && g.name.to_string() == "f_trace_lines"
            && object::map_of(v.value()).kind == Kind::Bool
        {
            self.guarded_map(v);
            machine::Machine::store(self, o, machine::events::TRACE_LINES, v);
            return Ok(());
        }
        let d = Rv::konst(g.value());
        machine::Machine::helper(self, &machine::attr::SET_COMPUTED, &[d, o, v]).map(|_| ())
    }

    /// What a getter of `frame` tells of a frame of the shadow, or of any frame's object.
    fn frame_attribute(&mut self, o: Rv, name: &str) -> Option<Rv> {
        match name {
            "f_trace" => {
                let v = machine::Machine::load_opt(self, o, TRACE);
                return Some(v.unwrap_or_else(|| Rv::konst(object::none())));
            }
            "f_trace_lines" => return Some(machine::Machine::load(self, o, machine::events::TRACE_LINES)),
            _ => {}
        }
        let Some(k) = (0..self.depth()).find(|k| self.objects[*k].r == o.r) else {
            return (name == "f_code").then(|| machine::Machine::load(self, o, CODE));
        };
        // SAFETY: frame `k` of the shadow is live, and its pc points to an instruction.
        let (f, unit) = unsafe {
            let f = &*self.frames[k].as_ptr();
            (f, (*f.pc).unit)
        };
        match name {
            "f_code" => Some(Rv::konst(f.code.value())),
            "f_lineno" => {
                let line = f.code.line_at(unit);
                Some(Rv::konst(line.map_or_else(object::none, |l| object::number::int(i64::from(l)))))
            }
            "f_lasti" => Some(Rv::konst(object::number::int(2 * i64::from(unit)))),
            "f_back" if k > 0 && !self.objects[k - 1].is_null() => Some(self.objects[k - 1]),
            _ => None,
        }
    }
}

/// Attributes of code objects that never change, and are the same object each time.
const FIXED: &[&str] =
    &["co_code", "co_filename", "co_firstlineno", "co_flags", "co_name", "co_qualname", "co_argcount"];
