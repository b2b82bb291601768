"""re: quantifiers, groups, lookaround, conditionals."""
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
    r"re.findall('a{2}', 'aaaaa')",
    r"re.findall('a{2,}', 'aaaaa')",
    r"re.findall('a{,2}', 'aaa')",
    r"re.findall('a{1,2}?', 'aaa')",
    r"re.findall('a{x}', 'a{x}')",
    r"re.findall('<.*>', '<a><b>')",
    r"re.findall('<.*?>', '<a><b>')",
    r"re.findall('a*+a', 'aaa')",
    r"re.findall('a++b', 'aab')",
    r"re.findall('(?>a*)a', 'aaa')",
    r"re.findall('(?>a|ab)c', 'abc')",
    r"re.findall('x(?=y)', 'xyxz')",
    r"re.findall('x(?!y)', 'xyxz')",
    r"re.findall('(?<=a)b', 'abcb')",
    r"re.findall('(?<!a)b', 'abcb')",
    r"re.findall('(?<=a+)b', 'ab')",
    r"re.findall(r'(a)\1', 'aab')",
    r"re.findall(r'(?P<q>[\'\"]).*?(?P=q)', '\"a\" \'b\"')",
    r"re.findall('(?:a|b)+', 'abba')",
    r"re.match('(a)?(?(1)b|c)', 'ab')",
    r"re.match('(a)?(?(1)b|c)', 'c')",
    r"re.match('(a)?(?(1)b)', 'c')",
    r"re.findall('(?P<n>a)?(?(n)x|y)', 'axy')",
    r"re.match('((a)|b)*', 'ab')",
    r"re.match('(a|ab)(c|bcd)(d*)', 'abcd')",
    r"re.match('(?:(a)|(b)|(c))*', 'abc')",
    r"re.search('(?:a*)*b', 'aaac')",
    r"re.match('(x*)*', 'y')",
    r"re.fullmatch('(?:a|b)*?c', 'abac')",
    r"re.match('a|b|', 'c')",
    r"re.findall('(^|,)(.*?)(?=,|$)', 'a,b,c')",
)
