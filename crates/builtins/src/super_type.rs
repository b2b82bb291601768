//! `super`.

use heap::{Head, Value};
use object::args::{Row, native};
use object::class::ClassFlags;
use object::code::co;
use object::error::Result;
use object::gc::{Object, ValueExt};
use object::misc::is_none;
use object::{Cell, Class, ClassBuilder, Dict, Gc, Id, Str, Tuple, attr, class_of, none, raise_type, runtime_error};

use crate::object_type::attribute_name;
use crate::util::head;

/// A super object. All fields are empty until `__init__` has run.
#[repr(C)]
pub struct Super {
    head: Head,
    /// Look-up starts behind this class in the MRO.
    thisclass: Option<Gc<Class>>,
    obj: Option<Value>,
    /// The class whose MRO is searched.
    obj_class: Option<Gc<Class>>,
}
object::object_type!(Super);

static ROWS: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(super_new)).shown(""),
    Row::method("__init__($self, type=<unrepresentable>, object_or_type=None, /)", native(super_init))
        .doc("Initialize self.  See help(type(self)) for accurate signature."),
    Row::method("__repr__($self, /)", native(super_repr)).doc("Return repr(self)."),
    Row::method("__getattribute__($self, name, /)", native(super_getattribute)).doc("Return getattr(self, name)."),
    Row::method("__get__($self, instance, owner=None, /)", native(super_get))
        .doc("Return an attribute of instance, which is of type owner."),
    Row::member("__thisclass__", native(thisclass)).doc("the class invoking super()"),
    Row::member("__self__", native(self_)).doc("the instance invoking super(); may be None"),
    Row::member("__self_class__", native(self_class)).doc("the type of the instance invoking super(); may be None"),
];

pub fn init() {
    let class = ClassBuilder::new::<Super>("super")
        .flags(ClassFlags::BASETYPE)
        .doc("super() -> same as super(__class__, <first argument>)\nsuper(type) -> unbound super object\nsuper(type, obj) -> bound super object; requires isinstance(obj, type)\nsuper(type, type2) -> bound super object; requires issubclass(type2, type)\nTypical use to call a cooperative superclass method:\nclass C(B):\n    def meth(self, arg):\n        super().meth(arg)\nThis works for class methods too:\nclass C(B):\n    @classmethod\n    def cmeth(cls, arg):\n        super().cmeth(arg)\n")
        .rows(&[ROWS])
        .build();
    object::globals::SUPER.set(class.value());
}

fn super_new(cls: Gc<Class>, _args: Gc<Tuple>, _kwargs: Gc<Dict>) -> Gc<Super> {
    Super { head: head(), thisclass: None, obj: None, obj_class: None }.alloc_in(cls)
}

fn super_init(mut this: Gc<Super>, class: Option<Value>, obj: Option<Value>) -> Result<()> {
    let (class, obj) = match class {
        Some(c) => match c.cast::<Class>() {
            Some(c) => (c, obj.filter(|o| !is_none(*o))),
            None => return raise_type!("super() argument 1 must be a type, not {}", object::repr::type_name(c)),
        },
        None => {
            let (c, o) = from_frame()?;
            (c, Some(o))
        }
    };
    this.obj_class = match obj {
        Some(o) => Some(check(class, o)?),
        None => None,
    };
    this.thisclass = Some(class);
    this.obj = obj;
    Ok(())
}

/// `__class__` and the first argument of the calling function.
fn from_frame() -> Result<(Gc<Class>, Value)> {
    let Some(f) = object::state::nth_frame(0) else { return runtime_error("super(): no current frame") };
    // SAFETY: a live frame of this thread.
    let frame = unsafe { &*f };
    let code = frame.code;
    if code.argcount == 0 {
        return runtime_error("super(): no arguments");
    }
    // SAFETY: the frame's slots hold all locals, cells and free variables; an unset slot is a zero word.
    let slot = |i: usize| unsafe { *frame.slots.add(i).cast::<Option<Value>>() };
    let kinds = &code.data.localspluskinds;
    let first = match slot(0) {
        Some(v) if kinds[0] & co::KIND_CELL != 0 => v.cast::<Cell>().map_or(Some(v), |c| c.content),
        other => other,
    };
    let Some(first) = first else { return runtime_error("super(): arg[0] deleted") };
    let n = code.n_locals_plus as usize;
    let at = (0..n).find(|i| kinds[*i] & co::KIND_FREE != 0 && code.local_names[*i].as_bytes() == b"__class__");
    let Some(at) = at else { return runtime_error("super(): __class__ cell not found") };
    let Some(cell) = slot(at).and_then(|v| v.cast::<Cell>()) else {
        return runtime_error("super(): bad __class__ cell");
    };
    let Some(class) = cell.content else { return runtime_error("super(): empty __class__ cell") };
    match class.cast::<Class>() {
        Some(c) => Ok((c, first)),
        None => {
            object::raise_exc!(RUNTIME_ERROR, "super(): __class__ is not a type ({})", object::repr::type_name(class))
        }
    }
}

/// The class whose MRO `super(class, obj)` searches (`supercheck`).
///
/// # Errors
/// `TypeError` when `obj` is neither an instance nor a subclass.
fn check(class: Gc<Class>, obj: Value) -> Result<Gc<Class>> {
    if let Some(c) = obj.cast::<Class>()
        && (c.mro.as_slice().contains(&class.value()) || (c.mro.as_slice().is_empty() && c == class))
    {
        return Ok(c);
    }
    let own = class_of(obj);
    if own.is_subclass_of(class) {
        return Ok(own);
    }
    let claimed = attr::find_attr(obj, Id::__class__.str())?.and_then(|c| c.cast::<Class>());
    if let Some(c) = claimed
        && c != own
        && c.is_subclass_of(class)
    {
        return Ok(c);
    }
    let (kind, name) = match obj.cast::<Class>() {
        Some(c) => ("type", c.name_text()),
        None => ("instance of", own.name_text()),
    };
    raise_type!("super(type, obj): obj ({} {}) is not an instance or subtype of type ({}).", kind, name, class.name)
}

/// Looks `name` up behind `class` in the MRO of `obj_class` and binds it.
fn lookup_behind(class: Gc<Class>, obj: Value, obj_class: Gc<Class>, name: Gc<Str>) -> Result<Option<Value>> {
    if name.as_bytes() == b"__class__" {
        return Ok(None);
    }
    let mro = obj_class.mro.as_slice();
    let Some(at) = mro.iter().position(|c| *c == class.value()) else { return Ok(None) };
    for c in mro[at + 1..].iter().filter_map(|c| c.cast::<Class>()) {
        if let Some(d) = c.dict.get_str(name) {
            let instance = (obj != obj_class.value()).then_some(obj);
            return attr::descr_get(d, instance, obj_class).map(Some);
        }
    }
    Ok(None)
}

fn super_getattribute(this: Gc<Super>, name: Value) -> Result<Value> {
    let name = attribute_name(name)?;
    if let (Some(class), Some(obj), Some(obj_class)) = (this.thisclass, this.obj, this.obj_class)
        && let Some(v) = lookup_behind(class, obj, obj_class, name)?
    {
        return Ok(v);
    }
    match attr::generic_getattr(this.value(), name)? {
        Some(v) => Ok(v),
        None => attr::no_attribute(this.value(), name),
    }
}

fn super_get(this: Gc<Super>, instance: Value, _owner: Option<Value>) -> Result<Value> {
    let Some(class) = this.thisclass else { return Ok(this.value()) };
    if is_none(instance) || this.obj.is_some() {
        return Ok(this.value());
    }
    if class_of(this.value()) != Super::class() {
        return object::call::call(class_of(this.value()).value(), &[class.value(), instance]);
    }
    let obj_class = check(class, instance)?;
    Ok(Super { head: head(), thisclass: Some(class), obj: Some(instance), obj_class: Some(obj_class) }.alloc().value())
}

fn super_repr(this: Gc<Super>) -> String {
    let class = this.thisclass.map_or_else(|| "NULL".to_owned(), |c| c.name_text());
    match this.obj_class {
        Some(c) => format!("<super: <class '{class}'>, <{} object>>", c.name),
        None => format!("<super: <class '{class}'>, NULL>"),
    }
}

fn thisclass(this: Gc<Super>) -> Option<Gc<Class>> {
    this.thisclass
}

fn self_(this: Gc<Super>) -> Value {
    this.obj.unwrap_or_else(none)
}

fn self_class(this: Gc<Super>) -> Option<Gc<Class>> {
    this.obj_class
}
