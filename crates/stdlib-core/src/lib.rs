//! stdlib-core.
