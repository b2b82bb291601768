//! Writing the interpreter's frames before a call that may look at them.

use ir::tree::SnapId;
use ir::{Code, Inst, Ref};

use crate::emit::Emitter;
use crate::state::{State, Val};

impl Emitter<'_> {
    /// Writes what the interpreter's frames do not hold yet of a snapshot's frames, and makes the innermost one current.
    pub(crate) fn sync_frames(&mut self, st: &mut State, snap: SnapId) {
        let s = self.tree.snaps[snap.0 as usize].clone();
        let layout = self.shapes.frame;
        let fp = self.input(0);
        let hp = self.input(1);
        st.headers.truncate(s.frames.len());
        st.synced.retain(|(k, _), _| (*k as usize) < s.frames.len());
        st.headers.resize(s.frames.len(), None);
        for (k, f) in s.frames.iter().enumerate() {
            let at = k as u32 * layout.size;
            let func = self.value(st, f.func);
            let header = (f.code, f.base, f.ret, func, f.cont);
            let put_raw = |e: &mut Self, offset: u32, v: Ref| {
                e.put(Inst::with(Code::StoreIAt, &[hp, v], u64::from(at + offset), 0));
            };
            if k > 0 && st.headers[k] != Some(header) {
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
                for offset in [layout.locals, layout.object, layout.generator] {
                    put_raw(self, offset, zero);
                }
                let cont_flags = self.raw(u64::from(f.cont) | u64::from(f.flags) << 32);
                put_raw(self, layout.cont_flags, cont_flags);
            }
            st.headers[k] = Some(header);
            let pc = self.raw(f.pc);
            put_raw(self, layout.pc, pc);
            let sp = self.raw(8 * (u64::from(f.base) + f.slots.len() as u64));
            let sp = self.put(Inst::new(Code::Iadd, &[fp, sp]));
            put_raw(self, layout.sp, sp);
            for (i, r) in f.slots.iter().enumerate() {
                let v = if *r == Ref::NONE { self.word(0) } else { self.value(st, *r) };
                let key = (k as u32, i as u32);
                if st.synced.get(&key) == Some(&v) {
                    continue;
                }
                let x = self.place(st, v);
                let offset = 8 * (u64::from(f.base) + i as u64);
                self.put(Inst::with(Code::StoreAt, &[fp, x], offset, 0));
                st.synced.insert(key, v);
            }
        }
        let tp = self.input(2);
        let top = self.raw(u64::from((s.frames.len() as u32 - 1) * layout.size));
        let top = self.put(Inst::new(Code::Iadd, &[hp, top]));
        self.put(Inst::with(Code::StoreIAt, &[tp, top], u64::from(self.shapes.thread_frame), 0));
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
