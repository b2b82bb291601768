//! The abstract grammar of Python 3.14 and its reading.
//!
//! Terms, as in ASDL: a *sum* is a class with subclasses (`stmt`), its *constructors*; a *product* is one class (`arg`). Both
//! constructors and products are *kinds*: classes whose instances occur in trees. The classes of the module, their fields,
//! their types and their doc strings, and both directions of the conversion all follow from [`RULES`].
//!
//! Source: the grammar at the head of the documentation of Python's module `ast`.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::OnceLock;

/// The position attributes that a rule's classes have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Positions {
    None,
    /// The end may be missing; it then equals the start.
    OptionalEnd,
    Required,
}

/// How often a field's type occurs in it: `expr`, `expr?`, `expr*`, `expr?*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Count {
    One,
    Optional,
    Many,
    ManyOptional,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    pub name: &'static str,
    /// A sum, a product, `identifier`, `string`, `int` or `constant`.
    pub of: &'static str,
    pub count: Count,
}

/// A constructor or a product.
#[derive(Debug)]
pub(super) struct Kind {
    pub name: &'static str,
    /// The sum that it belongs to.
    pub sum: Option<&'static str>,
    pub fields: Vec<Field>,
    pub positions: Positions,
    pub doc: String,
}

#[derive(Debug)]
pub(super) struct Sum {
    pub name: &'static str,
    pub positions: Positions,
    /// Indices of kinds.
    pub kinds: Vec<usize>,
    pub doc: String,
}

/// The grammar, read.
#[derive(Debug)]
pub(super) struct Grammar {
    pub kinds: Vec<Kind>,
    pub sums: Vec<Sum>,
    by_name: HashMap<&'static str, usize>,
}

struct Rule {
    name: &'static str,
    positions: Positions,
    /// Of a sum, each constructor; of a product, its fields in parentheses alone.
    text: &'static [&'static str],
}

const fn rule(name: &'static str, positions: Positions, text: &'static [&'static str]) -> Rule {
    Rule { name, positions, text }
}

static RULES: &[Rule] = &[
    rule(
        "mod",
        Positions::None,
        &[
            "Module(stmt* body, type_ignore* type_ignores)",
            "Interactive(stmt* body)",
            "Expression(expr body)",
            "FunctionType(expr* argtypes, expr returns)",
        ],
    ),
    rule(
        "stmt",
        Positions::OptionalEnd,
        &[
            "FunctionDef(identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment, type_param* type_params)",
            "AsyncFunctionDef(identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment, type_param* type_params)",
            "ClassDef(identifier name, expr* bases, keyword* keywords, stmt* body, expr* decorator_list, type_param* type_params)",
            "Return(expr? value)",
            "Delete(expr* targets)",
            "Assign(expr* targets, expr value, string? type_comment)",
            "TypeAlias(expr name, type_param* type_params, expr value)",
            "AugAssign(expr target, operator op, expr value)",
            "AnnAssign(expr target, expr annotation, expr? value, int simple)",
            "For(expr target, expr iter, stmt* body, stmt* orelse, string? type_comment)",
            "AsyncFor(expr target, expr iter, stmt* body, stmt* orelse, string? type_comment)",
            "While(expr test, stmt* body, stmt* orelse)",
            "If(expr test, stmt* body, stmt* orelse)",
            "With(withitem* items, stmt* body, string? type_comment)",
            "AsyncWith(withitem* items, stmt* body, string? type_comment)",
            "Match(expr subject, match_case* cases)",
            "Raise(expr? exc, expr? cause)",
            "Try(stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody)",
            "TryStar(stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody)",
            "Assert(expr test, expr? msg)",
            "Import(alias* names)",
            "ImportFrom(identifier? module, alias* names, int? level)",
            "Global(identifier* names)",
            "Nonlocal(identifier* names)",
            "Expr(expr value)",
            "Pass",
            "Break",
            "Continue",
        ],
    ),
    rule(
        "expr",
        Positions::OptionalEnd,
        &[
            "BoolOp(boolop op, expr* values)",
            "NamedExpr(expr target, expr value)",
            "BinOp(expr left, operator op, expr right)",
            "UnaryOp(unaryop op, expr operand)",
            "Lambda(arguments args, expr body)",
            "IfExp(expr test, expr body, expr orelse)",
            "Dict(expr?* keys, expr* values)",
            "Set(expr* elts)",
            "ListComp(expr elt, comprehension* generators)",
            "SetComp(expr elt, comprehension* generators)",
            "DictComp(expr key, expr value, comprehension* generators)",
            "GeneratorExp(expr elt, comprehension* generators)",
            "Await(expr value)",
            "Yield(expr? value)",
            "YieldFrom(expr value)",
            "Compare(expr left, cmpop* ops, expr* comparators)",
            "Call(expr func, expr* args, keyword* keywords)",
            "FormattedValue(expr value, int conversion, expr? format_spec)",
            "Interpolation(expr value, constant str, int conversion, expr? format_spec)",
            "JoinedStr(expr* values)",
            "TemplateStr(expr* values)",
            "Constant(constant value, string? kind)",
            "Attribute(expr value, identifier attr, expr_context ctx)",
            "Subscript(expr value, expr slice, expr_context ctx)",
            "Starred(expr value, expr_context ctx)",
            "Name(identifier id, expr_context ctx)",
            "List(expr* elts, expr_context ctx)",
            "Tuple(expr* elts, expr_context ctx)",
            "Slice(expr? lower, expr? upper, expr? step)",
        ],
    ),
    rule("expr_context", Positions::None, &["Load", "Store", "Del"]),
    rule("boolop", Positions::None, &["And", "Or"]),
    rule(
        "operator",
        Positions::None,
        &[
            "Add", "Sub", "Mult", "MatMult", "Div", "Mod", "Pow", "LShift", "RShift", "BitOr", "BitXor", "BitAnd",
            "FloorDiv",
        ],
    ),
    rule("unaryop", Positions::None, &["Invert", "Not", "UAdd", "USub"]),
    rule("cmpop", Positions::None, &["Eq", "NotEq", "Lt", "LtE", "Gt", "GtE", "Is", "IsNot", "In", "NotIn"]),
    rule("comprehension", Positions::None, &["(expr target, expr iter, expr* ifs, int is_async)"]),
    rule("excepthandler", Positions::OptionalEnd, &["ExceptHandler(expr? type, identifier? name, stmt* body)"]),
    rule(
        "arguments",
        Positions::None,
        &[
            "(arg* posonlyargs, arg* args, arg? vararg, arg* kwonlyargs, expr?* kw_defaults, arg? kwarg, expr* defaults)",
        ],
    ),
    rule("arg", Positions::OptionalEnd, &["(identifier arg, expr? annotation, string? type_comment)"]),
    rule("keyword", Positions::OptionalEnd, &["(identifier? arg, expr value)"]),
    rule("alias", Positions::OptionalEnd, &["(identifier name, identifier? asname)"]),
    rule("withitem", Positions::None, &["(expr context_expr, expr? optional_vars)"]),
    rule("match_case", Positions::None, &["(pattern pattern, expr? guard, stmt* body)"]),
    rule(
        "pattern",
        Positions::Required,
        &[
            "MatchValue(expr value)",
            "MatchSingleton(constant value)",
            "MatchSequence(pattern* patterns)",
            "MatchMapping(expr* keys, pattern* patterns, identifier? rest)",
            "MatchClass(expr cls, pattern* patterns, identifier* kwd_attrs, pattern* kwd_patterns)",
            "MatchStar(identifier? name)",
            "MatchAs(pattern? pattern, identifier? name)",
            "MatchOr(pattern* patterns)",
        ],
    ),
    rule("type_ignore", Positions::None, &["TypeIgnore(int lineno, string tag)"]),
    rule(
        "type_param",
        Positions::Required,
        &[
            "TypeVar(identifier name, expr? bound, expr? default_value)",
            "ParamSpec(identifier name, expr? default_value)",
            "TypeVarTuple(identifier name, expr? default_value)",
        ],
    ),
];

/// `Name(expr? a, int b)` as a name and fields.
fn read_kind(text: &'static str) -> (&'static str, Vec<Field>) {
    let Some((name, rest)) = text.split_once('(') else { return (text, Vec::new()) };
    let fields = rest.trim_end_matches(')').split(", ").filter_map(|field| {
        let (of, name) = field.split_once(' ')?;
        let plain = of.trim_end_matches(['?', '*']);
        let count = match &of[plain.len()..] {
            "" => Count::One,
            "?" => Count::Optional,
            "*" => Count::Many,
            _ => Count::ManyOptional,
        };
        Some(Field { name, of: plain, count })
    });
    (name, fields.collect())
}

/// A sum's doc string: its rule, one constructor on a line if any has fields.
fn sum_doc(rule: &Rule) -> String {
    let mut doc = format!("{} = ", rule.name);
    let between = match rule.text.iter().any(|kind| kind.contains('(')) {
        true => format!("\n{:width$}| ", "", width = rule.name.len() + 1),
        false => " | ".to_owned(),
    };
    // Writing to a string cannot fail.
    let _ = write!(doc, "{}", rule.text.join(&between));
    doc
}

/// The grammar.
pub(super) fn grammar() -> &'static Grammar {
    static GRAMMAR: OnceLock<Grammar> = OnceLock::new();
    GRAMMAR.get_or_init(|| {
        let mut grammar = Grammar { kinds: Vec::new(), sums: Vec::new(), by_name: HashMap::new() };
        for rule in RULES {
            let first = grammar.kinds.len();
            let is_product = rule.text[0].starts_with('(');
            for text in rule.text {
                let (name, fields) = read_kind(text);
                let (name, doc) = match is_product {
                    true => (rule.name, format!("{}{text}", rule.name)),
                    false => (name, (*text).to_owned()),
                };
                grammar.by_name.insert(name, grammar.kinds.len());
                let sum = (!is_product).then_some(rule.name);
                grammar.kinds.push(Kind { name, sum, fields, positions: rule.positions, doc });
            }
            if !is_product {
                let kinds = (first..grammar.kinds.len()).collect();
                let doc = sum_doc(rule);
                grammar.sums.push(Sum { name: rule.name, positions: rule.positions, kinds, doc });
            }
        }
        grammar
    })
}

impl Grammar {
    /// The index of the kind with this name.
    pub fn kind(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The sum with this name.
    pub fn sum(&self, name: &str) -> Option<&Sum> {
        self.sums.iter().find(|sum| sum.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_of_a_field_is_known() {
        let g = grammar();
        for field in g.kinds.iter().flat_map(|kind| &kind.fields) {
            let plain = matches!(field.of, "identifier" | "string" | "int" | "constant");
            assert!(plain || g.sum(field.of).is_some() || g.kind(field.of).is_some(), "{field:?}");
        }
    }

    #[test]
    fn doc_strings_show_the_rules() {
        let g = grammar();
        assert_eq!(
            g.kinds[g.kind("withitem").expect("a product")].doc,
            "withitem(expr context_expr, expr? optional_vars)"
        );
        assert_eq!(g.sum("boolop").expect("a sum").doc, "boolop = And | Or");
        assert!(g.sum("mod").expect("a sum").doc.contains(")\n    | Interactive(stmt* body)\n"));
    }
}
