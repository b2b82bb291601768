//! Statements, and the whole texts that start rules describe.

use std::rc::Rc;

use super::expr::with_context;
use super::node::{Field, Node};
use super::params::{Style, no_arguments};
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

    fn file(&mut self) -> R<E> {
        let body = self.opt(Self::statements)?.unwrap_or_default();
        self.expect(Kind::EndMarker)?;
        let ignores = self.type_ignores.iter().map(|(line, tag)| {
            let tag = Field::Str(Name::new(tag.as_str().into()));
            Field::Node(Rc::new(Node::new("TypeIgnore", vec![("lineno", Field::Int(i64::from(*line))), ("tag", tag)])))
        });
        let ignores = ignores.collect::<Vec<_>>();
        Ok(Rc::new(Node::new("Module", vec![("body", body.into()), ("type_ignores", ignores.into())])))
    }

    fn interactive(&mut self) -> R<E> {
        let compound = self.opt(|p| {
            let statement = p.compound_stmt()?;
            p.statement = (statement.lineno, statement.col_offset);
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
    fn only_statement(&mut self) -> R<()> {
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

    fn func_type(&mut self) -> R<E> {
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
    fn type_expressions(&mut self) -> R<Vec<E>> {
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

    fn statement(&mut self) -> R<Vec<E>> {
        let found = match self.opt(|p| p.deeper(Self::compound_stmt))? {
            Some(compound) => vec![compound],
            None => self.simple_stmts()?,
        };
        if let Some(last) = found.last() {
            self.statement = (last.lineno, last.col_offset);
        }
        Ok(found)
    }

    fn simple_stmts(&mut self) -> R<Vec<E>> {
        let found = self.gather(Kind::Semi, Self::simple_stmt)?;
        self.opt(|p| p.expect(Kind::Semi))?;
        self.expect(Kind::Newline)?;
        if let Some(last) = found.last() {
            self.statement = (last.lineno, last.col_offset);
        }
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

    fn compound_stmt(&mut self) -> R<E> {
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

    fn assignment(&mut self) -> R<E> {
        let begin = self.here()?;
        if let Some((target, annotation, value)) = self.opt(|p| {
            let target = p.name()?;
            p.expect(Kind::Colon)?;
            p.annotated(with_context(&target, "Store"))
        })? {
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

    fn annotated(&mut self, target: E) -> R<(E, E, Option<E>)> {
        let annotation = self.expression()?;
        let value = self.opt(|p| {
            p.expect(Kind::Equal)?;
            p.annotated_rhs()
        })?;
        Ok((target, annotation, value))
    }

    fn ann_assign(&self, begin: (i32, i32), target: E, annotation: E, value: Option<E>, simple: i64) -> E {
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
        Ok(op)
    }

    pub(super) fn type_comment(&mut self) -> R<Name> {
        let token = self.expect(Kind::TypeComment)?;
        Ok(Name::new(self.text_of(&token).into()))
    }

    fn return_stmt(&mut self) -> R<E> {
        let begin = self.here()?;
        self.kw("return")?;
        let value = self.opt(Self::star_expressions)?;
        Ok(self.node(begin, "Return", vec![("value", value.into())]))
    }

    fn raise_stmt(&mut self) -> R<E> {
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

    fn names_stmt(&mut self, kind: &'static str) -> R<E> {
        let begin = self.here()?;
        self.mark += 1;
        let tokens = self.gather(Kind::Comma, |p| p.expect(Kind::Name))?;
        let names = tokens.iter().map(|token| Ok(Field::Str(self.identifier(token)?))).collect::<R<Vec<_>>>()?;
        Ok(self.node(begin, kind, vec![("names", names.into())]))
    }

    fn del_stmt(&mut self) -> R<E> {
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

    fn assert_stmt(&mut self) -> R<E> {
        let begin = self.here()?;
        self.kw("assert")?;
        let test = self.expression()?;
        let msg = self.opt(|p| {
            p.expect(Kind::Comma)?;
            p.expression()
        })?;
        Ok(self.node(begin, "Assert", vec![("test", test.into()), ("msg", msg.into())]))
    }

    fn type_alias(&mut self) -> R<E> {
        let begin = self.here()?;
        self.soft("type")?;
        let name = self.name()?;
        let params = self.opt(Self::type_params)?.unwrap_or_default();
        self.expect(Kind::Equal)?;
        let value = self.expression()?;
        let name = with_context(&name, "Store");
        let fields = vec![("name", name.into()), ("type_params", params.into()), ("value", value.into())];
        Ok(self.node(begin, "TypeAlias", fields))
    }

    // Imports

    fn import_stmt(&mut self) -> R<E> {
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

    fn import_from(&mut self) -> R<E> {
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

    fn import_from_targets(&mut self) -> R<Vec<E>> {
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

    fn dotted_as_name(&mut self) -> R<E> {
        if self.invalid {
            self.opt(Self::invalid_dotted_as_name)?;
        }
        let begin = self.here()?;
        let name = self.dotted_name()?;
        self.alias(begin, name)
    }

    fn alias(&mut self, begin: (i32, i32), name: Name) -> R<E> {
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

    // Compound statements

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

    fn decorators(&mut self) -> R<Vec<E>> {
        self.many(|p| {
            p.expect(Kind::At)?;
            let decorator = p.named_expression()?;
            p.expect(Kind::Newline)?;
            Ok(decorator)
        })
    }

    fn class_def(&mut self) -> R<E> {
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

    fn function_def(&mut self) -> R<E> {
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

    fn if_stmt(&mut self) -> R<E> {
        self.if_or_elif("if")
    }

    fn if_or_elif(&mut self, word: &str) -> R<E> {
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

    fn else_block(&mut self) -> R<Vec<E>> {
        if self.invalid {
            self.opt(Self::invalid_else_stmt)?;
        }
        self.kw("else")?;
        self.force(Kind::Colon, ":")?;
        self.block()
    }

    fn while_stmt(&mut self) -> R<E> {
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

    fn for_stmt(&mut self) -> R<E> {
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
        let fields = vec![
            ("target", target.into()),
            ("iter", iter.into()),
            ("body", body.into()),
            ("orelse", orelse.into()),
            ("type_comment", comment.into()),
        ];
        Ok(self.node(begin, if is_async { "AsyncFor" } else { "For" }, fields))
    }

    fn with_stmt(&mut self) -> R<E> {
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
                let fields = vec![("items", items.into()), ("body", body.into()), ("type_comment", comment.into())];
                return Ok(self.node(begin, if is_async { "AsyncWith" } else { "With" }, fields));
            }
        }
        if self.invalid {
            self.invalid_with_stmt()?;
        }
        Err(Fail::No)
    }

    fn with_item(&mut self) -> R<E> {
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

    fn try_stmt(&mut self) -> R<E> {
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

    fn except_handler(&mut self, star: bool) -> R<E> {
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
        let name = token.map(|token| self.identifier(&token)).transpose()?;
        let fields = vec![("type", kind.into()), ("name", name.into()), ("body", body.into())];
        Ok(self.node(begin, "ExceptHandler", fields))
    }

    fn finally_block(&mut self) -> R<Vec<E>> {
        if self.invalid {
            self.opt(Self::invalid_finally_stmt)?;
        }
        self.kw("finally")?;
        self.force(Kind::Colon, ":")?;
        self.block()
    }
}
