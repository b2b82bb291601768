//! The invalid rules for expressions, arguments and parameters. See [`super::invalid`] for their convention.

use super::invalid::{Nothing, expr_name};
use super::node::Field;
use super::params::Style;
use super::parser::{E, Fail, Parser, R, Rule};
use super::token::Kind;

const MAYBE_COMPARISON: &str = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
const PARENTHESIZE: &str = "Generator expression must be parenthesized";

/// Words that may be names, though they begin statements.
const SOFT_KEYWORDS: [&str; 4] = ["_", "case", "match", "type"];

/// The last expression of a comprehension.
fn last_item(generators: &[E]) -> Option<E> {
    let last = generators.last()?;
    match last.list("ifs").last().and_then(Field::as_node) {
        Some(test) => Some(test.clone()),
        None => last.node("iter").cloned(),
    }
}

impl Parser<'_> {
    fn is_legacy_statement(name: &E) -> bool {
        name.str("id").is_some_and(|id| matches!(id.as_bytes(), b"print" | b"exec"))
    }

    pub(super) fn invalid_expression(&mut self) -> Nothing {
        if let Some(inside) = self.opt(|p| {
            p.expect(Kind::String)?;
            let inside = p.many1(|p| {
                p.not(|p| p.expect(Kind::String))?;
                p.expression_without_invalid()
            })?;
            p.expect(Kind::String)?;
            Ok(inside)
        })? {
            return Err(self.range_of(&inside, "invalid syntax. Is this intended to be part of the string?"));
        }
        if let Some((a, b)) = self.opt(|p| {
            p.not(Self::name_string_or_soft_keyword)?;
            let a = p.disjunction()?;
            Ok((a, p.expression_without_invalid()?))
        })? {
            return Err(self.missing_comma(&a, &b));
        }
        if let Some((a, b)) = self.opt(|p| {
            let a = p.disjunction()?;
            p.kw("if")?;
            let b = p.disjunction()?;
            if p.at_kw("else")? || p.at(Kind::Colon)? { Err(Fail::No) } else { Ok((a, b)) }
        })? {
            return Err(self.range(&a, &b, "expected 'else' after 'if' expression"));
        }
        if self
            .opt(|p| {
                p.disjunction()?;
                p.kw("if")?;
                p.disjunction()?;
                p.kw("else")?;
                p.not(Self::expression)
            })?
            .is_some()
        {
            return Err(self.next_token("expected expression after 'else', but statement is given"));
        }
        if let Some(statement) = self.opt(|p| {
            let statement = p.word_statement()?;
            p.kw("if")?;
            p.disjunction()?;
            p.kw("else")?;
            p.simple_stmt()?;
            Ok(statement)
        })? {
            return Err(self.known(&statement, "expected expression before 'if', but statement is given"));
        }
        let lambda = self.kw("lambda")?;
        self.opt(|p| p.params(Style::Lambda))?;
        let colon = self.expect(Kind::Colon)?;
        let prefix = match self.peek_kind()? {
            Kind::FStringMiddle => 'f',
            Kind::TStringMiddle => 't',
            _ => return Err(Fail::No),
        };
        let msg = format!("{prefix}-string: lambda expressions are not allowed without parentheses");
        Err(self.range(&lambda, &colon, msg))
    }

    fn word_statement(&mut self) -> R<E> {
        for (word, kind) in [("pass", "Pass"), ("break", "Break"), ("continue", "Continue")] {
            if self.at_kw(word)? {
                return self.word_stmt(kind);
            }
        }
        Err(Fail::No)
    }

    fn name_string_or_soft_keyword(&mut self) -> R<()> {
        let token = self.expect(Kind::Name)?;
        if SOFT_KEYWORDS.contains(&self.text_of(&token)) || self.at(Kind::String)? { Ok(()) } else { Err(Fail::No) }
    }

    /// Two expressions side by side inside brackets.
    fn missing_comma(&mut self, a: &E, b: &E) -> Fail {
        if Self::is_legacy_statement(a) || self.tokens[self.mark - 1].level == 0 {
            return Fail::No;
        }
        self.range(a, b, "invalid syntax. Perhaps you forgot a comma?")
    }

    pub(super) fn invalid_legacy_expression(&mut self) -> Nothing {
        let name = self.name()?;
        self.not(|p| p.expect(Kind::LPar))?;
        let value = self.star_expressions()?;
        if !Self::is_legacy_statement(&name) {
            return Err(Fail::No);
        }
        let id = name.str("id").map(ToString::to_string).unwrap_or_default();
        let msg = format!("Missing parentheses in call to '{id}'. Did you mean {id}(...)?");
        Err(self.range(&name, &value, msg))
    }

    pub(super) fn invalid_named_expression(&mut self) -> R<E> {
        self.memo(Rule::InvalidNamedExpression, |p| {
            if let Some(target) = p.opt(|p| {
                let target = p.expression()?;
                p.expect(Kind::ColonEqual)?;
                p.expression()?;
                Ok(target)
            })? {
                let msg = format!("cannot use assignment expressions with {}", expr_name(&target));
                return Err(p.known(&target, msg));
            }
            let no_more = |p: &mut Self| match p.peek_kind()? {
                Kind::Equal | Kind::ColonEqual => Err(Fail::No),
                _ => Ok(()),
            };
            if let Some((name, value)) = p.opt(|p| {
                let name = p.name()?;
                p.expect(Kind::Equal)?;
                let value = p.bitwise_or()?;
                no_more(p)?;
                Ok((name, value))
            })? {
                return Err(p.range(&name, &value, MAYBE_COMPARISON));
            }
            p.not(Self::no_comparison_target)?;
            let target = p.bitwise_or()?;
            p.expect(Kind::Equal)?;
            p.bitwise_or()?;
            no_more(p)?;
            let msg = format!("cannot assign to {} here. Maybe you meant '==' instead of '='?", expr_name(&target));
            Err(p.known(&target, msg))
        })
    }

    fn no_comparison_target(&mut self) -> R<()> {
        for rule in [Self::list, Self::tuple, Self::genexp] {
            if self.opt(rule)?.is_some() {
                return Ok(());
            }
        }
        if self.at_kw("True")? || self.at_kw("None")? || self.at_kw("False")? { Ok(()) } else { Err(Fail::No) }
    }

    pub(super) fn invalid_arithmetic(&mut self) -> Nothing {
        self.sum()?;
        match self.peek_kind()? {
            Kind::Plus | Kind::Minus | Kind::Star | Kind::Slash | Kind::Percent | Kind::DoubleSlash | Kind::At => {}
            _ => return Err(Fail::No),
        }
        self.mark += 1;
        let not = self.kw("not")?;
        let operand = self.inversion()?;
        Err(self.range(&not, &operand, "'not' after an operator must be parenthesized"))
    }

    pub(super) fn invalid_factor(&mut self) -> Nothing {
        match self.peek_kind()? {
            Kind::Plus | Kind::Minus | Kind::Tilde => {}
            _ => return Err(Fail::No),
        }
        self.mark += 1;
        let not = self.kw("not")?;
        let operand = self.factor()?;
        Err(self.range(&not, &operand, "'not' after an operator must be parenthesized"))
    }

    pub(super) fn invalid_group(&mut self) -> Nothing {
        self.expect(Kind::LPar)?;
        if let Some(starred) = self.opt(|p| {
            let starred = p.starred_expression()?;
            p.expect(Kind::RPar)?;
            Ok(starred)
        })? {
            return Err(self.known(&starred, "cannot use starred expression here"));
        }
        let stars = self.expect(Kind::DoubleStar)?;
        self.expression()?;
        self.expect(Kind::RPar)?;
        Err(self.known(&stars, "cannot use double starred expression here"))
    }

    pub(super) fn invalid_comprehension(&mut self) -> Nothing {
        const FORGOTTEN: &str = "did you forget parentheses around the comprehension target?";
        let open = self.peek_kind()?;
        if !matches!(open, Kind::LSqb | Kind::LPar | Kind::LBrace) {
            return Err(Fail::No);
        }
        self.mark += 1;
        if let Some(starred) = self.opt(|p| {
            let starred = p.starred_expression()?;
            p.for_if_clauses()?;
            Ok(starred)
        })? {
            return Err(self.known(&starred, "iterable unpacking cannot be used in comprehension"));
        }
        if open == Kind::LPar {
            return Err(Fail::No);
        }
        if let Some((first, rest)) = self.opt(|p| {
            let first = p.star_named_expression()?;
            p.expect(Kind::Comma)?;
            let rest = p.star_named_expressions()?;
            p.for_if_clauses()?;
            Ok((first, rest))
        })? {
            let last = rest.last().cloned().unwrap_or_else(|| first.clone());
            return Err(self.range(&first, &last, FORGOTTEN));
        }
        let first = self.star_named_expression()?;
        let comma = self.expect(Kind::Comma)?;
        self.for_if_clauses()?;
        Err(self.range(&first, &comma, FORGOTTEN))
    }

    pub(super) fn invalid_dict_comprehension(&mut self) -> Nothing {
        self.expect(Kind::LBrace)?;
        let stars = self.expect(Kind::DoubleStar)?;
        self.bitwise_or()?;
        self.for_if_clauses()?;
        self.expect(Kind::RBrace)?;
        Err(self.known(&stars, "dict unpacking cannot be used in dict comprehension"))
    }

    pub(super) fn invalid_for_if_clause(&mut self) -> Nothing {
        self.opt(|p| p.kw("async"))?;
        self.kw("for")?;
        self.gather(Kind::Comma, Self::bitwise_or)?;
        self.opt(|p| p.expect(Kind::Comma))?;
        self.not(|p| p.kw("in"))?;
        Err(self.plain("'in' expected after for-loop variables"))
    }

    // Dicts

    pub(super) fn invalid_double_starred_kvpairs(&mut self) -> Nothing {
        self.opt(|p| {
            p.gather(Kind::Comma, Self::double_starred_kvpair)?;
            p.expect(Kind::Comma)?;
            p.invalid_kvpair()
        })?;
        self.bad_dict_value()
    }

    fn invalid_kvpair(&mut self) -> Nothing {
        if let Some(key) = self.opt(|p| {
            let key = p.expression()?;
            p.not(|p| p.expect(Kind::Colon))?;
            Ok(key)
        })? {
            let at = (key.lineno, key.end_col_offset - 1, key.end_lineno, -1);
            return Err(self.at_columns(at, "':' expected after dictionary key"));
        }
        self.bad_dict_value()
    }

    fn bad_dict_value(&mut self) -> Nothing {
        self.expression()?;
        let colon = self.expect(Kind::Colon)?;
        if let Some(star) = self.opt(|p| {
            let star = p.expect(Kind::Star)?;
            p.bitwise_or()?;
            Ok(star)
        })? {
            return Err(self.from(&star, "cannot use a starred expression in a dictionary value"));
        }
        match self.peek_kind()? {
            Kind::RBrace | Kind::Comma => Err(self.known(&colon, "expression expected after dictionary key and ':'")),
            _ => Err(Fail::No),
        }
    }

    // Arguments

    pub(super) fn invalid_arguments(&mut self) -> Nothing {
        if let Some(comma) = self.opt(|p| {
            let mixed = p.opt(|p| {
                p.gather(Kind::Comma, Self::positional)?;
                p.expect(Kind::Comma)?;
                p.kwargs()
            })?;
            if mixed.is_none() {
                p.kwargs()?;
            }
            let comma = p.expect(Kind::Comma)?;
            p.gather(Kind::Comma, |p| {
                p.starred_expression()?;
                p.not(|p| p.expect(Kind::Equal))
            })?;
            Ok(comma)
        })? {
            return Err(self.from(&comma, "iterable argument unpacking follows keyword argument unpacking"));
        }
        if let Some((element, generators)) = self.opt(|p| {
            let element = p.expression()?;
            let generators = p.for_if_clauses()?;
            p.expect(Kind::Comma)?;
            p.opt(|p| match p.opt(Self::args)? {
                Some(_) => Ok(()),
                None => {
                    p.expression()?;
                    p.for_if_clauses()?;
                    Ok(())
                }
            })?;
            Ok((element, generators))
        })? {
            let last = last_item(&generators).unwrap_or_else(|| element.clone());
            return Err(self.range(&element, &last, PARENTHESIZE));
        }
        if let Some((name, equal)) = self.opt(Self::generator_as_keyword)? {
            return Err(self.range(&name, &equal, MAYBE_COMPARISON));
        }
        if let Some((name, equal)) = self.opt(|p| {
            p.opt(|p| {
                p.args()?;
                p.expect(Kind::Comma)
            })?;
            let name = p.expect(Kind::Name)?;
            let equal = p.expect(Kind::Equal)?;
            match p.peek_kind()? {
                Kind::Comma | Kind::RPar => Ok((name, equal)),
                _ => Err(Fail::No),
            }
        })? {
            return Err(self.range(&name, &equal, "expected argument value expression"));
        }
        self.invalid_generator_arguments()
    }

    /// `name = element for …`
    fn generator_as_keyword(&mut self) -> R<(super::token::Token, super::token::Token)> {
        let name = self.expect(Kind::Name)?;
        let equal = self.expect(Kind::Equal)?;
        self.expression()?;
        self.for_if_clauses()?;
        Ok((name, equal))
    }

    fn invalid_generator_arguments(&mut self) -> Nothing {
        if let Some((args, generators)) = self.opt(|p| {
            let args = p.args()?;
            Ok((args, p.for_if_clauses()?))
        })? {
            let positional = args.list("args");
            if positional.len() <= 1 {
                return Err(Fail::No);
            }
            let (Some(Field::Node(last)), Some(end)) = (positional.last(), last_item(&generators)) else {
                return Err(Fail::No);
            };
            return Err(self.range(last, &end, PARENTHESIZE));
        }
        if let Some((element, generators)) = self.opt(|p| {
            p.args()?;
            p.expect(Kind::Comma)?;
            let element = p.expression()?;
            Ok((element, p.for_if_clauses()?))
        })? {
            let last = last_item(&generators).unwrap_or_else(|| element.clone());
            return Err(self.range(&element, &last, PARENTHESIZE));
        }
        let args = self.args()?;
        self.expect(Kind::Comma)?;
        self.args()?;
        let unpacking = args.list("keywords").iter().filter_map(Field::as_node).any(|k| k.str("arg").is_none());
        Err(self.plain(if unpacking {
            "positional argument follows keyword argument unpacking"
        } else {
            "positional argument follows keyword argument"
        }))
    }

    pub(super) fn invalid_kwarg(&mut self) -> Nothing {
        for word in ["True", "False", "None"] {
            if let Some((token, equal)) = self.opt(|p| Ok((p.kw(word)?, p.expect(Kind::Equal)?)))? {
                return Err(self.range(&token, &equal, format!("cannot assign to {word}")));
            }
        }
        if let Some((name, equal)) = self.opt(Self::generator_as_keyword)? {
            return Err(self.range(&name, &equal, MAYBE_COMPARISON));
        }
        if let Some((target, equal)) = self.opt(|p| {
            p.not(|p| {
                p.expect(Kind::Name)?;
                p.expect(Kind::Equal)
            })?;
            let target = p.expression()?;
            Ok((target, p.expect(Kind::Equal)?))
        })? {
            return Err(self.range(&target, &equal, "expression cannot contain assignment, perhaps you meant \"==\"?"));
        }
        let stars = self.expect(Kind::DoubleStar)?;
        self.expression()?;
        self.expect(Kind::Equal)?;
        let value = self.expression()?;
        Err(self.range(&stars, &value, "cannot assign to keyword argument unpacking"))
    }

    /// `*a = b` among arguments.
    pub(super) fn invalid_starred_expression_unpacking(&mut self) -> Nothing {
        let star = self.expect(Kind::Star)?;
        self.expression()?;
        self.expect(Kind::Equal)?;
        let value = self.expression()?;
        Err(self.range(&star, &value, "cannot assign to iterable argument unpacking"))
    }

    // Parameters

    pub(super) fn invalid_parameters(&mut self, style: Style) -> Nothing {
        if let Some(slash) = self.opt(|p| {
            let slash = p.expect(Kind::Slash)?;
            p.expect(Kind::Comma)?;
            Ok(slash)
        })? {
            return Err(self.known(&slash, "at least one argument must precede /"));
        }
        if let Some(slash) = self.opt(|p| {
            p.slash_any(style)?;
            p.many(|p| p.param_maybe_default(style))?;
            p.expect(Kind::Slash)
        })? {
            return Err(self.known(&slash, "/ may appear only once"));
        }
        if let Some(param) = self.opt(|p| {
            p.opt(|p| p.slash_no_default(style))?;
            p.many(|p| p.param_no_default(style))?;
            if p.opt(|p| p.slash_with_default(style))?.is_none() {
                p.many1(|p| p.param_with_default(style))?;
            }
            p.param_no_default(style)
        })? {
            return Err(self.known(&param, "parameter without a default follows parameter with a default"));
        }
        if let Some((open, close)) = self.opt(|p| {
            p.many(|p| p.param_no_default(style))?;
            let open = p.expect(Kind::LPar)?;
            if style == Style::Def {
                p.many1(|p| p.param_no_default(style))?;
            } else {
                p.gather(Kind::Comma, |p| p.param(style))?;
            }
            p.opt(|p| p.expect(Kind::Comma))?;
            Ok((open, p.expect(Kind::RPar)?))
        })? {
            let whose = if style == Style::Def { "Function" } else { "Lambda expression" };
            return Err(self.range(&open, &close, format!("{whose} parameters cannot be parenthesized")));
        }
        if let Some(slash) = self.opt(|p| {
            p.opt(|p| p.slash_any(style))?;
            p.many(|p| p.param_maybe_default(style))?;
            p.expect(Kind::Star)?;
            p.comma_or_param(style)?;
            p.many(|p| p.param_maybe_default(style))?;
            p.expect(Kind::Slash)
        })? {
            return Err(self.known(&slash, "/ must be ahead of *"));
        }
        self.many1(|p| p.param_maybe_default(style))?;
        self.expect(Kind::Slash)?;
        let star = self.expect(Kind::Star)?;
        Err(self.known(&star, "expected comma between / and *"))
    }

    fn slash_any(&mut self, style: Style) -> R<()> {
        if self.opt(|p| p.slash_no_default(style))?.is_none() {
            self.slash_with_default(style)?;
        }
        Ok(())
    }

    fn comma_or_param(&mut self, style: Style) -> R<()> {
        if self.opt(|p| p.expect(Kind::Comma))?.is_none() {
            self.param_no_default(style)?;
        }
        Ok(())
    }

    pub(super) fn invalid_star_etc(&mut self, style: Style) -> Nothing {
        let star = self.expect(Kind::Star)?;
        let nothing_named = self.opt(|p| {
            if p.opt(|p| p.expect(Kind::Comma))?.is_some() && p.at(Kind::DoubleStar)? {
                p.mark += 1;
                return Ok(());
            }
            p.expect(style.end())?;
            Ok(())
        })?;
        if nothing_named.is_some() {
            const MSG: &str = "named arguments must follow bare *";
            return Err(if style == Style::Def { self.known(&star, MSG) } else { self.plain(MSG) });
        }
        if style == Style::Def
            && self
                .opt(|p| {
                    p.expect(Kind::Comma)?;
                    p.expect(Kind::TypeComment)
                })?
                .is_some()
        {
            return Err(self.plain("bare * has associated type comment"));
        }
        if let Some(equal) = self.opt(|p| {
            p.param(style)?;
            p.expect(Kind::Equal)
        })? {
            return Err(self.known(&equal, "var-positional argument cannot have default value"));
        }
        if self.opt(|p| p.param_no_default(style))?.is_none() {
            self.expect(Kind::Comma)?;
        }
        self.many(|p| p.param_maybe_default(style))?;
        let again = self.expect(Kind::Star)?;
        if self.opt(|p| p.param_no_default(style))?.is_none() {
            self.expect(Kind::Comma)?;
        }
        Err(self.known(&again, "* argument may appear only once"))
    }

    pub(super) fn invalid_kwds(&mut self, style: Style) -> Nothing {
        self.expect(Kind::DoubleStar)?;
        self.param(style)?;
        if let Some(equal) = self.opt(|p| p.expect(Kind::Equal))? {
            return Err(self.known(&equal, "var-keyword argument cannot have default value"));
        }
        self.expect(Kind::Comma)?;
        const AFTER: &str = "arguments cannot follow var-keyword argument";
        if let Some(param) = self.opt(|p| p.param(style))? {
            return Err(self.known(&param, AFTER));
        }
        let token = self.peek()?.clone();
        match token.kind {
            Kind::Star | Kind::DoubleStar | Kind::Slash => Err(self.known(&token, AFTER)),
            _ => Err(Fail::No),
        }
    }

    pub(super) fn invalid_type_param(&mut self) -> Nothing {
        let whose = match self.peek_kind()? {
            Kind::Star => "TypeVarTuple",
            Kind::DoubleStar => "ParamSpec",
            _ => return Err(Fail::No),
        };
        self.mark += 1;
        self.expect(Kind::Name)?;
        let colon = self.expect(Kind::Colon)?;
        let bound = self.expression()?;
        let what = if bound.kind == "Tuple" { "constraints" } else { "bound" };
        Err(self.from(&colon, format!("cannot use {what} with {whose}")))
    }
}
