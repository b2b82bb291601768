//! Compound statements, but for `match`.

use std::rc::Rc;

use super::node::{Field, Node};
use super::params::{Style, no_arguments};
use super::parser::{E, Fail, Parser, R};
use super::token::Kind;
use crate::code::Name;

impl Parser<'_> {
    pub(super) fn block(&mut self) -> R<Vec<E>> {
        let indented = self.opt(|p| {
            p.expect(Kind::Newline)?;
            p.expect(Kind::Indent)?;
            let body = p.statements()?;
            p.expect(Kind::Dedent)?;
            Ok(body)
        })?;
        if let Some(body) = indented {
            return Ok(body);
        }
        if let Some(body) = self.opt(Self::simple_stmts)? {
            return Ok(body);
        }
        if self.invalid {
            self.expect(Kind::Newline)?;
            self.not(|p| p.expect(Kind::Indent))?;
            return Err(self.indentation("expected an indented block"));
        }
        Err(Fail::No)
    }

    pub(super) fn decorators(&mut self) -> R<Vec<E>> {
        self.many(|p| {
            p.expect(Kind::At)?;
            let decorator = p.named_expression()?;
            p.expect(Kind::Newline)?;
            Ok(decorator)
        })
    }

    pub(super) fn class_def(&mut self) -> R<E> {
        let decorators = self.decorators()?;
        if self.invalid {
            self.opt(Self::invalid_class_def_raw)?;
        }
        let begin = self.here()?;
        self.kw("class")?;
        let token = self.expect(Kind::Name)?;
        let params = self.opt(Self::type_params)?.unwrap_or_default();
        let arguments = self.opt(Self::class_arguments)?.flatten();
        self.expect(Kind::Colon)?;
        let body = self.block()?;
        let name = self.identifier(&token)?;
        let part = |name| arguments.as_ref().map_or(Field::List(Vec::new()), |call: &E| call.get(name).clone());
        let fields = vec![
            ("name", name.into()),
            ("bases", part("args")),
            ("keywords", part("keywords")),
            ("body", body.into()),
            ("decorator_list", decorators.into()),
            ("type_params", params.into()),
        ];
        Ok(self.node(begin, "ClassDef", fields))
    }

    pub(super) fn class_arguments(&mut self) -> R<Option<E>> {
        self.expect(Kind::LPar)?;
        let arguments = self.opt(Self::arguments)?;
        self.expect(Kind::RPar)?;
        Ok(arguments)
    }

    pub(super) fn function_def(&mut self) -> R<E> {
        let decorators = self.decorators()?;
        if self.invalid {
            self.opt(Self::invalid_def_raw)?;
        }
        let begin = self.here()?;
        let is_async = self.opt(|p| p.kw("async"))?.is_some();
        self.kw("def")?;
        let token = self.expect(Kind::Name)?;
        let type_params = self.opt(Self::type_params)?.unwrap_or_default();
        self.expect(Kind::LPar)?;
        let params = self.opt(|p| p.params(Style::Def))?;
        self.expect(Kind::RPar)?;
        let returns = self.opt(|p| {
            p.expect(Kind::RArrow)?;
            p.expression()
        })?;
        self.expect(Kind::Colon)?;
        let comment = self.opt(Self::func_type_comment)?;
        let body = self.block()?;
        let name = self.identifier(&token)?;
        if is_async {
            self.since(5, "Async functions are")?;
        }
        let fields = vec![
            ("name", name.into()),
            ("args", params.unwrap_or_else(no_arguments).into()),
            ("body", body.into()),
            ("decorator_list", decorators.into()),
            ("returns", returns.into()),
            ("type_comment", comment.into()),
            ("type_params", type_params.into()),
        ];
        Ok(self.node(begin, if is_async { "AsyncFunctionDef" } else { "FunctionDef" }, fields))
    }

    pub(super) fn func_type_comment(&mut self) -> R<Name> {
        let own_line = self.opt(|p| {
            p.expect(Kind::Newline)?;
            let comment = p.type_comment()?;
            p.need(|p| {
                p.expect(Kind::Newline)?;
                p.expect(Kind::Indent)
            })?;
            Ok(comment)
        })?;
        if let Some(comment) = own_line {
            return Ok(comment);
        }
        if self.invalid {
            self.opt(Self::invalid_double_type_comments)?;
        }
        self.type_comment()
    }

    pub(super) fn if_stmt(&mut self) -> R<E> {
        self.if_or_elif("if")
    }

    pub(super) fn if_or_elif(&mut self, word: &str) -> R<E> {
        if self.invalid {
            self.opt(|p| p.invalid_test_stmt(word))?;
        }
        let begin = self.here()?;
        self.kw(word)?;
        let test = self.named_expression()?;
        self.expect(Kind::Colon)?;
        let body = self.block()?;
        let orelse = match self.opt(|p| p.deeper(|p| p.if_or_elif("elif")))? {
            Some(elif) => vec![elif],
            None => self.opt(Self::else_block)?.unwrap_or_default(),
        };
        Ok(self.node(begin, "If", vec![("test", test.into()), ("body", body.into()), ("orelse", orelse.into())]))
    }

    pub(super) fn else_block(&mut self) -> R<Vec<E>> {
        if self.invalid {
            self.opt(Self::invalid_else_stmt)?;
        }
        self.kw("else")?;
        self.force(Kind::Colon, ":")?;
        self.block()
    }

    pub(super) fn while_stmt(&mut self) -> R<E> {
        if self.invalid {
            self.opt(|p| p.invalid_test_stmt("while"))?;
        }
        let begin = self.here()?;
        self.kw("while")?;
        let test = self.named_expression()?;
        self.expect(Kind::Colon)?;
        let body = self.block()?;
        let orelse = self.opt(Self::else_block)?.unwrap_or_default();
        Ok(self.node(begin, "While", vec![("test", test.into()), ("body", body.into()), ("orelse", orelse.into())]))
    }

    pub(super) fn for_stmt(&mut self) -> R<E> {
        if self.invalid {
            self.opt(Self::invalid_for_stmt)?;
        }
        let begin = self.here()?;
        let head = self.opt(|p| {
            let is_async = p.opt(|p| p.kw("async"))?.is_some();
            p.kw("for")?;
            let target = p.star_targets()?;
            p.kw("in")?;
            Ok((is_async, target))
        })?;
        let Some((is_async, target)) = head else {
            if self.invalid {
                self.invalid_for_target()?;
            }
            return Err(Fail::No);
        };
        let iter = self.star_expressions()?;
        self.expect(Kind::Colon)?;
        let comment = self.opt(Self::type_comment)?;
        let body = self.block()?;
        let orelse = self.opt(Self::else_block)?.unwrap_or_default();
        if is_async {
            self.since(5, "Async for loops are")?;
        }
        let fields = vec![
            ("target", target.into()),
            ("iter", iter.into()),
            ("body", body.into()),
            ("orelse", orelse.into()),
            ("type_comment", comment.into()),
        ];
        Ok(self.node(begin, if is_async { "AsyncFor" } else { "For" }, fields))
    }

    pub(super) fn with_stmt(&mut self) -> R<E> {
        if self.invalid {
            self.opt(Self::invalid_with_stmt_indent)?;
        }
        let begin = self.here()?;
        for grouped in [true, false] {
            let found = self.opt(|p| {
                let is_async = p.opt(|p| p.kw("async"))?.is_some();
                p.kw("with")?;
                if grouped {
                    p.expect(Kind::LPar)?;
                }
                let items = p.gather(Kind::Comma, Self::with_item)?;
                if grouped {
                    p.opt(|p| p.expect(Kind::Comma))?;
                    p.expect(Kind::RPar)?;
                }
                p.expect(Kind::Colon)?;
                let comment = p.opt(Self::type_comment)?;
                Ok((is_async, items, comment, p.block()?))
            })?;
            if let Some((is_async, items, comment, body)) = found {
                if is_async {
                    self.since(5, "Async with statements are")?;
                }
                let fields = vec![("items", items.into()), ("body", body.into()), ("type_comment", comment.into())];
                return Ok(self.node(begin, if is_async { "AsyncWith" } else { "With" }, fields));
            }
        }
        if self.invalid {
            self.invalid_with_stmt()?;
        }
        Err(Fail::No)
    }

    pub(super) fn with_item(&mut self) -> R<E> {
        let named = self.opt(|p| {
            let context = p.expression()?;
            p.kw("as")?;
            let target = p.star_target()?;
            match p.peek_kind()? {
                Kind::Comma | Kind::RPar | Kind::Colon => Ok((context, target)),
                _ => Err(Fail::No),
            }
        })?;
        let (context, target) = match named {
            Some((context, target)) => (context, Some(target)),
            None => {
                if self.invalid {
                    self.opt(Self::invalid_with_item)?;
                }
                (self.expression()?, None)
            }
        };
        let fields = vec![("context_expr", context.into()), ("optional_vars", target.into())];
        Ok(Rc::new(Node::new("withitem", fields)))
    }

    // try

    pub(super) fn try_stmt(&mut self) -> R<E> {
        if self.invalid {
            self.opt(Self::invalid_try_stmt)?;
        }
        let begin = self.here()?;
        self.kw("try")?;
        self.force(Kind::Colon, ":")?;
        let body = self.block()?;
        let mut star = false;
        let (mut handlers, mut orelse) = (Vec::new(), Vec::new());
        let mut last = self.opt(Self::finally_block)?;
        if last.is_none() {
            handlers = self.many(Self::except_block)?;
            if handlers.is_empty() {
                handlers = self.many1(Self::except_star_block)?;
                star = true;
            }
            orelse = self.opt(Self::else_block)?.unwrap_or_default();
            last = self.opt(Self::finally_block)?;
        }
        if star {
            self.since(11, "Exception groups are")?;
        }
        let fields = vec![
            ("body", body.into()),
            ("handlers", handlers.into()),
            ("orelse", orelse.into()),
            ("finalbody", last.unwrap_or_default().into()),
        ];
        Ok(self.node(begin, if star { "TryStar" } else { "Try" }, fields))
    }

    pub(super) fn except_block(&mut self) -> R<E> {
        if self.invalid {
            self.opt(|p| p.invalid_except_stmt_indent(false))?;
        }
        let handler = self.opt(|p| p.except_handler(false))?;
        if let Some(handler) = handler {
            return Ok(handler);
        }
        if self.invalid {
            self.invalid_except_stmt()?;
        }
        Err(Fail::No)
    }

    pub(super) fn except_star_block(&mut self) -> R<E> {
        if self.invalid {
            self.opt(|p| p.invalid_except_stmt_indent(true))?;
        }
        let handler = self.opt(|p| p.except_handler(true))?;
        if let Some(handler) = handler {
            return Ok(handler);
        }
        if self.invalid {
            self.invalid_except_star_stmt()?;
        }
        Err(Fail::No)
    }

    pub(super) fn except_handler(&mut self, star: bool) -> R<E> {
        let begin = self.here()?;
        self.kw("except")?;
        if star {
            self.expect(Kind::Star)?;
        }
        let named = self.opt(|p| {
            let kind = p.expression()?;
            let token = p.opt(|p| {
                p.kw("as")?;
                p.expect(Kind::Name)
            })?;
            p.expect(Kind::Colon)?;
            Ok((kind, token))
        })?;
        let bare_tuple = named.is_none() && !self.at(Kind::Colon)?;
        let (kind, token) = match named {
            Some((kind, token)) => (Some(kind), token),
            None => {
                let kinds = self.opt(|p| {
                    let kinds = p.expressions()?;
                    p.expect(Kind::Colon)?;
                    Ok(kinds)
                })?;
                if kinds.is_none() {
                    if star {
                        return Err(Fail::No);
                    }
                    self.expect(Kind::Colon)?;
                }
                (kinds, None)
            }
        };
        let body = self.block()?;
        if bare_tuple {
            self.since(14, "except expressions without parentheses are")?;
        }
        let name = token.map(|token| self.identifier(&token)).transpose()?;
        let fields = vec![("type", kind.into()), ("name", name.into()), ("body", body.into())];
        Ok(self.node(begin, "ExceptHandler", fields))
    }

    pub(super) fn finally_block(&mut self) -> R<Vec<E>> {
        if self.invalid {
            self.opt(Self::invalid_finally_stmt)?;
        }
        self.kw("finally")?;
        self.force(Kind::Colon, ":")?;
        self.block()
    }
}
