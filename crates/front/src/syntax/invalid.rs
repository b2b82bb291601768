//! The invalid rules for statements: common mistakes, and what CPython says of them.
//!
//! Each returns only [`Fail`]: it raises, or it does not apply. Where CPython ends a rule without trying its further
//! alternatives, because a mistake was recognised that turned out to be none, so does the function here.

use super::node::{Field, Node};
use super::parser::{E, Fail, Parser, R};
use super::token::Kind;
use crate::code::Const;

/// What a rule that never gives a result returns.
pub(super) type Nothing = R<()>;

/// Which targets are allowed where.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Targets {
    Star,
    Del,
    For,
}

/// What CPython calls an expression in messages.
pub(super) fn expr_name(node: &Node) -> &'static str {
    match node.kind {
        "Attribute" => "attribute",
        "Subscript" => "subscript",
        "Starred" => "starred",
        "Name" => "name",
        "List" => "list",
        "Tuple" => "tuple",
        "Lambda" => "lambda",
        "Call" => "function call",
        "BoolOp" | "BinOp" | "UnaryOp" => "expression",
        "GeneratorExp" => "generator expression",
        "Yield" | "YieldFrom" => "yield expression",
        "Await" => "await expression",
        "ListComp" => "list comprehension",
        "SetComp" => "set comprehension",
        "DictComp" => "dict comprehension",
        "Dict" => "dict literal",
        "Set" => "set display",
        "JoinedStr" | "FormattedValue" => "f-string expression",
        "TemplateStr" | "Interpolation" => "t-string expression",
        "Compare" => "comparison",
        "IfExp" => "conditional expression",
        "NamedExpr" => "named expression",
        _ => match node.get("value") {
            Field::Const(Const::None) => "None",
            Field::Const(Const::Bool(false)) => "False",
            Field::Const(Const::Bool(true)) => "True",
            Field::Const(Const::Ellipsis) => "ellipsis",
            _ => "literal",
        },
    }
}

/// The first part of a target that cannot be one.
fn invalid_target(node: &E, targets: Targets) -> Option<E> {
    match node.kind {
        "List" | "Tuple" => {
            node.list("elts").iter().filter_map(Field::as_node).find_map(|item| invalid_target(item, targets))
        }
        "Starred" if targets == Targets::Del => Some(node.clone()),
        "Starred" => invalid_target(node.node("value")?, targets),
        // `a in b` after `for` was read as a comparison.
        "Compare" if targets == Targets::For => match node.list("ops").first() {
            Some(Field::Op("In")) => invalid_target(node.node("left")?, targets),
            _ => None,
        },
        "Name" | "Subscript" | "Attribute" => None,
        _ => Some(node.clone()),
    }
}

impl Parser<'_> {
    /// Raises if the expression is no target; fails otherwise.
    pub(super) fn refuse_target(&mut self, targets: Targets, node: &E) -> Fail {
        let Some(bad) = invalid_target(node, targets) else { return Fail::No };
        let verb = if targets == Targets::Del { "delete" } else { "assign to" };
        self.known(&bad, format!("cannot {verb} {}", expr_name(&bad)))
    }

    /// `NEWLINE !INDENT`: the body of a compound statement is missing.
    fn no_body(&mut self) -> R<()> {
        self.expect(Kind::Newline)?;
        self.not(|p| p.expect(Kind::Indent))
    }

    fn missing_block(&mut self, after: &str, line: i32) -> Fail {
        self.indentation(format!("expected an indented block after {after} on line {line}"))
    }

    pub(super) fn invalid_assignment(&mut self) -> Nothing {
        if let Some(target) = self.opt(|p| {
            let target = p.invalid_ann_assign_target()?;
            p.expect(Kind::Colon)?;
            p.expression()?;
            Ok(target)
        })? {
            let msg = format!("only single target (not {}) can be annotated", expr_name(&target));
            return Err(self.known(&target, msg));
        }
        if let Some(first) = self.opt(|p| {
            let first = p.star_named_expression()?;
            p.expect(Kind::Comma)?;
            p.many(Self::star_named_expressions)?;
            p.expect(Kind::Colon)?;
            p.expression()?;
            Ok(first)
        })? {
            return Err(self.known(&first, "only single target (not tuple) can be annotated"));
        }
        if let Some(target) = self.opt(|p| {
            let target = p.expression()?;
            p.expect(Kind::Colon)?;
            p.expression()?;
            Ok(target)
        })? {
            return Err(self.known(&target, "illegal target for annotation"));
        }
        if let Some(target) = self.opt(|p| {
            p.assigned_targets()?;
            let target = p.star_expressions()?;
            p.expect(Kind::Equal)?;
            Ok(target)
        })? {
            return Err(self.refuse_target(Targets::Star, &target));
        }
        if let Some(target) = self.opt(|p| {
            p.assigned_targets()?;
            let target = p.yield_expr()?;
            p.expect(Kind::Equal)?;
            Ok(target)
        })? {
            return Err(self.known(&target, "assignment to yield expression not possible"));
        }
        if let Some(target) = self.opt(|p| {
            let target = p.star_expressions()?;
            p.augassign()?;
            p.annotated_rhs()?;
            Ok(target)
        })? {
            let msg = format!("'{}' is an illegal expression for augmented assignment", expr_name(&target));
            return Err(self.known(&target, msg));
        }
        Err(Fail::No)
    }

    fn assigned_targets(&mut self) -> R<Vec<E>> {
        self.many(|p| {
            let target = p.star_targets()?;
            p.expect(Kind::Equal)?;
            Ok(target)
        })
    }

    fn invalid_ann_assign_target(&mut self) -> R<E> {
        if let Some(list) = self.opt(Self::list)? {
            return Ok(list);
        }
        if let Some(tuple) = self.opt(Self::tuple)? {
            return Ok(tuple);
        }
        self.expect(Kind::LPar)?;
        let target = self.invalid_ann_assign_target()?;
        self.expect(Kind::RPar)?;
        Ok(target)
    }

    pub(super) fn invalid_del_stmt(&mut self) -> Nothing {
        self.kw("del")?;
        let target = self.star_expressions()?;
        Err(self.refuse_target(Targets::Del, &target))
    }

    pub(super) fn invalid_import(&mut self) -> Nothing {
        let token = self.kw("import")?;
        if self
            .opt(|p| {
                p.gather(Kind::Comma, Self::dotted_name)?;
                p.kw("from")?;
                p.dotted_name()
            })?
            .is_some()
        {
            return Err(self.from(&token, "Did you mean to use 'from ... import ...' instead?"));
        }
        let newline = self.expect(Kind::Newline)?;
        Err(self.from(&newline, "Expected one or more names after 'import'"))
    }

    /// After `as`: something that is no name before the end of an import.
    fn bad_import_target(&mut self) -> Nothing {
        self.kw("as")?;
        self.not(|p| {
            p.expect(Kind::Name)?;
            match p.peek_kind()? {
                Kind::Comma | Kind::RPar | Kind::Semi | Kind::Newline => Ok(()),
                _ => Err(Fail::No),
            }
        })?;
        let target = self.expression()?;
        Err(self.known(&target, format!("cannot use {} as import target", expr_name(&target))))
    }

    pub(super) fn invalid_dotted_as_name(&mut self) -> Nothing {
        self.dotted_name()?;
        self.bad_import_target()
    }

    pub(super) fn invalid_import_from_as_name(&mut self) -> Nothing {
        self.expect(Kind::Name)?;
        self.bad_import_target()
    }

    pub(super) fn invalid_import_from_targets(&mut self) -> Nothing {
        if self
            .opt(|p| {
                p.import_from_as_names()?;
                p.expect(Kind::Comma)?;
                p.expect(Kind::Newline)
            })?
            .is_some()
        {
            return Err(self.plain("trailing comma not allowed without surrounding parentheses"));
        }
        let newline = self.expect(Kind::Newline)?;
        Err(self.from(&newline, "Expected one or more names after 'import'"))
    }

    // Compound statements

    /// `if`, `elif`, `while` without a colon or without a body.
    pub(super) fn invalid_test_stmt(&mut self, word: &str) -> Nothing {
        let token = self.kw(word)?;
        self.named_expression()?;
        if self.opt(|p| p.expect(Kind::Newline))?.is_some() {
            return Err(self.plain("expected ':'"));
        }
        self.expect(Kind::Colon)?;
        self.no_body()?;
        Err(self.missing_block(&format!("'{word}' statement"), token.lineno))
    }

    pub(super) fn invalid_else_stmt(&mut self) -> Nothing {
        let token = self.kw("else")?;
        self.expect(Kind::Colon)?;
        if self.opt(Self::no_body)?.is_some() {
            return Err(self.missing_block("'else' statement", token.lineno));
        }
        self.block()?;
        self.kw("elif")?;
        Err(self.plain("'elif' block follows an 'else' block"))
    }

    pub(super) fn invalid_for_stmt(&mut self) -> Nothing {
        self.opt(|p| p.kw("async"))?;
        let token = self.kw("for")?;
        self.star_targets()?;
        self.kw("in")?;
        self.star_expressions()?;
        if self.opt(|p| p.expect(Kind::Newline))?.is_some() {
            return Err(self.plain("expected ':'"));
        }
        self.expect(Kind::Colon)?;
        self.no_body()?;
        Err(self.missing_block("'for' statement", token.lineno))
    }

    pub(super) fn invalid_for_target(&mut self) -> Nothing {
        self.opt(|p| p.kw("async"))?;
        self.kw("for")?;
        let target = self.star_expressions()?;
        Err(self.refuse_target(Targets::For, &target))
    }

    /// The items of a `with` statement as the invalid rules read them.
    fn loose_with_items(&mut self, item: fn(&mut Self) -> R<E>) -> R<()> {
        self.gather(Kind::Comma, |p| {
            item(p)?;
            p.opt(|p| {
                p.kw("as")?;
                p.star_target()
            })?;
            Ok(())
        })?;
        Ok(())
    }

    fn grouped_with_items(&mut self) -> R<()> {
        self.expect(Kind::LPar)?;
        self.loose_with_items(Self::expressions)?;
        self.opt(|p| p.expect(Kind::Comma))?;
        self.expect(Kind::RPar)?;
        Ok(())
    }

    pub(super) fn invalid_with_item(&mut self) -> Nothing {
        self.expression()?;
        self.kw("as")?;
        let target = self.expression()?;
        match self.peek_kind()? {
            Kind::Comma | Kind::RPar | Kind::Colon => Err(self.refuse_target(Targets::Star, &target)),
            _ => Err(Fail::No),
        }
    }

    pub(super) fn invalid_with_stmt(&mut self) -> Nothing {
        self.opt(|p| p.kw("async"))?;
        self.kw("with")?;
        if self
            .opt(|p| {
                p.loose_with_items(Self::expression)?;
                p.expect(Kind::Newline)
            })?
            .is_some()
        {
            return Err(self.plain("expected ':'"));
        }
        self.grouped_with_items()?;
        self.expect(Kind::Newline)?;
        Err(self.plain("expected ':'"))
    }

    pub(super) fn invalid_with_stmt_indent(&mut self) -> Nothing {
        self.opt(|p| p.kw("async"))?;
        let token = self.kw("with")?;
        if self
            .opt(|p| {
                p.loose_with_items(Self::expression)?;
                p.expect(Kind::Colon)?;
                p.no_body()
            })?
            .is_none()
        {
            self.grouped_with_items()?;
            self.expect(Kind::Colon)?;
            self.no_body()?;
        }
        Err(self.missing_block("'with' statement", token.lineno))
    }

    pub(super) fn invalid_try_stmt(&mut self) -> Nothing {
        const BOTH: &str = "cannot have both 'except' and 'except*' on the same 'try'";
        let token = self.kw("try")?;
        self.expect(Kind::Colon)?;
        if self.opt(Self::no_body)?.is_some() {
            return Err(self.missing_block("'try' statement", token.lineno));
        }
        if self
            .opt(|p| {
                p.block()?;
                if p.at_kw("except")? || p.at_kw("finally")? { Err(Fail::No) } else { Ok(()) }
            })?
            .is_some()
        {
            return Err(self.plain("expected 'except' or 'finally' block"));
        }
        self.many(Self::block)?;
        if let Some((except, star)) = self.opt(|p| {
            p.many1(Self::except_block)?;
            let except = p.kw("except")?;
            let star = p.expect(Kind::Star)?;
            p.expression()?;
            p.as_name()?;
            p.expect(Kind::Colon)?;
            Ok((except, star))
        })? {
            return Err(self.range(&except, &star, BOTH));
        }
        self.many1(Self::except_star_block)?;
        let except = self.kw("except")?;
        self.opt(|p| {
            p.expression()?;
            p.as_name()
        })?;
        self.expect(Kind::Colon)?;
        Err(self.known(&except, BOTH))
    }

    /// An optional `as NAME`.
    fn as_name(&mut self) -> R<()> {
        self.opt(|p| {
            p.kw("as")?;
            p.expect(Kind::Name)
        })?;
        Ok(())
    }

    /// `except a, b as c:`
    fn unparenthesized_types(&mut self) -> Nothing {
        let first = self.expression()?;
        self.expect(Kind::Comma)?;
        self.expressions()?;
        self.kw("as")?;
        self.expect(Kind::Name)?;
        self.expect(Kind::Colon)?;
        Err(self.from(&first, "multiple exception types must be parenthesized when using 'as'"))
    }

    /// `except a as b.c:`
    fn bad_except_target(&mut self, word: &str) -> Nothing {
        self.expression()?;
        self.kw("as")?;
        let target = self.expression()?;
        self.expect(Kind::Colon)?;
        self.block()?;
        Err(self.known(&target, format!("cannot use {word} statement with {}", expr_name(&target))))
    }

    pub(super) fn invalid_except_stmt(&mut self) -> Nothing {
        self.kw("except")?;
        self.opt(Self::unparenthesized_types)?;
        if self
            .opt(|p| {
                p.opt(|p| {
                    p.expression()?;
                    p.as_name()
                })?;
                p.expect(Kind::Newline)
            })?
            .is_some()
        {
            return Err(self.plain("expected ':'"));
        }
        self.bad_except_target("except")
    }

    pub(super) fn invalid_except_star_stmt(&mut self) -> Nothing {
        self.kw("except")?;
        self.expect(Kind::Star)?;
        self.opt(Self::unparenthesized_types)?;
        if self
            .opt(|p| {
                p.expression()?;
                p.as_name()?;
                p.expect(Kind::Newline)
            })?
            .is_some()
        {
            return Err(self.plain("expected ':'"));
        }
        if self
            .opt(|p| match p.peek_kind()? {
                Kind::Newline | Kind::Colon => {
                    p.mark += 1;
                    Ok(())
                }
                _ => Err(Fail::No),
            })?
            .is_some()
        {
            return Err(self.plain("expected one or more exception types"));
        }
        self.bad_except_target("except*")
    }

    pub(super) fn invalid_except_stmt_indent(&mut self, star: bool) -> Nothing {
        let token = self.kw("except")?;
        if star {
            self.expect(Kind::Star)?;
        }
        let typed = self.opt(|p| {
            p.expression()?;
            p.as_name()
        })?;
        if star && typed.is_none() {
            return Err(Fail::No);
        }
        self.expect(Kind::Colon)?;
        self.no_body()?;
        Err(self.missing_block(if star { "'except*' statement" } else { "'except' statement" }, token.lineno))
    }

    pub(super) fn invalid_finally_stmt(&mut self) -> Nothing {
        let token = self.kw("finally")?;
        self.expect(Kind::Colon)?;
        self.no_body()?;
        Err(self.missing_block("'finally' statement", token.lineno))
    }

    pub(super) fn invalid_def_raw(&mut self) -> Nothing {
        use super::params::Style;
        self.opt(|p| p.kw("async"))?;
        let token = self.kw("def")?;
        self.expect(Kind::Name)?;
        self.opt(Self::type_params)?;
        let begin = self.mark;
        let head = |p: &mut Self| {
            p.opt(|p| p.params(Style::Def))?;
            p.expect(Kind::RPar)?;
            p.opt(|p| {
                p.expect(Kind::RArrow)?;
                p.expression()
            })
        };
        if self
            .opt(|p| {
                p.expect(Kind::LPar)?;
                head(p)?;
                p.expect(Kind::Colon)?;
                p.no_body()
            })?
            .is_some()
        {
            return Err(self.missing_block("function definition", token.lineno));
        }
        self.mark = begin;
        self.force(Kind::LPar, "(")?;
        head(self)?;
        self.force(Kind::Colon, ":")?;
        self.opt(Self::func_type_comment)?;
        self.block()?;
        Err(Fail::No)
    }

    pub(super) fn invalid_class_def_raw(&mut self) -> Nothing {
        let token = self.kw("class")?;
        self.expect(Kind::Name)?;
        self.opt(Self::type_params)?;
        self.opt(Self::class_arguments)?;
        if self.opt(|p| p.expect(Kind::Newline))?.is_some() {
            return Err(self.plain("expected ':'"));
        }
        self.expect(Kind::Colon)?;
        self.no_body()?;
        Err(self.missing_block("class definition", token.lineno))
    }

    pub(super) fn invalid_double_type_comments(&mut self) -> Nothing {
        self.type_comment()?;
        self.expect(Kind::Newline)?;
        self.type_comment()?;
        self.expect(Kind::Newline)?;
        self.expect(Kind::Indent)?;
        Err(self.plain("Cannot have two type comments on def"))
    }

    // match

    pub(super) fn invalid_match_stmt(&mut self) -> Nothing {
        let token = self.soft("match")?;
        self.subject_expr()?;
        if self.opt(|p| p.expect(Kind::Newline))?.is_some() {
            return Err(self.plain("expected ':'"));
        }
        self.expect(Kind::Colon)?;
        self.no_body()?;
        Err(self.missing_block("'match' statement", token.lineno))
    }

    pub(super) fn invalid_case_block(&mut self) -> Nothing {
        let token = self.soft("case")?;
        self.patterns()?;
        self.opt(Self::guard)?;
        if self.opt(|p| p.expect(Kind::Newline))?.is_some() {
            return Err(self.plain("expected ':'"));
        }
        self.expect(Kind::Colon)?;
        self.no_body()?;
        Err(self.missing_block("'case' statement", token.lineno))
    }

    pub(super) fn invalid_as_pattern(&mut self) -> Nothing {
        self.or_pattern()?;
        self.kw("as")?;
        if let Some(token) = self.opt(|p| p.soft("_"))? {
            return Err(self.known(&token, "cannot use '_' as a target"));
        }
        let target = self.expression()?;
        Err(self.known(&target, format!("cannot use {} as pattern target", expr_name(&target))))
    }

    pub(super) fn invalid_class_pattern(&mut self) -> Nothing {
        self.name_or_attr()?;
        self.expect(Kind::LPar)?;
        self.opt(|p| {
            p.positional_patterns()?;
            p.expect(Kind::Comma)
        })?;
        self.keyword_patterns()?;
        self.expect(Kind::Comma)?;
        let late = self.positional_patterns()?;
        Err(self.range_of(&late, "positional patterns follow keyword patterns"))
    }
}
