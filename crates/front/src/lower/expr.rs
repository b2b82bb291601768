//! Expressions, parameters and what belongs to them.

use std::str::FromStr;

use ruff_python_ast as ast;
use ruff_text_size::{Ranged, TextRange};
use rustpython_wtf8::Wtf8;

use super::{Lower, Lowered, unexpected, wrong};
use crate::code::Const;
use crate::fault::{FaultKind, SyntaxFault};
use crate::syntax::{Field, Node};

fn context(node: &Node) -> ast::ExprContext {
    match node.op("ctx") {
        Some("Store") => ast::ExprContext::Store,
        Some("Del") => ast::ExprContext::Del,
        _ => ast::ExprContext::Load,
    }
}

pub(super) fn operator(node: &Node) -> Lowered<ast::Operator> {
    use ast::Operator::*;
    Ok(match node.op("op") {
        Some("Add") => Add,
        Some("Sub") => Sub,
        Some("Mult") => Mult,
        Some("MatMult") => MatMult,
        Some("Div") => Div,
        Some("Mod") => Mod,
        Some("Pow") => Pow,
        Some("LShift") => LShift,
        Some("RShift") => RShift,
        Some("BitOr") => BitOr,
        Some("BitXor") => BitXor,
        Some("BitAnd") => BitAnd,
        Some("FloorDiv") => FloorDiv,
        _ => return Err(wrong(node, "op")),
    })
}

fn compare_op(node: &Node, op: &Field) -> Lowered<ast::CmpOp> {
    use ast::CmpOp::*;
    Ok(match op {
        Field::Op("Eq") => Eq,
        Field::Op("NotEq") => NotEq,
        Field::Op("Lt") => Lt,
        Field::Op("LtE") => LtE,
        Field::Op("Gt") => Gt,
        Field::Op("GtE") => GtE,
        Field::Op("Is") => Is,
        Field::Op("IsNot") => IsNot,
        Field::Op("In") => In,
        Field::Op("NotIn") => NotIn,
        _ => return Err(wrong(node, "ops")),
    })
}

impl Lower {
    pub(super) fn boxed(&mut self, node: &Node, field: &str) -> Lowered<Box<ast::Expr>> {
        let inner = self.need(node, field)?;
        Ok(Box::new(self.expr(inner)?))
    }

    pub(super) fn optional(&mut self, node: &Node, field: &str) -> Lowered<Option<Box<ast::Expr>>> {
        node.node(field).map(|inner| self.expr(inner).map(Box::new)).transpose()
    }

    pub(super) fn exprs(&mut self, node: &Node, field: &str) -> Lowered<Vec<ast::Expr>> {
        self.each(node, field, Self::expr)
    }

    /// Lowers an expression; how deep it may be nested is what the code generator allows too.
    pub(super) fn expr(&mut self, node: &Node) -> Lowered<ast::Expr> {
        if self.depth > self.limit {
            let msg = "maximum recursion depth exceeded during compilation";
            return Err(SyntaxFault::bare(FaultKind::RecursionError, msg));
        }
        self.depth += 1;
        let lowered = self.expr_of_kind(node);
        self.depth -= 1;
        lowered
    }

    fn expr_of_kind(&mut self, node: &Node) -> Lowered<ast::Expr> {
        let range = self.range(node);
        let node_index = Default::default();
        Ok(match node.kind {
            "Constant" => self.constant(node, range)?,
            "Name" => {
                let id = self.identifier(node, "id")?.id;
                ast::Expr::Name(ast::ExprName { node_index, range, id, ctx: context(node) })
            }
            "Attribute" => {
                let (value, attr) = (self.boxed(node, "value")?, self.identifier(node, "attr")?);
                ast::Expr::Attribute(ast::ExprAttribute { node_index, range, value, attr, ctx: context(node) })
            }
            "Subscript" => {
                let (value, slice) = (self.boxed(node, "value")?, self.boxed(node, "slice")?);
                ast::Expr::Subscript(ast::ExprSubscript { node_index, range, value, slice, ctx: context(node) })
            }
            "Starred" => {
                let value = self.boxed(node, "value")?;
                ast::Expr::Starred(ast::ExprStarred { node_index, range, value, ctx: context(node) })
            }
            "Call" => self.call(node, range)?,
            "Tuple" => {
                let (elts, ctx) = (self.exprs(node, "elts")?, context(node));
                let (parenthesized, runtime_elts) = (true, None);
                ast::Expr::Tuple(ast::ExprTuple { node_index, range, elts, ctx, parenthesized, runtime_elts })
            }
            "List" => {
                let (elts, ctx, runtime_elts) = (self.exprs(node, "elts")?, context(node), None);
                ast::Expr::List(ast::ExprList { node_index, range, elts, ctx, runtime_elts })
            }
            "Set" => {
                let (elts, runtime_elts) = (self.exprs(node, "elts")?, None);
                ast::Expr::Set(ast::ExprSet { node_index, range, elts, runtime_elts })
            }
            "Slice" => {
                let (lower, upper) = (self.optional(node, "lower")?, self.optional(node, "upper")?);
                let step = self.optional(node, "step")?;
                ast::Expr::Slice(ast::ExprSlice { node_index, range, lower, upper, step })
            }
            "JoinedStr" => self.joined_str(node, range)?,
            "FormattedValue" => {
                let element = self.formatted_value(node)?;
                self.f_string(vec![element], range)
            }
            "TemplateStr" => {
                let values = self.exprs(node, "values")?;
                self.t_string(Vec::new(), range, Some(values))
            }
            "Interpolation" => {
                let element = self.interpolation(node)?;
                self.t_string(vec![element], range, None)
            }
            _ => self.operation(node, range)?,
        })
    }

    fn operation(&mut self, node: &Node, range: TextRange) -> Lowered<ast::Expr> {
        let node_index = Default::default();
        Ok(match node.kind {
            "BoolOp" => {
                let op = if node.op("op") == Some("And") { ast::BoolOp::And } else { ast::BoolOp::Or };
                let (values, runtime_values) = (self.exprs(node, "values")?, None);
                ast::Expr::BoolOp(ast::ExprBoolOp { node_index, range, op, values, runtime_values })
            }
            "NamedExpr" => {
                let (target, value) = (self.boxed(node, "target")?, self.boxed(node, "value")?);
                ast::Expr::Named(ast::ExprNamed { node_index, range, target, value })
            }
            "BinOp" => {
                let (left, right) = (self.boxed(node, "left")?, self.boxed(node, "right")?);
                let op = operator(node)?;
                match super::mixed::fold(&left, op, &right) {
                    Some(value) => ast::Expr::NumberLiteral(ast::ExprNumberLiteral { node_index, range, value }),
                    None => ast::Expr::BinOp(ast::ExprBinOp { node_index, range, left, op, right }),
                }
            }
            "UnaryOp" => {
                let op = match node.op("op") {
                    Some("Invert") => ast::UnaryOp::Invert,
                    Some("Not") => ast::UnaryOp::Not,
                    Some("UAdd") => ast::UnaryOp::UAdd,
                    Some("USub") => ast::UnaryOp::USub,
                    _ => return Err(wrong(node, "op")),
                };
                let operand = self.boxed(node, "operand")?;
                ast::Expr::UnaryOp(ast::ExprUnaryOp { node_index, range, op, operand })
            }
            "Lambda" => {
                let parameters = self.parameters(self.need(node, "args")?, range)?;
                let empty = parameters.is_empty();
                let parameters = (!empty).then(|| Box::new(parameters));
                ast::Expr::Lambda(ast::ExprLambda { node_index, range, parameters, body: self.boxed(node, "body")? })
            }
            "IfExp" => {
                let (test, body) = (self.boxed(node, "test")?, self.boxed(node, "body")?);
                ast::Expr::If(ast::ExprIf { node_index, range, test, body, orelse: self.boxed(node, "orelse")? })
            }
            "Dict" => {
                let values = self.exprs(node, "values")?;
                let keys = node.list("keys").iter().map(|key| match key {
                    Field::Node(key) => self.expr(key).map(Some),
                    _ => Ok(None),
                });
                let keys = keys.collect::<Lowered<Vec<_>>>()?;
                let items = keys.into_iter().zip(values).map(|(key, value)| ast::DictItem { key, value }).collect();
                ast::Expr::Dict(ast::ExprDict { node_index, range, items, runtime_values: None })
            }
            "Await" => ast::Expr::Await(ast::ExprAwait { node_index, range, value: self.boxed(node, "value")? }),
            "Yield" => ast::Expr::Yield(ast::ExprYield { node_index, range, value: self.optional(node, "value")? }),
            "YieldFrom" => {
                ast::Expr::YieldFrom(ast::ExprYieldFrom { node_index, range, value: self.boxed(node, "value")? })
            }
            "Compare" => {
                let left = self.boxed(node, "left")?;
                let ops = node.list("ops").iter().map(|op| compare_op(node, op)).collect::<Lowered<_>>()?;
                let comparators = self.exprs(node, "comparators")?.into();
                let runtime_comparators = None;
                ast::Expr::Compare(ast::ExprCompare { node_index, range, left, ops, comparators, runtime_comparators })
            }
            _ => self.comprehension(node, range)?,
        })
    }

    fn comprehension(&mut self, node: &Node, range: TextRange) -> Lowered<ast::Expr> {
        let node_index = Default::default();
        if !matches!(node.kind, "ListComp" | "SetComp" | "DictComp" | "GeneratorExp") {
            return Err(unexpected(node, "expr"));
        }
        let generators = self.each(node, "generators", |lower, generator| {
            let target = lower.expr(lower.need(generator, "target")?)?;
            let iter = lower.expr(lower.need(generator, "iter")?)?;
            let ifs = lower.exprs(generator, "ifs")?;
            let end = ifs.last().map_or(iter.end(), Ranged::end);
            Ok(ast::Comprehension {
                range: TextRange::new(target.start(), end.max(target.start())),
                node_index: Default::default(),
                target,
                iter,
                ifs,
                is_async: matches!(generator.get("is_async"), Field::Int(number) if *number != 0),
                runtime_ifs: None,
                runtime_is_async: None,
            })
        })?;
        Ok(match node.kind {
            "DictComp" => {
                let (key, value) = (Some(self.boxed(node, "key")?), self.boxed(node, "value")?);
                ast::Expr::DictComp(ast::ExprDictComp { node_index, range, key, value, generators })
            }
            kind => {
                let elt = self.boxed(node, "elt")?;
                match kind {
                    "ListComp" => ast::Expr::ListComp(ast::ExprListComp { node_index, range, elt, generators }),
                    "SetComp" => ast::Expr::SetComp(ast::ExprSetComp { node_index, range, elt, generators }),
                    _ => {
                        let parenthesized = true;
                        ast::Expr::Generator(ast::ExprGenerator { node_index, range, elt, generators, parenthesized })
                    }
                }
            }
        })
    }

    pub(super) fn arguments(&mut self, node: &Node, args: &str, range: TextRange) -> Lowered<ast::Arguments> {
        let args = self.exprs(node, args)?.into_boxed_slice();
        let keywords = self.each(node, "keywords", |lower, keyword| {
            Ok(ast::Keyword {
                range: lower.range(keyword),
                node_index: Default::default(),
                arg: lower.optional_identifier(keyword, "arg")?,
                value: lower.expr(lower.need(keyword, "value")?)?,
            })
        })?;
        Ok(ast::Arguments {
            range,
            node_index: Default::default(),
            args,
            keywords: keywords.into(),
            runtime_args: None,
            runtime_bases: None,
        })
    }

    fn call(&mut self, node: &Node, range: TextRange) -> Lowered<ast::Expr> {
        let func = self.boxed(node, "func")?;
        let start = func.end().clamp(range.start(), range.end());
        let arguments = self.arguments(node, "args", TextRange::new(start, range.end()))?;
        Ok(ast::Expr::Call(ast::ExprCall {
            node_index: Default::default(),
            range_start: range.start(),
            func,
            arguments,
        }))
    }

    // Constants and strings

    fn constant(&mut self, node: &Node, range: TextRange) -> Lowered<ast::Expr> {
        let node_index = Default::default();
        let Field::Const(value) = node.get("value") else { return Err(wrong(node, "value")) };
        let number =
            |value| ast::Expr::NumberLiteral(ast::ExprNumberLiteral { node_index: Default::default(), range, value });
        Ok(match value {
            Const::None => ast::Expr::NoneLiteral(ast::ExprNoneLiteral { node_index, range }),
            Const::Bool(value) => {
                ast::Expr::BooleanLiteral(ast::ExprBooleanLiteral { node_index, range, value: *value })
            }
            Const::Ellipsis => ast::Expr::EllipsisLiteral(ast::ExprEllipsisLiteral { node_index, range }),
            Const::Float(value) => number(ast::Number::Float(*value)),
            Const::Complex(real, imag) => number(ast::Number::Complex { real: *real, imag: *imag }),
            Const::Str(text) => self.string(text, range),
            Const::Bytes(bytes) => {
                let value = ast::BytesLiteralValue::single(ast::BytesLiteral {
                    range,
                    node_index: Default::default(),
                    value: Box::from(&**bytes),
                    flags: ast::BytesLiteralFlags::empty(),
                });
                ast::Expr::BytesLiteral(ast::ExprBytesLiteral { node_index, range, value })
            }
            Const::Int(value) => {
                let digits = value.to_string();
                match ast::Int::from_str(&digits) {
                    Ok(value) if !digits.starts_with('-') => number(ast::Number::Int(value)),
                    _ => self.plain_constant(ast::ConstantValue::Integer(digits.into()), range),
                }
            }
            other => self.plain_constant(constant_value(node, other)?, range),
        })
    }

    fn plain_constant(&self, value: ast::ConstantValue, range: TextRange) -> ast::Expr {
        let node_index = Default::default();
        ast::Expr::Constant(ast::ExprConstant { node_index, range, value, kind: None, invalid_type: None })
    }

    fn string(&mut self, text: &Wtf8, range: TextRange) -> ast::Expr {
        let (value, literal_range) = self.string_text(text, range);
        let literal = ast::StringLiteral {
            range: literal_range,
            node_index: Default::default(),
            value,
            flags: ast::StringLiteralFlags::empty(),
        };
        let value = ast::StringLiteralValue::single(literal);
        ast::Expr::StringLiteral(ast::ExprStringLiteral { node_index: Default::default(), range, value })
    }

    /// The text of a literal, and where the generator finds it if it cannot be held as text.
    fn string_text(&mut self, text: &Wtf8, range: TextRange) -> (Box<str>, TextRange) {
        match text.as_str() {
            Ok(text) if !text.contains(char::REPLACEMENT_CHARACTER) => (text.into(), range),
            _ => (text.to_string_lossy().into(), self.places.literal(text)),
        }
    }

    fn joined_str(&mut self, node: &Node, range: TextRange) -> Lowered<ast::Expr> {
        let simple = |value: &Field| match value {
            Field::Node(value) => match value.kind {
                "FormattedValue" => true,
                "Constant" => matches!(value.get("value"), Field::Const(Const::Str(text)) if text.as_str()
                    .is_ok_and(|text| !text.contains(char::REPLACEMENT_CHARACTER))),
                _ => false,
            },
            _ => false,
        };
        if !node.list("values").iter().all(simple) {
            let values = self.exprs(node, "values")?;
            let mut string = self.f_string(Vec::new(), range);
            if let ast::Expr::FString(string) = &mut string {
                string.runtime_joined_str = Some(values);
            }
            return Ok(string);
        }
        let elements = self.each(node, "values", |lower, value| match value.get("value") {
            Field::Const(Const::Str(text)) if value.kind == "Constant" => {
                Ok(ast::InterpolatedStringElement::Literal(ast::InterpolatedStringLiteralElement {
                    range: lower.range(value),
                    node_index: Default::default(),
                    value: text.to_string().into(),
                }))
            }
            _ => lower.formatted_value(value),
        })?;
        Ok(self.f_string(elements, range))
    }

    fn f_string(&self, elements: Vec<ast::InterpolatedStringElement>, range: TextRange) -> ast::Expr {
        let value = ast::FStringValue::single(ast::FString {
            range,
            node_index: Default::default(),
            elements: elements.into(),
            flags: ast::FStringFlags::empty(),
        });
        let (runtime_joined_str, runtime_values) = (None, None);
        let node_index = Default::default();
        ast::Expr::FString(ast::ExprFString { node_index, range, value, runtime_joined_str, runtime_values })
    }

    fn t_string(
        &self,
        elements: Vec<ast::InterpolatedStringElement>,
        range: TextRange,
        runtime_template_str: Option<Vec<ast::Expr>>,
    ) -> ast::Expr {
        let value = ast::TStringValue::single(ast::TString {
            range,
            node_index: Default::default(),
            elements: elements.into(),
            flags: ast::TStringFlags::empty(),
        });
        let (node_index, runtime_values) = (Default::default(), None);
        ast::Expr::TString(ast::ExprTString { node_index, range, value, runtime_template_str, runtime_values })
    }

    fn formatted_value(&mut self, node: &Node) -> Lowered<ast::InterpolatedStringElement> {
        let mut element = self.element(node)?;
        element.format_spec = format_spec(self.optional(node, "format_spec")?);
        element.runtime_formatted_value_format_spec = self.optional(node, "format_spec")?;
        Ok(ast::InterpolatedStringElement::Interpolation(element))
    }

    fn interpolation(&mut self, node: &Node) -> Lowered<ast::InterpolatedStringElement> {
        let mut element = self.element(node)?;
        let Field::Const(text) = node.get("str") else { return Err(wrong(node, "str")) };
        element.runtime_str = Some(constant_value(node, text)?);
        element.format_spec = format_spec(self.optional(node, "format_spec")?);
        element.runtime_interpolation_format_spec = self.optional(node, "format_spec")?;
        Ok(ast::InterpolatedStringElement::Interpolation(element))
    }

    fn element(&mut self, node: &Node) -> Lowered<ast::InterpolatedElement> {
        let conversion = match node.get("conversion") {
            Field::Int(115) => ast::ConversionFlag::Str,
            Field::Int(114) => ast::ConversionFlag::Repr,
            Field::Int(97) => ast::ConversionFlag::Ascii,
            _ => ast::ConversionFlag::None,
        };
        Ok(ast::InterpolatedElement {
            range: self.range(node),
            node_index: Default::default(),
            expression: self.boxed(node, "value")?,
            debug_text: None,
            conversion,
            format_spec: None,
            runtime_str: None,
            runtime_interpolation_format_spec: None,
            runtime_formatted_value_format_spec: None,
        })
    }

    // Parameters

    pub(super) fn parameters(&mut self, node: &Node, range: TextRange) -> Lowered<ast::Parameters> {
        let defaults = self.exprs(node, "defaults")?;
        let kw_defaults = node.list("kw_defaults").iter().map(|default| match default {
            Field::Node(default) => self.expr(default).map(|default| Some(Box::new(default))),
            _ => Ok(None),
        });
        let kw_defaults = kw_defaults.collect::<Lowered<Vec<_>>>()?;
        let posonly = self.each(node, "posonlyargs", Self::parameter)?;
        let plain = self.each(node, "args", Self::parameter)?;
        let kwonly = self.each(node, "kwonlyargs", Self::parameter)?;
        let without = (posonly.len() + plain.len()).checked_sub(defaults.len());
        let without = without.ok_or_else(|| wrong(node, "defaults"))?;
        let mut defaults = std::iter::repeat_n(None, without).chain(defaults.into_iter().map(|d| Some(Box::new(d))));
        let with = |parameter: ast::Parameter, default: Option<Box<ast::Expr>>| ast::ParameterWithDefault {
            range: parameter.range,
            node_index: Default::default(),
            parameter,
            default,
        };
        let mut take = |list: Vec<ast::Parameter>| {
            list.into_iter().map(|parameter| with(parameter, defaults.next().flatten())).collect::<Vec<_>>()
        };
        let (posonlyargs, args) = (take(posonly).into(), take(plain).into());
        let mut kw_defaults = kw_defaults.into_iter();
        let kwonly = kwonly.into_iter().map(|parameter| with(parameter, kw_defaults.next().flatten()));
        let kwonlyargs = kwonly.collect::<Vec<_>>().into();
        Ok(ast::Parameters {
            range,
            node_index: Default::default(),
            posonlyargs,
            args,
            vararg: node.node("vararg").map(|arg| self.parameter(arg).map(Box::new)).transpose()?,
            kwonlyargs,
            kwarg: node.node("kwarg").map(|arg| self.parameter(arg).map(Box::new)).transpose()?,
            runtime_defaults: None,
        })
    }

    fn parameter(&mut self, node: &Node) -> Lowered<ast::Parameter> {
        Ok(ast::Parameter {
            range: self.range(node),
            node_index: Default::default(),
            name: self.identifier(node, "arg")?,
            annotation: self.optional(node, "annotation")?,
            runtime_type_comment: None,
            runtime_type_comment_bytes: None,
        })
    }
}

/// The same format spec as the elements of a literal, from which annotations are written out.
fn format_spec(spec: Option<Box<ast::Expr>>) -> Option<Box<ast::InterpolatedStringFormatSpec>> {
    let ast::Expr::FString(string) = *spec? else { return None };
    let elements = string.value.elements().cloned().collect::<Vec<_>>();
    let (range, node_index) = (string.range, Default::default());
    Some(Box::new(ast::InterpolatedStringFormatSpec { range, node_index, elements: elements.into() }))
}

/// A constant that no literal stands for: a tuple, a frozenset, a negative number.
fn constant_value(node: &Node, value: &Const) -> Lowered<ast::ConstantValue> {
    let many = |items: &[Const]| items.iter().map(|item| constant_value(node, item)).collect::<Lowered<Vec<_>>>();
    Ok(match value {
        Const::None => ast::ConstantValue::None,
        Const::Ellipsis => ast::ConstantValue::Ellipsis,
        Const::Bool(value) => ast::ConstantValue::Boolean(*value),
        Const::Int(value) => ast::ConstantValue::Integer(value.to_string().into()),
        Const::Float(value) => ast::ConstantValue::Float(*value),
        Const::Complex(real, imag) => ast::ConstantValue::Complex { real: *real, imag: *imag },
        Const::Str(text) => ast::ConstantValue::Str(text.as_str().map_err(|_| wrong(node, "value"))?.into()),
        Const::Bytes(bytes) => ast::ConstantValue::Bytes(Box::from(&**bytes)),
        Const::Tuple(items) => ast::ConstantValue::Tuple(many(items)?),
        Const::FrozenSet(items) => ast::ConstantValue::Frozenset(many(items)?),
        Const::Slice(_) | Const::Code(_) => return Err(wrong(node, "value")),
    })
}
