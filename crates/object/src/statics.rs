//! Values that live in statics.

use std::cell::Cell;

use heap::Value;

/// A static place for a value, which the collector sees. Only to be used in statics.
pub struct StaticValue(Cell<Option<Value>>);

// SAFETY: read and written under the GIL only.
unsafe impl Sync for StaticValue {}

impl StaticValue {
    #[must_use]
    pub const fn new() -> Self {
        StaticValue(Cell::new(None))
    }

    pub fn get(&'static self) -> Option<Value> {
        self.0.get()
    }

    pub fn set(&'static self, v: Value) {
        if self.0.replace(Some(v)).is_none() {
            heap::add_root(self.0.as_ptr(), 1);
        }
    }

    pub fn get_or_set(&'static self, make: impl FnOnce() -> Value) -> Value {
        match self.get() {
            Some(v) => v,
            None => {
                let v = make();
                self.set(v);
                v
            }
        }
    }
}

impl Default for StaticValue {
    fn default() -> Self {
        Self::new()
    }
}
