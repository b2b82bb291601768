//! stdlib-os.
