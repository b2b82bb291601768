"""ast, tokenize, symtable, keyword, token: parsing, unparse round trips, visitors, transformers, literal_eval."""
import ast
import io
import keyword
import symtable
import token
import tokenize


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


print(ast.dump(ast.parse("x: int = f(a, *b, k=1, **c)[1:2, ...]\n"), indent=2))
print(ast.dump(ast.parse("lambda a, /, b=1, *c, d, **e: (yield)", mode="eval")))
SNIPPETS = ["x = 1", "a, *b = c", "x += y ** -z", "if a:\n    pass\nelif b:\n    x\nelse:\n    y", "for i in r:\n    continue\nelse:\n    break", "while x:\n    x -= 1", "def f(a: int=1, *args, b, **kw) -> str:\n    return a", "async def g():\n    async for x in y:\n        await z\n    async with a as b, c:\n        pass", "class C[T](B, metaclass=M):\n    x: int = 5", "try:\n    a\nexcept (E, F) as e:\n    raise X from e\nelse:\n    b\nfinally:\n    c", "try:\n    a\nexcept* E:\n    b", "with (open(a) as b, c):\n    pass", "match x:\n    case 1 | -2:\n        a\n    case [a, *_] if b:\n        c\n    case {'k': v, **r}:\n        d\n    case C(x, y=1) as z:\n        e\n    case None:\n        f\n    case _:\n        g", "import a.b as c, d", "from . import x as y", "from ..m import *", "global a, b", "del a[0], b.c", "assert x, 'm'", "@d\n@e.f(1)\ndef h():\n    pass", "type A[T: int, *Ts, **P] = list[T]", "[x for x in y if z for w in x]", "{k: v for k, v in d}", "{*a, 1}", "{**a, 'b': 1}", "(x for x in y)", "a if b else c", "not a and b or c", "a < b <= c is not d not in e", "lambda: 0", "f'{x!r:>{w}} {{y}} {z=}'", "t'{x} y'", "'a' 'b'", "b'x' + 1.5e10 + 2j", "(y := 5)", "x[1:2:3, ::]", "await_ = 1", "-+~x", "a @ b // c % d << e >> f & g ^ h | i", "(a + b) * c - (d - e)", "(yield x)", "print(*a, **k)", "...", "None, True, False", "'it\\'s \"q\"'", "x = (1,)", "()", "a.b.c(d)(e)[f]", "nonlocal_ = lambda *, a: a", "def f():\n    nonlocal x", "r'\\d'", "0xFF + 0b11", "1_000", "1e400", "-1e400j"]
for s in SNIPPETS:
    tree = ast.parse(s)
    text = ast.unparse(tree)
    again = ast.dump(ast.parse(text)) == ast.dump(tree)
    print(repr(text), again)


class Names(ast.NodeVisitor):
    def __init__(self):
        self.seen = []

    def visit_Name(self, node):
        self.seen.append((node.id, type(node.ctx).__name__, node.lineno, node.col_offset, node.end_col_offset))


v = Names()
v.visit(ast.parse("a = b + c\nfor d in e: f(g)"))
print(v.seen)


class Double(ast.NodeTransformer):
    def visit_Constant(self, node):
        return ast.copy_location(ast.Constant(node.value * 2), node)

    def visit_Pass(self, node):
        return None

    def visit_Name(self, node):
        return ast.Name(node.id.upper(), node.ctx)


tree = Double().visit(ast.parse("x = 5 + y\npass\nz = 'a'"))
ast.fix_missing_locations(tree)
print(ast.unparse(tree))
ns = {"Y": 1}
exec(compile(tree, "<t>", "exec"), ns)
print(ns["X"], ns["Z"])
show("ast.literal_eval('[1, -2.5, {\"a\": (None, True)}, {1, 2}, b\"x\", 1+2j]')", "ast.literal_eval('f()')", "ast.literal_eval('1 + 1')", "ast.literal_eval('a')", "ast.literal_eval(' 5')", "ast.literal_eval('set()')", "ast.literal_eval('-5')", "ast.literal_eval(ast.parse('1', mode='eval'))", "ast.parse('x = ')", "ast.parse('x', mode='bad')", "ast.parse('(1, 2)', mode='func_type')", "ast.dump(ast.parse('(int, str) -> bool', mode='func_type'))", "ast.dump(ast.parse('x'), annotate_fields=False)", "ast.dump(ast.parse('x'), include_attributes=True)[:60]", "ast.get_source_segment('a + b * c', ast.parse('a + b * c').body[0].value.right)", "ast.get_docstring(ast.parse('\"\"\"d\\n  oc\"\"\"'))", "[type(n).__name__ for n in ast.walk(ast.parse('a + 1'))]", "list(ast.iter_fields(ast.Name('a', ast.Load())))[0]", "ast.Name('a').ctx", "ast.Constant(5) == ast.Constant(5), ast.Constant(5).value", "ast.compare(ast.Constant(5), ast.Constant(5))", "ast.Name._fields", "ast.Name(1, 2, 3)", "ast.dump(ast.BinOp(ast.Name('a'), ast.Add(), ast.Name('b')))", "compile(ast.Module([ast.Expr(ast.Name('x', ast.Load()))], []), '', 'exec')", "compile(ast.Expression(ast.Constant(object())), '', 'eval')", "eval(compile(ast.fix_missing_locations(ast.Expression(ast.BinOp(ast.Constant(2), ast.Pow(), ast.Constant(5)))), '', 'eval'))", "ast.parse('x: int', type_comments=True).body[0].simple", "ast.parse('a\\nb').body[1].lineno", "ast.increment_lineno(ast.parse('a'), 5).body[0].lineno", "isinstance(ast.parse('1').body[0].value, ast.Constant)", "ast.unparse(ast.Constant(float('inf')))", "ast.unparse(ast.Constant('\\n\\'\"'))", "ast.parse('é = 1').body[0].targets[0].end_col_offset")
CODE = "def f(x, *, y=1.5):  # comment\n    'doc'\n    return x[0] != y \\\n        or f'{x!r:>{y}}' if x else t'{y}'\n\n\nclass A: pass\n"
for t in tokenize.generate_tokens(io.StringIO(CODE).readline):
    print(token.tok_name[t.exact_type], repr(t.string), t.start, t.end)
print(tokenize.untokenize(tokenize.generate_tokens(io.StringIO(CODE).readline)) == CODE)
for bad in ("x = (", "'''abc", "if x:\n  a\n b", "x = 'a", "a = $", "1_"):
    try:
        print([t.string for t in tokenize.generate_tokens(io.StringIO(bad).readline)])
    except (tokenize.TokenError, SyntaxError) as e:
        print(repr(bad), type(e).__name__, e.args[0])
print(tokenize.detect_encoding(io.BytesIO(b"# coding: latin-1\n").readline)[0], [t.string for t in tokenize.tokenize(io.BytesIO("é=1".encode()).readline)])
table = symtable.symtable("x = 1\ndef f(a, *b):\n  global g\n  c = a\n  def h():\n    nonlocal c\n    return c + x\n  return h\nclass C:\n  attr = f", "<s>", "exec")
print(table.get_type(), sorted(table.get_identifiers()), [c.get_name() for c in table.get_children()])
f = next(c for c in table.get_children() if c.get_name() == "f" and isinstance(c, symtable.Function))
for name in sorted(f.get_identifiers()):
    s = f.lookup(name)
    print(name, [n for n in ("is_global", "is_local", "is_free", "is_parameter", "is_referenced", "is_assigned", "is_declared_global", "is_namespace") if getattr(s, n)()])
print(f.get_parameters(), f.get_locals(), f.get_frees(), f.get_globals(), [c.get_frees() for c in f.get_children() if isinstance(c, symtable.Function)], f.is_nested(), f.is_optimized(), table.get_children()[-1].get_type())
print(keyword.kwlist, keyword.softkwlist, keyword.iskeyword("match"), keyword.issoftkeyword("match"))
print(token.EXACT_TOKEN_TYPES["->"] == token.RARROW, token.ISTERMINAL(1), sorted(token.EXACT_TOKEN_TYPES)[:5])
