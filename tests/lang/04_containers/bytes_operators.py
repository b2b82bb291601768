"""Operators, indexing, comparison and %-format of bytes."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


show(
    "b'abc'[0]",
    "b'abc'[-1]",
    "b'abc'[3]",
    "b'abc'[1:]",
    "b'abc'[::-1]",
    "b'abc'['a']",
    "b'a' + b'b'",
    "b'a' + 'b'",
    "b'a' + 5",
    "b'a' + bytearray(b'b')",
    "bytearray(b'a') + b'b'",
    "b'a' + memoryview(b'm')",
    "b'ab' * 2",
    "2 * b'ab'",
    "b'ab' * -1",
    "b'a' * 1.0",
    "97 in b'abc'",
    "b'bc' in b'abc'",
    "'a' in b'abc'",
    "300 in b'abc'",
    "b'' in b''",
    "b'a' == 'a'",
    "b'a' == bytearray(b'a')",
    "b'a' < b'b'",
    "b'a' < 'b'",
    "b'abc' < b'abd'",
    "hash(b'a') == hash(bytes([97]))",
    "len(b'abc')",
    "list(b'ab')",
    "max(b'abc')",
    "b'%d %s' % (5, b'x')",
    "b'%s' % 'x'",
    "b'%a' % 'é'",
    "b'%c%c' % (65, b'B')",
    "b'%x %08.3f' % (255, 1.5)",
    "b'%b' % b'q'",
    "b'%s' % 5",
    "b'%d' % 'a'",
    "b'%(k)s' % {b'k': b'v'}",
)
