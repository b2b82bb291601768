//! New cells.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{BlockArg, InstBuilder, Value, types};
use ir::Inst;

use super::{Lower, Result, flags};
use ir::word::MAP;

/// The offset of `end` behind `next` in a bump pointer.
const BUMP_END: i32 = 8;

impl Lower<'_> {
    /// A cell from the list's run when there is room in it, else from the allocator.
    pub(super) fn new_cell(&mut self, inst: &Inst) -> Result<Value> {
        let bytes = u64::from(inst.aux);
        let Some((bump, size)) = (self.rt.bump_of)(bytes) else {
            return Ok(self.alloc(inst));
        };
        let (room, full, join) = (self.fresh(), self.fresh(), self.fresh());
        let result = self.pos.func.dfg.append_block_param(join, types::I64);
        let bump = self.word(bump.cast_signed());
        let cell = self.pos.ins().load(types::I64, flags(), bump, 0);
        let end = self.pos.ins().load(types::I64, flags(), bump, BUMP_END);
        let next = self.pos.ins().iadd_imm_s(cell, size.cast_signed());
        let fits = self.pos.ins().icmp(IntCC::UnsignedLessThanOrEqual, next, end);
        self.pos.ins().brif(fits, room, &[], full, &[]);

        self.begin_rare(full);
        let made = self.alloc(inst);
        self.pos.ins().jump(join, &[BlockArg::Value(made)]);

        self.begin(room);
        self.pos.ins().store(flags(), next, bump, 0);
        let map = self.word(inst.imm.cast_signed());
        self.pos.ins().store(flags(), map, cell, MAP);
        self.pos.ins().jump(join, &[BlockArg::Value(cell)]);

        self.begin(join);
        Ok(result)
    }

    fn alloc(&mut self, inst: &Inst) -> Value {
        let map = self.word(inst.imm.cast_signed());
        let bytes = self.word(i64::from(inst.aux));
        self.call_c(self.rt.alloc as u64, &[map, bytes])
    }
}
