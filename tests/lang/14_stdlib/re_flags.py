"""re: flags and character classes."""
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
    r"re.findall('A', 'aA', re.I)",
    r"re.findall('^a', 'a\na', re.M)",
    r"re.findall('a.b', 'a\nb', re.S)",
    r"re.findall('a$', 'a\na\n')",
    r"re.findall(r'a\Z', 'a\n')",
    r"re.findall(r'a\z', 'a')",
    r"re.findall('a  b # comment', 'ab', re.X)",
    r"re.findall('(?i)A', 'a')",
    r"re.findall('(?i:A)a', 'aa aA')",
    r"re.findall('(?s:.)', '\n')",
    r"re.findall('(?-i:a)', 'A', re.I)",
    r"re.findall(r'\w+', 'é_1 中')",
    r"re.findall(r'\w+', 'é_1', re.A)",
    r"re.findall(r'\d', '٣')",
    r"re.findall(r'\s', ' \t\u2003')",
    r"re.findall(r'\W\D\S', '--x')",
    r"re.findall(r'\Aa|\bb\B', 'abc')",
    r"re.findall('(?x) a (?# inline) b', 'ab')",
    r"re.findall('[a-c]', 'abcd')",
    r"re.findall('[^a-c]', 'abcd')",
    r"re.findall(r'[\w-]', 'a-')",
    r"re.findall('[]a]', ']a')",
    r"re.findall('[a^]', '^')",
    r"re.findall('ß', 'ẞ', re.I)",
    r"re.findall('ſ', 'S', re.I)",
    r"re.findall('[k]', '\u212a', re.I)",
    r"re.findall(r'\u00e9|\x41|\101|\N{BULLET}', 'éA•')",
)
