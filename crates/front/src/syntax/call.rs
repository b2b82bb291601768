//! Arguments of calls and classes.

use super::node::Field;
use super::parser::{E, Fail, Parser, R, Rule};
use super::token::Kind;

impl Parser<'_> {
    /// The arguments of a call, as a `Call` node whose function is missing.
    pub(super) fn arguments(&mut self) -> R<E> {
        self.memo(Rule::Arguments, |p| {
            let arguments = p.opt(|p| {
                let arguments = p.args()?;
                p.opt(|p| p.expect(Kind::Comma))?;
                p.need(|p| p.expect(Kind::RPar))?;
                Ok(arguments)
            })?;
            if let Some(arguments) = arguments {
                return Ok(arguments);
            }
            if p.invalid {
                p.invalid_arguments()?;
            }
            Err(Fail::No)
        })
    }

    /// A positional argument, which `=` must not follow.
    pub(super) fn positional(&mut self) -> R<E> {
        let value = match self.opt(Self::starred_expression)? {
            Some(starred) => starred,
            None => {
                let value = self.assigned_or_expression()?;
                self.not(|p| p.expect(Kind::Equal))?;
                value
            }
        };
        Ok(value)
    }

    pub(super) fn args(&mut self) -> R<E> {
        let begin = self.here()?;
        let positional = self.opt(|p| {
            let mut args = p.gather(Kind::Comma, Self::positional)?;
            let keywords = p.opt(|p| {
                p.expect(Kind::Comma)?;
                p.kwargs()
            })?;
            let (starred, keywords) = split(keywords.unwrap_or_default());
            args.extend(starred);
            Ok((args, keywords))
        })?;
        let (args, keywords) = match positional {
            Some(found) => found,
            None => split(self.kwargs()?),
        };
        let fields = vec![("func", Field::None), ("args", args.into()), ("keywords", keywords.into())];
        Ok(self.node(begin, "Call", fields))
    }

    /// Keywords and starred arguments, then keywords and `**` arguments.
    pub(super) fn kwargs(&mut self) -> R<Vec<E>> {
        let both = self.opt(|p| {
            let mut first = p.gather(Kind::Comma, Self::kwarg_or_starred)?;
            p.expect(Kind::Comma)?;
            first.extend(p.gather(Kind::Comma, Self::kwarg_or_double_starred)?);
            Ok(first)
        })?;
        if let Some(both) = both {
            return Ok(both);
        }
        match self.opt(|p| p.gather(Kind::Comma, Self::kwarg_or_starred))? {
            Some(found) => Ok(found),
            None => self.gather(Kind::Comma, Self::kwarg_or_double_starred),
        }
    }

    pub(super) fn keyword(&mut self) -> R<E> {
        let begin = self.here()?;
        let token = self.expect(Kind::Name)?;
        self.expect(Kind::Equal)?;
        let value = self.expression()?;
        let arg = self.identifier(&token)?;
        Ok(self.node(begin, "keyword", vec![("arg", arg.into()), ("value", value.into())]))
    }

    pub(super) fn kwarg_or_starred(&mut self) -> R<E> {
        if self.invalid {
            self.opt(Self::invalid_kwarg)?;
        }
        match self.opt(Self::keyword)? {
            Some(keyword) => Ok(keyword),
            None => self.starred_expression(),
        }
    }

    pub(super) fn kwarg_or_double_starred(&mut self) -> R<E> {
        if self.invalid {
            self.opt(Self::invalid_kwarg)?;
        }
        if let Some(keyword) = self.opt(Self::keyword)? {
            return Ok(keyword);
        }
        let begin = self.here()?;
        self.expect(Kind::DoubleStar)?;
        let value = self.expression()?;
        Ok(self.node(begin, "keyword", vec![("arg", Field::None), ("value", value.into())]))
    }

    pub(super) fn starred_expression(&mut self) -> R<E> {
        if self.invalid {
            self.opt(Self::invalid_starred_expression_unpacking)?;
        }
        if let Some(starred) = self.opt(|p| p.starred(Self::expression))? {
            return Ok(starred);
        }
        if self.invalid {
            self.expect(Kind::Star)?;
            return Err(self.plain("Invalid star expression"));
        }
        Err(Fail::No)
    }
}

/// Starred arguments and keywords apart.
fn split(mixed: Vec<E>) -> (Vec<E>, Vec<E>) {
    mixed.into_iter().partition(|node| node.kind == "Starred")
}
