//! Why a recording was given up, or ended before a loop was closed.

macro_rules! reasons {
    ($($(#[$m:meta])* $name:ident $words:literal;)*) => {
        /// The reason.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Abort { $($(#[$m])* $name,)* }

        impl Abort {
            /// The reason in words, for users.
            #[must_use]
            pub fn words(self) -> &'static str {
                match self { $(Abort::$name => $words,)* }
            }
        }
    };
}
reasons! {
    /// `ops::recordable` says no.
    Operation "an operation that cannot be recorded";
    Raised "an exception";
    Escape "a frame became visible to native code";
    Fresh "an object made in the loop was treated as a constant";
    TooLong "the path is too long";
    /// At the header of a loop that has machine code.
    InnerLoop "a loop inside runs by itself";
    Recursion "a recursive function";
    Short "so short that the interpreter does as well";
    Unrolled "a loop inside goes round too often";
    LeftLoop "the loop's function returned";
    Overflow "an object has more attributes than fit inside";
    Breaker "a signal or another thread interrupted";
    Observed "observers changed";
}
