//! `NoneType`, `ellipsis` and `NotImplementedType`.

use heap::Value;
use object::args::{Row, native};
use object::error::Result;
use object::function::extend_class;
use object::gc::Object;
use object::misc::{EllipsisType, NoneType, NotImplementedType};
use object::{Class, Dict, Gc, Tuple, ellipsis, none, not_implemented};

static NONE: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(none_new)),
    Row::method("__repr__($self, /)", native(none_repr)).doc("Return repr(self)."),
    Row::method("__bool__($self, /)", native(none_bool)).doc("True if self else False"),
    Row::method("__hash__($self, /)", native(none_hash)).doc("Return hash(self)."),
];

static ELLIPSIS: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(ellipsis_new)),
    Row::method("__repr__($self, /)", native(ellipsis_name)).doc("Return repr(self)."),
    Row::method("__reduce__($self, /)", native(ellipsis_name)),
];

static NOT_IMPLEMENTED: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(not_implemented_new)),
    Row::method("__repr__($self, /)", native(not_implemented_name)).doc("Return repr(self)."),
    Row::method("__reduce__($self, /)", native(not_implemented_name)),
    Row::method("__bool__($self, /)", native(not_implemented_bool)).doc("True if self else False"),
];

pub fn init() {
    extend_class(NoneType::class(), "The type of the None singleton.", &[NONE]);
    extend_class(EllipsisType::class(), "The type of the Ellipsis singleton.", &[ELLIPSIS]);
    extend_class(NotImplementedType::class(), "The type of the NotImplemented singleton.", &[NOT_IMPLEMENTED]);
}

fn no_arguments(args: Gc<Tuple>, kwargs: Gc<Dict>, name: &str) -> Result<()> {
    if !args.as_slice().is_empty() || !kwargs.is_empty() {
        return object::raise_type!("{} takes no arguments", name);
    }
    Ok(())
}

fn none_new(_cls: Gc<Class>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Value> {
    no_arguments(args, kwargs, "NoneType").map(|()| none())
}

fn none_repr(_this: Value) -> &'static str {
    "None"
}

fn none_bool(_this: Value) -> bool {
    false
}

fn none_hash(_this: Value) -> i64 {
    0xfca8_6420
}

fn ellipsis_new(_cls: Gc<Class>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Value> {
    no_arguments(args, kwargs, "EllipsisType").map(|()| ellipsis())
}

fn ellipsis_name(_this: Value) -> &'static str {
    "Ellipsis"
}

fn not_implemented_new(_cls: Gc<Class>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Value> {
    no_arguments(args, kwargs, "NotImplementedType").map(|()| not_implemented())
}

fn not_implemented_name(_this: Value) -> &'static str {
    "NotImplemented"
}

fn not_implemented_bool(_this: Value) -> Result<bool> {
    object::type_error("NotImplemented should not be used in a boolean context")
}
