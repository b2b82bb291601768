"""Unicode: case mapping, categories, normalisation, identifiers, surrogates, wide characters, ordering."""
import unicodedata


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {ascii(str(e))}")
        else:
            print(f"{source} -> {ascii(result)}")


for c in ["a", "A", "ß", "ẞ", "İ", "ı", "ǆ", "ǅ", "Ǆ", "ﬁ", "ŉ", "ΐ", "ς", "Σ", "𐐀", "𐐨", "ª", "Ⅷ", "ⅷ", "ᾳ", "ᾼ", "Å", "µ", "中", "١", "²", "½", "\u200b", "\xad", "\ud800", "\U0010ffff", "😀", "\u0345", "ᲀ", "Ა", "ა", "ﬀ", "և"]:
    print(ascii(c), ascii([c.upper(), c.lower(), c.title(), c.casefold(), c.swapcase(), c.capitalize()]), "".join("01"[f()] for f in (c.isalpha, c.isdigit, c.isdecimal, c.isnumeric, c.isalnum, c.islower, c.isupper, c.istitle, c.isspace, c.isprintable, c.isidentifier, c.isascii)), unicodedata.category(c), ascii(repr(c)))
show("'ΑΣ ΑΣΑ Σ'.lower()", "'ΌΣΟΣ'.title()", "'ﬁnd ǆ'.title()", "'Straße'.upper().lower()", "'ß'.casefold() == 'SS'.casefold()", "'İ'.lower().upper()", "len('İ'.lower())", "'aͅ'.upper()", "'o\\'neill'.title()", "'\\u01c5abc'.istitle()")
show("unicodedata.name('é')", "unicodedata.name('\\x00')", "unicodedata.name('\\x00', 'none')", "unicodedata.lookup('GREEK SMALL LETTER ALPHA')", "unicodedata.lookup('NOTHING')", "unicodedata.name('中')", "unicodedata.name('한')", "unicodedata.lookup('CJK UNIFIED IDEOGRAPH-4E2D')", "unicodedata.decimal('٣')", "unicodedata.digit('²')", "unicodedata.numeric('½')", "unicodedata.numeric('a')", "unicodedata.numeric('a', -1)", "unicodedata.bidirectional('א')", "unicodedata.combining('\\u0301')", "unicodedata.east_asian_width('中')", "unicodedata.mirrored('(')", "unicodedata.decomposition('é')", "unicodedata.decomposition('ﬁ')", "unicodedata.unidata_version", "unicodedata.category('ab')", "'\\N{GREEK SMALL LETTER ALPHA}'", "'\\N{EURO SIGN}'")
for text in ["é", "e\u0301", "ﬁ", "Å", "한글", "①", "ｱ", "\u1e9b\u0323", "Ω", "ffi", "a\u0315\u0300\u05ae\u0300b"]:
    print(ascii(text), [ascii(unicodedata.normalize(form, text)) for form in ("NFC", "NFD", "NFKC", "NFKD")], [unicodedata.is_normalized(form, text) for form in ("NFC", "NFD", "NFKC", "NFKD")])
show("unicodedata.normalize('XYZ', 'a')", "'\\u212b' == '\\xc5'", "len('e\\u0301')", "'😀'[0] == '😀'", "len('😀')", "'a😀b'[::-1] == 'b😀a'", "'😀'.encode('utf-16-le')", "'\\ud83d\\ude00' == '😀'", "len('\\ud83d\\ude00')", "'\\ud83d' + '\\ude00' == '😀'", "ord('😀')", "chr(0x10ffff)", "chr(0x110000)", "chr(-1)", "chr(0xd800)", "ord('')", "ord('ab')", "ord(b'a')", "ord(5)", "chr(1.5)", "'\\ud800'.encode()", "'\\ud800'.encode('utf-8', 'surrogatepass')", "'\\udc80'.encode('utf-8', 'surrogateescape')", "'a\\ud800'.isalpha()", "'\\ud800' < '\\ue000'", "'\\ud800' in 'x\\ud800y'", "hash('\\ud800') == hash('\\ud800')", "'\\ud800'.upper() == '\\ud800'", "'x\\udfffz'.split('\\udfff')", "repr('\\ud800😀\\xa0\\u2028é')", "ascii('é中😀\\ud800')", "'%a' % 'é'", "'é' < 'f'", "sorted(['é', 'z', 'a', 'Z', '😀', '\\uffff'])", "max('aé😀')", "'\\uffff' < '😀'", "'中文'.center(6, '·')", "'１２３'.isdigit() and int('１２３')", "'ß' in 'straße'", "'\\xa0a\\u2003'.strip()", "'a\\u2028b'.splitlines()", "'\\x85'.isspace()", "'\\u180e'.isspace()", "'\\x1f'.split()", "'ÀÉ'.swapcase()", "'a\\x00b'.upper()", "len('a\\x00b')")
été = 1
名前 = "name"
ﬁ = "ligature normalises"
print(été, 名前, fi, [n for n in dir() if n in ("fi", "été", "名前")])


class Ñ:
    ü = 1


print(Ñ.ü, getattr(Ñ, "ü"), Ñ.__name__)
x = "mixed é 中 😀 end"
print([ascii(w) for w in x.split()], x.find("😀"), x.index("end"), ascii(x[8:11]), ascii(x.replace("😀", "é")), x.count(" "), ascii(x.upper()), ascii(x[::-1]), x.encode().decode() == x)
for size in (1, 2, 4):
    base = {1: "é", 2: "中", 4: "😀"}[size]
    s = ("a" * 10 + base) * 3
    print(len(s), s.find(base), s.rfind(base), s.count(base), s.index(base, 11), len(s.split(base)), ascii(s.partition(base)[1]), s.replace(base, "") == "a" * 30, s == s[:], s < s + "a", ascii(s.strip("a")[0]))
for i in range(0, 0x110000, 0x1111):
    c = chr(i)
    assert ord(c) == i and len(c) == 1 and c == c + "" and (c * 3)[1] == c
print(sum(map(ord, "hello")), sum(chr(i).isalpha() for i in range(0x3000)), sum(chr(i).isupper() for i in range(0x3000)), sum(chr(i).isdecimal() for i in range(0x3000)), sum(chr(i).isspace() for i in range(0x3100)), sum(chr(i).isprintable() for i in range(0x3000)), sum(chr(i).isidentifier() for i in range(0x3000)), sum(len(chr(i).upper()) for i in range(0x10000)), sum(len(chr(i).lower()) for i in range(0x10000)), sum(ord(chr(i).upper()[0]) for i in range(0x2000)))
