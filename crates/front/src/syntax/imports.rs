//! Import statements.

use super::node::Field;
use super::parser::{E, Fail, Parser, R, Rule};
use super::token::Kind;
use crate::code::Name;

impl Parser<'_> {
    pub(super) fn import_stmt(&mut self) -> R<E> {
        self.memo(Rule::ImportStmt, |p| {
            if p.invalid {
                p.opt(Self::invalid_import)?;
            }
            if p.at_kw("import")? {
                let begin = p.here()?;
                p.mark += 1;
                let names = p.gather(Kind::Comma, Self::dotted_as_name)?;
                return Ok(p.node(begin, "Import", vec![("names", names.into())]));
            }
            p.import_from()
        })
    }

    pub(super) fn import_from(&mut self) -> R<E> {
        let begin = self.here()?;
        self.kw("from")?;
        let mut level = 0;
        loop {
            match self.peek_kind()? {
                Kind::Dot => level += 1,
                Kind::Ellipsis => level += 3,
                _ => break,
            }
            self.mark += 1;
        }
        let module = match self.opt(Self::dotted_name)? {
            Some(module) => Some(module),
            None if level > 0 => None,
            None => return Err(Fail::No),
        };
        self.kw("import")?;
        let names = self.import_from_targets()?;
        let future = |name: &Name| level == 0 && name.as_bytes() == b"__future__";
        let flufl = |alias: &E| alias.str("name").is_some_and(|name| name.as_bytes() == b"barry_as_FLUFL");
        if module.as_ref().is_some_and(future) && names.iter().any(flufl) {
            self.options.barry_as_flufl = true;
        }
        let fields = vec![("module", module.into()), ("names", names.into()), ("level", Field::Int(level))];
        Ok(self.node(begin, "ImportFrom", fields))
    }

    pub(super) fn import_from_targets(&mut self) -> R<Vec<E>> {
        let grouped = self.opt(|p| {
            p.expect(Kind::LPar)?;
            let names = p.import_from_as_names()?;
            p.opt(|p| p.expect(Kind::Comma))?;
            p.expect(Kind::RPar)?;
            Ok(names)
        })?;
        if let Some(names) = grouped {
            return Ok(names);
        }
        let plain = self.opt(|p| {
            let names = p.import_from_as_names()?;
            p.not(|p| p.expect(Kind::Comma))?;
            Ok(names)
        })?;
        if let Some(names) = plain {
            return Ok(names);
        }
        let begin = self.here()?;
        if self.opt(|p| p.expect(Kind::Star))?.is_some() {
            let name = Field::Str(Name::new("*".into()));
            return Ok(vec![self.node(begin, "alias", vec![("name", name), ("asname", Field::None)])]);
        }
        if self.invalid {
            self.invalid_import_from_targets()?;
        }
        Err(Fail::No)
    }

    pub(super) fn import_from_as_names(&mut self) -> R<Vec<E>> {
        self.gather(Kind::Comma, |p| {
            if p.invalid {
                p.opt(Self::invalid_import_from_as_name)?;
            }
            let begin = p.here()?;
            let token = p.expect(Kind::Name)?;
            let name = p.identifier(&token)?;
            p.alias(begin, name)
        })
    }

    pub(super) fn dotted_as_name(&mut self) -> R<E> {
        if self.invalid {
            self.opt(Self::invalid_dotted_as_name)?;
        }
        let begin = self.here()?;
        let name = self.dotted_name()?;
        self.alias(begin, name)
    }

    pub(super) fn alias(&mut self, begin: (i32, i32), name: Name) -> R<E> {
        let token = self.opt(|p| {
            p.kw("as")?;
            p.expect(Kind::Name)
        })?;
        let asname = token.map(|token| self.identifier(&token)).transpose()?;
        Ok(self.node(begin, "alias", vec![("name", name.into()), ("asname", asname.into())]))
    }

    pub(super) fn dotted_name(&mut self) -> R<Name> {
        let tokens = self.gather(Kind::Dot, |p| p.expect(Kind::Name))?;
        let mut joined = String::new();
        for token in &tokens {
            if !joined.is_empty() {
                joined.push('.');
            }
            joined.push_str(&self.identifier(token)?.to_string());
        }
        Ok(Name::new(joined.into()))
    }
}
