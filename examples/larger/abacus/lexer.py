"""Text to tokens."""

import re
from dataclasses import dataclass

from .errors import LexError

KEYWORDS = frozenset({"let", "print", "if", "else", "while", "fn", "return", "and", "or", "not", "break", "continue"})

PATTERN = re.compile(
    r"""
      (?P<space>[ \t\r]+ | \#[^\n]*)
    | (?P<newline>\n)
    | (?P<number>\d+)
    | (?P<string>"[^"\n]*")
    | (?P<name>[A-Za-z_]\w*)
    | (?P<sign>==|!=|<=|>=|[-+*/%<>=(){}\[\],;])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str
    line: int


def tokens(source):
    """Yield the tokens of a program, and one of kind `end` after them."""
    line = 1
    position = 0
    while position < len(source):
        match = PATTERN.match(source, position)
        if match is None:
            raise LexError(f"a stray {source[position]!r}", line)
        position = match.end()
        kind = match.lastgroup
        text = match.group()
        if kind == "newline":
            line += 1
        elif kind == "space":
            continue
        elif kind == "name" and text in KEYWORDS:
            yield Token("keyword", text, line)
        else:
            yield Token(kind, text, line)
    yield Token("end", "", line)
