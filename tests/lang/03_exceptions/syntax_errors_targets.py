"""Syntax errors of assignment targets, `del`, and the walrus."""
import sys
import warnings

warnings.simplefilter("ignore")
SOURCES = [
    'x = 1)',
    '  x = 1',
    'x = = 1',
    '1 = x',
    'f() = 1',
    'x + 1 = 2',
    'None = 1',
    'True += 1',
    '(a, 1) = x',
    '[x, 1] = y',
    'del f()',
    'del 1',
    '(x for x in y) = 1',
    'x = *a',
    '*a = 1',
    '*a, *b = c',
    'a, b += 1',
    'x: int: str',
    '(x, y): int',
    'x := 5',
    '(x.y := 5)',
    'not x = 1',
    'a < b = c',
    'a and b = c',
    "'a' = 1",
    '... = 1',
    "f'{x}' = 1",
]
for source in SOURCES:
    label = source if len(source) < 60 else source[:20] + "..."
    try:
        compile(source, "<text>", "exec")
    except SyntaxError as e:
        print(f"{label!r}: {type(e).__name__}: {e.msg} ({e.lineno}, {e.offset})")
    else:
        print(f"{label!r}: compiles")
try:
    compile(SOURCES[0], "<text>", "exec")
except SyntaxError as e:
    sys.excepthook(type(e), e, None)
