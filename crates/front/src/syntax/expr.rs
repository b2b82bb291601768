//! Expressions: the rules from `star_expressions` down to `atom`.

use std::rc::Rc;

use super::node::{Field, Node};
use super::parser::{E, Fail, Parser, R, Rule};
use super::token::Kind;

impl Parser<'_> {
    /// One or more of a rule, separated by commas; a tuple unless it is a single one without a comma.
    pub(super) fn tuple_or_single(&mut self, rule: fn(&mut Self) -> R<E>) -> R<E> {
        let begin = self.here()?;
        let first = rule(self)?;
        if !self.at(Kind::Comma)? {
            return Ok(first);
        }
        let mut items = vec![first];
        items.extend(self.many(|p| {
            p.expect(Kind::Comma)?;
            rule(p)
        })?);
        let comma = self.opt(|p| p.expect(Kind::Comma))?;
        if items.len() == 1 && comma.is_none() {
            return Err(Fail::No);
        }
        Ok(self.node(begin, "Tuple", vec![("elts", items.into()), ("ctx", "Load".into())]))
    }

    pub(super) fn expressions(&mut self) -> R<E> {
        self.tuple_or_single(Self::expression)
    }

    pub(super) fn star_expressions(&mut self) -> R<E> {
        self.tuple_or_single(Self::star_expression)
    }

    pub(super) fn expression(&mut self) -> R<E> {
        self.memo(Rule::Expression, |p| {
            if p.invalid {
                p.opt(Self::invalid_expression)?;
                p.opt(Self::invalid_legacy_expression)?;
            }
            p.expression_without_invalid_rules()
        })
    }

    /// The valid alternatives of `expression`.
    pub(super) fn expression_without_invalid_rules(&mut self) -> R<E> {
        if self.at_kw("lambda")? {
            return self.lambdef();
        }
        let begin = self.here()?;
        let body = self.disjunction()?;
        if !self.at_kw("if")? {
            return Ok(body);
        }
        let conditional = self.opt(|p| {
            p.kw("if")?;
            let test = p.disjunction()?;
            p.kw("else")?;
            let orelse = p.expression()?;
            Ok((test, orelse))
        })?;
        match conditional {
            Some((test, orelse)) => {
                let fields = vec![("test", test.into()), ("body", body.into()), ("orelse", orelse.into())];
                Ok(self.node(begin, "IfExp", fields))
            }
            None => Ok(body),
        }
    }

    /// `expression` without the invalid rules of anything below it.
    pub(super) fn expression_without_invalid(&mut self) -> R<E> {
        let invalid = std::mem::replace(&mut self.invalid, false);
        let result = self.deeper(Self::expression_without_invalid_rules);
        self.invalid = invalid;
        result
    }

    pub(super) fn yield_expr(&mut self) -> R<E> {
        let begin = self.here()?;
        self.kw("yield")?;
        let from = self.opt(|p| {
            p.kw("from")?;
            p.expression()
        })?;
        if let Some(value) = from {
            return Ok(self.node(begin, "YieldFrom", vec![("value", value.into())]));
        }
        let value = self.opt(Self::star_expressions)?;
        Ok(self.node(begin, "Yield", vec![("value", value.into())]))
    }

    pub(super) fn starred(&mut self, value: fn(&mut Self) -> R<E>) -> R<E> {
        let begin = self.here()?;
        self.expect(Kind::Star)?;
        let value = value(self)?;
        Ok(self.node(begin, "Starred", vec![("value", value.into()), ("ctx", "Load".into())]))
    }

    pub(super) fn star_expression(&mut self) -> R<E> {
        self.memo(Rule::StarExpression, |p| match p.opt(|p| p.starred(Self::bitwise_or))? {
            Some(starred) => Ok(starred),
            None => p.expression(),
        })
    }

    pub(super) fn star_named_expression(&mut self) -> R<E> {
        match self.opt(|p| p.starred(Self::bitwise_or))? {
            Some(starred) => Ok(starred),
            None => self.named_expression(),
        }
    }

    /// `star_named_expressions`, with an optional comma at the end.
    pub(super) fn star_named_expressions(&mut self) -> R<Vec<E>> {
        let items = self.gather(Kind::Comma, Self::star_named_expression)?;
        self.opt(|p| p.expect(Kind::Comma))?;
        Ok(items)
    }

    /// `name := expression`; after the operator there is no way back.
    pub(super) fn assignment_expression(&mut self) -> R<Result<E, ()>> {
        let begin = self.here()?;
        let target = self.name()?;
        self.expect(Kind::ColonEqual)?;
        let Some(value) = self.opt(Self::expression)? else { return Ok(Err(())) };
        self.since(8, "Assignment expressions are")?;
        let target = with_context(&target, "Store");
        Ok(Ok(self.node(begin, "NamedExpr", vec![("target", target.into()), ("value", value.into())])))
    }

    pub(super) fn named_expression(&mut self) -> R<E> {
        self.memo(Rule::NamedExpression, |p| {
            if let Some(assigned) = p.opt(Self::assignment_expression)? {
                return assigned.map_err(|()| Fail::No);
            }
            if p.invalid {
                p.opt(Self::invalid_named_expression)?;
            }
            p.expression_no_walrus()
        })
    }

    /// An expression that `:=` does not follow.
    pub(super) fn expression_no_walrus(&mut self) -> R<E> {
        let value = self.expression()?;
        self.not(|p| p.expect(Kind::ColonEqual))?;
        Ok(value)
    }

    /// `assignment_expression | expression !':='`
    pub(super) fn assigned_or_expression(&mut self) -> R<E> {
        if let Some(assigned) = self.opt(Self::assignment_expression)? {
            return assigned.map_err(|()| Fail::No);
        }
        self.expression_no_walrus()
    }

    pub(super) fn bool_op(&mut self, word: &str, op: &'static str, operand: fn(&mut Self) -> R<E>) -> R<E> {
        let begin = self.here()?;
        let first = operand(self)?;
        if !self.at_kw(word)? {
            return Ok(first);
        }
        let mut values = vec![first];
        values.extend(self.many(|p| {
            p.kw(word)?;
            operand(p)
        })?);
        if values.len() == 1 {
            return Ok(values.remove(0));
        }
        Ok(self.node(begin, "BoolOp", vec![("op", op.into()), ("values", values.into())]))
    }

    pub(super) fn disjunction(&mut self) -> R<E> {
        self.memo(Rule::Disjunction, |p| p.bool_op("or", "Or", Self::conjunction))
    }

    pub(super) fn conjunction(&mut self) -> R<E> {
        self.memo(Rule::Conjunction, |p| p.bool_op("and", "And", Self::inversion))
    }

    pub(super) fn inversion(&mut self) -> R<E> {
        self.memo(Rule::Inversion, |p| {
            let begin = p.here()?;
            if p.at_kw("not")? {
                p.mark += 1;
                let operand = p.inversion()?;
                return Ok(p.node(begin, "UnaryOp", vec![("op", "Not".into()), ("operand", operand.into())]));
            }
            p.comparison()
        })
    }

    pub(super) fn comparison(&mut self) -> R<E> {
        let begin = self.here()?;
        let left = self.bitwise_or()?;
        let pairs = self.many(|p| {
            let op = p.compare_op()?;
            Ok((op, p.bitwise_or()?))
        })?;
        if pairs.is_empty() {
            return Ok(left);
        }
        let (ops, comparators): (Vec<Field>, Vec<Field>) =
            pairs.into_iter().map(|(op, value)| (Field::Op(op), Field::Node(value))).unzip();
        let fields = vec![("left", left.into()), ("ops", ops.into()), ("comparators", comparators.into())];
        Ok(self.node(begin, "Compare", fields))
    }

    pub(super) fn compare_op(&mut self) -> R<&'static str> {
        let token = self.peek()?.clone();
        let op = match token.kind {
            Kind::EqEqual => "Eq",
            Kind::NotEqual => return self.not_equal(),
            Kind::LessEqual => "LtE",
            Kind::Less => "Lt",
            Kind::GreaterEqual => "GtE",
            Kind::Greater => "Gt",
            Kind::SoftKeyword => match self.text_of(&token) {
                "in" => "In",
                "not" => {
                    self.mark += 1;
                    self.kw("in")?;
                    return Ok("NotIn");
                }
                "is" => {
                    self.mark += 1;
                    return Ok(if self.opt(|p| p.kw("not"))?.is_some() { "IsNot" } else { "Is" });
                }
                _ => return Err(Fail::No),
            },
            _ => return Err(Fail::No),
        };
        self.mark += 1;
        Ok(op)
    }

    /// `!=`, or `<>` under `barry_as_FLUFL`.
    pub(super) fn not_equal(&mut self) -> R<&'static str> {
        let token = self.expect(Kind::NotEqual)?;
        let text = self.text_of(&token);
        if self.options.barry_as_flufl {
            if text != "<>" {
                return Err(self.plain("with Barry as BDFL, use '<>' instead of '!='"));
            }
        } else if text != "!=" {
            return Err(Fail::No);
        }
        Ok("NotEq")
    }

    // Binary operators. Each level is left recursive in the grammar, which is a loop here.

    pub(super) fn binary(&mut self, ops: &[(Kind, &'static str)], operand: fn(&mut Self) -> R<E>) -> R<E> {
        let begin = self.here()?;
        let mut left = operand(self)?;
        loop {
            let kind = self.peek_kind()?;
            let Some((_, op)) = ops.iter().find(|(known, _)| *known == kind) else { return Ok(left) };
            let right = self.opt(|p| {
                p.mark += 1;
                operand(p)
            })?;
            let Some(right) = right else { return Ok(left) };
            if kind == Kind::At {
                self.since(5, "The '@' operator is")?;
            }
            let fields = vec![("left", left.into()), ("op", Field::Op(op)), ("right", right.into())];
            left = self.node(begin, "BinOp", fields);
        }
    }

    pub(super) fn bitwise_or(&mut self) -> R<E> {
        self.memo(Rule::BitwiseOr, |p| p.binary(&[(Kind::VBar, "BitOr")], Self::bitwise_xor))
    }

    pub(super) fn bitwise_xor(&mut self) -> R<E> {
        self.binary(&[(Kind::Circumflex, "BitXor")], Self::bitwise_and)
    }

    pub(super) fn bitwise_and(&mut self) -> R<E> {
        self.binary(&[(Kind::Amper, "BitAnd")], Self::shift_expr)
    }

    pub(super) fn shift_expr(&mut self) -> R<E> {
        if self.invalid {
            self.opt(Self::invalid_arithmetic)?;
        }
        self.binary(&[(Kind::LeftShift, "LShift"), (Kind::RightShift, "RShift")], Self::sum)
    }

    pub(super) fn sum(&mut self) -> R<E> {
        self.memo(Rule::Sum, |p| p.binary(&[(Kind::Plus, "Add"), (Kind::Minus, "Sub")], Self::term))
    }

    pub(super) fn term(&mut self) -> R<E> {
        const OPS: &[(Kind, &str)] = &[
            (Kind::Star, "Mult"),
            (Kind::Slash, "Div"),
            (Kind::DoubleSlash, "FloorDiv"),
            (Kind::Percent, "Mod"),
            (Kind::At, "MatMult"),
        ];
        if self.invalid {
            self.opt(Self::invalid_factor)?;
        }
        self.binary(OPS, Self::factor)
    }

    pub(super) fn factor(&mut self) -> R<E> {
        self.memo(Rule::Factor, |p| {
            let begin = p.here()?;
            let op = match p.peek_kind()? {
                Kind::Plus => "UAdd",
                Kind::Minus => "USub",
                Kind::Tilde => "Invert",
                _ => return p.power(),
            };
            p.mark += 1;
            let operand = p.factor()?;
            Ok(p.node(begin, "UnaryOp", vec![("op", Field::Op(op)), ("operand", operand.into())]))
        })
    }

    pub(super) fn power(&mut self) -> R<E> {
        let begin = self.here()?;
        let left = self.await_primary()?;
        let right = self.opt(|p| {
            p.expect(Kind::DoubleStar)?;
            p.factor()
        })?;
        match right {
            Some(right) => {
                let fields = vec![("left", left.into()), ("op", "Pow".into()), ("right", right.into())];
                Ok(self.node(begin, "BinOp", fields))
            }
            None => Ok(left),
        }
    }

    pub(super) fn await_primary(&mut self) -> R<E> {
        self.memo(Rule::AwaitPrimary, |p| {
            let begin = p.here()?;
            if p.at_kw("await")? {
                p.mark += 1;
                let value = p.primary()?;
                p.since(5, "Await expressions are")?;
                return Ok(p.node(begin, "Await", vec![("value", value.into())]));
            }
            p.primary()
        })
    }

    pub(super) fn primary(&mut self) -> R<E> {
        self.memo(Rule::Primary, |p| {
            let begin = p.here()?;
            let mut value = p.atom()?;
            while let Some(longer) = p.opt(|p| p.trailer(begin, &value))? {
                value = longer;
            }
            Ok(value)
        })
    }

    /// What may follow a primary: an attribute, a call or a subscript.
    pub(super) fn trailer(&mut self, begin: (i32, i32), value: &E) -> R<E> {
        match self.peek_kind()? {
            Kind::Dot => {
                self.mark += 1;
                let token = self.expect(Kind::Name)?;
                let attr = self.identifier(&token)?;
                let fields = vec![("value", value.clone().into()), ("attr", attr.into()), ("ctx", "Load".into())];
                Ok(self.node(begin, "Attribute", fields))
            }
            Kind::LPar => {
                if let Some(argument) = self.opt(Self::genexp)? {
                    let (args, keywords) = (vec![argument].into(), Field::List(Vec::new()));
                    let fields = vec![("func", value.clone().into()), ("args", args), ("keywords", keywords)];
                    return Ok(self.node(begin, "Call", fields));
                }
                self.expect(Kind::LPar)?;
                let arguments = self.opt(Self::arguments)?;
                self.expect(Kind::RPar)?;
                let part = |name| arguments.as_ref().map_or(Field::List(Vec::new()), |call| call.get(name).clone());
                let fields =
                    vec![("func", value.clone().into()), ("args", part("args")), ("keywords", part("keywords"))];
                Ok(self.node(begin, "Call", fields))
            }
            Kind::LSqb => {
                self.mark += 1;
                let slice = self.slices()?;
                self.expect(Kind::RSqb)?;
                let fields = vec![("value", value.clone().into()), ("slice", slice.into()), ("ctx", "Load".into())];
                Ok(self.node(begin, "Subscript", fields))
            }
            _ => Err(Fail::No),
        }
    }

    pub(super) fn slices(&mut self) -> R<E> {
        let begin = self.here()?;
        let single = self.opt(|p| {
            let slice = p.slice()?;
            p.not(|p| p.expect(Kind::Comma))?;
            Ok(slice)
        })?;
        if let Some(slice) = single {
            return Ok(slice);
        }
        let items = self.gather(Kind::Comma, |p| match p.opt(Self::slice)? {
            Some(slice) => Ok(slice),
            None => p.starred_expression(),
        })?;
        self.opt(|p| p.expect(Kind::Comma))?;
        Ok(self.node(begin, "Tuple", vec![("elts", items.into()), ("ctx", "Load".into())]))
    }

    pub(super) fn slice(&mut self) -> R<E> {
        let begin = self.here()?;
        let range = self.opt(|p| {
            let lower = p.opt(Self::expression)?;
            p.expect(Kind::Colon)?;
            let upper = p.opt(Self::expression)?;
            let step = p.opt(|p| {
                p.expect(Kind::Colon)?;
                p.opt(Self::expression)
            })?;
            Ok((lower, upper, step.flatten()))
        })?;
        match range {
            Some((lower, upper, step)) => {
                let fields = vec![("lower", lower.into()), ("upper", upper.into()), ("step", step.into())];
                Ok(self.node(begin, "Slice", fields))
            }
            None => self.named_expression(),
        }
    }
}

/// The same target in another context, and so are the targets inside it.
pub(super) fn with_context(node: &E, ctx: &'static str) -> E {
    let deep = matches!(node.kind, "Tuple" | "List" | "Starred");
    if !deep && !matches!(node.kind, "Name" | "Attribute" | "Subscript") {
        return node.clone();
    }
    let mut copy = Node::clone(node);
    for (name, field) in &mut copy.fields {
        match (*name, field) {
            ("ctx", field) => *field = Field::Op(ctx),
            (_, Field::Node(inner)) if deep => *inner = with_context(inner, ctx),
            (_, Field::List(items)) if deep => {
                for item in items {
                    if let Field::Node(inner) = item {
                        *inner = with_context(inner, ctx);
                    }
                }
            }
            _ => {}
        }
    }
    Rc::new(copy)
}
