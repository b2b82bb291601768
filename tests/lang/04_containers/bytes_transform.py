"""Stripping, padding, case and predicate methods of bytes."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


show(
    "b' a '.strip()",
    "b'xax'.strip(b'x')",
    "b'xax'.lstrip(b'x')",
    "b'xax'.rstrip('x')",
    "b'abc'.replace(b'b', b'X')",
    "b'abc'.replace(b'', b'-')",
    "b'aaa'.replace(b'a', b'b', 2)",
    "b'abc'.replace('b', 'x')",
    "b'ab'.center(6, b'*')",
    "b'ab'.center(6, b'xy')",
    "b'ab'.ljust(4)",
    "b'ab'.rjust(4, b'.')",
    "b'-5'.zfill(4)",
    "b'a\\tb'.expandtabs(4)",
    "b'abc'.upper()",
    "b'ABC'.lower()",
    "b'hello world'.title()",
    "b'hELLO'.capitalize()",
    "b'aB'.swapcase()",
    "b'\\xe9'.upper()",
    "b'abc'.isalpha()",
    "b'12'.isdigit()",
    "b'a1'.isalnum()",
    "b' \\t'.isspace()",
    "b'abc'.islower()",
    "b'ABC'.isupper()",
    "b'Hello World'.istitle()",
    "b'abc'.isascii()",
    "b'\\xff'.isascii()",
    "b''.isascii()",
    "b''.isalpha()",
    "b'abc'.removeprefix(b'a')",
    "b'abc'.removesuffix(b'c')",
    "b'abc'.removeprefix('a')",
)
