//! Generators whose activations are frames of the recording: what they keep between activations are fields of their objects,
//! which the optimiser may leave unwritten, and leave out together with the object.
//!
//! That a frame is a generator's activation is no store but part of the frame's state in snapshots: memory has to know
//! only where the interpreter's frames are up to date.

use heap::Value;
use ir::Code as Op;
use machine::Machine;
use machine::generator::{link, unlink};
use machine::traits::{Alias, Field};
use object::Gc;
use object::frame::{Frame, Generator};
use object::gc::ValueExt;

use crate::frames::FRAME;
use crate::prims::{NO_ALIAS, field};
use crate::recorder::Recorder;
use crate::value::Rv;

fn slot(i: usize) -> Field {
    Field { offset: (Generator::SLOTS_OFFSET + 8 * i) as u32, alias: Alias::Generator, immutable: false }
}

/// The generator that a value is.
fn generator(v: Rv) -> Gc<Generator> {
    // SAFETY: the semantics give generators only, whose maps were tested.
    unsafe { v.value().cast_unchecked() }
}

impl Recorder {
    /// A raw word of an object, pinned.
    pub(crate) fn pinned_word(&mut self, o: Rv, f: Field) -> u64 {
        // SAFETY: fields are declared with offsets inside the objects that they are used on.
        let word = unsafe { *field(o, f) } as u64;
        let r = self.operand(o);
        let loaded = self.emit(Op::LoadI, &[r], u64::from(f.offset), f.alias as u32);
        self.guard_once(Op::GuardEq, loaded, word);
        word
    }

    /// Copies a frame's first `n` slots to a generator's, and empties those behind.
    pub(crate) fn save_to_generator(&mut self, from: *const Rv, n: usize, to: Rv) {
        let mut g = generator(to);
        let before = g.n_slots as usize;
        for i in 0..n.max(before) {
            // SAFETY: the frame has `n` slots.
            let v = if i < n { unsafe { from.add(i).read() } } else { Rv::NULL };
            self.store(to, slot(i), v);
        }
        g.n_slots = n as u32;
    }

    /// Copies a generator's `n` slots to a frame's.
    pub(crate) fn load_from_generator(&mut self, from: Rv, n: usize, to: *mut Rv) {
        let variables = generator(from).code.n_locals_plus as usize;
        for i in 0..n {
            let v = match i < variables {
                true => self.load(from, slot(i)),
                // The code that follows does not ask whether a place of the stack is empty.
                false => self.load_opt(from, slot(i)).unwrap_or(Rv::NULL),
            };
            // SAFETY: the new frame has room for `n` slots and more.
            unsafe { to.add(i).write(v) };
        }
    }

    /// The innermost frame is a generator's activation.
    pub(crate) fn link_generator(&mut self, v: Rv) {
        let k = self.depth() - 1;
        let r = self.operand(v);
        self.generators[k] = Rv { word: v.word, r };
        // SAFETY: the innermost frame of the shadow stands for the interpreter's at the same place.
        let (real, shadow) = unsafe { (&mut *self.root.add(k), &mut *self.cur) };
        link(generator(v), real, self.thread());
        shadow.generator = real.generator.take();
    }

    /// It is left.
    pub(crate) fn unlink_generator(&mut self, v: Rv) {
        let k = self.depth() - 1;
        let r = self.operand(v);
        self.emit(Op::Unlink, &[r], k as u64, NO_ALIAS);
        unlink(generator(v), self.thread());
    }

    /// The innermost frame has the object that its generator kept.
    pub(crate) fn adopt_object(&mut self, o: Rv) {
        let k = self.depth() - 1;
        let r = self.operand(o);
        self.objects[k] = Rv { word: o.word, r };
        let address = self.raw((k * size_of::<Frame<Value>>()) as i64);
        let address = self.emit(Op::Iadd, &[self.hp, address], 0, 0);
        self.emit(Op::StoreI, &[r, address], FRAME, Alias::FrameObject as u32);
        // SAFETY: what a generator keeps is a frame object; the innermost frame of the shadow is live.
        unsafe {
            let mut object: Gc<object::frame::FrameObject> = o.value().cast_unchecked();
            object.frame = self.root.add(k);
            (*self.cur).object = Some(object);
        }
    }

    /// The innermost frame's object stays with the generator.
    pub(crate) fn disown_object(&mut self) {
        let o = self.objects[self.depth() - 1];
        let (r, zero) = (self.operand(o), self.raw(0));
        self.emit(Op::StoreI, &[r, zero], FRAME, Alias::FrameObject as u32);
        // SAFETY: as for `adopt_object`.
        unsafe {
            let mut object: Gc<object::frame::FrameObject> = o.value().cast_unchecked();
            object.frame = std::ptr::null_mut();
        }
    }
}
