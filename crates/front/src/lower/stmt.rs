//! Statements.

use ruff_python_ast as ast;
use ruff_text_size::{Ranged, TextRange};

use super::expr::operator;
use super::{Lower, Lowered, unexpected, wrong};
use crate::syntax::{Field, Node};

impl Lower {
    pub(super) fn body(&mut self, node: &Node, field: &str) -> Lowered<Vec<ast::Stmt>> {
        let parts = self.each(node, field, |lower, node| match lower.split_assignment(node)? {
            Some(statements) => Ok(statements),
            None => Ok(vec![lower.stmt(node)?]),
        })?;
        Ok(parts.into_iter().flatten().collect())
    }

    /// An assignment with scopes of their own on both sides: `d[(lambda: 1)()] = lambda: 2`. The code generator looks
    /// scopes up in the order in which it meets them, first the value's, but its symbol table lists the targets' first.
    /// So the value goes through a name of its own, which is no identifier, and is deleted behind.
    fn split_assignment(&mut self, node: &Node) -> Lowered<Option<Vec<ast::Stmt>>> {
        if node.kind != "Assign" || !has_scope(node.get("value")) || !has_scope(node.get("targets")) {
            return Ok(None);
        }
        const NAME: &str = ".value";
        let range = self.range(node);
        let name = |ctx| {
            let (id, node_index) = (NAME.into(), Default::default());
            ast::Expr::Name(ast::ExprName { node_index, range, id, ctx })
        };
        let assign = |targets, value| {
            ast::Stmt::Assign(ast::StmtAssign {
                node_index: Default::default(),
                range,
                targets,
                value: Box::new(value),
                runtime_targets: None,
                runtime_type_comment: None,
                runtime_type_comment_bytes: None,
            })
        };
        let value = *self.boxed(node, "value")?;
        let first = assign(vec![name(ast::ExprContext::Store)], value);
        let second = assign(self.exprs(node, "targets")?, name(ast::ExprContext::Load));
        let targets = vec![name(ast::ExprContext::Del)];
        let node_index = Default::default();
        let last = ast::Stmt::Delete(ast::StmtDelete { node_index, range, targets, runtime_targets: None });
        Ok(Some(vec![first, second, last]))
    }

    pub(super) fn stmt(&mut self, node: &Node) -> Lowered<ast::Stmt> {
        let range = self.range(node);
        let node_index = Default::default();
        Ok(match node.kind {
            "Expr" => ast::Stmt::Expr(ast::StmtExpr { node_index, range, value: self.boxed(node, "value")? }),
            "Return" => ast::Stmt::Return(ast::StmtReturn { node_index, range, value: self.optional(node, "value")? }),
            "Delete" => {
                let (targets, runtime_targets) = (self.exprs(node, "targets")?, None);
                ast::Stmt::Delete(ast::StmtDelete { node_index, range, targets, runtime_targets })
            }
            "Assign" => ast::Stmt::Assign(ast::StmtAssign {
                node_index,
                range,
                targets: self.exprs(node, "targets")?,
                value: self.boxed(node, "value")?,
                runtime_targets: None,
                runtime_type_comment: None,
                runtime_type_comment_bytes: None,
            }),
            "AugAssign" => {
                let (target, value) = (self.boxed(node, "target")?, self.boxed(node, "value")?);
                ast::Stmt::AugAssign(ast::StmtAugAssign { node_index, range, target, op: operator(node)?, value })
            }
            "AnnAssign" => ast::Stmt::AnnAssign(ast::StmtAnnAssign {
                node_index,
                range,
                target: self.boxed(node, "target")?,
                annotation: self.boxed(node, "annotation")?,
                value: self.optional(node, "value")?,
                simple: matches!(node.get("simple"), Field::Int(number) if *number != 0),
                runtime_simple: None,
            }),
            "TypeAlias" => ast::Stmt::TypeAlias(ast::StmtTypeAlias {
                node_index,
                range,
                name: self.boxed(node, "name")?,
                type_params: self.type_params(node)?,
                value: self.boxed(node, "value")?,
            }),
            "Raise" => {
                let (exc, cause) = (self.optional(node, "exc")?, self.optional(node, "cause")?);
                ast::Stmt::Raise(ast::StmtRaise { node_index, range, exc, cause })
            }
            "Assert" => {
                let (test, msg) = (self.boxed(node, "test")?, self.optional(node, "msg")?);
                ast::Stmt::Assert(ast::StmtAssert { node_index, range, test, msg })
            }
            "Import" => {
                let names = self.each(node, "names", Self::alias)?;
                ast::Stmt::Import(ast::StmtImport { node_index, range, names, is_lazy: false })
            }
            "ImportFrom" => ast::Stmt::ImportFrom(ast::StmtImportFrom {
                node_index,
                range,
                module: self.optional_identifier(node, "module")?,
                names: self.each(node, "names", Self::alias)?,
                level: match node.get("level") {
                    Field::Int(level) => u32::try_from(*level).map_err(|_| wrong(node, "level"))?,
                    _ => 0,
                },
                is_lazy: false,
                runtime_level: None,
            }),
            "Global" => ast::Stmt::Global(ast::StmtGlobal { node_index, range, names: self.names(node)? }),
            "Nonlocal" => ast::Stmt::Nonlocal(ast::StmtNonlocal { node_index, range, names: self.names(node)? }),
            "Pass" => ast::Stmt::Pass(ast::StmtPass { node_index, range }),
            "Break" => ast::Stmt::Break(ast::StmtBreak { node_index, range }),
            "Continue" => ast::Stmt::Continue(ast::StmtContinue { node_index, range }),
            _ => self.compound(node, range)?,
        })
    }

    fn names(&mut self, node: &Node) -> Lowered<Vec<ast::Identifier>> {
        let name = |name: &Field| match name {
            Field::Str(name) => self.name(node, name),
            _ => Err(wrong(node, "names")),
        };
        node.list("names").iter().map(name).collect()
    }

    fn alias(&mut self, node: &Node) -> Lowered<ast::Alias> {
        let (name, asname) = (self.identifier(node, "name")?, self.optional_identifier(node, "asname")?);
        Ok(ast::Alias { range: self.range(node), node_index: Default::default(), name, asname })
    }

    fn compound(&mut self, node: &Node, range: TextRange) -> Lowered<ast::Stmt> {
        let node_index = Default::default();
        Ok(match node.kind {
            "FunctionDef" | "AsyncFunctionDef" => self.function(node, range)?,
            "ClassDef" => self.class(node, range)?,
            "For" | "AsyncFor" => ast::Stmt::For(ast::StmtFor {
                node_index,
                range,
                is_async: node.kind == "AsyncFor",
                target: self.boxed(node, "target")?,
                iter: self.boxed(node, "iter")?,
                body: self.body(node, "body")?.into(),
                orelse: self.body(node, "orelse")?.into(),
                runtime_type_comment: None,
                runtime_type_comment_bytes: None,
                runtime_body: None,
                runtime_orelse: None,
            }),
            "While" => ast::Stmt::While(ast::StmtWhile {
                node_index,
                range,
                test: self.boxed(node, "test")?,
                body: self.body(node, "body")?.into(),
                orelse: self.body(node, "orelse")?.into(),
                runtime_body: None,
                runtime_orelse: None,
            }),
            "If" => self.if_stmt(node, range)?,
            "With" | "AsyncWith" => ast::Stmt::With(ast::StmtWith {
                node_index,
                range,
                is_async: node.kind == "AsyncWith",
                items: self.each(node, "items", Self::with_item)?,
                body: self.body(node, "body")?.into(),
                runtime_type_comment: None,
                runtime_type_comment_bytes: None,
                runtime_body: None,
            }),
            "Match" => {
                let subject = self.boxed(node, "subject")?;
                let cases = self.each(node, "cases", Self::match_case)?;
                ast::Stmt::Match(ast::StmtMatch { node_index, range, subject, cases })
            }
            "Try" | "TryStar" => ast::Stmt::Try(ast::StmtTry {
                node_index,
                range,
                body: self.body(node, "body")?.into(),
                handlers: self.each(node, "handlers", Self::handler)?,
                orelse: self.body(node, "orelse")?.into(),
                finalbody: self.body(node, "finalbody")?.into(),
                is_star: node.kind == "TryStar",
                runtime_body: None,
                runtime_handlers: None,
                runtime_orelse: None,
                runtime_finalbody: None,
            }),
            _ => return Err(unexpected(node, "stmt")),
        })
    }

    /// The decorators, and the range of the whole definition: it begins with the first of them.
    fn decorators(&mut self, node: &Node, range: TextRange, word: &str) -> Lowered<(Vec<ast::Decorator>, TextRange)> {
        let decorators = self.each(node, "decorator_list", |lower, decorator| {
            let expression = lower.expr(decorator)?;
            Ok(ast::Decorator { range: expression.range(), node_index: Default::default(), expression })
        })?;
        let Some(first) = decorators.first() else { return Ok((decorators, range)) };
        let start = first.start().min(range.start());
        self.places.write_at(node, word);
        Ok((decorators, TextRange::new(start, range.end())))
    }

    fn function(&mut self, node: &Node, own: TextRange) -> Lowered<ast::Stmt> {
        let is_async = node.kind == "AsyncFunctionDef";
        let word = if is_async { "async def " } else { "def " };
        let (decorators, range) = self.decorators(node, own, word)?;
        let arguments = self.need(node, "args")?;
        Ok(ast::Stmt::FunctionDef(ast::StmtFunctionDef {
            node_index: Default::default(),
            range,
            is_async,
            decorator_list: decorators.into(),
            name: self.identifier(node, "name")?,
            type_params: self.type_params(node)?,
            parameters: Box::new(self.parameters(arguments, own)?),
            returns: self.optional(node, "returns")?,
            body: self.body(node, "body")?.into(),
            runtime_decorator_list: None,
            runtime_type_comment: None,
            runtime_type_comment_bytes: None,
            runtime_body: None,
        }))
    }

    fn class(&mut self, node: &Node, own: TextRange) -> Lowered<ast::Stmt> {
        let (decorators, range) = self.decorators(node, own, "class ")?;
        let arguments = self.arguments(node, "bases", own)?;
        let arguments = (!arguments.is_empty()).then(|| Box::new(arguments));
        Ok(ast::Stmt::ClassDef(ast::StmtClassDef {
            node_index: Default::default(),
            range,
            decorator_list: decorators.into(),
            name: self.identifier(node, "name")?,
            type_params: self.type_params(node)?,
            arguments,
            body: self.body(node, "body")?.into(),
            runtime_decorator_list: None,
            runtime_body: None,
        }))
    }

    fn if_stmt(&mut self, node: &Node, range: TextRange) -> Lowered<ast::Stmt> {
        let test = self.boxed(node, "test")?;
        let body = self.body(node, "body")?.into();
        let mut elif_else_clauses = Vec::new();
        // A chain of `elif` is a chain of trees; as a list of clauses it is not nested.
        let mut current = node;
        loop {
            match current.list("orelse") {
                [] => break,
                [Field::Node(elif)] if elif.kind == "If" => {
                    let test = *self.boxed(elif, "test")?;
                    let body = self.body(elif, "body")?;
                    elif_else_clauses.push(clause(self.range(elif), Some(test), body));
                    current = elif;
                }
                _ => {
                    let body = self.body(current, "orelse")?;
                    let start = body.first().map_or(range.end(), Ranged::start);
                    let end = body.last().map_or(range.end(), Ranged::end);
                    elif_else_clauses.push(clause(TextRange::new(start, end.max(start)), None, body));
                    break;
                }
            }
        }
        let node_index = Default::default();
        Ok(ast::Stmt::If(ast::StmtIf { node_index, range, test, body, elif_else_clauses, runtime_body: None }))
    }

    fn with_item(&mut self, node: &Node) -> Lowered<ast::WithItem> {
        let context_expr = self.expr(self.need(node, "context_expr")?)?;
        let optional_vars = self.optional(node, "optional_vars")?;
        let end = optional_vars.as_ref().map_or(context_expr.end(), |vars| vars.end());
        let range = TextRange::new(context_expr.start(), end.max(context_expr.start()));
        Ok(ast::WithItem { range, node_index: Default::default(), context_expr, optional_vars })
    }

    fn match_case(&mut self, node: &Node) -> Lowered<ast::MatchCase> {
        let pattern = self.pattern(self.need(node, "pattern")?)?;
        let guard = self.optional(node, "guard")?;
        let body = self.body(node, "body")?;
        let end = body.last().map_or(pattern.end(), Ranged::end);
        Ok(ast::MatchCase {
            range: TextRange::new(pattern.start(), end.max(pattern.start())),
            node_index: Default::default(),
            pattern,
            guard,
            body: body.into(),
            runtime_body: None,
        })
    }

    fn handler(&mut self, node: &Node) -> Lowered<ast::ExceptHandler> {
        Ok(ast::ExceptHandler::ExceptHandler(ast::ExceptHandlerExceptHandler {
            range: self.range(node),
            node_index: Default::default(),
            type_: self.optional(node, "type")?,
            name: self.optional_identifier(node, "name")?,
            body: self.body(node, "body")?.into(),
            runtime_body: None,
        }))
    }
}

fn clause(range: TextRange, test: Option<ast::Expr>, body: Vec<ast::Stmt>) -> ast::ElifElseClause {
    let node_index = Default::default();
    ast::ElifElseClause { range, node_index, test, body: body.into(), runtime_body: None, runtime_orelse: None }
}

/// Whether an expression makes a scope: it has a lambda, a comprehension or a generator expression in it.
fn has_scope(field: &Field) -> bool {
    match field {
        Field::Node(node) => {
            matches!(node.kind, "Lambda" | "ListComp" | "SetComp" | "DictComp" | "GeneratorExp")
                || node.fields.iter().any(|(_, inner)| has_scope(inner))
        }
        Field::List(items) => items.iter().any(has_scope),
        _ => false,
    }
}
