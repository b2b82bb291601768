//! stdlib-db.
