//! Values of the recorder.

use heap::Value;
use ir::Ref;

/// A word with the ref of the operation that made it. The empty value is the word zero without a ref.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(C)]
pub struct Rv {
    pub word: usize,
    pub r: Ref,
}

/// The ref of a constant that no operation stands for yet.
pub(crate) const KONST: Ref = Ref(u32::MAX - 1);

impl Rv {
    pub(crate) const NULL: Rv = Rv { word: 0, r: Ref::NONE };

    pub(crate) fn konst(v: Value) -> Rv {
        Rv { word: v.bits(), r: KONST }
    }

    pub(crate) fn is_null(self) -> bool {
        self.word == 0
    }

    /// The value; it must not be empty.
    #[must_use]
    pub fn value(self) -> Value {
        debug_assert!(self.word != 0, "the empty value was looked into");
        // SAFETY: words of the recorder that are not zero come from values.
        unsafe { Value::from_bits(self.word) }
    }
}
