"""Syntax errors of literals, strings and characters."""
import sys
import warnings

warnings.simplefilter("ignore")
SOURCES = [
    "'unterminated",
    "'''unterminated\nmore",
    "f'{x'",
    "f'{}'",
    "f'{x!z}'",
    "f'{x:{y'",
    'x = 0777',
    'x = 1__0',
    'x = 0xg',
    'x = 1_',
    'x = 0b2',
    'x = 1.5e',
    'x = 5a',
    'x = 1if 2else 3',
    'x = $',
    'x = ?',
    'x = a ? b : c',
    "x = 'a' b'c'",
    "x = '\\N{nothing}'",
    "x = '\\x1'",
    "x = b'é'",
    "x = '\\u12'",
    "x = 'a\nb'",
    '\x00',
    'x = 1\x00',
    "(" * 300,
    "x = " + "(" * 250 + ")" * 250,
    'é = 1; ² = 2',
    'x = “a”',
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
