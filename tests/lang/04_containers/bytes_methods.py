"""Translation of bytes, its immutability, subclasses, and the remaining methods."""


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
