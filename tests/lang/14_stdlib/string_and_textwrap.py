"""string, textwrap, difflib, shlex, fnmatch, glob patterns, pprint, reprlib, locale-free text helpers."""
import difflib
import fnmatch
import pprint
import reprlib
import shlex
import string
import textwrap


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


show("string.ascii_lowercase", "string.digits + string.hexdigits + string.octdigits", "string.punctuation", "string.whitespace", "len(string.printable)", "string.capwords('the  quick fox')", "string.capwords('a-b', '-')")
t = string.Template("$who likes ${what}s, $$5 and $Who")
show("t.substitute(who='a', what='b', Who='c')", "t.substitute(who='a')", "t.safe_substitute(who='a')", "string.Template('$').substitute()", "string.Template('$1').substitute()", "string.Template('bad $').safe_substitute()", "t.get_identifiers()", "t.is_valid()", "string.Template('${a').is_valid()", "string.Template('$a').substitute({'a': 1}, a=2)", "t.template[:4]")


class Custom(string.Template):
    delimiter = "%"
    idpattern = "[a-z]+"


print(Custom("%a %% $b").substitute(a=1))
f = string.Formatter()
show("f.format('{0} {a!r:>5}', 1, a='x')", "list(f.parse('a{b!r:c}d{{e}}'))", "f.vformat('{x}', (), {'x': 1})", "f.get_field('a.real', (), {'a': 5})", "f.format('{}{}', 1, 2)", "f.format('{0}{}', 1)", "f.format('{missing}')")


class Default(string.Formatter):
    def get_value(self, key, args, kwargs):
        return kwargs.get(key, f"<{key}>") if isinstance(key, str) else args[key]

    def convert_field(self, value, conversion):
        return value.upper() if conversion == "u" else super().convert_field(value, conversion)


print(Default().format("{a!u} {b} {0}", "zero", a="x"))
text = "The quick brown fox jumps over the lazy dog. It was a very-long-hyphenated-word day, averyveryverylongwordwithoutbreaks indeed."
print(textwrap.fill(text, 30))
print(textwrap.wrap(text, 20, initial_indent="* ", subsequent_indent="  ", break_long_words=False))
show("textwrap.shorten(text, 40)", "textwrap.shorten(text, 20, placeholder='...')", "textwrap.shorten('hello', 3)", "textwrap.dedent('  a\\n    b\\n\\n  c')", "textwrap.dedent('\\ta\\n  b')", "textwrap.indent('a\\n\\nb', '> ')", "textwrap.indent('a\\n\\nb', '> ', lambda l: True)", "textwrap.wrap('')", "textwrap.wrap('a b', 0)", "textwrap.wrap('aaa bbb ccc', 7, max_lines=1)", "textwrap.wrap('a\\tb  c', 10, expand_tabs=False, replace_whitespace=False, drop_whitespace=False)", "textwrap.wrap('one-two three', 6, break_on_hyphens=False)", "textwrap.wrap('End.  Next', 20, fix_sentence_endings=True)")
a, b = ["one\n", "two\n", "three\n", "four\n"], ["zero\n", "one\n", "tree\n", "four\n"]
print("".join(difflib.unified_diff(a, b, "a", "b")), end="")
print("".join(difflib.ndiff(a, b)), end="")
print("".join(difflib.context_diff(a, b, "a", "b", n=1)), end="")
s = difflib.SequenceMatcher(None, "abxcd", "abcd")
print(s.ratio(), s.get_opcodes(), s.find_longest_match(), s.get_matching_blocks(), difflib.get_close_matches("appel", ["ape", "apple", "peach"]), difflib.SequenceMatcher(lambda c: c == " ", "a b", "ab").quick_ratio())
show("shlex.split('a \"b c\" d\\\\ e \\'f g\\'')", "shlex.split('a \"b')", "shlex.split('a # c', comments=True)", "shlex.split('a\\\\')", "shlex.quote('a b')", "shlex.quote('')", "shlex.quote(\"it's\")", "shlex.join(['a b', 'c'])", "list(shlex.shlex('a=1;b', punctuation_chars=True))", "shlex.split('')", "shlex.split('a\"\"b')")
show("fnmatch.fnmatch('a.py', '*.py')", "fnmatch.fnmatchcase('A.py', 'a.*')", "fnmatch.filter(['a', 'b', 'ab'], 'a*')", "fnmatch.filterfalse(['a', 'b'], 'a')", "fnmatch.translate('*.p[yz]?')", "fnmatch.fnmatch('[', '[[]')", "fnmatch.fnmatch('b', '[!a]')")
data = {"list": list(range(30)), "nested": {"k" * 10: ["v" * 20] * 4, "tuple": (1, (2, (3,)))}, "long": "word " * 20, "set": {3, 1, 2}, "empty": {}}
pprint.pprint(data)
pprint.pprint(data, width=40, compact=True, indent=2, depth=2)
pprint.pp({"z": 1, "a": 2})
loop = [1]
loop.append(loop)
print(pprint.pformat(loop)[:21], pprint.isreadable([1]), pprint.isrecursive(loop), pprint.saferepr("é"), pprint.pformat({"b": 1, "a": 2}, sort_dicts=False), pprint.pformat(10 ** 10, underscore_numbers=True))
import collections
import dataclasses


@dataclasses.dataclass
class Node:
    name: str
    children: list = dataclasses.field(default_factory=list)


pprint.pprint([Node("a" * 30, [Node("b" * 30), Node("c" * 30)]), collections.OrderedDict(a=1), collections.Counter("aab"), collections.deque([1], maxlen=2)])
show("reprlib.repr(list(range(100)))", "reprlib.repr('x' * 100)", "reprlib.repr({i: i for i in range(10)})", "reprlib.repr(10 ** 100)", "reprlib.repr([[[[[[[1]]]]]]])", "reprlib.repr((1,))", "reprlib.repr(set())", "reprlib.Repr(maxlist=2).repr([1, 2, 3])")


class Rec:
    @reprlib.recursive_repr("<...>")
    def __repr__(self):
        return f"Rec({self!r})"


print(Rec())
