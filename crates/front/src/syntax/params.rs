//! Parameters of functions and lambdas, `lambda` itself, and type parameters.
//!
//! The grammar has every parameter rule twice, for `def` and for `lambda`; here [`Style`] tells them apart.

use std::rc::Rc;

use super::node::{Field, Node};
use super::parser::{E, Fail, Parser, R, Rule};
use super::token::Kind;

/// Whose parameters are read: those of `def` may have annotations, and end before `)` instead of `:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Def,
    Lambda,
}

impl Style {
    pub(super) fn end(self) -> Kind {
        if self == Style::Def { Kind::RPar } else { Kind::Colon }
    }
}

/// A parameter and its default.
pub(super) type Pair = (E, Option<E>);

/// What follows `*` or is `**`.
#[derive(Clone, Default)]
pub(super) struct StarEtc {
    vararg: Option<E>,
    kwonly: Vec<Pair>,
    kwarg: Option<E>,
}

/// The parts of a parameter list in their order.
#[derive(Default)]
struct Parts {
    posonly: Vec<Pair>,
    plain: Vec<Pair>,
    star: StarEtc,
}

fn arguments_node(parts: Parts) -> E {
    let names = |pairs: &[Pair]| Field::List(pairs.iter().map(|(arg, _)| Field::Node(arg.clone())).collect());
    let positional = parts.posonly.iter().chain(&parts.plain);
    let defaults = positional.filter_map(|(_, default)| default.clone()).map(Field::Node).collect();
    let kw_defaults = parts.star.kwonly.iter().map(|(_, default)| default.clone().into()).collect();
    Rc::new(Node::new(
        "arguments",
        vec![
            ("posonlyargs", names(&parts.posonly)),
            ("args", names(&parts.plain)),
            ("vararg", parts.star.vararg.clone().into()),
            ("kwonlyargs", names(&parts.star.kwonly)),
            ("kw_defaults", Field::List(kw_defaults)),
            ("kwarg", parts.star.kwarg.clone().into()),
            ("defaults", Field::List(defaults)),
        ],
    ))
}

/// `arguments` of a function without parameters.
pub(super) fn no_arguments() -> E {
    arguments_node(Parts::default())
}

/// What `Parser::since` says of them.
const POSONLY: &str = "Positional-only parameters are";

impl Parser<'_> {
    pub(super) fn params(&mut self, style: Style) -> R<E> {
        if self.invalid {
            self.opt(|p| p.invalid_parameters(style))?;
        }
        self.deeper(|p| p.parameters(style)).map(arguments_node)
    }

    fn parameters(&mut self, style: Style) -> R<Parts> {
        let without = |pairs: Vec<E>| pairs.into_iter().map(|arg| (arg, None)).collect::<Vec<Pair>>();
        if let Some(posonly) = self.opt(|p| p.slash_no_default(style))? {
            let mut plain = without(self.many(|p| p.param_no_default(style))?);
            plain.extend(self.many(|p| p.param_with_default(style))?);
            let star = self.opt(|p| p.star_etc(style))?.unwrap_or_default();
            self.since(8, POSONLY)?;
            return Ok(Parts { posonly: without(posonly), plain, star });
        }
        if let Some(posonly) = self.opt(|p| p.slash_with_default(style))? {
            let plain = self.many(|p| p.param_with_default(style))?;
            let star = self.opt(|p| p.star_etc(style))?.unwrap_or_default();
            self.since(8, POSONLY)?;
            return Ok(Parts { posonly, plain, star });
        }
        let mut plain = without(self.many(|p| p.param_no_default(style))?);
        plain.extend(self.many(|p| p.param_with_default(style))?);
        if plain.is_empty() {
            return Ok(Parts { star: self.star_etc(style)?, ..Parts::default() });
        }
        let star = self.opt(|p| p.star_etc(style))?.unwrap_or_default();
        Ok(Parts { posonly: Vec::new(), plain, star })
    }

    /// The end of a positional-only part: `/` and a comma or the end of the list.
    fn slash(&mut self, style: Style) -> R<()> {
        self.expect(Kind::Slash)?;
        if self.opt(|p| p.expect(Kind::Comma))?.is_none() {
            self.need(|p| p.expect(style.end()))?;
        }
        Ok(())
    }

    pub(super) fn slash_no_default(&mut self, style: Style) -> R<Vec<E>> {
        let params = self.many1(|p| p.param_no_default(style))?;
        self.slash(style)?;
        Ok(params)
    }

    pub(super) fn slash_with_default(&mut self, style: Style) -> R<Vec<Pair>> {
        let plain = self.many(|p| p.param_no_default(style))?;
        let mut params: Vec<Pair> = plain.into_iter().map(|arg| (arg, None)).collect();
        params.extend(self.many1(|p| p.param_with_default(style))?);
        self.slash(style)?;
        Ok(params)
    }

    fn star_etc(&mut self, style: Style) -> R<StarEtc> {
        if self.invalid {
            self.opt(|p| p.invalid_star_etc(style))?;
        }
        let named = self.opt(|p| {
            p.expect(Kind::Star)?;
            let vararg = match p.opt(|p| p.param_no_default(style))? {
                Some(vararg) => vararg,
                None if style == Style::Def => p.param_star_annotation()?,
                None => return Err(Fail::No),
            };
            let kwonly = p.many(|p| p.param_maybe_default(style))?;
            let kwarg = p.opt(|p| p.kwds(style))?;
            Ok(StarEtc { vararg: Some(vararg), kwonly, kwarg })
        })?;
        if let Some(found) = named {
            return Ok(found);
        }
        let bare = self.opt(|p| {
            p.expect(Kind::Star)?;
            p.expect(Kind::Comma)?;
            let kwonly = p.many1(|p| p.param_maybe_default(style))?;
            let kwarg = p.opt(|p| p.kwds(style))?;
            Ok(StarEtc { vararg: None, kwonly, kwarg })
        })?;
        if let Some(found) = bare {
            return Ok(found);
        }
        Ok(StarEtc { kwarg: Some(self.kwds(style)?), ..StarEtc::default() })
    }

    fn kwds(&mut self, style: Style) -> R<E> {
        if self.invalid {
            self.opt(|p| p.invalid_kwds(style))?;
        }
        self.expect(Kind::DoubleStar)?;
        self.param_no_default(style)
    }

    /// The comma, or the end of the list, after a parameter; then its type comment.
    fn after_param(&mut self, arg: E, style: Style) -> R<E> {
        let comma = self.opt(|p| p.expect(Kind::Comma))?;
        let comment = match style {
            Style::Def => self.opt(Self::type_comment)?,
            Style::Lambda => None,
        };
        if comma.is_none() {
            self.need(|p| p.expect(style.end()))?;
        }
        let Some(comment) = comment else { return Ok(arg) };
        let mut node = Node::clone(&arg);
        if let Some((_, field)) = node.fields.iter_mut().find(|(name, _)| *name == "type_comment") {
            *field = Field::Str(comment);
        }
        Ok(Rc::new(node))
    }

    pub(super) fn param_no_default(&mut self, style: Style) -> R<E> {
        let arg = self.param(style)?;
        self.after_param(arg, style)
    }

    fn param_star_annotation(&mut self) -> R<E> {
        let begin = self.here()?;
        let token = self.expect(Kind::Name)?;
        self.expect(Kind::Colon)?;
        let annotation = self.star_expression()?;
        let arg = self.identifier(&token)?;
        let arg = self.arg(begin, arg, Some(annotation));
        self.after_param(arg, Style::Def)
    }

    pub(super) fn param_with_default(&mut self, style: Style) -> R<Pair> {
        let arg = self.param(style)?;
        let default = self.default()?;
        Ok((self.after_param(arg, style)?, Some(default)))
    }

    pub(super) fn param_maybe_default(&mut self, style: Style) -> R<Pair> {
        let arg = self.param(style)?;
        let default = self.opt(Self::default)?;
        Ok((self.after_param(arg, style)?, default))
    }

    fn arg(&self, begin: (i32, i32), name: crate::code::Name, annotation: Option<E>) -> E {
        let fields = vec![("arg", Field::Str(name)), ("annotation", annotation.into()), ("type_comment", Field::None)];
        self.node(begin, "arg", fields)
    }

    pub(super) fn param(&mut self, style: Style) -> R<E> {
        let begin = self.here()?;
        let token = self.expect(Kind::Name)?;
        let annotation = match style {
            Style::Lambda => None,
            Style::Def => self.opt(|p| {
                p.expect(Kind::Colon)?;
                p.expression()
            })?,
        };
        let name = self.identifier(&token)?;
        Ok(self.arg(begin, name, annotation))
    }

    fn default(&mut self) -> R<E> {
        let value = self.opt(|p| {
            p.expect(Kind::Equal)?;
            p.expression()
        })?;
        if let Some(value) = value {
            return Ok(value);
        }
        if self.invalid {
            let equal = self.expect(Kind::Equal)?;
            if matches!(self.peek_kind()?, Kind::RPar | Kind::Comma) {
                return Err(self.known(&equal, "expected default value expression"));
            }
        }
        Err(Fail::No)
    }

    pub(super) fn lambdef(&mut self) -> R<E> {
        let begin = self.here()?;
        self.kw("lambda")?;
        let params = self.opt(|p| p.params(Style::Lambda))?;
        self.expect(Kind::Colon)?;
        let body = self.expression()?;
        let args = params.unwrap_or_else(no_arguments);
        Ok(self.node(begin, "Lambda", vec![("args", args.into()), ("body", body.into())]))
    }

    // Type parameters

    pub(super) fn type_params(&mut self) -> R<Vec<E>> {
        if self.invalid {
            let empty = self.opt(|p| {
                p.expect(Kind::LSqb)?;
                p.expect(Kind::RSqb)
            })?;
            if let Some(token) = empty {
                return Err(self.from(&token, "Type parameter list cannot be empty"));
            }
        }
        self.expect(Kind::LSqb)?;
        let params = self.gather(Kind::Comma, Self::type_param)?;
        self.opt(|p| p.expect(Kind::Comma))?;
        self.expect(Kind::RSqb)?;
        self.since(12, "Type parameter lists are")?;
        Ok(params)
    }

    fn type_param(&mut self) -> R<E> {
        self.memo(Rule::TypeParam, |p| {
            let begin = p.here()?;
            if let Some(token) = p.opt(|p| p.expect(Kind::Name))? {
                let bound = p.opt(|p| {
                    p.expect(Kind::Colon)?;
                    p.expression()
                })?;
                let default = p.opt(|p| p.type_param_default(Self::expression))?;
                let name = p.identifier(&token)?;
                let fields = vec![("name", name.into()), ("bound", bound.into()), ("default_value", default.into())];
                return Ok(p.node(begin, "TypeVar", fields));
            }
            if p.invalid {
                p.opt(Self::invalid_type_param)?;
            }
            let (kind, default): (_, fn(&mut Self) -> R<E>) = match p.peek_kind()? {
                Kind::Star => ("TypeVarTuple", Self::star_expression),
                Kind::DoubleStar => ("ParamSpec", Self::expression),
                _ => return Err(Fail::No),
            };
            p.mark += 1;
            let token = p.expect(Kind::Name)?;
            let default = p.opt(|p| p.type_param_default(default))?;
            let name = p.identifier(&token)?;
            Ok(p.node(begin, kind, vec![("name", name.into()), ("default_value", default.into())]))
        })
    }

    fn type_param_default(&mut self, value: fn(&mut Self) -> R<E>) -> R<E> {
        self.expect(Kind::Equal)?;
        let default = value(self)?;
        self.since(13, "Type parameter defaults are")?;
        Ok(default)
    }
}
