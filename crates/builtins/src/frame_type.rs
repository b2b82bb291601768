//! `frame` and `traceback` as Python sees them. `f_locals` of functions is a `FrameLocalsProxy` (`frame_locals`).

use front::code::kinds;
use heap::{GcVec, Head, Value};
use object::class::ClassFlags;
use object::code::co;
use object::frame::{FrameObject, GenState, Traceback, back_of};
use object::function::extend_class;
use object::gc::ValueExt;
use object::hooks::late;
use object::misc::is_none;
use object::repr::{id, repr, type_name};
use object::{
    Class, Gc, List, Object, Result, Row, Str, attribute_error, intern, native, none, number, ops, raise_type,
    runtime_error, type_error, value_error,
};

use super::frame_locals;

fn f_back(this: Gc<FrameObject>) -> Option<Gc<FrameObject>> {
    if this.frame.is_null() {
        return this.back;
    }
    // SAFETY: the pointer is cleared when the frame is left.
    unsafe { back_of(this.frame) }
}

fn f_code(this: Gc<FrameObject>) -> Value {
    this.code.value()
}

fn f_globals(this: Gc<FrameObject>) -> Value {
    this.func.globals.value()
}

fn f_builtins(this: Gc<FrameObject>) -> Value {
    this.func.builtins.value()
}

/// Do some slots of a class or module frame hold variables of an inlined comprehension?
fn has_hidden_locals(this: Gc<FrameObject>) -> bool {
    let kinds_of = &this.code.data.localspluskinds;
    let hidden = kinds_of.iter().enumerate().filter(|(_, k)| **k & kinds::HIDDEN != 0);
    let slots = this.fast_slots();
    hidden.map(|(i, _)| i).any(|i| slots.get(i).copied().flatten().is_some())
}

/// `f_locals`: the namespace of class and module bodies, a write-through proxy for functions (PEP 667).
pub(crate) fn f_locals(this: Gc<FrameObject>) -> Value {
    if this.code.flags & co::OPTIMIZED == 0 && !has_hidden_locals(this) {
        let live = if this.frame.is_null() {
            None
        } else {
            // SAFETY: the pointer is cleared when the frame is left.
            unsafe { (*this.frame).locals }
        };
        return live.or(this.locals).unwrap_or_else(|| this.func.globals.value());
    }
    frame_locals::proxy(this).value()
}

fn f_lasti(this: Gc<FrameObject>) -> i64 {
    2 * i64::from(this.current_unit())
}

/// The line of a code unit of a frame's code, or None.
fn line_value(this: Gc<FrameObject>, unit: u32) -> Value {
    this.code.line_at(unit).map_or_else(none, |l| number::int(i64::from(l)))
}

fn f_lineno(this: Gc<FrameObject>) -> Value {
    line_value(this, this.current_unit())
}

fn set_lineno(this: Gc<FrameObject>, v: Option<Value>) -> Result<()> {
    let Some(v) = v else {
        return attribute_error(
            this.value(),
            intern("f_lineno").value(),
            "attribute 'f_lineno' of 'frame' objects cannot be deleted",
        );
    };
    match late().set_lineno {
        Some(set) => set(this, v),
        None => value_error("f_lineno can only be set in a trace function"),
    }
}

fn f_trace(this: Gc<FrameObject>) -> Option<Value> {
    this.trace
}

fn set_trace(mut this: Gc<FrameObject>, v: Option<Value>) {
    this.trace = v.filter(|v| !is_none(*v));
    if let Some(changed) = late().trace_changed {
        changed(this);
    }
}

fn assigned_bool(v: Option<Value>) -> Result<Value> {
    match v.map(|v| number::as_bool(v).map(|_| v)) {
        None => type_error("can't delete numeric/char attribute"),
        Some(None) => type_error("attribute value type must be bool"),
        Some(Some(v)) => Ok(v),
    }
}

fn f_trace_lines(this: Gc<FrameObject>) -> Value {
    this.trace_lines
}

fn set_trace_lines(mut this: Gc<FrameObject>, v: Option<Value>) -> Result<()> {
    this.trace_lines = assigned_bool(v)?;
    Ok(())
}

fn f_trace_opcodes(this: Gc<FrameObject>) -> Value {
    this.trace_opcodes
}

fn set_trace_opcodes(mut this: Gc<FrameObject>, v: Option<Value>) -> Result<()> {
    this.trace_opcodes = assigned_bool(v)?;
    if let Some(changed) = late().trace_changed {
        changed(this);
    }
    Ok(())
}

fn f_generator(this: Gc<FrameObject>) -> Option<Value> {
    this.generator.map(Gc::value)
}

fn clear(mut this: Gc<FrameObject>) -> Result<()> {
    if !this.frame.is_null() {
        return runtime_error("cannot clear an executing frame");
    }
    if let Some(g) = this.generator {
        match g.state {
            GenState::Running => return runtime_error("cannot clear an executing frame"),
            GenState::Suspended => return runtime_error("cannot clear a suspended frame"),
            GenState::Created => {
                object::generator::finalize(g.value());
                object::generator::finish(g);
            }
            GenState::Finished => {}
        }
    }
    this.saved = GcVec::new();
    this.trace = None;
    this.extra_locals = None;
    Ok(())
}

fn frame_repr(this: Gc<FrameObject>) -> Result<Gc<Str>> {
    let line = this.line();
    let head = Str::new(&format!("<frame at {:#x}, file ", id(this.value()))).concat(repr(this.code.filename.value())?);
    Ok(head.concat(Str::new(&format!(", line {line}, code "))).concat(this.code.name).concat(Str::new(">")))
}

fn frame_sizeof(this: Gc<FrameObject>) -> usize {
    size_of::<FrameObject>() + 8 * (this.code.n_locals_plus + this.code.stack_size) as usize
}

static FRAME: &[Row] = &[
    Row::method("__repr__($self, /)", native(frame_repr)),
    Row::method("clear($self, /)", native(clear)).doc("Clear all references held by the frame."),
    Row::method("__sizeof__($self, /)", native(frame_sizeof)).doc("Return the size of the frame in memory, in bytes."),
    Row::getter("f_back", native(f_back)),
    Row::getter("f_code", native(f_code)).doc("Return the code object being executed in this frame."),
    Row::getter("f_globals", native(f_globals)).doc("Return the global variables in the frame."),
    Row::getter("f_builtins", native(f_builtins)).doc("Return the built-in variables in the frame."),
    Row::getter("f_locals", native(f_locals)).doc("Return the mapping used by the frame to look up local variables."),
    Row::getter("f_lasti", native(f_lasti)).doc("Return the index of the last attempted instruction in the frame."),
    Row::getter("f_generator", native(f_generator))
        .doc("Return the generator or coroutine associated with this frame, or None."),
    Row::getset("f_lineno", native(f_lineno), native(set_lineno)).doc("Return the current line number in the frame."),
    Row::getset("f_trace", native(f_trace), native(set_trace))
        .doc("Return the trace function for this frame, or None if no trace function is set."),
    Row::getset("f_trace_lines", native(f_trace_lines), native(set_trace_lines)),
    Row::getset("f_trace_opcodes", native(f_trace_opcodes), native(set_trace_opcodes))
        .doc("Return True if opcode tracing is enabled, False otherwise."),
];

fn tb_new(class: Gc<Class>, next: Value, frame: Value, lasti: Value, lineno: Value) -> Result<Gc<Traceback>> {
    let Some(frame_object) = frame.cast::<FrameObject>() else {
        return raise_type!("traceback() argument 'tb_frame' must be frame, not {}", type_name(frame));
    };
    let (lasti, lineno) = (ops::to_i64(lasti)?, ops::to_i64(lineno)?);
    let next = checked_next(next)?;
    let tb = Traceback {
        head: Head { map: std::ptr::null() },
        next,
        frame: frame_object,
        unit: (lasti.max(0) / 2) as u32,
        lineno: lineno as i32,
    };
    Ok(tb.alloc_in(class))
}

fn checked_next(v: Value) -> Result<Option<Value>> {
    if is_none(v) {
        Ok(None)
    } else if v.is::<Traceback>() {
        Ok(Some(v))
    } else {
        raise_type!("expected traceback object or None, got '{}'", type_name(v))
    }
}

fn tb_next(this: Gc<Traceback>) -> Option<Value> {
    this.next
}

fn set_next(mut this: Gc<Traceback>, v: Option<Value>) -> Result<()> {
    let Some(v) = v else { return type_error("can't delete tb_next attribute") };
    if !is_none(v) && !v.is::<Traceback>() {
        return raise_type!("expected traceback object, got '{}'", type_name(v));
    }
    let next = checked_next(v)?;
    let mut cursor = next.and_then(|n| n.cast::<Traceback>());
    while let Some(t) = cursor {
        if t == this {
            return value_error("traceback loop detected");
        }
        cursor = t.next.and_then(|n| n.cast::<Traceback>());
    }
    this.next = next;
    Ok(())
}

fn tb_frame(this: Gc<Traceback>) -> Gc<FrameObject> {
    this.frame
}

fn tb_lasti(this: Gc<Traceback>) -> i64 {
    2 * i64::from(this.unit)
}

fn tb_lineno(this: Gc<Traceback>) -> Value {
    if this.lineno >= 0 { number::int(i64::from(this.lineno)) } else { line_value(this.frame, this.unit) }
}

fn tb_dir(_this: Gc<Traceback>) -> Value {
    let names: GcVec<Value> =
        ["tb_frame", "tb_next", "tb_lasti", "tb_lineno"].iter().map(|n| intern(n).value()).collect();
    List::new(names).value()
}

static TRACEBACK: &[Row] = &[
    Row::new("__new__($type, tb_next, tb_frame, tb_lasti, tb_lineno)", native(tb_new)),
    Row::method("__dir__($self, /)", native(tb_dir)),
    Row::getset("tb_next", native(tb_next), native(set_next)),
    Row::getter("tb_frame", native(tb_frame)),
    Row::getter("tb_lasti", native(tb_lasti)),
    Row::getter("tb_lineno", native(tb_lineno)),
];

/// Adds the rows of `frame` and `traceback`.
pub fn init() {
    let mut frame = FrameObject::class();
    frame.flags.0 |= ClassFlags::NO_INSTANTIATE;
    extend_class(frame, "", &[FRAME]);
    extend_class(Traceback::class(), "Create a new traceback object.", &[TRACEBACK]);
    frame_locals::init();
}
