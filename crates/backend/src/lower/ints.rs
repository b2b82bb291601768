//! Ints, raw words, truth values.
//!
//! A small int n is the word 2n+1, so that `2a+1 + 2b` is the word of the sum, and a sum that is no small int overflows.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value};
use ir::{Code, Inst};

use super::{Lower, Result, malformed};
use ir::word::INT_TAG;

/// The largest count of a left shift that can leave a small int small.
const MAX_SHIFT: i64 = 61;

impl Lower<'_> {
    /// The arithmetic that leaves when the result is no small int.
    pub(super) fn int_op(&mut self, inst: &Inst) -> Result<Value> {
        match inst.code {
            Code::AddOvf => self.add(inst),
            Code::SubOvf => self.sub(inst),
            Code::MulOvf => self.mul(inst),
            Code::FloorDiv => self.floor_div(inst),
            Code::Mod => self.modulo(inst),
            Code::Shl => self.shl(inst),
            Code::Shr => self.shr(inst),
            other => Err(malformed(format!("{} is no int operation", other.name()))),
        }
    }

    /// A sum or difference with a constant is compared with the other operand, which is shorter than asking for the
    /// overflow flag.
    fn add_constant(&mut self, inst: &Inst, a: Value, by: i64) -> Result<Value> {
        let sum = self.pos.ins().iadd_imm_s(a, by);
        if by != 0 {
            let cc = if by > 0 { IntCC::SignedLessThan } else { IntCC::SignedGreaterThan };
            let wrapped = self.pos.ins().icmp(cc, sum, a);
            self.guard_not(inst, wrapped)?;
        }
        Ok(sum)
    }

    fn add(&mut self, inst: &Inst) -> Result<Value> {
        let (a, b) = (self.arg(inst, 0)?, self.arg(inst, 1)?);
        if let Some(k) = self.constant(inst, 1) {
            return self.add_constant(inst, a, k.wrapping_sub(INT_TAG));
        }
        if let Some(k) = self.constant(inst, 0) {
            return self.add_constant(inst, b, k.wrapping_sub(INT_TAG));
        }
        let b = self.pos.ins().iadd_imm_s(b, -INT_TAG);
        let (sum, overflow) = self.pos.ins().sadd_overflow(a, b);
        self.guard_not(inst, overflow)?;
        Ok(sum)
    }

    fn sub(&mut self, inst: &Inst) -> Result<Value> {
        let (a, b) = (self.arg(inst, 0)?, self.arg(inst, 1)?);
        // The smallest small int has no negative, but twice its untagged form is i64::MIN, whose negative wraps: only
        // the overflow flag is right there.
        if let Some(k) = self.constant(inst, 1)
            && let Some(by) = k.wrapping_sub(INT_TAG).checked_neg()
        {
            return self.add_constant(inst, a, by);
        }
        let b = self.pos.ins().iadd_imm_s(b, -INT_TAG);
        let (difference, overflow) = self.pos.ins().ssub_overflow(a, b);
        self.guard_not(inst, overflow)?;
        Ok(difference)
    }

    fn mul(&mut self, inst: &Inst) -> Result<Value> {
        let swap = self.constant(inst, 0).is_some();
        let (a, b) = (self.arg(inst, usize::from(swap))?, self.arg(inst, usize::from(!swap))?);
        let b = self.untag(b);
        let a = self.pos.ins().iadd_imm_s(a, -INT_TAG);
        let (product, overflow) = self.pos.ins().smul_overflow(a, b);
        self.guard_not(inst, overflow)?;
        Ok(self.pos.ins().iadd_imm_s(product, INT_TAG))
    }

    fn untag(&mut self, v: Value) -> Value {
        self.pos.ins().sshr_imm_u(v, INT_TAG)
    }

    fn tag(&mut self, i: Value) -> Value {
        let twice = self.pos.ins().ishl_imm_u(i, INT_TAG);
        self.pos.ins().iadd_imm_s(twice, INT_TAG)
    }

    /// The divisor's power of two when it is a constant that is one.
    fn divisor_shift(&self, inst: &Inst) -> Option<u32> {
        let n = self.constant(inst, 1)? >> 1;
        (n > 0 && n.count_ones() == 1).then(|| n.trailing_zeros())
    }

    /// Untagged operands of a division, the quotient rounded to zero, the remainder, and what to add to the quotient to
    /// round down (-1 or 0).
    ///
    /// The quotient of the smallest small int by -1 fits a raw word, so that the division never traps.
    fn divide(&mut self, inst: &Inst) -> Result<[Value; 4]> {
        let (a, b) = (self.arg(inst, 0)?, self.arg(inst, 1)?);
        if self.constant(inst, 1).is_none_or(|k| k == INT_TAG) {
            let zero = self.compare(IntCC::Equal, b, INT_TAG);
            self.guard_not(inst, zero)?;
        }
        let (a, b) = (self.untag(a), self.untag(b));
        let quotient = self.pos.ins().sdiv(a, b);
        let back = self.pos.ins().imul(quotient, b);
        let remainder = self.pos.ins().isub(a, back);
        let signs = self.pos.ins().bxor(remainder, b);
        let opposite = self.pos.ins().sshr_imm_u(signs, 63);
        let zero = self.word(0);
        let exact = self.compare(IntCC::Equal, remainder, 0);
        let adjust = self.pos.ins().select(exact, zero, opposite);
        Ok([b, quotient, remainder, adjust])
    }

    fn floor_div(&mut self, inst: &Inst) -> Result<Value> {
        if let Some(shift) = self.divisor_shift(inst) {
            let a = self.arg(inst, 0)?;
            let shifted = self.pos.ins().sshr_imm_u(a, i64::from(shift));
            return Ok(self.pos.ins().bor_imm_s(shifted, INT_TAG));
        }
        let [_, quotient, _, adjust] = self.divide(inst)?;
        let floor = self.pos.ins().iadd(quotient, adjust);
        // Only the smallest small int by -1 gives a quotient that is no small int.
        if self.constant(inst, 1).is_none_or(|k| k == -INT_TAG) {
            let (twice, overflow) = self.pos.ins().sadd_overflow(floor, floor);
            self.guard_not(inst, overflow)?;
            return Ok(self.pos.ins().iadd_imm_s(twice, INT_TAG));
        }
        Ok(self.tag(floor))
    }

    fn modulo(&mut self, inst: &Inst) -> Result<Value> {
        if let Some(shift) = self.divisor_shift(inst) {
            let a = self.arg(inst, 0)?;
            // The mask keeps the tag.
            let mask = (2_i64 << shift).wrapping_sub(1);
            return Ok(self.pos.ins().band_imm_s(a, mask));
        }
        let [b, _, remainder, adjust] = self.divide(inst)?;
        let step = self.pos.ins().band(b, adjust);
        let modulo = self.pos.ins().iadd(remainder, step);
        Ok(self.tag(modulo))
    }

    fn shl(&mut self, inst: &Inst) -> Result<Value> {
        let (a, b) = (self.arg(inst, 0)?, self.arg(inst, 1)?);
        let count = self.untag(b);
        if self.constant(inst, 1).is_none_or(|k| !(0..=MAX_SHIFT).contains(&(k >> 1))) {
            let large = self.compare(IntCC::UnsignedGreaterThan, count, MAX_SHIFT);
            self.guard_not(inst, large)?;
        }
        let twice = self.pos.ins().iadd_imm_s(a, -INT_TAG);
        let shifted = self.pos.ins().ishl(twice, count);
        let back = self.pos.ins().sshr(shifted, count);
        let whole = self.pos.ins().icmp(IntCC::Equal, back, twice);
        self.guard(inst, whole)?;
        Ok(self.pos.ins().iadd_imm_s(shifted, INT_TAG))
    }

    /// The lowest bit of the shifted word is the tag's place again.
    fn shr(&mut self, inst: &Inst) -> Result<Value> {
        let (a, b) = (self.arg(inst, 0)?, self.arg(inst, 1)?);
        let shifted = match self.constant(inst, 1) {
            Some(k) if k >= 0 => self.pos.ins().sshr_imm_u(a, (k >> 1).min(63)),
            _ => {
                let negative = self.compare(IntCC::SignedLessThan, b, 0);
                self.guard_not(inst, negative)?;
                let count = self.untag(b);
                let most = self.word(63);
                let small = self.compare(IntCC::UnsignedLessThan, count, 63);
                let count = self.pos.ins().select(small, count, most);
                self.pos.ins().sshr(a, count)
            }
        };
        Ok(self.pos.ins().bor_imm_s(shifted, INT_TAG))
    }

    /// Operations on tagged ints that always succeed.
    pub(super) fn int_pure(&mut self, inst: &Inst) -> Result<Value> {
        let a = self.arg(inst, 0)?;
        match inst.code {
            Code::Untag => return Ok(self.untag(a)),
            Code::Addr => return Ok(a),
            Code::Tag => return Ok(self.tag(a)),
            _ => {}
        }
        let b = self.arg(inst, 1)?;
        Ok(match inst.code {
            Code::And => self.pos.ins().band(a, b),
            Code::Or => self.pos.ins().bor(a, b),
            Code::Xor => {
                let bits = self.pos.ins().bxor(a, b);
                self.pos.ins().bor_imm_s(bits, INT_TAG)
            }
            Code::CmpLt => self.pos.ins().icmp(IntCC::SignedLessThan, a, b),
            Code::CmpLe => self.pos.ins().icmp(IntCC::SignedLessThanOrEqual, a, b),
            Code::CmpEq => self.pos.ins().icmp(IntCC::Equal, a, b),
            Code::CmpNe => self.pos.ins().icmp(IntCC::NotEqual, a, b),
            other => return Err(malformed(format!("{} is no int operation", other.name()))),
        })
    }

    /// Raw words and truth values.
    pub(super) fn raw_pure(&mut self, inst: &Inst) -> Result<Value> {
        let a = self.arg(inst, 0)?;
        match inst.code {
            Code::Not => return Ok(self.pos.ins().icmp_imm_s(IntCC::Equal, a, 0)),
            Code::BoolToV => {
                let yes = self.word(self.rt.true_word.cast_signed());
                let no = self.word(self.rt.false_word.cast_signed());
                return Ok(self.pos.ins().select(a, yes, no));
            }
            _ => {}
        }
        let b = self.arg(inst, 1)?;
        Ok(match inst.code {
            Code::Iadd => self.pos.ins().iadd(a, b),
            Code::Isub => self.pos.ins().isub(a, b),
            Code::Ilt => self.pos.ins().icmp(IntCC::SignedLessThan, a, b),
            Code::Iult => self.pos.ins().icmp(IntCC::UnsignedLessThan, a, b),
            Code::Ieq => self.pos.ins().icmp(IntCC::Equal, a, b),
            other => return Err(malformed(format!("{} is no operation on raw words", other.name()))),
        })
    }
}
