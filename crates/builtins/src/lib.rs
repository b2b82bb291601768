//! builtins.
