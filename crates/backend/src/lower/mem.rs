//! Loads and stores.

use cranelift_codegen::ir::{InstBuilder, Value, types};
use ir::{Code, Inst};

use super::{Lower, Result, flags, malformed};

impl Lower<'_> {
    /// The address and the offset that fits an instruction.
    pub(super) fn place(&mut self, base: Value, offset: u64) -> (Value, i32) {
        match i32::try_from(offset.cast_signed()) {
            Ok(offset) => (base, offset),
            Err(_) => (self.pos.ins().iadd_imm_s(base, offset.cast_signed()), 0),
        }
    }

    fn element(&mut self, inst: &Inst) -> Result<(Value, i32)> {
        let (base, index) = (self.arg(inst, 0)?, self.arg(inst, 1)?);
        let offset = self.pos.ins().ishl_imm_u(index, 3);
        let address = self.pos.ins().iadd(base, offset);
        Ok(self.place(address, inst.imm))
    }

    pub(super) fn load_op(&mut self, inst: &Inst) -> Result<Value> {
        let (base, offset) = match inst.code {
            Code::Load | Code::LoadI | Code::LoadAt | Code::LoadIAt => {
                let base = self.arg(inst, 0)?;
                self.place(base, inst.imm)
            }
            Code::Elem => self.element(inst)?,
            other => return Err(malformed(format!("{} is no load", other.name()))),
        };
        Ok(self.pos.ins().load(types::I64, flags(), base, offset))
    }

    pub(super) fn store_op(&mut self, inst: &Inst) -> Result<()> {
        let (base, offset, value) = match inst.code {
            Code::Store | Code::StoreI | Code::StoreAt | Code::StoreIAt => {
                let base = self.arg(inst, 0)?;
                let (base, offset) = self.place(base, inst.imm);
                (base, offset, self.arg(inst, 1)?)
            }
            Code::SetElem => {
                let (base, offset) = self.element(inst)?;
                (base, offset, self.arg(inst, 2)?)
            }
            other => return Err(malformed(format!("{} is no store", other.name()))),
        };
        self.pos.ins().store(flags(), value, base, offset);
        Ok(())
    }
}
