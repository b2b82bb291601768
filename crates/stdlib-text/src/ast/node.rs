//! `ast.AST`: the base of all classes of syntax trees.

use heap::{GcVec, Head, Value};
use object::class::ClassFlags;
use object::error::{exc, raise_fmt};
use object::gc::ValueExt;
use object::misc::is_none;
use object::repr::repr;
use object::{
    Class, ClassBuilder, Dict, Gc, List, Module, Object, Result, Row, Str, Tuple, attr, class_of, intern, native,
    object_type, raise_exc, raise_type, seq,
};

use super::classes;

/// A node: nothing but its attributes.
#[repr(C)]
pub struct AstNode {
    head: Head,
}
object_type!(AstNode);

static ROWS: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(new)),
    Row::method("__init__($self, /, *args, **kwargs)", native(init))
        .doc("Initialize self.  See help(type(self)) for accurate signature."),
    Row::method("__repr__($self, /)", native(node_repr)).doc("Return repr(self)."),
    Row::method("__reduce__($self, /)", native(reduce)),
    Row::method("__replace__($self, /, **fields)", native(replace))
        .doc("Return a copy of the AST node with new values for the specified fields."),
    Row::getset("__dict__", native(dict), native(builtins::type_new::set_dict)),
];

impl AstNode {
    /// A node of this class without attributes.
    pub(super) fn of(class: Gc<Class>) -> Value {
        AstNode { head: Head { map: std::ptr::null() } }.alloc_in(class).value()
    }
}

pub(super) fn create(module: Gc<Module>) -> Result<()> {
    let class = ClassBuilder::new::<AstNode>("ast.AST")
        .flags(ClassFlags::BASETYPE | ClassFlags::HAS_DICT)
        .mutable()
        .rows(&[ROWS])
        .build();
    for name in ["_fields", "__match_args__", "_attributes"] {
        attr::setattr(class.value(), intern(name), Some(Tuple::empty().value()))?;
    }
    module.set("AST", class.value());
    Ok(())
}

fn new(class: Gc<Class>, _args: Gc<Tuple>, _kwargs: Gc<Dict>) -> Value {
    AstNode::of(class)
}

fn dict(this: Value) -> Gc<Dict> {
    attr::instance_dict(this).unwrap_or_else(Dict::new)
}

/// The items of a class attribute that lists names; nothing if there is none.
fn listed(this: Value, attribute: &str) -> Result<GcVec<Value>> {
    match attr::find_attr(class_of(this).value(), intern(attribute))? {
        Some(list) => object::iter::collect(list),
        None => Ok(GcVec::new()),
    }
}

/// The name that CPython knows the class by: only the base is made with its module's name.
fn class_path(this: Value) -> String {
    let name = class_of(this).name_text();
    if name == "AST" { "ast.AST".to_owned() } else { name }
}

fn has(names: &[Value], name: Value) -> Result<bool> {
    for n in names {
        if object::ops::eq(*n, name)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn deprecated(message: &str) -> Result<()> {
    object::hooks::warn(&exc::DEPRECATION_WARNING, message, 1)
}

fn named(name: Value) -> Result<Gc<Str>> {
    match name.cast::<Str>() {
        Some(name) => Ok(object::strs::intern_str(name)),
        None => raise_type!("attribute name must be string, not '{}'", object::repr::type_name(name)),
    }
}

/// `ast_type_init`: positional arguments are fields in order; what is not given gets its default.
fn init(this: Value, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<()> {
    let fields = listed(this, "_fields")?;
    let args = args.as_slice();
    if args.len() > fields.len() {
        let plural = if fields.len() == 1 { "" } else { "s" };
        let count = fields.len();
        return raise_type!("{} constructor takes at most {count} positional argument{plural}", class_path(this));
    }
    for (field, value) in fields.iter().zip(args) {
        attr::setattr(this, named(*field)?, Some(*value))?;
    }
    let (given, mut missing) = (&fields[..args.len()], GcVec::new());
    missing.extend_from_slice(&fields[args.len()..]);
    for (name, value) in kwargs.to_vec().iter() {
        if has(given, *name)? {
            return raise_type!("{} got multiple values for argument {}", class_path(this), repr(*name)?);
        }
        if has(&missing, *name)? {
            let mut left = GcVec::new();
            for field in missing.iter() {
                if !object::ops::eq(*field, *name)? {
                    left.push(*field);
                }
            }
            missing = left;
        } else if !has(&listed(this, "_attributes")?, *name)? {
            deprecated(&format!(
                "{}.__init__ got an unexpected keyword argument {}. Support for arbitrary keyword arguments is \
                 deprecated and will be removed in Python 3.15.",
                class_path(this),
                repr(*name)?
            ))?;
        }
        attr::setattr(this, named(*name)?, Some(*value))?;
    }
    fill_in(this, &missing)
}

/// Gives fields that the constructor was not told the defaults that their types say.
fn fill_in(this: Value, missing: &[Value]) -> Result<()> {
    if missing.is_empty() {
        return Ok(());
    }
    let Some(types) = attr::find_attr(class_of(this).value(), intern("_field_types"))? else { return Ok(()) };
    let types = types.cast::<Dict>();
    for name in missing {
        let of = match types {
            Some(types) => types.get(*name)?,
            None => None,
        };
        let Some(of) = of else {
            deprecated(&format!(
                "Field {} is missing from {}._field_types. This will become an error in Python 3.15.",
                repr(*name)?,
                class_path(this)
            ))?;
            continue;
        };
        match class_of(of).name_text().as_str() {
            // The class itself has None for a field that may be missing.
            "Union" => {}
            "GenericAlias" => attr::setattr(this, named(*name)?, Some(List::new(GcVec::new()).value()))?,
            _ if Some(of) == classes::class_of_sum("expr_context").map(Gc::value) => {
                let load = super::grammar::grammar().kind("Load").map(classes::instance);
                attr::setattr(this, named(*name)?, load)?;
            }
            _ => deprecated(&format!(
                "{}.__init__ missing 1 required positional argument: {}. This will become an error in Python 3.15.",
                class_path(this),
                repr(*name)?
            ))?,
        }
    }
    Ok(())
}

/// Nodes and lists nested deeper than this are shown as `...`.
const REPR_DEPTH: usize = 3;

fn node_repr(this: Value) -> Result<String> {
    show_node(this, REPR_DEPTH)
}

fn show_node(this: Value, depth: usize) -> Result<String> {
    let name = class_of(this).name_text();
    if depth == 0 {
        return Ok(format!("{name}(...)"));
    }
    let fields = listed(this, "_fields")?;
    if fields.is_empty() {
        return Ok(format!("{name}()"));
    }
    let Some(_guard) = object::state::enter_repr(this) else { return Ok(format!("{name}(...)")) };
    let mut parts = Vec::new();
    for field in fields.iter() {
        let field = named(*field)?;
        let value = attr::getattr(this, field)?;
        let text = match () {
            () if value.is_exact::<List>() || value.is_exact::<Tuple>() => show_items(value, depth)?,
            () if value.is::<AstNode>() => show_node(value, depth - 1)?,
            () => repr(value)?.to_string_lossy(),
        };
        parts.push(format!("{field}={text}"));
    }
    Ok(format!("{name}({})", parts.join(", ")))
}

/// The first and the last item of a list or tuple.
fn show_items(list: Value, depth: usize) -> Result<String> {
    let is_list = list.is_exact::<List>();
    let wrap = |inside: &str| if is_list { format!("[{inside}]") } else { format!("({inside})") };
    let Some(_guard) = object::state::enter_repr(list) else { return Ok(wrap("...")) };
    let items = object::iter::collect(list)?;
    let show = |item: Value| match item.is::<AstNode>() {
        true => show_node(item, depth - 1),
        false => repr(item).map(|text| text.to_string_lossy()),
    };
    Ok(match &*items {
        [] => wrap(""),
        [only] => wrap(&show(*only)?),
        [first, last] => wrap(&format!("{}, {}", show(*first)?, show(*last)?)),
        [first, .., last] => wrap(&format!("{}, ..., {}", show(*first)?, show(*last)?)),
    })
}

/// `(type, leading fields, other attributes)`.
fn reduce(this: Value) -> Result<Value> {
    let remaining = Dict::new();
    for (name, value) in dict(this).to_vec().iter() {
        remaining.set(*name, *value)?;
    }
    let mut leading = GcVec::new();
    for field in listed(this, "_fields")?.iter() {
        match remaining.get(*field)? {
            Some(value) => leading.push(value),
            None => break,
        }
        object::ops::delitem(remaining.value(), *field)?;
    }
    Ok(seq::tuple(&[class_of(this).value(), seq::tuple(&leading), remaining.value()]))
}

/// `copy.replace(node, **changes)`.
fn replace(this: Value, changes: Gc<Dict>) -> Result<Value> {
    let class = class_of(this);
    let (fields, attributes) = (listed(this, "_fields")?, listed(this, "_attributes")?);
    for (name, _) in changes.to_vec().iter() {
        if !has(&fields, *name)? && !has(&attributes, *name)? {
            let name = repr(*name)?;
            return raise_type!("{}.__replace__ got an unexpected keyword argument {name}.", class.name_text());
        }
    }
    let (all, own) = (Dict::new(), dict(this));
    let types = attr::find_attr(class.value(), intern("_field_types"))?.and_then(|types| types.cast::<Dict>());
    let mut missing = Vec::new();
    for name in fields.iter().chain(attributes.iter()) {
        let value = match changes.get(*name)? {
            Some(value) => Some(value),
            None => own.get(*name)?,
        };
        match value {
            Some(value) => all.set(*name, value)?,
            None => {
                let of = types.map_or(Ok(None), |types| types.get(*name))?;
                let optional = of.is_none_or(|of| class_of(of).name_text() == "Union");
                if !optional {
                    missing.push(repr(*name)?.to_string_lossy());
                }
            }
        }
    }
    if !missing.is_empty() {
        missing.sort();
        let plural = if missing.len() == 1 { "" } else { "s" };
        return raise_type!(
            "{}.__replace__ missing {} keyword argument{plural}: {}.",
            class.name_text(),
            missing.len(),
            missing.join(", ")
        );
    }
    for (name, value) in own.to_vec().iter() {
        if all.get(*name)?.is_none() && !is_none(*value) {
            all.set(*name, *value)?;
        }
    }
    object::call::call_ex(class.value(), &[], Some(all))
}

/// Raises what CPython raises when a conversion nests too deeply.
pub(super) fn check_depth(doing: &str) -> Result<()> {
    object::state::check_native_stack().or_else(|_| {
        let _ = object::error::take_pending();
        raise_exc!(RECURSION_ERROR, "maximum recursion depth exceeded {doing}")
    })
}

/// A `ValueError` about a tree.
pub(super) fn invalid<T>(message: &str) -> Result<T> {
    raise_fmt(&exc::VALUE_ERROR, message)
}
