//! `pickle.PickleBuffer`: a bytes-like object that pickling by protocol 5 may hand over outside of the pickle.
//!
//! It holds a memoryview of the object until it is released, and passes on the object's own buffer.

use heap::Value;
use object::class::{Class, ClassFlags};
use object::gc::{Object, ValueExt};
use object::{Buffer, ClassBuilder, Gc, Module, Result, Row, attr, call, intern, native, none};

/// A `PickleBuffer`.
#[repr(C)]
struct PickleBuffer {
    head: heap::Head,
    weak: Option<Value>,
    /// `None` when it was released.
    view: Value,
}
object::object_type!(weak PickleBuffer);

fn new(class: Gc<Class>, object: Value) -> Result<Gc<PickleBuffer>> {
    let view = builtins::memoryview::view(object, false)?.value();
    Ok(PickleBuffer { head: heap::Head { map: std::ptr::null() }, weak: None, view }.alloc_in(class))
}

/// The view, unless it was released.
fn live(this: Gc<PickleBuffer>) -> Result<Value> {
    match this.view {
        view if view == none() => object::value_error("operation forbidden on released PickleBuffer object"),
        view => Ok(view),
    }
}

fn export(value: Value, writable: bool) -> Result<Buffer> {
    match value.cast::<PickleBuffer>() {
        Some(this) => object::buffer::get_buffer_full(attr::getattr(live(this)?, intern("obj"))?, writable),
        None => object::type_error("a PickleBuffer is required"),
    }
}

fn raw(this: Gc<PickleBuffer>) -> Result<Value> {
    let view = live(this)?;
    if !object::ops::truth(attr::getattr(view, intern("contiguous"))?)? {
        return object::raise_exc!(BUFFER_ERROR, "cannot extract raw buffer from non-contiguous Python buffer");
    }
    call::call_method(view, intern("cast"), &[intern("B").value()])
}

fn release(mut this: Gc<PickleBuffer>) -> Result<()> {
    let view = std::mem::replace(&mut this.view, none());
    if view != none() {
        call::call_method(view, intern("release"), &[])?;
    }
    Ok(())
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, object, /)", native(new)),
    Row::method("raw($self, /)", native(raw)).doc(
        "Return a memoryview of the raw memory underlying this buffer.\n\nWill raise BufferError is the buffer isn't contiguous.",
    ),
    Row::method("release($self, /)", native(release)).doc(
        "Release the underlying buffer held by the PickleBuffer object.",
    ),
];

/// The module `_picklebuffer`.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let module = Module::new("_picklebuffer");
    let class = ClassBuilder::new::<PickleBuffer>("pickle.PickleBuffer")
        .flags(ClassFlags::WEAKREF)
        .doc("Wrapper for potentially out-of-band buffers")
        .rows(&[ROWS])
        .build();
    object::buffer::register(PickleBuffer::LAYOUT, export);
    module.set("PickleBuffer", class.value());
    Ok(module)
}
