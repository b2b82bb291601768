//! Patterns of `match`, and type parameters.

use ruff_python_ast as ast;

use super::{Lower, Lowered, unexpected, wrong};
use crate::code::Const;
use crate::syntax::{Field, Node};

impl Lower {
    fn patterns(&mut self, node: &Node, field: &str) -> Lowered<Vec<ast::Pattern>> {
        self.each(node, field, Self::pattern)
    }

    pub(super) fn pattern(&mut self, node: &Node) -> Lowered<ast::Pattern> {
        let range = self.range(node);
        let node_index = Default::default();
        Ok(match node.kind {
            "MatchValue" => ast::Pattern::MatchValue(ast::PatternMatchValue {
                node_index,
                range,
                value: self.boxed(node, "value")?,
            }),
            "MatchSingleton" => {
                let value = match node.get("value") {
                    Field::Const(Const::None) => ast::Singleton::None,
                    Field::Const(Const::Bool(true)) => ast::Singleton::True,
                    Field::Const(Const::Bool(false)) => ast::Singleton::False,
                    _ => return Err(wrong(node, "value")),
                };
                ast::Pattern::MatchSingleton(ast::PatternMatchSingleton { node_index, range, value })
            }
            "MatchSequence" => {
                let (patterns, runtime_patterns) = (self.patterns(node, "patterns")?, None);
                let sequence = ast::PatternMatchSequence { node_index, range, patterns, runtime_patterns };
                ast::Pattern::MatchSequence(sequence)
            }
            "MatchMapping" => ast::Pattern::MatchMapping(ast::PatternMatchMapping {
                node_index,
                range,
                keys: self.exprs(node, "keys")?.into(),
                patterns: self.patterns(node, "patterns")?.into(),
                rest: self.optional_identifier(node, "rest")?,
                runtime_keys: None,
                runtime_patterns: None,
            }),
            "MatchClass" => self.class_pattern(node)?,
            "MatchStar" => {
                let name = self.optional_identifier(node, "name")?;
                ast::Pattern::MatchStar(ast::PatternMatchStar { node_index, range, name })
            }
            "MatchAs" => {
                let pattern = node.node("pattern").map(|inner| self.pattern(inner).map(Box::new)).transpose()?;
                let name = self.optional_identifier(node, "name")?;
                ast::Pattern::MatchAs(ast::PatternMatchAs { node_index, range, pattern, name })
            }
            "MatchOr" => {
                let (patterns, runtime_patterns) = (self.patterns(node, "patterns")?, None);
                ast::Pattern::MatchOr(ast::PatternMatchOr { node_index, range, patterns, runtime_patterns })
            }
            _ => return Err(unexpected(node, "pattern")),
        })
    }

    fn class_pattern(&mut self, node: &Node) -> Lowered<ast::Pattern> {
        let range = self.range(node);
        let names = node.list("kwd_attrs").iter().map(|name| match name {
            Field::Str(name) => self.name(node, name),
            _ => Err(wrong(node, "kwd_attrs")),
        });
        let names = names.collect::<Lowered<Vec<_>>>()?;
        let values = self.patterns(node, "kwd_patterns")?;
        let keywords = names.into_iter().zip(values).map(|(attr, pattern)| ast::PatternKeyword {
            range,
            node_index: Default::default(),
            attr,
            pattern,
        });
        let keywords = keywords.collect();
        let patterns = self.patterns(node, "patterns")?.into();
        let arguments = ast::PatternArguments { range, node_index: Default::default(), patterns, keywords };
        Ok(ast::Pattern::MatchClass(ast::PatternMatchClass {
            node_index: Default::default(),
            range,
            cls: self.boxed(node, "cls")?,
            arguments,
            runtime_patterns: None,
            runtime_kwd_attrs: None,
            runtime_kwd_patterns: None,
        }))
    }

    /// The type parameters of a definition; none if the list is empty.
    pub(super) fn type_params(&mut self, node: &Node) -> Lowered<Option<Box<ast::TypeParams>>> {
        let params = self.each(node, "type_params", Self::type_param)?;
        let (Some(first), Some(last)) = (params.first(), params.last()) else { return Ok(None) };
        use ruff_text_size::Ranged;
        let range = ruff_text_size::TextRange::new(first.start(), last.end().max(first.start()));
        let node_index = Default::default();
        Ok(Some(Box::new(ast::TypeParams { range, node_index, type_params: params, runtime_type_params: None })))
    }

    fn type_param(&mut self, node: &Node) -> Lowered<ast::TypeParam> {
        let range = self.range(node);
        let node_index = Default::default();
        let name = self.identifier(node, "name")?;
        let default = self.optional(node, "default_value")?;
        Ok(match node.kind {
            "TypeVar" => {
                let bound = self.optional(node, "bound")?;
                ast::TypeParam::TypeVar(ast::TypeParamTypeVar { node_index, range, name, bound, default })
            }
            "TypeVarTuple" => {
                ast::TypeParam::TypeVarTuple(ast::TypeParamTypeVarTuple { node_index, range, name, default })
            }
            "ParamSpec" => ast::TypeParam::ParamSpec(ast::TypeParamParamSpec { node_index, range, name, default }),
            _ => return Err(unexpected(node, "type_param")),
        })
    }
}
