//! Exception classes that native modules define (`select.error` is an alias, `zlib.error` is such a class).

use object::Gc;
use object::class::{Class, ClassBuilder, ClassCell, ClassFlags};

/// Creates an exception class once: `path` is `module.name`.
pub fn new(path: &'static str, base: Gc<Class>, cell: &'static ClassCell) -> Gc<Class> {
    if let Some(c) = cell.try_get() {
        return c;
    }
    ClassBuilder::untyped(path, base.layout)
        .cell(cell)
        .base(base)
        .mutable()
        .flags(ClassFlags::BASETYPE | ClassFlags::HAS_DICT | ClassFlags::WEAKREF)
        .build()
}
