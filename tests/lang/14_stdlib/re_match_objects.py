"""re: match and pattern objects."""
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
    r"re.match(r'(\w+) (\w+)', 'hello world').group(1, 2)",
    r"re.match(r'(?P<first>\w)(?P<second>\d)?', 'a')",
    r"re.match('(a)(b)?', 'a').groups('default')",
    r"re.match('(a)', 'a').group(2)",
    r"re.match('(a)', 'a')['nope']",
    r"re.match('(?P<n>a)', 'a')['n']",
    r"re.match('(a)(b)?', 'a').span(2)",
    r"re.match('(a)', 'xa')",
    r"re.search('(a)', 'xa').start(1)",
    r"re.match('(a(b))', 'ab').lastindex",
    r"re.match('(?P<q>a)', 'a').lastgroup",
    r"re.match('a', 'ab').string",
    r"re.match('a', 'ab').endpos",
    r"re.search('b', 'abc').expand(r'<\g<0>>')",
    r"re.match('a', 'a').regs",
    r"re.compile('a').match('ba', 1)",
    r"re.compile('^a').search('ba', 1)",
    r"re.compile('a$').search('ab', 0, 1)",
    r"re.compile('(?P<x>a)(b)').groupindex['x']",
    r"re.compile('(a)(b)').groups",
    r"re.compile('a', re.I).flags",
    r"re.compile('a').pattern",
    r"repr(re.compile('a+', re.I | re.M))",
    r"repr(re.match('a', 'abc'))",
    r"re.compile('a') == re.compile('a')",
    r"re.compile(re.compile('a'))",
    r"re.compile(re.compile('a'), re.I)",
)
