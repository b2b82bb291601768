//! Calls of native code.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};
use ir::{Code, Inst};

use super::{Lower, Result, flags, malformed};

/// Does the operation hand its arguments over by pointer?
pub(super) fn by_pointer(code: Code) -> bool {
    matches!(code, Code::Call | Code::CallNative)
}

impl Lower<'_> {
    pub(super) fn call_op(&mut self, inst: &Inst) -> Result<Value> {
        let callee = match inst.code {
            Code::Call => self.rt.call_helper,
            Code::CallNative => self.rt.call_native,
            Code::CallC => {
                let args: Vec<Value> = inst.args.iter().map(|a| self.value(*a)).collect::<Result<_>>()?;
                return Ok(self.call_c(inst.imm, &args));
            }
            other => return Err(malformed(format!("{} is no call", other.name()))),
        };
        let slot = self.arg_slot()?;
        let args = self.pos.ins().stack_addr(types::I64, slot, 0);
        for (n, offset) in (0..inst.args.len()).zip((0..).step_by(8)) {
            let value = self.arg(inst, n)?;
            self.pos.ins().store(flags(), value, args, offset);
        }
        let what = self.word(inst.imm.cast_signed());
        let n = self.word(inst.args.len() as i64);
        Ok(self.call_c(callee as u64, &[what, args, n]))
    }

    /// Calls unless the cell's first two words are the set and the version.
    pub(super) fn add_once(&mut self, inst: &Inst) -> Result<()> {
        let (cell, set, version) = (self.arg(inst, 0)?, self.arg(inst, 1)?, self.arg(inst, 2)?);
        let [same_set, same_version, call, done] = std::array::from_fn(|_| self.fresh());
        for (offset, word, next) in [(0, set, same_set), (8, version, same_version)] {
            let known = self.pos.ins().load(types::I64, flags(), cell, offset);
            let same = self.pos.ins().icmp(IntCC::Equal, known, word);
            self.pos.ins().brif(same, next, &[], call, &[]);
            self.begin(next);
        }
        self.pos.ins().jump(done, &[]);
        self.begin_rare(call);
        self.call_c(inst.imm, &[cell, set, version]);
        self.pos.ins().jump(done, &[]);
        self.begin(done);
        Ok(())
    }

    /// Calls a C function on words.
    pub(super) fn call_c(&mut self, address: u64, args: &[Value]) -> Value {
        let sig = self.sig(args.len());
        let callee = self.word(address.cast_signed());
        let call = self.pos.ins().call_indirect(sig, callee, args);
        self.pos.func.dfg.first_result(call)
    }
}
