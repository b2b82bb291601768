//! Writing the interpreter's frames before a call that may look at them.

use ir::tree::SnapId;
use ir::{Code, Inst, Ref};

use crate::emit::Emitter;
use crate::state::{Header, State, Val};

impl Emitter<'_> {
    /// Writes what the interpreter's frames do not hold yet of a snapshot's frames, and makes the innermost one current.
    pub(crate) fn sync_frames(&mut self, st: &mut State, snap: SnapId) {
        let s = self.tree.snaps[snap.0 as usize].clone();
        let layout = self.shapes.frame;
        let fp = self.input(0);
        let hp = self.input(1);
        st.headers.truncate(s.frames.len());
        // Whoever is called next may use what lies above the stack.
        let end = s.frames.last().map_or(0, |f| f.base + f.slots.len() as u32);
        st.synced.retain(|at, _| *at < end);
        st.headers.resize(s.frames.len(), None);
        for (k, f) in s.frames.iter().enumerate() {
            let at = k as u32 * layout.size;
            let func = self.value(st, f.func);
            let object = (f.object != Ref::NONE).then(|| self.value(st, f.object));
            let events = u64::from(f.last_line as u32) | u64::from(f.step) << 32;
            let generator = (f.generator != Ref::NONE).then(|| self.value(st, f.generator));
            let (code, base, ret, cont, flags) = (f.code, f.base, f.ret, f.cont, f.flags);
            let header = Header { code, base, ret, func, cont, flags, events, object, generator };
            let put_raw = |e: &mut Self, offset: u32, v: Ref| {
                e.put(Inst::with(Code::StoreIAt, &[hp, v], u64::from(at + offset), 0));
            };
            let before = st.headers[k];
            let rest = Header { events, object, ..header };
            if k > 0 && before.map(|b| Header { events, object, ..b }) != Some(rest) {
                let code = self.raw(f.code);
                put_raw(self, layout.code, code);
                let previous = self.raw(u64::from((k as u32 - 1) * layout.size));
                let previous = self.put(Inst::new(Code::Iadd, &[hp, previous]));
                put_raw(self, layout.prev, previous);
                for (offset, slot) in [(layout.slots, f.base), (layout.ret_sp, f.ret)] {
                    let slot = self.raw(8 * u64::from(slot));
                    let address = self.put(Inst::new(Code::Iadd, &[fp, slot]));
                    put_raw(self, offset, address);
                }
                let func = self.place(st, func);
                self.put(Inst::with(Code::StoreAt, &[hp, func], u64::from(at + layout.func), 0));
                let zero = self.raw(0);
                put_raw(self, layout.locals, zero);
                match generator {
                    // It is linked already when only something else of the header is new.
                    Some(g) if before.and_then(|b| b.generator) == Some(g) => {}
                    Some(g) => self.link(st, g, at),
                    None => put_raw(self, layout.generator, zero),
                }
                let cont_flags = self.raw(u64::from(f.cont) | u64::from(f.flags) << 32);
                put_raw(self, layout.cont_flags, cont_flags);
            }
            if k > 0 && before.is_none_or(|b| b.object != object) {
                let o = match object {
                    Some(o) => self.place(st, o),
                    None => self.empty_word(),
                };
                self.put(Inst::with(Code::StoreAt, &[hp, o], u64::from(at + layout.object), 0));
            }
            if before.is_none_or(|b| b.events != events) {
                let events = self.raw(events);
                put_raw(self, layout.events, events);
            }
            st.headers[k] = Some(header);
            let pc = self.raw(f.pc);
            put_raw(self, layout.pc, pc);
            let sp = self.raw(8 * (u64::from(f.base) + f.slots.len() as u64));
            let sp = self.put(Inst::new(Code::Iadd, &[fp, sp]));
            put_raw(self, layout.sp, sp);
            self.sync_slots(st, snap, k);
        }
        let tp = self.input(2);
        self.sync_observing(st, s.observing);
        let top = self.raw(u64::from((s.frames.len() as u32 - 1) * layout.size));
        let top = self.put(Inst::new(Code::Iadd, &[hp, top]));
        self.put(Inst::with(Code::StoreIAt, &[tp, top], u64::from(self.shapes.thread_frame), 0));
    }

    /// Makes a frame, whose header begins at an offset, the activation of a generator: see `machine::generator::link`.
    fn link(&mut self, st: &mut State, g: Val, at: u32) {
        let (hp, tp) = (self.input(1), self.input(2));
        let shapes = self.shapes;
        let g = self.place(st, g);
        self.put(Inst::with(Code::StoreAt, &[hp, g], u64::from(at + shapes.frame.generator), 0));
        let offset = self.raw(u64::from(at));
        let frame = self.put(Inst::new(Code::Iadd, &[hp, offset]));
        self.put(Inst::with(Code::StoreI, &[g, frame], u64::from(shapes.generator_frame), 0));
        let level = self.put(Inst::with(Code::LoadIAt, &[tp], u64::from(shapes.thread_level), 0));
        self.put(Inst::with(Code::StoreI, &[g, level], u64::from(shapes.generator_previous), 0));
        let address = self.put(Inst::new(Code::Addr, &[g]));
        let offset = self.raw(u64::from(shapes.generator_level));
        let own = self.put(Inst::new(Code::Iadd, &[address, offset]));
        self.put(Inst::with(Code::StoreIAt, &[tp, own], u64::from(shapes.thread_level), 0));
    }

    /// Frame `k`, the innermost one, is about to be left: if memory has it as a generator's activation, that ends.
    pub(crate) fn unlink(&mut self, st: &mut State, k: usize) {
        let linked = st.headers.get(k).copied().flatten().and_then(|h| h.generator);
        st.headers.truncate(k);
        let Some(g) = linked else { return };
        let tp = self.input(2);
        let shapes = self.shapes;
        let g = self.place(st, g);
        let level = self.put(Inst::with(Code::LoadI, &[g], u64::from(shapes.generator_previous), 0));
        self.put(Inst::with(Code::StoreIAt, &[tp, level], u64::from(shapes.thread_level), 0));
        let zero = self.raw(0);
        for offset in [shapes.generator_previous, shapes.generator_frame] {
            self.put(Inst::with(Code::StoreI, &[g, zero], u64::from(offset), 0));
        }
    }

    /// Writes the slots of one of a snapshot's frames that memory does not have yet.
    pub(crate) fn sync_slots(&mut self, st: &mut State, snap: SnapId, frame: usize) {
        let f = self.tree.snaps[snap.0 as usize].frames[frame].clone();
        let fp = self.input(0);
        for (i, r) in f.slots.iter().enumerate() {
            let v = if *r == Ref::NONE { self.word(0) } else { self.value(st, *r) };
            let key = f.base + i as u32;
            if st.synced.get(&key) == Some(&v) {
                continue;
            }
            let x = self.place(st, v);
            let offset = 8 * (u64::from(f.base) + i as u64);
            self.put(Inst::with(Code::StoreAt, &[fp, x], offset, 0));
            st.synced.insert(key, v);
        }
    }

    /// Writes what the thread's state says of observers.
    pub(crate) fn sync_observing(&mut self, st: &mut State, observing: u64) {
        if st.observing == Some(observing) {
            return;
        }
        let (tp, word) = (self.input(2), self.raw(observing));
        self.put(Inst::with(Code::StoreIAt, &[tp, word], u64::from(self.shapes.thread_observing), 0));
        st.observing = Some(observing);
    }

    /// The empty word.
    fn empty_word(&mut self) -> Ref {
        match self.word(0) {
            Val::R(r) => r,
            Val::L(_) => unreachable!("constants are emitted"),
        }
    }

    fn raw(&mut self, n: u64) -> Ref {
        match self.constant(Code::Raw, n) {
            Val::R(r) => r,
            Val::L(_) => unreachable!("constants are emitted"),
        }
    }

    pub(crate) fn input(&mut self, n: u64) -> Ref {
        match self.constant(Code::Input, n) {
            Val::R(r) => r,
            Val::L(_) => unreachable!("inputs are emitted"),
        }
    }
}
