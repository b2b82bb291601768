"""String and bytes literals: escapes, prefixes, concatenation, line continuation, invalid escapes."""
import warnings


def show(*sources):
    for source in sources:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                result = eval(source)
            except SyntaxError as e:
                print(f"{source!r} !! {e.msg}", [str(w.message) for w in caught])
            else:
                print(f"{source!r} -> {ascii(result)}", [str(w.message) for w in caught])


print("a\nb\tc\\d\'e\"f\a\b\f\v\r".encode())
print('\x41\101\u0041\U00000041\N{LATIN CAPITAL LETTER A}', "\0\00\000".encode(), "\1010", "\08".encode(), "\377".encode())
print(r"\n\x", R'\'', r"\"", rb"\x00", bR"\d", Rb'\\', b"\x41\101\n", b"\u0041", u"unicode")
print("one " "two " 'three ' """four """ '''five''')
print("continued \
line", 'a\
b', """first
second\
 joined
third""")
print("quotes 'inside' here", 'and "these"', """ "three" ""quotes"" """, '''it's ''fine'' ''')
show(r"'\d'", r"'\8'", r"'\400'", r"b'\400'", r"b'\d'", r"'\x'", r"'\x4'", r"'\xg0'", r"'\u123'", r"'\U0011ffff'", r"'\U00110000'", r"'\N'", r"'\N{}'", r"'\N{NOPE}'", r"'\N{DIGIT ONE}'", r"'\N{digit one}'", r"b'\N{DIGIT ONE}'", r"r'\N{x}'", "b'\\x4'", "b'é'", "'é'", "rb'\\xff'", r"'\_'", r"f'\d'", r"f'\{1}'", r"rf'\{1}'", "''", "b''", "'' ''", "b'' b'a'", "'a' b'b'", "u'a' 'b'", "ur'a'", "bu'a'", "'\\\n'", "'a\\", "'''a''' 'b'", "\"\"\"a\"b\"\"\"", "'\t'", "'\\uD800'", "'\\ud83d\\ude00'", "'\\\r\n'", "'a\\\nb'")
print("""line one
    indented
""" == "line one\n    indented\n", len('''
'''), "\
" == "", "a" "b" == 'ab', ("implicit "
      "across "
      "lines"))
print(type(b"").__name__, type(u"").__name__, b"abc"[0], "abc"[0], b"\xff\x00"[0], len("\U0001f600"), len(b"\xf0\x9f\x98\x80"), len("\x00"))
print("%s" "%s" % ("a", "b"), ("x" "y") * 2, "a" + "b" "c", len("a" "b" 'c'), "ab" "cd"[1:])
source = "x = '''crlf\r\nnext\rmac'''"
namespace = {}
exec(source, namespace)
print(repr(namespace["x"]))
exec("# -*- coding: latin-1 -*-\ny = 'caf\xe9'".encode("latin-1"), namespace)
print(ascii(namespace["y"]))
exec(b"\xef\xbb\xbfz = 'bom'", namespace)
print(namespace["z"])
for bad in [b"# coding: nonsense\nx = 1", b"\xef\xbb\xbf# coding: latin-1\nx = 1", b"x = '\xff'", b"# coding: ascii\nx = '\xe9'"]:
    try:
        exec(bad, namespace)
    except (SyntaxError, UnicodeDecodeError) as e:
        print(type(e).__name__, str(e).split("(")[0])
exec("\x0cform_feed = 1\n\x0c\nif 1:\n\tindented_with_tab = 2\n", namespace)
print(namespace["form_feed"], namespace["indented_with_tab"])
exec("a = 1; b = 2;\nif a: c = 3; d = 4\nclass C: x = 1; y = 2\nfor i in 1, 2: pass\n", namespace)
print([namespace[n] for n in "abcdi"], namespace["C"].y)
exec("long = (1 +\n\n  # comment\n  2)\nback = 1 + \\\n  2\n", namespace)
print(namespace["long"], namespace["back"])
print(0xFF, 0XfF, 0o17, 0O17, 0b11, 0B11, 1e3, 1E3, 1.e3, .5e-1, 1_000.000_1, 0_0, 00, 1J, 1.5j, 1e3j, 0.0j)
