//! stdlib-io.
