//! Guards on values.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, Value, types};
use ir::{Code, Inst};

use super::{Lower, Result, flags, malformed};
use ir::word::{FLONUM_TAG, INT_TAG, MAP, TAG_MASK};

impl Lower<'_> {
    pub(super) fn guard_op(&mut self, inst: &Inst) -> Result<()> {
        let imm = inst.imm.cast_signed();
        let v = self.arg(inst, 0)?;
        match inst.code {
            Code::GuardTrue => self.guard(inst, v),
            Code::GuardFalse => self.guard_not(inst, v),
            Code::GuardInt => {
                let tag = self.pos.ins().band_imm_s(v, INT_TAG);
                self.guard(inst, tag)
            }
            Code::GuardFloat => self.guard_float(inst, v),
            Code::GuardMap => {
                let tag = self.pos.ins().band_imm_s(v, TAG_MASK);
                self.guard_not(inst, tag)?;
                self.guard(inst, v)?;
                let same = self.has_map(v, imm);
                self.guard(inst, same)
            }
            Code::GuardIs | Code::GuardEq => {
                let same = self.compare(IntCC::Equal, v, imm);
                self.guard(inst, same)
            }
            Code::GuardIsNot => {
                let same = self.compare(IntCC::Equal, v, imm);
                self.guard_not(inst, same)
            }
            Code::GuardWord32 => {
                // Other threads and signal handlers write the word: each look at it must be one at memory, which an
                // ordinary load is not when nothing between two of them stores.
                let address = self.pos.ins().iadd_imm_s(v, inst.imm.cast_signed());
                let word = self.pos.ins().atomic_load(types::I32, flags(), address);
                let same = self.pos.ins().icmp_imm_u(IntCC::Equal, word, i64::from(inst.aux));
                self.guard(inst, same)
            }
            Code::GuardSet | Code::GuardOk => self.guard(inst, v),
            Code::GuardUnset => self.guard_not(inst, v),
            other => Err(malformed(format!("{} is no guard on a value", other.name()))),
        }
    }

    /// Has the cell that `v` refers to this map?
    fn has_map(&mut self, v: Value, map: i64) -> Value {
        let found = self.pos.ins().load(types::I64, flags(), v, MAP);
        self.compare(IntCC::Equal, found, map)
    }

    /// Flonums pass at once; whether another word is a boxed float is found out of line.
    fn guard_float(&mut self, inst: &Inst, v: Value) -> Result<()> {
        let fail = self.fail(inst)?;
        let [other, cell, look, next]: [Block; 4] = std::array::from_fn(|_| self.fresh());
        let tag = self.pos.ins().band_imm_s(v, TAG_MASK);
        let flonum = self.compare(IntCC::Equal, tag, FLONUM_TAG);
        self.pos.ins().brif(flonum, next, &[], other, &[]);

        self.begin_rare(other);
        self.pos.ins().brif(tag, fail, &[], cell, &[]);
        self.begin_rare(cell);
        self.pos.ins().brif(v, look, &[], fail, &[]);
        self.begin_rare(look);
        let same = self.has_map(v, inst.imm.cast_signed());
        self.pos.ins().brif(same, next, &[], fail, &[]);

        self.begin(next);
        Ok(())
    }
}
