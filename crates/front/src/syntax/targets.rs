//! Targets of assignments, loops and `del`.

use super::expr::with_context;
use super::parser::{E, Fail, Parser, R, Rule};
use super::token::Kind;

impl Parser<'_> {
    pub(super) fn star_targets(&mut self) -> R<E> {
        let begin = self.here()?;
        let first = self.star_target()?;
        if !self.at(Kind::Comma)? {
            return Ok(first);
        }
        let mut items = vec![first];
        items.extend(self.many(|p| {
            p.expect(Kind::Comma)?;
            p.star_target()
        })?);
        self.opt(|p| p.expect(Kind::Comma))?;
        Ok(self.node(begin, "Tuple", vec![("elts", items.into()), ("ctx", "Store".into())]))
    }

    pub(super) fn star_target(&mut self) -> R<E> {
        self.memo(Rule::StarTarget, |p| {
            let begin = p.here()?;
            let starred = p.opt(|p| {
                p.expect(Kind::Star)?;
                p.not(|p| p.expect(Kind::Star))?;
                p.star_target()
            })?;
            match starred {
                Some(value) => {
                    let value = with_context(&value, "Store");
                    Ok(p.node(begin, "Starred", vec![("value", value.into()), ("ctx", "Store".into())]))
                }
                None => p.target_with_star_atom(),
            }
        })
    }

    fn target_with_star_atom(&mut self) -> R<E> {
        self.memo(Rule::TargetWithStarAtom, |p| match p.opt(|p| p.subscript_or_attribute("Store"))? {
            Some(target) => Ok(target),
            None => p.star_atom(),
        })
    }

    /// `t_primary` and one trailer more, which is no call: `a.b`, `a()[0]`.
    fn subscript_or_attribute(&mut self, ctx: &'static str) -> R<E> {
        let begin = self.here()?;
        let value = self.t_primary()?;
        if self.at(Kind::LPar)? {
            return Err(Fail::No);
        }
        let target = self.trailer(begin, &value)?;
        self.not(Self::t_lookahead)?;
        Ok(with_context(&target, ctx))
    }

    fn t_lookahead(&mut self) -> R<()> {
        match self.peek_kind()? {
            Kind::LPar | Kind::LSqb | Kind::Dot => Ok(()),
            _ => Err(Fail::No),
        }
    }

    /// A primary that another trailer follows.
    fn t_primary(&mut self) -> R<E> {
        self.memo(Rule::TPrimary, |p| {
            let begin = p.here()?;
            let mut value = p.atom()?;
            p.need(Self::t_lookahead)?;
            while let Some(longer) = p.opt(|p| {
                let longer = p.trailer(begin, &value)?;
                p.need(Self::t_lookahead)?;
                Ok(longer)
            })? {
                value = longer;
            }
            Ok(value)
        })
    }

    fn star_atom(&mut self) -> R<E> {
        let begin = self.here()?;
        match self.peek_kind()? {
            Kind::Name => Ok(with_context(&self.name()?, "Store")),
            Kind::LPar => {
                let grouped = self.opt(|p| {
                    p.expect(Kind::LPar)?;
                    let target = p.target_with_star_atom()?;
                    p.expect(Kind::RPar)?;
                    Ok(target)
                })?;
                if let Some(target) = grouped {
                    return Ok(with_context(&target, "Store"));
                }
                self.expect(Kind::LPar)?;
                let items = self.opt(Self::star_targets_tuple_seq)?.unwrap_or_default();
                self.expect(Kind::RPar)?;
                Ok(self.node(begin, "Tuple", vec![("elts", items.into()), ("ctx", "Store".into())]))
            }
            Kind::LSqb => {
                self.mark += 1;
                let items = self.opt(|p| {
                    let items = p.gather(Kind::Comma, Self::star_target)?;
                    p.opt(|p| p.expect(Kind::Comma))?;
                    Ok(items)
                })?;
                self.expect(Kind::RSqb)?;
                let elts = items.unwrap_or_default().into();
                Ok(self.node(begin, "List", vec![("elts", elts), ("ctx", "Store".into())]))
            }
            _ => Err(Fail::No),
        }
    }

    /// At least two targets, or one with a comma.
    fn star_targets_tuple_seq(&mut self) -> R<Vec<E>> {
        let mut items = vec![self.star_target()?];
        items.extend(self.many(|p| {
            p.expect(Kind::Comma)?;
            p.star_target()
        })?);
        if items.len() == 1 {
            self.expect(Kind::Comma)?;
        } else {
            self.opt(|p| p.expect(Kind::Comma))?;
        }
        Ok(items)
    }

    pub(super) fn single_target(&mut self) -> R<E> {
        if let Some(target) = self.opt(Self::single_subscript_attribute_target)? {
            return Ok(target);
        }
        if self.at(Kind::Name)? {
            return Ok(with_context(&self.name()?, "Store"));
        }
        self.expect(Kind::LPar)?;
        let target = self.single_target()?;
        self.expect(Kind::RPar)?;
        Ok(target)
    }

    pub(super) fn single_subscript_attribute_target(&mut self) -> R<E> {
        self.subscript_or_attribute("Store")
    }

    pub(super) fn del_targets(&mut self) -> R<Vec<E>> {
        let items = self.gather(Kind::Comma, Self::del_target)?;
        self.opt(|p| p.expect(Kind::Comma))?;
        Ok(items)
    }

    fn del_target(&mut self) -> R<E> {
        self.memo(Rule::DelTarget, |p| match p.opt(|p| p.subscript_or_attribute("Del"))? {
            Some(target) => Ok(target),
            None => p.del_t_atom(),
        })
    }

    fn del_t_atom(&mut self) -> R<E> {
        let begin = self.here()?;
        match self.peek_kind()? {
            Kind::Name => Ok(with_context(&self.name()?, "Del")),
            Kind::LPar => {
                let grouped = self.opt(|p| {
                    p.expect(Kind::LPar)?;
                    let target = p.del_target()?;
                    p.expect(Kind::RPar)?;
                    Ok(target)
                })?;
                if let Some(target) = grouped {
                    return Ok(with_context(&target, "Del"));
                }
                self.del_sequence(begin, "Tuple", Kind::LPar, Kind::RPar)
            }
            Kind::LSqb => self.del_sequence(begin, "List", Kind::LSqb, Kind::RSqb),
            _ => Err(Fail::No),
        }
    }

    fn del_sequence(&mut self, begin: (i32, i32), kind: &'static str, open: Kind, close: Kind) -> R<E> {
        self.expect(open)?;
        let items = self.opt(Self::del_targets)?.unwrap_or_default();
        self.expect(close)?;
        Ok(self.node(begin, kind, vec![("elts", items.into()), ("ctx", "Del".into())]))
    }
}
