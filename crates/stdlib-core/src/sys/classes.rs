//! What `sys` does to classes.

use object::{Class, Gc, Id, Result, Row, native};

/// `sys._clear_type_descriptors`: takes away the descriptors that make a class that is about to be replaced by a copy with
/// slots (`dataclass(slots=True)`) keep the original alive.
fn clear_type_descriptors(class: Gc<Class>) -> Result<()> {
    if class.is_immutable() {
        return object::type_error("argument is immutable");
    }
    for name in [Id::__dict__.str(), object::intern("__weakref__")] {
        let _ = class.dict.remove_str(name);
    }
    class.modified();
    Ok(())
}

pub static ROWS: &[Row] = &[Row::function("_clear_type_descriptors($module, type, /)", native(clear_type_descriptors))
    .doc("Private function for clearing certain descriptors from a type's dictionary.")];
