//! Atoms: names, constants, displays and comprehensions.

use std::rc::Rc;

use super::node::{Field, Node};
use super::parser::{E, Fail, Parser, R};
use super::token::Kind;
use crate::code::Const;

impl Parser<'_> {
    pub(super) fn constant(&self, begin: (i32, i32), value: Const) -> E {
        self.node(begin, "Constant", vec![("value", Field::Const(value)), ("kind", Field::None)])
    }

    pub(super) fn atom(&mut self) -> R<E> {
        let begin = self.here()?;
        let token = self.peek()?.clone();
        match token.kind {
            Kind::Name => self.name(),
            Kind::SoftKeyword => {
                let value = match self.text_of(&token) {
                    "True" => Const::Bool(true),
                    "False" => Const::Bool(false),
                    "None" => Const::None,
                    _ => return Err(Fail::No),
                };
                self.mark += 1;
                Ok(self.constant(begin, value))
            }
            Kind::String | Kind::FStringStart | Kind::TStringStart => self.strings(),
            Kind::Number => self.number(),
            Kind::LPar => {
                for rule in [Self::tuple, Self::group, Self::genexp] {
                    if let Some(found) = self.opt(rule)? {
                        return Ok(found);
                    }
                }
                Err(Fail::No)
            }
            Kind::LSqb => match self.opt(Self::list)? {
                Some(list) => Ok(list),
                None => self.listcomp(),
            },
            Kind::LBrace => {
                for rule in [Self::dict, Self::set, Self::dictcomp, Self::setcomp] {
                    if let Some(found) = self.opt(rule)? {
                        return Ok(found);
                    }
                }
                Err(Fail::No)
            }
            Kind::Ellipsis => {
                self.mark += 1;
                Ok(self.constant(begin, Const::Ellipsis))
            }
            _ => Err(Fail::No),
        }
    }

    pub(super) fn group(&mut self) -> R<E> {
        let group = self.opt(|p| {
            p.expect(Kind::LPar)?;
            let value = match p.opt(Self::yield_expr)? {
                Some(value) => value,
                None => p.named_expression()?,
            };
            p.expect(Kind::RPar)?;
            Ok(value)
        })?;
        if let Some(value) = group {
            return Ok(value);
        }
        if self.invalid {
            self.invalid_group()?;
        }
        Err(Fail::No)
    }

    pub(super) fn tuple(&mut self) -> R<E> {
        let begin = self.here()?;
        self.expect(Kind::LPar)?;
        let items = self.opt(|p| {
            let mut items = vec![p.star_named_expression()?];
            p.expect(Kind::Comma)?;
            items.extend(p.opt(Self::star_named_expressions)?.unwrap_or_default());
            Ok(items)
        })?;
        self.expect(Kind::RPar)?;
        let elts = items.unwrap_or_default().into();
        Ok(self.node(begin, "Tuple", vec![("elts", elts), ("ctx", "Load".into())]))
    }

    pub(super) fn list(&mut self) -> R<E> {
        let begin = self.here()?;
        self.expect(Kind::LSqb)?;
        let items = self.opt(Self::star_named_expressions)?;
        self.expect(Kind::RSqb)?;
        let elts = items.unwrap_or_default().into();
        Ok(self.node(begin, "List", vec![("elts", elts), ("ctx", "Load".into())]))
    }

    pub(super) fn set(&mut self) -> R<E> {
        let begin = self.here()?;
        self.expect(Kind::LBrace)?;
        let items = self.star_named_expressions()?;
        self.expect(Kind::RBrace)?;
        Ok(self.node(begin, "Set", vec![("elts", items.into())]))
    }

    pub(super) fn dict(&mut self) -> R<E> {
        let begin = self.here()?;
        let dict = self.opt(|p| {
            p.expect(Kind::LBrace)?;
            let pairs = p.opt(|p| {
                let pairs = p.gather(Kind::Comma, Self::double_starred_kvpair)?;
                p.opt(|p| p.expect(Kind::Comma))?;
                Ok(pairs)
            })?;
            p.expect(Kind::RBrace)?;
            Ok(pairs.unwrap_or_default())
        })?;
        if let Some(pairs) = dict {
            let (keys, values): (Vec<Field>, Vec<Field>) =
                pairs.into_iter().map(|(key, value)| (Field::from(key), Field::Node(value))).unzip();
            return Ok(self.node(begin, "Dict", vec![("keys", keys.into()), ("values", values.into())]));
        }
        if self.invalid {
            self.expect(Kind::LBrace)?;
            self.invalid_double_starred_kvpairs()?;
        }
        Err(Fail::No)
    }

    pub(super) fn double_starred_kvpair(&mut self) -> R<(Option<E>, E)> {
        if self.at(Kind::DoubleStar)? {
            self.mark += 1;
            return Ok((None, self.bitwise_or()?));
        }
        let (key, value) = self.kvpair()?;
        Ok((Some(key), value))
    }

    pub(super) fn kvpair(&mut self) -> R<(E, E)> {
        let key = self.expression()?;
        self.expect(Kind::Colon)?;
        Ok((key, self.expression()?))
    }

    // Comprehensions

    pub(super) fn for_if_clauses(&mut self) -> R<Vec<E>> {
        self.many1(Self::for_if_clause)
    }

    pub(super) fn for_if_clause(&mut self) -> R<E> {
        let clause = self.opt(|p| {
            let is_async = p.opt(|p| p.kw("async"))?.is_some();
            p.kw("for")?;
            let target = p.star_targets()?;
            p.kw("in")?;
            // From here on there is no way back to another alternative.
            p.opt(|p| {
                let iter = p.disjunction()?;
                let ifs = p.many(|p| {
                    p.kw("if")?;
                    p.disjunction()
                })?;
                Ok((is_async, target, iter, ifs))
            })
        })?;
        match clause {
            Some(Some((is_async, target, iter, ifs))) => {
                if is_async {
                    self.since(6, "Async comprehensions are")?;
                }
                let fields = vec![
                    ("target", target.into()),
                    ("iter", iter.into()),
                    ("ifs", ifs.into()),
                    ("is_async", Field::Int(i64::from(is_async))),
                ];
                Ok(Rc::new(Node::new("comprehension", fields)))
            }
            Some(None) => Err(Fail::No),
            None => {
                if self.invalid {
                    self.opt(Self::invalid_for_if_clause)?;
                    self.invalid_for_target()?;
                }
                Err(Fail::No)
            }
        }
    }

    pub(super) fn comprehension(
        &mut self,
        kind: &'static str,
        open: Kind,
        close: Kind,
        elt: fn(&mut Self) -> R<E>,
    ) -> R<E> {
        let begin = self.here()?;
        let found = self.opt(|p| {
            p.expect(open)?;
            let elt = elt(p)?;
            let generators = p.for_if_clauses()?;
            p.expect(close)?;
            Ok((elt, generators))
        })?;
        if let Some((elt, generators)) = found {
            return Ok(self.node(begin, kind, vec![("elt", elt.into()), ("generators", generators.into())]));
        }
        if self.invalid {
            self.invalid_comprehension()?;
        }
        Err(Fail::No)
    }

    pub(super) fn listcomp(&mut self) -> R<E> {
        self.comprehension("ListComp", Kind::LSqb, Kind::RSqb, Self::named_expression)
    }

    pub(super) fn setcomp(&mut self) -> R<E> {
        self.comprehension("SetComp", Kind::LBrace, Kind::RBrace, Self::named_expression)
    }

    pub(super) fn genexp(&mut self) -> R<E> {
        self.comprehension("GeneratorExp", Kind::LPar, Kind::RPar, Self::assigned_or_expression)
    }

    pub(super) fn dictcomp(&mut self) -> R<E> {
        let begin = self.here()?;
        let found = self.opt(|p| {
            p.expect(Kind::LBrace)?;
            let pair = p.kvpair()?;
            let generators = p.for_if_clauses()?;
            p.expect(Kind::RBrace)?;
            Ok((pair, generators))
        })?;
        if let Some(((key, value), generators)) = found {
            let fields = vec![("key", key.into()), ("value", value.into()), ("generators", generators.into())];
            return Ok(self.node(begin, "DictComp", fields));
        }
        if self.invalid {
            self.invalid_dict_comprehension()?;
        }
        Err(Fail::No)
    }
}
