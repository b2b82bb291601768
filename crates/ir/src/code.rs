//! The table of operations.

/// What an operation's result, or operand, is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Type {
    /// A tagged word: a Python value, or zero for the empty one.
    V,
    /// A raw 64-bit word: an untagged int, a length, an address.
    I,
    /// A double.
    F,
    /// A truth value.
    B,
    /// Nothing.
    N,
}

/// What an operation does besides computing its result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Depends on its operands alone and can be dropped, moved and merged.
    Pure,
    /// Leaves the straight line when it does not hold.
    Guard,
    /// Reads memory of the alias class that its second immediate names.
    Load,
    /// Writes memory of that alias class.
    Store,
    /// Makes an object; can be dropped when nobody needs it.
    Alloc,
    /// Calls native code: which memory it touches, its descriptor says.
    Call,
}

/// What the native code of a call does to memory, in `aux`.
pub mod effect {
    /// Anything: it may run Python code, which may look at frames.
    pub const ANY: u32 = 0;
    /// Nothing; the result depends on the immutable contents of the operands alone.
    pub const PURE: u32 = 1;
    /// Reads containers.
    pub const READS: u32 = 2;
    /// Writes containers.
    pub const WRITES: u32 = 4;
    /// Makes an object.
    pub const FRESH: u32 = 8;
    /// Done once it need not be done again while the last operand, a version, is the same value. That operand is not passed.
    pub const IDEMPOTENT: u32 = 16;
    /// Writes containers, and is expected not to run Python code: a guard behind it looks whether it did.
    pub const CHECKED: u32 = 32;
    /// With PURE: equal calls may be one.
    pub const MERGE: u32 = 64;
}

/// Calls a macro with the table: `name (operand types) -> result effect "what it does";` rows. `..` stands for any number
/// of further operands of type V.
#[macro_export]
macro_rules! for_each_code {
    ($m:ident) => {
        $m! {
            // Constants and inputs.
            Word () -> V Pure "the tagged word `imm`";
            Raw () -> I Pure "the raw word `imm`";
            Float () -> F Pure "the double with the bits `imm`";
            Input () -> I Pure "input `imm` of the function";
            Param () -> V Pure "a parameter of a block (its type is the one of the function's table of parameters)";

            // Tagged ints. A small int n is the word 2n+1; comparisons and bit operations work on tagged words.
            AddOvf (V V) -> V Guard "sum; leaves when it is no small int";
            SubOvf (V V) -> V Guard "difference; leaves when it is no small int";
            MulOvf (V V) -> V Guard "product; leaves when it is no small int";
            FloorDiv (V V) -> V Guard "quotient rounded down; leaves when the divisor is zero or the result no small int";
            Mod (V V) -> V Guard "remainder with the divisor's sign; leaves when the divisor is zero";
            Shl (V V) -> V Guard "left shift; leaves unless the count is 0..=61 and the result a small int";
            Shr (V V) -> V Guard "right shift; leaves when the count is negative";
            And (V V) -> V Pure "bitwise and of small ints";
            Or (V V) -> V Pure "bitwise or of small ints";
            Xor (V V) -> V Pure "bitwise exclusive or of small ints";
            CmpLt (V V) -> B Pure "less, of small ints";
            CmpLe (V V) -> B Pure "less or equal, of small ints";
            CmpEq (V V) -> B Pure "the same word";
            CmpNe (V V) -> B Pure "another word";
            Untag (V) -> I Pure "the number in a small int";
            Addr (V) -> I Pure "the address of a cell";
            Tag (I) -> V Pure "the small int of a number that fits";

            // Raw words.
            Iadd (I I) -> I Pure "sum, wrapping";
            Isub (I I) -> I Pure "difference, wrapping";
            Ilt (I I) -> B Pure "less, signed";
            Iult (I I) -> B Pure "less, unsigned";
            Ieq (I I) -> B Pure "equal";

            // Truth values.
            Not (B) -> B Pure "the other truth value";
            BoolToV (B) -> V Pure "True or False";

            // Floats.
            Fadd (F F) -> F Pure "sum";
            Fsub (F F) -> F Pure "difference";
            Fmul (F F) -> F Pure "product";
            Fdiv (F F) -> F Pure "quotient";
            Fpow (F F) -> F Pure "power, as C's pow gives it";
            Fneg (F) -> F Pure "the negative";
            Flt (F F) -> B Pure "less";
            Fle (F F) -> B Pure "less or equal";
            Feq (F F) -> B Pure "equal";
            IntToF (V) -> F Pure "a small int as a double (exact or rounded to nearest)";
            Unbox (V) -> F Pure "the double in a float, immediate or boxed";
            Box (F) -> V Pure "the float: immediate when its exponent is in the common range, else a new cell";

            // Guards on values.
            GuardTrue (B) -> N Guard "leaves when false";
            GuardFalse (B) -> N Guard "leaves when true";
            GuardInt (V) -> N Guard "leaves unless a small int";
            GuardFloat (V) -> N Guard "leaves unless an exact float: immediate, or a cell with the map `imm`";
            GuardMap (V) -> N Guard "leaves unless a cell with the map `imm`";
            GuardIs (V) -> N Guard "leaves unless the word `imm`";
            GuardIsNot (V) -> N Guard "leaves if the word `imm`, which is None";
            GuardSet (V) -> N Guard "leaves if empty";
            GuardUnset (V) -> N Guard "leaves unless empty";
            GuardOk (V) -> N Guard "leaves if empty: the call raised";
            GuardWord32 (I) -> N Guard "leaves unless the 32-bit word at offset `imm` of an address is `aux`";
            GuardEq (I) -> N Guard "leaves unless the raw word is `imm`";

            // Memory. `imm` is the byte offset, `aux` the alias class.
            Load (V) -> V Load "the word at an offset of a cell";
            LoadI (V) -> I Load "the raw word at an offset of a cell";
            LoadAt (I) -> V Load "the word at an offset of an address";
            LoadIAt (I) -> I Load "the raw word at an offset of an address";
            Elem (I I) -> V Load "word number (second operand) of the array at an offset of an address";
            Store (V V) -> N Store "writes a word at an offset of a cell";
            StoreI (V I) -> N Store "writes a raw word at an offset of a cell";
            StoreAt (I V) -> N Store "writes a word at an offset of an address";
            StoreIAt (I I) -> N Store "writes a raw word at an offset of an address";
            SetElem (I I V) -> N Store "writes word number (second operand) of the array at an offset of an address";
            Unlink (V) -> N Store "frame number `imm` from the root, a generator's, is about to be left";
            Forget (I I) -> N Store "word number (second operand) of the array at an offset of an address is nobody's any more";

            // Objects and calls.
            New () -> V Alloc "a new cell with the map `imm` and `aux` bytes, zeroed but for its map";
            Call (..) -> V Call "calls the helper whose descriptor is at `imm`; the empty word when it raised";
            CallNative (..) -> V Call "calls the built-in function object at `imm` with positional arguments";
            CallC (..) -> V Call "calls the C function at address `imm` with words; gives a word";
            AddOnce (I V I) -> N Call "adds what a cell says to a set that has a version: unless the cell holds both already, calls the C function at `imm` with the three";
        }
    };
}

macro_rules! type_list {
    (..) => { &[] };
    ($($t:ident)*) => { &[$(Type::$t),*] };
}
macro_rules! is_variadic {
    (..) => {
        true
    };
    ($($t:ident)*) => {
        false
    };
}

macro_rules! define {
    ($($name:ident ($($t:tt)*) -> $r:ident $e:ident $doc:literal;)*) => {
        /// An operation's code.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        #[repr(u8)]
        pub enum Code {
            $(#[doc = $doc] $name,)*
        }

        impl Code {
            /// All codes, in the table's order.
            pub const ALL: &'static [Code] = &[$(Code::$name),*];

            /// The name in dumps.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Code::$name => stringify!($name),)* }
            }
            /// The types of the operands; none for a variadic operation, whose operands are all V.
            #[must_use]
            pub fn operands(self) -> &'static [Type] {
                match self { $(Code::$name => type_list!($($t)*),)* }
            }
            /// Does it take any number of operands?
            #[must_use]
            pub fn variadic(self) -> bool {
                match self { $(Code::$name => is_variadic!($($t)*),)* }
            }
            /// The type of the result (for `Param`, that of the table of parameters counts).
            #[must_use]
            pub fn result(self) -> Type {
                match self { $(Code::$name => Type::$r,)* }
            }
            /// What it does besides.
            #[must_use]
            pub fn effect(self) -> Effect {
                match self { $(Code::$name => Effect::$e,)* }
            }
        }
    };
}
for_each_code!(define);
