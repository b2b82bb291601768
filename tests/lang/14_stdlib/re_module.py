"""re: patterns that do not compile, scanners, and whole programs."""
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
