"""re: bytes patterns and mixtures of str and bytes."""
import re


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
            if isinstance(result, re.Match):
                result = (result.span(), result.group(), result.groups(), result.groupdict())
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


show(
    "re.findall(b'a.', b'abac')",
    "re.match('a', b'a')",
    "re.match(b'a', 'a')",
    "re.sub(b'a', 'x', b'a')",
    "re.findall(rb'\\w+', b'a\\xe9')",
    "re.compile(b'a', re.U)",
    "re.match('a', 5)",
    "re.match(5, 'a')",
    "re.findall(b'\\xe9', bytearray(b'\\xe9'))",
    "re.compile('a', re.L)",
    "re.compile('(?L)a')",
    "re.compile('a', re.A | re.U)",
    "re.match('a', memoryview(b'a'))",
)
