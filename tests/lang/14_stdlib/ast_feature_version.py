"""The syntax of earlier versions: `feature_version` of `ast.parse`, and the message and place of each refusal."""

import ast
SAMPLES = {
    "annotation": "x: int = 1\n",
    "annotation of an attribute": "x.y: int\n",
    "matmul": "a @ b @ c\n",
    "augmented matmul": "a @= b\n",
    "async function": "async def f():\n    pass\n",
    "await": "async def f(): await x\n",
    "async for": "async def f():\n    async for x in y:\n        pass\n    else:\n        pass\n",
    "async with": "async def f():\n    async with x as y, z: pass\nw\n",
    "async with in parentheses": "async def f():\n    async with (x as y, z): pass\n",
    "async comprehension": "async def f(): return [x async for x in y if z]\n",
    "underscores": "a = 1_000 + 0x_f\n",
    "underscore after": "a = 1; b = (1_0.5,\n 2)\n",
    "positional-only": "def f(a, /, b, *, c): pass\n",
    "positional-only default": "def f(a=1, /): pass\n",
    "lambda positional-only": "lambda a, /, *b: a\n",
    "lambda positional-only default": "lambda a=1, /: a\n",
    "walrus": "if (n := 10) > 5:\n    pass\n",
    "walrus argument": "f(x := 1, y)\n",
    "with in parentheses": "with (open('a') as f,\n      open('b') as g):\n    pass\n",
    "match": "match x:\n    case 1:\n        pass\n    case [a, *b]:\n        pass\ny = 1\n",
    "no match": "match = 1\nmatch[1]\n",
    "except star": "try: pass\nexcept* A: pass\n",
    "except star tuple": "try: pass\nexcept* A, B: pass\n",
    "except tuple": "try:\n    pass\nexcept A, B:\n    pass\nz\n",
    "except in parentheses": "try: pass\nexcept (A, B): pass\n",
    "type": "type X = int\n",
    "type with parameters": "type X[T] = int\n",
    "generic class": "class A[T: int, *Ts, **P]: pass\n",
    "generic function": "def f[T](x: T) -> T: pass\n",
    "default": "class A[T = int]: pass\n",
    "starred default": "def f[*Ts = *tuple[int]](): pass\n",
    "parameter default": "def f[**P = [int]](): pass\n",
    "t-string": "x = t'a{b}' t'c'\n",
    "f-string": "x = f'a{b!r:>{c}}'\n",
    "unparenthesized unpacking": "for x in *a, *b: pass\n",
    "error before": "x = = (y := 1)\n",
    "error after": "(y := 1) x\n",
    "unclosed": "f((y := 1), {\n",
    "bad token after": "(y := 1)\nx = 'abc\n",
    "in a type comment": "def f(x, # type: int\n  /): pass\n",
}
for name, text in SAMPLES.items():
    versions = {}
    for minor in range(3, 16):
        try:
            got = ast.dump(ast.parse(text, feature_version=(3, minor)))[:20]
        except SyntaxError as e:
            got = f"{type(e).__name__} {e.msg} {e.lineno}:{e.offset}-{e.end_lineno}:{e.end_offset} {e.text!r}"
        versions.setdefault(got, []).append(minor)
    for got, minors in versions.items():
        print(f"{name}: 3.{minors[0]} to 3.{minors[-1]}: {got}")

# Only a tree's syntax depends on the version.
print(compile("(x := 0)", "f", "eval", _feature_version=5).co_code == compile("(x := 0)", "f", "eval").co_code)
for mode in "exec", "eval", "single":
    try:
        compile("(x := 0)", "f", mode, ast.PyCF_ONLY_AST, _feature_version=7)
    except SyntaxError as e:
        print(mode, e)
print(type(compile("(x := 0)", "f", "eval", ast.PyCF_ONLY_AST, _feature_version=-1)))
for version in (2, 7), (4, 0), 2, 7, (3, -5):
    try:
        print(ast.dump(ast.parse("a: int", feature_version=version)))
    except (ValueError, SyntaxError) as e:
        print(version, type(e).__name__, e)
