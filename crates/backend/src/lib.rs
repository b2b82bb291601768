//! IR to machine code, by Cranelift.
