"""Syntax errors of `match`, dictionaries, comprehensions and conditional expressions."""
import sys
import warnings

warnings.simplefilter("ignore")
SOURCES = [
    '[x := 1 for x in y]',
    '[y for x in (y := 1)]',
    'class A:\n  [x := 1 for i in y]',
    'match x:\n  case a: pass\n  case 1: pass',
    'match x:\n  case (a, a): pass',
    'match x:\n  case A(b=1, b=2): pass',
    'match x:\n  case {**r, 1: 2}: pass',
    'match x:\n  case a | b: pass',
    'match x:\n  case -a: pass',
    'match x:\n  case 1+a: pass',
    'match x:\n  case *a, *b: pass',
    'x = {1: 2, 3}',
    'x = {1, 2: 3}',
    'x = {1:}',
    'x = {**a for a in b}',
    'x if y',
    'x = 1 if y',
    'x = [i for i in]',
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
