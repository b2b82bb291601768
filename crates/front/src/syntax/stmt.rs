//! Statements, and the whole texts that start rules describe.

use std::rc::Rc;

use super::expr::with_context;
use super::node::{Field, Node};
use super::parser::{E, Fail, Parser, R, Rule, Start, Stopped};
use super::token::Kind;
use crate::code::Name;

impl Parser<'_> {
    /// The rule for the whole text.
    pub fn whole(&mut self) -> Result<E, Stopped> {
        Ok(match self.start {
            Start::File => self.file()?,
            Start::Single => self.interactive()?,
            Start::Eval => {
                let body = self.expressions()?;
                self.many(|p| p.expect(Kind::Newline))?;
                self.expect(Kind::EndMarker)?;
                Rc::new(Node::new("Expression", vec![("body", body.into())]))
            }
            Start::FuncType => self.func_type()?,
        })
    }

    pub(super) fn file(&mut self) -> R<E> {
        let body = self.opt(Self::statements)?.unwrap_or_default();
        self.expect(Kind::EndMarker)?;
        let ignores = self.type_ignores.iter().map(|(line, tag)| {
            let tag = Field::Str(Name::new(tag.as_str().into()));
            Field::Node(Rc::new(Node::new("TypeIgnore", vec![("lineno", Field::Int(i64::from(*line))), ("tag", tag)])))
        });
        let ignores = ignores.collect::<Vec<_>>();
        Ok(Rc::new(Node::new("Module", vec![("body", body.into()), ("type_ignores", ignores.into())])))
    }

    pub(super) fn interactive(&mut self) -> R<E> {
        let compound = self.opt(|p| {
            let statement = p.compound_stmt()?;
            p.expect(Kind::Newline)?;
            Ok(vec![statement])
        })?;
        let body = match compound {
            Some(body) => body,
            None => match self.opt(Self::simple_stmts)? {
                Some(body) => body,
                None => {
                    let begin = self.here()?;
                    if self.opt(|p| p.expect(Kind::Newline))?.is_none() {
                        self.expect(Kind::EndMarker)?;
                        return Err(self.plain("unexpected EOF while parsing"));
                    }
                    vec![self.node(begin, "Pass", Vec::new())]
                }
            },
        };
        self.only_statement()?;
        Ok(Rc::new(Node::new("Interactive", vec![("body", body.into())])))
    }

    /// Nothing but blank lines and comments may follow an interactive statement.
    pub(super) fn only_statement(&mut self) -> R<()> {
        let rest = &self.lexer.text.as_bytes()[self.lexer.cur..];
        let mut at = 0;
        while let Some(byte) = rest.get(at) {
            match byte {
                b' ' | b'\t' | b'\n' | b'\x0c' => at += 1,
                b'#' => at += rest[at..].iter().position(|byte| *byte == b'\n').unwrap_or(rest.len() - at),
                _ => return Err(self.plain("multiple statements found while compiling a single statement")),
            }
        }
        Ok(())
    }

    pub(super) fn func_type(&mut self) -> R<E> {
        self.expect(Kind::LPar)?;
        let argtypes = self.opt(Self::type_expressions)?.unwrap_or_default();
        self.expect(Kind::RPar)?;
        self.expect(Kind::RArrow)?;
        let returns = self.expression()?;
        self.many(|p| p.expect(Kind::Newline))?;
        self.expect(Kind::EndMarker)?;
        Ok(Rc::new(Node::new("FunctionType", vec![("argtypes", argtypes.into()), ("returns", returns.into())])))
    }

    /// Types of a signature comment; stars before the last ones mean nothing.
    pub(super) fn type_expressions(&mut self) -> R<Vec<E>> {
        let mut types = self.opt(|p| p.gather(Kind::Comma, Self::expression))?.unwrap_or_default();
        for star in [Kind::Star, Kind::DoubleStar] {
            let first = types.is_empty();
            types.extend(self.opt(|p| {
                if !first {
                    p.expect(Kind::Comma)?;
                }
                p.expect(star)?;
                p.expression()
            })?);
        }
        if types.is_empty() { Err(Fail::No) } else { Ok(types) }
    }

    pub(super) fn statements(&mut self) -> R<Vec<E>> {
        Ok(self.many1(Self::statement)?.into_iter().flatten().collect())
    }

    pub(super) fn statement(&mut self) -> R<Vec<E>> {
        let Some(compound) = self.opt(|p| p.deeper(Self::compound_stmt))? else { return self.simple_stmts() };
        // A statement inside another one stays the last when that one ends.
        if compound.lineno >= self.statement.0 {
            self.statement = (compound.lineno, compound.col_offset);
        }
        Ok(vec![compound])
    }

    pub(super) fn simple_stmts(&mut self) -> R<Vec<E>> {
        let found = self.gather(Kind::Semi, Self::simple_stmt)?;
        self.opt(|p| p.expect(Kind::Semi))?;
        self.expect(Kind::Newline)?;
        Ok(found)
    }

    pub(super) fn simple_stmt(&mut self) -> R<E> {
        self.memo(Rule::SimpleStmt, |p| {
            if let Some(assignment) = p.opt(Self::assignment)? {
                return Ok(assignment);
            }
            let begin = p.here()?;
            let token = p.peek()?.clone();
            if token.kind == Kind::Name
                && p.text_of(&token) == "type"
                && let Some(alias) = p.opt(Self::type_alias)?
            {
                return Ok(alias);
            }
            if let Some(value) = p.opt(Self::star_expressions)? {
                return Ok(p.node(begin, "Expr", vec![("value", value.into())]));
            }
            if token.kind != Kind::SoftKeyword {
                return Err(Fail::No);
            }
            match p.text_of(&token) {
                "return" => p.return_stmt(),
                "import" | "from" => p.import_stmt(),
                "raise" => p.raise_stmt(),
                "pass" => p.word_stmt("Pass"),
                "del" => p.del_stmt(),
                "yield" => {
                    let value = p.yield_expr()?;
                    Ok(p.node(begin, "Expr", vec![("value", value.into())]))
                }
                "assert" => p.assert_stmt(),
                "break" => p.word_stmt("Break"),
                "continue" => p.word_stmt("Continue"),
                "global" => p.names_stmt("Global"),
                "nonlocal" => p.names_stmt("Nonlocal"),
                _ => Err(Fail::No),
            }
        })
    }

    pub(super) fn compound_stmt(&mut self) -> R<E> {
        let token = self.peek()?.clone();
        let rules: &[fn(&mut Self) -> R<E>] = match token.kind {
            Kind::At => &[Self::function_def, Self::class_def],
            Kind::Name if self.text_of(&token) == "match" || (self.invalid && self.text_of(&token) == "case") => {
                &[Self::match_stmt]
            }
            Kind::SoftKeyword => match self.text_of(&token) {
                "def" => &[Self::function_def],
                "async" => &[Self::function_def, Self::with_stmt, Self::for_stmt],
                "if" => &[Self::if_stmt],
                "class" => &[Self::class_def],
                "with" => &[Self::with_stmt],
                "for" => &[Self::for_stmt],
                "try" => &[Self::try_stmt],
                "while" => &[Self::while_stmt],
                _ => &[],
            },
            _ => &[],
        };
        for rule in rules {
            if let Some(found) = self.opt(rule)? {
                return Ok(found);
            }
        }
        Err(Fail::No)
    }

    // Simple statements

    pub(super) fn assignment(&mut self) -> R<E> {
        let begin = self.here()?;
        if let Some((target, annotation, value)) = self.opt(|p| {
            let target = p.name()?;
            p.expect(Kind::Colon)?;
            p.annotated(with_context(&target, "Store"))
        })? {
            self.since(6, "Variable annotation syntax is")?;
            return Ok(self.ann_assign(begin, target, annotation, value, 1));
        }
        if let Some((target, annotation, value)) = self.opt(|p| {
            let grouped = p.opt(|p| {
                p.expect(Kind::LPar)?;
                let target = p.single_target()?;
                p.expect(Kind::RPar)?;
                Ok(target)
            })?;
            let target = match grouped {
                Some(target) => target,
                None => p.single_subscript_attribute_target()?,
            };
            p.expect(Kind::Colon)?;
            p.annotated(target)
        })? {
            self.since(6, "Variable annotations syntax is")?;
            return Ok(self.ann_assign(begin, target, annotation, value, 0));
        }
        if let Some((targets, value, comment)) = self.opt(|p| {
            let targets = p.many1(|p| {
                let target = p.star_targets()?;
                p.expect(Kind::Equal)?;
                Ok(target)
            })?;
            let value = p.annotated_rhs()?;
            p.not(|p| p.expect(Kind::Equal))?;
            Ok((targets, value, p.opt(Self::type_comment)?))
        })? {
            let fields = vec![("targets", targets.into()), ("value", value.into()), ("type_comment", comment.into())];
            return Ok(self.node(begin, "Assign", fields));
        }
        if let Some((target, op)) = self.opt(|p| Ok((p.single_target()?, p.augassign()?)))? {
            // After the operator there is no way back to another alternative.
            let value = self.annotated_rhs()?;
            let fields = vec![("target", target.into()), ("op", Field::Op(op)), ("value", value.into())];
            return Ok(self.node(begin, "AugAssign", fields));
        }
        if self.invalid {
            self.invalid_assignment()?;
        }
        Err(Fail::No)
    }

    pub(super) fn annotated(&mut self, target: E) -> R<(E, E, Option<E>)> {
        let annotation = self.expression()?;
        let value = self.opt(|p| {
            p.expect(Kind::Equal)?;
            p.annotated_rhs()
        })?;
        Ok((target, annotation, value))
    }

    pub(super) fn ann_assign(&self, begin: (i32, i32), target: E, annotation: E, value: Option<E>, simple: i64) -> E {
        let fields = vec![
            ("target", target.into()),
            ("annotation", annotation.into()),
            ("value", value.into()),
            ("simple", Field::Int(simple)),
        ];
        self.node(begin, "AnnAssign", fields)
    }

    pub(super) fn annotated_rhs(&mut self) -> R<E> {
        match self.opt(Self::yield_expr)? {
            Some(value) => Ok(value),
            None => self.star_expressions(),
        }
    }

    pub(super) fn augassign(&mut self) -> R<&'static str> {
        let op = match self.peek_kind()? {
            Kind::PlusEqual => "Add",
            Kind::MinEqual => "Sub",
            Kind::StarEqual => "Mult",
            Kind::AtEqual => "MatMult",
            Kind::SlashEqual => "Div",
            Kind::PercentEqual => "Mod",
            Kind::AmperEqual => "BitAnd",
            Kind::VBarEqual => "BitOr",
            Kind::CircumflexEqual => "BitXor",
            Kind::LeftShiftEqual => "LShift",
            Kind::RightShiftEqual => "RShift",
            Kind::DoubleStarEqual => "Pow",
            Kind::DoubleSlashEqual => "FloorDiv",
            _ => return Err(Fail::No),
        };
        self.mark += 1;
        if op == "MatMult" {
            self.since(5, "The '@' operator is")?;
        }
        Ok(op)
    }

    pub(super) fn type_comment(&mut self) -> R<Name> {
        let token = self.expect(Kind::TypeComment)?;
        Ok(Name::new(self.text_of(&token).into()))
    }

    pub(super) fn return_stmt(&mut self) -> R<E> {
        let begin = self.here()?;
        self.kw("return")?;
        let value = self.opt(Self::star_expressions)?;
        Ok(self.node(begin, "Return", vec![("value", value.into())]))
    }

    pub(super) fn raise_stmt(&mut self) -> R<E> {
        let begin = self.here()?;
        self.kw("raise")?;
        let exc = self.opt(Self::expression)?;
        let cause = match &exc {
            Some(_) => self.opt(|p| {
                p.kw("from")?;
                p.expression()
            })?,
            None => None,
        };
        Ok(self.node(begin, "Raise", vec![("exc", exc.into()), ("cause", cause.into())]))
    }

    /// `pass`, `break`, `continue`
    pub(super) fn word_stmt(&mut self, kind: &'static str) -> R<E> {
        let begin = self.here()?;
        self.mark += 1;
        Ok(self.node(begin, kind, Vec::new()))
    }

    pub(super) fn names_stmt(&mut self, kind: &'static str) -> R<E> {
        let begin = self.here()?;
        self.mark += 1;
        let tokens = self.gather(Kind::Comma, |p| p.expect(Kind::Name))?;
        let names = tokens.iter().map(|token| Ok(Field::Str(self.identifier(token)?))).collect::<R<Vec<_>>>()?;
        Ok(self.node(begin, kind, vec![("names", names.into())]))
    }

    pub(super) fn del_stmt(&mut self) -> R<E> {
        let begin = self.here()?;
        let targets = self.opt(|p| {
            p.kw("del")?;
            let targets = p.del_targets()?;
            p.need(|p| match p.peek_kind()? {
                Kind::Semi | Kind::Newline => Ok(()),
                _ => Err(Fail::No),
            })?;
            Ok(targets)
        })?;
        if let Some(targets) = targets {
            return Ok(self.node(begin, "Delete", vec![("targets", targets.into())]));
        }
        if self.invalid {
            self.invalid_del_stmt()?;
        }
        Err(Fail::No)
    }

    pub(super) fn assert_stmt(&mut self) -> R<E> {
        let begin = self.here()?;
        self.kw("assert")?;
        let test = self.expression()?;
        let msg = self.opt(|p| {
            p.expect(Kind::Comma)?;
            p.expression()
        })?;
        Ok(self.node(begin, "Assert", vec![("test", test.into()), ("msg", msg.into())]))
    }

    pub(super) fn type_alias(&mut self) -> R<E> {
        let begin = self.here()?;
        self.soft("type")?;
        let name = self.name()?;
        let params = self.opt(Self::type_params)?.unwrap_or_default();
        self.expect(Kind::Equal)?;
        let value = self.expression()?;
        self.since(12, "Type statement is")?;
        let name = with_context(&name, "Store");
        let fields = vec![("name", name.into()), ("type_params", params.into()), ("value", value.into())];
        Ok(self.node(begin, "TypeAlias", fields))
    }
}
