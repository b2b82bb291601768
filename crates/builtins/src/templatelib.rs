//! `string.templatelib`: template strings (PEP 750).

use heap::{GcVec, Head, Value};
use object::args::{Row, native};
use object::class::ClassFlags;
use object::error::Result;
use object::gc::{Object, ValueExt};
use object::misc::is_none;
use object::template::{Interpolation, Template};
use object::{Class, ClassBuilder, Dict, Gc, Str, Tuple, attr, intern, none, raise_type};

use crate::util::head;

/// The iterator of a template: its strings and interpolations in turn, without empty strings.
#[repr(C)]
pub struct TemplateIter {
    head: Head,
    template: Gc<Template>,
    /// Counts strings (even) and interpolations (odd).
    at: usize,
}
object::object_type!(TemplateIter);

static TEMPLATE: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(template_new)),
    Row::method("__repr__($self, /)", native(template_repr)).doc("Return repr(self)."),
    Row::method("__iter__($self, /)", native(template_iter)).doc("Implement iter(self)."),
    Row::method("__add__($self, value, /)", native(template_add)).doc("Return self+value."),
    Row::method("__reduce__($self, /)", native(template_reduce)),
    Row::class_method("__class_getitem__($type, object, /)", native(crate::generic_alias::class_getitem))
        .doc("See PEP 585"),
    Row::member("strings", native(strings)).doc("Strings"),
    Row::member("interpolations", native(interpolations)).doc("Interpolations"),
    Row::getter("values", native(values)).doc("Values of interpolations"),
];

static ITER: &[Row] =
    &[Row::method("__iter__($self, /)", native(iter_self)), Row::method("__next__($self, /)", native(iter_next))];

static INTERPOLATION: &[Row] = &[
    Row::new("__new__($type, /, value, expression='', conversion=None, format_spec='')", native(interpolation_new)),
    Row::method("__repr__($self, /)", native(interpolation_repr)).doc("Return repr(self)."),
    Row::method("__reduce__($self, /)", native(interpolation_reduce)),
    Row::class_method("__class_getitem__($type, object, /)", native(crate::generic_alias::class_getitem))
        .doc("See PEP 585"),
    Row::member("value", native(value)).doc("Value"),
    Row::member("expression", native(expression)).doc("Expression"),
    Row::member("conversion", native(conversion)).doc("Conversion"),
    Row::member("format_spec", native(format_spec)).doc("Format specifier"),
    Row::constant("__match_args__", native(match_args)),
];

pub fn init() {
    let _ =
        ClassBuilder::new::<Template>("string.templatelib.Template").doc("Template object").rows(&[TEMPLATE]).build();
    let _ = ClassBuilder::new::<TemplateIter>("string.templatelib.TemplateIter")
        .flags(ClassFlags::NO_INSTANTIATE)
        .doc("Template iterator object")
        .rows(&[ITER])
        .build();
    let _ = ClassBuilder::new::<Interpolation>("string.templatelib.Interpolation")
        .doc("Interpolation object")
        .rows(&[INTERPOLATION])
        .build();
}

/// Collects strings and interpolations in turn; adjacent strings are joined, adjacent interpolations parted by "".
struct Parts {
    strings: GcVec<Value>,
    interpolations: GcVec<Value>,
}

impl Parts {
    fn new() -> Parts {
        let mut strings: GcVec<Value> = GcVec::new();
        strings.push(Str::empty().value());
        Parts { strings, interpolations: GcVec::new() }
    }

    fn add_str(&mut self, s: Gc<Str>) {
        let last = self.strings.len() - 1;
        let joined = match self.strings[last].cast::<Str>() {
            Some(l) if l.byte_len() != 0 => l.concat(s).value(),
            _ => s.value(),
        };
        self.strings[last] = joined;
    }

    fn add_interpolation(&mut self, i: Value) {
        self.interpolations.push(i);
        self.strings.push(Str::empty().value());
    }

    fn add_template(&mut self, t: Gc<Template>) {
        for (k, s) in t.strings.as_slice().iter().enumerate() {
            if let Some(s) = s.cast::<Str>() {
                self.add_str(s);
            }
            if let Some(i) = t.interpolations.as_slice().get(k) {
                self.add_interpolation(*i);
            }
        }
    }

    fn finish(self) -> Value {
        object::template::make_template(Tuple::from_slice(&self.strings), Tuple::from_slice(&self.interpolations))
    }
}

fn template_new(_cls: Gc<Class>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Value> {
    if !kwargs.is_empty() {
        return object::type_error("Template.__new__ only accepts *args arguments");
    }
    let mut parts = Parts::new();
    for a in args.as_slice() {
        if let Some(s) = a.cast::<Str>() {
            parts.add_str(s);
        } else if a.is::<Interpolation>() {
            parts.add_interpolation(*a);
        } else {
            return raise_type!(
                "Template.__new__ *args need to be of type 'str' or 'Interpolation', got {}",
                object::repr::class_full_name(object::class_of(*a))
            );
        }
    }
    Ok(parts.finish())
}

fn template_repr(this: Gc<Template>) -> Result<String> {
    Ok(format!(
        "{}(strings={}, interpolations={})",
        object::class_of(this.value()).name_text(),
        object::repr::repr(this.strings.value())?,
        object::repr::repr(this.interpolations.value())?
    ))
}

fn template_iter(this: Gc<Template>) -> Gc<TemplateIter> {
    TemplateIter { head: head(), template: this, at: 0 }.alloc()
}

fn template_add(this: Value, other: Value) -> Result<Value> {
    let (Some(a), Some(b)) = (this.cast::<Template>(), other.cast::<Template>()) else {
        let wrong = if this.is::<Template>() { other } else { this };
        if wrong.is::<Str>() {
            return raise_type!(
                "can only concatenate string.templatelib.Template (not \"str\") to string.templatelib.Template"
            );
        }
        return raise_type!(
            "can only concatenate string.templatelib.Template (not \"{}\") to string.templatelib.Template",
            object::repr::class_full_name(object::class_of(wrong))
        );
    };
    let mut parts = Parts::new();
    parts.add_template(a);
    parts.add_template(b);
    Ok(parts.finish())
}

fn template_reduce(this: Gc<Template>) -> Result<Value> {
    let lib = object::call::call(
        crate::util::builtin("__import__")?,
        &[
            intern("string.templatelib").value(),
            none(),
            none(),
            object::seq::tuple(&[intern("_template_unpickle").value()]),
        ],
    )?;
    let f = attr::getattr(lib, intern("_template_unpickle"))?;
    Ok(object::seq::tuple(&[f, object::seq::tuple(&[this.strings.value(), this.interpolations.value()])]))
}

fn strings(this: Gc<Template>) -> Gc<Tuple> {
    this.strings
}

fn interpolations(this: Gc<Template>) -> Gc<Tuple> {
    this.interpolations
}

fn values(this: Gc<Template>) -> Gc<Tuple> {
    let all: GcVec<Value> =
        this.interpolations.as_slice().iter().filter_map(|i| i.cast::<Interpolation>()).map(|i| i.value).collect();
    Tuple::from_slice(&all)
}

fn iter_self(this: Value) -> Value {
    this
}

fn iter_next(mut this: Gc<TemplateIter>) -> Result<Value> {
    loop {
        let (i, is_string) = (this.at / 2, this.at.is_multiple_of(2));
        let t = this.template;
        this.at += 1;
        let items = if is_string { t.strings } else { t.interpolations };
        match items.as_slice().get(i) {
            Some(v) if is_string && v.cast::<Str>().is_some_and(|s| s.byte_len() == 0) => {}
            Some(v) => return Ok(*v),
            None => {
                this.at = usize::MAX / 2 * 2;
                return object::iter::next_result(None);
            }
        }
    }
}

fn interpolation_new(
    _cls: Gc<Class>,
    value: Value,
    expression: Option<Gc<Str>>,
    conversion: Option<Value>,
    format_spec: Option<Gc<Str>>,
) -> Result<Value> {
    let conversion = conversion.unwrap_or_else(none);
    if !is_none(conversion) {
        let Some(c) = conversion.cast::<Str>() else {
            return raise_type!(
                "Interpolation() argument 'conversion' must be str, not {}",
                object::repr::class_full_name(object::class_of(conversion))
            );
        };
        if !matches!(c.as_bytes(), b"s" | b"r" | b"a") {
            return object::value_error("Interpolation() argument 'conversion' must be one of 's', 'a' or 'r'");
        }
    }
    let text = |s: Option<Gc<Str>>| s.map_or_else(|| Str::empty().value(), |s| s.value());
    Ok(Interpolation { head: head(), value, expression: text(expression), conversion, format_spec: text(format_spec) }
        .alloc()
        .value())
}

fn interpolation_repr(this: Gc<Interpolation>) -> Result<String> {
    Ok(format!(
        "{}({}, {}, {}, {})",
        object::class_of(this.value()).name_text(),
        object::repr::repr(this.value)?,
        object::repr::repr(this.expression)?,
        object::repr::repr(this.conversion)?,
        object::repr::repr(this.format_spec)?
    ))
}

fn interpolation_reduce(this: Gc<Interpolation>) -> Value {
    object::seq::tuple(&[
        Interpolation::class().value(),
        object::seq::tuple(&[this.value, this.expression, this.conversion, this.format_spec]),
    ])
}

fn value(this: Gc<Interpolation>) -> Value {
    this.value
}

fn expression(this: Gc<Interpolation>) -> Value {
    this.expression
}

fn conversion(this: Gc<Interpolation>) -> Value {
    this.conversion
}

fn format_spec(this: Gc<Interpolation>) -> Value {
    this.format_spec
}

fn match_args() -> Value {
    object::seq::tuple(&[
        intern("value").value(),
        intern("expression").value(),
        intern("conversion").value(),
        intern("format_spec").value(),
    ])
}
