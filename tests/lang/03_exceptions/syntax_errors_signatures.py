"""Syntax errors of parameter lists and calls."""
import sys
import warnings

warnings.simplefilter("ignore")
SOURCES = [
    'def f(:\n  pass',
    'def f(a, a): pass',
    'def f(a=1, b): pass',
    'def f(*): pass',
    'def f(**k, a): pass',
    'def f(*a, *b): pass',
    'def f(a, /, b, /): pass',
    'f(a=1, 2)',
    'f(**k, *a)',
    'f(a=1, a=2)',
    'f(1 = 2)',
    'f(x for x in y, 1)',
    'f(a.b=1)',
    'f(True=1)',
    'print(*)',
    'lambda x=1, y: 0',
    'lambda *: 0',
    'print(a b)',
    'foo(a, b for b in c)',
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
