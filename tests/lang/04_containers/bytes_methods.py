"""Every method of bytes and of bytearray's immutable half, with error messages."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


class Index:
    def __index__(self):
        return 3


show("bytes()", "bytes(3)", "bytes(-1)", "bytes([1, 2, 255])", "bytes([256])", "bytes([-1])", "bytes(['a'])", "bytes('abc')", "bytes('abc', 'utf-8')", "bytes('é', 'ascii')", "bytes('é', 'ascii', 'replace')", "bytes(b'x')", "bytes(bytearray(b'y'))", "bytes(memoryview(b'z'))", "bytes(1.5)", "bytes(None)", "bytes(Index())", "bytes(b'a', 'ascii')", "bytes(5, 'ascii')", "bytes(encoding='ascii')", "bytes(range(5))", "bytes(x for x in (1, 2))", "bytes(2 ** 70)", "bytes({1: 2})")
show("b'abc'[0]", "b'abc'[-1]", "b'abc'[3]", "b'abc'[1:]", "b'abc'[::-1]", "b'abc'['a']", "b'a' + b'b'", "b'a' + 'b'", "b'a' + 5", "b'a' + bytearray(b'b')", "bytearray(b'a') + b'b'", "b'a' + memoryview(b'm')", "b'ab' * 2", "2 * b'ab'", "b'ab' * -1", "b'a' * 1.0", "97 in b'abc'", "b'bc' in b'abc'", "'a' in b'abc'", "300 in b'abc'", "b'' in b''", "b'a' == 'a'", "b'a' == bytearray(b'a')", "b'a' < b'b'", "b'a' < 'b'", "b'abc' < b'abd'", "hash(b'a') == hash(bytes([97]))", "len(b'abc')", "list(b'ab')", "max(b'abc')", "b'%d %s' % (5, b'x')", "b'%s' % 'x'", "b'%a' % 'é'", "b'%c%c' % (65, b'B')", "b'%x %08.3f' % (255, 1.5)", "b'%b' % b'q'", "b'%s' % 5", "b'%d' % 'a'", "b'%(k)s' % {b'k': b'v'}")
show("repr(b'\\x00\\n\\t\\r\\\\\\x7f\\xff\\'')", "repr(b'\"')", "repr(b'\\'\"')", "str(b'abc')", "b'abc'.hex()", "b'\\x01\\xff'.hex(':')", "b'abcdef'.hex('-', 2)", "b'abcde'.hex('_', -2)", "b'ab'.hex('xx')", "b'ab'.hex(b':')", "b'ab'.hex('é')", "bytes.fromhex('61 62')", "bytes.fromhex('6')", "bytes.fromhex('6g')", "bytes.fromhex('')", "bytes.fromhex(b'6162')", "bytes.fromhex(5)", "bytes.fromhex(' 61\\n62 ')", "b'abc'.decode()", "b'\\xff'.decode()", "b'\\xff'.decode('latin-1')", "b'\\xff'.decode('ascii', 'ignore')", "b'a'.decode('nonsense')", "b'a'.decode(5)")
show("b'hello'.find(b'l')", "b'hello'.find(108)", "b'hello'.find('l')", "b'hello'.find(300)", "b'hello'.rfind(b'l')", "b'hello'.index(b'z')", "b'hello'.rindex(b'l', 0, 3)", "b'hello'.count(b'l')", "b'hello'.count(108)", "b'hello'.count(b'')", "b'hello'.startswith(b'he')", "b'hello'.startswith((b'x', b'h'))", "b'hello'.startswith('he')", "b'hello'.startswith(104)", "b'hello'.endswith(b'lo')", "b'hello'.endswith((b'o', 'x'))")
show("b'a,b,c'.split(b',')", "b'a,b,c'.split(b',', 1)", "b' a  b '.split()", "b'abc'.split(b'')", "b'abc'.split(',')", "b'a,b,c'.rsplit(b',', 1)", "b' a b '.rsplit(None, 1)", "b'a\\nb\\r\\nc\\x0bd'.splitlines()", "b'a\\n'.splitlines(True)", "b'a=b'.partition(b'=')", "b'ab'.partition(b'=')", "b'ab'.partition(b'')", "b'a=b=c'.rpartition(b'=')", "b','.join([b'a', b'b'])", "b','.join([b'a', 'b'])", "b','.join([bytearray(b'a'), memoryview(b'b')])", "b''.join(5)", "b''.join([])", "b'x'.join([1])")
show("b' a '.strip()", "b'xax'.strip(b'x')", "b'xax'.lstrip(b'x')", "b'xax'.rstrip('x')", "b'abc'.replace(b'b', b'X')", "b'abc'.replace(b'', b'-')", "b'aaa'.replace(b'a', b'b', 2)", "b'abc'.replace('b', 'x')", "b'ab'.center(6, b'*')", "b'ab'.center(6, b'xy')", "b'ab'.ljust(4)", "b'ab'.rjust(4, b'.')", "b'-5'.zfill(4)", "b'a\\tb'.expandtabs(4)", "b'abc'.upper()", "b'ABC'.lower()", "b'hello world'.title()", "b'hELLO'.capitalize()", "b'aB'.swapcase()", "b'\\xe9'.upper()", "b'abc'.isalpha()", "b'12'.isdigit()", "b'a1'.isalnum()", "b' \\t'.isspace()", "b'abc'.islower()", "b'ABC'.isupper()", "b'Hello World'.istitle()", "b'abc'.isascii()", "b'\\xff'.isascii()", "b''.isascii()", "b''.isalpha()", "b'abc'.removeprefix(b'a')", "b'abc'.removesuffix(b'c')", "b'abc'.removeprefix('a')")
show("b'abc'.translate(bytes(range(256)).replace(b'a', b'X'))", "b'abc'.translate(None, b'b')", "b'abc'.translate(b'short')", "b'abc'.translate(bytes.maketrans(b'ab', b'xy'), b'c')", "bytes.maketrans(b'a', b'bc')", "bytes.maketrans('a', 'b')", "b'abc'.translate(None, delete=b'ac')", "b'abc'.translate('x' * 256)", "b'abc'.foo", "b'abc'.format()", "bytes.__new__(bytes, 2)", "b'abc'.__getnewargs__()", "b'a'.__bytes__()", "bytes.upper('x')", "b'abc'.append(1)", "sorted(b'cab')", "bytes(type('B', (), {'__bytes__': lambda s: b'custom'})())", "bytes(type('B', (), {'__bytes__': lambda s: 'bad'})())")
for statement in ["b = b'abc'; b[0] = 1", "b = b'abc'; del b[0]", "b'a'.x = 1"]:
    try:
        exec(statement)
    except Exception as e:
        print(statement, type(e).__name__, e)


class B(bytes):
    pass


print(B(b"x"), repr(B(b"x")), type(B(b"x")[:]).__name__, type(B(b"x").upper()).__name__, B(b"ab") == b"ab", B.fromhex("6162"), type(B.fromhex("61")).__name__)
data = b"The quick brown fox"
print([w.decode() for w in data.split()], bytes(reversed(data)), data.find(b"quick"), {data: 1}[b"The quick brown fox"])
print(int.from_bytes(b"\x01\x02", "big"), (258).to_bytes(2, "little"), b"".join(bytes([n]) for n in range(65, 70)))
