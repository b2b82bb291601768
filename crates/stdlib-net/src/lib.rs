//! stdlib-net.
