//! What the grammar does not say about a tree that a program made (`_PyAST_Validate`): contexts, counts, emptiness.

use front::Const;
use front::ast::{Field, Node};
use object::{Result, raise_type, raise_value};

use super::node::{check_depth, invalid};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    Load,
    Store,
    Del,
}

impl Context {
    fn name(self) -> &'static str {
        match self {
            Context::Load => "Load",
            Context::Store => "Store",
            Context::Del => "Del",
        }
    }
}

/// Checks a whole tree.
///
/// # Errors
/// `ValueError` and `TypeError` with CPython's words.
pub(super) fn validate(root: &Node) -> Result<()> {
    match root.kind {
        "Expression" => expr_field(root, "body", Context::Load),
        "FunctionType" => {
            exprs(root, "argtypes", Context::Load)?;
            expr_field(root, "returns", Context::Load)
        }
        _ => stmts(root, "body"),
    }
}

fn check_positions(node: &Node) -> Result<()> {
    let (line, col, end_line, end_col) = (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset);
    if line > end_line {
        return raise_value!("AST node line range ({line}, {end_line}) is not valid");
    }
    if (line < 0 && end_line != line) || (col < 0 && col != end_col) {
        return raise_value!(
            "AST node column range ({col}, {end_col}) for line range ({line}, {end_line}) is not valid"
        );
    }
    if line == end_line && col > end_col {
        return raise_value!("line {line}, column {col}-{end_col} is not a valid range");
    }
    Ok(())
}

fn not_empty(node: &Node, field: &str) -> Result<()> {
    match node.list(field).is_empty() {
        true => raise_value!("empty {field} on {}", node.kind),
        false => Ok(()),
    }
}

fn identifier(field: &Field) -> Result<()> {
    if let Field::Str(text) = field {
        for word in ["None", "True", "False"] {
            if text.as_bytes() == word.as_bytes() {
                return raise_value!("identifier field can't represent '{word}' constant");
            }
        }
    }
    Ok(())
}

fn name(node: &Node, field: &str) -> Result<()> {
    identifier(node.get(field))
}

/// Calls a check for each node of a list; `what` names what a missing one is missing from.
fn each(node: &Node, field: &str, what: &str, mut check: impl FnMut(&Node) -> Result<()>) -> Result<()> {
    for item in node.list(field) {
        match item {
            Field::Node(item) => check(item)?,
            _ => return raise_value!("None disallowed in {what} list"),
        }
    }
    Ok(())
}

fn stmts(node: &Node, field: &str) -> Result<()> {
    each(node, field, "statement", stmt)
}

fn body(node: &Node) -> Result<()> {
    not_empty(node, "body")?;
    stmts(node, "body")
}

fn exprs(node: &Node, field: &str, context: Context) -> Result<()> {
    each(node, field, "expression", |item| expr(item, context))
}

/// Expressions some of which may be missing.
fn some_exprs(node: &Node, field: &str) -> Result<()> {
    node.list(field).iter().filter_map(Field::as_node).try_for_each(|item| expr(item, Context::Load))
}

/// The expression in a field, if there is one.
fn expr_field(node: &Node, field: &str, context: Context) -> Result<()> {
    node.node(field).map_or(Ok(()), |inner| expr(inner, context))
}

fn loads(node: &Node, fields: &[&str]) -> Result<()> {
    fields.iter().try_for_each(|field| expr_field(node, field, Context::Load))
}

fn check_context(node: &Node, wanted: Context) -> Result<()> {
    let has_context = matches!(node.kind, "Attribute" | "Subscript" | "Starred" | "Name" | "List" | "Tuple");
    if !has_context {
        return match wanted {
            Context::Load => Ok(()),
            _ => raise_value!("expression which can't be assigned to in {} context", wanted.name()),
        };
    }
    if node.kind == "Name" {
        name(node, "id")?;
    }
    match node.op("ctx") {
        Some(actual) if actual != wanted.name() => {
            raise_value!("expression must have {} context but has {actual} instead", wanted.name())
        }
        _ => Ok(()),
    }
}

fn expr(node: &Node, context: Context) -> Result<()> {
    check_positions(node)?;
    check_depth("during compilation")?;
    check_context(node, context)?;
    match node.kind {
        "BoolOp" => {
            if node.list("values").len() < 2 {
                return invalid("BoolOp with less than 2 values");
            }
            exprs(node, "values", Context::Load)
        }
        "Dict" => {
            if node.list("keys").len() != node.list("values").len() {
                return invalid("Dict doesn't have the same number of keys as values");
            }
            some_exprs(node, "keys")?;
            exprs(node, "values", Context::Load)
        }
        "Lambda" => {
            arguments(node)?;
            loads(node, &["body"])
        }
        "ListComp" | "SetComp" | "GeneratorExp" | "DictComp" => {
            comprehensions(node)?;
            loads(node, &["elt", "key", "value"])
        }
        "Compare" => compare(node),
        "Call" => {
            loads(node, &["func"])?;
            exprs(node, "args", Context::Load)?;
            keywords(node)
        }
        "NamedExpr" => {
            if node.node("target").is_none_or(|target| target.kind != "Name") {
                return raise_type!("NamedExpr target must be a Name");
            }
            loads(node, &["value"])
        }
        "Set" | "JoinedStr" | "TemplateStr" => {
            let field = if node.kind == "Set" { "elts" } else { "values" };
            exprs(node, field, Context::Load)
        }
        "List" | "Tuple" => exprs(node, "elts", context),
        "Starred" => expr_field(node, "value", context),
        _ => loads(
            node,
            &[
                "left",
                "right",
                "operand",
                "test",
                "body",
                "orelse",
                "value",
                "slice",
                "lower",
                "upper",
                "step",
                "format_spec",
            ],
        ),
    }
}

fn compare(node: &Node) -> Result<()> {
    let (ops, comparators) = (node.list("ops").len(), node.list("comparators").len());
    if comparators == 0 {
        return invalid("Compare with no comparators");
    }
    if comparators != ops {
        return invalid("Compare has a different number of comparators and operands");
    }
    exprs(node, "comparators", Context::Load)?;
    loads(node, &["left"])
}

fn comprehensions(node: &Node) -> Result<()> {
    if node.list("generators").is_empty() {
        return invalid("comprehension with no generators");
    }
    each(node, "generators", "comprehension", |part| {
        expr_field(part, "target", Context::Store)?;
        loads(part, &["iter"])?;
        exprs(part, "ifs", Context::Load)
    })
}

fn keywords(node: &Node) -> Result<()> {
    each(node, "keywords", "keyword", |keyword| loads(keyword, &["value"]))
}

fn arguments(node: &Node) -> Result<()> {
    let Some(args) = node.node("args") else { return Ok(()) };
    let annotation = |arg: &Node| {
        check_positions(arg)?;
        loads(arg, &["annotation"])
    };
    each(args, "posonlyargs", "argument", annotation)?;
    each(args, "args", "argument", annotation)?;
    for field in ["vararg", "kwarg"] {
        args.node(field).map_or(Ok(()), |arg| annotation(arg))?;
    }
    each(args, "kwonlyargs", "argument", annotation)?;
    if args.list("defaults").len() > args.list("posonlyargs").len() + args.list("args").len() {
        return invalid("more positional defaults than args on arguments");
    }
    if args.list("kw_defaults").len() != args.list("kwonlyargs").len() {
        return invalid("length of kwonlyargs is not the same as kw_defaults on arguments");
    }
    exprs(args, "defaults", Context::Load)?;
    some_exprs(args, "kw_defaults")
}

fn type_params(node: &Node) -> Result<()> {
    each(node, "type_params", "type parameter", |param| {
        check_positions(param)?;
        name(param, "name")?;
        loads(param, &["bound", "default_value"])
    })
}

fn stmt(node: &Node) -> Result<()> {
    check_positions(node)?;
    check_depth("during compilation")?;
    match node.kind {
        "FunctionDef" | "AsyncFunctionDef" => {
            name(node, "name")?;
            body(node)?;
            type_params(node)?;
            arguments(node)?;
            exprs(node, "decorator_list", Context::Load)?;
            loads(node, &["returns"])
        }
        "ClassDef" => {
            name(node, "name")?;
            body(node)?;
            type_params(node)?;
            exprs(node, "bases", Context::Load)?;
            keywords(node)?;
            exprs(node, "decorator_list", Context::Load)
        }
        "Delete" => targets(node, Context::Del),
        "Assign" => {
            targets(node, Context::Store)?;
            loads(node, &["value"])
        }
        "AugAssign" | "AnnAssign" | "TypeAlias" => assignment(node),
        "For" | "AsyncFor" | "While" | "If" => {
            expr_field(node, "target", Context::Store)?;
            loads(node, &["iter", "test"])?;
            body(node)?;
            stmts(node, "orelse")
        }
        "With" | "AsyncWith" => {
            not_empty(node, "items")?;
            each(node, "items", "withitem", |item| {
                loads(item, &["context_expr"])?;
                expr_field(item, "optional_vars", Context::Store)
            })?;
            body(node)
        }
        "Match" => {
            loads(node, &["subject"])?;
            not_empty(node, "cases")?;
            each(node, "cases", "match_case", |case| {
                case.node("pattern").map_or(Ok(()), |inner| pattern(inner, false))?;
                loads(case, &["guard"])?;
                body(case)
            })
        }
        "Raise" if node.node("exc").is_none() && node.node("cause").is_some() => {
            invalid("Raise with cause but no exception")
        }
        "Try" | "TryStar" => try_statement(node),
        "Import" | "ImportFrom" | "Global" | "Nonlocal" => {
            if let Field::Int(level) = node.get("level")
                && *level < 0
            {
                return invalid("Negative ImportFrom level");
            }
            not_empty(node, "names")?;
            node.list("names").iter().try_for_each(|item| match item {
                // What is bound is the other name, if there is one.
                Field::Node(alias) => name(alias, if alias.str("asname").is_some() { "asname" } else { "name" }),
                plain => identifier(plain),
            })
        }
        _ => loads(node, &["exc", "cause", "test", "msg", "value"]),
    }
}

fn targets(node: &Node, context: Context) -> Result<()> {
    not_empty(node, "targets")?;
    exprs(node, "targets", context)
}

fn assignment(node: &Node) -> Result<()> {
    let simple = matches!(node.get("simple"), Field::Int(n) if *n != 0);
    if simple && node.node("target").is_some_and(|target| target.kind != "Name") {
        return raise_type!("AnnAssign with simple non-Name target");
    }
    if node.kind == "TypeAlias" && node.node("name").is_some_and(|name| name.kind != "Name") {
        return raise_type!("TypeAlias with non-Name name");
    }
    for field in ["target", "name"] {
        expr_field(node, field, Context::Store)?;
    }
    type_params(node)?;
    loads(node, &["value", "annotation"])
}

fn try_statement(node: &Node) -> Result<()> {
    body(node)?;
    let no_handlers = node.list("handlers").is_empty();
    if no_handlers && node.list("finalbody").is_empty() {
        return raise_value!("{} has neither except handlers nor finalbody", node.kind);
    }
    if no_handlers && !node.list("orelse").is_empty() {
        return raise_value!("{} has orelse but no except handlers", node.kind);
    }
    each(node, "handlers", "excepthandler", |handler| {
        check_positions(handler)?;
        name(handler, "name")?;
        loads(handler, &["type"])?;
        body(handler)
    })?;
    stmts(node, "finalbody")?;
    stmts(node, "orelse")
}

fn patterns(node: &Node, field: &str, star_ok: bool) -> Result<()> {
    each(node, field, "pattern", |inner| pattern(inner, star_ok))
}

fn capture(node: &Node, field: &str) -> Result<()> {
    if node.str(field).is_some_and(|text| text.as_bytes() == b"_") {
        return invalid("can't capture name '_' in patterns");
    }
    name(node, field)
}

fn pattern(node: &Node, star_ok: bool) -> Result<()> {
    check_positions(node)?;
    check_depth("during compilation")?;
    match node.kind {
        "MatchValue" => node.node("value").map_or(Ok(()), |value| match_value(value)),
        "MatchSingleton" => match node.get("value") {
            Field::Const(Const::None | Const::Bool(_)) => Ok(()),
            _ => invalid("MatchSingleton can only contain True, False and None"),
        },
        "MatchSequence" => patterns(node, "patterns", true),
        "MatchMapping" => {
            if node.list("keys").len() != node.list("patterns").len() {
                return invalid("MatchMapping doesn't have the same number of keys as patterns");
            }
            capture(node, "rest")?;
            each(node, "keys", "expression", |key| match key.get("value") {
                Field::Const(Const::None | Const::Bool(_)) => Ok(()),
                _ => match_value(key),
            })?;
            patterns(node, "patterns", false)
        }
        "MatchClass" => match_class(node),
        "MatchStar" if !star_ok => invalid("can't use MatchStar here"),
        "MatchStar" => capture(node, "name"),
        "MatchAs" => {
            capture(node, "name")?;
            match node.node("pattern") {
                Some(_) if node.str("name").is_none() => {
                    invalid("MatchAs must specify a target name if a pattern is given")
                }
                Some(inner) => pattern(inner, false),
                None => Ok(()),
            }
        }
        _ => {
            if node.list("patterns").len() < 2 {
                return invalid("MatchOr requires at least 2 patterns");
            }
            patterns(node, "patterns", false)
        }
    }
}

fn match_class(node: &Node) -> Result<()> {
    if node.list("kwd_attrs").len() != node.list("kwd_patterns").len() {
        return invalid("MatchClass doesn't have the same number of keyword attributes as patterns");
    }
    node.list("kwd_attrs").iter().try_for_each(identifier)?;
    loads(node, &["cls"])?;
    let mut class = node.node("cls");
    while let Some(inner) = class {
        class = match inner.kind {
            "Name" => break,
            "Attribute" => inner.node("value"),
            _ => return invalid("MatchClass cls field can only contain Name or Attribute nodes."),
        };
    }
    patterns(node, "patterns", false)?;
    patterns(node, "kwd_patterns", false)
}

/// Whether this is a number, or one with a minus; `imaginary` says which sort it must be, if that matters.
fn is_number(node: &Node, imaginary: Option<bool>) -> bool {
    if node.kind == "UnaryOp" {
        return node.op("op") == Some("USub")
            && node.node("operand").is_some_and(|inner| is_constant(inner, imaginary));
    }
    is_constant(node, imaginary)
}

fn is_constant(node: &Node, imaginary: Option<bool>) -> bool {
    match node.get("value") {
        Field::Const(Const::Int(_) | Const::Float(_)) => imaginary != Some(true),
        Field::Const(Const::Complex(..)) => imaginary != Some(false),
        _ => false,
    }
}

fn match_value(node: &Node) -> Result<()> {
    expr(node, Context::Load)?;
    let allowed = match node.kind {
        "Constant" => {
            return match node.get("value") {
                Field::Const(
                    Const::Int(_) | Const::Float(_) | Const::Complex(..) | Const::Str(_) | Const::Bytes(_),
                ) => Ok(()),
                _ => invalid("unexpected constant inside of a literal pattern"),
            };
        }
        // The compiler itself refuses the strings.
        "Attribute" | "JoinedStr" | "TemplateStr" => true,
        "UnaryOp" => is_number(node, None),
        "BinOp" => {
            let side = |field, imaginary| node.node(field).is_some_and(|inner| is_number(inner, Some(imaginary)));
            matches!(node.op("op"), Some("Add" | "Sub")) && side("left", false) && side("right", true)
        }
        _ => false,
    };
    match allowed {
        true => Ok(()),
        false => invalid("patterns may only match literals and attribute lookups"),
    }
}
