//! `typing.Union` (`int | str`); `types.UnionType` is the same class.

use heap::{GcVec, Head, Value};
use object::args::{Row, native};
use object::class::ClassFlags;
use object::error::{Result, catch, exc};
use object::gc::{Object, ValueExt};
use object::misc::{NoneType, is_none};
use object::ops;
use object::typing::TypeAlias;
use object::{Class, ClassBuilder, Gc, Set, Tuple, not_implemented, raise_type};

use crate::generic_alias;
use crate::type_type::type_expression_repr;
use crate::util::head;

/// A union of at least two types.
#[repr(C)]
pub struct Union {
    head: Head,
    args: Gc<Tuple>,
    /// The hashable arguments, as a frozenset; what equality and hash look at.
    hashable: Gc<Set>,
    /// The others.
    unhashable: Gc<Tuple>,
    parameters: Option<Gc<Tuple>>,
}
object::object_type!(Union);

static ROWS: &[Row] = &[
    Row::method("__repr__($self, /)", native(repr)).doc("Return repr(self)."),
    Row::method("__hash__($self, /)", native(hash)).doc("Return hash(self)."),
    Row::method("__eq__($self, value, /)", native(eq)).doc("Return self==value."),
    Row::method("__ne__($self, value, /)", native(ne)).doc("Return self!=value."),
    Row::method("__or__($self, value, /)", native(union_or)).doc("Return self|value."),
    Row::method("__ror__($self, value, /)", native(ror)).doc("Return value|self."),
    Row::method("__getitem__($self, key, /)", native(getitem)).doc("Return self[key]."),
    Row::method("__mro_entries__($self, bases, /)", native(mro_entries)),
    Row::method("__instancecheck__($self, instance, /)", native(instancecheck)),
    Row::method("__subclasscheck__($self, cls, /)", native(subclasscheck)),
    Row::class_method("__class_getitem__($type, object, /)", native(class_getitem)).doc("See PEP 585"),
    Row::member("__args__", native(args)),
    Row::getter("__name__", native(name)),
    Row::getter("__qualname__", native(name)),
    Row::getter("__origin__", native(origin)),
    Row::getter("__parameters__", native(parameters)).doc("Type variables in the types.UnionType."),
];

pub fn init() {
    let _ = ClassBuilder::new::<Union>("typing.Union")
        .flags(ClassFlags::WEAKREF | ClassFlags::NO_INSTANTIATE)
        .doc("Represent a union type\n\nE.g. for int | str")
        .rows(&[ROWS])
        .build();
}

/// May the value be an operand of `|` between types?
fn is_unionable(v: Value) -> bool {
    is_none(v) || v.is::<Class>() || generic_alias::is_alias(v) || v.is::<Union>() || v.is::<TypeAlias>()
}

/// Collects arguments without duplicates.
struct Builder {
    args: GcVec<Value>,
    hashable: Gc<Set>,
    unhashable: GcVec<Value>,
}

impl Builder {
    fn new() -> Builder {
        Builder { args: GcVec::new(), hashable: Set::new_frozen(), unhashable: GcVec::new() }
    }

    fn add(&mut self, v: Value) -> Result<()> {
        if is_none(v) {
            return self.add(NoneType::class().value());
        }
        if let Some(u) = v.cast::<Union>() {
            for a in u.args.as_slice() {
                self.add(*a)?;
            }
            return Ok(());
        }
        match catch(ops::hash(v), &exc::TYPE_ERROR)? {
            Some(h) => {
                if self.hashable.add_hashed(v, h)? {
                    self.args.push(v);
                }
            }
            None => {
                for i in 0..self.unhashable.len() {
                    if ops::eq(self.unhashable[i], v)? {
                        return Ok(());
                    }
                }
                self.unhashable.push(v);
                self.args.push(v);
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<Value> {
        match self.args.as_slice() {
            [] => object::type_error("Cannot take a Union of no types."),
            [only] => Ok(*only),
            all => Ok(Union {
                head: head(),
                args: Tuple::from_slice(all),
                hashable: self.hashable,
                unhashable: Tuple::from_slice(&self.unhashable),
                parameters: None,
            }
            .alloc()
            .value()),
        }
    }
}

/// `a | b` for types; `NotImplemented` for other operands. Beside a union stands what `typing` takes for a type: `"C"`.
///
/// # Errors
/// What comparing arguments raises.
pub fn union_or(a: Value, b: Value) -> Result<Value> {
    if a.is::<Union>() || b.is::<Union>() {
        return union_of(&[a, b]);
    }
    if !is_unionable(a) || !is_unionable(b) {
        return Ok(not_implemented());
    }
    let mut u = Builder::new();
    u.add(a)?;
    u.add(b)?;
    u.finish()
}

/// `Union[args]`: each argument is checked by `typing`.
///
/// # Errors
/// `TypeError` for what is no type.
pub fn union_of(args: &[Value]) -> Result<Value> {
    let mut u = Builder::new();
    for a in args {
        let checked = if is_unionable(*a) {
            *a
        } else {
            object::typing::call_typing(
                "_type_check",
                &[*a, object::Str::new("Union[arg, ...]: each arg must be a type.").value()],
            )?
        };
        u.add(checked)?;
    }
    u.finish()
}

fn ror(this: Value, other: Value) -> Result<Value> {
    union_or(other, this)
}

fn repr(this: Gc<Union>) -> Result<String> {
    let mut parts = Vec::new();
    for a in this.args.as_slice() {
        parts.push(if *a == NoneType::class().value() { "None".to_owned() } else { type_expression_repr(*a)? });
    }
    Ok(parts.join(" | "))
}

fn hash(this: Gc<Union>) -> Result<i64> {
    if let [first, ..] = this.unhashable.as_slice() {
        // The first error says best what cannot be hashed.
        ops::hash(*first)?;
        return raise_type!("union contains {} unhashable elements", this.unhashable.as_slice().len());
    }
    ops::hash(this.hashable.value())
}

fn same(a: Gc<Union>, b: Value) -> Result<Option<bool>> {
    let Some(b) = b.cast::<Union>() else { return Ok(None) };
    if !ops::eq(a.hashable.value(), b.hashable.value())?
        || a.unhashable.as_slice().len() != b.unhashable.as_slice().len()
    {
        return Ok(Some(false));
    }
    for (x, y) in [(a, b), (b, a)] {
        for v in x.unhashable.as_slice() {
            if !ops::contains(y.unhashable.value(), *v)? {
                return Ok(Some(false));
            }
        }
    }
    Ok(Some(true))
}

fn eq(this: Gc<Union>, other: Value) -> Result<Value> {
    Ok(same(this, other)?.map_or_else(not_implemented, object::bool_value))
}

fn ne(this: Gc<Union>, other: Value) -> Result<Value> {
    Ok(same(this, other)?.map_or_else(not_implemented, |s| object::bool_value(!s)))
}

fn getitem(this: Gc<Union>, key: Value) -> Result<Value> {
    let params = parameters(this)?;
    let args = generic_alias::substitute(this.value(), this.args.as_slice(), params, key)?;
    union_of(args.as_slice())
}

fn mro_entries(this: Value, _bases: Value) -> Result<Value> {
    raise_type!("Cannot subclass {}", object::repr::repr(this)?)
}

fn instancecheck(this: Gc<Union>, instance: Value) -> Result<bool> {
    ops::isinstance(instance, this.args.value())
}

fn subclasscheck(this: Gc<Union>, cls: Value) -> Result<bool> {
    if !cls.is::<Class>() {
        return object::type_error("issubclass() arg 1 must be a class");
    }
    ops::issubclass(cls, this.args.value())
}

fn class_getitem(_cls: Value, key: Value) -> Result<Value> {
    match key.cast::<Tuple>() {
        Some(t) => union_of(t.as_slice()),
        None => union_of(&[key]),
    }
}

fn args(this: Gc<Union>) -> Gc<Tuple> {
    this.args
}

fn name(_this: Value) -> &'static str {
    "Union"
}

fn origin(_this: Value) -> Gc<Class> {
    Union::class()
}

fn parameters(mut this: Gc<Union>) -> Result<Gc<Tuple>> {
    if let Some(p) = this.parameters {
        return Ok(p);
    }
    let p = generic_alias::make_parameters(this.args.as_slice())?;
    this.parameters = Some(p);
    Ok(p)
}
