"""Operators, indexing and conversions of str, with error messages."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {ascii(result)}")


show(
    "'a' + 'b'",
    "'a' + 5",
    "5 + 'a'",
    "'a' * 3",
    "3 * 'a'",
    "'a' * -1",
    "'a' * 1.5",
    "'a' * 'b'",
    "'a' * 2 ** 62",
    "'a' in 'abc'",
    "'' in ''",
    "5 in 'abc'",
    "'abc'[0]",
    "'abc'[-1]",
    "'abc'[3]",
    "'abc'[1:]",
    "'abc'[::-1]",
    "'abc'['a']",
    "'abc'[1.0]",
    "'abc'[None:]",
    "'abc' < 'abd'",
    "'abc' < 5",
    "'a' == 'a'",
    "'a' == b'a'",
    "'a' < 'B'",
    "'é' < 'z'",
    "'\\uffff' < '\\U00010000'",
    "len('a\\U0001f600')",
    "hash('') == 0",
    "'abc'.__len__()",
    "'abc'.__contains__('b')",
    "'abc'.__getitem__(1)",
    "'a'.__add__(5)",
    "'abc'.__getnewargs__()",
    "max('abc')",
    "sorted('bca')",
    "list('ab')",
    "'-'.__mul__(3)",
    "'a'.__mod__(())",
    "'%s'.__mod__((1,))",
    "'x'.__rmod__('%s')",
    "'abc'.foo",
    "'abc'.encode()",
    "'é'.encode('latin-1')",
    "'é'.encode('ascii')",
    "str.upper(5)",
    "str.join('x', 'ab')",
    "'{}'.format(1)",
    "'abc'.format_map({})",
    "'a'.__class__.__name__",
    "str(b'a', 'ascii')",
    "str(b'a')",
    "str(5, 'ascii')",
    "str(object=5)",
    "str(b'\\xff', 'ascii', 'replace')",
    "str('x', 'ascii')",
    "str(encoding='ascii')",
)
