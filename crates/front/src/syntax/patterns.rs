//! The `match` statement and its patterns.

use std::rc::Rc;

use super::expr::with_context;
use super::node::{Field, Node};
use super::parser::{E, Fail, Parser, R, Rule, Span};
use super::token::Kind;
use crate::code::Const;

impl Parser<'_> {
    pub(super) fn match_stmt(&mut self) -> R<E> {
        let begin = self.here()?;
        let found = self.opt(|p| {
            p.soft("match")?;
            let subject = p.subject_expr()?;
            p.expect(Kind::Colon)?;
            p.expect(Kind::Newline)?;
            p.expect(Kind::Indent)?;
            let cases = p.many1(Self::case_block)?;
            p.expect(Kind::Dedent)?;
            Ok((subject, cases))
        })?;
        if let Some((subject, cases)) = found {
            self.since(10, "Pattern matching is")?;
            return Ok(self.node(begin, "Match", vec![("subject", subject.into()), ("cases", cases.into())]));
        }
        if self.invalid {
            self.invalid_match_stmt()?;
        }
        Err(Fail::No)
    }

    pub(super) fn subject_expr(&mut self) -> R<E> {
        let begin = self.here()?;
        let tuple = self.opt(|p| {
            let mut items = vec![p.star_named_expression()?];
            p.expect(Kind::Comma)?;
            items.extend(p.opt(Self::star_named_expressions)?.unwrap_or_default());
            Ok(items)
        })?;
        match tuple {
            Some(items) => Ok(self.node(begin, "Tuple", vec![("elts", items.into()), ("ctx", "Load".into())])),
            None => self.named_expression(),
        }
    }

    fn case_block(&mut self) -> R<E> {
        if self.invalid {
            self.opt(Self::invalid_case_block)?;
        }
        self.soft("case")?;
        let pattern = self.patterns()?;
        let guard = self.opt(Self::guard)?;
        self.expect(Kind::Colon)?;
        let body = self.block()?;
        let fields = vec![("pattern", pattern.into()), ("guard", guard.into()), ("body", body.into())];
        Ok(Rc::new(Node::new("match_case", fields)))
    }

    pub(super) fn guard(&mut self) -> R<E> {
        self.kw("if")?;
        self.named_expression()
    }

    pub(super) fn patterns(&mut self) -> R<E> {
        let begin = self.here()?;
        match self.opt(Self::open_sequence_pattern)? {
            Some(patterns) => Ok(self.node(begin, "MatchSequence", vec![("patterns", patterns.into())])),
            None => self.pattern(),
        }
    }

    fn pattern(&mut self) -> R<E> {
        self.deeper(|p| match p.opt(Self::as_pattern)? {
            Some(pattern) => Ok(pattern),
            None => p.or_pattern(),
        })
    }

    fn as_pattern(&mut self) -> R<E> {
        let begin = self.here()?;
        let found = self.opt(|p| {
            let pattern = p.or_pattern()?;
            p.kw("as")?;
            Ok((pattern, p.pattern_capture_target()?))
        })?;
        if let Some((pattern, target)) = found {
            let fields = vec![("pattern", pattern.into()), ("name", target.get("id").clone())];
            return Ok(self.node(begin, "MatchAs", fields));
        }
        if self.invalid {
            self.invalid_as_pattern()?;
        }
        Err(Fail::No)
    }

    pub(super) fn or_pattern(&mut self) -> R<E> {
        let begin = self.here()?;
        let mut patterns = self.gather(Kind::VBar, Self::closed_pattern)?;
        if patterns.len() == 1 {
            return Ok(patterns.remove(0));
        }
        Ok(self.node(begin, "MatchOr", vec![("patterns", patterns.into())]))
    }

    fn closed_pattern(&mut self) -> R<E> {
        self.memo(Rule::ClosedPattern, |p| {
            let rules: [fn(&mut Self) -> R<E>; 8] = [
                Self::literal_pattern,
                Self::capture_pattern,
                Self::wildcard_pattern,
                Self::value_pattern,
                Self::group_pattern,
                Self::sequence_pattern,
                Self::mapping_pattern,
                Self::class_pattern,
            ];
            for rule in rules {
                if let Some(pattern) = p.opt(rule)? {
                    return Ok(pattern);
                }
            }
            Err(Fail::No)
        })
    }

    /// A literal without the singletons: what both literal patterns and keys of mappings may be.
    fn number_or_string(&mut self) -> R<E> {
        let signed = self.opt(|p| {
            let number = p.signed_number()?;
            p.not(|p| p.expect(Kind::Plus))?;
            p.not(|p| p.expect(Kind::Minus))?;
            Ok(number)
        })?;
        if let Some(number) = signed {
            return Ok(number);
        }
        match self.opt(Self::complex_number)? {
            Some(number) => Ok(number),
            None => self.strings(),
        }
    }

    fn singleton(&mut self) -> R<Const> {
        let token = self.expect(Kind::SoftKeyword)?;
        match self.text_of(&token) {
            "None" => Ok(Const::None),
            "True" => Ok(Const::Bool(true)),
            "False" => Ok(Const::Bool(false)),
            _ => Err(Fail::No),
        }
    }

    fn literal_pattern(&mut self) -> R<E> {
        let begin = self.here()?;
        if let Some(value) = self.opt(Self::number_or_string)? {
            return Ok(self.node(begin, "MatchValue", vec![("value", value.into())]));
        }
        let value = self.singleton()?;
        Ok(self.node(begin, "MatchSingleton", vec![("value", value.into())]))
    }

    fn literal_expr(&mut self) -> R<E> {
        let begin = self.here()?;
        if let Some(value) = self.opt(Self::number_or_string)? {
            return Ok(value);
        }
        let value = self.singleton()?;
        Ok(self.constant(begin, value))
    }

    /// A number with an optional sign; `check` says which numbers are meant.
    fn signed(&mut self, check: fn(&mut Self, &E) -> R<()>) -> R<E> {
        let begin = self.here()?;
        let sign = self.peek_kind()?;
        if matches!(sign, Kind::Plus | Kind::Minus) {
            self.mark += 1;
        }
        let number = self.number()?;
        check(self, &number)?;
        if sign == Kind::Minus {
            return Ok(self.node(begin, "UnaryOp", vec![("op", "USub".into()), ("operand", number.into())]));
        }
        Ok(number)
    }

    fn signed_number(&mut self) -> R<E> {
        self.signed(|_, _| Ok(()))
    }

    fn complex_number(&mut self) -> R<E> {
        let begin = self.here()?;
        // Only the shape decides whether this alternative applies; then the kinds of the two numbers are checked.
        let real = self.signed(|p, number| match number.get("value") {
            Field::Const(Const::Complex(..)) => Err(p.known(number, "real number required in complex literal")),
            _ => Ok(()),
        })?;
        let op = match self.peek_kind()? {
            Kind::Plus => "Add",
            Kind::Minus => "Sub",
            _ => return Err(Fail::No),
        };
        self.mark += 1;
        let imag = self.number()?;
        if !matches!(imag.get("value"), Field::Const(Const::Complex(..))) {
            return Err(self.known(&imag, "imaginary number required in complex literal"));
        }
        let fields = vec![("left", real.into()), ("op", Field::Op(op)), ("right", imag.into())];
        Ok(self.node(begin, "BinOp", fields))
    }

    fn capture_pattern(&mut self) -> R<E> {
        let begin = self.here()?;
        let target = self.pattern_capture_target()?;
        Ok(self.node(begin, "MatchAs", vec![("pattern", Field::None), ("name", target.get("id").clone())]))
    }

    fn pattern_capture_target(&mut self) -> R<E> {
        self.not(|p| p.soft("_"))?;
        let name = self.name()?;
        if matches!(self.peek_kind()?, Kind::Dot | Kind::LPar | Kind::Equal) {
            return Err(Fail::No);
        }
        Ok(with_context(&name, "Store"))
    }

    fn wildcard_pattern(&mut self) -> R<E> {
        let begin = self.here()?;
        self.soft("_")?;
        Ok(self.node(begin, "MatchAs", vec![("pattern", Field::None), ("name", Field::None)]))
    }

    fn value_pattern(&mut self) -> R<E> {
        let begin = self.here()?;
        let value = self.attr()?;
        if matches!(self.peek_kind()?, Kind::Dot | Kind::LPar | Kind::Equal) {
            return Err(Fail::No);
        }
        Ok(self.node(begin, "MatchValue", vec![("value", value.into())]))
    }

    /// A dotted name with at least one dot.
    fn attr(&mut self) -> R<E> {
        let value = self.name_or_attr()?;
        if value.kind == "Attribute" { Ok(value) } else { Err(Fail::No) }
    }

    pub(super) fn name_or_attr(&mut self) -> R<E> {
        let begin = self.here()?;
        let mut value = self.name()?;
        while let Some(token) = self.opt(|p| {
            p.expect(Kind::Dot)?;
            p.expect(Kind::Name)
        })? {
            let attr = self.identifier(&token)?;
            let fields = vec![("value", value.into()), ("attr", attr.into()), ("ctx", "Load".into())];
            value = self.node(begin, "Attribute", fields);
        }
        Ok(value)
    }

    fn group_pattern(&mut self) -> R<E> {
        self.expect(Kind::LPar)?;
        let pattern = self.pattern()?;
        self.expect(Kind::RPar)?;
        Ok(pattern)
    }

    fn sequence_pattern(&mut self) -> R<E> {
        let begin = self.here()?;
        let patterns = match self.peek_kind()? {
            Kind::LSqb => {
                self.mark += 1;
                let patterns = self.opt(Self::maybe_sequence_pattern)?;
                self.expect(Kind::RSqb)?;
                patterns
            }
            Kind::LPar => {
                self.mark += 1;
                let patterns = self.opt(Self::open_sequence_pattern)?;
                self.expect(Kind::RPar)?;
                patterns
            }
            _ => return Err(Fail::No),
        };
        Ok(self.node(begin, "MatchSequence", vec![("patterns", patterns.unwrap_or_default().into())]))
    }

    fn open_sequence_pattern(&mut self) -> R<Vec<E>> {
        let mut patterns = vec![self.maybe_star_pattern()?];
        self.expect(Kind::Comma)?;
        patterns.extend(self.opt(Self::maybe_sequence_pattern)?.unwrap_or_default());
        Ok(patterns)
    }

    fn maybe_sequence_pattern(&mut self) -> R<Vec<E>> {
        let patterns = self.gather(Kind::Comma, Self::maybe_star_pattern)?;
        self.opt(|p| p.expect(Kind::Comma))?;
        Ok(patterns)
    }

    fn maybe_star_pattern(&mut self) -> R<E> {
        match self.opt(Self::star_pattern)? {
            Some(pattern) => Ok(pattern),
            None => self.pattern(),
        }
    }

    fn star_pattern(&mut self) -> R<E> {
        self.memo(Rule::StarPattern, |p| {
            let begin = p.here()?;
            p.expect(Kind::Star)?;
            let name = match p.opt(Self::pattern_capture_target)? {
                Some(target) => target.get("id").clone(),
                None => {
                    p.wildcard_pattern()?;
                    Field::None
                }
            };
            Ok(p.node(begin, "MatchStar", vec![("name", name)]))
        })
    }

    fn mapping_pattern(&mut self) -> R<E> {
        let begin = self.here()?;
        self.expect(Kind::LBrace)?;
        let mut items = Vec::new();
        let mut rest = self.opt(Self::double_star_pattern)?;
        if rest.is_none() {
            items = self.opt(Self::items_pattern)?.unwrap_or_default();
            if !items.is_empty() {
                rest = self.opt(|p| {
                    p.expect(Kind::Comma)?;
                    p.double_star_pattern()
                })?;
            }
        }
        if rest.is_some() || !items.is_empty() {
            self.opt(|p| p.expect(Kind::Comma))?;
        }
        self.expect(Kind::RBrace)?;
        let (keys, patterns): (Vec<E>, Vec<E>) = items.into_iter().unzip();
        let rest = rest.map_or(Field::None, |target| target.get("id").clone());
        let fields = vec![("keys", keys.into()), ("patterns", patterns.into()), ("rest", rest)];
        Ok(self.node(begin, "MatchMapping", fields))
    }

    fn items_pattern(&mut self) -> R<Vec<(E, E)>> {
        self.gather(Kind::Comma, |p| {
            let key = match p.opt(Self::literal_expr)? {
                Some(key) => key,
                None => p.attr()?,
            };
            p.expect(Kind::Colon)?;
            Ok((key, p.pattern()?))
        })
    }

    fn double_star_pattern(&mut self) -> R<E> {
        self.expect(Kind::DoubleStar)?;
        self.pattern_capture_target()
    }

    pub(super) fn positional_patterns(&mut self) -> R<Vec<E>> {
        self.gather(Kind::Comma, Self::pattern)
    }

    pub(super) fn keyword_patterns(&mut self) -> R<Vec<(Field, E)>> {
        self.gather(Kind::Comma, |p| {
            let token = p.expect(Kind::Name)?;
            p.expect(Kind::Equal)?;
            let pattern = p.pattern()?;
            Ok((Field::Str(p.identifier(&token)?), pattern))
        })
    }

    fn class_pattern(&mut self) -> R<E> {
        let begin = self.here()?;
        let found = self.opt(|p| {
            let cls = p.name_or_attr()?;
            p.expect(Kind::LPar)?;
            let positional = p.opt(|p| {
                let patterns = p.positional_patterns()?;
                // A name that `=` follows begins the keyword patterns.
                p.not(|p| p.expect(Kind::Equal))?;
                Ok(patterns)
            })?;
            let keywords = p.opt(|p| {
                if positional.is_some() {
                    p.expect(Kind::Comma)?;
                }
                p.keyword_patterns()
            })?;
            if positional.is_some() || keywords.is_some() {
                p.opt(|p| p.expect(Kind::Comma))?;
            }
            p.expect(Kind::RPar)?;
            Ok((cls, positional.unwrap_or_default(), keywords.unwrap_or_default()))
        })?;
        if let Some((cls, positional, keywords)) = found {
            let (names, patterns): (Vec<Field>, Vec<E>) = keywords.into_iter().unzip();
            let fields = vec![
                ("cls", cls.into()),
                ("patterns", positional.into()),
                ("kwd_attrs", names.into()),
                ("kwd_patterns", patterns.into()),
            ];
            return Ok(self.node(begin, "MatchClass", fields));
        }
        if self.invalid {
            self.invalid_class_pattern()?;
        }
        Err(Fail::No)
    }

    /// The places of two nodes as one, for messages about several items.
    pub(super) fn range_of(&mut self, items: &[E], msg: &str) -> Fail {
        let (Some(first), Some(last)) = (items.first(), items.last()) else { return Fail::No };
        let ((line, col, ..), (_, _, end_line, end_col)) = (first.span(), last.span());
        self.at_columns((line, col, end_line, end_col), msg)
    }
}
