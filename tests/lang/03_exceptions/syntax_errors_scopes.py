"""Syntax errors of `global`, `nonlocal`, `return`, `yield`, `await` and imports."""
import sys
import warnings

warnings.simplefilter("ignore")
SOURCES = [
    'return 1',
    'yield 1',
    'break',
    'continue',
    'lambda: (yield) = 1',
    'global x\nx = 1\ndef f():\n  x = 1\n  global x',
    'def f(x):\n  global x',
    'def f():\n  nonlocal x',
    'nonlocal x',
    'def f():\n  print(x)\n  nonlocal x',
    'import a.b as c.d',
    'from a import',
    'from a import (b',
    'from . import *\ndef f():\n  from a import *',
    'from __future__ import nothing',
    'x = 1\nfrom __future__ import annotations',
    'from __future__ import braces',
    'x = yield = 1',
    'async def f():\n  yield from x',
    'def f():\n  await x',
    'async with x: pass',
    '[await x for x in y]',
    'import',
    'def f(x):\n  def g():\n    nonlocal y',
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
