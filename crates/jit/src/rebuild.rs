//! Rebuilding the interpreter's state at an exit.

use heap::{RootVec, Value};
use object::code::Code;
use object::frame::{Cont, Frame, FrameObject, Generator};
use object::gc::ValueExt;
use object::{Gc, Tuple};
use opt::{Alloc, ObjRecipe, Recipe, SAVED, Src};

/// The words of an exit, with the objects that its recipe asks for.
pub(crate) struct Words<'a> {
    values: &'a [u64],
    /// Made only when a recipe asks for some.
    objects: Option<RootVec>,
}

impl<'a> Words<'a> {
    /// Makes the recipe's objects.
    pub(crate) fn new(recipe: &Recipe, values: &'a [u64]) -> Words<'a> {
        let mut words = Words { values, objects: None };
        if recipe.objects.is_empty() {
            return words;
        }
        // Instances first, then what is made of its parts, whose parts come earlier or are instances.
        let none = object::none();
        for o in &recipe.objects {
            let v = match &o.alloc {
                Alloc::New { map, size } => Value::from_ptr(heap::alloc(*map as *const heap::Shape, *size as usize)),
                Alloc::Made { .. } => none,
            };
            words.objects.get_or_insert_default().push(v);
        }
        let mut made = vec![false; recipe.objects.len()];
        for k in 0..recipe.objects.len() {
            words.make(recipe, k, &mut made);
        }
        for (k, o) in recipe.objects.iter().enumerate() {
            if let Alloc::New { .. } = o.alloc {
                for (offset, src) in o.fields.iter().filter(|(offset, _)| *offset < SAVED) {
                    let w = words.word(*src);
                    // SAFETY: fields lie within the instance; a field at 0 is its map.
                    unsafe { words.object(k).as_ptr::<u8>().add(*offset as usize).cast::<usize>().write(w) };
                }
            }
        }
        for (k, o) in recipe.objects.iter().enumerate() {
            words.save_variables(k, o);
        }
        words
    }

    /// Gives a frame object, the recipe's object number `k`, the variables of its frame, which was left.
    fn save_variables(&self, k: usize, o: &ObjRecipe) {
        let given = o.fields.iter().filter(|(offset, _)| *offset >= SAVED);
        // SAFETY: what a frame object is given are values.
        let given: RootVec = given.map(|(_, src)| unsafe { Value::from_bits(self.word(*src)) }).collect();
        if let Some(f) = self.object(k).cast::<FrameObject>().filter(|_| !given.is_empty()) {
            object::frame::save_variables(f, &given);
        }
    }

    fn make(&mut self, recipe: &Recipe, k: usize, made: &mut [bool]) {
        if std::mem::replace(&mut made[k], true) {
            return;
        }
        let o = &recipe.objects[k];
        for (_, src) in &o.fields {
            if let Src::Object(j) = src {
                self.make(recipe, *j as usize, made);
            }
        }
        let Alloc::Made { helper, items, .. } = &o.alloc else { return };
        let mut args = RootVec::new();
        while let Some((_, src)) = o.fields.iter().find(|(offset, _)| *offset == items + 8 * args.len() as u32) {
            // SAFETY: parts of made objects are values, or empty.
            let Some(v) = (unsafe { Value::opt_from_bits(self.word(*src)) }) else { break };
            args.push(v);
        }
        // SAFETY: a maker's descriptor is the address of a static helper.
        let h = unsafe { &*(*helper as *const machine::Helper) };
        let v = (h.f)(&args).unwrap_or_else(|_| Tuple::empty().value());
        if let Some(all) = &mut self.objects {
            all[k] = v;
        }
    }

    fn object(&self, k: usize) -> Value {
        self.objects.as_ref().map_or_else(object::none, |all| all[k])
    }

    /// A word of the rebuilt state.
    pub(crate) fn word(&self, src: Src) -> usize {
        match src {
            Src::Empty => 0,
            Src::Const(w) => w as usize,
            Src::Word(i) => self.values[i as usize] as usize,
            Src::Float(i) => object::number::float(f64::from_bits(self.values[i as usize])).bits(),
            Src::Truth(i) => object::bool_value(self.values[i as usize] != 0).bits(),
            Src::Object(k) => self.object(k as usize).bits(),
        }
    }
}

/// Writes the frames of a recipe, from the root frame inwards, and makes the pending stores.
///
/// # Safety
/// `root` is the frame in which the tree was entered, with room above it for the recipe's frames; the words are those of
/// the exit.
pub(crate) unsafe fn rebuild(recipe: &Recipe, words: &Words<'_>, root: *mut Frame<Value>) {
    // SAFETY: promised by the caller.
    unsafe {
        for s in &recipe.stores {
            let (base, w) = (words.word(s.base) as *mut u8, words.word(s.value));
            let index = s.index.map_or(0, |i| words.word(i));
            base.add(s.offset as usize).cast::<usize>().add(index).write(w);
        }
        let slots = (*root).slots;
        for (k, f) in recipe.frames.iter().enumerate() {
            let real = root.add(k);
            let s = &f.state;
            let mine = slots.add(s.base as usize);
            let in_memory = k < recipe.synced as usize;
            if recipe.forced && in_memory {
                // Native code was shown this frame as it is, and may have written to it.
                continue;
            }
            let code: Gc<Code> = Gc::from_raw(s.code as *mut Code);
            for (i, src) in f.slots.iter().enumerate() {
                mine.add(i).cast::<usize>().write(words.word(*src));
            }
            if k > 0 {
                if !in_memory {
                    (*real).flags = s.flags;
                }
                (*real).object =
                    (words.word(f.object) != 0).then(|| Gc::from_raw(words.word(f.object) as *mut FrameObject));
                (*real).code = code;
                (*real).prev = root.add(k - 1);
                (*real).slots = mine;
                (*real).ret_sp = slots.add(s.ret as usize);
                (*real).func = Value::from_bits(words.word(f.func));
                (*real).locals = None;
                (*real).generator = None;
                if words.word(f.generator) != 0 {
                    let g = Gc::from_raw(words.word(f.generator) as *mut Generator);
                    (*real).generator = Some(g);
                    if !f.linked {
                        machine::generator::link(g, &mut *real, &mut object::thread());
                    }
                }
                (*real).cont = Cont { kind: s.cont as u16, arg: (s.cont >> 16) as u16 };
            }
            (*real).last_line = s.last_line;
            (*real).step = s.step;
            (*real).pc = machine::events::same_place(s.pc as *const object::code::Inst, &*real);
            (*real).sp = mine.add(f.slots.len());
        }
        let mut t = object::thread();
        t.frame = root.add(recipe.frames.len() - 1);
        t.tracing = recipe.observing as u32;
        t.what_event = (recipe.observing >> 32) as i32;
    }
}
