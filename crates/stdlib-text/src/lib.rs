//! stdlib-text.
