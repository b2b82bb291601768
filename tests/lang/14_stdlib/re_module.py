"""re: matching, groups, flags, substitution, splitting, lookaround, possessive and atomic groups, errors."""
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


show(r"re.match('a+', 'aab')", r"re.match('b', 'ab')", r"re.search('b', 'ab')", r"re.fullmatch('a+', 'aab')", r"re.fullmatch('a|ab', 'ab')", r"re.findall('a', 'banana')", r"re.findall('(a)(n)', 'banana')", r"re.findall('a(n)?', 'banana')", r"re.findall('', 'ab')", r"re.findall(r'\b', 'a b')", r"[m.span() for m in re.finditer('a', 'banana')]", r"re.split(',', 'a,b,,c')", r"re.split('(,)', 'a,b')", r"re.split(',', 'a,b,c', maxsplit=1)", r"re.split('x*', 'axbc')", r"re.split('', 'ab')", r"re.sub('a', 'o', 'banana')", r"re.sub('a', 'o', 'banana', count=2)", r"re.subn('a', 'o', 'banana')", r"re.sub('(?P<x>n)(a)', r'\g<x>-\2-\g<0>', 'banana')", r"re.sub('a', lambda m: m.group().upper(), 'banana')", r"re.sub('', '-', 'ab')", r"re.sub('x*', '-', 'abxd')", r"re.sub('a', r'\n\\', 'a')", r"re.sub('a', r'\1', 'a')", r"re.sub('a', r'\g<x>', 'a')", r"re.sub('a', r'\q', 'a')", r"re.sub('(a)|b', r'[\1]', 'ab')", r"re.escape('a.b*c d-é')", r"re.purge()")
show(r"re.match(r'(\w+) (\w+)', 'hello world').group(1, 2)", r"re.match(r'(?P<first>\w)(?P<second>\d)?', 'a')", r"re.match('(a)(b)?', 'a').groups('default')", r"re.match('(a)', 'a').group(2)", r"re.match('(a)', 'a')['nope']", r"re.match('(?P<n>a)', 'a')['n']", r"re.match('(a)(b)?', 'a').span(2)", r"re.match('(a)', 'xa')", r"re.search('(a)', 'xa').start(1)", r"re.match('(a(b))', 'ab').lastindex", r"re.match('(?P<q>a)', 'a').lastgroup", r"re.match('a', 'ab').string", r"re.match('a', 'ab').endpos", r"re.search('b', 'abc').expand(r'<\g<0>>')", r"re.match('a', 'a').regs", r"re.compile('a').match('ba', 1)", r"re.compile('^a').search('ba', 1)", r"re.compile('a$').search('ab', 0, 1)", r"re.compile('(?P<x>a)(b)').groupindex['x']", r"re.compile('(a)(b)').groups", r"re.compile('a', re.I).flags", r"re.compile('a').pattern", r"repr(re.compile('a+', re.I | re.M))", r"repr(re.match('a', 'abc'))", r"re.compile('a') == re.compile('a')", r"re.compile(re.compile('a'))", r"re.compile(re.compile('a'), re.I)")
show(r"re.findall('A', 'aA', re.I)", r"re.findall('^a', 'a\na', re.M)", r"re.findall('a.b', 'a\nb', re.S)", r"re.findall('a$', 'a\na\n')", r"re.findall(r'a\Z', 'a\n')", r"re.findall(r'a\z', 'a')", r"re.findall('a  b # comment', 'ab', re.X)", r"re.findall('(?i)A', 'a')", r"re.findall('(?i:A)a', 'aa aA')", r"re.findall('(?s:.)', '\n')", r"re.findall('(?-i:a)', 'A', re.I)", r"re.findall(r'\w+', 'é_1 中')", r"re.findall(r'\w+', 'é_1', re.A)", r"re.findall(r'\d', '٣')", r"re.findall(r'\s', ' \t\u2003')", r"re.findall(r'\W\D\S', '--x')", r"re.findall(r'\Aa|\bb\B', 'abc')", r"re.findall('(?x) a (?# inline) b', 'ab')", r"re.findall('[a-c]', 'abcd')", r"re.findall('[^a-c]', 'abcd')", r"re.findall(r'[\w-]', 'a-')", r"re.findall('[]a]', ']a')", r"re.findall('[a^]', '^')", r"re.findall('ß', 'ẞ', re.I)", r"re.findall('ſ', 'S', re.I)", r"re.findall('[k]', '\u212a', re.I)", r"re.findall(r'\u00e9|\x41|\101|\N{BULLET}', 'éA•')")
show(r"re.findall('a{2}', 'aaaaa')", r"re.findall('a{2,}', 'aaaaa')", r"re.findall('a{,2}', 'aaa')", r"re.findall('a{1,2}?', 'aaa')", r"re.findall('a{x}', 'a{x}')", r"re.findall('<.*>', '<a><b>')", r"re.findall('<.*?>', '<a><b>')", r"re.findall('a*+a', 'aaa')", r"re.findall('a++b', 'aab')", r"re.findall('(?>a*)a', 'aaa')", r"re.findall('(?>a|ab)c', 'abc')", r"re.findall('x(?=y)', 'xyxz')", r"re.findall('x(?!y)', 'xyxz')", r"re.findall('(?<=a)b', 'abcb')", r"re.findall('(?<!a)b', 'abcb')", r"re.findall('(?<=a+)b', 'ab')", r"re.findall(r'(a)\1', 'aab')", r"re.findall(r'(?P<q>[\'\"]).*?(?P=q)', '\"a\" \'b\"')", r"re.findall('(?:a|b)+', 'abba')", r"re.match('(a)?(?(1)b|c)', 'ab')", r"re.match('(a)?(?(1)b|c)', 'c')", r"re.match('(a)?(?(1)b)', 'c')", r"re.findall('(?P<n>a)?(?(n)x|y)', 'axy')", r"re.match('((a)|b)*', 'ab')", r"re.match('(a|ab)(c|bcd)(d*)', 'abcd')", r"re.match('(?:(a)|(b)|(c))*', 'abc')", r"re.search('(?:a*)*b', 'aaac')", r"re.match('(x*)*', 'y')", r"re.fullmatch('(?:a|b)*?c', 'abac')", r"re.match('a|b|', 'c')", r"re.findall('(^|,)(.*?)(?=,|$)', 'a,b,c')")
show("re.findall(b'a.', b'abac')", "re.match('a', b'a')", "re.match(b'a', 'a')", "re.sub(b'a', 'x', b'a')", "re.findall(rb'\\w+', b'a\\xe9')", "re.compile(b'a', re.U)", "re.match('a', 5)", "re.match(5, 'a')", "re.findall(b'\\xe9', bytearray(b'\\xe9'))", "re.compile('a', re.L)", "re.compile('(?L)a')", "re.compile('a', re.A | re.U)", "re.match('a', memoryview(b'a'))")
for pattern in ["(", ")", "[", "a**", "*a", "a{2}{3}", "(?P<n>a)(?P<n>b)", "(?P<1>a)", "(?P=x)", "(?P<a", "(?<a)", "(?z)", "\\", "[b-a]", "(?(1)a|b|c)", "(?(9)a)", "\\9", "(?i", "a(?i)b", "[[:alpha:]]", "\\q", "\\N{nothing}", "\\x1", "\\u12", "(?<=a*)b", "a{5,2}", "(?P>x)", "(?#abc", "[\\d-z]", "x{,}", "(?-i:a", "(?ii:a)", "(?-x)", "(?:", "a++b+++"]:
    try:
        re.compile(pattern)
        print(pattern, "compiles")
    except re.error as e:
        print(pattern, "!!", e, e.pos, e.lineno, e.colno)
scanner = re.Scanner([(r"\d+", lambda s, t: int(t)), (r"\w+", lambda s, t: t), (r"\s+", None)])
print(scanner.scan("12 ab 3!"))
tokens = re.compile(r"(?P<num>\d+\.?\d*)|(?P<name>[A-Za-z_]\w*)|(?P<op>[-+*/=()])|(?P<skip>\s+)|(?P<bad>.)")
print([(m.lastgroup, m.group()) for m in tokens.finditer("x1 = 3.14*(y + 2) $") if m.lastgroup != "skip"])
print(re.sub(r"(\d+)-(\d+)", lambda m: f"{m[2]}-{int(m[1]) + 1}", "1-2, 3-4"), re.sub(r"\b(\w)(\w*)", lambda m: m[1].upper() + m[2], "the quick fox"))
text = "word " * 2000 + "end"
print(len(re.findall(r"\w+", text)), re.search(r"end$", text).start(), len(re.split(r"\s", text)), re.match(r"(?:word )*end", text).end())
print(re.RegexFlag.I | re.M, re.NOFLAG, re.I.value, int(re.X), re.compile("a", re.I | re.S).flags & re.S, re.PatternError is re.error)
email = re.compile(r"^[\w.+-]+@[\w-]+\.[\w.-]+$")
print([bool(email.match(e)) for e in ("a@b.co", "a.b+c@d-e.org", "bad@", "@bad.com", "a b@c.d")])
m = re.search(r"(?P<y>\d{4})-(?P<m>\d\d)", "on 2026-03-04")
print(m.groupdict(), m.span("m"), m.start(), m.re.pattern, m.pos, copy_ok := m.__copy__() is m, m[0], m["y"], m.group("m", "y"))
