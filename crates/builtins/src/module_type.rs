//! `module`.

use heap::Value;
use object::args::{Row, native};
use object::error::Result;
use object::function::extend_class;
use object::gc::{Object, ValueExt};
use object::misc::is_none;
use object::{Class, Dict, Gc, Id, Module, Str, Tuple, attr, attribute_error, intern, none, ops, raise_type};

use crate::object_type::{attribute_name, key_list};
use crate::util::head;

static ROWS: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(module_new)),
    Row::method("__init__($self, name, doc=None)", native(module_init))
        .doc("Initialize self.  See help(type(self)) for accurate signature."),
    Row::method("__repr__($self, /)", native(module_repr)).doc("Return repr(self)."),
    Row::method("__getattribute__($self, name, /)", native(module_getattribute)).doc("Return getattr(self, name)."),
    Row::method("__dir__($self, /)", native(module_dir)).doc("__dir__() -> list\nspecialized dir() implementation"),
    Row::member("__dict__", native(dict)),
    Row::getset("__annotations__", native(annotations), native(set_annotations)),
    Row::getset("__annotate__", native(annotate), native(set_annotate)),
];

pub fn init() {
    extend_class(
        Module::class(),
        "Create a module object.\n\nThe name must be a string; the optional docstring can have any type.",
        &[ROWS],
    );
}

fn module_new(cls: Gc<Class>, _args: Gc<Tuple>, _kwargs: Gc<Dict>) -> Gc<Module> {
    Module { head: head(), dict: Dict::new(), name: none() }.alloc_in(cls)
}

fn module_init(mut this: Gc<Module>, name: Value, doc: Option<Value>) -> Result<()> {
    if !name.is::<Str>() {
        return raise_type!("module() argument 'name' must be str, not {}", object::repr::type_name(name));
    }
    this.name = name;
    let d = this.dict;
    d.set_str(Id::__name__.str(), name);
    d.set_str(Id::__doc__.str(), doc.unwrap_or_else(none));
    for id in [Id::__package__, Id::__loader__, Id::__spec__] {
        d.set_str(id.str(), none());
    }
    Ok(())
}

/// An attribute that is present and not `None`.
fn known(v: Value, name: &str) -> Result<Option<Value>> {
    Ok(attr::find_attr(v, intern(name))?.filter(|v| !is_none(*v)))
}

/// `importlib._bootstrap._module_repr`.
fn module_repr(this: Gc<Module>) -> Result<String> {
    let d = this.dict;
    let given = |id: Id| d.get_str(id.str()).filter(|v| !is_none(*v));
    let shown = |v: Option<Value>| -> Result<String> {
        v.map_or_else(|| Ok("'?'".to_owned()), |v| Ok(object::repr::repr(v)?.to_string_lossy()))
    };
    if let Some(spec) = given(Id::__spec__) {
        let name = shown(known(spec, "name")?)?;
        let Some(origin) = known(spec, "origin")? else {
            return match known(spec, "loader")? {
                None => Ok(format!("<module {name}>")),
                Some(loader) => with_loader(&name, loader),
            };
        };
        let located = match known(spec, "has_location")? {
            Some(v) => ops::truth(v)?,
            None => false,
        };
        return Ok(if located {
            format!("<module {name} from {}>", object::repr::repr(origin)?)
        } else {
            format!("<module {name} ({})>", object::repr::str_of(origin)?)
        });
    }
    let name = shown(d.get_str(Id::__name__.str()))?;
    if let Some(file) = d.get_str(Id::__file__.str()) {
        return Ok(format!("<module {name} from {}>", object::repr::repr(file)?));
    }
    match given(Id::__loader__) {
        Some(loader) => with_loader(&name, loader),
        None => Ok(format!("<module {name}>")),
    }
}

fn with_loader(name: &str, loader: Value) -> Result<String> {
    if object::repr::type_name(loader) == "NamespaceLoader"
        && let Some(path) = known(loader, "_path")?
    {
        let paths = object::List::new(object::iter::collect(path)?);
        return Ok(format!("<module {name} (namespace) from {}>", object::repr::repr(paths.value())?));
    }
    Ok(format!("<module {name} ({})>", object::repr::repr(loader)?))
}

fn module_getattribute(this: Gc<Module>, name: Value) -> Result<Value> {
    let name = attribute_name(name)?;
    match attr::module_getattr(this.value(), name)? {
        Some(v) => Ok(v),
        None => attr::no_module_attribute(this.value(), name),
    }
}

fn module_dir(this: Gc<Module>) -> Result<Value> {
    let d = attr::getattr(this.value(), Id::__dict__.str())?;
    let Some(d) = d.cast::<Dict>() else { return object::type_error("<module>.__dict__ is not a dictionary") };
    match d.get_str(Id::__dir__.str()) {
        Some(f) => object::call::call(f, &[]),
        None => Ok(key_list(d).value()),
    }
}

fn dict(this: Gc<Module>) -> Gc<Dict> {
    this.dict
}

/// Annotations of a module, computed by its `__annotate__` on first use.
fn annotations(this: Gc<Module>) -> Result<Value> {
    let d = this.dict;
    if let Some(a) = d.get_str(Id::__annotations__.str()) {
        return Ok(a);
    }
    let initializing = match d.get_str(Id::__spec__.str()).filter(|s| !is_none(*s)) {
        Some(spec) => match known(spec, "_initializing")? {
            Some(v) => ops::truth(v)?,
            None => false,
        },
        None => false,
    };
    let a = match d.get_str(Id::__annotate__.str()).filter(|f| object::call::is_callable(*f)) {
        Some(f) => {
            let r = object::call::call(f, &[object::number::int(1)])?;
            if !r.is::<Dict>() {
                return raise_type!("__annotate__ returned non-dict of type '{}'", object::repr::type_name(r));
            }
            r
        }
        None => Dict::new().value(),
    };
    // A module that is still being executed may gain annotations: nothing is cached yet.
    if !initializing {
        d.set_str(Id::__annotations__.str(), a);
    }
    Ok(a)
}

fn set_annotations(this: Gc<Module>, v: Option<Value>) -> Result<()> {
    let d = this.dict;
    match v {
        Some(v) => d.set_str(Id::__annotations__.str(), v),
        None => {
            if d.remove_str(Id::__annotations__.str()).is_none() {
                return attribute_error(this.value(), Id::__annotations__.str().value(), "__annotations__");
            }
        }
    }
    d.remove_str(Id::__annotate__.str());
    Ok(())
}

fn annotate(this: Gc<Module>) -> Value {
    let d = this.dict;
    match d.get_str(Id::__annotate__.str()) {
        Some(f) => f,
        None => {
            d.set_str(Id::__annotate__.str(), none());
            none()
        }
    }
}

fn set_annotate(this: Gc<Module>, v: Option<Value>) -> Result<()> {
    let Some(v) = v else { return object::type_error("cannot delete __annotate__ attribute") };
    if !is_none(v) && !object::call::is_callable(v) {
        return object::type_error("__annotate__ must be callable or None");
    }
    this.dict.set_str(Id::__annotate__.str(), v);
    if !is_none(v) {
        this.dict.remove_str(Id::__annotations__.str());
    }
    Ok(())
}
