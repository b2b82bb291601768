//! The classes of syntax trees, made from the grammar.

use heap::{GcVec, Value};
use object::gc::ValueExt;
use object::misc::is_none;
use object::statics::StaticValue;
use object::{Class, Dict, Gc, Module, Object, Result, Str, Tuple, attr, class_of, intern, none, seq};

use super::grammar::{Count, Field, Kind, Positions, grammar};
use super::node::AstNode;

/// The classes of the kinds, in the grammar's order.
static KINDS: StaticValue = StaticValue::new();
/// The classes of the sums, in the grammar's order.
static SUMS: StaticValue = StaticValue::new();
/// The shared instance of each kind that has neither fields nor a position; `None` for the others.
static SINGLETONS: StaticValue = StaticValue::new();
/// For each kind, the interned names of its fields.
static NAMES: StaticValue = StaticValue::new();

/// The four position attributes.
pub(super) const POSITIONS: [&str; 4] = ["lineno", "col_offset", "end_lineno", "end_col_offset"];

fn names(items: impl Iterator<Item = &'static str>) -> Value {
    let items: GcVec<Value> = items.map(|name| intern(name).value()).collect();
    seq::tuple(&items)
}

/// Calls `type` for one class.
fn make_class(name: &'static str, base: Gc<Class>, fields: &[Field], doc: &str) -> Result<Gc<Class>> {
    let namespace = Dict::new();
    let field_names = names(fields.iter().map(|field| field.name));
    namespace.set_text("_fields", field_names);
    namespace.set_text("__match_args__", field_names);
    namespace.set_text("__module__", intern("ast").value());
    namespace.set_text("__doc__", Str::new(doc).value());
    for field in fields.iter().filter(|field| field.count == Count::Optional) {
        namespace.set_text(field.name, none());
    }
    let args = [intern(name).value(), seq::tuple(&[base.value()]), namespace.value()];
    let class = object::call::call(class_of(Dict::class().value()).value(), &args)?;
    match class.cast::<Class>() {
        Some(class) => Ok(class),
        None => object::error::system_error("type() returned no class"),
    }
}

/// `_attributes`, and the ends that may be missing. A constructor inherits both from its sum.
fn set_positions(class: Gc<Class>, positions: Positions) -> Result<()> {
    let shown = if positions == Positions::None { &[][..] } else { &POSITIONS[..] };
    attr::setattr(class.value(), intern("_attributes"), Some(names(shown.iter().copied())))?;
    if positions == Positions::OptionalEnd {
        for name in &POSITIONS[2..] {
            attr::setattr(class.value(), intern(name), Some(none()))?;
        }
    }
    Ok(())
}

/// The type of a field, as `_field_types` shows it.
fn field_type(module: Gc<Module>, field: &Field) -> Result<Value> {
    let plain = match field.of {
        "identifier" | "string" => Str::class().value(),
        "int" => object::Int::class().value(),
        "constant" => object::misc::object_class().value(),
        class => attr::getattr(module.value(), intern(class))?,
    };
    match field.count {
        Count::One => Ok(plain),
        Count::Optional => object::ops::binary(object::ops::BinOp::Or, plain, none()),
        Count::Many | Count::ManyOptional => object::ops::getitem(object::List::class().value(), plain),
    }
}

fn add_field_types(module: Gc<Module>, class: Gc<Class>, kind: &Kind) -> Result<()> {
    let types = Dict::new();
    for field in &kind.fields {
        types.set_text(field.name, field_type(module, field)?);
    }
    attr::setattr(class.value(), intern("_field_types"), Some(types.value()))?;
    attr::setattr(class.value(), intern("__annotations__"), Some(types.value()))
}

/// Makes all classes and adds them to the module.
pub(super) fn create(module: Gc<Module>) -> Result<()> {
    let grammar = grammar();
    let (mut kinds, mut sums) = (GcVec::new(), GcVec::new());
    let (mut singletons, mut field_names) = (GcVec::new(), GcVec::new());
    for sum in &grammar.sums {
        let class = make_class(sum.name, AstNode::class(), &[], &sum.doc)?;
        set_positions(class, sum.positions)?;
        module.set(sum.name, class.value());
        sums.push(class.value());
    }
    for kind in &grammar.kinds {
        let sum = kind.sum.and_then(|sum| grammar.sums.iter().position(|s| s.name == sum));
        let base = sum.and_then(|at| sums[at].cast::<Class>()).unwrap_or_else(AstNode::class);
        let class = make_class(kind.name, base, &kind.fields, &kind.doc)?;
        if kind.sum.is_none() {
            set_positions(class, kind.positions)?;
        }
        module.set(kind.name, class.value());
        kinds.push(class.value());
        let shared = kind.fields.is_empty() && kind.positions == Positions::None;
        singletons.push(if shared { AstNode::of(class) } else { none() });
        field_names.push(names(kind.fields.iter().map(|field| field.name)));
    }
    KINDS.set(seq::tuple(&kinds));
    SUMS.set(seq::tuple(&sums));
    SINGLETONS.set(seq::tuple(&singletons));
    NAMES.set(seq::tuple(&field_names));
    for (at, kind) in grammar.kinds.iter().enumerate() {
        add_field_types(module, class_of_kind(at), kind)?;
    }
    Ok(())
}

/// An item of one of the lists above. They are filled before anything asks, and indices come from the grammar.
fn item(list: Option<Value>, at: usize) -> Option<Value> {
    list?.cast::<Tuple>()?.as_slice().get(at).copied()
}

/// The class of a kind.
pub(super) fn class_of_kind(kind: usize) -> Gc<Class> {
    item(KINDS.get(), kind).and_then(|class| class.cast()).expect("conversions run after the module was made")
}

/// The class of the sum with this name.
pub(super) fn class_of_sum(name: &str) -> Option<Gc<Class>> {
    let at = grammar().sums.iter().position(|sum| sum.name == name)?;
    item(SUMS.get(), at)?.cast()
}

/// The shared instance of a kind without fields, or a new instance.
pub(super) fn instance(kind: usize) -> Value {
    let shared = item(SINGLETONS.get(), kind).filter(|v| !is_none(*v));
    shared.unwrap_or_else(|| AstNode::of(class_of_kind(kind)))
}

/// The interned name of a field.
pub(super) fn field_name(kind: usize, field: usize) -> Gc<Str> {
    item(item(NAMES.get(), kind), field).and_then(|name| name.cast()).expect("each field has a name")
}
