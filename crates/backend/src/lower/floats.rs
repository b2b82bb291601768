//! Floats; `ir::word` explains the form of immediate ones.

use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{AbiParam, BlockArg, InstBuilder, MemFlagsData, Signature, Value, types};
use ir::{Code, Inst};

use super::{Lower, Result, flags, malformed};
use ir::word::{FLOAT_VALUE, FLONUM_ROTATE, FLONUM_TAG, FLONUM_ZERO, INT_TAG, TAG_MASK};

impl Lower<'_> {
    pub(super) fn float_pure(&mut self, inst: &Inst) -> Result<Value> {
        let a = self.arg(inst, 0)?;
        match inst.code {
            Code::Fneg => return Ok(self.pos.ins().fneg(a)),
            Code::IntToF => {
                let i = self.pos.ins().sshr_imm_u(a, INT_TAG);
                return Ok(self.pos.ins().fcvt_from_sint(types::F64, i));
            }
            _ => {}
        }
        let b = self.arg(inst, 1)?;
        Ok(match inst.code {
            Code::Fadd => self.pos.ins().fadd(a, b),
            Code::Fsub => self.pos.ins().fsub(a, b),
            Code::Fmul => self.pos.ins().fmul(a, b),
            Code::Fdiv => self.pos.ins().fdiv(a, b),
            Code::Fpow => self.power(a, b),
            Code::Flt => self.pos.ins().fcmp(FloatCC::LessThan, a, b),
            Code::Fle => self.pos.ins().fcmp(FloatCC::LessThanOrEqual, a, b),
            Code::Feq => self.pos.ins().fcmp(FloatCC::Equal, a, b),
            other => return Err(malformed(format!("{} is no float operation", other.name()))),
        })
    }

    fn power(&mut self, a: Value, b: Value) -> Value {
        extern "C" fn power(x: f64, y: f64) -> f64 {
            x.powf(y)
        }
        let mut sig = Signature::new(self.conv);
        sig.params.extend([AbiParam::new(types::F64); 2]);
        sig.returns.push(AbiParam::new(types::F64));
        let sig = self.pos.func.import_signature(sig);
        let callee = self.word(power as *const () as i64);
        let call = self.pos.ins().call_indirect(sig, callee, &[a, b]);
        self.pos.func.dfg.first_result(call)
    }

    /// The double in a float; the boxed ones are read out of line.
    pub(super) fn unbox(&mut self, inst: &Inst) -> Result<Value> {
        let v = self.arg(inst, 0)?;
        let (boxed, immediate, join) = (self.fresh(), self.fresh(), self.fresh());
        let double = self.pos.func.dfg.append_block_param(join, types::F64);
        let tag = self.pos.ins().band_imm_s(v, TAG_MASK);
        self.pos.ins().brif(tag, immediate, &[], boxed, &[]);

        self.begin_rare(boxed);
        let loaded = self.pos.ins().load(types::F64, flags(), v, FLOAT_VALUE);
        self.pos.ins().jump(join, &[BlockArg::Value(loaded)]);

        self.begin(immediate);
        let top = self.pos.ins().ushr_imm_u(v, 63);
        let rotated = self.pos.ins().isub(v, top);
        let bits = self.pos.ins().rotr_imm_u(rotated, FLONUM_ROTATE);
        let zero = self.word(0);
        let is_zero = self.compare(IntCC::Equal, v, FLONUM_ZERO);
        let bits = self.pos.ins().select(is_zero, zero, bits);
        let unboxed = self.pos.ins().bitcast(types::F64, MemFlagsData::new(), bits);
        self.pos.ins().jump(join, &[BlockArg::Value(unboxed)]);

        self.begin(join);
        Ok(double)
    }

    /// The float of a double; zero and those that need a cell are made out of line.
    pub(super) fn box_float(&mut self, inst: &Inst) -> Result<Value> {
        let double = self.arg(inst, 0)?;
        let (in_range, rare, call, join) = (self.fresh(), self.fresh(), self.fresh(), self.fresh());
        let result = self.pos.func.dfg.append_block_param(join, types::I64);
        let bits = self.pos.ins().bitcast(types::I64, MemFlagsData::new(), double);
        let rotated = self.pos.ins().rotl_imm_u(bits, FLONUM_ROTATE);
        let top = self.pos.ins().ushr_imm_u(rotated, 63);
        let word = self.pos.ins().iadd(rotated, top);
        let tag = self.pos.ins().band_imm_s(word, TAG_MASK);
        let common = self.compare(IntCC::Equal, tag, FLONUM_TAG);
        self.pos.ins().brif(common, in_range, &[], rare, &[]);

        self.begin(in_range);
        let taken = self.compare(IntCC::Equal, word, FLONUM_ZERO);
        self.pos.ins().brif(taken, call, &[], join, &[BlockArg::Value(word)]);

        self.begin_rare(rare);
        let zero = self.word(FLONUM_ZERO);
        self.pos.ins().brif(bits, call, &[], join, &[BlockArg::Value(zero)]);

        self.begin_rare(call);
        let mut sig = Signature::new(self.conv);
        sig.params.push(AbiParam::new(types::F64));
        sig.returns.push(AbiParam::new(types::I64));
        let sig = self.pos.func.import_signature(sig);
        let callee = self.word(self.rt.box_float as i64);
        let call = self.pos.ins().call_indirect(sig, callee, &[double]);
        let boxed = self.pos.func.dfg.first_result(call);
        self.pos.ins().jump(join, &[BlockArg::Value(boxed)]);

        self.begin(join);
        Ok(result)
    }
}
