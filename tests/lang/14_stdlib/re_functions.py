"""re: match, search, findall, split, sub and their replacement templates."""
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
    r"re.match('a+', 'aab')",
    r"re.match('b', 'ab')",
    r"re.search('b', 'ab')",
    r"re.fullmatch('a+', 'aab')",
    r"re.fullmatch('a|ab', 'ab')",
    r"re.findall('a', 'banana')",
    r"re.findall('(a)(n)', 'banana')",
    r"re.findall('a(n)?', 'banana')",
    r"re.findall('', 'ab')",
    r"re.findall(r'\b', 'a b')",
    r"[m.span() for m in re.finditer('a', 'banana')]",
    r"re.split(',', 'a,b,,c')",
    r"re.split('(,)', 'a,b')",
    r"re.split(',', 'a,b,c', maxsplit=1)",
    r"re.split('x*', 'axbc')",
    r"re.split('', 'ab')",
    r"re.sub('a', 'o', 'banana')",
    r"re.sub('a', 'o', 'banana', count=2)",
    r"re.subn('a', 'o', 'banana')",
    r"re.sub('(?P<x>n)(a)', r'\g<x>-\2-\g<0>', 'banana')",
    r"re.sub('a', lambda m: m.group().upper(), 'banana')",
    r"re.sub('', '-', 'ab')",
    r"re.sub('x*', '-', 'abxd')",
    r"re.sub('a', r'\n\\', 'a')",
    r"re.sub('a', r'\1', 'a')",
    r"re.sub('a', r'\g<x>', 'a')",
    r"re.sub('a', r'\q', 'a')",
    r"re.sub('(a)|b', r'[\1]', 'ab')",
    r"re.escape('a.b*c d-é')",
    r"re.purge()",
)
