"""Syntax errors of statements, blocks and indentation."""
import sys
import warnings

warnings.simplefilter("ignore")
SOURCES = [
    'x = (1,',
    'x = [1, 2',
    'if True\n  pass',
    'if True:\npass',
    'for x in range(3) print(x)',
    "print 'hello'",
    "exec 'x'",
    'x = 5 +',
    'def f():\n  x = 1\n   y = 2',
    'class A\n  pass',
    'try:\n  pass',
    'try:\n  pass\nexcept:\n  pass\nexcept E:\n  pass',
    'try:\n  pass\nelse:\n  pass',
    'with open(x) as 1: pass',
    '\tx = 1\n        y = 2',
    'if 1:\n\tx = 1\n        y = 2',
    'else:\n  pass',
    'elif x:\n  pass',
    'if x = 1: pass',
    'while x = 1: pass',
    'x = not',
    "assert (x, 'y')",
    'raise x from',
    'pass x',
    '@\ndef f(): pass',
    '@x\ny = 1',
    'def f():\n',
    'class C:\n',
    'for x in y:\n',
    'while x:\n',
    'if x:\n  pass\nelse:\n',
    'a b',
    'a b c',
    'x = 1 # ok\n  y',
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
